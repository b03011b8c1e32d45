package console

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/code"
)

// routeCode registers the pages of the code room.
func (c *Console) routeCode() {
	c.form("labels", "/console/batches/{id}/labels", model.PermBatchRead, "Print the labels of a batch; what was printed.", (*Visit).labels)
	c.get("label-run", "/console/labels/{id}", model.PermBatchWrite, "The labels of one printing, as a page, a drawing or a printer's language.", (*Visit).labelRun)
}

// labels asks which labels are wanted, shows a sheet of them, and prints: the answers travel in the address, and only the
// last button is a printing that is kept in the log.
func (v *Visit) labels() error {
	f, err := v.theBatch()
	if err != nil {
		return err
	}
	if v.Request.Method != http.MethodPost && v.query("check") == "" {
		return v.labelPage(f, v.labelForm(f))
	}
	values := v.Request.URL.Query()
	in := &Input{values: values, zone: v.console.opts.Zone, faults: &model.Faults{}}
	if v.Request.Method == http.MethodPost {
		if in, err = v.read(); err != nil {
			return err
		}
		values = in.values
	}
	order := labelOrder(in, f.Batch.ID)
	err = in.err()
	var labels code.Labels
	if err == nil {
		labels, err = v.console.services.Code.PreviewLabels(v.ctx(), v.Actor, order, model.LabelHTML)
	}
	var r *model.Refusal
	if errors.As(err, &r) && len(r.Fields) > 0 {
		refused, _ := v.console.opts.Refused(v.ctx(), err)
		return v.labelPage(f, v.labelForm(f).With(values, &refused))
	}
	if err != nil {
		return err
	}
	return v.run(v.printLabels(f, values, labels))
}

// labelOrder reads what was asked for. People count places from 1.
func labelOrder(in *Input, batch model.BatchID) code.LabelOrder {
	return code.LabelOrder{
		Batch: batch, Layout: in.text("layout"), Copies: in.whole("copies"), Start: max(in.whole("start"), 1) - 1,
		Second: model.Lang(in.text("second_lang")), Level: code.QRLevel(in.text("ecc")),
	}
}

func (v *Visit) mayPrint(f catalog.BatchFile) bool {
	return v.Actor.ActsFor(f.Batch.OrgID) && v.can(model.PermBatchWrite)
}

// labelPage is the page with the form, for those who may print, and what was printed earlier.
func (v *Visit) labelPage(f catalog.BatchFile, form web.Form) error {
	runs, next, err := v.console.services.Code.LabelRuns(v.ctx(), v.Actor, f.Batch.ID, v.page())
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Word("label.title"), Lead: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)}, Back: batchTrail(f.Batch)}
	if i := slices.IndexFunc(runs, func(r model.LabelRun) bool { return r.ID.String() == v.query("run") }); i >= 0 {
		page.Parts = append(page.Parts, v.printed(runs[i]))
	}
	earlier := v.runsPanel(f, runs, next)
	if v.mayPrint(f) {
		page.Parts = append(page.Parts, web.Columns{web.Panel{Parts: []web.Part{form}}, earlier})
	} else {
		page.Parts = append(page.Parts, earlier)
	}
	if form.Refused != nil {
		return v.answer(http.StatusUnprocessableEntity, page)
	}
	return v.show(page)
}

