package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// How long a session lasts. Those who supervise others sign in every working day.
const (
	SessionIdle            = 12 * time.Hour
	SessionLongest         = 30 * 24 * time.Hour
	SessionLongestOverseer = 12 * time.Hour
)

// SignIn is an attempt to sign in.
type SignIn struct {
	Login, Password string
	// Org is the organisation to act for; needed only by people with several.
	Org model.OrgID
	// Agent is the shortened User-Agent. Previous is the token of the session that the browser still has, which ends.
	Agent, Previous string
}

// SignedIn is the result of a right password: a session, or, when the person belongs to several organisations and named
// none, the list to choose from and no session.
type SignedIn struct {
	Token     string
	ExpiresAt model.Instant
	Actor     model.Actor
	Me        Me
	Seats     []model.Seat
}

// SignIn checks a password and starts a session with a new token. Anybody may call it. Refusals: access-sign-in-failed
// whether the login is unknown, the password wrong, the account disabled or delayed, or the person belongs to nothing;
// rate-limited after too many attempts at one login, existing or not; invalid (value-invalid at organisation_id) for an
// organisation the person does not belong to; unavailable when too many passwords are being hashed.
//
// All causes of access-sign-in-failed cost one hash and one write, so that the time of the answer tells nothing either.
func (s *Service) SignIn(ctx context.Context, cmd SignIn) (SignedIn, error) {
	login, err := model.ParseLogin(cmd.Login)
	if err != nil {
		login = strings.ToLower(cmd.Login) // nobody has it; it must cost the same
	}
	person, ok, err := s.prove(ctx, "login:"+login, cmd.Password, func(a repository.Access) (model.Person, bool, error) {
		return a.PersonByLogin(login)
	})
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		return SignedIn{}, model.SignInFailed.Refuse()
	}
	var in SignedIn
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		in, err = s.start(tx, person, cmd)
		return err
	})
	return in, err
}

// prove reports whether a password is the person's. It always derives one hash and, unless the answer is yes, always
// writes one counter: the person's, or nobody's when there is no such person or the account takes no password now.
func (s *Service) prove(ctx context.Context, who, password string, find func(repository.Access) (model.Person, bool, error)) (model.Person, bool, error) {
	now := s.store.Now()
	if wait := s.pace.allow(who, now); wait > 0 {
		r := model.RateLimited.Refuse(model.P("seconds", wait))
		r.RetryAfter = wait
		return model.Person{}, false, r
	}
	var person model.Person
	var found bool
	err := s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		person, found, err = find(tx.Access())
		return err
	})
	if err != nil {
		return model.Person{}, false, err
	}
	open := found && !person.Disabled && now >= person.FailedAt.Add(delayAfter(person.Failures))
	kept, counted := person.Password, person.ID
	if !open {
		kept, counted = s.passwords.nobody, ""
	}
	matches, err := s.passwords.matches(ctx, kept, password)
	if err != nil {
		return model.Person{}, false, err
	}
	if open && matches {
		s.pace.forget(who)
		return person, true, nil
	}
	return model.Person{}, false, s.store.Write(ctx, func(tx *repository.Tx) error { return tx.Access().CountFailure(counted) })
}

