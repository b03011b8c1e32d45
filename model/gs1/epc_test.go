package gs1_test

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model/gs1"
)

const id = "https://id.gs1.org"

func TestEPCBothWays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		urn, key string
		level    gs1.Level
		prefix   int
	}{
		{"urn:epc:id:sgtin:4012345.011111.987", id + "/01/04012345111118/21/987", gs1.LevelInstance, 7},
		{"urn:epc:id:sgtin:952001.1012345.22222223333", id + "/01/19520010123455/21/22222223333", gs1.LevelInstance, 6},
		{"urn:epc:id:sgtin:0614141.112345.32a%2Fb", id + "/01/10614141123459/21/32a%2Fb", gs1.LevelInstance, 7},
		{"urn:epc:id:sgtin:0614141.112345.a.b+c", id + "/01/10614141123459/21/a.b%2Bc", gs1.LevelInstance, 7},
		{"urn:epc:id:sgtin:0614141.112345.%22%25%26%3C%3E%3F", id + "/01/10614141123459/21/%22%25%26%3C%3E%3F", gs1.LevelInstance, 7},
		{"urn:epc:class:lgtin:4012345.012345.998877", id + "/01/04012345123456/10/998877", gs1.LevelLot, 7},
		{"urn:epc:class:lgtin:4023333.002000.2019-10-07", id + "/01/04023333020008/10/2019-10-07", gs1.LevelLot, 7},
		{"urn:epc:idpat:sgtin:4012345.066666.*", id + "/01/04012345666663", gs1.LevelClass, 7},
		{"urn:epc:id:sscc:0614141.1234567890", id + "/00/106141412345678908", gs1.LevelInstance, 7},
		{"urn:epc:id:sgln:0614141.12345.400", id + "/414/0614141123452/254/400", gs1.LevelLocation, 7},
		{"urn:epc:id:sgln:0614141.12345.0", id + "/414/0614141123452", gs1.LevelLocation, 7},
		{"urn:epc:id:sgln:579000071207..6", id + "/414/5790000712076/254/6", gs1.LevelLocation, 12},
		{"urn:epc:id:pgln:0614141.12345", id + "/417/0614141123452", gs1.LevelParty, 7},
		{"urn:epc:id:grai:0614141.12345.400", id + "/8003/00614141123452400", gs1.LevelInstance, 7},
		{"urn:epc:idpat:grai:0614141.12345.*", id + "/8003/00614141123452", gs1.LevelClass, 7},
		{"urn:epc:id:giai:0614141.12345400", id + "/8004/061414112345400", gs1.LevelInstance, 7},
		{"urn:epc:id:giai:0614141.a.b%2Fc", id + "/8004/0614141a.b%2Fc", gs1.LevelInstance, 7},
		{"urn:epc:id:gsrn:0614141.1234567890", id + "/8018/061414112345678902", gs1.LevelInstance, 7},
		{"urn:epc:id:gsrnp:0614141.1234567890", id + "/8017/061414112345678902", gs1.LevelInstance, 7},
		{"urn:epc:id:gdti:0614141.12345.400", id + "/253/0614141123452400", gs1.LevelDocument, 7},
		{"urn:epc:idpat:gdti:0614141.12345.*", id + "/253/0614141123452", gs1.LevelDocument, 7},
		{"urn:epc:id:cpi:0614141.123ABC.123456789", id + "/8010/0614141123ABC/8011/123456789", gs1.LevelInstance, 7},
		{"urn:epc:id:cpi:0614141.A-1%23%2FB.1", id + "/8010/0614141A-1%23%2FB/8011/1", gs1.LevelInstance, 7},
		{"urn:epc:idpat:cpi:0614141.123ABC.*", id + "/8010/0614141123ABC", gs1.LevelClass, 7},
		{"urn:epc:id:sgcn:4012345.67890.04711", id + "/255/401234567890104711", gs1.LevelInstance, 7},
		{"urn:epc:idpat:sgcn:4012345.67890.*", id + "/255/4012345678901", gs1.LevelClass, 7},
		{"urn:epc:id:ginc:0614141.xyz47%2F11", id + "/401/0614141xyz47%2F11", gs1.LevelInstance, 7},
		{"urn:epc:id:gsin:0614141.123456789", id + "/402/06141411234567890", gs1.LevelInstance, 7},
		{"urn:epc:id:itip:4012345.012345.01.02.987", id + "/8006/040123451234560102/21/987", gs1.LevelInstance, 7},
		{"urn:epc:idpat:itip:4012345.012345.01.02.*", id + "/8006/040123451234560102", gs1.LevelClass, 7},
		{"urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7'SDB", id + "/01/01234567894560/235/51qIgY%29%3C%26Jp3%2Aj7%27SDB", gs1.LevelInstance, 7},
	}
	for _, test := range tests {
		epc, err := gs1.ParseEPC(test.urn)
		if err != nil {
			t.Errorf("%s: %v", test.urn, err)
			continue
		}
		if epc.Key() != test.key || epc.Level() != test.level || epc.PrefixLength() != test.prefix || epc.URI() != test.urn {
			t.Errorf("%s: key %s level %s prefix %d", test.urn, epc.Key(), epc.Level(), epc.PrefixLength())
		}
		if epc.Wildcard() != strings.HasPrefix(test.urn, "urn:epc:idpat:") {
			t.Errorf("%s: wildcard %v", test.urn, epc.Wildcard())
		}
		if urn, err := epc.URN(0); err != nil || urn != test.urn {
			t.Errorf("%s: URN %s, %v", test.urn, urn, err)
		}
		link, err := gs1.ParseEPC(test.key)
		if err != nil {
			t.Errorf("%s: %v", test.key, err)
			continue
		}
		if link.Key() != test.key || link.Level() != test.level || link.Wildcard() {
			t.Errorf("%s: key %s level %s", test.key, link.Key(), link.Level())
		}
		if urn, err := link.URN(test.prefix); err != nil || urn != test.urn {
			t.Errorf("%s: URN %s, %v", test.key, urn, err)
		}
		var fault *gs1.EPCError
		if _, err := link.URN(0); !errors.As(err, &fault) || fault.Code != gs1.EPCUnknownPrefixLength {
			t.Errorf("%s: URN without prefix length: %v", test.key, err)
		}
		for _, length := range []int{-1, 5, 13, 99} {
			if urn, err := link.URN(length); err == nil {
				t.Errorf("%s: prefix length %d gave %s", test.key, length, urn)
			}
		}
	}
}

