package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plainReads are the readers of Input that cannot find a fault.
var plainReads = []string{"text", "secret", "list", "ticked", "text3", "file", "fileNames", "err", "more", "values"}

// TestNothingIsDoneWithFaultyInput reads the handlers: whoever reads a field that may be faulty asks in.err() before the
// first call of a service, because the value in hand is then a zero that nobody typed.
func TestNothingIsDoneWithFaultyInput(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources", err)
	}
	fset, looked := token.NewFileSet(), 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var body *ast.BlockStmt
			var kind *ast.FuncType
			switch f := n.(type) {
			case *ast.FuncDecl:
				body, kind = f.Body, f.Type
			case *ast.FuncLit:
				body, kind = f.Body, f.Type
			default:
				return true
			}
			if in := inputOf(kind); in != "" {
				looked++
				if at := unasked(body, in); at.IsValid() {
					t.Errorf("%s: a service is called with input that has not been asked for its faults", fset.Position(at))
				}
			}
			return true
		})
	}
	if looked < 40 {
		t.Errorf("only %d functions take input", looked)
	}
}

// inputOf is the name of a function's parameter of type *Input.
func inputOf(f *ast.FuncType) string {
	for _, p := range f.Params.List {
		if star, ok := p.Type.(*ast.StarExpr); ok && len(p.Names) > 0 {
			if id, ok := star.X.(*ast.Ident); ok && id.Name == "Input" {
				return p.Names[0].Name
			}
		}
	}
	return ""
}

// unasked is where a service is called after something that may be faulty was read and before err was asked.
func unasked(body *ast.BlockStmt, in string) (at token.Pos) {
	type mark struct {
		pos  token.Pos
		what string
	}
	var marks []mark
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, arg := range call.Args {
			if id, ok := arg.(*ast.Ident); ok && id.Name == in {
				marks = append(marks, mark{call.Pos(), "read"}) // whom it is handed to may read anything
			}
		}
		chain := chainOf(call.Fun)
		switch {
		case len(chain) == 2 && chain[0] == in && chain[1] == "err":
			marks = append(marks, mark{call.Pos(), "asked"})
		case len(chain) == 2 && chain[0] == in && !slices.Contains(plainReads, chain[1]):
			marks = append(marks, mark{call.Pos(), "read"})
		case slices.Contains(chain, "services"):
			marks = append(marks, mark{call.End(), "does"}) // after its arguments
		}
		return true
	})
	slices.SortFunc(marks, func(a, b mark) int { return int(a.pos - b.pos) })
	dirty := false
	for _, m := range marks {
		switch {
		case m.what == "does" && dirty:
			return m.pos
		case m.what == "read":
			dirty = true
		case m.what == "asked":
			dirty = false
		}
	}
	return token.NoPos
}

// chainOf is a.b.c as its names.
func chainOf(e ast.Expr) []string {
	switch x := e.(type) {
	case *ast.Ident:
		return []string{x.Name}
	case *ast.SelectorExpr:
		return append(chainOf(x.X), x.Sel.Name)
	}
	return nil
}
