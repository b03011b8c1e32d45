package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suyuan/model"
)

// APIDocs renders the reference of the API from its OpenAPI 3.1 document (JSON): operations by tag with method, path,
// summary, permission (the extension x-permission), parameters and bodies, then the schemas. Source is the path of the
// document itself; empty leaves the link out. It fails when the document is not JSON of that shape.
func (r *Renderer) APIDocs(lang model.Lang, openAPI []byte, source string) ([]byte, error) {
	var doc openAPIDocument
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	groups, err := doc.groups()
	if err != nil {
		return nil, err
	}
	t := r.tongue(lang)
	title, err := t.say("reference.title")
	if err != nil {
		return nil, err
	}
	return r.render("reference", frame{
		Lang:   t.lang,
		Title:  title,
		Path:   cmp.Or(r.opts.Docs, "/"),
		Styles: []string{"docs.css"},
		Page: reference{
			Version:     doc.Info.Version,
			Description: doc.Info.Description,
			Source:      source,
			Groups:      groups,
			Schemas:     doc.schemas(),
		},
	})
}

// The part of an OpenAPI 3.1 document that the reference shows.
type (
	openAPIDocument struct {
		Info struct {
			Version     string `json:"version"`
			Description string `json:"description"`
		} `json:"info"`
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]openAPISchema `json:"schemas"`
		} `json:"components"`
	}
	openAPIOperation struct {
		ID          string             `json:"operationId"`
		Summary     string             `json:"summary"`
		Tags        []string           `json:"tags"`
		Permission  string             `json:"x-permission"`
		Parameters  []openAPIParameter `json:"parameters"`
		RequestBody struct {
			Content openAPIContent `json:"content"`
		} `json:"requestBody"`
		Responses map[string]struct {
			Content openAPIContent `json:"content"`
		} `json:"responses"`
	}
	openAPIParameter struct {
		Name        string        `json:"name"`
		In          string        `json:"in"`
		Description string        `json:"description"`
		Required    bool          `json:"required"`
		Schema      openAPISchema `json:"schema"`
	}
	openAPIContent map[string]struct {
		Schema openAPISchema `json:"schema"`
	}
	openAPISchema struct {
		Ref         string                   `json:"$ref"`
		Type        schemaTypes              `json:"type"`
		Format      string                   `json:"format"`
		Description string                   `json:"description"`
		Enum        []any                    `json:"enum"`
		Items       *openAPISchema           `json:"items"`
		OneOf       []openAPISchema          `json:"oneOf"`
		Properties  map[string]openAPISchema `json:"properties"`
		Required    []string                 `json:"required"`
	}
)

// schemaTypes is the "type" of a schema: one name or several (JSON Schema 2020-12 §6.1.1 of the validation vocabulary).
type schemaTypes []string

// UnmarshalJSON accepts both forms.
func (s *schemaTypes) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*s = schemaTypes{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(s))
}

// What the template reads.
type (
	reference struct {
		Version, Description, Source string
		Groups                       []operationGroup
		Schemas                      []namedSchema
	}
	operationGroup struct {
		Tag        string
		Operations []operation
	}
	operation struct {
		ID, Method, Path, Summary, Permission string
		Parameters                            []member
		Body                                  *typeRef
		Answers                               []answer
	}
	answer struct {
		Status string
		Type   typeRef
	}
	namedSchema struct {
		Name, Doc string
		Members   []member
	}
	member struct {
		Name, In, Doc string
		Required      bool
		Type          typeRef
	}
	// typeRef names a type; Schema is set when the page has a section for it.
	typeRef struct{ Text, Schema string }
)

// methods are the methods in the order of the page.
var methods = []string{"get", "post", "put", "patch", "delete"}

// groups lists the operations by tag, then path, then method. An operation with several tags stands under its first.
func (d *openAPIDocument) groups() ([]operationGroup, error) {
	byTag := map[string][]operation{}
	for _, path := range sortedKeys(d.Paths) {
		for _, method := range methods {
			raw, ok := d.Paths[path][method]
			if !ok {
				continue
			}
			var op openAPIOperation
			if err := json.Unmarshal(raw, &op); err != nil {
				return nil, fmt.Errorf("openapi: %s %s: %w", method, path, err)
			}
			tag := "api"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			byTag[tag] = append(byTag[tag], op.view(strings.ToUpper(method), path))
		}
	}
	groups := make([]operationGroup, 0, len(byTag))
	for _, tag := range sortedKeys(byTag) {
		groups = append(groups, operationGroup{tag, byTag[tag]})
	}
	return groups, nil
}

func (o *openAPIOperation) view(method, path string) operation {
	v := operation{ID: o.ID, Method: method, Path: path, Summary: o.Summary, Permission: o.Permission}
	for _, p := range o.Parameters {
		v.Parameters = append(v.Parameters, member{
			Name: p.Name, In: p.In, Required: p.Required, Type: p.Schema.ref(),
			Doc: p.Schema.explain(p.Description),
		})
	}
	if ref := o.RequestBody.Content.ref(); ref.Text != "" {
		v.Body = &ref
	}
	for _, status := range sortedKeys(o.Responses) {
		if strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3") {
			v.Answers = append(v.Answers, answer{status, o.Responses[status].Content.ref()})
		}
	}
	return v
}

// ref names the type of a body: its schema, or its media type when it has none.
func (c openAPIContent) ref() typeRef {
	for _, media := range sortedKeys(c) {
		schema := c[media].Schema
		if ref := schema.ref(); ref.Text != "" {
			return ref
		}
		return typeRef{Text: media}
	}
	return typeRef{}
}

// schemas lists the named schemas.
func (d *openAPIDocument) schemas() []namedSchema {
	all := make([]namedSchema, 0, len(d.Components.Schemas))
	for _, name := range sortedKeys(d.Components.Schemas) {
		schema := d.Components.Schemas[name]
		s := namedSchema{Name: name, Doc: schema.explain(schema.Description)}
		for _, property := range sortedKeys(schema.Properties) {
			p := schema.Properties[property]
			s.Members = append(s.Members, member{
				Name: property, Doc: p.explain(p.Description), Type: p.ref(),
				Required: slices.Contains(schema.Required, property),
			})
		}
		all = append(all, s)
	}
	return all
}

// ref names a schema: "BatchView", "string (date-time)", "BatchView[]".
func (s *openAPISchema) ref() typeRef {
	switch {
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return typeRef{Text: name, Schema: name}
	case s.Items != nil:
		item := s.Items.ref()
		return typeRef{Text: item.Text + "[]", Schema: item.Schema}
	case len(s.OneOf) > 0:
		names := make([]string, 0, len(s.OneOf))
		for _, one := range s.OneOf {
			names = append(names, one.ref().Text)
		}
		return typeRef{Text: strings.Join(names, " | ")}
	case s.Format != "":
		return typeRef{Text: strings.Join(s.Type, " | ") + " (" + s.Format + ")"}
	}
	return typeRef{Text: strings.Join(s.Type, " | ")}
}

// explain adds the allowed values to a description.
func (s *openAPISchema) explain(description string) string {
	values := s.Enum
	if s.Items != nil {
		values = append(slices.Clone(values), s.Items.Enum...)
	}
	if len(values) == 0 {
		return description
	}
	words := make([]string, 0, len(values))
	for _, v := range values {
		words = append(words, fmt.Sprint(v))
	}
	return strings.TrimSpace(description + " One of: " + strings.Join(words, ", ") + ".")
}

func sortedKeys[M ~map[string]V, V any](m M) []string {
	return slices.Sorted(maps.Keys(m))
}
