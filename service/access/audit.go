package access

import (
	"context"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// AuditFilter narrows the audit trail.
type AuditFilter = repository.AuditFilter

// AuditRecord is one line of the audit trail.
type AuditRecord struct {
	repository.AuditRecord
	// Name is how the person or key that did it is called; empty for those of other organisations, for whoever has left,
	// and for the house itself.
	Name string
	// OrgName is the name of the organisation it was done for.
	OrgName model.Text
}

// AuditTrail lists what was done in the actor's organisation, newest first; for a regulator also in the organisations of
// its region, whose people it does not name. Refusals: unauthenticated, forbidden, page-token-invalid.
func (s *Service) AuditTrail(ctx context.Context, actor model.Actor, f AuditFilter, page model.Page) (records []AuditRecord, next model.PageToken, err error) {
	if err := actor.Must(model.PermAuditRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		var rows []repository.AuditRecord
		if rows, next, err = tx.AuditTrail(actor.Scope(), f, page); err != nil {
			return err
		}
		records, err = named(tx, actor.Org, rows)
		return err
	})
	return records, next, err
}

// named adds the names of those who did it, asked for all at once.
func named(tx *repository.Tx, own model.OrgID, rows []repository.AuditRecord) ([]AuditRecord, error) {
	var orgs []model.OrgID
	var people []model.PersonID
	var keys []model.KeyID
	for _, r := range rows {
		orgs = append(orgs, r.Org)
		if id, ok := strings.CutPrefix(r.Actor, "person:"); ok && r.Org == own {
			people = append(people, model.PersonID(id))
		}
		if id, ok := strings.CutPrefix(r.Actor, "key:"); ok && r.Org == own {
			keys = append(keys, model.KeyID(id))
		}
	}
	orgNames, err := tx.Access().OrganisationNames(orgs)
	if err != nil {
		return nil, err
	}
	names, err := tx.Access().ActorNames(own, people, keys)
	if err != nil {
		return nil, err
	}
	records := make([]AuditRecord, 0, len(rows))
	for _, r := range rows {
		_, id, _ := strings.Cut(r.Actor, ":")
		records = append(records, AuditRecord{AuditRecord: r, Name: names[id], OrgName: orgNames[r.Org]})
	}
	return records, nil
}

// Names returns the names of organisations that the actor has met in rows of its own, asked for all at once. Refusals:
// unauthenticated, forbidden.
func (s *Service) Names(ctx context.Context, actor model.Actor, ids []model.OrgID) (names map[model.OrgID]model.Text, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		names, err = tx.Access().OrganisationNames(ids)
		return err
	})
	return names, err
}
