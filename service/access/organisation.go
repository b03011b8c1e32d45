package access

import (
	"context"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Registration is what an organisation says of itself.
type Registration struct {
	Kind model.OrgKind
	Name model.Text
	// Country is the ISO 3166-1 alpha-2 code of its register; empty means CN. In China USCC is the credit code, elsewhere
	// ForeignID is the number in that country's register.
	Country, USCC, ForeignID string
	// Region is the GB/T 2260 code of its seat; of its jurisdiction for a regulator; for a foreign organisation of the
	// place in China whose regulator answers for its trade.
	Region string
	// GLN, Phone and Address may be empty.
	GLN, Phone, Address string
	// Person becomes its owner or supervisor; nil when somebody signed in registers another organisation of theirs.
	Person *NewPerson
}

// NewPerson is somebody who shall be able to sign in.
type NewPerson struct {
	// Login is an e-mail address or a mobile number of mainland China.
	Login, Name, Password string
	// Lang is the language of what is sent to the person; empty means Chinese.
	Lang model.Lang
}

// organisation checks the registration and makes the organisation it describes, still without an id.
func (r Registration) organisation() (model.Organisation, error) {
	f := &model.Faults{}
	o := model.Organisation{
		Kind:    r.Kind,
		Name:    names(f, "name", r.Name),
		Country: strings.TrimSpace(r.Country),
		Phone:   phone(f, "phone", r.Phone),
		Address: line(f, "address", r.Address, addressLimit),
		State:   model.OrganisationLifecycle.Initial,
		Version: 1,
	}
	if !slices.Contains(model.OrgKinds(), r.Kind) {
		f.Add("kind", model.ValueInvalid, model.P("value", r.Kind))
	}
	if o.Country == "" {
		o.Country = "CN"
	}
	r.register(f, &o)
	o.Region = region(f, "region", r.Region)
	if o.Region == model.Nation && r.Kind != model.KindRegulator {
		f.Add("region", model.RegionInvalid, model.P("value", r.Region)) // nobody has a seat in the whole country
	}
	o.GLN = gln(f, "gln", r.GLN)
	return o, f.Err()
}

// foreignIDLimit keeps country and number within the unique column.
const foreignIDLimit = 60

// register reads the number in the register of the country.
func (r Registration) register(f *model.Faults, o *model.Organisation) {
	code, foreign := strings.ToUpper(strings.TrimSpace(r.USCC)), strings.TrimSpace(r.ForeignID)
	if len(o.Country) != 2 || strings.Trim(o.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		f.Add("country", model.ValueInvalid, model.P("value", o.Country))
	}
	given, missing, absent := code, "uscc", foreign
	if o.Country != "CN" {
		given, missing, absent = foreign, "foreign_id", code
	}
	switch {
	case given == "":
		f.Add(missing, model.ValueRequired)
	case absent != "":
		f.Add("country", model.ValueInvalid, model.P("value", o.Country)) // two registers
	case o.Country == "CN":
		uscc, err := model.ParseUSCC(code)
		if err != nil {
			f.Add("uscc", model.CreditCodeInvalid, model.P("value", r.USCC))
		}
		o.USCC = string(uscc)
	case len(foreign) > foreignIDLimit:
		f.Add("foreign_id", model.ValueTooLong, model.P("limit", foreignIDLimit))
	case strings.ContainsFunc(foreign, func(c rune) bool { return c < 0x20 || c > 0x7e }):
		f.Add("foreign_id", model.ValueInvalid, model.P("value", foreign))
	default:
		o.ForeignID = foreign
	}
}

func region(f *model.Faults, at, text string) model.Region {
	r, err := model.ParseRegion(strings.TrimSpace(text))
	if err != nil {
		f.Add(at, model.RegionInvalid, model.P("value", text))
	}
	return r
}

func gln(f *model.Faults, at, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	g, err := gs1.ParseGLN(text)
	if err != nil {
		f.Add(at, model.GLNInvalid, model.P("value", text))
	}
	return string(g)
}

// registered is what Once remembers of a registration.
type registered struct{ Org model.OrgID }

// Register enters an organisation, pending until a regulator approves it, with the person who answers for it: its owner,
// or the supervisor of a regulator. Anybody may call it; somebody signed in may leave the person out and answers for it
// themselves. The platform's kind cannot register. Refusals: invalid (fields: value-required, value-too-long,
// value-invalid, access-credit-code-invalid, access-region-invalid, access-gln-invalid, access-login-invalid,
// access-password-weak), access-organisation-taken, access-login-taken, access-gln-taken, idempotency-key-reused,
// idempotency-in-flight, unavailable when too many passwords are being hashed.
//
// That a login is taken can be learned here; a registration that kept silent would need mail to finish it.
func (s *Service) Register(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd Registration) (model.SeenOrganisation, error) {
	o, err := cmd.organisation()
	f := &model.Faults{}
	f.Check("", err)
	var person model.Person
	switch {
	case cmd.Person != nil:
		person = cmd.Person.check(f, "person.")
	case actor.Person == "":
		f.Add("person", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return model.SeenOrganisation{}, err
	}
	if cmd.Person != nil {
		if person.Password, err = s.passwords.hash(ctx, cmd.Person.Password); err != nil {
			return model.SeenOrganisation{}, err
		}
		named := *cmd.Person
		named.Password = ""
		cmd.Person = &named
	}
	if idem, err = withoutSecret(idem, cmd); err != nil {
		return model.SeenOrganisation{}, err
	}
	made, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (registered, error) {
		return register(tx, actor, o, person)
	})
	if err != nil {
		return model.SeenOrganisation{}, err
	}
	return s.organisation(ctx, model.SystemScope("the registrant reads the answer to the registration"), made.Org)
}

// register writes the organisation and makes the new person, or else the actor, its lead.
func register(tx *repository.Tx, actor model.Actor, o model.Organisation, p model.Person) (registered, error) {
	o.ID, o.CreatedAt = repository.NewID[model.Organisation](tx), tx.Now()
	if err := tx.Access().AddOrganisation(o); err != nil {
		return registered{}, err
	}
	lead := model.Membership{PersonID: actor.Person, OrgID: o.ID, Role: model.LeadRole(o.Kind), CreatedAt: tx.Now()}
	if p.Login != "" {
		p.ID, p.CreatedAt = repository.NewID[model.Person](tx), tx.Now()
		if err := tx.Access().AddPerson(p); err != nil {
			return registered{}, err
		}
		lead.PersonID = p.ID
	}
	if err := tx.Access().AddMembership(lead); err != nil {
		return registered{}, err
	}
	return registered{o.ID}, tx.Audit(model.Actor{Person: lead.PersonID, Org: o.ID}, "organisation:register", o.ID.String(), string(o.Kind))
}

// OrganisationFilter narrows a list of organisations.
type OrganisationFilter = repository.OrganisationFilter

// Organisation returns one organisation: whole when it is the actor's own, lies in the regulator's region or the actor
// runs the platform; name, kind, region and GLN when it is a partner. Refusals: unauthenticated, forbidden, not-found.
func (s *Service) Organisation(ctx context.Context, actor model.Actor, id model.OrgID) (model.SeenOrganisation, error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return model.SeenOrganisation{}, err
	}
	return s.organisation(ctx, actor.Scope(), id)
}

