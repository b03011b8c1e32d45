package access_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

// furnishAgain is another process over the same database.
func furnishAgain(h *house) *access.Service {
	return access.New(h.store, slog.New(slog.DiscardHandler))
}

func newMember(login string, role model.Role) access.NewMember {
	return access.NewMember{NewPerson: access.NewPerson{Login: login, Name: "Memet", Password: password, Lang: model.UG}, Role: role}
}

func TestCreatePerson(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.pending(model.KindProducer, "650102") // people may come before the approval
	m := must(h.CreatePerson(h.ctx, owner, attempt("k", "1"), newMember("a@x.cn", model.RoleClerk)))(h)
	if m.Role != model.RoleClerk || m.Login != "a@x.cn" || m.Lang != model.UG || m.Password != "" || m.Since == 0 {
		t.Errorf("%+v", m)
	}
	if again := must(h.CreatePerson(h.ctx, owner, attempt("k", "2"), newMember("a@x.cn", model.RoleClerk)))(h); again.ID != m.ID {
		t.Error("a retry makes another person")
	}
	refuse := func(actor model.Actor, cmd access.NewMember, want *model.Problem, what string) {
		t.Helper()
		_, err := h.CreatePerson(h.ctx, actor, model.Idempotency{}, cmd)
		h.refused(err, want, what)
	}
	refuse(model.Actor{}, newMember("b@x.cn", model.RoleClerk), model.Unauthenticated, "the public")
	refuse(as(owner, model.RoleManager), newMember("b@x.cn", model.RoleClerk), model.Forbidden, "a manager")
	refuse(owner, newMember("a@x.cn", model.RoleClerk), model.LoginTaken, "taken")
	refuse(owner, newMember("b", model.RoleClerk), model.LoginInvalid, "bad login")
	refuse(owner, newMember("b@x.cn", model.RoleInspector), model.RoleNotForKind, "inspector of a company")
	refuse(owner, newMember("b@x.cn", "king"), model.RoleNotForKind, "unknown role")
	refuse(machine(owner, model.PermPersonWrite), newMember("b@x.cn", model.RoleViewer), model.GrantTooWide, "a key that may do little else")
	weak := newMember("b@x.cn", model.RoleClerk)
	weak.Password = "aaaaaaaaaaaaa"
	refuse(owner, weak, model.PasswordWeak, "weak password")
	nameless := newMember("b@x.cn", model.RoleClerk)
	nameless.Name = " "
	refuse(owner, nameless, model.ValueRequired, "no name")
	owner.OrgState = model.OrgSuspended
	refuse(owner, newMember("b@x.cn", model.RoleClerk), model.OrgNotActive, "suspended")
}

func TestPeople(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, city := h.active(model.KindProducer, "650102"), h.active(model.KindRegulator, "650100")
	clerk := h.member(owner, model.RoleClerk).Actor
	list, _ := must2(h.People(h.ctx, owner, model.Page{}))(h)
	if len(list) != 2 || list[0].ID != owner.Person || list[1].ID != clerk.Person {
		t.Errorf("%+v", list)
	}
	if list, _ := must2(h.People(h.ctx, city, model.Page{}))(h); len(list) != 1 {
		t.Errorf("a regulator sees its own people only, not %d", len(list))
	}
	_, _, err := h.People(h.ctx, clerk, model.Page{})
	h.refused(err, model.Forbidden, "a clerk")
	_, _, err = h.People(h.ctx, model.Actor{}, model.Page{})
	h.refused(err, model.Unauthenticated, "the public")
	_, _, err = h.People(h.ctx, owner, model.Page{After: "x"})
	h.refused(err, model.PageTokenInvalid, "a made-up page")
}

