package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/notice"
)

// routeNotices registers where notices go and what became of them.
func (s *Server) routeNotices() {
	Op(s, Operation{
		ID: "list-notice-endpoints", Method: http.MethodGet, Path: "/v1/notice-endpoints", Tag: "notice", Need: model.PermSubscribe,
		Summary: "List where notices go besides your desk, of which topics, and by which ways they can.",
	}, s.listNoticeEndpoints)
	Op(s, Operation{
		ID: "add-notice-endpoint", Method: http.MethodPost, Path: "/v1/notice-endpoints", Tag: "notice", Need: model.PermSubscribe, Status: http.StatusCreated,
		Summary: "Have notices sent to a web address (Standard Webhooks) or a mailbox. The secret is shown this once.",
	}, s.addNoticeEndpoint)
	Op(s, Operation{
		ID: "remove-notice-endpoint", Method: http.MethodDelete, Path: "/v1/notice-endpoints/{id}", Tag: "notice", Need: model.PermSubscribe,
		Summary: "Send no more notices to an address; what waits for it is given up.", Status: http.StatusNoContent,
	}, s.removeNoticeEndpoint)
	Op(s, Operation{
		ID: "set-notice-topics", Method: http.MethodPut, Path: "/v1/notice-endpoints/{id}/topics", Tag: "notice", Need: model.PermSubscribe,
		Summary: "Change of which topics an address is told.", Status: http.StatusNoContent,
	}, s.setNoticeTopics)
	Op(s, Operation{
		ID: "test-notice-endpoint", Method: http.MethodPost, Path: "/v1/notice-endpoints/{id}/test", Tag: "notice", Need: model.PermSubscribe, Creates: true,
		Summary: "Send a test notice to an address.", Status: http.StatusAccepted,
	}, s.testNoticeEndpoint)
	Op(s, Operation{
		ID: "list-recall-notices", Method: http.MethodGet, Path: "/v1/recall-notices", Tag: "notice", Need: model.PermRecallRead,
		Summary: "List the notices of recalls to your organisation, newest first: what arrived, what waits, what was given up.",
	}, s.listRecallNotices)
	Op(s, Operation{
		ID: "list-notices", Method: http.MethodGet, Path: "/v1/notices", Tag: "notice", Need: model.PermOrgRead,
		Summary: "List the notices to your organisation that you may read, newest first, of all topics or of one.",
	}, s.listNotices)
	Op(s, Operation{
		ID: "retry-notice", Method: http.MethodPost, Path: "/v1/notices/{id}/retry", Tag: "notice", Need: model.PermSubscribe,
		Summary: "Send a notice of any topic again that was given up.", Status: http.StatusNoContent,
	}, s.retryNotice)
	Op(s, Operation{
		ID: "retry-recall-notice", Method: http.MethodPost, Path: "/v1/recall-notices/{id}/retry", Tag: "notice", Need: model.PermSubscribe,
		Summary: "Send a notice again that was given up.", Status: http.StatusNoContent,
	}, s.retryNotice)
}

// NoticeChannelCode says by which way a notice goes.
type NoticeChannelCode string

// Schema implements huma.SchemaProvider.
func (NoticeChannelCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("By which way.", model.NoticeChannels())
}

// NoticeTopicCode says what a notice is about.
type NoticeTopicCode string

// Schema implements huma.SchemaProvider.
func (NoticeTopicCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What it is about.", model.NoticeTopics())
}

// NoticeKindCode says what a notice tells.
type NoticeKindCode string

// Schema implements huma.SchemaProvider.
func (NoticeKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What it tells: the type of a webhook's message. Kinds may be added.", model.NoticeKindCodes())
}

func topicViews(list []model.NoticeTopic) []NoticeTopicCode {
	codes := make([]NoticeTopicCode, 0, len(list))
	for _, t := range list {
		codes = append(codes, NoticeTopicCode(t))
	}
	return codes
}

func topicsOf(codes []NoticeTopicCode) (list []model.NoticeTopic) {
	for _, c := range codes {
		list = append(list, model.NoticeTopic(c))
	}
	return list
}

// NoticeEndpointView is where notices go.
type NoticeEndpointView struct {
	ID        string            `json:"id"`
	Channel   NoticeChannelCode `json:"channel"`
	Address   string            `json:"address"`
	Lang      string            `json:"lang"`
	Topics    []NoticeTopicCode `json:"topics" doc:"Of what it is told."`
	CreatedAt string            `json:"created_at" format:"date-time"`
	Secret    string            `json:"secret,omitempty" doc:"Signs messages to a web address; shown this once."`
}

func noticeEndpointView(e model.NoticeEndpoint) NoticeEndpointView {
	return NoticeEndpointView{
		ID: e.ID.String(), Channel: NoticeChannelCode(e.Channel), Address: e.Address, Lang: string(e.Lang), Topics: topicViews(e.TopicList()), CreatedAt: e.CreatedAt.String(),
	}
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
		Channel string            `json:"channel" enum:"webhook,email"`
		Address string            `json:"address" minLength:"1" maxLength:"500" doc:"An https address or one mail address."`
		Lang    string            `json:"lang,omitempty" enum:"zh-CN,ug,en" doc:"Of mails; Chinese when left out."`
		Topics  []NoticeTopicCode `json:"topics,omitempty" maxItems:"3" doc:"Of what it is told; of recalls alone when left out."`
	}
}

