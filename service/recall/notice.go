package recall

import (
	"cmp"
	"encoding/json"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// NoticeKind says what a notice is about.
type NoticeKind = string

// The kinds of notice.
const (
	NoticeAnnounced NoticeKind = "recall.announced"
	NoticeTask      NoticeKind = "recall.task"
	NoticeReminder  NoticeKind = "recall.reminder"
	NoticeOverdue   NoticeKind = "recall.overdue"
	NoticeDelta     NoticeKind = "recall.changed"
	NoticeRejected  NoticeKind = "recall.answer-rejected"
	NoticeReopened  NoticeKind = "recall.task-reopened"
	NoticeWithdrawn NoticeKind = "recall.task-withdrawn"
	NoticeLifted    NoticeKind = "recall.lifted"
	NoticeClosed    NoticeKind = "recall.closed"
	NoticeOrdered   NoticeKind = "recall.ordered"
	NoticePlan      NoticeKind = "recall.plan-filed"
	NoticeLacking   NoticeKind = "recall.lacking"
	NoticeGrade     NoticeKind = "recall.grade"
	NoticeTest      NoticeKind = "recall.test"
)

// noticeWords say in one sentence what has happened and what is to be done.
var noticeWords = map[NoticeKind]struct{ head, what model.Text }{
	NoticeAnnounced: {
		model.Text{ZH: "召回公告", UG: "قايتۇرۇۋېلىش ئېلانى", EN: "Recall announced"},
		model.Text{ZH: "召回已发布，受影响批次即时停售。", UG: "قايتۇرۇۋېلىش ئېلان قىلىندى، تەسىرگە ئۇچرىغان تۈركۈملەر دەرھال توختىتىلدى.", EN: "A recall has been announced. The affected lots are blocked as of now."},
	},
	NoticeTask: {
		model.Text{ZH: "请立即停售", UG: "دەرھال سېتىشنى توختىتىڭ", EN: "Stop selling now"},
		model.Text{ZH: "您持有或曾收到受影响批次。请立即停止销售和使用，封存库存并答复。", UG: "سىزدە تەسىرگە ئۇچرىغان تۈركۈم بار ياكى بولغان. دەرھال سېتىش ۋە ئىشلىتىشنى توختىتىپ، ئامباردىكىسىنى پېچەتلەپ جاۋاب بېرىڭ.", EN: "You have or had affected lots. Stop selling and using them at once, seal what you have, and answer."},
	},
	NoticeReminder: {
		model.Text{ZH: "答复期限将到", UG: "جاۋاب مۇددىتى توشاي دەپ قالدى", EN: "Your answer is due"},
		model.Text{ZH: "期限将到，您的任务尚未完成。", UG: "مۇددەت توشاي دەپ قالدى، ۋەزىپىڭىز تېخى تاماملانمىدى.", EN: "Time is running out and your task is not done."},
	},
	NoticeOverdue: {
		model.Text{ZH: "任务已逾期", UG: "ۋەزىپە مۇددىتى ئۆتتى", EN: "Your task is overdue"},
		model.Text{ZH: "期限已过，任务尚未完成，已提请监管部门。", UG: "مۇددەت ئۆتتى، ۋەزىپە تاماملانمىدى، نازارەتچى تارماققا يوللاندى.", EN: "Time has run out, the task is not done, and the authority has been told."},
	},
	NoticeDelta: {
		model.Text{ZH: "召回范围有变化", UG: "قايتۇرۇۋېلىش دائىرىسى ئۆزگەردى", EN: "The recall has changed"},
		model.Text{ZH: "受影响的产品有变化，请查看您的任务。", UG: "تەسىرگە ئۇچرىغان مەھسۇلات ئۆزگەردى، ۋەزىپىڭىزنى كۆرۈڭ.", EN: "What is affected has changed. Look at your task."},
	},
	NoticeRejected: {
		model.Text{ZH: "答复被退回", UG: "جاۋاب قايتۇرۇلدى", EN: "Your answer was rejected"},
		model.Text{ZH: "证据或数量不符，请补充后重新答复。", UG: "ئىسپات ياكى سان ماس ئەمەس، تولۇقلاپ قايتا جاۋاب بېرىڭ.", EN: "Evidence or quantity does not fit. Complete it and answer again."},
	},
	NoticeReopened: {
		model.Text{ZH: "任务重新打开", UG: "ۋەزىپە قايتا ئېچىلدى", EN: "Your task is open again"},
		model.Text{ZH: "核查发现问题，请重新办理。", UG: "تەكشۈرۈشتە مەسىلە چىقتى، قايتا بېجىرىڭ.", EN: "A check found a fault. It has to be done again."},
	},
	NoticeWithdrawn: {
		model.Text{ZH: "任务已撤回", UG: "ۋەزىپە قايتۇرۇۋېلىندى", EN: "Your task is withdrawn"},
		model.Text{ZH: "您的产品已排除或召回已取消，无须再办理。", UG: "مەھسۇلاتىڭىز چىقىرىۋېتىلدى ياكى قايتۇرۇۋېلىش بىكار قىلىندى، ئەمدى بېجىرىش ھاجەتسىز.", EN: "Your goods are cleared or the recall is cancelled. Nothing more is to be done."},
	},
	NoticeLifted: {
		model.Text{ZH: "停售解除", UG: "چەكلەش ئەمەلدىن قالدۇرۇلدى", EN: "The block is lifted"},
		model.Text{ZH: "部分产品已解除停售，请查看详情。", UG: "بىر قىسىم مەھسۇلاتنىڭ چەكلىمىسى ئەمەلدىن قالدى، تەپسىلاتىنى كۆرۈڭ.", EN: "Some of the goods are free again. See what they are."},
	},
	NoticeClosed: {
		model.Text{ZH: "召回已结案", UG: "قايتۇرۇۋېلىش تاماملاندى", EN: "The recall is closed"},
		model.Text{ZH: "召回已核清并结案；未解除的批次仍然停售。", UG: "قايتۇرۇۋېلىش ئېنىقلىنىپ تاماملاندى؛ چەكلىمىسى ئەمەلدىن قالمىغان تۈركۈملەر يەنىلا سېتىلمايدۇ.", EN: "The recall is accounted for and closed. Lots that were not freed stay blocked."},
	},
	NoticeOrdered: {
		model.Text{ZH: "责令召回", UG: "قايتۇرۇۋېلىشقا بۇيرۇلدى", EN: "You are ordered to recall"},
		model.Text{ZH: "监管部门责令召回。受影响批次已禁售，请立即停产停售，按期限提交召回计划并发布公告。", UG: "نازارەتچى تارماق قايتۇرۇۋېلىشقا بۇيرۇدى. تەسىرگە ئۇچرىغان تۈركۈملەر چەكلەندى. دەرھال ئىشلەپچىقىرىش ۋە سېتىشنى توختىتىپ، مۇددىتىدە قايتۇرۇۋېلىش پىلانىنى تاپشۇرۇڭ ۋە ئېلان قىلىڭ.", EN: "The authority has ordered a recall. The affected lots are blocked. Stop making and selling them at once, and file the plan and the announcement in time."},
	},
	NoticePlan: {
		model.Text{ZH: "召回计划已提交", UG: "قايتۇرۇۋېلىش پىلانى تاپشۇرۇلدى", EN: "A recall plan has been filed"},
		model.Text{ZH: "企业已提交召回计划。请审阅；需要修改时请说明理由。", UG: "كارخانا قايتۇرۇۋېلىش پىلانىنى تاپشۇردى. كۆرۈپ چىقىڭ، تۈزىتىش زۆرۈر بولسا سەۋەبىنى يېزىڭ.", EN: "A company has filed its recall plan. Read it; if it has to change, say why."},
	},
	NoticeLacking: {
		model.Text{ZH: "召回措施不足", UG: "قايتۇرۇۋېلىش تەدبىرى يېتەرسىز", EN: "The measures are not enough"},
		model.Text{ZH: "监管部门认定召回措施不足，要求采取更有效的措施。请查看意见并立即改进。", UG: "نازارەتچى تارماق تەدبىرنى يېتەرسىز دەپ قارىدى، تېخىمۇ ئۈنۈملۈك تەدبىر قوللىنىشنى تەلەپ قىلدى. پىكىرنى كۆرۈپ، دەرھال ياخشىلاڭ.", EN: "The authority finds the measures of the recall insufficient and wants stronger ones. Read its findings and act on them at once."},
	},
	NoticeGrade: {
		model.Text{ZH: "召回级别提高", UG: "قايتۇرۇۋېلىش دەرىجىسى كۆتۈرۈلدى", EN: "The recall is graver than thought"},
		model.Text{ZH: "召回级别已提高，期限相应缩短。请查看新的期限。", UG: "قايتۇرۇۋېلىش دەرىجىسى كۆتۈرۈلدى، مۇددەتمۇ قىسقاردى. يېڭى مۇددەتنى كۆرۈڭ.", EN: "The grade of the recall has become graver, and its periods shorter. Look at the new deadlines."},
	},
	NoticeTest: {
		model.Text{ZH: "测试通知", UG: "سىناق ئۇقتۇرۇشى", EN: "Test notice"},
		model.Text{ZH: "这是一条测试通知，说明此地址可以收到召回通知。", UG: "بۇ سىناق ئۇقتۇرۇشى، بۇ ئادرېسنىڭ قايتۇرۇۋېلىش ئۇقتۇرۇشىنى تاپشۇرۇۋالالايدىغانلىقىنى بىلدۈرىدۇ.", EN: "This is a test. It shows that notices of recalls reach this address."},
	},
}

// noticeLabels name the facts of a notice.
var noticeLabels = struct{ number, goods, hazard, grade, by, due, open, foot model.Text }{
	number: model.Text{ZH: "召回编号", UG: "قايتۇرۇۋېلىش نومۇرى", EN: "Recall"},
	goods:  model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Goods"},
	hazard: model.Text{ZH: "危害", UG: "خەۋپى", EN: "Hazard"},
	grade:  model.Text{ZH: "等级", UG: "دەرىجىسى", EN: "Grade"},
	by:     model.Text{ZH: "召回方", UG: "قايتۇرۇۋالغۇچى", EN: "Recalled by"},
	due:    model.Text{ZH: "期限", UG: "مۇددىتى", EN: "Due"},
	open:   model.Text{ZH: "查看并答复", UG: "كۆرۈش ۋە جاۋاب بېرىش", EN: "Read and answer"},
	foot:   model.Text{ZH: "本通知由溯源系统自动发送，请勿回复。", UG: "بۇ ئۇقتۇرۇشنى ئىز قوغلاش سىستېمىسى ئاپتوماتىك ئەۋەتتى، جاۋاب قايتۇرماڭ.", EN: "This notice was sent automatically. Do not reply to it."},
}

// noticeOf returns the words of a kind; one that is not ours reads as a change.
func noticeOf(kind NoticeKind) struct{ head, what model.Text } {
	if w, known := noticeWords[kind]; known {
		return w
	}
	return noticeWords[NoticeDelta]
}

// movedNotices says which moves of a task its holder is told of.
var movedNotices = map[model.TaskEvent]NoticeKind{
	model.TaskReject: NoticeRejected, model.TaskReopen: NoticeReopened, model.TaskWithdraw: NoticeWithdrawn, model.TaskEscalate: NoticeOverdue,
	model.TaskNotify: NoticeTask,
}

// deskNotice is a notice to the desk of a holder, from which it goes on to the addresses that the holder has named.
func deskNotice(tx *repository.Tx, c model.Recall, t model.RecallTask, kind NoticeKind) model.RecallNotice {
	return model.RecallNotice{
		ID: repository.NewID[model.RecallNotice](tx), RecallID: c.ID, TaskID: t.ID, OrgID: t.OrgID, Kind: kind, Channel: model.ChannelDesk,
		State: model.NoticePending, Version: 1, Body: []byte("{}"), NextAt: tx.Now(), CreatedAt: tx.Now(),
	}
}

// NoticeMessage is what a notice says, to people and to machines. It names companies and goods, no people.
type NoticeMessage struct {
	Type string `json:"type"`
	At   string `json:"timestamp"` // when it was written
	Data struct {
		Number string      `json:"recall_number,omitempty"`
		Recall string      `json:"recall_id,omitempty"`
		Task   string      `json:"task_id,omitempty"`
		Title  *noticeText `json:"title,omitempty"`
		Hazard *noticeText `json:"hazard,omitempty"`
		By     *noticeText `json:"recalled_by,omitempty"`
		Grade  string      `json:"grade,omitempty"`
		Graded *noticeText `json:"grade_name,omitempty"`
		Due    string      `json:"due_at,omitempty"`
		URL    string      `json:"url"`
		What   noticeText  `json:"text"`
	} `json:"data"`
}

// noticeText is a text on the wire.
type noticeText struct {
	ZH string `json:"zh,omitempty"`
	UG string `json:"ug,omitempty"`
	EN string `json:"en,omitempty"`
}

func wireText(t model.Text) *noticeText {
	if t == (model.Text{}) {
		return nil
	}
	return &noticeText{t.ZH, t.UG, t.EN}
}

func (t *noticeText) text() model.Text {
	if t == nil {
		return model.Text{}
	}
	return model.Text{ZH: t.ZH, UG: t.UG, EN: t.EN}
}

// message writes what a notice says.
func message(kind NoticeKind, c model.Recall, t model.RecallTask, by model.Text, base string, at model.Instant) NoticeMessage {
	var m NoticeMessage
	m.Type, m.At = kind, at.String()
	d := &m.Data
	d.Number, d.Recall, d.Task, d.Grade, d.Due = c.Number, c.ID.String(), t.ID.String(), string(c.Grade), t.DueAt.String()
	d.Title, d.Hazard, d.By, d.Graded = wireText(c.Title), wireText(c.Hazard), wireText(by), wireText(gradeName(c))
	d.What = *wireText(noticeOf(kind).what)
	d.URL = base + "/"
	switch {
	case t.ID != "":
		d.URL = base + "/console/recall-tasks/" + t.ID.String()
	case c.ID != "":
		d.URL = base + "/console/recalls/" + c.ID.String()
	}
	return m
}

// readMessage reads back what was kept of a notice.
func readMessage(body []byte) (m NoticeMessage, err error) { return m, json.Unmarshal(body, &m) }

// Mail writes the notice as a mail in a language: subject and plain text.
func (m NoticeMessage) Mail(lang model.Lang) (subject, text string) {
	words := noticeOf(m.Type)
	subject = words.head.In(lang)
	if m.Data.Number != "" {
		subject += " — " + m.Data.Number
	}
	var b strings.Builder
	b.WriteString(words.what.In(lang) + "\n\n")
	due := m.Data.Due
	var at model.Instant
	if due != "" && at.UnmarshalText([]byte(due)) == nil {
		due = at.Time().In(model.China).Format("2006-01-02 15:04 -0700")
	}
	for _, fact := range []struct {
		label model.Text
		value string
	}{
		{noticeLabels.number, m.Data.Number},
		{noticeLabels.goods, m.Data.Title.text().In(lang)},
		{noticeLabels.hazard, m.Data.Hazard.text().In(lang)},
		{noticeLabels.grade, cmp.Or(m.Data.Graded.text().In(lang), m.Data.Grade)},
		{noticeLabels.by, m.Data.By.text().In(lang)},
		{noticeLabels.due, due},
		{noticeLabels.open, m.Data.URL},
	} {
		if fact.value != "" {
			b.WriteString(fact.label.In(lang) + ": " + oneLine(fact.value) + "\n")
		}
	}
	b.WriteString("\n" + noticeLabels.foot.In(lang) + "\n")
	return oneLine(subject), b.String()
}

// oneLine keeps a text that somebody wrote from looking like more than one fact.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Head names a notice to people.
func Head(n model.RecallNotice, lang model.Lang) string {
	return cmp.Or(noticeOf(n.Kind).head.In(lang), n.Kind)
}
