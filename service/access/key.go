package access

import (
	"context"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// The form of a key: "syk_<prefix>_<secret>" in lower-case base32 (RFC 4648 §6), so that a double click selects it and
// scanners for leaked secrets find it.
const (
	keyMark        = "syk"
	keyAlphabet    = "abcdefghijklmnopqrstuvwxyz234567"
	keyPrefixChars = 16 // 80 bits; unique by chance and by the database
	keySecretChars = 52 // 256 bits
)

// How long keys last.
const (
	KeyDefault    = 365 * 24 * time.Hour
	KeyLongest    = 2 * KeyDefault
	KeyOverlap    = 24 * time.Hour     // the old key after a rotation
	KeyOverlapMax = 7 * 24 * time.Hour // the most a caller can ask for
)

// NewKey is a credential for a machine.
type NewKey struct {
	Name string
	// Roles are what the key may do at most; empty means the actor's own.
	Roles []model.Role
	// Scopes narrow the roles to some permissions; empty means all of them.
	Scopes []model.Permission
	// ExpiresAt is the key's end; zero means KeyDefault from now.
	ExpiresAt model.Instant
}

// IssuedKey is a new key with its text, which is shown this once.
type IssuedKey struct {
	model.APIKey
	Text string
}

// issued is what Once remembers of a new key: never its text.
type issued struct{ Key model.KeyID }

// CreateKey makes an API key of the actor's organisation; owners, supervisors and administrators of active organisations
// may. The key belongs to the organisation and outlives its maker's membership. Refusals: unauthenticated, forbidden,
// invalid (value-required, value-too-long, value-invalid, access-role-not-for-kind), access-grant-too-wide,
// access-key-shown-once when the idempotency key has been used for this request before, idempotency-key-reused,
// idempotency-in-flight.
func (s *Service) CreateKey(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd NewKey) (IssuedKey, error) {
	if err := actor.Must(model.PermKeyWrite); err != nil {
		return IssuedKey{}, err
	}
	if len(cmd.Roles) == 0 {
		cmd.Roles = actor.Roles
	}
	f := &model.Faults{}
	k := model.APIKey{
		OrgID: actor.Org, Name: required(f, "name", cmd.Name, keyNameLimit), Roles: model.JoinList(cmd.Roles),
		Scopes: model.JoinList(cmd.Scopes), CreatedBy: actor.Name(),
	}
	checkScopes(f, actor, cmd)
	k.ExpiresAt = end(f, "expires_at", cmd.ExpiresAt, s.store.Now(), KeyDefault, KeyLongest)
	if err := f.Err(); err != nil {
		return IssuedKey{}, err
	}
	if err := mayGrant(actor, "roles", cmd.Roles, cmd.Scopes); err != nil {
		return IssuedKey{}, err
	}
	return s.issue(ctx, actor, idem, func(tx *repository.Tx, made *IssuedKey) error {
		made.APIKey = k
		made.draw(tx)
		if err := tx.Access().AddKey(made.APIKey); err != nil {
			return err
		}
		return tx.Audit(actor, "key:create", made.ID.String(), k.Roles)
	})
}

// checkScopes notes scopes that do not exist or that the roles do not give: the key would seem to do what it cannot.
func checkScopes(f *model.Faults, actor model.Actor, cmd NewKey) {
	given := model.Actor{Org: actor.Org, OrgKind: actor.OrgKind, OrgState: model.OrgActive, Roles: cmd.Roles}
	for i, p := range cmd.Scopes {
		if !given.Can(p) {
			f.Add(fmt.Sprintf("scopes[%d]", i), model.ValueInvalid, model.P("value", p))
		}
	}
}

// end reads when a key shall end: after now and no later than the longest.
func end(f *model.Faults, at string, asked, now model.Instant, usual, longest time.Duration) model.Instant {
	if asked.IsZero() {
		return now.Add(usual)
	}
	if asked <= now || asked > now.Add(longest) {
		f.Add(at, model.ValueInvalid, model.P("value", asked))
	}
	return asked
}

// draw gives the key an id, a random text and what is kept of it.
func (k *IssuedKey) draw(tx *repository.Tx) {
	b32 := base32.NewEncoding(keyAlphabet).WithPadding(base32.NoPadding)
	secret := b32.EncodeToString(random(tokenBytes))
	k.ID, k.CreatedAt = repository.NewID[model.APIKey](tx), tx.Now()
	k.Prefix, k.Hash = b32.EncodeToString(random(keyPrefixChars*5/8)), hashOf(secret)
	k.Text = strings.Join([]string{keyMark, k.Prefix, secret}, "_")
}

// issue makes a key once. A replay finds that it was made but not its text, which only the first answer held.
func (s *Service) issue(ctx context.Context, actor model.Actor, idem model.Idempotency, issue func(*repository.Tx, *IssuedKey) error) (IssuedKey, error) {
	var made IssuedKey
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (issued, error) {
		made = IssuedKey{}
		tx.AfterCommit(s.holders.forget)
		err := issue(tx, &made)
		return issued{made.ID}, err
	})
	if err != nil {
		return IssuedKey{}, err
	}
	if made.Text == "" {
		return IssuedKey{}, model.KeyShownOnce.Refuse()
	}
	return made, nil
}

