package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/job"
)

var ctx = context.Background()

// once is no idempotency key.
var once = model.Idempotency{}

// The kinds of job of the tests.
const (
	kindFile  model.JobKind = "test-file"  // writes its input to its result
	kindSheet model.JobKind = "test-sheet" // an import of one column
	kindWait  model.JobKind = "test-wait"  // waits until it is stopped
)

// house is the job room over a database of its own.
type house struct {
	t     *testing.T
	store *repository.Store
	clock *repotest.Clock
	dir   string
	room  *job.Service

	owner, viewer, stranger, regulator model.Actor

	mu      sync.Mutex
	wrote   int                           // how many rows the import has kept
	inside  func(tx *repository.Tx) error // runs inside the import
	working chan struct{}                 // tells that kindWait has begun
	ended   chan struct{}                 // tells that it was stopped
	calls   int
}

func each(t *testing.T, test func(h *house)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := newHouse(t, s, clock)
		test(h)
		violations, err := s.Fsck(ctx)
		if err != nil || len(violations) > 0 {
			t.Errorf("fsck: %v %v", violations, err)
		}
	})
}

func newHouse(t *testing.T, s *repository.Store, clock *repotest.Clock) *house {
	t.Helper()
	h := &house{t: t, store: s, clock: clock, dir: t.TempDir(), working: make(chan struct{}, 8), ended: make(chan struct{}, 8)}
	h.owner = h.person(h.company(model.KindProducer), model.RoleOwner)
	h.viewer = h.person(h.owner, model.RoleViewer)
	h.stranger = h.person(h.company(model.KindRetailer), model.RoleOwner)
	h.regulator = h.person(h.company(model.KindRegulator), model.RoleInspector)
	h.room = h.open()
	return h
}

// open makes another process over the same data.
func (h *house) open() *job.Service {
	h.t.Helper()
	return job.New(h.store, h.files(), slog.New(slog.DiscardHandler), h.kinds())
}

func (h *house) kinds() []job.Kind {
	columns := []model.Column{
		{Key: "code", Words: model.Text{ZH: "编号", UG: "نومۇر", EN: "Code"}, Required: true},
		{Key: "day", Words: model.Text{ZH: "日期", UG: "چېسلا", EN: "Day"}, Type: model.ColumnDate},
	}
	return []job.Kind{
		{Code: kindFile, Need: model.PermProductWrite, Input: true, Work: func(_ context.Context, run *job.Run) error {
			content, err := run.Input()
			if err != nil {
				return err
			}
			return run.Result("报告\u202e.csv", "text/csv", func(w io.Writer) error {
				_, err := w.Write(content)
				return err
			})
		}},
		job.ImportKind(kindSheet, model.PermProductWrite, columns, h.take, nil),
		{Code: kindWait, Need: model.PermProductRead, Work: func(ctx context.Context, run *job.Run) error {
			h.mu.Lock()
			h.calls++
			h.mu.Unlock()
			h.working <- struct{}{}
			<-ctx.Done()
			h.ended <- struct{}{}
			return run.Progress(1, 2)
		}},
	}
}

// take is an importer that refuses the code "bad" and counts what it keeps.
func (h *house) take(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error) {
	report, err := how.Run(ctx, h.store, func(tx *repository.Tx, r *model.ImportReport) error {
		for i, row := range rows {
			if row.Cells["code"] == "bad" {
				r.Refuse(row.Number, "code", model.ValueInvalid, model.P("value", "bad"))
				continue
			}
			if err := tx.Audit(actor, "test.take", row.Cells["code"], ""); err != nil {
				return err
			}
			r.Added++
			if err := how.Tick(i+1, len(rows)); err != nil {
				return err
			}
		}
		if h.inside != nil {
			return h.inside(tx)
		}
		return nil
	})
	if err == nil && !how.Dry && report.Faulty == 0 {
		h.mu.Lock()
		h.wrote += report.Added
		h.mu.Unlock()
	}
	return report, err
}

// files keeps bytes in a folder.
func (h *house) files() *folder { return &folder{h.dir} }

type folder struct{ dir string }

