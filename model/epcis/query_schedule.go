package epcis

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Schedule says when a query is run (EPCIS 2.0 §8.2.5.3), in UTC: at the instants whose seconds, minutes, hours, days
// and months all match.
type Schedule struct {
	second, minute, hour, day, month, weekday []int // sorted; weekday 1 is Monday
}

// scheduleFields are the members of a schedule, the finest first, with their bounds.
var scheduleFields = []struct {
	name     string
	low, top int
	of       func(*Schedule) *[]int
}{
	{"second", 0, 59, func(s *Schedule) *[]int { return &s.second }},
	{"minute", 0, 59, func(s *Schedule) *[]int { return &s.minute }},
	{"hour", 0, 23, func(s *Schedule) *[]int { return &s.hour }},
	{"dayOfMonth", 1, 31, func(s *Schedule) *[]int { return &s.day }},
	{"month", 1, 12, func(s *Schedule) *[]int { return &s.month }},
	{"dayOfWeek", 1, 7, func(s *Schedule) *[]int { return &s.weekday }},
}

// ParseSchedule reads a schedule. A member is a list of numbers and ranges, "1,[3-5]". What is left out matches always,
// except that a unit finer than all that are given is its first value: {"hour":"1"} is once a day, at one o'clock.
// Errors: *QueryError with the member at fault.
func ParseSchedule(n *Node) (*Schedule, error) {
	if n == nil || n.Kind != Object || len(n.Members) == 0 {
		return nil, badParam("schedule", "must be an object with at least one unit of time")
	}
	s := &Schedule{}
	for i := range n.Members {
		m := &n.Members[i]
		at := slices.IndexFunc(scheduleFields, func(f struct {
			name     string
			low, top int
			of       func(*Schedule) *[]int
		}) bool {
			return f.name == m.Name
		})
		if at < 0 {
			return nil, badParam("schedule."+m.Name, "is no unit of a schedule")
		}
		f := scheduleFields[at]
		values, ok := parseTimes(m.Value.Text, f.low, f.top)
		if m.Value.Kind != String && m.Value.Kind != Number || !ok {
			return nil, badParam("schedule."+m.Name, "must be numbers from "+strconv.Itoa(f.low)+" to "+strconv.Itoa(f.top)+` or ranges like "[1-5]"`)
		}
		*f.of(s) = values
	}
	for _, f := range scheduleFields[:3] {
		if values := f.of(s); len(*values) == 0 {
			*values = []int{f.low}
			continue
		}
		break
	}
	for _, f := range scheduleFields {
		if values := f.of(s); len(*values) == 0 {
			for v := f.low; v <= f.top; v++ {
				*values = append(*values, v)
			}
		}
	}
	return s, nil
}

func parseTimes(text string, low, top int) ([]int, bool) {
	var values []int
	for part := range strings.SplitSeq(text, ",") {
		from, to := part, part
		if inner, ok := strings.CutPrefix(part, "["); ok {
			inner, ok = strings.CutSuffix(inner, "]")
			if from, to, _ = strings.Cut(inner, "-"); !ok {
				return nil, false
			}
		}
		a, errA := strconv.Atoi(from)
		b, errB := strconv.Atoi(to)
		if errA != nil || errB != nil || a < low || b > top || a > b {
			return nil, false
		}
		for v := a; v <= b; v++ {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	return slices.Compact(values), true
}

// horizon is how far ahead a schedule is looked at: a leap day that falls on a Monday comes within forty years.
const horizon = 41 * 366

// Next returns the first instant after t that matches, false when there is none: 30 February.
func (s *Schedule) Next(t time.Time) (time.Time, bool) {
	t = t.UTC().Truncate(time.Second).Add(time.Second)
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	for i := range horizon {
		d := day.AddDate(0, 0, i)
		weekday := int(d.Weekday()+6)%7 + 1
		if !slices.Contains(s.month, int(d.Month())) || !slices.Contains(s.day, d.Day()) || !slices.Contains(s.weekday, weekday) {
			continue
		}
		for _, hour := range s.hour {
			for _, minute := range s.minute {
				at := d.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
				if at.Add(59 * time.Second).Before(t) {
					continue
				}
				for _, second := range s.second {
					if exact := at.Add(time.Duration(second) * time.Second); !exact.Before(t) {
						return exact, true
					}
				}
			}
		}
	}
	return time.Time{}, false
}
