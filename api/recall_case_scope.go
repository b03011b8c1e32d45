package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallScopes registers what belongs to the scope, the papers and the clocks of a case.
func (s *Server) routeRecallScopes() {
	Op(s, Operation{
		ID: "preview-recall-scope", Method: http.MethodPost, Path: "/v1/recalls/{id}/preview", Tag: "recall", Need: model.PermRecallWrite,
		Summary: "Compute what another scope of a case would change, or the same one as of now. Changes nothing.",
	}, s.previewScope)
	Op(s, Operation{
		ID: "rescope-recall", Method: http.MethodPost, Path: "/v1/recalls/{id}/scopes", Tag: "recall", Need: model.PermRecallWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Fix another version of the scope of a case that is under way: what is new is blocked and given out, what is gone is freed.",
	}, s.rescopeRecall)
	Op(s, Operation{
		ID: "file-recall-paper", Method: http.MethodPost, Path: "/v1/recalls/{id}/papers", Tag: "recall", Need: model.PermRecallWrite, Creates: true, Status: http.StatusCreated,
		Summary: "File a revised plan or a report without moving the case.",
	}, s.filePaper)
	Op(s, Operation{
		ID: "get-recall-exercise", Method: http.MethodGet, Path: "/v1/recalls/{id}/exercise", Tag: "recall", Need: model.PermRecallRead,
		Summary: "What a mock recall found out: time of the trace, mass balance, and how it compares with the limits.",
	}, s.getExercise)
}

// RecallScopeView is one version of the scope of a case.
type RecallScopeView struct {
	Version    int               `json:"version" doc:"0 is the draft before it began."`
	Conditions []string          `json:"conditions" doc:"In canonical text."`
	Policy     ClosurePolicyCode `json:"policy"`
	Reason     string            `json:"reason,omitempty"`
	KnownAt    string            `json:"known_at" format:"date-time" doc:"What was recorded by then has been looked at."`
	Things     int               `json:"things"`
	Confirmed  int               `json:"confirmed"`
	Possible   int               `json:"possible"`
	Holders    int               `json:"holders"`
}

func scopeView(row model.RecallScopeRow) RecallScopeView {
	return RecallScopeView{
		row.Version, strings.Split(string(row.Conditions), "\n"), ClosurePolicyCode(row.Policy), row.Reason, row.KnownAt.String(), row.Things,
		row.Confirmed, row.Possible, row.Holders,
	}
}

// RecallChangeView is how one scope differs from another. Things of others are counted; your own are named.
type RecallChangeView struct {
	AddedConditions   []string         `json:"added_conditions,omitempty"`
	RemovedConditions []string         `json:"removed_conditions,omitempty"`
	Added             int              `json:"added"`
	Removed           int              `json:"removed"`
	Changed           int              `json:"changed"`
	Things            []RecallLotShort `json:"things,omitempty" doc:"At most 1 000 of them."`
	More              bool             `json:"more,omitempty"`
}

// RecallLotShort is a thing that came, went or changed.
type RecallLotShort struct {
	Key    string            `json:"key"`
	How    string            `json:"how" enum:"added,removed,changed"`
	Class  AffectedClassCode `json:"class"`
	Reason RecallReasonCode  `json:"reason"`
}

const shownChanges = 1000

func changeView(actor model.Actor, added, removed, changed []model.RecallLot) RecallChangeView {
	v := RecallChangeView{Added: len(added), Removed: len(removed), Changed: len(changed)}
	for _, part := range []struct {
		how  string
		list []model.RecallLot
	}{{"added", added}, {"removed", removed}, {"changed", changed}} {
		for _, l := range part.list {
			switch {
			case !actor.ActsFor(l.MakerID) && actor.OrgKind != model.KindRegulator && actor.OrgKind != model.KindPlatform:
			case len(v.Things) == shownChanges:
				v.More = true
			default:
				v.Things = append(v.Things, RecallLotShort{l.EPC, part.how, AffectedClassCode(l.Class), RecallReasonCode(l.Reason)})
			}
		}
	}
	return v
}

// PreviewScopeInput asks what another scope of a case would change.
type PreviewScopeInput struct {
	RecallPath
	Body struct {
		Conditions []RecallConditionInput `json:"conditions,omitempty" maxItems:"500" doc:"Those of the case when left out."`
		Policy     ClosurePolicyCode      `json:"policy,omitempty"`
	}
}

// ScopeComparisonView is what it would change.
type ScopeComparisonView struct {
	RecallChangeView
	All       int  `json:"all" doc:"Things that it reaches."`
	Confirmed int  `json:"confirmed"`
	Possible  int  `json:"possible"`
	Holders   int  `json:"holders"`
	Cut       bool `json:"cut,omitempty" doc:"The computation was cut short: such a scope cannot be launched."`
}

