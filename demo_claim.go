package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"suyuan/model"
	"suyuan/service/claim"
	"suyuan/service/complaint"
)

// plea is a claim of the plan; the last fields are known once there is such a thing.
type plea struct {
	by     string // key of the company that answers
	lot    *lot
	serial int

	filed    claim.Filed
	payment  claim.Payment
	recourse claim.Recourse
}

// policy is a policy of the plan.
type policy struct{ row model.ClaimCover }

// claims tells of claims in every state, of who pays them and who bears it in the end, of a complaint and of tips. At most
// two are about one lot: three would be a signal.
func (p *plan) claims(pears []pearLots, melons, milk []*lot, snacks []snackLots) {
	shop := p.cover(p.at(-70, 10), "oleaster", "HY-2026-0117", 200_000)
	grower := p.cover(p.at(-70, 11), "pear", "HY-2026-0120", 500_000)
	p.openClaims(pears, melons, milk, snacks)
	p.paidClaims(pears, milk, snacks, shop, grower)
	p.leftLying(milk[3])
	p.relieved(melons[3])
	p.papers(milk[4])
}

// cover has the insurer insure a company, the punitive part left out.
func (p *plan) cover(at time.Time, org, number string, yuan int64) *policy {
	made := &policy{}
	p.do(at, "insure "+org, func(ctx context.Context, s *stage) error {
		starts := date(at).AddDays(-30)
		c, err := s.Claim.AddCover(ctx, s.company(p, "insurer"), model.Idempotency{}, claim.NewCover{
			Kind: model.PayerInsurer, Org: p.company(org).id, Number: number, Ceiling: model.Yuan(yuan), ValidFrom: starts, ValidTo: starts.AddDays(365),
		})
		if err != nil {
			return err
		}
		c, err = s.Claim.ConfirmCover(ctx, s.company(p, org), c.Row.ID)
		made.row = c.Row
		return err
	})
	return made
}

// claim has a consumer file a claim about a lot that was bought at the supermarket the day before.
func (p *plan) claim(at time.Time, by string, l *lot, in claim.Filing) *plea {
	p.pleas++
	c := &plea{by: by, lot: l, serial: p.pleas}
	p.do(at, "claim against "+by, func(ctx context.Context, s *stage) (err error) {
		in.Code, in.Operator = l.batch.Code, p.company(by).id.String()
		if by != "oleaster" {
			in.Seller = p.company("oleaster").id.String()
		}
		in.BoughtOn, in.Units = cmp.Or(in.BoughtOn, date(at).AddDays(-1)), max(in.Units, 1)
		in.Receipt = fmt.Sprintf("XS-%s-%02d", date(at), c.serial)
		in.Remedy = cmp.Or(in.Remedy, model.RemedyCompensate)
		if l == p.recalled.lot {
			in.Recall, in.Remedy = p.underway.row.Number, "" // what the recall offers
		}
		in.Contact = model.ClaimContact{Name: "演示消费者", Phone: fmt.Sprintf("000-0000 50%02d", c.serial)}
		in.Consent, in.Lang = model.ClaimConsentNow().Version, cmp.Or(in.Lang, model.ZH)
		c.filed, err = s.Claim.File(ctx, model.Actor{}, model.Idempotency{}, in)
		return err
	})
	return c
}

// photographs has the claimant add a picture of the goods.
func (p *plan) photographs(at time.Time, c *plea) {
	p.do(at, "photo of the goods", func(ctx context.Context, s *stage) error {
		content, err := c.lot.article.picture.png()
		if err != nil {
			return err
		}
		_, err = s.Claim.AddEvidence(ctx, model.Idempotency{}, c.filed.Secret, claim.Upload{Kind: model.FileGoods, Content: content})
		return err
	})
}

// replies makes a move of the claimant, who says with an acceptance where the money is to go.
func (p *plan) replies(at time.Time, c *plea, on model.ClaimEvent, note string) {
	p.do(at, "claimant: "+string(on), func(ctx context.Context, s *stage) error {
		r := claim.Reply{Event: on, Note: note}
		if on == model.ClaimAccept {
			r.Payee = claim.Payee{Account: fmt.Sprintf("0000 0000 0000 00%02d", c.serial), Holder: "演示消费者", Bank: "演示银行", Consent: true}
		}
		if r.Event == model.ClaimAccept || r.Event == model.ClaimDecline {
			st, err := s.Claim.Status(ctx, c.filed.Secret)
			if err != nil {
				return err
			}
			r.Offer = st.Claim.OfferID
		}
		_, err := s.Claim.Reply(ctx, model.Idempotency{}, c.filed.Secret, r)
		return err
	})
}

