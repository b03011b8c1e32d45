package console

import (
	"net/url"
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// deed is one step that people record, with its form.
type deed struct {
	name, icon string
	// accounts are those from which the lots to choose from are taken.
	accounts []model.Account
	// fields are the questions besides the place and the time; start are the values that the form begins with.
	fields func(v *Visit, s shelf) (fields []web.Field, start url.Values, err error)
	do     func(v *Visit, in *Input, s shelf) (trace.Step, error)
	// consequence is said before the button where the step takes something away.
	consequence web.Word
}

var onHandOnly = []model.Account{model.AccountOnHand}

// deeds are the steps in the order in which goods go through them.
var deeds = []deed{
	{name: "commission", icon: "sprout", fields: (*Visit).commissionFields, do: (*Visit).commission},
	{name: "ship", icon: "truck", accounts: onHandOnly, fields: (*Visit).shipFields, do: (*Visit).ship},
	{name: "transform", icon: "gear", accounts: onHandOnly, fields: (*Visit).transformFields, do: (*Visit).transform},
	{name: "pack", icon: "box", accounts: onHandOnly, fields: (*Visit).packFields, do: (*Visit).pack},
	{name: "unpack", icon: "archive", accounts: onHandOnly, fields: (*Visit).unpackFields, do: (*Visit).unpack},
	{name: "sell", icon: "cart", accounts: onHandOnly, fields: (*Visit).sellFields, do: (*Visit).sell},
	{name: "return", icon: "return", accounts: []model.Account{model.AccountSold}, fields: (*Visit).returnFields, do: (*Visit).takeBack},
	{
		name: "send-back", icon: "return", accounts: []model.Account{model.AccountOnHand, model.AccountReturned},
		fields: (*Visit).sendBackFields, do: (*Visit).sendBack,
	},
	{name: "observe", icon: "gauge", accounts: onHandOnly, fields: (*Visit).observeFields, do: (*Visit).observe},
	{
		name: "destroy", icon: "bin", accounts: []model.Account{model.AccountOnHand, model.AccountReturned}, consequence: "deed.destroy.consequence",
		fields: (*Visit).destroyFields, do: (*Visit).destroy,
	},
	{name: "lose", icon: "question", accounts: onHandOnly, consequence: "deed.lose.consequence", fields: (*Visit).loseFields, do: (*Visit).lose},
}

// visit shows the form of a step, or records it.
func (d deed) visit(v *Visit) error {
	s, err := v.shelf(d.accounts...)
	if err != nil {
		return err
	}
	back := []web.Link{{To: "/console/record", Text: web.Word("nav.record")}}
	title := web.Word("deed." + d.name)
	if len(s.sites) == 0 {
		return v.show(web.Page{Title: title, Back: back, Parts: []web.Part{web.Empty{
			Title: web.Word("deed.no-site"), Text: web.Word("deed.no-site.text"), Action: &web.Action{To: "/console/sites", Text: web.Word("nav.sites"), Icon: "pin"},
		}}})
	}
	fields, start, err := d.fields(v, s)
	if err != nil {
		return err
	}
	fields = append(append([]web.Field{{Name: "site", Kind: web.KindHidden, Value: s.site.ID.String()}}, fields...), v.when()...)
	form := web.Form{Fields: fields, Submit: "deed.save", Cancel: "/console/record"}
	if d.consequence != "" {
		form.Consequence, form.Danger = d.consequence, true
	}
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			if v.Request.Method == "GET" {
				f = f.Sent(start)
			}
			var parts []web.Part
			if bar := v.siteBar(s); bar != nil && d.name != "commission" {
				parts = append(parts, bar)
			}
			parts = append(parts, web.Panel{Parts: []web.Part{f}})
			p := scanning(web.Page{Title: title, Lead: web.Word("deed." + d.name + ".lead"), Back: back, Parts: parts, Narrow: true})
			if len(s.sites) == 1 || d.name == "commission" {
				return p
			}
			p.Chips = []web.Value{web.Chip{Text: web.Name(s.site.Name)}}
			return p
		},
		do: func(in *Input) (to, word string, err error) {
			step, err := d.do(v, in, s)
			if err != nil || len(step.EventIDs) == 0 {
				return "", "", err
			}
			return eventPath(step.EventIDs[len(step.EventIDs)-1]) + "?again=" + d.name, "recorded", nil
		},
	})
}

// place is the site that a form names: the one that it was shown for.
func (in *Input) place() model.SiteID { return model.SiteID(in.text("site")) }

func (v *Visit) commissionFields(s shelf) ([]web.Field, url.Values, error) {
	drafts, err := v.draftOptions()
	sites := []web.Option{{Text: web.Word("deed.registered-site")}}
	for _, site := range s.sites {
		sites = append(sites, web.Option{Value: site.ID.String(), Text: web.Name(site.Name)})
	}
	fields := []web.Field{
		{Name: "batch", Label: web.Word("deed.draft"), Hint: web.Word("deed.draft.hint"), Kind: web.KindChoice, Options: drafts, Required: true},
		{Name: "harvest", Label: web.Word("deed.how"), Kind: web.KindRadio, Value: "yes", Options: []web.Option{
			{Value: "yes", Text: web.Word("deed.harvested")}, {Value: "no", Text: web.Word("deed.produced-so")},
		}},
		{Name: "quantity", Label: web.Word("deed.quantity"), Hint: web.Word("deed.as-registered"), Kind: web.KindQuantity},
		{Name: "made_at", Label: web.Word("deed.site"), Kind: web.KindChoice, Options: sites},
		noteField(),
	}
	return fields, url.Values{"batch": {v.query("batch")}}, err
}

