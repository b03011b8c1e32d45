package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

func (h *house) wrong(login, pass string) error {
	h.Helper()
	_, err := h.SignIn(h.ctx, access.SignIn{Login: login, Password: pass})
	return err
}

func TestSignInFailsAlike(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	clerk := h.member(owner, model.RoleClerk).Actor
	yes := true
	must(h.ChangePerson(h.ctx, owner, clerk.Person, access.PersonChange{Disabled: &yes}))(h)
	var texts []string
	for login, pass := range map[string]string{
		"p1@x.cn": "wrong password", "unknown@x.cn": password, "m2@x.cn": password, "no login at all": password, "": "", "nobody": "",
	} {
		err := h.wrong(login, pass)
		h.refused(err, model.SignInFailed, login)
		texts = append(texts, err.Error())
	}
	for _, text := range texts {
		if text != texts[0] {
			t.Errorf("refusals differ: %q, %q", text, texts[0])
		}
	}
}

func TestDelayAfterFailures(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pending(model.KindProducer, "650102")
	const login = "p1@x.cn"
	for range 5 {
		h.refused(h.wrong(login, "wrong password"), model.SignInFailed, "wrong")
	}
	h.refused(h.wrong(login, password), model.SignInFailed, "the right password during the delay")
	h.clock.Advance(time.Second)
	h.signIn(login)
	for range 4 {
		h.refused(h.wrong(login, "wrong password"), model.SignInFailed, "wrong")
	}
	h.signIn(login) // the count began again
	// Every further failure doubles the delay: 1, 2, 4 and after the eighth 8 seconds.
	for range 8 {
		h.clock.Advance(time.Minute) // past the delay and the pace of attempts
		h.refused(h.wrong(login, "wrong password"), model.SignInFailed, "wrong")
	}
	h.clock.Advance(7 * time.Second)
	h.refused(h.wrong(login, password), model.SignInFailed, "after 8 failures, 7 seconds later")
	h.clock.Advance(time.Second)
	h.signIn(login)
}

func TestPaceOfAttempts(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pending(model.KindProducer, "650102")
	for _, login := range []string{"p1@x.cn", "unknown@x.cn"} {
		for range 10 {
			h.refused(h.wrong(login, "wrong password"), model.SignInFailed, login)
		}
		h.refused(h.wrong(strings.ToUpper(login), "wrong password"), model.RateLimited, login)
		h.clock.Advance(6 * time.Second)
		h.refused(h.wrong(login, "wrong password"), model.SignInFailed, login)
		h.refused(h.wrong(login, "wrong password"), model.RateLimited, login)
	}
	h.signIn("admin@platform.cn")
}

func TestSessions(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.pending(model.KindProducer, "650102")
	first := h.signIn("p1@x.cn")
	second := must(h.SignIn(h.ctx, access.SignIn{Login: "p1@x.cn", Password: password, Agent: "Other", Previous: first.Token}))(h)
	if first.Token == second.Token || len(second.Token) != 43 {
		t.Errorf("tokens %q, %q", first.Token, second.Token)
	}
	_, err := h.ActorBySession(h.ctx, first.Token)
	h.refused(err, model.Unauthenticated, "the browser's session before")
	if diff := cmp.Diff(second.Actor, h.live(second.Token)); diff != "" {
		t.Error(diff)
	}
	list := must(h.Sessions(h.ctx, owner, second.Token))(h)
	if len(list) != 2 || list[0].Agent != "Other" || !list[0].Current || list[1].Current || strings.Contains(second.Token, list[0].ID) {
		t.Fatalf("%+v", list)
	}
	stranger := h.pending(model.KindProducer, "650102")
	h.refused(h.EndSession(h.ctx, stranger, list[0].ID), model.NotFound, "another's session")
	h.ok(h.EndSession(h.ctx, owner, list[1].ID))
	h.refused(h.EndSession(h.ctx, owner, list[1].ID), model.NotFound, "an ended session")
	third := h.signIn("p1@x.cn")
	h.live(second.Token)
	h.ok(h.EndOtherSessions(h.ctx, owner, third.Token))
	_, err = h.ActorBySession(h.ctx, second.Token) // it was remembered a moment ago
	h.refused(err, model.Unauthenticated, "one of the others")
	h.live(third.Token)
	h.ok(h.SignOut(h.ctx, owner, third.Token))
	_, err = h.ActorBySession(h.ctx, third.Token)
	h.refused(err, model.Unauthenticated, "after signing out")
	for _, token := range []string{"", "x", strings.Repeat("A", 43)} {
		_, err := h.ActorBySession(h.ctx, token)
		h.refused(err, model.Unauthenticated, "token "+token)
	}
	for what, err := range map[string]error{
		"sign out": h.SignOut(h.ctx, machine(owner), ""), "end": h.EndSession(h.ctx, machine(owner), ""),
		"end others": h.EndOtherSessions(h.ctx, machine(owner), ""), "password": h.ChangePassword(h.ctx, machine(owner), access.PasswordChange{}),
	} {
		h.refused(err, model.Forbidden, "a machine: "+what)
	}
	_, err = h.Sessions(h.ctx, model.Actor{}, "")
	h.refused(err, model.Unauthenticated, "the public")
	_, err = h.Me(h.ctx, model.Actor{})
	h.refused(err, model.Unauthenticated, "the public")
	_, err = h.Me(h.ctx, machine(owner, model.PermSiteRead))
	h.refused(err, model.Forbidden, "a narrow key")
}

