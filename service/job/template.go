package job

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"suyuan/model"
)

// Template returns an empty sheet for a kind of import, in a language: heads with an example row in CSV; heads, lists to
// choose from and a second sheet of explanations in xlsx. Refusal: not-found.
func (s *Service) Template(code model.JobKind, lang model.Lang, f Format) (name string, content []byte, err error) {
	k, err := s.kind(code)
	if err == nil && len(k.Columns) == 0 {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return "", nil, err
	}
	columns := slices.DeleteFunc(slices.Clone(k.Columns), func(c model.Column) bool { return c.Output })
	var b bytes.Buffer
	if f == XLSX {
		err = templateXLSX(&b, columns, lang)
	} else {
		err = templateCSV(&b, columns, lang)
	}
	return strings.TrimPrefix(string(code), "import-") + "." + string(f), b.Bytes(), err
}

// templateCSV has the heads and an example row, which imports pass over.
func templateCSV(w io.Writer, columns []model.Column, lang model.Lang) error {
	t, err := newCSV(w, columns, lang, true)
	if err != nil {
		return err
	}
	example := []any{exampleMark.In(lang)}
	for _, c := range columns[1:] {
		example = append(example, shown(c, c.Example, lang))
	}
	return errors.Join(t.row(example), t.close())
}

// shown is a value as people choose it.
func shown(c model.Column, value string, lang model.Lang) string {
	for _, choice := range c.Choices {
		if choice.Code == value && c.Choose(choice.Words.In(lang)) == choice.Code {
			return choice.Words.In(lang)
		}
	}
	return value
}

// The words of a template.
var (
	sheetWord  = model.Text{ZH: "数据", UG: "سانلىق مەلۇمات", EN: "Data"}
	guideWord  = model.Text{ZH: "说明", UG: "چۈشەندۈرۈش", EN: "Guide"}
	guideHeads = []model.Text{
		{ZH: "列", UG: "ئىستون", EN: "Column"}, {ZH: "必填", UG: "زۆرۈر", EN: "Required"}, {ZH: "填写说明", UG: "تولدۇرۇش ئۇسۇلى", EN: "What to write"},
		{ZH: "示例", UG: "مىسال", EN: "Example"}, {ZH: "API 名称", UG: "API نامى", EN: "API name"}, {ZH: "可选值", UG: "تاللاشقا بولىدىغان قىممەت", EN: "Choices"},
	}
	yesWord = model.Text{ZH: "是", UG: "ھەئە", EN: "yes"}
)

// templateXLSX has a sheet with the heads and lists to choose from, and one that explains.
func templateXLSX(w io.Writer, columns []model.Column, lang model.Lang) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	sheet, guide := sheetWord.In(lang), guideWord.In(lang)
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if _, err := f.NewSheet(guide); err != nil {
		return err
	}
	t := template{file: f, sheet: sheet, guide: guide, lang: lang}
	if err := t.fill(columns); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// template is an xlsx template in the making.
type template struct {
	file         *excelize.File
	sheet, guide string
	lang         model.Lang
	bold, text   int
}

func (t *template) fill(columns []model.Column) (err error) {
	if t.bold, err = t.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if t.text, err = t.file.NewStyle(&excelize.Style{NumFmt: textFormat}); err != nil {
		return err
	}
	for _, sheet := range []string{t.sheet, t.guide} {
		rtl := t.lang.Dir() == "rtl"
		if err := t.file.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl}); err != nil {
			return err
		}
		if err := t.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	for i, head := range guideHeads {
		if err := t.put(t.guide, i+1, 1, head.In(t.lang), t.bold); err != nil {
			return err
		}
	}
	row := 2
	for i, c := range columns {
		if err := t.column(i+1, c); err != nil {
			return err
		}
		if row, err = t.explain(row, i+1, c); err != nil {
			return err
		}
	}
	return t.file.SetColWidth(t.guide, "A", "F", 2*columnWidth)
}

// textFormat is the number format of texts: digits stay as they are typed (ECMA-376-1 §18.8.30).
const textFormat = 49

func (t *template) put(sheet string, column, row int, value string, style int) error {
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return err
	}
	if err := t.file.SetCellStr(sheet, cell, value); err != nil || style == 0 {
		return err
	}
	return t.file.SetCellStyle(sheet, cell, cell, style)
}

// column writes the head of a column and how its cells behave.
func (t *template) column(at int, c model.Column) error {
	name, err := excelize.ColumnNumberToName(at)
	if err != nil {
		return err
	}
	if err := t.file.SetColWidth(t.sheet, name, name, columnWidth); err != nil {
		return err
	}
	if c.Type == model.ColumnText || c.Type == model.ColumnDigits {
		if err := t.file.SetColStyle(t.sheet, name, t.text); err != nil {
			return err
		}
	}
	head := c.Words.In(t.lang)
	if c.Required {
		head += " *"
	}
	return t.put(t.sheet, at, 1, head, t.bold)
}

// explain writes what a column is for, below each other what can be chosen, and lets the cells of the column choose from
// that. It returns the next free row.
func (t *template) explain(row, at int, c model.Column) (next int, err error) {
	required := ""
	if c.Required {
		required = yesWord.In(t.lang)
	}
	for i, text := range []string{c.Words.In(t.lang), required, c.Hint.In(t.lang), shown(c, c.Example, t.lang), c.Key} {
		if err := t.put(t.guide, i+1, row, text, 0); err != nil {
			return row, err
		}
	}
	first := row
	for _, choice := range c.Choices {
		if err := t.put(t.guide, len(guideHeads), row, shown(c, cmp.Or(choice.Code, choice.Words.In(t.lang)), t.lang), 0); err != nil {
			return row, err
		}
		row++
	}
	if row == first {
		return row + 1, nil
	}
	name, err := excelize.ColumnNumberToName(at)
	if err != nil {
		return row, err
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s2:%s%d", name, name, MaxRows+1)
	v.SetSqrefDropList(fmt.Sprintf("'%s'!$F$%d:$F$%d", t.guide, first, row-1))
	return row, t.file.AddDataValidation(t.sheet, v)
}
