package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// suspect is what a report is about, as far as the page knows it already.
type suspect struct {
	file    catalog.BatchFile // of a batch that the visitor may see
	code    string            // as scanned
	product model.Text        // what a scan says of it
	lot     string
}

// suspected reads from the address what the visitor was looking at.
func (v *Visit) suspected() (s suspect, err error) {
	if id, err := model.ParseID[model.Batch](v.query("batch")); err == nil {
		s.file, err = v.console.services.Catalog.Batch(v.ctx(), v.Actor, id)
		s.product, s.lot = s.file.Product.Name, s.file.Batch.Lot
		return s, err
	}
	if s.code = v.query("code"); s.code == "" || !v.can(model.PermBatchRead) {
		return s, nil
	}
	d, err := v.console.services.Trace.Check(v.ctx(), v.Actor, s.code)
	s.product, s.lot = d.Product, d.Batch.Lot
	return s, err
}

// reportLink leads to the form with what the visitor is looking at.
func reportLink(name, value string, text web.Word) web.Action {
	return web.Action{To: "/console/signals/new?" + query(name, value), Text: text, Icon: "bell"}
}

// newSignal reports that something may be wrong.
func (v *Visit) newSignal() error {
	s, err := v.suspected()
	if err != nil {
		return err
	}
	var about web.Facts
	fields := []web.Field{{Name: "batch", Kind: web.KindHidden, Value: s.file.Batch.ID.String()}}
	if !s.product.Empty() {
		about = web.Facts{{Label: "signal.goods", Value: web.Inline{web.Name(s.product), web.Code(s.lot)}}}
	}
	code := web.Field{Name: "code", Label: web.Word("signal.code"), Hint: web.Word("signal.code.hint"), Kind: web.KindScan, Max: recall.MaxSignalCode, Value: s.code, Required: true, Focus: true}
	if s.file.Batch.ID != "" || !s.product.Empty() {
		code.Kind, code.Required, code.Focus = web.KindHidden, false, false
	}
	own := s.file.Batch.ID != "" && v.Actor.ActsFor(s.file.Batch.OrgID)
	source := web.Field{Name: "source", Label: web.Word("signal.source.ask"), Kind: web.KindChoice, Required: true}
	for _, from := range recall.SignalSourcesFor(v.Actor.OrgKind, own) {
		source.Options = append(source.Options, web.Option{Value: string(from), Text: web.Name(model.SignalSourceWords[from])})
	}
	fields = append(fields, code,
		web.Field{Name: "harm", Label: web.Word("signal.harm.ask"), Hint: web.Word("signal.harm.hint"), Kind: web.KindLong, Max: recall.MaxHarm, Required: true, Focus: !code.Focus},
		source,
		web.Field{Name: "happened_at", Label: web.Word("signal.happened"), Kind: web.KindMoment, Value: v.asTyped(v.console.opts.Clock())},
	)
	if evidence := evidenceChoice(s.file.Documents); len(evidence.Options) > 1 {
		fields = append(fields, evidence)
	}
	means := web.Word("signal.send.means")
	if oneOf(v.Actor.OrgKind, chain) && !own {
		means = "signal.send.means.named"
	}
	return v.run(task{
		form: web.Form{Submit: "signal.send", Cancel: "/console/signals", Fields: fields, Consequence: means},
		page: func(f web.Form) web.Page {
			panel := web.Panel{Parts: []web.Part{f}}
			if len(about) > 0 {
				panel.Parts = []web.Part{about, f}
			}
			p := web.Page{Title: web.Word("signal.report"), Lead: web.Word("signal.report.lead"), Back: signalTrail, Narrow: true, Parts: []web.Part{panel}}
			if code.Kind == web.KindScan {
				return scanning(p)
			}
			return p
		},
		do: v.sendSignal,
	})
}

