package web

import "suyuan/model"

func init() { pages = append(pages, "epcis") }

// RequirementRow is one requirement of EPCIS 2.0, whether it is met, and the test that shows it.
type RequirementRow struct {
	ID   string
	What model.Text
	Met  bool
	Test string
}

// Requirements renders the page that says which requirements of EPCIS 2.0 are met.
func (r *Renderer) Requirements(lang model.Lang, path string, rows []RequirementRow) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("epcis.title")
	if err != nil {
		return nil, err
	}
	return r.render("epcis", frame{Lang: t.lang, Title: title, Path: path, Page: rows})
}
