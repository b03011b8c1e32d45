package repository

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suyuan/model"
	"suyuan/model/gs1"
)

// Access keeps organisations, sites, people, sessions and API keys.
type Access struct{ tx *Tx }

// Access returns the access room's part of the transaction.
func (tx *Tx) Access() Access { return Access{tx} }

// Now reads the store's clock, for those who must judge an instant without a transaction.
func (s *Store) Now() model.Instant { return model.InstantOf(s.clock()) }

// organisationRow is an organisation with the one text that makes its registration unique, whatever register it is in.
type organisationRow struct {
	model.Organisation `gorm:"embedded"`
	Registration       string
}

// platformRegistration is the registration of the platform's own organisation, of which there is one.
const platformRegistration = "platform"

// registration names the entry of a public register: "CN:<credit code>", else "<country>:<id in its register>".
func registration(o model.Organisation) string {
	switch {
	case o.Kind == model.KindPlatform:
		return platformRegistration
	case o.USCC != "":
		return "CN:" + o.USCC
	}
	return o.Country + ":" + o.ForeignID
}

// AddOrganisation adds a new organisation with its identities as a party. What a refused registration holds is no
// obstacle. Refusals: access-organisation-taken, access-gln-taken.
func (a Access) AddOrganisation(o model.Organisation) error {
	if err := a.release(o); err != nil {
		return err
	}
	if err := insert(a.tx, []organisationRow{{o, registration(o)}}); err != nil {
		return err
	}
	return a.claim(OwnerOrganisation, o.ID.String(), o.ID, o.GLN, o.ID.URN(), o.Party())
}

