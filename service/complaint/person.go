package complaint

import (
	"context"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

func refused(err error) bool {
	var r *model.Refusal
	return errors.As(err, &r)
}

// Revealed is who filed a complaint or a tip, and how to reach them.
type Revealed struct {
	Contact model.ComplaintContact
	Lang    model.Lang
}

// Reveal tells the authority who complains. Each look is audited.
//
// Who: permission complaint:reveal, the authority that handles it. Refusals: not-found, complaint-other-authority,
// complaint-erased.
func (s *Service) Reveal(ctx context.Context, actor model.Actor, id model.ComplaintID) (r Revealed, err error) {
	if err := actor.Must(model.PermComplaintReveal); err != nil {
		return r, err
	}
	return r, s.store.Write(ctx, func(tx *repository.Tx) error {
		row, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil {
			return err
		}
		if row.AuthorityID != "" && !actor.ActsFor(row.AuthorityID) {
			return model.ComplaintNotYours.Refuse()
		}
		r, err = s.reveal(tx, actor, actionReveal, id.String())
		return err
	})
}

// RevealTip tells the authority who gave a tip. Each look is audited.
//
// Who and refusals: as for Reveal.
func (s *Service) RevealTip(ctx context.Context, actor model.Actor, id model.TipID) (r Revealed, err error) {
	if err := actor.Must(model.PermComplaintReveal); err != nil {
		return r, err
	}
	return r, s.store.Write(ctx, func(tx *repository.Tx) error {
		row, err := tx.Complaint().Tip(actor.Scope(), id)
		if err != nil {
			return err
		}
		if row.AuthorityID != "" && !actor.ActsFor(row.AuthorityID) {
			return model.ComplaintNotYours.Refuse()
		}
		r, err = s.reveal(tx, actor, actionRevealTip, id.String())
		return err
	})
}

// SharedContact tells the operator how to reach a complainant who has allowed it. Each look is audited.
//
// Who: permission complaint:answer, the operator complained of. Refusals: not-found, forbidden where the complainant has
// not allowed it, complaint-erased.
func (s *Service) SharedContact(ctx context.Context, actor model.Actor, id model.ComplaintID) (r Revealed, err error) {
	if err := actor.Must(model.PermComplaintAnswer); err != nil {
		return r, err
	}
	return r, s.store.Write(ctx, func(tx *repository.Tx) error {
		row, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil {
			return err
		}
		if !actor.ActsFor(row.OrgID) || row.Share == 0 {
			return model.Forbidden.Refuse(model.P("permission", model.PermComplaintReveal))
		}
		r, err = s.reveal(tx, actor, actionContact, id.String())
		return err
	})
}

func (s *Service) reveal(tx *repository.Tx, actor model.Actor, action, subject string) (r Revealed, err error) {
	secret, err := tx.Complaint().Secret(subject)
	if err != nil {
		return r, err
	}
	seal, err := s.seal(secret)
	if err != nil {
		return r, err
	}
	if r.Contact, err = opened[model.ComplaintContact](seal, "contact", secret.Contact); err != nil {
		return r, err
	}
	r.Lang = secret.Lang
	return r, tx.Audit(actor, action, subject, "")
}

// AddNote adds a note that moves nothing: the operator's answer, or the authority's record of a return visit, of what
// verifying found, or of a reason.
//
// Who: the operator with complaint:answer (answer, while mediation is open), the authority that handles it with
// complaint:handle (visit once mediation is over, decision). Refusals: not-found, invalid (kind, text),
// complaint-note-not-allowed, complaint-erased.
func (s *Service) AddNote(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ComplaintID, kind model.ComplaintNoteKind, text string) (Note, error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return Note{}, err
	}
	var f model.Faults
	text = f.Written("text", text, MaxNote, true)
	if !slices.Contains(model.ComplaintNoteKinds(), kind) {
		f.Add("kind", model.ValueInvalid, model.P("value", shortened(string(kind))))
	}
	if err := f.Err(); err != nil {
		return Note{}, err
	}
	kept, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (Note, error) {
		row, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil {
			return Note{}, err
		}
		if !mayNote(actor, row, kind) {
			return Note{}, model.ComplaintNoNote.Refuse(model.PText("kind", kind.Words()))
		}
		if err := s.note(tx, id.String(), kind, text, actor.Name(), actor.Org); err != nil {
			return Note{}, err
		}
		return Note{Kind: kind, By: actor.Org, At: tx.Now()}, tx.Audit(actor, "complaint.note", id.String(), string(kind))
	})
	kept.Text = text // what is remembered for a retry holds no text
	return kept, err
}

