package access

import (
	"context"
	"encoding/base32"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// A code for a new password is 100 random bits in base32 (RFC 4648 §6), written in groups of four so that it can be read
// out. The alphabet has no 0, 1 and 8; whoever types them means the letters that look like them.
const (
	resetAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	resetChars    = 20
	resetGroup    = 4
)

// IssuedReset is a new code with its text, which is shown this once.
type IssuedReset struct {
	Person    model.PersonID
	Login     string
	Name      string
	Code      string
	ExpiresAt model.Instant
}

// OfferReset gives one of the actor's people a code with which they can set a new password, once and within
// model.ResetLasts; an earlier code stops working, and so does this one when the person is disabled, leaves, joins
// another organisation or signs in and changes the password. The organisation's owner, supervisor or administrator may,
// for those who hold no more than they do; machines may not. A retry makes another code, because the first one's text is
// not kept. Refusals: unauthenticated, forbidden, not-found, access-grant-too-wide, access-reset-own,
// access-reset-disabled, access-reset-shared for somebody who could enter another organisation with it.
func (s *Service) OfferReset(ctx context.Context, actor model.Actor, id model.PersonID) (IssuedReset, error) {
	var made IssuedReset
	if err := actor.Must(model.PermPersonWrite); err != nil {
		return made, err
	}
	if err := mustBePerson(actor); err != nil {
		return made, err
	}
	if id == actor.Person {
		return made, model.ResetOwn.Refuse()
	}
	err := s.changeMember(ctx, actor, id, func(tx *repository.Tx, m model.Member) error {
		if m.Disabled {
			return model.ResetDisabled.Refuse()
		}
		seats, err := tx.Access().Seats(id)
		if err != nil {
			return err
		}
		if len(seats) > 1 {
			return model.ResetShared.Refuse()
		}
		made, err = offer(tx, actor, m.Person, actor.Org)
		return err
	})
	return made, err
}

// HelpPerson does what OfferReset does for those whom nobody in their own organisation can help: who answers for it, and
// who belongs to several. The platform's administrator may, and names the person by the login that the person has told;
// both organisations' audit trails tell of it. Refusals: unauthenticated, forbidden, not-found for the organisation,
// access-reset-nobody at login, whether the login is unknown or merely another's.
func (s *Service) HelpPerson(ctx context.Context, actor model.Actor, org model.OrgID, login string) (IssuedReset, error) {
	var made IssuedReset
	if err := actor.Must(model.PermPersonHelp); err != nil {
		return made, err
	}
	if err := mustBePerson(actor); err != nil {
		return made, err
	}
	login, err := model.ParseLogin(login)
	if err != nil {
		return made, model.ResetNobody.At("login")
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Access().Organisation(actor.Scope(), org); err != nil {
			return err
		}
		person, found, err := tx.Access().PersonByLogin(login)
		if err != nil {
			return err
		}
		seats, err := tx.Access().Seats(person.ID)
		if err != nil {
			return err
		}
		if !found || person.Disabled || person.ID == actor.Person || !helpless(seats, org) {
			return model.ResetNobody.At("login")
		}
		if made, err = offer(tx, actor, person, org); err != nil {
			return err
		}
		theirs := actor
		theirs.Org = org
		return tx.Audit(theirs, "password:offer", person.ID.String(), "")
	})
	return made, err
}

// helpless reports whether somebody with these seats, one of them in an organisation, finds nobody there who may help.
func helpless(seats []model.Seat, org model.OrgID) bool {
	for _, seat := range seats {
		if seat.OrgID == org {
			return len(seats) > 1 || seat.Role == model.LeadRole(seat.Kind)
		}
	}
	return false
}

