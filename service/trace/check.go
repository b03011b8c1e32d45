package trace

import (
	"context"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// CheckReason says why something may be sold or not.
type CheckReason string

// The reasons. Whatever is not CheckFine is a no; the later ones are graver.
const (
	CheckFine    CheckReason = "fine"
	CheckUnclear CheckReason = "unclear" // the code names a trade item or a number that several lots have
	CheckUnknown CheckReason = "unknown" // nobody registered it
	CheckDraft   CheckReason = "draft"   // registered, but never produced
	CheckEmpty   CheckReason = "empty"   // a container in which the actor has nothing
	CheckClosed  CheckReason = "closed"  // nothing of it should be left
	CheckExpired CheckReason = "expired"
	CheckHeld    CheckReason = "held"
	CheckBlocked CheckReason = "blocked"
	// CheckRecalled: a recall stands against it.
	CheckRecalled CheckReason = "recalled"
)

// CheckReasons lists the reasons, the graver later.
func CheckReasons() []CheckReason {
	return []CheckReason{CheckFine, CheckUnclear, CheckUnknown, CheckDraft, CheckEmpty, CheckClosed, CheckExpired, CheckHeld, CheckBlocked, CheckRecalled}
}

// Verdict says whether something may be sold now.
type Verdict struct {
	Sell bool
	Why  CheckReason
	// Batch is the lot that decides, of a container the gravest one; zero when there is none.
	Batch   model.Batch
	Product model.Text
	// Since is when the lot was held, blocked or closed, and By what kind of organisation holds or blocks it.
	Since model.Instant
	By    model.OrgKind
	// InStock says that some of it is on hand with those whose stock the actor may see: its own organisation.
	InStock bool
	// Recalls are what stands against it, the strictest first.
	Recalls []model.RecallStrike
	// Lots are the lots to choose from when the code is unclear.
	Lots []Verdict
}

// Check says whether what a code names may be sold now: the only place that decides it. It tells no more about other
// companies' batches than a scan by a consumer does. Codes are read as Find reads them. Needs batch:read. Refusal:
// forbidden; an unknown code is a verdict.
func (s *Service) Check(ctx context.Context, actor model.Actor, code string) (v Verdict, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return v, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		v, err = s.check(ctx, tx, actor, model.NarrowCode(code))
		return err
	})
	return v, err
}

// Answer is Check for anybody, also a till without an account: what it says is what everybody may read on the page behind
// the code. Somebody who may not read batches is answered like the public. Refusal: check-code-unreadable, when it is no
// code that could name anything.
func (s *Service) Answer(ctx context.Context, actor model.Actor, code string) (v Verdict, err error) {
	code = model.NarrowCode(code)
	if !actor.Can(model.PermBatchRead) {
		actor = model.Actor{}
	}
	if said := listen(code); said.names() == 0 && (actor.Anonymous() || !gs1.ValidLot(code)) {
		return v, model.CheckCodeUnreadable.Refuse(model.P("value", clip(code)))
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		v, err = s.check(ctx, tx, actor, code)
		return err
	})
	return v, err
}

// names counts in how many ways a code could name something.
func (s spoken) names() (n int) {
	for _, name := range []string{string(s.batch), s.short, s.key, s.container, s.item} {
		if name != "" {
			n++
		}
	}
	return n
}

// clip bounds what is repeated of a code that cannot be read.
func clip(code string) string {
	if runes := []rune(strings.ToValidUTF8(code, "\uFFFD")); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return strings.ToValidUTF8(code, "\uFFFD")
}

// check puts together what is registered about what a code names and what recalls have against it.
func (s *Service) check(ctx context.Context, tx *repository.Tx, actor model.Actor, code string) (Verdict, error) {
	said := listen(code)
	v, err := s.registered(ctx, tx, actor, said)
	if err != nil {
		return v, err
	}
	var asked []model.RecallAsked
	for _, key := range []string{said.key, said.container, thingKey(code)} {
		if key != "" && key != v.Batch.EPC {
			asked = append(asked, model.RecallAsked{Key: key})
		}
	}
	strikes, err := s.against(ctx, tx, asked...)
	v.Recalls = append(v.Recalls, strikes...)
	return v.struck(), err
}

// struck is the verdict with what recalls have against it: nothing is graver.
func (v Verdict) struck() Verdict {
	model.SortStrikes(v.Recalls)
	v.Recalls = slices.CompactFunc(v.Recalls, func(a, b model.RecallStrike) bool { return a.ID == b.ID })
	if len(v.Recalls) > 0 {
		v.Sell, v.Why, v.Since, v.By = false, CheckRecalled, v.Recalls[0].Since, ""
	}
	return v
}

