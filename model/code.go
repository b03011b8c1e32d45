package model

import "strings"

// Scan counts, per batch and day, how often its link was opened. It holds no personal data: no address, no device, no
// place.
type Scan struct {
	BatchID BatchID
	Day     Date // in Asia/Shanghai
	Lang    Lang
	Count   int64
}

// TableName implements schema.Tabler.
func (Scan) TableName() string { return "scans" }

// ShortCodeLength is the number of characters of a batch's short code: 50 random bits.
const ShortCodeLength = 10

// ShortCodeAlphabet is Crockford's base 32: no I, L, O, U, so that a code survives being read aloud or retyped.
const ShortCodeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var shortCodeReader = strings.NewReplacer("I", "1", "L", "1", "O", "0", "-", "")

// ParseShortCode reads a short code as people type it: any case, I and L for 1, O for 0, hyphens anywhere. ok is false
// for anything else.
func ParseShortCode(s string) (code string, ok bool) {
	if len(s) > 2*ShortCodeLength {
		return "", false
	}
	code = shortCodeReader.Replace(strings.ToUpper(s))
	return code, len(code) == ShortCodeLength && strings.Trim(code, ShortCodeAlphabet) == ""
}

// CodeUnknown is the refusal for a link that leads nowhere.
var CodeUnknown = declare("code-unknown", KindNotFound,
	Text{"查不到该编码", "بۇ كود تېپىلمىدى", "Unknown code"},
	Text{"系统中没有该编码的产品。请勿仅凭此码判断产品真伪。", "سىستېمىدا بۇ كودلۇق مەھسۇلات يوق. پەقەت مۇشۇ كودقا قاراپلا ھۆكۈم قىلماڭ.", "No product with this code is registered here. Do not judge the product by this code alone."},
	Text{"请核对编码，或拨打 12315 反映。", "كودنى تەكشۈرۈڭ ياكى 12315 گە تېلېفون قىلىڭ.", "Check the code, or report it (12315)."})

// LinkInvalid is the refusal for an address that is no Digital Link.
var LinkInvalid = declare("code-link-invalid", KindMalformed,
	Text{"链接格式不正确", "ئۇلىنىش فورماتى خاتا", "Not a valid GS1 Digital Link"},
	Text{"{reason}", "{reason}", "{reason}"},
	Text{"请重新扫描包装上的二维码。", "ئورالمىدىكى QR كودنى قايتا سىكانلاڭ.", "Scan the code on the package again."})
