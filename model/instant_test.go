package model_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func TestInstantOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at   time.Time
		want model.Instant
		text string
	}{
		"not set":          {time.Time{}, 0, ""},
		"truncates":        {time.Date(2026, 11, 22, 8, 0, 0, 123_456_999, time.UTC), 1_795_334_400_123_456, "2026-11-22T08:00:00.123456Z"},
		"zone":             {time.Date(2026, 11, 22, 16, 0, 0, 0, shanghai), 1_795_334_400_000_000, "2026-11-22T08:00:00.000000Z"},
		"before 1970":      {time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC), -1, "1969-12-31T23:59:59.999999Z"},
		"after int32":      {time.Date(2106, 2, 7, 6, 28, 16, 1000, time.UTC), 4_294_967_296_000_001, "2106-02-07T06:28:16.000001Z"},
		"last RFC 3339 µs": {time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), 253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"},
	} {
		got := model.InstantOf(c.at)
		if got != c.want || got.String() != c.text {
			t.Errorf("%s: InstantOf = %d %q, want %d %q", name, got, got, c.want, c.text)
		}
		if got.IsZero() != c.at.IsZero() || got.Time().IsZero() != c.at.IsZero() {
			t.Errorf("%s: IsZero = %v", name, got.IsZero())
		}
	}
}

func TestInstantText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                               "",
		"2026-11-22T08:00:00Z":           "2026-11-22T08:00:00.000000Z",
		"2026-11-22T16:00:00.5+08:00":    "2026-11-22T08:00:00.500000Z",
		"2026-11-22T08:00:00.123456789Z": "2026-11-22T08:00:00.123456Z",
	} {
		var i model.Instant
		if err := i.UnmarshalText([]byte(text)); err != nil || i.String() != want {
			t.Errorf("UnmarshalText(%q) = %q, %v; want %q", text, i, err, want)
		}
	}
	for _, text := range []string{"2026-11-22", "2026-11-22T08:00:00", "2026-02-30T08:00:00Z", "now", "1795334400"} {
		i := model.Instant(7)
		if err := i.UnmarshalText([]byte(text)); err == nil || i != 7 {
			t.Errorf("UnmarshalText(%q) = %v, %v; want an error and no change", text, i, err)
		}
	}
}

func TestInstantColumn(t *testing.T) {
	t.Parallel()
	i := model.Instant(1_795_334_400_123_456)
	v, err := i.Value()
	if err != nil || v != int64(i) {
		t.Fatalf("Value() = %v, %v", v, err)
	}
	var back model.Instant
	if err := back.Scan(v); err != nil || back != i {
		t.Errorf("Scan(%v) = %d, %v", v, back, err)
	}
	if err := back.Scan(nil); err != nil || back != 0 {
		t.Errorf("Scan(nil) = %d, %v", back, err)
	}
	for _, src := range []any{"2026-11-22", []byte("1"), 1.5, time.Now()} {
		if err := back.Scan(src); err == nil {
			t.Errorf("Scan(%T) took what is no whole number", src)
		}
	}
}

func TestInstantProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// up to the year 9999, where RFC 3339 ends
		i := model.Instant(rapid.Int64Range(-62_135_596_799_000_000, 253_402_300_799_999_999).Draw(t, "i"))
		d := time.Duration(rapid.Int64Range(-1e6, 1e6).Draw(t, "µs")) * time.Microsecond
		if back := model.InstantOf(i.Time()); back != i {
			t.Fatalf("InstantOf(%d.Time()) = %d", i, back)
		}
		var back model.Instant
		text, _ := i.MarshalText()
		if err := back.UnmarshalText(text); err != nil || back != i {
			t.Fatalf("%d writes %q and reads %d, %v", i, text, back, err)
		}
		if got := i.Add(d).Sub(i); got != d {
			t.Fatalf("(i+%v)-i = %v", d, got)
		}
	})
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "2026-11-22", "2024-02-29", "1900-01-01", "2199-12-31"} {
		if d, err := model.ParseDate(text); err != nil || string(d) != text {
			t.Errorf("ParseDate(%q) = %q, %v", text, d, err)
		}
	}
	for _, text := range []string{
		"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-02", "20261122", "2026/11/22", "1899-12-31", "2200-01-01",
		"2026-11-22T00:00:00Z", " 2026-11-22", "２０２６-11-22", "+2026-11-22", "0000-00-00",
	} {
		if d, err := model.ParseDate(text); !errors.Is(err, model.DateInvalid) || d != "" {
			t.Errorf("ParseDate(%q) = %q, %v; want date-invalid", text, d, err)
		}
	}
}

func TestDateAndInstant(t *testing.T) {
	t.Parallel()
	late := model.InstantOf(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)) // midnight in China
	if got := model.DateOf(late, shanghai); got != "2026-11-23" {
		t.Errorf("DateOf in Shanghai = %q", got)
	}
	if got := model.DateOf(late-1, shanghai); got != "2026-11-22" {
		t.Errorf("DateOf one microsecond earlier = %q", got)
	}
	if got := model.DateOf(late, time.UTC); got != "2026-11-22" {
		t.Errorf("DateOf in UTC = %q", got)
	}
	if got := model.Date("2026-11-23").Start(shanghai); got != late {
		t.Errorf("Start = %v, want %v", got, late)
	}
	if got := model.Date("").Start(shanghai); got != 0 {
		t.Errorf("Start of no day = %v", got)
	}
	if got := model.DateOf(0, shanghai); got != "" {
		t.Errorf("DateOf of no instant = %q", got)
	}
	for _, c := range []struct {
		from model.Date
		n    int
		want model.Date
	}{
		{"2026-11-22", 0, "2026-11-22"},
		{"2026-12-31", 1, "2027-01-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2024-03-01", -1, "2024-02-29"},
		{"2023-02-28", 365, "2024-02-28"},
		{"", 5, ""},
	} {
		if got := c.from.DaysUntil(c.want); c.from != "" && got != c.n {
			t.Errorf("%q.DaysUntil(%q) = %d, want %d", c.from, c.want, got, c.n)
		}
		if got := c.from.AddDays(c.n); got != c.want {
			t.Errorf("%q.AddDays(%d) = %q, want %q", c.from, c.n, got, c.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"", "2026-11-22", "2024-02-29", "2026-02-29", "1899-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := model.ParseDate(text)
		if err != nil || d == "" {
			return
		}
		if string(d) != text {
			t.Fatalf("ParseDate(%q) = %q", text, d)
		}
		if back := model.DateOf(d.Start(shanghai), shanghai); back != d && d.Start(shanghai) != 0 {
			t.Fatalf("%q starts at %v, which is on %q", d, d.Start(shanghai), back)
		}
	})
}
