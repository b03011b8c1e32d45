package console

import (
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/complaint"
)

// theComplaint is the complaint that the address names.
func (v *Visit) theComplaint() (complaint.Case, error) {
	id, err := model.ParseID[model.Complaint](v.Param("id"))
	if err != nil {
		return complaint.Case{}, err
	}
	return v.console.services.Complaint.Complaint(v.ctx(), v.Actor, id)
}

// complaintFirst are the moves that most people come for.
var complaintFirst = []model.ComplaintEvent{model.ComplaintAccept, model.ComplaintConsent, model.ComplaintResume, model.ComplaintTell, model.ComplaintAssign}

// aComplaint is everything about a complaint, as far as the visitor may know it.
func (v *Visit) aComplaint() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Code(c.Number), Back: complaintTrail, Chips: []web.Value{complaintState(c.State)}}
	for _, on := range c.Allowed {
		page.Actions = append(page.Actions, web.Action{
			To: complaintPath(c.ID) + "/move/" + string(on), Text: web.Name(model.ComplaintEventWords[on]), First: slices.Contains(complaintFirst, on),
		})
	}
	page.Actions = append(page.Actions, v.complaintActions(c)...)
	if note := v.complaintNote(c); note != nil {
		page.Parts = append(page.Parts, *note)
	}
	left := web.Below{web.Panel{Title: web.Word("complaint.said"), Parts: []web.Part{v.complaintFacts(c)}}}
	if len(c.Factors) > 0 && c.State == model.ComplaintFiled {
		left = append(left, factorPanel(c.Factors))
	}
	if files := evidencePanel(complaintPath(c.ID), c.Files, v.seesEvidence(c) && !c.Erased, v.answers(c) && !c.Erased); files != nil {
		left = append(left, files)
	}
	right := web.Below{v.clockList(c.Clocks)}
	if len(c.Notes) > 0 && !c.Erased {
		right = append(right, complaintNotes(c.Notes))
	}
	page.Parts = append(page.Parts, web.Columns{left, append(right, complaintHistory(c))})
	return v.show(page)
}

// complaintActions are what can be done besides moving it.
func (v *Visit) complaintActions(c complaint.Case) (list []web.Action) {
	mine := v.can(model.PermComplaintHandle) && (c.AuthorityID == "" || v.Actor.ActsFor(c.AuthorityID))
	firm := v.can(model.PermComplaintAnswer) && v.Actor.ActsFor(c.OrgID)
	if firm && slices.Contains([]model.ComplaintState{model.ComplaintAccepted, model.ComplaintDeclined, model.ComplaintMediation, model.ComplaintTesting}, c.State) {
		list = append(list, web.Action{To: complaintPath(c.ID) + "/note/" + string(model.NoteAnswer), Text: web.Word("complaint.answer"), Icon: "plus"})
	}
	if mine && c.EndedAt != 0 && !c.Erased {
		list = append(list, web.Action{To: complaintPath(c.ID) + "/note/" + string(model.NoteVisit), Text: web.Word("complaint.visit"), Icon: "plus"})
	}
	if !c.Erased && (mine && v.can(model.PermComplaintReveal) || firm && c.Share == 1) {
		list = append(list, web.Action{To: complaintPath(c.ID) + "/who", Text: web.Word("complaint.who"), Icon: "people"})
	}
	return list
}

// complaintNote says first what is the matter.
func (v *Visit) complaintNote(c complaint.Case) *web.Note {
	switch {
	case c.Stage == model.ClockRanOut:
		return &web.Note{Tone: web.ToneDanger, Title: web.Word("complaint.note.overdue"), Text: []web.Value{web.Word("complaint.note.overdue.text")}}
	case c.Ground != "":
		g, _ := model.ListedOf(model.ComplaintGrounds(), c.Ground)
		return &web.Note{Tone: web.ToneInfo, Title: web.Name(g.Words), Text: []web.Value{web.Name(g.Ref.Text())}}
	case c.Ending != "":
		e, _ := model.ListedOf(model.ComplaintEndings(), c.Ending)
		return &web.Note{Tone: web.ToneInfo, Title: web.Name(e.Words), Text: []web.Value{web.Name(e.Ref.Text())}}
	case c.State == model.ComplaintAccepted && v.Actor.ActsFor(c.OrgID):
		return &web.Note{Tone: web.ToneCaution, Title: web.Word("complaint.note.asked"), Text: []web.Value{web.Word("complaint.note.asked.text")}}
	}
	return nil
}

func (v *Visit) complaintFacts(c complaint.Case) web.Facts {
	zone := v.console.opts.Zone
	facts := web.Facts{
		{Label: "complaint.what", Value: written(c.Story.What, c.Erased)},
		{Label: "complaint.wish", Value: plain(c.Story.Wish)},
		{Label: "complaint.firm", Value: web.Text(c.Firm)},
		{Label: "complaint.authority", Value: web.Text(c.Authority)},
		{Label: "complaint.proposed", Value: web.Text(c.Proposed)},
		{Label: "complaint.goods", Value: about(c.Product, c.Lot)},
		{Label: "complaint.receipt", Value: quoted(c.Story.Receipt)},
	}
	if c.BoughtOn != "" {
		facts = append(facts, web.Fact{Label: "complaint.bought", Value: web.Day(c.BoughtOn)})
	}
	if c.Units > 0 {
		facts = append(facts, web.Fact{Label: "complaint.units", Value: web.Number(c.Units)})
	}
	if c.Asked.Fen > 0 {
		facts = append(facts, web.Fact{Label: "complaint.asked", Value: web.Code(c.Asked.String())})
	}
	facts = append(facts,
		web.Fact{Label: "complaint.delegate", Value: plain(c.Delegate)},
		web.Fact{Label: "complaint.lab", Value: plain(c.Lab)},
	)
	if by, ok := model.ListedOf(model.ComplaintLabBys(), c.LabBy); ok {
		payer, _ := model.ListedOf(model.ComplaintPayers(), c.Payer)
		facts = append(facts, web.Fact{Label: "complaint.lab-by", Value: web.Name(by.Words)}, web.Fact{Label: "complaint.payer", Value: web.Name(payer.Words)})
	}
	return append(facts,
		web.Fact{Label: "complaint.filed", Value: web.Moment(c.CreatedAt)},
		web.Fact{Label: "complaint.ended", Value: dayOf(c.EndedAt, zone)},
		web.Fact{Label: "complaint.tip-number", Value: quoted(c.Tip)},
		web.Fact{Label: "complaint.claim-number", Value: quoted(c.Claim)},
	)
}

