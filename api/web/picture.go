package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"suyuan/model"
)

// PictureLinks says where the boxes of a picture lead. A nil function leaves its links out.
type PictureLinks struct {
	// Batch is the address of a batch's page.
	Batch func(model.BatchID) string
	// Open is the address of the same picture with a group opened.
	Open func(group string) string
	// File is the address of the picture as a file of its own (PictureFile); with it, a script offers a PNG.
	File string
}

// PictureParts are what a page shows of a picture. The page's styles need picture.css; picture.js may be left out.
type PictureParts struct {
	// Drawing is the SVG in the frame in which it scrolls, Legend says what its signs mean, and Text says the same as the
	// drawing in words.
	Drawing, Legend, Text template.HTML
	// Notes are whole sentences on what the picture leaves out; empty when it leaves nothing out.
	Notes []string
}

// Picture draws a picture for a page.
func (r *Renderer) Picture(lang model.Lang, p *model.Picture, links PictureLinks) (PictureParts, error) {
	a := r.artist(lang, p, links)
	drawing, legend, text := a.drawing(), a.legend(), a.text()
	notes := a.notes()
	if a.err != nil {
		return PictureParts{}, a.err
	}
	frame := a.framed(drawing, a.say("picture.title"), links.File)
	//nolint:gosec // built here from our own signs and texts that attribute and EscapeString have escaped
	return PictureParts{template.HTML(frame), template.HTML(legend), template.HTML(text), notes}, a.err
}

// framed puts a drawing into the frame in which it scrolls; picture.js takes the words for its buttons from there.
func (a *artist) framed(drawing, title, file string) string {
	var b strings.Builder
	b.WriteString(`<div class="picture"`)
	if file != "" {
		b.WriteString(attribute("data-file", local(file, a.t.lang)))
	}
	for _, word := range []string{"in", "out", "fit", "png"} {
		b.WriteString(attribute("data-"+word, a.say(toolWords[word])))
	}
	fmt.Fprintf(&b, `><div class="picture-view" tabindex="0" role="group"%s>`+"\n%s</div></div>\n", attribute("aria-label", title), drawing)
	return b.String()
}

var toolWords = map[string]string{"in": "picture.zoom-in", "out": "picture.zoom-out", "fit": "picture.fit", "png": "picture.png"}

// PictureFile draws a picture as an SVG document of its own, in light colours and with the fonts of the reader's system.
func (r *Renderer) PictureFile(lang model.Lang, p *model.Picture) ([]byte, error) {
	a := r.artist(lang, p, PictureLinks{})
	style, err := standaloneStyle("picture.css")
	if err != nil {
		return nil, err
	}
	a.style = style
	drawing := a.drawing()
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + drawing), a.err
}

// artist draws one picture in one language.
type artist struct {
	pen
	p     *model.Picture
	links PictureLinks
	t     *tongue
	err   error
	style string // of a document of its own
	asked bool   // the box that was asked for has been marked
}

func (r *Renderer) artist(lang model.Lang, p *model.Picture, links PictureLinks) *artist {
	t := r.tongue(lang)
	return &artist{pen: newPen(p.Width, t.lang), p: p, links: links, t: t}
}

// say returns a word; the first one that is missing becomes the error of the picture.
func (a *artist) say(key string) string {
	s, err := a.t.say(key)
	a.err = cmp.Or(a.err, err)
	return s
}

// fill returns a message as plain text, its values isolated from the direction of what surrounds them.
func (a *artist) fill(key string, pairs ...any) string { return a.plain(a.t.fill(key, pairs...)) }

// count is fill for a message with plural forms.
func (a *artist) count(key string, n int) string { return a.plain(a.t.count(key, n)) }

func (a *artist) plain(message template.HTML, err error) string {
	a.err = cmp.Or(a.err, err)
	return html.UnescapeString(strings.NewReplacer("<bdi>", isolate, "</bdi>", isolated).Replace(string(message)))
}

