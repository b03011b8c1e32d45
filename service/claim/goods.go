package claim

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// maxCode bounds what is read as a code.
const maxCode = 300

// goods is what a code names, and the name of the single thing where it names one.
type goods struct {
	repository.ClaimGoods
	// thing is the canonical EPC of the single thing, else of the lot, else of the product.
	thing  string
	serial bool
	lot    model.Seq // the node of the lot
}

// goodsOf finds what a code names: a Digital Link on any host, an EPC URI, a GTIN, what is printed below a code or a short
// code. Refusal: code-unknown.
func (s *Service) goodsOf(tx *repository.Tx, typed string) (g goods, err error) {
	link, short, ok := s.linkOf(typed)
	if !ok {
		return g, model.CodeUnknown.Refuse()
	}
	if short != "" {
		g.ClaimGoods, err = tx.Claim().GoodsOfLot("", short)
		g.thing = g.Batch.EPC
		return g, unknown(err)
	}
	return g, unknown(g.find(tx, link))
}

// linkOf reads a code.
func (s *Service) linkOf(typed string) (link gs1.Link, short string, ok bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(typed) > maxCode {
		return link, "", false
	}
	path := ""
	if s.read != nil {
		path = s.read(typed)
	}
	if code, found := strings.CutPrefix(path, "/c/"); found {
		return link, code, true
	}
	if path == "" {
		epc, err := gs1.ParseEPC(typed)
		if err != nil {
			return link, "", false
		}
		link, ok = epc.Link()
		return link, "", ok && link.Key().AI == "01"
	}
	link, err := gs1.ParseLinkPath(path, "")
	return link, "", err == nil && link.Key().AI == "01"
}

// find looks the goods of a Digital Link up: the lot that it names, else the lot to which its single thing is known to
// belong, else the product.
func (g *goods) find(tx *repository.Tx, link gs1.Link) (err error) {
	gtin := gs1.Element{AI: "01", Value: link.Key().Value}
	lot, hasLot := link.Value("10")
	serial, hasSerial := link.Value("21")
	item, err := gs1.NewLink(gtin)
	if err != nil {
		return model.CodeUnknown.Refuse().Because(err)
	}
	if hasLot {
		of, err := gs1.NewLink(gtin, gs1.Element{AI: "10", Value: lot})
		if err != nil {
			return model.CodeUnknown.Refuse().Because(err)
		}
		g.thing = of.Canonical()
		if g.ClaimGoods, err = tx.Claim().GoodsOfLot(g.thing, ""); err != nil {
			return err
		}
	}
	if hasSerial {
		one, err := gs1.NewLink(gtin, gs1.Element{AI: "21", Value: serial})
		if err != nil {
			return model.CodeUnknown.Refuse().Because(err)
		}
		g.thing, g.serial = gs1.LinkEPC(one).Key(), true
		node, batch, err := tx.Claim().Thing(g.thing)
		if err != nil {
			return err
		}
		if !hasLot && batch != "" {
			if g.ClaimGoods, err = tx.Claim().GoodsOfBatch(batch); err != nil {
				return err
			}
		}
		if g.lot = g.NodeID; node != 0 {
			g.NodeID = node
		}
	}
	if g.Product.ID != "" {
		return nil
	}
	if g.thing == "" {
		g.thing = item.Canonical()
	}
	node := g.NodeID
	g.ClaimGoods, err = tx.Claim().GoodsOfItem(item.Canonical())
	g.NodeID = node
	return err
}

func unknown(err error) error {
	if errors.Is(err, model.NotFound) {
		return model.CodeUnknown.Refuse()
	}
	return err
}

// Link is an operator on the chain of goods against whom a claim can be made. Whoever scans a code learns the producer's
// name on its page; of the others it learns what they are and where, and so it does here. Ref names it in a claim.
type Link struct {
	Ref      model.OrgID
	Kind     model.OrgKind
	Region   model.Region
	Name     model.Text // of the producer; empty for the others
	Producer bool
	Sold     bool // it has sold some of it to consumers
}

// RecallOffer is a public recall of goods with what it offers consumers.
type RecallOffer struct {
	ID       model.RecallID
	Number   string
	Remedies []model.Remedy
}

