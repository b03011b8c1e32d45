package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// replyPath is the address of the page for holders without an account, before the secret.
const replyPath = "/recall-reply/"

// How often one network may use reply links.
const (
	repliesPerSecond = 1
	repliesAtOnce    = 60
)

// How often one network may send a file with a reply, and how large the form beside the file may be.
const (
	proofEvery   = 30 * time.Second
	proofsAtOnce = 10
	maxReplyForm = 512 << 10
)

// routeRecallReplies registers reply links: what makes them, and what whoever has one can do.
func (s *Server) routeRecallReplies() {
	Op(s, Operation{
		ID: "issue-recall-link", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/link", Tag: "recall", Need: model.PermRecallWrite,
		Summary: "Make a reply link for a holder without an account; it replaces the one before. The address is shown this once.",
	}, s.issueRecallLink)
	Op(s, Operation{
		ID: "revoke-recall-link", Method: http.MethodDelete, Path: "/v1/recall-tasks/{id}/link", Tag: "recall", Need: model.PermRecallWrite,
		Summary: "Take the reply link of a task away.", Status: http.StatusNoContent,
	}, s.revokeRecallLink)
	r := &replies{s, newLimiter(s.opts.Clock, repliesPerSecond, repliesAtOnce), newLimiter(s.opts.Clock, 1/proofEvery.Seconds(), proofsAtOnce)}
	Op(s, Operation{
		ID: "get-recall-reply", Method: http.MethodGet, Path: "/v1/recall-replies/{secret}", Tag: "recall", Need: model.PermPublic,
		Summary: "Read the one task of a reply link.",
	}, r.get)
	Op(s, Operation{
		ID: "answer-recall-reply", Method: http.MethodPost, Path: "/v1/recall-replies/{secret}", Tag: "recall", Need: model.PermPublic, Creates: true,
		Summary: "Answer the one task of a reply link.",
	}, r.answer)
	s.Handle(Operation{
		ID: "recall-reply-page", Method: http.MethodGet, Path: replyPath + "{secret}", Tag: tagPages, Need: model.PermPublic,
		Summary: "The page of a reply link.",
	}, r.page)
	s.Handle(Operation{
		ID: "recall-reply-page-send", Method: http.MethodPost, Path: replyPath + "{secret}", Tag: tagPages, Need: model.PermPublic,
		MaxBody: catalog.MaxDocument + maxReplyForm,
		Summary: "Answer on the page of a reply link.",
	}, r.send)
}

// IssueRecallLinkInput asks for a reply link.
type IssueRecallLinkInput struct {
	RecallTaskInput
	Body struct {
		Days int `json:"days,omitempty" minimum:"1" maximum:"90" doc:"How long it works; 30 when left out."`
	}
}

// RecallLinkOutput carries a reply link.
type RecallLinkOutput struct {
	Body struct {
		URL   string `json:"url" doc:"Whoever has it answers for the holder."`
		Until string `json:"until" format:"date-time"`
	}
}

func (s *Server) issueRecallLink(ctx context.Context, c Call, in *IssueRecallLinkInput) (*RecallLinkOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	link, err := s.services.Recall.IssueLink(ctx, c.Actor, id, in.Body.Days)
	if err != nil {
		return nil, err
	}
	out := &RecallLinkOutput{}
	out.Body.URL, out.Body.Until = s.opts.BaseURL+replyPath+link.Secret, link.Until.String()
	return out, nil
}

func (s *Server) revokeRecallLink(ctx context.Context, c Call, in *RecallTaskInput) (*struct{}, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	return nil, s.services.Recall.RevokeLink(ctx, c.Actor, id)
}

// replies answers whoever has a reply link.
type replies struct {
	server  *Server
	limiter *limiter
	proofs  *limiter
}

// limit bounds how often one network asks, so that nobody tries secrets.
func (r *replies) limit(ctx context.Context) error { return limited(ctx, r.limiter) }

// RecallReplyInput names a reply link.
type RecallReplyInput struct {
	Secret string `path:"secret" maxLength:"100" doc:"The last part of the link."`
}

// RecallReplyView is what a reply link shows. It names companies and goods, no people.
type RecallReplyView struct {
	Number  string           `json:"recall_number"`
	Title   TextView         `json:"title"`
	Hazard  TextView         `json:"hazard"`
	Grade   string           `json:"grade,omitempty"`
	By      TextView         `json:"recalled_by"`
	State   TaskStateCode    `json:"state"`
	DueAt   string           `json:"due_at,omitempty" format:"date-time"`
	Until   string           `json:"link_until" format:"date-time"`
	Allowed []string         `json:"allowed" doc:"What can be reported now."`
	Lines   []RecallLineView `json:"lines"`
	More    bool             `json:"more,omitempty" doc:"There are more lots than are shown."`
}

