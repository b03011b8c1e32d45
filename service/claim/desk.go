package claim

import (
	"context"
	"encoding/json"
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// Filter narrows a list of claims.
type Filter = repository.ClaimFilter

// Row is a claim as a desk lists it: without who claims.
type Row struct {
	model.Claim
	Respondent repository.OrgName // who answers for it
	Product    model.Text
	Lot        string
	Overdue    bool
	Soon       bool // due within WarnBefore
	Stage      model.ClockStage
}

// Claims lists claims: with a turn the queue of a desk, what is due first first; without one all of them, newest first. A
// company sees what it answers for (or, with Payer, what it covers or has paid), an authority what lies in its region.
//
// Who: permission claim:read. Refusals: page-token-invalid.
func (s *Service) Claims(ctx context.Context, actor model.Actor, f Filter, page model.Page) (list []Row, next model.PageToken, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		var rows []model.Claim
		if f.Turn != "" {
			rows, next, err = tx.Claim().Desk(actor.Scope(), f, page)
		} else {
			rows, next, err = tx.Claim().Claims(actor.Scope(), f, page)
		}
		if err != nil {
			return err
		}
		list, err = s.rows(tx, rows)
		return err
	})
	return list, next, err
}

func (s *Service) rows(tx *repository.Tx, rows []model.Claim) ([]Row, error) {
	names, err := tx.Claim().ClaimNames(rows)
	if err != nil {
		return nil, err
	}
	list := make([]Row, 0, len(rows))
	for _, r := range rows {
		clock, err := clockOf(r)
		if err != nil {
			return nil, err
		}
		overdue := Overdue(r, tx.Now())
		list = append(list, Row{
			Claim: r, Respondent: names.Orgs[r.OrgID], Product: names.Products[r.ProductID], Lot: names.Lots[r.BatchID], Overdue: overdue,
			Soon: !overdue && r.WarnAt != 0 && r.DueAt < tx.Now().Add(WarnBefore), Stage: clock.Stage(s.calendar, tx.Now()),
		})
	}
	return list, nil
}

// Count counts the claims that wait for the actor's organisation, those due within WarnBefore and those overdue, and adds up
// what is asked of it in all; each up to ten thousand claims.
//
// Who: permission claim:read.
func (s *Service) Count(ctx context.Context, actor model.Actor) (n repository.ClaimCount, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return n, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		n, err = tx.Claim().CountDesk(actor.Scope(), tx.Now().Add(WarnBefore))
		return err
	})
	return n, err
}

// Offer is an offer with what was due by the facts of that time.
type Offer struct {
	model.ClaimOffer
	Amount model.AmountDue
	Stands bool
}

// Total is the sum of both parts.
func (o Offer) Total() model.Money {
	return model.Money{Fen: o.Compensation.Fen + o.Punitive.Fen, Currency: model.CNY}
}

