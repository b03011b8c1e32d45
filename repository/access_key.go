package repository

import (
	"database/sql"
	"errors"

	"suyuan/model"
)

// AddKey keeps a new API key.
func (a Access) AddKey(k model.APIKey) error { return insert(a.tx, []model.APIKey{k}) }

// Key returns an API key of the scope's own organisation. Refusal: not-found.
func (a Access) Key(scope model.Scope, id model.KeyID) (model.APIKey, error) {
	var k model.APIKey
	return k, a.tx.db.Where("id = ? AND org_id = ?", id, scope.Org()).Take(&k).Error
}

// Keys lists the API keys of the scope's own organisation, oldest first, ended ones included. Refusal:
// page-token-invalid.
func (a Access) Keys(scope model.Scope, page model.Page) ([]model.APIKey, model.PageToken, error) {
	cursor, err := readCursor[model.KeyID]("api-keys", page)
	if err != nil {
		return nil, "", err
	}
	q := a.tx.db.Where("org_id = ?", scope.Org())
	if cursor != nil {
		q = q.Where("id > ?", *cursor)
	}
	var rows []model.APIKey
	if err := q.Order("id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("api-keys", page, rows, func(k model.APIKey) model.KeyID { return k.ID })
	return rows, next, nil
}

// RevokeKey ends a key at once. Refusal: not-found.
func (a Access) RevokeKey(scope model.Scope, id model.KeyID) error {
	n, err := a.tx.exec("UPDATE api_keys SET revoked_at = CASE WHEN revoked_at = 0 THEN ? ELSE revoked_at END WHERE id = ? AND org_id = ?",
		a.tx.now, id, scope.Org())
	if err == nil && n != 1 {
		return model.NotFound.Refuse()
	}
	return err
}

// ReplaceKey names the key that follows another, which then ends at an instant or earlier. Of two that replace the same
// key one is refused: access-key-ended, as for a key that is revoked or expired.
func (a Access) ReplaceKey(id, next model.KeyID, end model.Instant) error {
	n, err := a.tx.exec("UPDATE api_keys SET next_id = ?, expires_at = CASE WHEN expires_at < ? THEN expires_at ELSE ? END"+
		" WHERE id = ? AND next_id = '' AND revoked_at = 0 AND expires_at > ?", next, end, end, id, a.tx.now)
	if err == nil && n != 1 {
		return model.KeyEnded.Refuse()
	}
	return err
}

// KeyHolder returns the key with a public prefix and who stands behind it; found is false when there is none, it is
// revoked or its organisation has ended.
func (a Access) KeyHolder(prefix string) (hash []byte, h Holder, found bool, err error) {
	var k model.APIKey
	row := a.tx.sql.QueryRowContext(a.tx.ctx(), "SELECT k.id, k.org_id, k.hash, k.roles, k.scopes, k.created_at, k.used_at,"+
		" k.expires_at, o.kind, o.state, o.region FROM api_keys k JOIN organisations o ON o.id = k.org_id"+
		" WHERE k.prefix = ? AND k.revoked_at = 0 AND "+seated, prefix, a.tx.now)
	err = row.Scan(&k.ID, &k.OrgID, &k.Hash, &k.Roles, &k.Scopes, &h.CreatedAt, &h.SeenAt, &h.ExpiresAt,
		&h.Actor.OrgKind, &h.Actor.OrgState, &h.Actor.Region)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, Holder{}, false, nil
	}
	if err != nil {
		return nil, Holder{}, false, err
	}
	h.Actor.Key, h.Actor.Org, h.Actor.Roles, h.Actor.Scopes = k.ID, k.OrgID, k.RoleList(), k.ScopeList()
	h.Actor.Succeeded, err = a.Succeeded(k.OrgID)
	return k.Hash, h, err == nil, err
}

// TouchKey notes that a key was used now.
func (a Access) TouchKey(id model.KeyID) error {
	_, err := a.tx.exec("UPDATE api_keys SET used_at = ? WHERE id = ? AND used_at < ?", a.tx.now, id, a.tx.now)
	return err
}
