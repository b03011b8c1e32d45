package code

import (
	"bytes"
	"encoding/json"

	"suyuan/model"
)

// The media types of the answers for machines.
const (
	MediaJSONLD  = "application/ld+json"
	MediaLinkset = "application/linkset+json"
)

// gs1Voc is the GS1 Web Vocabulary.
const gs1Voc = "https://gs1.org/voc/"

// langText is a text with its language (JSON-LD 1.1 §4.2.4).
type langText struct {
	Value    string     `json:"@value"`
	Language model.Lang `json:"@language"`
}

func langTexts(t model.Text) []langText {
	var all []langText
	for _, l := range model.Langs() {
		if s, in := t.Pick(l); s != "" && in == l {
			all = append(all, langText{s, l})
		}
	}
	return all
}

// productDoc is a product or batch in the words of schema.org and, where it has none, of the GS1 Web Vocabulary.
type productDoc struct {
	Context      []any           `json:"@context"`
	ID           string          `json:"@id"`
	Type         []string        `json:"@type"`
	Name         []langText      `json:"name"`
	GTIN         string          `json:"gtin,omitempty"`
	Lot          string          `json:"gs1:hasBatchLotNumber,omitempty"`
	Category     string          `json:"category"`
	Size         string          `json:"size,omitempty"`
	Image        string          `json:"image,omitempty"`
	Made         model.Date      `json:"productionDate,omitempty"`
	Expires      model.Date      `json:"gs1:expirationDate,omitempty"`
	Storage      []langText      `json:"gs1:consumerStorageInstructions,omitempty"`
	Standards    []string        `json:"gs1:regulatoryInformation,omitempty"`
	Manufacturer organisationDoc `json:"manufacturer"`
	Origin       *placeDoc       `json:"gs1:placeOfProductActivity,omitempty"`
	Inputs       []placeDoc      `json:"isBasedOn,omitempty"`
	Properties   []propertyDoc   `json:"additionalProperty,omitempty"`
	Documents    []documentDoc   `json:"subjectOf,omitempty"`
	Journey      []happeningDoc  `json:"gs1:traceability,omitempty"`
}

type organisationDoc struct {
	Type     string     `json:"@type"`
	Name     []langText `json:"name"`
	Location *placeDoc  `json:"location,omitempty"`
}

