package code

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // read by image.Decode
	_ "image/png"  // read by image.Decode
	"math"
	"runtime"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"suyuan/model"
)

// The bounds of a photo.
const (
	MaxPhoto       = 10 << 20   // bytes
	MaxPhotoPixels = 40_000_000 // a few hundred bytes of PNG can claim gigabytes
	// photoReaders is how many photos are read at a time: one costs up to a second and, while it is unpacked, eight bytes
	// a pixel.
	photoReaders = 2
	// photoRetry is when somebody who was turned away may try again, in seconds.
	photoRetry = 3
)

// ReadCode returns the text of the QR code in a photo (JPEG or PNG). Anybody may call it; it keeps nothing. What the
// text means is for the caller to find out.
//
// Refusals: too-large beyond MaxPhoto bytes or MaxPhotoPixels, code-photo-heic, catalog-file-type-refused,
// code-unreadable, unavailable while photoReaders others are being read.
func (s *Service) ReadCode(ctx context.Context, photo []byte) (string, error) {
	if len(photo) > MaxPhoto {
		return "", model.TooLarge.Refuse(model.P("limit", "10 MB"))
	}
	if err := judgePhoto(photo); err != nil {
		return "", err
	}
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
	default:
		busy := model.Unavailable.Refuse()
		busy.RetryAfter = photoRetry
		return "", busy
	}
	img, _, err := image.Decode(bytes.NewReader(photo))
	if err != nil {
		return "", model.FileTypeRefused.Refuse().Because(err)
	}
	return readCode(ctx, img)
}

