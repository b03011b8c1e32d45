package code

import (
	"context"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
)

// Target is one link that the resolver gives out.
type Target struct {
	Type  model.LinkType
	Href  string
	Title model.Text
	// Langs are the BCP 47 tags of what lies there; empty when the language makes no difference.
	Langs     []string
	MediaType string
	Context   string
}

// Level is what is given out at one level of a Digital Link: the batch, or the product.
type Level struct {
	// Anchor is the Digital Link of the level, or the short link of a batch whose product has no GTIN.
	Anchor string
	// Default is where the level leads unless something else is asked for. OwnPage tells that it is the consumer's page.
	Default Target
	OwnPage bool
	// Multi are the variants of the default link from which the caller's languages and media types choose.
	Multi []Target
	Links []Target
}

// PagePrefix stands in front of the path of a Digital Link to make the address of its consumer's page. The page's own
// address is again a Digital Link, with a custom stem (URI Syntax 1.6 §4.5).
const PagePrefix = "/p"

// pagePath is where the page of a level lies: a Digital Link leads to it, a short link is it.
func pagePath(path string) string {
	if strings.HasPrefix(path, "/01/") {
		return PagePrefix + path
	}
	return path
}

// PagePath is where the consumer's page of the scan lies.
func (scan *Scan) PagePath() string { return pagePath(scan.Path) }

// ResolveNearest answers a Digital Link like Resolve, but walks up from a lot that is not known here to the product, as
// the resolver standard asks. Anybody may call it. Refusal: code-unknown.
func (s *Service) ResolveNearest(ctx context.Context, link gs1.Link) (*Scan, error) {
	scan, err := s.Resolve(ctx, link)
	if _, lot := link.Value("10"); lot && errors.Is(err, model.CodeUnknown) {
		return s.ScanByGTIN(ctx, link.Key().Value)
	}
	return scan, err
}

// Levels lists what is given out for a scan, the most particular level first.
func (s *Service) Levels(scan *Scan) []Level {
	levels := []Level{s.level(scan, scan.Path, scan.BatchID != "")}
	if scan.GTIN != "" && scan.Lot != "" {
		levels = append(levels, s.level(scan, "/01/"+scan.GTIN, false))
	}
	return levels
}

// level gathers the links of one level: the house's own, and the company's.
func (s *Service) level(scan *Scan, path string, batch bool) Level {
	l := Level{Anchor: s.baseURL + path}
	page := Target{Type: model.LinkPIP, Href: s.baseURL + pagePath(path), Title: scan.Name, Langs: pageLangs, MediaType: "text/html"}
	data := page.as(model.LinkMasterData)
	data.Href, data.MediaType = page.Href+"?format=jsonld", MediaJSONLD // it holds every language as well
	l.Links = append(l.Links, page)
	if batch {
		l.Links = append(l.Links, s.batchTargets(scan, page)...)
	}
	if !scan.Storage.Empty() {
		l.Links = append(l.Links, page.as(model.LinkHandlingAdvice))
	}
	if scan.PhotoID != "" {
		l.Links = append(l.Links, Target{Type: model.LinkImage, Href: s.baseURL + DocumentPath(scan.PhotoID), Title: scan.Name, MediaType: "image/jpeg"})
	}
	l.Links = append(l.Links, data)
	l.Default, l.OwnPage = page.as(model.LinkDefault), true
	l.Multi = []Target{page.as(model.LinkDefaultMulti), data.as(model.LinkDefaultMulti)}
	l.addCompany(scan, batch)
	return l
}

// pageLangs are the languages of the consumer's page.
var pageLangs = func() []string {
	var tags []string
	for _, lang := range model.Langs() {
		tags = append(tags, string(lang))
	}
	return tags
}()

// batchTargets are the links that only a batch has. Each leads to something that is there.
func (s *Service) batchTargets(scan *Scan, page Target) []Target {
	links := append([]Target{page.as(model.LinkTraceability)}, s.recallTargets(scan, page)...)
	if scan.alarmed() {
		links = append(links, page.as(model.LinkSafetyInfo))
	}
	if scan.GTIN != "" {
		links = append(links, Target{
			Type: model.LinkEPCIS, Href: s.baseURL + "/epcis/events?MATCH_anyEPCClass=" + escapeQuery(scan.epc()), Title: scan.Name, MediaType: MediaJSONLD,
		})
	}
	for _, kind := range []model.LinkType{model.LinkSupport, model.LinkVerification} {
		// The page says whom to call and whether the lot is registered; a company that says it better has the word.
		if !slices.ContainsFunc(scan.Links, func(l PublicLink) bool { return l.Type == kind }) {
			links = append(links, page.as(kind))
		}
	}
	for _, d := range scan.Documents {
		if d.Kind != model.DocumentPhoto && d.Kind != model.DocumentOther {
			links = append(links, Target{
				Type: model.LinkCertification, Href: s.baseURL + DocumentPath(d.ID), Title: d.name(), MediaType: d.MediaType,
			})
		}
	}
	return links
}

// recallTargets lead to the notices of the recalls that stand against a batch, or to its page, which says that there are
// none.
func (s *Service) recallTargets(scan *Scan, page Target) (links []Target) {
	for _, r := range scan.Recalls {
		if r.AnnouncedAt != 0 {
			notice := page.as(model.LinkRecallStatus)
			notice.Href = s.baseURL + RecallPath(r.Number)
			links = append(links, notice)
		}
	}
	if len(links) == 0 {
		links = append(links, page.as(model.LinkRecallStatus))
	}
	return links
}

