package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// trial is a chain with a maker, a shop that has some of its melons, and the authorities of two regions.
type trial struct {
	*chain
	maker, shop, rival link
	authority, distant model.Actor
	melon              model.BatchID
	epc                string
	clock              *repotest.Clock
}

func eachTrial(t *testing.T, test func(h *trial)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		h := &trial{chain: newChain(t, s), clock: clock}
		h.maker, h.shop, h.rival = h.company("farm", urumqi), h.company("shop", beijing), h.company("rival", beijing)
		h.authority, h.distant = h.bureau(urumqi), h.bureau("440100")
		h.epc = h.lot(h.maker, melonGTIN, "M1", "2026-11-20")
		h.capture(h.maker, made(1, h.epc, 100, h.maker))
		h.moves(h.maker, h.shop, 2, h.epc, 10)
		h.melon = h.batchOf(h.epc).ID
		test(h)
	})
}

// bureau is somebody of an authority that stands as one in the register.
func (h *trial) bureau(region model.Region) (a model.Actor) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		o := model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindRegulator, Name: model.Text{EN: "bureau"}, Country: "XX",
			ForeignID: "bureau" + string(region), Region: region, State: model.OrgActive, Version: 1, CreatedAt: tx.Now(),
		}
		a = model.Actor{
			Person: model.PersonID(o.ID), Org: o.ID, OrgKind: o.Kind, OrgState: o.State, Region: region, Roles: []model.Role{model.RoleInspector},
		}
		return tx.Access().AddOrganisation(o)
	})
	return a
}

