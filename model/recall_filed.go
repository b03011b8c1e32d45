package model

import (
	"slices"
	"unicode/utf8"
)

// PlanLimit bounds each text of a report in characters.
const PlanLimit = 4000

func checkFiled(f *Faults, at, text string, required bool) {
	switch {
	case text == "" && required:
		f.Add(at, ValueRequired)
	case utf8.RuneCountInString(text) > PlanLimit:
		f.Add(at, ValueTooLong, P("limit", PlanLimit))
	case !utf8.ValidString(text):
		f.Add(at, ValueInvalid, P("value", ""))
	}
}

// RecallSummary is a filed report: the summary of a stage, or of the whole recall and the disposal (食品召回管理办法
// Art. 32). The figures are those of the reconciliation.
type RecallSummary struct {
	Text string `json:"text"`
	// EvidenceID is a document that goes with it, if any.
	EvidenceID DocumentID `json:"evidence_id,omitempty"`
}

// Validate refuses a report without text or with one longer than PlanLimit.
func (r RecallSummary) Validate() error {
	var f Faults
	checkFiled(&f, "text", r.Text, true)
	return f.Err()
}

// RecallTransactionType is the type of business transaction under which the events of a recall name it: no word of CBV
// stands for a recall notice.
const RecallTransactionType = "urn:uuid:5f6b9d2a-0c3e-5a41-9d1f-7b2f6c1e8a40#recall"

// Transaction names the case in the bizTransactionList of its events.
func (r Recall) Transaction() string { return RecallTransactionType + "/" + r.Number }

// RecallVenue says where an announcement has to be published (食品召回管理办法 Art. 17).
type RecallVenue string

// The venues.
const (
	VenueProvince RecallVenue = "province" // the provincial authority's site and the province's media, linked to the national site
	VenueNation   RecallVenue = "nation"   // the national authority's site and central media
)

// VenueOf decides by where the goods really went: one province, or two and more. Provinces are the first two digits of
// the regions, each once, in order; a region that is not known is none. Goods that went nowhere known are announced to
// the nation, because nothing limits them.
func VenueOf(regions []Region) (venue RecallVenue, provinces []Region) {
	for _, r := range regions {
		if len(r) != 6 || r[:2] == "00" {
			continue
		}
		if p := r[:2] + "0000"; !slices.Contains(provinces, p) {
			provinces = append(provinces, p)
		}
	}
	slices.Sort(provinces)
	if len(provinces) == 1 {
		return VenueProvince, provinces
	}
	return VenueNation, provinces
}
