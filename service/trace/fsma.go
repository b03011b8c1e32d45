package trace

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
)

// fsmaEvent is a critical tracking event of the FDA Food Traceability Rule (21 CFR 1.1310). The name is that of its sheet.
type fsmaEvent string

// The critical tracking events, in the order of the rule.
const (
	fsmaHarvesting     fsmaEvent = "Harvesting"                 // 21 CFR 1.1325(a)
	fsmaCooling        fsmaEvent = "Cooling"                    // 21 CFR 1.1325(b), before initial packing
	fsmaInitialPacking fsmaEvent = "Initial packing"            // 21 CFR 1.1330
	fsmaLanding        fsmaEvent = "First land-based receiving" // 21 CFR 1.1335
	fsmaShipping       fsmaEvent = "Shipping"                   // 21 CFR 1.1340
	fsmaReceiving      fsmaEvent = "Receiving"                  // 21 CFR 1.1345
	fsmaTransformation fsmaEvent = "Transformation"             // 21 CFR 1.1350
)

// fsmaRow is one line of a sheet: one lot of one critical tracking event with the values of all key data elements.
type fsmaRow struct {
	event                                            fsmaEvent
	x                                                *interchange
	h                                                *happening
	lot                                              lot
	use                                              string // "used" or "produced", in a transformation
	documentKind, documentNumber                     string
	harvestFarm, harvestField, harvester, harvestDay string
}

// fsmaColumn is one key data element.
type fsmaColumn struct {
	name  string
	value func(*fsmaRow) string
	// number tells that the value is a decimal, for spreadsheets to sort by.
	number bool
}

// The key data elements. Where the rule asks for a location description (21 CFR 1.1310) the cell names and identifies the
// location, and the sheet Locations describes it.
var (
	kdeCode        = fsmaColumn{name: "Traceability lot code", value: func(r *fsmaRow) string { return r.lot.code }}
	kdeProduct     = fsmaColumn{name: "Product description", value: func(r *fsmaRow) string { return r.product() }}
	kdeCommodity   = fsmaColumn{name: "Commodity", value: func(r *fsmaRow) string { return r.commodity() }}
	kdeVariety     = fsmaColumn{name: "Variety", value: func(r *fsmaRow) string { return masterData(r.h.parsed.ILMD, "varietyName", "variety") }}
	kdeQuantity    = fsmaColumn{name: "Quantity", number: true, value: func(r *fsmaRow) string { return r.quantity() }}
	kdeUnit        = fsmaColumn{name: "Unit of measure", value: func(r *fsmaRow) string { return r.unit() }}
	kdeCodeSource  = fsmaColumn{name: "Traceability lot code source", value: func(r *fsmaRow) string { return r.where(r.x.origins[r.lot.node].place) }}
	kdeDocKind     = fsmaColumn{name: "Reference document type", value: func(r *fsmaRow) string { return r.documentKind }}
	kdeDocNumber   = fsmaColumn{name: "Reference document number", value: func(r *fsmaRow) string { return r.documentNumber }}
	kdeEvent       = fsmaColumn{name: "EPCIS event", value: func(r *fsmaRow) string { return r.h.event.EventID }}
	kdeRecipient   = fsmaColumn{name: "Immediate subsequent recipient", value: func(r *fsmaRow) string { return r.where(r.h.to) }}
	kdeFarm        = fsmaColumn{name: "Farm where harvested", value: func(r *fsmaRow) string { return r.harvestFarm }}
	kdeField       = fsmaColumn{name: "Field or growing area", value: func(r *fsmaRow) string { return r.harvestField }}
	kdeHarvester   = fsmaColumn{name: "Harvester", value: func(r *fsmaRow) string { return r.harvester }}
	kdeHarvestDate = fsmaColumn{name: "Harvest date", value: func(r *fsmaRow) string { return r.harvestDay }}
)

func kdePlace(name string) fsmaColumn {
	return fsmaColumn{name: name, value: func(r *fsmaRow) string { return r.where(r.h.at) }}
}

func kdeDay(name string) fsmaColumn {
	return fsmaColumn{name: name, value: func(r *fsmaRow) string { return r.h.day() }}
}

