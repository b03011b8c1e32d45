package web_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"suyuan/api/web"
	"suyuan/model"
)

// claimForm is a form with everything on it.
func claimForm() web.ClaimFormPage {
	return web.ClaimFormPage{
		ClaimAnswers: web.ClaimAnswers{Sent: map[string]string{"units": "2"}, Faults: map[string]string{"price": "?"}, Today: "2026-11-22"},
		Path:         "/claim?code=1", Code: "1", Product: model.Text{ZH: "香梨"}, Lot: "L1",
		Links:   []web.ClaimLink{{Ref: "a", Role: model.Text{ZH: "零售商"}, Place: model.Text{ZH: "乌鲁木齐"}, Sold: true}, {Ref: "b", Name: model.Text{ZH: "梨雨"}, Producer: true}},
		Recalls: []web.ClaimRecall{{Number: "2026-000001", Remedies: []model.Remedy{model.RemedyRefund}}}, Consent: model.ClaimConsentNow(),
		Lines: []web.ClaimLine{{Text: model.Text{ZH: "退还价款"}, Sum: model.Yuan(51)}}, Total: model.Yuan(51), MaxFiles: 6, MaxFile: 5_000_000, MaxTogether: 20_000_000,
		Once: "1", Refused: &web.Refused{Title: "x", Fields: []web.ProblemField{{At: "y", Message: "z"}}},
	}
}

// claimAt is the private page of a claim in a state with everything that can be on it.
func claimAt(state model.ClaimState) web.ClaimPage {
	p := web.ClaimPage{
		ClaimAnswers: web.ClaimAnswers{Sent: map[string]string{}, Faults: map[string]string{}}, Path: "/claim/secret", Number: "2026-AAAAA-BBBBB",
		State: state, Turn: state.Turn(), Due: at("2026-12-08T16:00:00Z"), Now: at("2026-11-23T05:00:00Z"), Respondent: model.Text{ZH: "超市"}, Product: model.Text{ZH: "香梨"}, Lot: "L1",
		Bought: "2026-11-20", Units: 2, Price: model.Yuan(25), Asked: model.Yuan(100), Remedy: model.RemedyRefund, Story: model.ClaimStory{What: "虫", Harm: "疼"},
		Contact: model.ClaimContact{Name: "阿***", Phone: "138****0001", Account: "****1234", Holder: "阿***", Bank: "x"}, Wanted: []model.ClaimFileKind{model.FileGoods},
		Sum: web.ClaimSum{Lines: []web.ClaimLine{{Text: model.Text{ZH: "退还价款"}, Sum: model.Yuan(51)}}, Total: model.Yuan(51), Asks: []model.Text{{ZH: "问"}}}, Proven: []model.Text{{ZH: "召回"}},
		Refusal: &model.ClaimReasons()[0], Routes: model.ClaimRoutes(model.ChinaWorkdays(), "2026-11-20", "2026-11-22", at("2026-11-23T05:00:00Z")),
		Steps: []web.ClaimStep{{At: at("2026-11-23T05:00:00Z"), Text: model.Text{ZH: "提交"}, Mine: true, Reason: model.Text{ZH: "因"}, Note: "话"}},
		Files: []web.ClaimFile{{Kind: model.FileGoods, Path: "/v1/x", Media: "image/png", Size: 9}}, Can: map[model.ClaimEvent]bool{},
		Complain: true, Complained: true, Erase: true, More: true, MaxFiles: 4, Once: "1", Missing: []web.ProblemField{{At: "f", Message: "m"}},
	}
	p.Account = state == model.ClaimAccepted
	for _, on := range []model.ClaimEvent{model.ClaimSupply, model.ClaimAccept, model.ClaimDecline, model.ClaimWithdraw, model.ClaimConfirm} {
		_, err := model.ClaimLifecycle.Next(state, on)
		p.Can[on] = err == nil
	}
	if state == model.ClaimOffered || state == model.ClaimAccepted {
		p.Offer = &web.ClaimOffer{Remedy: model.RemedyRefund, Compensation: model.Yuan(40), Punitive: model.Yuan(5), Total: model.Yuan(45), Goods: true, Note: "话", Law: p.Sum, At: p.Now}
	}
	return p
}

// claimantPages renders all pages of claimants, each after a change.
func claimantPages(t *testing.T, r *web.Renderer, lang model.Lang, change func(v reflect.Value)) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	add := func(name string, body []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s in %s: %v", name, lang, err)
		}
		pages[name] = body
	}
	form := claimForm()
	change(reflect.ValueOf(&form))
	body, err := r.ClaimForm(lang, form)
	add("form", body, err)
	body, err = r.ClaimForm(lang, web.ClaimFormPage{Erased: true, Path: "/claim"})
	add("form without a code", body, err)
	filed := web.ClaimFiledPage{Path: "/claim/secret", URL: base + "/claim/secret", Number: "2026-AAAAA-BBBBB", Due: at("2026-12-08T16:00:00Z"), Missing: make([]web.ProblemField, 1)}
	change(reflect.ValueOf(&filed))
	filed.QR = []byte(`<svg role="img"><title>x</title></svg>`)
	body, err = r.ClaimFiled(lang, filed)
	add("receipt", body, err)
	for _, state := range model.ClaimLifecycle.States() {
		for _, done := range append(web.ClaimDone(), "") {
			p := claimAt(state)
			turn := p.Turn
			change(reflect.ValueOf(&p))
			p.State, p.Turn, p.Done, p.Overdue = state, turn, done, done == "accept"
			body, err := r.Claim(lang, p)
			add("page "+string(state)+" "+done, body, err)
		}
	}
	return pages
}

// TestClaimantPages: each page of claimants renders in each state and language, has one heading of the first rank, and
// does not name its own address to search engines.
func TestClaimantPages(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	head := regexp.MustCompile(`<h1>`)
	for _, lang := range model.Langs() {
		for name, body := range claimantPages(t, r, lang, func(reflect.Value) {}) {
			if n := len(head.FindAll(body, -1)); n != 1 && name != "form without a code" {
				t.Errorf("%s in %s has %d headings of the first rank", name, lang, n)
			}
			for _, never := range []string{`rel="alternate"`, "https://", ` style="`, "javascript:"} {
				if strings.Contains(strings.ReplaceAll(string(body), base, ""), never) {
					t.Errorf("%s in %s holds %q", name, lang, never)
				}
			}
			if !strings.Contains(string(body), `content="noindex"`) {
				t.Errorf("%s in %s may be found by search engines", name, lang)
			}
		}
	}
}

// TestClaimantTextStaysText: whatever a claimant or a party writes is shown as it is and never runs.
func TestClaimantTextStaysText(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	elements := map[string]bool{}
	for _, lang := range model.Langs() {
		for _, body := range claimantPages(t, r, lang, func(reflect.Value) {}) {
			walk(parse(t, body), func(n *html.Node) { elements[n.Data] = n.Type == html.ElementNode || elements[n.Data] })
		}
	}
	for _, s := range hostile {
		for name, body := range claimantPages(t, r, model.UG, func(v reflect.Value) { poison(v, s) }) {
			shown := name == "form without a code"
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
