package console

import (
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/notice"
)

// routeNotices registers the pages of what one was told, and of where notices go besides the desk.
func (c *Console) routeNotices() {
	c.get("news", "/console/news", model.PermOrgRead, "What the organisation was told, newest first.", (*Visit).news)
	c.get("notice-endpoints", "/console/notice-endpoints", model.PermSubscribe, "Where notices go, and which could not be delivered.", (*Visit).noticeEndpoints)
	c.form("new-notice-endpoint", "/console/notice-endpoints/new", model.PermSubscribe, "Have notices sent to an address.", (*Visit).newEndpoint)
	c.form("notice-topics", "/console/notice-endpoints/{id}/topics", model.PermSubscribe, "Change of what an address is told.", (*Visit).noticeTopics)
	c.form("remove-notice-endpoint", "/console/notice-endpoints/{id}/remove", model.PermSubscribe, "Send no more notices to an address.", (*Visit).removeEndpoint)
	c.post("test-notice-endpoint", "/console/notice-endpoints/{id}/test", model.PermSubscribe, "Send a test notice.", (*Visit).testEndpoint)
	c.post("retry-notice", "/console/recall-notices/{id}/retry", model.PermSubscribe, "Send a notice again that was given up.", (*Visit).retryNotice)
}

const endpointsPath = "/console/notice-endpoints"

var endpointTrail = []web.Link{{To: endpointsPath, Text: web.Word("nav.notice-endpoints")}}

// noticesShown is how many notices of each kind the page shows.
const noticesShown = 20

func (v *Visit) noticeEndpoints() error {
	rows, err := v.console.services.Notices.Endpoints(v.ctx(), v.Actor)
	if err != nil {
		return err
	}
	add := web.Action{To: endpointsPath + "/new", Text: web.Word("endpoint.add"), Icon: "plus", First: true}
	table := web.Table{
		Caption: web.Word("nav.notice-endpoints"), ID: "endpoints", Columns: []web.Column{{Label: "endpoint.address"}, {Label: "endpoint.channel"}, {Label: "endpoint.topics"}, {Label: "endpoint.lang"}, {Label: "endpoint.since"}},
		Empty: web.Empty{Title: web.Word("endpoint.none"), Text: web.Word("endpoint.none.text"), Action: &add},
	}
	addresses := map[string]string{}
	for _, e := range rows {
		addresses[e.ID.String()] = e.Address
		table.Rows = append(table.Rows, web.Row{
			Cells: []web.Value{web.Code(e.Address), channelName(e.Channel), topicNames(e.TopicList()), endonyms[e.Lang], web.Moment(e.CreatedAt)},
			Actions: []web.Action{
				{To: endpointsPath + "/" + e.ID.String() + "/test", Text: web.Word("endpoint.test"), Post: true},
				{To: endpointsPath + "/" + e.ID.String() + "/topics", Text: web.Word("endpoint.topics.change")}, {To: endpointsPath + "/" + e.ID.String() + "/remove", Text: web.Word("endpoint.remove")},
			},
		})
	}
	page := web.Page{Title: web.Word("nav.notice-endpoints"), Lead: web.Word("endpoint.lead"), Actions: []web.Action{add}, Parts: []web.Part{table}}
	for _, list := range []struct {
		state model.NoticeState
		title web.Word
	}{{model.NoticeDead, "endpoint.dead"}, {model.NoticePending, "endpoint.pending"}, {model.NoticeDelivered, "endpoint.delivered"}} {
		part, err := v.noticesIn(list.state, list.title, addresses)
		if err != nil {
			return err
		}
		if part != nil {
			page.Parts = append(page.Parts, part)
		}
	}
	return v.show(page)
}

func channelName(c model.NoticeChannel) web.Value { return web.Word("endpoint.by." + string(c)) }

// noticesIn lists the newest notices in a state; nil when there are none.
func (v *Visit) noticesIn(state model.NoticeState, title web.Word, addresses map[string]string) (web.Part, error) {
	rows, _, err := v.console.services.Notices.Notices(v.ctx(), v.Actor, nil, state, model.Page{Limit: noticesShown})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	table := web.Table{Caption: title, Columns: []web.Column{{Label: "endpoint.notice"}, {Label: "endpoint.channel"}, {Label: "task.at"}}}
	for _, n := range rows {
		row := web.Row{Cells: []web.Value{noticeTitle(n), web.Stack{channelName(n.Channel), web.Fine{Text: web.Code(addresses[n.Address])}}, web.Moment(n.CreatedAt)}}
		if to := notice.Facts(n).URL; strings.HasPrefix(to, "/console/") {
			row.To = to
		} else if n.Topic == model.TopicRecall && n.PartID != "" {
			row.To = taskPath(model.RecallTaskID(n.PartID))
		}
		if n.LastError != "" && state != model.NoticeDelivered {
			row.Cells[1] = web.Stack{row.Cells[1], web.Fine{Text: web.Say("endpoint.failed", "why", web.Plain(n.LastError))}}
		}
		if state == model.NoticeDead {
			row.Tone = web.ToneDanger
			row.Actions = []web.Action{{To: "/console/recall-notices/" + n.ID.String() + "/retry", Text: web.Word("endpoint.retry"), Post: true}}
		}
		table.Rows = append(table.Rows, row)
	}
	return web.Panel{Title: title, Parts: []web.Part{table}}, nil
}

