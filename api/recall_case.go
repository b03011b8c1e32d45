package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallCases registers the cases in which something is recalled.
func (s *Server) routeRecallCases() {
	Op(s, Operation{
		ID: "open-recall", Method: http.MethodPost, Path: "/v1/recalls", Tag: "recall", Need: model.PermRecallWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Open a recall case as a draft: about your own goods, in a maker's stead, or as an authority. Nothing is blocked yet.",
	}, s.openRecall)
	Op(s, Operation{
		ID: "order-recall", Method: http.MethodPost, Path: "/v1/recalls/orders", Tag: "recall", Need: model.PermRecallOrder, Creates: true, Status: http.StatusCreated,
		Summary: "As an authority, order a recall in one call: everything it reaches is blocked when the answer comes.",
	}, s.orderRecall)
	Op(s, Operation{
		ID: "rehearse-recall", Method: http.MethodPost, Path: "/v1/recalls/exercises", Tag: "recall", Need: model.PermRecallWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Hold a recall exercise in one call: it blocks nothing and tells nobody, and get-recall-exercise tells what it found out.",
	}, s.rehearseRecall)
	Op(s, Operation{
		ID: "list-recalls", Method: http.MethodGet, Path: "/v1/recalls", Tag: "recall", Need: model.PermRecallRead,
		Summary: "The recall cases that concern you or lie in your region, newest first.",
	}, s.listRecalls)
	Op(s, Operation{
		ID: "list-recall-deadlines", Method: http.MethodGet, Path: "/v1/recalls/deadlines", Tag: "recall", Need: model.PermRecallRead,
		Summary: "The open duties of recalls that concern you, the next one first.",
	}, s.listDeadlines)
	Op(s, Operation{
		ID: "get-recall", Method: http.MethodGet, Path: "/v1/recalls/{id}", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Read the file of a case: head, versions of its scope, papers, history, and what you can do with it now.",
	}, s.getRecall)
	Op(s, Operation{
		ID: "revise-recall", Method: http.MethodPatch, Path: "/v1/recalls/{id}", Tag: "recall", Need: model.PermRecallWrite,
		Summary: "Change the texts of a case, and the scope of one that has not begun.",
	}, s.reviseRecall)
	Op(s, Operation{
		ID: "move-recall", Method: http.MethodPost, Path: "/v1/recalls/{id}/moves", Tag: "recall", Need: model.PermRecallRead, Creates: true,
		Summary: "Move a case: assess, file its plan, announce, order, extend, report, evaluate, close … Each move needs its own permission.",
	}, s.moveRecall)
	Op(s, Operation{
		ID: "regrade-recall", Method: http.MethodPost, Path: "/v1/recalls/{id}/grade", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Make a case graver; its clocks run from when the graver risk became known.",
	}, s.regradeRecall)
	s.routeRecallScopes()
	s.routeRecallClearing()
	s.routeRecallThings()
}

// RecallStateCode is where a case stands.
type RecallStateCode string

// Schema implements huma.SchemaProvider.
func (RecallStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a recall case stands.", model.RecallLifecycle.States())
}

// RecallEventCode moves a case.
type RecallEventCode string

// Schema implements huma.SchemaProvider.
func (RecallEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What moves a case.", model.RecallLifecycle.Events())
}

// RecallOriginCode says who set a recall going.
type RecallOriginCode string

// Schema implements huma.SchemaProvider.
func (RecallOriginCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Who set it going.", model.RecallOrigins())
}

// GradeCode is a grade of a recall.
type GradeCode string

// Schema implements huma.SchemaProvider.
func (GradeCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How grave it is; i is the gravest.", []model.Grade{model.GradeI, model.GradeII, model.GradeIII})
}

// RulePackCode names a set of rules.
type RulePackCode string

// Schema implements huma.SchemaProvider.
func (RulePackCode) Schema(huma.Registry) *huma.Schema {
	var ids []model.PackID
	for _, p := range model.RulePacks() {
		if p.Recall {
			ids = append(ids, p.ID)
		}
	}
	return enumSchema("The rules by which its clocks run.", ids)
}

