package recall

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// How long a reply link works.
const (
	LinkDays    = 30
	MaxLinkDays = 90
)

// secretBytes is the length of the secret of a reply link: as much as a key.
const secretBytes = 32

// Link is a reply link. The secret is told once; only its hash is kept.
type Link struct {
	Secret string
	Until  model.Instant
}

// linkHash is what is kept of a secret.
func linkHash(secret string) []byte {
	sum := sha256.Sum256([]byte("recall-reply\x00" + secret))
	return sum[:]
}

// IssueLink makes a reply link with which a holder without an account answers one task and does nothing else. It
// replaces the one before. It works for some days, LinkDays when none are given, and no longer once the task is
// withdrawn. Whoever has it stands for the holder: hand it to nobody else.
//
// Who: permission recall:write; who told the holder, who recalls, or the authority. Refusals: not-found, forbidden,
// invalid (value-invalid at days), recall-answer-closed for a task that has ended.
func (s *Service) IssueLink(ctx context.Context, actor model.Actor, task model.RecallTaskID, days int) (link Link, err error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return link, err
	}
	if days == 0 {
		days = LinkDays
	}
	if days < 1 || days > MaxLinkDays {
		return link, model.ValueInvalid.At("days", model.P("value", days))
	}
	secret := make([]byte, secretBytes)
	if _, err := rand.Read(secret); err != nil {
		return link, err
	}
	link.Secret = base64.RawURLEncoding.EncodeToString(secret)
	return link, s.store.Write(ctx, func(tx *repository.Tx) error {
		t, c, err := held(tx, actor, task)
		if err != nil {
			return err
		}
		switch side := sidesOf(actor, t, c); {
		case !side.may(model.TaskNotify, t):
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		case t.State.Ended() || c.State == model.RecallCancelled || c.Mock == 1:
			return model.AnswerClosed.Refuse(model.PText("state", model.TaskLifecycle.Words[t.State]))
		}
		link.Until = tx.Now().Add(time.Duration(days) * 24 * time.Hour)
		if err := tx.Recall().SetTaskLink(task, linkHash(link.Secret), link.Until); err != nil {
			return err
		}
		if t.State == model.TaskIssued || t.State == model.TaskUndelivered {
			if err := tx.Recall().MoveTask(&t, model.TaskNotify, actor.Name(), ""); err != nil {
				return err
			}
		}
		return tx.Audit(actor, "recall-task.link", task.String(), "")
	})
}

// RevokeLink takes the reply link of a task away.
//
// Who: like IssueLink. Refusals: not-found, forbidden.
func (s *Service) RevokeLink(ctx context.Context, actor model.Actor, task model.RecallTaskID) error {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		t, c, err := held(tx, actor, task)
		if err != nil {
			return err
		}
		if !sidesOf(actor, t, c).may(model.TaskNotify, t) {
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		}
		if err := tx.Recall().SetTaskLink(task, nil, 0); err != nil {
			return err
		}
		return tx.Audit(actor, "recall-task.unlink", task.String(), "")
	})
}

// Reply is what a reply link shows: one task and what it is about.
type Reply struct {
	Task  Task
	Lines []repository.TaskLine
	More  bool // there are more lines than are shown
	By    repository.OrgName
}

// replyLines bounds what a link shows: a shop has a few lots.
const replyLines = 100

// Reply returns what the holder of a reply link may see: its task. The first look counts as opening the notice.
//
// Who: whoever has the secret. Refusals: recall-reply-unknown for a secret that is wrong, over or revoked.
func (s *Service) Reply(ctx context.Context, secret string) (*Reply, error) {
	reply, err := s.reply(ctx, secret)
	if err != nil || !opens(reply.Task.Row.State) {
		return reply, err
	}
	if err := s.looked(ctx, reply.Task.Row.ID, linkActor(reply.Task.Row)); err != nil {
		return nil, err
	}
	return s.reply(ctx, secret)
}

// linkPrefix begins the name of who answers by a link.
const linkPrefix = "link:"

// linkActor names in records who answers by a link.
func linkActor(t model.RecallTask) string { return linkPrefix + t.ID.String() }

// ByLink reports whether the name in a record is that of who answered by a link.
func ByLink(actor string) bool { return strings.HasPrefix(actor, linkPrefix) }

