package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors says which floors each floor may import, and there are no others: rooms do not know rooms, only the surface
// knows the web framework, only main knows everything.
var floors = map[string][]string{
	"model/gs1":   {},
	"model/epcis": {"model/gs1"},
	"model":       {"model/gs1", "model/epcis"},
	"repository":  {"model", "model/gs1", "model/epcis"},
	"service/*":   {"model", "model/gs1", "model/epcis", "repository"},
	"service":     {"model", "model/gs1", "model/epcis", "repository", "service/*"},
	"api/*":       {"model", "model/gs1", "model/epcis"},
	"api/console": {"model", "model/gs1", "model/epcis", "service/*", "service", "api/*"},
	"api":         {"model", "model/gs1", "model/epcis", "service/*", "service", "api/*", "api/console"},
	"config":      {},
	".":           {"model", "model/gs1", "model/epcis", "repository", "service/*", "service", "api/*", "api", "config"},
	// set-up for tests; no shipped package may import it
	"repository/repotest": {"model", "model/gs1", "model/epcis", "repository"},
	"api/apitest":         {"model", "model/gs1", "model/epcis", "repository", "repository/repotest", "service/*", "service", "api/*", "api"},
}

// only says which floors may import what is not ours; the prefix is followed by a slash or the end.
var only = []struct {
	prefix string
	floors []string
	why    string
}{
	{"github.com/glebarez", nil, "registers the driver name sqlite a second time"},
	{"github.com/mattn/go-sqlite3", nil, "needs cgo"},
	{"gorm.io", []string{"repository"}, "only repository knows the database"},
	{"modernc.org/sqlite", []string{"repository"}, "only repository knows the database"},
	{"github.com/go-sql-driver/mysql", []string{"repository", "repository/repotest"}, "only repository knows the database"},
	{"github.com/pressly/goose", []string{"repository"}, "only repository knows the database"},
	{"database/sql", []string{"repository", "repository/repotest"}, "only repository knows the database"},
	{"database/sql/driver", []string{"repository", "repository/repotest", "model"}, "only repository knows the database; values of model say how they are stored"},
	{"github.com/gin-gonic", []string{"api", "api/*"}, "only the surface knows the web framework"},
	{"github.com/danielgtaylor/huma", []string{"api", "api/*"}, "only the surface knows the web framework"},
	{"net/http", []string{"service/*", "service", "api", "api/*", "api/console", "api/apitest", "."}, "model, repository and config know nothing of HTTP"},
}

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// TestFloors: imports only go down, and third-party code stays on the floor that it was chosen for.
func TestFloors(t *testing.T) {
	t.Parallel()
	all := listPackages(t)
	ours := 0
	for _, p := range all {
		if house(p.ImportPath) == "" {
			if rule := ruleFor(p.ImportPath); rule >= 0 && only[rule].floors == nil {
				t.Errorf("%s is in the program: %s", p.ImportPath, only[rule].why)
			}
			continue
		}
		ours++
		for _, fault := range faults(p) {
			t.Error(fault)
		}
	}
	if ours < 10 {
		t.Errorf("go list found %d packages of ours", ours)
	}
}

// faults lists what is wrong with the imports of one package of ours.
func faults(p pkg) (list []string) {
	floor := floorOf(p.ImportPath)
	if floor == "" {
		return []string{p.ImportPath + " stands on no floor"}
	}
	for _, i := range p.Imports {
		if why := refused(floor, i); why != "" {
			list = append(list, p.ImportPath+" imports "+i+": "+why)
		}
	}
	for _, i := range slices.Concat(p.TestImports, p.XTestImports) {
		if house(i) != "" && i != p.ImportPath && !setsScene(floorOf(i), floor) {
			list = append(list, "a test of "+p.ImportPath+" imports "+i+", which stands above it or beside it")
		}
	}
	return list
}

// setsScene tells whether a test on a floor may import another floor: every one below, not only those that its package
// may import, and the set-up packages of all these and of its own.
func setsScene(to, floor string) bool {
	if serves := path.Dir(to); strings.HasSuffix(to, "test") {
		return serves == floor || below(serves, floor)
	}
	return below(to, floor)
}

// refused says why a floor may not import a package, "" when it may.
func refused(floor, path string) string {
	if house(path) != "" {
		if to := floorOf(path); !slices.Contains(floors[floor], to) {
			return "floor " + floor + " may not reach floor " + to
		}
		return ""
	}
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") && strings.HasPrefix(floor, "model") {
		return "model uses the standard library only"
	}
	if rule := ruleFor(path); rule >= 0 && !slices.Contains(only[rule].floors, floor) {
		return only[rule].why
	}
	return ""
}

