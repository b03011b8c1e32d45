package recall

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of what people write about a case, in characters.
const (
	MaxTitle  = 200
	MaxHazard = 300
	MaxReason = 500
)

// Draft is a case that somebody opens.
type Draft struct {
	Title, Hazard model.Text
	// Origin is OriginVoluntary when empty; an authority's is always OriginOrdered.
	Origin model.RecallOrigin
	// Responsible is who has to recall, for an authority to name: empty means the maker of what the scope selects.
	Responsible model.OrgID
	// Pack is the set of rules; empty means the one for the product's category.
	Pack   model.PackID
	Mock   bool
	Scope  model.RecallScope
	Policy model.ClosurePolicy
}

// Open opens a case as a draft: by a company about its own goods, by an operator in a maker's stead, or by an authority
// about goods within its sight. Nothing is blocked yet and nobody is told.
//
// Who: permission recall:write. Refusals: invalid (texts, conditions, pack), recall-scope-void, recall-foreign,
// recall-maker-stands, recall-several-makers, recall-maker-unknown, recall-exists, recall-word-softens at hazard under the
// rules of the EU, idempotency-*.
func (s *Service) Open(ctx context.Context, actor model.Actor, idem model.Idempotency, d Draft) (model.Recall, error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return model.Recall{}, err
	}
	if err := d.check(actor); err != nil {
		return model.Recall{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Recall, error) {
		c, _, err := s.open(tx, actor, d)
		return c, err
	})
}

// check refuses a draft that cannot be opened whatever the trace says.
func (d *Draft) check(actor model.Actor) error {
	var f model.Faults
	checkText(&f, "title", &d.Title, MaxTitle, true)
	checkText(&f, "hazard", &d.Hazard, MaxHazard, false)
	authority := actor.OrgKind == model.KindRegulator
	switch {
	case authority:
		d.Origin = model.OriginOrdered
	case d.Origin == "":
		d.Origin = model.OriginVoluntary
	case d.Origin == model.OriginOrdered || !slices.Contains(model.RecallOrigins(), d.Origin):
		f.Add("origin", model.ValueInvalid, model.P("value", clipped(string(d.Origin))))
	}
	if d.Responsible != "" && !authority {
		f.Add("responsible", model.ValueInvalid, model.P("value", clipped(string(d.Responsible))))
	}
	q := Query{Scope: d.Scope, Policy: d.Policy}
	f.Check("", q.check())
	d.Policy = q.Policy
	if f.Empty() {
		d.Scope = d.Scope.Sorted()
	}
	return f.Err()
}

// checkText trims a text and refuses one that is too long, unreadable or, when it is required, empty in every language.
func checkText(f *model.Faults, at string, t *model.Text, limit int, required bool) {
	for _, part := range []*string{&t.ZH, &t.UG, &t.EN} {
		*part = checkLine(f, at, *part, limit)
	}
	if required && t.Empty() {
		f.Add(at, model.ValueRequired)
	}
}

func checkLine(f *model.Faults, at, s string, limit int) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case utf8.RuneCountInString(s) > limit:
		f.Add(at, model.ValueTooLong, model.P("limit", limit))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unreadable):
		f.Add(at, model.ValueInvalid, model.P("value", ""))
	}
	return s
}

