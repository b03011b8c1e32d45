package trace_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

var updateInterchange = flag.Bool("update-interchange", false, "rewrite the exports of testdata")

// goldenExport compares an export with the one kept in testdata.
func goldenExport(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updateInterchange {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; -update-interchange rewrites):\n%s", file, diff)
	}
}

// orchard is a chain with every critical tracking event: melons are harvested, cooled, packed and shipped on a pallet to a
// plant, which lands fish as well and makes a salad of both for a shop.
type orchard struct {
	*house
	farm, plant, shop            party
	field, crate, catch, salad   model.Batch
	pallet                       string
	harvested, packed, palletOut string
}

func note(name, value string) func(event) {
	return func(e event) {
		ilmd, _ := e["ilmd"].(map[string]any)
		if ilmd == nil {
			ilmd = map[string]any{}
			e["ilmd"] = ilmd
		}
		ilmd["cbvmda:"+name] = value
	}
}

func paper(kind, number string) func(event) {
	return add("bizTransactionList", map[string]any{"type": kind, "bizTransaction": number})
}

func seen(place string) func(event) {
	return func(e event) { e["readPoint"] = map[string]any{"id": place} }
}

func newOrchard(h *house) *orchard {
	o := &orchard{house: h, farm: h.company("farm", "653121"), plant: h.company("plant", "310101"), shop: h.company("shop", "440100"), pallet: sscc(7)}
	o.field = h.batch(o.farm, melon, "F1", "KGM", model.BatchActive)
	o.crate = h.batch(o.farm, checked("0690123456790"), "P1", "KGM", model.BatchActive)
	o.catch = h.batch(o.plant, checked("0690123456791"), "C1", "KGM", model.BatchActive)
	o.salad = h.batch(o.plant, checked("0690123456792"), "S1", "KGM", model.BatchActive)
	eid := func(n int) func(event) { return id(fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n)) }
	packing := func(e event) { e["bizStep"] = "packing" }
	h.capture(o.farm,
		object("ADD", "creating_class_instance", 1, of(o.field.EPC, 100), at(o.farm.gln()), seen(o.farm.gln()), eid(1),
			note("harvestStartDate", "2026-11-20"), note("growingArea", "plot 3") /* a spreadsheet must not run it */, note("varietyName", "=Hami"), paper("prodorder", "urn:epcglobal:cbv:bt:6901230000016:H-17")),
		object("OBSERVE", "https://farm.example/steps/cooling", 2, of(o.field.EPC, 100), seen(o.farm.gln()), eid(2)),
		transformation(3, in(o.field.EPC, 100), out(o.crate.EPC, 95.5), seen(o.farm.gln()), at(o.farm.gln()), packing, eid(3)),
		aggregation("ADD", "packing", 4, o.pallet, child(o.crate.EPC, 80), seen(o.farm.gln()), at(o.farm.gln()), eid(4)),
		object("OBSERVE", "shipping", 5, epcs(o.pallet), seen(o.farm.gln()), between(o.farm, o.plant), paper("desadv", "urn:epcglobal:cbv:bt:6901230000016:D-9"), eid(5)))
	h.capture(o.plant,
		object("OBSERVE", "receiving", 6, epcs(o.pallet), seen(o.plant.gln()), at(o.plant.gln()), between(o.farm, o.plant), paper("recadv", "https://plant.example/recadv/4"), eid(6)),
		aggregation("DELETE", "unpacking", 7, o.pallet, seen(o.plant.gln()), at(o.plant.gln()), eid(7)),
		object("ADD", "receiving", 8, of(o.catch.EPC, 10), seen(o.plant.gln()), at(o.plant.gln()), note("harvestStartDate", "2026-11-19"), eid(8)),
		transformation(9, in(o.crate.EPC, 20), in(o.catch.EPC, 5), out(o.salad.EPC, 24), seen(o.plant.gln()), at(o.plant.gln()), eid(9)),
		object("OBSERVE", "shipping", 10, of(o.salad.EPC, 24), seen(o.plant.gln()), between(o.plant, o.shop), eid(10)))
	h.capture(o.shop,
		object("OBSERVE", "receiving", 11, of(o.salad.EPC, 24), seen(o.shop.gln()), at(o.shop.gln()), eid(11)), // does not say from whom
		object("OBSERVE", "retail_selling", 12, of(o.salad.EPC, 20), seen(o.shop.gln()), eid(12)),
		object("DELETE", "destroying", 13, of(o.salad.EPC, 4), seen(o.shop.gln()), at(o.shop.gln()), eid(13)))
	return o
}

