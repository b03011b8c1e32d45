package web

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

// beside lists the numbered places and those without coordinates.
func (c *cartographer) beside() string {
	var b strings.Builder
	item := func(number int, p MapPlace) {
		name := html.EscapeString(c.placeText(p))
		if p.Link != "" {
			name = "<a" + attribute("href", p.Link) + ">" + name + "</a>"
		}
		value := ""
		if number > 0 {
			value = fmt.Sprintf(` value="%d"`, number)
		}
		fmt.Fprintf(&b, "<li%s>%s</li>\n", value, name)
	}
	numbered := slices.Clone(c.spots)
	numbered = slices.DeleteFunc(numbered, func(s spot) bool { return s.number == 0 })
	slices.SortFunc(numbered, func(a, b spot) int { return cmp.Compare(a.number, b.number) })
	if len(numbered) > 0 {
		b.WriteString("<ol class=\"picture-numbers\">\n")
		for _, s := range numbered {
			for _, p := range s.places {
				item(s.number, c.m.Places[p])
			}
		}
		b.WriteString("</ol>\n")
	}
	if slices.Contains(c.of, -1) {
		fmt.Fprintf(&b, "<h3>%s</h3>\n<ul class=\"picture-unplaced\">\n", html.EscapeString(c.say("map.unplaced")))
		for i, p := range c.m.Places {
			if c.of[i] < 0 {
				item(0, p)
			}
		}
		b.WriteString("</ul>\n")
	}
	return b.String()
}

// table says in words what the arrows say.
func (c *cartographer) table() string {
	if len(c.m.Legs) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table>\n<thead><tr>", html.EscapeString(c.say("map.times")))
	for _, heading := range []string{"map.from", "map.to", "map.moved", "map.times", "map.when"} {
		fmt.Fprintf(&b, `<th scope="col">%s</th>`, html.EscapeString(c.say(heading)))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, l := range c.m.Legs {
		b.WriteString("<tr>")
		for _, cell := range []string{
			c.m.Places[l.From].Name.In(c.t.lang), c.m.Places[l.To].Name.In(c.t.lang), c.quantities(l.Amounts), c.t.integer(l.Count), c.days(l.Since, l.Until),
		} {
			fmt.Fprintf(&b, "<td><bdi>%s</bdi></td>", html.EscapeString(cell))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table></div>\n")
	return b.String()
}
