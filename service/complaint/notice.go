package complaint

import (
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// tell puts a notice about a complaint for everybody whom the kind names into the outbox. An authority told of a complaint
// is the one that handles it, unless another one is named.
func tell(tx *repository.Tx, kind model.NoticeKind, row model.Complaint, authority model.OrgID) error {
	facts := model.NoticeFacts{
		ComplaintID: row.ID.String(), ComplaintNumber: row.Number, State: string(row.State), Stated: model.NoticeTextOf(model.ComplaintLifecycle.Words[row.State]),
		Due: dueText(row.Running, row.DueAt), URL: "/console/complaints/" + row.ID.String(),
	}
	return put(tx, kind, row.ID.String(), facts, map[model.NoticeParty]model.OrgID{model.ToAuthority: authority, model.ToFirm: row.OrgID})
}

// tellTip puts a notice about a tip into the outbox. The operator that it is about is never told.
func tellTip(tx *repository.Tx, kind model.NoticeKind, row model.Tip) error {
	facts := model.NoticeFacts{
		TipID: row.ID.String(), TipNumber: row.Number, State: string(row.State), Stated: model.NoticeTextOf(model.TipLifecycle.Words[row.State]),
		Due: dueText(row.Running, row.DueAt), URL: "/console/tips/" + row.ID.String(),
	}
	return put(tx, kind, row.ID.String(), facts, map[model.NoticeParty]model.OrgID{model.ToAuthority: row.AuthorityID})
}

// dueText is a deadline while a clock runs.
func dueText(running int, due model.Instant) string {
	if running == 0 {
		return ""
	}
	return due.String()
}

// put writes a notice to each of the parties that the kind names. Nothing in it comes from who complained.
func put(tx *repository.Tx, kind model.NoticeKind, subject string, facts model.NoticeFacts, parties map[model.NoticeParty]model.OrgID) error {
	body, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	var rows []model.Notice
	for _, party := range kind.Info().To {
		if org := parties[party]; org != "" {
			rows = append(rows, tx.Notice().NewNotice(kind, org, subject, "", body))
		}
	}
	return tx.Notice().Insert(rows)
}

// moveNotices says what is told of each move of a complaint.
var moveNotices = map[model.ComplaintEvent]model.NoticeKind{
	model.ComplaintAccept: model.NewsComplaintAccepted, model.ComplaintConsent: model.NewsComplaintAnswered, model.ComplaintDecline: model.NewsComplaintAnswered,
	model.ComplaintSettle: model.NewsComplaintEnded, model.ComplaintEnd: model.NewsComplaintEnded, model.ComplaintContest: model.NewsComplaintHanded,
	model.ComplaintAssign: model.NewsComplaintHanded,
}

// tell tells who has to know of a move. An authority that takes a complaint itself is handed nothing.
func (m moving) tell(row model.Complaint) error {
	kind := moveNotices[m.in.Event]
	if kind == "" {
		return nil
	}
	authority := row.AuthorityID
	switch {
	case m.in.Event == model.ComplaintContest:
		authority = row.ProposedID
	case m.in.Event == model.ComplaintAssign && authority == m.actor.Org:
		return nil
	}
	return tell(m.tx, kind, row, authority)
}

// urgency is what has to be told of the present clock at a look: that its time is over, or, once, that it soon will be.
func (m marks) urgency(warnedAt model.Instant) model.NoticeKind {
	switch {
	case m.overdue:
		return model.NewsComplaintOverdue
	case m.warned && warnedAt < m.began:
		return model.NewsComplaintDueSoon
	}
	return ""
}
