package service_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/catalog"
	"suyuan/service/recall"
)

// TestRecall_18_ReportJudgedAndRevoked: a laboratory report that was added without a verdict reports its batch once it is said
// not to conform, once; one that is taken back has everything assessed that was released on it. Nobody else says either.
func TestRecall_18_ReportJudgedAndRevoked(t *testing.T) {
	eachTrial(t, func(h *trial) {
		files, err := catalog.OpenFiles(h.t.TempDir())
		if err != nil {
			h.t.Fatal(err)
		}
		room := catalog.New(h.store, files, catalog.OnFailed(h.recall.FailedSample), catalog.OnRevoked(h.recall.RevokedReport))
		second := h.lot(h.maker, melonGTIN, "M2", "2026-11-20")
		h.capture(h.maker, made(3, second, 100, h.maker))
		report := h.labReport(h.melon, "same bytes")
		h.labReport(h.batchOf(second).ID, "same bytes")
		ctx := h.t.Context()
		signals := func() (list []string) {
			rows, _, err := h.recall.Signals(ctx, h.authority, recall.SignalFilter{}, model.Page{})
			if err != nil {
				h.t.Fatal(err)
			}
			for _, r := range rows {
				list = append(list, fmt.Sprint(r.Source, " ", r.EvidenceID == report, " ", r.BatchID == h.melon))
			}
			slices.Sort(list)
			return list
		}
		fails := catalog.Judgement{Document: report, Results: []model.LabResult{{Item: "铅", Value: "0.8", Limit: "0.1", Unit: "mg/kg", Verdict: model.LabFails}}}
		for name, c := range map[string]struct {
			who  model.Actor
			in   catalog.Judgement
			want *model.Problem
		}{
			"a customer":    {h.shop.Actor, fails, model.NotFound},
			"a stranger":    {h.rival.Actor, fails, model.NotFound},
			"nothing":       {h.maker.Actor, catalog.Judgement{Document: report}, model.ValueRequired},
			"nonsense":      {h.maker.Actor, catalog.Judgement{Document: report, Verdict: "perhaps"}, model.ValueInvalid},
			"contradiction": {h.maker.Actor, catalog.Judgement{Document: report, Verdict: model.LabConforms, Results: fails.Results}, model.LabVerdictContradicts},
		} {
			if _, err := room.JudgeReport(ctx, c.who, model.Idempotency{}, c.in); !errors.Is(err, c.want) {
				h.t.Errorf("%s: %v", name, err)
			}
		}
		if got := signals(); len(got) != 0 {
			h.t.Errorf("signals already: %q", got)
		}
		d, err := room.JudgeReport(ctx, h.maker.Actor, model.Idempotency{}, fails)
		if err != nil || d.Verdict != model.LabFails || len(d.Results) != 1 {
			h.t.Fatalf("judged: %+v, %v", d, err)
		}
		if got := signals(); !slices.Equal(got, []string{"failed-sample true true"}) {
			h.t.Errorf("signals: %q", got)
		}
		if _, err := room.JudgeReport(ctx, h.maker.Actor, model.Idempotency{}, catalog.Judgement{Document: report, Verdict: model.LabConforms}); !errors.Is(err, model.LabVerdictSaid) {
			h.t.Errorf("rewritten: %v", err)
		}

		if _, err := room.RevokeReport(ctx, h.shop.Actor, model.Idempotency{}, report, "x"); !errors.Is(err, model.NotFound) {
			h.t.Errorf("a customer revokes it: %v", err)
		}
		if _, err := room.RevokeReport(ctx, h.maker.Actor, model.Idempotency{}, report, " "); !errors.Is(err, model.ValueRequired) {
			h.t.Errorf("without a reason: %v", err)
		}
		if d, err = room.RevokeReport(ctx, h.maker.Actor, model.Idempotency{}, report, "样品混淆"); err != nil || d.RevokedAt == 0 || d.Public {
			h.t.Fatalf("revoked: %+v, %v", d, err)
		}
		if _, err := room.RevokeReport(ctx, h.maker.Actor, model.Idempotency{}, report, "x"); !errors.Is(err, model.LabReportRevoked) {
			h.t.Errorf("twice: %v", err)
		}
		if _, err := room.JudgeReport(ctx, h.maker.Actor, model.Idempotency{}, fails); !errors.Is(err, model.LabReportRevoked) {
			h.t.Errorf("judged when it is revoked: %v", err)
		}
		if got := signals(); !slices.Equal(got, []string{"failed-sample true true", "laboratory true true"}) {
			h.t.Errorf("signals: %q", got)
		}

		// What was released on it, the lot with the same report included, is the case that follows.
		rows, _, err := h.recall.Signals(ctx, h.authority, recall.SignalFilter{}, model.Page{})
		at := slices.IndexFunc(rows, func(r recall.SignalRow) bool { return r.Source == model.SignalLab })
		if err != nil || at < 0 {
			h.t.Fatal(err)
		}
		h.take(h.authority, rows[at].ID)
		r := h.move(h.authority, recall.SignalMove{ID: rows[at].ID, Event: model.SignalFindUnsafe, Grade: model.GradeII})
		err = h.store.Read(ctx, func(tx *repository.Tx) error {
			scope, err := tx.Recall().ScopeOf(r.RecallID, 0)
			if scope.Things != 2 || scope.Possible != 2 {
				h.t.Errorf("the case begins with %d things, %d possible", scope.Things, scope.Possible)
			}
			return err
		})
		if err != nil {
			h.t.Error(err)
		}
	})
}
