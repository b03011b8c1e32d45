package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallSignals registers signals and their assessment.
func (s *Server) routeRecallSignals() {
	Op(s, Operation{
		ID: "report-recall-signal", Method: http.MethodPost, Path: "/v1/recall-signals", Tag: "recall", Need: model.PermRecallSignal, Creates: true,
		Status: http.StatusCreated, Summary: "Report that something may be wrong with a batch, a product or whatever has a code. Its maker and the authority have to assess it.",
	}, s.reportSignal)
	Op(s, Operation{
		ID: "list-recall-signals", Method: http.MethodGet, Path: "/v1/recall-signals", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List the signals that you have to assess and those that you reported, newest first.",
	}, s.listSignals)
	Op(s, Operation{
		ID: "list-recall-signal-patterns", Method: http.MethodGet, Path: "/v1/recall-signals/patterns", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List products about which several signals came within a time, those with most first.",
	}, s.listSignalPatterns)
	Op(s, Operation{
		ID: "get-recall-signal", Method: http.MethodGet, Path: "/v1/recall-signals/{id}", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Read a signal. Who assesses it reads the assessment, what else was reported about the goods, and the grades of the rules that apply.",
	}, s.getSignal)
	Op(s, Operation{
		ID: "move-recall-signal", Method: http.MethodPost, Path: "/v1/recall-signals/{id}/moves", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Assess a signal. To find it unsafe starts the hours of the recall at this instant and opens a case about the goods, graded as you found.",
	}, s.moveSignal)
}

// SignalStateCode is where a signal stands, on the wire.
type SignalStateCode model.SignalState

// Schema implements huma.SchemaProvider.
func (SignalStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a signal stands.", model.SignalLifecycle.States())
}

// SignalEventCode is a move of a signal on the wire.
type SignalEventCode model.SignalEvent

// Schema implements huma.SchemaProvider.
func (SignalEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A move of a signal.", model.SignalLifecycle.Events())
}

// SignalSourceCode is where a signal came from, on the wire.
type SignalSourceCode model.SignalSource

// Schema implements huma.SchemaProvider.
func (SignalSourceCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a signal came from.", model.SignalSources())
}

// SignalInput is a report.
type SignalInput struct {
	Source     SignalSourceCode `json:"source,omitempty" doc:"Left out, the one that fits who reports."`
	Batch      string           `json:"batch,omitempty" maxLength:"36" doc:"One of batch, product and code says what it is about."`
	Product    string           `json:"product,omitempty" maxLength:"36"`
	Code       string           `json:"code,omitempty" maxLength:"255" doc:"As scanned or typed: a Digital Link, an EPC, a GTIN, a short code, or anything printed on the package."`
	Harm       string           `json:"harm" minLength:"1" maxLength:"1000" doc:"What is feared or has happened."`
	HappenedAt string           `json:"happened_at,omitempty" maxLength:"40" doc:"RFC 3339; now when left out."`
	Evidence   string           `json:"evidence,omitempty" maxLength:"36" doc:"A document that you may see."`
}

func (in SignalInput) report() (r recall.SignalReport, err error) {
	var f model.Faults
	r = recall.SignalReport{
		Source: model.SignalSource(in.Source), Batch: idAt[model.Batch]("batch", in.Batch, &f), Product: idAt[model.Product]("product", in.Product, &f), Code: in.Code,
		Harm: in.Harm, HappenedAt: model.InstantOf(timeAt("happened_at", in.HappenedAt, &f)), Evidence: idAt[model.Document]("evidence", in.Evidence, &f),
	}
	return r, f.Err()
}

// SignalAssessmentView is what only those who assess a signal read.
type SignalAssessmentView struct {
	Grade    string `json:"grade,omitempty" doc:"Of the rules under which the recall runs."`
	Text     string `json:"text,omitempty"`
	UnsafeAt string `json:"unsafe_at,omitempty" format:"date-time" doc:"When it was found unsafe: the hours of the recall run from here."`
	Recall   string `json:"recall_id,omitempty" doc:"The case that it led to or belongs to."`
	Merged   string `json:"merged_into,omitempty" doc:"The signal that it was merged into."`
}

