package service_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log/slog"
	"math/big"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/notice"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

var updateMails = flag.Bool("update-mails", false, "rewrite the mails of notices")

// listener takes webhooks down.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	answer int
	taken  []delivered
}

// delivered is one message that a listener got.
type delivered struct {
	id, at, signature string
	body              []byte
}

func listens(t *testing.T) *listener {
	l := &listener{answer: http.StatusNoContent}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.taken = append(l.taken, delivered{r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), body})
		w.WriteHeader(l.answer)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *listener) answers(code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = code
}

func (l *listener) got() []delivered {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]delivered{}, l.taken...)
}

// outbox makes an outbox that reaches this machine.
func (a *affair) outbox(post *notice.Mail) *notice.Outbox {
	return notice.New(a.store, slog.New(slog.DiscardHandler), notice.Options{
		BaseURL: "https://trace.example", Client: http.DefaultClient, Mail: post, Plain: true,
		Arrived: map[model.NoticeTopic]notice.Fate{model.TopicRecall: recall.NoticeArrived},
		Bounced: map[model.NoticeTopic]notice.Fate{model.TopicRecall: recall.NoticeBounced},
	})
}

func (a *affair) step(o *notice.Outbox) {
	a.t.Helper()
	if err := o.Step(a.t.Context()); err != nil {
		a.t.Fatalf("step: %v", err)
	}
}

func (a *affair) state(task string) model.TaskState {
	a.t.Helper()
	var t model.RecallTask
	a.write(func(tx *repository.Tx) (err error) {
		t, err = tx.Recall().HoldTask(a.tasks[task])
		return err
	})
	return t.State
}

// TestRecall_26_notices_retry: a notice is sent until it arrives, under the same id and with the same words, signed anew,
// and no more after that, whatever number of processes send.
func TestRecall_26_notices_retry(t *testing.T) {
	eachAffair(t, func(a *affair) {
		l, o := listens(t), a.outbox(nil)
		_, secret, err := o.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL})
		if err != nil {
			t.Fatal(err)
		}
		l.answers(http.StatusInternalServerError)
		a.step(o)
		if got := a.state("dealer"); got != model.TaskDelivered {
			t.Errorf("the desk has the notice, the task is %s", got)
		}
		if got := a.state("stall"); got != model.TaskIssued {
			t.Errorf("nobody has told the stall, its task is %s", got)
		}
		a.step(o)
		if n := len(l.got()); n != 1 {
			t.Fatalf("%d attempts at once", n)
		}
		a.clock.Advance(31 * time.Second)
		a.step(o)
		l.answers(http.StatusNoContent)
		a.clock.Advance(61 * time.Second)
		var wg sync.WaitGroup
		for range 4 { // replicas
			wg.Go(func() {
				if err := a.outbox(nil).Step(t.Context()); err != nil {
					t.Errorf("step: %v", err)
				}
			})
		}
		wg.Wait()
		a.clock.Advance(24 * time.Hour)
		a.step(o)
		got := l.got()
		if len(got) != 3 {
			t.Fatalf("%d attempts, want 3", len(got))
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got {
			seconds, _ := strconv.ParseInt(d.at, 10, 64)
			if d.id != got[0].id || !bytes.Equal(d.body, got[0].body) || d.signature != model.SignWebhook(key, d.id, time.Unix(seconds, 0), d.body) {
				t.Errorf("attempt differs: %+v", d)
			}
		}
		if got[0].at == got[2].at {
			t.Error("the time of an attempt is that of another")
		}
		var m notice.Message
		if err := json.Unmarshal(got[0].body, &m); err != nil || m.Type != model.NewsRecallTask || m.Data.TaskID != a.tasks["dealer"].String() || m.Data.RecallNumber != a.row.Number {
			t.Errorf("%v %+v", err, m)
		}
		for _, state := range []model.NoticeState{model.NoticePending, model.NoticeDead} {
			if rows, _, err := o.Notices(t.Context(), a.dealer.Actor, nil, state, model.Page{}); err != nil || len(rows) != 0 {
				t.Errorf("%s: %v %+v", state, err, rows)
			}
		}
		a.sound()
	})
}

