package claim

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of what a claimant writes, in characters.
const (
	MaxStory   = 2000
	MaxReceipt = 64
	MaxName    = 80
	MaxPhone   = 32
	MaxMail    = 254
	MaxSeller  = 200
	MaxUnits   = 1_000_000
	MaxCosts   = 20
)

// Filing is a claim as it comes in.
type Filing struct {
	// Code is what was scanned, typed or is printed on the package.
	Code string
	// Operator is against whom: a Ref of Chain, or a GLN, registration number or exact name of a registered company.
	// Seller is who sold it, likewise, or empty when that is the operator or not known.
	Operator, Seller string
	BoughtOn         model.Date
	Units            int64
	Price            model.Money // of one unit
	Gift             bool        // it was a gift, so that nobody knows the price
	Receipt          string      // number of the receipt or order
	What, Harm       string
	HarmOn           model.Date
	Grave            bool // death or serious harm to health
	Costs            []model.Loss
	Remedy           model.Remedy // empty takes what the recall offers
	Asked            model.Money  // the whole sum, 0 to leave it to the law
	Elected          model.AmountBasis
	Contact          model.ClaimContact
	Consent          int // version of the text that was agreed to
	Lang             model.Lang
	Recall           string // number or identifier of the recall whose remedy is claimed
}

// Filed is the receipt of a claim. The secret is told once; only its hash is kept.
type Filed struct {
	ID     model.ClaimID
	Number string
	// Secret opens the claim, URL is its private page.
	Secret, URL string
	DueAt       model.Instant
}

// filed is what Once remembers: the secret only as sealed with the key of the claim.
type filed struct {
	ID     model.ClaimID
	Number string
	DueAt  model.Instant
	Link   []byte
}

// LinkPath is where the page of a private link lies, before the secret.
const LinkPath = "/claim/"

// linkHash is what is kept of a private link.
func linkHash(secret string) []byte {
	sum := sha256.Sum256([]byte("claim-link\x00" + secret))
	return sum[:]
}

// File takes a claim in. Whoever it is made against answers for it from now on: there is no way to hand it on. The 15 days
// begin.
//
// Who: anybody; a key of a company makes it a claim by API. Refusals: invalid at the fields (code: code-unknown; operator:
// not-found, claim-off-chain; seller: not-found; bought_on, harm_on: catalog-date-future, date-invalid, claim-before-made; units, price,
// costs, asked, remedy, what, contact, consent, recall), idempotency-*.
func (s *Service) File(ctx context.Context, actor model.Actor, idem model.Idempotency, in Filing) (Filed, error) {
	if err := in.check(s.store.Now()); err != nil {
		return Filed{}, err
	}
	secret := ""
	done, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (f filed, err error) {
		f, secret, err = s.file(tx, actor, in)
		return f, err
	})
	if err != nil {
		return Filed{}, err
	}
	if secret == "" { // the same request came before
		if secret, err = s.linkAgain(ctx, done); err != nil {
			return Filed{}, err
		}
	}
	return Filed{done.ID, done.Number, secret, s.baseURL + LinkPath + secret, done.DueAt}, nil
}

// linkAgain opens the private link that a retry is told again.
func (s *Service) linkAgain(ctx context.Context, f filed) (secret string, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Secret(f.ID)
		if err != nil {
			return err
		}
		seal, err := s.open(row)
		if err != nil {
			return err
		}
		plain, err := seal.Open("link", f.Link)
		secret = string(plain)
		return err
	})
	return secret, err
}

// file writes a claim that is right in form.
func (s *Service) file(tx *repository.Tx, actor model.Actor, in Filing) (f filed, secret string, err error) {
	row := model.Claim{
		ID: repository.NewID[model.Claim](tx), Number: newNumber(tx.Now()), BoughtOn: in.BoughtOn, HarmOn: in.HarmOn, Units: in.Units, Price: in.Price,
		Channel: model.ClaimByScan, Remedy: in.Remedy, Asked: in.Asked, State: model.ClaimLifecycle.Initial, Version: 1,
		Turn: model.ClaimLifecycle.Initial.Turn(), CreatedAt: tx.Now(),
	}
	if actor.Key != "" {
		row.Channel = model.ClaimByAPI
	}
	if err := s.about(tx, &row, in); err != nil {
		return f, "", err
	}
	if err := s.begin(&row, tx.Now()); err != nil {
		return f, "", err
	}
	if secret, err = newSecret(); err != nil {
		return f, "", err
	}
	row.LinkHash = linkHash(secret)
	sealed, seal, err := s.sealed(row.ID, in, tx.Now())
	if err != nil {
		return f, "", err
	}
	if err := tx.Claim().File(&row, s.token(row, in, sealed), sealed, s.marks(row, sealed)...); err != nil {
		return f, "", err
	}
	if err := tx.Audit(actor, "claim.file", row.ID.String(), string(row.Channel)); err != nil {
		return f, "", err
	}
	if err := tell(tx, news{kind: model.NewsClaimFiled, claim: row}); err != nil {
		return f, "", err
	}
	return filed{row.ID, row.Number, row.DueAt, seal.Close("link", []byte(secret))}, secret, s.signal(tx, row)
}

