package api

import (
	"context"
	"net/http"

	"suyuan/model"
)

// routeUnitFactors registers the factors between the units of a product.
func (s *Server) routeUnitFactors() {
	Op(s, Operation{
		ID: "list-unit-factors", Method: http.MethodGet, Path: "/v1/products/{id}/unit-factors", Tag: "recall", Need: model.PermProductRead,
		Summary: "List how many of one unit a product has in another, by the days on which its lots were made.",
	}, s.listUnitFactors)
	Op(s, Operation{
		ID: "add-unit-factor", Method: http.MethodPost, Path: "/v1/products/{id}/unit-factors", Tag: "recall", Need: model.PermProductWrite, Creates: true,
		Summary: "Declare how many of one unit a product has in another, such as kilograms in a case.", Status: http.StatusCreated,
	}, s.addUnitFactor)
	Op(s, Operation{
		ID: "end-unit-factor", Method: http.MethodDelete, Path: "/v1/unit-factors/{id}", Tag: "recall", Need: model.PermProductWrite,
		Summary: "End a factor that was wrong. What was converted by it stays on record.", Status: http.StatusNoContent,
	}, s.endUnitFactor)
}

// UnitFactorView says how many of one unit a product has in another.
type UnitFactorView struct {
	ID        string    `json:"id"`
	From      CountUnit `json:"from_unit"`
	To        CountUnit `json:"to_unit"`
	Num       int64     `json:"num" doc:"One from_unit is num/den to_unit."`
	Den       int64     `json:"den"`
	ValidFrom string    `json:"valid_from,omitempty" doc:"First production date; open when absent."`
	ValidTo   string    `json:"valid_to,omitempty" doc:"Last production date; open when absent."`
	CreatedAt string    `json:"created_at" format:"date-time"`
}

func unitFactorView(r model.UnitFactorRow) UnitFactorView {
	return UnitFactorView{
		r.ID.String(), CountUnit(r.FromUnit), CountUnit(r.ToUnit), r.Num, r.Den, string(r.ValidFrom), string(r.ValidTo), r.CreatedAt.String(),
	}
}

// UnitFactorProductInput names a product.
type UnitFactorProductInput struct {
	ID string `path:"id" maxLength:"36" doc:"The product's id."`
}

func (s *Server) listUnitFactors(ctx context.Context, c Call, in *UnitFactorProductInput) (*ListOutput[UnitFactorView], error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Recall.Factors(ctx, c.Actor, id)
	return listOf(rows, "", unitFactorView), err
}

// AddUnitFactorInput declares a factor.
type AddUnitFactorInput struct {
	UnitFactorProductInput
	Body struct {
		From      CountUnit `json:"from_unit"`
		To        CountUnit `json:"to_unit"`
		Num       int64     `json:"num" minimum:"1" maximum:"1000000000"`
		Den       int64     `json:"den,omitempty" minimum:"1" maximum:"1000000000" doc:"1 when left out."`
		ValidFrom string    `json:"valid_from,omitempty" maxLength:"10" doc:"Of lots made from this day on."`
		ValidTo   string    `json:"valid_to,omitempty" maxLength:"10" doc:"Of lots made up to this day."`
	}
}

// UnitFactorOutput carries a factor.
type UnitFactorOutput struct{ Body UnitFactorView }

func (s *Server) addUnitFactor(ctx context.Context, c Call, in *AddUnitFactorInput) (*UnitFactorOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	row, err := s.services.Recall.AddFactor(ctx, c.Actor, c.Idem, model.UnitFactor{
		Product: id, From: model.Unit(b.From), To: model.Unit(b.To), Num: b.Num, Den: max(b.Den, 1),
		Valid: model.Made{From: model.Date(b.ValidFrom), To: model.Date(b.ValidTo)},
	})
	if err != nil {
		return nil, err
	}
	return &UnitFactorOutput{unitFactorView(row)}, nil
}

// UnitFactorInput names a factor.
type UnitFactorInput struct {
	ID string `path:"id" maxLength:"36" doc:"The factor's id."`
}

func (s *Server) endUnitFactor(ctx context.Context, c Call, in *UnitFactorInput) (*struct{}, error) {
	id, err := model.ParseID[model.UnitFactorRow](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Recall.EndFactor(ctx, c.Actor, id)
}
