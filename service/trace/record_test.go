package trace_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"suyuan/model"
	"suyuan/service/trace"
)

const (
	shang = model.Region("310000") // 上海
	xin   = model.Region("650100") // 乌鲁木齐
)

func TestRecord_a_shipment_captured_before_its_harvest_balances_afterwards(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		harvest := object("ADD", "commissioning", 1, of(lot("L1"), 10), at(farm.gln()))
		ship := object("OBSERVE", "shipping", 2, of(lot("L1"), 10), at(farm.gln()), between(farm, shop))
		receive := object("OBSERVE", "receiving", 3, of(lot("L1"), 10), at(shop.gln()), between(farm, shop))
		h.capture(shop, receive)
		h.want("after receiving", h.stock(lot("L1")), "on-hand shop 10 KGM", "unaccounted in-transit shop -10 KGM")
		h.want("findings", h.findings(), "mass-balance 01/06901234567892/10/L1 open shop")
		h.capture(farm, ship)
		h.want("after shipping", h.stock(lot("L1")), "on-hand shop 10 KGM", "unaccounted on-hand farm -10 KGM")
		h.capture(farm, harvest)
		h.want("after harvest", h.stock(lot("L1")), "on-hand shop 10 KGM", "produced farm -10 KGM")
		h.want("findings", h.findings(), "mass-balance 01/06901234567892/10/L1 resolved farm", "mass-balance 01/06901234567892/10/L1 resolved shop")
	})
}

func TestRecord_the_order_of_capture_does_not_matter(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		a, b := lot("A"), lot("B")
		events := []struct {
			by party
			is event
		}{
			{farm, object("ADD", "commissioning", 1, of(a, 100), at(farm.gln()))},
			{farm, transformation(2, in(a, 60), out(b, 50), at(farm.gln()))},
			{farm, object("OBSERVE", "shipping", 3, of(a, 30), of(b, 40), at(farm.gln()), between(farm, shop))},
			{shop, object("OBSERVE", "receiving", 4, of(a, 30), of(b, 38), at(shop.gln()), between(farm, shop))},
			{shop, object("OBSERVE", "retail_selling", 5, of(b, 20), at(shop.gln()), disposed("retail_sold"))},
			{shop, object("OBSERVE", "receiving", 6, of(b, 3), at(shop.gln()), disposed("returned"))},
			{farm, object("DELETE", "destroying", 7, of(a, 3), at(farm.gln()), disposed("destroyed"))},
		}
		// The lot names of each order are its own, so that all orders share one house.
		for n := range 12 {
			order := rand.New(rand.NewPCG(uint64(n), 7)).Perm(len(events))
			if n == 0 {
				order = []int{0, 1, 2, 3, 4, 5, 6}
			}
			name := fmt.Sprintf("N%d", n)
			for _, i := range order {
				body := strings.NewReplacer(a, a+name, b, b+name).Replace(string(document(events[i].is)))
				if job := h.document(events[i].by, "", []byte(body)); job.State != model.CaptureSuccess {
					h.t.Fatalf("order %v: %s", order, job.Errors)
				}
			}
			h.want(fmt.Sprint(order, " lot A"), h.stock(a+name),
				"consumed farm 60 KGM", "destroyed farm 3 KGM", "on-hand farm 7 KGM", "on-hand shop 30 KGM", "produced farm -100 KGM")
			h.want(fmt.Sprint(order, " lot B"), h.stock(b+name),
				"in-transit shop 2 KGM", "on-hand farm 10 KGM", "on-hand shop 18 KGM", "produced farm -50 KGM", "returned shop 3 KGM", "sold shop 17 KGM")
		}
		if n := h.count("findings", "kind = 'mass-balance' AND resolved_at = 0"); n != 0 {
			h.t.Errorf("%d findings stay open", n)
		}
	})
}

