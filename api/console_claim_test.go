package api_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
)

var (
	fileAt    = regexp.MustCompile(`(/console/claims/[0-9a-f-]{36}/files/[0-9a-f-]{36})`)
	paidAt    = regexp.MustCompile(`^(/console/claim-payments/[0-9a-f-]{36})\?`)
	recourseR = regexp.MustCompile(`^(/console/recourses/[0-9a-f-]{36})\?`)
	runAt     = regexp.MustCompile(`(/console/claim-settlements/[0-9a-f-]{36})/file`)
)

// claimed is a desk whose goods a consumer claims for, from the shop that sold them.
type claimed struct {
	desk
	at, secret, number string
	filed              int
}

func newClaimed(t *testing.T) claimed {
	t.Helper()
	d := newDesk(t)
	d.sold(t, "10")
	c := claimed{desk: d}
	c.file(t, "partner", "A-1", "500.00")
	return c
}

// file files a claim of somebody else each time against a company and makes it the one that the test is about.
func (c *claimed) file(t *testing.T, against, receipt, costs string) {
	t.Helper()
	c.filed++
	fen := map[string]int64{"500.00": 50_000, "8000.00": 800_000}[costs]
	made := c.JSON(apitest.Request{Method: "POST", Path: "/v1/public-claims", Body: object{
		"code": c.epc(t), "operator": c.Orgs[against].String(), "seller": c.Orgs[against].String(), "bought_on": "2026-11-22", "units": 1,
		"price": object{"fen": 2500, "currency": "CNY"}, "receipt": receipt, "what": hostile + " 里面有玻璃", "harm": "割伤",
		"costs": []object{{"kind": "medical", "money": object{"fen": fen, "currency": "CNY"}}}, "remedy": "compensate",
		"contact": object{"name": "阿依古丽", "phone": fmt.Sprintf("+86138%08d", c.filed)}, "consent": model.ClaimConsentNow().Version,
	}}, http.StatusCreated)
	c.at, c.secret, c.number = "/console/claims/"+made["id"].(string), made["secret"].(string), made["number"].(string)
}

// epc is the code of the lot as a consumer scans it.
func (c *claimed) epc(t *testing.T) string {
	t.Helper()
	b := c.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + c.batch, As: "maker/owner"}, http.StatusOK)
	return b["epc"].(string)
}

func (c *claimed) reply(t *testing.T, event string) {
	t.Helper()
	body := object{"event": event}
	for _, o := range c.JSON(apitest.Request{Method: "GET", Path: "/v1/public-claims/" + c.secret}, http.StatusOK)["offers"].([]any) {
		if offer := o.(object); offer["stands"] == true {
			body["offer"] = offer["id"]
		}
	}
	c.JSON(apitest.Request{Method: "POST", Path: "/v1/public-claims/" + c.secret + "/moves", Body: body}, http.StatusOK)
}

// done sends a form that has to succeed and returns where it leads.
func (c *claimed) done(t *testing.T, as, path string, pairs ...string) string {
	t.Helper()
	code, to, body := c.send(t, as, path, pairs...)
	if code != http.StatusSeeOther {
		t.Fatalf("%s as %s: %d\n%s", path, as, code, body)
	}
	return to
}

