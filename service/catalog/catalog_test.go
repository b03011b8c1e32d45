package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/catalog"
)

// bench is a room over a database of its own, with the companies of one chain.
type bench struct {
	t     *testing.T
	store *repository.Store
	room  *catalog.Service
	clock *repotest.Clock
	dir   string
	n     int

	maker, inspector model.Actor
	site             model.SiteID
}

func setup(t *testing.T) *bench {
	t.Helper()
	clock := repotest.NewClock()
	b := &bench{t: t, store: repotest.SQLite(t, clock), clock: clock, dir: t.TempDir()}
	files, err := catalog.OpenFiles(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	b.room = catalog.New(b.store, files)
	b.maker, b.site = b.company(model.KindProducer, "653121", model.RoleOwner)
	b.inspector, _ = b.company(model.KindRegulator, "653100", model.RoleInspector)
	return b
}

func (b *bench) company(kind model.OrgKind, region model.Region, role model.Role) (model.Actor, model.SiteID) {
	b.t.Helper()
	b.n++
	var o model.Organisation
	var s model.Site
	err := b.store.Write(context.Background(), func(tx *repository.Tx) error {
		o = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: kind, Name: model.Text{ZH: fmt.Sprintf("企业%d", b.n)}, Country: "KZ",
			ForeignID: fmt.Sprintf("S-%d", b.n), Region: region, State: model.OrgActive, Version: 1, CreatedAt: tx.Now(),
		}
		s = model.Site{ID: repository.NewID[model.Site](tx), OrgID: o.ID, Name: model.Text{ZH: "地块"}, Region: region, CreatedAt: tx.Now()}
		if err := tx.Access().AddOrganisation(o); err != nil {
			return err
		}
		return tx.Access().AddSite(s)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return model.Actor{
		Person: model.PersonID(fmt.Sprintf("p%d", b.n)), Org: o.ID, OrgKind: kind, OrgState: model.OrgActive, Region: region, Roles: []model.Role{role},
	}, s.ID
}

var nobody model.Idempotency

func apple() catalog.ProductInput {
	return catalog.ProductInput{GTIN: "6901234567892", Name: model.Text{ZH: "苹果"}, Category: model.CategoryFruit, Unit: "KGM", ShelfLifeDays: 30}
}

func (b *bench) product(change func(*catalog.ProductInput)) model.Product {
	b.t.Helper()
	in := apple()
	if change != nil {
		change(&in)
	}
	p, err := b.room.CreateProduct(context.Background(), b.maker, nobody, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *bench) lot(p model.Product, lot string) catalog.BatchInput {
	return catalog.BatchInput{ProductID: p.ID, Lot: lot, Produced: "2026-11-20", Quantity: model.Units(100), SiteID: b.site}
}

func (b *bench) register(p model.Product, lot string) model.Batch {
	b.t.Helper()
	got, err := b.room.RegisterBatch(context.Background(), b.maker, nobody, b.lot(p, lot))
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

// activate does what the trace room does when production is recorded.
func (b *bench) activate(batch model.Batch) model.Batch {
	b.t.Helper()
	err := b.store.Write(context.Background(), func(tx *repository.Tx) (err error) {
		batch.State, err = repository.Move(tx, &model.BatchLifecycle, batch.ID.String(), batch.Version, batch.State, model.BatchActivate, "person:p", "")
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	batch.Version++
	return batch
}

// share records an event that names the batch and that an actor's organisation may see.
func (b *bench) share(batch model.Batch, with model.Actor) {
	b.t.Helper()
	err := b.store.Write(context.Background(), func(tx *repository.Tx) error {
		nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: batch.EPC, Level: model.LevelLot}})
		if err != nil {
			return err
		}
		seq := tx.NextSeq()
		return tx.Trace().InsertEvents([]repository.Recorded{{
			Event: model.Event{Seq: seq, EventID: fmt.Sprint(seq), Hash: fmt.Sprint(seq), Body: []byte("{}")},
			Nodes: []model.EventNode{{EventSeq: seq, NodeID: nodes[batch.EPC].ID, Role: model.RoleObject}},
			Orgs:  []model.EventOrg{{EventSeq: seq, OrgID: with.Org, Region: with.Region, Why: model.WhyParty}},
		}})
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) move(actor model.Actor, id model.BatchID, on model.BatchEvent) (model.Batch, error) {
	return b.room.MoveBatch(context.Background(), actor, nobody, catalog.MoveInput{BatchID: id, Event: on, Reason: "原因"})
}

// refused checks that err carries a problem, at a field unless at is empty.
func refused(t *testing.T, what string, err error, want *model.Problem, at string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %s", what, err, want.Code)
		return
	}
	var r *model.Refusal
	errors.As(err, &r)
	for _, f := range r.Fields {
		if f.At == at && f.Problem == want {
			return
		}
	}
	if at != "" {
		t.Errorf("%s: %v does not name the field %s", what, err, at)
	}
}

func TestCreateProductRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.product(nil)
	viewer := b.maker
	viewer.Roles = []model.Role{model.RoleViewer}
	for _, test := range []struct {
		name   string
		actor  model.Actor
		change func(*catalog.ProductInput)
		want   *model.Problem
		at     string
	}{
		{"nobody", model.Actor{}, func(*catalog.ProductInput) {}, model.Unauthenticated, ""},
		{"viewer", viewer, func(*catalog.ProductInput) {}, model.Forbidden, ""},
		{"inspector", b.inspector, func(*catalog.ProductInput) {}, model.Forbidden, ""},
		{"check digit", b.maker, func(p *catalog.ProductInput) { p.GTIN = "6901234567893" }, model.GTINInvalid, "gtin"},
		{"nine digits", b.maker, func(p *catalog.ProductInput) { p.GTIN = "690123456" }, model.GTINInvalid, "gtin"},
		{"full-width digits", b.maker, func(p *catalog.ProductInput) { p.GTIN = "６９０１２３４５" }, model.GTINInvalid, "gtin"},
		{"GTIN in use, other length", b.maker, func(p *catalog.ProductInput) { p.GTIN, p.Code = "06901234567892", "X" }, model.GTINTaken, ""},
		{"code in use", b.maker, func(p *catalog.ProductInput) { p.GTIN, p.Code = "", "6901234567892" }, model.CodeTaken, ""},
		{"neither GTIN nor code", b.maker, func(p *catalog.ProductInput) { p.GTIN = "" }, model.ValueRequired, "code"},
		{"code of spaces", b.maker, func(p *catalog.ProductInput) { p.GTIN, p.Code = "", "  " }, model.ValueRequired, "code"},
		{"code beyond its bytes", b.maker, func(p *catalog.ProductInput) { p.Code = strings.Repeat("果", 21) }, model.ValueTooLong, "code"},
		{"no name", b.maker, func(p *catalog.ProductInput) { p.Name = model.Text{} }, model.ValueRequired, "name"},
		{"long name", b.maker, func(p *catalog.ProductInput) { p.Name.UG = strings.Repeat("ئ", 201) }, model.ValueTooLong, "name.ug"},
		{"name with NUL", b.maker, func(p *catalog.ProductInput) { p.Name.ZH = "苹\x00果" }, model.ValueInvalid, "name.zh"},
		{"name that reverses", b.maker, func(p *catalog.ProductInput) { p.Name.EN = "a\u202eb" }, model.ValueInvalid, "name.en"},
		{"unknown category", b.maker, func(p *catalog.ProductInput) { p.Category = "Fruit" }, model.ValueInvalid, "category"},
		{"unknown unit", b.maker, func(p *catalog.ProductInput) { p.Unit = "kg" }, model.UnitUnknown, "unit"},
		{"shelf life below 0", b.maker, func(p *catalog.ProductInput) { p.ShelfLifeDays = -1 }, model.ValueInvalid, "shelf_life_days"},
		{"shelf life beyond a century", b.maker, func(p *catalog.ProductInput) { p.ShelfLifeDays = 36501 }, model.ValueInvalid, "shelf_life_days"},
		{"long storage", b.maker, func(p *catalog.ProductInput) { p.Storage.ZH = strings.Repeat("冷", 301) }, model.ValueTooLong, "storage.zh"},
		{"standard with a tab", b.maker, func(p *catalog.ProductInput) { p.Standards = "GB\t1" }, model.ValueInvalid, "standards"},
	} {
		in := apple()
		test.change(&in)
		_, err := b.room.CreateProduct(context.Background(), test.actor, nobody, in)
		refused(t, test.name, err, test.want, test.at)
	}
}

func TestGTINIsPaddedAndNeverMadeUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for given, want := range map[string][2]string{
		"6901234567892":  {"06901234567892", "6901234567892"},
		"96385074":       {"00000096385074", "96385074"},
		"036000291452":   {"00036000291452", "036000291452"},
		"16901234567899": {"16901234567899", "16901234567899"},
	} {
		p := b.product(func(p *catalog.ProductInput) { p.GTIN = given })
		if p.GTIN != want[0] || p.Code != want[1] {
			t.Errorf("%s: GTIN %s code %s, want %v", given, p.GTIN, p.Code, want)
		}
	}
	if p := b.product(func(p *catalog.ProductInput) { p.GTIN, p.Code = "", " A-1 " }); p.GTIN != "" || p.Code != "A-1" {
		t.Errorf("without a GTIN: %+v", p)
	}
}

func TestCreateProductOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	idem := model.Idempotency{Operation: "create-product", Key: "k1", Fingerprint: [32]byte{1}}
	first, err := b.room.CreateProduct(context.Background(), b.maker, idem, apple())
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.room.CreateProduct(context.Background(), b.maker, idem, apple())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the retry got another answer (-first +again)\n%s", diff)
	}
}

