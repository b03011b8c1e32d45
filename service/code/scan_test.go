package code_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/code"
)

const base = "https://trace.example"

// bench is a room over a database of its own with one maker.
type bench struct {
	t     *testing.T
	store *repository.Store
	clock *repotest.Clock
	room  *code.Service
	maker model.Actor
	org   model.Organisation
	site  model.Site
}

func setup(t *testing.T) *bench {
	t.Helper()
	clock := repotest.NewClock()
	b := &bench{t: t, store: repotest.SQLite(t, clock), clock: clock}
	b.room = code.New(b.store, base+"/")
	b.write(func(tx *repository.Tx) error {
		b.org = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindProducer, Name: model.Text{ZH: "疏附果园"}, Country: "CN", ForeignID: "F",
			Region: "653121", Phone: "0998-5550001", Address: "秘密路1号", State: model.OrgActive, Version: 1,
		}
		b.site = model.Site{ID: repository.NewID[model.Site](tx), OrgID: b.org.ID, Name: model.Text{ZH: "3号地"}, Region: "653121", Address: "秘密村"}
		return errors.Join(tx.Access().AddOrganisation(b.org), tx.Access().AddSite(b.site))
	})
	b.maker = model.Actor{Person: "p", Org: b.org.ID, OrgKind: b.org.Kind, OrgState: b.org.State, Region: b.org.Region, Roles: []model.Role{model.RoleOwner}}
	return b
}

func (b *bench) write(fn func(tx *repository.Tx) error) {
	b.t.Helper()
	if err := b.store.Write(context.Background(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// batch adds a product with the GTIN and a batch of it in a state; an empty GTIN gives a product without one.
func (b *bench) batch(gtin, lot string, state model.BatchState) (batch model.Batch) {
	b.t.Helper()
	b.write(func(tx *repository.Tx) error {
		p := model.Product{
			ID: repository.NewID[model.Product](tx), OrgID: b.org.ID, GTIN: gtin, Code: fmt.Sprint(tx.NextSeq()), Name: model.Text{ZH: "苹果", EN: "apple"},
			Category: model.CategoryFruit, Unit: "KGM", NetContent: "500 g", Storage: model.Text{ZH: "冷藏"}, Standards: "GB 1\n\nGB 2", Version: 1,
		}
		batch = model.Batch{
			ID: repository.NewID[model.Batch](tx), OrgID: b.org.ID, ProductID: p.ID, Lot: lot, Produced: "2026-11-01", Expires: "2026-11-22",
			Quantity: model.Units(7777777), Unit: "KGM", SiteID: b.site.ID, State: state, Note: "秘密批注", Version: 1,
		}
		batch.Code, batch.EPC = strings.ToUpper(strings.NewReplacer("-", "").Replace(batch.ID.String())[22:]), batch.ID.URN()
		if gtin != "" {
			link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: "10", Value: lot})
			if err != nil {
				return err
			}
			batch.EPC = link.Canonical()
		}
		return errors.Join(tx.Catalog().InsertProduct(p), tx.Catalog().InsertBatch(batch))
	})
	return batch
}

func (b *bench) move(batch *model.Batch, events ...model.BatchEvent) {
	b.t.Helper()
	for _, on := range events {
		b.write(func(tx *repository.Tx) error {
			state, err := repository.Move(tx, &model.BatchLifecycle, batch.ID.String(), batch.Version, batch.State, on, b.maker.Name(), "秘密原因")
			batch.State, batch.Version = state, batch.Version+1
			if err == nil && on == model.BatchHold {
				err = tx.Audit(b.maker, repository.HoldAction, batch.ID.String(), "")
			}
			return err
		})
	}
}

func (b *bench) events(batch model.Batch, events ...model.Event) {
	b.t.Helper()
	b.write(func(tx *repository.Tx) error {
		nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: batch.EPC, Level: model.LevelLot}})
		if err != nil {
			return err
		}
		var rows []repository.Recorded
		for _, e := range events {
			e.Seq, e.Body, e.OrgID = tx.NextSeq(), []byte("{}"), b.org.ID
			e.EventID = fmt.Sprint(e.Seq)
			e.Hash = e.EventID
			rows = append(rows, repository.Recorded{Event: e, Nodes: []model.EventNode{
				{EventSeq: e.Seq, NodeID: nodes[batch.EPC].ID, Role: model.RoleObject, Quantity: model.Units(424242)},
			}})
		}
		return tx.Trace().InsertEvents(rows)
	})
}

