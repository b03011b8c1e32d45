package code

import (
	"image"
	"image/draw"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pen shapes and draws the text of one label. It belongs to one goroutine.
type pen struct {
	faces     []*font.Face
	shaper    shaping.HarfbuzzShaper
	segmenter shaping.Segmenter
	wrapper   shaping.LineWrapper
	widths    map[penKey]fixed.Int26_6
}

type penKey struct {
	text  string
	style style
}

// pen returns a pen with fonts for everything a label may say. Refusal: label-font-missing.
func (b *fontBook) pen(w words) (*pen, error) {
	texts := []string{ellipsis + " "}
	for _, p := range slices.Concat(w.names, w.codes) {
		texts = append(texts, p.text)
	}
	for _, f := range slices.Concat(append(w.more, w.fields)...) {
		texts = append(texts, f.long, f.short, f.value)
	}
	fonts, err := b.fontsFor(texts)
	if err != nil {
		return nil, err
	}
	p := &pen{widths: map[penKey]fixed.Int26_6{}}
	for _, f := range fonts {
		p.faces = append(p.faces, font.NewFace(f))
	}
	return p, nil
}

// ResolveFace implements shaping.Fontmap.
func (p *pen) ResolveFace(r rune) *font.Face {
	for _, f := range p.faces {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return p.faces[0]
}

// measured is the size at which widths are measured; outlines scale, so one measurement serves every size.
const measured = 1000

// width implements measurer. It adds up the pieces of a text, which are kept, since lines are tried many times.
func (p *pen) width(text string, s style, size int) int {
	var sum fixed.Int26_6
	for _, piece := range pieces(text, s) {
		key := penKey{piece, s}
		w, known := p.widths[key]
		if !known {
			for _, run := range p.shape(piece, s, measured) {
				w += run.Advance
			}
			p.widths[key] = w
		}
		sum += w
	}
	return (int(sum)*size + measured*64 - 1) / (measured * 64)
}

// shape turns a line of text into glyphs, in the order from left to right (UAX #9).
func (p *pen) shape(text string, s style, size int) []shaping.Output {
	runes := []rune(text)
	if len(runes) == 0 {
		return nil
	}
	direction := di.DirectionLTR
	if s.rtl() {
		direction = di.DirectionRTL
	}
	inputs := p.segmenter.Split(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: direction, Size: fixed.I(size), Language: language.NewLanguage(string(s.lang)),
	}, p)
	outputs := make([]shaping.Output, 0, len(inputs))
	for _, in := range inputs {
		outputs = append(outputs, p.shaper.Shape(in))
	}
	config := shaping.WrapConfig{Direction: direction, DisableTrailingWhitespaceTrim: true}
	lines, _ := p.wrapper.WrapParagraphF(config, fixed.Int26_6(1<<30), runes, shaping.NewSliceIterator(outputs))
	if len(lines) == 0 {
		return nil
	}
	line := slices.Clone(lines[0])
	slices.SortFunc(line, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	return line
}

// bitmap is a picture of dots, row by row; each row begins on a byte (most significant bit first).
type bitmap struct {
	x, y          int // where it stands on the label
	width, height int
	stride        int // bytes of a row
	bits          []byte
}

func newBitmap(x, y, width, height int) bitmap {
	stride := (width + 7) / 8
	return bitmap{x, y, width, height, stride, make([]byte, stride*height)}
}

func (b bitmap) set(x, y int) { b.bits[y*b.stride+x/8] |= 0x80 >> (x % 8) }

// raster is a label in dots.
type raster struct{ code, text bitmap }

// raster draws a label.
func (p *pen) raster(d drawing) *raster {
	quiet := QuietZone * d.module
	r := &raster{code: newBitmap(d.code.x+quiet, d.code.y+quiet, len(d.matrix)*d.module, len(d.matrix)*d.module)}
	d.matrix.runs(func(x, y, length int) {
		for dy := range d.module {
			for dx := range length * d.module {
				r.code.set(x*d.module+dx, y*d.module+dy)
			}
		}
	})
	r.text = p.text(d)
	return r
}

// inkThreshold is how much of a dot a letter must cover to be printed, of 255; less than half, so that thin strokes
// survive on coarse printers.
const inkThreshold = 0x68

// text draws the lines into the box of the text. The canvas ends where the box ends: nothing can be drawn outside.
func (p *pen) text(d drawing) bitmap {
	canvas := image.NewAlpha(image.Rect(0, 0, d.text.width, d.text.height))
	for _, l := range d.lines {
		p.line(canvas, l)
	}
	b := newBitmap(d.text.x, d.text.y, d.text.width, d.text.height)
	for y := range d.text.height {
		for x := range d.text.width {
			if canvas.Pix[y*canvas.Stride+x] >= inkThreshold {
				b.set(x, y)
			}
		}
	}
	return b
}

// line draws one line. Each run has a rasterizer of its own: where letters of two fonts overlap, outlines that turn the
// other way round would cancel out.
func (p *pen) line(canvas *image.Alpha, l line) {
	runs := p.shape(l.text, l.style, l.size)
	x := float32(l.x)
	if l.style.rtl() {
		for _, run := range runs {
			x -= toFloat(run.Advance)
		}
	}
	top := max(0, l.baseline-2*l.size)
	band := image.Rect(0, top, canvas.Rect.Dx(), min(canvas.Rect.Dy(), l.baseline+l.size))
	if band.Empty() {
		return
	}
	for _, run := range runs {
		z := vector.NewRasterizer(band.Dx(), band.Dy())
		z.DrawOp = draw.Over
		for _, g := range run.Glyphs {
			trace(z, run, g, x+toFloat(g.XOffset), float32(l.baseline-top)-toFloat(g.YOffset))
			x += toFloat(g.Advance)
		}
		z.Draw(canvas, band, image.Opaque, image.Point{})
	}
}

func toFloat(v fixed.Int26_6) float32 { return float32(v) / 64 }

// trace adds the outline of a glyph at a point of its baseline.
func trace(z *vector.Rasterizer, run shaping.Output, g shaping.Glyph, x, y float32) {
	outline, ok := run.Face.GlyphDataOutline(g.GlyphID)
	if !ok {
		return // a space
	}
	scale := toFloat(run.Size) / float32(run.Face.Upem())
	at := func(p opentype.SegmentPoint) (float32, float32) { return x + p.X*scale, y - p.Y*scale }
	for _, s := range outline.Segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
}
