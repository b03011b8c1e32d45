package code

import (
	"slices"

	"suyuan/model"
)

// Micrometres is a length on paper. Sheets are added up from many labels, so lengths are whole numbers.
type Micrometres int

// Size is a width and a height.
type Size struct{ Width, Height Micrometres }

// LabelLayout is a sheet of labels, or a roll on which every label is a page of its own.
type LabelLayout struct {
	Code string
	Name model.Text
	Page Size
	// Columns and Rows count the labels of a page.
	Columns, Rows int
	// Left and Top are where the first label begins, PitchX and PitchY how far the next is away.
	Left, Top, PitchX, PitchY Micrometres
	Label                     Size
	// InsetX and InsetY are the margin inside the label that takes no ink: for the printer's edge on sheets without a
	// margin, and for labels that are cut or fed a little beside their place. The white of a quiet zone may lie in it.
	InsetX, InsetY Micrometres
	// Code is the side of the square, quiet zone included, that the code is made for; CodeMost the side that it may grow
	// to when its modules would otherwise be smaller than MinModule. CodeMost/MinModule is the budget of modules.
	CodeSide, CodeMost Micrometres
}

// Roll reports whether the labels come on a roll.
func (l LabelLayout) Roll() bool { return l.PerPage() == 1 }

// PerPage is how many labels a page has.
func (l LabelLayout) PerPage() int { return l.Columns * l.Rows }

// Modules is the most modules, quiet zone included, that the side of a code may have on the label.
func (l LabelLayout) Modules() int { return int(l.CodeMost / MinModule) }

// place returns the corner of a label on its page, counted from 0 along the rows.
func (l LabelLayout) place(i int) (x, y Micrometres) {
	return l.Left + Micrometres(i%l.Columns)*l.PitchX, l.Top + Micrometres(i/l.Columns)*l.PitchY
}

// The sizes of a module for codes that are scanned in shops: 0.396 mm to 0.990 mm (GS1 General Specifications, symbol
// specification table for QR codes with a GS1 Digital Link). On paper modules are whole multiples of 10 µm, so that the
// smallest is 0.40 mm; on a label printer they are whole dots.
const (
	leastModule = 396
	mostModule  = 990
	moduleStep  = 10
	MinModule   = Micrometres((leastModule + moduleStep - 1) / moduleStep * moduleStep)
)

var a4 = Size{210_000, 297_000} // ISO 216

// layouts lists what labels can be printed on. Each sheet adds up to A4:
//
//   - 24 of 70 × 37 mm: 3 × 70 = 210; 0.5 + 8 × 37 + 0.5 = 297. The sheet that Avery sells as 3474 and Herma as 4429.
//   - 12 of 99.1 × 42.3 mm: 4.65 + 99.1 + 2.5 + 99.1 + 4.65 = 210; 21.6 + 6 × 42.3 + 21.6 = 297. Avery L7177.
//   - 65 of 38.1 × 21.2 mm: 4.75 + 4 × 40.6 + 38.1 + 4.75 = 210; 10.7 + 13 × 21.2 + 10.7 = 297. Avery L7651 and
//     Label Planet LP65/38.
//
// Rolls have the sizes that label printers in China are sold with.
var layouts = []LabelLayout{
	{
		Code: "a4-24", Name: model.Text{ZH: "A4 每页 24 张（70×37 毫米）", UG: "A4، بەتتە 24 دانە (70×37 مم)", EN: "A4, 24 labels of 70 × 37 mm"},
		Page: a4, Columns: 3, Rows: 8, Top: 500, PitchX: 70_000, PitchY: 37_000, Label: Size{70_000, 37_000},
		InsetX: 5_000, InsetY: 4_500, CodeSide: 30_000, CodeMost: 31_000,
	},
	{
		Code: "a4-12", Name: model.Text{ZH: "A4 每页 12 张（99.1×42.3 毫米）", UG: "A4، بەتتە 12 دانە (99.1×42.3 مم)", EN: "A4, 12 labels of 99.1 × 42.3 mm"},
		Page: a4, Columns: 2, Rows: 6, Left: 4_650, Top: 21_600, PitchX: 101_600, PitchY: 42_300, Label: Size{99_100, 42_300},
		InsetX: 2_000, InsetY: 2_000, CodeSide: 36_000, CodeMost: 41_000,
	},
	{
		Code: "a4-65", Name: model.Text{ZH: "A4 每页 65 张（38.1×21.2 毫米）", UG: "A4، بەتتە 65 دانە (38.1×21.2 مم)", EN: "A4, 65 labels of 38.1 × 21.2 mm"},
		Page: a4, Columns: 5, Rows: 13, Left: 4_750, Top: 10_700, PitchX: 40_600, PitchY: 21_200, Label: Size{38_100, 21_200},
		InsetX: 1_000, InsetY: 1_000, CodeSide: 18_000, CodeMost: 18_000,
	},
	roll("roll-40x30", model.Text{ZH: "卷标 40×30 毫米", UG: "رۇلون 40×30 مم", EN: "roll, 40 × 30 mm"}, Size{40_000, 30_000}, 20_800, 24_600),
	roll("roll-50x30", model.Text{ZH: "卷标 50×30 毫米", UG: "رۇلون 50×30 مم", EN: "roll, 50 × 30 mm"}, Size{50_000, 30_000}, 24_600, 29_000),
	roll("roll-60x40", model.Text{ZH: "卷标 60×40 毫米", UG: "رۇلون 60×40 مم", EN: "roll, 60 × 40 mm"}, Size{60_000, 40_000}, 31_000, 38_000),
}

// rollInset is the ink-free edge on rolls: printers feed them within a millimetre.
const rollInset = 1_200

func roll(code string, name model.Text, label Size, side, most Micrometres) LabelLayout {
	return LabelLayout{
		Code: code, Name: name, Page: label, Columns: 1, Rows: 1, PitchX: label.Width, PitchY: label.Height, Label: label,
		InsetX: rollInset, InsetY: rollInset, CodeSide: side, CodeMost: most,
	}
}

// LabelLayouts lists what labels can be printed on.
func LabelLayouts() []LabelLayout { return slices.Clone(layouts) }

// LabelLayoutOf finds a layout by its code; ok is false for an unknown one.
func LabelLayoutOf(code string) (l LabelLayout, ok bool) {
	i := slices.IndexFunc(layouts, func(l LabelLayout) bool { return l.Code == code })
	if i < 0 {
		return l, false
	}
	return layouts[i], true
}
