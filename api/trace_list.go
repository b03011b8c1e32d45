package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/trace"
)

func (s *Server) routeTraceLists() {
	op := func(id, path string, need model.Permission, summary string) Operation {
		return Operation{ID: id, Method: http.MethodGet, Path: path, Summary: summary, Tag: "trace", Need: need}
	}
	Op(s, op("list-events", "/v1/events", model.PermEventRead, "List the events you may see, the last recorded first."), s.listEvents)
	s.Handle(op("get-event", "/v1/events/{id...}", model.PermEventRead, "Read an event as EPCIS 2.0 JSON by its eventID, percent-encoded in the path."), s.getEvent)
	Op(s, op("list-stock", "/v1/stock", model.PermStockRead, "List what your organisation has, by lot and place."), s.listStock)
	Op(s, op("get-batch-stock", "/v1/batches/{id}/stock", model.PermStockRead, "Read where a batch stands, as far as you may know."), s.getBatchStock)
	Op(s, op("list-findings", "/v1/findings", model.PermFindingRead, "List what automatic checks found, newest first."), s.listFindings)
	Op(s, op("list-shipments", "/v1/shipments", model.PermShipmentRead, "List the shipments you send or receive, newest first."), s.listShipments)
	Op(s, op("get-shipment", "/v1/shipments/{id}", model.PermShipmentRead, "Read a shipment with its lines."), s.getShipment)
}

// EventView is the index entry of an event.
type EventView struct {
	EventID     string `json:"event_id"`
	Type        string `json:"type"`
	Action      string `json:"action,omitempty"`
	Time        string `json:"time" format:"date-time"`
	Offset      string `json:"time_zone_offset"`
	RecordedAt  string `json:"recorded_at" format:"date-time"`
	BizStep     string `json:"biz_step,omitempty"`
	Disposition string `json:"disposition,omitempty"`
	RecordedBy  string `json:"recorded_by" doc:"Id of the organisation that recorded it."`
	Hash        string `json:"hash" doc:"CBV hash ID of its content."`
	Declaration bool   `json:"error_declaration,omitempty" doc:"It withdraws the event with the same eventID."`
	WithdrawnAt string `json:"withdrawn_at,omitempty" format:"date-time"`
}

func eventView(e model.Event) EventView {
	return EventView{
		EventID: e.EventID, Type: e.Type, Action: e.Action, Time: e.Time.String(), Offset: e.Offset, RecordedAt: e.Recorded.String(),
		BizStep: e.BizStep, Disposition: e.Disposition, RecordedBy: e.OrgID.String(), Hash: e.Hash, Declaration: e.Declares == 1,
		WithdrawnAt: e.Retracted.String(),
	}
}

// ListEventsInput narrows a list of events.
type ListEventsInput struct {
	PageInput
	Batch string `query:"batch" maxLength:"36" doc:"Id of a batch that the events name."`
	EPC   string `query:"epc" maxLength:"1000" doc:"Anything else that the events name, in the forms that a trace takes as its root."`
	Step  string `query:"step" maxLength:"255" doc:"Business step: a word of the CBV or a URI."`
	From  string `query:"from" format:"date-time" maxLength:"40" doc:"Happened then or later."`
	To    string `query:"to" format:"date-time" maxLength:"40" doc:"Happened earlier."`
}

