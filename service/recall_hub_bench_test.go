package service_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// hubHolders is how many consignees the largest recall has that is measured; SUYUAN_BENCH_HOLDERS names another number.
const hubHolders = 100_000

// The limits of a recall of so many: how much longer one of ten times as many holders may take for each, and how much
// memory each may cost.
const (
	hubGrowth        = 2.0
	hubPreviewMemory = 4 << 10
	hubLaunchMemory  = 12 << 10
)

// hubFan is how many each supplies where goods go down in tiers: a hundred thousand stand in eleven.
const hubFan = 3

// hubShape is a way in which goods from one lot reach many.
type hubShape struct {
	name   string
	rows   []string // what records it, for the consignee c.x
	things func(n int) int
}

// BenchmarkRatioRecallHub measures preview and launch of recalls that reach a hundred thousand holders: consignees of one
// lot, tier after tier of one lot, lots made of lots, and places of firms outside. Each is measured at a tenth of the size
// as well: time and memory have to grow with the size and no faster.
func BenchmarkRatioRecallHub(b *testing.B) {
	n := hubHolders
	if text := os.Getenv("SUYUAN_BENCH_HOLDERS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("sqlite", func(b *testing.B) { measureHub(b, repotest.SQLite(b, repotest.NewClock()), n) })
	b.Run("mysql", func(b *testing.B) { measureHub(b, repotest.MySQL(b, repotest.NewClock()), n) })
}

func measureHub(b *testing.B, s *repository.Store, n int) {
	h := newChain(b, s)
	m := &melons{chain: h, farm: h.company("farm", urumqi), bureau: h.inspector("650000")}
	f := newFiller(b, s)
	f.fill(n, hubFirms)
	one := func(int) int { return 1 }
	for i, shape := range []hubShape{
		{"consignees of one lot", hubMoves("'{farm}'"), one},
		{"one lot in tiers of " + strconv.Itoa(hubFan), hubMoves("CASE WHEN c.x = 0 THEN '{farm}' ELSE " + above(hubFirm) + " END"), one},
		{"lots made of lots, " + strconv.Itoa(hubFan) + " of each", hubMakes(), func(n int) int { return n + 1 }},
		{"places outside", hubLeaves(), one},
	} {
		var small, large hubCost
		small = m.hub(f, shape, 2*i, n/10)
		large = m.hub(f, shape, 2*i+1, n)
		for _, c := range []struct {
			what         string
			small, large hubTook
			memory       uint64
		}{{"preview", small.preview, large.preview, hubPreviewMemory}, {"launch", small.launch, large.launch, hubLaunchMemory}} {
			growth := c.large.time.Seconds() / 10 / c.small.time.Seconds()
			each, word := c.large.bytes/uint64(n), "ok"
			if growth > hubGrowth || each > c.memory {
				word = "OVER"
			}
			fmt.Printf("ratio: recall %s of %d holders, %s, %s: %d ms = %.2fx of the time for each at a tenth of the size (limit %.0fx), "+
				"%d MB = %.1f kB each (limit %d kB) %s\n", c.what, n, shape.name, s.Engine(), c.large.time.Milliseconds(), growth, hubGrowth,
				c.large.bytes>>20, float64(each)/1024, c.memory>>10, word)
		}
	}
}

// hubTook is what one thing cost, hubCost what a recall did.
type hubTook struct {
	time  time.Duration
	bytes uint64
}
type hubCost struct{ preview, launch hubTook }

// hub records a shape around a lot of its own and recalls the lot.
func (m *melons) hub(f filler, shape hubShape, at, n int) (cost hubCost) {
	m.t.Helper()
	number := "H" + strconv.Itoa(at)
	lot := m.chain.lot(m.farm, melonGTIN, number, "2026-11-20")
	m.capture(m.farm, made(0, lot, float64(n), m.farm))
	var node int64
	if err := f.pool.QueryRowContext(m.t.Context(), "SELECT id FROM nodes WHERE epc = ?", lot).Scan(&node); err != nil {
		m.t.Fatal(err)
	}
	rows := make([]string, 0, len(shape.rows))
	for _, row := range shape.rows {
		rows = append(rows, strings.NewReplacer("{farm}", m.farm.Org.String(), "{lot}", strconv.FormatInt(node, 10), "{at}", strconv.Itoa(at)).Replace(row))
	}
	f.fill(n, rows)
	f.settle("organisations", "places", "events", "event_nodes", "event_orgs", "edges", "nodes", "postings", "balances")
	scope := model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLot{Goods: m.goods(m.farm, melonGTIN), Lot: number}}}
	for i := range 3 {
		used, took := peak(func() {
			c := m.preview(m.bureau, recall.Query{Scope: scope})
			if things := c.Things; things != shape.things(n) || c.Cut != repository.BoundNone {
				m.t.Fatalf("%d things, cut %q", things, c.Cut)
			}
		})
		if cost.preview.bytes = max(cost.preview.bytes, used); i == 0 || took < cost.preview.time {
			cost.preview.time = took
		}
	}
	order := m.order()
	order.Scope = scope
	var row model.Recall
	cost.launch.bytes, cost.launch.time = peak(func() {
		var err error
		if row, err = m.recall.Order(m.t.Context(), m.bureau, model.Idempotency{}, order); err != nil {
			m.t.Fatal(err)
		}
	})
	m.read(func(tx *repository.Tx) error {
		tasks, err := tx.Recall().TasksOf(row.ID)
		if len(tasks) < n {
			m.t.Fatalf("%d tasks of %d holders", len(tasks), n)
		}
		return err
	})
	return cost
}

