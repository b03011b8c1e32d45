package model

// PageToken marks where the next page of a list starts; opaque to callers, empty when there is none.
type PageToken string

// Page asks for a part of a list.
type Page struct {
	// Limit is how many rows are wanted; 0 means DefaultPage.
	Limit int
	// After is the token of the page before, empty for the first.
	After PageToken
}

// The sizes of a page.
const (
	DefaultPage = 30
	MaxPage     = 200
)

// Size returns the number of rows of the page: Limit within 1 and MaxPage, DefaultPage when not given.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return DefaultPage
	case p.Limit > MaxPage:
		return MaxPage
	}
	return p.Limit
}

// Idempotency identifies one attempt of a caller to do something once (draft-ietf-httpapi-idempotency-key-header).
type Idempotency struct {
	// Operation is the operation's name, so that one key on two operations is two attempts.
	Operation string
	// Key is the caller's Idempotency-Key; empty means unguarded.
	Key string
	// Fingerprint is the SHA-256 of method, path and body.
	Fingerprint [32]byte
}
