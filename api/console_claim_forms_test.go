package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"suyuan/model"
)

// wrong is a form that is pressed in a wrong way: by whom, with what, what the answer is and beside which field it stands.
type wrong struct {
	as     string
	fields []string
	status int
	at     string
}

// wrongs presses a form in wrong ways.
func (c *claimed) wrongs(t *testing.T, path string, list map[string]wrong) {
	t.Helper()
	for name, w := range list {
		code, _, body := c.send(t, w.as, path, w.fields...)
		if code != w.status || w.at != "" && !strings.Contains(beside(body, w.at), "fault") {
			t.Errorf("%s, %s: %d, want %d beside %q\n%s", path, name, code, w.status, w.at, readable(body))
		}
	}
}

// paid has the claim granted and paid by hand by the party.
func (c *claimed) paid(t *testing.T) {
	t.Helper()
	c.done(t, "partner/owner", c.at+"/grant", "note", "同意")
	payment := paidAt.FindStringSubmatch(c.done(t, "partner/owner", c.at+"/pay", "provider", "manual"))
	if payment == nil {
		t.Fatal("nothing was ordered")
	}
	c.done(t, "partner/owner", payment[1]+"/move/confirm", "reference", "ICBC-2")
}

// demanded has the whole demanded of the maker and returns the recourse's page.
func (c *claimed) demanded(t *testing.T) string {
	t.Helper()
	c.paid(t)
	owed := recourseR.FindStringSubmatch(c.done(t, "partner/owner", c.at+"/demand", "debtor", c.Orgs["maker"].String(), "ground", "supplier", "share", "100"))
	if owed == nil {
		t.Fatal("nothing was demanded")
	}
	return owed[1]
}

// TestRecourseMediation: the debtor disputes with a counter-offer, a side asks for mediation, the authority records what it
// found, the creditor confirms payment; every wrong hand, sum and second press is refused where it belongs.
func TestRecourseMediation(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	owed := c.demanded(t)
	c.wrongs(t, owed+"/move/dispute", map[string]wrong{
		"by the creditor":     {"partner/owner", []string{"reason", "x"}, http.StatusForbidden, ""},
		"by a stranger":       {"stranger/owner", []string{"reason", "x"}, http.StatusNotFound, ""},
		"by a clerk":          {"maker/clerk", []string{"reason", "x"}, http.StatusForbidden, ""},
		"without a reason":    {"maker/owner", nil, http.StatusUnprocessableEntity, "reason"},
		"more than demanded":  {"maker/owner", []string{"reason", "x", "compensation", "526"}, http.StatusUnprocessableEntity, "compensation"},
		"an unreadable offer": {"maker/owner", []string{"reason", "x", "compensation", "12,5,0x"}, http.StatusUnprocessableEntity, "compensation"},
	})
	c.done(t, "maker/owner", owed+"/move/dispute", "reason", "冷链在贵方断开", "compensation", "200")
	c.see(t, "partner/owner", owed, map[model.Lang][]string{model.ZH: {"有异议"}, model.UG: {"تالاش-تارتىشلىق"}, model.EN: {"disputed", "¥200.00", "Ask for mediation"}}, owed+"/move/mediate", owed+"/move/sue", "!"+owed+"/move/find")
	c.wrongs(t, owed+"/move/mediate", map[string]wrong{
		"by a stranger": {"stranger/owner", nil, http.StatusNotFound, ""}, "by the authority": {"north/inspector", nil, http.StatusForbidden, ""},
	})
	c.done(t, "maker/owner", owed+"/move/mediate")
	c.wrongs(t, owed+"/move/mediate", map[string]wrong{"a second time": {"partner/owner", nil, http.StatusConflict, ""}})
	c.see(t, "north/inspector", owed, map[model.Lang][]string{model.ZH: {"调解中"}, model.UG: {"مۇرەسسە قىلىنىۋاتىدۇ"}, model.EN: {"in mediation"}}, owed+"/move/find", "!"+owed+"/move/sue", "!"+owed+"/move/settle")
	c.see(t, "north/inspector", owed+"/move/find", map[model.Lang][]string{model.EN: {"525.00"}}, `name="court_ref"`, `name="compensation"`)
	c.wrongs(t, owed+"/move/find", map[string]wrong{
		"by the creditor":      {"partner/owner", []string{"court_ref", "M-1", "compensation", "300"}, http.StatusForbidden, ""},
		"by another authority": {"south/inspector", []string{"court_ref", "M-1", "compensation", "300"}, http.StatusNotFound, ""},
		"without the paper":    {"north/inspector", []string{"compensation", "300"}, http.StatusUnprocessableEntity, "court_ref"},
		"of nothing":           {"north/inspector", []string{"court_ref", "M-1"}, http.StatusUnprocessableEntity, "compensation"},
		"more than demanded":   {"north/inspector", []string{"court_ref", "M-1", "compensation", "525.01"}, http.StatusUnprocessableEntity, "compensation"},
		"a punitive part":      {"north/inspector", []string{"court_ref", "M-1", "compensation", "300", "punitive", "1"}, http.StatusUnprocessableEntity, "punitive"},
	})
	c.done(t, "north/inspector", owed+"/move/find", "court_ref", "乌市监调〔2026〕1号", "compensation", "300")
	c.see(t, "maker/owner", owed, map[model.Lang][]string{model.EN: {"¥300.00", "owed"}, model.ZH: {"待支付"}}, "乌市监调〔2026〕1号", "!"+owed+"/move/settle")
	c.see(t, "maker/owner", "/console/recourses/statement", map[model.Lang][]string{model.EN: {"recourse became a debt"}}, "¥300.00")
	c.wrongs(t, owed+"/move/find", map[string]wrong{"of what is agreed": {"north/inspector", []string{"court_ref", "M-2", "compensation", "1"}, http.StatusConflict, ""}})
	c.wrongs(t, owed+"/move/settle", map[string]wrong{"by the debtor": {"maker/owner", nil, http.StatusForbidden, ""}})
	c.done(t, "partner/owner", owed+"/move/settle")
	c.wrongs(t, owed+"/move/release", map[string]wrong{"of what is settled": {"partner/owner", []string{"reason", "x"}, http.StatusConflict, ""}})
	c.see(t, "partner/owner", owed, map[model.Lang][]string{model.EN: {"settled"}, model.UG: {"تۆلەپ بولدى"}}, "!/move/")
}

