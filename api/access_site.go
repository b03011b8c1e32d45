package api

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/access"
)

// Coordinate is a WGS 84 coordinate in degrees on the wire: written as a JSON string, accepted as string or number, kept
// exactly.
type Coordinate string

// Schema implements huma.SchemaProvider.
func (Coordinate) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf: []*huma.Schema{
			{Type: huma.TypeString, Pattern: `^-?[0-9]{1,3}(\.[0-9]{1,7})?$`, MaxLength: ptr(12)},
			{Type: huma.TypeNumber},
		},
		Description: "Degrees, WGS 84, with at most seven decimals.",
		Examples:    []any{"43.8256789"},
	}
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Coordinate) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(c))
	}
	*c = Coordinate(b)
	return nil
}

// e7 is the coordinate in ten-millionths of a degree, noting at a field what is wrong with it.
func (c *Coordinate) e7(at string, f *model.Faults) int64 {
	d, err := model.ParseDegrees(string(*c))
	f.Check(at, err)
	return int64(d)
}

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
