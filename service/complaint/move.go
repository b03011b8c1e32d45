package complaint

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Move is one move of a complaint by its authority or by the operator.
type Move struct {
	ID model.ComplaintID
	// Version is what the actor has read; 0 moves whatever is there.
	Version int64
	Event   model.ComplaintEvent
	// Text is kept sealed: the reason of a decision as it is told, the terms of a settlement, what a laboratory found.
	Text string
	// Ground and Remedies come with refuse: why, and which other ways there are.
	Ground   model.ComplaintGround
	Remedies string
	// Ending comes with end.
	Ending model.ComplaintEnding
	// To is the authority held to be competent (contest) or found to be (assign, empty for one's own). A contest may name a
	// Region instead: it then goes to the lowest authority there is over it.
	To     model.OrgID
	Region model.Region
	// Delegate names the body to which mediation is entrusted.
	Delegate string
	// Lab, LabBy and Payer come with test.
	Lab   string
	LabBy model.ComplaintLabBy
	Payer model.ComplaintPayer
	// Form says whether the terms of a settlement stand in a letter or in a record.
	Form model.ComplaintNoteKind
}

// wants says which texts an event needs and as what its text is kept.
var wants = map[model.ComplaintEvent]struct {
	text bool
	kind model.ComplaintNoteKind
}{
	model.ComplaintAccept:   {false, model.NoteDecision},
	model.ComplaintRefuse:   {true, model.NoteDecision},
	model.ComplaintContest:  {true, model.NoteDecision},
	model.ComplaintAssign:   {false, model.NoteDecision},
	model.ComplaintConsent:  {false, model.NoteAnswer},
	model.ComplaintDecline:  {true, model.NoteAnswer},
	model.ComplaintDelegate: {false, model.NoteDecision},
	model.ComplaintTest:     {false, model.NoteDecision},
	model.ComplaintResume:   {true, model.NoteTest},
	model.ComplaintSettle:   {true, ""},
	model.ComplaintEnd:      {true, model.NoteDecision},
	model.ComplaintTell:     {false, model.NoteDecision},
}

// check refuses a move that is wrong whatever it is made on.
func (in *Move) check() error {
	var f model.Faults
	want, known := wants[in.Event]
	if !known {
		f.Add("event", model.ValueInvalid, model.P("value", shortened(string(in.Event))))
		return f.Err()
	}
	in.Text = f.Written("text", in.Text, MaxNote, want.text)
	in.Remedies = f.Written("remedies", in.Remedies, MaxNote, in.Event == model.ComplaintRefuse)
	in.Delegate = f.Written("delegate", in.Delegate, MaxBody, in.Event == model.ComplaintDelegate)
	in.Lab = f.Written("lab", in.Lab, MaxBody, in.Event == model.ComplaintTest)
	switch in.Event {
	case model.ComplaintContest:
		if in.To == "" && !in.Region.Known() {
			f.Add("region", model.ValueRequired)
		}
	case model.ComplaintRefuse:
		listed(&f, "ground", model.ComplaintGrounds(), in.Ground)
	case model.ComplaintEnd:
		listed(&f, "ending", model.ComplaintEndings()[1:], in.Ending) // agreement is settled, not ended
	case model.ComplaintTest:
		listed(&f, "lab_by", model.ComplaintLabBys(), in.LabBy)
		listed(&f, "payer", model.ComplaintPayers(), in.Payer)
	case model.ComplaintSettle:
		if in.Form == "" {
			in.Form = model.NoteRecord
		}
		if in.Form != model.NoteLetter && in.Form != model.NoteRecord {
			f.Add("form", model.ValueInvalid, model.P("value", shortened(string(in.Form))))
		}
	default:
	}
	return f.Err()
}

// Move moves a complaint.
//
// Who: the authority that handles it with complaint:handle (one that nobody handles belongs to whichever authority of its
// region acts first; jurisdiction is settled by the authority that is proposed, the one that contests, or one above both),
// the operator with complaint:answer for consent and decline. Refusals: not-found, forbidden, complaint-other-authority,
// invalid (event, text, ground, remedies, ending, to, region: complaint-no-authority, complaint-same-authority, delegate,
// lab, lab_by, payer, form), move-not-allowed,
// changed-meanwhile, complaint-not-sixty-days, clock-overdue for a test that begins after the sixty days, complaint-erased.
func (s *Service) Move(ctx context.Context, actor model.Actor, idem model.Idempotency, in Move) (Row, error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return Row{}, err
	}
	if err := in.check(); err != nil {
		return Row{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (Row, error) {
		row, err := tx.Complaint().Complaint(actor.Scope(), in.ID)
		if err != nil {
			return Row{}, err
		}
		if err := mayMove(tx, actor, row, in.Event); err != nil {
			return Row{}, err
		}
		if in.Version != 0 && in.Version != row.Version {
			return Row{}, model.ChangedMeanwhile.Refuse()
		}
		if err := (moving{s, tx, actor, in}).make(&row); err != nil {
			return Row{}, err
		}
		return shownOne(tx, actor, row)
	})
}

