package repository

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"suyuan/model"
)

// Jobs keeps long work: what was asked for, who works on it, and what came of it.
type Jobs struct{ tx *Tx }

// Jobs returns the job room's part of the transaction.
func (tx *Tx) Jobs() Jobs { return Jobs{tx} }

// Insert adds a job; it is born queued.
func (j Jobs) Insert(row model.Job) error { return insert(j.tx, []model.Job{row}) }

// Unfinished counts the jobs of an organisation that a worker has yet to end. A checked import waits for a person, who
// may have forgotten it; it keeps no worker busy.
func (j Jobs) Unfinished(org model.OrgID) (n int64, err error) {
	err = j.tx.db.Model(&model.Job{}).Where("org_id = ? AND state IN ?", org,
		[]model.JobState{model.JobQueued, model.JobRunning, model.JobCancelling}).Count(&n).Error
	return n, err
}

// JobFilter narrows the jobs of an organisation to those that somebody may know of and asked for.
type JobFilter struct {
	// Actor sees its own jobs and those of Kinds.
	Actor string
	Kinds []model.JobKind
	// Kind and State, when given, are the only ones wanted.
	Kind  model.JobKind
	State model.JobState
}

// mine starts a query over the jobs of the scope's own organisation: a regulator's region is no part of it.
func (j Jobs) mine(scope model.Scope, f JobFilter) *gorm.DB {
	q := j.tx.db.Where("org_id = ?", scope.Org())
	if len(f.Kinds) == 0 {
		return q.Where("actor = ?", f.Actor)
	}
	return q.Where("(actor = ? OR kind IN ?)", f.Actor, f.Kinds)
}

// Job returns a job of the scope's own organisation, or not-found.
func (j Jobs) Job(scope model.Scope, f JobFilter, id model.JobID) (row model.Job, err error) {
	return row, absent(j.mine(scope, f).Where("id = ?", id).Take(&row).Error)
}

// List lists jobs of the scope's own organisation, newest first. Refusal: page-token-invalid.
func (j Jobs) List(scope model.Scope, f JobFilter, page model.Page) ([]model.Job, model.PageToken, error) {
	after, err := readCursor[model.JobID]("jobs", page)
	if err != nil {
		return nil, "", err
	}
	q := j.mine(scope, f)
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.Job
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("jobs", page, rows, func(r model.Job) model.JobID { return r.ID })
	return rows, next, nil
}

// claimAhead is how many candidates a worker looks at: others may take the first ones meanwhile.
const claimAhead = 16

// Claim gives a worker one job to do: one whose worker has let its lease expire, else the oldest queued one of an
// organisation that has none running. found is false when there is none.
func (j Jobs) Claim(holder string, lease time.Duration) (row model.Job, found bool, err error) {
	if row, found, err = j.takeOver(holder, lease); found || err != nil {
		return row, found, err
	}
	var rows []model.Job
	err = j.tx.db.Where("state = ? AND NOT EXISTS (SELECT 1 FROM jobs other WHERE other.org_id = jobs.org_id AND other.state IN (?, ?))",
		model.JobQueued, model.JobRunning, model.JobCancelling).Order("id").Limit(claimAhead).Find(&rows).Error
	if err != nil {
		return row, false, err
	}
	for _, row := range rows {
		row.State, err = Move(j.tx, &model.JobLifecycle, row.ID.String(), row.Version, row.State, model.JobStart, row.Actor, "")
		if errors.Is(err, model.ChangedMeanwhile) {
			continue
		}
		if err != nil {
			return row, false, err
		}
		row.Version++
		row.Attempts++
		if row.StartedAt.IsZero() {
			row.StartedAt = j.tx.now
		}
		if _, err := j.tx.exec("UPDATE jobs SET attempts = ?, started_at = ?, done = 0, total = 0 WHERE id = ?", row.Attempts, row.StartedAt, row.ID); err != nil {
			return row, false, err
		}
		_, err = j.tx.exec("INSERT INTO job_leases (job_id, holder, expires_at) VALUES (?, ?, ?)", row.ID, holder, j.tx.now.Add(lease))
		return row, err == nil, err
	}
	return row, false, nil
}

// takeOver claims a job whose worker has gone silent.
func (j Jobs) takeOver(holder string, lease time.Duration) (row model.Job, found bool, err error) {
	type expired struct {
		JobID  model.JobID
		Holder string
	}
	var list []expired
	err = j.tx.query(func(r *sql.Rows) error {
		var e expired
		err := r.Scan(&e.JobID, &e.Holder)
		list = append(list, e)
		return err
	}, "SELECT job_id, holder FROM job_leases WHERE expires_at < ? ORDER BY expires_at LIMIT ?", j.tx.now, claimAhead)
	if err != nil {
		return row, false, err
	}
	for _, e := range list {
		n, err := j.tx.exec("UPDATE job_leases SET holder = ?, expires_at = ? WHERE job_id = ? AND holder = ? AND expires_at < ?",
			holder, j.tx.now.Add(lease), e.JobID, e.Holder, j.tx.now)
		if err != nil {
			return row, false, err
		}
		if n != 1 {
			continue
		}
		if _, err := j.tx.exec("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?", e.JobID); err != nil {
			return row, false, err
		}
		err = j.tx.db.Where("id = ?", e.JobID).Take(&row).Error
		return row, err == nil, err
	}
	return row, false, nil
}

