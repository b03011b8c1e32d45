package trace_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/service/trace"
)

var updatePictures = flag.Bool("update-pictures", false, "rewrite the pictures of testdata")

// TestPictureGolden draws the made-up trades. The surface draws the same files.
func TestPictureGolden(t *testing.T) {
	t.Parallel()
	for n, w := range worlds() {
		p := w.walk.Draw(w.deeds, trace.PictureQuery{Today: "2026-11-22"})
		wellDrawn(t, p)
		if p.Things != n || len(p.Nodes) > trace.PictureBudget {
			t.Errorf("%d things in %d boxes, want %d in at most %d", p.Things, len(p.Nodes), n, trace.PictureBudget)
		}
		got, err := json.MarshalIndent(p, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", fmt.Sprintf("picture-%d.json", n))
		if *updatePictures {
			if err := os.WriteFile(file, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
			t.Errorf("%s (-want +got; -update-pictures rewrites):\n%s", file, diff)
		}
	}
}

// TestPictureWithoutDeeds draws what the walk alone tells.
func TestPictureWithoutDeeds(t *testing.T) {
	t.Parallel()
	p := worlds()[10].walk.Draw(nil, trace.PictureQuery{})
	wellDrawn(t, p)
	if len(p.Nodes) < 10 || len(p.Edges) == 0 {
		t.Errorf("%d boxes, %d arrows", len(p.Nodes), len(p.Edges))
	}
	for _, e := range p.Edges {
		if e.Kind == model.PictureSent {
			t.Errorf("an arrow says who sent what: %+v", e)
		}
	}
}

// TestPictureOfAChain draws a chain that is longer than any page: stretches of it are put together, and open step by step.
func TestPictureOfAChain(t *testing.T) {
	t.Parallel()
	w := &trace.Walk{}
	b := trace.Branch{Direction: trace.Forward}
	for i := range 5000 {
		thing := &trace.Thing{Node: model.Node{ID: model.Seq(i + 1), Key: fmt.Sprint("urn:x:", i), Level: model.LevelLot}, Lot: fmt.Sprint(i)}
		r := trace.WalkRow{Thing: thing}
		r.Node, r.First, r.Via, r.Depth, r.Kind, r.Event = thing.Node.ID, true, i-1, i, model.EdgeTransform, model.Seq(10_000+i)
		b.Rows = append(b.Rows, r)
	}
	w.Root, w.Branches = b.Rows[0].Thing.Node, []trace.Branch{b}
	q := trace.PictureQuery{Target: "urn:x:4999"}
	shown := 0
	for range 4 {
		p := w.Draw(nil, q)
		wellDrawn(t, p)
		if len(p.Nodes) <= shown || len(p.Nodes) > trace.PictureBudget*(len(q.Open)+1) {
			t.Errorf("%d boxes with %d groups open, %d before", len(p.Nodes), len(q.Open), shown)
		}
		shown = len(p.Nodes)
		for _, n := range p.Nodes {
			if n.Group != nil {
				q.Open = append(q.Open, n.ID)
				break
			}
		}
	}
}

// fatal is what testing.TB and rapid.T have in common.
type fatal interface {
	Helper()
	Errorf(string, ...any)
}

// wellDrawn checks that no boxes overlap, every arrow leads onward and everything lies inside.
func wellDrawn(t fatal, p *model.Picture) {
	t.Helper()
	inside := func(what string, x, y int) {
		if x < 0 || y < 0 || x > p.Width || y > p.Height {
			t.Errorf("%s lies at %d,%d outside of %d × %d", what, x, y, p.Width, p.Height)
		}
	}
	ids := map[string]bool{}
	for i, a := range p.Nodes {
		inside("a box", a.X, a.Y)
		inside("a box", a.X+a.W, a.Y+a.H)
		if ids[a.ID] {
			t.Errorf("two boxes are called %s", a.ID)
		}
		ids[a.ID] = true
		for _, b := range p.Nodes[:i] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("boxes overlap: %+v and %+v", a, b)
			}
		}
	}
	for _, e := range p.Edges {
		from, to := p.Nodes[e.From], p.Nodes[e.To]
		if from.Layer >= to.Layer || e.Points[0].X != from.X+from.W || e.Points[len(e.Points)-1].X != to.X {
			t.Errorf("an arrow leads from column %d to column %d: %v", from.Layer, to.Layer, e.Points)
		}
		for i, at := range e.Points {
			inside("an arrow", at.X, at.Y)
			if i > 0 && at.X <= e.Points[i-1].X {
				t.Errorf("an arrow turns back: %v", e.Points)
			}
		}
	}
}

