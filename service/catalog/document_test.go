package catalog_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/service/catalog"
)

const aPDF = "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

// picture draws a red dot in the upper left corner of a white picture.
func picture(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for y := range max(1, h/4) {
		for x := range max(1, w/4) {
			img.Set(x, y, color.RGBA{R: 0xff, A: 0xff})
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an APP1 segment with an orientation and a GPS-like text behind the start of a JPEG.
func withExif(content []byte, orientation byte) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	tiff = append(tiff, orientation, 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 39.47N 75.99E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(head, segment...), content[2:]...)
}

// claiming is a PNG header that claims a size, without the pixels.
func claiming(w, h uint32) []byte {
	ihdr := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

func (b *bench) document(batch model.BatchID, change func(*catalog.DocumentInput)) catalog.DocumentInput {
	in := catalog.DocumentInput{
		BatchID: batch, Kind: model.DocumentLabReport, Title: "报告", Public: true,
		File: catalog.Upload{Name: "report.pdf", MediaType: "application/pdf", Content: []byte(aPDF)},
	}
	if change != nil {
		change(&in)
	}
	return in
}

func (b *bench) add(actor model.Actor, in catalog.DocumentInput) (model.Document, error) {
	return b.room.AddDocument(context.Background(), actor, nobody, in)
}

// stored lists the files in the documents folder.
func (b *bench) stored() (names []string) {
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return names
}

func TestFilesAreWhatTheySay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	jpg, pngFile := jpegOf(t, picture(8, 8)), pngOf(t, picture(8, 8))
	for _, test := range []struct {
		name, mediaType string
		content         []byte
		kind            model.DocumentKind
		want            *model.Problem
	}{
		{"PDF", "application/pdf", []byte(aPDF), "", nil},
		{"JPEG", "image/jpeg", jpg, "", nil},
		{"PNG with parameters", "image/png; name=a", pngFile, "", nil},
		{"PNG called JPEG", "image/jpeg", pngFile, "", model.FileTypeRefused},
		{"JPEG called PDF", "application/pdf", jpg, "", model.FileTypeRefused},
		{"nothing", "application/pdf", nil, "", model.FileTypeRefused},
		{"no type", "", []byte(aPDF), "", model.FileTypeRefused},
		{"any bytes", "application/octet-stream", []byte(aPDF), "", model.FileTypeRefused},
		{"HTML", "text/html", []byte("<html>"), "", model.FileTypeRefused},
		{"SVG", "image/svg+xml", []byte("<svg/>"), "", model.FileTypeRefused},
		{"GIF", "image/gif", []byte("GIF89a"), "", model.FileTypeRefused},
		{"HTML before a PDF", "application/pdf", []byte("<script></script>" + aPDF), "", model.FileTypeRefused},
		{"ZIP behind a PDF", "application/pdf", []byte(aPDF + "PK\x05\x06" + strings.Repeat("\x00", 18) + "x"), "", model.FileTypeRefused},
		{"PDF cut off", "application/pdf", []byte(aPDF[:20]), "", model.FileTypeRefused},
		{"JPEG cut off", "image/jpeg", jpg[:len(jpg)/2], "", model.FileTypeRefused},
		{"magic bytes alone", "image/png", []byte("\x89PNG\r\n\x1a\n"), "", model.FileTypeRefused},
		{"a PNG of 2.5 gigapixels", "image/png", claiming(50_000, 50_000), "", model.TooLarge},
		{"a PNG whose pixels overflow", "image/png", claiming(1<<31-1, 1<<31-1), "", model.FileTypeRefused},
		{"too many bytes", "application/pdf", append([]byte(aPDF), make([]byte, catalog.MaxDocument)...), "", model.TooLarge},
		{"photo that is a PDF", "application/pdf", []byte(aPDF), model.DocumentPhoto, model.FileTypeRefused},
	} {
		in := b.document(batch.ID, func(in *catalog.DocumentInput) {
			in.File = catalog.Upload{Name: "x", MediaType: test.mediaType, Content: test.content}
			if test.kind != "" {
				in.Kind = test.kind
			}
		})
		before := len(b.stored())
		_, err := b.add(b.maker, in)
		if test.want == nil {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		refused(t, test.name, err, test.want, "")
		if after := len(b.stored()); after != before {
			t.Errorf("%s: refused, but %d files were stored", test.name, after-before)
		}
	}
}

func TestPicturesKeepPixelsOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	hidden := append(withExif(jpegOf(t, picture(40, 20)), 6), "<script>alert(1)</script>"...)
	d, err := b.add(b.maker, b.document(batch.ID, func(in *catalog.DocumentInput) {
		in.Kind, in.File = model.DocumentPhoto, catalog.Upload{Name: "a.jpg", MediaType: "image/jpeg", Content: hidden}
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, content, err := b.room.OpenDocument(context.Background(), b.maker, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Exif", "GPS", "script"} {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("the stored picture still holds %q", secret)
		}
	}
	img, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(20, 40) {
		t.Fatalf("turned upright the picture is %v, want 20 by 40", size)
	}
	if r, g, _, _ := img.At(18, 1).RGBA(); r < 0xc000 || g > 0x5000 {
		t.Error("turned by 90° the dot belongs into the upper right corner")
	}
}

// Every orientation leads the dot of the upper left corner where the Exif standard says.
func TestOrientations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	for orientation, corner := range map[byte]image.Point{
		1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}, 9: {0, 0},
	} {
		d, err := b.add(b.maker, b.document(batch.ID, func(in *catalog.DocumentInput) {
			in.File = catalog.Upload{MediaType: "image/jpeg", Content: withExif(jpegOf(t, picture(32, 32)), orientation)}
		}))
		if err != nil {
			t.Fatal(err)
		}
		_, content, err := b.room.OpenDocument(context.Background(), b.maker, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		for x := range 2 {
			for y := range 2 {
				_, green, _, _ := img.At(1+29*x, 1+29*y).RGBA()
				if red := green < 0x8000; red != (corner == image.Pt(x, y)) {
					t.Errorf("orientation %d: corner (%d,%d) red: %v", orientation, x, y, red)
				}
			}
		}
	}
}

func TestPhotosFitAPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	transparent := image.NewNRGBA(image.Rect(0, 0, 3200, 800))
	p, err := b.room.SetPhoto(context.Background(), b.maker, p.ID, catalog.Upload{MediaType: "image/png", Content: pngOf(t, transparent)})
	if err != nil {
		t.Fatal(err)
	}
	first := p.PhotoID
	d, content, err := b.room.OpenPublic(context.Background(), first)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(1600, 400) || d.MediaType != "image/jpeg" {
		t.Errorf("the photo is %v, %s", size, d.MediaType)
	}
	if r, _, _, _ := img.At(5, 5).RGBA(); r < 0xf000 {
		t.Error("what was transparent is not white")
	}
	second, err := b.room.SetPhoto(context.Background(), b.maker, p.ID, catalog.Upload{MediaType: "image/png", Content: pngOf(t, picture(3, 3))})
	if err != nil || second.Version != p.Version+1 {
		t.Fatalf("version %d after %d, %v", second.Version, p.Version, err)
	}
	_, _, err = b.room.OpenPublic(context.Background(), first)
	refused(t, "the photo that was replaced", err, model.NotFound, "")
	if _, err := b.room.RemovePhoto(context.Background(), b.maker, p.ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = b.room.OpenPublic(context.Background(), second.PhotoID)
	refused(t, "the photo that was removed", err, model.NotFound, "")
	neighbour, _ := b.company(model.KindProducer, "653122", model.RoleOwner)
	_, err = b.room.SetPhoto(context.Background(), neighbour, p.ID, catalog.Upload{MediaType: "image/png", Content: pngOf(t, picture(3, 3))})
	refused(t, "another company", err, model.NotFound, "")
}

func TestNamesOfStrangersStayHarmless(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	for given, want := range map[string]string{
		"../../etc/passwd":         "passwd.pdf",
		`C:\Users\x\报告.PDF`:        "报告.pdf",
		"a.pdf.exe":                "a.pdf.pdf",
		"":                         "document.pdf",
		"..":                       "document.pdf",
		"/":                        "document.pdf",
		"x\x00\r\ny.pdf":           "xy.pdf",
		"gnp\u202eexe.pdf":         "gnpexe.pdf",
		strings.Repeat("名", 150):   strings.Repeat("名", 100) + ".pdf",
		`q"; filename="evil.html`:  `q; filename=evil.pdf`,
		"دوكلات.pdf":               "دوكلات.pdf",
		"con:stream?.pdf":          "constream.pdf",
		"bad\xffutf8.pdf":          "badutf8.pdf",
		".htaccess":                "document.pdf",
		"  . spaced . .pdf":        "spaced.pdf",
		"tab\there/../../x/.././/": "document.pdf",
	} {
		d, err := b.add(b.maker, b.document(batch.ID, func(in *catalog.DocumentInput) { in.File.Name = given }))
		if err != nil {
			t.Fatalf("%q: %v", given, err)
		}
		if d.FileName != want {
			t.Errorf("%q became %q, want %q", given, d.FileName, want)
		}
	}
	names := b.stored()
	if len(names) != 1 {
		t.Fatalf("the same bytes are stored %d times: %v", len(names), names)
	}
	sum := filepath.Base(names[0])
	if want := filepath.Join(b.dir, "documents", sum[:2], sum[2:4], sum); names[0] != want || len(sum) != 64 {
		t.Errorf("stored as %s", names[0])
	}
}

func TestChangedFileIsNeverServed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.activate(b.register(b.product(nil), "1"))
	d, err := b.add(b.maker, b.document(batch.ID, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, content, err := b.room.OpenPublic(context.Background(), d.ID); err != nil || string(content) != aPDF {
		t.Fatalf("%q, %v", content, err)
	}
	file := b.stored()[0]
	for name, spoil := range map[string]func() error{
		"one byte":  func() error { return os.WriteFile(file, []byte(strings.Replace(aPDF, "obj", "OBJ", 1)), 0o600) },
		"longer":    func() error { return os.WriteFile(file, []byte(aPDF+" "), 0o600) },
		"empty":     func() error { return os.WriteFile(file, nil, 0o600) },
		"a symlink": func() error { return errors.Join(os.Remove(file), os.Symlink("/etc/hostname", file)) },
		"gone":      func() error { return os.Remove(file) },
	} {
		if err := os.WriteFile(file, []byte(aPDF), 0o600); err != nil && name != "gone" {
			t.Fatal(err)
		}
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		_, content, err := b.room.OpenPublic(context.Background(), d.ID)
		var r *model.Refusal
		if err == nil || content != nil || errors.As(err, &r) {
			t.Errorf("%s: content %q, error %v; want an internal error for the log", name, content, err)
		}
		_ = os.Remove(file)
	}
	if _, err := b.add(b.maker, b.document(batch.ID, nil)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.room.OpenPublic(context.Background(), d.ID); err != nil {
		t.Errorf("the same bytes sent again mend the file: %v", err)
	}
}

func TestWhoIssuesWhat(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.activate(b.register(b.product(nil), "1"))
	partners := map[string]model.Actor{"maker": b.maker, "inspector": b.inspector}
	for name, kind := range map[string]model.OrgKind{"lab": model.KindLab, "certifier": model.KindCertifier, "shop": model.KindRetailer} {
		partners[name], _ = b.company(kind, "310101", model.RoleOwner)
		b.share(batch, partners[name])
	}
	partners["stranger lab"], _ = b.company(model.KindLab, "310101", model.RoleOwner)
	basis := []model.CommitmentBasis{model.BasisPromise}
	for _, test := range []struct {
		who  string
		kind model.DocumentKind
		want *model.Problem
	}{
		{"maker", model.DocumentCommitment, nil},
		{"maker", model.DocumentLabReport, nil},
		{"maker", model.DocumentCertificate, nil},
		{"lab", model.DocumentLabReport, nil},
		{"lab", model.DocumentOther, nil},
		{"lab", model.DocumentCertificate, model.IssuerNotAllowed},
		{"lab", model.DocumentCommitment, model.IssuerNotAllowed},
		{"certifier", model.DocumentCertificate, nil},
		{"certifier", model.DocumentLabReport, model.IssuerNotAllowed},
		{"shop", model.DocumentLabReport, model.IssuerNotAllowed},
		{"inspector", model.DocumentLabReport, model.Forbidden},
		{"stranger lab", model.DocumentLabReport, model.NotFound},
	} {
		d, err := b.add(partners[test.who], b.document(batch.ID, func(in *catalog.DocumentInput) {
			in.Kind = test.kind
			if test.kind == model.DocumentCommitment {
				in.Basis = basis
			}
		}))
		if test.want != nil {
			refused(t, test.who+" "+string(test.kind), err, test.want, "")
		} else if err != nil || d.OrgID != partners[test.who].Org || d.IssuedBy == "" {
			t.Errorf("%s %s: %+v, %v", test.who, test.kind, d, err)
		}
	}
	_, err := b.room.Documents(context.Background(), partners["stranger lab"], batch.ID)
	refused(t, "a stranger's list", err, model.NotFound, "")
	rows, err := b.room.Documents(context.Background(), partners["shop"], batch.ID)
	if err != nil || len(rows) != 6 {
		t.Errorf("the shop sees %d documents, %v", len(rows), err)
	}
	_, _, err = b.room.OpenDocument(context.Background(), partners["stranger lab"], rows[0].ID)
	refused(t, "a stranger's download", err, model.NotFound, "")
}

func TestDocumentFieldsAndCertificate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.product(nil)
	batch := b.register(p, "1")
	for _, test := range []struct {
		name   string
		change func(*catalog.DocumentInput)
		want   *model.Problem
		at     string
	}{
		{"unknown kind", func(in *catalog.DocumentInput) { in.Kind = "secret" }, model.ValueInvalid, "kind"},
		{"long title", func(in *catalog.DocumentInput) { in.Title = strings.Repeat("t", 201) }, model.ValueTooLong, "title"},
		{"no such day", func(in *catalog.DocumentInput) { in.IssuedOn = "2026-13-01" }, model.DateInvalid, "issued_on"},
		{"over before it begins", func(in *catalog.DocumentInput) { in.IssuedOn, in.ValidTo = "2026-11-02", "2026-11-01" }, model.DateOrder, "valid_to"},
		{"commitment on nothing", func(in *catalog.DocumentInput) { in.Kind = model.DocumentCommitment }, model.ValueRequired, "basis"},
		{"commitment on a wish", func(in *catalog.DocumentInput) {
			in.Kind, in.Basis = model.DocumentCommitment, []model.CommitmentBasis{"hope"}
		}, model.ValueInvalid, "basis"},
		{"basis of a report", func(in *catalog.DocumentInput) { in.Basis = []model.CommitmentBasis{model.BasisOwnTest} }, model.ValueInvalid, "basis"},
	} {
		_, err := b.add(b.maker, b.document(batch.ID, test.change))
		refused(t, test.name, err, test.want, test.at)
	}
	d, err := b.add(b.maker, b.document(batch.ID, func(in *catalog.DocumentInput) {
		in.Kind, in.IssuedOn = model.DocumentCommitment, "2026-11-21"
		in.Basis = []model.CommitmentBasis{model.BasisPromise, model.BasisCommissioned, model.BasisPromise}
	}))
	if err != nil {
		t.Fatal(err)
	}
	f, err := b.room.Batch(context.Background(), b.maker, batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&model.CommitmentCertificate{
		DocumentID: d.ID, Product: p.Name, Quantity: model.Units(100), Unit: "KGM", Origin: "653121", Producer: model.Text{ZH: "企业1"},
		IssuedOn: "2026-11-21", Bases: []model.CommitmentBasis{model.BasisCommissioned, model.BasisPromise},
	}, f.Certificate); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAddDocumentOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.register(b.product(nil), "1")
	idem := model.Idempotency{Operation: "add-document", Key: "k", Fingerprint: [32]byte{1}}
	var ids []model.DocumentID
	for range 2 {
		d, err := b.room.AddDocument(context.Background(), b.maker, idem, b.document(batch.ID, nil))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	rows, err := b.room.Documents(context.Background(), b.maker, batch.ID)
	if err != nil || ids[0] != ids[1] || len(rows) != 1 {
		t.Errorf("ids %v, %d rows, %v", ids, len(rows), err)
	}
}

// Whatever arrives is refused with a reason or kept as what it says it is. A fuzz target would say more, but this package
// links the databases, and instrumenting those takes minutes.
func TestAnyBytesAreRefusedOrKept(t *testing.T) {
	t.Parallel()
	seeds := map[string][]byte{
		"image/png": pngOf(t, picture(5, 5)), "image/jpeg": withExif(jpegOf(t, picture(9, 9)), 6), "application/pdf": []byte(aPDF),
	}
	rapid.Check(t, func(t *rapid.T) {
		mediaType := rapid.SampledFrom([]string{"image/png", "image/jpeg", "application/pdf"}).Draw(t, "type")
		content := bytes.Clone(seeds[rapid.SampledFrom([]string{"image/png", "image/jpeg", "application/pdf"}).Draw(t, "seed")])
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			content[rapid.IntRange(0, len(content)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		content = content[:rapid.IntRange(0, len(content)).Draw(t, "length")]
		photo := rapid.Bool().Draw(t, "photo")
		out, kept, err := catalog.Admit(context.Background(), catalog.Upload{MediaType: mediaType, Content: content}, photo)
		var r *model.Refusal
		switch {
		case err != nil && !errors.As(err, &r):
			t.Fatalf("not a refusal: %v", err)
		case err == nil && (len(out) == 0 || photo && kept != "image/jpeg" || !photo && kept != mediaType):
			t.Fatalf("%s kept as %d bytes of %s", mediaType, len(out), kept)
		}
	})
}
