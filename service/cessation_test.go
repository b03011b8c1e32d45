package service_test

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/access"
	"suyuan/service/claim"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// registry is the access room of a chain.
func (h *chain) registry() *access.Service {
	return access.New(h.store, slog.New(slog.NewTextHandler(io.Discard, nil)), access.CheapPasswords())
}

// today is the day of the chain's clock in China.
func (h *chain) today() model.Date { return model.DateOf(h.store.Now(), model.China) }

// ends has a company end on a day, with the agreement of its successor and the consent of an authority.
func (h *chain) ends(boss model.Actor, from link, to *link, on model.Date) model.CessationID {
	h.t.Helper()
	rooms := h.registry()
	cmd := access.Cessation{Org: from.Org, Kind: model.CessationBankrupt, Administrator: "管理人 0991-1", Effective: on, Document: "(2026)新破1号", Reason: "破产清算"}
	if to != nil {
		cmd.Kind, cmd.Successor, cmd.Administrator = model.CessationMerged, to.Org, ""
	}
	c, err := rooms.ProposeCessation(h.t.Context(), boss, model.Idempotency{}, cmd)
	if err != nil {
		h.t.Fatalf("propose: %v", err)
	}
	move := func(by model.Actor, on model.CessationEvent) {
		h.t.Helper()
		if _, err := rooms.MoveCessation(h.t.Context(), by, model.Idempotency{}, access.CessationMove{ID: c.ID, Event: on}); err != nil {
			h.t.Fatalf("%s: %v", on, err)
		}
	}
	if to != nil {
		move(to.Actor, model.CessationAgree)
	}
	move(boss, model.CessationConfirm)
	return c.ID
}

// reads returns the company as it acts now: with what it has taken over.
func (h *chain) heir(l link) link {
	h.t.Helper()
	h.read(func(tx *repository.Tx) (err error) {
		l.Succeeded, err = tx.Access().Succeeded(l.Org)
		return err
	})
	return l
}

func (h *chain) caseOf(actor model.Actor, id model.RecallID) (recall.File, error) {
	return h.recall.Case(h.t.Context(), actor, id)
}

// TestRecall_27_SuccessorCarriesOn: of a recall, its tasks and clocks the successor sees exactly the union and does what is
// to do, from the day on; the rows keep the name at the time, and rivals see nothing more.
func TestRecall_27_SuccessorCarriesOn(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		other := h.company("heir", beijing)
		boss := m.supervisor()
		c := m.announced(model.GradeI)
		before := h.tasks(c.ID)
		tomorrow := h.today().AddDays(1)
		id := h.ends(boss, m.farm, &other, tomorrow)

		if n := len(h.heir(other).Succeeded); n != 0 {
			t.Errorf("before its day the successor acts for %d", n)
		}
		if _, err := h.caseOf(h.heir(other).Actor, c.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("before its day the successor reads the case: %v", err)
		}
		if n, err := h.registry().Settle(t.Context()); n != 0 || err != nil {
			t.Errorf("before its day: %d %v", n, err)
		}
		h.clock.Advance(24 * time.Hour)
		heir := h.heir(other)
		same(h, "succeeded", heir.Succeeded, []model.OrgID{m.farm.Org})
		f, err := h.caseOf(heir.Actor, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(h, "who recalls stays", f.Case.OrgID, m.farm.Org)
		same(h, "shown", []any{f.Carries, f.Ceased, f.Heir.Org, f.Org.Name.EN}, []any{true, true, other.Org, "farm"})
		if n, err := h.registry().Settle(t.Context()); n != 1 || err != nil {
			t.Errorf("on its day: %d %v", n, err)
		}
		if n, err := h.registry().Settle(t.Context()); n != 0 || err != nil {
			t.Errorf("once is enough: %d %v", n, err)
		}
		h.read(func(tx *repository.Tx) error {
			o, err := tx.Recall().OrganisationsOf([]model.OrgID{m.farm.Org})
			same(h, "closed", o[m.farm.Org].State, model.OrgClosed)
			names := map[model.OrgID]repository.OrgName{m.farm.Org: {}}
			if err := tx.Recall().Name(names, nil); err != nil {
				return err
			}
			same(h, "called", []string{names[m.farm.Org].Name.EN, names[m.farm.Org].Name.ZH, names[m.farm.Org].Registered.EN}, []string{"farm (now heir)", "farm（现由heir承继）", "farm"})
			return err
		})

		same(h, "history stays", h.tasks(c.ID), before)
		for _, rival := range []link{m.shop, h.company("stranger", urumqi)} {
			if f, err := h.caseOf(rival.Actor, c.ID); err == nil && (f.Carries || len(f.Scopes) > 0) {
				t.Errorf("%s reads the whole case", rival.org.Name.EN)
			}
		}
		tasks, _, err := h.recall.Tasks(t.Context(), heir.Actor, repository.TaskFilter{Recall: c.ID}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		for _, task := range tasks {
			seen = append(seen, task.Holder.Name.EN)
		}
		slices.Sort(seen)
		same(h, "the successor's sight is the farm's", seen, []string{"farm (now heir)", "trader"})
		c = m.moved(heir.Actor, f.Case, model.RecallExecute)
		same(h, "carried on", []any{c.State, c.OrgID}, []any{model.RecallExecuting, m.farm.Org})
		if _, err := h.registry().MoveCessation(t.Context(), boss, model.Idempotency{}, access.CessationMove{ID: id, Event: model.CessationRefuse, Reason: "x"}); !errors.Is(err, model.MoveNotAllowed) {
			t.Errorf("what has happened is taken back: %v", err)
		}
		h.sound()
	})
}

