package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// status shows the private page.
func (p *claimPages) status(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := limited(ctx, p.link); err != nil {
		return err
	}
	page, err := p.claim(ctx, c.Param("secret"))
	if err != nil {
		return err
	}
	if slices.Contains(web.ClaimDone(), c.Query("done")) {
		page.Done = c.Query("done")
	}
	return p.showClaim(c, call, http.StatusOK, page)
}

func (p *claimPages) showClaim(c *gin.Context, call Call, status int, page web.ClaimPage) error {
	html, err := p.server.pages.Claim(call.Lang, page)
	return private(c, status, html, err)
}

// claim is the page of a private link.
func (p *claimPages) claim(ctx context.Context, secret string) (web.ClaimPage, error) {
	st, err := p.server.services.Claim.Status(ctx, secret)
	if err != nil {
		return web.ClaimPage{}, err
	}
	page := claimPage(st, secret)
	page.ClaimAnswers = web.ClaimAnswers{Sent: map[string]string{}, Faults: map[string]string{}, Today: p.today()}
	if id := st.Claim.ComplaintID; id != "" {
		page.Complaint = strings.TrimPrefix(p.server.services.Complaint.Link(id), p.server.opts.BaseURL)
	}
	page.Once, page.MaxFiles, page.MaxFile, page.MaxTogether = newOnce(), min(claimFormFiles, claim.MaxFiles-len(st.Files)), claimFormFile, claimFormBytes
	return page, nil
}

// claimPage maps what a private link opens to its page.
func claimPage(st claim.Status, secret string) web.ClaimPage {
	c, path := st.Claim, claimPath+"/"+url.PathEscape(secret)
	page := web.ClaimPage{
		Path: path, Number: c.Number, State: c.State, Turn: c.Turn, Overdue: st.Overdue, Due: c.DueAt, Now: st.Now, Respondent: st.Respondent.Name,
		Product: st.Product, Lot: st.Lot, Bought: c.BoughtOn, Units: c.Units, Price: c.Price, Asked: c.Asked, Remedy: c.Remedy, Story: st.Story,
		Contact: st.Contact, Sum: claimSum(st.Due.Amount), Refusal: st.Refusal, Routes: st.Routes, Can: map[model.ClaimEvent]bool{}, Complain: st.Complain,
		Complained: c.ComplaintID != "", Erase: st.Erase, More: !c.State.Over() && len(st.Files) < claim.MaxFiles,
	}
	for _, on := range st.Allowed {
		page.Can[on] = true
	}
	for _, proof := range st.Due.Proofs {
		for _, info := range model.ProofSigns() {
			if info.Sign == proof.Sign && proof.State == model.Proven {
				page.Proven = append(page.Proven, info.Name)
			}
		}
	}
	for _, one := range st.Due.Findings {
		page.Findings = append(page.Findings, web.ClaimFinding{Authority: one.Authority, Total: one.Amount.Total, Why: one.Why, At: one.At})
	}
	page.Offer = claimOffer(st)
	money := !c.Remedy.InKind()
	if page.Offer != nil {
		money = !page.Offer.InKind()
	}
	page.Account = c.State == model.ClaimAccepted && money && st.Contact.Account == ""
	page.AccountKnown = c.State == model.ClaimAccepted && money && st.Contact.Account != ""
	page.Advance, page.Advanced = st.Advance, c.AdvanceAt != 0
	page.Paying = st.Payment.State.Stands() && st.Payment.State != "" && !c.State.Over()
	page.Wanted, page.Steps = wantedOf(st), claimSteps(st)
	for _, f := range st.Files {
		page.Files = append(page.Files, web.ClaimFile{
			Kind: f.Kind, Path: "/v1/public-claims/" + url.PathEscape(secret) + "/files/" + f.ID.String(), Media: f.Media, Size: f.Size,
		})
	}
	return page
}

// claimSum maps what is due to the lines of a page.
func claimSum(d model.AmountDue) web.ClaimSum {
	sum := web.ClaimSum{Total: d.Total}
	lines := d.Lines
	if d.Punitive.Fen > 0 {
		lines = append(slices.Clone(lines), d.Extra)
	}
	for _, l := range lines {
		sum.Lines = append(sum.Lines, web.ClaimLine{Text: l.Text(), Sum: l.Sum})
	}
	for _, a := range d.Asks {
		sum.Asks = append(sum.Asks, model.AmountAskWords[a])
	}
	return sum
}

