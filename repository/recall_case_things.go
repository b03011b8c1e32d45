package repository

import (
	"database/sql"

	"suyuan/model"
)

// ThingFilter narrows a list of what a case affects. Zero fields do not.
type ThingFilter struct {
	Class model.AffectedClass
	// Gone finds what the case does not reach any more, instead of what it does.
	Gone bool
	// At finds what was somewhere: on hand, on its way or sold by the trace, or consumed by what holders answered.
	At ThingPlace
	// Region and Holder find what somebody has whom the reader is told of: in a region, or by a part of the name.
	Region model.Region
	Holder string
}

// ThingPlace says where a part of a thing is.
type ThingPlace string

// The places.
const (
	ThingOnHand    ThingPlace = "on-hand"
	ThingInTransit ThingPlace = "in-transit"
	ThingSold      ThingPlace = "sold"
	ThingConsumed  ThingPlace = "consumed"
)

// ThingPlaces lists the places.
func ThingPlaces() []ThingPlace {
	return []ThingPlace{ThingOnHand, ThingInTransit, ThingSold, ThingConsumed}
}

// thingAmounts are the columns of lines that say how much of a thing is at a place.
var thingAmounts = map[ThingPlace]string{ThingOnHand: "has.on_hand", ThingInTransit: "has.in_transit", ThingSold: "has.sold", ThingConsumed: "has.consumed"}

// had is the condition that a line fits the filter: where something is counts for who is told the sums, and who has it
// for who is told of the holder. It is empty when the filter asks for neither.
func (f ThingFilter) had(scope model.Scope, c model.Recall) (cond string, args []any) {
	column, placed := thingAmounts[f.At]
	if !placed && f.Region == "" && f.Holder == "" {
		return "", nil
	}
	cond, args = sumSeen(scope, c)
	if f.Region != "" || f.Holder != "" {
		cond, args = taskSeen(scope)
	}
	if placed {
		cond += " AND " + column + " > 0"
	}
	if f.Region != "" {
		lo, hi := f.Region.Range()
		cond, args = cond+" AND recall_tasks.region BETWEEN ? AND ?", append(args, lo, hi)
	}
	if f.Holder != "" {
		cond += " AND (EXISTS (SELECT 1 FROM organisations o WHERE o.id = recall_tasks.org_id AND " + calledLike("o") +
			") OR EXISTS (SELECT 1 FROM places pl JOIN sites s ON s.id = pl.site_id WHERE pl.id = recall_tasks.place_id AND " + calledLike("s") + "))"
		for range 6 {
			args = append(args, f.Holder)
		}
	}
	return " AND EXISTS (SELECT 1 FROM recall_lines has JOIN recall_tasks ON recall_tasks.id = has.task_id WHERE has.recall_id = recall_lots.recall_id " +
		"AND has.node_id = recall_lots.node_id AND recall_tasks.state <> 'withdrawn' AND " + cond + ")", args
}

// AffectedThing is something that a case affects, with what it is and where it is.
type AffectedThing struct {
	model.RecallLot
	Lot     string
	Product model.Text
	Amounts []ThingAmount
}

// ThingAmount is where a thing is, by the trace, over all its holders that the reader is told of, in one unit.
type ThingAmount struct {
	Unit                    model.Unit
	OnHand, InTransit, Sold model.Quantity
}

// calledLike is the condition that a part of a name is a text, in one of the languages.
func calledLike(table string) string {
	return "(INSTR(" + table + ".name_zh, ?) > 0 OR INSTR(" + table + ".name_ug, ?) > 0 OR INSTR(" + table + ".name_en, ?) > 0)"
}

// ThingRegions returns the regions of the holders that the scope is told of, each once.
func (r Recall) ThingRegions(scope model.Scope, c model.Recall) (list []model.Region, err error) {
	seen, args := taskSeen(scope)
	return list, r.tx.query(func(row *sql.Rows) error {
		var at model.Region
		err := row.Scan(&at)
		list = append(list, at)
		return err
	}, "SELECT DISTINCT recall_tasks.region FROM recall_tasks WHERE recall_tasks.recall_id = ? AND recall_tasks.state <> 'withdrawn' AND recall_tasks.region <> '' AND "+
		seen+" ORDER BY recall_tasks.region", append([]any{c.ID}, args...)...)
}

