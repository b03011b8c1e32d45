package api

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/claim"
)

// How often one network may file claims and use private links.
const (
	claimsPerSecond     = 0.2
	claimsAtOnce        = 20
	claimLinksPerSecond = 1
	claimLinksAtOnce    = 60
)

// claimants answers whoever files a claim or has its private link.
type claimants struct {
	server       *Server
	filing, link *limiter
}

// routePublicClaims registers what a claimant can do without an account.
func (s *Server) routePublicClaims() {
	p := &claimants{s, newLimiter(s.opts.Clock, claimsPerSecond, claimsAtOnce), newLimiter(s.opts.Clock, claimLinksPerSecond, claimLinksAtOnce)}
	Op(s, Operation{
		ID: "list-claim-chain", Method: http.MethodGet, Path: "/v1/claim-chain", Tag: "claim", Need: model.PermPublic,
		Summary: "Against whom a claim about a code can be made, who sold it first, with the recalls of the goods and the text of consent.",
	}, p.chain)
	Op(s, Operation{
		ID: "file-claim", Method: http.MethodPost, Path: "/v1/public-claims", Tag: "claim", Need: model.PermPublic, Creates: true, Status: http.StatusCreated,
		Summary: "File a claim against an operator on the chain of goods. It answers for it from then on and cannot hand it on. The private link is shown this once.",
	}, p.file)
	Op(s, Operation{
		ID: "get-public-claim", Method: http.MethodGet, Path: "/v1/public-claims/{secret}", Tag: "claim", Need: model.PermPublic,
		Summary: "Read the claim of a private link.",
	}, p.get)
	Op(s, Operation{
		ID: "move-public-claim", Method: http.MethodPost, Path: "/v1/public-claims/{secret}/moves", Tag: "claim", Need: model.PermPublic, Creates: true,
		Summary: "As the claimant: supply what was asked for, accept or decline an offer, withdraw, confirm receipt.",
	}, p.move)
	Op(s, Operation{
		ID: "set-claim-account", Method: http.MethodPut, Path: "/v1/public-claims/{secret}/account", Tag: "claim", Need: model.PermPublic,
		Summary: "As the claimant: say where the money of an accepted claim is to go. It needs a consent of its own.",
	}, p.account)
	Op(s, Operation{
		ID: "complain-of-claim", Method: http.MethodPost, Path: "/v1/public-claims/{secret}/complaint", Tag: "claim", Need: model.PermPublic, Creates: true,
		Summary: "As the claimant: hand a claim that is refused, deemed refused, declined or overdue to the authority as a complaint.",
	}, p.complain)
	Op(s, Operation{
		ID: "ask-relief-fund", Method: http.MethodPost, Path: "/v1/public-claims/{secret}/advance", Tag: "claim", Need: model.PermPublic, Creates: true,
		Summary: "As the claimant: ask a relief fund of the region to pay in advance, when a claim is refused, deemed refused or declined.",
	}, p.advance)
	Op(s, Operation{
		ID: "erase-claim", Method: http.MethodDelete, Path: "/v1/public-claims/{secret}/personal-data", Tag: "claim", Need: model.PermPublic, Status: http.StatusNoContent,
		Summary: "As the claimant: have the personal data of a claim that is over erased, with its evidence and this link.",
	}, p.erase)
	s.Handle(Operation{
		ID: "add-claim-evidence", Method: http.MethodPost, Path: "/v1/public-claims/{secret}/files", Tag: "claim", Need: model.PermPublic, Creates: true,
		Status: http.StatusCreated, MaxBody: claim.MaxFile + formOverhead, Summary: "As the claimant: add evidence (multipart/form-data: file, kind).",
	}, p.add)
	s.Handle(Operation{
		ID: "open-claim-evidence", Method: http.MethodGet, Path: "/v1/public-claims/{secret}/files/{file}", Tag: "claim", Need: model.PermPublic,
		Summary: "As the claimant: download a piece of evidence.",
	}, p.open)
}

// ClaimChainInput names goods.
type ClaimChainInput struct {
	Code string `query:"code" required:"true" maxLength:"300" doc:"A Digital Link, an EPC URI, a GTIN, a short code, or what is printed below the code."`
}

