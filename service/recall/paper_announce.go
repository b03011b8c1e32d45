package recall

import (
	"cmp"
	"strconv"

	"suyuan/model"
)

// announcementPage writes the announcement with the four items of 食品召回管理办法 Art. 16. Goods of several brands or makers
// make several announcements, each on a page of its own: a buyer looks for what is on the pack.
func announcementPage(d *dossier) (*model.RecallDocument, error) {
	w, p := newWriter(titleAnnouncement), d.filed()
	notices := d.notices()
	if len(notices) == 0 {
		notices = [][]goods{nil}
	}
	for i, list := range notices {
		level := 2
		if len(notices) > 1 {
			s := w.section(noticeHeading(i+1, len(notices), list), 2)
			s.Break, level = i > 0, 3
		}
		d.announce(w, level, list, p)
	}
	return &w.doc, nil
}

// noticeHeading numbers one of several announcements and says by brand or product which it is.
func noticeHeading(n, of int, list []goods) model.Text {
	name := either(list[0].brand.Brand, list[0].product.Name, model.Text{ZH: list[0].gtin})
	say := func(lang model.Lang, before, after, colon string) string {
		return before + strconv.Itoa(n) + "/" + strconv.Itoa(of) + after + colon + name.In(lang)
	}
	return model.Text{ZH: say(model.ZH, "公告 ", "", "："), UG: say(model.UG, "ئېلان ", "", ": "), EN: say(model.EN, "Announcement ", "", ": ")}
}

func (d *dossier) announce(w *writer, level int, list []goods, p model.RecallPlan) {
	d.writeFirm(w, headFirm, level, p)
	s := w.section(headRecalled, level)
	if len(list) == 0 {
		w.must(s, labelProduct)
	}
	for _, g := range list {
		d.writeProduct(w, level+1, g)
	}

	s = w.section(headWhy, level)
	w.must(s, labelReason, words(either(p.Reason, d.row.Title)))
	w.must(s, labelHarm, words(either(d.row.Hazard, p.Harm)))
	w.must(s, labelGrade, gradeValues(d.row)...)
	w.must(s, labelStarts, day(cmp.Or(p.Starts, dayOf(d.row.AnnouncedAt))))
	w.must(s, labelEnds, day(p.Ends))
	w.must(s, labelArea, words(p.Area))
	provinces, _ := d.spread()
	w.must(s, labelProvinces, provinceWords(provinces)...)
	d.writeVenues(w, s)

	s = w.section(headDuties, level)
	w.must(s, labelOperators, words(p.Operators))
	w.must(s, labelRemedies, spoken(p.Remedies, model.RemedyWords)...)
	w.must(s, labelConsumers, words(p.Consumers))
}

// dayOf returns the day of an instant in China, empty for none.
func dayOf(i model.Instant) model.Date {
	if i == 0 {
		return ""
	}
	return model.DateOf(i, model.China)
}
