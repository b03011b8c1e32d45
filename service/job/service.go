// Package job runs work that takes longer than a request: imports, exports, labels. A job waits in a queue of the
// database, any process takes it under a lease, and its end is written together with its effect.
//
// Where to look: service.go has what callers do with jobs; run.go the worker; work.go what a kind of job is written
// against; sheet.go, csv.go and xlsx.go read and write tables; import.go and export.go make kinds of them.
package job

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of jobs.
const (
	// MaxInput bounds an uploaded file, in bytes.
	MaxInput = 10 << 20
	// MaxUnfinished bounds the unfinished jobs of one organisation.
	MaxUnfinished = 20
	// KeptDays is how long files and faults of a job are kept after its end.
	KeptDays = 30
	// maxParams bounds the parameters of a job, in bytes.
	maxParams = 64 << 10
	// fileNameLength bounds the name of a file in characters.
	fileNameLength = 120
)

// Files keeps bytes under a key of its own making; catalog.Files is one.
type Files interface {
	Put(content []byte) (key string, err error)
	Write(fill func(io.Writer) error) (key string, err error)
	Open(key string) (content io.ReadSeekCloser, size int64, err error)
	Remove(key string) error
}

// Kind is one kind of job: who may order it and how it is done.
type Kind struct {
	Code model.JobKind
	// Need is the permission to start, confirm and cancel such jobs and to see those of others in the organisation.
	Need model.Permission
	// Input says that it takes an uploaded file, Checked that it first runs dry and waits for a confirmation.
	Input, Checked bool
	// Columns are those of the sheet that it reads, for templates and for naming faults.
	Columns []model.Column
	// Filters are the ways to narrow an export.
	Filters []Filter
	// Spanned says that an export takes a first and a last time.
	Spanned bool
	// Check refuses parameters that the work could not be done with; nil takes none.
	Check func(params json.RawMessage) error
	Work  Work
}

// Service is the job room. It is safe for concurrent use.
type Service struct {
	store  *repository.Store
	files  Files
	log    *slog.Logger
	kinds  []Kind
	holder string
	wake   chan struct{}

	mu      sync.Mutex
	running map[model.JobID]*Run
}

// New makes the room with the kinds of job that it can do.
func New(store *repository.Store, files Files, log *slog.Logger, kinds []Kind) *Service {
	return &Service{
		store: store, files: files, log: log, kinds: kinds, holder: rand.Text(), wake: make(chan struct{}, 1),
		running: map[model.JobID]*Run{},
	}
}

// kind returns a kind of job, or the refusal not-found.
func (s *Service) kind(code model.JobKind) (Kind, error) {
	i := slices.IndexFunc(s.kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, model.NotFound.Refuse()
	}
	return s.kinds[i], nil
}

// Kinds lists the kinds of job that the actor may order, in the order of their registration.
func (s *Service) Kinds(actor model.Actor) []Kind {
	return slices.DeleteFunc(slices.Clone(s.kinds), func(k Kind) bool { return !actor.Can(k.Need) })
}

// Columns lists the columns of the sheet that a kind of job reads; none for other kinds.
func (s *Service) Columns(code model.JobKind) []model.Column {
	k, _ := s.kind(code) // an unknown kind has no columns
	return k.Columns
}

// Upload is a file as it came.
type Upload struct {
	// Name is what the sender calls it.
	Name string
	// MediaType is what the sender says it is; what it is the work finds out.
	MediaType string
	Content   []byte
}

// NewJob orders a job.
type NewJob struct {
	Kind model.JobKind
	// Lang is the language of the files that it writes.
	Lang   model.Lang
	Params json.RawMessage
	// File is the input of kinds that take one.
	File *Upload
}

// started is what Once remembers of a new job.
type started struct{ Job model.JobID }

