package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// The problem types of EPCIS 2.0 §12.7 that only queries know.
const (
	epcisQueryTooComplex = "epcisException:QueryTooComplexException"
	epcisNoSuchName      = "epcisException:NoSuchNameException"
	epcisURITooLong      = "epcisException:URITooLongException"
	epcisSubscriptionBad = "epcisException:SubscriptionControlsException"
)

// epcisProblems are the problems for which the binding prescribes more than their kind says.
var epcisProblems = map[string]epcisAnswer{
	model.QueryInvalid.Code:        {epcisParameter, epcisParameter, http.StatusBadRequest},
	model.SubscriptionInvalid.Code: {epcisSubscriptionBad, epcisSubscriptionBad, http.StatusBadRequest},
	model.QueryTooComplex.Code:     {epcisQueryTooComplex, epcisQueryTooComplex, http.StatusRequestEntityTooLarge},
	model.QueryTooLarge.Code:       {epcisQueryTooLarge, epcisQueryTooLarge, http.StatusRequestEntityTooLarge},
	model.QueryNameUnknown.Code:    {epcisNoSuchName, epcisNoSuchName, http.StatusNotFound},
	model.URITooLong.Code:          {epcisURITooLong, epcisURITooLong, http.StatusRequestURITooLong},
}

// maxQueryURI bounds the address of a query in bytes.
const maxQueryURI = 8 << 10

// epcisRoute is one path of the binding.
type epcisRoute struct {
	path, name string // name is the beginning of the operation ids
	gets       []epcisGet
	allow      string
}

// epcisGet is one method of a path.
type epcisGet struct {
	method  string
	suffix  string // of the operation id
	summary string
	need    model.Permission
	creates bool
	status  int
	handler func(*gin.Context, Call) error
}

// routeEPCIS registers what the REST binding of EPCIS 2.0 offers beside capture (§12): discovery, events, browsing,
// named queries and page tokens. Every path answers OPTIONS with the versions spoken.
func (s *Server) routeEPCIS() {
	read := func(suffix, summary string, handler func(*gin.Context, Call) error) epcisGet {
		return epcisGet{method: http.MethodGet, suffix: suffix, summary: summary, need: model.PermEventRead, handler: handler}
	}
	top := read("", "Lists the resources of the EPCIS interface.", s.epcisTop)
	top.need = model.PermPublic
	routes := []epcisRoute{
		{path: "", name: "epcis-top", gets: []epcisGet{top}},
		{path: "/", name: "epcis-root", gets: []epcisGet{top}},
		{path: "/events", name: "epcis-events", gets: []epcisGet{
			read("", "Answers an EPCIS 2.0 query.", s.epcisEvents),
			{
				method: http.MethodPost, suffix: "-capture", summary: "Captures one event with its own context.", need: model.PermEventCapture,
				creates: true, status: http.StatusCreated, handler: s.captureEvent,
			},
		}},
		{path: "/events/{eventID}", name: "epcis-event", gets: []epcisGet{read("", "Reads the events with an eventID.", s.epcisEvent)}},
		{path: "/queries", name: "epcis-queries", gets: []epcisGet{
			read("", "Lists the named queries of your organisation.", s.epcisQueries),
			{
				method: http.MethodPost, suffix: "-create", summary: "Keeps a query under a name.", need: model.PermQueryWrite,
				creates: true, status: http.StatusCreated, handler: s.epcisCreateQuery,
			},
		}},
		{path: "/queries/{queryName}", name: "epcis-query", gets: []epcisGet{
			read("", "Reads a named query.", s.epcisQuery),
			{
				method: http.MethodDelete, suffix: "-delete", summary: "Removes a named query.", need: model.PermQueryWrite,
				status: http.StatusNoContent, handler: s.epcisDeleteQuery,
			},
		}},
		{path: "/queries/{queryName}/events", name: "epcis-query-events", gets: []epcisGet{read("", "Answers a named query.", s.epcisQueryEvents)}},
		{path: "/queries/{queryName}/subscriptions", name: "epcis-subscriptions", gets: []epcisGet{
			read("", "Lists the subscriptions to a named query.", s.epcisSubscriptions),
			{
				method: http.MethodPost, suffix: "-create", summary: "Has the answers to a named query sent to an address.", need: model.PermSubscribe,
				creates: true, status: http.StatusCreated, handler: s.epcisSubscribe,
			},
		}},
		{path: "/queries/{queryName}/subscriptions/{subscriptionID}", name: "epcis-subscription", gets: []epcisGet{
			read("", "Reads a subscription.", s.epcisSubscription),
			{
				method: http.MethodDelete, suffix: "-delete", summary: "Ends a subscription.", need: model.PermSubscribe,
				status: http.StatusNoContent, handler: s.epcisUnsubscribe,
			},
		}},
		{path: "/nextPageToken/{token}", name: "epcis-page-token", gets: []epcisGet{{
			method: http.MethodDelete, suffix: "-release", summary: "Gives up a page token.", need: model.PermEventRead,
			status: http.StatusNoContent, handler: s.releasePageToken,
		}}},
	}
	for _, r := range append(routes, s.browseRoutes()...) {
		s.routeEPCISPath(r)
	}
	s.routeConformance()
	s.routeDeliveries()
}

