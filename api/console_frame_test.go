package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"suyuan/api"
	"suyuan/api/apitest"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// pageOf opens a page as somebody's browser does and returns it; any other status than the one wanted fails the test.
func pageOf(t testing.TB, w *apitest.World, as, path string, status int) string {
	t.Helper()
	rec := w.Do(apitest.Request{Method: "GET", Path: path, As: as, Header: map[string]string{"Accept": "text/html"}})
	if rec.Code != status {
		t.Fatalf("GET %s as %q: %d, want %d\n%s", path, as, rec.Code, status, rec.Body)
	}
	return rec.Body.String()
}

// TestPagesNeedASession: a browser without a session is led to the page for signing in and back, a program is not.
func TestPagesNeedASession(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	rec := w.Do(apitest.Request{Method: "GET", Path: "/console/products?q=a&lang=en", Header: map[string]string{"Accept": "text/html"}})
	if got, want := rec.Header().Get("Location"), "/sign-in?lang=en&next=%2Fconsole%2Fproducts%3Fq%3Da%26lang%3Den"; rec.Code != http.StatusSeeOther || got != want {
		t.Errorf("%d %q, want %q", rec.Code, got, want)
	}
	if rec := w.Do(apitest.Request{Method: "GET", Path: "/console/products"}); rec.Code != http.StatusUnauthorized {
		t.Errorf("a program gets %d", rec.Code)
	}
	sign := func(next string) string {
		rec := w.Do(apitest.Request{Method: "POST", Path: "/sign-in", Body: []byte("login=maker%40suyuan.test&password=" + apitest.Password + "&next=" + next),
			Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}})
		if rec.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		return rec.Header().Get("Location")
	}
	for next, want := range map[string]string{
		"%2Fconsole%2Fproducts%3Fq%3Da": "/console/products?lang=zh-CN&q=a",
		"https%3A%2F%2Fevil.example":    "/console?lang=zh-CN",
		"%2F%2Fevil.example":            "/console?lang=zh-CN",
		"%2F%5Cevil.example":            "/console?lang=zh-CN",
		"javascript%3Aalert(1)":         "/console?lang=zh-CN",
		"":                              "/console?lang=zh-CN",
	} {
		if got := sign(next); got != want {
			t.Errorf("next %s leads to %q, want %q", next, got, want)
		}
	}
}

var assetLink = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// TestConsoleIsSmall: the first load of the console, all it links included, fits into 60 kB as gzip sends it.
func TestConsoleIsSmall(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	for range 30 {
		furnishProduct(w, "maker")
	}
	const limit = 60_000
	for _, path := range []string{"/console", "/console/products"} {
		page := pageOf(t, w, "maker/owner", path+"?lang=ug", http.StatusOK)
		total := zipped(t, []byte(page))
		parts := []string{fmt.Sprintf("page %d", total)}
		for _, m := range assetLink.FindAllStringSubmatch(page, -1) {
			n := len(w.Do(apitest.Request{Method: "GET", Path: m[1], Header: map[string]string{"Accept-Encoding": "gzip"}}).Body.Bytes())
			parts = append(parts, fmt.Sprintf("%s %d", m[1][strings.LastIndex(m[1], "/")+1:], n))
			total += n
		}
		t.Logf("%s: %d bytes: %s", path, total, strings.Join(parts, ", "))
		if total > limit || len(parts) < 4 {
			t.Errorf("%s: %d bytes, the limit is %d: %v", path, total, limit, parts)
		}
	}
}

func zipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

func furnishProduct(w *apitest.World, label string) string {
	return w.JSON(apitest.Request{Method: "POST", Path: "/v1/products", As: label + "/owner", Body: object{
		"gtin": w.GTIN(), "name": object{"zh": "测试梨"}, "category": "fruit", "unit": "KGM",
	}}, http.StatusCreated)["id"].(string)
}

// pageStatements bounds the SQL statements of one page: the session, the frame and what the page itself asks.
const pageStatements = 26

// TestPagesAskAtOnce counts the statements behind every page that lists something, with one row and with many: a page
// that asks row by row would need more for more.
func TestPagesAskAtOnce(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		w := apitest.New(t, store, clock, nil)
		owners := map[string]things{}
		for _, label := range []string{"maker", "partner", "stranger"} {
			owners[label] = furnish(w, label)
		}
		trade(w, owners)
		count := func() map[string]int64 {
			counts := map[string]int64{}
			for _, op := range w.Server.Operations() {
				if op.Method != http.MethodGet || !strings.HasPrefix(op.ID, "page-") || op.ID == "page-live" {
					continue
				}
				path, ok := pagePath(op, owners["maker"])
				if !ok {
					continue
				}
				for _, as := range []string{"maker/owner", "north/supervisor"} {
					before := store.Statements()
					if rec := w.Do(apitest.Request{Method: "GET", Path: path, As: as, Header: map[string]string{"Accept": "text/html"}}); rec.Code >= 400 {
						continue
					}
					counts[op.ID+" as "+as] = store.Statements() - before
				}
			}
			return counts
		}
		few := count()
		for range 12 {
			made := furnish(w, "maker")
			step := func(path string, body object) {
				w.JSON(apitest.Request{Method: "POST", Path: path, As: "maker/owner", Body: body}, http.StatusCreated)
			}
			step("/v1/steps/commission", object{"batch": made.batch})
			step("/v1/steps/ship", object{"from": made.site, "to": owners["partner"].site, "lines": []object{{"batch": made.batch, "quantity": "10"}}})
		}
		many := count()
		if len(many) < 10 {
			t.Errorf("only %d pages were looked at", len(many))
		}
		for page, n := range many {
			if n > few[page]+3 {
				t.Errorf("%s needs %d statements for one thing and %d for many", page, few[page], n)
			}
			if n > pageStatements {
				t.Errorf("%s needs %d statements", page, n)
			}
		}
	})
}

// pagePath is the address of a page about the maker's things; ok is false for what the samples say needs a thing that is
// made for each call.
func pagePath(op api.Operation, t things) (path string, ok bool) {
	s := samples[op.ID]
	path = op.Path
	if s.object != nil {
		for name, value := range s.object(t) {
			path = strings.ReplaceAll(path, "{"+name+"}", value)
			path = strings.ReplaceAll(path, "{"+name+"...}", value)
		}
	}
	path += s.query
	if s.about != nil {
		path += s.about(t)
	}
	return path, !strings.ContainsAny(path, "{}") && !s.absent
}

// TestPressTwice: a button that is pressed several times at once does its work once, and every press leads to the same
// place; a press of what a refused form shows again is no new attempt while nobody knows how the first one ended.
func TestPressTwice(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.New(t, repotest.SQLite(t, clock), clock, nil)
	body := []byte("name.zh=%E6%A2%A8&category=fruit&unit=KGM&code=ONCE&once=press-press-press")
	places := make([]string, 4)
	var presses sync.WaitGroup
	for i := range places {
		presses.Go(func() {
			rec := w.Do(apitest.Request{Method: "POST", Path: "/console/products/new", As: "maker/owner", Body: body,
				Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}})
			places[i] = fmt.Sprint(rec.Code, " ", rec.Header().Get("Location"))
		})
	}
	presses.Wait()
	for _, place := range places {
		if place != places[0] || !strings.HasPrefix(place, "303 /console/products/") {
			t.Errorf("the presses lead to %q", places)
		}
	}
	list := w.JSON(apitest.Request{Method: "GET", Path: "/v1/products", As: "maker/owner"}, http.StatusOK)["items"].([]any)
	if len(list) != 1 {
		t.Errorf("%d products were registered", len(list))
	}
}
