package repository

import (
	"database/sql"
	"slices"

	"suyuan/model"
)

// taskSeen is the condition that a row of recall_tasks may be seen: by its holder and by whoever supplied it, by the
// company that recalls for itself and its direct customers, by the authority of the holder's region for the holders there,
// and by the authority of the case for all: the one that opened it and that of the region of who recalls, which evaluates
// and closes every case of its companies, voluntary ones too. Of an exercise nobody sees tasks but who holds it.
func taskSeen(scope model.Scope) (cond string, args []any) {
	return seenWhere(scope, "EXISTS (SELECT 1 FROM recall_tellers told WHERE told.task_id = recall_tasks.id AND told.org_id ", ")")
}

// lineSeen is the condition that a line of a row of recall_tasks may be seen: like its task, but who supplied the holder
// sees only what came from it alone. line names the table of lines and is a constant of ours.
func lineSeen(scope model.Scope, line string) (cond string, args []any) {
	return seenWhere(scope, line+".told_by ", "")
}

// seenWhere is the condition for tasks or their lines; told, up to the organisation and after it, is that one was supplied
// by it.
func seenWhere(scope model.Scope, told, after string) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if scope.Org() == "" {
		return "1 = 0", nil
	}
	of, orgs := whose(scope)
	others := "recall_tasks.org_id " + of + " OR " + told + of + after
	own := "c.org_id " + of + " AND recall_tasks.tier <= 1"
	args = slices.Concat(orgs, orgs)
	if lo, hi, ok := scope.Region(); ok {
		others += " OR recall_tasks.region BETWEEN ? AND ? OR c.region BETWEEN ? AND ?"
		own += " OR c.opened_by " + of
		args = append(args, lo, hi, lo, hi)
		args = append(args, orgs...)
	}
	args = append(args, orgs...)
	return "EXISTS (SELECT 1 FROM recalls c WHERE c.id = recall_tasks.recall_id AND (c.mock = 0 AND (" + others + ") OR " + own + "))", args
}

// TaskRole narrows a list of tasks to one side.
type TaskRole string

// The sides.
const (
	TasksSeen TaskRole = ""     // all that may be seen
	TasksHeld TaskRole = "held" // what the reader has to do itself
	TasksTold TaskRole = "told" // what those have to do that had the goods from the reader
)

// TaskFilter narrows a list of tasks. Zero fields do not.
type TaskFilter struct {
	Recall  model.RecallID
	Role    TaskRole
	State   model.TaskState
	Overdue bool // the time is over and the holder has still to act
	Sampled bool // the effectiveness check asks for it
	Open    bool // the holder has still to act
	Waiting bool // the holder has acted and waits to be confirmed
}

// Task returns a task that the scope may see, or not-found.
func (r Recall) Task(scope model.Scope, id model.RecallTaskID) (t model.RecallTask, err error) {
	seen, args := taskSeen(scope)
	if err := absent(r.tx.db.Where(seen, args...).Where("id = ?", id).Take(&t).Error); err != nil {
		return t, err
	}
	rows := []model.RecallTask{t}
	err = r.toldTo(scope, rows)
	return rows[0], err
}

// toldTo makes the reader, or whom it has succeeded, the teller of the tasks whose holders it has supplied: who else did
// is not for it to know.
func (r Recall) toldTo(scope model.Scope, rows []model.RecallTask) error {
	if _, _, authority := scope.Region(); authority || scope.All() || scope.Org() == "" {
		return nil
	}
	at, ids := map[model.RecallTaskID]int{}, []model.RecallTaskID(nil)
	for i, t := range rows {
		if !scope.ActsFor(t.OrgID) && !scope.ActsFor(t.ToldBy) {
			at[t.ID], ids = i, append(ids, t.ID)
		}
	}
	of, orgs := whose(scope)
	return lookup(ids, func(chunk []model.RecallTaskID) error {
		return r.tx.query(func(row *sql.Rows) error {
			var id model.RecallTaskID
			var org model.OrgID
			err := row.Scan(&id, &org)
			rows[at[id]].ToldBy = org
			return err
		}, "SELECT task_id, org_id FROM recall_tellers WHERE org_id "+of+" AND task_id IN ("+placeholders(len(chunk))+")", slices.Concat(orgs, anys(chunk))...)
	})
}

