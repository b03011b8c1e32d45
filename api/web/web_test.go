package web_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/api/web"
	"suyuan/model"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// everyPage renders each page the package has, by name.
func everyPage(t *testing.T, r *web.Renderer, lang model.Lang) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	add := func(name string, body []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s in %s: %v", name, lang, err)
		}
		pages[name] = body
	}
	for _, status := range web.ScanStatuses() {
		body, err := r.Scan(lang, pear(status))
		add("scan-"+string(status), body, err)
	}
	body, err := r.Scan(lang, recalled())
	add("scan-recalled", body, err)
	body, err = r.Problem(lang, web.ProblemPage{
		Status: 422, Code: "invalid", Title: model.Invalid.Title.In(lang), Detail: model.Invalid.Detail.In(lang),
		Next: model.Invalid.Next.In(lang), RequestID: "5f0c2d9e81", Path: "/lookup?code=1",
		Fields: []web.ProblemField{{At: "code", Message: model.ValueInvalid.Detail.Fill(lang, []model.Param{model.P("value", "1")})}},
	})
	add("problem", body, err)
	body, err = r.ProblemDoc(lang, model.TooLarge, 413)
	add("problem-doc", body, err)
	body, err = r.ProblemIndex(lang, []web.ProblemRow{{model.ValueInvalid, 422}, {model.NotFound, 404}, {model.Invalid, 422}})
	add("problem-index", body, err)
	body, err = r.APIDocs(lang, []byte(openAPI), "/openapi.json")
	add("reference", body, err)
	body, err = r.Home(lang, web.HomePage{SignIn: "/sign-in"})
	add("home", body, err)
	return pages
}

var assetHash = regexp.MustCompile(`/assets/[0-9a-f]{16}/`)

func TestGolden(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, lang := range model.Langs() {
		for name, body := range everyPage(t, r, lang) {
			got := assetHash.ReplaceAllString(string(body), "/assets/HASH/")
			file := filepath.Join("testdata", name+"."+string(lang)+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got; -update rewrites):\n%s", file, diff)
			}
		}
	}
}

// TestScanFits holds the consumer's page to one initial congestion window (RFC 6928: ten segments, about 14 kB).
func TestScanFits(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	css, ok := r.Asset(assetPath(t, r, "app.css"))
	if !ok {
		t.Fatal("no app.css")
	}
	for _, lang := range model.Langs() {
		p := recalled()
		journey := p.Journey
		p.Journey = nil
		for day := range 3 {
			for _, e := range journey {
				e.Time = e.Time.Add(time.Duration(day) * 25 * time.Hour)
				p.Journey = append(p.Journey, e)
			}
		}
		if len(p.Journey) != 30 {
			t.Fatalf("the journey has %d entries", len(p.Journey))
		}
		body, err := r.Scan(lang, p)
		if err != nil {
			t.Fatal(err)
		}
		page, total := gzipped(t, body), 0
		total = page + len(css.Gzip)
		t.Logf("%s: HTML %d bytes, %d gzip; CSS %d bytes, %d gzip; together %d", lang, len(body), page, len(css.Body), len(css.Gzip), total)
		if total > 14_000 {
			t.Errorf("%s: HTML and CSS are %d bytes after gzip, more than 14 kB", lang, total)
		}
	}
}

