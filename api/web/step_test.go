package web_test

import (
	"testing"

	"suyuan/api/web"
	"suyuan/model/epcis"
)

func TestStepOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   web.Happening
		want web.Step
	}{
		"bare word":               {web.Happening{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "shipping"}, web.StepShip},
		"curie":                   {web.Happening{BizStep: "cbv:BizStep-receiving"}, web.StepReceive},
		"web uri":                 {web.Happening{BizStep: "https://ref.gs1.org/cbv/BizStep-sensor_reporting"}, web.StepMeasure},
		"urn":                     {web.Happening{BizStep: "urn:epcglobal:cbv:bizstep:retail_selling"}, web.StepSell},
		"a lot is made":           {web.Happening{Type: "ObjectEvent", Action: "ADD", BizStep: "creating_class_instance"}, web.StepMake},
		"a lot grows":             {web.Happening{Type: "ObjectEvent", Action: "ADD", BizStep: "creating_class_instance", Farm: true}, web.StepHarvest},
		"processing fruit":        {web.Happening{Type: "TransformationEvent", BizStep: "commissioning", Farm: true}, web.StepProcess},
		"repackaging":             {web.Happening{Type: "TransformationEvent", BizStep: "repackaging"}, web.StepRepack},
		"farm's own step":         {web.Happening{BizStep: "https://farm.example/steps#Harvesting"}, web.StepHarvest},
		"goods go back":           {web.Happening{BizStep: "shipping", Disposition: "returned"}, web.StepReturn},
		"recalled":                {web.Happening{BizStep: "holding", Disposition: "cbv:Disp-recalled"}, web.StepRecall},
		"held":                    {web.Happening{BizStep: "holding", Disposition: "non_sellable_other"}, web.StepHold},
		"other":                   {web.Happening{Type: "ObjectEvent", Action: "ADD", BizStep: "other"}, web.StepOther},
		"a step nobody knows":     {web.Happening{BizStep: "https://x.example/steps/polishing"}, web.StepOther},
		"no step, into a box":     {web.Happening{Type: "AggregationEvent", Action: "ADD"}, web.StepPack},
		"no step, out of a box":   {web.Happening{Type: "AggregationEvent", Action: "DELETE"}, web.StepUnpack},
		"no step, grown":          {web.Happening{Type: "ObjectEvent", Action: "ADD", Farm: true}, web.StepHarvest},
		"no step, seen":           {web.Happening{Type: "ObjectEvent", Action: "OBSERVE"}, web.StepOther},
		"no step, transformation": {web.Happening{Type: "TransformationEvent"}, web.StepProcess},
		"nothing":                 {web.Happening{}, web.StepOther},
	} {
		if got := web.StepOf(c.in); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestEveryBusinessStepHasAWord keeps the table complete against CBV 2.0.
func TestEveryBusinessStepHasAWord(t *testing.T) {
	t.Parallel()
	for _, word := range epcis.BizSteps.Words() {
		got := web.StepOf(web.Happening{BizStep: word})
		if (got == web.StepOther) != (word == "other") {
			t.Errorf("business step %s is shown as %s", word, got)
		}
	}
}