// desk is something that the party that answers does.
func (p *plan) desk(at time.Time, c *plea, what string, do func(context.Context, *stage, model.Actor) (claim.File, error)) {
	p.do(at, what+" a claim", func(ctx context.Context, s *stage) error {
		_, err := do(ctx, s, s.company(p, c.by))
		return err
	})
}

func (p *plan) asks(at time.Time, c *plea, note string, kinds ...model.ClaimFileKind) {
	p.desk(at, c, "ask about", func(ctx context.Context, s *stage, actor model.Actor) (claim.File, error) {
		return s.Claim.Ask(ctx, actor, model.Idempotency{}, claim.Ask{ID: c.filed.ID, Kinds: kinds, Note: note})
	})
}

func (p *plan) offers(at time.Time, c *plea, yuan int64, note string) {
	p.desk(at, c, "make an offer for", func(ctx context.Context, s *stage, actor model.Actor) (claim.File, error) {
		return s.Claim.Offer(ctx, actor, model.Idempotency{}, claim.Proposal{
			ID: c.filed.ID, Remedy: model.RemedyCompensate, Compensation: model.Yuan(yuan), Note: note,
		})
	})
}

func (p *plan) refuses(at time.Time, c *plea, why model.ClaimReason, note string) {
	p.desk(at, c, "refuse", func(ctx context.Context, s *stage, actor model.Actor) (claim.File, error) {
		return s.Claim.Refuse(ctx, actor, model.Idempotency{}, claim.Refusal{ID: c.filed.ID, Reason: why, Note: note})
	})
}

// agrees brings a claim by an offer to where it is to be paid, on two days.
func (p *plan) agrees(day int, c *plea, yuan int64, note string) {
	p.offers(p.at(day, 11), c, yuan, note)
	p.replies(p.at(day+1, 19), c, model.ClaimAccept, "")
}

// orders has somebody order the payment of a claim.
func (p *plan) orders(at time.Time, c *plea, by func(*stage) model.Actor, order func() claim.PayOrder) {
	p.do(at, "order a payment", func(ctx context.Context, s *stage) (err error) {
		o := order()
		o.Claim, o.Provider = c.filed.ID, model.PayoutManual
		c.payment, err = s.Claim.Order(ctx, by(s), model.Idempotency{}, o)
		return err
	})
}

// pays has a company order a payment of little and confirm it the next day.
func (p *plan) pays(day int, c *plea, by string, order func() claim.PayOrder) {
	p.orders(p.at(day, 15), c, func(s *stage) model.Actor { return s.company(p, by) }, order)
	p.do(p.at(day+1, 10), "confirm a payment", func(ctx context.Context, s *stage) (err error) {
		c.payment, err = s.Claim.MovePayment(ctx, s.company(p, by), model.Idempotency{}, claim.PaymentMove{
			Payment: c.payment.Row.ID, Event: model.PaymentConfirm, Reference: fmt.Sprintf("HD-%02d", c.serial),
		})
		return err
	})
}

func byParty() claim.PayOrder { return claim.PayOrder{Kind: model.PayerParty} }

// demands has who has borne a loss ask somebody else for a part of it, in hundredths of a percent.
func (p *plan) demands(at time.Time, c *plea, by, of string, ground model.RecourseGround, share int, cover *policy) {
	p.do(at, "recourse against "+of, func(ctx context.Context, s *stage) (err error) {
		d := claim.Demand{Claim: c.filed.ID, Debtor: p.company(of).id, Ground: ground, Share: share, Term: true}
		if cover != nil {
			d.Cover = cover.row.ID
		}
		c.recourse, err = s.Claim.Demand(ctx, s.company(p, by), model.Idempotency{}, d)
		return err
	})
}

func (p *plan) moves(at time.Time, c *plea, by string, m claim.RecourseMove) {
	p.do(at, "recourse: "+string(m.Event), func(ctx context.Context, s *stage) (err error) {
		m.Recourse = c.recourse.Row.ID
		c.recourse, err = s.Claim.MoveRecourse(ctx, s.company(p, by), model.Idempotency{}, m)
		return err
	})
}

