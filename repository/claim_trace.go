package repository

import (
	"database/sql"

	"suyuan/model"
)

// ClaimGoods is what a code names, with its maker.
type ClaimGoods struct {
	Batch   model.Batch // zero when the code names no lot
	Product model.Product
	Maker   model.Organisation
	// NodeID is the node of the lot or single thing, 0 when nothing was recorded of it.
	NodeID model.Seq
}

const goodsColumns = "p.id, p.name_zh, p.name_ug, p.name_en, p.category, p.unit, o.id, o.kind, o.name_zh, o.name_ug, o.name_en, o.region, o.state "

func (g *ClaimGoods) fields() []any {
	p, o := &g.Product, &g.Maker
	return []any{&p.ID, &p.Name.ZH, &p.Name.UG, &p.Name.EN, &p.Category, &p.Unit, &o.ID, &o.Kind, &o.Name.ZH, &o.Name.UG, &o.Name.EN, &o.Region, &o.State}
}

// GoodsOfLot returns a batch that is not a draft, by the name it has in events or by its short code, in one statement;
// not-found otherwise.
func (c Claim) GoodsOfLot(epc, code string) (g ClaimGoods, err error) {
	by, key := "b.epc = ?", epc
	if epc == "" {
		by, key = "b.code = ?", code
	}
	b := &g.Batch
	err = c.tx.query(func(rows *sql.Rows) error {
		return rows.Scan(append([]any{&b.ID, &b.OrgID, &b.ProductID, &b.Lot, &b.Produced, &b.Expires, &b.Quantity, &b.Unit, &b.SiteID, &b.EPC, &b.State, &g.NodeID}, g.fields()...)...)
	}, "SELECT b.id, b.org_id, b.product_id, b.lot, b.produced, b.expires, b.quantity, b.unit, b.site_id, b.epc, b.state, COALESCE(n.id, 0), "+goodsColumns+
		"FROM batches b JOIN products p ON p.id = b.product_id JOIN organisations o ON o.id = b.org_id LEFT JOIN nodes n ON n.epc = b.epc WHERE "+by+" AND b.state <> 'draft'", key)
	if err == nil && b.ID == "" {
		err = model.NotFound.Refuse()
	}
	return g, err
}

// GoodsOfBatch is GoodsOfLot for a batch that is known.
func (c Claim) GoodsOfBatch(id model.BatchID) (g ClaimGoods, err error) {
	var epc string
	err = c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&epc) }, "SELECT epc FROM batches WHERE id = ?", id)
	if err != nil || epc == "" {
		return g, err
	}
	return c.GoodsOfLot(epc, "")
}

// GoodsOfItem returns a product by the canonical Digital Link of its GTIN, or not-found.
func (c Claim) GoodsOfItem(uri string) (g ClaimGoods, err error) {
	err = c.tx.query(func(rows *sql.Rows) error { return rows.Scan(g.fields()...) },
		"SELECT "+goodsColumns+"FROM identities i JOIN products p ON p.id = i.subject_id JOIN organisations o ON o.id = p.org_id WHERE i.uri = ? AND i.kind = ?", uri, string(OwnerProduct))
	if err == nil && g.Product.ID == "" {
		err = model.NotFound.Refuse()
	}
	return g, err
}

// Thing returns the node of a single thing and the batch that it is known to belong to; zero when nothing was recorded.
func (c Claim) Thing(key string) (node model.Seq, batch model.BatchID, err error) {
	return node, batch, c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&node, &batch) }, "SELECT id, batch_id FROM nodes WHERE epc = ?", key)
}

// ChainHandler is an organisation that held or sold goods, as the ledger has it.
type ChainHandler struct {
	OrgName
	Kind  model.OrgKind
	Sold  bool // to consumers
	Holds bool // still has some
}

// answering replaces handlers that have ended by who answers for them now, and leaves out those for whom nobody does.
func (c Claim) answering(list []ChainHandler, ended []model.OrgID) ([]ChainHandler, error) {
	if len(ended) == 0 {
		return list, nil
	}
	heirs, err := c.tx.Access().Heirs(ended)
	if err != nil {
		return nil, err
	}
	at := map[model.OrgID]int{}
	var kept []ChainHandler
	for _, h := range list {
		if heir, over := heirs[h.ID]; over {
			if heir.Org == "" {
				continue
			}
			var o model.Organisation
			if err := c.tx.db.Where("id = ?", heir.Org).Take(&o).Error; err != nil {
				return nil, err
			}
			h.OrgName, h.Kind = OrgName{ID: o.ID, Name: o.Name, Registered: o.Name, Region: o.Region}, o.Kind
		}
		if i, twice := at[h.ID]; twice {
			kept[i].Sold, kept[i].Holds = kept[i].Sold || h.Sold, kept[i].Holds || h.Holds
			continue
		}
		at[h.ID], kept = len(kept), append(kept, h)
	}
	return kept, nil
}

