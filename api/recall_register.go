package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
	"suyuan/service/recall"
)

// routeRegister registers the public register of recalls: pages, feeds, signed notices, the keys they are signed with, and
// the same for programs.
func (s *Server) routeRegister() {
	get := func(id, path, tag, summary string, handler func(*gin.Context, Call) error) {
		s.Handle(Operation{ID: id, Method: http.MethodGet, Path: path, Tag: tag, Need: model.PermPublic, Summary: summary}, handler)
	}
	get("recall-register", "/recalls", tagPages, "The public register of recalls.", s.registerPage)
	get("recall-atom", "/recalls/feed.atom", "recall", "The recalls that changed last, as Atom (RFC 4287).", s.atomFeed)
	get("recall-feed", "/recalls/feed.json", "recall", "The recalls that changed last, as JSON Feed 1.1.", s.jsonFeed)
	get("recall-verify-page", verifyPath, tagPages, "How a signed notice and the list for tills are verified, and with which keys.", s.verifyPage)
	get("recall-notice", "/recalls/{number}", "recall",
		"The notice of a recall for people; with .json behind the number the signed notice: a detached JWS (EdDSA) over the canonical JSON (RFC 8785) of its member notice.", s.recallNotice)
	get("recall-keys", "/.well-known/recall-keys.json", "recall", "The public keys of signed notices and lists, as a JSON Web Key Set (RFC 7517).", s.recallKeys)
	Op(s, Operation{
		ID: "list-public-recalls", Method: http.MethodGet, Path: "/v1/public/recalls", Tag: "recall", Need: model.PermPublic,
		Summary: "List the announced recalls, the latest first. Anybody may ask.",
	}, s.listPublicRecalls)
}

// registerKept is how long, in seconds, caches may show the register without asking again: a recall has to be seen soon.
const registerKept = 60

// publish answers everybody with something that caches may keep for a minute and then ask about by its ETag.
func publish(c *gin.Context, mediaType string, content []byte) error {
	h := c.Writer.Header()
	h.Set("Vary", "Accept-Encoding, Accept-Language")
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(registerKept)+", must-revalidate")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	coding := ""
	if acceptsGzip(c.Request) {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		content, coding = zipped.Bytes(), "-gzip"
	}
	etag := entityTag(content, coding)
	h.Set("ETag", etag)
	if matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return nil
	}
	if coding != "" {
		h.Set("Content-Encoding", "gzip")
	}
	c.Data(http.StatusOK, mediaType, content)
	return nil
}

// sought reads what somebody typed or scanned into a query: a code says which product and lot, anything else is text.
func sought(typed string) (q recall.RegisterQuery) {
	typed = strings.TrimSpace(typed)
	path := code.PathOf(typed)
	if short, ok := strings.CutPrefix(path, "/c/"); ok {
		if strings.Contains(typed, "/") { // a link; ten letters alone may be a lot as well
			return recall.RegisterQuery{Batch: short}
		}
		return recall.RegisterQuery{Text: typed}
	}
	if link, err := gs1.ParseLinkPath(path, ""); path != "" && err == nil {
		q.GTIN, _ = link.Value("01")
		q.Lot, _ = link.Value("10")
		if q.GTIN != "" {
			return q
		}
	}
	return recall.RegisterQuery{Text: typed}
}

// registerPage shows the register to people.
func (s *Server) registerPage(c *gin.Context, call Call) error {
	var faults model.Faults
	asked := web.RegisterAsked{
		Text: strings.TrimSpace(c.Query("q")), Grade: model.Grade(c.Query("grade")), State: model.RegisterState(c.Query("state")),
		Year: yearAt("year", c.Query("year"), &faults),
	}
	if err := faults.Err(); err != nil {
		return err
	}
	q := sought(asked.Text)
	q.Grade, q.State, q.Year, q.Page = asked.Grade, asked.State, asked.Year, model.Page{After: model.PageToken(c.Query("page"))}
	rows, next, err := s.services.Register.Recalls(c.Request.Context(), q)
	if err != nil {
		return err
	}
	page := web.RegisterPage{Asked: asked, Years: s.registerYears()}
	for _, r := range rows {
		page.Items = append(page.Items, web.RegisterItem{
			Number: r.Number, State: r.State, GradeName: r.GradeName, Title: r.Title, Company: r.Company, Announced: r.AnnouncedAt, Products: r.Products,
			Lots: r.Lots,
		})
	}
	if next != "" {
		sign := "?"
		if asked.Any() {
			sign = "&"
		}
		page.Next = asked.Path() + sign + "page=" + string(next)
	}
	content, err := s.pages.Register(call.Lang, page)
	if err != nil {
		return err
	}
	return publish(c, pageType, content)
}

func yearAt(at, text string, faults *model.Faults) int {
	if text == "" {
		return 0
	}
	year, err := strconv.Atoi(text)
	if err != nil {
		faults.Add(at, model.ValueInvalid, model.P("value", clip(text, 40)))
	}
	return year
}

// registerYears lists the years to choose from: this one and the nine before it.
func (s *Server) registerYears() (years []int) {
	now := s.opts.Clock().In(model.China).Year()
	for i := range 10 {
		years = append(years, now-i)
	}
	return years
}