// mayMove says why the actor may not make a move, nil when it may.
func mayMove(tx *repository.Tx, actor model.Actor, row model.Complaint, on model.ComplaintEvent) error {
	i := slices.IndexFunc(model.ComplaintLifecycle.Moves, func(m model.Move[model.ComplaintState, model.ComplaintEvent]) bool { return m.On == on })
	if need := model.ComplaintLifecycle.Moves[i].Need; need == model.PermPublic || actor.Must(need) != nil {
		return model.Forbidden.Refuse(model.P("permission", need))
	}
	if on == model.ComplaintConsent || on == model.ComplaintDecline {
		if !actor.ActsFor(row.OrgID) {
			return model.Forbidden.Refuse(model.P("permission", model.PermComplaintAnswer))
		}
	} else if err := handles(tx, actor, row, on); err != nil {
		return err
	}
	_, err := model.ComplaintLifecycle.Next(row.State, on)
	return err
}

// handles says why it is not for the actor's authority to make a move.
func handles(tx *repository.Tx, actor model.Actor, row model.Complaint, on model.ComplaintEvent) error {
	if row.AuthorityID == "" || actor.ActsFor(row.AuthorityID) {
		return nil // what nobody handles is seen by the authorities of its region alone
	}
	if on == model.ComplaintAssign {
		if actor.ActsFor(row.ProposedID) {
			return nil
		}
		for _, id := range []model.OrgID{row.AuthorityID, row.ProposedID} {
			if id == "" {
				continue
			}
			a, err := tx.Complaint().Authority(id)
			if err != nil && !absentHere(err) {
				return err
			}
			if err == nil && !above(actor, a) {
				return model.ComplaintNotYours.Refuse()
			}
		}
		return nil
	}
	return model.ComplaintNotYours.Refuse()
}

// above reports whether the actor's authority stands over another.
func above(actor model.Actor, a model.Organisation) bool {
	return actor.Region != a.Region && actor.Region.Contains(a.Region)
}

// moving is one move under way.
type moving struct {
	s     *Service
	tx    *repository.Tx
	actor model.Actor
	in    Move
}

func (m moving) make(row *model.Complaint) error {
	reason, err := m.prepare(row)
	if err != nil {
		return err
	}
	if err := m.s.step(m.tx, row, m.in.Event, m.actor.Name(), reason); err != nil {
		return err
	}
	if err := m.notes(*row); err != nil {
		return err
	}
	if err := m.tell(*row); err != nil {
		return err
	}
	return m.tx.Audit(m.actor, "complaint."+string(m.in.Event), row.ID.String(), reason)
}

// prepare writes into the row what comes with the move, and returns the code that stands in its history: texts that may
// name people stay out of it.
func (m moving) prepare(row *model.Complaint) (reason string, err error) {
	if row.AuthorityID == "" && m.in.Event != model.ComplaintConsent && m.in.Event != model.ComplaintDecline {
		row.AuthorityID = m.actor.Org
	}
	switch m.in.Event {
	case model.ComplaintRefuse:
		row.Ground = m.in.Ground
		return string(m.in.Ground), nil
	case model.ComplaintEnd:
		row.Ending = m.in.Ending
		return string(m.in.Ending), m.timely(row)
	case model.ComplaintSettle:
		row.Ending = model.EndingAgreed
		return string(m.in.Form), nil
	case model.ComplaintDelegate:
		row.Delegate = m.in.Delegate
	case model.ComplaintTest:
		row.Lab, row.LabBy, row.Payer = m.in.Lab, m.in.LabBy, m.in.Payer
		return string(m.in.LabBy), nil
	case model.ComplaintContest:
		row.ProposedID, err = m.competent(*row)
		return "", err
	case model.ComplaintAssign:
		return "", m.assign(row)
	default:
	}
	return "", nil
}

// timely refuses to end mediation for its sixty days before their last day.
func (m moving) timely(row *model.Complaint) error {
	if m.in.Ending != model.EndingSixtyDays {
		return nil
	}
	list, err := readClocks(row.Clocks)
	if err != nil {
		return err
	}
	if due := list.present().Due(m.s.calendar, m.tx.Now()); list.present().Paused() || model.DateOf(m.tx.Now(), model.China) < due.Last {
		return model.ComplaintEarly.Refuse(model.P("due", due.Last))
	}
	return nil
}

// authority refuses to name what is no active market regulator.
func (m moving) authority(id model.OrgID) error {
	_, err := m.tx.Complaint().Authority(id)
	if absentHere(err) {
		return model.NotFound.At("to")
	}
	return err
}

// competent is the authority in whose favour competence is contested.
func (m moving) competent(row model.Complaint) (model.OrgID, error) {
	to, at := m.in.To, "to"
	if to == "" {
		at = "region"
		above, err := m.tx.Access().Overseers(model.Organisation{Region: m.in.Region})
		if err != nil {
			return "", err
		}
		if len(above) == 0 {
			return "", model.ComplaintNoAuthority.At(at, model.PText("region", regionName(m.in.Region)))
		}
		to = above[0].ID
	}
	if to == row.AuthorityID {
		return "", model.ComplaintSameAuthority.At(at)
	}
	return to, m.authority(to)
}