// placeDoc is an administrative division by its GB/T 2260 code.
type placeDoc struct {
	Type       string `json:"@type"`
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

func placeOf(r model.Region) *placeDoc {
	if r == "" {
		return nil
	}
	return &placeDoc{"AdministrativeArea", r.FullName(string(model.ZH)), string(r)}
}

type propertyDoc struct {
	Type  string `json:"@type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type documentDoc struct {
	Type      string     `json:"@type"`
	URL       string     `json:"url"`
	Name      string     `json:"name"`
	Format    string     `json:"encodingFormat"`
	Issuer    string     `json:"creditText,omitempty"`
	Published model.Date `json:"datePublished,omitempty"`
	Expires   model.Date `json:"expires,omitempty"`
	// Verdict is what a laboratory report concludes.
	Verdict model.LabVerdict `json:"abstract,omitempty"`
}

type happeningDoc struct {
	Type        string    `json:"@type"`
	Start       string    `json:"startDate"`
	BizStep     string    `json:"gs1:bizStep,omitempty"`
	Disposition string    `json:"gs1:disposition,omitempty"`
	Location    *placeDoc `json:"location,omitempty"`
	Role        string    `json:"roleName,omitempty"`
}

// JSONLD writes a scan as JSON-LD (schema.org Product with terms of the GS1 Web Vocabulary).
func (s *Service) JSONLD(scan *Scan) ([]byte, error) {
	doc := productDoc{
		Context: []any{"https://schema.org", map[string]string{"gs1": gs1Voc}},
		ID:      scan.Link, Type: []string{"Product", "gs1:Product"}, Name: langTexts(scan.Name),
		GTIN: scan.GTIN, Lot: scan.Lot, Category: string(scan.Category), Size: scan.NetContent,
		Made: scan.Produced, Expires: scan.Expires, Storage: langTexts(scan.Storage), Standards: scan.Standards,
		Manufacturer: organisationDoc{"Organization", langTexts(scan.Producer), placeOf(scan.ProducerRegion)},
		Origin:       placeOf(scan.Origin),
	}
	if scan.PhotoID != "" {
		doc.Image = s.baseURL + DocumentPath(scan.PhotoID)
	}
	if scan.BatchID != "" {
		doc.Properties = []propertyDoc{{"PropertyValue", "status", string(scan.Status)}}
	}
	for _, r := range scan.Recalls {
		doc.Properties = append(doc.Properties, propertyDoc{"PropertyValue", "recallStatus", string(r.Class) + " " + r.Number})
	}
	for _, r := range scan.Inputs {
		doc.Inputs = append(doc.Inputs, *placeOf(r))
	}
	for _, d := range scan.Documents {
		doc.Documents = append(doc.Documents, documentDoc{
			"DigitalDocument", s.baseURL + DocumentPath(d.ID), d.title(model.ZH), d.MediaType, d.IssuedBy, d.IssuedOn, d.ValidTo, d.Verdict,
		})
	}
	for _, e := range scan.Journey {
		doc.Journey = append(doc.Journey, happeningDoc{
			"Event", e.Time.String(), e.BizStep, e.Disposition, placeOf(e.Region), string(e.Actor),
		})
	}
	return encode(doc)
}

// DocumentPath is where everybody can open a public document.
func DocumentPath(id model.DocumentID) string { return "/d/" + id.String() }

func (d PublicDocument) title(lang model.Lang) string { return d.name().In(lang) }

// name is the document's own title, or what its kind is called.
func (d PublicDocument) name() model.Text {
	if d.Title != "" {
		return model.Text{ZH: d.Title}
	}
	return model.DocumentKindWords[d.Kind]
}

// linkTarget is one link of a linkset (RFC 9264 §4.2.4).
type linkTarget struct {
	Href     string      `json:"href"`
	Title    string      `json:"title"`
	Titles   []titleText `json:"title*,omitempty"`
	Type     string      `json:"type,omitempty"`
	Hreflang []string    `json:"hreflang,omitempty"`
	Context  []string    `json:"context,omitempty"`
}

// titleText is a title with its language (RFC 9264 §4.2.4.2).
type titleText struct {
	Value    string     `json:"value"`
	Language model.Lang `json:"language"`
}

func (t Target) inLinkset() linkTarget {
	link := linkTarget{Href: t.Href, Title: t.Title.In(model.ZH)}
	if t.Type == model.LinkDefault {
		return link // the resolver standard wants nothing more of the one default link
	}
	link.Type, link.Hreflang = t.MediaType, t.Langs
	if t.Context != "" {
		link.Context = []string{t.Context}
	}
	for _, text := range langTexts(t.Title) {
		link.Titles = append(link.Titles, titleText(text))
	}
	if len(link.Titles) < 2 {
		link.Titles = nil
	}
	return link
}

// Linkset writes the links of a scan as a linkset (RFC 9264, application/linkset+json). Following the resolver standard
// it holds every level up to the key: the lot and the product.
func (s *Service) Linkset(scan *Scan) ([]byte, error) {
	var sets []map[string]any
	for _, l := range s.Levels(scan) {
		sets = append(sets, linkContext(l.Anchor, append(append([]Target{l.Default}, l.Multi...), l.Links...)))
	}
	return encode(map[string]any{"linkset": sets})
}

// LinksetOf writes links that tie as a linkset, for the caller to choose from.
func (s *Service) LinksetOf(anchor string, targets []Target) ([]byte, error) {
	return encode(map[string]any{"linkset": []map[string]any{linkContext(anchor, targets)}})
}

func linkContext(anchor string, targets []Target) map[string]any {
	byType := map[string][]linkTarget{}
	for _, t := range targets {
		relation := gs1Voc + string(t.Type)
		byType[relation] = append(byType[relation], t.inLinkset())
	}
	set := map[string]any{"anchor": anchor}
	for relation, links := range byType {
		set[relation] = links
	}
	return set
}

// LinkOf finds the first link of a scan of a type: a CURIE ("gs1:pip"), a URI or the bare word. ok is false when the scan
// has none.
func (s *Service) LinkOf(scan *Scan, linkType string) (href string, ok bool) {
	found := Choose(s.Levels(scan), model.ParseLinkType(linkType), Wish{})
	if len(found) == 0 {
		return "", false
	}
	return found[0].Href, true
}

// encode writes JSON without escaping the characters that only HTML minds.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
