package trace_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/trace"
)

// grocery is a chain in which everybody knows only their own part: the farm makes jam of melons and ships it to the
// plant, which makes cake of it and ships that to the shop.
type grocery struct {
	*house
	farm, plant, shop party
	melons, jam, cake model.Batch
}

func newGrocery(h *house) *grocery {
	g := &grocery{house: h, farm: h.company("farm", "653121"), plant: h.company("plant", "310101"), shop: h.company("shop", "440100")}
	g.melons = h.batch(g.farm, melon, "M1", "KGM", model.BatchActive)
	g.jam = h.batch(g.farm, checked("0690123456790"), "J1", "KGM", model.BatchActive)
	g.cake = h.batch(g.plant, checked("0690123456791"), "C1", "KGM", model.BatchActive)
	h.capture(g.farm,
		object("ADD", "commissioning", 1, of(g.melons.EPC, 100), at(g.farm.gln())),
		transformation(2, in(g.melons.EPC, 60), out(g.jam.EPC, 50), at(g.farm.gln())),
		object("OBSERVE", "shipping", 3, of(g.jam.EPC, 20), at(g.farm.gln()), between(g.farm, g.plant)))
	h.capture(g.plant,
		object("OBSERVE", "receiving", 4, of(g.jam.EPC, 20), at(g.plant.gln()), between(g.farm, g.plant)),
		transformation(5, in(g.jam.EPC, 15), out(g.cake.EPC, 30), at(g.plant.gln())),
		object("OBSERVE", "shipping", 6, of(g.cake.EPC, 10), at(g.plant.gln()), between(g.plant, g.shop)))
	return g
}

func (h *house) walk(a model.Actor, q trace.WalkQuery) *trace.Walk {
	h.t.Helper()
	w, err := h.trace.Walk(context.Background(), a, q)
	if err != nil {
		h.t.Fatalf("%+v: %v", q, err)
	}
	return w
}

// rowsOf shows a branch: generation, lot or key, a mark where the chain goes on unseen, and the quantities.
func rowsOf(b trace.Branch) (lines []string) {
	for _, r := range b.Rows {
		line := fmt.Sprint(r.Depth, " ", r.Thing.Lot)
		if r.Thing.Lot == "" {
			line += r.Thing.Node.Key
		}
		if r.Beyond {
			line += " …"
		}
		for _, a := range r.Amounts() {
			line += fmt.Sprintf(" %s=%s", a.Account, a.Quantity)
		}
		lines = append(lines, line)
	}
	return lines
}

func platform() model.Actor {
	return model.Actor{Org: "00000000-0000-7000-8000-000000000001", OrgKind: model.KindPlatform, OrgState: model.OrgActive, Roles: []model.Role{model.RoleAdmin}}
}

func inspector(region model.Region) model.Actor {
	return model.Actor{
		Org: "00000000-0000-7000-8000-000000000002", OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: region, Roles: []model.Role{model.RoleInspector},
	}
}

func TestWalkShowsWhatTheActorMaySee(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		forward := trace.WalkQuery{Root: g.melons.ID.String(), Direction: trace.Forward}
		back := trace.WalkQuery{Root: g.cake.ID.String(), Direction: trace.Back}
		h.want("everything, forward", rowsOf(h.walk(platform(), forward).Branches[0]),
			"0 M1 produced=100 on-hand=40 consumed=60", "1 J1 produced=50 on-hand=35 consumed=15", "2 C1 produced=30 on-hand=20 in-transit=10")
		h.want("everything, back", rowsOf(h.walk(platform(), back).Branches[0]),
			"0 C1 produced=30 on-hand=20 in-transit=10", "1 J1 produced=50 on-hand=35 consumed=15", "2 M1 produced=100 on-hand=40 consumed=60")
		h.want("the farm, forward", rowsOf(h.walk(g.farm.Actor, forward).Branches[0]),
			"0 M1 produced=100 on-hand=40 consumed=60", "1 J1 … produced=50 on-hand=35 consumed=15")
		h.want("the plant, back: not what the farm has left", rowsOf(h.walk(g.plant.Actor, back).Branches[0]),
			"0 C1 produced=30 on-hand=20 in-transit=10", "1 J1 … on-hand=5 consumed=15")
		h.want("the shop, back", rowsOf(h.walk(g.shop.Actor, back).Branches[0]), "0 C1 … in-transit=10")
		h.want("an inspector of the farm's county, forward", rowsOf(h.walk(inspector("653121"), forward).Branches[0]),
			"0 M1 produced=100 on-hand=40 consumed=60", "1 J1 … produced=50 on-hand=30")
		for name, a := range map[string]model.Actor{"a company elsewhere": h.company("far", "110101").Actor, "the shop": g.shop.Actor, "an inspector elsewhere": inspector("110000")} {
			_, err := h.trace.Walk(context.Background(), a, forward)
			if !errors.Is(err, model.TraceRootUnknown) {
				h.t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.trace.Walk(context.Background(), model.Actor{}, forward); !errors.Is(err, model.Unauthenticated) {
			h.t.Errorf("the public: %v", err)
		}
		w := h.walk(platform(), trace.WalkQuery{Root: g.jam.EPC, WithEvents: true})
		if len(w.Branches) != 2 || w.Branches[0].Direction != trace.Back || len(w.Events) != 6 || w.Events[0].Time >= w.Events[5].Time {
			h.t.Errorf("%d branches, %d events", len(w.Branches), len(w.Events))
		}
		row := w.Branches[1].Rows[0]
		holders := row.Holders()
		if len(holders) != 2 || row.Thing.FirstSeen >= row.Thing.LastSeen {
			h.t.Errorf("holders %v", holders)
		}
	})
}

