package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/code"
	"suyuan/service/trace"
)

// routeRecallCheck registers the question of tills: may this be sold?
func (s *Server) routeRecallCheck() {
	checks := &checks{server: s, kept: map[checkKey]*checked{}}
	for _, op := range []struct{ id, path string }{{"check", "/v1/check"}, {"check-code", "/v1/check/{code...}"}} {
		s.Handle(Operation{
			ID: op.id, Method: http.MethodGet, Path: op.path, Tag: "recall", Need: model.PermPublic,
			Summary: "Whether what a code names may be sold, and why not: a GS1 Digital Link or its path, (01)…(10)…, the data of a GS1 symbol, an EPC URN, " +
				"an SSCC, the id or short code of a batch; percent-encoded, or as ?code=. Anybody may ask; a till with an API key also learns whether it has any in stock.",
		}, checks.answer)
	}
}

// CheckView answers a till. Only what sell says may be sold; everything else has a reason.
type CheckView struct {
	Code string            `json:"code" doc:"What was asked."`
	Sell bool              `json:"sell" doc:"True when nothing that is registered here stands against its sale. It does not say that it is safe."`
	Why  trace.CheckReason `json:"why"`
	// Recalls are what stands against it.
	Recalls []CheckRecallView `json:"recalls,omitempty"`
	Lot     string            `json:"lot,omitempty"`
	EPC     string            `json:"epc,omitempty"`
	Product *TextView         `json:"product,omitempty"`
	Expires string            `json:"expires,omitempty"`
	Since   string            `json:"since,omitempty"`
	InStock *bool             `json:"in_stock,omitempty"`
	Epoch   model.Seq         `json:"epoch" doc:"As of which change of the list of recalls."`
	At      string            `json:"at"`
}

// CheckRecallView is a recall that stands against something.
type CheckRecallView struct {
	Number string            `json:"number"`
	Class  AffectedClassCode `json:"class"`
	Grade  string            `json:"grade,omitempty"`
	Since  string            `json:"since"`
	// Notice is where everybody can read about it, once it has been announced.
	Notice string `json:"notice,omitempty"`
}

const (
	// checksKept bounds the answers in memory. An answer is at most checkedFor old, and not a moment older than the last
	// change of a recall that this process knows of.
	checksKept = 4096
	checkedFor = time.Second
)

// checkKey names an answer: what was asked, and by whose till. Everybody without an account gets the same.
type checkKey struct {
	code string
	org  model.OrgID
}

// checked is an answer ready to be written.
type checked struct {
	body       []byte
	length     []string
	generation uint64
	until      time.Time
}

// checks keeps answers for a moment, so that a queue at many tills with the same goods costs one look.
type checks struct {
	server *Server
	mu     sync.RWMutex
	kept   map[checkKey]*checked
}

// checkHeader keeps every other cache from answering: a recall counts from the instant of its announcement.
var (
	checkCacheHeader = []string{"no-store"}
	checkTypeHeader  = []string{"application/json; charset=utf-8"}
)

func (k *checks) answer(c *gin.Context, call Call) error {
	asked := strings.TrimPrefix(c.Param("code"), "/")
	if asked == "" {
		asked = c.Query("code")
	} else if c.Request.URL.RawQuery != "" {
		asked += "?" + c.Request.URL.RawQuery // a Digital Link that nobody encoded
	}
	if ai, _, path := strings.Cut(asked, "/"); path && ai != "" && strings.Trim(ai, "0123456789") == "" {
		asked = "/" + asked // the path of a Digital Link, joined to ours
	}
	key := checkKey{asked, call.Actor.Org}
	a, err := k.get(c, call, key)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	delete(h, "Cross-Origin-Opener-Policy") // about pages; a till counts bytes
	delete(h, "Permissions-Policy")
	h["Cache-Control"], h["Content-Type"], h["Content-Length"] = checkCacheHeader, checkTypeHeader, a.length
	h["Access-Control-Allow-Origin"], h["Cross-Origin-Resource-Policy"] = anyOriginHeader, crossHeader
	c.Status(http.StatusOK)
	_, err = c.Writer.Write(a.body)
	return err
}

// get takes an answer that still holds, or makes one. The generation is read first: a change meanwhile makes the answer
// stale at once, and never fresh by mistake.
func (k *checks) get(c *gin.Context, call Call, key checkKey) (*checked, error) {
	generation, now := k.server.services.Board.Generation(), k.server.opts.Clock()
	k.mu.RLock()
	found := k.kept[key]
	k.mu.RUnlock()
	if found != nil && found.generation == generation && now.Before(found.until) {
		return found, nil
	}
	v, err := k.server.services.Trace.Answer(c.Request.Context(), call.Actor, key.code)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(k.view(call, key.code, v, now))
	if err != nil {
		return nil, err
	}
	body = append(body, '\n')
	a := &checked{body, []string{strconv.Itoa(len(body))}, generation, now.Add(checkedFor)}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kept) >= checksKept {
		clear(k.kept)
	}
	k.kept[key] = a
	return a, nil
}

func (k *checks) view(call Call, asked string, d trace.Verdict, now time.Time) CheckView {
	v := CheckView{
		Code: clip(asked, 400), Sell: d.Sell, Why: d.Why, Lot: d.Batch.Lot, EPC: d.Batch.EPC, Expires: string(d.Batch.Expires), Since: d.Since.String(),
		Epoch: k.server.services.Board.Epoch(), At: model.InstantOf(now).String(),
	}
	if !d.Product.Empty() {
		name := textView(d.Product)
		v.Product = &name
	}
	if call.Actor.Org != "" && d.Batch.ID != "" {
		v.InStock = &d.InStock
	}
	for _, r := range d.Recalls {
		view := CheckRecallView{Number: r.Number, Class: AffectedClassCode(r.Class), Grade: string(r.Grade), Since: r.Since.String()}
		if r.AnnouncedAt != 0 {
			view.Notice = k.server.opts.BaseURL + code.RecallPath(r.Number)
		}
		v.Recalls = append(v.Recalls, view)
	}
	return v
}
