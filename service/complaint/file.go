package complaint

import (
	"context"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// ConsentVersion is the version of the text that whoever files agrees to.
const ConsentVersion = 1

// MaxUnits bounds the units that somebody says to have bought.
const MaxUnits = 1_000_000

// Filing is one paper: a complaint, a tip, or both (Art. 9).
type Filing struct {
	// Firm is the operator that it is about, FirmName what somebody wrote who does not know it: its name as registered, its
	// registration number or GLN.
	Firm           model.OrgID
	FirmName       string
	Complaint, Tip bool
	// Code is what was scanned or typed; the goods may stay unknown.
	Code     string
	BoughtOn model.Date
	Units    int64
	Price    model.Money // of one unit
	Asked    model.Money
	Story    model.ComplaintStory
	// Facts are those of the offence; the story's when empty.
	Facts   string
	Contact model.ComplaintContact
	// Share lets the operator see the contact.
	Share   bool
	Consent int
	Lang    model.Lang
}

// Filed says what a paper became. The link is for whoever filed it alone.
type Filed struct {
	Complaint       model.ComplaintID `json:"complaint,omitempty"`
	ComplaintNumber string            `json:"complaint_number,omitempty"`
	Tip             model.TipID       `json:"tip,omitempty"`
	TipNumber       string            `json:"tip_number,omitempty"`
	Link            string            `json:"-"`
}

// subject is what the private link belongs to.
func (f Filed) subject() string {
	if f.Complaint != "" {
		return f.Complaint.String()
	}
	return f.Tip.String()
}

// File takes a paper to the authority of the operator's region. What holds both a complaint and a tip becomes two records
// with numbers and clocks of their own, behind one private link.
//
// Who: anybody. Refusals: invalid (firm: complaint-firm-unknown; complaint, code, bought_on, units, price, asked, what,
// wish, facts, receipt, contact.*, consent).
func (s *Service) File(ctx context.Context, idem model.Idempotency, in Filing) (Filed, error) {
	if err := in.check(); err != nil {
		return Filed{}, err
	}
	filed, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (Filed, error) {
		if in.Firm == "" {
			named, err := tx.Complaint().FirmNamed(in.FirmName)
			if err != nil {
				return Filed{}, err
			}
			in.Firm = named
		}
		firm, err := tx.Complaint().Firm(in.Firm)
		if absentHere(err) {
			return Filed{}, model.ComplaintFirm.At("firm")
		}
		if err != nil {
			return Filed{}, err
		}
		if in.BoughtOn > model.DateOf(tx.Now(), model.China) {
			return Filed{}, model.DateFuture.At("bought_on")
		}
		b, product, code, err := goods(tx, in.Code)
		if err != nil {
			return Filed{}, err
		}
		head := heading{firm: firm, channel: model.ComplaintByPage, product: product, batch: b.ID, code: code}
		return s.record(tx, in, head)
	})
	if err == nil {
		filed.Link = s.Link(filed.subject())
	}
	return filed, err
}

// check refuses a paper that is wrong whatever it is about.
func (in *Filing) check() error {
	var f model.Faults
	if !in.Complaint && !in.Tip {
		f.Add("complaint", model.ValueRequired)
	}
	in.FirmName = f.Written("firm", in.FirmName, MaxBody, in.Firm == "")
	in.Code = f.Written("code", in.Code, MaxCode, false)
	in.Story.What = f.Written("what", in.Story.What, MaxStory, in.Complaint || in.Facts == "")
	in.Story.Wish = f.Written("wish", in.Story.Wish, MaxWish, in.Complaint)
	in.Story.Receipt = f.Written("receipt", in.Story.Receipt, MaxName, false)
	in.Facts = f.Written("facts", in.Facts, MaxStory, false)
	in.Contact.Name = f.Written("contact.name", in.Contact.Name, MaxName, false)
	in.Contact.Phone = f.Written("contact.phone", in.Contact.Phone, 40, false)
	in.Contact.Mail = f.Written("contact.mail", in.Contact.Mail, 254, false)
	in.Contact.Address = f.Written("contact.address", in.Contact.Address, MaxAddress, false)
	in.Contact.Check(&f, "contact", in.Complaint)
	if in.Units < 0 || in.Units > MaxUnits {
		f.Add("units", model.ValueInvalid, model.P("value", in.Units))
	}
	f.Check("price", in.Price.Valid())
	f.Check("asked", in.Asked.Valid())
	if in.BoughtOn != "" {
		_, err := model.ParseDate(string(in.BoughtOn))
		f.Check("bought_on", err)
	}
	if in.Consent != ConsentVersion {
		f.Add("consent", model.ValueRequired)
	}
	if in.Lang == "" {
		in.Lang = model.ZH
	}
	return f.Err()
}

