package repository

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // registers the pure Go driver "sqlite"
)

// Engine names the SQL spoken underneath.
type Engine string

// The engines.
const (
	SQLite Engine = "sqlite"
	MySQL  Engine = "mysql" // MariaDB ≥ 10.11, MySQL ≥ 8.0
)

// Options say where the data lies.
type Options struct {
	// Dir is the data directory of the embedded database; it is created. Used when DSN is empty.
	Dir string
	// DSN is a go-sql-driver/mysql data source name. The settings that correctness needs are forced, whatever it says.
	DSN string
	// MaxConns bounds the pool of a MySQL server; 0 means 32.
	MaxConns int
	// Clock tells the time; required.
	Clock func() time.Time
	// Log receives what goes wrong and is retried; required.
	Log *slog.Logger
}

// sqliteFile is the database's name inside the data directory.
const sqliteFile = "suyuan.db"

// Open connects to the database. It neither migrates nor checks the schema: see Migrate and CheckSchema.
func Open(ctx context.Context, opts Options) (*Store, error) {
	if opts.Clock == nil || opts.Log == nil {
		return nil, errors.New("repository: Clock and Log are required")
	}
	s := &Store{clock: opts.Clock, log: opts.Log, seq: newSequence(opts.Clock), running: map[string]bool{}}
	var err error
	if opts.DSN != "" {
		err = s.openMySQL(opts)
	} else {
		err = s.openSQLite(opts)
	}
	if err == nil {
		err = s.Ping(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), s.Close())
	}
	return s, nil
}

func (s *Store) openSQLite(opts Options) error {
	if err := os.MkdirAll(opts.Dir, 0o750); err != nil {
		return err
	}
	path := filepath.Join(opts.Dir, sqliteFile)
	s.engine, s.dir = SQLite, opts.Dir
	// One writer connection that begins immediately: a deferred transaction that turns into a writer fails at once
	// under concurrency, whatever the busy timeout. Readers are read-only and never block it (WAL).
	w, err := sql.Open("sqlite", sqliteDSN(path, "_txlock=immediate"))
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	s.writerPool = w
	r, err := sql.Open("sqlite", sqliteDSN(path, "_pragma=query_only(1)"))
	if err != nil {
		return err
	}
	readers := max(4, runtime.NumCPU())
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	s.readerPool = r
	// The first connection must be the writer's: it creates the file and turns WAL on.
	if err := w.Ping(); err != nil { //nolint:noctx // opening a local file; Open's Ping has the context
		return err
	}
	if s.writer, err = gorm.Open(sqliteDialector{w}, gormConfig(s)); err != nil {
		return err
	}
	s.reader, err = gorm.Open(sqliteDialector{r}, gormConfig(s))
	return err
}

func sqliteDSN(path, extra string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)" +
		"&_pragma=mmap_size(268435456)&_dqs=0&" + extra
}

func (s *Store) openMySQL(opts Options) error {
	cfg, err := mysql.ParseDSN(opts.DSN)
	if err != nil {
		return err
	}
	s.engine = MySQL
	cfg.ClientFoundRows = true // a compare-and-set counts rows matched, not rows changed
	cfg.ParseTime = true
	cfg.Loc = time.UTC
	cfg.InterpolateParams = true
	cfg.MultiStatements = false
	cfg.RejectReadOnly = true
	cfg.Collation = "utf8mb4_bin"
	if cfg.Timeout == 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'"
	cfg.Params["time_zone"] = "'+00:00'"
	cfg.Params["innodb_lock_wait_timeout"] = "5"
	conn, err := mysql.NewConnector(cfg)
	if err != nil {
		return err
	}
	pool := sql.OpenDB(conn)
	limit := opts.MaxConns
	if limit <= 0 {
		limit = 32
	}
	pool.SetMaxOpenConns(limit)
	pool.SetMaxIdleConns(limit)
	pool.SetConnMaxLifetime(10 * time.Minute)
	s.writerPool, s.readerPool = pool, pool
	s.writer, err = gorm.Open(gormmysql.New(gormmysql.Config{Conn: pool, SkipInitializeWithVersion: true}), gormConfig(s))
	s.reader = s.writer
	return err
}

func gormConfig(s *Store) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // Store.Write opens the one transaction there is
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return s.clock().UTC() },
		CreateBatchSize:        500,
	}
}

// Durability says why acknowledged writes could be lost with the database's present settings, or "" when they could
// not. A server that has an answer here is not ready.
func (s *Store) Durability(ctx context.Context) (string, error) {
	if s.engine == SQLite {
		var sync int
		if err := s.writerPool.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&sync); err != nil {
			return "", s.translate(err)
		}
		if sync < 2 {
			return "PRAGMA synchronous is below FULL", nil
		}
		return "", nil
	}
	var flush, binlogOn, syncBinlog int64
	row := s.readerPool.QueryRowContext(ctx, "SELECT @@innodb_flush_log_at_trx_commit, @@log_bin, @@sync_binlog")
	if err := row.Scan(&flush, &binlogOn, &syncBinlog); err != nil {
		return "", s.translate(err)
	}
	if flush != 1 {
		return fmt.Sprintf("innodb_flush_log_at_trx_commit is %d, must be 1", flush), nil
	}
	if binlogOn == 1 && syncBinlog != 1 {
		return fmt.Sprintf("sync_binlog is %d with the binary log on, must be 1", syncBinlog), nil
	}
	return "", nil
}

// Ping reports whether the database answers, as the refusal unavailable when it does not.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.translate(s.readerPool.QueryRowContext(ctx, "SELECT 1").Scan(&one))
}

// Engine tells which SQL is spoken underneath.
func (s *Store) Engine() Engine { return s.engine }

// Close waits for running statements and closes the pools.
func (s *Store) Close() error {
	var errs []error
	if s.readerPool != nil && s.readerPool != s.writerPool {
		errs = append(errs, s.readerPool.Close())
	}
	if s.writerPool != nil {
		errs = append(errs, s.writerPool.Close())
	}
	return errors.Join(errs...)
}
