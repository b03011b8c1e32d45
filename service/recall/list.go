package recall

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// The lives of a list for tills without a network.
const (
	// ListLife is how long a list may be relied upon after it was issued.
	ListLife = 24 * time.Hour
	// listKept is how long the same whole list is given out again while nothing changes.
	listKept = 10 * time.Minute
)

// ListType says in a signature that it is of a list of recalls.
const ListType = "suyuan-recall-list+text"

// signatureWord begins the last line of a signed list.
const signatureWord = "jws "

// Lists issues signed lists of what recalls stop.
type Lists struct {
	store  *repository.Store
	board  *Board
	signer Signer
	origin string

	mu    sync.Mutex
	whole SignedList
}

// SignedList is a list with its signature as the last line.
type SignedList struct {
	Epoch  model.Seq
	Issued model.Instant
	Text   []byte
}

// NewLists issues lists of what is on a board, in the name of an address.
func NewLists(store *repository.Store, board *Board, signer Signer, origin string) *Lists {
	return &Lists{store: store, board: board, signer: signer, origin: origin}
}

// List issues the whole list, or for since > 0 the changes that follow that epoch. Anybody may ask: it says of lots what
// the page behind their code says. Refusal: recall-list-ahead.
func (l *Lists) List(ctx context.Context, since model.Seq) (SignedList, error) {
	if err := l.board.Refresh(ctx); err != nil {
		return SignedList{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var list model.RecallList
	fresh := false
	err := l.store.Read(ctx, func(tx *repository.Tx) error {
		kept := l.whole
		if since == 0 && kept.Text != nil && kept.Epoch == l.board.Epoch() && tx.Now() < kept.Issued.Add(listKept) {
			return nil
		}
		fresh = true
		changed, err := l.changes(tx, since)
		if err != nil {
			return err
		}
		list = l.board.list(changed)
		list.Origin, list.Since = l.origin, since
		list.Issued = wholeSecond(tx.Now())
		list.Expires = list.Issued.Add(ListLife)
		if since > list.Epoch {
			return model.RecallListAhead.Refuse(model.P("since", since), model.P("epoch", list.Epoch))
		}
		return nil
	})
	if err != nil {
		return SignedList{}, err
	}
	if !fresh {
		return l.whole, nil
	}
	text, err := SignList(l.signer, list)
	signed := SignedList{list.Epoch, list.Issued, text}
	if err == nil && since == 0 {
		l.whole = signed
	}
	return signed, err
}

// changes lists the entries of which something may have changed after an epoch; nil stands for all.
func (l *Lists) changes(tx *repository.Tx, since model.Seq) ([]model.ListedGoods, error) {
	if since == 0 {
		return nil, nil
	}
	changed := []model.ListedGoods{}
	keys, err := tx.Recall().ChangedKeys(since)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		changed = append(changed, model.GoodsListed(key))
	}
	conditions, err := tx.Recall().EverConditions(since)
	for _, c := range conditions {
		if g, ok := model.ConditionListed(c); ok {
			changed = append(changed, g)
		}
	}
	return changed, err
}

func wholeSecond(i model.Instant) model.Instant {
	return i - i%model.Instant(time.Second/time.Microsecond)
}

// list writes the board down: all of it, or what it says about some entries, those included about which it says nothing
// any more.
func (b *Board) list(only []model.ListedGoods) model.RecallList {
	b.mu.RLock()
	defer b.mu.RUnlock()
	l := model.RecallList{Epoch: b.epoch, Recalls: map[string]model.ListedRecall{}, Entries: map[model.ListedGoods]model.RecallMarks{}}
	for key := range b.marks {
		marks := model.RecallMarks{}
		for _, m := range b.marksOf(key) {
			if c := b.cases[m.recall]; c.live {
				marks[c.Number] = markClasses[m.class]
			}
		}
		if len(marks) > 0 {
			l.Entries[model.GoodsListed(key)] = marks
		}
	}
	for _, c := range b.conditions.All() {
		if g, ok := model.ConditionListed(c); ok {
			if l.Entries[g] == nil {
				l.Entries[g] = model.RecallMarks{}
			}
			l.Entries[g][c.Number] = model.AffectedConfirmed
		}
	}
	if only != nil {
		some := make(map[model.ListedGoods]model.RecallMarks, len(only))
		for _, g := range only {
			some[g] = l.Entries[g]
		}
		l.Entries = some
	}
	used := map[string]bool{}
	for _, marks := range l.Entries {
		for number := range marks {
			used[number] = true
		}
	}
	for _, c := range b.cases {
		if used[c.Number] {
			l.Recalls[c.Number] = model.ListedRecall{Grade: c.Grade, Since: wholeSecond(c.Since)}
		}
	}
	return l
}

// SignList writes a list down with its signature (RFC 7515 Appendix F) as the last line.
func SignList(s Signer, l model.RecallList) ([]byte, error) {
	text := []byte(l.String())
	signature, err := SignDetached(s, ListType, text)
	return append(text, signatureWord+signature+"\n"...), err
}

// ReadList reads a signed list. Refusals: recall-list-unreadable, and recall-list-forged when none of the keys has signed
// it.
func ReadList(keys JWKS, signed []byte) (model.RecallList, error) {
	at := bytes.LastIndexByte(bytes.TrimSuffix(signed, []byte("\n")), '\n') + 1
	signature, ok := strings.CutPrefix(string(signed[at:]), signatureWord)
	signature, whole := strings.CutSuffix(signature, "\n")
	if !ok || !whole {
		return model.RecallList{}, model.RecallListUnreadable.Refuse(model.P("line", bytes.Count(signed, []byte("\n"))), model.P("reason", "no signature"))
	}
	if err := VerifyDetached(keys, ListType, signature, signed[:at]); err != nil {
		ids := make([]string, 0, len(keys.Keys))
		for _, k := range keys.Keys {
			ids = append(ids, k.ID)
		}
		return model.RecallList{}, model.RecallListForged.Refuse(model.P("key", strings.Join(ids, ", "))).Because(err)
	}
	return model.ParseRecallList(signed[:at])
}

// KeysOf is the set that holds one public key.
func KeysOf(public []byte) JWKS {
	return JWKS{[]JWK{{"OKP", "Ed25519", b64(public), thumbprint(public), "sig", "EdDSA"}}}
}
