package api

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/complaint"
)

// routeComplaintPage registers the page of a private link.
func (p *papers) routeComplaintPage() {
	p.server.Handle(Operation{
		ID: "complaint-page", Method: http.MethodGet, Path: complaint.LinkPath + "{secret}", Tag: tagPages, Need: model.PermPublic,
		Summary: "What became of a complaint or tip, by its private link.",
	}, p.page)
	p.server.Handle(Operation{
		ID: "complaint-page-send", Method: http.MethodPost, Path: complaint.LinkPath + "{secret}", Tag: tagPages, Need: model.PermPublic, MaxBody: claimFormBody,
		Summary: "Act on a complaint by its private link.",
	}, p.send)
}

// page shows what became of a paper.
func (p *papers) page(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := p.guard.limit(ctx); err != nil {
		return err
	}
	st, err := p.server.services.Complaint.Status(ctx, c.Param("secret"))
	if err != nil {
		return err
	}
	page := complaintPage(st, c.Param("secret"))
	page.Done = c.Query("done") != ""
	return p.show(c, call, http.StatusOK, page)
}

func (p *papers) show(c *gin.Context, call Call, status int, page web.ComplaintPage) error {
	html, err := p.server.pages.Complaint(call.Lang, page)
	return private(c, status, html, err)
}

// send does what a form of the page says. What is wrong with it is said on the page.
func (p *papers) send(c *gin.Context, call Call) error {
	ctx, secret := c.Request.Context(), c.Param("secret")
	if err := p.guard.limit(ctx); err != nil {
		return err
	}
	sent, err := readClaimForm(c.Request)
	if err != nil {
		return err
	}
	act := complaint.PersonalAct(clip(sent.text("act"), 40))
	if act == actProve {
		return p.prove(c, call, sent)
	}
	err = p.server.services.Complaint.Act(ctx, sent.once("complaint-page", secret), secret, act, sent.values.Get("text"))
	switch {
	case err == nil && act == complaint.ActErase:
		return p.show(c, call, http.StatusOK, web.ComplaintPage{Path: complaint.LinkPath, Erased: true})
	case err == nil:
		c.Redirect(http.StatusSeeOther, complaint.LinkPath+url.PathEscape(secret)+"?"+url.Values{"done": {"1"}, "lang": {string(call.Lang)}}.Encode())
		return nil
	}
	var refusal *model.Refusal
	if !errors.As(err, &refusal) || errors.Is(err, model.ComplaintUnknown) {
		return err
	}
	st, again := p.server.services.Complaint.Status(ctx, secret)
	if again != nil {
		return again
	}
	refused, status := p.server.refusedPage(ctx, err)
	page := complaintPage(st, secret)
	page.Refused, page.Text = &refused, clip(sent.values.Get("text"), complaint.MaxNote)
	return p.show(c, call, status, page)
}

// actProve is what the form for evidence says that it does.
const actProve complaint.PersonalAct = "prove"

// prove adds evidence. What could not be taken is said on the page.
func (p *papers) prove(c *gin.Context, call Call, sent *claimSent) error {
	ctx, secret := c.Request.Context(), c.Param("secret")
	missing := p.server.proven(ctx, secret, sent)
	var fault string
	switch err := evidenceFault(sent.fault); {
	case err != nil:
		fault = p.server.said(ctx, err)
	case len(missing) > 0:
		fault = missing[0].Message
	case len(sent.files) == 0:
		fault = p.server.said(ctx, model.ValueRequired.At("file"))
	default:
		c.Redirect(http.StatusSeeOther, complaint.LinkPath+url.PathEscape(secret)+"?"+url.Values{"done": {"1"}, "lang": {string(call.Lang)}}.Encode())
		return nil
	}
	st, err := p.server.services.Complaint.Status(ctx, secret)
	if err != nil {
		return err
	}
	page := complaintPage(st, secret)
	page.FileFault = fault
	return p.show(c, call, http.StatusUnprocessableEntity, page)
}

// complaintPage maps what became of a paper to its page.
func complaintPage(st complaint.Status, secret string) web.ComplaintPage {
	page := web.ComplaintPage{
		Path: complaint.LinkPath + url.PathEscape(secret), Firm: st.Firm, Authority: st.Authority, MayAdd: st.MayAdd, MayShare: st.MayShare,
		MayWithdraw: st.MayWithdraw, MayErase: st.MayErase, Once: newOnce(),
	}
	has := 0
	if c := st.Complaint; c != nil {
		page.Shared = c.Share == 1
		part := web.ComplaintPart{Number: c.Number, State: model.ComplaintLifecycle.Words[c.State], Filed: c.CreatedAt, What: c.Story.What, Wish: c.Story.Wish}
		if g, ok := model.ListedOf(model.ComplaintGrounds(), c.Ground); ok {
			part.Why, part.Law = g.Words, g.Ref.Text()
		}
		if e, ok := model.ListedOf(model.ComplaintEndings(), c.Ending); ok {
			part.Why, part.Law = e.Words, e.Ref.Text()
		}
		part.Due, part.Duty = nextDuty(c.Clocks, c.Running)
		for _, m := range c.Moves {
			if mv, err := model.ComplaintLifecycle.Next(model.ComplaintState(m.From), model.ComplaintEvent(m.Event)); err == nil {
				part.Moves = append(part.Moves, web.ComplaintLine{At: m.At, Title: mv.Why})
			}
		}
		part.Notes, part.Files = noteTexts(c.Notes), ownFiles(secret, c.Files)
		has = max(has, len(c.Files))
		page.Parts = append(page.Parts, part)
	}
	if t := st.Tip; t != nil {
		part := web.ComplaintPart{Tip: true, Number: t.Number, State: model.TipLifecycle.Words[t.State], Filed: t.CreatedAt, What: t.Story.What}
		part.Due, part.Duty = nextDuty(t.Clocks, t.Running)
		part.Notes, part.Files = noteTexts(t.Notes), ownFiles(secret, t.Files)
		has = max(has, len(t.Files))
		page.Parts = append(page.Parts, part)
	}
	if page.MayProve = st.MayProve && has < complaint.MaxFiles; page.MayProve {
		page.FilesTaken = evidenceLimits(complaint.MaxFiles - has)
	}
	return page
}

// nextDuty is what the authority has to do next, and by when.
func nextDuty(list []complaint.ClockFace, running int) (model.Date, model.Text) {
	if running == 0 || len(list) == 0 {
		return "", model.Text{}
	}
	last := list[len(list)-1]
	return last.Due.Last, last.Rule.Name
}

func noteTexts(list []complaint.Note) (lines []web.ComplaintLine) {
	for _, n := range list {
		lines = append(lines, web.ComplaintLine{At: n.At, Title: n.Kind.Words(), Text: n.Text})
	}
	return lines
}
