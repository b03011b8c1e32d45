package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

// claimsOverHTTP are claims told from the outside: consumers, companies, their insurer and the authority speak HTTP.
type claimsOverHTTP struct {
	affairOverHTTP
}

// dental is the loss, in fen: enough that no single person may pay it.
const dental = 600_000

// TestClaimStory tells of one loss from the scan to who bears it in the end, on both engines: the consumer is paid once,
// the shop has its recourse, and the insurer bears what its policy covers.
func TestClaimStory(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		a := newClaims(t, store, clock)
		first, same := a.files("partner", dental), a.files("maker", dental)
		a.askedForEvidence(first)
		a.explained(first)
		a.paid(first)
		a.settledToo(same)
		a.bornByMaker(first)
		a.reimbursed(first)
		a.balances(first, map[string]float64{"partner": 5_000, "maker": 0, "insurer": dental})
		a.sound()
	})
}

// TestClaimLeftLying tells of a shop that does not answer: after the days of the law its silence is a refusal, and the
// consumer hands the claim to the authority in one step, before which both settle.
func TestClaimLeftLying(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, store *repository.Store, clock *repotest.Clock) {
		a := newClaims(t, store, clock)
		c := a.files("partner", 30_000)
		a.does("", "POST", c.link+"/complaint", http.StatusConflict, nil)
		a.Clock.Advance(14 * 24 * time.Hour)
		a.deems(0)
		a.Clock.Advance(3 * 24 * time.Hour) // the last day may be one of rest
		a.deems(1)
		a.deems(0)
		a.mediated(c)
		a.sound()
	})
}

// newClaims has the maker's lot sold by the shop, which buys a policy, as does the maker.
func newClaims(t *testing.T, store *repository.Store, clock *repotest.Clock) *claimsOverHTTP {
	a := &claimsOverHTTP{affairOverHTTP: affairOverHTTP{World: apitest.New(t, store, clock, nil)}}
	a.trades()
	return a
}

// consumersClaim is a claim with its private link and its place on the desks.
type consumersClaim struct{ id, link, desk, number string }

// files has a consumer scan the code, read who answers for the goods, and file a claim against one of them for a loss in
// fen besides the price of 50 yuan.
func (a *claimsOverHTTP) files(against string, loss int) consumersClaim {
	a.T.Helper()
	page := a.does("", "GET", "/v1/claim-chain?code="+url.QueryEscape(a.epc), http.StatusOK, nil)
	ref := ""
	for _, item := range page["links"].([]any) {
		l := item.(object)
		if l["ref"] == a.Orgs[against].String() {
			ref = l["ref"].(string)
		}
		if l["producer"] != (l["ref"] == a.Orgs["maker"].String()) || l["sold"] != (l["ref"] == a.Orgs["partner"].String()) {
			a.T.Errorf("the chain says %v", l)
		}
	}
	filing := object{
		"code": a.epc, "operator": ref, "seller": a.Orgs["partner"].String(), "bought_on": string(model.DateOf(model.InstantOf(a.Now()), model.China)), "units": 2,
		"price": object{"fen": 2_500}, "what": "梨里有玻璃", "harm": "牙齿受伤", "receipt": "R-1", "remedy": "compensate",
		"costs": []object{{"kind": "medical", "money": object{"fen": loss}}}, "contact": object{"name": "阿依古丽", "phone": "13899990001"},
		"consent": page["consent"].(object)["version"],
	}
	filed := a.does("", "POST", "/v1/public-claims", http.StatusCreated, filing)
	c := consumersClaim{id: filed["id"].(string), number: filed["number"].(string)}
	c.link, c.desk = "/v1/public-claims/"+filed["secret"].(string), "/v1/claims/"+c.id
	if got := a.does("", "GET", c.link, http.StatusOK, nil); got["state"] != "filed" || got["contact"].(object)["phone"] == "13899990001" {
		a.T.Errorf("the private page shows %v", got)
	}
	return c
}

// is checks where a claim stands.
func (a *claimsOverHTTP) is(c consumersClaim, state string) object {
	a.T.Helper()
	got := a.does("", "GET", c.link, http.StatusOK, nil)
	if got["state"] != state {
		a.T.Errorf("the claim is %v, want %s", got["state"], state)
	}
	return got
}

