package repository

import (
	"database/sql"
	"slices"
	"unicode/utf8"

	"suyuan/model"
)

// RegisterFilter narrows the public register. Its fields are joined by and.
type RegisterFilter struct {
	// Number is a whole case number, GTIN a whole GTIN-14, Lot a whole lot number, Batch the short code of a batch.
	Number, GTIN, Lot, Batch string
	// Text is a part of a product's or a maker's name, or a whole lot number, GTIN or case number.
	Text  string
	Grade model.Grade
	State model.RegisterState
	Year  int // of the announcement, in China; 0 for any
}

// registeredCase is the condition of the public register: announced, and no exercise.
const registeredCase = "mock = 0 AND announced_at <> 0"

// Registered returns a case of the public register by its number, or not-found.
func (r Recall) Registered(number string) (row model.Recall, err error) {
	return row, absent(r.tx.db.Where(registeredCase+" AND number = ?", asciiOnly(number)).Take(&row).Error)
}

// registerKey is where a page of the register ends.
type registerKey struct {
	At model.Instant
	ID model.RecallID
}

// Register lists the public register, the latest announcement first.
func (r Recall) Register(f RegisterFilter, page model.Page) ([]model.Recall, model.PageToken, error) {
	after, err := readCursor[registerKey]("register", page)
	if err != nil {
		return nil, "", err
	}
	q := r.tx.db.Where(registeredCase)
	if after != nil {
		q = q.Where("announced_at < ? OR announced_at = ? AND id < ?", after.At, after.At, after.ID)
	}
	for _, c := range f.conditions() {
		q = q.Where(c.cond, c.args...)
	}
	var rows []model.Recall
	if err := q.Order("announced_at DESC, id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("register", page, rows, func(c model.Recall) registerKey { return registerKey{c.AnnouncedAt, c.ID} })
	return rows, next, nil
}

// Changed lists the cases of the public register that changed last.
func (r Recall) Changed(limit int) (rows []model.Recall, err error) {
	return rows, r.tx.db.Where(registeredCase).Order("changed DESC, announced_at DESC, id DESC").Limit(limit).Find(&rows).Error
}

// where is one condition with what it compares with.
type where struct {
	cond string
	args []any
}

// reachedOf is the condition that a case still reaches a lot for which cond holds; b is its batch, p its product.
func reachedOf(cond string) string {
	return "recalls.id IN (SELECT l.recall_id FROM recall_lots l JOIN batches b ON b.id = l.batch_id JOIN products p ON p.id = b.product_id " +
		"WHERE l.gone_at = 0 AND l.class <> 'cleared' AND (" + cond + "))"
}

func (f RegisterFilter) conditions() (list []where) {
	add := func(given bool, cond string, args ...any) {
		if given {
			list = append(list, where{cond, args})
		}
	}
	add(f.Number != "", "number = ?", f.Number)
	add(f.Batch != "", reachedOf("b.code = ?"), f.Batch)
	add(f.GTIN != "" && f.Lot != "", reachedOf("p.gtin = ? AND b.lot = ?"), f.GTIN, f.Lot)
	add(f.GTIN != "" && f.Lot == "", reachedOf("p.gtin = ?"), f.GTIN)
	add(f.GTIN == "" && f.Lot != "", reachedOf("b.lot = ?"), f.Lot)
	add(f.Grade != "", "grade = ?", f.Grade)
	switch f.State {
	case model.RegisterClosed:
		add(true, "state = ?", model.RecallClosed)
	case model.RegisterRetracted:
		add(true, "state = ?", model.RecallCancelled)
	case model.RegisterActive:
		add(true, "state NOT IN (?, ?)", model.RecallClosed, model.RecallCancelled)
	}
	if f.Year != 0 {
		from, to := yearOf(f.Year)
		add(true, "announced_at >= ? AND announced_at < ?", from, to)
	}
	if f.Text != "" {
		list = append(list, f.said())
	}
	return list
}

// said is the condition that a text is found in a case: in the names of its products, their makers
// and their brands, or as a number.
// INSTR counts characters on both engines, and ASCII letters match in either case.
func (f RegisterFilter) said() where {
	lower := asciiLower(f.Text)
	whole := asciiOnly(f.Text)
	w := where{
		cond: "(number = ? OR " + reachedOf("? <> '' AND (b.lot = ? OR p.gtin = ? OR p.code = ?) OR "+named("p")), args: []any{whole, whole, whole, whole, whole},
	}
	w.args = append(w.args, lower, lower, lower, lower)
	w.cond += " OR org_id IN (SELECT o.id FROM organisations o WHERE " + named("o") + ")"
	w.args = append(w.args, lower, lower, lower, lower)
	w.cond += " OR recalls.id IN (SELECT l.recall_id FROM recall_lots l JOIN organisations o ON o.id = l.maker_id WHERE l.gone_at = 0 AND (" + named("o") + "))"
	w.args = append(w.args, lower, lower, lower, lower)
	w.cond += " OR EXISTS (SELECT 1 FROM recall_papers plan WHERE plan.recall_id = recalls.id AND plan.kind = 'plan' AND plan.number = recalls.plan_version AND INSTR(plan.brands, ?) > 0)"
	w.args = append(w.args, lower)
	w.cond += " OR INSTR(LOWER(title_zh), ?) > 0 OR INSTR(title_ug, ?) > 0 OR INSTR(LOWER(title_en), ?) > 0)"
	w.args = append(w.args, lower, lower, lower)
	return w
}

// asciiOnly returns what can be a number or code, and nothing for other text: columns of codes hold ASCII alone, and
// MariaDB refuses to compare them with anything else.
func asciiOnly(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return ""
		}
	}
	return s
}

