package api

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/trace"
)

// epcisBase is where the REST binding of EPCIS 2.0 (§12) lies.
const epcisBase = "/epcis"

// epcisVersion is the one version of EPCIS and of its vocabulary that is spoken here, as the binding writes versions: two
// numbers (schema "version" of the standard's OpenAPI document). Three numbers are understood all the same.
const epcisVersion = "2.0"

// onEPCIS reports whether a path belongs to the REST binding of EPCIS.
func onEPCIS(path string) bool { return path == epcisBase || strings.HasPrefix(path, epcisBase+"/") }

// announceEPCIS sets the headers that every answer of the REST binding carries (EPCIS 2.0 §12.5).
func (s *Server) announceEPCIS(h http.Header) {
	for _, name := range []string{
		"GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max",
	} {
		h.Set(name, epcisVersion)
	}
	h.Set("GS1-Vendor-Version", s.opts.Version)
}

// The problem types of EPCIS 2.0 §12.7.
const (
	epcisValidation     = "epcisException:ValidationException"
	epcisParameter      = "epcisException:QueryParameterException"
	epcisSecurity       = "epcisException:SecurityException"
	epcisNoResource     = "epcisException:NoSuchResourceException"
	epcisNotAcceptable  = "epcisException:NotAcceptableException"
	epcisExists         = "epcisException:ResourceAlreadyExistsException"
	epcisCaptureLimit   = "epcisException:CaptureLimitExceededException"
	epcisQueryTooLarge  = "epcisException:QueryTooLargeException"
	epcisMediaType      = "epcisException:UnsupportedMediaTypeException"
	epcisImplementation = "epcisException:ImplementationException"
)

// epcisAnswer says how the binding answers a kind of refusal: its type, of requests that read and of others, and its
// status.
type epcisAnswer struct {
	reading, writing string
	status           int
}

// epcisAnswers differ from statuses where EPCIS prescribes it: what is readable but wrong is 400, not 422. Kinds for
// which the standard has no type are its catch-all, with the status that HTTP has for them.
var epcisAnswers = map[model.Kind]epcisAnswer{
	model.KindMalformed:       {epcisParameter, epcisValidation, http.StatusBadRequest},
	model.KindInvalid:         {epcisParameter, epcisValidation, http.StatusBadRequest},
	model.KindUnauthenticated: {epcisSecurity, epcisSecurity, http.StatusUnauthorized},
	model.KindForbidden:       {epcisSecurity, epcisSecurity, http.StatusForbidden},
	model.KindNotFound:        {epcisNoResource, epcisNoResource, http.StatusNotFound},
	model.KindGone:            {epcisNoResource, epcisNoResource, http.StatusGone},
	model.KindConflict:        {epcisExists, epcisExists, http.StatusConflict},
	model.KindTooLarge:        {epcisQueryTooLarge, epcisCaptureLimit, http.StatusRequestEntityTooLarge},
	model.KindMediaType:       {epcisMediaType, epcisMediaType, http.StatusUnsupportedMediaType},
	model.KindNotAcceptable:   {epcisNotAcceptable, epcisNotAcceptable, http.StatusNotAcceptable},
	model.KindMethod:          {epcisImplementation, epcisImplementation, http.StatusMethodNotAllowed},
	model.KindLimited:         {epcisImplementation, epcisImplementation, http.StatusTooManyRequests},
	model.KindUnavailable:     {epcisImplementation, epcisImplementation, http.StatusServiceUnavailable},
	model.KindNotImplemented:  {epcisImplementation, epcisImplementation, http.StatusNotImplemented},
	model.KindInternal:        {epcisImplementation, epcisImplementation, http.StatusInternalServerError},
}

// asEPCIS gives a problem the type and status that the REST binding prescribes; Code keeps saying what it is here.
func (p *Problem) asEPCIS(method string) {
	declared := model.ProblemOf(p.Code)
	if declared == nil {
		return
	}
	a, special := epcisProblems[p.Code]
	if !special {
		a = epcisAnswers[declared.Kind]
	}
	p.Type, p.Status = a.writing, a.status
	if method == http.MethodGet || method == http.MethodHead {
		p.Type = a.reading
	}
}