// TestRecall_27_SuccessorAnswers: what the ended holder has to do its successor does, and nobody confirms what it has
// answered itself.
func TestRecall_27_SuccessorAnswers(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		c := m.ordered()
		h.ends(m.supervisor(), m.trader, &m.shop, h.today())
		shop := h.heir(m.shop)
		tasks, _, err := h.recall.Tasks(t.Context(), shop.Actor, repository.TaskFilter{Recall: c.ID, Role: repository.TasksHeld}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		same(h, "own and taken over", len(tasks), 2)
		for _, task := range tasks {
			same(h, "answers "+task.Holder.Name.EN, slices.Contains(task.Allowed, model.TaskAcknowledge), true)
			same(h, "does not follow itself "+task.Holder.Name.EN, slices.Contains(task.Allowed, model.TaskEscalate) || slices.Contains(task.Allowed, model.TaskConfirm), false)
		}
		told, _, err := h.recall.Tasks(t.Context(), shop.Actor, repository.TaskFilter{Recall: c.ID, Role: repository.TasksTold}, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		same(h, "customers of who was succeeded, itself left out", len(told), 1)
		same(h, "told", []model.OrgID{told[0].Row.OrgID, told[0].Row.ToldBy}, []model.OrgID{m.far.Org, m.trader.Org})
		h.sound()
	})
}

// TestRecall_27_SuccessorMakes: the successor records at the places of who it succeeded and moves its stock; the event names
// the successor, the stock stays the other's until it is moved, and strangers still leave findings.
func TestRecall_27_SuccessorMakes(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		other := h.company("heir", beijing)
		sells := func(l link) (findings int) {
			h.capture(l, happens("ObjectEvent", "DELETE", "destroying", 5, listed("quantityList", m.lot, 10), where(m.farm)))
			h.read(func(tx *repository.Tx) error {
				rows, _, err := tx.Trace().Findings(l.Scope(), repository.FindingFilter{}, model.Page{})
				findings = len(rows)
				return err
			})
			return findings
		}
		if n := sells(h.company("stranger", urumqi)); n == 0 {
			t.Error("a stranger empties the shelves")
		}
		h.ends(m.supervisor(), m.farm, &other, h.today())
		heir := h.heir(other)
		if n := sells(heir); n != 1 { // the stranger's, which the farm was told of
			t.Errorf("the successor reads %d findings", n)
		}
		h.read(func(tx *repository.Tx) error {
			rows, _, err := tx.Trace().Events(heir.Scope(), repository.EventFilter{}, model.Page{})
			if err != nil {
				return err
			}
			same(h, "the new event names the successor", rows[0].OrgID, other.Org)
			own, _, err := tx.Trace().Events(m.farm.Scope(), repository.EventFilter{}, model.Page{})
			same(h, "sees what the farm saw", len(rows), len(own))
			return err
		})
		_, err := h.trace.Destroy(t.Context(), heir.Actor, model.Idempotency{}, trace.DestroyCommand{Site: m.farm.site.ID, Lines: []trace.Line{{EPC: m.lot, Quantity: model.Units(5), Unit: "KGM"}}, Reason: "expired"})
		if err != nil {
			t.Errorf("a plain step at a place that was taken over: %v", err)
		}
		h.sound()
	})
}

