package model

// ClaimFindingID names a finding.
type ClaimFindingID = ID[ClaimFinding]

// ClaimFinding is the facts of a claim as somebody has established them at one time. Findings are never changed; what is
// found out later is a new one, and what the claimant stated stands beside them all.
type ClaimFinding struct {
	ID      ClaimFindingID
	ClaimID ClaimID
	// Facts is the ClaimFacts as JSON.
	Facts []byte
	// Authority is 1 when the authority has established them, 0 for the party that answers.
	Authority int
	OrgID     OrgID
	Actor     string // Actor.Name
	// NoteID is the sealed note that says what they rest on.
	NoteID    ClaimNoteID
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ClaimFinding) TableName() string { return "claim_findings" }

// Finds reports whether the party that answers may establish facts in a state: until it has decided, while its offer is
// with the claimant, and while it has to pay. Once it has refused, let its time run out or had its offer declined, others
// may step in and pay what is due, and the facts are no longer in its hands.
func (s ClaimState) Finds() bool {
	return s == ClaimFiled || s == ClaimEvidence || s == ClaimOffered || s == ClaimAccepted
}