// written is what somebody wrote, or that it has been erased.
func written(text string, erased bool) web.Value {
	if erased {
		return web.Word("complaint.erased")
	}
	return plain(text)
}

// plain is a text, nil for none, so that its fact is left out.
func plain(text string) web.Value {
	if text == "" {
		return nil
	}
	return web.Plain(text)
}

// quoted is a number that people quote, nil for none.
func quoted(text string) web.Value {
	if text == "" {
		return nil
	}
	return web.Code(text)
}

// factorPanel shows the factors of Art. 17 with their numbers. A mark asks for a look and decides nothing.
func factorPanel(list []model.FactorCount) web.Part {
	panel := web.Panel{Title: web.Word("complaint.factors"), Lead: web.Word("complaint.factors.lead")}
	var facts web.Bullets
	for _, f := range list {
		words := model.ComplaintFactorWords[f.Factor]
		if !f.Known {
			facts = append(facts, web.Inline{web.Name(words.Name), web.Word("complaint.factor.unknown")})
			continue
		}
		count := strconv.FormatInt(f.Count, 10)
		if f.Factor == model.FactorUnsold {
			count = model.Quantity(f.Count).String()
		}
		says := filled(words.Says, "{count}", count, "{of}", strconv.FormatInt(f.Of, 10))
		if f.Marked {
			facts = append(facts, web.Inline{web.Chip{Tone: web.ToneCaution, Text: web.Name(words.Name)}, web.Name(says)})
		} else {
			facts = append(facts, web.Name(says))
		}
	}
	panel.Parts = []web.Part{facts}
	return panel
}

// filled puts numbers into a text in all its languages.
func filled(t model.Text, pairs ...string) model.Text {
	r := strings.NewReplacer(pairs...)
	return model.Text{ZH: r.Replace(t.ZH), UG: r.Replace(t.UG), EN: r.Replace(t.EN)}
}

func complaintHistory(c complaint.Case) web.Part {
	var line web.Timeline
	for _, m := range slices.Backward(c.Moves) {
		mv, err := model.ComplaintLifecycle.Next(model.ComplaintState(m.From), model.ComplaintEvent(m.Event))
		if err == nil {
			line = append(line, web.Happened{Title: web.Name(mv.Why), When: m.At})
		}
	}
	return web.Panel{Title: web.Word("complaint.history"), Parts: []web.Part{append(line, web.Happened{Title: web.Word("complaint.was-filed"), When: c.CreatedAt})}}
}

// whoComplains asks whether to look, and shows who complains: the look is on record.
func (v *Visit) whoComplains() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	look := v.console.services.Complaint.Reveal
	if v.Actor.ActsFor(c.OrgID) {
		look = v.console.services.Complaint.SharedContact
	}
	return v.who(complaintPath(c.ID), web.Code(c.Number), complaintTrail, func() (complaint.Revealed, error) { return look(v.ctx(), v.Actor, c.ID) })
}

// whoTipped is whoComplains for a tip.
func (v *Visit) whoTipped() error {
	t, err := v.theTip()
	if err != nil {
		return err
	}
	return v.who(tipPath(t.ID), web.Code(t.Number), tipTrail, func() (complaint.Revealed, error) {
		return v.console.services.Complaint.RevealTip(v.ctx(), v.Actor, t.ID)
	})
}

func (v *Visit) who(back string, number web.Value, trail []web.Link, look func() (complaint.Revealed, error)) error {
	var shown complaint.Revealed
	page := web.Page{Title: web.Word("complaint.who"), Chips: []web.Value{number}, Back: trail, Narrow: true}
	return v.run(task{
		form: web.Form{Submit: "complaint.who.look", Cancel: back, Consequence: web.Word("complaint.who.means")},
		page: func(f web.Form) web.Page {
			p := page
			p.Parts = []web.Part{web.Panel{Parts: []web.Part{f}}}
			return p
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			shown, err = look()
			return back, "", err
		},
		after: func() web.Page {
			v.Writer.Header().Set("Cache-Control", "no-store")
			p := page
			p.Parts = []web.Part{web.Panel{Parts: []web.Part{
				web.Facts{
					{Label: "complaint.name", Value: plain(shown.Contact.Name)}, {Label: "complaint.phone", Value: quoted(shown.Contact.Phone)},
					{Label: "complaint.mail", Value: quoted(shown.Contact.Mail)}, {Label: "complaint.address", Value: plain(shown.Contact.Address)},
				},
				web.Buttons{{To: back, Text: web.Word("complaint.back")}},
			}}}
			return p
		},
	})
}