func TestUpdateProduct(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	neighbour, _ := b.company(model.KindProducer, "653122", model.RoleOwner)
	update := func(actor model.Actor, version int64, c catalog.ProductChange) (model.Product, error) {
		return b.room.UpdateProduct(context.Background(), actor, p.ID, version, c)
	}
	name := model.Text{EN: "apple"}
	_, err := update(neighbour, 1, catalog.ProductChange{Name: &name})
	refused(t, "another company", err, model.NotFound, "")
	_, err = update(b.maker, 2, catalog.ProductChange{Name: &name})
	refused(t, "a version that is not there", err, model.ChangedMeanwhile, "")
	changed, err := update(b.maker, 1, catalog.ProductChange{Name: &name})
	if err != nil {
		t.Fatal(err)
	}
	want := p
	want.Name, want.Version = name, 2
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("only the name should change (-want +got)\n%s", diff)
	}
	empty := ""
	_, err = update(b.maker, 2, catalog.ProductChange{Name: &model.Text{}})
	refused(t, "no name left", err, model.ValueRequired, "name")
	code := "A"
	if _, err = update(b.maker, 2, catalog.ProductChange{GTIN: &empty, Code: &code}); err != nil {
		t.Errorf("giving up the GTIN before any batch: %v", err)
	}
	gtin := "6901234567892"
	if _, err = update(b.maker, 3, catalog.ProductChange{GTIN: &gtin}); err != nil {
		t.Errorf("taking it back: %v", err)
	}
	b.register(p, "1")
	unit := model.Unit("GRM")
	other := "6901234567908"
	_, err = update(b.maker, 4, catalog.ProductChange{Unit: &unit})
	refused(t, "unit with a batch", err, model.ProductFixed, "")
	_, err = update(b.maker, 4, catalog.ProductChange{GTIN: &other})
	refused(t, "GTIN with a batch", err, model.ProductFixed, "")
	if _, err = update(b.maker, 4, catalog.ProductChange{Name: &name}); err != nil {
		t.Errorf("name with a batch: %v", err)
	}
}

func TestRegisterBatchRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	b.register(p, "007")
	neighbour, neighbourSite := b.company(model.KindProducer, "653122", model.RoleOwner)
	for _, test := range []struct {
		name   string
		actor  model.Actor
		change func(*catalog.BatchInput)
		want   *model.Problem
		at     string
	}{
		{"nobody", model.Actor{}, func(*catalog.BatchInput) {}, model.Unauthenticated, ""},
		{"inspector", b.inspector, func(*catalog.BatchInput) {}, model.Forbidden, ""},
		{"another company's product", neighbour, func(in *catalog.BatchInput) { in.SiteID = neighbourSite }, model.NotFound, "product_id"},
		{"another company's site", b.maker, func(in *catalog.BatchInput) { in.SiteID = neighbourSite }, model.NotFound, "site_id"},
		{"no site", b.maker, func(in *catalog.BatchInput) { in.SiteID = "" }, model.ValueRequired, "site_id"},
		{"empty lot", b.maker, func(in *catalog.BatchInput) { in.Lot = "" }, model.LotInvalid, "lot"},
		{"lot with a space", b.maker, func(in *catalog.BatchInput) { in.Lot = "A 1" }, model.LotInvalid, "lot"},
		{"lot in Chinese", b.maker, func(in *catalog.BatchInput) { in.Lot = "批1" }, model.LotInvalid, "lot"},
		{"lot of 21", b.maker, func(in *catalog.BatchInput) { in.Lot = strings.Repeat("1", 21) }, model.LotInvalid, "lot"},
		{"lot in use", b.maker, func(in *catalog.BatchInput) { in.Lot = "007" }, model.BatchTaken, ""},
		{"lot in use on another day, under a GTIN", b.maker, func(in *catalog.BatchInput) { in.Lot, in.Produced = "007", "2026-11-19" }, model.BatchTaken, ""},
		{"no date", b.maker, func(in *catalog.BatchInput) { in.Produced = "" }, model.ValueRequired, "produced"},
		{"no such day", b.maker, func(in *catalog.BatchInput) { in.Produced = "2026-02-29" }, model.DateInvalid, "produced"},
		{"tomorrow in China", b.maker, func(in *catalog.BatchInput) { in.Produced = "2026-11-23" }, model.DateFuture, "produced"},
		{"expiry before production", b.maker, func(in *catalog.BatchInput) { in.Expires = "2026-11-19" }, model.DateOrder, "expires"},
		{"no quantity", b.maker, func(in *catalog.BatchInput) { in.Quantity = 0 }, model.QuantityInvalid, "quantity"},
		{"quantity below 0", b.maker, func(in *catalog.BatchInput) { in.Quantity = -1 }, model.QuantityInvalid, "quantity"},
		{"quantity too large", b.maker, func(in *catalog.BatchInput) { in.Quantity = model.MaxQuantity + 1 }, model.QuantityInvalid, "quantity"},
		{"unknown unit", b.maker, func(in *catalog.BatchInput) { in.Unit = "kg" }, model.UnitUnknown, "unit"},
		{"unit of another dimension", b.maker, func(in *catalog.BatchInput) { in.Unit = "LTR" }, model.UnitMismatch, "unit"},
		{"unit that does not convert exactly", b.maker, func(in *catalog.BatchInput) { in.Unit, in.Quantity = "MGM", 1 }, model.UnitMismatch, "unit"},
		{"long note", b.maker, func(in *catalog.BatchInput) { in.Note = strings.Repeat("a", 1001) }, model.ValueTooLong, "note"},
	} {
		in := b.lot(p, "NEW")
		test.change(&in)
		_, err := b.room.RegisterBatch(context.Background(), test.actor, nobody, in)
		refused(t, test.name, err, test.want, test.at)
	}
}

