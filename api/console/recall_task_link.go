package console

import (
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/code"
	"suyuan/service/recall"
)

// linkDays are the spans for which a reply link may work.
var linkDays = []int{7, 30, 90}

// replyLink makes the address by which a holder without account answers, and shows it this once: to copy, to print, to
// scan.
func (v *Visit) replyLink() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	if !v.follows(t) {
		return model.Forbidden.Refuse(model.P("permission", model.PermRecallWrite))
	}
	days := web.Field{Name: "days", Label: web.Word("task.link.days"), Kind: web.KindRadio, Value: "30"}
	for _, n := range linkDays {
		days.Options = append(days.Options, web.Option{Value: strconv.Itoa(n), Text: web.Counted{Key: "task.days", N: n}})
	}
	var made recall.Link
	return v.run(task{
		form: web.Form{Submit: "task.link.make", Cancel: taskPath(t.Row.ID), Fields: []web.Field{days}, Consequence: web.Word("task.link.means")},
		page: func(f web.Form) web.Page {
			page := taskForm(t, web.Word("task.link"), f)
			page.Lead = web.Word("task.link.lead")
			if t.Row.LinkUntil > v.now() {
				page.Parts = append([]web.Part{web.Note{Tone: web.ToneInfo, Title: web.Say("task.link.there", "until", web.Moment(t.Row.LinkUntil)), Actions: []web.Action{
					{To: taskPath(t.Row.ID) + "/link/remove", Text: web.Word("task.link.remove"), Post: true},
				}}}, page.Parts...)
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			n := in.whole("days")
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Recall.IssueLink(v.ctx(), v.Actor, t.Row.ID, n)
			return "", "", err
		},
		after: func() web.Page { return v.linkPage(t, made) },
	})
}

// linkPage shows a reply link as text and as a code to scan, with what whoever gets it has to know.
func (v *Visit) linkPage(t recall.Task, made recall.Link) web.Page {
	address := v.console.opts.BaseURL + "/recall-reply/" + made.Secret
	parts := []web.Part{
		web.Secret{ID: "reply-link", Label: web.Word("task.link.address"), Text: address},
		web.Facts{{Label: "task.holder", Value: taskHolder(t)}, {Label: "task.number", Value: web.Code(t.Case.Number)}, {Label: "task.link.until", Value: web.Moment(made.Until)}},
	}
	if svg, err := v.console.services.Code.QR(address, code.QRSVG, code.QRStyle{Scale: 5}); err == nil {
		_, drawing, _ := strings.Cut(string(svg), "<svg")
		parts = append(parts, web.Picture{Markup: web.Drawn("<svg" + drawing), Caption: web.Word("task.link.scan")})
	}
	return web.Page{
		Title: web.Word("task.link.made"), Narrow: true, Back: taskTrail(t), Parts: []web.Part{
			web.Note{Tone: web.ToneCaution, Title: web.Word("task.link.once"), Text: []web.Value{web.Word("task.link.once.text")}},
			web.Panel{Title: web.Text(t.Case.Title), Lead: web.Word("task.link.to-holder"), Parts: parts},
			web.Buttons{{To: taskPath(t.Row.ID), Text: web.Word("task.back"), First: true}},
		},
	}
}

func (v *Visit) removeLink() error {
	t, err := v.theTask()
	if err != nil {
		return err
	}
	return v.press(func() (to, word string, err error) {
		return taskPath(t.Row.ID), "link-removed", v.console.services.Recall.RevokeLink(v.ctx(), v.Actor, t.Row.ID)
	})
}
