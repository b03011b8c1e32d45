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
	prefixes, err := declaredPrefixes(c)
	if err != nil {
		return err
	}
	n, body, err := s.readObject(c, "name and query")
	if err != nil {
		return err
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

// readObject reads a body that is one JSON object; members names what it should hold.
func (s *Server) readObject(c *gin.Context, members string) (n *epcis.Node, body []byte, err error) {
	if err := readable(c.GetHeader("Content-Type"), jsonTypes); err != nil {
		return nil, nil, err
	}
	if body, err = s.readBody(c); err != nil {
		return nil, nil, err
	}
	n, err = epcis.ParseJSON(body)
	if err != nil {
		return nil, nil, model.Malformed.Refuse(model.P("reason", "JSON: "+err.Error()))
	}
	if n.Kind != epcis.Object {
		return nil, nil, model.Malformed.Refuse(model.P("reason", "an object with "+members+" is expected"))
	}
	return n, body, nil
}

// epcisQueries lists the queries of the organisation.
func (s *Server) epcisQueries(c *gin.Context, call Call) error {
	return epcisList(s, c, namedQueryView, func(page model.Page) ([]model.NamedQuery, model.PageToken, error) {
		return s.services.Trace.NamedQueries(c.Request.Context(), call.Actor, page)
	})
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
