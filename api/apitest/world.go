// Package apitest builds the house on a fresh database with a small world in it, for tests that speak HTTP: two
// companies that trade with each other, one that has nothing to do with them, the regulators of two provinces, and the
// platform.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"suyuan/api"
	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service"
	"suyuan/service/access"
)

// World is the house with people in it.
type World struct {
	T        testing.TB
	Clock    *repotest.Clock
	Store    *repository.Store
	Services *service.Services
	Server   *api.Server
	// Tokens holds a session token per label: "maker/owner", "north/inspector", "platform/admin" …
	Tokens map[string]string
	// Orgs holds the organisations by label.
	Orgs map[string]model.OrgID
	// Sites holds one site per company by label.
	Sites map[string]model.SiteID
	// GLNs holds the site's location number by label.
	GLNs map[string]string

	serial int
	logins map[string]string
}

// Password is everybody's.
const Password = "correct horse battery staple"

// company is one organisation of the world.
type company struct {
	label  string
	kind   model.OrgKind
	region string
	roles  []model.Role // besides its first person
}

var companies = []company{
	{"north", model.KindRegulator, "650000", []model.Role{model.RoleInspector, model.RoleViewer}},
	{"south", model.KindRegulator, "440000", []model.Role{model.RoleInspector}},
	{"maker", model.KindProducer, "652801", []model.Role{model.RoleManager, model.RoleClerk, model.RoleViewer}},
	{"partner", model.KindRetailer, "650102", []model.Role{model.RoleManager, model.RoleClerk, model.RoleViewer}},
	{"stranger", model.KindProcessor, "440103", []model.Role{model.RoleManager, model.RoleClerk, model.RoleViewer}},
	{"lab", model.KindLab, "650100", []model.Role{model.RoleClerk}},
}

// Bare assembles the house without anybody in it.
func Bare(t testing.TB, store *repository.Store, clock *repotest.Clock) *World {
	t.Helper()
	return assemble(t, store, clock, nil)
}

func assemble(t testing.TB, store *repository.Store, clock *repotest.Clock, configure func(*api.Options)) *World {
	t.Helper()
	w := &World{
		T: t, Clock: clock, Store: store, Tokens: map[string]string{}, Orgs: map[string]model.OrgID{},
		Sites: map[string]model.SiteID{}, GLNs: map[string]string{}, logins: map[string]string{},
	}
	log := slog.New(slog.DiscardHandler)
	services, err := service.New(service.Deps{
		Store: store, Clock: clock.Now, Log: log, Dir: t.TempDir(), BaseURL: "http://suyuan.test", Access: []access.Option{access.CheapPasswords()},
	})
	w.must(err)
	w.Services = services
	opts := api.Options{
		Version: "test", BaseURL: "http://suyuan.test", InsecureCookies: true, RatePerSecond: 1e6, RateBurst: 1e6,
		Clock: clock.Now, Log: log, Metrics: prometheus.NewRegistry(), Ready: store.CheckSchema,
	}
	if configure != nil {
		configure(&opts)
	}
	w.Server, err = api.New(services, opts)
	w.must(err)
	return w
}

// New builds the world on a store. Options may be changed by configure.
func New(t testing.TB, store *repository.Store, clock *repotest.Clock, configure func(*api.Options)) *World {
	t.Helper()
	w := assemble(t, store, clock, configure)
	_, err := w.Services.Access.CreateAdmin(context.Background(), "admin@suyuan.test", Password, "Admin")
	w.must(err)
	w.signIn("platform/admin", "admin@suyuan.test")
	for _, c := range companies {
		w.found(c)
	}
	w.register(company{"pending", model.KindProducer, "652801", nil})
	return w
}

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Actor returns who acts under a label.
func (w *World) Actor(label string) model.Actor {
	w.T.Helper()
	a, err := w.Services.Access.ActorBySession(context.Background(), w.Tokens[label])
	w.must(err)
	return a
}

// Found adds an organisation that not every test needs; its first person acts as "label/owner".
func (w *World) Found(label string, kind model.OrgKind, region string, roles ...model.Role) {
	w.T.Helper()
	w.found(company{label, kind, region, roles})
}

