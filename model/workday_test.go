package model_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

// noon is midday in China on a day.
func noon(t testing.TB, day string) model.Instant {
	t.Helper()
	d, err := model.ParseDate(day)
	if err != nil || d == "" {
		t.Fatalf("no day: %q", day)
	}
	return d.Start(model.China).Add(12 * time.Hour)
}

func TestCalendarOfTheNotices(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	for year, want := range map[int][2]int{2025: {28, 5}, 2026: {33, 6}, 2027: {0, 0}} {
		var have [2]int
		for _, s := range cal.Special(year) {
			complete(t, string(s.Day), s.Name)
			switch s.Kind {
			case model.DayHoliday:
				have[0]++
			case model.DayMadeUp:
				have[1]++
			case model.DayWork, model.DayRest:
				t.Errorf("%s is special and %s", s.Day, s.Kind)
			}
		}
		if have != want {
			t.Errorf("%d has %d holidays and made-up days, want %d", year, have, want)
		}
	}
	if n := len(cal.Notices()); n != 2 || cal.Notices()[0].Year != 2025 || cal.Notices()[1].Number != "国办发明电〔2025〕7号" {
		t.Errorf("the calendar rests on %+v", cal.Notices())
	}
}

func TestDayKind(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	for day, want := range map[model.Date]struct {
		kind    model.DayKind
		certain bool
	}{
		"2026-09-20": {model.DayMadeUp, true}, "2026-09-24": {model.DayWork, true}, "2026-09-25": {model.DayHoliday, true},
		"2026-10-04": {model.DayHoliday, true}, "2026-10-10": {model.DayMadeUp, true}, "2026-10-11": {model.DayRest, true},
		"2025-12-31": {model.DayWork, true}, "2026-12-25": {model.DayWork, true}, "2026-12-26": {model.DayRest, false},
		"2027-01-01": {model.DayHoliday, false}, "2027-01-04": {model.DayWork, false}, "2027-05-02": {model.DayHoliday, false},
		"2027-05-04": {model.DayWork, false}, "2027-10-03": {model.DayHoliday, false}, "2024-12-31": {model.DayWork, false},
		"2026-02-30": {model.DayRest, false}, "": {model.DayRest, false},
	} {
		if kind, certain := cal.Kind(day); kind != want.kind || certain != want.certain {
			t.Errorf("%s is %s, certain %v; want %+v", day, kind, certain, want)
		}
	}
}

// TestGoldenDeadlines: counted by hand from the notice of 2026.
func TestGoldenDeadlines(t *testing.T) {
	t.Parallel()
	wd := func(n int) model.Period { return model.Period{Amount: n, Unit: model.Workdays} }
	days := func(n int, s model.Shift) model.Period {
		return model.Period{Amount: n, Unit: model.Days, Shift: s}
	}
	months := func(n int, s model.Shift) model.Period {
		return model.Period{Amount: n, Unit: model.Months, Shift: s}
	}
	for _, c := range []struct {
		period model.Period
		from   string
		last   model.Date
		unsure model.Date
	}{
		{wd(7), "2026-09-18", "2026-09-29", ""},
		{wd(10), "2026-09-24", "2026-10-15", ""},
		{wd(20), "2026-09-24", "2026-10-29", ""},
		{wd(30), "2026-09-24", "2026-11-12", ""},
		{wd(2), "2026-04-30", "2026-05-07", ""},
		{wd(10), "2026-04-30", "2026-05-18", ""},
		{wd(7), "2026-02-13", "2026-03-02", ""},
		{days(60, model.ShiftRest), "2026-08-02", "2026-10-08", ""},
		{days(60, model.ShiftHoliday), "2026-08-02", "2026-10-08", ""},
		{days(60, model.ShiftNone), "2026-08-02", "2026-10-01", ""},
		{days(60, model.ShiftHoliday), "2026-04-15", "2026-06-14", ""},
		{days(60, model.ShiftRest), "2026-04-15", "2026-06-15", ""},
		{days(0, model.ShiftNone), "2026-10-01", "2026-10-01", ""},
		{wd(1), "2025-09-27", "2025-09-28", ""},
		{wd(1), "2025-12-31", "2026-01-04", ""},
		{wd(5), "2026-12-18", "2026-12-25", ""},
		{wd(6), "2026-12-18", "2026-12-28", "2026-12-26"},
		{wd(10), "2026-12-28", "2027-01-12", "2026-12-29"},
		{days(40, model.ShiftNone), "2026-12-01", "2027-01-10", ""},
		{days(40, model.ShiftRest), "2026-12-01", "2027-01-11", "2027-01-10"},
		{days(15, model.ShiftRest), "2026-11-22", "2026-12-07", ""},
		{months(3, model.ShiftNone), "2026-08-31", "2026-11-30", ""},
		{months(1, model.ShiftNone), "2026-01-30", "2026-02-28", ""},
		{months(1, model.ShiftRest), "2026-09-03", "2026-10-08", ""},
		{months(24, model.ShiftNone), "2024-02-29", "2026-02-28", ""},
		{months(14, model.ShiftNone), "2025-12-05", "2027-02-05", ""},
	} {
		d, err := model.ChinaWorkdays().End(c.period, noon(t, c.from))
		if err != nil || d.Last != c.last || d.UncertainFrom != c.unsure || d.Provisional() != (c.unsure != "") {
			t.Errorf("%+v from %s ends %+v, %v; want %s, not certain from %q", c.period, c.from, d, err, c.last, c.unsure)
		}
		if want := c.last.AddDays(1).Start(model.China); d.At != want {
			t.Errorf("%+v from %s ends at %s, want 24:00 of %s", c.period, c.from, d.At, c.last)
		}
	}
}

