package api_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
)

var updatePapers = flag.Bool("update-papers", false, "rewrite the golden documents of recalls")

// paper fetches a document of a case.
func (w *recalls) paper(as string, c model.Recall, kind, query string, status int) string {
	w.T.Helper()
	rec := w.Do(apitest.Request{Method: "GET", Path: "/v1/recalls/" + c.ID.String() + "/papers/" + kind + query, As: as})
	if rec.Code != status {
		w.T.Fatalf("%s of %s as %s: %d, want %d: %s", kind, c.Number, as, rec.Code, status, rec.Body)
	}
	return rec.Body.String()
}

var (
	markup  = regexp.MustCompile(`(?s)<head>.*?</head>|<header.*?</header>|<footer.*?</footer>|<[^>]*>`)
	blanks  = regexp.MustCompile(`\s*\n\s*`)
	caseIDs = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	instant = regexp.MustCompile(`20\d\d-\d\d-\d\dT[0-9:.]+Z`)
	jws     = regexp.MustCompile(`"signature": "[^"]*"`)
)

// TestPapersGolden: the words of each document, as somebody has read them.
func TestPapersGolden(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		for _, d := range model.RecallDocuments() {
			if d.Machine {
				text := w.paper("maker/owner", w.open, string(d.Kind), "?format=json", 200)
				text = jws.ReplaceAllString(instant.ReplaceAllString(caseIDs.ReplaceAllString(text, "ID"), "INSTANT"), `"signature": "…"`)
				golden(t, "recall-"+string(d.Kind)+".json", text)
			}
			if !d.Page {
				continue
			}
			for _, lang := range model.Langs() {
				text := w.paper("maker/owner", w.open, string(d.Kind), "?format=html&lang="+string(lang), 200)
				text = strings.TrimSpace(blanks.ReplaceAllString(markup.ReplaceAllString(text, "\n"), "\n"))
				golden(t, "recall-"+string(d.Kind)+"."+string(lang)+".txt", text)
			}
		}
	})
}

func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updatePapers {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), strings.TrimSpace(text)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestPapersAreRead: who recalls and its authority read all; a holder what the public is told; others nothing, not even that
// there is a case.
func TestPapersAreRead(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		outside, all := 0, len(model.RecallDocuments())
		for _, d := range model.RecallDocuments() {
			if !d.Inside {
				outside++
			}
		}
		for as, want := range map[string]int{
			"maker/owner": all, "north/inspector": all, "platform/admin": all, "partner/owner": outside, "south/inspector": outside, "lab/owner": -1, "pending/owner": -1,
		} {
			rec := w.Do(apitest.Request{Method: "GET", Path: "/v1/recalls/" + w.open.ID.String() + "/papers", As: as})
			var list struct {
				Items []struct{ Kind, HTML, JSON string }
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil {
				t.Fatal(err)
			}
			if want < 0 {
				if rec.Code != 404 && rec.Code != 403 {
					t.Errorf("%s: %d %s", as, rec.Code, rec.Body)
				}
				continue
			}
			if rec.Code != 200 || len(list.Items) != want {
				t.Errorf("%s reads %d documents, want %d: %d %s", as, len(list.Items), want, rec.Code, rec.Body)
			}
			for _, item := range list.Items { // each address that is given out answers
				for _, path := range []string{item.HTML, item.JSON} {
					if path == "" {
						continue
					}
					if rec := w.Do(apitest.Request{Method: "GET", Path: path, As: as}); rec.Code != 200 {
						t.Errorf("%s %s: %d %s", as, path, rec.Code, rec.Body)
					}
				}
			}
		}
		w.paper("partner/owner", w.open, "plan", "", 404)
		w.paper("partner/owner", w.open, "final-report", "?format=json", 404)
		w.paper("lab/clerk", w.open, "announcement", "", 404)
		w.paper("maker/owner", w.open, "poem", "", 404)
		w.paper("maker/owner", w.open, "gs1", "?format=html", 404)
		w.paper("maker/owner", w.open, "plan", "?format=pdf", 422)
		for kind := range map[string]bool{"plan": true, "announcement": true} {
			w.has("a draft's "+kind, w.paper("maker/owner", w.draft, kind, "?format=html&lang=en", 200), []string{"Not published"}, nil)
			w.has("an exercise's "+kind, w.paper("maker/owner", w.mock, kind, "?format=html&lang=en", 200), []string{"Recall exercise"}, nil)
		}
		report := w.paper("maker/owner", w.open, "stage-report", "?format=html&lang=zh-CN", 200)
		w.has("the report", report, []string{"70.0 %", "75.0 %"}, []string{"测试stranger", "测试partner"})
	})
}