// ClaimChainView says against whom a claim can be made.
type ClaimChainView struct {
	Product TextView          `json:"product"`
	Lot     string            `json:"lot,omitempty"`
	Single  bool              `json:"single" doc:"The code names one single thing."`
	Ceased  *TextView         `json:"ceased,omitempty" doc:"A producer that has ended without a successor: nobody answers for it, everybody else on the chain does."`
	Links   []ClaimLinkView   `json:"links"`
	Recalls []ClaimRecallView `json:"recalls"`
	Consent ClaimConsentView  `json:"consent"`
}

// ClaimLinkView is an operator on the chain of goods.
type ClaimLinkView struct {
	Ref      string   `json:"ref" doc:"Names it in a claim."`
	Kind     string   `json:"kind" enum:"producer,processor,distributor,retailer"`
	Region   string   `json:"region"`
	Name     TextView `json:"name,omitempty" doc:"Of the producer, who stands on the page of the goods."`
	Producer bool     `json:"producer"`
	Sold     bool     `json:"sold" doc:"It has sold some to consumers."`
}

// ClaimRecallView is a public recall of goods with what it offers.
type ClaimRecallView struct {
	Number   string            `json:"number"`
	Remedies []ClaimRemedyCode `json:"remedies"`
}

// ClaimConsentView is the text to which a claimant agrees.
type ClaimConsentView struct {
	Version int    `json:"version"`
	ZH      string `json:"zh"`
	UG      string `json:"ug"`
	EN      string `json:"en"`
}

// ClaimChainOutput carries a ClaimChainView.
type ClaimChainOutput struct{ Body ClaimChainView }

