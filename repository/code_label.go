package repository

import (
	"fmt"

	"suyuan/model"
)

// AddLabelRun adds a printing of labels, numbers it among those of its batch and says which one it repeats. Two runs at
// once collide on the number, and the one that lost runs again.
func (c Code) AddLabelRun(run model.LabelRun) (model.LabelRun, error) {
	var last []model.LabelRun
	if err := c.tx.db.Where("batch_id = ?", run.BatchID).Order("number DESC").Limit(1).Find(&last).Error; err != nil {
		return run, err
	}
	run.Number, run.ReprintOf = 1, ""
	if len(last) == 1 {
		run.Number, run.ReprintOf = last[0].Number+1, last[0].ID
	}
	err := insert(c.tx, []model.LabelRun{run})
	if duplicateKey(err) != "" {
		return run, fmt.Errorf("%w: %w", errAgain, err)
	}
	return run, err
}

// LabelRun returns a printing of a company's own labels, or not-found.
func (c Code) LabelRun(scope model.Scope, id model.LabelRunID) (run model.LabelRun, err error) {
	return run, absent(c.tx.owned(scope, "org_id").Where("id = ?", id).Take(&run).Error)
}

// LabelRuns lists the printings of a batch's labels, newest first. The caller has been allowed to see the batch.
func (c Code) LabelRuns(batch model.BatchID, page model.Page) ([]model.LabelRun, model.PageToken, error) {
	list := "label-runs/" + batch.String()
	after, err := readCursor[int64](list, page)
	if err != nil {
		return nil, "", err
	}
	q := c.tx.db.Where("batch_id = ?", batch)
	if after != nil {
		q = q.Where("number < ?", *after)
	}
	var rows []model.LabelRun
	if err := q.Order("number DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(r model.LabelRun) int64 { return r.Number })
	return rows, next, nil
}
