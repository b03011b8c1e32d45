package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallSums registers the reconciliation and the effectiveness check of a recall.
func (s *Server) routeRecallSums() {
	Op(s, Operation{
		ID: "reconcile-recall", Method: http.MethodGet, Path: "/v1/recalls/{id}/reconciliation", Tag: "recall", Need: model.PermRecallRead,
		Summary: "What became of everything: distributed = returned + destroyed + corrected + consumed + unaccounted, by lot, by holder and in total.",
	}, s.reconcileRecall)
	Op(s, Operation{
		ID: "get-recall-check", Method: http.MethodGet, Path: "/v1/recalls/{id}/check", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Read the draws of the effectiveness check with their seeds and lists, and whether drawing again gives the same.",
	}, s.getRecallCheck)
	Op(s, Operation{
		ID: "draw-recall-check", Method: http.MethodPost, Path: "/v1/recalls/{id}/check", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Draw the holders whose effectiveness is verified. The house draws the seed; nobody chooses.",
	}, s.drawRecallCheck)
}

// RatioView is a share with its parts.
type RatioView struct {
	Share       string  `json:"share" doc:"In per cent, rounded down; a dash when there is nothing to divide by."`
	Numerator   Decimal `json:"numerator"`
	Denominator Decimal `json:"denominator"`
	Unknown     Decimal `json:"unknown" doc:"The part of the denominator of which nothing is known."`
}

// countRatio shows a share of things, quantityRatio one of quantities.
func countRatio(r model.Ratio) RatioView {
	n := func(v int64) Decimal { return decimal(model.Units(v)) }
	return RatioView{r.String(), n(r.Num), n(r.Den), n(r.Unknown)}
}

func quantityRatio(r model.Ratio) RatioView {
	n := func(v int64) Decimal { return decimal(model.Quantity(v)) }
	return RatioView{r.String(), n(r.Num), n(r.Den), n(r.Unknown)}
}

// RecallSumView is a tally in one unit.
type RecallSumView struct {
	Unit        CountUnit `json:"unit"`
	Distributed Decimal   `json:"distributed"`
	Returned    Decimal   `json:"returned"`
	Destroyed   Decimal   `json:"destroyed"`
	Corrected   Decimal   `json:"corrected"`
	Consumed    Decimal   `json:"consumed" doc:"Confirmed by holders; what scans suggest is an estimate and not counted."`
	Unaccounted Decimal   `json:"unaccounted" doc:"Negative when more came back than went out."`
	Explained   Decimal   `json:"explained" doc:"The part of it for which the authority has accepted an explanation."`
	Unknown     Decimal   `json:"unknown" doc:"Distributed to holders that have not answered."`
	Sealed      Decimal   `json:"sealed"`
	Unproven    int64     `json:"unproven,omitempty" doc:"Disposals without evidence."`
	Recovered   RatioView `json:"recovered"`
	Accounted   RatioView `json:"accounted" doc:"High because of what was consumed is no success: compare with recovered."`
}

func recallSumView(s recall.Sum) RecallSumView {
	return RecallSumView{
		Unit: CountUnit(s.Unit), Distributed: decimal(s.Distributed), Returned: decimal(s.Returned), Destroyed: decimal(s.Destroyed),
		Corrected: decimal(s.Corrected), Consumed: decimal(s.Consumed), Unaccounted: decimal(s.Unaccounted()), Explained: decimal(s.Explained),
		Unknown: decimal(s.Unknown), Sealed: decimal(s.Sealed), Unproven: s.Unproven, Recovered: quantityRatio(s.RecoveredShare()),
		Accounted: quantityRatio(s.AccountedShare()),
	}
}

// RecallLotSumView is the tally of one lot.
type RecallLotSumView struct {
	Item     string            `json:"item"`
	Class    AffectedClassCode `json:"class,omitempty"`
	Lot      string            `json:"lot,omitempty"`
	Produced string            `json:"produced,omitempty"`
	Product  TextView          `json:"product"`
	Sum      RecallSumView     `json:"sum"`
}

// RecallHolderSumView is the tally of one holder.
type RecallHolderSumView struct {
	TaskID string        `json:"task_id,omitempty" doc:"Absent for the one sum of all holders whose names you are not told."`
	Holder *OrgRef       `json:"holder,omitempty"`
	Place  *PlaceRef     `json:"place,omitempty"`
	Tier   int           `json:"tier,omitempty"`
	State  TaskStateCode `json:"state,omitempty"`
	Sum    RecallSumView `json:"sum"`
}

// RecallReconciliationView is the reconciliation of a case.
type RecallReconciliationView struct {
	Whole     bool                  `json:"whole" doc:"False when it covers only the tasks that you may see."`
	Holders   int64                 `json:"holders" doc:"Of every tier, without who recalls."`
	Delivered RatioView             `json:"delivered" doc:"Holders that the notice has reached."`
	Responded RatioView             `json:"responded" doc:"Holders that have answered; having none is an answer."`
	Verified  RatioView             `json:"verified" doc:"Of the holders drawn for the check, those found to have acted."`
	Totals    []RecallSumView       `json:"totals" doc:"One per unit that cannot be expressed in another."`
	Lots      []RecallLotSumView    `json:"lots"`
	ByHolder  []RecallHolderSumView `json:"by_holder"`
	MoreLots  int                   `json:"more_lots,omitempty" doc:"Lots beyond those shown; the export has all."`
	MoreOf    int                   `json:"more_holders,omitempty"`
}

