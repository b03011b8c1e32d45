package web

import (
	"html/template"
	"net/url"
	"strconv"

	"suyuan/model"
)

// RegisterPage is the public register of recalls.
type RegisterPage struct {
	// Asked is what the reader looks for.
	Asked RegisterAsked
	// Years are those in which there may be announcements, the latest first.
	Years []int
	Items []RegisterItem
	// Next is the path of the next page, empty on the last.
	Next string
}

// RegisterAsked is what a reader of the register looks for.
type RegisterAsked struct {
	Text  string
	Grade model.Grade
	State model.RegisterState
	Year  int
}

// Any reports whether the reader looks for anything in particular.
func (a RegisterAsked) Any() bool { return a != RegisterAsked{} }

// Path is the address of the register with what is asked.
func (a RegisterAsked) Path() string {
	q := url.Values{}
	for name, value := range map[string]string{"q": a.Text, "grade": string(a.Grade), "state": string(a.State)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if a.Year != 0 {
		q.Set("year", strconv.Itoa(a.Year))
	}
	if len(q) == 0 {
		return "/recalls"
	}
	return "/recalls?" + q.Encode()
}

// Grades lists the grades to choose from.
func (RegisterPage) Grades() []model.Grade {
	return []model.Grade{model.GradeI, model.GradeII, model.GradeIII}
}

// GradeWords name a grade where no rules are known, as in the filter of the register.
func (RegisterPage) GradeWords(g model.Grade) model.Text {
	return map[model.Grade]model.Text{
		model.GradeI:   {ZH: "一级（I）", UG: "1-دەرىجە (I)", EN: "Class I"},
		model.GradeII:  {ZH: "二级（II）", UG: "2-دەرىجە (II)", EN: "Class II"},
		model.GradeIII: {ZH: "三级（III）", UG: "3-دەرىجە (III)", EN: "Class III"},
	}[g]
}

// States lists the states to choose from.
func (RegisterPage) States() []model.RegisterState { return model.RegisterStates() }

// RegisterItem is one announcement in the register.
type RegisterItem struct {
	Number    string
	State     model.RegisterState
	GradeName model.Text
	Title     model.Text
	Company   model.Text
	Announced model.Instant
	Products  []model.Text
	Lots      int
}

// Path is the address of the notice.
func (i RegisterItem) Path() string { return "/recalls/" + url.PathEscape(i.Number) }

// Register renders the public register.
func (r *Renderer) Register(lang model.Lang, p RegisterPage) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("recalls.title")
	if err != nil {
		return nil, err
	}
	return r.render("register", frame{
		Lang: t.lang, Title: title, Path: p.Asked.Path(), Styles: []string{"recall.css"}, Alternates: RecallFeeds(), Page: p,
	})
}

// RecallFeeds are the feeds of the register.
func RecallFeeds() []Alternate {
	return []Alternate{
		{Title: "Atom", MediaType: "application/atom+xml", Path: "/recalls/feed.atom"},
		{Title: "JSON Feed", MediaType: "application/feed+json", Path: "/recalls/feed.json"},
	}
}

// LotAnswer says how a lot that a reader has stands to a notice.
type LotAnswer string

// The answers. None of them says that something is safe.
const (
	LotNotAsked LotAnswer = ""
	LotListed   LotAnswer = "listed"
	LotSimilar  LotAnswer = "similar" // another number that is easily taken for a listed one
	LotAbsent   LotAnswer = "absent"
)

// RecallPage is the notice of one recall.
type RecallPage struct {
	Recall *model.PublicRecall
	// Lot is what the reader typed to see whether it is affected, Answer the answer, and Found the lots that it names or
	// resembles.
	Lot    string
	Answer LotAnswer
	Found  []string
	// PhotoPath is the address of a picture.
	PhotoPath func(model.DocumentID) string
}

// The most that is listed on one page of a notice; the machines' form has all of it.
const (
	recallProducts = 12
	recallLots     = 24
	recallNamed    = 6
)

// Path is the address of the notice.
func (p RecallPage) Path() string { return "/recalls/" + url.PathEscape(p.Recall.Number) }

// Machine is the address of the signed notice.
func (p RecallPage) Machine() string { return p.Path() + ".json" }

// Active and Retracted say how the notice looks.
func (p RecallPage) Active() bool { return p.Recall.State == model.RegisterActive }

// Retracted reports whether the announcement has been retracted.
func (p RecallPage) Retracted() bool { return p.Recall.State == model.RegisterRetracted }

