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
	// MayProve says that evidence can be added, FilesTaken how much, and FileFault what was wrong with the last.
	MayProve   bool
	FilesTaken ComplaintFiles
	FileFault  string
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
	Files  []ComplaintFile
}

// ComplaintFile is a piece of evidence that its owner can open.
type ComplaintFile struct {
	Path   string
	Kind   model.ClaimFileKind
	Media  string
	Size   int64
	Shared bool // with the operator
}

// ComplaintFiles says how many files a form takes, and how many bytes of each and of all together.
type ComplaintFiles struct {
	Max            int
	Each, Together int64
}

// ComplaintFileAsk is the part of a form that takes evidence. Share is whether the operator is let see it.
type ComplaintFileAsk struct {
	ComplaintFiles
	Fault string
	Share bool
}

// AskFiles is the part of the page that takes evidence.
func (p ComplaintPage) AskFiles() ComplaintFileAsk {
	return ComplaintFileAsk{ComplaintFiles: p.FilesTaken, Fault: p.FileFault}
}

// Evidence lists what files may show.
func (ComplaintFiles) Evidence() []model.ClaimFileKind { return claimantFiles() }

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
	return r.render("complaint", frame{Lang: t.lang, Title: title, Path: p.Path, Styles: []string{"recall.css"}, Private: true, Page: p})
}
