package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/access"
)

// routeAccess registers the operations of the access room.
func (s *Server) routeAccess() {
	s.routeOrganisations()
	s.routeSites()
	s.routeCessations()
	s.routeSessions()
	s.routePeople()
	s.routeResets()
	s.routeKeys()
	Op(s, Operation{
		ID: "list-audit", Method: http.MethodGet, Path: "/v1/audit", Tag: "access", Need: model.PermAuditRead,
		Summary: "What was done in the organisation, newest first; for a regulator also in those of its region.",
	}, s.listAudit)
}

func (s *Server) routeOrganisations() {
	Op(s, Operation{
		ID: "register-organisation", Method: http.MethodPost, Path: "/v1/organisations", Tag: "access", Need: model.PermPublic,
		Creates: true, Status: http.StatusCreated,
		Summary: "Register an organisation and the person who answers for it; a regulator then approves it.",
	}, s.registerOrganisation)
	Op(s, Operation{
		ID: "list-organisations", Method: http.MethodGet, Path: "/v1/organisations", Tag: "access", Need: model.PermOrgRead,
		Summary: "The own organisation and its partners; for a regulator those in its region.",
	}, s.listOrganisations)
	Op(s, Operation{
		ID: "get-organisation", Method: http.MethodGet, Path: "/v1/organisations/{id}", Tag: "access", Need: model.PermOrgRead,
		Summary: "One organisation.",
	}, s.getOrganisation)
	Op(s, Operation{
		ID: "update-organisation", Method: http.MethodPatch, Path: "/v1/organisations/{id}", Tag: "access", Need: model.PermOrgWrite,
		Summary: "Correct names, phone or address of the own organisation.",
	}, s.updateOrganisation)
	Op(s, Operation{
		ID: "move-organisation", Method: http.MethodPost, Path: "/v1/organisations/{id}/moves", Tag: "access", Need: model.PermOrgRead,
		Creates: true,
		Summary: "Approve, refuse, suspend, reinstate or close an organisation, or resubmit the own one.",
	}, s.moveOrganisation)
}

func (s *Server) routeSites() {
	Op(s, Operation{
		ID: "create-site", Method: http.MethodPost, Path: "/v1/sites", Tag: "access", Need: model.PermSiteWrite,
		Creates: true, Status: http.StatusCreated, Summary: "Add a site.",
	}, s.createSite)
	Op(s, Operation{
		ID: "list-sites", Method: http.MethodGet, Path: "/v1/sites", Tag: "access", Need: model.PermSiteRead,
		Summary: "The own sites; for a regulator those in its region.",
	}, s.listSites)
	Op(s, Operation{
		ID: "get-site", Method: http.MethodGet, Path: "/v1/sites/{id}", Tag: "access", Need: model.PermSiteRead,
		Summary: "One site.",
	}, s.getSite)
	Op(s, Operation{
		ID: "update-site", Method: http.MethodPatch, Path: "/v1/sites/{id}", Tag: "access", Need: model.PermSiteWrite,
		Summary: "Correct names, address or position of an own site.",
	}, s.updateSite)
	Op(s, Operation{
		ID: "move-site", Method: http.MethodPost, Path: "/v1/sites/{id}/moves", Tag: "access", Need: model.PermSiteWrite,
		Creates: true, Summary: "Close an own site at which no goods are left, or open it again.",
	}, s.moveSite)
	Op(s, Operation{
		ID: "list-receivers", Method: http.MethodGet, Path: "/v1/receivers", Tag: "access", Need: model.PermStepRecord,
		Summary: "Sites that goods can be sent to, by credit code, GLN or how a company's name begins.",
	}, s.listReceivers)
}

// OrgKindCode is a kind of organisation on the wire.
type OrgKindCode string

// Schema implements huma.SchemaProvider.
func (OrgKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Kind of organisation.", append(model.OrgKinds(), model.KindPlatform))
}

// OrgStateCode is a state of an organisation on the wire.
type OrgStateCode string

