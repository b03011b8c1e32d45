package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/complaint"
)

// tagComplaint is the room in the API description.
const tagComplaint = "complaint"

// routeComplaints registers complaints and tips for authorities and operators, and what whoever filed one can do.
func (s *Server) routeComplaints() {
	Op(s, Operation{
		ID: "list-complaints", Method: http.MethodGet, Path: "/v1/complaints", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "List the complaints that concern you, the next deadline first; an operator sees those about it from their acceptance. Nothing says who complains.",
	}, s.listComplaints)
	Op(s, Operation{
		ID: "count-complaints", Method: http.MethodGet, Path: "/v1/complaints/counts", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "Count the complaints and tips that concern you by state, and those whose time has run out.",
	}, s.countComplaints)
	Op(s, Operation{
		ID: "list-complaint-statistics", Method: http.MethodGet, Path: "/v1/complaints/statistics", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "Count complaints and tips by month of receipt and region.",
	}, s.complaintStatistics)
	Op(s, Operation{
		ID: "list-complaint-patterns", Method: http.MethodGet, Path: "/v1/complaints/patterns", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "List the operators about which several complaints or tips came within a time, those with most first.",
	}, s.complaintPatterns)
	Op(s, Operation{
		ID: "get-complaint", Method: http.MethodGet, Path: "/v1/complaints/{id}", Tag: tagComplaint, Need: model.PermComplaintRead,
		Summary: "Read a complaint with its texts, clocks and history, without who complains. The authority also reads the factors of Order 121 Art. 17, which decide nothing.",
	}, s.getComplaint)
	Op(s, Operation{
		ID: "move-complaint", Method: http.MethodPost, Path: "/v1/complaints/{id}/moves", Tag: tagComplaint, Need: model.PermComplaintRead, Creates: true,
		Summary: "Move a complaint: as its authority accept, refuse, contest, assign, delegate, test, resume, settle, end, tell; as the operator consent or decline.",
	}, s.moveComplaint)
	Op(s, Operation{
		ID: "add-complaint-note", Method: http.MethodPost, Path: "/v1/complaints/{id}/notes", Tag: tagComplaint, Need: model.PermComplaintRead, Creates: true,
		Status: http.StatusCreated, Summary: "Add the operator's answer, or the authority's record of a return visit.",
	}, s.addComplaintNote)
	Op(s, Operation{
		ID: "reveal-complaint", Method: http.MethodPost, Path: "/v1/complaints/{id}/reveal", Tag: tagComplaint, Need: model.PermComplaintReveal,
		Summary: "Read who complains and how to reach them. Each look is on record.",
	}, s.revealComplaint)
	Op(s, Operation{
		ID: "read-complaint-contact", Method: http.MethodPost, Path: "/v1/complaints/{id}/contact", Tag: tagComplaint, Need: model.PermComplaintAnswer,
		Summary: "As the operator, read how to reach a complainant who has allowed it. Each look is on record.",
	}, s.complaintContact)
	s.routeComplaintEvidence()
	s.routeTips()
	s.routePublicComplaints()
}

// ComplaintStateCode is where a complaint stands, on the wire.
type ComplaintStateCode model.ComplaintState

// Schema implements huma.SchemaProvider.
func (ComplaintStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a complaint stands.", model.ComplaintLifecycle.States())
}

// ComplaintEventCode is a move of a complaint on the wire.
type ComplaintEventCode model.ComplaintEvent

// Schema implements huma.SchemaProvider.
func (ComplaintEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A move of a complaint.", model.ComplaintLifecycle.Events())
}

// ComplaintGroundCode is a ground of refusal on the wire.
type ComplaintGroundCode model.ComplaintGround

// Schema implements huma.SchemaProvider.
func (ComplaintGroundCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A ground on which a complaint is not accepted (Order 121 Art. 16).", model.CodesOf(model.ComplaintGrounds()))
}

// ComplaintEndingCode is why mediation ended, on the wire.
type ComplaintEndingCode model.ComplaintEnding

