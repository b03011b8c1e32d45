package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallTasks registers holders' tasks, their answers, and what follows them up.
func (s *Server) routeRecallTasks() {
	Op(s, Operation{
		ID: "list-recall-tasks", Method: http.MethodGet, Path: "/v1/recall-tasks", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List what you have to do in recalls, or what those have to do that had the goods from you.",
	}, s.listRecallTasks)
	Op(s, Operation{
		ID: "list-recall-case-tasks", Method: http.MethodGet, Path: "/v1/recalls/{id}/tasks", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List the tasks of a recall that you may see; who recalls is told of holders beyond its customers in numbers.",
	}, s.listRecallCaseTasks)
	Op(s, Operation{
		ID: "get-recall-task", Method: http.MethodGet, Path: "/v1/recall-tasks/{id}", Tag: "recall", Need: model.PermRecallRead,
		Summary: "Read a task. When its holder reads it first, it counts as opened.",
	}, s.getRecallTask)
	Op(s, Operation{
		ID: "list-recall-task-lines", Method: http.MethodGet, Path: "/v1/recall-tasks/{id}/lines", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List what a task is about, with what the holder had and the sums of what it answered.",
	}, s.listRecallTaskLines)
	Op(s, Operation{
		ID: "list-recall-answers", Method: http.MethodGet, Path: "/v1/recall-tasks/{id}/answers", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List what was answered, newest first, and what of it was taken back.",
	}, s.listRecallAnswers)
	Op(s, Operation{
		ID: "answer-recall-task", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/answers", Tag: "recall", Need: model.PermRecallAnswer, Creates: true,
		Summary: "Answer as a holder: acknowledge, seal, have none, return, destroy, relabel, with quantities in your own units.",
	}, s.answerRecallTask)
	Op(s, Operation{
		ID: "take-back-recall-answer", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/answers/{answer}/take-back", Tag: "recall",
		Need: model.PermRecallAnswer, Creates: true, Summary: "Take a mistaken answer back; it stays on record.",
	}, s.takeBackRecallAnswer)
	Op(s, Operation{
		ID: "move-recall-task", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/moves", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Follow a holder up: confirm or reject its answer, reopen, escalate, withdraw, notify again.",
	}, s.moveRecallTask)
	Op(s, Operation{
		ID: "explain-recall-task", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/explanations", Tag: "recall", Need: model.PermRecallOrder, Creates: true,
		Summary: "As the authority, accept an explanation for what a holder cannot account for.",
	}, s.explainRecallTask)
	Op(s, Operation{
		ID: "verify-recall-task", Method: http.MethodPost, Path: "/v1/recall-tasks/{id}/verification", Tag: "recall", Need: model.PermRecallWrite, Creates: true,
		Summary: "Note what an effectiveness check found at a holder that was drawn.",
	}, s.verifyRecallTask)
	s.routeRecallEvidence()
	s.routeRecallSums()
	s.routeRecallReplies()
	s.routeReports()
	s.routeNotices()
	s.routeUnitFactors()
}

// TaskStateCode is where a task stands.
type TaskStateCode string

// Schema implements huma.SchemaProvider.
func (TaskStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where the task stands.", model.TaskLifecycle.States())
}

// HolderEventCode is an event by which a holder answers.
type HolderEventCode string

// Schema implements huma.SchemaProvider.
func (HolderEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What the holder has done; left out to add what is confirmed as consumed.", model.HolderEvents())
}

// TellerEventCode is an event by which a holder is followed up.
type TellerEventCode string

// Schema implements huma.SchemaProvider.
func (TellerEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What becomes of the task.", model.TellerEvents())
}

// AnswerKindCode says what was done with a quantity.
type AnswerKindCode string

// Schema implements huma.SchemaProvider.
func (AnswerKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What was done with it; that of the event when left out.", model.AnswerKinds())
}

