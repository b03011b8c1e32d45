package model

// packages are codes of UN/ECE Recommendation 21 in which holders count what they have. How many pieces or kilograms one of
// them is, the maker of the goods declares (UnitFactor).
var packages = []struct {
	code Unit
	name Text
}{
	{"CT", Text{"纸箱", "قەغەز ساندۇق", "carton"}},
	{"CS", Text{"箱", "ساندۇق", "case"}},
	{"BX", Text{"盒", "قۇتا", "box"}},
	{"CR", Text{"筐", "سېۋەت", "crate"}},
	{"BG", Text{"袋", "خالتا", "bag"}},
	{"SA", Text{"麻袋", "تاغار", "sack"}},
	{"PK", Text{"包", "بوغچا", "package"}},
	{"PX", Text{"托盘", "تاختاي تەگلىك", "pallet"}},
}

// PackageCodes lists the codes of the packages that have a name here.
func PackageCodes() []Unit {
	codes := make([]Unit, 0, len(packages))
	for _, p := range packages {
		codes = append(codes, p.code)
	}
	return codes
}
