package access_test

import (
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/service/access"
)

func TestMoveSite(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, stranger := h.active(model.KindProducer, "650102"), h.active(model.KindProducer, "650102")
	city := h.active(model.KindRegulator, "650100")
	site := must(h.CreateSite(h.ctx, owner, model.Idempotency{}, access.NewSite{Name: model.Text{EN: "Barn"}, Region: "650102"}))(h)
	shut := access.SiteMove{ID: site.ID, Event: model.SiteClose}
	for _, tc := range []struct {
		name  string
		actor model.Actor
		cmd   access.SiteMove
		want  *model.Problem
	}{
		{"the public", model.Actor{}, shut, model.Unauthenticated},
		{"a clerk", as(owner, model.RoleClerk), shut, model.Forbidden},
		{"another company", stranger, shut, model.NotFound},
		{"the regulator", city, shut, model.Forbidden},
		{"the platform", h.admin, shut, model.NotFound},
		{"no such event", owner, access.SiteMove{ID: site.ID, Event: "burn"}, model.ValueInvalid},
		{"a long reason", owner, access.SiteMove{ID: site.ID, Event: model.SiteClose, Reason: strings.Repeat("x", 501)}, model.ValueTooLong},
		{"open already", owner, access.SiteMove{ID: site.ID, Event: model.SiteReopen}, model.MoveNotAllowed},
	} {
		_, err := h.MoveSite(h.ctx, tc.actor, model.Idempotency{}, tc.cmd)
		h.refused(err, tc.want, tc.name)
	}
	for range 2 { // a retry closes it once
		closed := must(h.MoveSite(h.ctx, as(owner, model.RoleManager), attempt("k", "close"), shut))(h)
		if closed.State != model.SiteClosed || closed.Version != 2 {
			t.Errorf("%+v", closed)
		}
	}
	if got := access.AllowedSiteMoves(owner, must(h.Site(h.ctx, owner, site.ID))(h)); len(got) != 1 || got[0] != model.SiteReopen {
		t.Errorf("moves of a closed site: %v", got)
	}
	if got := access.AllowedSiteMoves(city, must(h.Site(h.ctx, city, site.ID))(h)); len(got) != 0 {
		t.Errorf("a regulator may %v", got)
	}
	open := must(h.MoveSite(h.ctx, owner, model.Idempotency{}, access.SiteMove{ID: site.ID, Event: model.SiteReopen}))(h)
	if open.State != model.SiteOpen {
		t.Errorf("%+v", open)
	}
	list, _ := must2(h.AuditTrail(h.ctx, owner, access.AuditFilter{Subject: site.ID.String()}, model.Page{}))(h)
	if len(list) != 3 || list[0].Action != "site:reopen" || list[1].Action != "site:close" {
		t.Errorf("%+v", list)
	}
}
