package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/catalog"
)

// routeVerdicts registers the pages of what becomes of a laboratory report after it was added.
func (c *Console) routeVerdicts() {
	c.form("judge-document", "/console/documents/{id}/verdict", model.PermDocumentWrite, "Say what a laboratory report found.", (*Visit).judgeDocument)
	c.form("revoke-document", "/console/documents/{id}/revoke", model.PermDocumentWrite, "Take a laboratory report back.", (*Visit).revokeDocument)
}

// reportActions are what who added a laboratory report can do about it now.
func (v *Visit) reportActions(d model.Document) (actions []web.Action) {
	if d.Kind != model.DocumentLabReport || d.OrgID != v.Actor.Org || d.RevokedAt != 0 || !v.can(model.PermDocumentWrite) {
		return nil
	}
	at := "/console/documents/" + d.ID.String()
	if d.Verdict == "" || d.Verdict == model.LabUndecided {
		actions = append(actions, web.Action{To: at + "/verdict", Text: web.Word("document.judge")})
	}
	return append(actions, web.Action{To: at + "/revoke", Text: web.Word("document.revoke")})
}

// ownReport is the laboratory report that the address names, with its batch.
func (v *Visit) ownReport() (d model.Document, b model.Batch, err error) {
	id, err := model.ParseID[model.Document](v.Param("id"))
	if err != nil {
		return d, b, err
	}
	return v.console.services.Catalog.OwnReport(v.ctx(), v.Actor, id)
}

func (v *Visit) judgeDocument() error {
	d, b, err := v.ownReport()
	if err != nil {
		return err
	}
	at := "/console/batches/" + b.ID.String()
	return v.run(task{
		form: web.Form{Submit: "document.judge", Cancel: at, Consequence: web.Word("document.judge.means"), Fields: findingFields()},
		page: func(form web.Form) web.Page { return reportPage("document.judge", d, b, form) },
		do: func(in *Input) (to, word string, err error) {
			j := catalog.Judgement{Document: d.ID, Verdict: model.LabVerdict(in.text("verdict"))}
			results, from := readResults(in)
			j.Results = results
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Catalog.JudgeReport(v.ctx(), v.Actor, v.once(), j)
			v.console.services.Code.Forget(b.ID)
			return at + "#documents", "document-judged", from.found("results", err)
		},
	})
}

func (v *Visit) revokeDocument() error {
	d, b, err := v.ownReport()
	if err != nil {
		return err
	}
	at := "/console/batches/" + b.ID.String()
	return v.run(task{
		form: web.Form{Submit: "document.revoke", Cancel: at, Danger: true, Consequence: web.Word("document.revoke.means"), Fields: []web.Field{
			{Name: "reason", Label: web.Word("document.revoke.why"), Kind: web.KindLong, Max: 300, Required: true, Focus: true},
		}},
		page: func(form web.Form) web.Page { return reportPage("document.revoke", d, b, form) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Catalog.RevokeReport(v.ctx(), v.Actor, v.once(), d.ID, in.text("reason"))
			v.console.services.Code.Forget(b.ID)
			return at + "#documents", "document-revoked", err
		},
	})
}

// reportPage asks something about a laboratory report.
func reportPage(title web.Word, d model.Document, b model.Batch, form web.Form) web.Page {
	facts := web.Facts{{Label: "document.title", Value: documentName(d)}, {Label: "document.issued", Value: web.Day(d.IssuedOn)}}
	return web.Page{Title: title, Lead: web.Code(b.Lot), Back: batchTrail(b), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{facts, form}}}}
}
