package access_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	h := open(t)
	r := h.registration(model.KindProducer, "650102")
	r.GLN = gln(t, 1)
	r.Person.Login = "  Owner@X.CN "
	idem := attempt("k", "same")
	o := must(h.Register(h.ctx, model.Actor{}, idem, r))(h)
	if o.State != model.OrgPending || o.Country != "CN" || o.USCC != r.USCC || o.GLN != r.GLN || o.Partner {
		t.Errorf("%+v", o)
	}
	in := h.signIn("owner@x.cn")
	want := model.Actor{
		Person: in.Actor.Person, Org: o.ID, OrgKind: model.KindProducer, OrgState: model.OrgPending, Region: "650102", Roles: []model.Role{model.RoleOwner},
	}
	if diff := cmp.Diff(want, in.Actor); diff != "" || in.Actor.Person == "" {
		t.Error(diff)
	}
	again := must(h.Register(h.ctx, model.Actor{}, idem, r))(h)
	if diff := cmp.Diff(o, again); diff != "" {
		t.Errorf("a retry: %s", diff)
	}
	// The password is no part of the fingerprint that is kept.
	other := *r.Person
	other.Password = "another long password"
	r.Person = &other
	if o, err := h.Register(h.ctx, model.Actor{}, idem, r); err != nil || o.ID != again.ID {
		t.Errorf("a retry with another password: %+v, %v", o, err)
	}
	r.Address = "2"
	_, err := h.Register(h.ctx, model.Actor{}, idem, r)
	h.refused(err, model.IdempotencyReused, "another registration with the key")
	regulator := h.pending(model.KindRegulator, "650000")
	if !slices.Equal(regulator.Roles, []model.Role{model.RoleSupervisor}) {
		t.Errorf("roles %v", regulator.Roles)
	}
	foreign := h.registration(model.KindProducer, "654000")
	foreign.Country, foreign.ForeignID, foreign.USCC = "KZ", "BIN 123", ""
	if o := must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, foreign))(h); o.ForeignID != "BIN 123" || o.Country != "KZ" {
		t.Errorf("%+v", o)
	}
	mobile := h.registration(model.KindRetailer, "650102")
	mobile.Person.Login = "+86 139-0000-0000"
	must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, mobile))(h)
	h.signIn("13900000000")
}

