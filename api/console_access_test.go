package api_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository/repotest"
	"suyuan/service/access"
)

// send sends a form of a page as a browser does.
func send(w *apitest.World, as, path string, pairs ...string) *httptest.ResponseRecorder {
	w.T.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return w.Do(apitest.Request{
		Method: "POST", Path: path, As: as, Body: []byte(values.Encode()),
		Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
	})
}

// sent sends a form that must be accepted and returns where the browser is led.
func sent(w *apitest.World, as, path string, pairs ...string) string {
	w.T.Helper()
	rec := send(w, as, path, pairs...)
	if rec.Code != http.StatusSeeOther {
		w.T.Fatalf("POST %s as %q: %d\n%s", path, as, rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

// faulted sends a form that must be refused with a fault beside a field, and returns the page.
func faulted(w *apitest.World, as, path, field string, pairs ...string) string {
	w.T.Helper()
	rec := send(w, as, path, pairs...)
	page := rec.Body.String()
	if rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusConflict {
		w.T.Errorf("POST %s as %q: %d, want a fault at %s", path, as, rec.Code, field)
	}
	if !faultAt(page, field) {
		w.T.Errorf("POST %s: no fault beside %q", path, field)
	}
	return page
}

func faultAt(page, field string) bool {
	about := regexp.MustCompile(`id="` + regexp.QuoteMeta(field) + `-about"[^>]*><p class="fault">`)
	return about.MatchString(page)
}

func holds(t *testing.T, what, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, html.EscapeString(text)) {
			t.Errorf("%s does not show %q", what, text)
		}
	}
}

// world is the house with its people, on SQLite.
func world(t *testing.T) *apitest.World {
	t.Helper()
	clock := repotest.NewClock()
	return apitest.New(t, repotest.SQLite(t, clock), clock, nil)
}

func TestAccountPagesInThreeLanguages(t *testing.T) {
	t.Parallel()
	w := world(t)
	key := newKey(w, "maker")
	person := newPerson(w, "maker")
	for _, p := range []struct {
		as, path   string
		zh, ug, en string
	}{
		{"", "/sign-in", "手机号或邮箱", "يانفون نومۇرى ياكى ئېلخەت", "Mobile number or e-mail"},
		{"", "/register", "提交注册", "تىزىملاشنى يوللاش", "Submit"},
		{"maker/owner", "/console/seats", "您只属于一个单位", "سىز بىرلا ئورۇنغا تەۋە", "You belong to one organisation"},
		{"maker/owner", "/console/profile", "本设备", "بۇ ئۈسكۈنە", "This device"},
		{"maker/owner", "/console/profile/password", "再输一次新密码", "يېڭى پارولنى قايتا كىرگۈزۈڭ", "New password again"},
		{"maker/owner", "/console/organisation", "监管部门核准注册", "نازارەتچى تارماق تەستىقلىدى", "a regulator whose region covers it approves it"},
		{"pending/owner", "/console/organisation", "注册已提交，等待核准", "تىزىملاش يوللاندى، تەستىق كۈتۈۋاتىدۇ", "Submitted; waiting for approval"},
		{"maker/owner", "/console/organisation/edit", "修改单位资料", "ئورۇن ئۇچۇرىنى ئۆزگەرتىش", "Edit the organisation"},
		{"maker/owner", "/console/organisations", "往来单位", "ئالاقىداش ئورۇنلار", "Partners"},
		{"north/supervisor", "/console/organisations", "企业名录", "كارخانىلار", "Companies"},
		{"north/supervisor", "/console/approvals", "齐全", "تولۇق", "Complete"},
		{"north/supervisor", "/console/organisations/" + w.Orgs["pending"].String() + "/refuse", "对方会看到原因", "ئۇلار سەۋەبىنى كۆرىدۇ", "They see the reason"},
		{"maker/owner", "/console/sites", "登记场所", "سورۇن تىزىملاش", "Register a site"},
		{"maker/owner", "/console/sites/" + w.Sites["maker"].String(), "全球位置码", "يەر شارى ئورۇن كودى", "Location number"},
		{"maker/owner", "/console/people", "记录员", "خاتىرىلىگۈچى", "recorder"},
		{"maker/owner", "/console/people/" + person, "停用账号", "ھېساباتنى توختىتىش", "Disable the account"},
		{"maker/owner", "/console/people/" + person + "/remove", "移出后该人员", "چىقىرىلسا بۇ كىشى", "can no longer sign in"},
		{"maker/owner", "/console/keys", "从未使用", "ئىشلىتىلمىگەن", "Never used"},
		{"maker/owner", "/console/keys/new", "查看批次", "تۈركۈملەرنى كۆرۈش", "see batches"},
		{"maker/owner", "/console/keys/" + key + "/revoke", "立即无法访问", "دەرھال كىرەلمەيدۇ", "lose access at once"},
		{"maker/owner", "/console/audit", "新建了接口密钥", "API ئاچقۇچى قۇردى", "made an API key"},
	} {
		for lang, want := range map[model.Lang]string{model.ZH: p.zh, model.UG: p.ug, model.EN: p.en} {
			page := pageOf(t, w, p.as, p.path+"?lang="+string(lang), http.StatusOK)
			holds(t, p.path+" in "+string(lang), page, want)
			if !strings.Contains(page, `<html lang="`+string(lang)+`"`) {
				t.Errorf("%s is not in %s", p.path, lang)
			}
		}
	}
}

func TestSigningInOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	faulted(w, "", "/sign-in", "password", "login", "maker@suyuan.test")
	wrong := send(w, "", "/sign-in", "login", "maker@suyuan.test", "password", "wrong password")
	holds(t, "a wrong password", wrong.Body.String(), "登录名或密码不正确", "maker@suyuan.test")
	if wrong.Code != http.StatusUnprocessableEntity || strings.Contains(wrong.Body.String(), "wrong password") {
		t.Errorf("%d, or the password came back", wrong.Code)
	}
	for range 12 {
		wrong = send(w, "", "/sign-in?lang=en", "login", "maker@suyuan.test", "password", "wrong password")
	}
	holds(t, "too many attempts", wrong.Body.String(), "Too many requests")
}

