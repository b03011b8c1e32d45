package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// TestBoardsOfTwoProcesses: what one process stops the other one stops as soon as it has looked, which it does every
// second, and what is freed is free again.
func TestBoardsOfTwoProcesses(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		lot := h.lot(farm, melonGTIN, "L1", "")
		h.capture(farm, made(1, lot, 100, farm))
		other := repotest.Again(t, h.store, h.clock)
		board := recall.NewBoard(other, slog.New(slog.DiscardHandler))
		till := trace.New(other, trace.WithRecalls(board))
		asks := func(what string, want trace.CheckReason) {
			t.Helper()
			v, err := till.Answer(t.Context(), model.Actor{}, lot)
			if err != nil || v.Why != want {
				t.Errorf("%s: %s %v, want %s", what, v.Why, err, want)
			}
		}
		asks("before", trace.CheckFine)
		var told [][]model.BatchID
		board.OnChange(func(b []model.BatchID) { told = append(told, b) })
		c := h.recalls(farm)
		h.strikes(c, model.AffectedConfirmed, lot)
		h.against(lot, "confirmed "+c.Number)
		asks("before it has looked", trace.CheckFine)
		generation := board.Generation()
		if err := board.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		asks("after it has looked", trace.CheckRecalled)
		if board.Generation() == generation || len(told) != 1 || len(told[0]) != 1 {
			t.Errorf("generation %d after %d, told %v", board.Generation(), generation, told)
		}
		if err := board.Refresh(t.Context()); err != nil || len(told) != 1 {
			t.Errorf("nothing new: %v, told %v", err, told)
		}
		if _, err := till.Sell(t.Context(), farm.Actor, model.Idempotency{}, trace.SellCommand{Site: farm.site.ID, Lines: []trace.Line{{EPC: lot, Quantity: model.Units(1)}}}); !errors.Is(err, model.BatchRecalled) {
			t.Errorf("a sale: %v", err)
		}
		h.frees(c, lot)
		if err := board.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		asks("freed", trace.CheckFine)
	})
	if 2*recall.BoardEvery > 2*time.Second {
		t.Errorf("two looks take %s", 2*recall.BoardEvery)
	}
}

// lists issues lists of a counter.
func (h *counter) lists() (*recall.Lists, recall.JWKS) {
	h.t.Helper()
	key, err := recall.OpenSigner(h.t.TempDir())
	if err != nil {
		h.t.Fatal(err)
	}
	return recall.NewLists(h.store, h.board, key, "https://trace.example"), key.Keys()
}

func (h *counter) list(lists *recall.Lists, keys recall.JWKS, since model.Seq) model.RecallList {
	h.t.Helper()
	signed, err := lists.List(h.t.Context(), since)
	if err != nil {
		h.t.Fatal(err)
	}
	l, err := recall.ReadList(keys, signed.Text)
	if err != nil {
		h.t.Fatalf("%v\n%s", err, signed.Text)
	}
	return l
}

