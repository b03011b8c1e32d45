package repository

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"suyuan/model"
)

// Catalog keeps products, batches and their documents.
type Catalog struct{ tx *Tx }

// Catalog returns the catalog room's part of the transaction.
func (tx *Tx) Catalog() Catalog { return Catalog{tx} }

// InsertProduct adds a product and registers its GTIN as its maker's. Refusals: catalog-code-taken, catalog-gtin-taken.
func (c Catalog) InsertProduct(p model.Product) error {
	if err := insert(c.tx, []model.Product{p}); err != nil {
		return c.codeTaken(err, p.Code)
	}
	return c.claimItem(p)
}

func (c Catalog) codeTaken(err error, code string) error {
	switch duplicateKey(err) {
	case "products_code_key", "products.org_id, products.code":
		return model.CodeTaken.Refuse(model.P("value", code)).Because(err)
	}
	return err
}

// claimItem makes the product the owner of its GTIN.
func (c Catalog) claimItem(p model.Product) error {
	if p.GTIN == "" {
		return nil
	}
	_, err := c.tx.exec("INSERT INTO identities (uri, kind, subject_id, org_id) VALUES (?, ?, ?, ?)", p.Item(), OwnerProduct, p.ID, p.OrgID)
	if duplicateKey(err) != "" {
		return model.GTINTaken.Refuse().Because(err)
	}
	return err
}

// UpdateProduct writes what changed of a product from the version the caller has read; old is the row as it was read.
// Refusals: changed-meanwhile, catalog-code-taken, catalog-gtin-taken.
func (c Catalog) UpdateProduct(old, p model.Product) error {
	n, err := c.tx.exec("UPDATE products SET gtin = ?, code = ?, name_zh = ?, name_ug = ?, name_en = ?, category = ?, unit = ?, "+
		"net_content = ?, shelf_life_days = ?, storage_zh = ?, storage_ug = ?, storage_en = ?, standards = ?, photo_id = ?, "+
		"version = version + 1 WHERE id = ? AND version = ?",
		p.GTIN, p.Code, p.Name.ZH, p.Name.UG, p.Name.EN, p.Category, p.Unit, p.NetContent, p.ShelfLifeDays,
		p.Storage.ZH, p.Storage.UG, p.Storage.EN, p.Standards, p.PhotoID, p.ID, old.Version)
	if err != nil {
		return c.codeTaken(err, p.Code)
	}
	if n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	if p.GTIN == old.GTIN {
		return nil
	}
	if _, err := c.tx.exec("DELETE FROM identities WHERE uri = ? AND subject_id = ?", old.Item(), old.ID); err != nil {
		return err
	}
	return c.claimItem(p)
}

// LockProduct keeps everybody else from changing a product until the transaction ends, so that what is derived from its
// GTIN and unit stays true. A plain update does it on both engines.
func (c Catalog) LockProduct(id model.ProductID) error {
	_, err := c.tx.exec("UPDATE products SET version = version WHERE id = ?", id)
	return err
}

// Product returns a product of the scope, or not-found.
func (c Catalog) Product(scope model.Scope, id model.ProductID) (p model.Product, err error) {
	return p, absent(c.tx.owned(scope, "org_id").Where("id = ?", id).Take(&p).Error)
}

// absent turns the lack of a row into not-found at once, for callers that act on it inside their transaction.
func absent(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return model.NotFound.Refuse()
	}
	return err
}

// ProductFilter narrows a list of products.
type ProductFilter struct {
	// Search finds a GTIN exactly (14 digits), or the beginning of a code or name.
	Search string
	// GTIN is Search as a GTIN-14 when it is one.
	GTIN     string
	Category model.Category
}

// lastRune follows every text with a given beginning, in the byte order that both engines sort by.
const lastRune = "\U0010FFFF"

// Products lists the products of the scope, newest first. Names are compared exactly in Chinese and Uyghur, which have
// no case, and without regard to case in English.
func (c Catalog) Products(scope model.Scope, f ProductFilter, page model.Page) ([]model.Product, model.PageToken, error) {
	after, err := readCursor[model.ProductID]("products", page)
	if err != nil {
		return nil, "", err
	}
	q := c.tx.owned(scope, "org_id")
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if f.Category != "" {
		q = q.Where("category = ?", f.Category)
	}
	if from, to := f.Search, f.Search+lastRune; from != "" {
		q = q.Where("(code BETWEEN ? AND ? OR name_zh BETWEEN ? AND ? OR name_ug BETWEEN ? AND ? OR LOWER(name_en) BETWEEN ? AND ? "+
			"OR (gtin = ? AND gtin <> ''))",
			from, to, from, to, from, to, strings.ToLower(from), strings.ToLower(from)+lastRune, f.GTIN)
	}
	var rows []model.Product
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("products", page, rows, func(p model.Product) model.ProductID { return p.ID })
	return rows, next, nil
}

