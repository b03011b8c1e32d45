package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// routeGuide registers the pages that help people to begin.
func (c *Console) routeGuide() {
	c.get("start", "/console/start", model.PermSelf, "The first steps of a company.", (*Visit).start)
	c.get("help", "/console/help", model.PermSelf, "How the everyday work is done.", (*Visit).help)
}

// guide is the panel of first steps for the first page: nil once they are done, and for those who have none.
func (v *Visit) guide() (web.Part, error) {
	list, err := v.firstSteps()
	if err != nil || list.Next() == len(list) {
		return nil, err
	}
	return web.Panel{
		Title: web.Word("guide.title"), Lead: web.Counted{Key: "guide.left", N: len(list) - list.Next()}, Parts: []web.Part{list},
		Actions: []web.Action{{To: "/console/help", Text: web.Word("guide.help")}},
	}, nil
}

// firstSteps are what a company does before it works here every day, with what is done already.
func (v *Visit) firstSteps() (web.Checklist, error) {
	if !slices.Contains(chain, v.Actor.OrgKind) {
		return nil, nil
	}
	list := web.Checklist{{Title: web.Word("guide.approved"), Text: web.Word("guide.approved.text"), Done: v.Actor.OrgState == model.OrgActive, Act: &web.Action{To: "/console/organisation", Text: web.Word("nav.organisation")}}}
	made, err := v.begun()
	if err != nil {
		return nil, err
	}
	list = append(list, web.Task{
		Title: web.Word("guide.site"), Text: web.Word("guide.site.text"), Done: made.site,
		Act: v.actIf(model.PermSiteWrite, "/console/sites/new", "guide.site.do"),
	})
	if !slices.Contains(makers, v.Actor.OrgKind) {
		return append(list, web.Task{
			Title: web.Word("guide.goods"), Text: web.Word("guide.goods.text"), Done: made.event,
			Act: v.actIf(model.PermStepRecord, "/console/shipments", "guide.goods.do"),
		}), nil
	}
	return append(list,
		web.Task{
			Title: web.Word("guide.product"), Text: web.Word("guide.product.text"), Done: made.product,
			Act: v.actIf(model.PermProductWrite, "/console/products/new", "product.new"),
		},
		web.Task{
			Title: web.Word("guide.batch"), Text: web.Word("guide.batch.text"), Done: made.batch,
			Act: v.actIf(model.PermBatchWrite, "/console/batches/new", "batch.new"),
		},
		web.Task{
			Title: web.Word("guide.labels"), Text: web.Word("guide.labels.text"), Done: made.label,
			Act: v.actIf(model.PermBatchWrite, "/console/batches", "guide.scan.do"),
		},
		web.Task{
			Title: web.Word("guide.scan"), Text: web.Word("guide.scan.text"), Done: made.scan,
			Act: v.actIf(model.PermBatchRead, "/console/batches", "guide.scan.do"),
		},
	), nil
}

// actIf is a button for those who may press it.
func (v *Visit) actIf(need model.Permission, to string, word web.Word) *web.Action {
	if !v.can(need) {
		return nil
	}
	return &web.Action{To: to, Text: word}
}

// begun is what a company has already.
type begun struct{ site, product, batch, label, scan, event bool }

// begun asks the rooms what is there, one short question each. An organisation that is not active has nothing yet that
// it could be asked about.
func (v *Visit) begun() (b begun, err error) {
	if v.Actor.OrgState != model.OrgActive {
		return b, nil
	}
	sites, _, err := v.console.services.Access.Sites(v.ctx(), v.Actor, v.Actor.Org, model.Page{Limit: 1})
	if err != nil {
		return b, err
	}
	b.site = len(sites) > 0
	if !slices.Contains(makers, v.Actor.OrgKind) {
		events, _, err := v.console.services.Trace.Events(v.ctx(), v.Actor, trace.EventFilter{}, model.Page{Limit: 1})
		b.event = len(events) > 0
		return b, err
	}
	if b.product, b.batch, err = v.console.services.Catalog.Made(v.ctx(), v.Actor); err != nil || !b.batch {
		return b, err
	}
	if b.label, err = v.console.services.Code.Printed(v.ctx(), v.Actor); err != nil {
		return b, err
	}
	b.scan, err = v.console.services.Code.Scanned(v.ctx(), v.Actor)
	return b, err
}