// draftOptions are the company's batches that have not come into being.
func (v *Visit) draftOptions() ([]web.Option, error) {
	drafts, err := v.console.services.Trace.Drafts(v.ctx(), v.Actor)
	options := []web.Option{{Text: web.Word("deed.choose-lot")}}
	for _, d := range drafts {
		amount := web.Amount{Quantity: d.Batch.Quantity, Unit: d.Batch.Unit}
		options = append(options, web.Option{
			Value: d.Batch.ID.String(), Text: web.Say("deed.option-draft", "lot", lotName(d.Product, d.Batch.Lot, ""), "amount", amount, "day", web.Day(d.Batch.Produced)),
			Unit: unitName(d.Batch.Unit), Most: d.Batch.Quantity.String(),
		})
	}
	return options, err
}

func noteField() web.Field {
	return web.Field{Name: "note", Label: web.Word("deed.note"), Hint: web.Word("deed.note.hint"), Kind: web.KindLong, Max: trace.MaxNote}
}

func reasonField(hint web.Word) web.Field {
	return web.Field{Name: "reason", Label: web.Word("deed.reason"), Hint: hint, Kind: web.KindLong, Max: trace.MaxNote, Required: true}
}

func (v *Visit) commission(in *Input, _ shelf) (trace.Step, error) {
	c := trace.CommissionCommand{
		Batch: model.BatchID(in.text("batch")), Site: model.SiteID(in.text("made_at")), At: v.happened(in), Quantity: in.quantity("quantity"),
		Harvest: in.text("harvest") == "yes", Note: in.text("note"),
	}
	if c.Batch == "" {
		in.faults.Add("batch", model.ValueRequired)
	}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	return v.console.services.Trace.Commission(v.ctx(), v.Actor, v.once(), c)
}

func (v *Visit) transformFields(s shelf) ([]web.Field, url.Values, error) {
	drafts, err := v.draftOptions()
	start := v.prefilled("inputs")
	if v.query("output") != "" {
		start = url.Values{"outputs[0].batch": {v.query("output")}}
	}
	return []web.Field{
		linesField("inputs", "deed.inputs", web.Word("deed.inputs.hint"), s.options(true), true),
		linesField("outputs", "deed.outputs", web.Word("deed.outputs.hint"), drafts, true),
		{Name: "process_id", Label: web.Word("deed.process"), Hint: web.Word("deed.process.hint"), Kind: web.KindText, Max: trace.MaxReference},
		noteField(),
	}, start, err
}

func (v *Visit) transform(in *Input, _ shelf) (trace.Step, error) {
	inputs, fromIn := v.readLines(in, "inputs")
	outputs, fromOut := v.readLines(in, "outputs")
	c := trace.TransformCommand{Site: in.place(), Inputs: inputs, Outputs: outputs, ProcessID: in.text("process_id"), At: v.happened(in), Note: in.text("note")}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Transform(v.ctx(), v.Actor, v.once(), c)
	return step, fromOut.found("outputs", fromIn.found("inputs", err))
}

func (v *Visit) packFields(s shelf) ([]web.Field, url.Values, error) {
	start := v.prefilled("lines")
	if v.query("container") != "" {
		start = url.Values{"container": {v.query("container")}}
	}
	return []web.Field{
		linesField("lines", "deed.put-in", nil, s.options(true), true),
		{Name: "container", Label: web.Word("deed.into"), Hint: web.Word("deed.into.hint"), Kind: web.KindScan, Max: 400},
	}, start, nil
}

func (v *Visit) pack(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	c := trace.PackCommand{Site: in.place(), Container: in.text("container"), Lines: lines, At: v.happened(in)}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Pack(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}

// unpackFields ask for a container and, once it is known, which of its contents come out.
func (v *Visit) unpackFields(s shelf) ([]web.Field, url.Values, error) {
	boxes := []web.Option{{Text: web.Word("deed.choose-container")}}
	inside := shelf{}
	for _, o := range s.options(true) {
		if key, ok := cutBox(o.Value); ok {
			o.Value = key
			boxes = append(boxes, o)
		}
	}
	for _, r := range s.rows {
		if r.Container != "" && r.Container == v.query("container") {
			r.Container = ""
			inside.rows = append(inside.rows, r)
		}
	}
	fields := []web.Field{{Name: "container", Label: web.Word("deed.unpack-which"), Kind: web.KindScan, Max: 400, Required: true}}
	if len(boxes) > 1 {
		fields = append([]web.Field{{Name: "box", Label: web.Word("deed.unpack-box"), Kind: web.KindChoice, Options: boxes}}, fields...)
		fields[1].Label, fields[1].Required = web.Word("deed.or-code"), false
	}
	if len(inside.rows) > 0 {
		fields = append(fields, linesField("lines", "deed.take-out", web.Word("deed.take-out.hint"), inside.options(false), true))
	}
	start := url.Values{"container": {v.query("container")}}
	if slices.ContainsFunc(boxes, func(o web.Option) bool { return o.Value == v.query("container") && o.Value != "" }) {
		start = url.Values{"box": {v.query("container")}}
	}
	return fields, start, nil
}

func (v *Visit) unpack(in *Input, _ shelf) (trace.Step, error) {
	lines, from := v.readLines(in, "lines")
	container := in.text("box")
	if container == "" {
		container = in.text("container")
	}
	if container == "" {
		in.faults.Add("container", model.ValueRequired)
	}
	c := trace.UnpackCommand{Site: in.place(), Container: container, Lines: lines, At: v.happened(in)}
	if err := in.err(); err != nil {
		return trace.Step{}, err
	}
	step, err := v.console.services.Trace.Unpack(v.ctx(), v.Actor, v.once(), c)
	return step, from.found("lines", err)
}