// TestRecourseCourt: a creditor sues over what is disputed; the court sets less, or dismisses it, and the ledger follows.
func TestRecourseCourt(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	owed := c.demanded(t)
	c.wrongs(t, owed+"/move/sue", map[string]wrong{"before it is disputed": {"partner/owner", []string{"court_ref", "(2026)新01民初1号"}, http.StatusConflict, ""}})
	c.done(t, "maker/owner", owed+"/move/dispute", "reason", "不是本批次")
	c.wrongs(t, owed+"/move/sue", map[string]wrong{
		"by the debtor":        {"maker/owner", []string{"court_ref", "C-1"}, http.StatusForbidden, ""},
		"by a stranger":        {"stranger/owner", []string{"court_ref", "C-1"}, http.StatusNotFound, ""},
		"without a number":     {"partner/owner", nil, http.StatusUnprocessableEntity, "court_ref"},
		"with an endless text": {"partner/owner", []string{"court_ref", strings.Repeat("号", 300)}, http.StatusUnprocessableEntity, "court_ref"},
	})
	c.done(t, "partner/owner", owed+"/move/sue", "court_ref", "(2026)新01民初1号")
	c.see(t, "maker/owner", owed, map[model.Lang][]string{model.ZH: {"诉讼或仲裁中"}, model.UG: {"سوتتا"}, model.EN: {"before a court"}}, "(2026)新01民初1号", "!/move/agree")
	c.wrongs(t, owed+"/move/adjudge", map[string]wrong{
		"by the debtor":      {"maker/owner", []string{"court_ref", "C-1", "compensation", "1"}, http.StatusForbidden, ""},
		"of nothing":         {"partner/owner", []string{"court_ref", "C-1"}, http.StatusUnprocessableEntity, "compensation"},
		"without the paper":  {"partner/owner", []string{"compensation", "1"}, http.StatusUnprocessableEntity, "court_ref"},
		"more than demanded": {"partner/owner", []string{"court_ref", "C-1", "compensation", "600"}, http.StatusUnprocessableEntity, "compensation"},
	})
	c.done(t, "partner/owner", owed+"/move/adjudge", "court_ref", "(2026)新01民初1号判决", "compensation", "105")
	c.see(t, "maker/owner", owed, map[model.Lang][]string{model.EN: {"¥105.00", "owed"}}, "20.00%")
	c.wrongs(t, owed+"/move/adjudge", map[string]wrong{"a second time": {"partner/owner", []string{"court_ref", "C-1", "compensation", "1"}, http.StatusConflict, ""}})

	c.file(t, "partner", "B-2", "500.00")
	owed = c.demanded(t)
	c.done(t, "maker/owner", owed+"/move/dispute", "reason", "不是本批次")
	c.done(t, "partner/owner", owed+"/move/sue", "court_ref", "(2026)新01民初2号")
	c.wrongs(t, owed+"/move/dismiss", map[string]wrong{"without the paper": {"partner/owner", nil, http.StatusUnprocessableEntity, "court_ref"}})
	c.done(t, "partner/owner", owed+"/move/dismiss", "court_ref", "(2026)新01民初2号裁定")
	c.see(t, "maker/owner", owed, map[model.Lang][]string{model.EN: {"given up"}}, "!/move/")
	c.see(t, "maker/owner", "/console/recourses/statement", nil, "¥105.00", "!¥525.00")
}

