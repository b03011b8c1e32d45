package repository_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

func TestAuditFilter(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		t.Helper()
		w := &accessWorld{t: t, store: store}
		o, other := w.organisation(model.KindProducer, "650102", nil), w.organisation(model.KindProducer, "650103", nil)
		say := func(actor model.Actor, action, subject string) {
			w.must(w.write(func(tx *repository.Tx) error { return tx.Audit(actor, action, subject, "") }))
			clock.Advance(time.Hour)
		}
		aygul, memet := model.Actor{Person: "a", Org: o.ID}, model.Actor{Person: "m", Org: o.ID}
		start := store.Now()
		say(aygul, "site:create", "s1")
		say(memet, "site:update", "s1")
		say(aygul, "site:update", "s2")
		say(model.Actor{Person: "a", Org: other.ID}, "site:update", "s3")
		for _, tc := range []struct {
			name   string
			filter repository.AuditFilter
			want   []string
		}{
			{"all", repository.AuditFilter{}, []string{"s2", "s1", "s1"}},
			{"who", repository.AuditFilter{Actor: "person:a"}, []string{"s2", "s1"}},
			{"what", repository.AuditFilter{Action: "site:update"}, []string{"s2", "s1"}},
			{"which", repository.AuditFilter{Subject: "s1"}, []string{"s1", "s1"}},
			{"from", repository.AuditFilter{From: start.Add(90 * time.Minute)}, []string{"s2"}},
			{"to", repository.AuditFilter{To: start.Add(90 * time.Minute)}, []string{"s1", "s1"}},
			{"all together", repository.AuditFilter{Actor: "person:m", Action: "site:update", Subject: "s1", From: start, To: start.Add(2 * time.Hour)}, []string{"s1"}},
			{"another company's", repository.AuditFilter{Subject: "s3"}, nil},
		} {
			var got []string
			w.must(store.Read(t.Context(), func(tx *repository.Tx) error {
				records, _, err := tx.AuditTrail(model.Actor{Org: o.ID, OrgState: model.OrgActive}.Scope(), tc.filter, model.Page{})
				for _, r := range records {
					got = append(got, r.Subject)
					if r.Org != o.ID {
						t.Errorf("%s: %+v", tc.name, r)
					}
				}
				return err
			}))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s: %s", tc.name, diff)
			}
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, _ *repotest.Clock) {
		t.Helper()
		w := &accessWorld{t: t, store: store}
		o, other := w.organisation(model.KindProducer, "650102", nil), w.organisation(model.KindProducer, "650103", nil)
		mine, theirs := w.person("mine@x.cn", o.ID, model.RoleOwner), w.person("theirs@x.cn", other.ID, model.RoleOwner)
		key := model.APIKey{OrgID: o.ID, Name: "till", Prefix: "p", Hash: []byte("h"), Roles: "viewer", ExpiresAt: store.Now().Add(time.Hour)}
		w.must(w.write(func(tx *repository.Tx) error {
			key.ID = repository.NewID[model.APIKey](tx)
			return tx.Access().AddKey(key)
		}))
		w.must(store.Read(t.Context(), func(tx *repository.Tx) error {
			a := tx.Access()
			names, err := a.ActorNames(o.ID, []model.PersonID{mine.ID, theirs.ID}, []model.KeyID{key.ID})
			w.must(err)
			if diff := cmp.Diff(map[string]string{mine.ID.String(): "mine@x.cn", key.ID.String(): "till"}, names); diff != "" {
				t.Error(diff)
			}
			if names, err := a.ActorNames(other.ID, nil, []model.KeyID{key.ID}); err != nil || len(names) > 0 {
				t.Errorf("another's key: %v, %v", names, err)
			}
			orgs, err := a.OrganisationNames([]model.OrgID{o.ID, other.ID, "none"})
			w.must(err)
			if diff := cmp.Diff(map[model.OrgID]model.Text{o.ID: o.Name, other.ID: other.Name}, orgs); diff != "" {
				t.Error(diff)
			}
			if n, err := a.CountMembers(o.ID); err != nil || n != 1 {
				t.Errorf("%d people, %v", n, err)
			}
			return nil
		}))
	})
}

func TestRefusedReleases(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, _ *repotest.Clock) {
		t.Helper()
		w := &accessWorld{t: t, store: store}
		number := glnOf(t, 7)
		same := func(state model.OrgState) func(*model.Organisation) {
			return func(o *model.Organisation) { o.ForeignID, o.GLN, o.State = "KZ-SAME", number, state }
		}
		refused := w.organisation(model.KindProducer, "650102", same(model.OrgRefused))
		holder := w.organisation(model.KindProducer, "650103", same(model.OrgPending))
		claimed := func() (org model.OrgID) {
			w.must(store.Read(t.Context(), func(tx *repository.Tx) error {
				owners, err := tx.Trace().Owners([]string{holder.Party()})
				org = owners[holder.Party()].Org
				return err
			}))
			return org
		}
		if claimed() != holder.ID {
			t.Error("the refused one still owns the number")
		}
		err := w.write(func(tx *repository.Tx) error { return tx.Access().Reclaim(refused) })
		if !errors.Is(err, model.OrganisationTaken) {
			t.Errorf("taken back from one that is pending: %v", err)
		}
		w.must(w.write(func(tx *repository.Tx) error {
			_, err := repository.Move(tx, &model.OrganisationLifecycle, holder.ID.String(), 1, model.OrgPending, model.OrgRefuse, "test", "r")
			return err
		}))
		w.must(w.write(func(tx *repository.Tx) error { return tx.Access().Reclaim(refused) }))
		if claimed() != refused.ID {
			t.Error("the number did not come back")
		}
	})
}