// fsmaSheets are the sheets and their columns, after the clauses of 21 CFR part 1 subpart S. Beyond the rule each line
// names its EPCIS event, and initial packing, which the rule asks for in pairs of received and packed food, has one line
// for each lot that was used and one for each that was produced.
var fsmaSheets = []struct {
	event   fsmaEvent
	columns []fsmaColumn
}{
	{fsmaHarvesting, []fsmaColumn{
		kdeCode, kdeCommodity, kdeVariety, kdeProduct, kdeQuantity, kdeUnit, // 1.1325(a)(1)(ii), (iii)
		kdeFarm, kdeField, kdeHarvester, kdeHarvestDate, // (iv)–(vi); (a)(2): the harvester's name
		kdeRecipient, kdeDocKind, kdeDocNumber, kdeEvent, // (i), (vii)
	}},
	{fsmaCooling, []fsmaColumn{
		kdeCode, kdeCommodity, kdeVariety, kdeQuantity, kdeUnit, // 1.1325(b)(1)(ii), (iii)
		kdePlace("Location where cooled"), kdeDay("Date of cooling"), // (iv), (v)
		kdeFarm, kdeRecipient, kdeDocKind, kdeDocNumber, kdeEvent, // (vi), (i), (vii)
	}},
	{fsmaInitialPacking, []fsmaColumn{
		{name: "Food used or produced", value: func(r *fsmaRow) string { return r.use }},
		kdeCode, kdeCommodity, kdeVariety, kdeProduct, kdeQuantity, kdeUnit, // 1.1330(a)(1), (3), (10)–(12)
		kdeFarm, kdeField, kdeHarvester, kdeHarvestDate, // (4)–(7)
		kdePlace("Location where packed"), kdeDay("Date of initial packing"), // (13), (14)
		kdeDocKind, kdeDocNumber, kdeEvent, // (15)
	}},
	{fsmaLanding, []fsmaColumn{
		kdeCode, kdeProduct, kdeQuantity, kdeUnit, // 1.1335(a)–(c)
		kdeHarvestDate, kdeFarm, // (d)
		kdePlace("First land-based receiver"), kdeDay("Date landed"), kdeDocKind, kdeDocNumber, kdeEvent, // (e)–(g)
	}},
	{fsmaShipping, []fsmaColumn{
		kdeCode, kdeQuantity, kdeUnit, kdeProduct, // 1.1340(a)(1)–(3)
		kdeRecipient, kdePlace("Location shipped from"), kdeDay("Date shipped"), // (4)–(6)
		kdeCodeSource, kdeDocKind, kdeDocNumber, kdeEvent, // (7), (8)
	}},
	{fsmaReceiving, []fsmaColumn{
		kdeCode, kdeQuantity, kdeUnit, kdeProduct, // 1.1345(a)(1)–(3)
		{name: "Immediate previous source", value: func(r *fsmaRow) string { return r.where(r.h.from) }}, // (4)
		kdePlace("Location received"), kdeDay("Date received"), // (5), (6)
		kdeCodeSource, kdeDocKind, kdeDocNumber, kdeEvent, // (7), (8)
	}},
	{fsmaTransformation, []fsmaColumn{
		{name: "Food used or produced", value: func(r *fsmaRow) string { return r.use }}, // 1.1350(a)(1), (2)
		kdeCode, kdeProduct, kdeQuantity, kdeUnit, // (1)(i)–(iii), (2)(i), (iv), (v)
		kdePlace("Location where transformed"), kdeDay("Date of completion"), kdeCodeSource, // (2)(ii), (iii)
		kdeDocKind, kdeDocNumber, kdeEvent, // (2)(vi)
	}},
}

func (r *fsmaRow) where(l location) string { return r.x.where(l) }

func (r *fsmaRow) product() string {
	if r.lot.thing.Product.Empty() {
		return r.lot.thing.Node.Key
	}
	parts := []string{r.lot.thing.Product.In(r.x.lang)}
	if r.lot.product.NetContent != "" {
		parts = append(parts, r.lot.product.NetContent)
	}
	return strings.Join(parts, ", ")
}

func (r *fsmaRow) commodity() string {
	if info, known := model.CategoryOf(r.lot.product.Category); known {
		return info.Name.In(r.x.lang)
	}
	return ""
}

func (r *fsmaRow) quantity() string {
	if !r.lot.measured {
		return ""
	}
	return r.lot.quantity.String()
}

