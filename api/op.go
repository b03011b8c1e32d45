package api

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"suyuan/model"
)

// Operation declares one route: what it is called, where it lies and who may use it. The list of all declared
// operations is the source of the OpenAPI document, of the access matrix test and of the check at start-up that no
// route lacks a permission.
type Operation struct {
	// ID is the operation's name in OpenAPI and in idempotency records, kebab-case and unique.
	ID     string
	Method string
	Path   string
	// Summary is one English line for the OpenAPI document.
	Summary string
	// Tag is the room.
	Tag string
	// Need is the permission; it is checked before the body is read.
	Need model.Permission
	// Creates says that the operation has an effect that a retry must not repeat: it takes an Idempotency-Key.
	Creates bool
	// Status is the status of success; 0 means 200, or 204 for outputs without a body.
	Status int
	// MaxBody bounds the request body in bytes; 0 means DefaultMaxBody.
	MaxBody int64
	// Typed tells operations with a Huma schema from plain handlers.
	Typed bool
}

// DefaultMaxBody bounds the JSON body of an ordinary operation.
const DefaultMaxBody = 256 << 10

// Call is who asks and how, handed to every operation.
type Call struct {
	Actor model.Actor
	Lang  model.Lang
	// Idem is the zero value unless the operation Creates and the caller sent a key.
	Idem model.Idempotency
	// Agent and Session describe the browser, where there is one.
	Agent, Session string
}

// call collects the Call of a request for an operation.
func call(ctx context.Context, op Operation) Call {
	r := requestOf(ctx)
	c := Call{Actor: r.actor, Lang: r.lang, Agent: r.agent, Session: r.session}
	if op.Creates {
		c.Idem = r.idem
		c.Idem.Operation = op.ID
	}
	return c
}

// Op registers a typed JSON operation. It is the only way to: it checks the permission before the body is read, bounds
// the body, takes the idempotency key and turns errors into problems.
func Op[I, O any](s *Server, op Operation, handler func(ctx context.Context, c Call, in *I) (*O, error)) {
	op.Typed = true
	s.declare(op)
	if op.MaxBody == 0 {
		op.MaxBody = DefaultMaxBody
	}
	h := huma.Operation{
		OperationID:   op.ID,
		Method:        op.Method,
		Path:          op.Path,
		Summary:       op.Summary,
		Tags:          []string{op.Tag},
		DefaultStatus: op.Status,
		MaxBodyBytes:  op.MaxBody,
		Errors:        documentedErrors(op),
		Extensions:    map[string]any{"x-permission": op.Need},
		Middlewares:   huma.Middlewares{s.permit(op)},
	}
	if op.Need != model.PermPublic {
		h.Security = []map[string][]string{{"apiKey": {}}, {"session": {}}}
	}
	if op.Creates {
		h.Parameters = []*huma.Param{{
			Name: "Idempotency-Key", In: "header",
			Description: "A retry with the same key and request gets the first answer and changes nothing.",
			Schema:      &huma.Schema{Type: huma.TypeString},
		}}
	}
	huma.Register(s.huma, h, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, call(ctx, op), in)
		if err != nil {
			return nil, s.problemOf(ctx, err)
		}
		return out, nil
	})
}

// documentedErrors lists the statuses an operation may answer besides success.
func documentedErrors(op Operation) []int {
	errs := []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if op.Need != model.PermPublic {
		errs = append(errs, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		errs = append(errs, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		errs = append(errs, http.StatusConflict)
	}
	return errs
}

// permit refuses before the request's body or parameters are looked at.
func (s *Server) permit(op Operation) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		err := acceptsJSON(c.GetHeader("Accept"))
		if err == nil {
			err = s.admit(c, op)
		}
		if err == nil {
			err = s.checkJSON(c)
		}
		if err != nil {
			s.refuse(c, err)
			return
		}
		next(ctx)
	}
}

// acceptsJSON refuses callers who want anything but JSON. Huma's own negotiation knows no wildcards.
func acceptsJSON(accept string) error {
	if strings.TrimSpace(accept) == "" {
		return nil
	}
	for part := range strings.SplitSeq(accept, ",") {
		mediaType, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(mediaType)) {
		case "*/*", "application/*", "application/json", problemType:
			if quality(params) > 0 {
				return nil
			}
		}
	}
	return model.NotAcceptable.Refuse(model.P("type", clip(accept, 80)), model.P("offered", "application/json"))
}

