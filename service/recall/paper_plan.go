package recall

import (
	"cmp"

	"suyuan/model"
)

// planPage writes the recall plan with the eight items of 食品召回管理办法 Art. 15. What the case knows itself is as it stands
// now; what only the plan knows is as it was filed last.
func planPage(d *dossier) (*model.RecallDocument, error) {
	w, p := newWriter(titlePlan), d.filed()
	d.writeFirm(w, headProducer, 2, p)
	d.writeGoods(w, headGoods, 2, d.current(), p)

	s := w.section(headReason, 2)
	w.must(s, labelReason, words(either(p.Reason, d.row.Title)))
	w.must(s, labelHarm, words(either(p.Harm, d.row.Hazard)))

	s = w.section(headGrade, 2)
	w.must(s, labelGrade, gradeValues(d.row)...)
	w.must(s, labelSteps, words(p.Steps))
	w.must(s, labelStarts, day(p.Starts))
	w.must(s, labelEnds, day(p.Ends))

	s = w.section(headNotice, 2)
	w.must(s, labelNotice, words(p.Notice))
	w.must(s, labelVenues, spoken(p.Venues, model.PlanVenueWords)...)
	d.writeVenues(w, s)
	w.must(s, labelRemedies, spoken(p.Remedies, model.RemedyWords)...)
	w.must(s, labelConsumers, words(p.Consumers))

	w.must(w.section(headOperators, 2), labelOperators, words(p.Operators))

	s = w.section(headDisposal, 2)
	w.must(s, labelDisposals, spoken(p.Disposals, model.PlanDisposalWords)...)
	w.must(s, labelHandling, words(p.Handling))
	w.must(s, labelPayer, words(model.PlanPayerWords[p.Payer]))
	w.may(s, labelCosts, words(p.Costs))

	s = w.section(headEffect, 2)
	if d.plan != nil {
		w.must(s, labelExpected, coded(permille(p.Expected)))
	} else {
		w.must(s, labelExpected)
		w.doc.Marks = append(w.doc.Marks, sayNotFiled)
	}
	w.must(s, labelEffect, words(p.Effect))
	return &w.doc, nil
}

// writeFirm writes who recalls. Art. 15(1) and 16(1) ask for the legal representative and for who is in charge; the public
// register does not show them.
func (d *dossier) writeFirm(w *writer, heading model.Text, level int, p model.RecallPlan) {
	s := w.section(heading, level)
	w.must(s, labelName, words(d.firm()))
	w.may(s, labelUSCC, coded(d.company.USCC))
	w.must(s, labelAddress, plain(cmp.Or(p.Contact.Address, d.company.Address)))
	w.must(s, labelRepresentative, plain(p.Contact.Representative))
	w.must(s, labelPerson, plain(p.Contact.Person))
	w.must(s, labelPhone, coded(p.Contact.Phone))
	w.may(s, labelAfterHours, coded(p.Contact.AfterHours))
	w.must(s, labelEmail, coded(p.Contact.Email))
}

// writeGoods writes what is recalled: each product with its brand, size and lots, and the area.
func (d *dossier) writeGoods(w *writer, heading model.Text, level int, list []goods, p model.RecallPlan) {
	s := w.section(heading, level)
	w.must(s, labelArea, words(p.Area))
	provinces, unknown := d.spread()
	w.must(s, labelProvinces, provinceWords(provinces)...)
	if unknown > 0 {
		w.may(s, labelUnknownPlaces, counted(unknown))
	}
	if len(list) == 0 {
		w.must(s, labelProduct)
	}
	for _, g := range list {
		d.writeProduct(w, level+1, g)
	}
}

func (d *dossier) writeProduct(w *writer, level int, g goods) {
	heading := g.product.Name
	if heading.Empty() {
		heading = model.Text{ZH: g.gtin, UG: g.gtin, EN: g.gtin}
	}
	s := w.section(heading, level)
	w.must(s, labelBrand, words(g.brand.Brand))
	w.must(s, labelSpec, plain(cmp.Or(g.brand.Spec, g.product.NetContent)))
	w.may(s, labelGTIN, coded(g.gtin))
	if g.maker.ID != d.row.OrgID {
		w.may(s, labelMaker, words(g.maker.Name))
	}
	s.Table = lotTable(g)
}

// writeVenues says where the law wants it published, from where the goods have really gone, and notes what the plan lacks.
func (d *dossier) writeVenues(w *writer, s *model.DocumentSection) {
	provinces, unknown := d.spread()
	due := model.AnnouncementVenues(d.row.Pack, provinces, unknown)
	w.may(s, labelVenuesDue, spoken(due, model.PlanVenueWords)...)
	if d.plan == nil {
		return
	}
	planned := map[model.PlanVenue]bool{}
	for _, v := range d.plan.Venues {
		planned[v] = true
	}
	for _, v := range due {
		if !planned[v] {
			w.gap(joined(labelVenues, model.PlanVenueWords[v]))
		}
	}
}

// joined writes two texts with a colon between them, language by language.
func joined(a, b model.Text) model.Text {
	return model.Text{ZH: a.ZH + "：" + b.ZH, UG: a.UG + ": " + b.UG, EN: a.EN + ": " + b.EN}
}
