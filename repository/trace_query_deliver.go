package repository

import (
	"database/sql"
	"encoding/json"
	"time"

	"suyuan/model"
	"suyuan/model/epcis"
)

// settleTime is how long after its number was drawn an event may still appear: longer than any transaction takes. A
// subscription looks at what is younger again and again, and knows from its deliveries what it has sent.
const settleTime = 90 * time.Second

// seqAt is the least number that may be drawn at an instant.
func seqAt(at model.Instant) model.Seq {
	return model.Seq(max(0, int64(at)-sequenceEpoch)) << 12
}

// InsertSubscription keeps a subscription; it begins with what is recorded at or after its Since.
func (t Trace) InsertSubscription(s model.Subscription) error {
	s.Upto = seqAt(s.Since.Add(-settleTime))
	return insert(t.tx, []model.Subscription{s})
}

// CountSubscriptions counts the subscriptions of an organisation.
func (t Trace) CountSubscriptions(org model.OrgID) (n int64, err error) {
	return n, t.tx.db.Model(&model.Subscription{}).Where("org_id = ?", org).Count(&n).Error
}

// Subscriptions lists the subscriptions to a query of an organisation, the oldest first.
func (t Trace) Subscriptions(org model.OrgID, query string, page model.Page) ([]model.Subscription, model.PageToken, error) {
	list := "subscriptions-" + query
	after, err := readCursor[model.SubscriptionID](list, page)
	if err != nil {
		return nil, "", err
	}
	q := t.tx.db.Where("org_id = ? AND query_name = ?", org, query)
	if after != nil {
		q = q.Where("id > ?", *after)
	}
	var rows []model.Subscription
	if err := q.Order("id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(s model.Subscription) model.SubscriptionID { return s.ID })
	return rows, next, nil
}

// Subscription returns a subscription to a query of an organisation, or not-found.
func (t Trace) Subscription(org model.OrgID, query string, id model.SubscriptionID) (s model.Subscription, err error) {
	return s, absent(t.tx.db.Where("id = ? AND org_id = ? AND query_name = ?", id, org, query).Take(&s).Error)
}

// DeleteSubscriptions ends one subscription to a query, all of them when id is empty, those to all queries when the query
// is empty, and gives up what they had still to send.
func (t Trace) DeleteSubscriptions(org model.OrgID, query string, id model.SubscriptionID, actor string) (int, error) {
	var ended []model.Subscription
	q := t.tx.db.Where("org_id = ?", org)
	if query != "" {
		q = q.Where("query_name = ?", query)
	}
	if id != "" {
		q = q.Where("id = ?", id)
	}
	if err := q.Find(&ended).Error; err != nil {
		return 0, err
	}
	for _, s := range ended {
		var pending []model.Delivery
		err := t.tx.db.Select("id", "version").Where("subscription_id = ? AND state = ?", s.ID, model.DeliveryPending).Find(&pending).Error
		if err != nil {
			return 0, err
		}
		for _, d := range pending {
			if err := t.finishDelivery(d, model.DeliveryGiveUp, actor, "the subscription has ended"); err != nil {
				return 0, err
			}
		}
		if _, err := t.tx.exec("DELETE FROM subscriptions WHERE id = ?", s.ID); err != nil {
			return 0, err
		}
	}
	return len(ended), nil
}

// DueSubscriptions returns subscriptions whose query is to run.
func (t Trace) DueSubscriptions(limit int) (rows []model.Subscription, err error) {
	return rows, t.tx.db.Where("next_at <= ?", t.tx.now).Order("next_at").Limit(limit).Find(&rows).Error
}

// Batch is what one run of a subscription sends.
type Batch struct {
	Body   []byte
	Events []model.Seq
}

// Unsent returns the events that match the query of a subscription and that it has not sent, oldest first, and how far
// everything has now been looked at. It sees committed events only, and an event that commits after younger ones is
// still found. Refusals: epcis-query-too-complex.
func (t Trace) Unsent(scope model.Scope, s model.Subscription, q *epcis.Query, limit int) (events []QueriedEvent, upto model.Seq, more bool, err error) {
	sent, err := t.sent(s)
	if err != nil {
		return nil, 0, false, err
	}
	stream := *q
	stream.OrderBy, stream.Ascending, stream.EventCountLimit, stream.MaxEventCount = "", true, 0, 0
	settled := seqAt(t.tx.now.Add(-settleTime))
	upto = max(s.Upto, settled)
	key := searchKey{Seq: s.Upto}
	for {
		search := &eventSearch{t: t, scope: scope, query: &stream, size: model.MaxPage}
		search.token.Key = key
		err := t.tx.query(func(r *sql.Rows) error { return r.Scan(&search.token.Upto) }, "SELECT COALESCE(MAX(seq), 0) FROM events")
		if err != nil {
			return nil, 0, false, err
		}
		if err := search.plan(); err != nil {
			return nil, 0, false, err
		}
		if err := search.collect(); err != nil {
			return nil, 0, false, err
		}
		for i, e := range search.found[:min(len(search.found), search.size)] {
			key = search.keys[i]
			if sent[e.Row.Seq] || e.Row.Recorded < s.Since {
				continue
			}
			if len(events) == limit {
				return events, min(upto, e.Row.Seq-1), true, nil
			}
			events = append(events, e)
		}
		if len(search.found) <= search.size {
			return events, upto, false, nil
		}
	}
}

// sent lists the events that a subscription has sent or is about to send since it last looked back.
func (t Trace) sent(s model.Subscription) (map[model.Seq]bool, error) {
	sent := map[model.Seq]bool{}
	return sent, t.tx.query(func(r *sql.Rows) error {
		var text []byte
		var list []model.Seq
		if err := r.Scan(&text); err != nil {
			return err
		}
		err := json.Unmarshal(text, &list)
		for _, q := range list {
			sent[q] = true
		}
		return err
	}, "SELECT events FROM deliveries WHERE subscription_id = ? AND created_at >= ?", s.ID,
		int64(s.Upto>>12)+sequenceEpoch-settleTime.Microseconds()) // clocks of two processes may differ
}

// Enqueue keeps what a run of a subscription sends and when the query runs next. It is false when another process has
// done the run already: nothing is kept then.
func (t Trace) Enqueue(s model.Subscription, batches []Batch, upto model.Seq, next model.Instant) (bool, error) {
	n, err := t.tx.exec("UPDATE subscriptions SET upto = ?, next_at = ?, version = version + 1 WHERE id = ? AND version = ?",
		int64(upto), next, s.ID, s.Version)
	if err != nil || n != 1 {
		return false, err
	}
	rows := make([]model.Delivery, 0, len(batches))
	for _, b := range batches {
		list, err := json.Marshal(b.Events)
		if err != nil {
			return false, err
		}
		rows = append(rows, model.Delivery{
			ID: NewID[model.Delivery](t.tx), SubscriptionID: s.ID, OrgID: s.OrgID, State: model.DeliveryPending, Version: 1, Body: b.Body,
			Events: list, NextAt: t.tx.now, CreatedAt: t.tx.now,
		})
	}
	for i := range rows {
		if err := insert(t.tx, rows[i:i+1]); err != nil { // one by one: each may be as large as a statement
			return false, err
		}
	}
	return true, nil
}

// ClaimDelivery takes the delivery that waits longest and holds it until the time given, in which another process leaves
// it alone. The zero delivery means that none is due.
func (t Trace) ClaimDelivery(until model.Instant) (d model.Delivery, s model.Subscription, err error) {
	var due []model.Delivery
	err = t.tx.db.Where("state = ? AND next_at <= ?", model.DeliveryPending, t.tx.now).Order("next_at, id").Limit(1).Find(&due).Error
	if err != nil || len(due) == 0 {
		return d, s, err
	}
	d = due[0]
	n, err := t.tx.exec("UPDATE deliveries SET next_at = ?, attempts = attempts + 1, version = version + 1 WHERE id = ? AND version = ?", until, d.ID, d.Version)
	if err != nil || n != 1 {
		return model.Delivery{}, s, err
	}
	d.Attempts, d.Version = d.Attempts+1, d.Version+1
	return d, s, absent(t.tx.db.Where("id = ?", d.SubscriptionID).Take(&s).Error)
}

// PostponeDelivery says why a delivery failed and when it is tried again. A delivery that somebody has ended meanwhile
// stays as it is.
func (t Trace) PostponeDelivery(d model.Delivery, why string, next model.Instant) error {
	_, err := t.tx.exec("UPDATE deliveries SET last_error = ?, next_at = ? WHERE id = ? AND version = ?", why, next, d.ID, d.Version)
	return err
}

// FinishDelivery ends a delivery. Refusals: changed-meanwhile.
func (t Trace) FinishDelivery(d model.Delivery, on model.DeliveryEvent, actor, why string) error {
	return t.finishDelivery(d, on, actor, why)
}

func (t Trace) finishDelivery(d model.Delivery, on model.DeliveryEvent, actor, why string) error {
	_, err := Move(t.tx, &model.DeliveryLifecycle, d.ID.String(), d.Version, model.DeliveryPending, on, actor, why)
	if err != nil {
		return err
	}
	_, err = t.tx.exec("UPDATE deliveries SET last_error = ?, finished_at = ? WHERE id = ?", why, t.tx.now, d.ID)
	return err
}

// Deliveries lists the deliveries of an organisation in a state, newest first, without their bodies.
func (t Trace) Deliveries(org model.OrgID, state model.DeliveryState, page model.Page) ([]model.Delivery, model.PageToken, error) {
	list := "deliveries-" + string(state)
	after, err := readCursor[model.DeliveryID](list, page)
	if err != nil {
		return nil, "", err
	}
	q := t.tx.db.Omit("body").Where("org_id = ? AND state = ?", org, state)
	if after != nil {
		q = q.Where("id < ?", *after)
	}
	var rows []model.Delivery
	if err := q.Order("id DESC").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, func(d model.Delivery) model.DeliveryID { return d.ID })
	return rows, next, nil
}

