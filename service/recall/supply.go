package recall

import (
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// taken is a thing in a unit that an organisation received; without a unit, in any.
type taken struct {
	org  model.OrgID
	node model.Seq
	unit model.Unit
}

// supply is who supplied whom with affected things, each once. What goes back to who supplied it is no supply.
type supply struct {
	from map[taken][]model.OrgID
	all  map[model.OrgID][]model.OrgID
}

// supplied reads it from the ways, which come thing by thing. maker says who made a thing, empty when nobody here did.
func supplied(ways []repository.Way, maker func(model.Seq) model.OrgID) supply {
	s := supply{map[taken][]model.OrgID{}, map[model.OrgID][]model.OrgID{}}
	for len(ways) > 0 {
		n := slices.IndexFunc(ways, func(w repository.Way) bool { return w.Node != ways[0].Node })
		if n < 0 {
			n = len(ways)
		}
		s.thing(ways[:n], maker(ways[0].Node))
		ways = ways[n:]
	}
	for to, list := range s.from {
		s.from[to] = each(list)
	}
	for to, list := range s.all {
		s.all[to] = each(list)
	}
	return s
}

// each keeps each of a list once.
func each(list []model.OrgID) []model.OrgID {
	slices.Sort(list)
	return slices.Compact(list)
}

// thing adds the ways of one thing.
func (s supply) thing(ways []repository.Way, maker model.OrgID) {
	far := distances(ways, maker)
	for _, w := range ways {
		if far[w.From] > far[w.To] {
			continue
		}
		for _, to := range []taken{{w.To, w.Node, w.Unit}, {w.To, w.Node, ""}} {
			s.from[to] = append(s.from[to], w.From)
		}
		s.all[w.To] = append(s.all[w.To], w.From)
	}
}

// distances tells how many hands lie between where a thing came from and each that had it.
func distances(ways []repository.Way, maker model.OrgID) map[model.OrgID]int {
	next, comes, goes := map[model.OrgID][]model.OrgID{}, map[model.OrgID]bool{}, []model.OrgID(nil)
	for _, w := range ways {
		if _, known := next[w.From]; !known {
			goes = append(goes, w.From)
		}
		next[w.From], comes[w.To] = append(next[w.From], w.To), true
	}
	queue := slices.DeleteFunc(slices.Clone(goes), func(o model.OrgID) bool { return o != maker && comes[o] })
	if len(queue) == 0 {
		queue = goes[:1]
	}
	far := map[model.OrgID]int{}
	for _, o := range queue {
		far[o] = 0
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, to := range next[queue[0]] {
			if _, known := far[to]; !known {
				far[to] = far[queue[0]] + 1
				queue = append(queue, to)
			}
		}
	}
	return far
}

// of lists who supplied an organisation with a thing in a unit; when nobody did in this one, in any.
func (s supply) of(org model.OrgID, node model.Seq, unit model.Unit) []model.OrgID {
	if list := s.from[taken{org, node, unit}]; len(list) > 0 {
		return list
	}
	return s.from[taken{org, node, ""}]
}

// teller is who follows a line up, given who supplied it and who supplied its holder at all: the only one of them, nobody
// when there are several.
func teller(suppliers, tellers []model.OrgID) model.OrgID {
	if len(suppliers) == 0 {
		suppliers = tellers
	}
	if len(suppliers) == 1 {
		return suppliers[0]
	}
	return ""
}

// retell finds the tellers of all lines of tasks anew, whose holders somebody else has supplied as well: what nobody is
// known to have supplied was until now their only supplier's.
func (m *moving) retell(tasks []model.RecallTask) error {
	for _, t := range tasks {
		lines, err := m.tx.Recall().AllLines(wide(), t.ID)
		if err != nil {
			return err
		}
		nodes, maker := make([]model.Seq, 0, len(lines)), map[model.Seq]model.OrgID{}
		for _, l := range lines {
			nodes = append(nodes, l.NodeID)
			maker[l.NodeID] = l.Maker
		}
		ways, err := m.tx.Recall().Ways(slices.Compact(nodes))
		if err != nil {
			return err
		}
		s := supplied(ways, func(n model.Seq) model.OrgID { return maker[n] })
		var rows []model.RecallLine
		for _, l := range lines {
			if now := teller(s.of(t.OrgID, l.NodeID, l.Unit), nil); now != l.ToldBy {
				l.ToldBy = now
				rows = append(rows, l.RecallLine)
			}
		}
		if err := m.tx.Recall().SetTold(rows); err != nil {
			return err
		}
	}
	return nil
}
