package code_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/code"
)

// benchOn is setup over a database of the caller's.
func benchOn(t *testing.T, store *repository.Store, clock *repotest.Clock, options ...code.Option) *bench {
	t.Helper()
	b := &bench{t: t, store: store, clock: clock, room: code.New(store, base, options...)}
	b.org, b.site, b.maker = b.company("疏附果园", model.KindProducer)
	return b
}

func (b *bench) company(name string, kind model.OrgKind) (org model.Organisation, site model.Site, owner model.Actor) {
	b.t.Helper()
	b.write(func(tx *repository.Tx) error {
		org = model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: kind, Name: model.Text{ZH: name}, Country: "CN", ForeignID: name,
			Region: "653121", Phone: "0998-5550001", Address: "1", State: model.OrgActive, Version: 1,
		}
		site = model.Site{ID: repository.NewID[model.Site](tx), OrgID: org.ID, Name: model.Text{ZH: name}, Region: "653121", Address: "1"}
		return errors.Join(tx.Access().AddOrganisation(org), tx.Access().AddSite(site))
	})
	owner = model.Actor{Person: "p", Org: org.ID, OrgKind: kind, OrgState: org.State, Region: org.Region, Roles: []model.Role{model.RolesFor(kind)[0]}}
	return org, site, owner
}

func order(b model.Batch) code.LabelOrder {
	return code.LabelOrder{Batch: b.ID, Layout: "a4-24", Copies: 30, Start: 2, Second: model.UG}
}

func TestSheetsAddUpToTheirPage(t *testing.T) {
	t.Parallel()
	for _, l := range code.LabelLayouts() {
		right := l.Left + code.Micrometres(l.Columns-1)*l.PitchX + l.Label.Width
		bottom := l.Top + code.Micrometres(l.Rows-1)*l.PitchY + l.Label.Height
		if l.Left+right != l.Page.Width || l.Top+bottom != l.Page.Height {
			t.Errorf("%s: margins %d and %d at the sides, %d and %d above and below", l.Code, l.Left, l.Page.Width-right, l.Top, l.Page.Height-bottom)
		}
		if l.PitchX < l.Label.Width || l.PitchY < l.Label.Height {
			t.Errorf("%s: labels lie on each other", l.Code)
		}
		if want := strings.TrimPrefix(strings.TrimPrefix(l.Code, "a4-"), "roll-"); !l.Roll() && want != strconv.Itoa(l.PerPage()) {
			t.Errorf("%s has %d labels", l.Code, l.PerPage())
		}
	}
}

