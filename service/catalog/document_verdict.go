package catalog

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// OnRevoked lets a room hear of laboratory reports that are taken back, in the transaction that does it.
func OnRevoked(f Failed) Option { return func(s *Service) { s.revoked = f } }

// Judgement is what a laboratory report found that was added without saying so.
type Judgement struct {
	Document model.DocumentID
	Verdict  model.LabVerdict
	Results  []model.LabResult
}

// JudgeReport says afterwards what a laboratory report found. By one that does not conform the batch is reported like by one
// that says so when it is added. A verdict that stands is not rewritten: a wrong report is revoked.
//
// Who: permission document:write; who added the report. Refusals: not-found, catalog-report-revoked, catalog-verdict-said,
// invalid (kind, verdict with catalog-verdict-contradicts, results), idempotency-*.
func (s *Service) JudgeReport(ctx context.Context, actor model.Actor, idem model.Idempotency, j Judgement) (model.Document, error) {
	if err := actor.Must(model.PermDocumentWrite); err != nil {
		return model.Document{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Document, error) {
		d, b, err := ownReport(tx, actor, j.Document)
		if err != nil {
			return d, err
		}
		was := d.Verdict
		switch {
		case d.RevokedAt != 0:
			return d, model.LabReportRevoked.Refuse()
		case was != "" && was != model.LabUndecided:
			return d, model.LabVerdictSaid.Refuse()
		}
		var f model.Faults
		d.Verdict, d.Results = "", nil
		DocumentInput{Kind: d.Kind, Verdict: j.Verdict, Results: j.Results}.findings(&f, &d)
		if d.Verdict == "" && f.Empty() {
			f.Add("verdict", model.ValueRequired)
		}
		if err := f.Err(); err != nil {
			return d, err
		}
		if err := tx.Catalog().JudgeDocument(was, d); err != nil {
			return d, err
		}
		if d.Verdict == model.LabFails && s.failed != nil {
			if err := s.failed(tx, actor, b, d); err != nil {
				return d, err
			}
		}
		return d, tx.Audit(actor, "document.judge", d.ID.String(), string(d.Verdict))
	})
}

// RevokeReport takes a laboratory report back: nobody is shown it in public any more, and whoever has to assess what was
// released on it is told in the same transaction.
//
// Who: permission document:write; who added the report. Refusals: not-found, catalog-report-revoked, invalid (kind, reason),
// idempotency-*.
func (s *Service) RevokeReport(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.DocumentID, reason string) (model.Document, error) {
	if err := actor.Must(model.PermDocumentWrite); err != nil {
		return model.Document{}, err
	}
	var f model.Faults
	if reason = line(&f, "reason", reason, reasonLength); reason == "" && f.Empty() {
		f.Add("reason", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return model.Document{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Document, error) {
		d, b, err := ownReport(tx, actor, id)
		if err != nil {
			return d, err
		}
		if d.RevokedAt != 0 {
			return d, model.LabReportRevoked.Refuse()
		}
		d.RevokedAt, d.RevokedWhy, d.Public = tx.Now(), reason, false
		if err := tx.Catalog().RevokeDocument(d); err != nil {
			return d, err
		}
		if s.revoked != nil {
			if err := s.revoked(tx, actor, b, d); err != nil {
				return d, err
			}
		}
		return d, tx.Audit(actor, "document.revoke", d.ID.String(), reason)
	})
}

// ownReport returns a laboratory report that the actor's organisation has added, and its batch.
func ownReport(tx *repository.Tx, actor model.Actor, id model.DocumentID) (d model.Document, b model.Batch, err error) {
	if d, err = tx.Catalog().Document(actor.Scope(), id); err != nil {
		return d, b, err
	}
	if d.OrgID != actor.Org || d.BatchID == "" {
		return d, b, model.NotFound.Refuse()
	}
	if d.Kind != model.DocumentLabReport {
		return d, b, model.ValueInvalid.At("kind", model.P("value", d.Kind))
	}
	b, err = tx.Catalog().Batch(model.SystemScope("who added a report answers for it, whoever has the goods since"), d.BatchID)
	return d, b, err
}

// OwnReport returns a laboratory report that the actor's organisation has added.
//
// Who: permission document:write. Refusals: not-found, invalid (kind).
func (s *Service) OwnReport(ctx context.Context, actor model.Actor, id model.DocumentID) (d model.Document, b model.Batch, err error) {
	if err := actor.Must(model.PermDocumentWrite); err != nil {
		return d, b, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		d, b, err = ownReport(tx, actor, id)
		return err
	})
	return d, b, err
}
