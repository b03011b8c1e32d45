package claim

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of settlement files.
const (
	// settleMost bounds the payments of one file; the rest go with the next.
	settleMost = 1000
	// MaxSettlementResult bounds a bank's result, in bytes.
	MaxSettlementResult = 1 << 20
	maxResultLines      = 2 * settleMost
)

// Settlement is a settlement file that was made.
type Settlement struct {
	Run model.PayoutRun
	// Left are approved payments that could not go, because the claimant has given no account; at most settleMost of them.
	Left []model.PaymentID
}

type settled struct {
	Run  model.PayoutRunID
	Left []model.PaymentID
}

// Settle puts all approved payments of the actor's organisation that go by file into a settlement file and hands them
// over; each goes with one file only. What the file holds is read with SettlementFile.
//
// Who: permission claim:pay. Refusals: claim-payout-nothing, changed-meanwhile, idempotency-*.
func (s *Service) Settle(ctx context.Context, actor model.Actor, idem model.Idempotency) (Settlement, error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return Settlement{}, err
	}
	done, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (settled, error) { return s.settle(tx, actor) })
	if err != nil {
		return Settlement{}, err
	}
	out := Settlement{Left: done.Left}
	return out, s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		out.Run, err = tx.Claim().Run(actor.Org, done.Run)
		return err
	})
}

// settle fills a settlement file. What has no account yet is passed over, so that however much of it waits at the front
// everything behind it goes.
func (s *Service) settle(tx *repository.Tx, actor model.Actor) (done settled, err error) {
	run := model.PayoutRun{
		ID: repository.NewID[model.PayoutRun](tx), Number: drawNumber(tx.Now()), PayerID: actor.Org, Currency: model.CNY, Actor: actor.Name(), CreatedAt: tx.Now(),
	}
	for after := model.PaymentID(""); run.Payments < settleMost; {
		waiting, err := tx.Claim().ApprovedByFile(actor.Org, after, settleMost-run.Payments)
		if err != nil {
			return done, err
		}
		if len(waiting) == 0 {
			break
		}
		for _, p := range waiting {
			after = p.ID
			if err := s.settleOne(tx, actor, p, &run, &done); err != nil {
				return done, err
			}
		}
	}
	if run.Payments == 0 {
		return done, model.PayoutNothing.Refuse()
	}
	done.Run = run.ID
	if err := tx.Claim().InsertRun(run); err != nil {
		return done, err
	}
	return done, tx.Audit(actor, "payout-run.make", run.ID.String(), run.Number)
}

// settleOne puts a payment into a settlement file, or notes that it is left.
func (s *Service) settleOne(tx *repository.Tx, actor model.Actor, p model.ClaimPayment, run *model.PayoutRun, done *settled) error {
	p, err := lockedPayment(tx, p)
	if err != nil {
		return err
	}
	if p.State != model.PaymentApproved || p.RunID != "" {
		return nil // somebody was faster
	}
	if _, err := s.account(tx, doneBy(actor), p); errors.Is(err, model.PayoutAccountAbsent) {
		if len(done.Left) < settleMost {
			done.Left = append(done.Left, p.ID)
		}
		return nil
	} else if err != nil {
		return err
	}
	if err := tx.Claim().JoinRun(p.ID, run.ID); err != nil {
		return err
	}
	if err := tx.Claim().MovePayment(&p, model.PaymentSend, actor.Name(), run.Number); err != nil {
		return err
	}
	run.Payments, run.Fen = run.Payments+1, run.Fen+Total(p).Fen
	return nil
}

// drawNumber draws a number that tells nobody how many there are: the year and ten characters that survive being read
// aloud.
func drawNumber(now model.Instant) string {
	var random [10]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
	for i, b := range random {
		random[i] = model.ShortCodeAlphabet[int(b)%len(model.ShortCodeAlphabet)]
	}
	return string(model.DateOf(now, model.China)[:4]) + "-" + string(random[:5]) + "-" + string(random[5:])
}

// settlementColumns are the columns of a settlement file, whose last row holds the control sums.
var settlementColumns = []string{"run", "number", "amount", "currency", "holder", "account", "bank", "purpose", "remark"}

// The remarks on a line that names no account.
const (
	settlementErased  = "erased"     // the claimant's data was erased after the file was first made
	settlementAccount = "no-account" // the claimant has given none
)

// settlementTotal stands for the number in the row of control sums.
const settlementTotal = "TOTAL"