func (s *Server) routeEPCISPath(r epcisRoute) {
	methods := []string{http.MethodOptions}
	for _, g := range r.gets {
		methods = append(methods, g.method)
		s.Handle(Operation{
			ID: r.name + g.suffix, Method: g.method, Path: epcisBase + r.path, Summary: g.summary, Tag: "epcis", Need: g.need,
			Creates: g.creates, Status: g.status,
		}, func(c *gin.Context, call Call) error {
			if err := s.negotiateEPCIS(c, jsonTypes); err != nil {
				return err
			}
			return g.handler(c, call)
		})
	}
	slices.Sort(methods)
	allow := strings.Join(methods, ", ")
	s.Handle(Operation{
		ID: r.name + "-options", Method: http.MethodOptions, Path: epcisBase + r.path, Summary: "Announces versions.", Tag: "epcis",
		Need: model.PermPublic, Status: http.StatusNoContent,
	}, func(c *gin.Context, _ Call) error {
		c.Header("Allow", allow)
		c.Header("GS1-EPC-Format", string(trace.FormatNeverTranslates))
		c.Status(http.StatusNoContent)
		return nil
	})
}

// negotiateEPCIS refuses what the binding cannot be spoken in: media types other than those offered, versions other than 2.0,
// addresses beyond the limit.
func (s *Server) negotiateEPCIS(c *gin.Context, offered []string) error {
	if len(c.Request.RequestURI) > maxQueryURI {
		return model.URITooLong.Refuse(model.P("limit", maxQueryURI))
	}
	if accept := c.GetHeader("Accept"); !acceptsAnyOf(accept, offered) {
		return model.NotAcceptable.Refuse(model.P("type", clip(accept, 80)), model.P("offered", strings.Join(offered, ", ")))
	}
	for _, name := range []string{"GS1-EPCIS", "GS1-CBV"} {
		for _, bound := range []struct {
			suffix string
			fits   func(asked int) bool
		}{
			{"-Version", func(asked int) bool { return asked == 2_000 }},
			{"-Min", func(asked int) bool { return asked <= 2_000 }},
			{"-Max", func(asked int) bool { return asked >= 2_000 }},
		} {
			text := c.GetHeader(name + bound.suffix)
			if asked, ok := versionNumber(text); text != "" && (!ok || !bound.fits(asked)) {
				return model.NotAcceptable.Refuse(model.P("type", name+bound.suffix+": "+clip(text, 20)), model.P("offered", epcisVersion))
			}
		}
	}
	return nil
}

// versionNumber reads "2.0" or "2.0.0" as 2000: patch levels do not count.
func versionNumber(text string) (int, bool) {
	parts := strings.Split(strings.TrimSpace(text), ".")
	if len(parts) > 3 {
		return 0, false
	}
	n := 0
	for i := range 2 {
		part := 0
		if i < len(parts) {
			var err error
			if part, err = strconv.Atoi(parts[i]); err != nil || part < 0 || part > 999 {
				return 0, false
			}
		}
		n = n*1_000 + part
	}
	return n, true
}

// jsonTypes are the media types of answers: JSON-LD is JSON.
var jsonTypes = []string{"application/json", "application/ld+json"}

// acceptsAnyOf reports whether an Accept header admits one of the types.
func acceptsAnyOf(accept string, types []string) bool {
	if strings.TrimSpace(accept) == "" {
		return true
	}
	for part := range strings.SplitSeq(accept, ",") {
		mediaType, params, _ := strings.Cut(part, ";")
		mediaType = strings.ToLower(strings.TrimSpace(mediaType))
		fits := slices.ContainsFunc(types, func(t string) bool {
			family, _, _ := strings.Cut(t, "/")
			return mediaType == t || mediaType == "*/*" || mediaType == family+"/*"
		})
		if fits && quality(params) > 0 {
			return true
		}
	}
	return false
}

// answerType is the type in which a JSON answer is sent: JSON-LD where the caller names only that.
func answerType(c *gin.Context) string {
	accept := c.GetHeader("Accept")
	if strings.TrimSpace(accept) != "" && !acceptsAnyOf(accept, jsonTypes[:1]) {
		return jsonTypes[1]
	}
	return jsonTypes[0]
}

// Collection is a list of resources (EPCIS 2.0 §12.2).
type Collection struct {
	Context string   `json:"@context"`
	Type    string   `json:"type"`
	Member  []string `json:"member"`
}

func answerCollection(c *gin.Context, member []string) error {
	if member == nil {
		member = []string{}
	}
	body, err := json.Marshal(Collection{epcis.StandardContext, "Collection", member})
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, answerType(c), body)
	return nil
}

