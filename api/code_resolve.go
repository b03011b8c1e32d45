package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/service/code"
)

// The query parameters of a resolver (GS1-Conformant resolver standard 1.2).
const (
	linkTypeParam = "linkType"
	contextParam  = "context"
)

// linksetContext is where the JSON-LD context of our linksets lies.
const linksetContext = "/linkset-context"

// routeResolver registers the resolver of GS1 Digital Links, for every key of the syntax dictionary.
func (s *Server) routeResolver(pages *scanPages) {
	for _, ai := range gs1.Keys() {
		for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			op := Operation{
				ID: "resolve-" + ai + "-" + strings.ToLower(m), Method: m, Path: "/" + ai + "/{rest...}", Tag: "code", Need: model.PermPublic,
				Summary: "Resolve a GS1 Digital Link with the key (" + ai + "): page, link or linkset.",
			}
			handler := pages.link
			if m == http.MethodOptions {
				op.Status, handler = http.StatusNoContent, pages.options
			}
			s.Handle(op, handler)
		}
	}
	s.Handle(Operation{
		ID: "resolver-description", Method: http.MethodGet, Path: "/.well-known/gs1resolver", Tag: "code", Need: model.PermPublic,
		Summary: "Describe the GS1 Digital Link resolver.",
	}, s.describeResolver)
	s.Handle(Operation{
		ID: "linkset-context", Method: http.MethodGet, Path: linksetContext, Tag: "code", Need: model.PermPublic,
		Summary: "Say what the members of a linkset mean, as a JSON-LD context.",
	}, s.linksetContext)
}

// describeResolver answers with the resolver description file (GS1-Conformant resolver standard 1.2).
func (s *Server) describeResolver(c *gin.Context, _ Call) error {
	openToAll(c.Writer.Header())
	c.Header("Cache-Control", "public, max-age=3600")
	c.JSON(http.StatusOK, gin.H{
		"name":                        "Suyuan 溯源",
		"resolverRoot":                s.opts.BaseURL,
		"supportedPrimaryKeys":        []string{"01"},
		"supportedLinkType":           []gin.H{{"namespace": "https://gs1.org/voc/", "prefix": "gs1:"}},
		"linkTypeDefaultCanBeLinkset": false,
		"jsonLdContextLocation":       s.opts.BaseURL + linksetContext,
	})
	return nil
}

// linksetContext answers with a JSON-LD context for linksets, after RFC 9264 appendix A.
func (s *Server) linksetContext(c *gin.Context, _ Call) error {
	openToAll(c.Writer.Header())
	c.Header("Cache-Control", "public, max-age=86400")
	c.Data(http.StatusOK, code.MediaJSONLD, []byte(`{"@context":{"@version":1.1,"@vocab":"https://www.iana.org/assignments/relation/",`+
		`"linkset":{"@id":"@graph"},"anchor":"@id","href":"@id",`+
		`"title":"http://purl.org/dc/terms/title","title*":{"@id":"http://purl.org/dc/terms/title","@container":"@set"},`+
		`"value":"@value","language":"@language","type":"http://purl.org/dc/terms/format",`+
		`"hreflang":{"@id":"http://purl.org/dc/terms/language","@container":"@set"},`+
		`"context":{"@id":"https://gs1.org/voc/context","@container":"@set"}}}`+"\n"))
	return nil
}

// openToAll lets pages of every site read an answer, its Link and its Location (Fetch §3.3).
func openToAll(h http.Header) {
	h["Access-Control-Allow-Origin"] = anyOriginHeader
	h["Access-Control-Expose-Headers"] = exposedHeader
	h["Cross-Origin-Resource-Policy"] = crossHeader
}

var exposedHeader = []string{"Link, Location, ETag"}