func (h *trial) batchOf(epc string) (b model.Batch) {
	h.t.Helper()
	err := h.store.Read(h.t.Context(), func(tx *repository.Tx) (err error) {
		b, err = tx.Code().BatchByEPC(epc)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func (h *trial) report(by model.Actor, in recall.SignalReport) recall.SignalRow {
	h.t.Helper()
	if in.Harm == "" {
		in.Harm = "吃后腹泻"
	}
	r, err := h.recall.ReportSignal(h.t.Context(), by, model.Idempotency{}, in)
	if err != nil {
		h.t.Fatalf("report: %v", err)
	}
	return r
}

func (h *trial) signalFile(by model.Actor, id model.SignalID) recall.SignalFile {
	h.t.Helper()
	f, err := h.recall.Signal(h.t.Context(), by, id)
	if err != nil {
		h.t.Fatalf("signal: %v", err)
	}
	return f
}

func (h *trial) tryMove(by model.Actor, m recall.SignalMove) (recall.SignalRow, error) {
	if m.Reason == "" && m.Event != model.SignalTake {
		m.Reason = "抽样复核"
	}
	return h.recall.MoveSignal(h.t.Context(), by, model.Idempotency{}, m)
}

func (h *trial) move(by model.Actor, m recall.SignalMove) recall.SignalRow {
	h.t.Helper()
	r, err := h.tryMove(by, m)
	if err != nil {
		h.t.Fatalf("%s: %v", m.Event, err)
	}
	return r
}

// take starts the assessment of a signal.
func (h *trial) take(by model.Actor, id model.SignalID) {
	h.move(by, recall.SignalMove{ID: id, Event: model.SignalTake})
}

func refusedWith(t testing.TB, what string, err error, want *model.Problem, at ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
	var r *model.Refusal
	if len(at) > 0 && (!errors.As(err, &r) || len(r.Fields) == 0 || r.Fields[0].At != at[0]) {
		t.Errorf("%s: %v, want a fault at %s", what, err, at[0])
	}
}

// TestSignalReachesWhoHasToAssessIt: the maker and the authority of its region see a shop's report whole, the shop sees
// what it said and the state, everybody else nothing.
func TestSignalReachesWhoHasToAssessIt(t *testing.T) {
	eachTrial(t, func(h *trial) {
		s := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		if s.Source != model.SignalOperator || s.OrgID != h.maker.Org || s.Region != urumqi || s.State != model.SignalReceived {
			h.t.Errorf("reported as %+v", s.Signal)
		}
		h.take(h.authority, s.ID)
		h.move(h.authority, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeI, Reason: "检出沙门氏菌"})

		for _, see := range []struct {
			who      string
			actor    model.Actor
			judge    bool
			reporter string
		}{
			{"the maker", h.maker.Actor, true, ""}, {"the authority", h.authority, true, "shop"}, {"the shop", h.shop.Actor, false, "shop"},
		} {
			f := h.signalFile(see.actor, s.ID)
			inside := f.Assessment != "" && f.Grade != "" && f.UnsafeAt != 0 && f.RecallID != "" && len(f.Moves) == 2
			outside := f.Assessment == "" && f.Grade == "" && f.UnsafeAt == 0 && f.RecallID == "" && len(f.Moves) == 0 && len(f.Cases) == 0
			if f.State != model.SignalUnsafe || f.Judge != see.judge || inside != see.judge || outside == see.judge {
				h.t.Errorf("%s sees %+v", see.who, f)
			}
			if f.Reporter.EN != see.reporter || f.ReporterKind != model.KindProducer {
				h.t.Errorf("%s is told that %q reported it", see.who, f.Reporter.EN)
			}
			rows, _, err := h.recall.Signals(h.t.Context(), see.actor, recall.SignalFilter{}, model.Page{})
			if err != nil || len(rows) != 1 || rows[0].ID != s.ID || (rows[0].Assessment != "") != see.judge {
				h.t.Errorf("%s lists %+v %v", see.who, rows, err)
			}
		}
		for who, actor := range map[string]model.Actor{"a rival": h.rival.Actor, "another region": h.distant} {
			_, err := h.recall.Signal(h.t.Context(), actor, s.ID)
			refusedWith(h.t, who, err, model.NotFound)
			if rows, _, err := h.recall.Signals(h.t.Context(), actor, recall.SignalFilter{}, model.Page{}); err != nil || len(rows) != 0 {
				h.t.Errorf("%s lists %d %v", who, len(rows), err)
			}
			_, err = h.tryMove(actor, recall.SignalMove{ID: s.ID, Event: model.SignalReconsider})
			refusedWith(h.t, who+" moves it", err, model.NotFound)
		}
		_, err := h.tryMove(h.shop.Actor, recall.SignalMove{ID: s.ID, Event: model.SignalReconsider})
		refusedWith(h.t, "the shop moves it", err, model.Forbidden)
		rows, _, err := h.recall.Signals(h.t.Context(), h.shop.Actor, recall.SignalFilter{Recall: h.signalFile(h.maker.Actor, s.ID).RecallID}, model.Page{})
		if err != nil || len(rows) != 0 {
			h.t.Errorf("the shop learns of the case by asking for its signals: %d %v", len(rows), err)
		}
	})
}

// TestSignalStartsTheClockAndACase: finding it unsafe notes the instant, and opens one case with what is known, whose clock runs from it.
func TestSignalStartsTheClockAndACase(t *testing.T) {
	eachTrial(t, func(h *trial) {
		s := h.report(h.maker.Actor, recall.SignalReport{Batch: h.melon})
		if s.Source != model.SignalOwnCheck {
			h.t.Errorf("the maker's own report has the source %s", s.Source)
		}
		later := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		h.move(h.maker.Actor, recall.SignalMove{ID: later.ID, Event: model.SignalMerge, Into: s.ID})
		h.take(h.maker.Actor, s.ID)
		for grade, want := range map[model.Grade]*model.Problem{"": model.ValueRequired, "iv": model.ValueInvalid} {
			_, err := h.tryMove(h.maker.Actor, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: grade})
			refusedWith(h.t, "grade "+string(grade), err, want, "grade")
		}
		_, err := h.recall.MoveSignal(h.t.Context(), h.maker.Actor, model.Idempotency{}, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeII})
		refusedWith(h.t, "no reason", err, model.ValueRequired, "reason")
		if f := h.signalFile(h.maker.Actor, s.ID); f.State != model.SignalAssessing || f.UnsafeAt != 0 || len(f.Cases) != 0 {
			h.t.Errorf("after what was refused: %s %v %d cases", f.State, f.UnsafeAt, len(f.Cases))
		}
		h.clock.Advance(90 * time.Minute)
		before := model.InstantOf(h.clock.Now())
		r := h.move(h.maker.Actor, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeII, Reason: "检出沙门氏菌"})
		if r.UnsafeAt < before || r.UnsafeAt > before.Add(time.Second) || r.Assessment != "检出沙门氏菌" {
			h.t.Errorf("known since %v, decided at %v: %q", r.UnsafeAt, before, r.Assessment)
		}
		var c model.Recall
		var scope model.RecallScopeRow
		var clocks []model.RecallClock
		if err := h.store.Read(h.t.Context(), func(tx *repository.Tx) (err error) {
			if c, err = tx.Recall().Case(h.maker.Scope(), r.RecallID); err == nil {
				scope, err = tx.Recall().ScopeOf(c.ID, 0)
			}
			if err == nil {
				clocks, err = tx.Recall().EveryOpenClock(c.ID)
			}
			return err
		}); err != nil {
			h.t.Fatal(err)
		}
		got := []any{c.State, c.Grade, c.KnownAt, c.Origin, c.OrgID, c.Region, c.Hazard, c.Title.EN, c.Mock, string(scope.Conditions)}
		want := []any{
			model.RecallAssessed, model.GradeII, r.UnsafeAt, model.OriginVoluntary, h.maker.Org, urumqi, model.Text{ZH: "吃后腹泻"}, "goods M1", 0,
			model.RecallScope{Predicates: []model.RecallPredicate{model.ScopeLot{Goods: h.goods(h.maker, melonGTIN), Lot: "M1", Produced: "2026-11-20"}}}.String(),
		}
		if d := cmp.Diff(want, got); d != "" {
			h.t.Errorf("the case (-want +got):\n%s", d)
		}
		due := map[model.RuleID]time.Duration{}
		for _, k := range clocks {
			due[k.Rule] = k.DueAt.Sub(r.UnsafeAt)
		}
		if due["cn-food@1/start/ii"] != 48*time.Hour {
			h.t.Errorf("what runs from the finding: %v", due)
		}
		if f := h.signalFile(h.maker.Actor, later.ID); f.RecallID != c.ID || f.State != model.SignalMerged {
			h.t.Errorf("what was merged belongs to %q, want %q", f.RecallID, c.ID)
		}
		_, err = h.tryMove(h.maker.Actor, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeII})
		refusedWith(h.t, "twice", err, model.MoveNotAllowed)
	})
}