// recallNotice shows one notice, or its signed text when .json stands behind the number.
func (s *Server) recallNotice(c *gin.Context, call Call) error {
	number, machine := strings.CutSuffix(c.Param("number"), ".json")
	if machine {
		signed, err := s.services.Register.Signed(c.Request.Context(), number)
		if err != nil {
			return err
		}
		text, err := json.Marshal(signed)
		if err != nil {
			return err
		}
		return publish(c, "application/json", text)
	}
	notice, err := s.services.Register.Recall(c.Request.Context(), number)
	if err != nil {
		return err
	}
	page := web.RecallPage{Recall: notice, Lot: clip(strings.TrimSpace(c.Query("lot")), 300), PhotoPath: code.DocumentPath}
	page.Answer, page.Found = s.lookUpLot(c.Request.Context(), notice, page.Lot)
	content, err := s.pages.Recall(call.Lang, page)
	if err != nil {
		return err
	}
	return publish(c, pageType, content)
}

// lookUpLot says how what a reader has stands to a notice. A number that is not listed may look like one that is.
func (s *Server) lookUpLot(ctx context.Context, notice *model.PublicRecall, typed string) (answer web.LotAnswer, found []string) {
	if typed == "" {
		return web.LotNotAsked, nil
	}
	q := sought(typed)
	if q.Batch != "" {
		if scan, err := s.services.Code.ScanByCode(ctx, q.Batch); err == nil {
			q.Lot = scan.Lot
		}
	}
	if q.Text != "" {
		q.Lot = q.Text
		if lot, err := model.NormalLot(q.Text); err == nil {
			q.Lot = lot
		}
	}
	if found = listedLots(notice, q, func(lot string) bool { return lot == q.Lot }); len(found) > 0 {
		return web.LotListed, found
	}
	if found = listedLots(notice, q, func(lot string) bool { return model.LotsLookAlike(lot, q.Lot) }); len(found) > 0 {
		return web.LotSimilar, found
	}
	return web.LotAbsent, nil
}

// listedLots lists the lots and serial numbers of a notice that fit, of one product where the code names one; at most ten.
func listedLots(notice *model.PublicRecall, q recall.RegisterQuery, fits func(string) bool) (found []string) {
	for _, p := range notice.Products {
		if q.GTIN != "" && p.GTIN != q.GTIN {
			continue
		}
		for _, l := range p.Lots {
			for _, number := range []string{l.Lot, l.Serial} {
				if number != "" && fits(number) && len(found) < 10 {
					found = append(found, number)
				}
			}
		}
	}
	return found
}

// recallKeys answers with the keys that signatures are verified with.
func (s *Server) recallKeys(c *gin.Context, _ Call) error {
	text, err := json.Marshal(s.services.Signer.Keys())
	if err != nil {
		return err
	}
	return publish(c, "application/jwk-set+json", text)
}

// verifyPath is the page that says how signatures are verified.
const verifyPath = "/recalls/verify"

// verifyPage says how signatures are verified, with the keys of this house.
func (s *Server) verifyPage(c *gin.Context, call Call) error {
	page := web.VerifyPage{Base: s.opts.BaseURL}
	for _, k := range s.services.Signer.Keys().Keys {
		page.Keys = append(page.Keys, web.VerifyKey{ID: k.ID, X: k.X})
	}
	html, err := s.pages.Verify(call.Lang, page)
	if err != nil {
		return err
	}
	return publish(c, pageType, html)
}

// RegisterStateCode says how a recall stands in the public register.
type RegisterStateCode string

// Schema implements huma.SchemaProvider.
func (RegisterStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How it stands in the register; one that was cancelled after its announcement stays, as retracted.", model.RegisterStates())
}

// RegisterGradeCode is how grave a recall is.
type RegisterGradeCode string

// Schema implements huma.SchemaProvider.
func (RegisterGradeCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How grave it is within its rules, i the gravest.", []model.Grade{model.GradeI, model.GradeII, model.GradeIII})
}

// PublicRecallsInput asks for a part of the register.
type PublicRecallsInput struct {
	PageInput
	Text  string            `query:"q" maxLength:"300" doc:"A part of a product's or company's name, a whole lot, number or GTIN, or the link of a scanned code."`
	Grade RegisterGradeCode `query:"grade"`
	State RegisterStateCode `query:"state"`
	Year  int               `query:"year" minimum:"2000" maximum:"2199" doc:"Of the announcement, in China."`
}

// PublicRecallView is one announced recall. The signed notice at notice has all of it.
type PublicRecallView struct {
	Number      string            `json:"number"`
	State       RegisterStateCode `json:"state"`
	Grade       string            `json:"grade,omitempty"`
	Title       TextView          `json:"title"`
	Hazard      TextView          `json:"hazard"`
	Company     TextView          `json:"company"`
	AnnouncedAt string            `json:"announced_at" format:"date-time"`
	Products    []TextView        `json:"products" doc:"Some of its products, those with the most lots first."`
	Lots        int               `json:"lots" doc:"How many lots it reaches."`
	Notice      string            `json:"notice" doc:"Where the signed notice is."`
}

func (s *Server) listPublicRecalls(ctx context.Context, _ Call, in *PublicRecallsInput) (*ListOutput[PublicRecallView], error) {
	q := sought(in.Text)
	q.Grade, q.State, q.Year, q.Page = model.Grade(in.Grade), model.RegisterState(in.State), in.Year, in.page()
	rows, next, err := s.services.Register.Recalls(ctx, q)
	if err != nil {
		return nil, err
	}
	return listOf(rows, next, func(r recall.RegisterRow) PublicRecallView {
		v := PublicRecallView{
			Number: r.Number, State: RegisterStateCode(r.State), Grade: string(r.Grade), Title: textView(r.Title), Hazard: textView(r.Hazard),
			Company: textView(r.Company), AnnouncedAt: r.AnnouncedAt.String(), Products: []TextView{}, Lots: r.Lots,
			Notice: s.opts.BaseURL + web.RegisterItem{Number: r.Number}.Path() + ".json",
		}
		for _, p := range r.Products {
			v.Products = append(v.Products, textView(p))
		}
		return v
	}), nil
}