func (p *claimants) chain(ctx context.Context, _ Call, in *ClaimChainInput) (*ClaimChainOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	c, err := p.server.services.Claim.Chain(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	var ceased *TextView
	if !c.Ceased.Empty() {
		ceased = ptr(textView(c.Ceased))
	}
	return &ClaimChainOutput{ClaimChainView{
		Ceased:  ceased,
		Product: textView(c.Product), Lot: c.Lot, Single: c.Serial, Consent: ClaimConsentView{c.Consent.Version, c.Consent.Text.ZH, c.Consent.Text.UG, c.Consent.Text.EN},
		Links: listed(c.Links, func(l claim.Link) ClaimLinkView {
			return ClaimLinkView{l.Ref.String(), string(l.Kind), string(l.Region), textView(l.Name), l.Producer, l.Sold}
		}),
		Recalls: listed(c.Recalls, func(r claim.RecallOffer) ClaimRecallView {
			return ClaimRecallView{r.Number, codes[ClaimRemedyCode](r.Remedies)}
		}),
	}}, nil
}

// ClaimFilerInput is who files a claim.
type ClaimFilerInput struct {
	Name  string `json:"name,omitempty" maxLength:"80"`
	Phone string `json:"phone,omitempty" maxLength:"32"`
	Mail  string `json:"mail,omitempty" maxLength:"254"`
}

// FileClaimInput is a claim as it comes in.
type FileClaimInput struct {
	Body struct {
		Code     string          `json:"code" maxLength:"300" doc:"A Digital Link, an EPC URI, a GTIN, a short code, or what is printed below the code."`
		Operator string          `json:"operator" maxLength:"200" doc:"Against whom: a ref of the chain, or the GLN, registration number or exact name of a registered company."`
		Seller   string          `json:"seller,omitempty" maxLength:"200" doc:"Who sold it, when that is somebody else."`
		BoughtOn string          `json:"bought_on" format:"date"`
		Units    int64           `json:"units" minimum:"1" maximum:"1000000"`
		Price    MoneyView       `json:"price,omitempty" doc:"Of one unit."`
		Gift     bool            `json:"gift,omitempty"`
		Receipt  string          `json:"receipt,omitempty" maxLength:"64"`
		What     string          `json:"what" maxLength:"2000" doc:"What is wrong with the goods."`
		Harm     string          `json:"harm,omitempty" maxLength:"2000"`
		HarmOn   string          `json:"harm_on,omitempty" format:"date"`
		Grave    bool            `json:"grave_harm,omitempty" doc:"Death or serious harm to health."`
		Costs    []LossView      `json:"costs,omitempty" maxItems:"20"`
		Remedy   ClaimRemedyCode `json:"remedy,omitempty" doc:"What the recall offers when left out with recall."`
		Asked    MoneyView       `json:"asked,omitempty" doc:"The whole sum; left out it is what is due by the law."`
		Elected  AmountBasisCode `json:"elected,omitempty" doc:"The ground chosen for more than the loss; left out the one that gives most."`
		Contact  ClaimFilerInput `json:"contact" doc:"At least a telephone number or a mail address."`
		Consent  int             `json:"consent" minimum:"0" maximum:"1000" doc:"Version of the text that was agreed to."`
		Recall   string          `json:"recall,omitempty" maxLength:"64" doc:"Number of the recall whose remedy is claimed."`
	}
}

// FiledClaimOutput is the receipt of a claim.
type FiledClaimOutput struct {
	Body struct {
		ID     string        `json:"id"`
		Number string        `json:"number" doc:"The receipt number."`
		URL    string        `json:"url" doc:"The private page of the claim. Whoever has it is the claimant. A lost one only the authority replaces, after checking who asks."`
		Secret string        `json:"secret" doc:"The last part of the url, for the operations on the claim."`
		DueAt  model.Instant `json:"due_at" format:"date-time" doc:"By when the party has to decide or pay."`
	}
}

func (in *FileClaimInput) filing(lang model.Lang) claim.Filing {
	b := &in.Body
	return claim.Filing{
		Code: b.Code, Operator: b.Operator, Seller: b.Seller, BoughtOn: model.Date(b.BoughtOn), Units: b.Units, Price: b.Price.money(), Gift: b.Gift,
		Receipt: b.Receipt, What: b.What, Harm: b.Harm, HarmOn: model.Date(b.HarmOn), Grave: b.Grave, Costs: losses(b.Costs), Remedy: model.Remedy(b.Remedy),
		Asked: b.Asked.money(), Elected: model.AmountBasis(b.Elected), Contact: model.ClaimContact{Name: b.Contact.Name, Phone: b.Contact.Phone, Mail: b.Contact.Mail},
		Consent: b.Consent, Lang: lang, Recall: b.Recall,
	}
}

func (p *claimants) file(ctx context.Context, c Call, in *FileClaimInput) (*FiledClaimOutput, error) {
	if c.Actor.Key == "" { // a company files for its customers, and its key can be taken away
		if err := limited(ctx, p.filing); err != nil {
			return nil, err
		}
	}
	f, err := p.server.services.Claim.File(ctx, c.Actor, c.Idem, in.filing(c.Lang))
	if err != nil {
		return nil, err
	}
	out := &FiledClaimOutput{}
	out.Body.ID, out.Body.Number, out.Body.URL, out.Body.Secret, out.Body.DueAt = f.ID.String(), f.Number, f.URL, f.Secret, f.DueAt
	return out, nil
}

// ClaimSecretInput names a private link.
type ClaimSecretInput struct {
	Secret string `path:"secret" maxLength:"100" doc:"The last part of the private link."`
}

// PublicClaimView is what a private link shows.
type PublicClaimView struct {
	Number       string           `json:"number"`
	State        ClaimStateCode   `json:"state"`
	Turn         ClaimTurnCode    `json:"turn"`
	Organisation TextView         `json:"organisation" doc:"Who answers for it."`
	Product      TextView         `json:"product"`
	Lot          string           `json:"lot,omitempty"`
	BoughtOn     string           `json:"bought_on" format:"date"`
	Units        int64            `json:"units"`
	Price        MoneyView        `json:"price"`
	Remedy       ClaimRemedyCode  `json:"remedy"`
	Asked        MoneyView        `json:"asked"`
	FiledAt      model.Instant    `json:"filed_at" format:"date-time"`
	DueAt        model.Instant    `json:"due_at,omitempty" format:"date-time"`
	Overdue      bool             `json:"overdue"`
	Contact      ClaimContactView `json:"contact" doc:"Masked."`
	What         string           `json:"what"`
	Harm         string           `json:"harm,omitempty"`
	Due          ClaimDueView     `json:"due"`
	Offers       []ClaimOfferView `json:"offers"`
	Files        []ClaimFileView  `json:"files"`
	Notes        []ClaimNoteView  `json:"notes"`
	Moves        []ClaimMoveView  `json:"moves"`
	Refusal      *ClaimReasonView `json:"refusal,omitempty"`
	Routes       []ClaimRouteView `json:"routes" doc:"The ways that the law leaves open."`
	Allowed      []string         `json:"allowed" doc:"What the claimant can do now."`
	Complain     bool             `json:"can_complain"`
	Erase        bool             `json:"can_erase"`
	Account      bool             `json:"account_wanted" doc:"The party waits to be told where the money is to go."`
	ComplaintID  string           `json:"complaint_id,omitempty"`
	Complaint    string           `json:"complaint_link,omitempty" doc:"The private link of the complaint that came of it."`
	Advance      bool             `json:"can_ask_fund"`
	AdvanceAt    model.Instant    `json:"fund_asked_at,omitempty" format:"date-time"`
	Payment      string           `json:"payment_state,omitempty" doc:"Of the payment on its way or arrived."`
}

// ClaimContactView is how a claimant is reached and paid.
type ClaimContactView struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Mail    string `json:"mail,omitempty"`
	Account string `json:"account,omitempty"`
	Holder  string `json:"holder,omitempty"`
	Bank    string `json:"bank,omitempty"`
}