func (r *fsmaRow) unit() string {
	if !r.lot.measured {
		return ""
	}
	if u, known := model.UnitOf(r.lot.unit); known {
		return u.Symbol.In(r.x.lang)
	}
	return cmp.Or(string(r.lot.unit), "piece")
}

// farmed reports whether a product grows: what comes into being without inputs is then harvested.
func farmed(c model.Category) bool {
	switch c {
	case model.CategoryVegetable, model.CategoryFruit, model.CategoryTea, model.CategoryLivestock, model.CategoryEgg,
		model.CategoryAquatic, model.CategoryFarmOther:
		return true
	case model.CategoryFood, model.CategoryConsumer:
	}
	return false
}

// fsmaKind says which critical tracking event a lot of an EPCIS event is. ok is false for events that the rule does not
// track (storing, inspecting, selling to consumers, destroying).
//
//   - shipping and receiving by their business step, also inside containers;
//   - receiving with ADD, by which a catch comes into the books, is first land-based receiving;
//   - other ADD events are harvesting when the product grows or its master data has a harvest date, else production, which
//     the rule counts as transformation;
//   - a transformation whose step is packing is initial packing, any other is transformation;
//   - CBV has no word for cooling: a business step of one's own whose last part is "cooling" is.
func fsmaKind(h *happening, l lot) (kind fsmaEvent, ok bool) {
	step := epcis.BizSteps.Word(h.parsed.BizStep)
	adds := h.parsed.Type == epcis.ObjectEvent && h.parsed.Action == epcis.Add
	switch {
	case h.parsed.Type == epcis.TransformationEvent && step == epcis.StepPacking:
		return fsmaInitialPacking, true
	case h.parsed.Type == epcis.TransformationEvent:
		return fsmaTransformation, true
	case adds && step == epcis.StepReceiving:
		return fsmaLanding, true
	case adds && (farmed(l.product.Category) || masterData(h.parsed.ILMD, "harvestStartDate", "harvestEndDate") != ""):
		return fsmaHarvesting, true
	case adds:
		return fsmaTransformation, true
	case step == epcis.StepShipping:
		return fsmaShipping, true
	case step == epcis.StepReceiving && h.parsed.Action != epcis.Delete:
		return fsmaReceiving, true
	case strings.HasSuffix(step, ":cooling"), strings.HasSuffix(step, "/cooling"), strings.HasSuffix(step, "#cooling"), strings.HasSuffix(step, "-cooling"):
		return fsmaCooling, true
	}
	return "", false
}

// fsmaRows makes the lines of an event.
func fsmaRows(x *interchange, h *happening) []fsmaRow {
	var rows []fsmaRow
	for _, l := range h.lots {
		kind, ok := fsmaKind(h, l)
		if !ok || (l.role == "" && kind != fsmaShipping && kind != fsmaReceiving) {
			continue
		}
		r := fsmaRow{event: kind, x: x, h: h, lot: l, documentKind: "EPCIS event", documentNumber: h.event.EventID}
		if len(h.docs) > 0 {
			r.documentKind, r.documentNumber = h.docs[0].kind, h.docs[0].number
		}
		r.use = "produced"
		if l.role == model.RoleInput {
			r.use = "used"
		}
		r.harvest()
		rows = append(rows, r)
	}
	return rows
}

