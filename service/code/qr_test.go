package code_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/service/code"
)

// links are the forms that are printed: Digital Links whose lots need escapes, and short codes.
var links = []string{
	"https://trace.example/01/06901234567892/10/A1",
	"https://trace.example/01/06901234567892/10/007",
	"https://trace.example/01/06901234567892/10/A%2FB%25C%2B",
	"https://trace.example/01/06901234567892/10/%21%22%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F_.-",
	"http://127.0.0.1:8080/c/0123456789",
	"HTTPS://TRACE.EXAMPLE/C/ZZZZZZZZZZ",
	"https://" + strings.Repeat("a", 200) + ".example/01/06901234567892/10/x",
}

// decode reads a picture with zbar, or skips the test where it is not installed.
func decode(t *testing.T, picture []byte) string {
	t.Helper()
	path, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
			t.Fatal("zbarimg is not installed")
		}
		t.Skip("zbarimg is not installed: `make testdeps` installs zbar-tools")
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), path, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file).Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var runPattern = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// svgModules reads back which modules an SVG paints dark, and its side in modules.
func svgModules(t *testing.T, svg []byte) (dark map[image.Point]bool, side int, title string) {
	t.Helper()
	var doc struct {
		ViewBox   string `xml:"viewBox,attr"`
		Rendering string `xml:"shape-rendering,attr"`
		Title     string `xml:"title"`
		Paths     []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(svg, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Rendering != "crispEdges" || len(doc.Paths) != 2 {
		t.Fatalf("%+v", doc)
	}
	if _, err := fmt.Sscanf(doc.ViewBox, "0 0 %d", &side); err != nil {
		t.Fatal(err)
	}
	dark = map[image.Point]bool{}
	for _, m := range runPattern.FindAllStringSubmatch(doc.Paths[1].D, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			dark[image.Pt(x+i, y)] = true
		}
	}
	if left := runPattern.ReplaceAllString(doc.Paths[1].D, ""); left != "" {
		t.Fatalf("the path holds %q besides runs", left)
	}
	return dark, side, doc.Title
}

func paint(dark func(x, y int) bool, side, scale int) image.Image {
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	for y := range side * scale {
		for x := range side * scale {
			if !dark(x/scale, y/scale) {
				img.SetGray(x, y, color.Gray{Y: 0xff})
			}
		}
	}
	return img
}

func TestEveryFormIsReadBack(t *testing.T) {
	t.Parallel()
	s := code.New(nil, "https://trace.example")
	for _, link := range links {
		for _, level := range code.QRLevels() {
			picture, err := s.QR(link, code.QRPNG, code.QRStyle{Level: level, Scale: 4})
			if err != nil {
				t.Fatal(err)
			}
			if got := decode(t, picture); got != link {
				t.Errorf("PNG %s: read %q, want %q", level, got, link)
			}
			svg, err := s.QR(link, code.QRSVG, code.QRStyle{Level: level})
			if err != nil {
				t.Fatal(err)
			}
			dark, side, title := svgModules(t, svg)
			if title != link {
				t.Errorf("the title is %q", title)
			}
			img := paint(func(x, y int) bool { return dark[image.Pt(x, y)] }, side, 4)
			if got := decode(t, asPNG(t, img)); got != link {
				t.Errorf("SVG %s: read %q, want %q", level, got, link)
			}
		}
	}
}

var escapeCodes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestTerminalIsReadBack(t *testing.T) {
	t.Parallel()
	s := code.New(nil, "https://trace.example")
	for _, link := range links {
		drawn := escapeCodes.ReplaceAllString(s.Terminal(link), "")
		rows := strings.Split(strings.TrimSuffix(drawn, "\n"), "\n")
		side := len([]rune(rows[0]))
		dark := func(x, y int) bool {
			if y/2 >= len(rows) {
				return false
			}
			switch []rune(rows[y/2])[x] {
			case '█':
				return true
			case '▀':
				return y%2 == 0
			case '▄':
				return y%2 == 1
			}
			return false
		}
		if got := decode(t, asPNG(t, paint(dark, side, 4))); got != link {
			t.Errorf("read %q, want %q", got, link)
		}
	}
	if got := s.Terminal("no link\n"); got != "" {
		t.Errorf("a text with a space draws %q", got)
	}
}

func TestGeometry(t *testing.T) {
	t.Parallel()
	s := code.New(nil, "https://trace.example")
	link := links[0]
	for _, style := range []code.QRStyle{{}, {Scale: 1}, {Scale: 7, Quiet: 4}, {Scale: 3, Quiet: 10, Level: code.QRHigh}, {Scale: 40}} {
		svg, err := s.QR(link, code.QRSVG, style)
		if err != nil {
			t.Fatal(err)
		}
		dark, side, _ := svgModules(t, svg)
		scale, quiet := max(style.Scale, 0), max(style.Quiet, 0)
		if scale == 0 {
			scale = code.DefaultQRScale
		}
		if quiet == 0 {
			quiet = code.QuietZone
		}
		if modules := side - 2*quiet; (modules-17)%4 != 0 || modules < 21 {
			t.Errorf("%+v: %d modules is no size of a QR code", style, modules)
		}
		lo, hi := side, 0
		for p := range dark {
			lo, hi = min(lo, p.X, p.Y), max(hi, p.X, p.Y)
		}
		if lo != quiet || hi != side-1-quiet {
			t.Errorf("%+v: dark modules from %d to %d of %d, want a quiet zone of %d on every side", style, lo, hi, side, quiet)
		}
		picture, err := s.QR(link, code.QRPNG, style)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		if got := img.Bounds().Size(); got != image.Pt(side*scale, side*scale) {
			t.Fatalf("%+v: the PNG is %v, want %d modules of %d pixels", style, got, side, scale)
		}
		if p, ok := img.(*image.Paletted); !ok || len(p.Palette) != 2 {
			t.Errorf("%+v: the PNG is %T, want two colours", style, img)
		}
		for y := range side * scale {
			for x := range side * scale {
				r, _, _, _ := img.At(x, y).RGBA()
				if (r == 0) != dark[image.Pt(x/scale, y/scale)] {
					t.Fatalf("%+v: pixel (%d,%d) does not belong to a whole module", style, x, y)
				}
			}
		}
	}
}

func TestQRRefusals(t *testing.T) {
	t.Parallel()
	s := code.New(nil, "https://trace.example")
	for _, test := range []struct {
		name, link string
		format     code.QRFormat
		style      code.QRStyle
		at         string
	}{
		{"empty", "", code.QRPNG, code.QRStyle{}, "link"},
		{"too long", strings.Repeat("a", 501), code.QRPNG, code.QRStyle{Level: code.QRHigh}, "link"},
		{"Chinese", "https://例.example", code.QRSVG, code.QRStyle{}, "link"},
		{"line break", "https://a\nb", code.QRSVG, code.QRStyle{}, "link"},
		{"level", "https://a", code.QRSVG, code.QRStyle{Level: "X"}, "ecc"},
		{"scale below 1", "https://a", code.QRPNG, code.QRStyle{Scale: -1}, "scale"},
		{"scale beyond 40", "https://a", code.QRPNG, code.QRStyle{Scale: 41}, "scale"},
		{"quiet zone below 4", "https://a", code.QRPNG, code.QRStyle{Quiet: 3}, "quiet"},
		{"format", "https://a", "gif", code.QRStyle{}, "format"},
	} {
		_, err := s.QR(test.link, test.format, test.style)
		r, ok := err.(*model.Refusal) //nolint:errorlint // the refusal itself is what callers read
		if !ok || len(r.Fields) != 1 || r.Fields[0].At != test.at {
			t.Errorf("%s: %v, want a fault at %s", test.name, err, test.at)
		}
	}
	if _, err := s.QR(strings.Repeat("a", 500), code.QRSVG, code.QRStyle{Level: code.QRHigh}); err != nil {
		t.Errorf("the longest link at the highest level: %v", err)
	}
}

func TestQRIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := code.New(nil, "https://trace.example")
	want, err := s.QR(links[0], code.QRSVG, code.QRStyle{})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan []byte)
	for range 8 {
		go func() {
			got, _ := s.QR(links[0], code.QRSVG, code.QRStyle{})
			done <- got
		}()
	}
	for range 8 {
		if !bytes.Equal(<-done, want) {
			t.Error("two drawings of one link differ")
		}
	}
}