func TestRegisterRefusals(t *testing.T) {
	t.Parallel()
	h := open(t)
	taken := h.registration(model.KindProducer, "650102")
	taken.GLN = gln(t, 2)
	must(h.Register(h.ctx, model.Actor{}, model.Idempotency{}, taken))(h)
	for _, tc := range []struct {
		name   string
		change func(*access.Registration)
		at     string
		want   *model.Problem
	}{
		{"platform", func(r *access.Registration) { r.Kind = model.KindPlatform }, "kind", model.ValueInvalid},
		{"unknown kind", func(r *access.Registration) { r.Kind = "church" }, "kind", model.ValueInvalid},
		{"no name", func(r *access.Registration) { r.Name = model.Text{ZH: " "} }, "name", model.ValueRequired},
		{"long name", func(r *access.Registration) { r.Name.EN = strings.Repeat("n", 201) }, "name.en", model.ValueTooLong},
		{"control character", func(r *access.Registration) { r.Name.ZH = "a\x00b" }, "name.zh", model.ValueInvalid},
		{"no code", func(r *access.Registration) { r.USCC = "" }, "uscc", model.ValueRequired},
		{"bad code", func(r *access.Registration) { r.USCC = r.USCC[:17] + "!" }, "uscc", model.CreditCodeInvalid},
		{"no foreign id", func(r *access.Registration) { r.Country, r.USCC = "KZ", "" }, "foreign_id", model.ValueRequired},
		{"foreign id too long", func(r *access.Registration) {
			r.Country, r.USCC, r.ForeignID = "KZ", "", strings.Repeat("1", 61)
		}, "foreign_id", model.ValueTooLong},
		{"foreign id not ASCII", func(r *access.Registration) { r.Country, r.USCC, r.ForeignID = "KZ", "", "БИН" }, "foreign_id", model.ValueInvalid},
		{"two registers", func(r *access.Registration) { r.ForeignID = "1" }, "country", model.ValueInvalid},
		{"bad country", func(r *access.Registration) { r.Country, r.USCC, r.ForeignID = "kz", "", "1" }, "country", model.ValueInvalid},
		{"bad region", func(r *access.Registration) { r.Region = "65" }, "region", model.RegionInvalid},
		{"company of the whole country", func(r *access.Registration) { r.Region = "000000" }, "region", model.RegionInvalid},
		{"bad GLN", func(r *access.Registration) { r.GLN = "6900000000000" }, "gln", model.GLNInvalid},
		{"taken GLN", func(r *access.Registration) { r.GLN = taken.GLN }, "gln", model.GLNTaken},
		{"bad phone", func(r *access.Registration) { r.Phone = "call me" }, "phone", model.ValueInvalid},
		{"long address", func(r *access.Registration) { r.Address = strings.Repeat("a", 301) }, "address", model.ValueTooLong},
		{"nobody answers", func(r *access.Registration) { r.Person = nil }, "person", model.ValueRequired},
		{"bad login", func(r *access.Registration) { r.Person.Login = "me" }, "person.login", model.LoginInvalid},
		{"weak password", func(r *access.Registration) { r.Person.Password = "1234567890" }, "person.password", model.PasswordWeak},
		{"long password", func(r *access.Registration) { r.Person.Password = strings.Repeat("long ", 30) }, "person.password", model.ValueTooLong},
		{"password is login", func(r *access.Registration) { r.Person.Password = r.Person.Login }, "person.password", model.PasswordWeak},
		{"no person's name", func(r *access.Registration) { r.Person.Name = "" }, "person.name", model.ValueRequired},
		{"unknown language", func(r *access.Registration) { r.Person.Lang = "fr" }, "person.lang", model.ValueInvalid},
		{"taken code", func(r *access.Registration) { r.USCC = taken.USCC }, "", model.OrganisationTaken},
		{"taken login", func(r *access.Registration) { r.Person.Login = strings.ToUpper(taken.Person.Login) }, "", model.LoginTaken},
	} {
		r := h.registration(model.KindProducer, "650102")
		r.Person.Login = "fresh" + r.Person.Login
		tc.change(&r)
		_, err := h.Register(h.ctx, model.Actor{}, model.Idempotency{}, r)
		h.refused(err, tc.want, tc.name)
		var refusal *model.Refusal
		if errors.As(err, &refusal) && tc.at != "" && (len(refusal.Fields) != 1 || refusal.Fields[0].At != tc.at) {
			t.Errorf("%s: faults at %v, want %s", tc.name, refusal.Fields, tc.at)
		}
	}
	// A refused registration leaves nothing behind.
	list, _ := must2(h.Organisations(h.ctx, h.admin, access.OrganisationFilter{Kind: model.KindProducer}, model.Page{}))(h)
	if len(list) != 1 {
		t.Errorf("%d producers", len(list))
	}
}

func must2[A, B any](a A, b B, err error) func(*house) (A, B) {
	return func(h *house) (A, B) {
		h.Helper()
		h.ok(err)
		return a, b
	}
}

func TestRegisterSecondOrganisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	r := h.registration(model.KindRetailer, "650103")
	r.Person = nil
	second := must(h.Register(h.ctx, owner, model.Idempotency{}, r))(h)
	_, err := h.Register(h.ctx, machine(owner), model.Idempotency{}, h.withoutPerson())
	h.refused(err, model.ValueRequired, "a machine answers for nothing")
	login := "p1@x.cn"
	choice := h.signIn(login)
	if choice.Token != "" || len(choice.Seats) != 2 {
		t.Fatalf("%+v", choice)
	}
	in := must(h.SignIn(h.ctx, access.SignIn{Login: login, Password: password, Org: second.ID}))(h)
	if in.Actor.Org != second.ID || in.Actor.Person != owner.Person || in.Token == "" {
		t.Errorf("%+v", in)
	}
	_, err = h.SignIn(h.ctx, access.SignIn{Login: login, Password: password, Org: h.admin.Org})
	h.refused(err, model.ValueInvalid, "an organisation one does not belong to")
	// Neither organisation can shut the person out of the other.
	mate := h.member(owner, model.RoleOwner).Actor
	yes := true
	_, err = h.ChangePerson(h.ctx, mate, owner.Person, access.PersonChange{Disabled: &yes})
	h.refused(err, model.PersonShared, "disabling a person of two organisations")
	h.ok(h.RemovePerson(h.ctx, mate, owner.Person))
	if in := h.signIn(login); in.Actor.Org != second.ID {
		t.Errorf("after leaving the first: %+v", in.Actor)
	}
}

