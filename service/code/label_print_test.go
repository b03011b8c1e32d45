package code_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/service/code"
)

// needFonts skips the test where the fonts for Chinese and Uyghur are not installed.
func needFonts(t testing.TB) {
	t.Helper()
	if chineseFont() == "" || code.FontFile("UKIJTuT.ttf") == "" {
		if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
			t.Fatal("fonts for Chinese and Uyghur are not installed")
		}
		t.Skip("fonts for Chinese and Uyghur are not installed: `make testdeps` installs them")
	}
}

// chineseFont names an installed font that has Chinese characters, "" without one.
func chineseFont() string {
	for _, name := range []string{"NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf"} {
		if code.FontFile(name) != "" {
			return name
		}
	}
	return ""
}

func TestMissingFontsAreNamed(t *testing.T) {
	t.Parallel()
	needFonts(t)
	fonts := t.TempDir()
	room := code.New(nil, base, code.FontDirs(fonts))
	b, p := model.Batch{Lot: "1", Produced: "2026-11-01", Code: "0123456789"}, model.Product{Name: model.Text{ZH: "苹果", UG: "ئالما"}}
	o := code.LabelOrder{Layout: "roll-60x40", Copies: 1, Second: model.UG}
	missing := func(room *code.Service) string {
		_, err := room.Label(b, p, o, model.LabelZPL203)
		var r *model.Refusal
		if !errors.As(err, &r) || r.Problem != model.LabelFontMissing {
			t.Fatalf("%v, want %s", err, model.LabelFontMissing.Code)
		}
		return r.Params[0].Value
	}
	if got := missing(room); got != "Chinese characters" {
		t.Errorf("without fonts: %s", got)
	}
	copyFont(t, fonts, chineseFont())
	if got := missing(code.New(nil, base, code.FontDirs(fonts))); got != "Uyghur (Arabic script)" {
		t.Errorf("with a Chinese font: %s", got)
	}
	copyFont(t, fonts, "UKIJTuT.ttf")
	if _, err := code.New(nil, base, code.FontDirs(fonts)).Label(b, p, o, model.LabelZPL203); err != nil {
		t.Errorf("with both: %v", err)
	}
	p.Name.ZH = "苹果\U0001F34E" // an apple, for which only coloured pictures exist
	if got := missing(code.New(nil, base, code.FontDirs(fonts))); got != "the sign" {
		t.Errorf("a sign nobody has: %s", got)
	}
	if _, err := room.Label(b, p, o, model.LabelHTML); err != nil {
		t.Errorf("browsers bring their own fonts: %v", err)
	}
}

