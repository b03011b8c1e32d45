package model

import (
	"errors"
	"strings"
)

// Column is one column of a sheet that people import or export: the table of columns is the whole contract of a file.
type Column struct {
	// Key is its name in the API and in heads, snake_case.
	Key string
	// Words are its heads in the three languages.
	Words    Text
	Required bool
	Type     ColumnType
	// Hint tells people what to write.
	Hint    Text
	Example string
	// Choices are the values it takes; none means any.
	Choices []Choice
	// Output columns are written by exports and passed over by imports.
	Output bool
}

// ColumnType says how the cells of a column read in a spreadsheet.
type ColumnType string

// The types of columns.
const (
	ColumnText   ColumnType = ""
	ColumnNumber ColumnType = "number"
	ColumnDigits ColumnType = "digits" // a number that is a name: GTIN, GLN
	ColumnDate   ColumnType = "date"
	ColumnTime   ColumnType = "time"
)

// Choice is one value of a column and what people call it.
type Choice struct {
	Code  string
	Words Text
}

// Named reports whether a head names the column: its key or one of its words, in any case.
func (c Column) Named(head string) bool {
	return strings.EqualFold(head, c.Key) || c.Words.has(head)
}

// Choose returns the code of a choice that a cell names by its code or in any language; the cell itself when it names
// none, for the room to refuse.
func (c Column) Choose(cell string) string {
	for _, choice := range c.Choices {
		if strings.EqualFold(cell, choice.Code) || choice.Words.has(cell) {
			return choice.Code
		}
	}
	return cell
}

// Shown is the parameter "value" of a problem about a value of the column: the choice's word, or the value itself.
func (c Column) Shown(value string) Param {
	for _, choice := range c.Choices {
		if choice.Code == value && value != "" {
			return PText("value", choice.Words)
		}
	}
	return P("value", clip(value, 200))
}

// ColumnOf returns the column with a key; the zero Column when there is none.
func ColumnOf(columns []Column, key string) Column {
	for _, c := range columns {
		if c.Key == key {
			return c
		}
	}
	return Column{}
}

func (t Text) has(s string) bool {
	return s != "" && (strings.EqualFold(s, t.ZH) || strings.EqualFold(s, t.UG) || strings.EqualFold(s, t.EN))
}

// Row is one row of an imported sheet.
type Row struct {
	// Number is the row's number as a spreadsheet counts, the head being 1.
	Number int
	// Cells are the texts of the columns by key; an empty cell is not in it.
	Cells map[string]string
}

// RowFault is what is wrong with one cell. Column is its key, empty when the whole row is wrong.
type RowFault struct {
	Row     int
	Column  string
	Problem *Problem
	Params  []Param
}

// ImportReport is what an import has found or done.
type ImportReport struct {
	// Added counts the rows that made something, Unchanged those that said what exists already.
	Added, Unchanged int
	// Faults are the first MaxJobFaults; Faulty counts all.
	Faults []RowFault
	Faulty int
}

// Add notes that a cell is wrong; the same fault of a cell counts once.
func (r *ImportReport) Add(f RowFault) {
	if n := len(r.Faults); n > 0 && r.Faults[n-1].Row == f.Row && r.Faults[n-1].Column == f.Column && r.Faults[n-1].Problem == f.Problem && f.Column != "" {
		return
	}
	if r.Faulty++; len(r.Faults) < MaxJobFaults {
		r.Faults = append(r.Faults, f)
	}
}

// Refuse notes that a cell is wrong.
func (r *ImportReport) Refuse(row int, column string, p *Problem, params ...Param) {
	r.Add(RowFault{Row: row, Column: column, Problem: p, Params: params})
}

// Check notes a refusal about a row, each of its fields at the column that columnOf gives for its path. It returns the
// error when it is no refusal or one that another attempt may not get: the import stops then.
func (r *ImportReport) Check(row int, err error, columnOf func(field string) string) error {
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Problem.Kind == KindUnavailable {
		return err
	}
	if len(refusal.Fields) == 0 {
		r.Refuse(row, columnOf(""), refusal.Problem, refusal.Params...)
	}
	for _, f := range refusal.Fields {
		r.Refuse(row, columnOf(f.At), f.Problem, f.Params...)
	}
	return nil
}
