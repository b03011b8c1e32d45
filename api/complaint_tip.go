package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/complaint"
)

// routeTips registers tips.
func (s *Server) routeTips() {
	Op(s, Operation{
		ID: "list-tips", Method: http.MethodGet, Path: "/v1/tips", Tag: tagComplaint, Need: model.PermComplaintHandle,
		Summary: "List the tips that your authority has to verify, the next deadline first. Nothing says who gave them.",
	}, s.listTips)
	Op(s, Operation{
		ID: "get-tip", Method: http.MethodGet, Path: "/v1/tips/{id}", Tag: tagComplaint, Need: model.PermComplaintHandle,
		Summary: "Read a tip with its texts, clocks and history, and the earlier ones by the same person about the same operator.",
	}, s.getTip)
	Op(s, Operation{
		ID: "move-tip", Method: http.MethodPost, Path: "/v1/tips/{id}/moves", Tag: tagComplaint, Need: model.PermComplaintHandle, Creates: true,
		Summary: "Move a tip: verify, extend (the authority's lead, once), open, drop, transfer, merge, tell.",
	}, s.moveTip)
	Op(s, Operation{
		ID: "reveal-tip", Method: http.MethodPost, Path: "/v1/tips/{id}/reveal", Tag: tagComplaint, Need: model.PermComplaintReveal,
		Summary: "Read who gave a tip and how to reach them. Each look is on record.",
	}, s.revealTip)
}

// TipStateCode is where a tip stands, on the wire.
type TipStateCode model.TipState

// Schema implements huma.SchemaProvider.
func (TipStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a tip stands.", model.TipLifecycle.States())
}

// TipEventCode is a move of a tip on the wire.
type TipEventCode model.TipEvent

// Schema implements huma.SchemaProvider.
func (TipEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A move of a tip.", model.TipLifecycle.Events())
}

// TipView is a tip in a list.
type TipView struct {
	ID          string         `json:"id"`
	Number      string         `json:"number"`
	State       TipStateCode   `json:"state"`
	Version     int64          `json:"version"`
	Firm        OrgRef         `json:"firm"`
	Authority   *OrgRef        `json:"authority,omitempty"`
	Product     string         `json:"product_id,omitempty"`
	ProductName TextView       `json:"product"`
	Batch       string         `json:"batch_id,omitempty"`
	Lot         string         `json:"lot,omitempty"`
	Code        string         `json:"code,omitempty"`
	Merged      string         `json:"merged_into,omitempty" doc:"The tip that it belongs to."`
	Extended    bool           `json:"extended,omitempty"`
	DueAt       string         `json:"due_at,omitempty" format:"date-time"`
	Provisional bool           `json:"provisional,omitempty"`
	Stage       ClockStageCode `json:"stage,omitempty"`
	OverdueAt   string         `json:"overdue_at,omitempty" format:"date-time"`
	FiledAt     string         `json:"filed_at" format:"date-time"`
	DecidedAt   string         `json:"decided_at,omitempty" format:"date-time"`
	ToldAt      string         `json:"told_at,omitempty" format:"date-time"`
}

func tipView(r complaint.TipRow) TipView {
	v := TipView{
		ID: r.ID.String(), Number: r.Number, State: TipStateCode(r.State), Version: r.Version,
		Firm: OrgRef{ID: r.OrgID.String(), Name: textView(r.Firm), Region: string(r.Region)}, Authority: orgNamed(r.AuthorityID, r.Authority),
		Product: r.ProductID.String(), ProductName: textView(r.Product), Batch: r.BatchID.String(), Lot: r.Lot, Code: r.Code, Merged: r.MergedID.String(),
		Extended: r.Extended == 1, Stage: ClockStageCode(r.Stage), OverdueAt: r.OverdueAt.String(), FiledAt: r.CreatedAt.String(),
		DecidedAt: r.DecidedAt.String(), ToldAt: r.ToldAt.String(),
	}
	if r.Running == 1 {
		v.DueAt, v.Provisional = r.DueAt.String(), r.Provisional == 1
	}
	return v
}

// ListTipsInput narrows a list of tips.
type ListTipsInput struct {
	PageInput
	State      TipStateCode `query:"state"`
	Firm       string       `query:"firm" maxLength:"36"`
	Mine       bool         `query:"mine" doc:"Only those that your authority handles."`
	Unassigned bool         `query:"unassigned" doc:"Only those that no authority handles."`
	Overdue    bool         `query:"overdue"`
	All        bool         `query:"all" doc:"Also those that are decided, newest first."`
}