// Prospect is what can be claimed about a code.
type Prospect struct {
	Product model.Text
	Lot     string
	// Serial tells that the code names one single thing.
	Serial bool
	Links  []Link
	// Ceased names a producer that has ended and for which nobody answers.
	Ceased  model.Text
	Recalls []RecallOffer
	Consent model.ClaimConsent
}

// Chain lists against whom a claim about a code can be made: who sold it to consumers first, then the others, the
// producer last. The producer of known goods is always there (产品质量法 Art. 43); any other registered company can be
// named by whoever bought it there.
//
// Who: anybody. Refusal: code-unknown.
func (s *Service) Chain(ctx context.Context, code string) (p Prospect, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		g, err := s.goodsOf(tx, code)
		if err != nil {
			return err
		}
		p = Prospect{Product: g.Product.Name, Lot: g.Batch.Lot, Serial: g.serial, Consent: model.ClaimConsentNow()}
		nodes, err := nodesOf(tx, g.NodeID, g.Batch.ID)
		if err != nil {
			return err
		}
		if err := p.chain(tx, g, nodes); err != nil {
			return err
		}
		p.Recalls, err = offersOf(tx, nodes)
		return err
	})
	return p, err
}

// nodesOf returns the node of the single thing or lot, and that of the lot.
func nodesOf(tx *repository.Tx, node model.Seq, batch model.BatchID) (both [2]model.Seq, err error) {
	both = [2]model.Seq{node, node}
	if batch == "" {
		return both, nil
	}
	lot, err := tx.Trace().NodeNamed(batch, nil)
	if lot != 0 {
		both[1] = lot
	}
	if both[0] == 0 {
		both[0] = lot
	}
	return both, err
}

func (p *Prospect) chain(tx *repository.Tx, g goods, nodes [2]model.Seq) error {
	handlers, err := tx.Claim().Handlers(nodes[0])
	if err == nil && nodes[1] != nodes[0] && len(handlers) == 0 {
		handlers, err = tx.Claim().Handlers(nodes[1])
	}
	if err != nil {
		return err
	}
	made := repository.Operator{Organisation: g.Maker}
	if err := tx.Claim().Answering(&made); err != nil {
		return err
	}
	producer := Link{Ref: made.ID, Kind: made.Kind, Region: made.Region, Name: g.Maker.Name, Producer: true}
	if made.ID != g.Maker.ID {
		producer.Name = model.NowCalled(g.Maker.Name, made.Name)
	}
	for _, h := range handlers {
		if h.ID == made.ID {
			producer.Sold = h.Sold
			continue
		}
		p.Links = append(p.Links, Link{Ref: h.ID, Kind: h.Kind, Region: h.Region, Sold: h.Sold})
	}
	slices.SortStableFunc(p.Links, func(a, b Link) int { return rank(a) - rank(b) })
	if made.Ceased {
		p.Ceased = g.Maker.Name
		return nil
	}
	p.Links = append(p.Links, producer)
	return nil
}

// rank brings who sells to consumers to the front and who is nearer to the producer to the end.
func rank(l Link) int {
	n := slices.Index([]model.OrgKind{model.KindRetailer, model.KindDistributor, model.KindProcessor, model.KindProducer}, l.Kind)
	if l.Sold {
		n -= 10
	}
	return n
}

// offersOf returns what the public recalls of goods offer consumers.
func offersOf(tx *repository.Tx, nodes [2]model.Seq) (list []RecallOffer, err error) {
	recalls, err := tx.Claim().RecallsOf(nodes[0], nodes[1])
	if err != nil {
		return nil, err
	}
	for _, r := range recalls {
		o := RecallOffer{ID: r.ID, Number: r.Number}
		if o.Remedies, err = remediesOf(tx, r.ID); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// remediesOf reads what the plan of a recall offers, of what can be claimed; a refund when it says nothing.
func remediesOf(tx *repository.Tx, id model.RecallID) ([]model.Remedy, error) {
	paper, found, err := tx.Recall().NewestPaper(id, model.PaperPlan)
	if err != nil {
		return nil, err
	}
	var plan model.RecallPlan
	if found {
		if err := json.Unmarshal(paper.Body, &plan); err != nil {
			return nil, err
		}
	}
	var list []model.Remedy
	for _, r := range plan.Remedies {
		if slices.Contains(model.ClaimRemedies(), r) {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		list = []model.Remedy{model.RemedyRefund}
	}
	return list, nil
}