func TestRecord_what_was_sent_to_nobody_in_particular_arrives(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {0, 2, 1}} {
			name := lot(fmt.Sprintf("L%d%d", order[0], order[1]))
			events := []event{
				object("ADD", "commissioning", 1, of(name, 5), at(farm.gln())),
				object("OBSERVE", "shipping", 2, of(name, 5), at(farm.gln())),
				object("OBSERVE", "receiving", 3, of(name, 5), at(shop.gln())),
			}
			by := []party{farm, farm, shop}
			for _, i := range order {
				h.capture(by[i], events[i])
			}
			h.want(fmt.Sprint(order), h.stock(name), "on-hand shop 5 KGM", "produced farm -5 KGM")
		}
	})
}

func TestRecord_units(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		h.batch(farm, melon, "KG", "KGM", model.BatchActive)
		gram := func(class string, amount float64, uom string) func(event) {
			return add("quantityList", quantity(class, amount, uom))
		}
		h.capture(farm, object("ADD", "commissioning", 1, gram(lot("KG"), 2.5, "TNE"), at(farm.gln())))
		h.capture(farm, object("DELETE", "destroying", 2, gram(lot("KG"), 500, "GRM"), at(farm.gln())))
		h.want("in the lot's own unit", h.stock(lot("KG")), "destroyed farm 0.5 KGM", "on-hand farm 2499.5 KGM", "produced farm -2500 KGM")

		h.capture(farm, object("DELETE", "destroying", 3, gram(lot("KG"), 3, "XBX"), at(farm.gln())))
		h.capture(farm, object("DELETE", "destroying", 4, gram(lot("KG"), 3, ""), at(farm.gln())))
		h.capture(farm, object("DELETE", "destroying", 5, gram(lot("KG"), 1, "ONZ"), at(farm.gln()))) // not exact in six decimals
		h.want("what cannot be converted moves nothing", h.stock(lot("KG")), "destroyed farm 0.5 KGM", "on-hand farm 2499.5 KGM", "produced farm -2500 KGM")
		h.want("findings", h.findings(), slices.Repeat([]string{"unit-mismatch 01/06901234567892/10/KG open farm"}, 3)...)
		h.want("the literals of such events stay in the index as not measured",
			h.rows("SELECT n.measured, n.quantity FROM event_nodes n JOIN events e ON e.seq = n.event_seq ORDER BY e.time, n.line"),
			"1 2500000000", "1 500000", "0 0", "0 0", "0 0")

		h.capture(farm, object("ADD", "commissioning", 1, gram(lot("PC"), 12, ""), gram(lot("DZ"), 2, "DZN"), gram(lot("EA"), 12, "EA"), at(farm.gln())))
		h.want("a lot that nobody registered has the unit it came with", slices.Concat(h.stock(lot("PC")), h.stock(lot("DZ")), h.stock(lot("EA"))),
			"on-hand farm 12", "produced farm -12", "on-hand farm 2 DZN", "produced farm -2 DZN", "on-hand farm 12", "produced farm -12")
	})
}

func TestRecord_quantities_that_no_ledger_holds(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		raw := func(literal string) string {
			return strings.Replace(text(object("ADD", "commissioning", 1, of(lot("L1"), 77), at(farm.gln()), id("urn:uuid:"+literal))), ":77,", ":"+literal+",", 1)
		}
		literals := []string{"0", "-3", "1e30", "0.0000001", "1000000000.000001"}
		for _, l := range literals {
			if job := h.document(farm, "", frame(raw(l))); job.Accepted != 1 {
				h.t.Errorf("%s: %s", l, job.Errors)
			}
		}
		h.want("stock", h.stock(lot("L1")))
		h.want("findings", h.findings(), slices.Repeat([]string{"quantity-range 01/06901234567892/10/L1 open farm"}, len(literals))...)

		var events []string
		for i := range 1100 { // each amount is allowed; their sum is not
			events = append(events, text(object("ADD", "commissioning", float64(i)/1000, of(lot("L2"), 1e9), at(farm.gln()))))
		}
		if job := h.document(farm, "", frame(events...)); job.Accepted != len(events) {
			h.t.Fatalf("%s %s", job.State, job.Errors)
		}
		if n := h.count("findings", "kind = 'quantity-range'"); n != len(literals)+100 {
			h.t.Errorf("%d findings", n)
		}
	})
}

