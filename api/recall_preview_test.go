package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// TestRecall_28_PreviewSaysWhatItLeavesOut: of a hub's many holders and places outside the preview lists some, and says
// how many more there are; all are counted in the totals.
func TestRecall_28_PreviewSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	w := newCounterWorld(t)
	rows := make([]string, 0, 300)
	for i := range 150 {
		rows = append(rows,
			fmt.Sprintf("((SELECT id FROM nodes WHERE epc = '%s'), 'XHB', 'on-hand', '00000000-0000-7000-8000-%012d', 0, 0, '', 1000000)", w.epc, 1000+i),
			fmt.Sprintf("((SELECT id FROM nodes WHERE epc = '%s'), 'XHB', 'in-transit', '00000000-0000-7000-8000-000000001000', %d, 0, '', 1000000)", w.epc, 1000+i))
	}
	_, err := repotest.SQL(t, w.Store).ExecContext(t.Context(),
		"INSERT INTO balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount) VALUES "+strings.Join(rows, ","))
	if err != nil {
		t.Fatal(err)
	}
	lot := w.epc[strings.LastIndexByte(w.epc, '/')+1:]
	preview := func(rows int) (answer map[string]any) {
		return w.JSON(apitest.Request{Method: "POST", Path: "/v1/recalls/preview", As: "platform/admin", Body: object{
			"conditions": []object{{"kind": "lot", "maker": w.maker.org, "product": w.maker.product, "lot": lot}}, "rows": rows,
		}}, http.StatusOK)
	}
	all, some := preview(20_000), preview(10)
	count := func(answer map[string]any, list string) int { return len(answer[list].([]any)) }
	holders, ends := count(all, "holders"), count(all, "frontier")
	if holders < 150 || ends < 150 || all["more_holders"] != nil || all["more_frontier"] != nil {
		t.Errorf("%d holders and %v more, %d frontiers and %v more", holders, all["more_holders"], ends, all["more_frontier"])
	}
	if n, m := count(some, "holders"), count(some, "frontier"); n != 10 || m != 10 ||
		some["more_holders"] != float64(holders-10) || some["more_frontier"] != float64(ends-10) {
		t.Errorf("%d holders and %v more, %d frontiers and %v more", n, some["more_holders"], m, some["more_frontier"])
	}
	thing := some["rows"].([]any)[0].(map[string]any)
	if n := count(thing, "holders"); n != 100 || thing["more_holders"] != float64(holders-100) {
		t.Errorf("of the thing %d holders and %v more", n, thing["more_holders"])
	}
}