// TestClaimDesk: a shop finds a claim in its queue, looks at it without learning who claims, asks, establishes facts,
// offers, pays with two people, and takes recourse of the producer, who agrees and pays; all by forms.
func TestClaimDesk(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	c.file(t, "partner", "B-2", "8000.00")
	c.see(t, "partner/clerk", "/console", map[model.Lang][]string{model.ZH: {"消费者索赔", "<bdi>2</bdi> 件待处理"}, model.UG: {"ئىستېمالچى تەلەپلىرى"}, model.EN: {"Consumers’ claims", "<bdi>2</bdi> wait", "<bdi>15</bdi> days left"}}, c.at)
	c.see(t, "partner/clerk", "/console/claims", map[model.Lang][]string{model.ZH: {"测试梨", "待答复"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear", "Our turn", "<bdi>15</bdi> days left"}}, c.number, "DESK-1", `class="time-bar ok"`, "!阿依古丽", "!玻璃")
	c.see(t, "partner/clerk", "/console/claims?state=refused", map[model.Lang][]string{model.EN: {"Nothing found"}}, "!"+c.at)
	c.see(t, "partner/clerk", "/console/claims?tab=theirs", nil, "!"+c.at)
	for _, other := range []string{"stranger/owner", "south/inspector"} {
		for _, page := range []string{c.at, c.at + "/offer", c.at + "/evidence", c.at + "/facts"} {
			if code, _ := c.page(t, other, page); code != http.StatusNotFound && code != http.StatusForbidden {
				t.Errorf("%s opens %s: %d", other, page, code)
			}
		}
	}
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{
		model.ZH: {"消费者在等答复", "医疗费", "¥8,000.00", "追溯记录能证明什么", "无法判断"}, model.UG: {"ئىستېمالچى جاۋاب كۈتۈۋاتىدۇ"},
		model.EN: {"The consumer waits for an answer", "medical costs", "barred", "it is not food below the safety standard"},
	}, c.at+"/grant", c.at+"/offer", c.at+"/ask", c.at+"/refuse", c.at+"/facts", "!阿依古丽", "!玻璃", "!+86138000000")
	c.see(t, "partner/viewer", c.at, nil, "!"+c.at+"/grant", "!"+c.at+"/reveal", "!"+c.at+"/facts")

	code, _, body := c.send(t, "partner/owner", c.at+"/reveal")
	if code != http.StatusOK || !strings.Contains(body, "阿依古丽") || !strings.Contains(body, "里面有玻璃") || strings.Contains(body, "<script>alert") {
		t.Errorf("who claims: %d\n%s", code, body)
	}
	if _, body := c.page(t, "partner/owner", "/console/audit"); !strings.Contains(body, "claim.reveal") {
		t.Error("the look is not in the audit trail")
	}

	if code, _, body := c.send(t, "partner/owner", c.at+"/refuse", "reason", "too-late"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "note"), "fault") {
		t.Errorf("refused without a word: %d", code)
	}
	if code, _, body := c.send(t, "partner/owner", c.at+"/ask"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "fault") {
		t.Errorf("asked for nothing: %d", code)
	}
	c.done(t, "partner/owner", c.at+"/ask", "kinds", "harm", "note", "请补病历")
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.ZH: {"已要求补充证据", "损害证明", "请补病历"}}, "!"+c.at+"/ask\"")

	if code, _, body := c.send(t, "partner/owner", c.at+"/facts", "price", "25,5", "units", "1", "note", "x"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "price"), "fault") || !strings.Contains(body, "25,5") {
		t.Errorf("a price nobody can read: %d", code)
	}
	c.done(t, "partner/owner", c.at+"/facts", "price", "25", "units", "1", "refund", "yes", "unsafe_food", "yes", "knew", "no-lawful-source",
		"losses[0].kind", "medical", "losses[0].money", "8000", "note", "检验报告")
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"¥24,000.00", "¥32,025.00", "the responsible party has established"}, model.ZH: {"¥24,000.00"}})

	if code, _, body := c.send(t, "partner/owner", c.at+"/offer", "remedy", "compensate"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "compensation"), "fault") {
		t.Errorf("an offer of nothing: %d", code)
	}
	c.done(t, "partner/owner", c.at+"/offer", "remedy", "compensate", "compensation", "8025", "punitive", "24000", "note", "对不起")
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"¥32,025.00", "stands"}}, "对不起", "!"+c.at+"/pay")
	c.reply(t, "accept")
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Both agree; payment is due"}}, c.at+"/pay")

	to := c.done(t, "partner/owner", c.at+"/pay", "provider", "manual")
	payment := paidAt.FindStringSubmatch(to)
	if payment == nil {
		t.Fatalf("ordered: %s", to)
	}
	c.see(t, "partner/owner", payment[1], map[model.Lang][]string{model.EN: {"A second person has to approve"}})
	if code, _, body := c.send(t, "partner/owner", payment[1]+"/move/approve"); code != http.StatusConflict && code != http.StatusForbidden {
		t.Errorf("approved by who ordered it: %d\n%s", code, body)
	}
	c.see(t, "partner/manager", "/console/claim-payments", map[model.Lang][]string{model.EN: {"take two people"}}, payment[1])
	c.done(t, "partner/manager", payment[1]+"/move/approve")
	if code, _, body := c.send(t, "partner/owner", payment[1]+"/move/confirm"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "reference"), "fault") {
		t.Errorf("confirmed without a reference: %d", code)
	}
	c.done(t, "partner/owner", payment[1]+"/move/confirm", "reference", "ICBC-1")
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{
		model.EN: {"Paid or performed", "−¥24,000.00", "Borne", "Proposals from the trace", "the supplier one step back"}, model.ZH: {"已到账", "向上一环节供货者追偿", "¥0.00"},
	}, "ICBC-1", "proposal=0", "!"+c.at+"/pay\"")

	if code, _, body := c.send(t, "partner/owner", c.at+"/demand?proposal=0", "debtor", c.Orgs["maker"].String(), "ground", "supplier", "share", "200"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "share"), "fault") {
		t.Errorf("twice the whole: %d", code)
	}
	to = c.done(t, "partner/owner", c.at+"/demand?proposal=0", "debtor", c.Orgs["maker"].String(), "ground", "supplier", "share", "100", "term", "yes", "note", hostile)
	owed := recourseR.FindStringSubmatch(to)
	if owed == nil {
		t.Fatalf("demanded: %s", to)
	}
	c.see(t, "maker/owner", "/console/recourses", map[model.Lang][]string{model.ZH: {"向我方追偿"}, model.EN: {"¥32,025.00", "100.00%"}}, owed[1])
	c.see(t, "maker/owner", owed[1], map[model.Lang][]string{model.EN: {"The debtor is to answer", "Agree", "Dispute"}}, owed[1]+"/move/agree", "!<script>alert", "!"+owed[1]+"/move/settle")
	c.see(t, "stranger/owner", "/console/recourses", nil, "!"+owed[1])
	if code, _ := c.page(t, "stranger/owner", owed[1]); code != http.StatusNotFound {
		t.Errorf("a stranger reads the recourse: %d", code)
	}
	c.narrow(t, owed[1])
	c.done(t, "maker/owner", owed[1]+"/move/agree")
	c.see(t, "maker/owner", "/console/recourses/statement", map[model.Lang][]string{model.EN: {"Payable", "recourse became a debt"}}, "¥8,025.00", "¥24,000.00")
	c.done(t, "partner/owner", owed[1]+"/move/settle")
	c.see(t, "maker/owner", owed[1], map[model.Lang][]string{model.EN: {"Double entry"}}, c.at+"/demand", "!"+c.at+`"`, "!"+c.at+"?", "!ICBC-1", "!对不起")
	c.see(t, "maker/owner", c.at+"/demand", nil, "DESK-1")
	c.see(t, "partner/owner", "/console/recourses/statement", map[model.Lang][]string{model.EN: {"recourse was paid"}})
	c.see(t, "north/inspector", c.at, map[model.Lang][]string{model.EN: {"Double entry"}, model.ZH: {"复式记账"}}, "!"+c.at+"/pay", "!"+c.at+"/demand")
	c.see(t, "north/inspector", "/console/claims?tab=all", nil, c.number)
	c.see(t, "north/inspector", "/console/claim-clues", map[model.Lang][]string{model.EN: {"No company let a claim run out"}})
	c.relinked(t)
}