// TestStyleSheetKnowsEveryPage compares the pages in the style sheet with the table.
func TestStyleSheetKnowsEveryPage(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile(filepath.Join("..", "..", "api", "web", "assets", "labels.css"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range code.LabelLayouts() {
		rule := regexp.MustCompile(`\.` + l.Code + `\b[^{]*\{ page: ([a-z0-9-]+); \}`).FindSubmatch(css)
		if rule == nil {
			t.Errorf("%s has no page", l.Code)
			continue
		}
		want := fmt.Sprintf("@page %s { size: %dmm %dmm; margin: 0; }", rule[1], l.Page.Width/1000, l.Page.Height/1000)
		if !bytes.Contains(css, []byte(want)) {
			t.Errorf("no %q", want)
		}
	}
}

func TestLabelOrdersAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	long := b.batch("06901234567908", strings.Repeat("%", 20), model.BatchActive)
	for _, test := range []struct {
		name   string
		change func(o *code.LabelOrder)
		format model.LabelFormat
		at     string
		want   *model.Problem
	}{
		{"layout", func(o *code.LabelOrder) { o.Layout = "a5" }, model.LabelHTML, "layout", model.ValueInvalid},
		{"sheet on a label printer", func(o *code.LabelOrder) {}, model.LabelZPL203, "layout", model.ValueInvalid},
		{"no copies", func(o *code.LabelOrder) { o.Copies = 0 }, model.LabelHTML, "copies", model.ValueInvalid},
		{"too many", func(o *code.LabelOrder) { o.Copies = 10_001 }, model.LabelHTML, "copies", model.ValueInvalid},
		{"start before the sheet", func(o *code.LabelOrder) { o.Start = -1 }, model.LabelHTML, "start", model.ValueInvalid},
		{"start behind the sheet", func(o *code.LabelOrder) { o.Start = 24 }, model.LabelHTML, "start", model.ValueInvalid},
		{"start on a roll", func(o *code.LabelOrder) { o.Layout, o.Start = "roll-40x30", 1 }, model.LabelHTML, "start", model.ValueInvalid},
		{"Chinese twice", func(o *code.LabelOrder) { o.Second = model.ZH }, model.LabelHTML, "second_lang", model.ValueInvalid},
		{"level", func(o *code.LabelOrder) { o.Level = "X" }, model.LabelHTML, "ecc", model.ValueInvalid},
		{"format", func(o *code.LabelOrder) {}, "pdf", "format", model.ValueInvalid},
		{"code beyond the label", func(o *code.LabelOrder) { o.Batch, o.Layout, o.Level = long.ID, "a4-65", code.QRHigh }, model.LabelHTML, "layout", model.LabelCodeTooLarge},
	} {
		o := order(batch)
		test.change(&o)
		_, _, err := b.room.PrintLabels(t.Context(), b.maker, model.Idempotency{}, o, test.format)
		var r *model.Refusal
		if !errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != test.at || r.Fields[0].Problem != test.want {
			t.Errorf("%s: %v, want %s at %s", test.name, err, test.want.Code, test.at)
		}
	}
	if runs, _, err := b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{}); err != nil || len(runs) != 0 {
		t.Errorf("what was refused is in the log: %v, %v", runs, err)
	}
}

func TestEveryPrintIsARun(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		b := benchOn(t, store, clock)
		batch, other := b.batch(gtin, "1", model.BatchActive), b.batch("06901234567908", "1", model.BatchDraft)
		print := func(batch model.Batch, key string) model.LabelRun {
			t.Helper()
			run, labels, err := b.room.PrintLabels(t.Context(), b.maker, model.Idempotency{Operation: "print", Key: key}, order(batch), model.LabelHTML)
			if err != nil {
				t.Fatal(err)
			}
			if labels.Sheets() != 2 || labels.Copies != 30 {
				t.Errorf("%d labels on %d sheets", labels.Copies, labels.Sheets())
			}
			return run
		}
		first, again := print(batch, "a"), print(batch, "a")
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("the same attempt twice (-first +again)\n%s", diff)
		}
		second := print(batch, "b")
		want := model.LabelRun{
			ID: second.ID, OrgID: b.org.ID, BatchID: batch.ID, Number: 2, ReprintOf: first.ID, Layout: "a4-24", Copies: 30, Start: 2,
			Format: model.LabelHTML, SecondLang: model.UG, ECC: "M", Actor: "person:p", At: second.At,
		}
		if diff := cmp.Diff(want, second); diff != "" || !second.Reprint() || first.Reprint() || first.ReprintOf != "" {
			t.Errorf("first %+v, second (-want +got)\n%s", first, diff)
		}
		if print(other, "c").Number != 1 {
			t.Error("another batch counts on")
		}
		rows, next, err := b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{Limit: 1})
		if diff := cmp.Diff([]model.LabelRun{second}, rows); diff != "" || err != nil || next == "" {
			t.Errorf("%v, %q (-want +got)\n%s", err, next, diff)
		}
		if rows, next, err = b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{Limit: 1, After: next}); err != nil || next != "" {
			t.Error(err, next)
		}
		if diff := cmp.Diff([]model.LabelRun{first}, rows); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if _, _, err := b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{After: "x"}); !errors.Is(err, model.PageTokenInvalid) {
			t.Error(err)
		}
		run, labels, err := b.room.LabelsOf(t.Context(), b.maker, second.ID)
		if diff := cmp.Diff(second, run); diff != "" || err != nil || labels.Start != 2 {
			t.Errorf("opened again: %v, %s", err, diff)
		}
		if n := b.audits(batch.ID.String()); n != 2 {
			t.Errorf("%d entries in the audit trail, want 2", n)
		}
	})
}

