package model_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
)

func TestRolesAndPermissionsHaveWords(t *testing.T) {
	t.Parallel()
	for _, r := range model.Roles() {
		complete(t, "role "+string(r), model.RoleWords[r])
		complete(t, "duty of "+string(r), model.RoleDuties[r])
	}
	for _, p := range model.Permissions() {
		complete(t, "permission "+string(p), model.PermissionWords[p])
	}
	for _, e := range model.OrganisationLifecycle.Events() {
		complete(t, "move "+string(e), model.OrgMoveWords[e])
	}
	if len(model.RoleWords) != len(model.Roles()) || len(model.RoleDuties) != len(model.Roles()) ||
		len(model.PermissionWords) != len(model.Permissions()) || len(model.OrgMoveWords) != len(model.OrganisationLifecycle.Events()) {
		t.Error("a word names nothing")
	}
}

// TestAuditedActionsHaveWords reads the services for the actions they record and compares them with the words.
func TestAuditedActionsHaveWords(t *testing.T) {
	t.Parallel()
	recorded := map[string]bool{}
	for _, e := range model.OrganisationLifecycle.Events() {
		recorded["organisation:"+string(e)] = true
	}
	for _, e := range model.SiteLifecycle.Events() {
		recorded["site:"+string(e)] = true
		complete(t, "move "+string(e), model.SiteMoveWords[e])
	}
	for _, e := range model.BatchLifecycle.Events() {
		recorded["batch."+string(e)] = true
	}
	for _, c := range model.Charts() {
		for _, mv := range c.Moves {
			if slices.Contains([]string{"recall", "recall-signal", "recall-task", "recourse", "claim-payment", "complaint", "complaint-tip"}, c.Name) {
				recorded[c.Name+"."+mv.On] = true
			}
		}
	}
	for _, e := range model.CessationLifecycle.Events() {
		recorded["cessation."+string(e)] = true
		complete(t, "move "+string(e), model.CessationEventWords[e])
	}
	for _, k := range model.CessationKinds() {
		complete(t, "kind "+string(k), model.CessationKindWords[k])
	}
	action := regexp.MustCompile(`"([a-z]+(?:-[a-z]+)*[.:][a-z]+(?:-[a-z]+)*)"`)
	files, err := filepath.Glob("../service/*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no services", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if !strings.Contains(line, "Audit(") && !strings.Contains(line, "AuditWork(") && !strings.Contains(line, "action") && !strings.Contains(line, "begun(") && !strings.Contains(line, ".change(") && !strings.Contains(line, "changeProduct(") {
				continue
			}
			for _, m := range action.FindAllStringSubmatch(line, -1) {
				recorded[m[1]] = true
			}
		}
	}
	for a := range recorded {
		complete(t, "action "+a, model.AuditWords[a])
	}
	for a := range model.AuditWords {
		if !recorded[a] {
			t.Errorf("nothing records %q", a)
		}
	}
}
