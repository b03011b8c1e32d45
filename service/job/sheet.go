package job

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
)

// MaxRows bounds the rows of an imported sheet, its head not counted.
const MaxRows = 10_000

// maxColumns bounds the cells of a row that are looked at.
const maxColumns = 200

// line is one row of a sheet as it stands there; err is what is wrong with it, and ends the sheet.
type line struct {
	number int
	cells  []string
	err    error
}

// errUnreadable says that a file is no sheet, errQuotes that a row of it is malformed.
var (
	errUnreadable = errors.New("the file is no sheet")
	errQuotes     = errors.New("the row is malformed")
)

// ReadSheet reads a CSV or xlsx file into rows, by the heads of its columns in any of the three languages. What is wrong
// with the sheet itself is in the report; a file that is no sheet at all is refused: job-file-unreadable.
func ReadSheet(ctx context.Context, content []byte, columns []model.Column) ([]model.Row, model.ImportReport, error) {
	r := reader{columns: columns}
	err := r.read(ctx, content)
	if errors.Is(err, errUnreadable) {
		return nil, r.report, model.JobFileUnreadable.Refuse().Because(err)
	}
	return r.rows, r.report, err
}

// reader reads one sheet.
type reader struct {
	columns []model.Column
	// at says which column stands where; a column without a key is passed over.
	at     []model.Column
	named  []string // what the heads say
	serial bool     // dates are serial numbers, and numbers binary
	rows   []model.Row
	report model.ImportReport
}

// maxScanned bounds the rows that are looked at, blank ones included, and maxWide how many of them may reach beyond
// maxColumns: a small archive can hold a million rows that say nothing, each as wide as a sheet can be.
const (
	maxScanned = 3 * MaxRows
	maxWide    = 50
)

func (r *reader) read(ctx context.Context, content []byte) error {
	scanned, wide := 0, 0
	var lines lineReader = csvLines
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		lines, r.serial = xlsxLines, true
	}
	for l := range lines(content) {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		if scanned++; len(l.cells) > maxColumns {
			wide++
		}
		switch {
		case scanned > maxScanned:
			r.report.Refuse(l.number, "", model.JobTooManyRows, model.P("limit", MaxRows))
			return nil
		case wide > maxWide:
			return errUnreadable
		case errors.Is(l.err, errQuotes):
			r.report.Refuse(l.number, "", model.JobSheetMalformed)
			return nil
		case l.err != nil:
			return l.err
		case blank(l.cells):
			continue
		case r.at == nil:
			r.head(l)
			if r.report.Faulty > 0 {
				return nil
			}
			continue
		case isExample(l.cells[0]):
			continue
		case len(r.rows) == MaxRows:
			r.report.Refuse(l.number, "", model.JobTooManyRows, model.P("limit", MaxRows))
			return nil
		}
		r.row(l)
	}
	if len(r.rows) == 0 && r.report.Faulty == 0 {
		r.report.Refuse(1, "", model.JobSheetEmpty)
	}
	return nil
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// exampleMark begins the example row of a template, in each language.
var exampleMark = model.Text{ZH: "#示例", UG: "#مىسال", EN: "#example"}

// isExample reports whether a row is the example of a template, which nobody wants to import.
func isExample(first string) bool {
	first = strings.TrimSpace(first)
	return first == exampleMark.ZH || first == exampleMark.UG || strings.EqualFold(first, exampleMark.EN)
}

