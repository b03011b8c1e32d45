package repository

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"suyuan/model"
)

// claimRange is a condition that one index answers in the order of a list.
type claimRange struct {
	cond string
	args []any
}

// claimOrder is the order of a list of claims. Its keys are in the index that has that order, so that a range is read from
// there alone.
type claimOrder struct {
	sql, keys string
	cmp       func(a, b model.Claim) int
}

// The orders: what is due first first, and the newest first.
var (
	claimsByDue = claimOrder{"due_at, id", "id, due_at", func(a, b model.Claim) int {
		return cmp.Or(cmp.Compare(a.DueAt, b.DueAt), cmp.Compare(a.ID, b.ID))
	}}
	claimsByAge = claimOrder{"id DESC", "id", func(a, b model.Claim) int { return cmp.Compare(b.ID, a.ID) }}
)

// inRegion is a condition on the region that no index is chosen for: the list is read in another order and nearly all of it
// lies in the region.
const inRegion = "CASE WHEN region BETWEEN ? AND ? THEN 1 ELSE 0 END = 1"

// ranges are what a list of a scope is put together from. The authority of a county reads one range of the index that
// begins with the region; that of a city or a province reads one of each region below it in which there are claims, a few
// hundred at the most; that of the nation reads all claims in their order, like the platform.
func (c Claim) ranges(scope model.Scope, f ClaimFilter) ([]claimRange, error) {
	lo, hi, authority := scope.Region()
	nation, end := model.Nation.Range()
	switch {
	case scope.All() || !authority || lo == hi:
		return []claimRange{c.listed(scope, f)}, nil
	case f.Org != "" || lo == nation && hi == end:
		return []claimRange{{inRegion, []any{lo, hi}}}, nil
	}
	regions, err := c.regions(lo, hi)
	list := make([]claimRange, 0, len(regions))
	for _, r := range regions {
		list = append(list, claimRange{"region = ?", []any{r}})
	}
	return list, err
}

// The regions in which there are claims, between two codes: one seek of an index each. MariaDB leaps from one to the next
// by itself; SQLite, which does so by statistics only, is led.
const (
	regionsDistinct = "SELECT DISTINCT region FROM claims WHERE region BETWEEN ? AND ? ORDER BY region"
	regionsLed      = "WITH RECURSIVE found(region) AS (SELECT MIN(region) FROM claims WHERE region BETWEEN ?1 AND ?2 UNION ALL " +
		"SELECT (SELECT MIN(c.region) FROM claims c WHERE c.region > found.region AND c.region <= ?2) FROM found WHERE found.region IS NOT NULL) " +
		"SELECT region FROM found WHERE region IS NOT NULL"
)

func (c Claim) regions(lo, hi string) (list []model.Region, err error) {
	query := regionsDistinct
	if c.tx.Engine() == SQLite {
		query = regionsLed
	}
	return list, c.tx.query(func(rows *sql.Rows) error {
		var r model.Region
		err := rows.Scan(&r)
		list = append(list, r)
		return err
	}, query, lo, hi)
}

// mergedRanges is how many ranges one statement merges.
const mergedRanges = 250

// first reads the first rows of ranges as if they were one, narrowed by more conditions. Of several only the keys of so
// many rows each are looked at.
func (c Claim) first(ranges []claimRange, narrow func(*gorm.DB) *gorm.DB, order claimOrder, want int) (rows []model.Claim, err error) {
	if len(ranges) == 1 {
		q := narrow(c.tx.db.Where(ranges[0].cond, ranges[0].args...))
		return rows, q.Order(order.sql).Limit(want).Find(&rows).Error
	}
	for chunk := range slices.Chunk(ranges, mergedRanges) {
		keys, err := c.merge(chunk, narrow, order, want)
		if err != nil {
			return nil, err
		}
		rows = append(rows, keys...)
	}
	slices.SortFunc(rows, order.cmp)
	ids := make([]model.ClaimID, 0, want)
	for _, r := range rows[:min(want, len(rows))] {
		ids = append(ids, r.ID)
	}
	rows = nil
	if len(ids) == 0 {
		return nil, nil
	}
	err = c.tx.db.Where("id IN ?", ids).Find(&rows).Error
	slices.SortFunc(rows, order.cmp)
	return rows, err
}

// merge reads the keys of the first rows of some ranges, of which the caller takes the first: from a server in one
// statement, from SQLite, which plans every part of a union anew, range by range.
func (c Claim) merge(ranges []claimRange, narrow func(*gorm.DB) *gorm.DB, order claimOrder, want int) (keys []model.Claim, err error) {
	parts, args := make([]string, 0, len(ranges)), make([]any, 0, len(ranges)+1)
	for _, r := range ranges {
		q := narrow(c.tx.db.Model(&model.Claim{}).Select(order.keys).Where(r.cond, r.args...)).Order(order.sql).Limit(want)
		if c.tx.Engine() != SQLite {
			parts, args = append(parts, "(?)"), append(args, q)
			continue
		}
		var found []model.Claim
		if err := q.Find(&found).Error; err != nil {
			return nil, err
		}
		keys = append(keys, found...)
	}
	if len(parts) == 0 {
		return keys, nil
	}
	return keys, c.tx.db.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY "+order.sql+" LIMIT ?", append(args, want)...).Scan(&keys).Error
}
