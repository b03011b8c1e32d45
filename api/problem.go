package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
)

// statuses maps each kind of refusal to its HTTP status; it is the only place that does.
var statuses = map[model.Kind]int{
	model.KindMalformed:       http.StatusBadRequest,
	model.KindUnauthenticated: http.StatusUnauthorized,
	model.KindForbidden:       http.StatusForbidden,
	model.KindNotFound:        http.StatusNotFound,
	model.KindConflict:        http.StatusConflict,
	model.KindGone:            http.StatusGone,
	model.KindInvalid:         http.StatusUnprocessableEntity,
	model.KindTooLarge:        http.StatusRequestEntityTooLarge,
	model.KindMediaType:       http.StatusUnsupportedMediaType,
	model.KindNotAcceptable:   http.StatusNotAcceptable,
	model.KindMethod:          http.StatusMethodNotAllowed,
	model.KindLimited:         http.StatusTooManyRequests,
	model.KindUnavailable:     http.StatusServiceUnavailable,
	model.KindNotImplemented:  http.StatusNotImplemented,
	model.KindInternal:        http.StatusInternalServerError,
}

// StatusOf returns the HTTP status of a kind of refusal.
func StatusOf(k model.Kind) int { return statuses[k] }

// problemType is the media type of RFC 9457.
const problemType = "application/problem+json"

// Problem is the body of every refusal (RFC 9457).
type Problem struct {
	Type     string         `json:"type" doc:"Address of the documentation of this kind of problem." example:"/problems/not-found"`
	Title    string         `json:"title" doc:"What kind of problem it is, in the reader's language."`
	Status   int            `json:"status" doc:"The HTTP status."`
	Detail   string         `json:"detail,omitempty" doc:"What is wrong, in the reader's language."`
	Next     string         `json:"next,omitempty" doc:"What the reader can do about it."`
	Instance string         `json:"instance,omitempty" doc:"The request id, to be quoted when asking for help."`
	Code     string         `json:"code" doc:"Stable code of the problem."`
	Fields   []ProblemField `json:"fields,omitempty" doc:"The faulty fields of the request."`
	Allowed  []string       `json:"allowed,omitempty" doc:"The moves that are possible instead."`

	retryAfter int
}

