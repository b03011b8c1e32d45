package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/trace"
)

// routeTraceRead registers what can be read of the trace room.
func (s *Server) routeTraceRead() {
	s.routeWalk()
	s.routeInterchange()
	s.routeTraceLists()
}

func (s *Server) routeWalk() {
	op := func(id, path, summary string) Operation {
		return Operation{ID: id, Method: http.MethodGet, Path: path, Summary: summary, Tag: "trace", Need: model.PermTraceRead}
	}
	Op(s, op("trace", "/v1/trace", "Trace a thing back to its origins, forward to where it went, or both: a flat list, each row with the one it came from."), s.traceFlat)
	Op(s, op("trace-tree", "/v1/trace/tree", "The same trace as nested trees, at most 500 generations deep."), s.traceTree)
	for _, f := range []struct {
		id, path, summary, mediaType string
		write                        func(*trace.Walk, io.Writer, model.Lang) error
	}{
		{"trace-csv", "/v1/trace.csv", "The same trace as a table (RFC 4180); with ?recall={id} it says beside each thing how that recall affects it: class, role, and how much of a lot descends from what is recalled.", "text/csv; charset=utf-8; header=present", (*trace.Walk).WriteCSV},
		{"trace-dot", "/v1/trace.dot", "The same trace as a graph for Graphviz.", "text/vnd.graphviz; charset=utf-8", (*trace.Walk).WriteDOT},
		{"trace-mermaid", "/v1/trace.mmd", "The same trace as a Mermaid flowchart.", "text/plain; charset=utf-8", (*trace.Walk).WriteMermaid},
	} {
		s.Handle(op(f.id, f.path, f.summary), func(c *gin.Context, call Call) error {
			return s.traceFile(c, call, f.mediaType, f.write)
		})
	}
}

// TraceDirection says which way a trace goes.
type TraceDirection string

// Schema implements huma.SchemaProvider.
func (TraceDirection) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Which way to trace: back to where it came from, forward to where it went.", trace.Directions())
}

// TraceInput asks for a trace.
type TraceInput struct {
	Root      string         `query:"root" required:"true" minLength:"1" maxLength:"1000" doc:"A batch id, an EPC URN, a GS1 Digital Link on any host or only its path (01/…/10/…), an SSCC or a GTIN."`
	Direction TraceDirection `query:"direction" doc:"Both when left out."`
	At        string         `query:"at" format:"date-time" maxLength:"40" doc:"Keeps to the containers it lay in, or what lay in it, at that time."`
	KnownAt   string         `query:"known_at" format:"date-time" maxLength:"40" doc:"Answers as of what had been recorded by then."`
	Depth     int            `query:"depth" minimum:"1" maximum:"10000" doc:"At most so many generations; 10 000 when left out."`
	Nodes     int            `query:"nodes" minimum:"1" maximum:"100000" doc:"At most so many things in each direction; 50 000 when left out."`
	Events    bool           `query:"events" doc:"Adds the events that name anything of the answer."`
}

func (in TraceInput) query() (trace.WalkQuery, error) {
	var faults model.Faults
	q := trace.WalkQuery{
		Root: in.Root, Direction: trace.Direction(in.Direction), MaxDepth: in.Depth, MaxNodes: in.Nodes, WithEvents: in.Events,
		At: model.InstantOf(timeAt("at", in.At, &faults)), KnownAt: model.InstantOf(timeAt("known_at", in.KnownAt, &faults)),
	}
	return q, faults.Err()
}

func (s *Server) walk(ctx context.Context, actor model.Actor, in TraceInput) (*trace.Walk, error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	return s.services.Trace.Walk(ctx, actor, q)
}

// OrgRef names an organisation.
type OrgRef struct {
	ID     string   `json:"id"`
	Name   TextView `json:"name"`
	Region string   `json:"region,omitempty" doc:"GB/T 2260 code."`
}

func orgRef(o trace.OrgName) *OrgRef {
	if o.ID == "" {
		return nil
	}
	return &OrgRef{o.ID.String(), textView(o.Name), string(o.Region)}
}

