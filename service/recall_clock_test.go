package service_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/recall"
)

// TestRecallEveryClock: for each deadline of each pack of rules somebody is reminded at every warning before its end and the
// authority told after it, each once and never earlier; then all of them are listed as overdue, and nothing more is said.
func TestRecallEveryClock(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		m.sql("UPDATE recall_clocks SET ended = 1, warn_at = 0 WHERE recall_id = ?", c.ID) // those of the case itself are tested elsewhere
		start := model.InstantOf(h.clock.Now())
		cal := model.ChinaWorkdays()
		type ring struct {
			at      model.Instant
			overdue bool
		}
		var rings []ring
		var rows []model.RecallClock
		rules := map[model.RuleID]bool{}
		for _, pack := range model.RulePacks() {
			for _, rule := range pack.Rules {
				if !pack.Recall || rule.Kind != model.RuleDeadline && rule.Kind != model.RuleRepeats || rules[rule.ID()] {
					continue
				}
				clock, err := model.StartClock(rule, start, start)
				if err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal(clock)
				if err != nil {
					t.Fatal(err)
				}
				over := clock.Due(cal, start).At + 1
				if rule.Period.Amount == 0 {
					over = over.Add(model.AtOnceGrace)
				}
				first := over
				for _, at := range clock.Warnings(cal, start) {
					rings, first = append(rings, ring{at, false}), min(first, at)
				}
				rules[rule.ID()], rings = true, append(rings, ring{over, true})
				h.write(func(tx *repository.Tx) error {
					rows = append(rows, model.RecallClock{
						ID: repository.NewID[model.RecallClock](tx), RecallID: c.ID, Rule: rule.ID(), Party: rule.Party, Clock: text, DueAt: clock.Due(cal, start).At,
						WarnAt: first, Version: 1, CreatedAt: tx.Now(),
					})
					return nil
				})
			}
		}
		if len(rules) < 10 || len(rings) < 2*len(rules) {
			t.Fatalf("%d rules ring %d times", len(rules), len(rings))
		}
		h.write(func(tx *repository.Tx) error { return tx.Recall().InsertClocks(rows) })
		slices.SortStableFunc(rings, func(a, b ring) int { return int(min(max(a.at-b.at, -1), 1)) })
		said := map[string]int{}
		for len(rings) > 0 {
			at := rings[0].at // the clock of the house ticks with every look at it: what rings within a moment rings together
			n := slices.IndexFunc(rings, func(r ring) bool { return r.at > at.Add(2*time.Second) })
			if n < 0 {
				n = len(rings)
			}
			last := rings[n-1].at
			for _, r := range rings[:n] {
				said["farm reminder"] += count(!r.overdue)
				said["farm overdue"] += count(r.overdue)
				said["bureau overdue"] += count(r.overdue)
			}
			for _, step := range []struct {
				to   model.Instant
				want int
			}{{at.Add(-time.Second), 0}, {last.Add(time.Second), n}, {last.Add(time.Second), 0}} {
				h.clock.Advance(max(0, step.to.Sub(model.InstantOf(h.clock.Now()))))
				got, err := m.recall.Overdue(t.Context())
				if err != nil || got != step.want {
					t.Fatalf("at %s: %d, %v, want %d", step.to, got, err, step.want)
				}
			}
			rings = rings[n:]
		}
		heard := map[string]int{}
		for name, org := range map[string]model.OrgID{"farm": m.farm.Org, "bureau": m.bureau.Org} {
			for _, kind := range m.notices(org) {
				for _, of := range []string{"reminder", "overdue"} {
					heard[name+" "+of] += count(string(kind) == "recall."+of)
				}
			}
		}
		delete(heard, "bureau reminder")
		same(h, "heard", heard, said)

		late := map[model.RuleID]bool{}
		page := model.Page{}
		for {
			list, next, err := m.recall.Deadlines(t.Context(), m.bureau, recall.DeadlineFilter{Recall: c.ID, Overdue: true}, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				late[d.Rule.ID()] = d.Stage == model.ClockRanOut
			}
			if page.After = next; next == "" {
				break
			}
		}
		same(h, "listed as overdue", fmt.Sprint(late), fmt.Sprint(rules))
		h.clock.Advance(365 * 24 * time.Hour)
		if n, err := m.recall.Overdue(t.Context()); n != 0 || err != nil {
			t.Errorf("said again: %d, %v", n, err)
		}
		h.sound()
	})
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestRecall_15_AsKnownOn: what a recall reaches is asked as of what was known on a day: before a mixing was recorded, after
// it, and after it was withdrawn.
func TestRecall_15_AsKnownOn(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		wine := h.lot(m.farm, "06901234567915", "W1", "2026-11-21")
		known := func() model.Instant {
			at := model.InstantOf(h.clock.Now())
			h.clock.Advance(time.Hour)
			return at
		}
		mixing := mixes(5, in(m.lot, 10), out(wine, 8), where(m.farm), as("urn:example:wine"))
		before := known()
		h.capture(m.farm, mixing)
		during := known()
		mixing["errorDeclaration"] = map[string]any{"declarationTime": "2026-11-22T07:00:00Z", "reason": "did_not_occur"}
		h.capture(m.farm, mixing)
		for name, c := range map[string]struct {
			at   model.Instant
			want []string
		}{
			"before it was recorded": {before, []string{"J1 confirmed made-of", "M1 confirmed selected"}},
			"while it stood":         {during, []string{"J1 confirmed made-of", "M1 confirmed selected", "W1 confirmed made-of"}},
			"since it was withdrawn": {0, []string{"J1 confirmed made-of", "M1 confirmed selected"}},
		} {
			q := recall.Query{Scope: m.one(), KnownAt: c.at}
			same(h, name, affected(h.everything(q)), c.want)
		}
	})
}
