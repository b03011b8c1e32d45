package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/catalog"
	"suyuan/service/code"
)

// ProductCategory is the class of a product on the wire.
type ProductCategory model.Category

// Schema implements huma.SchemaProvider.
func (ProductCategory) Schema(huma.Registry) *huma.Schema {
	var codes []model.Category
	for _, c := range model.Categories() {
		codes = append(codes, c.Code)
	}
	return enumSchema("Class of a product.", codes)
}

// UnitCode is a unit of UN/ECE Recommendation 20 on the wire.
type UnitCode model.Unit

// Schema implements huma.SchemaProvider.
func (UnitCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Unit code of UN/ECE Recommendation 20; empty counts pieces.", model.UnitCodes())
}

// BatchStateCode is where a batch stands, on the wire.
type BatchStateCode model.BatchState

// Schema implements huma.SchemaProvider.
func (BatchStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where a batch stands.", model.BatchLifecycle.States())
}

// BatchEventCode is a move of a batch on the wire.
type BatchEventCode model.BatchEvent

// Schema implements huma.SchemaProvider.
func (BatchEventCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("A move of a batch.", model.BatchLifecycle.Events())
}

// DocumentKindCode says what a document is, on the wire.
type DocumentKindCode model.DocumentKind

// Schema implements huma.SchemaProvider.
func (DocumentKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What a document is.", model.DocumentKinds())
}

// ProductInput is a new product on the wire.
type ProductInput struct {
	GTIN          string          `json:"gtin,omitempty" maxLength:"14" doc:"8, 12, 13 or 14 digits. Leave it out when the product has none; never make one up."`
	Code          string          `json:"code,omitempty" maxLength:"60" doc:"Your own article number; required without a GTIN."`
	Name          TextView        `json:"name" doc:"One language is enough."`
	Category      ProductCategory `json:"category"`
	Unit          UnitCode        `json:"unit" doc:"What its batches are measured in."`
	NetContent    string          `json:"net_content,omitempty" maxLength:"60" doc:"As printed on one piece." example:"500 g"`
	ShelfLifeDays int             `json:"shelf_life_days,omitempty" minimum:"0" maximum:"36500" doc:"0 when it has none."`
	Storage       TextView        `json:"storage,omitempty" doc:"How to keep it."`
	Standards     []string        `json:"standards,omitempty" maxItems:"20" doc:"Declared standards." example:"[\"GB/T 33614-2017\"]"`
}

func (p ProductInput) input() catalog.ProductInput {
	return catalog.ProductInput{
		GTIN: p.GTIN, Code: p.Code, Name: p.Name.text(), Category: model.Category(p.Category), Unit: model.Unit(p.Unit),
		NetContent: p.NetContent, ShelfLifeDays: p.ShelfLifeDays, Storage: p.Storage.text(), Standards: strings.Join(p.Standards, "\n"),
	}
}

// ProductChange changes some fields of a product; what is left out stays.
type ProductChange struct {
	Version       int64            `json:"version" minimum:"1" doc:"The version you have read."`
	GTIN          *string          `json:"gtin,omitempty" maxLength:"14"`
	Code          *string          `json:"code,omitempty" maxLength:"60"`
	Name          *TextView        `json:"name,omitempty"`
	Category      *ProductCategory `json:"category,omitempty"`
	Unit          *UnitCode        `json:"unit,omitempty"`
	NetContent    *string          `json:"net_content,omitempty" maxLength:"60"`
	ShelfLifeDays *int             `json:"shelf_life_days,omitempty" minimum:"0" maximum:"36500"`
	Storage       *TextView        `json:"storage,omitempty"`
	Standards     []string         `json:"standards,omitempty" maxItems:"20"`
}

func (p ProductChange) change() catalog.ProductChange {
	c := catalog.ProductChange{GTIN: p.GTIN, Code: p.Code, NetContent: p.NetContent, ShelfLifeDays: p.ShelfLifeDays}
	if p.Name != nil {
		c.Name = ptr(p.Name.text())
	}
	if p.Category != nil {
		c.Category = ptr(model.Category(*p.Category))
	}
	if p.Unit != nil {
		c.Unit = ptr(model.Unit(*p.Unit))
	}
	if p.Storage != nil {
		c.Storage = ptr(p.Storage.text())
	}
	if p.Standards != nil {
		c.Standards = ptr(strings.Join(p.Standards, "\n"))
	}
	return c
}

// ProductView is a product on the wire.
type ProductView struct {
	ID            string          `json:"id"`
	OrgID         string          `json:"organisation_id"`
	GTIN          string          `json:"gtin,omitempty" doc:"14 digits."`
	Code          string          `json:"code"`
	Name          TextView        `json:"name"`
	Category      ProductCategory `json:"category"`
	Unit          UnitCode        `json:"unit"`
	NetContent    string          `json:"net_content,omitempty"`
	ShelfLifeDays int             `json:"shelf_life_days"`
	Storage       TextView        `json:"storage"`
	Standards     []string        `json:"standards"`
	Photo         string          `json:"photo,omitempty" doc:"Path of its photo, open to everybody."`
	Version       int64           `json:"version"`
	CreatedAt     string          `json:"created_at" format:"date-time"`
}