// PlaceRef names a place.
type PlaceRef struct {
	URI    string   `json:"uri" doc:"As events name it."`
	Site   string   `json:"site_id,omitempty" doc:"Absent for a place that is no registered site."`
	Name   TextView `json:"name"`
	Region string   `json:"region,omitempty" doc:"GB/T 2260 code."`
}

func placeRef(p trace.PlaceName) *PlaceRef {
	if p.URI == "" {
		return nil
	}
	return &PlaceRef{p.URI, p.Site.String(), textView(p.Name), string(p.Region)}
}

// AmountView is a quantity on one account of a lot.
type AmountView struct {
	Account  AccountCode `json:"account"`
	Quantity Decimal     `json:"quantity"`
	Unit     UnitCode    `json:"unit"`
}

// AccountCode says where a quantity stands.
type AccountCode string

// Schema implements huma.SchemaProvider.
func (AccountCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a quantity stands.", model.Accounts())
}

// HolderView is one who has something of a lot.
type HolderView struct {
	Org   *OrgRef   `json:"organisation,omitempty"`
	Place *PlaceRef `json:"place,omitempty"`
}

// BatchRef is the batch that a thing is.
type BatchRef struct {
	ID        string         `json:"id"`
	Lot       string         `json:"lot"`
	State     BatchStateCode `json:"state"`
	Expires   string         `json:"expires,omitempty"`
	ProductID string         `json:"product_id"`
	Product   TextView       `json:"product"`
	Maker     *OrgRef        `json:"maker,omitempty"`
}

// TraceLink says which event connects a thing with the one before it.
type TraceLink struct {
	From    int    `json:"from" doc:"Row of the thing before."`
	Kind    string `json:"kind" enum:"transform,contain,associate"`
	EventID string `json:"event_id"`
	Time    string `json:"time" format:"date-time"`
	Joined  string `json:"joined_event_id,omitempty" doc:"The other event of a transformation that was reported in parts."`
	// Since and Until bound the time for which the way holds, on links of containment.
	Since string `json:"since,omitempty" format:"date-time"`
	Until string `json:"until,omitempty" format:"date-time"`
}

// TraceRow is one thing of a trace.
type TraceRow struct {
	Row        int          `json:"row"`
	Again      bool         `json:"again,omitempty" doc:"The thing is in an earlier row; from here the way goes on for another stay in a container."`
	Generation int          `json:"generation"`
	Key        string       `json:"key" doc:"Canonical identifier."`
	Level      string       `json:"level" enum:"class,lot,instance"`
	Via        *TraceLink   `json:"via,omitempty" doc:"Absent for the root."`
	Batch      *BatchRef    `json:"batch,omitempty"`
	FirstSeen  string       `json:"first_seen,omitempty" format:"date-time"`
	LastSeen   string       `json:"last_seen,omitempty" format:"date-time"`
	Amounts    []AmountView `json:"amounts,omitempty" doc:"As far as you may know."`
	Holders    []HolderView `json:"holders,omitempty" doc:"Who has some now, as far as you may know."`
	Beyond     bool         `json:"beyond,omitempty" doc:"The chain goes on where you may not look."`
}

// TraceBranch is a trace in one direction.
type TraceBranch struct {
	Direction TraceDirection `json:"direction"`
	Things    int            `json:"things" doc:"How many things, the root included."`
	// Truncated says that the answer is not whole.
	Truncated   bool       `json:"truncated"`
	TruncatedBy string     `json:"truncated_by,omitempty" enum:"depth,nodes,edges" doc:"The limit that was reached."`
	Open        int        `json:"open,omitempty" doc:"Things from which the trace would have gone on."`
	Rows        []TraceRow `json:"rows" doc:"By generation, the root first."`
}

// TraceView is a trace.
type TraceView struct {
	Root            string        `json:"root" doc:"Canonical identifier of what was traced."`
	Branches        []TraceBranch `json:"branches"`
	Events          []EventView   `json:"events,omitempty" doc:"Oldest first; without those withdrawn."`
	EventsTruncated bool          `json:"events_truncated,omitempty"`
}

