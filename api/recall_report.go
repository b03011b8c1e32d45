package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
	"suyuan/service/recall"
)

// reportPath is the address of the form on which anybody reports a problem; behind it stands the path of a scan page.
const reportPath = "/report"

// How often one network may report: a market with one address has more than one customer, and nobody writes more than
// this by hand.
const (
	reportEvery   = time.Minute
	reportsAtOnce = 10
	maxReportBody = 32 << 10
)

// routeReports registers what anybody may report.
func (s *Server) routeReports() {
	r := &reports{s, newLimiter(s.opts.Clock, 1/reportEvery.Seconds(), reportsAtOnce)}
	Op(s, Operation{
		ID: "report-problem", Method: http.MethodPost, Path: "/v1/reports", Tag: "recall", Need: model.PermPublic, Creates: true, Status: http.StatusCreated,
		Summary: "Report, without an account, that something is wrong with goods: to their maker and the authority. Nothing personal is taken.",
	}, r.take)
	for id, path := range map[string]string{"report-page": reportPath, "report-page-of": reportPath + "/{rest...}"} {
		s.Handle(Operation{
			ID: id, Method: http.MethodGet, Path: path, Tag: tagPages, Need: model.PermPublic, Summary: "The form on which anybody reports a problem with goods.",
		}, r.page)
		s.Handle(Operation{
			ID: id + "-send", Method: http.MethodPost, Path: path, Tag: tagPages, Need: model.PermPublic, MaxBody: maxReportBody,
			Summary: "Report a problem with goods on the form.",
		}, r.send)
	}
}

// reports takes what people without an account report.
type reports struct {
	server  *Server
	limiter *limiter
}

// limit bounds how much one network reports.
func (r *reports) limit(ctx context.Context) error { return limited(ctx, r.limiter) }

// ReportKindCode says what a report is about, on the wire.
type ReportKindCode string

// Schema implements huma.SchemaProvider.
func (ReportKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a report is about.", model.ReportKinds())
}

// ReportProblemInput is a report.
type ReportProblemInput struct {
	Body struct {
		Code   string         `json:"code" minLength:"1" maxLength:"255" doc:"As scanned or typed: a Digital Link, a GTIN, a short code, or what is printed."`
		Kind   ReportKindCode `json:"kind"`
		Text   string         `json:"text" minLength:"1" maxLength:"2000" doc:"What happened. The maker and the authority read it: nothing personal."`
		Day    string         `json:"day,omitempty" format:"date" doc:"When it happened; today when left out."`
		Region string         `json:"region,omitempty" maxLength:"6" doc:"Where, as a code of GB/T 2260; needed when nobody has registered the goods."`
	}
}

// ReceiptOutput carries a receipt.
type ReceiptOutput struct {
	Body struct {
		Receipt string `json:"receipt" doc:"Quote it when asking about the report."`
	}
}

func (r *reports) take(ctx context.Context, c Call, in *ReportProblemInput) (*ReceiptOutput, error) {
	if err := r.limit(ctx); err != nil {
		return nil, err
	}
	b := in.Body
	receipt, err := r.server.services.Recall.ReportProblem(ctx, c.Idem, recall.ConsumerReport{
		Code: reportedCode(b.Code), Kind: model.ReportKind(b.Kind), Text: b.Text, Day: model.Date(b.Day), Region: model.Region(b.Region),
	})
	out := &ReceiptOutput{}
	out.Body.Receipt = receipt
	return out, err
}

// reportedCode is a typed code in the form in which goods are looked up.
func reportedCode(typed string) string {
	path := code.PathOf(typed)
	short, isShort := strings.CutPrefix(path, "/c/")
	switch {
	case isShort:
		return short
	case path != "":
		return "https://id.gs1.org" + path
	}
	return typed
}

// reportOf is the address of the form about a page of a scan; without the code where that is too long to be kept.
func reportOf(page string) string {
	path := strings.TrimPrefix(page, code.PagePrefix)
	if len(path) > recall.MaxSignalCode || !strings.HasPrefix(path, "/") {
		return reportPath
	}
	return reportPath + path
}

