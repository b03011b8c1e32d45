package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service"
)

// Options configure the door.
type Options struct {
	// Version is shown in OpenAPI and by /healthz.
	Version string
	// BaseURL is the address people reach the server at ("https://trace.example"), without a trailing slash.
	BaseURL string
	// InsecureCookies leaves out Secure, for plain HTTP on a loopback address.
	InsecureCookies bool
	// RatePerSecond and RateBurst bound each client; 0 means 50 and 200.
	RatePerSecond float64
	RateBurst     int
	// TrustedProxies are the CIDRs whose X-Forwarded-For is believed; none by default.
	TrustedProxies []string
	// RequestTimeout bounds the work on one request; 0 means 30 s.
	RequestTimeout time.Duration
	// Clock tells the time; required. Log receives one line per request; required.
	Clock func() time.Time
	Log   *slog.Logger
	// Metrics is where counters are registered; required.
	Metrics *prometheus.Registry
	// Development adds the page that shows every part of the console.
	Development bool
	// Ready says why the server is not ready, or nil; required.
	Ready func(context.Context) error
}

// Server is the HTTP handler of the house.
type Server struct {
	router      *gin.Engine
	huma        huma.API
	services    *service.Services
	opts        Options
	log         *slog.Logger
	limiter     *limiter
	crossOrigin *http.CrossOriginProtection
	metrics     *metrics
	pages       *web.Renderer
	operations  []Operation
	faults      []string
	draining    atomic.Bool
	captures    chan struct{}
}

// New assembles the routes. It fails when an operation lacks a permission or two share an id.
func New(services *service.Services, opts Options) (*Server, error) {
	if opts.RatePerSecond == 0 {
		opts.RatePerSecond, opts.RateBurst = 50, 200
	}
	if opts.RequestTimeout == 0 {
		opts.RequestTimeout = 30 * time.Second
	}
	gin.SetMode(gin.ReleaseMode)
	pages, err := web.New(web.Options{BaseURL: opts.BaseURL, Zone: model.China, Lookup: "/find", Docs: "/docs"})
	if err != nil {
		return nil, err
	}
	s := &Server{
		pages:       pages,
		router:      gin.New(),
		services:    services,
		opts:        opts,
		log:         opts.Log,
		limiter:     newLimiter(opts.Clock, opts.RatePerSecond, opts.RateBurst),
		crossOrigin: http.NewCrossOriginProtection(),
		metrics:     newMetrics(opts.Metrics),
		captures:    make(chan struct{}, captureSlots),
	}
	if err := s.router.SetTrustedProxies(opts.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.router.HandleMethodNotAllowed = true
	s.router.RedirectTrailingSlash = false
	s.router.RedirectFixedPath = false
	s.router.UseRawPath = true // a lot number may hold an escaped slash
	s.router.UnescapePathValues = true
	s.router.Use(s.identify, s.logRequest, s.recoverPanic, s.securityHeaders)
	s.routeHealth() // before limits and sign-in: probes must always get an answer
	s.router.Use(s.limitRate, s.deadline, s.authenticate, s.sameSite)
	s.router.NoRoute(s.unrouted)
	s.router.NoMethod(func(c *gin.Context) {
		s.refuse(c, model.MethodNotAllowed.Refuse(model.P("method", c.Request.Method)))
	})
	s.assembleHuma()
	s.routes()
	if len(s.faults) > 0 {
		return nil, errors.New(strings.Join(s.faults, "; "))
	}
	return s, nil
}

// routes registers every room's operations; a new room is one line here.
func (s *Server) routes() {
	s.routeDocs()
	s.routeAccess()
	s.routeCatalog()
	s.routeTrace()
	s.routeCode()
	s.routeJob()
	s.routeRecall()
	s.routeRecallCases()
	s.routeRecallTasks()
	s.routeRecallCheck()
	s.routeRecallList()
	s.routeClaims()
	s.routeClaimMoney()
	s.routeComplaints()
	s.routeClaimPages()
	s.routePages()
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// Drain makes /readyz refuse, so that a balancer stops sending before the server stops listening.
func (s *Server) Drain() { s.draining.Store(true) }

// assembleHuma sets Huma up. Its knobs are package variables; they are set here and nowhere else.
func (s *Server) assembleHuma() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = s.humaProblem
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return s.humaProblem(nil, status, msg, errs...)
	}
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Suyuan 溯源",
				Version:     s.opts.Version,
				Description: "Product traceability and recall. Events are EPCIS 2.0, links GS1 Digital Link, refusals RFC 9457.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"apiKey":  {Type: "http", Scheme: "bearer", Description: "An API key: Authorization: Bearer syk_…"},
					"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "A browser's session."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	s.huma = humagin.New(s.router, cfg)
}