func (b *bench) audits(subject string) (n int) {
	b.t.Helper()
	if err := b.store.Read(b.t.Context(), func(tx *repository.Tx) error {
		records, _, err := tx.AuditTrail(b.maker.Scope(), repository.AuditFilter{}, model.Page{})
		for _, r := range records {
			if r.Subject == subject && r.Action == "labels.print" {
				n++
			}
		}
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return n
}

func TestPrintsAtOnceAreCountedApart(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		b := benchOn(t, store, clock)
		batch := b.batch(gtin, "1", model.BatchActive)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if _, _, err := b.room.PrintLabels(t.Context(), b.maker, model.Idempotency{}, order(batch), model.LabelSVG); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		runs, _, err := b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{})
		if err != nil {
			t.Fatal(err)
		}
		var numbers []int64
		for _, r := range runs {
			numbers = append(numbers, r.Number)
		}
		if diff := cmp.Diff([]int64{6, 5, 4, 3, 2, 1}, numbers); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestOnlyTheMakerPrints(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		b := benchOn(t, store, clock)
		batch := b.batch(gtin, "1", model.BatchActive)
		mine, _, err := b.room.PrintLabels(t.Context(), b.maker, model.Idempotency{}, order(batch), model.LabelSVG)
		if err != nil {
			t.Fatal(err)
		}
		clerk, viewer := b.maker, b.maker
		clerk.Roles, viewer.Roles = []model.Role{model.RoleClerk}, []model.Role{model.RoleViewer}
		_, _, stranger := b.company("外人", model.KindRetailer)
		_, _, office := b.company("市场监管局", model.KindRegulator)
		buyer, _, partner := b.company("收货商", model.KindDistributor)
		b.sharedWith(batch, buyer)
		if err := b.store.Read(t.Context(), func(tx *repository.Tx) error {
			_, err := tx.Catalog().Batch(partner.Scope(), batch.ID)
			return err
		}); err != nil {
			t.Fatalf("the partner does not even see the batch: %v", err)
		}
		for _, test := range []struct {
			name                string
			actor               model.Actor
			print, list, reopen error
		}{
			{"clerk", clerk, nil, nil, nil},
			{"viewer", viewer, model.Forbidden, nil, model.Forbidden},
			{"stranger", stranger, model.NotFound, model.NotFound, model.NotFound},
			{"partner", partner, model.NotFound, model.NotFound, model.NotFound},
			{"regulator of the region", office, model.Forbidden, nil, model.Forbidden},
			{"public", model.Actor{}, model.Unauthenticated, model.Unauthenticated, model.Unauthenticated},
		} {
			_, _, printed := b.room.PrintLabels(t.Context(), test.actor, model.Idempotency{}, order(batch), model.LabelSVG)
			_, _, listed := b.room.LabelRuns(t.Context(), test.actor, batch.ID, model.Page{})
			_, _, opened := b.room.LabelsOf(t.Context(), test.actor, mine.ID)
			for verb, pair := range map[string][2]error{"print": {printed, test.print}, "list": {listed, test.list}, "reopen": {opened, test.reopen}} {
				if !errors.Is(pair[0], pair[1]) || pair[1] == nil && pair[0] != nil {
					t.Errorf("%s may %s: %v, want %v", test.name, verb, pair[0], pair[1])
				}
			}
		}
	})
}

