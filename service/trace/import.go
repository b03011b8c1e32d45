package trace

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// The operations that the rows of a sheet can record.
const (
	rowCommission = "commission"
	rowHarvest    = "harvest"
	rowShip       = "ship"
	rowSell       = "sell"
	rowReturn     = "return"
	rowDestroy    = "destroy"
	rowLose       = "lose"
	rowObserve    = "observe"
)

// StepColumns are the columns of a sheet of plain operations: one row is one line, and the rows with the same operation
// and reference are one operation.
func StepColumns() []model.Column {
	return []model.Column{
		{
			Key: "operation", Words: model.Text{ZH: "业务", UG: "مەشغۇلات", EN: "Operation"}, Required: true, Example: rowShip,
			Choices: []model.Choice{
				{Code: rowCommission, Words: model.Text{ZH: "生产", UG: "ئىشلەپچىقىرىش", EN: "production"}},
				{Code: rowHarvest, Words: model.Text{ZH: "采收", UG: "يىغىش", EN: "harvest"}},
				{Code: rowShip, Words: model.Text{ZH: "发货", UG: "مال يوللاش", EN: "shipping"}},
				{Code: rowSell, Words: model.Text{ZH: "零售", UG: "پارچە سېتىش", EN: "retail sale"}},
				{Code: rowReturn, Words: model.Text{ZH: "消费者退货", UG: "خېرىدار قايتۇرۇش", EN: "consumer return"}},
				{Code: rowDestroy, Words: model.Text{ZH: "销毁", UG: "يوقىتىش", EN: "destruction"}},
				{Code: rowLose, Words: model.Text{ZH: "盘亏损耗", UG: "كەملىك ۋە زىيان", EN: "loss"}},
				{Code: rowObserve, Words: model.Text{ZH: "检查与观察", UG: "تەكشۈرۈش ۋە كۆزىتىش", EN: "observation"}},
			},
		},
		{
			Key: "reference", Words: model.Text{ZH: "单号", UG: "تالون نومۇرى", EN: "Reference"}, Required: true, Example: "CK-20261122-01",
			Hint: model.Text{ZH: "送货单、小票或内部单号；同一业务同一单号的各行合为一次业务，重复导入不会重复记录", UG: "مال تالونى، ھېسابات تالونى ياكى ئىچكى نومۇر؛ ئوخشاش مەشغۇلات ۋە نومۇردىكى قۇرلار بىر مەشغۇلات بولىدۇ، تەكرار كىرگۈزۈلسە تەكرار خاتىرىلەنمەيدۇ", EN: "Number of the delivery note, receipt or your own; rows with the same operation and reference are one operation, and importing them again changes nothing"},
		},
		{
			Key: "at", Words: model.Text{ZH: "时间", UG: "ۋاقتى", EN: "Time"}, Type: model.ColumnTime, Example: "2026-11-22 08:30",
			Hint: model.Text{ZH: "北京时间；留空为导入时", UG: "بېيجىڭ ۋاقتى؛ بوش قالسا كىرگۈزگەن ۋاقىت", EN: "China time; the time of the import when left empty"},
		},
		{
			Key: "site", Words: model.Text{ZH: "场所", UG: "ئورۇن", EN: "Site"}, Example: "一号果园",
			Hint: model.Text{ZH: "本企业场所的名称、GLN 或标识；生产和采收可不填", UG: "كارخانىڭىز ئورنىنىڭ نامى، GLN ياكى بەلگىسى؛ ئىشلەپچىقىرىش ۋە يىغىشتا يازمىسىمۇ بولىدۇ", EN: "Name, GLN or id of your own site; not needed for production and harvest"},
		},
		{
			Key: "to", Words: model.Text{ZH: "收货场所", UG: "مال تاپشۇرۇۋالىدىغان ئورۇن", EN: "Ship to"}, Example: "9520000000019",
			Hint: model.Text{ZH: "发货时必填：收货方场所的 GLN 或标识，或本企业场所名称", UG: "مال يوللىغاندا زۆرۈر: تاپشۇرۇۋالغۇچى ئورۇننىڭ GLN ياكى بەلگىسى، ياكى ئۆز ئورنىڭىزنىڭ نامى", EN: "For shipping: GLN or id of the receiving site, or the name of a site of your own"},
		},
		{
			Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}, Example: "PEAR-01",
			Hint: model.Text{ZH: "产品编号或 GTIN，与批号一起填写", UG: "مەھسۇلات نومۇرى ياكى GTIN، تۈركۈم نومۇرى بىلەن بىللە", EN: "Code or GTIN, together with the lot number"},
		},
		{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}, Example: "L20261120"},
		{
			Key: "produced", Words: model.Text{ZH: "生产日期", UG: "ئىشلەپچىقىرىلغان چېسلا", EN: "Produced"}, Type: model.ColumnDate,
			Hint: model.Text{ZH: "仅当同批号有多个生产日期时需要", UG: "ئوخشاش نومۇردا بىر قانچە چېسلا بولغاندىلا كېرەك", EN: "Needed only when a lot number has several dates"},
		},
		{
			Key: "item", Words: model.Text{ZH: "批次标识", UG: "تۈركۈم بەلگىسى", EN: "Batch identifier"},
			Hint: model.Text{ZH: "代替产品和批号：Digital Link、EPC 或 (01)…(10)…", UG: "مەھسۇلات ۋە تۈركۈم نومۇرىنىڭ ئورنىغا: Digital Link، EPC ياكى (01)…(10)…", EN: "Instead of product and lot: a Digital Link, EPC or (01)…(10)…"},
		},
		{
			Key: "container", Words: model.Text{ZH: "箱托编码", UG: "قاچا كودى", EN: "Container"}, Type: model.ColumnDigits,
			Hint: model.Text{ZH: "SSCC；整箱整托时代替产品、批号和数量", UG: "SSCC؛ پۈتۈن قاچا بولسا مەھسۇلات، نومۇر ۋە مىقدار ئورنىغا", EN: "SSCC; instead of product, lot and quantity for a whole container"},
		},
		{Key: "quantity", Words: model.Text{ZH: "数量", UG: "مىقدارى", EN: "Quantity"}, Type: model.ColumnNumber, Example: "100"},
		{Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}, Choices: unitChoices(), Example: "KGM"},
		{
			Key: "step", Words: model.Text{ZH: "观察环节", UG: "كۆزىتىش ھالقىسى", EN: "Step"}, Choices: stepChoices(),
			Hint: model.Text{ZH: "检查与观察时必填（CBV 业务步骤）", UG: "تەكشۈرۈش ۋە كۆزىتىشتە زۆرۈر (CBV باسقۇچى)", EN: "For observations: the business step of the CBV"},
		},
		{
			Key: "reason", Words: model.Text{ZH: "原因", UG: "سەۋەبى", EN: "Reason"},
			Hint: model.Text{ZH: "销毁和盘亏时必填", UG: "يوقىتىش ۋە كەملىكتە زۆرۈر", EN: "For destruction and loss"},
		},
		{Key: "method", Words: model.Text{ZH: "销毁方式", UG: "يوقىتىش ئۇسۇلى", EN: "Method"}},
		{Key: "witness", Words: model.Text{ZH: "见证单位", UG: "گۇۋاھچى ئورۇن", EN: "Witness"}},
		{Key: "note", Words: model.Text{ZH: "备注", UG: "ئىزاھات", EN: "Note"}},
	}
}

