package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// NewSite is a place that an organisation works at.
type NewSite struct {
	Name model.Text
	// GLN is the location's GS1 number (AI 414); empty when it has none.
	GLN string
	// Region is the GB/T 2260 code of where it lies, whatever the organisation's seat.
	Region  string
	Address string
	// Position is where it lies; nil when unknown.
	Position *Position
}

// Position is a WGS 84 coordinate in ten-millionths of a degree.
type Position struct{ LatE7, LngE7 int64 }

// The bounds of a Position.
const (
	maxLatE7 = 90 * 10_000_000
	maxLngE7 = 180 * 10_000_000
)

func (p *Position) check(f *model.Faults) (latE7, lngE7 int64) {
	if p == nil {
		return 0, 0
	}
	if p.LatE7 < -maxLatE7 || p.LatE7 > maxLatE7 {
		f.Add("latitude", model.ValueInvalid, model.P("value", p.LatE7))
	}
	if p.LngE7 < -maxLngE7 || p.LngE7 > maxLngE7 {
		f.Add("longitude", model.ValueInvalid, model.P("value", p.LngE7))
	}
	return p.LatE7, p.LngE7
}

// registeredSite is what Once remembers of a new site.
type registeredSite struct{ Site model.SiteID }

// CreateSite adds a site to the actor's organisation; owners, managers and administrators of active organisations may.
// Refusals: unauthenticated, forbidden, invalid (value-required, value-too-long, value-invalid, access-region-invalid,
// access-gln-invalid, access-gln-taken), idempotency-key-reused, idempotency-in-flight.
func (s *Service) CreateSite(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd NewSite) (model.SeenSite, error) {
	if err := actor.Must(model.PermSiteWrite); err != nil {
		return model.SeenSite{}, err
	}
	f := &model.Faults{}
	site := model.Site{
		OrgID: actor.Org, Name: names(f, "name", cmd.Name), GLN: gln(f, "gln", cmd.GLN), Region: region(f, "region", cmd.Region),
		Address: line(f, "address", cmd.Address, addressLimit),
	}
	site.LatE7, site.LngE7 = cmd.Position.check(f)
	if err := f.Err(); err != nil {
		return model.SeenSite{}, err
	}
	made, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (registeredSite, error) {
		site.ID, site.CreatedAt = repository.NewID[model.Site](tx), tx.Now()
		if err := tx.Access().AddSite(site); err != nil {
			return registeredSite{}, err
		}
		return registeredSite{site.ID}, tx.Audit(actor, "site:create", site.ID.String(), "")
	})
	if err != nil {
		return model.SeenSite{}, err
	}
	return s.site(ctx, actor, made.Site)
}

// Site returns a site: whole when the actor oversees or owns it, name and region when a shipment of the actor's company
// names it. Refusals: unauthenticated, forbidden, not-found.
func (s *Service) Site(ctx context.Context, actor model.Actor, id model.SiteID) (model.SeenSite, error) {
	if err := actor.Must(model.PermSiteRead); err != nil {
		return model.SeenSite{}, err
	}
	return s.site(ctx, actor, id)
}

func (s *Service) site(ctx context.Context, actor model.Actor, id model.SiteID) (site model.SeenSite, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		site, err = tx.Access().Site(actor.Scope(), id)
		return err
	})
	return site, err
}

// Sites lists the actor's own sites; for a regulator those that lie in its region or belong to an organisation with its
// seat there. org narrows the list to one organisation. Refusals: unauthenticated, forbidden, page-token-invalid.
func (s *Service) Sites(ctx context.Context, actor model.Actor, org model.OrgID, page model.Page) (list []model.Site, next model.PageToken, err error) {
	if err := actor.Must(model.PermSiteRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, next, err = tx.Access().Sites(actor.Scope(), org, page)
		return err
	})
	return list, next, err
}

// SiteChange corrects a site. Nil fields stay. Region and GLN stand in events already and do not change.
type SiteChange struct {
	Name     *model.Text
	Address  *string
	Position *Position
}

// UpdateSite corrects a site of the actor's own organisation; owners, managers and administrators of active
// organisations may. Of two at once the later wins. Refusals: unauthenticated, forbidden, not-found, invalid.
func (s *Service) UpdateSite(ctx context.Context, actor model.Actor, id model.SiteID, change SiteChange) (site model.SeenSite, err error) {
	if err := actor.Must(model.PermSiteWrite); err != nil {
		return site, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		if site, err = tx.Access().Site(actor.Scope(), id); err != nil {
			return err
		}
		if !actor.ActsFor(site.OrgID) {
			return model.NotFound.Refuse()
		}
		if site.Site, err = change.apply(site.Site); err != nil {
			return err
		}
		if err := tx.Access().UpdateSite(actor.Scope(), site.Site); err != nil {
			return err
		}
		return tx.Audit(actor, "site:update", id.String(), "")
	})
	return site, err
}

func (c SiteChange) apply(s model.Site) (model.Site, error) {
	f := &model.Faults{}
	if c.Name != nil {
		s.Name = names(f, "name", *c.Name)
	}
	if c.Address != nil {
		s.Address = line(f, "address", *c.Address, addressLimit)
	}
	if c.Position != nil {
		s.LatE7, s.LngE7 = c.Position.check(f)
	}
	return s, f.Err()
}

// receiverQueryMin keeps a search for receivers from being a copy of the register.
const receiverQueryMin = 2

// ShipTo finds where goods can be sent: at most twenty sites of active organisations, by a whole credit code, a whole
// GLN, or how the organisation's name begins (two characters at least). Whoever may record steps may ask. Refusals:
// unauthenticated, forbidden, invalid (value-invalid at q).
//
// It looks beyond the actor's scope on purpose: a company must be able to name a customer it has never dealt with. What
// it shows (the name of a business, the name of a place, the county) stands in the public business register and on any
// delivery note; telephone, address, state and everything that happens there stay hidden, and the answer is too short
// to copy the register with.
func (s *Service) ShipTo(ctx context.Context, actor model.Actor, query string) (list []model.Receiver, err error) {
	if err := actor.Must(model.PermStepRecord); err != nil {
		return nil, err
	}
	query = strings.TrimSpace(query)
	if n := utf8.RuneCountInString(query); n < receiverQueryMin || n > nameLimit {
		return nil, model.ValueInvalid.At("q", model.P("value", query))
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		list, err = tx.Access().Receivers(query)
		return err
	})
	return list, err
}
