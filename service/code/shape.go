package code

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/language"

	"suyuan/model"
)

// fontDirs are where fonts are looked for unless the room is told otherwise (Filesystem Hierarchy Standard 3.0 §4.11).
var fontDirs = []string{"/usr/share/fonts", "/usr/local/share/fonts"}

// The bounds of what the book of fonts reads and keeps.
const (
	maxFontFiles = 2_000
	maxFontFile  = 48 << 20 // bytes; Noto Sans CJK with all its regions has 19 MB
	maxFontBytes = 64 << 20 // of the files of the fonts that are kept
	maxMissing   = 1_000
)

// fontBook finds fonts in directories and keeps the few that are used. It is safe for concurrent use. Directories are
// listed once; a font that is installed later is seen after a restart.
type fontBook struct {
	dirs []string

	mu      sync.Mutex
	listed  bool
	files   []string
	kept    []keptFont    // most recently used first
	missing map[rune]bool // no font has these
}

// keptFont is one font in memory.
type keptFont struct {
	font *font.Font
	size int64 // of its file
}

// preferred are file names that are tried first: upright text faces in the style of Chinese and Uyghur print. Any other
// font is better than none.
var preferred = []string{
	"notosanscjk-regular", "notosanscjksc-regular", "notosanssc-regular", "sourcehansanssc-regular", "sourcehansanscn-regular", "wqy-microhei",
	"droidsansfallbackfull", "wqy-zenhei", "ukijtut", "ukijekran", "ukijtuz", "notonaskharabic-regular", "notosansarabic-regular",
	"notosans-regular", "liberationsans-regular", "dejavusans",
}

// listFiles finds the font files, the preferred ones first and ornamental or slanted ones last. What cannot be read is
// passed over: it is as if the font were not installed.
func (b *fontBook) listFiles() {
	if b.listed {
		return
	}
	b.listed = true
	for _, dir := range b.dirs {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || len(b.files) >= maxFontFiles {
				return nil //nolint:nilerr // an unreadable directory holds no fonts for us
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf", ".ttc", ".otc":
				b.files = append(b.files, path)
			}
			return nil
		})
	}
	slices.SortStableFunc(b.files, func(x, y string) int {
		if order := fontRank(x) - fontRank(y); order != 0 {
			return order
		}
		return strings.Compare(x, y)
	})
}