// TestSignalOfTheAuthorityIsTheAuthoritys: a maker cannot settle what the authority told it, only admit it.
func TestSignalOfTheAuthorityIsTheAuthoritys(t *testing.T) {
	eachTrial(t, func(h *trial) {
		s := h.report(h.authority, recall.SignalReport{Batch: h.melon})
		other := h.report(h.maker.Actor, recall.SignalReport{Batch: h.melon})
		h.take(h.maker.Actor, s.ID)
		for _, on := range []model.SignalEvent{model.SignalFindSafe, model.SignalMerge} {
			_, err := h.tryMove(h.maker.Actor, recall.SignalMove{ID: s.ID, Event: on, Into: other.ID})
			refusedWith(h.t, string(on), err, model.SignalOfAuthority)
		}
		if d := cmp.Diff([]model.SignalEvent{model.SignalFindUnsafe}, h.signalFile(h.maker.Actor, s.ID).Allowed); d != "" {
			h.t.Errorf("the maker may (-want +got):\n%s", d)
		}
		h.move(h.authority, recall.SignalMove{ID: s.ID, Event: model.SignalFindSafe})
		r := h.move(h.maker.Actor, recall.SignalMove{ID: s.ID, Event: model.SignalReconsider, Reason: "又有人不适"})
		if r.State != model.SignalAssessing {
			h.t.Errorf("reconsidered, it is %s", r.State)
		}
		h.take(h.authority, other.ID)
		ordered := h.move(h.authority, recall.SignalMove{ID: other.ID, Event: model.SignalFindUnsafe, Grade: model.GradeIII})
		if f := h.signalFile(h.authority, other.ID); len(f.Cases) != 1 || f.Cases[0].ID != ordered.RecallID || f.Cases[0].Origin != model.OriginOrdered || f.Cases[0].OrgID != h.maker.Org {
			h.t.Errorf("the authority's case: %+v", f.Cases)
		}
	})
}