func unitChoices() []model.Choice {
	var list []model.Choice
	for _, code := range model.UnitCodes() {
		u, _ := model.UnitOf(code)
		list = append(list, model.Choice{Code: string(code), Words: u.Symbol})
	}
	return list
}

func stepChoices() []model.Choice {
	var list []model.Choice
	for _, step := range ObserveSteps() {
		list = append(list, model.Choice{Code: step, Words: model.Text{EN: strings.ReplaceAll(step, "_", " ")}})
	}
	return list
}

// MaxOperations bounds the operations of one sheet: all of them are one transaction, during which SQLite lets nobody
// else write.
const MaxOperations = 1000

// lineColumns are the columns that differ from line to line; in all others the rows of one operation agree.
var lineColumns = []string{"product", "lot", "produced", "item", "container", "quantity", "unit"}

// ImportSteps records the operations of a sheet (see StepColumns), all or none, in the order in which they first stand
// there. An operation that was imported under its reference before is known by it: the same rows change nothing, other
// rows are faulty. Needs step:record. Faults: those of the operations, job-reference-reused, job-row-contradicts (rows of
// one operation that do not agree), job-name-ambiguous.
func (s *Service) ImportSteps(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error) {
	if err := actor.Must(model.PermStepRecord); err != nil {
		return model.ImportReport{}, err
	}
	return how.Run(ctx, s.store, func(tx *repository.Tx, r *model.ImportReport) error {
		w := stepImport{ctx: ctx, tx: tx, actor: actor, report: r, trace: s.inside(tx)}
		groups := w.group(rows)
		if err := w.lookUp(rows); err != nil {
			return err
		}
		if len(groups) > MaxOperations {
			r.Refuse(groups[MaxOperations].rows[0].Number, "reference", model.TooLarge, model.P("limit", MaxOperations))
			return nil
		}
		done := 0
		for _, g := range groups {
			if err := w.run(g); err != nil {
				return err
			}
			done += len(g.rows)
			if err := how.Tick(done, len(rows)); err != nil {
				return err
			}
		}
		return nil
	})
}

