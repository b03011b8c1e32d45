package service_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/claim"
)

// TestClaim_regions: what an authority reads page by page, put together from the regions below it, is every claim of its
// region once and in order; with more regions than one statement merges, too.
func TestClaim_regions(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		m.queue(t, m.maker, 260, "65")
		m.queue(t, m.shop, 60, "11")
		for _, change := range []string{
			"UPDATE claims SET turn = 'nobody', state = 'refused' WHERE due_at % 3 = 0 AND number LIKE '%7'",
			"UPDATE claims SET due_at = due_at - 2592000000000 WHERE number LIKE '%5'", // thirty days ago: overdue
		} {
			if _, err := m.sql().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
		m.regional(t, "a hundred counties")
		if _, err := m.sql().ExecContext(t.Context(), "UPDATE claims SET region = CONCAT('65', SUBSTR(number, -4)) WHERE region LIKE '65%' AND id LIKE '%-00000000____'"); err != nil {
			t.Fatal(err)
		}
		m.regional(t, "more counties than one statement merges")
	})
}

// regional compares the lists of authorities with what is in the table.
func (m *market) regional(t *testing.T, what string) {
	t.Helper()
	platform := m.inspector
	platform.OrgKind, platform.Roles, platform.Region = model.KindPlatform, []model.Role{model.RoleAdmin}, ""
	now := m.clock.Now().UnixMicro()
	for _, x := range []struct {
		who    model.Actor
		f      claim.Filter
		within string
	}{
		{m.chain.inspector("650000"), claim.Filter{Turn: model.TurnParty}, "region LIKE '65%' AND turn = 'party' ORDER BY due_at, id"},
		{m.chain.inspector("650000"), claim.Filter{Turn: model.TurnParty, Overdue: true}, fmt.Sprint("region LIKE '65%' AND turn = 'party' AND due_at < ", now, " ORDER BY due_at, id")},
		{m.chain.inspector("650100"), claim.Filter{Turn: model.TurnParty}, "region LIKE '6501%' AND turn = 'party' ORDER BY due_at, id"},
		{m.chain.inspector("110000"), claim.Filter{Turn: model.TurnParty}, "region LIKE '11%' AND turn = 'party' ORDER BY due_at, id"},
		{m.chain.inspector("120000"), claim.Filter{Turn: model.TurnParty}, "1 = 0"},
		{m.chain.inspector(model.Nation), claim.Filter{Turn: model.TurnParty}, "turn = 'party' ORDER BY due_at, id"},
		{platform, claim.Filter{Turn: model.TurnNobody}, "turn = 'nobody' ORDER BY due_at, id"},
		{m.chain.inspector("650000"), claim.Filter{}, "region LIKE '65%' ORDER BY id DESC"},
		{m.chain.inspector("650000"), claim.Filter{State: model.ClaimRefused}, "region LIKE '65%' AND state = 'refused' ORDER BY id DESC"},
		{m.chain.inspector(model.Nation), claim.Filter{}, "1 = 1 ORDER BY id DESC"},
		{m.chain.inspector("650000"), claim.Filter{Turn: model.TurnParty, Org: m.maker.Org}, "region LIKE '65%' AND turn = 'party' AND org_id = '" + m.maker.Org.String() + "' ORDER BY due_at, id"},
		{m.chain.inspector("650000"), claim.Filter{Org: m.shop.Org}, "region LIKE '65%' AND org_id = '" + m.shop.Org.String() + "' ORDER BY id DESC"},
	} {
		var want, got []model.ClaimID
		m.read("SELECT id FROM claims WHERE "+x.within, func(values []any) {
			want = append(want, model.ClaimID(fmt.Sprintf("%s", values[0])))
		})
		page := model.Page{Limit: 100}
		for {
			rows, next, err := m.claim.Claims(t.Context(), x.who, x.f, page)
			if err != nil {
				t.Fatalf("%s, %s: %v", what, x.within, err)
			}
			for _, r := range rows {
				got = append(got, r.ID)
			}
			if next == "" {
				break
			}
			page.After = next
		}
		if d := diff.Diff(want, got); d != "" {
			t.Errorf("%s, %s: %d of %d, in order %t (-want +got):\n%.600s", what, x.within, len(got), len(want), slices.IsSortedFunc(got, cmp.Compare), d)
		}
	}
}
