package service_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/mail"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
	"suyuan/service/notice"
)

// scene prepares a step and returns it with who is told of it: doing it returns what it is about.
type scene func(m *town) (do func() (subject string, err error), told []model.OrgID)

// onClaim is a step on a claim that was filed.
func onClaim(f claim.Filed, do func() error) func() (string, error) {
	return func() (string, error) { return f.ID.String(), do() }
}

func (m *town) only(l ...link) (orgs []model.OrgID) {
	for _, one := range l {
		orgs = append(orgs, one.Org)
	}
	slices.Sort(orgs)
	return orgs
}

// theClaimant is who is told by mail alone.
var theClaimant = []model.OrgID{""}

func replies(on model.ClaimEvent, before func(m *town) claim.Filed) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f := before(m)
		read, err := m.claim.Status(m.t.Context(), f.Secret)
		m.works(err)
		return onClaim(f, func() error {
			_, err := m.claim.Reply(m.t.Context(), once, f.Secret, claim.Reply{Event: on, Offer: read.Claim.OfferID})
			return err
		}), m.only(m.shop)
	}
}

func (m *town) asked() claim.Filed {
	f := m.fresh()
	m.works(m.ask(f))
	return f
}

func (m *town) ask(f claim.Filed) error {
	_, err := m.claim.Ask(m.t.Context(), m.shop.Actor, once, claim.Ask{ID: f.ID, Kinds: []model.ClaimFileKind{model.FileHarm}, Note: "对不起您"})
	return err
}

// lying has a claim lie until so long after its deadline before the worker looks.
func lying(after time.Duration, told func(m *town) []model.OrgID) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f := m.fresh()
		m.clock.Advance(f.DueAt.Time().Add(after).Sub(m.clock.Now()))
		return onClaim(f, func() error { _, err := m.claim.Deem(m.t.Context()); return err }), told(m)
	}
}

// pays makes the last move of a payment that is on its way.
func pays(on model.PaymentEvent, told func(m *town) []model.OrgID) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f, p := m.sent(model.PayoutManual)
		return onClaim(f, func() error { return m.move(p, on) }), told(m)
	}
}

// recourses makes a move of a recourse after others.
func recourses(by func(m *town) link, on model.RecourseEvent, told func(m *town) []model.OrgID, before ...model.RecourseEvent) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f, r := m.demanded()
		for _, event := range before {
			m.works(m.recourse(m.trader, r, event))
		}
		return onClaim(f, func() error { return m.recourse(by(m), r, on) }), told(m)
	}
}

// handles makes a move of a complaint after others.
func handles(on model.ComplaintEvent, told func(m *town) []model.OrgID, before ...model.ComplaintEvent) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f := m.complained(before...)
		return func() (string, error) { return f.Complaint.String(), m.handle(f, on) }, told(m)
	}
}

// lapses lets the time of a complaint go by until so long after its deadline before the worker looks.
func lapses(after time.Duration) scene {
	return func(m *town) (func() (string, error), []model.OrgID) {
		f := m.complained()
		c, err := m.rooms.Complaint.Complaint(m.t.Context(), m.bureau.Actor, f.Complaint)
		m.works(err)
		m.clock.Advance(c.DueAt.Time().Add(after).Sub(m.clock.Now()))
		return func() (string, error) {
			_, err := m.rooms.Complaint.Look(m.t.Context())
			return f.Complaint.String(), err
		}, m.only(m.bureau)
	}
}

func toShop(m *town) []model.OrgID      { return m.only(m.shop) }
func toTrader(m *town) []model.OrgID    { return m.only(m.trader) }
func toBureau(m *town) []model.OrgID    { return m.only(m.bureau) }
func toClaimant(*town) []model.OrgID    { return theClaimant }
func byShop(m *town) link               { return m.shop }
func byTrader(m *town) link             { return m.trader }
func (m *town) filedFresh() claim.Filed { return m.fresh() }