func offersOn(tx *repository.Tx, row model.Claim) (list []Offer, err error) {
	rows, err := tx.Claim().Offers(row.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		o := Offer{ClaimOffer: r, Stands: r.ID == row.OfferID}
		if err := json.Unmarshal(r.Due, &o.Amount); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// File is all that is known of a claim but who claims.
type File struct {
	Row
	Seller repository.OrgName
	Clock  model.Clock
	Offers []Offer
	Files  []model.ClaimFile
	// Notes are what the party wrote; those of the claimant come with Reveal.
	Notes   []Note
	Moves   []repository.MoveRecord
	Refusal *model.Listed[model.ClaimReason]
	Routes  []model.ClaimRoute
	Due     Due
	// Others are the other claims for the same damage that the actor may see, PaymentID the payment that stands for it.
	Others    []Row
	PaymentID model.PaymentID
	// Recall is the number of the recall whose remedy is claimed.
	Recall string
	// Twins are the numbers of other claims of the same person for the same lot under other damages; Held tells that one of
	// them has a payment, so that this one can neither be granted nor paid before somebody has said that it is another loss.
	Twins []string
	Held  bool
	// Allowed are the moves that the actor may make now; Facts that it may establish facts as the party, Find as the
	// authority; Reveal that it may be told who claims, Why that it may once it has said why; Part that it may part the claim
	// from the others as the authority, Apart that it may say as the party that it is another loss than the twins; Link that
	// it may give the claimant a new private link.
	Allowed                                     []model.ClaimEvent
	Facts, Find, Reveal, Why, Part, Apart, Link bool
	Erased                                      model.Instant
}

// Claim returns the file of a claim.
//
// Who: permission claim:read; the party that answers, who covers or pays, who has recourse, the authority of its region.
// Refusals: not-found.
func (s *Service) Claim(ctx context.Context, actor model.Actor, id model.ClaimID) (f File, err error) {
	if err := actor.Must(model.PermClaimRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		if err != nil {
			return err
		}
		f, err = s.fileOf(tx, actor, row)
		return err
	})
	return f, err
}

func (s *Service) fileOf(tx *repository.Tx, actor model.Actor, row model.Claim) (f File, err error) {
	rows, err := s.rows(tx, []model.Claim{row})
	if err != nil {
		return f, err
	}
	f.Row = rows[0]
	if f.Clock, err = clockOf(row); err != nil {
		return f, err
	}
	if actor.OrgKind != model.KindRegulator { // the firm hears of a complaint when the authority accepts it
		f.ComplaintID = ""
	}
	if f.Offers, err = offersOn(tx, row); err != nil {
		return f, err
	}
	if f.Files, err = tx.Claim().Files(row.ID); err != nil {
		return f, err
	}
	if f.Moves, err = tx.Moves(model.ClaimLifecycle.Name, row.ID.String()); err != nil {
		return f, err
	}
	f.Refusal, f.Routes = s.ways(row, f.Moves, tx.Now())
	if f.Due, err = s.due(tx, row); err != nil {
		return f, err
	}
	if err := s.around(tx, actor, &f); err != nil {
		return f, err
	}
	return f, s.rights(tx, actor, &f)
}

// around adds the names, the claims for the same damage, the recall and what the party wrote.
func (s *Service) around(tx *repository.Tx, actor model.Actor, f *File) error {
	names, err := tx.Claim().ClaimNames([]model.Claim{f.Row.Claim})
	if err != nil {
		return err
	}
	f.Seller = names.Orgs[f.SellerID]
	if f.PaymentID, err = tx.Claim().Paid(f.DamageID); err != nil {
		return err
	}
	same, err := tx.Claim().OfDamage(f.DamageID)
	if err != nil {
		return err
	}
	var others []model.Claim
	for _, o := range same {
		lo, hi, authority := actor.Scope().Region()
		if o.ID != f.ID && (actor.ActsFor(o.OrgID) || authority && string(o.Region) >= lo && string(o.Region) <= hi || actor.Scope().All()) {
			others = append(others, o)
		}
	}
	if f.Others, err = s.rows(tx, others); err != nil {
		return err
	}
	if f.RecallID != "" {
		r, err := tx.Recall().Case(model.SystemScope("number of a public recall"), f.RecallID)
		if err != nil {
			return err
		}
		f.Recall = r.Number
	}
	secret, err := tx.Claim().Secret(f.ID)
	if err != nil {
		return err
	}
	if f.Erased = secret.ErasedAt; f.Erased != 0 {
		return nil
	}
	seal, err := s.open(secret)
	if err != nil {
		return err
	}
	if f.Notes, err = notes(tx, f.ID, seal, false); err != nil {
		return err
	}
	f.Notes = told(f.Notes, actor)
	return f.Due.explain(tx, f.ID, seal)
}

// rights says what the actor may do with a claim now.
func (s *Service) rights(tx *repository.Tx, actor model.Actor, f *File) (err error) {
	mine := actor.ActsFor(f.OrgID)
	for _, mv := range model.ClaimLifecycle.Moves {
		if mv.From == f.State && mine && actor.Can(mv.Need) && deskMoves[mv.On] {
			f.Allowed = append(f.Allowed, mv.On)
		}
	}
	if f.Facts, err = findsNow(tx, f.Row.Claim); err != nil {
		return err
	}
	f.Facts = f.Facts && mine && actor.Can(model.PermClaimAnswer)
	f.Find = actor.Can(model.PermClaimSupervise) && !f.State.Over() && f.Erased == 0
	if f.Reveal, f.Why, err = mayReveal(tx, actor, f.Row.Claim); err != nil {
		return err
	}
	f.Why = f.Why && actor.Can(model.PermClaimReveal) && actor.Can(model.PermClaimSupervise) && f.Erased == 0
	f.Reveal = f.Reveal && actor.Can(model.PermClaimReveal) && f.Erased == 0
	f.Link = actor.Can(model.PermClaimSupervise) && f.Erased == 0
	return s.partable(tx, actor, f, mine)
}

// partable says whether the actor may part the claim from others, or tell it apart from those of the same person.
func (s *Service) partable(tx *repository.Tx, actor model.Actor, f *File, mine bool) error {
	damage, err := tx.Claim().DamageNow(f.DamageID)
	if err != nil {
		return err
	}
	twins, err := tx.Claim().Twins(damage.ID, false)
	if err != nil {
		return err
	}
	ids := make([]model.DamageID, 0, len(twins))
	for _, t := range twins {
		ids = append(ids, t.ID)
		f.Held = f.Held || t.PaymentID != "" && damage.ApartAt == 0
	}
	same, err := tx.Claim().ClaimsOfDamages(ids)
	if err != nil {
		return err
	}
	for _, c := range same {
		f.Twins = append(f.Twins, c.Number)
	}
	told := damage.ApartAt != 0 || len(twins) == 0 || f.Erased != 0
	f.Apart = mine && actor.Can(model.PermClaimDecide) && !told && !f.State.Over()
	if !actor.Can(model.PermClaimSupervise) || f.Erased != 0 {
		return nil
	}
	switch err := parts(tx, f.Row.Claim, damage); {
	case err == nil:
		f.Part = true
	case errors.Is(err, model.ClaimAlone):
		f.Part = !told
	case !errors.Is(err, model.ClaimPaid):
		return err
	}
	return nil
}

// The rows of other floors that pages read through this room.
type (
	// Step is one step of a claim's history.
	Step = repository.MoveRecord
	// Clue is how often an organisation has let claims run out.
	Clue = repository.CreditClue
	// ClueReason is how often it refused for one reason.
	ClueReason = repository.ClueReason
	// Counts are the claims that wait for an organisation.
	Counts = repository.ClaimCount
)
