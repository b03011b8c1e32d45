package repository_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestEveryMachineHasATable: each declared machine moves the rows of one table.
func TestEveryMachineHasATable(t *testing.T) {
	t.Parallel()
	for _, c := range model.Charts() {
		if repository.MachineTable(c.Name) == "" {
			t.Errorf("no table holds the state of %q", c.Name)
		}
	}
}

// TestMove: a move changes state and version and writes the history, in order.
func TestMove(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		id := pendingOrganisation(t, s)
		steps := []struct {
			from model.OrgState
			on   model.OrgEvent
			to   model.OrgState
		}{
			{model.OrgPending, model.OrgApprove, model.OrgActive},
			{model.OrgActive, model.OrgSuspend, model.OrgSuspended},
			{model.OrgSuspended, model.OrgClose, model.OrgClosed},
		}
		var want []repository.MoveRecord
		for i, step := range steps {
			write(t, s, func(tx *repository.Tx) error {
				to, err := repository.Move(tx, &model.OrganisationLifecycle, id, int64(i), step.from, step.on, "person:x", "因为")
				if to != step.to {
					t.Errorf("%s leads to %q, want %q", step.on, to, step.to)
				}
				want = append(want, repository.MoveRecord{
					From: string(step.from), To: string(step.to), Event: string(step.on), Actor: "person:x", Reason: "因为", At: tx.Now(),
				})
				return err
			})
		}
		if n := number(t, s, "SELECT version FROM organisations WHERE state = 'closed'"); n != 3 {
			t.Errorf("version = %d after three moves from 0", n)
		}
		if diff := cmp.Diff(want, history(t, s, "organisation", id)); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		for _, other := range [][2]string{{"batch", id}, {"organisation", "another"}} {
			if got := history(t, s, other[0], other[1]); len(got) > 0 {
				t.Errorf("%v has the history of another: %v", other, got)
			}
		}
	})
}

// TestMoveRefuses: what the machine does not declare and what somebody has changed meanwhile; neither leaves a trace.
func TestMoveRefuses(t *testing.T) {
	t.Parallel()
	homeless := model.OrganisationLifecycle
	homeless.Name = "homeless"
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		id := pendingOrganisation(t, s)
		for name, c := range map[string]struct {
			machine *model.Machine[model.OrgState, model.OrgEvent]
			subject string
			version int64
			from    model.OrgState
			on      model.OrgEvent
			want    error
		}{
			"an undeclared move":          {&model.OrganisationLifecycle, id, 0, model.OrgPending, model.OrgSuspend, model.MoveNotAllowed},
			"an older version":            {&model.OrganisationLifecycle, id, -1, model.OrgPending, model.OrgApprove, model.ChangedMeanwhile},
			"a newer version":             {&model.OrganisationLifecycle, id, 1, model.OrgPending, model.OrgApprove, model.ChangedMeanwhile},
			"a state it is not in":        {&model.OrganisationLifecycle, id, 0, model.OrgActive, model.OrgSuspend, model.ChangedMeanwhile},
			"a subject that is not there": {&model.OrganisationLifecycle, "nobody", 0, model.OrgPending, model.OrgApprove, model.ChangedMeanwhile},
			"a machine without a table":   {&homeless, id, 0, model.OrgPending, model.OrgApprove, cmpopts.AnyError},
		} {
			err := s.Write(t.Context(), func(tx *repository.Tx) error {
				state, err := repository.Move(tx, c.machine, c.subject, c.version, c.from, c.on, "public", "")
				if state != c.from {
					t.Errorf("%s: the answer is state %q", name, state)
				}
				return err
			})
			if !cmp.Equal(err, c.want, cmpopts.EquateErrors()) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if n := number(t, s, "SELECT COUNT(*) FROM organisations WHERE state = 'pending' AND version = 0"); n != 1 {
			t.Error("a refused move changed the row")
		}
		if got := history(t, s, "organisation", id); len(got) > 0 {
			t.Errorf("refused moves are in the history: %v", got)
		}
	})
}

// TestOneMoverWins: of many who move the same thing at once one succeeds and the others hear that it has changed.
func TestOneMoverWins(t *testing.T) {
	t.Parallel()
	const movers = 8
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		id, other := pendingOrganisation(t, s), another(t, s, clock.Now)
		errs := together(movers, func(i int) error {
			store, event := s, model.OrgApprove
			if i%2 == 1 {
				store, event = other, model.OrgRefuse
			}
			return store.Write(t.Context(), func(tx *repository.Tx) error {
				_, err := repository.Move(tx, &model.OrganisationLifecycle, id, 0, model.OrgPending, event, "public", "")
				return err
			})
		})
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, model.ChangedMeanwhile):
				t.Errorf("a loser hears %v, want changed-meanwhile", err)
			}
		}
		if records := history(t, s, "organisation", id); won != 1 || len(records) != 1 {
			t.Errorf("%d movers won; the history has %d lines", won, len(records))
		}
		if n := number(t, s, "SELECT version FROM organisations"); n != 1 {
			t.Errorf("version = %d", n)
		}
	})
}

func pendingOrganisation(t testing.TB, s *repository.Store) (id string) {
	t.Helper()
	write(t, s, func(tx *repository.Tx) error {
		org, err := plant(tx, "organisations", nil)
		if err == nil {
			id = org["id"].(string)
		}
		return err
	})
	return id
}

func history(t testing.TB, s *repository.Store, machine, subject string) (records []repository.MoveRecord) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *repository.Tx) (err error) {
		records, err = tx.Moves(machine, subject)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return records
}
