package access_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

const renewed = "battery staple of horses"

// anew sets a new password with a code and reports how that ended.
func (h *house) anew(login, code string) error {
	h.Helper()
	return h.ResetPassword(h.ctx, access.Reset{Login: login, Code: code, New: renewed})
}

func TestResetPassword(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := furnish(t, s, clock)
		owner := h.active(model.KindProducer, "650102")
		clerk := h.member(owner, model.RoleClerk)
		login := clerk.Me.Person.Login
		first := must(h.OfferReset(h.ctx, owner, clerk.Actor.Person))(h)
		second := must(h.OfferReset(h.ctx, owner, clerk.Actor.Person))(h)
		if len(second.Code) != 24 || second.Login != login || second.ExpiresAt.Sub(model.InstantOf(clock.Now())).Round(time.Second) != time.Hour {
			t.Errorf("%+v", second)
		}
		h.live(clerk.Token) // giving a code ends nothing
		h.refused(h.anew(login, first.Code), model.ResetFailed, "a code that another has replaced")
		h.refused(h.anew("p1@x.cn", second.Code), model.ResetFailed, "another's code")
		h.refused(h.anew("unknown@x.cn", second.Code), model.ResetFailed, "a login that nobody has")
		h.refused(h.ResetPassword(h.ctx, access.Reset{Login: login, Code: second.Code, New: "short"}), model.PasswordWeak, "a weak password")
		typed := strings.ToLower(strings.ReplaceAll(second.Code, "-", " "))
		h.ok(h.anew(" "+strings.ToUpper(login), typed))
		_, err := h.ActorBySession(h.ctx, clerk.Token)
		h.refused(err, model.Unauthenticated, "a session from before")
		h.refused(h.wrong(login, password), model.SignInFailed, "the old password")
		h.ok(h.wrong(login, renewed))
		h.refused(h.anew(login, second.Code), model.ResetFailed, "a used code")
		for _, action := range []string{"password:offer", "password:reset"} {
			list, _ := must2(h.AuditTrail(h.ctx, owner, access.AuditFilter{Action: action, Subject: clerk.Actor.Person.String()}, model.Page{}))(h)
			if len(list) == 0 {
				t.Errorf("the audit trail has no %s", action)
			}
		}
	})
}

// TestResetEnds: a code stops working with its hour, and when the person is disabled, removed or changes the password.
func TestResetEnds(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	yes, no := true, false
	for name, end := range map[string]func(access.SignedIn){
		"time": func(access.SignedIn) { h.clock.Advance(model.ResetLasts) },
		"disabled": func(in access.SignedIn) {
			must(h.ChangePerson(h.ctx, owner, in.Actor.Person, access.PersonChange{Disabled: &yes}))(h)
			must(h.ChangePerson(h.ctx, owner, in.Actor.Person, access.PersonChange{Disabled: &no}))(h)
		},
		"removed": func(in access.SignedIn) { h.ok(h.RemovePerson(h.ctx, owner, in.Actor.Person)) },
		"changed": func(in access.SignedIn) {
			h.ok(h.ChangePassword(h.ctx, in.Actor, access.PasswordChange{Old: password, New: "another good password", Token: in.Token}))
		},
		"elsewhere": func(in access.SignedIn) { // who has joined another company could enter that with it
			r := h.registration(model.KindRetailer, "650102")
			r.Person = nil
			must(h.Register(h.ctx, in.Actor, model.Idempotency{}, r))(h)
		},
	} {
		clerk := h.member(owner, model.RoleClerk)
		made := must(h.OfferReset(h.ctx, owner, clerk.Actor.Person))(h)
		end(clerk)
		h.refused(h.anew(made.Login, made.Code), model.ResetFailed, name)
	}
	clerk := h.member(owner, model.RoleClerk)
	made := must(h.OfferReset(h.ctx, owner, clerk.Actor.Person))(h)
	h.clock.Advance(model.ResetLasts - time.Second)
	h.ok(h.anew(made.Login, made.Code))
}

