package api_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestLiveStreamsAreBounded: one sign-in holds six streams at most, others are not held up by that, and a stream that has
// ended makes room.
func TestLiveStreamsAreBounded(t *testing.T) {
	t.Parallel()
	w := world(t)
	site := httptest.NewServer(w.Server)
	t.Cleanup(site.Close)
	open := func(ctx context.Context, as string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, site.URL+"/console/live?topics=goods", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.AddCookie(&http.Cookie{Name: "suyuan", Value: w.Tokens[as]})
		answer, err := site.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = answer.Body.Close() })
		return answer
	}
	first, end := context.WithCancel(t.Context())
	defer end()
	for i := range 6 {
		ctx := t.Context()
		if i == 0 {
			ctx = first
		}
		answer := open(ctx, "maker/owner")
		line, err := bufio.NewReader(answer.Body).ReadString('\n')
		if answer.StatusCode != http.StatusOK || err != nil || !strings.HasPrefix(line, "retry:") {
			t.Fatalf("stream %d: %d %q %v", i, answer.StatusCode, line, err)
		}
	}
	more := open(t.Context(), "maker/owner")
	if more.StatusCode != http.StatusTooManyRequests || more.Header.Get("Retry-After") != "20" {
		t.Errorf("the seventh stream: %d, Retry-After %q", more.StatusCode, more.Header.Get("Retry-After"))
	}
	if other := open(t.Context(), "maker/clerk"); other.StatusCode != http.StatusOK {
		t.Errorf("somebody else's stream: %d", other.StatusCode)
	}
	end()
	for until := time.Now().Add(10 * time.Second); ; { // the server notices on its own thread that the reader has left
		answer := open(t.Context(), "maker/owner")
		if answer.StatusCode == http.StatusOK {
			return
		}
		_ = answer.Body.Close()
		if time.Now().After(until) {
			t.Fatal("an ended stream makes no room")
		}
	}
}