// Beat tells that a worker is alive and how far it is, and returns the job's state; held is false when the lease is not
// its own any more.
func (j Jobs) Beat(id model.JobID, holder string, lease time.Duration, done, total int64) (state model.JobState, held bool, err error) {
	n, err := j.tx.exec("UPDATE job_leases SET expires_at = ? WHERE job_id = ? AND holder = ?", j.tx.now.Add(lease), id, holder)
	if err != nil || n != 1 {
		return "", false, err
	}
	if _, err := j.tx.exec("UPDATE jobs SET done = ?, total = ? WHERE id = ?", done, total, id); err != nil {
		return "", false, err
	}
	state, err = j.State(id)
	return state, true, err
}

// State returns where a job stands.
func (j Jobs) State(id model.JobID) (state model.JobState, err error) {
	return state, j.tx.sql.QueryRowContext(j.tx.ctx(), "SELECT state FROM jobs WHERE id = ?", id).Scan(&state)
}

// ErrLeaseLost says that another worker has taken a job over.
var ErrLeaseLost = errors.New("the lease of the job is lost")

// Outcome is what became of a job in its worker's hands.
type Outcome struct {
	On               model.JobEvent
	Added, Unchanged int64
	// Done of Total rows were through when it ended.
	Done, Total int64
	Faulty      int64
	Faults      []model.JobFault
	Result      model.JobFile
	Reason      []byte
}

// Settle gives up a worker's lease and moves its job. A job that is being cancelled stops, whatever its worker says; the
// state in which it then stands is returned. Errors: ErrLeaseLost.
func (j Jobs) Settle(id model.JobID, holder string, o Outcome) (model.JobState, error) {
	n, err := j.tx.exec("DELETE FROM job_leases WHERE job_id = ? AND holder = ?", id, holder)
	if err != nil {
		return "", err
	}
	if n != 1 {
		return "", ErrLeaseLost
	}
	var row model.Job
	if err := j.tx.db.Where("id = ?", id).Take(&row).Error; err != nil {
		return "", err
	}
	if row.State == model.JobCancelling {
		o = Outcome{On: model.JobStop}
	}
	state, err := Move(j.tx, &model.JobLifecycle, row.ID.String(), row.Version, row.State, o.On, row.Actor, "")
	if err != nil {
		return row.State, err
	}
	return state, j.record(row, state, o)
}

// record writes what a worker found beside the new state.
func (j Jobs) record(row model.Job, state model.JobState, o Outcome) error {
	if o.On == model.JobRequeue {
		_, err := j.tx.exec("UPDATE jobs SET done = 0, total = 0 WHERE id = ?", row.ID)
		return err
	}
	finished, reason := model.Instant(0), o.Reason
	if state.Over() {
		finished = j.tx.now
	}
	if reason == nil {
		reason = []byte{}
	}
	_, err := j.tx.exec("UPDATE jobs SET attempts = 0, done = ?, total = ?, added = ?, unchanged = ?, faults = ?, reason = ?, result_key = ?, result_name = ?, "+
		"result_media_type = ?, result_size = ?, finished_at = ? WHERE id = ?", o.Done, o.Total, o.Added, o.Unchanged, o.Faulty, reason,
		o.Result.Key, o.Result.Name, o.Result.MediaType, o.Result.Size, finished, row.ID)
	if err != nil {
		return err
	}
	if _, err := j.tx.exec("DELETE FROM job_faults WHERE job_id = ?", row.ID); err != nil {
		return err
	}
	return insert(j.tx, o.Faults)
}

// GiveBack makes a job that its worker could not finish through no fault of its own wait as if it had not been taken.
func (j Jobs) GiveBack(id model.JobID, holder string) error {
	state, err := j.Settle(id, holder, Outcome{On: model.JobRequeue})
	if err == nil && state == model.JobQueued {
		_, err = j.tx.exec("UPDATE jobs SET attempts = attempts - 1 WHERE id = ? AND attempts > 0", id)
	}
	return err
}

// Confirm lets a checked job run for good.
func (j Jobs) Confirm(row model.Job, actor string) (model.Job, error) {
	state, err := Move(j.tx, &model.JobLifecycle, row.ID.String(), row.Version, row.State, model.JobConfirm, actor, "")
	if err != nil {
		return row, err
	}
	row.State, row.Version, row.Confirmed = state, row.Version+1, true
	_, err = j.tx.exec("UPDATE jobs SET confirmed = ? WHERE id = ?", true, row.ID)
	return row, err
}

