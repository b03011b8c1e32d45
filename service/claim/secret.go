package claim

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// open unwraps the data key of a claim. Refusal: claim-erased.
func (s *Service) open(row model.ClaimSecret) (*Seal, error) {
	if row.ErasedAt != 0 || len(row.DataKey) == 0 {
		return nil, model.ClaimErased.Refuse(model.P("at", row.ErasedAt))
	}
	return s.vault.OpenSeal(row.ClaimID.String(), row.DataKey)
}

// person is who claims and what happened, opened.
type person struct {
	row     model.ClaimSecret
	seal    *Seal
	contact model.ClaimContact
	story   model.ClaimStory
}

// person opens who claims. It is for those whom the caller has seen to be entitled. Refusal: claim-erased.
func (s *Service) person(tx *repository.Tx, id model.ClaimID) (p person, err error) {
	if p.row, err = tx.Claim().Secret(id); err != nil {
		return p, err
	}
	if p.seal, err = s.open(p.row); err != nil {
		return p, err
	}
	for field, into := range map[string]any{"contact": &p.contact, "story": &p.story} {
		sealed := p.row.Contact
		if field == "story" {
			sealed = p.row.Story
		}
		plain, err := p.seal.Open(field, sealed)
		if err != nil {
			return p, err
		}
		if err := json.Unmarshal(plain, into); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Note is what one side wrote to the other.
type Note struct {
	Kind  model.ClaimNoteKind
	By    model.ClaimTurn
	Offer model.ClaimOfferID
	Text  string
	At    model.Instant
}

// notes opens the notes of a claim; those of the claimant only when asked for.
func notes(tx *repository.Tx, id model.ClaimID, seal *Seal, claimants bool) (list []Note, err error) {
	rows, err := tx.Claim().Notes(id)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.By == model.TurnClaimant && !claimants || len(r.Text) == 0 {
			continue
		}
		plain, err := seal.Open("note", r.Text)
		if err != nil {
			return nil, err
		}
		list = append(list, Note{r.Kind, r.By, r.OfferID, string(plain), r.CreatedAt})
	}
	return list, nil
}

// note seals what one side writes; nothing is written for an empty text.
func note(tx *repository.Tx, seal *Seal, n model.ClaimNote, text string) error {
	if text == "" {
		return nil
	}
	if n.ID == "" {
		n.ID = repository.NewID[model.ClaimNote](tx)
	}
	n.CreatedAt, n.Text = tx.Now(), seal.Close("note", []byte(text))
	return tx.Claim().InsertNote(n)
}

// Person is who claims, as Reveal tells it.
type Person struct {
	Contact model.ClaimContact
	Story   model.ClaimStory
	Notes   []Note // of both sides
	Lang    model.Lang
	Consent int
}

// Reveal tells who claims, how to reach them and what they wrote. Each look is written down with who looked. An authority
// to which the claimant has not handed the claim says why it looks, once; the reason is sealed, the look audited.
//
// Who: permission claim:reveal, of the party that answers, of who pays it, of the relief fund that is asked, or of the
// authority of its region that the claimant has asked; with a reason, also who supervises (claim:supervise). Refusals:
// not-found, forbidden, claim-reveal-reason, invalid (reason), claim-erased.
func (s *Service) Reveal(ctx context.Context, actor model.Actor, id model.ClaimID, why ...string) (p Person, err error) {
	if err := actor.Must(model.PermClaimReveal); err != nil {
		return p, err
	}
	var f model.Faults
	reason := f.Written("reason", strings.Join(why, " "), MaxStory, false)
	if err := f.Err(); err != nil {
		return p, err
	}
	return p, s.store.Write(ctx, func(tx *repository.Tx) error {
		if err := s.look(tx, actor, id, reason); err != nil {
			return err
		}
		row, err := s.revealable(tx, actor, id)
		if err != nil {
			return err
		}
		who, err := s.person(tx, row.ID)
		if err != nil {
			return err
		}
		p = Person{Contact: who.contact, Story: who.story, Lang: who.row.Lang, Consent: who.row.Consent}
		if p.Notes, err = notes(tx, row.ID, who.seal, true); err != nil {
			return err
		}
		p.Notes = told(p.Notes, actor)
		if actor.OrgKind != model.KindFund { // the claimant's means are between the two of them
			p.Notes = slices.DeleteFunc(p.Notes, func(n Note) bool { return n.Kind == model.NoteMeans })
		}
		return tx.Audit(actor, "claim.reveal", row.ID.String(), "contact")
	})
}

// told leaves out why an authority has looked, for everybody but authorities.
func told(list []Note, actor model.Actor) []Note {
	if actor.OrgKind == model.KindRegulator {
		return list
	}
	return slices.DeleteFunc(list, func(n Note) bool { return n.Kind == model.NoteLook })
}

// look writes down why an authority looks at who claims without having been asked to.
func (s *Service) look(tx *repository.Tx, actor model.Actor, id model.ClaimID, reason string) error {
	if reason == "" || !actor.Can(model.PermClaimSupervise) {
		return nil
	}
	row, err := tx.Claim().Claim(actor.Scope(), id)
	if err != nil {
		return err
	}
	if may, err := tx.Claim().MayReveal(actor.Scope(), row); err != nil || may || !tx.Claim().Supervises(actor.Scope(), row) {
		return err
	}
	seal, err := s.sealOf(tx, id)
	if err != nil {
		return err
	}
	if err := note(tx, seal, model.ClaimNote{ClaimID: id, Kind: model.NoteLook, Actor: actor.Name(), By: model.TurnNobody}, reason); err != nil {
		return err
	}
	return tx.Audit(actor, "claim.look", id.String(), "")
}

// revealable returns a claim of which the actor may be told who claims.
func (s *Service) revealable(tx *repository.Tx, actor model.Actor, id model.ClaimID) (row model.Claim, err error) {
	if row, err = tx.Claim().Claim(actor.Scope(), id); err != nil {
		return row, err
	}
	may, asks, err := mayReveal(tx, actor, row)
	switch {
	case err != nil || may:
	case asks:
		err = model.ClaimRevealReason.Refuse()
	default:
		err = model.Forbidden.Refuse(model.P("permission", model.PermClaimReveal))
	}
	return row, err
}

// mayReveal reports whether an actor may be told who claims, or may once it has said why.
func mayReveal(tx *repository.Tx, actor model.Actor, row model.Claim) (may, asks bool, err error) {
	if may, err = tx.Claim().MayReveal(actor.Scope(), row); err != nil || may || !tx.Claim().Supervises(actor.Scope(), row) {
		return may, false, err
	}
	if may, err = tx.Claim().Looked(row.ID, actor.Name()); err != nil || may {
		return may, false, err
	}
	return false, true, nil
}

// masked shows just enough of a contact for its owner to know it again.
func masked(c model.ClaimContact) model.ClaimContact {
	hide := func(s string, front, back int) string {
		r := []rune(s)
		if len(r) <= front+back {
			return strings.Repeat("*", len(r))
		}
		return string(r[:front]) + strings.Repeat("*", len(r)-front-back) + string(r[len(r)-back:])
	}
	name, host, _ := strings.Cut(c.Mail, "@")
	m := model.ClaimContact{Name: hide(c.Name, 1, 0), Phone: hide(c.Phone, 3, 4), Account: hide(c.Account, 0, 4), Holder: hide(c.Holder, 1, 0), Bank: c.Bank}
	if c.Mail != "" {
		m.Mail = hide(name, 1, 0) + "@" + host
	}
	return m
}
