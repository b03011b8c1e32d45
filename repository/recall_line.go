package repository

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	"suyuan/model"
)

// Line is a read point below a site, a line or a silo, for a time in which something that went in there taints what is made:
// from the entry of Node to the next recorded clean-out.
type Line struct {
	Place model.Seq
	Org   model.OrgID // whose it is
	Node  model.Seq
	Since model.Instant
	Until model.Instant // model.Forever without a clean-out
}

// Lines lists where and for how long things taint what is made, in order of places and times. Unnamed counts those that
// went in where the events do not say at which line.
func (r Recall) Lines(scope model.Scope, nodes []model.Seq, asOf AsOf) (lines []Line, unnamed int, err error) {
	entries, unnamed, err := r.entries(scope, nodes, asOf)
	for len(entries) > 0 && err == nil {
		n := slices.IndexFunc(entries, func(l Line) bool { return l.Place != entries[0].Place })
		if n < 0 {
			n = len(entries)
		}
		var cleaned []model.Instant
		if cleaned, err = r.cleaned(scope, entries[0], asOf); err == nil {
			lines = append(lines, tainted(entries[:n], cleaned)...)
		}
		entries = entries[n:]
	}
	return lines, unnamed, err
}

// entries lists when things went into transformations at lines.
func (r Recall) entries(scope model.Scope, nodes []model.Seq, asOf AsOf) (lines []Line, unnamed int, err error) {
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	args = append(args, seenArgs...)
	owner := map[string]model.OrgID{}
	stems := map[model.Seq]string{}
	err = lookup(nodes, func(chunk []model.Seq) error {
		return r.tx.query(func(rows *sql.Rows) error {
			l := Line{Until: model.Forever}
			var uri string
			if err := rows.Scan(&l.Place, &l.Org, &uri, &l.Node, &l.Since); err != nil {
				return err
			}
			stem, _, named := strings.Cut(uri, "/254/")
			if !named {
				unnamed++
				return nil
			}
			stems[l.Place], owner[stem] = stem, cmp.Or(l.Org, owner[stem])
			lines = append(lines, l)
			return nil
		}, "SELECT DISTINCT e.read_point, COALESCE(p.org_id, ''), COALESCE(p.uri, ''), en.node_id, e.time FROM event_nodes en JOIN events e ON e.seq = en.event_seq "+
			"LEFT JOIN places p ON p.id = e.read_point WHERE en.node_id IN ("+intList(chunk)+") AND en.role = 'input' AND "+counts+" AND "+seen, args...)
	})
	for stem, org := range owner {
		if err == nil && org == "" {
			err = r.tx.query(func(rows *sql.Rows) error { return rows.Scan(&org) }, "SELECT org_id FROM identities WHERE uri = ?", stem)
			owner[stem] = org
		}
	}
	for i := range lines {
		lines[i].Org = owner[stems[lines[i].Place]]
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Since, b.Since), cmp.Compare(a.Node, b.Node))
	})
	return lines, unnamed, err
}

// cleaned returns when a line was cleaned out, ascending, by what its owner itself has recorded: nobody else may end what it
// is to answer for.
func (r Recall) cleaned(scope model.Scope, l Line, asOf AsOf) (times []model.Instant, err error) {
	counts, args := asOf.counts()
	seen, seenArgs := seenEvent(scope, "e.seq")
	return times, r.tx.query(func(rows *sql.Rows) error {
		var at model.Instant
		err := rows.Scan(&at)
		times = append(times, at)
		return err
	}, "SELECT e.time FROM events e WHERE e.org_id = ? AND e.read_point = ? AND e.biz_step = ? AND e.time > ? AND "+counts+" AND "+seen+" ORDER BY e.time",
		slices.Concat([]any{l.Org, l.Place, model.StepCleanOut, l.Since}, args, seenArgs)...)
}

// tainted joins the entries at one line to stretches of time, each until the next clean-out.
func tainted(entries []Line, cleaned []model.Instant) (lines []Line) {
	for _, e := range entries {
		if n := len(lines); n > 0 && e.Since <= lines[n-1].Until {
			continue
		}
		if at, _ := slices.BinarySearch(cleaned, e.Since+1); at < len(cleaned) {
			e.Until = cleaned[at]
		}
		lines = append(lines, e)
	}
	return lines
}

// MadeAt returns what came into being at a line while it was tainted, what did so at its bounds included.
func (r Recall) MadeAt(scope model.Scope, l Line, asOf AsOf) ([]RecallRoot, error) {
	roots := map[model.Seq]RecallRoot{}
	err := r.eventsOf(scope, asOf, l.Org, "e.read_point = ? AND e.time BETWEEN ? AND ?", []any{l.Place, int64(l.Since), int64(l.Until)}, func(root RecallRoot, _ string) {
		if root.Made {
			keepRoot(roots, root)
		}
	})
	return rootList(roots), err
}
