package code_test

import (
	"bytes"
	"context"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"suyuan/model"
	"suyuan/service/code"
)

func qrPicture(t testing.TB, link string, scale int) image.Image {
	t.Helper()
	picture, err := code.New(nil, base).QR(link, code.QRPNG, code.QRStyle{Scale: scale})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func asJPEG(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photograph lays a picture on a table: turned, scaled, off the middle, in uneven light and with the noise of a camera.
func photograph(img image.Image, w, h int, angle, zoom, noise float64) image.Image {
	r := rand.New(rand.NewPCG(7, uint64(w))) //nolint:gosec // the same photo each time
	photo := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w { // a wooden table
			v := uint8(120 + 40*math.Sin(float64(x)/9+float64(y)/40))
			photo.SetRGBA(x, y, color.RGBA{v, v - 30, v - 60, 255})
		}
	}
	size := img.Bounds().Size()
	sin, cos := math.Sincos(angle)
	sin, cos = sin*zoom, cos*zoom
	mx, my := float64(size.X)/2, float64(size.Y)/2
	m := f64.Aff3{cos, -sin, float64(w)*.55 - cos*mx + sin*my, sin, cos, float64(h)*.45 - sin*mx - cos*my}
	draw.BiLinear.Transform(photo, m, img, img.Bounds(), draw.Over, nil)
	for i := range photo.Pix {
		if i%4 == 3 {
			continue
		}
		x := i / 4 % w
		light := .45 + .55*float64(x)/float64(w)
		v := float64(photo.Pix[i])*light + noise*r.NormFloat64()
		photo.Pix[i] = uint8(min(255, max(0, v)))
	}
	return photo
}

func TestPhotosAreRead(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	link := links[0]
	flat := qrPicture(t, link, 8)
	large := qrPicture(t, link, 40)
	inverse := image.NewGray(flat.Bounds())
	for y := range inverse.Rect.Dy() {
		for x := range inverse.Rect.Dx() {
			inverse.Set(x, y, color.Gray{Y: ^color.GrayModel.Convert(flat.At(x, y)).(color.Gray).Y})
		}
	}
	clear := image.NewNRGBA(flat.Bounds()) // black modules on nothing
	for y := range clear.Rect.Dy() {
		for x := range clear.Rect.Dx() {
			if color.GrayModel.Convert(flat.At(x, y)).(color.Gray).Y == 0 {
				clear.Set(x, y, color.Black)
			}
		}
	}
	for name, photo := range map[string][]byte{
		"a drawing":                  asPNG(t, flat),
		"one pixel a module":         asPNG(t, qrPicture(t, link, 1)),
		"a large drawing":            asPNG(t, large),
		"white on black":             asPNG(t, inverse),
		"on a transparent ground":    asPNG(t, clear),
		"upright on a table":         asJPEG(t, photograph(flat, 1600, 1200, 0, 1.5, 12), 75),
		"on its side":                asJPEG(t, photograph(flat, 1600, 1200, math.Pi/2, 1.5, 12), 75),
		"upside down":                asJPEG(t, photograph(flat, 1600, 1200, math.Pi, 1.5, 12), 75),
		"on a corner":                asJPEG(t, photograph(flat, 1600, 1200, math.Pi/4, 1.5, 12), 75),
		"askew, far away":            asJPEG(t, photograph(flat, 3000, 2250, .4, .9, 12), 80),
		"askew, small and noisy":     asJPEG(t, photograph(flat, 800, 600, -.3, .8, 25), 60),
		"twelve megapixels, a close": asJPEG(t, photograph(large, 4000, 3000, .15, 1.2, 15), 70),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := room.ReadCode(t.Context(), photo)
			if err != nil || got != link {
				t.Errorf("read %q, %v, want %q", got, err, link)
			}
		})
	}
}

// Every link of every level is read from a drawing: the detector alone fails on some good codes.
func TestEveryDrawingIsRead(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same links each time
	for range 60 {
		lot := make([]byte, 16)
		for i := range lot {
			lot[i] = model.ShortCodeAlphabet[r.IntN(32)]
		}
		link := base + "/01/" + gtin + "/10/" + string(lot)
		level := code.QRLevels()[r.IntN(4)]
		picture, err := room.QR(link, code.QRPNG, code.QRStyle{Level: level, Scale: 4})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := room.ReadCode(t.Context(), picture); err != nil || got != link {
			t.Errorf("%s at %s: %q, %v", link, level, got, err)
		}
	}
}