func productView(p model.Product) ProductView {
	v := ProductView{
		ID: p.ID.String(), OrgID: p.OrgID.String(), GTIN: p.GTIN, Code: p.Code, Name: textView(p.Name),
		Category: ProductCategory(p.Category), Unit: UnitCode(p.Unit), NetContent: p.NetContent, ShelfLifeDays: p.ShelfLifeDays,
		Storage: textView(p.Storage), Standards: []string{}, Version: p.Version, CreatedAt: p.CreatedAt.String(),
	}
	if p.Standards != "" {
		v.Standards = strings.Split(p.Standards, "\n")
	}
	if p.PhotoID != "" {
		v.Photo = code.DocumentPath(p.PhotoID)
	}
	return v
}

// BatchInput is a new batch on the wire.
type BatchInput struct {
	ProductID string   `json:"product_id" maxLength:"36"`
	Lot       string   `json:"lot" minLength:"1" maxLength:"20" doc:"Lot number exactly as printed: GS1 character set 82, case and leading zeros count."`
	Produced  string   `json:"produced" format:"date" maxLength:"10" doc:"Day of production or harvest."`
	Expires   string   `json:"expires,omitempty" format:"date" maxLength:"10" doc:"Last day of shelf life; computed from the product's when left out."`
	Quantity  Decimal  `json:"quantity"`
	Unit      UnitCode `json:"unit,omitempty" doc:"The product's unit when left out."`
	SiteID    string   `json:"site_id" maxLength:"36" doc:"Where it was made or harvested: a site of yours."`
	Note      string   `json:"note,omitempty" maxLength:"1000" doc:"For your own use; nobody else sees it but regulators."`
}

func (b BatchInput) input() (catalog.BatchInput, error) {
	var faults model.Faults
	in := catalog.BatchInput{
		Lot: b.Lot, Produced: model.Date(b.Produced), Expires: model.Date(b.Expires), Unit: model.Unit(b.Unit), Note: b.Note,
		Quantity: b.Quantity.Quantity("quantity", &faults),
	}
	var err error
	in.ProductID, err = model.ParseID[model.Product](b.ProductID)
	faults.Check("product_id", err)
	in.SiteID, err = model.ParseID[model.Site](b.SiteID)
	faults.Check("site_id", err)
	return in, faults.Err()
}

// BatchView is a batch on the wire.
type BatchView struct {
	ID        string         `json:"id"`
	OrgID     string         `json:"organisation_id"`
	ProductID string         `json:"product_id"`
	Lot       string         `json:"lot"`
	Produced  string         `json:"produced" format:"date"`
	Expires   string         `json:"expires,omitempty" format:"date"`
	Quantity  Decimal        `json:"quantity,omitempty" doc:"Left out for partners."`
	Unit      UnitCode       `json:"unit"`
	SiteID    string         `json:"site_id"`
	Code      string         `json:"code" doc:"Short code of its page."`
	EPC       string         `json:"epc" doc:"Its identity in events."`
	Link      string         `json:"link" doc:"The address in its QR code."`
	State     BatchStateCode `json:"state"`
	StateName TextView       `json:"state_name"`
	Note      string         `json:"note,omitempty"`
	Version   int64          `json:"version"`
	CreatedAt string         `json:"created_at" format:"date-time"`
}

func (s *Server) batchView(b model.Batch) BatchView {
	v := BatchView{
		ID: b.ID.String(), OrgID: b.OrgID.String(), ProductID: b.ProductID.String(), Lot: b.Lot,
		Produced: string(b.Produced), Expires: string(b.Expires), Unit: UnitCode(b.Unit), SiteID: b.SiteID.String(),
		Code: b.Code, EPC: b.EPC, Link: s.services.Code.Link(b), State: BatchStateCode(b.State),
		StateName: textView(model.BatchLifecycle.Words[b.State]), Note: b.Note, Version: b.Version, CreatedAt: b.CreatedAt.String(),
	}
	if b.Quantity != 0 {
		v.Quantity = decimal(b.Quantity)
	}
	return v
}

// BatchFileView is the file of a batch on the wire.
type BatchFileView struct {
	BatchView
	Product     ProductView      `json:"product"`
	Maker       BatchMakerView   `json:"maker"`
	Site        BatchSiteView    `json:"site"`
	Moves       []BatchMoveView  `json:"moves" doc:"What happened to its state, oldest first."`
	Documents   []DocumentView   `json:"documents"`
	Certificate *CertificateView `json:"certificate,omitempty" doc:"Facts of its commitment certificate (承诺达标合格证)."`
	Allowed     []BatchEventCode `json:"allowed" doc:"The moves that you can make now."`
}

// BatchMakerView is who made a batch.
type BatchMakerView struct {
	ID     string   `json:"id"`
	Name   TextView `json:"name"`
	Kind   string   `json:"kind"`
	Region string   `json:"region" doc:"GB/T 2260 code."`
}

