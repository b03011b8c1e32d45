package trace

import (
	"suyuan/model/epcis"
	"suyuan/model/gs1"
)

// spelledFields are the members of an event that hold identifiers, and how to reach them: a text, a list of texts, or
// the named member of an object or of the objects of a list.
var spelledFields = map[string]string{
	"parentID": "", "epcList": "", "childEPCs": "", "inputEPCList": "", "outputEPCList": "",
	"quantityList": "epcClass", "childQuantityList": "epcClass", "inputQuantityList": "epcClass", "outputQuantityList": "epcClass",
	"readPoint": "id", "bizLocation": "id", "sourceList": "source", "destinationList": "destination", "bizTransactionList": "bizTransaction",
}

// Respell writes the identifiers of an event in one spelling. An identifier that has no such spelling stays as it is: a
// Digital Link does not tell the length of the company prefix that an EPC URN needs, and it is not guessed.
func Respell(event *epcis.Node, format EventFormat) {
	var spell func(string) string
	switch format {
	case FormatDigitalLink:
		spell = asLink
	case FormatURN:
		spell = asURN
	case FormatNoPreference, FormatNeverTranslates:
		return
	default:
		return
	}
	for i := range event.Members {
		m := &event.Members[i]
		if inner, holds := spelledFields[m.Name]; holds {
			respell(&m.Value, inner, spell)
		}
	}
}

func respell(v *epcis.Node, inner string, spell func(string) string) {
	switch v.Kind {
	case epcis.String:
		v.Text = spell(v.Text)
	case epcis.Array:
		for i := range v.Items {
			respell(&v.Items[i], inner, spell)
		}
	case epcis.Object:
		for i := range v.Members {
			if m := &v.Members[i]; m.Name == inner && m.Value.Kind == epcis.String {
				m.Value.Text = spell(m.Value.Text)
			}
		}
	case epcis.Null, epcis.Bool, epcis.Number:
	}
}

func asLink(uri string) string {
	epc, err := gs1.ParseEPC(uri)
	if err != nil || epc.PrefixLength() == 0 {
		return uri // no EPC URN
	}
	if link, ok := epc.Link(); ok {
		return link.Canonical()
	}
	return uri
}

func asURN(uri string) string {
	epc, err := gs1.ParseEPC(uri)
	if err != nil {
		return uri
	}
	if urn, err := epc.URN(0); err == nil {
		return urn
	}
	return uri
}
