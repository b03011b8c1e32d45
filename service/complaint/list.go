package complaint

import (
	"context"
	"slices"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Filter and TipFilter narrow lists.
type (
	Filter    = repository.ComplaintFilter
	TipFilter = repository.TipFilter
)

// MoveRecord is one step that a complaint or tip took.
type MoveRecord = repository.MoveRecord

// Row is a complaint as far as the actor may know it, with the names of what it is about.
type Row struct {
	model.Complaint
	Firm, Authority, Proposed, Product model.Text
	Lot                                string
	Stage                              model.ClockStage
}

// TipRow is a tip with the names of what it is about.
type TipRow struct {
	model.Tip
	Firm, Authority, Product model.Text
	Lot                      string
	Stage                    model.ClockStage
}

// Complaints lists the complaints that the actor may see, by deadline or, with f.All, newest first: of an authority those
// that it handles and those of its region, of an operator those about it from their acceptance on. Nothing in a list says
// who complains.
//
// Who: permission complaint:read. Refusals: page-token-invalid.
func (s *Service) Complaints(ctx context.Context, actor model.Actor, f Filter, page model.Page) (rows []Row, next model.PageToken, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		list, more, err := tx.Complaint().Complaints(actor.Scope(), f, page)
		if err != nil {
			return err
		}
		next = more
		rows, err = shown(tx, actor, list)
		for i := range rows {
			rows[i].Stage = s.stage(list[i].Clocks, tx.Now())
		}
		return err
	})
	return rows, next, err
}

// Tips lists the tips that the actor may see: an authority's. An operator sees none.
//
// Who: permission complaint:read. Refusals: page-token-invalid.
func (s *Service) Tips(ctx context.Context, actor model.Actor, f TipFilter, page model.Page) (rows []TipRow, next model.PageToken, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		list, more, err := tx.Complaint().Tips(actor.Scope(), f, page)
		if err != nil {
			return err
		}
		next = more
		rows, err = shownTips(tx, list)
		for i := range rows {
			rows[i].Stage = s.stage(list[i].Clocks, tx.Now())
		}
		return err
	})
	return rows, next, err
}

// stage is how urgent the present clock is.
func (s *Service) stage(text []byte, now model.Instant) model.ClockStage {
	list, err := readClocks(text)
	if err != nil {
		return model.ClockIdle
	}
	return list.present().Stage(s.calendar, now)
}

// Counts are how many complaints and tips the actor may see.
type Counts struct {
	Complaints map[model.ComplaintState]int
	Tips       map[model.TipState]int
	Overdue    int
}

// Counts counts what the actor may see.
//
// Who: permission complaint:read.
func (s *Service) Counts(ctx context.Context, actor model.Actor) (c Counts, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return c, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		c.Complaints, c.Tips, c.Overdue, err = tx.Complaint().ComplaintCounts(actor.Scope())
		return err
	})
	return c, err
}

// Statistic counts what one region received in one month.
type Statistic = repository.ComplaintStatistic

// The bounds of statistics.
const maxMonths = 60

// Statistics counts complaints and tips by month of receipt and region (Art. 38), for months like "2026-11", both
// included; the twelve months up to this one when they are left out.
//
// Who: permission complaint:read; of an operator it counts those about it. Refusals: invalid (from, to).
func (s *Service) Statistics(ctx context.Context, actor model.Actor, from, to string) (list []*Statistic, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return nil, err
	}
	return list, s.store.Read(ctx, func(tx *repository.Tx) error {
		first, last, err := span(from, to, tx.Now())
		if err != nil {
			return err
		}
		list, err = tx.Complaint().ComplaintStatistics(actor.Scope(), first, last)
		return err
	})
}

// span reads the months of statistics.
func span(from, to string, now model.Instant) (first, last string, err error) {
	const layout = "2006-01"
	var f model.Faults
	read := func(at, text string, otherwise time.Time) time.Time {
		if text == "" {
			return otherwise
		}
		m, err := time.Parse(layout, text)
		if err != nil {
			f.Add(at, model.ValueInvalid, model.P("value", shortened(text)))
		}
		return m
	}
	end := read("to", to, now.Time().In(model.China))
	begin := read("from", from, time.Date(end.Year(), end.Month()-11, 1, 0, 0, 0, 0, time.UTC))
	if f.Empty() && (begin.After(end) || begin.AddDate(0, maxMonths, 0).Before(end)) {
		f.Add("from", model.ValueInvalid, model.P("value", shortened(from)))
	}
	return begin.Format(layout), end.Format(layout), f.Err()
}