// Schema implements huma.SchemaProvider.
func (ComplaintEndingCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Why mediation ended (Order 121 Art. 23, 24).", model.CodesOf(model.ComplaintEndings()))
}

// ComplaintNoteCode is a kind of note on the wire.
type ComplaintNoteCode model.ComplaintNoteKind

// Schema implements huma.SchemaProvider.
func (ComplaintNoteCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a note is.", model.ComplaintNoteKinds())
}

// ClockStageCode is how urgent a clock is, on the wire.
type ClockStageCode model.ClockStage

// Schema implements huma.SchemaProvider.
func (ClockStageCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("How urgent a clock is.", model.ClockStages())
}

// ComplaintView is a complaint in a list.
type ComplaintView struct {
	ID          string              `json:"id"`
	Number      string              `json:"number"`
	State       ComplaintStateCode  `json:"state"`
	Version     int64               `json:"version"`
	Turn        string              `json:"turn" enum:"authority,firm,nobody" doc:"Who has to act."`
	Channel     string              `json:"channel" enum:"page,claim"`
	Firm        OrgRef              `json:"firm"`
	Authority   *OrgRef             `json:"authority,omitempty" doc:"Absent while no authority of the region is here."`
	Proposed    *OrgRef             `json:"proposed_authority,omitempty" doc:"Held to be competent while jurisdiction is disputed."`
	Product     string              `json:"product_id,omitempty"`
	ProductName TextView            `json:"product"`
	Batch       string              `json:"batch_id,omitempty"`
	Lot         string              `json:"lot,omitempty"`
	Code        string              `json:"code,omitempty"`
	BoughtOn    string              `json:"bought_on,omitempty" format:"date"`
	Units       int64               `json:"units,omitempty"`
	Price       string              `json:"price,omitempty" doc:"Of one unit, in yuan."`
	Asked       string              `json:"asked,omitempty" doc:"In yuan."`
	Shared      bool                `json:"contact_shared" doc:"The complainant lets the operator see how to reach them."`
	Ground      ComplaintGroundCode `json:"ground,omitempty"`
	Ending      ComplaintEndingCode `json:"ending,omitempty"`
	Delegate    string              `json:"delegate,omitempty" doc:"The body to which mediation is entrusted."`
	Lab         string              `json:"lab,omitempty"`
	LabBy       string              `json:"lab_by,omitempty" enum:"agreed,appointed"`
	Payer       string              `json:"payer,omitempty" enum:"complainant,firm,both" doc:"Who pays for the test."`
	DueAt       string              `json:"due_at,omitempty" format:"date-time"`
	Provisional bool                `json:"provisional,omitempty" doc:"The deadline lies in a year whose holidays are not published."`
	Stage       ClockStageCode      `json:"stage,omitempty"`
	OverdueAt   string              `json:"overdue_at,omitempty" format:"date-time" doc:"When a clock was first found to have run out."`
	FiledAt     string              `json:"filed_at" format:"date-time"`
	AcceptedAt  string              `json:"accepted_at,omitempty" format:"date-time"`
	EndedAt     string              `json:"ended_at,omitempty" format:"date-time"`
	ToldAt      string              `json:"told_at,omitempty" format:"date-time"`
}

// orgNamed names an organisation, nil for none.
func orgNamed(id model.OrgID, name model.Text) *OrgRef {
	if id == "" {
		return nil
	}
	return &OrgRef{ID: id.String(), Name: textView(name)}
}

// amountOf writes an amount, nothing for none.
func amountOf(m model.Money) string {
	if m.Fen == 0 {
		return ""
	}
	return m.Amount()
}