// TraceOutput carries a trace.
type TraceOutput struct{ Body TraceView }

func (s *Server) traceFlat(ctx context.Context, c Call, in *TraceInput) (*TraceOutput, error) {
	w, err := s.walk(ctx, c.Actor, *in)
	if err != nil {
		return nil, err
	}
	view := TraceView{Root: w.Root.Key, EventsTruncated: w.EventsCut}
	for _, b := range w.Branches {
		branch := traceBranch(b)
		for i := range b.Rows {
			branch.Rows = append(branch.Rows, traceRow(w, b, i))
		}
		view.Branches = append(view.Branches, branch)
	}
	for _, e := range w.Events {
		view.Events = append(view.Events, eventView(e))
	}
	return &TraceOutput{view}, nil
}

func traceBranch(b trace.Branch) TraceBranch {
	return TraceBranch{
		Direction: TraceDirection(b.Direction), Things: b.Nodes, Truncated: b.Cut != trace.BoundNone,
		TruncatedBy: string(b.Cut), Open: b.Open, Rows: make([]TraceRow, 0, len(b.Rows)),
	}
}

func traceRow(w *trace.Walk, b trace.Branch, i int) TraceRow {
	r := b.Rows[i]
	v := TraceRow{
		Row: i, Again: !r.First, Generation: r.Depth, Key: r.Thing.Node.Key, Level: string(r.Thing.Node.Level), Beyond: r.Beyond,
	}
	if r.Via >= 0 {
		v.Via = &TraceLink{
			From: r.Via, Kind: string(r.Kind), EventID: r.Link.EventID, Time: r.Link.Time.String(), Joined: r.LinkBefore.EventID, Since: r.From.String(),
		}
		if r.To != model.Forever {
			v.Via.Until = r.To.String()
		}
	}
	if !r.First {
		return v
	}
	v.Batch = batchRef(r.Thing, w.Orgs)
	v.FirstSeen, v.LastSeen = r.Thing.FirstSeen.String(), r.Thing.LastSeen.String()
	for _, a := range r.Amounts() {
		v.Amounts = append(v.Amounts, AmountView{AccountCode(a.Account), decimal(a.Quantity), UnitCode(a.Unit)})
	}
	for _, h := range r.Holders() {
		v.Holders = append(v.Holders, HolderView{orgRef(w.Orgs[h.Org]), placeRef(w.Places[h.Place])})
	}
	return v
}

func batchRef(t *trace.Thing, orgs map[model.OrgID]trace.OrgName) *BatchRef {
	if t.Lot == "" {
		return nil
	}
	return &BatchRef{
		ID: t.Node.BatchID.String(), Lot: t.Lot, State: BatchStateCode(t.State), Expires: string(t.Expires),
		ProductID: t.ProductID.String(), Product: textView(t.Product), Maker: orgRef(orgs[t.Maker]),
	}
}

// treeDepth bounds a nested answer: readers of JSON refuse deeper ones.
const treeDepth = 500

// TraceTree is a thing with everything that was reached through it.
type TraceTree struct {
	TraceRow
	Next []*TraceTree `json:"next,omitempty"`
}

// TraceTreeBranch is a trace in one direction, nested from the root.
type TraceTreeBranch struct {
	Direction   TraceDirection `json:"direction"`
	Things      int            `json:"things"`
	Truncated   bool           `json:"truncated"`
	TruncatedBy string         `json:"truncated_by,omitempty" enum:"depth,nodes,edges"`
	Open        int            `json:"open,omitempty"`
	Tree        *TraceTree     `json:"tree"`
}

// TraceTreeOutput carries the trees of a trace.
type TraceTreeOutput struct {
	Body struct {
		Root     string            `json:"root"`
		Branches []TraceTreeBranch `json:"branches"`
	}
}