// Schema implements huma.SchemaProvider.
func (OrgStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("State of an organisation.", model.OrganisationLifecycle.States())
}

// OrgEventCode is a move of an organisation on the wire.
type OrgEventCode string

// Schema implements huma.SchemaProvider.
func (OrgEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Move of an organisation.", model.OrganisationLifecycle.Events())
}

// OrganisationView is an organisation on the wire. A partner is shown with id, kind, name, region and GLN only.
type OrganisationView struct {
	ID        string         `json:"id"`
	Kind      OrgKindCode    `json:"kind"`
	Name      TextView       `json:"name"`
	Region    string         `json:"region" doc:"GB/T 2260 code."`
	GLN       string         `json:"gln,omitempty"`
	Partner   bool           `json:"partner" doc:"True when only what a partner may see is shown."`
	Country   string         `json:"country,omitempty"`
	USCC      string         `json:"uscc,omitempty" doc:"统一社会信用代码"`
	ForeignID string         `json:"foreign_id,omitempty"`
	Phone     string         `json:"phone,omitempty"`
	Address   string         `json:"address,omitempty"`
	Party     string         `json:"party,omitempty" doc:"The URI that names it as a party in events."`
	State     OrgStateCode   `json:"state,omitempty"`
	Reason    string         `json:"reason,omitempty" doc:"The reason given with the last move."`
	Allowed   []OrgEventCode `json:"allowed" doc:"Moves that the caller may make now."`
	Version   int64          `json:"version,omitempty"`
	CreatedAt model.Instant  `json:"created_at,omitempty" format:"date-time"`
}

func organisationView(actor model.Actor) func(model.SeenOrganisation) OrganisationView {
	return func(o model.SeenOrganisation) OrganisationView {
		v := OrganisationView{
			ID: o.ID.String(), Kind: OrgKindCode(o.Kind), Name: textView(o.Name), Region: string(o.Region), GLN: o.GLN, Partner: o.Partner,
			Country: o.Country, USCC: o.USCC, ForeignID: o.ForeignID, Phone: o.Phone, Address: o.Address, State: OrgStateCode(o.State),
			Reason: o.Reason, Version: o.Version, CreatedAt: o.CreatedAt, Allowed: codes[OrgEventCode](access.AllowedMoves(actor, o)),
		}
		if !o.Partner {
			v.Party = o.Party()
		}
		return v
	}
}

// codes turns words of model into words of the wire.
func codes[W, M ~string](words []M) []W {
	out := make([]W, len(words))
	for i, w := range words {
		out[i] = W(w)
	}
	return out
}

// OrganisationOutput carries an OrganisationView.
type OrganisationOutput struct{ Body OrganisationView }

func organisationOutput(c Call, o model.SeenOrganisation, err error) (*OrganisationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &OrganisationOutput{organisationView(c.Actor)(o)}, nil
}

// PersonInput is somebody who shall be able to sign in.
type PersonInput struct {
	Login    string `json:"login" maxLength:"120" doc:"E-mail address or mobile number of mainland China."`
	Name     string `json:"name" maxLength:"120"`
	Password string `json:"password" maxLength:"200" doc:"At least 10 characters."`
	Lang     string `json:"lang,omitempty" maxLength:"10" doc:"zh-CN, ug or en."`
}

func (p PersonInput) person() access.NewPerson {
	lang := model.Lang(p.Lang)
	if l, ok := model.ParseLang(p.Lang); ok {
		lang = l
	}
	return access.NewPerson{Login: p.Login, Name: p.Name, Password: p.Password, Lang: lang}
}

// RegisterInput is a registration.
type RegisterInput struct {
	Body struct {
		Kind      OrgKindCode  `json:"kind"`
		Name      TextView     `json:"name"`
		Country   string       `json:"country,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2; CN when absent."`
		USCC      string       `json:"uscc,omitempty" maxLength:"18" doc:"统一社会信用代码; in China."`
		ForeignID string       `json:"foreign_id,omitempty" maxLength:"60" doc:"Number in the register of another country."`
		Region    string       `json:"region" maxLength:"6" doc:"GB/T 2260 code of the seat, or of a regulator's jurisdiction."`
		GLN       string       `json:"gln,omitempty" maxLength:"13"`
		Phone     string       `json:"phone,omitempty" maxLength:"40"`
		Address   string       `json:"address,omitempty" maxLength:"300"`
		Person    *PersonInput `json:"person,omitempty" doc:"Who answers for it; may be absent when somebody is signed in."`
	}
}

