package web

import (
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"suyuan/model"
)

// summary says in a sentence or two what the picture shows.
func (a *artist) summary() string {
	s := a.count("picture.things", a.p.Things) + " · " + a.count("picture.boxes", len(a.p.Nodes))
	if word := groupingWords[a.p.Grouping]; word != "" {
		s += " · " + a.say(word)
	}
	return s
}

var groupingWords = map[model.PictureGrouping]string{
	model.PictureCompany: "picture.by.company", model.PictureStep: "picture.by.step", model.PictureDay: "picture.by.day",
}

// notes say what the picture leaves out.
func (a *artist) notes() (list []string) {
	if a.p.Cut {
		list = append(list, a.say("picture.note.cut"))
	}
	if a.p.Lost {
		list = append(list, a.say("picture.note.lost"))
	}
	if a.p.Loops > 0 {
		list = append(list, a.count("picture.note.loops", a.p.Loops))
	}
	return list
}

// nodeText says everything about a box, a line for each thing to say.
func (a *artist) nodeText(n model.PictureNode) []string {
	lines := []string{joined(a.nameOf(n), n.Lot)}
	if n.Affected != "" && n.Group == nil {
		lines = append(lines, a.classWord(n.Affected))
	}
	if n.Group != nil {
		lines = append(lines, a.size(n))
		for _, c := range n.Group.Classes {
			lines = append(lines, a.classWord(c.Class)+" "+apart(a.t.integer(c.Count)))
		}
		for _, c := range n.Group.States {
			lines = append(lines, a.stateWord(c.State)+" "+apart(a.t.integer(c.Count)))
		}
	} else if _, grave := stateSigns[n.State]; grave {
		lines = append(lines, a.stateWord(n.State))
	}
	place := n.Place.In(a.t.lang)
	if n.Region != "" {
		place = joined(place, n.Region.FullName(string(a.t.lang)))
	}
	org := n.Org.In(a.t.lang)
	lines = append(lines, joined(org, place))
	for _, m := range n.Amounts {
		lines = append(lines, a.amount(m))
	}
	if days := a.days(n.Since, n.Until); days != "" {
		lines = append(lines, apart(days))
	}
	if n.Root {
		lines = append(lines, a.say("picture.root"))
	}
	if n.BeyondBefore {
		lines = append(lines, a.say("picture.beyond.before"))
	}
	if n.BeyondAfter {
		lines = append(lines, a.say("picture.beyond.after"))
	}
	if n.Group != nil && a.links.Open != nil {
		lines = append(lines, a.say("picture.open"))
	}
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

var edgeWords = map[model.PictureEdgeKind]string{
	model.PictureMade: "picture.kind.made", model.PictureSent: "picture.kind.sent", model.PicturePacked: "picture.kind.packed",
	model.PictureSame: "picture.kind.same",
}

// edgeText says everything about an arrow.
func (a *artist) edgeText(e model.PictureEdge) string {
	from, to := a.shortName(a.p.Nodes[e.From]), a.shortName(a.p.Nodes[e.To])
	parts := []string{from + " " + a.onward() + " " + to, a.deedText(e)}
	return strings.Join(parts, "\n")
}

// onward is an arrow in the direction of reading.
func (a *artist) onward() string {
	if a.rtl {
		return "←"
	}
	return "→"
}

// deedText says what an arrow stands for, how much and when.
func (a *artist) deedText(e model.PictureEdge) string {
	text := a.say(edgeWords[e.Kind])
	given, taken := a.quantities(e.Given), a.quantities(e.Taken)
	switch {
	case given != "" && taken != "" && given != taken:
		text += " · " + given + " " + a.onward() + " " + taken
	case given != "":
		text += " · " + given
	case taken != "":
		text += " · " + taken
	}
	if days := a.days(e.Since, e.Until); days != "" {
		text += " · " + apart(days)
	}
	if e.Events > 1 {
		text += " · " + a.count("picture.events", e.Events)
	}
	return text
}

func (a *artist) quantities(list []model.PictureAmount) string {
	texts := make([]string, 0, len(list))
	for _, m := range list {
		texts = append(texts, apart(a.t.quantity(m.Quantity, m.Unit)))
	}
	return strings.Join(texts, " + ")
}

// shortName names a box in a sentence.
func (a *artist) shortName(n model.PictureNode) string {
	if n.Group != nil {
		return joined(a.nameOf(n), a.size(n))
	}
	return joined(n.Lot, a.nameOf(n), a.holder(n))
}

// text says the same as the drawing: a list of the columns, in each the boxes, under each where its goods went.
func (a *artist) text() string {
	var b strings.Builder
	onward := make([][]model.PictureEdge, len(a.p.Nodes))
	for _, e := range a.p.Edges {
		onward[e.From] = append(onward[e.From], e)
	}
	layer := -1
	fmt.Fprintf(&b, "<div class=\"picture-text\">\n<p>%s</p>\n<ol>\n", html.EscapeString(a.summary()))
	for i, n := range a.p.Nodes {
		if n.Layer != layer {
			if layer >= 0 {
				b.WriteString("</ul></li>\n")
			}
			layer = n.Layer
			fmt.Fprintf(&b, "<li><b>%s</b>\n<ul>\n", html.EscapeString(a.fill("picture.stage", "n", a.t.integer(n.Layer+1))))
		}
		facts := a.nodeText(n)
		name := html.EscapeString(facts[0])
		if link := a.address(n); link != "" {
			name = "<a" + attribute("href", link) + ">" + name + "</a>"
		}
		fmt.Fprintf(&b, `<li>%s<span class="fine">`, name)
		for _, f := range facts[1:] {
			b.WriteString(" · " + html.EscapeString(f))
		}
		b.WriteString("</span>")
		if len(onward[i]) > 0 {
			b.WriteString("\n<ul>\n")
			for _, e := range onward[i] {
				fmt.Fprintf(&b, "<li>%s %s: %s</li>\n", a.onward(), html.EscapeString(a.shortName(a.p.Nodes[e.To])), html.EscapeString(a.deedText(e)))
			}
			b.WriteString("</ul>")
		}
		b.WriteString("</li>\n")
	}
	if layer >= 0 {
		b.WriteString("</ul></li>\n")
	}
	b.WriteString("</ol>\n</div>\n")
	return b.String()
}

// legend explains the signs that the picture uses.
func (a *artist) legend() string {
	var b strings.Builder
	b.WriteString("<ul class=\"picture-legend\">\n")
	row := func(sample, word string) {
		fmt.Fprintf(&b, `<li><svg class="picture-sample" viewBox="0 0 40 20" width="40" height="20" aria-hidden="true">%s</svg>%s</li>`+"\n", sample, html.EscapeString(word))
	}
	head := `<path class="pic-head" d="M38 10l-8 -4v8z"/>`
	line := `<path class="pic-line" d="M2 10H32"/>`
	if a.rtl {
		head, line = `<path class="pic-head" d="M2 10l8 -4v8z"/>`, `<path class="pic-line" d="M38 10H8"/>`
	}
	for _, kind := range model.PictureEdgeKinds() {
		if slices.ContainsFunc(a.p.Edges, func(e model.PictureEdge) bool { return e.Kind == kind }) {
			row(`<g class="pic-edge pic-`+string(kind)+`">`+line+head+`</g>`, a.say(edgeWords[kind]))
		}
	}
	shows := func(want func(model.PictureNode) bool) bool { return slices.ContainsFunc(a.p.Nodes, want) }
	if slices.ContainsFunc(a.p.Edges, func(e model.PictureEdge) bool { return e.OnWay }) {
		row(`<g class="pic-edge pic-made pic-way">`+line+head+`</g>`, a.say("picture.way"))
	}
	if shows(func(n model.PictureNode) bool { return n.Group != nil }) {
		row(`<rect class="pic-sheet" x="12" y="5" width="22" height="13" rx="3"/><rect class="pic-box" x="8" y="2" width="22" height="13" rx="3"/>`, a.say("picture.group"))
	}
	if shows(func(n model.PictureNode) bool { return n.BeyondBefore || n.BeyondAfter }) {
		row(`<circle class="pic-dot" cx="14" cy="10" r="2"/><circle class="pic-dot" cx="20" cy="10" r="2"/><circle class="pic-dot" cx="26" cy="10" r="2"/>`, a.say("picture.beyond"))
	}
	pill := func(class, sign string) string {
		return `<g class="` + class + `"><rect class="pic-pill" x="10" y="1" width="20" height="18" rx="9"/><path class="pic-sign" transform="translate(13 3) scale(.583)" d="` + icons[sign] + `"/></g>`
	}
	for _, class := range model.AffectedClasses() {
		if shows(func(n model.PictureNode) bool { return n.Affected == class }) {
			row(pill(classLooks[class].style, classLooks[class].sign), a.classWord(class))
		}
	}
	for _, state := range model.PictureStates() {
		sign, grave := stateSigns[state]
		if grave && shows(func(n model.PictureNode) bool { return n.Affected == "" && n.State == state }) {
			row(pill("pic-"+string(state), sign), a.stateWord(state))
		}
	}
	b.WriteString("</ul>\n")
	return b.String()
}

// standaloneStyle returns a style sheet for a document of its own: the part about the drawing itself, with the light
// colours in place of the tokens, which not every program that shows SVG understands.
func standaloneStyle(name string) (string, error) {
	sheet, err := fs.ReadFile(files, path.Join("assets", name))
	if err != nil {
		return "", fmt.Errorf("style: %w", err)
	}
	tokens, err := fs.ReadFile(files, path.Join("assets", "tokens.css"))
	if err != nil {
		return "", fmt.Errorf("style: %w", err)
	}
	light, _, _ := strings.Cut(string(tokens), "@media")
	values := map[string]string{}
	for _, m := range cssToken.FindAllStringSubmatch(light, -1) {
		values[m[1]] = strings.Join(strings.Fields(m[2]), " ")
	}
	drawing, _, _ := strings.Cut(string(sheet), onPages)
	style := cssUse.ReplaceAllStringFunc(cssComment.ReplaceAllString(drawing, ""), func(use string) string {
		return values[cssUse.FindStringSubmatch(use)[1]]
	})
	return strings.Join(strings.Fields(style), " "), nil
}

// onPages divides a style sheet: what stands after it is only about pages.
const onPages = "/* On pages only. */"

var (
	cssToken   = regexp.MustCompile(`--([a-z-]+):\s*([^;]+);`)
	cssUse     = regexp.MustCompile(`var\(--([a-z-]+)\)`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
)
