package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/code"
)

// routePapers registers the documents that are written from a case.
func (s *Server) routePapers() {
	Op(s, Operation{
		ID: "list-recall-papers", Method: http.MethodGet, Path: "/v1/recalls/{id}/papers", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List the documents that you may read of a recall case, with the forms in which each is written.",
	}, s.listRecallPapers)
	s.Handle(Operation{
		ID: "get-recall-paper", Method: http.MethodGet, Path: "/v1/recalls/{id}/papers/{kind}", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Write a document from the case as it stands: ?format=html for reading and printing, ?format=json for machines; ?lang= or Accept-Language.",
	}, s.recallPaper)
}

// RecallDocumentCode names a document.
type RecallDocumentCode string

// Schema implements huma.SchemaProvider.
func (RecallDocumentCode) Schema(huma.Registry) *huma.Schema {
	var kinds []model.RecallDocumentKind
	for _, d := range model.RecallDocuments() {
		kinds = append(kinds, d.Kind)
	}
	return enumSchema("A document of a recall case.", kinds)
}

// RecallPaperView is one document.
type RecallPaperView struct {
	Kind RecallDocumentCode `json:"kind"`
	Name TextView           `json:"name"`
	HTML string             `json:"html,omitempty" doc:"Where it is for people; absent when it is for machines alone."`
	JSON string             `json:"json,omitempty" doc:"Where it is for machines; absent when it is for people alone."`
}

// RecallPapersInput names a case.
type RecallPapersInput struct {
	ID string `path:"id" maxLength:"36"`
}

func (s *Server) listRecallPapers(ctx context.Context, call Call, in *RecallPapersInput) (*ListOutput[RecallPaperView], error) {
	id, err := model.ParseID[model.Recall](in.ID)
	if err != nil {
		return nil, err
	}
	papers, err := s.services.Register.Documents(ctx, call.Actor, id)
	if err != nil {
		return nil, err
	}
	return listOf(papers, "", func(d model.RecallDocumentInfo) RecallPaperView {
		v := RecallPaperView{Kind: RecallDocumentCode(d.Kind), Name: textView(d.Name)}
		if d.Page {
			v.HTML = paperPath(id, d.Kind) + "?format=html"
		}
		if d.Machine {
			v.JSON = paperPath(id, d.Kind) + "?format=json"
		}
		return v
	}), nil
}

func paperPath(id model.RecallID, kind model.RecallDocumentKind) string {
	return "/v1/recalls/" + id.String() + "/papers/" + string(kind)
}

// recallPaper writes one document in the form that is asked for.
func (s *Server) recallPaper(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Recall](c.Param("id"))
	if err != nil {
		return err
	}
	kind := model.RecallDocumentKind(c.Param("kind"))
	asPage, err := paperForm(c, kind)
	if err != nil {
		return err
	}
	c.Header("Vary", "Accept, Accept-Language")
	if !asPage {
		text, err := s.services.Register.Machine(c.Request.Context(), call.Actor, id, kind)
		if err != nil {
			return err
		}
		c.Data(http.StatusOK, "application/json", text)
		return nil
	}
	document, err := s.services.Register.Page(c.Request.Context(), call.Actor, id, kind)
	if err != nil {
		return err
	}
	page, err := s.pages.Paper(call.Lang, web.PaperPage{
		RecallDocument: document, Path: paperPath(id, kind) + "?format=html", PhotoPath: code.DocumentPath,
	})
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, pageType, page)
	return nil
}

// paperForm chooses the form of a document: the one that is asked for, else what the Accept header prefers of those there
// are. An unknown format is refused with value-invalid at format.
func paperForm(c *gin.Context, kind model.RecallDocumentKind) (page bool, err error) {
	switch format := c.Query("format"); format {
	case "html":
		return true, nil
	case "json":
		return false, nil
	case "":
	default:
		return false, model.ValueInvalid.At("format", model.P("value", clip(format, 40)))
	}
	info, known := model.RecallDocumentOf(kind)
	if !known || !info.Machine {
		return true, nil
	}
	return info.Page && strings.Contains(c.GetHeader("Accept"), "text/html"), nil
}
