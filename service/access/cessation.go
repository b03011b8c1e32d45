package access

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// The lengths of what is said about the end of an organisation, in characters, and how far ahead its day may lie.
const (
	documentLimit      = 300
	administratorLimit = 300
	cessationAhead     = 2 * 366 * 24 * time.Hour
)

// Cessation is the end of an organisation as somebody proposes it.
type Cessation struct {
	Org  model.OrgID
	Kind model.CessationKind
	// Successor takes over rights and duties; empty where nobody does, which a merger cannot say.
	Successor model.OrgID
	// SuccessorCode names the successor by credit code or GLN instead, as people know it.
	SuccessorCode string
	// Administrator is who winds it up and how they are reached; required for a bankruptcy.
	Administrator string
	// Effective is the day from which the duties have passed.
	Effective model.Date
	// Document names the paper that it rests on, Reason says why.
	Document, Reason string
}

// check reads what can be read without the database.
func (c Cessation) check(now model.Instant) (row model.Cessation, err error) {
	f := &model.Faults{}
	row = model.Cessation{
		OrgID: c.Org, Kind: c.Kind, SuccessorID: c.Successor, Administrator: line(f, "administrator", c.Administrator, administratorLimit),
		Document: required(f, "document", c.Document, documentLimit), Reason: required(f, "reason", c.Reason, reasonLimit),
	}
	named := c.Successor != "" || strings.TrimSpace(c.SuccessorCode) != ""
	if !slices.Contains(model.CessationKinds(), c.Kind) {
		f.Add("kind", model.ValueInvalid, model.P("value", c.Kind))
	} else if c.Kind.NeedsSuccessor() && !named {
		f.Add("successor", model.ValueRequired)
	}
	if c.Kind == model.CessationBankrupt && row.Administrator == "" {
		f.Add("administrator", model.ValueRequired)
	}
	if c.Successor != "" && c.Successor == c.Org {
		f.Add("successor", model.CessationSelf)
	}
	day, err := model.ParseDate(string(c.Effective))
	switch {
	case !f.Check("effective_on", err):
	case day == "":
		f.Add("effective_on", model.ValueRequired)
	default:
		row.EffectiveAt = day.Start(model.China)
		if row.EffectiveAt > now.Add(cessationAhead) {
			f.Add("effective_on", model.ValueInvalid, model.P("value", c.Effective))
		}
	}
	return row, f.Err()
}

// SeenCessation is the end of an organisation with the names of those concerned and what the reader may do.
type SeenCessation struct {
	model.Cessation
	Organisation, Successor model.Text
	Allowed                 []model.CessationEvent
	Moves                   []MoveRecord
}

// ProposeCessation says that an organisation has ended or will: its owner, a supervisor of a regulator whose region covers
// it, or the platform's administrator. The successor has then to agree and the authority to confirm. Refusals:
// unauthenticated, forbidden, not-found (also out of region), invalid (value-required, value-invalid, value-too-long,
// cessation-successor-self, not-found at successor), move-not-allowed for one that was never approved, cessation-exists,
// cessation-successor-unfit, cessation-successor-cycle, idempotency-key-reused, idempotency-in-flight.
func (s *Service) ProposeCessation(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd Cessation) (SeenCessation, error) {
	own := cmd.Org == actor.Org && actor.OrgKind != model.KindRegulator && actor.OrgKind != model.KindPlatform
	need := model.PermOrgApprove
	if own {
		need = model.PermOrgWrite
	}
	if err := actor.Must(need); err != nil {
		return SeenCessation{}, err
	}
	if _, err := s.organisation(ctx, actor.Scope(), cmd.Org); err != nil { // what may not be seen is not judged
		return SeenCessation{}, err
	}
	row, err := cmd.check(s.store.Now())
	if err != nil {
		return SeenCessation{}, err
	}
	made, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Cessation, error) {
		if row.SuccessorID == "" && strings.TrimSpace(cmd.SuccessorCode) != "" {
			if row.SuccessorID, err = successorCalled(tx, strings.TrimSpace(cmd.SuccessorCode)); err != nil {
				return row, err
			}
		}
		err := propose(tx, actor, &row)
		return row, err
	})
	if err != nil {
		return SeenCessation{}, err
	}
	return s.cessation(ctx, actor, made.ID)
}