func (b *bench) document(batch model.Batch, kind model.DocumentKind, public bool) {
	b.t.Helper()
	b.write(func(tx *repository.Tx) error {
		d := model.Document{
			ID: repository.NewID[model.Document](tx), OrgID: b.org.ID, BatchID: batch.ID, Kind: kind, Public: public, Title: string(kind),
			FileName: "秘密文件名.pdf", MediaType: "application/pdf", Size: 9, SHA256: "feed", IssuedBy: "检测所",
		}
		if kind == model.DocumentCommitment {
			d.Basis = string(model.BasisOwnTest)
		}
		return tx.Catalog().InsertDocument(d)
	})
}

const gtin = "06901234567892"

func (b *bench) scan(lot string) *code.Scan {
	b.t.Helper()
	s, err := b.room.ScanByGTINLot(context.Background(), gtin, lot)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func TestLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, test := range []struct{ gtin, lot, want string }{
		{gtin, "007", base + "/01/06901234567892/10/007"},
		{"06901234567908", "A/1%", base + "/01/06901234567908/10/A%2F1%25"},
	} {
		if got := b.room.Link(b.batch(test.gtin, test.lot, model.BatchActive)); got != test.want {
			t.Errorf("lot %s: %s, want %s", test.lot, got, test.want)
		}
	}
	plain := b.batch("", "007", model.BatchActive)
	if got := b.room.Link(plain); got != base+"/c/"+plain.Code {
		t.Errorf("without a GTIN: %s", got)
	}
}

func TestLotsAreFoundExactly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.batch(gtin, "A/1", model.BatchActive)
	twins := map[string]model.BatchID{"A/1": first.ID}
	for _, lot := range []string{"a/1", "A%2F1", "007", "7", "A+1"} {
		b.write(func(tx *repository.Tx) error {
			next := first
			link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: "10", Value: lot})
			next.ID, next.Lot, next.EPC, next.Code = repository.NewID[model.Batch](tx), lot, link.Canonical(), fmt.Sprint("K", len(twins))
			twins[lot] = next.ID
			return errors.Join(err, tx.Catalog().InsertBatch(next))
		})
	}
	for lot, id := range twins {
		if got := b.scan(lot); got.BatchID != id || got.Lot != lot {
			t.Errorf("lot %q leads to %q", lot, got.Lot)
		}
	}
	link, err := gs1.ParseLink(base + "/01/06901234567892/10/A%2F1/21/SERIAL?17=261231")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.room.Resolve(context.Background(), link); err != nil || got.BatchID != first.ID {
		t.Errorf("a serial number below the lot: %v, %v", got, err)
	}
}

func TestUnknownAndDraftLookAlike(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft := b.batch(gtin, "D", model.BatchDraft)
	_, of := b.room.ScanByGTINLot(context.Background(), gtin, "D")
	for name, ask := range map[string]func() (*code.Scan, error){
		"a draft's code": func() (*code.Scan, error) { return b.room.ScanByCode(context.Background(), draft.Code) },
		"no such lot":    func() (*code.Scan, error) { return b.room.ScanByGTINLot(context.Background(), gtin, "X") },
		"no such GTIN":   func() (*code.Scan, error) { return b.room.ScanByGTIN(context.Background(), "06901234567908") },
		"no GTIN":        func() (*code.Scan, error) { return b.room.ScanByGTINLot(context.Background(), "1", "X") },
		"no such code":   func() (*code.Scan, error) { return b.room.ScanByCode(context.Background(), "0000000000") },
		"no code":        func() (*code.Scan, error) { return b.room.ScanByCode(context.Background(), "' OR 1=1") },
	} {
		scan, err := ask()
		if scan != nil || !errors.Is(err, model.CodeUnknown) {
			t.Errorf("%s: %v, %v", name, scan, err)
			continue
		}
		var got, want *model.Refusal
		errors.As(err, &got)
		errors.As(of, &want)
		if got.Problem != want.Problem || len(got.Params) != len(want.Params) || len(got.Fields) != len(want.Fields) {
			t.Errorf("%s is refused as %+v, a draft as %+v", name, got, want)
		}
	}
}

func TestCodesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch("", "1", model.BatchActive)
	b.write(func(tx *repository.Tx) error {
		batch.ID, batch.Lot, batch.EPC, batch.Code = repository.NewID[model.Batch](tx), "2", "urn:test:2", "10ABCDEFGH"
		return tx.Catalog().InsertBatch(batch)
	})
	for _, typed := range []string{"10ABCDEFGH", "10abcdefgh", "IOABCDEFGH", "loabc-defgh"} {
		if got, err := b.room.ScanByCode(context.Background(), typed); err != nil || got.BatchID != batch.ID {
			t.Errorf("%s: %v", typed, err)
		}
	}
}

