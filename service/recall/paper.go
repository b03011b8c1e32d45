package recall

import (
	"context"
	"encoding/json"

	"suyuan/model"
	"suyuan/repository"
)

// Documents lists the documents that an actor may read of a case it may see. Who has to recall, who opened the case, the
// authority of its region and the platform read all of them; a holder reads what the public is told, once it is told.
// Refusals: forbidden, not-found.
func (r *Register) Documents(ctx context.Context, actor model.Actor, id model.RecallID) ([]model.RecallDocumentInfo, error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	list := []model.RecallDocumentInfo{}
	err := r.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Recall().Case(actor.Scope(), id)
		if err != nil {
			return err
		}
		for _, info := range model.RecallDocuments() {
			if readable(actor.Scope(), row, info) {
				list = append(list, info)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// readable reports whether a scope that sees a case may read one of its documents.
func readable(scope model.Scope, row model.Recall, info model.RecallDocumentInfo) bool {
	if scope.All() || scope.Org() != "" && (scope.ActsFor(row.OrgID) || scope.ActsFor(row.OpenedBy)) {
		return true
	}
	if lo, hi, ok := scope.Region(); ok && string(row.Region) >= lo && string(row.Region) <= hi {
		return true
	}
	return !info.Inside && row.Registered()
}

// open reads a case for one document.
func (r *Register) open(ctx context.Context, actor model.Actor, id model.RecallID, info model.RecallDocumentInfo) (d *dossier, err error) {
	if err := actor.Must(model.PermRecallRead); err != nil {
		return nil, err
	}
	err = r.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Recall().Case(actor.Scope(), id)
		if err != nil {
			return err
		}
		if !readable(actor.Scope(), row, info) {
			return noPaper(info.Kind)
		}
		if d, err = openDossier(tx, row); err != nil || info.Kind != model.DocumentSafetyNotice {
			return err
		}
		d.sales, err = tx.Recall().SalesOf(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func noPaper(kind model.RecallDocumentKind) error {
	if info, known := model.RecallDocumentOf(kind); known {
		return model.RecallPaperAbsent.Refuse(model.PText("kind", info.Name))
	}
	return model.RecallPaperAbsent.Refuse(model.P("kind", clipped(string(kind))))
}

// pages are the documents for people.
var pages = map[model.RecallDocumentKind]func(*dossier) (*model.RecallDocument, error){
	model.DocumentPlan:         planPage,
	model.DocumentAnnouncement: announcementPage,
	model.DocumentSafetyNotice: safetyPage,
	model.DocumentPress:        pressPage,
	model.DocumentStage:        stagePage,
	model.DocumentFinal:        finalPage,
}

// Page writes a document for people. Who may ask is as in Documents. Refusals: forbidden, not-found, recall-paper-absent
// for what is no document or not the actor's to read, and for a safety notice invalid with recall-word-softens at hazard.
func (r *Register) Page(ctx context.Context, actor model.Actor, id model.RecallID, kind model.RecallDocumentKind) (*model.RecallDocument, error) {
	info, _ := model.RecallDocumentOf(kind)
	write := pages[kind]
	if write == nil {
		return nil, noPaper(kind)
	}
	d, err := r.open(ctx, actor, id, info)
	if err != nil {
		return nil, err
	}
	page, err := write(d)
	if err != nil {
		return nil, err
	}
	page.Kind, page.Number, page.Written, page.Marks = kind, d.row.Number, d.now, append(d.marks(), page.Marks...)
	return page, nil
}

// marks say what a reader must not overlook about the whole document.
func (d *dossier) marks() (marks []model.Text) {
	if d.row.Mock == 1 {
		marks = append(marks, sayMock)
	}
	if d.row.AnnouncedAt == 0 {
		marks = append(marks, sayUnpublished)
	}
	if d.row.State == model.RecallCancelled {
		marks = append(marks, sayRetracted)
	}
	return marks
}

// Machine writes a document as JSON. Who may ask is as in Documents. Refusals: forbidden, not-found, recall-paper-absent.
func (r *Register) Machine(ctx context.Context, actor model.Actor, id model.RecallID, kind model.RecallDocumentKind) ([]byte, error) {
	info, known := model.RecallDocumentOf(kind)
	if !known || !info.Machine {
		return nil, noPaper(kind)
	}
	d, err := r.open(ctx, actor, id, info)
	if err != nil {
		return nil, err
	}
	var value any
	switch kind {
	case model.DocumentPlan:
		if d.plan == nil {
			return nil, noPaper(kind)
		}
		value = FiledPlan{d.row.Number, d.planned, *d.plan}
	case model.DocumentAnnouncement:
		if value, err = r.announced(d); err != nil {
			return nil, err
		}
	case model.DocumentEnforcement:
		value = enforcement(d)
	case model.DocumentGS1:
		value = gs1Messages(d)
	default:
		value = accountOf(d)
	}
	return json.MarshalIndent(value, "", "  ")
}

// FiledPlan is a recall plan as it was filed.
type FiledPlan struct {
	Number  string           `json:"number"`
	FiledAt model.Instant    `json:"filed_at"`
	Plan    model.RecallPlan `json:"plan"`
}

// announced is the signed notice; what is not announced is not signed.
func (r *Register) announced(d *dossier) (any, error) {
	notice := r.public(d)
	if d.row.Registered() {
		return r.sign(notice)
	}
	text, err := json.Marshal(notice)
	return SignedNotice{Notice: text}, err
}
