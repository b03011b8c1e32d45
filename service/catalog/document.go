package catalog

import (
	"bytes"
	"context"
	"mime"
	"path"
	"strings"
	"unicode"

	"suyuan/model"
	"suyuan/repository"
)

// MaxDocument bounds an uploaded file, in bytes.
const MaxDocument = 10 << 20

// The media types that are accepted.
const (
	mediaPDF  = "application/pdf"
	mediaJPEG = "image/jpeg"
	mediaPNG  = "image/png"
)

// Upload is a file as it came.
type Upload struct {
	// Name is what the sender calls it; it becomes the suggested name of downloads, never a name on the disk.
	Name string
	// MediaType is what the sender says it is.
	MediaType string
	Content   []byte
}

// DocumentInput is a new document about a batch.
type DocumentInput struct {
	BatchID model.BatchID
	Kind    model.DocumentKind
	// Title defaults to the name of the kind on pages.
	Title string
	// IssuedBy defaults to the name of the actor's organisation.
	IssuedBy          string
	IssuedOn, ValidTo model.Date
	// Basis is given with a commitment certificate, and only then.
	Basis []model.CommitmentBasis
	// Verdict and Results are what a laboratory report found.
	Verdict model.LabVerdict
	Results []model.LabResult
	// Public shows it on the consumer's page.
	Public bool
	File   Upload
}

const (
	titleLength    = 200
	issuerLength   = 200
	fileNameLength = 100
)

// AddDocument adds a document to a batch. Needs document:write. The maker adds every kind; a laboratory its reports and a
// certifier its certificates, to batches that they may see. A laboratory report by which the batch does not conform is
// told to whoever hears of such, in the same transaction.
//
// Refusals: not-found, catalog-issuer-not-allowed, invalid with the faulty fields (kind, title, dates, basis, verdict with
// catalog-verdict-contradicts, results), catalog-file-type-refused, too-large.
func (s *Service) AddDocument(ctx context.Context, actor model.Actor, idem model.Idempotency, in DocumentInput) (model.Document, error) {
	if err := actor.Must(model.PermDocumentWrite); err != nil {
		return model.Document{}, err
	}
	d, err := in.document()
	if err != nil {
		return d, err
	}
	// Who may not add a document must not make the house decode its pictures.
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		_, err := mayIssue(tx, actor, in)
		return err
	})
	if err != nil {
		return d, err
	}
	if err := s.keep(ctx, in.File, in.Kind == model.DocumentPhoto, &d); err != nil {
		return d, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Document, error) {
		b, err := mayIssue(tx, actor, in)
		if err != nil {
			return d, err
		}
		d.ID, d.OrgID, d.CreatedAt = repository.NewID[model.Document](tx), actor.Org, tx.Now()
		if d.IssuedBy == "" {
			issuer, err := tx.Catalog().Maker(actor.Org)
			if err != nil {
				return d, err
			}
			d.IssuedBy = issuer.Name.In(model.ZH)
		}
		if err := tx.Catalog().InsertDocument(d); err != nil {
			return d, err
		}
		if d.Verdict == model.LabFails && s.failed != nil {
			if err := s.failed(tx, actor, b, d); err != nil {
				return d, err
			}
		}
		return d, tx.Audit(actor, "document.add", d.ID.String(), strings.TrimSpace(string(d.Kind)+" "+string(d.Verdict)))
	})
}

// mayIssue returns the batch to which the actor may add a document of this kind.
func mayIssue(tx *repository.Tx, actor model.Actor, in DocumentInput) (model.Batch, error) {
	b, err := tx.Catalog().Batch(actor.Scope(), in.BatchID)
	if err != nil {
		return b, err
	}
	ofChain := actor.OrgKind != model.KindLab && actor.OrgKind != model.KindCertifier
	if !in.Kind.MayIssue(actor.OrgKind) || (ofChain && !actor.ActsFor(b.OrgID)) {
		return b, model.IssuerNotAllowed.Refuse(model.P("kind", in.Kind))
	}
	return b, nil
}