// sharedWith records an event about a batch that names another company.
func (b *bench) sharedWith(batch model.Batch, org model.Organisation) {
	b.t.Helper()
	b.write(func(tx *repository.Tx) error {
		nodes, _, err := tx.Trace().EnsureNodes([]model.Node{{Key: batch.EPC, Level: model.LevelLot}})
		if err != nil {
			return err
		}
		e := model.Event{Seq: tx.NextSeq(), Type: "ObjectEvent", Action: "OBSERVE", Body: []byte("{}"), OrgID: b.org.ID, EventID: "shared", Hash: "shared"}
		return tx.Trace().InsertEvents([]repository.Recorded{{
			Event: e, Nodes: []model.EventNode{{EventSeq: e.Seq, NodeID: nodes[batch.EPC].ID, Role: model.RoleObject}},
			Orgs: []model.EventOrg{{EventSeq: e.Seq, OrgID: org.ID, Why: model.WhyParty, Region: org.Region}},
		}})
	})
}

// svgNode is an element of a sheet.
type svgNode struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []svgNode  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n svgNode) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n svgNode) whole(t rapid.TB, name string) int {
	t.Helper()
	v, err := strconv.Atoi(n.attr(name))
	if err != nil {
		t.Fatalf("<%s %s=%q> is no whole number of micrometres", n.XMLName.Local, name, n.attr(name))
	}
	return v
}

func (n svgNode) box(t rapid.TB) image.Rectangle {
	t.Helper()
	x, y := n.whole(t, "x"), n.whole(t, "y")
	return image.Rect(x, y, x+n.whole(t, "width"), y+n.whole(t, "height"))
}

func parseSheet(t rapid.TB, doc []byte) (sheet svgNode) {
	t.Helper()
	if err := xml.Unmarshal(doc, &sheet); err != nil {
		t.Fatal(err)
	}
	return sheet
}

// drawnLabel is the definition of a label as a sheet has it, in micrometres of the label.
type drawnLabel struct {
	quiet  image.Rectangle // of the code with its quiet zone
	module int
	dark   map[image.Point]bool
	side   int // of the code without its quiet zone, in modules
	text   svgNode
	lines  []svgNode
}

var codePlace = regexp.MustCompile(`^translate\((\d+) (\d+)\) scale\((\d+)\)$`)

func labelIn(t rapid.TB, sheet svgNode) (l drawnLabel) {
	t.Helper()
	defs := slices.IndexFunc(sheet.Children, func(n svgNode) bool { return n.XMLName.Local == "defs" })
	parts := sheet.Children[defs].Children[0].Children
	if len(parts) != 3 || parts[0].XMLName.Local != "rect" || parts[1].XMLName.Local != "path" || parts[2].XMLName.Local != "svg" {
		t.Fatalf("the label has %d parts", len(parts))
	}
	place := codePlace.FindStringSubmatch(parts[1].attr("transform"))
	if place == nil || parts[1].attr("shape-rendering") != "crispEdges" {
		t.Fatalf("the path: %+v", parts[1].Attrs)
	}
	x, _ := strconv.Atoi(place[1])
	y, _ := strconv.Atoi(place[2])
	l.module, _ = strconv.Atoi(place[3])
	l.quiet, l.text, l.lines, l.dark = parts[0].box(t), parts[2], parts[2].Children, map[image.Point]bool{}
	d := parts[1].attr("d")
	for _, m := range runPattern.FindAllStringSubmatch(d, -1) {
		left, _ := strconv.Atoi(m[1])
		top, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			l.dark[image.Pt(left+i, top)] = true
			l.side = max(l.side, left+i+1, top+1)
		}
	}
	if left := runPattern.ReplaceAllString(d, ""); left != "" {
		t.Fatalf("the path holds %q besides runs", left)
	}
	code := image.Rect(x, y, x+l.side*l.module, y+l.side*l.module)
	if zone := code.Inset(-quietModules * l.module); zone != l.quiet {
		t.Fatalf("the quiet zone is %v, want %v: four modules on every side", l.quiet, zone)
	}
	return l
}

const quietModules = code.QuietZone

