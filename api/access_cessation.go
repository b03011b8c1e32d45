package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/access"
)

func (s *Server) routeCessations() {
	Op(s, Operation{
		ID: "propose-cessation", Method: http.MethodPost, Path: "/v1/organisations/{id}/cessations", Tag: "access", Need: model.PermOrgRead,
		Creates: true, Status: http.StatusCreated,
		Summary: "Say that an organisation has ended or will, and who succeeds it; by itself or the authority of its region.",
	}, s.proposeCessation)
	Op(s, Operation{
		ID: "list-cessations", Method: http.MethodGet, Path: "/v1/cessations", Tag: "access", Need: model.PermOrgRead,
		Summary: "Ends of organisations: of the own one, of those it succeeds, and for a regulator of those in its region.",
	}, s.listCessations)
	Op(s, Operation{
		ID: "get-cessation", Method: http.MethodGet, Path: "/v1/cessations/{id}", Tag: "access", Need: model.PermOrgRead,
		Summary: "The end of one organisation.",
	}, s.getCessation)
	Op(s, Operation{
		ID: "move-cessation", Method: http.MethodPost, Path: "/v1/cessations/{id}/moves", Tag: "access", Need: model.PermOrgRead, Creates: true,
		Summary: "Agree or decline as the successor, confirm or refuse as the authority, withdraw as the organisation itself.",
	}, s.moveCessation)
}

// CessationKindCode is how an organisation ends, on the wire.
type CessationKindCode string

// Schema implements huma.SchemaProvider.
func (CessationKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How an organisation ends.", model.CessationKinds())
}

// CessationStateCode is a state of the end of an organisation on the wire.
type CessationStateCode string

// Schema implements huma.SchemaProvider.
func (CessationStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("State of the end of an organisation.", model.CessationLifecycle.States())
}

// CessationEventCode is a move of the end of an organisation on the wire.
type CessationEventCode string

// Schema implements huma.SchemaProvider.
func (CessationEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Move of the end of an organisation; it takes effect by itself on its day.", model.CessationLifecycle.Events())
}

// CessationView is the end of an organisation on the wire.
type CessationView struct {
	ID            string               `json:"id"`
	OrgID         string               `json:"organisation_id"`
	Organisation  TextView             `json:"organisation"`
	Kind          CessationKindCode    `json:"kind"`
	SuccessorID   string               `json:"successor_id,omitempty" doc:"Absent where nobody takes over."`
	Successor     *TextView            `json:"successor,omitempty"`
	Administrator string               `json:"administrator,omitempty" doc:"Who winds it up."`
	EffectiveAt   model.Instant        `json:"effective_at" format:"date-time" doc:"From here on, once confirmed, the successor acts for it."`
	Document      string               `json:"document"`
	Reason        string               `json:"reason"`
	State         CessationStateCode   `json:"state"`
	Allowed       []CessationEventCode `json:"allowed" doc:"Moves that the caller may make now."`
	CreatedAt     model.Instant        `json:"created_at" format:"date-time"`
}

func cessationView(c access.SeenCessation) CessationView {
	v := CessationView{
		ID: c.ID.String(), OrgID: c.OrgID.String(), Organisation: textView(c.Organisation), Kind: CessationKindCode(c.Kind), SuccessorID: c.SuccessorID.String(),
		Administrator: c.Administrator, EffectiveAt: c.EffectiveAt, Document: c.Document, Reason: c.Cessation.Reason, State: CessationStateCode(c.State),
		Allowed: codes[CessationEventCode](c.Allowed), CreatedAt: c.CreatedAt,
	}
	if c.SuccessorID != "" {
		v.Successor = ptr(textView(c.Successor))
	}
	return v
}

// CessationOutput carries a CessationView.
type CessationOutput struct{ Body CessationView }

func cessationOutput(c access.SeenCessation, err error) (*CessationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &CessationOutput{cessationView(c)}, nil
}

// CessationInput proposes the end of an organisation.
type CessationInput struct {
	OneInput
	Body struct {
		Kind          CessationKindCode `json:"kind"`
		Successor     string            `json:"successor,omitempty" maxLength:"64" doc:"Its identifier, credit code or GLN; required for merged and taken-over."`
		Administrator string            `json:"administrator,omitempty" maxLength:"300" doc:"Who winds it up and how they are reached; required for bankrupt."`
		EffectiveOn   string            `json:"effective_on" maxLength:"10" doc:"YYYY-MM-DD, from the beginning of that day in China."`
		Document      string            `json:"document" maxLength:"300" doc:"The paper that it rests on."`
		Reason        string            `json:"reason" maxLength:"500"`
	}
}

func (s *Server) proposeCessation(ctx context.Context, c Call, in *CessationInput) (*CessationOutput, error) {
	id, err := model.ParseID[model.Organisation](in.ID)
	if err != nil {
		return nil, err
	}
	cmd := access.Cessation{
		Org: id, Kind: model.CessationKind(in.Body.Kind), SuccessorCode: in.Body.Successor, Administrator: in.Body.Administrator,
		Effective: model.Date(in.Body.EffectiveOn), Document: in.Body.Document, Reason: in.Body.Reason,
	}
	if to, err := model.ParseID[model.Organisation](in.Body.Successor); err == nil {
		cmd.Successor, cmd.SuccessorCode = to, ""
	}
	return cessationOutput(s.services.Access.ProposeCessation(ctx, c.Actor, c.Idem, cmd))
}

// CessationsInput narrows a list of ends.
type CessationsInput struct {
	PageInput
	OrgID string             `query:"organisation_id" maxLength:"64"`
	State CessationStateCode `query:"state"`
}

func (s *Server) listCessations(ctx context.Context, c Call, in *CessationsInput) (*ListOutput[CessationView], error) {
	f := access.CessationFilter{Org: model.OrgID(in.OrgID), State: model.CessationState(in.State)}
	list, next, err := s.services.Access.Cessations(ctx, c.Actor, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, next, cessationView), nil
}

func (s *Server) getCessation(ctx context.Context, c Call, in *OneInput) (*CessationOutput, error) {
	id, err := model.ParseID[model.Cessation](in.ID)
	if err != nil {
		return nil, err
	}
	return cessationOutput(s.services.Access.Cessation(ctx, c.Actor, id))
}

// CessationMoveInput is a move of the end of an organisation.
type CessationMoveInput struct {
	OneInput
	Body struct {
		Event  CessationEventCode `json:"event"`
		Reason string             `json:"reason,omitempty" maxLength:"500" doc:"Required to decline or refuse."`
	}
}

func (s *Server) moveCessation(ctx context.Context, c Call, in *CessationMoveInput) (*CessationOutput, error) {
	id, err := model.ParseID[model.Cessation](in.ID)
	if err != nil {
		return nil, err
	}
	cmd := access.CessationMove{ID: id, Event: model.CessationEvent(in.Body.Event), Reason: in.Body.Reason}
	return cessationOutput(s.services.Access.MoveCessation(ctx, c.Actor, c.Idem, cmd))
}