// TestRecall_27_Chain: A to B to C, and nobody in a circle; what B takes over after its own end passes on as well.
func TestRecall_27_Chain(t *testing.T) {
	eachChain(t, func(h *chain) {
		a, b, c := h.company("a", urumqi), h.company("b", urumqi), h.company("c", urumqi)
		boss := h.inspector("650000")
		boss.Roles = []model.Role{model.RoleSupervisor}
		rooms := h.registry()
		propose := func(by model.Actor, from, to link) error {
			_, err := rooms.ProposeCessation(t.Context(), by, model.Idempotency{}, access.Cessation{
				Org: from.Org, Kind: model.CessationTakenOver, Successor: to.Org, Effective: h.today(), Document: "合同", Reason: "并购",
			})
			return err
		}
		foreign := h.inspector(beijing)
		foreign.Roles = []model.Role{model.RoleSupervisor}
		if err := propose(foreign, a, b); !errors.Is(err, model.NotFound) {
			t.Errorf("wrong region: %v", err)
		}
		if err := propose(b.Actor, a, b); !errors.Is(err, model.Forbidden) {
			t.Errorf("somebody else's end: %v", err)
		}
		if err := propose(a.Actor, a, a); !errors.Is(err, model.CessationSelf) {
			t.Errorf("itself: %v", err)
		}
		h.ends(boss, a, &b, h.today())
		if err := propose(boss, a, c); !errors.Is(err, model.CessationStands) {
			t.Errorf("twice: %v", err)
		}
		if err := propose(b.Actor, b, a); !errors.Is(err, model.CessationCycle) {
			t.Errorf("circle: %v", err)
		}
		if err := propose(c.Actor, c, a); !errors.Is(err, model.CessationSuccessorUnfit) {
			t.Errorf("to one that has ended: %v", err)
		}
		h.ends(boss, b, &c, h.today())
		if err := propose(c.Actor, c, b); !errors.Is(err, model.CessationCycle) {
			t.Errorf("long circle: %v", err)
		}
		got := h.heir(c).Succeeded
		slices.Sort(got)
		want := []model.OrgID{a.Org, b.Org}
		slices.Sort(want)
		same(h, "all that C carries on", got, want)
		h.read(func(tx *repository.Tx) error {
			heirs, err := tx.Access().Heirs([]model.OrgID{a.Org, b.Org, c.Org})
			same(h, "heirs", []model.OrgID{heirs[a.Org].Org, heirs[b.Org].Org}, []model.OrgID{c.Org, c.Org})
			_, ended := heirs[c.Org]
			same(h, "the last goes on", ended, false)
			return err
		})
	})
}

