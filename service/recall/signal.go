package recall

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of what people write about a signal, in characters.
const (
	MaxHarm       = 1000
	MaxAssessment = 1000
	MaxSignalCode = 255
)

// SignalReport says that something may be wrong.
type SignalReport struct {
	// Source is empty for the one that fits who reports, see SignalSourcesFor.
	Source model.SignalSource
	// One of Batch, Product and Code says what it is about. Code is what was scanned or typed.
	Batch   model.BatchID
	Product model.ProductID
	Code    string
	// Harm is what is feared or has happened.
	Harm string
	// HappenedAt is when it happened or was noticed; now when zero.
	HappenedAt model.Instant
	// Evidence is a document that the reporter may see.
	Evidence model.DocumentID
}

// SignalSourcesFor lists the sources that somebody may give for a signal, the likeliest first. What the authority tells
// comes from an authority alone; claims pile up by themselves.
func SignalSourcesFor(kind model.OrgKind, own bool) []model.SignalSource {
	switch {
	case kind == model.KindRegulator:
		return []model.SignalSource{model.SignalAuthority, model.SignalSample, model.SignalComplaints, model.SignalLab, model.SignalAbroad, model.SignalOperator}
	case kind == model.KindLab || kind == model.KindCertifier:
		return []model.SignalSource{model.SignalSample, model.SignalLab, model.SignalComplaints, model.SignalAbroad}
	case own:
		return []model.SignalSource{model.SignalOwnCheck, model.SignalComplaints, model.SignalOperator, model.SignalSample, model.SignalLab, model.SignalAbroad}
	}
	return []model.SignalSource{model.SignalOperator, model.SignalComplaints, model.SignalSample, model.SignalLab, model.SignalAbroad}
}

// ReportSignal reports that something may be wrong with a batch, a product or whatever has a code. The maker of the goods
// and the authorities of its region and of the place of production have to assess it; goods that nobody registered are
// for the authority of the reporter's region. A code is read by everybody: it may name what its reporter may not see.
//
// Who: permission recall:signal. Refusals: invalid (batch, product, code, harm, source, happened_at, evidence).
func (s *Service) ReportSignal(ctx context.Context, actor model.Actor, idem model.Idempotency, in SignalReport) (SignalRow, error) {
	if err := actor.Must(model.PermRecallSignal); err != nil {
		return SignalRow{}, err
	}
	if err := in.check(); err != nil {
		return SignalRow{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (SignalRow, error) {
		row, err := in.signal(tx, actor)
		if err != nil {
			return SignalRow{}, err
		}
		if err := tx.Recall().InsertSignal(row); err != nil {
			return SignalRow{}, err
		}
		if err := tx.Audit(actor, "recall-signal.report", row.ID.String(), string(row.Source)); err != nil {
			return SignalRow{}, err
		}
		return shownOne(tx, actor, row)
	})
}

// check refuses a report that is wrong whatever it is about.
func (in *SignalReport) check() error {
	var f model.Faults
	in.Harm = f.Written("harm", in.Harm, MaxHarm, true)
	in.Code = strings.TrimSpace(in.Code)
	switch {
	case in.Batch == "" && in.Product == "" && in.Code == "":
		f.Add("code", model.ValueRequired)
	case len(in.Code) > MaxSignalCode:
		f.Add("code", model.ValueTooLong, model.P("limit", MaxSignalCode))
	case !utf8.ValidString(in.Code) || strings.ContainsFunc(in.Code, func(r rune) bool { return model.Invisible(r) && r != '\x1d' }):
		f.Add("code", model.ValueInvalid, model.P("value", ""))
	}
	return f.Err()
}

// signal makes the row of a report.
func (in SignalReport) signal(tx *repository.Tx, actor model.Actor) (model.Signal, error) {
	row := model.Signal{
		ID: repository.NewID[model.Signal](tx), Source: in.Source, ReporterID: actor.Org, Actor: actor.Name(), Code: in.Code, Harm: in.Harm,
		EvidenceID: in.Evidence, HappenedAt: in.HappenedAt, State: model.SignalLifecycle.Initial, Version: 1, CreatedAt: tx.Now(),
	}
	var f model.Faults
	if row.HappenedAt == 0 {
		row.HappenedAt = tx.Now()
	}
	if row.HappenedAt > tx.Now() {
		f.Add("happened_at", model.DateFuture)
	}
	g, err := in.goods(tx, actor, &f)
	if err != nil {
		return row, err
	}
	g.mark(&row)
	if row.ProductID == "" { // nobody registered it: for the authority where it was found
		row.Region = actor.Region
	}
	sources := SignalSourcesFor(actor.OrgKind, actor.ActsFor(row.OrgID))
	switch {
	case row.Source == "":
		row.Source = sources[0]
	case !slices.Contains(sources, row.Source):
		f.Add("source", model.ValueInvalid, model.P("value", shortened(string(row.Source))))
	}
	if row.EvidenceID != "" {
		_, err := tx.Catalog().Document(actor.Scope(), row.EvidenceID)
		switch {
		case absentHere(err):
			f.Add("evidence", model.NotFound)
		case err != nil:
			return row, err
		}
	}
	return row, f.Err()
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// SignalFilter narrows a list of signals.
type SignalFilter = repository.SignalFilter

// SignalRow is a signal as far as the actor may know it, with the names of what it is about.
type SignalRow struct {
	model.Signal
	Product, Maker model.Text
	Lot            string
	// Reporter is named to the authority and to the reporter itself; a maker learns what kind of organisation it was, and
	// the name of an authority or laboratory.
	Reporter     model.Text
	ReporterKind model.OrgKind
	// Judge tells that the actor may see the assessment: it is who has to assess it, or oversees that. Everybody else sees
	// what it reported and the state.
	Judge bool
}

// Signals lists the signals that the actor may see, newest first: those it has to assess and those it reported.
//
// Who: permission recall:read. Refusals: page-token-invalid.
func (s *Service) Signals(ctx context.Context, actor model.Actor, f SignalFilter, page model.Page) (rows []SignalRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		list, more, err := tx.Recall().Signals(actor.Scope(), f, page)
		if err != nil {
			return err
		}
		next = more
		rows, err = shown(tx, actor, list)
		return err
	})
	return rows, next, err
}