// successorCalled finds an organisation by its credit code or GLN. Refusal: not-found at successor.
func successorCalled(tx *repository.Tx, code string) (model.OrgID, error) {
	list, _, err := tx.Access().Organisations(model.SystemScope("a successor is named by its number in a public register"),
		repository.OrganisationFilter{Query: code, State: model.OrgActive}, model.Page{Limit: 2})
	if err != nil {
		return "", err
	}
	if len(list) != 1 {
		return "", model.NotFound.At("successor")
	}
	return list[0].ID, nil
}

func propose(tx *repository.Tx, actor model.Actor, row *model.Cessation) error {
	o, err := tx.Access().Organisation(actor.Scope(), row.OrgID)
	if err == nil && o.Partner {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return err
	}
	if !model.MayEnd(o.Kind) {
		return model.Forbidden.Refuse(model.P("permission", model.PermOrgApprove))
	}
	if o.State != model.OrgClosed { // one that was closed without more may still have been merged
		if _, err := model.OrganisationLifecycle.Next(o.State, model.OrgClose); err != nil {
			return err
		}
	}
	if err := fit(tx, o.Organisation, row.SuccessorID); err != nil {
		return err
	}
	row.ID, row.CreatedAt, row.State, row.Version = repository.NewID[model.Cessation](tx), tx.Now(), model.CessationLifecycle.Initial, 1
	row.ProposedBy, row.Proposer = actor.Org, actor.Name()
	if err := tx.Access().AddCessation(*row); err != nil {
		return err
	}
	return tx.Audit(actor, "cessation.propose", row.OrgID.String(), string(row.Kind))
}

// fit refuses a successor that cannot bear the duties, and one that the organisation is itself to succeed. Both rows are
// held, lowest first, so that two successions that would make a circle cannot be confirmed beside each other.
func fit(tx *repository.Tx, o model.Organisation, successor model.OrgID) error {
	if successor == "" {
		return tx.Access().LockOrganisation(o.ID)
	}
	if successor == o.ID {
		return model.CessationSelf.At("successor")
	}
	pair := []model.OrgID{o.ID, successor}
	slices.Sort(pair)
	for _, id := range pair {
		if err := tx.Access().LockOrganisation(id); err != nil {
			return atSuccessor(err)
		}
	}
	seen, err := tx.Access().Organisation(model.SystemScope("who takes over need not be known to who ends"), successor)
	if err != nil {
		return atSuccessor(err)
	}
	for at := successor; at != ""; {
		c, standing, err := tx.Access().CessationOf(at)
		if err != nil {
			return err
		}
		if standing && c.SuccessorID == o.ID {
			return model.CessationCycle.Refuse(model.PText("name", seen.Name))
		}
		at = c.SuccessorID
	}
	answers, err := tx.Access().Heir(successor)
	if err == nil && (seen.State != model.OrgActive || answers != successor || !model.MaySucceed(seen.Kind, o.Kind)) {
		err = model.CessationSuccessorUnfit.Refuse(model.PText("name", seen.Name))
	}
	return err
}

func atSuccessor(err error) error {
	if errors.Is(err, model.NotFound) {
		return model.NotFound.At("successor")
	}
	return err
}

// CessationMove is one step of the end of an organisation.
type CessationMove struct {
	ID    model.CessationID
	Event model.CessationEvent
	// Reason is required of who declines or refuses.
	Reason string
}