// scenes has one for each kind of notice that is not about recalls.
var scenes = map[model.NoticeKind]scene{
	model.NewsClaimFiled: func(m *town) (func() (string, error), []model.OrgID) {
		return func() (string, error) { return m.fresh().ID.String(), nil }, m.only(m.shop)
	},
	model.NewsClaimSupplied:  replies(model.ClaimSupply, (*town).asked),
	model.NewsClaimAccepted:  replies(model.ClaimAccept, func(m *town) claim.Filed { return m.offered(100) }),
	model.NewsClaimDeclined:  replies(model.ClaimDecline, func(m *town) claim.Filed { return m.offered(100) }),
	model.NewsClaimWithdrawn: replies(model.ClaimWithdraw, (*town).filedFresh),
	model.NewsClaimDueSoon:   lying(-claim.WarnBefore, toShop),
	model.NewsClaimDeemed:    lying(time.Second, func(m *town) []model.OrgID { return m.only(m.shop, m.insurer, m.bureau) }),
	model.NewsClaimPaid:      pays(model.PaymentConfirm, toShop),
	model.NewsClaimComplained: func(m *town) (func() (string, error), []model.OrgID) {
		f := m.refused()
		return onClaim(f, func() error { _, err := m.claim.Complain(m.t.Context(), once, f.Secret, ""); return err }), m.only(m.bureau)
	},
	model.NewsAdvanceAsked: func(m *town) (func() (string, error), []model.OrgID) {
		f := m.refused()
		return onClaim(f, func() error { _, err := m.claim.AskFund(m.t.Context(), once, f.Secret, "病历写着"); return err }), m.only(m.fund)
	},
	model.NewsPaymentWaits: func(m *town) (func() (string, error), []model.OrgID) {
		f := m.agreedOn(8000)
		return onClaim(f, func() error {
			_, err := m.claim.Order(m.t.Context(), m.shop.Actor, once, claim.PayOrder{Claim: f.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
			return err
		}), m.only(m.shop)
	},
	model.NewsPaymentFailed: pays(model.PaymentFail, toShop),
	model.NewsPayoutGivenUp: func(m *town) (func() (string, error), []model.OrgID) {
		if !m.payoutEndpoint {
			_, _, err := m.payouts.SetEndpoint(m.t.Context(), m.shop.Actor, m.gone.URL)
			m.works(err)
			m.payoutEndpoint = true
		}
		f, _ := m.sent(model.PayoutWebhook)
		return onClaim(f, func() error { return m.payouts.Step(m.t.Context()) }), m.only(m.shop)
	},
	model.NewsCoverAsked: func(m *town) (func() (string, error), []model.OrgID) {
		return func() (string, error) { return m.cover(m.trader).String(), nil }, m.only(m.trader)
	},
	model.NewsCoverConfirmed: func(m *town) (func() (string, error), []model.OrgID) {
		id := m.cover(m.trader)
		return func() (string, error) {
			_, err := m.claim.ConfirmCover(m.t.Context(), m.trader.Actor, id)
			return id.String(), err
		}, m.only(m.insurer)
	},
	model.NewsCoverEnded: func(m *town) (func() (string, error), []model.OrgID) {
		id := m.cover(m.trader)
		return func() (string, error) { return id.String(), m.claim.EndCover(m.t.Context(), m.insurer.Actor, id) }, m.only(m.trader)
	},
	model.NewsRecourseOpened: pays(model.PaymentConfirm, toShop),
	model.NewsRecourseDemanded: func(m *town) (func() (string, error), []model.OrgID) {
		f, p := m.sent(model.PayoutManual)
		m.works(m.move(p, model.PaymentConfirm))
		return onClaim(f, func() error { _, err := m.demand(f); return err }), m.only(m.trader)
	},
	model.NewsRecourseAgreed:   recourses(byTrader, model.RecourseAgree, toShop),
	model.NewsRecourseDisputed: recourses(byTrader, model.RecourseDispute, toShop),
	model.NewsRecourseMediated: recourses(byShop, model.RecourseMediate, func(m *town) []model.OrgID { return m.only(m.trader, m.bureau) }, model.RecourseDispute),
	model.NewsRecourseSued:     recourses(byShop, model.RecourseSue, toTrader, model.RecourseDispute),
	model.NewsRecourseSettled:  recourses(byShop, model.RecourseSettle, toTrader, model.RecourseAgree),
	model.NewsRecourseReleased: recourses(byShop, model.RecourseRelease, toTrader),
	model.NewsClaimantAnswered: func(m *town) (func() (string, error), []model.OrgID) {
		f := m.fresh()
		return onClaim(f, func() error { return m.ask(f) }), theClaimant
	},
	model.NewsClaimantDeemed: lying(time.Second, toClaimant),
	model.NewsClaimantPaid:   pays(model.PaymentConfirm, toClaimant),
	model.NewsComplaintFiled: func(m *town) (func() (string, error), []model.OrgID) {
		return func() (string, error) { f, err := m.complains(false); return f.Complaint.String(), err }, m.only(m.bureau)
	},
	model.NewsComplaintTip: func(m *town) (func() (string, error), []model.OrgID) {
		return func() (string, error) { f, err := m.complains(true); return f.Tip.String(), err }, m.only(m.bureau)
	},
	model.NewsComplaintHanded:   handles(model.ComplaintContest, func(m *town) []model.OrgID { return m.only(m.above) }),
	model.NewsComplaintAccepted: handles(model.ComplaintAccept, toShop),
	model.NewsComplaintAnswered: handles(model.ComplaintConsent, toBureau, model.ComplaintAccept),
	model.NewsComplaintEnded:    handles(model.ComplaintSettle, toShop, model.ComplaintAccept, model.ComplaintConsent),
	model.NewsComplaintDueSoon:  lapses(-time.Hour),
	model.NewsComplaintOverdue:  lapses(time.Second),
}

// TestNotices_everyKind: each declared kind is written exactly once, in the transaction of its step, to whom it names, and
// not again when the step is tried again.
func TestNotices_everyKind(t *testing.T) {
	eachTown(t, func(m *town) {
		var declared []model.NoticeKind
		for _, k := range model.NoticeKinds() {
			if !strings.HasPrefix(string(k.Kind), "recall.") {
				declared = append(declared, k.Kind)
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(declared)), slices.Sorted(maps.Keys(scenes))); diff != "" {
			t.Fatalf("kinds (-declared +written in a test):\n%s", diff)
		}
		for _, kind := range declared {
			do, want := scenes[kind](m)
			subject, err := do()
			if err != nil {
				t.Errorf("%s: %v", kind, err)
				continue
			}
			if got := m.told(kind, subject); !slices.Equal(got, want) {
				t.Errorf("%s was told to %q, want %q", kind, got, want)
			}
			_, _ = do() // refused, another paper of the same kind, or a worker that has nothing left to do
			if got := m.told(kind, subject); !slices.Equal(got, want) {
				t.Errorf("%s was told again: %q", kind, got)
			}
		}
		m.sound()
	})
}

// TestNotices_kindsAreUsed: no room declares a kind of its own, and each that is declared is written by one.
func TestNotices_kindsAreUsed(t *testing.T) {
	t.Parallel()
	fset, names, used := token.NewFileSet(), map[string]string{}, map[string]bool{}
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	declares, err := parser.ParseFile(fset, "../model/notice_kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(declares, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(v.Names[0].Name, "News") {
			names[v.Names[0].Name], _ = strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		}
		return true
	})
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(fset, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	codes := slices.Sorted(maps.Values(names))
	if diff := cmp.Diff(codes, sortedCodes()); diff != "" {
		t.Errorf("constants and table differ (-constants +table):\n%s", diff)
	}
	for name := range names {
		if !used[name] {
			t.Errorf("%s is declared and never written", name)
		}
	}
}

func sortedCodes() (codes []string) {
	for _, k := range model.NoticeKindCodes() {
		codes = append(codes, string(k))
	}
	slices.Sort(codes)
	return codes
}

// TestNotices_rollback: what does not happen is not told.
func TestNotices_rollback(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		broken := errors.New("broken")
		vault, err := claim.OpenVault(m.dir)
		if err != nil {
			t.Fatal(err)
		}
		m.claim = claim.New(m.store, vault, nil, "https://suyuan.test", claim.WithMail(true), claim.WithSignals(func(*repository.Tx, model.BatchID, string) error { return broken }))
		n := 0
		someone := func(in *claim.Filing) {
			n++
			in.Receipt, in.Contact.Phone = strconv.Itoa(n), "138 9999 000"+strconv.Itoa(n)
		}
		for range claim.SignalClaims - 1 {
			m.file(m.shop, someone)
		}
		before := len(m.dump("notices"))
		if _, err := m.claim.File(t.Context(), model.Actor{}, model.Idempotency{}, m.filing(m.shop, someone)); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if after := len(m.dump("notices")); before != claim.SignalClaims-1 || after != before {
			t.Errorf("%d notices before, %d after what never happened", before, after)
		}
	})
}

