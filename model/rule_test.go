package model_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
)

func TestLaws(t *testing.T) {
	t.Parallel()
	seen := map[model.LawCode]bool{}
	for _, l := range model.Laws() {
		complete(t, string(l.Code), l.Title)
		if seen[l.Code] || !kebab.MatchString(string(l.Code)) || l.Number == "" {
			t.Errorf("law %+v", l)
		}
		seen[l.Code] = true
		if got, ok := model.LawOf(l.Code); !ok || got != l {
			t.Errorf("LawOf(%s) = %+v", l.Code, got)
		}
		if _, known := model.EvidenceWords[l.Source]; !known {
			t.Errorf("law %s rests on %q", l.Code, l.Source)
		}
		if d, err := model.ParseDate(string(l.InForce)); err != nil || d != l.InForce {
			t.Errorf("law %s in force on %q", l.Code, l.InForce)
		}
	}
	for e, w := range model.EvidenceWords {
		complete(t, string(e), w)
	}
	if got := (model.Reference{Law: model.LawFoodRecall, Articles: "13(1)"}).Text(); got.ZH != "《食品召回管理办法》第13(1)条" || got.EN != "Measures for the Administration of Food Recalls, Art. 13(1)" {
		t.Errorf("a reference reads %+v", got)
	}
	if got := (model.Reference{Law: "custom"}).Text(); !got.Empty() {
		t.Errorf("an unknown law reads %+v", got)
	}
}

// soundReference asserts that a reference names a law and how well it is known.
func soundReference(t *testing.T, what string, r model.Reference) {
	t.Helper()
	_, law := model.LawOf(r.Law)
	_, evidence := model.EvidenceWords[r.Evidence]
	if !law || !evidence {
		t.Errorf("%s rests on %+v", what, r)
	}
	if r.Evidence == model.EvidenceText && r.Articles == "" {
		t.Errorf("%s was read, but no article is named", what)
	}
	complete(t, what+" reference", r.Text())
}

func TestRulePacks(t *testing.T) {
	t.Parallel()
	ids := map[model.RuleID]bool{}
	triggers := map[model.Trigger]bool{}
	for _, p := range model.RulePacks() {
		complete(t, string(p.ID), p.Name)
		if !p.Note.Empty() {
			complete(t, string(p.ID)+" note", p.Note)
		}
		if _, ok := model.LawOf(p.Law); !ok || p.Version < 1 || len(p.Rules) == 0 || !slices.Contains([]string{"CN", "US", "EU"}, p.Jurisdiction) {
			t.Errorf("pack %s: law %q, version %d, %d rules, %q", p.ID, p.Law, p.Version, len(p.Rules), p.Jurisdiction)
		}
		fitsColumn(t, string(p.ID), 30)
		for i, g := range p.Grades {
			complete(t, string(p.ID)+string(g.Grade), g.Name)
			complete(t, string(p.ID)+string(g.Grade)+" means", g.Means)
			soundReference(t, string(p.ID)+string(g.Grade), g.Ref)
			if g.Grade.Rank() != i {
				t.Errorf("%s lists grade %s in place %d", p.ID, g.Grade, i)
			}
		}
		for _, r := range p.Rules {
			if ids[r.ID()] {
				t.Errorf("two rules are called %s", r.ID())
			}
			ids[r.ID()], triggers[r.Starts] = true, true
			soundRule(t, p, r)
		}
	}
	for trigger := range model.TriggerWords {
		if !triggers[trigger] {
			t.Errorf("the trigger %q starts nothing", trigger)
		}
	}
}

