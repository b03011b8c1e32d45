package model

import "slices"

// Actor is whoever asks: a person with a session, a machine with an API key, or nobody in particular. The zero value is
// the anonymous public.
type Actor struct {
	// Person is set for people and empty for machines.
	Person PersonID
	// Key is set for machines.
	Key KeyID
	// Org, Kind, Region and OrgState describe the organisation the actor acts for; empty for the public.
	Org      OrgID
	OrgKind  OrgKind
	OrgState OrgState
	Region   Region
	// Succeeded are the ended organisations whose rights and duties have passed to Org, itself or through others.
	Succeeded []OrgID
	// Roles are the roles of the membership (people) or of the key's owner at creation (machines).
	Roles []Role
	// Scopes narrow a key to some permissions; empty means all of the roles'.
	Scopes []Permission
}

// Anonymous reports whether nobody has said who asks.
func (a Actor) Anonymous() bool { return a.Org == "" }

// ActsFor reports whether what belongs to an organisation is the actor's to deal with: its own, and that of those it has
// succeeded.
func (a Actor) ActsFor(org OrgID) bool {
	return org != "" && (org == a.Org || slices.Contains(a.Succeeded, org))
}

// Orgs lists the organisations that the actor acts for, its own first.
func (a Actor) Orgs() []OrgID { return append([]OrgID{a.Org}, a.Succeeded...) }

// Name identifies the actor in audit rows and moves: "person:…", "key:…", "system:…" or "public".
func (a Actor) Name() string {
	switch {
	case a.Person != "":
		return "person:" + a.Person.String()
	case a.Key != "":
		return "key:" + a.Key.String()
	}
	return "public"
}

// Can reports whether the actor holds a permission through a role, an organisation that is allowed it, and, for keys,
// the key's scopes.
func (a Actor) Can(p Permission) bool {
	g, ok := grants[p]
	if !ok {
		return false
	}
	if g.public {
		return true
	}
	if a.Anonymous() {
		return false
	}
	if !g.in(a.OrgState) {
		return false
	}
	if len(g.kinds) > 0 && !slices.Contains(g.kinds, a.OrgKind) {
		return false
	}
	if a.Key != "" && len(a.Scopes) > 0 && !slices.Contains(a.Scopes, p) {
		return false
	}
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(g.roles, r) })
}

// Must returns nil when the actor holds the permission, the refusal unauthenticated when nobody has said who asks,
// access-organisation-not-active when only the state of the actor's organisation stands in the way, and forbidden
// otherwise.
func (a Actor) Must(p Permission) error {
	if a.Can(p) {
		return nil
	}
	if a.Anonymous() {
		return Unauthenticated.Refuse()
	}
	once := a
	if once.OrgState = OrgActive; once.Can(p) {
		return OrgNotActive.Refuse(P("state", a.OrgState))
	}
	return Forbidden.Refuse(P("permission", p))
}

// Scope is the part of the world a query may see. It can be made only from an Actor or, for the house's own work, by
// SystemScope; the zero value sees nothing. The repository adds it to every query.
type Scope struct {
	all       bool
	org       OrgID
	succeeded []OrgID
	lo, hi    string
}

// Scope returns what the actor may see: a company its own rows and its partners' movements with it, a regulator its
// region's subtree, the platform's administrator everything, the public nothing but the public projection. An
// organisation that is not active sees only itself, whatever it has registered as. Who has succeeded others sees what
// they saw.
func (a Actor) Scope() Scope {
	switch {
	case a.Anonymous():
		return Scope{}
	case a.OrgState != OrgActive:
		return Scope{org: a.Org}
	case a.OrgKind == KindPlatform && slices.Contains(a.Roles, RoleAdmin):
		return Scope{all: true, org: a.Org}
	case a.OrgKind == KindRegulator:
		lo, hi := a.Region.Range()
		return Scope{org: a.Org, lo: lo, hi: hi}
	default:
		return Scope{org: a.Org, succeeded: a.Succeeded}
	}
}

// SystemScope sees everything. Use it for work that no actor asked for: workers, fsck, public projections that filter
// their own fields. The reason documents the call.
func SystemScope(reason string) Scope {
	_ = reason
	return Scope{all: true}
}

// All reports whether the scope is unrestricted.
func (s Scope) All() bool { return s.all }

// Org is the company that asks; empty when none. What it has taken over is visible to it as well, see Orgs.
func (s Scope) Org() OrgID { return s.org }

// Orgs lists the companies whose rows are visible: the one that asks first, then those it has succeeded.
func (s Scope) Orgs() []OrgID { return append([]OrgID{s.org}, s.succeeded...) }

// ActsFor reports whether the rows of an organisation are visible because it is the one that asks, or one that this has
// succeeded.
func (s Scope) ActsFor(org OrgID) bool {
	return org != "" && (org == s.org || slices.Contains(s.succeeded, org))
}

// Each parts a scope by organisation: one scope for each of Orgs, without what the others see.
func (s Scope) Each() []Scope {
	parts := make([]Scope, 0, 1+len(s.succeeded))
	for _, org := range s.Orgs() {
		parts = append(parts, Scope{all: s.all, org: org, lo: s.lo, hi: s.hi})
	}
	return parts
}

// Region returns the inclusive range of GB/T 2260 codes that a regulator sees; ok is false for everyone else.
func (s Scope) Region() (lo, hi string, ok bool) { return s.lo, s.hi, s.lo != "" }