// asked is the code that the address of the page names: what follows reportPath is the path of a scan page. An address
// that names none is the text itself, for codes that are not ours.
func asked(c *gin.Context) string {
	rest := strings.TrimPrefix(c.Request.URL.EscapedPath(), reportPath)
	if strings.Trim(rest, "/") == "" {
		return c.Query("code")
	}
	if link := "https://id.gs1.org" + rest; code.PathOf(link) != "" {
		return reportedCode(link)
	}
	text, err := url.PathUnescape(strings.TrimPrefix(rest, "/"))
	if err != nil {
		return rest
	}
	return text
}

// page shows the form.
func (r *reports) page(c *gin.Context, call Call) error {
	page := r.blank(c.Request.URL.EscapedPath(), asked(c))
	if err := r.name(c.Request.Context(), &page); err != nil {
		return err
	}
	return r.show(c, call, http.StatusOK, page)
}

// blank is the form about a code.
func (r *reports) blank(path, code string) web.ReportPage {
	return web.ReportPage{
		Path: path, Code: code, Today: model.DateOf(model.InstantOf(r.server.opts.Clock()), model.China), Once: newOnce(),
	}
}

// name says what the code names. A code that is none is asked for.
func (r *reports) name(ctx context.Context, page *web.ReportPage) error {
	if page.Code == "" {
		page.AskCode = true
		return nil
	}
	goods, err := r.server.services.Recall.ReportedGoods(ctx, reportedCode(page.Code))
	var refusal *model.Refusal
	if errors.As(err, &refusal) {
		page.Code, page.AskCode = "", true
		return nil
	}
	page.Product, page.Lot, page.Known = goods.Product, goods.Lot, goods.Known
	if link, bad := gs1.ParseLink(page.Code); bad == nil {
		page.Code = link.HRI()
	}
	return err
}

func (r *reports) show(c *gin.Context, call Call, status int, page web.ReportPage) error {
	html, err := r.server.pages.Report(call.Lang, page)
	return private(c, status, html, err)
}

// send takes what the form holds. What is wrong with it is said beside the field, and what was written stays.
func (r *reports) send(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	body, err := r.server.readBody(c)
	if err != nil {
		return err
	}
	sent, err := url.ParseQuery(string(body))
	if err != nil {
		return model.Malformed.Refuse(model.P("reason", "the form could not be read"))
	}
	about := asked(c)
	if about == "" {
		about = strings.TrimSpace(sent.Get("code"))
	}
	err = r.limit(ctx)
	receipt := ""
	if err == nil {
		idem := model.Idempotency{Operation: "report-page", Key: clip(sent.Get("once"), 64), Fingerprint: sha256.Sum256([]byte(about + "\n" + string(body)))}
		receipt, err = r.server.services.Recall.ReportProblem(ctx, idem, recall.ConsumerReport{
			Code: reportedCode(about), Kind: model.ReportKind(sent.Get("kind")), Text: sent.Get("text"), Day: model.Date(sent.Get("day")),
			Region: model.Region(sent.Get("region")),
		})
	}
	page := r.blank(c.Request.URL.EscapedPath(), about)
	if err == nil {
		page.Receipt = receipt
		return r.show(c, call, http.StatusCreated, page)
	}
	var refusal *model.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	if refusal.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	refused, status := r.server.refusedPage(ctx, err)
	if err := r.name(ctx, &page); err != nil {
		return err
	}
	page.AskCode = page.AskCode || asked(c) == ""
	page.Kind, page.Text, page.Day, page.Region = model.ReportKind(sent.Get("kind")), clip(sent.Get("text"), 2*recall.MaxReport), clip(sent.Get("day"), 10), model.Region(sent.Get("region"))
	page.Faults = map[string]string{}
	for _, f := range refused.Fields {
		page.Faults[f.At] = f.Message
	}
	fields := []string{"code", "kind", "text", "day"}
	if !page.Known {
		fields = append(fields, "region")
	}
	refused.Fields = slices.DeleteFunc(refused.Fields, func(f web.ProblemField) bool { return slices.Contains(fields, f.At) })
	page.Refused = &refused
	return r.show(c, call, status, page)
}
