package repository

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"suyuan/model"
)

// Once runs fn like Write and remembers its result under the caller's idempotency key in the same transaction. A retry
// with the same key and the same request gets the remembered result and changes nothing; the same key with another
// request is refused (idempotency-key-reused); a twin that is still running is refused (idempotency-in-flight). An
// empty key runs fn unguarded.
//
// The result is kept as JSON: R must survive the round trip and hold no secret.
func Once[R any](ctx context.Context, s *Store, actor model.Actor, idem model.Idempotency, fn func(tx *Tx) (R, error)) (R, error) {
	var result R
	if idem.Key == "" {
		err := s.Write(ctx, func(tx *Tx) (err error) {
			result, err = fn(tx)
			return err
		})
		return result, err
	}
	who := idempotencyActor(actor)
	release, err := s.enter(who + "\x00" + idem.Operation + "\x00" + idem.Key)
	if err != nil {
		return result, err
	}
	defer release()
	err = s.Write(ctx, func(tx *Tx) error {
		var zero R
		result = zero
		kept, found, err := tx.rememberedResult(who, idem)
		if err != nil {
			return err
		}
		if found {
			return json.Unmarshal(kept, &result)
		}
		if err := tx.claimKey(who, idem); err != nil {
			return err
		}
		if result, err = fn(tx); err != nil {
			return err
		}
		return tx.rememberResult(who, idem, result)
	})
	return result, err
}

// idempotencyActor keeps the keys of different callers apart. The public shares one room; its keys are random enough
// or collide into a clear refusal, since the fingerprint differs.
func idempotencyActor(a model.Actor) string {
	if a.Anonymous() {
		return "public"
	}
	return a.Org.String() + "/" + a.Name()
}

func (s *Store) enter(key string) (release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[key] {
		return nil, model.IdempotencyInFlight.Refuse()
	}
	s.running[key] = true
	return func() {
		s.mu.Lock()
		delete(s.running, key)
		s.mu.Unlock()
	}, nil
}

func (tx *Tx) rememberedResult(who string, idem model.Idempotency) (result []byte, found bool, err error) {
	var fingerprint []byte
	row := tx.sql.QueryRowContext(tx.ctx(),
		"SELECT fingerprint, result FROM idempotency WHERE actor = ? AND operation = ? AND idem_key = ?",
		who, idem.Operation, idem.Key)
	switch err := row.Scan(&fingerprint, &result); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case !bytes.Equal(fingerprint, idem.Fingerprint[:]):
		return nil, false, model.IdempotencyReused.Refuse()
	}
	return result, true, nil
}

// claimKey takes the key. A twin in another process that took it first makes this transaction run again and find the
// twin's result.
func (tx *Tx) claimKey(who string, idem model.Idempotency) error {
	_, err := tx.exec("INSERT INTO idempotency (actor, operation, idem_key, fingerprint, result, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		who, idem.Operation, idem.Key, idem.Fingerprint[:], []byte{}, tx.now)
	if duplicateKey(err) != "" {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

func (tx *Tx) rememberResult(who string, idem model.Idempotency, result any) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	_, err = tx.exec("UPDATE idempotency SET result = ? WHERE actor = ? AND operation = ? AND idem_key = ?",
		text, who, idem.Operation, idem.Key)
	return err
}

// IdempotencyKept is how long an answer is remembered.
const IdempotencyKept = 7 * 24 * time.Hour

// ForgetAnswers deletes remembered answers older than IdempotencyKept.
func (s *Store) ForgetAnswers(ctx context.Context) error {
	return s.Write(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM idempotency WHERE created_at < ?", tx.now.Add(-IdempotencyKept))
		return err
	})
}
