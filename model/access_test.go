package model_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

func TestParseLogin(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Aygul@Example.CN": "aygul@example.cn", " a.b+c@x-y.z.cn ": "a.b+c@x-y.z.cn",
		"13912345678": "13912345678", "+86 139 1234 5678": "13912345678", "0086-139-1234-5678": "13912345678", "19912345678": "19912345678",
		"": "", "nobody": "", "a@b": "", "@x.cn": "", "a@": "", "a@.cn": "", "a@x..cn": "", "a@-x.cn": "", "a@x-.cn": "", ".a@x.cn": "",
		"a.@x.cn": "", "a..b@x.cn": "", "a b@x.cn": "", "a@b@x.cn": "", "ä@x.cn": "", "a@x.cn\x00": "",
		"12912345678": "", "1391234567": "", "139123456789": "", "+1 13912345678": "",
		strings.Repeat("a", 65) + "@x.cn": "", strings.Repeat("a", 60) + "@" + strings.Repeat("x", 58) + ".cn": "",
		"a@" + strings.Repeat("x", 64) + ".cn": "",
	} {
		got, err := model.ParseLogin(in)
		if got != want || (err == nil) != (want != "") || (err != nil && !errors.Is(err, model.LoginInvalid)) {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzParseLogin(f *testing.F) {
	f.Add("a@x.cn")
	f.Add("+86 139-1234-5678")
	f.Fuzz(func(t *testing.T, s string) {
		login, err := model.ParseLogin(s)
		if err != nil {
			return
		}
		again, err := model.ParseLogin(login)
		if again != login || err != nil {
			t.Fatalf("%q is read as %q, which is read as %q, %v", s, login, again, err)
		}
		if len(login) > 120 || login != strings.ToLower(login) {
			t.Fatalf("%q", login)
		}
	})
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]*model.Problem{
		"correct horse": nil, "溯源系统安全密码一二三": nil, "ئۇزۇن پارول": nil, "x7!kQ2m9zR": nil, strings.Repeat("abcdefg12 !", 11)[:120] + "end": nil,
		"": model.PasswordWeak, "x7!kQ2m9z": model.PasswordWeak, // nine
		"1234567890": model.PasswordWeak, "9876543210": model.PasswordWeak, "abcdefghij": model.PasswordWeak, // runs
		"aaaaaaaaaaaa": model.PasswordWeak, "abababababcc": model.PasswordWeak, // few characters
		"qwertqwert": model.PasswordWeak, "suyuansuyuansuyuan": model.PasswordWeak, // a block again
		"Password123": model.PasswordWeak, "QWERTYUIOP": model.PasswordWeak, "5201314520": model.PasswordWeak, // common
		"memet.tursun@x.cn": model.PasswordWeak, "Memet.Tursun": model.PasswordWeak, // the login
		strings.Repeat("abcdefg12 !", 12): model.ValueTooLong,
	} {
		err := model.CheckPassword(password, "memet.tursun@x.cn")
		if (want == nil) != (err == nil) || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestLacks(t *testing.T) {
	t.Parallel()
	for _, kind := range append(model.OrgKinds(), model.KindPlatform) {
		lead := model.Actor{Org: "o", OrgKind: kind, OrgState: model.OrgPending, Roles: []model.Role{model.LeadRole(kind)}}
		for _, role := range model.RolesFor(kind) {
			if p, lacks := lead.Lacks([]model.Role{role}, nil); lacks {
				t.Errorf("the lead of a %s cannot make a %s: lacks %s", kind, role, p)
			}
		}
	}
	clerk := model.Actor{Org: "o", OrgKind: model.KindProducer, OrgState: model.OrgActive, Roles: []model.Role{model.RoleClerk}}
	owner := []model.Role{model.RoleOwner}
	if p, lacks := clerk.Lacks(owner, nil); !lacks || clerk.Can(p) {
		t.Errorf("a clerk can make an owner: %s", p)
	}
	if p, lacks := clerk.Lacks(owner, []model.Permission{model.PermStepRecord}); lacks {
		t.Errorf("narrowed to what the clerk has: lacks %s", p)
	}
	key := clerk
	key.Key, key.Scopes = "k", []model.Permission{model.PermStepRecord}
	if _, lacks := key.Lacks([]model.Role{model.RoleClerk}, nil); !lacks {
		t.Error("a key hands out more than its scopes")
	}
}

func TestKeyLists(t *testing.T) {
	t.Parallel()
	roles := []model.Role{model.RoleOwner, model.RoleClerk}
	k := model.APIKey{Roles: model.JoinList(roles)}
	if diff := cmp.Diff(roles, k.RoleList()); diff != "" || len(k.ScopeList()) != 0 {
		t.Error(diff, k.ScopeList())
	}
}
