package repository

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// Import says how an import of rows runs. Whatever it does it does in one transaction.
type Import struct {
	// Dry tries everything and keeps nothing.
	Dry bool
	// Progress hears how many rows are through; its error ends the import. It is called inside the transaction and must
	// not touch the database.
	Progress func(done, total int) error
	// Commit, unless nil, runs in the transaction after the last row, so that whoever ordered the import notes its end
	// together with its effect. It does not run when dry or when a row is faulty.
	Commit func(tx *Tx, r model.ImportReport) error
}

// errKeepNothing rolls back a dry run, or one with faults, that has come to its end.
var errKeepNothing = errors.New("keep nothing")

// Run runs an import. With faults, or dry, nothing of it remains, which is no error; else all of it does.
func (i Import) Run(ctx context.Context, s *Store, fn func(tx *Tx, r *model.ImportReport) error) (model.ImportReport, error) {
	var report model.ImportReport
	err := s.Write(ctx, func(tx *Tx) error {
		report = model.ImportReport{}
		if err := fn(tx, &report); err != nil {
			return err
		}
		slices.SortStableFunc(report.Faults, func(a, b model.RowFault) int { return a.Row - b.Row })
		if i.Dry || report.Faulty > 0 {
			return errKeepNothing
		}
		if i.Commit == nil {
			return nil
		}
		return i.Commit(tx, report)
	})
	if errors.Is(err, errKeepNothing) {
		err = nil
	}
	return report, err
}

// Tick tells the progress, if anybody wants to know.
func (i Import) Tick(done, total int) error {
	if i.Progress == nil {
		return nil
	}
	return i.Progress(done, total)
}

// Attempt runs fn so that nothing of it remains when it is refused, while the rest of the transaction does.
func (tx *Tx) Attempt(fn func() error) error {
	if _, err := tx.exec("SAVEPOINT attempt"); err != nil {
		return err
	}
	hooks := len(tx.hooks)
	err := fn()
	var refusal *model.Refusal
	if err == nil || !errors.As(err, &refusal) {
		if err == nil {
			_, err = tx.exec("RELEASE SAVEPOINT attempt")
		}
		return err
	}
	tx.hooks = tx.hooks[:hooks]
	if _, failed := tx.exec("ROLLBACK TO SAVEPOINT attempt"); failed != nil {
		return fmt.Errorf("%w: %w", failed, err)
	}
	return err
}

