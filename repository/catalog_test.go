package repository_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// shelves writes catalog rows straight into a store.
type shelves struct {
	t     *testing.T
	store *repository.Store
	n     int
}

func (w *shelves) write(fn func(tx *repository.Tx) error) error {
	return w.store.Write(context.Background(), fn)
}

func (w *shelves) must(fn func(tx *repository.Tx) error) {
	w.t.Helper()
	if err := w.write(fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *shelves) read(fn func(tx *repository.Tx) error) {
	w.t.Helper()
	if err := w.store.Read(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *shelves) company(kind model.OrgKind, region model.Region) (o model.Organisation, s model.Site) {
	w.t.Helper()
	w.n++
	w.must(func(tx *repository.Tx) error {
		o = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: kind, Name: model.Text{ZH: fmt.Sprintf("企业%d", w.n)}, Country: "KZ",
			ForeignID: fmt.Sprintf("S-%d", w.n), Region: region, State: model.OrgActive, Version: 1, CreatedAt: tx.Now(),
		}
		s = model.Site{ID: repository.NewID[model.Site](tx), OrgID: o.ID, Name: model.Text{ZH: "地块"}, Region: region, CreatedAt: tx.Now()}
		if err := tx.Access().AddOrganisation(o); err != nil {
			return err
		}
		return tx.Access().AddSite(s)
	})
	return o, s
}

func (w *shelves) newProduct(org model.OrgID, code string, change func(*model.Product)) model.Product {
	p := model.Product{
		OrgID: org, Code: code, Name: model.Text{ZH: "苹果", EN: "Red Apple"}, Category: model.CategoryFruit, Unit: "KGM", Version: 1,
	}
	if change != nil {
		change(&p)
	}
	return p
}

func (w *shelves) product(org model.OrgID, code string, change func(*model.Product)) model.Product {
	w.t.Helper()
	p := w.newProduct(org, code, change)
	w.must(func(tx *repository.Tx) error {
		p.ID, p.CreatedAt = repository.NewID[model.Product](tx), tx.Now()
		return tx.Catalog().InsertProduct(p)
	})
	return p
}

func (w *shelves) insertBatch(p model.Product, site model.SiteID, lot string, change func(*model.Batch)) (b model.Batch, err error) {
	err = w.write(func(tx *repository.Tx) error {
		b = model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: p.OrgID, ProductID: p.ID, Lot: lot, Produced: "2026-11-01", Quantity: model.Units(1),
			Unit: p.Unit, SiteID: site, State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
		}
		b.EPC, b.Code = b.ID.URN(), b.ID.String()[26:]
		if change != nil {
			change(&b)
		}
		return tx.Catalog().InsertBatch(b)
	})
	return b, err
}

func (w *shelves) batch(p model.Product, site model.SiteID, lot string, change func(*model.Batch)) model.Batch {
	w.t.Helper()
	b, err := w.insertBatch(p, site, lot, change)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (w *shelves) events(b model.Batch, events ...repository.Recorded) {
	w.t.Helper()
	w.must(func(tx *repository.Tx) error {
		nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: b.EPC, Level: model.LevelLot}})
		if err != nil {
			return err
		}
		for i := range events {
			e := &events[i]
			e.Event.Seq = tx.NextSeq()
			if e.Event.EventID == "" {
				e.Event.EventID = fmt.Sprintf("urn:test:%d", e.Event.Seq)
			}
			e.Event.Hash, e.Event.Body = e.Event.EventID, []byte("{}")
			e.Nodes = append(e.Nodes, model.EventNode{EventSeq: e.Event.Seq, NodeID: nodes[b.EPC].ID, Role: model.RoleObject})
			for j := range e.Orgs {
				e.Orgs[j].EventSeq = e.Event.Seq
			}
		}
		return tx.Trace().InsertEvents(events)
	})
}

// as is the scope of an organisation.
func as(o model.Organisation) model.Scope {
	return model.Actor{Person: "p", Org: o.ID, OrgKind: o.Kind, OrgState: o.State, Region: o.Region}.Scope()
}

