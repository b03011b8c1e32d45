package repository

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"suyuan/model"
	"suyuan/model/epcis"
)

// Violation is one broken invariant: which one, of what thing, and how.
type Violation struct{ Invariant, ID, Detail string }

// invariant is one check of Fsck. The ones written in SQL select an id and a detail of everything that breaks them.
type invariant struct {
	name  string
	query string
	check func(t Trace, report func(id, detail string)) error
}

// invariants lists what must hold between two transactions, whatever happened.
var invariants = []invariant{
	{name: "postings of an event and lot sum to zero", query: "SELECT event_seq, CONCAT('lot ', node_id, ' sums to ', SUM(amount)) FROM postings " +
		"GROUP BY event_seq, node_id, unit HAVING SUM(amount) <> 0"},
	{name: "balances of a lot sum to zero", query: "SELECT node_id, CONCAT('unit ', unit, ' sums to ', SUM(amount)) FROM balances " +
		"GROUP BY node_id, unit HAVING SUM(amount) <> 0"},
	{name: "a balance is the sum of its postings", query: "SELECT node_id, CONCAT(account, ' is off by ', SUM(amount)) FROM (" +
		"SELECT node_id, unit, account, org_id, place_id, container_id, for_account, amount FROM balances UNION ALL " +
		"SELECT node_id, unit, account, org_id, place_id, container_id, for_account, -amount FROM postings) both_sides " +
		"GROUP BY node_id, unit, account, org_id, place_id, container_id, for_account HAVING SUM(amount) <> 0"},
	{name: "stock is never negative", query: "SELECT node_id, CONCAT(account, ' is ', amount) FROM balances " +
		"WHERE (account IN ('produced', 'unaccounted') AND amount > 0) OR (account NOT IN ('produced', 'unaccounted') AND amount < 0)"},
	{name: "what is in stock is listed, with its product and last day", query: "SELECT x.node_id, CONCAT(x.account, ' of ', x.org_id, ' at ', x.place_id, x.how) FROM (" +
		"SELECT bl.node_id, bl.account, bl.org_id, bl.place_id, CASE WHEN st.node_id IS NULL THEN ' is missing' ELSE ' is listed otherwise' END AS how " +
		"FROM balances bl JOIN nodes n ON n.id = bl.node_id LEFT JOIN batches b ON b.id = n.batch_id LEFT JOIN stock st ON " + sameSlot +
		" WHERE bl.account IN " + stockAccounts + " AND bl.amount > 0 AND (st.node_id IS NULL OR st.product_id <> COALESCE(b.product_id, '') OR st.expires <> " + lastDayOf + ") " +
		"UNION ALL SELECT st.node_id, st.account, st.org_id, st.place_id, ' is gone' FROM stock st LEFT JOIN balances bl ON " + sameSlot +
		" AND bl.amount > 0 WHERE bl.node_id IS NULL) x"},
	{name: "a posting belongs to an event", query: "SELECT p.id, CONCAT('event ', p.event_seq, ' is missing') FROM postings p " +
		"LEFT JOIN events e ON e.seq = p.event_seq WHERE e.seq IS NULL"},
	{name: "an edge belongs to an event and joins two nodes", query: "SELECT g.id, CONCAT('event ', g.event_seq, ', nodes ', g.src, ' and ', g.dst) FROM edges g " +
		"LEFT JOIN events e ON e.seq = g.event_seq LEFT JOIN nodes s ON s.id = g.src LEFT JOIN nodes d ON d.id = g.dst " +
		"WHERE e.seq IS NULL OR s.id IS NULL OR d.id IS NULL"},
	{name: "a withdrawn event has no standing transformation", query: "SELECT g.id, CONCAT('event ', g.event_seq) FROM edges g " +
		"JOIN events e ON e.seq = g.event_seq WHERE g.kind = 'transform' AND g.known_to = 9223372036854775807 AND e.retracted <> 0"},
	{name: "steps and only steps have negative numbers", query: "SELECT id, level FROM nodes WHERE (id < 0) <> (level = 'step')"},
	{name: "an event names known nodes", query: "SELECT en.event_seq, CONCAT('node ', en.node_id, ' is missing') FROM event_nodes en " +
		"LEFT JOIN nodes n ON n.id = en.node_id WHERE n.id IS NULL"},
	{name: "an event is visible to who recorded it", query: "SELECT e.seq, e.event_id FROM events e " +
		"LEFT JOIN event_orgs o ON o.event_seq = e.seq AND o.org_id = e.org_id WHERE o.org_id IS NULL"},
	{name: "a declared event is withdrawn", query: "SELECT e.seq, e.event_id FROM events d JOIN events e ON e.event_id = d.event_id AND e.declares = 0 " +
		"WHERE d.declares = 1 AND d.org_id = e.org_id AND e.retracted = 0"},
	{name: "a node carries the batch with its code", query: "SELECT b.id, b.epc FROM batches b JOIN nodes n ON n.epc = b.epc WHERE n.batch_id <> b.id"},
	{name: "a batch belongs to its product's maker", query: "SELECT b.id, CONCAT('product ', b.product_id) FROM batches b " +
		"LEFT JOIN products p ON p.id = b.product_id WHERE p.id IS NULL OR p.org_id <> b.org_id"},
	{name: "everything belongs to an organisation", query: "SELECT x.id, x.what FROM (" +
		"SELECT id, org_id, 'site' AS what FROM sites UNION ALL SELECT id, org_id, 'product' FROM products UNION ALL " +
		"SELECT id, org_id, 'batch' FROM batches UNION ALL SELECT id, org_id, 'document' FROM documents UNION ALL " +
		"SELECT id, org_id, 'key' FROM api_keys UNION ALL SELECT id, org_id, 'capture' FROM captures UNION ALL SELECT id, org_id, 'job' FROM jobs) x " +
		"LEFT JOIN organisations o ON o.id = x.org_id WHERE o.id IS NULL"},
	{name: "a finished capture kept what it says", query: "SELECT c.id, CONCAT('says ', c.accepted, ', has ', COUNT(e.seq)) FROM captures c " +
		"LEFT JOIN events e ON e.capture_id = c.id GROUP BY c.id, c.accepted HAVING c.accepted <> COUNT(e.seq)"},
	{name: "a shipment that has ended has nothing open", query: "SELECT s.id, CONCAT('line ', l.line, ' is open') FROM shipments s " +
		"JOIN shipment_lines l ON l.shipment_id = s.id WHERE s.state IN ('received', 'refused') AND (l.open <> 0 OR l.done = 0)"},
	{name: "a job runs under a lease, and only then", query: "SELECT j.id, j.state FROM jobs j LEFT JOIN job_leases l ON l.job_id = j.id " +
		"WHERE (j.state IN ('running', 'cancelling')) <> (l.job_id IS NOT NULL)"},
	{name: "a line of a holder's task is the sum of its answers", query: "SELECT s.task_id, CONCAT('node ', s.node_id, ' differs') FROM (" +
		"SELECT task_id, node_id, unit, sealed, returned, destroyed, corrected, consumed, explained, unproven FROM recall_lines UNION ALL " +
		"SELECT a.task_id, a.node_id, a.unit, CASE WHEN a.kind = 'sealed' THEN -a.quantity ELSE 0 END, CASE WHEN a.kind IN ('returned', 'recovered') THEN -a.quantity ELSE 0 END, " +
		"CASE WHEN a.kind = 'destroyed' THEN -a.quantity ELSE 0 END, CASE WHEN a.kind = 'corrected' THEN -a.quantity ELSE 0 END, " +
		"CASE WHEN a.kind = 'consumed' THEN -a.quantity ELSE 0 END, CASE WHEN a.kind = 'explained' THEN -a.quantity ELSE 0 END, " +
		"CASE WHEN a.kind IN ('destroyed', 'corrected') AND a.evidence_id = '' THEN -1 ELSE 0 END FROM recall_answers a WHERE " + standingAnswer + ") s " +
		"GROUP BY s.task_id, s.node_id, s.unit HAVING SUM(s.sealed) <> 0 OR SUM(s.returned) <> 0 OR SUM(s.destroyed) <> 0 OR SUM(s.corrected) <> 0 OR " +
		"SUM(s.consumed) <> 0 OR SUM(s.explained) <> 0 OR SUM(s.unproven) <> 0"},
	{name: "what consumers handed back is counted once for a damage", query: "SELECT v.damage_id, CONCAT('answer ', v.answer_id) FROM recall_recoveries v " +
		"LEFT JOIN recall_answers a ON a.id = v.answer_id AND a.task_id = v.task_id AND a.recall_id = v.recall_id AND a.kind = 'recovered' " +
		"WHERE v.answer_id <> 0 AND a.id IS NULL UNION ALL " +
		"SELECT a.task_id, CONCAT('answer ', a.id) FROM recall_answers a LEFT JOIN recall_recoveries v ON v.answer_id = a.id " +
		"WHERE a.kind = 'recovered' AND a.withdrawn = 0 AND v.answer_id IS NULL"},
	{name: "a withdrawn task has no reply link", query: "SELECT id, state FROM recall_tasks WHERE state = 'withdrawn' AND LENGTH(link_hash) > 0"},
	{name: "a closed recall is reconciled", query: "SELECT r.id, CONCAT('task ', recall_tasks.id, ' is ', recall_tasks.state) FROM recalls r " +
		"JOIN recall_tasks ON recall_tasks.recall_id = r.id WHERE r.state = 'closed' AND recall_tasks.created_at <= r.ended_at AND " +
		"recall_tasks.state NOT IN ('confirmed', 'withdrawn') UNION ALL " +
		"SELECT r.id, CONCAT('line of ', recall_lines.task_id, ' about ', recall_lines.node_id) FROM recalls r JOIN recall_lines ON recall_lines.recall_id = r.id " +
		"JOIN recall_lots born ON born.recall_id = r.id AND born.node_id = recall_lines.node_id AND born.created_at <= r.ended_at " +
		"WHERE r.state = 'closed' AND (" + openLine + " OR recall_lines.unproven > 0) AND " + countedLine},
	{name: "what stands blocked is of a case that has begun and is no exercise", query: "SELECT l.recall_id, CONCAT('thing ', l.node_id) FROM recall_lots l " +
		"JOIN recalls r ON r.id = l.recall_id WHERE l.blocked = 1 AND (r.mock = 1 OR r.blocked_from = 0 OR r.state = 'cancelled')"},
	{name: "a claim waits for whom its state says", query: "SELECT id, CONCAT(state, ' is the turn of ', turn) FROM claims WHERE turn <> CASE " + claimTurns() + " END"},
	{name: "a damage counts its claims", query: "SELECT d.id, CONCAT('says ', d.claims, ', has ', COUNT(c.id)) FROM claim_damages d " +
		"LEFT JOIN claims c ON c.damage_id = d.id GROUP BY d.id, d.claims HAVING d.claims <> COUNT(c.id)"},
	{name: "a claim is about a damage and has a claimant", query: "SELECT c.id, c.number FROM claims c LEFT JOIN claim_damages d ON d.id = c.damage_id " +
		"LEFT JOIN claim_secrets s ON s.claim_id = c.id WHERE d.id IS NULL OR s.claim_id IS NULL"},
	{name: "who claimed is sealed, or erased without a trace", query: "SELECT s.claim_id, 'something is left' FROM claim_secrets s WHERE (s.erased_at <> 0 AND " +
		"(LENGTH(s.data_key) > 0 OR LENGTH(s.contact) > 0 OR LENGTH(s.story) > 0 OR LENGTH(s.phone) > 0 OR LENGTH(s.mail) > 0 OR " +
		"EXISTS (SELECT 1 FROM claim_notes n WHERE n.claim_id = s.claim_id AND LENGTH(n.text) > 0) OR EXISTS (SELECT 1 FROM claim_files f WHERE f.claim_id = s.claim_id AND f.sum <> '') OR " +
		"EXISTS (SELECT 1 FROM claims c WHERE c.id = s.claim_id AND LENGTH(c.link_hash) > 0))) OR (s.erased_at = 0 AND LENGTH(s.data_key) = 0)"},
	{name: "who complained is sealed, or erased without a trace", query: "SELECT s.subject_id, 'something is left' FROM complaint_secrets s WHERE (s.erased_at <> 0 AND " +
		"(LENGTH(s.data_key) > 0 OR LENGTH(s.contact) > 0 OR LENGTH(s.story) > 0 OR LENGTH(s.name) > 0 OR LENGTH(s.phone) > 0 OR LENGTH(s.mail) > 0 OR LENGTH(s.address) > 0 OR " +
		"EXISTS (SELECT 1 FROM complaint_notes n WHERE n.subject_id = s.subject_id AND LENGTH(n.body) > 0) OR " +
		"EXISTS (SELECT 1 FROM complaint_files f WHERE f.subject_id = s.subject_id AND f.sum <> ''))) OR (s.erased_at = 0 AND LENGTH(s.data_key) = 0)"},
	{name: "evidence belongs to a complaint or a tip", query: "SELECT f.id, f.subject_id FROM complaint_files f " +
		"LEFT JOIN complaint_secrets s ON s.subject_id = f.subject_id WHERE s.subject_id IS NULL"},
	{name: "the offer that stands is of its claim", query: "SELECT c.id, c.offer_id FROM claims c LEFT JOIN claim_offers o ON o.id = c.offer_id AND o.claim_id = c.id " +
		"WHERE (c.offer_id <> '' AND o.id IS NULL) OR (c.offer_id = '' AND c.state IN ('offered', 'accepted'))"},
	{name: "an idempotency key has its answer", query: "SELECT operation, idem_key FROM idempotency WHERE LENGTH(result) = 0"},
	{name: "a state is where its history ends", check: checkHistories},
	{name: "the content hash of an event is that of its body", check: checkHashes},
	{name: "containment follows from what was recorded", check: checkContents},
}

