package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/access"
)

func (s *Server) routeSessions() {
	Op(s, Operation{
		ID: "sign-in", Method: http.MethodPost, Path: "/v1/sessions", Tag: "access", Need: model.PermPublic,
		Summary: "Sign in: sets the session cookie, or lists the organisations to choose from.",
	}, s.signIn)
	Op(s, Operation{
		ID: "list-sessions", Method: http.MethodGet, Path: "/v1/sessions", Tag: "access", Need: model.PermSelf,
		Summary: "The own sessions, newest first.",
	}, s.listSessions)
	Op(s, Operation{
		ID: "end-other-sessions", Method: http.MethodDelete, Path: "/v1/sessions", Tag: "access", Need: model.PermSelf,
		Summary: "End all own sessions but the one that asks.",
	}, s.endOtherSessions)
	Op(s, Operation{
		ID: "sign-out", Method: http.MethodDelete, Path: "/v1/sessions/current", Tag: "access", Need: model.PermSelf,
		Summary: "Sign out: ends the session and clears the cookie.",
	}, s.signOut)
	Op(s, Operation{
		ID: "end-session", Method: http.MethodDelete, Path: "/v1/sessions/{id}", Tag: "access", Need: model.PermSelf,
		Summary: "End one of the own sessions.",
	}, s.endSession)
	Op(s, Operation{
		ID: "get-me", Method: http.MethodGet, Path: "/v1/me", Tag: "access", Need: model.PermSelf,
		Summary: "Who asks, for which organisation, and what they may do.",
	}, s.getMe)
	Op(s, Operation{
		ID: "change-password", Method: http.MethodPost, Path: "/v1/me/password", Tag: "access", Need: model.PermSelf,
		Summary: "Change the own password; all other sessions end.",
	}, s.changePassword)
}

func (s *Server) routePeople() {
	Op(s, Operation{
		ID: "list-people", Method: http.MethodGet, Path: "/v1/people", Tag: "access", Need: model.PermPersonRead,
		Summary: "The people of the own organisation.",
	}, s.listPeople)
	Op(s, Operation{
		ID: "create-person", Method: http.MethodPost, Path: "/v1/people", Tag: "access", Need: model.PermPersonWrite,
		Creates: true, Status: http.StatusCreated, Summary: "Add a person to the own organisation.",
	}, s.createPerson)
	Op(s, Operation{
		ID: "change-person", Method: http.MethodPatch, Path: "/v1/people/{id}", Tag: "access", Need: model.PermPersonWrite,
		Summary: "Change a person's role, shut them out or let them in again.",
	}, s.changePerson)
	Op(s, Operation{
		ID: "remove-person", Method: http.MethodDelete, Path: "/v1/people/{id}", Tag: "access", Need: model.PermPersonWrite,
		Summary: "Take a person out of the own organisation.",
	}, s.removePerson)
}

// RoleCode is a role on the wire.
type RoleCode string

// Schema implements huma.SchemaProvider.
func (RoleCode) Schema(huma.Registry) *huma.Schema { return enumSchema("Role.", model.Roles()) }

// PermissionCode is a permission on the wire.
type PermissionCode string

// Schema implements huma.SchemaProvider.
func (PermissionCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Permission.", model.Permissions())
}

// PersonView is a person on the wire.
type PersonView struct {
	ID       string        `json:"id"`
	Login    string        `json:"login"`
	Name     string        `json:"name"`
	Lang     string        `json:"lang"`
	Role     RoleCode      `json:"role"`
	Disabled bool          `json:"disabled"`
	Since    model.Instant `json:"since" format:"date-time" doc:"When the person came to the organisation."`
}

func personView(m model.Member) PersonView {
	return PersonView{
		ID: m.ID.String(), Login: m.Login, Name: m.Name, Lang: string(m.Lang), Role: RoleCode(m.Role), Disabled: m.Disabled, Since: m.Since,
	}
}

// MeView is who asks.
type MeView struct {
	Person       *PersonView      `json:"person,omitempty" doc:"Absent for an API key."`
	Key          string           `json:"api_key_id,omitempty"`
	Organisation OrganisationView `json:"organisation"`
	Roles        []RoleCode       `json:"roles"`
	Permissions  []PermissionCode `json:"permissions" doc:"What the caller may do now."`
}

func meView(actor model.Actor, me access.Me) MeView {
	v := MeView{
		Key: me.Key.String(), Organisation: organisationView(actor)(me.Organisation), Roles: codes[RoleCode](me.Roles),
		Permissions: codes[PermissionCode](me.Permissions),
	}
	if me.Person.ID != "" {
		v.Person = ptr(personView(me.Person))
	}
	return v
}

// SignInInput is an attempt to sign in.
type SignInInput struct {
	Body struct {
		Login    string `json:"login" maxLength:"120"`
		Password string `json:"password" maxLength:"200"`
		OrgID    string `json:"organisation_id,omitempty" maxLength:"36" doc:"Whom to act for; needed by people with several organisations."`
	}
}

// SeatView is an organisation that a person may act for.
type SeatView struct {
	OrgID string       `json:"organisation_id"`
	Name  TextView     `json:"name"`
	Kind  OrgKindCode  `json:"kind"`
	State OrgStateCode `json:"state"`
	Role  RoleCode     `json:"role"`
}

// SignInOutput tells who signed in, or lists the organisations to choose from.
type SignInOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Me            *MeView       `json:"me,omitempty" doc:"Absent when the caller has to choose an organisation."`
		ExpiresAt     model.Instant `json:"expires_at,omitempty" format:"date-time"`
		Organisations []SeatView    `json:"organisations,omitempty" doc:"Sign in again with one of these."`
	}
}

