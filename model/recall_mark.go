package model

// AffectedMark says how a recall affects one thing of a trace.
type AffectedMark struct {
	Class AffectedClass
	// Role is the code of the reason for which it is affected: named by a condition, made of something affected, and so on.
	Role string
	// Least and Most bound how much of the Total of a lot descends from what is recalled, in Unit. Without a unit no
	// quantities say.
	Unit               Unit
	Total, Least, Most Quantity
}
