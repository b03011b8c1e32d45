package access

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// SiteMove is one step of a site's life.
type SiteMove struct {
	ID    model.SiteID
	Event model.SiteEvent
	// Reason may be empty.
	Reason string
}

// MoveSite closes a site of the actor's own organisation, or opens it again; owners, managers and administrators of
// active organisations may. A closed site takes no shipments, steps or new batches; what happened there stays, and
// documents that report what happened elsewhere are still believed. Refusals: unauthenticated, forbidden, not-found,
// invalid (value-invalid at event, value-too-long or value-invalid at reason), move-not-allowed, access-site-not-empty
// while goods of the organisation lie there or are on the way there, changed-meanwhile, idempotency-key-reused,
// idempotency-in-flight.
//
// A step that is being recorded at the same moment may still end there, and a receiver may send back what had left
// before; the site is then opened again to go on with those goods.
func (s *Service) MoveSite(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd SiteMove) (model.SeenSite, error) {
	if err := actor.Must(model.PermSiteWrite); err != nil {
		return model.SeenSite{}, err
	}
	f := &model.Faults{}
	reason := line(f, "reason", cmd.Reason, reasonLimit)
	if _, known := model.SiteMoveWords[cmd.Event]; !known {
		f.Add("event", model.ValueInvalid, model.P("value", cmd.Event))
	}
	if err := f.Err(); err != nil {
		return model.SeenSite{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (struct{}, error) {
		return struct{}{}, moveSite(tx, actor, cmd, reason)
	})
	if err != nil {
		return model.SeenSite{}, err
	}
	return s.site(ctx, actor, cmd.ID)
}

func moveSite(tx *repository.Tx, actor model.Actor, cmd SiteMove, reason string) error {
	site, err := tx.Access().Site(actor.Scope(), cmd.ID)
	if err == nil && !actor.ActsFor(site.OrgID) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return err
	}
	_, err = repository.Move(tx, &model.SiteLifecycle, site.ID.String(), site.Version, site.State, cmd.Event, actor.Name(), reason)
	if err != nil {
		return err
	}
	if cmd.Event == model.SiteClose {
		if err := mustBeEmpty(tx, site.Site); err != nil {
			return err
		}
	}
	return tx.Audit(actor, "site:"+string(cmd.Event), site.ID.String(), "")
}

// mustBeEmpty refuses (access-site-not-empty) a site at which goods lie or to which some are on the way.
func mustBeEmpty(tx *repository.Tx, site model.Site) error {
	there, err := tx.Access().Standing(site.OrgID, site.ID)
	if err == nil && !there.Empty() {
		err = model.SiteNotEmpty.Refuse(model.P("stock", there.Stock), model.P("shipments", there.Shipments), model.P("arriving", there.Arriving))
	}
	return err
}

// AllowedSiteMoves lists the moves that the actor may make of a site as it stands; none of another organisation's.
func AllowedSiteMoves(actor model.Actor, s model.SeenSite) []model.SiteEvent {
	allowed := []model.SiteEvent{}
	if !actor.ActsFor(s.OrgID) || !actor.Can(model.PermSiteWrite) {
		return allowed
	}
	return append(allowed, model.SiteLifecycle.Allowed(s.State)...)
}
