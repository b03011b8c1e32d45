package repository_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"suyuan/repository"
)

// banned is SQL that one of the databases we run on, or TiDB, does not have or does differently.
var banned = regexp.MustCompile(`(?i)\b(?:(?:TRIGGER|RETURNING|SKIP\s+LOCKED|GET_LOCK|RELEASE_LOCK|ON\s+(?:DELETE|UPDATE)\s+(?:CASCADE|SET)|` +
	`AUTO_?INCREMENT|LAST_INSERT_ID|LAST_INSERT_ROWID|REPLACE\s+INTO|INSERT\s+(?:OR\s+)?IGNORE|INSERT\s+OR\s+REPLACE|LOCK\s+TABLES|` +
	`CREATE\s+(?:PROCEDURE|FUNCTION|EVENT)|CURRENT_TIMESTAMP|SYSDATE)\b|(?:NOW|RAND|RANDOM|UUID)\s*\()`)

func TestBannedIsBanned(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"CREATE TRIGGER x", "INSERT INTO t VALUES (1) returning id", "SELECT 1 FOR UPDATE SKIP\n  LOCKED", "SELECT GET_LOCK('a', 1)",
		"REFERENCES t (id) ON DELETE CASCADE", "id BIGINT AUTO_INCREMENT", "id INTEGER PRIMARY KEY AUTOINCREMENT", "SELECT now()",
	} {
		if !banned.MatchString(text) {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{"_pragma=recursive_triggers(1)", "SELECT returning_id FROM t", "UPDATE t SET known_now = 1"} {
		if found := banned.FindString(text); found != "" {
			t.Errorf("%q is refused for %q", text, found)
		}
	}
}

// TestMigrationsArePortable looks at every statement of the migrations.
func TestMigrationsArePortable(t *testing.T) {
	t.Parallel()
	for _, engine := range []repository.Engine{repository.SQLite, repository.MySQL} {
		for file, text := range migrationTexts(t, engine) {
			for _, s := range statements(text) {
				if found := banned.FindString(s); found != "" {
					t.Errorf("%s/%s: %s", engine, file, found)
				}
			}
		}
	}
}

// TestQueriesArePortable looks at every text in the sources of this package.
func TestQueriesArePortable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		read++
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && banned.MatchString(text) {
				t.Errorf("%s: %s", set.Position(lit.Pos()), banned.FindString(text))
			}
			return true
		})
	}
	if read < 10 {
		t.Errorf("only %d sources were read", read)
	}
}
