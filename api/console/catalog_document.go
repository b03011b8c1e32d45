package console

import (
	"errors"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
)

// kindsFor are the kinds of document that the visitor may write about a batch that they see.
func (v *Visit) kindsFor(b model.Batch) (kinds []model.DocumentKind) {
	if !v.can(model.PermDocumentWrite) || !v.Actor.ActsFor(b.OrgID) && v.Actor.OrgKind != model.KindLab && v.Actor.OrgKind != model.KindCertifier {
		return nil
	}
	for _, k := range model.DocumentKinds() {
		if k.MayIssue(v.Actor.OrgKind) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// newDocument adds a document to the batch that the address names; without one it asks which.
func (v *Visit) newDocument() error {
	if v.query("batch") == "" {
		return v.whichBatch()
	}
	id, err := model.ParseID[model.Batch](v.query("batch"))
	if err != nil {
		return err
	}
	f, err := v.console.services.Catalog.Batch(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	kinds := v.kindsFor(f.Batch)
	at := "/console/batches/" + f.Batch.ID.String()
	return v.run(task{
		form: web.Form{Submit: "document.add", Cancel: at, Fields: documentFields(kinds)},
		page: func(form web.Form) web.Page {
			page := web.Page{
				Title: web.Word("document.new"), Lead: web.Inline{web.Name(f.Product.Name), web.Code(f.Batch.Lot)}, Back: batchTrail(f.Batch), Narrow: true,
				Parts: []web.Part{web.Panel{Parts: []web.Part{form}}},
			}
			if len(kinds) == 0 {
				page.Parts = []web.Part{web.Empty{
					Title: web.Word("document.not-yours"), Text: web.Word("document.not-yours.text"), Action: &web.Action{To: at, Text: web.Word("batch.back")},
				}}
			}
			return page
		},
		do: func(in *Input) (to, word string, err error) {
			input := documentInput(in, f.Batch.ID)
			if len(input.File.Content) == 0 {
				in.faults.Add("file", model.ValueRequired)
			}
			results, from := readResults(in)
			input.Results = results
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Catalog.AddDocument(v.ctx(), v.Actor, v.once(), input)
			if errors.Is(err, model.FileTypeRefused) {
				err = model.FileTypeRefused.At("file")
			}
			err = from.found("results", err)
			v.console.services.Code.Forget(f.Batch.ID)
			return at + "#documents", "document-added", err
		},
	})
}

func documentFields(kinds []model.DocumentKind) []web.Field {
	kind := web.Field{Name: "kind", Label: web.Word("document.kind"), Kind: web.KindRadio, Required: true}
	basis := web.Field{Name: "basis", Label: web.Word("document.basis"), Hint: web.Word("document.basis.hint"), Kind: web.KindTicks}
	promises, tests := false, false
	for _, k := range kinds {
		kind.Options = append(kind.Options, web.Option{Value: string(k), Text: web.Name(model.DocumentKindWords[k])})
		promises = promises || k == model.DocumentCommitment
		tests = tests || k == model.DocumentLabReport
	}
	for _, b := range model.CommitmentBases() {
		basis.Options = append(basis.Options, web.Option{Value: string(b), Text: web.Name(model.CommitmentBasisWords[b])})
	}
	fields := []web.Field{
		{Name: "file", Label: web.Word("document.file"), Hint: web.Word("document.file.hint"), Kind: web.KindFile, Accept: "application/pdf,image/jpeg,image/png", Required: true},
		kind,
	}
	if promises {
		fields = append(fields, basis)
	}
	if tests {
		fields = append(fields, findingFields()...)
	}
	return append(fields,
		web.Field{Name: "issued_on", Label: web.Word("document.issued"), Kind: web.KindDay},
		web.Field{Name: "valid_to", Label: web.Word("document.valid-to"), Hint: web.Word("document.valid-to.hint"), Kind: web.KindDay},
		web.Field{Name: "public", Label: web.Word("document.public"), Hint: web.Word("document.public.hint"), Kind: web.KindTick, Value: "yes"},
		web.Field{Kind: web.KindMore, Label: web.Word("document.more"), Fields: []web.Field{
			{Name: "title", Label: web.Word("document.title"), Hint: web.Word("document.title.hint"), Kind: web.KindText, Max: 200},
			{Name: "issued_by", Label: web.Word("document.issued-by"), Hint: web.Word("document.issued-by.hint"), Kind: web.KindText, Max: 200},
		}},
	)
}

// findingFields ask for what a laboratory report found.
func findingFields() []web.Field {
	verdict := web.Field{Name: "verdict", Label: web.Word("result.verdict"), Hint: web.Word("result.verdict.hint"), Kind: web.KindRadio}
	each := web.Field{Name: "verdict", Label: web.Word("result.of-item"), Kind: web.KindChoice, Options: []web.Option{{Text: web.Word("result.unsaid")}}}
	for _, w := range model.LabVerdicts() {
		o := web.Option{Value: string(w), Text: web.Name(model.LabVerdictWords[w])}
		verdict.Options, each.Options = append(verdict.Options, o), append(each.Options, o)
	}
	return []web.Field{verdict, {Kind: web.KindMore, Label: web.Word("result.lines"), Fields: []web.Field{
		{Name: "results", Label: web.Word("result.lines"), Hint: web.Word("result.lines.hint"), Kind: web.KindRows, Rows: 1, Fields: []web.Field{
			{Name: "item", Label: web.Word("result.item"), Kind: web.KindText, Max: 100},
			{Name: "value", Label: web.Word("result.value"), Hint: web.Word("result.value.hint"), Kind: web.KindCode, Max: 30},
			{Name: "unit", Label: web.Word("result.unit"), Kind: web.KindCode, Max: 20},
			{Name: "limit", Label: web.Word("result.limit"), Kind: web.KindCode, Max: 30},
			{Name: "method", Label: web.Word("result.method"), Kind: web.KindText, Max: 100},
			each,
		}},
	}}}
}

// readResults reads what a laboratory found; from tells for each line the row of the form.
func readResults(in *Input) (results []model.LabResult, from faultPlaces) {
	for _, row := range in.rows("results") {
		results = append(results, model.LabResult{
			Item: row.text("item"), Value: labValue(row.text("value")), Unit: row.text("unit"), Limit: digits(row.text("limit")), Method: row.text("method"),
			Verdict: model.LabVerdict(row.text("verdict")),
		})
		from = append(from, faultPlace{row: strings.TrimSuffix(row.prefix, "."), field: "item"})
	}
	return results, from
}

// labValue reads a value as it stands in reports, where "not detected" is said in words.
func labValue(typed string) string {
	for _, words := range []string{model.LabNotDetected, "未检出", "بايقالمىدى", "not detected"} {
		if strings.EqualFold(typed, words) {
			return model.LabNotDetected
		}
	}
	return digits(typed)
}

func documentInput(in *Input, batch model.BatchID) catalog.DocumentInput {
	d := catalog.DocumentInput{
		BatchID: batch, Kind: model.DocumentKind(in.text("kind")), Title: in.text("title"), IssuedBy: in.text("issued_by"),
		IssuedOn: in.day("issued_on"), ValidTo: in.day("valid_to"), Public: in.ticked("public"),
		Verdict: model.LabVerdict(in.text("verdict")),
	}
	for _, b := range in.list("basis") {
		d.Basis = append(d.Basis, model.CommitmentBasis(b))
	}
	if in.text("kind") == "" {
		in.faults.Add("kind", model.ValueRequired)
	}
	file, _ := in.file("file")
	d.File = catalog.Upload(file)
	return d
}

// whichBatch finds a batch by the code on its package, for those who have no list of batches of their own.
func (v *Visit) whichBatch() error {
	typed := v.query("code")
	var parts []web.Part
	if typed != "" {
		to, err := v.byCode(typed)
		if err != nil {
			return err
		}
		if id, ok := strings.CutPrefix(to, "/console/batches/"); ok {
			return v.leave("/console/documents/new?batch="+id, "")
		}
		// One answer for a code that nobody has and for a batch that is not shared: what exists elsewhere is nobody's business.
		parts = append(parts, web.Note{Tone: web.ToneCaution, Alert: true, Title: web.Word("document.not-found"), Text: []web.Value{web.Word("document.help.answer")}})
	}
	form := web.Form{Get: true, Action: "/console/documents/new", Submit: "document.find", Fields: []web.Field{
		{Name: "code", Label: web.Word("document.code"), Hint: web.Word("document.code.hint"), Kind: web.KindScan, Value: typed, Required: true, Max: 300, Focus: true},
	}}
	return v.show(web.Page{
		Title: web.Word("document.new"), Lead: web.Word("document.which"), Narrow: true,
		Parts: append(parts, web.Panel{Parts: []web.Part{form}},
			web.Help{Question: web.Word("document.help"), Answer: []web.Value{web.Word("document.help.answer")}}),
	})
}
