package model

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Instant is a point in time as both databases keep it: whole microseconds since 1970-01-01T00:00:00Z. The zero value
// means "not set". An integer column keeps exactly these digits on SQLite and MySQL alike, where DATETIME columns
// round, truncate or shift zones.
type Instant int64

// Forever is the end of an interval that has not ended.
const Forever Instant = 1<<63 - 1

// InstantOf truncates t to microseconds. A zero time gives the zero Instant.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMicro())
}

// Time returns the instant in UTC; the zero Instant gives the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// IsZero reports whether the instant is not set.
func (i Instant) IsZero() bool { return i == 0 }

// Add returns the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d/time.Microsecond) }

// Sub returns the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// String returns RFC 3339 with microseconds in UTC, or "" when not set.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format("2006-01-02T15:04:05.000000Z")
}

// MarshalText implements encoding.TextMarshaler with String.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler for RFC 3339.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = 0
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return fmt.Errorf("instant: %w", err)
	}
	*i = InstantOf(t)
	return nil
}

// Value implements driver.Valuer.
func (i Instant) Value() (driver.Value, error) { return int64(i), nil }

// Scan implements sql.Scanner; NULL gives the zero Instant.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = 0
	case int64:
		*i = Instant(v)
	default:
		return fmt.Errorf("instant: cannot scan %T", src)
	}
	return nil
}

// Date is a calendar day without zone, as production and expiry dates are printed: "2026-11-22". The empty text means
// "not set". Dates compare as texts.
type Date string

// ParseDate reads an ISO 8601 calendar date and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return "", DateInvalid.Refuse(P("value", s))
	}
	return Date(s), nil
}

// DateOf returns the calendar day of an instant in a zone; the zero Instant gives the zero Date.
func DateOf(i Instant, zone *time.Location) Date {
	if i.IsZero() {
		return ""
	}
	return Date(i.Time().In(zone).Format(time.DateOnly))
}

// Start returns the first instant of the day in a zone; the zero Date gives the zero Instant.
func (d Date) Start(zone *time.Location) Instant {
	t, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return 0
	}
	return InstantOf(t)
}

// DaysUntil counts the days from d to another day, negative when that is past; 0 when either is not a date.
func (d Date) DaysUntil(other Date) int {
	from, to := d.Start(time.UTC), other.Start(time.UTC)
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return int(to.Sub(from) / (24 * time.Hour))
}

// AddDays returns the day n days later; the zero Date stays zero.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}
