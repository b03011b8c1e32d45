package gs1_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model/gs1"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	want := []string{"00", "01", "253", "255", "401", "402", "414", "415", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018"}
	if diff := cmp.Diff(want, gs1.Keys()); diff != "" {
		t.Errorf("keys of the syntax dictionary (-want +got):\n%s", diff)
	}
}

// A link is parsed on every scan: what it may cost is a promise.
func TestParseLink_allocations(t *testing.T) {
	for _, uri := range []string{
		"https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426",
		"https://example.com/some/path/01/09520123456788/22/2A/10/A%2FB/21/12345?3103=000195&17=261231&utm_source=x",
	} {
		allocs := testing.AllocsPerRun(100, func() {
			link, err := gs1.ParseLink(uri)
			if err != nil || link.Canonical() == "" {
				t.Fatal(err)
			}
		})
		if allocs > 10 {
			t.Errorf("%s: %.0f allocations, want at most 10", uri, allocs)
		}
	}
}
