package recall

import (
	"context"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// Clearing says that affected things are not affected after all.
type Clearing struct {
	ID model.RecallID
	// Version is the one that was read; 0 does not ask.
	Version int64
	// Keys name the things, as the case lists them.
	Keys []string
	// Evidence is a document that shows it, such as a laboratory report.
	Evidence model.DocumentID
	Note     string
}

// MaxCleared bounds the things of one clearing.
const MaxCleared = 500

// Clear frees affected things of a case with evidence: they are on sale again unless another case holds them. What was
// made of them stays affected until it is cleared itself. An authority clears anything; a company only what is possible,
// in a case that no authority has ordered.
//
// Who: permission recall:write, for who carries the case out. Refusals: not-found, forbidden, changed-meanwhile, invalid,
// recall-not-begun, idempotency-*.
func (s *Service) Clear(ctx context.Context, actor model.Actor, idem model.Idempotency, in Clearing) (model.Recall, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return model.Recall{}, err
	}
	if err := in.check(); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		c, err := s.own(tx, actor, in.ID, in.Version)
		if err == nil && c.ScopeVersion == 0 {
			err = model.RecallNotBegun.Refuse(model.P("number", c.Number))
		}
		if err != nil {
			return c, err
		}
		m := &moving{s: s, tx: tx, actor: actor, c: &c, from: c.State, in: Move{Reason: in.Note}}
		if err := m.clear(in); err != nil {
			return c, err
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return c, err
		}
		return c, tx.Audit(actor, "recall.clear", c.ID.String(), in.Evidence.String())
	})
}

func (in *Clearing) check() error {
	var f model.Faults
	in.Note = checkLine(&f, "note", in.Note, MaxReason)
	switch n := len(in.Keys); {
	case n == 0:
		f.Add("keys", model.ValueRequired)
	case n > MaxCleared:
		f.Add("keys", model.ValueTooLong, model.P("limit", MaxCleared))
	}
	if in.Evidence == "" {
		f.Add("evidence", model.ValueRequired)
	}
	return f.Err()
}

func (m *moving) clear(in Clearing) error {
	if _, err := m.tx.Catalog().Document(m.actor.Scope(), in.Evidence); err != nil {
		return model.NotFound.At("evidence")
	}
	rows, err := m.named(in.Keys)
	if err != nil {
		return err
	}
	authority := m.actor.OrgKind == model.KindRegulator && m.actor.Can(model.PermRecallOrder)
	notes := make([]changeNote, 0, len(rows))
	for _, l := range rows {
		if !authority && (l.Class != model.AffectedPossible || m.c.Origin == model.OriginOrdered) {
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallOrder))
		}
		notes = append(notes, changeNote{l.EPC, string(l.Class), string(model.AffectedCleared)})
	}
	epoch, err := m.changed()
	if err != nil {
		return err
	}
	for i := range rows {
		l := &rows[i]
		l.Class, l.Blocked, l.Changed = model.AffectedCleared, 0, epoch
		l.ClearedBy, l.ClearedAt, l.EvidenceID, l.Note = m.actor.Name(), m.tx.Now(), in.Evidence, in.Note
	}
	if err := m.tx.Recall().ClearAffected(rows); err != nil {
		return err
	}
	if m.c.Mock == 1 {
		return nil
	}
	if err := m.tell(lifted, rows); err != nil {
		return err
	}
	if err := m.withdraw(changes{Removed: rows}); err != nil {
		return err
	}
	detail, err := json.Marshal(notes)
	if err != nil {
		return err
	}
	return m.tx.Recall().InsertDelta(model.RecallDelta{
		ID: m.tx.NextSeq(), RecallID: m.c.ID, At: m.tx.Now(), Cause: model.DeltaClearing, Actor: m.actor.Name(), Changed: len(rows), Detail: detail,
	})
}

// named finds affected things that have not been cleared by their keys; one that is not there is a fault of the field.
func (m *moving) named(keys []string) ([]model.RecallLot, error) {
	affected, err := m.tx.Recall().Affected(m.c.ID)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]bool, len(keys))
	for _, k := range keys {
		wanted[k] = true
	}
	var rows []model.RecallLot
	for _, l := range affected {
		if wanted[l.EPC] && l.GoneAt == 0 && l.Class != model.AffectedCleared {
			rows = append(rows, l)
			delete(wanted, l.EPC)
		}
	}
	if len(wanted) > 0 {
		return nil, model.NotFound.At("keys")
	}
	return rows, nil
}