// stepGroup are the rows of one operation; head has the cells in which they agree.
type stepGroup struct {
	operation, reference string
	head                 map[string]string
	rows                 []model.Row
	faulty               bool
}

// fingerprint is the SHA-256 of everything that the rows say.
func (g *stepGroup) fingerprint() [32]byte {
	h := sha256.New()
	part := func(s string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	for _, row := range g.rows {
		for _, key := range slices.Sorted(maps.Keys(row.Cells)) {
			part(key)
			part(row.Cells[key])
		}
		part("")
	}
	return [32]byte(h.Sum(nil))
}

// stepImport is the import of one sheet inside its transaction.
type stepImport struct {
	ctx      context.Context //nolint:containedctx // lives as long as the call that made it
	tx       *repository.Tx
	actor    model.Actor
	report   *model.ImportReport
	trace    *Service
	sites    model.SiteIndex
	others   map[string][]model.Site // receiving sites by GLN
	products map[string]model.Product
	batches  map[repository.ProductLot][]model.Batch
	known    map[[2]string][32]byte
}

// group puts the rows of each operation together.
func (w *stepImport) group(rows []model.Row) []*stepGroup {
	var groups []*stepGroup
	by := map[[2]string]*stepGroup{}
	for _, row := range rows {
		operation, reference := row.Cells["operation"], row.Cells["reference"]
		g := by[[2]string{operation, reference}]
		if g == nil || reference == "" {
			g = &stepGroup{operation: operation, reference: reference, head: map[string]string{}}
			by[[2]string{operation, reference}] = g
			groups = append(groups, g)
		}
		g.rows = append(g.rows, row)
		w.agree(g, row)
	}
	return groups
}

// agree takes what a row says of its whole operation, or notes that another row has said otherwise.
func (w *stepImport) agree(g *stepGroup, row model.Row) {
	for _, key := range slices.Sorted(maps.Keys(row.Cells)) {
		if slices.Contains(lineColumns, key) {
			continue
		}
		if said, ok := g.head[key]; !ok {
			g.head[key] = row.Cells[key]
		} else if said != row.Cells[key] {
			w.refuse(g, row, key, model.JobRowContradicts, model.P("value", shorten(said)))
		}
	}
}

func (w *stepImport) refuse(g *stepGroup, row model.Row, column string, p *model.Problem, params ...model.Param) {
	g.faulty = true
	w.report.Refuse(row.Number, column, p, params...)
}

// lookUp reads everything that the sheet names: sites, receiving sites, products, batches and references.
func (w *stepImport) lookUp(rows []model.Row) error {
	own, err := w.tx.Access().OwnSites(w.actor.Org)
	if err != nil {
		return err
	}
	w.sites = model.IndexSites(own)
	var glns, products, references []string
	for _, row := range rows {
		if gln, err := gs1.ParseGLN(row.Cells["to"]); err == nil {
			glns = append(glns, string(gln))
		}
		products, references = append(products, row.Cells["product"]), append(references, row.Cells["reference"])
	}
	receivers, err := w.tx.Access().SitesAt(unique(glns))
	if err != nil {
		return err
	}
	w.others = map[string][]model.Site{}
	for _, site := range receivers {
		w.others[site.GLN] = append(w.others[site.GLN], site)
	}
	if w.products, err = w.tx.Catalog().ProductsNamed(w.actor.Org, products); err != nil {
		return err
	}
	if w.known, err = w.tx.Trace().StepReferences(w.actor.Org, unique(references)); err != nil {
		return err
	}
	return w.lookUpBatches(rows)
}

func unique(texts []string) []string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return slices.Compact(texts)
}

