package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/access"
)

// SiteStateCode is a state of a site on the wire.
type SiteStateCode string

// Schema implements huma.SchemaProvider.
func (SiteStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("State of a site.", model.SiteLifecycle.States())
}

// SiteEventCode is a move of a site on the wire.
type SiteEventCode string

// Schema implements huma.SchemaProvider.
func (SiteEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Move of a site.", model.SiteLifecycle.Events())
}

// SiteMoveInput is a move of a site.
type SiteMoveInput struct {
	OneInput
	Body struct {
		Event  SiteEventCode `json:"event"`
		Reason string        `json:"reason,omitempty" maxLength:"500"`
	}
}

func (s *Server) moveSite(ctx context.Context, c Call, in *SiteMoveInput) (*SiteOutput, error) {
	id, err := model.ParseID[model.Site](in.ID)
	if err != nil {
		return nil, err
	}
	cmd := access.SiteMove{ID: id, Event: model.SiteEvent(in.Body.Event), Reason: in.Body.Reason}
	return siteOutput(s.services.Access.MoveSite(ctx, c.Actor, c.Idem, cmd))
}