// drawing writes the SVG element.
func (a *artist) drawing() string {
	a.Reset()
	a.asked = false
	title, about := a.say("picture.title"), a.summary()
	fmt.Fprintf(a, `<svg class="picture-drawing" xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" lang="%s" direction="%s" role="%s" aria-labelledby="picture-title picture-about">`,
		a.p.Width, a.p.Height, a.p.Width, a.p.Height, a.t.lang, a.t.lang.Dir(), a.role())
	fmt.Fprintf(a, "\n<title id=\"picture-title\">%s</title><desc id=\"picture-about\">%s</desc>\n", html.EscapeString(title), html.EscapeString(about))
	if a.style != "" {
		fmt.Fprintf(a, "<style>%s</style>\n", a.style)
		a.box("pic-ground", 0, 0, a.p.Width, a.p.Height, 0)
		a.WriteString("\n")
	}
	for _, onWay := range []bool{false, true} {
		for _, e := range a.p.Edges {
			if e.OnWay == onWay {
				a.arrow(e)
			}
		}
	}
	a.WriteString("<g aria-hidden=\"true\">\n") // the arrows' titles say the same
	for _, e := range a.p.Edges {
		a.label(e)
	}
	a.WriteString("</g>\n")
	for _, n := range a.p.Nodes {
		a.node(n)
	}
	a.WriteString("</svg>\n")
	return a.String()
}

// role is what the drawing is to a screen reader: one image, or, where it has links, a group of them, since what stands
// in an image cannot be reached (WAI-ARIA 1.2, img: children presentational).
func (a *artist) role() string {
	if a.links.Batch == nil && a.links.Open == nil {
		return "img"
	}
	return "group"
}

// labelRoom is the stretch of an arrow that stays straight for its label.
const labelRoom = 82

// arrow writes an arrow.
func (a *artist) arrow(e model.PictureEdge) {
	class := "pic-" + string(e.Kind)
	if e.OnWay {
		class += " pic-way"
	}
	fmt.Fprintf(a, `<g class="pic-edge %s"><title>%s</title><path class="pic-line" d="`, class, html.EscapeString(a.edgeText(e)))
	last := len(e.Points) - 1
	fmt.Fprintf(a, "M%d %d", a.x(e.Points[0].X), e.Points[0].Y)
	for i := 1; i <= last; i++ {
		from, to := e.Points[i-1], e.Points[i]
		if from.Y == to.Y {
			fmt.Fprintf(a, "H%d", a.x(to.X))
			continue
		}
		if i == 1 && e.LabelAtStart {
			from.X += labelRoom + 4
			fmt.Fprintf(a, "H%d", a.x(from.X))
		}
		end := to
		if i == last && !e.LabelAtStart && !e.NoLabel {
			end.X -= labelRoom
		} else if i == last {
			end.X -= 8
		}
		middle := (from.X + end.X) / 2
		fmt.Fprintf(a, "C%d %d %d %d %d %d", a.x(middle), from.Y, a.x(middle), end.Y, a.x(end.X), end.Y)
		if end.X != to.X {
			fmt.Fprintf(a, "H%d", a.x(to.X))
		}
	}
	back := -8
	if a.rtl {
		back = 8
	}
	tip := e.Points[last]
	fmt.Fprintf(a, `"/><path class="pic-head" d="M%d %dl%d -4v8z"/>`, a.x(tip.X), tip.Y, back)
	a.WriteString("</g>\n")
}