func (o *orchard) query() trace.WalkQuery { return trace.WalkQuery{Root: o.salad.EPC} }

func TestFSMA_workbook(t *testing.T) {
	each(t, func(h *house) {
		o := newOrchard(h)
		var book bytes.Buffer
		if err := h.trace.WriteFSMA(context.Background(), platform(), o.query(), model.EN, &book, nil); err != nil {
			h.t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(book.Bytes()))
		if err != nil {
			h.t.Fatal(err)
		}
		var dump strings.Builder
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				h.t.Fatal(err)
			}
			dump.WriteString("== " + sheet + "\n")
			for _, row := range rows {
				dump.WriteString(strings.Join(row, " | ") + "\n")
			}
		}
		goldenExport(h.t.(*testing.T), "fsma.txt", []byte(dump.String()))
		kind, err := f.GetCellType("Harvesting", "E2")
		if err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
			h.t.Errorf("a quantity is a cell of type %v, %v", kind, err)
		}
		if formula, _ := f.GetCellFormula("Harvesting", "C2"); formula != "" {
			h.t.Errorf("a variety became a formula: %s", formula)
		}
	})
}

func TestFSMA_table(t *testing.T) {
	each(t, func(h *house) {
		o := newOrchard(h)
		var table bytes.Buffer
		if err := h.trace.WriteFSMACSV(context.Background(), platform(), o.query(), model.EN, &table, nil); err != nil {
			h.t.Fatal(err)
		}
		goldenExport(h.t.(*testing.T), "fsma.csv", table.Bytes())
		rows, err := csv.NewReader(bytes.NewReader(table.Bytes())).ReadAll()
		if err != nil || len(rows) != 13 {
			h.t.Errorf("%d lines, %v", len(rows), err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					h.t.Errorf("a cell that a spreadsheet runs: %s", cell)
				}
			}
		}
	})
}

