package catalog

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// BatchInput is a new batch.
type BatchInput struct {
	ProductID model.ProductID
	// Lot is the lot number exactly as printed.
	Lot string
	// Produced is the day of production or harvest.
	Produced model.Date
	// Expires is the last day of shelf life; empty computes it from the product's shelf life.
	Expires  model.Date
	Quantity model.Quantity
	// Unit defaults to the product's.
	Unit   model.Unit
	SiteID model.SiteID
	Note   string
}

const (
	noteLength   = 1000
	reasonLength = 500
)

// RegisterBatch registers a batch of a product of the actor's organisation, as a draft. Needs batch:write.
//
// Refusals: invalid with the faulty fields (catalog-lot-invalid, value-required, catalog-date-future,
// catalog-date-order, date-invalid, quantity-invalid, unit-unknown, unit-mismatch, not-found for product or site),
// catalog-batch-taken.
func (s *Service) RegisterBatch(ctx context.Context, actor model.Actor, idem model.Idempotency, in BatchInput) (model.Batch, error) {
	if err := actor.Must(model.PermBatchWrite); err != nil {
		return model.Batch{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Batch, error) {
		p, err := s.productForBatch(tx, actor, in.ProductID)
		if err != nil {
			return model.Batch{}, err
		}
		b, err := in.batch(tx, p, ownSite(tx, actor.Orgs()))
		if err != nil {
			return b, err
		}
		if actor.ActsFor(p.OrgID) { // who has succeeded the owner of a product makes it from then on
			b.OrgID = actor.Org
		}
		if err := tx.Catalog().InsertBatch(b); err != nil {
			return b, err
		}
		if err := tx.Trace().BindBatch(b); err != nil {
			return b, err
		}
		return b, tx.Audit(actor, "batch.register", b.ID.String(), b.Lot)
	})
}

// productForBatch reads the product and keeps its GTIN and unit from changing meanwhile.
func (s *Service) productForBatch(tx *repository.Tx, actor model.Actor, id model.ProductID) (model.Product, error) {
	if err := tx.Catalog().LockProduct(id); err != nil {
		return model.Product{}, err
	}
	p, err := tx.Catalog().Product(actor.Scope(), id)
	return p, atField(err, "product_id")
}

// atField turns not-found into a fault of the field that named what is not there; other errors stay.
func atField(err error, field string) error {
	var faults model.Faults
	if isNotFound(err) {
		faults.Add(field, model.NotFound)
		return faults.Err()
	}
	return err
}

// ownSite answers not-found for a site that is none of the organisations', access-site-closed for one at which nothing
// happens any more.
func ownSite(tx *repository.Tx, orgs []model.OrgID) func(model.SiteID) error {
	return func(id model.SiteID) error {
		_, err := tx.Catalog().OpenSiteOf(orgs, id)
		return err
	}
}

// batch checks the input against its product and returns the new row. ownSite answers not-found for a site that is not
// the maker's.
func (in BatchInput) batch(tx *repository.Tx, p model.Product, ownSite func(model.SiteID) error) (model.Batch, error) {
	var faults model.Faults
	b := model.Batch{
		ID: repository.NewID[model.Batch](tx), OrgID: p.OrgID, ProductID: p.ID, Lot: in.Lot, Quantity: in.Quantity,
		Unit: in.Unit, SiteID: in.SiteID, Code: newShortCode(), State: model.BatchLifecycle.Initial, Version: 1,
		Note: lines(&faults, "note", in.Note, noteLength), CreatedAt: tx.Now(),
	}
	if !gs1.ValidLot(in.Lot) {
		faults.Add("lot", model.LotInvalid)
	}
	if !in.Quantity.InRange() {
		faults.Add("quantity", model.QuantityInvalid, model.P("value", in.Quantity))
	}
	b.Unit = unitFor(&faults, in, p)
	in.dates(&faults, &b, p, model.DateOf(tx.Now(), model.China))
	if err := in.site(&faults, ownSite); err != nil {
		return b, err
	}
	if err := faults.Err(); err != nil {
		return b, err
	}
	epc, err := lotIdentity(b, p)
	b.EPC = epc
	return b, err
}

