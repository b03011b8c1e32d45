package api

import (
	"suyuan/model"
	"suyuan/service/claim"
)

// ClaimView is a claim as a list shows it: without who claims.
type ClaimView struct {
	ID           string          `json:"id"`
	Number       string          `json:"number" doc:"The receipt number that people quote."`
	State        ClaimStateCode  `json:"state"`
	Turn         ClaimTurnCode   `json:"turn"`
	Version      int64           `json:"version"`
	OrgID        string          `json:"organisation_id" doc:"The first responsible party; it never changes."`
	Organisation TextView        `json:"organisation"`
	Party        string          `json:"party" enum:"producer,operator" doc:"What the party is towards the goods."`
	Region       string          `json:"region"`
	Product      TextView        `json:"product"`
	ProductID    string          `json:"product_id"`
	BatchID      string          `json:"batch_id,omitempty"`
	Lot          string          `json:"lot,omitempty"`
	Code         string          `json:"code"`
	BoughtOn     string          `json:"bought_on" format:"date"`
	Units        int64           `json:"units"`
	Price        MoneyView       `json:"price" doc:"Of one unit."`
	Channel      string          `json:"channel" enum:"scan,api,recall"`
	Remedy       ClaimRemedyCode `json:"remedy" doc:"What is asked for."`
	Asked        MoneyView       `json:"asked" doc:"The whole sum; 0 when it is left to the law."`
	RecallID     string          `json:"recall_id,omitempty"`
	DamageID     string          `json:"damage_id" doc:"Claims for the same damage share it; it is paid once."`
	ComplaintID  string          `json:"complaint_id,omitempty"`
	FiledAt      model.Instant   `json:"filed_at" format:"date-time"`
	DueAt        model.Instant   `json:"due_at,omitempty" format:"date-time"`
	Overdue      bool            `json:"overdue"`
	DueSoon      bool            `json:"due_soon"`
}

func claimView(r claim.Row) ClaimView {
	return ClaimView{
		ID: r.ID.String(), Number: r.Number, State: ClaimStateCode(r.State), Turn: ClaimTurnCode(r.Turn), Version: r.Version, OrgID: r.OrgID.String(),
		Organisation: textView(r.Respondent.Name), Party: string(r.Party), Region: string(r.Region), Product: textView(r.Product), ProductID: r.ProductID.String(),
		BatchID: r.BatchID.String(), Lot: r.Lot, Code: r.Code, BoughtOn: string(r.BoughtOn), Units: r.Units, Price: moneyView(r.Price), Channel: string(r.Channel),
		Remedy: ClaimRemedyCode(r.Remedy), Asked: moneyView(r.Asked), RecallID: r.RecallID.String(), DamageID: r.DamageID.String(), ComplaintID: r.ComplaintID,
		FiledAt: r.CreatedAt, DueAt: r.DueAt, Overdue: r.Overdue, DueSoon: r.Soon,
	}
}

// AmountLineView is one line of a sum, explained.
type AmountLineView struct {
	Text TextView  `json:"text" doc:"The calculation and the article it rests on."`
	Sum  MoneyView `json:"sum"`
}

// AmountOptionView is what one basis would give.
type AmountOptionView struct {
	Basis AmountBasisCode `json:"basis"`
	Name  TextView        `json:"name"`
	Open  bool            `json:"open" doc:"It applies and its amount stands."`
	Bars  []string        `json:"bars" doc:"Why it does not apply."`
	Asks  []string        `json:"asks" doc:"What a person has to settle first."`
	Sum   MoneyView       `json:"sum"`
}

// AmountDueView is what is due, line by line.
type AmountDueView struct {
	Lines        []AmountLineView   `json:"lines"`
	Compensation MoneyView          `json:"compensation"`
	Basis        AmountBasisCode    `json:"basis,omitempty"`
	Punitive     MoneyView          `json:"punitive"`
	Total        MoneyView          `json:"total"`
	Asks         []string           `json:"asks" doc:"What a person has to settle before the total stands; until then it is the least that is due."`
	Options      []AmountOptionView `json:"options"`
}

func amountDueView(d model.AmountDue) AmountDueView {
	line := func(l model.AmountLine) AmountLineView { return AmountLineView{textView(l.Text()), moneyView(l.Sum)} }
	v := AmountDueView{
		Lines: listed(d.Lines, line), Compensation: moneyView(d.Compensation), Basis: AmountBasisCode(d.Elected), Punitive: moneyView(d.Punitive),
		Total: moneyView(d.Total), Asks: codes[string](d.Asks),
	}
	if d.Punitive.Fen > 0 {
		v.Lines = append(v.Lines, line(d.Extra))
	}
	v.Options = listed(d.Options, func(o model.AmountOption) AmountOptionView {
		return AmountOptionView{
			AmountBasisCode(o.Basis), textView(o.Line.Name), o.Open(), codes[string](o.Bars), codes[string](o.Asks), moneyView(o.Line.Sum),
		}
	})
	return v
}