// Start orders a job and answers as soon as it is queued. Needs job:read and the permission of the kind.
//
// Refusals: unauthenticated, forbidden, not-found (the kind), invalid (value-required at file, params), too-large,
// job-file-unreadable, job-too-many, idempotency-key-reused, idempotency-in-flight.
func (s *Service) Start(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd NewJob) (model.Job, error) {
	k, err := s.admit(actor, cmd)
	if err != nil {
		return model.Job{}, err
	}
	row := model.Job{
		OrgID: actor.Org, Actor: actor.Name(), Kind: k.Code, State: model.JobLifecycle.Initial, Lang: cmd.Lang, Params: cmd.Params, Reason: []byte{},
	}
	if row.Params == nil {
		row.Params = []byte("{}")
	}
	if k.Input {
		if row.Input, err = s.keep(*cmd.File); err != nil {
			return model.Job{}, err
		}
	}
	made, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (started, error) {
		n, err := tx.Jobs().Unfinished(actor.Org)
		if err != nil {
			return started{}, err
		}
		if n >= MaxUnfinished {
			return started{}, model.JobsTooMany.Refuse(model.P("limit", MaxUnfinished))
		}
		row.ID, row.CreatedAt = repository.NewID[model.Job](tx), tx.Now()
		if err := tx.Jobs().Insert(row); err != nil {
			return started{}, err
		}
		tx.AfterCommit(s.wakeUp)
		return started{row.ID}, tx.Audit(actor, "job:start", row.ID.String(), string(row.Kind))
	})
	var refusal *model.Refusal
	if err == nil && made.Job != row.ID || errors.As(err, &refusal) && refusal.Problem.Kind != model.KindUnavailable {
		s.drop(ctx, row.Input.Key) // no row names it; after any other error one may
	}
	if err != nil {
		return model.Job{}, err
	}
	return s.Job(ctx, actor, made.Job)
}

// admit checks everything about an order that needs no database.
func (s *Service) admit(actor model.Actor, cmd NewJob) (k Kind, err error) {
	if err := actor.Must(model.PermJobRead); err != nil {
		return k, err
	}
	if k, err = s.kind(cmd.Kind); err != nil {
		return k, err
	}
	if err := actor.Must(k.Need); err != nil {
		return k, err
	}
	if len(cmd.Params) > maxParams {
		return k, model.TooLarge.Refuse(model.P("limit", maxParams))
	}
	if k.Check != nil {
		if err := k.Check(cmd.Params); err != nil {
			return k, err
		}
	}
	switch {
	case !k.Input:
		return k, nil
	case cmd.File == nil || len(cmd.File.Content) == 0:
		return k, model.ValueRequired.At("file")
	case len(cmd.File.Content) > MaxInput:
		return k, model.TooLarge.Refuse(model.P("limit", MaxInput))
	}
	return k, nil
}

// sealBytes are random bytes behind every file that is kept, so that no two jobs share one and each can be deleted for
// itself.
const sealBytes = 16

// seal draws the bytes that end a file.
func seal() []byte {
	b := make([]byte, sealBytes)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return b
}

// keep puts an upload on the disk.
func (s *Service) keep(u Upload) (model.JobFile, error) {
	f := model.JobFile{Name: fileName(u.Name), MediaType: mediaType(u.MediaType), Size: int64(len(u.Content))}
	var err error
	f.Key, err = s.files.Put(slices.Concat(u.Content, seal()))
	return f, err
}

// drop deletes a file that no row names.
func (s *Service) drop(ctx context.Context, key string) {
	if key == "" {
		return
	}
	if err := s.files.Remove(key); err != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "a job's file could not be deleted", slog.Any("error", err))
	}
}

// fileName keeps what is harmless of a name that a stranger chose: the last part of its path, without control characters
// and marks that reverse the order of what follows.
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > fileNameLength {
		name = string(r[len(r)-fileNameLength:]) // the end, which says what it is
	}
	return strings.TrimSpace(name)
}

// mediaType keeps a media type short and plain.
func mediaType(t string) string {
	t, _, _ = strings.Cut(strings.ToLower(t), ";")
	t = strings.TrimSpace(t)
	if len(t) > 100 || strings.Trim(t, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/") != "" {
		return ""
	}
	return t
}

// sight says which jobs of its organisation an actor may know of.
func (s *Service) sight(actor model.Actor) repository.JobFilter {
	f := repository.JobFilter{Actor: actor.Name()}
	for _, k := range s.Kinds(actor) {
		f.Kinds = append(f.Kinds, k.Code)
	}
	return f
}