// start makes the session of somebody who has proved who they are.
func (s *Service) start(tx *repository.Tx, person model.Person, cmd SignIn) (SignedIn, error) {
	a := tx.Access()
	if err := a.ForgetFailures(person.ID); err != nil {
		return SignedIn{}, err
	}
	seats, err := a.Seats(person.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if len(seats) == 0 {
		return SignedIn{}, model.SignInFailed.Refuse()
	}
	seat, err := choose(seats, cmd.Org)
	if err != nil || seat.OrgID == "" {
		return SignedIn{Seats: seats}, err
	}
	token := base64.RawURLEncoding.EncodeToString(random(tokenBytes))
	session := model.Session{
		Hash: hashOf(token), PersonID: person.ID, OrgID: seat.OrgID, CreatedAt: tx.Now(), SeenAt: tx.Now(),
		ExpiresAt: tx.Now().Add(longest(seat.Kind)), Agent: cmd.Agent,
	}
	if err := a.AddSession(session); err != nil {
		return SignedIn{}, err
	}
	if cmd.Previous != "" {
		if err := s.end(tx, hashOf(cmd.Previous)); err != nil {
			return SignedIn{}, err
		}
	}
	return s.begun(tx, token, session, "session:start")
}

// begun tells who has the session that was just added, and records it.
func (s *Service) begun(tx *repository.Tx, token string, session model.Session, action string) (SignedIn, error) {
	holder, _, err := tx.Access().SessionHolder(session.Hash)
	if err != nil {
		return SignedIn{}, err
	}
	me, err := whoIs(tx, holder.Actor)
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Token: token, ExpiresAt: session.ExpiresAt, Actor: holder.Actor, Me: me},
		tx.Audit(holder.Actor, action, session.PersonID.String(), "")
}

// choose picks the organisation to act for; the zero Seat means that the person has to say.
func choose(seats []model.Seat, org model.OrgID) (model.Seat, error) {
	if org == "" && len(seats) == 1 {
		return seats[0], nil
	}
	for _, seat := range seats {
		if seat.OrgID == org {
			return seat, nil
		}
	}
	if org != "" {
		return model.Seat{}, model.ValueInvalid.At("organisation_id", model.P("value", org))
	}
	return model.Seat{}, nil
}

func longest(kind model.OrgKind) time.Duration {
	if kind == model.KindRegulator || kind == model.KindPlatform {
		return SessionLongestOverseer
	}
	return SessionLongest
}

// tokenBytes is the randomness of a session's token and of a key's secret: 256 bits.
const tokenBytes = 32

// hashOf is what is kept of a token. It needs no salt and no slowness: nobody guesses 256 random bits.
func hashOf(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// Me is who asks, in words.
type Me struct {
	// Person is zero for a machine.
	Person       model.Member
	Key          model.KeyID
	Organisation model.SeenOrganisation
	Roles        []model.Role
	Permissions  []model.Permission
}

// Me tells the actor who they are and what they may do. Refusals: unauthenticated, forbidden for a key whose scopes
// leave "self" out.
func (s *Service) Me(ctx context.Context, actor model.Actor) (me Me, err error) {
	if err := actor.Must(model.PermSelf); err != nil {
		return Me{}, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		me, err = whoIs(tx, actor)
		return err
	})
	return me, err
}

func whoIs(tx *repository.Tx, actor model.Actor) (me Me, err error) {
	me = Me{Key: actor.Key, Roles: actor.Roles, Permissions: actor.Permissions()}
	if actor.Person != "" {
		if me.Person, err = tx.Access().Member(actor.Scope(), actor.Person); err != nil {
			return Me{}, err
		}
	}
	me.Organisation, err = tx.Access().Organisation(actor.Scope(), actor.Org)
	return me, err
}

// mustBePerson refuses machines what only people have.
func mustBePerson(actor model.Actor) error {
	if err := actor.Must(model.PermSelf); err != nil {
		return err
	}
	if actor.Person == "" {
		return model.Forbidden.Refuse(model.P("permission", model.PermSelf))
	}
	return nil
}

// SignOut ends the session with a token. Refusals: unauthenticated, forbidden for machines.
func (s *Service) SignOut(ctx context.Context, actor model.Actor, token string) error {
	if err := mustBePerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := s.end(tx, hashOf(token)); err != nil {
			return err
		}
		return tx.Audit(actor, "session:end", actor.Person.String(), "")
	})
}

func (s *Service) end(tx *repository.Tx, hash []byte) error {
	tx.AfterCommit(s.holders.forget)
	return tx.Access().EndSession(hash)
}

