package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service"
	"suyuan/service/claim"
)

// till is a house in which claims are paid: a producer, a trader and a shop, an insurer and a relief fund.
type till struct {
	*house
	vault                      *claim.Vault
	maker, trader, store       party
	insurer, fund, lab, bureau party
	n                          int
}

func eachTill(t *testing.T, test func(h *till)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := newTill(t, s, clock)
		test(h)
		h.sound()
	})
}

func newTill(t testing.TB, s *repository.Store, clock *repotest.Clock) *till {
	t.Helper()
	dir := t.TempDir()
	services, err := service.New(service.Deps{Store: s, Clock: clock.Now, Log: slog.New(slog.DiscardHandler), Dir: dir, BaseURL: "http://suyuan.test"})
	if err != nil {
		t.Fatal(err)
	}
	vault, err := claim.OpenVault(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := &till{house: &house{t: t, store: s, clock: clock, Services: services}, vault: vault}
	h.maker, h.trader, h.store = h.company(model.KindProducer), h.company(model.KindDistributor), h.company(model.KindRetailer)
	h.insurer, h.fund, h.lab = h.company(model.KindInsurer), h.company(model.KindFund), h.company(model.KindLab)
	h.bureau = h.company(model.KindRegulator)
	h.bureau.Roles = []model.Role{model.RoleSupervisor}
	return h
}

// sound checks every invariant.
func (h *till) sound() {
	h.t.Helper()
	violations, err := h.house.store.Fsck(ctx)
	if err != nil || len(violations) > 0 {
		h.t.Errorf("fsck: %v %v", violations, err)
	}
}

func (h *till) write(fn func(tx *repository.Tx) error) {
	h.t.Helper()
	if err := h.house.store.Write(ctx, fn); err != nil {
		h.t.Fatal(err)
	}
}

// colleague is somebody else of an organisation.
func (h *till) colleague(p party) model.Actor {
	h.n++
	a := p.Actor
	a.Person = model.PersonID(fmt.Sprintf("00000000-0000-7000-8000-%012d", h.n))
	return a
}

// machine is a key that somebody has made.
func (h *till) machine(of model.Actor) model.Actor {
	h.t.Helper()
	a := of
	h.write(func(tx *repository.Tx) error {
		a.Person, a.Key = "", repository.NewID[model.APIKey](tx)
		return tx.Access().AddKey(model.APIKey{
			ID: a.Key, OrgID: of.Org, Name: "k", Prefix: string(a.Key)[24:], Hash: []byte(a.Key)[4:], Roles: string(model.RoleOwner), CreatedBy: of.Name(), CreatedAt: tx.Now(), ExpiresAt: tx.Now().Add(time.Hour),
		})
	})
	return a
}

// tillClaim is a claim as a test wants it.
type tillClaim struct {
	stranger bool // somebody else than who makes the other claims
	against  party
	// damage tells which claims are for the same.
	damage string
	state  model.ClaimState
	remedy model.Remedy
	// the offer that was accepted
	compensation, punitive int64
	batch                  model.Batch
	bought                 model.Date
	// units are 1 when not said; goods are to be handed back, and the remedy may be that of a recall.
	units  int64
	goods  int
	recall model.RecallID
}

// claim makes a claim through the repository, and brings it to a state.
func (h *till) claim(in tillClaim) model.Claim {
	h.t.Helper()
	h.n++
	if in.damage == "" {
		in.damage = fmt.Sprint("damage ", h.n)
	}
	if in.units == 0 {
		in.units = 1
	}
	if in.remedy == "" {
		in.remedy = model.RemedyCompensate
	}
	facts, err := json.Marshal(model.ClaimFacts{
		Against: model.PartyOperator, Price: model.Yuan(100), Units: 1, Refund: true, Fraud: true,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	var row model.Claim
	h.write(func(tx *repository.Tx) error {
		row = model.Claim{
			ID: repository.NewID[model.Claim](tx), Number: fmt.Sprintf("2026-T%04d-%s", h.n, in.against.Org[30:]), OrgID: in.against.Org, Region: in.against.Region, Party: model.PartyOperator,
			BatchID: in.batch.ID, ProductID: in.batch.ProductID, Code: in.batch.EPC, BoughtOn: in.bought, Units: in.units, Price: model.Yuan(100), Channel: model.ClaimByScan, RecallID: in.recall,
			Remedy: in.remedy, Asked: model.Yuan(0), Facts: facts, State: model.ClaimFiled, Version: 1, Turn: model.TurnParty, Clock: []byte("{}"),
			LinkHash: []byte(fmt.Sprint("link", h.n)), CreatedAt: tx.Now(),
		}
		if in.against.OrgKind == model.KindProducer {
			row.Party = model.PartyProducer
		}
		secret, err := h.secret(row.ID, in.stranger)
		if err != nil {
			return err
		}
		if err := tx.Claim().File(&row, h.vault.Hash("damage", in.damage), secret); err != nil {
			return err
		}
		return h.bring(tx, &row, in)
	})
	return row
}

// tillAccount is where the claimants of these tests want their money.
const tillAccount = "6222000011112222"

func (h *till) secret(id model.ClaimID, stranger bool) (model.ClaimSecret, error) {
	seal, key, err := h.vault.NewSeal(id.String())
	if err != nil {
		return model.ClaimSecret{}, err
	}
	phone := "13800000000"
	if stranger {
		phone = "13800000001"
	}
	contact, err := json.Marshal(model.ClaimContact{Name: "阿依古丽", Phone: phone, Account: tillAccount, Holder: "=阿依古丽", Bank: "农行"})
	return model.ClaimSecret{
		ClaimID: id, DataKey: key, Contact: seal.Close("contact", contact), Story: []byte{}, Phone: h.vault.Hash("phone", phone), Mail: []byte{}, Lang: model.ZH,
	}, err
}

// tillWays says by which events a claim comes to a state.
var tillWays = map[model.ClaimState][]model.ClaimEvent{
	model.ClaimFiled: nil, "": nil, model.ClaimEvidence: {model.ClaimAsk}, model.ClaimOffered: {model.ClaimPropose},
	model.ClaimAccepted: {model.ClaimGrant}, model.ClaimRefused: {model.ClaimRefuse}, model.ClaimDeemed: {model.ClaimDeem},
	model.ClaimDeclined: {model.ClaimPropose, model.ClaimDecline}, model.ClaimWithdrawn: {model.ClaimWithdraw},
}

func (h *till) bring(tx *repository.Tx, row *model.Claim, in tillClaim) error {
	offer := model.ClaimOffer{
		ID: repository.NewID[model.ClaimOffer](tx), ClaimID: row.ID, Remedy: in.remedy, Compensation: model.Money{Fen: in.compensation, Currency: model.CNY},
		Punitive: model.Money{Fen: in.punitive, Currency: model.CNY}, Due: []byte("{}"), Goods: in.goods, Actor: "test", CreatedAt: tx.Now(),
	}
	if err := tx.Claim().InsertOffer(offer); err != nil {
		return err
	}
	row.OfferID = offer.ID
	if err := tx.Claim().Update(row); err != nil {
		return err
	}
	for _, on := range tillWays[in.state] {
		if err := tx.Claim().Move(row, on, "test", ""); err != nil {
			return err
		}
	}
	return nil
}

// accepted is a claim whose offer of money both agree on, in fen.
func (h *till) accepted(against party, compensation, punitive int64) model.Claim {
	h.t.Helper()
	return h.claim(tillClaim{against: against, state: model.ClaimAccepted, compensation: compensation, punitive: punitive})
}

// pay pays an accepted claim to the end.
func (h *till) pay(by party, c model.Claim) claim.Payment {
	h.t.Helper()
	p, err := h.Claim.Order(ctx, by.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.confirm(by, p)
}

func (h *till) confirm(by party, p claim.Payment) claim.Payment {
	h.t.Helper()
	if p.Row.State == model.PaymentOrdered {
		h.movePayment(h.colleague(by), p, model.PaymentApprove)
	}
	return h.movePayment(by.Actor, p, model.PaymentConfirm)
}

func (h *till) movePayment(by model.Actor, p claim.Payment, on model.PaymentEvent) claim.Payment {
	h.t.Helper()
	p, err := h.Claim.MovePayment(ctx, by, once, claim.PaymentMove{Payment: p.Row.ID, Event: on, Reference: "ref", Reason: model.FailedMistake})
	if err != nil {
		h.t.Fatalf("%s: %v", on, err)
	}
	return p
}

// state reads where a claim stands.
func (h *till) state(c model.Claim) (s model.ClaimState) {
	h.t.Helper()
	err := h.house.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(model.SystemScope("test"), c.ID)
		s = row.State
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// cover gives a company a policy.
func (h *till) cover(by, org party, kind model.PayerKind, yuan int64, punitive bool) model.CoverID {
	h.t.Helper()
	return h.coverUntil(by, org, kind, yuan, punitive, "2026-12-31")
}

func (h *till) coverUntil(by, org party, kind model.PayerKind, yuan int64, punitive bool, last model.Date) model.CoverID {
	h.t.Helper()
	c, err := h.Claim.AddCover(ctx, by.Actor, once, claim.NewCover{
		Kind: kind, Org: org.Org, Number: fmt.Sprint("P", yuan), Ceiling: model.Yuan(yuan), Punitive: punitive, ValidFrom: "2026-01-01", ValidTo: last,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Claim.ConfirmCover(ctx, org.Actor, c.Row.ID); err != nil {
		h.t.Fatal(err)
	}
	return c.Row.ID
}

// left is what can still be drawn from a cover, in fen.
func (h *till) left(by party, id model.CoverID) int64 {
	h.t.Helper()
	c, err := h.Claim.Cover(ctx, by.Actor, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.Left.Fen
}

// borne is what an organisation has borne of everything, both parts together, in fen.
func (h *till) borne(p party) (fen int64) {
	h.t.Helper()
	st, _, err := h.Claim.Statement(ctx, p.Actor, claim.StatementQuery{}, model.Page{})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, at := range st.Closing {
		fen += at.Borne.Fen
	}
	return fen
}

// declines checks that an error is a refusal, or nil when none is expected.
func declines(t testing.TB, what string, err error, want *model.Problem) {
	t.Helper()
	if want == nil && err != nil || want != nil && !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