// thingSeen is the condition that a row of recall_lots may be seen: by the house, the authority that opened the case and
// the one of the region of who recalls in full; else what is of the reader's own make, and what the lines are about that it
// may see.
func thingSeen(scope model.Scope, c model.Recall) (cond string, args []any) {
	lo, hi, authority := scope.Region()
	if scope.All() || authority && (scope.ActsFor(c.OpenedBy) || string(c.Region) >= lo && string(c.Region) <= hi) {
		return "1 = 1", nil
	}
	line, args := lineSeen(scope, "held")
	of, orgs := whose(scope)
	return "(recall_lots.maker_id " + of + " OR EXISTS (SELECT 1 FROM recall_lines held JOIN recall_tasks ON recall_tasks.id = held.task_id " +
		"WHERE held.recall_id = recall_lots.recall_id AND held.node_id = recall_lots.node_id AND " + line + "))", append(orgs, args...)
}

const thingColumns = "recall_lots.node_id, recall_lots.epc, recall_lots.level, recall_lots.batch_id, recall_lots.maker_id, recall_lots.class, recall_lots.reason, " +
	"recall_lots.conditions, recall_lots.via_id, recall_lots.blocked, recall_lots.scope_version, recall_lots.event_seq, recall_lots.joined_seq, " +
	"recall_lots.note, recall_lots.cleared_at, recall_lots.gone_at, recall_lots.created_at, COALESCE(b.lot, ''), COALESCE(p.name_zh, ''), " +
	"COALESCE(p.name_ug, ''), COALESCE(p.name_en, '')"

const thingNames = " LEFT JOIN batches b ON b.id = recall_lots.batch_id LEFT JOIN products p ON p.id = b.product_id "

func (t *AffectedThing) fields() []any {
	return []any{
		&t.NodeID, &t.EPC, &t.Level, &t.BatchID, &t.MakerID, &t.Class, &t.Reason, &t.Conditions, &t.ViaID, &t.Blocked, &t.ScopeVersion, &t.EventSeq,
		&t.JoinedSeq, &t.Note, &t.ClearedAt, &t.GoneAt, &t.CreatedAt, &t.Lot, &t.Product.ZH, &t.Product.UG, &t.Product.EN,
	}
}

// Things lists what a case affects, as far as the scope may see it, in the order in which it became known to the trace.
func (r Recall) Things(scope model.Scope, c model.Recall, f ThingFilter, page model.Page) ([]AffectedThing, model.PageToken, error) {
	list := "recall-things-" + c.ID.String()
	after, err := readCursor[model.Seq](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := thingSeen(scope, c)
	cond, args := "recall_lots.recall_id = ? AND "+seen, append([]any{c.ID}, args...)
	if f.Gone {
		cond += " AND recall_lots.gone_at > 0"
	} else {
		cond += " AND recall_lots.gone_at = 0"
	}
	if f.Class != "" {
		cond, args = cond+" AND recall_lots.class = ?", append(args, string(f.Class))
	}
	if has, more := f.had(scope, c); has != "" {
		cond, args = cond+has, append(args, more...)
	}
	if after != nil {
		cond, args = cond+" AND recall_lots.node_id > ?", append(args, *after)
	}
	rows, err := r.things("SELECT "+thingColumns+" FROM recall_lots"+thingNames+"WHERE "+cond+" ORDER BY recall_lots.node_id LIMIT ?", append(args, page.Size()+1)...)
	if err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(t AffectedThing) model.Seq { return t.NodeID })
	return rows, next, r.whereabouts(scope, c, rows)
}

func (r Recall) things(query string, args ...any) (rows []AffectedThing, err error) {
	return rows, r.tx.query(func(row *sql.Rows) error {
		var t AffectedThing
		err := row.Scan(t.fields()...)
		rows = append(rows, t)
		return err
	}, query, args...)
}

// whereabouts adds the amounts of things.
func (r Recall) whereabouts(scope model.Scope, c model.Recall, rows []AffectedThing) error {
	at, nodes := make(map[model.Seq]int, len(rows)), make([]model.Seq, 0, len(rows))
	for i, t := range rows {
		at[t.NodeID] = i
		nodes = append(nodes, t.NodeID)
	}
	cond, args := standingLines(scope, c)
	return lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var node model.Seq
			var a ThingAmount
			err := row.Scan(&node, &a.Unit, &a.OnHand, &a.InTransit, &a.Sold)
			rows[at[node]].Amounts = append(rows[at[node]].Amounts, a)
			return err
		}, "SELECT l.node_id, l.unit, SUM(l.on_hand), SUM(l.in_transit), SUM(l.sold) FROM recall_lines l WHERE l.recall_id = ? AND l.node_id IN ("+intList(chunk)+
			") AND "+cond+" GROUP BY l.node_id, l.unit ORDER BY l.node_id, l.unit", append([]any{c.ID}, args...)...)
	})
}

// wayLimit bounds the steps of an explanation.
const wayLimit = 200

