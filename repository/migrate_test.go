package repository_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestFourStarters: four processes that start at once on an empty database all come up, and each migration is applied
// once.
func TestFourStarters(t *testing.T) {
	t.Parallel()
	const starters = 4
	eachEmpty(t, func(t *testing.T, opts repository.Options) {
		stores := make([]*repository.Store, starters)
		for i := range stores {
			stores[i] = open(t, opts)
		}
		applied := make([][]string, starters)
		errs := together(starters, func(i int) (err error) {
			applied[i], err = stores[i].Migrate(t.Context())
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		all := slices.Concat(applied...)
		slices.Sort(all)
		if diff := cmp.Diff(migrationNames(t, stores[0].Engine()), all); diff != "" {
			t.Errorf("applied (-want +got):\n%s", diff)
		}
		for _, s := range stores {
			if err := s.CheckSchema(t.Context()); err != nil {
				t.Error(err)
			}
			if again, err := s.Migrate(t.Context()); err != nil || len(again) > 0 {
				t.Errorf("a second Migrate applied %q, %v", again, err)
			}
		}
	})
}

// TestCheckSchema: only exactly the schema of this program will do, and looking changes nothing.
func TestCheckSchema(t *testing.T) {
	t.Parallel()
	eachEmpty(t, func(t *testing.T, opts repository.Options) {
		s := open(t, opts)
		if err := s.CheckSchema(t.Context()); !errors.Is(err, repository.ErrSchema) {
			t.Errorf("an empty database: %v", err)
		}
		if tables := tableNames(t, s); len(tables) > 0 {
			t.Errorf("looking at an empty database made %q", tables)
		}
		if _, err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.CheckSchema(t.Context()); err != nil {
			t.Errorf("a migrated database: %v", err)
		}
		names := migrationNames(t, s.Engine())
		last, middle := version(t, names[len(names)-1]), version(t, names[len(names)/2])
		const (
			forget = "DELETE FROM goose_db_version WHERE version_id = "
			add    = "INSERT INTO goose_db_version (version_id, is_applied) VALUES "
		)
		for _, c := range []struct{ name, change, back string }{
			{"newer", add + "(99999, TRUE)", forget + "99999"},
			{"older", forget + last, add + "(" + last + ", TRUE)"},
			{"without one in the middle", forget + middle, add + "(" + middle + ", TRUE)"},
			{"with a stranger in the middle", add + "(7, TRUE)", forget + "7"},
		} {
			onServer(t, s, c.change)
			if err := s.CheckSchema(t.Context()); !errors.Is(err, repository.ErrSchema) {
				t.Errorf("a database %s: %v, want ErrSchema", c.name, err)
			}
			onServer(t, s, c.back)
			if err := s.CheckSchema(t.Context()); err != nil {
				t.Errorf("set back from %s: %v", c.name, err)
			}
		}
	})
}

// TestMigrateStopsWithItsCaller: a starter that waits for another one's lease can be interrupted.
func TestMigrateStopsWithItsCaller(t *testing.T) {
	t.Parallel()
	s := repotest.MySQL(t, repotest.NewClock())
	onServer(t, s, "CREATE TABLE IF NOT EXISTS schema_lease (id INT NOT NULL PRIMARY KEY, holder VARCHAR(40) NOT NULL, until BIGINT NOT NULL)")
	onServer(t, s, "REPLACE INTO schema_lease VALUES (1, 'somebody', 9000000000000000000)")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.Migrate(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Migrate beside a living holder = %v", err)
	}
	onServer(t, s, "UPDATE schema_lease SET until = 1") // its holder died: the lease runs out
	if applied, err := s.Migrate(t.Context()); err != nil || len(applied) > 0 {
		t.Errorf("after the lease: %q, %v", applied, err)
	}
}

// TestDeclaredMoves: lifecycle_edges and the CHECK of every state column say what model declares. The failure prints
// the statements of the next migration; migrations that have been released are never edited.
func TestDeclaredMoves(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		var want []string
		for _, c := range model.Charts() {
			for _, e := range c.Edges() {
				want = append(want, fmt.Sprintf("('%s', '%s', '%s')", c.Name, e[0], e[1]))
			}
		}
		have := texts(t, s, "SELECT CONCAT('(''', machine, ''', ''', from_state, ''', ''', to_state, ''')') FROM lifecycle_edges")
		for _, e := range want {
			if !slices.Contains(have, e) {
				t.Errorf("the next migration needs:\nINSERT INTO lifecycle_edges (machine, from_state, to_state) VALUES %s;", e)
			}
		}
		for _, e := range have {
			if !slices.Contains(want, e) {
				t.Errorf("the next migration needs:\nDELETE FROM lifecycle_edges WHERE (machine, from_state, to_state) = %s;", e)
			}
		}
		for _, c := range model.Charts() {
			checkedStates(t, s, c)
		}
	})
}

