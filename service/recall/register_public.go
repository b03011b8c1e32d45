package recall

import (
	"cmp"
	"net/url"
	"slices"

	"suyuan/model"
)

// public writes down what everybody may know of a case.
func (r *Register) public(d *dossier) *model.PublicRecall {
	p := &model.PublicRecall{
		Number: d.row.Number, URL: r.base + "/recalls/" + url.PathEscape(d.row.Number), State: d.row.RegisterState(), Origin: d.row.Origin,
		Pack: d.row.Pack, Grade: d.row.Grade, GradeName: gradeName(d.row), Title: d.row.Title, Hazard: d.row.Hazard,
		Company:     model.PublicCompany{Name: d.company.Name, Region: d.company.Region},
		AnnouncedAt: d.row.AnnouncedAt, UpdatedAt: d.updated(),
		Products: []model.PublicProduct{}, Remedies: []model.Remedy{}, Changes: d.changes(),
	}
	p.Provinces, p.PlacesUnknown = d.spread()
	if p.Provinces == nil {
		p.Provinces = []model.Region{}
	}
	if p.State != model.RegisterActive {
		p.EndedAt = cmp.Or(d.row.EndedAt, d.when(d.row.State))
	}
	for _, notice := range d.notices() {
		for _, g := range notice {
			p.Products = append(p.Products, publicProduct(g))
		}
	}
	p.Company.Ceased = d.ceased
	if !d.heir.Name.Empty() {
		p.Company.Surviving = &d.heir.Name
	}
	if d.plan != nil {
		d.tell(p)
	}
	return p
}

// tell adds what only the plan knows.
func (d *dossier) tell(p *model.PublicRecall) {
	c := d.plan.Contact
	p.Company.Address, p.Company.Phone, p.Company.AfterHours, p.Company.Email = c.Address, c.Phone, c.AfterHours, c.Email
	p.Ends, p.Area, p.Consumers, p.Operators = d.plan.Ends, d.plan.Area, d.plan.Consumers, d.plan.Operators
	p.Remedies = append(p.Remedies, d.plan.Remedies...)
}

func publicProduct(g goods) model.PublicProduct {
	p := model.PublicProduct{
		ID: g.product.ID, Maker: g.maker.Name, Brand: g.brand.Brand, Name: g.product.Name, GTIN: g.gtin,
		Spec: cmp.Or(g.brand.Spec, g.product.NetContent), Photo: g.product.PhotoID,
	}
	for _, t := range g.things {
		on := printedOn(t)
		p.Lots = append(p.Lots, model.PublicLot{Lot: on.lot, Serial: on.serial, Produced: t.Produced, Expires: t.Expires, Class: t.Class})
	}
	slices.SortFunc(p.Lots, func(a, b model.PublicLot) int {
		return cmp.Or(cmp.Compare(a.Produced, b.Produced), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Serial, b.Serial))
	})
	return p
}

// changes lists the announcement and what became of it, oldest first. What came in or went out in one transaction bears one
// instant, so that it is one change.
func (d *dossier) changes() []model.PublicChange {
	if d.row.AnnouncedAt == 0 {
		return []model.PublicChange{}
	}
	at := map[model.Instant]*model.PublicChange{}
	note := func(when model.Instant) *model.PublicChange {
		if at[when] == nil {
			at[when] = &model.PublicChange{At: when, Added: []model.PublicLotName{}, Removed: []model.PublicLotName{}}
		}
		return at[when]
	}
	for _, g := range d.goods {
		for _, t := range g.things {
			on := printedOn(t)
			name := model.PublicLotName{Product: g.product.Name, GTIN: g.gtin, Lot: on.lot, Serial: on.serial}
			if t.CreatedAt > d.row.AnnouncedAt {
				c := note(t.CreatedAt)
				c.Added = append(c.Added, name)
			}
			if out := cmp.Or(t.GoneAt, t.ClearedAt); out > d.row.AnnouncedAt {
				c := note(out)
				c.Removed = append(c.Removed, name)
			}
		}
	}
	list := []model.PublicChange{{At: d.row.AnnouncedAt, Kind: model.ChangeAnnounced, Added: []model.PublicLotName{}, Removed: []model.PublicLotName{}}}
	for _, c := range at {
		c.Kind = changeKind(*c)
		slices.SortFunc(c.Added, byLot)
		slices.SortFunc(c.Removed, byLot)
		list = append(list, *c)
	}
	return inTime(append(list, d.endings()...))
}

func inTime(list []model.PublicChange) []model.PublicChange {
	order := model.PublicChangeKinds()
	slices.SortFunc(list, func(a, b model.PublicChange) int {
		return cmp.Or(cmp.Compare(a.At, b.At), slices.Index(order, a.Kind)-slices.Index(order, b.Kind))
	})
	return list
}

func changeKind(c model.PublicChange) model.PublicChangeKind {
	switch {
	case len(c.Removed) == 0:
		return model.ChangeExpanded
	case len(c.Added) == 0:
		return model.ChangeNarrowed
	}
	return model.ChangeBoth
}

// endings lists when the case was closed or its announcement retracted.
func (d *dossier) endings() (list []model.PublicChange) {
	for _, m := range d.moves {
		kind := map[string]model.PublicChangeKind{
			string(model.RecallClosed): model.ChangeClosed, string(model.RecallCancelled): model.ChangeRetracted,
		}[m.To]
		if kind != "" && m.At >= d.row.AnnouncedAt {
			list = append(list, model.PublicChange{At: m.At, Kind: kind, Added: []model.PublicLotName{}, Removed: []model.PublicLotName{}})
		}
	}
	return list
}

func byLot(a, b model.PublicLotName) int {
	return cmp.Or(cmp.Compare(a.GTIN, b.GTIN), cmp.Compare(a.Product.ZH, b.Product.ZH), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Serial, b.Serial))
}
