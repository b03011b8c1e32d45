package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/catalog"
)

func (s *Server) routeDocuments() {
	s.routeVerdicts()
	s.Handle(Operation{
		ID: "add-document", Method: http.MethodPost, Path: "/v1/batches/{id}/documents", Tag: "catalog", Need: model.PermDocumentWrite,
		Creates: true, Status: http.StatusCreated, MaxBody: catalog.MaxDocument + formOverhead,
		Summary: "Add a document to a batch (multipart/form-data: file, kind, title, issued_by, issued_on, valid_to, basis, public; of a laboratory report verdict, and results as a JSON array of {item, value, unit, limit, method, verdict}).",
	}, s.addDocument)
	Op(s, Operation{
		ID: "list-documents", Method: http.MethodGet, Path: "/v1/batches/{id}/documents", Tag: "catalog", Need: model.PermDocumentRead,
		Summary: "List the documents of a batch, oldest first.",
	}, s.listDocuments)
	s.Handle(Operation{
		ID: "download-document", Method: http.MethodGet, Path: "/v1/documents/{id}/content", Tag: "catalog", Need: model.PermDocumentRead,
		Summary: "Download a document.",
	}, s.downloadDocument)
	for _, m := range []string{http.MethodGet, http.MethodHead} {
		s.Handle(Operation{
			ID: "open-public-document-" + strings.ToLower(m), Method: m, Path: "/d/{id}", Tag: "code", Need: model.PermPublic,
			Summary: "Open a document that everybody may see.",
		}, s.openPublicDocument)
	}
}

const (
	// formOverhead is room for the other fields of a form and the lines between them.
	formOverhead = 64 << 10
	// formParts and formField bound the fields of a form.
	formParts = 20
	formField = 4 << 10
)

func (s *Server) addDocument(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Batch](c.Param("id"))
	if err != nil {
		return err
	}
	form, err := readForm(c.Request)
	if err != nil {
		return err
	}
	in, err := form.document(id)
	if err != nil {
		return err
	}
	d, err := s.services.Catalog.AddDocument(c.Request.Context(), call.Actor, call.Idem, in)
	if err != nil {
		return err
	}
	s.services.Code.Forget(id)
	c.JSON(http.StatusCreated, documentView(d))
	return nil
}

// form is a multipart form with one file.
type form struct {
	fields map[string][]string
	file   *catalog.Upload
}

// readForm reads a multipart form, part by part and each bounded.
func readForm(r *http.Request) (form, error) { return readFormOf(r, formParts) }

// readFormOf is readForm with another bound on the number of parts.
func readFormOf(r *http.Request, most int) (form, error) {
	f := form{fields: map[string][]string{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return f, model.MediaTypeUnsupported.Refuse(model.P("type", r.Header.Get("Content-Type")), model.P("accepted", "multipart/form-data"))
	}
	for range most {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err == nil {
			err = f.read(part)
		}
		if err != nil {
			return f, formRefusal(err)
		}
	}
	return f, model.TooLarge.Refuse(model.P("limit", most))
}

// formRefusal passes refusals on and reads anything else as a body that could not be read.
func formRefusal(err error) error {
	var r *model.Refusal
	if errors.As(err, &r) {
		return err
	}
	return bodyRefusal(err)
}

func (f *form) read(part *multipart.Part) error {
	if part.FormName() == "file" {
		if f.file != nil {
			return model.ValueInvalid.At("file", model.P("value", ""))
		}
		content, err := readAtMost(part, catalog.MaxDocument)
		f.file = &catalog.Upload{Name: part.FileName(), MediaType: part.Header.Get("Content-Type"), Content: content}
		return err
	}
	limit := int64(formField)
	if part.FormName() == resultsField {
		limit = maxResults
	}
	value, err := readAtMost(part, limit)
	f.fields[part.FormName()] = append(f.fields[part.FormName()], string(value))
	return err
}

// readAtMost reads everything, or refuses what is longer than the limit.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = model.TooLarge.Refuse(model.P("limit", limit))
	}
	return b, err
}

// documentFields are the fields of the form that adds a document.
var documentFields = map[string]bool{
	"kind": true, "title": true, "issued_by": true, "issued_on": true, "valid_to": true, "basis": true, "public": true, "verdict": true,
	resultsField: true,
}

