package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"suyuan/service/trace"
)

// TestServerDelivers: a server that runs sends what is captured to who has subscribed, signed, with nobody's help.
func TestServerDelivers(t *testing.T) {
	t.Parallel()
	const secret = "0435ojtojt02"
	type delivery struct {
		head http.Header
		body []byte
	}
	arrived := make(chan delivery, 16)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		arrived <- delivery{r.Header, body}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(receiver.Close)
	data := demoCopy(t)
	r := startProgram(t, &program{clock: time.Now, delivery: []trace.DelivererOption{trace.AllowLoopback}}, "--demo", "--data", data)
	key := demoKey(t, data, "producer")
	post := func(path string, status int, body map[string]any) {
		t.Helper()
		if got, answer := r.post(t, path, key, body); got != status {
			t.Fatalf("POST %s: %d %s", path, got, answer)
		}
	}
	const id = "urn:uuid:00000000-0000-4000-8000-000000000001"
	post("/epcis/queries", http.StatusCreated, map[string]any{"name": "mine", "query": map[string]any{"EQ_eventID": []string{id}}})
	post("/epcis/queries/mine/subscriptions", http.StatusCreated, map[string]any{"dest": receiver.URL, "secret": secret, "stream": true})
	post("/epcis/events", http.StatusCreated, map[string]any{
		"@context": []string{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}, "type": "ObjectEvent", "action": "OBSERVE", "eventID": id,
		"eventTime": "2026-11-22T07:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": []string{"urn:example:1"},
	})
	select {
	case got := <-arrived:
		at, sum, _ := strings.Cut(strings.TrimPrefix(got.head.Get("GS1-Signature"), "t="), ",sha256=")
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(at + "." + string(got.body)))
		if sum != hex.EncodeToString(mac.Sum(nil)) || !json.Valid(got.body) || !strings.Contains(string(got.body), id) {
			t.Errorf("%v\n%s", got.head, got.body)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nothing has arrived")
	}
	r.stop()
	if code := <-r.exit; code != exitOK {
		t.Errorf("exit %d: %s", code, r.stderr)
	}
	if n := len(arrived); n > 0 {
		t.Errorf("the event came %d more times", n)
	}
}
