package recall

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// CheckDraw asks for a sample of holders to verify.
type CheckDraw struct {
	Recall  model.RecallID
	Level   model.CheckLevel
	Percent int // of level B
}

// DrawCheck draws the holders whose effectiveness is verified, sub-consignees included. The house draws the seed in the
// transaction that takes down the list of holders, so that neither who checks nor who is checked can choose; seed and
// list are kept and shown, and anybody can draw again. A later draw, as when the recall has grown, lets off nobody whom
// an earlier one chose.
//
// Who: permission recall:order for the authority, recall:announce for the company that recalls. Refusals: not-found,
// forbidden, invalid (value-invalid at level or percent), recall-check-nobody, idempotency-*.
func (s *Service) DrawCheck(ctx context.Context, actor model.Actor, idem model.Idempotency, d CheckDraw) (*Check, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return nil, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallID, error) {
		c, err := seenCase(tx, actor, d.Recall)
		if err != nil {
			return "", err
		}
		own := actor.ActsFor(c.OrgID) && actor.Can(model.PermRecallAnnounce)
		if !own && !(actor.Can(model.PermRecallOrder) && oversees(actor, c)) {
			return "", model.Forbidden.Refuse(model.P("permission", model.PermRecallOrder))
		}
		return d.Recall, d.draw(tx, actor, c)
	})
	if err != nil {
		return nil, err
	}
	return s.Check(ctx, actor, id)
}

// seedBytes is the length of a seed.
const seedBytes = 16

func (d CheckDraw) draw(tx *repository.Tx, actor model.Actor, c model.Recall) error {
	holders, err := tx.Recall().Checkable(c.ID)
	if err != nil {
		return err
	}
	if len(holders) == 0 {
		return model.CheckNobody.Refuse()
	}
	seed := make([]byte, seedBytes)
	if _, err := rand.Read(seed); err != nil {
		return err
	}
	sample, err := model.DrawSample(d.Level, int64(d.Percent), hex.EncodeToString(seed), holders)
	if err != nil {
		return err
	}
	row := model.RecallCheck{
		ID: tx.NextSeq(), RecallID: c.ID, Level: d.Level, Percent: d.Percent, Seed: sample.Seed, Holders: []byte(strings.Join(holders, "\n")),
		Chosen: []byte(strings.Join(sample.Chosen, "\n")), Actor: actor.Name(), CreatedAt: tx.Now(),
	}
	if err := tx.Recall().InsertCheck(row, sample.Chosen); err != nil {
		return err
	}
	c.CheckLevel, c.CheckPercent, c.CheckSeed, c.CheckHolders = d.Level, d.Percent, sample.Seed, len(holders)
	if err := tx.Recall().UpdateCase(&c); err != nil {
		return err
	}
	return tx.Audit(actor, "recall.check", c.ID.String(), string(d.Level)+" "+sample.Seed)
}

// Check is what was drawn for a case, and whether drawing again gives the same.
type Check struct {
	Case  model.Recall
	Draws []Draw
	Reach model.RecallReach
	// Marked tells that the tasks that are marked are those that were drawn, no more and no fewer.
	Marked bool
}

// Draw is one draw of the holders to verify.
type Draw struct {
	Row             model.RecallCheck
	Holders, Chosen []string
	Again           bool // drawn again from the same list and seed, it chooses the same
}

// Check returns what was drawn for a case, with seeds and lists, having drawn everything again.
//
// Who: permission recall:read; the company that recalls, the authority of the case and the platform. Refusals: not-found.
func (s *Service) Check(ctx context.Context, actor model.Actor, id model.RecallID) (*Check, error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	var check *Check
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := seenCase(tx, actor, id)
		if err != nil {
			return err
		}
		lo, hi, authority := actor.Scope().Region()
		if !repository.CountsAll(actor.Scope(), c) && !(authority && string(c.Region) >= lo && string(c.Region) <= hi) {
			return model.NotFound.Refuse() // a list of holders is none of a holder's business
		}
		check, err = readCheck(tx, actor.Scope(), c)
		return err
	})
	return check, err
}

func readCheck(tx *repository.Tx, scope model.Scope, c model.Recall) (*Check, error) {
	rows, err := tx.Recall().Checks(c.ID)
	if err != nil {
		return nil, err
	}
	check := &Check{Case: c}
	var drawn []string
	for _, row := range rows {
		d := Draw{Row: row, Holders: listOf(row.Holders), Chosen: listOf(row.Chosen)}
		again, err := model.DrawSample(row.Level, int64(row.Percent), row.Seed, d.Holders)
		d.Again = err == nil && slices.Equal(again.Chosen, d.Chosen)
		check.Draws = append(check.Draws, d)
		drawn = append(drawn, d.Chosen...)
	}
	slices.Sort(drawn)
	marked, err := tx.Recall().Sampled(c.ID)
	if err != nil {
		return nil, err
	}
	check.Marked = slices.Equal(slices.Compact(drawn), marked)
	check.Reach, err = tx.Recall().ReachOf(scope, c)
	return check, err
}

func listOf(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// Verification is what a check found at one holder.
type Verification struct {
	Task model.RecallTaskID
	// Effective says that the holder was found to have acted.
	Effective bool
	Finding   string
}

// Verify notes what a check found at a holder that was drawn. A holder that has not answered cannot have been found to
// act; one that has none left can. One that was not found to act has its task opened again, if it had come to an end.
//
// Who: permission recall:write; who recalls, who told the holder, or the authority, and never the holder itself.
// Refusals: not-found, forbidden, invalid (value-required at finding), recall-check-not-sampled,
// recall-check-unanswered, idempotency-*.
func (s *Service) Verify(ctx context.Context, actor model.Actor, idem model.Idempotency, v Verification) (Task, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return Task{}, err
	}
	id, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, c, err := held(tx, actor, v.Task)
		if err != nil {
			return "", err
		}
		side := sidesOf(actor, t, c)
		switch {
		case !side.may(model.TaskConfirm, t):
			return "", model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		case v.Finding == "":
			return "", model.ValueRequired.At("finding")
		case len(v.Finding) > maxReason:
			return "", model.ValueTooLong.At("finding", model.P("limit", maxReason))
		case t.Sampled == 0:
			return "", model.CheckNotSampled.Refuse()
		case v.Effective && !t.State.Responded():
			return "", model.CheckUnanswered.Refuse()
		}
		return v.Task, s.note(tx, actor, v, c, t)
	})
	if err != nil {
		return Task{}, err
	}
	return s.readTask(ctx, actor, id)
}

func (s *Service) note(tx *repository.Tx, actor model.Actor, v Verification, c model.Recall, t model.RecallTask) error {
	at, action := tx.Now(), "recall-task.verify"
	if !v.Effective {
		at, action = 0, "recall-task.check-failed"
	}
	if err := tx.Recall().Verified(t.ID, at, actor.Name(), v.Finding); err != nil {
		return err
	}
	if !v.Effective {
		for _, on := range []model.TaskEvent{model.TaskReject, model.TaskReopen} {
			if _, err := model.TaskLifecycle.Next(t.State, on); err != nil {
				continue
			}
			if err := tx.Recall().DoubtLines(wide(), t.ID); err != nil {
				return err
			}
			if err := s.follow(tx, actor, c, &t, on, v.Finding); err != nil {
				return err
			}
			break
		}
	}
	return tx.Audit(actor, action, t.ID.String(), "")
}
