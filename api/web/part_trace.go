package web

import (
	"fmt"
	"html/template"
)

// Verdict is a yes or no that can be read across a counter, with the reason and what to do.
type Verdict struct {
	Yes   bool
	Title Value
	Text  []Value
	Facts Facts
}

// Choices are things to do now, as big buttons with a drawing.
type Choices []Choice

// Choice is one of them.
type Choice struct {
	To    string
	Icon  string
	Label Value
	Hint  Value
}

// Scanner is the window for reading a code with the camera. It stays closed until a script opens it for a field that takes
// codes; without scripts nobody sees it.
type Scanner struct {
	// Photo is the address that a photo of a code is sent to.
	Photo string
}

// Source is text for programs, shown when somebody asks for it.
type Source struct {
	Label Value
	Text  string
}

func (Verdict) part() string { return "verdict" }
func (Choices) part() string { return "choices" }
func (Scanner) part() string { return "scanner" }
func (Source) part() string  { return "source" }

// Percent is a share in parts of ten thousand, shown in percent.
type Percent int64

func (v Percent) inline(t *tongue) (template.HTML, error) {
	return wrap(`<bdi>`, escape(t.decimal(fmt.Sprintf("%d.%02d", v/100, v%100))+"%"), `</bdi>`), nil
}
