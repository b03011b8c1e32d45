package code

import (
	"context"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// LinkInput is a link as a company wants it.
type LinkInput struct {
	// BatchID is empty for a link of the product itself.
	BatchID                  model.BatchID
	Type                     model.LinkType
	Href, Title              string
	Lang, MediaType, Context string
	// Default makes it the default link of its level, in place of the consumer's page.
	Default bool
}

// link checks the input and returns the row it describes, without its identity.
func (s *Service) link(in LinkInput) (model.ProductLink, error) {
	var faults model.Faults
	l := model.ProductLink{
		BatchID: in.BatchID, Type: model.ParseLinkType(strings.TrimSpace(string(in.Type))), Href: strings.TrimSpace(in.Href),
		Title: strings.TrimSpace(in.Title), Lang: in.Lang, MediaType: strings.ToLower(strings.TrimSpace(in.MediaType)), Context: in.Context,
	}
	if utf8.RuneCountInString(l.Title) > model.MaxLinkTitle {
		faults.Add("title", model.ValueTooLong, model.P("limit", model.MaxLinkTitle))
	}
	if !utf8.ValidString(l.Title) || strings.ContainsFunc(l.Title, unreadable) {
		faults.Add("title", model.ValueInvalid, model.P("value", ""))
	}
	l.Check(s.host(), &faults)
	return l, faults.Err()
}

// unreadable are the characters that a title must not hold: control characters and those that turn what follows round.
func unreadable(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == utf8.RuneError
}

func (s *Service) host() string {
	u, err := url.Parse(s.baseURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// ProductLinks lists the links that a company gives out for a product of the actor's scope and for its batches, oldest
// first. Needs product:read. Refusal: not-found.
func (s *Service) ProductLinks(ctx context.Context, actor model.Actor, product model.ProductID) (links []model.ProductLink, err error) {
	if err := actor.Must(model.PermProductRead); err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if _, err := tx.Catalog().Product(actor.Scope(), product); err != nil {
			return err
		}
		links, err = tx.Code().ProductLinks(product)
		return err
	})
	return links, err
}

// AddLink gives out a further link for a product of the actor's organisation, or for one batch of it. Needs
// product:write.
//
// Refusals: not-found, invalid with the faulty fields (value-invalid, value-required, value-too-long, code-link-reserved,
// code-link-href-invalid, not-found at batch_id), code-links-full, code-link-taken, idempotency-*.
func (s *Service) AddLink(ctx context.Context, actor model.Actor, idem model.Idempotency, product model.ProductID, in LinkInput) (model.ProductLink, error) {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return model.ProductLink{}, err
	}
	added, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (l model.ProductLink, err error) {
		if err := ownProduct(tx, actor, product); err != nil {
			return l, err
		}
		if l, err = s.link(in); err != nil {
			return l, err
		}
		if err := batchOf(tx, actor, product, in.BatchID); err != nil {
			return l, err
		}
		others, err := tx.Code().ProductLinks(product)
		if err == nil && len(others) >= model.MaxLinks {
			err = model.LinksFull.Refuse(model.P("limit", model.MaxLinks))
		}
		if err != nil {
			return l, err
		}
		l.ID, l.OrgID, l.ProductID = repository.NewID[model.ProductLink](tx), actor.Org, product
		l.Version, l.CreatedAt = 1, tx.Now()
		setDefault(&l, in.Default)
		if err := tx.Code().InsertProductLink(l); err != nil {
			return l, err
		}
		return l, tx.Audit(actor, "link.add", l.ID.String(), string(l.Type))
	})
	s.forgetProduct(err)
	return added, err
}

// ChangeLink replaces what a link says, from the version the caller has read. The level it belongs to stays. Needs
// product:write. Refusals: those of AddLink and changed-meanwhile.
func (s *Service) ChangeLink(ctx context.Context, actor model.Actor, product model.ProductID, id model.LinkID, version int64, in LinkInput) (l model.ProductLink, err error) {
	err = s.editLink(ctx, actor, product, id, func(tx *repository.Tx, old model.ProductLink) error {
		if old.Version != version {
			return model.ChangedMeanwhile.Refuse()
		}
		in.BatchID = old.BatchID
		if l, err = s.link(in); err != nil {
			return err
		}
		l.ID, l.OrgID, l.ProductID, l.Version, l.CreatedAt = old.ID, old.OrgID, old.ProductID, old.Version, old.CreatedAt
		setDefault(&l, in.Default)
		if err := tx.Code().UpdateProductLink(l); err != nil {
			return err
		}
		l.Version++
		return tx.Audit(actor, "link.change", l.ID.String(), string(l.Type))
	})
	return l, err
}

// RemoveLink takes a link back. Needs product:write. Refusal: not-found.
func (s *Service) RemoveLink(ctx context.Context, actor model.Actor, product model.ProductID, id model.LinkID) error {
	return s.editLink(ctx, actor, product, id, func(tx *repository.Tx, old model.ProductLink) error {
		if err := tx.Code().DeleteProductLink(old); err != nil {
			return err
		}
		return tx.Audit(actor, "link.remove", old.ID.String(), string(old.Type))
	})
}

// editLink runs one change of a link of the actor's own organisation.
func (s *Service) editLink(ctx context.Context, actor model.Actor, product model.ProductID, id model.LinkID,
	edit func(tx *repository.Tx, old model.ProductLink) error,
) error {
	if err := actor.Must(model.PermProductWrite); err != nil {
		return err
	}
	err := s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := ownProduct(tx, actor, product); err != nil {
			return err
		}
		old, err := tx.Code().ProductLink(product, id)
		if err != nil {
			return err
		}
		return edit(tx, old)
	})
	s.forgetProduct(err)
	return err
}

// forgetProduct makes kept pages stale after a change: those of a product and of all its batches share no mark, so all
// are read again.
func (s *Service) forgetProduct(err error) {
	if err == nil {
		s.fresh.changes.Add(1)
		for i := range s.fresh.marks {
			s.fresh.marks[i].Add(1)
		}
	}
}

// ownProduct locks a product of the actor's own organisation, so that its links are counted and their defaults changed by
// one at a time.
func ownProduct(tx *repository.Tx, actor model.Actor, id model.ProductID) error {
	if err := tx.Catalog().LockProduct(id); err != nil {
		return err
	}
	p, err := tx.Catalog().Product(actor.Scope(), id)
	if err == nil && !actor.ActsFor(p.OrgID) {
		err = model.NotFound.Refuse()
	}
	return err
}

// batchOf refuses a batch that is not one of the product.
func batchOf(tx *repository.Tx, actor model.Actor, product model.ProductID, id model.BatchID) error {
	if id == "" {
		return nil
	}
	b, err := tx.Catalog().Batch(actor.Scope(), id)
	if err != nil || b.ProductID != product {
		return model.NotFound.At("batch_id")
	}
	return nil
}

func setDefault(l *model.ProductLink, on bool) {
	l.DefaultOf = nil
	if on {
		level := l.Level()
		l.DefaultOf = &level
	}
}