func (s *Server) signIn(ctx context.Context, c Call, in *SignInInput) (*SignInOutput, error) {
	signed, err := s.services.Access.SignIn(ctx, access.SignIn{
		Login: in.Body.Login, Password: in.Body.Password, Org: model.OrgID(in.Body.OrgID), Agent: c.Agent, Previous: c.Session,
	})
	if err != nil {
		return nil, err
	}
	out := &SignInOutput{}
	for _, seat := range signed.Seats {
		out.Body.Organisations = append(out.Body.Organisations, SeatView{
			OrgID: seat.OrgID.String(), Name: textView(seat.Name), Kind: OrgKindCode(seat.Kind), State: OrgStateCode(seat.State), Role: RoleCode(seat.Role),
		})
	}
	if signed.Token != "" {
		out.SetCookie = []http.Cookie{*s.cookie(signed.Token)}
		out.Body.Me, out.Body.ExpiresAt = ptr(meView(signed.Actor, signed.Me)), signed.ExpiresAt
	}
	return out, nil
}

// SignOutOutput clears the cookie.
type SignOutOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

func (s *Server) signOut(ctx context.Context, c Call, _ *Empty) (*SignOutOutput, error) {
	if err := s.services.Access.SignOut(ctx, c.Actor, c.Session); err != nil {
		return nil, err
	}
	return &SignOutOutput{[]http.Cookie{*s.cookie("")}}, nil
}

// SessionView is one of the own sessions.
type SessionView struct {
	ID        string        `json:"id"`
	OrgID     string        `json:"organisation_id"`
	Agent     string        `json:"agent" doc:"The browser, as it calls itself."`
	Current   bool          `json:"current"`
	CreatedAt model.Instant `json:"created_at" format:"date-time"`
	SeenAt    model.Instant `json:"seen_at" format:"date-time"`
	ExpiresAt model.Instant `json:"expires_at" format:"date-time"`
}

func (s *Server) listSessions(ctx context.Context, c Call, _ *Empty) (*ListOutput[SessionView], error) {
	list, err := s.services.Access.Sessions(ctx, c.Actor, c.Session)
	if err != nil {
		return nil, err
	}
	return listOf(list, "", func(v access.SessionView) SessionView {
		return SessionView{
			ID: v.ID, OrgID: v.OrgID.String(), Agent: v.Agent, Current: v.Current, CreatedAt: v.CreatedAt, SeenAt: v.SeenAt, ExpiresAt: v.ExpiresAt,
		}
	}), nil
}

func (s *Server) endOtherSessions(ctx context.Context, c Call, _ *Empty) (*Empty, error) {
	return nil, s.services.Access.EndOtherSessions(ctx, c.Actor, c.Session)
}

func (s *Server) endSession(ctx context.Context, c Call, in *OneInput) (*Empty, error) {
	return nil, s.services.Access.EndSession(ctx, c.Actor, in.ID)
}

// MeOutput carries a MeView.
type MeOutput struct{ Body MeView }

func (s *Server) getMe(ctx context.Context, c Call, _ *Empty) (*MeOutput, error) {
	me, err := s.services.Access.Me(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	return &MeOutput{meView(c.Actor, me)}, nil
}

// PasswordInput replaces the own password.
type PasswordInput struct {
	Body struct {
		Old string `json:"old" maxLength:"200"`
		New string `json:"new" maxLength:"200" doc:"At least 10 characters."`
	}
}

func (s *Server) changePassword(ctx context.Context, c Call, in *PasswordInput) (*Empty, error) {
	return nil, s.services.Access.ChangePassword(ctx, c.Actor, access.PasswordChange{Old: in.Body.Old, New: in.Body.New, Token: c.Session})
}

func (s *Server) listPeople(ctx context.Context, c Call, in *PageInput) (*ListOutput[PersonView], error) {
	list, next, err := s.services.Access.People(ctx, c.Actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, next, personView), nil
}

// NewPersonInput is a new person of the own organisation.
type NewPersonInput struct {
	Body struct {
		PersonInput
		Role RoleCode `json:"role"`
	}
}

// PersonOutput carries a PersonView.
type PersonOutput struct{ Body PersonView }

func personOutput(m model.Member, err error) (*PersonOutput, error) {
	if err != nil {
		return nil, err
	}
	return &PersonOutput{personView(m)}, nil
}

func (s *Server) createPerson(ctx context.Context, c Call, in *NewPersonInput) (*PersonOutput, error) {
	cmd := access.NewMember{NewPerson: in.Body.person(), Role: model.Role(in.Body.Role)}
	return personOutput(s.services.Access.CreatePerson(ctx, c.Actor, c.Idem, cmd))
}

// PersonPatch changes somebody's standing; absent fields stay.
type PersonPatch struct {
	OneInput
	Body struct {
		Role     *RoleCode `json:"role,omitempty"`
		Disabled *bool     `json:"disabled,omitempty"`
	}
}

func (s *Server) changePerson(ctx context.Context, c Call, in *PersonPatch) (*PersonOutput, error) {
	id, err := model.ParseID[model.Person](in.ID)
	if err != nil {
		return nil, err
	}
	change := access.PersonChange{Disabled: in.Body.Disabled}
	if in.Body.Role != nil {
		change.Role = ptr(model.Role(*in.Body.Role))
	}
	return personOutput(s.services.Access.ChangePerson(ctx, c.Actor, id, change))
}

func (s *Server) removePerson(ctx context.Context, c Call, in *OneInput) (*Empty, error) {
	id, err := model.ParseID[model.Person](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.services.Access.RemovePerson(ctx, c.Actor, id)
}