// RecallPath is where everybody can read the notice of a recall.
func RecallPath(number string) string { return "/recalls/" + number }

func (t Target) as(kind model.LinkType) Target {
	t.Type = kind
	return t
}

// epc is the canonical identity of the lot in events.
func (scan *Scan) epc() string { return gs1.CanonicalStem + scan.Path }

// escapeQuery percent-encodes what a canonical Digital Link has and a query value cannot hold as it is.
var escapeQuery = strings.NewReplacer("%", "%25", ":", "%3A", "/", "%2F").Replace

// alarmed reports whether the page has something to say that must come before anything else.
func (scan *Scan) alarmed() bool {
	return scan.Status == StatusHeld || scan.Status == StatusBlocked || len(scan.Recalls) > 0
}

// addCompany adds the links that the company gives out at a level. Its default takes the place of the consumer's page,
// except while the batch is held or blocked: nobody who scans it may miss that.
func (l *Level) addCompany(scan *Scan, batch bool) {
	var chosen *PublicLink
	for i := range scan.Links {
		if link := &scan.Links[i]; link.Batch == batch {
			l.Links = append(l.Links, link.target())
			if link.Default && !(batch && scan.alarmed()) {
				chosen = link
			}
		}
	}
	if chosen == nil {
		return
	}
	l.Default, l.OwnPage = chosen.target().as(model.LinkDefault), false
	l.Multi = nil
	for _, link := range scan.Links {
		if link.Batch == batch && link.Type == chosen.Type {
			l.Multi = append(l.Multi, link.target().as(model.LinkDefaultMulti))
		}
	}
}

// PublicLink is a company's link as everybody may see it.
type PublicLink struct {
	// Batch tells links of the batch from those of the product.
	Batch              bool
	Type               model.LinkType
	Href, Title        string
	Lang               string
	MediaType, Context string
	Default            bool
}

func publicLinks(rows []model.ProductLink) []PublicLink {
	var links []PublicLink
	for _, r := range rows {
		links = append(links, PublicLink{r.BatchID != "", r.Type, r.Href, r.Title, r.Lang, r.MediaType, r.Context, r.Default()})
	}
	return links
}

func (p PublicLink) target() Target {
	t := Target{Type: p.Type, Href: p.Href, Title: titleIn(p.Title, p.Lang), MediaType: p.MediaType, Context: p.Context}
	if p.Lang != "" {
		t.Langs = []string{p.Lang}
	}
	return t
}

// titleIn puts a company's title where its language belongs; in a language that is none of ours it stands for all.
func titleIn(title, tag string) model.Text {
	switch lang, _ := model.ParseLang(tag); lang {
	case model.UG:
		return model.Text{UG: title}
	case model.EN:
		return model.Text{EN: title}
	}
	return model.Text{ZH: title}
}

// Wish is what a caller prefers among links of one type. The functions return a quality in thousandths, 0 for what is
// not wanted; nil functions have no preference.
type Wish struct {
	Lang      func(tag string) int
	MediaType func(mediaType string) int
	Context   string
}

// Choose returns the links of a type that suit a caller best: none, one, or several that tie. An empty type asks for the
// default link, of which there is always one. Levels without a link of the type are passed over upwards.
func Choose(levels []Level, kind model.LinkType, w Wish) []Target {
	if kind == "" || kind == model.LinkDefault || kind == model.LinkDefaultMulti {
		l := levels[0]
		if best := w.best(l.Multi); len(best) == 1 {
			return best
		}
		return []Target{l.Default}
	}
	for _, l := range levels {
		var found []Target
		for _, t := range l.Links {
			if t.Type == kind {
				found = append(found, t)
			}
		}
		if len(found) > 0 {
			return w.best(found)
		}
	}
	return nil
}

// best keeps the targets that suit best: by context, then by language, then by media type. A wish that nothing fulfils
// is no reason to give out nothing. Targets that lead to one address are one.
func (w Wish) best(targets []Target) []Target {
	if w.Context != "" {
		targets = top(targets, func(t Target) int {
			switch t.Context {
			case w.Context:
				return 2
			case "":
				return 1
			}
			return 0
		})
	}
	if w.Lang != nil {
		targets = top(targets, func(t Target) int {
			best := 0
			for _, tag := range t.Langs {
				best = max(best, 2*w.Lang(tag))
			}
			if len(t.Langs) == 0 {
				best = 1 // better than a language that the caller does not read
			}
			return best
		})
	}
	if w.MediaType != nil {
		targets = top(targets, func(t Target) int {
			if t.MediaType == "" {
				return 1
			}
			return 2 * w.MediaType(t.MediaType)
		})
	}
	var kept []Target
	for _, t := range targets {
		if !slices.ContainsFunc(kept, func(k Target) bool { return k.Href == t.Href }) {
			kept = append(kept, t)
		}
	}
	return kept
}

// top keeps the targets with the highest rank, in their order.
func top(targets []Target, rank func(Target) int) []Target {
	var best []Target
	most := -1
	for _, t := range targets {
		switch r := rank(t); {
		case r > most:
			best, most = []Target{t}, r
		case r == most:
			best = append(best, t)
		}
	}
	return best
}
