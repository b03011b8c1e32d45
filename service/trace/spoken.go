package trace

import (
	"net/url"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// spoken is what a scanned or typed code may name. A field is empty when the code cannot be that.
type spoken struct {
	typed string
	// batch and shipment are the same number read as one and as the other.
	batch    model.BatchID
	shipment model.ShipmentID
	short    string
	// key is a thing by its canonical identifier, container the key of a logistic unit, item the Digital Link of a GTIN
	// without a lot.
	key, container, item string
}

// maxSpoken bounds a code in bytes: the longest Digital Link there is, with room for a host.
const maxSpoken = 2000

// listen reads a code as scanners, links and people give it: a Digital Link on any host, our own short link, an EPC URN,
// "(01)…(10)…", the element string of a GS1 DataMatrix, an SSCC or GTIN, a short code, an identifier of ours.
func listen(code string) spoken {
	s := spoken{typed: strings.TrimSpace(code)}
	if s.typed == "" || len(s.typed) > maxSpoken {
		return spoken{}
	}
	number := strings.TrimPrefix(strings.ToLower(s.typed), "urn:uuid:")
	if id, err := model.ParseID[model.Batch](number); err == nil {
		s.batch, s.shipment = id, model.ShipmentID(id)
		s.key, s.container = id.URN(), id.URN()
		return s
	}
	if short, ok := model.ParseShortCode(shortLink(s.typed)); ok {
		s.short = short
	}
	if key, ok := containerKey(s.typed); ok {
		s.container, s.key = key, key
		return s
	}
	text := s.typed
	if elements, ok := elementString(text); ok {
		text = elements
	}
	if gtin, err := gs1.ParseGTIN(text); err == nil {
		s.item = model.Product{GTIN: string(gtin)}.Item()
		return s
	}
	epc, ok := parseThing(text)
	if !ok {
		return s
	}
	switch {
	case epc.SSCC() != "":
		s.container, s.key = epc.Key(), epc.Key()
	case epc.GTIN() != "" && epc.Lot() == "" && epc.Serial() == "":
		s.item = model.Product{GTIN: string(epc.GTIN())}.Item()
	default:
		s.key = lotKey(epc)
	}
	return s
}

// lotKey is the key of the lot that a thing belongs to where its identifier names one, else its own.
func lotKey(epc gs1.EPC) string {
	if gtin, lot := epc.GTIN(), epc.Lot(); gtin != "" && lot != "" && epc.Serial() != "" {
		if l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)}, gs1.Element{AI: "10", Value: lot}); err == nil {
			return gs1.LinkEPC(l).Key()
		}
	}
	return epc.Key()
}

// shortLink takes the short code out of an address of the form …/c/CODE; other texts stay.
func shortLink(s string) string {
	if u, err := url.Parse(s); err == nil {
		if _, code, ok := strings.Cut(u.Path, "/c/"); ok && (u.Host != "" || strings.HasPrefix(s, "/c/")) {
			return code
		}
	}
	return s
}

// symbologies are the identifiers that scanners put before the data of GS1 symbols (ISO/IEC 15424): Code 128, DataMatrix,
// QR Code, DataBar.
var symbologies = []string{"]C1", "]d2", "]Q3", "]e0"}

// fixedElements are application identifiers whose data have a predefined length, by their first two digits, the
// identifier included (GS1 General Specifications §7.8.5): no separator follows them.
var fixedElements = map[string]int{
	"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8,
	"20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}

// elementString reads the data of a GS1 symbol as a scanner types them and returns "(01)…(10)…", or "(00)…". Scanners
// that drop the separator put GTIN and lot first or last, where they need none.
func elementString(s string) (string, bool) {
	for _, id := range symbologies {
		s = strings.TrimPrefix(s, id)
	}
	var gtin, lot string
	for s = strings.TrimPrefix(s, separator); s != ""; s = strings.TrimPrefix(s, separator) {
		if len(s) < 3 {
			return "", false
		}
		n, fixed := fixedElements[s[:2]]
		var element string
		if fixed {
			if len(s) < n {
				return "", false
			}
			element, s = s[:n], s[n:]
		} else {
			element, s, _ = strings.Cut(s, separator)
		}
		switch element[:2] {
		case "00":
			return "(00)" + element[2:], true
		case "01":
			gtin = element[2:]
		case "10":
			lot = element[2:]
		}
	}
	if _, err := gs1.ParseGTIN(gtin); err != nil {
		return "", false
	}
	if lot == "" {
		return gtin, true
	}
	return "(01)" + gtin + "(10)" + lot, true
}

// separator is FNC1 within the data, as scanners send it: the control character GS.
const separator = "\x1d"
