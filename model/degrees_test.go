package model_test

import (
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
)

func TestParseDegrees(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		degrees model.Degrees
		back    string
	}{
		"43.8256789": {438256789, "43.8256789"}, "87.6168": {876168000, "87.6168"}, "-0.0000001": {-1, "-0.0000001"}, "180": {1800000000, "180"},
		"0": {0, "0"}, "-0": {0, "0"}, "41.70": {417000000, "41.7"}, "43.82567890000": {438256789, "43.8256789"}, "1e1": {100000000, "10"},
	} {
		got, err := model.ParseDegrees(text)
		if err != nil || got != want.degrees || got.String() != want.back {
			t.Errorf("%q: %d %q %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "x", "43.82567891", "180.0000001", "-181", "1,5", "NaN", "1e400", "99999999999999999999"} {
		if got, err := model.ParseDegrees(text); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
}

func TestDegreesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := model.Degrees(rapid.Int64Range(-1_800_000_000, 1_800_000_000).Draw(t, "degrees"))
		if back, err := model.ParseDegrees(d.String()); err != nil || back != d {
			t.Fatalf("%d is written %q and read %d, %v", d, d, back, err)
		}
	})
}
