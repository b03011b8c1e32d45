package repository_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// accessWorld writes organisations straight into a store.
type accessWorld struct {
	t     testing.TB
	store *repository.Store
	n     int
}

func (w *accessWorld) write(fn func(tx *repository.Tx) error) error {
	w.t.Helper()
	return w.store.Write(context.Background(), fn)
}

func (w *accessWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *accessWorld) organisation(kind model.OrgKind, region model.Region, change func(*model.Organisation)) model.Organisation {
	w.t.Helper()
	w.n++
	o := model.Organisation{
		Kind: kind, Name: model.Text{ZH: fmt.Sprintf("企业%d", w.n)}, Country: "KZ", ForeignID: fmt.Sprintf("KZ-%d", w.n),
		Region: region, Phone: "0991-1", Address: "1", State: model.OrgActive, Version: 1,
	}
	if change != nil {
		change(&o)
	}
	w.must(w.write(func(tx *repository.Tx) error {
		o.ID, o.CreatedAt = repository.NewID[model.Organisation](tx), tx.Now()
		return tx.Access().AddOrganisation(o)
	}))
	return o
}

func (w *accessWorld) site(org model.OrgID, region model.Region, gln string) model.Site {
	w.t.Helper()
	s := model.Site{OrgID: org, Name: model.Text{ZH: "仓库"}, Region: region, GLN: gln, Address: "1"}
	w.must(w.write(func(tx *repository.Tx) error {
		s.ID, s.CreatedAt = repository.NewID[model.Site](tx), tx.Now()
		return tx.Access().AddSite(s)
	}))
	return s
}

func (w *accessWorld) person(login string, org model.OrgID, role model.Role) model.Person {
	w.t.Helper()
	p := model.Person{Login: login, Name: login, Password: "x", Lang: model.ZH}
	w.must(w.write(func(tx *repository.Tx) error {
		p.ID, p.CreatedAt = repository.NewID[model.Person](tx), tx.Now()
		if err := tx.Access().AddPerson(p); err != nil {
			return err
		}
		return tx.Access().AddMembership(model.Membership{PersonID: p.ID, OrgID: org, Role: role, CreatedAt: tx.Now()})
	}))
	return p
}

func (w *accessWorld) listed(scope model.Scope, f repository.OrganisationFilter) (whole, reduced []model.OrgID) {
	w.t.Helper()
	w.must(w.store.Read(context.Background(), func(tx *repository.Tx) error {
		page := model.Page{Limit: 2}
		for {
			list, next, err := tx.Access().Organisations(scope, f, page)
			if err != nil {
				return err
			}
			for _, o := range list {
				if o.Partner {
					reduced = append(reduced, o.ID)
				} else {
					whole = append(whole, o.ID)
				}
			}
			if next == "" {
				return nil
			}
			page.After = next
		}
	}))
	return whole, reduced
}

func actorOf(o model.Organisation) model.Actor {
	return model.Actor{Org: o.ID, OrgKind: o.Kind, OrgState: o.State, Region: o.Region, Roles: []model.Role{model.LeadRole(o.Kind)}}
}

func glnOf(t testing.TB, n int) string {
	t.Helper()
	body := fmt.Sprintf("690000%06d", n)
	digit, ok := gs1.CheckDigit(body)
	if !ok {
		t.Fatal("no check digit")
	}
	return body + string(digit)
}

