package catalog

import (
	"context"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// ProductInput is a new product. A product without a GTIN has a code of its maker's; a GTIN is never made up for it.
type ProductInput struct {
	// GTIN has 8, 12, 13 or 14 digits, or is empty.
	GTIN string
	// Code defaults to the GTIN as it is printed.
	Code          string
	Name          model.Text // one language is enough
	Category      model.Category
	Unit          model.Unit
	NetContent    string
	ShelfLifeDays int // 0 when it has none
	Storage       model.Text
	Standards     string // one per line
}

// The lengths of a product's texts, in characters; the code's in bytes.
const (
	nameLength      = 200
	codeLength      = 60
	contentLength   = 60
	storageLength   = 300
	standardsLength = 1000
)

// CreateProduct registers a product of the actor's organisation. Needs product:write.
//
// Refusals: invalid with the faulty fields (catalog-gtin-invalid, value-required, value-too-long, value-invalid,
// unit-unknown), catalog-gtin-taken, catalog-code-taken.
func (s *Service) CreateProduct(ctx context.Context, actor model.Actor, idem model.Idempotency, in ProductInput) (model.Product, error) {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return model.Product{}, err
	}
	p, err := in.product()
	if err != nil {
		return p, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Product, error) {
		p.ID, p.OrgID, p.CreatedAt, p.Version = repository.NewID[model.Product](tx), actor.Org, tx.Now(), 1
		if err := tx.Catalog().InsertProduct(p); err != nil {
			return p, err
		}
		return p, tx.Audit(actor, "product.create", p.ID.String(), p.Code)
	})
}

// product checks the input and returns the row it describes, without its identity.
func (in ProductInput) product() (model.Product, error) {
	var faults model.Faults
	p := model.Product{
		Code:          line(&faults, "code", in.Code, codeLength),
		Name:          translations(&faults, "name", in.Name, nameLength),
		Category:      in.Category,
		Unit:          in.Unit,
		NetContent:    line(&faults, "net_content", in.NetContent, contentLength),
		ShelfLifeDays: in.ShelfLifeDays,
		Storage:       translations(&faults, "storage", in.Storage, storageLength),
		Standards:     lines(&faults, "standards", in.Standards, standardsLength),
	}
	if in.GTIN != "" {
		gtin, err := gs1.ParseGTIN(in.GTIN)
		if err != nil {
			faults.Add("gtin", model.GTINInvalid, model.P("value", in.GTIN))
		}
		p.GTIN = string(gtin)
		if p.Code == "" {
			p.Code = gtin.Short()
		}
	}
	if p.Code == "" && in.GTIN == "" {
		faults.Add("code", model.ValueRequired)
	}
	if len(p.Code) > codeLength {
		faults.Add("code", model.ValueTooLong, model.P("limit", codeLength))
	}
	if p.Name.Empty() {
		faults.Add("name", model.ValueRequired)
	}
	if p.Category == "" {
		faults.Add("category", model.ValueRequired)
	} else if _, ok := model.CategoryOf(p.Category); !ok {
		faults.Add("category", model.ValueInvalid, model.P("value", p.Category))
	}
	if _, ok := model.UnitOf(p.Unit); !ok {
		faults.Add("unit", model.UnitUnknown, model.P("value", p.Unit))
	}
	if p.ShelfLifeDays < 0 || p.ShelfLifeDays > model.MaxShelfLifeDays {
		faults.Add("shelf_life_days", model.ValueInvalid, model.P("value", p.ShelfLifeDays))
	}
	return p, faults.Err()
}

// ProductChange says what to change of a product; nil leaves a field as it is.
type ProductChange struct {
	GTIN, Code    *string
	Name          *model.Text
	Category      *model.Category
	Unit          *model.Unit
	NetContent    *string
	ShelfLifeDays *int
	Storage       *model.Text
	Standards     *string
}

func (c ProductChange) apply(p model.Product) ProductInput {
	return ProductInput{
		GTIN: either(c.GTIN, p.GTIN), Code: either(c.Code, p.Code), Name: either(c.Name, p.Name),
		Category: either(c.Category, p.Category), Unit: either(c.Unit, p.Unit),
		NetContent: either(c.NetContent, p.NetContent), ShelfLifeDays: either(c.ShelfLifeDays, p.ShelfLifeDays),
		Storage: either(c.Storage, p.Storage), Standards: either(c.Standards, p.Standards),
	}
}

func either[T any](given *T, kept T) T {
	if given != nil {
		return *given
	}
	return kept
}

// UpdateProduct changes a product of the actor's organisation from the version the caller has read. Needs
// product:write. GTIN and unit are fixed once a batch is registered: batches and events carry them.
//
// Refusals: those of CreateProduct, not-found, changed-meanwhile, catalog-product-fixed.
func (s *Service) UpdateProduct(ctx context.Context, actor model.Actor, id model.ProductID, version int64, change ProductChange) (model.Product, error) {
	return s.changeProduct(ctx, actor, id, "product.update", func(tx *repository.Tx, old model.Product) (model.Product, error) {
		if old.Version != version {
			return old, model.ChangedMeanwhile.Refuse()
		}
		p, err := change.apply(old).product()
		if err != nil {
			return p, err
		}
		p.ID, p.OrgID, p.PhotoID, p.Version, p.CreatedAt = old.ID, old.OrgID, old.PhotoID, old.Version, old.CreatedAt
		if p.GTIN == old.GTIN && p.Unit == old.Unit {
			return p, nil
		}
		used, err := tx.Catalog().HasBatches(id)
		if used && err == nil {
			err = model.ProductFixed.Refuse()
		}
		return p, err
	})
}

// changeProduct runs one change of a product of the actor's own organisation.
func (s *Service) changeProduct(ctx context.Context, actor model.Actor, id model.ProductID, action string,
	change func(tx *repository.Tx, old model.Product) (model.Product, error),
) (changed model.Product, err error) {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return changed, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := tx.Catalog().LockProduct(id); err != nil {
			return err
		}
		old, err := tx.Catalog().Product(actor.Scope(), id)
		if err == nil && !actor.ActsFor(old.OrgID) {
			err = model.NotFound.Refuse()
		}
		if err != nil {
			return err
		}
		if changed, err = change(tx, old); err != nil {
			return err
		}
		if err := tx.Catalog().UpdateProduct(old, changed); err != nil {
			return err
		}
		changed.Version = old.Version + 1
		return tx.Audit(actor, action, id.String(), "")
	})
	return changed, err
}

// Product returns a product of the actor's scope. Needs product:read. Refusal: not-found.
func (s *Service) Product(ctx context.Context, actor model.Actor, id model.ProductID) (p model.Product, err error) {
	if err := actor.Must(model.PermProductRead); err != nil {
		return p, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		p, err = tx.Catalog().Product(actor.Scope(), id)
		return err
	})
	return p, err
}

// ProductFilter narrows a list of products.
type ProductFilter = repository.ProductFilter

// Products lists the products of the actor's scope, newest first. Needs product:read. The search finds a GTIN in any
// length, or the beginning of a code or of a name in any language. Refusal: page-token-invalid.
func (s *Service) Products(ctx context.Context, actor model.Actor, f ProductFilter, page model.Page) (rows []model.Product, next model.PageToken, err error) {
	if err := actor.Must(model.PermProductRead); err != nil {
		return nil, "", err
	}
	if gtin, err := gs1.ParseGTIN(f.Search); err == nil {
		f.GTIN = string(gtin)
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, next, err = tx.Catalog().Products(actor.Scope(), f, page)
		return err
	})
	return rows, next, err
}
