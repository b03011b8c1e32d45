package complaint

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// ClockFace is one clock of a complaint or tip as it stands now.
type ClockFace struct {
	model.Clock
	Rule  model.Rule
	Due   model.Deadline
	Stage model.ClockStage
}

// Note is what somebody added, opened.
type Note struct {
	Kind model.ComplaintNoteKind
	Text string // empty once erased
	By   model.OrgID
	At   model.Instant
}

// Case is a complaint with what belongs to it.
type Case struct {
	Row
	// Allowed are the moves that the actor may make now.
	Allowed []model.ComplaintEvent
	Moves   []repository.MoveRecord
	Clocks  []ClockFace
	Story   model.ComplaintStory
	Notes   []Note
	Files   Files // of an operator those that it may open
	Erased  bool
	// The rest is for the authority. Factors are for the eyes of a person; nothing depends on them.
	Factors []model.FactorCount
	Tip     string // number of the tip on the same paper
	Claim   string // number of the claim that it came of
}

// hiddenNotes are those that an operator does not read.
var hiddenNotes = []model.ComplaintNoteKind{model.NoteVisit, model.NoteRemedies}

// Complaint returns a complaint with what belongs to it, without who complains.
//
// Who: permission complaint:read, as in Complaints. Refusals: not-found.
func (s *Service) Complaint(ctx context.Context, actor model.Actor, id model.ComplaintID) (c Case, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return c, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil {
			return err
		}
		c, err = s.file(tx, actor, row)
		return err
	})
	return c, err
}

func (s *Service) file(tx *repository.Tx, actor model.Actor, row model.Complaint) (c Case, err error) {
	if c.Row, err = shownOne(tx, actor, row); err != nil {
		return c, err
	}
	for _, on := range model.ComplaintLifecycle.Allowed(row.State) {
		switch err := mayMove(tx, actor, row, on); {
		case err == nil:
			c.Allowed = append(c.Allowed, on)
		case !refused(err):
			return c, err
		}
	}
	if c.Moves, err = tx.Moves(model.ComplaintLifecycle.Name, row.ID.String()); err != nil {
		return c, err
	}
	if c.Clocks, err = s.faces(row.Clocks, tx.Now()); err != nil {
		return c, err
	}
	if len(c.Clocks) > 0 {
		c.Stage = c.Clocks[len(c.Clocks)-1].Stage
	}
	secret, err := tx.Complaint().Secret(row.ID.String())
	if err != nil {
		return c, err
	}
	if c.Story, c.Notes, err = s.texts(tx, secret); err != nil {
		return c, err
	}
	if c.Files, err = shownFiles(tx, actor, row.ID.String()); err != nil {
		return c, err
	}
	c.Erased = secret.ErasedAt != 0
	if isFirm(actor) {
		c.Notes = slices.DeleteFunc(c.Notes, func(n Note) bool { return slices.Contains(hiddenNotes, n.Kind) })
		c.Moves = slices.DeleteFunc(c.Moves, func(m repository.MoveRecord) bool { return m.At < row.AcceptedAt })
		return c, nil
	}
	err = s.forAuthority(tx, actor, row, secret, &c)
	return c, err
}

// forAuthority adds what an operator does not see.
func (s *Service) forAuthority(tx *repository.Tx, actor model.Actor, row model.Complaint, secret model.ComplaintSecret, c *Case) (err error) {
	if c.Factors, err = s.factors(tx, row, secret); err != nil {
		return err
	}
	if row.TipID != "" {
		t, err := tx.Complaint().Tip(actor.Scope(), row.TipID)
		if err != nil && !absentHere(err) {
			return err
		}
		c.Tip = t.Number
	}
	if row.ClaimID != "" {
		claim, err := tx.Claim().Claim(model.SystemScope("whoever handles a complaint learns the number of the claim it came of"), row.ClaimID)
		if err != nil && !absentHere(err) {
			return err
		}
		c.Claim = claim.Number
	}
	return nil
}