func checkedStates(t *testing.T, s *repository.Store, c model.Chart) {
	t.Helper()
	table := repository.MachineTable(c.Name)
	name := table + "_state_declared"
	found := regexp.MustCompile("(?i)CONSTRAINT `?" + name + "`? CHECK \\(+`?state`? IN \\(([^)]*)\\)").FindStringSubmatch(tableSQL(t, s, table))
	var have, want []string
	if found != nil {
		for state := range strings.SplitSeq(found[1], ",") {
			have = append(have, strings.TrimSpace(strings.ReplaceAll(state, "_utf8mb4", "")))
		}
	}
	for _, state := range c.States {
		want = append(want, "'"+state.Code+"'")
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("%s allows %q; the next migrations, one file each, need:\nALTER TABLE %s DROP CONSTRAINT %s;\nALTER TABLE %s ADD CONSTRAINT %s CHECK (state IN (%s));",
			name, have, table, name, table, name, strings.Join(want, ", "))
	}
}

// TestSameSchema: the two engines have the same tables with the same columns, so that one query serves both.
func TestSameSchema(t *testing.T) {
	t.Parallel()
	columns := func(s *repository.Store) map[string][]string {
		all := map[string][]string{}
		for _, table := range tableNames(t, s) {
			err := s.Read(t.Context(), func(tx *repository.Tx) error {
				list, err := columnsOf(tx, table)
				for _, c := range list {
					all[table] = append(all[table], c.name)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	server := columns(repotest.MySQL(t, repotest.NewClock()))
	for _, own := range []string{"schema_lease", "goose_db_version"} {
		delete(server, own)
	}
	embedded := columns(repotest.SQLite(t, repotest.NewClock()))
	delete(embedded, "goose_db_version")
	if diff := cmp.Diff(embedded, server); diff != "" {
		t.Errorf("columns (-sqlite +mysql):\n%s", diff)
	}
}

// TestMigrationFiles: both dialects have the same steps, each can be undone, and MySQL, which commits at every DDL
// statement, has only one of them in a file: a step that fails there leaves nothing half done.
func TestMigrationFiles(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(migrationNames(t, repository.SQLite), migrationNames(t, repository.MySQL)); diff != "" {
		t.Errorf("file names (-sqlite +mysql):\n%s", diff)
	}
	name := regexp.MustCompile(`^[0-9]{5}_[a-z]+(_[a-z0-9]+)+\.sql$`)
	ddl := regexp.MustCompile(`(?i)^(CREATE|ALTER|DROP|RENAME|TRUNCATE)\b`)
	for _, engine := range []repository.Engine{repository.SQLite, repository.MySQL} {
		numbers := map[string]string{}
		for file, text := range migrationTexts(t, engine) {
			number, _, _ := strings.Cut(file, "_")
			if !name.MatchString(file) || numbers[number] != "" {
				t.Errorf("%s/%s: not NNNNN_room_what.sql, or the number is taken", engine, file)
			}
			numbers[number] = file
			up, down, found := strings.Cut(text, "-- +goose Down")
			up, hasUp := strings.CutPrefix(up, "-- +goose Up")
			if !found || !hasUp || len(statements(down)) == 0 {
				t.Errorf("%s/%s: want one Up and then one Down that undoes it", engine, file)
			}
			for _, part := range []string{up, down} {
				all := statements(part)
				if engine == repository.MySQL && slices.ContainsFunc(all, ddl.MatchString) && len(all) != 1 {
					t.Errorf("%s/%s: %d statements beside DDL, want one statement a file", engine, file, len(all))
				}
			}
		}
	}
}

var sqlComment = regexp.MustCompile(`(?m)--.*$`)

// statements splits SQL without strings that hold a semicolon, as all migrations are.
func statements(text string) (list []string) {
	for s := range strings.SplitSeq(sqlComment.ReplaceAllString(text, ""), ";") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func migrationTexts(t testing.TB, e repository.Engine) map[string]string {
	t.Helper()
	files := repository.MigrationFiles(e)
	all := map[string]string{}
	for _, name := range migrationNames(t, e) {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	return all
}

func migrationNames(t testing.TB, e repository.Engine) (names []string) {
	t.Helper()
	entries, err := fs.ReadDir(repository.MigrationFiles(e), ".")
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d migrations for %s, %v", len(entries), e, err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// version is the number of a migration as goose keeps it.
func version(t testing.TB, file string) string {
	t.Helper()
	number, _, _ := strings.Cut(file, "_")
	return strings.TrimLeft(number, "0")
}

func tableNames(t testing.TB, s *repository.Store) []string {
	t.Helper()
	if s.Engine() == repository.MySQL {
		return texts(t, s, "SHOW TABLES")
	}
	return texts(t, s, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
}

// tableSQL is the statement that would make a table, with the constraints.
func tableSQL(t testing.TB, s *repository.Store, table string) (text string) {
	t.Helper()
	if s.Engine() == repository.SQLite {
		return scalar(t, s, "SELECT sql FROM sqlite_master WHERE name = '"+table+"'")
	}
	if err := s.WriterPool().QueryRowContext(t.Context(), "SHOW CREATE TABLE "+table).Scan(new(string), &text); err != nil {
		t.Fatal(err)
	}
	return text
}

// texts reads a column of texts.
func texts(t testing.TB, s *repository.Store, query string) (list []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *repository.Tx) error {
		return tx.Query(func(r *sql.Rows) error {
			var text string
			err := r.Scan(&text)
			list = append(list, text)
			return err
		}, query)
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
