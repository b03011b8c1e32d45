package access_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

const password = "correct horse battery"

// house is an access room over a real database, with an administrator.
type house struct {
	testing.TB
	ctx   context.Context //nolint:containedctx // of the test
	store *repository.Store
	clock *repotest.Clock
	*access.Service
	admin model.Actor
	n     int
}

func open(t *testing.T) *house {
	t.Helper()
	clock := repotest.NewClock()
	return furnish(t, repotest.SQLite(t, clock), clock)
}

func furnish(t *testing.T, store *repository.Store, clock *repotest.Clock) *house {
	t.Helper()
	h := &house{TB: t, ctx: t.Context(), store: store, clock: clock, Service: access.New(store, slog.New(slog.DiscardHandler))}
	h.Hurry()
	if _, err := h.CreateAdmin(h.ctx, "admin@platform.cn", password, "Admin"); err != nil {
		t.Fatal(err)
	}
	h.admin = h.signIn("admin@platform.cn").Actor
	return h
}

// refused checks that err is the refusal.
func (h *house) refused(err error, want *model.Problem, what string) {
	h.Helper()
	var r *model.Refusal
	if !errors.Is(err, want) || !errors.As(err, &r) {
		h.Errorf("%s: got %v, want %s", what, err, want.Code)
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func must[T any](v T, err error) func(*house) T {
	return func(h *house) T {
		h.Helper()
		h.ok(err)
		return v
	}
}

func (h *house) signIn(login string) access.SignedIn {
	h.Helper()
	return must(h.SignIn(h.ctx, access.SignIn{Login: login, Password: password, Agent: "test"}))(h)
}

// uscc makes a valid credit code of a number.
func uscc(t testing.TB, n int) string {
	t.Helper()
	body := fmt.Sprintf("91650100%09d", n)
	for _, c := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if code, err := model.ParseUSCC(body + string(c)); err == nil {
			return string(code)
		}
	}
	t.Fatal("no check character fits")
	return ""
}

// gln makes a valid GLN of a number.
func gln(t testing.TB, n int) string {
	t.Helper()
	body := fmt.Sprintf("690000%06d", n)
	digit, ok := gs1.CheckDigit(body)
	if !ok {
		t.Fatal("no check digit")
	}
	return body + string(digit)
}

func (h *house) registration(kind model.OrgKind, region string) access.Registration {
	h.Helper()
	h.n++
	return access.Registration{
		Kind: kind, Name: model.Text{ZH: fmt.Sprintf("企业%d", h.n)}, USCC: uscc(h, h.n), Region: region, Phone: "0991-2345678", Address: "1",
		Person: &access.NewPerson{Login: fmt.Sprintf("p%d@x.cn", h.n), Name: "Aygul", Password: password},
	}
}

// pending registers an organisation and signs its lead in.
func (h *house) pending(kind model.OrgKind, region string) model.Actor {
	h.Helper()
	r := h.registration(kind, region)
	must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, r))(h)
	return h.signIn(r.Person.Login).Actor
}

// active registers an organisation, has the administrator approve it and signs its lead in.
func (h *house) active(kind model.OrgKind, region string) model.Actor {
	h.Helper()
	a := h.pending(kind, region)
	h.ok(h.move(h.admin, a.Org, model.OrgApprove, ""))
	a.OrgState = model.OrgActive
	return a
}

func (h *house) move(actor model.Actor, id model.OrgID, on model.OrgEvent, reason string) error {
	_, err := h.MoveOrganisation(h.ctx, actor, model.Idempotency{}, access.OrganisationMove{ID: id, Event: on, Reason: reason})
	return err
}

// member adds a person to the actor's organisation and signs them in.
func (h *house) member(lead model.Actor, role model.Role) access.SignedIn {
	h.Helper()
	h.n++
	login := fmt.Sprintf("m%d@x.cn", h.n)
	must(h.CreatePerson(h.ctx, lead, model.Idempotency{}, access.NewMember{
		NewPerson: access.NewPerson{Login: login, Name: "Memet", Password: password}, Role: role,
	}))(h)
	return h.signIn(login)
}

func attempt(key, body string) model.Idempotency {
	return model.Idempotency{Operation: "test", Key: key, Fingerprint: sha256.Sum256([]byte(body))}
}

// live is the actor behind a session as the next request would see it.
func (h *house) live(token string) model.Actor {
	h.Helper()
	return must(h.ActorBySession(h.ctx, token))(h)
}

// as narrows an actor to other roles.
func as(a model.Actor, roles ...model.Role) model.Actor {
	a.Roles = roles
	return a
}

// machine is the actor behind a key of the actor's organisation with scopes.
func machine(a model.Actor, scopes ...model.Permission) model.Actor {
	a.Person, a.Key, a.Scopes = "", "0190d000-0000-7000-8000-000000000001", scopes
	return a
}
