package trace

import (
	"testing"
	"time"

	"suyuan/model/epcis"
)

// FuzzReferences: whatever people call a delivery note, the event that holds it is valid, and the text is in it.
func FuzzReferences(f *testing.F) {
	for _, s := range []string{
		"DN 7", "urn:epcglobal:cbv:bt:6901234000016:7", "https://id.gs1.org/253/6901234000016DN7", "https://x/%zz", "http://a:b/", "urn:a#b#c", "https://[::1]/",
		"https://a@b:1/?q#f", "urn:", "http://", "https://%41/", "http://a b", "urn:x:é", "No.: 5", "\xff", "\u202e", "", `"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := epcis.Event{
			Type: epcis.ObjectEvent, Action: epcis.Observe, EPCList: []string{"urn:epc:id:sscc:6901234.0000000001"},
			EventTime: epcis.Timestamp{At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}, EventTimeZoneOffset: "+08:00",
		}
		refer(&e, bttDespatch, s)
		body := epcis.WithContext(epcis.Encode(&e), []epcis.Prefix{{Name: ownPrefix, Namespace: ownNamespace}})
		read, err := epcis.ParseEvent(body, epcis.BaseContext(), epcis.Limits{})
		if err != nil || !read.Valid() {
			t.Fatalf("%q: %v %+v in %s", s, err, read, body)
		}
		if s != "" && len(read.BizTransactions)+len(read.Extensions) != 1 {
			t.Errorf("%q is nowhere in %s", s, body)
		}
	})
}

func FuzzParseThing(f *testing.F) {
	for _, s := range []string{
		"(01)06901234567892(10)A", "(01)06901234567892(10)A(B)", "(00)069012340000000016", "/01/06901234567892/10/A", "(01)", "(", "()", "(01)(10)", "/", "(10)A(01)06901234567892",
		"urn:epc:class:lgtin:690123456.0789.A", "(012345)6", "(01)06901234567892(10)", "(01)06901234567892(10)é",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		epc, ok := parseThing(s)
		if ok && epc.Key() == "" {
			t.Errorf("%q is something and nothing", s)
		}
		if again, same := parseThing(epc.Key()); ok && (!same || again.Key() != epc.Key()) {
			t.Errorf("%q is %s, which is %s", s, epc.Key(), again.Key())
		}
	})
}

func TestParseThing(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"(01)06901234567892(10)A":                  "https://id.gs1.org/01/06901234567892/10/A",
		"(01)06901234567892(10)A(B)c(12)":          "",
		"(01)06901234567892(10)A(B)c":              "https://id.gs1.org/01/06901234567892/10/A%28B%29c",
		"/01/06901234567892/10/A":                  "https://id.gs1.org/01/06901234567892/10/A",
		"https://shop.example/p/01/06901234567892": "https://id.gs1.org/01/06901234567892",
		"(00)069012340000000016":                   "https://id.gs1.org/00/069012340000000016",
		"(10)A(01)06901234567892":                  "",
		"(01)06901234567891(10)A":                  "",
		"melon":                                    "",
		"()":                                       "",
		"(01)06901234567892(10)":                   "",
	} {
		epc, ok := parseThing(s)
		if ok != (want != "") || ok && epc.Key() != want {
			t.Errorf("%s: %s, want %s", s, epc.Key(), want)
		}
	}
}