// WayTo returns the steps from what a condition names to an affected thing, and tells for each whether the scope may see
// it. A thing that the scope may not see, or that the case never reached, is not-found.
func (r Recall) WayTo(scope model.Scope, c model.Recall, node model.Seq) (steps []AffectedThing, seen []bool, err error) {
	cond, args := thingSeen(scope, c)
	err = r.tx.query(func(row *sql.Rows) error {
		var t AffectedThing
		var depth, visible int
		err := row.Scan(append(t.fields(), &depth, &visible)...)
		steps, seen = append(steps, t), append(seen, visible == 1)
		return err
	}, "WITH RECURSIVE way(node, via, depth) AS (SELECT node_id, via_id, 0 FROM recall_lots WHERE recall_id = ? AND node_id = ? UNION ALL "+
		"SELECT a.node_id, a.via_id, way.depth + 1 FROM way JOIN recall_lots a ON a.recall_id = ? AND a.node_id = way.via WHERE way.depth < ?) "+
		"SELECT "+thingColumns+", way.depth, CASE WHEN "+cond+" THEN 1 ELSE 0 END FROM way JOIN recall_lots ON recall_lots.recall_id = ? AND recall_lots.node_id = way.node"+
		thingNames+"ORDER BY way.depth DESC", append(append([]any{c.ID, node, c.ID, wayLimit}, args...), c.ID)...)
	if err == nil && (len(steps) == 0 || !seen[len(seen)-1]) {
		return nil, nil, model.NotFound.Refuse()
	}
	return steps, seen, err
}

// ClassCount is how many things there are of a class.
type ClassCount struct {
	Class model.AffectedClass
	Count int64
}

// CountThings counts what a case affects now, by class, as far as the scope may see it.
func (r Recall) CountThings(scope model.Scope, c model.Recall) (counts []ClassCount, err error) {
	cond, args := thingSeen(scope, c)
	return counts, r.tx.query(func(row *sql.Rows) error {
		var n ClassCount
		err := row.Scan(&n.Class, &n.Count)
		counts = append(counts, n)
		return err
	}, "SELECT recall_lots.class, COUNT(*) FROM recall_lots WHERE recall_lots.recall_id = ? AND recall_lots.gone_at = 0 AND "+cond+
		" GROUP BY recall_lots.class ORDER BY recall_lots.class", append([]any{c.ID}, args...)...)
}

// StandingSum is what became of everything that a case affects, in one unit, and where by the trace it was when the case
// began or the thing was added.
type StandingSum struct {
	SumRow
	ThingAmount
}

// Standing sums the lines of a case by unit, as far as they count for the scope.
func (r Recall) Standing(scope model.Scope, c model.Recall) (sums []StandingSum, err error) {
	cond, args := standingLines(scope, c)
	return sums, r.tx.query(func(row *sql.Rows) error {
		var s StandingSum
		err := row.Scan(append(s.sumFields(), &s.OnHand, &s.InTransit, &s.Sold)...)
		s.ThingAmount.Unit = s.Tally.Unit
		sums = append(sums, s)
		return err
	}, "SELECT "+sumColumns+", SUM(l.on_hand), SUM(l.in_transit), SUM(l.sold) FROM recall_lines l WHERE l.recall_id = ? AND "+cond+
		" GROUP BY l.unit ORDER BY l.unit", append([]any{c.ID}, args...)...)
}

// LatestDeltas returns the last changes of what a case affects, the newest first.
func (r Recall) LatestDeltas(id model.RecallID, limit int) (rows []model.RecallDelta, err error) {
	return rows, r.tx.db.Where("recall_id = ?", id).Order("id DESC").Limit(limit).Find(&rows).Error
}

// NamedBy finds the batches that conditions name by product and lot.
func (r Recall) NamedBy(lots []model.ScopeLot) (map[model.ScopeLot]model.BatchID, error) {
	found := map[model.ScopeLot]model.BatchID{}
	return found, lookup(lots, func(chunk []model.ScopeLot) error {
		cond, args := "", make([]any, 0, 2*len(chunk))
		for i, l := range chunk {
			if i > 0 {
				cond += " OR "
			}
			cond, args = cond+"product_id = ? AND lot = ?", append(args, l.Product, l.Lot)
		}
		var rows []model.Batch
		err := r.tx.db.Where("("+cond+")", args...).Order("id").Find(&rows).Error
		for _, b := range rows {
			for _, l := range chunk {
				if l.Picks(b) {
					found[l] = b.ID
				}
			}
		}
		return err
	})
}

// SitesOf returns sites by their identifiers, whoever they belong to.
func (r Recall) SitesOf(ids []model.SiteID) (map[model.SiteID]model.Site, error) {
	found := make(map[model.SiteID]model.Site, len(ids))
	return found, lookup(ids, func(chunk []model.SiteID) error {
		var rows []model.Site
		err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, s := range rows {
			found[s.ID] = s
		}
		return err
	})
}
