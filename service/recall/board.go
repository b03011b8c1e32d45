package recall

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// BoardEvery is how often a process looks whether another one has changed what tills have to know. A refusal is known
// everywhere within twice that.
const BoardEvery = time.Second

// Board keeps in memory what stands against goods because of recalls, so that a till is answered without the database. A
// change of this process is on it before the call that made it returns, one of another process after BoardEvery.
//
// It holds the key of every affected thing of every case that ever blocked one, because closing a case frees nothing:
// about 100 bytes each (TestBoardMemory measures it), so 100 MB for a million.
type Board struct {
	store *repository.Store
	log   *slog.Logger

	loading    sync.Mutex // one refresh at a time
	generation atomic.Uint64
	changed    []func([]model.BatchID)

	mu         sync.RWMutex
	loaded     bool
	epoch      model.Seq
	cases      []boardCase
	position   map[model.RecallID]uint32
	marks      map[string]boardMark
	more       map[string][]boardMark      // beyond the first, of things that several cases hold
	items      map[gs1.GTIN]map[uint32]int // how many things of a product each case strikes
	conditions *model.RecallConditions
}

type boardCase struct {
	model.RecallHead
	live bool
}

// boardMark says what one case has found about one thing.
type boardMark struct {
	recall uint32 // position in cases
	class  markClass
}

type markClass uint8

const (
	markConfirmed markClass = iota
	markPossible
	// markFree is kept where a condition of the case would otherwise select what it has cleared.
	markFree
)

var markClasses = map[markClass]model.AffectedClass{
	markConfirmed: model.AffectedConfirmed, markPossible: model.AffectedPossible, markFree: model.AffectedCleared,
}

// NewBoard returns an empty board that hears of the commits of its store. It is filled when it is first asked, or by Run.
func NewBoard(store *repository.Store, log *slog.Logger) *Board {
	b := &Board{store: store, log: log}
	b.clear()
	store.HearRecalls(func(ctx context.Context) {
		if err := b.Refresh(ctx); err != nil {
			b.log.LogAttrs(ctx, slog.LevelWarn, "recalls could not be read after a change; they are read again soon", slog.Any("error", err))
		}
	})
	return b
}

// OnChange has fn run after every change with the batches that it is about. Call it before the board is used.
func (b *Board) OnChange(fn func([]model.BatchID)) { b.changed = append(b.changed, fn) }

// Generation rises whenever something has changed: an answer that was made at another one has to be made again.
func (b *Board) Generation() uint64 { return b.generation.Load() }

// Epoch is as of which the board is, 0 before it has been filled.
func (b *Board) Epoch() model.Seq {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.epoch
}

