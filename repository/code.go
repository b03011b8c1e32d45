package repository

import (
	"database/sql"
	"errors"
	"fmt"

	"suyuan/model"
)

// Code keeps what the consumer's page shows and how often it is opened. Its reads take no scope: they serve the public
// projection, and the code room decides which fields leave the house.
type Code struct{ tx *Tx }

// Code returns the code room's part of the transaction.
func (tx *Tx) Code() Code { return Code{tx} }

// BatchByEPC finds a batch by its canonical identity in events, or not-found.
func (c Code) BatchByEPC(epc string) (b model.Batch, err error) {
	return b, absent(c.tx.db.Where("epc = ?", epc).Take(&b).Error)
}

// BatchByCode finds a batch by its short code, or not-found.
func (c Code) BatchByCode(code string) (b model.Batch, err error) {
	return b, absent(c.tx.db.Where("code = ?", code).Take(&b).Error)
}

// ProductByItem finds a product by the canonical Digital Link of its GTIN, or not-found.
func (c Code) ProductByItem(uri string) (p model.Product, err error) {
	return p, absent(c.tx.db.Where("id = (SELECT subject_id FROM identities WHERE uri = ? AND kind = ?)", uri, OwnerProduct).Take(&p).Error)
}

// Facts are what the public projection of a product or batch is made from.
type Facts struct {
	Product model.Product
	Maker   model.Organisation
	// Called is how the maker is shown: of one that has ended, its name and who has succeeded it.
	Called model.Text
	// Origin is the region of the site where the batch was made, empty when unknown.
	Origin model.Region
	// Documents are the public ones of the batch.
	Documents []model.Document
	// Steps are what happened to the batch, in the order in which the house learned of it.
	Steps []Step
	// InputRegions are where the lots come from that the batch was made of, one level up.
	InputRegions []model.Region
	// Standing is how the batch came into its present state.
	Standing Standing
}

// Standing is the last move of a batch.
type Standing struct {
	// From is the state it left; empty for a draft, which has not moved.
	From model.BatchState
	At   model.Instant
	// By is the kind of organisation that holds or blocks it; empty otherwise.
	By model.OrgKind
}

// Step is one event that names a batch.
type Step struct {
	Time        model.Instant
	Type        string
	Action      string
	BizStep     string
	Disposition string
	Role        model.NodeRole
	// Region is that of the site where it happened, else of the company whose place it was; empty when unknown.
	Region model.Region
	// Kind is that of the company at whose place it happened, else of the one that recorded it.
	Kind model.OrgKind
}

// ProductFacts reads what the page of a product shows.
func (c Code) ProductFacts(p model.Product) (f Facts, err error) {
	f.Product = p
	if err := c.tx.db.Where("id = ?", p.OrgID).Take(&f.Maker).Error; err != nil {
		return f, err
	}
	err = c.called(&f)
	return f, err
}

// called names the maker with who has succeeded it where it has ended; of one that goes on nothing more is read.
func (c Code) called(f *Facts) error {
	f.Called = f.Maker.Name
	if f.Maker.State != model.OrgClosed {
		return nil
	}
	heirs, err := c.tx.Access().Heirs([]model.OrgID{f.Maker.ID})
	f.Called = model.NowCalled(f.Maker.Name, heirs[f.Maker.ID].Name)
	return err
}