func TestWhoMayOfferAReset(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, stranger := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650102")
	clerk := h.member(owner, model.RoleClerk).Actor
	disabled := h.member(owner, model.RoleClerk).Actor
	yes := true
	must(h.ChangePerson(h.ctx, owner, disabled.Person, access.PersonChange{Disabled: &yes}))(h)
	shared := h.member(owner, model.RoleClerk)
	r := h.registration(model.KindRetailer, "650102")
	r.Person = nil
	must(h.Register(h.ctx, shared.Actor, model.Idempotency{}, r))(h)
	for _, tc := range []struct {
		name  string
		actor model.Actor
		id    model.PersonID
		want  *model.Problem
	}{
		{"the public", model.Actor{}, clerk.Person, model.Unauthenticated},
		{"a manager", as(owner, model.RoleManager), clerk.Person, model.Forbidden},
		{"a key", machine(owner), clerk.Person, model.Forbidden},
		{"another company", stranger, clerk.Person, model.NotFound},
		{"the platform, without being asked", h.admin, clerk.Person, model.NotFound},
		{"oneself", owner, owner.Person, model.ResetOwn},
		{"a disabled account", owner, disabled.Person, model.ResetDisabled},
		{"somebody of two companies", owner, shared.Actor.Person, model.ResetShared},
	} {
		_, err := h.OfferReset(h.ctx, tc.actor, tc.id)
		h.refused(err, tc.want, tc.name)
	}
	for _, tc := range []struct {
		name  string
		actor model.Actor
		org   model.OrgID
		login string
		want  *model.Problem
	}{
		{"the public", model.Actor{}, owner.Org, "p1@x.cn", model.Unauthenticated},
		{"an owner", stranger, owner.Org, "p1@x.cn", model.Forbidden},
		{"another company's owner", h.admin, stranger.Org, "p1@x.cn", model.ResetNobody},
		{"nobody", h.admin, owner.Org, "unknown@x.cn", model.ResetNobody},
		{"no login", h.admin, owner.Org, "x", model.ResetNobody},
		{"a clerk", h.admin, owner.Org, "m3@x.cn", model.ResetNobody},
		{"oneself", h.admin, h.admin.Org, "admin@platform.cn", model.ResetNobody},
	} {
		_, err := h.HelpPerson(h.ctx, tc.actor, tc.org, tc.login)
		h.refused(err, tc.want, tc.name)
	}
	for _, login := range []string{"p1@x.cn", shared.Me.Person.Login} {
		made := must(h.HelpPerson(h.ctx, h.admin, owner.Org, login))(h)
		h.ok(h.anew(login, made.Code))
		h.ok(h.wrong(login, renewed))
	}
	list, _ := must2(h.AuditTrail(h.ctx, owner, access.AuditFilter{Action: "password:offer", Subject: owner.Person.String()}, model.Page{}))(h)
	if len(list) != 1 || list[0].Actor != h.admin.Name() {
		t.Errorf("the company does not see what the platform did: %+v", list)
	}
}

// TestPaceOfResets: attempts are as slow for a login that nobody has.
func TestPaceOfResets(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pending(model.KindProducer, "650102")
	for _, login := range []string{"p1@x.cn", "unknown@x.cn"} {
		for range 10 {
			h.refused(h.anew(login, "ABCD"), model.ResetFailed, login)
		}
		h.refused(h.anew(login, "ABCD"), model.RateLimited, login)
	}
	h.signIn("p1@x.cn")
}

// TestResetIsUsedOnce lets several use a code at once.
func TestResetIsUsedOnce(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := furnish(t, s, clock)
		owner := h.active(model.KindProducer, "650102")
		made := must(h.OfferReset(h.ctx, owner, h.member(owner, model.RoleClerk).Actor.Person))(h)
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = h.anew(made.Login, made.Code) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			h.refused(err, model.ResetFailed, "a later one")
		}
		if won != 1 {
			t.Errorf("the code was used %d times", won)
		}
	})
}
