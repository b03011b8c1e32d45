package trace_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/trace"
)

// faults reads the errors of a job as "type at pointer".
func faults(t testing.TB, job model.Capture) []string {
	t.Helper()
	var list []trace.CaptureFault
	if err := json.Unmarshal(job.Errors, &list); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range list {
		got = append(got, strings.TrimPrefix(f.Type, "epcisException:")+" at "+f.Instance)
	}
	return got
}

func harvest(p party, name string, n int) event {
	return object("ADD", "commissioning", 1, of(lot(name), float64(n)), at(p.gln()), id(fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", n)))
}

func TestCapture_duplicates(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		one := harvest(farm, "L", 1)
		anonymous := one.with(func(e event) { delete(e, "eventID") })
		h.capture(farm, one)
		const exists = "ResourceAlreadyExistsException at /epcisBody/eventList/"
		tests := []struct {
			name string
			by   party
			doc  []byte
			want []string
		}{
			{"sent again", farm, document(one), []string{exists + "0"}},
			{"by content, without an eventID", farm, document(anonymous), []string{exists + "0"}},
			{"by content, under another eventID", farm, document(one.with(id("urn:uuid:00000000-0000-4000-8000-00000000000f"))), []string{exists + "0"}},
			{"by eventID, with other content", farm, document(harvest(farm, "OTHER", 1)), []string{exists + "0"}},
			{"twice in one document, by eventID", farm, document(harvest(farm, "A", 2), harvest(farm, "B", 2)), []string{exists + "1"}},
			{"twice in one document, by content", farm, document(harvest(farm, "A", 2), harvest(farm, "A", 2).with(id("urn:x:1"))), []string{exists + "1"}},
			{"twice in one document, without eventID", farm, document(anonymous.with(at(other.gln())), anonymous.with(at(other.gln()))), []string{exists + "1"}},
		}
		before := h.stock(lot("L"))
		for _, tt := range tests {
			job := h.document(tt.by, "", tt.doc)
			if job.State != model.CaptureFailed || job.Accepted != 0 || job.Duplicates != 1 {
				h.t.Errorf("%s: %s, %d accepted, %d duplicates", tt.name, job.State, job.Accepted, job.Duplicates)
			}
			h.want(tt.name, faults(h.t, job), tt.want...)
		}
		h.want("stock", h.stock(lot("L")), before...)
		if n := h.count("events", "1 = 1"); n != 1 {
			h.t.Errorf("%d events", n)
		}
		job := h.document(farm, trace.BehaviourProceed, document(one, harvest(farm, "A", 2)))
		if job.State != model.CapturePartial || job.Accepted != 1 || job.Duplicates != 1 {
			h.t.Errorf("proceed: %+v", job)
		}
	})
}