// RecallReplyOutput carries it.
type RecallReplyOutput struct{ Body RecallReplyView }

func replyOutput(r *recall.Reply, err error) (*RecallReplyOutput, error) {
	if err != nil {
		return nil, err
	}
	v := RecallReplyView{
		Number: r.Task.Case.Number, Title: textView(r.Task.Case.Title), Hazard: textView(r.Task.Case.Hazard), Grade: string(r.Task.Case.Grade),
		By: textView(r.By.Name), State: TaskStateCode(r.Task.Row.State), DueAt: r.Task.Row.DueAt.String(), Until: r.Task.Row.LinkUntil.String(),
		Allowed: []string{}, Lines: []RecallLineView{}, More: r.More,
	}
	for _, e := range r.Task.Allowed {
		v.Allowed = append(v.Allowed, string(e))
	}
	for _, l := range r.Lines {
		v.Lines = append(v.Lines, recallLineView(l))
	}
	return &RecallReplyOutput{v}, nil
}

func (r *replies) get(ctx context.Context, _ Call, in *RecallReplyInput) (*RecallReplyOutput, error) {
	if err := r.limit(ctx); err != nil {
		return nil, err
	}
	return replyOutput(r.server.services.Recall.Reply(ctx, in.Secret))
}

// AnswerRecallReplyInput answers the task of a reply link.
type AnswerRecallReplyInput struct {
	RecallReplyInput
	Body RecallAnswerBody
}

func (r *replies) answer(ctx context.Context, c Call, in *AnswerRecallReplyInput) (*RecallReplyOutput, error) {
	if err := r.limit(ctx); err != nil {
		return nil, err
	}
	a, err := in.Body.answer("")
	if err != nil {
		return nil, err
	}
	return replyOutput(r.server.services.Recall.AnswerReply(ctx, c.Idem, in.Secret, a, nil))
}

// page shows the task of a reply link.
func (r *replies) page(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := r.limit(ctx); err != nil {
		return err
	}
	reply, err := r.server.services.Recall.Reply(ctx, c.Param("secret"))
	if err != nil {
		return err
	}
	page := replyPage(reply, c.Param("secret"), nil)
	page.Done = c.Query("done") != ""
	return r.show(c, call, http.StatusOK, page)
}

func (r *replies) show(c *gin.Context, call Call, status int, page web.ReplyPage) error {
	html, err := r.server.pages.Reply(call.Lang, page)
	return private(c, status, html, err)
}

// send takes the answer of the page. What is wrong with it is said on the page, beside what was written.
func (r *replies) send(c *gin.Context, call Call) error {
	ctx, secret := c.Request.Context(), c.Param("secret")
	if err := r.limit(ctx); err != nil {
		return err
	}
	sent, file, err := r.read(c)
	if err != nil {
		return err
	}
	a, at, err := replyAnswer(sent)
	idem := model.Idempotency{Operation: "recall-reply-page", Key: clip(sent.Get("once"), 64), Fingerprint: sha256.Sum256([]byte(secret + "\n" + sent.Encode()))}
	if err == nil {
		var proof *model.Document
		if proof, err = r.prove(ctx, secret, a, file); err == nil {
			_, err = r.server.services.Recall.AnswerReply(ctx, idem, secret, a, proof)
		}
	}
	if err == nil {
		c.Redirect(http.StatusSeeOther, replyPath+url.PathEscape(secret)+"?"+url.Values{"done": {"1"}, "lang": {string(call.Lang)}}.Encode())
		return nil
	}
	var refusal *model.Refusal
	if !errors.As(err, &refusal) || errors.Is(err, model.ReplyUnknown) {
		return err
	}
	reply, again := r.server.services.Recall.Reply(ctx, secret)
	if again != nil {
		return again
	}
	refused, status := r.server.refusedPage(ctx, err)
	page := replyPage(reply, secret, sent)
	blame(&page, &refused, at)
	return r.show(c, call, status, page)
}