// RetryDelivery has a delivery that was given up sent again. Refusals: not-found, move-not-allowed, changed-meanwhile.
func (t Trace) RetryDelivery(org model.OrgID, id model.DeliveryID, actor string) error {
	var d model.Delivery
	if err := t.tx.db.Omit("body").Where("id = ? AND org_id = ?", id, org).Take(&d).Error; err != nil {
		return absent(err)
	}
	if _, err := Move(t.tx, &model.DeliveryLifecycle, d.ID.String(), d.Version, d.State, model.DeliveryRetry, actor, ""); err != nil {
		return err
	}
	_, err := t.tx.exec("UPDATE deliveries SET attempts = 0, next_at = ?, finished_at = 0 WHERE id = ?", t.tx.now, id)
	return err
}

// ForgetDeliveries deletes what was delivered before a time, unless its subscription must still know what it has sent.
func (t Trace) ForgetDeliveries(before model.Instant) error {
	_, err := t.tx.exec("DELETE FROM deliveries WHERE state = 'delivered' AND finished_at < ? AND NOT EXISTS (SELECT 1 FROM subscriptions s "+
		"WHERE s.id = deliveries.subscription_id AND s.upto < (deliveries.created_at + ?) * 4096)", before, 2*settleTime.Microseconds()-sequenceEpoch)
	return err
}