var (
	hanName    = rapid.StringOfN(rapid.SampledFrom([]rune("阿克苏冰糖心苹果特级礼盒装（新鲜）·，ABC 12")), 1, 120, -1)
	uyghurName = rapid.StringOfN(rapid.SampledFrom([]rune("ئا ئە ب پ ت ج چ خ د ر ز ژ س ش غ ف ق ك گ ڭ ل م ن ھ ئو ئۇ ئۆ ئۈ ۋ ئې ئى ي 2")), 1, 120, -1)
	latinName  = rapid.StringOfN(rapid.SampledFrom([]rune("WMabcdefgimw -,.&<>'\"12")), 1, 120, -1)
	charset82  = []rune("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
)

// someLabel draws a product, a batch and an order for its labels.
func someLabel(t *rapid.T) (b model.Batch, p model.Product, o code.LabelOrder) {
	p.Name = model.Text{ZH: hanName.Draw(t, "zh"), UG: uyghurName.Draw(t, "ug"), EN: latinName.Draw(t, "en")}
	if rapid.Bool().Draw(t, "no Chinese name") {
		p.Name.ZH = ""
	}
	least := rapid.SampledFrom([]int{1, 20}).Draw(t, "shortest lot")
	b = model.Batch{Lot: rapid.StringOfN(rapid.SampledFrom(charset82), least, 20, -1).Draw(t, "lot"), Produced: "2026-11-01", Code: "0123456789"}
	if rapid.Bool().Draw(t, "expires") {
		b.Expires = "2026-12-22"
	}
	if rapid.IntRange(0, 3).Draw(t, "GTIN") > 0 {
		p.GTIN = gtin
		link, err := gs1.NewLink(gs1.Element{AI: "01", Value: gtin}, gs1.Element{AI: "10", Value: b.Lot})
		if err != nil {
			t.Fatal(err)
		}
		b.EPC = link.Canonical()
	}
	o = code.LabelOrder{
		Copies: 1, Second: rapid.SampledFrom([]model.Lang{"", model.UG, model.EN}).Draw(t, "second"),
		Level: rapid.SampledFrom(code.QRLevels()).Draw(t, "level"),
	}
	return b, p, o
}

// refusedRightly tells that a code was refused, and checks that it is indeed larger than what the label has room for.
func refusedRightly(t *rapid.T, room *code.Service, b model.Batch, o code.LabelOrder, err error, least float64) bool {
	if err == nil {
		return false
	}
	if !errors.Is(err, model.LabelCodeTooLarge) {
		t.Fatalf("%v", err)
	}
	layout, _ := code.LabelLayoutOf(o.Layout)
	svg, err := room.QR(room.Link(b), code.QRSVG, code.QRStyle{Level: o.Level})
	if err != nil {
		t.Fatal(err)
	}
	var side int
	if _, err := fmt.Sscanf(string(svg[bytes.Index(svg, []byte("viewBox")):]), `viewBox="0 0 %d`, &side); err != nil {
		t.Fatal(err)
	}
	if float64(side)*least <= float64(layout.CodeMost)-100 {
		t.Fatalf("%s has room for %d µm and refuses %d modules", o.Layout, layout.CodeMost, side)
	}
	return true
}

// TestNothingEntersTheQuietZone computes it from the drawing: readers forgive what the standard does not.
func TestNothingEntersTheQuietZone(t *testing.T) {
	t.Parallel()
	refused, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		b, p, o := someLabel(t)
		room := code.New(nil, "https://"+strings.Repeat("t", rapid.IntRange(1, 60).Draw(t, "host"))+".example")
		for _, layout := range code.LabelLayouts() {
			o.Layout = layout.Code
			labels, err := room.Label(b, p, o, model.LabelSVG)
			all++
			if refusedRightly(t, room, b, o, err, float64(code.MinModule)) {
				refused++
				continue
			}
			var out bytes.Buffer
			if err := room.WriteLabelsSVG(&out, labels, 0); err != nil {
				t.Fatal(err)
			}
			checkLabel(t, layout, labelIn(t, parseSheet(t, out.Bytes())), b, p)
		}
	})
	if refused*2 > all {
		t.Errorf("%d of %d labels were refused: the property says little", refused, all)
	}
}

