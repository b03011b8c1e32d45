package access

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// platformName is the name of the platform's own organisation; its administrator can change it.
var platformName = model.OrgKindWords[model.KindPlatform]

// CreateAdmin makes a person who runs the platform and, the first time, the platform's own organisation, active and in
// charge of the whole country. No actor asks: it is the verb of whoever has the machine, for the first administrator and
// for the day on which all have lost their passwords. Refusals: invalid (fields login, password, name),
// access-login-taken, unavailable.
func (s *Service) CreateAdmin(ctx context.Context, login, password, name string) (model.PersonID, error) {
	f := &model.Faults{}
	person := NewPerson{Login: login, Name: name, Password: password}.check(f, "")
	err := f.Err()
	if err != nil {
		return "", err
	}
	if person.Password, err = s.passwords.hash(ctx, password); err != nil {
		return "", err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		org, err := platform(tx)
		if err != nil {
			return err
		}
		person.ID, person.CreatedAt = repository.NewID[model.Person](tx), tx.Now()
		if err := tx.Access().AddPerson(person); err != nil {
			return err
		}
		m := model.Membership{PersonID: person.ID, OrgID: org, Role: model.LeadRole(model.KindPlatform), CreatedAt: tx.Now()}
		if err := tx.Access().AddMembership(m); err != nil {
			return err
		}
		return tx.Audit(model.Actor{Person: person.ID, Org: org}, "person:create-admin", person.ID.String(), "")
	})
	if err != nil {
		return "", err
	}
	return person.ID, nil
}

// platform finds or makes the platform's organisation. It goes through the lifecycle like any other, so that its history
// tells how it became active.
func platform(tx *repository.Tx) (model.OrgID, error) {
	o, found, err := tx.Access().Platform()
	if err != nil || found {
		return o.ID, err
	}
	o = model.Organisation{
		ID: repository.NewID[model.Organisation](tx), Kind: model.KindPlatform, Name: platformName, Country: "CN",
		Region: model.Nation, State: model.OrganisationLifecycle.Initial, Version: 1, CreatedAt: tx.Now(),
	}
	if err := tx.Access().AddPlatform(o); err != nil {
		return "", err
	}
	_, err = repository.Move(tx, &model.OrganisationLifecycle, o.ID.String(), o.Version, o.State, model.OrgApprove, "system:create-admin", "")
	return o.ID, err
}
