package api_test

import (
	"bytes"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"suyuan/api"
	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// claimant is somebody with a phone and without an account, at a company whose goods they bought.
type claimant struct {
	*apitest.World
	code, maker string
	log         bytes.Buffer
}

func newClaimant(t *testing.T) *claimant {
	t.Helper()
	clock := repotest.NewClock()
	return claimantAt(t, repotest.SQLite(t, clock), clock)
}

func claimantAt(t *testing.T, store *repository.Store, clock *repotest.Clock) *claimant {
	t.Helper()
	c := &claimant{}
	c.World = apitest.New(t, store, clock, func(o *api.Options) {
		o.Log = slog.New(slog.NewTextHandler(&c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	maker := furnish(c.World, "maker")
	trade(c.World, map[string]things{"maker": maker})
	c.maker = maker.org
	c.code = strings.TrimPrefix(c.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + maker.batch, As: "maker/owner"}, http.StatusOK)["link"].(string), "http://suyuan.test")
	return c
}

// scrap is a file that a form sends.
type scrap struct {
	field, name string
	content     []byte
}

// send sends a form as a browser does, in parts when it has files.
func (c *claimant) send(path string, values url.Values, files ...scrap) *httptest.ResponseRecorder {
	c.T.Helper()
	c.Clock.Advance(time.Minute) // nobody fills in faster, and the limit of a network is another test's
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, list := range values {
		for _, v := range list {
			_ = m.WriteField(name, v)
		}
	}
	for _, f := range files {
		part, _ := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + f.field + `"; filename="` + f.name + `"`}})
		_, _ = part.Write(f.content)
	}
	_ = m.Close()
	return c.Do(apitest.Request{Method: "POST", Path: path, Body: b.Bytes(), Header: with(browser, "Content-Type", m.FormDataContentType(), "Sec-Fetch-Site", "same-origin")})
}

func (c *claimant) look(path string) *httptest.ResponseRecorder {
	c.Clock.Advance(time.Minute)
	return c.Do(apitest.Request{Method: "GET", Path: path, Header: browser})
}

// filled is a form without a fault, with changes.
func (c *claimant) filled(change ...string) url.Values {
	v := url.Values{
		"once": {"press-1"}, "code": {c.code}, "operator": {c.maker}, "bought_on": {"2026-11-21"}, "units": {"2"}, "price": {"25.50"}, "what": {"worms <script>alert(1)</script> \u0642\u06c7\u0631\u062a"},
		"remedy": {"refund"}, "contact.phone": {"138 0000 4711"}, "contact.name": {"Ayzada"}, "consent": {"yes"}, "version": {"1"}, "do": {"file"},
		"costs[2].kind": {"medical"}, "costs[2].money": {"120"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

var privateLink = regexp.MustCompile(`value="http://suyuan\.test(/claim/[A-Za-z0-9_-]{43})"`)

// filed files a claim and returns the path of its private page.
func (c *claimant) filed(change ...string) string {
	c.T.Helper()
	rec := c.send("/claim?lang=en", c.filled(change...))
	found := privateLink.FindStringSubmatch(rec.Body.String())
	if rec.Code != http.StatusCreated || found == nil {
		c.T.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return found[1]
}

// claims lists what the maker is asked.
func (c *claimant) claims() []any {
	c.T.Helper()
	return c.JSON(apitest.Request{Method: "GET", Path: "/v1/claims", As: "maker/owner"}, http.StatusOK)["items"].([]any)
}

// decides makes a move of the party on the only claim.
func (c *claimant) decides(verb string, body object) {
	c.T.Helper()
	id := c.claims()[0].(object)["id"].(string)
	rec := c.Do(apitest.Request{Method: "POST", Path: "/v1/claims/" + id + "/" + verb, As: "maker/owner", Body: body})
	if rec.Code >= http.StatusMultipleChoices {
		c.T.Fatalf("%s: %d %s", verb, rec.Code, rec.Body)
	}
}

// does presses a button of the private page and follows where it leads.
func (c *claimant) does(page, do string, change ...string) string {
	c.T.Helper()
	v := url.Values{"do": {do}, "once": {do + "-press"}}
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	if m := offerField.FindStringSubmatch(c.look(page + "?lang=en").Body.String()); m != nil && (do == "accept" || do == "decline") {
		v.Set("offer", m[1])
	}
	rec := c.send(page+"?lang=en", v)
	to := rec.Header().Get("Location")
	if rec.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/claim") {
		c.T.Fatalf("%s: %d %s %s", do, rec.Code, to, rec.Body)
	}
	return c.look(to).Body.String()
}

// offerField is the offer that a page shows, as its form names it.
var offerField = regexp.MustCompile(`name="offer" value="([^"]+)"`)

// reads says which of some words a page lacks.
func reads(t *testing.T, what, page string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(page, word) {
			t.Errorf("%s lacks %q", what, word)
		}
	}
}

// TestClaimPages_story: from the scan page to the confirmed receipt without an account and without a script.
func TestClaimPages_story(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		toldByClaimant(t, claimantAt(t, s, clock))
	})
}

