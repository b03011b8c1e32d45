package trace

import "suyuan/repository"

// What the room answers with, named here so that the door need not know who keeps it.
type (
	// Thing is a node of the graph in words.
	Thing = repository.Thing
	// OrgName and PlaceName are organisations and places as an answer names them.
	OrgName   = repository.OrgName
	PlaceName = repository.PlaceName
	// StockRow, FindingRow and ShipmentRow are lines of lists; the filters choose them.
	StockRow       = repository.StockRow
	StockFilter    = repository.StockFilter
	FindingRow     = repository.FindingRow
	FindingFilter  = repository.FindingFilter
	ShipmentRow    = repository.ShipmentRow
	ShipmentFilter = repository.ShipmentFilter
	// ShipmentLineRow is a line of a shipment with what it is about.
	ShipmentLineRow = repository.ShipmentLineRow
)

// BoundNone is the bound of a trace that hit none.
const BoundNone = repository.BoundNone