// MoveCessation makes a step of the end of an organisation: the successor's owner agrees or declines, the ending
// organisation's owner withdraws, and a supervisor of a regulator whose region covers the ending organisation, or the
// platform's administrator, confirms or refuses; nobody confirms its own. Confirmed on its day or later it takes effect at
// once, else on its day. Refusals: unauthenticated, forbidden, not-found, invalid (value-invalid at event, value-required
// at reason), move-not-allowed, cessation-not-agreed, cessation-successor-unfit, cessation-successor-cycle,
// cessation-in-force, changed-meanwhile, idempotency-key-reused, idempotency-in-flight.
func (s *Service) MoveCessation(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd CessationMove) (SeenCessation, error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return SeenCessation{}, err
	}
	f := &model.Faults{}
	reason := line(f, "reason", cmd.Reason, reasonLimit)
	if !slices.Contains(model.CessationLifecycle.Events(), cmd.Event) || cmd.Event == model.CessationEffect {
		f.Add("event", model.ValueInvalid, model.P("value", cmd.Event))
	} else if reason == "" && (cmd.Event == model.CessationDecline || cmd.Event == model.CessationRefuse) {
		f.Add("reason", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return SeenCessation{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (struct{}, error) {
		tx.AfterCommit(s.holders.forget)
		return struct{}{}, moveCessation(tx, actor, cmd, reason)
	})
	if err != nil {
		return SeenCessation{}, err
	}
	return s.cessation(ctx, actor, cmd.ID)
}

func moveCessation(tx *repository.Tx, actor model.Actor, cmd CessationMove, reason string) error {
	row, err := tx.Access().Cessation(actor.Scope(), cmd.ID)
	if err != nil {
		return err
	}
	o, err := tx.Access().Organisation(model.SystemScope("who may move the end of an organisation depends on its region"), row.OrgID)
	if err != nil {
		return err
	}
	if _, err := model.CessationLifecycle.Next(row.State, cmd.Event); err != nil {
		return err
	}
	if err := mayMoveCessation(actor, row, o.Organisation, cmd.Event); err != nil {
		return err
	}
	if row.Settled(tx.Now()) {
		return model.CessationHappened.Refuse(model.P("at", row.EffectiveAt))
	}
	if cmd.Event == model.CessationConfirm || cmd.Event == model.CessationAgree {
		if err := fit(tx, o.Organisation, row.SuccessorID); err != nil {
			return err
		}
	}
	if cmd.Event == model.CessationConfirm && row.SuccessorID != "" && row.State != model.CessationAgreed {
		return model.CessationNotAgreed.Refuse()
	}
	if err := tx.Access().MoveCessation(&row, cmd.Event, actor.Name(), reason); err != nil {
		return err
	}
	if err := tx.Audit(actor, "cessation."+string(cmd.Event), row.OrgID.String(), row.ID.String()); err != nil {
		return err
	}
	if row.Settled(tx.Now()) {
		return takeEffect(tx, row, actor.Name())
	}
	return nil
}

// mayMoveCessation refuses (forbidden) what is not the actor's to decide.
func mayMoveCessation(actor model.Actor, row model.Cessation, o model.Organisation, on model.CessationEvent) error {
	mv := slices.IndexFunc(model.CessationLifecycle.Moves, func(m model.Move[model.CessationState, model.CessationEvent]) bool { return m.On == on })
	need := model.CessationLifecycle.Moves[mv].Need
	if err := actor.Must(need); err != nil {
		return err
	}
	may := false
	switch on {
	case model.CessationAgree, model.CessationDecline:
		may = row.SuccessorID == actor.Org && actor.OrgState == model.OrgActive
	case model.CessationWithdraw:
		may = row.OrgID == actor.Org
	case model.CessationConfirm, model.CessationRefuse:
		may = actor.OrgKind == model.KindPlatform || actor.OrgKind == model.KindRegulator && actor.Region.Contains(o.Region)
	case model.CessationEffect: // its day decides
	}
	if !may {
		return model.Forbidden.Refuse(model.P("permission", need))
	}
	return nil
}

// takeEffect closes the organisation and ends what its people and machines act with. Its rows keep its name; who has
// succeeded it acts for it. Where nobody has, the claims it had still to answer wait for nobody: they are due.
func takeEffect(tx *repository.Tx, row model.Cessation, by string) error {
	a := tx.Access()
	if err := a.MoveCessation(&row, model.CessationEffect, by, ""); err != nil {
		return err
	}
	o, err := a.Organisation(model.SystemScope("an end takes effect on its day"), row.OrgID)
	if err != nil {
		return err
	}
	if o.State != model.OrgClosed {
		if _, err := repository.Move(tx, &model.OrganisationLifecycle, o.ID.String(), o.Version, o.State, model.OrgClose, by, row.Reason); err != nil {
			return err
		}
	}
	if err := a.EndSeats(row.OrgID, by); err != nil {
		return err
	}
	alone, err := a.Unclaimed(row.OrgID)
	if err == nil && alone {
		var all []model.OrgID
		if all, err = a.Succeeded(row.OrgID); err == nil {
			err = tx.Claim().DueAtOnce(append(all, row.OrgID))
		}
	}
	if err != nil {
		return err
	}
	return tx.AuditWork(by, row.OrgID, "cessation.take-effect", row.OrgID.String(), row.SuccessorID.String())
}

// Cessation returns the end of an organisation: for itself, its successor, an authority of the region of either, and the
// platform. Refusals: unauthenticated, forbidden, not-found.
func (s *Service) Cessation(ctx context.Context, actor model.Actor, id model.CessationID) (SeenCessation, error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return SeenCessation{}, err
	}
	return s.cessation(ctx, actor, id)
}