// read reads the form, with a file or without.
func (r *replies) read(c *gin.Context) (sent url.Values, file *catalog.Upload, err error) {
	if strings.HasPrefix(c.GetHeader("Content-Type"), "multipart/") {
		f, err := readFormOf(c.Request, maxReplyParts)
		if f.file != nil && len(f.file.Content) == 0 { // the field was left alone
			f.file = nil
		}
		return f.fields, f.file, err
	}
	body, err := r.server.readBody(c)
	if err != nil {
		return nil, nil, err
	}
	if sent, err = url.ParseQuery(string(body)); err != nil {
		err = model.Malformed.Refuse(model.P("reason", "the form could not be read"))
	}
	return sent, nil, err
}

// prove keeps the file that came with an answer, once nothing else is wrong with the answer's form.
func (r *replies) prove(ctx context.Context, secret string, a recall.Answer, file *catalog.Upload) (*model.Document, error) {
	if file == nil {
		return nil, nil //nolint:nilnil // no file is no error
	}
	if err := r.server.services.Recall.MayProve(ctx, secret, a); err != nil {
		return nil, err
	}
	if err := limited(ctx, r.proofs); err != nil {
		return nil, err
	}
	d, err := r.server.services.Catalog.KeepEvidence(ctx, *file)
	if errors.Is(err, model.FileTypeRefused) {
		err = model.FileTypeRefused.At("file")
	}
	return &d, err
}

// maxReplyParts bounds the fields of the form: five for each line, and a few.
const maxReplyParts = 5*maxReplyLines + 10

// maxReplyLines bounds the lines of the form.
const maxReplyLines = 200

// replyAnswer reads the form; at says which line of the page each line of the answer came from.
func replyAnswer(sent url.Values) (a recall.Answer, at []int, err error) {
	a.Event = model.TaskEvent(clip(sent.Get("event"), 40))
	var f model.Faults
	for i := range maxReplyLines {
		n := strconv.Itoa(i)
		item := sent.Get("item" + n)
		if item == "" {
			break
		}
		for _, q := range []struct {
			field string
			kind  model.AnswerKind
		}{{"quantity", ""}, {"consumed", model.AnswerConsumed}} {
			text := strings.TrimSpace(sent.Get(q.field + n))
			if text == "" {
				continue
			}
			line := recall.AnswerLine{Item: item, Kind: q.kind, Unit: model.Unit(sent.Get("unit" + n))}
			var bad error
			line.Quantity, bad = model.ParseQuantity(text)
			f.Check("lines["+strconv.Itoa(len(a.Lines))+"].quantity", bad)
			a.Lines, at = append(a.Lines, line), append(at, i)
		}
	}
	return a, at, f.Err()
}

// replyPage maps the task of a reply link to its page, with what was sent.
func replyPage(r *recall.Reply, secret string, sent url.Values) web.ReplyPage {
	page := web.ReplyPage{
		Path: replyPath + url.PathEscape(secret), Number: r.Task.Case.Number, Grade: string(r.Task.Case.Grade), Title: r.Task.Case.Title, Hazard: r.Task.Case.Hazard,
		By: r.By.Name, Due: r.Task.Row.DueAt, State: model.TaskLifecycle.Words[r.Task.Row.State], More: r.More, Once: newOnce(),
	}
	for i, l := range r.Lines {
		n := strconv.Itoa(i)
		page.Lines = append(page.Lines, web.ReplyLine{
			Item: l.Key, Lot: l.Lot, Product: l.Name, Produced: l.Produced, Expires: l.Expires, Unit: l.Unit, Distributed: l.Distributed, Sealed: l.Sealed,
			Done: l.Tally().Accounted(), Quantity: clip(sent.Get("quantity"+n), 21), Consumed: clip(sent.Get("consumed"+n), 21),
		})
	}
	for _, e := range r.Task.Allowed {
		page.Events = append(page.Events, web.ReplyEvent{Code: string(e), Words: model.TaskEventWords[e], Chosen: sent.Get("event") == string(e)})
	}
	return page
}

// newOnce names one showing of the form.
func newOnce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return hex.EncodeToString(b[:])
}

// blame puts what is wrong beside the lines that it is about, and leaves the rest for the whole.
func blame(page *web.ReplyPage, refused *web.Refused, at []int) {
	var rest []web.ProblemField
	for _, f := range refused.Fields {
		number, _, ok := strings.Cut(strings.TrimPrefix(f.At, "lines["), "]")
		i, err := strconv.Atoi(number)
		if !ok || err != nil || i >= len(at) || at[i] >= len(page.Lines) {
			rest = append(rest, f)
			continue
		}
		page.Lines[at[i]].Fault = strings.TrimSpace(page.Lines[at[i]].Fault + " " + f.Message)
	}
	refused.Fields = rest
	page.Refused = refused
}
