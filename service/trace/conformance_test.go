package trace_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/trace"
)

// conformance returns the folder of public documents, or skips the test.
func conformance(t testing.TB) string {
	t.Helper()
	root := os.Getenv("CONFORMANCE_DIR")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared", "conformance")
	}
	if _, err := os.Stat(filepath.Join(root, "epcis", "INDEX.tsv")); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no public EPCIS documents in %s: set CONFORMANCE_DIR", root)
	}
	return root
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

// publicDocument is one row of INDEX.tsv.
type publicDocument struct {
	file, kind, expect string
	events             int
	body               []byte
}

func publicDocuments(t testing.TB) []publicDocument {
	t.Helper()
	dir := filepath.Join(conformance(t), "epcis")
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
	var docs []publicDocument
	for _, row := range rows[1:] {
		body, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		n, _ := strconv.Atoi(row[3]) // empty for what holds no events
		docs = append(docs, publicDocument{row[0], row[1], row[2], n, body})
	}
	return docs
}

// The verdicts of a capture.
const (
	accepts = "accept"
	rejects = "reject"
)

// judged overrides INDEX.tsv where it contradicts the GS1 schema of EPCIS 2.0, or says something other than a verdict
// on capture. A document whose verdict changes must leave this table or enter it.
var judged = map[string]struct{ verdict, why string }{
	"doc-json/openepcis/AggregationEvent_with_persistentDisposition.json": {rejects, "persistentDisposition belongs to ObjectEvent and TransformationEvent only (gs1/EPCIS #440)"},
	"doc-json/openepcis/SensorData_with_combined_events.json":             {rejects, measurements},
	"doc-json/openepcis/TransactionEvent_with_userExtensions.json":        {rejects, measurements},
	"querydoc-json/openepcis/SensorData_with_combined_events.json":        {rejects, measurements},
	"querydoc-json/openepcis/TransactionEvent_with_userExtensions.json":   {rejects, measurements},
	"doc-json-bare/gs1/sch1.json":                                         {rejects, "a JSON schema, no EPCIS document"},
	"doc-json-bare/gs1/sch2.json":                                         {rejects, "a JSON schema, no EPCIS document"},

	"profile-schema/openepcis-event-sentry/FSMA-1-Harvesting-Valid-Event-with-DL.json": {accepts, "a document among the schemas"},
	"profile-event/openepcis-event-sentry/EpcisDocument.json":                          {rejects, "a bare member outside the standard"},
	"profile-event/openepcis-event-sentry/TransformationBareEvent.json":                {rejects, "a prefix that nothing declares"},
}

const measurements = "measurement types outside the vocabulary and reports without a type; the GS1 schema refuses it too"

// judgedKinds does the same for whole kinds of documents whose expectation is not about capture.
var judgedKinds = map[string]struct{ verdict, why string }{
	"fsma-cte":       {accepts, "after stripping its comments"},
	"hash-doc":       {accepts, "events whose hash is tested elsewhere"},
	"neg-gdst":       {accepts, "they break a profile of the seafood trade, not EPCIS"},
	"profile-event":  {accepts, "what a profile says of them is its own matter"},
	"profile-schema": {rejects, "JSON schemas of profiles"},
	"query-json":     {rejects, "a query, no document with events"},
	"trace-graph":    {accepts, "graphs whose traces are tested below"},
}

func TestConformance_verdicts(t *testing.T) {
	docs := publicDocuments(t)
	each(t, func(h *house) {
		farm := h.company("farm", xin)
		asked := 0
		for _, d := range docs {
			want, body := d.expect, d.body
			if k, ok := judgedKinds[d.kind]; ok {
				want = k.verdict
			}
			if j, ok := judged[d.file]; ok {
				want = j.verdict
			}
			if d.kind == "fsma-cte" {
				body = withoutComments(h.t, body)
			}
			if trimmed, marked := bytes.CutPrefix(body, []byte("\ufeff")); marked {
				if _, err := h.proceed(farm, body); !errors.Is(err, model.Malformed) {
					h.t.Errorf("%s with its byte order mark: %v", d.file, err)
				}
				body = trimmed
			}
			job, err := h.proceed(farm, body)
			got, why := verdictOf(h.t, job, err)
			asked++
			if got != want {
				h.t.Errorf("%s: %s, want %s: %s", d.file, got, want, why)
			}
			if want == accepts && job.Accepted+job.Duplicates != d.events {
				h.t.Errorf("%s: %d events kept and %d known, want %d in all", d.file, job.Accepted, job.Duplicates, d.events)
			}
		}
		if asked < 130 {
			h.t.Errorf("only %d documents have a verdict", asked)
		}
	})
}

