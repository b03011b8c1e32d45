package job

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"suyuan/model"
)

// maxUnzipped bounds an xlsx file when unpacked, in bytes; parts beyond maxUnzippedPart wait on the disk.
const (
	maxUnzipped     = 64 << 20
	maxUnzippedPart = 8 << 20
)

// sound unpacks every part of a workbook once, into nothing: the library believes the sizes that an archive tells and
// passes over parts that break off, and half a sheet must not be taken for a whole one.
func sound(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	left := int64(maxUnzipped)
	for _, part := range archive.File {
		r, err := part.Open()
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
		if err := errors.Join(err, r.Close()); err != nil {
			return err
		}
		if left -= n; left < 0 {
			return zip.ErrFormat
		}
	}
	return nil
}

// openXLSX opens a workbook. A file that the library stumbles over is refused, not ours to fail.
func openXLSX(content []byte) (f *excelize.File, err error) {
	defer func() {
		if v := recover(); v != nil {
			f, err = nil, errors.Join(errUnreadable, fmt.Errorf("%v", v))
		}
	}()
	if err := sound(content); err != nil {
		return nil, errors.Join(errUnreadable, err)
	}
	f, err = excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzippedPart, RawCellValue: true})
	if err != nil {
		return nil, errors.Join(errUnreadable, err)
	}
	return f, nil
}

// xlsxLines lists the rows of the first sheet of a workbook. Values are raw: dates are serial numbers, whatever the cell
// shows.
func xlsxLines(content []byte) iter.Seq[line] {
	return func(yield func(line) bool) {
		f, err := openXLSX(content)
		if err != nil {
			yield(line{err: err})
			return
		}
		defer f.Close()
		rows, err := firstSheet(f)
		if err != nil {
			yield(line{err: err})
			return
		}
		defer rows.Close()
		for number := 1; ; number++ {
			cells, more, err := nextRow(rows)
			if err != nil {
				yield(line{err: err})
				return
			}
			if !more || !yield(line{number: number, cells: cells}) {
				return
			}
		}
	}
}

func firstSheet(f *excelize.File) (rows *excelize.Rows, err error) {
	defer func() {
		if v := recover(); v != nil {
			rows, err = nil, errors.Join(errUnreadable, fmt.Errorf("%v", v))
		}
	}()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errUnreadable
	}
	if rows, err = f.Rows(sheets[0]); err != nil {
		return nil, errors.Join(errUnreadable, err)
	}
	return rows, nil
}

func nextRow(rows *excelize.Rows) (cells []string, more bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.Join(errUnreadable, fmt.Errorf("%v", v))
		}
	}()
	if !rows.Next() {
		if rows.Error() != nil {
			return nil, false, errors.Join(errUnreadable, rows.Error())
		}
		return nil, false, nil
	}
	if cells, err = rows.Columns(); err != nil {
		return nil, false, errors.Join(errUnreadable, err)
	}
	return cells, true, nil
}

// xlsxTable writes a workbook with one sheet, row by row: the library keeps what is long on the disk.
type xlsxTable struct {
	file      *excelize.File
	stream    *excelize.StreamWriter
	w         io.Writer
	lang      model.Lang
	rows      int
	day, time int // styles
	money     int
}

// The formats of days, times and amounts of money.
const (
	moneyFormat = "#,##0.00"

	dayFormat  = "yyyy-mm-dd"
	timeFormat = "yyyy-mm-dd hh:mm:ss"
)

// newXLSX begins a workbook with its head, which stays in sight.
func newXLSX(w io.Writer, columns []model.Column, lang model.Lang, sheet string) (*xlsxTable, error) {
	t := &xlsxTable{file: excelize.NewFile(), w: w, lang: lang}
	if err := t.begin(columns, sheet); err != nil {
		return nil, errors.Join(err, t.file.Close())
	}
	return t, nil
}

func (t *xlsxTable) begin(columns []model.Column, sheet string) (err error) {
	if err := t.file.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	if t.lang.Dir() == "rtl" {
		yes := true
		if err := t.file.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &yes}); err != nil {
			return err
		}
	}
	if t.stream, err = t.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	day, clock, money := dayFormat, timeFormat, moneyFormat
	if t.money, err = t.file.NewStyle(&excelize.Style{CustomNumFmt: &money}); err != nil {
		return err
	}
	if t.day, err = t.file.NewStyle(&excelize.Style{CustomNumFmt: &day}); err != nil {
		return err
	}
	if t.time, err = t.file.NewStyle(&excelize.Style{CustomNumFmt: &clock}); err != nil {
		return err
	}
	bold, err := t.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := t.stream.SetColWidth(1, len(columns), columnWidth); err != nil {
		return err
	}
	heads := make([]any, 0, len(columns))
	for _, c := range columns {
		heads = append(heads, excelize.Cell{StyleID: bold, Value: c.Words.In(t.lang)})
	}
	return t.write(heads)
}

// columnWidth is the width of columns in characters.
const columnWidth = 18

func (t *xlsxTable) write(cells []any) error {
	t.rows++
	return t.stream.SetRow("A"+strconv.Itoa(t.rows), cells)
}

func (t *xlsxTable) row(cells []any) error {
	typed := make([]any, 0, len(cells))
	for _, c := range cells {
		typed = append(typed, t.cell(c))
	}
	return t.write(typed)
}

// exactDigits is how many decimal digits a binary number keeps.
const exactDigits = 15

// cell types a value: numbers that a spreadsheet keeps exactly are numbers, days and times are those; texts are texts,
// never formulas.
func (t *xlsxTable) cell(c any) any {
	switch v := c.(type) {
	case model.Quantity:
		if text := v.String(); len(text) <= exactDigits {
			if f, err := strconv.ParseFloat(text, 64); err == nil {
				return f
			}
		}
	case model.Money:
		if f, err := strconv.ParseFloat(v.Amount(), 64); err == nil && len(v.Amount()) <= exactDigits {
			return excelize.Cell{StyleID: t.money, Value: f}
		}
	case int64:
		if v < 1e15 && v > -1e15 {
			return v
		}
	case model.Date:
		if at := v.Start(model.China); at > 0 {
			return excelize.Cell{StyleID: t.day, Value: at.Time().In(model.China)}
		}
	case model.Instant:
		if !v.IsZero() {
			return excelize.Cell{StyleID: t.time, Value: v.Time().In(model.China).Truncate(time.Second)}
		}
	}
	return cellText(c, t.lang)
}

func (t *xlsxTable) close() error {
	err := t.stream.Flush()
	if err == nil {
		_, err = t.file.WriteTo(t.w)
	}
	return errors.Join(err, t.file.Close())
}

// cellText writes a value for people and for imports: times in China's zone, money without its currency.
func cellText(c any, lang model.Lang) string {
	switch v := c.(type) {
	case nil:
		return ""
	case string:
		return v
	case model.Text:
		return v.In(lang)
	case model.Money:
		return v.Amount()
	case model.Instant:
		if v.IsZero() {
			return ""
		}
		return v.Time().In(model.China).Format(time.RFC3339)
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(c)
}
