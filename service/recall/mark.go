package recall

import (
	"context"
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// Marks tells how and why a case affects things of the trace now and, where the quantities of what they were made of say,
// how much of a lot descends from what is recalled; all as far as the actor may see it.
//
// Who: permission recall:read; who sees the case. Refusals: not-found.
func (s *Service) Marks(ctx context.Context, actor model.Actor, id model.RecallID, nodes []model.Seq) (found map[model.Seq]model.AffectedMark, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) (err error) {
		if found, err = tx.Recall().MarksOf(actor.Scope(), c, nodes); err != nil || len(found) == 0 || c.ScopeVersion == 0 {
			return err
		}
		return bound(tx, actor.Scope(), c, found)
	})
	return found, err
}

// bound adds the bounds of quantities to marks, with the eyes of who asks: of whom the conditions name nothing that it may
// see is told none.
func bound(tx *repository.Tx, scope model.Scope, c model.Recall, marks map[model.Seq]model.AffectedMark) error {
	a, _, _, err := scopeOf(tx, c, c.ScopeVersion)
	if err == nil {
		err = a.query.check()
	}
	if err != nil {
		return err
	}
	reached, err := compute(tx, scope, a.query)
	var refused *model.Refusal
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, r := range reached.Rows {
		m, marked := marks[r.Node]
		if marked && r.First && r.Share != nil {
			m.Unit, m.Total, m.Least, m.Most = r.Share.Unit, r.Share.Total, r.Share.Least, r.Share.Most
			marks[r.Node] = m
		}
	}
	return nil
}
