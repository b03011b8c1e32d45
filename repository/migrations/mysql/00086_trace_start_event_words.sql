-- +goose Up
INSERT INTO event_words (org_id, region, kind, word, place)
SELECT DISTINCT o.org_id, o.region, 'eventType', e.type, 0 FROM events e JOIN event_orgs o ON o.event_seq = e.seq
UNION SELECT DISTINCT o.org_id, o.region, 'bizStep', e.biz_step, 0 FROM events e JOIN event_orgs o ON o.event_seq = e.seq WHERE e.biz_step <> ''
UNION SELECT DISTINCT o.org_id, o.region, 'disposition', e.disposition, 0 FROM events e JOIN event_orgs o ON o.event_seq = e.seq WHERE e.disposition <> ''
UNION SELECT DISTINCT o.org_id, o.region, 'readPoint', '', e.read_point FROM events e JOIN event_orgs o ON o.event_seq = e.seq WHERE e.read_point <> 0
UNION SELECT DISTINCT o.org_id, o.region, 'bizLocation', '', e.biz_location FROM events e JOIN event_orgs o ON o.event_seq = e.seq WHERE e.biz_location <> 0;

-- +goose Down
DELETE FROM event_words;
