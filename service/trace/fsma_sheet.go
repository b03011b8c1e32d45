package trace

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"suyuan/model"
)

// sheetRows is the most lines that one sheet holds (ECMA-376, Excel's own limit); further ones go to another sheet.
const sheetRows = 1_048_576

// WriteFSMA writes a trace, back and forward, as the electronic sortable spreadsheet that the FDA Food Traceability Rule
// asks for (21 CFR 1.1455(c)(3)(ii)): an Office Open XML workbook with one sheet per critical tracking event (21 CFR
// 1.1325–1.1350), one of locations and one of products. Names and units are in the given language, headings in English,
// the language of the rule. Sheets are written as a stream: what does not fit into a few megabytes waits in temporary
// files, so that memory is bounded by the number of events and not by what they say.
//
// Which event of EPCIS is which critical tracking event is said at fsmaKind. Not in our records and therefore empty are
// the name of the field unless the lot's master data has it, the dates and places of cooling between events, and phone
// numbers and addresses of companies that the actor may not see.
//
// Who: permission trace:read; the export holds what the trace of the same actor holds. Refusals: forbidden,
// trace-root-unknown, too-large (a trace beyond WalkMaxNodes things or WalkMaxEvents events).
func (s *Service) WriteFSMA(ctx context.Context, actor model.Actor, q WalkQuery, lang model.Lang, to io.Writer, progress Progress) error {
	book := &fsmaBook{file: excelize.NewFile(), sheets: map[fsmaEvent]*fsmaSheet{}}
	defer book.close()
	if err := book.open(); err != nil {
		return err
	}
	err := s.export(ctx, actor, q, lang, progress, func(x *interchange, h *happening) error {
		for _, r := range fsmaRows(x, h) {
			if err := book.sheets[r.event].line(&r); err != nil {
				return err
			}
		}
		return nil
	}, book.appendices)
	if err != nil {
		return err
	}
	return book.write(to)
}

// fsmaBook is a workbook under the pen.
type fsmaBook struct {
	file   *excelize.File
	sheets map[fsmaEvent]*fsmaSheet
	all    []*fsmaSheet
	bold   int
}

// fsmaSheet is one sheet under the pen.
type fsmaSheet struct {
	book    *fsmaBook
	name    string
	part    int // 1 for the first sheet of the name
	headers []string
	columns []fsmaColumn
	stream  *excelize.StreamWriter
	row     int
}

func (b *fsmaBook) close() { _ = b.file.Close() } // it only removes temporary files

func (b *fsmaBook) open() (err error) {
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	for _, s := range fsmaSheets {
		headers := make([]string, len(s.columns))
		for i, c := range s.columns {
			headers[i] = c.name
		}
		sheet, err := b.sheet(string(s.event), headers)
		if err != nil {
			return err
		}
		sheet.columns = s.columns
		b.sheets[s.event] = sheet
	}
	return b.file.DeleteSheet("Sheet1")
}

func (b *fsmaBook) sheet(name string, headers []string) (*fsmaSheet, error) {
	s := &fsmaSheet{book: b, name: name, headers: headers}
	b.all = append(b.all, s)
	return s, s.begin()
}

// begin starts the sheet, or its next part when it is full.
func (s *fsmaSheet) begin() (err error) {
	if s.stream != nil {
		if err := s.stream.Flush(); err != nil {
			return err
		}
	}
	s.part++
	name := s.name
	if s.part > 1 {
		name += " " + strconv.Itoa(s.part)
	}
	if _, err := s.book.file.NewSheet(name); err != nil {
		return err
	}
	if s.stream, err = s.book.file.NewStreamWriter(name); err != nil {
		return err
	}
	if err := s.stream.SetColWidth(1, len(s.headers), 24); err != nil {
		return err
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	cells := make([]any, len(s.headers))
	for i, h := range s.headers {
		cells[i] = excelize.Cell{StyleID: s.book.bold, Value: h}
	}
	s.row = 1
	return s.stream.SetRow("A1", cells)
}

func (s *fsmaSheet) write(cells []any) error {
	if s.row == sheetRows {
		if err := s.begin(); err != nil {
			return err
		}
	}
	s.row++
	return s.stream.SetRow("A"+strconv.Itoa(s.row), cells)
}

func (s *fsmaSheet) line(r *fsmaRow) error {
	cells := make([]any, len(s.columns))
	for i, c := range s.columns {
		cells[i] = c.cell(r)
	}
	return s.write(cells)
}

// cell is the value of a column. A decimal becomes a number, which can be sorted and summed, when a spreadsheet holds all
// its digits: fifteen. Everything else is text, also what looks like a formula.
func (c fsmaColumn) cell(r *fsmaRow) any {
	text := c.value(r)
	if c.number && len(text) <= 15 {
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return text
}

// appendices writes the sheets of locations and products.
func (b *fsmaBook) appendices(x *interchange) error {
	locations, err := x.fsmaLocations()
	if err != nil {
		return err
	}
	for _, table := range []struct {
		name    string
		headers []string
		rows    [][]string
	}{{"Locations", fsmaLocationColumns, locations}, {"Products", fsmaProductColumns, x.fsmaProducts()}} {
		sheet, err := b.sheet(table.name, table.headers)
		if err != nil {
			return err
		}
		for _, row := range table.rows {
			cells := make([]any, len(row))
			for i, text := range row {
				cells[i] = text
			}
			if err := sheet.write(cells); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *fsmaBook) write(to io.Writer) error {
	var faults error
	for _, s := range b.all {
		faults = errors.Join(faults, s.stream.Flush())
	}
	if faults != nil {
		return faults
	}
	b.file.SetActiveSheet(0)
	return b.file.Write(to)
}