func TestCapture_rollback_and_proceed(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		long := object("OBSERVE", "storing", 1, epcs("urn:x:"+strings.Repeat("a", 600)))
		body := frame(text(harvest(farm, "A", 1)), `{"type":"ObjectEvent","eventTime":"yesterday"}`, text(harvest(farm, "B", 2)), text(long), text(harvest(farm, "A", 1)))
		want := []string{
			"ValidationException at /epcisBody/eventList/1", "ValidationException at /epcisBody/eventList/1/eventTime",
			"ValidationException at /epcisBody/eventList/3", "ResourceAlreadyExistsException at /epcisBody/eventList/4",
		}
		for _, behaviour := range []string{"", trace.BehaviourRollback} {
			job := h.document(farm, behaviour, body)
			if job.State != model.CaptureFailed || job.Behaviour != trace.BehaviourRollback || job.Accepted != 0 || job.Rejected != 2 || job.Duplicates != 1 {
				h.t.Errorf("rollback: %+v", job)
			}
		}
		for _, table := range []string{"events", "event_nodes", "event_orgs", "nodes", "edges", "postings", "balances", "findings"} {
			if n := h.count(table, "1 = 1"); n != 0 {
				h.t.Errorf("rollback left %d rows in %s", n, table)
			}
		}
		job := h.document(farm, trace.BehaviourProceed, body)
		if job.State != model.CapturePartial || job.Accepted != 2 || job.Rejected != 2 || job.Duplicates != 1 {
			h.t.Errorf("proceed: %+v", job)
		}
		var got []string
		for _, f := range faults(h.t, job) {
			if len(got) == 0 || got[len(got)-1] != f {
				got = append(got, f)
			}
		}
		if len(got) < len(want) || got[len(got)-1] != want[3] || got[len(got)-2] != want[2] {
			h.t.Errorf("faults = %q", got)
		}
		h.want("kept", h.rows("SELECT event_id FROM events ORDER BY event_id"), "urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:00000000-0000-4000-8000-000000000002")

		again := h.document(farm, trace.BehaviourProceed, body)
		if again.State != model.CaptureFailed || again.Accepted != 0 || again.Duplicates != 3 {
			h.t.Errorf("sent again: %+v", again)
		}
		h.want("stock", h.stock(lot("A")), "on-hand farm 1 KGM", "produced farm -1 KGM")
		if n := h.count("events", "1 = 1"); n != 2 {
			h.t.Errorf("%d events after sending again", n)
		}
		if job := h.document(farm, trace.BehaviourProceed, frame()); job.State != model.CaptureSuccess || job.Accepted != 0 {
			h.t.Errorf("an empty document: %+v", job)
		}
	})
}

func TestCapture_refuses(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		viewer, nobody, pending := farm.Actor, model.Actor{}, farm.Actor
		viewer.Roles, pending.OrgState = []model.Role{model.RoleViewer}, model.OrgPending
		good := document(harvest(farm, "A", 1))
		wide := bytes.Replace(good, []byte("https://ns.example.com/"), []byte("https://ns.example.com/"+strings.Repeat("x", 16<<10)), 1)
		tests := []struct {
			name  string
			actor model.Actor
			doc   trace.Document
			want  *model.Problem
		}{
			{"the public", nobody, trace.Document{Body: good}, model.Unauthenticated},
			{"a viewer", viewer, trace.Document{Body: good}, model.Forbidden},
			{"a company that nobody has approved", pending, trace.Document{Body: good}, model.OrgNotActive},
			{"an unknown behaviour", farm.Actor, trace.Document{Body: good, Behaviour: "maybe"}, model.ValueInvalid},
			{"no JSON", farm.Actor, trace.Document{Body: []byte(`{"type":`)}, model.Malformed},
			{"a member twice", farm.Actor, trace.Document{Body: []byte(`{"type":"EPCISDocument","type":"EPCISDocument"}`)}, model.Malformed},
			{"nothing", farm.Actor, trace.Document{}, model.Malformed},
			{"another document", farm.Actor, trace.Document{Body: []byte(`{"type":"Invoice"}`)}, model.EventInvalid},
			{"an endless @context", farm.Actor, trace.Document{Body: wide}, model.TooLarge},
			{"too many bytes", farm.Actor, trace.Document{Body: bytes.Repeat([]byte(" "), trace.CaptureMaxBytes+1)}, model.TooLarge},
		}
		for _, tt := range tests {
			_, err := h.trace.Capture(context.Background(), tt.actor, model.Idempotency{}, tt.doc)
			if !errors.Is(err, tt.want) {
				h.t.Errorf("%s: %v, want %s", tt.name, err, tt.want.Code)
			}
		}
		if n := h.count("captures", "1 = 1"); n != 0 {
			h.t.Errorf("%d jobs", n)
		}
	})
}

func TestCapture_the_limit_of_events_is_exact(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		events := make([]string, trace.CaptureMaxEvents+1)
		for i := range events {
			events[i] = fmt.Sprintf(`{"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-11-22T07:00:00Z","eventTimeZoneOffset":"+00:00","epcList":["urn:x:%d"]}`, i)
		}
		_, err := h.trace.Capture(context.Background(), farm.Actor, model.Idempotency{}, trace.Document{Body: frame(events...)})
		if !errors.Is(err, model.TooLarge) {
			h.t.Errorf("%d events: %v", len(events), err)
		}
		job := h.document(farm, "", frame(events[:trace.CaptureMaxEvents]...))
		if job.State != model.CaptureSuccess || job.Accepted != trace.CaptureMaxEvents {
			h.t.Errorf("%s, %d accepted: %.300s", job.State, job.Accepted, job.Errors)
		}
	})
}