func toldByClaimant(t *testing.T, c *claimant) {
	t.Helper()
	form := "/claim?code=" + url.QueryEscape(c.code)
	reads(t, "the scan page", c.look(c.code+"?lang=en").Body.String(), html.EscapeString(form))
	for lang, words := range map[string][]string{
		"zh-CN": {"申请赔付", "测试梨", "我同意", `dir="ltr"`}, "ug": {"تۆلەم تەلەپ قىلىش", `dir="rtl"`, "قوشۇلىمەن"}, "en": {"Make a claim", "Test pear", "Test maker", "I agree"},
	} {
		rec := c.look(form + "&lang=" + lang)
		reads(t, lang, rec.Body.String(), append(words, `name="once" value="`, `name="operator" value="`+c.maker+`"`)...)
		h := rec.Header()
		if rec.Code != http.StatusOK || h.Get("Cache-Control") != "no-store" || h.Get("X-Robots-Tag") != "noindex" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %d %v", lang, rec.Code, h)
		}
	}
	preview := c.send(form+"&lang=en", c.filled("do", "preview", "contact.phone", "", "what", ""))
	reads(t, "what the law gives", preview.Body.String(), "¥171.00", "¥51.00", `value="25.50"`)
	if preview.Code != http.StatusOK || len(c.claims()) != 0 {
		t.Errorf("looking at what the law gives: %d, %d claims", preview.Code, len(c.claims()))
	}

	var page, number string
	for range 2 { // the button is pressed twice
		rec := c.send(form+"&lang=en", c.filled(), scrap{"file.goods", "worm.png", picture()}, scrap{"file.purchase", "", nil})
		body := rec.Body.String()
		link, n := privateLink.FindStringSubmatch(body), regexp.MustCompile(`2026-[0-9A-Z]{5}-[0-9A-Z]{5}`).FindString(body)
		if rec.Code != http.StatusCreated || link == nil || n == "" {
			t.Fatalf("%d %s", rec.Code, body)
		}
		if page != "" && (link[1] != page || n != number) {
			t.Error("a second press made another claim")
		}
		page, number = link[1], n
		reads(t, "the receipt", body, "<svg", "shape-rendering", "Dec", "only once")
	}
	if list := c.claims(); len(list) != 1 || list[0].(object)["state"] != "filed" {
		t.Fatalf("%v", list)
	}
	body := c.look(page + "?lang=en").Body.String()
	reads(t, "the private page", body, number, "Waiting for the answer", "138****4711", "&lt;script&gt;", "¥171.00", "/files/", "Withdraw", `name="robots" content="noindex"`)
	if strings.Contains(body, "<script>") || strings.Contains(body, "138 0000 4711") || strings.Contains(body, "hreflang=\"en\" href=\"http") {
		t.Error("the private page runs what was typed, shows the telephone number or names its address to others")
	}
	file := regexp.MustCompile(`/v1/public-claims/[^"?]+/files/[0-9a-f-]+`).FindString(body)
	if rec := c.Do(apitest.Request{Method: "GET", Path: file}); rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "image/png" {
		t.Errorf("the photo: %d %v", rec.Code, rec.Header())
	}

	c.decides("ask", object{"kinds": []string{"purchase"}, "note": "the receipt, please"})
	reads(t, "asked", c.look(page+"?lang=en").Body.String(), "It is your turn", "the receipt, please", "proof of purchase", `value="supply"`)
	rec := c.send(page+"?lang=en", url.Values{"do": {"supply"}, "once": {"s"}, "note": {"here it is"}}, scrap{"file.purchase", "receipt.txt", []byte("not a picture")})
	reads(t, "a file of another kind", rec.Body.String(), `role="alert"`, "here it is")
	if rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a file of another kind: %d", rec.Code)
	}
	reads(t, "supplied", c.does(page, "supply", "note", "here it is"), "The evidence is with the party", "here it is")

	c.decides("offer", object{"remedy": "refund", "compensation": object{"fen": 15000}, "goods_back": true, "note": "150 yuan"})
	reads(t, "offered", c.look(page+"?lang=en").Body.String(), "There is an offer", "¥150.00", "Less than the law gives", "150 yuan", `value="accept"`, `value="decline"`)
	reads(t, "accepted", c.does(page, "accept"), "You have accepted", "say where the money goes", `name="account"`)
	rec = c.send(page+"?lang=en", url.Values{"do": {"account"}, "holder": {"Ayzada"}, "account": {"6222020000001234"}})
	reads(t, "without consent", rec.Body.String(), `id="money-fault"`, `value="Ayzada"`)
	if rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("an account without consent: %d", rec.Code)
	}
	body = c.does(page, "account", "holder", "Ayzada", "account", "6222020000001234", "account_consent", "yes")
	reads(t, "with an account", body, "The account is saved", "1234")
	if strings.Contains(body, "6222020000001234") {
		t.Error("the whole account is shown")
	}
	log, secret := c.log.String(), strings.TrimPrefix(page, "/claim/")
	for _, told := range []string{secret, "4711", "Ayzada", "62220200", "worms"} {
		if strings.Contains(log, told) {
			t.Errorf("the log tells %q", told)
		}
	}
	if !strings.Contains(log, "/claim/:secret") {
		t.Error("the log has no line of the private page")
	}
}