// A document may say what it likes of another company's shelves: it is kept, found, and moves nothing.
func TestRecord_nobody_moves_another_companys_stock(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		l := lot("L")
		h.capture(farm, object("ADD", "commissioning", 1, of(l, 10), at(farm.gln())))
		for i, e := range []event{
			object("DELETE", "retail_selling", 2, of(l, 4), at(farm.gln())),
			object("OBSERVE", "shipping", 3, of(l, 4), at(other.gln()), between(farm, other)),
			object("OBSERVE", "receiving", 4, of(l, 4), at(farm.gln()), between(other, farm)),
			object("ADD", "commissioning", 5, of(l, 4), at(farm.gln())),
		} {
			h.capture(other, e)
			h.want(fmt.Sprint("stock after event ", i), h.stock(l), "on-hand farm 10 KGM", "produced farm -10 KGM")
		}
		if n := h.count("findings", "kind = 'not-held'"); n < 4 {
			h.t.Errorf("%d findings of strangers", n)
		}
	})
}

// Nor what lies packed in another company's container, nor what is on its way to somebody else.
func TestRecord_nobody_moves_another_companys_pallet(t *testing.T) {
	each(t, func(h *house) {
		farm, shop, other := h.company("farm", xin), h.company("shop", shang), h.company("other", shang)
		l, p := lot("L"), sscc(1)
		h.capture(farm, object("ADD", "commissioning", 1, of(l, 10), at(farm.gln())))
		h.capture(farm, aggregation("ADD", "packing", 1.1, p, child(l, 8), at(farm.gln())))
		packed := h.stock(l)
		h.capture(other, object("DELETE", "destroying", 1.2, epcs(p), at(other.gln())))
		h.capture(other, aggregation("DELETE", "unpacking", 1.3, p, child(l, 3), at(other.gln())))
		farms := slices.DeleteFunc(h.stock(l), func(line string) bool { return !strings.Contains(line, " farm ") })
		h.want("the farm's pallet", farms, packed...)

		m := lot("M")
		h.capture(farm, object("ADD", "commissioning", 2, of(m, 10), at(farm.gln())))
		h.capture(farm, object("OBSERVE", "shipping", 2.1, of(m, 10), at(farm.gln()), between(farm, shop)))
		h.capture(other, object("OBSERVE", "receiving", 2.2, of(m, 10), at(other.gln()), between(shop, other)))
		h.capture(shop, object("OBSERVE", "receiving", 2.3, of(m, 10), at(shop.gln()), between(farm, shop)))
		if got := h.stock(m); !slices.Contains(got, "on-hand shop 10 KGM") {
			h.t.Errorf("what the shop was sent is not the shop's: %q", got)
		}
	})
}

func TestRecord_a_class_has_no_ledger(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		class := "https://id.gs1.org/01/" + melon
		h.capture(farm, object("ADD", "commissioning", 1, of(class, 10), epcs(class+"/21/S1"), at(farm.gln())))
		h.want("levels", h.rows("SELECT level, epc FROM nodes ORDER BY level"), "class "+class, "instance "+class+"/21/S1")
		if n := h.count("postings", "1 = 1"); n != 0 {
			h.t.Errorf("%d postings", n)
		}
	})
}

// pallet is the life of one pallet: harvest, pack two lots, ship, receive, unpack.
func pallet(farm, shop party, name string, hour float64) []event {
	a, b, p := lot(name+"A"), lot(name+"B"), sscc(1)
	return []event{
		object("ADD", "commissioning", hour, of(a, 10), of(b, 6), at(farm.gln())),
		aggregation("ADD", "packing", hour+0.1, p, child(a, 8), child(b, 6), at(farm.gln())),
		object("OBSERVE", "shipping", hour+0.2, epcs(p), at(farm.gln()), between(farm, shop)),
		object("OBSERVE", "receiving", hour+0.3, epcs(p), at(shop.gln()), between(farm, shop)),
		aggregation("DELETE", "unpacking", hour+0.4, p, at(shop.gln())),
	}
}