func (s *Server) listEvents(ctx context.Context, c Call, in *ListEventsInput) (*ListOutput[EventView], error) {
	var faults model.Faults
	f := trace.EventFilter{
		Thing: in.EPC, BizStep: in.Step,
		From: model.InstantOf(timeAt("from", in.From, &faults)), To: model.InstantOf(timeAt("to", in.To, &faults)),
	}
	if in.Batch != "" {
		id, err := model.ParseID[model.Batch](in.Batch)
		faults.Check("batch", err)
		f.Batch = id
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Trace.Events(ctx, c.Actor, f, in.page())
	return listOf(rows, next, eventView), err
}

// getEvent answers the captured JSON itself, which no schema of ours describes.
func (s *Server) getEvent(c *gin.Context, call Call) error {
	event, err := s.services.Trace.Event(c.Request.Context(), call.Actor, strings.TrimPrefix(c.Param("id"), "/"))
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", event)
	return nil
}

// ListStockInput narrows a list of stock.
type ListStockInput struct {
	PageInput
	Site    string `query:"site" maxLength:"36" doc:"Id of a site."`
	Product string `query:"product" maxLength:"36" doc:"Id of a product."`
	Sort    string `query:"sort" enum:"newest,expiry" default:"newest" doc:"The newest lots first, or what expires first."`
}

// StockView is what one holder has of one lot at one place.
type StockView struct {
	Key       string      `json:"key" doc:"Canonical identifier of the lot."`
	Batch     *BatchRef   `json:"batch,omitempty"`
	Account   AccountCode `json:"account"`
	Quantity  Decimal     `json:"quantity"`
	Unit      UnitCode    `json:"unit"`
	Holder    *OrgRef     `json:"holder,omitempty"`
	Place     *PlaceRef   `json:"place,omitempty"`
	Container string      `json:"container,omitempty" doc:"What it is packed in."`
}

func stockView(r trace.StockRow) StockView {
	v := StockView{
		Key: r.Node.Key, Account: AccountCode(r.Balance.Account), Quantity: decimal(r.Balance.Amount), Unit: UnitCode(r.Balance.Unit),
		Holder: orgRef(r.Holder), Place: placeRef(r.Place), Container: r.Container,
	}
	v.Batch = batchRef(&trace.Thing{
		Node: r.Node, Lot: r.Lot, State: r.State, Expires: r.Expires, ProductID: r.ProductID, Product: r.Product,
	}, nil)
	return v
}

func (s *Server) listStock(ctx context.Context, c Call, in *ListStockInput) (*ListOutput[StockView], error) {
	var faults model.Faults
	f := trace.StockFilter{ExpiryFirst: in.Sort == "expiry"}
	f.Site = optionalID[model.Site]("site", in.Site, &faults)
	f.Product = optionalID[model.Product]("product", in.Product, &faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	rows, next, err := s.services.Trace.Stock(ctx, c.Actor, f, in.page())
	return listOf(rows, next, stockView), err
}

// optionalID reads an id of a filter; the empty text is none.
func optionalID[T any](at, text string, faults *model.Faults) model.ID[T] {
	if text == "" {
		return ""
	}
	id, err := model.ParseID[T](text)
	faults.Check(at, err)
	return id
}

// BatchStockLine is one account of a batch with one holder at one place.
type BatchStockLine struct {
	Account  AccountCode `json:"account"`
	Quantity Decimal     `json:"quantity"`
	Unit     UnitCode    `json:"unit"`
	Holder   *OrgRef     `json:"holder,omitempty"`
	Place    *PlaceRef   `json:"place,omitempty"`
}

// BatchStockOutput says where a batch stands.
type BatchStockOutput struct {
	Body struct {
		BatchID string           `json:"batch_id"`
		Lines   []BatchStockLine `json:"lines"`
	}
}

func (s *Server) getBatchStock(ctx context.Context, c Call, in *BatchPath) (*BatchStockOutput, error) {
	id, err := model.ParseID[model.Batch](in.ID)
	if err != nil {
		return nil, err
	}
	stock, err := s.services.Trace.BatchStock(ctx, c.Actor, id)
	if err != nil {
		return nil, err
	}
	out := &BatchStockOutput{}
	out.Body.BatchID, out.Body.Lines = in.ID, []BatchStockLine{}
	for _, h := range stock.Thing.Stock {
		q := h.Amount
		if h.Account.Contra() {
			q = q.Neg()
		}
		out.Body.Lines = append(out.Body.Lines, BatchStockLine{
			AccountCode(h.Account), decimal(q), UnitCode(h.Unit), orgRef(stock.Orgs[h.Org]), placeRef(stock.Places[h.Place]),
		})
	}
	return out, nil
}

// FindingKindCode says what an automatic check found.
type FindingKindCode string

// Schema implements huma.SchemaProvider.
func (FindingKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What an automatic check found.", model.FindingKinds())
}

// ListFindingsInput narrows a list of findings.
type ListFindingsInput struct {
	PageInput
	Kind FindingKindCode `query:"kind"`
	Open bool            `query:"open" doc:"Leaves out what later events have explained."`
}

// FindingView is something an automatic check found. It accuses nobody; people look at it.
type FindingView struct {
	ID         string          `json:"id"`
	Kind       FindingKindCode `json:"kind"`
	KindName   TextView        `json:"kind_name"`
	EventID    string          `json:"event_id,omitempty"`
	Key        string          `json:"key,omitempty" doc:"Canonical identifier of what it is about."`
	BatchID    string          `json:"batch_id,omitempty"`
	Lot        string          `json:"lot,omitempty"`
	OrgID      string          `json:"organisation_id" doc:"Who recorded what it is about."`
	Amount     Decimal         `json:"amount,omitempty" doc:"The imbalance, where there is one."`
	Unit       UnitCode        `json:"unit,omitempty"`
	OpenedAt   string          `json:"opened_at" format:"date-time"`
	ResolvedAt string          `json:"resolved_at,omitempty" format:"date-time"`
}

func findingView(f trace.FindingRow) FindingView {
	v := FindingView{
		ID: f.ID.String(), Kind: FindingKindCode(f.Kind), KindName: textView(model.FindingWords[f.Kind]), EventID: f.EventID, Key: f.Key,
		BatchID: f.BatchID.String(), Lot: f.Lot, OrgID: f.OrgID.String(), OpenedAt: f.OpenedAt.String(), ResolvedAt: f.ResolvedAt.String(),
	}
	if f.Amount != 0 {
		v.Amount, v.Unit = decimal(f.Amount), UnitCode(f.Unit)
	}
	return v
}

func (s *Server) listFindings(ctx context.Context, c Call, in *ListFindingsInput) (*ListOutput[FindingView], error) {
	rows, next, err := s.services.Trace.Findings(ctx, c.Actor, trace.FindingFilter{Kind: model.FindingKind(in.Kind), Open: in.Open}, in.page())
	return listOf(rows, next, findingView), err
}

// ListShipmentsInput narrows a list of shipments.
type ListShipmentsInput struct {
	PageInput
	Direction string            `query:"direction" enum:"in,out" doc:"What you receive or what you send; both when left out."`
	State     ShipmentStateCode `query:"state"`
}

// ShipmentView is a shipment.
type ShipmentView struct {
	ID        string             `json:"id"`
	From      *OrgRef            `json:"from,omitempty"`
	FromSite  string             `json:"from_site"`
	FromName  TextView           `json:"from_site_name"`
	To        *OrgRef            `json:"to,omitempty"`
	ToSite    string             `json:"to_site"`
	ToName    TextView           `json:"to_site_name"`
	EventID   string             `json:"event_id" doc:"The event of sending."`
	Reference string             `json:"reference,omitempty" doc:"Despatch advice or delivery note number."`
	State     ShipmentStateCode  `json:"state"`
	StateName TextView           `json:"state_name"`
	Reason    string             `json:"reason,omitempty" doc:"Of a refusal."`
	SentAt    string             `json:"sent_at" format:"date-time"`
	Lines     []ShipmentLineView `json:"lines,omitempty"`
}

// ShipmentLineView is one lot or container of a shipment.
type ShipmentLineView struct {
	Line      int       `json:"line"`
	Key       string    `json:"key" doc:"Canonical identifier."`
	Batch     *LotRef   `json:"batch,omitempty"`
	Container bool      `json:"container,omitempty"`
	Quantity  Decimal   `json:"quantity,omitempty" doc:"Sent; absent for a container."`
	Open      Decimal   `json:"open,omitempty" doc:"Not yet received, lost or refused; absent for a container."`
	Unit      *UnitCode `json:"unit,omitempty"`
	Done      bool      `json:"done"`
}

// LotRef names a batch on a line.
type LotRef struct {
	ID        string   `json:"id"`
	Lot       string   `json:"lot"`
	ProductID string   `json:"product_id"`
	Product   TextView `json:"product"`
}

func shipmentView(r trace.ShipmentRow) ShipmentView {
	v := ShipmentView{
		ID: r.ID.String(), From: orgRef(r.From), FromSite: r.FromSite.String(), FromName: textView(r.FromName), To: orgRef(r.To),
		ToSite: r.ToSite.String(), ToName: textView(r.ToName), EventID: r.EventID, Reference: r.Reference, State: ShipmentStateCode(r.State),
		StateName: textView(model.ShipmentLifecycle.Words[r.State]), Reason: r.Reason, SentAt: r.SentAt.String(),
	}
	for _, l := range r.Lines {
		line := ShipmentLineView{Line: l.Line, Key: l.Node.Key, Container: l.Container == 1, Done: l.Done == 1}
		if l.Lot != "" {
			line.Batch = &LotRef{l.Node.BatchID.String(), l.Lot, l.ProductID.String(), textView(l.Product)}
		}
		if !line.Container {
			line.Quantity, line.Open, line.Unit = decimal(l.Quantity), decimal(l.Open), ptr(UnitCode(l.Unit))
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

func (s *Server) listShipments(ctx context.Context, c Call, in *ListShipmentsInput) (*ListOutput[ShipmentView], error) {
	f := trace.ShipmentFilter{In: in.Direction == "in", Out: in.Direction == "out", State: model.ShipmentState(in.State)}
	rows, next, err := s.services.Trace.Shipments(ctx, c.Actor, f, in.page())
	return listOf(rows, next, shipmentView), err
}

// ShipmentPath names a shipment.
type ShipmentPath struct {
	ID string `path:"id" maxLength:"36" doc:"The shipment's id."`
}

// ShipmentOutput carries a shipment.
type ShipmentOutput struct{ Body ShipmentView }

func (s *Server) getShipment(ctx context.Context, c Call, in *ShipmentPath) (*ShipmentOutput, error) {
	id, err := model.ParseID[model.Shipment](in.ID)
	if err != nil {
		return nil, err
	}
	row, err := s.services.Trace.Shipment(ctx, c.Actor, id)
	return &ShipmentOutput{shipmentView(row)}, err
}
