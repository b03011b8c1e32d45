package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

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
