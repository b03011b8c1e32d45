package repository

import (
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"suyuan/model"
)

// Complaint is the complaint room's part of a transaction.
type Complaint struct{ tx *Tx }

// Complaint returns the complaint room's part of the transaction.
func (tx *Tx) Complaint() Complaint { return Complaint{tx} }

// complaintSeen is the condition that a scope may see a complaint: the authority that handles it or is said to be
// competent, those of its region, and the operator from its acceptance on.
func complaintSeen(scope model.Scope) (cond string, args []any) {
	switch lo, hi, region := scope.Region(); {
	case scope.All():
		return "1 = 1", nil
	case scope.Org() == "":
		return "1 = 0", nil
	case region:
		return "(complaints.authority_id = ? OR complaints.proposed_id = ? OR complaints.region BETWEEN ? AND ?)", []any{scope.Org(), scope.Org(), lo, hi}
	}
	of, orgs := whose(scope)
	return "(complaints.org_id " + of + " AND complaints.state NOT IN ?)", append(orgs, model.ComplaintsHidden())
}

// tipSeen is the condition that a scope may see a tip: the authority that handles it and those of its region. The operator
// that it is about never does.
func tipSeen(scope model.Scope) (cond string, args []any) {
	lo, hi, region := scope.Region()
	switch {
	case scope.All():
		return "1 = 1", nil
	case region:
		return "(complaint_tips.authority_id = ? OR complaint_tips.region BETWEEN ? AND ?)", []any{scope.Org(), lo, hi}
	}
	return "1 = 0", nil
}

// Insert adds a complaint or a tip with what identifies who filed it.
func (c Complaint) Insert(complaints []model.Complaint, tips []model.Tip, secrets []model.ComplaintSecret) error {
	return errors.Join(insert(c.tx, complaints), insert(c.tx, tips), insert(c.tx, secrets))
}

// Complaint returns a complaint that the scope may see, or not-found.
func (c Complaint) Complaint(scope model.Scope, id model.ComplaintID) (row model.Complaint, err error) {
	seen, args := complaintSeen(scope)
	return row, absent(c.tx.db.Where("id = ?", id).Where(seen, args...).Take(&row).Error)
}

// Tip returns a tip that the scope may see, or not-found.
func (c Complaint) Tip(scope model.Scope, id model.TipID) (row model.Tip, err error) {
	seen, args := tipSeen(scope)
	return row, absent(c.tx.db.Where("id = ?", id).Where(seen, args...).Take(&row).Error)
}

// ByLink returns the complaint and the tip that a private link opens, each nil when there is none. The hash is of at least
// 256 bits that nobody can guess.
func (c Complaint) ByLink(hash []byte) (complaint *model.Complaint, tip *model.Tip, err error) {
	if len(hash) == 0 {
		return nil, nil, nil
	}
	var complaints []model.Complaint
	var tips []model.Tip
	err = errors.Join(c.tx.db.Where("link_hash = ?", hash).Find(&complaints).Error, c.tx.db.Where("link_hash = ?", hash).Find(&tips).Error)
	if len(complaints) == 1 {
		complaint = &complaints[0]
	}
	if len(tips) == 1 {
		tip = &tips[0]
	}
	return complaint, tip, err
}

// ByClaim returns the complaint that came of a claim; found is false when none has.
func (c Complaint) ByClaim(id model.ClaimID) (row model.Complaint, found bool, err error) {
	err = c.tx.db.Where("claim_id = ? AND claim_id <> ''", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, false, nil
	}
	return row, err == nil, err
}

// complaintHead lists the columns of a complaint that change besides its state; what it is about never does.
var complaintHead = []string{
	"AuthorityID", "ProposedID", "Share", "Ground", "Ending", "Delegate", "Lab", "LabBy", "Payer", "Turn", "Running", "Clocks", "DueAt", "Provisional",
	"WarnAt", "WarnedAt", "OverdueAt", "LinkHash", "AcceptedAt", "EndedAt", "ToldAt", "Version",
}