func TestRecord_a_pallet_takes_its_contents_along(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		p := strings.TrimPrefix(sscc(1), "")
		after := [][]string{
			{"on-hand farm 10 KGM", "produced farm -10 KGM"},
			{"on-hand farm 2 KGM", "on-hand farm " + p + " 8 KGM", "produced farm -10 KGM"},
			{"in-transit shop " + p + " 8 KGM", "on-hand farm 2 KGM", "produced farm -10 KGM"},
			{"on-hand farm 2 KGM", "on-hand shop " + p + " 8 KGM", "produced farm -10 KGM"},
			{"on-hand farm 2 KGM", "on-hand shop 8 KGM", "produced farm -10 KGM"},
		}
		for i, e := range pallet(farm, shop, "L", 1) {
			by := farm
			if i > 2 {
				by = shop
			}
			h.capture(by, e)
			h.want(fmt.Sprint("after step ", i), h.stock(lot("LA")), after[i]...)
		}
		h.want("contents", h.contents(sscc(1)), "01/06901234567892/10/LA 1.1 1.4", "01/06901234567892/10/LB 1.1 1.4")

		// The pallet is used again, and what each company did with it stands in one document.
		again := pallet(shop, farm, "M", 3)
		h.capture(shop, again[:3]...)
		h.capture(farm, again[3:]...)
		h.want("second life", h.stock(lot("MA")), "on-hand farm 8 KGM", "on-hand shop 2 KGM", "produced shop -10 KGM")
		h.want("second life, whole lot", h.stock(lot("MB")), "on-hand farm 6 KGM", "produced shop -6 KGM")
		h.want("first life stays", h.stock(lot("LA")), after[4]...)
		h.want("contents", h.contents(sscc(1)), "01/06901234567892/10/LA 1.1 1.4", "01/06901234567892/10/LB 1.1 1.4",
			"01/06901234567892/10/MA 3.1 3.4", "01/06901234567892/10/MB 3.1 3.4")
		h.want("findings", h.findings())
	})
}

func TestRecord_cases_on_a_pallet(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		l, serial, box, top := lot("L"), "https://id.gs1.org/01/"+melon+"/21/S1", sscc(2), sscc(3)
		h.capture(farm,
			object("ADD", "commissioning", 1, of(l, 10), epcs(serial), at(farm.gln())),
			aggregation("ADD", "packing", 2, box, child(l, 10), children(serial), at(farm.gln())),
			aggregation("ADD", "packing", 3, top, children(box), at(farm.gln())),
			object("OBSERVE", "shipping", 4, epcs(top), at(farm.gln()), between(farm, shop)))
		h.want("in transit", h.stock(l), "in-transit shop "+box+" 10 KGM", "produced farm -10 KGM")
		h.capture(shop,
			aggregation("OBSERVE", "receiving", 5, top, children(box), at(shop.gln()), between(farm, shop)),
			aggregation("DELETE", "unpacking", 5.5, box, children(serial), at(shop.gln())))
		h.want("the case still holds the lot", h.stock(l), "on-hand shop "+box+" 10 KGM", "produced farm -10 KGM")
		h.capture(shop, aggregation("DELETE", "unpacking", 6, box, child(l, 4), at(shop.gln())))
		h.want("partly unpacked", h.stock(l), "on-hand shop 4 KGM", "on-hand shop "+box+" 6 KGM", "produced farm -10 KGM")
		h.want("contents", h.contents(box), "01/06901234567892/10/L 2 open", "01/06901234567892/21/S1 2 5.5")

		// A late report: the case had been put onto another pallet at five past three.
		h.capture(farm, aggregation("ADD", "packing", 3.5, sscc(4), children(box), at(farm.gln())))
		h.want("it left the first pallet", h.contents(top), strings.TrimPrefix(box, "https://id.gs1.org/")+" 3 3.5", strings.TrimPrefix(box, "https://id.gs1.org/")+" 5 open")
	})
}

