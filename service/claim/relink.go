package claim

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// Relink asks for a new private link for a claimant who has lost it.
type Relink struct {
	ID model.ClaimID
	// Contact is the telephone number or mail address of the claim, as the person tells it.
	Contact string
	// Proof is how it was made sure that the person is the claimant.
	Proof model.LinkProof
}

// Relinked is a new private link. It is told once.
type Relinked struct{ Number, Secret, URL string }

// relinked is what Once remembers: the secret only as sealed with the key of the claim.
type relinked struct {
	Number string
	Link   []byte
}

// newSecret draws the secret of a private link.
func newSecret() (string, error) {
	var random [32]byte
	_, err := rand.Read(random[:])
	return base64.RawURLEncoding.EncodeToString(random[:]), err
}

// NewLink gives a claimant who has lost the private link a new one; the old one opens nothing from then on. Whoever has a
// link can accept an offer and say where the money goes, and all that a claimant could prove on a page (number, contact,
// day, price, receipt) the party that answers may read. So neither a page nor the party gives one, only the authority,
// which has nothing to win and checks the person. It is audited with how.
//
// Who: permission claim:supervise; the authority of its region. Refusals: not-found, invalid (contact: claim-contact-other,
// proof), claim-erased, idempotency-*.
func (s *Service) NewLink(ctx context.Context, actor model.Actor, idem model.Idempotency, in Relink) (Relinked, error) {
	if err := actor.Must(model.PermClaimSupervise); err != nil {
		return Relinked{}, err
	}
	var f model.Faults
	in.Contact = f.Written("contact", in.Contact, MaxMail, true)
	if !slices.Contains(model.LinkProofs(), in.Proof) {
		f.Add("proof", model.ValueInvalid, model.P("value", clipped(string(in.Proof))))
	}
	if err := f.Err(); err != nil {
		return Relinked{}, err
	}
	secret := ""
	done, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (out relinked, err error) {
		row, err := tx.Claim().Claim(actor.Scope(), in.ID)
		if err != nil {
			return out, err
		}
		kept, err := tx.Claim().Secret(row.ID)
		if err != nil {
			return out, err
		}
		seal, err := s.open(kept)
		if err != nil {
			return out, err
		}
		if !s.knows(kept, in.Contact) {
			return out, model.ClaimContactOther.At("contact")
		}
		if secret, err = newSecret(); err != nil {
			return out, err
		}
		row.LinkHash = linkHash(secret)
		if err := tx.Claim().Update(&row); err != nil {
			return out, err
		}
		return relinked{row.Number, seal.Close("link", []byte(secret))}, tx.Audit(actor, actionLink, row.ID.String(), string(in.Proof))
	})
	if err != nil {
		return Relinked{}, err
	}
	if secret == "" { // the same request came before
		if secret, err = s.linkAgain(ctx, filed{ID: in.ID, Link: done.Link}); err != nil {
			return Relinked{}, err
		}
	}
	return Relinked{done.Number, secret, s.baseURL + LinkPath + secret}, nil
}

// knows reports whether a telephone number or mail address is that of a claim.
func (s *Service) knows(kept model.ClaimSecret, contact string) bool {
	same := func(field string, hash []byte, value string) bool {
		return len(hash) > 0 && subtle.ConstantTimeCompare(hash, s.vault.Hash(field, value)) == 1
	}
	return same("mail", kept.Mail, strings.ToLower(contact)) || same("phone", kept.Phone, dialled(tidyPhone(&model.Faults{}, contact)))
}
