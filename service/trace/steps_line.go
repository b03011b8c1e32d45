package trace

import (
	"errors"
	"slices"
	"strconv"

	"suyuan/model"
	"suyuan/model/gs1"
)

func isNotFound(err error) bool { return errors.Is(err, model.NotFound) }

// lotLine is a line about a lot, understood: its quantity is in the lot's own unit.
type lotLine struct {
	field    string
	node     model.Node // without a number when nothing was ever recorded of it
	batch    model.Batch
	quantity model.Quantity
	unit     model.Unit
}

// unitLine is a line about a container, with what lies in it.
type unitLine struct {
	field string
	node  model.Node
	stays []model.Edge // everything inside, all the way down
	held  []model.Balance
}

// goods are the lines of an operation, understood.
type goods struct {
	lots  []lotLine
	units []unitLine
}

// where says on which account of the actor's organisation a container must stand.
type where struct {
	account model.Account // "" for any
	place   model.Seq     // 0 for any
}

// lineRule says what lines an operation takes.
type lineRule struct {
	unmeasured   bool // the quantity may be left out
	noContainers bool
	where        where
}

// goods understands lines. What is wrong with them it notes; the error is one of the database.
func (o *operation) goods(field string, lines []Line, rule lineRule) (g goods, err error) {
	if len(lines) > MaxLines {
		return g, model.TooLarge.Refuse(model.P("limit", MaxLines))
	}
	for i, l := range lines {
		at := field + "[" + strconv.Itoa(i) + "]"
		if given := countSet(l.Batch != "", l.EPC != "", l.Container != ""); given != 1 {
			o.faults.Add(at, model.ValueRequired)
			continue
		}
		if l.Container == "" {
			err = o.lot(&g, at, l, rule)
		} else {
			err = o.unit(&g, at, l, rule)
		}
		if err != nil {
			return g, err
		}
	}
	return g, nil
}

func countSet(given ...bool) (n int) {
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}

// someGoods is goods for operations that need at least one line.
func (o *operation) someGoods(field string, lines []Line, rule lineRule) (goods, error) {
	if len(lines) == 0 {
		o.faults.Add(field, model.ValueRequired)
	}
	return o.goods(field, lines, rule)
}

// lot understands a line about a lot. Lots that the actor neither sees nor holds do not exist for it.
func (o *operation) lot(g *goods, at string, l Line, rule lineRule) error {
	line, field, err := o.findLot(at, l)
	if err == nil {
		err = o.mayName(line)
	}
	if isNotFound(err) {
		o.faults.Add(field, model.NotFound)
		return nil
	}
	if err != nil {
		return o.fault(field, err)
	}
	if l.Quantity == 0 && rule.unmeasured {
		line.quantity = 0
	} else if !o.measure(&line, l) {
		return nil
	}
	g.lots = append(g.lots, line)
	return nil
}

// fault notes a refusal at a field and passes on any other error.
func (o *operation) fault(field string, err error) error {
	var refusal *model.Refusal
	if errors.As(err, &refusal) {
		o.faults.Check(field, err)
		return nil
	}
	return err
}

// findLot finds the node and batch of a line; not-found when there is neither.
func (o *operation) findLot(at string, l Line) (line lotLine, field string, err error) {
	line.field = at
	if l.Batch != "" {
		batches, err := o.tx.Trace().BatchesOf([]model.BatchID{l.Batch})
		b, found := batches[l.Batch]
		if err != nil || !found {
			return line, at + ".batch", orNotFound(err)
		}
		line.batch = b
		line.node, err = o.nodeOf(b.EPC)
		return line, at + ".batch", err
	}
	field = at + ".epc"
	epc, ok := parseThing(l.EPC)
	if !ok || epc.Level() != gs1.LevelLot && epc.Level() != gs1.LevelOpaque {
		return line, field, model.ValueInvalid.Refuse(model.P("value", shorten(l.EPC)))
	}
	if line.node, err = o.nodeOf(epc.Key()); err != nil {
		return line, field, err
	}
	b, registered, err := o.tx.Trace().BatchOf(epc.Key())
	if err != nil {
		return line, field, err
	}
	line.batch = b
	if !registered && (line.node.ID == 0 || line.node.Level != model.LevelLot) {
		return line, field, model.NotFound.Refuse()
	}
	return line, field, nil
}

func orNotFound(err error) error {
	if err == nil {
		err = model.NotFound.Refuse()
	}
	return err
}

// nodeOf returns the node of a lot's key, without a number when there is none yet.
func (o *operation) nodeOf(key string) (model.Node, error) {
	n, found, err := o.tx.Trace().NodeOf(key)
	if !found {
		n = model.Node{Key: key, Level: model.LevelLot}
	}
	return n, err
}

// shorten keeps a stranger's text short in a refusal.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// mayName allows the lots that the actor sees and those that stand on its account: a lot inside a sealed pallet was never
// named to the receiver.
func (o *operation) mayName(l lotLine) error {
	if l.batch.ID != "" {
		_, err := o.tx.Catalog().Batch(o.actor.Scope(), l.batch.ID)
		if !isNotFound(err) {
			return err
		}
	}
	if l.node.ID == 0 {
		return model.NotFound.Refuse()
	}
	holds, err := o.tx.Trace().Holds(o.actor.Orgs(), l.node.ID)
	if err != nil || holds {
		return err
	}
	if l.batch.ID == "" {
		touched, _, err := o.tx.Trace().Touching(o.actor.Orgs(), []model.Seq{l.node.ID})
		if err != nil || touched[l.node.ID] {
			return err
		}
	}
	return model.NotFound.Refuse()
}