func claimContactView(c model.ClaimContact) ClaimContactView { return ClaimContactView(c) }

// PublicClaimOutput carries a PublicClaimView.
type PublicClaimOutput struct{ Body PublicClaimView }

func (p *claimants) show(st claim.Status, err error) (*PublicClaimOutput, error) {
	if err != nil {
		return nil, err
	}
	c := st.Claim
	complaint := ""
	if c.ComplaintID != "" {
		complaint = p.server.services.Complaint.Link(c.ComplaintID)
	}
	return &PublicClaimOutput{PublicClaimView{
		Number: c.Number, State: ClaimStateCode(c.State), Turn: ClaimTurnCode(c.Turn), Organisation: textView(st.Respondent.Name), Product: textView(st.Product), Lot: st.Lot,
		BoughtOn: string(c.BoughtOn), Units: c.Units, Price: moneyView(c.Price), Remedy: ClaimRemedyCode(c.Remedy), Asked: moneyView(c.Asked), FiledAt: c.CreatedAt,
		DueAt: c.DueAt, Overdue: st.Overdue, Contact: claimContactView(st.Contact), What: st.Story.What, Harm: st.Story.Harm, Due: claimDueView(st.Due),
		Offers: listed(st.Offers, claimOfferView), Files: listed(st.Files, claimFileView), Notes: listed(st.Notes, claimNoteView), Moves: listed(st.Moves, claimMoveView),
		Refusal: refusalView(st.Refusal), Routes: listed(st.Routes, claimRouteView), Allowed: codes[string](st.Allowed), Complain: st.Complain, Erase: st.Erase,
		Account: st.Account, ComplaintID: c.ComplaintID, Complaint: complaint, Advance: st.Advance, AdvanceAt: c.AdvanceAt, Payment: string(st.Payment.State),
	}}, nil
}

func (p *claimants) get(ctx context.Context, _ Call, in *ClaimSecretInput) (*PublicClaimOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	return p.show(p.server.services.Claim.Status(ctx, in.Secret))
}

// ClaimAccountBody says where money is to go.
type ClaimAccountBody struct {
	Account string `json:"account,omitempty" maxLength:"80"`
	Holder  string `json:"holder,omitempty" maxLength:"80"`
	Bank    string `json:"bank,omitempty" maxLength:"80"`
	Consent bool   `json:"account_consent,omitempty" doc:"The claimant agrees separately that the account, sensitive personal data, is given to whoever pays, for this payment. Needed with an account."`
}

func (b ClaimAccountBody) payee() claim.Payee {
	return claim.Payee{Account: b.Account, Holder: b.Holder, Bank: b.Bank, Consent: b.Consent}
}

// MovePublicClaimInput is a move of the claimant.
type MovePublicClaimInput struct {
	ClaimSecretInput
	Body struct {
		Event ClaimReplyCode `json:"event"`
		Note  string         `json:"note,omitempty" maxLength:"2000"`
		Offer string         `json:"offer,omitempty" maxLength:"36" doc:"With accept and decline: the offer that was read."`
		ClaimAccountBody
	}
}

