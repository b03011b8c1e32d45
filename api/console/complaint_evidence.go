package console

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/complaint"
)

// routeComplaintEvidence registers the pages of evidence.
func (c *Console) routeComplaintEvidence() {
	c.get("complaint-evidence", "/console/complaints/{id}/evidence", model.PermComplaintRead, "The evidence of a complaint; each look is written down.", (*Visit).complaintEvidence)
	c.get("complaint-evidence-file", "/console/complaints/{id}/files/{file}", model.PermComplaintRead, "One piece of evidence; written down.", (*Visit).complaintFile)
	c.upload("add-complaint-evidence", "/console/complaints/{id}/files", model.PermComplaintAnswer, complaint.MaxFile, "Add evidence of one's own.", (*Visit).addComplaintEvidence)
	c.get("tip-evidence", "/console/tips/{id}/evidence", model.PermComplaintReveal, "The evidence of a tip; each look is written down.", (*Visit).tipEvidence)
	c.get("tip-evidence-file", "/console/tips/{id}/files/{file}", model.PermComplaintReveal, "One piece of evidence of a tip; written down.", (*Visit).tipFile)
}

// handled reports whether the visitor's authority handles what an authority handles, or what nobody does yet.
func (v *Visit) handled(authority model.OrgID) bool {
	return authority == "" || authority == v.Actor.Org
}

// seesEvidence reports whether the visitor may open the evidence of a complaint.
func (v *Visit) seesEvidence(c complaint.Case) bool {
	if c.OrgID == v.Actor.Org {
		return v.can(model.PermComplaintAnswer)
	}
	return v.can(model.PermComplaintReveal) && v.handled(c.AuthorityID)
}

// answers reports whether the visitor's company may still prove its own side.
func (v *Visit) answers(c complaint.Case) bool {
	open := []model.ComplaintState{model.ComplaintAccepted, model.ComplaintDeclined, model.ComplaintMediation, model.ComplaintTesting}
	return v.can(model.PermComplaintAnswer) && c.OrgID == v.Actor.Org && slices.Contains(open, c.State)
}

// evidencePanel lists evidence without opening it; nothing for none that can be looked at or added.
func evidencePanel(at string, files complaint.Files, look, add bool) web.Part {
	if len(files) == 0 && !add {
		return nil
	}
	panel := web.Panel{Title: web.Word("complaint.evidence")}
	if look && len(files) > 0 {
		panel.Lead = web.Word("complaint.evidence.lead")
		panel.Actions = append(panel.Actions, web.Action{To: at + "/evidence", Text: web.Word("complaint.evidence.look"), Icon: "search"})
	}
	if add && len(files) < complaint.MaxFiles {
		panel.Actions = append(panel.Actions, web.Action{To: at + "/files", Text: web.Word("complaint.evidence.add"), Icon: "upload"})
	}
	table := web.Table{
		Caption: web.Word("complaint.evidence"), Columns: []web.Column{{Label: "claim.evidence.kind"}, {Label: "claim.evidence.file"}, {Label: "claim.evidence.at"}},
		Empty: web.Empty{Title: web.Word("claim.evidence.none")},
	}
	for _, f := range files {
		shows := web.Stack{web.Text(model.ClaimFileKindWords[f.Kind])}
		if f.Share == 1 && f.Kind != model.FileAnswer {
			shows = append(shows, web.Fine{Text: web.Word("complaint.evidence.shared")})
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{shows, sealedMedia(f.SealedFile), web.Moment(f.CreatedAt)}})
	}
	panel.Parts = []web.Part{table}
	return panel
}

func sealedMedia(f model.SealedFile) web.Value {
	_, kind, _ := strings.Cut(f.Media, "/")
	return web.Inline{web.Code(strings.ToUpper(kind)), web.Fine{Text: web.Bytes(f.Size)}}
}

// complaintEvidence is the viewer: pictures in sight, papers behind a link. Each is fetched on its own and written down.
func (v *Visit) complaintEvidence() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	if !v.seesEvidence(c) {
		return model.Forbidden.Refuse(model.P("permission", model.PermComplaintReveal))
	}
	return v.viewer(complaintPath(c.ID), c.Number, complaintTrail, c.Files, c.Erased)
}