// offer makes the code and notes who made it.
func offer(tx *repository.Tx, actor model.Actor, p model.Person, org model.OrgID) (IssuedReset, error) {
	code := base32.NewEncoding(resetAlphabet).WithPadding(base32.NoPadding).EncodeToString(random(tokenBytes))[:resetChars]
	r := model.PasswordReset{
		PersonID: p.ID, Hash: hashOf(code), OrgID: org, MadeBy: actor.Name(), CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(model.ResetLasts),
	}
	if err := tx.Access().OfferReset(r); err != nil {
		return IssuedReset{}, err
	}
	made := IssuedReset{Person: p.ID, Login: p.Login, Name: p.Name, Code: grouped(code), ExpiresAt: r.ExpiresAt}
	return made, tx.Audit(actor, "password:offer", p.ID.String(), "")
}

func grouped(code string) string {
	var b strings.Builder
	for i, c := range code {
		if i > 0 && i%resetGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// plainCode reads a code as people type it.
func plainCode(s string) string {
	lookalikes := map[rune]rune{'0': 'O', '1': 'I', '8': 'B'}
	return strings.Map(func(r rune) rune {
		if meant, ok := lookalikes[r]; ok {
			return meant
		}
		if strings.ContainsRune(resetAlphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(s))
}

// Reset sets a new password with a code.
type Reset struct {
	Login, Code, New string
}

// ResetPassword sets a new password for whoever has a login and a code for it, uses the code up, and ends all of the
// person's sessions. Anybody may call it. Refusals: invalid (access-password-weak or value-too-long at new;
// access-reset-failed at code, whether the login is unknown, the code is another's, used or expired, or the account
// disabled), rate-limited after too many attempts at one login, existing or not; unavailable when too many passwords are
// being hashed.
//
// The code is looked up, never the login, so that neither the answer nor its time tells which logins exist; and a
// password is hashed only for those who have a code.
func (s *Service) ResetPassword(ctx context.Context, cmd Reset) error {
	login, err := model.ParseLogin(cmd.Login)
	if err != nil {
		login = strings.ToLower(cmd.Login) // nobody has it
	}
	if wait := s.pace.allow("reset:"+login, s.store.Now()); wait > 0 {
		r := model.RateLimited.Refuse(model.P("seconds", wait))
		r.RetryAfter = wait
		return r
	}
	f := &model.Faults{}
	f.Check("new", model.CheckPassword(cmd.New, login))
	if err := f.Err(); err != nil {
		return err
	}
	hash := hashOf(plainCode(cmd.Code))
	if err := s.store.Read(ctx, func(tx *repository.Tx) error {
		_, _, err := resetOf(tx, hash, login)
		return err
	}); err != nil {
		return err
	}
	kept, err := s.passwords.hash(ctx, cmd.New)
	if err != nil {
		return err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error { return s.reset(tx, hash, login, kept) })
	if err == nil {
		s.pace.forget("reset:" + login)
		s.pace.forget("login:" + login)
	}
	return err
}

// resetOf returns what a code is good for and whose it is. Refusal: access-reset-failed.
func resetOf(tx *repository.Tx, hash []byte, login string) (model.PasswordReset, model.Person, error) {
	r, found, err := tx.Access().ResetByHash(hash)
	if err == nil && !found {
		err = model.ResetFailed.At("code")
	}
	if err != nil {
		return r, model.Person{}, err
	}
	p, err := tx.Access().Person(r.PersonID)
	if err == nil && (p.Login != login || p.Disabled) {
		err = model.ResetFailed.At("code")
	}
	return r, p, err
}

func (s *Service) reset(tx *repository.Tx, hash []byte, login, kept string) error {
	tx.AfterCommit(s.holders.forget)
	r, p, err := resetOf(tx, hash, login)
	if err != nil {
		return err
	}
	taken, err := tx.Access().TakeReset(hash)
	if err == nil && !taken {
		err = model.ResetFailed.At("code")
	}
	if err != nil {
		return err
	}
	if err := tx.Access().SetPassword(p.ID, kept); err != nil {
		return err
	}
	if err := tx.Access().EndSessions(p.ID, nil); err != nil {
		return err
	}
	return tx.Audit(model.Actor{Person: p.ID, Org: r.OrgID}, "password:reset", p.ID.String(), "made by "+r.MadeBy)
}
