package recall

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf16"

	"suyuan/model"
)

// NoticeType is the kind of message that the signature of a notice is for.
const NoticeType = "recall-notice+json"

// SignedNotice is a notice with its signature: a detached JSON Web Signature (RFC 7515 Appendix F, EdDSA of RFC 8037)
// over the canonical bytes of the notice. The canonical bytes of a JSON text are those of RFC 8785: members sorted by the
// UTF-16 units of their names, no space, and the shortest escapes. A notice holds no numbers but whole ones.
type SignedNotice struct {
	Notice    json.RawMessage `json:"notice"`
	Signature string          `json:"signature"`
}

// Signed returns the notice of an announced case with its signature. The same state of the case gives the same bytes.
// Everybody may ask. Refusal: not-found.
func (r *Register) Signed(ctx context.Context, number string) (*SignedNotice, error) {
	notice, err := r.Recall(ctx, number)
	if err != nil {
		return nil, err
	}
	return r.sign(notice)
}

func (r *Register) sign(notice *model.PublicRecall) (*SignedNotice, error) {
	text, err := json.Marshal(notice)
	if err != nil {
		return nil, err
	}
	canon, err := canonicalJSON(text)
	if err != nil {
		return nil, err
	}
	signature, err := SignDetached(r.signer, NoticeType, canon)
	if err != nil {
		return nil, err
	}
	return &SignedNotice{canon, signature}, nil
}

// VerifyNotice reads a signed notice and checks its signature against a set of public keys. However the notice is spaced or
// ordered, its meaning is what is checked. A signature that does not fit is ErrSignature.
func VerifyNotice(keys JWKS, text []byte) (*model.PublicRecall, error) {
	var signed SignedNotice
	if err := json.Unmarshal(text, &signed); err != nil {
		return nil, fmt.Errorf("signed notice: %w", err)
	}
	canon, err := canonicalJSON(signed.Notice)
	if err != nil {
		return nil, fmt.Errorf("signed notice: %w", err)
	}
	if err := VerifyDetached(keys, NoticeType, signed.Signature, canon); err != nil {
		return nil, err
	}
	var notice model.PublicRecall
	if err := json.Unmarshal(signed.Notice, &notice); err != nil {
		return nil, fmt.Errorf("signed notice: %w", err)
	}
	return &notice, nil
}

// canonicalJSON writes a JSON text as RFC 8785 does. It knows whole numbers within ±2^53 alone and refuses others.
func canonicalJSON(text []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, fmt.Errorf("canonical JSON: text after the value")
	}
	return appendCanonical(nil, value)
}

// maxExact is the largest whole number that every JSON reader keeps.
const maxExact = 1 << 53

func appendCanonical(out []byte, value any) (_ []byte, err error) {
	switch v := value.(type) {
	case nil:
		return append(out, "null"...), nil
	case bool:
		return fmt.Append(out, v), nil
	case string:
		return appendString(out, v), nil
	case json.Number:
		n, err := v.Int64()
		if err != nil || n > maxExact || n < -maxExact || v.String() == "-0" {
			return nil, fmt.Errorf("canonical JSON: the number %s", v)
		}
		return fmt.Append(out, n), nil
	case []any:
		out = append(out, '[')
		for i, e := range v {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = appendCanonical(out, e); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case map[string]any:
		return appendMembers(out, v)
	}
	return nil, fmt.Errorf("canonical JSON: a %T", value)
}

func appendMembers(out []byte, members map[string]any) (_ []byte, err error) {
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) })
	out = append(out, '{')
	for i, name := range names {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, name), ':')
		if out, err = appendCanonical(out, members[name]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// escapes are the short escapes of RFC 8785 §3.2.2.2.
var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}

func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	for _, c := range s {
		switch short, ok := escapes[c]; {
		case ok:
			out = append(out, short...)
		case c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = append(out, string(c)...)
		}
	}
	return append(out, '"')
}
