package repository_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

func TestFactsHoldStandingEventsOnly(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		maker, site := w.company(model.KindProducer, "653121")
		shop, shopSite := w.company(model.KindRetailer, "310101")
		stranger, _ := w.company(model.KindDistributor, "440103")
		b := w.batch(w.product(maker.ID, "P", nil), site.ID, "1", nil)
		var at map[string]model.Place
		w.must(func(tx *repository.Tx) (err error) {
			at, err = tx.Trace().EnsurePlaces([]string{site.Location(), shopSite.Location()})
			return err
		})
		event := func(step string, org model.OrgID, place model.Seq, change func(*model.Event)) repository.Recorded {
			e := model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: step, OrgID: org, ReadPoint: place, Time: 1}
			if change != nil {
				change(&e)
			}
			return repository.Recorded{Event: e}
		}
		alien := event("inspecting", stranger.ID, 0, nil)
		w.events(b,
			event("commissioning", maker.ID, at[site.Location()].ID, func(e *model.Event) { e.Action = "ADD" }),
			event("receiving", shop.ID, 0, func(e *model.Event) { e.BizLocation = at[shopSite.Location()].ID }),
			event("shipping", maker.ID, 0, func(e *model.Event) { e.Retracted = 5 }),
			event("shipping", maker.ID, 0, func(e *model.Event) { e.Declares = 1 }),
			event("storing", shop.ID, 0, nil),
		)
		alienEvents := []repository.Recorded{alien}
		w.events(b, alienEvents...)
		w.must(func(tx *repository.Tx) error {
			return tx.Trace().InsertFindings([]model.Finding{
				{Kind: model.FindingNotHeld, EventSeq: alienEvents[0].Event.Seq, OrgID: stranger.ID},
			})
		})
		w.read(func(tx *repository.Tx) error {
			f, err := tx.Code().BatchFacts(b)
			if diff := cmp.Diff([]repository.Step{
				{Time: 1, Type: "ObjectEvent", Action: "ADD", BizStep: "commissioning", Role: model.RoleObject, Region: "653121", Kind: model.KindProducer},
				{Time: 1, Type: "ObjectEvent", Action: "OBSERVE", BizStep: "receiving", Role: model.RoleObject, Region: "310101", Kind: model.KindRetailer},
				{Time: 1, Type: "ObjectEvent", Action: "OBSERVE", BizStep: "storing", Role: model.RoleObject, Kind: model.KindRetailer},
			}, f.Steps); diff != "" {
				t.Errorf("steps (-want +got)\n%s", diff)
			}
			if f.Origin != "653121" || f.Maker.ID != maker.ID || f.Product.ID != b.ProductID {
				t.Errorf("origin %s, maker %s, product %s", f.Origin, f.Maker.ID, f.Product.ID)
			}
			return err
		})
	})
}

func TestInputsComeFromOneLevelUp(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		maker, site := w.company(model.KindProcessor, "653121")
		p := w.product(maker.ID, "P", nil)
		out := w.batch(p, site.ID, "out", nil)
		var edges []model.Edge
		node := func(b model.Batch) (id model.Seq) {
			w.must(func(tx *repository.Tx) error {
				nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: b.EPC, Level: model.LevelLot}})
				id = nodes[b.EPC].ID
				return err
			})
			return id
		}
		lotFrom := func(lot string, region model.Region) model.Seq {
			grower, field := w.company(model.KindProducer, region)
			return node(w.batch(w.product(grower.ID, lot, nil), field.ID, lot, nil))
		}
		direct, viaStep, grand, undone := lotFrom("d", "652901"), lotFrom("s", "650102"), lotFrom("g", "440103"), lotFrom("u", "310101")
		w.must(func(tx *repository.Tx) error {
			nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: "urn:test:step", Level: model.LevelStep}})
			if err != nil {
				return err
			}
			step := nodes["urn:test:step"].ID
			edge := func(src, dst model.Seq, until model.Instant) {
				edges = append(edges, model.Edge{ID: tx.NextSeq(), Src: src, Dst: dst, Kind: model.EdgeTransform, KnownTo: until})
			}
			target := nodeOf(t, tx, out)
			edge(direct, target, model.Forever)
			edge(viaStep, step, model.Forever)
			edge(step, target, model.Forever)
			edge(grand, direct, model.Forever)
			edge(undone, target, 5)
			return tx.Trace().InsertEvents([]repository.Recorded{{Event: model.Event{Seq: tx.NextSeq(), EventID: "urn:test:e", Body: []byte("{}")}, Edges: edges}})
		})
		w.read(func(tx *repository.Tx) error {
			f, err := tx.Code().BatchFacts(out)
			if diff := cmp.Diff([]model.Region{"650102", "652901"}, f.InputRegions); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			return err
		})
	})
}

func nodeOf(t *testing.T, tx *repository.Tx, b model.Batch) model.Seq {
	t.Helper()
	nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: b.EPC, Level: model.LevelLot}})
	if err != nil {
		t.Fatal(err)
	}
	return nodes[b.EPC].ID
}

func TestStandingTellsWhoHoldsABatch(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		maker, site := w.company(model.KindProducer, "653121")
		b := w.batch(w.product(maker.ID, "P", nil), site.ID, "1", nil)
		actor := model.Actor{Person: "p", Org: maker.ID}
		for _, step := range []struct {
			on       model.BatchEvent
			by, from string
		}{
			{model.BatchActivate, "", "draft"},
			{model.BatchHold, "producer", "active"},
			{model.BatchBlock, "regulator", "held"},
			{model.BatchClose, "", "blocked"},
		} {
			w.must(func(tx *repository.Tx) error {
				state, err := repository.Move(tx, &model.BatchLifecycle, b.ID.String(), b.Version, b.State, step.on, actor.Name(), "why")
				b.State, b.Version = state, b.Version+1
				if err == nil && step.on == model.BatchHold {
					err = tx.Audit(actor, repository.HoldAction, b.ID.String(), "")
				}
				return err
			})
			w.read(func(tx *repository.Tx) error {
				f, err := tx.Code().BatchFacts(b)
				if got := f.Standing; string(got.By) != step.by || string(got.From) != step.from || got.At == 0 {
					t.Errorf("after %s: %+v, want by %q from %q", step.on, got, step.by, step.from)
				}
				return err
			})
		}
	})
}

func TestScanCountsAddUp(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		const writers, each = 4, 10
		id := model.BatchID("00000000-0000-7000-8000-000000000001")
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					err := s.Write(context.Background(), func(tx *repository.Tx) error {
						return tx.Code().AddScans([]model.Scan{
							{BatchID: id, Day: "2026-11-22", Lang: model.ZH, Count: 2}, {BatchID: id, Day: "2026-11-22", Lang: model.UG, Count: 1},
						})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		err := s.Write(context.Background(), func(tx *repository.Tx) error {
			return tx.Code().AddScans([]model.Scan{{BatchID: id, Day: "2026-11-23", Lang: model.EN, Count: 7}})
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Read(context.Background(), func(tx *repository.Tx) error {
			rows, err := tx.Code().Scans(id)
			if diff := cmp.Diff([]model.Scan{
				{BatchID: id, Day: "2026-11-23", Lang: model.EN, Count: 7},
				{BatchID: id, Day: "2026-11-22", Lang: model.UG, Count: writers * each},
				{BatchID: id, Day: "2026-11-22", Lang: model.ZH, Count: 2 * writers * each},
			}, rows); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
