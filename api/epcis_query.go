package api

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// epcisEvents answers the query that the query string is.
func (s *Server) epcisEvents(c *gin.Context, call Call) error {
	return s.answerQuery(c, call, &epcis.Query{}, "")
}

// answerQuery answers a query with the conditions of the query string, as one page of an EPCISQueryDocument.
func (s *Server) answerQuery(c *gin.Context, call Call, base *epcis.Query, name string) error {
	values, err := readQuery(c)
	if err != nil {
		return err
	}
	page, rest, err := splitPage(values)
	if err != nil {
		return err
	}
	prefixes, err := declaredPrefixes(c)
	if err != nil {
		return err
	}
	asked, err := epcis.ParseQueryValues(rest, prefixes)
	if err != nil {
		return trace.QueryRefusal(err)
	}
	q, err := base.And(asked)
	if err != nil {
		return trace.QueryRefusal(err)
	}
	format, err := eventFormat(c)
	if err != nil {
		return err
	}
	answer, err := s.services.Trace.QueryEvents(c.Request.Context(), call.Actor, q, c.Request.URL.EscapedPath(), page)
	if err != nil {
		return err
	}
	if answer.Next != "" {
		c.Header("GS1-Next-Page-Token-Expires", answer.Expires.String())
		s.linkNext(c, answer.Next)
	}
	return s.answerEvents(c, answer.Events, epcis.Heading{QueryName: name}, format)
}

func (s *Server) answerEvents(c *gin.Context, events []trace.QueriedEvent, heading epcis.Heading, format trace.EventFormat) error {
	heading.CreationDate = s.opts.Clock().UTC()
	body, prefixes, err := trace.EventDocument(events, heading, format)
	if err != nil {
		return err
	}
	announcePrefixes(c, prefixes)
	c.Header("GS1-EPC-Format", string(format))
	c.Data(http.StatusOK, answerType(c), body)
	return nil
}

// eventFormat reads GS1-EPC-Format. Without a preference the answer keeps the spelling that was captured.
func eventFormat(c *gin.Context) (trace.EventFormat, error) {
	format := trace.EventFormat(c.GetHeader("GS1-EPC-Format"))
	switch format {
	case "", trace.FormatNoPreference, trace.FormatNeverTranslates:
		return trace.FormatNeverTranslates, nil
	case trace.FormatDigitalLink, trace.FormatURN:
		return format, nil
	}
	return "", model.ValueInvalid.At("GS1-EPC-Format", model.P("value", clip(string(format), 40)))
}

// noParameters refuses a query string where there is nothing to ask.
func noParameters(c *gin.Context) error {
	for name := range c.Request.URL.Query() {
		if name != "lang" {
			return model.ValueUnknownField.At(name, model.P("name", clip(name, 80)))
		}
	}
	return nil
}

// epcisEvent answers the events with an eventID: the event and, where there is one, its declaration.
func (s *Server) epcisEvent(c *gin.Context, call Call) error {
	if err := noParameters(c); err != nil {
		return err
	}
	format, err := eventFormat(c)
	if err != nil {
		return err
	}
	events, err := s.services.Trace.EventsByID(c.Request.Context(), call.Actor, c.Param("eventID"))
	if err != nil {
		return err
	}
	return s.answerEvents(c, events, epcis.Heading{}, format)
}

// captureEvent takes one event in and answers it as it is kept.
func (s *Server) captureEvent(c *gin.Context, call Call) error {
	if err := readable(c.GetHeader("Content-Type"), jsonTypes); err != nil {
		return err
	}
	format, err := eventFormat(c)
	if err != nil {
		return err
	}
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	captured, err := s.services.Trace.CaptureEvent(c.Request.Context(), call.Actor, call.Idem, body)
	if err != nil {
		return err
	}
	n, err := epcis.ParseJSON(captured.Event)
	if err != nil {
		return err
	}
	trace.Respell(n, format)
	c.Header("GS1-EPC-Format", string(format))
	c.Header("Location", s.opts.BaseURL+epcisBase+"/events/"+url.PathEscape(captured.ID))
	c.Data(http.StatusCreated, answerType(c), n.AppendJSON(nil))
	return nil
}

// releasePageToken gives up a page token.
func (s *Server) releasePageToken(c *gin.Context, call Call) error {
	if err := s.services.Trace.ReleasePageToken(c.Request.Context(), call.Actor, model.PageToken(c.Param("token"))); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// browsed is a collection by which events can be browsed (EPCIS 2.0 §12.2).
type browsed struct {
	resource, param, name string
	kind                  trace.WordKind
}

// browsable are the collections.
var browsable = []browsed{
	{"eventTypes", "eventType", "epcis-event-type", trace.WordEventType},
	{"epcs", "epc", "epcis-epc", trace.WordEPC},
	{"bizSteps", "bizStep", "epcis-biz-step", trace.WordBizStep},
	{"bizLocations", "bizLocation", "epcis-biz-location", trace.WordBizLocation},
	{"readPoints", "readPoint", "epcis-read-point", trace.WordReadPoint},
	{"dispositions", "disposition", "epcis-disposition", trace.WordDisposition},
}

// browseRoutes are the paths of the collections: the collection, one member, and the events of the member.
func (s *Server) browseRoutes() []epcisRoute {
	var routes []epcisRoute
	for _, b := range browsable {
		get := func(summary string, handler func(*gin.Context, Call) error) []epcisGet {
			return []epcisGet{{method: http.MethodGet, summary: summary, need: model.PermEventRead, handler: handler}}
		}
		member := "/" + b.resource + "/{" + b.param + "}"
		routes = append(routes,
			epcisRoute{path: "/" + b.resource, name: b.name + "s", gets: get("Lists the "+b.resource+" of the events you may see.",
				func(c *gin.Context, call Call) error { return s.browse(c, call, b) })},
			epcisRoute{path: member, name: b.name, gets: get("Lists what there is about one of the "+b.resource+".",
				func(c *gin.Context, call Call) error {
					if err := noParameters(c); err != nil {
						return err
					}
					if _, err := s.services.Trace.Browse(c.Request.Context(), call.Actor, b.kind, c.Param(b.param)); err != nil {
						return err
					}
					return answerCollection(c, []string{"events"})
				})},
			epcisRoute{path: member + "/events", name: b.name + "-events", gets: get("Answers an EPCIS 2.0 query over the events of one of the "+b.resource+".",
				func(c *gin.Context, call Call) error {
					q, err := s.services.Trace.Browse(c.Request.Context(), call.Actor, b.kind, c.Param(b.param))
					if err != nil {
						return err
					}
					return s.answerQuery(c, call, q, "")
				})})
	}
	return routes
}

// browse lists a collection.
func (s *Server) browse(c *gin.Context, call Call, b browsed) error {
	page, err := askedPage(c)
	if err != nil {
		return err
	}
	words, next, err := s.services.Trace.Words(c.Request.Context(), call.Actor, b.kind, page)
	if err != nil {
		return err
	}
	s.linkNext(c, next)
	return answerCollection(c, slices.Clone(words))
}
