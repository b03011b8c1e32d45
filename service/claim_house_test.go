package service_test

import (
	"bytes"
	"context"
	"database/sql"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/catalog"
	"suyuan/service/claim"
	"suyuan/service/code"
)

// market is a house in which goods go from a producer by a distributor to a shop that sells them to consumers, with an
// insurer, a relief fund and inspectors.
type market struct {
	*chain
	claim   *claim.Service
	dir     string // of the data
	files   string // of the evidence, below it
	maker   link
	trader  link
	shop    link
	insurer link
	fund    link
	// inspector is of the shop's region, foreign of another.
	inspector, foreign model.Actor
	raised             []model.BatchID
	escalated          []model.ClaimContact
	lots               map[string]model.BatchID
}

// eachMarket runs a test on every engine.
func eachMarket(t *testing.T, test func(t *testing.T, m *market)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) { test(t, newMarket(t, s, clock)) })
}

// newMarket opens the house and has lot L1 sold: 100 kg made, 60 to the distributor, 40 on to the shop, 10 of them sold.
func newMarket(t testing.TB, s *repository.Store, clock *repotest.Clock) *market {
	h := newChain(t, s)
	h.clock = clock
	m := &market{chain: h, dir: t.TempDir(), lots: map[string]model.BatchID{}}
	vault, err := claim.OpenVault(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := catalog.OpenFolder(m.dir, "claims")
	if err != nil {
		t.Fatal(err)
	}
	pictures := catalog.New(s, files)
	m.files = m.dir + "/claims"
	m.claim = claim.New(s, vault, files, "https://suyuan.test", claim.WithCodes(code.PathOf), claim.WithClean(pictures.Clean),
		claim.WithSignals(func(_ *repository.Tx, batch model.BatchID, harm string) error {
			m.raised = append(m.raised, batch)
			return nil
		}),
		claim.WithEscalation(func(_ *repository.Tx, c model.Claim, _ model.ClaimSecret, contact model.ClaimContact, story model.ClaimStory) (string, error) {
			m.escalated = append(m.escalated, contact)
			return c.ID.String(), nil
		}))
	m.maker = m.companyOf("maker", model.KindProducer, "652801")
	m.trader = m.companyOf("trader", model.KindDistributor, urumqi)
	m.shop = m.companyOf("shop", model.KindRetailer, urumqi)
	m.insurer = m.companyOf("insurer", model.KindInsurer, beijing)
	m.fund = m.companyOf("fund", model.KindFund, urumqi)
	m.inspector, m.foreign = m.chain.inspector(urumqi), m.chain.inspector(beijing)
	m.sell("L1")
	return m
}

// companyOf adds an active company of a kind.
func (m *market) companyOf(name string, kind model.OrgKind, region model.Region) link {
	m.t.Helper()
	var l link
	m.write(func(tx *repository.Tx) error {
		l.org = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: kind, Name: model.Text{EN: name}, Country: "XX", ForeignID: name,
			Region: region, GLN: m.gln(), State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Access().AddOrganisation(l.org); err != nil {
			return err
		}
		to, err := repository.Move(tx, &model.OrganisationLifecycle, l.org.ID.String(), 1, model.OrgPending, model.OrgApprove, "test", "")
		if err != nil {
			return err
		}
		l.org.State = to
		l.site = model.Site{
			ID: repository.NewID[model.Site](tx), OrgID: l.org.ID, Name: model.Text{EN: name}, GLN: m.gln(), Region: region, CreatedAt: tx.Now(),
		}
		return tx.Access().AddSite(l.site)
	})
	l.Actor = model.Actor{
		Person: model.PersonID(l.org.ID), Org: l.org.ID, OrgKind: kind, OrgState: l.org.State, Region: region, Roles: []model.Role{model.RoleOwner},
	}
	return l
}

// sell makes a lot and has it go the whole way.
func (m *market) sell(lot string) (epc string) {
	m.t.Helper()
	epc = m.lot(m.maker, melonGTIN, lot, "2026-11-01")
	m.capture(m.maker, made(0, epc, 100, m.maker))
	m.moves(m.maker, m.trader, 1, epc, 60)
	m.moves(m.trader, m.shop, 2, epc, 40)
	m.capture(m.shop, happens("ObjectEvent", "DELETE", "retail_selling", 3, listed("quantityList", epc, 10), where(m.shop)))
	m.write(func(tx *repository.Tx) error {
		g, err := tx.Claim().GoodsOfLot(epc, "")
		m.lots[lot] = g.Batch.ID
		return err
	})
	return epc
}

// staff is somebody else of a company.
func (l link) staff(role model.Role) model.Actor {
	a := l.Actor
	a.Person, a.Roles = model.PersonID(strings.Repeat("0", 35)+"1"), []model.Role{role}
	return a
}

// filing is a claim that is right, against a company, about lot L1; change makes it another one.
func (m *market) filing(against link, change ...func(*claim.Filing)) claim.Filing {
	in := claim.Filing{
		Code: "https://id.gs1.org/01/" + melonGTIN + "/10/L1", Operator: against.Org.String(), BoughtOn: "2026-11-22", Units: 2, Price: model.Yuan(25),
		What: "里面有玻璃", Harm: "牙齿受伤", Costs: []model.Loss{{Kind: model.LossMedical, Money: model.Yuan(300)}}, Remedy: model.RemedyCompensate,
		Contact: model.ClaimContact{Name: "阿依古丽", Phone: "138 9999 0001"}, Consent: model.ClaimConsentNow().Version, Lang: model.ZH,
	}
	for _, c := range change {
		c(&in)
	}
	return in
}

// files a claim that must be taken.
func (m *market) file(against link, change ...func(*claim.Filing)) claim.Filed {
	m.t.Helper()
	f, err := m.claim.File(m.t.Context(), model.Actor{}, model.Idempotency{}, m.filing(against, change...))
	if err != nil {
		m.t.Fatalf("file: %v", err)
	}
	return f
}

// accepted brings a claim to where it has to be paid, and returns it.
func (m *market) accepted(against link, f claim.Filed) claim.File {
	m.t.Helper()
	return m.must(m.claim.Grant(m.t.Context(), against.Actor, model.Idempotency{}, claim.Grant{ID: f.ID}))
}

// must is for moves of a desk that have to work.
func (m *market) must(f claim.File, err error) claim.File {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
	return f
}

// reply makes a move of the claimant that has to work.
func (m *market) reply(secret string, on model.ClaimEvent) claim.Status {
	m.t.Helper()
	read, err := m.claim.Status(m.t.Context(), secret)
	if err != nil {
		m.t.Fatal(err)
	}
	st, err := m.claim.Reply(m.t.Context(), model.Idempotency{}, secret, claim.Reply{Event: on, Offer: read.Claim.OfferID})
	if err != nil {
		m.t.Fatalf("%s: %v", on, err)
	}
	return st
}

// sound asserts that every invariant of the data holds.
func (m *market) sound() {
	m.t.Helper()
	violations, err := m.store.Fsck(context.WithoutCancel(m.t.Context()))
	if err != nil || len(violations) > 0 {
		m.t.Errorf("fsck: %v %v", violations, err)
	}
}

// days moves the clock.
func (m *market) days(n int) { m.clock.Advance(time.Duration(n) * 24 * time.Hour) }

// photo is a picture of a receipt.
func photo() []byte {
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	img.Set(1, 1, color.White)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil
	}
	return out.Bytes()
}

// sql is a second connection to the data.
func (m *market) sql() *sql.DB { return repotest.SQL(m.t, m.store) }