// sendSignal reports what the form says. A code is read here as the till reads it, so that what people type finds its lot.
func (v *Visit) sendSignal(in *Input) (to, word string, err error) {
	report := recall.SignalReport{
		Source: model.SignalSource(in.text("source")), Batch: model.BatchID(in.text("batch")), Code: in.text("code"), Harm: in.text("harm"),
		HappenedAt: model.InstantOf(in.moment("happened_at")), Evidence: model.DocumentID(in.text("evidence")),
	}
	if err := in.err(); err != nil {
		return "", "", err
	}
	if report.Batch == "" && report.Code != "" && v.can(model.PermBatchRead) {
		d, err := v.console.services.Trace.Check(v.ctx(), v.Actor, report.Code)
		if err != nil {
			return "", "", err
		}
		if d.Batch.EPC != "" {
			report.Code = d.Batch.EPC
		}
	}
	r, err := v.console.services.Recall.ReportSignal(v.ctx(), v.Actor, v.once(), report)
	return signalPath(r.ID), "signal-reported", err
}

// evidenceChoice offers documents as evidence.
func evidenceChoice(documents []model.Document) web.Field {
	f := web.Field{Name: "evidence", Label: web.Word("signal.evidence"), Kind: web.KindChoice, Options: []web.Option{{Text: web.Word("signal.evidence.none")}}}
	for _, d := range slices.Backward(documents) {
		name := web.Inline{web.Name(model.DocumentKindWords[d.Kind]), web.Plain(d.Title), web.Plain(d.IssuedBy)}
		f.Options = append(f.Options, web.Option{Value: d.ID.String(), Text: name})
	}
	return f
}

// moveSignal says what a move of a signal means, asks for what it needs, and makes it.
func (v *Visit) moveSignal() error {
	f, err := v.theSignal()
	if err != nil {
		return err
	}
	on := model.SignalEvent(v.Param("event"))
	if !slices.Contains(f.Allowed, on) && v.Request.Method == http.MethodGet {
		return v.signalNotNow(f)
	}
	form := web.Form{
		Submit: "signal.confirm", Cancel: signalPath(f.ID), Danger: on == model.SignalFindUnsafe,
		Fields: append([]web.Field{{Name: "version", Kind: web.KindHidden, Value: strconv.FormatInt(f.Version, 10)}}, v.signalQuestions(f, on)...),
	}
	title := web.Value(web.Word("signal.moves"))
	if slices.Contains(model.SignalLifecycle.Events(), on) {
		title, form.Consequence = web.Word("signal.move."+string(on)), web.Word("signal.means."+string(on))
	}
	if on == model.SignalFindUnsafe && f.ProductID != "" && len(f.Pack.Grades) == 0 {
		form.Consequence = web.Word("signal.means.unsafe-ungraded")
	}
	return v.run(task{
		form: form,
		page: func(form web.Form) web.Page {
			form.Fields[0].Value = strconv.FormatInt(f.Version, 10) // the page shows what is there now
			facts := web.Facts{{Label: "signal.goods", Value: signalGoods(f.SignalRow)}, {Label: "signal.harm", Value: web.Plain(f.Harm)}}
			p := web.Page{Title: title, Back: append(slices.Clone(signalTrail), web.Link{To: signalPath(f.ID), Text: web.Word("signal.one")}), Narrow: true,
				Parts: []web.Part{web.Panel{Parts: []web.Part{facts, form}}}}
			if f.ProductID == "" {
				return scanning(p)
			}
			return p
		},
		do: func(in *Input) (to, word string, err error) {
			move, err := v.signalAnswer(in, f, on)
			if err = cmp.Or(err, in.err()); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Recall.MoveSignal(v.ctx(), v.Actor, v.once(), move)
			return signalPath(f.ID), "signal-moved", err
		},
	})
}

// signalQuestions are what a move asks for.
func (v *Visit) signalQuestions(f recall.SignalFile, on model.SignalEvent) (fields []web.Field) {
	if f.ProductID == "" && (on == model.SignalTake || on == model.SignalFindUnsafe) {
		fields = append(fields, web.Field{Name: "batch", Label: web.Word("signal.which"), Hint: web.Word("signal.which.hint"), Kind: web.KindScan, Max: 400, Required: on == model.SignalFindUnsafe})
	}
	switch on {
	case model.SignalTake:
		return fields
	case model.SignalFindUnsafe:
		if len(f.Pack.Grades) > 0 {
			fields = append(fields, gradeChoice(f.Pack))
		}
	case model.SignalMerge:
		fields = append(fields, web.Field{Name: "into", Label: web.Word("signal.into"), Kind: web.KindRadio, Required: true, Options: mergeChoices(f)})
	case model.SignalReconsider:
		if f.BatchID == "" {
			break
		}
		file, err := v.console.services.Catalog.Batch(v.ctx(), v.Actor, f.BatchID)
		if choice := evidenceChoice(file.Documents); err == nil && len(choice.Options) > 1 {
			fields = append(fields, choice)
		}
	case model.SignalFindSafe:
	}
	return append(fields, web.Field{Name: "reason", Label: web.Word("signal.reason"), Hint: web.Word("signal.reason.hint"), Kind: web.KindLong, Max: recall.MaxAssessment, Required: true})
}

