package web

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"suyuan/model"
)

// ScanStatus is what the consumer's page says first.
type ScanStatus string

// The statuses. None of them says that a product is genuine or safe: the page repeats what is registered.
const (
	ScanNormal   ScanStatus = "normal"   // registered, nothing against it
	ScanInactive ScanStatus = "inactive" // registered, but production or harvest is not
	ScanHeld     ScanStatus = "held"     // stands still until checked
	ScanBlocked  ScanStatus = "blocked"  // forbidden by a regulator
	ScanExpired  ScanStatus = "expired"  // past the date on the package
	ScanClosed   ScanStatus = "closed"   // nothing of it should be left
	ScanUnknown  ScanStatus = "unknown"  // no such code here
)

// Severity orders what a page has to say and chooses its colour and icon.
type Severity string

// The severities.
const (
	SeverityOK      Severity = "ok"
	SeverityInfo    Severity = "info"
	SeverityCaution Severity = "caution"
	SeverityDanger  Severity = "danger"
)

// statusInfo says how a status looks and which steps it advises ("next.<name>" in the catalogues).
type statusInfo struct {
	severity Severity
	icon     string
	next     []string
}

var statuses = map[ScanStatus]statusInfo{
	ScanNormal:   {SeverityOK, "check", []string{"compare", "keep-receipt", "complain"}},
	ScanInactive: {SeverityCaution, "pause", []string{"not-buy", "ask-seller", "report"}},
	ScanHeld:     {SeverityCaution, "pause", []string{"not-use", "keep", "return", "report"}},
	ScanBlocked:  {SeverityDanger, "stop", []string{"not-use", "keep", "return", "report"}},
	ScanExpired:  {SeverityDanger, "late", []string{"not-use", "bought-late", "report"}},
	ScanClosed:   {SeverityCaution, "archive", []string{"not-buy", "ask-seller", "report"}},
	ScanUnknown:  {SeverityCaution, "question", []string{"check-code", "not-judge", "ask-seller", "report"}},
}

// ScanStatuses lists the statuses by name.
func ScanStatuses() []ScanStatus {
	return slices.Sorted(maps.Keys(statuses))
}

// ScanPage is everything the consumer's page shows. It has no place for a person's name or number, a price, a quantity
// moved or a customer: what it cannot hold it cannot leak. Every part but Status, Path and Code may be left out.
type ScanPage struct {
	Status ScanStatus
	// Reason is why a batch is held or blocked, in words meant for the public; Since when; By what kind of
	// organisation.
	Reason model.Text
	Since  model.Instant
	By     model.OrgKind
	// Alerts stand before everything else, the gravest first: a recall, for instance.
	Alerts []Alert

	// Path is the address of the page itself on this server, escaped as in a URL; the language switch adds ?lang=.
	Path string
	// Code is the identity in human readable form: "(01)06901234567892(10)A-17". For an unknown code, what was asked.
	Code string
	// Today is the day of the answer in the readers' zone, for "3 days left"; empty leaves such words out.
	Today model.Date
	// Updated is when the registered data last changed; ScanID is what a reader quotes when asking about this answer.
	Updated model.Instant
	ScanID  string
	// Claim is the address of the form on which a claim is made; empty leaves it out. Recalled tells that a recall offers
	// a remedy.
	Claim    string
	Recalled bool

	Product    *ScanProduct
	Producer   *ScanProducer
	Journey    []JourneyEntry
	Documents  []ScanDocument
	Commitment *Commitment
	// Complain is the address of the form for complaints and tips; empty leaves it out.
	Complain string
	// Report is the address of the form on which a problem is reported; empty leaves it out.
	Report string
	// Alternates are the same facts for machines.
	Alternates []Alternate
}

// Alert is a message that stands before the page's own.
type Alert struct {
	Severity    Severity
	Title, Text model.Text
	// Reason, Since and By are as on ScanPage.
	Reason model.Text
	Since  model.Instant
	By     model.OrgKind
	// Next says what to do, in order.
	Next []model.Text
	// Links lead to where more is said.
	Links []AlertLink
}