// label writes the quantity over an arrow and the day under it, over the lines of all arrows.
func (a *artist) label(e model.PictureEdge) {
	if e.NoLabel {
		return
	}
	at := e.Points[len(e.Points)-1]
	at.X -= labelRoom/2 + 4
	if e.LabelAtStart {
		at = e.Points[0]
		at.X += labelRoom/2 + 4
	}
	if amounts := moved(e); len(amounts) > 0 {
		a.write(at.X, at.Y-5, line{text: a.t.quantity(amounts[0].Quantity, amounts[0].Unit), class: "pic-label", size: 11, room: labelRoom + 30, from: "middle"})
	}
	if e.Tight {
		return
	}
	day := a.day(e.Since)
	if last := a.day(e.Until); e.Events > 1 && last != day && day != "" {
		day = shortDay(day) + "–" + shortDay(last)
	}
	a.write(at.X, at.Y+13, line{text: day, class: "pic-label pic-soft pic-day", size: 11, code: true, from: "middle"})
}

// moved is what an arrow's label shows: what left, else what arrived.
func moved(e model.PictureEdge) []model.PictureAmount {
	if len(e.Given) > 0 {
		return e.Given
	}
	return e.Taken
}

// shortDay leaves the year out.
func shortDay(day string) string { return day[min(len(day), len("2006-")):] }

// day writes a day so that it is the same in all three languages (GB/T 7408.1, ISO 8601).
func (a *artist) day(i model.Instant) string {
	if i == 0 {
		return ""
	}
	return string(model.DateOf(i, a.t.zone))
}

// days writes the days from one instant to another.
func (a *artist) days(from, to model.Instant) string {
	first, last := a.day(from), a.day(to)
	if first == last || last == "" {
		return first
	}
	if first == "" {
		return last
	}
	if first[:4] == last[:4] {
		last = shortDay(last)
	}
	return first + " – " + last
}

// stateSigns are how a state looks besides its colour.
var stateSigns = map[model.PictureState]string{
	model.PictureRecalled: "bell", model.PictureBlocked: "stop", model.PictureExpired: "late", model.PictureHeld: "pause",
	model.PictureClosed: "archive", model.PictureDraft: "question",
}

// classLook is how a box looks that a recall affects: the style of the drawing, how dense the lines at its edge are, the
// sign and the short word of its badge.
type classLook struct {
	style, sign, short string
	step               int
}

var classLooks = map[model.AffectedClass]classLook{
	model.AffectedConfirmed: {style: "pic-recalled", sign: "stop", short: "picture.affected.confirmed", step: 5},
	model.AffectedPossible:  {style: "pic-held pic-possible", sign: "question", short: "picture.affected.possible", step: 9},
	model.AffectedCleared:   {style: "pic-cleared", sign: "check", short: "picture.affected.cleared"},
}

// classWord names how a recall affects something.
func (a *artist) classWord(c model.AffectedClass) string {
	return model.AffectedClassWords[c].In(a.t.lang)
}

// stateWord names a state.
func (a *artist) stateWord(s model.PictureState) string {
	switch s {
	case model.PictureRecalled:
		return a.say("picture.state.recalled")
	case model.PictureExpired:
		return a.say("picture.state.expired")
	case model.PictureBlocked, model.PictureHeld, model.PictureClosed, model.PictureDraft, model.PictureActive:
		return model.BatchLifecycle.Words[model.BatchState(s)].In(a.t.lang)
	case model.PictureUnknown:
	}
	return a.say("picture.state.unknown")
}

// node writes a box.
func (a *artist) node(n model.PictureNode) {
	link := a.address(n)
	classes := []string{"pic-node"}
	if n.Affected != "" {
		classes = append(classes, classLooks[n.Affected].style)
	} else if _, grave := stateSigns[n.State]; grave {
		classes = append(classes, "pic-"+string(n.State))
	}
	if n.Root {
		classes = append(classes, "pic-root")
	}
	if n.OnWay {
		classes = append(classes, "pic-way")
	}
	element := "g"
	if link != "" {
		element = "a"
	}
	fmt.Fprintf(a, `<%s class="%s"`, element, strings.Join(classes, " "))
	if link != "" {
		a.WriteString(attribute("href", link))
	}
	fmt.Fprintf(a, "><title>%s</title>", html.EscapeString(strings.Join(a.nodeText(n), "\n")))
	if n.Group != nil {
		a.box("pic-sheet", n.X+8, n.Y+8, n.W-4, n.H-4, 8)
		a.box("pic-sheet", n.X+4, n.Y+4, n.W-2, n.H-2, 8)
	}
	a.box("pic-box", n.X, n.Y, n.W, n.H, 8)
	a.strip(n)
	a.lines(n)
	a.badges(n)
	a.beyond(n)
	fmt.Fprintf(a, "</%s>\n", element)
}

