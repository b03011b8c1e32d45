package api

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/model"
)

// feedTitle names the feeds.
var feedTitle = model.Text{ZH: "溯源召回公告", UG: "سۇيۈەن قايتۇرۇۋېلىش ئېلانلىرى", EN: "Suyuan recalls"}

// feedItem is one notice in the words of a feed.
type feedItem struct {
	*model.PublicRecall
	id, url, title, text string
}

// feedItems puts the notices that changed last into a language. The id of an entry is the address of the notice, which never
// changes; that it has changed shows in updated (RFC 4287 §4.2.15).
func (s *Server) feedItems(c *gin.Context, lang model.Lang) ([]feedItem, error) {
	notices, err := s.services.Register.Latest(c.Request.Context())
	if err != nil {
		return nil, err
	}
	items := make([]feedItem, 0, len(notices))
	for _, n := range notices {
		title := n.Title.In(lang)
		if n.State != model.RegisterActive {
			title = "[" + model.RegisterStateWords[n.State].In(lang) + "] " + title
		}
		items = append(items, feedItem{n, n.URL, n.URL + "?lang=" + string(lang), title, feedText(n, lang)})
	}
	return items, nil
}

// feedText says what is recalled, by whom, and why.
func feedText(n *model.PublicRecall, lang model.Lang) string {
	lines := []string{n.Company.Called().In(lang)}
	if !n.GradeName.Empty() {
		lines[0] += " · " + n.GradeName.In(lang)
	}
	if hazard := n.Hazard.In(lang); hazard != "" {
		lines = append(lines, hazard)
	}
	for _, p := range n.Products[:min(len(n.Products), 10)] {
		line := p.Name.In(lang)
		for i, l := range p.Lots[:min(len(p.Lots), 10)] {
			if i == 0 {
				line += ":"
			}
			line += " " + strings.TrimSpace(l.Lot+" "+l.Serial)
		}
		if len(p.Lots) > 10 {
			line += " …"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// The elements of Atom (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomPerson  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Author     atomPerson     `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

func (s *Server) atomFeed(c *gin.Context, call Call) error {
	items, err := s.feedItems(c, call.Lang)
	if err != nil {
		return err
	}
	self := s.opts.BaseURL + "/recalls/feed.atom?lang=" + string(call.Lang)
	feed := atomFeed{
		Lang: string(call.Lang), ID: s.opts.BaseURL + "/recalls", Title: feedTitle.In(call.Lang), Updated: feedTime(lastUpdate(items)),
		Author: atomPerson{feedTitle.In(call.Lang)},
		Links: []atomLink{
			{"self", "application/atom+xml", self}, {"alternate", "text/html", s.opts.BaseURL + "/recalls?lang=" + string(call.Lang)},
		},
	}
	for _, i := range items {
		entry := atomEntry{
			ID: i.id, Title: i.title, Published: feedTime(i.AnnouncedAt), Updated: feedTime(i.UpdatedAt), Summary: i.text,
			Author:     atomPerson{i.Company.Called().In(call.Lang)},
			Links:      []atomLink{{"alternate", "text/html", i.url}, {"alternate", "application/json", i.id + ".json"}},
			Categories: []atomCategory{{string(i.State)}},
		}
		if i.Grade != "" {
			entry.Categories = append(entry.Categories, atomCategory{"grade-" + string(i.Grade)})
		}
		feed.Entries = append(feed.Entries, entry)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(feed); err != nil {
		return err
	}
	return publish(c, "application/atom+xml; charset=utf-8", out.Bytes())
}

// The members of JSON Feed 1.1.
type jsonFeed struct {
	Version  string         `json:"version"`
	Title    string         `json:"title"`
	HomePage string         `json:"home_page_url"`
	Self     string         `json:"feed_url"`
	Language string         `json:"language"`
	Items    []jsonFeedItem `json:"items"`
}

type jsonFeedItem struct {
	ID        string           `json:"id"`
	URL       string           `json:"url"`
	Title     string           `json:"title"`
	Text      string           `json:"content_text"`
	Published string           `json:"date_published"`
	Modified  string           `json:"date_modified"`
	Authors   []jsonFeedAuthor `json:"authors"`
	Tags      []string         `json:"tags"`
}

type jsonFeedAuthor struct {
	Name string `json:"name"`
}

func (s *Server) jsonFeed(c *gin.Context, call Call) error {
	items, err := s.feedItems(c, call.Lang)
	if err != nil {
		return err
	}
	feed := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: feedTitle.In(call.Lang), HomePage: s.opts.BaseURL + "/recalls?lang=" + string(call.Lang),
		Self: s.opts.BaseURL + "/recalls/feed.json?lang=" + string(call.Lang), Language: string(call.Lang), Items: []jsonFeedItem{},
	}
	for _, i := range items {
		tags := []string{string(i.State)}
		if i.Grade != "" {
			tags = append(tags, "grade-"+string(i.Grade))
		}
		feed.Items = append(feed.Items, jsonFeedItem{
			i.id, i.url, i.title, i.text, feedTime(i.AnnouncedAt), feedTime(i.UpdatedAt), []jsonFeedAuthor{{i.Company.Called().In(call.Lang)}}, tags,
		})
	}
	text, err := json.Marshal(feed)
	if err != nil {
		return err
	}
	return publish(c, "application/feed+json; charset=utf-8", text)
}

// lastUpdate is when the newest of the notices changed; of none, the beginning of the house's time, because a feed must say.
func lastUpdate(items []feedItem) (at model.Instant) {
	for _, i := range items {
		at = max(at, i.UpdatedAt)
	}
	return at
}

func feedTime(i model.Instant) string { return i.Time().UTC().Format(time.RFC3339) }