func (s *Server) listTips(ctx context.Context, c Call, in *ListTipsInput) (*ListOutput[TipView], error) {
	var f model.Faults
	filter := complaint.TipFilter{
		State: model.TipState(in.State), Firm: idAt[model.Organisation]("firm", in.Firm, &f), Mine: in.Mine, Unassigned: in.Unassigned, Overdue: in.Overdue, All: in.All,
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Complaint.Tips(ctx, c.Actor, filter, in.page())
	return listOf(rows, next, tipView), err
}

// TipPath names a tip.
type TipPath struct {
	ID string `path:"id" maxLength:"36" doc:"The tip's id."`
}

// TipFileView is a tip with what belongs to it.
type TipFileView struct {
	TipView
	Allowed   []TipEventCode          `json:"allowed" doc:"The moves that you can make now."`
	Text      string                  `json:"text,omitempty"`
	Erased    bool                    `json:"erased,omitempty"`
	Notes     []ComplaintNoteView     `json:"notes"`
	Files     []ComplaintEvidenceView `json:"files"`
	Clocks    []ComplaintClockView    `json:"clocks"`
	Moves     []ComplaintMoveView     `json:"moves"`
	Earlier   []TipView               `json:"earlier" doc:"By the same person about the same operator, newest first, at most 20: this one may repeat one of them."`
	Into      string                  `json:"merged_into_number,omitempty"`
	Complaint string                  `json:"complaint_number,omitempty" doc:"Of the complaint on the same paper."`
}

// TipFileOutput carries it.
type TipFileOutput struct{ Body TipFileView }

func tipFile(c complaint.TipCase) TipFileView {
	v := TipFileView{
		TipView: tipView(c.TipRow), Allowed: []TipEventCode{}, Text: c.Story.What, Erased: c.Erased, Notes: complaintNotes(c.Notes), Files: evidenceViews(c.Files),
		Clocks: complaintClocks(c.Clocks), Moves: complaintMoves(c.Moves), Earlier: []TipView{}, Into: c.Into, Complaint: c.Complaint,
	}
	for _, on := range c.Allowed {
		v.Allowed = append(v.Allowed, TipEventCode(on))
	}
	for _, e := range c.Earlier {
		v.Earlier = append(v.Earlier, tipView(e))
	}
	return v
}

func (s *Server) getTip(ctx context.Context, c Call, in *TipPath) (*TipFileOutput, error) {
	id, err := model.ParseID[model.Tip](in.ID)
	if err != nil {
		return nil, err
	}
	file, err := s.services.Complaint.Tip(ctx, c.Actor, id)
	return &TipFileOutput{tipFile(file)}, err
}

// MoveTipInput asks for a move.
type MoveTipInput struct {
	TipPath
	Body struct {
		Event    TipEventCode `json:"event"`
		Version  int64        `json:"version,omitempty" minimum:"0" doc:"The version you have read; left out, the move is made on whatever is there."`
		Text     string       `json:"text,omitempty" maxLength:"4000" doc:"What verifying found, the reason, to whom it is passed. Kept sealed."`
		Into     string       `json:"into,omitempty" maxLength:"36" doc:"merge: the tip that this one repeats or adds to."`
		NewFacts bool         `json:"new_facts,omitempty" doc:"merge: it adds facts, and the time of the other starts anew; a plain repeat is not handled again."`
	}
}

// TipOutput carries a tip.
type TipOutput struct{ Body TipView }

func (s *Server) moveTip(ctx context.Context, c Call, in *MoveTipInput) (*TipOutput, error) {
	id, err := model.ParseID[model.Tip](in.ID)
	if err != nil {
		return nil, err
	}
	var f model.Faults
	b := in.Body
	move := complaint.TipMove{
		ID: id, Version: b.Version, Event: model.TipEvent(b.Event), Text: b.Text, Into: idAt[model.Tip]("into", b.Into, &f), NewFacts: b.NewFacts,
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r, err := s.services.Complaint.MoveTip(ctx, c.Actor, c.Idem, move)
	return &TipOutput{tipView(r)}, err
}

func (s *Server) revealTip(ctx context.Context, c Call, in *TipPath) (*ComplaintContactOutput, error) {
	id, err := model.ParseID[model.Tip](in.ID)
	if err != nil {
		return nil, err
	}
	return contactOutput(s.services.Complaint.RevealTip(ctx, c.Actor, id))
}
