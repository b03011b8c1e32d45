package code

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"suyuan/model"
)

// grid is what a label is drawn in: micrometres on paper, dots on a label printer. Everything of a drawing is a whole
// number of its grid.
type grid struct {
	perInch int
	step    int // of the size of modules
}

// micrometresPerInch is exact: an inch is 25.4 mm.
const micrometresPerInch = 25_400

var onPaper = grid{perInch: micrometresPerInch, step: moduleStep}

// of rounds down, so that what fits the grid fits the paper.
func (g grid) of(n Micrometres) int { return int(n) * g.perInch / micrometresPerInch }

func (g grid) toMicrometres(n int) int { return (n*micrometresPerInch + g.perInch/2) / g.perInch }

// points is a size of letters given in tenths of a point of 1/72 inch, rounded up: six points never become less.
func (g grid) points(tenths int) int { return (tenths*g.perInch + 719) / 720 }

// modules returns the smallest and the largest module.
func (g grid) modules() (least, most int) {
	least = (leastModule*g.perInch + micrometresPerInch - 1) / micrometresPerInch
	most = mostModule * g.perInch / micrometresPerInch
	return (least + g.step - 1) / g.step * g.step, most / g.step * g.step
}

type box struct{ x, y, width, height int }

// drawing is one label on its grid. The text never leaves its box, and the box has nothing in common with the code's.
type drawing struct {
	grid   grid
	label  box
	matrix matrix
	module int
	code   box // with its quiet zone
	text   box
	lines  []line
}

// line is one line of text. x is its left end in the text's box, or the right end when it runs from right to left.
type line struct {
	text     string
	style    style
	size     int
	x        int
	baseline int // in the text's box
}

// style is what the width of a text depends on besides its size.
type style struct {
	lang model.Lang
	// code is set for the digits of a code, which are set in one width and may break anywhere.
	code bool
}

func (s style) rtl() bool { return !s.code && s.lang.Dir() == "rtl" }

// leading is the height of a line and the part of it above the baseline, in hundredths of the size of the letters. The
// Arabic script needs room below.
func (s style) leading() (height, above int) {
	if s.rtl() {
		return 130, 90
	}
	return 110, 89
}

// measurer says how wide a text is.
type measurer interface {
	width(text string, s style, size int) int
}

// arrange places code and text on a label. The code stands at the left with its quiet zone of QuietZone modules, the
// text has the rest. Refusal: invalid at layout (label-code-too-large, label-text-too-long).
func arrange(l LabelLayout, g grid, m matrix, w words, ruler measurer) (drawing, error) {
	d := drawing{grid: g, matrix: m, label: box{0, 0, g.of(l.Label.Width), g.of(l.Label.Height)}}
	insetX, insetY := g.of(l.InsetX)+1, g.of(l.InsetY)+1
	side := len(m) + 2*QuietZone
	least, most := g.modules()
	d.module = min(most, max(least, g.of(l.CodeSide)/side/g.step*g.step))
	if side*d.module > g.of(l.CodeMost) {
		return d, model.LabelCodeTooLarge.At("layout", model.PText("layout", l.Name),
			model.P("needs", millimetres(g.toMicrometres(side*least))), model.P("room", millimetres(int(l.CodeMost))))
	}
	d.code.width, d.code.height = side*d.module, side*d.module
	d.code.x = max(0, insetX-QuietZone*d.module)
	d.code.y = (d.label.height - d.code.height) / 2
	d.text.x, d.text.y = d.code.x+d.code.width, insetY
	d.text.width, d.text.height = d.label.width-insetX-d.text.x, d.label.height-2*insetY
	if !d.set(w, ruler) {
		return d, model.LabelTextTooLong.At("layout", model.PText("layout", l.Name))
	}
	return d, nil
}

// millimetres writes a length with one decimal, rounded up.
func millimetres(um int) string {
	return strconv.FormatFloat(math.Ceil(float64(um)/100)/10, 'f', -1, 64)
}

