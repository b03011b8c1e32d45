package service_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service"
	"suyuan/service/claim"
	"suyuan/service/complaint"
	"suyuan/service/notice"
)

// town is a market whose rooms are wired as they are in earnest, with an authority of the shop's region, one above it, and
// an insurer that covers the shop.
type town struct {
	*market
	clock          *repotest.Clock
	rooms          *service.Services
	bureau, above  link
	post           *postOffice
	gone           *httptest.Server // a payment provider that has given up
	payouts        *claim.Payouts
	log            *journal
	papers, drawn  int
	payoutEndpoint bool
}

// journal keeps what was logged.
type journal struct{ lines []string }

func (j *journal) Write(p []byte) (int, error) {
	j.lines = append(j.lines, string(p))
	return len(p), nil
}

func eachTown(t *testing.T, test func(m *town)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		test(newTown(t, s, clock))
	})
}

func newTown(t *testing.T, s *repository.Store, clock *repotest.Clock) *town {
	m := &town{market: newMarket(t, s, clock), clock: clock, post: opensPostOffice(t), log: &journal{}}
	rooms, err := service.New(service.Deps{
		Store: s, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(m.log, nil)), Dir: m.dir, BaseURL: "https://suyuan.test", Mail: m.post.mail(),
	})
	if err != nil {
		t.Fatal(err)
	}
	m.rooms, m.claim = rooms, rooms.Claim
	m.bureau, m.above = m.companyOf("bureau", model.KindRegulator, urumqi), m.companyOf("above", model.KindRegulator, "650000")
	m.bureau.Roles, m.above.Roles = []model.Role{model.RoleSupervisor}, []model.Role{model.RoleSupervisor}
	m.confirm(m.cover(m.shop))
	m.gone = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	t.Cleanup(m.gone.Close)
	m.payouts = claim.NewPayouts(m.claim, m.gone.Client(), slog.New(slog.DiscardHandler), claim.PayoutPlain)
	return m
}

// outbox delivers as the town's own does, also to addresses of this machine.
func (m *town) outbox(mail *notice.Mail) *notice.Outbox {
	return notice.New(m.store, slog.New(slog.NewTextHandler(m.log, nil)), notice.Options{
		BaseURL: "https://suyuan.test", Client: http.DefaultClient, Mail: mail, Plain: true, Claimant: m.claim.Mailbox,
	})
}

func (m *town) step(o *notice.Outbox) {
	m.t.Helper()
	if err := o.Step(m.t.Context()); err != nil {
		m.t.Fatalf("step: %v", err)
	}
}

// told lists who was told something of a kind about a subject; "" is the claimant.
func (m *town) told(kind model.NoticeKind, subject string) (orgs []model.OrgID) {
	m.t.Helper()
	rows, err := m.sql().QueryContext(m.t.Context(), "SELECT org_id FROM notices WHERE kind = '"+string(kind)+"' AND subject_id = '"+subject+"' AND address = '' ORDER BY org_id")
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var org model.OrgID
		if err := rows.Scan(&org); err != nil {
			m.t.Fatal(err)
		}
		orgs = append(orgs, org)
	}
	if err := rows.Err(); err != nil {
		m.t.Fatal(err)
	}
	return orgs
}

const writer = "aygul.writes"

// fresh files a claim for a damage of its own, of somebody who gave a mailbox.
func (m *town) fresh() claim.Filed {
	m.t.Helper()
	m.papers++
	return m.file(m.shop, func(in *claim.Filing) {
		in.Receipt, in.Lang = fmt.Sprint("R-", m.papers), model.UG
		in.Contact.Mail, in.Contact.Phone = fmt.Sprintf("%s+%d@example.test", writer, m.papers), fmt.Sprintf("1389999%04d", m.papers)
	})
}

// offered has the shop offer a sum.
func (m *town) offered(yuan int64) claim.Filed {
	m.t.Helper()
	f := m.fresh()
	m.must(m.claim.Offer(m.t.Context(), m.shop.Actor, once, claim.Proposal{ID: f.ID, Remedy: model.RemedyCompensate, Compensation: model.Yuan(yuan)}))
	return f
}

// agreedOn has the claimant accept it and say where the money is to go.
func (m *town) agreedOn(yuan int64) claim.Filed {
	m.t.Helper()
	f := m.offered(yuan)
	m.reply(f.Secret, model.ClaimAccept)
	if _, err := m.claim.PayTo(m.t.Context(), f.Secret, claim.Payee{Account: "6222000011112222", Holder: "زەينەپ", Bank: "农行", Consent: true}); err != nil {
		m.t.Fatal(err)
	}
	return f
}

// refused has the shop refuse a claim.
func (m *town) refused() claim.Filed {
	m.t.Helper()
	f := m.fresh()
	m.must(m.claim.Refuse(m.t.Context(), m.shop.Actor, once, claim.Refusal{ID: f.ID, Reason: model.ClaimReasons()[0].Code, Note: "对不起您"}))
	return f
}

