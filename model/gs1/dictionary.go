package gs1

import "strings"

// usage says what an application identifier (AI) may be in a Digital Link.
type usage uint8

const (
	// key may start the Digital Link part of the path.
	key usage = 1 << iota
	// attribute may stand in the query.
	attribute
	// fixed is predefined in length: no separator follows it in an element string.
	fixed
)

// entry is one line of the AI table: the facts of the GS1 syntax dictionary
// written in our own short notation.
//
//	ai        one AI, or first-last for a run of AIs with the same facts
//	format    components: set (N digits, X CSET 82, Y CSET 39, Z base64url), length
//	          (n, or ..n for 1 to n), after ":" the checks; [..] is optional
//	needs     companions: every ";" group needs one of its "," alternatives,
//	          an alternative is AIs joined by "+", n stands for any digit
//	excludes  AIs that may not stand beside this one
//	sequences qualifier orders of a key, alternatives separated by "|"
type entry struct {
	ai        string
	use       usage
	format    string
	needs     string
	excludes  string
	sequences string
}

const (
	item      = "01,02"
	items     = "01,02,8006,8026"
	batched   = "01,02,03,8006,8026"
	countries = "N3:country [N3:country] [N3:country] [N3:country] [N3:country]"
	measures  = "30,31nn,32nn,35nn,36nn"
)

