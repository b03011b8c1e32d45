package model

// Picture is a genealogy laid out on a plane: boxes for things and groups of things, arrows in the direction of the goods.
// It is what the trace room works out and a page draws. Coordinates are pixels at scale one; x grows with time, so that a
// page written from right to left mirrors them.
type Picture struct {
	Width, Height int
	// Nodes stand in reading order: column by column, from the top.
	Nodes []PictureNode
	Edges []PictureEdge
	// Things is the number of things of the trace, and Units the number of boxes it would take to draw each of them with
	// each of its holders.
	Things, Units int
	// Grouping is what the boxes were put together by; PictureEach when each thing has a box of its own.
	Grouping PictureGrouping
	// Cut says that the trace itself is not whole.
	Cut bool
	// Loops is the number of links left out because the records go round in a circle: an arrow only ever leads onward.
	Loops int
	// Lost says that Target was asked for and is not in the trace.
	Lost bool
}

// PictureGrouping says what the boxes of a picture stand for.
type PictureGrouping string

// The groupings, the finest first. PictureAuto is none of them: it asks for the finest that can be read.
const (
	PictureAuto    PictureGrouping = ""
	PictureEach    PictureGrouping = "none"    // each thing with each holder
	PictureCompany PictureGrouping = "company" // what one company has of one product
	PictureStep    PictureGrouping = "step"    // one product at one stage of the way
	PictureDay     PictureGrouping = "day"     // what came at one stage on one day
)

// PictureGroupings lists what a reader may ask for.
func PictureGroupings() []PictureGrouping {
	return []PictureGrouping{PictureEach, PictureCompany, PictureStep, PictureDay}
}

// PictureState is what stands against a thing.
type PictureState string

// The states, the gravest first.
const (
	PictureRecalled PictureState = "recalled"
	PictureBlocked  PictureState = "blocked"
	PictureExpired  PictureState = "expired"
	PictureHeld     PictureState = "held"
	PictureClosed   PictureState = "closed"
	PictureDraft    PictureState = "draft"
	PictureActive   PictureState = "active"
	PictureUnknown  PictureState = "" // not one of our batches
)

// PictureStates lists the states, the gravest first.
func PictureStates() []PictureState {
	return []PictureState{
		PictureRecalled, PictureBlocked, PictureExpired, PictureHeld, PictureClosed, PictureDraft, PictureActive, PictureUnknown,
	}
}

// PictureAmount is a quantity on an account.
type PictureAmount struct {
	Account  Account
	Unit     Unit
	Quantity Quantity
}

// PictureNode is a box: one thing with one holder, or a group of them.
type PictureNode struct {
	// ID names the box among those of the trace; it is the same whenever the same trace is drawn.
	ID         string
	X, Y, W, H int
	// Layer is the column, 0 for the first.
	Layer int
	// Root marks what was traced, OnWay what lies on the way from it to the target.
	Root, OnWay bool
	// BeyondBefore and BeyondAfter say that the chain goes on where the reader may not look.
	BeyondBefore, BeyondAfter bool

	// Key, Level, Batch and Lot are those of the thing; a group has none.
	Key   string
	Level NodeLevel
	Batch BatchID
	Lot   string
	// Product, Org and Place are empty where they are unknown or differ within a group.
	Product Text
	Org     Text
	Place   Text
	Region  Region
	Expires Date
	State   PictureState // of a group, the gravest inside
	// Affected is how the recall that was asked about affects it, of a group the strictest inside; empty when not at all.
	Affected AffectedClass `json:",omitempty"`
	// Since and Until bound the times of the events about it here; both are 0 when none is known.
	Since, Until Instant
	// Amounts are what the reader may know, by account and unit, all positive.
	Amounts []PictureAmount
	// Group is nil for a single thing.
	Group *PictureGroup
}

// PictureGroup says what a box that stands for many holds.
type PictureGroup struct {
	// By is what its members have in common.
	By PictureGrouping
	// Things, Lots and Orgs count what is different: a lot that two companies hold counts once.
	Things, Lots, Orgs int
	// Units is the number of boxes it would become.
	Units int
	// States counts the things of each state, the gravest first.
	States []PictureStateCount
	// Classes counts the things that the recall that was asked about affects, the strictest first.
	Classes []PictureClassCount `json:",omitempty"`
	// Inner is the number of links between its members.
	Inner int
}

// PictureStateCount is a number of things in a state.
type PictureStateCount struct {
	State PictureState
	Count int
}

// PictureClassCount is a number of things that a recall affects in a way.
type PictureClassCount struct {
	Class AffectedClass
	Count int
}

// PictureEdgeKind says what an arrow means.
type PictureEdgeKind string

// The kinds of arrow.
const (
	PictureMade   PictureEdgeKind = "made"   // one became the other
	PictureSent   PictureEdgeKind = "sent"   // the same goods, from one holder to the next
	PicturePacked PictureEdgeKind = "packed" // the goods lay in a container
	PictureSame   PictureEdgeKind = "same"   // the same lot; how it came there is not recorded or may not be seen
)

// PictureEdgeKinds lists the kinds.
func PictureEdgeKinds() []PictureEdgeKind {
	return []PictureEdgeKind{PictureMade, PictureSent, PicturePacked, PictureSame}
}

// PicturePoint is a point of an arrow.
type PicturePoint struct{ X, Y int }

// PictureEdge is an arrow between two boxes. It stands for one event or several.
type PictureEdge struct {
	From, To int // positions in Nodes
	Kind     PictureEdgeKind
	// EventID is the event, or the first of Events many.
	EventID      string
	Events       int
	Since, Until Instant
	// Given left the first box and Taken arrived in the second, by unit. They differ when one became the other.
	Given, Taken []PictureAmount
	OnWay        bool
	// Points are where it leaves, passes each column in between (at its near and far side) and arrives.
	Points []PicturePoint
	// LabelAtStart says that there is more room for a label where it leaves than where it arrives, Tight that there is
	// room for one line only, NoLabel that there is none at either end.
	LabelAtStart, Tight, NoLabel bool
}
