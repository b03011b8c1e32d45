package model_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

// clock starts the clock of a declared rule.
func clock(t testing.TB, id model.RuleID, at model.Instant) model.Clock {
	t.Helper()
	r, ok := model.RuleOf(id)
	if !ok {
		t.Fatalf("no rule %s", id)
	}
	c, err := model.StartClock(r, at, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStartClockRefuses(t *testing.T) {
	t.Parallel()
	r, _ := model.RuleOf("cn-food@1/start/i")
	now := noon(t, "2026-11-22")
	for _, c := range []struct {
		at   model.Instant
		rule model.Rule
		want *model.Problem
	}{
		{now + 1, r, model.ClockFuture},
		{0, r, model.TimeInvalid},
		{now, model.Rule{}, model.PeriodInvalid},
	} {
		if got, err := model.StartClock(c.rule, c.at, now); !errors.Is(err, c.want) || !got.StartedAt.IsZero() {
			t.Errorf("start at %d: %+v, %v; want %v", c.at, got, err, c.want)
		}
	}
	// known yesterday, recorded now: the hours since are gone
	late, err := model.StartClock(r, now.Add(-20*time.Hour), now)
	if err != nil || late.Left(model.ChinaWorkdays(), now) != 4*time.Hour {
		t.Errorf("left %v, %v", late.Left(model.ChinaWorkdays(), now), err)
	}
}

// TestClockStory: a grade I recall of food from knowledge to plan.
func TestClockStory(t *testing.T) {
	t.Parallel()
	cal, t0 := model.ChinaWorkdays(), noon(t, "2026-10-01")
	c := clock(t, "cn-food@1/start/i", t0)
	if want := []model.Instant{t0.Add(12 * time.Hour), t0.Add(20 * time.Hour), t0.Add(23 * time.Hour)}; !slices.Equal(c.Warnings(cal, t0), want) {
		t.Errorf("warnings at %v, want %v", c.Warnings(cal, t0), want)
	}
	for after, want := range map[time.Duration]model.ClockStage{
		0: model.ClockRuns, 12*time.Hour - 1000: model.ClockRuns, 12 * time.Hour: model.ClockWarns, 24 * time.Hour: model.ClockWarns,
		24*time.Hour + 1000: model.ClockRanOut,
	} {
		if got := c.Stage(cal, t0.Add(after)); got != want {
			t.Errorf("after %v the clock is %s, want %s", after, got, want)
		}
	}
	for after, want := range map[time.Duration]model.ClockStage{24 * time.Hour: model.ClockMet, 25 * time.Hour: model.ClockMetLate} {
		met, err := c.Answer(t0.Add(after))
		if err != nil || met.Stage(cal, t0.Add(90*time.Hour)) != want || met.Overdue(cal, t0.Add(90*time.Hour)) || met.Left(cal, t0) != 0 {
			t.Errorf("answered after %v: %s, %v", after, met.Stage(cal, t0.Add(90*time.Hour)), err)
		}
		if met.Late(cal) != (want == model.ClockMetLate) || len(met.Warnings(cal, t0)) != 0 {
			t.Errorf("answered after %v: late %v", after, met.Late(cal))
		}
		if _, err := met.Answer(t0.Add(99 * time.Hour)); !errors.Is(err, model.ClockAnswered) {
			t.Errorf("answered twice: %v", err)
		}
	}
	if c.Stage(cal, t0) != model.ClockRuns || !c.AnsweredAt.IsZero() {
		t.Error("answering changed the clock that was asked")
	}
}

// TestTestTimeIsExcluded: sixty days of mediation with a test that takes from the 11th to the 20th day.
func TestTestTimeIsExcluded(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	c := clock(t, "cn-complaint@1/end-mediation", noon(t, "2026-07-01"))
	if got := c.Due(cal, noon(t, "2026-07-01")).Last; got != "2026-08-31" { // 08-30 is a Sunday
		t.Errorf("without a test until %s", got)
	}
	c, err := c.Pause(cal, "送检", noon(t, "2026-07-11"))
	if err != nil || c.Stage(cal, noon(t, "2026-07-12")) != model.ClockStands {
		t.Fatal(err)
	}
	if got := c.Due(cal, noon(t, "2026-07-15")).Last; got != "2026-09-04" {
		t.Errorf("during the test until %s", got)
	}
	if _, err := c.Pause(cal, "again", noon(t, "2026-07-16")); !errors.Is(err, model.ClockPaused) {
		t.Errorf("paused twice: %v", err)
	}
	if got := c.Warnings(cal, noon(t, "2026-07-16")); len(got) != 0 {
		t.Errorf("a paused clock warns at %v", got)
	}
	c, err = c.Resume(noon(t, "2026-07-20"))
	if err != nil || c.Paused() {
		t.Fatal(err)
	}
	if got := c.Due(cal, noon(t, "2026-08-01")).Last; got != "2026-09-09" {
		t.Errorf("after the test until %s", got)
	}
	if _, err := c.Resume(noon(t, "2026-07-21")); !errors.Is(err, model.ClockRunning) {
		t.Errorf("resumed twice: %v", err)
	}
	if _, err := c.Pause(cal, "earlier", noon(t, "2026-07-19")); !errors.Is(err, model.ClockBackdated) {
		t.Errorf("paused before it was resumed: %v", err)
	}
	if _, err := c.Pause(cal, "too late", noon(t, "2026-09-10")); !errors.Is(err, model.ClockOverdue) {
		t.Errorf("paused after its end: %v", err)
	}
}

// TestTestTimeAtTheShiftedEnd: the sixty days are over on a holiday, and the day they move to is one of a test.
func TestTestTimeAtTheShiftedEnd(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	c, err := clock(t, "cn-complaint@1/end-mediation", noon(t, "2026-08-02")).Pause(cal, "送检", noon(t, "2026-10-08"))
	if err != nil {
		t.Fatal(err)
	}
	c, err = c.Resume(noon(t, "2026-10-09"))
	if got := c.Due(cal, noon(t, "2026-10-09")).Last; err != nil || got != "2026-10-10" {
		t.Errorf("until %s, %v", got, err)
	}
}

func TestRulesSayWhatMayChange(t *testing.T) {
	t.Parallel()
	cal, t0 := model.ChinaWorkdays(), noon(t, "2026-09-24")
	hard := clock(t, "cn-food@1/start/i", t0)
	if _, err := hard.Pause(cal, "x", t0); !errors.Is(err, model.ClockFixed) {
		t.Errorf("pausing the 24 hours: %v", err)
	}
	if _, err := hard.Extend(cal, t0.Add(99*time.Hour), "person:x", "y", t0); !errors.Is(err, model.ClockFixed) {
		t.Errorf("extending the 24 hours: %v", err)
	}
	if _, err := hard.Next(); !errors.Is(err, model.ClockFixed) {
		t.Errorf("repeating the 24 hours: %v", err)
	}
	if _, err := (model.Clock{}).Answer(t0); !errors.Is(err, model.TimeInvalid) {
		t.Errorf("answering what has not started: %v", err)
	}
	if (model.Clock{}).Overdue(cal, t0) || (model.Clock{}).Stage(cal, t0) != model.ClockIdle || (model.Clock{}).Due(cal, t0) != (model.Deadline{}) {
		t.Error("a clock that has not started is due")
	}
}

func TestExtension(t *testing.T) {
	t.Parallel()
	cal, t0 := model.ChinaWorkdays(), noon(t, "2026-09-24")
	c := clock(t, "cn-food@1/finish/i", t0)
	until := model.Date("2026-11-01").Start(model.China)
	longer, err := c.Extend(cal, until, "person:x", "路远", t0)
	if err != nil {
		t.Fatal(err)
	}
	want := model.Deadline{Last: "2026-10-31", At: until}
	if diff := cmp.Diff(want, longer.Due(cal, t0)); diff != "" {
		t.Errorf("extended (-want +got):\n%s", diff)
	}
	for name, try := range map[string]struct {
		until, now model.Instant
		by         string
		want       *model.Problem
	}{
		"shorter":  {until - 1, t0, "person:x", model.ClockShortened},
		"nobody":   {until + 1, t0, "", model.ValueRequired},
		"too late": {until + 2, until + 1, "person:x", model.ClockOverdue},
		"before":   {until + 2, t0 - 1, "person:x", model.ClockBackdated},
	} {
		if _, err := longer.Extend(cal, try.until, try.by, "y", try.now); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := c.ExtendedUntil(cal, t0); ok {
		t.Error("the law says how much a food recall may be extended")
	}
	clue := clock(t, "cn-complaint@1/verify-clue", t0)
	if d, ok := clue.ExtendedUntil(cal, t0); !ok || d.Last != "2026-11-12" { // 15 working days until 10-22, 15 more
		t.Errorf("a clue may be extended until %+v, %v", d, ok)
	}
}

func TestSilenceIsARefusal(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	c := clock(t, "cn-claim@1/answer-claim", noon(t, "2026-11-02"))
	for day, want := range map[string]model.ClockStage{"2026-11-17": model.ClockWarns, "2026-11-18": model.ClockDeemedIn} {
		if got := c.Stage(cal, noon(t, day)); got != want {
			t.Errorf("on %s %s, want %s", day, got, want)
		}
	}
}

// TestRounds: a summary every three months, counted from the announcement and not from the last summary.
func TestRounds(t *testing.T) {
	t.Parallel()
	cal, t0 := model.ChinaWorkdays(), noon(t, "2025-11-30")
	c := clock(t, "cn-consumer@1/stage-summary", t0)
	for _, want := range []model.Date{"2026-02-28", "2026-05-30", "2026-08-30", "2026-11-30"} {
		if got := c.Due(cal, t0).Last; got != want {
			t.Errorf("round %d until %s, want %s", c.Round, got, want)
		}
		if _, err := c.Next(); !errors.Is(err, model.ClockFixed) {
			t.Errorf("the next round before this one is answered: %v", err)
		}
		met, err := c.Answer(model.Date(want).Start(model.China).Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if c, err = met.Next(); err != nil {
			t.Fatal(err)
		}
	}
	c.Round, c.AnsweredAt = 400, t0
	if _, err := c.Next(); !errors.Is(err, model.PeriodInvalid) {
		t.Errorf("round 401: %v", err)
	}
}

func TestClockStageWords(t *testing.T) {
	t.Parallel()
	for _, s := range model.ClockStages() {
		complete(t, string(s), model.ClockStageWords[s])
	}
	if len(model.ClockStages()) != len(model.ClockStageWords) {
		t.Error("a word names no stage")
	}
}

// paused draws a clock of any period with pauses and extensions in any disorder, as a damaged record might hold them.
func paused() *rapid.Generator[model.Clock] {
	return rapid.Custom(func(t *rapid.T) model.Clock {
		c := model.Clock{Rule: "cn-complaint@1/end-mediation", Period: periods().Draw(t, "period"), StartedAt: instants().Draw(t, "start")}
		for range rapid.IntRange(0, 4).Draw(t, "pauses") {
			from := instants().Draw(t, "from")
			to := from.Add(time.Duration(rapid.Int64Range(-1, 60*24).Draw(t, "minutes")) * time.Minute)
			c.Pauses = append(c.Pauses, model.ClockPause{From: from, To: to})
		}
		for range rapid.IntRange(0, 2).Draw(t, "extensions") {
			c.Extensions = append(c.Extensions, model.ClockExtension{By: "x", Until: instants().Draw(t, "until")})
		}
		return c
	})
}

func TestClockProperties(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	rapid.Check(t, func(t *rapid.T) {
		c, now := paused().Draw(t, "clock"), instants().Draw(t, "now")
		due := c.Due(cal, now).At

		more := c
		from := instants().Draw(t, "another from")
		more.Pauses = append(slices.Clone(c.Pauses), model.ClockPause{From: from, To: from.Add(36 * time.Hour)})
		if got := more.Due(cal, now).At; got < due {
			t.Fatalf("a pause from %s brings %s forward to %s", from, due, got)
		}
		longer := c
		longer.Extensions = append(slices.Clone(c.Extensions), model.ClockExtension{Until: instants().Draw(t, "another until")})
		if got := longer.Due(cal, now).At; got < due {
			t.Fatalf("an extension brings %s forward to %s", due, got)
		}
		later := c
		later.StartedAt = c.StartedAt.Add(time.Duration(rapid.Int64Range(0, 90*24).Draw(t, "hours later")) * time.Hour)
		if got := later.Due(cal, now).At; got < due {
			t.Fatalf("a start at %s instead of %s is due at %s, before %s", later.StartedAt, c.StartedAt, got, due)
		}
		if due < c.StartedAt {
			t.Fatalf("due at %s, before the start", due)
		}
		if over, left := c.Overdue(cal, now), c.Left(cal, now); over != (left < 0) && !c.Paused() {
			t.Fatalf("overdue %v with %v left", over, left)
		}
		if w := c.Warnings(cal, now); !slices.IsSorted(w) || len(w) > 0 && (w[0] <= c.StartedAt || w[len(w)-1] >= due) {
			t.Fatalf("warnings %v for %s to %s", w, c.StartedAt, due)
		}
	})
}

// TestClockRuns: a random life of acts at growing instants never shortens the time and never leaves an act unrefused
// after the answer; the value survives JSON.
func TestClockRuns(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	rapid.Check(t, func(t *rapid.T) {
		now := instants().Draw(t, "start")
		rule, _ := model.RuleOf(rapid.SampledFrom([]model.RuleID{
			"cn-complaint@1/end-mediation", "cn-food@1/finish/ii", "cn-complaint@1/verify-clue", "cn-food@1/start/iii",
		}).Draw(t, "rule"))
		c, err := model.StartClock(rule, now, now)
		if err != nil {
			t.Fatal(err)
		}
		due := c.Due(cal, now).At
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 200).Draw(t, "hours")) * time.Hour)
			wasOverdue, answered := c.Overdue(cal, now), !c.AnsweredAt.IsZero()
			next, act := c, rapid.IntRange(0, 3).Draw(t, "act")
			switch act {
			case 0:
				next, err = c.Pause(cal, "why", now)
			case 1:
				next, err = c.Resume(now)
			case 2:
				next, err = c.Extend(cal, due.Add(time.Hour), "person:x", "why", now)
			case 3:
				next, err = c.Answer(now)
			}
			if answered && !errors.Is(err, model.ClockAnswered) {
				t.Fatalf("act %d after the answer: %v", act, err)
			}
			if wasOverdue && (act == 0 || act == 2) && err == nil {
				t.Fatalf("act %d after the end", act)
			}
			if err != nil {
				continue
			}
			c = next
			got := c.Due(cal, now).At
			if got < due {
				t.Fatalf("act %d moves %s to %s", act, due, got)
			}
			due = got
		}
		raw, err := json.Marshal(c)
		var back model.Clock
		if err != nil || json.Unmarshal(raw, &back) != nil || !cmp.Equal(c, back) {
			t.Fatalf("JSON %s gives %+v", raw, back)
		}
	})
}
