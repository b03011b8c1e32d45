package api

import (
	"context"
	"net/http"
	"path"
	"strconv"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/complaint"
)

// routeComplaintEvidence registers the evidence of complaints and tips for who handles them and for the operator.
func (s *Server) routeComplaintEvidence() {
	s.Handle(Operation{
		ID: "add-complaint-answer", Method: http.MethodPost, Path: "/v1/complaints/{id}/files", Tag: tagComplaint, Need: model.PermComplaintAnswer, Creates: true,
		Status: http.StatusCreated, MaxBody: complaint.MaxFile + formOverhead,
		Summary: "As the operator: add evidence while mediation is open (multipart/form-data: file). Whoever complains sees it.",
	}, s.addComplaintAnswer)
	s.Handle(Operation{
		ID: "open-complaint-file", Method: http.MethodGet, Path: "/v1/complaints/{id}/files/{file}", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "Download a piece of evidence: the authority that handles the complaint, and the operator what it is let see. Each look is on record.",
	}, s.openComplaintFile)
	s.Handle(Operation{
		ID: "open-tip-file", Method: http.MethodGet, Path: "/v1/tips/{id}/files/{file}", Tag: tagComplaint, Need: model.PermComplaintReveal,
		Summary: "Download a piece of evidence of a tip. Each look is on record.",
	}, s.openTipFile)
}

// routePublicEvidence registers the evidence of whoever has a private link.
func (p *papers) routePublicEvidence() {
	p.server.Handle(Operation{
		ID: "add-complaint-evidence", Method: http.MethodPost, Path: "/v1/public-complaints/{secret}/files", Tag: tagComplaint, Need: model.PermPublic, Creates: true,
		Status: http.StatusCreated, MaxBody: complaint.MaxFile + formOverhead,
		Summary: "Add evidence to what you filed (multipart/form-data: file, kind, share when the operator may see it). It is kept for the complaint and for the tip.",
	}, p.addEvidence)
	p.server.Handle(Operation{
		ID: "open-complaint-evidence", Method: http.MethodGet, Path: "/v1/public-complaints/{secret}/files/{file}", Tag: tagComplaint, Need: model.PermPublic,
		Summary: "Download a piece of evidence by your private link.",
	}, p.openEvidence)
}

// ComplaintEvidenceView is a piece of evidence.
type ComplaintEvidenceView struct {
	ID     string        `json:"id"`
	Kind   ClaimFileCode `json:"kind"`
	Media  string        `json:"media_type"`
	Size   int64         `json:"size"`
	Shared bool          `json:"shared" doc:"The other side of a complaint may see it."`
	At     string        `json:"at" format:"date-time"`
}

func evidenceView(f model.ComplaintFile) ComplaintEvidenceView {
	return ComplaintEvidenceView{f.ID.String(), ClaimFileCode(f.Kind), f.Media, f.Size, f.Share == 1, f.CreatedAt.String()}
}

func evidenceViews(list complaint.Files) []ComplaintEvidenceView {
	views := make([]ComplaintEvidenceView, 0, len(list))
	for _, f := range list {
		views = append(views, evidenceView(f))
	}
	return views
}

func (s *Server) addComplaintAnswer(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Complaint](c.Param("id"))
	if err != nil {
		return err
	}
	in, err := claimUpload(c)
	if err != nil {
		return err
	}
	f, err := s.services.Complaint.AddAnswer(c.Request.Context(), call.Actor, call.Idem, id, in.Content)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, evidenceView(f))
	return nil
}

func (s *Server) openComplaintFile(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Complaint](c.Param("id"))
	if err != nil {
		return err
	}
	file, err := model.ParseID[model.ComplaintFile](c.Param("file"))
	if err != nil {
		return err
	}
	f, content, err := s.services.Complaint.OpenEvidence(c.Request.Context(), call.Actor, id, file)
	if err == nil {
		sendEvidence(c, f.ID.String(), f.Media, content)
	}
	return err
}

func (s *Server) openTipFile(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Tip](c.Param("id"))
	if err != nil {
		return err
	}
	file, err := model.ParseID[model.ComplaintFile](c.Param("file"))
	if err != nil {
		return err
	}
	f, content, err := s.services.Complaint.OpenTipEvidence(c.Request.Context(), call.Actor, id, file)
	if err == nil {
		sendEvidence(c, f.ID.String(), f.Media, content)
	}
	return err
}

func (p *papers) addEvidence(c *gin.Context, call Call) error {
	ctx := c.Request.Context()
	if err := p.guard.limit(ctx); err != nil {
		return err
	}
	f, err := readForm(c.Request)
	if err != nil {
		return err
	}
	if f.file == nil {
		return model.ValueRequired.At("file")
	}
	share, _ := strconv.ParseBool(f.first("share")) // what says nothing shares nothing
	files, err := p.server.services.Complaint.AddEvidence(ctx, call.Idem, c.Param("secret"), complaint.Upload{
		Kind: model.ClaimFileKind(f.first("kind")), Content: f.file.Content, Share: share,
	})
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, evidenceView(files[0]))
	return nil
}

func (p *papers) openEvidence(c *gin.Context, _ Call) error {
	ctx := c.Request.Context()
	if err := p.guard.limit(ctx); err != nil {
		return err
	}
	file, err := model.ParseID[model.ComplaintFile](c.Param("file"))
	if err != nil {
		return err
	}
	f, content, err := p.server.services.Complaint.OwnEvidence(ctx, c.Param("secret"), file)
	if err == nil {
		sendEvidence(c, f.ID.String(), f.Media, content)
	}
	return err
}

// proven adds the files of a form and tells which could not be taken, and why.
func (s *Server) proven(ctx context.Context, secret string, sent *claimSent) (missing []web.ProblemField) {
	for i, f := range sent.files {
		_, err := s.services.Complaint.AddEvidence(ctx, sent.once("complaint-form-file", secret+"\n"+strconv.Itoa(i)), secret, complaint.Upload{
			Kind: f.kind, Content: f.content, Share: sent.text("share_files") != "",
		})
		if err != nil {
			missing = append(missing, web.ProblemField{At: clip(f.name, 80), Message: s.said(ctx, err)})
		}
	}
	return missing
}

// said is a refusal in a sentence: what is wrong with its first field, else what it is.
func (s *Server) said(ctx context.Context, err error) string {
	problem := s.problemOf(ctx, err)
	switch {
	case len(problem.Fields) > 0:
		return problem.Fields[0].Message
	case problem.Detail != "":
		return problem.Detail
	}
	return problem.Title
}

// ownFiles are the pieces of evidence of a part of a paper, with where its owner opens them.
func ownFiles(secret string, list complaint.Files) (files []web.ComplaintFile) {
	for _, f := range list {
		if f.Sum == "" {
			continue
		}
		files = append(files, web.ComplaintFile{
			Path: path.Join("/v1/public-complaints", secret, "files", f.ID.String()), Kind: f.Kind, Media: f.Media, Size: f.Size, Shared: f.Share == 1 && f.Kind != model.FileAnswer,
		})
	}
	return files
}
