package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"suyuan/model"
)

// Options configure the pages.
type Options struct {
	// BaseURL is the address people reach the server at ("https://trace.example"), without a trailing slash; required.
	BaseURL string
	// Zone is where the readers live; times are written in it. Required.
	Zone *time.Location
	// Lookup is the path that answers GET with ?code= for a code typed by hand; empty leaves the field out.
	Lookup string
	// Docs is the path of the API documentation; empty leaves the links to it out.
	Docs string
}

// Renderer renders pages. It is safe for concurrent use.
type Renderer struct {
	opts   Options
	assets map[string]Asset
	words  catalogue
	sets   map[setKey]*template.Template
	// desks are the templates of the console.
	desks map[model.Lang]*template.Template
}

type setKey struct {
	page string
	lang model.Lang
}

// pages names the templates that define "main".
var pages = []string{"scan", "problem", "problemdoc", "problems", "reference", "home", "register", "recall", "recallpaper", "reply", "report", "verify", "complaint", "complaintform", "claimform", "claimfiled", "claim"}

// New parses the templates and catalogues that are built into the binary. It fails when one of them is broken or an
// option is missing.
func New(opts Options) (*Renderer, error) {
	if opts.BaseURL == "" || opts.Zone == nil {
		return nil, errors.New("web: BaseURL and Zone are required")
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	words, err := loadCatalogue(opts.Zone)
	if err != nil {
		return nil, err
	}
	r := &Renderer{opts: opts, assets: assets, words: words, sets: map[setKey]*template.Template{}, desks: map[model.Lang]*template.Template{}}
	for lang, t := range words {
		base, err := template.New("").Funcs(r.functions(t)).Funcs(recallFunctions()).Funcs(claimFunctions(t)).ParseFS(files, "templates/page.tmpl", "templates/parts.tmpl", "templates/claimparts.tmpl")
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		if r.desks[lang], err = r.loadDesk(t); err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		for _, page := range pages {
			set, err := base.Clone()
			if err == nil {
				set, err = set.ParseFS(files, "templates/"+page+".tmpl")
			}
			if err != nil {
				return nil, fmt.Errorf("templates: %w", err)
			}
			r.sets[setKey{page, lang}] = set
		}
	}
	return r, nil
}

// functions are what templates may call, bound to one language so that no template has to pass it on.
func (r *Renderer) functions(t *tongue) template.FuncMap {
	return template.FuncMap{
		"t":        t.say,
		"fill":     t.fill,
		"count":    t.count,
		"pick":     t.pick,
		"date":     t.date,
		"moment":   t.moment,
		"offset":   t.offset,
		"integer":  t.integer,
		"quantity": t.quantity,
		"size":     t.size,
		"rfc3339":  func(i model.Instant) string { return i.Time().In(t.zone).Format(time.RFC3339) },
		"asset":    func(name string) string { return r.assets[name].Path },
		"href":     func(path string) string { return local(path, t.lang) },
		"file":     func(path string) string { return local(path, "") },
		"absolute": func(path string, lang model.Lang) string { return r.opts.BaseURL + local(path, lang) },
		"draw":     draw,
		"turns":    turns,
		"langs":    model.Langs,
		"here":     func() model.Lang { return t.lang },
		"tongue":   local,
		"step":     t.step,
		"stepIcon": Step.Icon,
		"basis":    t.basis,
		"endonym":  func(l model.Lang) string { return endonyms[l] },
		"kind":     func(k model.OrgKind) model.Text { return model.OrgKindWords[k] },
		"document": func(k model.DocumentKind) model.Text { return model.DocumentKindWords[k] },
		"verdict":  func(v model.LabVerdict) model.Text { return model.LabVerdictWords[v] },
		"ground":   func(v model.LabVerdict) string { return verdictGrounds[v] },
		"lookup":   func() string { return r.opts.Lookup },
		"docs":     func() string { return r.opts.Docs },
	}
}

// endonyms are the languages' own names, for the language switch.
var endonyms = map[model.Lang]string{model.ZH: "中文", model.UG: "ئۇيغۇرچە", model.EN: "English"}

// local returns path as an address on this server, with lang as its ?lang= (none when empty). What names a scheme or a
// host becomes "/", so that no page leads to another host through a path it was given.
func local(path string, lang model.Lang) string {
	u, err := url.Parse(path)
	if err != nil {
		return "/"
	}
	if lang != "" {
		q := u.Query()
		q.Set("lang", string(lang))
		u.RawQuery = q.Encode()
	}
	if s := u.String(); strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.Contains(s, `\`) {
		return s
	}
	return "/"
}

// frame is what the layout around every page needs.
type frame struct {
	Lang model.Lang
	// Title is the document's title, in the page's language.
	Title string
	// Path is the page's own address, for the language switch.
	Path string
	// Styles are bundles the page needs besides app.css, Scripts those that make it nicer.
	Styles, Scripts []string
	// Private keeps the address out of search engines and out of what the page says of itself.
	Private    bool
	Alternates []Alternate
	// Page is the data of the page's own templates.
	Page any
}

// render executes a page's template. An unknown language is read as Chinese.
func (r *Renderer) render(page string, f frame) ([]byte, error) {
	if f.Path == "" {
		f.Path = "/"
	}
	var out bytes.Buffer
	if err := r.sets[setKey{page, f.Lang}].ExecuteTemplate(&out, "page", f); err != nil {
		return nil, fmt.Errorf("page %s in %s: %w", page, f.Lang, err)
	}
	return out.Bytes(), nil
}

// tongue returns the words of a language, Chinese for one we do not speak.
func (r *Renderer) tongue(lang model.Lang) *tongue {
	if t, ok := r.words[lang]; ok {
		return t
	}
	return r.words[model.ZH]
}