func (h *house) withoutPerson() access.Registration {
	r := h.registration(model.KindRetailer, "650103")
	r.Person = nil
	return r
}

func TestMoveOrganisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	province, city := h.active(model.KindRegulator, "650000"), h.active(model.KindRegulator, "650100")
	cityPeer := h.active(model.KindRegulator, "650100")
	elsewhere := h.active(model.KindRegulator, "110000")
	nation := h.active(model.KindRegulator, "000000")
	company := h.pending(model.KindProducer, "650102")
	county := h.pending(model.KindRegulator, "650102")
	inspector := as(city, model.RoleInspector)
	forbidden, hidden := model.Forbidden, model.NotFound
	for _, tc := range []struct {
		name   string
		actor  model.Actor
		org    model.OrgID
		on     model.OrgEvent
		reason string
		want   *model.Problem // nil: allowed
	}{
		{"nobody", model.Actor{}, company.Org, model.OrgApprove, "", model.Unauthenticated},
		{"its owner approves", company, company.Org, model.OrgApprove, "", forbidden},
		{"another company", h.active(model.KindProducer, "650102"), company.Org, model.OrgApprove, "", forbidden},
		{"an inspector", inspector, company.Org, model.OrgApprove, "", forbidden},
		{"a pending regulator", county, company.Org, model.OrgApprove, "", model.OrgNotActive},
		{"another region", elsewhere, company.Org, model.OrgApprove, "", hidden},
		{"unknown", city, "0190d000-0000-7000-8000-000000000009", model.OrgApprove, "", hidden},
		{"unknown event", city, company.Org, "promote", "", model.ValueInvalid},
		{"refuse without reason", city, company.Org, model.OrgRefuse, " ", model.ValueRequired},
		{"long reason", city, company.Org, model.OrgRefuse, strings.Repeat("r", 501), model.ValueTooLong},
		{"suspend what is pending", city, company.Org, model.OrgSuspend, "r", model.MoveNotAllowed},
		{"refuse", city, company.Org, model.OrgRefuse, "the code is another company's", nil},
		{"resubmit by the regulator", city, company.Org, model.OrgResubmit, "", forbidden},
		{"resubmit by a stranger", h.active(model.KindProducer, "650102"), company.Org, model.OrgResubmit, "", hidden},
		{"resubmit", company, company.Org, model.OrgResubmit, "", nil},
		{"approve from above", province, company.Org, model.OrgApprove, "", nil},
		{"suspend without reason", city, company.Org, model.OrgSuspend, "", model.ValueRequired},
		{"suspend", city, company.Org, model.OrgSuspend, "mouse in the flour", nil},
		{"reinstate", city, company.Org, model.OrgReinstate, "", nil},
		{"close without reason", city, company.Org, model.OrgClose, "", model.ValueRequired},
		{"close", city, company.Org, model.OrgClose, "bankrupt", nil},
		{"after the end", city, company.Org, model.OrgReinstate, "", model.MoveNotAllowed},

		{"itself", city, city.Org, model.OrgSuspend, "r", forbidden},
		{"its peer", city, cityPeer.Org, model.OrgSuspend, "r", forbidden},
		{"its superior", city, province.Org, model.OrgSuspend, "r", hidden},
		{"the platform", nation, h.admin.Org, model.OrgSuspend, "r", forbidden},
		{"the platform by itself", h.admin, h.admin.Org, model.OrgSuspend, "r", forbidden},
		{"a county's regulator by the city", city, county.Org, model.OrgApprove, "", nil},
		{"a city's regulator by the nation", nation, cityPeer.Org, model.OrgSuspend, "r", nil},
		{"a nation's regulator by the platform", h.admin, nation.Org, model.OrgSuspend, "r", nil},
	} {
		if err := h.move(tc.actor, tc.org, tc.on, tc.reason); tc.want != nil {
			h.refused(err, tc.want, tc.name)
		} else if err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	o := must(h.Organisation(h.ctx, city, company.Org))(h)
	if o.State != model.OrgClosed || o.Reason != "bankrupt" {
		t.Errorf("%+v", o)
	}
}