// replies makes a move of the consumer.
func (a *claimsOverHTTP) replies(c consumersClaim, event string) {
	a.T.Helper()
	body := object{"event": event}
	for _, o := range a.does("", "GET", c.link, http.StatusOK, nil)["offers"].([]any) {
		if offer := o.(object); offer["stands"] == true {
			body["offer"] = offer["id"]
		}
	}
	a.does("", "POST", c.link+"/moves", http.StatusOK, body)
}

// askedForEvidence has the shop ask for the receipt, and the consumer send a picture of it.
func (a *claimsOverHTTP) askedForEvidence(c consumersClaim) {
	a.T.Helper()
	a.does("partner/clerk", "POST", c.desk+"/ask", http.StatusOK, object{"kinds": []string{"purchase"}, "note": "请拍小票"})
	a.is(c, "evidence")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("kind", "purchase")
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="r.png"`}, "Content-Type": {"image/png"}})
	if err != nil {
		a.T.Fatal(err)
	}
	content, err := newWorld().article("pear.box").picture.png()
	if err != nil {
		a.T.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	a.JSON(apitest.Request{Method: "POST", Path: c.link + "/files", Body: body.Bytes(), Header: map[string]string{"Content-Type": form.FormDataContentType()}}, http.StatusCreated)
	a.replies(c, "supply")
	if files := a.is(c, "filed")["files"].([]any); len(files) != 1 {
		a.T.Errorf("the files are %v", files)
	}
}

// explained has the shop establish that the goods were fine when they came and offer what is due, which the consumer
// accepts: the amount says by which lines it comes about.
func (a *claimsOverHTTP) explained(c consumersClaim) {
	a.T.Helper()
	facts := object{
		"price": object{"fen": 2_500}, "units": 2, "refund": true, "knew": []string{}, "losses": []object{{"kind": "medical", "money": object{"fen": dental}}},
	}
	a.does("partner/clerk", "PUT", c.desk+"/facts", http.StatusOK, object{"facts": facts, "note": "核对小票与病历"})
	due := a.does("partner/clerk", "GET", c.desk, http.StatusOK, nil)["due"].(object)
	amount := due["amount"].(object)
	if due["established"] != true || amount["compensation"].(object)["fen"] != 5_000.0+dental || len(amount["lines"].([]any)) < 2 {
		a.T.Errorf("what is due is %v", due)
	}
	a.does("partner/clerk", "POST", c.desk+"/offer", http.StatusForbidden, object{"remedy": "compensate", "compensation": object{"fen": 1}})
	a.does("partner/manager", "POST", c.desk+"/offer", http.StatusOK, object{"remedy": "compensate", "compensation": object{"fen": 5_000 + dental}})
	a.replies(c, "accept")
	if got := a.is(c, "accepted"); got["account_wanted"] != true {
		a.T.Errorf("nobody asks where the money is to go: %v", got)
	}
	a.does("", "PUT", c.link+"/account", http.StatusOK, object{"account": "6222000011112222", "holder": "阿依古丽", "bank": "农行", "account_consent": true})
}

// paid has one person of the shop order the payment, another approve it, and the first confirm that it has arrived. It
// cannot be ordered or confirmed twice.
func (a *claimsOverHTTP) paid(c consumersClaim) {
	a.T.Helper()
	order := object{"kind": "party", "provider": "manual"}
	payment := a.does("partner/manager", "POST", c.desk+"/payments", http.StatusCreated, order)
	a.does("partner/owner", "POST", c.desk+"/payments", http.StatusConflict, order)
	moves := "/v1/claim-payments/" + payment["id"].(string) + "/moves"
	confirm := object{"event": "confirm", "reference": "HD-1"}
	a.does("partner/manager", "POST", moves, http.StatusConflict, confirm)
	if got := a.Do(apitest.Request{Method: "POST", Path: moves, As: "partner/manager", Body: object{"event": "approve"}}); !strings.Contains(got.Body.String(), "claim-payment-approver") {
		a.T.Errorf("whoever ordered may approve: %d %s", got.Code, got.Body)
	}
	a.does("partner/owner", "POST", moves, http.StatusOK, object{"event": "approve"})
	a.is(c, "accepted")
	got := a.does("partner/manager", "POST", moves, http.StatusOK, confirm)
	if got["state"] != "confirmed" {
		a.T.Errorf("the payment is %v", got)
	}
	a.does("partner/owner", "POST", moves, http.StatusConflict, confirm)
	a.is(c, "settled")
	a.replies(c, "confirm")
	a.is(c, "closed")
}

// settledToo checks that the maker owes nothing more to the consumer for the same loss.
func (a *claimsOverHTTP) settledToo(c consumersClaim) {
	a.T.Helper()
	a.is(c, "settled")
	a.does("maker/owner", "POST", c.desk+"/payments", http.StatusConflict, object{"kind": "party", "provider": "manual"})
}

// bornByMaker has the shop find the maker by the trace, demand the whole, and agree to what the maker offers.
func (a *claimsOverHTTP) bornByMaker(c consumersClaim) {
	a.T.Helper()
	found := ""
	plan := a.does("partner/owner", "GET", c.desk+"/recourse-proposals", http.StatusOK, nil)
	for _, item := range plan["proposals"].([]any) {
		p := item.(object)
		if debtor, ok := p["debtor"].(object); ok && debtor["id"] == a.Orgs["maker"].String() {
			found = p["ground"].(string)
			break
		}
	}
	if found == "" {
		a.T.Fatalf("the trace does not lead to the maker: %v", plan)
	}
	demand := object{"debtor_id": a.Orgs["maker"].String(), "ground": found, "share": 10_000, "term": true}
	r := a.does("partner/owner", "POST", c.desk+"/recourses", http.StatusCreated, demand)
	a.does("partner/owner", "POST", c.desk+"/recourses", http.StatusConflict, demand)
	moves := "/v1/recourses/" + r["id"].(string) + "/moves"
	a.recourse("maker/owner", moves, "disputed", object{"event": "dispute", "reason": "门店保管亦有责任", "compensation": object{"fen": dental}})
	a.recourse("partner/owner", moves, "agreed", object{"event": "agree"})
	a.recourse("partner/owner", moves, "settled", object{"event": "settle"})
}

func (a *claimsOverHTTP) recourse(as, path, state string, body object) {
	a.T.Helper()
	if got := a.does(as, "POST", path, http.StatusOK, body); got["state"] != state {
		a.T.Errorf("%v: %v", body["event"], got)
	}
}

// reimbursed has an insurer insure the maker, and pay what it has borne.
func (a *claimsOverHTTP) reimbursed(c consumersClaim) {
	a.T.Helper()
	a.joins("insurer", model.KindInsurer)
	cover := a.does("insurer", "POST", "/v1/claim-covers", http.StatusCreated, object{
		"kind": "insurer", "organisation_id": a.Orgs["maker"].String(), "number": "P-1", "ceiling": object{"fen": 1_000_000}, "valid_from": "2026-01-01", "valid_to": "2027-12-31",
	})["id"]
	a.does("maker/owner", "POST", fmt.Sprint("/v1/claim-covers/", cover, "/confirm"), http.StatusOK, nil)
	r := a.does("maker/owner", "POST", c.desk+"/recourses", http.StatusCreated, object{
		"debtor_id": a.Orgs["insurer"].String(), "ground": "policy", "share": 10_000, "cover_id": cover,
	})
	moves := "/v1/recourses/" + r["id"].(string) + "/moves"
	a.recourse("insurer", moves, "agreed", object{"event": "agree"})
	a.recourse("maker/owner", moves, "settled", object{"event": "settle"})
	if got := a.does("insurer", "GET", fmt.Sprint("/v1/claim-covers/", cover), http.StatusOK, nil)["left"].(object)["fen"]; got != 1_000_000.0-dental {
		a.T.Errorf("of the policy %v fen are left", got)
	}
}

// joins registers a company of a kind that the world lacks and signs its owner in under its label.
func (a *claimsOverHTTP) joins(label string, kind model.OrgKind) {
	a.T.Helper()
	login := label + "@suyuan.test"
	o, err := a.Services.Access.Register(a.T.Context(), model.Actor{}, model.Idempotency{}, access.Registration{
		Kind: kind, Name: model.Text{ZH: label}, Country: "CN", USCC: a.USCC("650100"), Region: "650100", Phone: "0991-2000000", Address: "1",
		Person: &access.NewPerson{Login: login, Name: "First", Password: apitest.Password},
	})
	if err != nil {
		a.T.Fatal(err)
	}
	if _, err := a.Services.Access.MoveOrganisation(a.T.Context(), a.Actor("platform/admin"), model.Idempotency{}, access.OrganisationMove{ID: o.ID, Event: model.OrgApprove}); err != nil {
		a.T.Fatal(err)
	}
	in, err := a.Services.Access.SignIn(a.T.Context(), access.SignIn{Login: login, Password: apitest.Password})
	if err != nil {
		a.T.Fatal(err)
	}
	a.Orgs[label], a.Tokens[label] = o.ID, in.Token
}

// balances checks the ledger of a claim: what each has borne, that nobody owes anything, and that all of it with the
// consumer's is nothing.
func (a *claimsOverHTTP) balances(c consumersClaim, borne map[string]float64) {
	a.T.Helper()
	var sum float64
	for _, item := range a.does("north/supervisor", "GET", c.desk+"/ledger", http.StatusOK, nil)["entries"].([]any) {
		sum += item.(object)["amount"].(object)["fen"].(float64)
	}
	if sum != 0 {
		a.T.Errorf("the entries sum to %v", sum)
	}
	for label, want := range borne {
		as := label
		if label != "insurer" {
			as += "/owner"
		}
		var have, open float64
		for _, item := range a.does(as, "GET", "/v1/claim-statement", http.StatusOK, nil)["closing"].([]any) {
			p := item.(object)
			have += p["borne"].(object)["fen"].(float64)
			open += p["receivable"].(object)["fen"].(float64) + p["payable"].(object)["fen"].(float64)
		}
		if have != want || open != 0 {
			a.T.Errorf("%s bears %v fen with %v open, want %v and nothing", label, have, open, want)
		}
	}
}

// deems lets the clocks of claims be looked at.
func (a *claimsOverHTTP) deems(want int) {
	a.T.Helper()
	if n, err := a.Services.Claim.Deem(a.T.Context()); n != want || err != nil {
		a.T.Errorf("%d claims are deemed refused, want %d: %v", n, want, err)
	}
	for _, label := range []string{"partner/owner", "partner/clerk", "north/inspector", "north/supervisor"} {
		a.SignInAgain(label) // the sessions have ended meanwhile
	}
}

// mediated hands the claim to the authority, which accepts it; both agree to mediate and settle.
func (a *claimsOverHTTP) mediated(c consumersClaim) {
	a.T.Helper()
	if got := a.is(c, "deemed"); got["can_complain"] != true || len(got["routes"].([]any)) == 0 {
		a.T.Errorf("a claim that was left lying shows %v", got)
	}
	clues := a.does("north/supervisor", "GET", "/v1/claim-clues", http.StatusOK, nil)
	if !strings.Contains(fmt.Sprint(clues), a.Orgs["partner"].String()) {
		a.T.Errorf("the authority learns of %v", clues)
	}
	id, _ := a.does("", "POST", c.link+"/complaint", http.StatusOK, nil)["complaint_id"].(string)
	a.does("", "POST", c.link+"/complaint", http.StatusConflict, nil)
	for _, m := range []struct{ as, event, text, state string }{
		{"north/inspector", "accept", "", "accepted"},
		{"partner/owner", "consent", "", "mediation"},
		{"north/inspector", "settle", "退款 50 元并承担医药费 300 元", "settled"},
		{"north/inspector", "tell", "", "closed"},
	} {
		got := a.does(m.as, "POST", "/v1/complaints/"+id+"/moves", http.StatusOK, object{"event": m.event, "text": m.text})
		if got["state"] != m.state {
			a.T.Errorf("%s: %v", m.event, got)
		}
	}
}

func (a *claimsOverHTTP) sound() {
	a.T.Helper()
	if broken, err := a.Store.Fsck(a.T.Context()); err != nil || len(broken) > 0 {
		a.T.Errorf("fsck: %v %v", broken, err)
	}
}