func TestRecord_a_correction_of_where_a_case_was_packed_puts_it_back(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		box, first, second := sscc(2), sscc(3), sscc(4)
		inside := strings.TrimPrefix(box, "https://id.gs1.org/")
		wrong := aggregation("ADD", "packing", 3, second, children(box), at(farm.gln()), id("urn:uuid:00000000-0000-4000-8000-000000000001"))
		h.capture(farm, aggregation("ADD", "packing", 2, first, children(box), at(farm.gln())), wrong)
		h.want("first", h.contents(first), inside+" 2 3")
		h.want("second", h.contents(second), inside+" 3 open")
		h.capture(farm, wrong.with(declared))
		h.want("first", h.contents(first), inside+" 2 open")
		h.want("second", h.contents(second))
		// The second pallet is unpacked and the first's stay has ended; then it turns out that it was moved on earlier.
		h.capture(farm, aggregation("DELETE", "unpacking", 6, first, children(box), at(farm.gln())))
		h.capture(farm, aggregation("ADD", "packing", 4, second, children(box), at(farm.gln())))
		h.want("first", h.contents(first), inside+" 2 4")
		h.want("what was known before stays on record", h.rows("SELECT COUNT(*) FROM edges WHERE kind = 'contain' AND known_to <> 9223372036854775807"), "4")
	})
}

func TestRecord_an_error_declaration_takes_back_what_the_event_did(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		a, b := lot("A"), lot("B")
		h.capture(farm, object("ADD", "commissioning", 1, of(a, 10), at(farm.gln())))
		wrong := transformation(2, in(a, 4), out(b, 3), at(farm.gln()), id("urn:uuid:00000000-0000-4000-8000-000000000001"))
		h.capture(farm, wrong)
		h.want("before", h.stock(a), "consumed farm 4 KGM", "on-hand farm 6 KGM", "produced farm -10 KGM")

		h.capture(other, wrong.with(declared)) // speaks of an event of its own that it never recorded
		h.want("unchanged by somebody else", h.stock(b), "on-hand farm 3 KGM", "produced farm -3 KGM")

		h.capture(farm, wrong.with(declared))
		h.want("input is back", h.stock(a), "on-hand farm 10 KGM", "produced farm -10 KGM")
		h.want("output never was", h.stock(b))
		h.want("both are on record", h.rows("SELECT declares, CASE WHEN retracted = 0 THEN 'stands' ELSE 'withdrawn' END FROM events WHERE event_id = 'urn:uuid:00000000-0000-4000-8000-000000000001' AND org_id = '"+farm.Org.String()+"' ORDER BY declares"),
			"0 withdrawn", "1 withdrawn")
		if n := h.count("edges", "known_to = 9223372036854775807"); n != 0 {
			h.t.Errorf("%d edges stand", n)
		}
		if n := h.count("edges", "known_to < 9223372036854775807"); n != 1 {
			h.t.Errorf("%d edges are remembered, want 1", n)
		}
		if job := h.document(farm, "", document(wrong.with(declared))); job.Duplicates != 1 || job.Accepted != 0 {
			h.t.Errorf("declared twice: %+v", job)
		}
		h.capture(farm, wrong.with(id("urn:uuid:00000000-0000-4000-8000-000000000002"))) // the corrective event may say the same
		h.want("corrected", h.stock(b), "on-hand farm 3 KGM", "produced farm -3 KGM")
	})
}