// Keys lists the API keys of the actor's own organisation, ended ones included; owners, supervisors and administrators
// of active organisations may. Refusals: unauthenticated, forbidden, page-token-invalid.
func (s *Service) Keys(ctx context.Context, actor model.Actor, page model.Page) (list []model.APIKey, next model.PageToken, err error) {
	if err := actor.Must(model.PermKeyRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, next, err = tx.Access().Keys(actor.Scope(), page)
		return err
	})
	return list, next, err
}

// Key returns one API key of the actor's own organisation; owners, supervisors and administrators of active
// organisations may. Refusals: unauthenticated, forbidden, not-found.
func (s *Service) Key(ctx context.Context, actor model.Actor, id model.KeyID) (k model.APIKey, err error) {
	if err := actor.Must(model.PermKeyRead); err != nil {
		return k, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		k, err = tx.Access().Key(actor.Scope(), id)
		return err
	})
	return k, err
}

// KeyRotation replaces a key by another with the same roles and scopes.
type KeyRotation struct {
	ID model.KeyID
	// ExpiresAt is the new key's end; zero means KeyDefault from now.
	ExpiresAt model.Instant
	// OldEndsAt is when the old key stops; zero means KeyOverlap from now. A key never lasts longer by it.
	OldEndsAt model.Instant
}

// RotateKey makes the key that follows another; both work until the old one ends. Owners, supervisors and administrators
// of active organisations may, for keys that hold no more than they do. Refusals: unauthenticated, forbidden, not-found,
// invalid (value-invalid at expires_at or old_ends_at), access-grant-too-wide, access-key-ended, access-key-shown-once,
// idempotency-key-reused, idempotency-in-flight.
func (s *Service) RotateKey(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd KeyRotation) (IssuedKey, error) {
	if err := actor.Must(model.PermKeyWrite); err != nil {
		return IssuedKey{}, err
	}
	f := &model.Faults{}
	expires := end(f, "expires_at", cmd.ExpiresAt, s.store.Now(), KeyDefault, KeyLongest)
	oldEnds := end(f, "old_ends_at", cmd.OldEndsAt, s.store.Now(), KeyOverlap, KeyOverlapMax)
	if err := f.Err(); err != nil {
		return IssuedKey{}, err
	}
	return s.issue(ctx, actor, idem, func(tx *repository.Tx, made *IssuedKey) error {
		old, err := tx.Access().Key(actor.Scope(), cmd.ID)
		if err != nil {
			return err
		}
		if err := mayGrant(actor, "", old.RoleList(), old.ScopeList()); err != nil {
			return err
		}
		made.APIKey = model.APIKey{
			OrgID: old.OrgID, Name: old.Name, Roles: old.Roles, Scopes: old.Scopes, CreatedBy: actor.Name(), ExpiresAt: expires,
		}
		made.draw(tx)
		if err := tx.Access().ReplaceKey(old.ID, made.ID, oldEnds); err != nil {
			return err
		}
		if err := tx.Access().AddKey(made.APIKey); err != nil {
			return err
		}
		return tx.Audit(actor, "key:rotate", old.ID.String(), made.ID.String())
	})
}

// RevokeKey ends a key of the actor's own organisation at once; revoking again changes nothing. Owners, supervisors and
// administrators of active organisations may. Refusals: unauthenticated, forbidden, not-found.
func (s *Service) RevokeKey(ctx context.Context, actor model.Actor, id model.KeyID) error {
	if err := actor.Must(model.PermKeyWrite); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx *repository.Tx) error {
		tx.AfterCommit(s.holders.forget)
		if err := tx.Access().RevokeKey(actor.Scope(), id); err != nil {
			return err
		}
		return tx.Audit(actor, "key:revoke", id.String(), "")
	})
}