// chainMost bounds the organisations of one chain that are read.
const chainMost = 500

// Handlers lists the organisations that have held or sold a lot or single thing: the active ones, and who answers for
// those that have ended.
func (c Claim) Handlers(node model.Seq) (list []ChainHandler, err error) {
	var ended []model.OrgID
	err = c.tx.query(func(rows *sql.Rows) error {
		var h ChainHandler
		var sold, holds, over int
		err := rows.Scan(&h.ID, &h.Kind, &h.Name.ZH, &h.Name.UG, &h.Name.EN, &h.Region, &sold, &holds, &over)
		if h.Sold, h.Holds, h.Registered = sold > 0, holds > 0, h.Name; over > 0 {
			ended = append(ended, h.ID)
		}
		list = append(list, h)
		return err
	}, "SELECT o.id, o.kind, o.name_zh, o.name_ug, o.name_en, o.region, SUM(CASE WHEN bl.account = 'sold' AND bl.amount > 0 THEN 1 ELSE 0 END), "+
		"SUM(CASE WHEN bl.account = 'on-hand' AND bl.amount > 0 THEN 1 ELSE 0 END), "+
		"MAX(CASE WHEN "+ceased+" THEN 1 ELSE 0 END) FROM balances bl JOIN organisations o ON o.id = bl.org_id "+
		"WHERE bl.node_id = ? AND bl.account IN ('on-hand', 'in-transit', 'sold') AND o.state IN ('active', 'closed') "+
		"GROUP BY o.id, o.kind, o.name_zh, o.name_ug, o.name_en, o.region ORDER BY o.id LIMIT ?", c.tx.now, int64(node), chainMost)
	if err != nil {
		return nil, err
	}
	return c.answering(list, ended)
}

// Operator is who a claim is made against, and whether the ledger knows that it handled the goods.
type Operator struct {
	model.Organisation
	OnChain bool
	// Ceased tells that it has ended and nobody answers for it.
	Ceased bool
}

// Operator finds a company by its identifier, GLN, registration number or exact name; several by one name are
// told apart by who is on the chain. One that has ended is who answers for it now. Zero when there is none.
func (c Claim) Operator(typed string, node, lot model.Seq) (best Operator, err error) {
	err = c.tx.query(func(rows *sql.Rows) error {
		var o Operator
		var on int
		err := rows.Scan(&o.ID, &o.Kind, &o.Name.ZH, &o.Name.UG, &o.Name.EN, &o.Region, &o.State, &on)
		if o.OnChain = on > 0; best.ID == "" || o.OnChain && !best.OnChain {
			best = o
		}
		return err
	}, "SELECT o.id, o.kind, o.name_zh, o.name_ug, o.name_en, o.region, o.state, CASE WHEN EXISTS (SELECT 1 FROM balances bl WHERE bl.node_id IN (?, ?) AND bl.org_id = o.id "+
		"AND bl.account IN ('on-hand', 'in-transit', 'sold')) THEN 1 ELSE 0 END FROM organisations o "+operatorBy(typed)+
		" AND o.state IN ('active', 'closed') AND o.kind IN ('producer', 'processor', 'distributor', 'retailer') ORDER BY o.state, o.id LIMIT 20", append([]any{int64(node), int64(lot)}, operatorArgs(typed)...)...)
	if err != nil || best.ID == "" {
		return best, err
	}
	return best, c.Answering(&best)
}

// Answering replaces an operator that has ended by who answers for it now, or says that nobody does.
func (c Claim) Answering(o *Operator) error {
	heirs, err := c.tx.Access().Heirs([]model.OrgID{o.ID})
	heir, over := heirs[o.ID]
	switch {
	case err != nil || !over:
		return err
	case heir.Org == "":
		o.Ceased = true
		return nil
	}
	o.Organisation = model.Organisation{}
	return c.tx.db.Where("id = ?", heir.Org).Take(&o.Organisation).Error
}

func operatorBy(typed string) string {
	if _, err := model.ParseID[model.Organisation](typed); err == nil {
		return "WHERE o.id = ?"
	}
	return "WHERE (o.gln = ? OR o.uscc = ? OR o.name_zh = ? OR o.name_ug = ? OR o.name_en = ?)"
}

