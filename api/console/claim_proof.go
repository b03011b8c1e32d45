package console

import (
	"errors"
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// claimFiles lists the evidence without opening it: each look is written down.
func (v *Visit) claimFiles(f claim.File) web.Part {
	at := claimPath(f.ID)
	panel := web.Panel{Title: web.Word("claim.evidence")}
	if f.Reveal && len(f.Files) > 0 {
		panel.Actions = append(panel.Actions, web.Action{To: at + "/evidence", Text: web.Word("claim.evidence.look"), Icon: "search", First: true})
	}
	if v.Actor.ActsFor(f.OrgID) && v.can(model.PermClaimAnswer) && !f.State.Over() && f.Erased == 0 && len(f.Files) < claim.MaxFiles {
		panel.Actions = append(panel.Actions, web.Action{To: at + "/files", Text: web.Word("claim.evidence.add"), Icon: "upload"})
	}
	table := web.Table{
		Caption: web.Word("claim.evidence"), Columns: []web.Column{{Label: "claim.evidence.kind"}, {Label: "claim.evidence.file"}, {Label: "claim.evidence.at"}},
		Empty: web.Empty{Title: web.Word("claim.evidence.none")},
	}
	if !f.State.Over() {
		table.Empty.Text = web.Word("claim.evidence.none.text")
	}
	for _, file := range f.Files {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Text(model.ClaimFileKindWords[file.Kind]), evidenceMedia(file), web.Moment(file.CreatedAt)}})
	}
	panel.Parts = []web.Part{table}
	if len(panel.Actions) > 0 && f.Reveal {
		panel.Lead = web.Word("claim.evidence.lead")
	}
	return panel
}

func evidenceMedia(f model.ClaimFile) web.Value {
	_, kind, _ := strings.Cut(f.Media, "/")
	return web.Inline{web.Code(strings.ToUpper(kind)), web.Fine{Text: web.Bytes(f.Size)}}
}

// claimEvidence is the viewer: pictures in sight, papers behind a link. Each is fetched on its own and written down.
func (v *Visit) claimEvidence() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if !f.Reveal {
		return model.Forbidden.Refuse(model.P("permission", model.PermClaimReveal))
	}
	page := web.Page{Title: web.Word("claim.evidence"), Lead: web.Word("claim.evidence.lead"), Back: claimTrail(f)}
	var columns web.Columns
	for _, file := range f.Files {
		to := claimPath(f.ID) + "/files/" + file.ID.String()
		panel := web.Panel{Title: web.Text(model.ClaimFileKindWords[file.Kind]), Lead: web.Inline{evidenceMedia(file), web.Moment(file.CreatedAt)}}
		if strings.HasPrefix(file.Media, "image/") {
			panel.Parts = []web.Part{web.Photo{Src: to, Alt: web.Text(model.ClaimFileKindWords[file.Kind])}}
		}
		panel.Parts = append(panel.Parts, web.Buttons{{To: to, Text: web.Word("claim.evidence.open"), Icon: "file", File: true}})
		columns = append(columns, panel)
	}
	if len(columns) == 0 {
		page.Parts = []web.Part{web.Empty{Title: web.Word("claim.evidence.none")}}
		return v.show(page)
	}
	page.Parts = []web.Part{columns}
	return v.show(page)
}

// claimFile sends one piece of evidence.
func (v *Visit) claimFile() error {
	id, err := model.ParseID[model.Claim](v.Param("id"))
	file, bad := model.ParseID[model.ClaimFile](v.Param("file"))
	if errors.Join(err, bad) != nil {
		return model.NotFound.Refuse()
	}
	f, content, err := v.console.services.Claim.OpenEvidence(v.ctx(), v.Actor, id, file)
	if err != nil {
		return err
	}
	return v.sealedFile(f.ID.String(), f.Media, content)
}

// addClaimAnswer adds evidence of the party that answers.
func (v *Visit) addClaimAnswer() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "claim.evidence.add", Cancel: claimPath(f.ID), Consequence: web.Word("claim.evidence.add.means"), Fields: []web.Field{
			{Name: "file", Label: web.Word("claim.evidence.file"), Hint: web.Word("claim.evidence.hint"), Kind: web.KindFile, Required: true, Accept: "application/pdf,image/jpeg,image/png"},
		}},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.evidence.add"), form) },
		do: func(in *Input) (to, word string, err error) {
			file, _ := in.file("file")
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Claim.AddAnswer(v.ctx(), v.Actor, v.once(), f.ID, claim.Upload{Kind: model.FileAnswer, Content: file.Content})
			if errors.Is(err, model.FileTypeRefused) {
				err = model.FileTypeRefused.At("file")
			}
			return claimPath(f.ID), "claim-evidence-added", err
		},
	})
}

var proofTones = map[model.ProofState]web.Tone{model.Proven: web.ToneDanger, model.NotProven: web.ToneOK, model.Unproved: ""}