func TestCapture_large_events_fit_into_the_statements_of_both_engines(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		sized := func(n, bytes int) string { // quotes must be escaped in a statement
			return text(object("OBSERVE", "storing", 1, epcs(fmt.Sprint("urn:x:", n)), func(e event) { e["example:note"] = strings.Repeat(`\'`, bytes/3) }))
		}
		events := make([]string, 24)
		for i := range events {
			events[i] = sized(i, 1<<20)
		}
		if job := h.document(farm, "", frame(events...)); job.Accepted != len(events) {
			h.t.Errorf("%s: %.300s", job.State, job.Errors)
		}
		if job := h.document(farm, "", frame(sized(100, 3<<20))); job.Rejected != 1 {
			h.t.Errorf("an event of 3 MiB: %+v", job)
		}
	})
}

func TestCapture_identifiers_at_the_bound(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		uri := func(n int) string { return "urn:x:" + strings.Repeat("a", n-len("urn:x:")) }
		build := map[string]func(string) event{
			"eventID":  func(u string) event { return object("OBSERVE", "", 1, epcs("urn:x:1"), id(u)) },
			"epc":      func(u string) event { return object("OBSERVE", "", 2, epcs(u)) },
			"place":    func(u string) event { return object("OBSERVE", "", 3, epcs("urn:x:1"), at(u)) },
			"party":    func(u string) event { return object("OBSERVE", "", 4, epcs("urn:x:1"), to("owning_party", u)) },
			"step":     func(u string) event { return object("OBSERVE", u, 5, epcs("urn:x:1")) },
			"disposed": func(u string) event { return object("OBSERVE", "", 6, epcs("urn:x:1"), disposed(u)) },
			"type":     func(u string) event { return newEvent(u, "", "", 7, nil) },
			"run": func(u string) event {
				return transformation(8, in("urn:x:1", 1), out("urn:x:2", 1), func(e event) { e["transformationID"] = u })
			},
		}
		const bound = 512 - len("step ")
		for name, make := range build {
			if job := h.document(farm, "", document(make(uri(bound)))); job.Accepted != 1 {
				h.t.Errorf("%s of %d bytes: %.300s", name, bound, job.Errors)
			}
			job := h.document(farm, trace.BehaviourProceed, document(make(uri(513)), object("OBSERVE", "", 1, epcs("urn:x:beside:"+name))))
			if job.Accepted != 1 || job.Rejected != 1 {
				h.t.Errorf("%s of 513 bytes: %+v", name, job)
			}
		}
	})
}

func TestCapture_keeps_the_bytes_as_they_came(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		odd := `{ "type":"ObjectEvent",` + "\r\n\t" + `"action" : "OBSERVE","epcList":[ "urn:x:1" ],"example:note":"\u6eaf\/源 é 'q' \\ \u0000",
			"eventTime":"2026-11-22T15:00:00.000+08:00" , "eventTimeZoneOffset":"+08:00","example:n":1.50E+2 }`
		h.document(farm, "", frame(odd, text(harvest(farm, "A", 1))))
		var body []byte
		var context string
		err := h.db.QueryRowContext(h.t.Context(), "SELECT body, context FROM events WHERE event_id LIKE 'ni:%'").Scan(&body, &context)
		if err != nil {
			h.t.Fatal(err)
		}
		if diff := cmp.Diff(odd, string(body)); diff != "" {
			h.t.Errorf("body (-sent +kept):\n%s", diff)
		}
		if want := `["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"example":"https://ns.example.com/"}]`; context != want {
			h.t.Errorf("context = %s", context)
		}
	})
}

