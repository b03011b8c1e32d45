package model_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

// wholePlan is a plan with all eight items.
func wholePlan() model.RecallPlan {
	said := model.Text{ZH: "说明"}
	return model.RecallPlan{
		ScopeVersion: 1,
		Contact:      model.PlanContact{Representative: "法人", Person: "负责人", Phone: "0991-1234567", Email: "recall@example.com", Address: "乌鲁木齐"},
		Brands:       []model.PlanBrand{{ProductID: someProduct, Brand: model.Text{ZH: "天山"}, Spec: "500 g"}},
		Area:         said, Reason: said, Harm: said, Grade: model.GradeI, Steps: said, Starts: "2026-11-23", Ends: "2026-12-07",
		Notice: said, Venues: []model.PlanVenue{model.VenueProvincialSite}, Consumers: said, Remedies: []model.Remedy{model.RemedyRefund},
		Operators: said, Disposals: []model.PlanDisposal{model.DisposalCentral}, Handling: said, Payer: model.PayerProducer,
		Expected: 980, Effect: said,
	}
}

func TestRecallPlan(t *testing.T) {
	t.Parallel()
	if err := wholePlan().Validate(); err != nil {
		t.Fatalf("a whole plan: %v", err)
	}
	body, err := json.Marshal(wholePlan())
	var read model.RecallPlan
	if err != nil || json.Unmarshal(body, &read) != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wholePlan(), read); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, c := range map[string]struct {
		spoil func(*model.RecallPlan)
		at    string
	}{
		"no scope":         {func(p *model.RecallPlan) { p.ScopeVersion = 0 }, "scope_version"},
		"nobody":           {func(p *model.RecallPlan) { p.Contact.Person = " " }, "contact.person"},
		"no phone":         {func(p *model.RecallPlan) { p.Contact.Phone = "call me" }, "contact.phone"},
		"night phone":      {func(p *model.RecallPlan) { p.Contact.AfterHours = "12" }, "contact.after_hours"},
		"no e-mail":        {func(p *model.RecallPlan) { p.Contact.Email = "at home" }, "contact.email"},
		"long address":     {func(p *model.RecallPlan) { p.Contact.Address = strings.Repeat("长", 201) }, "contact.address"},
		"brand of nothing": {func(p *model.RecallPlan) { p.Brands[0].ProductID = "tea" }, "brands[0].product_id"},
		"brand twice":      {func(p *model.RecallPlan) { p.Brands = append(p.Brands, p.Brands[0]) }, "brands[1].product_id"},
		"line break":       {func(p *model.RecallPlan) { p.Brands[0].Spec = "a\nb" }, "brands[0].spec"},
		"no area":          {func(p *model.RecallPlan) { p.Area = model.Text{} }, "area"},
		"no reason":        {func(p *model.RecallPlan) { p.Reason = model.Text{UG: "  "} }, "reason"},
		"no harm":          {func(p *model.RecallPlan) { p.Harm = model.Text{} }, "harm"},
		"no steps":         {func(p *model.RecallPlan) { p.Steps = model.Text{} }, "steps"},
		"no start":         {func(p *model.RecallPlan) { p.Starts = "" }, "starts"},
		"no such day":      {func(p *model.RecallPlan) { p.Ends = "2026-02-30" }, "ends"},
		"upside down":      {func(p *model.RecallPlan) { p.Ends = "2026-11-22" }, "ends"},
		"no notice":        {func(p *model.RecallPlan) { p.Notice = model.Text{} }, "notice"},
		"nowhere":          {func(p *model.RecallPlan) { p.Venues = nil }, "venues"},
		"venue twice":      {func(p *model.RecallPlan) { p.Venues = append(p.Venues, p.Venues[0]) }, "venues[1]"},
		"no remedy":        {func(p *model.RecallPlan) { p.Remedies = []model.Remedy{"hope"} }, "remedies[0]"},
		"no consumers":     {func(p *model.RecallPlan) { p.Consumers = model.Text{} }, "consumers"},
		"no operators":     {func(p *model.RecallPlan) { p.Operators = model.Text{} }, "operators"},
		"no disposal":      {func(p *model.RecallPlan) { p.Disposals = nil }, "disposals"},
		"no handling":      {func(p *model.RecallPlan) { p.Handling = model.Text{} }, "handling"},
		"nobody pays":      {func(p *model.RecallPlan) { p.Payer = "" }, "payer"},
		"long costs":       {func(p *model.RecallPlan) { p.Costs.EN = strings.Repeat("x", 4001) }, "costs"},
		"control sign":     {func(p *model.RecallPlan) { p.Costs.EN = "a\x00b" }, "costs"},
		"too much":         {func(p *model.RecallPlan) { p.Expected = 1001 }, "expected_permille"},
		"no effect":        {func(p *model.RecallPlan) { p.Effect = model.Text{} }, "effect"},
	} {
		p := wholePlan()
		c.spoil(&p)
		var r *model.Refusal
		if err := p.Validate(); !errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != c.at {
			t.Errorf("%s: %v, want a fault at %s", name, err, c.at)
		}
	}
}

func TestRecallPlanWords(t *testing.T) {
	t.Parallel()
	for _, v := range model.PlanVenues() {
		complete(t, string(v), model.PlanVenueWords[v])
	}
	for _, r := range model.PlanRemedies() {
		complete(t, string(r), model.RemedyWords[r])
	}
	for _, d := range model.PlanDisposals() {
		complete(t, string(d), model.PlanDisposalWords[d])
	}
	for _, p := range model.PlanPayers() {
		complete(t, string(p), model.PlanPayerWords[p])
	}
}
