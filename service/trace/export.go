package trace

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"suyuan/model"
)

// wayEnds is how many things of a long way are written out at either end: the ways of a chain of thousands would
// otherwise take as much room as the square of its length.
const wayEnds = 20

// WriteCSV writes a trace as a table in a language: one line per thing and direction, RFC 4180 with a heading. Text that
// a spreadsheet would take for a formula is preceded by an apostrophe. A trace that was marked says beside each thing how
// the recall affects it.
func (w *Walk) WriteCSV(to io.Writer, lang model.Lang) error {
	out := csv.NewWriter(to)
	out.UseCRLF = true
	heading := []string{
		"direction", "generation", "key", "level", "batch_id", "lot", "product", "state", "path", "link", "link_event", "link_time",
		"inside_from", "inside_to", "first_seen", "last_seen", "quantities", "holders", "beyond",
	}
	if w.Marks != nil {
		heading = append(heading, "class", "role", "share_least", "share_most", "share_total", "share_unit")
	}
	if err := out.Write(heading); err != nil {
		return err
	}
	for _, b := range w.Branches {
		for i, r := range b.Rows {
			if !r.First {
				continue
			}
			if err := out.Write(w.record(b, i, lang)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (w *Walk) record(b Branch, i int, lang model.Lang) []string {
	r := b.Rows[i]
	t := r.Thing
	until := r.To.String()
	if r.To == model.Forever {
		until = ""
	}
	cells := []string{
		string(b.Direction), strconv.Itoa(r.Depth), t.Node.Key, string(t.Node.Level), t.Node.BatchID.String(), t.Lot, t.Product.In(lang),
		stateName(t.State, lang), b.path(i), string(r.Kind), r.Link.EventID, r.Link.Time.String(),
		r.From.String(), until, t.FirstSeen.String(), t.LastSeen.String(), amountsText(r, lang), w.holdersText(r, lang), strconv.FormatBool(r.Beyond),
	}
	if w.Marks != nil {
		cells = append(cells, markCells(w.Marks[r.Node])...)
	}
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return cells
}

// markCells are empty for what the recall does not affect, and those of the bounds where no quantities say.
func markCells(m model.AffectedMark) []string {
	cells := []string{string(m.Class), m.Role, "", "", "", ""}
	if m.Unit != "" {
		cells = []string{string(m.Class), m.Role, m.Least.String(), m.Most.String(), m.Total.String(), string(m.Unit)}
	}
	return cells
}

// harmless keeps a spreadsheet from running a cell as a formula (OWASP, CSV injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") ||
		strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
		return "'" + cell
	}
	return cell
}

func stateName(s model.BatchState, lang model.Lang) string {
	if s == "" {
		return ""
	}
	return model.BatchLifecycle.Words[s].In(lang)
}

// path writes the way to a row as keys, the middle of a long one left out.
func (b Branch) path(row int) string {
	way := b.Way(row)
	var parts []string
	for at, i := range way {
		if left := len(way) - 2*wayEnds; left > 1 && at >= wayEnds && at < len(way)-wayEnds {
			if at == wayEnds {
				parts = append(parts, "… "+strconv.Itoa(left)+" …")
			}
			continue
		}
		parts = append(parts, b.Rows[i].Thing.Node.Key)
	}
	return strings.Join(parts, " > ")
}

func amountsText(r WalkRow, lang model.Lang) string {
	amounts := r.Amounts()
	parts := make([]string, 0, len(amounts))
	for _, a := range amounts {
		text := model.AccountWords[a.Account].In(lang) + " " + a.Quantity.String()
		if u, known := model.UnitOf(a.Unit); known {
			text += " " + u.Symbol.In(lang)
		} else {
			text += " " + string(a.Unit)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func (w *Walk) holdersText(r WalkRow, lang model.Lang) string {
	holders := r.Holders()
	parts := make([]string, 0, len(holders))
	for _, h := range holders {
		names := []string{w.Orgs[h.Org].Name.In(lang)}
		place := w.Places[h.Place]
		if name := place.Name.In(lang); name != "" {
			names = append(names, name)
		} else if place.URI != "" {
			names = append(names, place.URI)
		}
		if place.Region != "" {
			names = append(names, place.Region.FullName(string(lang)))
		}
		parts = append(parts, strings.Trim(strings.Join(names, ", "), ", "))
	}
	return strings.Join(parts, "; ")
}

// picture is what the drawings of a trace have in common: boxes and arrows in the direction of the goods.
type picture struct {
	walk *Walk
	lang model.Lang
	ids  map[string]int // box of each thing; a thing that both directions reach is one box
}

// label names a thing in two lines at most: product and lot, or its key.
func (p *picture) label(r WalkRow) string {
	t := r.Thing
	if t.Lot == "" {
		return t.Node.Key
	}
	name := t.Product.In(p.lang) + " · " + t.Lot
	if t.State == model.BatchHeld || t.State == model.BatchBlocked {
		name += " (" + stateName(t.State, p.lang) + ")"
	}
	return name
}

// draw calls box once for every thing and arrow once for every link.
func (p *picture) draw(box func(id int, r WalkRow), arrow func(from, to int, r WalkRow)) {
	p.ids = map[string]int{}
	type link struct{ from, to int }
	drawn := map[link]bool{}
	for _, b := range p.walk.Branches {
		for _, r := range b.Rows {
			id, known := p.ids[r.Thing.Node.Key]
			if !known {
				id = len(p.ids)
				p.ids[r.Thing.Node.Key] = id
				box(id, r)
			}
			if r.Via < 0 {
				continue
			}
			l := link{p.ids[b.Rows[r.Via].Thing.Node.Key], id}
			if b.Direction == Back {
				l = link{l.to, l.from}
			}
			if !drawn[l] {
				drawn[l] = true
				arrow(l.from, l.to, r)
			}
		}
	}
}

// WriteDOT writes a trace as a directed graph in the DOT language of Graphviz. Containment is dashed; where the chain
// goes on beyond what the actor may see the box is dashed.
func (w *Walk) WriteDOT(to io.Writer, lang model.Lang) error {
	out := bufio.NewWriter(to)
	_, _ = out.WriteString("digraph trace {\n  rankdir=LR;\n  node [shape=box];\n")
	p := &picture{walk: w, lang: lang}
	p.draw(func(id int, r WalkRow) {
		style := ""
		if r.Beyond {
			style = ", style=dashed"
		}
		fmt.Fprintf(out, "  n%d [label=%s%s];\n", id, dotText(p.label(r)), style)
	}, func(from, to int, r WalkRow) {
		style := ""
		if r.Kind != model.EdgeTransform {
			style = ", style=dashed"
		}
		fmt.Fprintf(out, "  n%d -> n%d [tooltip=%s%s];\n", from, to, dotText(r.Link.EventID), style)
	})
	_, _ = out.WriteString("}\n")
	return out.Flush() // bufio keeps the first error
}

// dotText is a quoted string of DOT. A backslash would begin an escape of the layout's own.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ", "\x00", "").Replace(s) + `"`
}

// WriteMermaid writes a trace as a Mermaid flowchart.
func (w *Walk) WriteMermaid(to io.Writer, lang model.Lang) error {
	out := bufio.NewWriter(to)
	_, _ = out.WriteString("flowchart LR\n")
	p := &picture{walk: w, lang: lang}
	p.draw(func(id int, r WalkRow) {
		fmt.Fprintf(out, "  n%d[\"%s\"]\n", id, mermaidText(p.label(r)))
	}, func(from, to int, r WalkRow) {
		arrow := "-->"
		if r.Kind != model.EdgeTransform {
			arrow = "-.->"
		}
		fmt.Fprintf(out, "  n%d %s n%d\n", from, arrow, to)
	})
	return out.Flush()
}

// mermaidText writes every sign that could end a label, begin markup or a directive as its entity code.
func mermaidText(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c < 0x20 || c == 0x7f:
			b.WriteByte(' ')
		case c < 0x80 && strings.ContainsRune("\"#&;<>[]{}()|\\`%*_~$'", c):
			fmt.Fprintf(&b, "#%d;", c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