func TestWalkKnownAtATime(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		before := model.InstantOf(h.clock.Now())
		oops := transformation(7, in(g.melons.EPC, 10), out(lot("OOPS"), 8), at(g.farm.gln()), id("urn:uuid:00000000-0000-4000-8000-00000000000f"))
		h.capture(g.farm, oops)
		between := model.InstantOf(h.clock.Now())
		h.capture(g.farm, oops.with(declared))
		q := trace.WalkQuery{Root: g.melons.EPC, Direction: trace.Forward, MaxDepth: 1}
		for name, test := range map[string]struct {
			at   model.Instant
			want []string
		}{
			"before": {before, []string{"0 M1 produced=100 on-hand=40 consumed=60", "1 J1 produced=50 on-hand=35 consumed=15"}},
			"then":   {between, []string{"0 M1 produced=100 on-hand=30 consumed=70", "1 J1 produced=50 on-hand=35 consumed=15", "1 " + lot("OOPS") + " produced=8 on-hand=8"}},
			"now":    {0, []string{"0 M1 produced=100 on-hand=40 consumed=60", "1 J1 produced=50 on-hand=35 consumed=15"}},
		} {
			q.KnownAt = test.at
			h.want(name, rowsOf(h.walk(platform(), q).Branches[0]), test.want...)
		}
	})
}

func TestWalkRoots(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		box := sscc(1)
		h.capture(g.farm, aggregation("ADD", "packing", 8, box, child(g.melons.EPC, 5), at(g.farm.gln())))
		for root, want := range map[string]string{
			g.melons.ID.String(): g.melons.EPC,
			g.melons.EPC:         g.melons.EPC,
			" " + g.melons.EPC:   g.melons.EPC,
			"https://brand.example/x/01/" + melon + "/10/M1?17=261231": g.melons.EPC,
			"/01/" + melon + "/10/M1":                                  g.melons.EPC,
			"01/" + melon[1:] + "/10/M1":                               g.melons.EPC, // GTIN-13
			"https://id.gs1.org/01/" + melon + "/10/M1/21/77":          g.melons.EPC, // a serial that no event names
			"urn:epc:class:lgtin:6901234.056789.M1":                    g.melons.EPC,
			box:                                                        box,
			strings.TrimPrefix(box, "https://id.gs1.org/00/"):          box,
		} {
			if w := h.walk(platform(), trace.WalkQuery{Root: root, Direction: trace.Back}); w.Root.Key != want {
				h.t.Errorf("%q is %q, want %q", root, w.Root.Key, want)
			}
		}
		for _, root := range []string{"", "x", "01/123", melon, "step 1", lot("NONE"), strings.Repeat("a:", 3000), "00000000-0000-7000-8000-000000000000"} {
			if _, err := h.trace.Walk(context.Background(), platform(), trace.WalkQuery{Root: root}); !errors.Is(err, model.TraceRootUnknown) {
				h.t.Errorf("%.40q: %v", root, err)
			}
		}
	})
}

