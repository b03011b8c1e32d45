package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"suyuan/api/web"
	"suyuan/model"
)

// Visit is one request for a page.
type Visit struct {
	Writer  http.ResponseWriter
	Request *http.Request
	Actor   model.Actor
	Lang    model.Lang
	// Session is the browser's session token, empty for the public; Agent how the browser calls itself.
	Session, Agent string
	// Param returns a parameter of the path.
	Param func(name string) string

	console *Console
	route   *Route
	input   *Input
}

// Serve answers a visit of a route.
func (c *Console) Serve(route *Route, v *Visit) error {
	v.console, v.route = c, route
	return route.Handle(v)
}

// ctx is the request's context.
func (v *Visit) ctx() context.Context { return v.Request.Context() }

// now is the time of the visit.
func (v *Visit) now() model.Instant { return model.InstantOf(v.console.opts.Clock()) }

// today is the day of the visit where the readers live.
func (v *Visit) today() model.Date { return model.DateOf(v.now(), v.console.opts.Zone) }

// query returns a parameter of the address.
func (v *Visit) query(name string) string { return strings.TrimSpace(v.Request.URL.Query().Get(name)) }

// page is the part of a list that the address asks for.
func (v *Visit) page() model.Page { return model.Page{After: model.PageToken(v.query("after"))} }

// can reports whether the visitor holds a permission; pages leave out what the visitor may not do.
func (v *Visit) can(p model.Permission) bool { return v.Actor.Can(p) }

// address is the visit's own address with some parameters changed; an empty value removes one. The pairs are name,
// value, name, value…
func (v *Visit) address(pairs ...string) string {
	q := v.Request.URL.Query()
	for _, gone := range []string{"lang", "done"} {
		q.Del(gone)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	u := url.URL{Path: v.Request.URL.Path, RawQuery: q.Encode()}
	return u.String()
}

// paged fills in where a list goes on.
func (v *Visit) paged(t web.Table, next model.PageToken) web.Table {
	if next != "" {
		t.Next = v.address("after", string(next))
	}
	if v.query("after") != "" {
		t.First = v.address("after", "")
	}
	return t
}

// show answers with a page.
func (v *Visit) show(p web.Page) error { return v.answer(http.StatusOK, p) }

func (v *Visit) answer(status int, p web.Page) error {
	if p.Path == "" {
		p.Path = v.address()
	}
	p.Done = "done." + v.query("done")
	if !v.Actor.Anonymous() && v.route.Need != model.PermPublic {
		desk, err := v.desk()
		if err != nil {
			return err
		}
		p.Desk = desk
	}
	page, err := v.console.pages.Console(v.Lang, p)
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Language, Accept")
	v.Writer.WriteHeader(status)
	_, err = v.Writer.Write(page)
	return ignoreGone(err)
}

// ignoreGone forgets that a reader has left: there is nobody to tell.
func ignoreGone(error) error { return nil }

// leave sends the browser to another page of ours, which says what has been done: word is a key "done.…" without its
// prefix, or empty.
func (v *Visit) leave(to, word string) error {
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		u = &url.URL{Path: "/console"}
	}
	q := u.Query()
	q.Set("lang", string(v.Lang))
	if word != "" {
		q.Set("done", word)
	}
	u.RawQuery = q.Encode()
	v.Writer.Header().Set("Location", u.String())
	v.Writer.WriteHeader(http.StatusSeeOther)
	return nil
}

// task is a page with a form and what sending it does.
type task struct {
	form web.Form
	// page puts the form, with what was sent and what was wrong with it, on its page.
	page func(web.Form) web.Page
	// do does it and says where to go then and which "done.…" to show there. It asks in.err() before it calls a service;
	// TestNothingIsDoneWithFaultyInput reads the handlers for that.
	do func(in *Input) (to, word string, err error)
	// after, when set, answers with a page instead of sending the browser on: for what is shown only once.
	after func() web.Page
}

// instead is the answer of a task whose work was done in part: another page, on which the rest can be done.
type instead struct {
	status int
	page   web.Page
}

// Error implements error.
func (instead) Error() string { return "the task is answered with another page" }

