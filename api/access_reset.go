package api

import (
	"context"
	"net/http"
	"net/url"

	"suyuan/model"
	"suyuan/service/access"
)

func (s *Server) routeResets() {
	Op(s, Operation{
		ID: "offer-password-reset", Method: http.MethodPost, Path: "/v1/people/{id}/password-reset", Tag: "access", Need: model.PermPersonWrite,
		Status: http.StatusCreated, Summary: "Give one of the own people a code for a new password; it is shown this once.",
	}, s.offerReset)
	Op(s, Operation{
		ID: "help-person", Method: http.MethodPost, Path: "/v1/organisations/{id}/password-reset", Tag: "access", Need: model.PermPersonHelp,
		Status: http.StatusCreated, Summary: "Give whoever answers for an organisation, or belongs to several, a code for a new password.",
	}, s.helpPerson)
	Op(s, Operation{
		ID: "reset-password", Method: http.MethodPost, Path: "/v1/password-reset", Tag: "access", Need: model.PermPublic,
		Summary: "Set a new password with a code; all sessions of the person end.",
	}, s.resetPassword)
}

// ResetView is a code for a new password.
type ResetView struct {
	PersonID  string        `json:"person_id"`
	Login     string        `json:"login"`
	Code      string        `json:"code" doc:"Shown this once, used once, together with the login."`
	Link      string        `json:"link" doc:"The page for it, with the code filled in."`
	ExpiresAt model.Instant `json:"expires_at" format:"date-time"`
}

// ResetOutput carries a ResetView.
type ResetOutput struct{ Body ResetView }

func (s *Server) resetOutput(r access.IssuedReset, err error) (*ResetOutput, error) {
	if err != nil {
		return nil, err
	}
	link := s.opts.BaseURL + "/reset-password?" + url.Values{"code": {r.Code}}.Encode()
	return &ResetOutput{ResetView{PersonID: r.Person.String(), Login: r.Login, Code: r.Code, Link: link, ExpiresAt: r.ExpiresAt}}, nil
}

func (s *Server) offerReset(ctx context.Context, c Call, in *OneInput) (*ResetOutput, error) {
	id, err := model.ParseID[model.Person](in.ID)
	if err != nil {
		return nil, err
	}
	return s.resetOutput(s.services.Access.OfferReset(ctx, c.Actor, id))
}

// HelpInput names somebody who cannot sign in.
type HelpInput struct {
	OneInput
	Body struct {
		Login string `json:"login" maxLength:"120" doc:"As the person has told it."`
	}
}

func (s *Server) helpPerson(ctx context.Context, c Call, in *HelpInput) (*ResetOutput, error) {
	id, err := model.ParseID[model.Organisation](in.ID)
	if err != nil {
		return nil, err
	}
	return s.resetOutput(s.services.Access.HelpPerson(ctx, c.Actor, id, in.Body.Login))
}

// ResetInput sets a new password.
type ResetInput struct {
	Body struct {
		Login string `json:"login" maxLength:"120"`
		Code  string `json:"code" maxLength:"60"`
		New   string `json:"new" maxLength:"200"`
	}
}

func (s *Server) resetPassword(ctx context.Context, _ Call, in *ResetInput) (*Empty, error) {
	return nil, s.services.Access.ResetPassword(ctx, access.Reset{Login: in.Body.Login, Code: in.Body.Code, New: in.Body.New})
}
