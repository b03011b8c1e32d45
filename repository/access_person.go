package repository

import (
	"database/sql"
	"errors"
	"fmt"

	"suyuan/model"
)

// AddPerson adds somebody who signs in. Refusal: access-login-taken.
func (a Access) AddPerson(p model.Person) error { return insert(a.tx, []model.Person{p}) }

// AddMembership makes a person one of an organisation's people.
//
// A code for a new password that one organisation gave out does not open the next one the person joins.
func (a Access) AddMembership(m model.Membership) error {
	if err := a.DropReset(m.PersonID); err != nil {
		return err
	}
	return insert(a.tx, []model.Membership{m})
}

// Person returns a person with the password's hash, for the access room alone. Refusal: not-found.
func (a Access) Person(id model.PersonID) (model.Person, error) {
	var p model.Person
	return p, a.tx.db.Where("id = ?", id).Take(&p).Error
}

// PersonByLogin finds who signs in with a login; found is false when nobody does.
func (a Access) PersonByLogin(login string) (p model.Person, found bool, err error) {
	var rows []model.Person
	err = a.tx.db.Where("login = ?", login).Find(&rows).Error
	if len(rows) == 0 {
		return p, false, err
	}
	return rows[0], true, err
}

// nobody is the account on which failed sign-ins at logins that do not exist are counted: the database then does the
// same work for them, and the time of an answer does not tell which logins exist. Its login is none that ParseLogin
// returns, it has no password and no organisation.
var nobody = model.Person{ID: "00000000-0000-7000-8000-000000000000", Login: "nobody", Lang: model.ZH, Disabled: true}

// failuresCounted is where counting stops, so that years of guessing cannot overflow the column.
const failuresCounted = 1_000_000

