package claim

import (
	"encoding/json"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// evidence is what was recorded about the goods of a claim, read once for all signs.
type evidence struct {
	row      model.Claim
	goods    repository.ClaimGoods
	sold     model.Instant // when: the start of the day of purchase
	soldEnd  model.Instant // the end of that day
	seller   model.OrgID
	handlers []repository.ChainHandler
	events   []repository.ProofEvent
	receipts []repository.ProofEvent
	papers   []repository.ProofPaper
	tests    []repository.ProofTest
	recalls  []repository.ProofRecall
	moves    []repository.MoveRecord
	// cut tells that there are more events, or more of the ledger, than were looked at: what was not found may be there.
	cutEvents, cutReceipts bool
}

// proofs says what the trace proves about a claim. It looks at everything that was recorded, whoever asks: what a sign
// rests on is named by number, and whoever may not see the record learns no more than that.
func (s *Service) proofs(tx *repository.Tx, row model.Claim) ([]model.ClaimProof, error) {
	e := evidence{row: row, sold: row.BoughtOn.Start(model.China), soldEnd: row.BoughtOn.AddDays(1).Start(model.China)}
	if e.seller = row.SellerID; e.seller == "" {
		e.seller = row.OrgID
	}
	if err := e.read(tx); err != nil {
		return nil, err
	}
	var list []model.ClaimProof
	for _, info := range model.ProofSigns() {
		p := proofOf[info.Sign](&e)
		p.Sign = info.Sign
		list = append(list, p)
	}
	return list, nil
}

// proofOf says how each sign is proven.
var proofOf = map[model.ProofSign]func(*evidence) model.ClaimProof{
	model.ProofExpired:  (*evidence).expired,
	model.ProofRecalled: (*evidence).recalled,
	model.ProofNoSource: (*evidence).noSource,
	model.ProofNoCheck:  (*evidence).noCheck,
	model.ProofFalseLot: (*evidence).falseLot,
	model.ProofCold:     (*evidence).cold,
	model.ProofLab:      (*evidence).lab,
}

func (e *evidence) read(tx *repository.Tx) (err error) {
	nodes, err := nodesOf(tx, e.row.NodeID, e.row.BatchID)
	if err != nil {
		return err
	}
	c := tx.Claim()
	if e.row.BatchID != "" {
		if e.goods, err = c.GoodsOfBatch(e.row.BatchID); err != nil {
			return err
		}
		if e.papers, err = c.ProofPapers(e.row.BatchID); err != nil {
			return err
		}
		if e.tests, err = c.FailedTests(e.row.BatchID); err != nil {
			return err
		}
		if e.moves, err = tx.Moves(model.BatchLifecycle.Name, e.row.BatchID.String()); err != nil {
			return err
		}
	}
	if nodes[0] == 0 {
		return nil
	}
	if e.handlers, err = c.Handlers(nodes[1]); err != nil {
		return err
	}
	if e.events, e.cutEvents, err = c.ProofEvents(nodes[0], nodes[1]); err != nil {
		return err
	}
	if e.receipts, e.cutReceipts, err = c.Receipts(nodes[1], e.seller); err != nil {
		return err
	}
	e.recalls, err = c.RecallsOf(nodes[0], nodes[1])
	return err
}

func unproved() model.ClaimProof { return model.ClaimProof{State: model.Unproved} }

// expired compares the last day of the lot with the day of purchase.
func (e *evidence) expired() model.ClaimProof {
	if e.goods.Batch.Expires == "" || e.row.BoughtOn == "" {
		return unproved()
	}
	p := model.ClaimProof{State: model.NotProven, Stated: true, Refs: []model.ProofRef{{Kind: model.RefBatch, ID: e.row.BatchID.String(), At: e.goods.Batch.Expires.Start(model.China)}}}
	if e.row.BoughtOn > e.goods.Batch.Expires {
		p.State = model.Proven
	}
	return p
}

// recalled looks for a recall that the public was told of and that reached the goods, or a prohibition, before the day of
// purchase.
func (e *evidence) recalled() model.ClaimProof {
	if e.row.BatchID == "" && e.row.NodeID == 0 {
		return unproved()
	}
	p := model.ClaimProof{State: model.NotProven, Stated: true}
	for _, r := range e.recalls {
		ref := model.ProofRef{Kind: model.RefRecall, ID: r.Number, At: r.Since}
		switch r.Stood(e.sold) {
		case model.Proven:
			p.State = model.Proven
			p.Refs = append(p.Refs, ref)
		case model.Unproved:
			if p.State == model.NotProven {
				p.State = model.Unproved
			}
		case model.NotProven:
		}
	}
	blocked := repository.MoveRecord{}
	for _, m := range e.moves {
		if m.At >= e.sold {
			break
		}
		blocked = repository.MoveRecord{}
		if m.To == string(model.BatchBlocked) {
			blocked = m
		}
	}
	if blocked.At != 0 {
		p.State = model.Proven
		p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefBatch, ID: e.row.BatchID.String(), At: blocked.At})
	}
	return p
}

// handled reports whether the ledger knows that the seller had the goods.
func (e *evidence) handled() bool {
	return slices.ContainsFunc(e.handlers, func(h repository.ChainHandler) bool { return h.ID == e.seller })
}

