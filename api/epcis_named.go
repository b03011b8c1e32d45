package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// NamedQueryView is a named query (EPCIS 2.0 §12.5).
type NamedQueryView struct {
	Name      string          `json:"name"`
	Query     json.RawMessage `json:"query"`
	CreatedAt string          `json:"createdAt,omitempty"`
}

func namedQueryView(q model.NamedQuery) NamedQueryView {
	return NamedQueryView{Name: q.Name, Query: q.Query, CreatedAt: q.CreatedAt.String()}
}

// epcisCreateQuery keeps a query under a name.
func (s *Server) epcisCreateQuery(c *gin.Context, call Call) error {
	if err := readable(c.GetHeader("Content-Type"), jsonTypes); err != nil {
		return err
	}
	prefixes, err := declaredPrefixes(c)
	if err != nil {
		return err
	}
	body, err := s.readBody(c)
	if err != nil {
		return err
	}
	n, err := epcis.ParseJSON(body)
	if err != nil {
		return model.Malformed.Refuse(model.P("reason", "JSON: "+err.Error()))
	}
	if n.Kind != epcis.Object {
		return model.Malformed.Refuse(model.P("reason", "an object with name and query is expected"))
	}
	for _, m := range n.Members {
		if m.Name != "name" && m.Name != "query" {
			return model.ValueUnknownField.At(m.Name, model.P("name", clip(m.Name, 80)))
		}
	}
	query := n.Get("query")
	if query == nil {
		return model.ValueRequired.At("query")
	}
	q, err := s.services.Trace.CreateQuery(c.Request.Context(), call.Actor, call.Idem, trace.NewQuery{
		Name: n.Str("name"), Query: body[query.Start:query.End], Prefixes: prefixes,
	})
	if err != nil {
		return err
	}
	c.Header("Location", s.opts.BaseURL+epcisBase+"/queries/"+url.PathEscape(q.Name))
	c.JSON(http.StatusCreated, namedQueryView(q))
	return nil
}

// epcisQueries lists the queries of the organisation.
func (s *Server) epcisQueries(c *gin.Context, call Call) error {
	values, err := readQuery(c)
	if err != nil {
		return err
	}
	page, err := epcisPage(values)
	if err != nil {
		return err
	}
	rows, next, err := s.services.Trace.NamedQueries(c.Request.Context(), call.Actor, page)
	if err != nil {
		return err
	}
	views := make([]NamedQueryView, 0, len(rows))
	for _, q := range rows {
		views = append(views, namedQueryView(q))
	}
	s.linkNext(c, next)
	c.JSON(http.StatusOK, views)
	return nil
}

func (s *Server) epcisQuery(c *gin.Context, call Call) error {
	if err := noParameters(c); err != nil {
		return err
	}
	row, _, err := s.services.Trace.NamedQuery(c.Request.Context(), call.Actor, c.Param("queryName"))
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, namedQueryView(row))
	return nil
}

func (s *Server) epcisDeleteQuery(c *gin.Context, call Call) error {
	if err := s.services.Trace.DeleteQuery(c.Request.Context(), call.Actor, c.Param("queryName")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// epcisQueryEvents answers a named query. A subscription by WebSocket is asked for at the same address and not offered.
func (s *Server) epcisQueryEvents(c *gin.Context, call Call) error {
	if strings.EqualFold(c.GetHeader("Upgrade"), "websocket") {
		return model.QueryNotOffered.Refuse(model.P("what", "WebSocket"))
	}
	row, q, err := s.services.Trace.NamedQuery(c.Request.Context(), call.Actor, c.Param("queryName"))
	if err != nil {
		return err
	}
	return s.answerQuery(c, call, q, row.Name)
}