func TestSessionsEndByTime(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, tc := range []struct {
		kind    model.OrgKind
		longest time.Duration
	}{{model.KindProducer, 30 * 24 * time.Hour}, {model.KindRegulator, 12 * time.Hour}} {
		r := h.registration(tc.kind, "650100")
		must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, r))(h)
		idle, busy := h.signIn(r.Person.Login), h.signIn(r.Person.Login)
		began := h.clock.Now()
		for h.clock.Now().Sub(began) < tc.longest-12*time.Hour {
			h.clock.Advance(11 * time.Hour)
			h.live(busy.Token)
		}
		left := tc.longest - h.clock.Now().Sub(began)
		h.clock.Advance(left - time.Second)
		h.live(busy.Token)
		if tc.kind == model.KindProducer {
			_, err := h.ActorBySession(h.ctx, idle.Token)
			h.refused(err, model.Unauthenticated, "an idle session")
		}
		h.clock.Advance(2 * time.Second)
		_, err := h.ActorBySession(h.ctx, busy.Token)
		h.refused(err, model.Unauthenticated, "beyond the longest")
		if list := must(h.Sessions(h.ctx, busy.Actor, busy.Token))(h); len(list) != 0 {
			t.Errorf("ended sessions listed: %v", list)
		}
	}
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	in := h.signIn("p1@x.cn")
	seen := func() model.Instant { return must(h.Sessions(h.ctx, owner, in.Token))(h)[0].SeenAt }
	began := seen()
	for range 5 {
		h.clock.Advance(10 * time.Second)
		h.live(in.Token)
	}
	if seen() != began {
		t.Error("noted within the minute")
	}
	h.clock.Advance(10 * time.Second)
	h.live(in.Token)
	if seen() == began {
		t.Error("not noted after a minute")
	}
}

// TestRevocationIsSeenAtOnce asks for the actor before and after each change, so that a stale memory would show.
func TestRevocationIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := furnish(t, s, clock)
		owner := h.active(model.KindProducer, "650102")
		clerk := h.member(owner, model.RoleClerk)
		key := must(h.CreateKey(h.ctx, owner, model.Idempotency{}, access.NewKey{Name: "erp"}))(h)
		byKey := func() model.Actor { return must(h.ActorByKey(h.ctx, key.Text))(h) }
		h.live(clerk.Token)
		viewer := model.RoleViewer
		must(h.ChangePerson(h.ctx, owner, clerk.Actor.Person, access.PersonChange{Role: &viewer}))(h)
		if a := h.live(clerk.Token); a.Can(model.PermStepRecord) {
			t.Error("a lowered role still records")
		}
		byKey()
		h.ok(h.move(h.admin, owner.Org, model.OrgSuspend, "r"))
		if h.live(clerk.Token).OrgState != model.OrgSuspended || byKey().OrgState != model.OrgSuspended {
			t.Error("a suspended company still acts")
		}
		h.ok(h.move(h.admin, owner.Org, model.OrgReinstate, ""))
		if byKey().OrgState != model.OrgActive {
			t.Error("a reinstated company does not act")
		}
		yes, no := true, false
		h.live(clerk.Token)
		must(h.ChangePerson(h.ctx, owner, clerk.Actor.Person, access.PersonChange{Disabled: &yes}))(h)
		_, err := h.ActorBySession(h.ctx, clerk.Token)
		h.refused(err, model.Unauthenticated, "a disabled person")
		must(h.ChangePerson(h.ctx, owner, clerk.Actor.Person, access.PersonChange{Disabled: &no}))(h)
		_, err = h.ActorBySession(h.ctx, clerk.Token)
		h.refused(err, model.Unauthenticated, "an ended session of an enabled person")
		again := h.signIn("m2@x.cn")
		h.live(again.Token)
		h.ok(h.RemovePerson(h.ctx, owner, clerk.Actor.Person))
		_, err = h.ActorBySession(h.ctx, again.Token)
		h.refused(err, model.Unauthenticated, "a removed person")
		byKey()
		h.ok(h.RevokeKey(h.ctx, owner, key.ID))
		_, err = h.ActorByKey(h.ctx, key.Text)
		h.refused(err, model.Unauthenticated, "a revoked key")
	})
}

