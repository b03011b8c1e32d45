package recall

import (
	"cmp"
	"slices"
	"strconv"

	"suyuan/model"
	"suyuan/repository"
)

// writer collects the sections of a document and what the law asks for and nobody has put on record.
type writer struct {
	doc  model.RecallDocument
	gaps map[model.Text]bool
}

func newWriter(headline model.Text) *writer {
	return &writer{doc: model.RecallDocument{Headline: headline}, gaps: map[model.Text]bool{}}
}

// section begins a part of the document.
func (w *writer) section(heading model.Text, level int) *model.DocumentSection {
	w.doc.Sections = append(w.doc.Sections, model.DocumentSection{Heading: heading, Level: level})
	return &w.doc.Sections[len(w.doc.Sections)-1]
}

// must adds a fact that the law asks for: one that is not on record is shown as missing and listed among the gaps.
func (w *writer) must(s *model.DocumentSection, label model.Text, values ...model.DocumentValue) {
	values = onRecord(values)
	if len(values) == 0 {
		values = []model.DocumentValue{{}}
		w.gap(label)
	}
	s.Facts = append(s.Facts, model.DocumentFact{Label: label, Values: values})
}

// gap notes, once, what the law asks for and the case does not have.
func (w *writer) gap(what model.Text) {
	if !w.gaps[what] {
		w.gaps[what] = true
		w.doc.Gaps = append(w.doc.Gaps, what)
	}
}

// may adds a fact where there is one.
func (w *writer) may(s *model.DocumentSection, label model.Text, values ...model.DocumentValue) {
	if values = onRecord(values); len(values) > 0 {
		s.Facts = append(s.Facts, model.DocumentFact{Label: label, Values: values})
	}
}

func onRecord(values []model.DocumentValue) []model.DocumentValue {
	return slices.DeleteFunc(values, model.DocumentValue.Missing)
}

func words(t model.Text) model.DocumentValue          { return model.DocumentValue{Words: t} }
func plain(s string) model.DocumentValue              { return model.DocumentValue{Plain: s} }
func coded(s string) model.DocumentValue              { return model.DocumentValue{Code: s} }
func day(d model.Date) model.DocumentValue            { return model.DocumentValue{Day: d} }
func moment(i model.Instant) model.DocumentValue      { return model.DocumentValue{Moment: i} }
func counted(n int) model.DocumentValue               { return model.DocumentValue{Count: &n} }
func picture(id model.DocumentID) model.DocumentValue { return model.DocumentValue{Photo: id} }

func amount(q model.Quantity, u model.Unit) model.DocumentValue {
	if u == "" {
		return model.DocumentValue{}
	}
	return model.DocumentValue{Amount: &model.DocumentAmount{Quantity: q, Unit: u}}
}

// spoken turns members of an enumeration into their words.
func spoken[E comparable](members []E, names map[E]model.Text) (values []model.DocumentValue) {
	for _, m := range members {
		values = append(values, words(names[m]))
	}
	return values
}

func regionWords(r model.Region) model.DocumentValue {
	if r == "" || !r.Known() {
		return model.DocumentValue{}
	}
	return words(model.Text{ZH: r.FullName(string(model.ZH)), UG: r.FullName(string(model.UG)), EN: r.FullName(string(model.EN))})
}

func provinceWords(provinces []model.Region) (values []model.DocumentValue) {
	for _, p := range provinces {
		values = append(values, regionWords(p))
	}
	return values
}

// permille writes a share in tenths of a per cent.
func permille(n int) string {
	return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) + " %"
}

// lotsPrinted bounds the lots of one product in a document for people; the machine's form has all of them.
const lotsPrinted = 500

// lotTable lists the lots of one product with what is printed on them.
func lotTable(g goods) *model.DocumentTable {
	t := &model.DocumentTable{Heads: []model.Text{labelLot, labelProduced, labelExpires, labelQuantity, labelClass}}
	things := slices.Clone(g.things)
	slices.SortStableFunc(things, func(a, b repository.ReachedLot) int {
		return cmp.Or(cmp.Compare(a.Produced, b.Produced), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.NodeID, b.NodeID))
	})
	if len(things) > lotsPrinted {
		t.More, things = len(things)-lotsPrinted, things[:lotsPrinted]
	}
	for _, th := range things {
		on := printedOn(th)
		name := on.lot
		if on.serial != "" {
			name += " (21) " + on.serial
		}
		t.Rows = append(t.Rows, []model.DocumentValue{
			coded(name), day(th.Produced), day(th.Expires), amount(th.Quantity, th.Unit), words(model.AffectedClassWords[th.Class]),
		})
	}
	return t
}

// gradeValues say the grade of a case, what it means and where the law says so.
func gradeValues(row model.Recall) []model.DocumentValue {
	info, ok := gradeOf(row)
	if !ok {
		return nil
	}
	return []model.DocumentValue{words(info.Name), words(info.Means), words(info.Ref.Text())}
}

// filed returns the plan of the case, an empty one while none is filed.
func (d *dossier) filed() model.RecallPlan {
	if d.plan == nil {
		return model.RecallPlan{}
	}
	return *d.plan
}

// either returns the first text that says something.
func either(texts ...model.Text) model.Text {
	for _, t := range texts {
		if !t.Empty() {
			return t
		}
	}
	return model.Text{}
}
