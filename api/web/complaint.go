package web

import "suyuan/model"

// ComplaintPage is what whoever filed a complaint or tip reads by the private link. It works on any phone and without a
// script.
type ComplaintPage struct {
	// Path is the page's own address, to which its forms are sent.
	Path            string
	Firm, Authority model.Text
	Parts           []ComplaintPart
	// What can be done now, and whether the operator sees the contact.
	MayAdd, MayShare, MayWithdraw, MayErase, Shared bool
	// Done says that what was sent has just been done, Erased that everything personal is gone.
	Done, Erased bool
	// Text is what was typed when it was refused.
	Text string
	// Once makes a second press of a button repeat the first one's answer.
	Once    string
	Refused *Refused
}

// ComplaintPart is the complaint or the tip of a paper.
type ComplaintPart struct {
	Tip    bool
	Number string
	State  model.Text
	Why    model.Text // of a refusal or an end
	Law    model.Text // where that stands
	Filed  model.Instant
	Due    model.Date
	Duty   model.Text // what is due by then
	What   string
	Wish   string
	Notes  []ComplaintLine
	Moves  []ComplaintLine
}

// ComplaintLine is something that happened or was written.
type ComplaintLine struct {
	At    model.Instant
	Title model.Text
	Text  string
}

// Complaint renders the page.
func (r *Renderer) Complaint(lang model.Lang, p ComplaintPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("paper.title")
	if err != nil {
		return nil, err
	}
	return r.render("complaint", frame{Lang: t.lang, Title: title, Path: p.Path, Page: p})
}
