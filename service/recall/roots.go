package recall

import (
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Reason says why something is affected.
type Reason string

// The reasons. The first are those of what a recall starts from.
const (
	Selected       Reason = "selected"        // a condition names it
	DateUnknown    Reason = "date-unknown"    // a condition names it, unless its production date, which nobody wrote down, lies outside
	MadeThere      Reason = "made-there"      // made at the site within the time
	WasThere       Reason = "was-there"       // at the site within the time, made elsewhere or before
	Received       Reason = "received"        // received from the supplier within the time
	Sent           Reason = "sent"            // sent by the supplier within the time; that it arrived is not recorded
	PartReceived   Reason = "part-received"   // a lot of another maker, of which at least a part came through the supplier
	Reported       Reason = "report"          // its release rests on the report
	SerialsUnknown Reason = "serials-unknown" // some of the serial numbers are recorded nowhere, so that any lot may hold them
	Inside         Reason = "inside"          // it lay in a container that is affected
	PartInside     Reason = "part-inside"     // a part of the lot lay in such a container
	SameLine       Reason = "same-line"       // made on the line of an affected thing after it
	SameContainer  Reason = "same-container"  // shared a container with an affected thing

	MadeOf Reason = "made-of" // made of an affected thing
	Mixed  Reason = "mixed"   // made of what an affected thing was mixed with: whether it got in is not recorded
	Holds  Reason = "holds"   // a container that held an affected thing

	// Withdrawn is the reason of what a case reached until the event that led to it was withdrawn: it stays blocked until
	// somebody clears it.
	Withdrawn Reason = "withdrawn"
)

// Reasons lists the reasons.
func Reasons() []Reason {
	return []Reason{
		Selected, DateUnknown, MadeThere, WasThere, Received, Sent, PartReceived, Reported, SerialsUnknown, Inside, PartInside, SameLine,
		SameContainer, MadeOf, Mixed, Holds, Withdrawn,
	}
}

// classes says how certain each reason is in itself; what follows from something possible is possible at most.
var classes = map[Reason]model.AffectedClass{
	Selected: model.AffectedConfirmed, MadeThere: model.AffectedConfirmed, Received: model.AffectedConfirmed, Inside: model.AffectedConfirmed,
	DateUnknown: model.AffectedPossible, WasThere: model.AffectedPossible, Sent: model.AffectedPossible, PartReceived: model.AffectedPossible,
	Reported: model.AffectedPossible, SerialsUnknown: model.AffectedPossible, PartInside: model.AffectedPossible, SameLine: model.AffectedPossible,
	SameContainer: model.AffectedPossible,
}

// Root is something from which a recall starts.
type Root struct {
	Node   model.Node
	Class  model.AffectedClass
	Reason Reason
	// Conditions are the positions, in the scope, of the conditions that select it; empty for what is affected because of
	// Of, another thing: the container it lay in, or what it shared a container or a line with.
	Conditions []int
	Of         model.Seq
	// Event shows it, where a condition needs one; 0 for a condition on master data.
	Event model.Seq

	// from and to bound, for a container that a condition selects for a time, when that was.
	from, to model.Instant
	// way leads, for what only a policy adds, from Of back to the root of its own.
	way []repository.Visit
}

// roots are what a recall starts from, in the order in which they were found.
type roots struct {
	tx    *repository.Tx
	scope model.Scope
	asOf  repository.AsOf

	list  []Root
	index map[model.Seq]int
	// unnamed are selected lots that no event names.
	unnamed []Unnamed
	// nothing lists the conditions that select nothing.
	nothing []int
	// windowed are the containers that stand for what they held for a time.
	windowed map[model.Seq]bool
}

// Unnamed is a lot that conditions select and of which nothing has been recorded yet.
type Unnamed struct {
	Batch      model.Batch
	Class      model.AffectedClass
	Reason     Reason
	Conditions []int
}

// resolve finds what the conditions select.
func (r *roots) resolve(scope model.RecallScope) error {
	for i, p := range scope.Predicates {
		found, err := r.select1(p)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			r.nothing = append(r.nothing, i)
		}
		for _, f := range found {
			r.add(i, p, f)
		}
	}
	if len(r.list)+len(r.unnamed) == 0 {
		return model.RecallScopeVoid.Refuse()
	}
	return r.open()
}