// routeCapture registers POST, GET and OPTIONS of /epcis/capture.
func (s *Server) routeCapture() {
	const path = epcisBase + "/capture"
	op := func(id, method, path, summary string, need model.Permission) Operation {
		return Operation{ID: id, Method: method, Path: path, Summary: summary, Tag: "epcis", Need: need}
	}
	capture := op("epcis-capture", http.MethodPost, path, "Captures an EPCIS 2.0 document, JSON or XML.", model.PermEventCapture)
	capture.Creates, capture.MaxBody, capture.Status = true, trace.CaptureMaxBytes, http.StatusAccepted
	s.Handle(capture, s.capture)
	s.Handle(op("epcis-capture-jobs", http.MethodGet, path, "Lists capture jobs, newest first.", model.PermEventCapture), s.captureJobs)
	s.Handle(op("epcis-capture-job", http.MethodGet, path+"/{captureID}", "Shows what became of a capture.", model.PermEventCapture), s.captureJob)
	options := op("epcis-capture-options", http.MethodOptions, path, "Announces versions and limits.", model.PermPublic)
	options.Status = http.StatusNoContent
	s.Handle(options, func(c *gin.Context, _ Call) error {
		captureLimits(c.Writer.Header())
		c.Header("Allow", "GET, OPTIONS, POST")
		c.Status(http.StatusNoContent)
		return nil
	})
	single := op("epcis-capture-job-options", http.MethodOptions, path+"/{captureID}", "Announces versions.", model.PermPublic)
	single.Status = http.StatusNoContent
	s.Handle(single, func(c *gin.Context, _ Call) error {
		c.Header("Allow", "GET, OPTIONS")
		c.Status(http.StatusNoContent)
		return nil
	})
}

func captureLimits(h http.Header) {
	h.Set("GS1-EPCIS-Capture-Limit", strconv.Itoa(trace.CaptureMaxEvents))
	h.Set("GS1-EPCIS-Capture-File-Size-Limit", strconv.Itoa(trace.CaptureMaxBytes))
	h.Set(errorBehaviour, trace.BehaviourRollback)
}

// errorBehaviour says whether a capture keeps the good events of a document with bad ones.
const errorBehaviour = "GS1-Capture-Error-Behaviour"

// captureTypes are the media types of a document: JSON-LD has its own (JSON-LD 1.1 §C) and is JSON; the last two are the
// XML binding (RFC 7303).
var captureTypes = []string{"application/json", "application/ld+json", "application/xml", "text/xml"}

// captureAnswers are the types of which one must be acceptable to whoever captures: the standard's answer has no content,
// so that senders of XML who accept nothing else are served.
var captureAnswers = append(slices.Clone(jsonTypes), "application/xml", "text/xml")

// isXML tells the XML binding by an accepted media type.
func isXML(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && strings.HasSuffix(mediaType, "/xml")
}

// vocabularyFormat is the header that says how the words of CBV are spelt in XML (EPCIS 2.0 §12.5).
const vocabularyFormat = "GS1-CBV-XML-Format"

// vocabularyFormats are its values. Every spelling is read whatever it says, and no answer is XML; a value that means
// nothing is refused all the same, for its sender is mistaken. In front of JSON, which knows one spelling, it is idle.
var vocabularyFormats = []string{"No_Preference", "Always_Web_URI", "Always_URN", "Never_Translates"}

func knownVocabularyFormat(h http.Header) error {
	for _, given := range h.Values(vocabularyFormat) {
		if !slices.ContainsFunc(vocabularyFormats, func(f string) bool { return strings.EqualFold(f, given) }) {
			return model.ValueInvalid.At(vocabularyFormat, model.P("value", clip(given, 40)))
		}
	}
	return nil
}

// captureSlots bounds the documents that are in memory at one time: each may be 32 MiB and some times that when parsed.
const captureSlots = 8

// captureSlot waits for a place to read a document into, at most until the request's deadline.
func (s *Server) captureSlot(ctx context.Context) (release func(), err error) {
	select {
	case s.captures <- struct{}{}:
		return func() { <-s.captures }, nil
	case <-ctx.Done():
		r := model.Unavailable.Refuse().Because(ctx.Err())
		r.RetryAfter = 2
		return nil, r
	}
}

// capture takes a document in. The job has finished when it answers: what it accepted is durable.
func (s *Server) capture(c *gin.Context, call Call) error {
	captureLimits(c.Writer.Header())
	if err := s.negotiateEPCIS(c, captureAnswers); err != nil {
		return err
	}
	contentType := c.GetHeader("Content-Type")
	if err := readable(contentType, captureTypes); err != nil {
		return err
	}
	if isXML(contentType) {
		if err := knownVocabularyFormat(c.Request.Header); err != nil {
			return err
		}
	}
	release, err := s.captureSlot(c.Request.Context())
	if err != nil {
		return err
	}
	defer release()
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	job, err := s.services.Trace.Capture(c.Request.Context(), call.Actor, call.Idem,
		trace.Document{Body: body, XML: isXML(contentType), Behaviour: strings.ToLower(c.GetHeader(errorBehaviour))})
	if err != nil {
		return err
	}
	c.Header(errorBehaviour, job.Behaviour)
	c.Header("Location", s.opts.BaseURL+epcisBase+"/capture/"+job.ID.String())
	c.JSON(http.StatusAccepted, captureView(job))
	return nil
}

