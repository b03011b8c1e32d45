package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/complaint"
)

// routePublicComplaints registers what whoever files a complaint or tip can do, without an account.
func (s *Server) routePublicComplaints() {
	p := &papers{s, &replies{server: s, limiter: newLimiter(s.opts.Clock, repliesPerSecond, repliesAtOnce)}}
	Op(s, Operation{
		ID: "file-complaint", Method: http.MethodPost, Path: "/v1/public-complaints", Tag: tagComplaint, Need: model.PermPublic, Creates: true,
		Status: http.StatusCreated, Summary: "File a complaint, a tip, or both on one paper; they become two records with clocks of their own. The private link is told here alone.",
	}, p.file)
	Op(s, Operation{
		ID: "get-public-complaint", Method: http.MethodGet, Path: "/v1/public-complaints/{secret}", Tag: tagComplaint, Need: model.PermPublic,
		Summary: "Read what became of what you filed, by its private link.",
	}, p.get)
	Op(s, Operation{
		ID: "act-on-public-complaint", Method: http.MethodPost, Path: "/v1/public-complaints/{secret}", Tag: tagComplaint, Need: model.PermPublic, Creates: true,
		Summary: "Withdraw a complaint, add to it, let the operator see how to reach you or not, or have your personal data erased once it is over.",
	}, p.act)
	p.routePublicEvidence()
	p.routeComplaintForm()
	p.routeComplaintPage()
}

// papers answers whoever files something or has a private link.
type papers struct {
	server *Server
	guard  *replies
}

// ComplainantInput is who files and how they are reached.
type ComplainantInput struct {
	Name    string `json:"name,omitempty" maxLength:"100"`
	Phone   string `json:"phone,omitempty" maxLength:"40"`
	Mail    string `json:"mail,omitempty" maxLength:"254"`
	Address string `json:"address,omitempty" maxLength:"300"`
}

// FileComplaintInput is one paper.
type FileComplaintInput struct {
	Body struct {
		Firm      string           `json:"firm" maxLength:"36" doc:"The operator."`
		Complaint bool             `json:"complaint,omitempty" doc:"A dispute of your own that is to be mediated. It needs your name and a way to reach you."`
		Tip       bool             `json:"tip,omitempty" doc:"A clue of an offence that is to be verified. It may be anonymous."`
		Code      string           `json:"code,omitempty" maxLength:"255" doc:"As scanned or typed from the package."`
		BoughtOn  string           `json:"bought_on,omitempty" maxLength:"10"`
		Units     int64            `json:"units,omitempty" minimum:"0" maximum:"1000000"`
		Price     string           `json:"price,omitempty" maxLength:"20" doc:"Of one unit, in yuan."`
		Asked     string           `json:"asked,omitempty" maxLength:"20" doc:"In yuan."`
		What      string           `json:"what,omitempty" maxLength:"4000" doc:"What happened."`
		Wish      string           `json:"wish,omitempty" maxLength:"1000" doc:"What you ask for."`
		Receipt   string           `json:"receipt,omitempty" maxLength:"100"`
		Facts     string           `json:"facts,omitempty" maxLength:"4000" doc:"Of the offence; what happened when left out."`
		Contact   ComplainantInput `json:"contact,omitempty"`
		Share     bool             `json:"share_contact,omitempty" doc:"Let the operator see how to reach you."`
		Consent   int              `json:"consent,omitempty" minimum:"0" doc:"The version of the text on personal data that you agree to: 1."`
	}
}

// FiledOutput says what a paper became.
type FiledOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Complaint string `json:"complaint_number,omitempty"`
		Tip       string `json:"tip_number,omitempty"`
		Link      string `json:"link" doc:"Your private link; whoever has it acts for you."`
	}
}

func moneyAt(field, text string, f *model.Faults) model.Money {
	if text == "" {
		return model.Money{}
	}
	m, err := model.ParseMoney(text, model.CNY)
	f.Check(field, err)
	return m
}

