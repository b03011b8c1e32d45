package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"suyuan/service/code"
)

// printPlan is what deploy/browser/print.mjs is told to do.
type printPlan struct {
	Base     string      `json:"base"`
	Chromium string      `json:"chromium"`
	Login    string      `json:"login"`
	Password string      `json:"password"`
	Pages    []printPage `json:"pages"`
}

type printPage struct {
	Path string `json:"path"`
	File string `json:"file"`
}

// drawnCode is the code of a label as its page draws it: the box with its quiet zone, and the side of a module, in µm.
type drawnCode struct{ X, Y, Width, Height, Module int }

// rasterDPI is a usual office printer's resolution.
const rasterDPI = 300

// pixels turns a length on paper into pixels.
func pixels(um int) float64 { return float64(um) * rasterDPI / 25_400 }

// TestLabelsOnPaper prints a full page of every layout to PDF with a long Chinese and a long Uyghur name, reads every
// label from the raster as a scanner sees it, and measures the quiet zones. Every label is read by itself, with nothing
// but its own quiet zone: on a page of many equal codes zbar takes finder patterns of neighbours for one code and misses
// some (at 600 dpi more than at 300), which says nothing about a label.
func TestLabelsOnPaper(t *testing.T) {
	chromium := browser(t)
	for _, tool := range []string{"pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
				t.Fatalf("%s is missing", tool)
			}
			t.Skipf("%s is missing: run `make test`, which installs it", tool)
		}
	}
	t.Parallel()
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	batch, link := longNamedBatch(t, r, demoKey(t, data, "producer"))
	dir := t.TempDir()
	plan := printPlan{Base: r.url, Chromium: chromium, Login: "producer@demo.example", Password: passwordOfDemo(t, data)}
	for _, l := range code.LabelLayouts() {
		plan.Pages = append(plan.Pages, printPage{
			Path: fmt.Sprintf("/console/batches/%s/labels?check=yes&layout=%s&copies=%d&second_lang=ug", batch, l.Code, l.PerPage()),
			File: filepath.Join(dir, l.Code+".pdf"),
		})
	}
	decoder := json.NewDecoder(bytes.NewReader(drive(t, "print.mjs", plan)))
	for i, l := range code.LabelLayouts() {
		var drawn drawnCode
		if err := decoder.Decode(&drawn); err != nil {
			t.Fatal(err)
		}
		page := rasterised(t, plan.Pages[i].File)
		var crops []string
		for n := range l.PerPage() {
			x, y := int(l.Left)+n%l.Columns*int(l.PitchX)+drawn.X, int(l.Top)+n/l.Columns*int(l.PitchY)+drawn.Y
			if fault := quietZone(page, drawn, x, y); fault != "" {
				t.Errorf("%s, label %d: %s", l.Code, n+1, fault)
			}
			box := image.Rect(int(pixels(x)), int(pixels(y)), int(pixels(x+drawn.Width))+1, int(pixels(y+drawn.Height))+1)
			crops = append(crops, savePNG(t, page.SubImage(box), filepath.Join(dir, l.Code+"-"+strconv.Itoa(n)+".png")))
		}
		read := scanned(t, crops...)
		if len(read) != l.PerPage() {
			t.Errorf("%s: %d of %d labels were read", l.Code, len(read), l.PerPage())
		}
		for _, text := range read {
			if text != link {
				t.Errorf("%s: read %q, want %q", l.Code, text, link)
			}
		}
	}
}

// longNamedBatch registers a batch of a product whose names fill a label, and returns its id and what its code says.
func longNamedBatch(t *testing.T, r *running, key string) (id, link string) {
	t.Helper()
	post := func(path string, body map[string]any) (made struct{ ID, Link string }) {
		t.Helper()
		status, answer := r.post(t, path, key, body)
		if err := json.Unmarshal(answer, &made); err != nil || status != http.StatusCreated {
			t.Fatalf("POST %s: %d %s %v", path, status, answer, err)
		}
		return made
	}
	site := post("/v1/sites", map[string]any{"name": map[string]any{"zh": "标签园"}, "region": "650100"})
	product := post("/v1/products", map[string]any{
		"code": "LONG", "category": "fruit", "unit": "KGM", "name": map[string]any{
			"zh": "新疆巴音郭楞蒙古自治州库尔勒市香梨专业合作社特级礼盒装库尔勒香梨二十四枚", "ug": "كورلا نەشپۈتى كەسپىي كوپىراتىپىنىڭ ئالاھىدە دەرىجىلىك سوۋغات قۇتىلىق نەشپۈتى، يىگىرمە تۆت دانە",
		},
	})
	batch := post("/v1/batches", map[string]any{"product_id": product.ID, "lot": "LONG-20261120-001", "produced": "2026-11-20", "quantity": "5", "site_id": site.ID})
	return batch.ID, batch.Link
}

// rasterised is the only page of a PDF, in the greys of a printer.
func rasterised(t *testing.T, file string) *image.Gray {
	t.Helper()
	base := strings.TrimSuffix(file, ".pdf")
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", strconv.Itoa(rasterDPI), "-gray", "-png", file, base).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v %s", err, out)
	}
	pages, err := filepath.Glob(base + "-*.png")
	if err != nil || len(pages) != 1 {
		t.Fatalf("%s has %d pages, %v", filepath.Base(file), len(pages), err)
	}
	in, err := os.Open(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	img, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(img.Bounds())
	draw.Draw(gray, gray.Bounds(), img, img.Bounds().Min, draw.Src)
	return gray
}

// quietZone says what is wrong with the white around a code whose box begins at x, y µm, or with the place of the code.
func quietZone(page *image.Gray, drawn drawnCode, x, y int) string {
	quiet := code.QuietZone * drawn.Module
	outer := image.Rect(int(pixels(x))+1, int(pixels(y))+1, int(pixels(x+drawn.Width)), int(pixels(y+drawn.Height))).Intersect(page.Bounds())
	inner := image.Rect(int(pixels(x+quiet))-1, int(pixels(y+quiet))-1, int(pixels(x+drawn.Width-quiet))+2, int(pixels(y+drawn.Height-quiet))+2)
	for py := outer.Min.Y; py < outer.Max.Y; py++ {
		for px := outer.Min.X; px < outer.Max.X; px++ {
			if !image.Pt(px, py).In(inner) && page.GrayAt(px, py) != (color.Gray{Y: 255}) {
				return fmt.Sprintf("ink in the quiet zone, %d, %d of %v", px-outer.Min.X, py-outer.Min.Y, outer.Size())
			}
		}
	}
	half := drawn.Module / 2
	corner := image.Pt(int(pixels(x+quiet+half)), int(pixels(y+quiet+half)))
	if ink := page.GrayAt(corner.X, corner.Y).Y; ink > 64 {
		return fmt.Sprintf("the first module is %d", ink)
	}
	return ""
}

func savePNG(t *testing.T, img image.Image, file string) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// scanned is what zbar reads in pictures.
func scanned(t *testing.T, files ...string) []string {
	t.Helper()
	args := append([]string{"--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"}, files...)
	out, err := exec.CommandContext(t.Context(), "zbarimg", args...).Output()
	if err != nil {
		t.Logf("zbarimg: %v", err) // it says so too when one of the pictures has no code
	}
	return strings.Fields(string(out))
}
