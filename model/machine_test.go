package model_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

func TestCharts(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, c := range model.Charts() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			soundChart(t, c)
		})
		if names[c.Name] {
			t.Errorf("two machines are called %q", c.Name)
		}
		names[c.Name] = true
	}
}

// soundChart asserts what every machine promises: each state is reachable and named, each event leads to one state, each
// move has a declared permission that somebody holds, and codes fit their columns.
func soundChart(t *testing.T, c model.Chart) {
	reached := map[string]bool{c.Initial: true}
	for range c.Moves {
		for _, mv := range c.Moves {
			if reached[mv.From] {
				reached[mv.To] = true
			}
		}
	}
	for _, s := range c.States {
		if !reached[s.Code] {
			t.Errorf("state %q cannot be reached from %q", s.Code, c.Initial)
		}
		complete(t, "state "+s.Code, s.Word)
		fitsColumn(t, s.Code, 20)
	}
	fitsColumn(t, c.Name, 30)
	taken := map[[2]string]bool{}
	for _, mv := range c.Moves {
		key := [2]string{mv.From, mv.On}
		if taken[key] {
			t.Errorf("state %q has two moves on %q", mv.From, mv.On)
		}
		taken[key] = true
		if !slices.Contains(model.Permissions(), mv.Need) || mv.Need == model.PermPublic && !movedByLink[c.Name] {
			t.Errorf("%s on %s needs %q, which is no permission that people hold", mv.From, mv.On, mv.Need)
		}
		complete(t, fmt.Sprintf("why of %s on %s", mv.From, mv.On), mv.Why)
		fitsColumn(t, mv.On, 20)
	}
}

// movedByLink are the machines some of whose moves are made by a consumer with a private link, whom no role describes.
var movedByLink = map[string]bool{"claim": true, "complaint": true}

// fitsColumn asserts a code as the columns of lifecycle_edges and moves hold it.
func fitsColumn(t *testing.T, code string, limit int) {
	t.Helper()
	if !kebab.MatchString(code) || len(code) > limit {
		t.Errorf("code %q is not kebab-case of at most %d characters", code, limit)
	}
}

func TestWordsNameStatesOnly(t *testing.T) {
	t.Parallel()
	strayWords(t, &model.OrganisationLifecycle)
	strayWords(t, &model.SiteLifecycle)
	strayWords(t, &model.BatchLifecycle)
	strayWords(t, &model.ShipmentLifecycle)
	strayWords(t, &model.CaptureLifecycle)
}

func strayWords[S, E ~string](t *testing.T, m *model.Machine[S, E]) {
	t.Helper()
	for s := range m.Words {
		if !slices.Contains(m.States(), s) {
			t.Errorf("%s has a word for %q, which no move leads to", m.Name, s)
		}
	}
}

