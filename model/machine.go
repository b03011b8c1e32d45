package model

import (
	"fmt"
	"slices"
	"strings"
)

// Move is one declared step of a state machine: in state From, the event On leads to To.
type Move[S, E ~string] struct {
	From S
	On   E
	To   S
	// Need is the permission the actor must hold.
	Need Permission
	// Why tells people what the move means.
	Why Text
}

// Machine is a state machine declared once, as a table. The service asks it what may happen, the repository moves rows
// only along it, the migrations seed lifecycle_edges from it (a test compares), OpenAPI lists its states and STATES.md
// draws it.
type Machine[S, E ~string] struct {
	// Name is the word of the machine in lifecycle_edges, moves and the documentation.
	Name string
	// Initial is the state in which a thing is born.
	Initial S
	// Moves are the declared steps.
	Moves []Move[S, E]
	// Words name the states for people.
	Words map[S]Text
}

// Next returns the move that event on makes from state from, or the refusal move-not-allowed with the moves that would
// be possible.
func (m *Machine[S, E]) Next(from S, on E) (Move[S, E], error) {
	for _, mv := range m.Moves {
		if mv.From == from && mv.On == on {
			return mv, nil
		}
	}
	allowed := make([]string, 0, 4)
	for _, e := range m.Allowed(from) {
		allowed = append(allowed, string(e))
	}
	r := MoveNotAllowed.Refuse(P("state", from), P("event", on), P("allowed", strings.Join(allowed, ", ")))
	r.Allowed = allowed
	return Move[S, E]{}, r
}

// Allowed lists the events that are possible in a state, in table order.
func (m *Machine[S, E]) Allowed(from S) []E {
	var events []E
	for _, mv := range m.Moves {
		if mv.From == from {
			events = append(events, mv.On)
		}
	}
	return events
}

// States lists the states, the initial one first, then in the order in which the table reaches them.
func (m *Machine[S, E]) States() []S {
	states := []S{m.Initial}
	for _, mv := range m.Moves {
		for _, s := range []S{mv.From, mv.To} {
			if !slices.Contains(states, s) {
				states = append(states, s)
			}
		}
	}
	return states
}

// Events lists the events in table order, each once.
func (m *Machine[S, E]) Events() []E {
	var events []E
	for _, mv := range m.Moves {
		if !slices.Contains(events, mv.On) {
			events = append(events, mv.On)
		}
	}
	return events
}

// Word names a state in a language; a state without a word is shown as its code.
func (m *Machine[S, E]) Word(s S, l Lang) string {
	if t, ok := m.Words[s]; ok {
		return t.In(l)
	}
	return string(s)
}

// Chart is a Machine with its types forgotten, for the things that treat all machines alike: the migrations' drift
// test and the documentation.
type Chart struct {
	Name    string
	Initial string
	States  []ChartState
	Moves   []ChartMove
}

// ChartState is one state of a Chart.
type ChartState struct {
	Code string
	Word Text
}

// ChartMove is one move of a Chart.
type ChartMove struct {
	From, On, To string
	Need         Permission
	Why          Text
}

// Chart forgets the types.
func (m *Machine[S, E]) Chart() Chart {
	c := Chart{Name: m.Name, Initial: string(m.Initial)}
	for _, s := range m.States() {
		c.States = append(c.States, ChartState{string(s), m.Words[s]})
	}
	for _, mv := range m.Moves {
		c.Moves = append(c.Moves, ChartMove{string(mv.From), string(mv.On), string(mv.To), mv.Need, mv.Why})
	}
	return c
}

// Edges lists the distinct from/to pairs of the chart, sorted.
func (c Chart) Edges() [][2]string {
	var edges [][2]string
	for _, mv := range c.Moves {
		e := [2]string{mv.From, mv.To}
		if !slices.Contains(edges, e) {
			edges = append(edges, e)
		}
	}
	slices.SortFunc(edges, func(a, b [2]string) int {
		return strings.Compare(a[0]+"\x00"+a[1], b[0]+"\x00"+b[1])
	})
	return edges
}

// Mermaid draws the chart as a Mermaid state diagram.
func (c Chart) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	fmt.Fprintf(&b, "    [*] --> %s\n", mermaidID(c.Initial))
	for _, mv := range c.Moves {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", mermaidID(mv.From), mermaidID(mv.To), mv.On)
	}
	return b.String()
}

func mermaidID(s string) string { return strings.ReplaceAll(s, "-", "_") }

// Charts lists every state machine of the house, by room.
func Charts() []Chart {
	return []Chart{
		OrganisationLifecycle.Chart(),
		CessationLifecycle.Chart(),
		SiteLifecycle.Chart(),
		BatchLifecycle.Chart(),
		ShipmentLifecycle.Chart(),
		CaptureLifecycle.Chart(),
		JobLifecycle.Chart(),
		DeliveryLifecycle.Chart(),
		SignalLifecycle.Chart(),
		RecallLifecycle.Chart(),
		TaskLifecycle.Chart(),
		NoticeLifecycle.Chart(),
		ClaimLifecycle.Chart(),
		PaymentLifecycle.Chart(),
		RecourseLifecycle.Chart(),
		ComplaintLifecycle.Chart(),
		TipLifecycle.Chart(),
	}
}
