package model

import (
	_ "embed" // workday.tsv
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DayKind says whether work is done on a day.
type DayKind string

// The kinds of day.
const (
	DayWork    DayKind = "work"    // Monday to Friday
	DayRest    DayKind = "rest"    // Saturday or Sunday
	DayHoliday DayKind = "holiday" // off by the State Council's notice, weekends within the holiday included
	DayMadeUp  DayKind = "made-up" // Saturday or Sunday that is worked by the notice (调休上班)
)

// Works reports whether a day of this kind counts as a working day.
func (k DayKind) Works() bool { return k == DayWork || k == DayMadeUp }

// SpecialDay is a day that a notice takes out of the ordinary week.
type SpecialDay struct {
	Day  Date
	Kind DayKind
	Name Text
}

// CalendarNotice is the State Council's yearly notice on which a year of the calendar rests.
type CalendarNotice struct {
	Year   int
	Number string
	Issued Date
	Title  string
}

// WorkCalendar knows the working days of the years whose notice has been published. The zero value knows of none: it
// counts Monday to Friday and says of every day that it is not certain.
type WorkCalendar struct {
	notices []CalendarNotice
	special map[dayNumber]SpecialDay
}

//go:embed workday.tsv
var workdayTable string

var chinaWorkdays = sync.OnceValue(func() *WorkCalendar {
	c, err := ParseWorkCalendar(workdayTable)
	if err != nil { // a test reads the table; without it every deadline would be marked provisional
		return &WorkCalendar{}
	}
	return c
})

// ChinaWorkdays returns the calendar of the State Council's notices that came with the program.
func ChinaWorkdays() *WorkCalendar { return chinaWorkdays() }

// ParseWorkCalendar reads a calendar in the format that the head of workday.tsv describes, so that next year's notice
// can be added without a new program. The refusal calendar-invalid names the first line that cannot be read, that names
// a day outside the year of its notice and the week before, a worked day that is no weekend, or a day twice.
func ParseWorkCalendar(table string) (*WorkCalendar, error) {
	c := &WorkCalendar{special: map[dayNumber]SpecialDay{}}
	n := 0
	for line := range strings.Lines(table) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !c.read(strings.Split(line, "\t")) {
			return nil, CalendarInvalid.Refuse(P("line", n))
		}
	}
	slices.SortFunc(c.notices, func(a, b CalendarNotice) int { return a.Year - b.Year })
	return c, nil
}

func (c *WorkCalendar) read(f []string) bool {
	switch {
	case f[0] == "notice" && len(f) == 5:
		return c.readNotice(f)
	case f[0] == "off" && len(f) == 6:
		return c.mark(f[1], f[2], DayHoliday, Text{f[3], f[4], f[5]})
	case f[0] == "work" && len(f) == 5:
		return c.mark(f[1], f[1], DayMadeUp, Text{f[2], f[3], f[4]})
	}
	return false
}

func (c *WorkCalendar) readNotice(f []string) bool {
	year, err := strconv.Atoi(f[1])
	issued, err2 := ParseDate(f[3])
	known := slices.ContainsFunc(c.notices, func(n CalendarNotice) bool { return n.Year == year })
	if err != nil || err2 != nil || year < 1900 || year > 2199 || known || f[2] == "" || issued == "" {
		return false
	}
	c.notices = append(c.notices, CalendarNotice{Year: year, Number: f[2], Issued: issued, Title: f[4]})
	return true
}

// mark notes the days from first to last under the notice that was read last.
func (c *WorkCalendar) mark(first, last string, kind DayKind, name Text) bool {
	from, ok1 := numberOf(Date(first))
	to, ok2 := numberOf(Date(last))
	if !ok1 || !ok2 || to < from || len(c.notices) == 0 {
		return false
	}
	year := c.notices[len(c.notices)-1].Year
	if to.year() != year || from < firstOf(year)-lastWeek {
		return false
	}
	for d := from; d <= to; d++ {
		_, twice := c.special[d]
		if twice || kind == DayMadeUp && !d.weekend() {
			return false
		}
		c.special[d] = SpecialDay{Day: d.date(), Kind: kind, Name: name}
	}
	return true
}

// Notices lists the notices the calendar rests on, by year.
func (c *WorkCalendar) Notices() []CalendarNotice { return slices.Clone(c.notices) }

