package trace_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

// house is one installation of the trace room with a look at its rows.
type house struct {
	t     testing.TB
	store *repository.Store
	clock *repotest.Clock
	trace *trace.Service
	db    *sql.DB
	glns  int
}

// each runs a test on both engines and checks every invariant of the data afterwards.
func each(t *testing.T, test func(h *house)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := open(t, s, clock)
		test(h)
		h.sound()
	})
}

func open(t testing.TB, s *repository.Store, clock *repotest.Clock) *house {
	return &house{t: t, store: s, clock: clock, trace: trace.New(s), db: repotest.SQL(t, s)}
}

// sound checks every invariant.
func (h *house) sound() {
	h.t.Helper()
	violations, err := h.store.Fsck(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, v := range violations {
		h.t.Errorf("broken: %s: %s: %s", v.Invariant, v.ID, v.Detail)
	}
}

// party is a company with one site.
type party struct {
	model.Actor
	org  model.Organisation
	site model.Site
}

// pgln and gln name the party and its site in events.
func (p party) pgln() string { return p.org.Party() }
func (p party) gln() string  { return p.site.Location() }

// checked appends the GS1 check digit (GS1 General Specifications §7.9).
func checked(digits string) string {
	sum := 0
	for i := range len(digits) {
		weight := 1
		if (len(digits)-i)%2 == 1 {
			weight = 3
		}
		sum += int(digits[i]-'0') * weight
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}

func (h *house) nextGLN() string {
	h.glns++
	return checked(fmt.Sprintf("690123%06d", h.glns))
}

// company adds an active company with a site, both with GLNs.
func (h *house) company(name string, region model.Region) party {
	h.t.Helper()
	var p party
	h.write(func(tx *repository.Tx) error {
		p.org = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindProducer, Name: model.Text{EN: name}, Country: "XX", ForeignID: name,
			Region: region, GLN: h.nextGLN(), State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Access().AddOrganisation(p.org); err != nil {
			return err
		}
		var err error
		p.org.State, err = repository.Move(tx, &model.OrganisationLifecycle, p.org.ID.String(), 1, model.OrgPending, model.OrgApprove, "test", "")
		if err != nil {
			return err
		}
		p.site = model.Site{
			ID: repository.NewID[model.Site](tx), OrgID: p.org.ID, Name: model.Text{EN: name + " site"}, GLN: h.nextGLN(), Region: region, CreatedAt: tx.Now(),
		}
		return tx.Access().AddSite(p.site)
	})
	p.Actor = model.Actor{
		Person: model.PersonID(p.org.ID), Org: p.org.ID, OrgKind: p.org.Kind, OrgState: p.org.State, Region: region, Roles: []model.Role{model.RoleOwner},
	}
	return p
}

// batch registers a lot of a party's product under its Digital Link.
func (h *house) batch(p party, gtin, lot string, unit model.Unit, state model.BatchState) model.Batch {
	h.t.Helper()
	var b model.Batch
	h.write(func(tx *repository.Tx) error {
		product := model.Product{
			ID: repository.NewID[model.Product](tx), OrgID: p.Org, GTIN: gtin, Code: gtin + lot, Name: model.Text{EN: "melon"},
			Category: model.CategoryFruit, Unit: unit, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Catalog().InsertProduct(product); err != nil {
			return err
		}
		b = model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: p.Org, ProductID: product.ID, Lot: lot, Produced: "2026-11-20", Quantity: model.Units(100),
			Unit: unit, SiteID: p.site.ID, EPC: lotOf(gtin, lot), State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
		}
		b.Code = strings.ToUpper(string(b.ID)[len(b.ID)-10:])
		if err := tx.Catalog().InsertBatch(b); err != nil {
			return err
		}
		return tx.Trace().BindBatch(b)
	})
	for _, on := range map[model.BatchState][]model.BatchEvent{
		model.BatchActive: {model.BatchActivate}, model.BatchHeld: {model.BatchActivate, model.BatchHold},
	}[state] {
		h.write(func(tx *repository.Tx) error {
			to, err := repository.Move(tx, &model.BatchLifecycle, b.ID.String(), b.Version, b.State, on, "test", "test")
			b.State, b.Version = to, b.Version+1
			return err
		})
	}
	return b
}

func (h *house) write(fn func(tx *repository.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

const melon = "06901234567892" // a GTIN-14 with its check digit

func lotOf(gtin, lot string) string { return "https://id.gs1.org/01/" + gtin + "/10/" + lot }

func lot(name string) string { return lotOf(melon, name) }

func sscc(n int) string { return "https://id.gs1.org/00/" + checked(fmt.Sprintf("0690123400%07d", n)) }

// event is an EPCIS event under construction.
type event map[string]any

// with changes a copy of an event.
func (e event) with(changes ...func(event)) event {
	c := event{}
	for k, v := range e {
		c[k] = v
	}
	for _, change := range changes {
		change(c)
	}
	return c
}

func newEvent(kind, action, step string, hour float64, changes []func(event)) event {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).Add(time.Duration(hour * float64(time.Hour)))
	e := event{"type": kind, "eventTime": at.Format(time.RFC3339), "eventTimeZoneOffset": "+08:00"}
	if action != "" {
		e["action"] = action
	}
	if step != "" {
		e["bizStep"] = step
	}
	return e.with(changes...)
}

func object(action, step string, hour float64, changes ...func(event)) event {
	return newEvent("ObjectEvent", action, step, hour, changes)
}

func aggregation(action, step string, hour float64, parent string, changes ...func(event)) event {
	return newEvent("AggregationEvent", action, step, hour, append([]func(event){func(e event) { e["parentID"] = parent }}, changes...))
}

func transformation(hour float64, changes ...func(event)) event {
	return newEvent("TransformationEvent", "", "creating_class_instance", hour, changes)
}

func add(field string, values ...any) func(event) {
	return func(e event) {
		list, _ := e[field].([]any)
		e[field] = append(list[:len(list):len(list)], values...)
	}
}

// quantity is an entry of a quantity list; a negative amount leaves the amount out.
func quantity(class string, amount float64, uom string) map[string]any {
	q := map[string]any{"epcClass": class}
	if amount >= 0 {
		q["quantity"] = json.Number(strconv.FormatFloat(amount, 'f', -1, 64))
	}
	if uom != "" {
		q["uom"] = uom
	}
	return q
}

func of(class string, kg float64) func(event) { return add("quantityList", quantity(class, kg, "KGM")) }

func in(class string, kg float64) func(event) {
	return add("inputQuantityList", quantity(class, kg, "KGM"))
}

func out(class string, kg float64) func(event) {
	return add("outputQuantityList", quantity(class, kg, "KGM"))
}

func child(class string, kg float64) func(event) {
	return add("childQuantityList", quantity(class, kg, "KGM"))
}
func epcs(list ...any) func(event)     { return add("epcList", list...) }
func children(list ...any) func(event) { return add("childEPCs", list...) }
func at(place string) func(event) {
	return func(e event) { e["bizLocation"] = map[string]any{"id": place} }
}
func id(eventID string) func(event) { return func(e event) { e["eventID"] = eventID } }
func disposed(word string) func(event) {
	return func(e event) { e["disposition"] = word }
}

func from(kind, uri string) func(event) {
	return add("sourceList", map[string]any{"type": kind, "source": uri})
}

func to(kind, uri string) func(event) {
	return add("destinationList", map[string]any{"type": kind, "destination": uri})
}

func declared(e event) {
	e["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
}

// shipped and received name both ends.
func between(a, b party) func(event) {
	return func(e event) {
		from("possessing_party", a.pgln())(e)
		from("location", a.gln())(e)
		to("possessing_party", b.pgln())(e)
		to("location", b.gln())(e)
	}
}

func text(e event) string {
	b, err := json.Marshal(e)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// document wraps events into an EPCISDocument.
func document(events ...event) []byte {
	texts := make([]string, 0, len(events))
	for _, e := range events {
		texts = append(texts, text(e))
	}
	return frame(texts...)
}

func frame(events ...string) []byte {
	return []byte(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"example":"https://ns.example.com/"}],` +
		`"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-22T08:00:00Z","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`)
}

// capture captures events that must all be kept.
func (h *house) capture(p party, events ...event) model.Capture {
	h.t.Helper()
	job := h.document(p, "", document(events...))
	if job.State != model.CaptureSuccess || job.Accepted != len(events) {
		h.t.Fatalf("capture %s: %d of %d accepted: %s", job.State, job.Accepted, len(events), job.Errors)
	}
	return job
}

// document captures a document that must be readable.
func (h *house) document(p party, behaviour string, body []byte) model.Capture {
	h.t.Helper()
	job, err := h.trace.Capture(context.Background(), p.Actor, model.Idempotency{}, trace.Document{Body: body, Behaviour: behaviour})
	if err != nil {
		h.t.Fatalf("capture: %v", err)
	}
	return job
}

// rows runs a query and joins the columns of each row by blanks.
func (h *house) rows(query string, args ...any) []string {
	h.t.Helper()
	rows, err := h.db.QueryContext(context.Background(), query, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		h.t.Fatal(err)
	}
	var list []string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		dest := make([]any, len(cells))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			h.t.Fatal(err)
		}
		words := make([]string, 0, len(cells))
		for _, c := range cells {
			if c.String != "" {
				words = append(words, c.String)
			}
		}
		list = append(list, strings.Join(words, " "))
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return list
}

func (h *house) want(what string, got []string, want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		h.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// stock shows where a lot stands: account, holder, container, amount in its unit.
func (h *house) stock(epc string) []string {
	h.t.Helper()
	lines := h.rows("SELECT b.account, b.for_account, COALESCE(o.name_en, ''), COALESCE(c.epc, ''), CAST(SUM(b.amount) AS CHAR), b.unit FROM balances b "+
		"JOIN nodes n ON n.id = b.node_id LEFT JOIN organisations o ON o.id = b.org_id LEFT JOIN nodes c ON c.id = b.container_id "+
		"WHERE n.epc = ? AND b.amount <> 0 GROUP BY b.account, b.for_account, o.name_en, c.epc, b.unit ORDER BY b.account, b.for_account, o.name_en, c.epc, b.unit", epc)
	for i, line := range lines {
		words := strings.Fields(line)
		for j, word := range words {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				words[j] = model.Quantity(n).String()
			}
		}
		lines[i] = strings.TrimPrefix(strings.Join(words, " "), "https://id.gs1.org/")
	}
	return lines
}

// findings shows what the checks found: kind, lot, amount, and whether it has been explained since.
func (h *house) findings() []string {
	h.t.Helper()
	lines := h.rows("SELECT f.kind, COALESCE(n.epc, '-'), CASE WHEN f.resolved_at = 0 THEN 'open' ELSE 'resolved' END, o.name_en FROM findings f " +
		"LEFT JOIN nodes n ON n.id = f.node_id LEFT JOIN organisations o ON o.id = f.org_id ORDER BY f.kind, n.epc, o.name_en, f.id")
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(line, "https://id.gs1.org/", "")
	}
	return lines
}

// count counts rows of a table.
func (h *house) count(table, where string, args ...any) int {
	h.t.Helper()
	rows := h.rows("SELECT COUNT(*) FROM "+table+" WHERE "+where, args...)
	n, err := strconv.Atoi(rows[0])
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// contents shows who was in a container when, by the standing edges: child and hours of the day.
func (h *house) contents(parent string) []string {
	h.t.Helper()
	day := strconv.FormatInt(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).UnixMicro(), 10)
	lines := h.rows("SELECT s.epc, CONCAT('', (e.from_time - "+day+") / 3600000000.0), CASE WHEN e.to_time = 9223372036854775807 THEN 'open' "+
		"ELSE CONCAT('', (e.to_time - "+day+") / 3600000000.0) END FROM edges e JOIN nodes s ON s.id = e.src JOIN nodes d ON d.id = e.dst "+
		"WHERE d.epc = ? AND e.known_to = 9223372036854775807 AND e.kind = 'contain' ORDER BY s.epc, e.from_time, e.to_time", parent)
	for i, line := range lines {
		words := strings.Fields(strings.TrimPrefix(line, "https://id.gs1.org/"))
		for j := 1; j < len(words); j++ {
			if f, err := strconv.ParseFloat(words[j], 64); err == nil {
				words[j] = strconv.FormatFloat(f, 'f', -1, 64)
			}
		}
		lines[i] = strings.Join(words, " ")
	}
	return lines
}