// TestNotices_topics: a signed message goes to each address that has chosen its topic, and to no other.
func TestNotices_topics(t *testing.T) {
	eachTown(t, func(m *town) {
		o := m.outbox(nil)
		heard := map[model.NoticeTopic]*listener{}
		keys := map[model.NoticeTopic][]byte{}
		for _, topic := range model.NoticeTopics() {
			heard[topic] = listens(t)
			e, secret, err := o.AddEndpoint(t.Context(), m.shop.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: heard[topic].URL, Topics: []model.NoticeTopic{topic}})
			if err != nil || !slices.Equal(e.TopicList(), []model.NoticeTopic{topic}) {
				t.Fatal(e, err)
			}
			if keys[topic], err = base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_")); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := o.AddEndpoint(t.Context(), m.shop.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: "https://x.example/", Topics: []model.NoticeTopic{"weather"}})
		if !errors.Is(err, model.Invalid) && !errors.Is(err, model.ValueInvalid) {
			t.Errorf("a topic that there is not: %v", err)
		}
		f := m.fresh()
		m.complained(model.ComplaintAccept)
		m.step(o)
		for topic, want := range map[model.NoticeTopic][]model.NoticeKind{
			model.TopicRecall: nil, model.TopicClaim: {model.NewsCoverAsked, model.NewsClaimFiled}, model.TopicComplaint: {model.NewsComplaintAccepted},
		} {
			var kinds []model.NoticeKind
			for _, d := range heard[topic].got() {
				var msg notice.Message
				if err := json.Unmarshal(d.body, &msg); err != nil {
					t.Fatal(err)
				}
				kinds = append(kinds, msg.Type)
				seconds, _ := strconv.ParseInt(d.at, 10, 64)
				if d.signature != model.SignWebhook(keys[topic], d.id, time.Unix(seconds, 0), d.body) {
					t.Errorf("%s is not signed with the key of its address", msg.Type)
				}
				if d.signature == model.SignWebhook(keys[model.TopicRecall], d.id, time.Unix(seconds, 0), d.body) {
					t.Errorf("%s is signed with another's key", msg.Type)
				}
				if msg.Type == model.NewsClaimFiled && (msg.Data.ClaimNumber != f.Number || msg.Data.Lot != "L1" || msg.Data.Due != f.DueAt.String() ||
					msg.Data.URL != "https://suyuan.test/console/claims/"+f.ID.String() || msg.Data.What.Text() != msg.Type.Info().What) {
					t.Errorf("filed: %s", d.body)
				}
			}
			slices.Sort(kinds)
			slices.Sort(want)
			if !slices.Equal(kinds, want) {
				t.Errorf("the address for %s heard %q, want %q", topic, kinds, want)
			}
		}
		rows, err := o.Endpoints(t.Context(), m.shop.Actor)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.SetTopics(t.Context(), m.trader.Actor, rows[0].ID, model.NoticeTopics()); !errors.Is(err, model.NotFound) {
			t.Errorf("another's address: %v", err)
		}
		if err := o.SetTopics(t.Context(), m.shop.Actor, rows[0].ID, []model.NoticeTopic{model.TopicComplaint, model.TopicClaim}); err != nil {
			t.Fatal(err)
		}
		before := len(heard[model.TopicRecall].got())
		m.fresh()
		m.step(o)
		if n := len(heard[model.TopicRecall].got()) - before; n != 1 {
			t.Errorf("after it has chosen claims the address heard %d more", n)
		}
		if kinds := m.readAll(m.shop, model.TopicComplaint); !slices.Equal(kinds, []model.NoticeKind{model.NewsComplaintAccepted}) {
			t.Errorf("the news of complaints are %q", kinds)
		}
		m.sound()
	})
}

