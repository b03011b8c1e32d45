package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/access"
)

func (s *Server) routeKeys() {
	Op(s, Operation{
		ID: "list-api-keys", Method: http.MethodGet, Path: "/v1/api-keys", Tag: "access", Need: model.PermKeyRead,
		Summary: "The API keys of the own organisation, ended ones included.",
	}, s.listKeys)
	Op(s, Operation{
		ID: "create-api-key", Method: http.MethodPost, Path: "/v1/api-keys", Tag: "access", Need: model.PermKeyWrite,
		Creates: true, Status: http.StatusCreated, Summary: "Make an API key; its text is shown this once.",
	}, s.createKey)
	Op(s, Operation{
		ID: "rotate-api-key", Method: http.MethodPost, Path: "/v1/api-keys/{id}/rotate", Tag: "access", Need: model.PermKeyWrite,
		Creates: true, Status: http.StatusCreated, Summary: "Make the key that follows another; both work for a day.",
	}, s.rotateKey)
	Op(s, Operation{
		ID: "revoke-api-key", Method: http.MethodDelete, Path: "/v1/api-keys/{id}", Tag: "access", Need: model.PermKeyWrite,
		Summary: "End an API key at once.",
	}, s.revokeKey)
}

// KeyView is an API key without its secret.
type KeyView struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Prefix    string           `json:"prefix" doc:"The public part: syk_<prefix>_…"`
	Roles     []RoleCode       `json:"roles"`
	Scopes    []PermissionCode `json:"scopes" doc:"Empty means all permissions of the roles."`
	CreatedBy string           `json:"created_by"`
	CreatedAt model.Instant    `json:"created_at" format:"date-time"`
	ExpiresAt model.Instant    `json:"expires_at" format:"date-time"`
	RevokedAt model.Instant    `json:"revoked_at,omitempty" format:"date-time"`
	UsedAt    model.Instant    `json:"used_at,omitempty" format:"date-time" doc:"Noted about once a minute."`
	NextID    string           `json:"next_id,omitempty" doc:"The key that follows this one."`
}

func keyView(k model.APIKey) KeyView {
	return KeyView{
		ID: k.ID.String(), Name: k.Name, Prefix: k.Prefix, Roles: codes[RoleCode](k.RoleList()), Scopes: codes[PermissionCode](k.ScopeList()),
		CreatedBy: k.CreatedBy, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, RevokedAt: k.RevokedAt, UsedAt: k.UsedAt, NextID: k.NextID.String(),
	}
}

func (s *Server) listKeys(ctx context.Context, c Call, in *PageInput) (*ListOutput[KeyView], error) {
	list, next, err := s.services.Access.Keys(ctx, c.Actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, next, keyView), nil
}

// NewKeyInput is a new API key.
type NewKeyInput struct {
	Body struct {
		Name      string           `json:"name" maxLength:"80"`
		Roles     []RoleCode       `json:"roles,omitempty" maxItems:"7" uniqueItems:"true" doc:"The caller's own when absent."`
		Scopes    []PermissionCode `json:"scopes,omitempty" maxItems:"60" uniqueItems:"true" doc:"Narrow the roles to these permissions."`
		ExpiresAt model.Instant    `json:"expires_at,omitempty" format:"date-time" doc:"A year from now when absent, two at most."`
	}
}

// IssuedKeyView is a new key with its text.
type IssuedKeyView struct {
	KeyView
	Key string `json:"key" doc:"The key itself. It is not shown again."`
}

// IssuedKeyOutput carries an IssuedKeyView.
type IssuedKeyOutput struct{ Body IssuedKeyView }

func issuedKeyOutput(k access.IssuedKey, err error) (*IssuedKeyOutput, error) {
	if err != nil {
		return nil, err
	}
	return &IssuedKeyOutput{IssuedKeyView{KeyView: keyView(k.APIKey), Key: k.Text}}, nil
}

func (s *Server) createKey(ctx context.Context, c Call, in *NewKeyInput) (*IssuedKeyOutput, error) {
	return issuedKeyOutput(s.services.Access.CreateKey(ctx, c.Actor, c.Idem, access.NewKey{
		Name: in.Body.Name, Roles: codes[model.Role](in.Body.Roles), Scopes: codes[model.Permission](in.Body.Scopes), ExpiresAt: in.Body.ExpiresAt,
	}))
}

// RotateKeyInput says when the new key and the old one end.
type RotateKeyInput struct {
	OneInput
	Body struct {
		ExpiresAt model.Instant `json:"expires_at,omitempty" format:"date-time" doc:"End of the new key; a year from now when absent."`
		OldEndsAt model.Instant `json:"old_ends_at,omitempty" format:"date-time" doc:"End of the old key; a day from now when absent, seven at most."`
	}
}

func (s *Server) rotateKey(ctx context.Context, c Call, in *RotateKeyInput) (*IssuedKeyOutput, error) {
	id, err := model.ParseID[model.APIKey](in.ID)
	if err != nil {
		return nil, err
	}
	return issuedKeyOutput(s.services.Access.RotateKey(ctx, c.Actor, c.Idem, access.KeyRotation{
		ID: id, ExpiresAt: in.Body.ExpiresAt, OldEndsAt: in.Body.OldEndsAt,
	}))
}

func (s *Server) revokeKey(ctx context.Context, c Call, in *OneInput) (*Empty, error) {
	id, err := model.ParseID[model.APIKey](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Access.RevokeKey(ctx, c.Actor, id)
}
