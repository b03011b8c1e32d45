package repository

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// ErrSchema says that the database's schema is not the one this program was built with.
var ErrSchema = errors.New("database schema does not match this program")

// Migrate brings the schema up to date. Several starters at once are serialised: by a file lock on the embedded
// database, by a lease row on a server. It returns the names of the migrations it applied.
func (s *Store) Migrate(ctx context.Context) (applied []string, err error) {
	release, err := s.migrationLock(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	p, err := s.goose()
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	results, err := p.Up(ctx)
	for _, r := range results {
		applied = append(applied, filepath.Base(r.Source.Path))
	}
	if err != nil {
		return applied, fmt.Errorf("migrate: %w", err)
	}
	return applied, nil
}

// CheckSchema returns nil when every migration of this program and no unknown one has been applied, ErrSchema
// otherwise. It only reads, because the account that serves may not change the schema; goose's own questions would
// create its table.
func (s *Store) CheckSchema(ctx context.Context) error {
	p, err := s.goose()
	if err != nil {
		return err
	}
	applied, err := s.appliedMigrations(ctx)
	if err != nil {
		return s.translate(err)
	}
	for _, src := range p.ListSources() {
		if !applied[src.Version] {
			return fmt.Errorf("%w: it lacks %s; run the verb migrate", ErrSchema, filepath.Base(src.Path))
		}
		delete(applied, src.Version)
	}
	for unknown := range applied {
		return fmt.Errorf("%w: it has step %d, which a newer program made", ErrSchema, unknown)
	}
	return nil
}

// appliedMigrations are the numbers of the migrations that goose has noted; none where nothing was ever migrated.
func (s *Store) appliedMigrations(ctx context.Context) (map[int64]bool, error) {
	applied := map[int64]bool{}
	rows, err := s.readerPool.QueryContext(ctx, "SELECT version_id FROM goose_db_version WHERE version_id > 0")
	if noSuchTable(err) {
		return applied, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var version int64
		if err := rows.Scan(&version); err != nil {
			return nil, err
		}
		applied[version] = true
	}
	return applied, rows.Err()
}

func (s *Store) goose() (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	if s.engine == MySQL {
		dialect, folder = goose.DialectMySQL, "migrations/mysql"
	}
	sub, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, s.writerPool, sub)
}

func (s *Store) migrationLock(ctx context.Context) (release func() error, err error) {
	if s.engine == SQLite {
		return lockFile(filepath.Join(s.dir, "migrate.lock"))
	}
	return s.lease(ctx)
}

func lockFile(path string) (release func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil // closing releases the lock
}

// leaseTime is how long a starter may take before another one believes it dead.
const leaseTime = 5 * time.Minute

// lease takes the one row of schema_lease by compare-and-set. GET_LOCK would not reach across a cluster's nodes.
func (s *Store) lease(ctx context.Context) (release func() error, err error) {
	const create = "CREATE TABLE IF NOT EXISTS schema_lease (id INT NOT NULL PRIMARY KEY, holder VARCHAR(40) NOT NULL, until BIGINT NOT NULL)"
	if _, err := s.writerPool.ExecContext(ctx, create); err != nil {
		return nil, err
	}
	if _, err := s.writerPool.ExecContext(ctx, "INSERT INTO schema_lease (id, holder, until) VALUES (1, '', 0)"); err != nil && duplicateKey(err) == "" {
		return nil, err
	}
	me := uuid.NewString()
	for {
		now := s.clock().UnixMicro()
		res, err := s.writerPool.ExecContext(ctx, "UPDATE schema_lease SET holder = ?, until = ? WHERE id = 1 AND until < ?",
			me, now+leaseTime.Microseconds(), now)
		if err != nil {
			return nil, err
		}
		if n, err := res.RowsAffected(); err != nil {
			return nil, err
		} else if n == 1 {
			return func() error { return s.endLease(me) }, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s *Store) endLease(me string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) //nolint:forbidigo // must end the lease even when the caller's context is done
	defer cancel()
	_, err := s.writerPool.ExecContext(ctx, "UPDATE schema_lease SET until = 0 WHERE id = 1 AND holder = ?", me)
	return err
}