// OpenAPI returns the document of the typed operations (OpenAPI 3.1, JSON).
func (s *Server) OpenAPI() ([]byte, error) { return s.huma.OpenAPI().MarshalJSON() }

// contentSecurityPolicy allows a page its own styles, scripts and pictures, and nothing from any other host.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// What every answer says is the same for all of them, and made once.
var (
	policyHeader     = []string{contentSecurityPolicy}
	noSniffHeader    = []string{"nosniff"}
	noReferrerHeader = []string{"no-referrer"}
	sameOriginHeader = []string{"same-origin"}
	devicesHeader    = []string{"camera=(self), geolocation=(), microphone=()"}
	noStoreHeader    = []string{"no-store"}
	transportHeader  = []string{"max-age=31536000"}
)

func (s *Server) securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h["Content-Security-Policy"], h["X-Content-Type-Options"], h["Referrer-Policy"] = policyHeader, noSniffHeader, noReferrerHeader
	h["Cross-Origin-Opener-Policy"], h["Cross-Origin-Resource-Policy"] = sameOriginHeader, sameOriginHeader
	h["Permissions-Policy"] = devicesHeader
	h["Cache-Control"] = noStoreHeader // public answers say otherwise themselves
	if onEPCIS(c.Request.URL.Path) {
		s.announceEPCIS(h)
	}
	if strings.HasPrefix(s.opts.BaseURL, "https://") {
		h["Strict-Transport-Security"] = transportHeader
	}
	c.Next()
}

// recoverPanic answers a panic as an internal problem; the log has the stack.
func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v) //nolint:forbidigo // net/http's own way to drop a connection
		}
		s.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic", slog.Any("value", v), slog.String("stack", string(debug.Stack())))
		s.refuse(c, model.Internal.Refuse())
	}()
	c.Next()
}

// deadline bounds the work on a request. Nobody has taken the context of the request yet, so it gets its end in place.
func (s *Server) deadline(c *gin.Context) {
	r := requestOf(c.Request.Context())
	bounded, cancel := context.WithTimeout(r.Context, s.opts.RequestTimeout)
	defer cancel()
	r.Context = bounded
	c.Next()
}

// logRequest writes one line per request: no query, no body, no address of a person.
func (s *Server) logRequest(c *gin.Context) {
	start := s.opts.Clock()
	c.Next()
	took := s.opts.Clock().Sub(start)
	route := c.FullPath()
	if route == "" {
		route = "unrouted"
	}
	status := c.Writer.Status()
	s.metrics.observe(c.Request.Method, route, status, took)
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	if !s.log.Enabled(c.Request.Context(), level) {
		return
	}
	r := requestOf(c.Request.Context())
	s.log.LogAttrs(c.Request.Context(), level, "request",
		slog.String("request", r.id), slog.String("method", c.Request.Method), slog.String("route", route),
		slog.Int("status", status), slog.Int("bytes", c.Writer.Size()), slog.Duration("took", took),
		slog.String("actor", r.actor.Name()), slog.String("org", r.actor.Org.String()))
}
