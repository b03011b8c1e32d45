package repository

import (
	"suyuan/model"
)

// Receiver returns a site that goods can be sent to, with its organisation, which must be active; else not-found, or
// access-site-closed. It takes no scope: what it returns stands on any delivery note.
func (t Trace) Receiver(id model.SiteID) (model.Site, model.Organisation, error) {
	site, org, err := t.SiteWithOwner(id)
	if err == nil && org.State != model.OrgActive {
		return model.Site{}, model.Organisation{}, model.NotFound.Refuse()
	}
	if err == nil && site.State == model.SiteClosed {
		return model.Site{}, model.Organisation{}, model.SiteIsClosed.Refuse(model.PText("name", site.Name))
	}
	return site, org, err
}

// SiteWithOwner returns a site and its organisation, which a shipment of the caller's names; else not-found.
func (t Trace) SiteWithOwner(id model.SiteID) (site model.Site, org model.Organisation, err error) {
	if err := absent(t.tx.db.Where("id = ?", id).Take(&site).Error); err != nil {
		return site, org, err
	}
	return site, org, absent(t.tx.db.Where("id = ?", site.OrgID).Take(&org).Error)
}

// InsertShipment adds a shipment with its lines; it is born sent.
func (t Trace) InsertShipment(s model.Shipment, lines []model.ShipmentLine) error {
	if err := insert(t.tx, []model.Shipment{s}); err != nil {
		return err
	}
	return insert(t.tx, lines)
}

// Shipment returns a shipment that the scope may see, as its sender or its receiver; else not-found.
func (t Trace) Shipment(scope model.Scope, id model.ShipmentID) (s model.Shipment, err error) {
	from, args := ownedBy(scope, "from_org")
	to, toArgs := ownedBy(scope, "to_org")
	return s, absent(t.tx.db.Where("id = ?", id).Where("("+from+" OR "+to+")", append(args, toArgs...)...).Take(&s).Error)
}

// ShipmentLines returns the lines of a shipment in order.
func (t Trace) ShipmentLines(id model.ShipmentID) ([]model.ShipmentLine, error) {
	var lines []model.ShipmentLine
	return lines, t.tx.db.Where("shipment_id = ?", id).Order("line").Find(&lines).Error
}

// SettleLine takes an amount off what is open of a line and closes it when nothing is left; a container is closed whole
// with the amount zero. The refusal is changed-meanwhile when less is open than the caller has read.
func (t Trace) SettleLine(l model.ShipmentLine, amount model.Quantity) error {
	n, err := t.tx.exec("UPDATE shipment_lines SET done = CASE WHEN `open` = ? THEN 1 ELSE 0 END, `open` = `open` - ? "+
		"WHERE shipment_id = ? AND line = ? AND done = 0 AND `open` >= ?", amount, amount, l.ShipmentID, l.Line, amount)
	if err != nil {
		return err
	}
	if n != 1 {
		return model.ChangedMeanwhile.Refuse()
	}
	return nil
}

// GiveReason keeps why a shipment was refused.
func (t Trace) GiveReason(id model.ShipmentID, reason string) error {
	_, err := t.tx.exec("UPDATE shipments SET reason = ? WHERE id = ?", reason, id)
	return err
}