// RecallTaskView is a holder's task.
type RecallTaskView struct {
	ID         string        `json:"id"`
	RecallID   string        `json:"recall_id"`
	Number     string        `json:"recall_number"`
	Title      TextView      `json:"title"`
	Hazard     TextView      `json:"hazard"`
	Grade      string        `json:"grade,omitempty"`
	Holder     *OrgRef       `json:"holder,omitempty" doc:"Absent for one outside the house."`
	Place      *PlaceRef     `json:"place,omitempty"`
	Region     string        `json:"region,omitempty"`
	Tier       int           `json:"tier" doc:"0 is who recalls, 1 its direct customers, and so on."`
	ToldBy     *OrgRef       `json:"told_by,omitempty" doc:"From whom the holder had the goods."`
	State      TaskStateCode `json:"state"`
	Allowed    []string      `json:"allowed" doc:"Events by which you may move it now."`
	DueAt      string        `json:"due_at,omitempty" format:"date-time"`
	NotifiedAt string        `json:"notified_at,omitempty" format:"date-time"`
	Delivered  string        `json:"delivered_at,omitempty" format:"date-time"`
	OpenedAt   string        `json:"opened_at,omitempty" format:"date-time"`
	AnsweredAt string        `json:"answered_at,omitempty" format:"date-time"`
	Sampled    bool          `json:"sampled,omitempty" doc:"Drawn for the effectiveness check."`
	VerifiedAt string        `json:"verified_at,omitempty" format:"date-time"`
	Finding    string        `json:"finding,omitempty" doc:"What the check found."`
	LinkUntil  string        `json:"link_until,omitempty" format:"date-time" doc:"How long its reply link works."`
	Mock       bool          `json:"mock,omitempty"`
}

func recallTaskView(t recall.Task) RecallTaskView {
	v := RecallTaskView{
		ID: t.Row.ID.String(), RecallID: t.Row.RecallID.String(), Number: t.Case.Number, Title: textView(t.Case.Title), Hazard: textView(t.Case.Hazard),
		Grade: string(t.Case.Grade), Holder: orgRef(t.Holder), Place: placeRef(t.Place), Region: string(t.Row.Region), Tier: t.Row.Tier, ToldBy: orgRef(t.Teller),
		State: TaskStateCode(t.Row.State), Allowed: []string{}, DueAt: t.Row.DueAt.String(), NotifiedAt: t.Row.NotifiedAt.String(),
		Delivered: t.Row.DeliveredAt.String(), OpenedAt: t.Row.OpenedAt.String(), AnsweredAt: t.Row.AnsweredAt.String(), Sampled: t.Row.Sampled == 1,
		VerifiedAt: t.Row.VerifiedAt.String(), Finding: t.Row.Finding, LinkUntil: t.Row.LinkUntil.String(), Mock: t.Case.Mock == 1,
	}
	for _, e := range t.Allowed {
		v.Allowed = append(v.Allowed, string(e))
	}
	return v
}

// RecallTaskOutput carries a task.
type RecallTaskOutput struct{ Body RecallTaskView }

func taskOutput(t recall.Task, err error) (*RecallTaskOutput, error) {
	if err != nil {
		return nil, err
	}
	return &RecallTaskOutput{recallTaskView(t)}, nil
}

// ListRecallTasksInput narrows a list of tasks.
type ListRecallTasksInput struct {
	PageInput
	Role    string        `query:"role" enum:"held,told" default:"held" doc:"What you have to do yourself, or what those have to do that had the goods from you."`
	State   TaskStateCode `query:"state"`
	Overdue bool          `query:"overdue" doc:"The time is over and the holder has still to act."`
	Sampled bool          `query:"sampled" doc:"Drawn for the effectiveness check."`
}

func (s *Server) listRecallTasks(ctx context.Context, c Call, in *ListRecallTasksInput) (*ListOutput[RecallTaskView], error) {
	rows, next, err := s.services.Recall.Tasks(ctx, c.Actor, recall.TaskFilter{
		Role: recall.TaskRole(in.Role), State: model.TaskState(in.State), Overdue: in.Overdue, Sampled: in.Sampled,
	}, in.page())
	return listOf(rows, next, recallTaskView), err
}

// ListRecallCaseTasksInput narrows the list of a case's tasks.
type ListRecallCaseTasksInput struct {
	PageInput
	ID      string        `path:"id" maxLength:"36" doc:"The recall's id."`
	State   TaskStateCode `query:"state"`
	Overdue bool          `query:"overdue"`
	Sampled bool          `query:"sampled"`
}