// AlertLink leads from an alert to a page of this server.
type AlertLink struct {
	Path string
	Text model.Text
}

// ScanProduct is the product and the batch.
type ScanProduct struct {
	Name     model.Text
	Category model.Category
	// Lot and NetContent are as printed on the package.
	Lot, NetContent   string
	Produced, Expires model.Date
	// Origin is the region it comes from, at county level.
	Origin  model.Text
	Storage model.Text
	// Standards are the standards it declares.
	Standards []string
	// Photo is the path of a picture on this server.
	Photo string
}

// ScanProducer is the company that answers for the product.
type ScanProducer struct {
	Name model.Text
	Kind model.OrgKind
	// Place is its region at county level.
	Place model.Text
}

// JourneyEntry is one thing that happened. Entries come in the order of time.
type JourneyEntry struct {
	Time model.Instant
	Step Step
	// Place is the region at county level; empty when it is not known.
	Place model.Text
	// Actor is what kind of organisation did it.
	Actor model.OrgKind
}

// ScanDocument is a document that is open to everybody.
type ScanDocument struct {
	Kind              model.DocumentKind
	Title             string
	IssuedBy          string
	IssuedOn, ValidTo model.Date
	// Path is where the file lies on this server; MediaType and Size (bytes) describe it.
	Path, MediaType string
	Size            int64
	// Verdict and Results are what a laboratory report found.
	Verdict model.LabVerdict
	Results model.LabResults
}

// shownResults bounds the lines of a report on the page; the file has them all.
const shownResults = 8

// Lines are the results that the page shows: those that do not conform come first.
func (d ScanDocument) Lines() []model.LabResult {
	lines := slices.Clone(d.Results)
	slices.SortStableFunc(lines, func(a, b model.LabResult) int {
		return cmp.Compare(btoi(a.Verdict != model.LabFails), btoi(b.Verdict != model.LabFails))
	})
	return lines[:min(len(lines), shownResults)]
}

// More is how many results are only in the file.
func (d ScanDocument) More() int { return max(0, len(d.Results)-shownResults) }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// CommitmentBasis is what a commitment rests on.
type CommitmentBasis = model.CommitmentBasis

// Commitment is what a 承诺达标合格证 states (农业农村部令2025年第4号), without the issuer's telephone number.
type Commitment struct {
	// Number is the certificate's own number, or empty.
	Number   string
	Product  model.Text
	Issuer   model.Text
	Origin   model.Text
	IssuedOn model.Date
	// Quantity is what the certificate covers; 0 leaves it out.
	Quantity model.Quantity
	Unit     model.Unit
	Basis    []CommitmentBasis
}

// Alternate is the same thing in another form, for machines.
type Alternate struct {
	// Title is a name that is the same in every language: "EPCIS 2.0 JSON-LD".
	Title string
	// MediaType and Path say what it is and where on this server.
	MediaType, Path string
}

// Scan renders the consumer's page.
func (r *Renderer) Scan(lang model.Lang, p ScanPage) ([]byte, error) {
	t := r.tongue(lang)
	verdict, err := t.verdict(p)
	if err != nil {
		return nil, err
	}
	shown := banners(p, verdict)
	title := shown[0].Title.In(t.lang)
	if p.Product != nil && !p.Product.Name.Empty() {
		title += " · " + p.Product.Name.In(t.lang)
	}
	return r.render("scan", frame{
		Lang:       t.lang,
		Title:      title,
		Path:       p.Path,
		Alternates: p.Alternates,
		Page:       scanView{ScanPage: p, Banners: shown},
	})
}

// scanView is the page as its template reads it.
type scanView struct {
	ScanPage
	Banners []banner
}

// Calm reports whether nothing stands against the product, so that the advice may wait until the end of the page.
func (v scanView) Calm() bool { return statuses[v.Status].severity == SeverityOK && !grave(v.Alerts) }

// grave reports whether an alert says that something is wrong.
func grave(alerts []Alert) bool {
	return slices.ContainsFunc(alerts, func(a Alert) bool { return a.Severity == SeverityDanger })
}