func TestBatchIsADraftWithAnIdentity(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	plain := b.product(func(p *catalog.ProductInput) { p.GTIN, p.Code, p.ShelfLifeDays = "", "A", 0 })
	codes := map[string]bool{}
	for lot, path := range map[string]string{
		"007": "/10/007", "7": "/10/7", "A1": "/10/A1", "a1": "/10/a1", "A/1": "/10/A%2F1", "50%": "/10/50%25", "A+B": "/10/A%2BB",
	} {
		got := b.register(p, lot)
		if got.EPC != "https://id.gs1.org/01/06901234567892"+path || got.LinkPath() != "/01/06901234567892"+path {
			t.Errorf("lot %q: EPC %s, link %s", lot, got.EPC, got.LinkPath())
		}
		if got.Lot != lot || got.State != model.BatchDraft || got.Expires != "2026-12-20" || got.Unit != "KGM" {
			t.Errorf("lot %q: %+v", lot, got)
		}
		if read, ok := model.ParseShortCode(got.Code); !ok || read != got.Code || codes[got.Code] {
			t.Errorf("lot %q has the code %q", lot, got.Code)
		}
		codes[got.Code] = true
	}
	got := b.register(plain, "007")
	if got.EPC != got.ID.URN() || got.LinkPath() != "/c/"+got.Code || got.Expires != "" {
		t.Errorf("without a GTIN: %+v", got)
	}
}

