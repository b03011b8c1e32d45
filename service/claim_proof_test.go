package service_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
)

// proofs shows what the trace says about a claim: sign and state, in order of signs.
func (m *market) proofs(f claim.Filed, against link) map[model.ProofSign]model.ProofState {
	m.t.Helper()
	got := map[model.ProofSign]model.ProofState{}
	for _, p := range m.must(m.claim.Claim(m.t.Context(), against.Actor, f.ID)).Due.Proofs {
		got[p.Sign] = p.State
	}
	return got
}

// TestClaim_proofs: what was recorded proves the signs, or the contrary, or says nothing.
func TestClaim_proofs(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		base := map[model.ProofSign]model.ProofState{
			model.ProofExpired: model.Unproved, model.ProofRecalled: model.NotProven, model.ProofNoSource: model.NotProven, model.ProofNoCheck: model.Proven,
			model.ProofFalseLot: model.NotProven, model.ProofCold: model.Unproved, model.ProofLab: model.Unproved,
		}
		expect := func(name string, against link, change func(*claim.Filing), want map[model.ProofSign]model.ProofState) {
			t.Helper()
			all := map[model.ProofSign]model.ProofState{}
			for sign, state := range base {
				all[sign] = state
			}
			for sign, state := range want {
				all[sign] = state
			}
			if diff := cmp.Diff(all, m.proofs(m.file(against, change), against)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		lot := func(n string) func(*claim.Filing) {
			return func(in *claim.Filing) { in.Code = "https://id.gs1.org/01/" + melonGTIN + "/10/" + n }
		}
		type is = map[model.ProofSign]model.ProofState
		expect("as it is", m.shop, lot("L1"), nil)
		expect("against the producer, who needs no source", m.maker, func(in *claim.Filing) { in.Seller = m.maker.Org.String() }, is{model.ProofNoCheck: model.Unproved})
		stall := m.companyOf("stall", model.KindRetailer, urumqi)
		expect("a seller that the trace has never seen", stall, func(in *claim.Filing) { in.Seller = stall.Org.String() },
			is{model.ProofNoSource: model.Unproved, model.ProofNoCheck: model.Unproved})

		epc := m.sell("L2")
		m.capture(m.shop, happens("ObjectEvent", "OBSERVE", "inspecting", 2.5, listed("quantityList", epc, 40), where(m.shop)))
		expect("inspected", m.shop, lot("L2"), is{model.ProofNoCheck: model.NotProven})

		cold := m.sell("L3")
		m.capture(m.trader, happens("ObjectEvent", "OBSERVE", "storing", 1.5, listed("quantityList", cold, 60), where(m.trader), func(d deed) {
			d["sensorElementList"] = []any{map[string]any{"sensorReport": []any{map[string]any{"type": "Temperature", "value": 19, "uom": "CEL", "exception": "ALARM_CONDITION"}}}}
		}))
		expect("too warm", m.shop, lot("L3"), is{model.ProofCold: model.Proven})
		ref := proofOf(m.must(m.claim.Claim(t.Context(), m.shop.Actor, m.file(m.shop, lot("L3")).ID)), model.ProofCold).Refs
		if len(ref) != 1 || ref[0].OrgID != m.trader.Org {
			t.Errorf("in whose hands: %+v", ref)
		}

		m.sell("L4")
		m.failed("L4")
		expect("failed a test", m.shop, lot("L4"), is{model.ProofLab: model.Proven})
		due := m.must(m.claim.Claim(t.Context(), m.shop.Actor, m.file(m.shop, lot("L4")).ID)).Due
		if !due.Facts.UnsafeFood || !slices.Contains(due.Facts.Knew, model.KnewNoCheck) || due.Amount.Punitive != model.Yuan(1000) {
			t.Errorf("what is proven does not count: %+v", due.Amount)
		}

		m.sell("L5")
		m.expire("L5", "2026-11-20")
		expect("past its date", m.shop, lot("L5"), is{model.ProofExpired: model.Proven})
		expect("bought on its last day", m.shop, func(in *claim.Filing) { lot("L5")(in); in.BoughtOn = "2026-11-20" },
			is{model.ProofExpired: model.NotProven, model.ProofNoSource: model.Unproved, model.ProofNoCheck: model.Unproved}) // the shop had it two days later
		epc = m.lot(m.maker, melonGTIN, "L6", "2026-11-01")
		m.capture(m.maker, made(0, epc, 100, m.maker))
		m.capture(m.shop, happens("ObjectEvent", "DELETE", "retail_selling", 3, listed("quantityList", epc, 10), where(m.shop)))
		expect("sold by who never received it", m.shop, lot("L6"), is{model.ProofNoSource: model.Proven})
	})
}

func proofOf(f claim.File, sign model.ProofSign) model.ClaimProof {
	i := slices.IndexFunc(f.Due.Proofs, func(p model.ClaimProof) bool { return p.Sign == sign })
	return f.Due.Proofs[max(i, 0)]
}

