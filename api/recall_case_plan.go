package api

import (
	"suyuan/model"
)

// PlanTextView is a text of a plan in three languages.
type PlanTextView struct {
	ZH string `json:"zh,omitempty" maxLength:"4000" doc:"Chinese"`
	UG string `json:"ug,omitempty" maxLength:"4000" doc:"Uyghur"`
	EN string `json:"en,omitempty" maxLength:"4000" doc:"English"`
}

func (t PlanTextView) text() model.Text { return model.Text{ZH: t.ZH, UG: t.UG, EN: t.EN} }

// PlanContactInput is who answers for a recall.
type PlanContactInput struct {
	Representative string `json:"representative" maxLength:"200" doc:"The legal representative; never published."`
	Person         string `json:"person" maxLength:"200" doc:"Who is in charge; never published."`
	Phone          string `json:"phone" maxLength:"200"`
	AfterHours     string `json:"after_hours,omitempty" maxLength:"200"`
	Email          string `json:"email,omitempty" maxLength:"200"`
	Address        string `json:"address" maxLength:"200"`
}

// PlanBrandInput is the trade mark and the pack size of a product.
type PlanBrandInput struct {
	Product string   `json:"product_id" maxLength:"36"`
	Brand   TextView `json:"brand"`
	Spec    string   `json:"spec,omitempty" maxLength:"200"`
}

// RecallPlanInput is a recall plan: its eight items as far as the case does not know them itself.
type RecallPlanInput struct {
	Contact   PlanContactInput `json:"contact" doc:"Item 1."`
	Brands    []PlanBrandInput `json:"brands,omitempty" maxItems:"200" doc:"Item 2."`
	Area      PlanTextView     `json:"area" doc:"Item 2: where the goods went."`
	Reason    PlanTextView     `json:"reason" doc:"Item 3."`
	Harm      PlanTextView     `json:"harm" doc:"Item 3: what may come of it."`
	Grade     GradeCode        `json:"grade,omitempty" doc:"Item 4."`
	Steps     PlanTextView     `json:"steps" doc:"Item 4: how it goes on."`
	Starts    string           `json:"starts" maxLength:"10"`
	Ends      string           `json:"ends" maxLength:"10"`
	Notice    PlanTextView     `json:"notice" doc:"Item 5."`
	Venues    []string         `json:"venues" maxItems:"20" doc:"Item 5: where it is published."`
	Consumers PlanTextView     `json:"consumers" doc:"Item 5: how consumers return goods and are paid."`
	Remedies  []string         `json:"remedies" maxItems:"20"`
	Operators PlanTextView     `json:"operators" doc:"Item 6."`
	Disposals []string         `json:"disposals" maxItems:"20" doc:"Item 7."`
	Handling  PlanTextView     `json:"handling" doc:"Item 7."`
	Payer     string           `json:"payer" maxLength:"20" doc:"Item 7: who bears the cost."`
	Costs     PlanTextView     `json:"costs,omitempty"`
	Expected  int              `json:"expected_permille" minimum:"0" maximum:"1000" doc:"Item 8: what is expected back, in tenths of a per cent."`
	Effect    PlanTextView     `json:"effect" doc:"Item 8."`
}

// plan reads it; which version of the scope it speaks of is for the case to say.
func (in *RecallPlanInput) plan() *model.RecallPlan {
	if in == nil {
		return nil
	}
	p := &model.RecallPlan{
		Contact: model.PlanContact(in.Contact), Area: in.Area.text(), Reason: in.Reason.text(), Harm: in.Harm.text(), Grade: model.Grade(in.Grade),
		Steps: in.Steps.text(), Starts: model.Date(in.Starts), Ends: model.Date(in.Ends), Notice: in.Notice.text(), Consumers: in.Consumers.text(),
		Operators: in.Operators.text(), Handling: in.Handling.text(), Payer: model.PlanPayer(in.Payer), Costs: in.Costs.text(), Expected: in.Expected,
		Effect: in.Effect.text(),
	}
	for _, b := range in.Brands {
		p.Brands = append(p.Brands, model.PlanBrand{ProductID: model.ProductID(b.Product), Brand: b.Brand.text(), Spec: b.Spec})
	}
	for _, v := range in.Venues {
		p.Venues = append(p.Venues, model.PlanVenue(v))
	}
	for _, r := range in.Remedies {
		p.Remedies = append(p.Remedies, model.PlanRemedy(r))
	}
	for _, d := range in.Disposals {
		p.Disposals = append(p.Disposals, model.PlanDisposal(d))
	}
	return p
}
