package main_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service"
	"suyuan/service/access"
)

// How the killed server is loaded.
const (
	killRounds  = 2  // the server is killed this often
	killWriters = 6  // captures at a time
	killAfter   = 40 // answers per round before it is killed
	killEvents  = 4  // events per document
)

// TestKill kills the server, as a process, in the midst of captures and starts it again. What was answered with success
// is there to the byte and once; what was not can be sent again under its Idempotency-Key and is then there once; and
// every invariant of the data holds.
func TestKill(t *testing.T) {
	t.Parallel()
	onBoth(t, (*killed).run)
}

// onBoth builds the program and runs a test that kills it with an installation on each engine.
func onBoth(t *testing.T, run func(*killed)) {
	t.Helper()
	binary := buildProgram(t)
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		h := &killed{t: t, binary: binary, dir: t.TempDir(), driver: "sqlite"}
		h.dsn = "file:" + filepath.Join(h.dir, "suyuan.db") + "?_pragma=busy_timeout(10000)"
		run(h)
	})
	t.Run("mysql", func(t *testing.T) {
		t.Parallel()
		h := &killed{t: t, binary: binary, dir: t.TempDir(), driver: "mysql", dsn: emptyMySQL(t)}
		h.env = []string{"SUYUAN_MYSQL_DSN=" + h.dsn}
		run(h)
	})
}

// buildProgram builds the program, once for each test that kills it.
func buildProgram(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "suyuan")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// databases numbers the databases of the tests that kill.
var databases atomic.Int64

// emptyMySQL makes a database on the server of the tests and returns its address.
func emptyMySQL(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("SUYUAN_TEST_MYSQL")
	if dsn == "" {
		if os.Getenv("SUYUAN_REQUIRE_MYSQL") != "" {
			t.Fatal("SUYUAN_TEST_MYSQL is not set")
		}
		t.Skip("SUYUAN_TEST_MYSQL is not set: run `make test`, which starts a MariaDB")
	}
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DBName = fmt.Sprintf("suyuan_kill_%d_%d", os.Getpid(), databases.Add(1))
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+cfg.DBName); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), "DROP DATABASE "+cfg.DBName)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Error(err)
		}
	})
	return cfg.FormatDSN()
}

// killed is one installation that is killed again and again.
type killed struct {
	t           *testing.T
	binary, dir string
	env         []string
	driver, dsn string
	key         string // of the company that captures

	serial atomic.Int64
	mu     sync.Mutex
	sent   []*paper
}

// paper is one document that was sent.
type paper struct {
	key    string
	body   []byte
	events map[string]string // eventID → body of the event
	// job is the capture job that the server has answered, "" while it has not answered.
	job string
}

func (h *killed) run() {
	h.found()
	for range killRounds {
		server := h.start()
		h.loadUntilKilled(server)
	}
	server := h.start()
	h.check("after the last kill", false)
	h.sendAgain(server)
	h.check("after sending everything again", true)
	server.stop()
	out, err := h.command("fsck").CombinedOutput()
	if err != nil {
		h.t.Errorf("fsck: %v\n%s", err, out)
	}
}

// found makes the schema, a company and its key.
func (h *killed) found() {
	h.t.Helper()
	store, s := h.open()
	defer store.Close()
	h.key = h.machine(s, h.company(store, "farm"), model.PermEventCapture)
}

