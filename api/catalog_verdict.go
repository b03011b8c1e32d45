package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/catalog"
)

func (s *Server) routeVerdicts() {
	Op(s, Operation{
		ID: "judge-document", Method: http.MethodPost, Path: "/v1/documents/{id}/verdict", Tag: "catalog", Need: model.PermDocumentWrite,
		Summary: "Say what a laboratory report found that was added without saying so. One that does not conform is reported to who has to assess it.",
	}, s.judgeDocument)
	Op(s, Operation{
		ID: "revoke-document", Method: http.MethodPost, Path: "/v1/documents/{id}/revoke", Tag: "catalog", Need: model.PermDocumentWrite,
		Summary: "Take a laboratory report back. What was released on it is reported to who has to assess it.",
	}, s.revokeDocument)
}

// DocumentPath names a document.
type DocumentPath struct {
	ID string `path:"id" maxLength:"36" doc:"The document's id."`
}

// LabResultInput is a line of a laboratory report.
type LabResultInput struct {
	Item    string         `json:"item" maxLength:"100"`
	Value   string         `json:"value,omitempty" maxLength:"30" doc:"A decimal as printed, with < or > where the report has it; nd for not detected."`
	Unit    string         `json:"unit,omitempty" maxLength:"20"`
	Limit   string         `json:"limit,omitempty" maxLength:"30" doc:"A decimal as printed, in the same unit."`
	Method  string         `json:"method,omitempty" maxLength:"100"`
	Verdict LabVerdictCode `json:"verdict,omitempty"`
}

// JudgeDocumentInput says what a report found.
type JudgeDocumentInput struct {
	DocumentPath
	Body struct {
		Verdict LabVerdictCode   `json:"verdict,omitempty" doc:"Does not conform when left out and one of the results does not."`
		Results []LabResultInput `json:"results,omitempty" maxItems:"200"`
	}
}

// RevokeDocumentInput takes a report back.
type RevokeDocumentInput struct {
	DocumentPath
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"300" doc:"Whoever assesses it reads it; no personal data."`
	}
}

// DocumentOutput carries a document.
type DocumentOutput struct{ Body DocumentView }

func (s *Server) documentOutput(d model.Document, err error) (*DocumentOutput, error) {
	if err != nil {
		return nil, err
	}
	s.services.Code.Forget(d.BatchID)
	return &DocumentOutput{documentView(d)}, nil
}

func (s *Server) judgeDocument(ctx context.Context, c Call, in *JudgeDocumentInput) (*DocumentOutput, error) {
	id, err := model.ParseID[model.Document](in.ID)
	if err != nil {
		return nil, err
	}
	j := catalog.Judgement{Document: id, Verdict: model.LabVerdict(in.Body.Verdict)}
	for _, r := range in.Body.Results {
		j.Results = append(j.Results, model.LabResult{Item: r.Item, Value: r.Value, Unit: r.Unit, Limit: r.Limit, Method: r.Method, Verdict: model.LabVerdict(r.Verdict)})
	}
	return s.documentOutput(s.services.Catalog.JudgeReport(ctx, c.Actor, c.Idem, j))
}

func (s *Server) revokeDocument(ctx context.Context, c Call, in *RevokeDocumentInput) (*DocumentOutput, error) {
	id, err := model.ParseID[model.Document](in.ID)
	if err != nil {
		return nil, err
	}
	return s.documentOutput(s.services.Catalog.RevokeReport(ctx, c.Actor, c.Idem, id, in.Body.Reason))
}