func TestRecord_a_withdrawn_harvest_leaves_a_shortfall(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		harvest := object("ADD", "commissioning", 1, of(lot("L"), 10), at(farm.gln()), id("urn:uuid:00000000-0000-4000-8000-000000000001"))
		h.capture(farm, harvest, object("DELETE", "destroying", 2, of(lot("L"), 4), at(farm.gln())))
		h.capture(farm, harvest.with(declared))
		h.want("stock", h.stock(lot("L")), "destroyed farm 4 KGM", "unaccounted on-hand farm -4 KGM")
		h.want("findings", h.findings(), "mass-balance 01/06901234567892/10/L open farm")
		h.capture(farm, harvest.with(id("urn:uuid:00000000-0000-4000-8000-000000000002")))
		h.want("recorded again", h.stock(lot("L")), "destroyed farm 4 KGM", "on-hand farm 6 KGM", "produced farm -10 KGM")
		h.want("findings", h.findings(), "mass-balance 01/06901234567892/10/L resolved farm")
	})
}

func TestRecord_declaration_and_original_come_in_any_order(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		harvest := func(n int) event {
			return object("ADD", "commissioning", 1, of(lot("L"), float64(n)), at(farm.gln()), id(fmt.Sprint("urn:uuid:00000000-0000-4000-8000-00000000000", n)))
		}
		h.capture(farm, harvest(1), harvest(1).with(declared))
		h.capture(farm, harvest(2).with(declared), harvest(2))
		h.capture(farm, harvest(3).with(declared))
		h.capture(farm, harvest(3))
		h.want("nothing stands", h.stock(lot("L")))
		if n := h.count("events", "retracted = 0"); n != 0 {
			h.t.Errorf("%d of 6 events stand", n)
		}
		// What somebody else declares about an event that is not here yet does not touch it.
		h.capture(other, harvest(4).with(declared))
		h.capture(farm, harvest(4))
		h.want("stands", h.stock(lot("L")), "on-hand farm 4 KGM", "produced farm -4 KGM")
	})
}

func TestRecord_transformations(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		edges := func() []string {
			return h.rows("SELECT s.epc, '>', d.epc, CAST(e.quantity AS CHAR) FROM edges e JOIN nodes s ON s.id = e.src JOIN nodes d ON d.id = e.dst WHERE e.kind = 'transform' ORDER BY s.epc, d.epc")
		}
		h.capture(farm, transformation(1, in("urn:x:a", 4), in("urn:x:b", 5), out("urn:x:c", 9), at(farm.gln())))
		h.want("many to one: direct, with the inputs' quantities", edges(), "urn:x:a > urn:x:c 4000000", "urn:x:b > urn:x:c 5000000")
		h.capture(farm, transformation(2, in("urn:x:c", 9), out("urn:x:d", 4), out("urn:x:e", 5), at(farm.gln())))
		h.want("one to many", edges()[2:], "urn:x:c > urn:x:d 4000000", "urn:x:c > urn:x:e 5000000")

		var many []func(event)
		for i := range 30 {
			many = append(many, in(fmt.Sprint("urn:x:in", i), 1), out(fmt.Sprint("urn:x:out", i), 1))
		}
		h.capture(farm, transformation(3, many...))
		if n := h.count("edges", "kind = 'transform'"); n != 4+60 {
			h.t.Errorf("%d edges for 30 inputs and 30 outputs, want their sum", n-4)
		}
		if n := h.count("nodes", "level = 'step'"); n != 1 {
			h.t.Errorf("%d step nodes", n)
		}

		run := func(e event) { e["transformationID"] = "urn:x:run7" }
		h.capture(farm, transformation(4, in("urn:x:p", 1), run))
		h.capture(farm, transformation(5, in("urn:x:q", 2), run), transformation(6, out("urn:x:r", 3), run))
		h.want("partial events meet in one step", h.rows("SELECT s.epc, '>', d.epc FROM edges e JOIN nodes s ON s.id = e.src JOIN nodes d ON d.id = e.dst "+
			"WHERE s.epc = 'step urn:x:run7' OR d.epc = 'step urn:x:run7' ORDER BY s.epc"),
			"step urn:x:run7 > urn:x:r", "urn:x:p > step urn:x:run7", "urn:x:q > step urn:x:run7")
		h.want("quantities", h.stock("urn:x:q"), "consumed farm 2 KGM", "unaccounted on-hand farm -2 KGM")
	})
}

