package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecall registers the recall room.
func (s *Server) routeRecall() {
	Op(s, Operation{
		ID: "preview-recall", Method: http.MethodPost, Path: "/v1/recalls/preview", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Compute what a recall of a scope would reach: every affected lot and container, why, how much, and who has it. Changes nothing.",
	}, s.previewRecall)
	s.routeRegister()
	s.routePapers()
	s.routeRecallSignals()
}

// ScopeKindCode names a kind of condition.
type ScopeKindCode string

// Schema implements huma.SchemaProvider.
func (ScopeKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a condition selects by; each kind has fields of its own.", model.ScopeKinds())
}

// ClosurePolicyCode names a policy.
type ClosurePolicyCode string

// Schema implements huma.SchemaProvider.
func (ClosurePolicyCode) Schema(huma.Registry) *huma.Schema {
	policies := make([]model.ClosurePolicy, 0, len(model.Closures()))
	for _, c := range model.Closures() {
		policies = append(policies, c.Policy)
	}
	return enumSchema("How far it reaches, from narrow to wide: each follows what the one before it does and more.", policies)
}

// AffectedClassCode says how certain it is that something is affected.
type AffectedClassCode string

// Schema implements huma.SchemaProvider.
func (AffectedClassCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How certain it is.", model.AffectedClasses())
}

// RecallReasonCode says why something is affected.
type RecallReasonCode string

// Schema implements huma.SchemaProvider.
func (RecallReasonCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why it is affected.", recall.Reasons())
}

// RecallConditionInput is one condition of a scope. A kind uses the fields that it names and no others.
type RecallConditionInput struct {
	Kind     ScopeKindCode `json:"kind"`
	Maker    string        `json:"maker,omitempty" maxLength:"36" doc:"lot, lot-range, lot-pattern, made, serial-range: whose product it is; your own company when left out."`
	Product  string        `json:"product,omitempty" maxLength:"36" doc:"The same kinds: the product."`
	Lot      string        `json:"lot,omitempty" maxLength:"60" doc:"lot: the number as printed."`
	Produced string        `json:"produced,omitempty" maxLength:"10" doc:"lot: its production date, when several years have the number."`
	First    string        `json:"first,omitempty" maxLength:"60" doc:"lot-range, serial-range: the first number, included."`
	Last     string        `json:"last,omitempty" maxLength:"60" doc:"The last number, included; it differs from the first in one run of digits."`
	Pattern  string        `json:"pattern,omitempty" maxLength:"180" doc:"lot-pattern: * for any characters, ? for one, a backslash before what is meant literally."`
	From     string        `json:"from,omitempty" maxLength:"40" doc:"made, lot-range, lot-pattern: the first production date. site, supplier: the first instant (RFC 3339)."`
	To       string        `json:"to,omitempty" maxLength:"40" doc:"The last date or instant, included; open when left out."`
	Site     string        `json:"site,omitempty" maxLength:"36" doc:"site: everything that was there within the time."`
	Line     string        `json:"line,omitempty" maxLength:"100" doc:"site: a line of it alone, by the extension of its location number."`
	EPC      string        `json:"epc,omitempty" maxLength:"255" doc:"input: what it was made of, as EPC URN or Digital Link; a lot, a thing or a container."`
	Supplier string        `json:"supplier,omitempty" maxLength:"36" doc:"supplier: the organisation from which it was received."`
	Report   string        `json:"report,omitempty" maxLength:"36" doc:"report: the document on which the release rests."`
}