// epcisResources are the top-level resources (EPCIS 2.0 §12.2).
var epcisResources = []string{
	"events", "eventTypes", "epcs", "bizSteps", "bizLocations", "readPoints", "dispositions", "capture", "queries",
}

func (s *Server) epcisTop(c *gin.Context, _ Call) error { return answerCollection(c, epcisResources) }

// documentEPCIS says in the OpenAPI document with which exceptions of the standard an operation refuses, and that query
// parameters are those of the standard.
func documentEPCIS(d *huma.Operation, op Operation) {
	refusals := map[int][]string{
		http.StatusUnauthorized: {epcisSecurity}, http.StatusForbidden: {epcisSecurity}, http.StatusNotAcceptable: {epcisNotAcceptable},
		http.StatusRequestURITooLong: {epcisURITooLong},
	}
	switch {
	case op.Method == http.MethodPost:
		refusals[http.StatusBadRequest] = []string{epcisValidation}
		refusals[http.StatusConflict] = []string{epcisExists}
		refusals[http.StatusRequestEntityTooLarge] = []string{epcisCaptureLimit}
		refusals[http.StatusUnsupportedMediaType] = []string{epcisMediaType}
	case strings.HasSuffix(op.Path, "/events"):
		d.Description = "The query parameters are those of EPCIS 2.0 (§8.2.7.1 and its pattern parameters), with perPage and nextPageToken. " +
			"QueryTooComplexException says that a parameter has too many values or that too many events would have to be read: narrow the query by time or by a MATCH parameter."
		refusals[http.StatusBadRequest] = []string{epcisParameter}
		refusals[http.StatusRequestEntityTooLarge] = []string{epcisQueryTooLarge, epcisQueryTooComplex}
		refusals[http.StatusNotImplemented] = []string{epcisImplementation}
	}
	if strings.Contains(op.Path, "{") {
		refusals[http.StatusNotFound] = []string{epcisNoResource}
		if strings.HasPrefix(op.Path, epcisBase+"/queries/") {
			refusals[http.StatusNotFound] = []string{epcisNoSuchName, epcisNoResource}
		}
	}
	for status, exceptions := range refusals {
		d.Responses[strconv.Itoa(status)] = &huma.Response{Description: "A problem (RFC 9457) of type " + strings.Join(exceptions, " or ") + "."}
	}
}

// maxPrefixes bounds the namespaces that one request declares.
const maxPrefixes = 50

// declaredPrefixes reads GS1-Extensions: "prefix=namespace", separated by commas, or a JSON object of the same.
func declaredPrefixes(c *gin.Context) ([]epcis.Prefix, error) {
	declared := map[string]string{}
	for _, value := range c.Request.Header.Values("GS1-Extensions") {
		if strings.HasPrefix(strings.TrimSpace(value), "{") {
			if json.Unmarshal([]byte(value), &declared) != nil {
				return nil, model.ValueInvalid.At("GS1-Extensions", model.P("value", clip(value, 80)))
			}
			continue
		}
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			name, namespace, ok := strings.Cut(part, "=")
			if !ok || name == "" || namespace == "" {
				return nil, model.ValueInvalid.At("GS1-Extensions", model.P("value", clip(part, 80)))
			}
			declared[strings.TrimSpace(name)] = strings.TrimSpace(namespace)
		}
	}
	if len(declared) > maxPrefixes {
		return nil, model.ValueInvalid.At("GS1-Extensions", model.P("value", len(declared)))
	}
	prefixes := make([]epcis.Prefix, 0, len(declared))
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		prefixes = append(prefixes, epcis.Prefix{Name: name, Namespace: declared[name]})
	}
	return prefixes, nil
}

// announcePrefixes says in GS1-Extensions which namespaces an answer uses.
func announcePrefixes(c *gin.Context, prefixes []epcis.Prefix) {
	parts := make([]string, 0, len(prefixes))
	for _, p := range prefixes {
		if !strings.ContainsAny(p.Name+p.Namespace, ", \r\n") {
			parts = append(parts, p.Name+"="+p.Namespace)
		}
	}
	if len(parts) > 0 {
		c.Header("GS1-Extensions", strings.Join(parts, ", "))
	}
}

// splitPage takes the parameters of paging and the language off a query string.
func splitPage(query url.Values) (page model.Page, rest url.Values, err error) {
	own := url.Values{}
	rest = url.Values{}
	for name, values := range query {
		if name == paramPerPage || name == paramNextToken || name == "lang" {
			own[name] = values
		} else {
			rest[name] = values
		}
	}
	page, err = epcisPage(own)
	return page, rest, err
}

// readQuery reads the query string of a request; a part of it that is no escape is a fault.
func readQuery(c *gin.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, model.Malformed.Refuse(model.P("reason", "the query string cannot be read"))
	}
	return values, nil
}