// ProblemField names one faulty field.
type ProblemField struct {
	At      string `json:"at" doc:"Path of the field as the request wrote it."`
	Code    string `json:"code" doc:"Stable code of what is wrong with it."`
	Message string `json:"message" doc:"What is wrong with it, in the reader's language."`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="suyuan"`)
	}
	return h
}

// problemOf turns any error into a problem in the request's language. A refusal keeps its content; anything else is
// logged with its text and answered as an opaque internal problem.
func (s *Server) problemOf(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	req := requestOf(ctx)
	var r *model.Refusal
	if !errors.As(err, &r) {
		if errors.Is(err, context.Canceled) {
			r = model.Unavailable.Refuse().Because(err)
		} else {
			s.log.LogAttrs(ctx, slog.LevelError, "internal error", slog.String("request", req.id), slog.Any("error", err))
			r = model.Internal.Refuse()
		}
	}
	if r.Problem.Kind == model.KindUnavailable {
		s.log.LogAttrs(ctx, slog.LevelWarn, "unavailable", slog.String("request", req.id), slog.Any("error", r.Err))
	}
	return renderProblem(r, req.lang, req.id)
}

func renderProblem(r *model.Refusal, lang model.Lang, id string) *Problem {
	p := &Problem{
		Type:       "/problems/" + r.Problem.Code,
		Title:      r.Problem.Title.In(lang),
		Status:     statuses[r.Problem.Kind],
		Detail:     r.Problem.Detail.Fill(lang, r.Params),
		Next:       r.Problem.Next.Fill(lang, r.Params),
		Instance:   id,
		Code:       r.Problem.Code,
		Allowed:    r.Allowed,
		retryAfter: r.RetryAfter,
	}
	for _, f := range r.Fields {
		msg := f.Detail
		if msg == "" {
			msg = f.Problem.Detail.Fill(lang, f.Params)
		}
		p.Fields = append(p.Fields, ProblemField{At: f.At, Code: f.Problem.Code, Message: msg})
	}
	return p
}

// refuse answers a plain Gin request with the problem of err.
func (s *Server) refuse(c *gin.Context, err error) {
	p := s.problemOf(c.Request.Context(), err)
	if onEPCIS(c.Request.URL.Path) {
		p.asEPCIS(c.Request.Method)
	}
	for k, v := range p.GetHeaders() {
		c.Writer.Header()[k] = v
	}
	if c.Writer.Written() {
		return // too late to say no; the log has it
	}
	if wantsPage(c.Request) {
		if p.Status == http.StatusUnauthorized && strings.HasPrefix(c.Request.URL.Path, "/console") {
			s.toSignIn(c)
			return
		}
		if page, err := s.pages.Problem(requestOf(c.Request.Context()).lang, problemPage(p, c.Request.URL.Path)); err == nil {
			c.Header("Vary", "Accept-Language, Accept")
			c.Data(p.Status, pageType, page)
			c.Abort()
			return
		}
	}
	body, jsonErr := json.Marshal(p)
	if jsonErr != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, problemType, body)
	c.Abort()
}

// wantsPage reports whether a person's browser asks: it takes HTML and is not on an address meant for machines.
func wantsPage(r *http.Request) bool {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		return false
	}
	if onPages(r.URL.Path) || onClaims(r.URL.Path) {
		return true
	}
	if r.Method != http.MethodGet {
		return false
	}
	for _, machine := range []string{"/v1/", "/epcis", "/metrics", "/healthz", "/readyz", "/openapi.json", "/assets/"} {
		if strings.HasPrefix(r.URL.Path, machine) {
			return false
		}
	}
	return true
}

func problemPage(p *Problem, path string) web.ProblemPage {
	page := web.ProblemPage{
		Status: p.Status, Code: p.Code, Title: p.Title, Detail: p.Detail, Next: p.Next, RequestID: p.Instance, Path: path,
	}
	for _, f := range p.Fields {
		page.Fields = append(page.Fields, web.ProblemField{At: f.At, Message: f.Message})
	}
	return page
}

// humaProblem is what Huma calls for everything it finds wrong itself. It never echoes the submitted values.
func (s *Server) humaProblem(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	goCtx := context.Background() //nolint:forbidigo // Huma calls without a context only while it builds the document
	if ctx != nil {
		goCtx = ctx.Context()
	}
	for _, err := range errs {
		var r *model.Refusal
		var p *Problem
		if errors.As(err, &r) || errors.As(err, &p) {
			return s.problemOf(goCtx, err)
		}
	}
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return s.problemOf(goCtx, model.TooLarge.Refuse(model.P("limit", strings.TrimPrefix(msg, "request body is too large limit="))))
	case status == http.StatusUnsupportedMediaType:
		return s.problemOf(goCtx, model.MediaTypeUnsupported.Refuse(model.P("type", ctx.Header("Content-Type")), model.P("accepted", "application/json")))
	case status == http.StatusNotAcceptable:
		return s.problemOf(goCtx, model.NotAcceptable.Refuse(model.P("type", ctx.Header("Accept")), model.P("offered", "application/json")))
	case status == http.StatusRequestTimeout:
		return s.problemOf(goCtx, model.Malformed.Refuse(model.P("reason", "the body did not arrive in time")))
	case status >= http.StatusInternalServerError:
		return s.problemOf(goCtx, errors.Join(errs...))
	}
	fields := humaFields(errs)
	if status == http.StatusBadRequest && len(fields) == 0 {
		return s.problemOf(goCtx, model.Malformed.Refuse(model.P("reason", msg)))
	}
	return s.problemOf(goCtx, &model.Refusal{Problem: model.Invalid, Fields: fields})
}

// humaFaults maps the beginnings of Huma's messages to our problems, so that they can be read in every language.
var humaFaults = []struct {
	prefix  string
	problem *model.Problem
	param   string
}{
	{"unexpected property", model.ValueUnknownField, "name"},
	{"expected required property ", model.ValueRequired, ""},
	{"required", model.ValueRequired, ""},
	{"expected length <= ", model.ValueTooLong, "limit"},
	{"request body is required", model.ValueRequired, ""},
}

func humaFields(errs []error) []model.FieldFault {
	var fields []model.FieldFault
	for _, err := range errs {
		d := &huma.ErrorDetail{Message: err.Error()}
		var detailer huma.ErrorDetailer
		if errors.As(err, &detailer) {
			d = detailer.ErrorDetail()
		}
		at := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "body")
		fault := model.FieldFault{At: at, Problem: model.ValueInvalid, Detail: d.Message}
		for _, f := range humaFaults {
			if !strings.HasPrefix(d.Message, f.prefix) {
				continue
			}
			fault.Problem, fault.Detail = f.problem, ""
			rest := strings.TrimSuffix(strings.TrimPrefix(d.Message, f.prefix), " to be present")
			switch {
			case f.problem == model.ValueUnknownField:
				fault.Params = []model.Param{model.P("name", at[strings.LastIndex(at, ".")+1:])}
			case f.problem == model.ValueRequired && strings.HasPrefix(d.Message, "expected"):
				fault.At = strings.TrimPrefix(at+"."+rest, ".")
			case f.param != "":
				fault.Params = []model.Param{model.P(f.param, rest)}
			}
			break
		}
		fields = append(fields, fault)
	}
	return fields
}