// linkHeader points at the linkset of a path, and for a linkset at its context, in one header.
func (p *scanPages) linkHeader(path string, linkset bool) string {
	base := p.server.opts.BaseURL
	header := "<" + base + path + "?" + linkTypeParam + `=linkset>; rel="linkset"; type="` + code.MediaLinkset + `"`
	if linkset {
		header += ", <" + base + linksetContext + `>; rel="http://www.w3.org/ns/json-ld#context"; type="` + code.MediaJSONLD + `"`
	}
	return header
}

// parseLink reads the Digital Link of a request. One slash at the end is forgiven, as the resolver standard asks.
func parseLink(c *gin.Context) (gs1.Link, error) {
	link, err := gs1.ParseLinkPath(gs1.TrimSlash(c.Request.URL.EscapedPath()), c.Request.URL.RawQuery)
	if err != nil {
		return link, linkRefusal(err)
	}
	return link, nil
}

// link resolves a Digital Link. A browser that opens a link whose default is the consumer's page gets that page at once:
// see "The address on the package" in ARCHITECTURE.md. Everybody else is led to the best link.
func (p *scanPages) link(c *gin.Context, call Call) error {
	if strings.HasPrefix(c.GetHeader("Accept"), "text/html,") && onlyLang(c.Request.URL.RawQuery) {
		c.Writer.Header()["Access-Control-Allow-Origin"] = anyOriginHeader
		return p.browse(c, call, c.Request.URL.EscapedPath(), func(ctx context.Context) (*code.Scan, error) {
			link, err := parseLink(c) // once for all who open the same page
			if err != nil {
				return nil, err
			}
			return p.server.services.Code.Resolve(ctx, link)
		})
	}
	openToAll(c.Writer.Header())
	link, err := parseLink(c)
	if err != nil {
		return p.fail(c, call, err, c.Request.URL.EscapedPath())
	}
	path := link.Path()
	resolve := func(find func(context.Context, gs1.Link) (*code.Scan, error)) finder {
		return func(ctx context.Context) (*code.Scan, error) { return find(ctx, link) }
	}
	kind := c.Query(linkTypeParam)
	form, wanted := negotiate(c.GetHeader("Accept"))
	switch {
	case wantsLinkset(kind) || kind == "" && form == formLinkset:
		a, err := p.find(c, call, path, formLinkset, resolve(p.server.services.Code.ResolveNearest))
		if err != nil {
			return p.fail(c, call, err, path)
		}
		p.write(c, a, formLinkset)
		return nil
	case kind == "" && wanted && form == formHTML && namesHTML(c.GetHeader("Accept")) && c.Query("format") == "":
		return p.browse(c, call, path, resolve(p.server.services.Code.Resolve))
	}
	scan, err := p.server.services.Code.ResolveNearest(c.Request.Context(), link)
	if err != nil {
		return p.fail(c, call, err, path)
	}
	return p.choose(c, scan, model.ParseLinkType(kind))
}

// onlyLang reports whether a query holds nothing but the choice of a language, which every page's own links have.
func onlyLang(query string) bool {
	return query == "" || (strings.HasPrefix(query, "lang=") && !strings.Contains(query, "&"))
}

// wantsLinkset knows the two words that ask for all links; the second is that of older versions of the standard.
func wantsLinkset(linkType string) bool { return linkType == "linkset" || linkType == "all" }

// namesHTML reports whether an Accept header asks for HTML by name, as browsers do and programs seldom.
func namesHTML(accept string) bool {
	return strings.HasPrefix(accept, "text/html") || strings.Contains(strings.ToLower(accept), "text/html")
}

// browse answers a browser: with the page when that is the default, and else with the way to the company's default.
func (p *scanPages) browse(c *gin.Context, call Call, path string, look finder) error {
	a, err := p.find(c, call, path, formHTML, look)
	if err != nil {
		return p.fail(c, call, err, path)
	}
	if len(a.scan.Links) > 0 && !p.server.services.Code.Levels(a.scan)[0].OwnPage {
		return p.choose(c, a.scan, "")
	}
	p.write(c, a, formHTML)
	p.count(c, call, a, formHTML)
	return nil
}

