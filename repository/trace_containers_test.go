package repository_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// packingPlan is a draw of events about few containers and few things, some of them in order of time and some not.
type packingPlan struct {
	random     *rand.Rand
	containers []model.Seq
	things     []model.Seq
	written    []repository.Recorded
	clock      model.Instant
}

func (p *packingPlan) draw(tx *repository.Tx) repository.Recorded {
	p.clock += model.Instant(p.random.IntN(2))
	at := p.clock
	if p.random.IntN(5) == 0 {
		at = model.Instant(p.random.Int64N(int64(p.clock) + 1))
	}
	seq := tx.NextSeq()
	e := model.Event{
		Seq: seq, EventID: fmt.Sprintf("urn:test:packing:%d", seq), Type: pickOne(p.random, "AggregationEvent", "AggregationEvent", "AssociationEvent"),
		Action: pickOne(p.random, "ADD", "ADD", "DELETE", "DELETE", "OBSERVE"), Time: at, Recorded: tx.Now(), OrgID: farm, Body: []byte("{}"),
	}
	r := repository.Recorded{Event: e, Orgs: []model.EventOrg{{EventSeq: seq, OrgID: farm, Region: "650102"}}}
	parent := p.random.IntN(len(p.containers))
	r.Nodes = append(r.Nodes, model.EventNode{EventSeq: seq, NodeID: p.containers[parent], Role: model.RoleParent})
	inner := slices.Concat(p.things, p.containers[parent+1:]) // no container in itself, however deep
	p.random.Shuffle(len(inner), func(i, j int) { inner[i], inner[j] = inner[j], inner[i] })
	least := 1
	if e.Action == "DELETE" {
		least = 0 // everything
	}
	for _, n := range inner[:max(least, p.random.IntN(3))] {
		r.Nodes = append(r.Nodes, model.EventNode{
			EventSeq: seq, NodeID: n, Role: model.RoleChild, Quantity: model.Quantity(p.random.IntN(3)), Unit: "KGM", Measured: p.random.IntN(2),
		})
	}
	return r
}

// withdraw takes back one of the events.
func (p *packingPlan) withdraw(tx *repository.Tx) ([]model.Seq, error) {
	standing := slices.DeleteFunc(slices.Clone(p.written), func(r repository.Recorded) bool { return r.Event.Retracted != 0 })
	if len(standing) == 0 {
		return nil, nil
	}
	gone := standing[p.random.IntN(len(standing))]
	for i := range p.written {
		if p.written[i].Event.Seq == gone.Event.Seq {
			p.written[i].Event.Retracted = 1
		}
	}
	return tx.Trace().Retract(gone.Event.Seq)
}

// TestContainers_remember: whatever is recorded, in runs of any length and in any order of time, the memory of one
// recording says what is inside as the stored edges do, and these are what all events say.
func TestContainers_remember(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		for round := range 12 {
			p := &packingPlan{random: rand.New(rand.NewPCG(7, uint64(round)))}
			write(t, s, func(tx *repository.Tx) error {
				var want []model.Node
				for i := range 7 {
					level := model.LevelInstance
					if i == 6 {
						level = model.LevelLot
					}
					want = append(want, model.Node{Key: fmt.Sprintf("urn:test:packed:%d:%d", round, i), Level: level})
				}
				nodes, _, err := tx.Trace().EnsureNodes(want)
				for i, n := range want {
					if i < 3 {
						p.containers = append(p.containers, nodes[n.Key].ID)
					} else {
						p.things = append(p.things, nodes[n.Key].ID)
					}
				}
				return err
			})
			for range 3 { // documents
				write(t, s, func(tx *repository.Tx) error { return p.record(t, tx) })
			}
		}
		violations, err := s.Fsck(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range violations {
			if v.Invariant == "containment follows from what was recorded" {
				t.Errorf("%+v", v)
			}
		}
	})
}

// record writes some runs in one transaction and compares memory and edges after each.
func (p *packingPlan) record(t *testing.T, tx *repository.Tx) error {
	memory := tx.Trace().Containers()
	for range 8 {
		var run []repository.Recorded
		parents := slices.Clone(p.containers) // those that moved something on are among them
		for range 1 + p.random.IntN(2) {
			run = append(run, p.draw(tx))
		}
		p.written = append(p.written, run...)
		withdrawn := p.random.IntN(8) == 0
		if err := tx.Trace().InsertEvents(run); err != nil {
			return err
		}
		if withdrawn {
			if _, err := p.withdraw(tx); err != nil {
				return err
			}
		}
		if err := memory.Rebuild(parents, run, withdrawn); err != nil {
			return err
		}
		for at := range p.clock + 2 {
			want, err := tx.Trace().Containers().Inside(p.containers, at)
			if err != nil {
				return err
			}
			got, err := memory.Inside(p.containers, at)
			if err != nil {
				return err
			}
			if diff := gocmp.Diff(pairs(want), pairs(got)); diff != "" {
				t.Fatalf("inside at %d (-stored +remembered):\n%s", at, diff)
			}
		}
	}
	return nil
}

// pairs lists what is inside something at all: through which container it was found first is left open.
func pairs(inside map[model.Seq][]model.Seq) (list []model.Seq) {
	for _, inner := range inside {
		list = append(list, inner...)
	}
	slices.SortFunc(list, cmp.Compare)
	return list
}