func TestOrganisationKeys(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		gln := glnOf(t, 1)
		first := w.organisation(model.KindProducer, "650100", func(o *model.Organisation) { o.GLN = gln })
		add := func(change func(*model.Organisation)) error {
			return w.write(func(tx *repository.Tx) error {
				o := model.Organisation{
					ID: repository.NewID[model.Organisation](tx), Kind: model.KindRetailer, Name: model.Text{ZH: "店"}, Country: "KZ",
					ForeignID: "KZ-new", Region: "650100", State: model.OrgActive, Version: 1,
				}
				change(&o)
				return tx.Access().AddOrganisation(o)
			})
		}
		if err := add(func(o *model.Organisation) { o.ForeignID = first.ForeignID }); !errors.Is(err, model.OrganisationTaken) {
			t.Errorf("same registration: %v", err)
		}
		if err := add(func(o *model.Organisation) { o.GLN = gln }); !errors.Is(err, model.GLNTaken) {
			t.Errorf("same GLN: %v", err)
		}
		// Another country's register may use the same number.
		if err := add(func(o *model.Organisation) { o.Country, o.ForeignID = "KG", first.ForeignID }); err != nil {
			t.Errorf("same number in another register: %v", err)
		}
		// The owner of a GLN may use it for a place; nobody else may.
		w.site(first.ID, "650100", gln)
		stranger := w.organisation(model.KindProducer, "650100", nil)
		err := w.write(func(tx *repository.Tx) error {
			return tx.Access().AddSite(model.Site{ID: repository.NewID[model.Site](tx), OrgID: stranger.ID, Region: "650100", GLN: gln})
		})
		if !errors.Is(err, model.GLNTaken) {
			t.Errorf("a stranger's place with the company's GLN: %v", err)
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			owners, err := tx.Trace().Owners([]string{first.Party(), first.ID.URN(), "https://id.gs1.org/414/" + gln})
			if err != nil || len(owners) != 3 {
				t.Errorf("identities: %v, %v", owners, err)
			}
			for uri, o := range owners {
				if o.Org != first.ID {
					t.Errorf("%s belongs to %s", uri, o.Org)
				}
			}
			return nil
		})
	})
}

// segmentOf is the property's own idea of a subtree, written without Region's methods.
func segmentOf(r model.Region) string {
	s := string(r)
	for len(s) > 0 && s[len(s)-2:] == "00" {
		s = s[:len(s)-2]
	}
	return s
}

func TestRegulatorSeesItsSubtree(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		regions := []model.Region{
			"000000", "650000", "650100", "650102", "650103", "650200", "659000", "659001", "640000", "660000", "110101", "990000", "010000",
		}
		var all []model.Organisation
		for _, r := range regions {
			all = append(all, w.organisation(model.KindProducer, r, nil))
		}
		rapid.Check(t, func(rt *rapid.T) {
			jurisdiction := rapid.OneOf(rapid.SampledFrom(regions), rapid.Map(rapid.StringMatching(`[0-9]{6}|[0-9]{4}00|[0-9]{2}0000`),
				func(s string) model.Region { return model.Region(s) })).Draw(rt, "region")
			scope := model.Actor{
				Org: "00000000-0000-0000-0000-000000000000", OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: jurisdiction,
				Roles: []model.Role{model.RoleInspector},
			}.Scope()
			var want []model.OrgID
			for _, o := range all {
				if segment := segmentOf(jurisdiction); string(o.Region[:len(segment)]) == segment {
					want = append(want, o.ID)
				}
			}
			got, reduced := w.listed(scope, repository.OrganisationFilter{})
			if diff := cmp.Diff(want, got); diff != "" || len(reduced) > 0 {
				rt.Fatalf("%s (-want +got):\n%s, reduced %v", jurisdiction, diff, reduced)
			}
			for _, o := range all {
				err := s.Read(context.Background(), func(tx *repository.Tx) error {
					_, err := tx.Access().Organisation(scope, o.ID)
					return err
				})
				if visible := err == nil; visible != slices.Contains(want, o.ID) {
					rt.Fatalf("%s at %s: %v", jurisdiction, o.Region, err)
				}
			}
		})
	})
}

