package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"time"
	"unicode/utf16"

	"suyuan/model"
)

// pdf writes lines of text on one A4 page (ISO 32000-1). Latin letters use a standard font; Chinese is left to the
// reader's own song typeface through a predefined map (§9.7.5.2), so that no font has to be carried along.
func pdf(lines []string) []byte {
	var text strings.Builder
	for i, l := range lines {
		size := 11
		if i == 0 {
			size = 18
		}
		fmt.Fprintf(&text, "BT 56 %d Td %s ET\n", 770-i*24, runs(l, size))
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /L 5 0 R /C 6 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [7 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> " +
			"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 " +
			"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, 0, len(objects))
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// runs shows one line, changing the font between Latin and other letters.
func runs(line string, size int) string {
	var b strings.Builder
	letters := []rune(line)
	for len(letters) > 0 {
		latin := letters[0] < 0x80
		n := 0
		for n < len(letters) && (letters[n] < 0x80) == latin {
			n++
		}
		if latin {
			safe := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(string(letters[:n]))
			fmt.Fprintf(&b, "/L %d Tf (%s) Tj ", size, safe)
		} else {
			fmt.Fprintf(&b, "/C %d Tf <", size)
			for _, u := range utf16.Encode(letters[:n]) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString("> Tj ")
		}
		letters = letters[n:]
	}
	return b.String()
}

// picture is a drawn product photo: pieces lying in rows on a plain ground.
type picture struct {
	ground, fruit, blush color.RGBA
	pieces               int
}

// The size of a picture, in pixels.
const (
	pictureWidth  = 480
	pictureHeight = 360
)

func (p *picture) png() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))
	columns := int(math.Ceil(math.Sqrt(float64(p.pieces) * pictureWidth / pictureHeight)))
	rows := (p.pieces + columns - 1) / columns
	cellX, cellY := float64(pictureWidth)/float64(columns), float64(pictureHeight)/float64(rows)
	radius := 0.44 * min(cellX, cellY)
	for y := range pictureHeight {
		for x := range pictureWidth {
			img.SetRGBA(x, y, mixed(p.ground, color.RGBA{255, 255, 255, 255}, 0.5-0.5*float64(y)/pictureHeight))
			column, row := int(float64(x)/cellX), int(float64(y)/cellY)
			if row*columns+column >= p.pieces {
				continue
			}
			dx, dy := float64(x)-(float64(column)+0.5)*cellX, float64(y)-(float64(row)+0.5)*cellY
			if d := math.Hypot(dx, dy) / radius; d < 1 {
				img.SetRGBA(x, y, p.shade(dx/radius, dy/radius, d))
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// shade colours a point of a piece: red towards the lower right, light at the upper left, dark at the rim.
func (p *picture) shade(x, y, fromMiddle float64) color.RGBA {
	c := mixed(p.fruit, p.blush, max(0, min(1, 0.5*(x+y))))
	if light := math.Hypot(x+0.35, y+0.4); light < 0.4 {
		c = mixed(c, color.RGBA{255, 255, 255, 255}, 0.6*(1-light/0.4))
	}
	return mixed(c, color.RGBA{40, 36, 30, 255}, 0.45*math.Pow(fromMiddle, 6))
}

// mixed is a with a share of b, from 0 to 1.
func mixed(a, b color.RGBA, share float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(float64(x)*(1-share) + float64(y)*share) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// foreign is an event as another company's system writes it (EPCIS 2.0 §9, JSON).
type foreign struct {
	Type        string         `json:"type"`
	Time        string         `json:"eventTime"`
	Offset      string         `json:"eventTimeZoneOffset"`
	Action      string         `json:"action"`
	Step        string         `json:"bizStep"`
	Disposition string         `json:"disposition,omitempty"`
	ReadPoint   *identified    `json:"readPoint,omitempty"`
	Location    *identified    `json:"bizLocation,omitempty"`
	Quantities  []foreignClass `json:"quantityList"`

	Sources      []foreignEnd `json:"sourceList,omitempty"`
	Destinations []foreignEnd `json:"destinationList,omitempty"`
}

// foreignEnd is where goods came from or go.
type foreignEnd struct {
	Type        string `json:"type"`
	Source      string `json:"source,omitempty"`
	Destination string `json:"destination,omitempty"`
}

type identified struct {
	ID string `json:"id"`
}

type foreignClass struct {
	Class    string `json:"epcClass"`
	Quantity int64  `json:"quantity,omitempty"`
	Unit     string `json:"uom,omitempty"`
}

// foreignEvent is an event about an amount of a lot at a place.
func foreignEvent(at time.Time, here *place, action, step, disposition string, l line) foreign {
	return foreign{
		Type: "ObjectEvent", Time: at.In(model.China).Format("2006-01-02T15:04:05.000Z07:00"), Offset: "+08:00", Action: action, Step: step,
		Disposition: disposition, ReadPoint: &identified{here.uri}, Location: &identified{here.uri},
		Quantities: []foreignClass{{l.lot.batch.EPC, l.amount, string(l.lot.batch.Unit)}},
	}
}

// epcisContext is the standard context of EPCIS 2.0 documents.
const epcisContext = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

func foreignDocument(made time.Time, events ...foreign) ([]byte, error) {
	return json.Marshal(map[string]any{
		"@context": []string{epcisContext}, "type": "EPCISDocument", "schemaVersion": "2.0",
		"creationDate": made.UTC().Format(time.RFC3339), "epcisBody": map[string]any{"eventList": events},
	})
}