func TestMoveOnceAndAllowed(t *testing.T) {
	t.Parallel()
	h := open(t)
	city, company := h.active(model.KindRegulator, "650100"), h.pending(model.KindProducer, "650102")
	pending := must(h.Organisation(h.ctx, city, company.Org))(h)
	for _, tc := range []struct {
		actor model.Actor
		want  []model.OrgEvent
	}{
		{city, []model.OrgEvent{model.OrgApprove, model.OrgRefuse}},
		{as(city, model.RoleViewer), []model.OrgEvent{}},
		{company, []model.OrgEvent{}},
	} {
		if diff := cmp.Diff(tc.want, access.AllowedMoves(tc.actor, pending)); diff != "" {
			t.Error(diff)
		}
	}
	cmd := access.OrganisationMove{ID: company.Org, Event: model.OrgRefuse, Reason: "r"}
	first := must(h.MoveOrganisation(h.ctx, city, attempt("k", "1"), cmd))(h)
	again := must(h.MoveOrganisation(h.ctx, city, attempt("k", "1"), cmd))(h)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
	if got := access.AllowedMoves(company, first); !slices.Equal(got, []model.OrgEvent{model.OrgResubmit}) {
		t.Errorf("the owner of a refused company may %v", got)
	}
}

func TestTwoApprovalsOneWins(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := furnish(t, s, clock)
		city, company := h.active(model.KindRegulator, "650100"), h.pending(model.KindProducer, "650102")
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { errs[i] = h.move(city, company.Org, model.OrgApprove, "") })
		}
		wg.Wait()
		wins := 0
		for _, err := range errs {
			switch {
			case err == nil:
				wins++
			case !errors.Is(err, model.MoveNotAllowed) && !errors.Is(err, model.ChangedMeanwhile):
				t.Error(err)
			}
		}
		if wins != 1 {
			t.Errorf("%d approvals succeeded", wins)
		}
		_ = s.Read(h.ctx, func(tx *repository.Tx) error {
			if moves, err := tx.Moves("organisation", company.Org.String()); len(moves) != 1 || err != nil {
				t.Errorf("history: %v, %v", moves, err)
			}
			return nil
		})
	})
}

func TestReadOrganisations(t *testing.T) {
	t.Parallel()
	h := open(t)
	city := h.active(model.KindRegulator, "650100")
	mine, stranger := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650200")
	_, err := h.Organisation(h.ctx, mine, stranger.Org)
	h.refused(err, model.NotFound, "a stranger's organisation")
	_, err = h.Organisation(h.ctx, city, stranger.Org)
	h.refused(err, model.NotFound, "out of region")
	_, err = h.Organisation(h.ctx, model.Actor{}, mine.Org)
	h.refused(err, model.Unauthenticated, "the public")
	_, err = h.Organisation(h.ctx, machine(mine, model.PermSiteRead), mine.Org)
	h.refused(err, model.Forbidden, "a narrow key")
	_, _, err = h.Organisations(h.ctx, model.Actor{}, access.OrganisationFilter{}, model.Page{})
	h.refused(err, model.Unauthenticated, "the public lists")
	_, _, err = h.Organisations(h.ctx, mine, access.OrganisationFilter{}, model.Page{After: "x"})
	h.refused(err, model.PageTokenInvalid, "a made-up page")
	list, _ := must2(h.Organisations(h.ctx, city, access.OrganisationFilter{Kind: model.KindProducer, State: model.OrgActive}, model.Page{}))(h)
	if len(list) != 1 || list[0].ID != mine.Org {
		t.Errorf("%+v", list)
	}
}

func TestUpdateOrganisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner := h.active(model.KindProducer, "650102")
	other := h.active(model.KindProducer, "650102")
	o := must(h.Organisation(h.ctx, owner, owner.Org))(h)
	name, phone := model.Text{ZH: "新名"}, "1"
	change := access.OrganisationChange{Version: o.Version, Name: &name, Phone: &phone}
	got := must(h.UpdateOrganisation(h.ctx, owner, owner.Org, change))(h)
	want := o
	want.Name, want.Phone, want.Version = name, phone, o.Version+1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, must(h.Organisation(h.ctx, owner, owner.Org))(h)); diff != "" {
		t.Error(diff)
	}
	refuse := func(actor model.Actor, id model.OrgID, c access.OrganisationChange, want *model.Problem, what string) {
		t.Helper()
		_, err := h.UpdateOrganisation(h.ctx, actor, id, c)
		h.refused(err, want, what)
	}
	refuse(owner, owner.Org, change, model.ChangedMeanwhile, "an old version")
	refuse(owner, other.Org, change, model.NotFound, "another organisation")
	refuse(h.admin, owner.Org, change, model.NotFound, "the administrator")
	refuse(model.Actor{}, owner.Org, change, model.Unauthenticated, "the public")
	refuse(as(owner, model.RoleManager), owner.Org, change, model.Forbidden, "a manager")
	empty, call := model.Text{}, "call me"
	refuse(owner, owner.Org, access.OrganisationChange{Version: 3, Name: &empty}, model.ValueRequired, "no name")
	refuse(owner, owner.Org, access.OrganisationChange{Version: 3, Phone: &call}, model.ValueInvalid, "bad phone")
	for _, state := range []model.OrgState{model.OrgSuspended, model.OrgClosed} {
		owner.OrgState = state
		refuse(owner, owner.Org, change, model.OrgNotActive, string(state))
	}
}

