package model

import "strings"

// Lang is a language that people of the product read.
type Lang string

// The languages, the default first.
const (
	ZH Lang = "zh-CN"
	UG Lang = "ug"
	EN Lang = "en"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{ZH, UG, EN} }

// Dir returns the writing direction for HTML: "rtl" for Uyghur in Arabic script, "ltr" otherwise.
func (l Lang) Dir() string {
	if l == UG {
		return "rtl"
	}
	return "ltr"
}

// ParseLang accepts a BCP 47 tag whose primary language we speak; ok is false otherwise.
func ParseLang(tag string) (l Lang, ok bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch primary {
	case "zh":
		return ZH, true
	case "ug":
		return UG, true
	case "en":
		return EN, true
	}
	return ZH, false
}

// Text is one sentence or name in the three languages. An empty translation falls back to Chinese, then English, then
// Uyghur, so that a name known in one language is never shown as nothing.
type Text struct {
	ZH string `json:"zh,omitempty"`
	UG string `json:"ug,omitempty"`
	EN string `json:"en,omitempty"`
}

// In returns the text in a language, with the fallback described on Text.
func (t Text) In(l Lang) string {
	s, _ := t.Pick(l)
	return s
}

// Pick returns the text for a language and the language it is really in, so that a page can mark a fallback.
func (t Text) Pick(l Lang) (string, Lang) {
	if s := t.exact(l); s != "" {
		return s, l
	}
	for _, f := range []Lang{ZH, EN, UG} {
		if s := t.exact(f); s != "" {
			return s, f
		}
	}
	return "", l
}

// Empty reports whether no language has text.
func (t Text) Empty() bool { return t == Text{} }

func (t Text) exact(l Lang) string {
	switch l {
	case UG:
		return t.UG
	case EN:
		return t.EN
	case ZH:
		return t.ZH
	}
	return ""
}

// Fill replaces {name} by the value of each parameter. A value that looks like {another} stays as it is: values come
// from strangers.
func (t Text) Fill(l Lang, params []Param) string {
	pairs := make([]string, 0, 2*len(params))
	for _, p := range params {
		value := p.Value
		if !p.Text.Empty() {
			value = p.Text.In(l)
		}
		pairs = append(pairs, "{"+p.Name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(t.In(l))
}