// TestClaimPart: of two claims for one thing the authority parts the one that was taken for it wrongly; the other stays.
func TestClaimPart(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	first := c.at
	c.file(t, "partner", "A-1", "500.00") // the same receipt of the same shop
	c.see(t, "north/inspector", c.at, nil, c.at+"/part")
	c.see(t, "partner/owner", c.at, nil, "!"+c.at+"/part")
	c.wrongs(t, c.at+"/part", map[string]wrong{
		"by the party":           {"partner/owner", []string{"reason", "x"}, http.StatusForbidden, ""},
		"by another authority":   {"south/inspector", []string{"reason", "x"}, http.StatusNotFound, ""},
		"without a word of why":  {"north/inspector", nil, http.StatusUnprocessableEntity, "reason"},
		"with what nobody reads": {"north/inspector", []string{"reason", "a\u202eb"}, http.StatusUnprocessableEntity, "reason"},
	})
	c.done(t, "north/inspector", c.at+"/part", "reason", "两位消费者，小票号相同")
	c.see(t, "north/inspector", c.at, nil, "!"+c.at+"/part")
	c.paid(t)
	c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Paid or performed"}})
	c.see(t, "partner/owner", first, map[model.Lang][]string{model.EN: {"The consumer waits for an answer"}}, first+"/grant")
}

// TestClaimInKind: a replacement is agreed and done, without money; only who answers for it records it, once.
func TestClaimInKind(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	for receipt, remedy := range map[string]string{"K-1": "replace", "K-2": "repair"} {
		c.file(t, "partner", receipt, "500.00")
		c.wrongs(t, c.at+"/perform", map[string]wrong{"before it is agreed": {"partner/owner", []string{"reference", "SF-1"}, http.StatusConflict, ""}})
		c.wrongs(t, c.at+"/offer", map[string]wrong{"goods and punitive damages": {"partner/owner", []string{"remedy", remedy, "punitive", "5"}, http.StatusUnprocessableEntity, "punitive"}})
		c.done(t, "partner/owner", c.at+"/offer", "remedy", remedy, "note", "换一箱")
		c.reply(t, "accept")
		c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Record replacement or repair"}}, c.at+"/perform", "!"+c.at+"/pay\"")
		c.wrongs(t, c.at+"/pay", map[string]wrong{"money for goods": {"partner/owner", []string{"provider", "manual"}, http.StatusConflict, ""}})
		c.wrongs(t, c.at+"/perform", map[string]wrong{
			"without a paper": {"partner/owner", nil, http.StatusUnprocessableEntity, "reference"},
			"by a clerk":      {"partner/clerk", []string{"reference", "SF-1"}, http.StatusForbidden, ""},
			"by the maker":    {"maker/owner", []string{"reference", "SF-1"}, http.StatusNotFound, ""},
		})
		c.done(t, "partner/owner", c.at+"/perform", "reference", "SF-1002")
		c.see(t, "partner/owner", c.at, map[model.Lang][]string{model.EN: {"Paid or performed"}, model.ZH: {"SF-1002"}}, "!"+c.at+"/perform")
		c.wrongs(t, c.at+"/perform", map[string]wrong{"a second time": {"partner/owner", []string{"reference", "SF-3"}, http.StatusConflict, ""}})
	}
}

var endpointRemove = regexp.MustCompile(`action="(/console/payout-endpoint/[0-9a-f-]{36}/remove)`)

