package recall

import (
	"errors"
	"net/url"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// signalled are the goods that a signal is about; zero when nobody registered them.
type signalled struct {
	batch   model.Batch
	product model.Product
	maker   model.Organisation
	region  model.Region
}

// mark writes into a signal what it is about and who has to assess it.
func (g signalled) mark(row *model.Signal) {
	row.BatchID, row.ProductID, row.OrgID, row.Region = g.batch.ID, g.product.ID, g.maker.ID, g.region
}

// goods finds what a report is about: a batch or product that the reporter may see, or what a code names. A batch that
// is not there is a fault of its field.
func (in SignalReport) goods(tx *repository.Tx, actor model.Actor, f *model.Faults) (signalled, error) {
	return goodsOf(tx, actor, in.Batch, in.Product, in.Code, f)
}

func goodsOf(tx *repository.Tx, actor model.Actor, batch model.BatchID, product model.ProductID, code string, f *model.Faults) (g signalled, err error) {
	switch {
	case batch != "":
		if g.batch, err = tx.Catalog().Batch(actor.Scope(), batch); absentHere(err) {
			f.Add("batch", model.NotFound)
			return g, nil
		}
	case product != "":
		if g.product, err = tx.Catalog().Product(actor.Scope(), product); absentHere(err) {
			f.Add("product", model.NotFound)
			return g, nil
		}
	default:
		g.batch, g.product, err = readGoods(tx, actor, code)
	}
	if err != nil {
		return g, err
	}
	return g, g.complete(tx)
}

// complete adds the product of a batch, the maker and the region.
func (g *signalled) complete(tx *repository.Tx) error {
	if g.batch.ID != "" {
		products, err := tx.Recall().SignalProducts([]model.ProductID{g.batch.ProductID})
		if err != nil {
			return err
		}
		g.product = products[g.batch.ProductID]
	}
	if g.product.ID == "" {
		return nil
	}
	makers, err := tx.Recall().SignalOrgs([]model.OrgID{g.product.OrgID})
	if err != nil {
		return err
	}
	g.maker = makers[g.product.OrgID]
	g.region, err = tx.Recall().SignalRegion(g.maker, g.batch.SiteID)
	return err
}

// readGoods finds what a code on a package names, as a scan by anybody would: a short code, a Digital Link on any host, an
// EPC, a GTIN. The draft of another company does not exist yet.
func readGoods(tx *repository.Tx, actor model.Actor, code string) (b model.Batch, p model.Product, err error) {
	if short, ok := model.ParseShortCode(shortOf(code)); ok {
		b, err = tx.Code().BatchByCode(short)
	} else if epc, ok := thing(code); ok {
		b, err = tx.Code().BatchByEPC(epc.LotKey())
		if absentHere(err) && epc.GTIN() != "" {
			p, err = tx.Code().ProductByItem(model.Product{GTIN: string(epc.GTIN())}.Item())
		}
	}
	if absentHere(err) {
		return model.Batch{}, model.Product{}, nil
	}
	if b.State == model.BatchDraft && !actor.ActsFor(b.OrgID) {
		b = model.Batch{}
	}
	return b, p, err
}

// shortOf takes the short code out of an address of the form …/c/CODE; other texts stay.
func shortOf(s string) string {
	if u, err := url.Parse(s); err == nil {
		if _, code, ok := strings.Cut(u.Path, "/c/"); ok {
			return code
		}
	}
	return s
}

// named is what a code names in the terms of GS1.
type named struct{ gs1.EPC }

// LotKey is the key of the lot that a thing belongs to where its identifier names one, else its own.
func (n named) LotKey() string {
	if n.GTIN() != "" && n.Lot() != "" {
		if l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(n.GTIN())}, gs1.Element{AI: "10", Value: n.Lot()}); err == nil {
			return gs1.LinkEPC(l).Key()
		}
	}
	return n.Key()
}

func thing(code string) (named, bool) {
	if gtin, err := gs1.ParseGTIN(code); err == nil {
		l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)})
		return named{gs1.LinkEPC(l)}, err == nil
	}
	if l, err := gs1.ParseLink(code); err == nil {
		return named{gs1.LinkEPC(l)}, true
	}
	epc, err := gs1.ParseEPC(code)
	return named{epc}, err == nil
}

func absentHere(err error) bool { return errors.Is(err, model.NotFound) }

// everProduced is a day before anything that we record was made.
const everProduced = model.Date("2000-01-01")

// signalScope is the scope that a case about a signal begins with: what rests on a revoked laboratory report, else the batch,
// else everything of the product.
func signalScope(row model.Signal, b model.Batch, evidence model.Document) model.RecallScope {
	goods := model.Goods{Maker: row.OrgID, Product: row.ProductID}
	switch {
	case row.Source == model.SignalLab && evidence.Kind == model.DocumentLabReport:
		return model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeReport{Report: evidence.ID}}}
	case b.ID != "":
		return model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLot{Goods: goods, Lot: b.Lot, Produced: b.Produced}}}
	}
	return model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeDates{Goods: goods, Made: model.Made{From: everProduced}}}}
}

// onMarketNodes bounds the walk that tells whether goods have left their maker.
const onMarketNodes = 2000

// packFor returns the rules under which a recall of a signal's goods would run today; its ID is empty while nobody knows
// what they are. What has left its maker, or something made of it, is on the market.
func packFor(tx *repository.Tx, row model.Signal) (model.RulePack, error) {
	if row.ProductID == "" {
		return model.RulePack{}, nil
	}
	products, err := tx.Recall().SignalProducts([]model.ProductID{row.ProductID})
	if err != nil {
		return model.RulePack{}, err
	}
	batches, err := tx.Trace().BatchesOf(once([]model.BatchID{row.BatchID}))
	if err != nil {
		return model.RulePack{}, err
	}
	q := Query{Scope: signalScope(row, batches[row.BatchID], model.Document{}), Policy: model.ClosureContainment, MaxNodes: onMarketNodes}
	c, err := compute(tx, model.SystemScope("which rules apply depends on who has the goods, whoever asks"), q)
	onMarket := false
	switch {
	case err == nil:
		onMarket = c.left(row.OrgID) || c.Cut != ""
	case !errors.Is(err, model.RecallScopeVoid):
		return model.RulePack{}, err
	}
	return model.PackOf(model.PackFor(products[row.ProductID].Category, onMarket), model.DateOf(tx.Now(), model.China))
}