// claimOffer is the offer that stands, or nil.
func claimOffer(st claim.Status) *web.ClaimOffer {
	for _, o := range st.Offers {
		if !o.Stands {
			continue
		}
		offer := &web.ClaimOffer{
			ID:     o.ID.String(),
			Remedy: o.Remedy, Compensation: o.Compensation, Punitive: o.Punitive, Total: o.Total(), Goods: o.Goods == 1, Law: claimSum(o.Amount), At: o.CreatedAt,
		}
		for _, n := range st.Notes {
			if n.Offer == o.ID {
				offer.Note = n.Text
			}
		}
		return offer
	}
	return nil
}

// wantedOf reads what evidence was asked for last.
func wantedOf(st claim.Status) (list []model.ClaimFileKind) {
	if st.Claim.State != model.ClaimEvidence {
		return nil
	}
	for _, m := range slices.Backward(st.Moves) {
		if m.Event == string(model.ClaimAsk) {
			for k := range strings.SplitSeq(m.Reason, ",") {
				list = append(list, model.ClaimFileKind(k))
			}
			break
		}
	}
	return list
}

// claimFiled says what the first step of a claim is.
var claimFiled = model.Text{ZH: "提交索赔", UG: "تۆلەم تەلىپى سۇنۇلدى", EN: "the claim is filed"}

// claimSteps is what happened, the newest first, each with what was written then.
func claimSteps(st claim.Status) []web.ClaimStep {
	steps := []web.ClaimStep{{At: st.Claim.CreatedAt, Text: claimFiled, Mine: true}}
	said := map[int]bool{}
	for _, m := range st.Moves {
		step := web.ClaimStep{At: m.At, Reason: claimWhy(m.Event, m.Reason)}
		for _, mv := range model.ClaimLifecycle.Moves {
			if string(mv.On) == m.Event && string(mv.From) == m.From {
				step.Text, step.Mine = mv.Why, mv.Need == model.PermPublic
			}
		}
		for i, n := range st.Notes {
			if !said[i] && string(n.Kind) == m.Event && n.At == m.At {
				said[i], step.Note = true, n.Text
			}
		}
		if step.Text != (model.Text{}) {
			steps = append(steps, step)
		}
	}
	slices.Reverse(steps)
	return steps
}

// claimWhy names the code that a move gives as its reason.
func claimWhy(event, reason string) model.Text {
	if info, known := model.ListedOf(model.ClaimReasons(), model.ClaimReason(reason)); known && event == string(model.ClaimRefuse) {
		return info.Words
	}
	var why model.Text
	if event != string(model.ClaimAsk) {
		return why
	}
	for k := range strings.SplitSeq(reason, ",") {
		name := model.ClaimFileKindWords[model.ClaimFileKind(k)]
		if why != (model.Text{}) {
			why.ZH, why.UG, why.EN = why.ZH+"、", why.UG+"، ", why.EN+", "
		}
		why.ZH, why.UG, why.EN = why.ZH+name.ZH, why.UG+name.UG, why.EN+name.EN
	}
	return why
}

// claimDeeds are what a claimant does on the private page, by the word of the button.
var claimDeeds = map[string]func(p *claimPages, ctx context.Context, secret string, sent *claimSent) error{
	"supply":   (*claimPages).reply,
	"accept":   (*claimPages).reply,
	"decline":  (*claimPages).reply,
	"withdraw": (*claimPages).reply,
	"confirm":  (*claimPages).reply,
	"file":     (*claimPages).attachOnly,
	"account":  (*claimPages).payTo,
	"complain": (*claimPages).complain,
	"advance":  (*claimPages).advance,
	"erase": func(p *claimPages, ctx context.Context, secret string, _ *claimSent) error {
		return p.server.services.Claim.Erase(ctx, secret)
	},
}