// proceed captures a document and keeps what is good of it.
func (h *house) proceed(p party, body []byte) (model.Capture, error) {
	return h.trace.Capture(context.Background(), p.Actor, model.Idempotency{}, trace.Document{Body: body, Behaviour: trace.BehaviourProceed})
}

// verdictOf tells whether every event of a document was kept or known.
func verdictOf(t testing.TB, job model.Capture, err error) (verdict, why string) {
	t.Helper()
	var refusal *model.Refusal
	switch {
	case errors.As(err, &refusal):
		return rejects, refusal.Error()
	case err != nil:
		t.Fatal(err)
	case job.Rejected > 0:
		return rejects, string(job.Errors)
	}
	return accepts, ""
}

// withoutComments drops the members whose name starts with "_comment".
func withoutComments(t testing.TB, body []byte) []byte {
	t.Helper()
	var doc any
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				if strings.HasPrefix(name, "_comment") {
					delete(v, name)
					continue
				}
				strip(inner)
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

// oracle holds the expected counts of trace-oracle.json.
type oracle struct {
	Files map[string]struct {
		Events   int
		Distinct int `json:"distinct_eventIDs"`
		EPCs     map[string]map[string]int
	}
}

func TestConformance_traces_of_the_public_graphs(t *testing.T) {
	dir := conformance(t)
	text, err := os.ReadFile(filepath.Join(dir, "trace-oracle.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want oracle
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want.Files) < 2 {
		t.Fatalf("only %d graphs", len(want.Files))
	}
	t.Parallel()
	for file, graph := range want.Files {
		body, err := os.ReadFile(filepath.Join(dir, "epcis", "trace-graph", "opentraceability", file))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
				h := open(t, s, clock)
				farm := h.company("farm", xin)
				// One graph reuses eventIDs for different events; the oracle counts the first of each.
				job, err := h.proceed(farm, body)
				if err != nil || job.Accepted != graph.Distinct || job.Duplicates != graph.Events-graph.Distinct {
					t.Fatalf("%d of %d events, %d duplicates, %v: %s", job.Accepted, graph.Distinct, job.Duplicates, err, job.Errors)
				}
				for epc, counts := range graph.EPCs {
					h.traces(epc, counts)
				}
				h.sound()
			})
		})
	}
}

// traces compares what is known of an EPC with the oracle: the events that name it, and the plain closures over inputs
// and children, outputs and parents.
func (h *house) traces(epc string, counts map[string]int) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: epc, Level: model.LevelLot}})
		if err != nil {
			return err
		}
		root := nodes[epc].ID
		got := map[string]int{"direct": h.naming(root)}
		for name, direction := range map[string]repository.Direction{"back_plain": repository.Backward, "fwd_plain": repository.Forward} {
			closure, err := tx.Trace().Closure(model.SystemScope("conformance"), repository.ClosureQuery{Roots: []model.Seq{root}, Direction: direction})
			if err != nil {
				return err
			}
			var ids []model.Seq
			for _, v := range closure.Visits {
				if v.First {
					ids = append(ids, v.Node)
				}
			}
			got[name+"_events"], got[name+"_ids"] = h.naming(ids...), len(ids)-1
		}
		for name, n := range got {
			if want, known := counts[name]; !known || n != want {
				h.t.Errorf("%s: %s = %d, want %d", epc, name, n, want)
			}
		}
		return nil
	})
}

// naming counts the events that name any of the nodes.
func (h *house) naming(nodes ...model.Seq) int {
	h.t.Helper()
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(nodes), " ", ","), "[]")
	n, err := strconv.Atoi(h.rows("SELECT COUNT(DISTINCT event_seq) FROM event_nodes WHERE node_id IN (" + list + ")")[0])
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}
