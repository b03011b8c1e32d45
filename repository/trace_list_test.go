package repository_test

import (
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestListPlans checks that the lists of one company or about one thing start at an index, however large the tables.
func TestListPlans(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: 3000}
		orgs := [][]model.EventOrg{{{OrgID: farm, Region: "650102"}}, {{OrgID: dairy, Region: "110101"}}}
		for i := range 3000 {
			g.Seen = append(g.Seen, orgs[min(1, i%100)])
			g.Arrows = append(g.Arrows, arrow{
				Src: i, Dst: (i + 1) % 3000, Kind: model.EdgeTransform, From: 1, To: 1, KnownFrom: 1, Until: model.Forever, Event: i,
			})
		}
		g.store(t, s)
		write(t, s, func(tx *repository.Tx) error {
			for i, id := range g.ids {
				_, err := tx.Exec("INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) VALUES (?, 0, ?, 'epc', 0, '', 0)",
					int64(g.events[i]), int64(id))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if s.Engine() == repository.MySQL {
			onServer(t, s, "ANALYZE TABLE nodes, events, event_nodes, event_orgs")
		}
		middle := g.events[1500]
		for name, statement := range map[string]func() (string, []any){
			"events of a company": func() (string, []any) {
				return repository.EventsStatement(company(farm), repository.EventFilter{}, middle)
			},
			"events of a thing": func() (string, []any) {
				return repository.EventsStatement(everything, repository.EventFilter{Node: g.ids[7]}, middle)
			},
			"events of a thing, a company": func() (string, []any) {
				return repository.EventsStatement(company(farm), repository.EventFilter{Node: g.ids[7]}, middle)
			},
		} {
			query, args := statement()
			for _, line := range plan(t, s, query, args...) {
				for _, table := range []string{"d", "e", "seen", "n"} {
					if strings.HasPrefix(line, "scans "+table+" ") || strings.HasPrefix(line+" ", "scans SCAN "+table+" ") {
						t.Errorf("%s: %s", name, line)
					}
				}
			}
		}
	})
}
