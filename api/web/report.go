package web

import "suyuan/model"

// ReportPage is the form on which anybody reports that something is wrong with goods. It works on any phone and without a
// script, and asks for nothing personal.
type ReportPage struct {
	// Path is the page's own address, to which the report is sent.
	Path string
	// Code is what was scanned or typed, in human readable form; AskCode shows a field for it.
	Code    string
	AskCode bool
	Product model.Text
	Lot     string
	// Known tells that the goods are registered; else it is asked where they were found.
	Known bool
	// Receipt is the code of the report that has just been taken.
	Receipt string
	// Today bounds the day.
	Today model.Date

	// Kind, Text, Day and Region are what was sent; Faults what is wrong with each, by field.
	Kind   model.ReportKind
	Text   string
	Day    string
	Region model.Region
	Faults map[string]string
	// Once makes a second press of the button repeat the first one's answer.
	Once    string
	Refused *Refused
}

// Kinds lists what may be reported.
func (ReportPage) Kinds() []model.ReportKind { return model.ReportKinds() }

// KindWords name a kind.
func (ReportPage) KindWords(k model.ReportKind) model.Text { return model.ReportKindWords[k] }

// Provinces lists where goods that nobody registered may have been found.
func (ReportPage) Provinces() []model.Region { return model.Nation.Divisions() }

// RegionWords name a region.
func (ReportPage) RegionWords(r model.Region) model.Text {
	return model.Text{ZH: r.Name(string(model.ZH)), UG: r.Name(string(model.UG)), EN: r.Name(string(model.EN))}
}

// Report renders the page.
func (r *Renderer) Report(lang model.Lang, p ReportPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("report.title")
	if err != nil {
		return nil, err
	}
	return r.render("report", frame{Lang: t.lang, Title: title, Path: p.Path, Styles: []string{"recall.css"}, Page: p})
}
