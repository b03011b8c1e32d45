package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Step names what happened in the words of the trade. Each has a word in every catalogue ("step.<name>").
type Step string

// The steps.
const (
	StepHarvest   Step = "harvest"
	StepMake      Step = "make"
	StepProcess   Step = "process"
	StepCool      Step = "cool"
	StepSlaughter Step = "slaughter"
	StepAssemble  Step = "assemble"
	StepTakeApart Step = "take-apart"
	StepRepair    Step = "repair"
	StepInstall   Step = "install"
	StepReplace   Step = "replace"
	StepMark      Step = "mark"
	StepPack      Step = "pack"
	StepRepack    Step = "repack"
	StepUnpack    Step = "unpack"
	StepCollect   Step = "collect"
	StepPick      Step = "pick"
	StepReserve   Step = "reserve"
	StepStage     Step = "stage"
	StepLoad      Step = "load"
	StepShip      Step = "ship"
	StepCancel    Step = "cancel"
	StepTransport Step = "transport"
	StepUnload    Step = "unload"
	StepArrive    Step = "arrive"
	StepReceive   Step = "receive"
	StepStore     Step = "store"
	StepCountUp   Step = "count"
	StepStock     Step = "stock"
	StepMove      Step = "move"
	StepSell      Step = "sell"
	StepDispense  Step = "dispense"
	StepReturn    Step = "return"
	StepInspect   Step = "inspect"
	StepSample    Step = "sample"
	StepMeasure   Step = "measure"
	StepHold      Step = "hold"
	StepRecall    Step = "recall"
	StepRemove    Step = "remove"
	StepDestroy   Step = "destroy"
	StepRetire    Step = "retire"
	StepOther     Step = "other"
)

// stepIcons draws each step; it is also the list of all steps.
var stepIcons = map[Step]string{
	StepHarvest: "sprout", StepMake: "gear", StepProcess: "gear", StepCool: "snow", StepSlaughter: "gear",
	StepAssemble: "gear", StepTakeApart: "gear", StepRepair: "gear", StepInstall: "gear", StepReplace: "gear",
	StepMark: "scan", StepPack: "box", StepRepack: "box", StepUnpack: "box", StepCollect: "box", StepPick: "box",
	StepReserve: "box", StepStage: "box", StepLoad: "truck", StepShip: "truck", StepCancel: "return",
	StepTransport: "truck", StepUnload: "truck", StepArrive: "arrive", StepReceive: "arrive", StepStore: "store",
	StepCountUp: "store", StepStock: "store", StepMove: "mark", StepSell: "cart", StepDispense: "cart",
	StepReturn: "return", StepInspect: "search", StepSample: "search", StepMeasure: "gauge", StepHold: "pause",
	StepRecall: "bell", StepRemove: "stop", StepDestroy: "bin", StepRetire: "archive", StepOther: "mark",
}

// Steps lists every step by name.
func Steps() []Step {
	return slices.Sorted(maps.Keys(stepIcons))
}

// Word names the step; one that is none of ours is called StepOther.
func (s Step) Word() Word {
	if _, ours := stepIcons[s]; !ours {
		s = StepOther
	}
	return family("step", s)
}

// Icon draws the step.
func (s Step) Icon() string { return cmp.Or(stepIcons[s], stepIcons[StepOther]) }

// stepWords maps the business steps of CBV 2.0 §7.1, and words that farms use in business steps of their own, to ours.
var stepWords = map[string]Step{
	"accepting": StepReceive, "arriving": StepArrive, "assembling": StepAssemble, "collecting": StepCollect,
	"commissioning": StepMake, "consigning": StepShip, "creating_class_instance": StepMake,
	"cycle_counting": StepCountUp, "decommissioning": StepRetire, "departing": StepShip, "destroying": StepDestroy,
	"disassembling": StepTakeApart, "dispensing": StepDispense, "encoding": StepMark, "entering_exiting": StepMove,
	"holding": StepHold, "inspecting": StepInspect, "installing": StepInstall, "killing": StepSlaughter,
	"loading": StepLoad, "packing": StepPack, "picking": StepPick, "receiving": StepReceive, "removing": StepRemove,
	"repackaging": StepRepack, "repairing": StepRepair, "replacing": StepReplace, "reserving": StepReserve,
	"retail_selling": StepSell, "sampling": StepSample, "sensor_reporting": StepMeasure, "shipping": StepShip,
	"staging_outbound": StepStage, "stock_taking": StepCountUp, "stocking": StepStock, "storing": StepStore,
	"transporting": StepTransport, "unloading": StepUnload, "unpacking": StepUnpack, "void_shipping": StepCancel,

	"harvesting": StepHarvest, "harvest": StepHarvest, "cooling": StepCool, "pre_cooling": StepCool,
	"precooling": StepCool, "processing": StepProcess, "slaughtering": StepSlaughter,
}

// dispositionWords are the dispositions (CBV 2.0 §7.2) that say more about what happened than the business step does:
// goods that are shipped as "returned" go back.
var dispositionWords = map[string]Step{
	"recalled": StepRecall, "returned": StepReturn, "destroyed": StepDestroy, "disposed": StepDestroy,
}

// Happening is the part of an EPCIS event that says what happened.
type Happening struct {
	// Type is the event type ("TransformationEvent"), Action its action ("ADD", "OBSERVE", "DELETE" or empty).
	Type, Action string
	// BizStep and Disposition may be bare words, CURIEs, web URIs or URNs.
	BizStep, Disposition string
	// Farm says that the goods grow: bringing a lot into being is then a harvest.
	Farm bool
}

// StepOf says in one word what happened. An event that gives no business step is judged by its type and action; what
// cannot be said becomes StepOther.
func StepOf(h Happening) Step {
	if s, ok := dispositionWords[lastWord(h.Disposition)]; ok {
		return s
	}
	s := stepWords[lastWord(h.BizStep)]
	switch {
	case h.Type == "TransformationEvent" && (s == "" || s == StepMake):
		return StepProcess
	case s == StepMake && h.Farm:
		return StepHarvest
	case s != "":
		return s
	case h.BizStep != "":
		return StepOther
	}
	return bareStep(h)
}

// bareSteps says what an event without a business step means, by type and action (EPCIS 2.0 §7.4).
var bareSteps = map[[2]string]Step{
	{"ObjectEvent", "ADD"}:         StepMake,
	{"ObjectEvent", "DELETE"}:      StepRetire,
	{"AggregationEvent", "ADD"}:    StepPack,
	{"AggregationEvent", "DELETE"}: StepUnpack,
	{"AssociationEvent", "ADD"}:    StepInstall,
	{"AssociationEvent", "DELETE"}: StepRemove,
}

func bareStep(h Happening) Step {
	s, ok := bareSteps[[2]string{h.Type, h.Action}]
	switch {
	case !ok:
		return StepOther
	case s == StepMake && h.Farm:
		return StepHarvest
	}
	return s
}

// lastWord cuts a vocabulary element down to its word: "cbv:BizStep-shipping", "urn:epcglobal:cbv:bizstep:shipping" and
// "https://farm.example/steps#Harvesting" give "shipping" and "harvesting".
func lastWord(uri string) string {
	return strings.ToLower(uri[strings.LastIndexAny(uri, ":/#-")+1:])
}

// step returns the word for a step, the one for StepOther when it is none of ours.
func (t *tongue) step(s Step) (string, error) {
	if _, ours := stepIcons[s]; !ours {
		s = StepOther
	}
	return t.say("step." + string(s))
}
