package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// CountUnit is a unit in which a holder may count a lot by a factor of its maker. One is what one of it is in the unit of
// the line; 0 when that is no exact number.
type CountUnit struct {
	Unit model.Unit
	One  model.Quantity
}

// CountUnits lists, for each line of a task in order, the units in which it may be counted by the factors that its maker has
// declared for the day on which the lot was made.
//
// Who: permission recall:read; who sees the task. Refusals: not-found.
func (s *Service) CountUnits(ctx context.Context, actor model.Actor, id model.RecallTaskID, lines []TaskLine) (units [][]CountUnit, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Recall().Task(actor.Scope(), id); err != nil {
			return err
		}
		factors, err := factorsOf(tx, lines)
		units = make([][]CountUnit, len(lines))
		for i, l := range lines {
			if l.TaskID == id {
				units[i] = countUnits(l, factors)
			}
		}
		return err
	})
	return units, err
}

// countUnits are the units that a factor leads from to that of a line.
func countUnits(l TaskLine, factors []model.UnitFactor) (list []CountUnit) {
	for _, f := range factors {
		other, many := f.From, f.Den
		if f.From == l.Unit {
			other, many = f.To, f.Num
		}
		if f.Product != l.Product || other == l.Unit || f.From != l.Unit && f.To != l.Unit {
			continue
		}
		if _, ok := model.ConvertOn(model.Units(many), l.Product, other, l.Unit, l.Produced, factors); !ok {
			continue // the factor is one of other days
		}
		one, _ := model.ConvertOn(model.Units(1), l.Product, other, l.Unit, l.Produced, factors)
		list = append(list, CountUnit{other, one})
	}
	return list
}
