package trace_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

// receiver is a company's server that takes deliveries.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	taken  []taken
}

type taken struct {
	header http.Header
	body   string
	events []string
}

func receive(t testing.TB) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		var doc struct {
			Type      string
			EpcisBody struct {
				QueryResults struct {
					SubscriptionID string
					ResultsBody    struct{ EventList []struct{ EventID string } }
				}
			}
		}
		if err := json.Unmarshal(body, &doc); err != nil || doc.Type != "EPCISQueryDocument" || doc.EpcisBody.QueryResults.SubscriptionID == "" {
			t.Errorf("%v: %s", err, body)
		}
		d := taken{header: req.Header, body: string(body)}
		for _, e := range doc.EpcisBody.QueryResults.ResultsBody.EventList {
			d.events = append(d.events, e.EventID)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.status == http.StatusOK {
			r.taken = append(r.taken, d)
		}
		w.Header().Set("Location", r.URL)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// got returns the events of all deliveries taken since the last call.
func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for _, d := range r.taken {
		ids = append(ids, d.events...)
	}
	r.taken = nil
	slices.Sort(ids)
	return ids
}

func (h *house) deliverer(options ...trace.DelivererOption) *trace.Deliverer {
	return trace.NewDeliverer(h.store, h.clock.Now, slog.New(slog.DiscardHandler), options...)
}

func (h *house) step(d *trace.Deliverer, after time.Duration) {
	h.t.Helper()
	h.clock.Advance(after)
	if err := d.Step(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) subscribe(p party, n trace.NewSubscription) model.Subscription {
	h.t.Helper()
	if n.Query == "" {
		n.Query = "all"
		_, err := h.trace.CreateQuery(context.Background(), p.Actor, model.Idempotency{}, trace.NewQuery{Name: "all", Query: json.RawMessage(`{"EQ_bizStep":["inspecting"]}`)})
		if err != nil && !errors.Is(err, model.QueryNameTaken) {
			h.t.Fatal(err)
		}
	}
	n.Secret = "a secret of the receiver"
	s, err := h.trace.Subscribe(context.Background(), p.Actor, model.Idempotency{}, n)
	if err != nil {
		h.t.Fatal(err)
	}
	if s.Secret != nil {
		h.t.Error("the answer holds the secret")
	}
	return s
}

func (h *house) deliveries(p party, state model.DeliveryState) []model.Delivery {
	h.t.Helper()
	rows, _, err := h.trace.Deliveries(context.Background(), p.Actor, state, model.Page{})
	if err != nil {
		h.t.Fatal(err)
	}
	return rows
}

func inspected(n int) event {
	return object("OBSERVE", "inspecting", float64(n)/100, epcs(fmt.Sprintf("urn:x:%d", n)), id(fmt.Sprintf("urn:uuid:%03d", n)))
}

// TestDeliverer_stream: what is captured is sent once, signed, in order of capture; what others may not see is not.
func TestDeliverer_stream(t *testing.T) {
	each(t, func(h *house) {
		farm, stranger := h.company("farm", xin), h.company("stranger", shang)
		r, d := receive(h.t), h.deliverer(trace.AllowLoopback)
		h.capture(farm, inspected(1))
		h.clock.Advance(time.Minute)
		s := h.subscribe(farm, trace.NewSubscription{Dest: r.URL + "/hook", Stream: true})
		h.step(d, time.Second)
		h.want("before anything happened", r.got())
		h.capture(farm, inspected(2), object("OBSERVE", "storing", 1, epcs("urn:x:3")))
		h.capture(stranger, inspected(4))
		h.step(d, 2*time.Second)
		r.mu.Lock()
		if len(r.taken) != 1 {
			h.t.Fatalf("%d deliveries", len(r.taken))
		}
		first := r.taken[0]
		r.mu.Unlock()
		seconds, sum, _ := strings.Cut(strings.TrimPrefix(first.header.Get("GS1-Signature"), "t="), ",sha256=")
		mac := hmac.New(sha256.New, []byte("a secret of the receiver"))
		mac.Write([]byte(seconds + "." + first.body))
		if want := hex.EncodeToString(mac.Sum(nil)); sum != want || first.header.Get("GS1-Delivery-ID") == "" {
			h.t.Errorf("%v, want the signature %s", first.header, want)
		}
		h.want("the new event", r.got(), "urn:uuid:002")
		h.step(d, 2*time.Second)
		h.want("nothing twice", r.got())
		// An event whose number was drawn before that of another, and whose transaction ended after it.
		h.capture(farm, inspected(5))
		seq := h.rows("SELECT CONCAT('', seq) FROM events WHERE event_id = 'urn:uuid:005'")[0]
		for table, column := range map[string]string{"events": "seq", "event_nodes": "event_seq", "event_orgs": "event_seq", "event_terms": "event_seq", "findings": "event_seq"} {
			h.exec("UPDATE " + table + " SET " + column + " = " + column + " - 4096 * 3500000 WHERE " + column + " = " + seq)
		}
		h.step(d, 2*time.Second)
		h.want("a late commit", r.got(), "urn:uuid:005")
		h.step(d, 3*time.Minute)
		h.want("nothing twice, later", r.got())
		many := make([]event, 0, 250)
		for n := range cap(many) {
			many = append(many, inspected(100+n))
		}
		h.capture(farm, many...)
		h.step(d, 2*time.Second)
		r.mu.Lock()
		sizes := []int{}
		for _, one := range r.taken {
			sizes = append(sizes, len(one.events))
		}
		r.mu.Unlock()
		if got := len(r.got()); got != 250 || !slices.Equal(sizes, []int{100, 100, 50}) {
			h.t.Errorf("%d events in deliveries of %v", got, sizes)
		}
		if err := h.trace.Unsubscribe(context.Background(), farm.Actor, "all", s.ID); err != nil {
			h.t.Fatal(err)
		}
		h.capture(farm, inspected(6))
		h.step(d, 2*time.Second)
		h.want("after the end", r.got())
	})
}

// TestDeliverer_retries: a failure is tried again after longer and longer pauses, given up at last, kept, and sent again
// when somebody says so.
func TestDeliverer_retries(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		r, d := receive(h.t), h.deliverer(trace.AllowLoopback)
		h.subscribe(farm, trace.NewSubscription{Dest: r.URL, Stream: true})
		r.answer(http.StatusInternalServerError)
		h.capture(farm, inspected(1))
		h.step(d, 2*time.Second)
		waiting := h.deliveries(farm, model.DeliveryPending)
		if len(waiting) != 1 || waiting[0].Attempts != 1 || waiting[0].LastError != "the receiver answered 500" {
			h.t.Fatalf("%+v", waiting)
		}
		h.step(d, 10*time.Second)
		if again := h.deliveries(farm, model.DeliveryPending); again[0].Attempts != 1 {
			h.t.Errorf("tried again at once: %+v", again)
		}
		r.answer(http.StatusFound) // a redirect is no success and leads nowhere
		h.step(d, 30*time.Second)
		if again := h.deliveries(farm, model.DeliveryPending); again[0].Attempts != 2 || again[0].LastError != "the receiver answered 302" {
			h.t.Errorf("%+v", again)
		}
		for range trace.MaxAttempts {
			h.step(d, 13*time.Hour)
		}
		dead := h.deliveries(farm, model.DeliveryDead)
		if len(dead) != 1 || dead[0].Attempts != trace.MaxAttempts || len(h.deliveries(farm, model.DeliveryPending)) != 0 {
			h.t.Fatalf("%+v", dead)
		}
		r.answer(http.StatusOK)
		if err := h.trace.RetryDelivery(context.Background(), farm.Actor, dead[0].ID); err != nil {
			h.t.Fatal(err)
		}
		h.step(d, time.Second)
		h.want("sent again", r.got(), "urn:uuid:001")
		if err := h.trace.RetryDelivery(context.Background(), farm.Actor, dead[0].ID); !errors.Is(err, model.MoveNotAllowed) {
			h.t.Errorf("a delivery that arrived: %v", err)
		}
	})
}