func (s *Server) registerOrganisation(ctx context.Context, c Call, in *RegisterInput) (*OrganisationOutput, error) {
	b := in.Body
	cmd := access.Registration{
		Kind: model.OrgKind(b.Kind), Name: b.Name.text(), Country: b.Country, USCC: b.USCC, ForeignID: b.ForeignID,
		Region: b.Region, GLN: b.GLN, Phone: b.Phone, Address: b.Address,
	}
	if b.Person != nil {
		p := b.Person.person()
		cmd.Person = &p
	}
	o, err := s.services.Access.Register(ctx, c.Actor, c.Idem, cmd)
	return organisationOutput(c, o, err)
}

// OrganisationsInput narrows a list of organisations.
type OrganisationsInput struct {
	PageInput
	State OrgStateCode `query:"state"`
	Kind  OrgKindCode  `query:"kind"`
	Query string       `query:"q" maxLength:"200" doc:"Whole credit code, whole GLN, or how a name begins."`
}

func (s *Server) listOrganisations(ctx context.Context, c Call, in *OrganisationsInput) (*ListOutput[OrganisationView], error) {
	f := access.OrganisationFilter{State: model.OrgState(in.State), Kind: model.OrgKind(in.Kind), Query: in.Query}
	list, next, err := s.services.Access.Organisations(ctx, c.Actor, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, next, organisationView(c.Actor)), nil
}

// OneInput names one thing by its id.
type OneInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) getOrganisation(ctx context.Context, c Call, in *OneInput) (*OrganisationOutput, error) {
	id, err := model.ParseID[model.Organisation](in.ID)
	if err != nil {
		return nil, err
	}
	o, err := s.services.Access.Organisation(ctx, c.Actor, id)
	return organisationOutput(c, o, err)
}

// OrganisationPatch corrects an organisation; absent fields stay.
type OrganisationPatch struct {
	OneInput
	Body struct {
		Version int64     `json:"version" minimum:"1" doc:"The version that was read."`
		Name    *TextView `json:"name,omitempty"`
		Phone   *string   `json:"phone,omitempty" maxLength:"40"`
		Address *string   `json:"address,omitempty" maxLength:"300"`
	}
}

func (s *Server) updateOrganisation(ctx context.Context, c Call, in *OrganisationPatch) (*OrganisationOutput, error) {
	id, err := model.ParseID[model.Organisation](in.ID)
	if err != nil {
		return nil, err
	}
	change := access.OrganisationChange{Version: in.Body.Version, Name: in.Body.Name.optional(), Phone: in.Body.Phone, Address: in.Body.Address}
	o, err := s.services.Access.UpdateOrganisation(ctx, c.Actor, id, change)
	return organisationOutput(c, o, err)
}

func (t *TextView) optional() *model.Text {
	if t == nil {
		return nil
	}
	return ptr(t.text())
}

// OrganisationMoveInput is a move of an organisation.
type OrganisationMoveInput struct {
	OneInput
	Body struct {
		Event  OrgEventCode `json:"event"`
		Reason string       `json:"reason,omitempty" maxLength:"500" doc:"Required to refuse, suspend or close."`
	}
}

func (s *Server) moveOrganisation(ctx context.Context, c Call, in *OrganisationMoveInput) (*OrganisationOutput, error) {
	id, err := model.ParseID[model.Organisation](in.ID)
	if err != nil {
		return nil, err
	}
	cmd := access.OrganisationMove{ID: id, Event: model.OrgEvent(in.Body.Event), Reason: in.Body.Reason}
	o, err := s.services.Access.MoveOrganisation(ctx, c.Actor, c.Idem, cmd)
	return organisationOutput(c, o, err)
}

