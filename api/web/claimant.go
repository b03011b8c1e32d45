package web

import (
	"html/template"
	"strconv"
	"strings"

	"suyuan/model"
)

// ClaimQuestion is one field of a claimant's form as it is shown.
type ClaimQuestion struct {
	Name, Label, Hint string
	// Type is that of an input; Rows makes it a text of several lines.
	Type string
	Rows int
	// Mode is the keyboard that a phone opens, Auto what a browser may fill in, Dir the direction of what is typed.
	Mode, Auto, Dir string
	Max             int
	Required        bool
	Last            model.Date // of a day
	Value, Fault    string
}

// ID is the field's name as an identifier of the page.
func (q ClaimQuestion) ID() string { return claimIDs.Replace(q.Name) }

var claimIDs = strings.NewReplacer("[", "-", "]", "", ".", "-")

// claimQuestions are the fields that claimants fill in, by name.
var claimQuestions = map[string]ClaimQuestion{
	"code":          {Label: "claim.public.code", Hint: "claim.public.code.hint", Type: "text", Max: 300, Dir: "ltr", Required: true, Auto: "off"},
	"shop":          {Label: "claim.public.shop", Hint: "claim.public.shop.hint", Type: "text", Max: 200, Dir: "auto", Auto: "off"},
	"bought_on":     {Label: "claim.public.bought", Type: "date", Required: true},
	"units":         {Label: "claim.public.units", Type: "text", Mode: "numeric", Max: 9, Dir: "ltr", Required: true, Auto: "off"},
	"price":         {Label: "claim.public.price", Type: "text", Mode: "decimal", Max: 15, Dir: "ltr", Auto: "off"},
	"receipt":       {Label: "claim.public.receipt", Hint: "claim.public.receipt.hint", Type: "text", Max: 64, Dir: "ltr", Auto: "off"},
	"what":          {Label: "claim.public.what", Rows: 4, Max: 2000, Required: true},
	"harm":          {Label: "claim.public.harm", Rows: 3, Max: 2000},
	"harm_on":       {Label: "claim.public.harm.day", Type: "date"},
	"asked":         {Label: "claim.public.asked", Hint: "claim.public.asked.hint", Type: "text", Mode: "decimal", Max: 15, Dir: "ltr", Auto: "off"},
	"contact.name":  {Label: "claim.public.name", Type: "text", Max: 80, Dir: "auto", Auto: "name"},
	"contact.phone": {Label: "claim.public.phone", Type: "tel", Max: 32, Dir: "ltr", Auto: "tel"},
	"contact.mail":  {Label: "claim.public.mail", Type: "email", Max: 254, Dir: "ltr", Auto: "email"},
	"holder":        {Label: "claim.public.holder", Type: "text", Max: 80, Dir: "auto", Required: true, Auto: "off"},
	"bank":          {Label: "claim.public.bank", Type: "text", Max: 80, Dir: "auto", Auto: "off"},
	"account":       {Label: "claim.public.account", Type: "text", Max: 80, Dir: "ltr", Required: true, Auto: "off"},
	"name":          {Label: "claim.public.complain.name", Max: 80, Auto: "name"},
	"means":         {Label: "claim.public.means.label", Hint: "claim.public.means.hint", Rows: 3, Max: 2000},
	"note":          {Label: "claim.public.note", Rows: 3, Max: 2000},
}

// ClaimAnswers are what somebody typed into a claimant's form and what is wrong with it, by field.
type ClaimAnswers struct {
	Sent   map[string]string
	Faults map[string]string
	Today  model.Date
}

// Ask returns a field with what was typed and what is wrong with it.
func (a ClaimAnswers) Ask(name string) ClaimQuestion {
	q := claimQuestions[name]
	q.Name, q.Value, q.Fault = name, a.Sent[name], a.Faults[name]
	if q.Type == "date" {
		q.Last = a.Today
	}
	return q
}

// Is reports whether a field has a value.
func (a ClaimAnswers) Is(name, value string) bool { return a.Sent[name] == value }

// ClaimLink is somebody against whom a claim can be made.
type ClaimLink struct {
	Ref      string
	Role     model.Text
	Place    model.Text
	Name     model.Text // only of the producer
	Producer bool
	Sold     bool
}

// ClaimRecall is a recall whose remedy can be claimed.
type ClaimRecall struct {
	Number   string
	Remedies []model.Remedy
}

// ClaimLine is one line of a sum, with the calculation and the article.
type ClaimLine struct {
	Text model.Text
	Sum  model.Money
}