// TestPayoutEndpointPage: a company says where its provider takes orders, is told the secret once, and removes it again.
func TestPayoutEndpointPage(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	const page = "/console/payout-endpoint"
	c.see(t, "partner/owner", page, map[model.Lang][]string{model.EN: {"provider"}}, `name="address"`, "!/remove")
	c.wrongs(t, page, map[string]wrong{
		"nothing":               {"partner/owner", nil, http.StatusUnprocessableEntity, "address"},
		"no address":            {"partner/owner", []string{"address", "pay"}, http.StatusUnprocessableEntity, "address"},
		"without encryption":    {"partner/owner", []string{"address", "http://pay.example.com/orders"}, http.StatusUnprocessableEntity, "address"},
		"by a clerk":            {"partner/clerk", []string{"address", "https://pay.example.com/orders"}, http.StatusForbidden, ""},
		"by an authority":       {"north/inspector", []string{"address", "https://pay.example.com/orders"}, http.StatusForbidden, ""},
		"with a password in it": {"partner/owner", []string{"address", "https://user:pw@pay.example.com/"}, http.StatusUnprocessableEntity, "address"},
	})
	code, _, body := c.send(t, "partner/owner", page, "address", "https://pay.example.com/orders")
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=_-]+|id="payout-secret"[^>]*>([^<]+)<`).FindString(body)
	if code != http.StatusOK || secret == "" {
		t.Fatalf("set: %d\n%s", code, readable(body))
	}
	_, body = c.page(t, "partner/owner", page)
	remove := endpointRemove.FindStringSubmatch(body)
	if remove == nil || !strings.Contains(body, "https://pay.example.com/orders") || strings.Contains(body, secret) {
		t.Fatalf("what is set\n%s", readable(body))
	}
	c.see(t, "maker/owner", page, nil, "!pay.example.com")
	if code, _, _ := c.send(t, "maker/owner", remove[1]); code != http.StatusNotFound {
		t.Errorf("removed by another company: %d", code)
	}
	c.done(t, "partner/owner", remove[1])
	c.see(t, "partner/owner", page, nil, "!pay.example.com")
}

// TestClaimPolicyRefund: once the insured has paid the consumer its policy is among the proposals, and by that form its
// insurer is asked; not before, not without the policy, not beyond what was borne, and not of another.
func TestClaimPolicyRefund(t *testing.T) {
	t.Parallel()
	c := newClaimed(t)
	c.Found("insurer", model.KindInsurer, "650102")
	c.done(t, "insurer/owner", "/console/claim-covers/new", "org", c.Orgs["partner"].String(), "number", "PL-9", "ceiling", "100000", "valid_from", "2026-01-01", "valid_to", "2027-01-01")
	_, covers := c.page(t, "partner/owner", "/console/claim-covers")
	confirm := regexp.MustCompile(`href="(/console/claim-covers/([0-9a-f-]{36})/confirm)`).FindStringSubmatch(covers)
	if confirm == nil {
		t.Fatal("the policy cannot be confirmed")
	}
	c.done(t, "partner/owner", confirm[1])
	refund := []string{"debtor", c.Orgs["insurer"].String(), "ground", "policy", "cover", confirm[2]}
	c.wrongs(t, c.at+"/demand", map[string]wrong{"before the consumer is paid": {"partner/owner", append(refund, "share", "100"), http.StatusConflict, ""}})
	c.paid(t)
	_, body := c.page(t, "partner/owner", c.at)
	at := ""
	for _, m := range regexp.MustCompile(`/demand\?[^"]*(proposal=\d)`).FindAllStringSubmatch(body, -1) {
		if _, form := c.page(t, "partner/owner", c.at+"/demand?"+m[1]); strings.Contains(form, `value="`+confirm[2]+`"`) {
			at = c.at + "/demand?" + m[1]
		}
	}
	if at == "" {
		t.Fatalf("the policy is not among the proposals: %v", regexp.MustCompile(`href="[^"]*demand[^"]*"`).FindAllString(body, -1))
	}
	c.see(t, "partner/owner", at, map[model.Lang][]string{model.ZH: {"被保险人赔付后向保险人请求保险金"}, model.EN: {"the insured has paid and asks its insurer"}}, `value="policy" selected`)
	if _, form := c.page(t, "partner/owner", c.at+"/demand"); strings.Contains(form, `value="policy"`) {
		t.Error("a refund is offered where no policy is chosen")
	}
	c.wrongs(t, at, map[string]wrong{
		"without a share":  {"partner/owner", refund, http.StatusUnprocessableEntity, "share"},
		"twice the whole":  {"partner/owner", append(refund, "share", "200"), http.StatusUnprocessableEntity, "share"},
		"of who is not it": {"partner/owner", []string{"debtor", c.Orgs["maker"].String(), "ground", "policy", "cover", confirm[2], "share", "100"}, http.StatusUnprocessableEntity, "debtor"},
		"by the maker":     {"maker/owner", append(refund, "share", "100"), http.StatusNotFound, ""},
	})
	owed := recourseR.FindStringSubmatch(c.done(t, "partner/owner", at, append(refund, "share", "100")...))
	if owed == nil {
		t.Fatal("the insurer was not asked")
	}
	c.see(t, "insurer/owner", owed[1], map[model.Lang][]string{model.EN: {"¥525.00"}}, owed[1]+"/move/agree")
	c.done(t, "insurer/owner", owed[1]+"/move/agree")
	c.see(t, "insurer/owner", "/console/claim-covers", nil, "¥99,475.00")
	c.done(t, "partner/owner", owed[1]+"/move/settle")
}
