package repository_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// holding is one balance of a warehouse.
type holding struct {
	Lot       model.Seq
	Account   model.Account
	Org       model.OrgID
	Place     model.Seq
	Container model.Seq
	Product   model.ProductID
	Expires   model.Date
	Amount    int64
}

// warehouse is what two companies have of some lots at three places, two of which are one site.
type warehouse struct {
	holdings []holding
	site     model.SiteID
	melon    model.ProductID
}

// fillWarehouse writes balances at random, and the list of stock as the migration does for what it finds.
func fillWarehouse(t testing.TB, s *repository.Store, lots int) (w warehouse) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, uint64(lots)))
	write(t, s, func(tx *repository.Tx) error {
		w.site, w.melon = repository.NewID[model.Site](tx), repository.NewID[model.Product](tx)
		for i, site := range []model.SiteID{w.site, w.site, ""} {
			if _, err := tx.Exec("INSERT INTO places (id, uri, site_id, org_id) VALUES (?, ?, ?, ?)", i+1, fmt.Sprintf("urn:test:place:%d", i), site, farm); err != nil {
				return err
			}
		}
		maker := model.Organisation{ID: farm, Kind: model.KindProducer, Country: "KZ", ForeignID: "f", Region: "650102", State: model.OrgActive, Version: 1, CreatedAt: tx.Now()}
		if err := tx.Access().AddOrganisation(maker); err != nil {
			return err
		}
		product := model.Product{ID: w.melon, OrgID: farm, Code: "melon", Category: model.CategoryFruit, Unit: "KGM", Version: 1, CreatedAt: tx.Now()}
		if err := tx.Catalog().InsertProduct(product); err != nil {
			return err
		}
		var batches []model.Batch
		for i := range lots {
			lot := holding{Lot: tx.NextSeq()}
			node := model.Node{ID: lot.Lot, Key: fmt.Sprintf("urn:test:lot:%d", i), Level: model.LevelLot}
			if i%3 > 0 { // the others are nobody's batch here
				b := model.Batch{
					ID: repository.NewID[model.Batch](tx), OrgID: farm, ProductID: w.melon, Lot: fmt.Sprintf("L%d", i), Produced: "2026-11-20", Quantity: 1,
					Unit: "KGM", EPC: node.Key, Code: fmt.Sprintf("C%d", i), State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
				}
				if i%5 > 0 {
					b.Expires = model.Date(fmt.Sprintf("2026-12-%02d", 1+random.IntN(4)))
				}
				batches = append(batches, b)
				node.BatchID, lot.Product, lot.Expires = b.ID, b.ProductID, b.Expires
			}
			if _, err := tx.Exec("INSERT INTO nodes (id, epc, level, batch_id) VALUES (?, ?, ?, ?)", int64(node.ID), node.Key, node.Level, node.BatchID); err != nil {
				return err
			}
			for _, account := range []model.Account{model.AccountOnHand, model.AccountInTransit, model.AccountReturned, model.AccountSold} {
				h := lot
				h.Account, h.Org, h.Place, h.Container = account, pickOne(random, farm, farm, farm, dairy), model.Seq(1+random.IntN(3)), model.Seq(random.IntN(2))
				h.Amount = pickOne(random, int64(0), 1, 5)
				w.holdings = append(w.holdings, h)
				_, err := tx.Exec("INSERT INTO balances (node_id, unit, account, org_id, place_id, container_id, for_account, amount) VALUES (?, 'KGM', ?, ?, ?, ?, '', ?)",
					int64(h.Lot), h.Account, h.Org, int64(h.Place), int64(h.Container), h.Amount)
				if err != nil {
					return err
				}
			}
		}
		for _, b := range batches {
			if err := tx.Catalog().InsertBatch(b); err != nil {
				return err
			}
		}
		return startStock(t, tx, s.Engine())
	})
	return w
}

func pickOne[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }

// startStock runs the migration that lists what is in stock.
func startStock(t testing.TB, tx *repository.Tx, engine repository.Engine) error {
	t.Helper()
	up, _, found := strings.Cut(migrationTexts(t, engine)["00094_trace_start_stock.sql"], "-- +goose Down")
	if !found {
		t.Fatal("no migration")
	}
	_, err := tx.Exec(statements(up)[0])
	return err
}

// list is what a page should list, by brute force.
func (w warehouse) list(org model.OrgID, f repository.StockFilter) (lines []string) {
	found := slices.DeleteFunc(slices.Clone(w.holdings), func(h holding) bool {
		return h.Amount == 0 || org != "" && h.Org != org || f.Site != "" && h.Place == 3 || f.Product != "" && h.Product != f.Product ||
			f.Account != "" && h.Account != f.Account || f.Account == "" && h.Account == model.AccountSold ||
			f.Container != 0 && h.Container != f.Container
	})
	slices.SortFunc(found, func(a, b holding) int {
		rest := cmp.Or(cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Org, b.Org), cmp.Compare(a.Place, b.Place),
			cmp.Compare(a.Container, b.Container))
		if !f.ExpiryFirst {
			return -rest
		}
		return cmp.Or(cmp.Compare(cmp.Or(a.Expires, "9"), cmp.Or(b.Expires, "9")), rest)
	})
	for _, h := range found {
		lines = append(lines, fmt.Sprint(h.Lot, h.Account, h.Org, h.Place, h.Container, h.Expires, h.Product, h.Amount))
	}
	return lines
}

