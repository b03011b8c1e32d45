package repository

import (
	"suyuan/model"
)

// auditRow is one line of the audit trail.
type auditRow struct {
	ID        model.Seq
	At        model.Instant
	Actor     string
	OrgID     model.OrgID
	Action    string
	SubjectID string
	Detail    string
}

// TableName implements schema.Tabler.
func (auditRow) TableName() string { return "audit" }

// AuditRecord is one line of the audit trail: who did what to which thing, when.
type AuditRecord struct {
	At model.Instant
	// Actor is model.Actor.Name of who did it, acting for Org.
	Actor   string
	Org     model.OrgID
	Action  string
	Subject string
	Detail  string
}

// Audit records that an actor did something, in the transaction that did it. The detail must hold no personal data.
func (tx *Tx) Audit(actor model.Actor, action, subject, detail string) error {
	return insert(tx, []auditRow{{
		ID: tx.NextSeq(), At: tx.now, Actor: actor.Name(), OrgID: actor.Org, Action: action, SubjectID: subject, Detail: detail,
	}})
}

// AuditWork records what the house did by itself to something of an organisation; worker is its name, "system:…".
func (tx *Tx) AuditWork(worker string, org model.OrgID, action, subject, detail string) error {
	return insert(tx, []auditRow{{
		ID: tx.NextSeq(), At: tx.now, Actor: worker, OrgID: org, Action: action, SubjectID: subject, Detail: detail,
	}})
}

// AuditFilter narrows the audit trail. Zero fields do not.
type AuditFilter struct {
	// Actor is model.Actor.Name, Subject the identifier of a thing.
	Actor, Action, Subject string
	// From is the first instant that is listed, To the first one that is not.
	From, To model.Instant
}

// AuditTrail lists what was done in the organisation of the scope, newest first.
func (tx *Tx) AuditTrail(scope model.Scope, f AuditFilter, page model.Page) ([]AuditRecord, model.PageToken, error) {
	cursor, err := readCursor[model.Seq]("audit", page)
	if err != nil {
		return nil, "", err
	}
	q := tx.owned(scope, "org_id")
	if cursor != nil {
		q = q.Where("id < ?", *cursor)
	}
	if f.Actor != "" {
		q = q.Where("actor = ?", f.Actor)
	}
	if f.Action != "" {
		q = q.Where("action = ?", f.Action)
	}
	if f.Subject != "" {
		q = q.Where("subject_id = ?", f.Subject)
	}
	if f.From != 0 {
		q = q.Where("at >= ?", f.From)
	}
	if f.To != 0 {
		q = q.Where("at < ?", f.To)
	}
	var rows []auditRow
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("audit", page, rows, func(r auditRow) model.Seq { return r.ID })
	records := make([]AuditRecord, 0, len(rows))
	for _, r := range rows {
		records = append(records, AuditRecord{r.At, r.Actor, r.OrgID, r.Action, r.SubjectID, r.Detail})
	}
	return records, next, nil
}
