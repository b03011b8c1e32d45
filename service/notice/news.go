package notice

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Readable lists the topics of which an actor may read notices.
func Readable(actor model.Actor) []model.NoticeTopic {
	return slices.DeleteFunc(model.NoticeTopics(), func(t model.NoticeTopic) bool { return !actor.Can(t.Need()) })
}

// narrowed is the topics that were asked for, as far as the actor may read them; no topic asks for all.
func narrowed(actor model.Actor, asked []model.NoticeTopic) []model.NoticeTopic {
	may := Readable(actor)
	if len(asked) == 0 {
		return may
	}
	return slices.DeleteFunc(may, func(t model.NoticeTopic) bool { return !slices.Contains(asked, t) })
}

// News lists what the actor's organisation was told at its desk about some topics (none: all), newest first, as far as
// the actor may read it.
//
// Who: anybody of an organisation; per topic recall:read, claim:read, complaint:read. Refusals: page-token-invalid.
func (o *Outbox) News(ctx context.Context, actor model.Actor, topics []model.NoticeTopic, page model.Page) (rows []model.Notice, next model.PageToken, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return nil, "", err
	}
	err = o.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Notice().News(actor.Orgs(), narrowed(actor, topics), page)
		return err
	})
	return rows, next, err
}

// Notices lists the notices to the actor's organisation about some topics (none: all) in a state, by whatever way, newest
// first: what waits, what has arrived, or what was given up.
//
// Who: like News. Refusals: page-token-invalid.
func (o *Outbox) Notices(ctx context.Context, actor model.Actor, topics []model.NoticeTopic, state model.NoticeState, page model.Page) (rows []model.Notice, next model.PageToken, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return nil, "", err
	}
	err = o.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Notice().List(actor.Orgs(), narrowed(actor, topics), state, page)
		return err
	})
	return rows, next, err
}

// Retry has a notice that was given up sent again.
//
// Who: permission subscription:write. Refusals: not-found, move-not-allowed, changed-meanwhile.
func (o *Outbox) Retry(ctx context.Context, actor model.Actor, id model.NoticeID) error {
	if err := actor.Must(model.PermSubscribe); err != nil {
		return err
	}
	return o.store.Write(ctx, func(tx *repository.Tx) error {
		return tx.Notice().Retry(actor.Orgs(), model.NoticeTopics(), id, actor.Name())
	})
}
