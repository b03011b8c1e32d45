package code

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"suyuan/model"
)

// QRLevel is the error correction of a QR code (ISO/IEC 18004 §7.5.1).
type QRLevel string

// The levels with the share of the code that may be unreadable.
const (
	QRLow      QRLevel = "L" // 7 %
	QRMedium   QRLevel = "M" // 15 %, the usual one on packages
	QRQuartile QRLevel = "Q" // 25 %
	QRHigh     QRLevel = "H" // 30 %
)

// QRLevels lists the levels.
func QRLevels() []QRLevel { return []QRLevel{QRLow, QRMedium, QRQuartile, QRHigh} }

var recoveryLevels = map[QRLevel]qrcode.RecoveryLevel{
	QRLow: qrcode.Low, QRMedium: qrcode.Medium, QRQuartile: qrcode.High, QRHigh: qrcode.Highest,
}

// QRFormat is a form in which a QR code is drawn.
type QRFormat string

// The formats.
const (
	QRSVG QRFormat = "svg"
	QRPNG QRFormat = "png"
)

// MediaType names the format in HTTP.
func (f QRFormat) MediaType() string {
	if f == QRSVG {
		return "image/svg+xml"
	}
	return "image/png"
}

// The measures of a drawn code, in modules and in pixels a module.
const (
	// QuietZone is the white margin that the standard asks for on every side (ISO/IEC 18004 §6.3.8).
	QuietZone       = 4
	maxQuietZone    = 40
	DefaultQRScale  = 8
	MaxQRScale      = 40
	maxQRLinkLength = 500 // fits at every level with room to spare
)

// QRStyle says how a code is drawn. The zero value of each field is the usual: level M, a quiet zone of four modules,
// eight pixels a module.
type QRStyle struct {
	Level QRLevel
	// Scale is how many pixels one module has in a PNG, and the size at which an SVG is shown first. Modules are always
	// whole pixels: uneven ones make codes hard to read.
	Scale int
	// Quiet is the margin in modules, never below QuietZone.
	Quiet int
}

// QR draws the code of a link. Refusal: invalid (link, format, ecc, scale, quiet).
func (s *Service) QR(link string, format QRFormat, style QRStyle) ([]byte, error) {
	style, err := style.checked(format)
	if err != nil {
		return nil, err
	}
	m, err := modulesOf(link, style.Level)
	if err != nil {
		return nil, err
	}
	if format == QRSVG {
		return drawSVG(m, link, style), nil
	}
	return drawPNG(m, style)
}

func (st QRStyle) checked(format QRFormat) (QRStyle, error) {
	var faults model.Faults
	if st.Level == "" {
		st.Level = QRMedium
	}
	if st.Scale == 0 {
		st.Scale = DefaultQRScale
	}
	if st.Quiet == 0 {
		st.Quiet = QuietZone
	}
	if _, ok := recoveryLevels[st.Level]; !ok {
		faults.Add("ecc", model.ValueInvalid, model.P("value", st.Level))
	}
	if st.Scale < 1 || st.Scale > MaxQRScale {
		faults.Add("scale", model.ValueInvalid, model.P("value", st.Scale))
	}
	if st.Quiet < QuietZone || st.Quiet > maxQuietZone {
		faults.Add("quiet", model.ValueInvalid, model.P("value", st.Quiet))
	}
	if format != QRSVG && format != QRPNG {
		faults.Add("format", model.ValueInvalid, model.P("value", format))
	}
	return st, faults.Err()
}

// matrix holds the modules of a code without its quiet zone: matrix[y][x] is dark.
type matrix [][]bool

// modulesOf computes a code. The library logs a panic on what it cannot encode and changes its object while it draws,
// so it is given only what always fits, and each call has an object of its own.
func modulesOf(link string, level QRLevel) (matrix, error) {
	if link == "" || len(link) > maxQRLinkLength || strings.ContainsFunc(link, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, model.ValueInvalid.At("link", model.P("value", ""))
	}
	q, err := qrcode.New(link, recoveryLevels[level])
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// runs calls each for every horizontal run of dark modules.
func (m matrix) runs(each func(x, y, length int)) {
	for y, row := range m {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x > start {
				each(start, y, x-start)
			}
		}
	}
}

func drawSVG(m matrix, link string, st QRStyle) []byte {
	side := len(m) + 2*st.Quiet
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[1]d" viewBox="0 0 %[2]d %[2]d" `+
		`shape-rendering="crispEdges" role="img"><title>%[3]s</title><path fill="#fff" d="M0 0h%[2]dv%[2]dH0z"/><path d="`,
		side*st.Scale, side, html.EscapeString(link))
	m.runs(func(x, y, length int) {
		n := strconv.Itoa(length)
		b.WriteString("M" + strconv.Itoa(x+st.Quiet) + " " + strconv.Itoa(y+st.Quiet) + "h" + n + "v1h-" + n + "z")
	})
	b.WriteString(`"/></svg>`)
	return b.Bytes()
}

func drawPNG(m matrix, st QRStyle) ([]byte, error) {
	side := (len(m) + 2*st.Quiet) * st.Scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	m.runs(func(x, y, length int) {
		left, top := (x+st.Quiet)*st.Scale, (y+st.Quiet)*st.Scale
		for line := top; line < top+st.Scale; line++ {
			row := img.Pix[line*img.Stride+left:][:length*st.Scale]
			for i := range row {
				row[i] = 1
			}
		}
	})
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, img); err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	return out.Bytes(), nil
}

// Terminal draws the code of a link in half blocks for a terminal, black on white whatever the terminal's own colours
// (ECMA-48 select graphic rendition), or returns "" for a link that has none.
func (s *Service) Terminal(link string) string {
	m, err := modulesOf(link, QRLow)
	if err != nil {
		return ""
	}
	dark := func(x, y int) bool {
		x, y = x-QuietZone, y-QuietZone
		return y >= 0 && y < len(m) && x >= 0 && x < len(m) && m[y][x]
	}
	side := len(m) + 2*QuietZone
	var b strings.Builder
	for y := 0; y < side; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := range side {
			b.WriteString(halfBlocks[dark(x, y)][dark(x, y+1)])
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

// halfBlocks draws two modules, one above the other, in one character.
var halfBlocks = map[bool]map[bool]string{
	false: {false: " ", true: "▄"},
	true:  {false: "▀", true: "█"},
}