// TestNotices_nothingPersonal: whatever happens to claims and complaints, no table holds a word of who claims but in sealed
// form, nor does the log, though their mails went out.
func TestNotices_nothingPersonal(t *testing.T) {
	eachTown(t, func(m *town) {
		m.post.refuses = "nobody@"
		o := m.outbox(m.post.mail())
		l := listens(t)
		for _, who := range []link{m.shop, m.trader, m.insurer, m.fund, m.bureau} {
			if _, _, err := o.AddEndpoint(t.Context(), who.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL, Topics: model.NoticeTopics()}); err != nil {
				t.Fatal(err)
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(scenes)) {
			do, _ := scenes[kind](m)
			if _, err := do(); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
		}
		lost := m.file(m.shop, func(in *claim.Filing) { in.Contact.Mail, in.Receipt = "nobody@example.test", "R-lost" })
		m.works(m.ask(lost))
		for range 10 {
			m.step(o)
		}
		if len(m.post.got()) < 5 || len(l.got()) < len(scenes) {
			t.Fatalf("%d letters, %d messages", len(m.post.got()), len(l.got()))
		}
		hidden := append(slices.Clone(seeded), writer, "nobody@example.test", "阿依古丽", "13899990001", "138 9999 0001", "里面有玻璃", "牙齿受伤", lost.Secret)
		for table, lines := range m.wholeDump() {
			for _, line := range lines {
				for _, word := range hidden {
					if strings.Contains(line, word) {
						t.Errorf("%s holds %q: %s", table, word, line)
					}
				}
			}
		}
		for _, line := range append(m.log.lines, bodies(l)...) {
			for _, word := range hidden {
				if strings.Contains(line, word) {
					t.Errorf("said %q: %s", word, line)
				}
			}
		}
		m.sound()
	})
}