// Cancel makes a job stop, or not begin.
func (j Jobs) Cancel(row model.Job, on model.JobEvent, actor string) (model.Job, error) {
	state, err := Move(j.tx, &model.JobLifecycle, row.ID.String(), row.Version, row.State, on, actor, "")
	if err != nil {
		return row, err
	}
	row.State, row.Version = state, row.Version+1
	if state.Over() {
		row.FinishedAt = j.tx.now
		_, err = j.tx.exec("UPDATE jobs SET finished_at = ? WHERE id = ?", row.FinishedAt, row.ID)
	}
	return row, err
}

// Faults lists the faults of a job that the caller has been allowed to see, in the order of the file. Refusal:
// page-token-invalid.
func (j Jobs) Faults(id model.JobID, page model.Page) ([]model.JobFault, model.PageToken, error) {
	after, err := readCursor[int64]("job-faults", page)
	if err != nil {
		return nil, "", err
	}
	q := j.tx.db.Where("job_id = ?", id)
	if after != nil {
		q = q.Where("ordinal > ?", *after)
	}
	var rows []model.JobFault
	if err := q.Order("ordinal").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("job-faults", page, rows, func(f model.JobFault) int64 { return f.Ordinal })
	return rows, next, nil
}

// Stale lists jobs that ended before an instant and whose files are still kept, and jobs that have waited for a
// confirmation since before it.
func (j Jobs) Stale(before model.Instant, limit int) (rows []model.Job, err error) {
	err = j.tx.db.Where("(forgotten_at = 0 AND finished_at > 0 AND finished_at < ?) OR (state = ? AND created_at < ?)",
		before, model.JobChecked, before).Order("id").Limit(limit).Find(&rows).Error
	return rows, err
}

// Forget deletes the faults of a job that is over and notes that its files are gone.
func (j Jobs) Forget(id model.JobID) error {
	if _, err := j.tx.exec("DELETE FROM job_faults WHERE job_id = ?", id); err != nil {
		return err
	}
	_, err := j.tx.exec("UPDATE jobs SET input_key = '', result_key = '', forgotten_at = ? WHERE id = ?", j.tx.now, id)
	return err
}

// Starter returns who started a job as they are now: rights may have been taken away since. found is false when the
// person has left or the key has ended.
func (j Jobs) Starter(row model.Job) (a model.Actor, found bool, err error) {
	kind, id, _ := strings.Cut(row.Actor, ":")
	switch kind {
	case "person":
		var role model.Role
		err = j.tx.sql.QueryRowContext(j.tx.ctx(), "SELECT m.role, o.kind, o.state, o.region FROM memberships m JOIN people p ON p.id = m.person_id"+
			" JOIN organisations o ON o.id = m.org_id WHERE m.person_id = ? AND m.org_id = ? AND p.disabled = ?", id, row.OrgID, false).
			Scan(&role, &a.OrgKind, &a.OrgState, &a.Region)
		a.Person, a.Roles = model.PersonID(id), []model.Role{role}
	case "key":
		var k model.APIKey
		err = j.tx.sql.QueryRowContext(j.tx.ctx(), "SELECT k.roles, k.scopes, o.kind, o.state, o.region FROM api_keys k"+
			" JOIN organisations o ON o.id = k.org_id WHERE k.id = ? AND k.org_id = ? AND k.revoked_at = 0 AND k.expires_at > ?", id, row.OrgID, j.tx.now).
			Scan(&k.Roles, &k.Scopes, &a.OrgKind, &a.OrgState, &a.Region)
		a.Key, a.Roles, a.Scopes = model.KeyID(id), k.RoleList(), k.ScopeList()
	default:
		return a, false, nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return model.Actor{}, false, nil
	}
	a.Org = row.OrgID
	return a, err == nil, err
}

// AuditEach records that an actor did the same thing to several subjects; details go with them, in the same order.
func (tx *Tx) AuditEach(actor model.Actor, action string, subjects, details []string) error {
	rows := make([]auditRow, 0, len(subjects))
	for i, s := range subjects {
		rows = append(rows, auditRow{
			ID: tx.NextSeq(), At: tx.now, Actor: actor.Name(), OrgID: actor.Org, Action: action, SubjectID: s, Detail: details[i],
		})
	}
	return insertChunks(tx, rows)
}

// insertChunk keeps the placeholders of one statement below what SQLite takes (32 766) for rows of up to 30 columns.
const insertChunk = 500

func insertChunks[R any](tx *Tx, rows []R) error {
	for chunk := range slices.Chunk(rows, insertChunk) {
		if err := insert(tx, chunk); err != nil {
			return err
		}
	}
	return nil
}
