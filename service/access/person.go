package access

import (
	"context"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// check notes what is wrong, at fields below a prefix, and makes the person, still without id and with no password.
func (n NewPerson) check(f *model.Faults, prefix string) model.Person {
	login, err := model.ParseLogin(n.Login)
	if f.Check(prefix+"login", err) {
		f.Check(prefix+"password", model.CheckPassword(n.Password, login))
	}
	p := model.Person{Login: login, Name: required(f, prefix+"name", n.Name, personLimit), Lang: n.Lang}
	if p.Lang == "" {
		p.Lang = model.ZH
	}
	if !slices.Contains(model.Langs(), p.Lang) {
		f.Add(prefix+"lang", model.ValueInvalid, model.P("value", n.Lang))
	}
	return p
}

// mayGrant refuses roles that the organisation's kind does not have (access-role-not-for-kind) and more than the actor
// holds (access-grant-too-wide).
func mayGrant(actor model.Actor, at string, roles []model.Role, scopes []model.Permission) error {
	for _, r := range roles {
		if !slices.Contains(model.RolesFor(actor.OrgKind), r) {
			return model.RoleNotForKind.At(at, model.P("kind", actor.OrgKind), model.P("role", r))
		}
	}
	if p, lacks := actor.Lacks(roles, scopes); lacks {
		return model.GrantTooWide.Refuse(model.P("permission", p))
	}
	return nil
}

// NewMember is a person who shall belong to the actor's organisation.
type NewMember struct {
	NewPerson
	Role model.Role
}

// added is what Once remembers of a new person.
type added struct{ Person model.PersonID }

// CreatePerson adds a person with a role to the actor's organisation; its owner, supervisor or administrator may.
// Refusals: unauthenticated, forbidden (also while the organisation is suspended or closed), invalid (value-required,
// value-too-long, value-invalid, access-login-invalid, access-password-weak, access-role-not-for-kind),
// access-grant-too-wide, access-login-taken, idempotency-key-reused, idempotency-in-flight, unavailable.
func (s *Service) CreatePerson(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd NewMember) (model.Member, error) {
	var none model.Member
	if err := actor.Must(model.PermPersonWrite); err != nil {
		return none, err
	}
	f := &model.Faults{}
	person := cmd.check(f, "")
	if err := f.Err(); err != nil {
		return none, err
	}
	if err := mayGrant(actor, "role", []model.Role{cmd.Role}, nil); err != nil {
		return none, err
	}
	var err error
	if person.Password, err = s.passwords.hash(ctx, cmd.Password); err != nil {
		return none, err
	}
	cmd.Password = ""
	if idem, err = withoutSecret(idem, cmd); err != nil {
		return none, err
	}
	made, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (added, error) {
		person.ID, person.CreatedAt = repository.NewID[model.Person](tx), tx.Now()
		if err := tx.Access().AddPerson(person); err != nil {
			return added{}, err
		}
		m := model.Membership{PersonID: person.ID, OrgID: actor.Org, Role: cmd.Role, CreatedAt: tx.Now()}
		if err := tx.Access().AddMembership(m); err != nil {
			return added{}, err
		}
		return added{person.ID}, tx.Audit(actor, "person:create", person.ID.String(), string(cmd.Role))
	})
	if err != nil {
		return none, err
	}
	var m model.Member
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		m, err = tx.Access().Member(actor.Scope(), made.Person)
		return err
	})
	return m, err
}

// People lists the people of the actor's own organisation; its owner, supervisor or administrator may. Refusals:
// unauthenticated, forbidden, page-token-invalid.
func (s *Service) People(ctx context.Context, actor model.Actor, page model.Page) (list []model.Member, next model.PageToken, err error) {
	if err := actor.Must(model.PermPersonRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, next, err = tx.Access().Members(actor.Scope(), page)
		return err
	})
	return list, next, err
}