// narrow looks at what a debtor gets to see of a claim: what its recourse is about, and neither file nor payment.
func (c *claimed) narrow(t *testing.T, recourse string) {
	t.Helper()
	c.see(t, "maker/owner", recourse, map[model.Lang][]string{model.ZH: {"测试梨", "追溯记录能证明什么"}, model.UG: {"سىناق نەشپۈت"}, model.EN: {"Test pear", "What the trace proves"}},
		c.number, "DESK-1", "!"+c.at, "!ICBC-1", "!对不起", "!¥25.00")
	c.see(t, "partner/owner", recourse, nil, c.at)
	for _, page := range []string{c.at, c.at + "/evidence", c.at + "/reveal"} {
		if code, _ := c.page(t, "maker/owner", page); code != http.StatusNotFound && code != http.StatusMethodNotAllowed {
			t.Errorf("the debtor opens %s: %d", page, code)
		}
	}
	id := strings.TrimPrefix(recourse, "/console/recourses/")
	got := c.JSON(apitest.Request{Method: "GET", Path: "/v1/recourses/" + id, As: "maker/owner"}, http.StatusOK)
	about := got["subject"].(object)
	if about["lot"] != "DESK-1" || about["file"] != false || len(about["proofs"].([]any)) != len(model.ProofSigns()) {
		t.Errorf("the debtor reads %v", about)
	}
	claimID := strings.TrimPrefix(c.at, "/console/claims/")
	for _, path := range []string{"/v1/claims/" + claimID, "/v1/claim-payments/" + got["payment_id"].(string)} {
		c.JSON(apitest.Request{Method: "GET", Path: path, As: "maker/owner"}, http.StatusNotFound)
	}
	c.JSON(apitest.Request{Method: "GET", Path: "/v1/claims/" + claimID + "/ledger", As: "maker/owner"}, http.StatusOK)
}

