package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hostileTexts are what somebody writes into a field who wants a page to do more than show it. Each tries to set
// window.taken, which the browser is asked for, or to leave the text it stands in.
var hostileTexts = []string{
	`<script>window.taken=1</script>`,
	`"><img src=x onerror="window.taken=1">`,
	`' onfocus='window.taken=1' autofocus='`,
	`</title></textarea></script><svg onload=window.taken=1>`,
	`{{.Path}} ${window.taken=1}`,
	"\u200f<b onclick=window.taken=1>\u200f",
}

// TestHostileTextInBrowser fills every text that a company can write with markup and scripts, reads every kind of page
// that leads to one of them, and looks in a browser at one of each kind that shows one.
func TestHostileTextInBrowser(t *testing.T) {
	chromium := browser(t)
	t.Parallel()
	data := demoCopy(t)
	r := start(t, hasty, "--demo", "--data", data)
	for i, text := range hostileTexts {
		poisonDemo(t, r, data, i, text)
	}
	var pages []walked
	for _, role := range []string{"producer", "supervisor"} {
		pages = append(pages, walk(t, r, role, passwordOfDemo(t, data))...)
	}
	pages = slices.DeleteFunc(pages, func(p walked) bool { return !p.hostile })
	slices.SortStableFunc(pages, func(a, b walked) int { return strings.Compare(a.kind, b.kind) })
	var visits []visit
	for i, p := range slices.CompactFunc(pages, func(a, b walked) bool { return a.kind == b.kind }) {
		v := p.visit(screens[i%len(screens)], true)
		v.Axe = false
		visits = append(visits, v)
	}
	if shown := look(t, r.url, chromium, visits); len(shown) < 20 {
		t.Errorf("the texts were seen on %d pages only: %q", len(shown), shown)
	}
}

// poisonDemo registers things of the demonstration's producer whose every text is hostile.
func poisonDemo(t *testing.T, r *running, data string, i int, text string) {
	t.Helper()
	key := demoKey(t, data, "producer")
	id := func(path string, body map[string]any) string {
		t.Helper()
		status, answer := r.post(t, path, key, body)
		var made struct{ ID string }
		if err := json.Unmarshal(answer, &made); err != nil || status != http.StatusCreated {
			t.Fatalf("POST %s: %d %s %v", path, status, answer, err)
		}
		return made.ID
	}
	name := map[string]any{"zh": text, "ug": text, "en": text}
	site := id("/v1/sites", map[string]any{"name": name, "region": "650100", "address": text})
	product := id("/v1/products", map[string]any{
		"code": fmt.Sprintf("HOSTILE-%d", i), "name": name, "category": "fruit", "unit": "KGM", "net_content": clipText(text, 60), "storage": name, "standards": []string{clipText(text, 60)},
	})
	batch := id("/v1/batches", map[string]any{
		"product_id": product, "lot": fmt.Sprintf("H%d'\"<%d", i, i), "produced": "2026-11-20", "quantity": "5", "site_id": site, "note": text,
	})
	for path, body := range map[string]map[string]any{
		"/v1/steps/commission": {"batch": batch, "note": text},
		"/v1/people":           {"login": fmt.Sprintf("hostile%d@demo.example", i), "name": text, "password": "correct horse battery", "role": "viewer"},
		"/v1/api-keys":         {"name": text, "roles": []string{"viewer"}},
	} {
		id(path, body)
	}
}

// post sends JSON with a key and returns the answer.
func (r *running) post(t *testing.T, path, key string, body any) (status int, answer []byte) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := r.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if answer, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, answer
}

func clipText(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// demoKey reads the API key of a role from what the demonstration tells.
func demoKey(t *testing.T, data, role string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, demoFile))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if key, ok := strings.CutPrefix(strings.TrimSpace(line), "key "+role+" "); ok {
			return key
		}
	}
	t.Fatalf("the demonstration has no key for %s", role)
	return ""
}