// harvest fills in where the lot, or what it was made of, was harvested.
func (r *fsmaRow) harvest() {
	harvests := r.x.origins[r.lot.node].harvested
	if r.event == fsmaHarvesting && len(harvests) == 0 {
		harvests = []harvest{{farm: r.h.at, by: r.h.by, on: r.h.day()}}
	}
	var farms, fields, people, days []string
	add := func(list *[]string, text string) {
		if text != "" && !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	for _, h := range harvests {
		add(&farms, r.where(h.farm))
		add(&fields, h.field)
		add(&people, h.by.Name.In(r.x.lang))
		add(&days, h.on)
	}
	r.harvestFarm, r.harvestField = strings.Join(farms, "; "), strings.Join(fields, "; ")
	r.harvester, r.harvestDay = strings.Join(people, "; "), strings.Join(days, "; ")
}

// fsmaLocationColumns describe a location (21 CFR 1.1310: business name, phone number, physical location).
var fsmaLocationColumns = []string{"Location identifier", "URI", "Business name", "Location name", "Phone", "Address", "Region", "Country", "Latitude", "Longitude"}

// fsmaLocations describes every location that a line named, as far as the actor may know it.
func (x *interchange) fsmaLocations() (rows [][]string, err error) {
	uris := make([]string, 0, len(x.used))
	for uri := range x.seen {
		uris = append(uris, uri)
	}
	slices.Sort(uris)
	for _, uri := range uris {
		l := x.seen[uri]
		row := []string{gln(uri), uri, l.Org.Name.In(x.lang), l.Name, "", "", "", "", "", ""}
		if l.Region.Known() {
			row[6] = l.Region.FullName(string(x.lang))
		}
		if err := x.describe(l, row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// describe fills in what the scope may see of a location's company and site.
func (x *interchange) describe(l location, row []string) error {
	if l.Org.ID != "" {
		org, err := x.tx.Access().Organisation(x.scope, l.Org.ID)
		if err != nil && !isNotFound(err) {
			return err
		}
		row[4], row[5], row[7] = org.Phone, org.Address, org.Country
	}
	if l.Site == "" {
		return nil
	}
	site, err := x.tx.Access().Site(x.scope, l.Site)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	row[3] = cmp.Or(row[3], site.Name.In(x.lang))
	row[5] = cmp.Or(site.Address, row[5])
	if site.LatE7 != 0 || site.LngE7 != 0 {
		row[8], row[9] = degrees(site.LatE7), degrees(site.LngE7)
	}
	return nil
}

// degrees writes ten-millionths of a degree.
func degrees(e7 int64) string { return model.Degrees(e7).String() }

// fsmaProductColumns describe a product (21 CFR 1.1310: product name, brand, commodity, packaging).
var fsmaProductColumns = []string{"GTIN", "Article number", "Product", "Commodity", "Net content", "Unit of measure", "Maker"}

func (x *interchange) fsmaProducts() [][]string {
	rows := make([][]string, 0, len(x.products))
	for _, p := range x.products {
		unit := string(p.Unit)
		if u, known := model.UnitOf(p.Unit); known {
			unit = u.Symbol.In(x.lang)
		}
		commodity := ""
		if info, known := model.CategoryOf(p.Category); known {
			commodity = info.Name.In(x.lang)
		}
		rows = append(rows, []string{p.GTIN, p.Code, p.Name.In(x.lang), commodity, p.NetContent, unit, x.orgs[p.OrgID].Name.In(x.lang)})
	}
	slices.SortFunc(rows, slices.Compare)
	return rows
}

// WriteFSMACSV writes a trace as one table (RFC 4180) for the FDA Food Traceability Rule (21 CFR 1.1455(c): an electronic
// sortable spreadsheet): a line for each lot of each critical tracking event, with the key data elements of all of them as
// columns. What it holds and who may ask is said at WriteFSMA.
func (s *Service) WriteFSMACSV(ctx context.Context, actor model.Actor, q WalkQuery, lang model.Lang, to io.Writer, progress Progress) error {
	out := csv.NewWriter(to)
	out.UseCRLF = true
	columns := fsmaUnion()
	heading := []string{"Critical tracking event"}
	for _, c := range columns {
		heading = append(heading, c.name)
	}
	if err := out.Write(heading); err != nil {
		return err
	}
	of := map[fsmaEvent]map[string]fsmaColumn{}
	for _, sheet := range fsmaSheets {
		of[sheet.event] = map[string]fsmaColumn{}
		for _, c := range sheet.columns {
			of[sheet.event][c.name] = c
		}
	}
	err := s.export(ctx, actor, q, lang, progress, func(x *interchange, h *happening) error {
		for _, r := range fsmaRows(x, h) {
			record := []string{string(r.event)}
			for _, c := range columns {
				cell := ""
				if own, has := of[r.event][c.name]; has {
					cell = harmless(own.value(&r))
				}
				record = append(record, cell)
			}
			if err := out.Write(record); err != nil {
				return err
			}
		}
		return nil
	}, func(*interchange) error { return nil })
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// fsmaUnion are the columns of all sheets, each once, in order.
func fsmaUnion() []fsmaColumn {
	var all []fsmaColumn
	for _, sheet := range fsmaSheets {
		for _, c := range sheet.columns {
			if !slices.ContainsFunc(all, func(a fsmaColumn) bool { return a.name == c.name }) {
				all = append(all, c)
			}
		}
	}
	return all
}