// named is the condition that a part of a table's name is one text, given four times; table is a constant of ours.
func named(table string) string {
	return "? <> '' AND (INSTR(LOWER(" + table + ".name_zh), ?) > 0 OR INSTR(LOWER(" + table + ".name_ug), ?) > 0 OR INSTR(LOWER(" + table + ".name_en), ?) > 0)"
}

// yearOf returns the first instant of a year in China and of the next.
func yearOf(year int) (from, to model.Instant) {
	return model.Date(pad(year) + "-01-01").Start(model.China), model.Date(pad(year+1) + "-01-01").Start(model.China)
}

func pad(year int) string {
	digits := []byte("0000")
	for i := len(digits) - 1; i >= 0 && year > 0; i-- {
		digits[i] = byte('0' + year%10)
		year /= 10
	}
	return string(digits)
}

// MaxRegisterText bounds, in characters, what is searched for in the register.
const MaxRegisterText = 100

// Searchable reports whether a text can be searched for.
func Searchable(text string) bool {
	return text != "" && utf8.ValidString(text) && utf8.RuneCountInString(text) <= MaxRegisterText
}

// ReachedLot is an affected thing with what is printed on it. The batch's fields are empty for what is not one of ours.
type ReachedLot struct {
	model.RecallLot `gorm:"embedded"`
	ProductID       model.ProductID
	Lot             string
	Produced        model.Date
	Expires         model.Date
	Quantity        model.Quantity
	Unit            model.Unit
}

// Reached lists what a case reaches or has reached, in the order in which it was found.
func (r Recall) Reached(id model.RecallID) (rows []ReachedLot, err error) {
	const query = "SELECT l.*, COALESCE(b.product_id, '') AS product_id, COALESCE(b.lot, '') AS lot, COALESCE(b.produced, '') AS produced, " +
		"COALESCE(b.expires, '') AS expires, COALESCE(b.quantity, 0) AS quantity, COALESCE(b.unit, '') AS unit " +
		"FROM recall_lots l LEFT JOIN batches b ON b.id = l.batch_id WHERE l.recall_id = ? ORDER BY l.created_at, l.node_id"
	return rows, r.tx.db.Raw(query, id).Scan(&rows).Error
}

// ProductsOf returns products by id, and those that have one of the GTINs, whoever makes them.
func (r Recall) ProductsOf(ids []model.ProductID, gtins []string) (map[model.ProductID]model.Product, error) {
	found := map[model.ProductID]model.Product{}
	take := func(rows []model.Product) {
		for _, p := range rows {
			found[p.ID] = p
		}
	}
	for chunk := range slices.Chunk(ids, inChunk) {
		var rows []model.Product
		if err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error; err != nil {
			return nil, err
		}
		take(rows)
	}
	for chunk := range slices.Chunk(gtins, inChunk) {
		var rows []model.Product
		if err := r.tx.db.Where("gtin IN ?", chunk).Find(&rows).Error; err != nil {
			return nil, err
		}
		take(rows)
	}
	return found, nil
}

// Parties returns organisations by id.
func (r Recall) Parties(ids []model.OrgID) (map[model.OrgID]model.Organisation, error) {
	found := map[model.OrgID]model.Organisation{}
	for chunk := range slices.Chunk(ids, inChunk) {
		var rows []model.Organisation
		if err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, o := range rows {
			found[o.ID] = o
		}
	}
	return found, nil
}

// HoldersAt counts the holders of one region and tier.
type HoldersAt struct {
	Region  model.Region
	Tier    int
	Holders int
	// Delivered and Responded count those that have the notice, and those that have answered.
	Delivered, Responded int
	// Sampled counts those whom the effectiveness check asks for, Verified those of them found to have acted.
	Sampled, Verified int
	Ended             int
}

