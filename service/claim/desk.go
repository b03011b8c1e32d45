package claim

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

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

// Count counts the claims that wait for the actor's organisation, those due within WarnBefore and those overdue; each up
// to ten thousand.
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
	Refusal *model.ClaimReasonInfo
	Routes  []model.ClaimRoute
	Due     Due
	// Others are the other claims for the same damage that the actor may see, PaymentID the payment that stands for it.
	Others    []Row
	PaymentID model.PaymentID
	// Recall is the number of the recall whose remedy is claimed.
	Recall string
	// Allowed are the moves that the actor may make now; Facts that it may establish facts; Reveal that it may be told who
	// claims; Part that it may part the claim from the others.
	Allowed             []model.ClaimEvent
	Facts, Reveal, Part bool
	Erased              model.Instant
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
		if o.ID != f.ID && (o.OrgID == actor.Org || authority && string(o.Region) >= lo && string(o.Region) <= hi || actor.Scope().All()) {
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
	f.Notes, err = notes(tx, f.ID, seal, false)
	return err
}

// rights says what the actor may do with a claim now.
func (s *Service) rights(tx *repository.Tx, actor model.Actor, f *File) (err error) {
	mine := actor.Org == f.OrgID
	for _, mv := range model.ClaimLifecycle.Moves {
		if mv.From == f.State && mine && actor.Can(mv.Need) && deskMoves[mv.On] {
			f.Allowed = append(f.Allowed, mv.On)
		}
	}
	f.Facts = mine && actor.Can(model.PermClaimAnswer) && !f.State.Over()
	if f.Reveal, err = tx.Claim().MayReveal(actor.Scope(), f.Row.Claim); err != nil {
		return err
	}
	f.Reveal = f.Reveal && actor.Can(model.PermClaimReveal) && f.Erased == 0
	f.Part = actor.Can(model.PermClaimSupervise) && len(f.Others) > 0 && f.PaymentID == ""
	return nil
}

// deskMoves are the moves of the party that answers; settling is paying.
var deskMoves = map[model.ClaimEvent]bool{model.ClaimAsk: true, model.ClaimGrant: true, model.ClaimPropose: true, model.ClaimRefuse: true}

// deed is something that the party does to a claim, inside its transaction.
type deed struct {
	s     *Service
	tx    *repository.Tx
	actor model.Actor
	row   *model.Claim
	seal  *Seal
}

// act does something to a claim of the actor's organisation and writes what it has changed.
func (s *Service) act(ctx context.Context, actor model.Actor, idem model.Idempotency, need model.Permission, id model.ClaimID, version int64, do func(*deed) error) (File, error) {
	if err := actor.Must(need); err != nil {
		return File{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		switch {
		case err != nil:
			return "", err
		case row.OrgID != actor.Org:
			return "", model.Forbidden.Refuse(model.P("permission", need))
		case version != 0 && version != row.Version:
			return "", model.ChangedMeanwhile.Refuse()
		}
		seal, err := s.sealOf(tx, id)
		if err != nil {
			return "", err
		}
		if err := do(&deed{s, tx, actor, &row, seal}); err != nil {
			return "", err
		}
		return id, tx.Claim().Update(&row)
	})
	if err != nil {
		return File{}, err
	}
	return s.Claim(ctx, actor, id)
}

// move makes a move of the claim and writes it into the audit trail.
func (d *deed) move(on model.ClaimEvent, reason string) error {
	if err := d.tx.Claim().Move(d.row, on, d.actor.Name(), reason); err != nil {
		return err
	}
	return d.tx.Audit(d.actor, actions[on], d.row.ID.String(), reason)
}

// note seals what the party writes to the claimant.
func (d *deed) note(kind model.ClaimNoteKind, offer model.ClaimOfferID, text string) error {
	return note(d.tx, d.seal, model.ClaimNote{ClaimID: d.row.ID, Kind: kind, OfferID: offer, Actor: d.actor.Name(), By: model.TurnParty}, text)
}

// Ask asks the claimant for evidence.
type Ask struct {
	ID      model.ClaimID
	Version int64
	Kinds   []model.ClaimFileKind // what is missing; at least one
	Note    string
}

// Ask asks for evidence. The 15 days run on.
//
// Who: permission claim:answer; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (kinds, note), idempotency-*.
func (s *Service) Ask(ctx context.Context, actor model.Actor, idem model.Idempotency, in Ask) (File, error) {
	var f model.Faults
	in.Note = written(&f, "note", in.Note, MaxStory, false)
	if len(in.Kinds) == 0 {
		f.Add("kinds", model.ValueRequired)
	}
	var names []string
	for _, k := range in.Kinds {
		if k == model.FileAnswer || !slices.Contains(model.ClaimFileKinds(), k) {
			f.Add("kinds", model.ValueInvalid, model.P("value", clipped(string(k))))
		}
		names = append(names, string(k))
	}
	slices.Sort(names)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimAnswer, in.ID, in.Version, func(d *deed) error {
		if err := d.move(model.ClaimAsk, strings.Join(slices.Compact(names), ",")); err != nil {
			return err
		}
		return d.note(model.NoteOf(model.ClaimAsk), "", in.Note)
	})
}

// Proposal is an offer to the claimant.
type Proposal struct {
	ID      model.ClaimID
	Version int64
	Remedy  model.Remedy
	// Compensation and Punitive are 0 for a remedy in kind.
	Compensation, Punitive model.Money
	Goods                  bool // the goods are to be handed back
	Note                   string
}

