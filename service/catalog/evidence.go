package catalog

import (
	"context"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// KeepEvidence stores the bytes of a file that shows what somebody did with goods, and returns the document that it will be
// once the caller, who has found out who may add it, gives it an identity and an owner.
//
// Refusals: catalog-file-type-refused, too-large.
func (s *Service) KeepEvidence(ctx context.Context, file Upload) (model.Document, error) {
	d := model.Document{Kind: model.DocumentOther}
	if strings.HasPrefix(file.MediaType, "image/") {
		d.Kind = model.DocumentPhoto
	}
	err := s.keep(ctx, file, d.Kind == model.DocumentPhoto, &d)
	d.Title = d.FileName
	return d, err
}

// AddEvidence keeps a file that shows what the actor's organisation did with goods, such as a photo of destroyed stock.
// It belongs to no batch: who reads a batch's documents has no business with what a holder proves in a recall. It is
// shown to those who may see what it is named in.
//
// Who: permission document:write. Refusals: catalog-file-type-refused, too-large, idempotency-*.
func (s *Service) AddEvidence(ctx context.Context, actor model.Actor, idem model.Idempotency, file Upload) (model.Document, error) {
	if err := actor.Must(model.PermDocumentWrite); err != nil {
		return model.Document{}, err
	}
	d, err := s.KeepEvidence(ctx, file)
	if err != nil {
		return d, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (model.Document, error) {
		issuer, err := tx.Catalog().Maker(actor.Org)
		if err != nil {
			return d, err
		}
		d.ID, d.OrgID, d.CreatedAt, d.IssuedBy = repository.NewID[model.Document](tx), actor.Org, tx.Now(), issuer.Name.In(model.ZH)
		if err := tx.Catalog().InsertDocument(d); err != nil {
			return d, err
		}
		return d, tx.Audit(actor, "document.add", d.ID.String(), string(d.Kind))
	})
}

// Content returns the bytes of a document that a room has let the reader see, proven to be those that were stored.
func (s *Service) Content(d model.Document) ([]byte, error) { return s.files.Get(d.SHA256) }
