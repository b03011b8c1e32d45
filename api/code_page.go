package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
)

// scanPages answers the links that are printed on packages.
type scanPages struct {
	server  *Server
	answers *answers
}

func newScanPages(s *Server) *scanPages {
	return &scanPages{server: s, answers: newAnswers(s.services.Code.Fresh, s.opts.Clock)}
}

// answerForm is a form in which a link is answered.
type answerForm uint8

const (
	formHTML answerForm = iota
	formJSONLD
	formLinkset
)

// answerTypes are the media types by form, the one that wins a tie first.
var answerTypes = []string{formHTML: "text/html", formJSONLD: code.MediaJSONLD, formLinkset: code.MediaLinkset}

var answerContentTypes = []string{formHTML: pageType, formJSONLD: code.MediaJSONLD, formLinkset: code.MediaLinkset}

// finder looks up what a link leads to.
type finder func(ctx context.Context) (*code.Scan, error)

// page shows the page of a Digital Link at its own address, below code.PagePrefix.
func (p *scanPages) page(c *gin.Context, call Call) error {
	path := strings.TrimPrefix(c.Request.URL.EscapedPath(), code.PagePrefix)
	link, err := gs1.ParseLinkPath(gs1.TrimSlash(path), c.Request.URL.RawQuery)
	if err != nil {
		return p.fail(c, call, linkRefusal(err), path)
	}
	return p.answer(c, call, link.Path(), func(ctx context.Context) (*code.Scan, error) {
		return p.server.services.Code.Resolve(ctx, link)
	})
}

// linkRefusal says what is wrong with a Digital Link.
func linkRefusal(err error) error {
	var fault *gs1.LinkError
	if !errors.As(err, &fault) {
		return model.LinkInvalid.Refuse(model.P("reason", "")).Because(err)
	}
	reason := string(fault.Code)
	for _, part := range []string{fault.AI, fault.Detail} {
		if part != "" {
			reason += " (" + part + ")"
		}
	}
	return model.LinkInvalid.Refuse(model.P("reason", "GS1 Digital Link: "+reason)).Because(err)
}

// code answers a short code.
func (p *scanPages) code(c *gin.Context, call Call) error {
	typed := c.Param("code")
	return p.answer(c, call, c.Request.URL.EscapedPath(), func(ctx context.Context) (*code.Scan, error) {
		return p.server.services.Code.ScanByCode(ctx, typed)
	})
}

// answer chooses the form, finds or renders the answer and writes it.
func (p *scanPages) answer(c *gin.Context, call Call, path string, look finder) error {
	form, err := p.form(c)
	if err != nil {
		return p.fail(c, call, err, path)
	}
	a, err := p.find(c, call, path, form, look)
	if err != nil {
		return p.fail(c, call, err, path)
	}
	if kind := c.Query(linkTypeParam); kind != "" && form != formLinkset {
		return p.choose(c, a.scan, model.ParseLinkType(kind))
	}
	p.write(c, a, form)
	p.count(c, call, a, form)
	return nil
}

// find takes a kept answer, or makes one.
func (p *scanPages) find(c *gin.Context, call Call, path string, form answerForm, look finder) (*answer, error) {
	return p.answers.get(c.Request.Context(), answerKey{path, form, call.Lang}, func(ctx context.Context) (*answer, error) {
		scan, err := look(ctx)
		if err != nil {
			return nil, err
		}
		return p.render(scan, form, call.Lang)
	})
}

// count counts a page that a person has opened.
func (p *scanPages) count(c *gin.Context, call Call, a *answer, form answerForm) {
	if form == formHTML && c.Request.Method == http.MethodGet && a.scan.BatchID != "" {
		p.server.services.Code.CountScan(a.scan.BatchID, call.Lang)
	}
}