func copyFont(t *testing.T, dir, name string) {
	t.Helper()
	data, err := os.ReadFile(code.FontFile(name))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var (
	zplHead  = regexp.MustCompile(`^\^XA\^LH0,0\^PW(\d+)\^LL(\d+)\n`)
	zplField = regexp.MustCompile(`\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([0-9A-F,:]*)\^FS\n`)
)

// zplLabel is what a printer makes of a label.
type zplLabel struct {
	size   image.Point
	fields []zplBitmap
	tail   string
}

type zplBitmap struct {
	at   image.Point
	rows [][]bool
}

func readZPL(t rapid.TB, doc string) (l zplLabel) {
	t.Helper()
	head := zplHead.FindStringSubmatch(doc)
	if head == nil {
		t.Fatalf("begins %.40q", doc)
	}
	l.size = image.Pt(number(head[1]), number(head[2]))
	for _, m := range zplField.FindAllStringSubmatch(doc, -1) {
		stride, f := number(m[5]), zplBitmap{at: image.Pt(number(m[1]), number(m[2]))}
		row, data := "", m[6]
		emit := func(hex string) {
			var dots []bool
			for _, c := range hex {
				v := strings.IndexRune("0123456789ABCDEF", c)
				dots = append(dots, v&8 != 0, v&4 != 0, v&2 != 0, v&1 != 0)
			}
			f.rows = append(f.rows, dots)
		}
		for _, c := range data {
			switch c {
			case ':':
				f.rows = append(f.rows, f.rows[len(f.rows)-1])
				continue
			case ',':
				row += strings.Repeat("0", 2*stride-len(row))
			default:
				row += string(c)
			}
			if len(row) == 2*stride {
				emit(row)
				row = ""
			}
		}
		if m[3] != m[4] || len(f.rows)*stride != number(m[3]) || row != "" {
			t.Fatalf("a field of %s bytes, %d a row, has %d rows and %q", m[3], stride, len(f.rows), row)
		}
		l.fields = append(l.fields, f)
	}
	l.tail = zplField.ReplaceAllString(zplHead.ReplaceAllString(doc, ""), "")
	return l
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// ink lists where a field prints dots.
func (f zplBitmap) ink() (dots []image.Point) {
	for y, row := range f.rows {
		for x, dark := range row {
			if dark {
				dots = append(dots, f.at.Add(image.Pt(x, y)))
			}
		}
	}
	return dots
}

func bounds(dots []image.Point) (r image.Rectangle) {
	for _, p := range dots {
		r = r.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
	}
	return r
}

func TestPrinterLabels(t *testing.T) {
	t.Parallel()
	needFonts(t)
	room := code.New(nil, base)
	rapid.Check(t, func(t *rapid.T) {
		b, p, o := someLabel(t)
		o.Copies = 250
		o.Layout = rapid.SampledFrom([]string{"roll-40x30", "roll-50x30", "roll-60x40"}).Draw(t, "layout")
		format := rapid.SampledFrom([]model.LabelFormat{model.LabelZPL203, model.LabelZPL300, model.LabelZPL600}).Draw(t, "format")
		dpi, _ := format.DotsPerInch()
		dot := 25_400 / float64(dpi)
		least := map[int]int{203: 4, 300: 5, 600: 10}[dpi]
		labels, err := room.Label(b, p, o, format)
		if refusedRightly(t, room, b, o, err, float64(least)*dot) {
			return
		}
		var out bytes.Buffer
		if err := room.WriteLabelsZPL(&out, labels, nil); err != nil {
			t.Fatal(err)
		}
		l := readZPL(t, out.String())
		if len(l.fields) != 2 || l.tail != "^PQ250\n^XZ\n" {
			t.Fatalf("%d fields, then %q", len(l.fields), l.tail)
		}
		ink := l.fields[0].ink()
		dark := bounds(ink)
		svg, err := room.QR(room.Link(b), code.QRSVG, code.QRStyle{Level: o.Level})
		if err != nil {
			t.Fatal(err)
		}
		var side int
		if _, err := fmt.Sscanf(string(svg[bytes.Index(svg, []byte("viewBox")):]), `viewBox="0 0 %d`, &side); err != nil {
			t.Fatal(err)
		}
		side -= 8
		if dark.Dx()%side != 0 || dark.Dx() != dark.Dy() {
			t.Fatalf("%d modules on %d × %d dots", side, dark.Dx(), dark.Dy())
		}
		module := dark.Dx() / side
		if module < least || float64(module)*dot > 990 {
			t.Fatalf("a module is %d dots at %d dpi", module, dpi)
		}
		set := map[image.Point]bool{}
		for _, q := range ink {
			set[q.Sub(dark.Min)] = true
		}
		for y := range dark.Dy() {
			for x := range dark.Dx() {
				if set[image.Pt(x, y)] != set[image.Pt(x/module*module, y/module*module)] {
					t.Fatalf("dot %d,%d does not belong to a whole module", x, y)
				}
			}
		}
		text := l.fields[1].ink()
		quiet, page := dark.Inset(-4*module), image.Rectangle{Max: l.size}
		if len(text) == 0 || bounds(text).Overlaps(quiet) || !bounds(text).In(page) || !quiet.In(page) {
			t.Fatalf("text %v, quiet zone %v, label %v", bounds(text), quiet, page)
		}
		img := paint(func(x, y int) bool { return set[image.Pt(x-4*module, y-4*module)] }, dark.Dx()+8*module, 1)
		if got, err := code.ReadImage(context.Background(), img); err != nil || got != room.Link(b) {
			t.Fatalf("the code says %q, %v, want %q", got, err, room.Link(b))
		}
	})
	if n, size := room.HeldFonts(); n == 0 || n > 8 || size > 64<<20 {
		t.Errorf("%d fonts of %d bytes are kept", n, size)
	}
}

// TestPrintersPrintWhatZbarReads paints the whole label as the printer would.
func TestPrintersPrintWhatZbarReads(t *testing.T) {
	t.Parallel()
	needFonts(t)
	room := code.New(nil, base)
	b := model.Batch{Lot: "20261101-A/7", Produced: "2026-11-01", Expires: "2026-12-22", EPC: "https://id.gs1.org/01/" + gtin + "/10/20261101-A%2F7"}
	p := model.Product{GTIN: gtin, Name: model.Text{ZH: "阿克苏冰糖心苹果", UG: "ئاقسۇ مۇز شېكەر يۈرەك ئالمىسى"}}
	for _, format := range []model.LabelFormat{model.LabelZPL203, model.LabelZPL300, model.LabelZPL600} {
		labels, err := room.Label(b, p, code.LabelOrder{Layout: "roll-60x40", Copies: 1, Second: model.UG}, format)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		heard := 0
		if err := room.WriteLabelsZPL(&out, labels, func(done, total int) error { heard += done * total; return nil }); err != nil || heard != 1 {
			t.Fatal(err, heard)
		}
		l := readZPL(t, out.String())
		set := map[image.Point]bool{}
		for _, f := range l.fields {
			for _, q := range f.ink() {
				set[q] = true
			}
		}
		img := paint(func(x, y int) bool { return set[image.Pt(x, y)] }, l.size.X, 1)
		if got := decode(t, asPNG(t, img)); got != room.Link(b) {
			t.Errorf("%s: read %q", format, got)
		}
		if got, err := room.ReadCode(t.Context(), asPNG(t, img)); err != nil || got != room.Link(b) {
			t.Errorf("%s: ReadCode says %q, %v", format, got, err)
		}
	}
	labels, err := room.Label(b, p, code.LabelOrder{Layout: "roll-60x40", Copies: 1}, model.LabelHTML)
	if err != nil {
		t.Fatal(err)
	}
	if err := room.WriteLabelsZPL(&bytes.Buffer{}, labels, nil); !errors.Is(err, model.ValueInvalid) {
		t.Errorf("labels for a browser on a label printer: %v", err)
	}
}

// Letters join and dates keep their order: the drawn label differs from one whose words are drawn letter by letter.
func TestPrinterLettersJoin(t *testing.T) {
	t.Parallel()
	needFonts(t)
	path := code.FontFile("UKIJTuT.ttf")
	apart := 0
	for _, r := range "ئالمىسى" {
		apart += code.WidthIn(path, string(r), model.UG)
	}
	if joined := code.WidthIn(path, "ئالمىسى", model.UG); joined <= 0 || joined >= apart*9/10 {
		t.Errorf("the word is %d wide, its letters %d", joined, apart)
	}
}