// relinked has the authority give the claimant a new private link.
func (c *claimed) relinked(t *testing.T) {
	t.Helper()
	at := c.at + "/link"
	c.see(t, "north/inspector", c.at, map[model.Lang][]string{model.ZH: {"换发私密链接"}, model.UG: {"مەخپىي ئۇلىنىشنى يېڭىلاش"}, model.EN: {"Give a new private link"}}, at)
	c.see(t, "partner/owner", c.at, nil, "!"+at)
	if code, _, body := c.send(t, "north/inspector", at, "contact", "+8613800000099", "proof", "in-person"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "contact"), "fault") {
		t.Errorf("another number: %d", code)
	}
	code, _, body := c.send(t, "north/inspector", at, "contact", fmt.Sprintf("138-%08d", c.filed), "proof", "call-back")
	found := regexp.MustCompile(`/claim/([A-Za-z0-9_-]{43})`).FindStringSubmatch(body)
	if code != http.StatusOK || found == nil {
		t.Fatalf("a new link: %d\n%s", code, body)
	}
	c.JSON(apitest.Request{Method: "GET", Path: "/v1/public-claims/" + c.secret}, http.StatusNotFound)
	if got := c.JSON(apitest.Request{Method: "GET", Path: "/v1/public-claims/" + found[1]}, http.StatusOK); got["number"] != c.number {
		t.Errorf("the new link opens %v", got["number"])
	}
}

// TestClaimEvidenceViewer: pictures stand in the page, come with no-store, and each look is written down; others do not
// reach them.
func TestClaimEvidenceViewer(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	if code, _, body := c.upload("partner/clerk", c.at+"/files", withFile("x.exe", "application/x-msdownload", []byte("MZ"))); code < 400 || !strings.Contains(beside(body, "file"), "fault") {
		t.Errorf("a program as evidence: %d", code)
	}
	if code, to, body := c.upload("partner/clerk", c.at+"/files", withFile("shelf.png", "image/png", picture())); code != http.StatusSeeOther {
		t.Fatalf("evidence added: %d %s\n%s", code, to, body)
	}
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"PNG", "Look at it"}}, "!/files/0")
	_, body := c.page(t, "partner/owner", c.at+"/evidence")
	m := fileAt.FindStringSubmatch(body)
	if m == nil || !strings.Contains(body, `<img src="`+m[1]) {
		t.Fatalf("no picture in the viewer\n%s", body)
	}
	rec := c.Do(apitest.Request{Method: "GET", Path: m[1], As: "partner/owner"})
	if rec.Code != http.StatusOK || rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Content-Type") != "image/png" {
		t.Errorf("the picture: %d %v", rec.Code, rec.Header())
	}
	for as, want := range map[string]int{"partner/viewer": http.StatusForbidden, "maker/owner": http.StatusNotFound, "north/inspector": http.StatusForbidden, "stranger/owner": http.StatusNotFound} {
		if code, _ := c.page(t, as, m[1]); code != want {
			t.Errorf("%s opens the picture: %d, want %d", as, code, want)
		}
	}
	// The consumer has not asked the authority: it says why it looks.
	c.see(t, "north/inspector", c.at, map[model.Lang][]string{model.EN: {"Why you look"}, model.ZH: {"查看理由"}}, `name="reason"`)
	if code, _, _ := c.send(t, "north/inspector", c.at+"/reveal"); code != http.StatusForbidden {
		t.Errorf("the authority looks without a word: %d", code)
	}
	if code, _, body := c.send(t, "north/inspector", c.at+"/reveal", "reason", "同批次多起"); code != http.StatusOK || !strings.Contains(body, "阿依古丽") {
		t.Errorf("with a reason: %d", code)
	}
	if code, _ := c.page(t, "north/inspector", m[1]); code != http.StatusOK {
		t.Errorf("the picture after it: %d", code)
	}
}