func soundRule(t *testing.T, p model.RulePack, r model.Rule) {
	t.Helper()
	id := string(r.ID())
	if r.Pack != p.ID || r.Version != p.Version {
		t.Errorf("%s stands in %s@%d", id, p.ID, p.Version)
	}
	if found, ok := model.RuleOf(r.ID()); !ok || found != r {
		t.Errorf("RuleOf(%s) = %+v", id, found)
	}
	complete(t, id, r.Name)
	if !r.When.Empty() {
		complete(t, id+" condition", r.When)
	}
	soundReference(t, id, r.Ref)
	complete(t, id+" trigger", model.TriggerWords[r.Starts])
	complete(t, id+" party", model.DutyPartyWords[r.Party])
	complete(t, id+" kind", model.RuleKindWords[r.Kind])
	complete(t, id+" unit", model.PeriodUnitWords[r.Period.Unit])
	complete(t, id+" shift", model.ShiftWords[r.Period.Shift])
	complete(t, id+" period", r.Period.Text())
	if err := r.Period.Valid(); err != nil {
		t.Errorf("%s: %v", id, err)
	}
	if r.Extra.Amount > 0 && (!r.Extendable || r.Extra.Valid() != nil) {
		t.Errorf("%s may be extended by %+v", id, r.Extra)
	}
	if r.Pausable && r.Period.Unit == model.Months || r.Kind == model.RuleRepeats && r.Period.Amount == 0 {
		t.Errorf("%s can be neither paused nor repeated", id)
	}
	if _, ok := p.GradeOf(r.Grade); !ok && r.Grade != "" {
		t.Errorf("%s has a grade that its pack does not", id)
	}
	fitsColumn(t, string(r.Starts), 20)
	fitsColumn(t, string(r.Answers), 20)
	if len(id) > 60 {
		t.Errorf("%s is longer than 60 characters", id)
	}
}

// TestRulesOn: the values a person looks up, by pack, grade and fact.
func TestRulesOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pack  model.PackID
		grade model.Grade
		fact  model.Trigger
		want  string
	}{
		{model.PackCNFood, model.GradeI, model.OnUnsafeKnown, "stop at once, start 24 hours"},
		{model.PackCNFood, model.GradeII, model.OnUnsafeKnown, "stop at once, start 48 hours"},
		{model.PackCNFood, model.GradeIII, model.OnUnsafeKnown, "stop at once, start 72 hours"},
		{model.PackCNFood, model.GradeI, model.OnAnnounced, "finish 10 working days"},
		{model.PackCNFood, model.GradeII, model.OnAnnounced, "finish 20 working days"},
		{model.PackCNFood, model.GradeIII, model.OnAnnounced, "finish 30 working days"},
		{model.PackCNFood, model.GradeI, model.OnFinished, "report 5 working days"},
		{model.PackCNFood, "", model.OnAnnounced, ""},
		{model.PackCNConsumer, "", model.OnIncidentKnown, "report 2 working days"},
		{model.PackCNConsumer, "", model.OnDefectFound, "file-plan 10 working days"},
		{model.PackCNConsumer, "", model.OnPlanFiled, "publish 3 working days"},
		{model.PackCNConsumer, "", model.OnAnnounced, "stage-summary 3 months"},
		{model.PackCNConsumer, "", model.OnFinished, "summary 15 working days"},
		{model.PackCNSamplingFood, "", model.OnResultReceived, "retest 7 working days"},
		{model.PackCNSamplingFood, "", model.OnRapidResult, "retest-rapid 4 hours"},
		{model.PackCNSamplingFarm, "", model.OnResultReceived, "retest 5 working days"},
		{model.PackCNSamplingFarm, "", model.OnRapidResult, "retest-rapid 4 hours"},
		{model.PackCNSamplingProduct, "", model.OnResultReceived, "retest 15 days"},
		{model.PackCNComplaint, "", model.OnComplaint, "decide-acceptance 7 working days"},
		{model.PackCNComplaint, "", model.OnAccepted, "end-mediation 60 days"},
		{model.PackCNComplaint, "", model.OnClue, "verify-clue 15 working days"},
		{model.PackCNClaim, "", model.OnClaim, "answer-claim 15 days"},
		{model.PackUSFDA, model.GradeI, model.OnRecordRequested, ""},
	} {
		rules, err := model.RulesOn(c.pack, c.grade, c.fact, "2026-11-22")
		var have []string
		for _, r := range rules {
			have = append(have, string(r.Answers)+" "+r.Period.Text().EN)
		}
		if got := strings.Join(have, ", "); err != nil || got != c.want {
			t.Errorf("%s %s on %s: %q, %v; want %q", c.pack, c.grade, c.fact, got, err, c.want)
		}
	}
	if rules, err := model.RulesOn(model.PackUSFDA, model.GradeI, model.OnRecordRequested, "2028-07-20"); err != nil || len(rules) != 1 {
		t.Errorf("traceability records from its first day: %v, %v", rules, err)
	}
}

func TestRulesOnRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pack  model.PackID
		grade model.Grade
		on    model.Date
	}{
		{"cn-cars", "", "2026-11-22"},
		{model.PackCNFood, "iv", "2026-11-22"},
		{model.PackCNConsumer, model.GradeI, "2026-11-22"},
		{model.PackCNComplaint, "", "2026-04-14"}, // the day before Order 121
	} {
		if rules, err := model.RulesOn(c.pack, c.grade, model.OnAnnounced, c.on); !errors.Is(err, model.RuleUnknown) || rules != nil {
			t.Errorf("%+v: %v, %v", c, rules, err)
		}
	}
	if _, err := model.ParsePackID("cn-food "); err != nil {
		t.Errorf("cn-food: %v", err)
	}
	if _, err := model.ParsePackID("CN-FOOD"); !errors.Is(err, model.RuleUnknown) {
		t.Errorf("CN-FOOD: %v", err)
	}
}

func TestPackFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		category model.Category
		onMarket bool
		want     model.PackID
	}{
		{model.CategoryFood, false, model.PackCNFood}, {model.CategoryConsumer, true, model.PackCNConsumer},
		{model.CategoryFruit, false, model.PackCNFarm}, {model.CategoryFruit, true, model.PackCNFood},
		{model.CategoryFarmOther, false, model.PackCNFarm}, {"moon", false, model.PackCNFood},
	} {
		if got := model.PackFor(c.category, c.onMarket); got != c.want {
			t.Errorf("%s, on the market %v: %s, want %s", c.category, c.onMarket, got, c.want)
		}
	}
}

// TestGeneratedRules keeps RULES.md equal to the tables.
func TestGeneratedRules(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Rules\n\nClocks, amounts and calendars that the house counts by, with the article each rests on. Generated by `make generate`; do not edit.\n" +
		"Evidence: *text* means that the primary text was read, *secondary* that another source says so, *memory* that nobody has checked it.\n\n## Laws\n\n" +
		"| law | 中文 | ئۇيغۇرچە | English | number | in force | evidence |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, l := range model.Laws() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", l.Code, languages(l.Title), cell(l.Number), l.InForce, l.Source)
	}
	b.WriteString("\n## Working days\n\nThe days that are not as the week has them. A deadline that rests on a year without a notice is provisional.\n\n| year | notice | issued | off | worked weekends |\n| --- | --- | --- | --- | --- |\n")
	for _, n := range model.ChinaWorkdays().Notices() {
		days := map[model.DayKind][]string{}
		for _, s := range model.ChinaWorkdays().Special(n.Year) {
			days[s.Kind] = append(days[s.Kind], string(s.Day[5:]))
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", n.Year, n.Number, n.Issued,
			strings.Join(days[model.DayHoliday], " "), strings.Join(days[model.DayMadeUp], " "))
	}
	for _, p := range model.RulePacks() {
		writePack(&b, p)
	}
	writeAmounts(&b)
	generated(t, "RULES.md", b.String())
}

