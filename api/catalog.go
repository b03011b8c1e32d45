package api

import (
	"context"
	"net/http"

	"suyuan/model"
	"suyuan/service/catalog"
)

// routeCatalog registers products, batches and their documents.
func (s *Server) routeCatalog() {
	s.routeProducts()
	s.routeBatches()
	s.routeDocuments()
}

func (s *Server) routeProducts() {
	Op(s, Operation{
		ID: "create-product", Method: http.MethodPost, Path: "/v1/products", Tag: "catalog", Need: model.PermProductWrite, Creates: true,
		Status: http.StatusCreated, Summary: "Register a product of your organisation.",
	}, s.createProduct)
	Op(s, Operation{
		ID: "list-products", Method: http.MethodGet, Path: "/v1/products", Tag: "catalog", Need: model.PermProductRead,
		Summary: "List products, newest first, or search them by GTIN, code or name.",
	}, s.listProducts)
	Op(s, Operation{
		ID: "get-product", Method: http.MethodGet, Path: "/v1/products/{id}", Tag: "catalog", Need: model.PermProductRead,
		Summary: "Read a product.",
	}, s.getProduct)
	Op(s, Operation{
		ID: "update-product", Method: http.MethodPatch, Path: "/v1/products/{id}", Tag: "catalog", Need: model.PermProductWrite,
		Summary: "Change a product from the version you have read. GTIN and unit are fixed once it has a batch.",
	}, s.updateProduct)
	s.Handle(Operation{
		ID: "put-product-photo", Method: http.MethodPut, Path: "/v1/products/{id}/photo", Tag: "catalog", Need: model.PermProductWrite,
		MaxBody: catalog.MaxDocument + formOverhead,
		Summary: "Give a product its photo: the body, or the file of a form, is a JPEG or PNG of at most 10 MiB.",
	}, s.putPhoto)
	Op(s, Operation{
		ID: "delete-product-photo", Method: http.MethodDelete, Path: "/v1/products/{id}/photo", Tag: "catalog", Need: model.PermProductWrite,
		Summary: "Take the photo off a product.",
	}, s.deletePhoto)
}

func (s *Server) routeBatches() {
	Op(s, Operation{
		ID: "register-batch", Method: http.MethodPost, Path: "/v1/batches", Tag: "catalog", Need: model.PermBatchWrite, Creates: true,
		Status: http.StatusCreated, Summary: "Register a batch as a draft. It becomes active when its production or harvest is recorded.",
	}, s.registerBatch)
	Op(s, Operation{
		ID: "list-batches", Method: http.MethodGet, Path: "/v1/batches", Tag: "catalog", Need: model.PermBatchRead,
		Summary: "List your batches, or those made in your region, newest first.",
	}, s.listBatches)
	Op(s, Operation{
		ID: "get-batch", Method: http.MethodGet, Path: "/v1/batches/{id}", Tag: "catalog", Need: model.PermBatchRead,
		Summary: "Read the file of a batch: facts, history, documents and what you can do with it now.",
	}, s.getBatch)
	Op(s, Operation{
		ID: "move-batch", Method: http.MethodPost, Path: "/v1/batches/{id}/moves", Tag: "catalog", Need: model.PermBatchRead, Creates: true,
		Summary: "Hold, release, block, unblock or close a batch.",
	}, s.moveBatch)
	Op(s, Operation{
		ID: "list-batch-scans", Method: http.MethodGet, Path: "/v1/batches/{id}/scans", Tag: "catalog", Need: model.PermBatchRead,
		Summary: "Count how often the page of a batch was opened, by day and language.",
	}, s.listScans)
}

// ProductOutput carries a product.
type ProductOutput struct{ Body ProductView }

// CreateProductInput is a new product.
type CreateProductInput struct{ Body ProductInput }

func (s *Server) createProduct(ctx context.Context, c Call, in *CreateProductInput) (*ProductOutput, error) {
	p, err := s.services.Catalog.CreateProduct(ctx, c.Actor, c.Idem, in.Body.input())
	return &ProductOutput{productView(p)}, err
}

// ListProductsInput narrows a list of products.
type ListProductsInput struct {
	PageInput
	Query    string          `query:"q" maxLength:"200" doc:"A GTIN in any length, or the beginning of a code or name."`
	Category ProductCategory `query:"category"`
}

func (s *Server) listProducts(ctx context.Context, c Call, in *ListProductsInput) (*ListOutput[ProductView], error) {
	rows, next, err := s.services.Catalog.Products(ctx, c.Actor,
		catalog.ProductFilter{Search: in.Query, Category: model.Category(in.Category)}, in.page())
	return listOf(rows, next, productView), err
}

// ProductPath names a product.
type ProductPath struct {
	ID string `path:"id" maxLength:"36" doc:"The product's id."`
}

