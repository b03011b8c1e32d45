package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/apitest"
	"suyuan/model"
)

// codeOn reads the code from the page that shows it once.
func codeOn(t *testing.T, page string) string {
	t.Helper()
	code := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){4}`).FindString(page)
	if code == "" {
		t.Fatalf("no code on the page:\n%s", page)
	}
	return code
}

// TestForgottenPasswordOnPages goes the whole way: the owner makes a code, the person sets a new password with it.
func TestForgottenPasswordOnPages(t *testing.T) {
	t.Parallel()
	w := world(t)
	const fresh = "battery staple of horses"
	me := w.JSON(apitest.Request{Method: "GET", Path: "/v1/me", As: "maker/clerk"}, http.StatusOK)["person"].(map[string]any)
	person, login := me["id"].(string), me["login"].(string)
	for lang, want := range map[model.Lang]string{model.ZH: "给重设密码的代码", model.UG: "پارول كودى بېرىش", model.EN: "Give a code for a new password"} {
		holds(t, string(lang), pageOf(t, w, "maker/owner", "/console/people/"+person+"?lang="+string(lang), http.StatusOK), want)
		holds(t, string(lang), pageOf(t, w, "maker/owner", "/console/people/"+person+"/password?lang="+string(lang), http.StatusOK), want)
	}
	rec := send(w, "maker/owner", "/console/people/"+person+"/password?lang=en")
	if rec.Code != http.StatusOK {
		t.Fatalf("making a code: %d", rec.Code)
	}
	code := codeOn(t, rec.Body.String())
	holds(t, "the code's page", rec.Body.String(), "/reset-password?code="+code, login, "Tell the person")
	if page := pageOf(t, w, "", "/reset-password?code="+code, http.StatusOK); !strings.Contains(page, `value="`+code+`"`) {
		t.Error("the link does not fill the code in")
	}

	fill := func(login, code, again string) []string {
		return []string{"login", login, "code", code, "new", fresh, "again", again}
	}
	faulted(w, "", "/reset-password", "again", fill(login, code, "something else")...)
	unknown := faulted(w, "", "/reset-password", "code", fill("nobody@suyuan.test", code, fresh)...)
	wrong := faulted(w, "", "/reset-password", "code", fill(login, "ABCD-ABCD-ABCD-ABCD-ABCD", fresh)...)
	told := regexp.MustCompile(`<p class="fault">.*?</p>`)
	if a, b := told.FindString(unknown), told.FindString(wrong); a == "" || a != b {
		t.Errorf("the answer tells whether a login exists: %q, %q", a, b)
	}
	if strings.Contains(wrong, fresh) {
		t.Error("the page repeats the password")
	}
	if to := sent(w, "", "/reset-password", fill(login, code, fresh)...); !strings.HasPrefix(to, "/sign-in?") || !strings.Contains(to, "done=password-reset") {
		t.Errorf("led to %s", to)
	}
	if got := w.Do(apitest.Request{Method: "GET", Path: "/v1/me", As: "maker/clerk"}).Code; got != http.StatusUnauthorized {
		t.Errorf("the old session: %d", got)
	}
	sent(w, "", "/sign-in", "login", login, "password", fresh)
}

// TestPlatformHelpsAnOwner: the platform's administrator helps who answers for a company, and nobody else there.
func TestPlatformHelpsAnOwner(t *testing.T) {
	t.Parallel()
	w := world(t)
	at := "/console/organisations/" + w.Orgs["maker"].String()
	login := func(label string) string {
		return w.JSON(apitest.Request{Method: "GET", Path: "/v1/me", As: label}, http.StatusOK)["person"].(map[string]any)["login"].(string)
	}
	holds(t, "the company's page", pageOf(t, w, "platform/admin", at, http.StatusOK), at+"/password")
	if page := pageOf(t, w, "north/supervisor", at, http.StatusOK); strings.Contains(page, at+"/password") {
		t.Error("a supervisor is offered what only the platform may do")
	}
	faulted(w, "platform/admin", at+"/password", "login", "login", login("maker/clerk"))
	faulted(w, "platform/admin", at+"/password", "login", "login", "nobody@suyuan.test")
	rec := send(w, "platform/admin", at+"/password", "login", login("maker/owner"))
	code := codeOn(t, rec.Body.String())
	w.JSON(apitest.Request{Method: "POST", Path: "/v1/password-reset", Body: object{"login": login("maker/owner"), "code": "x", "new": "battery staple of horses"}}, http.StatusUnprocessableEntity)
	if got := w.Do(apitest.Request{Method: "POST", Path: "/v1/password-reset", Body: object{"login": login("maker/owner"), "code": code, "new": "battery staple of horses"}}).Code; got != http.StatusNoContent {
		t.Errorf("using the code: %d", got)
	}
	sent(w, "", "/sign-in", "login", "maker@suyuan.test", "password", "battery staple of horses")
}