// TestClaimSettlementFile: approved payments go to the bank in one file, and its answer settles the claim.
func TestClaimSettlementFile(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	c.done(t, "partner/owner", c.at+"/grant", "note", "同意")
	c.JSON(apitest.Request{Method: "PUT", Path: "/v1/public-claims/" + c.secret + "/account", Body: object{"account": "6222000000001", "holder": "阿依古丽", "bank": "ICBC", "account_consent": true}}, http.StatusOK)
	c.done(t, "partner/owner", c.at+"/pay", "provider", "file")
	c.see(t, "partner/owner", "/console/claim-settlements", map[model.Lang][]string{model.EN: {"No settlement file yet"}})
	c.done(t, "partner/owner", "/console/claim-settlements")
	_, body := c.page(t, "partner/owner", "/console/claim-settlements")
	m := runAt.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no file\n%s", body)
	}
	rec := c.Do(apitest.Request{Method: "GET", Path: m[1] + "/file", As: "partner/owner"})
	lines := strings.Split(rec.Body.String(), "\n")
	if rec.Code != http.StatusOK || len(lines) < 3 || !strings.Contains(lines[1], "6222000000001") || rec.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("the file: %d %s", rec.Code, rec.Body)
	}
	cells := strings.Split(lines[1], ",")
	answer := "number,result,reference,amount\n" + cells[1] + ",ok,BANK-9," + cells[2] + "\nNOBODY,ok,X,1.00\n"
	code, _, body := c.upload("partner/owner", m[1]+"/result?lang=en", withFile("answer.csv", "text/csv", []byte(answer)))
	if code != http.StatusOK || !strings.Contains(body, "arrived") || !strings.Contains(body, "not of this file") {
		t.Errorf("the bank’s answer: %d\n%s", code, body)
	}
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Paid or performed"}}, "BANK-9")
	if code, _ := c.page(t, "maker/owner", m[1]+"/file"); code != http.StatusNotFound {
		t.Errorf("another company has the file: %d", code)
	}
}

// TestClaimCovers: a retailer records a bond for a company that it names by its exact name, sees it drawn and ends it.
func TestClaimCovers(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	form := []string{"number", "BOND-7", "ceiling", "10,000", "valid_from", "2026-01-01", "valid_to", "2027-01-01"}
	if code, _, body := c.send(t, "partner/owner", "/console/claim-covers/new", append(form, "org", "nobody at all")...); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "org"), "fault") {
		t.Errorf("a bond for nobody: %d\n%s", code, body)
	}
	c.done(t, "partner/owner", "/console/claim-covers/new", append(form, "org", c.Orgs["maker"].String())...)
	c.see(t, "partner/owner", "/console/claim-covers", map[model.Lang][]string{model.EN: {"¥10,000.00"}, model.ZH: {"BOND-7"}})
	c.see(t, "maker/owner", "/console/claim-covers", nil, "BOND-7", "!/end\"")
	c.see(t, "stranger/owner", "/console/claim-covers", nil, "!BOND-7")
	_, body := c.page(t, "partner/owner", "/console/claim-covers")
	end := regexp.MustCompile(`href="(/console/claim-covers/[0-9a-f-]{36}/end)`).FindStringSubmatch(body)
	if end == nil {
		t.Fatal("the bond cannot be ended")
	}
	c.done(t, "partner/owner", end[1])
	c.see(t, "partner/owner", "/console/claim-covers", nil, "!BOND-7")
	c.see(t, "partner/owner", "/console/claim-covers?ended=all", map[model.Lang][]string{model.EN: {"ended"}}, "BOND-7")
}