// Person returns one of the people of the actor's own organisation; its owner, supervisor or administrator may.
// Refusals: unauthenticated, forbidden, not-found.
func (s *Service) Person(ctx context.Context, actor model.Actor, id model.PersonID) (m model.Member, err error) {
	if err := actor.Must(model.PermPersonRead); err != nil {
		return m, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		m, err = tx.Access().Member(actor.Scope(), id)
		return err
	})
	return m, err
}

// PersonChange changes somebody's standing. Nil fields stay.
type PersonChange struct {
	Role     *model.Role
	Disabled *bool
}

// ChangePerson changes the role of one of the actor's people, shuts them out (which ends their sessions) or lets them in
// again; the organisation's owner, supervisor or administrator may, for those who hold no more than they do. Refusals:
// unauthenticated, forbidden, not-found, invalid (access-role-not-for-kind), access-grant-too-wide, access-last-owner,
// access-person-shared when somebody is disabled who belongs to another organisation too.
func (s *Service) ChangePerson(ctx context.Context, actor model.Actor, id model.PersonID, change PersonChange) (model.Member, error) {
	var after model.Member
	err := s.changeMember(ctx, actor, id, func(tx *repository.Tx, m model.Member) error {
		if change.Role != nil {
			if err := mayGrant(actor, "role", []model.Role{*change.Role}, nil); err != nil {
				return err
			}
			if err := tx.Access().SetRole(actor.Org, id, *change.Role); err != nil {
				return err
			}
			if err := tx.Audit(actor, "person:role", id.String(), string(m.Role)+" to "+string(*change.Role)); err != nil {
				return err
			}
		}
		if change.Disabled != nil {
			if err := setDisabled(tx, actor, id, *change.Disabled); err != nil {
				return err
			}
		}
		var err error
		after, err = tx.Access().Member(actor.Scope(), id)
		return err
	})
	return after, err
}

func setDisabled(tx *repository.Tx, actor model.Actor, id model.PersonID, disabled bool) error {
	seats, err := tx.Access().Seats(id)
	if err != nil {
		return err
	}
	if len(seats) > 1 {
		return model.PersonShared.Refuse()
	}
	if err := tx.Access().SetDisabled(id, disabled); err != nil {
		return err
	}
	action := "person:enable"
	if disabled {
		action = "person:disable"
	}
	return tx.Audit(actor, action, id.String(), "")
}

// RemovePerson takes a person out of the actor's organisation and ends their sessions there; a person who then belongs
// to nothing is deleted. API keys stay: they are the organisation's. The organisation's owner, supervisor or
// administrator may. Refusals: unauthenticated, forbidden, not-found, access-grant-too-wide for somebody who holds more
// than the actor, access-last-owner.
func (s *Service) RemovePerson(ctx context.Context, actor model.Actor, id model.PersonID) error {
	return s.changeMember(ctx, actor, id, func(tx *repository.Tx, m model.Member) error {
		if err := tx.Access().RemoveMember(actor.Org, id); err != nil {
			return err
		}
		return tx.Audit(actor, "person:remove", id.String(), string(m.Role))
	})
}

// changeMember changes one of the actor's people. Changes of one organisation's people wait for each other, so that two
// administrators who remove each other do not both succeed.
func (s *Service) changeMember(ctx context.Context, actor model.Actor, id model.PersonID, change func(*repository.Tx, model.Member) error) error {
	if err := actor.Must(model.PermPersonWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		tx.AfterCommit(s.holders.forget)
		a := tx.Access()
		if err := a.LockOrganisation(actor.Org); err != nil {
			return err
		}
		m, err := a.Member(actor.Scope(), id)
		if err != nil {
			return err
		}
		if p, lacks := actor.Lacks([]model.Role{m.Role}, nil); lacks {
			return model.GrantTooWide.Refuse(model.P("permission", p))
		}
		if err := change(tx, m); err != nil {
			return err
		}
		leads, err := a.Leads(actor.Org, model.LeadRole(actor.OrgKind))
		if err == nil && leads == 0 {
			return model.LastOwner.Refuse()
		}
		return err
	})
}