var entries = []entry{
	{"00", key | attribute | fixed, "N18:check", "", "", ""},
	{"01", key | attribute | fixed, "N14:check", "", "255,37", "22,10,21|235"},
	{"02", attribute | fixed, "N14:check", "37", "01,03", ""},
	{"03", fixed, "N14:check", "", "01,02,37", ""},
	{"10", attribute, "X..20", batched, "", ""},
	{"11", attribute | fixed, "N6:date0", batched, "", ""},
	{"12", attribute | fixed, "N6:date0", "8020", "", ""},
	{"13", attribute | fixed, "N6:date0", batched, "", ""},
	{"15", attribute | fixed, "N6:date0", batched, "", ""},
	{"16", attribute | fixed, "N6:date0", batched, "", ""},
	{"17", attribute | fixed, "N6:date0", "01,02,03,255,8006,8026", "", ""},
	{"20", attribute | fixed, "N2", items, "", ""},
	{"21", 0, "X..20", "01,03,8006", "235", ""},
	{"22", 0, "X..20", "01,8006", "", ""}, // the dictionary lets (22) qualify (8006) but ties it to (01), which (8006) excludes
	{"235", 0, "X..28", "01", "", ""},
	{"240-241", attribute, "X..30", items, "", ""},
	{"242", attribute, "N..6", items, "", ""},
	{"243", attribute, "X..20", "01", "", ""},
	{"250", attribute, "X..30", "01,8006;21", "", ""},
	{"251", attribute, "X..30", "01,8006", "", ""},
	{"253", key | attribute, "N13:check [X..17]", "", "", ""},
	{"254", 0, "X..20", "414", "", ""},
	{"255", key | attribute, "N13:check [N..12]", "", "01,02,415,8006,8020,8026", ""},
	{"30", attribute, "N..8", item, "", ""},
	{"37", attribute, "N..8", "00;02,8026", "", ""},
	{"3900-3909", attribute, "N..15", "255,8020", "390n,391n,394n,8111", ""},
	{"3910-3919", attribute, "N3:currency N..15", "8020", "391n", ""},
	{"3920-3929", attribute, "N..15", "01;" + measures, "392n,393n", ""},
	{"3930-3939", attribute, "N3:currency N..15", measures, "393n", ""},
	{"3940-3943", attribute, "N4", "255", "394n,8111", ""},
	{"3950-3955", attribute, "N6", measures, "392n,393n,395n,8005", ""},
	{"400", attribute, "X..30", "", "", ""},
	{"401", key | attribute, "X..30:prefix", "", "", ""},
	{"402", key | attribute, "N17:check", "", "", ""},
	{"403", attribute, "X..30", "00", "", ""},
	{"410-413", attribute | fixed, "N13:check", "", "", ""},
	{"414", key | attribute | fixed, "N13:check", "", "", "254|7040"},
	{"415", key | attribute | fixed, "N13:check", "8020", "", "8020"},
	{"416", attribute | fixed, "N13:check", "", "", ""},
	{"417", key | attribute | fixed, "N13:check", "", "", "7040"},
	{"420", attribute, "X..20", "", "421", ""},
	{"421", attribute, "N3:country X..9", "", "4307", ""},
	{"422", attribute, "N3:country", items, "426", ""},
	{"423", attribute, countries, item, "426", ""},
	{"424", attribute, "N3:country", item, "426", ""},
	{"425", attribute, countries, item, "426", ""},
	{"426", attribute, "N3:country", item, "", ""},
	{"427", attribute, "X..3", "01,02;422", "", ""},
	{"4300-4301", attribute, "X..35:escapes", "00", "", ""},
	{"4302", attribute, "X..70:escapes", "00", "", ""},
	{"4303", attribute, "X..70:escapes", "4302", "", ""},
	{"4304-4306", attribute, "X..70:escapes", "00", "", ""},
	{"4307", attribute, "X2:country2", "00", "", ""},
	{"4308", attribute, "X..30", "00", "", ""},
	{"4309", attribute, "N10:latitude N10:longitude", "00", "", ""},
	{"4310-4311", attribute, "X..35:escapes", "00", "", ""},
	{"4312", attribute, "X..70:escapes", "00", "", ""},
	{"4313", attribute, "X..70:escapes", "4312", "", ""},
	{"4314-4316", attribute, "X..70:escapes", "00", "", ""},
	{"4317", attribute, "X2:country2", "00", "", ""},
	{"4318", attribute, "X..20", "00", "", ""},
	{"4319", attribute, "X..30", "00", "", ""},
	{"4320", attribute, "X..35:escapes", "00", "", ""},
	{"4321-4323", attribute, "N1:yesno", "00", "", ""},
	{"4324-4325", attribute, "N6:date0 N4:hourminute", "00", "", ""},
	{"4326", attribute, "N6:date", "00", "", ""},
	{"4330", attribute, "N6 [X1:hyphen]", "00", "4331", ""},
	{"4331", attribute, "N6 [X1:hyphen]", "00", "4330", ""},
	{"4332", attribute, "N6 [X1:hyphen]", "00", "4333", ""},
	{"4333", attribute, "N6 [X1:hyphen]", "00", "4332", ""},
	{"7001", attribute, "N13", items, "", ""},
	{"7002", attribute, "X..30", item, "", ""},
	{"7003", attribute, "N6:date N4:hourminute", item, "", ""},
	{"7004", attribute, "N..4", "01;10", "", ""},
	{"7005", attribute, "X..12", item, "", ""},
	{"7006", attribute, "N6:date", item, "", ""},
	{"7007", attribute, "N6:date [N6:date]", item, "", ""},
	{"7008", attribute, "X..3", item, "", ""},
	{"7009", attribute, "X..10", item, "", ""},
	{"7010", attribute, "X..2", item, "", ""},
	{"7011", attribute, "N6:date [N4:hourminute]", item, "", ""},
	{"7020", attribute, "X..20", "01,8006;416", "", ""},
	{"7021", attribute, "X..20", "01,8006", "", ""},
	{"7022", attribute, "X..20", "7021", "", ""},
	{"7023", attribute, "X..30:prefix", "", "", ""},
	{"7030-7039", attribute, "N3:country999 X..27", item, "", ""},
	{"7040", 0, "N1 X1 X1 X1:importer", "", "", ""},
	{"7041", 0, "X..4", "00", "", ""},
	{"710-716", attribute, "X..20", "01", "", ""},
	{"7230-7239", attribute, "X2 X..28", "01,8004", "", ""},
	{"7240", attribute, "X..20", "01,8006", "", ""},
	{"7241", attribute, "N2:media", "8017,8018", "", ""},
	{"7242", attribute, "X..25", "8017,8018", "", ""},
	{"7250", attribute, "N8:longdate", "8018", "7251", ""},
	{"7251", attribute, "N8:longdate N4:hourminute", "8018", "7250", ""},
	{"7252", attribute, "N1:sex", "8018", "", ""},
	{"7253-7254", attribute, "X..40:escapes", "8017,8018", "7256,7259", ""},
	{"7255", attribute, "X..10", "8017,8018", "7256,7259", ""},
	{"7256", attribute, "X..90:escapes", "8017,8018", "", ""},
	{"7257", attribute, "X..70:escapes", "8018", "", ""},
	{"7258", attribute, "X3:sequence", "8018+7259", "", ""},
	{"7259", attribute, "X..40:escapes", "8018", "7256", ""},
	{"8001", attribute, "N4:nonzero N5:nonzero N3:nonzero N1:winding N1", "01", "", ""},
	{"8002", attribute, "X..20", "", "", ""},
	{"8003", key | attribute, "N1:zero N13:check [X..16]", "", "", ""},
	{"8004", key | attribute, "X..30:prefix", "", "", "7040"},
	{"8005", attribute, "N6", item, "", ""},
	{"8006", key | attribute, "N14:check N4:piece", "", "01,37", "22,10,21"},
	{"8007", attribute, "X..34:iban", "415", "", ""},
	{"8008", attribute, "N6:date N2:hour [N2:minute] [N2:minute]", item, "", ""},
	{"8009", attribute, "X..50", "00,01", "", ""},
	{"8010", key | attribute, "Y..30:prefix", "", "", "8011"},
	{"8011", 0, "N..12:nozeroprefix", "8010", "", ""},
	{"8012", attribute, "X..20", "01,8006", "", ""},
	{"8013", key | attribute, "X..25:checkpair:prefix", "", "", ""},
	{"8014", 0, "X..25:checkpair:prefix:nondigit", "01", "", ""},
	{"8017", key | attribute, "N18:check", "", "8018", "8019"},
	{"8018", key | attribute, "N18:check", "", "8017", "8019"},
	{"8019", 0, "N..10", "8017,8018", "", ""},
	{"8020", 0, "X..25", "415", "", ""},
	{"8026", attribute, "N14:check N4:piece", "37", "02,8006", ""},
	{"8030", attribute, "Z..90", "00,01+21,253,255,8003,8004,8006+21,8010+8011,8017,8018", "", ""},
	{"8110", attribute, "X..70", "", "", ""},
	{"8111", attribute, "N4", "255", "", ""},
	{"8112", attribute, "X..70", "", "", ""},
	{"8200", 0, "X..70", "01", "", ""},
	{"90", attribute, "X..30", "", "", ""},
	{"91-99", attribute, "X..90", "", "", ""},
}

