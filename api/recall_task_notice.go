package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallNotices registers where notices go, what became of them, and the factors of units.
func (s *Server) routeRecallNotices() {
	Op(s, Operation{
		ID: "list-notice-endpoints", Method: http.MethodGet, Path: "/v1/notice-endpoints", Tag: "recall", Need: model.PermSubscribe,
		Summary: "List where notices of recalls go besides your desk, and by which ways they can.",
	}, s.listNoticeEndpoints)
	Op(s, Operation{
		ID: "add-notice-endpoint", Method: http.MethodPost, Path: "/v1/notice-endpoints", Tag: "recall", Need: model.PermSubscribe, Status: http.StatusCreated,
		Summary: "Have notices of recalls sent to a web address (Standard Webhooks) or a mailbox. The secret is shown this once.",
	}, s.addNoticeEndpoint)
	Op(s, Operation{
		ID: "remove-notice-endpoint", Method: http.MethodDelete, Path: "/v1/notice-endpoints/{id}", Tag: "recall", Need: model.PermSubscribe,
		Summary: "Send no more notices to an address; what waits for it is given up.", Status: http.StatusNoContent,
	}, s.removeNoticeEndpoint)
	Op(s, Operation{
		ID: "test-notice-endpoint", Method: http.MethodPost, Path: "/v1/notice-endpoints/{id}/test", Tag: "recall", Need: model.PermSubscribe, Creates: true,
		Summary: "Send a test notice to an address.", Status: http.StatusAccepted,
	}, s.testNoticeEndpoint)
	Op(s, Operation{
		ID: "list-recall-notices", Method: http.MethodGet, Path: "/v1/recall-notices", Tag: "recall", Need: model.PermRecallRead,
		Summary: "List the notices to your organisation, newest first: what arrived, what waits, what was given up.",
	}, s.listRecallNotices)
	Op(s, Operation{
		ID: "retry-recall-notice", Method: http.MethodPost, Path: "/v1/recall-notices/{id}/retry", Tag: "recall", Need: model.PermSubscribe,
		Summary: "Send a notice again that was given up.", Status: http.StatusNoContent,
	}, s.retryRecallNotice)
	Op(s, Operation{
		ID: "list-unit-factors", Method: http.MethodGet, Path: "/v1/products/{id}/unit-factors", Tag: "recall", Need: model.PermProductRead,
		Summary: "List how many of one unit a product has in another, by the days on which its lots were made.",
	}, s.listUnitFactors)
	Op(s, Operation{
		ID: "add-unit-factor", Method: http.MethodPost, Path: "/v1/products/{id}/unit-factors", Tag: "recall", Need: model.PermProductWrite, Creates: true,
		Summary: "Declare how many of one unit a product has in another, such as kilograms in a case.", Status: http.StatusCreated,
	}, s.addUnitFactor)
	Op(s, Operation{
		ID: "end-unit-factor", Method: http.MethodDelete, Path: "/v1/unit-factors/{id}", Tag: "recall", Need: model.PermProductWrite,
		Summary: "End a factor that was wrong. What was converted by it stays on record.", Status: http.StatusNoContent,
	}, s.endUnitFactor)
}

// NoticeChannelCode says by which way a notice goes.
type NoticeChannelCode string

// Schema implements huma.SchemaProvider.
func (NoticeChannelCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("By which way.", model.NoticeChannels())
}

// NoticeEndpointView is where notices go.
type NoticeEndpointView struct {
	ID        string            `json:"id"`
	Channel   NoticeChannelCode `json:"channel"`
	Address   string            `json:"address"`
	Lang      string            `json:"lang"`
	CreatedAt string            `json:"created_at" format:"date-time"`
	Secret    string            `json:"secret,omitempty" doc:"Signs messages to a web address; shown this once."`
}

func noticeEndpointView(e model.NoticeEndpoint) NoticeEndpointView {
	return NoticeEndpointView{ID: e.ID.String(), Channel: NoticeChannelCode(e.Channel), Address: e.Address, Lang: string(e.Lang), CreatedAt: e.CreatedAt.String()}
}

// NoticeEndpointsOutput lists them.
type NoticeEndpointsOutput struct {
	Body struct {
		Items    []NoticeEndpointView `json:"items"`
		Channels []string             `json:"channels" doc:"The ways that this installation has."`
	}
}