// condition reads a condition; at is where it stands.
func (in RecallConditionInput) condition(actor model.Actor, at string, faults *model.Faults) model.RecallPredicate {
	normal := func(field, text string, read func(string) (string, error)) string {
		if text == "" {
			return ""
		}
		n, err := read(text)
		faults.Check(at+"."+field, err)
		return n
	}
	number := func(field, text string) string { return normal(field, text, model.NormalLot) }
	instant := func(field, text string) model.Instant {
		return model.InstantOf(timeAt(at+"."+field, text, faults))
	}
	goods := model.Goods{Maker: model.OrgID(in.Maker), Product: model.ProductID(in.Product)}
	if in.Maker == "" {
		goods.Maker = actor.Org
	}
	dates := model.Made{From: model.Date(in.From), To: model.Date(in.To)}
	switch model.ScopeKind(in.Kind) {
	case model.ScopeOfLot:
		return model.ScopeLot{Goods: goods, Lot: number("lot", in.Lot), Produced: model.Date(in.Produced)}
	case model.ScopeOfRange:
		return model.ScopeLotRange{Goods: goods, First: number("first", in.First), Last: number("last", in.Last), Made: dates}
	case model.ScopeOfPattern:
		return model.ScopeLotPattern{Goods: goods, Pattern: normal("pattern", in.Pattern, model.NormalPattern), Made: dates}
	case model.ScopeOfDates:
		return model.ScopeDates{Goods: goods, Made: dates}
	case model.ScopeOfSite:
		return model.ScopeSite{Site: model.SiteID(in.Site), Line: in.Line, From: instant("from", in.From), To: instant("to", in.To)}
	case model.ScopeOfInput:
		return model.ScopeInput{EPC: in.EPC}
	case model.ScopeOfSupplier:
		return model.ScopeSupplier{Supplier: model.OrgID(in.Supplier), From: instant("from", in.From), To: instant("to", in.To)}
	case model.ScopeOfReport:
		return model.ScopeReport{Report: model.DocumentID(in.Report)}
	case model.ScopeOfSerials:
		return model.ScopeSerials{Goods: goods, First: number("first", in.First), Last: number("last", in.Last)}
	}
	faults.Add(at+".kind", model.ValueInvalid, model.P("value", clip(string(in.Kind), 40)))
	return nil
}

// RecallPreviewInput asks what a scope reaches.
type RecallPreviewInput struct {
	Body struct {
		Conditions []RecallConditionInput `json:"conditions" maxItems:"500" doc:"It starts from everything that one of them selects."`
		Policy     ClosurePolicyCode      `json:"policy,omitempty" doc:"containment when left out."`
		KnownAt    string                 `json:"known_at,omitempty" format:"date-time" maxLength:"40" doc:"Answers as of what had been recorded by then."`
		Until      string                 `json:"until,omitempty" format:"date-time" maxLength:"40" doc:"Answers as of what had happened by then."`
		Rows       int                    `json:"rows,omitempty" minimum:"1" maximum:"20000" doc:"At most so many things, holders and frontiers are listed, 1 000 when left out; all are counted."`
	}
}

func (in *RecallPreviewInput) query(actor model.Actor) (q recall.Query, err error) {
	var faults model.Faults
	q.Policy = model.ClosurePolicy(in.Body.Policy)
	q.KnownAt = model.InstantOf(timeAt("known_at", in.Body.KnownAt, &faults))
	q.Until = model.InstantOf(timeAt("until", in.Body.Until, &faults))
	for i, c := range in.Body.Conditions {
		q.Scope.Predicates = append(q.Scope.Predicates, c.condition(actor, "conditions["+strconv.Itoa(i)+"]", &faults))
	}
	return q, faults.Err()
}

// RecallStepView is one step of the way from a condition to a thing.
type RecallStepView struct {
	Key        string           `json:"key"`
	Reason     RecallReasonCode `json:"reason"`
	Events     []string         `json:"events,omitempty" doc:"The events that show it."`
	Conditions []int            `json:"conditions,omitempty" doc:"On the first step: the positions of the conditions that select it."`
}

// RecallShareView bounds how much of a lot descends from what the scope selects.
type RecallShareView struct {
	Least Decimal  `json:"least"`
	Most  Decimal  `json:"most"`
	Total Decimal  `json:"total"`
	Unit  UnitCode `json:"unit"`
}