// document checks the input and returns the row it describes, without its identity and bytes.
func (in DocumentInput) document() (model.Document, error) {
	var faults model.Faults
	d := model.Document{
		BatchID: in.BatchID, Kind: in.Kind, Public: in.Public,
		Title:    line(&faults, "title", in.Title, titleLength),
		IssuedBy: line(&faults, "issued_by", in.IssuedBy, issuerLength),
	}
	if _, known := model.DocumentKindWords[in.Kind]; !known {
		faults.Add("kind", model.ValueInvalid, model.P("value", in.Kind))
	}
	var err error
	d.IssuedOn, err = model.ParseDate(string(in.IssuedOn))
	faults.Check("issued_on", err)
	d.ValidTo, err = model.ParseDate(string(in.ValidTo))
	if faults.Check("valid_to", err) && d.ValidTo != "" && d.ValidTo < d.IssuedOn {
		faults.Add("valid_to", model.DateOrder)
	}
	d.Basis = in.basis(&faults)
	in.findings(&faults, &d)
	return d, faults.Err()
}

func (in DocumentInput) basis(faults *model.Faults) string {
	words := make([]string, 0, len(in.Basis))
	for _, b := range in.Basis {
		words = append(words, string(b))
	}
	bases, err := model.ParseBases(strings.Join(words, ","))
	faults.Check("basis", err)
	switch commitment := in.Kind == model.DocumentCommitment; {
	case commitment && err == nil && len(bases) == 0:
		faults.Add("basis", model.ValueRequired)
	case !commitment && len(bases) > 0:
		faults.Add("basis", model.ValueInvalid, model.P("value", words[0]))
	}
	words = words[:0]
	for _, b := range bases {
		words = append(words, string(b))
	}
	return strings.Join(words, ",")
}

// keep lets a file in, stores its bytes and notes on the row what is stored.
func (s *Service) keep(ctx context.Context, file Upload, photo bool, d *model.Document) error {
	content, mediaType, err := s.admit(ctx, file, photo)
	if err != nil {
		return err
	}
	if d.SHA256, err = s.files.Put(content); err != nil {
		return err
	}
	d.MediaType, d.Size, d.FileName = mediaType, int64(len(content)), fileName(file.Name, mediaType)
	return nil
}

// magic is how a file of each accepted type begins.
var magic = map[string]string{
	mediaPDF:  "%PDF-",
	mediaJPEG: "\xff\xd8\xff",
	mediaPNG:  "\x89PNG\r\n\x1a\n",
}

// admit decides whether a file is what it says it is and returns the bytes to keep.
func (s *Service) admit(ctx context.Context, file Upload, photo bool) (content []byte, mediaType string, err error) {
	if len(file.Content) > MaxDocument {
		return nil, "", model.TooLarge.Refuse(model.P("limit", MaxDocument))
	}
	mediaType, _, err = mime.ParseMediaType(file.MediaType)
	begins, accepted := magic[mediaType]
	if err != nil || !accepted || !bytes.HasPrefix(file.Content, []byte(begins)) || (photo && mediaType == mediaPDF) {
		return nil, "", model.FileTypeRefused.Refuse()
	}
	if mediaType == mediaPDF {
		return file.Content, mediaType, wholePDF(file.Content)
	}
	select {
	case s.pictures <- struct{}{}:
		defer func() { <-s.pictures }()
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	return redraw(file.Content, mediaType, photo)
}

// wholePDF refuses a PDF that is cut off or carries another file behind its end (ISO 32000-1 §7.5.5: the last line is
// %%EOF). A PDF cannot be encoded anew like a picture; it is only ever served as a download from a sandbox.
func wholePDF(content []byte) error {
	if !bytes.HasSuffix(bytes.TrimRight(content, "\r\n\t \x00"), []byte("%%EOF")) {
		return model.FileTypeRefused.Refuse()
	}
	return nil
}

var extensions = map[string]string{mediaPDF: ".pdf", mediaJPEG: ".jpg", mediaPNG: ".png"}

// fileName makes a harmless name for downloads: the last part of any path, without control characters or characters
// that file systems read, ending as its type does.
func fileName(given, mediaType string) string {
	base := path.Base(strings.ReplaceAll(given, "\\", "/"))
	base = strings.TrimSuffix(base, path.Ext(base))
	base = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, base)
	base = strings.Trim(base, ". ")
	if runes := []rune(base); len(runes) > fileNameLength {
		base = string(runes[:fileNameLength])
	}
	if base == "" {
		base = "document"
	}
	return base + extensions[mediaType]
}

// Documents lists the documents of a batch that the actor may see, oldest first. Needs document:read. Refusal:
// not-found.
func (s *Service) Documents(ctx context.Context, actor model.Actor, batch model.BatchID) (rows []model.Document, err error) {
	if err := actor.Must(model.PermDocumentRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if _, err := tx.Catalog().Batch(actor.Scope(), batch); err != nil {
			return err
		}
		rows, err = tx.Catalog().Documents(batch)
		return err
	})
	return rows, err
}

