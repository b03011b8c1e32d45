package repository_test

import (
	"slices"
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
			"steps of a company": func() (string, []any) {
				return repository.EventsStatement(company(farm), repository.EventFilter{BizStep: "shipping"}, middle)
			},
			"events of a region": func() (string, []any) {
				return repository.EventsStatement(regulator("650000"), repository.EventFilter{}, middle)
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
				if strings.Contains(line, " gathered") || strings.Contains(line, " sorted") || strings.Contains(line, "TEMP B-TREE") {
					t.Errorf("%s: %s", name, line)
				}
				for _, table := range []string{"d", "e", "seen", "n"} {
					if strings.HasPrefix(line, "scans "+table+" ") || strings.HasPrefix(line+" ", "scans SCAN "+table+" ") {
						t.Errorf("%s: %s", name, line)
					}
				}
			}
		}
	})
}

// TestEvents_named_twice: an event that touches a company in several regions, or names a thing on several lines, is one
// row of the list, and no page is shorter for it.
func TestEvents_named_twice(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		g := &graph{Things: 1}
		var want []model.Seq
		for i := range 9 {
			orgs := []model.EventOrg{{OrgID: farm, Region: "650102"}}
			if i%3 > 0 {
				orgs = append(orgs, model.EventOrg{OrgID: farm, Region: "650103"}, model.EventOrg{OrgID: farm, Region: "110101"})
			}
			g.Seen = append(g.Seen, orgs)
		}
		g.store(t, s)
		write(t, s, func(tx *repository.Tx) error {
			for _, seq := range g.events {
				want = append(want, seq)
				for line := range 3 {
					_, err := tx.Exec("INSERT INTO event_nodes (event_seq, line, node_id, role, quantity, unit, measured) VALUES (?, ?, ?, 'epc', 0, '', 0)",
						int64(seq), line, int64(g.ids[0]))
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		slices.Reverse(want)
		for _, scope := range []model.Scope{company(farm), regulator("650000"), everything} {
			for _, filter := range []repository.EventFilter{{}, {Node: g.ids[0]}, {To: 5}} {
				for _, size := range []int{1, 4, 9, 20} {
					var got []model.Seq
					page := model.Page{Limit: size}
					for {
						var rows []model.Event
						err := s.Read(t.Context(), func(tx *repository.Tx) (err error) {
							rows, page.After, err = tx.Trace().Events(scope, filter, page)
							return err
						})
						if err != nil {
							t.Fatal(err)
						}
						for _, e := range rows {
							got = append(got, e.Seq)
						}
						if page.After == "" {
							break
						}
						if len(rows) != size {
							t.Errorf("a page of %d has %d rows", size, len(rows))
						}
					}
					if !slices.Equal(got, want) {
						t.Errorf("%+v, pages of %d: %v, want %v", filter, size, got, want)
					}
				}
			}
		}
	})
}
