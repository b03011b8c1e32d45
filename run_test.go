package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suyuan/repository"
	"suyuan/repository/repotest"
)

// ask runs the program to its end.
func ask(t *testing.T, environ []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(t.Context(), args, environ, &out, &errs)
	return code, out.String(), errs.String()
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args    []string
		environ []string
		code    int
		stderr  string
	}{
		"an unknown verb":           {[]string{"dance"}, nil, exitUsage, `there is no verb "dance"`},
		"an unknown flag":           {[]string{"migrate", "--fast"}, nil, exitUsage, "flag provided but not defined: -fast"},
		"a flag of another verb":    {[]string{"fsck", "--listen", ":0"}, nil, exitUsage, "flag provided but not defined: -listen"},
		"one argument too many":     {[]string{"serve", "now"}, nil, exitUsage, `unexpected argument "now"`},
		"a wrong setting":           {[]string{"serve"}, []string{"SUYUAN_RATE_BURST=0"}, exitUsage, "suyuan: SUYUAN_RATE_BURST: \"0\" is not 1 to 1000000"},
		"a wrong flag":              {[]string{"--listen", "here"}, nil, exitUsage, `--listen: "here" is not host:port`},
		"help":                      {[]string{"-h"}, nil, exitOK, "create-admin"},
		"help of a verb":            {[]string{"create-admin", "-h"}, nil, exitOK, "-password-file"},
		"a file that is not there":  {[]string{"migrate", "--config", "/nonexistent.yaml"}, nil, exitUsage, "/nonexistent.yaml"},
		"a database that is absent": {[]string{"migrate"}, []string{"SUYUAN_MYSQL_DSN=u:hush@tcp(127.0.0.1:1)/x"}, exitFailed, "Temporarily unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := ask(t, c.environ, c.args...)
			if code != c.code || stdout != "" || !strings.Contains(stderr, c.stderr) || strings.Contains(stderr, "hush") {
				t.Errorf("exit %d, stdout %q, stderr:\n%s", code, stdout, stderr)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if code, stdout, _ := ask(t, nil, "version"); code != exitOK || !strings.HasPrefix(stdout, "suyuan ") {
		t.Errorf("exit %d: %q", code, stdout)
	}
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	code, stdout, stderr := ask(t, nil, "openapi", "--data", data)
	var doc struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(stdout), &doc); code != exitOK || err != nil || doc.OpenAPI != "3.1.0" || len(doc.Paths) < 20 {
		t.Errorf("exit %d, %v, %d paths: %s", code, err, len(doc.Paths), stderr)
	}
	if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory was touched: %v", err)
	}
}

