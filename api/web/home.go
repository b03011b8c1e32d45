package web

import "suyuan/model"

// HomePage is the front page.
type HomePage struct {
	// SignIn is the path where companies and authorities sign in; empty leaves the link out.
	SignIn string
}

// Home renders the front page: what this is, and the field for a code.
func (r *Renderer) Home(lang model.Lang, p HomePage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("home.title")
	if err != nil {
		return nil, err
	}
	return r.render("home", frame{Lang: t.lang, Title: title, Path: "/", Page: p})
}
