package service_test

import (
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/service/recall"
)

// TestRecall_OrderedAcrossRegions: of an ordered recall the authorities of the case see every holder, that of another region
// the holders there and nobody else's, and follows them up; an authority of neither sees nothing.
func TestRecall_OrderedAcrossRegions(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		all, _, err := m.recall.Tasks(t.Context(), m.bureau, recall.TaskFilter{Recall: c.ID}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		var there []model.RecallTaskID
		for _, r := range all {
			if r.Row.Region == m.far.Region {
				there = append(there, r.Row.ID)
			}
		}
		if len(there) == 0 || len(there) == len(all) {
			t.Fatalf("%d of %d holders are in the other region", len(there), len(all))
		}
		sees := func(a model.Actor) (ids []model.RecallTaskID) {
			tasks, _, err := m.recall.Tasks(t.Context(), a, recall.TaskFilter{Recall: c.ID}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range tasks {
				ids = append(ids, r.Row.ID)
			}
			return ids
		}
		seat := m.inspector(m.farm.Region) // of the maker's region, but not who ordered
		if got := sees(seat); len(got) != len(all) {
			t.Errorf("the authority of the maker's region sees %d of %d", len(got), len(all))
		}
		local := m.inspector(m.far.Region)
		if got := sees(local); !slices.Equal(got, there) {
			t.Errorf("the authority of the other region sees %v, want %v", got, there)
		}
		if got := sees(m.inspector("440100")); len(got) != 0 {
			t.Errorf("an authority with nothing to do with it sees %v", got)
		}
		for _, r := range all {
			_, err := m.recall.Task(t.Context(), local, r.Row.ID)
			if mine := slices.Contains(there, r.Row.ID); mine != (err == nil) {
				t.Errorf("%s opened by the authority of the other region: %v", r.Name(model.EN), err)
			}
		}
		if _, err := m.recall.Case(t.Context(), local, c.ID); err != nil {
			t.Errorf("the authority of the other region does not see the case: %v", err)
		}
		file, err := m.recall.Task(t.Context(), local, there[0])
		if err != nil || !slices.Contains(file.Allowed, model.TaskNotify) && len(file.Allowed) == 0 {
			t.Errorf("it cannot follow its holder up: %v, %v", file.Allowed, err)
		}
	})
}