// failed has a laboratory's signal about a lot that is found unsafe.
func (m *market) failed(lot string) {
	m.t.Helper()
	m.write(func(tx *repository.Tx) error {
		row := model.Signal{
			ID: repository.NewID[model.Signal](tx), OrgID: m.maker.Org, Region: urumqi, Source: model.SignalLab, Actor: "test", BatchID: m.lots[lot], Harm: "lead",
			HappenedAt: tx.Now(), State: model.SignalReceived, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertSignal(row); err != nil {
			return err
		}
		for i, on := range []model.SignalEvent{model.SignalTake, model.SignalFindUnsafe} {
			if _, err := repository.Move(tx, &model.SignalLifecycle, row.ID.String(), int64(1+i), row.State, on, "test", ""); err != nil {
				return err
			}
			mv, err := model.SignalLifecycle.Next(row.State, on)
			if err != nil {
				return err
			}
			row.State = mv.To
		}
		return nil
	})
}

// expire gives a lot a last day.
func (m *market) expire(lot string, last model.Date) {
	m.t.Helper()
	if _, err := m.sql().ExecContext(m.t.Context(), "UPDATE batches SET expires = ? WHERE id = ?", string(last), m.lots[lot].String()); err != nil {
		m.t.Fatal(err)
	}
}

// TestClaim_recalled: goods sold after their recall was announced are known to be unsafe, and the recall presets the
// remedy.
func TestClaim_recalled(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		m.recalled("L1", "2026-11-20")
		f := m.file(m.shop, func(in *claim.Filing) { in.Recall, in.Remedy = "2026-0042", "" })
		c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID))
		if c.Channel != model.ClaimByRecall || c.Remedy != model.RemedyRefund || c.Recall != "2026-0042" {
			t.Errorf("the claim is %+v", c.Row.Claim)
		}
		if p := proofOf(c, model.ProofRecalled); p.State != model.Proven || p.Refs[0].ID != "2026-0042" {
			t.Errorf("proof %+v", p)
		}
		if !c.Due.Facts.UnsafeFood || !slices.Contains(c.Due.Facts.Knew, model.KnewRecalled) {
			t.Errorf("facts %+v", c.Due.Facts)
		}
		before := m.must(m.claim.Claim(t.Context(), m.shop.Actor, m.file(m.shop, func(in *claim.Filing) { in.BoughtOn = "2026-11-20" }).ID))
		if p := proofOf(before, model.ProofRecalled); p.State != model.NotProven {
			t.Errorf("bought on the day of the announcement: %+v", p)
		}
		p, err := m.claim.Chain(t.Context(), m.filing(m.shop).Code)
		if err != nil || len(p.Recalls) != 1 || p.Recalls[0].Number != "2026-0042" {
			t.Errorf("offered %+v %v", p.Recalls, err)
		}
	})
}

// TestClaim_recallReachesLater: a lot that joins a case later was not recalled before, and one whose fault was remedied may
// be sold again.
func TestClaim_recallReachesLater(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		m.recalled("L1", "2026-11-20")
		node, joined := m.filing(m.shop).Code, model.Date("2026-11-22").Start(model.China)+1
		set := func(query string, args ...any) {
			t.Helper()
			if _, err := m.sql().ExecContext(t.Context(), query, append(args, node)...); err != nil {
				t.Fatal(err)
			}
		}
		state := func() model.ProofState { return m.proofs(m.file(m.shop), m.shop)[model.ProofRecalled] }
		if got := state(); got != model.Proven {
			t.Errorf("sold two days after: %s", got)
		}
		set("UPDATE recall_lots SET created_at = ? WHERE epc = ?", int64(joined))
		if got := state(); got != model.NotProven {
			t.Errorf("sold before the lot joined: %s", got)
		}
	})
}

// recalled has a public recall of a lot that was announced at noon of a day.
func (m *market) recalled(lot string, day model.Date) {
	m.t.Helper()
	m.write(func(tx *repository.Tx) error {
		at := day.Start(model.China) + model.Instant(12*3600*1_000_000)
		row := model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: "2026-0042", OrgID: m.maker.Org, Region: urumqi, OpenedBy: m.maker.Org, Opener: "test", Origin: model.OriginVoluntary,
			Pack: model.PackCNFood, PackVersion: 1, Policy: model.ClosureContainment, State: model.RecallDraft, Version: 1, BlockedFrom: at, AnnouncedAt: at, CreatedAt: at,
		}
		if err := tx.Recall().InsertRecall(row); err != nil {
			return err
		}
		node, err := tx.Trace().NodeNamed(m.lots[lot], nil)
		if err != nil {
			return err
		}
		return tx.Recall().InsertAffected([]model.RecallLot{{
			RecallID: row.ID, NodeID: node, EPC: "https://id.gs1.org/01/" + melonGTIN + "/10/" + lot, Level: model.LevelLot, BatchID: m.lots[lot], MakerID: m.maker.Org,
			Class: model.AffectedConfirmed, Reason: "lot", CreatedAt: at,
		}})
	})
}
