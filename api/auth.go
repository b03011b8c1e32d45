package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
)

// sessionCookie is the name of the browser's session cookie: the __Host- prefix makes browsers refuse it without
// Secure, with a Domain or with another Path (RFC 6265bis §4.1.3.2). Over plain HTTP, which is the embedded demo on a
// loopback address, browsers would drop it, so the bare name is used there.
const (
	sessionCookie      = "__Host-suyuan"
	sessionCookiePlain = "suyuan"
)

// authenticate finds out who asks: an API key in Authorization, else a session cookie, else the public. A credential
// that is present but wrong is refused here, so that nobody mistakes an expired key for missing data. A stale session
// cookie on a page is simply the public.
func (s *Server) authenticate(c *gin.Context) {
	r := requestOf(c.Request.Context())
	if header := c.GetHeader("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			s.refuse(c, model.Unauthenticated.Refuse())
			return
		}
		actor, err := s.services.Access.ActorByKey(c.Request.Context(), strings.TrimSpace(token))
		if err != nil {
			s.refuse(c, err)
			return
		}
		r.actor = actor
		c.Next()
		return
	}
	if cookie, err := c.Cookie(s.cookieName()); err == nil && cookie != "" {
		actor, err := s.services.Access.ActorBySession(c.Request.Context(), cookie)
		if err == nil {
			r.actor, r.session = actor, cookie
		} else if !errors.Is(err, model.Unauthenticated) {
			s.refuse(c, err)
			return
		}
	}
	c.Next()
}

// cookieName is the one name that is looked for: over HTTPS a cookie that a sibling domain could have set is nobody's.
func (s *Server) cookieName() string {
	if s.opts.InsecureCookies {
		return sessionCookiePlain
	}
	return sessionCookie
}

// cookie makes the session cookie for a token; an empty token makes one that ends the session.
func (s *Server) cookie(token string) *http.Cookie {
	c := &http.Cookie{
		Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: !s.opts.InsecureCookies, SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// sameSite refuses state-changing requests that another site's page makes a browser send (net/http.CrossOriginProtection:
// Sec-Fetch-Site, else Origin against Host). Machines send neither and pass.
func (s *Server) sameSite(c *gin.Context) {
	if err := s.crossOrigin.Check(c.Request); err != nil && c.GetHeader("Authorization") == "" {
		s.refuse(c, model.CrossSite.Refuse().Because(err))
		return
	}
	c.Next()
}
