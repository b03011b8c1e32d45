package repository

import (
	"database/sql"
	"strconv"

	"suyuan/model"
)

// signalJudged is the condition that the assessment of a signal is the scope's: of the maker of the goods, and of the
// authority in whose region they were made or their maker sits.
func signalJudged(scope model.Scope) (cond string, args []any) {
	cond, args = ownedBy(scope, "recall_signals.org_id")
	if lo, hi, ok := scope.Region(); ok {
		return "(" + cond + " OR recall_signals.region BETWEEN ? AND ?)", append(args, lo, hi)
	}
	return cond, args
}

// signalSeen is signalJudged, and for who reported a signal that it may see what became of it.
func signalSeen(scope model.Scope) (cond string, args []any) {
	cond, args = signalJudged(scope)
	if scope.Org() == "" {
		return cond, args
	}
	of, orgs := whose(scope)
	return "(" + cond + " OR recall_signals.reporter_id " + of + ")", append(args, orgs...)
}

// InsertSignal adds a signal.
func (r Recall) InsertSignal(row model.Signal) error { return insert(r.tx, []model.Signal{row}) }

// Signal returns a signal that the scope may see, or not-found. What of it the scope may know is for the room to decide.
func (r Recall) Signal(scope model.Scope, id model.SignalID) (row model.Signal, err error) {
	cond, args := signalSeen(scope)
	return row, absent(r.tx.db.Where("id = ?", id).Where(cond, args...).Take(&row).Error)
}

// signalHead lists the columns of a signal that change besides its state.
var signalHead = []string{"OrgID", "Region", "BatchID", "ProductID", "EvidenceID", "Grade", "Assessment", "UnsafeAt", "RecallID", "MergedID", "Version"}

// UpdateSignal writes what may change of a signal besides its state, from the version that was read; afterwards
// row.Version is the next one. Refusal: changed-meanwhile.
func (r Recall) UpdateSignal(row *model.Signal) error {
	was := row.Version
	row.Version++
	res := r.tx.db.Model(&model.Signal{}).Select(signalHead).Where("id = ? AND version = ?", row.ID, was).Updates(row)
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected != 1:
		return model.ChangedMeanwhile.Refuse()
	}
	return nil
}

// CarrySignals lets the signals that were merged into one belong to its case.
func (r Recall) CarrySignals(into model.SignalID, id model.RecallID) error {
	_, err := r.tx.exec("UPDATE recall_signals SET recall_id = ? WHERE merged_id = ?", id, into)
	return err
}

// AdoptSignals lets the signals that were merged into one follow it into another, so that a merged signal always names
// one that was not.
func (r Recall) AdoptSignals(from, into model.SignalID, id model.RecallID) error {
	_, err := r.tx.exec("UPDATE recall_signals SET merged_id = ?, recall_id = ? WHERE merged_id = ?", into, id, from)
	return err
}

// SignalFilter narrows a list of signals. Zero fields do not.
type SignalFilter struct {
	State  model.SignalState
	Source model.SignalSource
	// Mine keeps those that the scope's organisation reported.
	Mine    bool
	Batch   model.BatchID
	Product model.ProductID
	Recall  model.RecallID
	// Receipt keeps the one that somebody without an account reported under this code.
	Receipt string
}

// Signals lists the signals that the scope may see, newest first.
func (r Recall) Signals(scope model.Scope, f SignalFilter, page model.Page) ([]model.Signal, model.PageToken, error) {
	after, err := readCursor[model.SignalID]("recall-signals", page)
	if err != nil {
		return nil, "", err
	}
	cond, args := signalSeen(scope)
	if f.Recall != "" { // which case a signal led to is a part of its assessment
		cond, args = signalJudged(scope)
	}
	q := r.tx.db.Where(cond, args...)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	if f.Mine {
		of, orgs := whose(scope)
		q = q.Where("reporter_id "+of, orgs...)
	}
	for _, by := range []struct{ column, value string }{
		{"state", string(f.State)}, {"source", string(f.Source)}, {"batch_id", f.Batch.String()}, {"product_id", f.Product.String()}, {"recall_id", f.Recall.String()},
		{"receipt", f.Receipt},
	} {
		if by.value != "" {
			q = q.Where(by.column+" = ?", by.value)
		}
	}
	var rows []model.Signal
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("recall-signals", page, rows, func(s model.Signal) model.SignalID { return s.ID })
	return rows, next, nil
}

// SignalCounts counts the signals by state: those that are the scope's to assess, and those that it reported.
func (r Recall) SignalCounts(scope model.Scope) (judged, reported map[model.SignalState]int, err error) {
	count := func(cond string, args []any) (map[model.SignalState]int, error) {
		found := map[model.SignalState]int{}
		return found, r.tx.query(func(rows *sql.Rows) error {
			var state model.SignalState
			var n int
			err := rows.Scan(&state, &n)
			found[state] = n
			return err
		}, "SELECT state, COUNT(*) FROM recall_signals WHERE "+cond+" GROUP BY state", args...)
	}
	if judged, err = count(signalJudged(scope)); err != nil {
		return nil, nil, err
	}
	of, orgs := whose(scope)
	reported, err = count("reporter_id "+of+" AND reporter_id <> ''", orgs)
	return judged, reported, err
}