// unitFor refuses a unit in which the quantity could not be compared with others of the product.
func unitFor(faults *model.Faults, in BatchInput, p model.Product) model.Unit {
	if in.Unit == "" {
		return p.Unit
	}
	if _, ok := model.UnitOf(in.Unit); !ok {
		faults.Add("unit", model.UnitUnknown, model.P("value", in.Unit))
		return in.Unit
	}
	if _, ok := in.Quantity.Convert(in.Unit, p.Unit); !ok {
		faults.Add("unit", model.UnitMismatch, model.P("from", in.Unit), model.P("to", p.Unit))
	}
	return in.Unit
}

func (in BatchInput) dates(faults *model.Faults, b *model.Batch, p model.Product, today model.Date) {
	var err error
	b.Produced, err = model.ParseDate(string(in.Produced))
	produced := faults.Check("produced", err)
	b.Expires, err = model.ParseDate(string(in.Expires))
	expires := faults.Check("expires", err)
	switch {
	case !produced:
		return
	case b.Produced == "":
		faults.Add("produced", model.ValueRequired)
		return
	case b.Produced > today:
		faults.Add("produced", model.DateFuture)
		return
	}
	if b.Expires == "" && expires && p.ShelfLifeDays > 0 {
		b.Expires = b.Produced.AddDays(p.ShelfLifeDays)
	}
	if b.Expires != "" && b.Expires < b.Produced {
		faults.Add("expires", model.DateOrder)
	}
}

func (in BatchInput) site(faults *model.Faults, ownSite func(model.SiteID) error) error {
	if in.SiteID == "" {
		faults.Add("site_id", model.ValueRequired)
		return nil
	}
	err := ownSite(in.SiteID)
	if isNotFound(err) || errors.Is(err, model.SiteIsClosed) {
		faults.Check("site_id", err)
		return nil
	}
	return err
}

// lotIdentity is how events name the batch: its canonical Digital Link when the product has a GTIN, else its URN.
func lotIdentity(b model.Batch, p model.Product) (string, error) {
	if p.GTIN == "" {
		return b.ID.URN(), nil
	}
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: p.GTIN}, gs1.Element{AI: "10", Value: b.Lot})
	if err != nil {
		return "", model.LotInvalid.At("lot").Because(err)
	}
	return link.Canonical(), nil
}

// newShortCode draws a short code: 50 random bits, so that nobody finds a batch by counting.
func newShortCode() string {
	var random [model.ShortCodeLength]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
	for i, r := range random {
		random[i] = model.ShortCodeAlphabet[r&31]
	}
	return string(random[:])
}

// MoveRecord is one step in the history of a batch.
type MoveRecord = repository.MoveRecord

// BatchFile is everything about one batch that its reader may know.
type BatchFile struct {
	Batch   model.Batch
	Product model.Product
	Maker   model.Organisation
	Site    model.Site
	Moves   []MoveRecord
	// Documents are all of the batch's, oldest first.
	Documents []model.Document
	// Certificate holds the facts of the newest commitment certificate, nil without one.
	Certificate *model.CommitmentCertificate
	// Allowed are the moves that this reader can make now.
	Allowed []model.BatchEvent
	// Full is false for a partner, who knows the batch from events the two share: quantity, note and the names behind
	// the moves are the maker's own business then and left out.
	Full bool
}

// Batch returns the file of a batch: of the actor's own organisation, of its region for a regulator, or of one that an
// event it shares names. Needs batch:read. Refusal: not-found.
func (s *Service) Batch(ctx context.Context, actor model.Actor, id model.BatchID) (f BatchFile, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		f, err = readFile(tx, actor, id)
		return err
	})
	return f, err
}