// judgePhoto looks at the first bytes only.
func judgePhoto(photo []byte) error {
	if isHEIC(photo) {
		return model.PhotoHEIC.Refuse()
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(photo))
	if err != nil || format != "jpeg" && format != "png" {
		return model.FileTypeRefused.Refuse().Because(err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > MaxPhotoPixels/size.Height {
		return model.TooLarge.Refuse(model.P("limit", "40 megapixels"))
	}
	return nil
}

// heicBrands are the brands of files in the High Efficiency Image File Format (ISO/IEC 23008-12 §10).
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif"}

func isHEIC(photo []byte) bool {
	return len(photo) >= 12 && string(photo[4:8]) == "ftyp" && slices.Contains(heicBrands, string(photo[8:12]))
}

// edges are the longer edges, in pixels, at which a code is looked for. A middle one comes first: it takes most photos,
// and smaller pictures lose the noise of a camera while larger ones keep a code that is far away.
var edges = []int{1000, 640, 1600, 400, 2600}

// tilts are the angles at which the last tries turn the picture: a code that stands on a corner is found badly.
var tilts = []float64{math.Pi / 4, math.Pi / 8}

// tiltedEdge is the size of these pictures.
const tiltedEdge = 800

func readCode(ctx context.Context, img image.Image) (string, error) {
	light := luma(img)
	longer := max(light.Rect.Dx(), light.Rect.Dy())
	tried := map[int]bool{}
	for _, edge := range edges {
		if edge = min(edge, longer); tried[edge] {
			continue
		}
		tried[edge] = true
		grey := shrunk(light, edge)
		if text, ok := search(ctx, grey); ok {
			return text, nil
		}
		if edge == min(edges[0], longer) {
			if text, ok := search(ctx, inverted(grey)); ok {
				return text, nil
			}
		}
	}
	for _, angle := range tilts {
		if text, ok := search(ctx, turned(shrunk(light, tiltedEdge), angle)); ok {
			return text, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return "", model.CodeUnreadable.Refuse()
}

// luma returns the light of a picture, on white paper where it is transparent. A JPEG keeps it apart from the colours.
func luma(img image.Image) *image.Gray {
	switch img := img.(type) {
	case *image.Gray:
		return img
	case *image.YCbCr:
		return &image.Gray{Pix: img.Y, Stride: img.YStride, Rect: img.Rect}
	}
	grey := image.NewGray(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(grey, grey.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Over)
	return grey
}

// shrunk returns the picture with its longer edge at most edge pixels, each the mean of those it stands for: that takes
// away the noise of the camera.
func shrunk(grey *image.Gray, edge int) *image.Gray {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	longer := max(w, h)
	if longer <= edge {
		return grey
	}
	out := image.NewGray(image.Rect(0, 0, max(1, w*edge/longer), max(1, h*edge/longer)))
	for y := range out.Rect.Dy() {
		top, bottom := y*h/out.Rect.Dy(), (y+1)*h/out.Rect.Dy()
		for x := range out.Rect.Dx() {
			left, right := x*w/out.Rect.Dx(), (x+1)*w/out.Rect.Dx()
			sum := 0
			for line := top; line < bottom; line++ {
				for _, v := range grey.Pix[line*grey.Stride:][left:right] {
					sum += int(v)
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / ((bottom - top) * (right - left))) //nolint:gosec // a mean of bytes is a byte
		}
	}
	return out
}

func inverted(grey *image.Gray) *image.Gray {
	out := image.NewGray(image.Rectangle{Max: grey.Rect.Size()})
	for y := range grey.Rect.Dy() {
		for x, v := range grey.Pix[y*grey.Stride:][:grey.Rect.Dx()] {
			out.Pix[y*out.Stride+x] = ^v
		}
	}
	return out
}

// turned turns a picture about its middle, on white paper that is large enough.
func turned(grey *image.Gray, angle float64) *image.Gray {
	w, h := float64(grey.Rect.Dx()), float64(grey.Rect.Dy())
	sin, cos := math.Sincos(angle)
	side := math.Hypot(w, h)
	out := image.NewGray(image.Rect(0, 0, int(side)+1, int(side)+1))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	m := f64.Aff3{cos, -sin, side/2 - cos*w/2 + sin*h/2, sin, cos, side/2 - sin*w/2 - cos*h/2}
	draw.ApproxBiLinear.Transform(out, m, grey, grey.Rect, draw.Over, nil)
	return out
}

// search looks for a code in one picture: as a drawing that fills it first, which is exact where the detector can fail,
// then as a photo.
func search(ctx context.Context, grey *image.Gray) (string, bool) {
	source := gozxing.NewPlanarYUVLuminanceSource
	light, err := source(grey.Pix, grey.Stride, grey.Rect.Dy(), 0, 0, grey.Rect.Dx(), grey.Rect.Dy(), false)
	if err != nil {
		return "", false
	}
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(light), gozxing.NewGlobalHistgramBinarizer(light)} {
		picture, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			return "", false
		}
		for _, hints := range []map[gozxing.DecodeHintType]any{
			{gozxing.DecodeHintType_PURE_BARCODE: true},
			{gozxing.DecodeHintType_TRY_HARDER: true},
		} {
			if ctx.Err() != nil {
				return "", false
			}
			if text, ok := decoded(ctx, picture, hints); ok {
				return text, true
			}
		}
	}
	return "", false
}

// maxCorners bounds how many things that look like the corner of a code are compared. The detector looks at every three
// of them, so that a picture full of corners would keep it busy for weeks; honest photos have a few dozen.
const maxCorners = 150

// decoded runs the decoder in a goroutine of its own, which ends itself when there are too many corners or the caller has
// gone. The decoder was written for pictures of codes, not for pictures by strangers: an index beyond its tables must
// cost the stranger this answer and nobody else theirs.
func decoded(ctx context.Context, picture *gozxing.BinaryBitmap, hints map[gozxing.DecodeHintType]any) (text string, ok bool) {
	corners := 0
	hints[gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK] = gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
		if corners++; corners > maxCorners || ctx.Err() != nil {
			runtime.Goexit()
		}
	})
	done := make(chan string, 1)
	go func() {
		found := ""
		defer func() {
			if recover() != nil {
				found = ""
			}
			done <- found
		}()
		if result, err := qrcode.NewQRCodeReader().Decode(picture, hints); err == nil {
			found = result.GetText()
		}
	}()
	text = <-done
	return text, text != ""
}
