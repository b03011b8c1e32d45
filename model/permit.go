package model

import "slices"

// Role is what a person is in an organisation.
type Role string

// The roles. Inspector and Supervisor exist in regulators only, Admin in the platform's own organisation only.
const (
	RoleOwner      Role = "owner"      // answers for the organisation: people, keys, master data, everything below
	RoleManager    Role = "manager"    // products, batches, holds
	RoleClerk      Role = "clerk"      // records what happens
	RoleViewer     Role = "viewer"     // reads
	RoleInspector  Role = "inspector"  // regulator: looks, holds and blocks
	RoleSupervisor Role = "supervisor" // regulator: approves companies, manages inspectors
	RoleAdmin      Role = "admin"      // runs the platform
)

// Roles lists the roles.
func Roles() []Role {
	return []Role{RoleOwner, RoleManager, RoleClerk, RoleViewer, RoleInspector, RoleSupervisor, RoleAdmin}
}

// RolesFor lists the roles a kind of organisation has.
func RolesFor(k OrgKind) []Role {
	switch k {
	case KindRegulator:
		return []Role{RoleSupervisor, RoleInspector, RoleViewer}
	case KindPlatform:
		return []Role{RoleAdmin}
	case KindProducer, KindProcessor, KindDistributor, KindRetailer, KindLab, KindCertifier, KindInsurer, KindFund:
		return []Role{RoleOwner, RoleManager, RoleClerk, RoleViewer}
	}
	return nil
}

// LeadRole is the role that answers for an organisation of a kind; one person must always hold it.
func LeadRole(k OrgKind) Role {
	if roles := RolesFor(k); len(roles) > 0 {
		return roles[0]
	}
	return ""
}

// Permission is one thing an actor may do: noun:verb.
type Permission string

// The permissions.
const (
	PermPublic Permission = "public" // needs nobody

	PermSelf Permission = "self" // anyone signed in: own session, own password, own profile

	PermOrgRead    Permission = "organisation:read"
	PermOrgWrite   Permission = "organisation:write"
	PermOrgApprove Permission = "organisation:approve"
	PermSiteRead   Permission = "site:read"
	PermSiteWrite  Permission = "site:write"

	PermPersonRead  Permission = "person:read"
	PermPersonWrite Permission = "person:write"
	PermPersonHelp  Permission = "person:help" // give a new start to those whom nobody in their own organisation can
	PermKeyRead     Permission = "key:read"
	PermKeyWrite    Permission = "key:write"
	PermAuditRead   Permission = "audit:read"

	PermProductRead   Permission = "product:read"
	PermProductWrite  Permission = "product:write"
	PermBatchRead     Permission = "batch:read"
	PermBatchWrite    Permission = "batch:write"
	PermBatchHold     Permission = "batch:hold"
	PermBatchBlock    Permission = "batch:block"
	PermDocumentRead  Permission = "document:read"
	PermDocumentWrite Permission = "document:write"

	PermRecallRead     Permission = "recall:read"
	PermRecallSignal   Permission = "recall:signal"   // report that something may be wrong
	PermRecallWrite    Permission = "recall:write"    // assess, plan, carry out, follow up
	PermRecallAnnounce Permission = "recall:announce" // begin: announce a recall or withdraw goods
	PermRecallAnswer   Permission = "recall:answer"   // as a holder: acknowledge, seal, return, destroy
	PermRecallOrder    Permission = "recall:order"    // as the authority: order a recall or stronger measures
	PermRecallApprove  Permission = "recall:approve"  // as the authority: consent, evaluate, close

	PermStepRecord   Permission = "step:record"
	PermEventCapture Permission = "event:capture"
	PermEventRead    Permission = "event:read"
	PermQueryWrite   Permission = "query:write"
	PermSubscribe    Permission = "subscription:write" // has answers sent out of the house
	PermStockRead    Permission = "stock:read"
	PermShipmentRead Permission = "shipment:read"
	PermTraceRead    Permission = "trace:read"
	PermFindingRead  Permission = "finding:read"

	PermClaimRead       Permission = "claim:read"       // the claims that concern the organisation, without who claims
	PermClaimReveal     Permission = "claim:reveal"     // who claims and how to reach them; each look is audited
	PermClaimAnswer     Permission = "claim:answer"     // as the party that answers: ask for evidence, establish facts
	PermClaimDecide     Permission = "claim:decide"     // grant, offer, refuse
	PermClaimPay        Permission = "claim:pay"        // order and record payment
	PermClaimApprove    Permission = "claim:approve"    // as a second person: let a payment go out
	PermClaimSupervise  Permission = "claim:supervise"  // as the authority: see patterns, part claims that were taken for one
	PermCoverWrite      Permission = "cover:write"      // record a policy or a bond
	PermRecourseRead    Permission = "recourse:read"    // recourse by or against the organisation
	PermRecourseWrite   Permission = "recourse:write"   // demand, settle, give up
	PermRecourseAnswer  Permission = "recourse:answer"  // agree or dispute
	PermRecourseMediate Permission = "recourse:mediate" // as the authority: record what mediation found
	PermComplaintRead   Permission = "complaint:read"   // the complaints that concern the organisation
	PermComplaintAnswer Permission = "complaint:answer" // as the firm complained of: consent to mediation, answer
	PermComplaintHandle Permission = "complaint:handle" // as the authority: accept, refuse, mediate, end, verify a tip
	PermComplaintReveal Permission = "complaint:reveal" // who complains; each look is audited
	PermComplaintExtend Permission = "complaint:extend" // as the authority's lead: give verifying a tip more time

	PermJobRead Permission = "job:read" // see, confirm and cancel jobs; what a job does needs its own permission
)

