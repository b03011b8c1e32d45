package console

import (
	"slices"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/notice"
)

const newsPath = "/console/news"

// news lists what the organisation was told at its desk, with what it is about and where to act.
func (v *Visit) news() error {
	var topics []model.NoticeTopic
	topic := model.NoticeTopic(v.query("topic"))
	if slices.Contains(model.NoticeTopics(), topic) {
		topics = append(topics, topic)
	}
	rows, next, err := v.console.services.Notices.News(v.ctx(), v.Actor, topics, v.page())
	if err != nil {
		return err
	}
	tabs := web.Tabs{{To: newsPath, Text: web.Word("news.all"), Here: len(topics) == 0}}
	for _, t := range notice.Readable(v.Actor) {
		tabs = append(tabs, web.Tab{To: newsPath + "?" + query("topic", string(t)), Text: web.Word("news.topic." + string(t)), Here: t == topic})
	}
	table := web.Table{
		Caption: web.Word("nav.news"), ID: "news", Columns: []web.Column{{Label: "news.what"}, {Label: "news.about"}, {Label: "news.due"}, {Label: "task.at"}},
		Empty: web.Empty{Title: web.Word("news.none"), Text: web.Word("news.none.text")},
	}
	for _, n := range rows {
		table.Rows = append(table.Rows, v.newsRow(n))
	}
	page := web.Page{Title: web.Word("nav.news"), Lead: web.Word("news.lead"), Parts: []web.Part{tabs, v.paged(table, next)}}
	if v.can(model.PermSubscribe) {
		page.Actions = []web.Action{{To: endpointsPath, Text: web.Word("nav.notice-endpoints"), Icon: "bell"}}
	}
	return v.show(page)
}

func (v *Visit) newsRow(n model.Notice) web.Row {
	f := notice.Facts(n)
	about := web.Stack{web.Code(f.Number())}
	if title := f.Title.Text(); title != (model.Text{}) {
		about = append(about, web.Fine{Text: web.Name(title)})
	}
	if f.Lot != "" {
		about = append(about, web.Fine{Text: web.Inline{web.Word("task.lot"), web.Code(f.Lot)}})
	}
	if m, err := model.ParseMoney(f.Amount, f.Currency); err == nil && m.Fen != 0 {
		about = append(about, web.Fine{Text: web.Money(m)})
	}
	if stated := f.Stated.Text(); stated != (model.Text{}) {
		about = append(about, web.Chip{Text: web.Name(stated)})
	}
	row := web.Row{To: f.URL, Cells: []web.Value{
		web.Stack{web.Strong{Text: noticeTitle(n)}, web.Fine{Text: web.Name(n.Kind.Info().What)}}, about, nil, web.Moment(n.CreatedAt),
	}}
	var due model.Instant
	if f.Due != "" && due.UnmarshalText([]byte(f.Due)) == nil {
		row.Cells[2] = web.Until(due)
	}
	return row
}

// noticeTitle names a notice.
func noticeTitle(n model.Notice) web.Value { return web.Name(n.Kind.Info().Head) }

// topicNames names the topics of an address.
func topicNames(topics []model.NoticeTopic) web.Value {
	var names web.Stack
	for _, t := range topics {
		names = append(names, web.Name(model.NoticeTopicWords[t]))
	}
	return names
}

// topicField chooses among the topics.
func topicField(chosen []model.NoticeTopic) web.Field {
	f := web.Field{Name: "topics", Label: web.Word("endpoint.topics"), Hint: web.Word("endpoint.topics.hint"), Kind: web.KindTicks, Required: true}
	for _, t := range model.NoticeTopics() {
		f.Options = append(f.Options, web.Option{Value: string(t), Text: web.Name(model.NoticeTopicWords[t])})
	}
	for _, t := range chosen {
		f.Values = append(f.Values, string(t))
	}
	return f
}

func topicsChosen(in *Input) (topics []model.NoticeTopic) {
	for _, t := range in.list("topics") {
		topics = append(topics, model.NoticeTopic(t))
	}
	return topics
}

// noticeTopics changes of what an address is told.
func (v *Visit) noticeTopics() error {
	e, err := v.theEndpoint()
	if err != nil {
		return err
	}
	return v.run(task{
		form: web.Form{Submit: "endpoint.topics.change", Cancel: endpointsPath, Fields: []web.Field{topicField(e.TopicList())}},
		page: func(f web.Form) web.Page {
			facts := web.Facts{{Label: "endpoint.address", Value: web.Code(e.Address)}}
			return web.Page{Title: web.Word("endpoint.topics.change"), Back: endpointTrail, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{facts, f}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			topics := topicsChosen(in)
			if err := in.err(); err != nil {
				return "", "", err
			}
			return endpointsPath, "endpoint-topics", v.console.services.Notices.SetTopics(v.ctx(), v.Actor, e.ID, topics)
		},
	})
}