// mayNote says which notes are whose, and when.
func mayNote(actor model.Actor, row model.Complaint, kind model.ComplaintNoteKind) bool {
	open := slices.Contains([]model.ComplaintState{model.ComplaintAccepted, model.ComplaintDeclined, model.ComplaintMediation, model.ComplaintTesting}, row.State)
	mine := actor.Can(model.PermComplaintHandle) && (row.AuthorityID == "" || actor.ActsFor(row.AuthorityID))
	switch kind {
	case model.NoteAnswer:
		return open && actor.Can(model.PermComplaintAnswer) && actor.ActsFor(row.OrgID)
	case model.NoteVisit:
		return mine && row.EndedAt != 0
	case model.NoteDecision:
		return mine
	default:
	}
	return false
}

// Status is what a private link shows: the complaint and the tip of one paper, as far as they are told.
type Status struct {
	Complaint *Case
	Tip       *TipCase
	Firm      model.Text
	Authority model.Text
	// What whoever has the link may do now.
	MayWithdraw, MayShare, MayAdd, MayErase, MayProve bool
}

// told are the notes that whoever filed a paper reads.
var told = []model.ComplaintNoteKind{
	model.NoteAnswer, model.NoteSupplement, model.NoteDecision, model.NoteRemedies, model.NoteTest, model.NoteLetter, model.NoteRecord,
}

// Status returns what became of a paper.
//
// Who: whoever has the secret. Refusals: complaint-link-unknown.
func (s *Service) Status(ctx context.Context, secret string) (out Status, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		out, err = s.status(tx, secret)
		return err
	})
	return out, err
}

// reader is who looks by a private link: it sees its own paper, all of it.
var reader = model.Actor{}

func (s *Service) status(tx *repository.Tx, secret string) (out Status, err error) {
	c, t, err := linked(tx, secret)
	if err != nil {
		return out, err
	}
	if c != nil {
		file, err := s.file(tx, reader, *c)
		if err != nil {
			return out, err
		}
		if file.Moves, err = tx.Moves(model.ComplaintLifecycle.Name, c.ID.String()); err != nil {
			return out, err
		}
		file.TipID = c.TipID
		_, all, err := s.notesOf(tx, c.ID.String())
		if err != nil {
			return out, err
		}
		if file.Files, err = tx.Complaint().Files(c.ID.String()); err != nil {
			return out, err
		}
		file.Notes = all
		out.Complaint, out.Firm, out.Authority = &file, file.Firm, file.Authority
		_, err = model.ComplaintLifecycle.Next(c.State, model.ComplaintWithdraw)
		out.MayWithdraw, out.MayAdd, out.MayShare = err == nil, err == nil, !c.State.Over()
	}
	if t != nil {
		file, err := s.tipFile(tx, reader, *t)
		if err != nil {
			return out, err
		}
		file.Earlier, file.Notes = nil, slices.DeleteFunc(file.Notes, func(n Note) bool { return n.Kind != model.NoteDecision })
		out.Tip, out.Firm, out.Authority = &file, file.Firm, file.Authority
	}
	out.MayErase, out.MayProve = over(c, t), !over(c, t) && s.evidence != nil
	return out, nil
}

// notesOf opens the notes of a complaint that whoever filed it reads.
func (s *Service) notesOf(tx *repository.Tx, subject string) (model.ComplaintStory, []Note, error) {
	secret, err := tx.Complaint().Secret(subject)
	if err != nil {
		return model.ComplaintStory{}, nil, err
	}
	story, notes, err := s.texts(tx, secret)
	return story, slices.DeleteFunc(notes, func(n Note) bool { return !slices.Contains(told, n.Kind) }), err
}

// over reports whether nothing of a paper is open.
func over(c *model.Complaint, t *model.Tip) bool {
	return (c == nil || c.State.Over()) && (t == nil || t.State.Over())
}

// linked returns what a private link opens.
func linked(tx *repository.Tx, secret string) (c *model.Complaint, t *model.Tip, err error) {
	if c, t, err = tx.Complaint().ByLink(linkHash(secret)); err == nil && c == nil && t == nil {
		err = model.ComplaintUnknown.Refuse()
	}
	return c, t, err
}

// PersonalAct is what whoever has a private link may do.
type PersonalAct string

// The acts.
const (
	ActWithdraw PersonalAct = "withdraw" // the complaint; a tip cannot be withdrawn
	ActShare    PersonalAct = "share"    // let the operator see the contact
	ActUnshare  PersonalAct = "unshare"
	ActAdd      PersonalAct = "add"   // something to the complaint
	ActErase    PersonalAct = "erase" // name, contact and texts, once it is over
)