// ProofView is what the trace says about one sign.
type ProofView struct {
	Sign   string         `json:"sign"`
	Name   TextView       `json:"name"`
	State  string         `json:"state" enum:"proven,not-proven,unknown"`
	Stated bool           `json:"stated" doc:"It rests on the day of purchase as the claimant states it."`
	Refs   []ProofRefView `json:"evidence"`
}

// ProofRefView points to a record.
type ProofRefView struct {
	Kind string        `json:"kind" enum:"event,document,recall,signal,batch"`
	ID   string        `json:"id"`
	At   model.Instant `json:"at,omitempty" format:"date-time"`
	Org  string        `json:"organisation_id,omitempty" doc:"In whose hands it was."`
}

func proofViews(list []model.ClaimProof) []ProofView {
	names := map[model.ProofSign]model.Text{}
	for _, s := range model.ProofSigns() {
		names[s.Sign] = s.Name
	}
	return listed(list, func(p model.ClaimProof) ProofView {
		return ProofView{string(p.Sign), textView(names[p.Sign]), string(p.State), p.Stated, listed(p.Refs, func(r model.ProofRef) ProofRefView {
			return ProofRefView{string(r.Kind), r.ID, r.At, r.OrgID.String()}
		})}
	})
}

// FactsView is what is established about a claim.
type FactsView struct {
	Price           MoneyView       `json:"price"`
	Units           int64           `json:"units" minimum:"1" maximum:"1000000"`
	Gift            bool            `json:"gift,omitempty"`
	Refund          bool            `json:"refund,omitempty" doc:"The price is due back."`
	Losses          []LossView      `json:"losses" maxItems:"20"`
	UnsafeFood      bool            `json:"unsafe_food,omitempty" doc:"Food below the safety standard."`
	LabelFlaw       bool            `json:"label_flaw,omitempty" doc:"Only a flaw of the label that neither affects safety nor misleads."`
	Knew            []KnowingCode   `json:"knew" maxItems:"20" uniqueItems:"true"`
	Fraud           bool            `json:"fraud,omitempty"`
	DefectKnown     bool            `json:"defect_known,omitempty"`
	GraveHarm       bool            `json:"grave_harm,omitempty"`
	BuyerKnew       bool            `json:"buyer_knew,omitempty"`
	ReasonableUnits int64           `json:"reasonable_units,omitempty" minimum:"0" maximum:"1000000"`
	Promise         *PromiseView    `json:"promise,omitempty"`
	Elected         AmountBasisCode `json:"elected,omitempty"`
	Set             MoneyView       `json:"set,omitempty" doc:"What the parties agreed or a court set."`
}

// PromiseView is what an operator or platform has promised to pay.
type PromiseView struct {
	Times   int64     `json:"times" minimum:"0" maximum:"1000"`
	Minimum MoneyView `json:"minimum"`
	Source  string    `json:"source,omitempty" maxLength:"300"`
}

func (v FactsView) facts() model.ClaimFacts {
	f := model.ClaimFacts{
		Price: v.Price.money(), Units: v.Units, Gift: v.Gift, Refund: v.Refund, Losses: losses(v.Losses), UnsafeFood: v.UnsafeFood, LabelFlaw: v.LabelFlaw,
		Knew: codes[model.KnowingSign](v.Knew), Fraud: v.Fraud, DefectKnown: v.DefectKnown, GraveHarm: v.GraveHarm, BuyerKnew: v.BuyerKnew,
		ReasonableUnits: v.ReasonableUnits, Elected: model.AmountBasis(v.Elected), Set: v.Set.money(),
	}
	if v.Promise != nil {
		f.Promise = &model.AmountPledge{Times: v.Promise.Times, Minimum: v.Promise.Minimum.money(), Source: v.Promise.Source}
	}
	return f
}

func factsView(f model.ClaimFacts) FactsView {
	v := FactsView{
		Price: moneyView(f.Price), Units: f.Units, Gift: f.Gift, Refund: f.Refund, UnsafeFood: f.UnsafeFood, LabelFlaw: f.LabelFlaw, Knew: codes[KnowingCode](f.Knew),
		Fraud: f.Fraud, DefectKnown: f.DefectKnown, GraveHarm: f.GraveHarm, BuyerKnew: f.BuyerKnew, ReasonableUnits: f.ReasonableUnits,
		Elected: AmountBasisCode(f.Elected), Set: moneyView(f.Set),
	}
	v.Losses = listed(f.Losses, func(l model.Loss) LossView { return LossView{LossCode(l.Kind), moneyView(l.Money)} })
	if f.Promise != nil {
		v.Promise = &PromiseView{f.Promise.Times, moneyView(f.Promise.Minimum), f.Promise.Source}
	}
	return v
}

