package epcis

import (
	"slices"
	"strings"
)

// StandardContext is the address of the JSON-LD context of EPCIS 2.0, which every document we write names.
const StandardContext = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// Prefix binds the prefix of a CURIE ("example" in "example:myField") to a namespace.
type Prefix struct {
	Name      string
	Namespace string
}

// standardPrefixes are the prefixes that the EPCIS 2.0 context declares for every document that names it.
var standardPrefixes = []Prefix{
	{"cbv", "https://ref.gs1.org/cbv/"},
	{"cbvmda", "urn:epcglobal:cbv:mda:"},
	{"dcterms", "http://purl.org/dc/terms/"},
	{"epcis", "https://ref.gs1.org/epcis/"},
	{"gs1", "https://gs1.org/voc/"},
	{"owl", "http://www.w3.org/2002/07/owl#"},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// Context is what the @context members above a value say about prefixes. A context of the GS1 EPCIS family is known
// by its address; any other remote context contributes nothing, because fetching an address that a stranger chose is
// not ours to do: prefixes must be declared in the document itself.
type Context struct {
	standard bool
	own      []Prefix // declared in the document, the inner declaration last
	remote   []string // remote contexts that were not read
}

// BaseContext returns the context of a document that names the EPCIS 2.0 context and declares the given prefixes.
func BaseContext(prefixes ...Prefix) Context {
	return Context{standard: true, own: slices.Clone(prefixes)}
}

// Namespace returns the namespace that a prefix stands for. A declaration in the document wins over the standard
// context, and an inner one over an outer one.
func (x *Context) Namespace(prefix string) (string, bool) {
	for i := len(x.own) - 1; i >= 0; i-- {
		if x.own[i].Name == prefix {
			return x.own[i].Namespace, x.own[i].Namespace != ""
		}
	}
	if x.standard {
		for _, p := range standardPrefixes {
			if p.Name == prefix {
				return p.Namespace, true
			}
		}
	}
	return "", false
}

// Expand returns the URI that a CURIE stands for. A name whose prefix is not declared is returned unchanged.
func (x *Context) Expand(name string) string {
	prefix, local, ok := scheme(name)
	if !ok {
		return name
	}
	namespace, ok := x.Namespace(prefix)
	if !ok {
		return name
	}
	return namespace + local
}

// Prefixes returns the prefixes that the document itself declares, sorted, each with the declaration that holds.
func (x *Context) Prefixes() []Prefix {
	var list []Prefix
	for i := len(x.own) - 1; i >= 0; i-- {
		p := x.own[i]
		if !slices.ContainsFunc(list, func(q Prefix) bool { return q.Name == p.Name }) {
			list = append(list, p)
		}
	}
	list = slices.DeleteFunc(list, func(p Prefix) bool { return p.Namespace == "" })
	slices.SortFunc(list, func(a, b Prefix) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Remote returns the addresses of remote contexts that were not read.
func (x *Context) Remote() []string { return slices.Clone(x.remote) }

// Zero reports whether no context was given at all.
func (x *Context) Zero() bool { return !x.standard && len(x.own) == 0 && len(x.remote) == 0 }

// with returns x extended by one @context value.
func (x Context) with(n *Node) Context {
	x.own, x.remote = slices.Clip(x.own), slices.Clip(x.remote)
	x.add(n)
	return x
}

func (x *Context) add(n *Node) {
	switch n.Kind {
	case String:
		if isStandardContext(n.Text) {
			x.standard = true
		} else {
			x.remote = append(x.remote, n.Text)
		}
	case Array:
		for i := range n.Items {
			x.add(&n.Items[i])
		}
	case Object:
		for i := range n.Members {
			x.declare(&n.Members[i])
		}
	}
}

// declare reads one term definition (JSON-LD 1.1 §4.1). Keywords and terms that are themselves compact are no
// prefixes; null takes a prefix away.
func (x *Context) declare(m *Member) {
	if m.Name == "" || m.Name[0] == '@' || strings.Contains(m.Name, ":") {
		return
	}
	switch id := m.Value.Get("@id"); {
	case m.Value.Kind == String:
		x.own = append(x.own, Prefix{m.Name, m.Value.Text})
	case id != nil && id.Kind == String:
		x.own = append(x.own, Prefix{m.Name, id.Text})
	case m.Value.Kind == Null:
		x.own = append(x.own, Prefix{m.Name, ""})
	}
}

// isStandardContext knows the addresses under which GS1 has published the EPCIS context: any version at
// ref.gs1.org, and the working copy that examples of the draft still name.
func isStandardContext(address string) bool {
	if address == "https://gs1.github.io/EPCIS/epcis-context.jsonld" {
		return true
	}
	rest, ok := strings.CutPrefix(address, "https://ref.gs1.org/standards/epcis/")
	return ok && strings.HasSuffix(rest, "epcis-context.jsonld")
}

// known reports whether name, which has the shape of a URI, means the same to every reader: its prefix is declared,
// or it is a URI in full.
func (x *Context) known(name string) bool {
	prefix, rest, ok := scheme(name)
	if !ok {
		return false
	}
	if _, ok = x.Namespace(prefix); ok {
		return true
	}
	if strings.HasPrefix(rest, "//") {
		return true
	}
	switch strings.ToLower(prefix) {
	case "urn", "tag", "info", "did":
		return true
	}
	return false
}