// SignalCounts are how many signals there are, by state: those that the actor has to assess, and those it reported.
type SignalCounts struct{ Judged, Reported map[model.SignalState]int }

// SignalCounts counts the signals that the actor may see.
//
// Who: permission recall:read.
func (s *Service) SignalCounts(ctx context.Context, actor model.Actor) (c SignalCounts, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return c, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		c.Judged, c.Reported, err = tx.Recall().SignalCounts(actor.Scope())
		return err
	})
	return c, err
}

// shown names what signals are about and leaves out what the actor may not know.
func shown(tx *repository.Tx, actor model.Actor, list []model.Signal) ([]SignalRow, error) {
	var orgs []model.OrgID
	var products []model.ProductID
	var batches []model.BatchID
	for _, s := range list {
		orgs, products, batches = append(orgs, s.OrgID, s.ReporterID), append(products, s.ProductID), append(batches, s.BatchID)
	}
	who, err := tx.Recall().SignalOrgs(once(orgs))
	if err != nil {
		return nil, err
	}
	what, err := tx.Trace().ProductNames(once(products))
	if err != nil {
		return nil, err
	}
	which, err := tx.Trace().BatchesOf(once(batches))
	if err != nil {
		return nil, err
	}
	rows := make([]SignalRow, 0, len(list))
	for _, s := range list {
		maker, reporter := who[s.OrgID], who[s.ReporterID]
		r := SignalRow{Signal: s, Product: what[s.ProductID], Maker: maker.Name, Lot: which[s.BatchID].Lot, ReporterKind: reporter.Kind, Judge: judges(actor, s, maker)}
		if knowsReporter(actor, s, reporter) {
			r.Reporter = reporter.Name
		} else {
			r.ReporterID, r.Actor = "", ""
		}
		if !r.Judge {
			r.Grade, r.Assessment, r.UnsafeAt, r.RecallID, r.MergedID = "", "", 0, "", ""
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// shownOne is shown for one signal.
func shownOne(tx *repository.Tx, actor model.Actor, s model.Signal) (SignalRow, error) {
	rows, err := shown(tx, actor, []model.Signal{s})
	if err != nil {
		return SignalRow{}, err
	}
	return rows[0], nil
}

// once returns what is named, each once.
func once[K ~string](keys []K) []K {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k K) bool { return k == "" })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// judges reports whether the assessment of a signal is the actor's to see: the same as repository.signalJudged says of
// many.
func judges(actor model.Actor, s model.Signal, maker model.Organisation) bool {
	scope := actor.Scope()
	lo, hi, authority := scope.Region()
	within := func(r model.Region) bool { return authority && string(r) >= lo && string(r) <= hi }
	return scope.All() || s.OrgID != "" && scope.ActsFor(s.OrgID) || within(s.Region) || within(maker.Region)
}

// knowsReporter reports whether the actor is told who reported a signal. Operators report on those they buy from: the
// authority knows their names, the maker learns only of what kind they are.
func knowsReporter(actor model.Actor, s model.Signal, reporter model.Organisation) bool {
	scope := actor.Scope()
	_, _, authority := scope.Region()
	return scope.All() || authority || scope.ActsFor(s.ReporterID) ||
		slices.Contains([]model.OrgKind{model.KindRegulator, model.KindLab, model.KindCertifier}, reporter.Kind)
}

// SignalWindow is within what time signals about the same goods are shown together.
const SignalWindow = 30 * 24 * time.Hour

// Together are the other signals about the same goods within SignalWindow.
type Together struct {
	Rows    []SignalRow
	Sources map[model.SignalSource]int
}

// SignalFile is a signal with what belongs to it.
type SignalFile struct {
	SignalRow
	// Allowed are the moves that the actor may make now.
	Allowed []model.SignalEvent
	// The rest is for who assesses it.
	Moves    []repository.MoveRecord
	Evidence model.Document // zero when there is none that the actor may see
	Together Together
	// Cases are the cases that the goods of this signal led to already and that the actor may see.
	Cases []model.Recall
	// Pack are the rules under which a recall of the goods would run; its ID is empty while nobody knows what they are.
	Pack model.RulePack
}

// Signal returns the file of a signal.
//
// Who: permission recall:read. Refusals: not-found.
func (s *Service) Signal(ctx context.Context, actor model.Actor, id model.SignalID) (f SignalFile, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		f, err = signalFile(tx, actor, id)
		return err
	})
	return f, err
}