// document reads the fields of a new document.
func (f form) document(batch model.BatchID) (catalog.DocumentInput, error) {
	var faults model.Faults
	for name, values := range f.fields {
		if !documentFields[name] {
			faults.Add(name, model.ValueUnknownField, model.P("name", name))
		} else if len(values) > 1 && name != "basis" {
			faults.Add(name, model.ValueInvalid, model.P("value", values[1]))
		}
	}
	in := catalog.DocumentInput{
		BatchID: batch, Kind: model.DocumentKind(f.first("kind")), Title: f.first("title"), IssuedBy: f.first("issued_by"),
		IssuedOn: model.Date(f.first("issued_on")), ValidTo: model.Date(f.first("valid_to")), Public: f.first("public") == "true",
		Verdict: model.LabVerdict(f.first("verdict")), Results: readResults(f.first(resultsField), &faults),
	}
	if v := f.first("public"); v != "" && v != "true" && v != "false" {
		faults.Add("public", model.ValueInvalid, model.P("value", v))
	}
	for _, values := range f.fields["basis"] {
		for b := range strings.SplitSeq(values, ",") {
			in.Basis = append(in.Basis, model.CommitmentBasis(b))
		}
	}
	if f.file == nil {
		faults.Add("file", model.ValueRequired)
	} else {
		in.File = *f.file
	}
	return in, faults.Err()
}

func (f form) first(name string) string {
	if values := f.fields[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// putPhoto reads the picture from the body itself, or from the file of a form.
func (s *Server) putPhoto(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Product](c.Param("id"))
	if err != nil {
		return err
	}
	picture, err := s.readPicture(c)
	if err != nil {
		return err
	}
	p, err := s.services.Catalog.SetPhoto(c.Request.Context(), call.Actor, id, picture)
	if err != nil {
		return err
	}
	s.services.Code.Forget("")
	c.JSON(http.StatusOK, productView(p))
	return nil
}

func (s *Server) readPicture(c *gin.Context) (catalog.Upload, error) {
	mediaType := c.GetHeader("Content-Type")
	if !strings.HasPrefix(mediaType, "multipart/") {
		content, err := s.readBody(c)
		return catalog.Upload{MediaType: mediaType, Content: content}, err
	}
	f, err := readForm(c.Request)
	if err != nil {
		return catalog.Upload{}, err
	}
	if f.file == nil {
		return catalog.Upload{}, model.ValueRequired.At("file")
	}
	return *f.file, nil
}

func (s *Server) listDocuments(ctx context.Context, c Call, in *BatchPath) (*ListOutput[DocumentView], error) {
	id, err := model.ParseID[model.Batch](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Catalog.Documents(ctx, c.Actor, id)
	return listOf(rows, "", documentView), err
}

func (s *Server) downloadDocument(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Document](c.Param("id"))
	if err != nil {
		return err
	}
	d, content, err := s.services.Catalog.OpenDocument(c.Request.Context(), call.Actor, id)
	if err != nil {
		return err
	}
	sendFile(c, d, content, "private, no-cache")
	return nil
}

// openPublicDocument serves what pages link to. It may be taken back, so caches keep it for minutes only.
func (s *Server) openPublicDocument(c *gin.Context, _ Call) error {
	id, err := model.ParseID[model.Document](c.Param("id"))
	if err != nil {
		return err
	}
	d, content, err := s.services.Catalog.OpenPublic(c.Request.Context(), id)
	if err != nil {
		return err
	}
	sendFile(c, d, content, "public, max-age=300")
	return nil
}

// sendFile answers with the bytes of a document. Whatever they hold, a browser neither guesses another type nor runs
// anything of it: only photos, which the house has drawn itself, are shown in place.
func sendFile(c *gin.Context, d model.Document, content []byte, caching string) {
	disposition := "attachment"
	if d.Kind == model.DocumentPhoto {
		disposition = "inline"
	}
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": d.FileName}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", caching)
	etag := `"` + d.SHA256 + `"`
	h.Set("ETag", etag)
	if matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	c.Data(http.StatusOK, d.MediaType, content)
}

// matches reports whether an If-None-Match header names the entity tag (RFC 9110 §13.1.2, weak comparison).
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
