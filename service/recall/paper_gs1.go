package recall

import (
	"cmp"
	"strconv"

	"suyuan/model"
)

// gs1Recall carries the facts of the three messages of GS1's product recall: the notification, the confirmations that goods
// were removed, and the closeout. It names fields as those messages do and is no XML of theirs; what is not on record is null.
type gs1Recall struct {
	Notification         gs1Notification `json:"productRecallNotification"`
	RemovalConfirmations []gs1Removal    `json:"productRemovalConfirmations"`
	Closeout             *gs1Closeout    `json:"productRecallCloseoutNotification"`
}

type gs1Notification struct {
	ID         string  `json:"prnID"`
	OriginalID *string `json:"originalPRNID"` // of an update
	Status     string  `json:"status"`
	Version    string  `json:"version"`
	Revision   int     `json:"revision"`
	IssuedAt   *string `json:"issueDateTime"`
	// Scope is RECALL when consumers have some, else WITHDRAWAL.
	Scope      string         `json:"scope"`
	Risk       *string        `json:"riskClassification"`
	ReasonCode *string        `json:"reasonCode"` // a code of GS1's list, which the case does not record
	Reason     model.Text     `json:"reasonDescription"`
	Hazard     model.Text     `json:"hazard"`
	Initiator  gs1Party       `json:"initiator"`
	Items      []gs1Item      `json:"recalledItems"`
	Market     gs1Market      `json:"marketDetail"`
	Consumer   *model.Text    `json:"consumerInstructions"`
	Remedies   []model.Remedy `json:"remedies"`
}

type gs1Party struct {
	GLN        *string    `json:"gln"`
	Name       model.Text `json:"name"`
	Phone      *string    `json:"telephone"`
	AfterHours *string    `json:"afterHoursTelephone"`
	Email      *string    `json:"email"`
}

type gs1Item struct {
	GTIN  *string     `json:"gtin"`
	Name  model.Text  `json:"productDescription"`
	Brand *model.Text `json:"brandName"`
	Lots  []gs1Lot    `json:"batches"`
}

type gs1Lot struct {
	Lot      *string `json:"batchNumber"`
	Serial   *string `json:"serialNumber"`
	Produced *string `json:"productionDate"`
	Expires  *string `json:"bestBeforeDate"`
}

type gs1Market struct {
	Country      *string        `json:"countryCode"`
	Subdivisions []model.Region `json:"subdivisions"` // GB/T 2260
	Unknown      int            `json:"placesUnknown"`
	Recipients   int64          `json:"impactedRecipients"`
}

// gs1Removal sums what the holders of one tier have confirmed, without their names.
type gs1Removal struct {
	NotificationID string         `json:"prnID"`
	Lot            string         `json:"batchNumber"`
	Unit           model.Unit     `json:"unit"`
	Returned       model.Quantity `json:"quantityReturned"`
	Destroyed      model.Quantity `json:"quantityDestroyed"`
	Corrected      model.Quantity `json:"quantityCorrected"`
	Outstanding    model.Quantity `json:"quantityOutstanding"`
}

type gs1Closeout struct {
	NotificationID string `json:"prnID"`
	ClosedAt       string `json:"closeoutDateTime"`
	// Outcome is CLOSED or RETRACTED.
	Outcome string `json:"outcome"`
}

// gs1Risks name the risk by grade.
var gs1Risks = map[model.Grade]string{model.GradeI: "CLASS_1", model.GradeII: "CLASS_2", model.GradeIII: "CLASS_3"}

func gs1Messages(d *dossier) gs1Recall {
	n := gs1Notification{
		Status: "ISSUED", Version: "INITIAL", Revision: max(d.row.ScopeVersion, 1), Scope: "RECALL", Risk: known(gs1Risks[d.row.Grade]),
		Reason: d.row.Title, Hazard: d.row.Hazard, Initiator: d.initiator(), Items: []gs1Item{}, Remedies: []model.Remedy{},
	}
	first := d.row.Number
	n.ID = first + "." + strconv.Itoa(n.Revision)
	if n.Revision > 1 {
		n.Version, n.OriginalID = "UPDATE", known(first+".1")
	}
	if at := cmp.Or(d.row.AnnouncedAt, d.row.BlockedFrom); at != 0 {
		n.IssuedAt = known(at.String())
	} else {
		n.Status = "DRAFT"
	}
	if d.withdrawn() {
		n.Scope = "WITHDRAWAL"
	}
	if d.plan != nil {
		n.Consumer, n.Remedies = &d.plan.Consumers, append(n.Remedies, d.plan.Remedies...)
	}
	for _, g := range d.current() {
		n.Items = append(n.Items, gs1ItemOf(g))
	}
	n.Market = d.market()
	return gs1Recall{n, d.removals(n.ID), d.closeout(n.ID)}
}

// withdrawn reports whether goods that no consumer has are taken back from operators: a withdrawal was the last thing that
// the case was launched as.
func (d *dossier) withdrawn() (yes bool) {
	for _, m := range d.moves {
		switch model.RecallEvent(m.Event) {
		case model.RecallWithdraw:
			yes = true
		case model.RecallReachedSale, model.RecallOrder, model.RecallAnnounce, model.RecallProclaim:
			yes = false
		default:
		}
	}
	return yes
}

func (d *dossier) initiator() gs1Party {
	c := d.filed().Contact
	return gs1Party{known(d.company.GLN), d.company.Name, known(c.Phone), known(c.AfterHours), known(c.Email)}
}

func gs1ItemOf(g goods) gs1Item {
	item := gs1Item{GTIN: known(g.gtin), Name: g.product.Name, Lots: []gs1Lot{}}
	if !g.brand.Brand.Empty() {
		item.Brand = &g.brand.Brand
	}
	for _, t := range g.things {
		on := printedOn(t)
		item.Lots = append(item.Lots, gs1Lot{known(on.lot), known(on.serial), known(string(t.Produced)), known(string(t.Expires))})
	}
	return item
}

func (d *dossier) market() gs1Market {
	m := gs1Market{Country: known(d.company.Country), Subdivisions: []model.Region{}, Recipients: d.reached().Holders}
	provinces, unknown := d.spread()
	m.Subdivisions, m.Unknown = append(m.Subdivisions, provinces...), unknown
	return m
}

func (d *dossier) removals(id string) []gs1Removal {
	list := []gs1Removal{}
	for _, l := range accountOf(d).Lots {
		list = append(list, gs1Removal{id, l.Lot, l.Unit, l.Returned, l.Destroyed, l.Corrected, l.Unaccounted})
	}
	return list
}

func (d *dossier) closeout(id string) *gs1Closeout {
	outcome := map[model.RegisterState]string{model.RegisterClosed: "CLOSED", model.RegisterRetracted: "RETRACTED"}[d.row.RegisterState()]
	at := cmp.Or(d.when(d.row.State), d.row.EndedAt)
	if outcome == "" || at == 0 {
		return nil
	}
	return &gs1Closeout{id, at.String(), outcome}
}
