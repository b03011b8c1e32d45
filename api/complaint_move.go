package api

import (
	"context"

	"suyuan/model"
	"suyuan/service/complaint"
)

// MoveComplaintInput asks for a move.
type MoveComplaintInput struct {
	ComplaintPath
	Body ComplaintMoveInput
}

// ComplaintMoveInput is one move of a complaint.
type ComplaintMoveInput struct {
	Event    ComplaintEventCode  `json:"event"`
	Version  int64               `json:"version,omitempty" minimum:"0" doc:"The version you have read; left out, the move is made on whatever is there."`
	Text     string              `json:"text,omitempty" maxLength:"4000" doc:"The reason as it is told, the terms of a settlement, what the laboratory found. Kept sealed."`
	Ground   ComplaintGroundCode `json:"ground,omitempty" doc:"refuse: why."`
	Remedies string              `json:"remedies,omitempty" maxLength:"4000" doc:"refuse: which other ways there are."`
	Ending   ComplaintEndingCode `json:"ending,omitempty" doc:"end: why."`
	To       string              `json:"to,omitempty" maxLength:"36" doc:"contest: the authority held to be competent; assign: the one that is, yours when left out."`
	Region   string              `json:"region,omitempty" maxLength:"6" doc:"contest: instead of an authority, the region to which it belongs; it goes to the lowest authority over it."`
	Delegate string              `json:"delegate,omitempty" maxLength:"200" doc:"delegate: the body to which mediation is entrusted."`
	Lab      string              `json:"lab,omitempty" maxLength:"200" doc:"test: who tests."`
	LabBy    string              `json:"lab_by,omitempty" enum:"agreed,appointed" doc:"test: who chose the laboratory."`
	Payer    string              `json:"payer,omitempty" enum:"complainant,firm,both" doc:"test: who pays."`
	Form     string              `json:"form,omitempty" enum:"letter,record" doc:"settle: where the terms stand; record when left out."`
}

// ComplaintOutput carries a complaint.
type ComplaintOutput struct{ Body ComplaintView }

func (s *Server) moveComplaint(ctx context.Context, c Call, in *MoveComplaintInput) (*ComplaintOutput, error) {
	id, err := model.ParseID[model.Complaint](in.ID)
	if err != nil {
		return nil, err
	}
	var f model.Faults
	b := in.Body
	move := complaint.Move{
		ID: id, Version: b.Version, Event: model.ComplaintEvent(b.Event), Text: b.Text, Ground: model.ComplaintGround(b.Ground), Remedies: b.Remedies,
		Ending: model.ComplaintEnding(b.Ending), To: idAt[model.Organisation]("to", b.To, &f), Region: model.Region(b.Region), Delegate: b.Delegate, Lab: b.Lab,
		LabBy: model.ComplaintLabBy(b.LabBy), Payer: model.ComplaintPayer(b.Payer), Form: model.ComplaintNoteKind(b.Form),
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r, err := s.services.Complaint.Move(ctx, c.Actor, c.Idem, move)
	return &ComplaintOutput{complaintView(r)}, err
}

// AddComplaintNoteInput adds a note.
type AddComplaintNoteInput struct {
	ComplaintPath
	Body struct {
		Kind ComplaintNoteCode `json:"kind"`
		Text string            `json:"text" minLength:"1" maxLength:"4000"`
	}
}

// ComplaintNoteOutput carries a note.
type ComplaintNoteOutput struct{ Body ComplaintNoteView }

func (s *Server) addComplaintNote(ctx context.Context, c Call, in *AddComplaintNoteInput) (*ComplaintNoteOutput, error) {
	id, err := model.ParseID[model.Complaint](in.ID)
	if err != nil {
		return nil, err
	}
	n, err := s.services.Complaint.AddNote(ctx, c.Actor, c.Idem, id, model.ComplaintNoteKind(in.Body.Kind), in.Body.Text)
	return &ComplaintNoteOutput{complaintNotes([]complaint.Note{n})[0]}, err
}

// ComplaintContactView is who complains.
type ComplaintContactView struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Mail    string `json:"mail,omitempty"`
	Address string `json:"address,omitempty"`
	Lang    string `json:"lang" doc:"The language in which they filed."`
}

// ComplaintContactOutput carries it.
type ComplaintContactOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         ComplaintContactView
}

func contactOutput(r complaint.Revealed, err error) (*ComplaintContactOutput, error) {
	return &ComplaintContactOutput{"no-store", ComplaintContactView{r.Contact.Name, r.Contact.Phone, r.Contact.Mail, r.Contact.Address, string(r.Lang)}}, err
}

func (s *Server) revealComplaint(ctx context.Context, c Call, in *ComplaintPath) (*ComplaintContactOutput, error) {
	id, err := model.ParseID[model.Complaint](in.ID)
	if err != nil {
		return nil, err
	}
	return contactOutput(s.services.Complaint.Reveal(ctx, c.Actor, id))
}

func (s *Server) complaintContact(ctx context.Context, c Call, in *ComplaintPath) (*ComplaintContactOutput, error) {
	id, err := model.ParseID[model.Complaint](in.ID)
	if err != nil {
		return nil, err
	}
	return contactOutput(s.services.Complaint.SharedContact(ctx, c.Actor, id))
}