func TestRealHours(t *testing.T) {
	t.Parallel()
	from := model.InstantOf(time.Date(2026, 9, 30, 15, 30, 0, 0, time.UTC)) // 23:30 before the holiday
	for n, want := range map[int]string{24: "2026-10-01T15:30:00.000000Z", 48: "2026-10-02T15:30:00.000000Z", 72: "2026-10-03T15:30:00.000000Z"} {
		d, err := model.ChinaWorkdays().End(model.Period{Amount: n, Unit: model.Hours}, from)
		if err != nil || d.At.String() != want || d.Provisional() {
			t.Errorf("%d h end %+v, %v; want %s", n, d, err, want)
		}
	}
}

// TestFirstDayIsChinas: 00:30 in Beijing is still the day before in UTC.
func TestFirstDayIsChinas(t *testing.T) {
	t.Parallel()
	from := model.InstantOf(time.Date(2026, 9, 17, 16, 30, 0, 0, time.UTC))
	d, err := model.ChinaWorkdays().End(model.Period{Amount: 7, Unit: model.Workdays}, from)
	if err != nil || d.Last != "2026-09-29" {
		t.Errorf("ends %+v, %v", d, err)
	}
}

func TestWorkdaysBetween(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	for _, c := range []struct {
		from, to model.Date
		n        int
		unsure   model.Date
	}{
		{"2026-09-18", "2026-09-29", 7, ""}, {"2026-09-29", "2026-09-18", 0, ""}, {"2026-10-01", "2026-10-07", 0, ""},
		{"2026-12-24", "2026-12-31", 5, "2026-12-26"},
	} {
		if n, unsure, err := cal.Workdays(c.from, c.to); err != nil || n != c.n || unsure != c.unsure {
			t.Errorf("%s to %s: %d, %q, %v", c.from, c.to, n, unsure, err)
		}
	}
	if _, _, err := cal.Workdays("2026-02-30", "2026-03-01"); !errors.Is(err, model.DateInvalid) {
		t.Errorf("a day that is not: %v", err)
	}
}

func TestEndRefuses(t *testing.T) {
	t.Parallel()
	now := noon(t, "2026-11-22")
	for _, c := range []struct {
		period model.Period
		from   model.Instant
		want   *model.Problem
	}{
		{model.Period{Amount: -1, Unit: model.Days}, now, model.PeriodInvalid},
		{model.Period{Amount: 1}, now, model.PeriodInvalid},
		{model.Period{Amount: 1, Unit: "fortnight"}, now, model.PeriodInvalid},
		{model.Period{Amount: 1, Unit: model.Days, Shift: "back"}, now, model.PeriodInvalid},
		{model.Period{Amount: 1 << 40, Unit: model.Hours}, now, model.PeriodInvalid},
		{model.Period{Amount: 1, Unit: model.Days}, 0, model.TimeInvalid},
		{model.Period{Amount: 1, Unit: model.Hours}, model.Forever, model.TimeInvalid},
		{model.Period{Amount: 1, Unit: model.Hours}, -model.Forever, model.TimeInvalid},
	} {
		if d, err := model.ChinaWorkdays().End(c.period, c.from); !errors.Is(err, c.want) || d != (model.Deadline{}) {
			t.Errorf("%+v from %d: %+v, %v; want %v", c.period, c.from, d, err, c.want)
		}
	}
}

