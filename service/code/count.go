package code

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// opened is one counter of scans between two writes.
type opened struct {
	batch model.BatchID
	lang  model.Lang
}

const (
	// scanRows bounds the counters of one transaction.
	scanRows = 500
	// scanWaiting bounds the counters in memory. Beyond it, while the database is away, further batches go uncounted.
	scanWaiting = 50_000
	// scanPause is the least time between two writes, so that counting never crowds out the work of companies.
	scanPause = 250 * time.Millisecond
	// scanFinish bounds the last write at shutdown.
	scanFinish = 5 * time.Second
)

// CountScan notes that somebody opened a batch's page in a language. It neither waits nor fails. The count is written
// by Run within scanPause and one transaction; a process that is killed loses what was noted since its last write, one
// that is stopped loses nothing.
func (s *Service) CountScan(batch model.BatchID, lang model.Lang) {
	key := opened{batch, lang}
	s.mu.Lock()
	if _, known := s.waiting[key]; known || len(s.waiting) < scanWaiting {
		s.waiting[key]++
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // Run has been woken already
	}
}

// Run writes counted scans until ctx is done, then writes the rest and returns. While the database is away counts wait
// in memory. Its error says that the last write failed.
func (s *Service) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return s.finish(ctx)
		case <-s.wake:
		}
		if err := s.flush(ctx); err != nil {
			s.signal() // what waits is tried again after the pause
		}
		select {
		case <-ctx.Done():
		case <-time.After(scanPause):
		}
	}
}

func (s *Service) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// finish writes what is left after the work has been told to stop.
func (s *Service) finish(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), scanFinish)
	defer cancel()
	if err := s.flush(ctx); err != nil {
		return fmt.Errorf("scan counts: %w", err)
	}
	return nil
}

// flush writes everything that waits, in transactions of scanRows; what could not be written waits on.
func (s *Service) flush(ctx context.Context) error {
	s.mu.Lock()
	taken := s.waiting
	s.waiting = map[opened]int64{}
	s.mu.Unlock()
	var errs []error
	part := make([]model.Scan, 0, min(scanRows, len(taken)))
	write := func() {
		if err := s.write(ctx, part); err != nil {
			errs = append(errs, err)
			s.putBack(part)
		}
		part = part[:0]
	}
	for key, n := range taken {
		part = append(part, model.Scan{BatchID: key.batch, Lang: key.lang, Count: n})
		if len(part) == scanRows {
			write()
		}
	}
	if len(part) > 0 {
		write()
	}
	return errors.Join(errs...)
}

// write adds the counts to the day on which they are written.
func (s *Service) write(ctx context.Context, scans []model.Scan) error {
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		for i := range scans {
			scans[i].Day = model.DateOf(tx.Now(), model.China)
		}
		return tx.Code().AddScans(scans)
	})
}

func (s *Service) putBack(scans []model.Scan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range scans {
		s.waiting[opened{c.BatchID, c.Lang}] += c.Count
	}
}

// Scans returns how often the page of a batch was opened, by day and language, newest day first. Needs batch:read and to
// be the batch's maker, or a regulator or administrator who sees it: what sells is nobody else's business. Refusal:
// not-found.
func (s *Service) Scans(ctx context.Context, actor model.Actor, id model.BatchID) (rows []model.Scan, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		b, err := tx.Catalog().Batch(actor.Scope(), id)
		if err != nil {
			return err
		}
		if _, _, regulator := actor.Scope().Region(); !actor.ActsFor(b.OrgID) && !regulator && !actor.Scope().All() {
			return model.NotFound.Refuse()
		}
		rows, err = tx.Code().Scans(id)
		return err
	})
	return rows, err
}
