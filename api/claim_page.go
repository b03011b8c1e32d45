package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
	"suyuan/service/code"
)

// claimPath is the address of the form of claims; behind it stands the secret of a private link.
const claimPath = "/claim"

// What is sent along with a form of claims: how many files, and bytes of all together.
const (
	claimFormFiles = 6
	claimFormFile  = 5_000_000 // as people are told it; claim.MaxFile is a little more
	claimFormBytes = 20_000_000
	claimFormBody  = claimFormBytes + 512<<10
)

// claimPages answers people who claim, without an account and without a script.
type claimPages struct {
	server       *Server
	filing, link *limiter
}

// routeClaimPages registers the pages of claimants.
func (s *Server) routeClaimPages() {
	p := &claimPages{s, newLimiter(s.opts.Clock, claimsPerSecond, claimsAtOnce), newLimiter(s.opts.Clock, claimLinksPerSecond, claimLinksAtOnce)}
	s.Handle(Operation{
		ID: "claim-form", Method: http.MethodGet, Path: claimPath, Tag: tagPages, Need: model.PermPublic, Summary: "The form on which anybody makes a claim about goods.",
	}, p.form)
	s.Handle(Operation{
		ID: "claim-form-send", Method: http.MethodPost, Path: claimPath, Tag: tagPages, Need: model.PermPublic, MaxBody: claimFormBody,
		Summary: "Make a claim on the form, with evidence.",
	}, p.file)
	s.Handle(Operation{
		ID: "claim-page", Method: http.MethodGet, Path: claimPath + "/{secret}", Tag: tagPages, Need: model.PermPublic, Summary: "The private page of a claim.",
	}, p.status)
	s.Handle(Operation{
		ID: "claim-page-send", Method: http.MethodPost, Path: claimPath + "/{secret}", Tag: tagPages, Need: model.PermPublic, MaxBody: claimFormBody,
		Summary: "Do something on the private page of a claim.",
	}, p.send)
}

// onClaims reports whether an address is that of a page of claimants.
func onClaims(path string) bool { return path == claimPath || strings.HasPrefix(path, claimPath+"/") }

// claimOf is the address of the form about what was scanned.
func claimOf(path string) string { return claimPath + "?" + url.Values{"code": {path}}.Encode() }

// claimedCode is a code as a person or an address gives it, in the form in which goods are looked up.
func claimedCode(typed string) string {
	typed = strings.TrimSpace(typed)
	if link := "https://id.gs1.org" + typed; strings.HasPrefix(typed, "/") && code.PathOf(link) != "" {
		return link
	}
	return typed
}

// form shows the form.
func (p *claimPages) form(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := limited(ctx, p.link); err != nil {
		return err
	}
	page, status, err := p.blank(ctx, c.Query("code"))
	if err != nil {
		return err
	}
	page.Erased = c.Query("done") == "erased"
	page.Sent["units"] = "1"
	for _, l := range page.Links[:min(len(page.Links), 1)] {
		page.Sent["operator"] = l.Ref
	}
	for _, r := range page.Recalls[:min(len(page.Recalls), 1)] {
		page.Sent["recall"], page.Sent["remedy"] = r.Number, string(r.Remedies[0])
	}
	return p.showForm(c, call, status, page)
}

// blank is the form about a code, or the one that asks for a code.
func (p *claimPages) blank(ctx context.Context, typed string) (page web.ClaimFormPage, status int, err error) {
	page = web.ClaimFormPage{
		Path: claimPath, Code: clip(strings.ToValidUTF8(typed, ""), 300), MaxFiles: claimFormFiles, MaxFile: claimFormFile, MaxTogether: claimFormBytes, Once: newOnce(),
		ClaimAnswers: web.ClaimAnswers{Sent: map[string]string{}, Faults: map[string]string{}, Today: p.today()},
	}
	if strings.TrimSpace(typed) == "" {
		return page, http.StatusOK, nil
	}
	page.Path, page.Sent["code"] = claimOf(page.Code), page.Code
	chain, err := p.server.services.Claim.Chain(ctx, claimedCode(typed))
	var refusal *model.Refusal
	if errors.As(err, &refusal) {
		problem := p.server.problemOf(ctx, err)
		page.Faults["code"] = problem.Detail
		return page, problem.Status, nil
	}
	if err != nil {
		return page, 0, err
	}
	page.Product, page.Lot, page.Consent, page.Ceased = chain.Product, chain.Lot, chain.Consent, chain.Ceased
	for _, l := range chain.Links {
		page.Links = append(page.Links, web.ClaimLink{
			Ref: l.Ref.String(), Role: model.OrgKindWords[l.Kind], Place: regionText(l.Region), Name: l.Name, Producer: l.Producer, Sold: l.Sold,
		})
	}
	for _, r := range chain.Recalls {
		page.Recalls = append(page.Recalls, web.ClaimRecall{Number: r.Number, Remedies: r.Remedies})
	}
	return page, http.StatusOK, nil
}

func (p *claimPages) today() model.Date {
	return model.DateOf(model.InstantOf(p.server.opts.Clock()), model.China)
}

func (p *claimPages) showForm(c *gin.Context, call Call, status int, page web.ClaimFormPage) error {
	html, err := p.server.pages.ClaimForm(call.Lang, page)
	return private(c, status, html, err)
}

// private answers with a page that nothing on the way keeps and no search engine shows.
func private(c *gin.Context, status int, html []byte, err error) error {
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Vary", "Accept-Language")
	c.Data(status, pageType, html)
	return nil
}