func TestSignalMerging(t *testing.T) {
	eachTrial(t, func(h *trial) {
		other := h.lot(h.rival, juiceGTIN, "J1", "2026-11-20")
		a, b, c := h.report(h.maker.Actor, recall.SignalReport{Batch: h.melon}), h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon}), h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		foreign := h.report(h.rival.Actor, recall.SignalReport{Batch: h.batchOf(other).ID})
		merge := func(what, into model.SignalID) error {
			_, err := h.tryMove(h.maker.Actor, recall.SignalMove{ID: what, Event: model.SignalMerge, Into: into})
			return err
		}
		refusedWith(h.t, "into itself", merge(a.ID, a.ID), model.SignalCircle)
		refusedWith(h.t, "into another's", merge(a.ID, foreign.ID), model.NotFound, "into")
		refusedWith(h.t, "into nothing", merge(a.ID, ""), model.ValueRequired, "into")
		if err := merge(b.ID, c.ID); err != nil {
			h.t.Fatal(err)
		}
		refusedWith(h.t, "into a merged one", merge(a.ID, b.ID), model.SignalCircle)
		if err := merge(c.ID, a.ID); err != nil {
			h.t.Fatal(err)
		}
		if f := h.signalFile(h.maker.Actor, b.ID); f.MergedID != a.ID {
			h.t.Errorf("b follows c into %q, want a", f.MergedID)
		}
		h.take(h.maker.Actor, a.ID)
		found := h.move(h.maker.Actor, recall.SignalMove{ID: a.ID, Event: model.SignalFindUnsafe, Grade: model.GradeI})
		late := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		if r := h.move(h.maker.Actor, recall.SignalMove{ID: late.ID, Event: model.SignalMerge, Recall: found.RecallID}); r.RecallID != found.RecallID {
			h.t.Errorf("merged into %q", r.RecallID)
		}
		mine := h.bureau("000000")
		_, err := h.tryMove(mine, recall.SignalMove{ID: foreign.ID, Event: model.SignalMerge, Recall: found.RecallID})
		refusedWith(h.t, "another maker's case", err, model.SignalOtherMaker)
		safe := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		h.take(h.maker.Actor, safe.ID)
		h.move(h.maker.Actor, recall.SignalMove{ID: safe.ID, Event: model.SignalFindSafe})
		more := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		refusedWith(h.t, "into a safe one", merge(more.ID, safe.ID), model.SignalCircle)
	})
}

// TestSignalAboutACode: what everybody can scan leads to its maker; what nobody knows is for the authority of the place.
func TestSignalAboutACode(t *testing.T) {
	eachTrial(t, func(h *trial) {
		_, err := h.recall.ReportSignal(h.t.Context(), h.rival.Actor, model.Idempotency{}, recall.SignalReport{Batch: h.melon, Harm: "x"})
		refusedWith(h.t, "a batch that is not its to see", err, model.NotFound, "batch")
		for _, code := range []string{h.epc, "https://shop.example/01/" + melonGTIN + "/10/M1", h.batchOf(h.epc).Code} {
			if s := h.report(h.rival.Actor, recall.SignalReport{Code: code}); s.BatchID != h.melon || s.OrgID != h.maker.Org {
				h.t.Errorf("%s is taken for %q of %q", code, s.BatchID, s.OrgID)
			}
		}
		if s := h.report(h.rival.Actor, recall.SignalReport{Code: melonGTIN}); s.BatchID != "" || s.ProductID == "" || s.OrgID != h.maker.Org {
			h.t.Errorf("a GTIN is taken for %+v", s.Signal)
		}
		h.lot(h.maker, melonGTIN, "DRAFT", "2026-11-21")
		draft := h.report(h.rival.Actor, recall.SignalReport{Code: "https://id.gs1.org/01/" + melonGTIN + "/10/DRAFT"})
		if draft.BatchID != "" {
			h.t.Error("another company's draft is told by its code")
		}

		s := h.report(h.shop.Actor, recall.SignalReport{Code: "no such thing"})
		here := h.bureau(beijing)
		_, err = h.recall.Signal(h.t.Context(), h.maker.Actor, s.ID)
		refusedWith(h.t, "the maker before anybody knows", err, model.NotFound)
		h.take(here, s.ID)
		_, err = h.tryMove(here, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeI})
		refusedWith(h.t, "of goods unknown", err, model.SignalGoodsUnknown)
		r := h.move(here, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeI, Batch: h.melon})
		if r.OrgID != h.maker.Org || r.RecallID == "" {
			h.t.Errorf("identified: %+v", r.Signal)
		}
		for who, actor := range map[string]model.Actor{"its maker": h.maker.Actor, "the maker's authority": h.authority, "who found it": here} {
			if f := h.signalFile(actor, s.ID); f.UnsafeAt == 0 {
				h.t.Errorf("%s does not see what it was found to be", who)
			}
		}
	})
}

