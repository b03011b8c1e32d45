package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"suyuan/model"
)

// walker is somebody signed in who follows every link over HTTP, without a browser: what a page is made of can be read
// from its text in milliseconds. What only a browser knows is looked at later, on one page of each kind.
type walker struct {
	t      *testing.T
	r      *running
	role   string
	client *http.Client
	pages  []walked
	kinds  map[string][]string // paths opened, by kind
	asked  map[string]bool     // kinds of addresses outside the console that were asked once
	queue  []string
}

// walked is a page that a walker has read.
type walked struct {
	role, kind, path, session string
	size                      int
	hostile                   bool
}

// hasty lets one address ask as often as a test that reads a thousand pages does.
var hasty = []string{"SUYUAN_RATE_PER_SECOND=1000000", "SUYUAN_RATE_BURST=1000000"}

// timesEach is how often a walker opens each kind of page: once in every language.
var timesEach = len(model.Langs())

// walk signs in as a role of the demonstration and reads every kind of page of the console that a link leads to.
func walk(t *testing.T, r *running, role, password string) []walked {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{t: t, r: r, role: role, kinds: map[string][]string{}, asked: map[string]bool{}, client: &http.Client{Jar: jar, Transport: r.client.Transport}}
	began := time.Now()
	w.signIn(password)
	w.queue = []string{"/console"}
	for len(w.queue) > 0 {
		for len(w.queue) > 0 {
			path := w.queue[0]
			w.queue = w.queue[1:]
			if opened := w.kinds[kindOf(path)]; len(opened) < timesEach && !slices.Contains(opened, path) {
				w.open(path)
			}
		}
		// Of some kinds there are fewer pages than languages: the first of them is opened again.
		for _, kind := range slices.Sorted(maps.Keys(w.kinds)) {
			for len(w.kinds[kind]) < timesEach {
				w.open(w.kinds[kind][0])
			}
		}
	}
	t.Logf("%s: %d pages of %d kinds took %v", role, len(w.pages), len(w.kinds), time.Since(began).Round(time.Second))
	return w.pages
}

func (w *walker) signIn(password string) {
	w.t.Helper()
	res, err := w.client.PostForm(w.r.url+"/sign-in", url.Values{"login": {w.role + "@demo.example"}, "password": {password}})
	if err != nil {
		w.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Request.URL.Path, "/console") {
		w.t.Fatalf("%s came to %s: %d", w.role, res.Request.URL, res.StatusCode)
	}
}

// session is the cookie of the sign-in as a browser is told it.
func (w *walker) session() string {
	at, _ := url.Parse(w.r.url)
	cookies := w.client.Jar.Cookies(at)
	slices.SortFunc(cookies, func(a, b *http.Cookie) int { return -cmp.Compare(len(a.Value), len(b.Value)) })
	return cookies[0].Name + "=" + cookies[0].Value
}

func (w *walker) get(path string) (*http.Response, []byte) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.r.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := w.client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res, body
}

// open reads a page of the console in the language whose turn it is.
func (w *walker) open(path string) {
	w.t.Helper()
	kind := kindOf(path)
	lang := model.Langs()[len(w.kinds[kind])]
	w.kinds[kind] = append(w.kinds[kind], path)
	res, body := w.get(withLang(path, lang))
	say := func(format string, args ...any) {
		w.t.Errorf("%s, %s: "+format, append([]any{w.role, withLang(path, lang)}, args...)...)
	}
	if res.StatusCode != http.StatusOK || len(body) == 0 {
		say("status %d, %d bytes", res.StatusCode, len(body))
		return
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return
	}
	if policy := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		say("content security policy %q", policy)
	}
	p, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		say("%v", err)
		return
	}
	s := readSheet(p)
	for _, fault := range s.faults(lang) {
		say("%s", fault)
	}
	w.pages = append(w.pages, walked{w.role, kind, path, w.session(), len(body), s.hostile})
	for _, link := range s.links {
		w.found(link, res.Request.URL)
	}
}

// found takes a link up: pages of the console are walked, anything else of ours is asked once of its kind.
func (w *walker) found(link string, from *url.URL) {
	w.t.Helper()
	to, err := from.Parse(link)
	if err != nil {
		w.t.Errorf("%s, %s: the link %q: %v", w.role, from, link, err)
		return
	}
	if to.Host != from.Host {
		return
	}
	q := to.Query()
	q.Del("lang")
	q.Del("done")
	to.RawQuery = q.Encode()
	path := to.RequestURI()
	if to.Path == "/console" || strings.HasPrefix(to.Path, "/console/") {
		w.queue = append(w.queue, path)
		return
	}
	if kind := kindOf(path); !w.asked[kind] {
		w.asked[kind] = true
		if res, body := w.get(path); res.StatusCode != http.StatusOK || len(body) == 0 {
			w.t.Errorf("%s, %s leads to %s: %d, %d bytes", w.role, from, path, res.StatusCode, len(body))
		}
	}
}

