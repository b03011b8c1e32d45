package catalog

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// tickEvery is how many rows pass between two reports of progress.
const tickEvery = 100

// ImportProducts registers the products of a sheet (see ProductColumns), all or none. A row whose cells say what is
// registered under its code or GTIN already changes nothing; one that says otherwise is faulty. Empty cells say nothing.
// Needs product:write. Faults: those of CreateProduct and job-row-contradicts.
func (s *Service) ImportProducts(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error) {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return model.ImportReport{}, err
	}
	return how.Run(ctx, s.store, func(tx *repository.Tx, r *model.ImportReport) error {
		w := productImport{tx: tx, actor: actor, report: r}
		wanted := make([]model.Product, len(rows))
		right := make([]bool, len(rows))
		for i, row := range rows {
			p, err := readProduct(row)
			if err := r.Check(row.Number, err, productColumn); err != nil {
				return err
			}
			wanted[i], right[i] = p, err == nil
		}
		if err := w.lookUp(wanted, right); err != nil {
			return err
		}
		for i, row := range rows {
			if right[i] {
				w.take(row, wanted[i])
			}
			if err := tick(how, i, len(rows)); err != nil {
				return err
			}
		}
		return w.write()
	})
}

// tick tells the progress now and then.
func tick(how repository.Import, i, total int) error {
	if i%tickEvery != 0 && i+1 != total {
		return nil
	}
	return how.Tick(i+1, total)
}

// readProduct reads a row as the product that it describes.
func readProduct(row model.Row) (model.Product, error) {
	c := row.Cells
	in := ProductInput{
		GTIN: c["gtin"], Code: c["code"], Name: model.Text{ZH: c["name_zh"], UG: c["name_ug"], EN: c["name_en"]},
		Category: model.Category(c["category"]), Unit: model.Unit(c["unit"]), NetContent: c["net_content"],
		Storage: model.Text{ZH: c["storage_zh"], UG: c["storage_ug"], EN: c["storage_en"]}, Standards: c["standards"],
	}
	var faults model.Faults
	if days := c["shelf_life_days"]; days != "" {
		n, err := strconv.Atoi(days)
		if err != nil {
			faults.Add("shelf_life_days", model.ValueInvalid, model.P("value", shorten(days)))
		}
		in.ShelfLifeDays = n
	}
	p, err := in.product()
	if err != nil {
		faults.Check("", err)
	}
	return p, faults.Err()
}

// shorten keeps a stranger's text short in a refusal.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// productColumn names the column of a field of ProductInput.
func productColumn(field string) string {
	if field == "name" {
		return "name_zh"
	}
	return strings.ReplaceAll(field, ".", "_")
}

// productImport is the import of one sheet inside its transaction.
type productImport struct {
	tx     *repository.Tx
	actor  model.Actor
	report *model.ImportReport
	byCode map[string]model.Product
	byGTIN map[string]model.Product
	owners map[string]repository.Owner
	added  []model.Product
}

// lookUp reads what is registered of everything that the sheet names.
func (w *productImport) lookUp(wanted []model.Product, right []bool) error {
	var codes, gtins, items []string
	for i, p := range wanted {
		if !right[i] {
			continue
		}
		codes = append(codes, p.Code)
		if p.GTIN != "" {
			gtins, items = append(gtins, p.GTIN), append(items, p.Item())
		}
	}
	w.byCode, w.byGTIN = map[string]model.Product{}, map[string]model.Product{}
	known, err := w.tx.Catalog().ProductsCalled(w.actor.Org, codes, gtins)
	if err != nil {
		return err
	}
	for _, p := range known {
		w.know(p)
	}
	w.owners, err = w.tx.Trace().Owners(items)
	return err
}

func (w *productImport) know(p model.Product) {
	w.byCode[p.Code] = p
	if p.GTIN != "" {
		w.byGTIN[p.GTIN] = p
	}
}

// take decides what a row that is right in itself means beside what is registered.
func (w *productImport) take(row model.Row, p model.Product) {
	old, known := w.byCode[p.Code]
	if !known && p.GTIN != "" {
		old, known = w.byGTIN[p.GTIN]
	}
	if known {
		contradicted := contradict(w.report, ProductColumns(), row, ProductCells(p), ProductCells(old))
		if !contradicted {
			w.report.Unchanged++
		}
		return
	}
	if _, owned := w.owners[p.Item()]; owned && p.GTIN != "" {
		w.report.Refuse(row.Number, "gtin", model.GTINTaken)
		return
	}
	p.ID, p.OrgID, p.CreatedAt, p.Version = repository.NewID[model.Product](w.tx), w.actor.Org, w.tx.Now(), 1
	w.know(p)
	w.added = append(w.added, p)
	w.report.Added++
}