// BatchFacts reads what the page of a batch shows.
func (c Code) BatchFacts(b model.Batch) (f Facts, err error) {
	if err := c.tx.db.Where("id = ?", b.ProductID).Take(&f.Product).Error; err != nil {
		return f, err
	}
	if f, err = c.ProductFacts(f.Product); err != nil {
		return f, err
	}
	if f.Origin, err = c.regionOf(b.SiteID); err != nil {
		return f, err
	}
	if err := c.tx.db.Where("batch_id = ? AND public = ?", b.ID, true).Order("id").Limit(MaxDocuments).Find(&f.Documents).Error; err != nil {
		return f, err
	}
	if f.Standing, err = c.standing(b); err != nil {
		return f, err
	}
	nodes, err := c.nodesOf(b.ID)
	if err != nil {
		return f, err
	}
	for _, n := range nodes {
		if err := c.addSteps(n, &f); err != nil {
			return f, err
		}
		if err := c.addInputs(n, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

func (c Code) regionOf(site model.SiteID) (region model.Region, err error) {
	err = c.tx.sql.QueryRowContext(c.tx.ctx(), "SELECT region FROM sites WHERE id = ?", site).Scan(&region)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return region, err
}

func (c Code) standing(b model.Batch) (s Standing, err error) {
	err = c.tx.sql.QueryRowContext(c.tx.ctx(),
		"SELECT from_state, at FROM moves WHERE machine = ? AND subject_id = ? AND to_state = ? ORDER BY id DESC LIMIT 1",
		model.BatchLifecycle.Name, b.ID, b.State).Scan(&s.From, &s.At)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	switch {
	case b.State == model.BatchBlocked:
		s.By = model.KindRegulator
	case b.State == model.BatchHeld && s.From == model.BatchActive:
		s.By, err = c.tx.Catalog().HeldBy(b.ID)
	}
	return s, err
}

func (c Code) nodesOf(id model.BatchID) (nodes []model.Seq, err error) {
	err = c.tx.query(func(r *sql.Rows) error {
		var n model.Seq
		if err := r.Scan(&n); err != nil {
			return err
		}
		nodes = append(nodes, n)
		return nil
	}, "SELECT id FROM nodes WHERE batch_id = ? ORDER BY id", id)
	return nodes, err
}

// journeyEvents bounds how many events one page looks at: the first that were recorded, so that nobody can push the
// origin out by recording more.
const journeyEvents = 1000

// addSteps reads the standing events of a node. Events by a party that never had to do with the lot are left out: the
// finding says that a stranger recorded them, and a stranger must not write on the maker's page.
func (c Code) addSteps(node model.Seq, f *Facts) error {
	return c.tx.query(func(r *sql.Rows) error {
		var s Step
		if err := r.Scan(&s.Time, &s.Type, &s.Action, &s.BizStep, &s.Disposition, &s.Role, &s.Region, &s.Kind); err != nil {
			return err
		}
		f.Steps = append(f.Steps, s)
		return nil
	}, "SELECT e.time, e.type, e.action, e.biz_step, e.disposition, en.role, COALESCE(s.region, po.region, ''), COALESCE(po.kind, co.kind, '') "+
		"FROM (SELECT event_seq, role FROM event_nodes WHERE node_id = ? UNION ALL "+
		"SELECT DISTINCT b.event_seq, '' FROM postings b WHERE b.node_id = ? AND NOT EXISTS "+
		"(SELECT 1 FROM event_nodes n WHERE n.event_seq = b.event_seq AND n.node_id = b.node_id)) en JOIN events e ON e.seq = en.event_seq "+
		"LEFT JOIN places p ON p.id = CASE WHEN e.read_point <> 0 THEN e.read_point ELSE e.biz_location END "+
		"LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN organisations po ON po.id = p.org_id LEFT JOIN organisations co ON co.id = e.org_id "+
		"WHERE e.declares = 0 AND e.retracted = 0 AND NOT EXISTS "+
		"(SELECT 1 FROM findings f WHERE f.event_seq = e.seq AND f.kind = ? AND f.resolved_at = 0) ORDER BY en.event_seq LIMIT ?",
		node, node, model.FindingNotHeld, journeyEvents)
}

// inputRegions bounds how many regions of origin one page shows.
const inputRegions = 20

// addInputs reads where the inputs of a node were made: lots that became it directly, or through the step of a
// transformation with many inputs and outputs.
func (c Code) addInputs(node model.Seq, f *Facts) error {
	return c.tx.query(func(r *sql.Rows) error {
		var region model.Region
		if err := r.Scan(&region); err != nil {
			return err
		}
		f.InputRegions = append(f.InputRegions, region)
		return nil
	}, "SELECT DISTINCT s.region FROM (SELECT src FROM edges WHERE dst = ? AND kind = ? AND known_to = ? "+
		"UNION SELECT above.src FROM edges below JOIN nodes step ON step.id = below.src AND step.level = ? "+
		"JOIN edges above ON above.dst = step.id AND above.kind = ? AND above.known_to = ? "+
		"WHERE below.dst = ? AND below.kind = ? AND below.known_to = ?) inputs "+
		"JOIN nodes n ON n.id = inputs.src JOIN batches b ON b.id = n.batch_id JOIN sites s ON s.id = b.site_id ORDER BY s.region LIMIT ?",
		node, model.EdgeTransform, model.Forever, model.LevelStep, model.EdgeTransform, model.Forever,
		node, model.EdgeTransform, model.Forever, inputRegions)
}

// AddScans adds counts to the days of the batches. Two processes that count the same first scan of a day collide on the
// key, and the one that lost runs again.
func (c Code) AddScans(scans []model.Scan) error {
	for _, s := range scans {
		n, err := c.tx.exec("UPDATE scans SET count = count + ? WHERE batch_id = ? AND day = ? AND lang = ?", s.Count, s.BatchID, s.Day, s.Lang)
		if err != nil {
			return err
		}
		if n == 1 {
			continue
		}
		err = insert(c.tx, []model.Scan{s})
		if duplicateKey(err) != "" {
			return fmt.Errorf("%w: %w", errAgain, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Scans returns how often a batch's page was opened, by day and language, newest day first.
func (c Code) Scans(batch model.BatchID) ([]model.Scan, error) {
	var rows []model.Scan
	return rows, c.tx.db.Where("batch_id = ?", batch).Order("day DESC, lang").Limit(maxScanRows).Find(&rows).Error
}

// maxScanRows is more than a year in three languages.
const maxScanRows = 1200
