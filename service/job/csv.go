package job

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"suyuan/model"
)

// bom is the byte order mark in UTF-8. Spreadsheets in China take a file without it for GBK.
const bom = "\ufeff"

// decode turns a text file into UTF-8: UTF-8 as it is, UTF-16 by its byte order mark, and anything else as GB18030, in
// which spreadsheets in China save CSV.
func decode(content []byte) ([]byte, error) {
	var err error
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}), bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		content, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
	case !utf8.Valid(content):
		content, err = simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	}
	if err != nil || bytes.ContainsRune(content, utf8.RuneError) || bytes.IndexByte(content, 0) >= 0 {
		return nil, errors.Join(errUnreadable, err)
	}
	content = bytes.TrimPrefix(content, []byte(bom))
	if bytes.IndexByte(content, '\n') < 0 {
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	}
	return content, nil
}

// csvLines lists the rows of a CSV file (RFC 4180) that is separated by commas, semicolons or tabs. Rows are numbered as
// a spreadsheet does: a cell with several lines is in one row, an empty line is a row.
func csvLines(content []byte) iter.Seq[line] {
	return func(yield func(line) bool) {
		text, err := decode(content)
		if err != nil {
			yield(line{err: err})
			return
		}
		r := csv.NewReader(bytes.NewReader(text))
		r.Comma, r.FieldsPerRecord = separator(text), -1
		number, read := 0, int64(0)
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(line{number: number + 1, err: errQuotes})
				return
			}
			end := r.InputOffset()
			consumed := text[read:end]
			read = end
			number += 1 + emptyLines(consumed)
			for i, c := range cells {
				cells[i] = disarmed(c)
			}
			if !yield(line{number: number, cells: cells}) {
				return
			}
		}
	}
}

// emptyLines counts the line ends before the first character of a record.
func emptyLines(record []byte) (n int) {
	for _, c := range record {
		switch c {
		case '\n':
			n++
		case '\r':
		default:
			return n
		}
	}
	return n
}

// separator guesses what separates the cells: whichever of comma, semicolon and tab the first line has most of outside
// of quotes.
func separator(text []byte) rune {
	count := map[rune]int{}
	quoted := false
	for _, c := range string(text[:min(len(text), 64<<10)]) {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted && len(count) > 0 {
			break
		}
		if !quoted && (c == ',' || c == ';' || c == '\t') {
			count[c]++
		}
	}
	best := ','
	for _, c := range []rune{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// formulaSigns are the characters that make a spreadsheet take a cell of a CSV file for a formula, in the width of
// Chinese keyboards too.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

// Armed puts an apostrophe before a text that a spreadsheet would run as a formula, unless it is a plain number.
// Apostrophes that stand there already get another one, so that disarmed gives back exactly what was.
func Armed(text string) string {
	if runs(text) && !plainNumber(text) {
		return "'" + text
	}
	return text
}

// disarmed takes the apostrophe of Armed away.
func disarmed(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && runs(rest) {
		return rest
	}
	return text
}

// runs reports whether a text is a formula to a spreadsheet, or would be without its apostrophes.
func runs(text string) bool {
	text = strings.TrimLeft(text, "'")
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(formulaSigns, first)
}

func plainNumber(text string) bool {
	_, err := model.ParseQuantity(text)
	return err == nil
}

// csvTable writes a CSV file.
type csvTable struct {
	buffer *bufio.Writer
	csv    *csv.Writer
	lang   model.Lang
}

// newCSV begins a CSV file (RFC 4180) with its head; mark puts a byte order mark before it.
func newCSV(w io.Writer, columns []model.Column, lang model.Lang, mark bool) (*csvTable, error) {
	t := &csvTable{buffer: bufio.NewWriter(w), lang: lang}
	if mark {
		if _, err := t.buffer.WriteString(bom); err != nil {
			return nil, err
		}
	}
	t.csv = csv.NewWriter(t.buffer)
	t.csv.UseCRLF = true
	heads := make([]string, 0, len(columns))
	for _, c := range columns {
		heads = append(heads, c.Words.In(lang))
	}
	return t, t.csv.Write(heads)
}

func (t *csvTable) row(cells []any) error {
	texts := make([]string, 0, len(cells))
	for _, c := range cells {
		texts = append(texts, Armed(cellText(c, t.lang)))
	}
	return t.csv.Write(texts)
}

func (t *csvTable) close() error {
	t.csv.Flush()
	return errors.Join(t.csv.Error(), t.buffer.Flush())
}
