package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallThings registers the list of what a case affects.
func (s *Server) routeRecallThings() {
	Op(s, Operation{
		ID: "list-recalled", Method: http.MethodGet, Path: "/v1/recalls/{id}/things", Tag: "recall", Need: model.PermRecallRead,
		Summary: "What a case affects, as far as you may see it: the authorities everything, a company what it has made and what the tasks that it sees hold.",
	}, s.listRecalled)
}

// ListRecalledInput narrows the list.
type ListRecalledInput struct {
	RecallPath
	PageInput
	Class AffectedClassCode `query:"class"`
	Gone  bool              `query:"gone" doc:"What the case does not reach any more, instead of what it does."`
	// At, Region and Holder find what somebody has.
	At     string `query:"at" enum:"on-hand,in-transit,sold,consumed" doc:"Of which some is there: by the trace, or consumed by what holders answered."`
	Region string `query:"region" maxLength:"6" doc:"GB/T 2260; of which somebody in it has some of whom you are told."`
	Holder string `query:"holder" maxLength:"100" doc:"A part of the name of somebody who has some of it and of whom you are told."`
}

// RecalledView is something that a case affects.
type RecalledView struct {
	Key       string            `json:"key" doc:"Canonical identifier."`
	Level     string            `json:"level" enum:"class,lot,instance"`
	Class     AffectedClassCode `json:"class"`
	Reason    RecallReasonCode  `json:"reason"`
	Blocked   bool              `json:"blocked" doc:"May not be sold, shipped, used or packed because of this case."`
	Product   TextView          `json:"product"`
	Lot       string            `json:"lot,omitempty"`
	Amounts   []RecalledAmount  `json:"amounts,omitempty" doc:"By the trace, over all holders that you are told of."`
	Scope     int               `json:"scope_version" doc:"The version of the scope that brought it in."`
	AddedAt   string            `json:"added_at" format:"date-time"`
	ClearedAt string            `json:"cleared_at,omitempty" format:"date-time"`
	GoneAt    string            `json:"gone_at,omitempty" format:"date-time"`
}

// RecalledAmount is where something is, in one unit.
type RecalledAmount struct {
	Unit      UnitCode `json:"unit"`
	OnHand    Decimal  `json:"on_hand"`
	InTransit Decimal  `json:"in_transit"`
	Sold      Decimal  `json:"sold"`
}

func recalledView(t recall.AffectedThing) RecalledView {
	v := RecalledView{
		Key: t.EPC, Level: string(t.Level), Class: AffectedClassCode(t.Class), Reason: RecallReasonCode(t.Reason), Blocked: t.Strikes(),
		Product: textView(t.Product), Lot: t.Lot, Scope: t.ScopeVersion, AddedAt: t.CreatedAt.String(), ClearedAt: t.ClearedAt.String(), GoneAt: t.GoneAt.String(),
	}
	for _, a := range t.Amounts {
		v.Amounts = append(v.Amounts, RecalledAmount{UnitCode(a.Unit), decimal(a.OnHand), decimal(a.InTransit), decimal(a.Sold)})
	}
	return v
}

func (s *Server) listRecalled(ctx context.Context, c Call, in *ListRecalledInput) (*ListOutput[RecalledView], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	f := recall.ThingFilter{
		Class: model.AffectedClass(in.Class), Gone: in.Gone, At: recall.ThingPlace(in.At), Region: model.Region(in.Region), Holder: in.Holder,
	}
	rows, next, err := s.services.Recall.Things(ctx, c.Actor, id, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(rows, next, recalledView), nil
}
