package job

import (
	"context"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// Importer is how a room takes the rows of a sheet.
type Importer func(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error)

// ImportKind makes a kind of job that reads a sheet: it first tries every row and keeps nothing, and after a
// confirmation does all or nothing. after, unless nil, runs once something was kept.
func ImportKind(code model.JobKind, need model.Permission, columns []model.Column, do Importer, after func()) Kind {
	return Kind{
		Code: code, Need: need, Input: true, Checked: true, Columns: columns, Check: nothing,
		Work: func(ctx context.Context, run *Run) error {
			content, err := run.Input()
			if err != nil {
				return err
			}
			rows, report, err := ReadSheet(ctx, content, columns)
			if err != nil {
				return err
			}
			if run.Report(report); report.Faulty > 0 && len(rows) == 0 {
				return nil
			}
			how := run.Import()
			how.Dry = how.Dry || report.Faulty > 0
			if report, err = do(ctx, run.Actor, rows, how); err != nil {
				return err
			}
			run.Report(report)
			if run.committed.Load() && after != nil {
				after()
			}
			return nil
		},
	}
}

// nothing refuses any parameters but none.
func nothing(params json.RawMessage) error {
	if text := string(params); text != "" && text != "{}" && text != "null" {
		return model.ValueInvalid.At("params", model.P("value", clip(text)))
	}
	return nil
}
