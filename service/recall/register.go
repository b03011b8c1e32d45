package recall

import (
	"context"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// Register is what the public and the parties read of recalls: the public register, its feeds and signed notices, and
// the documents of a case. It changes nothing and stores nothing: every document is written from the case when it is read.
type Register struct {
	store  *repository.Store
	signer Signer
	// base is the address of the house, without a trailing slash.
	base string
}

// NewRegister returns the register. base is the address that people reach the house at, without a trailing slash.
func NewRegister(store *repository.Store, signer Signer, base string) *Register {
	return &Register{store, signer, base}
}

// RegisterQuery asks for a part of the public register.
type RegisterQuery struct {
	// Text is what somebody typed: a part of a product's, brand's or company's name, a lot, a GTIN or a case number.
	Text string
	// GTIN, Lot and Batch are what a scanned code says: the GTIN-14, the lot number, the short code of a batch.
	GTIN, Lot, Batch string
	Grade            model.Grade
	State            model.RegisterState
	Year             int
	Page             model.Page
}

// check refuses what cannot be asked.
func (q RegisterQuery) check() error {
	var f model.Faults
	if q.Text != "" && !repository.Searchable(q.Text) {
		f.Add("q", model.ValueTooLong, model.P("limit", repository.MaxRegisterText))
	}
	if q.Year != 0 && (q.Year < 2000 || q.Year > 2199) {
		f.Add("year", model.ValueInvalid, model.P("value", q.Year))
	}
	if q.Grade != "" && q.Grade.Rank() == model.Grade("").Rank() {
		f.Add("grade", model.ValueInvalid, model.P("value", clipped(string(q.Grade))))
	}
	if _, known := model.RegisterStateWords[q.State]; q.State != "" && !known {
		f.Add("state", model.ValueInvalid, model.P("value", clipped(string(q.State))))
	}
	return f.Err()
}

func (q RegisterQuery) filter() repository.RegisterFilter {
	return repository.RegisterFilter{
		Text: q.Text, GTIN: q.GTIN, Lot: q.Lot, Batch: q.Batch, Grade: q.Grade, State: q.State, Year: q.Year,
	}
}

// RegisterRow is one case in the list of the register.
type RegisterRow struct {
	Number      string
	State       model.RegisterState
	Grade       model.Grade
	GradeName   model.Text
	Title       model.Text
	Hazard      model.Text
	Company     model.Text
	AnnouncedAt model.Instant
	// Products are some of those that it reaches, the ones with the most lots first; Lots counts those of all.
	Products []model.Text
	Lots     int
}

// productsShown bounds the products named in one row of the register.
const productsShown = 3

// Recalls lists the public register, the latest announcement first. Everybody may ask. Refusals: invalid with value-too-long
// or value-invalid at q, grade, state and year, and page-token-invalid.
func (r *Register) Recalls(ctx context.Context, q RegisterQuery) (rows []RegisterRow, next model.PageToken, err error) {
	if q.Text = strings.TrimSpace(q.Text); q.Text != "" {
		if lot, err := model.NormalLot(q.Text); err == nil {
			q.Text = lot
		}
	}
	if err := q.check(); err != nil {
		return nil, "", err
	}
	err = r.store.Read(ctx, func(tx *repository.Tx) error {
		cases, token, err := tx.Recall().Register(q.filter(), q.Page)
		if err != nil {
			return err
		}
		next = token
		rows, err = registerRows(tx, cases)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return rows, next, nil
}

func registerRows(tx *repository.Tx, cases []model.Recall) ([]RegisterRow, error) {
	ids := make([]model.RecallID, 0, len(cases))
	firms := make([]model.OrgID, 0, len(cases))
	for _, c := range cases {
		ids, firms = append(ids, c.ID), append(firms, c.OrgID)
	}
	names, err := tx.Recall().Parties(firms)
	if err != nil {
		return nil, err
	}
	heirs, err := tx.Access().Heirs(firms)
	if err != nil {
		return nil, err
	}
	products, err := tx.Recall().ProductsIn(ids)
	if err != nil {
		return nil, err
	}
	rows := make([]RegisterRow, 0, len(cases))
	for _, c := range cases {
		row := RegisterRow{
			Number: c.Number, State: c.RegisterState(), Grade: c.Grade, GradeName: gradeName(c), Title: c.Title, Hazard: c.Hazard,
			Company: names[c.OrgID].Name, AnnouncedAt: c.AnnouncedAt,
		}
		if heir, ended := heirs[c.OrgID]; ended {
			row.Company = model.NowCalled(row.Company, heir.Name)
		}
		for _, p := range products {
			if p.RecallID != c.ID {
				continue
			}
			row.Lots += p.Lots
			if len(row.Products) < productsShown {
				row.Products = append(row.Products, p.Name)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// gradeName names the grade of a case in its pack, empty while it is not graded.
func gradeName(c model.Recall) model.Text {
	info, _ := gradeOf(c)
	return info.Name
}

func gradeOf(c model.Recall) (model.GradeInfo, bool) {
	for _, p := range model.RulePacks() {
		if p.ID == c.Pack && p.Version == c.PackVersion {
			return p.GradeOf(c.Grade)
		}
	}
	return model.GradeInfo{}, false
}

// Recall returns what everybody may know of an announced case. Everybody may ask. Refusal: not-found, also for a draft and
// for an exercise.
func (r *Register) Recall(ctx context.Context, number string) (*model.PublicRecall, error) {
	var d *dossier
	err := r.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := tx.Recall().Registered(number)
		if err != nil {
			return err
		}
		d, err = openDossier(tx, row)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.public(d), nil
}

// Feed is how many notices a feed holds.
const Feed = 30

// Latest returns the notices that changed last, for feeds. Everybody may ask.
func (r *Register) Latest(ctx context.Context) ([]*model.PublicRecall, error) {
	var notices []*model.PublicRecall
	err := r.store.Read(ctx, func(tx *repository.Tx) error {
		rows, err := tx.Recall().Changed(Feed)
		if err != nil {
			return err
		}
		for _, row := range rows {
			d, err := openDossier(tx, row)
			if err != nil {
				return err
			}
			notices = append(notices, r.public(d))
		}
		return nil
	})
	return notices, err
}