func TestChangePerson(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, stranger := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650102")
	clerk := h.member(owner, model.RoleClerk).Actor
	manager, inspector, ownerRole, yes := model.RoleManager, model.RoleInspector, model.RoleOwner, true
	m := must(h.ChangePerson(h.ctx, owner, clerk.Person, access.PersonChange{Role: &manager}))(h)
	if m.Role != manager {
		t.Errorf("%+v", m)
	}
	for _, tc := range []struct {
		name   string
		actor  model.Actor
		id     model.PersonID
		change access.PersonChange
		want   *model.Problem
	}{
		{"the public", model.Actor{}, clerk.Person, access.PersonChange{Disabled: &yes}, model.Unauthenticated},
		{"a manager", as(clerk, manager), owner.Person, access.PersonChange{Disabled: &yes}, model.Forbidden},
		{"another company", stranger, clerk.Person, access.PersonChange{Disabled: &yes}, model.NotFound},
		{"the administrator", h.admin, clerk.Person, access.PersonChange{Disabled: &yes}, model.NotFound},
		{"a role of regulators", owner, clerk.Person, access.PersonChange{Role: &inspector}, model.RoleNotForKind},
		{"a narrow key promotes", machine(owner, model.PermPersonWrite), clerk.Person, access.PersonChange{Role: &ownerRole}, model.GrantTooWide},
		{"a narrow key disables", machine(owner, model.PermPersonWrite), clerk.Person, access.PersonChange{Disabled: &yes}, model.GrantTooWide},
		{"the last owner steps down", owner, owner.Person, access.PersonChange{Role: &manager}, model.LastOwner},
		{"the last owner disabled", owner, owner.Person, access.PersonChange{Disabled: &yes}, model.LastOwner},
	} {
		_, err := h.ChangePerson(h.ctx, tc.actor, tc.id, tc.change)
		h.refused(err, tc.want, tc.name)
	}
	h.refused(h.RemovePerson(h.ctx, owner, owner.Person), model.LastOwner, "the last owner leaves")
	h.refused(h.RemovePerson(h.ctx, stranger, clerk.Person), model.NotFound, "another company removes")
	h.refused(h.RemovePerson(h.ctx, model.Actor{}, clerk.Person), model.Unauthenticated, "the public removes")
	h.refused(h.RemovePerson(h.ctx, as(owner, model.RoleViewer), clerk.Person), model.Forbidden, "a viewer removes")
	h.refused(h.RemovePerson(h.ctx, machine(owner, model.PermPersonWrite), clerk.Person), model.GrantTooWide, "a narrow key removes")
	must(h.ChangePerson(h.ctx, owner, clerk.Person, access.PersonChange{Role: &ownerRole}))(h)
	must(h.ChangePerson(h.ctx, owner, owner.Person, access.PersonChange{Role: &manager}))(h)
	// Whoever has left everything is free to come again.
	h.ok(h.RemovePerson(h.ctx, as(clerk, ownerRole), owner.Person))
	h.refused(h.wrong("p1@x.cn", password), model.SignInFailed, "who belongs to nothing")
	must(h.CreatePerson(h.ctx, stranger, model.Idempotency{}, newMember("p1@x.cn", model.RoleViewer)))(h)
}

// TestOwnersRemoveEachOther lets two owners throw each other out at once: one must remain.
func TestOwnersRemoveEachOther(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := furnish(t, s, clock)
		a := h.active(model.KindProducer, "650102")
		viewer, yes := model.RoleViewer, true
		for _, attack := range []func(by, of model.Actor) error{
			func(by, of model.Actor) error { return h.RemovePerson(h.ctx, by, of.Person) },
			func(by, of model.Actor) error {
				_, err := h.ChangePerson(h.ctx, by, of.Person, access.PersonChange{Role: &viewer})
				return err
			},
			func(by, of model.Actor) error {
				_, err := h.ChangePerson(h.ctx, by, of.Person, access.PersonChange{Disabled: &yes})
				return err
			},
		} {
			b := h.member(a, model.RoleOwner).Actor
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = attack(a, b) })
			wg.Go(func() { errs[1] = attack(b, a) })
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), model.LastOwner) {
				t.Fatalf("both must not win nor lose: %v", errs)
			}
			if errs[1] == nil {
				a = b
			}
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, city := h.active(model.KindProducer, "650102"), h.active(model.KindRegulator, "650100")
	now := model.InstantOf(h.clock.Now())
	cmd := access.NewKey{Name: "erp", Roles: []model.Role{model.RoleClerk}, Scopes: []model.Permission{model.PermStepRecord, model.PermSiteRead}}
	k := must(h.CreateKey(h.ctx, owner, attempt("k", "1"), cmd))(h)
	if parts := strings.Split(k.Text, "_"); len(parts) != 3 || parts[0] != "syk" || parts[1] != k.Prefix || len(parts[2]) != 52 ||
		k.ExpiresAt.Sub(now).Round(time.Hour) != 365*24*time.Hour {
		t.Errorf("%+v", k)
	}
	actor := must(h.ActorByKey(h.ctx, k.Text))(h)
	want := model.Actor{
		Key: k.ID, Org: owner.Org, OrgKind: owner.OrgKind, OrgState: model.OrgActive, Region: owner.Region, Roles: cmd.Roles, Scopes: cmd.Scopes,
	}
	if diff := cmp.Diff(want, actor); diff != "" {
		t.Error(diff)
	}
	if !actor.Can(model.PermStepRecord) || actor.Can(model.PermBatchWrite) {
		t.Error("scopes do not narrow")
	}
	_, err := h.CreateKey(h.ctx, owner, attempt("k", "1"), cmd)
	h.refused(err, model.KeyShownOnce, "a replay")
	_, err = h.CreateKey(h.ctx, owner, attempt("k", "2"), cmd)
	h.refused(err, model.IdempotencyReused, "another request with the key")
	list, _ := must2(h.Keys(h.ctx, owner, model.Page{}))(h)
	if len(list) != 1 || list[0].ID != k.ID || list[0].UsedAt == 0 {
		t.Errorf("%+v", list)
	}
	if list, _ := must2(h.Keys(h.ctx, city, model.Page{}))(h); len(list) != 0 {
		t.Errorf("the regulator sees a company's keys: %v", list)
	}
	for _, text := range []string{
		"", "syk_", k.Text + "a", k.Text[:len(k.Text)-1], strings.Replace(k.Text, "syk_", "sk_", 1), strings.ToUpper(k.Text),
		k.Text[:len(k.Text)-1] + string('a'+('c'-rune(k.Text[len(k.Text)-1])+26)%2), "syk_" + strings.Repeat("a", 16) + "_" + strings.Repeat("a", 52),
	} {
		if text == k.Text {
			continue
		}
		_, err := h.ActorByKey(h.ctx, text)
		h.refused(err, model.Unauthenticated, text)
	}
	h.clock.Advance(365 * 24 * time.Hour)
	_, err = h.ActorByKey(h.ctx, k.Text)
	h.refused(err, model.Unauthenticated, "an expired key")
}

