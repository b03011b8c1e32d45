package job

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"suyuan/model"
)

// Format is the format of a table.
type Format string

// The formats of tables.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Formats lists the formats of tables.
func Formats() []Format { return []Format{CSV, XLSX} }

// MediaType returns the format's media type.
func (f Format) MediaType() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JSON:
		return "application/json"
	case CSV:
	}
	return "text/csv; charset=utf-8; header=present"
}

// ExportParams say what to export and how.
type ExportParams struct {
	Format Format `json:"format"`
	// BOM puts a byte order mark before a CSV file: spreadsheets in China need it to read UTF-8.
	BOM bool `json:"bom,omitempty"`
	// From is the first and To the first no longer wanted time of occurrence, RFC 3339; events and statements only.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Open leaves out what has been explained; findings only.
	Open bool `json:"open,omitempty"`
	// Root is the batch or identifier of the thing whose trace is wanted, KnownAt an instant, RFC 3339, after which
	// nothing was known yet; papers only. Root is also the recall of its table.
	Root    string `json:"root,omitempty"`
	KnownAt string `json:"known_at,omitempty"`
	// Filter narrows the list: the values of the export's filters by their keys.
	Filter map[string]string `json:"filter,omitempty"`
}

// Filter is one way to narrow an export.
type Filter struct {
	// Key is its name in addresses and in the API.
	Key   string
	Words model.Text
	// Choices are the values it takes; none means any short text.
	Choices []model.Choice
	// Quiet says that it is chosen on the page of a list and not asked for: an identifier, or what only some desks have.
	Quiet bool
}

// Yes is the value of a filter that is either on or left out.
const Yes = "true"

// OnOff are the choices of a filter that is either on or left out.
var OnOff = []model.Choice{{Code: Yes}}

// Flag is a filter that is either on or left out.
func Flag(key string, words model.Text) Filter { return Filter{Key: key, Words: words, Choices: OnOff} }

// Ticked reports whether the filter is a Flag.
func (f Filter) Ticked() bool { return len(f.Choices) == 1 && f.Choices[0].Code == Yes }

// maxFilter bounds a value that a filter is given, in bytes.
const maxFilter = 64

// checkFilter refuses what an export cannot be narrowed by.
func (e Export) checkFilter(given map[string]string, faults *model.Faults) {
	for key, value := range given {
		at := "filter." + clip(key)
		i := slices.IndexFunc(e.Filters, func(f Filter) bool { return f.Key == key })
		switch {
		case i < 0:
			faults.Add(at, model.ValueInvalid, model.P("value", clip(value)))
		case len(value) > maxFilter:
			faults.Add(at, model.ValueTooLong, model.P("limit", maxFilter))
		case value != "" && len(e.Filters[i].Choices) > 0 && !slices.ContainsFunc(e.Filters[i].Choices, func(c model.Choice) bool { return c.Code == value }):
			faults.Add(at, model.ValueInvalid, model.P("value", clip(value)))
		}
	}
}

// check refuses parameters that this table cannot be made with.
func (e Export) check(p ExportParams) error {
	var faults model.Faults
	e.checkFilter(p.Filter, &faults)
	if !slices.Contains(Formats(), p.Format) {
		faults.Add("format", model.ValueInvalid, model.P("value", clip(string(p.Format))))
	}
	for at, text := range map[string]string{"from": p.From, "to": p.To} {
		if _, err := time.Parse(time.RFC3339, text); text != "" && err != nil {
			faults.Add(at, model.TimeInvalid, model.P("value", clip(text)))
		}
	}
	return faults.Err()
}

// Span returns From and To; parameters that were checked have no other.
func (p ExportParams) Span() (from, to model.Instant) {
	read := func(text string) model.Instant {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return 0
		}
		return model.InstantOf(at)
	}
	return read(p.From), read(p.To)
}

// Pager gives one page of an export: rows of cells in the order of the columns. A cell is a string, a model.Text, a
// model.Quantity, a model.Money, a model.Date, a model.Instant, an int64 or nil.
type Pager func(ctx context.Context, page model.Page) (rows [][]any, next model.PageToken, err error)

// Export is a list that people take away as a table.
type Export struct {
	Code model.JobKind
	Need model.Permission
	// Name is the beginning of the file's name.
	Name    string
	Columns []model.Column
	// Rooted says that the list is about one thing, which Root names.
	Rooted bool
	// Filters are the ways to narrow it, Spanned says that it takes From and To as well.
	Filters []Filter
	Spanned bool
	// Open begins a list for whoever wants it; words are in lang.
	Open func(actor model.Actor, lang model.Lang, p ExportParams) Pager
}

// Kind makes the kind of job that writes the whole list.
func (e Export) Kind() Kind {
	return Kind{
		Code: e.Code, Need: e.Need, Filters: e.Filters, Spanned: e.Spanned,
		Check: func(params json.RawMessage) error {
			var p ExportParams
			if err := json.Unmarshal(params, &p); err != nil {
				return model.Malformed.Refuse(model.P("reason", "params"))
			}
			if e.Rooted && (p.Root == "" || len(p.Root) > maxRoot) {
				return model.ValueRequired.At("root")
			}
			return e.check(p)
		},
		Work: e.work,
	}
}

func (e Export) work(ctx context.Context, run *Run) error {
	var p ExportParams
	if err := run.Params(&p); err != nil {
		return err
	}
	return run.Result(e.Name+"."+string(p.Format), p.Format.MediaType(), func(w io.Writer) error {
		n, err := e.write(ctx, w, run.Lang, p, e.Open(run.Actor, run.Lang, p), func(rows int) error { return run.Progress(rows, 0) })
		run.Added(n)
		return err
	})
}

// table is a file of rows in the making.
type table interface {
	row(cells []any) error
	close() error
}

func (e Export) begin(w io.Writer, lang model.Lang, p ExportParams) (table, error) {
	if p.Format == XLSX {
		return newXLSX(w, e.Columns, lang, e.Name)
	}
	return newCSV(w, e.Columns, lang, p.BOM)
}

// write writes every page of a list, keeping one at a time, and returns how many rows there were.
func (e Export) write(ctx context.Context, w io.Writer, lang model.Lang, p ExportParams, next Pager, tick func(rows int) error) (n int, err error) {
	t, err := e.begin(w, lang, p)
	if err != nil {
		return 0, err
	}
	page := model.Page{Limit: model.MaxPage}
	for {
		rows, token, err := next(ctx, page)
		if err == nil {
			for _, r := range rows {
				if err = t.row(r); err != nil {
					break
				}
			}
		}
		if n += len(rows); err == nil {
			err = tick(n)
		}
		if err != nil {
			_ = t.close() // what it could still say is not the cause
			return n, err
		}
		if token == "" {
			return n, t.close()
		}
		page.After = token
	}
}

// DirectRows is how many rows a table may have to be downloaded without a job.
const DirectRows = 5000

// Download returns a table at once when it has at most DirectRows rows. Needs the permission of the export. Refusals:
// unauthenticated, forbidden, invalid (format, from, to, filter.…), job-export-large.
func (e Export) Download(ctx context.Context, actor model.Actor, lang model.Lang, p ExportParams) ([]byte, error) {
	if err := actor.Must(e.Need); err != nil {
		return nil, err
	}
	if err := e.check(p); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err := e.write(ctx, &b, lang, p, e.Open(actor, lang, p), func(rows int) error {
		if rows > DirectRows {
			return model.JobExportLarge.Refuse(model.P("limit", DirectRows))
		}
		return nil
	})
	return b.Bytes(), err
}