// Job returns a job of the actor's own organisation that the actor has started or may order. Needs job:read. Refusals:
// unauthenticated, forbidden, not-found.
func (s *Service) Job(ctx context.Context, actor model.Actor, id model.JobID) (row model.Job, err error) {
	if err := actor.Must(model.PermJobRead); err != nil {
		return row, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err = tx.Jobs().Job(actor.Scope(), s.sight(actor), id)
		return err
	})
	s.enliven(&row)
	return row, err
}

// JobFilter narrows a list of jobs; empty fields do not.
type JobFilter struct {
	Kind  model.JobKind
	State model.JobState
}

// Jobs lists the jobs of the actor's own organisation that the actor has started or may order, newest first. Needs
// job:read. Refusals: unauthenticated, forbidden, page-token-invalid.
func (s *Service) Jobs(ctx context.Context, actor model.Actor, f JobFilter, page model.Page) (rows []model.Job, next model.PageToken, err error) {
	if err := actor.Must(model.PermJobRead); err != nil {
		return nil, "", err
	}
	sight := s.sight(actor)
	sight.Kind, sight.State = f.Kind, f.State
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Jobs().List(actor.Scope(), sight, page)
		return err
	})
	for i := range rows {
		s.enliven(&rows[i])
	}
	return rows, next, err
}

// enliven shows how far a job is that runs in this process: its row may be behind while a transaction holds the
// database.
func (s *Service) enliven(row *model.Job) {
	s.mu.Lock()
	run := s.running[row.ID]
	s.mu.Unlock()
	if run != nil && row.State == model.JobRunning {
		row.Done, row.Total = run.progress()
	}
}

// Confirm lets a job run for good after its dry run. Needs job:read and the permission of the kind. Refusals: not-found,
// forbidden, move-not-allowed, changed-meanwhile, idempotency-*.
func (s *Service) Confirm(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.JobID) (model.Job, error) {
	return s.change(ctx, actor, idem, id, "job:confirm", func(tx *repository.Tx, row model.Job) (model.Job, error) {
		tx.AfterCommit(s.wakeUp)
		return tx.Jobs().Confirm(row, actor.Name())
	})
}

// Cancel makes a job stop: at once while it waits, soon while it runs. Nothing of a cancelled job remains; one that is
// done cannot be cancelled. Needs job:read and the permission of the kind, unless the actor has started it. Refusals:
// not-found, forbidden, move-not-allowed, changed-meanwhile, idempotency-*.
func (s *Service) Cancel(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.JobID) (model.Job, error) {
	return s.change(ctx, actor, idem, id, "job:cancel", func(tx *repository.Tx, row model.Job) (model.Job, error) {
		on := model.JobCancel
		if row.State == model.JobChecked {
			on = model.JobAbandon
		}
		tx.AfterCommit(func() { s.interrupt(row.ID) })
		return tx.Jobs().Cancel(row, on, actor.Name())
	})
}

// change moves one job of the actor's organisation.
func (s *Service) change(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.JobID, action string,
	move func(*repository.Tx, model.Job) (model.Job, error),
) (model.Job, error) {
	if err := actor.Must(model.PermJobRead); err != nil {
		return model.Job{}, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (started, error) {
		row, err := tx.Jobs().Job(actor.Scope(), s.sight(actor), id)
		if err != nil {
			return started{}, err
		}
		k, err := s.kind(row.Kind)
		if err == nil && (action != "job:cancel" || row.Actor != actor.Name()) {
			err = actor.Must(k.Need)
		}
		if err != nil {
			return started{}, err
		}
		if _, err := move(tx, row); err != nil {
			return started{}, err
		}
		return started{id}, tx.Audit(actor, action, id.String(), string(row.Kind))
	})
	if err != nil {
		return model.Job{}, err
	}
	return s.Job(ctx, actor, id)
}