func TestProducedTodayMeansTodayInChina(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	b.clock.Advance(9 * 3600e9) // 17:00 UTC: the 23rd has begun in China
	in := b.lot(p, "1")
	in.Produced = "2026-11-23"
	if _, err := b.room.RegisterBatch(context.Background(), b.maker, nobody, in); err != nil {
		t.Error(err)
	}
}

func TestMoveBatch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	elsewhere, _ := b.company(model.KindRegulator, "440000", model.RoleInspector)
	shop, _ := b.company(model.KindRetailer, "653121", model.RoleOwner)
	clerk := b.maker
	clerk.Roles = []model.Role{model.RoleClerk}
	for i, test := range []struct {
		name string
		by   model.Actor
		path []struct {
			by model.Actor
			on model.BatchEvent
		}
		on   model.BatchEvent
		want *model.Problem
	}{
		{name: "maker holds", by: b.maker, on: model.BatchHold},
		{name: "clerk holds", by: clerk, on: model.BatchHold, want: model.Forbidden},
		{name: "maker blocks", by: b.maker, on: model.BatchBlock, want: model.Forbidden},
		{name: "inspector closes", by: b.inspector, on: model.BatchClose, want: model.Forbidden},
		{name: "clerk closes", by: clerk, on: model.BatchClose},
		{name: "inspector blocks", by: b.inspector, on: model.BatchBlock},
		{name: "inspector of another region", by: elsewhere, on: model.BatchHold, want: model.NotFound},
		{name: "shop that has some of it", by: shop, on: model.BatchHold, want: model.Forbidden},
		{name: "nobody", by: model.Actor{}, on: model.BatchHold, want: model.Unauthenticated},
		{name: "activation by hand", by: b.maker, on: model.BatchActivate, want: model.MoveNotAllowed},
		{name: "release of what is not held", by: b.maker, on: model.BatchRelease, want: model.MoveNotAllowed},
		{name: "unknown move", by: b.maker, on: "sell", want: model.MoveNotAllowed},
		{name: "maker releases its own hold", by: b.maker, on: model.BatchRelease, path: steps(b.maker, model.BatchHold)},
		{name: "maker releases the inspector's hold", by: b.maker, on: model.BatchRelease, path: steps(b.inspector, model.BatchHold), want: model.HoldOfOthers},
		{name: "inspector releases its hold", by: b.inspector, on: model.BatchRelease, path: steps(b.inspector, model.BatchHold)},
		{name: "inspector releases the maker's hold", by: b.inspector, on: model.BatchRelease, path: steps(b.maker, model.BatchHold), want: model.HoldOfOthers},
		{
			name: "maker releases after the prohibition is lifted", by: b.maker, on: model.BatchRelease,
			path: steps(b.inspector, model.BatchHold, model.BatchBlock, model.BatchUnblock),
		},
		{
			name: "maker releases a new hold of the inspector", by: b.maker, on: model.BatchRelease,
			path: append(steps(b.maker, model.BatchHold, model.BatchRelease), steps(b.inspector, model.BatchHold)...), want: model.HoldOfOthers,
		},
		{name: "maker closes a blocked batch", by: b.maker, on: model.BatchClose, path: steps(b.inspector, model.BatchBlock), want: model.Forbidden},
		{name: "anything after the end", by: b.maker, on: model.BatchHold, path: steps(b.maker, model.BatchClose), want: model.MoveNotAllowed},
	} {
		batch := b.activate(b.register(p, fmt.Sprint("L", i)))
		b.share(batch, shop)
		for _, step := range test.path {
			if _, err := b.move(step.by, batch.ID, step.on); err != nil {
				t.Fatalf("%s: on the way: %v", test.name, err)
			}
		}
		before, err := b.room.Batch(context.Background(), b.maker, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		offered, _ := b.room.Batch(context.Background(), test.by, batch.ID)
		moved, err := b.move(test.by, batch.ID, test.on)
		after, readErr := b.room.Batch(context.Background(), b.maker, batch.ID)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if test.want != nil {
			refused(t, test.name, err, test.want, "")
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("%s: refused, but changed\n%s", test.name, diff)
			}
		} else if err != nil || moved.State == before.Batch.State || after.Batch.State != moved.State || len(after.Moves) != len(before.Moves)+1 {
			t.Errorf("%s: %v, state %s then %s", test.name, err, before.Batch.State, after.Batch.State)
		}
		isOffered := false
		for _, e := range offered.Allowed {
			isOffered = isOffered || e == test.on
		}
		if isOffered != (test.want == nil) {
			t.Errorf("%s: the file offers %v", test.name, offered.Allowed)
		}
	}
}

