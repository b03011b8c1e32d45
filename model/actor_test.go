package model_test

import (
	"errors"
	"fmt"
	"testing"

	"suyuan/model"
)

const (
	thisOrg    model.OrgID    = "019aa0f1-7c00-7000-8000-000000000001"
	thisPerson model.PersonID = "019aa0f1-7c00-7000-8000-000000000002"
	thisKey    model.KeyID    = "019aa0f1-7c00-7000-8000-000000000003"
)

// member is somebody in an active organisation.
func member(kind model.OrgKind, roles ...model.Role) model.Actor {
	return model.Actor{Person: thisPerson, Org: thisOrg, OrgKind: kind, OrgState: model.OrgActive, Region: "653100", Roles: roles}
}

func TestActorName(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]model.Actor{
		"public":                       {},
		"person:" + string(thisPerson): member(model.KindProducer),
		"key:" + string(thisKey):       {Key: thisKey, Org: thisOrg},
	} {
		if got := a.Name(); got != want || len(got) > 60 {
			t.Errorf("Name() = %q, want %q of at most 60 bytes", got, want)
		}
	}
}

func TestMust(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		actor model.Actor
		need  model.Permission
		want  error
	}{
		"public reads public":           {model.Actor{}, model.PermPublic, nil},
		"public wants more":             {model.Actor{}, model.PermBatchRead, model.Unauthenticated},
		"a person without organisation": {model.Actor{Person: thisPerson, Roles: []model.Role{model.RoleOwner}}, model.PermSelf, model.Unauthenticated},
		"clerk records":                 {member(model.KindProducer, model.RoleClerk), model.PermStepRecord, nil},
		"viewer does not":               {member(model.KindProducer, model.RoleViewer), model.PermStepRecord, model.Forbidden},
		"no role":                       {member(model.KindProducer), model.PermSelf, model.Forbidden},
		"a laboratory makes no batches": {member(model.KindLab, model.RoleOwner), model.PermBatchWrite, model.Forbidden},
		"a company's supervisor":        {member(model.KindProducer, model.RoleSupervisor), model.PermOrgApprove, model.Forbidden},
		"an undeclared permission":      {member(model.KindPlatform, model.RoleAdmin), "batch:destroy", model.Forbidden},
		"the empty permission":          {member(model.KindPlatform, model.RoleAdmin), "", model.Forbidden},
		"the stronger of two roles":     {member(model.KindProducer, model.RoleViewer, model.RoleManager), model.PermProductWrite, nil},
	} {
		err := c.actor.Must(c.need)
		if !errors.Is(err, c.want) || c.actor.Can(c.need) != (c.want == nil) {
			t.Errorf("%s: Must(%s) = %v, want %v", name, c.need, err, c.want)
		}
	}
}

// TestCanByState: before its approval an organisation puts its own file in order, suspended or closed it only reads
// itself.
func TestCanByState(t *testing.T) {
	t.Parallel()
	may := map[model.Permission][]model.OrgState{
		model.PermSelf:        {model.OrgPending, model.OrgRefused, model.OrgActive, model.OrgSuspended, model.OrgClosed},
		model.PermOrgRead:     {model.OrgPending, model.OrgRefused, model.OrgActive, model.OrgSuspended, model.OrgClosed},
		model.PermPersonRead:  {model.OrgPending, model.OrgRefused, model.OrgActive, model.OrgSuspended, model.OrgClosed},
		model.PermOrgWrite:    {model.OrgPending, model.OrgRefused, model.OrgActive},
		model.PermPersonWrite: {model.OrgPending, model.OrgRefused, model.OrgActive},
		model.PermKeyWrite:    {model.OrgActive},
		model.PermBatchWrite:  {model.OrgActive},
		model.PermBatchRead:   {model.OrgActive},
		model.PermTraceRead:   {model.OrgActive},
	}
	for perm, states := range may {
		got := ""
		for _, s := range append(model.OrganisationLifecycle.States(), "", "Active") {
			a := member(model.KindProducer, model.RoleOwner)
			a.OrgState = s
			if a.Can(perm) {
				got += " " + string(s)
			}
		}
		want := ""
		for _, s := range model.OrganisationLifecycle.States() {
			for _, w := range states {
				if s == w {
					want += " " + string(s)
				}
			}
		}
		if got != want {
			t.Errorf("an owner holds %s while its organisation is%s, want%s", perm, got, want)
		}
	}
}

func TestKeyScopes(t *testing.T) {
	t.Parallel()
	key := model.Actor{Key: thisKey, Org: thisOrg, OrgKind: model.KindProducer, OrgState: model.OrgActive, Roles: []model.Role{model.RoleClerk}}
	if !key.Can(model.PermEventCapture) || !key.Can(model.PermTraceRead) {
		t.Error("a key without scopes has less than its roles")
	}
	key.Scopes = []model.Permission{model.PermEventCapture, model.PermOrgApprove}
	for perm, want := range map[model.Permission]bool{
		model.PermEventCapture: true,
		model.PermTraceRead:    false, // held by the role, not by the key
		model.PermOrgApprove:   false, // named by the key, not held by the role
		model.PermPublic:       true,
	} {
		if got := key.Can(perm); got != want {
			t.Errorf("a scoped key: Can(%s) = %v", perm, got)
		}
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	pending := member(model.KindRegulator, model.RoleSupervisor)
	pending.OrgState = model.OrgPending
	suspended := member(model.KindPlatform, model.RoleAdmin)
	suspended.OrgState = model.OrgSuspended
	nowhere := member(model.KindRegulator, model.RoleInspector)
	nowhere.Region = ""
	lo, hi := model.Region("653100").Range()
	region := fmt.Sprintf("own and %s to %s", lo, hi)
	for name, c := range map[string]struct {
		actor model.Actor
		want  string
	}{
		"the public":                           {model.Actor{}, "nothing"},
		"a person without organisation":        {model.Actor{Person: thisPerson, Roles: []model.Role{model.RoleAdmin}, OrgKind: model.KindPlatform}, "nothing"},
		"a company":                            {member(model.KindProducer, model.RoleOwner), "own"},
		"an inspector":                         {member(model.KindRegulator, model.RoleInspector), region},
		"a regulator without region":           {nowhere, "own"},
		"whoever registered as a regulator":    {pending, "own"},
		"the platform's administrator":         {member(model.KindPlatform, model.RoleAdmin), "all"},
		"a suspended administrator":            {suspended, "own"},
		"an administrator's role in a company": {member(model.KindProducer, model.RoleAdmin), "own"},
		"a company's inspector":                {member(model.KindProducer, model.RoleInspector), "own"},
	} {
		if got := describe(c.actor.Scope()); got != c.want {
			t.Errorf("%s sees %s, want %s", name, got, c.want)
		}
	}
	if got := describe(model.SystemScope("test")); got != "all" {
		t.Errorf("the house sees %s", got)
	}
	if got := describe(model.Scope{}); got != "nothing" {
		t.Errorf("the zero scope sees %s", got)
	}
}

func describe(s model.Scope) string {
	lo, hi, regional := s.Region()
	switch {
	case s.All():
		return "all"
	case regional && s.Org() != "":
		return fmt.Sprintf("own and %s to %s", lo, hi)
	case regional:
		return "a region without an organisation"
	case s.Org() != "":
		return "own"
	}
	return "nothing"
}
