package trace

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
)

// book posts one movement: for every lot with a quantity, and for everything that lies in the containers it names.
func (w *writer) book(it *item) error {
	containers := w.containersOf(it)
	for _, n := range it.named {
		if n.level != model.LevelLot || !n.measured || n.role == model.RoleParent {
			continue
		}
		if n.role == model.RoleChild && len(containers) > 0 && w.holds(containers, n.node.ID) && it.movement != movePack && it.movement != moveUnpack {
			continue // moved with its container below
		}
		if err := w.bookLot(it, n); err != nil {
			return err
		}
	}
	if it.movement == movePack || it.movement == moveProduce {
		return nil
	}
	if it.movement == moveUnpack {
		return w.emptyContainers(it)
	}
	return w.bookContents(it, containers)
}

// containersOf lists the containers that an event names, each with what lies in it.
func (w *writer) containersOf(it *item) []model.Seq {
	var list []model.Seq
	for _, n := range it.named {
		if n.level != model.LevelInstance || n.role == model.RoleOutput {
			continue
		}
		list = append(list, n.node.ID)
		list = append(list, w.inside[n.node.ID]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (w *writer) holds(containers []model.Seq, lot model.Seq) bool {
	return slices.ContainsFunc(w.ledger.Inside(containers), func(s model.Slot) bool { return s.NodeID == lot })
}

// route is where a movement takes a lot from, in order of preference, and where it puts it.
type route struct {
	from []model.Slot
	to   model.Slot
}

// bookLot posts one lot that the event names with a quantity.
func (w *writer) bookLot(it *item, n named) error {
	if !w.ledger.Fits(n.node.ID, n.quantity) {
		if w.rec.strict {
			return model.QuantityInvalid.Refuse(model.P("value", n.quantity))
		}
		w.find(it, model.Finding{Kind: model.FindingRange, NodeID: n.node.ID, Amount: n.quantity, Unit: n.unit})
		return nil
	}
	r := w.routeOf(it, n)
	left := n.quantity
	if w.rec.strict {
		if err := w.enough(it, n, r); err != nil {
			return err
		}
	}
	for _, from := range r.from {
		if left == 0 {
			return nil
		}
		take := left
		if !from.Account.Contra() {
			take = min(left, max(0, w.ledger.Available(w.slot(n, from))))
		}
		w.transfer(it, n, take, from, r.to)
		left -= take
	}
	// What nobody knows of is drawn from the first slot, which then falls short.
	w.transfer(it, n, left, r.from[0], r.to)
	return nil
}

func (w *writer) slot(n named, s model.Slot) model.Slot {
	s.NodeID, s.Unit = n.node.ID, n.unit
	return s
}

func (w *writer) transfer(it *item, n named, amount model.Quantity, from, to model.Slot) {
	if amount <= 0 {
		return
	}
	w.ledger.Post(it.seq, model.Transfer{NodeID: n.node.ID, Unit: n.unit, Amount: amount, From: from, To: to})
}

// enough refuses a plain operation that takes more than there is, naming what is there.
func (w *writer) enough(it *item, n named, r route) error {
	var there model.Quantity
	for _, from := range r.from {
		if from.Account.Contra() {
			return nil
		}
		there += max(0, w.ledger.Available(w.slot(n, from)))
	}
	if there >= n.quantity {
		return nil
	}
	lot, place := n.key, w.here(it.event).URI
	if b, ok := w.batches[n.node.BatchID]; ok {
		lot = b.Lot
	}
	return short(lot, w.rec.called(place), n.unit, there, n.quantity)
}

// short refuses to take more than there is.
func short(lot string, place model.Text, unit model.Unit, there, wanted model.Quantity) *model.Refusal {
	return model.StockShort.Refuse(model.P("lot", lot), model.PText("place", place),
		model.PText("available", amount(there, unit)), model.PText("wanted", amount(wanted, unit)))
}

// amount writes a quantity with its unit for people.
func amount(q model.Quantity, unit model.Unit) model.Text {
	u, ok := model.UnitOf(unit)
	if !ok {
		return model.Text{EN: q.String() + " " + string(unit)}
	}
	return model.Text{ZH: q.String() + " " + u.Symbol.ZH, UG: q.String() + " " + u.Symbol.UG, EN: q.String() + " " + u.Symbol.EN}
}

// routeOf says where a movement takes a lot from and where it puts it.
func (w *writer) routeOf(it *item, n named) route {
	here := w.here(it.event)
	holder := cmp.Or(here.OrgID, w.rec.org.ID)
	stock := model.Slot{Account: model.AccountOnHand, OrgID: holder, PlaceID: here.ID}
	produced := model.Slot{Account: model.AccountProduced, OrgID: holder, PlaceID: here.ID}
	out := func(a model.Account) model.Slot { return model.Slot{Account: a, OrgID: holder, PlaceID: here.ID} }
	switch it.movement {
	case moveProduce:
		return route{[]model.Slot{produced}, stock}
	case moveTransform:
		if n.role == model.RoleOutput {
			return route{[]model.Slot{produced}, stock}
		}
		return route{w.looseStock(n, stock), out(model.AccountConsumed)}
	case moveShip, moveSendBack:
		from, source := w.end(it.event.Sources)
		if from.ID != 0 {
			stock.PlaceID, stock.OrgID = from.ID, cmp.Or(from.OrgID, source, holder)
		}
		return route{w.standing(it, n, stock), w.transit(it, stock)}
	case moveUnship:
		return route{w.inTransit(n, it, stock), stock}
	case moveReceive:
		to := stock
		if w.returned(it) {
			to.Account = model.AccountReturned
		}
		return route{w.inTransit(n, it, stock), to}
	case moveSell:
		return route{w.looseStock(n, stock), out(model.AccountSold)}
	case moveReturn:
		to := out(model.AccountReturned)
		return route{w.sold(n, out(model.AccountSold)), to}
	case moveDestroy:
		from := w.standing(it, n, stock)
		if !w.rec.strict {
			from = append(from, out(model.AccountReturned))
		}
		return route{from, out(model.AccountDestroyed)}
	case moveLose:
		from := w.standing(it, n, stock)
		if !w.rec.strict {
			from = append(from, w.inTransit(n, it, stock)...)
		}
		return route{from, out(model.AccountLost)}
	case movePack:
		packed := stock
		packed.ContainerID = w.parentOf(it)
		return route{w.looseStock(n, stock), packed}
	case moveUnpack:
		packed := stock
		packed.ContainerID = w.parentOf(it)
		return route{w.packedStock(it, n, packed), stock}
	case moveNone:
	}
	return route{[]model.Slot{stock}, stock}
}

// standing is where goods are taken from: what lies loose at the place, unless the event names their account. Goods in
// transit stand apart from those at the place; returned ones are taken first and then what lies loose.
func (w *writer) standing(it *item, n named, stock model.Slot) []model.Slot {
	loose := w.looseStock(n, stock)
	stock.Account = accountNamed(it.event)
	if stock.Account == "" {
		return loose
	}
	if stock.Account == model.AccountReturned {
		return append([]model.Slot{stock}, loose...)
	}
	return []model.Slot{stock}
}

func (w *writer) returned(it *item) bool {
	return epcis.Dispositions.Word(it.event.Disposition) == epcis.DispReturned
}

func (w *writer) parentOf(it *item) model.Seq {
	for _, n := range it.named {
		if n.role == model.RoleParent {
			return n.node.ID
		}
	}
	return 0
}

// looseStock is the stock at the place itself and, for documents from elsewhere, whatever the same holder has loose at
// other places: their read points are not our sites.
func (w *writer) looseStock(n named, first model.Slot) []model.Slot {
	slots := []model.Slot{first}
	if w.rec.strict {
		return slots
	}
	for _, s := range w.ledger.Find(n.node.ID, func(s model.Slot) bool {
		return s.Account == model.AccountOnHand && s.ContainerID == 0 && s.OrgID == first.OrgID && s.PlaceID != first.PlaceID && s.Unit == n.unit
	}) {
		slots = append(slots, model.Slot{Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID})
	}
	return slots
}

func (w *writer) packedStock(it *item, n named, first model.Slot) []model.Slot {
	slots := []model.Slot{first}
	for _, s := range w.ledger.Find(n.node.ID, func(s model.Slot) bool {
		return s.Account == model.AccountOnHand && s.ContainerID == first.ContainerID && s.Unit == n.unit && w.mayTake(it, s) &&
			(s.OrgID != first.OrgID || s.PlaceID != first.PlaceID)
	}) {
		slots = append(slots, model.Slot{Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID, ContainerID: s.ContainerID})
	}
	return slots
}

// transit is where shipped goods stand: with whom and where they are expected, or with the shipper when nobody is named.
func (w *writer) transit(it *item, from model.Slot) model.Slot {
	place, org := w.end(it.event.Destinations)
	return model.Slot{Account: model.AccountInTransit, OrgID: cmp.Or(org, from.OrgID), PlaceID: place.ID}
}

// inTransit lists where goods that arrive may have stood: expected here, expected by the receiver elsewhere, or shipped
// by the named source to nobody in particular.
func (w *writer) inTransit(n named, it *item, to model.Slot) []model.Slot {
	first := model.Slot{Account: model.AccountInTransit, OrgID: to.OrgID, PlaceID: to.PlaceID}
	slots := []model.Slot{first}
	if w.rec.strict { // a plain operation receives what is expected here; elsewhere other shipments are
		return slots
	}
	for _, s := range w.ledger.Find(n.node.ID, func(s model.Slot) bool {
		return s.Account == model.AccountInTransit && s.Unit == n.unit && s.ContainerID == 0 && w.mayTake(it, s)
	}) {
		c := model.Slot{Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID}
		if c != first {
			slots = append(slots, c)
		}
	}
	return slots
}

// mayTake reports whether the recorder may move what stands on a slot: its own, what nobody is known to hold, what is on
// its way to it, and what the source that it names has shipped to nobody in particular.
func (w *writer) mayTake(it *item, s model.Slot) bool {
	if w.rec.actor.ActsFor(s.OrgID) || s.OrgID == "" {
		return true
	}
	_, source := w.end(it.event.Sources)
	return s.Account == model.AccountInTransit && s.PlaceID == 0 && (source == "" || s.OrgID == source)
}

// sold lists where goods that come back were sold: here, or anywhere by the same holder.
func (w *writer) sold(n named, first model.Slot) []model.Slot {
	slots := []model.Slot{first}
	for _, s := range w.ledger.Find(n.node.ID, func(s model.Slot) bool {
		return s.Account == model.AccountSold && s.OrgID == first.OrgID && s.PlaceID != first.PlaceID && s.Unit == n.unit
	}) {
		slots = append(slots, model.Slot{Account: s.Account, OrgID: s.OrgID, PlaceID: s.PlaceID})
	}
	return slots
}

// bookContents moves everything that lies in the containers along with them.
func (w *writer) bookContents(it *item, containers []model.Seq) error {
	if len(containers) == 0 {
		return nil
	}
	from, to := w.containerAccounts(it)
	if to.Account == "" {
		return nil
	}
	for _, s := range w.ledger.Inside(containers) {
		if s.Account != from {
			continue
		}
		if !w.mayTake(it, s) {
			w.find(it, model.Finding{Kind: model.FindingNotHeld, NodeID: s.NodeID, OrgID: s.OrgID})
			continue
		}
		dest := to
		if dest.Account == model.AccountInTransit || dest.Account == model.AccountOnHand {
			dest.ContainerID = s.ContainerID
		}
		w.ledger.Post(it.seq, model.Transfer{NodeID: s.NodeID, Unit: s.Unit, Amount: w.ledger.Available(s), From: s, To: dest})
	}
	return nil
}

// containerAccounts says from which account and to which slot a movement takes the contents of containers.
func (w *writer) containerAccounts(it *item) (model.Account, model.Slot) {
	here := w.here(it.event)
	stock := model.Slot{Account: model.AccountOnHand, OrgID: cmp.Or(here.OrgID, w.rec.org.ID), PlaceID: here.ID}
	with := func(a model.Account) model.Slot { s := stock; s.Account = a; return s }
	switch it.movement {
	case moveShip, moveSendBack:
		return cmp.Or(accountNamed(it.event), model.AccountOnHand), w.transit(it, stock)
	case moveReceive, moveUnship:
		return model.AccountInTransit, stock
	case moveTransform:
		return model.AccountOnHand, with(model.AccountConsumed)
	case moveSell:
		return model.AccountOnHand, with(model.AccountSold)
	case moveDestroy:
		return model.AccountOnHand, with(model.AccountDestroyed)
	case moveLose:
		return model.AccountOnHand, with(model.AccountLost)
	case moveNone, moveProduce, moveReturn, movePack, moveUnpack:
	}
	return "", model.Slot{}
}

// emptyContainers unpacks whole containers: a DELETE that names no children takes everything out.
func (w *writer) emptyContainers(it *item) error {
	for _, n := range it.named {
		if n.role == model.RoleChild {
			return nil
		}
	}
	for _, s := range w.ledger.Inside([]model.Seq{w.parentOf(it)}) {
		if s.Account != model.AccountOnHand {
			continue
		}
		if !w.mayTake(it, s) {
			w.find(it, model.Finding{Kind: model.FindingNotHeld, NodeID: s.NodeID, OrgID: s.OrgID})
			continue
		}
		loose := s
		loose.ContainerID = 0
		w.ledger.Post(it.seq, model.Transfer{NodeID: s.NodeID, Unit: s.Unit, Amount: w.ledger.Available(s), From: s, To: loose})
	}
	return nil
}