// TestSeveralSeats: somebody with two organisations types the password once and chooses on the next page.
func TestSeveralSeats(t *testing.T) {
	t.Parallel()
	w := world(t)
	second := sent(w, "partner/owner", "/register", "kind", "retailer", "name.zh", "二号店", "uscc", w.USCC("650102"), "province", "650000", "region", "650102")
	if !strings.HasPrefix(second, "/console/organisation?") {
		t.Errorf("led to %s", second)
	}
	rec := send(w, "", "/sign-in", "login", "partner@suyuan.test", "password", apitest.Password, "next", "/console/sites")
	if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/console/seats?") || !strings.Contains(to, "next=%2Fconsole%2Fsites") {
		t.Fatalf("%d %s", rec.Code, to)
	}
	w.Tokens["both"] = rec.Result().Cookies()[0].Value
	page := pageOf(t, w, "both", "/console/seats?next=/console/sites", http.StatusOK)
	holds(t, "the seats", page, "二号店", "测试partner", "待核准")
	ids := regexp.MustCompile(`name="organisation_id" value="([0-9a-f-]+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 2 {
		t.Fatalf("%d seats", len(ids))
	}
	rec = send(w, "both", "/console/seats", "organisation_id", ids[1][1], "next", "/console/organisation")
	if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/console/organisation?done=switched") {
		t.Fatalf("%d %s", rec.Code, to)
	}
	w.Tokens["second"] = rec.Result().Cookies()[0].Value
	holds(t, "the second company", pageOf(t, w, "second", "/console/organisation", http.StatusOK), "二号店")
	if rec := w.Do(apitest.Request{Method: "GET", Path: "/console", As: "both"}); rec.Code != http.StatusUnauthorized {
		t.Errorf("the first session still works: %d", rec.Code)
	}
	faulted(w, "second", "/console/seats", "organisation_id", "organisation_id", w.Orgs["maker"].String())
}

func TestRegisterOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	fields := []string{
		"kind", "producer", "name.zh", "梨园<script>", "uscc", strings.ToLower(w.USCC("652801")), "address", "一路", "phone", "0996-2000000",
		"person.name", "阿依古丽", "person.login", "aygul@x.cn", "person.password", "a long enough secret",
	}
	// Without script the cities of a province come with a press of a button; what was typed stays, but for the password.
	chosen := send(w, "", "/register", append(fields, "province", "650000", "more", "region")...)
	page := chosen.Body.String()
	holds(t, "the form", page, "库尔勒市", "石河子市", `阿依古丽`)
	if chosen.Code != http.StatusOK || strings.Contains(page, "a long enough secret") || strings.Contains(page, "梨园<script>") {
		t.Errorf("%d, or something came back that must not", chosen.Code)
	}
	// The language goes with the form.
	action := regexp.MustCompile(`action="(/register[^"]*)" method="post"`).FindStringSubmatch(pageOf(t, w, "", "/register?lang=ug", http.StatusOK))
	if action == nil || !strings.Contains(faulted(w, "", action[1], "region", fields...), "تىزىملاشنى يوللاش") {
		t.Errorf("the form is sent to %q", action)
	}
	faulted(w, "", "/register", "region", append(fields, "province", "650000")...)
	faulted(w, "", "/register", "region", append(fields, "province", "440000", "region", "652801")...)
	faulted(w, "", "/register", "person.password", "kind", "producer", "name.zh", "甲", "uscc", w.USCC("652801"), "province", "650000", "region", "652801",
		"person.name", "甲", "person.login", "a@x.cn", "person.password", "1234567890")
	faulted(w, "", "/register", "name", "kind", "producer", "uscc", w.USCC("652801"), "province", "650000", "region", "652801")

	once := append(fields, "province", "650000", "region", "652801", "once", "abc")
	rec := send(w, "", "/register", once...)
	if to := rec.Header().Get("Location"); rec.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/console/organisation?done=registered") {
		t.Fatalf("%d %s %s", rec.Code, to, rec.Body)
	}
	if again := send(w, "", "/register", once...); again.Code != http.StatusSeeOther {
		t.Errorf("pressing twice: %d", again.Code)
	}
	w.Tokens["new"] = rec.Result().Cookies()[0].Value
	page = pageOf(t, w, "new", "/console/organisation", http.StatusOK)
	holds(t, "the page afterwards", page, "等待核准", "测试north", "梨园<script>")
	if strings.Contains(page, "<script>") {
		t.Error("a name became markup")
	}
	// A company abroad.
	sent(w, "", "/register", "kind", "producer", "name.en", "Almaty Dairy", "country", "kz", "foreign_id", "BIN 1", "province", "650000", "region", "654000",
		"person.name", "A", "person.login", "kz@x.cn", "person.password", "a long enough secret")
	holds(t, "approvals", pageOf(t, w, "north/supervisor", "/console/approvals", http.StatusOK), "KZ BIN 1", "缺电话", "缺地址", "所在地未到县区")
}

func TestOrganisationMovesOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	org := "/console/organisations/" + w.Orgs["pending"].String()
	pageOf(t, w, "maker/owner", org, http.StatusNotFound)
	pageOf(t, w, "south/supervisor", org+"/approve", http.StatusNotFound)
	pageOf(t, w, "north/supervisor", org+"/suspend", http.StatusNotFound)
	pageOf(t, w, "north/supervisor", org+"/nonsense", http.StatusNotFound)
	faulted(w, "north/supervisor", org+"/refuse", "reason", "reason", " ")
	if to := sent(w, "north/supervisor", org+"/refuse?from=approvals", "reason", `电话 "打不通" <b>`); !strings.HasPrefix(to, "/console/approvals?done=organisation-refused") {
		t.Errorf("led to %s", to)
	}
	page := pageOf(t, w, "pending/owner", "/console/organisation", http.StatusOK)
	holds(t, "the refused company", page, "注册被退回", `电话 "打不通" <b>`, "重新提交")
	sent(w, "pending/owner", "/console/organisation/edit", "version", "2", "name.zh", "新名字", "phone", "０９９６－１", "address", "二路")
	sent(w, "pending/owner", org+"/resubmit")
	if rec := send(w, "pending/owner", "/console/organisation/edit", "version", "2", "name.zh", "旧版本"); rec.Code != http.StatusConflict {
		t.Errorf("an old version: %d", rec.Code)
	}
	sent(w, "north/supervisor", org+"/approve", "once", "x")
	sent(w, "north/supervisor", org+"/approve", "once", "x")
	page = pageOf(t, w, "north/supervisor", org, http.StatusOK)
	holds(t, "the file", page, "新名字", "0996-1", "二路", "企业更正后重新提交", "监管部门核准注册", "暂停业务")
	if !strings.Contains(page, "<bdi>1</bdi> 人") {
		t.Error("the file does not say how many people there are")
	}
	list := pageOf(t, w, "north/supervisor", "/console/organisations?kind=producer&state=active&q=新名字", http.StatusOK)
	holds(t, "the list", list, "新名字")
	if strings.Contains(list, "测试maker") {
		t.Error("the filter lets others through")
	}
}

func TestSitesOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	form := []string{"name.zh", "冷库", "province", "650000", "region", "652801", "address", "A", "gln", w.GLN()}
	faulted(w, "maker/owner", "/console/sites/new", "longitude", append(form, "latitude", "41.7")...)
	faulted(w, "maker/owner", "/console/sites/new", "latitude", append(form, "latitude", "91", "longitude", "86")...)
	faulted(w, "maker/owner", "/console/sites/new", "gln", "name.zh", "冷库", "province", "650000", "region", "652801", "gln", w.GLNs["partner"])
	to := sent(w, "maker/owner", "/console/sites/new", append(form, "latitude", "41.7259", "longitude", "８６.1745")...)
	site := strings.TrimSuffix(to[:strings.Index(to, "?")], "?")
	holds(t, "the site", pageOf(t, w, "maker/owner", site, http.StatusOK), "冷库", "41.7259, 86.1745", "库尔勒市")
	sent(w, "maker/owner", site+"/edit", "name.zh", "新冷库", "address", "B", "latitude", "", "longitude", "")
	page := pageOf(t, w, "maker/owner", site, http.StatusOK)
	holds(t, "the site", page, "新冷库", "未标注")
	holds(t, "the regulator's list", pageOf(t, w, "north/inspector", "/console/sites", http.StatusOK), "新冷库", "测试maker")
	for _, who := range []string{"stranger/owner", "south/inspector"} {
		pageOf(t, w, who, site, http.StatusNotFound)
	}
	pageOf(t, w, "north/supervisor", site+"/edit", http.StatusForbidden)
	if !strings.Contains(pageOf(t, w, "maker/owner", "/console/sites/new", http.StatusOK), `<option value="652801" selected>`) {
		t.Error("the form does not begin with the company's own place")
	}
}

func TestPeopleOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	faulted(w, "maker/owner", "/console/people/new", "role", "name", "热娜", "login", "rena@x.cn", "password", apitest.Password)
	faulted(w, "maker/owner", "/console/people/new", "login", "name", "热娜", "login", "rena", "password", apitest.Password, "role", "clerk")
	to := sent(w, "maker/owner", "/console/people/new", "name", "热娜", "login", "rena@x.cn", "password", apitest.Password, "role", "clerk")
	person := to[:strings.Index(to, "?")]
	signIn := func() int { return send(w, "", "/sign-in", "login", "rena@x.cn", "password", apitest.Password).Code }
	if code := signIn(); code != http.StatusSeeOther {
		t.Errorf("signing in: %d", code)
	}
	sent(w, "maker/owner", person, "role", "manager")
	page := pageOf(t, w, "maker/owner", person, http.StatusOK)
	if holds(t, "the person", page, "热娜", "主管"); !strings.Contains(page, `value="manager" checked`) {
		t.Error("the present role is not marked")
	}
	sent(w, "maker/owner", person+"/disable")
	if code := signIn(); code != http.StatusUnprocessableEntity {
		t.Errorf("signing in with a disabled account: %d", code)
	}
	holds(t, "the list", pageOf(t, w, "maker/owner", "/console/people", http.StatusOK), "已停用")
	sent(w, "maker/owner", person+"/enable")
	pageOf(t, w, "partner/owner", person, http.StatusNotFound)
	pageOf(t, w, "maker/manager", person, http.StatusForbidden)
	sent(w, "maker/owner", person+"/remove")
	pageOf(t, w, "maker/owner", person, http.StatusNotFound)
	owner := w.Actor("maker/owner").Person.String()
	if rec := send(w, "maker/owner", "/console/people/"+owner+"/remove"); rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "必须保留一名管理员") {
		t.Errorf("the last owner: %d", rec.Code)
	}
	page = pageOf(t, w, "maker/owner", "/console/audit?who=person:"+owner+"&what=person:role", http.StatusOK)
	holds(t, "the audit trail", page, "更改了人员的角色", "First", "→")
	if rows := strings.Count(page, "<tr>") - 1; rows != 1 {
		t.Errorf("%d rows of one change of role", rows)
	}
	if empty := pageOf(t, w, "maker/owner", "/console/audit?to=2020-01-01", http.StatusOK); !strings.Contains(empty, "没有找到") {
		t.Error("a day before everything shows something")
	}
}

func TestKeysOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	faulted(w, "maker/owner", "/console/keys/new", "roles", "name", "till")
	faulted(w, "maker/owner", "/console/keys/new", "scopes", "name", "till", "roles", "viewer", "scopes", "product:write")
	faulted(w, "maker/owner", "/console/keys/new", "expires_at", "name", "till", "roles", "viewer", "expires_at", "2020-01-01")
	made := send(w, "maker/owner", "/console/keys/new", "name", "till", "roles", "viewer", "scopes", "batch:read", "once", "one")
	text := regexp.MustCompile(`value="(syk_[a-z2-7]{16}_[a-z2-7]{52})"`).FindStringSubmatch(made.Body.String())
	if made.Code != http.StatusOK || text == nil {
		t.Fatalf("%d %s", made.Code, made.Body)
	}
	call := func(path string) int {
		return w.Do(apitest.Request{Method: "GET", Path: path, Header: map[string]string{"Authorization": "Bearer " + text[1]}}).Code
	}
	if call("/v1/batches") != http.StatusOK || call("/v1/products") != http.StatusForbidden {
		t.Error("the key does not do what was ticked")
	}
	again := send(w, "maker/owner", "/console/keys/new", "name", "till", "roles", "viewer", "scopes", "batch:read", "once", "one")
	if again.Code != http.StatusConflict || strings.Contains(again.Body.String(), text[1]) {
		t.Errorf("the text a second time: %d", again.Code)
	}
	list := pageOf(t, w, "maker/owner", "/console/keys", http.StatusOK)
	if strings.Count(list, "syk_") != 1 || strings.Contains(list, text[1]) {
		t.Error("the list shows more than the mark of one key")
	}
	key := regexp.MustCompile(`href="(/console/keys/[0-9a-f-]{36})`).FindStringSubmatch(list)[1]
	rotated := send(w, "maker/owner", key+"/rotate", "overlap", "1", "expires_at", "", "once", "two")
	if rotated.Code != http.StatusOK || !strings.Contains(rotated.Body.String(), "syk_") {
		t.Fatalf("%d", rotated.Code)
	}
	holds(t, "the replaced key", pageOf(t, w, "maker/owner", key, http.StatusOK), "更换中", "查看批次")
	sent(w, "maker/owner", key+"/revoke")
	if call("/v1/batches") != http.StatusUnauthorized {
		t.Error("a revoked key still works")
	}
	pageOf(t, w, "partner/owner", key, http.StatusNotFound)
	pageOf(t, w, "maker/clerk", "/console/keys", http.StatusForbidden)
}

func TestProfileOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	const as = "maker/clerk"
	hostile := "‮<script>alert(1)</script>\"'"
	faulted(w, as, "/console/profile", "name", "name", "", "lang", "ug")
	sent(w, as, "/console/profile", "name", hostile, "lang", "ug")
	page := pageOf(t, w, as, "/console/profile", http.StatusOK)
	holds(t, "the profile", page, hostile)
	if strings.Contains(page, "<script>alert") {
		t.Error("a name became markup")
	}
	in, err := w.Services.Access.SignIn(t.Context(), access.SignIn{Login: "maker-clerk@suyuan.test", Password: apitest.Password, Agent: "Mozilla/5.0 (iPhone) MicroMessenger"})
	if err != nil {
		t.Fatal(err)
	}
	w.Tokens["phone"] = in.Token
	page = pageOf(t, w, as, "/console/profile", http.StatusOK)
	holds(t, "the sessions", page, "WeChat · iPhone", "本设备")
	end := regexp.MustCompile(`/console/profile/sessions/[0-9a-f]+/end`).FindString(page)
	sent(w, as, end)
	pageOf(t, w, "phone", "/console/products", http.StatusSeeOther)

	faulted(w, as, "/console/profile/password", "old", "old", "not it at all", "new", "another long secret", "again", "another long secret")
	faulted(w, as, "/console/profile/password", "again", "old", apitest.Password, "new", "another long secret", "again", "something else")
	faulted(w, as, "/console/profile/password", "new", "old", apitest.Password, "new", "1234567890", "again", "1234567890")
	sent(w, as, "/console/profile/password", "old", apitest.Password, "new", "another long secret", "again", "another long secret")
	if code := send(w, "", "/sign-in", "login", "maker-clerk@suyuan.test", "password", "another long secret").Code; code != http.StatusSeeOther {
		t.Errorf("signing in with the new password: %d", code)
	}
	sent(w, as, "/console/profile/sessions/end-others")
}
