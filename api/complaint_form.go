package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
	"suyuan/service/complaint"
)

// complaintPath is the address of the form on which anybody files a complaint or tip.
const complaintPath = "/complaint"

// routeComplaintForm registers the form. Who files by hand is paced like who reports a problem.
func (p *papers) routeComplaintForm() {
	f := &complaintForms{p.server, newLimiter(p.server.opts.Clock, 1/reportEvery.Seconds(), reportsAtOnce)}
	p.server.Handle(Operation{
		ID: "complaint-form", Method: http.MethodGet, Path: complaintPath, Tag: tagPages, Need: model.PermPublic,
		Summary: "The form on which anybody files a complaint, a tip or both.",
	}, f.page)
	p.server.Handle(Operation{
		ID: "complaint-form-send", Method: http.MethodPost, Path: complaintPath, Tag: tagPages, Need: model.PermPublic, MaxBody: claimFormBody,
		Summary: "File a complaint, a tip or both on the form, with evidence.",
	}, f.send)
}

// complaintForms takes complaints and tips on the form.
type complaintForms struct {
	server  *Server
	limiter *limiter
}

// complaintOf is the address of the form about a page of a scan; without the code where that is too long to be kept.
func complaintOf(page string) string {
	path := strings.TrimPrefix(page, code.PagePrefix)
	named := reportedCode("https://id.gs1.org" + path)
	if len(named) > complaint.MaxCode || !strings.HasPrefix(path, "/") {
		return complaintPath
	}
	return complaintPath + "?" + url.Values{"code": {named}}.Encode()
}

// page shows the form.
func (f *complaintForms) page(c *gin.Context, call Call) error {
	page, err := f.blank(c.Request.Context(), clip(strings.ToValidUTF8(c.Query("code"), ""), complaint.MaxCode))
	if err != nil {
		return err
	}
	return f.show(c, call, http.StatusOK, page)
}

// blank is the form about a code, with who had the goods that it names. A code that names nothing stays as it was typed.
func (f *complaintForms) blank(ctx context.Context, typed string) (web.ComplaintFormPage, error) {
	page := web.ComplaintFormPage{
		Path: complaintPath, Today: model.DateOf(model.InstantOf(f.server.opts.Clock()), model.China), Once: newOnce(),
		Sent: map[string]string{"code": typed}, Faults: map[string]string{}, Files: evidenceLimits(complaint.MaxFiles),
	}
	if typed == "" {
		return page, nil
	}
	page.Path += "?" + url.Values{"code": {typed}}.Encode()
	named := reportedCode(typed)
	if link, bad := gs1.ParseLink(named); bad == nil {
		page.Sent["code"] = link.HRI()
	}
	prospect, err := f.server.services.Claim.Chain(ctx, named)
	var refusal *model.Refusal
	switch {
	case errors.As(err, &refusal):
		return page, nil
	case err != nil:
		return page, err
	}
	page.Known, page.Product, page.Lot = true, prospect.Product, prospect.Lot
	for _, l := range prospect.Links {
		page.Firms = append(page.Firms, web.ComplaintFirm{Ref: l.Ref.String(), Name: l.Name, Role: model.OrgKindWords[l.Kind], Region: regionText(l.Region)})
	}
	return page, nil
}

func (f *complaintForms) show(c *gin.Context, call Call, status int, page web.ComplaintFormPage) error {
	html, err := f.server.pages.ComplaintForm(call.Lang, page)
	return private(c, status, html, err)
}

// complaintKept are the fields that are shown again as they were typed, with how much of each.
var complaintKept = map[string]int{
	"paper": 10, "code": complaint.MaxCode, "firm": 36, "firm_name": 400, "what": 2 * complaint.MaxStory, "facts": 2 * complaint.MaxStory, "wish": 2 * complaint.MaxWish,
	"bought_on": 10, "units": 20, "price": 40, "asked": 40, "receipt": 200, "contact.name": 200, "contact.phone": 80, "contact.mail": 400, "contact.address": 600,
	"share": 3, "share_files": 3, "consent": 3,
}