// regionName is the name of a region in all languages.
func regionName(r model.Region) model.Text {
	return model.Text{ZH: r.FullName(string(model.ZH)), UG: r.FullName(string(model.UG)), EN: r.FullName(string(model.EN))}
}

// assign gives a complaint to the competent authority: one's own, or the one that an authority above names.
func (m moving) assign(row *model.Complaint) error {
	to := m.in.To
	if to == "" {
		to = m.actor.Org
	}
	if err := m.authority(to); err != nil {
		return err
	}
	if !m.actor.ActsFor(to) {
		was, err := m.tx.Complaint().Authority(row.AuthorityID)
		if err != nil && !absentHere(err) {
			return err
		}
		if err == nil && !above(m.actor, was) {
			return model.ComplaintNotYours.Refuse()
		}
	}
	row.AuthorityID, row.ProposedID = to, ""
	return nil
}

// notes keeps the texts of the move.
func (m moving) notes(row model.Complaint) error {
	kind := wants[m.in.Event].kind
	if m.in.Event == model.ComplaintSettle {
		kind = m.in.Form
	}
	if err := m.s.note(m.tx, row.ID.String(), kind, m.in.Text, m.actor.Name(), m.actor.Org); err != nil {
		return err
	}
	return m.s.note(m.tx, row.ID.String(), model.NoteRemedies, m.in.Remedies, m.actor.Name(), m.actor.Org)
}

// facts are what events start; what is in nobody's list starts nothing.
var facts = map[model.ComplaintEvent]model.Trigger{
	model.ComplaintAccept:  model.OnAccepted,
	model.ComplaintContest: model.OnDispute,
	model.ComplaintAssign:  model.OnComplaint,
	model.ComplaintSettle:  model.OnMediationEnded,
	model.ComplaintEnd:     model.OnMediationEnded,
}

// step makes a declared move with what follows of it by law: the clocks, the days that statistics count, and how long the
// personal data is kept. What the move needs to be allowed stands in the row before.
func (s *Service) step(tx *repository.Tx, row *model.Complaint, on model.ComplaintEvent, actor, reason string) error {
	mv, err := model.ComplaintLifecycle.Next(row.State, on)
	if err != nil {
		return err
	}
	list, err := readClocks(row.Clocks)
	if err != nil {
		return err
	}
	if list, err = s.turned(list, mv, tx.Now()); err != nil {
		return err
	}
	switch {
	case on == model.ComplaintAccept:
		row.AcceptedAt = tx.Now()
	case on == model.ComplaintTell:
		row.ToldAt = tx.Now()
	case mv.To == model.ComplaintSettled || mv.To == model.ComplaintEnded || mv.To.Over():
		row.EndedAt = tx.Now()
	}
	row.Turn = mv.To.Turn()
	if err := s.setClocks(row, list, tx.Now()); err != nil {
		return err
	}
	if err := tx.Complaint().Update(row); err != nil {
		return err
	}
	to, err := repository.Move(tx, &model.ComplaintLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err != nil {
		return err
	}
	row.State, row.Version = to, row.Version+1
	if !to.Over() {
		return nil
	}
	return tx.Complaint().Keep(row.ID.String(), retention(row.EndedAt))
}

// turned is what a move does to the clocks.
func (s *Service) turned(list clocks, mv model.Move[model.ComplaintState, model.ComplaintEvent], now model.Instant) (clocks, error) {
	switch mv.On {
	case model.ComplaintConsent, model.ComplaintDecline, model.ComplaintDelegate:
		return list, nil
	case model.ComplaintTest:
		return list.replace(list.present().Pause(s.calendar, string(mv.On), now))
	case model.ComplaintResume:
		return list.replace(list.present().Resume(now))
	default:
	}
	list, err := list.answer(now)
	if err != nil {
		return list, err
	}
	fact, starts := facts[mv.On]
	if mv.On == model.ComplaintWithdraw && mv.To == model.ComplaintEnded {
		fact, starts = model.OnMediationEnded, true
	}
	if !starts {
		return list, nil
	}
	return list.start(fact, now)
}

// note keeps a sealed text of a subject; an empty one is none. Refusal: complaint-erased.
func (s *Service) note(tx *repository.Tx, subject string, kind model.ComplaintNoteKind, text, actor string, org model.OrgID) error {
	if text == "" {
		return nil
	}
	secret, err := tx.Complaint().Secret(subject)
	if err != nil {
		return err
	}
	seal, err := s.seal(secret)
	if err != nil {
		return err
	}
	id := repository.NewID[model.ComplaintNote](tx)
	return tx.Complaint().AddNote(model.ComplaintNote{
		ID: id, SubjectID: subject, Kind: kind, Body: seal.Close("note "+id.String(), []byte(text)), Actor: actor, OrgID: org, CreatedAt: tx.Now(),
	})
}