// found registers an organisation, has it approved, and gives it people and a site.
func (w *World) found(c company) {
	w.T.Helper()
	ctx := context.Background()
	first := w.register(c)
	_, err := w.Services.Access.MoveOrganisation(ctx, w.Actor("platform/admin"), model.Idempotency{},
		access.OrganisationMove{ID: w.Orgs[c.label], Event: model.OrgApprove})
	w.must(err)
	for _, role := range c.roles {
		login := fmt.Sprintf("%s-%s@suyuan.test", c.label, role)
		_, err := w.Services.Access.CreatePerson(ctx, w.Actor(first), model.Idempotency{},
			access.NewMember{NewPerson: access.NewPerson{Login: login, Name: string(role), Password: Password}, Role: role})
		w.must(err)
		w.signIn(c.label+"/"+string(role), login)
	}
	if c.kind == model.KindRegulator {
		return
	}
	w.GLNs[c.label] = w.GLN()
	site, err := w.Services.Access.CreateSite(ctx, w.Actor(first), model.Idempotency{}, access.NewSite{
		Name: model.Text{ZH: c.label + "一号", EN: c.label + " one"}, Region: c.region, GLN: w.GLNs[c.label],
	})
	w.must(err)
	w.Sites[c.label] = site.ID
}

func (w *World) register(c company) (first string) {
	w.T.Helper()
	role := model.RoleOwner
	if c.kind == model.KindRegulator {
		role = model.RoleSupervisor
	}
	first = c.label + "/" + string(role)
	login := c.label + "@suyuan.test"
	o, err := w.Services.Access.Register(context.Background(), model.Actor{}, model.Idempotency{}, access.Registration{
		Kind: c.kind, Name: model.Text{ZH: "测试" + c.label, EN: "Test " + c.label}, Country: "CN", USCC: w.USCC(c.region), Region: c.region,
		Phone: "0996-2000000", Address: "1 Test Road",
		Person: &access.NewPerson{Login: login, Name: "First", Password: Password},
	})
	w.must(err)
	w.Orgs[c.label] = o.ID
	w.signIn(first, login)
	return first
}

func (w *World) signIn(label, login string) {
	w.T.Helper()
	in, err := w.Services.Access.SignIn(context.Background(), access.SignIn{Login: login, Password: Password})
	w.must(err)
	w.Tokens[label], w.logins[label] = in.Token, login
}

// USCC makes a credit code with a right check character.
func (w *World) USCC(region string) string {
	w.T.Helper()
	w.serial++
	body := fmt.Sprintf("91%s%08dX", region, 10_000_000+w.serial)
	for _, check := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if _, err := model.ParseUSCC(body + string(check)); err == nil {
			return body + string(check)
		}
	}
	w.T.Fatalf("no check character for %s", body)
	return ""
}

// GLN makes a location number in the range that GS1 keeps for examples.
func (w *World) GLN() string { return w.digits("9520000", 12) }

// GTIN makes a trade item number in the range that GS1 keeps for examples.
func (w *World) GTIN() string { return w.digits("09520000", 13) }

func (w *World) digits(prefix string, n int) string {
	w.serial++
	body := prefix + fmt.Sprintf("%0*d", n-len(prefix), w.serial)
	check, _ := gs1.CheckDigit(body)
	return body + string(check)
}

// Request is one call.
type Request struct {
	Method, Path string
	// As is a label of Tokens; empty is the public.
	As string
	// Body is sent as JSON unless it is []byte.
	Body   any
	Header map[string]string
}

// Do sends a request to the server and returns its answer.
func (w *World) Do(r Request) *httptest.ResponseRecorder {
	w.T.Helper()
	var body io.Reader
	switch b := r.Body.(type) {
	case nil:
	case []byte:
		body = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		w.must(err)
		body = bytes.NewReader(text)
	}
	req := httptest.NewRequestWithContext(context.Background(), r.Method, r.Path, body)
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
	if r.As != "" {
		token, ok := w.Tokens[r.As]
		if !ok {
			w.T.Fatalf("nobody is called %q", r.As)
		}
		req.AddCookie(&http.Cookie{Name: "suyuan", Value: token})
	}
	rec := httptest.NewRecorder()
	w.Server.ServeHTTP(rec, req)
	return rec
}

// JSON sends a request, expects a status and returns the decoded body.
func (w *World) JSON(r Request, status int) map[string]any {
	w.T.Helper()
	rec := w.Do(r)
	if rec.Code != status {
		w.T.Fatalf("%s %s as %q: %d, want %d: %s", r.Method, r.Path, r.As, rec.Code, status, rec.Body)
	}
	var body map[string]any
	if rec.Body.Len() > 0 {
		w.must(json.Unmarshal(rec.Body.Bytes(), &body))
	}
	return body
}

// Now reads the world's clock.
func (w *World) Now() time.Time { return w.Clock.Now() }

// SignInAgain gives a label a new session, after a call that ended the old one.
func (w *World) SignInAgain(label string) {
	w.T.Helper()
	w.signIn(label, w.logins[label])
}