// HasBatches reports whether any batch of a product is registered.
func (c Catalog) HasBatches(id model.ProductID) (bool, error) {
	return c.exists("SELECT 1 FROM batches WHERE product_id = ? LIMIT 1", id)
}

func (c Catalog) exists(query string, args ...any) (bool, error) {
	var one int
	err := c.tx.sql.QueryRowContext(c.tx.ctx(), query, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// InsertBatch adds a batch. Refusal: catalog-batch-taken. A short code that is in use makes the transaction run again,
// so the code must be drawn inside it.
func (c Catalog) InsertBatch(b model.Batch) error {
	err := insert(c.tx, []model.Batch{b})
	switch duplicateKey(err) {
	case "batches_code_key", "batches.code":
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

// Batch returns a batch that the scope may see, or not-found: one of its own, one made in the regulator's region, or one
// that an event it shares names.
func (c Catalog) Batch(scope model.Scope, id model.BatchID) (b model.Batch, err error) {
	cond, args := seenBatch(scope)
	return b, absent(c.tx.db.Where("id = ?", id).Where(cond, args...).Take(&b).Error)
}

// seenBatch is the condition that a row of batches may be seen.
func seenBatch(scope model.Scope) (cond string, args []any) {
	owned, args := madeBy(scope)
	event, eventArgs := seenEvent(scope, "en.event_seq")
	return "(" + owned + " OR EXISTS (SELECT 1 FROM nodes n JOIN event_nodes en ON en.node_id = n.id WHERE n.batch_id = batches.id AND " +
		event + " AND NOT EXISTS (SELECT 1 FROM findings f WHERE f.event_seq = en.event_seq AND f.kind = 'not-held')))", append(args, eventArgs...)
}

// madeBy is the condition that a row of batches belongs to the scope: its own, or for a regulator one whose maker sits
// or whose goods were made in its region.
func madeBy(scope model.Scope) (cond string, args []any) {
	return ownedOrAt(scope, "batches.org_id", "batches.site_id")
}

// BatchFilter narrows a list of batches.
type BatchFilter struct {
	Product model.ProductID
	State   model.BatchState
	// Lot is the beginning of the lot number, exactly as printed.
	Lot string
	// ExpiresBefore finds batches whose last day is before it.
	ExpiresBefore model.Date
}

// Batches lists the batches of the scope, newest first.
func (c Catalog) Batches(scope model.Scope, f BatchFilter, page model.Page) ([]model.Batch, model.PageToken, error) {
	after, err := readCursor[model.BatchID]("batches", page)
	if err != nil {
		return nil, "", err
	}
	cond, args := madeBy(scope)
	q := c.tx.db.Where(cond, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if f.Product != "" {
		q = q.Where("product_id = ?", f.Product)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Lot != "" {
		q = q.Where("lot BETWEEN ? AND ?", f.Lot, f.Lot+lastRune)
	}
	if f.ExpiresBefore != "" {
		q = q.Where("expires <> '' AND expires < ?", f.ExpiresBefore)
	}
	var rows []model.Batch
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("batches", page, rows, func(b model.Batch) model.BatchID { return b.ID })
	return rows, next, nil
}

// HoldAction is the word in the audit trail for placing a hold; HeldBy reads it.
const HoldAction = "batch.hold"

// HeldBy returns the kind of organisation that placed the last hold on a batch, empty when no hold is on record. The
// history of moves names people, who may change their employer; the audit trail names the organisation.
func (c Catalog) HeldBy(id model.BatchID) (kind model.OrgKind, err error) {
	err = c.tx.sql.QueryRowContext(c.tx.ctx(),
		"SELECT o.kind FROM audit a JOIN organisations o ON o.id = a.org_id WHERE a.subject_id = ? AND a.action = ? ORDER BY a.id DESC LIMIT 1",
		id, HoldAction).Scan(&kind)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return kind, err
}

// Maker returns the organisation of a product or batch that the caller has been allowed to see.
func (c Catalog) Maker(id model.OrgID) (o model.Organisation, err error) {
	return o, absent(c.tx.db.Where("id = ?", id).Take(&o).Error)
}

// SiteOf returns a site of one of the organisations, or not-found.
func (c Catalog) SiteOf(orgs []model.OrgID, id model.SiteID) (s model.Site, err error) {
	return s, absent(c.tx.db.Where("id = ? AND org_id IN ?", id, orgs).Take(&s).Error)
}

// BatchSite returns the site at which a batch was made: its maker's or, where a successor makes it, that of who was
// succeeded. Refusal: not-found, for a batch that names none.
func (c Catalog) BatchSite(b model.Batch) (s model.Site, err error) {
	return s, absent(c.tx.db.Where("id = ?", b.SiteID).Take(&s).Error)
}

// OpenSiteOf returns a site of one of the organisations at which something may happen. Refusals: not-found,
// access-site-closed.
func (c Catalog) OpenSiteOf(orgs []model.OrgID, id model.SiteID) (model.Site, error) {
	s, err := c.SiteOf(orgs, id)
	if err == nil && s.State == model.SiteClosed {
		err = model.SiteIsClosed.Refuse(model.PText("name", s.Name))
	}
	return s, err
}

// MaxDocuments bounds the documents of one batch.
const MaxDocuments = 200

// InsertDocument adds a document. The bytes must be on the disk already. Refusal: too-large when the batch has
// MaxDocuments.
func (c Catalog) InsertDocument(d model.Document) error {
	if d.BatchID != "" {
		var n int
		err := c.tx.sql.QueryRowContext(c.tx.ctx(), "SELECT COUNT(*) FROM documents WHERE batch_id = ?", d.BatchID).Scan(&n)
		if err != nil {
			return err
		}
		if n >= MaxDocuments {
			return model.TooLarge.Refuse(model.P("limit", MaxDocuments))
		}
	}
	return insert(c.tx, []model.Document{d})
}

// Document returns a document that the scope may see, or not-found: one of its own, or one about a batch or product
// that it may see.
func (c Catalog) Document(scope model.Scope, id model.DocumentID) (d model.Document, err error) {
	own, args := ownedBy(scope, "documents.org_id")
	batch, batchArgs := seenBatch(scope)
	product, productArgs := ownedBy(scope, "products.org_id")
	args = append(append(args, batchArgs...), productArgs...)
	return d, absent(c.tx.db.Where("id = ?", id).Where("("+own+
		" OR EXISTS (SELECT 1 FROM batches WHERE batches.id = documents.batch_id AND "+batch+")"+
		" OR EXISTS (SELECT 1 FROM products WHERE products.id = documents.product_id AND "+product+"))", args...).Take(&d).Error)
}

// PublicDocument returns a document that everybody may see, or not-found: it is marked public and, when it is about a
// batch, the batch is no draft any more.
func (c Catalog) PublicDocument(id model.DocumentID) (d model.Document, err error) {
	return d, absent(c.tx.db.Where("id = ? AND public = ? AND (batch_id = '' OR EXISTS "+
		"(SELECT 1 FROM batches WHERE batches.id = documents.batch_id AND batches.state <> ?))", id, true, model.BatchDraft).Take(&d).Error)
}

// Documents lists the documents of a batch that the caller has been allowed to see, oldest first.
func (c Catalog) Documents(batch model.BatchID) ([]model.Document, error) {
	var rows []model.Document
	return rows, c.tx.db.Where("batch_id = ?", batch).Order("id").Limit(MaxDocuments).Find(&rows).Error
}

// RunningOut is a document whose validity ends, with the product or lot that it is about.
type RunningOut struct {
	model.Document
	Product model.Text `gorm:"embedded;embeddedPrefix:product_"`
	Lot     string
}

// RunningOut lists the documents of an organisation whose last day lies from one day to another, soonest first: those of
// products, and those of batches that are still about. A document that was added later, of the same kind for the same
// thing, takes an older one's place when it lasts longer.
func (c Catalog) RunningOut(org model.OrgID, from, to model.Date, limit int) (rows []RunningOut, err error) {
	return rows, c.tx.db.Table("documents AS d").
		Select("d.*, COALESCE(p.name_zh, q.name_zh, '') AS product_zh, COALESCE(p.name_ug, q.name_ug, '') AS product_ug, COALESCE(p.name_en, q.name_en, '') AS product_en, COALESCE(b.lot, '') AS lot").
		Joins("LEFT JOIN products p ON p.id = d.product_id LEFT JOIN batches b ON b.id = d.batch_id LEFT JOIN products q ON q.id = b.product_id").
		Where("d.org_id = ? AND d.valid_to BETWEEN ? AND ? AND COALESCE(b.state, '') <> ?", org, from, to, model.BatchClosed).
		Where("NOT EXISTS (SELECT 1 FROM documents newer WHERE newer.product_id = d.product_id AND newer.batch_id = d.batch_id" +
			" AND newer.org_id = d.org_id AND newer.kind = d.kind AND newer.id > d.id AND (newer.valid_to > d.valid_to OR newer.valid_to = ''))").
		Order("d.valid_to, d.id").Limit(limit).Find(&rows).Error
}

// Withdraw takes a document off the public pages; its row and bytes stay.
func (c Catalog) Withdraw(id model.DocumentID) error {
	_, err := c.tx.exec("UPDATE documents SET public = ? WHERE id = ?", false, id)
	return err
}
