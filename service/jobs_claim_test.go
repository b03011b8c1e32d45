package service_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
	"suyuan/service/complaint"
	"suyuan/service/job"
)

// moneyWorld is a till in which each of the lists has something to say: a claim that waits, one that is paid, one that is
// paid and passed on in part, a complaint and a tip.
type moneyWorld struct {
	*till
	waits, paid, passed model.Claim
	recourse            claim.Recourse
}

// formulaName is the name of a company that a spreadsheet would run.
const formulaName = "=HYPERLINK(1)"

// personal are words that only sealed data holds, and those that somebody has typed.
var personal = []string{
	"阿依古丽", "1380000000", tillAccount, "农行", seededPhone, seededName, seededMail, seededPlace, "买到变质瓜", "R-1", "typed-note", "typed-reference", "typed-reason",
}

func newMoneyWorld(h *till) *moneyWorld {
	h.t.Helper()
	w := &moneyWorld{till: h}
	h.set("UPDATE organisations SET name_zh = ?, name_en = ?, name_ug = ? WHERE id = ?", "商店", "shop", "دۇكان", h.store.Org)
	h.set("UPDATE organisations SET name_zh = ?, name_en = ?, name_ug = ? WHERE id = ?", formulaName, formulaName, formulaName, h.trader.Org)
	w.waits = h.claim(tillClaim{against: h.store, state: model.ClaimFiled, bought: "2026-11-20", units: 3})
	h.set("UPDATE claims SET asked_fen = 123456, due_at = created_at + 1, warn_at = created_at + 1 WHERE id = ?", w.waits.ID)
	w.paid = h.accepted(h.store, 10_001, 50_005)
	w.passed = h.accepted(h.store, 33_333, 0)
	for _, c := range []model.Claim{w.paid, w.passed} {
		p, err := h.Claim.Order(ctx, h.store.Actor, once, claim.PayOrder{Claim: c.ID, Kind: model.PayerParty, Provider: model.PayoutManual})
		if err != nil {
			h.t.Fatal(err)
		}
		if p.Row.State == model.PaymentOrdered {
			p = h.movePayment(h.colleague(h.store), p, model.PaymentApprove)
		}
		if _, err := h.Claim.MovePayment(ctx, h.store.Actor, once, claim.PaymentMove{Payment: p.Row.ID, Event: model.PaymentConfirm, Reference: "typed-reference"}); err != nil {
			h.t.Fatal(err)
		}
	}
	r, err := h.Claim.Demand(ctx, h.store.Actor, once, claim.Demand{Claim: w.passed.ID, Debtor: h.trader.Org, Ground: model.GroundSupply, Share: 3333, Note: "typed-note"})
	if err != nil {
		h.t.Fatal(err)
	}
	w.recourse = h.settle(r, h.store, h.trader)
	w.complaints()
	return w
}

// complaints files one about the shop, which the authority accepts, and a tip.
func (w *moneyWorld) complaints() {
	w.t.Helper()
	in := complaint.Filing{
		Firm: w.store.Org, Complaint: true, Tip: true, Story: model.ComplaintStory{What: "买到变质瓜，联系 " + seededPhone, Wish: "退一赔十", Receipt: "R-1"},
		Contact: model.ComplaintContact{Name: seededName, Phone: seededPhone, Mail: seededMail, Address: seededPlace}, Consent: complaint.ConsentVersion, Lang: model.UG,
	}
	f, err := w.Complaint.File(ctx, once, in)
	if err != nil {
		w.t.Fatal(err)
	}
	inspector := w.bureau.Actor
	inspector.Roles = []model.Role{model.RoleInspector}
	if _, err := w.Complaint.Move(ctx, inspector, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintAccept}); err != nil {
		w.t.Fatal(err)
	}
}

// set changes the data beside the rooms.
func (h *till) set(query string, args ...any) {
	h.t.Helper()
	for i, a := range args {
		args[i] = fmt.Sprint(a)
	}
	if _, err := repotest.SQL(h.t, h.house.store).ExecContext(ctx, query, args...); err != nil {
		h.t.Fatal(err)
	}
}