func TestCapture_every_kind_of_document(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		query := bytes.Replace(document(harvest(farm, "A", 1)), []byte(`"epcisBody":{"eventList"`), []byte(`"epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList"`), 1)
		query = append(bytes.Replace(query, []byte("EPCISDocument"), []byte("EPCISQueryDocument"), 1), "}}"...)
		single := harvest(farm, "B", 2).with(func(e event) { e["@context"] = []any{map[string]any{"example": "https://ns.example.com/"}} })
		for name, doc := range map[string][]byte{"query document": query, "single event": []byte(text(single))} {
			if job := h.document(farm, "", doc); job.Accepted != 1 {
				h.t.Errorf("%s: %s %s", name, job.State, job.Errors)
			}
		}
	})
}

func TestCapture_an_idempotency_key_gives_the_first_answer_again(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		idem := model.Idempotency{Operation: "epcis-capture", Key: "k1", Fingerprint: [32]byte{1}}
		doc := trace.Document{Body: document(harvest(farm, "A", 1))}
		first, err := h.trace.Capture(context.Background(), farm.Actor, idem, doc)
		if err != nil || first.Accepted != 1 {
			h.t.Fatalf("%+v, %v", first, err)
		}
		again, err := h.trace.Capture(context.Background(), farm.Actor, idem, doc)
		if err != nil {
			h.t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			h.t.Errorf("answers differ (-first +again):\n%s", diff)
		}
		idem.Fingerprint[0] = 2
		if _, err := h.trace.Capture(context.Background(), farm.Actor, idem, doc); !errors.Is(err, model.IdempotencyReused) {
			h.t.Errorf("another request under the same key: %v", err)
		}
		if n := h.count("captures", "1 = 1"); n != 1 {
			h.t.Errorf("%d jobs", n)
		}
	})
}

func TestCaptureJobs(t *testing.T) {
	each(t, func(h *house) {
		farm, other := h.company("farm", xin), h.company("other", shang)
		var want []string
		for i := range 5 {
			want = append([]string{string(h.capture(farm, harvest(farm, "A", i+1)).ID)}, want...)
		}
		foreign := h.capture(other, harvest(other, "B", 9))
		var got []string
		page := model.Page{Limit: 2}
		for {
			jobs, next, err := h.trace.CaptureJobs(context.Background(), farm.Actor, page)
			if err != nil || len(jobs) > 2 {
				h.t.Fatalf("%d jobs, %v", len(jobs), err)
			}
			for _, j := range jobs {
				got = append(got, string(j.ID))
			}
			if next == "" {
				break
			}
			page.After = next
		}
		h.want("own jobs, newest first", got, want...)
		job, err := h.trace.CaptureJob(context.Background(), farm.Actor, model.CaptureID(want[0]))
		if err != nil || job.State != model.CaptureSuccess || job.Accepted != 1 || job.FinishedAt == 0 || len(job.PayloadSHA) != 64 {
			h.t.Errorf("%+v, %v", job, err)
		}
		if _, err := h.trace.CaptureJob(context.Background(), farm.Actor, foreign.ID); !errors.Is(err, model.NotFound) {
			h.t.Errorf("another company's job: %v", err)
		}
		inspector := model.Actor{Person: "i", Org: "o", OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: shang, Roles: []model.Role{model.RoleInspector}}
		if _, err := h.trace.CaptureJob(context.Background(), inspector, foreign.ID); !errors.Is(err, model.Forbidden) {
			h.t.Errorf("an inspector: %v", err)
		}
	})
}

// A copy that somebody forwards is kept as theirs, moves nothing, and does not keep the recorder's own event out.
func TestCapture_a_forwarded_copy_is_no_duplicate(t *testing.T) {
	each(t, func(h *house) {
		farm, shop := h.company("farm", xin), h.company("shop", shang)
		one := harvest(farm, "L", 1)
		h.capture(shop, one)
		h.want("the copy moves nothing", h.stock(lot("L")))
		h.capture(farm, one)
		if got := h.stock(lot("L")); len(got) == 0 {
			h.t.Error("the farm's own event moves nothing")
		}
	})
}