// TestRecall_20_OneLotSeveralBrands: goods of one case that are sold under two brands make two announcements, each on a page
// of its own, with its own lots and no other's.
func TestRecall_20_OneLotSeveralBrands(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		page := w.paper("maker/owner", w.open, "announcement", "?format=html&lang=en", 200)
		own, label, found := strings.Cut(page, `class="break"`)
		if !found || strings.Contains(label, `class="break"`) {
			t.Fatalf("there are not two announcements: %s", page)
		}
		w.has("the maker's announcement", own, []string{"1/2", "Peacock River", openNumber + "-A", "J-0O1"}, []string{openNumber + "-P"})
		w.has("the label's announcement", label, []string{"2/2", "Good Neighbour", "Test partner", openNumber + "-P"}, []string{openNumber + "-A", "J-0O1"})
	})
}

// TestRecall_25_Texts: facts that nobody has put on record are shown as missing, hazards are not played
// down, and what people typed stays text.
func TestRecall_25_Texts(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		var bare model.Recall
		w.write(func(tx *repository.Tx) error {
			bare = model.Recall{
				ID: repository.NewID[model.Recall](tx), Number: "2026-000099", OrgID: w.Orgs["maker"], Region: "652801", OpenedBy: w.Orgs["maker"], Opener: "test",
				Origin: model.OriginVoluntary, Pack: model.PackEUGPSR, PackVersion: 1, Title: model.Text{EN: `<script>alert(1)</script>`},
				Hazard: model.Text{EN: "As a pre­cautionary measure."}, Policy: model.ClosureContainment, State: model.RecallDraft, Version: 1, CreatedAt: tx.Now(),
			}
			return tx.Recall().InsertRecall(bare)
		})
		body := w.paper("maker/owner", bare, "safety-notice", "?lang=en", 422)
		w.has("the refusal", body, []string{"hazard", "precautionary", "recall-word-softens"}, nil)
		w.write(func(tx *repository.Tx) error {
			bare.ID, bare.Number, bare.Hazard = repository.NewID[model.Recall](tx), "2026-000100", model.Text{EN: "The lid bursts and cuts."}
			return tx.Recall().InsertRecall(bare)
		})
		for _, lang := range []string{"en", "zh-CN", "ug"} {
			page := w.paper("maker/owner", bare, "safety-notice", "?format=html&lang="+lang, 200)
			w.has("the notice in "+lang, page, []string{"Product safety recall</"}, []string{"<script>alert"})
		}
		page := w.paper("maker/owner", bare, "plan", "?format=html&lang=en", 200)
		w.has("a plan without facts", page, []string{"not on record", "No plan has been filed", "Legal representative", "Expected effect", "&lt;script&gt;"}, []string{"<script>alert"})
		w.paper("maker/owner", bare, "plan", "?format=json", 404)
		var data struct{ Results []map[string]any }
		if err := json.Unmarshal([]byte(w.paper("maker/owner", bare, "enforcement", "", 200)), &data); err != nil || len(data.Results) != 0 {
			t.Errorf("%v: %+v", err, data)
		}
	})
}

// TestEnforcementNumbers: openFDA numbers a recall once it is classified, not before.
func TestEnforcementNumbers(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		read := func() (numbers []any, class any) {
			var data struct{ Results []map[string]any }
			if err := json.Unmarshal([]byte(w.paper("maker/owner", w.open, "enforcement", "", 200)), &data); err != nil {
				t.Fatal(err)
			}
			for _, r := range data.Results {
				numbers, class = append(numbers, r["recall_number"]), r["classification"]
			}
			return numbers, class
		}
		numbers, class := read()
		if diff := cmp.Diff([]any{openNumber + "-1", openNumber + "-2", openNumber + "-3"}, numbers); diff != "" || class != "Class I" {
			t.Errorf("%v (-want +got):\n%s", class, diff)
		}
		w.write(func(tx *repository.Tx) error {
			w.open.Grade = ""
			return tx.Recall().UpdateCase(&w.open)
		})
		numbers, class = read()
		if diff := cmp.Diff([]any{nil, nil, nil}, numbers); diff != "" || class != "Not Yet Classified" {
			t.Errorf("%v (-want +got):\n%s", class, diff)
		}
	})
}

// TestRecall_30_VenueFollowsTheGoods: where it has to be announced follows from where the goods have really gone, and is
// another once they are found in a second province; what the plan lacks of it is named.
func TestRecall_30_VenueFollowsTheGoods(t *testing.T) {
	eachRecalls(t, func(w *recalls) {
		one := w.paper("maker/owner", w.closed, "plan", "?format=html&lang=en", 200)
		two := w.paper("maker/owner", w.open, "plan", "?format=html&lang=en", 200)
		due := func(page string) string {
			_, after, _ := strings.Cut(page, "To be published, by where it has gone")
			part, _, _ := strings.Cut(after, "</dd>")
			return part
		}
		w.has("one province", due(one), []string{"website of the provincial authority", "main media of the province"}, []string{"main central media"})
		w.has("two provinces", due(two), []string{"website of the national authority", "main central media"}, []string{"main media of the province"})
		w.has("the gaps", two, []string{"Where it is published: main central media"}, nil)
	})
}
