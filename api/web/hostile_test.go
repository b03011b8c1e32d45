package web_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"suyuan/api/web"
	"suyuan/model"
)

// hostile are texts that break pages which paste text into markup.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'-alert(1)-'`,
	`</title><svg onload=alert(1)>`,
	`javascript:alert(1)`,
	`{{.Path}} {{template "x"}} ${7*7}`,
	`" onmouseover="alert(1)`,
	`<a href="https://evil.example">12315</a>`,
	"</bdi></main><base href=//evil.example>",
	"\u202e<b>reversed</b>\u2066",
	`&lt;script&gt;`,
	`<!--`,
	`]]><plaintext>`,
}

// poison sets every text inside v, a pointer, to s.
func poison(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			poison(v.Elem(), s)
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			poison(f, s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), s)
		}
	case reflect.String:
		if v.Type() != reflect.TypeFor[web.ScanStatus]() && v.Type() != reflect.TypeFor[web.Severity]() {
			v.SetString(s)
		}
	default:
	}
}

func TestTextStaysText(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	elements := map[string]bool{"img": true} // the photo, which the samples lack
	for _, lang := range model.Langs() {
		for _, body := range everyPage(t, r, lang) {
			walk(parse(t, body), func(n *html.Node) { elements[n.Data] = true })
		}
	}
	for _, s := range hostile {
		for name, body := range poisoned(t, r, s) {
			shown := false
			walk(parse(t, body), func(n *html.Node) {
				switch n.Type {
				case html.ElementNode:
					checkElement(t, name, s, n, elements)
				case html.TextNode:
					shown = shown || strings.Contains(n.Data, s)
				case html.CommentNode:
					t.Errorf("%s with %q: the page holds a comment", name, s)
				default:
				}
			})
			if !shown {
				t.Errorf("%s with %q: the text is not shown as it is", name, s)
			}
		}
	}
}

// checkElement finds elements that our templates never write, attributes that run code, and addresses that leave.
func checkElement(t *testing.T, name, text string, n *html.Node, known map[string]bool) {
	t.Helper()
	if !known[n.Data] {
		t.Errorf("%s with %q: the page holds <%s>", name, text, n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style":
			t.Errorf("%s with %q: <%s> has the attribute %s", name, text, n.Data, a.Key)
		case slices.Contains([]string{"href", "src", "action"}, a.Key):
			address := strings.TrimPrefix(a.Val, base)
			if !strings.HasPrefix(address, "#") && address != "tel:12315" && (!strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//")) {
				t.Errorf("%s with %q: <%s> leads to %q", name, text, n.Data, a.Val)
			}
		}
	}
}

// poisoned renders the pages that show texts of others with s in every text.
func poisoned(t *testing.T, r *web.Renderer, s string) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	add := func(name string, body []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s with %q: %v", name, s, err)
		}
		pages[name] = body
	}
	for _, status := range web.ScanStatuses() {
		p := recalled()
		p.Status = status
		poison(reflect.ValueOf(&p), s)
		body, err := r.Scan(model.UG, p)
		add("scan-"+string(status), body, err)
	}
	problem := web.ProblemPage{Status: 400, Fields: make([]web.ProblemField, 1)}
	poison(reflect.ValueOf(&problem), s)
	body, err := r.Problem(model.ZH, problem)
	add("problem", body, err)

	declared := model.Problem{}
	poison(reflect.ValueOf(&declared), s)
	body, err = r.ProblemDoc(model.EN, &declared, 400)
	add("problem-doc", body, err)
	body, err = r.ProblemIndex(model.EN, []web.ProblemRow{{Problem: &declared, Status: 400}})
	add("problem-index", body, err)

	quoted, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	q := string(quoted)
	doc := `{"info":{"version":` + q + `,"description":` + q + `},"paths":{` + q + `:{"get":{"operationId":` + q + `,"summary":` + q +
		`,"tags":[` + q + `],"x-permission":` + q + `,"parameters":[{"name":` + q + `,"in":` + q + `,"description":` + q +
		`,"schema":{"type":` + q + `,"format":` + q + `}}],"responses":{"200":{"content":{` + q + `:{"schema":{"$ref":` + q +
		`}}}}}}}},"components":{"schemas":{` + q + `:{"description":` + q + `,"properties":{` + q + `:{"enum":[` + q + `]}}}}}}`
	body, err = r.APIDocs(model.EN, []byte(doc), s)
	add("reference", body, err)
	return pages
}

func parse(t *testing.T, body []byte) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}
