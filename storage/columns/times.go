package columns

import (
	"errors"
	"time"
)

// Micros is a time as a column holds it: microseconds since 1970, 0 for none.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the time that such a column holds.
func FromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// Scanner takes a value out of a column.
type Scanner interface{ Scan(src any) error }

// Moment scans a time.
func Moment(t *time.Time) Scanner { return moment{t} }

// Span scans a duration in microseconds.
func Span(d *time.Duration) Scanner { return span{d} }

type moment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return errors.New("a time is not an integer")
	}
	*m.t = FromMicros(n)
	return nil
}

type span struct{ d *time.Duration }

// Scan implements sql.Scanner.
func (s span) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return errors.New("a duration is not an integer")
	}
	*s.d = time.Duration(n) * time.Microsecond
	return nil
}
