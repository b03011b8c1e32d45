package epcis

import (
	"slices"
	"strings"
)

// fields writes the standard members of an object in canonical order and, for CBV 2.1, its extensions right behind
// them. The event's own extensions are not written here: they come last in both versions.
func (w *hashWriter) fields(object *Node, order []hashField) {
	for i := range order {
		if value := object.Get(order[i].name); value != nil {
			w.field(value, &order[i])
		}
	}
	if w.version == HashCBV21 && !hashIsEvent(order) {
		w.members(object, order)
	}
}

func hashIsEvent(order []hashField) bool { return &order[0] == &hashEvent[0] }

func (w *hashWriter) field(value *Node, f *hashField) {
	start := len(w.buf)
	entry := f.name
	if f.list {
		w.listName(f)
		entry = f.element
	}
	named := len(w.buf)
	mark := len(w.spans)
	for i := range hashEntries(value) {
		at := len(w.buf)
		w.buf = append(w.buf, entry...)
		if !w.value(hashEntry(value, i), f) {
			w.buf = w.buf[:at]
		}
		w.push(at)
	}
	w.sortSince(mark)
	if len(w.buf) == named {
		w.buf = w.buf[:start]
	}
}

func (w *hashWriter) listName(f *hashField) {
	if f.name != hashSensorElementList || w.version != HashCBV20 {
		w.buf = append(w.buf, f.name...)
	}
}

// hashEntries is the number of values a member has: JSON-LD reads a single value and an array of one alike.
func hashEntries(n *Node) int {
	if n.Kind == Array {
		return len(n.Items)
	}
	return 1
}

func hashEntry(n *Node, i int) *Node {
	if n.Kind == Array {
		return &n.Items[i]
	}
	return n
}

// value writes what follows the name of a standard member and reports whether there was anything to write.
func (w *hashWriter) value(n *Node, f *hashField) bool {
	start := len(w.buf)
	switch n.Kind {
	case Null:
	case Object:
		if f.fields == nil {
			w.members(n, nil)
		} else {
			w.fields(n, f.fields)
		}
	case Array:
		w.nested(n)
	case Bool, Number, String:
		w.scalar(n, f)
	}
	return len(w.buf) > start
}

// scalar writes "=value", or nothing for an empty string.
func (w *hashWriter) scalar(n *Node, f *hashField) {
	text := n.Text
	if n.Kind == String {
		text = strings.TrimSpace(text)
	}
	if text == "" {
		return
	}
	w.buf = append(w.buf, '=')
	switch {
	case f != nil && f.time:
		w.time(text, f.name)
	case f != nil && f.words != "" && n.Kind == String && strings.IndexByte(text, ':') < 0:
		w.buf = append(append(w.buf, f.words...), text...)
	case n.Kind == Number:
		w.buf = hashAppendNumber(w.buf, text)
	case n.Kind == Bool:
		w.buf = append(w.buf, text...)
	default:
		w.text(text)
	}
}

func (w *hashWriter) time(text, member string) {
	out, ok := hashAppendTime(w.buf, text)
	if !ok {
		w.fail(member, "not a date-time with an offset")
		return
	}
	w.buf = out
}

// ilmd comes before all other extensions in CBV 2.0; in CBV 2.1 it is sorted among them.
func (w *hashWriter) ilmd(event *Node) {
	if value := event.Get("ilmd"); value != nil {
		mark := len(w.spans)
		w.member("ilmd", value)
		w.sortSince(mark)
	}
}

// fieldExtensions writes the extensions inside standard fields behind the path of names that leads to them: CBV 2.0
// keeps the standard part of the string free of them.
func (w *hashWriter) fieldExtensions(object *Node, order []hashField) {
	for i := range order {
		f := &order[i]
		if f.fields == nil {
			continue
		}
		if value := object.Get(f.name); value != nil {
			w.fieldExtension(value, f)
		}
	}
	if !hashIsEvent(order) {
		w.members(object, order)
	}
}

func (w *hashWriter) fieldExtension(value *Node, f *hashField) {
	start := len(w.buf)
	entry := f.name
	if f.list {
		w.listName(f)
		entry = f.element
	}
	named := len(w.buf)
	mark := len(w.spans)
	for i := range hashEntries(value) {
		at := len(w.buf)
		w.buf = append(w.buf, entry...)
		inner := len(w.buf)
		if n := hashEntry(value, i); n.Kind == Object {
			w.fieldExtensions(n, f.fields)
		}
		if len(w.buf) == inner {
			w.buf = w.buf[:at]
		}
		w.push(at)
	}
	w.sortSince(mark)
	if len(w.buf) == named {
		w.buf = w.buf[:start]
	}
}

// members writes the members of an object that the order does not name, sorted: its extensions. A member without a
// namespace counts too, for nothing an event says may escape its hash.
func (w *hashWriter) members(object *Node, order []hashField) {
	event := order != nil && hashIsEvent(order)
	mark := len(w.spans)
	for i := range object.Members {
		m := &object.Members[i]
		switch {
		case hashIgnoredAnywhere(m.Name), hashNames(order, m.Name):
		case event && hashIgnoredInEvent(m.Name):
		case event && w.version == HashCBV20 && m.Name == "ilmd": // already written
		default:
			w.member(m.Name, &m.Value)
		}
	}
	w.sortSince(mark)
}

func hashNames(order []hashField, name string) bool {
	return slices.ContainsFunc(order, func(f hashField) bool { return f.name == name })
}

// member writes one extension and pushes it; an array is written as that many members of the same name.
func (w *hashWriter) member(name string, value *Node) {
	for i := range hashEntries(value) {
		n := hashEntry(value, i)
		if n.Kind == Null {
			continue // JSON-LD: null is no statement
		}
		start := len(w.buf)
		w.name(name)
		w.content(n)
		w.push(start)
	}
}

// name writes a member name with its prefix, if it has a known one, turned into {namespace}.
func (w *hashWriter) name(name string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok {
		if ns, known := w.ctx.Namespace(prefix); known {
			w.buf = append(append(append(w.buf, '{'), ns...), '}')
			name = local
		}
	}
	w.buf = append(w.buf, name...)
}

func (w *hashWriter) content(n *Node) {
	switch n.Kind {
	case Null:
	case Object:
		w.members(n, nil)
	case Array:
		w.nested(n)
	case Bool, Number, String:
		w.scalar(n, nil)
	}
}

// nested writes the entries of an array within an array, which have no name of their own.
func (w *hashWriter) nested(n *Node) {
	mark := len(w.spans)
	for i := range n.Items {
		start := len(w.buf)
		w.content(&n.Items[i])
		w.push(start)
	}
	w.sortSince(mark)
}

// hashSort orders the entries by their bytes, which for UTF-8 is the order of code points, and reports whether
// anything moved.
func hashSort(buf []byte, spans []hashSpan) bool {
	compare := hashCompare(buf)
	if slices.IsSortedFunc(spans, compare) {
		return false
	}
	slices.SortFunc(spans, compare)
	return true
}