// unreadable reports control characters but line breaks, and those that reverse the order of what follows.
func unreadable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// clipped shortens what somebody sent for a refusal that quotes it.
func clipped(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// open writes the draft of a case and returns what it reaches.
func (s *Service) open(tx *repository.Tx, actor model.Actor, d Draft) (model.Recall, *reach, error) {
	n, err := tx.Recall().NextNumber() // and waits for whoever opens a case at the same time
	if err != nil {
		return model.Recall{}, nil, err
	}
	r, org, err := s.drafted(tx, actor, d)
	if err != nil {
		return model.Recall{}, nil, err
	}
	pack, err := s.pack(tx, r, d.Pack, org)
	if err == nil {
		err = model.RefuseSoftening(pack.ID, d.Hazard)
	}
	if err != nil {
		return model.Recall{}, nil, err
	}
	today := model.DateOf(tx.Now(), model.China)
	c := model.Recall{
		ID: repository.NewID[model.Recall](tx), Number: fmt.Sprintf("%s-%06d", today[:4], n), OrgID: org, Region: r.orgs[org].Region,
		OpenedBy: actor.Org, Opener: actor.Name(), Origin: d.Origin, Pack: pack.ID, PackVersion: pack.Version, Title: d.Title, Hazard: d.Hazard,
		Policy: d.Policy, State: model.RecallLifecycle.Initial, Version: 1, CreatedAt: tx.Now(),
	}
	if d.Mock {
		c.Mock = 1
	}
	if err := tx.Recall().InsertRecall(c); err != nil {
		return c, nil, err
	}
	if err := s.fixDraft(tx, actor, c, r, sightOf(actor)); err != nil {
		return c, nil, err
	}
	if err := only(tx, c, d.Scope); err != nil {
		return c, nil, err
	}
	return c, r, tx.Audit(actor, "recall.open", c.ID.String(), c.Number)
}

// only refuses a second case of the same scope while the first has not ended.
func only(tx *repository.Tx, c model.Recall, scope model.RecallScope) error {
	if c.Mock == 1 {
		return nil
	}
	number, err := tx.Recall().Twin(c, scope.String())
	if err == nil && number != "" {
		err = model.RecallExists.Refuse(model.P("number", number))
	}
	return err
}

// fixDraft writes the scope of a case that has not begun: version 0, which is replaced until it begins.
func (s *Service) fixDraft(tx *repository.Tx, actor model.Actor, c model.Recall, r *reach, sight ScopeSummary) error {
	lots := r.lots(c.ID)
	row, err := r.row(model.RecallScopeRow{
		RecallID: c.ID, KnownAt: tx.Now(), Actor: actor.Name(), CreatedAt: tx.Now(),
	}, lots, len(r.Holders), r.summary(sight))
	if err != nil {
		return err
	}
	return tx.Recall().ReplaceDraft(row)
}

// responsible decides who has to recall: whom the authority names, else the one maker of what the scope selects; of one
// that has ended, who has succeeded it. Without a successor it stays the maker, and the authority carries the case on.
func (r *reach) responsible(tx *repository.Tx, named model.OrgID) (model.OrgID, error) {
	if err := r.inherited(tx, named); err != nil {
		return "", err
	}
	named, makers := r.answering(named), []model.OrgID(nil)
	for _, m := range r.makers {
		makers = append(makers, r.answering(m))
	}
	slices.Sort(makers)
	makers = slices.Compact(makers)
	orgs, err := tx.Recall().OrganisationsOf(append(slices.Clone(makers), named))
	if err != nil {
		return "", err
	}
	r.orgs = orgs
	switch o, known := orgs[named]; {
	case named != "" && (!known || o.Kind == model.KindRegulator || o.Kind == model.KindPlatform):
		return "", model.NotFound.At("responsible")
	case named != "":
		return named, nil
	case len(makers) > 1:
		return "", model.RecallMakers.Refuse(r.named(makers))
	case len(makers) == 0:
		return "", model.RecallMakerUnknown.Refuse()
	}
	return makers[0], nil
}

// pack returns the rules of a case: those asked for, else those of the products' category. What has left its maker is on
// the market.
func (s *Service) pack(tx *repository.Tx, r *reach, id model.PackID, org model.OrgID) (model.RulePack, error) {
	today := model.DateOf(tx.Now(), model.China)
	if id == "" {
		var products []model.ProductID
		for _, row := range r.Rows {
			if row.First && row.Root >= 0 && row.Thing.ProductID != "" {
				products = append(products, row.Thing.ProductID)
			}
		}
		for _, u := range r.Unnamed {
			products = append(products, u.Batch.ProductID)
		}
		categories, err := tx.Recall().Categories(products)
		if err != nil {
			return model.RulePack{}, err
		}
		id = packOf(categories, r.left(org))
	}
	p, err := model.PackOf(id, today)
	if err == nil && !p.Recall {
		err = model.RuleUnknown.Refuse(model.P("value", id))
	}
	if err != nil {
		var f model.Faults
		f.Check("pack", err)
		return p, f.Err()
	}
	return p, nil
}

// packOf chooses for several categories the one whose rules are strictest: food, farm products, goods.
func packOf(categories []model.Category, onMarket bool) model.PackID {
	var packs []model.PackID
	for _, c := range categories {
		packs = append(packs, model.PackFor(c, onMarket))
	}
	for _, p := range []model.PackID{model.PackCNFood, model.PackCNFarm, model.PackCNConsumer} {
		if slices.Contains(packs, p) {
			return p
		}
	}
	return model.PackCNFood
}

// Revision changes a draft: what is set replaces what was there.
type Revision struct {
	ID            model.RecallID
	Version       int64
	Title, Hazard *model.Text
	// Scope and Policy go together: an empty scope leaves both.
	Scope  model.RecallScope
	Policy model.ClosurePolicy
}

// Revise changes the texts of a case, and the scope of one that has not begun.
//
// Who: permission recall:write, for the responsible company and, for an ordered case, the authority. Refusals:
// not-found, forbidden, changed-meanwhile, invalid, recall-scope-fixed, and those of Open about the scope and the hazard.
func (s *Service) Revise(ctx context.Context, actor model.Actor, in Revision) (c model.Recall, err error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return c, err
	}
	if err := in.check(); err != nil {
		return c, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		if c, err = s.own(tx, actor, in.ID, in.Version); err != nil {
			return err
		}
		begun := c.ScopeVersion > 0 || c.State.Ended()
		if len(in.Scope.Predicates) > 0 && begun || in.Title != nil && begun {
			return model.RecallFixed.Refuse(model.P("number", c.Number), model.PText("what", fixedParts))
		}
		if in.Title != nil {
			c.Title = *in.Title
		}
		if in.Hazard != nil {
			if err := model.RefuseSoftening(c.Pack, *in.Hazard); err != nil {
				return err
			}
			c.Hazard = *in.Hazard
		}
		if len(in.Scope.Predicates) > 0 {
			if err := s.rescope(tx, actor, &c, in); err != nil {
				return err
			}
		}
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return err
		}
		return tx.Audit(actor, "recall.revise", c.ID.String(), "")
	})
	return c, err
}

