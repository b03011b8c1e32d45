package code

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"strconv"
	"strings"
	"unicode"

	"suyuan/model"
)

// Labels for browsers. A page is one SVG whose user unit is a micrometre: sizes of letters are thousands of units, far
// above the least size that browsers in China enforce on text, and every coordinate is whole. All labels are alike, so
// the label is written once and used many times: a sheet costs the same as a label and some fifty bytes a copy.
//
// The server cannot know the fonts of the browser. It breaks lines itself, with widths that are wider than those of
// common fonts (see widest), so that text fits as it stands; and the box of the text is an inner SVG, which cuts off
// what leaves it, so that no font can reach the quiet zone. textLength is not used: browsers stretch Arabic script
// apart. HTML boxes (foreignObject) are not used: they cannot be repeated with <use>.

// labelID names the label inside its document.
const labelID = "label"

// fontFamilies are what browsers look for, by script. They are attributes, which a policy against inline styles allows.
var fontFamilies = map[model.Lang]string{
	model.ZH: "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
	model.UG: "UKIJ Tuz Tom, UKIJ Ekran, Noto Naskh Arabic, Noto Sans Arabic, Microsoft Uighur, Segoe UI, sans-serif",
	model.EN: "Noto Sans, Liberation Sans, Arial, Helvetica, sans-serif",
}

const codeFamily = "Noto Sans Mono, Liberation Mono, Menlo, Consolas, Courier New, monospace"

// WriteLabelsHTML writes a complete document for printing: one page for each sheet, no script, no inline style.
// stylesheet is the address of labels.css, which holds the size of the pages. title may show which print it is.
func (s *Service) WriteLabelsHTML(w io.Writer, l Labels, stylesheet, title string, progress Progress) error {
	out := bufio.NewWriter(w)
	out.WriteString(`<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width"><title>` + html.EscapeString(title) + `</title><link rel="stylesheet" href="` +
		html.EscapeString(stylesheet) + `"><link rel="icon" href="data:,"></head><body class="labels ` + l.Layout.Code + `">` + "\n")
	total := l.Sheets()
	for i := range total {
		l.sheet(out, i, i == 0)
		if err := progress.report(i+1, total); err != nil {
			return err
		}
	}
	out.WriteString("</body></html>\n")
	return out.Flush()
}

// WriteLabelsSVG writes one sheet, counted from 0, as an SVG file of its own. Refusal: invalid (sheet).
func (s *Service) WriteLabelsSVG(w io.Writer, l Labels, sheet int) error {
	if sheet < 0 || sheet >= l.Sheets() {
		return model.ValueInvalid.At("sheet", model.P("value", sheet))
	}
	out := bufio.NewWriter(w)
	l.sheet(out, sheet, true)
	return out.Flush()
}

// sheet writes a page. Only one page of a document defines the label.
func (l Labels) sheet(out *bufio.Writer, sheet int, define bool) {
	page := l.Layout.Page
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="sheet" width="` + inMillimetres(page.Width) + `" height="` + inMillimetres(page.Height) +
		`" viewBox="0 0 ` + strconv.Itoa(int(page.Width)) + ` ` + strconv.Itoa(int(page.Height)) + `" role="img"><title>`)
	_ = xml.EscapeText(out, []byte(l.title)) // out keeps the error for Flush
	out.WriteString("</title>")
	if define {
		out.Write(l.drawing.svg())
	}
	n := l.Layout.PerPage()
	first, last := max(0, l.Start-sheet*n), min(n, l.Start+l.Copies-sheet*n)
	var tag []byte
	for i := first; i < last; i++ {
		x, y := l.Layout.place(i)
		tag = append(tag[:0], `<use href="#`+labelID+`" x="`...)
		tag = strconv.AppendInt(tag, int64(x), 10)
		tag = append(tag, `" y="`...)
		tag = strconv.AppendInt(tag, int64(y), 10)
		out.Write(append(tag, `"/>`...))
	}
	out.WriteString("</svg>\n")
}

