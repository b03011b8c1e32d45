package claim

import (
	"cmp"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// news is something that organisations are told of: what has happened, and about what.
type news struct {
	kind     model.NoticeKind
	claim    model.Claim // zero where it is about a cover
	payment  model.ClaimPayment
	recourse model.Recourse
	cover    model.ClaimCover
	// by is who made the step: a side of a recourse is not told what it has done itself.
	by model.OrgID
}

// tell puts a notice for everybody whom the kind names into the outbox.
func tell(tx *repository.Tx, n news) error {
	var orgs []model.OrgID
	for _, party := range n.kind.Info().To {
		some, err := n.who(tx, party)
		if err != nil {
			return err
		}
		orgs = append(orgs, some...)
	}
	facts, err := n.facts(tx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	subject := n.claim.ID.String()
	if n.cover.ID != "" {
		subject = n.cover.ID.String()
	}
	var rows []model.Notice
	told := map[model.OrgID]bool{"": true}
	for _, org := range orgs {
		if !told[org] {
			told[org] = true
			rows = append(rows, tx.Notice().NewNotice(n.kind, org, subject, cmp.Or(n.payment.ID.String(), n.recourse.ID.String()), body))
		}
	}
	return tx.Notice().Insert(rows)
}

// who lists the organisations that stand to the subject as a party of notices does.
func (n news) who(tx *repository.Tx, party model.NoticeParty) (orgs []model.OrgID, err error) {
	switch party { //nolint:exhaustive // the others have to do with recalls and complaints
	case model.ToParty:
		return []model.OrgID{n.claim.OrgID}, nil
	case model.ToPayer:
		return []model.OrgID{n.payment.PayerID, n.cover.Payer}, nil
	case model.ToCovered:
		return []model.OrgID{n.cover.OrgID}, nil
	case model.ToCreditor:
		return except(n.by, n.recourse.CreditorID), nil
	case model.ToDebtor:
		return except(n.by, n.recourse.DebtorID), nil
	case model.ToFund:
		return tx.Claim().Funds(n.claim.Region)
	case model.ToAuthority:
		return n.authority(tx)
	case model.ToInsurer:
		rows, err := tx.Claim().CoversOf(n.claim.OrgID, n.claim.CreatedAt)
		for _, c := range rows {
			if covers(c, n.claim.OrgID, n.claim) {
				orgs = append(orgs, c.Payer)
			}
		}
		return orgs, err
	}
	return nil, nil
}

// except is an organisation, or none when it made the step itself.
func except(by, org model.OrgID) []model.OrgID {
	if by == org {
		return nil
	}
	return []model.OrgID{org}
}

// authority is the nearest authority over who answers for the claim, of a recourse over its debtor.
func (n news) authority(tx *repository.Tx) ([]model.OrgID, error) {
	under := model.Organisation{ID: n.claim.OrgID, Region: n.claim.Region}
	if n.recourse.ID != "" {
		under = model.Organisation{ID: n.recourse.DebtorID, Region: n.recourse.Region}
	}
	above, err := tx.Access().Overseers(under)
	if err != nil || len(above) == 0 {
		return nil, err
	}
	return []model.OrgID{above[0].ID}, nil
}

// facts is what the notice says: numbers, lot, sum, state, deadline and where to read more. Nothing in it comes from the
// claimant.
func (n news) facts(tx *repository.Tx) (f model.NoticeFacts, err error) {
	f = claimFacts(n.claim)
	if f.Lot, err = tx.Claim().LotOf(n.claim.BatchID); err != nil {
		return f, err
	}
	sum := model.Money{}
	switch {
	case n.recourse.ID != "":
		r := n.recourse
		f.RecourseID, f.RecourseNumber, f.URL, f.Due = r.ID.String(), r.Number, "/console/recourses/"+r.ID.String(), r.DueAt.String()
		f.State, f.Stated = string(r.State), model.NoticeTextOf(model.RecourseLifecycle.Words[r.State])
		sum = model.Money{Fen: r.Compensation.Fen + r.Punitive.Fen, Currency: model.CNY}
	case n.payment.ID != "":
		p := n.payment
		f.PaymentID, f.URL = p.ID.String(), "/console/claim-payments/"+p.ID.String()
		f.State, f.Stated = string(p.State), model.NoticeTextOf(model.PaymentLifecycle.Words[p.State])
		sum = Total(p)
	case n.kind == model.NewsClaimComplained:
		f.ComplaintID, f.URL, f.Due = n.claim.ComplaintID, "/console/complaints/"+n.claim.ComplaintID, ""
	case n.cover.ID != "":
		f.CoverID, f.CoverNumber, f.URL, sum = n.cover.ID.String(), n.cover.Number, "/console/claim-covers", n.cover.Ceiling
	}
	if sum.Fen != 0 {
		f.Amount, f.Currency = sum.Amount(), sum.Currency
	}
	return f, nil
}

// claimFacts is what a notice says of a claim; of none it is nothing.
func claimFacts(c model.Claim) (f model.NoticeFacts) {
	if c.ID == "" {
		return f
	}
	f.ClaimID, f.ClaimNumber, f.URL = c.ID.String(), c.Number, "/console/claims/"+c.ID.String()
	f.State, f.Stated = string(c.State), model.NoticeTextOf(model.ClaimLifecycle.Words[c.State])
	if c.WarnAt != 0 {
		f.Due = c.DueAt.String()
	}
	return f
}

// tellOf tells of a payment, with the claim that it is made on.
func tellOf(tx *repository.Tx, kind model.NoticeKind, p model.ClaimPayment) error {
	c, err := tx.Claim().Claim(model.SystemScope("a payment is told with its claim"), p.ClaimID)
	if err != nil {
		return err
	}
	return tell(tx, news{kind: kind, claim: c, payment: p})
}

// tellRecourse tells of a move of a recourse, with the claim that it came of.
func tellRecourse(tx *repository.Tx, kind model.NoticeKind, r model.Recourse, by model.OrgID) error {
	c, err := tx.Claim().Claim(model.SystemScope("a recourse is told with its claim"), r.ClaimID)
	if err != nil {
		return err
	}
	return tell(tx, news{kind: kind, claim: c, recourse: r, by: by})
}

// tellCover tells of a policy or bond.
func tellCover(tx *repository.Tx, kind model.NoticeKind, id model.CoverID) error {
	c, err := tx.Claim().Cover(model.SystemScope("a cover is told to its other side"), id)
	if err != nil {
		return err
	}
	return tell(tx, news{kind: kind, cover: c})
}

// tellClaimant has a mail sent to a claimant who has given an address, where this installation sends mail. The notice
// names the claim and no more; the address is opened when the mail goes out.
func (s *Service) tellClaimant(tx *repository.Tx, kind model.NoticeKind, c model.Claim) error {
	if !s.mails {
		return nil
	}
	who, err := tx.Claim().Secret(c.ID)
	if absent(err) || err == nil && len(who.Mail) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	body, err := json.Marshal(model.NoticeFacts{ClaimNumber: c.Number})
	if err != nil {
		return err
	}
	row := tx.Notice().NewNotice(kind, "", c.ID.String(), "", body)
	row.Channel = model.ChannelEmail
	return tx.Notice().Insert([]model.Notice{row})
}

// mailer is who opens the addresses of claimants.
const mailer = "system:outbox"

// Mailbox opens the address of the claimant whom a notice is for; see notice.Mailbox. Each look is audited. Refusals:
// not-found when none was given, claim-erased.
func (s *Service) Mailbox(tx *repository.Tx, n model.Notice) (address string, lang model.Lang, err error) {
	row, err := tx.Claim().Claim(model.SystemScope("a mail that the claimant wants"), model.ClaimID(n.SubjectID))
	if err != nil {
		return "", "", err
	}
	who, err := s.person(tx, row.ID)
	if err != nil {
		return "", "", err
	}
	if who.contact.Mail == "" {
		return "", "", model.NotFound.Refuse()
	}
	return who.contact.Mail, who.row.Lang, tx.AuditWork(mailer, row.OrgID, actionMail, row.ID.String(), string(n.Kind))
}