// TestRecall_26_notices_kill: a process that dies while it sends leaves the notice to another one, which sends it under
// the same id once the first can no longer be at it.
func TestRecall_26_notices_kill(t *testing.T) {
	eachAffair(t, func(a *affair) {
		l, o := listens(t), a.outbox(nil)
		if _, _, err := o.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL}); err != nil {
			t.Fatal(err)
		}
		l.answers(http.StatusInternalServerError)
		a.step(o)
		a.clock.Advance(31 * time.Second)
		var taken model.Notice
		a.write(func(tx *repository.Tx) (err error) { // and then it is killed
			taken, err = tx.Notice().Take(tx.Now().Add(time.Minute))
			return err
		})
		l.answers(http.StatusOK)
		a.step(o)
		if n := len(l.got()); n != 1 {
			t.Fatalf("%d messages while another process may be sending", n)
		}
		a.clock.Advance(61 * time.Second)
		a.step(o)
		if got := l.got(); len(got) != 2 || got[1].id != taken.ID.String() || got[1].id != got[0].id {
			t.Errorf("after the kill: %+v", got)
		}
		a.sound()
	})
}

// TestRecall_26_notices_dead: what fails for days is given up, listed, and sent again when its organisation says so.
func TestRecall_26_notices_dead(t *testing.T) {
	eachAffair(t, func(a *affair) {
		l, o := listens(t), a.outbox(nil)
		e, _, err := o.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL, Lang: model.UG})
		if err != nil {
			t.Fatal(err)
		}
		a.write(func(tx *repository.Tx) error { // a task that is told by the address alone
			row := tx.Notice().NewNotice(model.NewsRecallReminder, a.dealer.Org, a.row.ID.String(), a.tasks["stall"].String(), []byte("{}"))
			row.Channel, row.Address, row.Lang = model.ChannelWebhook, e.ID.String(), model.UG
			return tx.Notice().Insert([]model.Notice{row})
		})
		l.answers(http.StatusServiceUnavailable)
		for range notice.Attempts + 2 {
			a.step(o)
			a.clock.Advance(12 * time.Hour)
		}
		if n := len(l.got()); n != 2*notice.Attempts {
			t.Errorf("%d attempts at two notices, want %d each", n, notice.Attempts)
		}
		if got := a.state("stall"); got != model.TaskUndelivered {
			t.Errorf("the task whose only notice bounced is %s", got)
		}
		if got := a.state("dealer"); got != model.TaskDelivered {
			t.Errorf("the task whose notice lies on the desk is %s", got)
		}
		dead, _, err := o.Notices(t.Context(), a.dealer.Actor, nil, model.NoticeDead, model.Page{})
		if err != nil || len(dead) != 2 || dead[0].LastError != "the receiver answered 503" {
			t.Fatalf("%v %+v", err, dead)
		}
		if rows, _, err := o.Notices(t.Context(), a.rival.Actor, nil, model.NoticeDead, model.Page{}); err != nil || len(rows) != 0 {
			t.Errorf("a rival sees them: %v %v", err, rows)
		}
		a.faulty("a rival sends them", o.Retry(t.Context(), a.rival.Actor, dead[0].ID), model.NotFound, "")
		l.answers(http.StatusOK)
		for _, d := range dead {
			if err := o.Retry(t.Context(), a.dealer.Actor, d.ID); err != nil {
				t.Fatal(err)
			}
		}
		a.step(o)
		if got := a.state("stall"); got != model.TaskDelivered {
			t.Errorf("after it arrived the task is %s", got)
		}
		l.answers(http.StatusGone)
		before := len(l.got())
		if _, err := o.TestEndpoint(t.Context(), a.dealer.Actor, model.Idempotency{}, e.ID); err != nil {
			t.Fatal(err)
		}
		a.step(o)
		a.clock.Advance(day)
		a.step(o)
		if n := len(l.got()) - before; n != 1 {
			t.Errorf("%d attempts at who has gone", n)
		}
		l.answers(http.StatusOK)
		if _, err := o.TestEndpoint(t.Context(), a.dealer.Actor, model.Idempotency{}, e.ID); err != nil {
			t.Fatal(err)
		}
		a.faulty("a rival removes it", o.RemoveEndpoint(t.Context(), a.rival.Actor, e.ID), model.NotFound, "")
		if err := o.RemoveEndpoint(t.Context(), a.dealer.Actor, e.ID); err != nil {
			t.Fatal(err)
		}
		before = len(l.got())
		a.step(o)
		if n := len(l.got()) - before; n != 0 {
			t.Errorf("%d sent to a removed address", n)
		}
		a.sound()
	})
}

