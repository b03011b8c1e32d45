package web

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"

	"suyuan/model"
)

// Page is one page of the console, or one that leads to it, such as the one for signing in.
type Page struct {
	// Path is its own address with its query, for the language switch.
	Path  string
	Title Value
	// Back leads to what the page belongs to, the nearest last; nil without.
	Back []Link
	// Lead says in a sentence what the page is for.
	Lead Value
	// Chips say what state the thing of the page is in.
	Chips   []Value
	Actions []Action
	Parts   []Part
	// Narrow keeps lines short on pages that are read or filled in from top to bottom.
	Narrow bool
	// Styles and Scripts are bundles that the page needs besides the console's own.
	Styles, Scripts []string
	// Done is a key of the catalogue ("done.…") that says what has just been done; empty without.
	Done string
	// Desk is who is signed in and where they can go; nil on pages for people who are not.
	Desk *Desk
}

// Desk is the frame around the pages of somebody who is signed in.
type Desk struct {
	Person string
	Org    model.Text
	// Search is the query that the search field shows.
	Search string
	Groups []NavGroup
}

// NavGroup is a part of the navigation.
type NavGroup struct {
	Label Word
	Items []NavItem
}

// NavItem leads to a list or a task. Tab puts it into the bar at the bottom of a phone.
type NavItem struct {
	To    string
	Label Word
	Icon  string
	Here  bool
	Tab   bool
	// Count asks for attention; 0 does not.
	Count int
}

// Tabs are the items of the bar at the bottom of a phone.
func (d Desk) Tabs() (tabs []NavItem) {
	for _, g := range d.Groups {
		for _, item := range g.Items {
			if item.Tab {
				tabs = append(tabs, item)
			}
		}
	}
	return tabs
}

// Console renders a page of the console.
func (r *Renderer) Console(lang model.Lang, p Page) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.plain(p.Title)
	if err != nil {
		return nil, err
	}
	if _, ok := t.words[p.Done]; !ok {
		p.Done = "" // it came with the address
	}
	f := frame{Lang: t.lang, Title: title, Path: p.Path, Styles: append([]string{"console.css"}, p.Styles...), Page: p}
	var out bytes.Buffer
	if err := r.desks[t.lang].ExecuteTemplate(&out, "desk", f); err != nil {
		return nil, fmt.Errorf("page %s in %s: %w", p.Path, t.lang, err)
	}
	return out.Bytes(), nil
}

// loadDesk parses the templates of the console for a language.
func (r *Renderer) loadDesk(t *tongue) (*template.Template, error) {
	set := template.New("").Funcs(r.functions(t)).Funcs(template.FuncMap{
		"show":    t.show,
		"plain":   t.plain,
		"ready":   Form.ready,
		"files":   Form.files,
		"orgName": func(name model.Text) Value { return Name(name) },
		"add":     func(a, b int) int { return a + b },
		"opened":  Field.opened,
		"chosen": func(f Field, option string) bool {
			return f.Kind == KindRadio && f.Value == option || f.Kind == KindTicks && slices.Contains(f.Values, option)
		},
	})
	set.Funcs(template.FuncMap{"part": func(p Part) (template.HTML, error) {
		var out bytes.Buffer
		err := set.ExecuteTemplate(&out, "part-"+p.part(), p)
		return template.HTML(out.String()), err //nolint:gosec // made by a template
	}})
	return set.ParseFS(files, "templates/parts.tmpl", "templates/desk.tmpl", "templates/desk_*.tmpl")
}