// registered judges what a code names by what is registered about it.
func (s *Service) registered(ctx context.Context, tx *repository.Tx, actor model.Actor, said spoken) (Verdict, error) {
	var f Found
	if err := findContainer(tx, actor, said, &f); err != nil {
		return Verdict{}, err
	}
	if f.Container != "" {
		return s.checkContents(ctx, tx, actor, f.Contents)
	}
	ids, err := lotIDs(tx, actor, said)
	if err != nil {
		return Verdict{}, err
	}
	verdicts, err := s.judgeAll(ctx, tx, actor, ids)
	switch {
	case err != nil:
		return Verdict{}, err
	case len(verdicts) == 0 && said.item != "":
		_, err := tx.Code().ProductByItem(said.item)
		if err == nil {
			return Verdict{Why: CheckUnclear}, nil
		}
		return Verdict{Why: CheckUnknown}, unlessAbsent(err)
	case len(verdicts) == 0:
		return Verdict{Why: CheckUnknown}, nil
	case len(verdicts) == 1 && said.item == "":
		return verdicts[0], nil
	}
	return Verdict{Why: CheckUnclear, Lots: verdicts, Product: verdicts[0].Product}, nil
}

// checkContents judges a container by the gravest of the lots in it.
func (s *Service) checkContents(ctx context.Context, tx *repository.Tx, actor model.Actor, rows []StockRow) (Verdict, error) {
	var ids []model.BatchID
	for _, r := range rows {
		if r.Node.BatchID != "" && !slices.Contains(ids, r.Node.BatchID) {
			ids = append(ids, r.Node.BatchID)
		}
	}
	verdicts, err := s.judgeAll(ctx, tx, actor, ids)
	if err != nil || len(verdicts) == 0 {
		return Verdict{Why: CheckEmpty}, err
	}
	order := CheckReasons()
	return slices.MaxFunc(verdicts, func(a, b Verdict) int { return slices.Index(order, a.Why) - slices.Index(order, b.Why) }), nil
}

func (s *Service) judgeAll(ctx context.Context, tx *repository.Tx, actor model.Actor, ids []model.BatchID) ([]Verdict, error) {
	batches, err := tx.Trace().BatchesOf(ids)
	if err != nil {
		return nil, err
	}
	var products []model.ProductID
	for _, b := range batches {
		products = append(products, b.ProductID)
	}
	names, err := tx.Trace().ProductNames(products)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, nil
	}
	stock, _, err := tx.Trace().Stock(actor.Scope(), repository.StockFilter{Batches: ids, Account: model.AccountOnHand}, model.Page{Limit: model.MaxPage})
	if err != nil {
		return nil, err
	}
	var verdicts []Verdict
	for _, id := range ids {
		v, err := judge(tx, actor, batches[id])
		if err != nil {
			return nil, err
		}
		if v.Batch.ID != "" {
			v.Product = names[v.Batch.ProductID]
			v.InStock = slices.ContainsFunc(stock, func(r StockRow) bool { return r.Node.BatchID == id })
			if v.Recalls, err = s.against(ctx, tx, model.RecallAsked{Key: v.Batch.EPC, Batch: v.Batch}); err != nil {
				return nil, err
			}
			v = v.struck()
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

// judge says whether a lot may be sold. A draft of another company does not exist.
func judge(tx *repository.Tx, actor model.Actor, b model.Batch) (Verdict, error) {
	if b.State == model.BatchDraft {
		if !actor.ActsFor(b.OrgID) {
			return Verdict{Why: CheckUnknown}, nil
		}
		return Verdict{Why: CheckDraft, Batch: b}, nil
	}
	st, err := tx.Trace().BatchStanding(b)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Why: CheckFine, Batch: b}
	switch {
	case b.State == model.BatchBlocked, b.State == model.BatchClosed && st.From == model.BatchBlocked:
		v.Why = CheckBlocked
	case b.State == model.BatchHeld:
		v.Why = CheckHeld
	case b.Expired(model.DateOf(tx.Now(), model.China)):
		v.Why = CheckExpired
	case b.State == model.BatchClosed:
		v.Why = CheckClosed
	}
	v.Sell = v.Why == CheckFine
	if v.Why == CheckBlocked || v.Why == CheckHeld || v.Why == CheckClosed {
		v.Since, v.By = st.At, st.By
	}
	// Quantity, note and the maker's other affairs are none of the till's business.
	v.Batch.Note, v.Batch.Quantity = "", 0
	return v, nil
}
