package model

import (
	"slices"
	"time"
)

// ClockPause is a time in which a clock stood still, such as a laboratory's test (Order 121 Art. 22).
type ClockPause struct {
	From Instant `json:"from"`
	To   Instant `json:"to,omitempty"` // zero while it still stands
	Why  string  `json:"why"`
}

// ClockExtension is a later end that somebody with the power to do so has consented to.
type ClockExtension struct {
	At    Instant `json:"at"`    // when consent was recorded
	By    string  `json:"by"`    // who consented, as Actor.Name
	Why   string  `json:"why"`   // the reason given
	Until Instant `json:"until"` // the last instant in time
}

// Clock is one running duty of one subject. It is a value: every act returns a new one, and its due date is computed
// anew each time, so that a calendar published later is at once in force. Acts are noted at the instant at which they
// are recorded, which only moves forward: nothing is back-dated. The zero value has not started and is never due.
type Clock struct {
	Rule       RuleID           `json:"rule"`
	Period     Period           `json:"period"`
	StartedAt  Instant          `json:"started_at"`
	Round      int              `json:"round,omitempty"` // of a duty that repeats: 2 for the second time, and so on
	Pauses     []ClockPause     `json:"pauses,omitempty"`
	Extensions []ClockExtension `json:"extensions,omitempty"`
	AnsweredAt Instant          `json:"answered_at,omitempty"`
}

// StartClock starts the clock of a rule at the instant of the fact that starts it; now is when that is recorded. A fact
// that lies in the past makes the time left shorter, never longer. It refuses an instant that is not set with
// time-invalid, one after now with clock-future, and a rule whose period is not valid with period-invalid.
func StartClock(r Rule, at, now Instant) (Clock, error) {
	c := Clock{Rule: r.ID(), Period: r.Period, StartedAt: at}
	if at > now {
		return Clock{}, ClockFuture.Refuse()
	}
	if _, err := (&WorkCalendar{}).End(c.Period, at); err != nil {
		return Clock{}, err
	}
	return c, nil
}

// Due returns the deadline as it stands at an instant. While the clock is paused it moves on with now; a pause never
// brings it forward and neither does an extension. A clock that has not started has the zero Deadline.
func (c Clock) Due(cal *WorkCalendar, now Instant) Deadline {
	p := c.Period
	p.Amount *= max(c.Round, 1)
	stood := c.stood(now)
	var days []dayRange
	if p.Unit == Workdays || p.Unit == Days {
		days = daysOf(stood)
	}
	d, err := cal.end(p, c.StartedAt, days)
	if err != nil {
		return Deadline{}
	}
	if p.Unit == Hours {
		d.At = pushed(d.At, c.StartedAt, stood)
		d.Last = DateOf(d.At, China)
	}
	for _, e := range c.Extensions {
		if e.Until > d.At {
			d = Deadline{Last: lastDayOf(e.Until), At: e.Until}
		}
	}
	return d
}

// lastDayOf is the day that an instant ends or lies in: midnight belongs to the day before it.
func lastDayOf(at Instant) Date { return DateOf(at-1, China) }

// span is a half-open stretch of time.
type span struct{ from, to Instant }