func TestRecord_who_may_see_an_event(t *testing.T) {
	each(t, func(h *house) {
		farm, carrier, shop, outsider := h.company("farm", xin), h.company("carrier", "440100"), h.company("shop", shang), h.company("outsider", "110000")
		seen := func(step string) []string {
			return h.rows("SELECT o.name_en, eo.region, eo.why FROM event_orgs eo JOIN organisations o ON o.id = eo.org_id JOIN events e ON e.seq = eo.event_seq "+
				"WHERE e.biz_step = ? ORDER BY o.name_en", step)
		}
		l := lot("L")
		h.capture(farm, object("ADD", "commissioning", 1, of(l, 10), at(farm.gln())))
		h.want("commissioned", seen("commissioning"), "farm 650100 captured")
		h.capture(carrier, object("OBSERVE", "shipping", 2, of(l, 10), at(farm.gln()), from("owning_party", farm.pgln()), to("possessing_party", shop.pgln())))
		h.want("by PGLN", seen("shipping"), "carrier 440100 captured", "farm 650100 place", "shop 310000 party")
		h.capture(carrier, object("OBSERVE", "departing", 2.5, of(l, 10), to("location", shop.gln())))
		h.want("by GLN of a place", seen("departing"), "carrier 440100 captured", "shop 310000 party")
		h.capture(shop, object("OBSERVE", "receiving", 3, of(l, 10), at(shop.gln())))
		h.want("whoever shipped it sees that it arrived", seen("receiving"), "carrier 440100 shipper", "shop 310000 captured")
		h.capture(outsider, object("OBSERVE", "inspecting", 4, of(l, 10), func(e event) { e["readPoint"] = map[string]any{"id": shop.gln() + "/254/door1"} }))
		h.want("a door of the place", seen("inspecting"), "outsider 110000 captured", "shop 310000 place")
		h.want("the place of the door is the site", h.rows("SELECT p.uri FROM events e JOIN places p ON p.id = e.read_point WHERE e.biz_step = 'inspecting'"), shop.gln()+"/254/door1")
	})
}

func TestRecord_findings(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		h.batch(farm, melon, "HELD", "KGM", model.BatchHeld)
		l := lot("L")
		late := object("OBSERVE", "storing", -65, of(lot("LATE"), 1))
		h.capture(farm, late, object("OBSERVE", "storing", -63, of(lot("INTIME"), 1)))
		h.want("late", h.findings(), "late-event - open farm")
		h.capture(farm, object("OBSERVE", "storing", 8.2, of(lot("FUTURE"), 1)), object("OBSERVE", "storing", 8.05, of(lot("SKEW"), 1)))
		h.want("future", h.findings()[:1], "future-event - open farm")
		h.capture(farm, object("ADD", "commissioning", 1, of(l, 10), at(farm.gln())))
		h.capture(other, object("OBSERVE", "storing", 2, of(l, 1)), object("OBSERVE", "storing", 3, of(l, 1)))
		h.want("recorded by a stranger, once", h.findings()[2:], "not-held 01/06901234567892/10/L open other")
		h.capture(farm, object("ADD", "commissioning", 1, of(lot("HELD"), 10), at(farm.gln())))
		h.capture(farm, object("OBSERVE", "shipping", 4, of(lot("HELD"), 5), at(farm.gln()), between(farm, other)))
		h.want("moved while held", h.findings()[2:3], "moved-while-blocked 01/06901234567892/10/HELD open farm")
		h.want("and the quantities follow what happened", h.stock(lot("HELD")), "in-transit other 5 KGM", "on-hand farm 5 KGM", "produced farm -10 KGM")
		h.capture(farm, aggregation("ADD", "packing", 5, sscc(9), child(lot("HELD"), 5), at(farm.gln())))
		before := h.count("findings", "kind = 'moved-while-blocked'")
		h.capture(farm, object("OBSERVE", "shipping", 6, epcs(sscc(9)), at(farm.gln()), between(farm, other)))
		if got := h.count("findings", "kind = 'moved-while-blocked'"); got != before+1 {
			h.t.Errorf("a held lot in a pallet: %d findings, want one more than %d", got, before)
		}
		h.capture(farm, aggregation("ADD", "packing", 6.5, sscc(8), child(lot("HELD"), 1), at(farm.gln())),
			object("OBSERVE", "shipping", 7, epcs(sscc(8)), at(farm.gln()), between(farm, other)))
		if got := h.count("findings", "kind = 'moved-while-blocked'"); got != before+3 {
			h.t.Errorf("packed and shipped in one document: %d findings, want three more than %d", got, before)
		}
	})
}

