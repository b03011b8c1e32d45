package console

import (
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
)

// place is one entry of the navigation. It is shown to those who hold Need and whose kind of organisation is in Kinds
// (empty: every kind).
type place struct {
	path  string
	label web.Word
	icon  string
	need  model.Permission
	kinds []model.OrgKind
	tab   bool
}

// area is a part of the navigation.
type area struct {
	label  web.Word
	places []place
}

var (
	chain    = []model.OrgKind{model.KindProducer, model.KindProcessor, model.KindDistributor, model.KindRetailer}
	makers   = []model.OrgKind{model.KindProducer, model.KindProcessor}
	overseer = []model.OrgKind{model.KindRegulator, model.KindPlatform}
	// payers answer for claims or pay them, concerned also see to it that they are.
	payers    = append(slices.Clone(chain), model.KindInsurer, model.KindFund)
	concerned = append(slices.Clone(payers), model.KindRegulator, model.KindPlatform)
)

// areas is the navigation: the only place that says what is where.
var areas = []area{
	{"", []place{
		{path: "/console", label: "nav.today", icon: "home", need: model.PermSelf, tab: true},
		{path: "/console/news", label: "nav.news", icon: "list", need: model.PermRecallRead},
	}},
	{"nav.goods", []place{
		{path: "/console/batches", label: "nav.batches", icon: "box", need: model.PermBatchRead, tab: true},
		{path: "/console/products", label: "nav.products", icon: "tag", need: model.PermProductRead},
		{path: "/console/stock", label: "nav.stock", icon: "store", need: model.PermStockRead},
	}},
	{"nav.work", []place{
		{path: "/console/record", label: "nav.record", icon: "scan", need: model.PermStepRecord, kinds: chain, tab: true},
		{path: "/console/shipments", label: "nav.shipments", icon: "truck", need: model.PermShipmentRead},
		{path: "/console/till", label: "nav.till", icon: "cart", need: model.PermBatchRead, kinds: chain},
		{path: "/console/jobs", label: "nav.jobs", icon: "upload", need: model.PermJobRead},
	}},
	{"nav.safety", []place{
		{path: "/console/recalls", label: "nav.recalls", icon: "bell", need: model.PermRecallRead},
		{path: "/console/recall-tasks", label: "nav.recall-tasks", icon: "stop", need: model.PermRecallRead},
		{path: "/console/signals", label: "nav.signals", icon: "question", need: model.PermRecallRead},
		{path: "/console/complaints", label: "nav.complaints", icon: "people", need: model.PermComplaintRead},
	}},
	{"nav.claims-area", []place{
		{path: "/console/claims", label: "nav.claims", icon: "person", need: model.PermClaimRead, kinds: concerned},
		{path: "/console/claim-payments", label: "nav.claim-payments", icon: "cart", need: model.PermClaimRead, kinds: payers},
		{path: "/console/recourses", label: "nav.recourses", icon: "return", need: model.PermRecourseRead},
		{path: "/console/claim-covers", label: "nav.claim-covers", icon: "shield", need: model.PermClaimRead, kinds: concerned},
		{path: "/console/claim-clues", label: "nav.claim-clues", icon: "late", need: model.PermClaimSupervise},
	}},
	{"nav.oversight", []place{
		{path: "/console/approvals", label: "nav.approvals", icon: "check", need: model.PermOrgApprove, tab: true},
		{path: "/console/findings", label: "nav.findings", icon: "search", need: model.PermFindingRead},
		{path: "/console/events", label: "nav.events", icon: "list", need: model.PermEventRead},
		{path: "/console/map", label: "nav.map", icon: "pin", need: model.PermSiteRead},
	}},
	{"nav.company", []place{
		{path: "/console/organisations", label: "nav.organisations", icon: "people", need: model.PermOrgRead, kinds: overseer},
		{path: "/console/organisation", label: "nav.organisation", icon: "store", need: model.PermOrgRead},
		{path: "/console/sites", label: "nav.sites", icon: "pin", need: model.PermSiteRead},
		{path: "/console/cessations", label: "nav.cessations", icon: "stop", need: model.PermOrgRead},
		{path: "/console/people", label: "nav.people", icon: "people", need: model.PermPersonRead},
		{path: "/console/notice-endpoints", label: "nav.notice-endpoints", icon: "bell", need: model.PermSubscribe},
		{path: "/console/keys", label: "nav.keys", icon: "key", need: model.PermKeyRead},
		{path: "/console/audit", label: "nav.audit", icon: "clock", need: model.PermAuditRead},
	}},
}

// desk is the frame for the visitor.
func (v *Visit) desk() (*web.Desk, error) {
	me, err := v.console.services.Access.Me(v.ctx(), v.Actor)
	if err != nil {
		return nil, err
	}
	d := &web.Desk{Person: me.Person.Name, Org: me.Organisation.Name, Search: v.query("q"), Groups: v.groups()}
	return d, nil
}

// groups are the areas that the visitor may enter.
func (v *Visit) groups() []web.NavGroup {
	here := v.here()
	var groups []web.NavGroup
	for _, a := range areas {
		g := web.NavGroup{Label: a.label}
		for _, p := range a.places {
			if v.may(p) {
				g.Items = append(g.Items, web.NavItem{To: p.path, Label: p.label, Icon: p.icon, Here: p.path == here, Tab: p.tab})
			}
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (v *Visit) may(p place) bool {
	if !v.can(p.need) {
		return false
	}
	for _, k := range p.kinds {
		if k == v.Actor.OrgKind {
			return true
		}
	}
	return len(p.kinds) == 0
}

// here is the path of the place that the visit belongs to: the longest that begins the address.
func (v *Visit) here() (best string) {
	at := v.Request.URL.Path
	for _, a := range areas {
		for _, p := range a.places {
			if (at == p.path || strings.HasPrefix(at, p.path+"/")) && len(p.path) > len(best) {
				best = p.path
			}
		}
	}
	return best
}
