package repository

import (
	"database/sql"

	"suyuan/model"
)

// AddFiles adds pieces of evidence.
func (c Complaint) AddFiles(rows []model.ComplaintFile) error { return insert(c.tx, rows) }

// Files returns the evidence of a subject, oldest first.
func (c Complaint) Files(subject string) (rows []model.ComplaintFile, err error) {
	return rows, c.tx.db.Where("subject_id = ?", subject).Order("id").Limit(complaintNotes).Find(&rows).Error
}

// File returns one piece of evidence of a subject that has not been erased, or not-found.
func (c Complaint) File(subject string, id model.ComplaintFileID) (row model.ComplaintFile, err error) {
	return row, absent(c.tx.db.Where("id = ? AND subject_id = ? AND sum <> ''", id, subject).Take(&row).Error)
}

// eraseFiles forgets where the evidence of a subject lies and returns it: it has to go from the disk.
func (c Complaint) eraseFiles(subject string) (files []model.SealedFile, err error) {
	err = c.tx.query(func(rows *sql.Rows) error {
		var f model.SealedFile
		err := rows.Scan(&f.Media, &f.Size, &f.Sum)
		files = append(files, f)
		return err
	}, "SELECT media, size, sum FROM complaint_files WHERE subject_id = ? AND sum <> ''", subject)
	if err != nil {
		return nil, err
	}
	_, err = c.tx.exec("UPDATE complaint_files SET sum = '' WHERE subject_id = ?", subject)
	return files, err
}
