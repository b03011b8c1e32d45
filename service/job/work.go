package job

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync/atomic"

	"suyuan/model"
	"suyuan/repository"
)

// Work does one job. It may run again after a crash, so what it does must be all or nothing, or harmless to repeat. A
// refusal that it returns is why the job failed; any other error is ours.
type Work func(ctx context.Context, run *Run) error

// Run is one job in the hands of its work.
type Run struct {
	// Actor is whoever started the job, with the rights they have now.
	Actor model.Actor
	Lang  model.Lang
	// Dry tells to try everything and keep nothing.
	Dry bool

	service   *Service
	row       model.Job
	kind      Kind
	ctx       context.Context //nolint:containedctx // ends when the job is cancelled, lives as long as the work
	done, all atomic.Int64
	committed atomic.Bool
	report    model.ImportReport
	result    model.JobFile
	cancel    context.CancelCauseFunc
}

// ID is the job's.
func (r *Run) ID() model.JobID { return r.row.ID }

// Params reads the parameters of the job.
func (r *Run) Params(into any) error { return json.Unmarshal(r.row.Params, into) }

// Input reads the uploaded file.
func (r *Run) Input() ([]byte, error) {
	content, err := r.service.open(r.row.Input)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(content, MaxInput+1))
	return b, errors.Join(err, content.Close())
}

// Progress tells how many of how many rows are through. It only notes, so it can be called often and inside a
// transaction. Its error says that the job must stop.
func (r *Run) Progress(done, total int) error {
	r.done.Store(int64(done))
	r.all.Store(int64(total))
	return context.Cause(r.ctx)
}

func (r *Run) progress() (done, total int64) { return r.done.Load(), r.all.Load() }

// Fault notes that a cell of the input is wrong: the job will fail with the list.
func (r *Run) Fault(f model.RowFault) { r.report.Add(f) }

// Report takes what an import has found: counts and faults.
func (r *Run) Report(report model.ImportReport) {
	r.report.Added, r.report.Unchanged = report.Added, report.Unchanged
	r.report.Faulty += report.Faulty
	r.report.Faults = append(r.report.Faults, report.Faults...)
	r.report.Faults = r.report.Faults[:min(len(r.report.Faults), model.MaxJobFaults)]
}

// Added counts what the work has made.
func (r *Run) Added(n int) { r.report.Added = n }

// Result writes the file that people will download. A second one takes the place of the first.
func (r *Run) Result(name, mediaType string, write func(io.Writer) error) error {
	var size counter
	key, err := r.service.files.Write(func(w io.Writer) error {
		if err := write(io.MultiWriter(w, &size)); err != nil {
			return err
		}
		_, err := w.Write(seal())
		return err
	})
	if err != nil {
		return err
	}
	r.service.drop(r.ctx, r.result.Key)
	r.result = model.JobFile{Key: key, Name: fileName(name), MediaType: mediaType, Size: int64(size)}
	return nil
}

// counter counts bytes.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// Import says how the import of this job runs: dry or for good, and that the end of the job is written in the
// transaction of its effect. A job that has been cancelled or taken over meanwhile leaves nothing behind.
func (r *Run) Import() repository.Import {
	return repository.Import{
		Dry: r.Dry, Progress: r.Progress,
		Commit: func(tx *repository.Tx, report model.ImportReport) error {
			done, total := r.progress()
			state, err := tx.Jobs().Settle(r.row.ID, r.service.holder, repository.Outcome{
				On: model.JobFinish, Added: int64(report.Added), Unchanged: int64(report.Unchanged), Done: done, Total: total,
			})
			if err == nil && state != model.JobDone {
				err = errCancelled // the cancellation is settled once this transaction is gone
			}
			tx.AfterCommit(func() { r.committed.Store(true) })
			return err
		},
	}
}

// errCancelled is why the context of a cancelled job ends.
var errCancelled = errors.New("the job is cancelled")