// One thing, many spellings, one key.
func TestEPCKeyUnifies(t *testing.T) {
	t.Parallel()
	groups := map[string][]string{
		id + "/01/04012345111118/21/987": {
			"urn:epc:id:sgtin:4012345.011111.987",
			"URN:EPC:id:sgtin:401234.0511111.987",
			"http://example.org/stem/01/04012345111118/21/987?17=261231",
			"HTTPS://EXAMPLE.ORG/01/04012345111118/10/LOT/21/987",
			"https://example.org/01/04012345111118/22/V/10/LOT/21/%39%38%37",
		},
		id + "/01/04012345111118/10/L%2F1": {
			"urn:epc:class:lgtin:4012345.011111.L%2f1",
			"https://example.org/01/04012345111118/10/L%2f1?3103=000100",
			"https://example.org/01/04012345111118/22/V/10/L%2F1",
		},
		id + "/01/04012345111118": {
			"urn:epc:idpat:sgtin:4012345.011111.*",
			"urn:epc:idpat:lgtin:4012345.011111.*",
			"urn:epc:idpat:upui:4012345.011111.*",
			"https://example.org/01/04012345111118",
		},
		id + "/01/04012345111118/22/V":       {"https://example.org/01/04012345111118/22/V"},
		id + "/414/0614141123452":            {"urn:epc:id:sgln:0614141.12345.0", "https://a/414/0614141123452/254/0", "https://a/414/0614141123452"},
		id + "/01/04012345111118/21/*":       nil,
		id + "/8006/040123451234560102/10/L": {"https://a/8006/040123451234560102/22/V/10/L"},
	}
	for want, spellings := range groups {
		for _, spelling := range spellings {
			if epc, err := gs1.ParseEPC(spelling); err != nil || epc.Key() != want {
				t.Errorf("%s: %s, %v; want %s", spelling, epc.Key(), err, want)
			}
		}
	}
}