// Advice are the steps the status advises.
func (v scanView) Advice() []string { return statuses[v.Status].next }

// Harvested reports whether the first date is a harvest rather than a production.
func (v scanView) Harvested() bool {
	if v.Product == nil {
		return false
	}
	return Grows(v.Product.Category)
}

// span is a number of days in a sentence: Key is the message in the catalogues.
type span struct {
	Key  string
	Days int
	Over bool
}

// Age is how long ago the product was harvested or made; nil when that cannot be said.
func (v scanView) Age() *span {
	if v.Product == nil {
		return nil
	}
	days := daysBetween(v.Product.Produced, v.Today)
	if days == nil || *days < 0 {
		return nil
	}
	return &span{"shelf.age", *days, false}
}

// Shelf is how far the last day of shelf life is; nil when the product has no shelf life or today is not known.
func (v scanView) Shelf() *span {
	if v.Product == nil {
		return nil
	}
	days := daysBetween(v.Today, v.Product.Expires)
	switch {
	case days == nil:
		return nil
	case *days < 0:
		return &span{"shelf.over", -*days, true}
	}
	return &span{"shelf.left", *days, false}
}

// Over reports whether a document's last day has passed.
func (v scanView) Over(validTo model.Date) bool {
	return v.Today != "" && validTo < v.Today
}

// Grows reports whether a product of the category is harvested rather than made.
func Grows(c model.Category) bool {
	return c == model.CategoryVegetable || c == model.CategoryFruit || c == model.CategoryTea
}

// daysBetween counts calendar days; nil when one of them is not set or is no day.
func daysBetween(from, to model.Date) *int {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return nil
	}
	n := int(b.Sub(a) / (24 * time.Hour))
	return &n
}

// verdict puts the status into words.
func (t *tongue) verdict(p ScanPage) (Alert, error) {
	title, err := t.say("status." + string(p.Status) + ".title")
	if err != nil {
		return Alert{}, err
	}
	text, err := t.say("status." + string(p.Status) + ".text")
	if err != nil {
		return Alert{}, err
	}
	a := Alert{
		Severity: statuses[p.Status].severity,
		Title:    t.own(title),
		Text:     t.own(text),
		Reason:   p.Reason,
		Since:    p.Since,
		By:       p.By,
	}
	if a.Severity == SeverityOK {
		return a, nil
	}
	for _, step := range statuses[p.Status].next {
		s, err := t.say("next." + step)
		if err != nil {
			return Alert{}, err
		}
		a.Next = append(a.Next, t.own(s))
	}
	return a, nil
}

// banner is one message in front of the page.
type banner struct {
	Alert
	Icon string
	// Code is shown where the reader is asked to compare it.
	Code string
	// First is the one that carries the page's main heading.
	First bool
}

var severityIcons = map[Severity]string{
	SeverityOK: "check", SeverityInfo: "info", SeverityCaution: "bell", SeverityDanger: "bell",
}

// banners puts the alerts before the verdict. A verdict that all is well is left out beside one that something is wrong:
// whoever reads only half of the page must not read that half.
func banners(p ScanPage, verdict Alert) []banner {
	all := make([]banner, 0, len(p.Alerts)+1)
	for _, a := range p.Alerts {
		all = append(all, banner{Alert: a, Icon: severityIcons[a.Severity]})
	}
	if len(all) > 0 && verdict.Severity == SeverityOK && grave(p.Alerts) {
		all[0].First = true
		return all
	}
	own := banner{Alert: verdict, Icon: statuses[p.Status].icon}
	if p.Status == ScanUnknown {
		own.Code = p.Code
	}
	all = append(all, own)
	all[0].First = true
	return all
}

// basis names what a commitment rests on; what is not on the form is shown as it was given.
func (t *tongue) basis(b CommitmentBasis) model.Text {
	if words, ok := model.CommitmentBasisWords[b]; ok {
		return words
	}
	return t.own(string(b))
}