func gzipped(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

func assetPath(t *testing.T, r *web.Renderer, name string) string {
	t.Helper()
	for _, a := range r.Assets() {
		if strings.HasSuffix(a.Path, "/"+name) {
			return a.Path
		}
	}
	t.Fatalf("no asset %s", name)
	return ""
}

func TestAssets(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, a := range r.Assets() {
		if !assetHash.MatchString(a.Path) {
			t.Errorf("%s has no hash in its path", a.Path)
		}
		if got, ok := r.Asset(a.Path); !ok || got.ETag != a.ETag || a.MediaType == "" || len(a.Body) == 0 {
			t.Errorf("%s is not served as listed", a.Path)
		}
		zr, err := gzip.NewReader(bytes.NewReader(a.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		var plain bytes.Buffer
		if _, err := plain.ReadFrom(zr); err != nil || !bytes.Equal(plain.Bytes(), a.Body) {
			t.Errorf("%s: the compressed bytes are not the plain ones", a.Path)
		}
	}
	for _, path := range []string{"", "/", "/assets/0123456789abcdef/app.css", "/assets/../app.css", "app.css"} {
		if _, ok := r.Asset(path); ok {
			t.Errorf("%q must not be an asset", path)
		}
	}
}

func TestNewNeedsItsOptions(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]web.Options{"no base": {Zone: time.UTC}, "no zone": {BaseURL: base}} {
		if _, err := web.New(opts); err == nil {
			t.Errorf("%s: New must refuse", name)
		}
	}
}

func TestPathsStayOnThisServer(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, path := range []string{
		"https://evil.example/x", "//evil.example/x", "///evil.example/x", `/\evil.example/x`, `\\evil.example`,
		"javascript:alert(1)", "https:evil.example", "/ok?next=1", "%zz", "",
	} {
		p := pear(web.ScanNormal)
		p.Path, p.Product.Photo = path, path
		p.Documents[0].Path, p.Alternates[0].Path = path, path
		body, err := r.Scan(model.EN, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllSubmatch(body, -1) {
			address := strings.TrimPrefix(string(link[1]), base)
			local := strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.Contains(address, `\`)
			if !local && address != "#main" && address != "tel:12315" {
				t.Errorf("path %q leads the page to %q", path, link[1])
			}
		}
	}
}

func TestLanguageSwitchKeepsTheQuery(t *testing.T) {
	t.Parallel()
	p := pear(web.ScanNormal)
	p.Path = "/01/06901234567892/10/A%2FB?17=270110&lang=en"
	body, err := renderer(t).Scan(model.EN, p)
	if err != nil {
		t.Fatal(err)
	}
	if want := `href="/01/06901234567892/10/A%2FB?17=270110&amp;lang=ug"`; !strings.Contains(string(body), want) {
		t.Errorf("the page lacks %s", want)
	}
}

func TestUnknownLanguageIsChinese(t *testing.T) {
	t.Parallel()
	body, err := renderer(t).Home("fr", web.HomePage{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), `<html lang="zh-CN" dir="ltr">`) {
		t.Error("an unknown language must give the Chinese page")
	}
}

func TestFallbackIsMarked(t *testing.T) {
	t.Parallel()
	body, err := renderer(t).Scan(model.UG, pear(web.ScanNormal))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<html lang="ug" dir="rtl">`,
		`<bdi lang="zh-CN">甘肃省 皋兰县</bdi>`,
		`<bdi class="code" dir="ltr">(01)06901234567892(10)XL-2026/09</bdi>`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the Uyghur page lacks %s", want)
		}
	}
}

// TestNeverCallsAProductSafe reads the words of the consumer's page for promises that a register cannot keep.
func TestNeverCallsAProductSafe(t *testing.T) {
	t.Parallel()
	promises := regexp.MustCompile(`正品|真品|安全可靠|放心(?:食用|购买)|验证通过|is genuine|is safe|verified product|authentic`)
	r := renderer(t)
	for _, lang := range model.Langs() {
		for name, body := range everyPage(t, r, lang) {
			if found := promises.Find(body); found != nil && strings.HasPrefix(name, "scan-") {
				t.Errorf("%s in %s says %q", name, lang, found)
			}
		}
	}
}

func TestBrokenOpenAPIIsRefused(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{``, `[]`, `{"paths":[]}`, `{"paths":{"/x":{"get":{"tags":"one"}}}}`} {
		if _, err := renderer(t).APIDocs(model.EN, []byte(doc), ""); err == nil {
			t.Errorf("the document %s must be refused", doc)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	r, err := web.New(web.Options{BaseURL: base, Zone: time.UTC, Lookup: "/lookup"})
	if err != nil {
		b.Fatal(err)
	}
	p := pear(web.ScanNormal)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Scan(model.UG, p); err != nil {
			b.Fatal(err)
		}
	}
}