func TestKeyRefusals(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	now := model.InstantOf(h.clock.Now())
	for _, tc := range []struct {
		name  string
		actor model.Actor
		cmd   access.NewKey
		want  *model.Problem
	}{
		{"the public", model.Actor{}, access.NewKey{Name: "k"}, model.Unauthenticated},
		{"a manager", as(owner, model.RoleManager), access.NewKey{Name: "k"}, model.Forbidden},
		{"pending", h.pending(model.KindProducer, "650102"), access.NewKey{Name: "k"}, model.OrgNotActive},
		{"no name", owner, access.NewKey{}, model.ValueRequired},
		{"long name", owner, access.NewKey{Name: strings.Repeat("k", 81)}, model.ValueTooLong},
		{"a role of regulators", owner, access.NewKey{Name: "k", Roles: []model.Role{model.RoleInspector}}, model.RoleNotForKind},
		{"an unknown scope", owner, access.NewKey{Name: "k", Scopes: []model.Permission{"all"}}, model.ValueInvalid},
		{"a scope beyond the role", owner, access.NewKey{Name: "k", Roles: []model.Role{model.RoleViewer}, Scopes: []model.Permission{model.PermStepRecord}}, model.ValueInvalid},
		{"a scope beyond the kind", owner, access.NewKey{Name: "k", Scopes: []model.Permission{model.PermBatchBlock}}, model.ValueInvalid},
		{"more than the maker", machine(owner, model.PermKeyWrite, model.PermSiteRead), access.NewKey{Name: "k"}, model.GrantTooWide},
		{"past", owner, access.NewKey{Name: "k", ExpiresAt: now}, model.ValueInvalid},
		{"too far", owner, access.NewKey{Name: "k", ExpiresAt: now.Add(731 * 24 * time.Hour)}, model.ValueInvalid},
	} {
		_, err := h.CreateKey(h.ctx, tc.actor, model.Idempotency{}, tc.cmd)
		h.refused(err, tc.want, tc.name)
	}
	// A key makes keys within its own scopes.
	narrow := access.NewKey{Name: "k", Scopes: []model.Permission{model.PermSiteRead}, ExpiresAt: now.Add(time.Hour)}
	must(h.CreateKey(h.ctx, machine(owner, model.PermKeyWrite, model.PermSiteRead), model.Idempotency{}, narrow))(h)
	_, _, err := h.Keys(h.ctx, as(owner, model.RoleManager), model.Page{})
	h.refused(err, model.Forbidden, "a manager lists")
	_, _, err = h.Keys(h.ctx, model.Actor{}, model.Page{})
	h.refused(err, model.Unauthenticated, "the public lists")
	_, _, err = h.Keys(h.ctx, owner, model.Page{After: "x"})
	h.refused(err, model.PageTokenInvalid, "a made-up page")
}

