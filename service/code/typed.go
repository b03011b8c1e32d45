package code

import (
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// maxTyped bounds what a person may type as a code.
const maxTyped = 300

// PathOf reads a code that a person typed, pasted or scanned: a link on any host, a GTIN, the line printed under a code
// ("(01)…(10)…") or a short code. It returns the path of its page on this server, or "" for what is no code. Whether
// anything has the code is not asked.
func PathOf(typed string) string {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(typed) > maxTyped {
		return ""
	}
	if gtin, err := gs1.ParseGTIN(typed); err == nil {
		return "/01/" + string(gtin)
	}
	if link, err := gs1.ParseLink(typed); err == nil {
		return link.Path()
	}
	if elements := strings.TrimPrefix(typed, "(01)"); elements != typed {
		gtin, lot, _ := strings.Cut(elements, "(10)")
		link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: "10", Value: lot})
		if lot == "" {
			link, err = gs1.NewLink(gs1.Element{AI: "01", Value: gtin})
		}
		if err == nil {
			return link.Path()
		}
	}
	if short, ok := model.ParseShortCode(typed[strings.LastIndex(typed, "/")+1:]); ok {
		return "/c/" + short
	}
	return ""
}
