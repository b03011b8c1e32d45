package api

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/code"
)

// pageType is the media type of every page.
const pageType = "text/html; charset=utf-8"

// routeDocs registers the front page, the documentation and the pages' own files.
func (s *Server) routeDocs() {
	get := func(id, path, summary string, handler func(*gin.Context, Call) error) {
		s.Handle(Operation{ID: id, Method: http.MethodGet, Path: path, Tag: "documentation", Need: model.PermPublic, Summary: summary}, handler)
	}
	get("home", "/", "The front page.", func(c *gin.Context, call Call) error {
		page, err := s.pages.Home(call.Lang, web.HomePage{SignIn: "/sign-in"})
		return s.page(c, page, err)
	})
	get("find", "/find", "Leads from a typed code to its page.", s.find)
	get("openapi", "/openapi.json", "The OpenAPI 3.1 document.", func(c *gin.Context, _ Call) error {
		doc, err := s.OpenAPI()
		if err != nil {
			return err
		}
		c.Header("Cache-Control", "public, max-age=300")
		c.Data(http.StatusOK, "application/json", doc)
		return nil
	})
	get("docs", "/docs", "The reference of the API.", func(c *gin.Context, call Call) error {
		doc, err := s.OpenAPI()
		if err != nil {
			return err
		}
		page, err := s.pages.APIDocs(call.Lang, doc, "/openapi.json")
		return s.page(c, page, err)
	})
	get("problems", "/problems", "Every kind of problem.", func(c *gin.Context, call Call) error {
		var rows []web.ProblemRow
		for _, p := range model.Problems() {
			rows = append(rows, web.ProblemRow{Problem: p, Status: StatusOf(p.Kind)})
		}
		page, err := s.pages.ProblemIndex(call.Lang, rows)
		return s.page(c, page, err)
	})
	get("problem", "/problems/{code}", "One kind of problem.", func(c *gin.Context, call Call) error {
		p := model.ProblemOf(c.Param("code"))
		if p == nil {
			return model.NotFound.Refuse()
		}
		page, err := s.pages.ProblemDoc(call.Lang, p, StatusOf(p.Kind))
		return s.page(c, page, err)
	})
	get("assets", "/assets/{path...}", "The pages' own files.", s.asset)
}

// page answers a rendered page.
func (s *Server) page(c *gin.Context, page []byte, err error) error {
	if err != nil {
		return err
	}
	c.Header("Vary", "Accept-Language, Accept")
	c.Data(http.StatusOK, pageType, page)
	return nil
}

// asset serves a static file; its address changes with its bytes, so it may be kept for ever.
func (s *Server) asset(c *gin.Context, _ Call) error {
	a, ok := s.pages.Asset(c.Request.URL.Path)
	if !ok {
		return model.NotFound.Refuse()
	}
	body, etag := a.Body, a.ETag
	c.Header("Cache-Control", web.AssetCacheControl)
	c.Header("Content-Type", a.MediaType)
	c.Header("Vary", "Accept-Encoding")
	if a.Gzip != nil && acceptsGzip(c.Request) {
		body, etag = a.Gzip, strings.TrimSuffix(a.ETag, `"`)+`-gzip"`
		c.Header("Content-Encoding", "gzip")
	}
	c.Header("ETag", etag)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(body))
	return nil
}

// acceptsGzip reports whether the client takes gzip (RFC 9110 §12.5.3).
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return quality(params) > 0
		}
	}
	return false
}

// find takes a code that a person typed or pasted: a link, a GTIN, the line printed under the code, or a short code.
// It leads to a path of this server, never to another host.
func (s *Server) find(c *gin.Context, _ Call) error {
	path := code.PathOf(c.Query("code"))
	if path == "" {
		return model.CodeUnknown.Refuse()
	}
	if l := c.Query("lang"); l != "" {
		if lang, ok := model.ParseLang(l); ok {
			path += "?lang=" + string(lang)
		}
	}
	c.Redirect(http.StatusSeeOther, path)
	return nil
}
