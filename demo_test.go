package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
	"suyuan/service"
	"suyuan/service/access"
	"suyuan/service/claim"
	"suyuan/service/complaint"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// demoNow is a Sunday afternoon in China.
var demoNow = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func demoAt(dir string) demoConfig {
	return demoConfig{
		Dir: dir, BaseURL: "http://demo.example", Now: func() time.Time { return demoNow }, Log: slog.New(slog.DiscardHandler),
	}
}

// demoHouse is a demonstration that has been made and opened as the server opens it.
type demoHouse struct {
	*service.Services
	store   *repository.Store
	printed string
	admin   model.Actor
}

func openDemo(t *testing.T, dir string) demoHouse {
	t.Helper()
	cfg := demoAt(dir)
	store, err := repository.Open(t.Context(), repository.Options{Dir: dir, Clock: cfg.Now, Log: cfg.Log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	services, err := service.New(service.Deps{Store: store, Clock: cfg.Now, Log: cfg.Log, Dir: dir, BaseURL: cfg.BaseURL})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := printDemo(dir, cfg.BaseURL, &out); err != nil {
		t.Fatal(err)
	}
	h := demoHouse{Services: services, store: store, printed: out.String()}
	if h.admin, err = services.Access.ActorByKey(t.Context(), h.keys(t)["admin"]); err != nil {
		t.Fatalf("key of the administrator: %v", err)
	}
	return h
}

// keys reads the printed lines that are meant for scripts.
func (h demoHouse) keys(t *testing.T) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^key ([a-z]+) (syk_\S+)$`).FindAllStringSubmatch(h.printed, -1) {
		keys[m[1]] = m[2]
	}
	return keys
}

// every reads a list to its end.
func every[R any](t *testing.T, next func(model.Page) ([]R, model.PageToken, error)) []R {
	t.Helper()
	var all []R
	page := model.Page{Limit: model.MaxPage}
	for {
		rows, after, err := next(page)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows...)
		if after == "" {
			return all
		}
		page.After = after
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := time.Now()
	if err := runDemo(t.Context(), demoAt(dir), io.Discard); err != nil {
		t.Fatal(err)
	}
	t.Logf("seeded in %v", time.Since(start))
	h := openDemo(t, dir)

	t.Run("is large enough", func(t *testing.T) {
		t.Parallel()
		orgs := every(t, func(p model.Page) ([]model.SeenOrganisation, model.PageToken, error) {
			return h.Access.Organisations(t.Context(), h.admin, repository.OrganisationFilter{}, p)
		})
		products := every(t, func(p model.Page) ([]model.Product, model.PageToken, error) {
			return h.Catalog.Products(t.Context(), h.admin, repository.ProductFilter{}, p)
		})
		events := len(readAll(t, h, func(tx *repository.Tx, p model.Page) ([]model.Event, model.PageToken, error) {
			return tx.Trace().Events(h.admin.Scope(), repository.EventFilter{}, p)
		}))
		t.Logf("%d organisations, %d products, %d batches, %d events", len(orgs), len(products), len(h.batches(t)), events)
		for _, c := range []struct {
			what      string
			have, min int
		}{{"organisations", len(orgs), 12}, {"products", len(products), 20}, {"batches", len(h.batches(t)), 60}, {"events", events, 600}} {
			if c.have < c.min {
				t.Errorf("%d %s, want %d at least", c.have, c.what, c.min)
			}
		}
	})
	t.Run("breaks no invariant", func(t *testing.T) {
		t.Parallel()
		broken, err := h.store.Fsck(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range broken {
			t.Errorf("%s: %s %s", v.Invariant, v.ID, v.Detail)
		}
	})
	t.Run("has only the findings that it tells of", func(t *testing.T) {
		t.Parallel()
		have := map[model.FindingKind]int{}
		for _, f := range readAll(t, h, func(tx *repository.Tx, p model.Page) ([]repository.FindingRow, model.PageToken, error) {
			return tx.Trace().Findings(h.admin.Scope(), repository.FindingFilter{}, p)
		}) {
			have[f.Kind]++
			t.Logf("%s: %s %s", f.Kind, f.Lot, f.Amount)
		}
		want := map[model.FindingKind]int{model.FindingMassBalance: 1, model.FindingLate: 1}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("findings (-want +have):\n%s", diff)
		}
	})
	t.Run("tells of recalls", func(t *testing.T) {
		t.Parallel()
		h.checkRecalls(t)
	})
	t.Run("tells of claims", func(t *testing.T) {
		t.Parallel()
		h.checkClaims(t)
	})
	t.Run("gives a key to each role", func(t *testing.T) {
		t.Parallel()
		h.checkKeys(t)
	})
	t.Run("lets everybody sign in", func(t *testing.T) {
		t.Parallel()
		password := regexp.MustCompile(`(?m)^password (\S+)$`).FindStringSubmatch(h.printed)
		accounts := regexp.MustCompile(`(?m)^account ([a-z]+) (\S+)`).FindAllStringSubmatch(h.printed, -1)
		if password == nil || len(accounts) != len(demoRoles) {
			t.Fatalf("%d accounts are printed, the password is %q", len(accounts), password)
		}
		for _, m := range accounts {
			if _, err := h.Access.SignIn(t.Context(), access.SignIn{Login: m[2], Password: password[1]}); err != nil {
				t.Errorf("%s: %v", m[1], err)
			}
		}
	})
	t.Run("has a batch in each state", func(t *testing.T) {
		t.Parallel()
		states := map[model.BatchState]int{}
		for _, b := range h.batches(t) {
			states[b.State]++
		}
		for _, s := range []model.BatchState{model.BatchDraft, model.BatchActive, model.BatchHeld, model.BatchBlocked, model.BatchClosed} {
			if states[s] == 0 {
				t.Errorf("no batch is %s", s)
			}
		}
	})
	t.Run("answers every link", func(t *testing.T) {
		t.Parallel()
		h.checkLinks(t)
	})
	t.Run("starts again", func(t *testing.T) {
		t.Parallel()
		before, err := os.ReadFile(filepath.Join(dir, demoFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := runDemo(t.Context(), demoAt(dir), io.Discard); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(filepath.Join(dir, demoFile))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(before), string(after)); diff != "" {
			t.Errorf("%s changed at the second start:\n%s", demoFile, diff)
		}
	})
}

// readAll reads a list of the repository to its end.
func readAll[R any](t *testing.T, h demoHouse, next func(*repository.Tx, model.Page) ([]R, model.PageToken, error)) []R {
	t.Helper()
	return every(t, func(p model.Page) (rows []R, after model.PageToken, err error) {
		err = h.store.Read(t.Context(), func(tx *repository.Tx) (err error) {
			rows, after, err = next(tx, p)
			return err
		})
		return rows, after, err
	})
}

func (h demoHouse) batches(t *testing.T) []model.Batch {
	t.Helper()
	return every(t, func(p model.Page) ([]model.Batch, model.PageToken, error) {
		return h.Catalog.Batches(t.Context(), h.admin, repository.BatchFilter{}, p)
	})
}

// checkRecalls looks for what the demonstration tells of recalls: who has answered, what the public reads, and that the
// printed lines lead there.
func (h demoHouse) checkRecalls(t *testing.T) {
	cases := every(t, func(p model.Page) ([]model.Recall, model.PageToken, error) {
		return h.Recall.Cases(t.Context(), h.admin, recall.CaseFilter{Mock: "all"}, p)
	})
	var have []string
	for _, c := range cases {
		line := string(c.Origin) + " " + string(c.State)
		if c.Mock == 1 {
			line = "mock " + line
		}
		tasks := every(t, func(p model.Page) ([]recall.Task, model.PageToken, error) {
			return h.Recall.Tasks(t.Context(), h.admin, repository.TaskFilter{Recall: c.ID}, p)
		})
		states := map[model.TaskState]int{}
		for _, one := range tasks {
			states[one.Row.State]++
		}
		if c.Mock == 0 {
			line += fmt.Sprint(" ", states)
		}
		have = append(have, line)
	}
	slices.Sort(have)
	want := []string{
		"mock voluntary announced",
		"ordered executing map[escalated:1 none-held:1 returned:1 sealed:1]",
		"voluntary closed map[confirmed:3]",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("recalls (-want +have):\n%s", diff)
	}
	signals := map[model.SignalState]int{}
	for _, s := range every(t, func(p model.Page) ([]recall.SignalRow, model.PageToken, error) {
		return h.Recall.Signals(t.Context(), h.admin, recall.SignalFilter{}, p)
	}) {
		signals[s.State]++
	}
	if diff := cmp.Diff(map[model.SignalState]int{model.SignalMerged: 1, model.SignalReceived: 1}, signals); diff != "" {
		t.Errorf("signals (-want +have):\n%s", diff)
	}
	printed := regexp.MustCompile(`(?m)^(register|recalled) (\S+) `).FindAllStringSubmatch(h.printed, -1)
	if len(printed) != 2 || printed[0][2] != "http://demo.example/recalls" {
		t.Fatalf("the register and a recalled batch are printed as %q", printed)
	}
	got, err := h.Trace.Check(t.Context(), h.admin, printed[1][2])
	if err != nil || got.Sell || got.Why != trace.CheckRecalled {
		t.Errorf("the recalled batch may be sold: %+v, %v", got, err)
	}
}

// actor is who acts with the printed key of a role.
func (h demoHouse) actor(t *testing.T, role string) model.Actor {
	t.Helper()
	a, err := h.Access.ActorByKey(t.Context(), h.keys(t)[role])
	if err != nil {
		t.Fatalf("key of the %s: %v", role, err)
	}
	return a
}

// checkClaims looks at every desk with the key of its role: each has something to do, and the sums agree.
func (h demoHouse) checkClaims(t *testing.T) {
	states := map[model.ClaimState]int{}
	for _, c := range every(t, func(p model.Page) ([]claim.Row, model.PageToken, error) {
		return h.Claim.Claims(t.Context(), h.actor(t, "supervisor"), claim.Filter{}, p)
	}) {
		states[c.State]++
	}
	want := map[model.ClaimState]int{
		model.ClaimFiled: 3, model.ClaimEvidence: 1, model.ClaimOffered: 1, model.ClaimAccepted: 2, model.ClaimSettled: 4, model.ClaimClosed: 1,
		model.ClaimRefused: 1, model.ClaimDeemed: 1,
	}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("claims in the region (-want +have):\n%s", diff)
	}
	for role, want := range map[string]string{
		"retailer": "11 claims, 5 payments, 4 recourses, 1 covers", "producer": "2 claims, 0 payments, 3 recourses, 1 covers",
		"processor": "1 claims, 1 payments, 1 recourses, 0 covers", "insurer": "13 claims, 1 payments, 2 recourses, 2 covers",
		"fund": "1 claims, 1 payments, 1 recourses, 0 covers", "supervisor": "14 claims, 6 payments, 6 recourses, 2 covers",
	} {
		if have := h.desk(t, h.actor(t, role)); have != want {
			t.Errorf("the %s has %s, want %s", role, have, want)
		}
	}
	inspector := h.actor(t, "inspector")
	var papers []string
	for _, c := range every(t, func(p model.Page) ([]complaint.Row, model.PageToken, error) {
		return h.Complaint.Complaints(t.Context(), inspector, complaint.Filter{}, p)
	}) {
		papers = append(papers, string(c.Complaint.Channel)+" "+string(c.Complaint.State))
	}
	for _, c := range every(t, func(p model.Page) ([]complaint.TipRow, model.PageToken, error) {
		return h.Complaint.Tips(t.Context(), inspector, complaint.TipFilter{}, p)
	}) {
		papers = append(papers, "tip "+string(c.Tip.State))
	}
	slices.Sort(papers)
	if diff := cmp.Diff([]string{"claim mediation", "page filed", "tip received", "tip verifying"}, papers); diff != "" {
		t.Errorf("complaints and tips (-want +have):\n%s", diff)
	}
	printed := regexp.MustCompile(`(?m)^claim http://demo\.example/claim/(\S+) `).FindStringSubmatch(h.printed)
	if printed == nil {
		t.Fatal("no private link of a claim is printed")
	}
	if st, err := h.Claim.Status(t.Context(), printed[1]); err != nil || st.Claim.State != model.ClaimDeemed || st.Claim.ComplaintID == "" || len(st.Files) != 1 {
		t.Errorf("the printed claim is %s: %v", st.Claim.State, err)
	}
}

// desk counts what somebody sees.
func (h demoHouse) desk(t *testing.T, actor model.Actor) string {
	t.Helper()
	claims := every(t, func(p model.Page) ([]claim.Row, model.PageToken, error) {
		payer := actor.OrgKind == model.KindInsurer || actor.OrgKind == model.KindFund
		return h.Claim.Claims(t.Context(), actor, claim.Filter{Payer: payer}, p)
	})
	payments := every(t, func(p model.Page) ([]claim.Payment, model.PageToken, error) {
		return h.Claim.Payments(t.Context(), actor, claim.PaymentFilter{}, p)
	})
	recourses := every(t, func(p model.Page) ([]claim.Recourse, model.PageToken, error) {
		return h.Claim.Recourses(t.Context(), actor, claim.RecourseFilter{}, p)
	})
	covers := every(t, func(p model.Page) ([]claim.Cover, model.PageToken, error) {
		return h.Claim.Covers(t.Context(), actor, claim.CoverFilter{}, p)
	})
	return fmt.Sprintf("%d claims, %d payments, %d recourses, %d covers", len(claims), len(payments), len(recourses), len(covers))
}

// checkKeys tries every printed key.
func (h demoHouse) checkKeys(t *testing.T) {
	want := map[string]model.OrgKind{
		"producer": model.KindProducer, "processor": model.KindProcessor, "distributor": model.KindDistributor, "retailer": model.KindRetailer,
		"lab": model.KindLab, "certifier": model.KindCertifier, "insurer": model.KindInsurer, "fund": model.KindFund, "inspector": model.KindRegulator, "supervisor": model.KindRegulator, "admin": model.KindPlatform,
	}
	have := map[string]model.OrgKind{}
	for role, key := range h.keys(t) {
		actor, err := h.Access.ActorByKey(t.Context(), key)
		if err != nil {
			t.Errorf("key of the %s: %v", role, err)
		}
		have[role] = actor.OrgKind
		if actor.OrgKind == model.KindRegulator && (actor.Region != "650000" || !slices.Contains(actor.Roles, model.Role(role))) {
			t.Errorf("the key of the %s acts as %v in %s", role, actor.Roles, actor.Region)
		}
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("keys (-want +have):\n%s", diff)
	}
}

// checkLinks opens the page of every batch, and of those that are printed.
func (h demoHouse) checkLinks(t *testing.T) {
	for _, b := range h.batches(t) {
		scan, err := h.Code.ScanByCode(t.Context(), b.Code)
		switch {
		case b.State == model.BatchDraft:
			if !errors.Is(err, model.CodeUnknown) {
				t.Errorf("draft %s: %v, want it unknown", b.Lot, err)
			}
		case err != nil:
			t.Errorf("batch %s: %v", b.Lot, err)
		case scan.Path != b.LinkPath() || len(scan.Journey) == 0 || scan.Name.Empty():
			t.Errorf("the page of batch %s at %s lacks its name or journey", b.Lot, scan.Path)
		}
	}
	printed := regexp.MustCompile(`(?m)^batch (\S+) `).FindAllStringSubmatch(h.printed, -1)
	if len(printed) < 5 || !strings.Contains(h.printed, "█") {
		t.Errorf("%d batches and perhaps a QR code are printed, want 5 and one", len(printed))
	}
	for _, m := range printed {
		u, err := url.Parse(m[1])
		if err != nil {
			t.Fatal(err)
		}
		if typed, ok := strings.CutPrefix(u.Path, "/c/"); ok {
			_, err = h.Code.ScanByCode(t.Context(), typed)
		} else if link, wrong := gs1.ParseLink(m[1]); wrong == nil {
			_, err = h.Code.Resolve(t.Context(), link)
		} else {
			err = wrong
		}
		if err != nil {
			t.Errorf("printed link %s: %v", m[1], err)
		}
	}
}

func TestDemoRefusesWhatItMustNotTouch(t *testing.T) {
	t.Parallel()
	t.Run("an interrupted start", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, demoMarker), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := runDemo(t.Context(), demoAt(dir), io.Discard); !errors.Is(err, errDemoBroken) {
			t.Errorf("the answer is %v", err)
		}
	})
	t.Run("what a failed start has left", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "documents"), nil, 0o600); err != nil { // a file where the folder should be
			t.Fatal(err)
		}
		if err := runDemo(t.Context(), demoAt(dir), io.Discard); err == nil || errors.Is(err, errDemoBroken) {
			t.Errorf("the first answer is %v", err)
		}
		if err := runDemo(t.Context(), demoAt(dir), io.Discard); !errors.Is(err, errDemoBroken) {
			t.Errorf("the second answer is %v", err)
		}
	})
	t.Run("the data of others", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		cfg := demoAt(dir)
		store, err := repository.Open(t.Context(), repository.Options{Dir: dir, Clock: cfg.Now, Log: cfg.Log})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		services, err := service.New(service.Deps{Store: store, Clock: cfg.Now, Log: cfg.Log, Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := services.Access.CreateAdmin(t.Context(), "somebody@example.com", "correct horse battery", "Somebody"); err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if err := runDemo(t.Context(), cfg, io.Discard); !errors.Is(err, errDemoForeign) {
			t.Errorf("the answer is %v", err)
		}
		if exists(filepath.Join(dir, demoMarker)) || exists(filepath.Join(dir, demoFile)) {
			t.Error("it left files behind")
		}
	})
}

func TestDemoPlanIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	outline := func(now time.Time) (list []string) {
		p := newPlan(now)
		p.stories()
		for _, d := range p.ordered() {
			list = append(list, d.at.Sub(p.today).String()+" "+d.what)
		}
		return list
	}
	first, later := outline(demoNow), outline(demoNow.Add(7*time.Hour))
	if diff := cmp.Diff(first, later); diff != "" {
		t.Errorf("two plans of one day differ:\n%s", diff)
	}
	if len(first) != len(outline(demoNow.AddDate(0, 5, 0))) {
		t.Error("a plan of another month has another length")
	}
}

func TestDemoNumbersAreValid(t *testing.T) {
	t.Parallel()
	w := newWorld()
	codes := map[string]bool{}
	for i, c := range w.companies {
		code := c.creditCode(i + 1)
		if parsed, err := model.ParseUSCC(code); err != nil || !parsed.OrganisationCodeValid() || codes[code] {
			t.Errorf("credit code of %s: %s, %v", c.key, code, err)
		}
		codes[code] = true
		if !c.region.Known() && c.region != model.Nation {
			t.Errorf("region of %s: %s is unknown", c.key, c.region)
		}
		if gln := c.gln(0); gln != "" {
			if _, err := gs1.ParseGLN(gln); err != nil {
				t.Errorf("GLN of %s: %v", c.key, err)
			}
		}
		if _, err := gs1.ParseGTIN(c.gtin(1)); err != nil {
			t.Errorf("GTIN of %s: %v", c.key, err)
		}
		if _, err := gs1.ParseSSCC(c.sscc(1)); err != nil {
			t.Errorf("SSCC of %s: %v", c.key, err)
		}
	}
	for _, p := range w.places {
		if p.company == nil {
			t.Errorf("%s belongs to nobody", p.key)
		}
	}
	for _, a := range w.articles {
		if a.company == nil || !a.plain && a.company.member == 0 {
			t.Errorf("%s has no company, or a GTIN without a GS1 member", a.key)
		}
	}
}