func TestPartnersAreReduced(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		me := w.organisation(model.KindProducer, "650100", nil)
		customer := w.organisation(model.KindRetailer, "110101", func(o *model.Organisation) { o.GLN = glnOf(t, 7) })
		supplier := w.organisation(model.KindProducer, "320100", nil)
		coNamed := w.organisation(model.KindDistributor, "440100", nil)
		stranger := w.organisation(model.KindProducer, "650100", nil)
		here, there := w.site(me.ID, "650100", ""), w.site(customer.ID, "110101", glnOf(t, 8))
		hidden := w.site(customer.ID, "110101", "")
		w.must(w.write(func(tx *repository.Tx) error {
			exec := func(query string, args ...any) error {
				_, err := tx.Exec(query, args...)
				return err
			}
			const shipment = "INSERT INTO shipments (id, from_org, from_site, to_org, to_site, event_id, reference, state, reason, version, sent_at)" +
				" VALUES (?, ?, ?, ?, ?, '', '', 'sent', '', 1, 0)"
			const party = "INSERT INTO event_orgs (event_seq, org_id, region, why) VALUES (?, ?, '650100', 'party')"
			return errors.Join(
				exec(shipment, repository.NewID[model.Shipment](tx), me.ID, here.ID, customer.ID, there.ID),
				exec(shipment, repository.NewID[model.Shipment](tx), supplier.ID, here.ID, me.ID, here.ID),
				exec(party, 1, me.ID), exec(party, 1, coNamed.ID), exec(party, 2, stranger.ID),
			)
		}))
		scope := actorOf(me).Scope()
		whole, reduced := w.listed(scope, repository.OrganisationFilter{})
		if diff := cmp.Diff([]model.OrgID{me.ID}, whole); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]model.OrgID{customer.ID, supplier.ID, coNamed.ID}, reduced); diff != "" {
			t.Error(diff)
		}
		if whole, reduced := w.listed(scope, repository.OrganisationFilter{State: model.OrgActive}); len(whole) != 1 || len(reduced) != 0 {
			t.Errorf("filtering by state tells a partner's: %v %v", whole, reduced)
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			want := model.SeenOrganisation{
				Organisation: model.Organisation{ID: customer.ID, Kind: customer.Kind, Name: customer.Name, Region: customer.Region, GLN: customer.GLN},
				Partner:      true,
			}
			got, err := tx.Access().Organisation(scope, customer.ID)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
			for _, id := range []model.OrgID{supplier.ID, coNamed.ID} {
				if o, err := tx.Access().Organisation(scope, id); err != nil || !o.Partner {
					t.Errorf("partner %s: %+v, %v", id, o, err)
				}
			}
			if _, err := tx.Access().Organisation(scope, stranger.ID); !errors.Is(err, model.NotFound) {
				t.Errorf("stranger: %v", err)
			}
			if _, err := tx.Access().Organisation(model.Scope{}, me.ID); !errors.Is(err, model.NotFound) {
				t.Errorf("the public: %v", err)
			}
			site, err := tx.Access().Site(scope, there.ID)
			wantSite := model.SeenSite{Site: model.Site{ID: there.ID, Name: there.Name, Region: there.Region}, Partner: true}
			if diff := cmp.Diff(wantSite, site); diff != "" || err != nil {
				t.Error(diff, err)
			}
			// The regulator of the site's place sees it whole, though the company's seat may be elsewhere.
			inspector := model.Actor{Org: stranger.ID, OrgKind: model.KindRegulator, OrgState: model.OrgActive, Region: "110100", Roles: []model.Role{model.RoleInspector}}
			if site, err := tx.Access().Site(inspector.Scope(), hidden.ID); err != nil || site.Partner {
				t.Errorf("regulator: %+v, %v", site, err)
			}
			return nil
		})
		err := s.Read(context.Background(), func(tx *repository.Tx) error {
			_, err := tx.Access().Site(scope, hidden.ID)
			return err
		})
		if !errors.Is(err, model.NotFound) {
			t.Errorf("a partner's other site: %v", err)
		}
	})
}