func (s *Service) organisation(ctx context.Context, scope model.Scope, id model.OrgID) (o model.SeenOrganisation, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		o, err = tx.Access().Organisation(scope, id)
		return err
	})
	return o, err
}

// Organisations lists the organisations that the actor may see, see Organisation. Refusals: unauthenticated, forbidden,
// page-token-invalid.
func (s *Service) Organisations(ctx context.Context, actor model.Actor, f OrganisationFilter, page model.Page) (list []model.SeenOrganisation, next model.PageToken, err error) {
	if err := actor.Must(model.PermOrgRead); err != nil {
		return nil, "", err
	}
	f.Query = strings.TrimSpace(f.Query)
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		list, next, err = tx.Access().Organisations(actor.Scope(), f, page)
		return err
	})
	return list, next, err
}

// OrganisationChange corrects an organisation. Nil fields stay. Credit code, kind, region and GLN are what the
// regulator approved and do not change.
type OrganisationChange struct {
	// Version is the version that the caller has read.
	Version        int64
	Name           *model.Text
	Phone, Address *string
}

// UpdateOrganisation corrects the actor's own organisation; its owner, supervisor or administrator may, before it is
// approved too. Refusals: unauthenticated, forbidden (also while it is suspended or closed), not-found for any other
// organisation, invalid, changed-meanwhile.
func (s *Service) UpdateOrganisation(ctx context.Context, actor model.Actor, id model.OrgID, change OrganisationChange) (model.SeenOrganisation, error) {
	var o model.SeenOrganisation
	if err := actor.Must(model.PermOrgWrite); err != nil {
		return o, err
	}
	if id != actor.Org {
		return o, model.NotFound.Refuse()
	}
	err := s.store.Write(ctx, func(tx *repository.Tx) (err error) {
		if o, err = tx.Access().Organisation(actor.Scope(), id); err != nil {
			return err
		}
		if o.Organisation, err = change.apply(o.Organisation); err != nil {
			return err
		}
		if err := tx.Access().UpdateOrganisation(actor.Scope(), o.Organisation); err != nil {
			return err
		}
		o.Version++
		return tx.Audit(actor, "organisation:update", id.String(), "")
	})
	return o, err
}