// togetherLimit bounds the signals that are shown beside one.
const togetherLimit = 100

// SignalsTogether returns the other signals, newest first and at most togetherLimit, that the scope assesses and that
// were reported since then about the same batch or product, or, while nobody knows what it is, about the same code.
func (r Recall) SignalsTogether(scope model.Scope, s model.Signal, since model.Instant) (rows []model.Signal, err error) {
	cond, args := signalJudged(scope)
	q := r.tx.db.Where(cond, args...).Where("org_id = ? AND id <> ? AND created_at >= ?", s.OrgID, s.ID, since)
	if s.ProductID == "" {
		q = q.Where("product_id = '' AND code = ?", s.Code)
	} else {
		q = q.Where("product_id = ?", s.ProductID)
	}
	return rows, q.Order("id DESC").Limit(togetherLimit).Find(&rows).Error
}

// SignalCluster is several signals about one product within a time.
type SignalCluster struct {
	ProductID model.ProductID
	OrgID     model.OrgID
	// Count is all of them, Open those that nobody has decided yet, Reporters how many organisations they came from,
	// Batches how many batches they name.
	Count, Open, Reporters, Batches int
	First, Last                     model.Instant
	Sources                         map[model.SignalSource]int
}

// SignalPatterns returns the products about which at least two signals that the scope assesses were reported since then,
// those with most signals first, at most limit.
func (r Recall) SignalPatterns(scope model.Scope, since model.Instant, limit int) ([]SignalCluster, error) {
	cond, args := signalJudged(scope)
	where := " FROM recall_signals WHERE " + cond + " AND created_at >= ? AND product_id <> ''"
	args = append(args, int64(since))
	var list []SignalCluster
	at := map[model.ProductID]int{}
	err := r.tx.query(func(rows *sql.Rows) error {
		c := SignalCluster{Sources: map[model.SignalSource]int{}}
		err := rows.Scan(&c.ProductID, &c.OrgID, &c.Count, &c.Open, &c.Reporters, &c.Batches, &c.First, &c.Last)
		at[c.ProductID] = len(list)
		list = append(list, c)
		return err
	}, "SELECT product_id, org_id, COUNT(*), COUNT(CASE WHEN state IN ('received', 'assessing') THEN 1 END), COUNT(DISTINCT reporter_id), "+
		"COUNT(DISTINCT CASE WHEN batch_id <> '' THEN batch_id END), MIN(created_at), MAX(created_at)"+where+
		" GROUP BY product_id, org_id HAVING COUNT(*) >= 2 ORDER BY COUNT(*) DESC, MAX(created_at) DESC, product_id LIMIT "+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	return list, r.tx.query(func(rows *sql.Rows) error {
		var product model.ProductID
		var source model.SignalSource
		var n int
		err := rows.Scan(&product, &source, &n)
		if i, listed := at[product]; listed {
			list[i].Sources[source] = n
		}
		return err
	}, "SELECT product_id, source, COUNT(*)"+where+" GROUP BY product_id, source", args...)
}

// SignalRegion is where goods were made: the region of the site, else of the maker's seat.
func (r Recall) SignalRegion(maker model.Organisation, site model.SiteID) (model.Region, error) {
	region, err := r.tx.Code().regionOf(site)
	if region == "" {
		region = maker.Region
	}
	return region, err
}

// SignalOrgs returns the organisations that signals name.
func (r Recall) SignalOrgs(ids []model.OrgID) (map[model.OrgID]model.Organisation, error) {
	found := map[model.OrgID]model.Organisation{}
	return found, lookup(ids, func(chunk []model.OrgID) error {
		var rows []model.Organisation
		err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, o := range rows {
			found[o.ID] = o
		}
		return err
	})
}

// SignalProducts returns the products that signals name.
func (r Recall) SignalProducts(ids []model.ProductID) (map[model.ProductID]model.Product, error) {
	found := map[model.ProductID]model.Product{}
	return found, lookup(ids, func(chunk []model.ProductID) error {
		var rows []model.Product
		err := r.tx.db.Where("id IN ?", chunk).Find(&rows).Error
		for _, p := range rows {
			found[p.ID] = p
		}
		return err
	})
}

// SignalCases returns the cases that signals belong to, as far as the scope may see them.
func (r Recall) SignalCases(scope model.Scope, ids []model.RecallID) (rows []model.Recall, err error) {
	cond, args := recallSeen(scope, "recalls")
	return rows, lookup(ids, func(chunk []model.RecallID) error {
		var some []model.Recall
		err := r.tx.db.Where("id IN ?", chunk).Where(cond, args...).Order("id DESC").Find(&some).Error
		rows = append(rows, some...)
		return err
	})
}