// Invariants names what Fsck checks.
func Invariants() []string {
	names := make([]string, 0, len(invariants)+len(moneyInvariants))
	for _, i := range slices.Concat(invariants, moneyInvariants) {
		names = append(names, i.name)
	}
	return names
}

// claimTurns writes who has to act in each state as the arms of a CASE.
func claimTurns() (arms string) {
	for _, s := range model.ClaimLifecycle.States() {
		arms += " WHEN state = '" + string(s) + "' THEN '" + string(s.Turn()) + "'"
	}
	return arms
}

// maxViolations bounds the report of one invariant.
const maxViolations = 100

// Fsck checks every invariant on one snapshot and changes nothing. It returns what is broken, at most a hundred things
// per invariant.
func (s *Store) Fsck(ctx context.Context) ([]Violation, error) {
	var violations []Violation
	err := s.Read(ctx, func(tx *Tx) error {
		for _, inv := range slices.Concat(invariants, moneyInvariants) {
			n := 0
			report := func(id, detail string) {
				if n++; n <= maxViolations {
					violations = append(violations, Violation{inv.name, id, detail})
				}
			}
			if err := inv.run(tx, report); err != nil {
				return fmt.Errorf("%s: %w", inv.name, err)
			}
		}
		return nil
	})
	return violations, err
}