// claiming is the head of a PNG of a size.
func claiming(w, h uint32) []byte {
	ihdr := []byte{'I', 'H', 'D', 'R', byte(w >> 24), byte(w >> 16), byte(w >> 8), byte(w), byte(h >> 24), byte(h >> 16), byte(h >> 8), byte(h), 8, 0, 0, 0, 0}
	sum := crc32.ChecksumIEEE(ihdr)
	head := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return append(head, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

func TestPhotosAreRefused(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	blank := image.NewGray(image.Rect(0, 0, 300, 200))
	for _, test := range []struct {
		name  string
		photo []byte
		want  *model.Problem
	}{
		{"nothing", nil, model.FileTypeRefused},
		{"text", []byte("GIF89a nearly"), model.FileTypeRefused},
		{"PDF", []byte("%PDF-1.7\n"), model.FileTypeRefused},
		{"iPhone", append([]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00"), make([]byte, 40)...), model.PhotoHEIC},
		{"another HEIF", append([]byte("\x00\x00\x00\x24ftypmif1\x00\x00\x00\x00"), make([]byte, 40)...), model.PhotoHEIC},
		{"a film", append([]byte("\x00\x00\x00\x24ftypisom\x00\x00\x00\x00"), make([]byte, 40)...), model.FileTypeRefused},
		{"a PNG of 2.5 gigapixels", claiming(50_000, 50_000), model.TooLarge},
		{"a PNG just beyond", claiming(40_001, 1_000), model.TooLarge},
		{"a PNG without its picture", claiming(10, 10), model.FileTypeRefused},
		{"too many bytes", make([]byte, code.MaxPhoto+1), model.TooLarge},
		{"black", asPNG(t, blank), model.CodeUnreadable},
		{"half a code", asPNG(t, qrPicture(t, links[0], 4).(*image.Paletted).SubImage(image.Rect(0, 0, 80, 80))), model.CodeUnreadable},
		{"a table", asJPEG(t, photograph(blank, 400, 300, 0, .01, 10), 70), model.CodeUnreadable},
		{"one pixel", asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))), model.CodeUnreadable},
		{"a thread", asPNG(t, image.NewGray(image.Rect(0, 0, 5000, 1))), model.CodeUnreadable},
	} {
		if text, err := room.ReadCode(t.Context(), test.photo); !errors.Is(err, test.want) || text != "" {
			t.Errorf("%s: %q, %v, want %s", test.name, text, err, test.want.Code)
		}
	}
}

func TestFewPhotosAtATime(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	photo := asPNG(t, qrPicture(t, links[0], 4))
	release := room.Occupy()
	_, err := room.ReadCode(t.Context(), photo)
	var r *model.Refusal
	if !errors.As(err, &r) || r.Problem != model.Unavailable || r.RetryAfter <= 0 {
		t.Errorf("while others are read: %v", err)
	}
	if _, err := room.ReadCode(t.Context(), []byte("no photo")); !errors.Is(err, model.FileTypeRefused) {
		t.Errorf("what is no photo needs no place: %v", err)
	}
	release()
	for range 10 { // a place that is not given back would be missed
		if got, err := room.ReadCode(t.Context(), photo); err != nil || got != links[0] {
			t.Fatal(got, err)
		}
		if _, err := room.ReadCode(t.Context(), claiming(10, 10)); !errors.Is(err, model.FileTypeRefused) {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := room.ReadCode(ctx, photo); !errors.Is(err, context.Canceled) {
		t.Errorf("after its caller has gone: %v", err)
	}
}

// A picture full of corners of codes is given up in seconds; comparing every three of them would take weeks.
func TestManyCornersAreGivenUp(t *testing.T) {
	t.Parallel()
	const side, corner = 1200, 9
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			dx, dy := x%corner-4, y%corner-4
			if ring := max(dx, -dx, dy, -dy); ring == 4 || ring == 2 {
				img.SetGray(x, y, color.Gray{Y: 0xff})
			}
		}
	}
	photo, room, done := asPNG(t, img), code.New(nil, base), make(chan error, 1)
	go func() {
		_, err := room.ReadCode(t.Context(), photo)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, model.CodeUnreadable) {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("still looking after a minute")
	}
}

func FuzzReadCode(f *testing.F) {
	room := code.New(nil, base)
	f.Add(asPNG2(f, qrPicture(f, links[0], 1)))
	f.Add(asPNG2(f, qrPicture(f, links[4], 2)))
	f.Add(asJPEG(f, qrPicture(f, links[0], 2), 50))
	f.Add(claiming(100, 100))
	f.Add([]byte("\x00\x00\x00\x24ftypheic"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, photo []byte) {
		if size, _, err := image.DecodeConfig(bytes.NewReader(photo)); err == nil && size.Width*size.Height > 1_000_000 {
			t.Skip("too slow to be tried often")
		}
		text, err := room.ReadCode(t.Context(), photo)
		var r *model.Refusal
		if err != nil && !errors.As(err, &r) || (err == nil) != (text != "") {
			t.Errorf("%q, %v", text, err)
		}
	})
}

func asPNG2(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