func TestRotateAndRevokeKey(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, stranger := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650102")
	old := must(h.CreateKey(h.ctx, owner, model.Idempotency{}, access.NewKey{Name: "erp", Scopes: []model.Permission{model.PermSiteRead}}))(h)
	now := model.InstantOf(h.clock.Now())
	refuse := func(actor model.Actor, cmd access.KeyRotation, want *model.Problem, what string) {
		t.Helper()
		_, err := h.RotateKey(h.ctx, actor, model.Idempotency{}, cmd)
		h.refused(err, want, what)
	}
	cmd := access.KeyRotation{ID: old.ID}
	refuse(model.Actor{}, cmd, model.Unauthenticated, "the public")
	refuse(as(owner, model.RoleManager), cmd, model.Forbidden, "a manager")
	refuse(stranger, cmd, model.NotFound, "another company")
	refuse(machine(owner, model.PermKeyWrite), cmd, model.GrantTooWide, "a key that may do less")
	refuse(owner, access.KeyRotation{ID: old.ID, ExpiresAt: now}, model.ValueInvalid, "past")
	refuse(owner, access.KeyRotation{ID: old.ID, OldEndsAt: now.Add(8 * 24 * time.Hour)}, model.ValueInvalid, "a long overlap")
	next := must(h.RotateKey(h.ctx, owner, attempt("k", "1"), cmd))(h)
	if next.Name != old.Name || next.Scopes != old.Scopes || next.Roles != old.Roles || next.Text == old.Text || next.Prefix == old.Prefix {
		t.Errorf("%+v", next)
	}
	_, err := h.RotateKey(h.ctx, owner, attempt("k", "1"), cmd)
	h.refused(err, model.KeyShownOnce, "a replay")
	refuse(owner, cmd, model.KeyEnded, "a second time")
	for _, text := range []string{old.Text, next.Text} {
		must(h.ActorByKey(h.ctx, text))(h)
	}
	h.clock.Advance(24 * time.Hour)
	_, err = h.ActorByKey(h.ctx, old.Text)
	h.refused(err, model.Unauthenticated, "the old key after a day")
	must(h.ActorByKey(h.ctx, next.Text))(h)
	h.refused(h.RevokeKey(h.ctx, model.Actor{}, next.ID), model.Unauthenticated, "the public")
	h.refused(h.RevokeKey(h.ctx, as(owner, model.RoleManager), next.ID), model.Forbidden, "a manager")
	h.refused(h.RevokeKey(h.ctx, stranger, next.ID), model.NotFound, "another company")
	h.ok(h.RevokeKey(h.ctx, owner, next.ID))
	h.ok(h.RevokeKey(h.ctx, owner, next.ID))
	_, err = h.ActorByKey(h.ctx, next.Text)
	h.refused(err, model.Unauthenticated, "a revoked key")
	refuse(owner, access.KeyRotation{ID: next.ID}, model.KeyEnded, "rotating a revoked key")
	list, _ := must2(h.Keys(h.ctx, owner, model.Page{}))(h)
	if i := slices.IndexFunc(list, func(k model.APIKey) bool { return k.ID == old.ID }); i < 0 || list[i].NextID != next.ID {
		t.Errorf("%+v", list)
	}
}

// TestDatabaseHoldsNoSecret reads the whole file of the embedded database for what must not be in it.
func TestDatabaseHoldsNoSecret(t *testing.T) {
	t.Parallel()
	dir, clock := t.TempDir(), repotest.NewClock()
	store := must(repository.Open(t.Context(), repository.Options{Dir: dir, Clock: clock.Now, Log: slog.New(slog.DiscardHandler)}))(&house{TB: t})
	t.Cleanup(func() { _ = store.Close() })
	must(store.Migrate(t.Context()))(&house{TB: t})
	h := furnish(t, store, clock)
	r := h.registration(model.KindProducer, "650102")
	r.Person.Password = "very unlikely password 77"
	must(h.Register(h.ctx, model.Actor{}, attempt("k", "1"), r))(h)
	in := must(h.SignIn(h.ctx, access.SignIn{Login: r.Person.Login, Password: r.Person.Password}))(h)
	h.ok(h.move(h.admin, in.Actor.Org, model.OrgApprove, ""))
	k := must(h.CreateKey(h.ctx, h.live(in.Token), attempt("k", "1"), access.NewKey{Name: "erp"}))(h)
	file := string(must(os.ReadFile(filepath.Join(dir, "suyuan.db")))(h)) + string(must(os.ReadFile(filepath.Join(dir, "suyuan.db-wal")))(h))
	if !strings.Contains(file, k.Prefix) {
		t.Fatal("the file does not even hold the key's public part")
	}
	for what, secret := range map[string]string{"password": r.Person.Password, "token": in.Token, "key": k.Text, "secret": k.Text[len(k.Text)-52:]} {
		if strings.Contains(file, secret) {
			t.Errorf("the database holds the %s", what)
		}
	}
}
