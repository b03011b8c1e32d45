package repository

import (
	"encoding/base64"
	"encoding/json"

	"suyuan/model"
)

// cursor is what a page token holds: the list it belongs to and the key of the last row shown. It is opaque, not
// secret: the scope is applied to every page alike.
type cursor[K any] struct {
	List string `json:"l"`
	Key  K      `json:"k"`
}

// readCursor returns the key after which a page starts, nil for the first page, or the refusal page-token-invalid.
func readCursor[K any](list string, page model.Page) (*K, error) {
	if page.After == "" {
		return nil, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(string(page.After))
	var c cursor[K]
	if err != nil || json.Unmarshal(text, &c) != nil || c.List != list {
		return nil, model.PageTokenInvalid.At("page")
	}
	return &c.Key, nil
}

// cut takes the one row too many off a page that was read with Size()+1 and returns the token of the next page, empty
// when this is the last.
func cut[R, K any](list string, page model.Page, rows []R, key func(R) K) ([]R, model.PageToken) {
	if len(rows) <= page.Size() {
		return rows, ""
	}
	rows = rows[:page.Size()]
	text, err := json.Marshal(cursor[K]{list, key(rows[len(rows)-1])})
	if err != nil {
		return rows, ""
	}
	return rows, model.PageToken(base64.RawURLEncoding.EncodeToString(text))
}