func (c OrganisationChange) apply(o model.Organisation) (model.Organisation, error) {
	f := &model.Faults{}
	o.Version = c.Version
	if c.Name != nil {
		o.Name = names(f, "name", *c.Name)
	}
	if c.Phone != nil {
		o.Phone = phone(f, "phone", *c.Phone)
	}
	if c.Address != nil {
		o.Address = line(f, "address", *c.Address, addressLimit)
	}
	return o, f.Err()
}

// OrganisationMove is one step of an organisation's life.
type OrganisationMove struct {
	ID    model.OrgID
	Event model.OrgEvent
	// Reason is required to refuse, suspend or close.
	Reason string
}

// MoveOrganisation approves, refuses, suspends, reinstates or closes an organisation: a supervisor of a regulator whose
// region covers it may, or the platform's administrator; never for their own organisation or the platform's, and for a
// regulator only when its region lies truly inside the supervisor's. Its own owner resubmits. Refusals:
// unauthenticated, forbidden, not-found out of region, invalid (value-invalid at event, value-required at reason),
// move-not-allowed, changed-meanwhile, idempotency-key-reused, idempotency-in-flight; for whoever resubmits
// access-organisation-taken and access-gln-taken, when others have registered with the same code or number meanwhile.
//
// A refused registration holds neither its credit code nor its GLN: whoever really has them can register with them.
// Suspending ends no session: what the organisation may do changes with the next request, within a few seconds.
func (s *Service) MoveOrganisation(ctx context.Context, actor model.Actor, idem model.Idempotency, cmd OrganisationMove) (model.SeenOrganisation, error) {
	var none model.SeenOrganisation
	need, known := organisationNeeds(cmd.Event)
	if !known {
		return none, model.ValueInvalid.At("event", model.P("value", cmd.Event))
	}
	if err := actor.Must(need); err != nil {
		return none, err
	}
	f := &model.Faults{}
	reason := line(f, "reason", cmd.Reason, reasonLimit)
	if reason == "" && slices.Contains(reasoned, cmd.Event) {
		f.Add("reason", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return none, err
	}
	_, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (struct{}, error) {
		tx.AfterCommit(s.holders.forget)
		o, err := tx.Access().Organisation(actor.Scope(), cmd.ID)
		if err != nil {
			return struct{}{}, err
		}
		if err := mayMove(actor, o.Organisation, cmd.Event); err != nil {
			return struct{}{}, err
		}
		_, err = repository.Move(tx, &model.OrganisationLifecycle, o.ID.String(), o.Version, o.State, cmd.Event, actor.Name(), reason)
		if err == nil && cmd.Event == model.OrgResubmit {
			err = tx.Access().Reclaim(o.Organisation)
		}
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, tx.Audit(actor, "organisation:"+string(cmd.Event), o.ID.String(), "")
	})
	if err != nil {
		return none, err
	}
	return s.organisation(ctx, actor.Scope(), cmd.ID)
}

// reasoned are the moves that somebody will ask the reason of.
var reasoned = []model.OrgEvent{model.OrgRefuse, model.OrgSuspend, model.OrgClose}

// organisationNeeds returns the permission that an event needs from whatever state.
func organisationNeeds(on model.OrgEvent) (model.Permission, bool) {
	for _, mv := range model.OrganisationLifecycle.Moves {
		if mv.On == on {
			return mv.Need, true
		}
	}
	return "", false
}

// mayMove refuses (forbidden) a move of an organisation that the actor sees. No regulator judges its peer, and it is its
// own peer.
func mayMove(actor model.Actor, o model.Organisation, on model.OrgEvent) error {
	need, _ := organisationNeeds(on)
	if err := actor.Must(need); err != nil {
		return err
	}
	allowed := o.ID == actor.Org
	if need == model.PermOrgApprove {
		peer := actor.OrgKind == model.KindRegulator && o.Kind == model.KindRegulator && o.Region.Contains(actor.Region)
		allowed = !peer && o.Kind != model.KindPlatform
	}
	if !allowed {
		return model.Forbidden.Refuse(model.P("permission", need))
	}
	return nil
}

// AllowedMoves lists the moves that the actor may make of an organisation as it stands; none of a partner, whose state is
// not shown.
func AllowedMoves(actor model.Actor, o model.SeenOrganisation) []model.OrgEvent {
	allowed := []model.OrgEvent{}
	for _, e := range model.OrganisationLifecycle.Allowed(o.State) {
		if mayMove(actor, o.Organisation, e) == nil {
			allowed = append(allowed, e)
		}
	}
	return allowed
}

// MoveRecord is one step in the life of an organisation.
type MoveRecord = repository.MoveRecord
