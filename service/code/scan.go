package code

import (
	"context"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Status is what a page says about a batch before anything else.
type Status string

// The statuses. A draft has none: to the public it does not exist.
const (
	StatusNormal  Status = "normal"
	StatusHeld    Status = "held"
	StatusBlocked Status = "blocked"
	StatusExpired Status = "expired"
	StatusClosed  Status = "closed"
)

// Scan is the public projection of a batch, or of a product when its link names no lot: everything the consumer's page
// shows and nothing else. It has no place for people, prices, stocks, customers or notes.
type Scan struct {
	// BatchID is empty on the page of a product. It is for counting, not for showing.
	BatchID model.BatchID
	Status  Status
	// Since is when the batch was held, blocked or closed, and By what kind of organisation holds or blocks it.
	Since model.Instant
	By    model.OrgKind

	// Path is the page's own path, percent-encoded; Link is its address.
	Path, Link string
	// Code is the identity in human readable form: "(01)…(10)…", or the short code.
	Code              string
	GTIN, Lot         string
	Produced, Expires model.Date

	Name       model.Text
	Category   model.Category
	NetContent string
	Storage    model.Text
	Standards  []string
	PhotoID    model.DocumentID // empty without one

	Producer       model.Text
	ProducerKind   model.OrgKind
	ProducerRegion model.Region
	// Origin is where the batch was made, at county level.
	Origin model.Region
	// Inputs are where the lots came from that the batch was made of, one level up.
	Inputs []model.Region

	Journey []JourneyEntry
	// MoreSteps is how many later entries the journey has beyond those shown.
	MoreSteps int

	Documents []PublicDocument
	// Certificate is nil without a public commitment certificate.
	Certificate *model.CommitmentCertificate

	// Recalls are what live recalls have against it, the strictest first; Cleared those that have looked at it and found
	// nothing, or let it go. Only cases that the public has been told of are named in Cleared.
	Recalls, Cleared []model.RecallStrike
	// OtherLots are the cases that have something against some lots of the product, on a page that names no lot.
	OtherLots []model.RecallStrike

	// Links are those that the company gives out for the product and the batch.
	Links []PublicLink

	// At is when the projection was read.
	At model.Instant

	stamp uint64
}

// PublicDocument is a document that everybody may open.
type PublicDocument struct {
	ID                model.DocumentID
	Kind              model.DocumentKind
	Title             string
	IssuedBy          string
	IssuedOn, ValidTo model.Date
	MediaType         string
	Size              int64
	// Verdict and Results are what a laboratory report found.
	Verdict model.LabVerdict
	Results model.LabResults
}

// Resolve answers a Digital Link. It looks for the batch when the link names a lot, also below it (a serial number), and
// for the product otherwise. Anybody may call it. Refusal: code-unknown.
func (s *Service) Resolve(ctx context.Context, link gs1.Link) (*Scan, error) {
	if link.Key().AI != "01" {
		return nil, model.CodeUnknown.Refuse()
	}
	var scan *Scan
	var err error
	if lot, ok := link.Value("10"); ok {
		scan, err = s.ScanByGTINLot(ctx, link.Key().Value, lot)
	} else {
		scan, err = s.ScanByGTIN(ctx, link.Key().Value)
	}
	if serial, ok := link.Value("21"); ok && err == nil {
		err = s.addSerial(ctx, scan, serial)
	}
	return scan, err
}

// addSerial adds what recalls have against the one thing with a serial number.
func (s *Service) addSerial(ctx context.Context, scan *Scan, serial string) error {
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: scan.GTIN}, gs1.Element{AI: "21", Value: serial})
	if err != nil {
		return model.CodeUnknown.Refuse().Because(err)
	}
	strikes, err := s.RecallsOf(ctx, model.RecallAsked{Key: gs1.LinkEPC(link).Key()})
	for _, strike := range strikes {
		if !slices.ContainsFunc(scan.Recalls, func(r model.RecallStrike) bool { return r.ID == strike.ID }) {
			scan.Recalls = append(scan.Recalls, strike)
		}
	}
	model.SortStrikes(scan.Recalls)
	return err
}

// ScanByGTINLot returns the projection of the batch with a GTIN-14 and a lot, exactly as printed. Anybody may call it.
// Refusal: code-unknown, the same for a draft and for what never existed.
func (s *Service) ScanByGTINLot(ctx context.Context, gtin, lot string) (*Scan, error) {
	link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: "10", Value: lot})
	if err != nil {
		return nil, model.CodeUnknown.Refuse().Because(err)
	}
	return s.scan(ctx, func(tx *repository.Tx) (model.Batch, error) { return tx.Code().BatchByEPC(link.Canonical()) })
}

// ScanByCode returns the projection of the batch with a short code, however it was typed. Anybody may call it. Refusal:
// code-unknown.
func (s *Service) ScanByCode(ctx context.Context, typed string) (*Scan, error) {
	code, ok := model.ParseShortCode(typed)
	if !ok {
		return nil, model.CodeUnknown.Refuse()
	}
	return s.scan(ctx, func(tx *repository.Tx) (model.Batch, error) { return tx.Code().BatchByCode(code) })
}

func (s *Service) scan(ctx context.Context, find func(tx *repository.Tx) (model.Batch, error)) (scan *Scan, err error) {
	before := s.fresh.changes.Load()
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		b, err := find(tx)
		if err != nil {
			return err
		}
		if b.State == model.BatchDraft {
			return model.CodeUnknown.Refuse()
		}
		f, err := tx.Code().BatchFacts(b)
		if err != nil {
			return err
		}
		links, err := tx.Code().LevelLinks(b.ProductID, b.ID)
		if err != nil {
			return err
		}
		scan = s.project(b, f, tx.Now())
		scan.Links = publicLinks(links)
		return s.addRecalls(ctx, tx, b, scan)
	})
	if err != nil {
		return nil, unknown(err)
	}
	return s.stamped(scan, before), nil
}