// selected is something a condition selects and why.
type selected struct {
	repository.RecallRoot
	reason Reason
}

func because(list []repository.RecallRoot, err error, why func(repository.RecallRoot) Reason) ([]selected, error) {
	found := make([]selected, 0, len(list))
	for _, root := range list {
		found = append(found, selected{root, why(root)})
	}
	return found, err
}

func always(reason Reason) func(repository.RecallRoot) Reason {
	return func(repository.RecallRoot) Reason { return reason }
}

// select1 finds what one condition selects.
func (r *roots) select1(p model.RecallPredicate) ([]selected, error) {
	read := r.tx.Recall()
	switch p := p.(type) {
	case model.ScopeLot:
		list, err := read.Lots(r.scope, p.Goods, p, r.asOf)
		return because(list, err, dated(p.Produced != ""))
	case model.ScopeLotRange:
		list, err := read.Lots(r.scope, p.Goods, p, r.asOf)
		return because(list, err, dated(p.Made != model.Made{}))
	case model.ScopeLotPattern:
		list, err := read.Lots(r.scope, p.Goods, p, r.asOf)
		return because(list, err, dated(p.Made != model.Made{}))
	case model.ScopeDates:
		list, err := read.Lots(r.scope, p.Goods, p, r.asOf)
		return because(list, err, dated(true))
	case model.ScopeSite:
		list, err := read.AtSite(r.scope, p, r.asOf)
		return because(list, err, func(root repository.RecallRoot) Reason {
			if root.Made {
				return MadeThere
			}
			return WasThere
		})
	case model.ScopeInput:
		return r.input(p)
	case model.ScopeSupplier:
		list, err := read.ReceivedFrom(r.scope, p, r.asOf)
		return because(list, err, func(root repository.RecallRoot) Reason {
			switch {
			case root.Sent:
				return Sent
			case root.Node.Level != model.LevelInstance && root.Batch.OrgID != p.Supplier:
				return PartReceived
			}
			return Received
		})
	case model.ScopeReport:
		list, err := read.Reported(r.scope, p.Report, r.asOf)
		if errors.Is(err, model.NotFound) {
			return nil, nil
		}
		return because(list, err, always(Reported))
	case model.ScopeSerials:
		return r.serials(p)
	}
	return nil, nil
}

// dated is the reason of lots that a condition selects by their numbers and, if dates is true, by their dates.
func dated(dates bool) func(repository.RecallRoot) Reason {
	return func(root repository.RecallRoot) Reason {
		if dates && root.Batch.Produced == "" {
			return DateUnknown
		}
		return Selected
	}
}

// input finds a thing by its name, written in any way that names the same key.
func (r *roots) input(p model.ScopeInput) ([]selected, error) {
	key := p.EPC
	if epc, err := gs1.ParseEPC(p.EPC); err == nil {
		key = epc.Key()
	} else if link, err := gs1.ParseLink(p.EPC); err == nil {
		key = gs1.LinkEPC(link).Key()
	}
	list, err := r.tx.Recall().Named(r.scope, key, r.asOf)
	if err == nil && len(list) == 0 {
		list, err = r.tx.Recall().LotNamed(r.scope, key, r.asOf)
	}
	return because(list, err, always(Selected))
}

// serials finds single things; when none of the numbers is recorded, any lot of the product may hold them.
func (r *roots) serials(p model.ScopeSerials) ([]selected, error) {
	list, err := r.tx.Recall().Serials(r.scope, p, r.asOf)
	known, err := because(list, err, always(Selected))
	if err != nil || p.Count() == int64(len(list)) {
		return known, err
	}
	list, err = r.tx.Recall().LotsOf(r.scope, p.Goods, r.asOf)
	unknown, err := because(list, err, always(SerialsUnknown))
	return append(known, unknown...), err
}

