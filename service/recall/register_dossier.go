package recall

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// dossier is everything that the documents of a case are written from, as it stood at one instant.
type dossier struct {
	row     model.Recall
	company model.Organisation
	// heir is what has become of the company where it has ended.
	heir    repository.Heir
	ceased  bool
	plan    *model.RecallPlan // the newest that was filed
	planned model.Instant
	scopes  []model.RecallScopeRow
	moves   []repository.MoveRecord
	things  []repository.ReachedLot
	goods   []goods
	holders []repository.HoldersAt
	tallies []repository.LotTally
	makers  map[model.OrgID]model.Organisation
	// sales are the first and the last sale that was recorded; read for the safety notice alone.
	sales [2]model.Instant
	now   model.Instant
}

// goods are the affected lots of one product. A product that is not one of ours has a GTIN at most.
type goods struct {
	product model.Product
	maker   model.Organisation
	brand   model.PlanBrand
	gtin    string
	things  []repository.ReachedLot
}

// openDossier reads what the documents of a case are written from. The caller has seen to it that the case may be read.
func openDossier(tx *repository.Tx, row model.Recall) (*dossier, error) {
	d := &dossier{row: row, now: tx.Now()}
	steps := []func(*repository.Tx) error{d.readPlan, d.readHistory, d.readThings, d.readHolders}
	for _, read := range steps {
		if err := read(tx); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *dossier) readPlan(tx *repository.Tx) error {
	paper, found, err := tx.Recall().NewestPaper(d.row.ID, model.PaperPlan)
	if err != nil || !found {
		return err
	}
	d.plan, d.planned = new(model.RecallPlan), paper.CreatedAt
	if err := json.Unmarshal(paper.Body, d.plan); err != nil {
		return fmt.Errorf("plan %s: %w", paper.ID, err)
	}
	return nil
}

func (d *dossier) readHistory(tx *repository.Tx) (err error) {
	if d.scopes, err = tx.Recall().ScopesOf(d.row.ID); err != nil {
		return err
	}
	d.moves, err = tx.Moves(model.RecallLifecycle.Name, d.row.ID.String())
	return err
}

func (d *dossier) readThings(tx *repository.Tx) (err error) {
	if d.things, err = tx.Recall().Reached(d.row.ID); err != nil {
		return err
	}
	ids, gtins, orgs := map[model.ProductID]bool{}, map[string]bool{}, map[model.OrgID]bool{d.row.OrgID: true}
	for _, t := range d.things {
		if t.ProductID != "" {
			ids[t.ProductID] = true
		} else if gtin := printedOn(t).gtin; gtin != "" {
			gtins[gtin] = true
		}
		if t.MakerID != "" {
			orgs[t.MakerID] = true
		}
	}
	products, err := tx.Recall().ProductsOf(slices.Sorted(maps.Keys(ids)), slices.Sorted(maps.Keys(gtins)))
	if err != nil {
		return err
	}
	for _, p := range products {
		orgs[p.OrgID] = true
	}
	if d.makers, err = tx.Recall().Parties(slices.Sorted(maps.Keys(orgs))); err != nil {
		return err
	}
	d.company = d.makers[d.row.OrgID]
	heirs, err := tx.Access().Heirs([]model.OrgID{d.row.OrgID})
	if err != nil {
		return err
	}
	d.heir, d.ceased = heirs[d.row.OrgID]
	d.sort(products)
	return d.hidePictures(tx)
}

// hidePictures forgets the pictures that are not open to everybody.
func (d *dossier) hidePictures(tx *repository.Tx) error {
	for i := range d.goods {
		photo := &d.goods[i].product.PhotoID
		if *photo == "" {
			continue
		}
		if _, err := tx.Catalog().PublicDocument(*photo); errors.Is(err, model.NotFound) {
			*photo = ""
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (d *dossier) readHolders(tx *repository.Tx) (err error) {
	if d.holders, err = tx.Recall().Holders(d.row.ID); err != nil {
		return err
	}
	d.tallies, err = tx.Recall().Tallies(d.row.ID)
	return err
}

// print is what the code on a thing says of it.
type print struct{ gtin, lot, serial string }

// printedOn reads the code of a thing. A container has no product, and what is named by a UUID says nothing.
func printedOn(t repository.ReachedLot) print {
	epc, err := gs1.ParseEPC(t.EPC)
	if err != nil {
		return print{lot: t.Lot}
	}
	link, ok := epc.Link()
	if !ok {
		return print{lot: t.Lot}
	}
	p := print{lot: t.Lot}
	p.gtin, _ = link.Value("01")
	p.serial, _ = link.Value("21")
	if lot, ok := link.Value("10"); ok && p.lot == "" {
		p.lot = lot
	}
	return p
}

// concerns reports whether a thing is still a matter of the case.
func concerns(t repository.ReachedLot) bool { return t.GoneAt == 0 && t.Class.Blocks() }

// sort groups the things by product, in the order in which the case found each, so that a product keeps its place when the
// scope grows. Containers and steps are no goods of their own and are left out.
func (d *dossier) sort(products map[model.ProductID]model.Product) {
	byGTIN := map[string]model.ProductID{}
	for _, p := range products {
		if p.GTIN != "" {
			byGTIN[p.GTIN] = p.ID
		}
	}
	at := map[string]int{}
	for _, t := range d.things {
		on := printedOn(t)
		id := t.ProductID
		if id == "" {
			id = byGTIN[on.gtin]
		}
		if id == "" && on.gtin == "" {
			continue
		}
		key := string(id)
		if id == "" {
			key = on.gtin
		}
		i, known := at[key]
		if !known {
			i = len(d.goods)
			at[key] = i
			p := products[id]
			d.goods = append(d.goods, goods{product: p, maker: d.makers[p.OrgID], brand: d.brandOf(id), gtin: max(p.GTIN, on.gtin)})
		}
		d.goods[i].things = append(d.goods[i].things, t)
	}
}

func (d *dossier) brandOf(id model.ProductID) model.PlanBrand {
	if d.plan == nil || id == "" {
		return model.PlanBrand{}
	}
	for _, b := range d.plan.Brands {
		if b.ProductID == id {
			return b
		}
	}
	return model.PlanBrand{}
}

// current returns the goods that the case still concerns, each with the things of it that it still concerns.
func (d *dossier) current() []goods {
	var list []goods
	for _, g := range d.goods {
		g.things = slices.DeleteFunc(slices.Clone(g.things), func(t repository.ReachedLot) bool { return !concerns(t) })
		if len(g.things) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// notices groups the goods by what a buyer sees on the pack: one maker and one brand make one notice. One lot that is sold
// under several brands leads to several notices.
func (d *dossier) notices() [][]goods {
	at := map[string]int{}
	var list [][]goods
	for _, g := range d.current() {
		label := g.brand.Brand.In(model.ZH)
		if label == "" {
			label = string(g.product.ID) + g.gtin
		}
		key := string(g.maker.ID) + "\n" + strings.ToLower(label)
		i, known := at[key]
		if !known {
			i = len(list)
			at[key] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], g)
	}
	return list
}

// spread returns the provinces into which the goods have gone, and how many holders are in none that is known.
func (d *dossier) spread() (provinces []model.Region, unknown int) {
	for _, h := range d.holders {
		if h.Region == "" || !h.Region.Known() || h.Region == model.Nation {
			unknown += h.Holders
			continue
		}
		provinces = append(provinces, h.Region.Province())
	}
	slices.Sort(provinces)
	return slices.Compact(provinces), unknown
}

// when returns the instant of the last move into a state, 0 when there was none.
func (d *dossier) when(to model.RecallState) (at model.Instant) {
	for _, m := range d.moves {
		if m.To == string(to) {
			at = m.At
		}
	}
	return at
}

// updated is the last instant at which what the public is told of the case changed.
func (d *dossier) updated() model.Instant {
	at := max(d.row.AnnouncedAt, d.row.EndedAt)
	if d.planned != 0 {
		at = max(at, d.planned)
	}
	for _, m := range d.moves {
		at = max(at, m.At)
	}
	for _, s := range d.scopes {
		at = max(at, s.CreatedAt)
	}
	for _, t := range d.things {
		at = max(at, t.CreatedAt, t.GoneAt, t.ClearedAt)
	}
	return at
}

// firm names the company: at the time of the recall and, where it has ended, who has succeeded it.
func (d *dossier) firm() model.Text {
	if d.ceased {
		return model.NowCalled(d.company.Name, d.heir.Name)
	}
	return d.company.Name
}
