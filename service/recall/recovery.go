package recall

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// recoverer is the name in records of who counts what consumers have handed back.
const recoverer = "system:claims"

// Recover counts the goods of a settled claim as handed back by the consumer: at the party that answers for the claim, in
// every recall that reaches them, in the unit of its line. The caller holds the damage and has settled the claim in the
// same transaction; a damage is counted once in each recall. Pieces that do not convert into the line's unit, and more
// than the party is known to have had, are put on record without changing a sum: money is never held up by the counting.
func (s *Service) Recover(tx *repository.Tx, c model.Claim) error {
	tasks, err := tx.Recall().RecoveryTasks(c)
	if err != nil {
		return err
	}
	for _, id := range tasks {
		t, _, err := lockTask(tx, id)
		if err != nil {
			return err
		}
		if counted, err := tx.Recall().Recovered(c.DamageID, t.RecallID); err != nil || counted {
			if err != nil {
				return err
			}
			continue
		}
		if err := recoverAt(tx, c, t); err != nil {
			return err
		}
	}
	return nil
}

// recoverAt counts the goods of a claim in one task, if it has a line about them.
func recoverAt(tx *repository.Tx, c model.Claim, t model.RecallTask) error {
	all, err := tx.Recall().AllLines(model.SystemScope("goods of a settled claim"), t.ID)
	if err != nil {
		return err
	}
	lines := slices.DeleteFunc(all, func(l repository.TaskLine) bool {
		return l.Gone || l.NodeID != c.NodeID && (c.BatchID == "" || l.BatchID != c.BatchID)
	})
	if len(lines) == 0 {
		return nil
	}
	slices.SortStableFunc(lines, func(a, b repository.TaskLine) int { // the very thing before its lot
		return cmp.Compare(order(a.NodeID != c.NodeID), order(b.NodeID != c.NodeID))
	})
	factors, err := factorsOf(tx, lines)
	if err != nil {
		return err
	}
	line, quantity := bearer(lines, factors, model.Units(c.Units))
	row := model.RecallAnswer{
		ID: tx.NextSeq(), TaskID: t.ID, RecallID: t.RecallID, NodeID: line.NodeID, Kind: model.AnswerRecovered, Quantity: quantity, Unit: line.Unit,
		Counted: model.Units(c.Units), Actor: recoverer, CreatedAt: tx.Now(),
	}
	if err := tx.Recall().AddAnswers(t.ID, []model.RecallAnswer{row}); err != nil {
		return err
	}
	err = tx.Recall().InsertRecovery(model.RecallRecovery{
		DamageID: c.DamageID, RecallID: t.RecallID, TaskID: t.ID, AnswerID: row.ID, Units: c.Units, CreatedAt: tx.Now(),
	})
	if err != nil {
		return err
	}
	return tx.AuditWork(recoverer, c.OrgID, "recall-task.recover", t.ID.String(), c.Number)
}

func order(later bool) int {
	if later {
		return 1
	}
	return 0
}

// bearer returns the first line into whose unit so many pieces convert and which can have had them, with the quantity in
// that unit; else the first line with nothing.
func bearer(lines []repository.TaskLine, factors []model.UnitFactor, pieces model.Quantity) (repository.TaskLine, model.Quantity) {
	for _, l := range lines {
		q, ok := model.ConvertOn(pieces, l.Product, "", l.Unit, l.Produced, factors)
		if !ok || q <= 0 {
			continue
		}
		after := l
		after.Returned += q
		if bearable(after) == nil {
			return l, q
		}
	}
	return lines[0], 0
}