// TestOutbox_reaches_outside_only: addresses inside are refused by form or when they are dialled, and an exercise tells
// nobody.
func TestOutbox_reaches_outside_only(t *testing.T) {
	eachAffair(t, func(a *affair) {
		guarded := notice.New(a.store, slog.New(slog.DiscardHandler), notice.Options{
			Client: trace.NewDeliverer(a.store, a.clock.Now, slog.New(slog.DiscardHandler)).Client(),
		})
		for _, address := range []string{"http://example.com/", "https://example.com:22/", "https://u:p@example.com/", "https:///x", "ftp://example.com", "x", "https://example.com/#a"} {
			_, _, err := guarded.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: address})
			a.faulty(address, err, model.EndpointInvalid, "address")
		}
		_, _, err := guarded.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelEmail, Address: "a@example.com"})
		a.faulty("mail without a server", err, model.EmailAbsent, "")
		_, _, err = guarded.AddEndpoint(t.Context(), a.inspector, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: "https://example.com/"})
		a.faulty("an inspector", err, model.Forbidden, "")
		for _, address := range []string{"https://127.0.0.1/", "https://localhost:8443/", "https://169.254.169.254/latest", "https://[::1]/"} {
			e, _, err := guarded.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: address})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := guarded.TestEndpoint(t.Context(), a.dealer.Actor, model.Idempotency{}, e.ID); err != nil {
				t.Fatal(err)
			}
		}
		a.step(guarded)
		rows, _, err := guarded.Notices(t.Context(), a.dealer.Actor, nil, model.NoticePending, model.Page{Limit: 100})
		inside := 0
		for _, n := range rows {
			if n.Kind == model.NewsTest && strings.Contains(n.LastError, "not on the open Internet") {
				inside++
			}
		}
		if err != nil || inside != 4 {
			t.Errorf("%v: %d of 4 inner addresses were refused: %+v", err, inside, rows)
		}
		l, o := listens(t), a.outbox(nil)
		if _, _, err := o.AddEndpoint(t.Context(), a.shop.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL}); err != nil {
			t.Fatal(err)
		}
		a.step(o)
		before := len(l.got())
		a.open(1)
		a.step(o)
		if n := len(l.got()) - before; n != 0 || a.state("shop") != model.TaskIssued {
			t.Errorf("an exercise has told somebody: %d messages, the task is %s", n, a.state("shop"))
		}
	})
}

// said is what a notice of each topic is about, with everything that it can say.
var said = map[model.NoticeTopic]string{
	model.TopicRecall: `{"recall_number":"2026-000017","title":{"zh":"哈密瓜","ug":"قوغۇن","en":"Melons\nfrom here"},"hazard":{"zh":"李斯特菌","ug":"لىستېرىيە","en":"Listeria"},
		"recalled_by":{"zh":"果园","ug":"باغ","en":"Orchard"},"grade":"i","grade_name":{"zh":"一级","ug":"بىرىنچى دەرىجە","en":"grade I"},"due_at":"2026-11-23T08:00:00Z",
		"url":"https://trace.example/console/recall-tasks/1"}`,
	model.TopicClaim: `{"claim_number":"2026-7K3M9-QX4TB","lot":"L1","amount":"1234.50","currency":"CNY","state":"filed","state_name":{"zh":"待答复","ug":"جاۋاب كۈتۈۋاتىدۇ","en":"to be answered"},
		"due_at":"2026-12-08T15:59:59Z","url":"https://trace.example/console/claims/1"}`,
	model.TopicComplaint: `{"complaint_number":"TS2026-7K3M9-QX4TB","state":"filed","state_name":{"zh":"待受理","ug":"قوبۇل قىلىش كۈتۈۋاتىدۇ","en":"to be accepted"},
		"due_at":"2026-12-02T15:59:59Z","url":"https://trace.example/console/complaints/1"}`,
}

// TestMailWords compares every kind of notice in the three languages with what people have approved.
func TestMailWords(t *testing.T) {
	t.Parallel()
	for _, lang := range model.Langs() {
		var b strings.Builder
		for _, kind := range model.NoticeKinds() {
			m := notice.Message{Type: kind.Kind, At: "2026-11-22T08:00:00Z"}
			if err := json.Unmarshal([]byte(said[kind.Topic]), &m.Data); err != nil {
				t.Fatal(err)
			}
			subject, body := m.Mail(lang)
			b.WriteString("Subject: " + subject + "\n\n" + body + "---\n")
		}
		file := filepath.Join("testdata", "notice_mail_"+string(lang)+".txt")
		if *updateMails {
			if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s (-approved +now):\n%s", lang, diff)
		}
	}
}

