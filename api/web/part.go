package web

import (
	"slices"

	"suyuan/model"
)

// Part is a block of a console page. Pages of the console are made of parts and of nothing else, so that every page of
// every room looks and works alike; /design shows them all.
type Part interface{ part() string }

// Panel puts parts on one surface under a heading.
type Panel struct {
	Title   Value
	Lead    Value
	Actions []Action
	Parts   []Part
	// ID is an anchor. Live names the topic on which a script renews the panel; ID is then required.
	ID, Live string
}

// Action is something to do from here: a link that looks like a button.
type Action struct {
	To   string
	Text Value
	Icon string
	// First marks the one action that most people come for.
	First bool
	// File says that it leads to a file and not to a page.
	File bool
	// Post has the button do something instead of leading somewhere: for what harms nothing and asks nothing.
	Post bool
	// Apart opens it beside this page: for what is printed and then closed.
	Apart bool
}

// Facts is a list of names and values.
type Facts []Fact

// Fact is one name and its value; a nil value leaves it out.
type Fact struct {
	Label Word
	Value Value
}

// Table is a list of things. On a phone each row becomes a card.
type Table struct {
	// Caption names the table for those who do not see what is around it.
	Caption Value
	Columns []Column
	Rows    []Row
	// Filter narrows the list; its action is the list's own address.
	Filter *Form
	// Empty is shown instead of a table without rows.
	Empty Empty
	// Next is the address of the next page and First that of the first one; empty where there is none.
	Next, First string
	// Live names the topic on which a script renews the table; ID is then required.
	Live, ID string
}

// Column is the head of a column.
type Column struct {
	Label Word
	// Number aligns a column of numbers.
	Number bool
	// Sort is the address that sorts by the column; Sorted tells that it is sorted by it: "ascending" or "descending".
	Sort, Sorted string
}

// Row is one thing of a table.
type Row struct {
	// To is the thing's page; the first cell leads to it.
	To    string
	Cells []Value
	Tone  Tone
	// Actions are small buttons at the end of the row.
	Actions []Action
}

// Acts reports whether rows have buttons.
func (t Table) Acts() bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return len(r.Actions) > 0 })
}

// Empty says that there is nothing, why, and what to do about it.
type Empty struct {
	Title, Text Value
	Action      *Action
}

// Note is a message on the page: what is the matter and what to do.
type Note struct {
	Tone    Tone
	Title   Value
	Text    []Value
	Actions []Action
	// Alert has screen readers read it at once.
	Alert bool
}

// Timeline is what happened, in order.
type Timeline []Happened

// Happened is one entry of a timeline.
type Happened struct {
	// Icon is one of ours; empty is a dot.
	Icon  string
	Title Value
	When  model.Instant
	Lines []Value
	// To leads to the details; empty without.
	To string
}

// Tiles are figures at a glance, each leading to its list.
type Tiles []Tile

// Tile is one figure.
type Tile struct {
	Label Value
	Value Value
	Tone  Tone
	To    string
}

// Columns puts parts beside each other where there is room.
type Columns []Part

// Tabs are the pages of one thing.
type Tabs []Tab

// Tab is one of them.
type Tab struct {
	To   string
	Text Value
	Here bool
}

// Progress is how far a long work has come. Total 0 is not known yet.
type Progress struct {
	Label       Value
	Done, Total int
}

// Stages are the steps of a task, the current one marked.
type Stages struct {
	// At counts from 0.
	At    int
	Names []Value
}

// Prose is text in paragraphs.
type Prose []Value

// Bullets is a list of short texts.
type Bullets []Value

// Help explains at the place where the question arises; it is closed until somebody asks.
type Help struct {
	Question Value
	Answer   []Value
}

// Picture is a drawing of ours with a caption.
type Picture struct {
	Markup  Drawn
	Caption Value
	// Wide lets it scroll instead of shrinking it.
	Wide bool
}

// Buttons are actions in a row.
type Buttons []Action

// Fold keeps parts out of sight until somebody asks for them.
type Fold struct {
	Title Value
	Parts []Part
}

// Menu is a list of places to go to.
type Menu []NavItem

func (Fold) part() string     { return "fold" }
func (Menu) part() string     { return "menu" }
func (Panel) part() string    { return "panel" }
func (Facts) part() string    { return "facts" }
func (Table) part() string    { return "table" }
func (Empty) part() string    { return "empty" }
func (Note) part() string     { return "note" }
func (Timeline) part() string { return "timeline" }
func (Tiles) part() string    { return "tiles" }
func (Columns) part() string  { return "columns" }
func (Tabs) part() string     { return "tabs" }
func (Progress) part() string { return "progress" }
func (Stages) part() string   { return "stages" }
func (Prose) part() string    { return "prose" }
func (Bullets) part() string  { return "bullets" }
func (Help) part() string     { return "help" }
func (Picture) part() string  { return "picture" }
func (Buttons) part() string  { return "buttons" }
func (Form) part() string     { return "form" }
