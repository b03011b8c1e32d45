package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/api/console"
	"suyuan/api/web"
	"suyuan/model"
)

// routePages registers the console.
func (s *Server) routePages() {
	pages := console.New(s.services, s.pages, console.Options{
		BaseURL: s.opts.BaseURL, Zone: model.China, Clock: s.opts.Clock, Cookie: s.cookie, Refused: s.refusedPage, Development: s.opts.Development,
	})
	for _, route := range pages.Routes() {
		op := Operation{
			ID: route.ID, Method: route.Method, Path: route.Path, Summary: route.Summary, Tag: tagPages, Need: route.Need, MaxBody: route.MaxBody,
		}
		s.Handle(op, func(c *gin.Context, call Call) error {
			return pages.Serve(&route, &console.Visit{
				Writer: c.Writer, Request: c.Request, Actor: call.Actor, Lang: call.Lang, Session: call.Session, Agent: call.Agent, Param: c.Param,
			})
		})
	}
}

// tagPages marks what answers people, not programs; it is left out of the OpenAPI document.
const tagPages = "pages"

// onPages reports whether an address belongs to the console.
func onPages(path string) bool {
	return path == "/console" || strings.HasPrefix(path, "/console/") || path == "/sign-in" || path == "/register" || path == "/reset-password"
}

// refusedPage turns an error into words for a form.
func (s *Server) refusedPage(ctx context.Context, err error) (web.Refused, int) {
	p := s.problemOf(ctx, err)
	r := web.Refused{Title: p.Title, Detail: p.Detail, Next: p.Next}
	for _, f := range p.Fields {
		r.Fields = append(r.Fields, web.ProblemField{At: f.At, Message: f.Message})
	}
	if len(p.Fields) > 0 {
		r.Detail = "" // the fields say it
	}
	return r, p.Status
}

// toSignIn leads a person whose session is missing or over to the page for signing in, and back afterwards.
func (s *Server) toSignIn(c *gin.Context) {
	q := url.Values{"lang": {string(requestOf(c.Request.Context()).lang)}}
	if c.Request.Method == http.MethodGet {
		q.Set("next", c.Request.URL.RequestURI())
	} else {
		q.Set("next", c.Request.URL.Path)
	}
	c.Redirect(http.StatusSeeOther, "/sign-in?"+q.Encode())
	c.Abort()
}