// heading is what a paper is about, as the house knows it.
type heading struct {
	firm    model.Organisation
	channel model.ComplaintChannel
	claim   model.ClaimID
	product model.ProductID
	batch   model.BatchID
	code    string
}

// record writes the records of a paper in the caller's transaction.
func (s *Service) record(tx *repository.Tx, in Filing, h heading) (out Filed, err error) {
	authority, err := authorityOf(tx, h.firm)
	if err != nil {
		return out, err
	}
	if in.Complaint {
		out.Complaint = repository.NewID[model.Complaint](tx)
	}
	if in.Tip {
		out.Tip = repository.NewID[model.Tip](tx)
	}
	link := linkHash(s.secretOf(out.subject()))
	var complaints []model.Complaint
	var tips []model.Tip
	var secrets []model.ComplaintSecret
	if in.Complaint {
		row, err := s.complaintRow(tx, in, h, out)
		if err != nil {
			return out, err
		}
		row.AuthorityID, row.LinkHash, out.ComplaintNumber = authority, link, row.Number
		secret, err := s.secret(tx, in, row.ID.String(), model.KindComplaint, row.OrgID, row.ProductID, in.Story)
		if err != nil {
			return out, err
		}
		complaints, secrets = append(complaints, row), append(secrets, secret)
	}
	if in.Tip {
		row, err := s.tipRow(tx, h, out)
		if err != nil {
			return out, err
		}
		row.AuthorityID, row.LinkHash, out.TipNumber = authority, link, row.Number
		story := model.ComplaintStory{What: in.Facts}
		if story.What == "" {
			story.What = in.Story.What
		}
		secret, err := s.secret(tx, in, row.ID.String(), model.KindTip, row.OrgID, row.ProductID, story)
		if err != nil {
			return out, err
		}
		tips, secrets = append(tips, row), append(secrets, secret)
	}
	if err := tx.Complaint().Insert(complaints, tips, secrets); err != nil {
		return out, err
	}
	for _, c := range complaints {
		if err := tx.Audit(model.Actor{}, "complaint.file", c.ID.String(), c.Number); err != nil {
			return out, err
		}
		if h.channel == model.ComplaintByClaim {
			continue // the claim room tells the authority of it
		}
		if err := tell(tx, model.NewsComplaintFiled, c, c.AuthorityID); err != nil {
			return out, err
		}
	}
	for _, t := range tips {
		if err := tx.Audit(model.Actor{}, "complaint-tip.file", t.ID.String(), t.Number); err != nil {
			return out, err
		}
		if err := tellTip(tx, model.NewsComplaintTip, t); err != nil {
			return out, err
		}
	}
	return out, nil
}

// authorityOf is the lowest active market regulator whose region holds the operator's, empty when there is none.
func authorityOf(tx *repository.Tx, firm model.Organisation) (model.OrgID, error) {
	above, err := tx.Access().Overseers(firm)
	if err != nil || len(above) == 0 {
		return "", err
	}
	return above[0].ID, nil
}

