package api

import (
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
)

// PlanVenueCode says where a notice is published.
type PlanVenueCode string

// Schema implements huma.SchemaProvider.
func (PlanVenueCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a notice is published.", model.PlanVenues())
}

// RemedyCode is a remedy that consumers are offered.
type RemedyCode string

// Schema implements huma.SchemaProvider.
func (RemedyCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A remedy that consumers are offered.", model.PlanRemedies())
}

// PlanDisposalCode is what becomes of recalled goods.
type PlanDisposalCode string

// Schema implements huma.SchemaProvider.
func (PlanDisposalCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What becomes of recalled goods.", model.PlanDisposals())
}

// PlanPayerCode is who bears the cost.
type PlanPayerCode string

// Schema implements huma.SchemaProvider.
func (PlanPayerCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Who bears the cost.", model.PlanPayers())
}

// PlanTextView is what somebody wrote in a plan, in the languages in which it was written.
type PlanTextView struct {
	ZH string `json:"zh,omitempty" maxLength:"4000" doc:"Chinese"`
	UG string `json:"ug,omitempty" maxLength:"4000" doc:"Uyghur"`
	EN string `json:"en,omitempty" maxLength:"4000" doc:"English"`
}

func (t PlanTextView) text() model.Text { return model.Text{ZH: t.ZH, UG: t.UG, EN: t.EN} }

// RecallPlanInput is a plan with the eight items of 食品召回管理办法 Art. 15. What the case knows itself (lots, quantities,
// holders, the version of the scope) is not asked for.
type RecallPlanInput struct {
	Contact struct {
		Representative string `json:"representative" maxLength:"200" doc:"Legal representative; on the plan and the announcement, never in the public register."`
		Person         string `json:"person" maxLength:"200" doc:"Who is in charge of the recall; likewise."`
		Phone          string `json:"phone" maxLength:"200"`
		AfterHours     string `json:"after_hours,omitempty" maxLength:"200" doc:"A telephone that is answered at night."`
		Email          string `json:"email,omitempty" maxLength:"200"`
		Address        string `json:"address" maxLength:"200"`
	} `json:"contact" doc:"Item 1."`
	Brands []struct {
		Product string       `json:"product_id" maxLength:"36"`
		Brand   PlanTextView `json:"brand"`
		Spec    string       `json:"spec,omitempty" maxLength:"200"`
	} `json:"brands,omitempty" maxItems:"200" doc:"Item 2: as what the goods are sold."`
	Area      PlanTextView       `json:"area" doc:"Item 2: where the goods have gone."`
	Reason    PlanTextView       `json:"reason" doc:"Item 3."`
	Harm      PlanTextView       `json:"harm" doc:"Item 3: what may come of it."`
	Grade     string             `json:"grade,omitempty" maxLength:"10" doc:"Item 4."`
	Steps     PlanTextView       `json:"steps" doc:"Item 4: how it goes on."`
	Starts    string             `json:"starts" maxLength:"10" doc:"First day."`
	Ends      string             `json:"ends" maxLength:"10" doc:"Last day."`
	Notice    PlanTextView       `json:"notice" doc:"Item 5: what operators and the public are told."`
	Venues    []PlanVenueCode    `json:"venues" maxItems:"20"`
	Consumers PlanTextView       `json:"consumers" doc:"Item 5: how consumers give it back and are paid."`
	Remedies  []RemedyCode       `json:"remedies" maxItems:"20"`
	Operators PlanTextView       `json:"operators" doc:"Item 6."`
	Disposals []PlanDisposalCode `json:"disposals" maxItems:"20" doc:"Item 7."`
	Handling  PlanTextView       `json:"handling" doc:"Item 7: when, where and how."`
	Payer     PlanPayerCode      `json:"payer" doc:"Item 7: who bears the cost."`
	Costs     PlanTextView       `json:"costs,omitempty"`
	Expected  int                `json:"expected_permille" minimum:"0" maximum:"1000" doc:"Item 8: how much is expected back, in tenths of a per cent."`
	Effect    PlanTextView       `json:"effect" doc:"Item 8, in words."`
}

func (in *RecallPlanInput) plan(faults *model.Faults) *model.RecallPlan {
	if in == nil {
		return nil
	}
	p := &model.RecallPlan{
		Contact: model.PlanContact{
			Representative: in.Contact.Representative, Person: in.Contact.Person, Phone: in.Contact.Phone, AfterHours: in.Contact.AfterHours,
			Email: in.Contact.Email, Address: in.Contact.Address,
		},
		Area: in.Area.text(), Reason: in.Reason.text(), Harm: in.Harm.text(), Grade: model.Grade(in.Grade), Steps: in.Steps.text(),
		Starts: model.Date(in.Starts), Ends: model.Date(in.Ends), Notice: in.Notice.text(), Venues: codes[model.PlanVenue](in.Venues),
		Consumers: in.Consumers.text(), Remedies: codes[model.Remedy](in.Remedies), Operators: in.Operators.text(),
		Disposals: codes[model.PlanDisposal](in.Disposals), Handling: in.Handling.text(), Payer: model.PlanPayer(in.Payer), Costs: in.Costs.text(),
		Expected: in.Expected, Effect: in.Effect.text(),
	}
	for i, b := range in.Brands {
		p.Brands = append(p.Brands, model.PlanBrand{
			ProductID: idAt[model.Product]("plan.brands["+strconv.Itoa(i)+"].product_id", b.Product, faults), Brand: b.Brand.text(), Spec: b.Spec,
		})
	}
	return p
}