func (m *town) order(f claim.Filed, provider string) model.PaymentID {
	m.t.Helper()
	p, err := m.claim.Order(m.t.Context(), m.shop.Actor, once, claim.PayOrder{Claim: f.ID, Kind: model.PayerParty, Provider: provider})
	if err != nil {
		m.t.Fatal(err)
	}
	return p.Row.ID
}

func (m *town) move(p model.PaymentID, on model.PaymentEvent) error {
	_, err := m.claim.MovePayment(m.t.Context(), m.shop.Actor, once, claim.PaymentMove{Payment: p, Event: on, Reference: "B-1", Reason: model.FailedReturned})
	return err
}

// sent has the payment of a new claim on its way.
func (m *town) sent(provider string) (claim.Filed, model.PaymentID) {
	m.t.Helper()
	f := m.agreedOn(100)
	p := m.order(f, provider)
	m.works(m.move(p, model.PaymentSend))
	return f, p
}

func (m *town) works(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// demanded has the shop demand what it has paid of the trader.
func (m *town) demanded() (claim.Filed, model.RecourseID) {
	m.t.Helper()
	f, p := m.sent(model.PayoutManual)
	m.works(m.move(p, model.PaymentConfirm))
	r, err := m.demand(f)
	m.works(err)
	return f, r
}

func (m *town) demand(f claim.Filed) (model.RecourseID, error) {
	r, err := m.claim.Demand(m.t.Context(), m.shop.Actor, once, claim.Demand{Claim: f.ID, Debtor: m.trader.Org, Ground: model.GroundSupply, Share: model.WholeShare})
	return r.Row.ID, err
}

func (m *town) recourse(by link, id model.RecourseID, on model.RecourseEvent) error {
	r := claim.RecourseMove{Recourse: id, Event: on}
	switch on { //nolint:exhaustive // the others need nothing
	case model.RecourseDispute, model.RecourseRelease:
		r.Reason = "test"
	case model.RecourseSue:
		r.CourtRef = "(2026) 1"
	}
	_, err := m.claim.MoveRecourse(m.t.Context(), by.Actor, once, r)
	return err
}

// cover records a policy of the insurer for a company.
func (m *town) cover(of link) model.CoverID {
	m.t.Helper()
	m.drawn++
	c, err := m.claim.AddCover(m.t.Context(), m.insurer.Actor, once, claim.NewCover{
		Kind: model.PayerInsurer, Org: of.Org, Number: fmt.Sprint("P-", m.drawn), Ceiling: model.Yuan(100_000), ValidFrom: "2026-01-01", ValidTo: "2030-12-31",
	})
	m.works(err)
	return c.Row.ID
}

func (m *town) confirm(id model.CoverID) {
	m.t.Helper()
	_, err := m.claim.ConfirmCover(m.t.Context(), m.shop.Actor, id)
	m.works(err)
}

// complains files a paper about the shop.
func (m *town) complains(tip bool) (complaint.Filed, error) {
	return m.rooms.Complaint.File(m.t.Context(), once, complaint.Filing{
		Firm: m.shop.Org, Complaint: !tip, Tip: tip, Story: model.ComplaintStory{What: "里面有玻璃碴子", Wish: "退一赔十"},
		Contact: model.ComplaintContact{Name: "زەينەپ", Phone: "13812345678", Mail: writer + "@example.test"}, Consent: complaint.ConsentVersion,
	})
}

func (m *town) complained(events ...model.ComplaintEvent) complaint.Filed {
	m.t.Helper()
	f, err := m.complains(false)
	m.works(err)
	for _, on := range events {
		m.works(m.handle(f, on))
	}
	return f
}

func (m *town) handle(f complaint.Filed, on model.ComplaintEvent) error {
	in, who := the[on], m.bureau
	in.ID, in.Event = f.Complaint, on
	switch on { //nolint:exhaustive // the others are the authority's
	case model.ComplaintConsent, model.ComplaintDecline:
		who = m.shop
	case model.ComplaintContest:
		in.To = m.above.Org
	}
	_, err := m.rooms.Complaint.Move(m.t.Context(), who.Actor, once, in)
	return err
}

// wholeDump is every row of every table, by table.
func (m *town) wholeDump() map[string][]string {
	m.t.Helper()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if m.store.Engine() != repository.SQLite {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	var names []string
	m.read(list, func(values []any) {
		name := fmt.Sprint(values[0])
		if b, ok := values[0].([]byte); ok {
			name = string(b)
		}
		names = append(names, name)
	})
	if !slices.Contains(names, "notices") || len(names) < 50 {
		m.t.Fatalf("tables: %q", names)
	}
	all := map[string][]string{}
	for _, name := range names {
		all[name] = m.dump(name)
	}
	return all
}

// readAll reads the news of an organisation.
func (m *town) readAll(who link, topics ...model.NoticeTopic) (kinds []model.NoticeKind) {
	m.t.Helper()
	rows, _, err := m.rooms.Notices.News(context.WithoutCancel(m.t.Context()), who.Actor, topics, model.Page{Limit: 200})
	m.works(err)
	for _, n := range rows {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}