func TestEPCAccessors(t *testing.T) {
	t.Parallel()
	type parts struct {
		GTIN      gs1.GTIN
		Lot       string
		Serial    string
		SSCC      gs1.SSCC
		GLN       gs1.GLN
		Extension string
	}
	tests := map[string]parts{
		"https://a/01/04012345111118/10/L/21/S":           {GTIN: "04012345111118", Lot: "L", Serial: "S"},
		"urn:epc:class:lgtin:4012345.011111.L":            {GTIN: "04012345111118", Lot: "L"},
		"urn:epc:id:itip:4012345.012345.01.02.987":        {GTIN: "04012345123456", Serial: "987"},
		"https://a/01/04012345111118/235/T":               {GTIN: "04012345111118", Serial: "T"},
		"urn:epc:id:sscc:0614141.1234567890":              {SSCC: "106141412345678908"},
		"urn:epc:id:sgln:0614141.12345.400":               {GLN: "0614141123452", Extension: "400"},
		"urn:epc:id:pgln:0614141.12345":                   {GLN: "0614141123452"},
		"urn:epc:id:gdti:0614141.12345.400":               {Serial: "400"},
		"https://a/8003/00614141123452":                   {},
		"urn:epc:id:cpi:0614141.123ABC.123456789":         {Serial: "123456789"},
		"urn:gdst:example.org:product:lot:class:x.y-2022": {},
	}
	for uri, want := range tests {
		epc, err := gs1.ParseEPC(uri)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		got := parts{epc.GTIN(), epc.Lot(), epc.Serial(), epc.SSCC(), epc.GLN(), epc.Extension()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", uri, diff)
		}
	}
}