func steps(by model.Actor, events ...model.BatchEvent) (path []struct {
	by model.Actor
	on model.BatchEvent
},
) {
	for _, e := range events {
		path = append(path, struct {
			by model.Actor
			on model.BatchEvent
		}{by, e})
	}
	return path
}

func TestMoveNeedsAReasonAndTheVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.activate(b.register(b.product(nil), "1"))
	try := func(reason string, version int64) error {
		_, err := b.room.MoveBatch(context.Background(), b.maker, nobody,
			catalog.MoveInput{BatchID: batch.ID, Event: model.BatchHold, Reason: reason, Version: version})
		return err
	}
	refused(t, "no reason", try(" ", 0), model.ValueRequired, "reason")
	refused(t, "long reason", try(strings.Repeat("因", 501), 0), model.ValueTooLong, "reason")
	refused(t, "old version", try("r", 1), model.ChangedMeanwhile, "")
	if err := try("r", 2); err != nil {
		t.Error(err)
	}
	_, err := b.move(b.maker, batch.ID, model.BatchHold)
	var r *model.Refusal
	if errors.As(err, &r); r == nil || !cmp.Equal(r.Allowed, []string{"release", "block"}) {
		t.Errorf("the refusal offers %+v", r)
	}
}

func TestPartnerSeesNoCommercialFacts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shop, _ := b.company(model.KindRetailer, "310101", model.RoleOwner)
	in := b.lot(b.product(nil), "1")
	in.Note = "秘密"
	batch, err := b.room.RegisterBatch(context.Background(), b.maker, nobody, in)
	if err != nil {
		t.Fatal(err)
	}
	batch = b.activate(batch)
	_, err = b.room.Batch(context.Background(), shop, batch.ID)
	refused(t, "before an event", err, model.NotFound, "")
	b.share(batch, shop)
	if _, err := b.move(b.maker, batch.ID, model.BatchHold); err != nil {
		t.Fatal(err)
	}
	f, err := b.room.Batch(context.Background(), shop, batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	if f.Full || f.Batch.Quantity != 0 || f.Batch.Note != "" || len(f.Allowed) != 0 || f.Moves[1].Actor != "" || f.Moves[1].Reason != "" {
		t.Errorf("the shop reads %+v", f)
	}
	if f.Moves[1].Event != string(model.BatchHold) || f.Batch.State != model.BatchHeld {
		t.Errorf("the shop does not learn of the hold: %+v", f.Moves)
	}
	full, err := b.room.Batch(context.Background(), b.maker, batch.ID)
	if err != nil || !full.Full || full.Batch.Note != "秘密" || full.Batch.Quantity != model.Units(100) {
		t.Errorf("the maker reads %+v, %v", full.Batch, err)
	}
	if diff := cmp.Diff(f.Product, full.Product, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}