// postOffice is a mail server that speaks just enough of RFC 5321 and STARTTLS.
type postOffice struct {
	net.Listener
	secure  *tls.Config
	roots   *x509.CertPool
	plain   bool // offers no encryption
	refuses string

	mu      sync.Mutex
	letters []string
}

func (p *postOffice) got() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.letters...)
}

func opensPostOffice(t *testing.T) *postOffice {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "post"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{roots: x509.NewCertPool(), secure: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}}
	p.roots.AddCert(parsed)
	if p.Listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	go func() {
		for {
			conn, err := p.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *postOffice) mail() *notice.Mail {
	return &notice.Mail{Server: p.Addr().String(), From: "recall@trace.example", User: "u", Password: "secret", TLS: &tls.Config{RootCAs: p.roots, MinVersion: tls.VersionTLS12}}
}

func (p *postOffice) serve(conn net.Conn) {
	defer conn.Close()
	in, encrypted := bufio.NewReader(conn), false
	say := func(text string) { _, _ = io.WriteString(conn, text+"\r\n") }
	say("220 post")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO") && !encrypted && !p.plain:
			say("250-post\r\n250 STARTTLS")
		case strings.HasPrefix(verb, "EHLO") && encrypted:
			say("250-post\r\n250 AUTH PLAIN")
		case strings.HasPrefix(verb, "EHLO"):
			say("250 post")
		case verb == "STARTTLS":
			say("220 go")
			conn = tls.Server(conn, p.secure)
			in, encrypted = bufio.NewReader(conn), true
		case strings.HasPrefix(verb, "AUTH") && encrypted:
			say("235 in")
		case strings.HasPrefix(verb, "RCPT") && p.refuses != "" && strings.Contains(verb, strings.ToUpper(p.refuses)):
			say("550 nobody of that name")
		case verb == "DATA" && encrypted:
			say("354 go on")
			var letter strings.Builder
			for {
				part, err := in.ReadString('\n')
				if err != nil || part == ".\r\n" {
					break
				}
				letter.WriteString(part)
			}
			p.mu.Lock()
			p.letters = append(p.letters, letter.String())
			p.mu.Unlock()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// TestRecall_26_mail: notices go by mail in the language of the receiver, encrypted or not at all.
func TestRecall_26_mail(t *testing.T) {
	eachAffair(t, func(a *affair) {
		p := opensPostOffice(t)
		p.refuses = "nobody@"
		o := a.outbox(p.mail())
		for _, address := range []string{"x", "A <a@example.com>", "a@example.com,b@example.com", "a@example.com\r\nBcc: b@example.com", "<a@example.com>", "a b@example.com", ""} {
			_, _, err := o.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelEmail, Address: address})
			a.faulty(address, err, model.EndpointInvalid, "address")
		}
		for _, address := range []string{"stock@example.com", "nobody@example.com"} {
			if _, _, err := o.AddEndpoint(t.Context(), a.dealer.Actor, notice.NewEndpoint{Channel: model.ChannelEmail, Address: address, Lang: model.UG}); err != nil {
				t.Fatal(err)
			}
		}
		a.step(o)
		letters := p.got()
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
		raw, errBody := io.ReadAll(base64.NewDecoder(base64.StdEncoding, letter.Body))
		if err = errors.Join(err, errBody); err != nil || subject != "دەرھال سېتىشنى توختىتىڭ — "+a.row.Number || !strings.Contains(string(raw), "مەھسۇلات: قوغۇن\r\n") ||
			letter.Header.Get("To") != "stock@example.com" || letter.Header.Get("Content-Language") != "ug" || letter.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%v %s\n%s\n%s", err, subject, letters[0], raw)
		}
		dead, _, err := o.Notices(t.Context(), a.dealer.Actor, nil, model.NoticeDead, model.Page{})
		if err != nil || len(dead) != 1 || strings.Contains(dead[0].Address, "@") {
			t.Errorf("a refused mailbox: %v %+v", err, dead)
		}
		naked := opensPostOffice(t)
		naked.plain = true
		if err := naked.mail().Send(t.Context(), notice.Letter{To: "a@example.com"}); err == nil || len(naked.got()) != 0 {
			t.Errorf("sent without encryption: %v", err)
		}
		stranger := p.mail()
		stranger.TLS = nil
		if err := stranger.Send(t.Context(), notice.Letter{To: "a@example.com"}); err == nil || len(p.got()) != 1 {
			t.Errorf("sent to a server that nobody vouches for: %v", err)
		}
	})
}