func (in *Proposal) check() error {
	var f model.Faults
	in.Note = written(&f, "note", in.Note, MaxStory, false)
	if !slices.Contains(model.ClaimRemedies(), in.Remedy) {
		f.Add("remedy", model.ValueInvalid, model.P("value", clipped(string(in.Remedy))))
	}
	yuan(&f, "compensation", &in.Compensation)
	yuan(&f, "punitive", &in.Punitive)
	sum := in.Compensation.Fen + in.Punitive.Fen
	switch {
	case in.Remedy.InKind() && sum != 0:
		f.Add("compensation", model.ValueInvalid, model.P("value", in.Compensation))
	case !in.Remedy.InKind() && sum == 0:
		f.Add("compensation", model.ValueRequired)
	}
	return f.Err()
}

// Offer makes an offer. Whatever the party offers, the claimant sees beside it what is due by the law.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (remedy, compensation, punitive, note), claim-paid, idempotency-*.
func (s *Service) Offer(ctx context.Context, actor model.Actor, idem model.Idempotency, in Proposal) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		return d.propose(model.ClaimPropose, in)
	})
}

// propose adds an offer and makes it the one that stands.
func (d *deed) propose(on model.ClaimEvent, in Proposal) error {
	if err := unpaid(d.tx, *d.row); err != nil {
		return err
	}
	due, err := d.s.due(d.tx, *d.row)
	if err != nil {
		return err
	}
	o := model.ClaimOffer{
		ID: repository.NewID[model.ClaimOffer](d.tx), ClaimID: d.row.ID, Remedy: in.Remedy, Compensation: in.Compensation, Punitive: in.Punitive,
		Actor: d.actor.Name(), CreatedAt: d.tx.Now(),
	}
	if in.Goods {
		o.Goods = 1
	}
	if o.Due, err = json.Marshal(due.Amount); err != nil {
		return err
	}
	if err := d.tx.Claim().InsertOffer(o); err != nil {
		return err
	}
	if err := d.move(on, ""); err != nil {
		return err
	}
	d.row.OfferID = o.ID
	if err := d.note(model.NoteOf(on), o.ID, in.Note); err != nil {
		return err
	}
	return d.s.answered(d.row, d.tx.Now())
}

// Grant agrees to what was asked for.
type Grant struct {
	ID      model.ClaimID
	Version int64
	Goods   bool
	Note    string
}

// Grant agrees to what the claimant asked for: the sum that was named, or what is due by the law where none was. The 15
// days for the payment begin.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, claim-amount-unsettled, claim-paid, idempotency-*.
func (s *Service) Grant(ctx context.Context, actor model.Actor, idem model.Idempotency, in Grant) (File, error) {
	var f model.Faults
	in.Note = written(&f, "note", in.Note, MaxStory, false)
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		p := Proposal{ID: in.ID, Remedy: d.row.Remedy, Goods: in.Goods, Note: in.Note}
		if err := d.price(&p); err != nil {
			return err
		}
		if err := d.propose(model.ClaimGrant, p); err != nil {
			return err
		}
		return d.s.again(d.row, d.tx.Now())
	})
}

// price splits what was asked for into what makes good the loss and what goes beyond it.
func (d *deed) price(p *Proposal) error {
	p.Compensation, p.Punitive = model.Money{Currency: model.CNY}, model.Money{Currency: model.CNY}
	if p.Remedy.InKind() {
		return nil
	}
	due, err := d.s.due(d.tx, *d.row)
	if err != nil {
		return err
	}
	p.Compensation, p.Punitive = due.Amount.Compensation, due.Amount.Punitive
	if asked := d.row.Asked.Fen; asked > 0 {
		p.Compensation.Fen = min(asked, due.Amount.Compensation.Fen)
		p.Punitive.Fen = asked - p.Compensation.Fen
		if due.Amount.Punitive.Fen == 0 { // nothing beyond the loss is due: all of it makes good
			p.Compensation.Fen, p.Punitive.Fen = asked, 0
		}
		return nil
	}
	if len(due.Amount.Asks) > 0 || due.Amount.Total.Fen == 0 {
		return model.ClaimUnsettled.Refuse()
	}
	return nil
}

// Refusal refuses a claim.
type Refusal struct {
	ID      model.ClaimID
	Version int64
	Reason  model.ClaimReason
	Note    string // what it rests on; required
}

// Refuse refuses a claim for a reason of the closed list. The claimant is told the reason, its article, and every way
// that the law leaves open.
//
// Who: permission claim:decide; the party that answers. Refusals: not-found, forbidden, move-not-allowed,
// changed-meanwhile, claim-erased, invalid (reason, note), idempotency-*.
func (s *Service) Refuse(ctx context.Context, actor model.Actor, idem model.Idempotency, in Refusal) (File, error) {
	var f model.Faults
	in.Note = written(&f, "note", in.Note, MaxStory, true)
	if _, known := model.ClaimReasonOf(in.Reason); !known {
		f.Add("reason", model.ValueInvalid, model.P("value", clipped(string(in.Reason))))
	}
	if err := f.Err(); err != nil {
		return File{}, err
	}
	return s.act(ctx, actor, idem, model.PermClaimDecide, in.ID, in.Version, func(d *deed) error {
		if err := d.move(model.ClaimRefuse, string(in.Reason)); err != nil {
			return err
		}
		if err := d.note(model.NoteOf(model.ClaimRefuse), "", in.Note); err != nil {
			return err
		}
		return d.s.answered(d.row, d.tx.Now())
	})
}

// The rows of other floors that pages read through this room.
type (
	// Step is one step of a claim's history.
	Step = repository.MoveRecord
	// Clue is how often an organisation has let claims run out.
	Clue = repository.CreditClue
	// Counts are the claims that wait for an organisation.
	Counts = repository.ClaimCount
)