// newEndpoint has notices sent to an address as well. The key of a web address is shown this once.
func (v *Visit) newEndpoint() error {
	channel := web.Field{Name: "channel", Label: web.Word("endpoint.channel"), Kind: web.KindRadio, Required: true}
	for _, c := range v.console.services.Notices.Channels() {
		if c != model.ChannelDesk {
			channel.Options = append(channel.Options, web.Option{Value: string(c), Text: channelName(c), Hint: web.Word("endpoint.hint." + string(c))})
		}
	}
	if len(channel.Options) > 0 {
		channel.Value = channel.Options[0].Value
	}
	lang := web.Field{Name: "lang", Label: web.Word("endpoint.lang"), Kind: web.KindRadio, Value: string(v.Lang)}
	for _, l := range model.Langs() {
		lang.Options = append(lang.Options, web.Option{Value: string(l), Text: endonyms[l]})
	}
	var made model.NoticeEndpoint
	var secret string
	return v.run(task{
		form: web.Form{Submit: "endpoint.add", Cancel: endpointsPath, Fields: []web.Field{
			channel, {Name: "address", Label: web.Word("endpoint.address"), Hint: web.Word("endpoint.address.hint"), Kind: web.KindCode, Required: true, Max: 500}, topicField(model.NoticeTopics()), lang,
		}},
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Word("endpoint.add"), Back: endpointTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			cmd := notice.NewEndpoint{
				Channel: model.NoticeChannel(in.text("channel")), Address: in.text("address"), Lang: model.Lang(in.text("lang")), Topics: topicsChosen(in),
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, secret, err = v.console.services.Notices.AddEndpoint(v.ctx(), v.Actor, cmd)
			return "", "", err
		},
		after: func() web.Page {
			parts := []web.Part{web.Facts{{Label: "endpoint.address", Value: web.Code(made.Address)}, {Label: "endpoint.channel", Value: channelName(made.Channel)}}}
			if secret != "" {
				parts = append(parts, web.Secret{ID: "webhook-secret", Label: web.Word("endpoint.secret"), Text: secret}, web.Prose{web.Word("endpoint.secret.text")})
			}
			return web.Page{
				Title: web.Word("endpoint.added"), Narrow: true, Back: endpointTrail, Parts: []web.Part{
					web.Panel{Parts: parts},
					web.Buttons{{To: endpointsPath + "/" + made.ID.String() + "/test", Text: web.Word("endpoint.test"), Post: true, First: true}, {To: endpointsPath, Text: web.Word("endpoint.done")}},
				},
			}
		},
	})
}

// theEndpoint is the endpoint that the address names.
func (v *Visit) theEndpoint() (found model.NoticeEndpoint, err error) {
	id, err := model.ParseID[model.NoticeEndpoint](v.Param("id"))
	if err != nil {
		return found, err
	}
	rows, err := v.console.services.Notices.Endpoints(v.ctx(), v.Actor)
	if err != nil {
		return found, err
	}
	for _, e := range rows {
		if e.ID == id {
			return e, nil
		}
	}
	return found, model.NotFound.Refuse()
}

func (v *Visit) removeEndpoint() error {
	e, err := v.theEndpoint()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "endpoint.remove", Cancel: endpointsPath, Danger: true, Consequence: web.Word("endpoint.remove.means")},
		page: func(f web.Form) web.Page {
			facts := web.Facts{{Label: "endpoint.address", Value: web.Code(e.Address)}}
			return web.Page{Title: web.Word("endpoint.remove"), Back: endpointTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{facts, f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			return endpointsPath, "endpoint-removed", v.console.services.Notices.RemoveEndpoint(v.ctx(), v.Actor, e.ID)
		},
	})
}

func (v *Visit) testEndpoint() error {
	e, err := v.theEndpoint()
	if err != nil {
		return err
	}
	return v.press(func() (to, word string, err error) {
		_, err = v.console.services.Notices.TestEndpoint(v.ctx(), v.Actor, v.once(), e.ID)
		return endpointsPath, "endpoint-tested", err
	})
}

func (v *Visit) retryNotice() error {
	id, err := model.ParseID[model.Notice](v.Param("id"))
	if err != nil {
		return err
	}
	return v.press(func() (to, word string, err error) {
		return endpointsPath, "notice-retried", v.console.services.Notices.Retry(v.ctx(), v.Actor, id)
	})
}