// Update writes what may change of a complaint besides its state, from the version that was read; afterwards row.Version
// is the next one. Refusal: changed-meanwhile.
func (c Complaint) Update(row *model.Complaint) error {
	was := row.Version
	row.Version++
	return changed(c.tx.db.Model(&model.Complaint{}).Select(complaintHead).Where("id = ? AND version = ?", row.ID, was).Updates(row))
}

// tipHead lists the columns of a tip that change besides its state.
var tipHead = []string{
	"AuthorityID", "MergedID", "Extended", "Running", "Clocks", "DueAt", "Provisional", "WarnAt", "WarnedAt", "OverdueAt", "LinkHash", "DecidedAt", "ToldAt", "Version",
}

// UpdateTip is Update for a tip.
func (c Complaint) UpdateTip(row *model.Tip) error {
	was := row.Version
	row.Version++
	return changed(c.tx.db.Model(&model.Tip{}).Select(tipHead).Where("id = ? AND version = ?", row.ID, was).Updates(row))
}

// changed refuses an update that met another version.
func changed(res *gorm.DB) error {
	switch {
	case res.Error != nil:
		return res.Error
	case res.RowsAffected != 1:
		return model.ChangedMeanwhile.Refuse()
	}
	return nil
}

// Secret returns what identifies who filed a complaint or a tip, or not-found.
func (c Complaint) Secret(subject string) (row model.ComplaintSecret, err error) {
	return row, absent(c.tx.db.Where("subject_id = ?", subject).Take(&row).Error)
}

// Keep says until when what identifies the complainant is kept.
func (c Complaint) Keep(subject string, until model.Instant) error {
	_, err := c.tx.exec("UPDATE complaint_secrets SET keep_until = ? WHERE subject_id = ? AND erased_at = 0", until, subject)
	return err
}

// DueErasure lists subjects whose retention is over.
func (c Complaint) DueErasure(by model.Instant, limit int) (list []string, err error) {
	return list, c.tx.db.Model(&model.ComplaintSecret{}).Where("erased_at = 0 AND keep_until > 0 AND keep_until <= ?", by).
		Order("keep_until, subject_id").Limit(limit).Pluck("subject_id", &list).Error
}

// Erase forgets the data key, the hashes, the sealed texts, the evidence and the private link of a subject, and returns the
// files that have to go from the disk. What happened to it, and when, stays.
func (c Complaint) Erase(subject string) ([]model.SealedFile, error) {
	none := []byte{}
	for _, s := range []struct {
		text string
		args []any
	}{
		{"UPDATE complaint_secrets SET data_key = ?, contact = ?, story = ?, name = ?, phone = ?, mail = ?, address = ?, erased_at = ? WHERE subject_id = ?",
			[]any{none, none, none, none, none, none, none, c.tx.now, subject}},
		{"UPDATE complaint_notes SET body = ? WHERE subject_id = ?", []any{none, subject}},
		{"UPDATE complaints SET link_hash = ? WHERE id = ?", []any{none, subject}},
		{"UPDATE complaint_tips SET link_hash = ? WHERE id = ?", []any{none, subject}},
	} {
		if _, err := c.tx.exec(s.text, s.args...); err != nil {
			return nil, err
		}
	}
	return c.eraseFiles(subject)
}

// AddNote adds a note.
func (c Complaint) AddNote(row model.ComplaintNote) error {
	return insert(c.tx, []model.ComplaintNote{row})
}

// complaintNotes bounds the notes of one subject that are shown.
const complaintNotes = 200

// Notes returns the notes of a subject, oldest first.
func (c Complaint) Notes(subject string) (rows []model.ComplaintNote, err error) {
	return rows, c.tx.db.Where("subject_id = ?", subject).Order("id").Limit(complaintNotes).Find(&rows).Error
}

// Firm returns an active operator, of one that has ended who answers for it now, or not-found.
func (c Complaint) Firm(id model.OrgID) (o model.Organisation, err error) {
	if id, err = c.tx.Access().Heir(id); err != nil {
		return o, err
	}
	return o, absent(c.tx.db.Where("id = ? AND state = ? AND kind IN ?", id, model.OrgActive,
		[]model.OrgKind{model.KindProducer, model.KindProcessor, model.KindDistributor, model.KindRetailer}).Take(&o).Error)
}