// BatchSiteView is where a batch was made.
type BatchSiteView struct {
	ID     string   `json:"id"`
	Name   TextView `json:"name"`
	Region string   `json:"region" doc:"GB/T 2260 code."`
}

// BatchMoveView is one step of a batch's history. Actor and reason are left out for partners.
type BatchMoveView struct {
	From   BatchStateCode `json:"from"`
	To     BatchStateCode `json:"to"`
	Event  BatchEventCode `json:"event"`
	Actor  string         `json:"actor,omitempty"`
	Reason string         `json:"reason,omitempty"`
	At     string         `json:"at" format:"date-time"`
}

// CertificateView is what a commitment certificate says.
type CertificateView struct {
	DocumentID string   `json:"document_id"`
	Product    TextView `json:"product"`
	Quantity   Decimal  `json:"quantity,omitempty"`
	Unit       UnitCode `json:"unit"`
	Origin     string   `json:"origin,omitempty" doc:"GB/T 2260 code."`
	Producer   TextView `json:"producer"`
	IssuedOn   string   `json:"issued_on" format:"date"`
	Basis      []string `json:"basis"`
}

func (s *Server) batchFileView(f catalog.BatchFile) BatchFileView {
	v := BatchFileView{
		BatchView: s.batchView(f.Batch),
		Product:   productView(f.Product),
		Maker:     BatchMakerView{f.Maker.ID.String(), textView(f.Maker.Name), string(f.Maker.Kind), string(f.Maker.Region)},
		Site:      BatchSiteView{f.Site.ID.String(), textView(f.Site.Name), string(f.Site.Region)},
		Moves:     make([]BatchMoveView, 0, len(f.Moves)),
		Documents: make([]DocumentView, 0, len(f.Documents)),
		Allowed:   make([]BatchEventCode, 0, len(f.Allowed)),
	}
	for _, m := range f.Moves {
		v.Moves = append(v.Moves, BatchMoveView{
			BatchStateCode(m.From), BatchStateCode(m.To), BatchEventCode(m.Event), m.Actor, m.Reason, m.At.String(),
		})
	}
	for _, d := range f.Documents {
		v.Documents = append(v.Documents, documentView(d))
	}
	for _, e := range f.Allowed {
		v.Allowed = append(v.Allowed, BatchEventCode(e))
	}
	if c := f.Certificate; c != nil {
		v.Certificate = &CertificateView{
			DocumentID: c.DocumentID.String(), Product: textView(c.Product), Unit: UnitCode(c.Unit), Origin: string(c.Origin),
			Producer: textView(c.Producer), IssuedOn: string(c.IssuedOn), Basis: []string{},
		}
		for _, b := range c.Bases {
			v.Certificate.Basis = append(v.Certificate.Basis, string(b))
		}
		if f.Full {
			v.Certificate.Quantity = decimal(c.Quantity)
		}
	}
	return v
}

// DocumentView is a document on the wire.
type DocumentView struct {
	ID        string           `json:"id"`
	OrgID     string           `json:"organisation_id" doc:"Who added it."`
	BatchID   string           `json:"batch_id,omitempty"`
	ProductID string           `json:"product_id,omitempty"`
	Kind      DocumentKindCode `json:"kind"`
	Title     string           `json:"title,omitempty"`
	FileName  string           `json:"file_name"`
	MediaType string           `json:"media_type"`
	Size      int64            `json:"size" doc:"Bytes."`
	SHA256    string           `json:"sha256"`
	Public    bool             `json:"public" doc:"Shown on the consumer's page."`
	IssuedBy  string           `json:"issued_by,omitempty"`
	IssuedOn  string           `json:"issued_on,omitempty" format:"date"`
	ValidTo   string           `json:"valid_to,omitempty" format:"date"`
	Basis     []string         `json:"basis,omitempty"`
	Verdict   LabVerdictCode   `json:"verdict,omitempty" doc:"What a laboratory report concludes; absent when that was not said."`
	Results   []LabResultView  `json:"results,omitempty" doc:"What a laboratory report found, in its order."`
	RevokedAt string           `json:"revoked_at,omitempty" format:"date-time" doc:"Who added the laboratory report has taken it back."`
	CreatedAt string           `json:"created_at" format:"date-time"`
}

func documentView(d model.Document) DocumentView {
	v := DocumentView{
		ID: d.ID.String(), OrgID: d.OrgID.String(), BatchID: d.BatchID.String(), ProductID: d.ProductID.String(),
		Kind: DocumentKindCode(d.Kind), Title: d.Title, FileName: d.FileName, MediaType: d.MediaType, Size: d.Size,
		SHA256: d.SHA256, Public: d.Public, IssuedBy: d.IssuedBy, IssuedOn: string(d.IssuedOn), ValidTo: string(d.ValidTo),
		Verdict: LabVerdictCode(d.Verdict), Results: labResultViews(d.Results), RevokedAt: d.RevokedAt.String(),
		CreatedAt: d.CreatedAt.String(),
	}
	if d.Basis != "" {
		v.Basis = strings.Split(d.Basis, ",")
	}
	return v
}
