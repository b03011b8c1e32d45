package claim

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// The limits of evidence.
const (
	MaxFile  = model.MaxEvidence
	MaxFiles = model.MaxEvidenceFiles
)

// Upload is a piece of evidence as it comes in.
type Upload struct {
	Kind    model.ClaimFileKind
	Content []byte
}

// AddEvidence adds a piece of evidence of the claimant.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, claim-ended, claim-files-full, too-large,
// catalog-file-type-refused, invalid (kind), idempotency-*.
func (s *Service) AddEvidence(ctx context.Context, idem model.Idempotency, secret string, in Upload) (model.ClaimFile, error) {
	if in.Kind == model.FileAnswer {
		return model.ClaimFile{}, model.ValueInvalid.At("kind", model.P("value", in.Kind))
	}
	return s.keep(ctx, model.Actor{}, idem, in, func(tx *repository.Tx) (model.Claim, error) { return linked(tx, secret) })
}

// AddAnswer adds a piece of evidence of the party that answers.
//
// Who: permission claim:answer; the party that answers. Refusals: not-found, forbidden and those of AddEvidence.
func (s *Service) AddAnswer(ctx context.Context, actor model.Actor, idem model.Idempotency, id model.ClaimID, in Upload) (model.ClaimFile, error) {
	if err := actor.Must(model.PermClaimAnswer); err != nil {
		return model.ClaimFile{}, err
	}
	in.Kind = model.FileAnswer
	return s.keep(ctx, actor, idem, in, func(tx *repository.Tx) (model.Claim, error) {
		row, err := tx.Claim().Claim(actor.Scope(), id)
		if err == nil && !actor.ActsFor(row.OrgID) {
			err = model.Forbidden.Refuse(model.P("permission", model.PermClaimAnswer))
		}
		return row, err
	})
}

// cabinet is where the evidence of claims lies.
func (s *Service) cabinet() *Cabinet { return NewCabinet(s.files, s.clean) }

// keep cleans, seals and stores a file. The content is on the disk before the row that names it is committed.
func (s *Service) keep(ctx context.Context, actor model.Actor, idem model.Idempotency, in Upload, find func(*repository.Tx) (model.Claim, error)) (model.ClaimFile, error) {
	var f model.Faults
	known := false
	for _, k := range model.ClaimFileKinds() {
		known = known || k == in.Kind
	}
	if !known {
		f.Add("kind", model.ValueInvalid, model.P("value", clipped(string(in.Kind))))
	}
	if len(in.Content) == 0 {
		f.Add("file", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return model.ClaimFile{}, err
	}
	row, seal, err := s.roomFor(ctx, find)
	if err != nil {
		return model.ClaimFile{}, err
	}
	kept, err := s.cabinet().Keep(ctx, in.Content, seal.Close)
	if err != nil {
		return model.ClaimFile{}, err
	}
	return repository.Once(ctx, s.store, actor, idem, func(tx *repository.Tx) (file model.ClaimFile, err error) {
		if row, err = find(tx); err != nil {
			return file, err
		}
		if err := full(tx, row); err != nil {
			return file, err
		}
		file = model.ClaimFile{
			ID: repository.NewID[model.ClaimFile](tx), ClaimID: row.ID, Kind: in.Kind, Media: kept[0].Media, Size: kept[0].Size, Sum: kept[0].Sum, Actor: actor.Name(), CreatedAt: tx.Now(),
		}
		if err := tx.Claim().InsertFile(file); err != nil {
			return file, err
		}
		if actor.Anonymous() {
			return file, tx.AuditWork(claimant, row.OrgID, actionEvidence, row.ID.String(), string(in.Kind))
		}
		return file, tx.Audit(actor, actionEvidence, row.ID.String(), string(in.Kind))
	})
}

// roomFor returns a claim that takes another file, with its key.
func (s *Service) roomFor(ctx context.Context, find func(*repository.Tx) (model.Claim, error)) (row model.Claim, seal *Seal, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		if row, err = find(tx); err != nil {
			return err
		}
		if err := full(tx, row); err != nil {
			return err
		}
		seal, err = s.sealOf(tx, row.ID)
		return err
	})
	return row, seal, err
}

// full refuses another file for a claim that has ended or has enough.
func full(tx *repository.Tx, row model.Claim) error {
	if row.State.Over() {
		return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[row.State]))
	}
	files, err := tx.Claim().Files(row.ID)
	if err == nil && len(files) >= MaxFiles {
		err = model.ClaimFilesFull.Refuse(model.P("limit", MaxFiles))
	}
	return err
}

// Evidence opens a piece of evidence for the claimant.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, not-found.
func (s *Service) Evidence(ctx context.Context, secret string, file model.ClaimFileID) (row model.ClaimFile, content []byte, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := linked(tx, secret)
		if err != nil {
			return err
		}
		row, content, err = s.opened(tx, c.ID, file)
		return err
	})
	return row, content, err
}

// OpenEvidence opens a piece of evidence for whoever may be told who claims: a receipt or a doctor's paper names people.
// Each look is written down.
//
// Who: like Reveal. Refusals: not-found, forbidden, claim-erased.
func (s *Service) OpenEvidence(ctx context.Context, actor model.Actor, id model.ClaimID, file model.ClaimFileID) (row model.ClaimFile, content []byte, err error) {
	if err := actor.Must(model.PermClaimReveal); err != nil {
		return row, nil, err
	}
	err = s.store.Write(ctx, func(tx *repository.Tx) error {
		c, err := s.revealable(tx, actor, id)
		if err != nil {
			return err
		}
		if row, content, err = s.opened(tx, c.ID, file); err != nil {
			return err
		}
		return tx.Audit(actor, "claim.reveal", c.ID.String(), "file "+file.String())
	})
	return row, content, err
}

func (s *Service) opened(tx *repository.Tx, id model.ClaimID, file model.ClaimFileID) (row model.ClaimFile, content []byte, err error) {
	if row, err = tx.Claim().EvidenceFile(id, file); err != nil {
		return row, nil, err
	}
	seal, err := s.sealOf(tx, id)
	if err != nil {
		return row, nil, err
	}
	content, err = s.cabinet().Open(row.Sum, seal.Open)
	return row, content, err
}