// TestClaimPayers: an insurer records a policy, finds the refused claim of its insured, pays it directly and takes the
// insured's place against the maker; a fund sees what it is asked to advance, and needs a means test.
func TestClaimPayers(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	c.Found("insurer", model.KindInsurer, "650102")
	c.Found("fund", model.KindFund, "650000")
	c.see(t, "insurer/owner", "/console/claims", map[model.Lang][]string{model.EN: {"Insured’s turn", "No claims here"}}, "!"+c.number)
	c.done(t, "insurer/owner", "/console/claim-covers/new", "org", c.Orgs["partner"].String(), "number", "PL-1", "ceiling", "100000", "valid_from", "2026-01-01", "valid_to", "2027-01-01")
	c.see(t, "insurer/owner", "/console/claims", nil, "!"+c.number) // before who is insured has confirmed it
	_, covers := c.page(t, "partner/owner", "/console/claim-covers")
	confirm := regexp.MustCompile(`href="(/console/claim-covers/[0-9a-f-]{36}/confirm)`).FindStringSubmatch(covers)
	if confirm == nil {
		t.Fatal("the policy cannot be confirmed")
	}
	c.done(t, "partner/owner", confirm[1])
	c.see(t, "insurer/owner", "/console/claims", map[model.Lang][]string{model.ZH: {"被保险人待处理"}}, c.number)
	c.see(t, "insurer/owner", c.at, map[model.Lang][]string{model.EN: {"Due by the law", "¥525.00"}}, "!"+c.at+"/pay", "!"+c.at+"/offer")
	c.done(t, "partner/owner", c.at+"/refuse", "reason", "no-link-to-harm", "note", "证据不足")
	c.see(t, "insurer/owner", "/console/claims?tab=done", nil, c.number)
	c.see(t, "insurer/owner", c.at, map[model.Lang][]string{model.EN: {"Refused. The consumer may complain", "nothing shows at first sight"}}, c.at+"/pay")

	c.see(t, "fund/owner", "/console/claims", map[model.Lang][]string{model.EN: {"Advance asked for"}}, "!"+c.number)
	id := model.ClaimID(strings.TrimPrefix(c.at, "/console/claims/"))
	if err := c.Store.Write(context.Background(), func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(model.SystemScope("the claimant’s request"), id)
		if err != nil {
			return err
		}
		return claim.AskAdvance(tx, &row)
	}); err != nil {
		t.Fatal(err)
	}
	c.see(t, "fund/owner", "/console/claims", nil, c.number)
	c.see(t, "fund/owner", c.at+"/pay", map[model.Lang][]string{model.ZH: {"经济状况审查", "决定机关和文号"}}, `value="525.00"`, `!name="punitive"`)
	if code, _, body := c.send(t, "fund/owner", c.at+"/pay", "compensation", "525", "provider", "manual"); code != http.StatusUnprocessableEntity || !strings.Contains(beside(body, "reason"), "fault") {
		t.Errorf("an advance without a means test: %d", code)
	}

	_, body := c.page(t, "insurer/owner", c.at+"/pay")
	cover := regexp.MustCompile(`<option value="([0-9a-f-]{36})"`).FindStringSubmatch(body)
	if cover == nil {
		t.Fatalf("no policy to pay from\n%s", body)
	}
	to := c.done(t, "insurer/owner", c.at+"/pay", "cover", cover[1], "compensation", "525", "provider", "manual")
	payment := paidAt.FindStringSubmatch(to)
	if payment == nil {
		t.Fatalf("ordered: %s", to)
	}
	c.done(t, "insurer/owner", payment[1]+"/move/confirm", "reference", "INS-1")
	c.see(t, "insurer/owner", c.at, map[model.Lang][]string{model.EN: {"Proposals from the trace", "subrogation of the insurer"}}, "proposal=0")
	c.see(t, "insurer/owner", "/console/claim-covers", nil, "¥99,475.00")
	to = c.done(t, "insurer/owner", c.at+"/demand?proposal=0", "debtor", c.Orgs["maker"].String(), "ground", "subrogation", "share", "100")
	if recourseR.FindStringSubmatch(to) == nil {
		t.Errorf("subrogated: %s", to)
	}
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Paid or performed"}}, "!/demand")
}