func TestSites(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, other, city := h.active(model.KindProducer, "650102"), h.active(model.KindRetailer, "650103"), h.active(model.KindRegulator, "650100")
	cmd := access.NewSite{
		Name: model.Text{ZH: "一号棚"}, GLN: gln(t, 20), Region: "650104", Address: "1", Position: &access.Position{LatE7: 43_8000000, LngE7: 87_6000000},
	}
	site := must(h.CreateSite(h.ctx, owner, attempt("k", "1"), cmd))(h)
	if again := must(h.CreateSite(h.ctx, owner, attempt("k", "1"), cmd))(h); again.ID != site.ID {
		t.Error("a retry makes a second site")
	}
	want := model.SeenSite{Site: model.Site{
		ID: site.ID, OrgID: owner.Org, Name: cmd.Name, GLN: cmd.GLN, Region: "650104", Address: "1", LatE7: 43_8000000, LngE7: 87_6000000, State: model.SiteOpen, Version: 1,
		CreatedAt: site.CreatedAt,
	}}
	if diff := cmp.Diff(want, site); diff != "" {
		t.Error(diff)
	}
	create := func(actor model.Actor, change func(*access.NewSite), want *model.Problem, what string) {
		t.Helper()
		c := cmd
		c.GLN = ""
		change(&c)
		_, err := h.CreateSite(h.ctx, actor, model.Idempotency{}, c)
		h.refused(err, want, what)
	}
	same := func(*access.NewSite) {}
	create(model.Actor{}, same, model.Unauthenticated, "the public")
	create(as(owner, model.RoleClerk), same, model.Forbidden, "a clerk")
	create(h.pending(model.KindProducer, "650102"), same, model.OrgNotActive, "a pending company")
	create(owner, func(c *access.NewSite) { c.Name = model.Text{} }, model.ValueRequired, "no name")
	create(owner, func(c *access.NewSite) { c.Address = strings.Repeat("a", 301) }, model.ValueTooLong, "long address")
	create(owner, func(c *access.NewSite) { c.Region = "" }, model.RegionInvalid, "no region")
	create(owner, func(c *access.NewSite) { c.GLN = "1" }, model.GLNInvalid, "bad GLN")
	create(owner, func(c *access.NewSite) { c.GLN = cmd.GLN }, model.GLNTaken, "own GLN twice")
	create(other, func(c *access.NewSite) { c.GLN = cmd.GLN }, model.GLNTaken, "another's GLN")
	create(owner, func(c *access.NewSite) { c.Position = &access.Position{LatE7: 90_0000001} }, model.ValueInvalid, "beyond the pole")
	create(owner, func(c *access.NewSite) { c.Position = &access.Position{LngE7: -180_0000001} }, model.ValueInvalid, "beyond the date line")

	_, err := h.Site(h.ctx, other, site.ID)
	h.refused(err, model.NotFound, "a stranger's site")
	_, err = h.Site(h.ctx, model.Actor{}, site.ID)
	h.refused(err, model.Unauthenticated, "the public")
	for _, actor := range []model.Actor{owner, city, h.admin} {
		if s := must(h.Site(h.ctx, actor, site.ID))(h); s.Partner {
			t.Errorf("%+v", s)
		}
	}
	for actor, n := range map[*model.Actor]int{&owner: 1, &city: 1, &h.admin: 1, &other: 0} {
		if list, _ := must2(h.Sites(h.ctx, *actor, "", model.Page{}))(h); len(list) != n {
			t.Errorf("%s sees %d sites", actor.OrgKind, len(list))
		}
	}
	if list, _ := must2(h.Sites(h.ctx, city, other.Org, model.Page{}))(h); len(list) != 0 {
		t.Errorf("narrowed to another organisation: %v", list)
	}
	_, _, err = h.Sites(h.ctx, model.Actor{}, "", model.Page{})
	h.refused(err, model.Unauthenticated, "the public lists")
	_, _, err = h.Sites(h.ctx, owner, "", model.Page{After: "x"})
	h.refused(err, model.PageTokenInvalid, "a made-up page")

	name := model.Text{UG: "ئىسسىقخانا"}
	updated := must(h.UpdateSite(h.ctx, owner, site.ID, access.SiteChange{Name: &name}))(h)
	want.Name = name
	if diff := cmp.Diff(want, updated); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, must(h.Site(h.ctx, owner, site.ID))(h)); diff != "" {
		t.Error(diff)
	}
	for actor, want := range map[*model.Actor]*model.Problem{
		{}: model.Unauthenticated, &city: model.Forbidden, &h.admin: model.NotFound, &other: model.NotFound,
	} {
		_, err := h.UpdateSite(h.ctx, *actor, site.ID, access.SiteChange{Name: &name})
		h.refused(err, want, "update by "+string(actor.OrgKind))
	}
	empty := model.Text{}
	_, err = h.UpdateSite(h.ctx, owner, site.ID, access.SiteChange{Name: &empty})
	h.refused(err, model.ValueRequired, "no name")
}