func (v *Visit) runsPanel(f catalog.BatchFile, runs []model.LabelRun, next model.PageToken) web.Part {
	table := web.Table{
		Caption: web.Word("label.runs"), Columns: []web.Column{{Label: "label.run"}, {Label: "label.layout"}, {Label: "label.copies", Number: true}},
		Empty: web.Empty{Title: web.Word("label.runs.none"), Text: web.Word("label.runs.none.text")},
	}
	for _, r := range runs {
		layout, _ := code.LabelLayoutOf(r.Layout)
		row := web.Row{Cells: []web.Value{
			web.Stack{web.Counted{Key: "label.number", N: int(r.Number)}, web.Fine{Text: web.Moment(r.At)}},
			web.Stack{web.Text(layout.Name), web.Fine{Text: labelFormats[r.Format]}}, web.Number(r.Copies),
		}}
		if v.mayPrint(f) {
			row.Actions = []web.Action{{To: "/console/batches/" + f.Batch.ID.String() + "/labels?run=" + r.ID.String(), Text: web.Word("label.again")}}
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("label.runs"), Parts: []web.Part{v.paged(table, next)}}
}

// printed leads to the files of a printing.
func (v *Visit) printed(r model.LabelRun) web.Part {
	at := "/console/labels/" + r.ID.String()
	note := web.Note{Tone: web.ToneOK, Title: web.Counted{Key: "label.number", N: int(r.Number)}}
	switch layout, _ := code.LabelLayoutOf(r.Layout); r.Format {
	case model.LabelHTML:
		note.Text = []web.Value{web.Word("label.ready.html")}
		note.Actions = []web.Action{{To: at, Text: web.Word("label.open"), Icon: "print", First: true, Apart: true}}
	case model.LabelSVG:
		note.Text = []web.Value{web.Word("label.ready.svg")}
		last := (r.Start+r.Copies+layout.PerPage()-1)/max(1, layout.PerPage()) - 1
		for _, sheet := range slices.Compact([]int{0, min(1, last), last}) {
			note.Actions = append(note.Actions, web.Action{To: at + "?sheet=" + strconv.Itoa(sheet+1), Text: web.Counted{Key: "label.sheet", N: sheet + 1}, Icon: "file", File: true})
		}
	case model.LabelZPL203, model.LabelZPL300, model.LabelZPL600:
		note.Text = []web.Value{web.Word("label.ready.zpl")}
		note.Actions = []web.Action{{To: at, Text: web.Word("label.download"), Icon: "file", File: true}}
	}
	return note
}

// labelFormats say how labels can be had.
var labelFormats = map[model.LabelFormat]web.Word{
	model.LabelHTML: "label.format.html", model.LabelSVG: "label.format.svg", model.LabelZPL203: "label.format.zpl-203",
	model.LabelZPL300: "label.format.zpl-300", model.LabelZPL600: "label.format.zpl-600",
}

// usualCopies is how many labels are wanted where nobody said.
const usualCopies = 24

func (v *Visit) labelForm(f catalog.BatchFile) web.Form {
	layout := web.Field{Name: "layout", Label: web.Word("label.layout"), Kind: web.KindRadio, Required: true}
	for _, l := range code.LabelLayouts() {
		layout.Options = append(layout.Options, web.Option{Value: l.Code, Text: web.Inline{sheetMark(l), web.Name(l.Name)}})
	}
	layout.Value = layout.Options[0].Value
	second := web.Field{Name: "second_lang", Label: web.Word("label.second"), Kind: web.KindChoice, Options: []web.Option{
		{Text: web.Word("label.second.none")}, {Value: string(model.UG), Text: web.Word("field.lang.ug")}, {Value: string(model.EN), Text: web.Word("field.lang.en")},
	}}
	level := web.Field{Name: "ecc", Label: web.Word("label.level"), Hint: web.Word("label.level.hint"), Kind: web.KindChoice}
	for _, l := range []struct {
		level code.QRLevel
		word  web.Word
	}{{"", "label.level.m"}, {code.QRLow, "label.level.l"}, {code.QRQuartile, "label.level.q"}, {code.QRHigh, "label.level.h"}} {
		level.Options = append(level.Options, web.Option{Value: string(l.level), Text: l.word})
	}
	return web.Form{Get: true, Action: "/console/batches/" + f.Batch.ID.String() + "/labels", Submit: "label.preview", Fields: []web.Field{
		{Name: "check", Kind: web.KindHidden, Value: "yes"},
		layout,
		{Name: "copies", Label: web.Word("label.copies"), Kind: web.KindWhole, Value: strconv.Itoa(usualCopies), Required: true},
		second,
		{Kind: web.KindMore, Label: web.Word("label.more"), Fields: []web.Field{
			{Name: "start", Label: web.Word("label.start"), Hint: web.Word("label.start.hint"), Kind: web.KindWhole},
			level,
		}},
	}}
}

// sheetMark draws a sheet or roll small, with its labels.
func sheetMark(l code.LabelLayout) web.Drawn {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg class="sheet-mark" viewBox="0 0 %d %d" aria-hidden="true"><rect class="paper" width="%[1]d" height="%d"/>`, l.Page.Width, l.Page.Height, l.Page.Height)
	for i := range l.PerPage() {
		x, y := int(l.Left)+i%l.Columns*int(l.PitchX), int(l.Top)+i/l.Columns*int(l.PitchY)
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d"/>`, x, y, l.Label.Width, l.Label.Height)
	}
	b.WriteString("</svg>")
	return web.Drawn(b.String())
}

