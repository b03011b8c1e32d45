package web

// Secret is a text that is shown this once, with a button that copies it.
type Secret struct {
	// ID is the name of the field on the page.
	ID    string
	Label Value
	Text  string
}

func (Secret) part() string { return "secret" }