// take downloads a list.
func (w *moneyWorld) take(actor model.Actor, kind model.JobKind, lang model.Lang, p job.ExportParams) ([]byte, error) {
	w.t.Helper()
	exports := w.Exports()
	i := slices.IndexFunc(exports, func(e job.Export) bool { return e.Code == kind })
	return exports[i].Download(ctx, actor, lang, p)
}

// rows are the lines of a list after its head.
func (w *moneyWorld) rows(actor model.Actor, kind model.JobKind, filter ...string) [][]string {
	w.t.Helper()
	p := job.ExportParams{Format: job.CSV, Filter: map[string]string{}}
	for i := 0; i+1 < len(filter); i += 2 {
		p.Filter[filter[i]] = filter[i+1]
	}
	content, err := w.take(actor, kind, model.EN, p)
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	return lines[1:]
}

// fen adds up a column in a list.
func (w *moneyWorld) fen(kind model.JobKind, lines [][]string, key string) (sum int64) {
	w.t.Helper()
	exports := w.Exports()
	i := slices.IndexFunc(exports, func(e job.Export) bool { return e.Code == kind })
	at := slices.IndexFunc(exports[i].Columns, func(c model.Column) bool { return c.Key == key })
	for _, l := range lines {
		if l[at] == "" {
			continue
		}
		text, minus := strings.CutPrefix(l[at], "-")
		m, err := model.ParseMoney(text, model.CNY)
		if err != nil {
			w.t.Fatalf("%s is %q: %v", key, l[at], err)
		}
		if minus {
			m.Fen = -m.Fen
		}
		sum += m.Fen
	}
	return sum
}

// claimLists are the kinds of these exports.
var claimLists = []model.JobKind{
	model.JobExportClaims, model.JobExportPayments, model.JobExportRecourses, model.JobExportStatement, model.JobExportCases, model.JobExportTips,
}