// RecallTaskCountView counts tasks in a state.
type RecallTaskCountView struct {
	State TaskStateCode `json:"state"`
	Count int64         `json:"count"`
}

// RecallCaseTasksOutput is one page of a case's tasks.
type RecallCaseTasksOutput struct {
	Body struct {
		Items  []RecallTaskView      `json:"items"`
		Next   string                `json:"next,omitempty"`
		Deeper []RecallTaskCountView `json:"deeper,omitempty" doc:"Holders whose names you are not told, by state; the filters do not narrow them."`
	}
}

func (s *Server) listRecallCaseTasks(ctx context.Context, c Call, in *ListRecallCaseTasksInput) (*RecallCaseTasksOutput, error) {
	id, err := model.ParseID[model.Recall](in.ID)
	if err != nil {
		return nil, err
	}
	rows, deeper, next, err := s.services.Recall.CaseTasks(ctx, c.Actor, recall.TaskFilter{
		Recall: id, State: model.TaskState(in.State), Overdue: in.Overdue, Sampled: in.Sampled,
	}, in.page())
	if err != nil {
		return nil, err
	}
	out := &RecallCaseTasksOutput{}
	out.Body.Items, out.Body.Next = listOf(rows, next, recallTaskView).Body.Items, string(next)
	for _, d := range deeper {
		out.Body.Deeper = append(out.Body.Deeper, RecallTaskCountView{TaskStateCode(d.State), d.Count})
	}
	return out, nil
}

// RecallTaskInput names a task.
type RecallTaskInput struct {
	ID string `path:"id" maxLength:"36" doc:"The task's id."`
}

func (in RecallTaskInput) task() (model.RecallTaskID, error) {
	return model.ParseID[model.RecallTask](in.ID)
}

func (s *Server) getRecallTask(ctx context.Context, c Call, in *RecallTaskInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	return taskOutput(s.services.Recall.Task(ctx, c.Actor, id))
}

// RecallTaskPageInput names a task and a page of what belongs to it.
type RecallTaskPageInput struct {
	RecallTaskInput
	PageInput
}

// CountUnit is a unit in which a holder counts: UN/ECE Recommendation 20, or 21 for packages.
type CountUnit string

// Schema implements huma.SchemaProvider.
func (CountUnit) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Pattern: `^[A-Z0-9]{0,3}$`, MaxLength: ptr(3),
		Description: "Unit code of UN/ECE Recommendation 20, or 21 for packages; empty counts pieces.",
	}
}

// RecallLineView is one affected thing at one holder, in one unit.
type RecallLineView struct {
	Item        string            `json:"item" doc:"Canonical identifier."`
	Class       AffectedClassCode `json:"class,omitempty"`
	Gone        bool              `json:"gone,omitempty" doc:"The recall does not reach it any more."`
	BatchID     string            `json:"batch_id,omitempty"`
	Lot         string            `json:"lot,omitempty"`
	Produced    string            `json:"produced,omitempty"`
	Expires     string            `json:"expires,omitempty"`
	Product     TextView          `json:"product"`
	Unit        CountUnit         `json:"unit"`
	Distributed Decimal           `json:"distributed" doc:"What the holder received, by the trace."`
	OnHand      Decimal           `json:"on_hand" doc:"By the trace, as are in_transit and sold."`
	InTransit   Decimal           `json:"in_transit"`
	Sold        Decimal           `json:"sold"`
	Sealed      Decimal           `json:"sealed" doc:"By the holder's answers, as are the others."`
	Returned    Decimal           `json:"returned"`
	Destroyed   Decimal           `json:"destroyed"`
	Corrected   Decimal           `json:"corrected"`
	Consumed    Decimal           `json:"consumed"`
	Explained   Decimal           `json:"explained"`
	Unaccounted Decimal           `json:"unaccounted"`
	Unproven    int               `json:"unproven,omitempty" doc:"Disposals without evidence."`
	ConfirmedAt string            `json:"confirmed_at,omitempty" doc:"When who supplied it found it done; of a holder with several suppliers each confirms its own lines."`
	Answered    bool              `json:"answered"`
}