// head finds out which column stands where.
func (r *reader) head(l line) {
	seen := map[string]bool{}
	for i, cell := range l.cells {
		if i == maxColumns {
			break
		}
		head := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(cell), "*"))
		at := slices.IndexFunc(r.columns, func(c model.Column) bool { return c.Named(head) })
		r.named = append(r.named, head)
		switch {
		case head == "":
			r.at = append(r.at, model.Column{})
		case at < 0:
			r.report.Refuse(l.number, head, model.JobColumnUnknown, model.P("name", clip(head)))
			r.at = append(r.at, model.Column{})
		case seen[r.columns[at].Key]:
			r.report.Refuse(l.number, r.columns[at].Key, model.JobColumnTwice, model.P("name", clip(head)))
			r.at = append(r.at, model.Column{})
		default:
			seen[r.columns[at].Key] = true
			r.at = append(r.at, r.columns[at])
		}
	}
	for _, c := range r.columns {
		if c.Required && !seen[c.Key] {
			r.report.Refuse(l.number, c.Key, model.JobColumnMissing, model.PText("name", c.Words))
		}
	}
}

// row reads one row below the head.
func (r *reader) row(l line) {
	row := model.Row{Number: l.number, Cells: map[string]string{}}
	for i, cell := range l.cells {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if i >= len(r.at) || r.named[i] == "" { // a cell under no head
			r.report.Refuse(l.number, "", model.JobColumnUnknown, model.P("name", ""))
			continue
		}
		if c := r.at[i]; c.Key != "" && !c.Output {
			row.Cells[c.Key] = r.cell(c, cell)
		}
	}
	r.rows = append(r.rows, row)
}

// cell reads a cell as its column is meant; what cannot be read so stays as it is, for the room to refuse.
func (r *reader) cell(c model.Column, text string) string {
	switch c.Type {
	case model.ColumnDigits:
		return digits(text)
	case model.ColumnNumber:
		return r.number(text)
	case model.ColumnDate:
		if at, ok := r.moment(text); ok {
			return at.Format(time.DateOnly)
		}
	case model.ColumnTime:
		if at, ok := r.moment(text); ok {
			return at.Format(time.RFC3339)
		}
	case model.ColumnText:
	}
	return c.Choose(text)
}

var (
	grouped     = regexp.MustCompile(`^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	scientific  = regexp.MustCompile(`^-?[0-9](\.[0-9]+)?[eE][+-]?[0-9]{1,2}$`)
	longDecimal = regexp.MustCompile(`^-?[0-9]+\.[0-9]{7,}$`)
	serialDay   = regexp.MustCompile(`^[0-9]{1,7}(\.[0-9]+)?$`)
)

// digits reads a number that is a name. Spreadsheets write long ones with an exponent, people with spaces.
func digits(text string) string {
	if scientific.MatchString(text) {
		if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	return strings.ReplaceAll(text, " ", "")
}

// number reads a decimal: without separators of thousands, and, from a spreadsheet, which keeps binary numbers, with the
// fifteen digits that it shows.
func (r *reader) number(text string) string {
	if grouped.MatchString(text) {
		return strings.ReplaceAll(text, ",", "")
	}
	if !scientific.MatchString(text) && !(r.serial && longDecimal.MatchString(text)) {
		return text
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	shown, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(shown, 'f', -1, 64)
}

// momentForms are how people and spreadsheets write days and times; they are read in China's zone.
var momentForms = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日",
	"2006-1-2 15:4", "2006-1-2 15:4:5", "2006/1/2 15:4", "2006/1/2 15:4:5", "2006-1-2T15:4", "2006-1-2T15:4:5", "2006年1月2日 15:4",
}

// moment reads a day or a time; ok is false for anything else.
func (r *reader) moment(text string) (time.Time, bool) {
	if r.serial && serialDay.MatchString(text) {
		days, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return time.Time{}, false
		}
		// Day 0 is 1899-12-30 for every day since March 1900 (ECMA-376-1 §18.17.4.1).
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, model.China).AddDate(0, 0, int(days))
		return day.Add(time.Duration(math.Round((days-math.Trunc(days))*86400)) * time.Second), true
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, true
	}
	for _, form := range momentForms {
		if at, err := time.ParseInLocation(form, text, model.China); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// lineReader lists the rows of a file.
type lineReader = func(content []byte) iter.Seq[line]