func TestOpaqueAndPatterns(t *testing.T) {
	t.Parallel()
	tests := map[string]gs1.Level{
		"urn:gdst:example.org:product:lot:class:x":           gs1.LevelOpaque,
		"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6":      gs1.LevelOpaque,
		"https://example.org/x":                              gs1.LevelOpaque,
		"https://example.org/2026/01/15":                     gs1.LevelOpaque,
		"https://example.org/01/promo":                       gs1.LevelOpaque,
		"https://example.org/410/0614141123452":              gs1.LevelOpaque,
		"https://example.org":                                gs1.LevelOpaque,
		"urn:epc:id:gid:95100000.12345.400":                  gs1.LevelOpaque,
		"urn:epc:id:bic:CSQU3054383":                         gs1.LevelOpaque,
		"urn:epc:tag:sgtin-96:3.4012345.066666.25":           gs1.LevelOpaque,
		"urn:epc:po:123":                                     gs1.LevelOpaque,
		"urn:epcglobal:cbv:bt:0614141073467:1152":            gs1.LevelOpaque,
		"geo:41.7258,82.9390":                                gs1.LevelOpaque,
		"urn:epc:idpat:sgtin:0614141.*.*":                    gs1.LevelPattern,
		"urn:epc:idpat:sgtin:*.*.*":                          gs1.LevelPattern,
		"urn:epc:idpat:sgln:0614141.12345.*":                 gs1.LevelPattern,
		"urn:epc:idpat:giai:0614141.*":                       gs1.LevelPattern,
		"urn:epc:idpat:itip:4012345.012345.*.*.*":            gs1.LevelPattern,
		"https://example.org/8013/1987654Ad4X4bL5ttr2310c2K": gs1.LevelClass,
		"https://example.org/415/9520123456788/8020/R":       gs1.LevelDocument,
		"urn:epc:idpat:sgtin:4012345.011111.987":             gs1.LevelInstance,
	}
	for uri, want := range tests {
		epc, err := gs1.ParseEPC(uri)
		if err != nil || epc.Level() != want {
			t.Errorf("%s: level %s, %v; want %s", uri, epc.Level(), err, want)
			continue
		}
		if want == gs1.LevelOpaque || want == gs1.LevelPattern {
			if epc.Key() != uri || epc.Wildcard() != (want == gs1.LevelPattern) {
				t.Errorf("%s: key %s wildcard %v", uri, epc.Key(), epc.Wildcard())
			}
			urn, err := epc.URN(0)
			if strings.HasPrefix(uri, "urn:") != (err == nil) || err == nil && urn != uri {
				t.Errorf("%s: URN %s, %v", uri, urn, err)
			}
		}
	}
	for _, uri := range []string{"https://a/8013/1987654Ad4X4bL5ttr2310c2K", "https://a/415/9520123456788/8020/R", "https://a/8018/123456789012345675/8019/1", "https://a/01/04012345111118/22/V", "https://a/8006/040123451234560102/10/L"} {
		epc, err := gs1.ParseEPC(uri)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		var fault *gs1.EPCError
		if _, err := epc.URN(7); !errors.As(err, &fault) || fault.Code != gs1.EPCNoURN {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

func TestParseEPCRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]gs1.EPCCode{
		"":                                                      gs1.EPCNotURI,
		"4012345":                                               gs1.EPCNotURI,
		":x":                                                    gs1.EPCNotURI,
		"urn:":                                                  gs1.EPCNotURI,
		"1urn:x":                                                gs1.EPCNotURI,
		"urn:x y":                                               gs1.EPCNotURI,
		"urn:批次:1":                                              gs1.EPCNotURI,
		"urn:epc:id:sgtn:4012345.011111.987":                    gs1.EPCScheme,
		"urn:epc:id:lgtin:4012345.011111.987":                   gs1.EPCScheme,
		"urn:epc:class:sgtin:4012345.011111.987":                gs1.EPCScheme,
		"URN:EPC:ID:SGTIN:4012345.011111.987":                   gs1.EPCScheme,
		"urn:epc:id:sgtin":                                      gs1.EPCFields,
		"urn:epc:id:sgtin:4012345.011111":                       gs1.EPCFields,
		"urn:epc:id:sscc:0614141":                               gs1.EPCFields,
		"urn:epc:id:sgtin:40123.00011111.987":                   gs1.EPCPrefix,
		"urn:epc:id:sgtin:4012345012345.1.987":                  gs1.EPCPrefix,
		"urn:epc:id:sgtin:4O12345.011111.987":                   gs1.EPCPrefix,
		"urn:epc:id:sgtin:4012345.11111.987":                    gs1.EPCDigits,
		"urn:epc:id:sgtin:4012345.0111111.987":                  gs1.EPCDigits,
		"urn:epc:id:sgtin:4012345.01111a.987":                   gs1.EPCDigits,
		"urn:epc:id:sscc:08600031303.0004":                      gs1.EPCDigits,
		"urn:epc:id:sscc:0614141.12345678901":                   gs1.EPCDigits,
		"urn:epc:id:sgln:579000071207.1.0":                      gs1.EPCDigits,
		"urn:epc:id:itip:4012345.012345.1.02.987":               gs1.EPCDigits,
		"urn:epc:id:itip:4012345.012345.03.02.987":              gs1.EPCValue,
		"urn:epc:id:sgtin:4012345.011111.":                      gs1.EPCValue,
		"urn:epc:id:sgtin:4012345.011111.123456789012345678901": gs1.EPCValue,
		"urn:epc:id:sgtin:4012345.011111.a@b":                   gs1.EPCValue,
		"urn:epc:id:sgtin:4012345.011111.a/b":                   gs1.EPCEscape,
		"urn:epc:id:sgtin:4012345.011111.a%2":                   gs1.EPCEscape,
		"urn:epc:id:sgtin:4012345.011111.a%00":                  gs1.EPCEscape,
		"urn:epc:id:cpi:0614141.abc.1":                          gs1.EPCValue,
		"urn:epc:id:cpi:0614141.ABC.01":                         gs1.EPCValue,
		"urn:epc:id:sgcn:4012345.67890.A":                       gs1.EPCValue,
		"urn:epc:id:giai:0614141.":                              gs1.EPCValue,
		"urn:epc:id:giai:0614141.a&b":                           gs1.EPCEscape,
		"urn:epc:idpat:sgtin:4012345.*.987*":                    gs1.EPCWildcard,
		"urn:epc:idpat:sgtin:*.011111.*":                        gs1.EPCWildcard,
		"urn:epc:idpat:sgtin:4012345.01111.*":                   gs1.EPCDigits,
		"urn:epc:idpat:sgtin:40.*.*":                            gs1.EPCPrefix,
	}
	for uri, want := range tests {
		epc, err := gs1.ParseEPC(uri)
		var fault *gs1.EPCError
		if !errors.As(err, &fault) || fault.Code != want || fault.Error() == "" || epc.Key() != "" {
			t.Errorf("%q: %v; want %s", uri, err, want)
		}
	}
	links := map[string]gs1.LinkCode{
		"https://id.gs1.org/":                                        gs1.LinkTrailingSlash,
		"http://ID.GS1.ORG/foo":                                      gs1.LinkNoKey,
		"https://example.org/01/04012345111110":                      gs1.LinkValue,
		"https://example.org/01/4012345111118":                       gs1.LinkValue,
		"https://example.org/01/04012345111118/":                     gs1.LinkTrailingSlash,
		"https://example.org/01/04012345111118/21/A/10/B":            gs1.LinkOrder,
		"https://example.org/01/04012345111118?10=B":                 gs1.LinkInPath,
		"Https://example.org/01/04012345111118":                      gs1.LinkScheme,
		"https://id.gs1.org/01/09521987654327/00/012345678912345678": gs1.LinkValue,
	}
	for uri, want := range links {
		_, err := gs1.ParseEPC(uri)
		var fault *gs1.LinkError
		if !errors.As(err, &fault) || fault.Code != want {
			t.Errorf("%q: %v; want %s", uri, err, want)
		}
	}
}

func TestOpaqueEPCKeepsAnything(t *testing.T) {
	t.Parallel()
	const wrong = "urn:epc:id:sscc:08600031303.0004"
	epc := gs1.OpaqueEPC(wrong)
	if epc.Key() != wrong || epc.URI() != wrong || epc.Level() != gs1.LevelOpaque {
		t.Errorf("%+v", epc)
	}
	if _, ok := epc.Link(); ok {
		t.Error("opaque URI has a link")
	}
}

// URN → key → URN is the identity for every prefix length and serial.
func TestEPCRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gtin := drawGTIN(t)
		serial := rapid.StringOfN(rapid.RuneFrom(cset82), 1, 20, 20).Draw(t, "serial")
		length := rapid.IntRange(6, 12).Draw(t, "length")
		ai := rapid.SampledFrom([]string{"10", "21", "235"}).Draw(t, "ai")
		link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: ai, Value: serial})
		if err != nil {
			t.Fatal(err)
		}
		want := gs1.LinkEPC(link)
		urn, err := want.URN(length)
		if err != nil {
			t.Fatal(err)
		}
		got, err := gs1.ParseEPC(urn)
		if err != nil || got.Key() != want.Key() || got.Level() != want.Level() || got.PrefixLength() != length {
			t.Fatalf("%s: %s, %v; want %s", urn, got.Key(), err, want.Key())
		}
		if again, err := got.URN(0); err != nil || again != urn {
			t.Fatalf("%s became %s, %v", urn, again, err)
		}
	})
}