func (p *claimants) move(ctx context.Context, c Call, in *MovePublicClaimInput) (*PublicClaimOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	b := in.Body
	return p.show(p.server.services.Claim.Reply(ctx, c.Idem, in.Secret, claim.Reply{
		Event: model.ClaimEvent(b.Event), Note: b.Note, Offer: model.ClaimOfferID(b.Offer), Payee: b.payee(),
	}))
}

// SetClaimAccountInput says where the money of a claim is to go.
type SetClaimAccountInput struct {
	ClaimSecretInput
	Body ClaimAccountBody
}

func (p *claimants) account(ctx context.Context, _ Call, in *SetClaimAccountInput) (*PublicClaimOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	return p.show(p.server.services.Claim.PayTo(ctx, in.Secret, in.Body.payee()))
}

// ComplainOfClaimInput hands a claim to the authority.
type ComplainOfClaimInput struct {
	ClaimSecretInput
	Body *struct {
		Name string `json:"name,omitempty" maxLength:"80" doc:"Who complains; needed when the claim has no name."`
	}
}

func (p *claimants) complain(ctx context.Context, c Call, in *ComplainOfClaimInput) (*PublicClaimOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	name := ""
	if in.Body != nil {
		name = in.Body.Name
	}
	return p.show(p.server.services.Claim.Complain(ctx, c.Idem, in.Secret, name))
}

// AskReliefFundInput asks a relief fund.
type AskReliefFundInput struct {
	ClaimSecretInput
	Body struct {
		Means string `json:"means" minLength:"1" maxLength:"2000" doc:"Why the claimant cannot wait: income, costs, who depends on it. Sealed; the fund reads it."`
	}
}

func (p *claimants) advance(ctx context.Context, c Call, in *AskReliefFundInput) (*PublicClaimOutput, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	return p.show(p.server.services.Claim.AskFund(ctx, c.Idem, in.Secret, in.Body.Means))
}

func (p *claimants) erase(ctx context.Context, _ Call, in *ClaimSecretInput) (*struct{}, error) {
	if err := limited(ctx, p.link); err != nil {
		return nil, err
	}
	return nil, p.server.services.Claim.Erase(ctx, in.Secret)
}

// claimUpload reads the form of a piece of evidence.
func claimUpload(c *gin.Context) (claim.Upload, error) {
	f, err := readForm(c.Request)
	if err != nil {
		return claim.Upload{}, err
	}
	if f.file == nil {
		return claim.Upload{}, model.ValueRequired.At("file")
	}
	return claim.Upload{Kind: model.ClaimFileKind(f.first("kind")), Content: f.file.Content}, nil
}

func (p *claimants) add(c *gin.Context, call Call) error {
	if err := limited(c.Request.Context(), p.link); err != nil {
		return err
	}
	in, err := claimUpload(c)
	if err != nil {
		return err
	}
	f, err := p.server.services.Claim.AddEvidence(c.Request.Context(), call.Idem, c.Param("secret"), in)
	if err != nil {
		return err
	}
	c.JSON(http.StatusCreated, claimFileView(f))
	return nil
}

func (p *claimants) open(c *gin.Context, _ Call) error {
	if err := limited(c.Request.Context(), p.link); err != nil {
		return err
	}
	id, err := model.ParseID[model.ClaimFile](c.Param("file"))
	if err != nil {
		return err
	}
	f, content, err := p.server.services.Claim.Evidence(c.Request.Context(), c.Param("secret"), id)
	if err != nil {
		return err
	}
	sendEvidence(c, f.ID.String(), f.Media, content)
	return nil
}

// sendEvidence answers with a piece of evidence. Nothing on the way keeps it, and a browser runs nothing of it.
func sendEvidence(c *gin.Context, name, media string, content []byte) {
	disposition := "attachment"
	if strings.HasPrefix(media, "image/") {
		disposition = "inline" // drawn by the house itself
	}
	_, ending, _ := strings.Cut(media, "/")
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": name + "." + ending}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(content)))
	c.Data(http.StatusOK, media, content)
}