// Holders counts the holders of a case by region and tier, without those whose task is withdrawn: nothing of theirs is
// affected any more.
func (r Recall) Holders(id model.RecallID) (rows []HoldersAt, err error) {
	var silent, done []model.TaskState
	for _, s := range model.TaskLifecycle.States() {
		if !s.Responded() {
			silent = append(silent, s)
		}
		if s.Ended() {
			done = append(done, s)
		}
	}
	const query = "SELECT region, tier, COUNT(*) AS holders, SUM(CASE WHEN delivered_at > 0 THEN 1 ELSE 0 END) AS delivered, " +
		"SUM(CASE WHEN state IN ? THEN 0 ELSE 1 END) AS responded, SUM(CASE WHEN sampled = 1 THEN 1 ELSE 0 END) AS sampled, " +
		"SUM(CASE WHEN sampled = 1 AND verified_at > 0 THEN 1 ELSE 0 END) AS verified, SUM(CASE WHEN state IN ? THEN 1 ELSE 0 END) AS ended " +
		"FROM recall_tasks WHERE recall_id = ? AND state <> ? GROUP BY region, tier ORDER BY region, tier"
	return rows, r.tx.db.Raw(query, silent, done, id, model.TaskWithdrawn).Scan(&rows).Error
}

// LotTally is what is known of the quantity of one affected thing at all its holders, in one unit.
type LotTally struct {
	NodeID model.Seq
	model.RecallTally
	// Unproven counts disposals without evidence, OnHand and Sealed what lies with holders.
	Unproven       int
	OnHand, Sealed model.Quantity
}

// Tallies sums the lines of a case, one row a thing and unit.
func (r Recall) Tallies(id model.RecallID) (list []LotTally, err error) {
	const query = "SELECT l.node_id, l.unit, SUM(l.distributed), SUM(l.returned), SUM(l.destroyed), SUM(l.corrected), SUM(l.consumed), SUM(l.explained), " +
		"SUM(CASE WHEN l.answered = 0 THEN l.distributed ELSE 0 END), SUM(l.unproven), SUM(l.on_hand), SUM(l.sealed) " +
		"FROM recall_lines l JOIN recall_tasks t ON t.id = l.task_id WHERE l.recall_id = ? AND t.state <> 'withdrawn' AND t.tier > 0 " +
		"GROUP BY l.node_id, l.unit ORDER BY l.node_id, l.unit"
	err = r.tx.query(func(rows *sql.Rows) error {
		var t LotTally
		if err := rows.Scan(&t.NodeID, &t.Unit, &t.Distributed, &t.Returned, &t.Destroyed, &t.Corrected, &t.Consumed, &t.Explained,
			&t.Unknown, &t.Unproven, &t.OnHand, &t.Sealed); err != nil {
			return err
		}
		list = append(list, t)
		return nil
	}, query, id)
	return list, err
}

// NewestPaper returns the newest paper of a kind that was filed in a case; found is false without one.
func (r Recall) NewestPaper(id model.RecallID, kind model.PaperKind) (row model.RecallPaper, found bool, err error) {
	var rows []model.RecallPaper
	err = r.tx.db.Where("recall_id = ? AND kind = ?", id, kind).Order("number DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, nil
}

// RegisterProduct is one product that a case reaches, with the number of its lots.
type RegisterProduct struct {
	RecallID  model.RecallID
	ProductID model.ProductID
	Name      model.Text `gorm:"embedded;embeddedPrefix:name_"`
	Lots      int
}

// ProductsIn lists the products that each of some cases still reaches, those with the most lots first.
func (r Recall) ProductsIn(ids []model.RecallID) (rows []RegisterProduct, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	const query = "SELECT l.recall_id, p.id AS product_id, p.name_zh, p.name_ug, p.name_en, COUNT(*) AS lots FROM recall_lots l " +
		"JOIN batches b ON b.id = l.batch_id JOIN products p ON p.id = b.product_id WHERE l.recall_id IN ? AND l.gone_at = 0 AND l.class <> 'cleared' " +
		"GROUP BY l.recall_id, p.id, p.name_zh, p.name_ug, p.name_en ORDER BY l.recall_id, lots DESC, p.id"
	return rows, r.tx.db.Raw(query, ids).Scan(&rows).Error
}

// SalesOf returns the first and the last instant at which something affected was sold, 0 when no sale is recorded.
func (r Recall) SalesOf(id model.RecallID) (span [2]model.Instant, err error) {
	var row struct{ Begun, Ended model.Instant }
	err = r.tx.db.Raw("SELECT COALESCE(MIN(e.time), 0) AS begun, COALESCE(MAX(e.time), 0) AS ended FROM recall_lots l "+
		"JOIN postings p ON p.node_id = l.node_id JOIN events e ON e.seq = p.event_seq "+
		"WHERE l.recall_id = ? AND l.gone_at = 0 AND p.account = ? AND p.amount > 0", id, model.AccountSold).Scan(&row).Error
	return [2]model.Instant{row.Begun, row.Ended}, err
}