var fixedParts = model.Text{ZH: "名称和草拟范围", UG: "نامى ۋە قارالما دائىرىسى", EN: "title and draft scope"}

func (in *Revision) check() error {
	var f model.Faults
	if in.Title != nil {
		checkText(&f, "title", in.Title, MaxTitle, true)
	}
	if in.Hazard != nil {
		checkText(&f, "hazard", in.Hazard, MaxHazard, false)
	}
	if len(in.Scope.Predicates) > 0 {
		q := Query{Scope: in.Scope, Policy: in.Policy}
		f.Check("", q.check())
		in.Policy = q.Policy
	}
	return f.Err()
}

// rescope replaces the scope of a draft.
func (s *Service) rescope(tx *repository.Tx, actor model.Actor, c *model.Recall, in Revision) error {
	a := asked{sight: actor.Scope(), query: Query{Scope: in.Scope, Policy: in.Policy}, org: c.OrgID, standIn: standsIn(*c)}
	r, err := s.reached(tx, a)
	if err != nil {
		return err
	}
	if err := r.claim(tx, a); err != nil {
		return err
	}
	c.Policy = in.Policy
	if err := s.fixDraft(tx, actor, *c, r, sightOf(actor)); err != nil {
		return err
	}
	return only(tx, *c, in.Scope)
}

// own returns a case that the actor may carry out: as the responsible company, or as the authority of an ordered one.
func (s *Service) own(tx *repository.Tx, actor model.Actor, id model.RecallID, version int64) (model.Recall, error) {
	c, err := tx.Recall().Case(actor.Scope(), id)
	switch {
	case err != nil:
		return c, err
	case !carriesOut(actor, c):
		return c, model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	case version != 0 && version != c.Version:
		return c, model.ChangedMeanwhile.Refuse()
	}
	return c, nil
}