// open makes the schema and returns the store, to be closed, and the services on it.
func (h *killed) open() (*repository.Store, *service.Services) {
	h.t.Helper()
	opts := repository.Options{Dir: h.dir, Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	if h.driver == "mysql" {
		opts.DSN = h.dsn
	}
	store, err := repository.Open(h.t.Context(), opts)
	h.must(err)
	_, err = store.Migrate(h.t.Context())
	h.must(err)
	s, err := service.New(service.Deps{Store: store, Clock: time.Now, Log: opts.Log, Dir: h.dir, BaseURL: "http://kill.example"})
	h.must(err)
	return store, s
}

// company adds an active company and returns its owner.
func (h *killed) company(store *repository.Store, name string) (owner model.Actor) {
	h.t.Helper()
	h.must(store.Write(h.t.Context(), func(tx *repository.Tx) error {
		org := model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindProducer, Name: model.Text{EN: name}, Country: "XX", ForeignID: name,
			Region: "650100", State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		owner = model.Actor{Person: model.PersonID(org.ID), Org: org.ID, OrgKind: org.Kind, OrgState: model.OrgActive, Region: org.Region, Roles: []model.Role{model.RoleOwner}}
		if err := tx.Access().AddOrganisation(org); err != nil {
			return err
		}
		_, err := repository.Move(tx, &model.OrganisationLifecycle, org.ID.String(), 1, org.State, model.OrgApprove, "test", "")
		return err
	}))
	return owner
}

// site adds a site of a company.
func (h *killed) site(s *service.Services, owner model.Actor) model.SiteID {
	h.t.Helper()
	site, err := s.Access.CreateSite(h.t.Context(), owner, model.Idempotency{}, access.NewSite{Name: model.Text{EN: "site"}, Region: "650102"})
	h.must(err)
	return site.ID
}

// machine makes a key of a company and returns its text.
func (h *killed) machine(s *service.Services, owner model.Actor, scopes ...model.Permission) string {
	h.t.Helper()
	key, err := s.Access.CreateKey(h.t.Context(), owner, model.Idempotency{}, access.NewKey{Name: "machine", Roles: owner.Roles, Scopes: scopes})
	h.must(err)
	return key.Text
}

func (h *killed) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *killed) command(verb string, args ...string) *exec.Cmd {
	cmd := exec.Command(h.binary, append([]string{verb, "--data", h.dir}, args...)...)
	cmd.Env = append(os.Environ(), append(h.env, "SUYUAN_RATE_PER_SECOND=100000", "SUYUAN_RATE_BURST=100000")...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it must not outlive the test
	return cmd
}

// process is a running server.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	errs *bytes.Buffer
}

// start runs the server and waits until it says where it serves.
func (h *killed) start() *process {
	h.t.Helper()
	p := &process{t: h.t, cmd: h.command("serve", "--listen", "127.0.0.1:0"), errs: &bytes.Buffer{}}
	p.cmd.Stderr = p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		_, p.url, _ = strings.Cut(lines.Text(), "suyuan serves ")
	}
	if p.url == "" {
		_ = p.cmd.Wait()
		h.t.Fatalf("the server did not start:\n%s", p.errs)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// kill ends the server at once, as a power cut would.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = p.cmd.Wait() // says that it was killed
}

// stop asks the server to end.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the server did not end well: %v\n%s", err, p.errs)
	}
}