// SignalView is a signal.
type SignalView struct {
	ID           string                `json:"id"`
	State        SignalStateCode       `json:"state"`
	Version      int64                 `json:"version"`
	Source       SignalSourceCode      `json:"source"`
	Batch        string                `json:"batch_id,omitempty"`
	Lot          string                `json:"lot,omitempty"`
	Product      string                `json:"product_id,omitempty" doc:"Absent while nobody knows what it is about."`
	ProductName  TextView              `json:"product"`
	Maker        *OrgRef               `json:"maker,omitempty"`
	Code         string                `json:"code,omitempty"`
	Harm         string                `json:"harm"`
	Kind         ReportKindCode        `json:"kind,omitempty" doc:"What somebody without an account says it is about."`
	Receipt      string                `json:"receipt,omitempty" doc:"The code that the reporter without an account was given."`
	Evidence     string                `json:"evidence_id,omitempty"`
	HappenedAt   string                `json:"happened_at" format:"date-time"`
	ReportedAt   string                `json:"reported_at" format:"date-time"`
	Reporter     *OrgRef               `json:"reporter,omitempty" doc:"Named to the authorities and the reporter itself; to the maker only when it is an authority, a laboratory or a certifier."`
	ReporterKind string                `json:"reporter_kind,omitempty"`
	Assessment   *SignalAssessmentView `json:"assessment,omitempty" doc:"Absent for who merely reported it."`
}

func signalView(r recall.SignalRow) SignalView {
	v := SignalView{
		ID: r.ID.String(), State: SignalStateCode(r.State), Version: r.Version, Source: SignalSourceCode(r.Source), Batch: r.BatchID.String(), Lot: r.Lot,
		Product: r.ProductID.String(), ProductName: textView(r.Product), Code: r.Code, Harm: r.Harm, Kind: ReportKindCode(r.Kind), Receipt: r.Receipt, Evidence: r.EvidenceID.String(),
		HappenedAt: r.HappenedAt.String(), ReportedAt: r.CreatedAt.String(), ReporterKind: string(r.ReporterKind),
	}
	if r.OrgID != "" {
		v.Maker = &OrgRef{ID: r.OrgID.String(), Name: textView(r.Maker)}
	}
	if r.ReporterID != "" {
		v.Reporter = &OrgRef{ID: r.ReporterID.String(), Name: textView(r.Reporter)}
	}
	if r.Judge {
		v.Assessment = &SignalAssessmentView{string(r.Grade), r.Assessment, r.UnsafeAt.String(), r.RecallID.String(), r.MergedID.String()}
	}
	return v
}

// ReportSignalInput is a report.
type ReportSignalInput struct{ Body SignalInput }

// SignalOutput carries a signal.
type SignalOutput struct{ Body SignalView }

func (s *Server) reportSignal(ctx context.Context, c Call, in *ReportSignalInput) (*SignalOutput, error) {
	report, err := in.Body.report()
	if err != nil {
		return nil, err
	}
	r, err := s.services.Recall.ReportSignal(ctx, c.Actor, c.Idem, report)
	return &SignalOutput{signalView(r)}, err
}

// ListSignalsInput narrows a list of signals.
type ListSignalsInput struct {
	PageInput
	State   SignalStateCode  `query:"state"`
	Source  SignalSourceCode `query:"source"`
	Mine    bool             `query:"mine" doc:"Only those that you reported."`
	Batch   string           `query:"batch_id" maxLength:"36"`
	Product string           `query:"product_id" maxLength:"36"`
	Recall  string           `query:"recall_id" maxLength:"36" doc:"Only those that led to this case or belong to it."`
	Receipt string           `query:"receipt" maxLength:"20" doc:"Only the one that a reporter without an account was given this code for."`
}