// Parted returns which of the tasks have lines that the scope may not see.
func (r Recall) Parted(scope model.Scope, ids []model.RecallTaskID) (map[model.RecallTaskID]bool, error) {
	parted := map[model.RecallTaskID]bool{}
	seen, args := lineSeen(scope, "l")
	return parted, lookup(ids, func(chunk []model.RecallTaskID) error {
		return r.tx.query(func(row *sql.Rows) error {
			var id model.RecallTaskID
			err := row.Scan(&id)
			parted[id] = true
			return err
		}, "SELECT DISTINCT recall_tasks.id FROM recall_tasks JOIN recall_lines l ON l.task_id = recall_tasks.id WHERE recall_tasks.id IN ("+
			placeholders(len(chunk))+") AND NOT "+seen, append(anys(chunk), args...)...)
	})
}

// Tellers returns who supplied the holders of tasks.
func (r Recall) Tellers(ids []model.RecallTaskID) (rows []model.RecallTeller, err error) {
	return rows, lookup(ids, func(chunk []model.RecallTaskID) error {
		var some []model.RecallTeller
		err := r.tx.db.Where("task_id IN ?", chunk).Order("task_id, org_id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// AddTellers notes who supplied the holders of tasks; those that are known stay.
func (r Recall) AddTellers(rows []model.RecallTeller) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]model.RecallTaskID, 0, len(rows))
	for _, t := range rows {
		ids = append(ids, t.TaskID)
	}
	slices.Sort(ids)
	known, err := r.Tellers(slices.Compact(ids))
	if err != nil {
		return err
	}
	there := make(map[model.RecallTeller]bool, len(known)+len(rows))
	for _, t := range known {
		there[t] = true
	}
	var fresh []model.RecallTeller
	for _, t := range rows {
		if !there[t] && t.OrgID != "" {
			there[t] = true
			fresh = append(fresh, t)
		}
	}
	return insertChunks(r.tx, fresh)
}

// HoldTask keeps everybody else from changing a task until the end of the transaction, and returns it as it is now.
// Refusals: not-found.
func (r Recall) HoldTask(id model.RecallTaskID) (t model.RecallTask, err error) {
	if _, err := r.tx.exec("UPDATE recall_tasks SET tier = tier WHERE id = ?", id); err != nil {
		return t, err
	}
	return t, absent(r.tx.db.Where("id = ?", id).Take(&t).Error)
}

// actsOpen is the condition that the holder of a task has still to act.
const actsOpen = "state IN ('issued', 'notified', 'undelivered', 'delivered', 'opened', 'acknowledged', 'sealed', 'escalated')"

// overdue is the condition that model.RecallTask.Until has passed.
const overdue = "due_at <> 0 AND due_at + CASE WHEN due_at <= delivered_at OR due_at <= created_at THEN ? ELSE 0 END < ?"

// Tasks lists the tasks that the scope may see, oldest first.
func (r Recall) Tasks(scope model.Scope, f TaskFilter, page model.Page) ([]model.RecallTask, model.PageToken, error) {
	const list = "recall-tasks"
	after, err := readCursor[model.RecallTaskID](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := taskSeen(scope)
	of, orgs := whose(scope)
	q := r.tx.db.Where(seen, args...)
	for _, narrow := range []struct {
		on   bool
		cond string
		args []any
	}{
		{after != nil, "id > ?", []any{after}},
		{f.Recall != "", "recall_id = ?", []any{f.Recall}},
		{f.Role == TasksHeld, "org_id " + of, orgs},
		{f.Role == TasksTold, "id IN (SELECT told.task_id FROM recall_tellers told WHERE told.org_id " + of + ") AND NOT org_id " + of, slices.Concat(orgs, orgs)},
		{f.State != "", "state = ?", []any{f.State}},
		{f.Overdue, overdue + " AND " + actsOpen, []any{model.AtOnceGrace.Microseconds(), r.tx.now}},
		{f.Sampled, "sampled = 1", nil},
		{f.Open, actsOpen, nil},
		{f.Waiting, "state IN ('returned', 'destroyed', 'relabelled', 'none-held')", nil},
	} {
		if narrow.on {
			q = q.Where(narrow.cond, narrow.args...)
		}
	}
	var rows []model.RecallTask
	if err := q.Order("id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(t model.RecallTask) model.RecallTaskID { return t.ID })
	return rows, next, r.toldTo(scope, rows)
}

// CasesOf returns the cases of tasks that the scope has been found to see, by their identifiers.
func (r Recall) CasesOf(tasks []model.RecallTask) (map[model.RecallID]model.Recall, error) {
	ids := make([]model.RecallID, 0, len(tasks))
	for _, t := range tasks {
		ids = append(ids, t.RecallID)
	}
	slices.Sort(ids)
	found := map[model.RecallID]model.Recall{}
	return found, lookup(slices.Compact(ids), func(chunk []model.RecallID) error {
		var rows []model.Recall
		err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, row := range rows {
			found[row.ID] = row
		}
		return err
	})
}

// stamps says which column holds when a task was moved by an event.
var stamps = map[model.TaskEvent]string{
	model.TaskNotify: "notified_at", model.TaskDeliver: "delivered_at", model.TaskOpen: "opened_at",
	model.TaskAcknowledge: "answered_at", model.TaskSeal: "answered_at", model.TaskHoldNone: "answered_at", model.TaskReturn: "answered_at",
	model.TaskDestroy: "answered_at", model.TaskRelabel: "answered_at",
}

// MoveTask moves a held task, notes when, and takes its reply link away when it is withdrawn. What is opened or answered
// has been delivered. Refusals: move-not-allowed, changed-meanwhile.
func (r Recall) MoveTask(t *model.RecallTask, on model.TaskEvent, actor, reason string) error {
	to, err := Move(r.tx, &model.TaskLifecycle, t.ID.String(), t.Version, t.State, on, actor, reason)
	if err != nil {
		return err
	}
	t.State, t.Version = to, t.Version+1
	column, stamped := stamps[on]
	if stamped {
		_, err = r.tx.exec("UPDATE recall_tasks SET "+column+" = ? WHERE id = ? AND "+column+" = 0", r.tx.now, t.ID)
	}
	if err == nil && stamped && on != model.TaskNotify {
		_, err = r.tx.exec("UPDATE recall_tasks SET delivered_at = ? WHERE id = ? AND delivered_at = 0", r.tx.now, t.ID)
	}
	if err == nil && on == model.TaskWithdraw {
		err = r.SetTaskLink(t.ID, nil, 0)
	}
	return err
}

// SetTaskLink gives a task the reply link whose secret has a hash, or takes it away.
func (r Recall) SetTaskLink(id model.RecallTaskID, hash []byte, until model.Instant) error {
	if hash == nil {
		hash = []byte{}
	}
	_, err := r.tx.exec("UPDATE recall_tasks SET link_hash = ?, link_until = ? WHERE id = ?", hash, until, id)
	return err
}

// SetTaskDue writes by when the holder of a task has to act.
func (r Recall) SetTaskDue(id model.RecallTaskID, due model.Instant) error {
	_, err := r.tx.exec("UPDATE recall_tasks SET due_at = ? WHERE id = ?", due, id)
	return err
}

// TaskByLink returns the task whose reply link has a hash and still works, or not-found.
func (r Recall) TaskByLink(hash []byte) (t model.RecallTask, err error) {
	return t, absent(r.tx.db.Where("link_hash = ? AND link_until > ? AND state <> ?", hash, r.tx.now, model.TaskWithdrawn).Take(&t).Error)
}

// TaskLine is a line of a task with the name of its thing.
type TaskLine struct {
	model.RecallLine
	Key      string // canonical identifier
	Class    model.AffectedClass
	Gone     bool // the case does not reach it any more
	Lot      string
	Produced model.Date
	Expires  model.Date
	Product  model.ProductID
	Maker    model.OrgID // of the batch
	Name     model.Text
}

const lineColumns = "l.task_id, l.node_id, l.unit, l.recall_id, l.batch_id, l.distributed, l.on_hand, l.in_transit, l.sold, l.sealed, l.returned, l.destroyed, " +
	"l.corrected, l.consumed, l.explained, l.unproven, l.answered, l.told_by, l.confirmed_at, l.confirmed_by"

func (l *TaskLine) lineFields() []any {
	return []any{
		&l.TaskID, &l.NodeID, &l.Unit, &l.RecallID, &l.BatchID, &l.Distributed, &l.OnHand, &l.InTransit, &l.Sold, &l.Sealed, &l.Returned, &l.Destroyed,
		&l.Corrected, &l.Consumed, &l.Explained, &l.Unproven, &l.Answered,
		&l.ToldBy, &l.ConfirmedAt, &l.ConfirmedBy,
	}
}

// lineKey is where a page of lines ends.
type lineKey struct {
	Node model.Seq  `json:"n"`
	Unit model.Unit `json:"u"`
}

// TaskLines lists the lines of a task that the scope may see.
func (r Recall) TaskLines(scope model.Scope, id model.RecallTaskID, page model.Page) ([]TaskLine, model.PageToken, error) {
	list := "recall-lines-" + id.String()
	after, err := readCursor[lineKey](list, page)
	if err != nil {
		return nil, "", err
	}
	cond, args := seenLines(scope, id)
	if after != nil {
		cond, args = cond+" AND (l.node_id > ? OR l.node_id = ? AND l.unit > ?)", append(args, after.Node, after.Node, after.Unit)
	}
	rows, err := r.lines(cond+" ORDER BY l.node_id, l.unit LIMIT ?", append(args, page.Size()+1)...)
	rows, next := cut(list, page, rows, func(l TaskLine) lineKey { return lineKey{l.NodeID, l.Unit} })
	return rows, next, err
}

// seenLines is the condition that a line l is of a task and may be seen.
func seenLines(scope model.Scope, id model.RecallTaskID) (cond string, args []any) {
	if scope.All() {
		return "l.task_id = ?", []any{id}
	}
	seen, args := lineSeen(scope, "l")
	return "l.task_id = ? AND EXISTS (SELECT 1 FROM recall_tasks WHERE recall_tasks.id = l.task_id AND " + seen + ")", append([]any{id}, args...)
}

// LinesNamed returns the lines of a task that the scope may see and that are about things with canonical identifiers.
func (r Recall) LinesNamed(scope model.Scope, id model.RecallTaskID, keys []string) (rows []TaskLine, err error) {
	cond, args := seenLines(scope, id)
	return rows, lookup(keys, func(chunk []string) error {
		some, err := r.lines(cond+" AND a.epc IN ("+placeholders(len(chunk))+") ORDER BY l.node_id, l.unit", slices.Concat(args, anys(chunk))...)
		rows = append(rows, some...)
		return err
	})
}

// AllLines returns every line of a task that the scope may see.
func (r Recall) AllLines(scope model.Scope, id model.RecallTaskID) ([]TaskLine, error) {
	cond, args := seenLines(scope, id)
	return r.lines(cond+" ORDER BY l.node_id, l.unit", args...)
}

func (r Recall) lines(cond string, args ...any) (rows []TaskLine, err error) {
	return rows, r.tx.query(func(row *sql.Rows) error {
		var l TaskLine
		var gone model.Instant
		err := row.Scan(append(l.lineFields(), &l.Key, &l.Class, &gone, &l.Lot, &l.Produced, &l.Expires, &l.Product, &l.Maker, &l.Name.ZH, &l.Name.UG, &l.Name.EN)...)
		l.Gone = gone != 0
		rows = append(rows, l)
		return err
	}, "SELECT "+lineColumns+", COALESCE(a.epc, ''), COALESCE(a.class, ''), COALESCE(a.gone_at, 0), COALESCE(b.lot, ''), COALESCE(b.produced, ''), "+
		"COALESCE(b.expires, ''), COALESCE(b.product_id, ''), COALESCE(b.org_id, ''), COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, '') FROM recall_lines l "+
		"LEFT JOIN recall_lots a ON a.recall_id = l.recall_id AND a.node_id = l.node_id LEFT JOIN batches b ON b.id = l.batch_id "+
		"LEFT JOIN products p ON p.id = b.product_id WHERE "+cond, args...)
}

// AddAnswers adds answers and brings the lines of a held task that they are about up to date.
func (r Recall) AddAnswers(id model.RecallTaskID, answers []model.RecallAnswer) error {
	if err := insertChunks(r.tx, answers); err != nil {
		return err
	}
	nodes, said := make([]model.Seq, 0, len(answers)), []model.Seq(nil)
	for _, a := range answers {
		nodes = append(nodes, a.NodeID)
		if a.Kind != model.AnswerExplained && a.Kind != model.AnswerRecovered { // neither is said by the holder
			said = append(said, a.NodeID)
		}
	}
	slices.Sort(nodes)
	if err := r.resum(id, slices.Compact(nodes)); err != nil {
		return err
	}
	slices.Sort(said)
	return r.doubt(id, slices.Compact(said))
}

// standingAnswer is the condition that answer a has not been taken back and takes nothing back itself.
const standingAnswer = "a.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM recall_answers back WHERE back.task_id = a.task_id AND back.withdrawn = a.id)"

// sums are what the standing answers about a line add up to.
type sums struct {
	sealed, returned, destroyed, corrected, consumed, explained model.Quantity
	unproven, answered                                          int
}

// add counts an answer.
func (s *sums) add(kind model.AnswerKind, quantity model.Quantity, unproven bool) {
	switch kind {
	case model.AnswerSealed:
		s.sealed += quantity
	case model.AnswerReturned, model.AnswerRecovered:
		s.returned += quantity
	case model.AnswerDestroyed:
		s.destroyed += quantity
	case model.AnswerCorrected:
		s.corrected += quantity
	case model.AnswerConsumed:
		s.consumed += quantity
	case model.AnswerExplained:
		s.explained += quantity
	case model.AnswerNone:
	}
	if unproven && (kind == model.AnswerDestroyed || kind == model.AnswerCorrected) {
		s.unproven++
	}
	if kind != model.AnswerExplained && kind != model.AnswerRecovered { // neither is said by the holder
		s.answered = 1
	}
}

// resum writes the sums of the standing answers into lines: one statement for all lines with the same sums, which is one
// for a holder that has none of a thousand lots.
func (r Recall) resum(id model.RecallTaskID, nodes []model.Seq) error {
	return lookup(nodes, func(chunk []model.Seq) error {
		lines, err := r.standing(id, chunk)
		if err != nil {
			return err
		}
		type kind struct {
			unit model.Unit
			sums sums
		}
		same := map[kind][]model.Seq{}
		for key, s := range lines {
			k := kind{key.Unit, *s}
			same[k] = append(same[k], key.Node)
		}
		for k, nodes := range same {
			s := k.sums
			_, err := r.tx.exec("UPDATE recall_lines SET sealed = ?, returned = ?, destroyed = ?, corrected = ?, consumed = ?, explained = ?, unproven = ?, "+
				"answered = ? WHERE task_id = ? AND unit = ? AND node_id IN ("+intList(nodes)+")", s.sealed, s.returned, s.destroyed, s.corrected, s.consumed,
				s.explained, s.unproven, s.answered, id, string(k.unit))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// standing adds up, for each line of a task about some things, the answers that have not been taken back and take nothing
// back themselves.
func (r Recall) standing(id model.RecallTaskID, nodes []model.Seq) (map[lineKey]*sums, error) {
	lines := map[lineKey]*sums{}
	err := r.tx.query(func(row *sql.Rows) error {
		var key lineKey
		err := row.Scan(&key.Node, &key.Unit)
		lines[key] = &sums{}
		return err
	}, "SELECT node_id, unit FROM recall_lines WHERE task_id = ? AND node_id IN ("+intList(nodes)+")", id)
	if err != nil {
		return nil, err
	}
	taken := map[model.Seq]bool{}
	err = r.tx.query(markInto(taken), "SELECT withdrawn FROM recall_answers WHERE task_id = ? AND withdrawn <> 0 AND node_id IN ("+intList(nodes)+")", id)
	if err != nil {
		return nil, err
	}
	return lines, r.tx.query(func(row *sql.Rows) error {
		var answer model.Seq
		var key lineKey
		var kind model.AnswerKind
		var quantity model.Quantity
		var evidence model.DocumentID
		if err := row.Scan(&answer, &key.Node, &key.Unit, &kind, &quantity, &evidence); err != nil {
			return err
		}
		if line := lines[key]; line != nil && !taken[answer] {
			line.add(kind, quantity, evidence == "")
		}
		return nil
	}, "SELECT id, node_id, unit, kind, quantity, evidence_id FROM recall_answers WHERE task_id = ? AND withdrawn = 0 AND node_id IN ("+intList(nodes)+")", id)
}

// TaskAnswer is an answer with the identifier of its thing, and by which later one it was taken back.
type TaskAnswer struct {
	model.RecallAnswer
	Key      string
	TakenBy  model.Seq
	Evidence string // title of the document
}

// answerSeen is the condition that an answer a is about a line that the scope may see.
func answerSeen(scope model.Scope) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	seen, args := lineSeen(scope, "l")
	return "EXISTS (SELECT 1 FROM recall_lines l JOIN recall_tasks ON recall_tasks.id = l.task_id WHERE l.task_id = a.task_id AND l.node_id = a.node_id " +
		"AND l.unit = a.unit AND " + seen + ")", args
}

// Answers lists what was answered to a task about lines that the scope may see, newest first.
func (r Recall) Answers(scope model.Scope, id model.RecallTaskID, page model.Page) ([]TaskAnswer, model.PageToken, error) {
	list := "recall-answers-" + id.String()
	after, err := readCursor[model.Seq](list, page)
	if err != nil {
		return nil, "", err
	}
	seen, args := answerSeen(scope)
	cond, args := "a.task_id = ? AND "+seen, append([]any{id}, args...)
	if after != nil {
		cond, args = cond+" AND a.id < ?", append(args, *after)
	}
	var rows []TaskAnswer
	err = r.tx.query(func(row *sql.Rows) error {
		var a TaskAnswer
		err := row.Scan(&a.ID, &a.TaskID, &a.RecallID, &a.NodeID, &a.Kind, &a.Quantity, &a.Unit, &a.Counted, &a.CountedUnit, &a.EvidenceID, &a.Note, &a.Actor,
			&a.Withdrawn, &a.CreatedAt, &a.Key, &a.TakenBy, &a.Evidence)
		rows = append(rows, a)
		return err
	}, "SELECT a.id, a.task_id, a.recall_id, a.node_id, a.kind, a.quantity, a.unit, a.counted, a.counted_unit, a.evidence_id, a.note, a.actor, a.withdrawn, "+
		"a.created_at, COALESCE(n.epc, ''), COALESCE(back.id, 0), COALESCE(d.title, '') FROM recall_answers a LEFT JOIN recall_lots n ON n.recall_id = a.recall_id "+
		"AND n.node_id = a.node_id LEFT JOIN recall_answers back ON back.task_id = a.task_id AND back.withdrawn = a.id "+
		"LEFT JOIN documents d ON d.id = a.evidence_id WHERE "+cond+" ORDER BY a.id DESC LIMIT ?", append(args, page.Size()+1)...)
	rows, next := cut(list, page, rows, func(a TaskAnswer) model.Seq { return a.ID })
	return rows, next, err
}

// Answer returns one answer to a held task about a line that the scope may see, or not-found.
func (r Recall) Answer(scope model.Scope, id model.RecallTaskID, answer model.Seq) (a model.RecallAnswer, taken bool, err error) {
	seen, args := answerSeen(scope)
	if err = absent(r.tx.db.Table("recall_answers a").Where("a.task_id = ? AND a.id = ?", id, answer).Where(seen, args...).Take(&a).Error); err != nil {
		return a, false, err
	}
	err = r.tx.query(func(*sql.Rows) error {
		taken = true
		return nil
	}, "SELECT 1 FROM recall_answers WHERE task_id = ? AND withdrawn = ?", id, answer)
	return a, taken, err
}

// Factors returns the standing unit factors of products.
func (r Recall) Factors(products []model.ProductID) (rows []model.UnitFactorRow, err error) {
	products = slices.Compact(slices.Sorted(slices.Values(products)))
	return rows, lookup(products, func(chunk []model.ProductID) error {
		var some []model.UnitFactorRow
		err := r.tx.db.Where("product_id IN ? AND ended_at = 0", chunk).Order("id").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}

// InsertFactor adds a unit factor. The product's row is locked first, so that two factors for the same days cannot both
// be found missing.
func (r Recall) InsertFactor(row model.UnitFactorRow) error {
	return insert(r.tx, []model.UnitFactorRow{row})
}

// HoldProduct keeps everybody else from changing a product until the end of the transaction.
func (r Recall) HoldProduct(id model.ProductID) error {
	_, err := r.tx.exec("UPDATE products SET version = version WHERE id = ?", id)
	return err
}

// EndFactor ends a unit factor of an organisation; not-found when it has no such one.
func (r Recall) EndFactor(org model.OrgID, id model.FactorID) error {
	n, err := r.tx.exec("UPDATE recall_factors SET ended_at = ? WHERE id = ? AND org_id = ? AND ended_at = 0", r.tx.now, id, org)
	if err == nil && n != 1 {
		err = model.NotFound.Refuse()
	}
	return err
}