// TestOtherProcessNotices changes things behind the room's back, as another process does.
func TestOtherProcessNotices(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.active(model.KindProducer, "650102")
	in := h.signIn("p1@x.cn")
	h.live(in.Token)
	other := furnishAgain(h)
	h.ok(other.SignOut(h.ctx, in.Actor, in.Token))
	h.clock.Advance(5 * time.Second)
	_, err := h.ActorBySession(h.ctx, in.Token)
	h.refused(err, model.Unauthenticated, "five seconds after another process ended it")
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.pending(model.KindProducer, "650102")
	here, elsewhere := h.signIn("p1@x.cn"), h.signIn("p1@x.cn")
	h.live(elsewhere.Token)
	change := func(old, fresh string) error {
		return h.ChangePassword(h.ctx, owner, access.PasswordChange{Old: old, New: fresh, Token: here.Token})
	}
	h.refused(change("wrong password", "another long password"), model.PasswordWrong, "wrong old password")
	h.refused(change(password, "short"), model.PasswordWeak, "weak")
	h.refused(change(password, strings.Repeat("long ", 30)), model.ValueTooLong, "long")
	h.refused(h.ChangePassword(h.ctx, model.Actor{}, access.PasswordChange{}), model.Unauthenticated, "the public")
	h.ok(change(password, "another long password"))
	h.live(here.Token)
	_, err := h.ActorBySession(h.ctx, elsewhere.Token)
	h.refused(err, model.Unauthenticated, "another session")
	h.refused(h.wrong("p1@x.cn", password), model.SignInFailed, "the old password")
	must(h.SignIn(h.ctx, access.SignIn{Login: "p1@x.cn", Password: "another long password"}))(h)
	for range 5 {
		h.refused(change("wrong password", "yet another password"), model.PasswordWrong, "wrong")
	}
	h.refused(change("another long password", "yet another password"), model.PasswordWrong, "the right one during the delay")
	for range 4 {
		_ = change("wrong password", "yet another password")
	}
	h.refused(change("wrong password", "yet another password"), model.RateLimited, "too fast")
}

func TestMe(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	me := must(h.Me(h.ctx, owner))(h)
	if me.Person.Login != "p1@x.cn" || me.Person.Password != "" || me.Organisation.ID != owner.Org || me.Key != "" {
		t.Errorf("%+v", me)
	}
	if diff := cmp.Diff(owner.Permissions(), me.Permissions); diff != "" {
		t.Error(diff)
	}
	key := must(h.CreateKey(h.ctx, owner, model.Idempotency{}, access.NewKey{Name: "erp", Scopes: []model.Permission{model.PermSelf, model.PermSiteRead}}))(h)
	me = must(h.Me(h.ctx, must(h.ActorByKey(h.ctx, key.Text))(h)))(h)
	if diff := cmp.Diff([]model.Permission{model.PermPublic, model.PermSelf, model.PermSiteRead}, me.Permissions); diff != "" || me.Key != key.ID {
		t.Error(diff, me)
	}
}

func TestCreateAdmin(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(h.CreateAdmin(h.ctx, "second@platform.cn", password, "Second"))(h)
	second := h.signIn("second@platform.cn").Actor
	want := h.admin
	want.Person = second.Person
	if diff := cmp.Diff(want, second); diff != "" || second.Region != model.Nation || second.OrgState != model.OrgActive {
		t.Errorf("%s %+v", diff, second)
	}
	for _, tc := range []struct {
		login, password, name string
		want                  *model.Problem
	}{
		{"second@platform.cn", password, "x", model.LoginTaken},
		{"x", password, "x", model.LoginInvalid},
		{"x@y.cn", "weak", "x", model.PasswordWeak},
		{"x@y.cn", password, "", model.ValueRequired},
	} {
		_, err := h.CreateAdmin(h.ctx, tc.login, tc.password, tc.name)
		h.refused(err, tc.want, tc.login)
	}
}
