package code

import (
	"cmp"
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// JourneyEntry is one thing that happened to a batch, without saying who did it, to how much, or for whom.
type JourneyEntry struct {
	Time model.Instant
	// Type, Action, BizStep and Disposition are the words of EPCIS 2.0 and CBV 2.0 that say what happened. A step or
	// disposition outside the standard's list is "other": free text of a stranger never reaches the page.
	Type, Action, BizStep, Disposition string
	// Region is where, at county level; empty when unknown.
	Region model.Region
	// Actor is what kind of organisation did it.
	Actor model.OrgKind
}

// maxJourney bounds the entries of a page.
const maxJourney = 30

// journey puts events in the order of time, says once what happened several times on one day in one county (sales: on any day), and returns
// the first maxJourney entries and the number of the others.
func journey(steps []repository.Step) (entries []JourneyEntry, more int) {
	type sameDay struct {
		entry JourneyEntry
		day   model.Date
	}
	seen := map[sameDay]bool{}
	slices.SortStableFunc(steps, func(a, b repository.Step) int { return cmp.Compare(a.Time, b.Time) })
	for _, s := range steps {
		e := JourneyEntry{
			Type: s.Type, Action: s.Action, BizStep: known(epcis.BizSteps, s.BizStep), Disposition: known(epcis.Dispositions, s.Disposition),
			Region: s.Region, Actor: s.Kind,
		}
		key := sameDay{e.gist(), model.DateOf(s.Time, model.China)}
		if e.BizStep == "retail_selling" {
			key.day = "" // a shop sells every day; that it does is one thing to know
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		e.Time = s.Time
		entries = append(entries, e)
	}
	if len(entries) > maxJourney {
		return entries[:maxJourney], len(entries) - maxJourney
	}
	return entries, 0
}

// telling are the dispositions that change what a step is: goods that are shipped as "returned" go back. Whether goods are
// "active" or "in progress" afterwards is one step to a consumer.
var telling = map[string]bool{"recalled": true, "returned": true, "destroyed": true, "disposed": true}

// gist is the entry without what makes no difference to a consumer.
func (e JourneyEntry) gist() JourneyEntry {
	if !telling[e.Disposition] {
		e.Disposition = ""
	}
	if e.BizStep != "" && e.Type != string(epcis.TransformationEvent) {
		e.Type, e.Action = "", ""
	}
	return e
}

// known reduces a value of an event to a word of the standard.
func known(v *epcis.Vocabulary, value string) string {
	word := v.Word(value)
	switch {
	case word == "" || v.Has(word):
		return word
	}
	return "other"
}