// knownFaults are identifiers in accepted public documents that break GS1 rules
// all the same: digit counts and check digits that nobody verified upstream.
var knownFaults = regexp.MustCompile(`sscc:08600031303\.|/8003/|/00/012345678912345678|/414/9521141123452`)

func TestConformanceIdentifiers(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(conformance(t), "epcis")
	identifier := regexp.MustCompile(`"(urn:epc:(?:id|class|idpat):[^"\\]+|https?://id\.[^"\\]+)"`)
	seen := 0
	err := filepath.WalkDir(folder, func(path string, file os.DirEntry, err error) error {
		if err != nil || file.IsDir() || strings.Contains(path, "malformed") || strings.Contains(path, "schema"+string(filepath.Separator)+"EPCIS") {
			return err
		}
		opened, err := os.Open(path)
		if err != nil {
			return err
		}
		defer opened.Close()
		lines := bufio.NewScanner(opened)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			for _, found := range identifier.FindAllStringSubmatch(lines.Text(), -1) {
				uri := found[1]
				epc, err := gs1.ParseEPC(uri)
				if err != nil {
					if !knownFaults.MatchString(uri) {
						t.Errorf("%s: %s: %v", filepath.Base(path), uri, err)
					}
					continue
				}
				seen++
				if strings.HasPrefix(uri, "urn:") {
					if urn, err := epc.URN(0); err != nil || urn != uri {
						t.Errorf("%s became %s, %v", uri, urn, err)
					}
				}
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 500 {
		t.Errorf("only %d identifiers found", seen)
	}
}

// conformance finds the folder of public documents, or skips the test.
func conformance(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("CONFORMANCE_DIR")
	if folder == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		folder = filepath.Join(root, "..", "shared", "conformance")
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("conformance documents are absent: %v", err)
	}
	return folder
}

func FuzzParseEPC(f *testing.F) {
	for _, seed := range []string{
		"urn:epc:id:sgtin:4012345.011111.987", "urn:epc:class:lgtin:4012345.012345.L%2F1", "urn:epc:idpat:itip:4012345.012345.01.02.*",
		"urn:epc:id:upui:1234567.089456.51qIgY)%3C%26Jp3*j7'SDB", "urn:epc:id:cpi:0614141.A-1%23%2FB.1", "urn:epc:id:sgln:579000071207..6",
		"urn:epc:idpat:sgtin:*.*.*", "urn:epc:id:grai:0614141.12345.400", "urn:uuid:x", "https://a/01/04012345111118/10/L/21/S?17=261231", "https://id.gs1.org/x",
		"urn:epc:id:giai:0614141.a.b%2Fc",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		epc, err := gs1.ParseEPC(uri)
		if err != nil {
			if epc.Key() != "" || err.Error() == "" {
				t.Fatalf("%q: value beside error %v", uri, err)
			}
			return
		}
		if epc.URI() != uri || epc.Key() == "" || epc.Level() == "" {
			t.Fatalf("%q: %+v", uri, epc)
		}
		again, err := gs1.ParseEPC(epc.Key())
		if err != nil || again.Key() != epc.Key() || again.Level() != epc.Level() {
			t.Fatalf("key %s of %q reads back as %s, %v", epc.Key(), uri, again.Key(), err)
		}
		for _, length := range []int{0, 6, 9, 12} {
			urn, err := epc.URN(length)
			if err != nil {
				continue
			}
			if back, err := gs1.ParseEPC(urn); err != nil || back.Key() != epc.Key() {
				t.Fatalf("%q has URN %s that reads as %s, %v", uri, urn, back.Key(), err)
			}
		}
	})
}

func BenchmarkParseEPC(b *testing.B) {
	for _, uri := range []string{"urn:epc:class:lgtin:4012345.012345.998877", "https://id.gs1.org/01/04012345111118/21/987", "urn:gdst:example.org:product:lot:class:x"} {
		b.Run(uri[:12], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := gs1.ParseEPC(uri); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