// gradeChoice offers the grades of the rules, each with what it means and how soon a recall has to start.
func gradeChoice(pack model.RulePack) web.Field {
	f := web.Field{Name: "grade", Label: web.Word("signal.grade"), Kind: web.KindRadio, Required: true}
	for _, g := range pack.Grades {
		text := web.Inline{web.Name(g.Name)}
		if hours, ok := recall.StartHours(pack, g.Grade); ok {
			text = append(text, web.Plain("·"), web.Counted{Key: "signal.start-within", N: hours})
		}
		f.Options = append(f.Options, web.Option{Value: string(g.Grade), Text: text, Hint: web.Name(g.Means)})
	}
	return f
}

// The prefixes that tell what a signal is merged into.
const (
	intoSignal = "signal:"
	intoCase   = "recall:"
)

// mergeChoices are the cases and signals that a signal may belong to.
func mergeChoices(f recall.SignalFile) (options []web.Option) {
	for _, c := range f.Cases {
		if !c.State.Ended() && c.Mock == 0 {
			options = append(options, web.Option{Value: intoCase + c.ID.String(), Text: web.Inline{web.Say("signal.to-case", "number", c.Number), web.Text(c.Title)}})
		}
	}
	for _, r := range f.Together.Rows {
		if r.State != model.SignalMerged && r.State != model.SignalSafe {
			options = append(options, web.Option{Value: intoSignal + r.ID.String(), Text: web.Inline{signalGoods(r), signalState(r.State)}, Hint: web.Inline{web.Moment(r.CreatedAt), web.Plain(opening(r.Harm))}})
		}
	}
	return options
}

// signalAnswer reads the form of a move.
func (v *Visit) signalAnswer(in *Input, f recall.SignalFile, on model.SignalEvent) (m recall.SignalMove, err error) {
	version, _ := strconv.ParseInt(in.text("version"), 10, 64) // what is no number asks for a version that never was
	if version < 1 {
		version = -1
	}
	m = recall.SignalMove{
		ID: f.ID, Version: version, Event: on, Reason: in.text("reason"), Grade: model.Grade(in.text("grade")), Evidence: model.DocumentID(in.text("evidence")),
	}
	into := in.text("into")
	if id, ok := strings.CutPrefix(into, intoSignal); ok {
		m.Into = model.SignalID(id)
	}
	if id, ok := strings.CutPrefix(into, intoCase); ok {
		m.Recall = model.RecallID(id)
	}
	if typed := in.text("batch"); typed != "" {
		d, err := v.console.services.Trace.Check(v.ctx(), v.Actor, typed)
		if err != nil {
			return m, err
		}
		if m.Batch = d.Batch.ID; m.Batch == "" {
			in.faults.Add("batch", model.CodeUnknown)
		}
	}
	return m, in.err()
}

// signalNotNow says where a signal stands when a move is not to be had, and what is.
func (v *Visit) signalNotNow(f recall.SignalFile) error {
	note := web.Note{Tone: web.ToneInfo, Title: web.Word("move.not-now"), Text: []web.Value{web.Inline{web.Word("move.now"), signalState(f.State)}}}
	for _, on := range f.Allowed {
		note.Actions = append(note.Actions, web.Action{To: signalPath(f.ID) + "/move/" + string(on), Text: web.Word("signal.move." + string(on))})
	}
	note.Actions = append(note.Actions, web.Action{To: signalPath(f.ID), Text: web.Word("signal.back")})
	return v.show(web.Page{Title: web.Word("signal.moves"), Back: signalTrail, Narrow: true, Parts: []web.Part{note}})
}