// NoticeEndpointOutput carries one.
type NoticeEndpointOutput struct{ Body NoticeEndpointView }

func (s *Server) addNoticeEndpoint(ctx context.Context, c Call, in *AddNoticeEndpointInput) (*NoticeEndpointOutput, error) {
	e, secret, err := s.services.Notices.AddEndpoint(ctx, c.Actor, notice.NewEndpoint{
		Channel: model.NoticeChannel(in.Body.Channel), Address: in.Body.Address, Lang: model.Lang(in.Body.Lang), Topics: topicsOf(in.Body.Topics),
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

// SetNoticeTopicsInput chooses topics.
type SetNoticeTopicsInput struct {
	NoticeEndpointInput
	Body struct {
		Topics []NoticeTopicCode `json:"topics" minItems:"1" maxItems:"3"`
	}
}

func (s *Server) setNoticeTopics(ctx context.Context, c Call, in *SetNoticeTopicsInput) (*struct{}, error) {
	id, err := model.ParseID[model.NoticeEndpoint](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Notices.SetTopics(ctx, c.Actor, id, topicsOf(in.Body.Topics))
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

// NoticeView is a notice to an organisation.
type NoticeView struct {
	ID         string            `json:"id"`
	Topic      NoticeTopicCode   `json:"topic"`
	Kind       NoticeKindCode    `json:"kind"`
	Title      string            `json:"title" doc:"In your language."`
	Number     string            `json:"number,omitempty" doc:"Of what it is about, as people quote it."`
	RecallID   string            `json:"recall_id,omitempty"`
	TaskID     string            `json:"task_id,omitempty"`
	SubjectID  string            `json:"subject_id,omitempty" doc:"The recall, claim, policy, complaint or tip that it is about."`
	PartID     string            `json:"part_id,omitempty" doc:"The task, payment or recourse that it is about."`
	Channel    NoticeChannelCode `json:"channel"`
	EndpointID string            `json:"endpoint_id,omitempty"`
	State      string            `json:"state" enum:"pending,delivered,dead"`
	Attempts   int               `json:"attempts"`
	LastError  string            `json:"last_error,omitempty" doc:"Why the last attempt failed."`
	NextAt     string            `json:"next_at,omitempty" format:"date-time"`
	CreatedAt  string            `json:"created_at" format:"date-time"`
	FinishedAt string            `json:"finished_at,omitempty" format:"date-time"`
}

func noticeView(n model.Notice, lang model.Lang) NoticeView {
	v := NoticeView{
		ID: n.ID.String(), Topic: NoticeTopicCode(n.Topic), Kind: NoticeKindCode(n.Kind), Title: n.Kind.Info().Head.In(lang), Number: notice.Facts(n).Number(),
		SubjectID: n.SubjectID, PartID: n.PartID, Channel: NoticeChannelCode(n.Channel), EndpointID: n.Address, State: string(n.State), Attempts: n.Attempts,
		LastError: n.LastError, CreatedAt: n.CreatedAt.String(), FinishedAt: n.FinishedAt.String(),
	}
	if n.Topic == model.TopicRecall {
		v.RecallID, v.TaskID = n.SubjectID, n.PartID
	}
	if n.State == model.NoticePending {
		v.NextAt = n.NextAt.String()
	}
	return v
}

// ListRecallNoticesInput narrows a list of notices.
type ListRecallNoticesInput struct {
	PageInput
	State string `query:"state" enum:"pending,delivered,dead" default:"delivered"`
}

func (s *Server) listRecallNotices(ctx context.Context, c Call, in *ListRecallNoticesInput) (*ListOutput[NoticeView], error) {
	return s.notices(ctx, c, []model.NoticeTopic{model.TopicRecall}, in.State, in.page())
}

// ListNoticesInput narrows a list of notices.
type ListNoticesInput struct {
	ListRecallNoticesInput
	Topic string `query:"topic" enum:"recall,claim,complaint" doc:"Every topic when left out."`
}

func (s *Server) listNotices(ctx context.Context, c Call, in *ListNoticesInput) (*ListOutput[NoticeView], error) {
	var topics []model.NoticeTopic
	if in.Topic != "" {
		topics = append(topics, model.NoticeTopic(in.Topic))
	}
	return s.notices(ctx, c, topics, in.State, in.page())
}

func (s *Server) notices(ctx context.Context, c Call, topics []model.NoticeTopic, state string, page model.Page) (*ListOutput[NoticeView], error) {
	rows, next, err := s.services.Notices.Notices(ctx, c.Actor, topics, model.NoticeState(state), page)
	return listOf(rows, next, func(n model.Notice) NoticeView { return noticeView(n, c.Lang) }), err
}

// NoticeInput names a notice.
type NoticeInput struct {
	ID string `path:"id" maxLength:"36" doc:"The notice's id."`
}

func (s *Server) retryNotice(ctx context.Context, c Call, in *NoticeInput) (*struct{}, error) {
	id, err := model.ParseID[model.Notice](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Notices.Retry(ctx, c.Actor, id)
}