func readFile(tx *repository.Tx, actor model.Actor, id model.BatchID) (f BatchFile, err error) {
	stand, err := readStanding(tx, actor, id)
	if err != nil {
		return f, err
	}
	f.Batch, f.Maker, f.Site = stand.batch, stand.maker, stand.site
	if f.Product, err = tx.Catalog().Product(model.SystemScope("product of a batch that the actor may see"), f.Batch.ProductID); err != nil {
		return f, err
	}
	if f.Moves, err = tx.Moves(model.BatchLifecycle.Name, id.String()); err != nil {
		return f, err
	}
	if f.Documents, err = tx.Catalog().Documents(id); err != nil {
		return f, err
	}
	if f.Allowed, err = stand.allowed(tx, actor); err != nil {
		return f, err
	}
	f.Certificate = f.certificate()
	f.Full = stand.side != outsider || actor.Scope().All()
	if !f.Full {
		f.redact()
	}
	return f, nil
}

func (f *BatchFile) redact() {
	f.Batch.Quantity, f.Batch.Note = 0, ""
	for i := range f.Moves {
		f.Moves[i].Actor, f.Moves[i].Reason = "", ""
	}
}

func (f *BatchFile) certificate() *model.CommitmentCertificate {
	for _, d := range slices.Backward(f.Documents) {
		if d.Kind == model.DocumentCommitment {
			c := model.CertificateOf(f.Batch, f.Product, f.Maker.Name, f.Site.Region, d)
			return &c
		}
	}
	return nil
}

// side is what an actor is to a batch.
type side int

const (
	outsider side = iota
	maker
	regulator // whose region covers the maker's seat or the place of production
)

// standing is a batch together with what the actor is to it.
type standing struct {
	batch model.Batch
	maker model.Organisation
	site  model.Site
	side  side
}

func readStanding(tx *repository.Tx, actor model.Actor, id model.BatchID) (st standing, err error) {
	if st.batch, err = tx.Catalog().Batch(actor.Scope(), id); err != nil {
		return st, err
	}
	if st.maker, err = tx.Catalog().Maker(st.batch.OrgID); err != nil {
		return st, err
	}
	if st.site, err = tx.Catalog().BatchSite(st.batch); err != nil && !isNotFound(err) {
		return st, err
	}
	switch {
	case actor.ActsFor(st.batch.OrgID):
		st.side = maker
	case actor.OrgKind == model.KindRegulator && (actor.Region.Contains(st.maker.Region) || actor.Region.Contains(st.site.Region)):
		st.side = regulator
	}
	return st, nil
}

// allowed lists the moves that the actor can make now.
func (st standing) allowed(tx *repository.Tx, actor model.Actor) ([]model.BatchEvent, error) {
	allowed := []model.BatchEvent{}
	if st.side == outsider {
		return allowed, nil
	}
	for _, on := range byHand(st.batch.State) {
		mv, err := model.BatchLifecycle.Next(st.batch.State, on)
		if err != nil {
			return nil, err
		}
		if !actor.Can(mv.Need) {
			continue
		}
		if on == model.BatchRelease {
			mine, err := st.mayRelease(tx)
			if err != nil {
				return nil, err
			}
			if !mine {
				continue
			}
		}
		allowed = append(allowed, on)
	}
	return allowed, nil
}

// byHand lists the events that somebody may ask for in a state. Activation is not one of them: a batch becomes active
// because its production or harvest is recorded, which the trace room does.
func byHand(state model.BatchState) []model.BatchEvent {
	return slices.DeleteFunc(model.BatchLifecycle.Allowed(state), func(e model.BatchEvent) bool { return e == model.BatchActivate })
}

// mayRelease reports whether the hold is the actor's to release: a maker's hold its maker's, a regulator's hold a
// regulator's. After a prohibition is lifted the maker releases.
func (st standing) mayRelease(tx *repository.Tx) (bool, error) {
	history, err := tx.Moves(model.BatchLifecycle.Name, st.batch.ID.String())
	if err != nil || len(history) == 0 {
		return false, err
	}
	if history[len(history)-1].Event == string(model.BatchUnblock) {
		return st.side == maker, nil
	}
	kind, err := tx.Catalog().HeldBy(st.batch.ID)
	if kind == "" || kind == model.KindRegulator {
		return st.side == regulator, err // a hold of unknown origin is not the maker's to lift
	}
	return st.side == maker, err
}

