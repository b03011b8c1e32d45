package job_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/service/job"
)

// columns are those of the sheets of these tests.
var columns = []model.Column{
	{Key: "code", Words: model.Text{ZH: "产品编号", UG: "نومۇر", EN: "Product code"}, Required: true},
	{Key: "gtin", Words: model.Text{ZH: "条码", UG: "تاۋار كودى", EN: "Bar code"}, Type: model.ColumnDigits},
	{Key: "kind", Words: model.Text{ZH: "类别", UG: "تۈرى", EN: "Category"}, Choices: []model.Choice{{Code: "fruit", Words: model.Text{ZH: "水果", UG: "مېۋە", EN: "Fruit"}}}},
	{Key: "amount", Words: model.Text{ZH: "数量", UG: "مىقدارى", EN: "Quantity"}, Type: model.ColumnNumber},
	{Key: "day", Words: model.Text{ZH: "日期", UG: "چېسلا", EN: "Day"}, Type: model.ColumnDate},
	{Key: "at", Words: model.Text{ZH: "时间", UG: "ۋاقتى", EN: "Time"}, Type: model.ColumnTime},
	{Key: "state", Words: model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"}, Output: true},
}

// fault is a fault without what only the text needs.
func faultsOf(r model.ImportReport) (list []string) {
	for _, f := range r.Faults {
		list = append(list, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Problem.Code))
	}
	return list
}