// TestDeliverer_schedule: at the set time, what came since; nothing, unless nothing is to be reported.
func TestDeliverer_schedule(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		r, d := receive(h.t), h.deliverer(trace.AllowLoopback)
		h.subscribe(farm, trace.NewSubscription{Dest: r.URL, Schedule: json.RawMessage(`{"hour":"9","minute":"[30-31]"}`)})
		h.capture(farm, inspected(1), inspected(2))
		h.step(d, 89*time.Minute) // 09:29
		h.want("before its time", r.got())
		h.step(d, time.Minute)
		h.want("at its time", r.got(), "urn:uuid:001", "urn:uuid:002")
		h.step(d, time.Minute)
		h.want("the minute after", r.got())
		h.capture(farm, inspected(3))
		h.step(d, 24*time.Hour)
		h.want("the next day", r.got(), "urn:uuid:003")
		h.subscribe(farm, trace.NewSubscription{Query: "all", Dest: r.URL, Schedule: json.RawMessage(`{"hour":"12"}`), ReportIfEmpty: true})
		h.step(d, 3*time.Hour)
		if r.mu.Lock(); len(r.taken) != 1 || len(r.taken[0].events) != 0 {
			h.t.Errorf("an empty report: %+v", r.taken)
		}
		r.mu.Unlock()
	})
}

// TestDeliverer_stays_outside: nothing is sent to this machine or network, whatever its name.
func TestDeliverer_stays_outside(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		r, d := receive(h.t), h.deliverer()
		port := r.URL[strings.LastIndex(r.URL, ":"):]
		dests := []string{
			"https://127.0.0.1" + port, "https://localhost" + port, "https://[::1]" + port, "https://[::ffff:127.0.0.1]" + port, "https://10.0.0.1/", "https://169.254.169.254/",
			"https://0.0.0.0" + port, "https://[64:ff9b::7f00:1]/", "https://100.64.0.1/", "https://100.100.100.200/latest/meta-data/", "https://[2002:7f00:1::1]/",
			"https://[::ffff:169.254.169.254]/", r.URL,
		}
		for _, dest := range dests {
			h.subscribe(farm, trace.NewSubscription{Dest: dest, Stream: true})
		}
		h.capture(farm, inspected(1))
		h.step(d, 2*time.Second)
		h.want("inside", r.got())
		waiting := h.deliveries(farm, model.DeliveryPending)
		if len(waiting) != len(dests) {
			h.t.Fatalf("%d deliveries wait", len(waiting))
		}
		for _, one := range waiting {
			if !strings.Contains(one.LastError, "not on the open Internet") && !strings.Contains(one.LastError, "https addresses only") {
				h.t.Errorf("%s", one.LastError)
			}
		}
	})
}