func operatorArgs(typed string) []any {
	if _, err := model.ParseID[model.Organisation](typed); err == nil {
		return []any{typed}
	}
	return []any{typed, typed, typed, typed, typed}
}

// ProofEvent is an event about goods, as far as proofs need it.
type ProofEvent struct {
	ID             string
	Time, Recorded model.Instant
	Type, Action   string
	BizStep        string
	OrgID          model.OrgID // at whose place it happened, else who recorded it
	Recorder       model.OrgID
	Retracted      model.Instant
	// Body is that of an event with sensor data, empty for others.
	Body []byte
}

// What one proof reads at most: of a lot with more than that, signs that rest on what is not there stay unknown.
const (
	proofEvents   = 20_000
	proofPostings = 100_000
	proofFound    = 1000
)

// ProofEvents lists the events that name one of two nodes and that can prove something: those of how the goods were made,
// inspections and what sensors reported; oldest first. cut tells that there are more than were looked at.
func (c Claim) ProofEvents(a, b model.Seq) (list []ProofEvent, cut bool, err error) {
	const named = "(SELECT DISTINCT event_seq FROM event_nodes WHERE node_id IN (?, ?) ORDER BY event_seq LIMIT ?)"
	err = c.tx.query(func(rows *sql.Rows) error {
		var e ProofEvent
		err := rows.Scan(&e.ID, &e.Time, &e.Recorded, &e.Type, &e.Action, &e.BizStep, &e.OrgID, &e.Recorder, &e.Retracted, &e.Body)
		list = append(list, e)
		return err
	}, "SELECT e.event_id, e.time, e.recorded, e.type, e.action, e.biz_step, COALESCE(NULLIF(p.org_id, ''), e.org_id), e.org_id, e.retracted, "+
		"CASE WHEN INSTR(e.body, 'sensorElementList') > 0 THEN e.body ELSE '' END FROM "+named+" en JOIN events e ON e.seq = en.event_seq "+
		"LEFT JOIN places p ON p.id = CASE WHEN e.read_point <> 0 THEN e.read_point ELSE e.biz_location END "+
		"WHERE e.declares = 0 AND ("+proofSteps+" OR INSTR(e.body, 'sensorElementList') > 0) ORDER BY e.seq LIMIT ?", int64(a), int64(b), proofEvents, proofFound+1)
	if err != nil || len(list) > proofFound {
		return list[:min(len(list), proofFound)], true, err
	}
	n := 0
	err = c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT COUNT(*) FROM "+named+" en", int64(a), int64(b), proofEvents+1)
	return list, n > proofEvents, err
}

// proofSteps keeps the business steps that prove something, however a system writes them (CBV 2.0 §7.1): as a word, a
// URN or a web address.
const proofSteps = "e.biz_step LIKE '%commissioning' OR e.biz_step LIKE '%creating_class_instance' OR e.biz_step LIKE '%inspecting'"

// receiptsMost bounds the receipts that are listed; the oldest ones tell all that is asked of them.
const receiptsMost = 20