// address is where a box leads.
func (a *artist) address(n model.PictureNode) string {
	switch {
	case n.Group != nil && a.links.Open != nil:
		return a.links.Open(n.ID)
	case n.Group == nil && n.Batch != "" && a.links.Batch != nil:
		return a.links.Batch(n.Batch)
	}
	return ""
}

// strip marks the near edge of a box whose state is grave, with lines that are told apart without colour.
func (a *artist) strip(n model.PictureNode) {
	step := map[model.PictureState]int{model.PictureRecalled: 5, model.PictureBlocked: 5, model.PictureExpired: 9, model.PictureHeld: 9}[n.State]
	if n.Affected != "" {
		step = classLooks[n.Affected].step
	}
	if step == 0 {
		return
	}
	x, far := a.x(n.X+2), a.x(n.X+9)
	fmt.Fprintf(a, `<path class="pic-strip" d="`)
	for y := n.Y + 10; y+5 <= n.Y+n.H-8; y += step {
		up := 5
		if n.Affected == model.AffectedPossible || n.Affected == "" && n.State == model.PictureHeld {
			up = 0
		}
		fmt.Fprintf(a, "M%d %dL%d %d", x, y+up, far, y)
	}
	a.WriteString(`"/>`)
}

// lines writes what a box says: five lines in a tall one, three in a small one.
func (a *artist) lines(n model.PictureNode) {
	x, room := n.X+16, n.W-26
	name, code := a.nameOf(n), n.Lot
	if n.Group != nil {
		code = ""
	}
	if n.H < 80 {
		first := name
		if code != "" {
			first = joined(code, name)
		}
		if n.Group != nil {
			first = joined(a.size(n), name)
		}
		a.write(x, n.Y+21, line{text: first, class: "pic-name", size: 13, room: room, bold: true})
		a.write(x, n.Y+36, line{text: a.holder(n), size: 11.5, room: room, class: "pic-small"})
		a.write(x, n.Y+51, line{text: a.amounts(n, room, 11), size: 11, room: room, class: "pic-small pic-soft"})
		return
	}
	a.write(x, n.Y+24, line{text: name, class: "pic-name", size: 13, room: room, bold: true})
	if n.Group != nil {
		a.write(x, n.Y+42, line{text: a.size(n), size: 12, room: room})
	} else {
		a.write(x, n.Y+42, line{text: code, class: "pic-code", size: 12.5, room: room, code: true})
	}
	a.write(x, n.Y+59, line{text: a.holder(n), size: 12, room: room})
	a.write(x, n.Y+76, line{text: a.amounts(n, room, 11.5), size: 11.5, room: room, class: "pic-small"})
	a.write(x, n.Y+92, line{text: a.days(n.Since, n.Until), size: 11, class: "pic-soft pic-day", code: true})
}

// nameOf names what is in a box.
func (a *artist) nameOf(n model.PictureNode) string {
	switch {
	case !n.Product.Empty():
		return n.Product.In(a.t.lang)
	case n.Group != nil && n.Group.Lots == 0, n.Group == nil && n.Level == model.LevelInstance && n.Lot == "":
		return a.say("picture.container")
	case n.Group != nil:
		return a.say("picture.mixed")
	}
	return n.Key
}

// size says how many a group holds.
func (a *artist) size(n model.PictureNode) string {
	parts := []string{a.count("picture.things", n.Group.Things)}
	if n.Group.Lots == n.Group.Things {
		parts[0] = a.count("picture.lots", n.Group.Lots)
	}
	if n.Group.Orgs > 1 {
		parts = append(parts, a.count("picture.companies", n.Group.Orgs))
	}
	return strings.Join(parts, " · ")
}

