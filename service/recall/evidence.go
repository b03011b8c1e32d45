package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// MayAnswer refuses who may not answer a task, before the house looks at a file that is to prove an answer.
//
// Who: permission recall:answer; the holder, and for a holder outside the house who told it. Refusals: not-found, forbidden.
func (s *Service) MayAnswer(ctx context.Context, actor model.Actor, task model.RecallTaskID) error {
	if err := actor.Must(model.PermRecallAnswer); err != nil {
		return err
	}
	return s.store.Read(ctx, func(tx *repository.Tx) error {
		t, err := tx.Recall().Task(actor.Scope(), task)
		if err != nil {
			return err
		}
		cases, err := tx.Recall().CasesOf([]model.RecallTask{t})
		if err == nil && !sidesOf(actor, t, cases[t.RecallID]).answers(t) {
			err = model.Forbidden.Refuse(model.P("permission", model.PermRecallAnswer))
		}
		return err
	})
}

// Evidence returns a document that an answer to a task names: whoever may see the line that it is about may see what
// proves it, also where the document is somebody else's.
//
// Who: like Tasks. Refusals: not-found.
func (s *Service) Evidence(ctx context.Context, actor model.Actor, task model.RecallTaskID, id model.DocumentID) (d model.Document, err error) {
	err = s.onTask(ctx, actor, task, func(tx *repository.Tx) (err error) {
		d, err = tx.Recall().Evidence(actor.Scope(), task, id)
		return err
	})
	return d, err
}