func bodies(l *listener) (list []string) {
	for _, d := range l.got() {
		list = append(list, string(d.body))
	}
	return list
}

// TestNotices_claimant: who gave a mailbox is written to in their language at every answer, without their link; who is
// erased, or gave none, is not, and nobody where no mail is sent.
func TestNotices_claimant(t *testing.T) {
	eachTown(t, func(m *town) {
		m.post.refuses = "nobody@"
		o := m.outbox(m.post.mail())
		m.file(m.shop) // without a mailbox
		f := m.asked() // with one
		lost := m.file(m.shop, func(in *claim.Filing) { in.Contact.Mail, in.Receipt = "nobody@example.test", "R-lost" })
		m.works(m.ask(lost))
		m.step(o)
		letters := m.post.got()
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		letter, err := mail.ReadMessage(strings.NewReader(letters[0]))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
		raw, errBody := io.ReadAll(base64.NewDecoder(base64.StdEncoding, letter.Body))
		info := model.NewsClaimantAnswered.Info()
		if err = errors.Join(err, errBody); err != nil || subject != info.Head.UG+" — "+f.Number || !strings.Contains(string(raw), info.What.UG) || !strings.Contains(string(raw), f.Number) ||
			!strings.HasPrefix(letter.Header.Get("To"), writer) || letter.Header.Get("Content-Language") != "ug" || strings.Contains(string(raw), f.Secret) || strings.Contains(string(raw), "https://") {
			t.Errorf("%v %s\n%s\n%s", err, subject, letters[0], raw)
		}
		for _, line := range m.dump("notices") {
			if strings.Contains(line, "@") {
				t.Errorf("an address is kept: %s", line)
			}
		}
		if n := m.count("SELECT COUNT(*) FROM notices WHERE org_id = '' AND state = 'dead' AND last_error = 'the mail server refuses the address: given up'"); n != 1 {
			t.Errorf("%d notices to a mailbox that does not exist are given up", n)
		}
		if n := m.count("SELECT COUNT(*) FROM audit WHERE action = 'claim.mail' AND subject_id = '" + f.ID.String() + "'"); n != 1 {
			t.Errorf("the address was opened %d times by the audit trail", n)
		}

		gone := m.agreedOn(100)
		m.step(o)
		before := len(m.post.got())
		m.reply(gone.Secret, model.ClaimWithdraw)
		m.write(func(tx *repository.Tx) error { // written, and then erased before it went out
			row := tx.Notice().NewNotice(model.NewsClaimantAnswered, "", gone.ID.String(), "", []byte(`{"url":""}`))
			row.Channel = model.ChannelEmail
			return tx.Notice().Insert([]model.Notice{row})
		})
		m.works(m.claim.Erase(t.Context(), gone.Secret))
		m.step(o)
		if n := len(m.post.got()) - before; n != 0 {
			t.Errorf("%d letters to who is erased", n)
		}
		if n := m.count("SELECT COUNT(*) FROM notices WHERE subject_id = '" + gone.ID.String() + "' AND state = 'dead' AND last_error LIKE 'there is no address%'"); n != 1 {
			t.Errorf("%d notices to who is erased are given up", n)
		}

		vault, err := claim.OpenVault(m.dir)
		if err != nil {
			t.Fatal(err)
		}
		m.claim = claim.New(m.store, vault, nil, "https://suyuan.test")
		silent := m.asked()
		if told := m.told(model.NewsClaimantAnswered, silent.ID.String()); len(told) != 0 {
			t.Errorf("without mail %d letters are written", len(told))
		}
		m.sound()
	})
}