func TestRecord_drafts_wake_when_they_come_into_being(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		made, baked := h.batch(farm, melon, "MADE", "KGM", model.BatchDraft), h.batch(farm, "06901234000009", "BAKED", "KGM", model.BatchDraft)
		h.capture(farm, object("ADD", "commissioning", 1, of(made.EPC, 10), at(farm.gln())), transformation(2, in(made.EPC, 10), out(baked.EPC, 8), at(farm.gln())))
		h.want("states", h.rows("SELECT lot, state, version FROM batches ORDER BY lot"), "BAKED active 2", "MADE active 2")
	})
}

func TestRecord_every_spelling_of_an_identifier_is_one_thing(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		h.capture(farm, object("ADD", "commissioning", 1, of("https://id.gs1.org/01/06901234567892/10/L%2F1", 10), at(farm.gln())))
		h.capture(farm, object("DELETE", "destroying", 2, of("urn:epc:class:lgtin:6901234.056789.L%2F1", 3), at(farm.gln())))
		h.capture(farm, object("DELETE", "destroying", 3, of("https://trace.example.com/01/06901234567892/10/L%2F1?17=301231", 3), at(farm.gln())))
		h.want("stock", h.stock("https://id.gs1.org/01/06901234567892/10/L%2F1"), "destroyed farm 6 KGM", "on-hand farm 4 KGM", "produced farm -10 KGM")
		if n := h.count("nodes", "1 = 1"); n != 1 {
			h.t.Errorf("%d nodes", n)
		}
	})
}

func TestRecord_concurrent_captures_of_one_lot_lose_nothing(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		l := lot("L")
		h.capture(farm, object("ADD", "commissioning", 0, of(l, 1000), at(farm.gln())))
		const workers, rounds = 8, 10
		errs := make(chan error, workers*rounds)
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for r := range rounds {
					body := document(
						object("OBSERVE", "shipping", 1+float64(w*rounds+r)/100, of(l, 3), at(farm.gln()), between(farm, shop)),
						object("DELETE", "retail_selling", 2+float64(w*rounds+r)/100, of(l, 2), at(farm.gln())),
						object("ADD", "commissioning", 3, of(lot(fmt.Sprint("W", (w+r)%5)), 1), at(farm.gln()), id(fmt.Sprint("urn:x:", w, "-", r))))
					job, err := h.trace.Capture(context.Background(), farm.Actor, model.Idempotency{}, trace.Document{Body: body})
					if err == nil && job.State != model.CaptureSuccess {
						// The third events of a lot are alike but for their eventID.
						err = fmt.Errorf("%s %s", job.State, job.Errors)
					}
					errs <- err
				}
			})
		}
		wg.Wait()
		close(errs)
		failed := 0
		for err := range errs {
			if err != nil {
				if !strings.Contains(err.Error(), "ResourceAlreadyExists") {
					h.t.Error(err)
				}
				failed++
			}
		}
		kept := float64(workers*rounds - failed)
		if kept < 5 {
			h.t.Fatalf("only %v documents were kept", kept)
		}
		h.want("stock", h.stock(l), fmt.Sprint("in-transit shop ", 3*kept, " KGM"), fmt.Sprint("on-hand farm ", 1000-5*kept, " KGM"),
			"produced farm -1000 KGM", fmt.Sprint("sold farm ", 2*kept, " KGM"))
	})
}
