package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"suyuan/api/web"
	"suyuan/model"
)

// readCatalogue returns the messages of a language: a string, or the plural forms by CLDR category.
func readCatalogue(t *testing.T, lang model.Lang) map[string]any {
	t.Helper()
	words := map[string]any{}
	for _, name := range catalogueFiles(t, lang) {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &words); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return words
}

// catalogueFiles lists the files that hold the words of a language.
func catalogueFiles(t *testing.T, lang model.Lang) []string {
	t.Helper()
	areas, err := filepath.Glob(filepath.Join("locales", "*."+string(lang)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return append(areas, filepath.Join("locales", string(lang)+".json"))
}

// pluralForms are the CLDR cardinal categories of each language.
var pluralForms = map[model.Lang][]string{model.ZH: {"other"}, model.UG: {"one", "other"}, model.EN: {"one", "other"}}

func TestCataloguesAgree(t *testing.T) {
	t.Parallel()
	parameter := regexp.MustCompile(`\{\{\.[a-z]+\}\}`)
	chinese := readCatalogue(t, model.ZH)
	for _, lang := range model.Langs() {
		words := readCatalogue(t, lang)
		for key, message := range chinese {
			other, ok := words[key]
			if !ok {
				t.Errorf("%s lacks %q", lang, key)
				continue
			}
			_, pluralHere := other.(map[string]any)
			if _, plural := message.(map[string]any); plural != pluralHere {
				t.Errorf("%s: %q has plural forms in one language only", lang, key)
				continue
			}
			forms := messageForms(other)
			if pluralHere && !slices.Equal(sortedForms(forms), pluralForms[lang]) {
				t.Errorf("%s: %q has the plural forms %v, CLDR wants %v", lang, key, sortedForms(forms), pluralForms[lang])
			}
			want := parameters(parameter, messageForms(message)["other"])
			for form, s := range forms {
				if s == "" {
					t.Errorf("%s: %q is empty", lang, key)
				}
				if got := parameters(parameter, s); !slices.Equal(got, want) {
					t.Errorf("%s: %q (%s) has the parameters %v, want %v", lang, key, form, got, want)
				}
				if strings.ContainsAny(s, "<>&\"") {
					t.Errorf("%s: %q holds markup", lang, key)
				}
			}
		}
		for key := range words {
			if _, ok := chinese[key]; !ok {
				t.Errorf("%s has %q, which Chinese lacks", lang, key)
			}
		}
	}
}

// TestCataloguesAreTranslated finds words that were copied from another language.
func TestCataloguesAreTranslated(t *testing.T) {
	t.Parallel()
	scripts := map[model.Lang]*regexp.Regexp{
		model.ZH: regexp.MustCompile(`\p{Han}`), model.UG: regexp.MustCompile(`\p{Arabic}`), model.EN: regexp.MustCompile(`[A-Za-z]`),
	}
	foreign := map[model.Lang]*regexp.Regexp{
		model.ZH: regexp.MustCompile(`\p{Arabic}`), model.UG: regexp.MustCompile(`\p{Han}`), model.EN: regexp.MustCompile(`[\p{Han}\p{Arabic}]`),
	}
	// Letters of Arabic and Persian that look like Uyghur ones and come from the wrong keyboard.
	notUyghur := regexp.MustCompile(`[\x{0629}\x{0647}\x{06A9}\x{06CC}]`)
	for lang, script := range scripts {
		for key, message := range readCatalogue(t, lang) {
			for _, s := range messageForms(message) {
				if !strings.HasPrefix(key, "format.") && !script.MatchString(s) {
					t.Errorf("%s: %q is not in the language's script: %q", lang, key, s)
				}
				if foreign[lang].MatchString(s) {
					t.Errorf("%s: %q holds another language's letters: %q", lang, key, s)
				}
				if letter := notUyghur.FindString(s); letter != "" {
					t.Errorf("%s: %q holds %+q, which is no Uyghur letter", lang, key, letter)
				}
			}
		}
	}
}

// TestCatalogueWordsAreUsed compares the keys with those that templates and code name.
func TestCatalogueWordsAreUsed(t *testing.T) {
	t.Parallel()
	words := readCatalogue(t, model.ZH)
	used := map[string]bool{}
	for _, status := range web.ScanStatuses() {
		used["status."+string(status)+".title"], used["status."+string(status)+".text"] = true, true
	}
	for _, step := range web.Steps() {
		used["step."+string(step)] = true
	}
	for month := range 12 {
		used["month."+strconv.Itoa(month+1)] = true
	}

	templates, err := filepath.Glob("templates/*.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\b(?:t|fill|count) "([^"]+)"`)
	for _, file := range templates {
		for _, key := range named.FindAllStringSubmatch(readText(t, file), -1) {
			used[key[1]] = true
		}
	}
	for key := range words {
		if strings.HasPrefix(key, "format.") {
			used[key] = true
		}
	}
	// In code a key is a literal, or a family's prefix that ends in a point with the members of an enumeration behind it.
	literal := regexp.MustCompile(`"([a-z0-9]+(?:[.-][a-z0-9]+)*\.?)"`)
	for _, file := range pageSources(t) {
		for _, m := range literal.FindAllStringSubmatch(readText(t, file), -1) {
			key := m[1]
			for _, k := range []string{key, "next." + key, "done." + key} {
				if _, ok := words[k]; ok {
					used[k] = true
				}
			}
			for k := range words {
				if strings.HasSuffix(key, ".") && strings.HasPrefix(k, key) {
					used[k] = true
				}
			}
		}
		for _, m := range wordLiteral.FindAllStringSubmatch(readText(t, file), -1) {
			if !strings.HasSuffix(m[1], ".") {
				used[m[1]] = true
			}
		}
	}
	for key := range words {
		if !used[key] {
			t.Errorf("nothing uses %q", key)
		}
	}
	for key := range used {
		if _, ok := words[key]; !ok {
			t.Errorf("the catalogues lack %q", key)
		}
	}
}

// wordLiteral finds what can only be a key of the catalogue.
var wordLiteral = regexp.MustCompile(`(?:web\.Word\(|Label: |Submit: +|Key: +|web\.Say\()"([^"]*[^".])"`)

// pageSources lists the code that names words: this package's and the console's.
func pageSources(t *testing.T) (sources []string) {
	t.Helper()
	for _, pattern := range []string{"*.go", "../console/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal("no sources", err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				sources = append(sources, file)
			}
		}
	}
	return sources
}

func readText(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func messageForms(message any) map[string]string {
	if s, ok := message.(string); ok {
		return map[string]string{"other": s}
	}
	forms := map[string]string{}
	if m, ok := message.(map[string]any); ok {
		for form, s := range m {
			forms[form], _ = s.(string)
		}
	}
	return forms
}

func sortedForms(forms map[string]string) []string {
	keys := make([]string, 0, len(forms))
	for k := range forms {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func parameters(re *regexp.Regexp, s string) []string {
	found := re.FindAllString(s, -1)
	slices.Sort(found)
	return found
}

// TestCountsHavePluralForms: English that counts says "1 row" and "2 rows".
func TestCountsHavePluralForms(t *testing.T) {
	t.Parallel()
	counting := regexp.MustCompile(`\{\{\.[a-z]+\}\} (?:more )?[a-z]+s\b`)
	for key, message := range readCatalogue(t, model.EN) {
		text, one := message.(string)
		if one && counting.MatchString(text) {
			t.Errorf("%q counts without plural forms: %s", key, text)
		}
	}
}