// SiteView is a site on the wire. A partner's is shown with id, name and region only.
type SiteView struct {
	ID        string        `json:"id"`
	Name      TextView      `json:"name"`
	Region    string        `json:"region" doc:"GB/T 2260 code."`
	Partner   bool          `json:"partner" doc:"True when only what a partner may see is shown."`
	OrgID     string        `json:"organisation_id,omitempty"`
	GLN       string        `json:"gln,omitempty"`
	Address   string        `json:"address,omitempty"`
	Latitude  Coordinate    `json:"latitude,omitempty" doc:"Degrees, WGS 84."`
	Longitude Coordinate    `json:"longitude,omitempty"`
	Location  string        `json:"location,omitempty" doc:"The URI that names it as a place in events."`
	State     SiteStateCode `json:"state,omitempty"`
	CreatedAt model.Instant `json:"created_at,omitempty" format:"date-time"`
}

func siteView(s model.SeenSite) SiteView {
	v := SiteView{ID: s.ID.String(), Name: textView(s.Name), Region: string(s.Region), Partner: s.Partner}
	if s.Partner {
		return v
	}
	v.OrgID, v.GLN, v.Address, v.Location, v.CreatedAt = s.OrgID.String(), s.GLN, s.Address, s.Location(), s.CreatedAt
	v.State = SiteStateCode(s.State)
	if s.LatE7 != 0 || s.LngE7 != 0 {
		v.Latitude, v.Longitude = Coordinate(model.Degrees(s.LatE7).String()), Coordinate(model.Degrees(s.LngE7).String())
	}
	return v
}

// SiteOutput carries a SiteView.
type SiteOutput struct{ Body SiteView }

func siteOutput(site model.SeenSite, err error) (*SiteOutput, error) {
	if err != nil {
		return nil, err
	}
	return &SiteOutput{siteView(site)}, nil
}

// PositionInput is where a site lies; both or neither.
type PositionInput struct {
	Latitude  *Coordinate `json:"latitude,omitempty" doc:"Degrees, WGS 84."`
	Longitude *Coordinate `json:"longitude,omitempty"`
}

func (p PositionInput) position() (*access.Position, error) {
	f := &model.Faults{}
	if p.Latitude == nil && p.Longitude == nil {
		return nil, nil //nolint:nilnil // absent is not wrong
	}
	if p.Latitude == nil || p.Longitude == nil {
		at := map[bool]string{true: "latitude", false: "longitude"}[p.Latitude == nil]
		return nil, model.ValueRequired.At(at)
	}
	return &access.Position{LatE7: p.Latitude.e7("latitude", f), LngE7: p.Longitude.e7("longitude", f)}, f.Err()
}

// SiteInput is a new site.
type SiteInput struct {
	Body struct {
		PositionInput
		Name    TextView `json:"name"`
		GLN     string   `json:"gln,omitempty" maxLength:"13"`
		Region  string   `json:"region" maxLength:"6" doc:"GB/T 2260 code."`
		Address string   `json:"address,omitempty" maxLength:"300"`
	}
}

func (s *Server) createSite(ctx context.Context, c Call, in *SiteInput) (*SiteOutput, error) {
	b := in.Body
	position, err := b.position()
	if err != nil {
		return nil, err
	}
	return siteOutput(s.services.Access.CreateSite(ctx, c.Actor, c.Idem, access.NewSite{
		Name: b.Name.text(), GLN: b.GLN, Region: b.Region, Address: b.Address, Position: position,
	}))
}

// SitesInput narrows a list of sites.
type SitesInput struct {
	PageInput
	OrgID string `query:"organisation_id" maxLength:"36" doc:"Only this organisation's."`
}

func (s *Server) listSites(ctx context.Context, c Call, in *SitesInput) (*ListOutput[SiteView], error) {
	list, next, err := s.services.Access.Sites(ctx, c.Actor, model.OrgID(in.OrgID), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, next, func(site model.Site) SiteView { return siteView(model.SeenSite{Site: site}) }), nil
}