// TestClaimPages_ends: refused with the legal routes, withdrawn, erased; then nothing opens it any more.
func TestClaimPages_ends(t *testing.T) {
	t.Parallel()
	c := newClaimant(t)
	page := c.filed()
	c.decides("refuse", object{"reason": "no-purchase", "note": "no such receipt"})
	for lang, words := range map[string][]string{
		"zh-CN": {"对方拒绝了", "消费者未能证明购买", "12315", "起诉", "2029年11月"}, "ug": {"قارشى تەرەپ رەت قىلدى", "سوت"}, "en": {"The claim is refused", "the purchase is not shown", "sue in court", "no such receipt"},
	} {
		reads(t, lang, c.look(page+"?lang="+lang).Body.String(), words...)
	}
	if rec := c.send(page+"?lang=en", url.Values{"do": {"erase"}}); rec.Code != http.StatusConflict {
		t.Errorf("erased while it is open: %d", rec.Code)
	}
	if rec := c.send(page+"?lang=en", url.Values{"do": {"accept"}, "offer": {"none"}}); rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), `role="alert"`) {
		t.Errorf("accepted without an offer: %d", rec.Code)
	}
	reads(t, "withdrawn", c.does(page, "withdraw"), "You withdrew the claim", `value="erase"`)
	reads(t, "erased", c.does(page, "erase"), "Your data is erased")
	for _, method := range []string{"GET", "POST"} {
		rec := c.Do(apitest.Request{Method: method, Path: page, Header: with(browser, "Content-Type", "application/x-www-form-urlencoded")})
		if rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), "<h1>") || strings.Contains(rec.Body.String(), "Ayzada") {
			t.Errorf("%s of an erased claim: %d %s", method, rec.Code, clipped(rec.Body.String()))
		}
	}
}

