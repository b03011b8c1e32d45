package code

import (
	"context"
	"image"
	"slices"

	"github.com/go-text/typesetting/font"
	"golang.org/x/image/math/fixed"

	"suyuan/model"
)

// Label lays out the label of a batch without a database.
func (s *Service) Label(b model.Batch, p model.Product, order LabelOrder, format model.LabelFormat) (Labels, error) {
	order, layout, err := order.checked(format)
	if err != nil {
		return Labels{}, err
	}
	return s.label(b, p, order, layout, format)
}

// Widest is how wide the layout for browsers takes a text to be, in thousandths of the size of its letters.
func Widest(text string, lang model.Lang, digits bool) int {
	return widest{}.width(text, style{lang, digits}, 1000)
}

// FontFile finds the system's font file of a name, "" when it is not installed.
func FontFile(name string) string {
	b := &fontBook{dirs: fontDirs}
	b.listFiles()
	for _, path := range b.files {
		if len(path) > len(name) && path[len(path)-len(name)-1:] == "/"+name {
			return path
		}
	}
	return ""
}

// WidthIn is how wide a text is in a font, in thousandths of the size of its letters, or -1 when the font lacks a
// character of it.
func WidthIn(path, text string, lang model.Lang) int {
	k, ok := openFont(path, slices.DeleteFunc([]rune(text), clings))
	if !ok {
		return -1
	}
	p := &pen{faces: []*font.Face{font.NewFace(k.font)}, widths: map[penKey]fixed.Int26_6{}}
	return p.width(text, style{lang: lang}, 1000)
}

// HeldFonts is how many fonts are in memory, and the bytes of their files.
func (s *Service) HeldFonts() (n int, size int64) {
	s.fonts.mu.Lock()
	defer s.fonts.mu.Unlock()
	for _, k := range s.fonts.kept {
		size += k.size
	}
	return len(s.fonts.kept), size
}

// Occupy takes every place for reading photos until the function it returns is called.
func (s *Service) Occupy() (release func()) {
	for range cap(s.reading) {
		s.reading <- struct{}{}
	}
	return func() {
		for range cap(s.reading) {
			<-s.reading
		}
	}
}

// ReadImage looks for a code in a picture that is in memory.
func ReadImage(ctx context.Context, img image.Image) (string, error) { return readCode(ctx, img) }