// write makes a new document; its events have bytes that re-encoding would change.
func (h *killed) write() *paper {
	n := h.serial.Add(1)
	p := &paper{key: fmt.Sprintf("key-%d", n), events: map[string]string{}}
	var list []string
	for i := range killEvents {
		id := fmt.Sprintf("urn:uuid:%08d-0000-4000-8000-%012d", n, i)
		text := fmt.Sprintf(`{ "type":"ObjectEvent","eventID":"%s" ,"action":"ADD","bizStep":"commissioning","eventTime":"2026-11-22T15:00:0%d.000+08:00",`+
			`"eventTimeZoneOffset":"+08:00","quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/LOT","quantity":1.50,"uom":"KGM"}],`+
			`"example:note":"\u6eaf 'n° %d' \\"}`, id, i, n)
		p.events[id] = text
		list = append(list, text)
	}
	p.body = []byte(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"example":"https://ns.example.com/"}],` +
		`"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-11-22T08:00:00Z","epcisBody":{"eventList":[` + strings.Join(list, ",") + `]}}`)
	h.mu.Lock()
	h.sent = append(h.sent, p)
	h.mu.Unlock()
	return p
}

// loadUntilKilled captures from several clients at once and kills the server while they do.
func (h *killed) loadUntilKilled(server *process) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Minute)
	defer cancel()
	var answers atomic.Int64
	enough := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	for range killWriters {
		wg.Go(func() {
			for {
				p := h.write()
				job, err := h.send(ctx, server, p)
				if err != nil {
					return // killed
				}
				p.job = job
				if answers.Add(1) >= killAfter {
					once.Do(func() { close(enough) })
				}
			}
		})
	}
	select {
	case <-enough:
	case <-ctx.Done():
	}
	server.kill()
	wg.Wait()
	if answers.Load() < killAfter {
		h.t.Fatalf("only %d captures were answered:\n%s", answers.Load(), server.errs)
	}
}

// send captures a document and returns the id of its finished job. An error means that no answer came.
func (h *killed) send(ctx context.Context, server *process, p *paper) (job string, err error) {
	status, body, err := h.post(ctx, server, "/epcis/capture", "application/ld+json", p.key, p.body)
	if err != nil {
		return "", err
	}
	var answer struct {
		CaptureID string `json:"captureID"`
		Success   bool   `json:"success"`
		Accepted  int    `json:"accepted"`
	}
	if status != http.StatusAccepted || json.Unmarshal(body, &answer) != nil || !answer.Success || answer.Accepted != len(p.events) {
		h.t.Errorf("%s: status %d: %s", p.key, status, body)
	}
	return answer.CaptureID, nil
}

// move asks for a move of something and expects the state that it leads to. An error means that no answer came.
func (h *killed) move(ctx context.Context, server *process, path, idempotency, body, state string) error {
	status, answer, err := h.post(ctx, server, path, "application/json", idempotency, []byte(body))
	if err == nil && (status != http.StatusOK || !strings.Contains(string(answer), `"state":"`+state+`"`)) {
		h.t.Errorf("%s: status %d: %s", path, status, answer)
	}
	return err
}

// post sends a request with the company's key. An error means that no answer came.
func (h *killed) post(ctx context.Context, server *process, path, mediaType, idempotency string, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+h.key)
	req.Header.Set("Content-Type", mediaType)
	req.Header.Set("Idempotency-Key", idempotency)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

// sendAgain sends every document again under its key: answered ones get the same job, the others become known.
func (h *killed) sendAgain(server *process) {
	h.t.Helper()
	unanswered := 0
	for _, p := range h.sent {
		job, err := h.send(h.t.Context(), server, p)
		switch {
		case err != nil:
			h.t.Fatalf("%s: %v", p.key, err)
		case p.job == "":
			unanswered++
			p.job = job
		case job != p.job:
			h.t.Errorf("%s: job %s before the kill, %s after it", p.key, p.job, job)
		}
	}
	if unanswered == 0 {
		h.t.Error("the server was never killed in the midst of a capture")
	}
	h.t.Logf("%d captures, %d of them not answered before a kill", len(h.sent), unanswered)
}

// check compares what is stored with what was answered. Documents without an answer are there wholly or not at all.
func (h *killed) check(when string, all bool) {
	h.t.Helper()
	db, err := sql.Open(h.driver, h.dsn)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(h.t.Context(), "SELECT event_id, body FROM events")
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string][]string{}
	for rows.Next() {
		var id, body string
		if err := rows.Scan(&id, &body); err != nil {
			h.t.Fatal(err)
		}
		stored[id] = append(stored[id], body)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	for _, p := range h.sent {
		there := 0
		for id, text := range p.events {
			if len(stored[id]) == 1 && stored[id][0] == text {
				there++
			} else if len(stored[id]) > 0 {
				h.t.Errorf("%s: event %s is stored %d times: %q", when, id, len(stored[id]), stored[id])
			}
			delete(stored, id)
		}
		if there != len(p.events) && (all || p.job != "" || there != 0) {
			h.t.Errorf("%s: %s: %d of %d events, answered %q", when, p.key, there, len(p.events), p.job)
		}
	}
	if len(stored) > 0 {
		h.t.Errorf("%s: %d events that nobody sent", when, len(stored))
	}
}