func writePack(b *strings.Builder, p model.RulePack) {
	fmt.Fprintf(b, "\n## %s, version %d\n\n%s · %s · %s\n\nJurisdiction %s, law `%s`, in force from %s to %s.\n", p.ID, p.Version,
		p.Name.ZH, p.Name.UG, p.Name.EN, p.Jurisdiction, p.Law, orAlways(p.From), orAlways(p.To))
	if !p.Note.Empty() {
		fmt.Fprintf(b, "\n%s\n\n%s\n\n%s\n", p.Note.ZH, p.Note.UG, p.Note.EN)
	}
	if len(p.Grades) > 0 {
		b.WriteString("\n| grade | 中文 | ئۇيغۇرچە | English | article | evidence |\n| --- | --- | --- | --- | --- | --- |\n")
	}
	for _, g := range p.Grades {
		named := model.Text{ZH: g.Name.ZH + "：" + g.Means.ZH, UG: g.Name.UG + ": " + g.Means.UG, EN: g.Name.EN + ": " + g.Means.EN}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", g.Grade, languages(named), g.Ref.Articles, g.Ref.Evidence)
	}
	b.WriteString("\n| rule | starts | who | period | kind | law | article | evidence | 中文 | ئۇيغۇرچە | English |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range p.Rules {
		fmt.Fprintf(b, "| `%s` | `%s` | %s | %s | %s | `%s` | %s | %s | %s |\n", r.ID(), r.Starts, r.Party, periodWords(r), r.Kind,
			r.Ref.Law, r.Ref.Articles, r.Ref.Evidence, languages(withCondition(r)))
	}
}

func orAlways(d model.Date) string {
	if d == "" {
		return "—"
	}
	return string(d)
}

func periodWords(r model.Rule) string {
	words := []string{r.Period.Text().EN}
	if r.Period.Shift != model.ShiftNone {
		words = append(words, model.ShiftWords[r.Period.Shift].EN)
	}
	if r.Pausable {
		words = append(words, "pausable")
	}
	if r.Extendable && r.Extra.Amount > 0 {
		words = append(words, "extendable by "+r.Extra.Text().EN)
	} else if r.Extendable {
		words = append(words, "extendable")
	}
	if r.From != "" {
		words = append(words, "from "+string(r.From))
	}
	return strings.Join(words, ", ")
}

func withCondition(r model.Rule) model.Text {
	n := r.Name
	if !r.When.Empty() {
		n.ZH, n.UG, n.EN = n.ZH+"（"+r.When.ZH+"）", n.UG+" ("+r.When.UG+")", n.EN+" ("+r.When.EN+")"
	}
	return n
}

// writeAmounts lists the bases of amounts, what bars them, what shows knowledge and what a loss consists of.
func writeAmounts(b *strings.Builder) {
	b.WriteString("\n## Amounts\n\nA consumer elects one basis; they are never added up. Minimum and ceiling are in yuan.\n\n" +
		"| basis | of | times | minimum | bars | law | article | evidence | 中文 | ئۇيغۇرچە | English |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range model.AmountRules() {
		times := fmt.Sprint(r.Times)
		switch {
		case r.Manual || r.Basis == model.AmountPromise:
			times = "as set"
		case r.Ceiling:
			times = "at most " + times
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | `%s` | %s | %s | %s |\n", r.Basis, r.Of, times, r.Minimum.Amount(),
			strings.Join(texts(r.Bars()), ", "), r.Ref.Law, r.Ref.Articles, r.Ref.Evidence, languages(r.Name))
	}
	named := func(title, code string) {
		fmt.Fprintf(b, "\n### %s\n\n| %s | law | article | evidence | 中文 | ئۇيغۇرچە | English |\n| --- | --- | --- | --- | --- | --- | --- |\n", title, code)
	}
	row := func(code string, r model.Reference, name model.Text) {
		fmt.Fprintf(b, "| `%s` | `%s` | %s | %s | %s |\n", code, r.Law, r.Articles, r.Evidence, languages(name))
	}
	named("What bars a basis", "bar")
	for _, i := range model.AmountBars() {
		row(string(i.Bar), i.Ref, i.Name)
	}
	named("What shows that an operator knew", "sign")
	for _, i := range model.KnowingSigns() {
		row(string(i.Sign), i.Ref, i.Name)
	}
	named("What a loss consists of", "loss")
	for _, i := range model.LossKinds() {
		row(string(i.Code), i.Ref, i.Words)
	}
}