// TestPictureProperties draws traces of any shape, with circles in them, in every way.
func TestPictureProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, d := anyTrace(t)
		q := trace.PictureQuery{
			GroupBy: rapid.SampledFrom(append(model.PictureGroupings(), model.PictureAuto)).Draw(t, "group by"),
			Budget:  rapid.IntRange(4, 80).Draw(t, "budget"),
		}
		if rapid.Bool().Draw(t, "with target") {
			rows := w.Branches[0].Rows
			q.Target = rows[rapid.IntRange(0, len(rows)-1).Draw(t, "target")].Thing.Node.Key
		}
		p := w.Draw(d, q)
		wellDrawn(t, p)
		if diff := cmp.Diff(p, w.Draw(d, q)); diff != "" {
			t.Errorf("not the same twice:\n%s", diff)
		}
		boxes := 0
		for _, n := range p.Nodes {
			if n.Group == nil {
				boxes++
			} else {
				boxes += n.Group.Units
			}
		}
		if boxes != p.Units {
			t.Errorf("the boxes stand for %d of %d", boxes, p.Units)
		}
		if len(p.Nodes) > max(q.Budget, 2*p.Nodes[len(p.Nodes)-1].Layer+24) {
			t.Errorf("%d boxes for a budget of %d", len(p.Nodes), q.Budget)
		}
		for _, n := range p.Nodes {
			if n.Group != nil {
				q.Open = append(q.Open, n.ID)
			}
		}
		opened := w.Draw(d, q)
		wellDrawn(t, opened)
		if len(q.Open) > 0 && len(opened.Nodes) <= len(p.Nodes) {
			t.Errorf("opening %d groups shows %d boxes after %d", len(q.Open), len(opened.Nodes), len(p.Nodes))
		}
	})
}

// anyTrace makes things with links and stirs at random.
func anyTrace(t *rapid.T) (*trace.Walk, *trace.Deeds) {
	n := rapid.IntRange(1, 120).Draw(t, "things")
	orgs := rapid.IntRange(1, 8).Draw(t, "companies")
	w := &trace.Walk{Orgs: map[model.OrgID]trace.OrgName{}, Places: map[model.Seq]trace.PlaceName{}}
	d := &trace.Deeds{}
	b := trace.Branch{Direction: trace.Forward}
	for i := range n {
		thing := &trace.Thing{
			Node:  model.Node{ID: model.Seq(i + 1), Key: fmt.Sprint("urn:x:", i), Level: model.LevelLot, BatchID: model.BatchID(fmt.Sprint("b", i))},
			Maker: model.OrgID(fmt.Sprint("o", i%orgs)), Lot: fmt.Sprint(i), ProductID: model.ProductID(fmt.Sprint("p", i%3)), FirstSeen: model.Instant(i * 3600e6),
		}
		r := trace.WalkRow{Thing: thing}
		r.Node, r.First, r.Via = thing.Node.ID, true, max(0, i-1)
		if i == 0 {
			r.Via, w.Root = -1, thing.Node
		}
		b.Rows = append(b.Rows, r)
	}
	w.Branches = []trace.Branch{b}
	links := rapid.IntRange(0, 2*n).Draw(t, "links")
	for i := range links {
		when := model.Instant(rapid.IntRange(1, 400).Draw(t, "hour")) * 3600e6
		e := trace.DeedEvent{Seq: model.Seq(1000 + i), ID: fmt.Sprint("urn:e:", i), Time: when, Org: model.OrgID(fmt.Sprint("o", i%orgs))}
		src, dst := model.Seq(rapid.IntRange(1, n).Draw(t, "src")), model.Seq(rapid.IntRange(1, n).Draw(t, "dst"))
		kind := rapid.SampledFrom([]model.EdgeKind{model.EdgeTransform, model.EdgeTransform, model.EdgeContain}).Draw(t, "kind")
		if step := model.Seq(-rapid.IntRange(0, 6).Draw(t, "step")); step != 0 && kind == model.EdgeTransform {
			d.Links = append(d.Links, trace.DeedLink{Src: src, Dst: step, Kind: kind, Event: e}, trace.DeedLink{Src: step, Dst: dst, Kind: kind, Event: e})
			continue
		}
		d.Links = append(d.Links, trace.DeedLink{Src: src, Dst: dst, Kind: kind, Event: e, From: when, To: when})
	}
	for i := range rapid.IntRange(0, 2*n).Draw(t, "moves") {
		e, node := trace.DeedEvent{Seq: model.Seq(5000 + i), ID: fmt.Sprint("urn:m:", i), Time: model.Instant(500+i) * 3600e6}, model.Seq(rapid.IntRange(1, n).Draw(t, "lot"))
		from, to := rapid.IntRange(0, orgs-1).Draw(t, "from"), rapid.IntRange(0, orgs-1).Draw(t, "to")
		for org, q := range map[int]model.Quantity{from: -7, to: 7} {
			d.Stirs = append(d.Stirs, trace.DeedStir{Event: e, Node: node, Account: model.AccountOnHand, Org: model.OrgID(fmt.Sprint("o", org)), Unit: "KGM", Amount: q})
		}
	}
	return w, d
}

func BenchmarkPicture(b *testing.B) {
	for n, w := range worlds() {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				w.walk.Draw(w.deeds, trace.PictureQuery{Today: "2026-11-22"})
			}
		})
	}
}