// TestVerbsOnTheDatabase follows an installation from nothing to a first administrator and to a broken invariant.
func TestVerbsOnTheDatabase(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	step := func(code int, stdout, stderr string, args ...string) {
		t.Helper()
		gotCode, gotOut, gotErr := ask(t, nil, append(args, "--data", data)...)
		if gotCode != code || !strings.Contains(gotOut, stdout) || !strings.Contains(gotErr, stderr) {
			t.Errorf("%q: exit %d, want %d\nstdout: %swant: %s\nstderr: %swant: %s", args, gotCode, code, gotOut, stdout, gotErr, stderr)
		}
	}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("correct horse battery\r\nnot this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	step(exitFailed, "", "run the verb migrate", "fsck")
	step(exitFailed, "", "run the verb migrate", "serve", "--listen", "127.0.0.1:0", "--no-migrate")
	step(exitOK, "00001_spine_lifecycle_edges.sql\n", "", "migrate")
	step(exitOK, "the schema is up to date, 0 steps were applied\n", "", "migrate")
	step(exitOK, "", "", "fsck")
	step(exitFailed, "", "login: ", "create-admin")
	step(exitOK, "a@example.com may sign in\npassword: ", "", "create-admin", "--login", "a@example.com", "--name", "阿依古丽")
	step(exitFailed, "", "Login already in use", "create-admin", "--login", "a@example.com", "--name", "阿依古丽")
	step(exitOK, "b@example.com may sign in\n", "", "create-admin", "--login", "b@example.com", "--name", "李雷", "--password-file", password)
	step(exitFailed, "", "no such file", "create-admin", "--login", "c@example.com", "--name", "c", "--password-file", password+".not")
	byHand(t, data, "INSERT INTO idempotency (actor, operation, idem_key, fingerprint, result, created_at) VALUES ('public', 'create', 'k', x'00', x'', 0)")
	step(exitFailed, "an idempotency key has its answer: create: k\n", "1 violations", "fsck")
}

// byHand changes the embedded database past the house.
func byHand(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "suyuan.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// running is a server in this process.
type running struct {
	url    string
	stop   context.CancelFunc // as a signal would
	exit   chan int
	stderr *strings.Builder
	client *http.Client
}

// start serves on a free port and waits until the address has been printed.
func start(t *testing.T, environ []string, args ...string) *running {
	t.Helper()
	return startProgram(t, &program{environ: environ, clock: time.Now}, args...)
}

func startProgram(t *testing.T, p *program, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	r := &running{stop: stop, exit: make(chan int, 1), stderr: &strings.Builder{}, client: &http.Client{Timeout: 10 * time.Second}}
	go func() {
		p.stdout, p.stderr = in, r.stderr
		r.exit <- p.do(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
		in.Close()
	}()
	said := bufio.NewReader(out)
	for r.url == "" {
		line, err := said.ReadString('\n')
		if err != nil {
			t.Fatalf("the server said %q, %v; exit %d, stderr:\n%s", line, err, <-r.exit, r.stderr)
		}
		if url, found := strings.CutPrefix(strings.TrimSpace(line), "suyuan serves "); found {
			r.url = url
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	t.Cleanup(func() {
		stop()
		r.client.CloseIdleConnections()
	})
	return r
}

func (r *running) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// TestServe: a server on an empty directory is ready, and ends cleanly when told to.
func TestServe(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "--data", t.TempDir())
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusOK, "/metrics": http.StatusOK, "/v1/nowhere": http.StatusNotFound} {
		if status, body := r.get(t, path); status != want {
			t.Errorf("GET %s: %d, want %d: %s", path, status, want, body)
		}
	}
	r.stop()
	if code := <-r.exit; code != exitOK {
		t.Errorf("exit %d, stderr:\n%s", code, r.stderr)
	}
}

// TestServeRefusesTakenPort without touching the data.
func TestServeRefusesTakenPort(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "--data", t.TempDir())
	data := filepath.Join(t.TempDir(), "data")
	code, _, stderr := ask(t, nil, "serve", "--listen", strings.TrimPrefix(r.url, "http://"), "--data", data)
	if code != exitFailed || !strings.Contains(stderr, "address already in use") {
		t.Errorf("exit %d, stderr:\n%s", code, stderr)
	}
	if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory was touched: %v", err)
	}
}

// TestServeTLS: with a certificate the server speaks HTTPS and says so.
func TestServeTLS(t *testing.T) {
	t.Parallel()
	cert, key, pool := certificate(t)
	r := start(t, []string{"SUYUAN_TLS_CERT=" + cert, "SUYUAN_TLS_KEY=" + key}, "--data", t.TempDir())
	r.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	if status, _ := r.get(t, "/healthz"); status != http.StatusOK || !strings.HasPrefix(r.url, "https://127.0.0.1:") {
		t.Errorf("GET %s: %d", r.url, status)
	}
	code, _, stderr := ask(t, []string{"SUYUAN_TLS_CERT=" + key, "SUYUAN_TLS_KEY=" + cert}, "serve", "--listen", "127.0.0.1:0", "--data", t.TempDir())
	if code != exitFailed || !strings.Contains(stderr, "tls") {
		t.Errorf("with the files exchanged: exit %d, stderr:\n%s", code, stderr)
	}
}

// TestServeBounds: a client that sends no request, or a header without end, is sent away.
func TestServeBounds(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "--data", t.TempDir())
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 24<<10)); err != nil {
		t.Fatal(err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(answer, "431") {
		t.Errorf("a header of 24 KiB: %q, %v", answer, err)
	}
}

// TestRunServerEndsInOrder: a request that runs is finished, workers stop after it, and drain comes first.
func TestRunServerEndsInOrder(t *testing.T) {
	t.Parallel()
	events := make(chan string, 8)
	running, release := make(chan struct{}), make(chan struct{})
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(running)
		<-release
		events <- "request"
		w.WriteHeader(http.StatusNoContent)
	}), quiet())
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	worker := func(ctx context.Context) error {
		<-ctx.Done()
		events <- "worker"
		return ctx.Err()
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- runServer(ctx, server, func() { events <- "drain"; close(release) }, []func(context.Context) error{worker}, func() error { return server.Serve(listener) })
	}()
	answered := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodGet, "http://"+listener.Addr().String(), nil)
		if err == nil {
			var resp *http.Response
			if resp, err = http.DefaultClient.Do(req); err == nil {
				err = resp.Body.Close()
			}
		}
		answered <- err
	}()
	<-running
	stop()
	if err := errors.Join(<-ended, <-answered); err != nil {
		t.Error(err)
	}
	if got := []string{<-events, <-events, <-events}; strings.Join(got, " ") != "drain request worker" {
		t.Errorf("order: %q", got)
	}
}

// TestRunServerEndsWithAWorker: a worker that fails takes the server down, and its reason is told.
func TestRunServerEndsWithAWorker(t *testing.T) {
	t.Parallel()
	server := newServer(http.NotFoundHandler(), quiet())
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	err = runServer(t.Context(), server, func() { t.Error("drained") }, []func(context.Context) error{
		func(context.Context) error { return boom },
		func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
	}, func() error { return server.Serve(listener) })
	if !errors.Is(err, boom) {
		t.Errorf("runServer = %v", err)
	}
}

// TestReadiness: what is wrong is told in plain words, and a right schema is not asked for at every probe.
func TestReadiness(t *testing.T) {
	t.Parallel()
	data, clock := t.TempDir(), repotest.NewClock()
	s, err := repository.Open(t.Context(), repository.Options{Dir: data, Clock: clock.Now, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := &readiness{store: s, clock: clock.Now, log: quiet()}
	expect := func(ctx context.Context, when string, want error) {
		t.Helper()
		if err := r.check(ctx); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", when, err, want)
		}
	}
	expect(t.Context(), "before the first migration", errWrongSchema)
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t.Context(), "a wrong schema is not believed to stay wrong", nil)
	byHand(t, data, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)")
	expect(t.Context(), "a right schema is believed to stay right", nil)
	clock.Advance(schemaKept)
	expect(t.Context(), "for a minute", errWrongSchema)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	expect(gone, "without an answer", errDatabaseAway)
}

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// certificate makes a certificate for this machine, its key, and the pool that trusts it.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(cert)
	return certFile, keyFile, pool
}