// RecallThingView is one affected thing.
type RecallThingView struct {
	Key      string             `json:"key" doc:"Canonical identifier."`
	Level    string             `json:"level" enum:"class,lot,instance"`
	Class    AffectedClassCode  `json:"class"`
	Reason   RecallReasonCode   `json:"reason"`
	Batch    *BatchRef          `json:"batch,omitempty"`
	Way      []RecallStepView   `json:"way" doc:"The shortest explanation, from a condition of the scope on."`
	Amounts  []AmountView       `json:"amounts,omitempty" doc:"As far as you may know. What was used as input is in its products."`
	Share    *RecallShareView   `json:"share,omitempty" doc:"How much of it descends from what is recalled, whatever the mixing. Never a reason to leave it out."`
	Holders  []RecallHolderView `json:"holders,omitempty" maxItems:"100"`
	MoreOf   int                `json:"more_holders,omitempty" doc:"Holders of it that are not listed."`
	Untold   int                `json:"untold_holders,omitempty" doc:"Holders whose amounts you are not told."`
	LastSeen string             `json:"last_seen,omitempty" format:"date-time" doc:"Of a single thing or container."`
}

// RecallHolderView is who has something.
type RecallHolderView struct {
	Org     *OrgRef      `json:"organisation,omitempty" doc:"Absent when nobody is known."`
	Lots    int          `json:"lots,omitempty"`
	Items   int          `json:"items,omitempty" doc:"Single things and containers last seen there."`
	Amounts []AmountView `json:"amounts,omitempty" doc:"As far as you may know."`
	Untold  int          `json:"untold_lots,omitempty" doc:"Lots of which you are not told how much it has."`
}

// RecallFrontierView reports where the trace leaves what you may see.
type RecallFrontierView struct {
	Key     string       `json:"key"`
	Kind    string       `json:"kind" enum:"hidden,outside,sold,cut" doc:"Goes on where you may not look; sent to somebody outside; with consumers; beyond the bound of this answer."`
	Org     *OrgRef      `json:"last_holder,omitempty"`
	Place   *PlaceRef    `json:"place,omitempty"`
	Amounts []AmountView `json:"amounts,omitempty" doc:"Absent when not known."`
}

// RecallPreviewView is what a scope reaches.
type RecallPreviewView struct {
	Things    int    `json:"things" doc:"All affected things of which something is recorded."`
	Confirmed int    `json:"confirmed"`
	Possible  int    `json:"possible"`
	Truncated string `json:"truncated_by,omitempty" enum:"depth,nodes,edges" doc:"The closure is not whole: the bound that ended it."`
	Open      int    `json:"open,omitempty" doc:"Things from which it would have gone on."`
	// Nothing and Gaps say what the answer does not cover.
	Nothing  []int                `json:"conditions_without_result,omitempty" doc:"Positions of conditions that select nothing that you may see."`
	Gaps     []string             `json:"gaps,omitempty" doc:"What the policy asks for and no event tells: cleaning, line, place."`
	Totals   []AmountView         `json:"totals,omitempty" doc:"What is out there, by account and unit, no kilogram twice."`
	Untold   int                  `json:"untold_holders,omitempty"`
	Holders  []RecallHolderView   `json:"holders"`
	Frontier []RecallFrontierView `json:"frontier"`
	Unnamed  []BatchRef           `json:"without_events,omitempty" doc:"Selected lots of which nothing has been recorded."`
	Rows     []RecallThingView    `json:"rows"`
	More     bool                 `json:"more,omitempty" doc:"There are more things than rows."`
	MoreOf   int                  `json:"more_holders,omitempty" doc:"Holders that are not listed."`
	MoreEnds int                  `json:"more_frontier,omitempty" doc:"Frontiers that are not listed."`
}

// RecallPreviewOutput carries it.
type RecallPreviewOutput struct{ Body RecallPreviewView }