func recallLineView(l recall.TaskLine) RecallLineView {
	return RecallLineView{
		Item: l.Key, Class: AffectedClassCode(l.Class), Gone: l.Gone, BatchID: l.BatchID.String(), Lot: l.Lot, Produced: string(l.Produced),
		Expires: string(l.Expires), Product: textView(l.Name), Unit: CountUnit(l.Unit), Distributed: decimal(l.Distributed), OnHand: decimal(l.OnHand),
		InTransit: decimal(l.InTransit), Sold: decimal(l.Sold), Sealed: decimal(l.Sealed), Returned: decimal(l.Returned), Destroyed: decimal(l.Destroyed),
		Corrected: decimal(l.Corrected), Consumed: decimal(l.Consumed), Explained: decimal(l.Explained), Unaccounted: decimal(l.Tally().Unaccounted()),
		Unproven: l.Unproven, ConfirmedAt: l.ConfirmedAt.String(), Answered: l.Answered == 1,
	}
}

func (s *Server) listRecallTaskLines(ctx context.Context, c Call, in *RecallTaskPageInput) (*ListOutput[RecallLineView], error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	rows, next, err := s.services.Recall.TaskLines(ctx, c.Actor, id, in.page())
	return listOf(rows, next, recallLineView), err
}

// RecallAnswerView is one answer.
type RecallAnswerView struct {
	ID          string         `json:"id"`
	Item        string         `json:"item"`
	Kind        AnswerKindCode `json:"kind"`
	Quantity    Decimal        `json:"quantity" doc:"In the unit of the line."`
	Unit        CountUnit      `json:"unit"`
	Counted     Decimal        `json:"counted" doc:"As the holder counted."`
	CountedUnit CountUnit      `json:"counted_unit"`
	EvidenceID  string         `json:"evidence_id,omitempty"`
	Evidence    string         `json:"evidence,omitempty" doc:"Title of the document."`
	Note        string         `json:"note,omitempty"`
	TakesBack   string         `json:"takes_back,omitempty" doc:"The answer that this one takes back."`
	TakenBackBy string         `json:"taken_back_by,omitempty"`
	ByLink      bool           `json:"by_link,omitempty" doc:"Answered by a reply link."`
	At          string         `json:"at" format:"date-time"`
}

func recallAnswerView(a recall.TaskAnswer) RecallAnswerView {
	number := func(n model.Seq) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(int64(n), 10)
	}
	return RecallAnswerView{
		ID: number(a.ID), Item: a.Key, Kind: AnswerKindCode(a.Kind), Quantity: decimal(a.Quantity), Unit: CountUnit(a.Unit), Counted: decimal(a.Counted),
		CountedUnit: CountUnit(a.CountedUnit), EvidenceID: a.EvidenceID.String(), Evidence: a.Evidence, Note: a.Note, TakesBack: number(a.Withdrawn),
		TakenBackBy: number(a.TakenBy), ByLink: recall.ByLink(a.Actor), At: a.CreatedAt.String(),
	}
}

func (s *Server) listRecallAnswers(ctx context.Context, c Call, in *RecallTaskPageInput) (*ListOutput[RecallAnswerView], error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	rows, next, err := s.services.Recall.TaskAnswers(ctx, c.Actor, id, in.page())
	return listOf(rows, next, recallAnswerView), err
}

// RecallAnswerLineInput is a quantity of one thing.
type RecallAnswerLineInput struct {
	Item       string         `json:"item" maxLength:"255" doc:"Canonical identifier, as in the lines of the task."`
	Kind       AnswerKindCode `json:"kind,omitempty"`
	Quantity   Decimal        `json:"quantity,omitempty" doc:"Left out only for none."`
	Unit       CountUnit      `json:"unit,omitempty" doc:"As you count; converted exactly or refused."`
	EvidenceID string         `json:"evidence_id,omitempty" maxLength:"36" doc:"A document that shows it."`
	Note       string         `json:"note,omitempty" maxLength:"500"`
}

