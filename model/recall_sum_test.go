package model_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

// TestGoldenReconciliation: 9 200 = 6 100 + 1 500 + 1 400 + 200.
func TestGoldenReconciliation(t *testing.T) {
	t.Parallel()
	tally := model.RecallTally{
		Distributed: model.Units(9200), Returned: model.Units(6100), Destroyed: model.Units(1500), Consumed: model.Units(1400),
	}
	if err := tally.Check(); err != nil || tally.Unaccounted() != model.Units(200) || tally.Accounted() != model.Units(9000) || tally.Recovered() != model.Units(7600) {
		t.Errorf("%v, unaccounted %s, accounted %s, recovered %s", err, tally.Unaccounted(), tally.Accounted(), tally.Recovered())
	}
	for what, c := range map[string]struct {
		ratio model.Ratio
		want  string
	}{
		"accounted":       {tally.AccountedShare(), "97.8 %"},
		"recovered":       {tally.RecoveredShare(), "82.6 %"},
		"nearly all":      {model.Ratio{Num: 99_999, Den: 100_000}, "99.9 %"},
		"all":             {model.Ratio{Num: 3, Den: 3}, "100.0 %"},
		"of none":         {model.Ratio{}, "—"},
		"less than none":  {model.Ratio{Num: -1, Den: 3}, "—"},
		"great":           {model.Ratio{Num: 1 << 60, Den: 1 << 62}, "25.0 %"},
		"delivered":       {model.RecallReach{Holders: 3, Delivered: 2}.DeliveredShare(), "66.6 %"},
		"responded":       {model.RecallReach{Holders: 4, Responded: 1}.RespondedShare(), "25.0 %"},
		"verified":        {model.RecallReach{Holders: 400, Required: 40, Verified: 30}.VerifiedShare(), "75.0 %"},
		"nobody required": {model.RecallReach{Holders: 400}.VerifiedShare(), "—"},
	} {
		if got := c.ratio.String(); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	if got := (model.RecallReach{Holders: 3, Delivered: 2}).DeliveredShare(); got != (model.Ratio{Num: 2, Den: 3, Unknown: 1}) {
		t.Errorf("delivered %+v", got)
	}
}

func TestTallyRefuses(t *testing.T) {
	t.Parallel()
	ten := model.Units(10)
	for name, c := range map[string]struct {
		tally model.RecallTally
		want  *model.Problem
	}{
		"more back than out":          {model.RecallTally{Distributed: ten, Returned: model.Units(6), Consumed: model.Units(5)}, model.RecallExcess},
		"a negative part":             {model.RecallTally{Distributed: ten, Destroyed: -1}, model.QuantityInvalid},
		"beyond range":                {model.RecallTally{Distributed: 1 << 61}, model.QuantityInvalid},
		"more unknown than out":       {model.RecallTally{Distributed: ten, Unknown: model.Units(11)}, model.RecallExcess},
		"more explained than missing": {model.RecallTally{Distributed: ten, Returned: model.Units(8), Explained: model.Units(3)}, model.RecallExcess},
	} {
		if err := c.tally.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := (model.RecallTally{Unit: "KGM"}).Plus(model.RecallTally{Unit: "GRM"}); ok {
		t.Error("kilograms and grams are added")
	}
	if _, ok := (model.RecallTally{Distributed: 1 << 60}).Plus(model.RecallTally{Distributed: 1}); ok {
		t.Error("a sum leaves the range")
	}
}

// TestTalliesAddUp: the sum of sound tallies is sound, and its residual is the sum of theirs.
func TestTalliesAddUp(t *testing.T) {
	t.Parallel()
	tallies := rapid.Custom(func(t *rapid.T) model.RecallTally {
		left := rapid.Int64Range(0, 1_000_000_000).Draw(t, "distributed")
		tally := model.RecallTally{Unit: "KGM", Distributed: model.Quantity(left)}
		for _, part := range []*model.Quantity{&tally.Returned, &tally.Destroyed, &tally.Corrected, &tally.Consumed, &tally.Explained} {
			n := rapid.Int64Range(0, left).Draw(t, "part")
			*part, left = model.Quantity(n), left-n
		}
		return tally
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := tallies.Draw(t, "a"), tallies.Draw(t, "b")
		sum, ok := a.Plus(b)
		if !ok || a.Check() != nil || sum.Check() != nil || sum.Unaccounted() != a.Unaccounted()+b.Unaccounted() {
			t.Fatalf("%+v + %+v = %+v", a, b, sum)
		}
		if sum.Distributed != sum.Returned+sum.Destroyed+sum.Corrected+sum.Consumed+sum.Unaccounted() {
			t.Fatalf("%+v does not balance", sum)
		}
		recovered, _ := sum.RecoveredShare().Permille()
		accounted, _ := sum.AccountedShare().Permille()
		if recovered > accounted || accounted > 1000 {
			t.Fatalf("recovered %d, accounted %d", recovered, accounted)
		}
	})
}

func TestConvertOn(t *testing.T) {
	t.Parallel()
	factors := []model.UnitFactor{
		{Product: someProduct, From: "CS", To: model.Piece, Num: 24, Den: 1, Valid: model.Made{To: "2026-06-30"}},
		{Product: someProduct, From: "CS", To: model.Piece, Num: 20, Den: 1, Valid: model.Made{From: "2026-07-01"}},
		{Product: otherProduct, From: "CS", To: model.Piece, Num: 1, Den: 1},
	}
	for _, c := range []struct {
		q        model.Quantity
		from, to model.Unit
		on       model.Date
		want     model.Quantity
		ok       bool
	}{
		{model.Units(2), "CS", model.Piece, "2026-06-30", model.Units(48), true},
		{model.Units(2), "CS", model.Piece, "2026-07-01", model.Units(40), true},
		{model.Units(50), model.Piece, "CS", "2026-07-01", 2_500_000, true},
		{model.Units(1), model.Piece, "CS", "2026-06-01", 0, false}, // 1/24 is not exact
		{model.Units(2), "CS", "KGM", "2026-07-01", 0, false},
		{model.Units(2), "CS", model.Piece, "", 0, false},
		{model.Units(2), "KGM", "GRM", "", model.Units(2000), true},
		{model.Units(2), "CS", "CS", "", model.Units(2), true},
	} {
		if got, ok := model.ConvertOn(c.q, someProduct, c.from, c.to, c.on, factors); got != c.want || ok != c.ok {
			t.Errorf("%s %s in %s on %s: %s, %v", c.q, c.from, c.to, c.on, got, ok)
		}
	}
}

func TestSampleSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		level            model.CheckLevel
		percent, holders int64
		want             int64
	}{
		{model.CheckAll, 0, 1000, 1000}, {model.CheckSome, 50, 1001, 501}, {model.CheckTenth, 0, 1000, 100}, {model.CheckTenth, 0, 1001, 101},
		{model.CheckTenth, 0, 3, 1}, {model.CheckFew, 0, 1000, 20}, {model.CheckFew, 0, 1, 1}, {model.CheckNone, 0, 1000, 0}, {model.CheckAll, 0, 0, 0},
	} {
		if got, err := model.SampleSize(c.level, c.percent, c.holders); err != nil || got != c.want {
			t.Errorf("level %s of %d: %d, %v; want %d", c.level, c.holders, got, err, c.want)
		}
	}
	for _, c := range []struct {
		level            model.CheckLevel
		percent, holders int64
	}{{model.CheckSome, 10, 5}, {model.CheckSome, 100, 5}, {"f", 0, 5}, {model.CheckAll, 0, -1}, {model.CheckAll, 0, 1 << 60}} {
		if n, err := model.SampleSize(c.level, c.percent, c.holders); !errors.Is(err, model.ValueInvalid) {
			t.Errorf("%+v: %d, %v", c, n, err)
		}
	}
}