// stood lists the stretches in which the clock stood still, in order and without overlap; one that is still open ends
// now. What does not end after it begins is left out.
func (c Clock) stood(now Instant) []span {
	var list []span
	for _, p := range c.Pauses {
		to := p.To
		if to.IsZero() {
			to = now
		}
		if to > p.From {
			list = append(list, span{p.From, to})
		}
	}
	slices.SortFunc(list, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	var merged []span
	for _, s := range list {
		if n := len(merged); n > 0 && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// daysOf lists the days that the stretches touch: a day on which the clock stood still for a moment does not count.
func daysOf(stretches []span) []dayRange {
	var days []dayRange
	for _, s := range stretches {
		first, ok1 := numberOf(DateOf(s.from, China))
		last, ok2 := numberOf(DateOf(s.to-1, China))
		if ok1 && ok2 {
			days = append(days, dayRange{first, last})
		}
	}
	return days
}

// pushed moves the end of a period in real time past the stretches that lie before it.
func pushed(end, start Instant, stretches []span) Instant {
	for _, s := range stretches {
		if s.from <= end && s.to > start {
			end += s.to - max(s.from, start)
		}
	}
	return end
}

// Paused reports whether the clock stands still.
func (c Clock) Paused() bool {
	n := len(c.Pauses)
	return n > 0 && c.Pauses[n-1].To.IsZero() && c.AnsweredAt.IsZero()
}

// Left is the time until the deadline, negative when it has passed; zero for a clock that is answered or not started.
func (c Clock) Left(cal *WorkCalendar, now Instant) time.Duration {
	if c.idle() {
		return 0
	}
	return c.Due(cal, now).At.Sub(now)
}

func (c Clock) idle() bool { return c.StartedAt.IsZero() || !c.AnsweredAt.IsZero() }

// Overdue reports whether the duty is still open and its time has run out. A paused clock is not overdue: it could only
// be paused in time.
func (c Clock) Overdue(cal *WorkCalendar, now Instant) bool {
	return !c.idle() && now > c.Due(cal, now).At
}

// Late reports whether the duty was met after its time had run out.
func (c Clock) Late(cal *WorkCalendar) bool {
	return !c.StartedAt.IsZero() && !c.AnsweredAt.IsZero() && c.AnsweredAt > c.Due(cal, c.AnsweredAt).At
}

// ClockStage says how urgent a clock is.
type ClockStage string

// The stages of a clock.
const (
	ClockIdle     ClockStage = "idle"     // not started
	ClockRuns     ClockStage = "running"  // time enough
	ClockWarns    ClockStage = "warning"  // the first warning is out
	ClockStands   ClockStage = "paused"   // stands still
	ClockRanOut   ClockStage = "overdue"  // time is over and nothing has happened
	ClockMet      ClockStage = "met"      // answered in time
	ClockMetLate  ClockStage = "met-late" // answered too late
	ClockDeemedIn ClockStage = "deemed"   // time is over, which the rule takes for an answer
)

// ClockStages lists the stages.
func ClockStages() []ClockStage {
	return []ClockStage{ClockIdle, ClockRuns, ClockWarns, ClockStands, ClockRanOut, ClockMet, ClockMetLate, ClockDeemedIn}
}

// ClockStageWords name the stages for people.
var ClockStageWords = map[ClockStage]Text{
	ClockIdle:     {"未起算", "باشلانمىغان", "not started"},
	ClockRuns:     {"计时中", "ھېسابلىنىۋاتىدۇ", "running"},
	ClockWarns:    {"即将到期", "ۋاقتى توشاي دەپ قالدى", "due soon"},
	ClockStands:   {"已暂停", "توختىتىلغان", "paused"},
	ClockRanOut:   {"已逾期", "مۇددىتى ئۆتكەن", "overdue"},
	ClockMet:      {"按期完成", "ۋاقتىدا تاماملانغان", "met in time"},
	ClockMetLate:  {"逾期完成", "كېچىكىپ تاماملانغان", "met late"},
	ClockDeemedIn: {"期满视为拒绝", "مۇددەت توشۇپ رەت قىلىنغان دەپ قارالدى", "deemed refused"},
}

// Stage says how urgent the clock is at an instant.
func (c Clock) Stage(cal *WorkCalendar, now Instant) ClockStage {
	switch {
	case c.StartedAt.IsZero():
		return ClockIdle
	case !c.AnsweredAt.IsZero() && c.Late(cal):
		return ClockMetLate
	case !c.AnsweredAt.IsZero():
		return ClockMet
	case c.Paused():
		return ClockStands
	case c.Overdue(cal, now) && c.deems():
		return ClockDeemedIn
	case c.Overdue(cal, now):
		return ClockRanOut
	}
	if w := c.Warnings(cal, now); len(w) > 0 && now >= w[0] {
		return ClockWarns
	}
	return ClockRuns
}

func (c Clock) deems() bool {
	r, ok := RuleOf(c.Rule)
	return ok && r.Kind == RuleDeems
}

// warnBefore says how long before its end a clock warns, by the unit of its period; what lies before the start falls
// away. The short warnings of an hour clock leave time to act within a shift.
var warnBefore = map[PeriodUnit][]time.Duration{
	Hours:    {12 * time.Hour, 4 * time.Hour, time.Hour},
	Workdays: {72 * time.Hour, 24 * time.Hour},
	Days:     {7 * 24 * time.Hour, 72 * time.Hour, 24 * time.Hour},
	Months:   {30 * 24 * time.Hour, 7 * 24 * time.Hour, 24 * time.Hour},
}

// Warnings lists the instants at which somebody must be warned, ascending, all after the start and before the deadline
// as it stands now. A clock that is answered or stands still warns nobody.
func (c Clock) Warnings(cal *WorkCalendar, now Instant) []Instant {
	if c.idle() || c.Paused() {
		return nil
	}
	due := c.Due(cal, now).At
	var list []Instant
	for _, before := range warnBefore[c.Period.Unit] {
		if at := due.Add(-before); at > c.StartedAt {
			list = append(list, at)
		}
	}
	return list
}

// lastEntry is the latest instant at which something about the clock was recorded.
func (c Clock) lastEntry() Instant {
	last := c.StartedAt
	for _, p := range c.Pauses {
		last = max(last, p.From, p.To)
	}
	for _, e := range c.Extensions {
		last = max(last, e.At)
	}
	return max(last, c.AnsweredAt)
}

// open refuses an act on a clock that is answered (clock-answered), has not started (time-invalid), or whose last entry
// is later than now (clock-backdated).
func (c Clock) open(now Instant) error {
	switch last := c.lastEntry(); {
	case c.StartedAt.IsZero():
		return TimeInvalid.Refuse(P("value", ""))
	case !c.AnsweredAt.IsZero():
		return ClockAnswered.Refuse(P("at", c.AnsweredAt))
	case now < last:
		return ClockBackdated.Refuse(P("at", now), P("last", last))
	}
	return nil
}

// changeable is open, and refuses a clock that has run out with clock-overdue.
func (c Clock) changeable(cal *WorkCalendar, now Instant) error {
	if err := c.open(now); err != nil {
		return err
	}
	if due := c.Due(cal, now); now > due.At {
		return ClockOverdue.Refuse(P("due", due.At))
	}
	return nil
}

var (
	actOfPausing   = Text{"暂停", "توختىتىش", "a pause"}
	actOfExtending = Text{"延长", "ئۇزارتىش", "an extension"}
	actOfRepeating = Text{"重复", "تەكرارلاش", "another round"}
)

// Pause stops the clock now. It refuses, besides what cannot be changed any more (clock-answered, clock-overdue,
// clock-backdated), a clock that stands already with clock-paused, and with clock-fixed one whose rule excludes no time
// or counts months, whose lengths differ so that there is no count of days to stop.
func (c Clock) Pause(cal *WorkCalendar, why string, now Instant) (Clock, error) {
	if err := c.changeable(cal, now); err != nil {
		return c, err
	}
	if r, ok := RuleOf(c.Rule); !ok || !r.Pausable || c.Period.Unit == Months {
		return c, ClockFixed.Refuse(PText("act", actOfPausing))
	}
	if c.Paused() {
		return c, ClockPaused.Refuse(P("since", c.Pauses[len(c.Pauses)-1].From))
	}
	c.Pauses = append(slices.Clone(c.Pauses), ClockPause{From: now, Why: why})
	return c, nil
}

// Resume lets a paused clock run again from now. It refuses a clock that runs with clock-running, one that is answered
// with clock-answered, and an instant before the pause with clock-backdated.
func (c Clock) Resume(now Instant) (Clock, error) {
	if err := c.open(now); err != nil {
		return c, err
	}
	if !c.Paused() {
		return c, ClockRunning.Refuse()
	}
	c.Pauses = slices.Clone(c.Pauses)
	c.Pauses[len(c.Pauses)-1].To = now
	return c, nil
}

// Extend moves the end to a later instant with somebody's consent. It refuses, besides what cannot be changed any more
// (clock-answered, clock-overdue, clock-backdated), an end that is not later with clock-shortened, no name of who
// consented with value-required, and a rule that provides for no extension with clock-fixed.
func (c Clock) Extend(cal *WorkCalendar, until Instant, by, why string, now Instant) (Clock, error) {
	if err := c.changeable(cal, now); err != nil {
		return c, err
	}
	if r, ok := RuleOf(c.Rule); !ok || !r.Extendable {
		return c, ClockFixed.Refuse(PText("act", actOfExtending))
	}
	if by == "" {
		return c, ValueRequired.At("by")
	}
	if due := c.Due(cal, now); until <= due.At {
		return c, ClockShortened.Refuse(P("due", due.At))
	}
	c.Extensions = append(slices.Clone(c.Extensions), ClockExtension{At: now, By: by, Why: why, Until: until})
	return c, nil
}

// ExtendedUntil returns the end that the rule's own extension gives, counted from the present deadline, for rules that
// say how much may be added (Order 121 Art. 27: 15 working days more). ok is false for the others.
func (c Clock) ExtendedUntil(cal *WorkCalendar, now Instant) (until Deadline, ok bool) {
	r, known := RuleOf(c.Rule)
	if !known || !r.Extendable || r.Extra.Amount == 0 {
		return Deadline{}, false
	}
	until, err := cal.End(r.Extra, c.Due(cal, now).Last.Start(China))
	return until, err == nil
}

// Answer notes that the duty is met, now; a pause that is open ends with it. It refuses a clock that is answered already
// with clock-answered and an instant before its last entry with clock-backdated. Whether it came too late, Late says.
func (c Clock) Answer(now Instant) (Clock, error) {
	if err := c.open(now); err != nil {
		return c, err
	}
	if c.Paused() {
		c.Pauses = slices.Clone(c.Pauses)
		c.Pauses[len(c.Pauses)-1].To = now
	}
	c.AnsweredAt = now
	return c, nil
}

// Next returns the clock of the following round of a duty that repeats, such as a summary every three months: it counts
// from the first start, so that a late answer does not move the rounds after it. It refuses a clock that is not answered
// or does not repeat with clock-fixed, and one whose rounds have left the calendar with period-invalid.
func (c Clock) Next() (Clock, error) {
	r, ok := RuleOf(c.Rule)
	if !ok || r.Kind != RuleRepeats || c.AnsweredAt.IsZero() {
		return Clock{}, ClockFixed.Refuse(PText("act", actOfRepeating))
	}
	next := Clock{Rule: c.Rule, Period: c.Period, StartedAt: c.StartedAt, Round: max(c.Round, 1) + 1}
	total := next.Period
	total.Amount *= next.Round
	return next, total.Valid()
}