// SessionView is a session as its person sees it.
type SessionView struct {
	// ID names the session without being of use as a token: half of the token's hash.
	ID        string
	OrgID     model.OrgID
	Agent     string
	CreatedAt model.Instant
	SeenAt    model.Instant
	ExpiresAt model.Instant
	// Current marks the session that asks.
	Current bool
}

// sessionID is the first half of the hash in hexadecimal.
func sessionID(hash []byte) string { return hex.EncodeToString(hash[:min(len(hash), 16)]) }

// Sessions lists the actor's own sessions that have not ended, newest first; token is the one that asks. Refusals:
// unauthenticated, forbidden for machines.
func (s *Service) Sessions(ctx context.Context, actor model.Actor, token string) ([]SessionView, error) {
	if err := mustBePerson(actor); err != nil {
		return nil, err
	}
	views := []SessionView{}
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		rows, err := tx.Access().Sessions(actor.Person)
		for _, r := range rows {
			if tx.Now() >= r.ExpiresAt || tx.Now() >= r.SeenAt.Add(SessionIdle) {
				continue
			}
			views = append(views, SessionView{
				ID: sessionID(r.Hash), OrgID: r.OrgID, Agent: r.Agent, CreatedAt: r.CreatedAt, SeenAt: r.SeenAt,
				ExpiresAt: r.ExpiresAt, Current: bytes.Equal(r.Hash, hashOf(token)),
			})
		}
		return err
	})
	return views, err
}

// EndSession ends one of the actor's own sessions. Refusals: unauthenticated, forbidden for machines, not-found.
func (s *Service) EndSession(ctx context.Context, actor model.Actor, id string) error {
	if err := mustBePerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		rows, err := tx.Access().Sessions(actor.Person)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if sessionID(r.Hash) != id {
				continue
			}
			if err := s.end(tx, r.Hash); err != nil {
				return err
			}
			return tx.Audit(actor, "session:end", actor.Person.String(), "")
		}
		return model.NotFound.Refuse()
	})
}

// EndOtherSessions ends all of the actor's sessions but the one with the token. Refusals: unauthenticated, forbidden for
// machines.
func (s *Service) EndOtherSessions(ctx context.Context, actor model.Actor, token string) error {
	if err := mustBePerson(actor); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		tx.AfterCommit(s.holders.forget)
		if err := tx.Access().EndSessions(actor.Person, hashOf(token)); err != nil {
			return err
		}
		return tx.Audit(actor, "session:end-others", actor.Person.String(), "")
	})
}

// PasswordChange replaces a password.
type PasswordChange struct {
	Old, New string
	// Token is the session that asks and goes on.
	Token string
}

// ChangePassword replaces the actor's own password and ends all their other sessions. Refusals: unauthenticated,
// forbidden for machines, invalid (access-password-wrong at old, counted and delayed like a failed sign-in;
// access-password-weak or value-too-long at new), rate-limited, unavailable.
func (s *Service) ChangePassword(ctx context.Context, actor model.Actor, cmd PasswordChange) error {
	if err := mustBePerson(actor); err != nil {
		return err
	}
	person, ok, err := s.prove(ctx, "person:"+actor.Person.String(), cmd.Old, func(a repository.Access) (model.Person, bool, error) {
		p, err := a.Person(actor.Person)
		return p, err == nil, err
	})
	if err != nil {
		return err
	}
	f := &model.Faults{}
	if !ok {
		f.Add("old", model.PasswordWrong)
	} else {
		f.Check("new", model.CheckPassword(cmd.New, person.Login))
	}
	if err := f.Err(); err != nil {
		return err
	}
	kept, err := s.passwords.hash(ctx, cmd.New)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		tx.AfterCommit(s.holders.forget)
		if err := tx.Access().SetPassword(actor.Person, kept); err != nil {
			return err
		}
		if err := tx.Access().EndSessions(actor.Person, hashOf(cmd.Token)); err != nil {
			return err
		}
		return tx.Audit(actor, "password:change", actor.Person.String(), "")
	})
}
