package recall

import (
	"cmp"
	"slices"

	"suyuan/model"
)

// Diff says how a later closure differs from an earlier one.
type Diff struct {
	Added, Removed []Entry
	Changed        []Change
}

// Entry is something affected, as a diff shows it.
type Entry struct {
	Key     string
	Class   model.AffectedClass
	Reason  Reason
	Amounts []Amount
}

// Change is something affected in both, of which the class or an amount differs.
type Change struct {
	Before, After Entry
}

// Empty reports whether nothing differs.
func (d Diff) Empty() bool { return len(d.Added)+len(d.Removed)+len(d.Changed) == 0 }

// Compare compares two closures by the canonical names of what they affect. What a closure that was cut does not hold
// may still be affected: compare whole ones.
func Compare(before, after *Closure) Diff {
	old, now := before.entries(), after.entries()
	var d Diff
	for key, e := range now {
		was, known := old[key]
		switch {
		case !known:
			d.Added = append(d.Added, e)
		case was.Class != e.Class || !slices.Equal(was.Amounts, e.Amounts):
			d.Changed = append(d.Changed, Change{was, e})
		}
	}
	for key, e := range old {
		if _, known := now[key]; !known {
			d.Removed = append(d.Removed, e)
		}
	}
	byKey := func(a, b Entry) int { return cmp.Compare(a.Key, b.Key) }
	slices.SortFunc(d.Added, byKey)
	slices.SortFunc(d.Removed, byKey)
	slices.SortFunc(d.Changed, func(a, b Change) int { return byKey(a.Before, b.Before) })
	return d
}

func (c *Closure) entries() map[string]Entry {
	list := make(map[string]Entry, c.Things+len(c.Unnamed))
	for _, u := range c.Unnamed {
		list[u.Batch.EPC] = Entry{Key: u.Batch.EPC, Class: u.Class, Reason: u.Reason}
	}
	for _, r := range c.Rows {
		if r.First {
			list[r.Thing.Node.Key] = Entry{r.Thing.Node.Key, r.Class, r.Reason, r.Amounts}
		}
	}
	return list
}