func signalFile(tx *repository.Tx, actor model.Actor, id model.SignalID) (f SignalFile, err error) {
	row, err := tx.Recall().Signal(actor.Scope(), id)
	if err != nil {
		return f, err
	}
	if f.SignalRow, err = shownOne(tx, actor, row); err != nil {
		return f, err
	}
	if row.EvidenceID != "" {
		if f.Evidence, err = tx.Catalog().Document(actor.Scope(), row.EvidenceID); err != nil && !absentHere(err) {
			return f, err
		}
	}
	if !f.Judge {
		return f, nil
	}
	for _, on := range model.SignalLifecycle.Allowed(row.State) {
		if mayMove(actor, f.SignalRow, on) == nil {
			f.Allowed = append(f.Allowed, on)
		}
	}
	if f.Moves, err = tx.Moves(model.SignalLifecycle.Name, id.String()); err != nil {
		return f, err
	}
	if err := f.gather(tx, actor, row); err != nil {
		return f, err
	}
	f.Pack, err = packFor(tx, row)
	return f, err
}

// gather adds the signals and cases about the same goods.
func (f *SignalFile) gather(tx *repository.Tx, actor model.Actor, row model.Signal) error {
	others, err := tx.Recall().SignalsTogether(actor.Scope(), row, tx.Now().Add(-SignalWindow))
	if err != nil {
		return err
	}
	f.Together.Sources = map[model.SignalSource]int{row.Source: 1}
	cases := []model.RecallID{row.RecallID}
	for _, o := range others {
		f.Together.Sources[o.Source]++
		cases = append(cases, o.RecallID)
	}
	if f.Together.Rows, err = shown(tx, actor, others); err != nil {
		return err
	}
	f.Cases, err = tx.Recall().SignalCases(actor.Scope(), once(cases))
	return err
}

// The bounds of a list of patterns.
const (
	PatternDays    = 30
	PatternMaxDays = 365
	PatternRows    = 100
)

// SignalPattern is a product about which several signals came within a time.
type SignalPattern struct {
	repository.SignalCluster
	Product, Maker model.Text
}

// SignalPatterns lists the products about which at least two signals came within the last days (0: PatternDays), those
// with most first, at most PatternRows: what an authority has to look at before anybody has decided.
//
// Who: permission recall:read; of a company it lists its own goods. Refusals: invalid (days).
func (s *Service) SignalPatterns(ctx context.Context, actor model.Actor, days int) (list []SignalPattern, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	if days == 0 {
		days = PatternDays
	}
	if days < 1 || days > PatternMaxDays {
		return nil, model.ValueInvalid.At("days", model.P("value", days))
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		clusters, err := tx.Recall().SignalPatterns(actor.Scope(), tx.Now().Add(-time.Duration(days)*24*time.Hour), PatternRows)
		if err != nil {
			return err
		}
		var orgs []model.OrgID
		var products []model.ProductID
		for _, c := range clusters {
			orgs, products = append(orgs, c.OrgID), append(products, c.ProductID)
		}
		who, err := tx.Recall().SignalOrgs(once(orgs))
		if err != nil {
			return err
		}
		what, err := tx.Trace().ProductNames(once(products))
		list = make([]SignalPattern, 0, len(clusters))
		for _, c := range clusters {
			list = append(list, SignalPattern{c, what[c.ProductID], who[c.OrgID].Name})
		}
		return err
	})
	return list, err
}
