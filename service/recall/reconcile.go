package recall

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// Reconciliation sums what became of what a case affects: in total, by thing and by holder, each in its unit.
type Reconciliation struct {
	Case   model.Recall
	Whole  bool // false when the reader is told its own part only
	Reach  model.RecallReach
	Totals []Sum
	// Lots and Holders hold one sum per unit that cannot be expressed in another.
	Lots    []LotSum
	Holders []HolderSum
	Things  map[model.Seq]repository.TaskLine
}

// Sum is a tally with what is sealed at the moment and how many disposals have no evidence.
type Sum struct {
	model.RecallTally
	Sealed   model.Quantity
	Unproven int64
}

// LotSum is the sum of one thing over its holders.
type LotSum struct {
	Node model.Seq
	Sum
}

// HolderSum is the sum of one holder over its things. Task is nil for all holders whose names the reader is not told.
type HolderSum struct {
	Task *Task
	Sum
}

// Reconcile computes the reconciliation of a case: distributed = returned + destroyed + corrected + consumed +
// unaccounted, with the part of which nothing is known yet. Quantities are brought into the unit of the lot by the
// factors of the day on which it was made; what does not convert exactly stays in its own unit. What scans suggest about
// consumers is an estimate and is not counted.
//
// Who: permission recall:read. The company that recalls, the authority that ordered it and the platform are told the
// sums of the whole case, the company those beyond its direct customers in one sum without names; everybody else the
// sums of the tasks that it may see, so that no difference tells of others. Refusals: not-found.
func (s *Service) Reconcile(ctx context.Context, actor model.Actor, id model.RecallID) (*Reconciliation, error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	var r *Reconciliation
	err := s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := seenCase(tx, actor, id)
		if err != nil {
			return err
		}
		r, err = reconcile(tx, actor, actor.Scope(), c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// reconcile sums what a scope counts; what may be done with the tasks is said for the actor.
func reconcile(tx *repository.Tx, actor model.Actor, scope model.Scope, c model.Recall) (*Reconciliation, error) {
	r := &Reconciliation{Case: c, Whole: repository.CountsAll(scope, c)}
	var err error
	if r.Reach, err = tx.Recall().ReachOf(scope, c); err != nil {
		return nil, err
	}
	nodes, err := tx.Recall().SumsByNode(scope, c)
	if err != nil {
		return nil, err
	}
	holders, err := tx.Recall().SumsByTask(scope, c)
	if err != nil {
		return nil, err
	}
	products := make([]model.ProductID, 0, len(nodes))
	for _, n := range nodes {
		if n.Product != "" {
			products = append(products, n.Product)
		}
	}
	factors, err := readFactors(tx, products)
	if err != nil {
		return nil, err
	}
	nodes, holders = gathered(nodes, factors), gathered(holders, factors)
	for _, n := range nodes {
		r.Lots = append(r.Lots, LotSum{n.Key.Node, sumOf(n)})
		r.Totals = addSum(r.Totals, sumOf(n))
	}
	slices.SortFunc(r.Totals, func(a, b Sum) int { return cmp.Compare(a.Unit, b.Unit) })
	return r, r.name(tx, actor, scope, nodes, holders)
}

// name adds whose and of what the sums are.
func (r *Reconciliation) name(tx *repository.Tx, actor model.Actor, scope model.Scope, nodes, holders []repository.SumRow) (err error) {
	seqs := make([]model.Seq, 0, len(nodes))
	for _, n := range nodes {
		seqs = append(seqs, n.Key.Node)
	}
	if r.Things, err = tx.Recall().NodesOf(r.Case.ID, slices.Compact(seqs)); err != nil {
		return err
	}
	ids := make([]model.RecallTaskID, 0, len(holders))
	for _, h := range holders {
		ids = append(ids, h.Key.Task)
	}
	rows, err := tx.Recall().TasksByID(scope, slices.Compact(ids))
	if err != nil {
		return err
	}
	list := make([]model.RecallTask, 0, len(rows))
	for _, t := range rows {
		list = append(list, t)
	}
	tasks, err := describe(tx, actor, list)
	named := make(map[model.RecallTaskID]*Task, len(tasks))
	for i := range tasks {
		named[tasks[i].Row.ID] = &tasks[i]
	}
	var nameless []Sum
	for _, h := range holders {
		if t := named[h.Key.Task]; t != nil {
			r.Holders = append(r.Holders, HolderSum{t, sumOf(h)})
			continue
		}
		nameless = addSum(nameless, sumOf(h))
	}
	for _, sum := range nameless {
		r.Holders = append(r.Holders, HolderSum{nil, sum})
	}
	return err
}

func sumOf(r repository.SumRow) Sum { return Sum{r.Tally, r.Sealed, r.Unproven} }

// gathered expresses sums in the unit of their lot where that is exact, and adds up those of the same key and unit.
func gathered(rows []repository.SumRow, factors []model.UnitFactor) []repository.SumRow {
	var out []repository.SumRow
	type slot struct {
		key  repository.SumKey
		unit model.Unit
	}
	at := map[slot]int{}
	for _, row := range rows {
		row = expressed(row, factors)
		where := slot{row.Key, row.Tally.Unit}
		i, known := at[where]
		if known {
			if sum, ok := out[i].Tally.Plus(row.Tally); ok {
				out[i].Tally, out[i].Sealed, out[i].Unproven = sum, out[i].Sealed+row.Sealed, out[i].Unproven+row.Unproven
				continue
			}
		}
		at[where] = len(out)
		out = append(out, row)
	}
	return out
}

// expressed returns a sum in the unit of its lot, or as it is when one of its parts would not be exact.
func expressed(row repository.SumRow, factors []model.UnitFactor) repository.SumRow {
	from, to := row.Tally.Unit, row.BatchIn
	if from == to || row.Product == "" {
		return row
	}
	exact := row
	for _, q := range []*model.Quantity{
		&exact.Tally.Distributed, &exact.Tally.Returned, &exact.Tally.Destroyed, &exact.Tally.Corrected, &exact.Tally.Consumed,
		&exact.Tally.Explained, &exact.Tally.Unknown, &exact.Sealed,
	} {
		var ok bool
		if *q, ok = model.ConvertOn(*q, row.Product, from, to, row.Produced, factors); !ok {
			return row
		}
	}
	exact.Tally.Unit = to
	return exact
}

// addSum adds a sum to that of the same unit.
func addSum(list []Sum, s Sum) []Sum {
	for i := range list {
		if total, ok := list[i].Plus(s.RecallTally); ok {
			list[i] = Sum{total, list[i].Sealed + s.Sealed, list[i].Unproven + s.Unproven}
			return list
		}
	}
	return append(list, s)
}

// openTallies bounds how many residuals Closing names; of the others it says how many there are.
const openTallies = 10

// Closing is what stands between a case and its end: open tasks, residuals, disposals without evidence, checks and
// reports. A residual is that of one holder and thing, in the unit of the lot where its lines convert exactly: what one
// holder gave back too much makes up for nothing that another has lost.
func Closing(tx *repository.Tx, c model.Recall) (model.RecallClosing, error) {
	closing, err := tx.Recall().ClosingCounts(c.ID, reportDuties())
	if err != nil {
		return closing, err
	}
	rows, err := tx.Recall().OpenSums(c.ID)
	if err != nil {
		return closing, err
	}
	products := make([]model.ProductID, 0, len(rows))
	for _, r := range rows {
		if r.Product != "" {
			products = append(products, r.Product)
		}
	}
	factors, err := readFactors(tx, products)
	if err != nil {
		return closing, err
	}
	rows = slices.DeleteFunc(gathered(rows, factors), func(r repository.SumRow) bool { return r.Tally.Unaccounted() == r.Tally.Explained })
	named := rows[:min(len(rows), openTallies)]
	closing.MoreTallies = int64(len(rows) - len(named))
	nodes := make([]model.Seq, 0, len(named))
	for _, r := range named {
		nodes = append(nodes, r.Key.Node)
	}
	slices.Sort(nodes)
	things, err := tx.Recall().NodesOf(c.ID, slices.Compact(nodes))
	for _, r := range named {
		closing.Tallies = append(closing.Tallies, model.RecallResidual{RecallTally: r.Tally, Lot: called(things[r.Key.Node])})
	}
	return closing, err
}

// called is how people call a thing: its product and lot, or its identifier.
func called(l repository.TaskLine) model.Text {
	if l.Lot == "" {
		return model.Text{ZH: l.Key, UG: l.Key, EN: l.Key}
	}
	say := func(lang model.Lang) string { return strings.TrimSpace(l.Name.In(lang) + " " + l.Lot) }
	return model.Text{ZH: say(model.ZH), UG: say(model.UG), EN: say(model.EN)}
}

// CaseLines lists line by line what the holders that the actor may see had and answered, for a table of the case.
//
// Who: permission recall:read. Refusals: not-found, page-token-invalid.
func (s *Service) CaseLines(ctx context.Context, actor model.Actor, id model.RecallID, page model.Page) (
	lines []repository.LineOfCase, orgs map[model.OrgID]repository.OrgName, places map[model.Seq]repository.PlaceName, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, nil, nil, "", err
	}
	orgs, places = map[model.OrgID]repository.OrgName{}, map[model.Seq]repository.PlaceName{}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := seenCase(tx, actor, id); err != nil {
			return err
		}
		if lines, next, err = tx.Recall().CaseLines(actor.Scope(), id, page); err != nil {
			return err
		}
		for _, l := range lines {
			if l.Org != "" {
				orgs[l.Org] = repository.OrgName{}
			}
			if l.Place != 0 {
				places[l.Place] = repository.PlaceName{}
			}
		}
		return tx.Recall().Name(orgs, places)
	})
	return lines, orgs, places, next, err
}