// contradict notes every cell of a row that says something else than is registered.
func contradict(r *model.ImportReport, columns []model.Column, row model.Row, says, registered map[string]string) (contradicts bool) {
	for _, key := range slices.Sorted(maps.Keys(row.Cells)) {
		if says[key] != registered[key] {
			r.Refuse(row.Number, key, model.JobRowContradicts, model.ColumnOf(columns, key).Shown(registered[key]))
			contradicts = true
		}
	}
	return contradicts
}

func (w *productImport) write() error {
	if w.report.Faulty > 0 {
		return nil
	}
	if err := w.tx.Catalog().InsertProducts(w.added); err != nil {
		return err
	}
	ids, codes := make([]string, 0, len(w.added)), make([]string, 0, len(w.added))
	for _, p := range w.added {
		ids, codes = append(ids, p.ID.String()), append(codes, p.Code)
	}
	return w.tx.AuditEach(w.actor, "product.create", ids, codes)
}

// ImportBatches registers the batches of a sheet as drafts (see BatchColumns), all or none. A row that says what is
// registered of its product, lot number and date already changes nothing; one that says otherwise is faulty. Needs
// batch:write. Faults: those of RegisterBatch, job-row-contradicts, job-name-ambiguous.
func (s *Service) ImportBatches(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error) {
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return model.ImportReport{}, err
	}
	return how.Run(ctx, s.store, func(tx *repository.Tx, r *model.ImportReport) error {
		w := batchImport{tx: tx, actor: actor, report: r, known: map[batchKey]model.Batch{}, taken: map[string]bool{}}
		if err := w.lookUp(rows); err != nil {
			return err
		}
		wanted := make([]*model.Batch, len(rows))
		for i, row := range rows {
			b, err := w.read(row)
			if err := r.Check(row.Number, err, batchColumn); err != nil {
				return err
			}
			if err == nil {
				wanted[i] = &b
			}
		}
		if err := w.compareWith(wanted); err != nil {
			return err
		}
		for i, row := range rows {
			if wanted[i] != nil {
				w.take(row, *wanted[i])
			}
			if err := tick(how, i, len(rows)); err != nil {
				return err
			}
		}
		return w.write()
	})
}

func batchColumn(field string) string {
	switch field {
	case "product_id":
		return "product"
	case "site_id":
		return "site"
	}
	return field
}

// batchKey is what makes a batch one.
type batchKey struct {
	product  model.ProductID
	lot      string
	produced model.Date
}

func keyOf(b model.Batch) batchKey { return batchKey{b.ProductID, b.Lot, b.Produced} }

// batchImport is the import of one sheet inside its transaction.
type batchImport struct {
	tx       *repository.Tx
	actor    model.Actor
	report   *model.ImportReport
	products map[string]model.Product // by what the sheet calls them
	sites    model.SiteIndex
	known    map[batchKey]model.Batch
	taken    map[string]bool // EPCs
	added    []model.Batch
}

// lookUp finds the products and sites that the sheet names, and keeps the products from changing meanwhile.
func (w *batchImport) lookUp(rows []model.Row) error {
	var err error
	names := make([]string, 0, len(rows))
	for _, row := range rows {
		names = append(names, row.Cells["product"])
	}
	if w.products, err = w.tx.Catalog().ProductsNamed(w.actor.Org, names); err != nil {
		return err
	}
	var ids []model.ProductID
	for _, p := range w.products {
		ids = append(ids, p.ID)
	}
	if err := w.tx.Catalog().LockProducts(ids); err != nil {
		return err
	}
	if w.products, err = w.tx.Catalog().ProductsNamed(w.actor.Org, names); err != nil {
		return err
	}
	sites, err := w.tx.Access().OwnSites(w.actor.Org)
	w.sites = model.IndexSites(sites)
	return err
}