// LabReport is a laboratory report with what it is about.
type LabReport = repository.LabReport

// LabReports lists at most limit laboratory reports that the actor's organisation has added or that are about what was
// made in its sight, the newest first. Needs document:read.
func (s *Service) LabReports(ctx context.Context, actor model.Actor, limit int) (rows []LabReport, err error) {
	if err := actor.Must(model.PermDocumentRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, err = tx.Catalog().LabReports(actor.Scope(), limit)
		return err
	})
	return rows, err
}

// RunningOut is a document whose validity ends.
type RunningOut = repository.RunningOut

// RunningOut lists at most limit documents that the actor's organisation has added and whose last day lies from one day
// to another, soonest first; not those of closed batches, nor those that a newer one has replaced. Needs document:read.
func (s *Service) RunningOut(ctx context.Context, actor model.Actor, from, to model.Date, limit int) (rows []RunningOut, err error) {
	if err := actor.Must(model.PermDocumentRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		rows, err = tx.Catalog().RunningOut(actor.Org, from, to, limit)
		return err
	})
	return rows, err
}

// OpenDocument returns a document with its bytes, which are proven to be those that were stored. Needs document:read.
// Refusal: not-found. A file that was changed on the disk is an internal error.
func (s *Service) OpenDocument(ctx context.Context, actor model.Actor, id model.DocumentID) (model.Document, []byte, error) {
	if err := actor.Must(model.PermDocumentRead); err != nil {
		return model.Document{}, nil, err
	}
	return s.open(ctx, func(tx *repository.Tx) (model.Document, error) { return tx.Catalog().Document(actor.Scope(), id) })
}

// OpenPublic returns a document that everybody may see. Anybody may call it. Refusal: not-found.
func (s *Service) OpenPublic(ctx context.Context, id model.DocumentID) (model.Document, []byte, error) {
	return s.open(ctx, func(tx *repository.Tx) (model.Document, error) { return tx.Catalog().PublicDocument(id) })
}

func (s *Service) open(ctx context.Context, find func(tx *repository.Tx) (model.Document, error)) (d model.Document, content []byte, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		d, err = find(tx)
		return err
	})
	if err != nil {
		return d, nil, err
	}
	content, err = s.files.Get(d.SHA256)
	return d, content, err
}

// SetPhoto gives a product of the actor's organisation its photo, shown to everybody, in place of an earlier one. Needs
// product:write. Refusals: not-found, catalog-file-type-refused (PDFs too), too-large.
func (s *Service) SetPhoto(ctx context.Context, actor model.Actor, id model.ProductID, file Upload) (model.Product, error) {
	p, err := s.Product(ctx, actor, id)
	if err == nil {
		err = actor.Must(model.PermProductWrite)
	}
	if err == nil && !actor.ActsFor(p.OrgID) {
		err = model.NotFound.Refuse()
	}
	if err != nil {
		return p, err
	}
	d := model.Document{ProductID: id, Kind: model.DocumentPhoto, Public: true}
	if err := s.keep(ctx, file, true, &d); err != nil {
		return p, err
	}
	return s.changeProduct(ctx, actor, id, "product.photo", func(tx *repository.Tx, old model.Product) (model.Product, error) {
		d.ID, d.OrgID, d.CreatedAt = repository.NewID[model.Document](tx), actor.Org, tx.Now()
		if err := tx.Catalog().InsertDocument(d); err != nil {
			return old, err
		}
		return replacePhoto(tx, old, d.ID)
	})
}

// RemovePhoto takes the photo off a product of the actor's organisation. Needs product:write. Refusal: not-found.
func (s *Service) RemovePhoto(ctx context.Context, actor model.Actor, id model.ProductID) (model.Product, error) {
	return s.changeProduct(ctx, actor, id, "product.photo", func(tx *repository.Tx, old model.Product) (model.Product, error) {
		return replacePhoto(tx, old, "")
	})
}

// replacePhoto makes the earlier photo private and names the new one.
func replacePhoto(tx *repository.Tx, p model.Product, photo model.DocumentID) (model.Product, error) {
	if p.PhotoID != "" {
		if err := tx.Catalog().Withdraw(p.PhotoID); err != nil {
			return p, err
		}
	}
	p.PhotoID = photo
	return p, nil
}
