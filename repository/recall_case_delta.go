package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// toldAll is the condition that a scope may know all of a case: who carries it out, who opened it, and the authority of
// the region of who recalls.
func toldAll(scope model.Scope, recall string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	of, orgs := whose(scope)
	cond, args = "("+recall+".org_id "+of+" OR "+recall+".opened_by "+of, slices.Concat(orgs, orgs)
	if lo, hi, ok := scope.Region(); ok {
		cond, args = cond+" OR "+recall+".region BETWEEN ? AND ?", append(args, lo, hi)
	}
	return cond + ")", args
}

// unseenDelta is the condition that a case has changed and nobody has acknowledged it.
const unseenDelta = "EXISTS (SELECT 1 FROM recall_deltas news WHERE news.recall_id = recalls.id AND news.seen_at = 0)"

// Alarm is how many changes of what a case affects nobody has acknowledged; Late is true when one of them comes from an
// event that had happened before the recall began.
type Alarm struct {
	Changes int
	Late    bool
}

// Alarms finds the cases among these that have changed since somebody acknowledged the changes.
func (r Recall) Alarms(ids []model.RecallID) (map[model.RecallID]Alarm, error) {
	found := map[model.RecallID]Alarm{}
	return found, lookup(ids, func(chunk []model.RecallID) error {
		return r.tx.query(func(row *sql.Rows) error {
			var id model.RecallID
			var n, late int
			err := row.Scan(&id, &n, &late)
			found[id] = Alarm{n, late > 0}
			return err
		}, "SELECT recall_id, COUNT(*), SUM(late) FROM recall_deltas WHERE recall_id IN ("+placeholders(len(chunk))+") AND seen_at = 0 GROUP BY recall_id", anys(chunk)...)
	})
}

// UnseenDeltas returns the changes of a case that nobody has acknowledged, oldest first, and how many there are in all.
func (r Recall) UnseenDeltas(id model.RecallID, limit int) (rows []model.RecallDelta, all int, err error) {
	if err := r.tx.db.Where("recall_id = ? AND seen_at = 0", id).Order("id").Limit(limit).Find(&rows).Error; err != nil || len(rows) < limit {
		return rows, len(rows), err
	}
	return rows, all, r.tx.query(func(row *sql.Rows) error { return row.Scan(&all) }, "SELECT COUNT(*) FROM recall_deltas WHERE recall_id = ? AND seen_at = 0", id)
}

// ThingsNamed finds what a case affects, or has affected, by keys, as far as the scope may see it.
func (r Recall) ThingsNamed(scope model.Scope, c model.Recall, keys []string) (map[string]AffectedThing, error) {
	seen, args := thingSeen(scope, c)
	found := make(map[string]AffectedThing, len(keys))
	err := lookup(keys, func(chunk []string) error {
		rows, err := r.things("SELECT "+thingColumns+" FROM recall_lots"+thingNames+"WHERE recall_lots.recall_id = ? AND "+seen+" AND recall_lots.epc IN ("+placeholders(len(chunk))+")",
			append(append([]any{c.ID}, args...), anys(chunk)...)...)
		for _, t := range rows {
			found[t.EPC] = t
		}
		return err
	})
	return found, err
}

// Having is who has a thing by its task.
type Having struct {
	Node model.Seq
	Task model.RecallTaskID
}

// HavingThings finds who has things, by the tasks that the scope may see, and those tasks.
func (r Recall) HavingThings(scope model.Scope, c model.Recall, nodes []model.Seq) (having []Having, tasks []model.RecallTask, err error) {
	seen, args := taskSeen(scope)
	ids := map[model.RecallTaskID]bool{}
	err = lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var h Having
			err := row.Scan(&h.Node, &h.Task)
			having, ids[h.Task] = append(having, h), true
			return err
		}, "SELECT DISTINCT held.node_id, held.task_id FROM recall_lines held JOIN recall_tasks ON recall_tasks.id = held.task_id WHERE held.recall_id = ? AND held.node_id IN ("+
			intList(chunk)+") AND recall_tasks.state <> 'withdrawn' AND "+seen+" ORDER BY held.node_id, held.task_id", append([]any{c.ID}, args...)...)
	})
	if err != nil {
		return nil, nil, err
	}
	list := make([]model.RecallTaskID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	return having, tasks, lookup(list, func(chunk []model.RecallTaskID) error {
		var some []model.RecallTask
		err := r.tx.db.Where("id IN ?", chunk).Find(&some).Error
		tasks = append(tasks, some...)
		return err
	})
}

// ClassesOf tells how a case affects things now, as far as the scope may see it. What it does not affect is left out.
func (r Recall) ClassesOf(scope model.Scope, c model.Recall, nodes []model.Seq) (map[model.Seq]model.AffectedClass, error) {
	seen, args := thingSeen(scope, c)
	found := make(map[model.Seq]model.AffectedClass, len(nodes))
	return found, lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(row *sql.Rows) error {
			var node model.Seq
			var class model.AffectedClass
			err := row.Scan(&node, &class)
			found[node] = class
			return err
		}, "SELECT recall_lots.node_id, recall_lots.class FROM recall_lots WHERE recall_lots.recall_id = ? AND recall_lots.node_id IN ("+intList(chunk)+
			") AND recall_lots.gone_at = 0 AND "+seen, append([]any{c.ID}, args...)...)
	})
}