// RecallAnswerBody is what a holder reports.
type RecallAnswerBody struct {
	Event HolderEventCode         `json:"event,omitempty"`
	Lines []RecallAnswerLineInput `json:"lines,omitempty" maxItems:"1000"`
	Note  string                  `json:"note,omitempty" maxLength:"500"`
}

// answer reads what a holder reports.
func (b RecallAnswerBody) answer(task model.RecallTaskID) (recall.Answer, error) {
	a := recall.Answer{Task: task, Event: model.TaskEvent(b.Event), Note: b.Note}
	var f model.Faults
	for i, l := range b.Lines {
		line := recall.AnswerLine{
			Item: l.Item, Kind: model.AnswerKind(l.Kind), Unit: model.Unit(l.Unit), Evidence: model.DocumentID(l.EvidenceID), Note: l.Note,
		}
		if l.Quantity != "" {
			line.Quantity = l.Quantity.Quantity("lines["+strconv.Itoa(i)+"].quantity", &f)
		}
		a.Lines = append(a.Lines, line)
	}
	return a, f.Err()
}

// AnswerRecallTaskInput answers a task.
type AnswerRecallTaskInput struct {
	RecallTaskInput
	Body RecallAnswerBody
}

func (s *Server) answerRecallTask(ctx context.Context, c Call, in *AnswerRecallTaskInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	a, err := in.Body.answer(id)
	if err != nil {
		return nil, err
	}
	return taskOutput(s.services.Recall.Answer(ctx, c.Actor, c.Idem, a))
}

// TakeBackRecallAnswerInput names an answer.
type TakeBackRecallAnswerInput struct {
	RecallTaskInput
	Answer string `path:"answer" maxLength:"20" doc:"The answer's id."`
	Body   struct {
		Note string `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Server) takeBackRecallAnswer(ctx context.Context, c Call, in *TakeBackRecallAnswerInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	answer, err := strconv.ParseInt(in.Answer, 10, 64)
	if err != nil {
		return nil, model.NotFound.Refuse()
	}
	return taskOutput(s.services.Recall.TakeBack(ctx, c.Actor, c.Idem, id, model.Seq(answer), in.Body.Note))
}

// MoveRecallTaskInput follows a holder up.
type MoveRecallTaskInput struct {
	RecallTaskInput
	Body struct {
		Event  TellerEventCode `json:"event"`
		Reason string          `json:"reason,omitempty" maxLength:"500" doc:"The holder reads it; needed but to confirm and to notify."`
	}
}

func (s *Server) moveRecallTask(ctx context.Context, c Call, in *MoveRecallTaskInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	return taskOutput(s.services.Recall.MoveTask(ctx, c.Actor, c.Idem, recall.TaskMove{Task: id, Event: model.TaskEvent(in.Body.Event), Reason: in.Body.Reason}))
}

// ExplainRecallTaskInput accepts an explanation.
type ExplainRecallTaskInput struct {
	RecallTaskInput
	Body struct {
		Lines []RecallAnswerLineInput `json:"lines" minItems:"1" maxItems:"1000"`
		Note  string                  `json:"note" minLength:"1" maxLength:"500" doc:"The explanation."`
	}
}

func (s *Server) explainRecallTask(ctx context.Context, c Call, in *ExplainRecallTaskInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	a, err := RecallAnswerBody{Lines: in.Body.Lines, Note: in.Body.Note}.answer(id)
	if err != nil {
		return nil, err
	}
	return taskOutput(s.services.Recall.Explain(ctx, c.Actor, c.Idem, a))
}

// VerifyRecallTaskInput notes what a check found.
type VerifyRecallTaskInput struct {
	RecallTaskInput
	Body struct {
		Effective bool   `json:"effective" doc:"The holder was found to have acted."`
		Finding   string `json:"finding" minLength:"1" maxLength:"500"`
	}
}

func (s *Server) verifyRecallTask(ctx context.Context, c Call, in *VerifyRecallTaskInput) (*RecallTaskOutput, error) {
	id, err := in.task()
	if err != nil {
		return nil, err
	}
	return taskOutput(s.services.Recall.Verify(ctx, c.Actor, c.Idem, recall.Verification{Task: id, Effective: in.Body.Effective, Finding: in.Body.Finding}))
}
