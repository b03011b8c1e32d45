package repository_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

func TestBatchRowsHaveTheirNames(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		b, other := w.company(model.KindProducer, "653122")
		p := w.product(a.ID, "P", nil)
		q := w.product(b.ID, "Q", func(p *model.Product) { p.Name = model.Text{UG: "نەشپۈت"} })
		w.batch(p, site.ID, "1", nil)
		w.batch(q, other.ID, "2", nil)
		w.batch(p, site.ID, "3", nil)
		region := model.Actor{Person: "p", Org: "r", OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: "653100"}.Scope()
		w.read(func(tx *repository.Tx) error {
			rows, next, err := tx.Catalog().BatchRows(region, repository.BatchFilter{}, model.Page{Limit: 2})
			if err != nil || next == "" || len(rows) != 2 {
				t.Fatalf("%d rows, next %q: %v", len(rows), next, err)
			}
			if rows[0].Lot != "3" || rows[0].Product != p.Name || rows[0].Maker != a.Name || rows[1].Product != q.Name || rows[1].Maker != b.Name {
				t.Errorf("%+v", rows)
			}
			rows, next, err = tx.Catalog().BatchRows(region, repository.BatchFilter{}, model.Page{Limit: 2, After: next})
			if err != nil || next != "" || len(rows) != 1 || rows[0].Lot != "1" {
				t.Errorf("the second page: %+v %q %v", rows, next, err)
			}
			return nil
		})
	})
}

func TestWhatACompanyHasBegun(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		b, _ := w.company(model.KindProducer, "653122")
		state := func(org model.OrgID) (got [4]bool) {
			w.read(func(tx *repository.Tx) (err error) {
				if got[0], got[1], err = tx.Catalog().Made(org); err != nil {
					return err
				}
				if got[2], err = tx.Code().Printed(org); err != nil {
					return err
				}
				got[3], err = tx.Code().Scanned(org)
				return err
			})
			return got
		}
		want := [4]bool{}
		expect := func(step string) {
			t.Helper()
			if got := state(a.ID); got != want {
				t.Errorf("%s: %v, want %v", step, got, want)
			}
			if got := state(b.ID); got != ([4]bool{}) {
				t.Errorf("%s: another company has begun too: %v", step, got)
			}
		}
		expect("nothing")
		p := w.product(a.ID, "P", nil)
		want[0] = true
		expect("a product")
		lot := w.batch(p, site.ID, "1", nil)
		want[1] = true
		expect("a batch")
		w.must(func(tx *repository.Tx) error {
			_, err := tx.Code().AddLabelRun(model.LabelRun{
				ID: repository.NewID[model.LabelRun](tx), OrgID: a.ID, BatchID: lot.ID, Layout: "a4-24", Copies: 1, Format: model.LabelHTML, ECC: "M", Actor: "person:p", At: tx.Now(),
			})
			return err
		})
		want[2] = true
		expect("labels")
		w.must(func(tx *repository.Tx) error {
			return tx.Code().AddScans([]model.Scan{{BatchID: lot.ID, Day: "2026-11-22", Lang: model.ZH, Count: 1}})
		})
		want[3] = true
		expect("a scan")
		w.read(func(tx *repository.Tx) error {
			for lotNumber, want := range map[string]bool{"1": true, "2": false} {
				if used, err := tx.Catalog().LotUsed(p.ID, lotNumber, "2026-11-01"); err != nil || used != want {
					t.Errorf("lot %s used: %v %v", lotNumber, used, err)
				}
			}
			return nil
		})
	})
}

func TestJourneyFollowsTheLotIntoItsContainer(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		partner, _ := w.company(model.KindRetailer, "650102")
		lot := w.batch(w.product(a.ID, "P", nil), site.ID, "1", nil)
		box := w.batch(w.product(a.ID, "BOX", nil), site.ID, "box", nil)
		seen := func(step string, orgs ...model.OrgID) repository.Recorded {
			e := repository.Recorded{Event: model.Event{EventID: "urn:test:" + step, Type: "ObjectEvent", BizStep: step, OrgID: a.ID, Time: 1, Recorded: 1}}
			for _, o := range orgs {
				e.Orgs = append(e.Orgs, model.EventOrg{OrgID: o, Why: model.WhyCaptured, Region: "653121"})
			}
			return e
		}
		made, shipped := seen("commissioning", a.ID), seen("shipping", a.ID, partner.ID)
		w.events(lot, made)
		w.events(box, shipped)
		var node, event model.Seq
		w.must(func(tx *repository.Tx) error {
			node = nodeOf(t, tx, lot)
			e, err := tx.Trace().Event(as(a), "urn:test:shipping")
			event = e.Seq
			if err != nil {
				return err
			}
			for _, line := range []struct {
				account model.Account
				amount  int64
			}{{model.AccountOnHand, -7}, {model.AccountInTransit, 4}, {model.AccountLost, 3}} {
				_, err := tx.Exec("INSERT INTO postings (id, event_seq, node_id, unit, account, org_id, place_id, container_id, for_account, amount) VALUES (?, ?, ?, 'KGM', ?, ?, 0, 0, '', ?)",
					int64(tx.NextSeq()), int64(event), int64(node), string(line.account), a.ID.String(), line.amount)
				if err != nil {
					return err
				}
			}
			return nil
		})
		steps := func(scope model.Scope, page model.Page) (names []string, rows []repository.JourneyRow, next model.PageToken) {
			w.read(func(tx *repository.Tx) (err error) {
				rows, next, err = tx.Trace().Journey(scope, node, page)
				for _, r := range rows {
					names = append(names, r.Event.BizStep)
				}
				return err
			})
			return names, rows, next
		}
		names, rows, next := steps(as(a), model.Page{Limit: 1})
		if diff := cmp.Diff([]string{"shipping"}, names); diff != "" || next == "" {
			t.Fatalf("the first page %q: (-want +got)\n%s", next, diff)
		}
		if r := rows[0]; r.Role != "" || r.Amount != 7 || r.Unit != "KGM" || r.Recorder.Name != a.Name {
			t.Errorf("inside the container: %+v", r)
		}
		names, rows, next = steps(as(a), model.Page{Limit: 1, After: next})
		if diff := cmp.Diff([]string{"commissioning"}, names); diff != "" || next != "" || rows[0].Role != model.RoleObject {
			t.Errorf("the second page %q: (-want +got)\n%s", next, diff)
		}
		if names, _, _ := steps(as(partner), model.Page{}); !cmp.Equal(names, []string{"shipping"}) {
			t.Errorf("the partner sees %v", names)
		}
	})
}