// RecallView is the head of a case.
type RecallView struct {
	ID          string            `json:"id"`
	Number      string            `json:"number"`
	Title       TextView          `json:"title"`
	Hazard      TextView          `json:"hazard"`
	Org         string            `json:"organisation_id" doc:"Who has to recall."`
	Region      string            `json:"region,omitempty"`
	OpenedBy    string            `json:"opened_by"`
	Origin      RecallOriginCode  `json:"origin"`
	Pack        RulePackCode      `json:"pack"`
	Grade       GradeCode         `json:"grade,omitempty"`
	Mock        bool              `json:"mock" doc:"An exercise: it blocks nothing and tells nobody."`
	Policy      ClosurePolicyCode `json:"policy"`
	Scope       int               `json:"scope_version" doc:"0 until it has begun."`
	State       RecallStateCode   `json:"state"`
	StateName   string            `json:"state_name" doc:"In your language."`
	Version     int64             `json:"version"`
	KnownAt     string            `json:"known_at,omitempty" format:"date-time" doc:"Since when it is known to be unsafe."`
	BlockedFrom string            `json:"blocked_from,omitempty" format:"date-time"`
	AnnouncedAt string            `json:"announced_at,omitempty" format:"date-time" doc:"The first announcement."`
	EndedAt     string            `json:"ended_at,omitempty" format:"date-time"`
	CreatedAt   string            `json:"created_at" format:"date-time"`
}

func recallView(c model.Recall, lang model.Lang) RecallView {
	return RecallView{
		ID: c.ID.String(), Number: c.Number, Title: textView(c.Title), Hazard: textView(c.Hazard), Org: c.OrgID.String(), Region: string(c.Region),
		OpenedBy: c.OpenedBy.String(), Origin: RecallOriginCode(c.Origin), Pack: RulePackCode(c.Pack), Grade: GradeCode(c.Grade), Mock: c.Mock == 1,
		Policy: ClosurePolicyCode(c.Policy), Scope: c.ScopeVersion, State: RecallStateCode(c.State), StateName: model.RecallLifecycle.Word(c.State, lang),
		Version: c.Version, KnownAt: c.KnownAt.String(), BlockedFrom: c.BlockedFrom.String(), AnnouncedAt: c.AnnouncedAt.String(),
		EndedAt: c.EndedAt.String(), CreatedAt: c.CreatedAt.String(),
	}
}

// RecallOutput carries the head of a case.
type RecallOutput struct{ Body RecallView }

func recallOutput(c model.Recall, call Call, err error) (*RecallOutput, error) {
	if err != nil {
		return nil, err
	}
	return &RecallOutput{recallView(c, call.Lang)}, nil
}

// RecallScopeInput is a scope on the wire.
type RecallScopeInput struct {
	Conditions []RecallConditionInput `json:"conditions" maxItems:"500" doc:"It starts from everything that one of them selects."`
	Policy     ClosurePolicyCode      `json:"policy,omitempty" doc:"containment when left out."`
}

func (in RecallScopeInput) scope(actor model.Actor, faults *model.Faults) (s model.RecallScope) {
	for i, c := range in.Conditions {
		s.Predicates = append(s.Predicates, c.condition(actor, "conditions["+strconv.Itoa(i)+"]", faults))
	}
	return s
}

// RecallDraftInput is a new case.
type RecallDraftInput struct {
	RecallScopeInput
	Title       TextView         `json:"title" doc:"At least one language."`
	Hazard      TextView         `json:"hazard,omitempty"`
	Origin      RecallOriginCode `json:"origin,omitempty" doc:"voluntary when left out; an authority's is always ordered."`
	Responsible string           `json:"responsible_id,omitempty" maxLength:"36" doc:"As an authority: who has to recall; the maker when left out."`
	Pack        RulePackCode     `json:"pack,omitempty" doc:"By the product's category when left out."`
	Mock        bool             `json:"mock,omitempty" doc:"An exercise on live data."`
}

func (in RecallDraftInput) draft(actor model.Actor, faults *model.Faults) recall.Draft {
	return recall.Draft{
		Title: in.Title.text(), Hazard: in.Hazard.text(), Origin: model.RecallOrigin(in.Origin),
		Responsible: idAt[model.Organisation]("responsible_id", in.Responsible, faults), Pack: model.PackID(in.Pack), Mock: in.Mock,
		Scope: in.scope(actor, faults), Policy: model.ClosurePolicy(in.Policy),
	}
}

// OpenRecallInput opens a case.
type OpenRecallInput struct{ Body RecallDraftInput }

