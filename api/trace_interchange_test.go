package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"suyuan/api/apitest"
)

func TestInterchange(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	query := "?lang=en&root=" + m.maker.batch
	get := func(path, as string) (int, http.Header, []byte) {
		rec := m.Do(apitest.Request{Method: "GET", Path: path, As: as})
		return rec.Code, rec.Header(), rec.Body.Bytes()
	}

	code, header, book := get("/v1/trace.fsma.xlsx"+query, "partner/viewer")
	if code != http.StatusOK || header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ||
		header.Get("Content-Disposition") != `attachment; filename="trace-fsma.xlsx"` {
		t.Fatalf("workbook: %d %v", code, header)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Harvesting", "Cooling", "Initial packing", "First land-based receiving", "Shipping", "Receiving", "Transformation", "Locations", "Products",
	}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Errorf("sheets:\n%s", diff)
	}
	shipping, err := f.GetRows("Shipping")
	if err != nil || len(shipping) != 2 || shipping[1][1] != "200.5" || shipping[1][2] != "kg" {
		t.Errorf("shipping: %v, %v", shipping, err)
	}

	code, header, table := get("/v1/trace.fsma.csv"+query, "maker/viewer")
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if code != http.StatusOK || err != nil || header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		t.Fatalf("table: %d %v %v", code, header, err)
	}
	kinds := map[string]int{}
	for _, row := range rows[1:] {
		kinds[row[0]]++
	}
	if diff := cmp.Diff(map[string]int{"Harvesting": 1, "Shipping": 1, "Receiving": 1}, kinds); diff != "" {
		t.Errorf("what the maker may see:\n%s", diff)
	}

	code, header, text := get("/v1/trace.nyt4712.json"+query, "partner/viewer")
	var chain struct {
		Links []map[string]any `json:"环节"`
	}
	if err := json.Unmarshal(text, &chain); code != http.StatusOK || err != nil || header.Get("Content-Type") != "application/json" {
		t.Fatalf("chain: %d %v %v %s", code, header, err, text)
	}
	var names []string
	for _, link := range chain.Links {
		names = append(names, link["环节类型"].(string))
	}
	if !slices.Equal(names, []string{"运输", "收购", "加工"}) {
		t.Errorf("links: %v", names)
	}

	for _, path := range []string{"/v1/trace.fsma.xlsx", "/v1/trace.fsma.csv", "/v1/trace.nyt4712.json"} {
		for _, x := range []struct {
			name, query, as string
			status          int
			code            string
		}{
			{"no root", "", "maker/viewer", 422, "invalid"},
			{"unknown root", "?root=urn:x:none", "maker/viewer", 404, "trace-root-unknown"},
			{"another company's", query, "stranger/owner", 404, "trace-root-unknown"},
			{"the public", query, "", 401, "unauthenticated"},
			{"a direction", query + "&direction=back", "maker/viewer", 422, "invalid"},
			{"no time", query + "&known_at=today", "maker/viewer", 422, "invalid"},
			{"two roots", query + "&root=x", "maker/viewer", 422, "invalid"},
			{"a long root", "?root=" + strings.Repeat("a", 1001), "maker/viewer", 422, "invalid"},
		} {
			code, header, body := get(path+x.query, x.as)
			if code != x.status || !strings.Contains(string(body), `"`+x.code+`"`) || header.Get("Content-Disposition") != "" {
				t.Errorf("%s, %s: %d %s", path, x.name, code, body)
			}
		}
	}
}