func TestShipTo(t *testing.T) {
	t.Parallel()
	h := open(t)
	trader, shop, lab := h.active(model.KindDistributor, "650102"), h.active(model.KindRetailer, "110101"), h.active(model.KindLab, "650100")
	site := must(h.CreateSite(h.ctx, shop, model.Idempotency{}, access.NewSite{Name: model.Text{ZH: "收货口"}, Region: "110105", Address: "secret"}))(h)
	o := must(h.Organisation(h.ctx, shop, shop.Org))(h)
	want := []model.Receiver{{SiteID: site.ID, OrgName: o.Name, SiteName: site.Name, Region: "110105"}}
	for _, q := range []string{o.USCC, " " + o.Name.ZH} {
		if diff := cmp.Diff(want, must(h.ShipTo(h.ctx, trader, q))(h)); diff != "" {
			t.Errorf("%q: %s", q, diff)
		}
	}
	for _, q := range []string{"", "企", " 企 ", strings.Repeat("企", 201)} {
		_, err := h.ShipTo(h.ctx, trader, q)
		h.refused(err, model.ValueInvalid, q)
	}
	_, err := h.ShipTo(h.ctx, model.Actor{}, o.USCC)
	h.refused(err, model.Unauthenticated, "the public")
	_, err = h.ShipTo(h.ctx, lab, o.USCC)
	h.refused(err, model.Forbidden, "a laboratory")
	h.ok(h.move(h.admin, shop.Org, model.OrgSuspend, "r"))
	if list := must(h.ShipTo(h.ctx, trader, o.USCC))(h); len(list) != 0 {
		t.Errorf("a suspended shop receives: %v", list)
	}
}

func TestAuditTrail(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, city := h.active(model.KindProducer, "650102"), h.active(model.KindRegulator, "650100")
	must(h.CreateSite(h.ctx, owner, model.Idempotency{}, access.NewSite{Name: model.Text{ZH: "棚"}, Region: "650102"}))(h)
	records, _ := must2(h.AuditTrail(h.ctx, owner, access.AuditFilter{}, model.Page{}))(h)
	var actions []string
	for _, r := range records {
		actions = append(actions, r.Action)
		if strings.Contains(r.Detail+r.Subject+r.Actor, "@") {
			t.Errorf("personal data: %+v", r)
		}
	}
	if diff := cmp.Diff([]string{"site:create", "session:start", "organisation:register"}, actions); diff != "" {
		t.Error(diff)
	}
	if records, _ := must2(h.AuditTrail(h.ctx, city, access.AuditFilter{}, model.Page{}))(h); len(records) <= len(actions) {
		t.Errorf("the regulator sees %d lines", len(records))
	}
	_, _, err := h.AuditTrail(h.ctx, model.Actor{}, access.AuditFilter{}, model.Page{})
	h.refused(err, model.Unauthenticated, "the public")
	_, _, err = h.AuditTrail(h.ctx, as(owner, model.RoleManager), access.AuditFilter{}, model.Page{})
	h.refused(err, model.Forbidden, "a manager")
	_, _, err = h.AuditTrail(h.ctx, owner, access.AuditFilter{}, model.Page{After: "x"})
	h.refused(err, model.PageTokenInvalid, "a made-up page")
}