func TestNYT4712(t *testing.T) {
	each(t, func(h *house) {
		o := newOrchard(h)
		var text bytes.Buffer
		if err := h.trace.WriteNYT4712(context.Background(), platform(), o.query(), &text, nil); err != nil {
			h.t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(text.Bytes(), &doc); err != nil {
			h.t.Fatalf("%v: %s", err, text.Bytes())
		}
		made, _ := doc["生成时间"].(string)
		if at, err := time.Parse(time.RFC3339, made); err != nil || at.Sub(h.clock.Now()).Abs() > time.Minute {
			h.t.Errorf("made at %q", made)
		}
		delete(doc, "生成时间")
		pretty, err := json.MarshalIndent(doc, "", " ")
		if err != nil {
			h.t.Fatal(err)
		}
		goldenExport(h.t.(*testing.T), "nyt4712.json", append(pretty, '\n'))
		if note, _ := doc["说明"].(string); !strings.Contains(note, "未经标准原文核对") {
			h.t.Errorf("it does not say what it is: %q", note)
		}
	})
}

// An export holds what its actor may see, and nobody gets one of what he may not trace.
func TestInterchange_keeps_to_what_the_actor_may_see(t *testing.T) {
	each(t, func(h *house) {
		o := newOrchard(h)
		for _, export := range []struct {
			name  string
			write func(context.Context, model.Actor, trace.WalkQuery, io.Writer) error
		}{
			{"xlsx", func(ctx context.Context, a model.Actor, q trace.WalkQuery, w io.Writer) error {
				return h.trace.WriteFSMA(ctx, a, q, model.EN, w, nil)
			}},
			{"csv", func(ctx context.Context, a model.Actor, q trace.WalkQuery, w io.Writer) error {
				return h.trace.WriteFSMACSV(ctx, a, q, model.EN, w, nil)
			}},
			{"json", func(ctx context.Context, a model.Actor, q trace.WalkQuery, w io.Writer) error {
				return h.trace.WriteNYT4712(ctx, a, q, w, nil)
			}},
		} {
			for name, refusal := range map[string]struct {
				actor model.Actor
				root  string
				want  *model.Problem
			}{
				"the public":          {model.Actor{}, o.salad.EPC, model.Unauthenticated},
				"a company elsewhere": {h.company("far "+export.name, "110101").Actor, o.salad.EPC, model.TraceRootUnknown},
				"nothing":             {platform(), lot("NONE"), model.TraceRootUnknown},
			} {
				var out bytes.Buffer
				if err := export.write(context.Background(), refusal.actor, trace.WalkQuery{Root: refusal.root}, &out); !errors.Is(err, refusal.want) || out.Len() > 0 {
					h.t.Errorf("%s to %s: %v, %d bytes", export.name, name, err, out.Len())
				}
			}
			failing := &shortWriter{left: 10}
			if err := export.write(context.Background(), platform(), o.query(), failing); !errors.Is(err, io.ErrShortWrite) {
				h.t.Errorf("%s to a full disk: %v", export.name, err)
			}
		}
		var shop bytes.Buffer
		if err := h.trace.WriteFSMACSV(context.Background(), o.shop.Actor, o.query(), model.EN, &shop, nil); err != nil {
			h.t.Fatal(err)
		}
		if strings.Contains(shop.String(), "Harvesting") || strings.Contains(shop.String(), "farm") || !strings.Contains(shop.String(), "Receiving") {
			h.t.Errorf("the shop sees\n%s", shop.String())
		}
	})
}

type shortWriter struct{ left int }

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// crowded has a lot with n further events, put into the tables directly: capturing them would take longer than exporting.
func crowded(t testing.TB, n int) (*house, *orchard) {
	t.Helper()
	clock := repotest.NewClock()
	h := open(t, repotest.SQLite(t, clock), clock)
	o := newOrchard(h)
	base := h.rows("SELECT MAX(seq) FROM events WHERE biz_step = 'shipping'")[0]
	for table, key := range map[string]string{"events": "seq", "event_nodes": "event_seq", "event_orgs": "event_seq"} {
		var names, values []string
		for _, column := range h.rows("SELECT name FROM pragma_table_info('" + table + "')") {
			names = append(names, column)
			switch column {
			case key:
				values = append(values, key+" + 1000000 + i")
			case "event_id", "hash":
				values = append(values, column+" || i")
			default:
				values = append(values, column)
			}
		}
		if _, err := h.db.Exec(fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO %s (%s) SELECT %s FROM %s, n WHERE %s = %s",
			n, table, strings.Join(names, ", "), strings.Join(values, ", "), table, key, base)); err != nil {
			t.Fatal(err)
		}
	}
	return h, o
}

func TestInterchange_tells_its_progress(t *testing.T) {
	t.Parallel()
	h, o := crowded(t, 1200)
	var told []int
	var out bytes.Buffer
	err := h.trace.WriteFSMACSV(context.Background(), platform(), o.query(), model.EN, &out, func(done, total int) {
		if total != 1213 {
			t.Errorf("of %d", total)
		}
		told = append(told, done)
	})
	if err != nil || !slices.Equal(told, []int{0, 500, 1000, 1213}) {
		t.Errorf("%v, %v", told, err)
	}
	if lines := bytes.Count(out.Bytes(), []byte("\r\n")); lines != 1213 {
		t.Errorf("%d lines", lines)
	}
}

// BenchmarkInterchange exports a trace of a hundred thousand events.
func BenchmarkInterchange(b *testing.B) {
	const events = 99_000 // with those of the orchard below the bound of a trace
	h, o := crowded(b, events)
	for name, write := range map[string]func(w io.Writer) error{
		"xlsx": func(w io.Writer) error {
			return h.trace.WriteFSMA(context.Background(), platform(), o.query(), model.EN, w, nil)
		},
		"csv": func(w io.Writer) error {
			return h.trace.WriteFSMACSV(context.Background(), platform(), o.query(), model.EN, w, nil)
		},
		"nyt4712": func(w io.Writer) error {
			return h.trace.WriteNYT4712(context.Background(), platform(), o.query(), w, nil)
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*events/b.Elapsed().Seconds(), "events/s")
		})
	}
}