// MoveInput asks for one move of a batch.
type MoveInput struct {
	BatchID model.BatchID
	Event   model.BatchEvent
	// Reason is kept in the batch's file; required.
	Reason string
	// Version is the version the caller has read; 0 moves whatever is there.
	Version int64
}

// MoveBatch holds, releases, blocks, unblocks or closes a batch. Needs batch:read, the permission of the move
// (batch:hold, batch:block or batch:write), and to be the batch's maker or a regulator whose region covers the maker's
// seat or the place of production.
//
// Refusals: not-found (also for a regulator of another region), forbidden, invalid (reason), move-not-allowed,
// changed-meanwhile, catalog-hold-of-others.
func (s *Service) MoveBatch(ctx context.Context, actor model.Actor, idem model.Idempotency, in MoveInput) (model.Batch, error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return model.Batch{}, err
	}
	var faults model.Faults
	reason := lines(&faults, "reason", in.Reason, reasonLength)
	if reason == "" {
		faults.Add("reason", model.ValueRequired)
	}
	if err := faults.Err(); err != nil {
		return model.Batch{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Batch, error) {
		st, err := readStanding(tx, actor, in.BatchID)
		if err != nil {
			return st.batch, err
		}
		if err := st.permit(tx, actor, in); err != nil {
			return st.batch, err
		}
		state, err := repository.Move(tx, &model.BatchLifecycle, st.batch.ID.String(), st.batch.Version, st.batch.State, in.Event, actor.Name(), reason)
		if err != nil {
			return st.batch, err
		}
		st.batch.State, st.batch.Version = state, st.batch.Version+1
		return st.batch, tx.Audit(actor, auditOf(in.Event), st.batch.ID.String(), "")
	})
}

// permit decides whether the actor may make the move now.
func (st standing) permit(tx *repository.Tx, actor model.Actor, in MoveInput) error {
	if st.side == outsider {
		if actor.OrgKind == model.KindRegulator {
			return model.NotFound.Refuse() // not within its region
		}
		return model.Forbidden.Refuse(model.P("permission", model.PermBatchHold))
	}
	mv, err := nextByHand(st.batch.State, in.Event)
	if err != nil {
		return err
	}
	if err := actor.Must(mv.Need); err != nil {
		return err
	}
	if in.Version != 0 && in.Version != st.batch.Version {
		return model.ChangedMeanwhile.Refuse()
	}
	if in.Event == model.BatchRelease {
		mine, err := st.mayRelease(tx)
		if err == nil && !mine {
			err = model.HoldOfOthers.Refuse()
		}
		return err
	}
	return nil
}

// nextByHand is Next of the lifecycle without the moves that nobody can ask for.
func nextByHand(state model.BatchState, on model.BatchEvent) (model.Move[model.BatchState, model.BatchEvent], error) {
	if slices.Contains(byHand(state), on) {
		return model.BatchLifecycle.Next(state, on)
	}
	possible := make([]string, 0, 4)
	for _, e := range byHand(state) {
		possible = append(possible, string(e))
	}
	r := model.MoveNotAllowed.Refuse(model.P("state", state), model.P("event", on), model.P("allowed", strings.Join(possible, ", ")))
	r.Allowed = possible
	return model.Move[model.BatchState, model.BatchEvent]{}, r
}

// auditOf names a move in the audit trail.
func auditOf(on model.BatchEvent) string {
	if on == model.BatchHold {
		return repository.HoldAction
	}
	return "batch." + string(on)
}

// BatchFilter narrows a list of batches.
type BatchFilter = repository.BatchFilter

// Batches lists the batches of the actor's scope, newest first: its own, or for a regulator those made in its region.
// Needs batch:read. Refusal: page-token-invalid.
func (s *Service) Batches(ctx context.Context, actor model.Actor, f BatchFilter, page model.Page) (rows []model.Batch, next model.PageToken, err error) {
	if err := actor.Must(model.PermBatchRead); err != nil {
		return nil, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Catalog().Batches(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}