// ReconcileRecallInput names a case.
type ReconcileRecallInput struct {
	ID   string `path:"id" maxLength:"36" doc:"The recall's id."`
	Rows int    `query:"rows" minimum:"0" maximum:"20000" default:"1000" doc:"How many lots and holders; totals cover all."`
}

// RecallReconciliationOutput carries it.
type RecallReconciliationOutput struct{ Body RecallReconciliationView }

func (s *Server) reconcileRecall(ctx context.Context, c Call, in *ReconcileRecallInput) (*RecallReconciliationOutput, error) {
	id, err := model.ParseID[model.Recall](in.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.services.Recall.Reconcile(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	v := RecallReconciliationView{
		Whole: r.Whole, Holders: r.Reach.Holders, Delivered: countRatio(r.Reach.DeliveredShare()), Responded: countRatio(r.Reach.RespondedShare()),
		Verified: countRatio(r.Reach.VerifiedShare()), Totals: []RecallSumView{}, Lots: []RecallLotSumView{}, ByHolder: []RecallHolderSumView{},
	}
	for _, t := range r.Totals {
		v.Totals = append(v.Totals, recallSumView(t))
	}
	for _, l := range r.Lots[:min(len(r.Lots), in.Rows)] {
		thing := r.Things[l.Node]
		v.Lots = append(v.Lots, RecallLotSumView{
			thing.Key, AffectedClassCode(thing.Class), thing.Lot, string(thing.Produced), textView(thing.Name), recallSumView(l.Sum),
		})
	}
	for _, h := range r.Holders[:min(len(r.Holders), in.Rows)] {
		view := RecallHolderSumView{Sum: recallSumView(h.Sum)}
		if t := h.Task; t != nil {
			view.TaskID, view.Holder, view.Place, view.Tier, view.State = t.Row.ID.String(), orgRef(t.Holder), placeRef(t.Place), t.Row.Tier, TaskStateCode(t.Row.State)
		}
		v.ByHolder = append(v.ByHolder, view)
	}
	v.MoreLots, v.MoreOf = len(r.Lots)-len(v.Lots), len(r.Holders)-len(v.ByHolder)
	return &RecallReconciliationOutput{v}, nil
}

// CheckLevelCode is the level of an effectiveness check.
type CheckLevelCode string

// Schema implements huma.SchemaProvider.
func (CheckLevelCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("a: all, b: a share to be given, c: a tenth, d: two of a hundred, e: none (21 CFR 7.42(b)(3)).", model.CheckLevels())
}

// RecallDrawView is one draw.
type RecallDrawView struct {
	Level   CheckLevelCode `json:"level"`
	Percent int            `json:"percent,omitempty"`
	Seed    string         `json:"seed" doc:"Holders are ordered by the SHA-256 of the seed, a zero byte and their task's id; the first ones are taken."`
	Holders []string       `json:"holders" doc:"The tasks it was drawn from."`
	Chosen  []string       `json:"chosen"`
	Again   bool           `json:"drawn_again_same" doc:"Drawn again just now from seed and list, it chose the same."`
	At      string         `json:"at" format:"date-time"`
}

// RecallCheckView is the effectiveness check of a case.
type RecallCheckView struct {
	Draws    []RecallDrawView `json:"draws"`
	Marked   bool             `json:"marked_as_drawn" doc:"Exactly the holders that were drawn are marked."`
	Verified RatioView        `json:"verified"`
}

// RecallCheckOutput carries it.
type RecallCheckOutput struct{ Body RecallCheckView }

func checkOutput(k *recall.Check, err error) (*RecallCheckOutput, error) {
	if err != nil {
		return nil, err
	}
	v := RecallCheckView{Draws: []RecallDrawView{}, Marked: k.Marked, Verified: countRatio(k.Reach.VerifiedShare())}
	for _, d := range k.Draws {
		v.Draws = append(v.Draws, RecallDrawView{
			Level: CheckLevelCode(d.Row.Level), Percent: d.Row.Percent, Seed: d.Row.Seed, Holders: d.Holders, Chosen: append([]string{}, d.Chosen...),
			Again: d.Again, At: d.Row.CreatedAt.String(),
		})
	}
	return &RecallCheckOutput{v}, nil
}

// RecallCaseInput names a case.
type RecallCaseInput struct {
	ID string `path:"id" maxLength:"36" doc:"The recall's id."`
}

func (s *Server) getRecallCheck(ctx context.Context, c Call, in *RecallCaseInput) (*RecallCheckOutput, error) {
	id, err := model.ParseID[model.Recall](in.ID)
	if err != nil {
		return nil, err
	}
	return checkOutput(s.services.Recall.Check(ctx, c.Actor, id))
}

// DrawRecallCheckInput asks for a draw.
type DrawRecallCheckInput struct {
	RecallCaseInput
	Body struct {
		Level   CheckLevelCode `json:"level"`
		Percent int            `json:"percent,omitempty" minimum:"0" maximum:"100" doc:"Of level b, 11 to 99."`
	}
}

func (s *Server) drawRecallCheck(ctx context.Context, c Call, in *DrawRecallCheckInput) (*RecallCheckOutput, error) {
	id, err := model.ParseID[model.Recall](in.ID)
	if err != nil {
		return nil, err
	}
	return checkOutput(s.services.Recall.DrawCheck(ctx, c.Actor, c.Idem, recall.CheckDraw{
		Recall: id, Level: model.CheckLevel(in.Body.Level), Percent: in.Body.Percent,
	}))
}
