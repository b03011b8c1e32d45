package api

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/trace"
)

// exporter writes a trace in the form of an authority.
type exporter func(ctx context.Context, actor model.Actor, q trace.WalkQuery, lang model.Lang, to io.Writer) error

// routeInterchange registers the exports of a trace in the forms that authorities ask for.
func (s *Server) routeInterchange() {
	t := s.services.Trace
	for _, f := range []struct {
		id, path, summary, mediaType, file string
		write                              exporter
	}{
		{
			"trace-fsma-xlsx", "/v1/trace.fsma.xlsx", "Export a trace as the electronic sortable spreadsheet of the FDA Food Traceability Rule (21 CFR 1.1455): a sheet per critical tracking event, locations and products.",
			"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "trace-fsma.xlsx",
			func(ctx context.Context, a model.Actor, q trace.WalkQuery, lang model.Lang, to io.Writer) error {
				return t.WriteFSMA(ctx, a, q, lang, to, nil)
			},
		},
		{
			"trace-fsma-csv", "/v1/trace.fsma.csv", "Export the same as one table (RFC 4180).", "text/csv; charset=utf-8; header=present", "trace-fsma.csv",
			func(ctx context.Context, a model.Actor, q trace.WalkQuery, lang model.Lang, to io.Writer) error {
				return t.WriteFSMACSV(ctx, a, q, lang, to, nil)
			},
		},
		{
			"trace-nyt4712", "/v1/trace.nyt4712.json", "Export a trace as JSON in the shape of NY/T 4712-2025 (来源, 去向, 入库批次, 出库批次).", "application/json", "trace-nyt4712.json",
			func(ctx context.Context, a model.Actor, q trace.WalkQuery, _ model.Lang, to io.Writer) error {
				return t.WriteNYT4712(ctx, a, q, to, nil)
			},
		},
	} {
		s.Handle(Operation{ID: f.id, Method: http.MethodGet, Path: f.path, Summary: f.summary, Tag: "trace", Need: model.PermTraceRead},
			func(c *gin.Context, call Call) error { return s.interchange(c, call, f.mediaType, f.file, f.write) })
	}
}

// interchange streams an export. What goes wrong before the first byte is a problem; what goes wrong later cuts the
// connection, since half an export must not look like a whole one.
func (s *Server) interchange(c *gin.Context, call Call, mediaType, file string, write exporter) error {
	q, err := interchangeQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	out := &lateWriter{to: c.Writer, begin: func() {
		c.Header("Content-Type", mediaType)
		c.Header("Content-Disposition", `attachment; filename="`+file+`"`)
		c.Header("Vary", "Accept-Language")
		c.Status(http.StatusOK)
	}}
	err = write(c.Request.Context(), call.Actor, q, call.Lang, out)
	if err == nil || !out.begun {
		return err
	}
	s.log.ErrorContext(c.Request.Context(), "export cut", "error", err)
	if err := http.NewResponseController(c.Writer).SetWriteDeadline(time.Unix(1, 0)); err != nil {
		return nil //nolint:nilerr // the connection cannot be cut: it is not one of HTTP/1.1
	}
	return nil
}

// lateWriter sends the headers with the first byte.
type lateWriter struct {
	to    io.Writer
	begin func()
	begun bool
}

func (w *lateWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.begun = true
		w.begin()
	}
	return w.to.Write(p)
}

// interchangeQuery reads the query of an export.
func interchangeQuery(query url.Values) (q trace.WalkQuery, err error) {
	var faults model.Faults
	for name, values := range query {
		if !slices.Contains([]string{"root", "known_at", "lang"}, name) {
			faults.Add(name, model.ValueUnknownField, model.P("name", clip(name, 40)))
		} else if len(values) > 1 {
			faults.Add(name, model.ValueInvalid, model.P("value", clip(values[1], 40)))
		}
	}
	q = trace.WalkQuery{Root: query.Get("root"), KnownAt: model.InstantOf(timeAt("known_at", query.Get("known_at"), &faults))}
	switch {
	case q.Root == "":
		faults.Add("root", model.ValueRequired)
	case len(q.Root) > 1000:
		faults.Add("root", model.ValueTooLong, model.P("limit", 1000))
	}
	return q, faults.Err()
}
