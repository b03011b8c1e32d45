package repository

import (
	"database/sql"
	"errors"
	"slices"

	"suyuan/model"
)

// settled is the condition that a row c of cessations has taken effect. Its argument is now: rights pass with the day,
// whether or not a worker has closed the organisation yet.
const settled = "c.state IN ('confirmed', 'in-force') AND c.effective_at <= ?"

// ceased is the condition that an organisation o has ended; its argument is now.
const ceased = "(o.state = 'closed' OR EXISTS (SELECT 1 FROM cessations c WHERE c.holds = o.id AND " + settled + "))"

// seated is the condition that people and keys may still act for an organisation o; its argument is now. An organisation
// that an authority has closed without more may still read itself.
const seated = "NOT EXISTS (SELECT 1 FROM cessations c WHERE c.holds = o.id AND " + settled + ")"

// cessationSeen is the condition that a scope may see a row of cessations: of its own organisations, as the successor or
// who proposed it, and for an authority those of organisations of its region.
func cessationSeen(scope model.Scope) (cond string, args []any) {
	switch lo, hi, region := scope.Region(); {
	case scope.All():
		return "1 = 1", nil
	case region:
		return "(proposed_by = ? OR org_id IN (SELECT id FROM organisations WHERE region BETWEEN ? AND ?)" +
			" OR successor_id IN (SELECT id FROM organisations WHERE region BETWEEN ? AND ?))", []any{scope.Org(), lo, hi, lo, hi}
	case scope.Org() == "":
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	return "(org_id " + of + " OR successor_id " + of + ")", slices.Concat(orgs, orgs)
}

// AddCessation adds the end of an organisation. Refusal: cessation-exists.
func (a Access) AddCessation(row model.Cessation) error {
	row.Holds = row.OrgID.String()
	err := insert(a.tx, []model.Cessation{row})
	if duplicateKey(err) != "" {
		return model.CessationStands.Refuse().Because(err)
	}
	return err
}

// Cessation returns the end of an organisation that the scope may see, or not-found.
func (a Access) Cessation(scope model.Scope, id model.CessationID) (row model.Cessation, err error) {
	seen, args := cessationSeen(scope)
	return row, absent(a.tx.db.Where(seen, args...).Where("id = ?", id).Take(&row).Error)
}

// CessationOf returns the end of an organisation that stands, under way or in force; found is false when there is none.
func (a Access) CessationOf(org model.OrgID) (row model.Cessation, found bool, err error) {
	var rows []model.Cessation
	err = a.tx.db.Where("holds = ?", org).Limit(1).Find(&rows).Error
	if len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, err
}

// CessationFilter narrows a list of ends. Zero fields do not.
type CessationFilter struct {
	Org   model.OrgID
	State model.CessationState
}

// Cessations lists the ends that the scope may see, newest first. Refusal: page-token-invalid.
func (a Access) Cessations(scope model.Scope, f CessationFilter, page model.Page) ([]model.Cessation, model.PageToken, error) {
	const list = "cessations"
	after, err := readCursor[model.CessationID](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := cessationSeen(scope)
	q := a.tx.db.Where(seen, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if f.Org != "" {
		q = q.Where("org_id = ?", f.Org)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	var rows []model.Cessation
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(c model.Cessation) model.CessationID { return c.ID })
	return rows, next, nil
}

// MoveCessation makes a declared move of the end of an organisation; one that has come to nothing gives the organisation
// free for another. Refusals: move-not-allowed, changed-meanwhile.
func (a Access) MoveCessation(row *model.Cessation, on model.CessationEvent, actor, reason string) error {
	to, err := Move(a.tx, &model.CessationLifecycle, row.ID.String(), row.Version, row.State, on, actor, reason)
	if err != nil {
		return err
	}
	row.State, row.Version = to, row.Version+1
	if !to.Over() {
		return nil
	}
	row.Holds = row.ID.String()
	_, err = a.tx.exec("UPDATE cessations SET holds = id WHERE id = ?", row.ID)
	return err
}

// DueCessations returns confirmed ends whose day has come, oldest first.
func (a Access) DueCessations(limit int) (rows []model.Cessation, err error) {
	return rows, a.tx.db.Where("state = ? AND effective_at <= ?", model.CessationConfirmed, a.tx.now).
		Order("effective_at, id").Limit(limit).Find(&rows).Error
}

// generations bounds a chain of successions. Circles are refused when they are confirmed; this is for what nobody foresaw.
const generations = 50

// Succeeded lists the ended organisations whose duties have passed to one, itself or through others that have ended too.
func (a Access) Succeeded(org model.OrgID) (list []model.OrgID, err error) {
	at := []model.OrgID{org}
	for range generations {
		var ended []model.OrgID
		err := a.tx.query(func(r *sql.Rows) error {
			var id model.OrgID
			err := r.Scan(&id)
			if id != org && !slices.Contains(list, id) {
				ended = append(ended, id)
			}
			return err
		}, "SELECT c.org_id FROM cessations c WHERE c.successor_id IN ("+placeholders(len(at))+") AND "+settled+" ORDER BY c.id", append(anys(at), a.tx.now)...)
		if err != nil || len(ended) == 0 {
			return list, err
		}
		list, at = append(list, ended...), ended
	}
	return list, nil
}

// Heir is what has become of an organisation that has ended.
type Heir struct {
	// Org answers for it now, through all that came between; empty when nobody does.
	Org  model.OrgID
	Name model.Text
	// Since is when the duties passed from it the first time; zero when an authority closed it without more.
	Since model.Instant
	// Kind and Administrator are of its own end.
	Kind          model.CessationKind
	Administrator string
}

// Heirs tells what has become of those of the organisations that have ended; the others are left out. It takes no scope:
// ends and successions stand in the public business register.
func (a Access) Heirs(orgs []model.OrgID) (map[model.OrgID]Heir, error) {
	heirs := map[model.OrgID]Heir{}
	ends, err := a.ends(orgs)
	if err != nil || len(ends) == 0 {
		return heirs, err
	}
	known := map[model.OrgID]end{}
	open := ends
	for range generations {
		var further []model.OrgID
		for _, e := range open {
			known[e.org] = e
		}
		for _, e := range open {
			if _, seen := known[e.successor]; e.successor != "" && !seen {
				further = append(further, e.successor)
			}
		}
		if len(further) == 0 {
			break
		}
		if open, err = a.ends(further); err != nil {
			return nil, err
		}
	}
	var names []model.OrgID
	for _, e := range ends {
		last := e.successor
		for range generations {
			next, ended := known[last]
			if !ended {
				break
			}
			last = next.successor
		}
		heirs[e.org] = Heir{Org: last, Since: e.since, Kind: e.kind, Administrator: e.administrator}
		if last != "" {
			names = append(names, last)
		}
	}
	called, err := a.OrganisationNames(names)
	for org, h := range heirs {
		h.Name = called[h.Org]
		heirs[org] = h
	}
	return heirs, err
}

// end is one organisation that has ended, with who took over from it.
type end struct {
	org, successor model.OrgID
	since          model.Instant
	kind           model.CessationKind
	administrator  string
}

func (a Access) ends(orgs []model.OrgID) (list []end, err error) {
	return list, lookup(orgs, func(chunk []model.OrgID) error {
		return a.tx.query(func(r *sql.Rows) error {
			var e end
			err := r.Scan(&e.org, &e.successor, &e.since, &e.kind, &e.administrator)
			list = append(list, e)
			return err
		}, "SELECT o.id, COALESCE(c.successor_id, ''), COALESCE(c.effective_at, 0), COALESCE(c.kind, ''), COALESCE(c.administrator, '') FROM organisations o"+
			" LEFT JOIN cessations c ON c.holds = o.id AND "+settled+" WHERE o.id IN ("+placeholders(len(chunk))+") AND (o.state = 'closed' OR c.id IS NOT NULL)",
			append([]any{a.tx.now}, anys(chunk)...)...)
	})
}

// Heir returns who answers for an organisation: itself while it goes on, else its heir, "" when it has none.
func (a Access) Heir(org model.OrgID) (model.OrgID, error) {
	heirs, err := a.Heirs([]model.OrgID{org})
	if h, ended := heirs[org]; ended {
		return h.Org, err
	}
	return org, err
}

// Unclaimed reports whether an organisation has ended and nobody answers for it.
func (a Access) Unclaimed(org model.OrgID) (bool, error) {
	if org == "" {
		return false, nil
	}
	answers, err := a.Heir(org)
	return answers == "", err
}

// EndSeats ends what people and machines of an organisation act with: sessions, API keys, subscriptions, and the
// addresses to which notices and payment orders went. That they were its people stays on record.
func (a Access) EndSeats(org model.OrgID, actor string) error {
	_, err := a.tx.exec("DELETE FROM sessions WHERE org_id = ?", org)
	if err == nil {
		_, err = a.tx.exec("UPDATE api_keys SET revoked_at = ? WHERE org_id = ? AND revoked_at = 0", a.tx.now, org)
	}
	if err != nil {
		return err
	}
	if _, err := a.tx.Trace().DeleteSubscriptions(org, "", "", actor); err != nil {
		return err
	}
	endpoints, err := a.tx.Notice().Endpoints(org)
	if err != nil {
		return err
	}
	for _, e := range endpoints {
		if err := a.tx.Notice().EndEndpoint(org, e.ID, actor); err != nil {
			return err
		}
	}
	payout, err := a.tx.Claim().PayoutEndpointOf(org)
	switch {
	case errors.Is(err, model.NotFound):
		return nil
	case err != nil || payout.ID == "":
		return err
	}
	return a.tx.Claim().EndPayoutEndpoint(org, payout.ID)
}