// taken turns a duplicate key into another attempt: somebody has registered the same meanwhile, and the next look finds
// it.
func taken(err error) error {
	if duplicateKey(err) != "" {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

// ProductsCalled returns the products of an organisation with any of the codes or GTINs.
func (c Catalog) ProductsCalled(org model.OrgID, codes, gtins []string) ([]model.Product, error) {
	var all []model.Product
	seen := map[model.ProductID]bool{}
	for column, keys := range map[string][]string{"code": codes, "gtin": gtins} {
		err := lookup(keys, func(chunk []string) error {
			var rows []model.Product
			err := c.tx.db.Where("org_id = ? AND "+column+" IN ?", org, chunk).Find(&rows).Error
			for _, p := range rows {
				if !seen[p.ID] {
					seen[p.ID] = true
					all = append(all, p)
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ProductsNamed finds the products of an organisation that people name by their code or by their GTIN in any length; a
// code goes before a GTIN.
func (c Catalog) ProductsNamed(org model.OrgID, names []string) (map[string]model.Product, error) {
	gtinOf := map[string]string{}
	var codes, gtins []string
	for _, name := range names {
		if _, seen := gtinOf[name]; seen || name == "" {
			continue
		}
		codes = append(codes, name)
		gtinOf[name] = ""
		if gtin, err := gs1.ParseGTIN(name); err == nil {
			gtinOf[name] = string(gtin)
			gtins = append(gtins, string(gtin))
		}
	}
	found, err := c.ProductsCalled(org, codes, gtins)
	byCode, byGTIN := map[string]model.Product{}, map[string]model.Product{}
	for _, p := range found {
		byCode[p.Code] = p
		if p.GTIN != "" {
			byGTIN[p.GTIN] = p
		}
	}
	named := map[string]model.Product{}
	for name, gtin := range gtinOf {
		if p, ok := byCode[name]; ok {
			named[name] = p
		} else if p, ok := byGTIN[gtin]; ok {
			named[name] = p
		}
	}
	return named, err
}

// identityRow is one row of the register of GS1 keys.
type identityRow struct {
	URI       string `gorm:"column:uri"`
	Kind      string
	SubjectID string
	OrgID     model.OrgID
}

// TableName implements schema.Tabler.
func (identityRow) TableName() string { return "identities" }

// InsertProducts adds products and registers their GTINs. A product that somebody else registers meanwhile makes the
// transaction run again.
func (c Catalog) InsertProducts(products []model.Product) error {
	if err := insertChunks(c.tx, products); err != nil {
		return taken(err)
	}
	var rows []identityRow
	for _, p := range products {
		if p.GTIN != "" {
			rows = append(rows, identityRow{p.Item(), OwnerProduct, p.ID.String(), p.OrgID})
		}
	}
	return taken(insertChunks(c.tx, rows))
}

// LockProducts is LockProduct for several.
func (c Catalog) LockProducts(ids []model.ProductID) error {
	return lookup(ids, func(chunk []model.ProductID) error {
		_, err := c.tx.exec("UPDATE products SET version = version WHERE id IN ("+placeholders(len(chunk))+")", anys(chunk)...)
		return err
	})
}

// ProductLot names the batches of a product with a lot number; there is one for each production date.
type ProductLot struct {
	Product model.ProductID
	Lot     string
}

// lotChunk keeps the conditions of one query within SQLite's depth of expressions (1 000).
const lotChunk = 300

// BatchesOfLots returns the batches of products with lot numbers.
func (c Catalog) BatchesOfLots(lots []ProductLot) (rows []model.Batch, err error) {
	for chunk := range slices.Chunk(lots, lotChunk) {
		cond := strings.Repeat(" OR (product_id = ? AND lot = ?)", len(chunk))[len(" OR "):]
		args := make([]any, 0, 2*len(chunk))
		for _, l := range chunk {
			args = append(args, l.Product, l.Lot)
		}
		var part []model.Batch
		if err := c.tx.db.Where(cond, args...).Find(&part).Error; err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	return rows, nil
}

// BatchesWithEPC returns the batches, whoever's, that events call by any of the keys.
func (c Catalog) BatchesWithEPC(epcs []string) (rows []model.Batch, err error) {
	err = lookup(epcs, func(chunk []string) error {
		var part []model.Batch
		err := c.tx.db.Where("epc IN ?", chunk).Find(&part).Error
		rows = append(rows, part...)
		return err
	})
	return rows, err
}

// InsertBatches adds batches and ties the nodes that captured documents made before to them. A batch or short code that
// somebody else registers meanwhile makes the transaction run again.
func (c Catalog) InsertBatches(batches []model.Batch) error {
	if err := insertChunks(c.tx, batches); err != nil {
		return taken(err)
	}
	byEPC := make(map[string]model.Batch, len(batches))
	epcs := make([]string, 0, len(batches))
	for _, b := range batches {
		byEPC[b.EPC] = b
		epcs = append(epcs, b.EPC)
	}
	nodes := map[string]model.Node{}
	if err := c.tx.Trace().findNodes(epcs, nodes); err != nil {
		return err
	}
	for epc := range nodes {
		if err := c.tx.Trace().BindBatch(byEPC[epc]); err != nil {
			return err
		}
	}
	return nil
}

// OwnSites returns every site of an organisation, oldest first.
func (a Access) OwnSites(org model.OrgID) (rows []model.Site, err error) {
	return rows, a.tx.db.Where("org_id = ?", org).Order("id").Find(&rows).Error
}

// SitesAt returns the sites, whoever's, that have any of the location numbers.
func (a Access) SitesAt(glns []string) (rows []model.Site, err error) {
	err = lookup(glns, func(chunk []string) error {
		var part []model.Site
		err := a.tx.db.Where("gln IN ?", chunk).Find(&part).Error
		rows = append(rows, part...)
		return err
	})
	return rows, err
}

// AddSites adds sites, open, with their identities as locations. A GLN that somebody else registers meanwhile makes the
// transaction run again.
func (a Access) AddSites(sites []model.Site) error {
	for i := range sites {
		sites[i].State, sites[i].Version = model.SiteLifecycle.Initial, 1
	}
	if err := insertChunks(a.tx, sites); err != nil {
		return err
	}
	var rows []identityRow
	for _, s := range sites {
		rows = append(rows, identityRow{s.ID.URN(), OwnerSite, s.ID.String(), s.OrgID})
		if s.GLN != "" {
			rows = append(rows, identityRow{s.Location(), OwnerSite, s.ID.String(), s.OrgID})
		}
	}
	return taken(insertChunks(a.tx, rows))
}

// StepReferences returns the fingerprints of what an organisation has imported under references, by operation and
// reference.
func (t Trace) StepReferences(org model.OrgID, references []string) (map[[2]string][32]byte, error) {
	found := map[[2]string][32]byte{}
	err := lookup(references, func(chunk []string) error {
		var rows []stepReferenceRow
		err := t.tx.db.Where("org_id = ? AND reference IN ?", org, chunk).Find(&rows).Error
		for _, r := range rows {
			found[[2]string{r.Operation, r.Reference}] = [32]byte(r.Fingerprint)
		}
		return err
	})
	return found, err
}

// stepReferenceRow is what was imported under one reference.
type stepReferenceRow struct {
	OrgID       model.OrgID
	Operation   string
	Reference   string
	Fingerprint []byte
	CreatedAt   model.Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (stepReferenceRow) TableName() string { return "step_references" }

// AddStepReference notes what is imported under a reference. A twin in another process makes the transaction run again.
func (t Trace) AddStepReference(org model.OrgID, operation, reference string, fingerprint [32]byte) error {
	return taken(insert(t.tx, []stepReferenceRow{{org, operation, reference, fingerprint[:], t.tx.now}}))
}
