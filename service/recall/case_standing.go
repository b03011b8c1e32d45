package recall

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// What the repository tells of what a case affects, for the floors above.
type (
	ThingFilter   = repository.ThingFilter
	AffectedThing = repository.AffectedThing
	ThingAmount   = repository.ThingAmount
	ThingPlace    = repository.ThingPlace
	StandingSum   = repository.StandingSum
)

// Standing is how a case stands in numbers, as far as a reader is told.
type Standing struct {
	// Things counts what the case affects now, by class.
	Things map[model.AffectedClass]int64
	Reach  model.RecallReach
	// Sums hold one sum per unit. Whole is false when the reader is told of its own part only.
	Sums  []StandingSum
	Whole bool
	// Deltas are the last changes of what it affects, the newest first, for who carries it out and the authorities.
	Deltas []model.RecallDelta
	// Summary is what the newest version of the scope reached when it was fixed; for the same.
	Summary ScopeSummary
	// Orgs, Places name who is in the summary.
	Orgs   map[model.OrgID]repository.OrgName
	Places map[model.Seq]repository.PlaceName
	Words  ScopeWords
}

// standingDeltas is how many changes a standing lists.
const standingDeltas = 10

// Standing sums up how a case stands, with as few statements whatever its size.
//
// Who: permission recall:read; who sees the case. An exercise is told to who carries it out and the authorities alone.
// Refusals: not-found.
func (s *Service) Standing(ctx context.Context, actor model.Actor, id model.RecallID) (st Standing, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) error {
		counts, err := tx.Recall().CountThings(actor.Scope(), c)
		if err != nil {
			return err
		}
		st = Standing{Things: map[model.AffectedClass]int64{}, Whole: repository.CountsAll(actor.Scope(), c)}
		for _, n := range counts {
			st.Things[n.Class] = n.Count
		}
		if st.Reach, err = tx.Recall().ReachOf(actor.Scope(), c); err != nil {
			return err
		}
		if st.Sums, err = tx.Recall().Standing(actor.Scope(), c); err != nil {
			return err
		}
		if !seesAll(actor, c) {
			return nil
		}
		return st.inside(tx, c)
	})
	return st, err
}

// inside adds what is for who carries a case out and for the authorities.
func (st *Standing) inside(tx *repository.Tx, c model.Recall) (err error) {
	if st.Deltas, err = tx.Recall().LatestDeltas(c.ID, standingDeltas); err != nil {
		return err
	}
	row, err := tx.Recall().ScopeOf(c.ID, c.ScopeVersion)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(row.Summary, &st.Summary); err != nil {
		return err
	}
	scope, err := model.ParseRecallScope(string(row.Conditions), row.Version)
	if err != nil {
		return err
	}
	if st.Words, err = wordsOf(tx, scope); err != nil {
		return err
	}
	st.Orgs, st.Places = map[model.OrgID]repository.OrgName{}, map[model.Seq]repository.PlaceName{}
	for _, f := range st.Summary.Frontier {
		if f.Org != "" {
			st.Orgs[f.Org] = repository.OrgName{}
		}
		if f.Place != 0 {
			st.Places[f.Place] = repository.PlaceName{}
		}
	}
	return tx.Recall().Name(st.Orgs, st.Places)
}

// onCase reads something about a case that the actor may see.
func (s *Service) onCase(ctx context.Context, actor model.Actor, id model.RecallID, read func(*repository.Tx, model.Recall) error) error {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return err
	}
	return s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := tx.Recall().Case(actor.Scope(), id)
		if err == nil && c.Mock == 1 && !seesAll(actor, c) {
			err = model.NotFound.Refuse()
		}
		if err != nil {
			return err
		}
		return read(tx, c)
	})
}

// Things lists what a case affects: for the authorities everything, for a company what is of its own make and what the
// tasks hold that it may see.
//
// Who: permission recall:read; who sees the case. Refusals: not-found, page-token-invalid.
func (s *Service) Things(ctx context.Context, actor model.Actor, id model.RecallID, f ThingFilter, page model.Page) (rows []AffectedThing, next model.PageToken, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) (err error) {
		rows, next, err = tx.Recall().Things(actor.Scope(), c, f, page)
		return err
	})
	return rows, next, err
}

// ThingPlaces lists where a part of a thing can be.
func ThingPlaces() []ThingPlace { return repository.ThingPlaces() }

// ThingRegions lists the regions of the holders of a case that the actor is told of, by code.
//
// Who: permission recall:read; who sees the case. Refusals: not-found.
func (s *Service) ThingRegions(ctx context.Context, actor model.Actor, id model.RecallID) (list []model.Region, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) (err error) {
		list, err = tx.Recall().ThingRegions(actor.Scope(), c)
		return err
	})
	return list, err
}

// WayStep is one step of the explanation why a case affects something. Hidden is one that the reader may not see: only
// why it is affected is told, and when.
type WayStep struct {
	AffectedThing
	Hidden bool
	// Event is what connects it with the step before.
	Event EventRef
}

