package model

// LabelRunID names one printing of labels.
type LabelRunID = ID[LabelRun]

// LabelFormat is a form in which labels leave the house.
type LabelFormat string

// The formats. A printer's language is drawn for one resolution, in dots an inch.
const (
	LabelHTML   LabelFormat = "html"
	LabelSVG    LabelFormat = "svg"
	LabelZPL203 LabelFormat = "zpl-203"
	LabelZPL300 LabelFormat = "zpl-300"
	LabelZPL600 LabelFormat = "zpl-600"
)

// LabelFormats lists the formats.
func LabelFormats() []LabelFormat {
	return []LabelFormat{LabelHTML, LabelSVG, LabelZPL203, LabelZPL300, LabelZPL600}
}

// DotsPerInch returns the resolution of a printer's language; ok is false for the formats that have none.
func (f LabelFormat) DotsPerInch() (dpi int, ok bool) {
	switch f {
	case LabelZPL203:
		return 203, true
	case LabelZPL300:
		return 300, true
	case LabelZPL600:
		return 600, true
	case LabelHTML, LabelSVG:
	}
	return 0, false
}

// LabelRun is one printing of the labels of a batch. Rows are only added: who printed how many labels, when, is how a
// maker finds out which packages may carry a copied code.
type LabelRun struct {
	ID      LabelRunID
	OrgID   OrgID
	BatchID BatchID
	// Number counts the runs of the batch from 1: the second print has number 2.
	Number int64
	// ReprintOf is the run before this one, empty for the first.
	ReprintOf LabelRunID
	// Layout is the code of the sheet or roll.
	Layout string
	Copies int
	// Start is the position of the first label on the first sheet, counted from 0 along the rows.
	Start  int
	Format LabelFormat
	// SecondLang is the language shown beside Chinese, or empty.
	SecondLang Lang
	// ECC is the error correction level of the codes (ISO/IEC 18004 §7.5.1): L, M, Q or H.
	ECC string `gorm:"column:ecc"`
	// Actor is who printed: "person:…" or "key:…".
	Actor string
	At    Instant
}

// TableName implements schema.Tabler.
func (LabelRun) TableName() string { return "label_runs" }

// Reprint reports whether labels of the batch had been printed before.
func (r LabelRun) Reprint() bool { return r.Number > 1 }
