package repository_test

import (
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestDeedsAreCutOnlyWhenThereIsMore: links that lead out of the picture do not count, however many there are, and exactly
// as many links as fit are whole.
func TestDeedsAreCutOnlyWhenThereIsMore(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		const shown, beyond = 5, 1500 // more ways out than are read at once
		g := &graph{Things: shown + beyond, Steps: 1, Seen: [][]model.EventOrg{nil}}
		way := func(src, dst int, kind model.EdgeKind) {
			g.Arrows = append(g.Arrows, arrow{Src: src, Dst: dst, Kind: kind, To: model.Forever, Until: model.Forever})
		}
		for i := range beyond {
			way(0, shown+i, model.EdgeTransform)
		}
		step := shown + beyond
		way(0, 1, model.EdgeTransform)
		way(1, 2, model.EdgeTransform)
		way(2, step, model.EdgeTransform)
		way(step, 3, model.EdgeTransform)
		way(step, 4, model.EdgeTransform)
		g.store(t, s)
		const links = 5
		for limit, cut := range map[int]bool{links - 2: true, links - 1: true, links: false, links + 1: false} {
			err := s.Read(t.Context(), func(tx *repository.Tx) error {
				d, err := tx.Trace().Deeds(everything, g.ids[:shown], 0, limit)
				if err == nil && (d.Cut != cut || len(d.Links) != min(limit, links)) {
					t.Errorf("with room for %d of %d: %d links, cut %v", limit, links, len(d.Links), d.Cut)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}