// holder names who has it, or the region that a group's holders share.
func (a *artist) holder(n model.PictureNode) string {
	if !n.Org.Empty() {
		return n.Org.In(a.t.lang)
	}
	if n.Region != "" {
		return n.Region.FullName(string(a.t.lang))
	}
	return ""
}

// accountsShown is the order in which a box shows quantities: where goods may still be found comes first.
var accountsShown = []model.Account{
	model.AccountOnHand, model.AccountInTransit, model.AccountReturned, model.AccountUnaccounted, model.AccountSold, model.AccountConsumed,
	model.AccountDestroyed, model.AccountLost, model.AccountProduced,
}

// amounts writes as many quantities as there is room for.
func (a *artist) amounts(n model.PictureNode, room int, size float64) string {
	list := slices.Clone(n.Amounts)
	slices.SortStableFunc(list, func(b, c model.PictureAmount) int {
		return cmp.Compare(slices.Index(accountsShown, b.Account), slices.Index(accountsShown, c.Account))
	})
	text := ""
	for _, m := range list {
		next := joined(text, a.amount(m))
		if text != "" {
			next = text + " · " + a.amount(m)
		}
		if text != "" && widthOf(next, size*a.grown, false) > float64(room) {
			break
		}
		text = next
	}
	return text
}

// amount writes a quantity with its account.
func (a *artist) amount(m model.PictureAmount) string {
	q := a.t.quantity(m.Quantity, m.Unit)
	if m.Account == "" {
		return q
	}
	return model.AccountWords[m.Account].In(a.t.lang) + " " + apart(q)
}

// badges writes what stands out of a box: that it was asked for, its state, that it can be opened.
func (a *artist) badges(n model.PictureNode) {
	y := n.Y
	if n.Root && !a.asked {
		a.asked, y = true, n.Y+n.H // two badges do not fit on one edge in every language
		a.badge(n.X+12, n.Y, a.say("picture.root"), "mark", "pic-badge pic-asked", false)
	}
	sign, grave := stateSigns[n.State]
	switch {
	case n.Affected != "":
		word := a.say(classLooks[n.Affected].short)
		if n.Group != nil {
			word += " × " + a.t.integer(n.Group.Classes[0].Count)
		}
		a.badge(n.X+n.W-10, y, word, classLooks[n.Affected].sign, "pic-badge", true)
		return
	case !grave:
		return
	}
	word := a.stateWord(n.State)
	if n.Group != nil {
		word += " × " + a.t.integer(n.Group.States[0].Count)
	}
	a.badge(n.X+n.W-10, n.Y, word, sign, "pic-badge", true)
}

// badge writes a label that lies across the upper edge of a box; far tells that x is its far end.
func (a *artist) badge(x, y int, word, sign, class string, far bool) {
	w := int(math.Ceil(widthOf(word, 11*a.grown, true))) + 28
	if far {
		x -= w
	}
	fmt.Fprintf(a, `<g class="%s">`, class)
	a.box("pic-pill", x, y-13, w, 19, 9)
	a.sign(sign, "pic-sign", x+6, y-10, 13)
	a.write(x+22, y+1, line{text: word, size: 11, class: "pic-word"})
	a.WriteString("</g>")
}

// beyond marks where the chain goes on unseen, with three dots in its direction.
func (a *artist) beyond(n model.PictureNode) {
	dots := func(x, step int) {
		for i := range 3 {
			fmt.Fprintf(a, `<circle class="pic-dot" cx="%d" cy="%d" r="2"/>`, a.x(x+i*step), n.Y+n.H-9)
		}
	}
	if n.BeyondBefore {
		dots(n.X-7, -6)
	}
	if n.BeyondAfter {
		dots(n.X+n.W+7, 6)
	}
}
