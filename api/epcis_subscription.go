package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/service/trace"
)

// SubscriptionView is a subscription (EPCIS 2.0 §12.5). The secret is never shown.
type SubscriptionView struct {
	SubscriptionID    string          `json:"subscriptionID"`
	QueryName         string          `json:"queryName"`
	Dest              string          `json:"dest"`
	Stream            bool            `json:"stream,omitempty"`
	Schedule          json.RawMessage `json:"schedule,omitempty"`
	ReportIfEmpty     bool            `json:"reportIfEmpty,omitempty"`
	InitialRecordTime string          `json:"initialRecordTime"`
	CreatedAt         string          `json:"createdAt"`
}

func subscriptionView(s model.Subscription) SubscriptionView {
	return SubscriptionView{
		SubscriptionID: s.ID.String(), QueryName: s.QueryName, Dest: s.Dest, Stream: len(s.Schedule) == 0, Schedule: s.Schedule,
		ReportIfEmpty: s.ReportIfEmpty == 1, InitialRecordTime: s.Since.String(), CreatedAt: s.CreatedAt.String(),
	}
}

// subscriptionMembers are what a request to subscribe may hold, and their JSON types.
var subscriptionMembers = map[string]epcis.Kind{
	"dest": epcis.String, "secret": epcis.String, "stream": epcis.Bool, "schedule": epcis.Object, "reportIfEmpty": epcis.Bool,
	"initialRecordTime": epcis.String,
}

// epcisSubscribe has the answers to a named query sent to an address.
func (s *Server) epcisSubscribe(c *gin.Context, call Call) error {
	n, body, err := s.readObject(c, "dest, secret, and stream or schedule")
	if err != nil {
		return err
	}
	for _, m := range n.Members {
		if kind, known := subscriptionMembers[m.Name]; !known || kind != m.Value.Kind {
			return model.SubscriptionInvalid.Refuse(model.P("name", clip(m.Name, 40)), model.P("reason", "is no member of a subscription, or of another type"))
		}
	}
	is := func(name string) bool { m := n.Get(name); return m != nil && m.Text == "true" }
	asked := trace.NewSubscription{
		Query: c.Param("queryName"), Dest: n.Str("dest"), Secret: n.Str("secret"), Stream: is("stream"), ReportIfEmpty: is("reportIfEmpty"),
	}
	if schedule := n.Get("schedule"); schedule != nil {
		asked.Schedule = body[schedule.Start:schedule.End]
	}
	var faults model.Faults
	asked.Since = model.InstantOf(timeAt("initialRecordTime", n.Str("initialRecordTime"), &faults))
	if err := faults.Err(); err != nil {
		return err
	}
	row, err := s.services.Trace.Subscribe(c.Request.Context(), call.Actor, call.Idem, asked)
	if err != nil {
		return err
	}
	c.Header("Location", s.opts.BaseURL+epcisBase+"/queries/"+url.PathEscape(row.QueryName)+"/subscriptions/"+row.ID.String())
	c.JSON(http.StatusCreated, subscriptionView(row))
	return nil
}

func (s *Server) epcisSubscriptions(c *gin.Context, call Call) error {
	return epcisList(s, c, subscriptionView, func(page model.Page) ([]model.Subscription, model.PageToken, error) {
		return s.services.Trace.Subscriptions(c.Request.Context(), call.Actor, c.Param("queryName"), page)
	})
}

func (s *Server) epcisSubscription(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Subscription](c.Param("subscriptionID"))
	if err != nil {
		return model.NotFound.Refuse()
	}
	row, err := s.services.Trace.Subscription(c.Request.Context(), call.Actor, c.Param("queryName"), id)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, subscriptionView(row))
	return nil
}

func (s *Server) epcisUnsubscribe(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Subscription](c.Param("subscriptionID"))
	if err != nil {
		return model.NotFound.Refuse()
	}
	if err := s.services.Trace.Unsubscribe(c.Request.Context(), call.Actor, c.Param("queryName"), id); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// routeDeliveries registers what the standard leaves to the house: what became of deliveries.
func (s *Server) routeDeliveries() {
	Op(s, Operation{
		ID: "list-deliveries", Method: http.MethodGet, Path: "/v1/deliveries", Tag: "epcis", Need: model.PermSubscribe,
		Summary: "List what your subscriptions send, newest first; without a state what was given up.",
	}, s.listDeliveries)
	Op(s, Operation{
		ID: "retry-delivery", Method: http.MethodPost, Path: "/v1/deliveries/{id}/retry", Tag: "epcis", Need: model.PermSubscribe,
		Summary: "Send again what was given up.", Status: http.StatusNoContent,
	}, s.retryDelivery)
}

// DeliveryView is a delivery without its body.
type DeliveryView struct {
	ID             string `json:"id"`
	SubscriptionID string `json:"subscription_id"`
	State          string `json:"state" enum:"pending,delivered,dead"`
	Events         int    `json:"events" doc:"How many events it holds."`
	Attempts       int    `json:"attempts"`
	LastError      string `json:"last_error,omitempty" doc:"Why the last attempt failed."`
	NextAt         string `json:"next_at,omitempty" format:"date-time" doc:"When it is tried again."`
	CreatedAt      string `json:"created_at" format:"date-time"`
	FinishedAt     string `json:"finished_at,omitempty" format:"date-time"`
}

func deliveryView(d model.Delivery) DeliveryView {
	v := DeliveryView{
		ID: d.ID.String(), SubscriptionID: d.SubscriptionID.String(), State: string(d.State), Attempts: d.Attempts, LastError: d.LastError,
		CreatedAt: d.CreatedAt.String(), FinishedAt: d.FinishedAt.String(),
	}
	var events []model.Seq
	if json.Unmarshal(d.Events, &events) == nil {
		v.Events = len(events)
	}
	if d.State == model.DeliveryPending {
		v.NextAt = d.NextAt.String()
	}
	return v
}

// ListDeliveriesInput narrows a list of deliveries.
type ListDeliveriesInput struct {
	PageInput
	State string `query:"state" enum:"pending,delivered,dead" default:"dead" doc:"Those that wait, that arrived, or that were given up."`
}

func (s *Server) listDeliveries(ctx context.Context, c Call, in *ListDeliveriesInput) (*ListOutput[DeliveryView], error) {
	rows, next, err := s.services.Trace.Deliveries(ctx, c.Actor, model.DeliveryState(in.State), in.page())
	return listOf(rows, next, deliveryView), err
}

// RetryDeliveryInput names a delivery.
type RetryDeliveryInput struct {
	ID string `path:"id" maxLength:"36"`
}

func (s *Server) retryDelivery(ctx context.Context, c Call, in *RetryDeliveryInput) (*struct{}, error) {
	id, err := model.ParseID[model.Delivery](in.ID)
	if err != nil {
		return nil, model.NotFound.Refuse()
	}
	return nil, s.services.Trace.RetryDelivery(ctx, c.Actor, id)
}