// TestRecall_27_Agreement: nobody inherits unasked, and nobody confirms but the authority.
func TestRecall_27_Agreement(t *testing.T) {
	eachChain(t, func(h *chain) {
		a, b := h.company("a", urumqi), h.company("b", beijing)
		boss, foreign := h.inspector("650000"), h.inspector(beijing)
		boss.Roles, foreign.Roles = []model.Role{model.RoleSupervisor}, []model.Role{model.RoleSupervisor}
		rooms := h.registry()
		seen, err := rooms.ProposeCessation(t.Context(), a.Actor, model.Idempotency{}, access.Cessation{
			Org: a.Org, Kind: model.CessationMerged, SuccessorCode: b.org.GLN, Effective: h.today(), Document: "合同", Reason: "并购",
		})
		if err != nil {
			t.Fatal(err)
		}
		same(h, "found by its number", seen.SuccessorID, b.Org)
		for _, try := range []struct {
			what string
			by   model.Actor
			on   model.CessationEvent
			want *model.Problem
		}{
			{"confirmed before the successor agrees", boss, model.CessationConfirm, model.CessationNotAgreed},
			{"agreed to by who ends", a.Actor, model.CessationAgree, model.Forbidden},
			{"confirmed by who ends", a.Actor, model.CessationConfirm, model.Forbidden},
			{"confirmed by the successor's authority", foreign, model.CessationConfirm, model.Forbidden},
			{"withdrawn by the successor", b.Actor, model.CessationWithdraw, model.Forbidden},
			{"seen by a stranger", h.company("stranger", urumqi).Actor, model.CessationAgree, model.NotFound},
			{"declined without a reason", b.Actor, model.CessationDecline, model.ValueRequired},
			{"put into force by hand", boss, model.CessationEffect, model.ValueInvalid},
		} {
			_, err := rooms.MoveCessation(t.Context(), try.by, model.Idempotency{}, access.CessationMove{ID: seen.ID, Event: try.on})
			if !errors.Is(err, try.want) {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		if _, err := rooms.MoveCessation(t.Context(), b.Actor, model.Idempotency{}, access.CessationMove{ID: seen.ID, Event: model.CessationDecline, Reason: "不承担债务"}); err != nil {
			t.Fatal(err)
		}
		h.ends(boss, a, &b, h.today()) // another may be proposed
	})
}

// TestRecall_27_NoHeir: of a recall whose company is bankrupt the authority makes what the company would, an operator may
// recall in its stead, and the register says that it has ceased.
func TestRecall_27_NoHeir(t *testing.T) {
	eachChain(t, func(h *chain) {
		m := newMelons(h)
		boss := m.supervisor()
		c := m.announced(model.GradeI)
		if _, err := m.recall.Move(t.Context(), boss, model.Idempotency{}, recall.Move{ID: c.ID, Event: model.RecallExecute}); !errors.Is(err, model.Forbidden) {
			t.Errorf("while the company stands its recall is its own: %v", err)
		}
		h.ends(boss, m.farm, nil, h.today())
		f, err := h.caseOf(boss, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(h, "ceased", []any{f.Ceased, f.Heir.Org, f.Case.Unclaimed, f.Carries}, []any{true, model.OrgID(""), true, true})
		c = m.moved(boss, f.Case, model.RecallExecute)
		same(h, "the authority carries on", []any{c.State, c.OrgID}, []any{model.RecallExecuting, m.farm.Org})
		if _, err := h.caseOf(h.inspector(beijing), c.ID); err != nil {
			t.Errorf("an authority with a holder still sees the case: %v", err)
		}
		draft := recall.Draft{Title: model.Text{ZH: "经营者召回"}, Origin: model.OriginOperator, Scope: m.one()}
		if _, err := m.recall.Open(t.Context(), m.trader.Actor, model.Idempotency{}, draft); err != nil {
			t.Errorf("an operator recalls in the maker's stead: %v", err)
		}
		h.sound()
	})
}

// TestClaim_27_SuccessorAnswers: the claim keeps whom it was made against, the successor decides it, and a new one is made
// against the successor.
func TestClaim_27_SuccessorAnswers(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		boss := m.inspector
		boss.Roles = []model.Role{model.RoleSupervisor}
		old := m.file(m.shop)
		rival := m.companyOf("rival", model.KindRetailer, urumqi)
		m.ends(boss, m.shop, &m.trader, m.today())
		trader := m.heir(m.trader)
		if _, err := m.claim.Grant(t.Context(), rival.Actor, model.Idempotency{}, claim.Grant{ID: old.ID}); !errors.Is(err, model.NotFound) {
			t.Errorf("a rival decides: %v", err)
		}
		f := m.accepted(trader, old)
		same(m.chain, "first responsible party", f.OrgID, m.shop.Org)
		fresh := m.file(m.shop, func(in *claim.Filing) { in.Contact.Phone = "13899990002" })
		f, err := m.claim.Claim(t.Context(), trader.Actor, fresh.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(m.chain, "who answers for a new claim", f.OrgID, m.trader.Org)
	})
}

// TestClaim_27_NoHeir: nobody claims anew against who has ceased without an heir; what was open is refused by law at once,
// so that the fund may advance, and the others of the chain can be claimed against.
func TestClaim_27_NoHeir(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		boss := m.inspector
		boss.Roles = []model.Role{model.RoleSupervisor}
		open := m.file(m.shop)
		m.ends(boss, m.shop, nil, m.today())
		if _, err := m.claim.File(t.Context(), model.Actor{}, model.Idempotency{}, m.filing(m.shop)); !errors.Is(err, model.OrgCeased) {
			t.Errorf("a new claim against who has ceased: %v", err)
		}
		chain, err := m.claim.Chain(t.Context(), "https://id.gs1.org/01/"+melonGTIN+"/10/L1")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range chain.Links {
			if l.Ref == m.shop.Org {
				t.Error("who has ceased is offered")
			}
		}
		same(m.chain, "the others are", len(chain.Links) > 0, true)
		if n, err := m.claim.Deem(t.Context()); n != 1 || err != nil {
			t.Fatalf("deemed %d %v", n, err)
		}
		f, err := m.claim.Claim(t.Context(), m.inspector, open.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(m.chain, "deemed refused at once", f.State, model.ClaimDeemed)
		m.file(m.maker, func(in *claim.Filing) { in.Contact.Phone = "13899990003" })
	})
}