func TestSearchOrganisations(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		named := func(name model.Text, change func(*model.Organisation)) model.OrgID {
			return w.organisation(model.KindProducer, "650100", func(o *model.Organisation) {
				o.Name = name
				if change != nil {
					change(o)
				}
			}).ID
		}
		apple := named(model.Text{ZH: "阿克苏苹果", EN: "Aksu Apples"}, nil)
		percent := named(model.Text{ZH: "100%果汁"}, nil)
		uyghur := named(model.Text{UG: "ئالما"}, func(o *model.Organisation) { o.GLN = glnOf(t, 3) })
		coded := named(model.Text{ZH: "乙"}, func(o *model.Organisation) { o.Country, o.ForeignID, o.USCC = "CN", "", "91350100M000100Y43" })
		everything := model.SystemScope("search test")
		for _, tc := range []struct {
			query string
			want  []model.OrgID
		}{
			{"阿克苏", []model.OrgID{apple}},
			{"苹果", nil}, // not the beginning
			{"aksu", []model.OrgID{apple}},
			{"AKSU APPLES", []model.OrgID{apple}},
			{"100%", []model.OrgID{percent}},
			{"%", nil}, // no wildcards
			{"_", nil},
			{"ئال", []model.OrgID{uyghur}},
			{glnOf(t, 3), []model.OrgID{uyghur}},
			{"91350100M000100Y43", []model.OrgID{coded}},
			{"91350100m000100y43", []model.OrgID{coded}},
			{"91350100M0", nil}, // a code is searched whole
		} {
			got, _ := w.listed(everything, repository.OrganisationFilter{Query: tc.query})
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%q: %s", tc.query, diff)
			}
		}
	})
}

func TestReceivers(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		active := w.organisation(model.KindRetailer, "110101", func(o *model.Organisation) { o.Name = model.Text{ZH: "好店", EN: "Good Shop"} })
		pending := w.organisation(model.KindRetailer, "110101", func(o *model.Organisation) {
			o.Name, o.State = model.Text{ZH: "好店二"}, model.OrgPending
		})
		site := w.site(active.ID, "110105", glnOf(t, 4))
		w.site(pending.ID, "110105", glnOf(t, 5))
		want := []model.Receiver{{SiteID: site.ID, OrgName: active.Name, SiteName: site.Name, Region: "110105"}}
		for query, want := range map[string][]model.Receiver{"好店": want, "good s": want, glnOf(t, 4): want, glnOf(t, 5): {}, "坏": {}} {
			_ = s.Read(context.Background(), func(tx *repository.Tx) error {
				got, err := tx.Access().Receivers(query)
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("%q: %s, %v", query, diff, err)
				}
				return nil
			})
		}
	})
}

func TestUpdateOrganisationVersion(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		o := w.organisation(model.KindProducer, "650100", nil)
		other := w.organisation(model.KindProducer, "650100", nil)
		scope := actorOf(o).Scope()
		update := func(o model.Organisation) error {
			return w.write(func(tx *repository.Tx) error { return tx.Access().UpdateOrganisation(scope, o) })
		}
		o.Name.EN = "Renamed"
		w.must(update(o))
		if err := update(o); !errors.Is(err, model.ChangedMeanwhile) {
			t.Errorf("an old version: %v", err)
		}
		if err := update(other); !errors.Is(err, model.NotFound) {
			t.Errorf("another organisation: %v", err)
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			got, err := tx.Access().Organisation(scope, o.ID)
			o.Version++
			if diff := cmp.Diff(model.SeenOrganisation{Organisation: o}, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
			return nil
		})
	})
}

func TestFailuresOfNobody(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				errs[i] = w.write(func(tx *repository.Tx) error { return tx.Access().CountFailure("") })
			})
		}
		wg.Wait()
		w.must(errors.Join(errs...))
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			p, found, err := tx.Access().PersonByLogin("nobody")
			if !found || err != nil || p.Failures != len(errs) || !p.Disabled {
				t.Errorf("%+v, %v, %v", p, found, err)
			}
			return nil
		})
	})
}