func inMillimetres(n Micrometres) string {
	return strconv.FormatFloat(float64(n)/1000, 'f', -1, 64) + "mm"
}

// svg writes the label's definition: white paper under the code and its quiet zone, the dark modules as one path in
// units of a module, and the text in a box that cuts off what leaves it.
func (d drawing) svg() []byte {
	var b bytes.Buffer
	quiet := QuietZone * d.module
	b.WriteString(`<defs><g id="` + labelID + `"><rect` + d.code.attributes() + ` fill="#fff"/><path shape-rendering="crispEdges" transform="translate(` +
		strconv.Itoa(d.code.x+quiet) + ` ` + strconv.Itoa(d.code.y+quiet) + `) scale(` + strconv.Itoa(d.module) + `)" d="`)
	d.matrix.runs(func(x, y, length int) {
		n := strconv.Itoa(length)
		b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h" + n + "v1h-" + n + "z")
	})
	b.WriteString(`"/><svg` + d.text.attributes() + ` overflow="hidden">`)
	for _, l := range d.lines {
		l.svg(&b)
	}
	b.WriteString(`</svg></g></defs>`)
	return b.Bytes()
}

func (b box) attributes() string {
	return ` x="` + strconv.Itoa(b.x) + `" y="` + strconv.Itoa(b.y) + `" width="` + strconv.Itoa(b.width) + `" height="` + strconv.Itoa(b.height) + `"`
}

func (l line) svg(b *bytes.Buffer) {
	b.WriteString(`<text x="` + strconv.Itoa(l.x) + `" y="` + strconv.Itoa(l.baseline) + `" font-size="` + strconv.Itoa(l.size) + `"`)
	switch {
	case l.style.code:
		b.WriteString(` direction="ltr" font-family="` + codeFamily + `"`)
	case l.style.rtl():
		b.WriteString(` direction="rtl" xml:lang="` + string(l.style.lang) + `" font-family="` + fontFamilies[l.style.lang] + `"`)
	default:
		b.WriteString(` xml:lang="` + string(l.style.lang) + `" font-family="` + fontFamilies[l.style.lang] + `"`)
	}
	b.WriteString(">")
	_ = xml.EscapeText(b, []byte(l.text)) // a bytes.Buffer never fails
	b.WriteString("</text>")
}

// widest measures text for fonts nobody has seen: wider than it is in the fonts that fontFamilies names, and in DejaVu
// Sans, the widest of those that systems fall back to.
type widest struct{}

// width implements measurer.
func (widest) width(text string, s style, size int) int {
	sum := 0
	for _, r := range text {
		sum += s.widthOf(r)
	}
	return (sum*size + 999) / 1000
}

// widthOf is the width of a character in thousandths of the size of the letters.
func (s style) widthOf(r rune) int {
	switch {
	case s.code:
		return 606
	case clings(r):
		return 0
	case r < 0x80:
		return int(latinWidths[r])
	case strings.ContainsRune("سشصض", r):
		return toothedWidth
	case unicode.Is(unicode.Arabic, r):
		return arabicWidth
	}
	return 1000
}

// The widths of Arabic letters: those with three teeth, and more than the mean of the others in a word. DejaVu Sans is
// again the widest; the fonts made for Uyghur take a fifth less.
const (
	arabicWidth  = 570
	toothedWidth = 1020
)

// latinWidths are the widths of ASCII characters, rounded up from the widest of the fonts.
var latinWidths = func() (w [0x80]uint16) {
	for r := range w {
		w[r] = 640
	}
	for _, class := range []struct {
		runes string
		width uint16
	}{
		{" !'(),./:;I[\\]fijlrt|", 420},
		{"\"*_Jsz", 600},
		{"ABCDEFGHKLNOPQRSTUVXYZ&#$+<=>~^", 860},
		{"MWmw%@", 1060},
	} {
		for _, r := range class.runes {
			w[r] = class.width
		}
	}
	return w
}()
