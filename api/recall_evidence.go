package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/catalog"
)

// routeRecallEvidence registers the files that prove answers.
func (s *Server) routeRecallEvidence() {
	s.Handle(Operation{
		ID: "add-recall-evidence", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/evidence", Tag: "recall", Need: model.PermRecallAnswer,
		Creates: true, Status: http.StatusCreated, MaxBody: catalog.MaxDocument + formOverhead,
		Summary: "Keep a file that proves an answer (multipart/form-data: file; PDF, JPEG or PNG); then name its id as evidence_id in the answer.",
	}, s.addRecallEvidence)
	s.Handle(Operation{
		ID: "download-recall-evidence", Method: http.MethodGet, Path: "/v1/recall-tasks/{id}/evidence/{document}", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Download a file that an answer to the task names.",
	}, s.downloadRecallEvidence)
}

func (s *Server) addRecallEvidence(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.RecallTask](c.Param("id"))
	if err != nil {
		return err
	}
	if err := s.services.Recall.MayAnswer(c.Request.Context(), call.Actor, id); err != nil {
		return err
	}
	f, err := readForm(c.Request)
	if err != nil {
		return err
	}
	var faults model.Faults
	for name := range f.fields {
		faults.Add(name, model.ValueUnknownField, model.P("name", name))
	}
	if f.file == nil {
		faults.Add("file", model.ValueRequired)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	d, err := s.services.Catalog.AddEvidence(c.Request.Context(), call.Actor, call.Idem, *f.file)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, documentView(d))
	return nil
}

func (s *Server) downloadRecallEvidence(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.RecallTask](c.Param("id"))
	if err != nil {
		return err
	}
	document, err := model.ParseID[model.Document](c.Param("document"))
	if err != nil {
		return err
	}
	d, err := s.services.Recall.Evidence(c.Request.Context(), call.Actor, id, document)
	if err != nil {
		return err
	}
	content, err := s.services.Catalog.Content(d)
	if err != nil {
		return err
	}
	sendFile(c, d, content, "private, no-cache")
	return nil
}
