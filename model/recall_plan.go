package model

import (
	"slices"
	"unicode/utf8"
)

// RecallPlan is a filed recall plan: the eight items of 食品召回管理办法 Art. 15. What the case itself knows (who recalls,
// which product, batches and quantities, grade) is written beside it when it is shown.
type RecallPlan struct {
	// Contact is how the producer is reached: an office's name, telephone and address, no private person (item 1).
	Contact string `json:"contact"`
	// Area is where the goods went (item 2; the batches and quantities are the scope's).
	Area string `json:"area"`
	// Reason says why and what harm is feared (item 3).
	Reason string `json:"reason"`
	// Process says how it is carried out and by when (item 4; the grade is the case's).
	Process string `json:"process"`
	From    Date   `json:"from,omitempty"`
	To      Date   `json:"to,omitempty"`
	// Notice is the text of the notice and the channels on which it goes out (item 5).
	Notice string `json:"notice"`
	// Operators is what operators along the chain have to do (item 6).
	Operators string `json:"operators"`
	// Disposal says what becomes of the goods, where and when, and who bears the cost (item 7); consumers are paid back
	// by Refund.
	Disposal string `json:"disposal"`
	Refund   string `json:"refund"`
	// Effect is the expected effect (item 8).
	Effect string `json:"effect"`
}

// PlanLimit bounds each text of a plan or report in characters.
const PlanLimit = 4000

// Validate refuses, at their fields, items that are missing or longer than PlanLimit, and an end before the beginning.
func (p RecallPlan) Validate() error {
	var f Faults
	for _, item := range []struct{ at, text string }{
		{"contact", p.Contact}, {"area", p.Area}, {"reason", p.Reason}, {"process", p.Process}, {"notice", p.Notice},
		{"operators", p.Operators}, {"disposal", p.Disposal}, {"refund", p.Refund}, {"effect", p.Effect},
	} {
		checkFiled(&f, item.at, item.text, true)
	}
	Made{p.From, p.To}.check(&f)
	return f.Err()
}

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

// RecallAnnouncement holds what an announcement says beside what the case knows: the four items of 食品召回管理办法 Art. 16.
type RecallAnnouncement struct {
	Contact   string // who recalls and how it is reached
	Reason    string // why; product, batches and grade are the case's
	From, To  Date
	Area      string
	Operators string // what operators do
	Refund    string // how consumers give it back and are paid
}

// Announcement derives the announcement's items from the plan.
func (p RecallPlan) Announcement() RecallAnnouncement {
	return RecallAnnouncement{p.Contact, p.Reason, p.From, p.To, p.Area, p.Operators, p.Refund}
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

// RecallVenues lists the venues.
func RecallVenues() []RecallVenue { return []RecallVenue{VenueProvince, VenueNation} }

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
