package notice

import (
	"cmp"
	"encoding/json"
	"strings"

	"suyuan/model"
)

// labels name the facts of a notice.
var labels = struct{ recall, claim, recourse, complaint, tip, cover, lot, sum, state, goods, hazard, grade, by, due, open, foot model.Text }{
	recall:    model.Text{ZH: "召回编号", UG: "قايتۇرۇۋېلىش نومۇرى", EN: "Recall"},
	claim:     model.Text{ZH: "索赔编号", UG: "تۆلەم تەلىپى نومۇرى", EN: "Claim"},
	recourse:  model.Text{ZH: "追偿编号", UG: "سۈيلەش نومۇرى", EN: "Recourse"},
	complaint: model.Text{ZH: "投诉编号", UG: "ئەرز نومۇرى", EN: "Complaint"},
	tip:       model.Text{ZH: "举报编号", UG: "پاش قىلىش نومۇرى", EN: "Tip"},
	cover:     model.Text{ZH: "保单或保证金编号", UG: "سۇغۇرتا ياكى كاپالەت نومۇرى", EN: "Policy or bond"},
	lot:       model.Text{ZH: "批次", UG: "تۈركۈم", EN: "Lot"},
	sum:       model.Text{ZH: "金额", UG: "سوممىسى", EN: "Sum"},
	state:     model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"},
	goods:     model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Goods"},
	hazard:    model.Text{ZH: "危害", UG: "خەۋپى", EN: "Hazard"},
	grade:     model.Text{ZH: "等级", UG: "دەرىجىسى", EN: "Grade"},
	by:        model.Text{ZH: "召回方", UG: "قايتۇرۇۋالغۇچى", EN: "Recalled by"},
	due:       model.Text{ZH: "期限", UG: "مۇددىتى", EN: "Due"},
	open:      model.Text{ZH: "查看并答复", UG: "كۆرۈش ۋە جاۋاب بېرىش", EN: "Read and answer"},
	foot:      model.Text{ZH: "本通知由溯源系统自动发送，请勿回复。", UG: "بۇ ئۇقتۇرۇشنى ئىز قوغلاش سىستېمىسى ئاپتوماتىك ئەۋەتتى، جاۋاب قايتۇرماڭ.", EN: "This notice was sent automatically. Do not reply to it."},
}

// Message is what a notice says, to people and to machines. It names companies and goods, no people.
type Message struct {
	Type model.NoticeKind  `json:"type"`
	At   string            `json:"timestamp"` // when it was written
	Data model.NoticeFacts `json:"data"`
}

// message writes what a notice says.
func message(kind model.NoticeKind, facts model.NoticeFacts, base string, at model.Instant) Message {
	facts.URL, facts.What = base+cmp.Or(facts.URL, "/"), model.NoticeTextOf(kind.Info().What)
	return Message{kind, at.String(), facts}
}

// readMessage reads back what was kept of a notice.
func readMessage(body []byte) (m Message, err error) { return m, json.Unmarshal(body, &m) }

// readFacts reads what a notice to a desk or to a claimant says of its subject.
func readFacts(n model.Notice) (f model.NoticeFacts, err error) { return f, json.Unmarshal(n.Body, &f) }

// Facts is what a notice says of its subject, by whatever way it goes; of one that cannot be read it is nothing.
func Facts(n model.Notice) (f model.NoticeFacts) {
	if n.Address != "" {
		m, _ := readMessage(n.Body)
		return m.Data
	}
	f, _ = readFacts(n)
	return f
}

// Mail writes the notice as a mail in a language: subject and plain text.
func (m Message) Mail(lang model.Lang) (subject, text string) {
	words := m.Type.Info()
	subject = words.Head.In(lang)
	if number := m.Data.Number(); number != "" {
		subject += " — " + number
	}
	var b strings.Builder
	b.WriteString(words.What.In(lang) + "\n\n")
	due := m.Data.Due
	var at model.Instant
	if due != "" && at.UnmarshalText([]byte(due)) == nil {
		due = at.Time().In(model.China).Format("2006-01-02 15:04 -0700")
	}
	for _, fact := range []struct {
		label model.Text
		value string
	}{
		{labels.recall, m.Data.RecallNumber},
		{labels.recourse, m.Data.RecourseNumber},
		{labels.complaint, m.Data.ComplaintNumber},
		{labels.tip, m.Data.TipNumber},
		{labels.claim, m.Data.ClaimNumber},
		{labels.cover, m.Data.CoverNumber},
		{labels.lot, m.Data.Lot},
		{labels.sum, strings.TrimSpace(m.Data.Amount + " " + string(m.Data.Currency))},
		{labels.state, m.Data.Stated.Text().In(lang)},
		{labels.goods, m.Data.Title.Text().In(lang)},
		{labels.hazard, m.Data.Hazard.Text().In(lang)},
		{labels.grade, cmp.Or(m.Data.Graded.Text().In(lang), m.Data.Grade)},
		{labels.by, m.Data.By.Text().In(lang)},
		{labels.due, due},
		{labels.open, m.Data.URL},
	} {
		if fact.value != "" {
			b.WriteString(fact.label.In(lang) + ": " + oneLine(fact.value) + "\n")
		}
	}
	b.WriteString("\n" + labels.foot.In(lang) + "\n")
	return oneLine(subject), b.String()
}

// oneLine keeps a text that somebody wrote from looking like more than one fact.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