// Special lists the days of a year that a notice takes out of the ordinary week, in order.
func (c *WorkCalendar) Special(year int) []SpecialDay {
	var days []SpecialDay
	for d, s := range c.special {
		if d.year() == year {
			days = append(days, s)
		}
	}
	slices.SortFunc(days, func(a, b SpecialDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return days
}

// Kind says what a day is, and whether that is certain: the notice of its year is known, and for the last six days of a
// year that of the next as well, because it may move them (2018-12-29 was worked, 2022-12-31 was off). A day that is
// not certain is judged by the week and by the holidays that the law ties to a date; so are days that do not exist,
// which are never certain.
func (c *WorkCalendar) Kind(d Date) (kind DayKind, certain bool) {
	n, ok := numberOf(d)
	if !ok {
		return DayRest, false
	}
	return c.kind(n), c.certain(n)
}

func (c *WorkCalendar) kind(d dayNumber) DayKind {
	if s, ok := c.special[d]; ok {
		return s.Kind
	}
	switch {
	case !c.published(d.year()) && d.fixedHoliday():
		return DayHoliday
	case d.weekend():
		return DayRest
	}
	return DayWork
}

func (c *WorkCalendar) certain(d dayNumber) bool {
	year := d.year()
	return c.published(year) && (d < firstOf(year+1)-lastWeek || c.published(year+1))
}

func (c *WorkCalendar) published(year int) bool {
	return slices.ContainsFunc(c.notices, func(n CalendarNotice) bool { return n.Year == year })
}

// Workdays counts the working days after from, up to and including to; it is 0 when to is not later. uncertain is the
// first day of the interval that is not certain, or empty. It refuses days that do not exist with date-invalid.
func (c *WorkCalendar) Workdays(from, to Date) (n int, uncertain Date, err error) {
	a, okA := numberOf(from)
	b, okB := numberOf(to)
	if !okA || !okB {
		return 0, "", DateInvalid.Refuse(P("value", clip(string(from)+" "+string(to), 40)))
	}
	w := walk{cal: c}
	for d := a + 1; d <= b; d++ {
		if w.kind(d).Works() {
			n++
		}
	}
	return n, w.uncertain, nil
}

// PeriodUnit is what a period is counted in.
type PeriodUnit string

// The units of a period.
const (
	Hours    PeriodUnit = "hour"    // real hours from the instant, nights and holidays included
	Workdays PeriodUnit = "workday" // working days of the State Council's calendar
	Days     PeriodUnit = "day"     // calendar days
	Months   PeriodUnit = "month"   // calendar months
)

// PeriodUnits lists the units.
func PeriodUnits() []PeriodUnit { return []PeriodUnit{Hours, Workdays, Days, Months} }

// PeriodUnitWords name the units for people.
var PeriodUnitWords = map[PeriodUnit]Text{
	Hours:    {"小时", "سائەت", "hours"},
	Workdays: {"个工作日", "خىزمەت كۈنى", "working days"},
	Days:     {"日", "كۈن", "days"},
	Months:   {"个月", "ئاي", "months"},
}

// longest bounds the amount of a period per unit: a hundred years, more than any rule needs, and no sum overflows.
var longest = map[PeriodUnit]int{Hours: 876_000, Workdays: 26_000, Days: 36_500, Months: 1_200}

// Shift says what happens when the last day of a period of days or months is a day off. Order 121 Art. 45 speaks of
// 法定节假日, the Civil Code Art. 203 of 法定休假日: whether a plain Saturday or Sunday moves the end is a matter of
// reading, so that each rule declares it.
type Shift string

// The shifts.
const (
	ShiftNone    Shift = ""        // the period ends on its last day, whatever that is
	ShiftHoliday Shift = "holiday" // it ends on the first day after the holiday of a notice
	ShiftRest    Shift = "rest"    // it ends on the first working day
)

// ShiftWords name the shifts for people.
var ShiftWords = map[Shift]Text{
	ShiftNone:    {"不顺延", "كېچىكتۈرۈلمەيدۇ", "not moved"},
	ShiftHoliday: {"遇法定节假日顺延", "قانۇنلۇق بايرامدا كېچىكتۈرۈلىدۇ", "moved past holidays"},
	ShiftRest:    {"遇休息日和法定节假日顺延", "دەم ئېلىش ۋە بايرام كۈنلىرىدە كېچىكتۈرۈلىدۇ", "moved past holidays and weekends"},
}

func (s Shift) moves(k DayKind) bool {
	switch s {
	case ShiftNone:
		return false
	case ShiftHoliday:
		return k == DayHoliday
	case ShiftRest:
		return !k.Works()
	}
	return false
}

// Period is a length of time as a rule states it. An amount of 0 hours means at once.
type Period struct {
	Amount int        `json:"amount"`
	Unit   PeriodUnit `json:"unit"`
	Shift  Shift      `json:"shift,omitempty"`
}

// Valid refuses, with period-invalid, an unknown unit or shift and an amount below 0 or above a hundred years.
func (p Period) Valid() error {
	limit, known := longest[p.Unit]
	_, shifts := ShiftWords[p.Shift]
	if !known || !shifts || p.Amount < 0 || p.Amount > limit {
		return PeriodInvalid.Refuse(P("value", clip(strconv.Itoa(p.Amount)+" "+string(p.Unit)+" "+string(p.Shift), 40)))
	}
	return nil
}

// Text says the period in the three languages.
func (p Period) Text() Text {
	if p.Unit == Hours && p.Amount == 0 {
		return Text{"立即", "دەرھال", "at once"}
	}
	n, w := strconv.Itoa(p.Amount), PeriodUnitWords[p.Unit]
	if p.Amount == 1 {
		w.EN = strings.TrimSuffix(w.EN, "s")
	}
	return Text{n + w.ZH, n + " " + w.UG, n + " " + w.EN}
}

// Deadline is the end of a period.
type Deadline struct {
	// Last is the last day, in China.
	Last Date
	// At is the last instant at which an act is in time: 24:00 of the last day (Civil Code Art. 203), or the hour.
	At Instant
	// UncertainFrom is the first day the count rests on whose kind is not certain yet; empty when all are.
	UncertainFrom Date
}

// Provisional reports whether the deadline may still move when the State Council publishes a calendar.
func (d Deadline) Provisional() bool { return d.UncertainFrom != "" }

// End counts a period from an instant: hours from the instant itself; days, working days and months from the day after,
// because the first day does not count (Order 121 Art. 45, Civil Code Art. 201); a month ends on the day of the same
// number, or on the last day of a month that has none (Art. 202). It refuses a period that is not valid with
// period-invalid and an instant outside the years 1900 to 2199, or not set, with time-invalid.
func (c *WorkCalendar) End(p Period, from Instant) (Deadline, error) {
	return c.end(p, from, nil)
}

// end is End with days on which the clock stood still. For hours the caller adds the time itself.
func (c *WorkCalendar) end(p Period, from Instant, still []dayRange) (Deadline, error) {
	if err := p.Valid(); err != nil {
		return Deadline{}, err
	}
	day, ok := numberOf(DateOf(from, China))
	if !ok {
		return Deadline{}, TimeInvalid.Refuse(P("value", int64(from)))
	}
	w := walk{cal: c, still: still}
	switch p.Unit {
	case Hours:
		at := from.Add(time.Duration(p.Amount) * time.Hour)
		return Deadline{Last: DateOf(at, China), At: at}, nil
	case Workdays:
		day = w.workdays(day, p.Amount)
	case Days:
		day = w.days(day, p.Amount)
	case Months:
		day = day.addMonths(p.Amount)
	}
	day = w.past(day, p.Shift)
	return Deadline{Last: day.date(), At: (day + 1).start(), UncertainFrom: w.uncertain}, nil
}

// walk goes through days and remembers the first that it looked at and that is not certain.
type walk struct {
	cal       *WorkCalendar
	still     []dayRange
	uncertain Date
}

func (w *walk) kind(d dayNumber) DayKind {
	if w.uncertain == "" && !w.cal.certain(d) {
		w.uncertain = d.date()
	}
	return w.cal.kind(d)
}

func (w *walk) stands(d dayNumber) bool {
	return slices.ContainsFunc(w.still, func(r dayRange) bool { return r.first <= d && d <= r.last })
}

func (w *walk) workdays(d dayNumber, n int) dayNumber {
	for n > 0 {
		if d++; w.kind(d).Works() && !w.stands(d) {
			n--
		}
	}
	return d
}

func (w *walk) days(d dayNumber, n int) dayNumber {
	for n > 0 {
		if d++; !w.stands(d) {
			n--
		}
	}
	return d
}

func (w *walk) past(d dayNumber, s Shift) dayNumber {
	if s == ShiftNone {
		return d
	}
	for s.moves(w.kind(d)) || w.stands(d) {
		d++
	}
	return d
}

// dayRange is a run of days, both ends included.
type dayRange struct{ first, last dayNumber }

// dayNumber counts days since 1970-01-01, so that walking over days needs no texts.
type dayNumber int

// lastWeek is how many days before New Year the notice of the new year has reached back (2018-12-29, 2011-12-31), with
// a few to spare.
const lastWeek dayNumber = 6

func numberOf(d Date) (dayNumber, bool) {
	if checked, err := ParseDate(string(d)); err != nil || checked == "" {
		return 0, false
	}
	return dayOf(d.Start(time.UTC).Time()), true
}

func dayOf(t time.Time) dayNumber {
	s := t.Unix()
	if s < 0 {
		return dayNumber((s+1)/86_400 - 1)
	}
	return dayNumber(s / 86_400)
}

func firstOf(year int) dayNumber {
	return dayOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}

func (d dayNumber) time() time.Time { return time.Unix(int64(d)*86_400, 0).UTC() }

func (d dayNumber) date() Date { return Date(d.time().Format(time.DateOnly)) }

func (d dayNumber) year() int { return d.time().Year() }

// start is the first instant of the day in China.
func (d dayNumber) start() Instant {
	_, offset := d.time().In(China).Zone()
	return Instant((int64(d)*86_400 - int64(offset)) * 1_000_000)
}

func (d dayNumber) weekend() bool {
	w := d.time().Weekday()
	return w == time.Saturday || w == time.Sunday
}

// fixedHoliday reports whether the law itself makes the day a holiday every year (全国年节及纪念日放假办法, as in force
// since 2025-01-01, Art. 2): the holidays of the lunar calendar and Qingming have no fixed date.
func (d dayNumber) fixedHoliday() bool {
	_, m, n := d.time().Date()
	switch m {
	case time.January:
		return n == 1
	case time.May:
		return n <= 2
	case time.October:
		return n <= 3
	default:
		return false
	}
}

// addMonths returns the day of the same number n months later, or the last day of a month that has no such day.
func (d dayNumber) addMonths(n int) dayNumber {
	y, m, day := d.time().Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return dayOf(first) + dayNumber(min(day, last)) - 1
}