func (f *folder) Put(content []byte) (string, error) {
	return f.Write(func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

func (f *folder) Write(fill func(io.Writer) error) (string, error) {
	file, err := os.CreateTemp(f.dir, "f")
	if err != nil {
		return "", err
	}
	return filepath.Base(file.Name()), errors.Join(fill(file), file.Close())
}

func (f *folder) Open(key string) (io.ReadSeekCloser, int64, error) {
	file, err := os.Open(filepath.Join(f.dir, key))
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}

func (f *folder) Remove(key string) error { return os.Remove(filepath.Join(f.dir, key)) }

// kept lists the files on the disk.
func (h *house) kept() int {
	h.t.Helper()
	list, err := os.ReadDir(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	return len(list)
}

var serial int

var serialLock sync.Mutex

func number() int {
	serialLock.Lock()
	defer serialLock.Unlock()
	serial++
	return serial
}

// company makes an active organisation.
func (h *house) company(kind model.OrgKind) model.Actor {
	h.t.Helper()
	var o model.Organisation
	n := number()
	h.write(func(tx *repository.Tx) error {
		o = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: kind, Name: model.Text{ZH: fmt.Sprintf("企业%d", n)}, Country: "KZ",
			ForeignID: fmt.Sprintf("J-%d", n), Region: "652801", State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Access().AddOrganisation(o); err != nil {
			return err
		}
		_, err := repository.Move(tx, &model.OrganisationLifecycle, o.ID.String(), 1, model.OrgPending, model.OrgApprove, "public", "")
		return err
	})
	return model.Actor{Org: o.ID, OrgKind: kind, OrgState: model.OrgActive, Region: o.Region}
}

// person makes a member of an organisation.
func (h *house) person(of model.Actor, role model.Role) model.Actor {
	h.t.Helper()
	n := number()
	h.write(func(tx *repository.Tx) error {
		p := model.Person{
			ID: repository.NewID[model.Person](tx), Login: fmt.Sprintf("p%d@suyuan.test", n), Name: "P", Password: "x", Lang: model.ZH, CreatedAt: tx.Now(),
		}
		of.Person, of.Roles = p.ID, []model.Role{role}
		if err := tx.Access().AddPerson(p); err != nil {
			return err
		}
		return tx.Access().AddMembership(model.Membership{PersonID: p.ID, OrgID: of.Org, Role: role, CreatedAt: tx.Now()})
	})
	return of
}

func (h *house) write(fn func(tx *repository.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(ctx, fn); err != nil {
		h.t.Fatal(err)
	}
}

// start orders a job with a file.
func (h *house) start(actor model.Actor, kind model.JobKind, content string) model.Job {
	h.t.Helper()
	j, err := h.room.Start(ctx, actor, once, job.NewJob{Kind: kind, Lang: model.EN, File: &job.Upload{Name: "in.csv", MediaType: "text/csv", Content: []byte(content)}})
	if err != nil {
		h.t.Fatal(err)
	}
	return j
}

// run does what is queued and returns the job as it is then.
func (h *house) run(id model.JobID) model.Job {
	h.t.Helper()
	if err := h.room.RunQueued(ctx); err != nil {
		h.t.Fatal(err)
	}
	return h.job(id)
}

func (h *house) job(id model.JobID) model.Job {
	h.t.Helper()
	j, err := h.room.Job(ctx, h.owner, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return j
}

// stands checks the state of a job.
func (h *house) stands(j model.Job, want model.JobState) {
	h.t.Helper()
	if j.State != want {
		reason, _ := json.Marshal(string(j.Reason))
		h.t.Fatalf("the job is %s, want %s (%s)", j.State, want, reason)
	}
}

// taken counts the rows that imports have kept, by what the database says.
func (h *house) taken() int {
	h.t.Helper()
	var n int
	if err := repotest.SQL(h.t, h.store).QueryRowContext(ctx, "SELECT COUNT(*) FROM audit WHERE action = 'test.take'").Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func within(t *testing.T, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s does not happen", what)
	}
}

func readAll(t *testing.T, r io.ReadCloser) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func sheet(rows ...string) string { return strings.Join(rows, "\n") + "\n" }
