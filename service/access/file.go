package access

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// OrganisationFile is everything that a page about an organisation shows. Of a partner it holds the organisation alone.
type OrganisationFile struct {
	model.SeenOrganisation
	// History is what moved it, oldest first.
	History []repository.MoveRecord
	// Sites are its first sites; MoreSites tells that there are others.
	Sites     []model.Site
	MoreSites bool
	// People is how many people it has. Who they are is its own affair.
	People int
	// Overseers are the regulators that answer for it, the nearest first.
	Overseers []Overseer
}

// Overseer is a regulator, with what the public may know of an authority.
type Overseer struct {
	Name   model.Text
	Region model.Region
	Phone  string
}

// sitesInFile is how many sites a file holds.
const sitesInFile = 20

// OrganisationFile returns one organisation with its history, sites, size and overseers; see Organisation for who may.
// Refusals: unauthenticated, forbidden, not-found.
func (s *Service) OrganisationFile(ctx context.Context, actor model.Actor, id model.OrgID) (file OrganisationFile, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return file, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		file, err = openFile(tx, actor.Scope(), id)
		return err
	})
	return file, err
}

func openFile(tx *repository.Tx, scope model.Scope, id model.OrgID) (file OrganisationFile, err error) {
	a := tx.Access()
	if file.SeenOrganisation, err = a.Organisation(scope, id); err != nil || file.Partner {
		return file, err
	}
	if file.History, err = tx.Moves(model.OrganisationLifecycle.Name, id.String()); err != nil {
		return file, err
	}
	var next model.PageToken
	if file.Sites, next, err = a.Sites(scope, id, model.Page{Limit: sitesInFile}); err != nil {
		return file, err
	}
	file.MoreSites = next != ""
	if file.People, err = a.CountMembers(id); err != nil {
		return file, err
	}
	overseers, err := a.Overseers(file.Organisation)
	for _, o := range overseers {
		file.Overseers = append(file.Overseers, Overseer{o.Name, o.Region, o.Phone})
	}
	return file, err
}