// run shows the form of a task, or does it when it was sent. What the service refuses is shown in the form, each fault
// beside its field, and nothing that was typed is lost.
func (v *Visit) run(t task) error {
	t.form.Once = rand.Text()
	if t.form.Action == "" {
		t.form.Action = v.address()
	}
	if v.Request.Method != http.MethodPost {
		return v.show(t.page(t.form))
	}
	in, err := v.read()
	if err != nil {
		return err
	}
	if in.values.Get("more") != "" {
		return v.show(t.page(t.form.With(in.more(), nil)))
	}
	to, word, err := v.attempt(t, in)
	var other instead
	if errors.As(err, &other) {
		return v.answer(other.status, other.page)
	}
	if err == nil && t.after != nil {
		return v.show(t.after())
	}
	if err == nil {
		return v.leave(to, word)
	}
	var r *model.Refusal
	if !errors.As(err, &r) || len(r.Fields) == 0 && !retryable(r.Problem.Kind) {
		return err
	}
	refused, status := v.console.opts.Refused(v.ctx(), err)
	if status == http.StatusUnauthorized {
		status = http.StatusUnprocessableEntity // a wrong password in a form is a wrong field
	}
	if undecided(err) {
		t.form.Once = in.values.Get("once") // whether the first attempt did it is not known: pressing again must not do it twice
	}
	return v.answer(status, t.page(t.form.With(in.values, &refused)))
}

// How long a second press of a button waits for the first one to be done, to answer the same.
const (
	pressPause = 150 * time.Millisecond
	pressTries = 20
)

// attempt does a task; while the first press of the same button is still being done it waits for its answer.
func (v *Visit) attempt(t task, in *Input) (to, word string, err error) {
	for range pressTries {
		if to, word, err = t.do(in); !errors.Is(err, model.IdempotencyInFlight) {
			break
		}
		select {
		case <-v.ctx().Done():
			return "", "", err
		case <-time.After(pressPause):
		}
	}
	if err == nil {
		err = in.err()
	}
	return to, word, err
}

// undecided tells refusals after which nobody knows yet whether the work was done.
func undecided(err error) bool {
	var r *model.Refusal
	return errors.Is(err, model.IdempotencyInFlight) || errors.As(err, &r) && r.Problem.Kind == model.KindUnavailable
}

// retryable tells refusals that a person can do something about in the form from those that are about the page.
func retryable(k model.Kind) bool {
	switch k { //nolint:exhaustive // the others are about the page
	case model.KindConflict, model.KindInvalid, model.KindLimited, model.KindUnavailable, model.KindTooLarge, model.KindMalformed,
		model.KindUnauthenticated, model.KindMediaType:
		return true
	}
	return false
}

// read reads the form once.
func (v *Visit) read() (*Input, error) {
	if v.input != nil {
		return v.input, nil
	}
	in, err := readInput(v.Request, v.console.opts.Zone)
	if err != nil {
		return nil, err
	}
	v.input = in
	return in, nil
}

// once is the identity of this attempt: pressing a button twice does the work once.
func (v *Visit) once() model.Idempotency {
	in := v.input
	if in == nil || in.values.Get("once") == "" || len(in.values.Get("once")) > 64 {
		return model.Idempotency{}
	}
	h := sha256.New()
	h.Write([]byte(v.Request.URL.Path + "\n" + in.values.Encode()))
	for _, name := range in.fileNames() {
		f, _ := in.file(name)
		h.Write([]byte(name + "\n"))
		h.Write(f.Content)
	}
	idem := model.Idempotency{Operation: v.route.ID, Key: in.values.Get("once")}
	h.Sum(idem.Fingerprint[:0])
	return idem
}

// cookie sets a cookie with the answer.
func (v *Visit) cookie(c *http.Cookie) { http.SetCookie(v.Writer, c) }

// query writes one parameter of an address.
func query(name, value string) string { return url.Values{name: {value}}.Encode() }

// file answers with a file to keep. It is shown only where nothing in it can run.
func (v *Visit) file(name, mediaType string, content []byte) error {
	h := v.Writer.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	v.Writer.WriteHeader(http.StatusOK)
	_, err := v.Writer.Write(content)
	return ignoreGone(err)
}

// press does what a button without a page of its own asks for, and leads on.
func (v *Visit) press(do func() (to, word string, err error)) error {
	if _, err := v.read(); err != nil {
		return err
	}
	to, word, err := do()
	if err != nil {
		return err
	}
	return v.leave(to, word)
}
