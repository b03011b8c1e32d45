package web

import "suyuan/model"

// ReplyPage is the page on which a holder without an account answers a recall. It works on any phone and without a
// script.
type ReplyPage struct {
	// Path is the page's own address, to which the answer is sent.
	Path          string
	Number, Grade string
	Title, Hazard model.Text
	By            model.Text // who recalls
	Due           model.Instant
	State         model.Text
	// Done says that an answer has just been taken.
	Done  bool
	Lines []ReplyLine
	// More says that there are more lots than are shown.
	More   bool
	Events []ReplyEvent
	// Once makes a second press of the button repeat the first one's answer.
	Once    string
	Refused *Refused
}

// ReplyLine is one affected thing in one unit.
type ReplyLine struct {
	Item, Lot         string
	Product           model.Text
	Produced, Expires model.Date
	Unit              model.Unit
	Distributed       model.Quantity
	// Done is what has been answered about it so far, as far as it is left nowhere.
	Sealed, Done model.Quantity
	// Quantity and Consumed are what was sent; Fault what is wrong with it.
	Quantity, Consumed, Fault string
}

// ReplyEvent is something that the holder can report now.
type ReplyEvent struct {
	Code   string
	Words  model.Text
	Chosen bool
}

// Reply renders the page.
func (r *Renderer) Reply(lang model.Lang, p ReplyPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("reply.title")
	if err != nil {
		return nil, err
	}
	return r.render("reply", frame{Lang: t.lang, Title: title, Path: p.Path, Page: p})
}