func TestPeopleAndSessions(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		o := w.organisation(model.KindProducer, "650100", nil)
		second := w.organisation(model.KindProducer, "650100", nil)
		regulator := w.organisation(model.KindRegulator, "650000", nil)
		owner, clerk := w.person("a@x.cn", o.ID, model.RoleOwner), w.person("13900000000", o.ID, model.RoleClerk)
		err := w.write(func(tx *repository.Tx) error {
			return tx.Access().AddPerson(model.Person{ID: repository.NewID[model.Person](tx), Login: "a@x.cn"})
		})
		if !errors.Is(err, model.LoginTaken) {
			t.Errorf("a taken login: %v", err)
		}
		hash := func(n byte) []byte { h := sha256.Sum256([]byte{n}); return h[:] }
		w.must(w.write(func(tx *repository.Tx) error {
			a := tx.Access()
			if err := a.AddMembership(model.Membership{PersonID: owner.ID, OrgID: second.ID, Role: model.RoleViewer, CreatedAt: tx.Now()}); err != nil {
				return err
			}
			for n, in := range []struct {
				person model.PersonID
				org    model.OrgID
			}{{owner.ID, o.ID}, {owner.ID, second.ID}, {owner.ID, o.ID}, {clerk.ID, o.ID}} {
				err := a.AddSession(model.Session{
					Hash: hash(byte(n)), PersonID: in.person, OrgID: in.org, CreatedAt: tx.Now(), SeenAt: tx.Now(), ExpiresAt: tx.Now().Add(time.Hour),
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		holds := func(n byte) bool {
			var found bool
			w.must(s.Read(context.Background(), func(tx *repository.Tx) (err error) {
				_, found, err = tx.Access().SessionHolder(hash(n))
				return err
			}))
			return found
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			h, _, err := tx.Access().SessionHolder(hash(1))
			want := model.Actor{
				Person: owner.ID, Org: second.ID, OrgKind: model.KindProducer, OrgState: model.OrgActive, Region: "650100", Roles: []model.Role{model.RoleViewer},
			}
			if diff := cmp.Diff(want, h.Actor); diff != "" || err != nil {
				t.Error(diff, err)
			}
			// Not even the regulator of the region lists a company's people.
			list, _, err := tx.Access().Members(actorOf(regulator).Scope(), model.Page{})
			if len(list) != 0 || err != nil {
				t.Errorf("regulator sees people: %v, %v", list, err)
			}
			list, _, err = tx.Access().Members(actorOf(o).Scope(), model.Page{})
			if len(list) != 2 || err != nil || list[0].Password != "" {
				t.Errorf("people: %+v, %v", list, err)
			}
			return nil
		})
		w.must(w.write(func(tx *repository.Tx) error { return tx.Access().EndSessions(owner.ID, hash(0)) }))
		if !holds(0) || holds(1) || holds(2) || !holds(3) {
			t.Error("EndSessions must keep one of the person's and everybody else's")
		}
		w.must(w.write(func(tx *repository.Tx) error { return tx.Access().SetDisabled(clerk.ID, true) }))
		if holds(3) {
			t.Error("a disabled person's session works")
		}
		w.must(w.write(func(tx *repository.Tx) error { return tx.Access().EndSessions(owner.ID, nil) }))
		if holds(0) {
			t.Error("EndSessions without an exception keeps one")
		}
		// Leaving one organisation keeps the person, leaving the last deletes it and frees the login.
		for i, org := range []model.OrgID{o.ID, second.ID} {
			w.must(w.write(func(tx *repository.Tx) error { return tx.Access().RemoveMember(org, owner.ID) }))
			_ = s.Read(context.Background(), func(tx *repository.Tx) error {
				if _, found, err := tx.Access().PersonByLogin("a@x.cn"); found != (i == 0) || err != nil {
					t.Errorf("after leaving %d: %v, %v", i, found, err)
				}
				return nil
			})
		}
		// A sign-in forgets the sessions that ended.
		clock.Advance(2 * time.Hour)
		w.must(w.write(func(tx *repository.Tx) error {
			return tx.Access().AddSession(model.Session{Hash: hash(9), PersonID: clerk.ID, OrgID: o.ID, ExpiresAt: tx.Now().Add(time.Hour)})
		}))
		if holds(9) {
			t.Error("a session that a disabled person should not have works")
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			if rows, err := tx.Access().Sessions(clerk.ID); len(rows) != 1 || err != nil {
				t.Errorf("sessions: %v, %v", rows, err)
			}
			return nil
		})
	})
}

func TestKeyIsReplacedOnce(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		w := &accessWorld{t: t, store: s}
		o := w.organisation(model.KindProducer, "650100", nil)
		other := w.organisation(model.KindProducer, "650100", nil)
		scope := actorOf(o).Scope()
		now := model.InstantOf(clock.Now())
		key := model.APIKey{
			OrgID: o.ID, Name: "k", Prefix: "abcdefgh", Hash: []byte("h"), Roles: "owner", Scopes: "site:read,site:write",
			CreatedAt: now, ExpiresAt: now.Add(time.Hour),
		}
		w.must(w.write(func(tx *repository.Tx) error {
			key.ID = repository.NewID[model.APIKey](tx)
			return tx.Access().AddKey(key)
		}))
		won := make([]error, 6)
		var wg sync.WaitGroup
		for i := range won {
			wg.Go(func() {
				won[i] = w.write(func(tx *repository.Tx) error {
					return tx.Access().ReplaceKey(key.ID, repository.NewID[model.APIKey](tx), now.Add(24*time.Hour))
				})
			})
		}
		wg.Wait()
		wins := 0
		for _, err := range won {
			if err == nil {
				wins++
			} else if !errors.Is(err, model.KeyEnded) {
				t.Error(err)
			}
		}
		if wins != 1 {
			t.Errorf("%d rotations succeeded", wins)
		}
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			if got, err := tx.Access().Key(scope, key.ID); err != nil || got.ExpiresAt != key.ExpiresAt {
				t.Errorf("a rotation must not prolong: %v, %v", got.ExpiresAt, err)
			}
			_, h, found, err := tx.Access().KeyHolder("abcdefgh")
			want := model.Actor{
				Key: key.ID, Org: o.ID, OrgKind: o.Kind, OrgState: o.State, Region: o.Region, Roles: []model.Role{model.RoleOwner},
				Scopes: []model.Permission{model.PermSiteRead, model.PermSiteWrite},
			}
			if diff := cmp.Diff(want, h.Actor); diff != "" || !found || err != nil {
				t.Error(diff, found, err)
			}
			return nil
		})
		err := s.Read(context.Background(), func(tx *repository.Tx) error {
			_, err := tx.Access().Key(actorOf(other).Scope(), key.ID)
			return err
		})
		if !errors.Is(err, model.NotFound) {
			t.Errorf("another organisation's key: %v", err)
		}
		if err := w.write(func(tx *repository.Tx) error { return tx.Access().RevokeKey(actorOf(other).Scope(), key.ID) }); !errors.Is(err, model.NotFound) {
			t.Errorf("revoking another organisation's key: %v", err)
		}
		w.must(w.write(func(tx *repository.Tx) error { return tx.Access().RevokeKey(scope, key.ID) }))
		_ = s.Read(context.Background(), func(tx *repository.Tx) error {
			if _, _, found, err := tx.Access().KeyHolder("abcdefgh"); found || err != nil {
				t.Errorf("a revoked key: %v, %v", found, err)
			}
			return nil
		})
	})
}
