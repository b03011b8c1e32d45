package web_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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

// tradePicture is a picture that the trace room drew of a made-up trade of so many things.
func tradePicture(t testing.TB, things int) *model.Picture {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "service", "trace", "testdata", fmt.Sprintf("picture-%d.json", things)))
	if err != nil {
		t.Fatal(err)
	}
	var p model.Picture
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

var pictureLinks = web.PictureLinks{
	Batch: func(id model.BatchID) string { return "/console/batches/" + id.String() },
	Open:  func(group string) string { return "?open=" + group },
	File:  "/console/trace.svg",
}

// sameAsFile compares with a golden file.
func sameAsFile(t *testing.T, file string, got []byte) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites):\n%.4000s", file, diff)
	}
}

func TestPictureGolden(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, things := range []int{10, 200, 5000} {
		for _, lang := range model.Langs() {
			p := tradePicture(t, things)
			file, err := r.PictureFile(lang, p)
			if err != nil {
				t.Fatal(err)
			}
			sameAsFile(t, fmt.Sprintf("picture-%d.%s.svg", things, lang), file)
			wellFormed(t, file)
			parts, err := r.Picture(lang, p, pictureLinks)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, []byte(parts.Drawing))
			wellFormed(t, []byte(parts.Legend))
			wellFormed(t, []byte(parts.Text))
			t.Logf("%d things, %s: file %d kB, on a page %d kB, text %d kB", things, lang, len(file)/1000, len(parts.Drawing)/1000, len(parts.Text)/1000)
			if len(file) > 200_000 || len(parts.Drawing) > 200_000 {
				t.Errorf("%d things in %s: %d and %d bytes, more than 200 kB", things, lang, len(file), len(parts.Drawing))
			}
		}
	}
}

// wellFormed checks that a fragment is XML.
func wellFormed(t *testing.T, doc []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(doc)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %.200s", err, doc)
		}
	}
}

// TestPictureObeysThePage holds the fragments to what the content security policy and the styles' rules allow.
func TestPictureObeysThePage(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	blocked := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|url\(`)
	for _, lang := range model.Langs() {
		parts, err := r.Picture(lang, tradePicture(t, 200), pictureLinks)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{string(parts.Drawing), string(parts.Legend), string(parts.Text)} {
			if found := blocked.FindString(part); found != "" {
				t.Errorf("%s holds %q", lang, found)
			}
		}
		for _, want := range []string{`href="?open=`, `href="/console/batches/`, `role="group"`, `<title id="picture-title">`, `direction="` + lang.Dir() + `"`} {
			if !strings.Contains(string(parts.Drawing), want) {
				t.Errorf("the drawing in %s lacks %s", lang, want)
			}
		}
	}
}

// TestPictureKeepsHostileNamesText draws names that would be markup.
func TestPictureKeepsHostileNamesText(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	p := tradePicture(t, 10)
	evil := `"><script>alert(1)</script><text x="`
	for i := range p.Nodes {
		p.Nodes[i].Product, p.Nodes[i].Lot, p.Nodes[i].Org = model.Text{ZH: evil}, evil, model.Text{EN: evil}
	}
	parts, err := r.Picture(model.UG, p, pictureLinks)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{string(parts.Drawing), string(parts.Legend), string(parts.Text)} {
		if strings.Contains(part, "<script") {
			t.Error("a name became markup")
		}
		wellFormed(t, []byte(part))
	}
}

// TestPictureSaysWhatItLeavesOut looks for the notes.
func TestPictureSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for name, c := range map[string]struct {
		p    model.Picture
		want int
	}{
		"whole":  {model.Picture{}, 0},
		"cut":    {model.Picture{Cut: true}, 1},
		"lost":   {model.Picture{Lost: true}, 1},
		"circle": {model.Picture{Loops: 2}, 1},
	} {
		parts, err := r.Picture(model.EN, &c.p, web.PictureLinks{})
		if err != nil || len(parts.Notes) != c.want {
			t.Errorf("%s: %q, %v", name, parts.Notes, err)
		}
		if strings.Contains(string(parts.Drawing), "data-file") {
			t.Errorf("%s: a file that is not there is offered", name)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	r, err := web.New(web.Options{BaseURL: base, Zone: time.FixedZone("", 8*60*60)})
	if err != nil {
		b.Fatal(err)
	}
	p := tradePicture(b, 5000)
	for b.Loop() {
		if _, err := r.Picture(model.ZH, p, pictureLinks); err != nil {
			b.Fatal(err)
		}
	}
}
