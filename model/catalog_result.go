package model

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"strings"
)

// LabVerdict is what a laboratory report concludes, of one item or as a whole; empty when it says nothing.
type LabVerdict string

// The verdicts.
const (
	LabConforms  LabVerdict = "conforms"
	LabFails     LabVerdict = "does-not-conform"
	LabUndecided LabVerdict = "not-decided"
)

// LabVerdicts lists the verdicts.
func LabVerdicts() []LabVerdict { return []LabVerdict{LabConforms, LabFails, LabUndecided} }

// LabVerdictWords name the verdicts for people. They speak of what was tested and of nothing else.
var LabVerdictWords = map[LabVerdict]Text{
	LabConforms:  {"所检项目符合", "تەكشۈرۈلگەن تۈرلەر ئۆلچەمگە ئۇيغۇن", "conforms in what was tested"},
	LabFails:     {"不符合（不合格）", "ئۆلچەمگە ئۇيغۇن ئەمەس", "does not conform"},
	LabUndecided: {"未作判定", "ھۆكۈم قىلىنمىغان", "not decided"},
}

// LabNotDetected is the value of a line whose item was looked for and not found; its Limit may say what could have been.
const LabNotDetected = "nd"

// LabResult is one line of a laboratory report: an item that was tested, what was found, and what is allowed.
type LabResult struct {
	Item string `json:"item"`
	// Value and Limit are decimals as the report prints them, with their zeros, which tell its precision: "0.050", "<0.01",
	// "≤0.5"; Value may be LabNotDetected. Both are in Unit, as printed: "mg/kg", "CFU/g".
	Value string `json:"value,omitempty"`
	Unit  string `json:"unit,omitempty"`
	Limit string `json:"limit,omitempty"`
	// Method is the standard by which it was tested: "GB 23200.121-2021".
	Method  string     `json:"method,omitempty"`
	Verdict LabVerdict `json:"verdict,omitempty"`
}

// LabResults are the lines of a report in its order. They lie with the document, as JSON.
type LabResults []LabResult

// Value implements driver.Valuer; no lines are the empty text.
func (r LabResults) Value() (driver.Value, error) {
	if len(r) == 0 {
		return "", nil
	}
	text, err := json.Marshal([]LabResult(r))
	return string(text), err
}

// Scan implements sql.Scanner.
func (r *LabResults) Scan(src any) error {
	*r = nil
	var text []byte
	switch v := src.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return errors.New("results are text")
	}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, (*[]LabResult)(r))
}

// Failing returns the lines that do not conform.
func (r LabResults) Failing() (lines LabResults) {
	for _, l := range r {
		if l.Verdict == LabFails {
			lines = append(lines, l)
		}
	}
	return lines
}

// Found is what was found with its unit, as printed.
func (l LabResult) Found() string { return withUnit(l.Value, l.Unit) }

// Allowed is the limit with its unit, as printed.
func (l LabResult) Allowed() string { return withUnit(l.Limit, l.Unit) }

func withUnit(value, unit string) string {
	if value == "" || value == LabNotDetected || unit == "" {
		return value
	}
	return value + " " + unit
}

// labSigns are the signs that may stand before a value or limit, and how each is kept.
var labSigns = strings.NewReplacer("<=", "≤", ">=", "≥", "＜", "<", "＞", ">", "⩽", "≤", "⩾", "≥")

// labDigits bounds the digits of a value.
const labDigits = 20

// ParseLabValue reads a decimal as laboratories print it, with a sign of comparison before it or without. It refuses
// anything else with quantity-invalid. The digits are kept as they are.
func ParseLabValue(s string) (string, error) {
	text := strings.ReplaceAll(labSigns.Replace(strings.TrimSpace(s)), " ", "")
	number := text
	for _, sign := range []string{"<", ">", "≤", "≥"} {
		if rest, ok := strings.CutPrefix(text, sign); ok {
			number = rest
		}
	}
	whole, part, fraction := strings.Cut(strings.TrimPrefix(number, "-"), ".")
	if whole == "" || !allDigits(whole) || len(whole) > 1 && whole[0] == '0' || fraction && (part == "" || !allDigits(part)) || len(whole)+len(part) > labDigits {
		return "", QuantityInvalid.Refuse(P("value", clip(s, 40)))
	}
	return text, nil
}

// LabVerdictContradicts refuses a report that conforms as a whole although a line of it does not.
var LabVerdictContradicts = declare("catalog-verdict-contradicts", KindInvalid,
	Text{"结论与检测结果不一致", "خۇلاسە تەكشۈرۈش نەتىجىسى بىلەن زىت", "The conclusion contradicts a result"},
	Text{"“{item}”不符合，报告的结论不能是“符合”。", "«{item}» ئۆلچەمگە ئۇيغۇن ئەمەس، دوكلاتنىڭ خۇلاسىسى «ئۇيغۇن» بولمايدۇ.", "“{item}” does not conform, so the report as a whole cannot."},
	Text{"请核对检测结果，或更正结论。", "نەتىجىنى تەكشۈرۈڭ ياكى خۇلاسىنى تۈزىتىڭ.", "Check the results, or correct the conclusion."})