// ScopeComparisonOutput carries it.
type ScopeComparisonOutput struct{ Body ScopeComparisonView }

func (s *Server) previewScope(ctx context.Context, c Call, in *PreviewScopeInput) (*ScopeComparisonOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	scope := RecallScopeInput{Conditions: in.Body.Conditions}.scope(c.Actor, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	d, err := s.services.Recall.Foresee(ctx, c.Actor, id, scope, model.ClosurePolicy(in.Body.Policy))
	if err != nil {
		return nil, err
	}
	v := ScopeComparisonView{changeView(c.Actor, d.Added, d.Removed, d.Changed), d.Things, d.Confirmed, d.Possible, d.Holders, d.Cut}
	v.AddedConditions, v.RemovedConditions = d.AddedConditions, d.RemovedConditions
	return &ScopeComparisonOutput{v}, nil
}

// RescopeRecallInput fixes another version of a scope.
type RescopeRecallInput struct {
	RecallPath
	Body struct {
		RecallScopeInput
		Version  int64  `json:"version,omitempty" minimum:"0" doc:"The version of the case that you have read."`
		Reason   string `json:"reason" maxLength:"500"`
		Evidence string `json:"evidence_id,omitempty" maxLength:"36" doc:"A document; required when the version frees something."`
	}
}

// RescopeView is what a new version has changed.
type RescopeView struct {
	RecallChangeView
	Recall     RecallView      `json:"recall"`
	Scope      RecallScopeView `json:"scope"`
	NewHolders int             `json:"new_holders"`
}

// RescopeOutput carries it.
type RescopeOutput struct{ Body RescopeView }

func (s *Server) rescopeRecall(ctx context.Context, c Call, in *RescopeRecallInput) (*RescopeOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	scope := recall.NewScope{
		ID: id, Version: in.Body.Version, Scope: in.Body.scope(c.Actor, &faults), Policy: model.ClosurePolicy(in.Body.Policy), Reason: in.Body.Reason,
		Evidence: idAt[model.Document]("evidence_id", in.Body.Evidence, &faults),
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	d, err := s.services.Recall.Rescope(ctx, c.Actor, c.Idem, scope)
	s.services.Code.Forget("")
	if err != nil {
		return nil, err
	}
	v := RescopeView{changeView(c.Actor, d.Added, d.Removed, d.Changed), recallView(d.Case, c.Lang), scopeView(d.Scope), d.New}
	v.AddedConditions, v.RemovedConditions = d.AddedConditions, d.RemovedConditions
	return &RescopeOutput{v}, nil
}

// RecallReportInput is a report on the wire.
type RecallReportInput struct {
	Text     string `json:"text" maxLength:"4000"`
	Evidence string `json:"evidence_id,omitempty" maxLength:"36" doc:"A document that goes with it."`
}

func (in *RecallReportInput) report(faults *model.Faults) *model.RecallSummary {
	if in == nil {
		return nil
	}
	return &model.RecallSummary{Text: in.Text, EvidenceID: idAt[model.Document]("report.evidence_id", in.Evidence, faults)}
}

// FiledPaperView is a filed paper.
type FiledPaperView struct {
	ID      string          `json:"id"`
	Kind    string          `json:"kind" enum:"plan,stage,final,consent"`
	Number  int             `json:"number"`
	Body    json.RawMessage `json:"body"`
	FiledAt string          `json:"filed_at" format:"date-time"`
}

func paperView(p model.RecallPaper) FiledPaperView {
	return FiledPaperView{p.ID.String(), string(p.Kind), p.Number, json.RawMessage(p.Body), p.CreatedAt.String()}
}

// FilePaperInput files a paper.
type FilePaperInput struct {
	RecallPath
	Body struct {
		Plan   *RecallPlanInput   `json:"plan,omitempty" doc:"A revised plan, or"`
		Report *RecallReportInput `json:"report,omitempty" doc:"a report."`
		Final  bool               `json:"final,omitempty" doc:"The report corrects the final one; else it sums up a stage."`
	}
}

// FiledPaperOutput carries a paper.
type FiledPaperOutput struct{ Body FiledPaperView }

func (s *Server) filePaper(ctx context.Context, c Call, in *FilePaperInput) (*FiledPaperOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	f := recall.Filing{ID: id, Plan: in.Body.Plan.plan(&faults), Report: in.Body.Report.report(&faults), Final: in.Body.Final}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	p, err := s.services.Recall.File(ctx, c.Actor, c.Idem, f)
	if err != nil {
		return nil, err
	}
	return &FiledPaperOutput{paperView(p)}, nil
}

// ExerciseView is what a mock recall found out.
type ExerciseView struct {
	Recall  RecallView          `json:"recall"`
	Seconds Decimal             `json:"trace_seconds" doc:"From the opening of the exercise to its report, the time of people included."`
	Walk    Decimal             `json:"walk_seconds" doc:"The part of it that the house itself needed to find everything."`
	Things  int                 `json:"things"`
	Holders int                 `json:"holders"`
	Lines   int                 `json:"lines" doc:"Lots and things at holders."`
	Outside int                 `json:"outside" doc:"Holders without a console here."`
	Beyond  int                 `json:"beyond" doc:"Where the trace leaves the house."`
	Balance []ExerciseBalance   `json:"balance"`
	Grades  []ExerciseGradeView `json:"grades"`
}

// ExerciseBalance is a mass balance in one unit.
type ExerciseBalance struct {
	Unit   UnitCode `json:"unit"`
	Made   Decimal  `json:"made"`
	Found  Decimal  `json:"found"`
	Closes bool     `json:"closes"`
}

// ExerciseGradeView is a limit of time and whether it was kept.
type ExerciseGradeView struct {
	Name    string `json:"name" enum:"brcgs,fsma,own"`
	Seconds int64  `json:"limit_seconds"`
	Kept    bool   `json:"kept"`
}

// ExerciseOutput carries it.
type ExerciseOutput struct{ Body ExerciseView }

func (s *Server) getExercise(ctx context.Context, c Call, in *RecallPath) (*ExerciseOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	row, e, err := s.services.Recall.ExerciseOf(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	v := ExerciseView{
		Recall: recallView(row, c.Lang), Seconds: decimal(model.Quantity(e.TraceMicros)), Walk: decimal(model.Quantity(e.WalkMicros)), Things: e.Things, Holders: e.Holders, Lines: e.Lines,
		Outside: e.Outside, Beyond: e.Beyond, Balance: []ExerciseBalance{},
	}
	for _, b := range e.Balance {
		v.Balance = append(v.Balance, ExerciseBalance{UnitCode(b.Unit), decimal(b.Made), decimal(b.Found), b.Closes()})
	}
	for _, g := range e.Grades() {
		v.Grades = append(v.Grades, ExerciseGradeView{g.Name, int64(g.Limit.Seconds()), g.Kept})
	}
	return &ExerciseOutput{v}, nil
}

// DeadlineStageCode says how urgent a duty is.
type DeadlineStageCode string

// Schema implements huma.SchemaProvider.
func (DeadlineStageCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How urgent it is.", model.ClockStages())
}

// ListDeadlinesInput narrows a list of deadlines.
type ListDeadlinesInput struct {
	PageInput
	Recall  string `query:"recall_id" maxLength:"36"`
	Overdue bool   `query:"overdue" doc:"Only what is past its end."`
}

// DeadlineView is an open duty.
type DeadlineView struct {
	ID          string            `json:"id"`
	RecallID    string            `json:"recall_id"`
	Number      string            `json:"number"`
	Title       TextView          `json:"title"`
	TaskID      string            `json:"task_id,omitempty" doc:"A holder's duty; else the case's."`
	Rule        string            `json:"rule"`
	What        string            `json:"what" doc:"What has to be done, in your language."`
	Party       string            `json:"party"`
	StartedAt   string            `json:"started_at" format:"date-time"`
	DueAt       string            `json:"due_at" format:"date-time"`
	Stage       DeadlineStageCode `json:"stage"`
	StageName   string            `json:"stage_name"`
	Provisional bool              `json:"provisional" doc:"It crosses into a year whose calendar is not published."`
}

func (s *Server) listDeadlines(ctx context.Context, c Call, in *ListDeadlinesInput) (*ListOutput[DeadlineView], error) {
	f := recall.DeadlineFilter{Recall: model.RecallID(in.Recall), Overdue: in.Overdue}
	rows, next, err := s.services.Recall.Deadlines(ctx, c.Actor, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(rows, next, func(d recall.Deadline) DeadlineView {
		return DeadlineView{
			ID: d.ID.String(), RecallID: d.RecallID.String(), Number: d.Case.Number, Title: textView(d.Case.Title), TaskID: d.TaskID.String(),
			Rule: string(d.RecallClock.Rule), What: d.Rule.Name.In(c.Lang), Party: string(d.Party), StartedAt: d.Clock.StartedAt.String(),
			DueAt: d.Due.At.String(), Stage: DeadlineStageCode(d.Stage), StageName: model.ClockStageWords[d.Stage].In(c.Lang), Provisional: d.Due.Provisional(),
		}
	}), nil
}
