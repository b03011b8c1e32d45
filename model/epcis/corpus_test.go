package epcis_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"suyuan/model/epcis"
)

// corpusDir returns the folder of public EPCIS documents, or skips the test.
func corpusDir(t testing.TB) string {
	t.Helper()
	root := os.Getenv("CONFORMANCE_DIR")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared", "conformance")
	}
	dir := filepath.Join(root, "epcis")
	if _, err := os.Stat(filepath.Join(dir, "INDEX.tsv")); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no public EPCIS documents in %s: set CONFORMANCE_DIR", dir)
	}
	return dir
}

func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// corpusDoc is one row of INDEX.tsv with its text.
type corpusDoc struct {
	file, kind, expect string
	src                []byte
}

func corpus(t testing.TB) []corpusDoc {
	t.Helper()
	dir := corpusDir(t)
	f, err := os.Open(filepath.Join(dir, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var docs []corpusDoc
	for _, row := range rows[1:] {
		src, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, corpusDoc{row[0], row[1], row[2], src})
	}
	if len(docs) < 100 {
		t.Fatalf("only %d documents in %s", len(docs), dir)
	}
	return docs
}

// reasons returns why src is refused: the codes of its issues, or the kind of error. None means accepted.
func reasons(src []byte) []string {
	d, err := epcis.ParseDocument(src, epcis.Limits{})
	var (
		syntax  *epcis.SyntaxError
		limit   *epcis.LimitError
		invalid *epcis.InvalidError
		issues  []epcis.Issue
		codes   []string
	)
	switch {
	case errors.As(err, &syntax):
		return []string{"syntax: " + syntax.Reason}
	case errors.As(err, &limit):
		return []string{"limit: " + limit.What}
	case errors.As(err, &invalid):
		issues = invalid.Issues
	case err != nil:
		return []string{"unexpected error: " + err.Error()}
	default:
		issues = d.Issues()
	}
	for _, i := range issues {
		codes = append(codes, i.Code+" at "+i.Path+" ("+i.Detail+")")
	}
	return codes
}

// verdicts overrides INDEX.tsv where it contradicts the GS1 schema or expects something other than a verdict.
var verdicts = map[string]struct{ verdict, why string }{
	"doc-json/openepcis/AggregationEvent_with_persistentDisposition.json": {
		"reject", "persistentDisposition belongs to ObjectEvent and TransformationEvent only (gs1/EPCIS #440)",
	},
	"doc-json/openepcis/SensorData_with_combined_events.json":           {"reject", measurementWhy},
	"doc-json/openepcis/TransactionEvent_with_userExtensions.json":      {"reject", measurementWhy},
	"querydoc-json/openepcis/SensorData_with_combined_events.json":      {"reject", measurementWhy},
	"querydoc-json/openepcis/TransactionEvent_with_userExtensions.json": {"reject", measurementWhy},
	"doc-json-bare/gs1/sch1.json":                                       {"reject", "a JSON schema, not an EPCIS document; the GS1 schema refuses it too"},
	"doc-json-bare/gs1/sch2.json":                                       {"reject", "a JSON schema, not an EPCIS document; the GS1 schema refuses it too"},
}

const measurementWhy = "measurement types outside the vocabulary, reports without a type; the GS1 schema refuses it too"

func TestParseDocument_verdicts_of_the_public_documents(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, doc := range corpus(t) {
		want := doc.expect
		if v, ok := verdicts[doc.file]; ok {
			want = v.verdict
		}
		src := doc.src
		if want == "accept-after-stripping-_comment" {
			src, want = stripComments(t, src), "accept"
		}
		got := reasons(src)
		switch want {
		case "accept":
			asked++
			if len(got) > 0 {
				t.Errorf("%s refused: %s", doc.file, strings.Join(got, "; "))
			}
		case "reject":
			asked++
			if len(got) == 0 {
				t.Errorf("%s accepted", doc.file)
			}
		default:
			t.Logf("%s (%s): %s", doc.file, doc.expect, summary(got))
		}
	}
	if asked < 90 {
		t.Errorf("only %d documents have a verdict", asked)
	}
}

func summary(reasons []string) string {
	if len(reasons) == 0 {
		return "accepted"
	}
	return "refused: " + reasons[0]
}

// stripComments drops the members whose name starts with "_comment".
func stripComments(t testing.TB, src []byte) []byte {
	t.Helper()
	var doc any
	if err := json.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if strings.HasPrefix(name, "_comment") {
					delete(v, name)
				} else {
					strip(inner)
				}
			}
		case []any:
			for _, inner := range v {
				strip(inner)
			}
		}
	}
	strip(doc)
	out, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