// choose leads to the best link of a type (307), offers those that tie (300), or says that there is none (404).
func (p *scanPages) choose(c *gin.Context, scan *code.Scan, kind model.LinkType) error {
	openToAll(c.Writer.Header())
	levels := p.server.services.Code.Levels(scan)
	found := code.Choose(levels, kind, wishOf(c))
	h := c.Writer.Header()
	h["Vary"] = varyHeader
	h["Cache-Control"] = revalidateHeader
	h.Set("Link", p.linkHeader(scan.Path, len(found) > 1))
	switch len(found) {
	case 0:
		return model.NotFound.Refuse()
	case 1:
		h.Set("Location", passOn(found[0].Href, c.Request.URL.RawQuery))
		c.Status(http.StatusTemporaryRedirect)
		c.Writer.WriteHeaderNow()
		return nil
	}
	body, err := p.server.services.Code.LinksetOf(levels[0].Anchor, found)
	if err != nil {
		return err
	}
	c.Data(http.StatusMultipleChoices, code.MediaLinkset, body)
	return nil
}

// wishOf reads what a caller prefers.
func wishOf(c *gin.Context) code.Wish {
	w := code.Wish{Context: c.Query(contextParam)}
	if header := c.GetHeader("Accept-Language"); header != "" {
		w.Lang = func(tag string) int { return languageQuality(header, tag) }
	}
	if lang := c.Query("lang"); lang != "" {
		w.Lang = func(tag string) int { return languageQuality(lang, tag) }
	}
	if header := c.GetHeader("Accept"); header != "" {
		w.MediaType = func(mediaType string) int { return acceptQuality(header, mediaType) }
	}
	return w
}

// languageQuality returns the quality, in thousandths, that an Accept-Language header gives a language. A range that is
// wider or narrower than the tag matches a little less than the tag itself (RFC 4647 §3.3.1 and §3.4).
func languageQuality(header, tag string) int {
	tag = strings.ToLower(tag)
	best, closest := 0, -1
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		rank := -1
		switch {
		case name == tag:
			rank = 2
		case name == "*":
			rank = 0
		case strings.HasPrefix(tag, name+"-"), strings.HasPrefix(name, tag+"-"):
			rank = 1
		}
		if rank < 0 || rank < closest {
			continue
		}
		q := quality(params)
		if q > 0 && rank < 2 {
			q -= 2 - rank
		}
		if rank > closest || q > best {
			best, closest = q, rank
		}
	}
	return max(best, 0)
}

// passOn gives a target the query of the request, except what was said to the resolver itself.
func passOn(href, query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if pair != "" && name != linkTypeParam && name != contextParam {
			kept = append(kept, pair)
		}
	}
	if len(kept) == 0 {
		return href
	}
	href, fragment, marked := strings.Cut(href, "#")
	if strings.Contains(href, "?") {
		href += "&"
	} else {
		href += "?"
	}
	href += strings.Join(kept, "&")
	if marked {
		href += "#" + fragment
	}
	return href
}

// options says what a Digital Link can be asked, to browsers that ask before they send (Fetch §4.8) and to everybody.
func (p *scanPages) options(c *gin.Context, _ Call) error {
	openToAll(c.Writer.Header())
	link, err := parseLink(c)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Link", p.linkHeader(link.Path(), false))
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// unrouted answers an address that is nobody's. The root of this host is the root of the resolver, so a bare word there
// is a Digital Link that is none: the resolver standard wants 400. Names of files and deeper paths are only not there.
func (s *Server) unrouted(c *gin.Context) {
	word := strings.TrimPrefix(c.Request.URL.EscapedPath(), "/")
	reading := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if reading && word != "" && !strings.ContainsAny(word, "./") {
		openToAll(c.Writer.Header())
		s.refuse(c, model.LinkInvalid.Refuse(model.P("reason", "GS1 Digital Link: "+string(gs1.LinkNoKey))))
		return
	}
	s.refuse(c, model.NotFound.Refuse())
}
