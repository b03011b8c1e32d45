package code

import (
	"bufio"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"suyuan/model"
)

// WriteLabelsZPL writes labels in the language of label printers (Zebra ZPL II Programming Guide). The code and the text
// are bitmaps (^GF) of our own making: the printer's own QR command chooses version and quiet zone itself, and its fonts
// join no Arabic letters. All labels are alike, so the label is sent once and the printer repeats it (^PQ); progress
// therefore hears once. Refusal: invalid (format) when the labels were not made for a printer.
func (s *Service) WriteLabelsZPL(w io.Writer, l Labels, progress Progress) error {
	if l.raster == nil {
		return model.ValueInvalid.At("format", model.P("value", l.Format))
	}
	out := bufio.NewWriter(w)
	out.WriteString("^XA^LH0,0^PW" + strconv.Itoa(l.drawing.label.width) + "^LL" + strconv.Itoa(l.drawing.label.height) + "\n")
	for _, b := range []bitmap{l.raster.code, l.raster.text} {
		b.zpl(out)
	}
	out.WriteString("^PQ" + strconv.Itoa(l.Copies) + "\n^XZ\n")
	if err := out.Flush(); err != nil {
		return err
	}
	return progress.report(l.Copies, l.Copies)
}

// zpl writes a bitmap in hexadecimal, with the two short forms that every firmware reads: a comma for a row whose rest
// is white, a colon for a row like the one above.
func (b bitmap) zpl(out *bufio.Writer) {
	size := strconv.Itoa(len(b.bits))
	out.WriteString("^FO" + strconv.Itoa(b.x) + "," + strconv.Itoa(b.y) + "^GFA," + size + "," + size + "," + strconv.Itoa(b.stride) + ",")
	above := ""
	for y := range b.height {
		row := strings.ToUpper(hex.EncodeToString(b.bits[y*b.stride:][:b.stride]))
		switch trimmed := strings.TrimRight(row, "0"); {
		case row == above:
			out.WriteString(":")
		case len(trimmed) < len(row):
			out.WriteString(trimmed + ",")
		default:
			out.WriteString(row)
		}
		above = row
	}
	out.WriteString("^FS\n")
}