// setting is one way to set the text, in tenths of a point. Where no setting takes the names whole, they are cut.
type setting struct {
	body, name int
	lines      [2]int // the most lines of the name and of the name in the second language
	cut        bool
}

// minBody is the smallest letter in tenths of a point: the human readable interpretation must be readable.
const minBody = 60

// settings are tried in turn: large and whole, small and whole, then with names cut to ever fewer lines.
var settings = []setting{
	{90, 120, [2]int{2, 2}, false},
	{85, 110, [2]int{2, 2}, false},
	{80, 100, [2]int{3, 3}, false},
	{75, 90, [2]int{3, 3}, false},
	{70, 80, [2]int{3, 3}, false},
	{65, 75, [2]int{3, 3}, false},
	{minBody, 70, [2]int{4, 3}, false},
	{75, 85, [2]int{4, 4}, true},
	{minBody, 70, [2]int{4, 4}, true},
	{minBody, 70, [2]int{3, 2}, true},
	{minBody, 70, [2]int{2, 1}, true},
	{minBody, 65, [2]int{1, 1}, true},
	{minBody, minBody, [2]int{1, 1}, true},
}

// set breaks the text into lines and reports whether everything that must be shown fits.
func (d *drawing) set(w words, ruler measurer) bool {
	for _, s := range settings {
		c := column{d: d, ruler: ruler, fits: true, wraps: s.body == minBody}
		c.names(w.names, s)
		for _, p := range w.codes {
			c.wrapped(p.text, style{lang: p.lang, code: true}, d.grid.points(s.body))
		}
		for _, f := range w.fields {
			c.field(f, d.grid.points(s.body))
		}
		if !c.fits || c.height > d.text.height {
			continue
		}
		for _, group := range w.more {
			c.optional(group, d.grid.points(s.body))
		}
		c.finish()
		return true
	}
	return false
}

// column gathers the lines of one label.
type column struct {
	d      *drawing
	ruler  measurer
	lines  []line
	height int
	fits   bool
	wraps  bool // codes and fields may take several lines; before that, smaller letters are better
}

func (c *column) width(text string, s style, size int) int { return c.ruler.width(text, s, size) }

func (c *column) add(text string, s style, size int) {
	height, above := s.leading()
	l := line{text: text, style: s, size: size, baseline: c.height + size*above/100}
	if s.rtl() {
		l.x = c.d.text.width
	}
	c.lines = append(c.lines, l)
	c.height += (size*height + 99) / 100
}

func (c *column) names(names []phrase, s setting) {
	size := c.d.grid.points(s.name)
	for i, n := range names {
		st := style{lang: n.lang}
		lines, cut := breakLines(n.text, st, size, c.d.text.width, s.lines[min(i, 1)], c.ruler)
		if cut && !s.cut {
			c.fits = false
		}
		for _, text := range lines {
			c.add(text, st, size)
		}
		size = c.d.grid.points(max(minBody, s.name*9/10))
	}
}

func (c *column) wrapped(text string, s style, size int) {
	lines, cut := breakLines(text, s, size, c.d.text.width, 6, c.ruler)
	c.fits = c.fits && !cut && (c.wraps || len(lines) == 1)
	for _, l := range lines {
		c.add(l, s, size)
	}
}

// field adds a caption and its value in one line, with the long caption or the short, else in as many as it takes.
func (c *column) field(f field, size int) {
	if text, ok := c.oneLine(f, size); ok {
		c.add(text, style{lang: f.lang}, size)
		return
	}
	c.wrapped(f.long+" "+f.value, style{lang: f.lang}, size)
}

