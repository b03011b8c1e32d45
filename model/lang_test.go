package model_test

import (
	"testing"

	"suyuan/model"
)

func TestParseLang(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]model.Lang{
		"zh": model.ZH, "zh-CN": model.ZH, "ZH-hans-cn": model.ZH, "ug": model.UG, "ug-Arab-CN": model.UG, "en": model.EN, " en-GB ": model.EN,
	} {
		if got, ok := model.ParseLang(tag); !ok || got != want {
			t.Errorf("ParseLang(%q) = %q, %v", tag, got, ok)
		}
	}
	for _, tag := range []string{"", "de", "zho", "e", "english", "-zh", "zh_CN"} {
		if got, ok := model.ParseLang(tag); ok || got != model.ZH {
			t.Errorf("ParseLang(%q) = %q, %v; want the default and no", tag, got, ok)
		}
	}
	for _, l := range model.Langs() {
		if got, ok := model.ParseLang(string(l)); !ok || got != l {
			t.Errorf("ParseLang(%q) = %q, %v", l, got, ok)
		}
		if rtl := l.Dir() == "rtl"; rtl != (l == model.UG) {
			t.Errorf("%q is written %s", l, l.Dir())
		}
	}
}

func TestTextFallsBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text model.Text
		ask  model.Lang
		want string
		in   model.Lang
	}{
		"there":              {model.Text{ZH: "苹果", UG: "ئالما", EN: "apple"}, model.UG, "ئالما", model.UG},
		"Chinese first":      {model.Text{ZH: "苹果", EN: "apple"}, model.UG, "苹果", model.ZH},
		"then English":       {model.Text{UG: "ئالما", EN: "apple"}, model.ZH, "apple", model.EN},
		"then Uyghur":        {model.Text{UG: "ئالما"}, model.EN, "ئالما", model.UG},
		"nothing":            {model.Text{}, model.EN, "", model.EN},
		"a language unknown": {model.Text{ZH: "苹果"}, "de", "苹果", model.ZH},
	} {
		got, in := c.text.Pick(c.ask)
		if got != c.want || in != c.in || c.text.In(c.ask) != c.want {
			t.Errorf("%s: Pick(%q) = %q in %q, want %q in %q", name, c.ask, got, in, c.want, c.in)
		}
		if c.text.Empty() != (c.want == "") {
			t.Errorf("%s: Empty() = %v", name, c.text.Empty())
		}
	}
}

func TestTextFill(t *testing.T) {
	t.Parallel()
	text := model.Text{EN: "{a} of {b}, again {a}, not {c}"}
	for name, c := range map[string]struct {
		params []model.Param
		want   string
	}{
		"all":                                 {[]model.Param{model.P("a", 1), model.P("b", "two")}, "1 of two, again 1, not {c}"},
		"none":                                {nil, "{a} of {b}, again {a}, not {c}"},
		"a text in the reader's language":     {[]model.Param{model.PText("a", model.Text{ZH: "千克", EN: "kg"}), model.P("b", 2)}, "kg of 2, again kg, not {c}"},
		"a value that looks like a parameter": {[]model.Param{model.P("a", "{b}"), model.P("b", "x")}, "{b} of x, again {b}, not {c}"},
	} {
		if got := text.Fill(model.EN, c.params); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