func gb(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadSheet_csv(t *testing.T) {
	t.Parallel()
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("产品编号\t类别\r\n香梨\t水果\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	pear := []model.Row{{Number: 2, Cells: map[string]string{"code": "香梨", "kind": "fruit"}}}
	for name, x := range map[string]struct {
		content []byte
		want    []model.Row
	}{
		"UTF-8":            {[]byte("产品编号,类别\n香梨,水果\n"), pear},
		"a BOM":            {[]byte("\ufeff产品编号,类别\r\n香梨,水果\r\n"), pear},
		"GB18030":          {gb(t, "产品编号,类别\r\n香梨,水果\r\n"), pear},
		"UTF-16":           {utf16, pear},
		"semicolons":       {[]byte("产品编号;类别\n香梨;水果\n"), pear},
		"tabs":             {[]byte("产品编号\t类别\n香梨\t水果\n"), pear},
		"old line ends":    {[]byte("产品编号,类别\r香梨,水果\r"), pear},
		"keys":             {[]byte("code,kind\n香梨,fruit\n"), pear},
		"English":          {[]byte(" product CODE *,category\n香梨,FRUIT\n"), pear},
		"Uyghur":           {[]byte("نومۇر,تۈرى\n香梨,مېۋە\n"), pear},
		"another order":    {[]byte("kind,code\nfruit,香梨\n"), pear},
		"an empty column":  {[]byte("code,,kind\n香梨,,fruit\n"), pear},
		"what exports add": {[]byte("code,kind,state\n香梨,fruit,active\n"), pear},
		"the example":      {[]byte("code,kind\n#示例,水果\n香梨,fruit\n"), []model.Row{{Number: 3, Cells: pear[0].Cells}}},
		"empty rows":       {[]byte("code,kind\n\n,\n香梨,fruit\n\n"), []model.Row{{Number: 4, Cells: pear[0].Cells}}},
		"a cell of lines": {[]byte("code,kind\n\"a\nb\",fruit\n\n香梨,fruit\n"), []model.Row{
			{Number: 2, Cells: map[string]string{"code": "a\nb", "kind": "fruit"}}, {Number: 4, Cells: pear[0].Cells},
		}},
		"numbers": {[]byte("code,gtin,amount\nA,6.90123456789E+12,\"1,200.50\"\n"), []model.Row{
			{Number: 2, Cells: map[string]string{"code": "A", "gtin": "6901234567890", "amount": "1200.50"}},
		}},
		"days": {[]byte("code,day,at\nA,2026/11/2,2026-11-22 8:05\nB,2026年3月1日,2026-11-22T00:05:00Z\nC,soon,never\n"), []model.Row{
			{Number: 2, Cells: map[string]string{"code": "A", "day": "2026-11-02", "at": "2026-11-22T08:05:00+08:00"}},
			{Number: 3, Cells: map[string]string{"code": "B", "day": "2026-03-01", "at": "2026-11-22T00:05:00Z"}},
			{Number: 4, Cells: map[string]string{"code": "C", "day": "soon", "at": "never"}},
		}},
		"apostrophes": {[]byte("code\n'=1+1\n''=x\n'tis\n'-5\n"), []model.Row{
			{Number: 2, Cells: map[string]string{"code": "=1+1"}}, {Number: 3, Cells: map[string]string{"code": "'=x"}},
			{Number: 4, Cells: map[string]string{"code": "'tis"}}, {Number: 5, Cells: map[string]string{"code": "-5"}},
		}},
	} {
		rows, report, err := job.ReadSheet(t.Context(), x.content, columns)
		if err != nil || report.Faulty > 0 {
			t.Errorf("%s: %v %v", name, faultsOf(report), err)
		}
		if diff := cmp.Diff(x.want, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadSheet_faults(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		content string
		want    []string
	}{
		"nothing":               {"", []string{"1  job-sheet-empty"}},
		"a head alone":          {"code\n", []string{"1  job-sheet-empty"}},
		"an unknown column":     {"code,colour\nA,red\n", []string{"1 colour job-column-unknown"}},
		"a column twice":        {"code,产品编号\nA,B\n", []string{"1 code job-column-twice"}},
		"a missing column":      {"kind\nfruit\n", []string{"1 code job-column-missing"}},
		"a cell without a head": {"code\nA,B\n", []string{"2  job-column-unknown"}},
		"a loose quote":         {"code\nA\nB\"b\n", []string{"3  job-sheet-malformed"}},
		"too many rows":         {"code\n" + strings.Repeat("A\n", job.MaxRows+1), []string{fmt.Sprintf("%d  job-too-many-rows", job.MaxRows+2)}},
	} {
		_, report, err := job.ReadSheet(t.Context(), []byte(x.content), columns)
		if diff := cmp.Diff(x.want, faultsOf(report)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	for name, content := range map[string]string{
		"a picture": "\x89PNG\r\n\x1a\n\x00\x00", "a zip that is none": "PK\x03\x04garbage", "an old workbook": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
	} {
		if _, _, err := job.ReadSheet(t.Context(), []byte(content), columns); !errors.Is(err, model.JobFileUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// workbook makes an xlsx file.
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadSheet_xlsx(t *testing.T) {
	t.Parallel()
	content := workbook(t,
		[]any{"产品编号", "条码", "类别", "数量", "日期", "时间"},
		[]any{"香梨", int64(6901234567892), "水果", 0.1 + 0.2, 46346, 46346.3375},
		[]any{},
		[]any{"=1+1", "6901234567892", "fruit", 1200.5, "2026-11-20", "2026-11-20 08:06"},
	)
	want := []model.Row{
		{Number: 2, Cells: map[string]string{"code": "香梨", "gtin": "6901234567892", "kind": "fruit", "amount": "0.3", "day": "2026-11-20", "at": "2026-11-20T08:06:00+08:00"}},
		{Number: 4, Cells: map[string]string{"code": "=1+1", "gtin": "6901234567892", "kind": "fruit", "amount": "1200.5", "day": "2026-11-20", "at": "2026-11-20T08:06:00+08:00"}},
	}
	rows, report, err := job.ReadSheet(t.Context(), content, columns)
	if err != nil || report.Faulty > 0 {
		t.Fatal(faultsOf(report), err)
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReadSheet_zip_bomb: a workbook that unpacks to more than 64 MiB is refused, whether it says so or not.
func TestReadSheet_zip_bomb(t *testing.T) {
	t.Parallel()
	small := workbook(t, []any{"code"}, []any{"A"})
	for name, lie := range map[string]bool{"honest": false, "lying": true} {
		archive, err := zip.NewReader(bytes.NewReader(small), int64(len(small)))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, f := range archive.File {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.Create("xl/media/bomb.bin")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(part, io.LimitReader(zeros{}, 80<<20)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		content := b.Bytes()
		if lie { // the size in the directory, which readers believe, says one byte
			at := bytes.LastIndex(content, []byte("PK\x01\x02"))
			copy(content[at+24:at+28], []byte{1, 0, 0, 0})
		}
		if len(content) > 1<<20 {
			t.Fatalf("the bomb has %d bytes", len(content))
		}
		if _, _, err := job.ReadSheet(t.Context(), content, columns); !errors.Is(err, model.JobFileUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// export writes rows with one page each two rows.
func export(t *testing.T, f job.Format, lang model.Lang, mark bool, rows [][]any) []byte {
	t.Helper()
	e := job.Export{
		Need: model.PermPublic, Name: "test", Columns: columns[:2],
		Open: func(model.Actor, model.Lang, job.ExportParams) job.Pager {
			return func(_ context.Context, page model.Page) ([][]any, model.PageToken, error) {
				at := len(page.After)
				end := min(at+2, len(rows))
				next := model.PageToken(strings.Repeat("x", end))
				if end == len(rows) {
					next = ""
				}
				return rows[at:end], next, nil
			}
		},
	}
	b, err := e.Download(ctx, model.Actor{}, lang, job.ExportParams{Format: f, BOM: mark})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestExport_defuses_formulas: no cell of a CSV file begins as a formula does, and numbers stay numbers.
func TestExport_defuses_formulas(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", `=HYPERLINK("http://x","y")`,
		"'=1", "''=1", "-", "+86 10", "--5",
	}
	harmless := []string{"-5", "0.25", "-0.25", "5", "香梨", "a=b", "'tis", "", "'", "(01)0952"}
	var rows [][]any
	for _, s := range append(slices.Clone(hostile), harmless...) {
		rows = append(rows, []any{s, "x"})
	}
	content := export(t, job.CSV, model.EN, false, rows)
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, record := range records[1:] {
		want := "'" + strings.ReplaceAll(rows[i][0].(string), "\r", "")
		if i >= len(hostile) {
			want = rows[i][0].(string)
		}
		if record[0] != want {
			t.Errorf("%q is written %q, want %q", rows[i][0], record[0], want)
		}
	}
	if got := len(records) - 1; got != len(rows) {
		t.Errorf("%d rows of %d", got, len(rows))
	}
}

func TestExport_forms(t *testing.T) {
	t.Parallel()
	rows := [][]any{
		{model.Quantity(1_500_000), model.Date("2026-11-20")}, {model.Text{ZH: "梨", EN: "pear"}, model.Instant(1_795_334_400_000_000)},
		{int64(7), nil},
	}
	want := "\ufeffProduct code,Bar code\r\n1.5,2026-11-20\r\npear,2026-11-22T16:00:00+08:00\r\n7,\r\n"
	if got := string(export(t, job.CSV, model.EN, true, rows)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f, err := excelize.OpenReader(bytes.NewReader(export(t, job.XLSX, model.UG, false, append(rows, []any{"=1+1", "'=1"}))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetRows("test")
	if err != nil {
		t.Fatal(err)
	}
	wantRows := [][]string{{"نومۇر", "تاۋار كودى"}, {"1.5", "2026-11-20"}, {"梨", "2026-11-22 16:00:00"}, {"7"}, {"=1+1", "'=1"}}
	if diff := cmp.Diff(wantRows, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if formula, err := f.GetCellFormula("test", "A5"); err != nil || formula != "" {
		t.Errorf("a text is the formula %q (%v)", formula, err)
	}
	if panes, err := f.GetPanes("test"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head is not frozen: %+v %v", panes, err)
	}
	if view, err := f.GetSheetView("test", 0); err != nil || view.RightToLeft == nil || !*view.RightToLeft {
		t.Errorf("Uyghur reads from left to right (%v)", err)
	}
}

// TestRoundTrip: whatever a cell says, an import reads what an export wrote.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	parts := rapid.SampledFrom([]string{
		"=", "+", "-", "@", "'", "\"", ",", ";", "\n", "\u200f", "\u200e", "#", "梨", "ن", "＝", "_x0041_", "&lt;", "<b>", "1", ".", "e5", " ", "𠮷", "'=", "\u00a0",
	})
	rapid.Check(t, func(r *rapid.T) {
		var rows [][]any
		var want []string
		for i := range rapid.IntRange(1, 5).Draw(r, "rows") {
			text := strings.TrimSpace(strings.Join(rapid.SliceOfN(parts, 1, 6).Draw(r, "cell"), ""))
			if text == "" || strings.HasPrefix(text, "#") {
				text = "x"
			}
			rows, want = append(rows, []any{text, fmt.Sprint(i)}), append(want, text)
		}
		for _, f := range job.Formats() {
			got, report, err := job.ReadSheet(t.Context(), export(t, f, model.ZH, false, rows), columns)
			if err != nil || report.Faulty > 0 {
				r.Fatalf("%s: %v %v", f, faultsOf(report), err)
			}
			var codes []string
			for _, row := range got {
				codes = append(codes, row.Cells["code"])
			}
			if diff := cmp.Diff(want, codes); diff != "" {
				r.Fatalf("%s (-want +got):\n%s", f, diff)
			}
		}
	})
}

func TestTemplate(t *testing.T) {
	each(t, func(h *house) {
		for _, lang := range model.Langs() {
			for _, f := range job.Formats() {
				name, content, err := h.room.Template(kindSheet, lang, f)
				if err != nil || name != "test-sheet."+string(f) {
					h.t.Fatal(name, err)
				}
				_, report, err := job.ReadSheet(t.Context(), content, h.room.Columns(kindSheet))
				if diff := cmp.Diff([]string{"1  job-sheet-empty"}, faultsOf(report)); diff != "" || err != nil {
					h.t.Errorf("%s in %s: %v (-want +got):\n%s", f, lang, err, diff)
				}
			}
		}
		if _, _, err := h.room.Template(kindWait, model.ZH, job.CSV); !errors.Is(err, model.NotFound) {
			h.t.Errorf("a template of what takes no sheet: %v", err)
		}
	})
}

// FuzzReadSheet: whatever a file holds, rows are numbered in order below the head, and cells are no longer than it.
func FuzzReadSheet(f *testing.F) {
	for _, seed := range []string{
		"code,kind\nA,fruit\n", "\ufeffcode\n\"a\nb\"\n", "code;day\nA;2026/1/2\n", "\xb2\xfa\xc6\xb7,\xc0\xe0\n", "code\r\r\nA\r", "\"", "code,\"\n\"\n",
		"code\n'=1\n", "\xff\xfec\x00o\x00", "code\namount\n1e5\n", "PK\x03\x04",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, report, err := job.ReadSheet(t.Context(), content, columns)
		if err != nil && !errors.Is(err, model.JobFileUnreadable) {
			t.Fatal(err)
		}
		last := 1
		for _, row := range rows {
			if row.Number <= last {
				t.Fatalf("row %d follows %d", row.Number, last)
			}
			last = row.Number
		}
		if err == nil && len(rows) == 0 && report.Faulty == 0 {
			t.Fatal("nothing is read and nothing is wrong")
		}
	})
}

// TestReadSheet_blank_rows: rows that say nothing are looked at, too, and only so many of them.
func TestReadSheet_blank_rows(t *testing.T) {
	t.Parallel()
	columns := []model.Column{{Key: "code"}}
	blank := strings.Repeat("\r\n", 1000)
	rows, report, err := job.ReadSheet(t.Context(), []byte("code\r\nA"+blank+"B\r\n"), columns)
	if err != nil || len(rows) != 2 || report.Faulty != 0 {
		t.Errorf("a thousand blank rows: %d rows, %d faults, %v", len(rows), report.Faulty, err)
	}
	_, report, err = job.ReadSheet(t.Context(), []byte("code\r\nA"+strings.Repeat(",\r\n", 3*job.MaxRows+10)+"B\r\n"), columns)
	if err != nil || report.Faulty != 1 || report.Faults[0].Problem != model.JobTooManyRows {
		t.Errorf("a sheet of blank rows: %+v, %v", report, err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := job.ReadSheet(stopped, []byte("code\r\nA\r\n"), columns); !errors.Is(err, context.Canceled) {
		t.Errorf("a job that was cancelled: %v", err)
	}
}