// optional adds the fields of a group, each in one line, if there is room for all of them.
func (c *column) optional(group []field, size int) {
	before, height := len(c.lines), c.height
	for _, f := range group {
		text, ok := c.oneLine(f, size)
		if ok {
			c.add(text, style{lang: f.lang}, size)
		}
		if !ok || c.height > c.d.text.height {
			c.lines, c.height = c.lines[:before], height
			return
		}
	}
}

func (c *column) oneLine(f field, size int) (text string, ok bool) {
	value := f.value
	s := style{lang: f.lang}
	if s.rtl() {
		value = isolated(value)
	}
	forms := []string{f.long + " " + value, f.short + " " + value}
	if f.lang == model.ZH { // a Chinese caption needs no space before digits
		forms = append(forms, f.short+value)
	}
	for _, text := range forms {
		if c.width(text, s, size) <= c.d.text.width {
			return text, true
		}
	}
	return "", false
}

// isolated marks a code or date in a text that runs from right to left, so that its parts keep their order (UAX #9,
// left-to-right isolate).
func isolated(value string) string { return "\u2066" + value + "\u2069" }

// finish centres the column.
func (c *column) finish() {
	down := (c.d.text.height - c.height) / 2
	for i := range c.lines {
		c.lines[i].baseline += down
	}
	c.d.lines = c.lines
}

const ellipsis = "…"

// breakLines fills lines of a width, at most most of them; cut reports that the rest was replaced by an ellipsis.
func breakLines(text string, s style, size, width, most int, ruler measurer) (lines []string, cut bool) {
	current := ""
	for _, piece := range pieces(text, s) {
		if ruler.width(strings.TrimRight(current+piece, " "), s, size) <= width {
			current += piece
			continue
		}
		if current != "" {
			lines = append(lines, strings.TrimRight(current, " "))
		}
		for current = piece; ruler.width(strings.TrimRight(current, " "), s, size) > width; {
			head := longestHead(current, width, func(t string) int { return ruler.width(t, s, size) })
			lines, current = append(lines, head), current[len(head):]
		}
	}
	if current = strings.TrimRight(current, " "); current != "" {
		lines = append(lines, current)
	}
	if len(lines) <= most {
		return lines, false
	}
	last := lines[most-1]
	for last != "" && ruler.width(last+ellipsis, s, size) > width {
		last = strings.TrimRight(withoutLast(last), " ")
	}
	return append(lines[:most-1], last+ellipsis), true
}

// longestHead returns the longest beginning of a text that is not wider than width, at least one letter with its marks.
func longestHead(text string, width int, measure func(string) int) string {
	head := text
	for measure(head) > width {
		shorter := withoutLast(head)
		if shorter == "" {
			break
		}
		head = shorter
	}
	return head
}

// withoutLast drops the last letter together with the marks on it.
func withoutLast(text string) string {
	runes := []rune(text)
	i := len(runes) - 1
	for i > 0 && clings(runes[i]) {
		i--
	}
	return string(runes[:max(i, 0)])
}

// clings tells whether a character belongs to the one before.
func clings(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc, unicode.Cf) }

// pieces splits a text where a line may end: after a space, and beside Chinese characters except where punctuation
// would be torn from its word (a small part of UAX #14). Codes may break at every character.
func pieces(text string, s style) []string {
	var parts []string
	runes := []rune(text)
	start := 0
	for i := 1; i < len(runes); i++ {
		if s.code || mayBreak(runes[i-1], runes[i]) {
			parts = append(parts, string(runes[start:i]))
			start = i
		}
	}
	return append(parts, string(runes[start:]))
}

const (
	opening = "（《〈「『【〔“‘(["
	closing = "）》〉」』】〕”’)]，。、；：！？…,.;:!?%·"
)

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ', clings(after), strings.ContainsRune(closing, after), strings.ContainsRune(opening, before):
		return false
	case before == ' ':
		return true
	}
	return wide(before) || wide(after)
}

// wide tells whether a character fills a square (roughly East Asian Width W and F, UAX #11).
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xfe30 && r <= 0xfe4f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f000
}
