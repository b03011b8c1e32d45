package web

// Photo is a picture that somebody took, at an address of this server.
type Photo struct {
	Src string
	// Alt says what it shows.
	Alt Value
}

// Cards are things to choose from with a thumb: each is one large link.
type Cards []Card

// Card is one of them. Lines say more about it in small print.
type Card struct {
	To    string
	Icon  string
	Title Value
	Lines []Value
	// Drawing is shown instead of the icon.
	Drawing Drawn
	// Here marks the one that is chosen.
	Here bool
}

// Bars are numbers that are compared by length.
type Bars struct {
	// Caption says what is counted.
	Caption Value
	Bars    []Bar
}

// Bar is one number.
type Bar struct {
	Label Value
	N     int
}

// Longest is the number that fills the line.
func (b Bars) Longest() int {
	longest := 1
	for _, bar := range b.Bars {
		longest = max(longest, bar.N)
	}
	return longest
}

// Checklist is what is to be done in order. The first task that is not done is the next one, and gets the button.
type Checklist []Task

// Task is one entry of a checklist.
type Task struct {
	Title, Text Value
	Done        bool
	// Act does it; nil where there is nothing to press.
	Act *Action
}

// Next is the position of the first task that is not done, the number of tasks when all are.
func (c Checklist) Next() int {
	for i, t := range c {
		if !t.Done {
			return i
		}
	}
	return len(c)
}

// Numbered is a list of short texts in order.
type Numbered []Value

// Below puts parts below each other, as one side of Columns.
type Below []Part

func (Below) part() string     { return "below" }
func (Numbered) part() string  { return "numbered" }
func (Photo) part() string     { return "photo" }
func (Cards) part() string     { return "cards" }
func (Bars) part() string      { return "bars" }
func (Checklist) part() string { return "checklist" }