// ruleFor returns the index of the longest prefix in only that a path has, -1 for none.
func ruleFor(path string) int {
	best := -1
	for i, o := range only {
		if (path == o.prefix || strings.HasPrefix(path, o.prefix+"/")) && (best < 0 || len(o.prefix) > len(only[best].prefix)) {
			best = i
		}
	}
	return best
}

// below tells whether a floor can be reached from another by imports that the table allows.
func below(low, high string) bool {
	return slices.ContainsFunc(floors[high], func(f string) bool { return f == low || below(low, f) })
}

// house returns the path of a package of ours inside the module, "." for the root, "" for packages of others.
func house(importPath string) string {
	if importPath == "suyuan" {
		return "."
	}
	inside, ok := strings.CutPrefix(importPath, "suyuan/")
	if !ok {
		return ""
	}
	return inside
}

// floorOf names the floor of a package of ours, "" when it has none.
func floorOf(importPath string) string {
	inside := house(importPath)
	if floors[inside] != nil {
		return inside
	}
	if rooms := path.Dir(inside) + "/*"; floors[rooms] != nil {
		return rooms
	}
	return ""
}

func listPackages(t *testing.T) (all []pkg) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, &stderr)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// TestFloorTable breaks each rule once.
func TestFloorTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, imports string
		fault         bool
	}{
		{"suyuan/model", "suyuan/repository", true},
		{"suyuan/model", "suyuan/model/gs1", false},
		{"suyuan/model", "github.com/google/uuid", true},
		{"suyuan/model", "database/sql", true},
		{"suyuan/model", "database/sql/driver", false},
		{"suyuan/model", "net/http", true},
		{"suyuan/model/gs1", "suyuan/model", true},
		{"suyuan/model/gs1", "golang.org/x/text/language", true},
		{"suyuan/model/epcis", "suyuan/model/gs1", false},
		{"suyuan/repository", "gorm.io/gorm", false},
		{"suyuan/repository", "suyuan/service/trace", true},
		{"suyuan/repository", "suyuan/repository/repotest", true},
		{"suyuan/service/trace", "suyuan/service/catalog", true},
		{"suyuan/service/trace", "suyuan/repository", false},
		{"suyuan/service/trace", "gorm.io/gorm", true},
		{"suyuan/service/trace", "database/sql", true},
		{"suyuan/service/trace", "github.com/gin-gonic/gin", true},
		{"suyuan/service", "suyuan/service/trace", false},
		{"suyuan/service", "suyuan/api", true},
		{"suyuan/api/web", "suyuan/service", true},
		{"suyuan/api", "suyuan/repository", true},
		{"suyuan/api", "suyuan/service/trace", false},
		{"suyuan/api", "github.com/danielgtaylor/huma/v2", false},
		{"suyuan/api", "suyuan/config", true},
		{"suyuan/config", "suyuan/model", true},
		{"suyuan", "suyuan/config", false},
		{"suyuan", "suyuan/api/apitest", true},
		{"suyuan", "github.com/gin-gonic/gin", true},
		{"suyuan/util", "fmt", true},
	} {
		if got := faults(pkg{ImportPath: c.from, Imports: []string{c.imports}}); (len(got) > 0) != c.fault {
			t.Errorf("%s imports %s: %q", c.from, c.imports, got)
		}
	}
	for _, c := range []struct {
		of, imports string
		fault       bool
	}{
		{"suyuan/model", "suyuan/repository", true},
		{"suyuan/model", "suyuan/model", false},
		{"suyuan/repository", "suyuan/repository/repotest", false},
		{"suyuan/service/trace", "suyuan/repository/repotest", false},
		{"suyuan/service/trace", "suyuan/service/catalog", true},
		{"suyuan/service", "suyuan/service/trace", false},
		{"suyuan/api", "suyuan/repository", false},
		{"suyuan/api/web", "suyuan/api", true},
		{"suyuan", "suyuan/repository/repotest", false},
		{"suyuan", "suyuan/api/apitest", false},
		{"suyuan/api", "suyuan/api/apitest", false},
		{"suyuan/service/trace", "suyuan/api/apitest", true},
		{"suyuan/model", "suyuan/repository/repotest", true},
	} {
		if got := faults(pkg{ImportPath: c.of, XTestImports: []string{c.imports}}); (len(got) > 0) != c.fault {
			t.Errorf("a test of %s imports %s: %q", c.of, c.imports, got)
		}
	}
}

// TestShippedPasswordsAreDear: what makes passwords cheap for tests is named in no package that ships.
func TestShippedPasswordsAreDear(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "api/apitest/") || path == "service/access/access.go" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "CheapPasswords") {
			t.Errorf("%s hashes passwords for next to nothing", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