func (inv invariant) run(tx *Tx, report func(id, detail string)) error {
	if inv.check != nil {
		return inv.check(tx.Trace(), report)
	}
	return tx.query(func(r *sql.Rows) error {
		var id, detail string
		if err := r.Scan(&id, &detail); err != nil {
			return err
		}
		report(id, detail)
		return nil
	}, inv.query)
}

// checkHistories compares each state with the last move, and each move with the one before.
func checkHistories(t Trace, report func(id, detail string)) error {
	for _, chart := range model.Charts() {
		table := moveTables[chart.Name]
		at := map[string]string{}
		err := t.tx.query(func(r *sql.Rows) error {
			var id, from, to string
			if err := r.Scan(&id, &from, &to); err != nil {
				return err
			}
			before, moved := at[id]
			if !moved {
				before = chart.Initial
			}
			if before != from {
				report(id, chart.Name+" moved from "+from+" while it was "+before)
			}
			at[id] = to
			return nil
		}, "SELECT subject_id, from_state, to_state FROM moves WHERE machine = ? ORDER BY id", chart.Name)
		if err != nil {
			return err
		}
		err = t.tx.query(func(r *sql.Rows) error {
			var id, state string
			if err := r.Scan(&id, &state); err != nil {
				return err
			}
			want, moved := at[id]
			if !moved {
				want = chart.Initial
			}
			if state != want {
				report(id, chart.Name+" is "+state+", its history ends at "+want)
			}
			return nil
		}, "SELECT id, state FROM "+table)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkHashes computes the content hash of every event anew from the stored bytes.
func checkHashes(t Trace, report func(id, detail string)) error {
	return t.tx.query(func(r *sql.Rows) error {
		var (
			id, hash, prefixes string
			body               []byte
		)
		if err := r.Scan(&id, &hash, &prefixes, &body); err != nil {
			return err
		}
		event, err := epcis.ParseJSON(body)
		if err != nil {
			report(id, "the body is no JSON: "+err.Error())
			return nil
		}
		var outer *epcis.Node
		if prefixes != "" {
			if outer, err = epcis.ParseJSON([]byte(prefixes)); err != nil {
				report(id, "the context is no JSON: "+err.Error())
				return nil
			}
		}
		got, err := epcis.HashID(event, epcis.NewContexts(outer), epcis.HashCBV20)
		if err != nil || got != hash {
			report(id, "stored "+hash+", computed "+got)
		}
		return nil
	}, "SELECT seq, hash, context, body FROM events WHERE hash_rules = ?", epcis.HashRules)
}

// checkContents computes the stays in every container anew and compares them with the standing edges.
func checkContents(t Trace, report func(id, detail string)) error {
	var parents []model.Seq
	err := t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		if err := r.Scan(&id); err != nil {
			return err
		}
		parents = append(parents, id)
		return nil
	}, "SELECT DISTINCT dst FROM edges WHERE kind IN ('contain', 'associate')")
	if err != nil {
		return err
	}
	for _, parent := range parents {
		want, err := t.wantedStays(parent)
		if err != nil {
			return err
		}
		have, err := t.standingStays(parent)
		if err != nil {
			return err
		}
		if !slices.Equal(want, have) {
			report(fmt.Sprint(parent), fmt.Sprintf("%d stays recorded, %d edges stand", len(want), len(have)))
		}
	}
	return nil
}

func (t Trace) wantedStays(parent model.Seq) ([]string, error) {
	sightings, err := t.sightings(parent)
	if err != nil {
		return nil, err
	}
	moved, err := t.movedElsewhere(parent, sightings)
	if err != nil {
		return nil, err
	}
	var stays []string
	for _, s := range model.Contents(sightings, moved) {
		stays = append(stays, stayText(s.NodeID, s.EventSeq, s.From, s.To))
	}
	slices.Sort(stays)
	return stays, nil
}

func (t Trace) standingStays(parent model.Seq) ([]string, error) {
	var stays []string
	err := t.tx.query(func(r *sql.Rows) error {
		var src, event model.Seq
		var from, to model.Instant
		if err := r.Scan(&src, &event, &from, &to); err != nil {
			return err
		}
		stays = append(stays, stayText(src, event, from, to))
		return nil
	}, "SELECT src, event_seq, from_time, to_time FROM edges WHERE dst = ? AND kind IN ('contain', 'associate') AND known_to = ?", parent, model.Forever)
	slices.Sort(stays)
	return stays, err
}

func stayText(child, event model.Seq, from, to model.Instant) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d %d %d %d", child, event, from, to)
	return b.String()
}
