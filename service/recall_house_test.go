package service_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// chain is a house in which companies trade what the tests of recalls recall.
type chain struct {
	t      testing.TB
	store  *repository.Store
	trace  *trace.Service
	recall *recall.Service
	clock  *repotest.Clock
	glns   int
	// product of each maker, by GTIN
	products map[string]model.Product
}

// link is a company of the chain with one site.
type link struct {
	model.Actor
	org  model.Organisation
	site model.Site
}

const (
	melonGTIN = "06901234567892"
	juiceGTIN = "06901234567908"
	urumqi    = model.Region("650102")
	beijing   = model.Region("110101")
)

func eachChain(t *testing.T, test func(h *chain)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := newChain(t, s)
		h.clock = clock
		test(h)
	})
}

func newChain(t testing.TB, s *repository.Store) *chain {
	h := &chain{t: t, store: s, products: map[string]model.Product{}}
	h.trace = trace.New(s, trace.Follow(func(tx *repository.Tx, actor model.Actor, told model.Touched) error {
		return h.recall.Follow(tx, actor, told)
	}))
	h.recall = recall.New(s, recall.WithRecorder(h.trace))
	return h
}

func (h *chain) write(fn func(tx *repository.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *chain) gln() string {
	h.glns++
	digits := fmt.Sprintf("690123%06d", h.glns)
	sum := 0
	for i := range digits {
		sum += int(digits[i]-'0') * (1 + 2*(i%2))
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

// company adds an active company with a site.
func (h *chain) company(name string, region model.Region) link {
	h.t.Helper()
	var l link
	h.write(func(tx *repository.Tx) error {
		l.org = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindProducer, Name: model.Text{EN: name}, Country: "XX", ForeignID: name,
			Region: region, GLN: h.gln(), State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Access().AddOrganisation(l.org); err != nil {
			return err
		}
		to, err := repository.Move(tx, &model.OrganisationLifecycle, l.org.ID.String(), 1, model.OrgPending, model.OrgApprove, "test", "")
		if err != nil {
			return err
		}
		l.org.State = to
		l.site = model.Site{
			ID: repository.NewID[model.Site](tx), OrgID: l.org.ID, Name: model.Text{EN: name}, GLN: h.gln(), Region: region, CreatedAt: tx.Now(),
		}
		return tx.Access().AddSite(l.site)
	})
	l.Actor = model.Actor{
		Person: model.PersonID(l.org.ID), Org: l.org.ID, OrgKind: l.org.Kind, OrgState: l.org.State, Region: region, Roles: []model.Role{model.RoleOwner},
	}
	return l
}

// inspector is somebody of the authority of a region.
func (h *chain) inspector(region model.Region) model.Actor {
	l := h.company("bureau "+string(region)+fmt.Sprint(h.glns), region)
	l.Actor.OrgKind, l.Actor.Roles = model.KindRegulator, []model.Role{model.RoleInspector}
	return l.Actor
}

// goods returns a company's product with a GTIN.
func (h *chain) goods(l link, gtin string) model.Goods {
	h.t.Helper()
	p, known := h.products[string(l.Org)+gtin]
	if !known {
		h.write(func(tx *repository.Tx) error {
			p = model.Product{
				ID: repository.NewID[model.Product](tx), OrgID: l.Org, GTIN: gtin, Code: gtin, Name: model.Text{EN: "goods"},
				Category: model.CategoryFruit, Unit: "KGM", Version: 1, CreatedAt: tx.Now(),
			}
			return tx.Catalog().InsertProduct(p)
		})
		h.products[string(l.Org)+gtin] = p
	}
	return model.Goods{Maker: l.Org, Product: p.ID}
}

// lot registers a lot of a company's product and returns its name in events.
func (h *chain) lot(l link, gtin, number string, made model.Date) string {
	h.t.Helper()
	goods := h.goods(l, gtin)
	epc := "https://id.gs1.org/01/" + gtin + "/10/" + number
	h.write(func(tx *repository.Tx) error {
		b := model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: l.Org, ProductID: goods.Product, Lot: number, Produced: made, Quantity: model.Units(100),
			Unit: "KGM", SiteID: l.site.ID, EPC: epc, State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
		}
		b.Code = strings.ToUpper(string(b.ID)[len(b.ID)-10:])
		if gtin == "" {
			b.EPC = "urn:uuid:" + b.ID.String()
			epc = b.EPC
		}
		if err := tx.Catalog().InsertBatch(b); err != nil {
			return err
		}
		return tx.Trace().BindBatch(b)
	})
	return epc
}

func pallet(n int) string {
	sscc, err := gs1.NewLink(gs1.Element{AI: "00", Value: withCheckDigit(fmt.Sprintf("0690123400%07d", n))})
	if err != nil {
		return err.Error()
	}
	return gs1.LinkEPC(sscc).Key()
}

func withCheckDigit(digits string) string {
	sum := 0
	for i := range digits {
		sum += int(digits[len(digits)-1-i]-'0') * (3 - 2*(i%2))
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

func serialOf(n string) string { return "https://id.gs1.org/01/" + melonGTIN + "/21/" + n }

// deed is an EPCIS event under construction.
type deed map[string]any

// hour is a time of the day of the tests.
func hour(n float64) model.Instant {
	return model.InstantOf(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).Add(time.Duration(n * float64(time.Hour))))
}

func happens(kind, action, step string, at float64, changes ...func(deed)) deed {
	d := deed{"type": kind, "eventTime": hour(at).Time().UTC().Format(time.RFC3339), "eventTimeZoneOffset": "+08:00"}
	if action != "" {
		d["action"] = action
	}
	if step != "" {
		d["bizStep"] = step
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

func made(at float64, epc string, kg float64, l link) deed {
	return happens("ObjectEvent", "ADD", "commissioning", at, listed("quantityList", epc, kg), where(l))
}

func mixes(at float64, changes ...func(deed)) deed {
	return happens("TransformationEvent", "", "creating_class_instance", at, changes...)
}

func packs(at float64, action, parent string, changes ...func(deed)) deed {
	step := map[string]string{"ADD": "packing", "DELETE": "unpacking"}[action]
	return happens("AggregationEvent", action, step, at, append(changes, func(d deed) { d["parentID"] = parent })...)
}

func listed(field, epc string, kg float64) func(deed) {
	return func(d deed) {
		list, _ := d[field].([]any)
		d[field] = append(list[:len(list):len(list)], map[string]any{"epcClass": epc, "quantity": kg, "uom": "KGM"})
	}
}

func in(epc string, kg float64) func(deed)    { return listed("inputQuantityList", epc, kg) }
func out(epc string, kg float64) func(deed)   { return listed("outputQuantityList", epc, kg) }
func child(epc string, kg float64) func(deed) { return listed("childQuantityList", epc, kg) }

func named(field string, epcs ...string) func(deed) {
	return func(d deed) { d[field] = epcs }
}

func where(l link) func(deed) {
	return func(d deed) { d["bizLocation"] = map[string]any{"id": l.site.Location()} }
}

func line(l link, name string) func(deed) {
	return func(d deed) { d["readPoint"] = map[string]any{"id": l.site.Location() + "/254/" + name} }
}

// cleans says that somebody's line was cleaned out.
func cleans(at float64, l link, name string, changes ...func(deed)) deed {
	return happens("ObjectEvent", "OBSERVE", model.StepCleanOut, at, append(changes, func(d deed) { d["epcList"] = []string{} }, where(l), line(l, name))...)
}

func joined(id string) func(deed) { return func(d deed) { d["transformationID"] = id } }
func as(id string) func(deed)     { return func(d deed) { d["eventID"] = id } }

func between(a, b link) func(deed) {
	end := func(kind, l string) map[string]any { return map[string]any{"type": kind, "source": l} }
	to := func(kind, l string) map[string]any { return map[string]any{"type": kind, "destination": l} }
	return func(d deed) {
		d["sourceList"] = []any{end("possessing_party", a.org.Party()), end("location", a.site.Location())}
		d["destinationList"] = []any{to("possessing_party", b.org.Party()), to("location", b.site.Location())}
	}
}

// capture captures events that must all be kept.
func (h *chain) capture(l link, deeds ...deed) {
	h.t.Helper()
	if err := h.captured(l, deeds...); err != nil {
		h.t.Fatal(err)
	}
}

// captured captures events, and says why when not all of them were kept.
func (h *chain) captured(l link, deeds ...deed) error {
	body, err := json.Marshal(map[string]any{
		"@context": []any{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "EPCISDocument", "schemaVersion": "2.0",
		"creationDate": "2026-11-22T08:00:00Z", "epcisBody": map[string]any{"eventList": deeds},
	})
	if err != nil {
		return err
	}
	job, err := h.trace.Capture(h.t.Context(), l.Actor, model.Idempotency{}, trace.Document{Body: body})
	if err == nil && job.State != model.CaptureSuccess {
		err = fmt.Errorf("capture: %s %s", job.State, job.Errors)
	}
	return err
}

// moves ships and receives a lot.
func (h *chain) moves(a, b link, at float64, epc string, kg float64) {
	h.t.Helper()
	h.capture(a, happens("ObjectEvent", "OBSERVE", "shipping", at, listed("quantityList", epc, kg), where(a), between(a, b)))
	h.capture(b, happens("ObjectEvent", "OBSERVE", "receiving", at+0.1, listed("quantityList", epc, kg), where(b), between(a, b)))
}

func scopeOf(conditions ...model.RecallPredicate) recall.Query {
	return recall.Query{Scope: model.RecallScope{Predicates: conditions}}
}

// everything previews with nothing hidden.
func (h *chain) everything(q recall.Query) *recall.Closure {
	h.t.Helper()
	return h.preview(h.inspector("000000"), q)
}

func (h *chain) preview(actor model.Actor, q recall.Query) *recall.Closure {
	h.t.Helper()
	c, err := h.recall.Preview(h.t.Context(), actor, q)
	if err != nil {
		h.t.Fatalf("preview: %v", err)
	}
	return c
}

// affected shows what a closure holds: the last part of each name, its class and why, in order of names.
func affected(c *recall.Closure) []string {
	var list []string
	for _, r := range c.Rows {
		if r.First {
			list = append(list, short(r.Thing.Node.Key)+" "+string(r.Class)+" "+string(r.Reason))
		}
	}
	slices.Sort(list)
	return list
}

func short(key string) string { return key[strings.LastIndex(key, "/")+1:] }

// way shows the explanation of one thing.
func way(c *recall.Closure, key string) (steps []string) {
	at := slices.IndexFunc(c.Rows, func(r recall.Row) bool { return r.First && r.Thing.Node.Key == key })
	if at < 0 {
		return nil
	}
	for _, s := range c.Explain(at) {
		text := short(s.Node.Key) + " " + string(s.Reason)
		for _, n := range s.Conditions {
			text += fmt.Sprint(" #", n)
		}
		for _, e := range s.Events {
			text += " " + short(e.ID)
		}
		steps = append(steps, text)
	}
	return steps
}