func TestSignalBadInput(t *testing.T) {
	eachTrial(t, func(h *trial) {
		for at, in := range map[string]recall.SignalReport{
			"code":        {Harm: "x"},
			"harm":        {Batch: h.melon, Harm: "  "},
			"happened_at": {Batch: h.melon, Harm: "x", HappenedAt: model.InstantOf(h.clock.Now().Add(time.Hour))},
			"source":      {Batch: h.melon, Harm: "x", Source: model.SignalAuthority},
			"evidence":    {Batch: h.melon, Harm: "x", Evidence: "01890000-0000-7000-8000-000000000000"},
			"product":     {Product: "01890000-0000-7000-8000-000000000000", Harm: "x"},
		} {
			_, err := h.recall.ReportSignal(h.t.Context(), h.shop.Actor, model.Idempotency{}, in)
			refusedWith(h.t, at, err, model.Invalid, at)
		}
		for _, harm := range []string{strings.Repeat("长", recall.MaxHarm+1), "a\u202eb", "a\x00b", "\xff"} {
			_, err := h.recall.ReportSignal(h.t.Context(), h.shop.Actor, model.Idempotency{}, recall.SignalReport{Batch: h.melon, Harm: harm})
			refusedWith(h.t, "harm", err, model.Invalid, "harm")
		}
		if counts, err := h.recall.SignalCounts(h.t.Context(), h.maker.Actor); err != nil || len(counts.Judged) != 0 {
			h.t.Errorf("refused reports were kept: %v %v", counts, err)
		}
		s := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon})
		h.take(h.maker.Actor, s.ID)
		_, err := h.tryMove(h.authority, recall.SignalMove{ID: s.ID, Event: model.SignalFindSafe, Version: 1})
		refusedWith(h.t, "an old version", err, model.ChangedMeanwhile)
	})
}

// TestSignalPatterns: several signals about one product are shown together, to who assesses them and to nobody else.
func TestSignalPatterns(t *testing.T) {
	eachTrial(t, func(h *trial) {
		h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon, Source: model.SignalComplaints})
		h.clock.Advance(40 * 24 * time.Hour)
		second := h.lot(h.maker, melonGTIN, "M2", "2026-11-21")
		h.capture(h.maker, made(3, second, 5, h.maker))
		a := h.report(h.shop.Actor, recall.SignalReport{Batch: h.melon, Source: model.SignalComplaints})
		if list, err := h.recall.SignalPatterns(h.t.Context(), h.authority, 30); err != nil || len(list) != 0 {
			h.t.Errorf("one signal is a pattern: %+v %v", list, err)
		}
		h.report(h.maker.Actor, recall.SignalReport{Batch: h.batchOf(second).ID, Source: model.SignalComplaints})
		h.report(h.authority, recall.SignalReport{Batch: h.melon, Source: model.SignalSample})
		decided := h.report(h.maker.Actor, recall.SignalReport{Batch: h.melon})
		h.take(h.maker.Actor, decided.ID)
		h.move(h.maker.Actor, recall.SignalMove{ID: decided.ID, Event: model.SignalFindSafe})

		want := []any{4, 3, 3, 2, map[model.SignalSource]int{model.SignalComplaints: 2, model.SignalSample: 1, model.SignalOwnCheck: 1}, "farm"}
		for who, actor := range map[string]model.Actor{"the authority": h.authority, "the maker": h.maker.Actor} {
			list, err := h.recall.SignalPatterns(h.t.Context(), actor, 30)
			if err != nil || len(list) != 1 {
				h.t.Fatalf("%s: %+v %v", who, list, err)
			}
			p := list[0]
			if d := cmp.Diff(want, []any{p.Count, p.Open, p.Reporters, p.Batches, p.Sources, p.Maker.EN}); d != "" {
				h.t.Errorf("%s (-want +got):\n%s", who, d)
			}
		}
		if list, err := h.recall.SignalPatterns(h.t.Context(), h.authority, 60); err != nil || len(list) != 1 || list[0].Count != 5 {
			h.t.Errorf("within 60 days: %+v %v", list, err)
		}
		for who, actor := range map[string]model.Actor{"the shop": h.shop.Actor, "another region": h.distant} {
			if list, err := h.recall.SignalPatterns(h.t.Context(), actor, 60); err != nil || len(list) != 0 {
				h.t.Errorf("%s sees patterns: %+v %v", who, list, err)
			}
		}
		if f := h.signalFile(h.authority, a.ID); len(f.Together.Rows) != 3 || f.Together.Sources[model.SignalComplaints] != 2 {
			h.t.Errorf("beside it: %d %v", len(f.Together.Rows), f.Together.Sources)
		}
		if f := h.signalFile(h.shop.Actor, a.ID); len(f.Together.Rows) != 0 {
			h.t.Error("the shop sees what others reported")
		}
		_, err := h.recall.SignalPatterns(h.t.Context(), h.authority, 366)
		refusedWith(h.t, "too many days", err, model.ValueInvalid)
	})
}