// What the audit trail calls it.
const (
	actionReveal      = "complaint.reveal"
	actionRevealTip   = "complaint-tip.reveal"
	actionEvidence    = "complaint.evidence"
	actionEvidenceTip = "complaint-tip.evidence"
	actionLook        = "complaint.look"
	actionLookTip     = "complaint-tip.look"
	actionContact     = "complaint.contact"
	actionWithdraw    = "complaint.withdraw"
	actionShare       = "complaint.share"
	actionUnshare     = "complaint.unshare"
	actionAdd         = "complaint.add"
	actionErase       = "complaint.erase"
	actionEraseTip    = "complaint-tip.erase"
	actionExpire      = "complaint.expire"
)

// acts are what the audit trail calls the acts of whoever has a private link.
var acts = map[PersonalAct]string{ActWithdraw: actionWithdraw, ActShare: actionShare, ActUnshare: actionUnshare, ActAdd: actionAdd, ActErase: actionErase}

// PersonalActs lists the acts.
func PersonalActs() []PersonalAct {
	return []PersonalAct{ActWithdraw, ActShare, ActUnshare, ActAdd, ActErase}
}

// Act does what whoever has a private link may do.
//
// Who: whoever has the secret. Refusals: complaint-link-unknown, invalid (act, text), move-not-allowed,
// complaint-note-not-allowed, complaint-still-open.
func (s *Service) Act(ctx context.Context, idem model.Idempotency, secret string, act PersonalAct, text string) error {
	var f model.Faults
	if !slices.Contains(PersonalActs(), act) {
		f.Add("act", model.ValueInvalid, model.P("value", shortened(string(act))))
	}
	text = f.Written("text", text, MaxNote, act == ActAdd)
	if err := f.Err(); err != nil {
		return err
	}
	var files []model.SealedFile
	_, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (bool, error) {
		c, t, err := linked(tx, secret)
		if err != nil {
			return false, err
		}
		if act == ActErase {
			files, err = s.eraseOnRequest(tx, c, t)
			return true, err
		}
		if c == nil {
			return false, model.ComplaintNoNote.Refuse(model.PText("kind", model.NoteSupplement.Words()))
		}
		return true, s.act(tx, c, act, text)
	})
	if err != nil {
		return err
	}
	return s.removeFiles(files)
}

// removeFiles takes what has been erased off the disk. Its key is gone already: what stays, because the server stopped
// here, can be read by nobody.
func (s *Service) removeFiles(files []model.SealedFile) error {
	if len(files) == 0 {
		return nil
	}
	return s.evidence.Remove(files...)
}

func (s *Service) act(tx *repository.Tx, c *model.Complaint, act PersonalAct, text string) error {
	id := c.ID.String()
	switch act {
	case ActWithdraw:
		if c.AcceptedAt != 0 {
			c.Ending = model.EndingWithdrawn
		}
		if err := s.step(tx, c, model.ComplaintWithdraw, model.Actor{}.Name(), ""); err != nil {
			return err
		}
		if c.State.ShownToFirm() {
			if err := tell(tx, model.NewsComplaintEnded, *c, c.AuthorityID); err != nil {
				return err
			}
		}
	case ActAdd:
		if _, err := model.ComplaintLifecycle.Next(c.State, model.ComplaintWithdraw); err != nil {
			return model.ComplaintNoNote.Refuse(model.PText("kind", model.NoteSupplement.Words()))
		}
		if err := s.note(tx, id, model.NoteSupplement, text, model.Actor{}.Name(), ""); err != nil {
			return err
		}
	case ActShare, ActUnshare:
		c.Share = 0
		if act == ActShare {
			c.Share = 1
		}
		if err := tx.Complaint().Update(c); err != nil {
			return err
		}
	case ActErase:
	}
	return tx.Audit(model.Actor{}, acts[act], id, "")
}

// eraseOnRequest erases both records of a paper once nothing of it is open (个人信息保护法 Art. 47).
func (s *Service) eraseOnRequest(tx *repository.Tx, c *model.Complaint, t *model.Tip) (files []model.SealedFile, err error) {
	if !over(c, t) {
		return nil, model.ComplaintOpen.Refuse()
	}
	if c != nil {
		if files, err = erase(tx, c.ID.String(), actionErase); err != nil {
			return nil, err
		}
	}
	if t == nil {
		return files, nil
	}
	more, err := erase(tx, t.ID.String(), actionEraseTip)
	return append(files, more...), err
}

// erase forgets what identifies who filed a subject and returns the files that have to go from the disk.
func erase(tx *repository.Tx, subject, action string) ([]model.SealedFile, error) {
	files, err := tx.Complaint().Erase(subject)
	if err != nil {
		return nil, err
	}
	return files, tx.Audit(model.Actor{}, action, subject, "")
}
