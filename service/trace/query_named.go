package trace

import (
	"context"
	"encoding/json"
	"regexp"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// MaxQueries is how many named queries an organisation keeps.
const MaxQueries = 200

// queryName are the names of queries: they stand in addresses without escaping. The standard's own query is not to be
// redefined.
var queryName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$`)

const simpleEventQuery = "SimpleEventQuery"

// NewQuery is a query to be kept under a name.
type NewQuery struct {
	Name string
	// Query is its JSON form (EPCIS 2.0 query-schema.json); Prefixes are declared beside its own @context.
	Query    json.RawMessage
	Prefixes []epcis.Prefix
}

// CreateQuery keeps a query under a name for the actor's organisation.
//
// Who: permission query:write. Refusals: invalid (name), epcis-query-invalid, epcis-not-offered, epcis-query-name-taken,
// epcis-queries-too-many, idempotency-*.
func (s *Service) CreateQuery(ctx context.Context, actor model.Actor, idem model.Idempotency, n NewQuery) (model.NamedQuery, error) {
	if err := actor.Must(model.PermQueryWrite); err != nil {
		return model.NamedQuery{}, err
	}
	if !queryName.MatchString(n.Name) || n.Name == simpleEventQuery {
		return model.NamedQuery{}, model.ValueInvalid.At("name", model.P("value", n.Name))
	}
	extensions, err := json.Marshal(n.Prefixes)
	if err != nil {
		return model.NamedQuery{}, err
	}
	if _, err := parseNamed(n.Query, extensions); err != nil {
		return model.NamedQuery{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.NamedQuery, error) {
		q := model.NamedQuery{
			ID: repository.NewID[model.NamedQuery](tx), OrgID: actor.Org, Name: n.Name, Actor: actor.Name(), Query: n.Query,
			Extensions: extensions, CreatedAt: tx.Now(),
		}
		kept, err := tx.Trace().CountQueries(actor.Org)
		if err != nil {
			return q, err
		}
		if kept >= MaxQueries {
			return q, model.QueriesTooMany.Refuse(model.P("limit", MaxQueries))
		}
		return q, tx.Trace().InsertQuery(q)
	})
}

// parseNamed reads a query as it was kept.
func parseNamed(query, extensions []byte) (*epcis.Query, error) {
	var prefixes []epcis.Prefix
	if err := json.Unmarshal(extensions, &prefixes); err != nil {
		return nil, err
	}
	n, err := epcis.ParseJSON(query)
	if err != nil {
		return nil, model.Malformed.Refuse(model.P("reason", "JSON: "+err.Error()))
	}
	q, err := epcis.ParseQueryJSON(n, prefixes)
	return q, QueryRefusal(err)
}

// NamedQueries lists the queries of the actor's organisation by name.
//
// Who: permission event:read. Refusals: page-token-invalid.
func (s *Service) NamedQueries(ctx context.Context, actor model.Actor, page model.Page) (rows []model.NamedQuery, next model.PageToken, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Trace().NamedQueries(actor.Org, page)
		return err
	})
	return rows, next, err
}

// NamedQuery returns a query of the actor's organisation, as kept and as understood.
//
// Who: permission event:read. Refusals: epcis-query-name-unknown.
func (s *Service) NamedQuery(ctx context.Context, actor model.Actor, name string) (row model.NamedQuery, q *epcis.Query, err error) {
	if err := actor.Must(model.PermEventRead); err != nil {
		return row, nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		row, err = tx.Trace().NamedQuery(actor.Org, name)
		return err
	})
	if err != nil {
		return row, nil, err
	}
	q, err = parseNamed(row.Query, row.Extensions)
	return row, q, err
}

// DeleteQuery removes a query of the actor's organisation and ends the subscriptions to it.
//
// Who: permission query:write. Refusals: epcis-query-name-unknown.
func (s *Service) DeleteQuery(ctx context.Context, actor model.Actor, name string) error {
	if err := actor.Must(model.PermQueryWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Trace().DeleteSubscriptions(actor.Org, name, "", actor.Name()); err != nil {
			return err
		}
		return tx.Trace().DeleteQuery(actor.Org, name)
	})
}