func (p *claimPages) reply(ctx context.Context, secret string, sent *claimSent) error {
	_, err := p.server.services.Claim.Reply(ctx, sent.once("claim-page", secret), secret, claim.Reply{Event: model.ClaimEvent(sent.text("do")), Note: sent.text("note"), Offer: model.ClaimOfferID(sent.text("offer"))})
	return err
}

// attachOnly wants a file at least.
func (p *claimPages) attachOnly(_ context.Context, _ string, sent *claimSent) error {
	if len(sent.files) == 0 {
		return model.ValueRequired.At("file")
	}
	return nil
}

// payTo says where the money is to go. Accounts are sensitive: they need a consent of their own (个人信息保护法 Art. 29).
func (p *claimPages) payTo(ctx context.Context, secret string, sent *claimSent) error {
	var f model.Faults
	if sent.text("account_consent") == "" {
		f.Add("account_consent", model.ValueRequired)
	}
	for _, field := range []string{"holder", "account"} {
		if sent.text(field) == "" {
			f.Add(field, model.ValueRequired)
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	_, err := p.server.services.Claim.PayTo(ctx, secret, claim.Payee{Account: sent.digits("account"), Holder: sent.text("holder"), Bank: sent.text("bank"), Consent: true})
	return err
}

func (p *claimPages) complain(ctx context.Context, secret string, sent *claimSent) error {
	_, err := p.server.services.Claim.Complain(ctx, sent.once("claim-page-complain", secret), secret, sent.text("name"))
	return err
}

func (p *claimPages) advance(ctx context.Context, secret string, sent *claimSent) error {
	_, err := p.server.services.Claim.AskFund(ctx, sent.once("claim-page-advance", secret), secret, sent.text("means"))
	return err
}

// send does what a form of the private page asks for. What is wrong with it is said beside the field.
func (p *claimPages) send(c *gin.Context, call Call) error {
	ctx, secret := c.Request.Context(), c.Param("secret")
	if err := limited(ctx, p.link); err != nil {
		return err
	}
	if _, err := p.server.services.Claim.Status(ctx, secret); err != nil {
		return err // before a form of many bytes is read
	}
	sent, err := readClaimForm(c.Request)
	if err != nil {
		return err
	}
	deed, missing := claimDeeds[sent.text("do")], []web.ProblemField(nil)
	switch {
	case deed == nil:
		err = model.ValueInvalid.At("do", model.P("value", clip(strings.ToValidUTF8(sent.text("do"), ""), 20)))
	case sent.fault != nil:
		err = sent.fault
	default:
		if missing = p.attach(ctx, secret, sent); len(missing) == 0 {
			err = deed(p, ctx, secret, sent)
		}
	}
	if err == nil && len(missing) == 0 {
		p.onward(c, call, secret, sent.text("do"))
		return nil
	}
	return p.again(c, call, secret, sent, missing, err)
}

// onward leads to the page that says what has been done.
func (p *claimPages) onward(c *gin.Context, call Call, secret, done string) {
	to := claimPath + "/" + url.PathEscape(secret)
	if done == "erase" {
		to, done = claimPath, "erased" // the link opens nothing any more
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to+"?"+url.Values{"done": {done}, "lang": {string(call.Lang)}}.Encode())
}

// again shows the page with what is wrong.
func (p *claimPages) again(c *gin.Context, call Call, secret string, sent *claimSent, missing []web.ProblemField, err error) error {
	ctx := c.Request.Context()
	var refusal *model.Refusal
	if err != nil && !errors.As(err, &refusal) || errors.Is(err, model.ClaimLinkUnknown) {
		return err
	}
	page, failed := p.claim(ctx, secret)
	if failed != nil {
		return failed
	}
	sent.shown(&page.ClaimAnswers)
	page.Missing = missing
	status := http.StatusUnprocessableEntity
	if err != nil {
		if refusal.RetryAfter > 0 {
			c.Header("Retry-After", strconv.Itoa(refusal.RetryAfter))
		}
		var refused web.Refused
		refused, status = p.server.refusedPage(ctx, err)
		beside(&page.ClaimAnswers, &refused, nil)
		page.Refused = &refused
	}
	return p.showClaim(c, call, status, page)
}