func checkLabel(t *rapid.T, layout code.LabelLayout, l drawnLabel, b model.Batch, p model.Product) {
	label := image.Rect(0, 0, int(layout.Label.Width), int(layout.Label.Height))
	inked := image.Rect(int(layout.InsetX), int(layout.InsetY), label.Max.X-int(layout.InsetX), label.Max.Y-int(layout.InsetY))
	if l.module%10 != 0 || l.module < 396 || l.module > 990 {
		t.Errorf("%s: a module is %d µm", layout.Code, l.module)
	}
	if dark := l.quiet.Inset(4 * l.module); !l.quiet.In(label) || !dark.In(inked) {
		t.Errorf("%s: the code %v with quiet zone %v leaves the label %v", layout.Code, dark, l.quiet, inked)
	}
	text := l.text.box(t)
	if text.Overlaps(l.quiet) || !text.In(inked) || text.Empty() || l.text.attr("overflow") != "hidden" {
		t.Errorf("%s: text %v, quiet zone %v, ink %v, overflow %s", layout.Code, text, l.quiet, inked, l.text.attr("overflow"))
	}
	var digits strings.Builder
	for _, line := range l.lines {
		size, baseline := line.whole(t, "font-size"), line.whole(t, "y")
		if size < 2117 {
			t.Errorf("%s: letters of %d µm, less than six points", layout.Code, size)
		}
		if baseline-size*8/10 < 0 || baseline+size/5 > text.Dy() {
			t.Errorf("%s: a line at %d of %d", layout.Code, baseline, text.Dy())
		}
		want := 0
		if line.attr("direction") == "rtl" {
			want = text.Dx()
		}
		if line.whole(t, "x") != want {
			t.Errorf("%s: a line begins at %s", layout.Code, line.attr("x"))
		}
		isDigits := strings.Contains(line.attr("font-family"), "monospace")
		if w := code.Widest(line.Text, model.Lang(line.attr("lang")), isDigits) * size / 1000; w > text.Dx() {
			t.Errorf("%s: %q is up to %d wide, has %d", layout.Code, line.Text, w, text.Dx())
		}
		if isDigits {
			digits.WriteString(line.Text)
		}
	}
	want := b.Code
	if p.GTIN != "" {
		want = "(01)" + p.GTIN + "(10)" + b.Lot
	}
	if digits.String() != want {
		t.Errorf("%s: under the code stands %q, want %q", layout.Code, digits.String(), want)
	}
}