// TestClaimPages_paid: what is agreed and paid is confirmed by the claimant, who is asked for an account only for money.
func TestClaimPages_paid(t *testing.T) {
	t.Parallel()
	c := newClaimant(t)
	page := c.filed()
	c.decides("offer", object{"remedy": "replace", "note": "a new box"})
	body := c.does(page, "accept")
	reads(t, "agreed in kind", body, "Agreed: payment or performance is due", "replacement")
	if strings.Contains(body, `name="account"`) {
		t.Error("an account is asked for where no money is due")
	}
	id := model.ClaimID(c.claims()[0].(object)["id"].(string))
	err := c.Store.Write(t.Context(), func(tx *repository.Tx) error {
		row, err := tx.Claim().Claim(model.SystemScope("test"), id)
		if err == nil {
			err = tx.Claim().Move(&row, model.ClaimSettle, "person:p", "")
		}
		if err == nil {
			err = tx.Claim().Update(&row)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	reads(t, "performed", c.look(page+"?lang=en").Body.String(), "Paid or performed", `value="confirm"`)
	reads(t, "confirmed", c.does(page, "confirm"), "receipt is confirmed", "The claim is closed", `value="erase"`)
	if state := c.claims()[0].(object)["state"]; state != "closed" {
		t.Errorf("the party reads %v", state)
	}
}

// TestClaimPages_deemed: whoever lets the days pass is shown as refusing, and the ways of the law are open.
func TestClaimPages_deemed(t *testing.T) {
	t.Parallel()
	c := newClaimant(t)
	page := c.filed()
	c.Clock.Advance(17 * 24 * time.Hour)
	if _, err := c.Services.Claim.Deem(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string][]string{"zh-CN": {"视为拒绝", "12315"}, "ug": {"رەت قىلغان ھېسابلىنىدۇ"}, "en": {"deemed refused", "sue in court", "The next step is yours"}} {
		reads(t, lang, c.look(page+"?lang="+lang).Body.String(), words...)
	}
}

// TestClaimPages_hostile: what is no claim is refused beside its field with what was typed, and nothing is filed.
func TestClaimPages_hostile(t *testing.T) {
	t.Parallel()
	c := newClaimant(t)
	for name, test := range map[string]struct {
		change []string
		status int
		holds  string
	}{
		"nothing typed":         {[]string{"what", "", "units", "", "bought_on", ""}, 422, `id="units-fault"`},
		"2001 characters":       {[]string{"what", strings.Repeat("字", 2001)}, 422, `id="what-fault"`},
		"reversing text":        {[]string{"what", "a\u202eb"}, 422, `id="what-fault"`},
		"reversing name":        {[]string{"contact.name", "a\u202eb"}, 422, `id="contact-name-fault"`},
		"a zero":                {[]string{"harm", "a\x00b"}, 422, `id="harm-fault"`},
		"broken UTF-8":          {[]string{"what", "a\xffb"}, 422, `id="what-fault"`},
		"tomorrow":              {[]string{"bought_on", "2027-01-01"}, 422, `id="bought_on-fault"`},
		"no day":                {[]string{"bought_on", "yesterday"}, 422, `id="bought_on-fault"`},
		"a price in words":      {[]string{"price", "ten"}, 422, `value="ten"`},
		"a negative price":      {[]string{"price", "-5"}, 422, `id="price-fault"`},
		"a sum out of range":    {[]string{"asked", "99999999999999"}, 422, `id="asked-fault"`},
		"no price and no gift":  {[]string{"price", ""}, 422, `id="price-fault"`},
		"more than can be":      {[]string{"units", "99999999999999999999"}, 422, `id="units-fault"`},
		"a cost in words":       {[]string{"costs[2].money", "much"}, 422, `id="costs-2-kind-fault"`},
		"no kind of cost":       {[]string{"costs[2].kind", ""}, 422, `id="costs-2-kind-fault"`},
		"an unknown remedy":     {[]string{"remedy", "hope"}, 422, `id="remedy-fault"`},
		"somebody else":         {[]string{"operator", c.Orgs["stranger"].String()}, 422, `id="operator-fault"`},
		"another without name":  {[]string{"operator", "other"}, 422, `id="shop-fault"`},
		"an unknown shop":       {[]string{"operator", "other", "shop", "nobody <b>"}, 422, `id="operator-fault"`},
		"nobody to reach":       {[]string{"contact.phone", ""}, 422, `role="alert"`},
		"no number":             {[]string{"contact.phone", "call me"}, 422, `id="contact-phone-fault"`},
		"no mail":               {[]string{"contact.mail", "x@"}, 422, `id="contact-mail-fault"`},
		"no consent":            {[]string{"consent", ""}, 422, `id="consent-fault"`},
		"an old text":           {[]string{"version", "0"}, 422, `id="consent-fault"`},
		"a recall of nothing":   {[]string{"recall", "2026-999999"}, 422, `role="alert"`},
		"an unknown code":       {[]string{"code", "/01/09520000000004/10/<script>"}, 422, `role="alert"`},
		"a field of 20 kB":      {[]string{"what", strings.Repeat("x", 20<<10)}, 413, "<h1>"},
		"a code that is markup": {[]string{"code", `"><script>`}, 422, `name="code"`},
	} {
		rec := c.send("/claim?lang=en", c.filled(test.change...))
		body := rec.Body.String()
		if rec.Code != test.status || !strings.Contains(body, test.holds) || strings.Contains(body, "<script>") {
			t.Errorf("%s: %d, want %d with %q: %s", name, rec.Code, test.status, test.holds, faultsIn(body))
		}
		if test.status == 422 && strings.Contains(body, `enctype=`) && name != "nothing typed" && !strings.Contains(body, `value="2026-11-21"`) && test.change[0] != "bought_on" {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	big := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 5<<20)...)
	for name, files := range map[string][]scrap{
		"a file too big":    {{"file.goods", "big.png", big}},
		"no picture":        {{"file.goods", "page.html", []byte("<html><script>alert(1)</script>")}},
		"too many":          {{"file.goods", "1", picture()}, {"file.goods", "2", picture()}, {"file.goods", "3", picture()}, {"file.goods", "4", picture()}, {"file.goods", "5", picture()}, {"file.goods", "6", picture()}, {"file.goods", "7", picture()}},
		"big beside a text": {{"file.harm", "big.png", big}, {"file.goods", "x.txt", []byte("x")}},
	} {
		if rec := c.send("/claim?lang=en", c.filled(), files...); rec.Code != 422 && rec.Code != 409 && rec.Code != 413 || !strings.Contains(rec.Body.String(), "worms") {
			t.Errorf("%s: %d %s", name, rec.Code, faultsIn(rec.Body.String()))
		}
	}
	for name, header := range map[string]map[string]string{
		"JSON":           {"Content-Type": "application/json"},
		"no boundary":    {"Content-Type": "multipart/form-data"},
		"broken parts":   {"Content-Type": "multipart/form-data; boundary=x"},
		"another site's": {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"},
	} {
		rec := c.Do(apitest.Request{Method: "POST", Path: "/claim", Body: []byte("--x\r\nnot a part"), Header: with(browser, "Content-Type", header["Content-Type"], "Sec-Fetch-Site", header["Sec-Fetch-Site"])})
		if rec.Code < 400 || rec.Code >= 500 || !strings.Contains(rec.Body.String(), "<h1>") {
			t.Errorf("%s: %d %s", name, rec.Code, clipped(rec.Body.String()))
		}
	}
	if list := c.claims(); len(list) != 0 {
		t.Errorf("filed: %v", list)
	}
	broken := c.send("/claim?lang=en", c.filled("once", "again"), scrap{"file.goods", "<b>cut.png", picture()[:60]})
	if body := broken.Body.String(); broken.Code != http.StatusCreated || !strings.Contains(body, "&lt;b&gt;cut.png") {
		t.Errorf("a picture cut off: %d %s", broken.Code, clipped(body))
	}
	for _, path := range []string{"/claim/unknown", "/claim/" + strings.Repeat("A", 43), "/claim/..%2fx", "/claim/" + strings.Repeat("A", 5000)} {
		if rec := c.look(path); rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), "<h1>") {
			t.Errorf("%s: %d", path[:min(len(path), 40)], rec.Code)
		}
	}
	if rec := c.look("/claim?code=NOPE&lang=en"); rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), `id="code-fault"`) {
		t.Errorf("a code that nobody has: %d", rec.Code)
	}
}