func (m *town) count(query string) (n int) {
	m.t.Helper()
	if err := m.sql().QueryRowContext(m.t.Context(), query).Scan(&n); err != nil {
		m.t.Fatal(err)
	}
	return n
}

// TestNotices_clocks: whatever number of workers look, and however often, a claim is said to be due soon once and deemed
// once, at their times.
func TestNotices_clocks(t *testing.T) {
	eachTown(t, func(m *town) {
		f := m.fresh()
		look := func() {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					if _, err := m.claim.Deem(t.Context()); err != nil {
						t.Errorf("deem: %v", err)
					}
				})
			}
			wg.Wait()
		}
		for _, at := range []struct{ days, soon, deemed int }{{11, 0, 0}, {1, 0, 0}, {1, 1, 0}, {1, 1, 0}, {2, 1, 3}, {5, 1, 3}} {
			m.days(at.days)
			look()
			if soon, deemed := len(m.told(model.NewsClaimDueSoon, f.ID.String())), len(m.told(model.NewsClaimDeemed, f.ID.String())); soon != at.soon || deemed != at.deemed {
				t.Errorf("after %+v: %d said soon, %d deemed", at, soon, deemed)
			}
		}
		paid, p := m.sent(model.PayoutManual)
		m.days(13)
		look()
		if n := len(m.told(model.NewsClaimDueSoon, paid.ID.String())); n != 0 {
			t.Errorf("said to be due while it is being paid: %d", n)
		}
		m.works(m.move(p, model.PaymentFail))
		m.sound()
	})
}

// TestNotices_reach: a desk that is away is told when it is back, and a message that cannot be delivered is given up.
func TestNotices_reach(t *testing.T) {
	eachTown(t, func(m *town) {
		o, l := m.outbox(nil), listens(t)
		e, _, err := o.AddEndpoint(t.Context(), m.shop.Actor, notice.NewEndpoint{Channel: model.ChannelWebhook, Address: l.URL, Topics: []model.NoticeTopic{model.TopicClaim}})
		m.works(err)
		l.answers(http.StatusServiceUnavailable)
		m.step(o) // the policy
		f := m.fresh()
		for range notice.Attempts + 1 {
			m.step(o)
			m.clock.Advance(12 * time.Hour)
		}
		dead, _, err := o.Notices(t.Context(), m.shop.Actor, []model.NoticeTopic{model.TopicClaim}, model.NoticeDead, model.Page{})
		if err != nil || len(dead) != 2 || dead[0].SubjectID != f.ID.String() || dead[0].Address != e.ID.String() || dead[0].LastError != "the receiver answered 503" {
			t.Fatalf("%v %+v", err, dead)
		}
		if rows, _, err := o.Notices(t.Context(), m.trader.Actor, nil, model.NoticeDead, model.Page{}); err != nil || len(rows) != 0 {
			t.Errorf("another sees them: %v %v", err, rows)
		}
		narrow := m.shop.Actor
		narrow.Key, narrow.Scopes = "00000000-0000-7000-8000-000000000009", []model.Permission{model.PermOrgRead, model.PermRecallRead}
		if rows, _, err := o.News(t.Context(), narrow, nil, model.Page{}); err != nil || len(rows) != 0 {
			t.Errorf("a key for recalls reads of claims: %v %v", err, rows)
		}
		l.answers(http.StatusOK)
		m.works(o.Retry(t.Context(), m.shop.Actor, dead[0].ID))
		before := len(l.got())
		m.step(o)
		if n := len(l.got()) - before; n != 1 {
			t.Errorf("%d messages after it was to be sent again", n)
		}
		m.sound()
	})
}