// Pattern is how often one operator is complained of.
type Pattern struct {
	repository.FirmPattern
	Firm model.Text
}

// The bounds of a list of patterns.
const (
	PatternDays    = 30
	PatternMaxDays = 365
	patternRows    = 100
)

// Patterns lists the operators about which at least two complaints or tips came within the last days (0: PatternDays),
// those with most first.
//
// Who: permission complaint:read. Refusals: invalid (days).
func (s *Service) Patterns(ctx context.Context, actor model.Actor, days int) (list []Pattern, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return nil, err
	}
	if days == 0 {
		days = PatternDays
	}
	if days < 1 || days > PatternMaxDays {
		return nil, model.ValueInvalid.At("days", model.P("value", days))
	}
	return list, s.store.Read(ctx, func(tx *repository.Tx) error {
		rows, err := tx.Complaint().FirmPatterns(actor.Scope(), tx.Now().Add(-time.Duration(days)*day), patternRows)
		if err != nil {
			return err
		}
		var orgs []model.OrgID
		for _, r := range rows {
			orgs = append(orgs, r.OrgID)
		}
		names, err := tx.Access().OrganisationNames(once(orgs))
		list = make([]Pattern, 0, len(rows))
		for _, r := range rows {
			list = append(list, Pattern{r, names[r.OrgID]})
		}
		return err
	})
}

// once returns what is named, each once.
func once[K ~string](keys []K) []K {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k K) bool { return k == "" })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// shown names what complaints are about and leaves out what the actor may not know: an operator is not told that there is
// a tip, and nobody needs the hash of the private link.
func shown(tx *repository.Tx, actor model.Actor, list []model.Complaint) ([]Row, error) {
	var orgs []model.OrgID
	var products []model.ProductID
	var batches []model.BatchID
	for _, c := range list {
		orgs, products, batches = append(orgs, c.OrgID, c.AuthorityID, c.ProposedID), append(products, c.ProductID), append(batches, c.BatchID)
	}
	n, err := namesOf(tx, orgs, products, batches)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(list))
	for _, c := range list {
		c.LinkHash = nil
		if isFirm(actor) {
			c.TipID = ""
		}
		rows = append(rows, Row{
			Complaint: c, Firm: n.orgs[c.OrgID], Authority: n.orgs[c.AuthorityID], Proposed: n.orgs[c.ProposedID], Product: n.products[c.ProductID],
			Lot: n.batches[c.BatchID].Lot,
		})
	}
	return rows, nil
}

func shownOne(tx *repository.Tx, actor model.Actor, c model.Complaint) (Row, error) {
	rows, err := shown(tx, actor, []model.Complaint{c})
	if err != nil {
		return Row{}, err
	}
	return rows[0], nil
}

func shownTips(tx *repository.Tx, list []model.Tip) ([]TipRow, error) {
	var orgs []model.OrgID
	var products []model.ProductID
	var batches []model.BatchID
	for _, t := range list {
		orgs, products, batches = append(orgs, t.OrgID, t.AuthorityID), append(products, t.ProductID), append(batches, t.BatchID)
	}
	n, err := namesOf(tx, orgs, products, batches)
	if err != nil {
		return nil, err
	}
	rows := make([]TipRow, 0, len(list))
	for _, t := range list {
		t.LinkHash = nil
		rows = append(rows, TipRow{Tip: t, Firm: n.orgs[t.OrgID], Authority: n.orgs[t.AuthorityID], Product: n.products[t.ProductID], Lot: n.batches[t.BatchID].Lot})
	}
	return rows, nil
}

// names are those of what rows mention.
type names struct {
	orgs     map[model.OrgID]model.Text
	products map[model.ProductID]model.Text
	batches  map[model.BatchID]model.Batch
}

func namesOf(tx *repository.Tx, orgs []model.OrgID, products []model.ProductID, batches []model.BatchID) (n names, err error) {
	if n.orgs, err = tx.Access().OrganisationNames(once(orgs)); err != nil {
		return n, err
	}
	if n.products, err = tx.Trace().ProductNames(once(products)); err != nil {
		return n, err
	}
	n.batches, err = tx.Trace().BatchesOf(once(batches))
	return n, err
}

// isFirm reports whether somebody looks as the operator complained of.
func isFirm(actor model.Actor) bool {
	scope := actor.Scope()
	_, _, authority := scope.Region()
	return !scope.All() && !authority
}
