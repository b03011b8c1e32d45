package console

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"suyuan/model"
)

// Input is what a form sent. Its methods read one field each; what cannot be read is remembered as the fault of its
// field, and err tells all of them together with what the service would refuse.
type Input struct {
	values url.Values
	files  map[string]Upload
	zone   *time.Location
	prefix string
	faults *model.Faults
}

// Upload is a file that a form sent.
type Upload struct {
	Name, MediaType string
	Content         []byte
}

// readInput reads the body of a form. Refusals: malformed, too-large, media-type-unsupported.
func readInput(r *http.Request, zone *time.Location) (*Input, error) {
	in := &Input{zone: zone, faults: &model.Faults{}, files: map[string]Upload{}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "multipart/form-data":
		if err = r.ParseMultipartForm(64 << 20); err == nil {
			in.values = url.Values(r.MultipartForm.Value)
			err = in.readFiles(r.MultipartForm.File)
		}
	case "application/x-www-form-urlencoded", "":
		if err = r.ParseForm(); err == nil {
			in.values = r.PostForm
		}
	default:
		return nil, model.MediaTypeUnsupported.Refuse(model.P("type", kind), model.P("accepted", "multipart/form-data"))
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, model.TooLarge.Refuse(model.P("limit", large.Limit))
	case err != nil:
		return nil, model.Malformed.Refuse(model.P("reason", "the form cannot be read")).Because(err)
	}
	return in, nil
}

func (in *Input) readFiles(files map[string][]*multipart.FileHeader) error {
	for name, headers := range files {
		if len(headers) == 0 || headers[0].Filename == "" && headers[0].Size == 0 {
			continue
		}
		f, err := headers[0].Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		in.files[name] = Upload{Name: headers[0].Filename, MediaType: headers[0].Header.Get("Content-Type"), Content: content}
	}
	return nil
}

// err is nil when every field that was asked for could be read.
func (in *Input) err() error { return in.faults.Err() }

// text is a field without the space around it.
func (in *Input) text(name string) string { return strings.TrimSpace(in.values.Get(in.prefix + name)) }

// secret is a field exactly as it was typed.
func (in *Input) secret(name string) string { return in.values.Get(in.prefix + name) }

// list is every value of a field.
func (in *Input) list(name string) []string { return in.values[in.prefix+name] }

// ticked reports whether a box is ticked.
func (in *Input) ticked(name string) bool { return in.text(name) != "" }

// text3 is a text in three languages.
func (in *Input) text3(name string) model.Text {
	return model.Text{ZH: in.text(name + ".zh"), UG: in.text(name + ".ug"), EN: in.text(name + ".en")}
}

// digits brings digits and signs that an input method wrote in full width into their plain form.
func digits(s string) string { return strings.TrimSpace(width.Narrow.String(s)) }

// upper is digits for codes that are written in capitals.
func upper(s string) string { return strings.ToUpper(digits(s)) }

// quantity is an exact decimal; an empty field is 0. Commas between groups of three digits are left out.
func (in *Input) quantity(name string) model.Quantity {
	s := digits(in.text(name))
	if s == "" {
		return 0
	}
	q, err := model.ParseQuantity(ungroup(s))
	if err != nil {
		in.faults.Add(in.prefix+name, model.QuantityInvalid, model.P("value", s))
	}
	return q
}

// ungroup takes commas out of a number where they stand between groups of three digits, and nowhere else: "1,5" stays
// what nobody can read.
func ungroup(s string) string {
	whole, fraction, point := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3) && len(groups) > 1 {
			return s
		}
	}
	whole = strings.Join(groups, "")
	if point {
		return whole + "." + fraction
	}
	return whole
}

// whole is a whole number; an empty field is 0.
func (in *Input) whole(name string) int {
	s := digits(in.text(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(ungroup(s))
	if err != nil {
		in.faults.Add(in.prefix+name, model.ValueInvalid, model.P("value", s))
	}
	return n
}

// day is a calendar day, empty when nothing was typed.
func (in *Input) day(name string) model.Date {
	s := digits(in.text(name))
	if s == "" {
		return ""
	}
	d, err := model.ParseDate(s)
	if err != nil {
		in.faults.Add(in.prefix+name, model.DateInvalid, model.P("value", s))
	}
	return d
}

// moment is an instant that was typed in the readers' zone, the zero time when nothing was.
func (in *Input) moment(name string) time.Time {
	s := digits(in.text(name))
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, in.zone); err == nil {
			return t
		}
	}
	in.faults.Add(in.prefix+name, model.TimeInvalid, model.P("value", s))
	return time.Time{}
}

// file is an uploaded file; ok is false when none was chosen.
func (in *Input) file(name string) (f Upload, ok bool) {
	f, ok = in.files[in.prefix+name]
	return f, ok
}

func (in *Input) fileNames() []string { return slices.Sorted(maps.Keys(in.files)) }

// rows are the rows of a field that somebody filled in: row i answers for the names "name[i].…". Rows left empty are
// left out, but keep their numbers, so that faults find their rows.
func (in *Input) rows(name string) []*Input {
	var rows []*Input
	for i := range maxRows {
		prefix := in.prefix + name + "[" + strconv.Itoa(i) + "]."
		for key, v := range in.values {
			if strings.HasPrefix(key, prefix) && len(v) > 0 && strings.TrimSpace(v[0]) != "" {
				rows = append(rows, &Input{values: in.values, files: in.files, zone: in.zone, prefix: prefix, faults: in.faults})
				break
			}
		}
	}
	return rows
}

// maxRows bounds the rows of a form.
const maxRows = 100

// more adds empty rows to the field whose button was pressed.
func (in *Input) more() url.Values {
	values := maps.Clone(in.values)
	name := values.Get("more")
	values.Del("more")
	for i := maxRows - 1; i >= 0; i-- {
		prefix := name + "[" + strconv.Itoa(i) + "]."
		for key := range in.values {
			if rest, ok := strings.CutPrefix(key, prefix); ok && i+1 < maxRows {
				values.Set(name+"["+strconv.Itoa(i+1)+"]."+rest, "")
				return values
			}
		}
	}
	return values
}