// openClaims wait for somebody: for an answer, for evidence, for the consumer, for the payment, for a second person.
func (p *plan) openClaims(pears []pearLots, melons, milk []*lot, snacks []snackLots) {
	filed := p.claim(p.at(-1, 18), "oleaster", pears[7].boxes, claim.Filing{Price: model.Yuan(88), What: "礼盒底层六个梨腐烂", Remedy: model.RemedyRefund})
	p.photographs(p.at(-1, 18.5), filed)
	p.claim(p.at(-2, 9), "pear", pears[7].boxes, claim.Filing{Price: model.Yuan(88), Units: 2, What: "نەشپۈتنىڭ ئىچى قارىيىپ كەتكەن", Lang: model.UG, Remedy: model.RemedyRefund})

	wanted := p.claim(p.at(-5, 20), "oleaster", milk[5], claim.Filing{Price: model.Yuan(60), What: "饮用后腹泻", Harm: "就诊一次",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(186)}}})
	p.asks(p.at(-4, 10), wanted, "请补充就诊票据照片。", model.FileHarm, model.FileCost)

	offered := p.claim(p.at(-6, 12), "oleaster", melons[4], claim.Filing{Price: model.Yuan(45), Units: 2, What: "两个瓜均已变质"})
	p.photographs(p.at(-6, 12.5), offered)
	p.offers(p.at(-4, 16), offered, 90, "全额退款，无需退货。")

	accepted := p.claim(p.at(-7, 13), "pear", pears[6].boxes, claim.Filing{Price: model.Yuan(88), What: "果实内有虫", Harm: "误食后就诊",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(240)}}})
	p.agrees(-5, accepted, 328, "退款并承担医药费。")

	grave := p.claim(p.at(-9, 11), "snack", snacks[1].mix, claim.Filing{Price: model.Yuan(39), What: "混合果仁中有硬物", Harm: "磕断一颗牙，需种植修复",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(6800)}}})
	p.agrees(-6, grave, 6839, "承担修复费用，全额赔付。")
	p.orders(p.at(-3, 10), grave, func(s *stage) model.Actor { return s.people["quality"] }, byParty)

	remedy := p.claim(p.at(-1, 19), "oleaster", snacks[recalledMix].daily, claim.Filing{Price: model.Yuan(99), What: "购买后得知被召回，要求退款", BoughtOn: date(p.today).AddDays(-8)})
	p.photographs(p.at(-1, 19.3), remedy)
}

// paidClaims are paid, by the shop or by its insurer, and somebody else is asked to bear it.
func (p *plan) paidClaims(pears []pearLots, milk []*lot, snacks []snackLots, shop, grower *policy) {
	demanded := p.claim(p.at(-16, 18), "oleaster", milk[4], claim.Filing{Price: model.Yuan(60), What: "牛奶有异味，饮后呕吐",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(152)}}})
	p.photographs(p.at(-16, 18.4), demanded)
	p.agrees(-14, demanded, 212, "全额退款并承担医药费。")
	p.pays(-12, demanded, "oleaster", byParty)
	p.demands(p.at(-8, 10), demanded, "oleaster", "dairy", model.GroundProduction, model.WholeShare, nil)

	agreed := p.claim(p.at(-15, 17), "oleaster", pears[5].boxes, claim.Filing{Price: model.Yuan(88), What: "整箱果心褐变", Remedy: model.RemedyRefund})
	p.offers(p.at(-13, 11), agreed, 88, "全额退款。")
	p.replies(p.at(-12, 19), agreed, model.ClaimAccept, "")
	p.pays(-11, agreed, "oleaster", byParty)
	p.replies(p.at(-9, 20), agreed, model.ClaimConfirm, "")
	p.demands(p.at(-9, 11), agreed, "oleaster", "pear", model.GroundSupply, model.WholeShare, nil)
	p.moves(p.at(-7, 11), agreed, "pear", claim.RecourseMove{Event: model.RecourseAgree})

	settled := p.claim(p.at(-25, 18), "oleaster", pears[3].boxes, claim.Filing{Price: model.Yuan(88), Units: 2, What: "果面有异物", Harm: "过敏就诊",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(424)}}})
	p.agrees(-23, settled, 600, "退款并承担医药费。")
	p.pays(-21, settled, "oleaster", byParty)
	p.demands(p.at(-18, 10), settled, "oleaster", "pear", model.GroundProduction, model.WholeShare, nil)
	p.moves(p.at(-17, 15), settled, "pear", claim.RecourseMove{Event: model.RecourseDispute, Compensation: model.Yuan(450), Reason: "门店存放温度亦有责任"})
	p.moves(p.at(-16, 10), settled, "oleaster", claim.RecourseMove{Event: model.RecourseAgree})
	p.moves(p.at(-14, 10), settled, "oleaster", claim.RecourseMove{Event: model.RecourseSettle})
	p.demands(p.at(-10, 10), settled, "pear", "insurer", model.GroundPolicy, model.WholeShare, grower)

	insured := p.claim(p.at(-18, 12), "oleaster", snacks[2].mix, claim.Filing{Price: model.Yuan(39), What: "果仁霉变，食用后腹痛", Harm: "门诊治疗",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(961)}}})
	p.agrees(-16, insured, 1000, "由承保公司直接赔付。")
	p.pays(-14, insured, "insurer", func() claim.PayOrder { return claim.PayOrder{Kind: model.PayerInsurer, Cover: shop.row.ID} })
	p.demands(p.at(-11, 10), insured, "insurer", "snack", model.GroundInsured, 8_000, nil)
	p.moves(p.at(-9, 16), insured, "snack", claim.RecourseMove{Event: model.RecourseDispute, Compensation: model.Yuan(500), Reason: "到店检验合格"})
}