// SettlementFile writes a settlement file as CSV for the payer's bank: every payment with its number, its sum, where it
// goes and its purpose, and the control sums. Accounts are opened for this moment, and each is audited. What was erased
// since is a line without an account and with a remark that says so; the sums stay those of the file.
//
// Who: permission claim:pay, the payer. Refusals: not-found.
func (s *Service) SettlementFile(ctx context.Context, actor model.Actor, id model.PayoutRunID) (run model.PayoutRun, content []byte, err error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return run, nil, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		if run, err = tx.Claim().Run(actor.Org, id); err != nil {
			return err
		}
		content, err = s.settlementFile(tx, doneBy(actor), run)
		return err
	})
	return run, content, err
}

func (s *Service) settlementFile(tx *repository.Tx, by doer, run model.PayoutRun) ([]byte, error) {
	payments, err := tx.Claim().PaymentsOfRun(run.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]model.ClaimID, 0, len(payments))
	for _, p := range payments {
		ids = append(ids, p.ClaimID)
	}
	claims, err := tx.Claim().ClaimsOf(ids)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{settlementColumns}
	for _, p := range payments {
		to, remark, err := s.settlementAccount(tx, by, p)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []string{
			run.Number, p.ID.String(), Total(p).Amount(), string(model.CNY), textCell(to.Holder), textCell(to.Account), textCell(to.Bank), claims[p.ClaimID].Number, remark,
		})
	}
	sum := model.Money{Fen: run.Fen, Currency: run.Currency}
	rows = append(rows, []string{run.Number, settlementTotal, sum.Amount(), string(run.Currency), "", "", "", strconv.Itoa(run.Payments), ""})
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// settlementAccount opens where a payment of a settlement file goes, or says why the file does not name it any more.
func (s *Service) settlementAccount(tx *repository.Tx, by doer, p model.ClaimPayment) (to model.ClaimContact, remark string, err error) {
	to, err = s.account(tx, by, p)
	if !errors.Is(err, model.PayoutAccountAbsent) {
		return to, "", err
	}
	gone, err := erased(tx, p.ClaimID)
	if gone {
		return to, settlementErased, err
	}
	return to, settlementAccount, err
}

// erased reports whether the personal data of a claim is gone.
func erased(tx *repository.Tx, id model.ClaimID) (bool, error) {
	secret, err := tx.Claim().Secret(id)
	if absent(err) {
		return true, nil
	}
	return secret.ErasedAt != 0, err
}

// textCell keeps what a claimant entered from being taken for a formula by whatever opens the file.
func textCell(s string) string { return strings.TrimLeft(s, "=+-@\t\r\n ") }

// SettlementRuns lists the settlement files of the actor's organisation, newest first.
//
// Who: permission claim:pay. Refusals: page-token-invalid.
func (s *Service) SettlementRuns(ctx context.Context, actor model.Actor, page model.Page) (rows []model.PayoutRun, next model.PageToken, err error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Claim().Runs(actor.Org, page)
		return err
	})
	return rows, next, err
}

// SettlementOutcome is what became of one line of a bank's result.
type SettlementOutcome string

// The outcomes.
const (
	SettledConfirmed SettlementOutcome = "confirmed"
	SettledFailed    SettlementOutcome = "failed"
	SettledUnknown   SettlementOutcome = "unknown"        // no payment of this file
	SettledDuplicate SettlementOutcome = "duplicate"      // the file names the payment more than once: nothing was done
	SettledDiffers   SettlementOutcome = "amount-differs" // another sum than was ordered: nothing was done
	SettledAlready   SettlementOutcome = "already"        // it was confirmed or had failed before
	// SettledAfterFailure is a payment that the bank has made although it had failed: it is noted and settles nothing.
	SettledAfterFailure SettlementOutcome = "paid-after-failure"
)

// SettlementOutcomes lists the outcomes.
func SettlementOutcomes() []SettlementOutcome {
	return []SettlementOutcome{SettledConfirmed, SettledFailed, SettledUnknown, SettledDuplicate, SettledDiffers, SettledAlready, SettledAfterFailure}
}

// SettlementLine is one line of a bank's result.
type SettlementLine struct {
	Line    int // in the file, the heading is 1
	Number  string
	Outcome SettlementOutcome
	// Ordered and Amount are the sums that were ordered and that the bank names.
	Ordered model.Money
	Amount  model.Money

	ok        bool
	reference string
}

// SettlementReport says line by line what a bank's result has done.
type SettlementReport struct {
	Run   model.PayoutRunID
	Lines []SettlementLine
	// Open is how many payments of the file still wait for a result.
	Open int
}