// about fills in what and whom a claim is about.
func (s *Service) about(tx *repository.Tx, row *model.Claim, in Filing) error {
	g, err := s.goodsOf(tx, in.Code)
	if err != nil {
		return at("code", err)
	}
	row.ProductID, row.BatchID, row.Code, row.NodeID = g.Product.ID, g.Batch.ID, g.thing, g.NodeID
	var f model.Faults
	if limit := mostUnits(g); in.Units > limit {
		f.Add("units", model.ClaimUnits, model.P("limit", limit))
	}
	if g.Batch.Produced != "" && in.BoughtOn < g.Batch.Produced {
		f.Add("bought_on", model.ClaimBeforeMade, model.P("day", g.Batch.Produced))
	}
	if err := against(tx, row, in, g, &f); err != nil {
		return err
	}
	if err := recalled(tx, row, in, g, &f); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	facts := model.ClaimFacts{
		Against: row.Party, Price: in.Price, Units: in.Units, Gift: in.Gift, Refund: !row.Remedy.InKind(), Losses: in.Costs, GraveHarm: in.Grave, Elected: in.Elected,
	}
	row.Facts, err = json.Marshal(facts)
	return err
}

// numberLetters leaves out what looks alike (Crockford's base 32).
const numberLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newNumber draws a receipt number: the year in China and ten characters at random.
func newNumber(now model.Instant) string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
	for i := range random {
		random[i] = numberLetters[int(random[i])%len(numberLetters)]
	}
	return now.Time().In(model.China).Format("2006") + "-" + string(random[:5]) + "-" + string(random[5:])
}

// lotOf names the lot of a claim, or the goods where no lot is known.
func lotOf(row model.Claim) string { return cmp.Or(row.BatchID.String(), row.Code) }

// thingOf names the single thing that a claim is about, or nothing.
func thingOf(row model.Claim) string {
	if strings.Contains(row.Code, "/21/") {
		return row.Code
	}
	return ""
}

// folded makes two writings of one word the same.
func folded(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// token says what a claim is about, so that claims of one consumer for one thing are known to be for one damage. A
// receipt is its seller's, whoever the claim is made against; of an unknown seller it tells nothing to anybody else.
func (s *Service) token(row model.Claim, in Filing, secret model.ClaimSecret) []byte {
	who := secret.Phone
	if len(who) == 0 {
		who = secret.Mail
	}
	switch {
	case thingOf(row) != "":
		return s.vault.Hash("damage", "item:"+row.Code)
	case in.Receipt != "":
		seller := cmp.Or(row.SellerID.String(), folded(in.Seller), "of:"+string(who))
		return s.vault.Hash("damage", "receipt:"+seller+"|"+folded(in.Receipt)+"|"+lotOf(row))
	}
	return s.vault.Hash("damage", "who:"+string(who)+"|"+lotOf(row)+"|"+string(row.BoughtOn))
}

// marks recognise who claims for which lot, by each way in which they are reached.
func (s *Service) marks(row model.Claim, secret model.ClaimSecret) (list []model.DamageMark) {
	for _, who := range []struct {
		by   string
		hash []byte
	}{{"phone:", secret.Phone}, {"mail:", secret.Mail}} {
		if len(who.hash) > 0 {
			list = append(list, model.DamageMark{Mark: s.vault.Hash("damage-mark", who.by+string(who.hash)+"|"+lotOf(row)), Thing: thingOf(row)})
		}
	}
	return list
}

// sealed seals who claims and what happened with a key of their own.
func (s *Service) sealed(id model.ClaimID, in Filing, now model.Instant) (row model.ClaimSecret, seal *Seal, err error) {
	row = model.ClaimSecret{ClaimID: id, Phone: []byte{}, Mail: []byte{}, Consent: in.Consent, Lang: in.Lang, ConsentAt: now}
	if seal, row.DataKey, err = s.vault.NewSeal(id.String()); err != nil {
		return row, nil, err
	}
	if row.Contact, err = closed(seal, "contact", in.Contact); err != nil {
		return row, nil, err
	}
	row.Story, err = closed(seal, "story", model.ClaimStory{What: in.What, Harm: in.Harm, Receipt: in.Receipt, Seller: in.Seller})
	if in.Contact.Phone != "" {
		row.Phone = s.vault.Hash("phone", dialled(in.Contact.Phone))
	}
	if in.Contact.Mail != "" {
		row.Mail = s.vault.Hash("mail", strings.ToLower(in.Contact.Mail))
	}
	return row, seal, err
}

// closed seals a value as JSON.
func closed(seal *Seal, field string, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return seal.Close(field, text), nil
}

// The pile of claims on one lot that counts as a signal that something is wrong with it.
const (
	SignalClaims = 3
	SignalWithin = 30 * 24 * time.Hour
)

// signal tells the recall room when claims on a lot pile up, once in the window.
func (s *Service) signal(tx *repository.Tx, row model.Claim) error {
	if s.raise == nil || row.BatchID == "" {
		return nil
	}
	since := tx.Now().Add(-SignalWithin)
	n, err := tx.Claim().ClaimsOnLot(row.BatchID, since, SignalClaims)
	if err != nil || n < SignalClaims {
		return err
	}
	first, err := tx.Claim().Alarm(row.BatchID, since)
	if err != nil || !first {
		return err
	}
	days := strconv.Itoa(int(SignalWithin / (24 * time.Hour)))
	count := strconv.Itoa(SignalClaims)
	return s.raise(tx, row.BatchID, days+"日内同一批次有"+count+"起以上消费者索赔 / "+count+" or more consumer claims on this lot within "+days+" days")
}