// faces reads clocks for people.
func (s *Service) faces(text []byte, now model.Instant) (faces []ClockFace, err error) {
	list, err := readClocks(text)
	for _, one := range list {
		rule, _ := model.RuleOf(one.Rule)
		faces = append(faces, ClockFace{one, rule, one.Due(s.calendar, now), one.Stage(s.calendar, now)})
	}
	return faces, err
}

// texts opens what was written about a subject; what has been erased is empty.
func (s *Service) texts(tx *repository.Tx, secret model.ComplaintSecret) (story model.ComplaintStory, notes []Note, err error) {
	rows, err := tx.Complaint().Notes(secret.SubjectID)
	if err != nil {
		return story, nil, err
	}
	var seal Seal
	if secret.ErasedAt == 0 {
		if seal, err = s.seal(secret); err != nil {
			return story, nil, err
		}
		if story, err = opened[model.ComplaintStory](seal, "story", secret.Story); err != nil {
			return story, nil, err
		}
	}
	for _, r := range rows {
		n := Note{Kind: r.Kind, By: r.OrgID, At: r.CreatedAt}
		if seal != nil {
			plain, err := seal.Open("note "+r.ID.String(), r.Body)
			if err != nil {
				return story, nil, err
			}
			n.Text = string(plain)
		}
		notes = append(notes, n)
	}
	return story, notes, nil
}

// TipCase is a tip with what belongs to it.
type TipCase struct {
	TipRow
	Allowed   []model.TipEvent
	Moves     []repository.MoveRecord
	Clocks    []ClockFace
	Story     model.ComplaintStory
	Notes     []Note
	Files     Files
	Erased    bool
	Earlier   []TipRow // by the same person about the same operator
	Into      string   // number of the tip that it was merged into
	Complaint string   // number of the complaint on the same paper
}

// Tip returns a tip with what belongs to it, without who gave it.
//
// Who: permission complaint:read, of an authority. Refusals: not-found.
func (s *Service) Tip(ctx context.Context, actor model.Actor, id model.TipID) (c TipCase, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return c, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Complaint().Tip(actor.Scope(), id)
		if err != nil {
			return err
		}
		c, err = s.tipFile(tx, actor, row)
		return err
	})
	return c, err
}

func (s *Service) tipFile(tx *repository.Tx, actor model.Actor, row model.Tip) (c TipCase, err error) {
	secret, err := tx.Complaint().Secret(row.ID.String())
	if err != nil {
		return c, err
	}
	earlier, err := tx.Complaint().Earlier(actor.Scope(), row, secret)
	if err != nil {
		return c, err
	}
	rows, err := shownTips(tx, append([]model.Tip{row}, earlier...))
	if err != nil {
		return c, err
	}
	c.TipRow, c.Earlier, c.Erased = rows[0], rows[1:], secret.ErasedAt != 0
	for _, on := range model.TipLifecycle.Allowed(row.State) {
		if mayMoveTip(actor, row, on) == nil && (on != model.TipExtend || row.Extended == 0) {
			c.Allowed = append(c.Allowed, on)
		}
	}
	if c.Moves, err = tx.Moves(model.TipLifecycle.Name, row.ID.String()); err != nil {
		return c, err
	}
	if c.Clocks, err = s.faces(row.Clocks, tx.Now()); err != nil {
		return c, err
	}
	if len(c.Clocks) > 0 {
		c.Stage = c.Clocks[len(c.Clocks)-1].Stage
	}
	if c.Story, c.Notes, err = s.texts(tx, secret); err != nil {
		return c, err
	}
	if c.Files, err = tx.Complaint().Files(row.ID.String()); err != nil {
		return c, err
	}
	if row.MergedID != "" {
		into, err := tx.Complaint().Tip(actor.Scope(), row.MergedID)
		if err != nil && !absentHere(err) {
			return c, err
		}
		c.Into = into.Number
	}
	if row.ComplaintID != "" {
		other, err := tx.Complaint().Complaint(actor.Scope(), row.ComplaintID)
		if err != nil && !absentHere(err) {
			return c, err
		}
		c.Complaint = other.Number
	}
	return c, nil
}
