package complaint

import (
	"context"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// Evidence keeps files sealed with the keys of complaints and tips; see claim.Cabinet.
type Evidence interface {
	// Keep cleans a file and puts it on the disk once for each key. Refusals: invalid (file), too-large,
	// catalog-file-type-refused.
	Keep(ctx context.Context, content []byte, seals ...func(field string, plain []byte) []byte) ([]model.SealedFile, error)
	Open(sum string, open func(field string, sealed []byte) ([]byte, error)) ([]byte, error)
	Remove(files ...model.SealedFile) error
}

// WithEvidence says where evidence is kept; without it none is taken.
func WithEvidence(e Evidence) Option { return func(s *Service) { s.evidence = e } }

// The limits of evidence.
const (
	MaxFile  = model.MaxEvidence
	MaxFiles = model.MaxEvidenceFiles
)

// Upload is a piece of evidence as it comes in.
type Upload struct {
	Kind    model.ClaimFileKind
	Content []byte
	// Share lets the operator see it.
	Share bool
}

// Files are pieces of evidence, without their content.
type Files = []model.ComplaintFile

// AddEvidence adds a piece of evidence to what whoever filed it has open: to the complaint, to the tip, or to both where
// one paper holds both.
//
// Who: whoever has the secret. Refusals: complaint-link-unknown, complaint-note-not-allowed once all of it is over,
// complaint-files-full, too-large, catalog-file-type-refused, invalid (kind, file), idempotency-*.
func (s *Service) AddEvidence(ctx context.Context, idem model.Idempotency, secret string, in Upload) (Files, error) {
	if in.Kind == model.FileAnswer {
		return nil, model.ValueInvalid.At("kind", model.P("value", in.Kind))
	}
	return s.keep(ctx, model.Actor{}, idem, in, func(tx *repository.Tx) ([]string, error) {
		c, t, err := linked(tx, secret)
		var open []string
		if c != nil && !c.State.Over() {
			open = append(open, c.ID.String())
		}
		if t != nil && !t.State.Over() {
			open = append(open, t.ID.String())
		}
		return open, err
	})
}

// AddAnswer adds a piece of evidence of the operator to a complaint, while mediation is open. Whoever complains sees it.
//
// Who: permission complaint:answer, the operator complained of. Refusals: not-found and those of AddEvidence.
func (s *Service) AddAnswer(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ComplaintID, content []byte) (model.ComplaintFile, error) {
	if err := actor.Must(model.PermComplaintAnswer); err != nil {
		return model.ComplaintFile{}, err
	}
	in := Upload{Kind: model.FileAnswer, Content: content, Share: true}
	files, err := s.keep(ctx, actor, idem, in, func(tx *repository.Tx) ([]string, error) {
		row, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil || !mayNote(actor, row, model.NoteAnswer) {
			return nil, err
		}
		return []string{row.ID.String()}, nil
	})
	if err != nil {
		return model.ComplaintFile{}, err
	}
	return files[0], nil
}

// keep cleans, seals and stores a file for the subjects that find names. The content is on the disk before a row that names
// it is committed, and taken off again where none was.
func (s *Service) keep(ctx context.Context, actor model.Actor, idem model.Idempotency, in Upload, find func(*repository.Tx) ([]string, error)) (Files, error) {
	if !slices.Contains(model.ClaimFileKinds(), in.Kind) {
		return nil, model.ValueInvalid.At("kind", model.P("value", shortened(string(in.Kind))))
	}
	subjects, closes, err := s.roomFor(ctx, in, find)
	switch {
	case err != nil:
		return nil, err
	case s.evidence == nil:
		return nil, model.FileTypeRefused.Refuse()
	}
	kept, err := s.evidence.Keep(ctx, in.Content, closes...)
	if err != nil {
		return nil, err
	}
	files, err := repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (Files, error) {
		now, err := admit(tx, in, find)
		if err == nil && !slices.Equal(now, subjects) {
			err = model.ChangedMeanwhile.Refuse()
		}
		if err != nil {
			return nil, err
		}
		return added(tx, actor, in, subjects, kept)
	})
	unused := slices.DeleteFunc(slices.Clone(kept), func(k model.SealedFile) bool {
		return slices.ContainsFunc(files, func(f model.ComplaintFile) bool { return f.Sum == k.Sum })
	})
	return files, errors.Join(err, s.evidence.Remove(unused...))
}

// added writes a row for each subject of what has been kept.
func added(tx *repository.Tx, actor model.Actor, in Upload, subjects []string, kept []model.SealedFile) (files Files, err error) {
	for i, subject := range subjects {
		secret, err := tx.Complaint().Secret(subject)
		if err != nil {
			return nil, err
		}
		action, share := actionEvidence, 0
		switch {
		case secret.Kind == model.KindTip:
			action = actionEvidenceTip
		case in.Share:
			share = 1
		}
		files = append(files, model.ComplaintFile{
			ID: repository.NewID[model.ComplaintFile](tx), SubjectID: subject, Kind: in.Kind, SealedFile: kept[i], Share: share, Actor: actor.Name(), CreatedAt: tx.Now(),
		})
		if err := tx.Audit(actor, action, subject, string(in.Kind)); err != nil {
			return nil, err
		}
	}
	return files, tx.Complaint().AddFiles(files)
}

