-- +goose Up
UPDATE claim_secrets SET keep_until = 94694400000000 + (SELECT MAX(m.at) FROM moves m WHERE m.machine = 'claim' AND m.subject_id = claim_secrets.claim_id)
WHERE keep_until = 0 AND erased_at = 0 AND claim_id IN (SELECT c.id FROM claims c WHERE c.state IN ('offered', 'declined', 'accepted'))
AND EXISTS (SELECT 1 FROM moves m WHERE m.machine = 'claim' AND m.subject_id = claim_secrets.claim_id);

-- +goose Down
UPDATE claim_secrets SET keep_until = 0 WHERE claim_id IN (SELECT c.id FROM claims c WHERE c.state IN ('offered', 'declined', 'accepted'));