func (p *papers) file(ctx context.Context, c Call, in *FileComplaintInput) (*FiledOutput, error) {
	if err := p.guard.limit(ctx); err != nil {
		return nil, err
	}
	var f model.Faults
	b := in.Body
	filing := complaint.Filing{
		Firm: idAt[model.Organisation]("firm", b.Firm, &f), Complaint: b.Complaint, Tip: b.Tip, Code: b.Code, BoughtOn: model.Date(b.BoughtOn), Units: b.Units,
		Price: moneyAt("price", b.Price, &f), Asked: moneyAt("asked", b.Asked, &f), Story: model.ComplaintStory{What: b.What, Wish: b.Wish, Receipt: b.Receipt},
		Facts: b.Facts, Contact: model.ComplaintContact{Name: b.Contact.Name, Phone: b.Contact.Phone, Mail: b.Contact.Mail, Address: b.Contact.Address},
		Share: b.Share, Consent: b.Consent, Lang: c.Lang,
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	filed, err := p.server.services.Complaint.File(ctx, c.Idem, filing)
	out := &FiledOutput{CacheControl: "no-store"}
	out.Body.Complaint, out.Body.Tip, out.Body.Link = filed.ComplaintNumber, filed.TipNumber, filed.Link
	return out, err
}

// PublicComplaintPath names a private link.
type PublicComplaintPath struct {
	Secret string `path:"secret" maxLength:"100" doc:"The last part of the link."`
}

// PublicComplaintView is what a private link shows of a complaint.
type PublicComplaintView struct {
	Number   string                  `json:"number"`
	State    ComplaintStateCode      `json:"state"`
	Ground   ComplaintGroundCode     `json:"ground,omitempty"`
	Ending   ComplaintEndingCode     `json:"ending,omitempty"`
	Delegate string                  `json:"delegate,omitempty"`
	Lab      string                  `json:"lab,omitempty"`
	DueAt    string                  `json:"due_at,omitempty" format:"date-time"`
	Shared   bool                    `json:"contact_shared"`
	Erased   bool                    `json:"erased,omitempty"`
	FiledAt  string                  `json:"filed_at" format:"date-time"`
	Story    ComplaintStoryView      `json:"story"`
	Notes    []ComplaintNoteView     `json:"notes"`
	Files    []ComplaintEvidenceView `json:"files"`
	Moves    []ComplaintMoveView     `json:"moves"`
	Clocks   []ComplaintClockView    `json:"clocks"`
}

// PublicTipView is what a private link shows of a tip.
type PublicTipView struct {
	Number  string                  `json:"number"`
	State   TipStateCode            `json:"state"`
	DueAt   string                  `json:"due_at,omitempty" format:"date-time"`
	FiledAt string                  `json:"filed_at" format:"date-time"`
	Text    string                  `json:"text,omitempty"`
	Notes   []ComplaintNoteView     `json:"notes"`
	Files   []ComplaintEvidenceView `json:"files"`
}

// PublicStatusOutput carries what a private link shows.
type PublicStatusOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Firm      TextView             `json:"firm"`
		Authority TextView             `json:"authority"`
		Complaint *PublicComplaintView `json:"complaint,omitempty"`
		Tip       *PublicTipView       `json:"tip,omitempty"`
		Withdraw  bool                 `json:"may_withdraw"`
		Add       bool                 `json:"may_add"`
		Share     bool                 `json:"may_share"`
		Erase     bool                 `json:"may_erase"`
		Prove     bool                 `json:"may_add_files"`
	}
}

func (p *papers) get(ctx context.Context, _ Call, in *PublicComplaintPath) (*PublicStatusOutput, error) {
	if err := p.guard.limit(ctx); err != nil {
		return nil, err
	}
	st, err := p.server.services.Complaint.Status(ctx, in.Secret)
	if err != nil {
		return nil, err
	}
	out := &PublicStatusOutput{CacheControl: "no-store"}
	b := &out.Body
	b.Firm, b.Authority, b.Withdraw, b.Add, b.Share, b.Erase, b.Prove = textView(st.Firm), textView(st.Authority), st.MayWithdraw, st.MayAdd, st.MayShare, st.MayErase, st.MayProve
	if c := st.Complaint; c != nil {
		v := complaintFile(*c)
		b.Complaint = &PublicComplaintView{
			v.Number, v.State, v.Ground, v.Ending, v.Delegate, v.Lab, v.DueAt, v.Shared, v.Erased, v.FiledAt, v.Story, v.Notes, v.Files, v.Moves, v.Clocks,
		}
	}
	if t := st.Tip; t != nil {
		v := tipFile(*t)
		b.Tip = &PublicTipView{v.Number, v.State, v.DueAt, v.FiledAt, v.Text, v.Notes, v.Files}
	}
	return out, nil
}

// PersonalActCode is what whoever has a private link may do, on the wire.
type PersonalActCode complaint.PersonalAct

// Schema implements huma.SchemaProvider.
func (PersonalActCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What to do.", complaint.PersonalActs())
}

// ActOnComplaintInput is one act.
type ActOnComplaintInput struct {
	PublicComplaintPath
	Body struct {
		Act  PersonalActCode `json:"act"`
		Text string          `json:"text,omitempty" maxLength:"4000" doc:"add: what to add."`
	}
}

// ComplaintActOutput says that it is done: what is left to read is at the link, unless it was erased with everything else.
type ComplaintActOutput struct {
	Body struct {
		Done bool `json:"done"`
	}
}

func (p *papers) act(ctx context.Context, c Call, in *ActOnComplaintInput) (*ComplaintActOutput, error) {
	if err := p.guard.limit(ctx); err != nil {
		return nil, err
	}
	out := &ComplaintActOutput{}
	out.Body.Done = true
	return out, p.server.services.Complaint.Act(ctx, c.Idem, in.Secret, complaint.PersonalAct(in.Body.Act), in.Body.Text)
}