// TestListsFollowTheBoard: the whole list says what the board says, and changes bring an old list to the new one, however
// old it is: things added, cleared and freed, conditions of a scope that grew and shrank, a case that was cancelled.
func TestListsFollowTheBoard(t *testing.T) {
	eachCounter(t, func(h *counter) {
		farm := h.company("farm", urumqi)
		goods := h.goods(farm, melonGTIN)
		var lots []string
		for _, n := range []string{"A001", "A002", "B1"} {
			lots = append(lots, h.lot(farm, melonGTIN, n, ""))
			h.capture(farm, made(1, lots[len(lots)-1], 10, farm))
		}
		h.capture(farm, packs(2, "ADD", pallet(1), child(lots[2], 1), where(farm)))
		lists, keys := h.lists()
		var old []model.RecallList
		step := func(what string) {
			t.Helper()
			now := h.list(lists, keys, 0)
			for _, l := range old {
				changes := h.list(lists, keys, l.Epoch)
				if l.Epoch == 0 {
					changes = now
					continue
				}
				next, err := l.Apply(changes)
				if err != nil {
					t.Errorf("%s: %v", what, err)
					continue
				}
				next.Issued, next.Expires = now.Issued, now.Expires
				if diff := cmp.Diff(now.String(), next.String()); diff != "" {
					t.Errorf("%s: from %d (-whole +changed):\n%s\nchanges:\n%s", what, l.Epoch, diff, changes)
				}
			}
			old = append(old, now)
			for _, key := range append(lots, pallet(1), serialOf("S15"), "https://id.gs1.org/01/"+melonGTIN+"/10/A007") {
				onBoard, err := h.board.Against(t.Context(), model.RecallAsked{Key: key})
				if err != nil {
					t.Fatal(err)
				}
				same(h.chain, what+": "+key, words(now.Against(key)), words(onBoard))
			}
		}
		step("nothing")
		first := h.recalls(farm, model.ScopeLotRange{Goods: goods, First: "A001", Last: "A005"})
		h.strikes(first, model.AffectedConfirmed, lots[0], lots[1])
		step("a case")
		second := h.recalls(farm)
		h.strikes(second, model.AffectedPossible, lots[0], lots[2], pallet(1))
		step("another")
		h.frees(first, lots[1])
		step("one cleared in a range")
		h.frees(second, lots[2])
		step("one freed")
		h.rescopes(first, 2, model.ScopeLotRange{Goods: goods, First: "A001", Last: "A009"}, model.ScopeSerials{Goods: goods, First: "S10", Last: "S20"})
		step("a wider scope")
		h.rescopes(first, 3, model.ScopeLot{Goods: goods, Lot: "A001"})
		step("a narrower scope")
		h.alters("UPDATE recalls SET state = 'cancelled', changed = (SELECT value + 1 FROM recall_epochs WHERE id = 1) WHERE id = ?", first.ID)
		step("cancelled")

		if _, err := lists.List(t.Context(), 1000); !errors.Is(err, model.RecallListAhead) {
			t.Errorf("ahead: %v", err)
		}
		again, err := lists.List(t.Context(), 0)
		h.clock.Advance(time.Second)
		kept, err2 := lists.List(t.Context(), 0)
		if err != nil || err2 != nil || !bytes.Equal(again.Text, kept.Text) {
			t.Errorf("the same list is signed anew: %v %v", err, err2)
		}
		h.clock.Advance(recall.ListLife)
		renewed := h.list(lists, keys, 0)
		if old := old[len(old)-1]; !old.Old(model.InstantOf(h.clock.Now())) || renewed.Old(model.InstantOf(h.clock.Now())) {
			t.Error("a day later")
		}
		forged := strings.Replace(string(kept.Text), "\nsince 0", "\nsince 1", 1)
		if _, err := recall.ReadList(keys, []byte(forged)); !errors.Is(err, model.RecallListForged) {
			t.Errorf("forged: %v", err)
		}
		if _, err := recall.ReadList(keys, kept.Text[:100]); !errors.Is(err, model.RecallListUnreadable) {
			t.Errorf("cut: %v", err)
		}
	})
}

// rescopes gives a case another version of its scope.
func (h *counter) rescopes(c model.Recall, version int, conditions ...model.RecallPredicate) {
	h.t.Helper()
	h.write(func(tx *repository.Tx) error {
		return tx.Recall().InsertScope(model.RecallScopeRow{
			RecallID: c.ID, Version: version, Conditions: []byte(model.RecallScope{Predicates: conditions}.String()), Policy: c.Policy, CreatedAt: tx.Now(), Summary: []byte("{}"),
		})
	})
	h.alters(fmt.Sprintf("UPDATE recalls SET scope_version = %d, changed = (SELECT value + 1 FROM recall_epochs WHERE id = 1) WHERE id = ?", version), c.ID)
}