func TestLabelSays(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	p := model.Product{GTIN: gtin, Name: model.Text{ZH: "苹果", UG: "ئالما", EN: "Apple <&>"}}
	b := model.Batch{Lot: "A/1", Produced: "2026-11-01", Expires: "2026-12-22", Code: "0123456789", EPC: "https://id.gs1.org/01/" + gtin + "/10/A%2F1"}
	plain := b
	plain.EPC = "urn:uuid:0"
	for _, test := range []struct {
		name   string
		b      model.Batch
		p      model.Product
		layout string
		second model.Lang
		want   []string
	}{
		{"Chinese", b, p, "a4-12", "", []string{"苹果", "(01)" + gtin, "(10)A/1", "生产日期 2026-11-01", "保质期至 2026-12-22", "批号 A/1"}},
		{"with English", b, p, "a4-12", model.EN, []string{
			"苹果", "Apple <&>", "(01)" + gtin, "(10)A/1", "生产日期 2026-11-01", "保质期至 2026-12-22", "批号 A/1",
			"Produced 2026-11-01", "Best before 2026-12-22", "Lot A/1",
		}},
		{"with Uyghur", b, p, "a4-12", model.UG, []string{
			"苹果", "ئالما", "(01)" + gtin, "(10)A/1", "生产日期 2026-11-01", "保质期至 2026-12-22", "批号 A/1",
			"ئىشلەپچىقىرىش \u20662026-11-01\u2069", "ساقلاش مۇددىتى \u20662026-12-22\u2069",
		}},
		{"without a GTIN", plain, model.Product{Name: model.Text{ZH: "苹果"}}, "roll-40x30", "", []string{
			"苹果", "0123456789", "批号 A/1", "生产2026-11-01", "到期2026-12-22",
		}},
		{"with marks that turn the text", b, model.Product{GTIN: gtin, Name: model.Text{ZH: "苹\u202e果\n \u0007红"}}, "a4-12", "", []string{
			"苹果 红", "(01)" + gtin, "(10)A/1", "生产日期 2026-11-01", "保质期至 2026-12-22", "批号 A/1",
		}},
	} {
		labels, err := room.Label(test.b, test.p, code.LabelOrder{Layout: test.layout, Copies: 1, Second: test.second}, model.LabelSVG)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := room.WriteLabelsSVG(&out, labels, 0); err != nil {
			t.Fatal(err)
		}
		l := labelIn(t, parseSheet(t, out.Bytes()))
		var got []string
		for _, line := range l.lines {
			got = append(got, line.Text)
			if rtl := strings.ContainsAny(line.Text, "ئاتۈس"); rtl != (line.attr("direction") == "rtl") || rtl != (line.attr("lang") == "ug") {
				t.Errorf("%s: %q has %+v", test.name, line.Text, line.Attrs)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
		img := paint(func(x, y int) bool { return l.dark[image.Pt(x-4, y-4)] }, l.side+8, 4)
		if got := decode(t, asPNG(t, img)); got != room.Link(test.b) {
			t.Errorf("%s: the code says %q, want %q", test.name, got, room.Link(test.b))
		}
	}
}

func TestSheetsHoldTheirLabels(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	b, p := model.Batch{Lot: "1", Produced: "2026-11-01", Code: "0123456789"}, model.Product{Name: model.Text{ZH: "苹果"}}
	labels, err := room.Label(b, p, code.LabelOrder{Layout: "a4-65", Copies: 130, Start: 64}, model.LabelHTML)
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for i := range labels.Sheets() {
		var out bytes.Buffer
		if err := room.WriteLabelsSVG(&out, labels, i); err != nil {
			t.Fatal(err)
		}
		sheet := parseSheet(t, out.Bytes())
		n := 0
		for _, c := range sheet.Children {
			if c.XMLName.Local == "use" {
				if n++; n == 1 {
					at = append(at, c.attr("x")+","+c.attr("y"))
				}
			}
		}
		at = append(at, strconv.Itoa(n))
		if sheet.attr("width") != "210mm" || sheet.attr("viewBox") != "0 0 210000 297000" {
			t.Errorf("the page is %s, %s", sheet.attr("width"), sheet.attr("viewBox"))
		}
	}
	if diff := cmp.Diff([]string{"167150,265100", "1", "4750,10700", "65", "4750,10700", "64"}, at); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, sheet := range []int{-1, 3} {
		if err := room.WriteLabelsSVG(&bytes.Buffer{}, labels, sheet); !errors.Is(err, model.ValueInvalid) {
			t.Errorf("sheet %d: %v", sheet, err)
		}
	}
}

func TestLabelPageObeysTheContentSecurityPolicy(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	b := model.Batch{Lot: "1", Produced: "2026-11-01", Code: "0123456789"}
	p := model.Product{Name: model.Text{ZH: `</title><script>alert(1)</script>`, EN: `" onload="x`}}
	labels, err := room.Label(b, p, code.LabelOrder{Layout: "roll-60x40", Copies: 3, Second: model.EN}, model.LabelHTML)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := room.WriteLabelsHTML(&out, labels, "/assets/1/labels.css", `第2次 "<b>`, nil); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	if found := regexp.MustCompile(`(?i)<script|<style|\sstyle=|<b>|url\(`).FindString(page); found != "" {
		t.Errorf("the page holds %q", found)
	}
	for part, want := range map[string]int{
		`<svg xmlns="http://www.w3.org/2000/svg" class="sheet"`: 3, `<use href="#label"`: 3, `id="label"`: 1, `<path`: 1,
		`<link rel="stylesheet" href="/assets/1/labels.css">`: 1, `<body class="labels roll-60x40">`: 1, html.EscapeString(`第2次 "<b>`): 1,
	} {
		if got := strings.Count(page, part); got != want {
			t.Errorf("%d times %s, want %d", got, part, want)
		}
	}
}

func TestProgressStopsALongRun(t *testing.T) {
	t.Parallel()
	room := code.New(nil, base)
	b, p := model.Batch{Lot: "1", Produced: "2026-11-01", Code: "0123456789"}, model.Product{Name: model.Text{ZH: "苹果"}}
	labels, err := room.Label(b, p, code.LabelOrder{Layout: "roll-50x30", Copies: 10}, model.LabelHTML)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	var heard [][2]int
	err = room.WriteLabelsHTML(&bytes.Buffer{}, labels, "", "", func(done, total int) error {
		if heard = append(heard, [2]int{done, total}); done == 3 {
			return enough
		}
		return nil
	})
	if diff := cmp.Diff([][2]int{{1, 10}, {2, 10}, {3, 10}}, heard); !errors.Is(err, enough) || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if err := room.WriteLabelsHTML(failingWriter{enough}, labels, "", "", nil); !errors.Is(err, enough) {
		t.Errorf("a writer that fails: %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestNoFontIsWiderThanTheLayoutThinks measures real fonts against the widths that lines for browsers are broken with.
func TestNoFontIsWiderThanTheLayoutThinks(t *testing.T) {
	t.Parallel()
	texts := map[model.Lang][]string{
		model.ZH: {"阿克苏冰糖心苹果", "（特级·礼盒装），", "生产日期 2026-11-01"},
		model.UG: {"ئاقسۇ مۇز شېكەر يۈرەك ئالمىسى", "ئالاھىدە دەرىجىلىك سوۋغات قۇتىسى", "تۈركۈم نومۇرى", "ئىشلەپچىقىرىلغان ۋاقتى", "ساقلاش مۇددىتى", "شىنجاڭ سوۋغىسى"},
		model.EN: {"Aksu Sugar-heart Apple", "WWW MMM", "Best before 2026-12-22", "illicit fjord", "%&@#"},
	}
	for r := '!'; r <= '~'; r++ {
		texts[model.EN] = append(texts[model.EN], string(r))
	}
	measured := 0
	for _, name := range []string{
		"NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf", "UKIJTuT.ttf", "UKIJEkran.ttf", "NotoNaskhArabic-Regular.ttf", "NotoSansArabic-Regular.ttf",
		"DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf",
	} {
		path := code.FontFile(name)
		if path == "" {
			continue
		}
		for lang, list := range texts {
			for _, text := range list {
				if is, thought := code.WidthIn(path, text, lang), code.Widest(text, lang, false); is > thought {
					t.Errorf("%s: %q is %d wide, thought %d", name, text, is, thought)
				} else if is > 0 {
					measured++
				}
			}
		}
	}
	if measured == 0 {
		if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
			t.Fatal("none of the fonts is installed")
		}
		t.Skip("none of the fonts is installed: `make testdeps` installs them")
	}
}

func TestLabelRunsCompareEqualAfterStorage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.batch(gtin, "1", model.BatchActive)
	run, _, err := b.room.PrintLabels(t.Context(), b.maker, model.Idempotency{}, order(batch), model.LabelHTML)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := b.room.LabelRuns(t.Context(), b.maker, batch.ID, model.Page{})
	if diff := cmp.Diff([]model.LabelRun{run}, runs, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Errorf("%v (-printed +kept)\n%s", err, diff)
	}
}
