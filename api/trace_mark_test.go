package api_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"suyuan/api/apitest"
)

// TestTraceTableMarksRecall: the table of a trace says how a recall affects each thing, on the console and by the API;
// without a recall it says nothing of any, and a case that the reader may not see does not exist for it.
func TestTraceTableMarksRecall(t *testing.T) {
	t.Parallel()
	a := orderedAffair(t)
	id := strings.TrimPrefix(a.at, "/console/recalls/")
	for _, path := range []string{"/console/batches/" + a.batch + "/trace.csv?direction=forward", "/v1/trace.csv?direction=forward&root=" + a.batch} {
		read := func(recall string) (lines [][]string) {
			rec := a.Do(apitest.Request{Method: "GET", Path: path + recall, As: "maker/owner"})
			if rec.Code != http.StatusOK {
				t.Fatalf("%s: %d %s", path+recall, rec.Code, rec.Body)
			}
			lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
			if err != nil || len(lines) < 2 {
				t.Fatalf("%d lines, %v", len(lines), err)
			}
			return lines
		}
		plain, marked := read(""), read("&recall="+id)
		at := slices.Index(marked[0], "class")
		if slices.Contains(plain[0], "class") || at < 0 || len(marked[0])-at != 6 || len(marked) != len(plain) {
			t.Fatalf("heads %q and %q", plain[0], marked[0])
		}
		root := marked[1][at:]
		if root[0] != "confirmed" || root[1] != "selected" || root[2] == "" || root[2] != root[3] || root[3] != root[4] || root[5] == "" {
			t.Errorf("%s: the lot that is recalled: %q", path, root)
		}
		for _, line := range marked[1:] {
			if class := line[at]; class != "" && class != "confirmed" && class != "possible" && class != "cleared" || (class == "") != (line[at+1] == "") {
				t.Errorf("%s: %q", path, line)
			}
		}
		for _, bad := range []string{"x", a.Orgs["maker"].String()} {
			if rec := a.Do(apitest.Request{Method: "GET", Path: path + "&recall=" + bad, As: "maker/owner"}); rec.Code != http.StatusNotFound {
				t.Errorf("%s with the recall %q: %d", path, bad, rec.Code)
			}
		}
	}
}