func wants(t *testing.T, what string, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

func TestProductKeysHaveOneOwner(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, _ := w.company(model.KindProducer, "653121")
		b, _ := w.company(model.KindProducer, "653122")
		gtin := func(p *model.Product) { p.GTIN = "06901234567892" }
		first := w.product(a.ID, "A1", gtin)
		insert := func(p model.Product) error {
			return w.write(func(tx *repository.Tx) error {
				p.ID = repository.NewID[model.Product](tx)
				return tx.Catalog().InsertProduct(p)
			})
		}
		wants(t, "another company's GTIN", insert(w.newProduct(b.ID, "B1", gtin)), model.GTINTaken)
		err := insert(w.newProduct(a.ID, "A1", nil))
		wants(t, "the same code", err, model.CodeTaken)
		var r *model.Refusal
		if errors.As(err, &r) && (len(r.Params) != 1 || r.Params[0].Value != "A1") {
			t.Errorf("the refusal names %v, not the code", r.Params)
		}
		if err := insert(w.newProduct(b.ID, "A1", nil)); err != nil {
			t.Errorf("another company's equal code: %v", err)
		}
		if err := insert(w.newProduct(a.ID, "a1", nil)); err != nil {
			t.Errorf("a code that differs in case: %v", err)
		}

		changed := first
		changed.GTIN = "06901234567908"
		w.must(func(tx *repository.Tx) error { return tx.Catalog().UpdateProduct(first, changed) })
		wants(t, "an update of a version that is gone", w.write(func(tx *repository.Tx) error { return tx.Catalog().UpdateProduct(first, changed) }), model.ChangedMeanwhile)
		if err := insert(w.newProduct(b.ID, "B2", gtin)); err != nil {
			t.Errorf("a GTIN that was given up: %v", err)
		}
		wants(t, "the new GTIN", insert(w.newProduct(b.ID, "B3", func(p *model.Product) { p.GTIN = "06901234567908" })), model.GTINTaken)
	})
}

func TestProductsAreFoundByWhatIsPrinted(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, _ := w.company(model.KindProducer, "653121")
		other, _ := w.company(model.KindProducer, "110101")
		w.product(a.ID, "AP-1", func(p *model.Product) { p.GTIN = "06901234567892" })
		w.product(a.ID, "ap-2", func(p *model.Product) { p.Name = model.Text{ZH: "杏", UG: "ئۆرۈك", EN: "apricot"} })
		w.product(a.ID, "100%", func(p *model.Product) { p.Name, p.Category = model.Text{ZH: "苹果汁"}, model.CategoryFood })
		w.product(other.ID, "AP-9", nil)
		for _, test := range []struct {
			name   string
			filter repository.ProductFilter
			want   []string
		}{
			{"everything, newest first", repository.ProductFilter{}, []string{"100%", "ap-2", "AP-1"}},
			{"code, case counts", repository.ProductFilter{Search: "AP-"}, []string{"AP-1"}},
			{"code with a sign of LIKE", repository.ProductFilter{Search: "100%"}, []string{"100%"}},
			{"a sign of LIKE alone", repository.ProductFilter{Search: "%"}, nil},
			{"Chinese name", repository.ProductFilter{Search: "苹果"}, []string{"100%", "AP-1"}},
			{"Uyghur name", repository.ProductFilter{Search: "ئۆر"}, []string{"ap-2"}},
			{"English name in any case", repository.ProductFilter{Search: "RED"}, []string{"AP-1"}},
			{"GTIN", repository.ProductFilter{Search: "6901234567892", GTIN: "06901234567892"}, []string{"AP-1"}},
			{"category", repository.ProductFilter{Category: model.CategoryFood}, []string{"100%"}},
		} {
			w.read(func(tx *repository.Tx) error {
				rows, _, err := tx.Catalog().Products(as(a), test.filter, model.Page{})
				var codes []string
				for _, p := range rows {
					codes = append(codes, p.Code)
				}
				if diff := cmp.Diff(test.want, codes); diff != "" {
					t.Errorf("%s: (-want +got)\n%s", test.name, diff)
				}
				return err
			})
		}
		regulator, _ := w.company(model.KindRegulator, "653100")
		w.read(func(tx *repository.Tx) error {
			rows, _, err := tx.Catalog().Products(as(regulator), repository.ProductFilter{}, model.Page{})
			if len(rows) != 3 {
				t.Errorf("the regulator of 653100 sees %d products, want the 3 of its region", len(rows))
			}
			return err
		})
	})
}

func TestProductPagesShowEachOnce(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, _ := w.company(model.KindProducer, "653121")
		for i := range 7 {
			w.product(a.ID, fmt.Sprintf("P%d", i), nil)
		}
		var seen []string
		page := model.Page{Limit: 3}
		for range 5 {
			w.read(func(tx *repository.Tx) error {
				rows, next, err := tx.Catalog().Products(as(a), repository.ProductFilter{}, page)
				for _, p := range rows {
					seen = append(seen, p.Code)
				}
				page.After = next
				return err
			})
			if page.After == "" {
				break
			}
		}
		if diff := cmp.Diff([]string{"P6", "P5", "P4", "P3", "P2", "P1", "P0"}, seen); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		err := s.Read(context.Background(), func(tx *repository.Tx) error {
			_, _, err := tx.Catalog().Products(as(a), repository.ProductFilter{}, model.Page{After: "garbage"})
			return err
		})
		wants(t, "a broken token", err, model.PageTokenInvalid)
	})
}

