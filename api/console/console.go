// Package console holds the pages for people who work with the product: producers, traders, laboratories, inspectors and
// the platform's administrators. A page asks the rooms like any other caller and hands parts to package web, which draws
// them; nothing here decides what may be done or seen.
//
// Where to look: console.go is the frame, visit.go one request, input.go what a form sent, nav.go where one can go. Each
// room has its own files: access_….go, catalog_….go, trace_….go, code_….go.
package console

import (
	"context"
	"net/http"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service"
)

// Options is what the pages need from the server.
type Options struct {
	// BaseURL is the address in QR codes, without a trailing slash; required.
	BaseURL string
	// Zone is where the readers live; what they type as a time is in it. Required.
	Zone *time.Location
	// Clock tells the time; required.
	Clock func() time.Time
	// Cookie makes the session cookie for a token, and one that ends the session for an empty one; required.
	Cookie func(token string) *http.Cookie
	// Refused turns an error into words and an HTTP status; required.
	Refused func(ctx context.Context, err error) (web.Refused, int)
	// Development adds the page that shows every part.
	Development bool
}

// Console is the pages. It is safe for concurrent use.
type Console struct {
	services *service.Services
	pages    *web.Renderer
	opts     Options
	routes   []Route
	streams  streams
}

// Route is one page or one form.
type Route struct {
	// ID names the route, kebab-case and unique; all begin with "page-".
	ID, Method, Path string
	// Summary is one English line for those who maintain it.
	Summary string
	// Need is the permission; the server checks it before the handler runs.
	Need model.Permission
	// MaxBody bounds the body in bytes; 0 means the server's default.
	MaxBody int64
	// Handle answers. An error becomes a page that says what is wrong.
	Handle func(*Visit) error
}

// New makes the pages.
func New(services *service.Services, pages *web.Renderer, opts Options) *Console {
	c := &Console{services: services, pages: pages, opts: opts, streams: streams{open: map[string]int{}}}
	c.routeAccess()
	c.routeCatalog()
	c.routeCode()
	c.routeTrace()
	c.routePicture()
	c.routeRecall()
	c.routeComplaints()
	c.routeNotices()
	c.routeClaim()
	c.routeJob()
	c.routeOverview()
	if opts.Development {
		c.routeDesign()
	}
	return c
}

// Routes lists the pages.
func (c *Console) Routes() []Route { return c.routes }

// get declares a page.
func (c *Console) get(id, path string, need model.Permission, summary string, handle func(*Visit) error) {
	c.routes = append(c.routes, Route{ID: "page-" + id, Method: http.MethodGet, Path: path, Summary: summary, Need: need, Handle: handle})
}

// post declares what a form without a page of its own does.
func (c *Console) post(id, path string, need model.Permission, summary string, handle func(*Visit) error) {
	c.routes = append(c.routes, Route{ID: "page-" + id, Method: http.MethodPost, Path: path, Summary: summary, Need: need, Handle: handle})
}

// form declares a page with a form and what sending it does; the handler is the same, see Visit.Run.
func (c *Console) form(id, path string, need model.Permission, summary string, handle func(*Visit) error) {
	c.get(id, path, need, summary, handle)
	c.post(id+"-send", path, need, summary, handle)
}

// upload is form for forms with a file of at most size bytes.
func (c *Console) upload(id, path string, need model.Permission, size int64, summary string, handle func(*Visit) error) {
	c.form(id, path, need, summary, handle)
	c.routes[len(c.routes)-1].MaxBody = size + 256<<10
}
