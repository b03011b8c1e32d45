package web

import "suyuan/model"

// VerifyPage says how everybody verifies what the house signs about recalls, without asking it.
type VerifyPage struct {
	// Base is the address of the house.
	Base string
	// Keys are the public keys, the one that signs now first.
	Keys []VerifyKey
}

// VerifyKey is an Ed25519 public key (RFC 8037): its thumbprint and its x.
type VerifyKey struct{ ID, X string }

// Verify renders the page.
func (r *Renderer) Verify(lang model.Lang, p VerifyPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("verify.title")
	if err != nil {
		return nil, err
	}
	return r.render("verify", frame{Lang: t.lang, Title: title, Path: "/recalls/verify", Styles: []string{"recall.css"}, Page: p})
}
