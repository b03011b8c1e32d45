package trace

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// The record of one link of the chain, after NY/T 4712-2025 农产品质量安全追溯数据格式. We know the shape of that standard,
// not its letter: each link (环节) records who it is (经营主体), what came in (入库批次) and from whom (来源), what went out
// (出库批次) and to whom (去向), and what it did. Field by field:
//
//	追溯码       the outgoing lot: GTIN and lot number, else the lot number (the standard: 出库批次 = 追溯码)
//	环节类型     生产 收购 储存 运输 加工 销售, and 处置 for destruction, which we add
//	经营主体     名称, 统一社会信用代码 and 主体类型, as far as the asker may see the company
//	来源, 去向   名称 and 标识 (GLN or URI) of the other side
//	入库批次, 出库批次   批次号, 追溯码, 产品名称, 产品类别, 数量, 计量单位
//	单据         类型 and 编号 of business documents
//	扩展信息     the EPCIS event: eventID, event time and offset, business step
//
// Not checked, because the text was not at hand: the standard's own identifiers and their order, code lists for product
// classes and units (we give words), lengths and obligations of fields, and the encoding of 追溯码 and 主体码, which the
// national platform assigns and we do not have.
type (
	nytChain struct {
		Format  string   `json:"数据格式"`
		Note    string   `json:"说明"`
		Code    string   `json:"追溯码"`
		Made    string   `json:"生成时间"`
		Product nytGoods `json:"追溯对象"`
	}
	nytLink struct {
		Kind     string     `json:"环节类型"`
		Time     string     `json:"时间"`
		Operator nytParty   `json:"经营主体"`
		Place    *nytParty  `json:"地点,omitempty"`
		From     *nytParty  `json:"来源,omitempty"`
		In       []nytGoods `json:"入库批次,omitempty"`
		To       *nytParty  `json:"去向,omitempty"`
		Out      []nytGoods `json:"出库批次,omitempty"`
		Papers   []nytPaper `json:"单据,omitempty"`
		More     nytEvent   `json:"扩展信息"`
	}
	nytParty struct {
		Name   string `json:"名称,omitempty"`
		Kind   string `json:"主体类型,omitempty"`
		USCC   string `json:"统一社会信用代码,omitempty"`
		ID     string `json:"标识,omitempty"`
		Region string `json:"行政区划,omitempty"`
	}
	nytGoods struct {
		Lot      string `json:"批次号,omitempty"`
		Code     string `json:"追溯码"`
		Product  string `json:"产品名称,omitempty"`
		Category string `json:"产品类别,omitempty"`
		Quantity string `json:"数量,omitempty"`
		Unit     string `json:"计量单位,omitempty"`
	}
	nytPaper struct {
		Kind   string `json:"类型,omitempty"`
		Number string `json:"编号"`
	}
	nytEvent struct {
		EventID string `json:"eventID"`
		Time    string `json:"eventTime"`
		Offset  string `json:"eventTimeZoneOffset"`
		Step    string `json:"bizStep,omitempty"`
	}
)

// nytKinds are the links by business step, and whether goods come in or go out with it. Steps that move nothing and change
// nothing (inspecting, sampling) are no links.
var nytKinds = map[string]struct {
	kind    string
	in, out bool
}{
	epcis.StepShipping:      {"运输", false, true},
	epcis.StepTransporting:  {"运输", false, true},
	epcis.StepReceiving:     {"收购", true, false},
	epcis.StepStoring:       {"储存", true, false},
	epcis.StepStocking:      {"储存", true, false},
	epcis.StepRetailSelling: {"销售", false, true},
	epcis.StepDestroying:    {"处置", false, true},
}

const nytNote = "参照 NY/T 4712-2025 的数据结构导出：字段标识、代码表与编码规则未经标准原文核对，不作为符合该标准的声明。"

