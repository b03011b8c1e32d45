package trace_test

import (
	"errors"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/trace"
)

// TestFollowersAreToldInTheTransaction: what is recorded, what it names and what it withdraws; and a follower that fails
// keeps the events out.
func TestFollowersAreToldInTheTransaction(t *testing.T) {
	each(t, func(h *house) {
		farm := h.company("farm", "650100")
		h.batch(farm, melon, "A", "KGM", model.BatchActive)
		var told []model.Touched
		stop := errors.New("no")
		var fail error
		h.trace = trace.New(h.store, trace.Follow(func(tx *repository.Tx, actor model.Actor, t model.Touched) error {
			if fail == nil {
				told = append(told, t)
			}
			if actor.Org != farm.Org || tx.Now() == 0 {
				return errors.New("whose recording is it?")
			}
			return fail
		}))
		h.capture(farm, object("ADD", "commissioning", 1, of(lot("A"), 10), at(farm.gln()), id("urn:uuid:00000000-0000-4000-8000-000000000001")))
		h.capture(farm, transformation(2, in(lot("A"), 5), out(lot("B"), 4), at(farm.gln())))
		if len(told) != 2 || len(told[0].Events) != 1 || len(told[0].Nodes) != 1 || len(told[0].Batches) != 1 || told[0].Genealogy {
			t.Fatalf("told %+v", told)
		}
		if made := told[1]; !made.Genealogy || len(made.Nodes) != 2 || made.Nodes[0] >= made.Nodes[1] || made.Earliest != model.InstantOf(time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)) {
			t.Errorf("told of the transformation %+v", made)
		}
		// A second document with the same events records nothing, and nobody is told.
		if again := h.document(farm, "", document(transformation(2, in(lot("A"), 5), out(lot("B"), 4), at(farm.gln())))); again.Duplicates != 1 || len(told) != 2 {
			t.Errorf("a repetition: %+v, told %d times", again, len(told))
		}
		h.capture(farm, object("ADD", "commissioning", 1, of(lot("A"), 10), at(farm.gln()), id("urn:uuid:00000000-0000-4000-8000-000000000001"), declared))
		if len(told) != 3 || len(told[2].Corrected) != 1 || told[2].Corrected[0] != told[0].Events[0] || told[2].Nodes[0] != told[0].Nodes[0] {
			t.Errorf("told of the correction %+v", told[2:])
		}
		fail = stop
		before := h.count("events", "1 = 1")
		_, err := h.trace.Capture(t.Context(), farm.Actor, model.Idempotency{}, trace.Document{Body: document(object("OBSERVE", "inspecting", 3, of(lot("A"), 1), at(farm.gln())))})
		if !errors.Is(err, stop) || h.count("events", "1 = 1") != before {
			t.Errorf("a follower that fails: %v", err)
		}
	})
}