// Faults lists what is wrong with the rows of a job, in the order of its file, at most the first MaxJobFaults. Needs
// job:read. Refusals: not-found, page-token-invalid.
func (s *Service) Faults(ctx context.Context, actor model.Actor, id model.JobID, page model.Page) (job model.Job, rows []model.RowFault, next model.PageToken, err error) {
	if err := actor.Must(model.PermJobRead); err != nil {
		return job, nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if job, err = tx.Jobs().Job(actor.Scope(), s.sight(actor), id); err != nil {
			return err
		}
		var kept []model.JobFault
		if kept, next, err = tx.Jobs().Faults(id, page); err != nil {
			return err
		}
		for _, f := range kept {
			fault, err := readFault(f)
			if err != nil {
				return err
			}
			rows = append(rows, fault)
		}
		return nil
	})
	return job, rows, next, err
}

// readFault reads a fault as it is kept.
func readFault(f model.JobFault) (model.RowFault, error) {
	fault := model.RowFault{Row: int(f.Row), Column: f.Column, Problem: model.ProblemOf(f.Code)}
	if fault.Problem == nil {
		fault.Problem = model.ValueInvalid // a code of an older program
	}
	return fault, json.Unmarshal(f.Params, &fault.Params)
}

// Reason returns why a job failed, nil when it did not.
func Reason(row model.Job) (*model.Refusal, error) {
	if len(row.Reason) == 0 {
		return nil, nil
	}
	var kept reason
	if err := json.Unmarshal(row.Reason, &kept); err != nil {
		return nil, fmt.Errorf("reason of job %s: %w", row.ID, err)
	}
	p := model.ProblemOf(kept.Code)
	if p == nil {
		p = model.Internal
	}
	return p.Refuse(kept.Params...), nil
}

// reason is a refusal as a job keeps it.
type reason struct {
	Code   string
	Params []model.Param
}

// OpenResult opens the file that a job has written; the caller closes it. Needs job:read and the permission of the kind,
// unless the actor has started it. Refusals: not-found, job-no-result, job-forgotten.
func (s *Service) OpenResult(ctx context.Context, actor model.Actor, id model.JobID) (model.Job, io.ReadSeekCloser, error) {
	row, err := s.Job(ctx, actor, id)
	switch {
	case err != nil:
		return row, nil, err
	case !row.ForgottenAt.IsZero():
		return row, nil, model.JobForgotten.Refuse(model.P("days", KeptDays))
	case row.Result.Key == "":
		return row, nil, model.JobNoResult.Refuse()
	}
	content, err := s.open(row.Result)
	return row, content, err
}

// open opens a kept file without the bytes behind it.
func (s *Service) open(f model.JobFile) (io.ReadSeekCloser, error) {
	content, size, err := s.files.Open(f.Key)
	if err != nil {
		return nil, err
	}
	at, ok := content.(io.ReaderAt)
	if !ok || size < sealBytes {
		return nil, errors.Join(fmt.Errorf("file of a job: %s is none", f.Key), content.Close())
	}
	return &unsealed{io.NewSectionReader(at, 0, size-sealBytes), content}, nil
}

// unsealed is a kept file without the bytes behind it.
type unsealed struct {
	*io.SectionReader
	io.Closer
}

// forgetEvery is how often files are looked for that have been kept long enough; forgetAtOnce bounds one look.
const (
	forgetEvery  = time.Hour
	forgetAtOnce = 100
)

// Forget deletes the files and faults of jobs that ended KeptDays ago, and gives up jobs that have waited as long for a
// confirmation. It returns how many it dealt with.
func (s *Service) Forget(ctx context.Context) (n int, err error) {
	var rows []model.Job
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, err = tx.Jobs().Stale(tx.Now().Add(-KeptDays*24*time.Hour), forgetAtOnce)
		return err
	})
	for _, row := range rows {
		err := s.store.Write(ctx, func(tx *repository.Tx) error {
			if row.State == model.JobChecked {
				_, err := tx.Jobs().Cancel(row, model.JobAbandon, row.Actor)
				return err
			}
			return tx.Jobs().Forget(row.ID)
		})
		if errors.Is(err, model.ChangedMeanwhile) {
			continue
		}
		if err != nil {
			return n, err
		}
		if n++; row.State == model.JobChecked {
			continue // its files go with the next look, KeptDays later
		}
		s.drop(ctx, row.Input.Key)
		s.drop(ctx, row.Result.Key)
	}
	return n, err
}