func (s *Server) openRecall(ctx context.Context, c Call, in *OpenRecallInput) (*RecallOutput, error) {
	var faults model.Faults
	d := in.Body.draft(c.Actor, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Open(ctx, c.Actor, c.Idem, d)
	return recallOutput(row, c, err)
}

func (s *Server) rehearseRecall(ctx context.Context, c Call, in *OpenRecallInput) (*RecallOutput, error) {
	var faults model.Faults
	d := in.Body.draft(c.Actor, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Rehearse(ctx, c.Actor, c.Idem, d)
	return recallOutput(row, c, err)
}

// OrderRecallInput orders a recall in one call.
type OrderRecallInput struct {
	Body struct {
		RecallDraftInput
		Grade   GradeCode `json:"grade,omitempty" doc:"Where the rules grade recalls."`
		KnownAt string    `json:"known_at,omitempty" format:"date-time" maxLength:"40" doc:"Since when it is known to be unsafe; now when left out."`
		Reason  string    `json:"reason" maxLength:"500" doc:"The ground of the order."`
	}
}

func (s *Server) orderRecall(ctx context.Context, c Call, in *OrderRecallInput) (*RecallOutput, error) {
	var faults model.Faults
	o := recall.Order{
		Draft: in.Body.draft(c.Actor, &faults), Grade: model.Grade(in.Body.Grade), Reason: in.Body.Reason,
		KnownAt: model.InstantOf(timeAt("known_at", in.Body.KnownAt, &faults)),
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Order(ctx, c.Actor, c.Idem, o)
	s.services.Code.Forget("")
	return recallOutput(row, c, err)
}

// ListRecallsInput narrows a list of cases.
type ListRecallsInput struct {
	PageInput
	State RecallStateCode `query:"state"`
	Org   string          `query:"organisation_id" maxLength:"36" doc:"Who has to recall."`
	Query string          `query:"q" maxLength:"100" doc:"The beginning of a number, or a part of a title."`
	Mine  bool            `query:"mine" doc:"Only what your organisation carries out or has opened."`
	Mock  string          `query:"mock" enum:"no,only,all" default:"no" doc:"Exercises: left out, alone, or with the others."`
}

func (s *Server) listRecalls(ctx context.Context, c Call, in *ListRecallsInput) (*ListOutput[RecallView], error) {
	f := recall.CaseFilter{Org: model.OrgID(in.Org), Search: in.Query, Mine: in.Mine, Mock: in.Mock}
	if in.State != "" {
		f.States = []model.RecallState{model.RecallState(in.State)}
	}
	rows, next, err := s.services.Recall.Cases(ctx, c.Actor, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(rows, next, func(r model.Recall) RecallView { return recallView(r, c.Lang) }), nil
}

// RecallPath names a case.
type RecallPath struct {
	ID string `path:"id" maxLength:"36" doc:"The case's id."`
}

func (p RecallPath) id() (model.RecallID, error) { return model.ParseID[model.Recall](p.ID) }

// RecallFileView is the file of a case.
type RecallFileView struct {
	RecallView
	OrgName     TextView           `json:"organisation_name" doc:"Who recalls, by its name at the time."`
	Ceased      bool               `json:"organisation_ceased" doc:"It has ended since; without a successor the authority carries the case on."`
	Surviving   *TextView          `json:"surviving_name,omitempty" doc:"Who has succeeded it."`
	SuccessorID string             `json:"successor_id,omitempty"`
	OpenerName  TextView           `json:"opener_name"`
	Allowed     []RecallEventCode  `json:"allowed" doc:"The moves that you may make now."`
	Carries     bool               `json:"yours" doc:"You carry it out."`
	Venue       string             `json:"venue,omitempty" enum:"province,nation" doc:"Where the announcement belongs, by where the goods went."`
	Provinces   []string           `json:"provinces,omitempty"`
	Scopes      []RecallScopeView  `json:"scopes,omitempty" doc:"For who carries it out and the authorities."`
	Papers      []FiledPaperView   `json:"papers,omitempty"`
	Moves       []RecallMoveRecord `json:"moves,omitempty"`
}

// RecallMoveRecord is one step of the history of a case.
type RecallMoveRecord struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Event  string `json:"event"`
	Reason string `json:"reason,omitempty"`
	At     string `json:"at" format:"date-time"`
}

// RecallFileOutput carries it.
type RecallFileOutput struct{ Body RecallFileView }

func (s *Server) getRecall(ctx context.Context, c Call, in *RecallPath) (*RecallFileOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	f, err := s.services.Recall.Case(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	v := RecallFileView{
		RecallView: recallView(f.Case, c.Lang), OrgName: textView(f.Org.Name), OpenerName: textView(f.Opener.Name), Allowed: []RecallEventCode{},
		Carries: f.Carries, Venue: string(f.Venue), Ceased: f.Ceased, SuccessorID: f.Heir.Org.String(),
	}
	if f.Heir.Org != "" {
		v.Surviving = ptr(textView(f.Heir.Name))
	}
	for _, on := range f.Allowed {
		v.Allowed = append(v.Allowed, RecallEventCode(on))
	}
	for _, p := range f.Provinces {
		v.Provinces = append(v.Provinces, string(p))
	}
	for _, row := range f.Scopes {
		v.Scopes = append(v.Scopes, scopeView(row))
	}
	for _, p := range f.Papers {
		v.Papers = append(v.Papers, paperView(p))
	}
	for _, m := range f.Moves {
		v.Moves = append(v.Moves, RecallMoveRecord{m.From, m.To, m.Event, m.Reason, m.At.String()})
	}
	return &RecallFileOutput{v}, nil
}

// ReviseRecallInput changes a draft.
type ReviseRecallInput struct {
	RecallPath
	Body struct {
		Version    int64                  `json:"version,omitempty" minimum:"0" doc:"The version that you have read."`
		Title      *TextView              `json:"title,omitempty"`
		Hazard     *TextView              `json:"hazard,omitempty"`
		Conditions []RecallConditionInput `json:"conditions,omitempty" maxItems:"500"`
		Policy     ClosurePolicyCode      `json:"policy,omitempty"`
	}
}

func (s *Server) reviseRecall(ctx context.Context, c Call, in *ReviseRecallInput) (*RecallOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	change := recall.Revision{
		ID: id, Version: in.Body.Version, Policy: model.ClosurePolicy(in.Body.Policy),
		Scope: RecallScopeInput{Conditions: in.Body.Conditions}.scope(c.Actor, &faults),
	}
	for _, t := range []struct {
		from *TextView
		to   **model.Text
	}{{in.Body.Title, &change.Title}, {in.Body.Hazard, &change.Hazard}} {
		if t.from != nil {
			text := t.from.text()
			*t.to = &text
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Revise(ctx, c.Actor, change)
	return recallOutput(row, c, err)
}

// MoveRecallInput moves a case.
type MoveRecallInput struct {
	RecallPath
	Body struct {
		Event   RecallEventCode    `json:"event"`
		Version int64              `json:"version,omitempty" minimum:"0" doc:"The version that you have read."`
		Reason  string             `json:"reason,omitempty" maxLength:"500" doc:"For what the authority decides, and for what ends or reopens a case."`
		Grade   GradeCode          `json:"grade,omitempty" doc:"With assess, or order."`
		KnownAt string             `json:"known_at,omitempty" format:"date-time" maxLength:"40" doc:"With assess, or order: since when it is known."`
		Plan    *RecallPlanInput   `json:"plan,omitempty" doc:"With file-plan."`
		Report  *RecallReportInput `json:"report,omitempty" doc:"With report."`
		Until   string             `json:"until,omitempty" format:"date-time" maxLength:"40" doc:"With extend: the last instant in time."`
	}
}

func (s *Server) moveRecall(ctx context.Context, c Call, in *MoveRecallInput) (*RecallOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	b := in.Body
	move := recall.Move{
		ID: id, Event: model.RecallEvent(b.Event), Version: b.Version, Reason: b.Reason, Grade: model.Grade(b.Grade), Plan: b.Plan.plan(&faults),
		Report: b.Report.report(&faults), KnownAt: model.InstantOf(timeAt("known_at", b.KnownAt, &faults)), Until: model.InstantOf(timeAt("until", b.Until, &faults)),
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Move(ctx, c.Actor, c.Idem, move)
	s.services.Code.Forget("")
	return recallOutput(row, c, err)
}

// RegradeRecallInput makes a case graver.
type RegradeRecallInput struct {
	RecallPath
	Body struct {
		Version int64     `json:"version,omitempty" minimum:"0"`
		Grade   GradeCode `json:"grade"`
		KnownAt string    `json:"known_at,omitempty" format:"date-time" maxLength:"40" doc:"Since when the graver risk is known; now when left out."`
		Reason  string    `json:"reason" maxLength:"500"`
	}
}

func (s *Server) regradeRecall(ctx context.Context, c Call, in *RegradeRecallInput) (*RecallOutput, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var faults model.Faults
	known := model.InstantOf(timeAt("known_at", in.Body.KnownAt, &faults))
	if err := faults.Err(); err != nil {
		return nil, err
	}
	row, err := s.services.Recall.Regrade(ctx, c.Actor, c.Idem, recall.Regrade{
		ID: id, Version: in.Body.Version, Grade: model.Grade(in.Body.Grade), KnownAt: known, Reason: in.Body.Reason,
	})
	return recallOutput(row, c, err)
}