// tipEvidence is complaintEvidence for a tip.
func (v *Visit) tipEvidence() error {
	t, err := v.theTip()
	if err != nil {
		return err
	}
	if !v.handled(t.AuthorityID) {
		return model.ComplaintNotYours.Refuse()
	}
	return v.viewer(tipPath(t.ID), t.Number, tipTrail, t.Files, t.Erased)
}

func (v *Visit) viewer(at, number string, trail []web.Link, files complaint.Files, erased bool) error {
	page := web.Page{
		Title: web.Word("complaint.evidence"), Lead: web.Word("complaint.evidence.lead"),
		Back: append(slices.Clone(trail), web.Link{To: at, Text: web.Code(number)}),
	}
	var columns web.Columns
	for _, f := range files {
		if erased {
			break
		}
		to, shows := at+"/files/"+f.ID.String(), web.Text(model.ClaimFileKindWords[f.Kind])
		panel := web.Panel{Title: shows, Lead: web.Inline{sealedMedia(f.SealedFile), web.Moment(f.CreatedAt)}}
		if strings.HasPrefix(f.Media, "image/") {
			panel.Parts = []web.Part{web.Photo{Src: to, Alt: shows}}
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

// complaintFile sends one piece of evidence of a complaint.
func (v *Visit) complaintFile() error {
	id, err := model.ParseID[model.Complaint](v.Param("id"))
	file, bad := model.ParseID[model.ComplaintFile](v.Param("file"))
	if errors.Join(err, bad) != nil {
		return model.NotFound.Refuse()
	}
	f, content, err := v.console.services.Complaint.OpenEvidence(v.ctx(), v.Actor, id, file)
	if err != nil {
		return err
	}
	return v.sealedFile(f.ID.String(), f.Media, content)
}

// tipFile sends one piece of evidence of a tip.
func (v *Visit) tipFile() error {
	id, err := model.ParseID[model.Tip](v.Param("id"))
	file, bad := model.ParseID[model.ComplaintFile](v.Param("file"))
	if errors.Join(err, bad) != nil {
		return model.NotFound.Refuse()
	}
	f, content, err := v.console.services.Complaint.OpenTipEvidence(v.ctx(), v.Actor, id, file)
	if err != nil {
		return err
	}
	return v.sealedFile(f.ID.String(), f.Media, content)
}

// sealedFile sends evidence: a picture to be shown in a page, a paper to be kept. Nothing keeps a copy on the way.
func (v *Visit) sealedFile(name, media string, content []byte) error {
	h := v.Writer.Header()
	h.Set("Cache-Control", "no-store")
	if _, extension, _ := strings.Cut(media, "/"); !strings.HasPrefix(media, "image/") {
		return v.file(name+"."+extension, media, content)
	}
	h.Set("Content-Type", media)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	v.Writer.WriteHeader(http.StatusOK)
	_, err := v.Writer.Write(content)
	return ignoreGone(err)
}

// addComplaintEvidence adds evidence of the operator.
func (v *Visit) addComplaintEvidence() error {
	c, err := v.theComplaint()
	if err != nil {
		return err
	}
	if c.OrgID != v.Actor.Org {
		return model.NotFound.Refuse()
	}
	if !v.answers(c) && v.Request.Method == http.MethodGet {
		return v.complaintNotNow(c)
	}
	return v.run(task{
		form: web.Form{Submit: "complaint.evidence.add", Cancel: complaintPath(c.ID), Consequence: web.Word("complaint.evidence.add.means"), Fields: []web.Field{
			{Name: "file", Label: web.Word("claim.evidence.file"), Hint: web.Word("claim.evidence.hint"), Kind: web.KindFile, Required: true, Accept: "application/pdf,image/jpeg,image/png"},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Word("complaint.evidence.add"), Chips: []web.Value{web.Code(c.Number)}, Back: complaintTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			file, _ := in.file("file")
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, err = v.console.services.Complaint.AddAnswer(v.ctx(), v.Actor, v.once(), c.ID, file.Content)
			if errors.Is(err, model.FileTypeRefused) {
				err = model.FileTypeRefused.At("file")
			}
			return complaintPath(c.ID), "complaint-moved", err
		},
	})
}