// file takes what the form holds. What is wrong with it is said beside the field, and what was typed stays.
func (p *claimPages) file(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := limited(ctx, p.link); err != nil {
		return err
	}
	sent, err := readClaimForm(c.Request)
	if err != nil {
		return err
	}
	page, _, err := p.blank(ctx, sent.text("code"))
	if err != nil {
		return err
	}
	sent.shown(&page.ClaimAnswers)
	in, rows, err := sent.filing(call.Lang, page)
	if sent.text("do") == "preview" {
		return p.preview(c, call, page, in, rows, err)
	}
	if err == nil {
		err = limited(ctx, p.filing)
	}
	var filed claim.Filed
	if err == nil {
		filed, err = p.server.services.Claim.File(ctx, model.Actor{}, sent.once("claim-form", ""), in)
	}
	if err == nil {
		return p.receipt(c, call, filed, p.attach(ctx, filed.Secret, sent))
	}
	return p.refuse(c, call, page, rows, err)
}

// preview shows what the law gives for what was typed so far.
func (p *claimPages) preview(c *gin.Context, call Call, page web.ClaimFormPage, in claim.Filing, rows []int, err error) error {
	against := model.PartyOperator
	for _, l := range page.Links {
		if l.Producer && l.Ref == in.Operator {
			against = model.PartyProducer
		}
	}
	var due model.AmountDue
	if err == nil {
		due, err = model.Amount(model.ClaimFacts{
			Against: against, Price: in.Price, Units: in.Units, Gift: in.Gift, Refund: !in.Remedy.InKind(), Losses: in.Costs, GraveHarm: in.Grave,
		})
	}
	if err != nil {
		return p.refuse(c, call, page, rows, err)
	}
	sum := claimSum(due)
	page.Lines, page.Total = sum.Lines, sum.Total
	return p.showForm(c, call, http.StatusOK, page)
}

// refuse shows the form again with what is wrong.
func (p *claimPages) refuse(c *gin.Context, call Call, page web.ClaimFormPage, rows []int, err error) error {
	var refusal *model.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	if refusal.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	refused, status := p.server.refusedPage(c.Request.Context(), err)
	beside(&page.ClaimAnswers, &refused, rows)
	page.Refused = &refused
	return p.showForm(c, call, status, page)
}

// claimFormFields are the fields beside which a fault is shown.
var claimFormFields = map[string]string{
	"code": "code", "operator": "operator", "seller": "shop", "shop": "shop", "bought_on": "bought_on", "units": "units", "price": "price", "receipt": "receipt", "what": "what",
	"harm": "harm", "harm_on": "harm_on", "costs": "costs", "remedy": "remedy", "recall": "recall", "asked": "asked", "set": "asked", "contact": "contact",
	"contact.name": "contact.name", "contact.phone": "contact.phone", "contact.mail": "contact.mail", "consent": "consent", "file": "file", "note": "note", "means": "means", "name": "name", "offer": "offer",
	"contact.account": "account", "contact.holder": "holder", "contact.bank": "bank", "account_consent": "account_consent",
}

// beside puts each fault beside its field and leaves the others for the head of the page. rows says which row of the form
// each cost came from.
func beside(a *web.ClaimAnswers, refused *web.Refused, rows []int) {
	var rest []web.ProblemField
	for _, f := range refused.Fields {
		at := claimFormFields[f.At]
		for _, list := range []string{"costs[", "losses["} {
			number, field, found := strings.Cut(strings.TrimPrefix(f.At, list), "]")
			if i, err := strconv.Atoi(number); found && err == nil && i < len(rows) && strings.HasPrefix(f.At, list) {
				at = "costs[" + strconv.Itoa(rows[i]) + "]" + field
			}
		}
		if at == "" {
			rest = append(rest, f)
			continue
		}
		a.Faults[at] = f.Message
	}
	refused.Fields = rest
}

// receipt shows the private link this once.
func (p *claimPages) receipt(c *gin.Context, call Call, filed claim.Filed, missing []web.ProblemField) error {
	qr, err := p.server.services.Code.QR(filed.URL, code.QRSVG, code.QRStyle{Scale: 4})
	if err != nil {
		return err
	}
	html, err := p.server.pages.ClaimFiled(call.Lang, web.ClaimFiledPage{
		Path: claimPath + "/" + url.PathEscape(filed.Secret), URL: filed.URL, QR: qr, Number: filed.Number, Due: filed.DueAt, Missing: missing,
	})
	return private(c, http.StatusCreated, html, err)
}

// attach adds the files of a form, and tells which could not be taken and why.
func (p *claimPages) attach(ctx context.Context, secret string, sent *claimSent) (missing []web.ProblemField) {
	for i, f := range sent.files {
		_, err := p.server.services.Claim.AddEvidence(ctx, sent.once("claim-form-file", strconv.Itoa(i)), secret, claim.Upload{Kind: f.kind, Content: f.content})
		if err == nil {
			continue
		}
		problem := p.server.problemOf(ctx, err)
		why := problem.Detail
		if why == "" {
			why = problem.Title
		}
		for _, field := range problem.Fields {
			why = field.Message
		}
		missing = append(missing, web.ProblemField{At: clip(f.name, 80), Message: why})
	}
	return missing
}

// once makes a second press of a button the same act: the showing of the form and what was sent decide. A part may be a
// secret; only a hash of it is kept.
func (s *claimSent) once(operation, part string) model.Idempotency {
	shown := s.text("once")
	if shown == "" {
		return model.Idempotency{}
	}
	key := sha256.Sum256([]byte(shown + "\n" + part))
	return model.Idempotency{Operation: operation, Key: hex.EncodeToString(key[:16]), Fingerprint: sha256.Sum256([]byte(s.fingerprint + "\n" + part))}
}
