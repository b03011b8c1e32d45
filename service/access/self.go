package access

import (
	"context"
	"encoding/base64"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Profile is what people decide about their own account.
type Profile struct {
	Name string
	// Lang is the language of what is sent to the person.
	Lang model.Lang
}

// UpdateProfile changes the actor's own account. Refusals: unauthenticated, forbidden for machines, invalid
// (value-required, value-too-long or value-invalid at name, value-invalid at lang).
func (s *Service) UpdateProfile(ctx context.Context, actor model.Actor, p Profile) error {
	if err := mustBePerson(actor); err != nil {
		return err
	}
	f := &model.Faults{}
	p.Name = required(f, "name", p.Name, personLimit)
	if !slices.Contains(model.Langs(), p.Lang) {
		f.Add("lang", model.ValueInvalid, model.P("value", p.Lang))
	}
	if err := f.Err(); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Access().SetProfile(actor.Person, p.Name, p.Lang); err != nil {
			return err
		}
		return tx.Audit(actor, "person:update", actor.Person.String(), "")
	})
}

// Seats lists the organisations that the actor's person may act for. Refusals: unauthenticated, forbidden for machines.
func (s *Service) Seats(ctx context.Context, actor model.Actor) (seats []model.Seat, err error) {
	if err := mustBePerson(actor); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		seats, err = tx.Access().Seats(actor.Person)
		return err
	})
	return seats, err
}

// Switch asks to act for another organisation in the same browser.
type Switch struct {
	Org model.OrgID
	// Token is the session that asks; it ends. Agent is the shortened User-Agent.
	Token, Agent string
}

// SwitchSeat starts a session for another organisation of the actor's person. It asks for no password, because the
// person has given it; so the new session is as old as that sign-in and lasts no longer than one of its own would.
// Refusals: unauthenticated, forbidden for machines, access-sign-in-too-old, invalid (value-invalid at organisation_id)
// for an organisation the person does not belong to.
func (s *Service) SwitchSeat(ctx context.Context, actor model.Actor, cmd Switch) (in SignedIn, err error) {
	if err := mustBePerson(actor); err != nil {
		return in, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		in, err = s.switchTo(tx, actor, cmd)
		return err
	})
	return in, err
}

func (s *Service) switchTo(tx *repository.Tx, actor model.Actor, cmd Switch) (SignedIn, error) {
	a := tx.Access()
	old, found, err := a.Session(hashOf(cmd.Token))
	if err != nil {
		return SignedIn{}, err
	}
	if !found || old.PersonID != actor.Person {
		return SignedIn{}, model.Unauthenticated.Refuse()
	}
	seats, err := a.Seats(actor.Person)
	if err != nil {
		return SignedIn{}, err
	}
	seat, err := choose(seats, cmd.Org)
	if err != nil {
		return SignedIn{}, err
	}
	if seat.OrgID == "" {
		return SignedIn{}, model.ValueInvalid.At("organisation_id", model.P("value", cmd.Org))
	}
	token := base64.RawURLEncoding.EncodeToString(random(tokenBytes))
	session := model.Session{
		Hash: hashOf(token), PersonID: actor.Person, OrgID: seat.OrgID, CreatedAt: old.CreatedAt, SeenAt: tx.Now(),
		ExpiresAt: old.CreatedAt.Add(longest(seat.Kind)), Agent: cmd.Agent,
	}
	if session.ExpiresAt <= tx.Now() {
		return SignedIn{}, model.SignInTooOld.Refuse()
	}
	if err := a.AddSession(session); err != nil {
		return SignedIn{}, err
	}
	if err := s.end(tx, old.Hash); err != nil {
		return SignedIn{}, err
	}
	return s.begun(tx, token, session, "session:switch")
}
