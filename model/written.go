package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Written trims what somebody wrote and returns it. It notes at the field when the text is required and missing, has more
// than limit characters, or holds what cannot be seen (Invisible, but line breaks). The fault never quotes the text, which
// may be personal.
func (f *Faults) Written(at, text string, limit int, required bool) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case required && text == "":
		f.Add(at, ValueRequired)
	case utf8.RuneCountInString(text) > limit:
		f.Add(at, ValueTooLong, P("limit", limit))
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return Invisible(r) && r != '\n' }):
		f.Add(at, ValueInvalid, P("value", ""))
	}
	return text
}

// Invisible reports control characters and those that reverse the order of what follows (Unicode Bidirectional Algorithm,
// explicit embeddings, overrides and isolates): a text with them reads otherwise than it is stored.
func Invisible(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