func (s *Service) complaintRow(tx *repository.Tx, in Filing, h heading, out Filed) (row model.Complaint, err error) {
	row = model.Complaint{
		ID: out.Complaint, OrgID: h.firm.ID, Region: h.firm.Region, ClaimID: h.claim, TipID: out.Tip, Channel: h.channel, ProductID: h.product, BatchID: h.batch,
		Code: h.code, BoughtOn: in.BoughtOn, Units: in.Units, Price: in.Price, Asked: in.Asked, State: model.ComplaintLifecycle.Initial, Version: 1,
		Month: month(tx.Now()), CreatedAt: tx.Now(),
	}
	if in.Share {
		row.Share = 1
	}
	row.Turn = row.State.Turn()
	if row.Number, err = newNumber("TS", tx.Now()); err != nil {
		return row, err
	}
	list, err := clocks{}.start(model.OnComplaint, tx.Now())
	if err != nil {
		return row, err
	}
	return row, s.setClocks(&row, list, tx.Now())
}

func (s *Service) tipRow(tx *repository.Tx, h heading, out Filed) (row model.Tip, err error) {
	row = model.Tip{
		ID: out.Tip, OrgID: h.firm.ID, Region: h.firm.Region, ComplaintID: out.Complaint, ProductID: h.product, BatchID: h.batch, Code: h.code,
		State: model.TipLifecycle.Initial, Version: 1, Month: month(tx.Now()), CreatedAt: tx.Now(),
	}
	if row.Number, err = newNumber("JB", tx.Now()); err != nil {
		return row, err
	}
	list, err := clocks{}.start(model.OnClue, tx.Now())
	if err != nil {
		return row, err
	}
	return row, s.setTipClocks(&row, list, tx.Now())
}

// secret seals who filed a subject and what they wrote.
func (s *Service) secret(tx *repository.Tx, in Filing, subject string, kind model.ComplaintKind, firm model.OrgID, product model.ProductID, story model.ComplaintStory) (row model.ComplaintSecret, err error) {
	seal, wrapped, err := s.sealer.NewSeal(subject)
	if err != nil {
		return row, err
	}
	row = model.ComplaintSecret{
		SubjectID: subject, Kind: kind, OrgID: firm, ProductID: product, Units: in.Units, DataKey: wrapped, Consent: in.Consent, Lang: in.Lang, CreatedAt: tx.Now(),
		Name: s.hash("name", in.Contact.Name), Phone: s.hash("phone", in.Contact.PhoneDigits()), Mail: s.hash("mail", strings.ToLower(in.Contact.Mail)),
		Address: s.hash("address", strings.Join(strings.Fields(in.Contact.Address), "")),
	}
	if row.Contact, err = closed(seal, "contact", in.Contact); err != nil {
		return row, err
	}
	row.Story, err = closed(seal, "story", story)
	return row, err
}

// hash is the keyed hash of a value that identifies somebody; of nothing it is empty.
func (s *Service) hash(field, value string) []byte {
	if value == "" {
		return []byte{}
	}
	return s.sealer.Hash("complaint-"+field, value)
}

// FromClaim takes a claim to the authority, in the transaction of who asks for it: the party that had to answer has refused
// or left it lying. A claim becomes one complaint however often this is asked. Refusal: complaint-firm-unknown for a party
// that is no active operator any more.
func (s *Service) FromClaim(tx *repository.Tx, c model.Claim, secret model.ClaimSecret, contact model.ClaimContact, story model.ClaimStory) (string, error) {
	was, found, err := tx.Complaint().ByClaim(c.ID)
	if err != nil || found {
		return was.ID.String(), err
	}
	firm, err := tx.Complaint().Firm(c.OrgID)
	if absentHere(err) {
		return "", model.ComplaintFirm.Refuse()
	}
	if err != nil {
		return "", err
	}
	what := story.What
	if story.Harm != "" {
		what += "\n" + story.Harm
	}
	in := Filing{
		Firm: c.OrgID, Complaint: true, Code: c.Code, BoughtOn: c.BoughtOn, Units: c.Units, Price: c.Price, Asked: c.Asked,
		Story:   model.ComplaintStory{What: what, Receipt: story.Receipt},
		Contact: model.ComplaintContact{Name: contact.Name, Phone: contact.Phone, Mail: contact.Mail},
		Consent: secret.Consent, Lang: secret.Lang,
	}
	filed, err := s.record(tx, in, heading{firm: firm, channel: model.ComplaintByClaim, claim: c.ID, product: c.ProductID, batch: c.BatchID, code: c.Code})
	return filed.Complaint.String(), err
}