// alters changes rows and counts the epoch that they name.
func (h *counter) alters(query string, args ...any) {
	h.t.Helper()
	if _, err := repotest.SQL(h.t, h.store).ExecContext(h.t.Context(), query, args...); err != nil {
		h.t.Fatal(err)
	}
	h.write(func(tx *repository.Tx) error {
		_, err := tx.Recall().NextEpoch()
		return err
	})
}

// TestBoardMemory: a thing on the board costs what its documentation says.
func TestBoardMemory(t *testing.T) {
	clock := repotest.NewClock()
	h := newCounter(t, repotest.SQLite(t, clock), clock)
	farm := h.company("farm", urumqi)
	c := h.recalls(farm)
	const things = 50_000
	h.write(func(tx *repository.Tx) error {
		epoch, err := tx.Recall().NextEpoch()
		if err != nil {
			return err
		}
		rows := make([]model.RecallLot, things)
		for i := range rows {
			rows[i] = model.RecallLot{
				RecallID: c.ID, NodeID: model.Seq(i + 1), EPC: fmt.Sprintf("https://id.gs1.org/01/%s/10/LOT%07d", melonGTIN, i), Level: model.LevelLot,
				Class: model.AffectedConfirmed, Blocked: 1, Changed: epoch,
			}
		}
		return tx.Recall().InsertAffected(rows)
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	board := recall.NewBoard(h.store, slog.New(slog.DiscardHandler))
	start := time.Now()
	if err := board.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / things
	t.Logf("%d bytes each, %d things read in %s", each, things, took)
	if each > 200 || each < 20 {
		t.Errorf("%d bytes each", each)
	}
	runtime.KeepAlive(board)
}

// BenchmarkRatioCommitToRefusal tells how long after a commit that stops ten thousand lots the board of the same process
// is behind, beside the commit itself.
func BenchmarkRatioCommitToRefusal(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		clock := repotest.NewClock()
		measureRefusal(b, newCounter(b, repotest.SQLite(b, clock), clock))
	})
	b.Run("mysql", func(b *testing.B) {
		clock := repotest.NewClock()
		measureRefusal(b, newCounter(b, repotest.MySQL(b, clock), clock))
	})
}

func measureRefusal(b *testing.B, h *counter) {
	farm := h.company("farm", urumqi)
	const things = 10_000
	var whole, behind time.Duration
	runs := 0
	for b.Loop() {
		c := h.recalls(farm)
		if err := h.board.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
		var committed time.Time
		start := time.Now()
		h.write(func(tx *repository.Tx) error {
			tx.AfterCommit(func() { committed = time.Now() })
			epoch, err := tx.Recall().NextEpoch()
			if err != nil {
				return err
			}
			rows := make([]model.RecallLot, things)
			for i := range rows {
				rows[i] = model.RecallLot{
					RecallID: c.ID, NodeID: model.Seq(i + 1), EPC: fmt.Sprintf("https://id.gs1.org/01/%s/10/LOT%07d", melonGTIN, i), Level: model.LevelLot,
					Class: model.AffectedConfirmed, Blocked: 1, Changed: epoch,
				}
			}
			return tx.Recall().InsertAffected(rows)
		})
		behind += time.Since(committed)
		whole += time.Since(start)
		runs++
		if s, err := h.board.Against(b.Context(), model.RecallAsked{Key: "https://id.gs1.org/01/" + melonGTIN + "/10/LOT0009999"}); err != nil || len(s) == 0 {
			b.Fatalf("%v %v", s, err)
		}
	}
	fmt.Printf("ratio: from the commit of %d lots to their refusal, %s: %s after a transaction of %s (limit 2s)\n",
		things, h.store.Engine(), (behind / time.Duration(runs)).Round(100*time.Microsecond), (whole / time.Duration(runs)).Round(time.Millisecond))
	if behind/time.Duration(runs) > 2*time.Second {
		b.Fail()
	}
}