func complaintView(r complaint.Row) ComplaintView {
	v := ComplaintView{
		ID: r.ID.String(), Number: r.Number, State: ComplaintStateCode(r.State), Version: r.Version, Turn: string(r.Turn), Channel: string(r.Channel),
		Firm: OrgRef{ID: r.OrgID.String(), Name: textView(r.Firm), Region: string(r.Region)}, Authority: orgNamed(r.AuthorityID, r.Authority),
		Proposed: orgNamed(r.ProposedID, r.Proposed), Product: r.ProductID.String(), ProductName: textView(r.Product), Batch: r.BatchID.String(), Lot: r.Lot,
		Code: r.Code, BoughtOn: string(r.BoughtOn), Units: r.Units, Price: amountOf(r.Price), Asked: amountOf(r.Asked), Shared: r.Share == 1,
		Ground: ComplaintGroundCode(r.Ground), Ending: ComplaintEndingCode(r.Ending), Delegate: r.Delegate, Lab: r.Lab, LabBy: string(r.LabBy),
		Payer: string(r.Payer), Stage: ClockStageCode(r.Stage), OverdueAt: r.OverdueAt.String(), FiledAt: r.CreatedAt.String(),
		AcceptedAt: r.AcceptedAt.String(), EndedAt: r.EndedAt.String(), ToldAt: r.ToldAt.String(),
	}
	if r.Running == 1 {
		v.DueAt, v.Provisional = r.DueAt.String(), r.Provisional == 1
	}
	return v
}

// ListComplaintsInput narrows a list of complaints.
type ListComplaintsInput struct {
	PageInput
	State      ComplaintStateCode `query:"state"`
	Turn       string             `query:"turn" enum:"authority,firm,nobody"`
	Firm       string             `query:"firm" maxLength:"36"`
	Mine       bool               `query:"mine" doc:"Only those that your authority handles."`
	Unassigned bool               `query:"unassigned" doc:"Only those that no authority handles."`
	Overdue    bool               `query:"overdue"`
	All        bool               `query:"all" doc:"Also those for which no clock runs, newest first."`
}

