package code

import (
	"context"
	"fmt"
	"unicode"

	"suyuan/model"
	"suyuan/repository"
)

// MaxLabelCopies bounds one printing.
const MaxLabelCopies = 10_000

// LabelOrder says which labels are wanted.
type LabelOrder struct {
	Batch model.BatchID
	// Layout is the code of a LabelLayout.
	Layout string
	Copies int
	// Start is the position of the first label on the first sheet, counted from 0 along the rows: a sheet that has been
	// begun can be used up. On a roll it is 0.
	Start int
	// Second is the language shown beside Chinese: Uyghur, English, or empty for none.
	Second model.Lang
	// Level is the error correction of the code; empty means medium.
	Level QRLevel
}

// checked fills what was left out. Refusal: invalid (layout, copies, start, second_lang, ecc, format).
func (o LabelOrder) checked(format model.LabelFormat) (LabelOrder, LabelLayout, error) {
	var faults model.Faults
	layout, known := LabelLayoutOf(o.Layout)
	if _, printer := format.DotsPerInch(); !known || printer && !layout.Roll() {
		faults.Add("layout", model.ValueInvalid, model.P("value", o.Layout))
	}
	if o.Copies < 1 || o.Copies > MaxLabelCopies {
		faults.Add("copies", model.ValueInvalid, model.P("value", o.Copies))
	}
	if o.Start < 0 || known && o.Start >= layout.PerPage() {
		faults.Add("start", model.ValueInvalid, model.P("value", o.Start))
	}
	if o.Second != "" && o.Second != model.UG && o.Second != model.EN {
		faults.Add("second_lang", model.ValueInvalid, model.P("value", o.Second))
	}
	if o.Level == "" {
		o.Level = QRMedium
	}
	if _, ok := recoveryLevels[o.Level]; !ok {
		faults.Add("ecc", model.ValueInvalid, model.P("value", o.Level))
	}
	if !knownFormat(format) {
		faults.Add("format", model.ValueInvalid, model.P("value", format))
	}
	return o, layout, faults.Err()
}

func knownFormat(format model.LabelFormat) bool {
	for _, f := range model.LabelFormats() {
		if f == format {
			return true
		}
	}
	return false
}

// Labels are the labels of one run, laid out and ready to be written. All labels of a batch are alike, so the code is
// computed and the text arranged once, however many copies there are.
type Labels struct {
	Layout LabelLayout
	Copies int
	Start  int
	Format model.LabelFormat

	link    string
	title   string
	drawing drawing
	raster  *raster // of a printer's language; nil otherwise
}

// Sheets is how many pages the labels take; on a roll, how many labels there are.
func (l Labels) Sheets() int {
	n := l.Layout.PerPage()
	return (l.Start + l.Copies + n - 1) / n
}

// Module is the side of one module of the code, in micrometres; on a printer it is a whole number of dots, rounded here.
func (l Labels) Module() Micrometres {
	return Micrometres(l.drawing.grid.toMicrometres(l.drawing.module))
}

// Progress hears after each sheet how many of how many are done. Its error stops the writing and is returned.
type Progress func(done, total int) error

func (p Progress) report(done, total int) error {
	if p == nil {
		return nil
	}
	return p(done, total)
}

// PrintLabels records that labels of a batch are printed and returns them ready to be written: with WriteLabelsHTML and
// WriteLabelsSVG, or with WriteLabelsZPL for a printer's language. Every call is a run of its own in the log and in the
// audit trail. Needs batch:write and to be the batch's maker.
//
// Refusals: not-found; invalid (layout, copies, start, second_lang, ecc, format; label-code-too-large and
// label-text-too-long at layout); label-font-missing. Refused labels are not recorded.
func (s *Service) PrintLabels(ctx context.Context, actor model.Actor, idem model.Idempotency, order LabelOrder, format model.LabelFormat) (model.LabelRun, Labels, error) {
	var run model.LabelRun
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return run, Labels{}, err
	}
	labels, err := s.layOut(ctx, actor, &order, format)
	if err != nil {
		return run, Labels{}, err
	}
	run, err = repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.LabelRun, error) {
		run, err := tx.Code().AddLabelRun(model.LabelRun{
			ID: repository.NewID[model.LabelRun](tx), OrgID: actor.Org, BatchID: order.Batch, Layout: order.Layout, Copies: order.Copies,
			Start: order.Start, Format: format, SecondLang: order.Second, ECC: string(order.Level), Actor: actor.Name(), At: tx.Now(),
		})
		if err != nil {
			return run, err
		}
		return run, tx.Audit(actor, "labels.print", order.Batch.String(),
			fmt.Sprintf("%d × %s as %s from %d, print %d", run.Copies, run.Layout, run.Format, run.Start, run.Number))
	})
	return run, labels, err
}

// LabelsOf returns the labels of a run that has been recorded, so that its page can be opened again without being a new
// print. They show what the product is called now. Needs batch:write. Refusals: not-found for another company's run, and
// those of PrintLabels when the labels no longer fit.
func (s *Service) LabelsOf(ctx context.Context, actor model.Actor, id model.LabelRunID) (run model.LabelRun, labels Labels, err error) {
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return run, labels, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		run, err = tx.Code().LabelRun(actor.Scope(), id)
		return err
	})
	if err != nil {
		return run, labels, err
	}
	order := LabelOrder{run.BatchID, run.Layout, run.Copies, run.Start, run.SecondLang, QRLevel(run.ECC)}
	labels, err = s.layOut(ctx, actor, &order, run.Format)
	return run, labels, err
}

