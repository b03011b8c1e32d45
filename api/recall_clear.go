package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallClearing registers how affected things become unaffected, and the history of what a case affects.
func (s *Server) routeRecallClearing() {
	Op(s, Operation{
		ID: "clear-recalled", Method: http.MethodPost, Path: "/v1/recalls/{id}/clearings", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Free affected things with evidence. What was made of them stays affected until it is cleared itself; another case may still hold them.",
	}, s.clearRecalled)
	Op(s, Operation{
		ID: "list-recall-deltas", Method: http.MethodGet, Path: "/v1/recalls/{id}/deltas", Tag: "recall", Need: model.PermRecallRead,
		Summary: "How what a case affects has changed since it began: by another scope, late or corrected events, evidence. For who carries it out and the authorities.",
	}, s.listDeltas)
	Op(s, Operation{
		ID: "see-recall-deltas", Method: http.MethodPost, Path: "/v1/recalls/{id}/deltas/seen", Tag: "recall", Need: model.PermRecallWrite, Status: http.StatusOK,
		Summary: "Note that the changes so far have been seen; returns all of them.",
	}, s.seeDeltas)
}

// ClearRecalledInput frees affected things.
type ClearRecalledInput struct {
	RecallPath
	Body struct {
		Version  int64    `json:"version,omitempty" minimum:"0" doc:"The version that you have read."`
		Keys     []string `json:"keys" maxItems:"500" doc:"The things, as the case lists them."`
		Evidence string   `json:"evidence" maxLength:"36" doc:"A document that shows it."`
		Note     string   `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Server) clearRecalled(ctx context.Context, c Call, in *ClearRecalledInput) (*RecallOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	clearing := recall.Clearing{
		ID: id, Version: in.Body.Version, Keys: in.Body.Keys, Evidence: idAt[model.Document]("evidence", in.Body.Evidence, &faults), Note: in.Body.Note,
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Clear(ctx, c.Actor, c.Idem, clearing)
	return recallOutput(row, c, err)
}

// DeltaCauseCode says why what a case affects has changed.
type DeltaCauseCode string

// Schema implements huma.SchemaProvider.
func (DeltaCauseCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why what a case affects has changed.", model.DeltaCauses())
}

// RecallDeltaView is one change of what a case affects.
type RecallDeltaView struct {
	At      string           `json:"at" format:"date-time"`
	Cause   DeltaCauseCode   `json:"cause"`
	Added   int              `json:"added"`
	Removed int              `json:"removed"`
	Changed int              `json:"changed"`
	Late    bool             `json:"late,omitempty" doc:"An event that happened before the recall began was recorded after it."`
	Things  []DeltaThingView `json:"things,omitempty" doc:"At most 500."`
	SeenAt  string           `json:"seen_at,omitempty" format:"date-time"`
}

// DeltaThingView is one thing of a change.
type DeltaThingView struct {
	Key string `json:"key"`
	Was string `json:"was,omitempty" doc:"Its class before; absent for what is new."`
	Is  string `json:"is,omitempty" doc:"Its class since; absent for what is gone."`
}

func deltaView(d recall.Delta) RecallDeltaView {
	v := RecallDeltaView{
		At: d.Row.At.String(), Cause: DeltaCauseCode(d.Row.Cause), Added: d.Row.Added, Removed: d.Row.Removed, Changed: d.Row.Changed,
		Late: d.Row.Late == 1, SeenAt: d.Row.SeenAt.String(),
	}
	for _, t := range d.Things {
		v.Things = append(v.Things, DeltaThingView{t.Key, t.Was, t.Is})
	}
	return v
}

func (s *Server) listDeltas(ctx context.Context, c Call, in *RecallPath) (*ListOutput[RecallDeltaView], error) {
	return s.deltas(ctx, c, in, s.services.Recall.Deltas)
}

func (s *Server) seeDeltas(ctx context.Context, c Call, in *RecallPath) (*ListOutput[RecallDeltaView], error) {
	return s.deltas(ctx, c, in, s.services.Recall.SeeDeltas)
}

func (s *Server) deltas(ctx context.Context, c Call, in *RecallPath, read func(context.Context, model.Actor, model.RecallID) ([]recall.Delta, error)) (*ListOutput[RecallDeltaView], error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	rows, err := read(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	return listOf(rows, "", deltaView), nil
}