// unzipped is a workbook as text.
func unzipped(t testing.TB, content []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// steady takes away what differs from run to run.
var steady = []struct {
	is *regexp.Regexp
	by string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`), "<id>"},
	{regexp.MustCompile(`2026-T(\d{4})-[0-9a-f]{6}`), "2026-T$1"},
	{regexp.MustCompile(`(TS|JB|ZC|R)?2026-[0-9A-Z]{5}-[0-9A-Z]{5}`), "<number>"},
	{regexp.MustCompile(`企业\d+`), "企业"},
}

// TestClaimExports: the lists as people get them, in the three languages; nothing in them is personal, in no format.
func TestClaimExports(t *testing.T) {
	eachTill(t, func(h *till) {
		w := newMoneyWorld(h)
		var all strings.Builder
		for _, kind := range claimLists {
			reader := w.store.Actor
			if kind == model.JobExportCases || kind == model.JobExportTips {
				reader = w.bureau.Actor
			}
			for _, lang := range model.Langs() {
				table, err := w.take(reader, kind, lang, job.ExportParams{Format: job.CSV})
				if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				fmt.Fprintf(&all, "%s %s\n%s\n", kind, lang, table)
				book, err := w.take(reader, kind, lang, job.ExportParams{Format: job.XLSX})
				if err != nil {
					t.Fatalf("%s: %v", kind, err)
				}
				inside := unzipped(t, book)
				if strings.Contains(inside, "<f>") || kind == model.JobExportRecourses && !strings.Contains(inside, formulaName) {
					t.Errorf("%s.xlsx has a formula, or does not name the debtor", kind)
				}
				for _, word := range personal {
					if strings.Contains(string(table), word) || strings.Contains(inside, word) {
						t.Errorf("%s in %s says %q", kind, lang, word)
					}
				}
			}
		}
		text := strings.ReplaceAll(all.String(), "\r\n", "\n")
		for _, s := range steady {
			text = s.is.ReplaceAllString(text, s.by)
		}
		golden(t, "claim_exports.txt", text)
	})
}

// TestClaimExports_sums: every sum of the files is what the ledger and the desks say.
func TestClaimExports_sums(t *testing.T) {
	eachTill(t, func(h *till) {
		w := newMoneyWorld(h)
		claims := w.rows(w.store.Actor, model.JobExportClaims)
		if got := w.fen(model.JobExportClaims, claims, "asked"); len(claims) != 3 || got != 123_456 {
			t.Errorf("%d claims ask for %d", len(claims), got)
		}
		payments := w.rows(w.store.Actor, model.JobExportPayments)
		for key, want := range map[string]int64{"compensation": 10_001 + 33_333, "punitive": 50_005, "sum": 10_001 + 33_333 + 50_005} {
			if got := w.fen(model.JobExportPayments, payments, key); got != want {
				t.Errorf("%s of payments: %d, want %d", key, got, want)
			}
		}
		if got := w.fen(model.JobExportRecourses, w.rows(w.store.Actor, model.JobExportRecourses), "sum"); got != w.recourse.Row.Compensation.Fen || got != 11_109 {
			t.Errorf("recourse: %d, want %d", got, w.recourse.Row.Compensation.Fen)
		}
		statement := w.rows(w.store.Actor, model.JobExportStatement)
		// the receivable comes and goes: what is left is what the shop bears
		if got := w.fen(model.JobExportStatement, statement, "amount"); got != -w.borne(w.store) || got == 0 {
			t.Errorf("the statement moves %d, the shop has borne %d", got, w.borne(w.store))
		}
		w.carries(statement)
	})
}

// carries checks that a statement from the middle begins where the first half ended, and that both end alike.
func (w *moneyWorld) carries(whole [][]string) {
	w.t.Helper()
	w.days(3)
	later := w.accepted(w.store, 700, 0)
	w.pay(w.store, later)
	from := w.clock.Now().AddDate(0, 0, -1).UTC().Format("2006-01-02T15:04:05Z")
	content, err := w.take(w.store.Actor, model.JobExportStatement, model.EN, job.ExportParams{Format: job.CSV, From: from})
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		w.t.Fatal(err)
	}
	brought, stood := map[string]string{}, map[string]string{}
	for _, l := range whole {
		stood[l[4]+" "+l[5]] = l[7]
	}
	for _, l := range lines[1:] {
		if l[1] == "brought forward" {
			brought[l[4]+" "+l[5]] = l[7]
		}
	}
	for at, sum := range stood {
		if sum == "0.00" {
			delete(stood, at)
		}
	}
	if diff := cmp.Diff(stood, brought); diff != "" || len(brought) != 2 {
		w.t.Errorf("brought forward (-stood +brought):\n%s", diff)
	}
	if last := lines[len(lines)-1]; last[6] != "-7.00" || w.fen(model.JobExportStatement, lines[1:], "amount") != -700 {
		w.t.Errorf("the last line is %q", last)
	}
}

func (h *till) days(n int) { h.clock.Advance(time.Duration(n) * 24 * time.Hour) }

// TestClaimExports_scope: everybody takes away what they may see, and no more.
func TestClaimExports_scope(t *testing.T) {
	eachTill(t, func(h *till) {
		w := newMoneyWorld(h)
		far := w.bureau.Actor
		far.Region, far.Org = beijing, w.lab.Org
		for _, x := range []struct {
			who  string
			as   model.Actor
			want map[model.JobKind]int // lines; what is left out is refused
		}{
			{"shop", w.store.Actor, map[model.JobKind]int{
				model.JobExportClaims: 3, model.JobExportPayments: 2, model.JobExportRecourses: 1, model.JobExportStatement: 6, model.JobExportCases: 1,
			}},
			{"debtor", w.trader.Actor, map[model.JobKind]int{
				model.JobExportClaims: 0, model.JobExportPayments: 0, model.JobExportRecourses: 1, model.JobExportStatement: 3, model.JobExportCases: 0,
			}},
			{"stranger", w.maker.Actor, map[model.JobKind]int{
				model.JobExportClaims: 0, model.JobExportPayments: 0, model.JobExportRecourses: 0, model.JobExportStatement: 0, model.JobExportCases: 0,
			}},
			{"authority", w.bureau.Actor, map[model.JobKind]int{
				model.JobExportClaims: 3, model.JobExportPayments: 2, model.JobExportRecourses: 1, model.JobExportStatement: 0, model.JobExportCases: 1, model.JobExportTips: 1,
			}},
			{"another authority", far, map[model.JobKind]int{
				model.JobExportClaims: 0, model.JobExportPayments: 0, model.JobExportRecourses: 0, model.JobExportStatement: 0, model.JobExportCases: 0, model.JobExportTips: 0,
			}},
		} {
			for _, kind := range claimLists {
				want, may := x.want[kind]
				if !may {
					if _, err := w.take(x.as, kind, model.EN, job.ExportParams{Format: job.CSV}); !errors.Is(err, model.Forbidden) {
						t.Errorf("%s of %s: %v", kind, x.who, err)
					}
					continue
				}
				if got := w.rows(x.as, kind); len(got) != want {
					t.Errorf("%s of %s: %d lines, want %d: %q", kind, x.who, len(got), want, got)
				}
			}
		}
	})
}

// TestClaimExports_filters: a file has what its list shows under the same filters, and others are refused.
func TestClaimExports_filters(t *testing.T) {
	eachTill(t, func(h *till) {
		w := newMoneyWorld(h)
		shop, bureau := w.store.Actor, w.bureau.Actor
		for _, x := range []struct {
			as   model.Actor
			kind model.JobKind
			by   []string
			want int
		}{
			{shop, model.JobExportClaims, []string{"turn", "party"}, 1}, {shop, model.JobExportClaims, []string{"state", "settled"}, 2},
			{shop, model.JobExportClaims, []string{"overdue", "true", "turn", "party"}, 1}, {shop, model.JobExportClaims, []string{"number", w.paid.Number}, 1},
			{shop, model.JobExportClaims, []string{"deemed", "true"}, 0}, {shop, model.JobExportClaims, []string{"payer", "true"}, 2},
			{bureau, model.JobExportClaims, []string{"organisation_id", w.maker.Org.String()}, 0}, {bureau, model.JobExportClaims, []string{"organisation_id", w.store.Org.String()}, 3},
			{shop, model.JobExportPayments, []string{"state", "confirmed", "own", "true"}, 2}, {shop, model.JobExportPayments, []string{"state", "failed"}, 0},
			{shop, model.JobExportPayments, []string{"claim_id", w.paid.ID.String()}, 1}, {bureau, model.JobExportPayments, []string{"own", "true"}, 0},
			{shop, model.JobExportRecourses, []string{"side", "creditor"}, 1}, {shop, model.JobExportRecourses, []string{"side", "debtor"}, 0},
			{shop, model.JobExportRecourses, []string{"state", "court"}, 0},
			{bureau, model.JobExportCases, []string{"mine", "true"}, 1}, {bureau, model.JobExportCases, []string{"state", "filed", "all", "true"}, 0},
			{bureau, model.JobExportTips, []string{"state", "received", "all", "true"}, 1}, {bureau, model.JobExportTips, []string{"overdue", "true"}, 0},
		} {
			if got := w.rows(x.as, x.kind, x.by...); len(got) != x.want {
				t.Errorf("%s by %v: %d lines, want %d", x.kind, x.by, len(got), x.want)
			}
		}
		for _, x := range []struct{ key, value string }{{"state", "nothing"}, {"phone", "1"}, {"overdue", "yes"}, {"number", strings.Repeat("9", 65)}} {
			raw, err := json.Marshal(job.ExportParams{Format: job.CSV, Filter: map[string]string{x.key: x.value}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.Job.Start(ctx, shop, once, job.NewJob{Kind: model.JobExportClaims, Lang: model.EN, Params: raw})
			var refused *model.Refusal
			if !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].At != "filter."+x.key {
				t.Errorf("%s=%.10s: %v", x.key, x.value, err)
			}
		}
		j, err := w.Job.Start(ctx, shop, once, job.NewJob{Kind: model.JobExportClaims, Lang: model.EN, Params: []byte(`{"format":"csv","filter":{"turn":"party"}}`)})
		if err != nil {
			t.Fatal(err)
		}
		if j = w.finish(shop, j.ID); j.State != model.JobDone || j.Added != 1 {
			t.Errorf("as a job: %s, %d rows", j.State, j.Added)
		}
	})
}
