package trace

import (
	"slices"

	"suyuan/model/epcis"
)

// movement says what an event does to quantities.
type movement string

// The movements.
const (
	moveNone      movement = ""          // it only observes
	moveProduce   movement = "produce"   // a lot comes into being
	moveTransform movement = "transform" // inputs are used up, outputs come into being
	moveShip      movement = "ship"      // from a place into transit
	moveSendBack  movement = "send back" // into transit to where it came from
	moveUnship    movement = "unship"    // a shipment that did not leave
	moveReceive   movement = "receive"   // from transit to a place
	moveSell      movement = "sell"      // out of the chain to a consumer
	moveReturn    movement = "return"    // back from a consumer
	moveDestroy   movement = "destroy"   // destroyed or disposed of
	moveLose      movement = "lose"      // written off
	movePack      movement = "pack"      // into a container
	moveUnpack    movement = "unpack"    // out of a container
)

// movementRule recognises a movement. An empty list matches anything.
type movementRule struct {
	types        []epcis.EventType
	actions      []epcis.Action
	steps        []string
	dispositions []string
	fromConsumer bool // no source is named
	is           movement
}

var objectOrPack = []epcis.EventType{epcis.ObjectEvent, epcis.AggregationEvent}

// movementRules are tried in order; the first that matches wins. The words are those of CBV 2.0 §7.1 and §7.2.
var movementRules = []movementRule{
	{types: []epcis.EventType{epcis.TransformationEvent}, is: moveTransform},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Add}, is: moveProduce},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Delete}, steps: []string{"retail_selling", "dispensing"}, is: moveSell},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Delete}, dispositions: []string{"retail_sold", "dispensed"}, is: moveSell},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Delete}, steps: []string{"destroying"}, is: moveDestroy},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Delete}, dispositions: []string{"destroyed", "disposed"}, is: moveDestroy},
	{types: []epcis.EventType{epcis.ObjectEvent}, actions: []epcis.Action{epcis.Delete}, is: moveLose},
	{types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"shipping"}, dispositions: []string{"returned"}, is: moveSendBack},
	{types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"shipping"}, is: moveShip},
	{types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"void_shipping"}, is: moveUnship},
	{
		types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"receiving"}, dispositions: []string{"returned"},
		fromConsumer: true, is: moveReturn,
	},
	{types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"receiving"}, is: moveReceive},
	{types: objectOrPack, actions: []epcis.Action{epcis.Observe}, steps: []string{"retail_selling", "dispensing"}, dispositions: []string{"retail_sold", "dispensed"}, is: moveSell},
	{types: []epcis.EventType{epcis.AggregationEvent}, actions: []epcis.Action{epcis.Add}, is: movePack},
	{types: []epcis.EventType{epcis.AggregationEvent}, actions: []epcis.Action{epcis.Delete}, is: moveUnpack},
}

// movementOf recognises what an event does to quantities.
func movementOf(e *epcis.Event) movement {
	step, disposition := epcis.BizSteps.Word(e.BizStep), epcis.Dispositions.Word(e.Disposition)
	for _, r := range movementRules {
		if matches(r.types, e.Type) && matches(r.actions, e.Action) && matches(r.steps, step) &&
			matches(r.dispositions, disposition) && (!r.fromConsumer || len(e.Sources) == 0) {
			return r.is
		}
	}
	return moveNone
}

func matches[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// freezes reports whether a held or blocked batch forbids the movement: it may come in, come back and be destroyed, but
// not go on.
func (m movement) freezes() bool {
	switch m {
	case moveTransform, moveShip, moveSell, movePack:
		return true
	case moveNone, moveProduce, moveSendBack, moveUnship, moveReceive, moveReturn, moveDestroy, moveLose, moveUnpack:
		return false
	}
	return false
}