func (s *Service) cessation(ctx context.Context, actor model.Actor, id model.CessationID) (seen SeenCessation, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Access().Cessation(actor.Scope(), id)
		if err != nil {
			return err
		}
		list, err := described(tx, actor, []model.Cessation{row})
		if err != nil {
			return err
		}
		seen = list[0]
		seen.Moves, err = tx.Moves(model.CessationLifecycle.Name, id.String())
		return err
	})
	return seen, err
}

// CessationFilter narrows a list of ends.
type CessationFilter = repository.CessationFilter

// Cessations lists ends of organisations, newest first; who see them is told at Cessation. Refusals: unauthenticated,
// forbidden, page-token-invalid.
func (s *Service) Cessations(ctx context.Context, actor model.Actor, f CessationFilter, page model.Page) (list []SeenCessation, next model.PageToken, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		var rows []model.Cessation
		if rows, next, err = tx.Access().Cessations(actor.Scope(), f, page); err == nil {
			list, err = described(tx, actor, rows)
		}
		return err
	})
	return list, next, err
}

// described adds names and what the actor may do.
func described(tx *repository.Tx, actor model.Actor, rows []model.Cessation) ([]SeenCessation, error) {
	var ids []model.OrgID
	for _, r := range rows {
		ids = append(ids, r.OrgID, r.SuccessorID)
	}
	orgs, err := tx.Recall().OrganisationsOf(ids)
	list := make([]SeenCessation, 0, len(rows))
	for _, r := range rows {
		seen := SeenCessation{Cessation: r, Organisation: orgs[r.OrgID].Name, Successor: orgs[r.SuccessorID].Name, Allowed: []model.CessationEvent{}}
		for _, on := range model.CessationLifecycle.Allowed(r.State) {
			early := on == model.CessationConfirm && r.SuccessorID != "" && r.State == model.CessationProposed
			alone := (on == model.CessationAgree || on == model.CessationDecline) && r.SuccessorID == ""
			if !early && !alone && !r.Settled(tx.Now()) && mayMoveCessation(actor, r, orgs[r.OrgID], on) == nil {
				seen.Allowed = append(seen.Allowed, on)
			}
		}
		list = append(list, seen)
	}
	return list, err
}

// cessationWorker is who closes organisations on their day.
const cessationWorker = "system:cessations"

// endAtOnce is how many ends one round takes into effect, endEvery how often it looks. Rights pass on the day whether or
// not it has looked.
const (
	endAtOnce = 100
	endEvery  = time.Minute
)

// Settle takes into effect the ends whose day has come, and returns how many. It may run on several replicas at once.
func (s *Service) Settle(ctx context.Context) (n int, err error) {
	var due []model.Cessation
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		due, err = tx.Access().DueCessations(endAtOnce)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, row := range due {
		err := s.store.Write(ctx, func(tx *repository.Tx) error {
			tx.AfterCommit(s.holders.forget)
			return takeEffect(tx, row, cessationWorker)
		})
		switch {
		case errors.Is(err, model.ChangedMeanwhile): // another replica has it
		case err != nil:
			return n, err
		default:
			n++
		}
	}
	return n, nil
}

// Watch settles until the context is done. A failure is tried again the next time.
func (s *Service) Watch(ctx context.Context) error {
	tick := time.NewTicker(endEvery)
	defer tick.Stop()
	for {
		if _, err := s.Settle(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, "organisations could not be closed on their day", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