// roomFor returns the subjects that take another file, with what seals for each.
func (s *Service) roomFor(ctx context.Context, in Upload, find func(*repository.Tx) ([]string, error)) (subjects []string, closes []func(string, []byte) []byte, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if subjects, err = admit(tx, in, find); err != nil {
			return err
		}
		for _, subject := range subjects {
			secret, err := tx.Complaint().Secret(subject)
			if err != nil {
				return err
			}
			seal, err := s.seal(secret)
			if err != nil {
				return err
			}
			closes = append(closes, seal.Close)
		}
		return nil
	})
	return subjects, closes, err
}

// admit refuses another file for what is over or has enough.
func admit(tx *repository.Tx, in Upload, find func(*repository.Tx) ([]string, error)) ([]string, error) {
	subjects, err := find(tx)
	if err == nil && len(subjects) == 0 {
		err = model.ComplaintNoNote.Refuse(model.PText("kind", model.ClaimFileKindWords[in.Kind]))
	}
	for _, subject := range subjects {
		files, bad := tx.Complaint().Files(subject)
		if bad == nil && len(files) >= MaxFiles {
			bad = model.ComplaintFilesFull.Refuse(model.P("limit", MaxFiles))
		}
		err = errors.Join(err, bad)
	}
	return subjects, err
}

// OwnEvidence opens a piece of evidence for whoever filed the paper: their own, and what the operator answered with.
//
// Who: whoever has the secret. Refusals: complaint-link-unknown, not-found.
func (s *Service) OwnEvidence(ctx context.Context, secret string, file model.ComplaintFileID) (row model.ComplaintFile, content []byte, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		c, t, err := linked(tx, secret)
		if err != nil {
			return err
		}
		err = model.NotFound.Refuse()
		if c != nil {
			row, content, err = s.openFile(tx, c.ID.String(), file)
		}
		if t != nil && absentHere(err) {
			row, content, err = s.openFile(tx, t.ID.String(), file)
		}
		return err
	})
	return row, content, err
}

// OpenEvidence opens a piece of evidence of a complaint: a receipt or a doctor's paper names people. Each look is audited.
//
// Who: the authority that handles it with complaint:reveal; the operator with complaint:answer, what it added itself and
// what the complainant lets it see. Refusals: not-found, forbidden, complaint-other-authority, complaint-erased.
func (s *Service) OpenEvidence(ctx context.Context, actor model.Actor, id model.ComplaintID, file model.ComplaintFileID) (row model.ComplaintFile, content []byte, err error) {
	if err := actor.Must(model.PermComplaintRead); err != nil {
		return row, nil, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		c, err := tx.Complaint().Complaint(actor.Scope(), id)
		if err != nil {
			return err
		}
		if err := mayLook(actor, c); err != nil {
			return err
		}
		if row, content, err = s.openFile(tx, c.ID.String(), file); err != nil {
			return err
		}
		if isFirm(actor) && row.Share == 0 {
			return model.NotFound.Refuse()
		}
		return tx.Audit(actor, actionLook, id.String(), file.String())
	})
	if err != nil {
		return model.ComplaintFile{}, nil, err
	}
	return row, content, nil
}

// mayLook says why the evidence of a complaint is not for the actor to open.
func mayLook(actor model.Actor, c model.Complaint) error {
	if isFirm(actor) {
		return actor.Must(model.PermComplaintAnswer)
	}
	if err := actor.Must(model.PermComplaintReveal); err != nil {
		return err
	}
	if c.AuthorityID != "" && c.AuthorityID != actor.Org {
		return model.ComplaintNotYours.Refuse()
	}
	return nil
}

// OpenTipEvidence opens a piece of evidence of a tip. Each look is audited.
//
// Who: permission complaint:reveal, the authority that handles the tip. Refusals: not-found, complaint-other-authority,
// complaint-erased.
func (s *Service) OpenTipEvidence(ctx context.Context, actor model.Actor, id model.TipID, file model.ComplaintFileID) (row model.ComplaintFile, content []byte, err error) {
	if err := actor.Must(model.PermComplaintReveal); err != nil {
		return row, nil, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		t, err := tx.Complaint().Tip(actor.Scope(), id)
		if err != nil {
			return err
		}
		if t.AuthorityID != "" && t.AuthorityID != actor.Org {
			return model.ComplaintNotYours.Refuse()
		}
		if row, content, err = s.openFile(tx, t.ID.String(), file); err != nil {
			return err
		}
		return tx.Audit(actor, actionLookTip, id.String(), file.String())
	})
	if err != nil {
		return model.ComplaintFile{}, nil, err
	}
	return row, content, nil
}

// openFile reads a file with the key of its subject.
func (s *Service) openFile(tx *repository.Tx, subject string, file model.ComplaintFileID) (row model.ComplaintFile, content []byte, err error) {
	secret, err := tx.Complaint().Secret(subject)
	if err != nil {
		return row, nil, err
	}
	seal, err := s.seal(secret)
	if err != nil {
		return row, nil, err
	}
	if row, err = tx.Complaint().File(subject, file); err != nil {
		return row, nil, err
	}
	content, err = s.evidence.Open(row.Sum, seal.Open)
	return row, content, err
}

// shownFiles are those of a subject that the actor may know of: an operator those that it may open.
func shownFiles(tx *repository.Tx, actor model.Actor, subject string) (Files, error) {
	files, err := tx.Complaint().Files(subject)
	if isFirm(actor) {
		files = slices.DeleteFunc(files, func(f model.ComplaintFile) bool { return f.Share == 0 })
	}
	return files, err
}