// form chooses by ?format= and ?linkType= first, then by Accept.
func (p *scanPages) form(c *gin.Context) (answerForm, error) {
	if c.Request.URL.RawQuery != "" {
		if wantsLinkset(c.Query(linkTypeParam)) || c.Query("format") == "linkset" {
			return formLinkset, nil
		}
		if c.Query("format") == "jsonld" {
			return formJSONLD, nil
		}
	}
	accept := c.GetHeader("Accept")
	form, ok := negotiate(accept)
	if !ok {
		return formHTML, model.NotAcceptable.Refuse(model.P("type", clip(accept, 100)), model.P("offered", strings.Join(answerTypes, ", ")))
	}
	return form, nil
}

// negotiate picks the form with the highest quality in an Accept header (RFC 9110 §12.5.1); ok is false when none is
// acceptable. Browsers' headers are recognised at once.
func negotiate(accept string) (form answerForm, ok bool) {
	if accept == "" || accept == "*/*" || strings.HasPrefix(accept, "text/html,") {
		return formHTML, true
	}
	best, bestQ := formHTML, 0
	for f, mediaType := range answerTypes {
		if q := acceptQuality(accept, mediaType); q > bestQ {
			best, bestQ = answerForm(f), q
		}
	}
	return best, bestQ > 0
}

// acceptQuality returns the quality, in thousandths, that an Accept header gives a media type: that of the most specific
// range that covers it.
func acceptQuality(accept, mediaType string) int {
	family, _, _ := strings.Cut(mediaType, "/")
	q, specific := 0, 0
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		rank := 0
		switch strings.ToLower(strings.TrimSpace(name)) {
		case mediaType:
			rank = 3
		case family + "/*":
			rank = 2
		case "*/*":
			rank = 1
		}
		if rank > specific {
			q, specific = quality(params), rank
		}
	}
	return q
}

// render makes the answer in a form and language.
func (p *scanPages) render(scan *code.Scan, form answerForm, lang model.Lang) (*answer, error) {
	var content []byte
	var err error
	switch form {
	case formJSONLD:
		content, err = p.server.services.Code.JSONLD(scan)
	case formLinkset:
		content, err = p.server.services.Code.Linkset(scan)
	case formHTML:
		content, err = p.server.pages.Scan(lang, scanPage(scan))
	}
	if err != nil {
		return nil, err
	}
	return newAnswer(scan, answerContentTypes[form], p.linkHeader(scan.Path, form == formLinkset), content)
}

// Headers of every answer, as ready slices: setting them costs no allocation.
var (
	varyHeader       = []string{"Accept, Accept-Encoding, Accept-Language"}
	revalidateHeader = []string{"public, max-age=0, must-revalidate"}
	gzipHeader       = []string{"gzip"}
	anyOriginHeader  = []string{"*"}
	crossHeader      = []string{"cross-origin"}
)