// made reports whether the seller made the goods itself.
func (e *evidence) made() bool { return e.seller == e.goods.Maker.ID }

// late reports whether the seller received the goods, but only after the day of purchase as it is stated. Then the day is
// more likely wrong than the seller without a source, and nothing that rests on the day is proven.
func (e *evidence) late() bool { return len(e.receipts) > 0 && e.receipts[0].Time >= e.soldEnd }

// noSource looks for what brought the goods into the seller's stock. Who sold them without can name no source; of who was
// never seen with them the trace says nothing, because whether it sold them at all is still to be shown.
func (e *evidence) noSource() model.ClaimProof {
	if e.made() {
		return model.ClaimProof{State: model.NotProven, Refs: []model.ProofRef{{Kind: model.RefBatch, ID: e.row.BatchID.String(), OrgID: e.seller}}}
	}
	var p model.ClaimProof
	for _, r := range e.receipts {
		if r.Time < e.soldEnd {
			p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefEvent, ID: r.ID, At: r.Time, OrgID: e.seller})
		}
	}
	switch {
	case len(p.Refs) > 0:
		p.State = model.NotProven
	case e.handled() && !e.late() && !e.cutReceipts:
		p.State, p.Stated = model.Proven, true
	default:
		p.State = model.Unproved
	}
	return p
}

// noCheck looks for an inspection by the seller, or a report or certificate that the lot came with, up to the sale.
func (e *evidence) noCheck() model.ClaimProof {
	if e.made() || !e.handled() {
		return unproved()
	}
	p := model.ClaimProof{State: model.Proven, Stated: true}
	for _, ev := range e.events {
		if ev.Retracted == 0 && ev.OrgID == e.seller && ev.Time < e.soldEnd && epcis.BizSteps.Word(ev.BizStep) == epcis.StepInspecting {
			p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefEvent, ID: ev.ID, At: ev.Time, OrgID: e.seller})
		}
	}
	for _, d := range e.papers {
		if d.At < e.soldEnd {
			p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefDocument, ID: d.ID.String(), At: d.At})
		}
	}
	switch {
	case len(p.Refs) > 0:
		p.State = model.NotProven
	case e.late() || e.cutEvents || e.cutReceipts && len(e.receipts) == 0:
		return unproved()
	}
	return p
}

// making are the steps that say when and as what a lot was made.
var making = map[string]bool{"commissioning": true, "creating_class_instance": true}

// falseLot looks for events of how the lot was made that were taken back after the goods were sold.
func (e *evidence) falseLot() model.ClaimProof {
	p := unproved()
	for _, ev := range e.events {
		if !making[epcis.BizSteps.Word(ev.BizStep)] {
			continue
		}
		if p.State == model.Unproved {
			p.State = model.NotProven
		}
		if ev.Retracted >= e.soldEnd {
			p.State, p.Stated = model.Proven, true
			p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefEvent, ID: ev.ID, At: ev.Retracted, OrgID: ev.OrgID})
		}
	}
	return e.whole(p)
}

// whole takes back that the trace shows the contrary when not all of it was looked at.
func (e *evidence) whole(p model.ClaimProof) model.ClaimProof {
	if p.State == model.NotProven && e.cutEvents {
		return unproved()
	}
	return p
}

// cold looks for sensors that raised an alarm before the sale (EPCIS 2.0 §7.3.7.5), and in whose hands.
func (e *evidence) cold() model.ClaimProof {
	p := unproved()
	for _, ev := range e.events {
		if len(ev.Body) == 0 || ev.Retracted != 0 || ev.Time >= e.soldEnd {
			continue
		}
		if p.State == model.Unproved {
			p.State, p.Stated = model.NotProven, true
		}
		if alarmed(ev.Body) {
			p.State = model.Proven
			p.Refs = append(p.Refs, model.ProofRef{Kind: model.RefEvent, ID: ev.ID, At: ev.Time, OrgID: ev.OrgID})
		}
	}
	return e.whole(p)
}

// lab looks for signals that a test of the lot has failed.
func (e *evidence) lab() model.ClaimProof {
	p := unproved()
	for _, t := range e.tests {
		ref := model.ProofRef{Kind: model.RefSignal, ID: t.ID.String(), At: t.At}
		switch t.State {
		case model.SignalUnsafe:
			p.State = model.Proven
			p.Refs = append(p.Refs, ref)
		case model.SignalSafe:
			if p.State == model.Unproved {
				p.State = model.NotProven
			}
		case model.SignalReceived, model.SignalAssessing, model.SignalMerged:
		}
	}
	return p
}

// alarmCondition is how a sensor report says that a value left its range (CBV 2.0 §7.6).
const alarmCondition = "ALARM_CONDITION"

// alarmed reports whether a sensor report of an event raises an alarm. What cannot be read raises none.
func alarmed(body []byte) bool {
	var event struct {
		Elements []struct {
			Reports []struct {
				Exception string `json:"exception"`
			} `json:"sensorReport"`
		} `json:"sensorElementList"`
	}
	if json.Unmarshal(body, &event) != nil {
		return false
	}
	for _, e := range event.Elements {
		for _, r := range e.Reports {
			if strings.HasSuffix(r.Exception, alarmCondition) {
				return true
			}
		}
	}
	return false
}
