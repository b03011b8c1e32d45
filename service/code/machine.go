package code

import (
	"bytes"
	"encoding/json"
	"strings"

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
	for _, r := range scan.Inputs {
		doc.Inputs = append(doc.Inputs, *placeOf(r))
	}
	for _, d := range scan.Documents {
		doc.Documents = append(doc.Documents, documentDoc{
			"DigitalDocument", s.baseURL + DocumentPath(d.ID), d.title(model.ZH), d.MediaType, d.IssuedBy, d.IssuedOn, d.ValidTo,
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

func (d PublicDocument) title(lang model.Lang) string {
	if d.Title != "" {
		return d.Title
	}
	return model.DocumentKindWords[d.Kind].In(lang)
}

// target is one link of a linkset (RFC 9264 §4.2.4).
type target struct {
	Href     string       `json:"href"`
	Title    string       `json:"title"`
	Type     string       `json:"type,omitempty"`
	Hreflang []model.Lang `json:"hreflang,omitempty"`
}

// linkTypes are the relations of our linksets, after the GS1 Web Vocabulary.
const (
	linkDefault       = gs1Voc + "defaultLink"
	linkPIP           = gs1Voc + "pip"
	linkTraceability  = gs1Voc + "traceability"
	linkMasterData    = gs1Voc + "masterData"
	linkCertification = gs1Voc + "certificationInfo"
	linkSafety        = gs1Voc + "safetyInfo"
	linkStorage       = gs1Voc + "consumerHandlingStorageInfo"
	linkImage         = gs1Voc + "relatedImage"
)

// Linkset writes the links of a scan as a linkset (RFC 9264, application/linkset+json). Following the resolver standard
// it holds every level up to the key: the lot and the product.
func (s *Service) Linkset(scan *Scan) ([]byte, error) {
	sets := []map[string]any{linkContext(scan.Link, s.links(scan))}
	if scan.GTIN != "" && scan.Lot != "" {
		link := s.baseURL + "/01/" + scan.GTIN
		sets = append(sets, linkContext(link, pageLinks(link, scan)))
	}
	return encode(map[string]any{"linkset": sets})
}

func linkContext(anchor string, links map[string][]target) map[string]any {
	set := map[string]any{"anchor": anchor}
	for relation, targets := range links {
		set[relation] = targets
	}
	return set
}

// pageLinks are the links of every level: its page, for people and for machines.
func pageLinks(link string, scan *Scan) map[string][]target {
	name := scan.Name.In(model.ZH)
	page := target{link, name, "text/html", model.Langs()}
	return map[string][]target{
		linkDefault:    {{Href: link, Title: name}},
		linkPIP:        {page},
		linkMasterData: {{Href: link + "?format=jsonld", Title: name, Type: MediaJSONLD}},
	}
}

func (s *Service) links(scan *Scan) map[string][]target {
	links := pageLinks(scan.Link, scan)
	page := links[linkPIP][0]
	if scan.BatchID != "" {
		links[linkTraceability] = []target{page}
	}
	if scan.Status == StatusHeld || scan.Status == StatusBlocked {
		links[linkSafety] = []target{page}
	}
	if !scan.Storage.Empty() {
		links[linkStorage] = []target{page}
	}
	if scan.PhotoID != "" {
		links[linkImage] = []target{{Href: s.baseURL + DocumentPath(scan.PhotoID), Title: page.Title, Type: "image/jpeg"}}
	}
	for _, d := range scan.Documents {
		if d.Kind != model.DocumentPhoto && d.Kind != model.DocumentOther {
			links[linkCertification] = append(links[linkCertification],
				target{Href: s.baseURL + DocumentPath(d.ID), Title: d.title(model.ZH), Type: d.MediaType})
		}
	}
	return links
}

// LinkOf finds the link of a scan that a caller asked for by type: a CURIE ("gs1:pip"), a URI or the bare word. ok is
// false when the scan has none.
func (s *Service) LinkOf(scan *Scan, linkType string) (href string, ok bool) {
	word := strings.TrimPrefix(strings.TrimPrefix(linkType, gs1Voc), "gs1:")
	targets := s.links(scan)[gs1Voc+word]
	if len(targets) == 0 {
		return "", false
	}
	return targets[0].Href, true
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