// TestStock_pages: every list of stock, leafed through by pages of any size, is what sorting all balances gives.
func TestStock_pages(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := fillWarehouse(t, s, 40)
		for name, f := range map[string]repository.StockFilter{
			"all": {}, "a site": {Site: w.site}, "a product": {Product: w.melon}, "both": {Site: w.site, Product: w.melon},
			"an account": {Account: model.AccountReturned}, "an account of a site": {Account: model.AccountOnHand, Site: w.site},
			"what is sold": {Account: model.AccountSold}, "a container": {Container: 1}, "a container at a site": {Container: 1, Site: w.site, Product: w.melon},
		} {
			for _, f.ExpiryFirst = range []bool{false, true} {
				for scope, org := range map[*model.Scope]model.OrgID{new(company(farm)): farm, new(company(dairy)): dairy, &everything: ""} {
					for _, size := range []int{3, 11, 200} {
						var lines []string
						page := model.Page{Limit: size}
						for {
							err := s.Read(t.Context(), func(tx *repository.Tx) error {
								rows, next, err := tx.Trace().Stock(*scope, f, page)
								for _, r := range rows {
									b := r.Balance
									lines = append(lines, fmt.Sprint(b.NodeID, b.Account, b.OrgID, b.PlaceID, b.ContainerID, r.Expires, r.ProductID, int64(b.Amount)))
								}
								page.After = next
								return err
							})
							if err != nil {
								t.Fatal(err)
							}
							if page.After == "" {
								break
							}
						}
						if diff := gocmp.Diff(w.list(org, f), lines); diff != "" {
							t.Fatalf("%s of %q, expiry first %v, pages of %d (-want +got):\n%s", name, org, f.ExpiryFirst, size, diff)
						}
					}
				}
			}
		}
	})
}

// TestFsck_stock: a list of stock that does not follow from the balances is found, whatever is wrong with it.
func TestFsck_stock(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		fillWarehouse(t, s, 9)
		drift := func() (found []string) {
			violations, err := s.Fsck(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range violations {
				if v.Invariant == "what is in stock is listed, with its product and last day" {
					found = append(found, v.Detail[strings.LastIndex(v.Detail, " is "):])
				}
			}
			return found
		}
		if found := drift(); len(found) > 0 {
			t.Fatalf("the migration leaves: %q", found)
		}
		for name, test := range map[string]struct {
			statement string
			want      string
		}{
			"missing":           {"DELETE FROM stock", " is missing"},
			"left":              {"UPDATE balances SET amount = 0", " is gone"},
			"another last day":  {"UPDATE stock SET expires = '2026-01-01'", " is listed otherwise"},
			"another product":   {"UPDATE stock SET product_id = 'x'", " is listed otherwise"},
			"another container": {"UPDATE stock SET container_id = 77", " is missing"},
		} {
			var found []string
			err := s.Write(t.Context(), func(tx *repository.Tx) error {
				_, err := tx.Exec(test.statement)
				return err
			})
			if err == nil {
				found = drift()
			}
			if err != nil || !slices.Contains(found, test.want) {
				t.Errorf("%s: %q, %v", name, found, err)
			}
			write(t, s, func(tx *repository.Tx) error {
				if _, err := tx.Exec("UPDATE balances SET amount = 1 WHERE account <> 'produced'"); err != nil {
					return err
				}
				if _, err := tx.Exec("DELETE FROM stock"); err != nil {
					return err
				}
				return startStock(t, tx, s.Engine())
			})
		}
	})
}

