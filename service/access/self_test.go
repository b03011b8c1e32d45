package access_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/service/access"
)

func TestUpdateProfile(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	h.ok(h.UpdateProfile(h.ctx, owner, access.Profile{Name: " 阿依古丽 ", Lang: model.UG}))
	if me := must(h.Me(h.ctx, owner))(h); me.Person.Name != "阿依古丽" || me.Person.Lang != model.UG {
		t.Errorf("%+v", me.Person)
	}
	h.refused(h.UpdateProfile(h.ctx, owner, access.Profile{Name: " ", Lang: model.UG}), model.ValueRequired, "no name")
	h.refused(h.UpdateProfile(h.ctx, owner, access.Profile{Name: "A", Lang: "fr"}), model.ValueInvalid, "no language of ours")
	h.refused(h.UpdateProfile(h.ctx, machine(owner), access.Profile{Name: "A", Lang: model.ZH}), model.Forbidden, "a machine")
}

func TestSwitchSeat(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	first := h.signIn(must(h.Me(h.ctx, owner))(h).Person.Login)
	second := h.registration(model.KindRegulator, "650100")
	second.Person = nil
	authority := must(h.Register(h.ctx, first.Actor, model.Idempotency{}, second))(h)
	h.ok(h.move(h.admin, authority.ID, model.OrgApprove, ""))
	seats := must(h.Seats(h.ctx, first.Actor))(h)
	if len(seats) != 2 || seats[0].OrgID != owner.Org || seats[1].OrgID != authority.ID || seats[1].Role != model.RoleSupervisor {
		t.Fatalf("%+v", seats)
	}
	h.clock.Advance(11 * time.Hour)
	in := must(h.SwitchSeat(h.ctx, first.Actor, access.Switch{Org: authority.ID, Token: first.Token, Agent: "B"}))(h)
	if in.Actor.Org != authority.ID || in.Token == first.Token || in.Actor.Person != first.Actor.Person {
		t.Errorf("%+v", in)
	}
	_, err := h.ActorBySession(h.ctx, first.Token)
	h.refused(err, model.Unauthenticated, "the session before")
	// The authority's session ends when one that began with the password would.
	if left := in.ExpiresAt.Sub(h.store.Now()); left > time.Hour || left < time.Hour-time.Second {
		t.Errorf("%s left", left)
	}
	back := must(h.SwitchSeat(h.ctx, in.Actor, access.Switch{Org: owner.Org, Token: in.Token}))(h)
	h.clock.Advance(2 * time.Hour)
	_, err = h.SwitchSeat(h.ctx, back.Actor, access.Switch{Org: authority.ID, Token: back.Token})
	h.refused(err, model.SignInTooOld, "a sign-in of the day before")
	_, err = h.SwitchSeat(h.ctx, back.Actor, access.Switch{Org: h.admin.Org, Token: back.Token})
	h.refused(err, model.Invalid, "another's organisation")
	_, err = h.SwitchSeat(h.ctx, h.admin, access.Switch{Org: owner.Org, Token: back.Token})
	h.refused(err, model.Unauthenticated, "another's session")
	if got := h.live(back.Token); got.Org != owner.Org {
		t.Errorf("after the refusals: %+v", got)
	}
}

func TestPersonAndKey(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, other := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650103")
	clerk := h.member(owner, model.RoleClerk)
	if m := must(h.Person(h.ctx, owner, clerk.Actor.Person))(h); m.Role != model.RoleClerk || m.Password != "" {
		t.Errorf("%+v", m)
	}
	_, err := h.Person(h.ctx, other, clerk.Actor.Person)
	h.refused(err, model.NotFound, "another company's person")
	_, err = h.Person(h.ctx, clerk.Actor, clerk.Actor.Person)
	h.refused(err, model.Forbidden, "a clerk")
	made := must(h.CreateKey(h.ctx, owner, model.Idempotency{}, access.NewKey{Name: "till"}))(h)
	if k := must(h.Key(h.ctx, owner, made.ID))(h); k.Name != "till" {
		t.Errorf("%+v", k)
	}
	_, err = h.Key(h.ctx, other, made.ID)
	h.refused(err, model.NotFound, "another company's key")
	_, err = h.Key(h.ctx, clerk.Actor, made.ID)
	h.refused(err, model.Forbidden, "a clerk")
}

