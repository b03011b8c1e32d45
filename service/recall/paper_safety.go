package recall

import (
	"slices"

	"suyuan/model"
)

// safetyPage writes the recall notice of Regulation (EU) 2023/988 Art. 36. It refuses a hazard that is played down, by
// the word that does it.
func safetyPage(d *dossier) (*model.RecallDocument, error) {
	if err := model.RefuseSoftening(model.PackEUGPSR, d.row.Hazard); err != nil {
		return nil, err
	}
	w, p := newWriter(titleSafety), d.filed()
	w.doc.Subtitle = titleSafetyIn
	provinces, _ := d.spread()
	list := d.current()
	if len(list) == 0 {
		w.must(w.section(headProduct, 2), labelProduct)
	}
	for _, g := range list {
		s := w.section(headProduct, 2)
		w.must(s, labelPhoto, picture(g.product.PhotoID))
		w.must(s, labelName, words(g.product.Name))
		w.must(s, labelBrand, words(g.brand.Brand))
		w.must(s, labelGTIN, coded(g.gtin))
		w.must(s, labelWhereSold, provinceWords(provinces)...)
		w.must(s, labelWhenSold, day(dayOf(d.sales[0])), day(dayOf(d.sales[1])))
		s.Table = lotTable(g)
	}
	w.must(w.section(headHazard, 2), labelHazard, words(d.row.Hazard))
	s := w.section(headWhatToDo, 2)
	s.Paragraphs = []model.Text{sayStopUsing}
	w.must(s, labelConsumers, words(p.Consumers))
	w.must(w.section(headRemedy, 2), labelRemedies, spoken(p.Remedies, model.RemedyWords)...)
	if choices(p.Remedies) < 2 {
		w.gap(sayTwoRemedies)
	}
	s = w.section(headContact, 2)
	w.must(s, labelName, words(d.firm()))
	w.must(s, labelPhone, coded(p.Contact.Phone))
	w.must(s, labelEmail, coded(p.Contact.Email))
	return &w.doc, nil
}

// choices counts the remedies among which Art. 37 wants a choice.
func choices(offered []model.Remedy) (n int) {
	for _, r := range []model.Remedy{model.RemedyRepair, model.RemedyReplace, model.RemedyRefund} {
		if slices.Contains(offered, r) {
			n++
		}
	}
	return n
}

// pressPage writes a notice for the press in the form of FDA's model press releases: who recalls what because of what, what
// has happened, what buyers should do, and whom they can ask.
func pressPage(d *dossier) (*model.RecallDocument, error) {
	p, list := d.filed(), d.current()
	w := newWriter(pressHeadline(d, list))
	s := w.section(headCase, 2)
	w.must(s, labelAnnounced, day(dayOf(d.row.AnnouncedAt)))
	w.must(s, labelName, words(d.firm()))
	w.must(s, labelGrade, gradeValues(d.row)...)
	w.must(s, labelReason, words(d.row.Title))
	w.must(s, labelHazard, words(d.row.Hazard))
	provinces, _ := d.spread()
	w.must(s, labelProvinces, provinceWords(provinces)...)
	s = w.section(headProduct, 2)
	if len(list) == 0 {
		w.must(s, labelProduct)
	}
	for _, g := range list {
		d.writeProduct(w, 3, g)
	}
	s = w.section(headConsumers, 2)
	s.Paragraphs = []model.Text{sayStopUsing}
	w.must(s, labelConsumers, words(p.Consumers))
	w.must(s, labelRemedies, spoken(p.Remedies, model.RemedyWords)...)
	s = w.section(headContact, 2)
	w.must(s, labelPhone, coded(p.Contact.Phone))
	w.must(s, labelEmail, coded(p.Contact.Email))
	return &w.doc, nil
}

// pressHeadline says who recalls what because of what.
func pressHeadline(d *dossier, list []goods) model.Text {
	in := func(lang model.Lang) (firm, what, why string) {
		firm, why = d.firm().In(lang), d.row.Title.In(lang)
		if len(list) > 0 {
			what = list[0].product.Name.In(lang)
		}
		return firm, what, why
	}
	var t model.Text
	firm, what, why := in(model.ZH)
	t.ZH = firm + "召回" + what + "：" + why
	firm, what, why = in(model.UG)
	t.UG = firm + " " + what + " نى قايتۇرۇۋالىدۇ: " + why
	firm, what, why = in(model.EN)
	t.EN = firm + " recalls " + what + ": " + why
	return t
}
