package model_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

func TestLinkTypes_have_names_in_three_languages(t *testing.T) {
	t.Parallel()
	for _, i := range model.LinkTypes() {
		if i.Name.ZH == "" || i.Name.UG == "" || i.Name.EN == "" || strings.ContainsAny(i.Name.UG, "ةهکی") {
			t.Errorf("%s: %+v", i.Type, i.Name)
		}
	}
}

// The vocabulary's own list is among the public documents; what a resolver is made of is no type for companies.
func TestLinkTypes_are_those_of_the_GS1_vocabulary(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("CONFORMANCE_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "conformance")
	}
	text, err := os.ReadFile(filepath.Join(dir, "resolver", "linktypes.json"))
	if err != nil {
		t.Skipf("no list of link types: set CONFORMANCE_DIR: %v", err)
	}
	var published map[string]any
	if err := json.Unmarshal(text, &published); err != nil {
		t.Fatal(err)
	}
	for _, structural := range []string{"defaultLink", "defaultLinkMulti", "handledBy", "jws"} {
		delete(published, structural)
	}
	var want, got []string
	for word := range published {
		want = append(want, word)
	}
	for _, i := range model.LinkTypes() {
		got = append(got, string(i.Type))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("link types, in alphabetical order (-published +ours):\n%s", diff)
	}
}

func TestParseLinkType(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]model.LinkType{
		"pip": "pip", "gs1:pip": "pip", "https://gs1.org/voc/pip": "pip", "https://ref.gs1.org/voc/pip": "pip", "https://www.gs1.org/voc/pip": "pip",
		"https://example.com/pip": "https://example.com/pip", "PIP": "PIP", "": "",
	} {
		if got := model.ParseLinkType(written); got != want {
			t.Errorf("%q is %q, want %q", written, got, want)
		}
	}
}

func TestProductLinkCheck(t *testing.T) {
	t.Parallel()
	good := model.ProductLink{Type: "faqs", Href: "https://brand.cn/faq", Title: "FAQ"}
	for name, change := range map[string]func(*model.ProductLink){
		"":           func(*model.ProductLink) {},
		"port":       func(l *model.ProductLink) { l.Href = "https://brand.cn:8443/faq?x=1#y" },
		"punycode":   func(l *model.ProductLink) { l.Href = "https://xn--fiqs8s.xn--fiqz9s/" },
		"language":   func(l *model.ProductLink) { l.Lang = "zh-Hant-TW" },
		"media type": func(l *model.ProductLink) { l.MediaType = "application/ld+json" },
	} {
		l := good
		change(&l)
		var faults model.Faults
		if l.Check("trace.example", &faults); faults.Err() != nil {
			t.Errorf("%s: %v", name, faults.Err())
		}
	}
	for _, href := range []string{
		"https://", "https:brand.cn", "//brand.cn/", "https://brand.cn:0/", "https://brand.cn\t/", "https://brand..cn/", "https://-a.cn/", "https://a_b.cn/",
		"https://192.168.0.1/", "https://0x7f.1/", "https://127.1/", "https://[fe80::1%25eth0]/", "https://a.b.local/", "https://1.0.0.127.in-addr.arpa/",
		"https://trace.example/x", "HTTP://brand.cn/", "data:text/html,x",
	} {
		l := good
		l.Href = href
		var faults model.Faults
		if l.Check("trace.example", &faults); faults.Err() == nil {
			t.Errorf("%s accepted", href)
		}
	}
}
