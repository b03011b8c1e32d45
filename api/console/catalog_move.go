package console

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strconv"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/trace"
)

// moveMeans says what a move does to the goods and to those who have them.
var moveMeans = map[model.BatchEvent]web.Word{
	model.BatchHold: "move.hold.means", model.BatchRelease: "move.release.means", model.BatchBlock: "move.block.means",
	model.BatchUnblock: "move.unblock.means", model.BatchClose: "move.close.means",
}

// takesAway are the moves after which less is allowed than before.
var takesAway = []model.BatchEvent{model.BatchHold, model.BatchBlock, model.BatchClose}

// moveBatch asks for the reason of a move and says what it means before it is made. It is made from the version that
// the page showed.
func (v *Visit) moveBatch() error {
	f, err := v.theBatch()
	if err != nil {
		return err
	}
	on := model.BatchEvent(v.Param("event"))
	if !slices.Contains(f.Allowed, on) && v.Request.Method == "GET" {
		return v.cannotMove(f, on)
	}
	at := "/console/batches/" + f.Batch.ID.String()
	form := web.Form{
		Submit: "move.confirm", Cancel: at, Danger: slices.Contains(takesAway, on),
		Fields: []web.Field{
			{Name: "version", Kind: web.KindHidden, Value: strconv.FormatInt(f.Batch.Version, 10)},
			{Name: "reason", Label: web.Word("move.reason"), Hint: web.Word("move.reason.hint"), Kind: web.KindLong, Required: true, Max: 500, Focus: true},
		},
	}
	var facts web.Facts
	if mv, err := model.BatchLifecycle.Next(f.Batch.State, on); err == nil {
		form.Consequence = moveMeans[on]
		facts = web.Facts{
			{Label: "move.now", Value: web.BatchState(mv.From)},
			{Label: "move.then", Value: web.Inline{web.BatchState(mv.To), web.Fine{Text: web.Name(mv.Why)}}},
		}
	}
	return v.run(task{
		form: form,
		page: func(form web.Form) web.Page {
			form.Fields[0].Value = strconv.FormatInt(f.Batch.Version, 10) // the page shows what is there now
			return web.Page{
				Title: web.Name(model.BatchEventWords[on]), Lead: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)}, Back: batchTrail(f.Batch), Narrow: true,
				Parts: []web.Part{web.Panel{Parts: []web.Part{facts, form}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			version, _ := strconv.ParseInt(in.text("version"), 10, 64) // what is no number asks for a version that never was
			if version < 1 {
				version = -1
			}
			_, err = v.console.services.Catalog.MoveBatch(v.ctx(), v.Actor, v.once(), catalog.MoveInput{
				BatchID: f.Batch.ID, Event: on, Reason: in.text("reason"), Version: version,
			})
			v.console.services.Code.Forget(f.Batch.ID)
			return at, "batch-moved", err
		},
	})
}

// cannotMove says why a move is not to be had and what is.
func (v *Visit) cannotMove(f catalog.BatchFile, on model.BatchEvent) error {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), web.BatchState(f.Batch.State)}}}
	at := "/console/batches/" + f.Batch.ID.String()
	for _, other := range f.Allowed {
		note.Actions = append(note.Actions, web.Action{To: at + "/move/" + string(other), Text: web.Name(model.BatchEventWords[other])})
	}
	note.Actions = append(note.Actions, web.Action{To: at, Text: web.Word("batch.back")})
	title := web.Value(web.Word("batch.moves"))
	if word, known := model.BatchEventWords[on]; known {
		title = web.Name(word)
	}
	return v.show(web.Page{Title: title, Back: batchTrail(f.Batch), Narrow: true, Parts: []web.Part{note}})
}

// asTyped writes an instant as the value of a field for one.
func (v *Visit) asTyped(t time.Time) string {
	return t.In(v.console.opts.Zone).Format("2006-01-02T15:04")
}

// batchMade records that a draft came into being.
func (v *Visit) batchMade() error {
	f, err := v.theBatch()
	if err == nil && !v.Actor.ActsFor(f.Batch.OrgID) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return err
	}
	sites, err := v.siteOptions()
	if err != nil {
		return err
	}
	at := "/console/batches/" + f.Batch.ID.String()
	b := f.Batch
	return v.run(task{
		form: v.madeForm(f, sites),
		page: func(form web.Form) web.Page { return madePage(f, form) },
		do: func(in *Input) (to, word string, err error) {
			c := trace.CommissionCommand{
				Batch: b.ID, Site: model.SiteID(in.text("site")), At: in.moment("at"), Quantity: in.quantity("quantity"), Harvest: grows(f.Product.Category), Note: in.text("note"),
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Trace.Commission(v.ctx(), v.Actor, v.once(), c)
			v.console.services.Code.Forget(b.ID)
			return at, "batch-made", err
		},
	})
}

// madeForm asks when, where and how much of a draft came into being.
func (v *Visit) madeForm(f catalog.BatchFile, sites []web.Option) web.Form {
	b := f.Batch
	return web.Form{Submit: "batch.made.submit", Cancel: "/console/batches/" + b.ID.String(), Fields: []web.Field{
		{Name: "at", Label: harvestOr(f.Product, "batch.harvested-at", "batch.made-at"), Kind: web.KindMoment, Required: true, Value: v.asTyped(v.madeAt(b.Produced))},
		{Name: "quantity", Label: web.Word("batch.quantity"), Hint: web.Word("batch.made.quantity"), Kind: web.KindQuantity, Unit: unitName(b.Unit), Value: b.Quantity.String(), Required: true},
		{Name: "site", Label: web.Word("batch.site"), Kind: web.KindChoice, Options: sites, Value: b.SiteID.String(), Required: true},
		{Name: "note", Label: web.Word("batch.note"), Kind: web.KindLong, Max: trace.MaxNote},
	}}
}

func madePage(f catalog.BatchFile, form web.Form) web.Page {
	return web.Page{
		Title: harvestOr(f.Product, "batch.say-harvested", "batch.say-made"), Lead: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)},
		Back: batchTrail(f.Batch), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}, web.Help{Question: web.Word("batch.made.help"), Answer: []web.Value{web.Word("batch.made.help.answer")}}},
	}
}

// registeredOnly is the answer when a batch has just been registered and that it came into being was refused: the page on
// which that is recorded, with the reason beside its field.
func (v *Visit) registeredOnly(b model.Batch, reason error) error {
	f, err := v.console.services.Catalog.Batch(v.ctx(), v.Actor, b.ID)
	if err != nil {
		return err
	}
	sites, err := v.siteOptions()
	if err != nil {
		return err
	}
	refused, status := v.console.opts.Refused(v.ctx(), reason)
	form := v.madeForm(f, sites)
	form.Action, form.Once = form.Cancel+"/made", rand.Text()
	values := url.Values{}
	for _, field := range form.Fields {
		values.Set(field.Name, field.Value)
	}
	page := madePage(f, form.With(values, &refused))
	page.Path = form.Action
	page.Parts = append([]web.Part{web.Note{Title: web.Word("done.batch-registered")}}, page.Parts...)
	return instead{status, page}
}