// claim says who owns the URIs of an organisation or site. A GLN names a party (AI 417) and a place (AI 414); whoever
// owns one of them owns both, so that nobody calls a field by another company's number.
func (a Access) claim(kind, subject string, org model.OrgID, gln, urn, uri string) error {
	if gln != "" {
		if err := a.releaseGLN(gln, org); err != nil {
			return err
		}
		var others int64
		err := a.tx.db.Table("identities").Where("uri IN (?, ?) AND org_id <> ?", model.Organisation{GLN: gln}.Party(),
			model.Site{GLN: gln}.Location(), org).Count(&others).Error
		if err != nil {
			return err
		}
		if others > 0 {
			return model.GLNTaken.At("gln")
		}
	}
	uris := []string{urn}
	if uri != urn {
		uris = append(uris, uri)
	}
	for _, u := range uris {
		_, err := a.tx.exec("INSERT INTO identities (uri, kind, subject_id, org_id) VALUES (?, ?, ?, ?)", u, kind, subject, org)
		if duplicateKey(err) != "" {
			return model.GLNTaken.At("gln").Because(err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Platform returns the platform's own organisation; found is false before the first administrator is made.
func (a Access) Platform() (o model.Organisation, found bool, err error) {
	var rows []model.Organisation
	err = a.tx.db.Where("registration = ?", platformRegistration).Find(&rows).Error
	if len(rows) == 0 {
		return o, false, err
	}
	return rows[0], true, err
}

// AddPlatform adds the platform's organisation. When another process has just done so the transaction runs again and
// finds it.
func (a Access) AddPlatform(o model.Organisation) error {
	err := a.AddOrganisation(o)
	if duplicateKey(err) != "" {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

// seenOrganisation is the condition that all of an organisation's fields may be seen.
func seenOrganisation(scope model.Scope) (cond string, args []any) {
	if scope.All() {
		return "1 = 1", nil
	}
	if lo, hi, ok := scope.Region(); ok {
		return "(o.id = ? OR o.region BETWEEN ? AND ?)", []any{scope.Org(), lo, hi}
	}
	of, orgs := whose(scope)
	return "o.id " + of, orgs // no organisation has the empty id
}

// company is the organisation of a scope that has partners: neither a regulator's nor everybody's.
func company(scope model.Scope) model.OrgID {
	if _, _, regulator := scope.Region(); regulator || scope.All() {
		return ""
	}
	return scope.Org()
}

// partners selects the ids of the organisations that one organisation has had shipments or events with lately, itself
// included: among its last five thousand of each, because a company's whole history takes seconds to look through. It is
// a derived table, because MariaDB would run an IN (… UNION …) once for each organisation. The orders are those of the
// indexes, backwards.
const partners = "SELECT id FROM organisations WHERE id = ?" +
	" UNION SELECT to_org FROM (SELECT to_org FROM shipments WHERE from_org = ? ORDER BY id DESC LIMIT 5000) sent" +
	" UNION SELECT from_org FROM (SELECT from_org FROM shipments WHERE to_org = ? ORDER BY state DESC, id DESC LIMIT 5000) arrived" +
	" UNION SELECT other.org_id FROM (SELECT event_seq FROM event_orgs WHERE org_id = ? ORDER BY event_seq DESC LIMIT 5000) mine" +
	" JOIN event_orgs other ON other.event_seq = mine.event_seq"

// Organisation returns one organisation as the scope may see it: whole, or as a partner's. Refusal: not-found.
func (a Access) Organisation(scope model.Scope, id model.OrgID) (model.SeenOrganisation, error) {
	cond, args := seenOrganisation(scope)
	var rows []model.Organisation
	err := a.tx.db.Table("organisations AS o").Where("o.id = ?", id).Where(cond, args...).Find(&rows).Error
	if err != nil {
		return model.SeenOrganisation{}, err
	}
	if len(rows) == 1 {
		return a.withReason(rows[0])
	}
	partner, err := a.partner(scope, id)
	if err != nil {
		return model.SeenOrganisation{}, err
	}
	if !partner {
		return model.SeenOrganisation{}, model.NotFound.Refuse()
	}
	var o model.Organisation
	if err := a.tx.db.Where("id = ?", id).Take(&o).Error; err != nil {
		return model.SeenOrganisation{}, err
	}
	return asPartner(o), nil
}

func (a Access) withReason(o model.Organisation) (model.SeenOrganisation, error) {
	moves, err := a.tx.Moves(model.OrganisationLifecycle.Name, o.ID.String())
	if err != nil || len(moves) == 0 {
		return model.SeenOrganisation{Organisation: o}, err
	}
	return model.SeenOrganisation{Organisation: o, Reason: moves[len(moves)-1].Reason}, nil
}

// asPartner keeps the business register facts that one company may know of another.
func asPartner(o model.Organisation) model.SeenOrganisation {
	return model.SeenOrganisation{
		Organisation: model.Organisation{ID: o.ID, Kind: o.Kind, Name: o.Name, Region: o.Region, GLN: o.GLN}, Partner: true,
	}
}

func (a Access) partner(scope model.Scope, other model.OrgID) (bool, error) {
	if company(scope) == "" {
		return false, nil
	}
	of, args := partnersOf(scope)
	var n int64
	err := a.tx.db.Raw("SELECT COUNT(*) FROM ("+of+") seen WHERE seen.id = ?", append(args, other)...).Scan(&n).Error
	return n > 0, err
}

// partnersOf is partners of all organisations that a scope acts for.
func partnersOf(scope model.Scope) (query string, args []any) {
	orgs := scope.Orgs()
	for _, own := range orgs {
		args = append(args, own, own, own, own)
	}
	return strings.Join(slices.Repeat([]string{partners}, len(orgs)), " UNION "), args
}

// OrganisationFilter narrows a list of organisations. Zero fields do not.
type OrganisationFilter struct {
	// State leaves partners out: their state is not shown.
	State model.OrgState
	Kind  model.OrgKind
	// Query is a whole credit code, a whole GLN, or how a name begins.
	Query string
}

// Organisations lists the organisations of the scope, oldest registration first: for a company itself and, reduced, its
// partners; for a regulator those in its region; for the platform's administrator all. Refusal: page-token-invalid.
func (a Access) Organisations(scope model.Scope, f OrganisationFilter, page model.Page) ([]model.SeenOrganisation, model.PageToken, error) {
	cursor, err := readCursor[model.OrgID]("organisations", page)
	if err != nil {
		return nil, "", err
	}
	own := company(scope)
	q := a.tx.db.Table("organisations AS o").Select("o.*")
	if own != "" {
		of, args := partnersOf(scope)
		q = q.Joins("JOIN ("+of+") seen ON seen.id = o.id", args...)
	} else {
		cond, args := seenOrganisation(scope)
		q = q.Where(cond, args...)
	}
	if f.State != "" {
		q = q.Where("o.state = ?", f.State)
	}
	if f.State != "" && own != "" {
		of, orgs := whose(scope)
		q = q.Where("o.id "+of, orgs...)
	}
	if f.Kind != "" {
		q = q.Where("o.kind = ?", f.Kind)
	}
	if f.Query != "" {
		cond, args := called(f.Query)
		q = q.Where(cond, args...)
	}
	if cursor != nil {
		q = q.Where("o.id > ?", *cursor)
	}
	var rows []model.Organisation
	if err := q.Order("o.id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("organisations", page, rows, func(o model.Organisation) model.OrgID { return o.ID })
	seen := make([]model.SeenOrganisation, 0, len(rows))
	for _, o := range rows {
		if own != "" && !scope.ActsFor(o.ID) {
			seen = append(seen, asPartner(o))
		} else {
			seen = append(seen, model.SeenOrganisation{Organisation: o})
		}
	}
	return seen, next, nil
}

// called is the condition that an organisation o answers to a text: a whole credit code, a whole GLN, or the beginning
// of a name, in which ASCII letters match in either case. SUBSTR counts characters on every engine; LIKE would differ
// in case and in escapes.
func called(text string) (cond string, args []any) {
	if code, err := model.ParseUSCC(strings.ToUpper(text)); err == nil {
		return "o.uscc = ?", []any{string(code)}
	}
	if gln, err := gs1.ParseGLN(text); err == nil {
		return "o.gln = ?", []any{string(gln)}
	}
	n, lower := utf8.RuneCountInString(text), asciiLower(text)
	parts := make([]string, 0, 3)
	for _, column := range []string{"o.name_zh", "o.name_ug", "o.name_en"} {
		parts = append(parts, "SUBSTR("+column+", 1, ?) = ? OR LOWER(SUBSTR("+column+", 1, ?)) = ?")
		args = append(args, n, text, n, lower)
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// asciiLower lowers what SQLite's LOWER lowers.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// UpdateOrganisation changes names, phone and address of the scope's own organisation from the version the caller has
// read. Refusals: not-found, changed-meanwhile.
func (a Access) UpdateOrganisation(scope model.Scope, o model.Organisation) error {
	if o.ID != scope.Org() {
		return model.NotFound.Refuse()
	}
	n, err := a.tx.exec("UPDATE organisations SET name_zh = ?, name_ug = ?, name_en = ?, phone = ?, address = ?, version = version + 1"+
		" WHERE id = ? AND version = ?", o.Name.ZH, o.Name.UG, o.Name.EN, o.Phone, o.Address, o.ID, o.Version)
	if err == nil && n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return err
}

// LockOrganisation makes other transactions that lock the same organisation wait for this one, so that a rule over
// several of its rows (one administrator must remain) holds. Refusal: not-found.
func (a Access) LockOrganisation(id model.OrgID) error {
	var o model.Organisation
	return a.tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Select("id").Where("id = ?", id).Take(&o).Error
}

// AddSite adds a site, open, with its identities as a location. Refusal: access-gln-taken.
func (a Access) AddSite(s model.Site) error {
	s.State, s.Version = model.SiteLifecycle.Initial, 1
	if err := insert(a.tx, []model.Site{s}); err != nil {
		return err
	}
	return a.claim(OwnerSite, s.ID.String(), s.OrgID, s.GLN, s.ID.URN(), s.Location())
}

// seenSite starts a query over the sites that may be seen whole: the own ones; for a regulator also those that lie in
// its region, wherever their organisation has its seat, and those of organisations with their seat there.
func (a Access) seenSite(scope model.Scope) *gorm.DB {
	cond, args := ownedBy(scope, "org_id")
	if lo, hi, ok := scope.Region(); ok {
		cond, args = "("+cond+" OR region BETWEEN ? AND ?)", append(args, lo, hi)
	}
	return a.tx.db.Where(cond, args...)
}

// Site returns one site as the scope may see it: whole, or name and region when a shipment of the company names it.
// Refusal: not-found.
func (a Access) Site(scope model.Scope, id model.SiteID) (model.SeenSite, error) {
	var rows []model.Site
	if err := a.seenSite(scope).Where("id = ?", id).Find(&rows).Error; err != nil {
		return model.SeenSite{}, err
	}
	if len(rows) == 1 {
		return model.SeenSite{Site: rows[0]}, nil
	}
	if company(scope) == "" {
		return model.SeenSite{}, model.NotFound.Refuse()
	}
	var s model.Site
	of, orgs := whose(scope)
	err := a.tx.db.Where("id = ?", id).
		Where("(EXISTS (SELECT 1 FROM shipments WHERE to_org "+of+" AND from_site = sites.id)"+
			" OR EXISTS (SELECT 1 FROM shipments WHERE from_org "+of+" AND to_site = sites.id))", slices.Concat(orgs, orgs)...).Take(&s).Error
	if err != nil {
		return model.SeenSite{}, err
	}
	return model.SeenSite{Site: model.Site{ID: s.ID, Name: s.Name, Region: s.Region}, Partner: true}, nil
}

// Sites lists the sites of the scope, oldest first; org narrows the list to one organisation. Refusal:
// page-token-invalid.
func (a Access) Sites(scope model.Scope, org model.OrgID, page model.Page) ([]model.Site, model.PageToken, error) {
	cursor, err := readCursor[model.SiteID]("sites", page)
	if err != nil {
		return nil, "", err
	}
	q := a.seenSite(scope)
	if org != "" {
		q = q.Where("org_id = ?", org)
	}
	if cursor != nil {
		q = q.Where("id > ?", *cursor)
	}
	var rows []model.Site
	if err := q.Order("id").Limit(page.Size() + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	rows, next := cut("sites", page, rows, func(s model.Site) model.SiteID { return s.ID })
	return rows, next, nil
}

// UpdateSite changes names, address and coordinates of a site of the scope's organisations. Refusal: not-found.
func (a Access) UpdateSite(scope model.Scope, s model.Site) error {
	of, orgs := whose(scope)
	n, err := a.tx.exec("UPDATE sites SET name_zh = ?, name_ug = ?, name_en = ?, address = ?, lat_e7 = ?, lng_e7 = ?"+
		" WHERE id = ? AND org_id "+of, append([]any{s.Name.ZH, s.Name.UG, s.Name.EN, s.Address, s.LatE7, s.LngE7, s.ID}, orgs...)...)
	if err == nil && n != 1 {
		return model.NotFound.Refuse()
	}
	return err
}

// receiversShown bounds the answer of Receivers: enough to choose from, too little to copy the register with.
const receiversShown = 20

// Standing counts what lies at a site of an organisation and what is on the way there.
func (a Access) Standing(org model.OrgID, id model.SiteID) (s model.Standing, err error) {
	const lots = "SELECT COUNT(DISTINCT node_id) FROM balances WHERE org_id = ? AND account = ? AND amount > 0" +
		" AND place_id IN (SELECT id FROM places WHERE site_id = ?)"
	for account, n := range map[model.Account]*int64{model.AccountOnHand: &s.Stock, model.AccountInTransit: &s.Arriving} {
		if err := a.tx.sql.QueryRowContext(a.tx.ctx(), lots, org, account, id).Scan(n); err != nil {
			return s, err
		}
	}
	var returned int64
	if err := a.tx.sql.QueryRowContext(a.tx.ctx(), lots, org, model.AccountReturned, id).Scan(&returned); err != nil {
		return s, err
	}
	s.Stock += returned
	return s, a.tx.sql.QueryRowContext(a.tx.ctx(), "SELECT COUNT(*) FROM shipments WHERE to_org = ? AND state IN (?, ?) AND to_site = ?",
		org, model.ShipmentSent, model.ShipmentPartly, id).Scan(&s.Shipments)
}

// Receivers lists open sites of active organisations that answer to a text (see OrganisationFilter.Query), or the one site
// with that GLN. It takes no scope: what it returns stands on any delivery note.
func (a Access) Receivers(text string) ([]model.Receiver, error) {
	cond, args := called(text)
	if gln, err := gs1.ParseGLN(text); err == nil {
		cond, args = "(o.gln = ? OR s.gln = ?)", []any{string(gln), string(gln)}
	}
	var rows []struct {
		ID     model.SiteID
		Region model.Region
		Org    model.Text `gorm:"embedded;embeddedPrefix:org_"`
		Site   model.Text `gorm:"embedded;embeddedPrefix:site_"`
	}
	err := a.tx.db.Table("sites AS s").Select("s.id, s.region, o.name_zh AS org_zh, o.name_ug AS org_ug, o.name_en AS org_en,"+
		" s.name_zh AS site_zh, s.name_ug AS site_ug, s.name_en AS site_en").
		Joins("JOIN organisations o ON o.id = s.org_id").
		Where("o.state = ? AND s.state = ?", model.OrgActive, model.SiteOpen).Where(cond, args...).
		Order("s.id").Limit(receiversShown).Scan(&rows).Error
	receivers := make([]model.Receiver, 0, len(rows))
	for _, r := range rows {
		receivers = append(receivers, model.Receiver{SiteID: r.ID, OrgName: r.Org, SiteName: r.Site, Region: r.Region})
	}
	return receivers, err
}