// LabelRuns lists the printings of a batch's labels, newest first. Needs batch:read and to be the batch's maker, or a
// regulator or administrator who sees it. Refusals: not-found, page-token-invalid.
func (s *Service) LabelRuns(ctx context.Context, actor model.Actor, batch model.BatchID, page model.Page) (runs []model.LabelRun, next model.PageToken, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		b, err := tx.Catalog().Batch(actor.Scope(), batch)
		if err != nil {
			return err
		}
		if _, _, regulator := actor.Scope().Region(); !actor.ActsFor(b.OrgID) && !regulator && !actor.Scope().All() {
			return model.NotFound.Refuse()
		}
		runs, next, err = tx.Code().LabelRuns(batch, page)
		return err
	})
	return runs, next, err
}

// layOut reads the batch and arranges its label, before anything is recorded.
func (s *Service) layOut(ctx context.Context, actor model.Actor, order *LabelOrder, format model.LabelFormat) (Labels, error) {
	checked, layout, err := order.checked(format)
	if err != nil {
		return Labels{}, err
	}
	*order = checked
	var batch model.Batch
	var product model.Product
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if batch, err = tx.Catalog().Batch(actor.Scope(), order.Batch); err != nil {
			return err
		}
		if !actor.ActsFor(batch.OrgID) { // a partner knows the batch, but its packages are the maker's
			return model.NotFound.Refuse()
		}
		product, err = tx.Catalog().Product(actor.Scope(), batch.ProductID)
		return err
	})
	if err != nil {
		return Labels{}, err
	}
	return s.label(batch, product, checked, layout, format)
}

func (s *Service) label(b model.Batch, p model.Product, order LabelOrder, layout LabelLayout, format model.LabelFormat) (l Labels, err error) {
	l = Labels{Layout: layout, Copies: order.Copies, Start: order.Start, Format: format, link: s.Link(b)}
	m, err := modulesOf(l.link, order.Level)
	if err != nil {
		return l, err
	}
	words := wordsOf(b, p, order.Second)
	l.title = words.names[0].text
	dpi, printer := format.DotsPerInch()
	if !printer {
		l.drawing, err = arrange(layout, onPaper, m, words, widest{})
		return l, err
	}
	pen, err := s.fonts.pen(words)
	if err != nil {
		return l, err
	}
	if l.drawing, err = arrange(layout, grid{perInch: dpi, step: 1}, m, words, pen); err != nil {
		return l, err
	}
	l.raster = pen.raster(l.drawing)
	return l, nil
}

// words are what a label says.
type words struct {
	names  []phrase // the product's name, in Chinese when it has one, and in the second language
	codes  []phrase // human readable interpretation of the code; never shortened
	fields []field  // lot and dates; never shortened
	// more are groups of fields that are shown where there is room.
	more [][]field
}

// phrase is one text with the language it is in.
type phrase struct {
	text string
	lang model.Lang
}

// field is a caption with its value, in a long and a short form.
type field struct {
	long, short, value string
	lang               model.Lang
}

// fieldWords are the captions, after GB 7718 (生产日期, 保质期到). The second is for narrow labels.
var fieldWords = map[string][2]model.Text{
	"lot":      {{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot"}, {ZH: "批号", UG: "تۈركۈم", EN: "Lot"}},
	"produced": {{ZH: "生产日期", UG: "ئىشلەپچىقىرىلغان ۋاقتى", EN: "Produced"}, {ZH: "生产", UG: "ئىشلەپچىقىرىش", EN: "Made"}},
	"expires":  {{ZH: "保质期至", UG: "ساقلاش مۇددىتى", EN: "Best before"}, {ZH: "到期", UG: "مۇددىتى", EN: "Best"}},
}

func wordsOf(b model.Batch, p model.Product, second model.Lang) words {
	var w words
	name, lang := p.Name.Pick(model.ZH)
	w.names = []phrase{{printable(name), lang}}
	if other, in := p.Name.Pick(second); second != "" && in == second && in != lang {
		w.names = append(w.names, phrase{printable(other), in})
	}
	lot := [2]string{"lot", b.Lot}
	if p.GTIN == "" {
		w.codes = []phrase{{text: b.Code}}
		w.fields = fieldsIn(model.ZH, lot)
	} else {
		// The lot stands in the code's digits; a line of its own repeats it where there is room.
		w.codes = []phrase{{text: "(01)" + p.GTIN}, {text: "(10)" + b.Lot}}
		w.more = append(w.more, fieldsIn(model.ZH, lot))
	}
	dates := [][2]string{{"produced", string(b.Produced)}}
	if b.Expires != "" {
		dates = append(dates, [2]string{"expires", string(b.Expires)})
	}
	w.fields = append(w.fields, fieldsIn(model.ZH, dates...)...)
	if second != "" {
		w.more = append(w.more, fieldsIn(second, dates...), fieldsIn(second, lot))
	}
	return w
}

func fieldsIn(lang model.Lang, named ...[2]string) []field {
	fields := make([]field, 0, len(named))
	for _, n := range named {
		caption := fieldWords[n[0]]
		fields = append(fields, field{caption[0].In(lang), caption[1].In(lang), n[1], lang})
	}
	return fields
}

// printable drops what has no shape of its own: line breaks become spaces, and marks that turn the direction of the
// text are left out, because they would reach beyond the name. The two joiners belong to the spelling and stay.
func printable(name string) string {
	clean := make([]rune, 0, len(name))
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			if len(clean) > 0 && clean[len(clean)-1] != ' ' {
				clean = append(clean, ' ')
			}
		case r == '\u200c' || r == '\u200d', !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			clean = append(clean, r)
		}
	}
	if n := len(clean); n > 0 && clean[n-1] == ' ' {
		clean = clean[:n-1]
	}
	if len(clean) == 0 {
		return "…"
	}
	return string(clean)
}