// grant says who holds a permission. An empty kinds means every kind of organisation.
type grant struct {
	public bool
	early  bool // also before the organisation is approved
	always bool // in every state of the organisation
	roles  []Role
	kinds  []OrgKind
}

// in reports whether an organisation in a state may use the grant.
func (g grant) in(s OrgState) bool {
	switch s {
	case OrgActive:
		return true
	case OrgPending, OrgRefused:
		return g.early || g.always
	case OrgSuspended, OrgClosed:
		return g.always
	}
	return false
}

var (
	everyone   = []Role{RoleOwner, RoleManager, RoleClerk, RoleViewer, RoleInspector, RoleSupervisor, RoleAdmin}
	leads      = []Role{RoleOwner, RoleSupervisor, RoleAdmin}
	makers     = []Role{RoleOwner, RoleManager}
	recorders  = []Role{RoleOwner, RoleManager, RoleClerk}
	chainKinds = []OrgKind{KindProducer, KindProcessor, KindDistributor, KindRetailer}
	payerKinds = append(slices.Clone(chainKinds), KindInsurer, KindFund)
)

// grants is the permission table: the only place that says who may do what.
var grants = map[Permission]grant{
	PermPublic: {public: true},
	PermSelf:   {always: true, roles: everyone},

	PermOrgRead:    {always: true, roles: everyone},
	PermOrgWrite:   {early: true, roles: leads},
	PermOrgApprove: {roles: []Role{RoleSupervisor, RoleAdmin}, kinds: []OrgKind{KindRegulator, KindPlatform}},
	PermSiteRead:   {always: true, roles: everyone},
	PermSiteWrite:  {roles: append(slices.Clone(makers), RoleAdmin)},

	PermPersonRead:  {always: true, roles: leads},
	PermPersonWrite: {early: true, roles: leads},
	PermPersonHelp:  {roles: []Role{RoleAdmin}, kinds: []OrgKind{KindPlatform}},
	PermKeyRead:     {roles: leads},
	PermKeyWrite:    {roles: leads},
	PermAuditRead:   {roles: leads},

	PermProductRead:   {roles: everyone},
	PermProductWrite:  {roles: makers, kinds: chainKinds},
	PermBatchRead:     {roles: everyone},
	PermBatchWrite:    {roles: recorders, kinds: chainKinds},
	PermBatchHold:     {roles: append(slices.Clone(makers), RoleInspector, RoleSupervisor)},
	PermBatchBlock:    {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermDocumentRead:  {roles: everyone},
	PermDocumentWrite: {roles: recorders, kinds: append(slices.Clone(chainKinds), KindLab, KindCertifier)},

	PermRecallRead:     {roles: everyone},
	PermRecallSignal:   {roles: append(slices.Clone(recorders), RoleInspector, RoleSupervisor)},
	PermRecallWrite:    {roles: append(slices.Clone(makers), RoleInspector, RoleSupervisor), kinds: append(slices.Clone(chainKinds), KindRegulator)},
	PermRecallAnnounce: {roles: makers, kinds: chainKinds},
	PermRecallAnswer:   {roles: recorders, kinds: chainKinds},
	PermRecallOrder:    {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermRecallApprove:  {roles: []Role{RoleSupervisor}, kinds: []OrgKind{KindRegulator}},

	PermClaimRead:       {roles: everyone},
	PermClaimReveal:     {roles: append(slices.Clone(makers), RoleInspector, RoleSupervisor), kinds: append(slices.Clone(payerKinds), KindRegulator)},
	PermClaimAnswer:     {roles: recorders, kinds: chainKinds},
	PermClaimDecide:     {roles: makers, kinds: chainKinds},
	PermClaimPay:        {roles: makers, kinds: payerKinds},
	PermClaimApprove:    {roles: makers, kinds: payerKinds},
	PermClaimSupervise:  {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermCoverWrite:      {roles: makers, kinds: []OrgKind{KindInsurer, KindFund, KindDistributor, KindRetailer}},
	PermRecourseRead:    {roles: everyone},
	PermRecourseWrite:   {roles: makers, kinds: payerKinds},
	PermRecourseAnswer:  {roles: makers, kinds: append(slices.Clone(payerKinds), KindLab, KindCertifier)},
	PermRecourseMediate: {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermComplaintRead:   {roles: everyone},
	PermComplaintAnswer: {roles: makers, kinds: chainKinds},
	PermComplaintHandle: {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermComplaintReveal: {roles: []Role{RoleInspector, RoleSupervisor}, kinds: []OrgKind{KindRegulator}},
	PermComplaintExtend: {roles: []Role{RoleSupervisor}, kinds: []OrgKind{KindRegulator}},

	PermStepRecord:   {roles: recorders, kinds: chainKinds},
	PermEventCapture: {roles: append(slices.Clone(recorders), RoleAdmin)},
	PermEventRead:    {roles: everyone},
	PermQueryWrite:   {roles: append(slices.Clone(recorders), RoleInspector, RoleSupervisor, RoleAdmin)},
	PermSubscribe:    {roles: append(slices.Clone(makers), RoleSupervisor, RoleAdmin)},
	PermStockRead:    {roles: everyone},
	PermShipmentRead: {roles: everyone},
	PermTraceRead:    {roles: everyone},
	PermFindingRead:  {roles: everyone},

	PermJobRead: {roles: everyone},
}

// Permissions lists every permission, sorted.
func Permissions() []Permission {
	all := make([]Permission, 0, len(grants))
	for p := range grants {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

// RolesWith lists the roles that hold a permission and the kinds of organisation it is limited to (empty: all), for
// documentation and the access matrix.
func RolesWith(p Permission) (roles []Role, kinds []OrgKind) { return grants[p].roles, grants[p].kinds }

// Permissions lists what the actor may do, sorted.
func (a Actor) Permissions() []Permission {
	var held []Permission
	for _, p := range Permissions() {
		if a.Can(p) {
			held = append(held, p)
		}
	}
	return held
}

// Lacks returns the first permission, sorted, that the roles narrowed by scopes (none: not narrowed) would give in the
// actor's kind of organisation and that the actor does not hold: nobody hands out more than they have. It judges as if
// the organisation were active, because somebody in a pending company would otherwise grant what becomes real on
// approval.
func (a Actor) Lacks(roles []Role, scopes []Permission) (p Permission, lacks bool) {
	a.OrgState = OrgActive
	given := Actor{Org: a.Org, OrgKind: a.OrgKind, OrgState: OrgActive, Roles: roles}
	for _, p := range given.Permissions() {
		if (len(scopes) == 0 || slices.Contains(scopes, p)) && !a.Can(p) {
			return p, true
		}
	}
	return "", false
}