// What the rows of a hub name: the firm c.x and its place, and the event, the lot and the place outside of c.x.
const (
	hubFirm    = "CONCAT('00000000-0000-7000-8000-', 100000000000 + c.x)"
	hubPlace   = "(c.x + 1) * 4096 + 5"
	hubOutside = "(c.x + 1) * 4096 + 6"
	hubEvent   = "({at} * 10000000 + c.x + 1) * 4096 + 7"
	hubLot     = "({at} * 10000000 + c.x + 1) * 4096 + 9"
	hubTime    = "1795330800000000 + c.x"
)

// above writes, for what is written of the firm c.x, the same of who supplies it in tiers.
func above(of string) string {
	return strings.ReplaceAll(of, "c.x", fmt.Sprintf("CAST((c.x - 1 - (c.x - 1) %% %d) / %d AS SIGNED)", hubFan, hubFan))
}

// hubEvents records an event of each firm that is seen by it.
func hubEvents(typ, step, place, org string) []string {
	return []string{
		"INSERT INTO events (seq, event_id, hash, hash_rules, declares, type, action, time, zone_offset, recorded, biz_step, disposition, read_point, " +
			"biz_location, org_id, actor, capture_id, retracted, context, body) SELECT " + hubEvent + ", CONCAT('urn:hub:{at}:', c.x), CONCAT('{at}:', c.x), '', 0, '" +
			typ + "', 'OBSERVE', " + hubTime + ", '+08:00', " + hubTime + ", '" + step + "', '', " + place + ", " + place + ", " + org + ", '', '', 0, '', x'7b7d' FROM {c}",
		"INSERT INTO event_orgs (event_seq, org_id, region, why) SELECT " + hubEvent + ", " + org + ", '650102', 'captured' FROM {c}",
	}
}

// hubBook books a kilogram from one account to another.
func hubBook(node, from, to string) []string {
	const posting = "INSERT INTO postings (id, event_seq, node_id, unit, account, org_id, place_id, container_id, for_account, amount) SELECT "
	return []string{
		posting + hubEvent + ", " + hubEvent + ", " + node + ", 'KGM', " + from + ", 0, '', -1000000 FROM {c}",
		posting + hubLot + ", " + hubEvent + ", " + node + ", 'KGM', " + to + ", 0, '', 1000000 FROM {c}",
		"INSERT INTO balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount) SELECT " + node + ", 'KGM', " + to +
			", 0, '', 1000000 FROM {c}",
	}
}

const hubNamed = "INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) SELECT " + hubEvent + ", "

// hubFirms are the consignees, with a place each, and as many places of nobody here.
var hubFirms = []string{
	"INSERT INTO organisations (id, kind, name_zh, name_ug, name_en, registration, uscc, foreign_id, country, region, gln, phone, address, state, version, " +
		"created_at) SELECT " + hubFirm + ", 'producer', '', '', CONCAT('firm ', c.x), CONCAT('XX:hub', c.x), '', CONCAT('hub', c.x), 'XX', '650102', '', '', '', " +
		"'active', 1, 1 FROM {c}",
	"INSERT INTO places (id, uri, site_id, org_id) SELECT " + hubPlace + ", CONCAT('https://id.gs1.org/414/', 7000000000000 + c.x), '', " + hubFirm + " FROM {c}",
	"INSERT INTO places (id, uri, site_id, org_id) SELECT " + hubOutside + ", CONCAT('https://id.gs1.org/414/', 8000000000000 + c.x), '', '' FROM {c}",
}

// hubMoves brings each firm a part of the lot from who supplies it.
func hubMoves(supplier string) []string {
	return slices.Concat(hubEvents("ObjectEvent", "receiving", hubPlace, hubFirm), []string{
		hubNamed + "0, {lot}, 'epc', 1000000, 'KGM', 1 FROM {c}",
		"INSERT INTO event_orgs (event_seq, org_id, region, why) SELECT " + hubEvent + ", " + supplier + ", '650102', 'party' FROM {c}",
	}, hubBook("{lot}", "'on-hand', "+supplier+", 0", "'on-hand', "+hubFirm+", "+hubPlace))
}

// hubLeaves sends parts of the lot to places of nobody here.
func hubLeaves() []string {
	return slices.Concat(hubEvents("ObjectEvent", "shipping", hubPlace, "'{farm}'"), []string{hubNamed + "0, {lot}, 'epc', 1000000, 'KGM', 1 FROM {c}"},
		hubBook("{lot}", "'on-hand', '{farm}', 0", "'in-transit', '{farm}', "+hubOutside))
}

// hubMakes has each firm make a lot of the one above it.
func hubMakes() []string {
	const edge = "INSERT INTO edges (src, dst, id, kind, event_seq, from_time, to_time, known_from, known_to, quantity, unit, measured) SELECT "
	parent := "CASE WHEN c.x = 0 THEN {lot} ELSE " + above(hubLot) + " END"
	return slices.Concat(
		[]string{"INSERT INTO nodes (id, epc, level, batch_id) SELECT " + hubLot + ", CONCAT('https://id.gs1.org/01/" + juiceGTIN + "/10/H{at}-', c.x), 'lot', '' FROM {c}"},
		hubEvents("TransformationEvent", "commissioning", hubPlace, hubFirm),
		[]string{
			hubNamed + "0, " + parent + ", 'input', 1000000, 'KGM', 1 FROM {c}",
			hubNamed + "1, " + hubLot + ", 'output', 1000000, 'KGM', 1 FROM {c}",
			edge + parent + ", " + hubLot + ", " + hubLot + ", 'transform', " + hubEvent + ", " + hubTime + ", " + hubTime + ", 1, " +
				strconv.FormatInt(int64(model.Forever), 10) + ", 1000000, 'KGM', 1 FROM {c}",
		},
		hubBook(hubLot, "'produced', "+hubFirm+", 0", "'on-hand', "+hubFirm+", "+hubPlace))
}
