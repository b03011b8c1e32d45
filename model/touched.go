package model

// Touched says what a recording of events has written, for the rooms that follow the goods.
type Touched struct {
	Events []Seq // what was recorded, in order
	// Nodes are what the events name, and what the events that they withdraw named; each once, ascending.
	Nodes   []Seq
	Batches []BatchID
	// Moved are what the events booked, ascending: with a container moves what lies in it, though no event names it.
	Moved []Seq
	// Corrected are the events that were withdrawn.
	Corrected []Seq
	// Genealogy tells that something may have been made, packed or unpacked. Without it, and without corrections, things
	// are only somewhere else than before, or fewer.
	Genealogy bool
	// Earliest is when the first of the events, or of those that were withdrawn, happened; Forever for none.
	Earliest Instant
}
