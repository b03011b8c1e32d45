package code_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/service/code"
)

// labelTarget is how many labels a second a browser's sheets are to be written with; labelLimit how much longer they may
// take than copying the bytes of as many sheets, which no writer can beat.
const (
	labelTarget = 10_000
	labelLimit  = 50
)

// BenchmarkRatioLabels lays out and writes the largest run there is on sheets and on a roll, and compares it with copying
// the same bytes. All labels of a run have the same code: it is computed once, so that is what is measured.
func BenchmarkRatioLabels(b *testing.B) {
	room := code.New(nil, base)
	batch := model.Batch{Lot: "20261101-A/7", Produced: "2026-11-01", Expires: "2026-12-22", EPC: "https://id.gs1.org/01/" + gtin + "/10/20261101-A%2F7"}
	product := model.Product{GTIN: gtin, Name: model.Text{ZH: "阿克苏冰糖心苹果", UG: "ئاقسۇ مۇز شېكەر يۈرەك ئالمىسى"}}
	for _, layout := range []string{"a4-24", "a4-65", "roll-40x30"} {
		b.Run(layout, func(b *testing.B) {
			write := func(w io.Writer) {
				labels, err := room.Label(batch, product, code.LabelOrder{Layout: layout, Copies: code.MaxLabelCopies, Second: model.UG}, model.LabelHTML)
				if err == nil {
					err = room.WriteLabelsHTML(w, labels, "/labels.css", "", nil)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			var document bytes.Buffer
			write(&document)
			var ratios, rates []float64
			for b.Loop() {
				for range 7 {
					start := time.Now()
					write(io.Discard)
					ours := time.Since(start)
					start = time.Now()
					bytes.Clone(document.Bytes())
					theirs := max(time.Since(start), time.Microsecond)
					ratios, rates = append(ratios, float64(ours)/float64(theirs)), append(rates, code.MaxLabelCopies/ours.Seconds())
				}
			}
			ratio, rate, verdict := middle(ratios), middle(rates), "ok"
			if rate < labelTarget || ratio > labelLimit {
				verdict = "OVER"
			}
			fmt.Printf("ratio: labels on %s: %.0f labels/s (at least %d), %d bytes, median of %d pairs = %.0f times copying them (limit %d) %s\n",
				layout, rate, labelTarget, document.Len(), len(ratios), ratio, labelLimit, verdict)
		})
	}
}

func middle(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// BenchmarkRatioPrinterLabels compares laying out and drawing a label for a printer with drawing its code alone.
func BenchmarkRatioPrinterLabels(b *testing.B) {
	needFonts(b)
	room := code.New(nil, base)
	batch := model.Batch{Lot: "20261101-A/7", Produced: "2026-11-01", Expires: "2026-12-22", EPC: "https://id.gs1.org/01/" + gtin + "/10/20261101-A%2F7"}
	product := model.Product{GTIN: gtin, Name: model.Text{ZH: "阿克苏冰糖心苹果", UG: "ئاقسۇ مۇز شېكەر يۈرەك ئالمىسى"}}
	for _, format := range []model.LabelFormat{model.LabelZPL203, model.LabelZPL600} {
		b.Run(string(format), func(b *testing.B) {
			var ratios, times []float64
			for b.Loop() {
				for range 7 {
					start := time.Now()
					labels, err := room.Label(batch, product, code.LabelOrder{Layout: "roll-60x40", Copies: 1, Second: model.UG}, format)
					if err == nil {
						err = room.WriteLabelsZPL(io.Discard, labels, nil)
					}
					if err != nil {
						b.Fatal(err)
					}
					ours := time.Since(start)
					start = time.Now()
					if _, err := room.QR(room.Link(batch), code.QRPNG, code.QRStyle{}); err != nil {
						b.Fatal(err)
					}
					ratios, times = append(ratios, float64(ours)/float64(time.Since(start))), append(times, ours.Seconds()*1000)
				}
			}
			ratio, verdict := middle(ratios), "ok"
			if ratio > printerLimit {
				verdict = "OVER"
			}
			fmt.Printf("ratio: one label as %s: %.1f ms, median of %d pairs = %.1f times one QR code as PNG (limit %d) %s\n",
				format, middle(times), len(ratios), ratio, printerLimit, verdict)
		})
	}
}

// printerLimit is in QR codes; drawing the letters may cost as much as a few codes.
const printerLimit = 20