// Run fills the board and keeps it up to date with what other processes change until ctx is done.
func (b *Board) Run(ctx context.Context) error {
	tick := time.NewTicker(BoardEvery)
	defer tick.Stop()
	for {
		if err := b.Refresh(ctx); err != nil && ctx.Err() == nil {
			b.log.LogAttrs(ctx, slog.LevelWarn, "recalls could not be read; tills may be told what was so before", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Refresh brings the board up to date: one cheap statement when nothing has changed.
func (b *Board) Refresh(ctx context.Context) error {
	b.loading.Lock()
	defer b.loading.Unlock()
	var touched []model.BatchID
	stirred := false
	err := b.store.Read(ctx, func(tx *repository.Tx) error {
		r := tx.Recall()
		epoch, err := r.Epoch()
		if err != nil || b.loaded && epoch == b.epoch {
			return err
		}
		after := b.epoch
		if !b.loaded || epoch < b.epoch { // a database that was restored has gone back
			after = -1
		}
		cases, err := r.BoardCases(after)
		if err != nil {
			return err
		}
		var lots []repository.BoardLot
		if err := r.BoardLots(after, func(l repository.BoardLot) { lots = append(lots, l) }); err != nil {
			return err
		}
		touched, stirred = b.apply(after, epoch, cases, lots), true
		return nil
	})
	if err != nil || !stirred {
		return err
	}
	b.generation.Add(1)
	for _, fn := range b.changed {
		fn(touched)
	}
	return nil
}

// clear empties the board.
func (b *Board) clear() {
	b.cases, b.position, b.conditions = nil, map[model.RecallID]uint32{}, nil
	b.marks, b.more, b.items = map[string]boardMark{}, map[string][]boardMark{}, map[gs1.GTIN]map[uint32]int{}
}

// apply writes changes onto the board and returns the batches that they are about.
func (b *Board) apply(after, epoch model.Seq, cases []repository.BoardCase, lots []repository.BoardLot) (touched []model.BatchID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if after < 0 {
		b.clear()
	}
	conditions := make(map[model.RecallID][]model.RecallCondition, len(cases))
	for _, c := range cases {
		conditions[c.ID] = c.Conditions
		at, known := b.position[c.ID]
		if !known {
			at = uint32(len(b.cases)) //nolint:gosec // there are fewer cases than that
			b.position[c.ID] = at
			b.cases = append(b.cases, boardCase{})
		}
		b.cases[at] = boardCase{c.RecallHead, c.Live}
	}
	b.conditions = b.conditions.With(conditions)
	for _, l := range lots {
		at, known := b.position[l.Recall]
		if !known {
			continue // an exercise
		}
		b.mark(l.Key, at, l)
		if l.Batch != "" {
			touched = append(touched, l.Batch)
		}
	}
	b.epoch, b.loaded = epoch, true
	return touched
}

// mark replaces what a case has found about a thing.
func (b *Board) mark(key string, at uint32, l repository.BoardLot) {
	marks := slices.DeleteFunc(b.marksOf(key), func(m boardMark) bool {
		if m.recall == at && m.class != markFree {
			b.count(key, at, -1)
		}
		return m.recall == at
	})
	if l.Strikes {
		b.count(key, at, 1)
	}
	switch {
	case l.Strikes && l.Class == model.AffectedConfirmed:
		marks = append(marks, boardMark{at, markConfirmed})
	case l.Strikes:
		marks = append(marks, boardMark{at, markPossible})
	case len(b.conditions.Of(l.Recall)) > 0:
		marks = append(marks, boardMark{at, markFree})
	}
	delete(b.marks, key)
	delete(b.more, key)
	if len(marks) > 0 {
		b.marks[key] = marks[0]
	}
	if len(marks) > 1 {
		b.more[key] = slices.Clone(marks[1:])
	}
}

// count counts the things of a product that a case strikes.
func (b *Board) count(key string, at uint32, n int) {
	gtin := model.KeyGTIN(key)
	if gtin == "" {
		return
	}
	if b.items[gtin] == nil {
		b.items[gtin] = map[uint32]int{}
	}
	if b.items[gtin][at] += n; b.items[gtin][at] == 0 {
		delete(b.items[gtin], at)
	}
}

// OnItem returns the live cases that have something against some lots of a product, whichever they are.
func (b *Board) OnItem(ctx context.Context, gtin string) ([]model.RecallStrike, error) {
	if err := b.ensure(ctx); err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	var strikes []model.RecallStrike
	add := func(head model.RecallHead) {
		if !slices.ContainsFunc(strikes, func(s model.RecallStrike) bool { return s.ID == head.ID }) {
			strikes = append(strikes, model.RecallStrike{RecallHead: head, Class: model.AffectedPossible})
		}
	}
	for at := range b.items[gs1.GTIN(gtin)] {
		if c := b.cases[at]; c.live {
			add(c.RecallHead)
		}
	}
	for _, head := range b.conditions.OnItem(gs1.GTIN(gtin)) {
		add(head)
	}
	model.SortStrikes(strikes)
	return strikes, nil
}

func (b *Board) marksOf(key string) []boardMark {
	first, found := b.marks[key]
	if !found {
		return nil
	}
	return append([]boardMark{first}, b.more[key]...)
}

// Against returns what live recalls have against things, the strictest first and each case once. It refuses nothing but
// a database that does not answer when the board has never been filled.
func (b *Board) Against(ctx context.Context, asked ...model.RecallAsked) ([]model.RecallStrike, error) {
	if err := b.ensure(ctx); err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	var strikes []model.RecallStrike
	for _, a := range asked {
		strikes = append(strikes, b.against(a)...)
	}
	model.SortStrikes(strikes)
	seen := map[model.RecallID]bool{}
	return slices.DeleteFunc(strikes, func(s model.RecallStrike) bool {
		again := seen[s.ID]
		seen[s.ID] = true
		return again
	}), nil
}

func (b *Board) against(asked model.RecallAsked) (strikes []model.RecallStrike) {
	marks := b.marksOf(asked.Key)
	for _, m := range marks {
		if c := b.cases[m.recall]; c.live && m.class != markFree {
			strikes = append(strikes, model.RecallStrike{RecallHead: c.RecallHead, Class: markClasses[m.class]})
		}
	}
	for _, s := range b.conditions.Against(asked) {
		if !slices.ContainsFunc(marks, func(m boardMark) bool { return b.cases[m.recall].ID == s.ID }) {
			strikes = append(strikes, s)
		}
	}
	return strikes
}

// Conditions returns the conditions of the live cases and the epoch as of which they are.
func (b *Board) Conditions() (*model.RecallConditions, model.Seq) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if !b.loaded {
		return nil, -1
	}
	return b.conditions, b.epoch
}

// Quiet reports whether no case has anything against anything as of an epoch; false when the board is of another one.
func (b *Board) Quiet(epoch model.Seq) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.loaded && b.epoch == epoch && len(b.marks) == 0 && len(b.conditions.All()) == 0
}

// ensure fills the board when nobody has.
func (b *Board) ensure(ctx context.Context) error {
	b.mu.RLock()
	loaded := b.loaded
	b.mu.RUnlock()
	if loaded {
		return nil
	}
	return b.Refresh(ctx)
}