func TestBatchEventsHaveWords(t *testing.T) {
	t.Parallel()
	for _, e := range model.BatchLifecycle.Events() {
		complete(t, "event "+string(e), model.BatchEventWords[e])
	}
	if len(model.BatchEventWords) != len(model.BatchLifecycle.Events()) {
		t.Error("a word names no event")
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	m := &model.BatchLifecycle
	for _, from := range m.States() {
		for _, on := range m.Events() {
			mv, err := m.Next(from, on)
			if slices.Contains(m.Allowed(from), on) {
				if err != nil || mv.From != from || mv.On != on {
					t.Errorf("Next(%s, %s) = %+v, %v", from, on, mv, err)
				}
				continue
			}
			var r *model.Refusal
			if !errors.As(err, &r) || !errors.Is(err, model.MoveNotAllowed) || mv.To != "" {
				t.Errorf("Next(%s, %s) = %+v, %v; want move-not-allowed", from, on, mv, err)
				continue
			}
			if want := texts(m.Allowed(from)); !slices.Equal(r.Allowed, want) {
				t.Errorf("Next(%s, %s) allows %q, want %q", from, on, r.Allowed, want)
			}
		}
	}
}

func TestNextRefusesInWords(t *testing.T) {
	t.Parallel()
	_, err := model.BatchLifecycle.Next(model.BatchHeld, model.BatchClose)
	var r *model.Refusal
	if !errors.As(err, &r) {
		t.Fatal(err)
	}
	for lang, want := range map[model.Lang]string{
		model.EN: "close is not possible while the state is held. Possible now: release, block.",
		model.ZH: "状态为“held”时不能“close”。 可以进行的操作：release, block。",
	} {
		if got := r.Problem.Detail.Fill(lang, r.Params) + " " + r.Problem.Next.Fill(lang, r.Params); got != want {
			t.Errorf("in %s: %q, want %q", lang, got, want)
		}
	}
}

func TestNextFromUnknownState(t *testing.T) {
	t.Parallel()
	_, err := model.BatchLifecycle.Next("Active", model.BatchHold)
	var r *model.Refusal
	if !errors.As(err, &r) || !errors.Is(err, model.MoveNotAllowed) || len(r.Allowed) != 0 {
		t.Errorf("Next from a wrongly cased state: %v", err)
	}
}

func texts[S ~string](list []S) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// A small machine whose lists can be written down.
type (
	lampState string
	lampEvent string
)

var lamp = model.Machine[lampState, lampEvent]{
	Name:    "lamp",
	Initial: "off",
	Moves: []model.Move[lampState, lampEvent]{
		{From: "off", On: "press", To: "on", Need: model.PermSelf},
		{From: "on", On: "press", To: "off", Need: model.PermSelf},
		{From: "on", On: "burn", To: "burnt-out", Need: model.PermSelf},
		{From: "on", On: "switch", To: "off", Need: model.PermSelf},
	},
	Words: map[lampState]model.Text{"on": {ZH: "亮", EN: "on"}},
}

func TestMachineLists(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]lampState{"off", "on", "burnt-out"}, lamp.States()); diff != "" {
		t.Errorf("States (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]lampEvent{"press", "burn", "switch"}, lamp.Events()); diff != "" {
		t.Errorf("Events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]lampEvent{"press", "burn", "switch"}, lamp.Allowed("on")); diff != "" {
		t.Errorf("Allowed (-want +got):\n%s", diff)
	}
	if got := lamp.Allowed("burnt-out"); len(got) != 0 {
		t.Errorf("Allowed at the end = %q", got)
	}
	for s, want := range map[lampState]string{"on": "亮", "off": "off"} {
		if got := lamp.Word(s, model.UG); got != want {
			t.Errorf("Word(%q) = %q, want %q", s, got, want)
		}
	}
	if diff := cmp.Diff([][2]string{{"off", "on"}, {"on", "burnt-out"}, {"on", "off"}}, lamp.Chart().Edges()); diff != "" {
		t.Errorf("Edges (-want +got):\n%s", diff)
	}
	const drawn = "stateDiagram-v2\n    [*] --> off\n    off --> on: press\n    on --> off: press\n    on --> burnt_out: burn\n    on --> off: switch\n"
	if got := lamp.Chart().Mermaid(); got != drawn {
		t.Errorf("Mermaid draws\n%s", got)
	}
}

// TestGeneratedStates keeps STATES.md equal to the machines.
func TestGeneratedStates(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# States\n\nEvery state machine of the house, drawn from its declaration in this package. Generated by `make generate`; do not edit.\n" +
		"Who may is the table in [PERMISSIONS.md](PERMISSIONS.md).\n")
	for _, c := range model.Charts() {
		fmt.Fprintf(&b, "\n## %s\n\n```mermaid\n%s```\n\n| state | 中文 | ئۇيغۇرچە | English |\n| --- | --- | --- | --- |\n", c.Name, c.Mermaid())
		for _, s := range c.States {
			fmt.Fprintf(&b, "| `%s` | %s |\n", s.Code, languages(s.Word))
		}
		b.WriteString("\n| from | event | to | permission | who may | 中文 | ئۇيغۇرچە | English |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
		for _, mv := range c.Moves {
			fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | `%s` | %s | %s |\n", mv.From, mv.On, mv.To, mv.Need, whoMay(mv.Need), languages(mv.Why))
		}
	}
	generated(t, "STATES.md", b.String())
}