// leftLying is a claim that nobody answered: it is deemed refused, the consumer complains, and both sides mediate. Its
// fifteen days are over by then even when they end in the longest holidays.
func (p *plan) leftLying(l *lot) {
	c := p.claim(p.at(-29, 18), "oleaster", l, claim.Filing{Price: model.Yuan(60), Units: 3, What: "三提牛奶全部胀包，门店不予答复"})
	p.told = c
	p.photographs(p.at(-29, 18.3), c)
	p.do(p.at(-4, 9), "claims whose time has run out", func(ctx context.Context, s *stage) error {
		_, err := s.Claim.Deem(ctx)
		return err
	})
	var id model.ComplaintID
	p.do(p.at(-4, 12), "complain of a claim", func(ctx context.Context, s *stage) error {
		st, err := s.Claim.Complain(ctx, model.Idempotency{}, c.filed.Secret, "示例投诉人")
		if err != nil {
			return err
		}
		id, err = model.ParseID[model.Complaint](st.Claim.ComplaintID)
		return err
	})
	move := func(at time.Time, actor func(*stage) model.Actor, on model.ComplaintEvent) {
		p.do(at, "complaint: "+string(on), func(ctx context.Context, s *stage) error {
			_, err := s.Complaint.Move(ctx, actor(s), model.Idempotency{}, complaint.Move{ID: id, Event: on})
			return err
		})
	}
	move(p.at(-3, 10), inspector, model.ComplaintAccept)
	move(p.at(-2, 15), func(s *stage) model.Actor { return s.company(p, "oleaster") }, model.ComplaintConsent)
}

func inspector(s *stage) model.Actor { return s.people["inspector"] }

// relieved are two claims that the shop refused; for the first the relief fund pays in advance and asks the shop for it.
func (p *plan) relieved(l *lot) {
	c := p.claim(p.at(-18, 18), "oleaster", l, claim.Filing{Price: model.Yuan(45), What: "食用后急性肠胃炎", Harm: "住院三天",
		Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(2310)}}})
	p.refuses(p.at(-16, 10), c, model.ReasonNoLink, "顾客未提供能证明病因与本商品有关的材料。")
	p.do(p.at(-15, 20), "ask the fund for an advance", func(ctx context.Context, s *stage) error {
		_, err := s.Claim.AskFund(ctx, model.Idempotency{}, c.filed.Secret, "低保户，独自抚养两个孩子。")
		return err
	})
	p.pays(-13, c, "fund", func() claim.PayOrder {
		return claim.PayOrder{
			Kind: model.PayerFund, Compensation: model.Yuan(2355), Reason: "低保户，医疗支出超过月收入", Decider: "救助审核办公室 2026-演示-17 号",
		}
	})
	p.demands(p.at(-10, 15), c, "fund", "oleaster", model.GroundAdvance, model.WholeShare, nil)

	second := p.claim(p.at(-10, 9), "oleaster", l, claim.Filing{Price: model.Yuan(45), What: "瓜不够甜", Remedy: model.RemedyRefund})
	p.refuses(p.at(-8, 10), second, model.ReasonStandardMet, "抽检糖度 14.2%，符合 GH/T 1184。")
}

// papers come to the authority without a claim: a complaint that waits and two tips.
func (p *plan) papers(l *lot) {
	paper := func(at time.Time, firm string, in complaint.Filing) *complaint.Filed {
		filed := &complaint.Filed{}
		p.do(at, "paper about "+firm, func(ctx context.Context, s *stage) (err error) {
			in.Firm, in.Code, in.Consent = p.company(firm).id, l.batch.Code, complaint.ConsentVersion
			if in.Complaint {
				in.Contact = model.ComplaintContact{Name: "演示消费者", Phone: "000-0000 5900"}
			}
			*filed, err = s.Complaint.File(ctx, model.Idempotency{}, in)
			return err
		})
		return filed
	}
	paper(p.at(-1, 11), "market", complaint.Filing{Complaint: true, Story: model.ComplaintStory{What: "缺斤短两，五公斤实称四公斤六两", Wish: "补差价并赔偿"}})
	paper(p.at(-2, 21), "oleaster", complaint.Filing{Tip: true, Facts: "门店更换临期牛奶的日期标签"})
	verified := paper(p.at(-9, 21), "market", complaint.Filing{Tip: true, Facts: "夜间倾倒腐烂果蔬后混入次日货品"})
	p.do(p.at(-6, 10), "verify a tip", func(ctx context.Context, s *stage) error {
		_, err := s.Complaint.MoveTip(ctx, inspector(s), model.Idempotency{}, complaint.TipMove{ID: verified.Tip, Event: model.TipVerify, Text: "已赴现场查看，调取监控"})
		return err
	})
}
