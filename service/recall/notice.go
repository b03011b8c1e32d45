package recall

import (
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// movedNotices says which moves of a task its holder is told of.
var movedNotices = map[model.TaskEvent]model.NoticeKind{
	model.TaskReject: model.NewsRecallRejected, model.TaskReopen: model.NewsRecallReopened, model.TaskWithdraw: model.NewsRecallWithdrawn,
	model.TaskEscalate: model.NewsRecallOverdue, model.TaskNotify: model.NewsRecallTask,
}

// told is one organisation that is told something of a case, or of its task in it.
type told struct {
	to   model.OrgID
	task model.RecallTaskID // empty for what concerns the case
	kind model.NoticeKind
	due  model.Instant // until when something has to be done; 0 when no rule says
}

// tellAll puts notices of a case into the outbox. An exercise tells nobody.
func tellAll(tx *repository.Tx, c model.Recall, list []told) error {
	if len(list) == 0 || c.Mock == 1 {
		return nil
	}
	orgs := map[model.OrgID]repository.OrgName{c.OrgID: {}}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return err
	}
	facts := model.NoticeFacts{
		RecallNumber: c.Number, RecallID: c.ID.String(), Title: model.NoticeTextOf(c.Title), Hazard: model.NoticeTextOf(c.Hazard),
		By: model.NoticeTextOf(orgs[c.OrgID].Name), Grade: string(c.Grade), Graded: model.NoticeTextOf(gradeName(c)),
	}
	rows := make([]model.Notice, 0, len(list))
	for _, t := range list {
		facts.TaskID, facts.Due, facts.URL = t.task.String(), t.due.String(), "/console/recalls/"+c.ID.String()
		if t.task != "" {
			facts.URL = "/console/recall-tasks/" + t.task.String()
		}
		body, err := json.Marshal(facts)
		if err != nil {
			return err
		}
		rows = append(rows, tx.Notice().NewNotice(t.kind, t.to, c.ID.String(), t.task.String(), body))
	}
	return tx.Notice().Insert(rows)
}

// outboxName is who moves a task when its notice has arrived or could not be delivered.
const outboxName = "system:outbox"

// NoticeArrived moves the task of a notice that has arrived; see notice.Fate.
func NoticeArrived(tx *repository.Tx, n model.Notice) error {
	return moveTold(tx, n, model.TaskDeliver)
}

// NoticeBounced moves the task of a notice that could not be delivered, unless another way has worked or may still; see
// notice.Fate.
func NoticeBounced(tx *repository.Tx, n model.Notice) error {
	if n.PartID == "" {
		return nil
	}
	open, err := tx.Notice().AnyOpen(n.PartID, n.ID)
	if err != nil || open {
		return err
	}
	return moveTold(tx, n, model.TaskBounce)
}

// moveTold moves the task of a notice to where it is after its holder was told, or could not be.
func moveTold(tx *repository.Tx, n model.Notice, on model.TaskEvent) error {
	if n.PartID == "" {
		return nil
	}
	t, err := tx.Recall().HoldTask(model.RecallTaskID(n.PartID))
	if err != nil {
		return err
	}
	for _, on := range []model.TaskEvent{model.TaskNotify, on} {
		if on == model.TaskNotify && t.State != model.TaskIssued {
			continue
		}
		if _, err := model.TaskLifecycle.Next(t.State, on); err != nil {
			continue // it has gone on already
		}
		if err := tx.Recall().MoveTask(&t, on, outboxName, ""); err != nil {
			return err
		}
	}
	return nil
}
