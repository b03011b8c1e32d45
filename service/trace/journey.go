package trace

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// JourneyRow is one event about a batch, as the door tells it.
type JourneyRow = repository.JourneyRow

// Journey tells what happened to a batch as far as the actor may see it, the last recorded first, with the names of those
// who recorded it and of the places. It also tells what happened to a container that the batch was in; withdrawn events
// and their declarations are among the rows. A batch that no such event names gives none. Refusals: forbidden,
// page-token-invalid.
func (s *Service) Journey(ctx context.Context, actor model.Actor, batch model.BatchID, page model.Page) (rows []JourneyRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		node, err := tx.Trace().NodeNamed(batch, nil)
		if err != nil || node == 0 {
			return err
		}
		rows, next, err = tx.Trace().Journey(actor.Scope(), node, page)
		return err
	})
	return rows, next, err
}