// claimProofs says of each sign whether the trace proves it, and by what.
func (v *Visit) claimProofs(proofs []model.ClaimProof) web.Part {
	table := web.Table{Caption: web.Word("claim.proofs"), Columns: []web.Column{{Label: "claim.proof.sign"}, {Label: "claim.proof.state"}, {Label: "claim.proof.by"}}}
	for _, info := range model.ProofSigns() {
		at := slices.IndexFunc(proofs, func(p model.ClaimProof) bool { return p.Sign == info.Sign })
		if at < 0 {
			continue
		}
		p := proofs[at]
		by := web.Stack{}
		for _, r := range p.Refs {
			by = append(by, v.proofRef(r))
		}
		if p.Stated {
			by = append(by, web.Fine{Text: web.Word("claim.proof.stated")})
		}
		row := web.Row{Cells: []web.Value{web.Name(info.Name), web.Chip{Tone: proofTones[p.State], Text: web.Name(model.ProofStateWords[p.State])}, by}}
		if p.State == model.Proven {
			row.Tone = web.ToneDanger
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: web.Word("claim.proofs"), Lead: web.Word("claim.proofs.lead"), Parts: []web.Part{table}}
}

// proofRef leads to a record where the visitor may read it, and says otherwise what and when it is.
func (v *Visit) proofRef(r model.ProofRef) web.Value {
	mine := v.Actor.OrgKind == model.KindRegulator || r.OrgID != "" && v.Actor.ActsFor(r.OrgID)
	said := web.Inline{web.Word("claim.ref." + string(r.Kind))}
	switch {
	case r.Kind == model.RefRecall:
		said = append(said, web.Link{To: "/recalls/" + r.ID, Text: web.Code(r.ID)})
	case r.Kind == model.RefEvent && mine:
		said = append(said, web.Link{To: eventPath(r.ID), Text: web.Code(shortKey(r.ID))})
	case r.Kind == model.RefEvent:
		said = append(said, web.Code(shortKey(r.ID)))
	}
	return append(said, web.Fine{Text: web.Moment(r.At)})
}

// claimAmount explains what is due by the law line by line, with the grounds that were not taken and why.
func (v *Visit) claimAmount(f claim.File) web.Part {
	panel := web.Panel{Title: web.Word("claim.amount")}
	if f.Facts {
		panel.Actions = []web.Action{{To: claimPath(f.ID) + "/facts", Text: web.Word("claim.facts"), Icon: "list"}}
	} else if f.Find {
		panel.Actions = []web.Action{{To: claimPath(f.ID) + "/findings", Text: web.Word("claim.facts"), Icon: "list"}}
	}
	panel.Lead = web.Word("claim.amount.stated")
	if f.Due.Established {
		panel.Lead = web.Word("claim.amount.established")
		for _, one := range f.Due.Findings {
			if one.Counts && one.Authority {
				panel.Lead = web.Word("claim.amount.found")
			}
		}
	}
	panel.Parts = append(amountParts(f.Due.Amount), web.Fold{Title: web.Word("claim.options"), Parts: []web.Part{amountOptions(f.Due.Amount)}})
	panel.Parts = append(panel.Parts, claimFindings(f)...)
	return panel
}

// amountParts are the lines of a sum, the punitive part apart, and what people have to settle first.
func amountParts(d model.AmountDue) (parts []web.Part) {
	table := web.Table{
		Caption: web.Word("claim.amount"), Columns: []web.Column{{Label: "claim.amount.line"}, {Label: "claim.amount.sum", Number: true}},
		Empty: web.Empty{Title: web.Word("claim.amount.none"), Text: web.Word("claim.amount.none.text")},
	}
	for _, l := range d.Lines {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Text(l.Text()), web.Money(l.Sum)}})
	}
	if d.Punitive.Fen > 0 {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Inline{web.Chip{Tone: web.ToneInfo, Text: web.Word("claim.punitive")}, web.Text(d.Extra.Text())}, web.Money(d.Punitive)}})
	}
	if len(table.Rows) > 0 {
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Strong{Text: web.Word("claim.amount.total")}, web.Strong{Text: web.Money(d.Total)}}})
	}
	parts = []web.Part{table}
	for _, a := range d.Asks {
		parts = append(parts, web.Note{Tone: web.ToneCaution, Title: web.Text(model.AmountAskWords[a])})
	}
	return parts
}

// amountOptions shows every ground with what it would give, or why it is barred.
func amountOptions(d model.AmountDue) web.Part {
	table := web.Table{Caption: web.Word("claim.options"), Columns: []web.Column{{Label: "claim.option.basis"}, {Label: "claim.option.why"}, {Label: "claim.amount.sum", Number: true}}}
	for _, o := range d.Options {
		var why web.Stack
		for _, b := range o.Bars {
			i := slices.IndexFunc(model.AmountBars(), func(info model.AmountBarInfo) bool { return info.Bar == b })
			why = append(why, web.Stack{web.Name(model.AmountBars()[i].Name), web.Fine{Text: web.Name(model.AmountBars()[i].Ref.Text())}})
		}
		for _, a := range o.Asks {
			why = append(why, web.Text(model.AmountAskWords[a]))
		}
		sum := web.Value(nil)
		if o.Open() {
			sum = web.Money(o.Line.Sum)
			why = append(why, web.Text(o.Line.Text()))
		}
		basis := web.Stack{web.Name(o.Line.Name)}
		if o.Basis == d.Elected {
			basis = append(basis, web.Chip{Tone: web.ToneOK, Text: web.Word("claim.option.taken")})
		} else if len(o.Bars) > 0 {
			basis = append(basis, web.Chip{Text: web.Word("claim.option.barred")})
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{basis, why, sum}})
	}
	return table
}
