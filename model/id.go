package model

import "strings"

// ID names one thing of kind T. The text is a lower-case UUID (RFC 9562, version 7: time-ordered, 74 random bits).
// The zero value names nothing. T only keeps the identifiers of different kinds apart at compile time.
type ID[T any] string

// ParseID reads a UUID in its canonical lower-case form. Anything else is the refusal not-found, because an identifier
// that cannot exist and one that does not exist are the same to the caller.
func ParseID[T any](s string) (ID[T], error) {
	if !isUUID(s) {
		return "", NotFound.Refuse()
	}
	return ID[T](s), nil
}

// String returns the canonical text.
func (id ID[T]) String() string { return string(id) }

// URN returns the identifier as a URN (RFC 9562 §4), the form in which things without a GS1 key appear in events.
func (id ID[T]) URN() string { return "urn:uuid:" + string(id) }

// IDFromURN is the inverse of URN; ok is false when the text is no UUID URN.
func IDFromURN[T any](s string) (id ID[T], ok bool) {
	rest, found := strings.CutPrefix(s, "urn:uuid:")
	if !found || !isUUID(rest) {
		return "", false
	}
	return ID[T](rest), true
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