func (s *Server) getProduct(ctx context.Context, c Call, in *ProductPath) (*ProductOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.services.Catalog.Product(ctx, c.Actor, id)
	return &ProductOutput{productView(p)}, err
}

// UpdateProductInput changes a product.
type UpdateProductInput struct {
	ProductPath
	Body ProductChange
}

func (s *Server) updateProduct(ctx context.Context, c Call, in *UpdateProductInput) (*ProductOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.services.Catalog.UpdateProduct(ctx, c.Actor, id, in.Body.Version, in.Body.change())
	s.services.Code.Forget("")
	return &ProductOutput{productView(p)}, err
}

func (s *Server) deletePhoto(ctx context.Context, c Call, in *ProductPath) (*ProductOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.services.Catalog.RemovePhoto(ctx, c.Actor, id)
	s.services.Code.Forget("")
	return &ProductOutput{productView(p)}, err
}

// RegisterBatchInput is a new batch.
type RegisterBatchInput struct{ Body BatchInput }

// BatchOutput carries a batch.
type BatchOutput struct{ Body BatchView }

func (s *Server) registerBatch(ctx context.Context, c Call, in *RegisterBatchInput) (*BatchOutput, error) {
	input, err := in.Body.input()
	if err != nil {
		return nil, err
	}
	b, err := s.services.Catalog.RegisterBatch(ctx, c.Actor, c.Idem, input)
	return &BatchOutput{s.batchView(b)}, err
}

// ListBatchesInput narrows a list of batches.
type ListBatchesInput struct {
	PageInput
	Product       string         `query:"product_id" maxLength:"36" doc:"Only batches of this product."`
	State         BatchStateCode `query:"state"`
	Lot           string         `query:"lot" maxLength:"20" doc:"The beginning of the lot number, exactly as printed."`
	ExpiresBefore string         `query:"expires_before" format:"date" maxLength:"10" doc:"Only batches whose last day is before this one."`
}

func (s *Server) listBatches(ctx context.Context, c Call, in *ListBatchesInput) (*ListOutput[BatchView], error) {
	var faults model.Faults
	f := catalog.BatchFilter{State: model.BatchState(in.State), Lot: in.Lot}
	var err error
	f.ExpiresBefore, err = model.ParseDate(in.ExpiresBefore)
	faults.Check("expires_before", err)
	if in.Product != "" {
		f.Product, err = model.ParseID[model.Product](in.Product)
		faults.Check("product_id", err)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Catalog.Batches(ctx, c.Actor, f, in.page())
	return listOf(rows, next, s.batchView), err
}

// BatchPath names a batch.
type BatchPath struct {
	ID string `path:"id" maxLength:"36" doc:"The batch's id."`
}

// BatchFileOutput carries the file of a batch.
type BatchFileOutput struct{ Body BatchFileView }

func (s *Server) getBatch(ctx context.Context, c Call, in *BatchPath) (*BatchFileOutput, error) {
	id, err := model.ParseID[model.Batch](in.ID)
	if err != nil {
		return nil, err
	}
	f, err := s.services.Catalog.Batch(ctx, c.Actor, id)
	return &BatchFileOutput{s.batchFileView(f)}, err
}

// MoveBatchInput asks for a move.
type MoveBatchInput struct {
	BatchPath
	Body BatchMoveInput
}

// BatchMoveInput is one move of a batch.
type BatchMoveInput struct {
	Event   BatchEventCode `json:"event"`
	Reason  string         `json:"reason" minLength:"1" maxLength:"500" doc:"Kept in the batch's file."`
	Version int64          `json:"version,omitempty" minimum:"0" doc:"The version you have read; left out, the move is made on whatever is there."`
}

func (s *Server) moveBatch(ctx context.Context, c Call, in *MoveBatchInput) (*BatchOutput, error) {
	id, err := model.ParseID[model.Batch](in.ID)
	if err != nil {
		return nil, err
	}
	b, err := s.services.Catalog.MoveBatch(ctx, c.Actor, c.Idem, catalog.MoveInput{
		BatchID: id, Event: model.BatchEvent(in.Body.Event), Reason: in.Body.Reason, Version: in.Body.Version,
	})
	s.services.Code.Forget(id)
	return &BatchOutput{s.batchView(b)}, err
}

// ScanCountView is how often a page was opened on a day.
type ScanCountView struct {
	Day   string `json:"day" format:"date" doc:"In China's zone."`
	Lang  string `json:"lang"`
	Count int64  `json:"count"`
}

func (s *Server) listScans(ctx context.Context, c Call, in *BatchPath) (*ListOutput[ScanCountView], error) {
	id, err := model.ParseID[model.Batch](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Code.Scans(ctx, c.Actor, id)
	return listOf(rows, "", func(r model.Scan) ScanCountView { return ScanCountView{string(r.Day), string(r.Lang), r.Count} }), err
}
