// Package repotest opens migrated databases for tests: the embedded one always, and a MySQL-protocol server when
// SUYUAN_TEST_MYSQL names one. Each test gets a database of its own; the schema is built once per process and copied.
package repotest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"suyuan/repository"
)

// Clock is a clock that tests set. Each reading is one microsecond after the last, so that things happen in order.
type Clock struct{ at atomic.Int64 }

// NewClock starts at a fixed instant: 2026-11-22T08:00:00Z, a Sunday afternoon in China.
func NewClock() *Clock {
	c := &Clock{}
	c.at.Store(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC).UnixMicro())
	return c
}

// Now reads the clock.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.at.Add(1)).UTC() }

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// Each runs a test on every engine as a parallel subtest with its own database.
func Each(t *testing.T, test func(t *testing.T, s *repository.Store, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		clock := NewClock()
		test(t, SQLite(t, clock), clock)
	})
	t.Run("mysql", func(t *testing.T) {
		t.Parallel()
		clock := NewClock()
		test(t, MySQL(t, clock), clock)
	})
}

var template struct {
	once sync.Once
	data []byte
	err  error
}

// SQLite opens a fresh embedded database.
func SQLite(t testing.TB, clock *Clock) *repository.Store {
	t.Helper()
	template.once.Do(func() { template.data, template.err = migratedFile() })
	if template.err != nil {
		t.Fatalf("build the template database: %v", template.err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "suyuan.db"), template.data, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, repository.Options{Dir: dir, Clock: clock.Now, Log: slog.New(slog.DiscardHandler)})
}

// migratedFile builds an empty database with the present schema and returns its bytes.
func migratedFile() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "suyuan-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := repository.Open(context.Background(), repository.Options{Dir: dir, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	_, err = s.Migrate(context.Background())
	if closeErr := s.Close(); err == nil {
		err = closeErr // closing the last connection folds the write-ahead log into the file
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "suyuan.db"))
}

var (
	databases atomic.Int64
	schema    struct {
		once       sync.Once
		statements []string
		err        error
	}
)

// MySQL creates a database on the server that SUYUAN_TEST_MYSQL names and drops it after the test. Without a server
// the test is skipped, or fails when SUYUAN_REQUIRE_MYSQL is set, as `make test` does.
func MySQL(t testing.TB, clock *Clock) *repository.Store {
	t.Helper()
	dsn := os.Getenv("SUYUAN_TEST_MYSQL")
	if dsn == "" {
		if os.Getenv("SUYUAN_REQUIRE_MYSQL") != "" {
			t.Fatal("SUYUAN_TEST_MYSQL is not set")
		}
		t.Skip("SUYUAN_TEST_MYSQL is not set: run `make test`, which starts a MariaDB")
	}
	schema.once.Do(func() { schema.statements, schema.err = migratedSchema(dsn) })
	if schema.err != nil {
		t.Fatalf("build the schema: %v", schema.err)
	}
	name := fmt.Sprintf("suyuan_test_%d_%d", os.Getpid(), databases.Add(1))
	admin(t, dsn, append([]string{"CREATE DATABASE " + name, "USE " + name}, schema.statements...))
	t.Cleanup(func() { admin(t, dsn, []string{"DROP DATABASE " + name}) })
	return open(t, repository.Options{DSN: withDatabase(t, dsn, name), MaxConns: 12, Clock: clock.Now, Log: slog.New(slog.DiscardHandler)})
}

// migratedSchema migrates a scratch database once and returns the statements that make another like it.
func migratedSchema(dsn string) (statements []string, err error) {
	ctx := context.Background()
	name := fmt.Sprintf("suyuan_template_%d", os.Getpid())
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return nil, err
	}
	defer func() { _, _ = db.ExecContext(ctx, "DROP DATABASE "+name) }()
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, err
	}
	cfg.DBName = name
	s, err := repository.Open(ctx, repository.Options{DSN: cfg.FormatDSN(), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := s.Migrate(ctx); err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, "USE "+name); err != nil {
		return nil, err
	}
	return dump(ctx, db)
}

// dump lists CREATE TABLE statements for every table and INSERTs for the few that migrations fill.
func dump(ctx context.Context, db *sql.DB) (statements []string, err error) {
	rows, err := db.QueryContext(ctx, "SHOW TABLES")
	if err != nil {
		return nil, err
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		tables = append(tables, name)
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	statements = append(statements, "SET foreign_key_checks = 0")
	for _, table := range tables {
		var name, create string
		if err := db.QueryRowContext(ctx, "SHOW CREATE TABLE "+table).Scan(&name, &create); err != nil {
			return nil, err
		}
		statements = append(statements, create)
	}
	for _, table := range []string{"lifecycle_edges", "recall_epochs", "goose_db_version"} {
		insert, err := dumpRows(ctx, db, table)
		if err != nil {
			return nil, err
		}
		statements = append(statements, insert)
	}
	return append(statements, "SET foreign_key_checks = 1"), nil
}

func dumpRows(ctx context.Context, db *sql.DB, table string) (string, error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var tuples []string
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		dest := make([]any, len(columns))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return "", err
		}
		quoted := make([]string, len(cells))
		for i, c := range cells {
			quoted[i] = "'" + strings.ReplaceAll(c.String, "'", "''") + "'"
		}
		tuples = append(tuples, "("+strings.Join(quoted, ",")+")")
	}
	return "INSERT INTO " + table + " VALUES " + strings.Join(tuples, ","), rows.Err()
}

func admin(t testing.TB, dsn string, statements []string) {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.ExecContext(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func withDatabase(t testing.TB, dsn, name string) string {
	t.Helper()
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = name
	return cfg.FormatDSN()
}

func open(t testing.TB, opts repository.Options) *repository.Store {
	t.Helper()
	s, err := repository.Open(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	sources.Store(s, opts)
	t.Cleanup(func() {
		sources.Delete(s)
		if err := s.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return s
}

// sources remembers where the data of an open store lies.
var sources sync.Map // *repository.Store → repository.Options

// SQL opens a second connection to the data of a store, for tests that look at rows which the repository shows nobody.
func SQL(t testing.TB, s *repository.Store) *sql.DB {
	t.Helper()
	v, ok := sources.Load(s)
	if !ok {
		t.Fatal("the store was not opened by this package")
	}
	opts, _ := v.(repository.Options)
	driver, dsn := "mysql", opts.DSN
	if dsn == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(opts.Dir, "suyuan.db")+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the second connection: %v", err)
		}
	})
	return db
}

// Again opens the data of a store a second time, as another process would.
func Again(t testing.TB, s *repository.Store, clock *Clock) *repository.Store {
	t.Helper()
	v, ok := sources.Load(s)
	if !ok {
		t.Fatal("the store was not opened by this package")
	}
	opts, _ := v.(repository.Options)
	opts.Clock = clock.Now
	return open(t, opts)
}