func TestLotNumbersAreExact(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		p := w.product(a.ID, "P", nil)
		twins := []string{"007", "7", "07", "A1", "a1", "A/1", "A%1", "A_1", "A.1"}
		for _, lot := range twins {
			w.batch(p, site.ID, lot, nil)
		}
		_, err := w.insertBatch(p, site.ID, "007", nil)
		wants(t, "the same lot of the same day", err, model.BatchTaken)
		if _, err := w.insertBatch(p, site.ID, "007", func(b *model.Batch) { b.Produced = "2026-11-02" }); err != nil {
			t.Errorf("the same lot of another day: %v", err)
		}
		_, err = w.insertBatch(p, site.ID, "008", func(b *model.Batch) { b.Produced, b.EPC = "2026-11-03", "urn:test:1" })
		wants(t, "first use of an identity", err, nil)
		_, err = w.insertBatch(p, site.ID, "009", func(b *model.Batch) { b.EPC = "urn:test:1" })
		wants(t, "an identity in use", err, model.BatchTaken)
		for prefix, want := range map[string][]string{
			"A": {"A.1", "A_1", "A%1", "A/1", "A1"}, "a": {"a1"}, "0": {"008", "007", "07", "007"}, "A%": {"A%1"}, "A_": {"A_1"}, "%": nil,
		} {
			w.read(func(tx *repository.Tx) error {
				rows, _, err := tx.Catalog().Batches(as(a), repository.BatchFilter{Lot: prefix}, model.Page{})
				var lots []string
				for _, b := range rows {
					lots = append(lots, b.Lot)
				}
				if diff := cmp.Diff(want, lots); diff != "" {
					t.Errorf("prefix %q: (-want +got)\n%s", prefix, diff)
				}
				return err
			})
		}
	})
}

func TestShortCodeCollisionRunsAgain(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		p := w.product(a.ID, "P", nil)
		w.batch(p, site.ID, "1", func(b *model.Batch) { b.Code = "0123456789" })
		drawn := []string{"0123456789", "9876543210"}
		b := w.batch(p, site.ID, "2", func(b *model.Batch) { b.Code, drawn = drawn[0], drawn[1:] })
		if b.Code != "9876543210" {
			t.Errorf("the batch has the code %s", b.Code)
		}
	})
}

func TestBatchListNarrows(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		p, q := w.product(a.ID, "P", nil), w.product(a.ID, "Q", nil)
		w.batch(p, site.ID, "1", func(b *model.Batch) { b.Expires = "2026-12-01" })
		w.batch(p, site.ID, "2", func(b *model.Batch) { b.Expires, b.State = "2026-12-31", model.BatchActive })
		w.batch(q, site.ID, "3", nil)
		for _, test := range []struct {
			filter repository.BatchFilter
			want   []string
		}{
			{repository.BatchFilter{Product: p.ID}, []string{"2", "1"}},
			{repository.BatchFilter{State: model.BatchActive}, []string{"2"}},
			{repository.BatchFilter{ExpiresBefore: "2026-12-31"}, []string{"1"}},
		} {
			w.read(func(tx *repository.Tx) error {
				rows, _, err := tx.Catalog().Batches(as(a), test.filter, model.Page{})
				var lots []string
				for _, b := range rows {
					lots = append(lots, b.Lot)
				}
				if diff := cmp.Diff(test.want, lots); diff != "" {
					t.Errorf("%+v: (-want +got)\n%s", test.filter, diff)
				}
				return err
			})
		}
	})
}