func (w *stepImport) lookUpBatches(rows []model.Row) error {
	wanted := map[repository.ProductLot]bool{}
	for _, row := range rows {
		if p, ok := w.products[row.Cells["product"]]; ok {
			wanted[repository.ProductLot{Product: p.ID, Lot: row.Cells["lot"]}] = true
		}
	}
	found, err := w.tx.Catalog().BatchesOfLots(slices.Collect(maps.Keys(wanted)))
	w.batches = map[repository.ProductLot][]model.Batch{}
	for _, b := range found {
		at := repository.ProductLot{Product: b.ProductID, Lot: b.Lot}
		w.batches[at] = append(w.batches[at], b)
	}
	return err
}

// run records one operation, unless it was recorded before or is faulty.
func (w *stepImport) run(g *stepGroup) error {
	first := g.rows[0]
	if g.reference == "" {
		w.refuse(g, first, "reference", model.ValueRequired)
	}
	if len(g.reference) > 4*MaxReference {
		w.refuse(g, first, "reference", model.ValueTooLong, model.P("limit", MaxReference))
	}
	if !slices.ContainsFunc(stepRunners, func(s stepRunner) bool { return s.operation == g.operation }) {
		w.refuse(g, first, "operation", model.ValueInvalid, model.P("value", shorten(g.operation)))
	}
	if len(g.rows) > MaxLines {
		w.refuse(g, first, "reference", model.TooLarge, model.P("limit", MaxLines))
	}
	content := g.fingerprint()
	if known, ok := w.known[[2]string{g.operation, g.reference}]; ok && !g.faulty {
		if known == content {
			w.report.Unchanged += len(g.rows)
			return nil
		}
		w.refuse(g, first, "reference", model.JobReferenceReused, model.P("value", shorten(g.reference)))
	}
	c := w.common(g)
	if g.faulty {
		return nil
	}
	err := w.tx.Attempt(func() error {
		if err := w.tx.Trace().AddStepReference(w.actor.Org, g.operation, g.reference, content); err != nil {
			return err
		}
		return w.record(g, c)
	})
	if err == nil {
		w.report.Added += len(g.rows)
	}
	return w.note(g, err)
}

// note notes a refusal of an operation at the rows and columns it is about, and passes on any other error.
func (w *stepImport) note(g *stepGroup, err error) error {
	var refusal *model.Refusal
	if !errors.As(err, &refusal) || refusal.Problem.Kind == model.KindUnavailable {
		return err
	}
	row := 0
	var of rowError
	if errors.As(err, &of) {
		row = of.row
	}
	if len(refusal.Fields) == 0 {
		w.report.Refuse(g.rows[row].Number, "", refusal.Problem, refusal.Params...)
	}
	for _, f := range refusal.Fields {
		number, column := g.at(f.At, row)
		w.report.Refuse(number, column, f.Problem, f.Params...)
	}
	return nil
}

// stepCommon is what the rows of an operation say together.
type stepCommon struct {
	at       time.Time
	site, to model.SiteID
	lines    []Line
	cells    map[string]string
}

// common reads a group; what is wrong it notes.
func (w *stepImport) common(g *stepGroup) stepCommon {
	c, first := stepCommon{cells: g.head}, g.rows[0]
	if text := g.head["at"]; text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			w.refuse(g, first, "at", model.JobTimeUnreadable, model.P("value", shorten(text)))
		}
		c.at = at
	}
	made := g.operation == rowCommission || g.operation == rowHarvest
	c.site = w.site(g, "site", !made)
	if g.operation == rowShip {
		c.to = w.receiver(g)
	}
	for _, row := range g.rows {
		c.lines = append(c.lines, w.line(g, row, made))
	}
	return c
}