// TestStock_plans: each part of a page of a company's stock is a range of one index that has the wanted order, on the
// first page and behind it, however much there is.
func TestStock_plans(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := fillWarehouse(t, s, 1000)
		if s.Engine() == repository.MySQL {
			onServer(t, s, "ANALYZE TABLE nodes, balances, stock, places, batches, products")
		}
		primary := map[repository.Engine]string{repository.SQLite: "PRIMARY KEY", repository.MySQL: "by PRIMARY"}[s.Engine()]
		middle := w.holdings[len(w.holdings)/2]
		for name, test := range map[string]struct {
			filter repository.StockFilter
			places []model.Seq
			index  string
			behind bool
		}{
			"expiry first":              {repository.StockFilter{ExpiryFirst: true}, nil, "stock_expiry", false},
			"expiry first, later":       {repository.StockFilter{ExpiryFirst: true}, nil, "stock_expiry", true},
			"at a site":                 {repository.StockFilter{ExpiryFirst: true, Site: w.site}, []model.Seq{1, 2}, "stock_place", false},
			"at a site, later":          {repository.StockFilter{ExpiryFirst: true, Site: w.site}, []model.Seq{1, 2}, "stock_place", true},
			"of a product":              {repository.StockFilter{ExpiryFirst: true, Product: w.melon}, nil, "stock_product", false},
			"of a product, later":       {repository.StockFilter{ExpiryFirst: true, Product: w.melon}, nil, "stock_product", true},
			"an account":                {repository.StockFilter{ExpiryFirst: true, Account: model.AccountReturned}, nil, "stock_expiry", true},
			"the newest lots":           {repository.StockFilter{}, nil, primary, false},
			"the newest lots, later on": {repository.StockFilter{}, nil, primary, true},
		} {
			node := model.Seq(0)
			if test.behind {
				node = middle.Lot
			}
			query, args := repository.StockStatement(company(farm), s.Engine(), test.filter, test.places, "2026-12-02", node)
			seen, before := 0, false
			for _, line := range plan(t, s, query, args...) {
				ofStock := strings.HasPrefix(line, "st by ") || strings.HasPrefix(line, "SEARCH st USING")
				if ofStock {
					seen++
				}
				if before && strings.Contains(line, "TEMP B-TREE") || ofStock && strings.Contains(line, " sorted") || strings.HasPrefix(line, "scans st by") ||
					strings.HasPrefix(line, "scans bl ") || strings.HasPrefix(line, "scans SCAN bl") {
					t.Errorf("%s: %s", name, line)
				}
				before = ofStock
				// A lot's own rows are few: any index that has them will do.
				if ofStock && !strings.Contains(line, test.index) && (!test.behind || !strings.Contains(line, "node_id=?") && !strings.Contains(line, "(ref)")) {
					t.Errorf("%s: not by %s: %s", name, test.index, line)
				}
			}
			if seen < len(model.StockAccounts()) && test.filter.Account == "" {
				t.Errorf("%s: only %d parts", name, seen)
			}
		}
		for _, column := range []string{"product_id", "place_id"} {
			query, args := repository.StockChoicesStatement(company(farm), s.Engine(), column)
			lines := plan(t, s, query, args...)
			jumps := map[repository.Engine]string{repository.SQLite: " AND " + column + ">?", repository.MySQL: " jumping"}[s.Engine()]
			if n := strings.Count(strings.Join(lines, "\n"), jumps); n != len(model.StockAccounts()) {
				t.Errorf("choices of %s jump %d times: %q", column, n, lines)
			}
		}
	})
}

// TestStock_batch_known_later: goods that were recorded before their batch was registered take its place in the list.
func TestStock_batch_known_later(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		fillWarehouse(t, s, 0)
		write(t, s, func(tx *repository.Tx) error {
			nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: "urn:test:early", Level: model.LevelLot}})
			if err != nil {
				return err
			}
			node := nodes["urn:test:early"].ID
			ledger, err := tx.Trace().LoadLedger([]model.Seq{node})
			if err != nil {
				return err
			}
			ledger.Post(1, model.Transfer{
				NodeID: node, Unit: "KGM", Amount: 7, From: model.Slot{Account: model.AccountProduced, OrgID: farm}, To: model.Slot{Account: model.AccountOnHand, OrgID: farm},
			})
			return tx.Trace().StoreLedger(ledger)
		})
		const listed = "SELECT CONCAT(account, ' ', expires, ' ', CASE WHEN product_id = '' THEN 'nothing' ELSE 'a product' END) FROM stock"
		if diff := gocmp.Diff([]string{"on-hand 9999-12-31 nothing"}, texts(t, s, listed)); diff != "" {
			t.Error(diff)
		}
		write(t, s, func(tx *repository.Tx) error {
			var product model.ProductID
			err := tx.Query(func(r *sql.Rows) error { return r.Scan(&product) }, "SELECT id FROM products")
			if err != nil {
				return err
			}
			b := model.Batch{
				ID: repository.NewID[model.Batch](tx), OrgID: farm, ProductID: product, Lot: "E", Produced: "2026-11-20", Expires: "2026-12-05", Quantity: 1,
				Unit: "KGM", EPC: "urn:test:early", Code: "E", State: model.BatchDraft, Version: 1, CreatedAt: tx.Now(),
			}
			if err := tx.Catalog().InsertBatch(b); err != nil {
				return err
			}
			return tx.Trace().BindBatch(b)
		})
		if diff := gocmp.Diff([]string{"on-hand 2026-12-05 a product"}, texts(t, s, listed)); diff != "" {
			t.Error(diff)
		}
	})
}
