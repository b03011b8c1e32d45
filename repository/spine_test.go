package repository_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// write runs fn in a transaction that must succeed.
func write(t testing.TB, s *repository.Store, fn func(tx *repository.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// number reads one whole number.
func number(t testing.TB, s *repository.Store, query string, args ...any) (n int64) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *repository.Tx) (err error) {
		n, err = numberIn(tx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func numberIn(tx *repository.Tx, query string, args ...any) (n int64, err error) {
	err = tx.Query(func(r *sql.Rows) error { return r.Scan(&n) }, query, args...)
	return n, err
}

// together runs fn n times at once and returns what each run answered.
func together(n int, fn func(i int) error) []error {
	var wg sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, n)
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// row is one row of a table by column.
type row = map[string]any

var planted atomic.Int64

// plant inserts a row by hand: the given columns as given, the others with values that satisfy the schema and that no
// other row has where the column is text. Rows that foreign keys need are planted too. It returns the whole row.
func plant(tx *repository.Tx, table string, given row) (row, error) {
	columns, err := columnsOf(tx, table)
	if err != nil {
		return nil, err
	}
	full := row{}
	for _, c := range columns {
		switch value, ok := given[c.name]; {
		case c.computed:
		case ok:
			full[c.name] = value
		case c.parent != "":
			parent, err := plant(tx, c.parent, nil)
			if err != nil {
				return nil, err
			}
			full[c.name] = parent["id"]
		default:
			full[c.name] = c.value(tx, table)
		}
	}
	names := slices.Sorted(maps.Keys(full))
	values := make([]any, 0, len(names))
	for _, n := range names {
		values = append(values, full[n])
	}
	_, err = tx.Exec("INSERT INTO "+table+" (`"+strings.Join(names, "`, `")+"`) VALUES (?"+strings.Repeat(", ?", len(names)-1)+")", values...)
	if err != nil {
		return nil, fmt.Errorf("plant %s: %w", table, err)
	}
	return full, nil
}

// column is one column of a table as the database describes it.
type column struct {
	name, kind string
	parent     string // table whose id it refers to
	computed   bool   // by the database from others
}

// known keeps what columnsOf has found: a schema does not change while its tests run.
var known sync.Map

func columnsOf(tx *repository.Tx, table string) ([]column, error) {
	key := string(tx.Engine()) + " " + table
	if columns, ok := known.Load(key); ok {
		return columns.([]column), nil
	}
	describe := describeSQLite
	if tx.Engine() == repository.MySQL {
		describe = describeMySQL
	}
	columns, err := describe(tx, table)
	if err == nil && len(columns) == 0 {
		err = fmt.Errorf("there is no table %s", table)
	}
	if err == nil {
		known.Store(key, columns)
	}
	return columns, err
}

func describeSQLite(tx *repository.Tx, table string) (columns []column, err error) {
	err = tx.Query(func(r *sql.Rows) error {
		var c column
		err := r.Scan(&c.name, &c.kind, &c.parent, &c.computed)
		c.kind = strings.ToLower(c.kind)
		columns = append(columns, c)
		return err
	}, `SELECT c.name, c.type, COALESCE(f."table", ''), c.hidden > 1 FROM pragma_table_xinfo(?) c`+
		` LEFT JOIN pragma_foreign_key_list(?) f ON f."from" = c.name AND f."to" = 'id' ORDER BY c.cid`, table, table)
	return columns, err
}

var (
	mysqlColumn = regexp.MustCompile("(?m)^  `([a-z0-9_]+)` ([a-z]+(?:\\([0-9]+\\))?)(.*)$")
	mysqlParent = regexp.MustCompile("FOREIGN KEY \\(`([a-z0-9_]+)`\\) REFERENCES `([a-z0-9_]+)` \\(`id`\\)")
)

// describeMySQL reads the table's own statement: many questions to information_schema at once, while other tests drop
// their databases, end MariaDB 10.11 with a segmentation fault.
func describeMySQL(tx *repository.Tx, table string) (columns []column, err error) {
	var text string
	err = tx.Query(func(r *sql.Rows) error { return r.Scan(new(string), &text) }, "SHOW CREATE TABLE "+table)
	parents := map[string]string{}
	for _, m := range mysqlParent.FindAllStringSubmatch(text, -1) {
		parents[m[1]] = m[2]
	}
	for _, m := range mysqlColumn.FindAllStringSubmatch(text, -1) {
		columns = append(columns, column{m[1], m[2], parents[m[1]], strings.Contains(m[3], "GENERATED ALWAYS")})
	}
	return columns, err
}

// value makes up a value for the column.
func (c column) value(tx *repository.Tx, table string) any {
	whole := strings.Contains(c.kind, "int")
	switch {
	case c.name == "id" && !whole:
		return string(repository.NewID[row](tx))
	case (c.name == "id" || c.name == "seq") && whole:
		return int64(tx.NextSeq())
	case c.name == "state":
		for _, chart := range model.Charts() {
			if repository.MachineTable(chart.Name) == table {
				return chart.Initial
			}
		}
		return ""
	case table == "cessations" && c.name == "kind":
		return string(model.CessationMerged)
	case table == "notices" && c.name == "topic":
		return string(model.TopicRecall)
	case table == "notices" && c.name == "channel":
		return string(model.ChannelDesk)
	case c.name == "turn":
		return "nobody"
	case c.name == "ground", c.name == "ending":
		return ""
	case c.name == "quantity", c.name == "units":
		return int64(1)
	case whole:
		return int64(0)
	case strings.Contains(c.kind, "blob"):
		return []byte{}
	}
	text := strconv.FormatInt(planted.Add(1), 36)
	if _, size, found := strings.Cut(c.kind, "("); found {
		n, _ := strconv.Atoi(strings.TrimSuffix(size, ")"))
		text = text[max(0, len(text)-n):] // as much of it as the column takes
	}
	return text
}

// another opens the same database a second time, as another process would.
func another(t testing.TB, s *repository.Store, clock func() time.Time) *repository.Store {
	t.Helper()
	opts := repository.Options{Clock: clock, Log: discard()}
	if s.Engine() == repository.MySQL {
		opts.DSN = serverDSN(t, scalar(t, s, "SELECT DATABASE()"))
	} else {
		opts.Dir = filepath.Dir(scalar(t, s, "SELECT file FROM pragma_database_list WHERE name = 'main'"))
	}
	return open(t, opts)
}

func scalar(t testing.TB, s *repository.Store, query string) (text string) {
	t.Helper()
	if err := s.WriterPool().QueryRowContext(t.Context(), query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func open(t testing.TB, opts repository.Options) *repository.Store {
	t.Helper()
	s, err := repository.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// serverDSN names a database on the test server.
func serverDSN(t testing.TB, database string) string {
	t.Helper()
	cfg, err := mysql.ParseDSN(os.Getenv("SUYUAN_TEST_MYSQL"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = database
	return cfg.FormatDSN()
}

// eachEmpty runs a test on every engine with a database in which nothing has been migrated yet.
func eachEmpty(t *testing.T, test func(t *testing.T, opts repository.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, repository.Options{Dir: t.TempDir(), Clock: time.Now, Log: discard()})
	})
	t.Run("mysql", func(t *testing.T) {
		t.Parallel()
		s := repotest.MySQL(t, repotest.NewClock()) // skips or fails where there is no server
		name := scalar(t, s, "SELECT DATABASE()") + "_empty"
		onServer(t, s, "CREATE DATABASE "+name)
		t.Cleanup(func() { onServer(t, s, "DROP DATABASE "+name) })
		test(t, repository.Options{DSN: serverDSN(t, name), Clock: time.Now, Log: discard()})
	})
}

func onServer(t testing.TB, s *repository.Store, statement string) {
	t.Helper()
	if _, err := s.WriterPool().ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatal(err)
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