func (w *stepImport) site(g *stepGroup, column string, required bool) model.SiteID {
	text := g.head[column]
	if text == "" {
		if required {
			w.refuse(g, g.rows[0], column, model.ValueRequired)
		}
		return ""
	}
	site, problem := w.sites.Find(text)
	if problem != nil {
		w.refuse(g, g.rows[0], column, problem, model.P("value", shorten(text)))
	}
	return site.ID
}

// receiver finds where goods go: a site of anybody's by its GLN or id, or an own one by its name.
func (w *stepImport) receiver(g *stepGroup) model.SiteID {
	text := g.head["to"]
	if gln, err := gs1.ParseGLN(text); err == nil {
		switch found := w.others[string(gln)]; len(found) {
		case 1:
			return found[0].ID
		case 0:
			w.refuse(g, g.rows[0], "to", model.NotFound)
		default:
			w.refuse(g, g.rows[0], "to", model.JobAmbiguous, model.P("value", shorten(text)))
		}
		return ""
	}
	if id, err := model.ParseID[model.Site](text); err == nil {
		return id
	}
	return w.site(g, "to", true)
}

// line reads what one row is about.
func (w *stepImport) line(g *stepGroup, row model.Row, made bool) (l Line) {
	c := row.Cells
	l.Container, l.EPC, l.Unit = c["container"], c["item"], model.Unit(c["unit"])
	if text := c["quantity"]; text != "" {
		q, err := model.ParseQuantity(text)
		if err != nil {
			w.refuse(g, row, "quantity", model.QuantityInvalid, model.P("value", shorten(text)))
		}
		l.Quantity = q
	} else if l.Container == "" && !made && g.operation != rowObserve {
		w.refuse(g, row, "quantity", model.ValueRequired)
	}
	if c["product"] == "" && c["lot"] == "" {
		if l.EPC == "" && l.Container == "" || made {
			w.refuse(g, row, "product", model.ValueRequired)
		}
		if id, err := model.ParseID[model.Batch](l.EPC); err == nil {
			l.Batch, l.EPC = id, ""
		}
		return l
	}
	if l.EPC != "" || l.Container != "" {
		w.refuse(g, row, "item", model.JobRowContradicts, model.P("value", shorten(c["lot"])))
		return l
	}
	l.Batch, l.EPC = w.batch(g, row)
	return l
}

// batch finds the batch that product and lot number name: an own one, or anybody's with the GTIN.
func (w *stepImport) batch(g *stepGroup, row model.Row) (id model.BatchID, epc string) {
	c := row.Cells
	for _, column := range []string{"product", "lot"} {
		if c[column] == "" {
			w.refuse(g, row, column, model.ValueRequired)
			return "", ""
		}
	}
	p, own := w.products[c["product"]]
	if gtin, err := gs1.ParseGTIN(c["product"]); !own && err == nil {
		if !gs1.ValidLot(c["lot"]) {
			w.refuse(g, row, "lot", model.LotInvalid)
			return "", ""
		}
		return "", "(01)" + string(gtin) + "(10)" + c["lot"]
	}
	if !own {
		w.refuse(g, row, "product", model.NotFound)
		return "", ""
	}
	var found []model.Batch
	for _, b := range w.batches[repository.ProductLot{Product: p.ID, Lot: c["lot"]}] {
		if c["produced"] == "" || string(b.Produced) == c["produced"] {
			found = append(found, b)
		}
	}
	switch len(found) {
	case 1:
		return found[0].ID, ""
	case 0:
		w.refuse(g, row, "lot", model.NotFound)
	default:
		w.refuse(g, row, "lot", model.JobAmbiguous, model.P("value", shorten(c["lot"])))
	}
	return "", ""
}

// stepRunner records one kind of operation from what its rows say.
type stepRunner struct {
	operation string
	run       func(s *Service, ctx context.Context, actor model.Actor, g *stepGroup, c stepCommon) error
}