// write answers with a kept answer. Caches may keep it but must ask each time: a batch can be blocked at any moment.
func (p *scanPages) write(c *gin.Context, a *answer, form answerForm) {
	h := c.Writer.Header()
	h["Vary"] = varyHeader
	h["Cache-Control"] = revalidateHeader
	h.Set("Link", a.link)
	if form != formHTML {
		h["Access-Control-Allow-Origin"] = anyOriginHeader
		h["Cross-Origin-Resource-Policy"] = crossHeader
	}
	b := &a.plain
	if acceptsGzip(c.Request) {
		b = &a.zipped
		h["Content-Encoding"] = gzipHeader
	}
	h.Set("ETag", b.etag)
	if matches(c.GetHeader("If-None-Match"), b.etag) {
		h.Del("Content-Encoding")
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	h.Set("Content-Length", b.length)
	c.Data(http.StatusOK, a.mediaType, b.bytes)
}

// fail answers a person who scanned an unknown code with the page of a scan, which says what to do about it. Everything
// else is refused as everywhere.
func (p *scanPages) fail(c *gin.Context, call Call, err error, asked string) error {
	if !errors.Is(err, model.CodeUnknown) || !wantsPage(c.Request) {
		return err
	}
	page, renderErr := p.server.pages.Scan(call.Lang, web.ScanPage{
		Status: web.ScanUnknown, Path: c.Request.URL.EscapedPath(), Code: clip(asked, 200), Alerts: p.unknownAlerts(c, asked),
		Report: reportOf(c.Request.URL.EscapedPath()), Complain: complaintOf(c.Request.URL.EscapedPath()),
	})
	if renderErr != nil {
		return errors.Join(err, renderErr)
	}
	c.Writer.Header()["Vary"] = varyHeader
	c.Data(StatusOf(model.CodeUnknown.Kind), pageType, page)
	return nil
}

// scanPage maps the public projection to the page that shows it.
func scanPage(scan *code.Scan) web.ScanPage {
	page := web.ScanPage{
		Status: web.ScanStatus(scan.Status), Since: scan.Since, By: scan.By, Path: scan.Path, Code: scan.Code,
		Today: model.DateOf(scan.At, model.China), Report: reportPath + scan.Path, Complain: complaintOf(scan.Path),
		Product: &web.ScanProduct{
			Name: scan.Name, Category: scan.Category, Lot: scan.Lot, NetContent: scan.NetContent, Produced: scan.Produced,
			Expires: scan.Expires, Origin: regionText(scan.Origin), Storage: scan.Storage, Standards: scan.Standards,
		},
		Producer: &web.ScanProducer{Name: scan.Producer, Kind: scan.ProducerKind, Place: regionText(scan.ProducerRegion)},
		Alternates: []web.Alternate{
			{Title: "JSON-LD", MediaType: code.MediaJSONLD, Path: scan.PagePath() + "?format=jsonld"},
			{Title: "Linkset", MediaType: code.MediaLinkset, Path: scan.Path + "?linkType=linkset"},
		},
	}
	if scan.PhotoID != "" {
		page.Product.Photo = code.DocumentPath(scan.PhotoID)
	}
	farm := web.Grows(scan.Category)
	for _, e := range scan.Journey {
		page.Journey = append(page.Journey, web.JourneyEntry{
			Time: e.Time, Place: regionText(e.Region), Actor: e.Actor,
			Step: web.StepOf(web.Happening{Type: e.Type, Action: e.Action, BizStep: e.BizStep, Disposition: e.Disposition, Farm: farm}),
		})
	}
	for _, d := range scan.Documents {
		page.Documents = append(page.Documents, web.ScanDocument{
			Kind: d.Kind, Title: d.Title, IssuedBy: d.IssuedBy, IssuedOn: d.IssuedOn, ValidTo: d.ValidTo,
			Path: code.DocumentPath(d.ID), MediaType: d.MediaType, Size: d.Size,
			Verdict: d.Verdict, Results: d.Results,
		})
	}
	page.Commitment = commitment(scan.Certificate)
	page.Alerts = append(recallAlerts(scan), failedAlerts(scan)...)
	page.Claim, page.Recalled = claimOf(scan.Path), len(scan.Recalls) > 0
	return page
}

func commitment(c *model.CommitmentCertificate) *web.Commitment {
	if c == nil {
		return nil
	}
	page := &web.Commitment{
		Product: c.Product, Issuer: c.Producer, Origin: regionText(c.Origin), IssuedOn: c.IssuedOn, Quantity: c.Quantity, Unit: c.Unit,
	}
	for _, b := range c.Bases {
		page.Basis = append(page.Basis, web.CommitmentBasis(b))
	}
	return page
}

// regionText names a region in every language; an unknown one is named by nothing.
func regionText(r model.Region) model.Text {
	if r == "" || !r.Known() {
		return model.Text{}
	}
	return model.Text{ZH: r.FullName(string(model.ZH)), UG: r.FullName(string(model.UG)), EN: r.FullName(string(model.EN))}
}