func TestParseWorkCalendarRefuses(t *testing.T) {
	t.Parallel()
	const head = "notice\t2027\tN\t2026-11-01\tT\n"
	for name, table := range map[string]string{
		"no notice":             "off\t2027-01-01\t2027-01-03\ta\tb\tc\n",
		"unknown line":          head + "rest\t2027-01-01\n",
		"another year":          head + "off\t2028-01-01\t2028-01-01\ta\tb\tc\n",
		"long before":           head + "off\t2026-12-20\t2027-01-01\ta\tb\tc\n",
		"upside down":           head + "off\t2027-01-03\t2027-01-01\ta\tb\tc\n",
		"twice":                 head + "off\t2027-01-01\t2027-01-03\ta\tb\tc\nwork\t2027-01-03\ta\tb\tc\n",
		"worked Wednesday":      head + "work\t2027-01-06\ta\tb\tc\n",
		"no such day":           head + "off\t2027-02-29\t2027-03-01\ta\tb\tc\n",
		"two notices of a year": head + head,
		"no year":               "notice\tnext\tN\t2026-11-01\tT\n",
	} {
		if _, err := model.ParseWorkCalendar(table); !errors.Is(err, model.CalendarInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNextYearsNotice: publishing a calendar makes a provisional deadline certain, and may move it.
func TestNextYearsNotice(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("workday.tsv")
	if err != nil {
		t.Fatal(err)
	}
	later, err := model.ParseWorkCalendar(string(table) + "notice\t2027\tN\t2026-11-30\tT\noff\t2027-01-01\t2027-01-03\ta\tb\tc\noff\t2027-01-05\t2027-01-06\ta\tb\tc\n")
	if err != nil {
		t.Fatal(err)
	}
	ten := model.Period{Amount: 10, Unit: model.Workdays}
	before, _ := model.ChinaWorkdays().End(ten, noon(t, "2026-12-28"))
	after, _ := later.End(ten, noon(t, "2026-12-28"))
	if !before.Provisional() || after.Provisional() || after.Last != "2027-01-14" {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestNoCalendar(t *testing.T) {
	t.Parallel()
	d, err := new(model.WorkCalendar).End(model.Period{Amount: 7, Unit: model.Workdays}, noon(t, "2026-09-18"))
	want := model.Deadline{Last: "2026-09-29", At: model.Date("2026-09-30").Start(model.China), UncertainFrom: "2026-09-19"}
	if diff := cmp.Diff(want, d); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// instants draws instants of the years that the calendar knows and a little beyond.
func instants() *rapid.Generator[model.Instant] {
	lo := model.InstantOf(time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))
	hi := model.InstantOf(time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC))
	return rapid.Custom(func(t *rapid.T) model.Instant {
		return model.Instant(rapid.Int64Range(int64(lo), int64(hi)).Draw(t, "instant"))
	})
}

func periods() *rapid.Generator[model.Period] {
	return rapid.Custom(func(t *rapid.T) model.Period {
		return model.Period{
			Amount: rapid.IntRange(0, 90).Draw(t, "amount"),
			Unit:   rapid.SampledFrom(model.PeriodUnits()).Draw(t, "unit"),
			Shift:  rapid.SampledFrom([]model.Shift{model.ShiftNone, model.ShiftHoliday, model.ShiftRest}).Draw(t, "shift"),
		}
	})
}

// TestEndProperties: an end is not before its start, grows with start and amount, and a working-day count is confirmed
// by counting back.
func TestEndProperties(t *testing.T) {
	t.Parallel()
	cal := model.ChinaWorkdays()
	rapid.Check(t, func(t *rapid.T) {
		p, a, b := periods().Draw(t, "period"), instants().Draw(t, "a"), instants().Draw(t, "b")
		if b < a {
			a, b = b, a
		}
		first, err1 := cal.End(p, a)
		second, err2 := cal.End(p, b)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if first.At < a || second.At < first.At {
			t.Fatalf("%+v: from %s until %s, from %s until %s", p, a, first.At, b, second.At)
		}
		longer := p
		longer.Amount++
		if more, _ := cal.End(longer, a); more.At < first.At {
			t.Fatalf("%+v is shorter than %+v", longer, p)
		}
		if p.Unit == model.Workdays && p.Shift == model.ShiftNone {
			start := model.DateOf(a, model.China)
			if n, _, _ := cal.Workdays(start, first.Last); n != p.Amount {
				t.Fatalf("%d working days from %s to %s, want %d", n, start, first.Last, p.Amount)
			}
		}
		if kind, _ := cal.Kind(first.Last); p.Unit != model.Hours && p.Shift == model.ShiftRest && !kind.Works() {
			t.Fatalf("%+v ends on %s, a %s day", p, first.Last, kind)
		}
	})
}

func FuzzParseWorkCalendar(f *testing.F) {
	table, err := os.ReadFile("workday.tsv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(table))
	f.Add("notice\t2027\tN\t2026-11-01\tT\noff\t2027-01-01\t2027-01-03\ta\tb\tc\n")
	f.Fuzz(func(t *testing.T, s string) {
		cal, err := model.ParseWorkCalendar(s)
		if err != nil {
			return
		}
		if !strings.Contains(s, "notice") && len(cal.Notices()) > 0 {
			t.Error("notices out of nothing")
		}
		if _, err := cal.End(model.Period{Amount: 30, Unit: model.Workdays}, noon(t, "2026-12-01")); err != nil {
			t.Error(err)
		}
	})
}
