package recall

import (
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// remedy brings the block of the things that a task has corrected to what the answers of all their holders say, after
// the task was confirmed or opened again. Goods with mended labels may be sold again once the remedy is proven and
// confirmed, with what consumers have to heed (食品召回管理办法 Art. 23); of a lot nobody can tell the mended package
// from the others, so that the lot stays blocked while anybody may hold one that is not.
func (s *Service) remedy(tx *repository.Tx, actor model.Actor, c model.Recall, t model.RecallTask) error {
	if c.Mock == 1 || !c.State.Blocks() || t.State != model.TaskConfirmed && t.State != model.TaskAcknowledged {
		return nil
	}
	proof, err := tx.Recall().Corrected(t.ID)
	if err != nil || len(proof) == 0 {
		return err
	}
	nodes := make([]model.Seq, 0, len(proof))
	for node := range proof {
		nodes = append(nodes, node)
	}
	slices.Sort(nodes)
	lots, err := tx.Recall().HoldAffected(c.ID, nodes)
	if err != nil {
		return err
	}
	lines, err := tx.Recall().LinesAt(c.ID, nodes)
	if err != nil {
		return err
	}
	m := &moving{s: s, tx: tx, c: &c, actor: actor}
	_, err = m.strike(lots, proof, uncorrected(lines))
	return err
}

// uncorrected returns the things of which somebody may hold goods that are not corrected: a holder that is not confirmed
// to have dealt with all it had, or one to whom some were returned.
func uncorrected(lines []repository.LineOfCase) map[model.Seq]bool {
	held := map[model.Seq]bool{}
	for _, l := range lines {
		t := l.Tally()
		settled := l.State == model.TaskConfirmed && t.Returned == 0 && t.Unaccounted() == t.Explained && l.Unproven == 0
		if l.Distributed != 0 && !settled {
			held[l.NodeID] = true
		}
	}
	return held
}

// strike blocks what is held uncorrected and frees the rest, with the document that proves the remedy, and tells tills,
// partners and holders of what has changed. It returns what it blocks.
func (m *moving) strike(lots []model.RecallLot, proof map[model.Seq]model.DocumentID, held map[model.Seq]bool) (blocked []model.RecallLot, err error) {
	var freed []model.RecallLot
	for _, l := range lots {
		switch {
		case l.GoneAt != 0 || !l.Class.Blocks():
		case held[l.NodeID] && l.Blocked == 0:
			l.Blocked = 1
			blocked = append(blocked, l)
		case !held[l.NodeID] && l.Blocked == 1:
			l.Blocked, l.EvidenceID = 0, proof[l.NodeID]
			freed = append(freed, l)
		}
	}
	if len(freed)+len(blocked) == 0 {
		return nil, nil
	}
	epoch, err := m.changed()
	if err != nil {
		return nil, err
	}
	for _, list := range [][]model.RecallLot{freed, blocked} {
		for i := range list {
			list[i].Changed = epoch
		}
		if err := m.tx.Recall().SetAffected(list); err != nil {
			return nil, err
		}
	}
	if err := m.announceStrike(freed, blocked); err != nil {
		return nil, err
	}
	return blocked, m.tx.Audit(m.actor, "recall.remedy", m.c.ID.String(), "")
}

// announceStrike records what was freed and blocked, and tells those who hold it. What another case still blocks stays
// recalled for partners.
func (m *moving) announceStrike(freed, blocked []model.RecallLot) error {
	others, err := m.tx.Recall().Striking(nodesOf(freed))
	if err != nil {
		return err
	}
	free := slices.DeleteFunc(slices.Clone(freed), func(l model.RecallLot) bool {
		return slices.ContainsFunc(others, func(o model.RecallLot) bool { return o.NodeID == l.NodeID })
	})
	if err := m.tell(lifted, free); err != nil {
		return err
	}
	if err := m.tell(recalled, blocked); err != nil {
		return err
	}
	for kind, lots := range map[model.NoticeKind][]model.RecallLot{model.NewsRecallLifted: freed, model.NewsRecallChanged: blocked} {
		tasks, err := m.tx.Recall().HoldersAt(m.c.ID, nodesOf(lots))
		if err != nil {
			return err
		}
		var notices []told
		for _, t := range tasks {
			notices = append(notices, told{to: t.OrgID, task: t.ID, kind: kind, due: t.DueAt})
		}
		if err := tellAll(m.tx, *m.c, notices); err != nil {
			return err
		}
	}
	return nil
}

func nodesOf(lots []model.RecallLot) (nodes []model.Seq) {
	for _, l := range lots {
		nodes = append(nodes, l.NodeID)
	}
	return nodes
}