// readable refuses a Content-Type that is none of the accepted ones or says that it is not UTF-8.
func readable(contentType string, accepted []string) error {
	given, params, err := mime.ParseMediaType(contentType)
	if charset := params["charset"]; err == nil && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		for _, a := range accepted {
			if given == a {
				return nil
			}
		}
	}
	return model.MediaTypeUnsupported.Refuse(model.P("type", clip(contentType, 100)), model.P("accepted", strings.Join(accepted, ", ")))
}

// CaptureView is a capture job (EPCIS 2.0 §12.6.2), with what became of its events beside the standard's members.
type CaptureView struct {
	CaptureID     string          `json:"captureID"`
	CreatedAt     string          `json:"createdAt"`
	FinishedAt    string          `json:"finishedAt,omitempty"`
	Running       bool            `json:"running"`
	Success       bool            `json:"success"`
	Behaviour     string          `json:"captureErrorBehaviour"`
	Errors        json.RawMessage `json:"errors"`
	Accepted      int             `json:"accepted"`
	Rejected      int             `json:"rejected"`
	Duplicates    int             `json:"duplicates"`
	PayloadSHA256 string          `json:"payloadSha256"`
}

// captureView shows a job. Success says that nothing has gone wrong: of a running job so far, of a finished one at all.
func captureView(c model.Capture) CaptureView {
	return CaptureView{
		CaptureID: c.ID.String(), CreatedAt: c.CreatedAt.String(), FinishedAt: c.FinishedAt.String(),
		Running: c.State == model.CaptureRunning, Success: c.State == model.CaptureRunning || c.State == model.CaptureSuccess,
		Behaviour: c.Behaviour, Errors: c.Errors, Accepted: c.Accepted, Rejected: c.Rejected, Duplicates: c.Duplicates,
		PayloadSHA256: c.PayloadSHA,
	}
}

func (s *Server) captureJob(c *gin.Context, call Call) error {
	if err := s.negotiateEPCIS(c, jsonTypes); err != nil {
		return err
	}
	id, err := model.ParseID[model.Capture](c.Param("captureID"))
	if err != nil {
		return model.NotFound.Refuse()
	}
	job, err := s.services.Trace.CaptureJob(c.Request.Context(), call.Actor, id)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, captureView(job))
	return nil
}

func (s *Server) captureJobs(c *gin.Context, call Call) error {
	if err := s.negotiateEPCIS(c, jsonTypes); err != nil {
		return err
	}
	return epcisList(s, c, captureView, func(page model.Page) ([]model.Capture, model.PageToken, error) {
		return s.services.Trace.CaptureJobs(c.Request.Context(), call.Actor, page)
	})
}

// The query parameters of paging (EPCIS 2.0 §12.4).
const (
	paramPerPage   = "perPage"
	paramNextToken = "nextPageToken"
)

// epcisList answers a page of a list that is paged and nothing else (EPCIS 2.0 §12.4).
func epcisList[R, V any](s *Server, c *gin.Context, view func(R) V, list func(model.Page) ([]R, model.PageToken, error)) error {
	page, err := askedPage(c)
	if err != nil {
		return err
	}
	rows, next, err := list(page)
	if err != nil {
		return err
	}
	views := make([]V, 0, len(rows))
	for _, row := range rows {
		views = append(views, view(row))
	}
	s.linkNext(c, next)
	c.JSON(http.StatusOK, views)
	return nil
}

// askedPage reads the page that a request asks for; it may ask for nothing else.
func askedPage(c *gin.Context) (page model.Page, err error) {
	values, err := readQuery(c)
	if err != nil {
		return page, err
	}
	return epcisPage(values)
}

// epcisPage reads perPage, which bounds a page from above, and nextPageToken. Other parameters are refused.
func epcisPage(query url.Values) (page model.Page, err error) {
	for name, values := range query {
		switch {
		case name != paramPerPage && name != paramNextToken && name != "lang":
			return page, model.ValueUnknownField.At(name, model.P("name", name))
		case len(values) > 1:
			return page, model.ValueInvalid.At(name, model.P("value", clip(values[1], 40)))
		}
	}
	page.After = model.PageToken(query.Get(paramNextToken))
	if !query.Has(paramPerPage) {
		return page, nil
	}
	text := query.Get(paramPerPage)
	page.Limit, err = strconv.Atoi(text)
	if err != nil || page.Limit < 1 {
		return page, model.ValueInvalid.At(paramPerPage, model.P("value", clip(text, 40)))
	}
	return page, nil
}

// linkNext points at the next page (RFC 8288); the last page has no link.
func (s *Server) linkNext(c *gin.Context, next model.PageToken) {
	if next == "" {
		return
	}
	query := c.Request.URL.Query()
	query.Set(paramNextToken, string(next))
	c.Header("Link", "<"+s.opts.BaseURL+c.Request.URL.EscapedPath()+"?"+query.Encode()+`>; rel="next"`)
}
