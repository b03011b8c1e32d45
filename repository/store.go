package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"suyuan/model"
)

// Store is the database. It is safe for concurrent use.
type Store struct {
	engine                 Engine
	dir                    string
	writer, reader         *gorm.DB
	writerPool, readerPool *sql.DB
	clock                  func() time.Time
	log                    *slog.Logger
	seq                    *sequence
	statements             atomic.Int64
	recallsHeard           []func(context.Context)

	mu      sync.Mutex
	running map[string]bool // idempotency keys being worked on in this process
}

// Tx is one transaction. It is valid only inside the function it was given to and not safe for concurrent use.
type Tx struct {
	store *Store
	db    *gorm.DB
	sql   *counted
	now   model.Instant
	hooks []func()
	// retried tells that an earlier attempt of the transaction has lost a race.
	retried bool
}

// writeAttempts bounds how often a transaction that lost a race is run again.
const writeAttempts = 10

// Write runs fn in one read-write transaction. When fn returns an error nothing of it remains. A deadlock, lock timeout
// or busy database runs fn again after a random pause, so fn must touch nothing but tx and its own locals. Functions
// given to tx.AfterCommit run once, after the commit.
//
// A nil answer means that the database has made the changes durable.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	var err error
	for attempt := range writeAttempts {
		if err = s.attempt(ctx, fn, attempt > 0); err == nil || !retryable(err) || attempt == writeAttempts-1 {
			break
		}
		s.log.LogAttrs(ctx, slog.LevelDebug, "transaction runs again", slog.Int("attempt", attempt+1), slog.Any("error", err))
		pause := time.Duration(rand.Int64N(int64(4*time.Millisecond) << min(attempt, 6))) //nolint:gosec // jitter, not a secret
		select {
		case <-ctx.Done():
			return s.translate(ctx.Err())
		case <-time.After(pause):
		}
	}
	return s.translate(err)
}

func (s *Store) attempt(ctx context.Context, fn func(tx *Tx) error, again bool) error {
	tx, err := s.begin(ctx, s.writer, s.writerPool, &sql.TxOptions{Isolation: s.writeIsolation()})
	if err != nil {
		return err
	}
	tx.retried = again
	if err := runTx(tx, fn); err != nil {
		return err
	}
	if err := tx.sql.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for _, hook := range tx.hooks {
		hook()
	}
	return nil
}

// runTx runs fn and rolls back on any error and on a panic: after a lock timeout MySQL would commit the half that
// worked.
func runTx(tx *Tx, fn func(tx *Tx) error) (err error) {
	done := false
	defer func() {
		if !done {
			_ = tx.sql.Rollback()
		}
	}()
	if err = fn(tx); err != nil {
		done = true
		if rb := tx.sql.Rollback(); rb != nil && !errors.Is(rb, sql.ErrTxDone) {
			return errors.Join(err, fmt.Errorf("rollback: %w", rb))
		}
		return err
	}
	done = true
	return nil
}

// Read runs fn on one consistent snapshot. Writing through tx fails.
func (s *Store) Read(ctx context.Context, fn func(tx *Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: s.engine == MySQL}
	if s.engine == MySQL {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.begin(ctx, s.reader, s.readerPool, opts)
	if err != nil {
		return s.translate(err)
	}
	defer func() { _ = tx.sql.Rollback() }()
	return s.translate(fn(tx))
}

// writeIsolation is READ COMMITTED on MySQL: what must not change between reading and writing is guarded by the UPDATE
// itself or by FOR UPDATE, and a stale snapshot would only hide a conflict.
func (s *Store) writeIsolation() sql.IsolationLevel {
	if s.engine == MySQL {
		return sql.LevelReadCommitted
	}
	return sql.LevelDefault
}

func (s *Store) begin(ctx context.Context, db *gorm.DB, pool *sql.DB, opts *sql.TxOptions) (*Tx, error) {
	stx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	session := db.Session(&gorm.Session{NewDB: true, Context: ctx})
	counted := &counted{Tx: stx, n: &s.statements}
	session.Statement.ConnPool = counted
	return &Tx{store: s, db: session, sql: counted, now: model.InstantOf(s.clock())}, nil
}

// Statements is how many SQL statements transactions have sent since the store was opened. A page or an operation whose
// share grows with the length of its list asks one by one what it could ask at once.
func (s *Store) Statements() int64 { return s.statements.Load() }

// counted is a transaction of the driver that counts what goes through it.
type counted struct {
	*sql.Tx
	n *atomic.Int64
}

func (c *counted) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.n.Add(1)
	return c.Tx.ExecContext(ctx, query, args...)
}

func (c *counted) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.n.Add(1)
	return c.Tx.QueryContext(ctx, query, args...)
}

func (c *counted) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.n.Add(1)
	return c.Tx.QueryRowContext(ctx, query, args...)
}

func (c *counted) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	c.n.Add(1)
	return c.Tx.PrepareContext(ctx, query)
}

// Now is the one instant of this transaction.
func (tx *Tx) Now() model.Instant { return tx.now }

// Engine tells which SQL is spoken underneath.
func (tx *Tx) Engine() Engine { return tx.store.engine }

// AfterCommit has fn run once after a successful commit. Nothing leaves the house before that.
func (tx *Tx) AfterCommit(fn func()) { tx.hooks = append(tx.hooks, fn) }

// NextSeq returns a new number for rows that callers never see.
func (tx *Tx) NextSeq() model.Seq { return tx.store.seq.next() }

// NewID returns a new identifier.
func NewID[T any](*Tx) model.ID[T] {
	return model.ID[T](uuid.Must(uuid.NewV7()).String())
}

// ctx is the context of the caller of Read or Write.
func (tx *Tx) ctx() context.Context { return tx.db.Statement.Context }

// query runs constant SQL with placeholders and calls each for every row.
func (tx *Tx) query(each func(*sql.Rows) error, query string, args ...any) error {
	rows, err := tx.sql.QueryContext(tx.ctx(), query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err() // an aborted transaction shows here, not at COMMIT
}

// exec runs constant SQL with placeholders and returns the number of rows it matched.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res, err := tx.sql.ExecContext(tx.ctx(), query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert adds rows of one table with as few statements as possible.
func insert[R any](tx *Tx, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.db.Session(&gorm.Session{NewDB: true, Context: tx.ctx()}).Create(&rows).Error
}

// sequence makes numbers that are unique in this process, almost surely unique among processes, and rise with time:
// microseconds since 2025 in the upper 51 bits, the process's random number in the lower 12. A collision between two
// processes would be a primary key violation, which runs the transaction again.
type sequence struct {
	mu    sync.Mutex
	clock func() time.Time
	last  int64
	tail  int64
}

// sequenceEpoch is 2025-01-01T00:00:00Z in microseconds.
const sequenceEpoch = 1_735_689_600_000_000

func newSequence(clock func() time.Time) *sequence {
	return &sequence{clock: clock, tail: rand.Int64N(1 << 12)} //nolint:gosec // spreads processes, keeps no secret
}

func (q *sequence) next() model.Seq {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := q.clock().UnixMicro() - sequenceEpoch
	if t <= q.last {
		t = q.last + 1
	}
	q.last = t
	return model.Seq(t<<12 | q.tail)
}
