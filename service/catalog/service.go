// Package catalog is the room of products, batches and their documents: who makes what, which lots there are and where
// each stands, and what papers go with it.
//
// Where to look: product.go, batch.go and document.go hold the work; files.go keeps the bytes of documents; picture.go
// and pdf.go let in only what a file says it is.
package catalog

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// Service is the catalog room.
type Service struct {
	store *repository.Store
	files *Files
	// pictures lets one picture at a time be decoded: one of 40 megapixels takes up to 320 MB of memory.
	pictures chan struct{}
	// failed hears of batches that do not conform; nil when nobody does.
	failed Failed
	// revoked hears of laboratory reports that are taken back; nil when nobody does.
	revoked Failed
}

// New opens the room over a database and the folder of documents.
func New(store *repository.Store, files *Files, options ...Option) *Service {
	s := &Service{store: store, files: files, pictures: make(chan struct{}, 1)}
	for _, o := range options {
		o(s)
	}
	return s
}

func isNotFound(err error) bool { return errors.Is(err, model.NotFound) }

// line checks one line of text that people will read: its length in characters, no control characters and none that
// reverse the order of what follows. It returns the text without surrounding spaces.
func line(faults *model.Faults, at, s string, limit int) string {
	return text(faults, at, s, limit, "")
}

// lines is line for text that may have several.
func lines(faults *model.Faults, at, s string, limit int) string {
	return text(faults, at, strings.ReplaceAll(s, "\r\n", "\n"), limit, "\n")
}

func text(faults *model.Faults, at, s string, limit int, allowed string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > limit {
		faults.Add(at, model.ValueTooLong, model.P("limit", limit))
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return (unicode.IsControl(r) && !strings.ContainsRune(allowed, r)) || (r >= '\u202a' && r <= '\u202e') || r == utf8.RuneError
	}) {
		faults.Add(at, model.ValueInvalid, model.P("value", ""))
	}
	return s
}

// translations checks a text in three languages.
func translations(faults *model.Faults, at string, t model.Text, limit int) model.Text {
	return model.Text{
		ZH: line(faults, at+".zh", t.ZH, limit),
		UG: line(faults, at+".ug", t.UG, limit),
		EN: line(faults, at+".en", t.EN, limit),
	}
}