func (s *Server) listComplaints(ctx context.Context, c Call, in *ListComplaintsInput) (*ListOutput[ComplaintView], error) {
	var f model.Faults
	filter := complaint.Filter{
		State: model.ComplaintState(in.State), Turn: model.ComplaintTurn(in.Turn), Firm: idAt[model.Organisation]("firm", in.Firm, &f), Mine: in.Mine,
		Unassigned: in.Unassigned, Overdue: in.Overdue, All: in.All,
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Complaint.Complaints(ctx, c.Actor, filter, in.page())
	return listOf(rows, next, complaintView), err
}

// StateCountView counts what is in a state.
type StateCountView struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

func stateCounts[S ~string](states []S, of map[S]int) []StateCountView {
	list := []StateCountView{}
	for _, s := range states {
		if n := of[s]; n > 0 {
			list = append(list, StateCountView{string(s), n})
		}
	}
	return list
}

// ComplaintCountsOutput carries counts.
type ComplaintCountsOutput struct {
	Body struct {
		Complaints []StateCountView `json:"complaints"`
		Tips       []StateCountView `json:"tips"`
		Overdue    int              `json:"overdue" doc:"Of both."`
	}
}

func (s *Server) countComplaints(ctx context.Context, c Call, _ *struct{}) (*ComplaintCountsOutput, error) {
	n, err := s.services.Complaint.Counts(ctx, c.Actor)
	out := &ComplaintCountsOutput{}
	out.Body.Complaints, out.Body.Tips = stateCounts(model.ComplaintLifecycle.States(), n.Complaints), stateCounts(model.TipLifecycle.States(), n.Tips)
	out.Body.Overdue = n.Overdue
	return out, err
}

// ComplaintSpanInput bounds statistics.
type ComplaintSpanInput struct {
	From string `query:"from" maxLength:"7" doc:"First month, like 2026-01; eleven months before the last when left out."`
	To   string `query:"to" maxLength:"7" doc:"Last month; this one when left out."`
}

// GroundCountView counts refusals.
type GroundCountView struct {
	Ground ComplaintGroundCode `json:"ground"`
	Count  int                 `json:"count"`
}

// ComplaintStatisticView counts what a region received in a month, and what became of it.
type ComplaintStatisticView struct {
	Month    string            `json:"month"`
	Region   string            `json:"region"`
	Received int               `json:"received"`
	Accepted int               `json:"accepted"`
	Settled  int               `json:"settled"`
	Ended    int               `json:"ended" doc:"Without agreement."`
	Overdue  int               `json:"overdue" doc:"Complaints and tips of which some time has run out."`
	Refused  []GroundCountView `json:"refused"`
	Tips     int               `json:"tips"`
	Cases    int               `json:"cases_opened"`
}

func (s *Server) complaintStatistics(ctx context.Context, c Call, in *ComplaintSpanInput) (*ListOutput[ComplaintStatisticView], error) {
	list, err := s.services.Complaint.Statistics(ctx, c.Actor, in.From, in.To)
	return listOf(list, "", func(r *complaint.Statistic) ComplaintStatisticView {
		v := ComplaintStatisticView{r.Month, string(r.Region), r.Received, r.Accepted, r.Settled, r.Ended, r.Overdue, []GroundCountView{}, r.Tips, r.CasesOpened}
		for _, g := range model.ComplaintGrounds() {
			if n := r.Refused[g.Code]; n > 0 {
				v.Refused = append(v.Refused, GroundCountView{ComplaintGroundCode(g.Code), n})
			}
		}
		return v
	}), err
}

// ComplaintPatternsInput bounds the time.
type ComplaintPatternsInput struct {
	Days int `query:"days" minimum:"1" maximum:"365" default:"30" doc:"How far back."`
}

// ComplaintPatternView is how often one operator is complained of.
type ComplaintPatternView struct {
	Firm       OrgRef `json:"firm"`
	Complaints int    `json:"complaints"`
	Tips       int    `json:"tips"`
	Batches    int    `json:"batches" doc:"Different ones named."`
	First      string `json:"first" format:"date-time"`
	Last       string `json:"last" format:"date-time"`
}

func (s *Server) complaintPatterns(ctx context.Context, c Call, in *ComplaintPatternsInput) (*ListOutput[ComplaintPatternView], error) {
	list, err := s.services.Complaint.Patterns(ctx, c.Actor, in.Days)
	return listOf(list, "", func(p complaint.Pattern) ComplaintPatternView {
		return ComplaintPatternView{
			OrgRef{ID: p.OrgID.String(), Name: textView(p.Firm)}, p.Complaints, p.Tips, p.Batches, p.First.String(), p.Last.String(),
		}
	}), err
}

// ComplaintPath names a complaint.
type ComplaintPath struct {
	ID string `path:"id" maxLength:"36" doc:"The complaint's id."`
}

// ComplaintMoveView is one step that was taken.
type ComplaintMoveView struct {
	At    string `json:"at" format:"date-time"`
	Event string `json:"event"`
	To    string `json:"to"`
	Code  string `json:"code,omitempty" doc:"Of the ground, the ending or the like."`
}

func complaintMoves(list []complaint.MoveRecord) []ComplaintMoveView {
	views := make([]ComplaintMoveView, 0, len(list))
	for _, m := range list {
		views = append(views, ComplaintMoveView{m.At.String(), m.Event, m.To, m.Reason})
	}
	return views
}

// ComplaintClockView is one clock.
type ComplaintClockView struct {
	Rule       string         `json:"rule"`
	Name       TextView       `json:"name"`
	Article    string         `json:"article,omitempty"`
	StartedAt  string         `json:"started_at" format:"date-time"`
	DueAt      string         `json:"due_at" format:"date-time"`
	LastDay    string         `json:"last_day" format:"date"`
	AnsweredAt string         `json:"answered_at,omitempty" format:"date-time"`
	Paused     bool           `json:"paused,omitempty"`
	Stage      ClockStageCode `json:"stage"`
}

func complaintClocks(list []complaint.ClockFace) []ComplaintClockView {
	views := make([]ComplaintClockView, 0, len(list))
	for _, c := range list {
		views = append(views, ComplaintClockView{
			string(c.Clock.Rule), textView(c.Rule.Name), c.Rule.Ref.Articles, c.StartedAt.String(), c.Due.At.String(), string(c.Due.Last), c.AnsweredAt.String(),
			c.Paused(), ClockStageCode(c.Stage),
		})
	}
	return views
}

// ComplaintNoteView is a note.
type ComplaintNoteView struct {
	Kind ComplaintNoteCode `json:"kind"`
	Text string            `json:"text,omitempty" doc:"Absent once erased."`
	By   string            `json:"by,omitempty" doc:"The organisation; absent for who complains."`
	At   string            `json:"at" format:"date-time"`
}

func complaintNotes(list []complaint.Note) []ComplaintNoteView {
	views := make([]ComplaintNoteView, 0, len(list))
	for _, n := range list {
		views = append(views, ComplaintNoteView{ComplaintNoteCode(n.Kind), n.Text, n.By.String(), n.At.String()})
	}
	return views
}

// ComplaintStoryView is what was written.
type ComplaintStoryView struct {
	What    string `json:"what,omitempty"`
	Wish    string `json:"wish,omitempty"`
	Receipt string `json:"receipt,omitempty"`
}

// ComplaintFactorView is one factor of Art. 17 with its numbers.
type ComplaintFactorView struct {
	Factor string   `json:"factor"`
	Name   TextView `json:"name"`
	Known  bool     `json:"known" doc:"There was enough to count from."`
	Count  int64    `json:"count"`
	Of     int64    `json:"of" doc:"What it is held against; see the factor."`
	Marked bool     `json:"marked" doc:"For a person to look at; it decides nothing."`
}

// ComplaintFileView is a complaint with what belongs to it.
type ComplaintFileView struct {
	ComplaintView
	Allowed []ComplaintEventCode    `json:"allowed" doc:"The moves that you can make now."`
	Story   ComplaintStoryView      `json:"story"`
	Erased  bool                    `json:"erased,omitempty"`
	Notes   []ComplaintNoteView     `json:"notes"`
	Files   []ComplaintEvidenceView `json:"files" doc:"Evidence; of an operator what it may open."`
	Clocks  []ComplaintClockView    `json:"clocks"`
	Moves   []ComplaintMoveView     `json:"moves"`
	Factors []ComplaintFactorView   `json:"factors,omitempty" doc:"For the authority."`
	Tip     string                  `json:"tip_number,omitempty" doc:"Of the tip on the same paper."`
	Claim   string                  `json:"claim_number,omitempty" doc:"Of the claim that it came of."`
}

// ComplaintFileOutput carries it.
type ComplaintFileOutput struct{ Body ComplaintFileView }

func complaintFile(c complaint.Case) ComplaintFileView {
	v := ComplaintFileView{
		ComplaintView: complaintView(c.Row), Allowed: []ComplaintEventCode{}, Story: ComplaintStoryView{c.Story.What, c.Story.Wish, c.Story.Receipt},
		Erased: c.Erased, Notes: complaintNotes(c.Notes), Files: evidenceViews(c.Files), Clocks: complaintClocks(c.Clocks), Moves: complaintMoves(c.Moves), Tip: c.Tip, Claim: c.Claim,
	}
	for _, on := range c.Allowed {
		v.Allowed = append(v.Allowed, ComplaintEventCode(on))
	}
	for _, f := range c.Factors {
		v.Factors = append(v.Factors, ComplaintFactorView{
			string(f.Factor), textView(model.ComplaintFactorWords[f.Factor].Name), f.Known, f.Count, f.Of, f.Marked,
		})
	}
	return v
}

func (s *Server) getComplaint(ctx context.Context, c Call, in *ComplaintPath) (*ComplaintFileOutput, error) {
	id, err := model.ParseID[model.Complaint](in.ID)
	if err != nil {
		return nil, err
	}
	file, err := s.services.Complaint.Complaint(ctx, c.Actor, id)
	return &ComplaintFileOutput{complaintFile(file)}, err
}