// stepRunners are the operations that a sheet can hold.
var stepRunners = []stepRunner{
	{rowCommission, commissionRows(false)},
	{rowHarvest, commissionRows(true)},
	{rowShip, func(s *Service, ctx context.Context, actor model.Actor, g *stepGroup, c stepCommon) error {
		_, err := s.Ship(ctx, actor, model.Idempotency{}, ShipCommand{From: c.site, To: c.to, Lines: c.lines, Reference: g.reference, At: c.at, Note: c.cells["note"]})
		return err
	}},
	{rowSell, func(s *Service, ctx context.Context, actor model.Actor, g *stepGroup, c stepCommon) error {
		_, err := s.Sell(ctx, actor, model.Idempotency{}, SellCommand{Site: c.site, Lines: c.lines, At: c.at, Receipt: g.reference})
		return err
	}},
	{rowReturn, func(s *Service, ctx context.Context, actor model.Actor, g *stepGroup, c stepCommon) error {
		_, err := s.Return(ctx, actor, model.Idempotency{}, ReturnCommand{Site: c.site, Lines: c.lines, At: c.at, Reason: c.cells["reason"], Receipt: g.reference})
		return err
	}},
	{rowDestroy, func(s *Service, ctx context.Context, actor model.Actor, _ *stepGroup, c stepCommon) error {
		_, err := s.Destroy(ctx, actor, model.Idempotency{}, DestroyCommand{
			Site: c.site, Lines: c.lines, At: c.at, Reason: c.cells["reason"], Method: c.cells["method"], Witness: c.cells["witness"],
		})
		return err
	}},
	{rowLose, func(s *Service, ctx context.Context, actor model.Actor, _ *stepGroup, c stepCommon) error {
		_, err := s.Lose(ctx, actor, model.Idempotency{}, LoseCommand{Site: c.site, Lines: c.lines, At: c.at, Reason: c.cells["reason"]})
		return err
	}},
	{rowObserve, func(s *Service, ctx context.Context, actor model.Actor, _ *stepGroup, c stepCommon) error {
		_, err := s.Observe(ctx, actor, model.Idempotency{}, ObserveCommand{Site: c.site, Lines: c.lines, Step: c.cells["step"], At: c.at, Note: c.cells["note"]})
		return err
	}},
}

// commissionRows records every row as an event of its own, because a batch comes into being by itself, and all of them
// together.
func commissionRows(harvest bool) func(*Service, context.Context, model.Actor, *stepGroup, stepCommon) error {
	return func(s *Service, ctx context.Context, actor model.Actor, g *stepGroup, c stepCommon) error {
		_, err := s.operate(ctx, actor, model.Idempotency{}, c.at, func(o *operation) error {
			seen := map[model.BatchID]bool{}
			for i, l := range c.lines {
				if seen[l.Batch] {
					return rowError{i, model.ValueInvalid.At("batch", model.P("value", shorten(g.rows[i].Cells["lot"])))}
				}
				seen[l.Batch] = true
				err := o.commission(CommissionCommand{
					Batch: l.Batch, Site: c.site, Quantity: l.Quantity, Unit: l.Unit, Harvest: harvest, Note: c.cells["note"],
				})
				if err != nil {
					return rowError{i, err}
				}
			}
			return o.record()
		})
		return err
	}
}

// rowError is what is wrong with one row of an operation.
type rowError struct {
	row int
	error
}

// Unwrap lets errors.As find the refusal.
func (e rowError) Unwrap() error { return e.error }

// record runs the operation of a group.
func (w *stepImport) record(g *stepGroup, c stepCommon) error {
	for _, runner := range stepRunners {
		if runner.operation == g.operation {
			return runner.run(w.trace, w.ctx, w.actor, g, c)
		}
	}
	return nil
}

// at finds the row and column of a field of a command: "lines[3].quantity" is the fourth row's.
func (g *stepGroup) at(field string, row int) (number int, column string) {
	if rest, ok := strings.CutPrefix(field, "lines["); ok {
		index, member, _ := strings.Cut(rest, "]")
		if i, err := strconv.Atoi(index); err == nil && i < len(g.rows) {
			row = i
		}
		field = strings.TrimPrefix(member, ".")
	}
	switch field {
	case "batch":
		field = "lot"
	case "epc":
		field = "item"
		if g.rows[row].Cells["item"] == "" {
			field = "lot"
		}
	case "from":
		field = "site"
	case "receipt":
		field = "reference"
	case "lines":
		field = "product"
	}
	return g.rows[row].Number, field
}