// filing reads the form.
func filing(sent url.Values, lang model.Lang) (complaint.Filing, error) {
	var f model.Faults
	text := func(name string) string { return strings.TrimSpace(sent.Get(name)) }
	money := func(name string) model.Money { return moneyAt(name, strings.Trim(text(name), "¥￥元 "), &f) }
	paper := text("paper")
	in := complaint.Filing{
		Complaint: paper == "complaint" || paper == "both", Tip: paper == "tip" || paper == "both", FirmName: text("firm_name"), BoughtOn: model.Date(text("bought_on")),
		Price: money("price"), Asked: money("asked"), Story: model.ComplaintStory{What: sent.Get("what"), Wish: sent.Get("wish"), Receipt: sent.Get("receipt")},
		Facts: sent.Get("facts"), Share: text("share") != "", Lang: lang,
		Contact: model.ComplaintContact{Name: text("contact.name"), Phone: text("contact.phone"), Mail: text("contact.mail"), Address: text("contact.address")},
	}
	if typed := text("code"); typed != "" {
		in.Code = reportedCode(typed)
	}
	if firm := text("firm"); firm != "" {
		in.Firm = idAt[model.Organisation]("firm", firm, &f)
	}
	var err error
	if units := text("units"); units != "" {
		if in.Units, err = strconv.ParseInt(units, 10, 64); err != nil {
			f.Add("units", model.ValueInvalid, model.P("value", clip(units, 20)))
		}
	}
	in.Consent, _ = strconv.Atoi(text("consent")) // what is no version is refused as a wrong one
	return in, f.Err()
}

// send takes what the form holds. What is wrong with it is said beside the field, and what was written stays.
func (f *complaintForms) send(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	sent, err := readClaimForm(c.Request)
	if err != nil {
		return err
	}
	var filed complaint.Filed
	in, err := filing(sent.values, call.Lang)
	if err == nil {
		err = evidenceFault(sent.fault)
	}
	if err == nil {
		err = limited(ctx, f.limiter)
	}
	if err == nil {
		filed, err = f.server.services.Complaint.File(ctx, sent.once("complaint-form", ""), in)
	}
	if err == nil {
		return f.show(c, call, http.StatusCreated, web.ComplaintFormPage{
			Path: complaintPath, Filed: &web.ComplaintFiled{
				Complaint: filed.ComplaintNumber, Tip: filed.TipNumber, Link: filed.Link, Missing: f.server.proven(ctx, path.Base(filed.Link), sent),
			},
		})
	}
	return f.again(c, call, sent.values, err)
}

// evidenceFault says what is wrong with the files of a form in the words of complaints.
func evidenceFault(err error) error {
	if errors.Is(err, model.ClaimFilesFull) {
		return model.ComplaintFilesFull.At("file", model.P("limit", claimFormFiles))
	}
	return err
}

// evidenceLimits are what a form says of the files it takes while there is room for so many.
func evidenceLimits(room int) web.ComplaintFiles {
	return web.ComplaintFiles{Max: min(claimFormFiles, room), Each: claimFormFile, Together: claimFormBytes}
}

// again shows the form with what was typed and what is wrong with it.
func (f *complaintForms) again(c *gin.Context, call Call, sent url.Values, why error) error {
	ctx := c.Request.Context()
	var refusal *model.Refusal
	if !errors.As(why, &refusal) {
		return why
	}
	if refusal.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
	page, err := f.blank(ctx, clip(strings.ToValidUTF8(strings.TrimSpace(sent.Get("code")), ""), complaint.MaxCode))
	if err != nil {
		return err
	}
	for name, limit := range complaintKept {
		page.Sent[name] = clip(strings.ToValidUTF8(sent.Get(name), ""), limit)
	}
	refused, status := f.server.refusedPage(ctx, why)
	refused.Fields = slices.DeleteFunc(refused.Fields, func(fault web.ProblemField) bool {
		at := fault.At
		if at == "firm" && len(page.Firms) == 0 {
			at = "firm_name"
		}
		page.Faults[at] = fault.Message
		_, shown := complaintKept[at]
		return shown || at == "complaint" || at == "file"
	})
	page.Refused = &refused
	return f.show(c, call, status, page)
}