func fontRank(path string) int {
	name := strings.ToLower(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	if i := slices.Index(preferred, name); i >= 0 {
		return i
	}
	for _, unusual := range []string{"bold", "italic", "oblique", "light", "thin", "black", "condensed", "mono", "serif"} {
		if strings.Contains(name, unusual) {
			return len(preferred) + 1
		}
	}
	return len(preferred)
}

// fontsFor returns fonts that together have every character of the texts, at best one for each script, so that a word
// is never set in two faces. Refusal: label-font-missing, which names the script.
func (b *fontBook) fontsFor(texts []string) ([]*font.Font, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var chosen []*font.Font
	for _, group := range byScript(texts) {
		if slices.ContainsFunc(chosen, func(f *font.Font) bool { return covers(f.Cmap, group.runes) }) {
			continue
		}
		if f := b.find(group.runes); f != nil {
			chosen = append(chosen, f)
			continue
		}
		for _, r := range group.runes {
			if slices.ContainsFunc(chosen, func(f *font.Font) bool { return covers(f.Cmap, []rune{r}) }) {
				continue
			}
			f := b.find([]rune{r})
			if f == nil {
				return nil, model.LabelFontMissing.Refuse(model.PText("script", scriptName(group.script)), model.P("character", string(r)))
			}
			chosen = append(chosen, f)
		}
	}
	return chosen, nil
}

// scriptRunes are the characters of one script in a text.
type scriptRunes struct {
	script language.Script
	runes  []rune
}

// byScript sorts out the characters that need a shape. Han comes first: its fonts have Latin letters, digits and
// punctuation in the same style.
func byScript(texts []string) []scriptRunes {
	var groups []scriptRunes
	for _, text := range texts {
		for _, r := range text {
			if unicode.Is(unicode.Cf, r) {
				continue // joiners and isolates have no shape
			}
			script := language.LookupScript(r)
			i := slices.IndexFunc(groups, func(g scriptRunes) bool { return g.script == script })
			if i < 0 {
				i, groups = len(groups), append(groups, scriptRunes{script: script})
			}
			if !slices.Contains(groups[i].runes, r) {
				groups[i].runes = append(groups[i].runes, r)
			}
		}
	}
	slices.SortStableFunc(groups, func(x, y scriptRunes) int { return scriptRank(x.script) - scriptRank(y.script) })
	return groups
}

func scriptRank(s language.Script) int {
	if i := slices.Index([]language.Script{language.Han, language.Arabic, language.Latin}, s); i >= 0 {
		return i
	}
	return 3
}

// scriptName names a script for people.
func scriptName(s language.Script) model.Text {
	switch s {
	case language.Han:
		return model.Text{ZH: "汉字", UG: "خەنزۇچە خەت", EN: "Chinese characters"}
	case language.Arabic:
		return model.Text{ZH: "维吾尔文（阿拉伯字母）", UG: "ئۇيغۇر يېزىقى (ئەرەب ھەرپى)", EN: "Uyghur (Arabic script)"}
	case language.Latin:
		return model.Text{ZH: "拉丁字母", UG: "لاتىن ھەرپى", EN: "Latin letters"}
	}
	return model.Text{ZH: "符号", UG: "بەلگە", EN: "the sign"}
}

func covers(cmap font.Cmap, runes []rune) bool {
	for _, r := range runes {
		if gid, ok := cmap.Lookup(r); !ok || gid == 0 {
			return false
		}
	}
	return true
}

// find returns a font that has all the characters, nil when there is none. The character maps of fonts are read from
// disk each time and only the font that is chosen is kept.
func (b *fontBook) find(runes []rune) *font.Font {
	if slices.ContainsFunc(runes, func(r rune) bool { return b.missing[r] }) {
		return nil
	}
	for i, k := range b.kept {
		if covers(k.font.Cmap, runes) {
			copy(b.kept[1:i+1], b.kept[:i])
			b.kept[0] = k
			return k.font
		}
	}
	b.listFiles()
	for _, path := range b.files {
		if k, ok := openFont(path, runes); ok {
			b.keep(k)
			return k.font
		}
	}
	if len(runes) == 1 && len(b.missing) < maxMissing {
		if b.missing == nil {
			b.missing = map[rune]bool{}
		}
		b.missing[runes[0]] = true
	}
	return nil
}

// keep puts a font first and drops those that were not used for longest, down to maxFontBytes.
func (b *fontBook) keep(k keptFont) {
	b.kept = append([]keptFont{k}, b.kept...)
	sum := int64(0)
	for i, k := range b.kept {
		if sum += k.size; sum > maxFontBytes && i > 0 {
			b.kept = slices.Clone(b.kept[:i])
			return
		}
	}
}

// openFont reads the font of a file that has all the characters; of a collection the one for mainland China if it has
// one. Files that are no fonts, and fonts without outlines, have none.
func openFont(path string, runes []rune) (k keptFont, ok bool) {
	file, err := os.Open(path)
	if err != nil {
		return k, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFontFile {
		return k, false
	}
	loaders, err := opentype.NewLoaders(file)
	if err != nil {
		return k, false
	}
	slices.SortStableFunc(loaders, func(x, y *opentype.Loader) int { return regionRank(x) - regionRank(y) })
	for _, ld := range loaders {
		if !outlined(ld) || !coversAll(ld, runes) {
			continue
		}
		if f, err := font.NewFont(ld); err == nil && covers(f.Cmap, runes) {
			return keptFont{f, info.Size()}, true
		}
	}
	return k, false
}

// regionRank puts the simplified Chinese member of a collection first: the same character is written differently in
// other regions.
func regionRank(ld *opentype.Loader) int {
	description, _ := font.Describe(ld, nil)
	if strings.HasSuffix(description.Family, " SC") {
		return 0
	}
	return 1
}

func outlined(ld *opentype.Loader) bool {
	return ld.HasTable(opentype.MustNewTag("glyf")) || ld.HasTable(opentype.MustNewTag("CFF "))
}

// coversAll looks into the character map alone, which is a hundredth of a font.
func coversAll(ld *opentype.Loader, runes []rune) bool {
	raw, err := ld.RawTable(opentype.MustNewTag("cmap"))
	if err != nil {
		return false
	}
	table, _, err := tables.ParseCmap(raw)
	if err != nil {
		return false
	}
	cmap, _, err := font.ProcessCmap(table, tables.FPNone)
	return err == nil && covers(cmap, runes)
}