func TestOrganisationFile(t *testing.T) {
	t.Parallel()
	h := open(t)
	city, province := h.active(model.KindRegulator, "650100"), h.active(model.KindRegulator, "650000")
	h.active(model.KindRegulator, "440000")
	owner := h.active(model.KindProducer, "650102")
	h.member(owner, model.RoleClerk)
	must(h.CreateSite(h.ctx, owner, model.Idempotency{}, access.NewSite{Name: model.Text{ZH: "棚"}, Region: "650102"}))(h)
	h.ok(h.move(city, owner.Org, model.OrgSuspend, "检查"))
	file := must(h.OrganisationFile(h.ctx, city, owner.Org))(h)
	var events []string
	for _, m := range file.History {
		events = append(events, m.Event)
	}
	if diff := cmp.Diff([]string{"approve", "suspend"}, events); diff != "" || file.History[1].Reason != "检查" {
		t.Error(diff, file.History)
	}
	if len(file.Sites) != 1 || file.MoreSites || file.People != 2 {
		t.Errorf("%d sites, %d people", len(file.Sites), file.People)
	}
	var regions []model.Region
	for _, o := range file.Overseers {
		regions = append(regions, o.Region)
	}
	if diff := cmp.Diff([]model.Region{"650100", "650000"}, regions); diff != "" {
		t.Error("overseers of a company:", diff)
	}
	// No regulator oversees itself.
	own := must(h.OrganisationFile(h.ctx, city, city.Org))(h)
	if len(own.Overseers) != 1 || own.Overseers[0].Region != province.Region {
		t.Errorf("overseers of the city: %+v", own.Overseers)
	}
	stranger := h.active(model.KindProducer, "440103")
	_, err := h.OrganisationFile(h.ctx, stranger, owner.Org)
	h.refused(err, model.NotFound, "a stranger")
	names := must(h.Names(h.ctx, city, []model.OrgID{owner.Org, "nobody"}))(h)
	if len(names) != 1 || names[owner.Org].Empty() {
		t.Errorf("%v", names)
	}
	_, err = h.Names(h.ctx, model.Actor{}, nil)
	h.refused(err, model.Unauthenticated, "the public")
}

// TestRefusedRegistrationHoldsNothing: whoever really has a credit code and a GLN can register with them after somebody
// else's registration with them was refused, and the refused one then cannot come back.
func TestRefusedRegistrationHoldsNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	squatter := h.registration(model.KindProducer, "650102")
	squatter.GLN = gln(t, 7)
	bad := must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, squatter))(h)
	honest := h.registration(model.KindProducer, "650102")
	honest.USCC, honest.GLN = squatter.USCC, squatter.GLN
	_, err := h.Register(h.ctx, model.Actor{}, model.Idempotency{}, honest)
	h.refused(err, model.OrganisationTaken, "while the other is pending")
	h.ok(h.move(h.admin, bad.ID, model.OrgRefuse, "冒用他人代码"))
	good := must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, honest))(h)
	if good.GLN != squatter.GLN || good.USCC != squatter.USCC {
		t.Errorf("%+v", good)
	}
	owner := h.signIn(squatter.Person.Login).Actor
	h.refused(h.move(owner, bad.ID, model.OrgResubmit, ""), model.OrganisationTaken, "the refused one comes back")
	if o := must(h.Organisation(h.ctx, owner, bad.ID))(h); o.State != model.OrgRefused {
		t.Errorf("state %s after a resubmission that was refused", o.State)
	}
	// When the other is refused too, the first may come back with what it had, and then holds it.
	h.ok(h.move(h.admin, good.ID, model.OrgRefuse, "资料不全"))
	h.ok(h.move(owner, bad.ID, model.OrgResubmit, ""))
	h.refused(h.move(h.signIn(honest.Person.Login).Actor, good.ID, model.OrgResubmit, ""), model.OrganisationTaken, "the second of two")
	third := h.registration(model.KindProducer, "650102")
	third.GLN = squatter.GLN
	_, err = h.Register(h.ctx, model.Actor{}, model.Idempotency{}, third)
	h.refused(err, model.GLNTaken, "the number that came back")
}