// read reads a row as the batch that it describes.
func (w *batchImport) read(row model.Row) (b model.Batch, err error) {
	c := row.Cells
	var faults model.Faults
	p, known := w.products[c["product"]]
	switch {
	case c["product"] == "":
		faults.Add("product", model.ValueRequired)
	case !known:
		faults.Add("product", model.NotFound)
	}
	in := BatchInput{
		ProductID: p.ID, Lot: c["lot"], Produced: model.Date(c["produced"]), Expires: model.Date(c["expires"]), Unit: model.Unit(c["unit"]), Note: c["note"],
	}
	if c["quantity"] == "" {
		faults.Add("quantity", model.ValueRequired)
	} else {
		in.Quantity, err = model.ParseQuantity(c["quantity"])
		faults.Check("quantity", err)
	}
	site, problem := w.sites.Find(c["site"])
	switch {
	case c["site"] == "":
		faults.Add("site", model.ValueRequired)
	case problem != nil:
		faults.Add("site", problem, model.P("value", shorten(c["site"])))
	}
	in.SiteID = site.ID
	if err := faults.Err(); err != nil {
		return b, err
	}
	return in.batch(w.tx, p, func(model.SiteID) error { return nil })
}

// compareWith reads what is registered of everything that the sheet names.
func (w *batchImport) compareWith(wanted []*model.Batch) error {
	var lots []repository.ProductLot
	var epcs []string
	for _, b := range wanted {
		if b != nil {
			lots, epcs = append(lots, repository.ProductLot{Product: b.ProductID, Lot: b.Lot}), append(epcs, b.EPC)
		}
	}
	same, err := w.tx.Catalog().BatchesOfLots(lots)
	if err != nil {
		return err
	}
	for _, b := range same {
		w.known[keyOf(b)] = b
	}
	others, err := w.tx.Catalog().BatchesWithEPC(epcs)
	for _, b := range others {
		w.taken[b.EPC] = true
	}
	return err
}

// take decides what a row that is right in itself means beside what is registered.
func (w *batchImport) take(row model.Row, b model.Batch) {
	if old, known := w.known[keyOf(b)]; known {
		if q, ok := b.Quantity.Convert(b.Unit, old.Unit); ok && q == old.Quantity {
			b.Quantity, b.Unit = old.Quantity, old.Unit
		}
		if !contradict(w.report, BatchColumns(), row, w.cells(row, b), w.cells(row, old)) && !w.elsewhere(row, b, old) {
			w.report.Unchanged++
		}
		return
	}
	if w.taken[b.EPC] {
		w.report.Refuse(row.Number, "lot", model.BatchTaken)
		return
	}
	if site := w.sites.Called(b.SiteID.String())[0]; site.State == model.SiteClosed {
		w.report.Refuse(row.Number, "site", model.SiteIsClosed, model.PText("name", site.Name))
		return
	}
	w.known[keyOf(b)], w.taken[b.EPC] = b, true
	w.added = append(w.added, b)
	w.report.Added++
}

// cells are the cells of a batch's row that can contradict: product, lot and date are what it is known by, and what the
// sheet calls the site is not what the batch keeps.
func (w *batchImport) cells(row model.Row, b model.Batch) map[string]string {
	return map[string]string{
		"product": row.Cells["product"], "lot": row.Cells["lot"], "produced": row.Cells["produced"], "site": row.Cells["site"],
		"expires": string(b.Expires), "quantity": b.Quantity.String(), "unit": string(b.Unit), "note": b.Note,
	}
}

// elsewhere notes that a batch is registered at another site than its row says.
func (w *batchImport) elsewhere(row model.Row, b, old model.Batch) bool {
	if b.SiteID == old.SiteID {
		return false
	}
	registered := model.P("value", old.SiteID)
	for _, site := range w.sites.Called(old.SiteID.String()) {
		registered = model.PText("value", site.Name)
	}
	w.report.Refuse(row.Number, "site", model.JobRowContradicts, registered)
	return true
}

func (w *batchImport) write() error {
	if w.report.Faulty > 0 {
		return nil
	}
	if err := w.tx.Catalog().InsertBatches(w.added); err != nil {
		return err
	}
	ids, lots := make([]string, 0, len(w.added)), make([]string, 0, len(w.added))
	for _, b := range w.added {
		ids, lots = append(ids, b.ID.String()), append(lots, b.Lot)
	}
	return w.tx.AuditEach(w.actor, "batch.register", ids, lots)
}