// ClaimFormPage is the form on which anybody makes a claim. It works on any phone and without a script.
type ClaimFormPage struct {
	ClaimAnswers
	// Path is the page's own address; Code what is claimed about.
	Path, Code string
	Product    model.Text
	Lot        string
	// Ceased names a producer that has ended and that nobody has succeeded.
	Ceased  model.Text
	Links   []ClaimLink
	Recalls []ClaimRecall
	Consent model.ClaimConsent
	// Lines are what the law gives for what was typed, Total their sum; empty until it was asked for.
	Lines []ClaimLine
	Total model.Money
	// MaxFiles and MaxFile bound what is sent along: how many, and bytes of each; MaxTogether of all.
	MaxFiles             int
	MaxFile, MaxTogether int64
	// Once makes a second press of the button repeat the first one's answer.
	Once    string
	Refused *Refused
	// Erased tells that personal data has just been erased.
	Erased bool
}

// Remedies lists what can be asked for.
func (ClaimFormPage) Remedies() []model.Remedy { return model.ClaimRemedies() }

// Kinds lists what a loss may consist of.
func (ClaimFormPage) Kinds() []model.Listed[model.LossKind] { return model.LossKinds() }

// Extra lists the grounds on which the law gives more than the loss.
func (ClaimFormPage) Extra() []model.AmountRule { return model.AmountRules() }

// Evidence lists what files may show.
func (ClaimFormPage) Evidence() []model.ClaimFileKind { return claimantFiles() }

// Other is the answer for who stands on no list.
func (ClaimFormPage) Other() string { return ClaimOther }

// ClaimOther stands for a shop that is named in words.
const ClaimOther = "other"

// ClaimCostRows is how many costs the form takes.
const ClaimCostRows = 4

// ClaimCost is one row of costs.
type ClaimCost struct {
	KindName, MoneyName, KindID, MoneyID string
	Kind, Money, Fault                   string
	N                                    int
}

// Costs are the rows of costs.
func (a ClaimAnswers) Costs() (rows []ClaimCost) {
	for i := range ClaimCostRows {
		at := "costs[" + strconv.Itoa(i) + "]"
		row := ClaimCost{KindName: at + ".kind", MoneyName: at + ".money", N: i + 1}
		row.KindID, row.MoneyID = claimIDs.Replace(row.KindName), claimIDs.Replace(row.MoneyName)
		row.Kind, row.Money = a.Sent[row.KindName], a.Sent[row.MoneyName]
		row.Fault = strings.TrimSpace(a.Faults[row.KindName] + " " + a.Faults[row.MoneyName] + " " + a.Faults[at])
		rows = append(rows, row)
	}
	return rows
}

func claimantFiles() (list []model.ClaimFileKind) {
	for _, k := range model.ClaimFileKinds() {
		if k != model.FileAnswer {
			list = append(list, k)
		}
	}
	return list
}

// ClaimForm renders the form.
func (r *Renderer) ClaimForm(lang model.Lang, p ClaimFormPage) ([]byte, error) {
	return r.claimant("claimform", "claim.public.title", lang, p.Path, p)
}

// ClaimFiledPage is the receipt of a claim. It is shown once, because nobody can find the private link again.
type ClaimFiledPage struct {
	// Path is the private page, to which the switch of languages leads; URL its whole address, QR that as a picture.
	Path, URL string
	QR        []byte
	Number    string
	Due       model.Instant
	// Missing are the files that could not be taken, and why.
	Missing []ProblemField
}

// Picture is the QR code as markup.
func (p ClaimFiledPage) Picture() template.HTML {
	return template.HTML(p.QR) //nolint:gosec // drawn by the house from an address of its own
}

// ClaimFiled renders the receipt.
func (r *Renderer) ClaimFiled(lang model.Lang, p ClaimFiledPage) ([]byte, error) {
	return r.claimant("claimfiled", "claim.public.filed", lang, p.Path, p)
}

// claimant renders a page of claimants: nothing of it is found by search engines or leads to other addresses.
func (r *Renderer) claimant(page, title string, lang model.Lang, path string, p any) ([]byte, error) {
	t := r.tongue(lang)
	said, err := t.say(title)
	if err != nil {
		return nil, err
	}
	return r.render(page, frame{Lang: t.lang, Title: said, Path: path, Styles: []string{"claimant.css"}, Scripts: []string{"claimant.js"}, Private: true, Page: p})
}

// claimFunctions are what the templates of claimants' pages call.
func claimFunctions(t *tongue) template.FuncMap {
	return template.FuncMap{
		"money":    t.money,
		"evidence": func(k model.ClaimFileKind) model.Text { return model.ClaimFileKindWords[k] },
	}
}

// money writes an amount with two decimals and its currency, which stands before it in every language.
func (t *tongue) money(m model.Money) string {
	sign := string(m.Currency) + "\u00a0"
	if m.Currency == model.CNY || m.Currency == "" {
		sign = "¥"
	}
	return sign + t.decimal(m.Amount())
}