func (s *Server) previewRecall(ctx context.Context, c Call, in *RecallPreviewInput) (*RecallPreviewOutput, error) {
	q, err := in.query(c.Actor)
	if err != nil {
		return nil, err
	}
	closure, err := s.services.Recall.Preview(ctx, c.Actor, q)
	if err != nil {
		return nil, err
	}
	most := in.Body.Rows
	if most == 0 {
		most = 1000
	}
	return &RecallPreviewOutput{recallPreview(closure, most)}, nil
}

func recallPreview(c *recall.Closure, most int) RecallPreviewView {
	v := RecallPreviewView{
		Things: c.Things, Confirmed: c.Confirmed, Possible: c.Possible, Truncated: string(c.Cut), Open: c.Open, Nothing: c.Nothing,
		Totals: amountViews(c.Totals), Untold: c.Untold, Holders: []RecallHolderView{}, Frontier: []RecallFrontierView{}, Rows: []RecallThingView{},
	}
	for _, g := range c.Gaps {
		v.Gaps = append(v.Gaps, string(g))
	}
	var listed []recall.Holder
	listed, v.MoreOf = upTo(most, c.Holders)
	for _, h := range listed {
		v.Holders = append(v.Holders, RecallHolderView{orgRef(c.Orgs[h.Org]), h.Lots, h.Items, amountViews(h.Amounts), h.Untold})
	}
	ends, more := upTo(most, c.Frontier)
	v.MoreEnds = more
	for _, f := range ends {
		v.Frontier = append(v.Frontier, RecallFrontierView{
			c.Rows[f.Row].Thing.Node.Key, string(f.Kind), orgRef(c.Orgs[f.Org]), placeRef(c.Places[f.Place]), amountViews(f.Amounts),
		})
	}
	for _, u := range c.Unnamed {
		b := u.Batch
		v.Unnamed = append(v.Unnamed, BatchRef{
			ID: b.ID.String(), Lot: b.Lot, State: BatchStateCode(b.State), Expires: string(b.Expires), ProductID: b.ProductID.String(), Maker: orgRef(c.Orgs[b.OrgID]),
		})
	}
	for i, r := range c.Rows {
		switch {
		case !r.First:
		case len(v.Rows) == most:
			v.More = true
		default:
			v.Rows = append(v.Rows, recallThing(c, i))
		}
	}
	return v
}

// upTo returns the first of a list and how many are left out.
func upTo[T any](most int, list []T) (first []T, more int) {
	n := min(most, len(list))
	return list[:n], len(list) - n
}

// thingHolders bounds the holders that are listed of one thing: a hub has a hundred thousand.
const thingHolders = 100

func recallThing(c *recall.Closure, i int) RecallThingView {
	r := c.Rows[i]
	v := RecallThingView{
		Key: r.Thing.Node.Key, Level: string(r.Thing.Node.Level), Class: AffectedClassCode(r.Class), Reason: RecallReasonCode(r.Reason),
		Batch: batchRef(r.Thing, c.Orgs), Amounts: amountViews(r.Amounts), Untold: r.Untold, LastSeen: r.Seen.Time.String(),
	}
	for _, s := range c.Explain(i) {
		step := RecallStepView{Key: s.Node.Key, Reason: RecallReasonCode(s.Reason), Conditions: s.Conditions}
		for _, e := range s.Events {
			step.Events = append(step.Events, e.ID)
		}
		v.Way = append(v.Way, step)
	}
	if r.Share != nil {
		v.Share = &RecallShareView{decimal(r.Share.Least), decimal(r.Share.Most), decimal(r.Share.Total), UnitCode(r.Share.Unit)}
	}
	var listed []recall.Holder
	listed, v.MoreOf = upTo(thingHolders, c.HoldersOf(i))
	for _, h := range listed {
		v.Holders = append(v.Holders, RecallHolderView{orgRef(c.Orgs[h.Org]), h.Lots, h.Items, amountViews(h.Amounts), h.Untold})
	}
	return v
}

func amountViews(list []recall.Amount) []AmountView {
	var views []AmountView
	for _, a := range list {
		views = append(views, AmountView{AccountCode(a.Account), decimal(a.Quantity), UnitCode(a.Unit)})
	}
	return views
}
