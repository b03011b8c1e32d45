package catalog

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"

	"suyuan/model"
)

const (
	// maxPixels bounds what a picture may unfold to; a few hundred bytes of PNG can claim gigabytes.
	maxPixels = 40_000_000
	// photoEdge is the longer edge of a photo on a page, in pixels.
	photoEdge   = 1600
	jpegQuality = 85
)

// redraw decodes a picture and encodes it anew, so that nothing but pixels is kept: no place and time of the camera, no
// second file hidden in the same bytes. A photo is turned upright, scaled to photoEdge and becomes a JPEG.
//
// Refusals: catalog-file-type-refused when it cannot be decoded, too-large beyond maxPixels.
func redraw(content []byte, mediaType string, photo bool) ([]byte, string, error) {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || "image/"+format != mediaType {
		return nil, "", model.FileTypeRefused.Refuse().Because(err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxPixels/cfg.Height {
		return nil, "", model.TooLarge.Refuse(model.P("limit", "40 megapixels"))
	}
	img, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, "", model.FileTypeRefused.Refuse().Because(err)
	}
	if photo {
		img = scaled(img, photoEdge)
	}
	if mediaType == mediaJPEG {
		img = upright(img, orientation(content))
	}
	var out bytes.Buffer
	if mediaType == mediaPNG && !photo {
		err = png.Encode(&out, img)
	} else {
		mediaType = mediaJPEG
		err = jpeg.Encode(&out, onWhite(img), &jpeg.Options{Quality: jpegQuality})
	}
	return out.Bytes(), mediaType, err
}

// scaled returns the picture with its longer edge at most edge pixels.
func scaled(img image.Image, edge int) image.Image {
	size := img.Bounds().Size()
	longer := max(size.X, size.Y)
	if longer <= edge {
		return img
	}
	small := image.NewRGBA(image.Rect(0, 0, max(1, size.X*edge/longer), max(1, size.Y*edge/longer)))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return small
}

// onWhite replaces transparency, which JPEG does not have, by white paper.
func onWhite(img image.Image) image.Image {
	if opaque, ok := img.(interface{ Opaque() bool }); ok && opaque.Opaque() {
		return img
	}
	flat := image.NewRGBA(img.Bounds())
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Over)
	return flat
}

// upright applies an Exif orientation, since the tag itself is dropped (Exif 2.32 §4.6.4, tag 274: 1 to 8).
func upright(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	src := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(src, src.Bounds(), img, img.Bounds().Min, draw.Src)
	w, h := src.Rect.Dx(), src.Rect.Dy()
	turned := orientation >= 5 // rows become columns
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if turned {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sx, sy := x, y
			if turned {
				sx, sy = y, x
			}
			switch orientation {
			case 2, 8:
				sx = w - 1 - sx
			case 3, 7:
				sx, sy = w-1-sx, h-1-sy
			case 4, 6:
				sy = h - 1 - sy
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):])
		}
	}
	return out
}

// orientation finds the Exif orientation of a JPEG, 1 (upright) when there is none.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		marker, length := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		end := at + 2 + length
		if marker == 0xda || length < 2 || end > len(content) { // start of scan: no more headers
			break
		}
		if exif, ok := bytes.CutPrefix(content[at+4:end], []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return tiffOrientation(exif)
		}
		at = end
	}
	return 1
}

// tiffOrientation reads tag 274 of the first directory of a TIFF (TIFF 6.0 §2).
func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*int64(i)
		if entry+12 > int64(len(tiff)) {
			break
		}
		if order.Uint16(tiff[entry:]) == 274 {
			return int(order.Uint16(tiff[entry+8:]))
		}
	}
	return 1
}
