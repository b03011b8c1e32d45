package model

// RecallRecovery says that the goods of a settled claim, which the consumer handed back, have been counted in a recall. A
// damage is counted once in each recall, however often it is claimed and paid.
type RecallRecovery struct {
	DamageID DamageID
	RecallID RecallID
	TaskID   RecallTaskID
	// AnswerID is the answer that counts them. Its quantity is 0 where their number cannot be said in a unit of the line, or
	// is more than the holder is known to have had.
	AnswerID  Seq
	Units     int64
	CreatedAt Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (RecallRecovery) TableName() string { return "recall_recoveries" }