// TestWalkExports checks that names which strangers chose stay text in every form.
func TestWalkExports(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		evil := `=HYPERLINK("http://x")"]; click n0 <script>` + "\\"
		if _, err := h.db.ExecContext(context.Background(), "UPDATE products SET name_zh = ? WHERE id = ?", evil, g.jam.ProductID); err != nil {
			h.t.Fatal(err)
		}
		w := h.walk(platform(), trace.WalkQuery{Root: g.cake.EPC, Direction: trace.Back})
		var table, dot, mermaid bytes.Buffer
		if err := errors.Join(w.WriteCSV(&table, model.ZH), w.WriteDOT(&dot, model.ZH), w.WriteMermaid(&mermaid, model.ZH)); err != nil {
			h.t.Fatal(err)
		}
		if !strings.HasSuffix(table.String(), "\r\n") {
			h.t.Error("the table's lines do not end in CRLF")
		}
		rows, err := csv.NewReader(&table).ReadAll()
		if err != nil || len(rows) != 4 {
			h.t.Fatalf("%d rows, %v", len(rows), err)
		}
		cell := func(row int, name string) string {
			for i, heading := range rows[0] {
				if heading == name {
					return rows[row][i]
				}
			}
			h.t.Fatalf("no column %s", name)
			return ""
		}
		if got := cell(2, "product"); got != "'"+evil {
			h.t.Errorf("product %q", got)
		}
		if got := cell(3, "path"); got != g.cake.EPC+" > "+g.jam.EPC+" > "+g.melons.EPC {
			h.t.Errorf("path %q", got)
		}
		if got := cell(3, "quantities"); got != "产出 100 千克; 在库 40 千克; 已投料 60 千克" {
			h.t.Errorf("quantities %q", got)
		}
		if got := cell(3, "holders"); !strings.HasPrefix(got, "farm, farm site, ") {
			h.t.Errorf("holders %q", got)
		}
		h.want("dot", strings.Split(strings.TrimSpace(dot.String()), "\n")[3:6],
			`  n0 [label="melon · C1"];`,
			`  n1 [label="=HYPERLINK(\"http://x\")\"]; click n0 <script>\\ · J1"];`,
			fmt.Sprintf(`  n1 -> n0 [tooltip="%s"];`, w.Branches[0].Rows[1].Link.EventID))
		h.want("mermaid", strings.Split(strings.TrimSpace(mermaid.String()), "\n"),
			"flowchart LR", `  n0["melon · C1"]`,
			`  n1["=HYPERLINK#40;#34;http://x#34;#41;#34;#93;#59; click n0 #60;script#62;#92; · J1"]`, "  n1 --> n0", `  n2["melon · M1"]`, "  n2 --> n1")
	})
}

func TestWalkExportOfLongChain(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", "653121")
		var events []event
		for i := range 60 {
			events = append(events, transformation(1+float64(i)/100, in(lot(fmt.Sprint("L", i)), 1), out(lot(fmt.Sprint("L", i+1)), 1)))
		}
		h.capture(farm, events...)
		var table bytes.Buffer
		w := h.walk(farm.Actor, trace.WalkQuery{Root: lot("L0"), Direction: trace.Forward})
		if err := w.WriteCSV(&table, model.EN); err != nil {
			h.t.Fatal(err)
		}
		if !strings.Contains(table.String(), "/10/L19 > … 21 … > https") {
			h.t.Error("the middle of a long way is not left out")
		}
	})
}