// Receipts lists the oldest standing events that brought goods into an organisation's stock. cut tells that none was
// found in what was looked at, and that there is more.
func (c Claim) Receipts(node model.Seq, org model.OrgID) (list []ProofEvent, cut bool, err error) {
	const booked = "(SELECT event_seq, org_id, account, amount FROM postings WHERE node_id = ? ORDER BY id LIMIT ?)"
	err = c.tx.query(func(rows *sql.Rows) error {
		var e ProofEvent
		err := rows.Scan(&e.ID, &e.Time, &e.Recorded, &e.BizStep)
		list = append(list, e)
		return err
	}, "SELECT DISTINCT e.event_id, e.time, e.recorded, e.biz_step FROM "+booked+" p JOIN events e ON e.seq = p.event_seq "+
		"WHERE p.org_id = ? AND p.account = 'on-hand' AND p.amount > 0 AND e.retracted = 0 AND e.declares = 0 ORDER BY e.time LIMIT ?",
		int64(node), proofPostings, org, receiptsMost)
	if err != nil || len(list) > 0 {
		return list, false, err
	}
	n := 0
	err = c.tx.query(func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT COUNT(*) FROM "+booked+" p", int64(node), proofPostings+1)
	return nil, n > proofPostings, err
}

// ProofRecall is a public recall that reaches goods.
type ProofRecall struct {
	ID          model.RecallID
	Number      string
	AnnouncedAt model.Instant
	// Since is when both the public knew of it and it reached the goods: a lot that joined it later was not recalled
	// before.
	Since model.Instant
	// FreedAt is when the remedy of the goods was last confirmed, 0 when it was not; Blocked tells that they may not be sold.
	FreedAt model.Instant
	Blocked bool
}

// Stood says how far it is known that the recall stood against the goods at an instant. Goods whose fault was remedied
// before may be sold again; of those that were blocked once more since nobody knows when.
func (r ProofRecall) Stood(at model.Instant) model.ProofState {
	switch {
	case r.Since >= at:
		return model.NotProven
	case r.FreedAt == 0 || r.FreedAt >= at:
		return model.Proven
	case r.Blocked:
		return model.Unproved
	}
	return model.NotProven
}

// recallsMost bounds the recalls of one lot that are read.
const recallsMost = 20

// RecallsOf lists the recalls that the public was told of and that reach one of two nodes.
func (c Claim) RecallsOf(a, b model.Seq) (list []ProofRecall, err error) {
	return list, c.tx.query(func(rows *sql.Rows) error {
		var r ProofRecall
		var blocked int
		err := rows.Scan(&r.ID, &r.Number, &r.AnnouncedAt, &r.Since, &r.FreedAt, &blocked)
		if r.Since, r.Blocked = max(r.Since, r.AnnouncedAt), blocked > 0; len(list) > 0 && list[len(list)-1].ID == r.ID {
			list[len(list)-1] = list[len(list)-1].and(r)
			return err
		}
		list = append(list, r)
		return err
	}, "SELECT r.id, r.number, r.announced_at, l.created_at, COALESCE((SELECT MAX(m.at) FROM recall_lines line JOIN moves m ON m.machine = 'recall-task' AND m.subject_id = line.task_id "+
		"AND m.event = 'confirm' WHERE line.recall_id = l.recall_id AND line.node_id = l.node_id AND l.evidence_id <> ''), 0), l.blocked "+
		"FROM recall_lots l JOIN recalls r ON r.id = l.recall_id WHERE l.node_id IN (?, ?) AND l.gone_at = 0 "+
		"AND l.class <> 'cleared' AND r.mock = 0 AND r.announced_at > 0 AND r.state <> 'cancelled' ORDER BY r.announced_at, r.id LIMIT ?", int64(a), int64(b), recallsMost)
}

// and joins what one recall says of a single thing with what it says of its lot: the earlier of both reaches, and a
// remedy only frees where nothing else is blocked.
func (r ProofRecall) and(other ProofRecall) ProofRecall {
	r.Since, r.Blocked = min(r.Since, other.Since), r.Blocked || other.Blocked
	if r.FreedAt == 0 || other.FreedAt == 0 {
		r.FreedAt = 0
	} else {
		r.FreedAt = max(r.FreedAt, other.FreedAt)
	}
	return r
}

// ProofTest is a signal that a test of a batch has failed.
type ProofTest struct {
	ID       model.SignalID
	State    model.SignalState
	Evidence model.DocumentID
	At       model.Instant
}

// FailedTests lists the signals of failed tests of a batch.
func (c Claim) FailedTests(batch model.BatchID) (list []ProofTest, err error) {
	return list, c.tx.query(func(rows *sql.Rows) error {
		var t ProofTest
		err := rows.Scan(&t.ID, &t.State, &t.Evidence, &t.At)
		list = append(list, t)
		return err
	}, "SELECT id, state, evidence_id, created_at FROM recall_signals WHERE batch_id = ? AND source IN ('failed-sample', 'laboratory') ORDER BY id LIMIT 20", batch)
}

// ProofPaper is a document that shows that goods were tested or promised to meet the standard.
type ProofPaper struct {
	ID   model.DocumentID
	Kind model.DocumentKind
	At   model.Instant
}

// ProofPapers lists those of a batch, oldest first.
func (c Claim) ProofPapers(batch model.BatchID) (list []ProofPaper, err error) {
	return list, c.tx.query(func(rows *sql.Rows) error {
		var p ProofPaper
		err := rows.Scan(&p.ID, &p.Kind, &p.At)
		list = append(list, p)
		return err
	}, "SELECT id, kind, created_at FROM documents WHERE batch_id = ? AND kind IN ('lab-report', 'commitment-certificate', 'certificate') ORDER BY id LIMIT 50", batch)
}

// RecallNamed returns a public recall by number or identifier, with whether it reaches one of two nodes; zero when there
// is none.
func (c Claim) RecallNamed(named string, a, b model.Seq) (r ProofRecall, err error) {
	list, err := c.RecallsOf(a, b)
	for _, one := range list {
		if one.Number == named || one.ID.String() == named {
			return one, nil
		}
	}
	return r, err
}