// Authority returns an active market regulator, or not-found.
func (c Complaint) Authority(id model.OrgID) (o model.Organisation, err error) {
	return o, absent(c.tx.db.Where("id = ? AND state = ? AND kind = ?", id, model.OrgActive, model.KindRegulator).Take(&o).Error)
}

// Sold is the quantity of a batch that is recorded as sold to consumers, in millionths of its units; returns do not count
// against it.
func (c Complaint) Sold(batch model.BatchID) (n int64, err error) {
	return n, c.tx.query(func(r *sql.Rows) error { return r.Scan(&n) },
		"SELECT COALESCE(SUM(b.amount), 0) FROM nodes n JOIN balances b ON b.node_id = n.id WHERE n.batch_id = ? AND b.account IN ('sold', 'returned')", batch)
}

// ComplaintTally counts what the same person has filed since then.
type ComplaintTally struct {
	Filings, Firms     int64
	Units              int64 // bought of one product
	Names, OtherPhones int64
}

// Tally counts filings by the phone or mail of a secret since then, the units of its product among them, the other names
// that its phone was used with, and the other phones at its address. Each paper counts once, whether or not it held a
// complaint and a tip.
func (c Complaint) Tally(s model.ComplaintSecret, since model.Instant) (t ComplaintTally, err error) {
	who, args := "1 = 0", []any{}
	for _, by := range []struct {
		column string
		hash   []byte
	}{{"phone", s.Phone}, {"mail", s.Mail}} {
		if len(by.hash) > 0 {
			who, args = who+" OR "+by.column+" = ?", append(args, by.hash)
		}
	}
	args = append(args, since)
	err = c.tx.query(func(r *sql.Rows) error { return r.Scan(&t.Filings, &t.Firms) },
		"SELECT COUNT(DISTINCT created_at), COUNT(DISTINCT org_id) FROM complaint_secrets WHERE ("+who+") AND created_at >= ?", args...)
	if err == nil && s.ProductID != "" {
		err = c.tx.query(func(r *sql.Rows) error { return r.Scan(&t.Units) },
			"SELECT COALESCE(SUM(units), 0) FROM complaint_secrets WHERE ("+who+") AND created_at >= ? AND product_id = ? AND kind = 'complaint'", append(args, s.ProductID)...)
	}
	if err == nil && len(s.Phone) > 0 {
		err = c.tx.query(func(r *sql.Rows) error { return r.Scan(&t.Names) },
			"SELECT COUNT(DISTINCT name) FROM complaint_secrets WHERE phone = ? AND created_at >= ? AND name <> ?", s.Phone, since, s.Name)
	}
	if err == nil && len(s.Address) > 0 {
		err = c.tx.query(func(r *sql.Rows) error { return r.Scan(&t.OtherPhones) },
			"SELECT COUNT(DISTINCT phone) FROM complaint_secrets WHERE address = ? AND created_at >= ? AND phone <> ?", s.Address, since, s.Phone)
	}
	return t, err
}

// Earlier lists the tips about the same operator that the same person gave before, newest first: a tip may repeat one of
// them (Art. 35).
func (c Complaint) Earlier(scope model.Scope, t model.Tip, s model.ComplaintSecret) (rows []model.Tip, err error) {
	if len(s.Phone)+len(s.Mail) == 0 {
		return nil, nil
	}
	seen, args := tipSeen(scope)
	same := c.tx.db.Model(&model.ComplaintSecret{}).Select("subject_id").Where("kind = 'tip'")
	switch {
	case len(s.Phone) > 0 && len(s.Mail) > 0:
		same = same.Where("(phone = ? OR mail = ?)", s.Phone, s.Mail)
	case len(s.Phone) > 0:
		same = same.Where("phone = ?", s.Phone)
	default:
		same = same.Where("mail = ?", s.Mail)
	}
	return rows, c.tx.db.Where("org_id = ? AND id <> ? AND created_at <= ? AND merged_id = ''", t.OrgID, t.ID, t.CreatedAt).
		Where(seen, args...).Where("id IN (?)", same).Order("id DESC").Limit(earlierShown).Find(&rows).Error
}

// earlierShown bounds the answer of Earlier.
const earlierShown = 20