// Measures are AIs 31nn to 36nn: six digits, the last digit of the AI is the
// number of decimals (3103 is grams), one of each tens group at most. They go
// with an item (trade measure) or with a logistic unit or item (log).
var (
	tradeMeasures = []string{
		"310", "311", "312", "313", "314", "315", "316", "320", "321", "322", "323", "324", "325",
		"326", "327", "328", "329", "350", "351", "352", "356", "357", "360", "361", "364", "365", "366",
	}
	logisticMeasures = []string{
		"330", "331", "332", "333", "334", "335", "336", "340", "341", "342", "343", "344", "345",
		"346", "347", "348", "349", "353", "354", "355", "362", "363", "367", "368", "369",
	}
)

// definition is a compiled table entry.
type definition struct {
	use       usage
	format    []component
	needs     [][][]pattern
	needsText string
	excludes  []pattern
	sequences [][]string
	order     string
}

// component is one part of a value.
type component struct {
	set      charset
	min, max int
	optional bool
	checks   []check
}

// pattern matches one AI, or a run such as 310n.
type pattern struct {
	prefix string
	length int
}

func (p pattern) matches(ai string) bool {
	return len(ai) == p.length && strings.HasPrefix(ai, p.prefix)
}

var dictionary = compile()

func compile() map[string]*definition {
	table := make(map[string]*definition, 512)
	for _, e := range entries {
		define(table, e)
	}
	for _, group := range tradeMeasures {
		define(table, entry{group + "0-" + group + "5", attribute | fixed, "N6", item, group + "n", ""})
	}
	for _, group := range logisticMeasures {
		define(table, entry{group + "0-" + group + "5", attribute | fixed, "N6", "00,01", group + "n", ""})
	}
	define(table, entry{"3370-3375", attribute | fixed, "N6", "01", "337n", ""})
	return table
}

func define(table map[string]*definition, e entry) {
	d := &definition{
		use:       e.use,
		needs:     parseNeeds(e.needs),
		needsText: e.needs,
		excludes:  parsePatterns(e.excludes, ","),
		order:     e.sequences,
	}
	for part := range strings.FieldsSeq(e.format) {
		d.format = append(d.format, parseComponent(part))
	}
	for alternative := range strings.SplitSeq(e.sequences, "|") {
		if alternative != "" {
			d.sequences = append(d.sequences, strings.Split(alternative, ","))
		}
	}
	first, last, run := strings.Cut(e.ai, "-")
	if !run {
		last = first
	}
	for ai := first; ; ai = nextAI(ai) {
		table[ai] = d
		if ai == last {
			return
		}
	}
}

// nextAI counts up in the last two digits; no run of AIs is wider.
func nextAI(ai string) string {
	b := []byte(ai)
	i := len(b) - 1
	if b[i] == '9' {
		b[i] = '0'
		i--
	}
	b[i]++
	return string(b)
}

func parseComponent(text string) component {
	inner := strings.Trim(text, "[]")
	shape, checkNames, _ := strings.Cut(inner, ":")
	c := component{set: setOf[shape[0]], optional: inner != text}
	length, variable := strings.CutPrefix(shape[1:], "..")
	for _, d := range []byte(length) {
		c.max = c.max*10 + int(d-'0')
	}
	c.min = c.max
	if variable {
		c.min = 1
	}
	for name := range strings.SplitSeq(checkNames, ":") {
		if name != "" {
			c.checks = append(c.checks, checks[name])
		}
	}
	return c
}

var setOf = map[byte]charset{'N': csetDigit, 'X': cset82, 'Y': cset39, 'Z': cset64}

func parseNeeds(text string) (groups [][][]pattern) {
	if text == "" {
		return nil
	}
	for group := range strings.SplitSeq(text, ";") {
		var alternatives [][]pattern
		for alternative := range strings.SplitSeq(group, ",") {
			alternatives = append(alternatives, parsePatterns(alternative, "+"))
		}
		groups = append(groups, alternatives)
	}
	return groups
}

func parsePatterns(text, separator string) (patterns []pattern) {
	if text == "" {
		return nil
	}
	for ai := range strings.SplitSeq(text, separator) {
		patterns = append(patterns, pattern{prefix: strings.TrimRight(ai, "n"), length: len(ai)})
	}
	return patterns
}