func (v *Visit) start() error {
	list, err := v.firstSteps()
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Word("guide.title"), Lead: web.Word("guide.lead"), Narrow: true}
	switch {
	case len(list) == 0:
		page.Lead = nil
		page.Parts = []web.Part{web.Empty{Title: web.Word("guide.none"), Text: web.Word("guide.none.text"), Action: &web.Action{To: "/console/help", Text: web.Word("guide.help")}}}
	case list.Next() == len(list):
		page.Parts = []web.Part{
			web.Note{Tone: web.ToneOK, Title: web.Word("guide.finished"), Text: []web.Value{web.Word("guide.finished.text")}, Actions: []web.Action{{To: "/console", Text: web.Word("nav.today")}}},
			web.Panel{Parts: []web.Part{list}},
		}
	default:
		page.Parts = []web.Part{web.Panel{Parts: []web.Part{list}}, web.Buttons{{To: "/console/help", Text: web.Word("guide.help")}}}
	}
	return v.show(page)
}

// topic is one task that help explains.
type topic struct {
	id    string
	title web.Word
	// steps are done in this order.
	steps []web.Value
	// to is where it is done, for those who may.
	to    string
	do    web.Word
	need  model.Permission
	kinds []model.OrgKind
}

// topics are the everyday tasks in the order in which one meets them.
var topics = []topic{
	{
		id: "product", title: "help.product", to: "/console/products/new", do: "product.new", need: model.PermProductWrite, kinds: chain,
		steps: []web.Value{web.Word("help.product.1"), web.Word("help.product.2"), web.Word("help.product.3")},
	},
	{
		id: "batch", title: "help.batch", to: "/console/batches/new", do: "batch.new", need: model.PermBatchWrite, kinds: chain,
		steps: []web.Value{web.Word("help.batch.1"), web.Word("help.batch.2"), web.Word("help.batch.3"), web.Word("help.batch.4")},
	},
	{
		id: "labels", title: "help.labels", to: "/console/batches", do: "batch.list", need: model.PermBatchWrite, kinds: chain,
		steps: []web.Value{web.Word("help.labels.1"), web.Word("help.labels.2"), web.Word("help.labels.3")},
	},
	{
		id: "scan", title: "help.scan", to: "/console/record", do: "nav.record", need: model.PermStepRecord, kinds: chain,
		steps: []web.Value{web.Word("help.scan.1"), web.Word("help.scan.2"), web.Word("help.scan.3")},
	},
	{
		id: "receive", title: "help.receive", to: "/console/shipments", do: "nav.shipments", need: model.PermStepRecord, kinds: chain,
		steps: []web.Value{web.Word("help.receive.1"), web.Word("help.receive.2"), web.Word("help.receive.3")},
	},
	{
		id: "document", title: "help.document", to: "/console/documents/new", do: "document.new", need: model.PermDocumentWrite,
		steps: []web.Value{web.Word("help.document.1"), web.Word("help.document.2"), web.Word("help.document.3")},
	},
	{
		id: "hold", title: "help.hold", to: "/console/batches", do: "batch.list", need: model.PermBatchHold,
		steps: []web.Value{web.Word("help.hold.1"), web.Word("help.hold.2"), web.Word("help.hold.3")},
	},
	{
		id: "approve", title: "help.approve", to: "/console/approvals", do: "nav.approvals", need: model.PermOrgApprove,
		steps: []web.Value{web.Word("help.approve.1"), web.Word("help.approve.2")},
	},
	{
		id: "search", title: "help.search", to: "/console/search", do: "desk.search", need: model.PermBatchRead,
		steps: []web.Value{web.Word("help.search.1"), web.Word("help.search.2")},
	},
}

// help explains the tasks of the visitor, one below the other.
func (v *Visit) help() error {
	page := web.Page{Title: web.Word("help.topics"), Lead: web.Word("help.lead"), Narrow: true}
	if list, err := v.firstSteps(); err != nil {
		return err
	} else if list.Next() < len(list) {
		page.Actions = []web.Action{{To: "/console/start", Text: web.Word("guide.title"), First: true}}
	}
	for _, t := range topics {
		if !v.can(t.need) || len(t.kinds) > 0 && !slices.Contains(t.kinds, v.Actor.OrgKind) {
			continue
		}
		page.Parts = append(page.Parts, web.Panel{
			ID: t.id, Title: t.title, Parts: []web.Part{web.Numbered(t.steps), web.Buttons{{To: t.to, Text: t.do}}},
		})
	}
	page.Parts = append(page.Parts, web.Panel{
		ID: "more", Title: web.Word("help.more"), Parts: []web.Part{web.Bullets{web.Word("help.more.person"), web.Word("help.more.refused"), web.Word("help.more.consumer")}},
	})
	return v.show(page)
}