// Handle registers a plain handler: pages, files, streams, and surfaces whose shape a standard prescribes. It checks
// the permission and bounds the body like Op; an error that the handler returns is answered as a problem.
func (s *Server) Handle(op Operation, handler func(c *gin.Context, call Call) error) {
	s.declare(op)
	s.document(op)
	s.router.Handle(op.Method, ginPath(op.Path), func(c *gin.Context) {
		err := s.admit(c, op)
		if err == nil {
			err = handler(c, call(c.Request.Context(), op))
		}
		if err != nil {
			s.refuse(c, err)
		}
	})
}

// document puts a plain operation into the OpenAPI document: its shape is given by a standard or is a file, so only its
// address, permission and purpose are described. Pages and what operators ask are left out.
func (s *Server) document(op Operation) {
	if s.huma == nil || op.Tag == "documentation" || op.Tag == tagPages || op.Method == http.MethodHead || op.Method == http.MethodOptions {
		return
	}
	d := &huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: strings.ReplaceAll(op.Path, "...}", "}"), Summary: op.Summary, Tags: []string{op.Tag},
		Extensions: map[string]any{"x-permission": op.Need},
		Responses:  map[string]*huma.Response{"default": {Description: "The answer, or a problem (RFC 9457)."}},
	}
	if onEPCIS(op.Path) {
		documentEPCIS(d, op)
	}
	if op.Need != model.PermPublic {
		d.Security = []map[string][]string{{"apiKey": {}}, {"session": {}}}
	}
	for part := range strings.SplitSeq(d.Path, "/") {
		open, end := strings.IndexByte(part, '{'), strings.IndexByte(part, '}')
		if open >= 0 && end > open {
			d.Parameters = append(d.Parameters, &huma.Param{Name: part[open+1 : end], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	s.huma.OpenAPI().AddOperation(d)
}

// admit checks permission and idempotency key, and bounds the body.
func (s *Server) admit(c *gin.Context, op Operation) error {
	r := requestOf(c.Request.Context())
	if err := r.actor.Must(op.Need); err != nil {
		return err
	}
	limit := op.MaxBody
	if limit == 0 {
		limit = DefaultMaxBody
	}
	if c.Request.ContentLength > limit {
		return model.TooLarge.Refuse(model.P("limit", limit))
	}
	if c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	}
	if !op.Creates {
		return nil
	}
	return s.takeKey(c, r)
}

// takeKey reads the Idempotency-Key and fingerprints the request.
func (s *Server) takeKey(c *gin.Context, r *request) error {
	values := c.Request.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return nil
	}
	key := strings.Trim(values[0], `"`) // the draft's structured string form is accepted too
	if len(values) > 1 || key == "" || len(key) > 64 || strings.IndexFunc(key, func(r rune) bool { return r < 0x21 || r > 0x7e }) >= 0 {
		return model.IdempotencyInvalid.Refuse()
	}
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	h := sha256.New()
	h.Write([]byte(c.Request.Method + "\n" + c.Request.URL.RequestURI() + "\n" + c.GetHeader("Content-Type") + "\n"))
	h.Write(body)
	r.idem.Key = key
	h.Sum(r.idem.Fingerprint[:0])
	return nil
}

// declare notes the operation; a route without a permission or with a known id is a programming error that New reports.
func (s *Server) declare(op Operation) {
	if op.Need == "" {
		s.faults = append(s.faults, "operation "+op.ID+" declares no permission")
	}
	for _, o := range s.operations {
		if o.ID == op.ID {
			s.faults = append(s.faults, "operation "+op.ID+" is declared twice")
		}
	}
	s.operations = append(s.operations, op)
}

// Operations lists the declared operations, for tests and documentation.
func (s *Server) Operations() []Operation { return s.operations }

// ginPath turns "/v1/batches/{id}" into Gin's "/v1/batches/:id", and a last "{rest...}" into a catch-all.
func ginPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") && strings.HasSuffix(p, "}") {
			name := strings.Trim(p, "{}")
			if rest, found := strings.CutSuffix(name, "..."); found {
				parts[i] = "*" + rest
			} else {
				parts[i] = ":" + name
			}
		}
	}
	return strings.Join(parts, "/")
}