// TestRecall_18_LabReportRevoked: all lots whose release rested on a report become possible, those that were filed with
// the same bytes included, with what was made of them; others are not touched, and a case about the signal begins there.
func TestRecall_18_LabReportRevoked(t *testing.T) {
	eachTrial(t, func(h *trial) {
		second, clear := h.lot(h.maker, melonGTIN, "M2", "2026-11-20"), h.lot(h.maker, melonGTIN, "M3", "2026-11-20")
		juice := h.lot(h.maker, juiceGTIN, "J1", "2026-11-21")
		h.capture(h.maker, made(3, second, 100, h.maker), made(3, clear, 100, h.maker), mixes(4, in(second, 50), out(juice, 40), where(h.maker)))
		report := h.labReport(h.melon, "same bytes")
		h.labReport(h.batchOf(second).ID, "same bytes")
		h.labReport(h.batchOf(clear).ID, "other bytes")

		want := []string{"J1 possible made-of", "M1 possible report", "M2 possible report"}
		if d := cmp.Diff(want, affected(h.preview(h.authority, scopeOf(model.ScopeReport{Report: report})))); d != "" {
			h.t.Errorf("affected (-want +got):\n%s", d)
		}
		s := h.report(h.authority, recall.SignalReport{Batch: h.melon, Source: model.SignalLab, Evidence: report})
		h.take(h.authority, s.ID)
		r := h.move(h.authority, recall.SignalMove{ID: s.ID, Event: model.SignalFindUnsafe, Grade: model.GradeII})
		err := h.store.Read(h.t.Context(), func(tx *repository.Tx) error {
			scope, err := tx.Recall().ScopeOf(r.RecallID, 0)
			if want := scopeOf(model.ScopeReport{Report: report}).Scope.String(); string(scope.Conditions) != want {
				h.t.Errorf("the case begins with %q, want %q", scope.Conditions, want)
			}
			return err
		})
		if err != nil {
			h.t.Error(err)
		}
	})
}

// labReport files a laboratory report of the maker for a batch.
func (h *trial) labReport(batch model.BatchID, content string) (id model.DocumentID) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		id = repository.NewID[model.Document](tx)
		sum := strings.Repeat("0", 64-len(content)*2)
		for _, c := range []byte(content) {
			sum += string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15])
		}
		return tx.Catalog().InsertDocument(model.Document{
			ID: id, OrgID: h.maker.Org, BatchID: batch, Kind: model.DocumentLabReport, Title: "report", SHA256: sum, MediaType: "application/pdf", Size: 1,
			FileName: "r.pdf", CreatedAt: tx.Now(),
		})
	})
	return id
}