// kindOf is what pages have in common that differ only in whose they are.
func kindOf(path string) string {
	at, err := url.Parse(path)
	if err != nil {
		return path
	}
	parts := strings.Split(at.Path, "/")
	for i, part := range parts {
		if len(part) > 8 && strings.ContainsAny(part, "0123456789") {
			parts[i] = ":id"
		}
	}
	names := slices.Sorted(maps.Keys(at.Query()))
	if len(names) == 0 {
		return strings.Join(parts, "/")
	}
	return strings.Join(parts, "/") + "?" + strings.Join(names, "&")
}

func withLang(path string, lang model.Lang) string {
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	return path + sign + "lang=" + string(lang)
}

// sheet is what is read from the text of a page.
type sheet struct {
	lang, dir string
	heads     int
	links     []string
	wrong     []string
	hostile   bool
	ids       map[string]int
	fields    []*html.Node
	labels    map[string]bool // ids that a label names
}

var event = regexp.MustCompile(`^on[a-z]+$`)

func readSheet(root *html.Node) *sheet {
	s := &sheet{ids: map[string]int{}, labels: map[string]bool{}}
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			s.hostile = s.hostile || strings.Contains(n.Data, "window.taken")
		case html.ElementNode:
			s.element(n)
		}
	}
	return s
}

func (s *sheet) element(n *html.Node) {
	at := map[string]string{}
	for _, a := range n.Attr {
		at[a.Key] = a.Val
		if event.MatchString(a.Key) || a.Key == "style" {
			s.wrong = append(s.wrong, fmt.Sprintf("%s has %s=%q", n.Data, a.Key, a.Val))
		}
		s.hostile = s.hostile || strings.Contains(a.Val, "window.taken")
	}
	if id := at["id"]; id != "" {
		s.ids[id]++
	}
	switch n.Data {
	case "html":
		s.lang, s.dir = at["lang"], at["dir"]
	case "h1":
		s.heads++
	case "a":
		if href := at["href"]; href != "" && !strings.HasPrefix(href, "#") {
			s.links = append(s.links, href)
		}
	case "script", "img", "link", "form", "iframe", "source", "video":
		s.asks(n, cmp.Or(at["src"], at["href"], at["action"]))
	case "style", "base", "object", "embed":
		s.wrong = append(s.wrong, "has "+n.Data)
	case "label":
		s.labels[at["for"]] = true
	case "input", "select", "textarea":
		if hidden := []string{"hidden", "submit", "button"}; !slices.Contains(hidden, at["type"]) {
			s.fields = append(s.fields, n)
		}
	}
}

// asks notes what a page fetches or sends to; only this host may be asked.
func (s *sheet) asks(n *html.Node, address string) {
	if address == "" && n.Data != "script" && n.Data != "form" {
		return
	}
	own := strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") || strings.HasPrefix(address, "data:") && n.Data == "img"
	if !own {
		s.wrong = append(s.wrong, fmt.Sprintf("%s asks %q", n.Data, address))
	} else if n.Data == "script" || n.Data == "link" || n.Data == "img" && address[0] == '/' {
		s.links = append(s.links, address)
	}
}

// faults lists what is wrong with the page as a text.
func (s *sheet) faults(lang model.Lang) []string {
	faults := s.wrong
	if s.lang != string(lang) || s.dir != lang.Dir() {
		faults = append(faults, fmt.Sprintf("written in %q, %q", s.lang, s.dir))
	}
	if s.heads != 1 {
		faults = append(faults, fmt.Sprintf("%d first headings", s.heads))
	}
	for id, n := range s.ids {
		if n > 1 {
			faults = append(faults, fmt.Sprintf("%d elements are #%s", n, id))
		}
	}
	for _, field := range s.fields {
		if !s.labelled(field) {
			faults = append(faults, fmt.Sprintf("nothing says what %s %v is", field.Data, field.Attr))
		}
	}
	return faults
}

func (s *sheet) labelled(field *html.Node) bool {
	for _, a := range field.Attr {
		switch {
		case a.Key == "aria-label" && a.Val != "", a.Key == "aria-labelledby" && s.ids[a.Val] == 1, a.Key == "id" && s.labels[a.Val]:
			return true
		}
	}
	for up := range field.Ancestors() {
		if up.Data == "label" {
			return true
		}
	}
	return false
}
