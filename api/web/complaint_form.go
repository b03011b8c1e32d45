package web

import "suyuan/model"

// ComplaintFormPage is the form on which anybody files a complaint, a tip or both. It works on any phone and without a
// script.
type ComplaintFormPage struct {
	// Path is the page's own address, to which the form is sent.
	Path string
	// Product and Lot are what the code names; Known tells that it names something.
	Product model.Text
	Lot     string
	Known   bool
	// Firms are who had the goods.
	Firms []ComplaintFirm
	// Sent is what was typed, Faults what is wrong with it, by field; Today bounds days.
	Sent   map[string]string
	Faults map[string]string
	Today  model.Date
	// Once makes a second press of the button repeat the first one's answer.
	Once    string
	Refused *Refused
	// Files is how much evidence it takes.
	Files ComplaintFiles
	// Filed is what has just been taken.
	Filed *ComplaintFiled
}

// ComplaintFirm is an operator that had the goods. The producer has a name; the others have what they are.
type ComplaintFirm struct {
	Ref                string
	Name, Role, Region model.Text
}

// ComplaintFiled is what a paper became. Link is told once. Missing are the files that could not be taken, and why.
type ComplaintFiled struct {
	Complaint, Tip, Link string
	Missing              []ProblemField
}

// ComplaintQuestion is a field of the form.
type ComplaintQuestion struct {
	Name, Label, Hint, Value, Fault, Type, Mode, Auto, Dir string
	Rows, Max                                              int
	Last                                                   model.Date
}

var complaintQuestions = map[string]ComplaintQuestion{
	"code":            {Label: "paper.file.code", Hint: "paper.file.code.hint", Type: "text", Max: 255, Dir: "ltr", Auto: "off"},
	"firm_name":       {Label: "paper.file.firm-name", Hint: "paper.file.firm-name.hint", Type: "text", Max: 200, Dir: "auto", Auto: "off"},
	"what":            {Label: "paper.file.what", Hint: "paper.file.what.hint", Rows: 5, Max: 4000},
	"wish":            {Label: "paper.file.wish", Hint: "paper.file.wish.hint", Rows: 3, Max: 1000},
	"facts":           {Label: "paper.file.facts", Hint: "paper.file.facts.hint", Rows: 4, Max: 4000},
	"bought_on":       {Label: "paper.file.bought", Type: "date"},
	"units":           {Label: "paper.file.units", Type: "text", Mode: "numeric", Max: 10, Dir: "ltr", Auto: "off"},
	"price":           {Label: "paper.file.price", Type: "text", Mode: "decimal", Max: 20, Dir: "ltr", Auto: "off"},
	"asked":           {Label: "paper.file.asked", Type: "text", Mode: "decimal", Max: 20, Dir: "ltr", Auto: "off"},
	"receipt":         {Label: "paper.file.receipt", Type: "text", Max: 100, Dir: "auto", Auto: "off"},
	"contact.name":    {Label: "paper.file.name", Type: "text", Max: 100, Dir: "auto", Auto: "name"},
	"contact.phone":   {Label: "paper.file.phone", Hint: "paper.file.phone.hint", Type: "text", Mode: "tel", Max: 40, Dir: "ltr", Auto: "tel"},
	"contact.mail":    {Label: "paper.file.mail", Type: "text", Mode: "email", Max: 254, Dir: "ltr", Auto: "email"},
	"contact.address": {Label: "paper.file.address", Type: "text", Max: 300, Dir: "auto", Auto: "street-address"},
}

// Ask returns a field with what was typed and what is wrong with it.
func (p ComplaintFormPage) Ask(name string) ComplaintQuestion {
	q := complaintQuestions[name]
	q.Name, q.Value, q.Fault = name, p.Sent[name], p.Faults[name]
	if q.Type == "date" {
		q.Last = p.Today
	}
	return q
}

// AskFiles is the part of the form that takes evidence.
func (p ComplaintFormPage) AskFiles() ComplaintFileAsk {
	return ComplaintFileAsk{ComplaintFiles: p.Files, Fault: p.Faults["file"], Share: p.Sent["share_files"] != ""}
}

// Is reports whether a choice was made.
func (p ComplaintFormPage) Is(name, value string) bool { return p.Sent[name] == value }

// ComplaintForm renders the page.
func (r *Renderer) ComplaintForm(lang model.Lang, p ComplaintFormPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("paper.file.title")
	if err != nil {
		return nil, err
	}
	return r.render("complaintform", frame{Lang: t.lang, Title: title, Path: p.Path, Styles: []string{"recall.css"}, Page: p})
}
