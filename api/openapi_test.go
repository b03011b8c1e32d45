package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

var update = flag.Bool("update", false, "rewrite generated files")

// TestGeneratedOpenAPI keeps openapi.json, which is read in reviews, equal to what the server answers.
func TestGeneratedOpenAPI(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	w := apitest.Bare(t, repotest.SQLite(t, clock), clock)
	doc, err := w.Server.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, doc, "", " "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	if *update {
		if err := os.WriteFile("openapi.json", pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("openapi.json")
	if err != nil || !bytes.Equal(kept, pretty.Bytes()) {
		t.Errorf("openapi.json is not what the server answers (%v): run `make generate`", err)
	}
}