// labelAnswers are what the last step hands on.
var labelAnswers = []string{"layout", "copies", "start", "second_lang", "ecc"}

// printLabels shows a sheet and asks how it is to be printed.
func (v *Visit) printLabels(f catalog.BatchFile, values url.Values, labels code.Labels) task {
	at := "/console/batches/" + f.Batch.ID.String() + "/labels"
	back := url.Values{}
	how := web.Field{Name: "format", Label: web.Word("label.how"), Kind: web.KindRadio, Value: string(model.LabelHTML), Required: true}
	for _, format := range model.LabelFormats() {
		if _, printer := format.DotsPerInch(); !printer || labels.Layout.Roll() {
			how.Options = append(how.Options, web.Option{Value: string(format), Text: labelFormats[format]})
		}
	}
	form := web.Form{Action: at, Submit: "label.print"}
	for _, name := range labelAnswers {
		form.Fields = append(form.Fields, web.Field{Name: name, Kind: web.KindHidden, Value: values.Get(name)})
		if values.Get(name) != "" {
			back.Set(name, values.Get(name))
		}
	}
	form.Fields = append(form.Fields, how)
	return task{
		form: form,
		page: func(form web.Form) web.Page {
			var sheet bytes.Buffer
			if err := v.console.services.Code.WriteLabelsSVG(&sheet, labels, 0); err != nil {
				sheet.Reset() // the form says what is wrong
			}
			return web.Page{
				Title: web.Word("label.title"), Lead: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)}, Back: batchTrail(f.Batch),
				Parts: []web.Part{web.Columns{
					web.Panel{Title: web.Name(labels.Layout.Name), Actions: []web.Action{{To: at + "?" + back.Encode(), Text: web.Word("batch.change")}}, Parts: []web.Part{form}},
					web.Panel{
						Title: web.Word("label.first-sheet"), Lead: web.Counted{Key: "label.sheets", N: labels.Sheets()},
						Parts: []web.Part{web.Picture{Markup: web.Drawn(sheet.String()), Caption: web.Word("label.scale")}},
					},
				}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			order := labelOrder(in, f.Batch.ID)
			if err := in.err(); err != nil {
				return "", "", err
			}
			run, _, err := v.console.services.Code.PrintLabels(v.ctx(), v.Actor, v.once(), order, model.LabelFormat(in.text("format")))
			return at + "?run=" + run.ID.String(), "labels-printed", err
		},
	}
}

// labelRun writes the labels of a printing in its form.
func (v *Visit) labelRun() error {
	id, err := model.ParseID[model.LabelRun](v.Param("id"))
	if err != nil {
		return err
	}
	run, labels, err := v.console.services.Code.LabelsOf(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	sheet := 1
	if s := v.query("sheet"); s != "" {
		if sheet, err = strconv.Atoi(s); err != nil {
			return model.NotFound.Refuse()
		}
	}
	var out bytes.Buffer
	mediaType, ending := "text/html; charset=utf-8", ""
	switch run.Format {
	case model.LabelHTML:
		err = v.console.services.Code.WriteLabelsHTML(&out, labels, v.console.pages.AssetPath("labels.css"), run.ID.String(), nil)
	case model.LabelSVG:
		mediaType, ending = "image/svg+xml", ".svg"
		err = v.console.services.Code.WriteLabelsSVG(&out, labels, sheet-1)
	case model.LabelZPL203, model.LabelZPL300, model.LabelZPL600:
		mediaType, ending = "text/plain; charset=utf-8", ".zpl"
		err = v.console.services.Code.WriteLabelsZPL(&out, labels, nil)
	}
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", mediaType)
	if ending != "" {
		h.Set("Content-Disposition", `attachment; filename="labels-`+strconv.FormatInt(run.Number, 10)+"-"+strconv.Itoa(sheet)+ending+`"`)
	}
	_, err = v.Writer.Write(out.Bytes())
	return ignoreGone(err)
}