// ReadSettlement reads a bank's result of a settlement file back: confirmed payments have arrived, failed ones free their
// damage. A line that does not fit is reported and does nothing; a file that cannot be read does nothing at all.
//
// Who: permission claim:pay, the payer. Refusals: not-found, claim-payout-file-invalid, too-large, idempotency-*.
func (s *Service) ReadSettlement(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.PayoutRunID, content []byte) (SettlementReport, error) {
	if err := actor.Must(model.PermClaimPay); err != nil {
		return SettlementReport{}, err
	}
	if len(content) > MaxSettlementResult {
		return SettlementReport{}, model.TooLarge.Refuse(model.P("limit", MaxSettlementResult))
	}
	lines, err := readResult(content)
	if err != nil {
		return SettlementReport{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (SettlementReport, error) {
		run, err := tx.Claim().Run(actor.Org, id)
		if err != nil {
			return SettlementReport{}, err
		}
		report := SettlementReport{Run: run.ID, Lines: slices.Clone(lines)}
		if err := s.reconcile(tx, doneBy(actor), run, report.Lines); err != nil {
			return report, err
		}
		payments, err := tx.Claim().PaymentsOfRun(run.ID)
		for _, p := range payments {
			if p.State == model.PaymentSent {
				report.Open++
			}
		}
		if err != nil {
			return report, err
		}
		return report, tx.Audit(actor, "payout-run.result", run.ID.String(), run.Number)
	})
}

// reconcile does what each line says and notes what became of it.
func (s *Service) reconcile(tx *repository.Tx, by doer, run model.PayoutRun, lines []SettlementLine) error {
	payments, err := tx.Claim().PaymentsOfRun(run.ID)
	if err != nil {
		return err
	}
	named := map[string]int{}
	for _, l := range lines {
		named[l.Number]++
	}
	for i := range lines {
		l := &lines[i]
		at := slices.IndexFunc(payments, func(p model.ClaimPayment) bool { return p.ID.String() == l.Number })
		if at < 0 {
			l.Outcome = SettledUnknown
			continue
		}
		p, err := lockedPayment(tx, payments[at])
		if err != nil {
			return err
		}
		if l.Outcome = judge(*l, p, named[l.Number]); l.Outcome == "" {
			if err := l.apply(s, tx, by, p); err != nil {
				return err
			}
		}
		if l.Outcome == SettledAfterFailure {
			if err := paidAfterFailure(tx, by, &p, l.reference); err != nil {
				return err
			}
		}
		l.Ordered = Total(p)
	}
	return nil
}

// judge returns why a line does nothing, or nothing.
func judge(l SettlementLine, p model.ClaimPayment, named int) SettlementOutcome {
	switch {
	case named > 1:
		return SettledDuplicate
	case l.ok && p.State == model.PaymentFailed:
		return SettledAfterFailure
	case p.State != model.PaymentSent:
		return SettledAlready
	case l.Amount.Fen != Total(p).Fen:
		return SettledDiffers
	}
	return ""
}

func (l *SettlementLine) apply(s *Service, tx *repository.Tx, by doer, p model.ClaimPayment) error {
	if l.ok {
		l.Outcome = SettledConfirmed
		return s.arrive(tx, by, &p, l.reference)
	}
	l.Outcome = SettledFailed
	return letGo(tx, by, &p, model.PaymentFail, model.PayoutFailureOf(l.reference))
}

// resultColumns are the columns of a bank's result.
var resultColumns = []string{"number", "result", "reference", "amount"}

// readResult reads a bank's result whole, or refuses it with the first line that is wrong.
func readResult(content []byte) ([]SettlementLine, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if !utf8.Valid(content) {
		return nil, badResult(1, "UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord = len(resultColumns)
	head, err := r.Read()
	if err != nil || !slices.Equal(head, resultColumns) {
		return nil, badResult(1, strings.Join(resultColumns, ","))
	}
	var lines []SettlementLine
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil || len(lines) == maxResultLines {
			return nil, badResult(len(lines)+2, strings.Join(resultColumns, ","))
		}
		at, _ := r.FieldPos(0)
		line, reason := readLine(cells)
		if reason != "" {
			return nil, badResult(at, reason)
		}
		line.Line = at
		lines = append(lines, line)
	}
}

// readLine reads one line, or names the column that is wrong.
func readLine(cells []string) (l SettlementLine, reason string) {
	amount, err := model.ParseMoney(strings.TrimSpace(cells[3]), model.CNY)
	result := strings.TrimSpace(cells[1])
	switch {
	case len(cells[0]) > maxPayText:
		return l, resultColumns[0]
	case result != "ok" && result != "failed":
		return l, resultColumns[1]
	case len(cells[2]) > maxPayText || result == "ok" && cells[2] == "":
		return l, resultColumns[2]
	case err != nil:
		return l, resultColumns[3]
	}
	return SettlementLine{Number: strings.TrimSpace(cells[0]), Amount: amount, ok: result == "ok", reference: cells[2]}, ""
}

func badResult(line int, reason string) error {
	return model.PayoutFileInvalid.Refuse(model.P("line", line), model.P("reason", reason))
}