func (s *Server) traceTree(ctx context.Context, c Call, in *TraceInput) (*TraceTreeOutput, error) {
	if in.Depth == 0 || in.Depth > treeDepth {
		in.Depth = treeDepth
	}
	w, err := s.walk(ctx, c.Actor, *in)
	if err != nil {
		return nil, err
	}
	out := &TraceTreeOutput{}
	out.Body.Root = w.Root.Key
	for _, b := range w.Branches {
		trees := make([]*TraceTree, 0, len(b.Rows))
		for i, r := range b.Rows {
			t := &TraceTree{TraceRow: traceRow(w, b, i)}
			trees = append(trees, t)
			if r.Via >= 0 {
				trees[r.Via].Next = append(trees[r.Via].Next, t)
			}
		}
		flat := traceBranch(b)
		out.Body.Branches = append(out.Body.Branches, TraceTreeBranch{
			flat.Direction, flat.Things, flat.Truncated, flat.TruncatedBy, flat.Open, trees[0],
		})
	}
	return out, nil
}

// traceFile answers a trace in a form of its own. The headers say what a table cannot: whether it is whole.
func (s *Server) traceFile(c *gin.Context, call Call, mediaType string, write func(*trace.Walk, io.Writer, model.Lang) error) error {
	in, err := traceInput(c.Request.URL.Query())
	if err != nil {
		return err
	}
	w, err := s.walk(c.Request.Context(), call.Actor, in)
	if err == nil && c.Query("recall") != "" {
		err = s.markWalk(c.Request.Context(), call.Actor, w, c.Query("recall"))
	}
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := write(w, &body, call.Lang); err != nil {
		return err
	}
	for _, b := range w.Branches {
		if b.Cut != trace.BoundNone {
			c.Header("Suyuan-Truncated", string(b.Cut))
		}
	}
	c.Header("Vary", "Accept-Language")
	c.Data(http.StatusOK, mediaType, body.Bytes())
	return nil
}

// markWalk has a trace say how a recall affects its things. Who may not see the case is told that there is none.
func (s *Server) markWalk(ctx context.Context, actor model.Actor, w *trace.Walk, text string) error {
	id, err := model.ParseID[model.Recall](text)
	if err != nil || !actor.Can(model.PermRecallRead) {
		return model.NotFound.Refuse()
	}
	return w.Mark(func(nodes []model.Seq) (map[model.Seq]model.AffectedMark, error) {
		return s.services.Recall.Marks(ctx, actor, id, nodes)
	})
}

// traceInput reads the query of a trace as Huma does for the typed operations, with the same bounds.
func traceInput(query url.Values) (in TraceInput, err error) {
	var faults model.Faults
	number := func(name string, most int) (n int) {
		text := query.Get(name)
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > most {
			faults.Add(name, model.ValueInvalid, model.P("value", clip(text, 40)))
		}
		return n
	}
	for name, values := range query {
		if !slices.Contains([]string{"root", "direction", "at", "known_at", "depth", "nodes", "lang", "recall"}, name) {
			faults.Add(name, model.ValueUnknownField, model.P("name", clip(name, 40)))
		} else if len(values) > 1 {
			faults.Add(name, model.ValueInvalid, model.P("value", clip(values[1], 40)))
		}
	}
	in = TraceInput{
		Root: query.Get("root"), Direction: TraceDirection(query.Get("direction")), At: query.Get("at"), KnownAt: query.Get("known_at"),
		Depth: number("depth", trace.WalkMaxDepth), Nodes: number("nodes", trace.WalkMaxNodes),
	}
	switch {
	case in.Root == "":
		faults.Add("root", model.ValueRequired)
	case len(in.Root) > 1000:
		faults.Add("root", model.ValueTooLong, model.P("limit", 1000))
	}
	if in.Direction != "" && !slices.Contains(trace.Directions(), trace.Direction(in.Direction)) {
		faults.Add("direction", model.ValueInvalid, model.P("value", clip(string(in.Direction), 40)))
	}
	return in, faults.Err()
}
