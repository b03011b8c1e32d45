package gs1_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model/gs1"
)

func TestParseLinkAccepts(t *testing.T) {
	t.Parallel()
	tests := []struct{ uri, hri, path, stem string }{
		{"https://id.gs1.org/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "https://id.gs1.org"},
		{"https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426", "(01)09520123456788(10)ABC1(21)12345(17)180426", "/01/09520123456788/10/ABC1/21/12345", "https://id.gs1.org"},
		{"http://a/01/09520123456788/22/T/10/A/21/X", "(01)09520123456788(22)T(10)A(21)X", "/01/09520123456788/22/T/10/A/21/X", "http://a"},
		{"HTTPS://A/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "HTTPS://A"},
		{"HTTP://A/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "HTTP://A"},
		{"https://a:65535/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "https://a:65535"},
		{"https://[2001:db8::1]/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "https://[2001:db8::1]"},
		{"https://a/more/stem/01/09520123456788", "(01)09520123456788", "/01/09520123456788", "https://a/more/stem"},
		{"https://a/00/faux/00/006141411234567890", "(00)006141411234567890", "/00/006141411234567890", "https://a/00/faux"},
		{"https://a/01/09520123456788/235/TEST", "(01)09520123456788(235)TEST", "/01/09520123456788/235/TEST", "https://a"},
		{"https://a/01/09520123456788/235/XYZ?10=ABC123", "(01)09520123456788(235)XYZ(10)ABC123", "/01/09520123456788/235/XYZ", "https://a"},
		{"https://a/01/09520123456788?3103=000195&3922=0299&17=201225", "(01)09520123456788(3103)000195(3922)0299(17)201225", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?17=261200&15=280229", "(01)09520123456788(17)261200(15)280229", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?7007=260901", "(01)09520123456788(7007)260901", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?7007=260901260930&422=156&427=65", "(01)09520123456788(7007)260901260930(422)156(427)65", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?7030=156ABC&7031=999X&7230=EMabc", "(01)09520123456788(7030)156ABC(7031)999X(7230)EMabc", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?8008=240229001559", "(01)09520123456788(8008)240229001559", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?&&99=A&&utm_source=x&lang=zh&single&98=B&&", "(01)09520123456788(99)A(98)B", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788?#", "(01)09520123456788", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788#01/10", "(01)09520123456788", "/01/09520123456788", "https://a"},
		{"https://a/01/09520123456788/22/ABC%2d1?98=X%2f9", "(01)09520123456788(22)ABC-1(98)X/9", "/01/09520123456788/22/ABC-1", "https://a"},
		{"https://a/01/09520123456788/10/A+B", "(01)09520123456788(10)A+B", "/01/09520123456788/10/A%2BB", "https://a"},
		{"https://a/01/09520123456788?98=A%2BB", "(01)09520123456788(98)A+B", "/01/09520123456788", "https://a"},
		{"https://a/00/952012345678912345?02=09520123456788&37=25&10=ABC123", "(00)952012345678912345(02)09520123456788(37)25(10)ABC123", "/00/952012345678912345", "https://a"},
		{"https://a/414/9520123456788/254/32a%2Fb", "(414)9520123456788(254)32a/b", "/414/9520123456788/254/32a%2Fb", "https://a"},
		{"https://a/414/9520123456788/7040/1ABC", "(414)9520123456788(7040)1ABC", "/414/9520123456788/7040/1ABC", "https://a"},
		{"https://a/415/9520123456788/8020/R-1", "(415)9520123456788(8020)R-1", "/415/9520123456788/8020/R-1", "https://a"},
		{"https://a/417/9520123456788", "(417)9520123456788", "/417/9520123456788", "https://a"},
		{"https://a/253/1231231231232TEST5678901234567", "(253)1231231231232TEST5678901234567", "/253/1231231231232TEST5678901234567", "https://a"},
		{"https://a/255/4012345678901", "(255)4012345678901", "/255/4012345678901", "https://a"},
		{"https://a/401/12345678?99=ABC", "(401)12345678(99)ABC", "/401/12345678", "https://a"},
		{"https://a/402/06141411234567890", "(402)06141411234567890", "/402/06141411234567890", "https://a"},
		{"https://a/8003/00614141123452400", "(8003)00614141123452400", "/8003/00614141123452400", "https://a"},
		{"https://a/8004/9520614141234567?01=09520123456788", "(8004)9520614141234567(01)09520123456788", "/8004/9520614141234567", "https://a"},
		{"https://a/8006/095201234567880102/21/A", "(8006)095201234567880102(21)A", "/8006/095201234567880102/21/A", "https://a"},
		{"https://a/8010/0614141A%23%2FB/8011/123", "(8010)0614141A#/B(8011)123", "/8010/0614141A%23%2FB/8011/123", "https://a"},
		{"https://a/8013/1987654Ad4X4bL5ttr2310c2K", "(8013)1987654Ad4X4bL5ttr2310c2K", "/8013/1987654Ad4X4bL5ttr2310c2K", "https://a"},
		{"https://a/8017/123456789012345675", "(8017)123456789012345675", "/8017/123456789012345675", "https://a"},
		{"https://a/8018/123456789012345675/8019/123", "(8018)123456789012345675(8019)123", "/8018/123456789012345675/8019/123", "https://a"},
		{"https://a/01/09520123456788/22/01/21/x", "(01)09520123456788(22)01(21)x", "/01/09520123456788/22/01/21/x", "https://a"},
		{"https://a/01/09520123456788/21/S?250=part", "(01)09520123456788(21)S(250)part", "/01/09520123456788/21/S", "https://a"},
	}
	for _, test := range tests {
		link, err := gs1.ParseLink(test.uri)
		if err != nil {
			t.Errorf("%s: %v", test.uri, err)
			continue
		}
		if link.HRI() != test.hri || link.Path() != test.path || link.Stem() != test.stem {
			t.Errorf("%s:\n got %s %s %s\nwant %s %s %s", test.uri, link.HRI(), link.Path(), link.Stem(), test.hri, test.path, test.stem)
		}
		if link.Canonical() != "https://id.gs1.org"+test.path {
			t.Errorf("%s: canonical %s", test.uri, link.Canonical())
		}
	}
}

func TestParseLinkRefuses(t *testing.T) {
	t.Parallel()
	const g = "https://a/01/09520123456788"
	tests := []struct {
		uri  string
		want gs1.LinkError
	}{
		{"HtTp://a/01/09520123456788", gs1.LinkError{Code: gs1.LinkScheme}},
		{"ftp://a/01/09520123456788", gs1.LinkError{Code: gs1.LinkScheme}},
		{"a/01/09520123456788", gs1.LinkError{Code: gs1.LinkScheme}},
		{"", gs1.LinkError{Code: gs1.LinkScheme}},
		{"https:///01/09520123456788", gs1.LinkError{Code: gs1.LinkHost}},
		{"https://u@a/01/09520123456788", gs1.LinkError{Code: gs1.LinkHost}},
		{"https://a$/01/09520123456788", gs1.LinkError{Code: gs1.LinkHost}},
		{"https://[fe80::1%25lo]/01/09520123456788", gs1.LinkError{Code: gs1.LinkHost}},
		{g + "/10/a b", gs1.LinkError{Code: gs1.LinkCharacters}},
		{g + "/10/批", gs1.LinkError{Code: gs1.LinkCharacters}},
		{g + "/10/<", gs1.LinkError{Code: gs1.LinkCharacters}},
		{"https://a", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://a/foo", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://a/foo/bar", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://00/006141411234567890", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://a/gtin/09520123456788", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://a/410/9520123456788", gs1.LinkError{Code: gs1.LinkNoKey}},
		{"https://a/416/9520123456788", gs1.LinkError{Code: gs1.LinkNoKey}},
		{g + "/89/ABC", gs1.LinkError{Code: gs1.LinkNoKey}},
		{g + "/", gs1.LinkError{Code: gs1.LinkTrailingSlash}},
		{g + "/?17=261231", gs1.LinkError{Code: gs1.LinkTrailingSlash}},
		{"https://a/01//10/A", gs1.LinkError{Code: gs1.LinkEmptyValue, AI: "01"}},
		{g + "?17=", gs1.LinkError{Code: gs1.LinkEmptyValue, AI: "17"}},
		{g + "/10/A%00", gs1.LinkError{Code: gs1.LinkEscape, AI: "10"}},
		{g + "/10/A%2", gs1.LinkError{Code: gs1.LinkEscape, AI: "10"}},
		{g + "/10/A%4G", gs1.LinkError{Code: gs1.LinkEscape, AI: "10"}},
		{g + "?99=%", gs1.LinkError{Code: gs1.LinkEscape, AI: "99"}},
		{g + "?98=X+9", gs1.LinkError{Code: gs1.LinkValue, AI: "98", Detail: "charset"}},
		{g + "/10/A%20B", gs1.LinkError{Code: gs1.LinkValue, AI: "10", Detail: "charset"}},
		{g + "/10/A%23", gs1.LinkError{Code: gs1.LinkValue, AI: "10", Detail: "charset"}},
		{g + "/10/123456789012345678901", gs1.LinkError{Code: gs1.LinkValue, AI: "10", Detail: "length"}},
		{"https://a/01/09520123456780", gs1.LinkError{Code: gs1.LinkValue, AI: "01", Detail: "check-digit"}},
		{"https://a/01/9520123456788", gs1.LinkError{Code: gs1.LinkValue, AI: "01", Detail: "length"}},
		{"https://a/01/0952012345678X", gs1.LinkError{Code: gs1.LinkValue, AI: "01", Detail: "digits"}},
		{"https://a/00/952012345678912340", gs1.LinkError{Code: gs1.LinkValue, AI: "00", Detail: "check-digit"}},
		{"https://a/414/9520123456780", gs1.LinkError{Code: gs1.LinkValue, AI: "414", Detail: "check-digit"}},
		{"https://a/253/1231231231232TEST56789012345678", gs1.LinkError{Code: gs1.LinkValue, AI: "253", Detail: "length"}},
		{"https://a/8003/10614141123452400", gs1.LinkError{Code: gs1.LinkValue, AI: "8003", Detail: "code-list"}},
		{"https://a/414/9520123456788/7040/1AB.", gs1.LinkError{Code: gs1.LinkValue, AI: "7040", Detail: "charset"}},
		{"https://a/8004/ABC1", gs1.LinkError{Code: gs1.LinkValue, AI: "8004", Detail: "company-prefix"}},
		{"https://a/8006/095201234567880201", gs1.LinkError{Code: gs1.LinkValue, AI: "8006", Detail: "range"}},
		{"https://a/8010/0614141abc", gs1.LinkError{Code: gs1.LinkValue, AI: "8010", Detail: "charset"}},
		{"https://a/8010/0614141A/8011/01", gs1.LinkError{Code: gs1.LinkValue, AI: "8011", Detail: "range"}},
		{"https://a/8013/1987654Ad4X4bL5ttr2310cXK", gs1.LinkError{Code: gs1.LinkValue, AI: "8013", Detail: "check-digit"}},
		{g + "?17=261301", gs1.LinkError{Code: gs1.LinkValue, AI: "17", Detail: "date"}},
		{g + "?17=260230", gs1.LinkError{Code: gs1.LinkValue, AI: "17", Detail: "date"}},
		{g + "?17=260000", gs1.LinkError{Code: gs1.LinkValue, AI: "17", Detail: "date"}},
		{g + "?17=2602", gs1.LinkError{Code: gs1.LinkValue, AI: "17", Detail: "length"}},
		{g + "?7007=260900", gs1.LinkError{Code: gs1.LinkValue, AI: "7007", Detail: "date"}},
		{g + "?7007=2609012609", gs1.LinkError{Code: gs1.LinkValue, AI: "7007", Detail: "length"}},
		{g + "?8008=26010124", gs1.LinkError{Code: gs1.LinkValue, AI: "8008", Detail: "time"}},
		{g + "?422=999", gs1.LinkError{Code: gs1.LinkValue, AI: "422", Detail: "code-list"}},
		{g + "?3103=00195", gs1.LinkError{Code: gs1.LinkValue, AI: "3103", Detail: "length"}},
		{g + "/21/A/10/B", gs1.LinkError{Code: gs1.LinkOrder, AI: "21", Detail: "22,10,21"}},
		{g + "/10/B/22/A", gs1.LinkError{Code: gs1.LinkOrder, AI: "10", Detail: "22,10,21"}},
		{g + "/10/B/235/A", gs1.LinkError{Code: gs1.LinkMixed, AI: "10", Detail: "22,10,21|235"}},
		{g + "/254/B", gs1.LinkError{Code: gs1.LinkQualifier, AI: "254", Detail: "22,10,21|235"}},
		{"https://a/00/952012345678912345/10/B", gs1.LinkError{Code: gs1.LinkQualifier, AI: "10"}},
		{g + "/17/261231", gs1.LinkError{Code: gs1.LinkQualifier, AI: "17", Detail: "22,10,21|235"}},
		{g + "/10/A/10/A", gs1.LinkError{Code: gs1.LinkDuplicate, AI: "10"}},
		{g + "?10=ABC", gs1.LinkError{Code: gs1.LinkInPath, AI: "10", Detail: "22,10,21"}},
		{g + "/10/A?21=ABC", gs1.LinkError{Code: gs1.LinkInPath, AI: "21", Detail: "22,10,21"}},
		{g + "/10/A?10=A", gs1.LinkError{Code: gs1.LinkDuplicate, AI: "10"}},
		{g + "/10/A?01=09520123456788", gs1.LinkError{Code: gs1.LinkDuplicate, AI: "01"}},
		{g + "?99=A&99=A", gs1.LinkError{Code: gs1.LinkDuplicate, AI: "99"}},
		{g + "?8200=X", gs1.LinkError{Code: gs1.LinkNotAttribute, AI: "8200"}},
		{g + "?254=X", gs1.LinkError{Code: gs1.LinkNotAttribute, AI: "254"}},
		{g + "?999=faux", gs1.LinkError{Code: gs1.LinkUnknownAI, AI: "999"}},
		{g + "?3103=000195&3102=001950", gs1.LinkError{Code: gs1.LinkExcluded, AI: "3103", Detail: "3102"}},
		{g + "?37=5", gs1.LinkError{Code: gs1.LinkExcluded, AI: "01", Detail: "37"}},
		{g + "?422=156&426=156", gs1.LinkError{Code: gs1.LinkExcluded, AI: "422", Detail: "426"}},
		{g + "?427=65", gs1.LinkError{Code: gs1.LinkCompanion, AI: "427", Detail: "01,02;422"}},
		{g + "?7030=156A&403=R", gs1.LinkError{Code: gs1.LinkCompanion, AI: "403", Detail: "00"}},
		{g + "?250=part", gs1.LinkError{Code: gs1.LinkCompanion, AI: "250", Detail: "01,8006;21"}},
		{"https://a/414/9520123456788?17=261231", gs1.LinkError{Code: gs1.LinkCompanion, AI: "17", Detail: "01,02,03,255,8006,8026"}},
		{"https://a/415/9520123456788", gs1.LinkError{Code: gs1.LinkCompanion, AI: "415", Detail: "8020"}},
	}
	for _, test := range tests {
		_, err := gs1.ParseLink(test.uri)
		var fault *gs1.LinkError
		if !errors.As(err, &fault) {
			t.Errorf("%s: got %v, want %+v", test.uri, err, test.want)
			continue
		}
		if diff := cmp.Diff(test.want, *fault); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.uri, diff)
		}
	}
}

// Every content check of the table, through an attribute that carries it.
func TestAttributeFormats(t *testing.T) {
	t.Parallel()
	const (
		item   = "/01/09520123456788?"
		unit   = "/00/952012345678912345?"
		person = "/8018/123456789012345675?"
	)
	tests := []struct {
		key, good, bad string
	}{
		{item, "20=01", "20=1"},
		{item, "242=123456", "242=1234567"},
		{item, "7003=2609012359", "7003=2609012400"},
		{item, "7003=2609019999", "7003=2609002359"},
		{item, "7011=260901", "7011=2609011"},
		{item, "8005=000123", "8005=123"},
		{item, "423=156840", "423=15684"},
		{item, "3932=1561234&30=1", "3932=0011234&30=1"},
		{item, "8001=00010000100100", "8001=00000000100100"},
		{item, "8001=00010000100190", "8001=00010000100150"},
		{unit, "4300=a%2520b", "4300=a%2525b%25"},
		{unit, "4307=CN", "4307=XX"},
		{unit, "4309=18000000003600000000", "4309=18000000013600000000"},
		{unit, "4309=18000000003600000000", "4309=18000000003600000001"},
		{unit, "4321=1", "4321=2"},
		{unit, "4324=2609002359", "4324=2609002360"},
		{unit, "4330=000100-", "4330=000100+"},
		{unit, "420=830000", "420=%20"},
		{unit, "421=156830000", "421=001830000"},
		{person, "7250=20240229", "7250=20230229"},
		{person, "7250=20000229", "7250=19000229"},
		{person, "7252=9", "7252=3"},
		{person, "7241=80", "7241=11"},
		{person, "7259=A&7258=1%2F2", "7259=A&7258=2%2F1"},
		{"/415/9520123456788/8020/R?", "8007=GB82WEST12345698765432", "8007=GB82WEST12345698765431"},
		{"/01/09520123456788/21/S?", "8030=abc-_%3D", "8030=abc%2B"},
		{item, "7023=0614141A", "7023=A"},
		{item, "90=X", "90=1234567890123456789012345678901"},
	}
	for _, test := range tests {
		if _, err := gs1.ParseLink("https://a" + test.key + test.good); err != nil {
			t.Errorf("%s%s: %v", test.key, test.good, err)
		}
		_, err := gs1.ParseLink("https://a" + test.key + test.bad)
		var fault *gs1.LinkError
		if !errors.As(err, &fault) || fault.Code != gs1.LinkValue {
			t.Errorf("%s%s: %v, want a value error", test.key, test.bad, err)
		}
	}
}

func TestShortGTIN(t *testing.T) {
	t.Parallel()
	for short, want := range map[string]string{
		"9520123456788": "09520123456788",
		"416000336108":  "00416000336108",
		"02345673":      "00000002345673",
	} {
		link, err := gs1.ParseLink("https://a/01/"+short, gs1.AllowShortGTIN)
		if err != nil || link.Key().Value != want {
			t.Errorf("%s: %v, %v", short, link.Key(), err)
		}
		if _, err := gs1.ParseLink("https://a/01/" + short); err == nil {
			t.Errorf("%s accepted without the option", short)
		}
	}
	if _, err := gs1.ParseLink("https://a/01/952012345678", gs1.AllowShortGTIN); err == nil {
		t.Error("wrong check digit accepted")
	}
}

func TestTrimSlash(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://a/01/1/":     "https://a/01/1",
		"https://a/01/1/?a=/": "https://a/01/1?a=/",
		"https://a/01/1/#/":   "https://a/01/1#/",
		"https://a/01/1//":    "https://a/01/1/",
		"https://a/01/1":      "https://a/01/1",
		"/01/1/":              "/01/1",
		"":                    "",
	} {
		if got := gs1.TrimSlash(in); got != want {
			t.Errorf("TrimSlash(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseLinkPath(t *testing.T) {
	t.Parallel()
	link, err := gs1.ParseLinkPath("/r/01/09520123456788/10/A%2FB", "17=261231&lang=ug")
	if err != nil {
		t.Fatal(err)
	}
	if got := link.URI("https://example.org/x/"); got != "https://example.org/x/01/09520123456788/10/A%2FB?17=261231" {
		t.Error(got)
	}
	for _, bad := range []string{"/01/09520123456788?x", "/01/09520123456788#x", "/01/ "} {
		if _, err := gs1.ParseLinkPath(bad, ""); err == nil {
			t.Errorf("%q accepted", bad)
		}
	}
	if _, err := gs1.ParseLinkPath("/01/09520123456788", "17=批"); err == nil {
		t.Error("raw query accepted")
	}
}

func TestLinkForms(t *testing.T) {
	t.Parallel()
	link, err := gs1.ParseLink("https://example.org/s/01/09520123456788/10/AB_1/21/00x?3103=000195&99=q%2Fq")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{
		"key":        link.Key(),
		"qualifiers": link.Qualifiers(),
		"attributes": link.Attributes(),
		"uri":        link.URI("host.example"),
		"query":      link.Query(),
		"elements":   link.ElementString(),
	}
	want := map[string]any{
		"key":        gs1.Element{AI: "01", Value: "09520123456788"},
		"qualifiers": []gs1.Element{{AI: "10", Value: "AB_1"}, {AI: "21", Value: "00x"}},
		"attributes": []gs1.Element{{AI: "3103", Value: "000195"}, {AI: "99", Value: "q/q"}},
		"uri":        "https://host.example/01/09520123456788/10/AB_1/21/00x?3103=000195&99=q%2Fq",
		"query":      "3103=000195&99=q%2Fq",
		"elements":   "010952012345678810AB_1\x1d2100x\x1d310300019599q/q",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var ladder []string
	for parent, ok := link.Parent(); ok; parent, ok = parent.Parent() {
		ladder = append(ladder, parent.Path()+parent.Query())
	}
	if diff := cmp.Diff([]string{"/01/09520123456788/10/AB_1", "/01/09520123456788"}, ladder); diff != "" {
		t.Errorf("parents (-want +got)\n%s", diff)
	}
	slip, err := gs1.ParseLink("https://a/415/9520123456788/8020/R")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := slip.Parent(); ok {
		t.Error("(415) cannot stand without (8020)")
	}
}

func TestUpperURI(t *testing.T) {
	t.Parallel()
	tests := []struct {
		stem, path, want string
	}{
		{"https://example.org", "/01/09520123456788/10/AB-1", "HTTPS://EXAMPLE.ORG/01/09520123456788/10/AB-1"},
		{"example.org/T/", "/01/09520123456788/10/A_1", "HTTPS://EXAMPLE.ORG/T/01/09520123456788/10/A%5F1"},
		{"https://example.org/t", "/01/09520123456788", ""},
		{"https://example.org", "/01/09520123456788/10/ab", ""},
	}
	for _, test := range tests {
		link, err := gs1.ParseLink("https://a" + test.path)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := link.UpperURI(test.stem)
		if ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%s%s: %q, %v", test.stem, test.path, got, ok)
		}
		if ok {
			if again, err := gs1.ParseLink(got); err != nil || again.Canonical() != link.Canonical() {
				t.Errorf("%s reads back as %s, %v", got, again.Canonical(), err)
			}
		}
	}
	link, err := gs1.ParseLink("https://a/01/09520123456788?17=261231")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := link.UpperURI("https://a"); ok {
		t.Error("attributes cannot be written in alphanumeric mode")
	}
}

func TestNewLink(t *testing.T) {
	t.Parallel()
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: "09520123456788"},
		gs1.Element{AI: "21", Value: "S"}, gs1.Element{AI: "17", Value: "261231"}, gs1.Element{AI: "10", Value: "L"})
	if err != nil || link.URI(gs1.CanonicalStem) != "https://id.gs1.org/01/09520123456788/10/L/21/S?17=261231" {
		t.Errorf("%s, %v", link.URI(gs1.CanonicalStem), err)
	}
	bad := [][]gs1.Element{
		{{AI: "10", Value: "L"}},
		{{AI: "01", Value: ""}},
		{{AI: "01", Value: "09520123456788"}, {AI: "10", Value: "L"}, {AI: "10", Value: "L"}},
		{{AI: "01", Value: "09520123456788"}, {AI: "21", Value: "L"}, {AI: "235", Value: "L"}},
		{{AI: "01", Value: "09520123456788"}, {AI: "nope", Value: "L"}},
		{{AI: "01", Value: "09520123456788"}, {AI: "10", Value: ""}},
	}
	for _, elements := range bad {
		if got, err := gs1.NewLink(elements[0], elements[1:]...); err == nil || got.Key() != (gs1.Element{}) {
			t.Errorf("%v accepted as %s", elements, got.HRI())
		}
	}
}

func TestZeroLink(t *testing.T) {
	t.Parallel()
	var link gs1.Link
	if link.Path() != "" || link.Query() != "" || link.HRI() != "" || link.ElementString() != "" || link.Key() != (gs1.Element{}) {
		t.Error("zero link has content")
	}
	if _, ok := link.Parent(); ok {
		t.Error("zero link has a parent")
	}
	if _, ok := link.UpperURI("a"); ok {
		t.Error("zero link has a URI")
	}
	if epc := gs1.LinkEPC(link); epc.Key() != "" {
		t.Error("zero link has an identity")
	}
}

var cset82 = []rune(`!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`)

func drawGTIN(t *rapid.T) string {
	body := rapid.StringMatching(`[0-9]{13}`).Draw(t, "gtin")
	digit, _ := gs1.CheckDigit(body)
	return body + string(digit)
}

// Any lot, serial and attribute of CSET 82 survives building and parsing.
func TestLinkRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom(cset82), 1, 20, 20)
		elements := []gs1.Element{{AI: "10", Value: text.Draw(t, "lot")}, {AI: "21", Value: text.Draw(t, "serial")}, {AI: "98", Value: text.Draw(t, "internal")}}
		link, err := gs1.NewLink(gs1.Element{AI: "01", Value: drawGTIN(t)}, elements...)
		if err != nil {
			t.Fatal(err)
		}
		again, err := gs1.ParseLink(link.URI("https://example.org/a/b"))
		if err != nil {
			t.Fatalf("%s: %v", link.URI("https://example.org/a/b"), err)
		}
		if again.HRI() != link.HRI() || again.Stem() != "https://example.org/a/b" {
			t.Fatalf("%s became %s", link.HRI(), again.HRI())
		}
	})
}

func FuzzParseLink(f *testing.F) {
	for _, seed := range []string{
		"https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426",
		"HTTPS://A/00/faux/00/006141411234567890?&&x=1#f",
		"https://a/8010/0614141A%23%2FB/8011/123", "https://a/01/09520123456788?10=A", "http://a//", "HTTP://0//00/006141411234567890", "https://a/01/%00",
		"https://a/415/9520123456788/8020/R?8007=GB82WEST12345698765432",
		"https://a/8018/123456789012345675?7259=A&7258=1%2F2&7241=80", "https://a/8013/1987654Ad4X4bL5ttr2310c2K",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, uri string, short bool) {
		var options []gs1.LinkOption
		if short {
			options = append(options, gs1.AllowShortGTIN)
		}
		link, err := gs1.ParseLink(uri, options...)
		if err != nil {
			var fault *gs1.LinkError
			if !errors.As(err, &fault) || fault.Code == "" || fault.Error() == "" {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		again, err := gs1.ParseLink(link.URI(link.Stem()))
		if err != nil {
			t.Fatalf("%s rebuilt as %s: %v", uri, link.URI(link.Stem()), err)
		}
		if again.HRI() != link.HRI() || again.Canonical() != link.Canonical() || strings.TrimRight(again.Stem(), "/") != strings.TrimRight(link.Stem(), "/") {
			t.Fatalf("%s rebuilt as %s", link.HRI(), again.HRI())
		}
		if upper, ok := link.UpperURI("https://example.org"); ok {
			if read, err := gs1.ParseLink(upper); err != nil || read.Canonical() != link.Canonical() {
				t.Fatalf("%s: %v", upper, err)
			}
		}
		if parent, ok := link.Parent(); ok && !strings.HasPrefix(link.Path(), parent.Path()) {
			t.Fatalf("parent %s of %s", parent.Path(), link.Path())
		}
	})
}

func BenchmarkParseLink(b *testing.B) {
	for _, uri := range []string{
		"https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=280426",
		"https://example.org/01/09520123456788/10/A%2FB?3103=000195&3922=0299&17=201225&utm_source=qr",
	} {
		b.Run(fmt.Sprint(len(uri)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := gs1.ParseLink(uri); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCanonical(b *testing.B) {
	link, err := gs1.ParseLink("https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=280426")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = link.Canonical()
	}
}

func ExampleParseLink() {
	link, err := gs1.ParseLink("https://example.org/shop/01/09520123456788/10/ABC?17=261200&lang=ug")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(link.Canonical())
	fmt.Println(link.HRI())
	_, err = gs1.ParseLink("https://example.org/01/09520123456788/21/S/10/L")
	fmt.Println(err)
	// Output:
	// https://id.gs1.org/01/09520123456788/10/ABC
	// (01)09520123456788(10)ABC(17)261200
	// gs1: digital link: qualifier-order at AI (21): 22,10,21
}