// addRecalls adds what recalls have found about a batch.
func (s *Service) addRecalls(ctx context.Context, tx *repository.Tx, b model.Batch, scan *Scan) (err error) {
	if scan.Recalls, err = s.RecallsOf(ctx, model.RecallAsked{Key: b.EPC, Batch: b}); err != nil {
		return err
	}
	cleared, err := tx.Recall().Cleared(b.ID)
	for _, c := range cleared {
		if !slices.ContainsFunc(scan.Recalls, func(r model.RecallStrike) bool { return r.ID == c.ID }) {
			scan.Cleared = append(scan.Cleared, c)
		}
	}
	return err
}

// RecallsOf returns what live recalls have against a thing, registered or not. Anybody may call it.
func (s *Service) RecallsOf(ctx context.Context, asked model.RecallAsked) ([]model.RecallStrike, error) {
	if s.recalls == nil {
		return nil, nil
	}
	return s.recalls.Against(ctx, asked)
}

// RecallsOnItem returns the cases that have something against some lots of the product with a GTIN-14. Anybody may call
// it.
func (s *Service) RecallsOnItem(ctx context.Context, gtin string) ([]model.RecallStrike, error) {
	if s.recalls == nil {
		return nil, nil
	}
	return s.recalls.OnItem(ctx, gtin)
}

// unknown turns not-found into the one answer that the public gets.
func unknown(err error) error {
	if errors.Is(err, model.NotFound) {
		return model.CodeUnknown.Refuse()
	}
	return err
}

// ScanByGTIN returns the projection of the product with a GTIN-14. Anybody may call it. Refusal: code-unknown.
func (s *Service) ScanByGTIN(ctx context.Context, gtin string) (scan *Scan, err error) {
	before := s.fresh.changes.Load()
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		p, err := tx.Code().ProductByItem(model.Product{GTIN: gtin}.Item())
		if err != nil {
			return err
		}
		f, err := tx.Code().ProductFacts(p)
		if err != nil {
			return err
		}
		links, err := tx.Code().LevelLinks(p.ID, "")
		if err != nil {
			return err
		}
		scan = s.projectProduct(f, tx.Now())
		scan.Links = publicLinks(links)
		scan.Status, scan.GTIN, scan.Code = StatusNormal, gtin, "(01)"+gtin
		scan.Path = "/01/" + gtin
		scan.Link = s.baseURL + scan.Path
		scan.OtherLots, err = s.RecallsOnItem(ctx, gtin)
		return err
	})
	if err != nil {
		return nil, unknown(err)
	}
	return s.stamped(scan, before), nil
}

// projectProduct lets out what a product's page shows.
func (s *Service) projectProduct(f repository.Facts, now model.Instant) *Scan {
	p := f.Product
	return &Scan{
		GTIN: p.GTIN, Name: p.Name, Category: p.Category, NetContent: p.NetContent, Storage: p.Storage,
		Standards: nonEmptyLines(p.Standards), PhotoID: p.PhotoID,
		Producer: f.Called, ProducerKind: f.Maker.Kind, ProducerRegion: f.Maker.Region, At: now,
	}
}

func nonEmptyLines(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
}

// project lets out what a batch's page shows.
func (s *Service) project(b model.Batch, f repository.Facts, now model.Instant) *Scan {
	scan := s.projectProduct(f, now)
	scan.BatchID, scan.Lot, scan.Produced, scan.Expires = b.ID, b.Lot, b.Produced, b.Expires
	scan.Path = b.LinkPath()
	scan.Link = s.baseURL + scan.Path
	scan.Code = b.Code
	if link, err := gs1.ParseLink(b.EPC); err == nil {
		scan.Code = link.HRI()
	}
	scan.Origin, scan.Inputs = f.Origin, f.InputRegions
	scan.Status = statusOf(b, f.Standing, model.DateOf(now, model.China))
	if scan.Status == StatusHeld || scan.Status == StatusBlocked || scan.Status == StatusClosed {
		scan.Since, scan.By = f.Standing.At, f.Standing.By
	}
	scan.Journey, scan.MoreSteps = journey(f.Steps)
	for _, d := range f.Documents {
		scan.Documents = append(scan.Documents, PublicDocument{
			d.ID, d.Kind, d.Title, d.IssuedBy, d.IssuedOn, d.ValidTo, d.MediaType, d.Size, d.Verdict, d.Results,
		})
		if d.Kind == model.DocumentCommitment {
			c := model.CertificateOf(b, f.Product, f.Maker.Name, f.Origin, d) // the newest one counts
			scan.Certificate = &c
		}
	}
	return scan
}

// statusOf says the gravest thing there is to say. A batch that was blocked and is closed stays blocked to whoever still
// has a piece of it.
func statusOf(b model.Batch, st repository.Standing, today model.Date) Status {
	switch {
	case b.State == model.BatchBlocked, b.State == model.BatchClosed && st.From == model.BatchBlocked:
		return StatusBlocked
	case b.State == model.BatchHeld:
		return StatusHeld
	case b.Expired(today):
		return StatusExpired
	case b.State == model.BatchClosed:
		return StatusClosed
	}
	return StatusNormal
}