// WriteNYT4712 writes a trace, back and forward, as JSON in the shape of NY/T 4712-2025: the links of the chain, oldest
// first, each with where its lots came from and where they went. It is written as a stream.
//
// Who: permission trace:read; the export holds what the trace of the same actor holds. Refusals: forbidden,
// trace-root-unknown, too-large.
func (s *Service) WriteNYT4712(ctx context.Context, actor model.Actor, q WalkQuery, to io.Writer, progress Progress) error {
	out := bufio.NewWriterSize(to, 64<<10)
	links := 0
	companies := map[model.OrgID]nytParty{}
	head := func(x *interchange) error {
		t := x.things[x.walk.Root.ID]
		chain := nytChain{
			Format: "NY/T 4712-2025（参照）", Note: nytNote, Code: lotCode(t), Made: x.tx.Now().Time().In(model.China).Format(time.RFC3339),
			Product: nytGoods{Lot: lotNumber(t), Code: lotCode(t), Product: t.Product.In(model.ZH), Category: category(x.products[t.ProductID])},
		}
		text, err := json.Marshal(chain)
		if err != nil {
			return err
		}
		_, _ = out.Write(text[:len(text)-1])
		_, err = out.WriteString(`,"环节":[`)
		return err
	}
	err := s.export(ctx, actor, q, model.ZH, progress, func(x *interchange, h *happening) error {
		link, ok, err := nytLinkOf(x, h, companies)
		if err != nil || !ok {
			return err
		}
		text, err := json.Marshal(link)
		if err != nil {
			return err
		}
		if links == 0 {
			if err := head(x); err != nil {
				return err
			}
		} else {
			_ = out.WriteByte(',')
		}
		links++
		_, _ = out.WriteString("\n")
		_, err = out.Write(text) // bufio keeps the first error
		return err
	}, func(x *interchange) error {
		if links > 0 {
			return nil
		}
		return head(x)
	})
	if err != nil {
		return err
	}
	_, _ = out.WriteString("\n]}\n")
	return out.Flush()
}

// nytLinkOf makes a link of the chain of an event; ok is false when it is none.
func nytLinkOf(x *interchange, h *happening, companies map[model.OrgID]nytParty) (link nytLink, ok bool, err error) {
	step := epcis.BizSteps.Word(h.parsed.BizStep)
	known, moves := nytKinds[step]
	creates := h.parsed.Type == epcis.ObjectEvent && h.parsed.Action == epcis.Add
	switch {
	case h.parsed.Type == epcis.TransformationEvent:
		link.Kind = "加工"
	case creates:
		link.Kind = "生产"
	case !moves:
		return link, false, nil
	default:
		link.Kind = known.kind
	}
	for _, l := range h.lots {
		goods := nytGoodsOf(l)
		switch {
		case l.role == model.RoleInput, moves && known.in && !creates && l.role != model.RoleOutput:
			link.In = append(link.In, goods)
		default:
			link.Out = append(link.Out, goods)
		}
	}
	if len(link.In)+len(link.Out) == 0 {
		return link, false, nil
	}
	link.Time = h.local().Format(time.RFC3339)
	if link.Operator, err = nytCompany(x, h.event.OrgID, companies); err != nil {
		return link, false, err
	}
	link.Place, link.From, link.To = nytSide(h.at), nytSide(h.from), nytSide(h.to)
	if step == epcis.StepRetailSelling && link.To == nil {
		link.To = &nytParty{Name: "消费者"}
	}
	for _, d := range h.docs {
		link.Papers = append(link.Papers, nytPaper{d.kind, d.number})
	}
	link.More = nytEvent{h.event.EventID, h.parsed.EventTime.Text, h.parsed.EventTimeZoneOffset, step}
	return link, true, nil
}

func nytGoodsOf(l lot) nytGoods {
	g := nytGoods{Lot: l.number, Code: l.code, Product: l.thing.Product.In(model.ZH), Category: category(l.product)}
	if l.measured {
		g.Quantity, g.Unit = l.quantity.String(), string(l.unit)
		if u, known := model.UnitOf(l.unit); known {
			g.Unit = u.Symbol.In(model.ZH)
		}
	}
	return g
}

func category(p model.Product) string {
	if info, known := model.CategoryOf(p.Category); known {
		return info.Name.In(model.ZH)
	}
	return ""
}

// nytCompany describes the company of a link as far as the scope may see it.
func nytCompany(x *interchange, id model.OrgID, seen map[model.OrgID]nytParty) (nytParty, error) {
	if p, known := seen[id]; known {
		return p, nil
	}
	name := x.orgs[id]
	p := nytParty{Name: name.Name.In(model.ZH)}
	if name.Region.Known() {
		p.Region = name.Region.FullName(string(model.ZH))
	}
	org, err := x.tx.Access().Organisation(x.scope, id)
	switch {
	case err == nil:
		p.USCC, p.Kind = org.USCC, model.OrgKindWords[org.Kind].In(model.ZH)
	case !isNotFound(err):
		return p, err
	}
	seen[id] = p
	return p, nil
}

func nytSide(l location) *nytParty {
	if l.URI == "" {
		return nil
	}
	p := &nytParty{Name: l.Name, ID: gln(l.URI)}
	if p.Name == "" {
		p.Name = l.Org.Name.In(model.ZH)
	}
	if l.Region.Known() {
		p.Region = l.Region.FullName(string(model.ZH))
	}
	return p
}
