package model_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
)

// orgKinds is every kind of organisation there is.
func orgKinds() []model.OrgKind { return append(model.OrgKinds(), model.KindPlatform) }

func TestOrgKinds(t *testing.T) {
	t.Parallel()
	if slices.Contains(model.OrgKinds(), model.KindPlatform) {
		t.Error("a company could register as the platform")
	}
	for _, k := range orgKinds() {
		complete(t, "kind "+string(k), model.OrgKindWords[k])
		if len(model.RolesFor(k)) == 0 {
			t.Errorf("kind %q has no roles", k)
		}
		for _, r := range model.RolesFor(k) {
			if !slices.Contains(model.Roles(), r) {
				t.Errorf("kind %q has the undeclared role %q", k, r)
			}
		}
	}
	if len(model.OrgKindWords) != len(orgKinds()) {
		t.Error("a word names no kind")
	}
	if got := model.RolesFor("circus"); got != nil {
		t.Errorf("RolesFor an unknown kind = %q", got)
	}
}

func TestRolesAreUsed(t *testing.T) {
	t.Parallel()
	for _, r := range model.Roles() {
		if len(kindsWithRole(r)) == 0 {
			t.Errorf("no kind of organisation has the role %q", r)
		}
	}
}

// TestPermissionTable: each permission is well written, its roles and kinds exist, and at least one actor holds it.
func TestPermissionTable(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^([a-z]+:[a-z]+|public|self)$`)
	perms := model.Permissions()
	if !slices.IsSorted(perms) {
		t.Error("Permissions() is not sorted")
	}
	for _, p := range perms {
		if !name.MatchString(string(p)) {
			t.Errorf("permission %q is not noun:verb", p)
		}
		roles, limited := model.RolesWith(p)
		for _, r := range roles {
			if !slices.Contains(model.Roles(), r) {
				t.Errorf("%s names the undeclared role %q", p, r)
			}
		}
		for _, k := range limited {
			if !slices.Contains(orgKinds(), k) {
				t.Errorf("%s names the undeclared kind %q", p, k)
			}
		}
		if p != model.PermPublic && len(holders(p, model.OrgActive)) == 0 {
			t.Errorf("nobody holds %s", p)
		}
		if (model.Actor{}).Can(p) != (p == model.PermPublic) {
			t.Errorf("the public and %s", p)
		}
		for _, r := range roles {
			if p != model.PermPublic && len(kindsHolding(p, r, model.OrgActive)) == 0 {
				t.Errorf("%s names %s, but no kind of organisation has both", p, r)
			}
		}
	}
}

// TestOnlyRegulatorsApproveAndBlock pins the separation that a company cannot lift by any role.
func TestOnlyRegulatorsApproveAndBlock(t *testing.T) {
	t.Parallel()
	for perm, want := range map[model.Permission][]model.OrgKind{
		model.PermOrgApprove: {model.KindRegulator, model.KindPlatform},
		model.PermBatchBlock: {model.KindRegulator},
	} {
		for _, k := range orgKinds() {
			actor := member(k, model.Roles()...)
			if got := actor.Can(perm); got != slices.Contains(want, k) {
				t.Errorf("every role in a %s: Can(%s) = %v", k, perm, got)
			}
		}
	}
}

// TestReadersChangeNothing: a viewer holds reading permissions only, whatever its organisation.
func TestReadersChangeNothing(t *testing.T) {
	t.Parallel()
	for _, k := range orgKinds() {
		for _, p := range model.Permissions() {
			reads := strings.HasSuffix(string(p), ":read") || p == model.PermPublic || p == model.PermSelf
			if member(k, model.RoleViewer).Can(p) && !reads {
				t.Errorf("a viewer of a %s holds %s", k, p)
			}
		}
	}
}

// kindsWithRole lists the kinds of organisation in which a role exists.
func kindsWithRole(r model.Role) (with []model.OrgKind) {
	for _, k := range orgKinds() {
		if slices.Contains(model.RolesFor(k), r) {
			with = append(with, k)
		}
	}
	return with
}

// kindsHolding lists the kinds of organisation in which a role holds a permission, as Actor.Can decides it.
func kindsHolding(p model.Permission, r model.Role, state model.OrgState) (with []model.OrgKind) {
	for _, k := range kindsWithRole(r) {
		a := member(k, r)
		a.OrgState = state
		if a.Can(p) {
			with = append(with, k)
		}
	}
	return with
}

// holders lists the roles that hold a permission in some kind of organisation.
func holders(p model.Permission, state model.OrgState) (roles []model.Role) {
	for _, r := range model.Roles() {
		if len(kindsHolding(p, r, state)) > 0 {
			roles = append(roles, r)
		}
	}
	return roles
}

// whoMay says in one cell who holds a permission: roles, with the kinds of organisation where not all that have the
// role hold it.
func whoMay(p model.Permission) string {
	var parts []string
	for _, r := range holders(p, model.OrgActive) {
		part := string(r)
		if in := inKinds(p, r); in != "all" {
			part += " (" + in + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// inKinds names the kinds of organisation in which a role holds a permission: "all" that have the role, "" for none.
func inKinds(p model.Permission, r model.Role) string {
	in := kindsHolding(p, r, model.OrgActive)
	if len(in) == len(kindsWithRole(r)) {
		return "all"
	}
	return strings.Join(texts(in), ", ")
}

// TestGeneratedPermissions keeps PERMISSIONS.md equal to what Actor.Can decides.
func TestGeneratedPermissions(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Permissions\n\nWho may do what, as `Actor.Can` decides it for people. Generated by `make generate`; do not edit.\n\n" +
		"A cell names the kinds of organisation in which the role holds the permission; *all* means every kind that has the role,\n" +
		"empty means none. An API key holds what its roles hold, narrowed to its scopes. `public` needs nobody.\n\n## By role\n\n| permission |")
	for _, r := range model.Roles() {
		b.WriteString(" " + string(r) + " |")
	}
	b.WriteString("\n| ---" + strings.Repeat(" | ---", len(model.Roles())) + " |\n")
	for _, p := range model.Permissions() {
		fmt.Fprintf(&b, "| `%s` |", p)
		for _, r := range model.Roles() {
			b.WriteString(" " + inKinds(p, r) + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Roles of a kind of organisation\n\n| kind | 中文 | ئۇيغۇرچە | English | roles |\n| --- | --- | --- | --- | --- |\n")
	for _, k := range orgKinds() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k, languages(model.OrgKindWords[k]), strings.Join(texts(model.RolesFor(k)), ", "))
	}
	b.WriteString("\n## While an organisation is not active\n\nEverything else waits for its approval or reinstatement; it sees only itself.\n\n| state | permissions |\n| --- | --- |\n")
	for _, s := range model.OrganisationLifecycle.States() {
		if s == model.OrgActive {
			continue
		}
		var held []string
		for _, p := range model.Permissions() {
			if len(holders(p, s)) > 0 {
				held = append(held, "`"+string(p)+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", s, strings.Join(held, ", "))
	}
	generated(t, "PERMISSIONS.md", b.String())
}