// add notes that a condition selects something.
func (r *roots) add(condition int, p model.RecallPredicate, f selected) {
	if f.Node.ID == 0 {
		r.addUnnamed(condition, f)
		return
	}
	root := Root{Node: f.Node, Class: classes[f.reason], Reason: f.reason, Conditions: []int{condition}, Event: f.Event, to: model.Forever}
	switch p := p.(type) {
	case model.ScopeSite:
		root.from, root.to = p.From, until(p.To)
	case model.ScopeSupplier:
		root.from, root.to = p.From, until(p.To)
	}
	r.put(root)
}

// until is the end of a time that may be open.
func until(at model.Instant) model.Instant {
	if at == 0 {
		return model.Forever
	}
	return at + 1 // both ends belong to it
}

func (r *roots) addUnnamed(condition int, f selected) {
	at := slices.IndexFunc(r.unnamed, func(u Unnamed) bool { return u.Batch.ID == f.Batch.ID })
	if at < 0 {
		r.unnamed = append(r.unnamed, Unnamed{f.Batch, classes[f.reason], f.reason, []int{condition}})
		return
	}
	u := &r.unnamed[at]
	u.Conditions = append(u.Conditions, condition)
	if class := classes[f.reason]; class != u.Class && model.Strictest(class, u.Class) == class {
		u.Class, u.Reason = class, f.reason
	}
}

// put adds a root, or joins it with what is known of the same thing: the strictest class counts.
func (r *roots) put(root Root) (added bool) {
	at, known := r.index[root.Node.ID]
	if !known {
		r.index[root.Node.ID] = len(r.list)
		r.list = append(r.list, root)
		return true
	}
	old := &r.list[at]
	root.from, root.to = min(root.from, old.from), max(root.to, old.to)
	conditions := old.Conditions
	for _, c := range root.Conditions {
		if !slices.Contains(conditions, c) {
			conditions = append(conditions, c)
		}
	}
	if root.Class != old.Class && model.Strictest(root.Class, old.Class) == root.Class {
		*old = root
	}
	old.Conditions, old.from, old.to = conditions, root.from, root.to
	return false
}

// open adds what lay in the containers among the roots. A container that a condition selects for a time stands for what
// it held then and is no root itself once that is known: what it carried at other times has nothing to do with it.
func (r *roots) open() error {
	emptied := map[model.Seq]bool{}
	looked := map[model.Seq][2]model.Instant{}
	for {
		var containers []model.Seq
		for _, root := range r.list {
			time := [2]model.Instant{root.from, root.to}
			if root.Node.Level == model.LevelInstance && looked[root.Node.ID] != time {
				looked[root.Node.ID] = time
				containers = append(containers, root.Node.ID)
			}
		}
		if len(containers) == 0 {
			break
		}
		contents, err := r.tx.Recall().ContentsOf(r.scope, containers, r.asOf)
		if err != nil {
			return err
		}
		for _, c := range contents {
			holder := r.list[r.index[c.Container]]
			from, to := max(holder.from, c.From), min(holder.to, c.To)
			if from >= to {
				continue
			}
			emptied[c.Container] = holder.from != 0 || holder.to != model.Forever
			reason := Inside
			if c.Node.Level != model.LevelInstance {
				reason = PartInside
			}
			root := Root{Node: c.Node, Reason: reason, Class: weaker(holder.Class, classes[reason]), Of: c.Container, Event: c.Event, to: model.Forever}
			if c.Node.Level == model.LevelInstance {
				root.from, root.to = from, to
			}
			r.put(root)
		}
	}
	r.windowed = emptied
	return nil
}

func weaker(a, b model.AffectedClass) model.AffectedClass {
	if a == model.AffectedPossible {
		return a
	}
	return b
}

// starts lists the numbers of the roots of some classes that a walk begins with.
func (r *roots) starts(only ...model.AffectedClass) []model.Seq {
	var list []model.Seq
	for _, root := range r.list {
		if slices.Contains(only, root.Class) && !r.windowed[root.Node.ID] {
			list = append(list, root.Node.ID)
		}
	}
	return list
}
