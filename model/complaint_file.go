package model

// ComplaintFileID names a piece of evidence of a complaint or tip.
type ComplaintFileID = ID[ComplaintFile]

// ComplaintFile is a piece of evidence of a complaint or tip. Its content is sealed on the disk with the data key of its
// subject; the authority that handles it opens it. What stands on a paper that holds both is kept for each.
type ComplaintFile struct {
	ID ComplaintFileID
	// SubjectID is the complaint or the tip.
	SubjectID string
	Kind      ClaimFileKind
	SealedFile
	// Share is 1 when whoever added it lets the other side of a complaint see it: passing personal data on to somebody else
	// needs a consent of its own (个人信息保护法 Art. 23). Nothing of a tip is ever shown to the operator.
	Share     int
	Actor     string  // Actor.Name of who added it; "public" for the complainant
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (ComplaintFile) TableName() string { return "complaint_files" }
