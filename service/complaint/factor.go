package complaint

import (
	"suyuan/model"
	"suyuan/repository"
)

// factors counts what Art. 17 names, for a person to look at. It reads and changes nothing; once the complainant's hashes
// are erased there is nothing to count.
func (s *Service) factors(tx *repository.Tx, row model.Complaint, secret model.ComplaintSecret) ([]model.FactorCount, error) {
	tally, err := tx.Complaint().Tally(secret, row.CreatedAt.Add(-model.FactorDays*day))
	if err != nil {
		return nil, err
	}
	known := len(secret.Phone)+len(secret.Mail) > 0
	quantity, err := quantityFactor(tx, row, max(tally.Units, row.Units))
	if err != nil {
		return nil, err
	}
	unsold := model.FactorCount{Factor: model.FactorUnsold, Known: row.BatchID != ""}
	if unsold.Known {
		if unsold.Count, err = tx.Complaint().Sold(row.BatchID); err != nil {
			return nil, err
		}
		unsold.Marked = unsold.Count == 0
	}
	return []model.FactorCount{
		quantity,
		{Factor: model.FactorMass, Known: known, Count: tally.Filings, Of: tally.Firms, Marked: tally.Filings >= model.FactorMassLimit},
		unsold,
		{
			Factor: model.FactorShared, Known: len(secret.Phone)+len(secret.Address) > 0, Count: tally.Names, Of: tally.OtherPhones,
			Marked: tally.Names > model.FactorSharedMost || tally.OtherPhones > model.FactorSharedMost,
		},
	}, nil
}

// quantityFactor holds the units bought against the days of shelf life that were left.
func quantityFactor(tx *repository.Tx, row model.Complaint, units int64) (f model.FactorCount, err error) {
	f = model.FactorCount{Factor: model.FactorQuantity, Count: units}
	if row.BatchID == "" || row.BoughtOn == "" || units == 0 {
		return f, nil
	}
	batches, err := tx.Trace().BatchesOf([]model.BatchID{row.BatchID})
	if err != nil {
		return f, err
	}
	expires := batches[row.BatchID].Expires
	if expires == "" {
		return f, nil
	}
	f.Known, f.Of = true, int64(max(row.BoughtOn.DaysUntil(expires), 0))
	f.Marked = units >= model.FactorUnitsLimit && units > model.FactorUnitsADay*f.Of
	return f, nil
}
