package web

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"suyuan/model"
)

// The signs that keep a name or a number in a sentence in its own direction (Unicode Bidirectional Algorithm, UAX #9):
// text in SVG knows no bdi element.
const (
	isolate  = "\u2068"
	isolated = "\u2069"
)

func apart(s string) string {
	if s == "" {
		return ""
	}
	return isolate + s + isolated
}

// joined puts what is not empty side by side.
func joined(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" })
	for i := range parts {
		parts[i] = apart(parts[i])
	}
	return strings.Join(parts, " · ")
}

func attribute(name, value string) string { return " " + name + `="` + html.EscapeString(value) + `"` }

// pen writes SVG. It is told coordinates for readers from left to right and mirrors them for others.
type pen struct {
	strings.Builder
	width int
	// rtl says that the language is written from right to left, mirror that the drawing is as well.
	rtl, mirror bool
	// grown is how much larger than others the language's letters are written: Uyghur ones are small in most fonts.
	grown float64
}

func newPen(width int, lang model.Lang) pen {
	p := pen{width: width, rtl: lang.Dir() == "rtl", mirror: lang.Dir() == "rtl", grown: 1}
	if lang == model.UG {
		p.grown = 1.22
	}
	return p
}

func (p *pen) x(x int) int {
	if p.mirror {
		return p.width - x
	}
	return x
}

// box writes a rectangle.
func (p *pen) box(class string, x, y, w, h, radius int) {
	if p.mirror {
		x = p.width - x - w
	}
	fmt.Fprintf(p, `<rect class="%s" x="%d" y="%d" width="%d" height="%d"`, class, x, y, w, h)
	if radius > 0 {
		fmt.Fprintf(p, ` rx="%d"`, radius)
	}
	p.WriteString("/>")
}

// sign writes an icon of our set, size pixels wide, its near upper corner at x and y.
func (p *pen) sign(name, class string, x, y, size int) {
	if p.mirror {
		x = p.width - x - size
	}
	fmt.Fprintf(p, `<path class="%s" transform="translate(%d %d) scale(%s)" d="%s"/>`, class, x, y,
		strconv.FormatFloat(float64(size)/24, 'f', 3, 64), icons[name])
}

// A line of text.
type line struct {
	text  string
	class string
	size  float64
	room  int  // pixels; what is longer is cut
	code  bool // written from left to right whatever surrounds it
	bold  bool
	from  string // text-anchor: "" for the start of the line, middle or end
}

// write writes a line of text at a baseline.
func (p *pen) write(x, y int, l line) {
	if l.text == "" {
		return
	}
	anchor := l.from
	fmt.Fprintf(p, `<text x="%d" y="%d"`, p.x(x), y)
	if l.class != "" {
		fmt.Fprintf(p, ` class="%s"`, l.class)
	}
	if l.code && p.rtl {
		p.WriteString(` direction="ltr"`)
		anchor = map[string]string{"": "end", "end": "", "middle": "middle"}[anchor]
	}
	if anchor != "" {
		fmt.Fprintf(p, ` text-anchor="%s"`, anchor)
	}
	p.WriteString(">" + html.EscapeString(fitted(l.text, l.room, p.letters(l), l.bold)) + "</text>")
}

// letters is the size in which a line is written.
func (p *pen) letters(l line) float64 {
	if l.code {
		return l.size
	}
	return l.size * p.grown
}

// widthOf estimates how many pixels a text takes in a system font.
func widthOf(s string, size float64, bold bool) float64 {
	em := 0.0
	for _, c := range s {
		switch {
		case c == ' ':
			em += .28
		case c == '\u2068' || c == '\u2069' || unicode.Is(unicode.Mn, c):
		case c >= 0x1100 && (unicode.Is(unicode.Han, c) || c >= 0x3000 && c <= 0x30ff || c >= 0xff00 && c <= 0xffe6):
			em++
		case unicode.Is(unicode.Arabic, c):
			em += .41
		case c >= 'A' && c <= 'Z':
			em += .72
		case strings.ContainsRune("iljtf.,:;'|·", c):
			em += .36
		case c == 'm' || c == 'w':
			em += .9
		default:
			em += .61
		}
	}
	if bold {
		em *= 1.13
	}
	return em * size
}

// fitted cuts a text to a width.
func fitted(s string, room int, size float64, bold bool) string {
	if room <= 0 || widthOf(s, size, bold) <= float64(room) {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		cut := strings.TrimRight(string(runes[:n]), " ·"+isolate) + "…"
		if open := strings.Count(cut, isolate) - strings.Count(cut, isolated); open > 0 {
			cut += strings.Repeat(isolated, open)
		}
		if widthOf(cut, size, bold) <= float64(room) {
			return cut
		}
	}
	return "…"
}