func TestReadingLists(t *testing.T) {
	each(t, func(h *house) {
		g := newGrocery(h)
		ctx := context.Background()
		stranger := h.company("far", "110101").Actor

		for name, test := range map[string]struct {
			a    model.Actor
			f    trace.EventFilter
			want int
		}{
			"all":                {platform(), trace.EventFilter{}, 6},
			"the farm's":         {g.farm.Actor, trace.EventFilter{}, 4}, // and that the jam arrived
			"the shop's":         {g.shop.Actor, trace.EventFilter{}, 1},
			"the stranger's":     {stranger, trace.EventFilter{}, 0},
			"about the jam":      {g.plant.Actor, trace.EventFilter{Batch: g.jam.ID}, 3},
			"about the cake":     {platform(), trace.EventFilter{Thing: g.cake.EPC}, 2},
			"about nothing":      {platform(), trace.EventFilter{Thing: lot("NONE")}, 0},
			"shipping":           {platform(), trace.EventFilter{BizStep: "https://ref.gs1.org/cbv/BizStep-shipping"}, 2},
			"in an hour":         {platform(), trace.EventFilter{From: hour(2), To: hour(4)}, 2},
			"of a county":        {inspector("653121"), trace.EventFilter{}, 4},
			"of another country": {inspector("110000"), trace.EventFilter{}, 0},
		} {
			seen, page := 0, model.Page{Limit: 2}
			last := model.Event{Seq: 1 << 62}
			for {
				rows, next, err := h.trace.Events(ctx, test.a, test.f, page)
				if err != nil {
					h.t.Fatal(err)
				}
				for _, e := range rows {
					if e.Seq >= last.Seq {
						h.t.Errorf("%s: not the last recorded first", name)
					}
					last = e
				}
				seen += len(rows)
				if page.After = next; next == "" {
					break
				}
			}
			if seen != test.want {
				h.t.Errorf("%s: %d events, want %d", name, seen, test.want)
			}
		}

		rows, _, err := h.trace.Events(ctx, g.farm.Actor, trace.EventFilter{}, model.Page{})
		if err != nil {
			h.t.Fatal(err)
		}
		body, err := h.trace.Event(ctx, g.farm.Actor, rows[0].EventID)
		var got map[string]any
		if err != nil || json.Unmarshal(body, &got) != nil || got["eventID"] != rows[0].EventID || got["recordTime"] != rows[0].Recorded.String() ||
			got["bizStep"] != "receiving" || got["@context"] == nil {
			h.t.Errorf("%v %s", err, body)
		}
		if _, err := h.trace.Event(ctx, stranger, rows[0].EventID); !errors.Is(err, model.NotFound) {
			h.t.Errorf("a stranger reads an event: %v", err)
		}

		var stock []string
		page := model.Page{Limit: 1}
		for _, first := range []bool{false, true} {
			for {
				rows, next, err := h.trace.Stock(ctx, g.farm.Actor, repository.StockFilter{ExpiryFirst: first}, page)
				if err != nil {
					h.t.Fatal(err)
				}
				for _, r := range rows {
					stock = append(stock, fmt.Sprint(r.Lot, " ", r.Balance.Account, " ", r.Balance.Amount, " ", r.Place.Name.EN))
				}
				if page.After = next; next == "" {
					break
				}
			}
		}
		h.want("stock of the farm", stock, "J1 on-hand 30 farm site", "M1 on-hand 40 farm site", "M1 on-hand 40 farm site", "J1 on-hand 30 farm site")
		for name, test := range map[string]struct {
			a    model.Actor
			f    repository.StockFilter
			want int
		}{
			"of a product":    {g.farm.Actor, repository.StockFilter{Product: g.jam.ProductID}, 1},
			"of another site": {g.farm.Actor, repository.StockFilter{Site: g.plant.site.ID}, 0},
			"of a region":     {inspector("310000"), repository.StockFilter{}, 2},
		} {
			if rows, _, err := h.trace.Stock(ctx, test.a, test.f, model.Page{}); err != nil || len(rows) != test.want {
				h.t.Errorf("stock %s: %d rows, %v", name, len(rows), err)
			}
		}

		for name, test := range map[string]struct {
			a    model.Actor
			want []string
		}{
			"maker":     {g.farm.Actor, []string{"produced farm -50", "on-hand farm 30", "on-hand plant 5", "consumed plant 15"}},
			"holder":    {g.plant.Actor, []string{"on-hand plant 5", "consumed plant 15"}},
			"inspector": {inspector("310101"), []string{"on-hand plant 5", "consumed plant 15"}}, // the farm is not in its region
		} {
			b, err := h.trace.BatchStock(ctx, test.a, g.jam.ID)
			if err != nil {
				h.t.Fatal(err)
			}
			var lines []string
			for _, s := range b.Thing.Stock {
				lines = append(lines, fmt.Sprint(s.Account, " ", b.Orgs[s.Org].Name.EN, " ", s.Amount))
			}
			slices.Sort(lines)
			slices.Sort(test.want)
			h.want("stock of the jam: "+name, lines, test.want...)
		}
		if _, err := h.trace.BatchStock(ctx, stranger, g.jam.ID); !errors.Is(err, model.NotFound) {
			h.t.Errorf("a stranger reads the stock of a batch: %v", err)
		}
		fresh := h.batch(g.farm, checked("0690123456792"), "N1", "KGM", model.BatchDraft)
		if b, err := h.trace.BatchStock(ctx, g.farm.Actor, fresh.ID); err != nil || len(b.Thing.Stock) != 0 {
			h.t.Errorf("stock of a fresh batch: %v %v", b.Thing, err)
		}
	})
}

func hour(n int) model.Instant {
	return model.InstantOf(time.Date(2026, 11, 22, n, 0, 0, 0, time.UTC))
}