// ClaimDueView is what is due on a claim, from what and why.
type ClaimDueView struct {
	Facts       FactsView     `json:"facts"`
	Established bool          `json:"established" doc:"What is due is computed from a finding: the authority's last one, else the party's if it takes nothing from what the claimant states and the trace proves. Else it is computed from these two."`
	Proofs      []ProofView   `json:"proofs"`
	Amount      AmountDueView `json:"amount"`
	// What the claimant has stated stays, whatever is established later.
	Filed    FactsView          `json:"filed" doc:"What the claimant has stated; it never changes."`
	Findings []ClaimFindingView `json:"findings" doc:"What the party and the authority have established, oldest first."`
}

func claimDueView(d claim.Due) ClaimDueView {
	return ClaimDueView{factsView(d.Facts), d.Established, proofViews(d.Proofs), amountDueView(d.Amount), factsView(d.Filed), listed(d.Findings, claimFindingView)}
}

// ClaimOfferView is an offer of the party.
type ClaimOfferView struct {
	ID           string          `json:"id"`
	Remedy       ClaimRemedyCode `json:"remedy"`
	Compensation MoneyView       `json:"compensation"`
	Punitive     MoneyView       `json:"punitive"`
	Goods        bool            `json:"goods_back" doc:"The goods are to be handed back."`
	Due          MoneyView       `json:"due_by_law" doc:"What was due by the law when it was made."`
	Stands       bool            `json:"stands"`
	At           model.Instant   `json:"at" format:"date-time"`
}

func claimOfferView(o claim.Offer) ClaimOfferView {
	return ClaimOfferView{
		o.ID.String(), ClaimRemedyCode(o.Remedy), moneyView(o.Compensation), moneyView(o.Punitive), o.Goods == 1, moneyView(o.Amount.Total), o.Stands, o.CreatedAt,
	}
}

// ClaimFileView is a piece of evidence.
type ClaimFileView struct {
	ID    string        `json:"id"`
	Kind  ClaimFileCode `json:"kind"`
	Media string        `json:"media_type"`
	Size  int64         `json:"size"`
	By    ClaimTurnCode `json:"by"`
	At    model.Instant `json:"at" format:"date-time"`
}

func claimFileView(f model.ClaimFile) ClaimFileView {
	by := ClaimTurnCode(model.TurnClaimant)
	if f.Kind == model.FileAnswer {
		by = ClaimTurnCode(model.TurnParty)
	}
	return ClaimFileView{f.ID.String(), ClaimFileCode(f.Kind), f.Media, f.Size, by, f.CreatedAt}
}

// ClaimNoteView is what one side wrote to the other.
type ClaimNoteView struct {
	Kind string        `json:"kind"`
	By   ClaimTurnCode `json:"by"`
	Text string        `json:"text"`
	At   model.Instant `json:"at" format:"date-time"`
}

func claimNoteView(n claim.Note) ClaimNoteView {
	return ClaimNoteView{string(n.Kind), ClaimTurnCode(n.By), n.Text, n.At}
}

// ClaimMoveView is one step of a claim.
type ClaimMoveView struct {
	Event  string         `json:"event"`
	From   ClaimStateCode `json:"from"`
	To     ClaimStateCode `json:"to"`
	Reason string         `json:"reason,omitempty" doc:"A code: why it was refused, or what evidence is wanted."`
	At     model.Instant  `json:"at" format:"date-time"`
}

func claimMoveView(m claim.Step) ClaimMoveView {
	return ClaimMoveView{m.Event, ClaimStateCode(m.From), ClaimStateCode(m.To), m.Reason, m.At}
}

// ClaimReasonView is why a claim is refused.
type ClaimReasonView struct {
	Reason  ClaimReasonCode `json:"reason"`
	Name    TextView        `json:"name"`
	Article TextView        `json:"article"`
}

func claimReasonView(r model.Listed[model.ClaimReason]) ClaimReasonView {
	return ClaimReasonView{ClaimReasonCode(r.Code), textView(r.Words), textView(r.Ref.Text())}
}

func refusalView(r *model.Listed[model.ClaimReason]) *ClaimReasonView {
	if r == nil {
		return nil
	}
	v := claimReasonView(*r)
	return &v
}

// ClaimRouteView is a way that the law leaves open.
type ClaimRouteView struct {
	Kind   string           `json:"kind" enum:"complaint,mediation,court"`
	Name   TextView         `json:"name"`
	Limits []ClaimLimitView `json:"limits" doc:"The last day by each law; which counts is for the court."`
}

// ClaimLimitView is the last day of a period.
type ClaimLimitView struct {
	Name    TextView `json:"name"`
	Article TextView `json:"article"`
	When    TextView `json:"when,omitempty"`
	Last    string   `json:"last" format:"date"`
}

func claimRouteView(r model.ClaimRoute) ClaimRouteView {
	return ClaimRouteView{string(r.Kind), textView(r.Name), listed(r.Limits, func(l model.ClaimLimit) ClaimLimitView {
		return ClaimLimitView{textView(l.Name), textView(l.Ref.Text()), textView(l.When), string(l.Last)}
	})}
}
