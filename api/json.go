package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/epcis"
)

// jsonFormat is the only format of the typed operations.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	},
	Unmarshal: json.Unmarshal,
}

// checkJSON refuses, before Huma sees it, a body that encoding/json would let pass: repeated member names, text after
// the value, invalid UTF-8 and deep nesting.
func (s *Server) checkJSON(c *gin.Context) error {
	mediaType, _, _ := strings.Cut(c.GetHeader("Content-Type"), ";")
	if mediaType != "" && !strings.EqualFold(strings.TrimSpace(mediaType), "application/json") {
		return nil // Huma answers 415
	}
	body, err := s.readBody(c)
	if err != nil || len(body) == 0 {
		return err // Huma knows whether one is needed
	}
	_, err = epcis.ParseJSON(body)
	var syntax *epcis.SyntaxError
	if errors.As(err, &syntax) {
		return model.Malformed.Refuse(model.P("reason", "JSON: "+syntax.Error()))
	}
	return err
}

// readBody reads the whole body, bounded by admit, and puts it back for whoever reads next.
func (s *Server) readBody(c *gin.Context) ([]byte, error) {
	if c.Request.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, bodyRefusal(err)
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// bodyRefusal tells a body that is too large from one that did not arrive.
func bodyRefusal(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return model.TooLarge.Refuse(model.P("limit", tooLarge.Limit)).Because(err)
	}
	return model.Malformed.Refuse(model.P("reason", "the body could not be read")).Because(err)
}

// Decimal is an exact decimal on the wire: written as a JSON string, accepted as string or number, never a float.
type Decimal string

// Schema implements huma.SchemaProvider.
func (Decimal) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf: []*huma.Schema{
			{Type: huma.TypeString, Pattern: `^-?[0-9]{1,13}(\.[0-9]{1,6})?$`, MaxLength: ptr(21)},
			{Type: huma.TypeNumber},
		},
		Description: "Exact decimal with at most six decimals.",
		Examples:    []any{"12.5"},
	}
}

// UnmarshalJSON keeps the digits as written.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*d = Decimal(s)
		return nil
	}
	*d = Decimal(b)
	return nil
}

// Quantity parses the decimal at a field, noting what is wrong with it.
func (d Decimal) Quantity(at string, faults *model.Faults) model.Quantity {
	q, err := model.ParseQuantity(string(d))
	faults.Check(at, err)
	return q
}

// decimal writes a quantity for the wire.
func decimal(q model.Quantity) Decimal { return Decimal(q.String()) }

func ptr[T any](v T) *T { return &v }

// Empty is the input or output of operations without one.
type Empty struct{}

// PageInput is the part of a list that a caller asks for.
type PageInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"30" doc:"How many rows."`
	Page  string `query:"page" maxLength:"400" doc:"Token of the next page, from the answer before."`
}

func (p PageInput) page() model.Page {
	return model.Page{Limit: p.Limit, After: model.PageToken(p.Page)}
}

// ListView is one page of a list.
type ListView[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Token of the next page; absent on the last."`
}

// ListOutput carries a ListView.
type ListOutput[T any] struct {
	Body ListView[T]
}

// listOf maps rows to views.
func listOf[R, T any](rows []R, next model.PageToken, view func(R) T) *ListOutput[T] {
	out := &ListOutput[T]{Body: ListView[T]{Items: make([]T, 0, len(rows)), Next: string(next)}}
	for _, r := range rows {
		out.Body.Items = append(out.Body.Items, view(r))
	}
	return out
}

// TextView is a name or sentence in three languages.
type TextView struct {
	ZH string `json:"zh,omitempty" maxLength:"300" doc:"Chinese"`
	UG string `json:"ug,omitempty" maxLength:"300" doc:"Uyghur"`
	EN string `json:"en,omitempty" maxLength:"300" doc:"English"`
}

func (t TextView) text() model.Text { return model.Text{ZH: t.ZH, UG: t.UG, EN: t.EN} }

func textView(t model.Text) TextView { return TextView{ZH: t.ZH, UG: t.UG, EN: t.EN} }

// enumSchema is the schema of a string type whose values model declares.
func enumSchema[S ~string](doc string, values []S) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: doc}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// schemaName keeps generic wire types readable in OpenAPI: ListView[suyuan/api.BatchView] becomes BatchViewList.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if rest, found := strings.CutPrefix(name, "ListView"); found && rest != "" {
		return rest + "List"
	}
	return name
}