// TestClaimPages_flood: one network files only so many claims, and what was typed is not lost.
func TestClaimPages_flood(t *testing.T) {
	t.Parallel()
	c := newClaimant(t)
	refused := 0
	for i := range 30 {
		values := c.filled("once", "flood"+strings.Repeat("x", i), "receipt", strings.Repeat("1", i+1))
		rec := c.Do(apitest.Request{Method: "POST", Path: "/claim", Body: []byte(values.Encode()), Header: with(browser, "Content-Type", "application/x-www-form-urlencoded")})
		if rec.Code == http.StatusTooManyRequests && strings.Contains(rec.Body.String(), "worms") && rec.Header().Get("Retry-After") != "" {
			refused++
		} else if rec.Code != http.StatusCreated {
			t.Fatalf("%d %s", rec.Code, clipped(rec.Body.String()))
		}
	}
	if taken := len(c.claims()); refused < 5 || taken+refused != 30 {
		t.Errorf("%d refused, %d taken", refused, taken)
	}
}

// faultsIn lists what a page says is wrong.
func faultsIn(page string) (list []string) {
	for _, m := range regexp.MustCompile(`id="([^"]+-fault)"[^>]*>([^<]*)`).FindAllStringSubmatch(page, -1) {
		list = append(list, m[1]+": "+m[2])
	}
	return list
}