// carriesOut reports whether a case is the actor's to carry out: of who recalls or has succeeded it, and of the authority
// where that has ordered the recall or nobody is left to do it.
func carriesOut(actor model.Actor, c model.Recall) bool {
	return actor.ActsFor(c.OrgID) || actor.ActsFor(c.OpenedBy) || (c.Origin == model.OriginOrdered || c.Unclaimed) && oversees(actor, c)
}

// oversees reports whether the actor is the authority of a case: of the region of who recalls, or the one that opened it
// because goods were found in its own.
func oversees(actor model.Actor, c model.Recall) bool {
	return actor.OrgKind == model.KindRegulator && (actor.ActsFor(c.OpenedBy) || actor.Region.Contains(c.Region))
}

// CaseFilter narrows a list of cases.
type CaseFilter = repository.CaseFilter

// Cases lists the cases that the actor may see, newest first.
//
// Who: permission recall:read. Refusals: page-token-invalid.
func (s *Service) Cases(ctx context.Context, actor model.Actor, f CaseFilter, page model.Page) (rows []model.Recall, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Recall().Cases(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}

// File is a case with what belongs to it.
type File struct {
	Case   model.Recall
	Org    model.Organisation
	Opener model.Organisation
	Scopes []model.RecallScopeRow
	Papers []model.RecallPaper
	Moves  []repository.MoveRecord
	// Heir is what has become of Org where it has ended.
	Heir   repository.Heir
	Ceased bool
	// Allowed are the moves that the actor may make now; Carries tells that the case is its to carry out.
	Allowed []model.RecallEvent
	Carries bool
	// Venue and Provinces say where the announcement belongs, by where the goods went.
	Venue     model.RecallVenue
	Provinces []model.Region
}

// Case returns the file of a case that the actor may see. A holder sees the head alone: scopes, papers and moves are for
// who carries the case out and for the authorities.
//
// Who: permission recall:read. Refusals: not-found.
func (s *Service) Case(ctx context.Context, actor model.Actor, id model.RecallID) (f File, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		f, err = s.file(tx, actor, id)
		return err
	})
	return f, err
}

func (s *Service) file(tx *repository.Tx, actor model.Actor, id model.RecallID) (f File, err error) {
	if f.Case, err = tx.Recall().Case(actor.Scope(), id); err != nil {
		return f, err
	}
	orgs, err := tx.Recall().OrganisationsOf([]model.OrgID{f.Case.OrgID, f.Case.OpenedBy})
	if err != nil {
		return f, err
	}
	f.Org, f.Opener, f.Carries = orgs[f.Case.OrgID], orgs[f.Case.OpenedBy], carriesOut(actor, f.Case)
	heirs, err := tx.Access().Heirs([]model.OrgID{f.Case.OrgID})
	if err != nil {
		return f, err
	}
	f.Heir, f.Ceased = heirs[f.Case.OrgID]
	for _, on := range model.RecallLifecycle.Allowed(f.Case.State) {
		if mv, err := model.RecallLifecycle.Next(f.Case.State, on); err == nil && permit(actor, f.Case, mv) == nil {
			f.Allowed = append(f.Allowed, on)
		}
	}
	if !seesAll(actor, f.Case) {
		return f, nil
	}
	if f.Scopes, err = tx.Recall().ScopesOf(id); err != nil {
		return f, err
	}
	if f.Papers, err = tx.Recall().Papers(id); err != nil {
		return f, err
	}
	if f.Moves, err = tx.Moves(model.RecallLifecycle.Name, id.String()); err != nil {
		return f, err
	}
	f.Venue, f.Provinces, err = venue(tx, f.Case)
	return f, err
}

// seesAll reports whether an actor may know all of a case and not only its own part of it.
func seesAll(actor model.Actor, c model.Recall) bool {
	return carriesOut(actor, c) || oversees(actor, c) || actor.Scope().All()
}

// venue decides where an announcement belongs, by where the goods of a case went: the regions of its holders, those of
// an exercise or a draft included.
func venue(tx *repository.Tx, c model.Recall) (model.RecallVenue, []model.Region, error) {
	regions, err := tx.Recall().HolderRegions(c.ID)
	v, provinces := model.VenueOf(append(regions, c.Region))
	return v, provinces, err
}