// CountFailure notes a failed sign-in of a person, or of nobody when the id is empty.
func (a Access) CountFailure(id model.PersonID) error {
	if id == "" {
		id = nobody.ID
	}
	n, err := a.tx.exec("UPDATE people SET failures = CASE WHEN failures < ? THEN failures + 1 ELSE failures END, failed_at = ?"+
		" WHERE id = ?", failuresCounted, a.tx.now, id)
	if err != nil || n == 1 || id != nobody.ID {
		return err
	}
	first := nobody
	first.Failures, first.FailedAt, first.CreatedAt = 1, a.tx.now, a.tx.now
	err = a.AddPerson(first)
	if duplicateKey(err) != "" {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

// ForgetFailures starts the count again after a success.
func (a Access) ForgetFailures(id model.PersonID) error {
	_, err := a.tx.exec("UPDATE people SET failures = 0, failed_at = 0 WHERE id = ?", id)
	return err
}

// SetPassword keeps a new hash; a code to set one has then served.
func (a Access) SetPassword(id model.PersonID, phc string) error {
	if err := a.DropReset(id); err != nil {
		return err
	}
	_, err := a.tx.exec("UPDATE people SET password = ?, failures = 0, failed_at = 0 WHERE id = ?", phc, id)
	return err
}

// Seats lists the organisations a person may act for; one that has ended and whose duties have passed is none.
func (a Access) Seats(id model.PersonID) ([]model.Seat, error) {
	var seats []model.Seat
	err := a.tx.query(func(r *sql.Rows) error {
		var s model.Seat
		if err := r.Scan(&s.OrgID, &s.Name.ZH, &s.Name.UG, &s.Name.EN, &s.Kind, &s.State, &s.Role); err != nil {
			return err
		}
		seats = append(seats, s)
		return nil
	}, "SELECT o.id, o.name_zh, o.name_ug, o.name_en, o.kind, o.state, m.role FROM memberships m"+
		" JOIN organisations o ON o.id = m.org_id WHERE m.person_id = ? AND "+seated+" ORDER BY m.created_at, o.id", id, a.tx.now)
	return seats, err
}

const memberColumns = "SELECT p.id, p.login, p.name, p.lang, p.disabled, p.created_at, m.role, m.created_at FROM memberships m" +
	" JOIN people p ON p.id = m.person_id WHERE m.org_id = ?"

func (a Access) members(query string, args ...any) ([]model.Member, error) {
	var members []model.Member
	err := a.tx.query(func(r *sql.Rows) error {
		var m model.Member
		if err := r.Scan(&m.ID, &m.Login, &m.Name, &m.Lang, &m.Disabled, &m.CreatedAt, &m.Role, &m.Since); err != nil {
			return err
		}
		members = append(members, m)
		return nil
	}, query, args...)
	return members, err
}

// Member returns one of the people of the scope's own organisation, without the password's hash. Refusal: not-found.
func (a Access) Member(scope model.Scope, id model.PersonID) (model.Member, error) {
	members, err := a.members(memberColumns+" AND m.person_id = ?", scope.Org(), id)
	if err != nil {
		return model.Member{}, err
	}
	if len(members) == 0 {
		return model.Member{}, model.NotFound.Refuse()
	}
	return members[0], nil
}

// Members lists the people of the scope's own organisation, without their passwords' hashes. A regulator's region does
// not widen it: who works at a company is that company's affair. Refusal: page-token-invalid.
func (a Access) Members(scope model.Scope, page model.Page) ([]model.Member, model.PageToken, error) {
	cursor, err := readCursor[model.PersonID]("people", page)
	if err != nil {
		return nil, "", err
	}
	query, args := memberColumns, []any{scope.Org()}
	if cursor != nil {
		query, args = query+" AND m.person_id > ?", append(args, *cursor)
	}
	members, err := a.members(query+" ORDER BY m.person_id LIMIT ?", append(args, page.Size()+1)...)
	if err != nil {
		return nil, "", err
	}
	members, next := cut("people", page, members, func(m model.Member) model.PersonID { return m.ID })
	return members, next, nil
}

// Leads counts the enabled people who hold a role in an organisation.
func (a Access) Leads(org model.OrgID, role model.Role) (int64, error) {
	var n int64
	return n, a.tx.db.Table("memberships AS m").Joins("JOIN people p ON p.id = m.person_id").
		Where("m.org_id = ? AND m.role = ? AND p.disabled = ?", org, role, false).Count(&n).Error
}

// SetRole changes what a person is in an organisation.
func (a Access) SetRole(org model.OrgID, id model.PersonID, role model.Role) error {
	_, err := a.tx.exec("UPDATE memberships SET role = ? WHERE org_id = ? AND person_id = ?", role, org, id)
	return err
}

// SetDisabled shuts a person out, ending the sessions, or lets the person in again.
func (a Access) SetDisabled(id model.PersonID, disabled bool) error {
	if _, err := a.tx.exec("UPDATE people SET disabled = ? WHERE id = ?", disabled, id); err != nil || !disabled {
		return err
	}
	if err := a.DropReset(id); err != nil {
		return err
	}
	return a.EndSessions(id, nil)
}

// RemoveMember takes a person out of an organisation and ends the sessions there. A person who belongs to nothing any
// more is deleted, so that no personal data outlives its purpose and the login is free again; the audit trail keeps the
// identifier only.
func (a Access) RemoveMember(org model.OrgID, id model.PersonID) error {
	if _, err := a.tx.exec("DELETE FROM memberships WHERE org_id = ? AND person_id = ?", org, id); err != nil {
		return err
	}
	if _, err := a.tx.exec("DELETE FROM sessions WHERE org_id = ? AND person_id = ?", org, id); err != nil {
		return err
	}
	if err := a.DropReset(id); err != nil {
		return err
	}
	_, err := a.tx.exec("DELETE FROM people WHERE id = ? AND NOT EXISTS (SELECT 1 FROM memberships WHERE person_id = ?)", id, id)
	return err
}

// AddSession keeps a new session and forgets those that ended.
func (a Access) AddSession(s model.Session) error {
	if _, err := a.tx.exec("DELETE FROM sessions WHERE expires_at <= ?", a.tx.now); err != nil {
		return err
	}
	return insert(a.tx, []model.Session{s})
}

// Holder is who stands behind a credential, and how long it holds.
type Holder struct {
	Actor     model.Actor
	CreatedAt model.Instant
	// SeenAt is when the credential was last noted as used.
	SeenAt    model.Instant
	ExpiresAt model.Instant
}

// SessionHolder returns who a session belongs to; found is false for an unknown session, a disabled person or one who
// is no longer a member, and for one whose organisation has ended.
func (a Access) SessionHolder(hash []byte) (h Holder, found bool, err error) {
	var role model.Role
	row := a.tx.sql.QueryRowContext(a.tx.ctx(), "SELECT s.person_id, s.org_id, s.created_at, s.seen_at, s.expires_at, m.role,"+
		" o.kind, o.state, o.region FROM sessions s"+
		" JOIN people p ON p.id = s.person_id JOIN memberships m ON m.person_id = s.person_id AND m.org_id = s.org_id"+
		" JOIN organisations o ON o.id = s.org_id WHERE s.hash = ? AND p.disabled = ? AND "+seated, hash, false, a.tx.now)
	err = row.Scan(&h.Actor.Person, &h.Actor.Org, &h.CreatedAt, &h.SeenAt, &h.ExpiresAt, &role,
		&h.Actor.OrgKind, &h.Actor.OrgState, &h.Actor.Region)
	if errors.Is(err, sql.ErrNoRows) {
		return Holder{}, false, nil
	}
	if err != nil {
		return Holder{}, false, err
	}
	h.Actor.Roles = []model.Role{role}
	h.Actor.Succeeded, err = a.Succeeded(h.Actor.Org)
	return h, err == nil, err
}

// TouchSession notes that a session was used now.
func (a Access) TouchSession(hash []byte) error {
	_, err := a.tx.exec("UPDATE sessions SET seen_at = ? WHERE hash = ? AND seen_at < ?", a.tx.now, hash, a.tx.now)
	return err
}

// sessionsShown bounds a person's list of sessions.
const sessionsShown = 200

// Sessions lists the sessions of a person, newest first.
func (a Access) Sessions(id model.PersonID) ([]model.Session, error) {
	var rows []model.Session
	err := a.tx.db.Where("person_id = ?", id).Order("created_at DESC").Limit(sessionsShown).Find(&rows).Error
	return rows, err
}

// EndSession ends one session; one that is unknown is already ended.
func (a Access) EndSession(hash []byte) error {
	_, err := a.tx.exec("DELETE FROM sessions WHERE hash = ?", hash)
	return err
}

// EndSessions ends the sessions of a person but one, or all when except is empty.
func (a Access) EndSessions(id model.PersonID, except []byte) error {
	_, err := a.tx.exec("DELETE FROM sessions WHERE person_id = ? AND hash <> ?", id, append([]byte{}, except...)) // an empty text, never NULL
	return err
}