func TestStatusSaysTheGravest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, test := range []struct {
		events  []model.BatchEvent
		expired bool
		want    code.Status
		by      model.OrgKind
	}{
		{nil, false, code.StatusNormal, ""},
		{nil, true, code.StatusExpired, ""},
		{[]model.BatchEvent{model.BatchHold}, true, code.StatusHeld, model.KindProducer},
		{[]model.BatchEvent{model.BatchHold, model.BatchRelease}, false, code.StatusNormal, ""},
		{[]model.BatchEvent{model.BatchBlock}, true, code.StatusBlocked, model.KindRegulator},
		{[]model.BatchEvent{model.BatchClose}, false, code.StatusClosed, ""},
		{[]model.BatchEvent{model.BatchClose}, true, code.StatusExpired, ""},
		{[]model.BatchEvent{model.BatchBlock, model.BatchClose}, true, code.StatusBlocked, ""},
	} {
		batch := b.batch("", fmt.Sprint(i), model.BatchActive)
		b.move(&batch, test.events...)
		if test.expired {
			b.write(func(tx *repository.Tx) error { return nil })
			b.clock.Advance(24 * time.Hour)
		}
		got, err := b.room.ScanByCode(context.Background(), strings.ToLower(batch.Code))
		if test.expired {
			b.clock.Advance(-24 * time.Hour)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != test.want || got.By != test.by {
			t.Errorf("after %v, expired %v: %s by %q, want %s by %q", test.events, test.expired, got.Status, got.By, test.want, test.by)
		}
	}
}

func TestScanLetsNothingElseOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	b.move(&batch, model.BatchHold)
	b.events(batch, model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "https://evil.example/秘密步骤", Disposition: "urn:秘密", Time: 1, Actor: "person:p"})
	b.document(batch, model.DocumentLabReport, false)
	b.document(batch, model.DocumentCertificate, true)
	scan := b.scan("1")
	everything := fmt.Sprintf("%+v", *scan)
	jsonld, err := b.room.JSONLD(scan)
	if err != nil {
		t.Fatal(err)
	}
	linkset, err := b.room.Linkset(scan)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"秘密", "7777777", "424242", "0998", "person:", b.site.ID.String(), b.org.ID.String(), "evil.example", "lab-report"} {
		for form, text := range map[string]string{"projection": everything, "JSON-LD": string(jsonld), "linkset": string(linkset)} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", form, secret)
			}
		}
	}
	if len(scan.Documents) != 1 || scan.Certificate != nil || scan.Journey[0].BizStep != "other" || scan.Journey[0].Actor != model.KindProducer {
		t.Errorf("%+v", scan)
	}
	b.document(batch, model.DocumentCommitment, true)
	if c := b.scan("1").Certificate; c == nil || c.Quantity != model.Units(7777777) || c.Origin != "653121" {
		t.Errorf("the certificate says %+v", c)
	}
	if diff := cmp.Diff([]string{"GB 1", "GB 2"}, scan.Standards); diff != "" {
		t.Error(diff)
	}
}

// A new field of the projection is a decision: it must be named here.
func TestScanHasTheseFieldsOnly(t *testing.T) {
	t.Parallel()
	want := strings.Fields("BatchID Status Since By Path Link Code GTIN Lot Produced Expires Name Category NetContent Storage Standards PhotoID " +
		"Producer ProducerKind ProducerRegion Origin Inputs Journey MoreSteps Documents Certificate Recalls Cleared OtherLots Links At")
	var got []string
	for f := range reflect.TypeFor[code.Scan]().Fields() {
		if f.IsExported() {
			got = append(got, f.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestProductPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.batch(gtin, "1", model.BatchBlocked)
	got, err := b.room.ScanByGTIN(context.Background(), gtin)
	if err != nil {
		t.Fatal(err)
	}
	if got.BatchID != "" || got.Lot != "" || got.Status != code.StatusNormal || got.Name.ZH != "苹果" || got.Link != base+"/01/"+gtin {
		t.Errorf("%+v", got)
	}
}

func TestJourneyIsShort(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	day := model.Date("2026-10-01").Start(model.China)
	at := func(d, hours int) model.Instant {
		return day.Add(time.Duration(24*d+hours) * time.Hour)
	}
	b.events(batch,
		model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "shipping", Disposition: "in_transit", Time: at(1, 9)},
		model.Event{Type: "ObjectEvent", Action: "ADD", BizStep: "commissioning", Time: at(0, 1)},
		model.Event{Type: "AggregationEvent", Action: "ADD", BizStep: "urn:epcglobal:cbv:bizstep:shipping", Disposition: "active", Time: at(1, 23)},
		model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "shipping", Disposition: "returned", Time: at(1, 10)},
		model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "shipping", Time: at(2, 0)},
	)
	var got []string
	for _, e := range b.scan("1").Journey {
		got = append(got, string(model.DateOf(e.Time, model.China))[5:]+" "+e.BizStep+" "+e.Disposition)
	}
	if diff := cmp.Diff([]string{"10-01 commissioning ", "10-02 shipping in_transit", "10-02 shipping returned", "10-03 shipping "}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var many []model.Event
	for i := range 40 {
		many = append(many, model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "inspecting", Time: at(10+i, 1)})
		many = append(many, model.Event{Type: "ObjectEvent", Action: "OBSERVE", BizStep: "retail_selling", Time: at(60+i, 1)})
	}
	b.events(batch, many...)
	scan := b.scan("1")
	if len(scan.Journey) != 30 || scan.MoreSteps != 15 || scan.Journey[0].BizStep != "commissioning" {
		t.Errorf("%d entries and %d more, first %s", len(scan.Journey), scan.MoreSteps, scan.Journey[0].BizStep)
	}
}