func (s *Server) getSite(ctx context.Context, c Call, in *OneInput) (*SiteOutput, error) {
	id, err := model.ParseID[model.Site](in.ID)
	if err != nil {
		return nil, err
	}
	return siteOutput(s.services.Access.Site(ctx, c.Actor, id))
}

// SitePatch corrects a site; absent fields stay.
type SitePatch struct {
	OneInput
	Body struct {
		PositionInput
		Name    *TextView `json:"name,omitempty"`
		Address *string   `json:"address,omitempty" maxLength:"300"`
	}
}

func (s *Server) updateSite(ctx context.Context, c Call, in *SitePatch) (*SiteOutput, error) {
	id, err := model.ParseID[model.Site](in.ID)
	if err != nil {
		return nil, err
	}
	position, err := in.Body.position()
	if err != nil {
		return nil, err
	}
	change := access.SiteChange{Name: in.Body.Name.optional(), Address: in.Body.Address, Position: position}
	return siteOutput(s.services.Access.UpdateSite(ctx, c.Actor, id, change))
}

// ReceiverView is a place that goods can be sent to.
type ReceiverView struct {
	SiteID       string   `json:"site_id"`
	Organisation TextView `json:"organisation"`
	Site         TextView `json:"site"`
	Region       string   `json:"region"`
}

// ReceiversInput says whom to look for.
type ReceiversInput struct {
	Query string `query:"q" required:"true" maxLength:"200" doc:"Whole credit code, whole GLN, or at least two characters of how a name begins."`
}

func (s *Server) listReceivers(ctx context.Context, c Call, in *ReceiversInput) (*ListOutput[ReceiverView], error) {
	list, err := s.services.Access.ShipTo(ctx, c.Actor, in.Query)
	if err != nil {
		return nil, err
	}
	return listOf(list, "", func(r model.Receiver) ReceiverView {
		return ReceiverView{SiteID: r.SiteID.String(), Organisation: textView(r.OrgName), Site: textView(r.SiteName), Region: string(r.Region)}
	}), nil
}

// AuditView is one line of the audit trail.
type AuditView struct {
	At      model.Instant `json:"at" format:"date-time"`
	Actor   string        `json:"actor" doc:"person:…, key:…, system:… or public"`
	Name    string        `json:"name,omitempty" doc:"How the person or key is called; only for those of the own organisation."`
	OrgID   string        `json:"organisation_id" doc:"The organisation it was done for."`
	Action  string        `json:"action"`
	Subject string        `json:"subject"`
	Detail  string        `json:"detail,omitempty"`
}

// AuditInput narrows the audit trail.
type AuditInput struct {
	PageInput
	Actor   string    `query:"actor" maxLength:"80" doc:"person:… or key:…"`
	Action  string    `query:"action" maxLength:"60" doc:"The action, as in the list."`
	Subject string    `query:"subject" maxLength:"64" doc:"The identifier of a thing."`
	From    time.Time `query:"from" doc:"The first instant that is listed."`
	To      time.Time `query:"to" doc:"The first instant that is not listed."`
}

func (in *AuditInput) filter() access.AuditFilter {
	f := access.AuditFilter{Actor: in.Actor, Action: in.Action, Subject: in.Subject}
	if !in.From.IsZero() {
		f.From = model.InstantOf(in.From)
	}
	if !in.To.IsZero() {
		f.To = model.InstantOf(in.To)
	}
	return f
}

func (s *Server) listAudit(ctx context.Context, c Call, in *AuditInput) (*ListOutput[AuditView], error) {
	records, next, err := s.services.Access.AuditTrail(ctx, c.Actor, in.filter(), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(records, next, func(r access.AuditRecord) AuditView {
		return AuditView{At: r.At, Actor: r.Actor, Name: r.Name, OrgID: r.Org.String(), Action: r.Action, Subject: r.Subject, Detail: r.Detail}
	}), nil
}
