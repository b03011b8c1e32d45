package model

// The limits of evidence that consumers add to what they file.
const (
	MaxEvidence      = 5 << 20 // bytes of one file
	MaxEvidenceFiles = 10      // files of one claim, complaint or tip
)

// SealedFile is what is known of a file whose content lies sealed on the disk.
type SealedFile struct {
	Media string // image/jpeg, image/png or application/pdf, found out from the content
	Size  int64  // bytes of the content before it was sealed
	Sum   string // SHA-256 of the sealed content: its name on the disk
}