func (s *Server) listSignals(ctx context.Context, c Call, in *ListSignalsInput) (*ListOutput[SignalView], error) {
	var f model.Faults
	filter := recall.SignalFilter{
		State: model.SignalState(in.State), Source: model.SignalSource(in.Source), Mine: in.Mine, Batch: idAt[model.Batch]("batch_id", in.Batch, &f),
		Product: idAt[model.Product]("product_id", in.Product, &f), Recall: idAt[model.Recall]("recall_id", in.Recall, &f),
	}
	if in.Receipt != "" {
		var ok bool
		if filter.Receipt, ok = model.ParseShortCode(in.Receipt); !ok {
			f.Add("receipt", model.ValueInvalid, model.P("value", in.Receipt))
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Recall.Signals(ctx, c.Actor, filter, in.page())
	return listOf(rows, next, signalView), err
}

// SignalPath names a signal.
type SignalPath struct {
	ID string `path:"id" maxLength:"36" doc:"The signal's id."`
}

// SignalMoveView is one step that a signal took.
type SignalMoveView struct {
	At     string          `json:"at" format:"date-time"`
	Event  SignalEventCode `json:"event"`
	To     SignalStateCode `json:"to"`
	Reason string          `json:"reason,omitempty"`
}

// SignalGradeView is a grade that a finding may give.
type SignalGradeView struct {
	Grade string   `json:"grade"`
	Name  TextView `json:"name"`
	Means TextView `json:"means"`
	Hours int      `json:"start_within_hours,omitempty" doc:"From the finding, nights and holidays included."`
}

// SignalCountView counts signals of one source.
type SignalCountView struct {
	Source SignalSourceCode `json:"source"`
	Count  int              `json:"count"`
}

// SignalCaseRef names a case.
type SignalCaseRef struct {
	ID     string   `json:"id"`
	Number string   `json:"number"`
	Title  TextView `json:"title"`
	State  string   `json:"state"`
}

// SignalFileView is a signal with what belongs to it.
type SignalFileView struct {
	SignalView
	Allowed  []SignalEventCode `json:"allowed" doc:"The moves that you can make now."`
	Moves    []SignalMoveView  `json:"moves,omitempty"`
	Sources  []SignalCountView `json:"sources,omitempty" doc:"This signal and the others about the same goods within 30 days, by source."`
	Together []SignalView      `json:"together,omitempty" doc:"The others, newest first, at most 100."`
	Cases    []SignalCaseRef   `json:"recalls,omitempty" doc:"Cases that the goods led to already."`
	Pack     string            `json:"pack,omitempty" doc:"The rules under which a recall would run."`
	Grades   []SignalGradeView `json:"grades,omitempty"`
}

// SignalFileOutput carries it.
type SignalFileOutput struct{ Body SignalFileView }

func (s *Server) getSignal(ctx context.Context, c Call, in *SignalPath) (*SignalFileOutput, error) {
	id, err := model.ParseID[model.Signal](in.ID)
	if err != nil {
		return nil, err
	}
	f, err := s.services.Recall.Signal(ctx, c.Actor, id)
	return &SignalFileOutput{signalFileView(f)}, err
}

func signalFileView(f recall.SignalFile) SignalFileView {
	v := SignalFileView{SignalView: signalView(f.SignalRow), Allowed: []SignalEventCode{}, Sources: sourceCounts(f.Together.Sources), Pack: string(f.Pack.ID)}
	for _, on := range f.Allowed {
		v.Allowed = append(v.Allowed, SignalEventCode(on))
	}
	for _, m := range f.Moves {
		v.Moves = append(v.Moves, SignalMoveView{m.At.String(), SignalEventCode(m.Event), SignalStateCode(m.To), m.Reason})
	}
	for _, r := range f.Together.Rows {
		v.Together = append(v.Together, signalView(r))
	}
	for _, c := range f.Cases {
		v.Cases = append(v.Cases, SignalCaseRef{c.ID.String(), c.Number, textView(c.Title), string(c.State)})
	}
	for _, g := range f.Pack.Grades {
		hours, _ := recall.StartHours(f.Pack, g.Grade)
		v.Grades = append(v.Grades, SignalGradeView{string(g.Grade), textView(g.Name), textView(g.Means), hours})
	}
	return v
}

func sourceCounts(of map[model.SignalSource]int) []SignalCountView {
	var list []SignalCountView
	for _, source := range model.SignalSources() {
		if n := of[source]; n > 0 {
			list = append(list, SignalCountView{SignalSourceCode(source), n})
		}
	}
	slices.SortStableFunc(list, func(a, b SignalCountView) int { return b.Count - a.Count })
	return list
}

// MoveSignalInput asks for a move.
type MoveSignalInput struct {
	SignalPath
	Body SignalMoveInput
}

// SignalMoveInput is one move of a signal.
type SignalMoveInput struct {
	Event    SignalEventCode `json:"event"`
	Reason   string          `json:"reason,omitempty" maxLength:"1000" doc:"Of find-unsafe and find-safe the assessment. Required but for take."`
	Version  int64           `json:"version,omitempty" minimum:"0" doc:"The version you have read; left out, the move is made on whatever is there."`
	Grade    string          `json:"grade,omitempty" enum:"i,ii,iii" doc:"find-unsafe: how grave it is, where the rules know grades."`
	Batch    string          `json:"batch,omitempty" maxLength:"36" doc:"What a signal is about that names only a code."`
	Product  string          `json:"product,omitempty" maxLength:"36" doc:"The same."`
	Evidence string          `json:"evidence,omitempty" maxLength:"36" doc:"reconsider: the new evidence."`
	Into     string          `json:"into,omitempty" maxLength:"36" doc:"merge: the signal it belongs to."`
	Recall   string          `json:"recall,omitempty" maxLength:"36" doc:"merge: the case it belongs to."`
}

func (s *Server) moveSignal(ctx context.Context, c Call, in *MoveSignalInput) (*SignalOutput, error) {
	id, err := model.ParseID[model.Signal](in.ID)
	if err != nil {
		return nil, err
	}
	var f model.Faults
	b := in.Body
	move := recall.SignalMove{
		ID: id, Version: b.Version, Event: model.SignalEvent(b.Event), Reason: b.Reason, Grade: model.Grade(b.Grade), Batch: idAt[model.Batch]("batch", b.Batch, &f),
		Product: idAt[model.Product]("product", b.Product, &f), Evidence: idAt[model.Document]("evidence", b.Evidence, &f),
		Into: idAt[model.Signal]("into", b.Into, &f), Recall: idAt[model.Recall]("recall", b.Recall, &f),
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r, err := s.services.Recall.MoveSignal(ctx, c.Actor, c.Idem, move)
	return &SignalOutput{signalView(r)}, err
}

// SignalPatternsInput bounds the time.
type SignalPatternsInput struct {
	Days int `query:"days" minimum:"1" maximum:"365" default:"30" doc:"How far back."`
}

// SignalPatternView is a product about which several signals came.
type SignalPatternView struct {
	Product     string            `json:"product_id"`
	ProductName TextView          `json:"product"`
	Maker       OrgRef            `json:"maker"`
	Count       int               `json:"count"`
	Open        int               `json:"open" doc:"Of which nobody has decided."`
	Batches     int               `json:"batches" doc:"Different ones named."`
	Reporters   int               `json:"reporters" doc:"Organisations that they came from."`
	First       string            `json:"first" format:"date-time"`
	Last        string            `json:"last" format:"date-time"`
	Sources     []SignalCountView `json:"sources"`
}

func (s *Server) listSignalPatterns(ctx context.Context, c Call, in *SignalPatternsInput) (*ListOutput[SignalPatternView], error) {
	list, err := s.services.Recall.SignalPatterns(ctx, c.Actor, in.Days)
	return listOf(list, "", func(p recall.SignalPattern) SignalPatternView {
		return SignalPatternView{
			p.ProductID.String(), textView(p.Product), OrgRef{ID: p.OrgID.String(), Name: textView(p.Maker)}, p.Count, p.Open, p.Batches, p.Reporters,
			p.First.String(), p.Last.String(), sourceCounts(p.Sources),
		}
	}), err
}