func TestDemoPapersAreWhatTheySay(t *testing.T) {
	t.Parallel()
	content := string(pdf([]string{"检验检测报告 (1)", `a\b`}))
	if !strings.HasPrefix(content, "%PDF-1.4\n") || !strings.HasSuffix(content, "%%EOF\n") {
		t.Error("the frame of the PDF is wrong")
	}
	for _, want := range []string{`( \(1\)) Tj`, `(a\\b) Tj`, "<68C0"} {
		if !strings.Contains(content, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	// Each entry of the cross-reference table points at its object.
	for i, m := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllStringSubmatch(content, -1) {
		at := 0
		for _, d := range m[1] {
			at = at*10 + int(d-'0')
		}
		if want := string(rune('1'+i)) + " 0 obj\n"; !strings.HasPrefix(content[at:], want) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
}

// demoTemplate is a data directory with the demonstration, filled once per run of the tests.
var demoTemplate struct {
	once sync.Once
	dir  string
	err  error
}

// demoCopy returns a data directory of the test's own that holds the demonstration already.
func demoCopy(t *testing.T) string {
	t.Helper()
	demoTemplate.once.Do(func() {
		if demoTemplate.dir, demoTemplate.err = os.MkdirTemp("", "suyuan-demo"); demoTemplate.err == nil {
			cfg := demoAt(demoTemplate.dir)
			cfg.Now = time.Now
			demoTemplate.err = runDemo(context.Background(), cfg, io.Discard)
		}
	})
	if demoTemplate.err != nil {
		t.Fatal(demoTemplate.err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(demoTemplate.dir)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"recall-signing.pem", "personal-data.key"} { // a copy is readable to everybody
		if err := os.Chmod(filepath.Join(dir, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMain(m *testing.M) {
	code := m.Run()
	if demoTemplate.dir != "" {
		_ = os.RemoveAll(demoTemplate.dir)
	}
	os.Exit(code)
}