func (s *Service) reply(ctx context.Context, secret string) (*Reply, error) {
	var reply *Reply
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		t, err := linked(tx, secret)
		if err != nil {
			return err
		}
		tasks, err := describe(tx, model.Actor{}, []model.RecallTask{t})
		if err != nil {
			return err
		}
		r := Reply{Task: tasks[0]}
		lines, next, err := tx.Recall().TaskLines(wide(), t.ID, model.Page{Limit: replyLines})
		if err != nil {
			return err
		}
		r.Lines, r.More = lines, next != ""
		orgs := map[model.OrgID]repository.OrgName{r.Task.Case.OrgID: {}}
		if err := tx.Recall().Name(orgs, nil); err != nil {
			return err
		}
		r.By = orgs[r.Task.Case.OrgID]
		for _, mv := range model.TaskLifecycle.Moves {
			if mv.From == t.State && mv.Need == model.PermRecallAnswer {
				r.Task.Allowed = append(r.Task.Allowed, mv.On)
			}
		}
		reply = &r
		return nil
	})
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// linked returns the task of a reply link that works.
func linked(tx *repository.Tx, secret string) (model.RecallTask, error) {
	t, err := tx.Recall().TaskByLink(linkHash(secret))
	if errors.Is(err, model.NotFound) {
		return t, model.ReplyUnknown.Refuse()
	}
	return t, err
}

// MaxReplyProofs bounds the files that are added to one task by its link.
const MaxReplyProofs = 20

// MayProve refuses an answer that would be refused whatever is stored for it, before the house looks at a file that
// somebody without an account sends along.
//
// Who: whoever has the secret. Refusals: recall-reply-unknown, too-large for more than MaxReplyProofs, and those of Answer
// that are about its form.
func (s *Service) MayProve(ctx context.Context, secret string, a Answer) error {
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		t, err := linked(tx, secret)
		if err != nil {
			return err
		}
		n, err := tx.Recall().ProofsBy(t.ID, linkActor(t))
		if err == nil && n >= MaxReplyProofs {
			err = model.TooLarge.At("file", model.P("limit", MaxReplyProofs))
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case len(a.Lines) == 0: // it would prove nothing
		return model.AnswerEmpty.At("lines")
	}
	return a.check()
}

// AnswerReply answers the task of a reply link. A proof, when there is one, is a file that is kept already; it belongs to
// the holder, or to who told a holder outside the house, and proves every line. Without one what is destroyed or
// relabelled counts as unproven until somebody with an account adds it.
//
// Who: whoever has the secret. Refusals: recall-reply-unknown and those of Answer.
func (s *Service) AnswerReply(ctx context.Context, idem model.Idempotency, secret string, a Answer, proof *model.Document) (*Reply, error) {
	faulty := a.check()
	_, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (model.RecallTaskID, error) {
		t, err := linked(tx, secret)
		if err != nil {
			return "", err
		}
		if faulty != nil {
			return "", faulty
		}
		t, c, err := lockTask(tx, t.ID)
		if err != nil {
			return "", err
		}
		if !bytes.Equal(t.LinkHash, linkHash(secret)) { // revoked a moment ago
			return "", model.ReplyUnknown.Refuse()
		}
		if err := a.prove(tx, t, c, proof); err != nil {
			return "", err
		}
		return t.ID, s.record(tx, a, wide(), linkActor(t), t, c) // it is the holder's own task, and no other evidence is named
	})
	if err != nil {
		return nil, err
	}
	return s.reply(ctx, secret)
}

// prove adds the file that came with an answer, and has its lines name it and nothing else.
func (a *Answer) prove(tx *repository.Tx, t model.RecallTask, c model.Recall, proof *model.Document) error {
	id := model.DocumentID("")
	if proof != nil && len(a.Lines) > 0 {
		d := *proof
		d.ID, d.OrgID, d.CreatedAt = repository.NewID[model.Document](tx), cmp.Or(t.OrgID, t.ToldBy, c.OrgID), tx.Now()
		if err := tx.Catalog().InsertDocument(d); err != nil {
			return err
		}
		id = d.ID
	}
	for i := range a.Lines {
		a.Lines[i].Evidence = id
	}
	return nil
}