// measure reads the quantity of a line in its lot's own unit.
func (o *operation) measure(line *lotLine, l Line) bool {
	if !l.Quantity.InRange() {
		o.faults.Add(dotted(line.field, "quantity"), model.QuantityInvalid, model.P("value", l.Quantity))
		return false
	}
	if _, ok := model.UnitOf(l.Unit); !ok {
		o.faults.Add(dotted(line.field, "unit"), model.UnitUnknown, model.P("value", shorten(string(l.Unit))))
		return false
	}
	line.quantity, line.unit = l.Quantity, l.Unit
	if line.batch.ID == "" || l.Unit == line.batch.Unit {
		return true
	}
	line.unit = line.batch.Unit
	if l.Unit == model.Piece {
		return true // the lot's own unit
	}
	q, ok := l.Quantity.Convert(l.Unit, line.batch.Unit)
	if !ok || !q.InRange() {
		o.faults.Add(dotted(line.field, "unit"), model.UnitMismatch, model.P("from", l.Unit), model.P("to", line.batch.Unit))
		return false
	}
	line.quantity = q
	return true
}

// unit understands a line about a container.
func (o *operation) unit(g *goods, at string, l Line, rule lineRule) error {
	field := dotted(at, "container")
	key, ok := containerKey(l.Container)
	switch {
	case !ok || rule.noContainers:
		o.faults.Add(field, model.ContainerInvalid, model.P("value", shorten(l.Container)))
		return nil
	case l.Quantity != 0 || l.Unit != "":
		o.faults.Add(dotted(at, "quantity"), model.ValueInvalid, model.P("value", l.Quantity))
		return nil
	case slices.ContainsFunc(g.units, func(u unitLine) bool { return u.node.Key == key }):
		o.faults.Add(field, model.ValueInvalid, model.P("value", shorten(l.Container)))
		return nil
	}
	u, err := o.open(key)
	if err == nil && !o.standsAt(u, rule.where) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return o.fault(field, err)
	}
	u.field = at
	g.units = append(g.units, u)
	return nil
}

// containerKey reads the identifier of a logistic unit and returns its canonical form.
func containerKey(s string) (key string, ok bool) {
	if sscc, err := gs1.ParseSSCC(s); err == nil {
		return gs1.CanonicalStem + "/00/" + string(sscc), true
	}
	if _, ok := model.IDFromURN[model.Node](s); ok {
		return s, true
	}
	epc, ok := parseThing(s)
	return epc.Key(), ok && epc.SSCC() != ""
}

// open locks a container and everything in it and reads what is there; not-found when it is unknown.
func (o *operation) open(key string) (u unitLine, err error) {
	t := o.tx.Trace()
	node, found, err := t.NodeOf(key)
	if err != nil || !found || node.Level != model.LevelInstance {
		return u, orNotFound(err)
	}
	u.node = node
	// The container first: whoever fills or empties it with an operation waits here.
	if _, err := t.LoadLedger([]model.Seq{node.ID}); err != nil {
		return u, err
	}
	if u.stays, err = t.OpenStays(node.ID); err != nil {
		return u, err
	}
	held, err := t.ContentsOf(u.nodes())
	if err != nil {
		return u, err
	}
	lots := u.nodes()
	for _, b := range held {
		lots = append(lots, b.NodeID)
	}
	if _, err := t.LoadLedger(lots); err != nil {
		return u, err
	}
	if held, err = t.ContentsOf(u.nodes()); err != nil {
		return u, err
	}
	u.held = slices.DeleteFunc(held, func(b model.Balance) bool { return b.Account.Contra() })
	return u, nil
}

// nodes lists the container and everything in it.
func (u unitLine) nodes() []model.Seq {
	list := []model.Seq{u.node.ID}
	for _, e := range u.stays {
		list = append(list, e.Src)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// containers lists the container and the containers in it, outermost first.
func (u unitLine) containers() []model.Seq {
	list := []model.Seq{u.node.ID}
	for _, e := range u.stays {
		if !slices.Contains(list, e.Dst) {
			list = append(list, e.Dst)
		}
	}
	for _, b := range u.held {
		if !slices.Contains(list, b.ContainerID) {
			list = append(list, b.ContainerID)
		}
	}
	return list
}

// standsAt reports whether a container holds something and all of it stands with the actor's organisation where it
// should. The ledger knows containers by the lots in them; of an empty one nobody knows where it is.
func (o *operation) standsAt(u unitLine, at where) bool {
	for _, b := range u.held {
		if !o.actor.ActsFor(b.OrgID) || at.account != "" && b.Account != at.account || at.place != 0 && b.PlaceID != at.place {
			return false
		}
	}
	return len(u.held) > 0
}

// inOrder refuses an operation on containers that happened before what is already recorded of them: their contents
// follow from the order of times. Putting in may share the instant of what came before, taking out may not.
func (o *operation) inOrder(nodes []model.Seq, out bool) error {
	if len(nodes) == 0 {
		return nil
	}
	last, err := o.tx.Trace().LastPacked(nodes)
	if err == nil && (o.at < last || out && o.at == last) {
		o.faults.Add("at", model.ValueInvalid, model.P("value", o.at))
	}
	return err
}

// unitNodes lists the containers of lines and what lies in them.
func unitNodes(units []unitLine) []model.Seq {
	var nodes []model.Seq
	for _, u := range units {
		nodes = append(nodes, u.nodes()...)
	}
	return nodes
}
