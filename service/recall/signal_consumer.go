package recall

import (
	"context"
	"crypto/rand"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// MaxReport bounds what somebody without an account writes, in characters.
const MaxReport = 2000

// ConsumerReport is what somebody without an account reports about goods with a code. It has no place for who that is.
type ConsumerReport struct {
	Code string
	Kind model.ReportKind
	Text string
	// Day is when it happened; today when empty.
	Day model.Date
	// Region is where, for goods that nobody registered: there is no other way to find the authority.
	Region model.Region
}

// NamedGoods is what a code names, as far as everybody may know.
type NamedGoods struct {
	Product model.Text
	Lot     string
	// Known tells that a company has registered it.
	Known bool
}

// reporter is the name in records of everybody without an account.
const reporter = "consumer"

// ReportedGoods tells what the code of a report names. Anybody may ask. Refusals: invalid (code).
func (s *Service) ReportedGoods(ctx context.Context, code string) (r NamedGoods, err error) {
	var f model.Faults
	code = codeIn(&f, code)
	if err := f.Err(); err != nil {
		return r, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		g, err := goodsOf(tx, model.Actor{}, "", "", code, &f)
		r = NamedGoods{Product: g.product.Name, Lot: g.batch.Lot, Known: g.product.ID != ""}
		return err
	})
	return r, err
}

// codeIn trims a code and refuses what is none.
func codeIn(f *model.Faults, code string) string {
	in := SignalReport{Code: code, Harm: reporter}
	f.Check("", in.check())
	return in.Code
}

// ReportProblem takes what somebody without an account reports and raises a signal for the maker of the goods and for
// the authorities that oversee them; goods that nobody registered are for the authority of the region where they were
// found. It returns the code under which the reporter can ask for it.
//
// Who: anybody. Refusals: invalid (code, kind, text, day with catalog-date-future, region), idempotency-*.
func (s *Service) ReportProblem(ctx context.Context, idem model.Idempotency, in ConsumerReport) (receipt string, err error) {
	var f model.Faults
	in.Code = codeIn(&f, in.Code)
	in.Text = f.Written("text", in.Text, MaxReport, true)
	if _, known := model.ReportKindWords[in.Kind]; !known {
		f.Add("kind", model.ValueRequired)
	}
	if in.Region != "" && (!in.Region.Known() || in.Region == model.Nation) {
		f.Add("region", model.ValueInvalid, model.P("value", shortened(string(in.Region))))
	}
	in.Day, err = model.ParseDate(string(in.Day))
	f.Check("day", err)
	if err := f.Err(); err != nil {
		return "", err
	}
	return repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (string, error) {
		row, err := in.signal(tx)
		if err != nil {
			return "", err
		}
		if err := tx.Recall().InsertSignal(row); err != nil {
			return "", err
		}
		return row.Receipt, tx.Audit(model.Actor{}, "recall-signal.report", row.ID.String(), string(row.Source))
	})
}

// signal makes the row of a report.
func (in ConsumerReport) signal(tx *repository.Tx) (model.Signal, error) {
	now := tx.Now()
	row := model.Signal{
		ID: repository.NewID[model.Signal](tx), Source: model.SignalConsumer, Actor: reporter, Code: in.Code, Harm: in.Text, Kind: in.Kind,
		Receipt: newReceipt(), HappenedAt: now, State: model.SignalLifecycle.Initial, Version: 1, CreatedAt: now,
	}
	var f model.Faults
	switch today := model.DateOf(now, model.China); {
	case in.Day > today:
		f.Add("day", model.DateFuture)
	case in.Day != "" && in.Day < today:
		row.HappenedAt = in.Day.Start(model.China)
	}
	g, err := goodsOf(tx, model.Actor{}, "", "", in.Code, &f)
	if err != nil {
		return row, err
	}
	g.mark(&row)
	if row.ProductID == "" {
		if row.Region = in.Region; row.Region == "" {
			f.Add("region", model.ValueRequired)
		}
	}
	return row, f.Err()
}

// newReceipt draws the code of a report: nobody finds another's by counting.
func newReceipt() string {
	random := make([]byte, model.ShortCodeLength)
	_, _ = rand.Read(random) // crypto/rand.Read never fails
	var code strings.Builder
	for _, r := range random {
		code.WriteByte(model.ShortCodeAlphabet[r&31])
	}
	return code.String()
}