// Way explains why a case affects something: the shortest way from what its scope names.
//
// Who: permission recall:read; who sees the thing. Refusals: not-found.
func (s *Service) Way(ctx context.Context, actor model.Actor, id model.RecallID, node model.Seq) (steps []WayStep, words ScopeWords, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) error {
		things, seen, err := tx.Recall().WayTo(actor.Scope(), c, node)
		if err != nil {
			return err
		}
		var events []model.Seq
		for _, t := range things {
			events = append(events, t.EventSeq)
		}
		refs, err := tx.Recall().EventRefs(slices.Compact(slices.Sorted(slices.Values(events))))
		if err != nil {
			return err
		}
		for i, t := range things {
			step := WayStep{t, !seen[i], refs[t.EventSeq]}
			if step.Hidden {
				step.AffectedThing, step.Event = AffectedThing{RecallLot: model.RecallLot{Class: t.Class, Reason: t.Reason, Level: t.Level}}, EventRef{Time: step.Event.Time}
			}
			steps = append(steps, step)
		}
		if !seesAll(actor, c) {
			return nil
		}
		row, err := tx.Recall().ScopeOf(c.ID, c.ScopeVersion)
		if err != nil {
			return err
		}
		scope, err := model.ParseRecallScope(string(row.Conditions), row.Version)
		if err == nil {
			words, err = wordsOf(tx, scope)
		}
		return err
	})
	return steps, words, err
}

// ScopeWords names what the conditions of a scope name.
type ScopeWords struct {
	Scope    model.RecallScope
	Products map[model.ProductID]model.Product
	Sites    map[model.SiteID]model.Site
	Orgs     map[model.OrgID]model.Organisation
	Reports  map[model.DocumentID]model.Document
	// Batches are the batches that conditions name by their lot, where there are such.
	Batches map[model.ScopeLot]model.BatchID
}

// wordsOf looks up what a scope names.
func wordsOf(tx *repository.Tx, scope model.RecallScope) (w ScopeWords, err error) {
	w.Scope = scope
	var products []model.ProductID
	var sites []model.SiteID
	var orgs []model.OrgID
	var lots []model.ScopeLot
	var reports []model.DocumentID
	for _, p := range scope.Predicates {
		switch c := p.(type) {
		case model.ScopeLot:
			lots, products = append(lots, c), append(products, c.Product)
		case model.ScopeLotRange:
			products = append(products, c.Product)
		case model.ScopeLotPattern:
			products = append(products, c.Product)
		case model.ScopeDates:
			products = append(products, c.Product)
		case model.ScopeSerials:
			products = append(products, c.Product)
		case model.ScopeSite:
			sites = append(sites, c.Site)
		case model.ScopeSupplier:
			orgs = append(orgs, c.Supplier)
		case model.ScopeReport:
			reports = append(reports, c.Report)
		}
	}
	if w.Products, err = tx.Recall().ProductsOf(products, nil); err != nil {
		return w, err
	}
	if w.Sites, err = tx.Recall().SitesOf(sites); err != nil {
		return w, err
	}
	if w.Orgs, err = tx.Recall().OrganisationsOf(orgs); err != nil {
		return w, err
	}
	if w.Reports, err = tx.Catalog().DocumentsOf(reports); err != nil {
		return w, err
	}
	w.Batches, err = tx.Recall().NamedBy(lots)
	return w, err
}

// NeedsReason reports whether an event of a case asks for a reason.
func NeedsReason(on model.RecallEvent) bool { return deeds[on].reason }

// WhyOpen returns nil when a case may be closed as far as its goods and papers go, else a refusal with every reason why
// not.
//
// Who: permission recall:read, for who carries the case out and the authorities. Refusals: not-found, forbidden.
func (s *Service) WhyOpen(ctx context.Context, actor model.Actor, id model.RecallID) (reasons *model.Refusal, err error) {
	err = s.onCase(ctx, actor, id, func(tx *repository.Tx, c model.Recall) error {
		if !seesAll(actor, c) {
			return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
		}
		closing, err := Closing(tx, c)
		if err != nil {
			return err
		}
		errors.As(closing.Refuse(), &reasons)
		return nil
	})
	return reasons, err
}

// Positions are the positions of the conditions that select the thing of a step; none for what follows from another.
func (s WayStep) Positions() (list []int) {
	for text := range strings.SplitSeq(s.Conditions, ",") {
		if n, err := strconv.Atoi(text); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// ScopeWords names what the conditions of a scope name, for those who put one together. What the actor may not see has no
// name.
//
// Who: permission recall:write.
func (s *Service) ScopeWords(ctx context.Context, actor model.Actor, scope model.RecallScope) (w ScopeWords, err error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return w, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if w, err = wordsOf(tx, scope); err != nil {
			return err
		}
		for id := range w.Reports {
			if _, err := tx.Catalog().Document(actor.Scope(), id); errors.Is(err, model.NotFound) {
				delete(w.Reports, id)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if actor.OrgKind == model.KindRegulator || actor.Scope().All() {
		return w, err
	}
	maps.DeleteFunc(w.Products, func(_ model.ProductID, p model.Product) bool { return !actor.ActsFor(p.OrgID) })
	maps.DeleteFunc(w.Sites, func(_ model.SiteID, s model.Site) bool { return !actor.ActsFor(s.OrgID) })
	maps.DeleteFunc(w.Batches, func(l model.ScopeLot, _ model.BatchID) bool { return !actor.ActsFor(l.Maker) })
	return w, err
}