// Products are the first products of the notice, MoreProducts counts the others.
func (p RecallPage) Products() []model.PublicProduct {
	return firstOf(p.Recall.Products, recallProducts)
}

// Banner names the first products, for the head of the notice.
func (p RecallPage) Banner() (names []model.Text) {
	for _, product := range firstOf(p.Recall.Products, 3) {
		names = append(names, product.Name)
	}
	return names
}

// MoreProducts counts the products that the page does not show.
func (p RecallPage) MoreProducts() int { return len(p.Recall.Products) - len(p.Products()) }

// Photo is the path of a product's picture, empty without one.
func (p RecallPage) Photo(of model.PublicProduct) string {
	if of.Photo == "" || p.PhotoPath == nil {
		return ""
	}
	return p.PhotoPath(of.Photo)
}

// Lots are the first lots of a product.
func (RecallPage) Lots(of model.PublicProduct) []model.PublicLot { return firstOf(of.Lots, recallLots) }

// MoreLots counts the lots of a product that the page does not show.
func (RecallPage) MoreLots(of model.PublicProduct) int { return max(len(of.Lots)-recallLots, 0) }

// Named are the first lots of a change.
func (RecallPage) Named(lots []model.PublicLotName) []model.PublicLotName {
	return firstOf(lots, recallNamed)
}

// MoreNamed counts the others.
func (RecallPage) MoreNamed(lots []model.PublicLotName) int { return max(len(lots)-recallNamed, 0) }

// History lists the changes, the latest first.
func (p RecallPage) History() []model.PublicChange {
	list := make([]model.PublicChange, 0, len(p.Recall.Changes))
	for i := len(p.Recall.Changes) - 1; i >= 0; i-- {
		list = append(list, p.Recall.Changes[i])
	}
	return list
}

func firstOf[E any](list []E, n int) []E { return list[:min(len(list), n)] }

// Recall renders the notice of a recall.
func (r *Renderer) Recall(lang model.Lang, p RecallPage) ([]byte, error) {
	t := r.tongue(lang)
	path := p.Path()
	if p.Lot != "" {
		path += "?" + url.Values{"lot": {p.Lot}}.Encode()
	}
	return r.render("recall", frame{
		Lang: t.lang, Title: p.Recall.Number + " " + p.Recall.Title.In(t.lang), Path: path, Styles: []string{"recall.css"},
		Alternates: []Alternate{{Title: "JSON", MediaType: "application/json", Path: p.Machine()}}, Page: p,
	})
}

// PaperPage is a document of a recall case.
type PaperPage struct {
	*model.RecallDocument
	// Path is its address, PhotoPath that of a picture.
	Path      string
	PhotoPath func(model.DocumentID) string
}

// paperCell is a value of a document with what the template needs of it.
type paperCell struct {
	model.DocumentValue
	// Picture is the path of its picture, Number what it counts.
	Picture string
	Number  int
}

// cell prepares a value.
func (p PaperPage) cell(v model.DocumentValue) paperCell {
	c := paperCell{DocumentValue: v}
	if v.Photo != "" && p.PhotoPath != nil {
		c.Picture = p.PhotoPath(v.Photo)
	}
	if v.Count != nil {
		c.Number = *v.Count
	}
	return c
}

// recallFunctions are what the templates of recalls may call besides what every page may.
func recallFunctions() template.FuncMap {
	return template.FuncMap{
		"registerState": func(s model.RegisterState) model.Text { return model.RegisterStateWords[s] },
		"remedy":        func(r model.Remedy) model.Text { return model.RemedyWords[r] },
		"recallOrigin":  func(o model.RecallOrigin) model.Text { return model.RecallOriginWords[o] },
		"recallChange":  func(k model.PublicChangeKind) model.Text { return model.PublicChangeWords[k] },
		"paperValue":    PaperPage.cell,
		"place": func(r model.Region) model.Text {
			return model.Text{ZH: r.FullName(string(model.ZH)), UG: r.FullName(string(model.UG)), EN: r.FullName(string(model.EN))}
		},
	}
}

// Paper renders a document of a recall case, for reading and for printing.
func (r *Renderer) Paper(lang model.Lang, p PaperPage) ([]byte, error) {
	t := r.tongue(lang)
	return r.render("recallpaper", frame{
		Lang: t.lang, Title: p.Number + " " + p.Headline.In(t.lang), Path: p.Path, Styles: []string{"recall.css"}, Page: p,
	})
}