// TestSampleIsAuditable: the golden sample never changes, because an auditor will draw it again years later.
func TestSampleIsAuditable(t *testing.T) {
	t.Parallel()
	var holders []string
	for i := range 20 {
		holders = append(holders, fmt.Sprintf("holder-%02d", i))
	}
	got, err := model.DrawSample(model.CheckTenth, 0, "recall 7", holders)
	want := model.Sample{Level: model.CheckTenth, Seed: "recall 7", Holders: 20, Chosen: []string{"holder-08", "holder-02"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := model.DrawSample(model.CheckAll, 0, "", holders); !errors.Is(err, model.ValueRequired) {
		t.Errorf("no seed: %v", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,3}`), 0, 40).Draw(t, "holders")
		level := rapid.SampledFrom(model.CheckLevels()).Draw(t, "level")
		seed := rapid.StringMatching(`.{1,8}`).Draw(t, "seed")
		first, err := model.DrawSample(level, 40, seed, list)
		if err != nil {
			t.Fatal(err)
		}
		again, err := model.DrawSample(level, 40, seed, append(rapid.Permutation(list).Draw(t, "order"), list...))
		if err != nil || !cmp.Equal(first, again) {
			t.Fatalf("drawn again: %+v and %+v", first, again)
		}
		size, _ := model.SampleSize(level, 40, first.Holders)
		each := slices.Compact(slices.Sorted(slices.Values(first.Chosen)))
		if int64(len(first.Chosen)) != size || len(each) != len(first.Chosen) {
			t.Fatalf("%d chosen of %d, want %d, each once", len(first.Chosen), first.Holders, size)
		}
		for _, h := range first.Chosen {
			if !slices.Contains(list, h) {
				t.Fatalf("%q was made up", h)
			}
		}
	})
}

// TestClosing: a case may be closed only when nothing stands in the way, and every obstacle is named at once.
func TestClosing(t *testing.T) {
	t.Parallel()
	good := model.RecallClosing{
		Tallies:        []model.RecallResidual{{RecallTally: model.RecallTally{Distributed: model.Units(10), Returned: model.Units(7), Explained: model.Units(3)}}},
		ChecksRequired: 2, ChecksVerified: 2,
	}
	if err := good.Refuse(); err != nil {
		t.Errorf("a good case: %v", err)
	}
	bad := model.RecallClosing{
		Tallies: []model.RecallResidual{
			{RecallTally: model.RecallTally{Unit: "KGM", Distributed: model.Units(10), Returned: model.Units(7), Explained: model.Units(2)}, Lot: model.Text{EN: "Pear A1"}},
			{RecallTally: model.RecallTally{Distributed: model.Units(10), Returned: model.Units(11)}},
		},
		MoreTallies: 4,
		OpenTasks:   1, Unproven: 1, ReportsDue: 1, ChecksRequired: 2, ChecksVerified: 1,
	}
	var r *model.Refusal
	if err := bad.Refuse(); !errors.As(err, &r) {
		t.Fatal(err)
	}
	var have []string
	for _, f := range r.Fields {
		have = append(have, f.At+" "+f.Problem.Code)
	}
	want := []string{
		"tasks recall-tasks-open", "tallies[0] recall-residual-open", "tallies[1] recall-lot-excess", "tallies recall-residuals-more", "disposals recall-disposal-unproven",
		"reports recall-report-due", "checks recall-checks-open",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	params := map[string]string{}
	for _, p := range r.Fields[1].Params {
		params[p.Name] = p.Value
	}
	if want := map[string]string{"lot": "Pear A1", "unit": "kg", "residual": "1"}; !cmp.Equal(params, want) {
		t.Errorf("a residual is named %v, want %v", params, want)
	}
}