func (s *Server) listNoticeEndpoints(ctx context.Context, c Call, _ *Empty) (*NoticeEndpointsOutput, error) {
	rows, err := s.services.Notices.Endpoints(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	out := &NoticeEndpointsOutput{}
	out.Body.Items = []NoticeEndpointView{}
	for _, e := range rows {
		out.Body.Items = append(out.Body.Items, noticeEndpointView(e))
	}
	for _, channel := range s.services.Notices.Channels() {
		out.Body.Channels = append(out.Body.Channels, string(channel))
	}
	return out, nil
}

// AddNoticeEndpointInput asks for notices to be sent to an address.
type AddNoticeEndpointInput struct {
	Body struct {
		Channel string `json:"channel" enum:"webhook,email"`
		Address string `json:"address" minLength:"1" maxLength:"500" doc:"An https address or one mail address."`
		Lang    string `json:"lang,omitempty" enum:"zh-CN,ug,en" doc:"Of mails; Chinese when left out."`
	}
}

// NoticeEndpointOutput carries one.
type NoticeEndpointOutput struct{ Body NoticeEndpointView }

func (s *Server) addNoticeEndpoint(ctx context.Context, c Call, in *AddNoticeEndpointInput) (*NoticeEndpointOutput, error) {
	e, secret, err := s.services.Notices.AddEndpoint(ctx, c.Actor, recall.NewEndpoint{
		Channel: model.NoticeChannel(in.Body.Channel), Address: in.Body.Address, Lang: model.Lang(in.Body.Lang),
	})
	if err != nil {
		return nil, err
	}
	out := &NoticeEndpointOutput{noticeEndpointView(e)}
	out.Body.Secret = secret
	return out, nil
}

// NoticeEndpointInput names one.
type NoticeEndpointInput struct {
	ID string `path:"id" maxLength:"36" doc:"The endpoint's id."`
}

func (s *Server) removeNoticeEndpoint(ctx context.Context, c Call, in *NoticeEndpointInput) (*struct{}, error) {
	id, err := model.ParseID[model.NoticeEndpoint](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Notices.RemoveEndpoint(ctx, c.Actor, id)
}

// NoticeTestOutput names the test notice.
type NoticeTestOutput struct {
	Body struct {
		ID string `json:"id" doc:"Of the notice; see list-recall-notices for what became of it."`
	}
}

func (s *Server) testNoticeEndpoint(ctx context.Context, c Call, in *NoticeEndpointInput) (*NoticeTestOutput, error) {
	id, err := model.ParseID[model.NoticeEndpoint](in.ID)
	if err != nil {
		return nil, err
	}
	notice, err := s.services.Notices.TestEndpoint(ctx, c.Actor, c.Idem, id)
	if err != nil {
		return nil, err
	}
	out := &NoticeTestOutput{}
	out.Body.ID = notice.String()
	return out, nil
}

// RecallNoticeView is a notice to an organisation.
type RecallNoticeView struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title" doc:"In your language."`
	RecallID   string            `json:"recall_id,omitempty"`
	TaskID     string            `json:"task_id,omitempty"`
	Channel    NoticeChannelCode `json:"channel"`
	EndpointID string            `json:"endpoint_id,omitempty"`
	State      string            `json:"state" enum:"pending,delivered,dead"`
	Attempts   int               `json:"attempts"`
	LastError  string            `json:"last_error,omitempty" doc:"Why the last attempt failed."`
	NextAt     string            `json:"next_at,omitempty" format:"date-time"`
	CreatedAt  string            `json:"created_at" format:"date-time"`
	FinishedAt string            `json:"finished_at,omitempty" format:"date-time"`
}

// ListRecallNoticesInput narrows a list of notices.
type ListRecallNoticesInput struct {
	PageInput
	State string `query:"state" enum:"pending,delivered,dead" default:"delivered"`
}

func (s *Server) listRecallNotices(ctx context.Context, c Call, in *ListRecallNoticesInput) (*ListOutput[RecallNoticeView], error) {
	rows, next, err := s.services.Notices.Notices(ctx, c.Actor, model.NoticeState(in.State), in.page())
	return listOf(rows, next, func(n model.RecallNotice) RecallNoticeView {
		v := RecallNoticeView{
			ID: n.ID.String(), Kind: n.Kind, Title: recall.Head(n, c.Lang), RecallID: n.RecallID.String(), TaskID: n.TaskID.String(),
			Channel: NoticeChannelCode(n.Channel), EndpointID: n.Address, State: string(n.State), Attempts: n.Attempts, LastError: n.LastError,
			CreatedAt: n.CreatedAt.String(), FinishedAt: n.FinishedAt.String(),
		}
		if n.State == model.NoticePending {
			v.NextAt = n.NextAt.String()
		}
		return v
	}), err
}

// RecallNoticeInput names a notice.
type RecallNoticeInput struct {
	ID string `path:"id" maxLength:"36" doc:"The notice's id."`
}

func (s *Server) retryRecallNotice(ctx context.Context, c Call, in *RecallNoticeInput) (*struct{}, error) {
	id, err := model.ParseID[model.RecallNotice](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Notices.RetryNotice(ctx, c.Actor, id)
}

// UnitFactorView says how many of one unit a product has in another.
type UnitFactorView struct {
	ID        string    `json:"id"`
	From      CountUnit `json:"from_unit"`
	To        CountUnit `json:"to_unit"`
	Num       int64     `json:"num" doc:"One from_unit is num/den to_unit."`
	Den       int64     `json:"den"`
	ValidFrom string    `json:"valid_from,omitempty" doc:"First production date; open when absent."`
	ValidTo   string    `json:"valid_to,omitempty" doc:"Last production date; open when absent."`
	CreatedAt string    `json:"created_at" format:"date-time"`
}

func unitFactorView(r model.UnitFactorRow) UnitFactorView {
	return UnitFactorView{
		r.ID.String(), CountUnit(r.FromUnit), CountUnit(r.ToUnit), r.Num, r.Den, string(r.ValidFrom), string(r.ValidTo), r.CreatedAt.String(),
	}
}

// UnitFactorProductInput names a product.
type UnitFactorProductInput struct {
	ID string `path:"id" maxLength:"36" doc:"The product's id."`
}

func (s *Server) listUnitFactors(ctx context.Context, c Call, in *UnitFactorProductInput) (*ListOutput[UnitFactorView], error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Recall.Factors(ctx, c.Actor, id)
	return listOf(rows, "", unitFactorView), err
}

// AddUnitFactorInput declares a factor.
type AddUnitFactorInput struct {
	UnitFactorProductInput
	Body struct {
		From      CountUnit `json:"from_unit"`
		To        CountUnit `json:"to_unit"`
		Num       int64     `json:"num" minimum:"1" maximum:"1000000000"`
		Den       int64     `json:"den,omitempty" minimum:"1" maximum:"1000000000" doc:"1 when left out."`
		ValidFrom string    `json:"valid_from,omitempty" maxLength:"10" doc:"Of lots made from this day on."`
		ValidTo   string    `json:"valid_to,omitempty" maxLength:"10" doc:"Of lots made up to this day."`
	}
}

// UnitFactorOutput carries a factor.
type UnitFactorOutput struct{ Body UnitFactorView }

func (s *Server) addUnitFactor(ctx context.Context, c Call, in *AddUnitFactorInput) (*UnitFactorOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	row, err := s.services.Recall.AddFactor(ctx, c.Actor, c.Idem, model.UnitFactor{
		Product: id, From: model.Unit(b.From), To: model.Unit(b.To), Num: b.Num, Den: max(b.Den, 1),
		Valid: model.Made{From: model.Date(b.ValidFrom), To: model.Date(b.ValidTo)},
	})
	if err != nil {
		return nil, err
	}
	return &UnitFactorOutput{unitFactorView(row)}, nil
}

// UnitFactorInput names a factor.
type UnitFactorInput struct {
	ID string `path:"id" maxLength:"36" doc:"The factor's id."`
}

func (s *Server) endUnitFactor(ctx context.Context, c Call, in *UnitFactorInput) (*struct{}, error) {
	id, err := model.ParseID[model.UnitFactorRow](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Recall.EndFactor(ctx, c.Actor, id)
}