func TestForgetMakesAScanStale(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	scan := b.scan("1")
	if !b.room.Fresh(scan) {
		t.Error("a scan just read is stale")
	}
	b.room.Forget(batch.ID)
	if b.room.Fresh(scan) {
		t.Error("a forgotten scan is fresh")
	}
	if !b.room.Fresh(b.scan("1")) {
		t.Error("a scan read after that is stale")
	}
}

func TestCountedScansAreWritten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.batch(gtin, "1", model.BatchActive), b.batch("06901234567908", "1", model.BatchActive)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- b.room.Run(ctx) }()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				b.room.CountScan(first.ID, model.ZH)
				b.room.CountScan(second.ID, model.UG)
			}
		})
	}
	wg.Wait()
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for id, lang := range map[model.BatchID]model.Lang{first.ID: model.ZH, second.ID: model.UG} {
		rows, err := b.room.Scans(context.Background(), b.maker, id)
		if diff := cmp.Diff([]model.Scan{{BatchID: id, Day: "2026-11-22", Lang: lang, Count: 800}}, rows); diff != "" || err != nil {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
	}
	stranger := b.maker
	stranger.Org = "00000000-0000-7000-8000-000000000000"
	if _, err := b.room.Scans(context.Background(), stranger, first.ID); !errors.Is(err, model.NotFound) {
		t.Errorf("a stranger reads the counts: %v", err)
	}
}

func TestCountsWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	away, cancel := context.WithCancel(context.Background())
	cancel()
	b.room.CountScan(batch.ID, model.ZH)
	if err := b.room.Flush(away); err == nil {
		t.Fatal("writing with a dead context worked")
	}
	b.room.CountScan(batch.ID, model.ZH)
	if err := b.room.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	rows, err := b.room.Scans(context.Background(), b.maker, batch.ID)
	if err != nil || len(rows) != 1 || rows[0].Count != 2 {
		t.Errorf("%v, %v; want one row with 2", rows, err)
	}
}

func TestLinksetNamesEveryLevel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "A/1", model.BatchActive)
	b.document(batch, model.DocumentLabReport, true)
	raw, err := b.room.Linkset(b.scan("A/1"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Linkset []map[string]json.RawMessage `json:"linkset"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var anchors []string
	for _, set := range doc.Linkset {
		anchors = append(anchors, strings.Trim(string(set["anchor"]), `"`))
		var targets []map[string]any
		if err := json.Unmarshal(set["https://gs1.org/voc/defaultLink"], &targets); err != nil || len(targets) != 1 || len(targets[0]) != 2 {
			t.Errorf("the default link must be one with href and title only: %v, %v", targets, err)
		}
	}
	if diff := cmp.Diff([]string{base + "/01/06901234567892/10/A%2F1", base + "/01/06901234567892"}, anchors); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	scan := b.scan("A/1")
	for _, linkType := range []string{"gs1:pip", "traceability", "https://gs1.org/voc/certificationInfo"} {
		if _, ok := b.room.LinkOf(scan, linkType); !ok {
			t.Errorf("no link of type %s", linkType)
		}
	}
	if _, ok := b.room.LinkOf(scan, "gs1:recipeInfo"); ok {
		t.Error("a link that nobody has registered")
	}
}

func TestShortCodesSurviveTyping(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringOfN(rapid.SampledFrom([]rune(model.ShortCodeAlphabet)), model.ShortCodeLength, model.ShortCodeLength, -1).Draw(t, "code")
		typed := rapid.SampledFrom([]func(string) string{
			strings.ToLower,
			func(s string) string { return s[:5] + "-" + s[5:] },
			func(s string) string { return strings.NewReplacer("1", "l", "0", "o").Replace(s) },
			func(s string) string { return strings.NewReplacer("1", "I", "0", "O").Replace(s) },
		}).Draw(t, "habit")(want)
		if got, ok := model.ParseShortCode(typed); !ok || got != want {
			t.Fatalf("%q read as %q, %v", typed, got, ok)
		}
	})
}
