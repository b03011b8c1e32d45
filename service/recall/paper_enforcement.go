package recall

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
)

// enforcementReport has the shape of an answer of openFDA food/enforcement: one event, one result for each product. What is
// not on record is null. Lineage is ours: that interface keeps no history of a recall, and a reader of it needs one.
type enforcementReport struct {
	Results []enforcementResult  `json:"results"`
	Lineage []model.PublicChange `json:"lineage"`
}

// enforcementResult has the fields of one result by their names there; dates are YYYYMMDD.
type enforcementResult struct {
	RecallNumber             *string `json:"recall_number"` // null until the recall is classified
	EventID                  string  `json:"event_id"`
	Status                   string  `json:"status"`
	Classification           string  `json:"classification"`
	ProductType              *string `json:"product_type"`
	VoluntaryMandated        string  `json:"voluntary_mandated"`
	RecallingFirm            *string `json:"recalling_firm"`
	SurvivingFirm            *string `json:"surviving_firm,omitempty"` // ours: who has succeeded the recalling firm since
	Address1                 *string `json:"address_1"`
	City                     *string `json:"city"`
	State                    *string `json:"state"`
	Country                  *string `json:"country"`
	ProductDescription       *string `json:"product_description"`
	ProductQuantity          *string `json:"product_quantity"`
	ReasonForRecall          *string `json:"reason_for_recall"`
	CodeInfo                 *string `json:"code_info"`
	MoreCodeInfo             *string `json:"more_code_info"`
	DistributionPattern      *string `json:"distribution_pattern"`
	InitialFirmNotification  *string `json:"initial_firm_notification"`
	RecallInitiationDate     *string `json:"recall_initiation_date"`
	CenterClassificationDate *string `json:"center_classification_date"`
	ReportDate               *string `json:"report_date"`
	TerminationDate          *string `json:"termination_date"`
}

// classifications by grade, in FDA's words.
var classifications = map[model.Grade]string{
	"": "Not Yet Classified", model.GradeI: "Class I", model.GradeII: "Class II", model.GradeIII: "Class III",
}

// enforcementStatus says how far a recall is in FDA's three words.
func enforcementStatus(s model.RecallState) string {
	switch s {
	case model.RecallClosed, model.RecallCancelled:
		return "Terminated"
	case model.RecallReported, model.RecallEvaluated, model.RecallActiveEnded:
		return "Completed"
	}
	return "Ongoing"
}

func enforcement(d *dossier) enforcementReport {
	report := enforcementReport{Results: []enforcementResult{}, Lineage: d.changes()}
	for i, g := range d.goods {
		report.Results = append(report.Results, d.enforcementOf(i, g))
	}
	return report
}

// enforcementOf writes one product. Its number is that of the case with the place of the product in it, which never changes.
func (d *dossier) enforcementOf(i int, g goods) enforcementResult {
	r := enforcementResult{
		EventID: d.row.Number, Status: enforcementStatus(d.row.State), Classification: classifications[d.row.Grade],
		VoluntaryMandated: "Voluntary: Firm initiated", RecallingFirm: known(d.company.Name.In(model.EN)),
		Address1: known(cmp.Or(d.filed().Contact.Address, d.company.Address)), City: known(levelName(d.company.Region, model.RegionPrefecture)),
		State: known(levelName(d.company.Region, model.RegionProvince)), Country: known(d.company.Country),
		ProductDescription: known(described(g)), ProductQuantity: known(quantities(g)), ReasonForRecall: known(either(d.row.Title, d.row.Hazard).In(model.EN)),
		CodeInfo: known(codeInfo(g)), DistributionPattern: known(d.pattern()),
		RecallInitiationDate: compact(cmp.Or(d.row.BlockedFrom, d.row.AnnouncedAt)), CenterClassificationDate: compact(d.when(model.RecallAssessed)),
		ReportDate: compact(d.row.AnnouncedAt), TerminationDate: compact(cmp.Or(d.when(model.RecallClosed), d.when(model.RecallCancelled))),
	}
	r.SurvivingFirm = known(d.heir.Name.In(model.EN))
	if d.row.Origin == model.OriginOrdered {
		r.VoluntaryMandated = "Mandated: Authority ordered"
	}
	if d.row.Grade != "" {
		r.RecallNumber = known(d.row.Number + "-" + strconv.Itoa(i+1))
	} else {
		r.CenterClassificationDate = nil
	}
	if d.row.Pack == model.PackCNFood || d.row.Pack == model.PackUSFDA || d.row.Pack == model.PackCNFarm {
		r.ProductType = known("Food")
	}
	return r
}

// known returns a fact, or null for one that is not on record.
func known(s string) *string {
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return &s
}

// compact writes the day of an instant as YYYYMMDD.
func compact(i model.Instant) *string {
	if i == 0 {
		return nil
	}
	return known(i.Time().In(model.China).Format(strings.ReplaceAll(time.DateOnly, "-", "")))
}

// levelName names the division of a level in which a region lies.
func levelName(r model.Region, level model.RegionLevel) string {
	for at, ok := r, r != "" && r.Known(); ok && at != model.Nation; at, ok = at.Parent() {
		if at.Level() == level {
			return at.Name(string(model.EN))
		}
	}
	return ""
}

func described(g goods) string {
	parts := []string{g.brand.Brand.In(model.EN), g.product.Name.In(model.EN), cmp.Or(g.brand.Spec, g.product.NetContent)}
	if g.gtin != "" {
		parts = append(parts, "GTIN "+g.gtin)
	}
	return strings.Join(present(parts), ", ")
}

func present(parts []string) (list []string) {
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return list
}

// quantities sums what was made of the lots, in each unit.
func quantities(g goods) string {
	sums := map[model.Unit]model.Quantity{}
	var units []model.Unit
	for _, t := range g.things {
		if !concerns(t) || t.Unit == "" || t.Level != model.LevelLot {
			continue
		}
		if _, seen := sums[t.Unit]; !seen {
			units = append(units, t.Unit)
		}
		sums[t.Unit], _ = sums[t.Unit].AddChecked(t.Quantity)
	}
	var parts []string
	for _, u := range units {
		parts = append(parts, sums[u].String()+" "+string(u))
	}
	return strings.Join(parts, "; ")
}

// codeInfo lists what is printed on the packs.
func codeInfo(g goods) string {
	var parts []string
	for _, t := range g.things {
		if !concerns(t) {
			continue
		}
		on := printedOn(t)
		text := "Lot " + on.lot
		if on.serial != "" {
			text = "Serial " + on.serial
		}
		if t.Expires != "" {
			text += " best before " + string(t.Expires)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// pattern says where the goods have gone.
func (d *dossier) pattern() string {
	provinces, unknown := d.spread()
	var parts []string
	for _, p := range provinces {
		parts = append(parts, p.Name(string(model.EN)))
	}
	if unknown > 0 {
		parts = append(parts, strconv.Itoa(unknown)+" places not known")
	}
	return strings.Join(parts, ", ")
}