func TestBatchIsSeenByWhoHasToDoWithIt(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		maker, _ := w.company(model.KindProducer, "110101") // seated in Beijing
		_, site := w.company(model.KindProducer, "653121")  // grown near Kashgar
		partner, _ := w.company(model.KindDistributor, "310101")
		stranger, _ := w.company(model.KindDistributor, "310101")
		p := w.product(maker.ID, "P", nil)
		b := w.batch(p, site.ID, "1", nil)
		w.events(b, repository.Recorded{Orgs: []model.EventOrg{{OrgID: partner.ID, Region: partner.Region, Why: model.WhyParty}}})
		d := model.Document{OrgID: maker.ID, BatchID: b.ID, Kind: model.DocumentLabReport, Public: true}
		w.must(func(tx *repository.Tx) error {
			d.ID = repository.NewID[model.Document](tx)
			return tx.Catalog().InsertDocument(d)
		})
		regulator := func(region model.Region) model.Organisation {
			o, _ := w.company(model.KindRegulator, region)
			return o
		}
		for _, test := range []struct {
			name       string
			scope      model.Scope
			seen, made bool
		}{
			{"maker", as(maker), true, true},
			{"partner of an event", as(partner), true, false},
			{"stranger", as(stranger), false, false},
			{"regulator of the maker's seat", as(regulator("110000")), true, true},
			{"regulator of the place of production", as(regulator("653100")), true, true},
			{"regulator of a place where it went", as(regulator("310000")), true, false},
			{"regulator of another region", as(regulator("440000")), false, false},
			{"the house", model.SystemScope("test"), true, true},
			{"nobody", model.Scope{}, false, false},
		} {
			w.read(func(tx *repository.Tx) error {
				_, err := tx.Catalog().Batch(test.scope, b.ID)
				_, docErr := tx.Catalog().Document(test.scope, d.ID)
				for what, err := range map[string]error{"batch": err, "document": docErr} {
					if got := err == nil; got != test.seen {
						t.Errorf("%s sees the %s: %v, want %v (%v)", test.name, what, got, test.seen, err)
					}
					if err != nil {
						wants(t, test.name, err, model.NotFound)
					}
				}
				rows, _, err := tx.Catalog().Batches(test.scope, repository.BatchFilter{}, model.Page{})
				if got := len(rows) == 1; got != test.made {
					t.Errorf("%s lists the batch: %v, want %v", test.name, got, test.made)
				}
				return err
			})
		}
	})
}

func TestPublicDocumentsOpenWithTheirBatch(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		p := w.product(a.ID, "P", nil)
		draft := w.batch(p, site.ID, "1", nil)
		active := w.batch(p, site.ID, "2", func(b *model.Batch) { b.State = model.BatchActive })
		add := func(d model.Document) model.DocumentID {
			w.must(func(tx *repository.Tx) error {
				d.ID, d.OrgID = repository.NewID[model.Document](tx), a.ID
				return tx.Catalog().InsertDocument(d)
			})
			return d.ID
		}
		withdrawn := add(model.Document{BatchID: active.ID, Public: true})
		w.must(func(tx *repository.Tx) error { return tx.Catalog().Withdraw(withdrawn) })
		for name, test := range map[string]struct {
			id   model.DocumentID
			want error
		}{
			"of a draft":            {add(model.Document{BatchID: draft.ID, Public: true}), model.NotFound},
			"private":               {add(model.Document{BatchID: active.ID}), model.NotFound},
			"withdrawn":             {withdrawn, model.NotFound},
			"public":                {add(model.Document{BatchID: active.ID, Public: true}), nil},
			"a product's own photo": {add(model.Document{ProductID: p.ID, Public: true}), nil},
		} {
			err := s.Read(context.Background(), func(tx *repository.Tx) error {
				_, err := tx.Catalog().PublicDocument(test.id)
				return err
			})
			wants(t, name, err, test.want)
		}
	})
}

func TestDocumentsOfABatchAreBounded(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		b := w.batch(w.product(a.ID, "P", nil), site.ID, "1", nil)
		err := w.write(func(tx *repository.Tx) error {
			for range repository.MaxDocuments {
				d := model.Document{ID: repository.NewID[model.Document](tx), OrgID: a.ID, BatchID: b.ID}
				if err := tx.Catalog().InsertDocument(d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("up to the limit: %v", err)
		}
		err = w.write(func(tx *repository.Tx) error {
			return tx.Catalog().InsertDocument(model.Document{ID: repository.NewID[model.Document](tx), OrgID: a.ID, BatchID: b.ID})
		})
		wants(t, "one more", err, model.TooLarge)
	})
}

func TestHoldIsTracedToItsOrganisation(t *testing.T) {
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &shelves{t: t, store: s}
		a, site := w.company(model.KindProducer, "653121")
		reg, _ := w.company(model.KindRegulator, "653100")
		b := w.batch(w.product(a.ID, "P", nil), site.ID, "1", nil)
		heldBy := func() (kind model.OrgKind) {
			w.read(func(tx *repository.Tx) (err error) {
				kind, err = tx.Catalog().HeldBy(b.ID)
				return err
			})
			return kind
		}
		if got := heldBy(); got != "" {
			t.Errorf("never held, but held by %q", got)
		}
		for _, o := range []model.Organisation{a, reg} {
			w.must(func(tx *repository.Tx) error {
				return tx.Audit(model.Actor{Person: "p", Org: o.ID}, repository.HoldAction, b.ID.String(), "")
			})
			if got := heldBy(); got != o.Kind {
				t.Errorf("held by %q, want %q", got, o.Kind)
			}
		}
	})
}
