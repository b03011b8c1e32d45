package api

import (
	"encoding/csv"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/job"
)

// routeImports registers, for each sheet, its import and its templates: one route each, so that the permission is known
// before a large body is read.
func (s *Server) routeImports() {
	for _, i := range imports {
		s.Handle(Operation{
			ID: "import-" + i.word, Method: http.MethodPost, Path: "/v1/imports/" + i.word, Tag: "job", Need: i.need, Creates: true,
			Status: http.StatusAccepted, MaxBody: job.MaxInput + formOverhead,
			Summary: "Try an import of " + i.word + ": the body, or the file of a form, is CSV or xlsx of at most 10 MiB and 10 000 rows. Nothing changes until the job is confirmed.",
		}, func(c *gin.Context, call Call) error { return s.startImport(c, call, i.kind) })
		for _, f := range job.Formats() {
			s.Handle(Operation{
				ID: "import-" + i.word + "-template-" + string(f), Method: http.MethodGet, Path: "/v1/imports/" + i.word + "/template." + string(f),
				Tag: "job", Need: i.need, Summary: "An empty sheet for an import of " + i.word + ", with heads in your language.",
			}, func(c *gin.Context, call Call) error { return s.template(c, call, i.kind, f) })
		}
	}
}

// routeTables registers, for each list, its direct downloads.
func (s *Server) routeTables() {
	for _, e := range s.services.Exports() {
		for _, f := range job.Formats() {
			s.Handle(Operation{
				ID: "export-" + e.Name + "-" + string(f), Method: http.MethodGet, Path: "/v1/exports/" + e.Name + "." + string(f), Tag: "job", Need: e.Need,
				Summary: "Download the list of " + e.Name + " at once when it has at most 5000 rows; ?bom=true puts a byte order mark before CSV." + narrowing(e.Filters),
			}, func(c *gin.Context, call Call) error { return s.downloadExport(c, call, e, f) })
		}
	}
}

// narrowing says how a list is narrowed.
func narrowing(filters []job.Filter) string {
	keys := make([]string, 0, len(filters))
	for _, f := range filters {
		keys = append(keys, f.Key)
	}
	if len(keys) == 0 {
		return ""
	}
	return " Narrowed by " + strings.Join(keys, ", ") + "."
}

// routeJobFiles registers what is downloaded.
func (s *Server) routeJobFiles() {
	s.Handle(Operation{
		ID: "download-job-result", Method: http.MethodGet, Path: "/v1/jobs/{id}/result", Tag: "job", Need: model.PermJobRead,
		Summary: "Download the file that a job has written.",
	}, s.downloadResult)
	s.Handle(Operation{
		ID: "download-job-faults", Method: http.MethodGet, Path: "/v1/jobs/{id}/faults.csv", Tag: "job", Need: model.PermJobRead,
		Summary: "Download what is wrong with the rows of an import as a table, in your language.",
	}, s.downloadFaults)
}

// sheetTypes are the media types under which sheets come; what they are their content says.
var sheetTypes = []string{
	"text/csv", "text/tab-separated-values", "text/plain", "application/csv", "application/vnd.ms-excel", "application/octet-stream", job.XLSX.MediaType(),
}

func (s *Server) startImport(c *gin.Context, call Call, kind model.JobKind) error {
	upload, err := s.readSheet(c)
	if err != nil {
		return err
	}
	j, err := s.services.Job.Start(c.Request.Context(), call.Actor, call.Idem, job.NewJob{Kind: kind, Lang: call.Lang, File: &upload})
	if err != nil {
		return err
	}
	v, err := jobView(j, call.Lang)
	if err != nil {
		return err
	}
	c.Header("Location", "/v1/jobs/"+v.ID)
	c.JSON(http.StatusAccepted, v)
	return nil
}

// readSheet reads a sheet from the body itself, or from the file of a form.
func (s *Server) readSheet(c *gin.Context) (job.Upload, error) {
	mediaType, _, _ := strings.Cut(c.GetHeader("Content-Type"), ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	if slices.Contains(sheetTypes, mediaType) {
		content, err := s.readBody(c)
		return job.Upload{MediaType: mediaType, Content: content}, err
	}
	if mediaType != "multipart/form-data" {
		return job.Upload{}, model.MediaTypeUnsupported.Refuse(model.P("type", clip(mediaType, 80)),
			model.P("accepted", "text/csv, "+job.XLSX.MediaType()+", multipart/form-data"))
	}
	f, err := readForm(c.Request)
	if err != nil {
		return job.Upload{}, err
	}
	if f.file == nil {
		return job.Upload{}, model.ValueRequired.At("file")
	}
	return job.Upload{Name: f.file.Name, MediaType: f.file.MediaType, Content: f.file.Content}, nil
}

func (s *Server) template(c *gin.Context, call Call, kind model.JobKind, f job.Format) error {
	name, content, err := s.services.Job.Template(kind, call.Lang, f)
	if err != nil {
		return err
	}
	sendTable(c, name, f.MediaType())
	c.Data(http.StatusOK, f.MediaType(), content)
	return nil
}

// sendTable sets the headers of a file that is saved, not shown.
func sendTable(c *gin.Context, name, mediaType string) {
	h := c.Writer.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Type", mediaType)
	h.Set("Vary", "Accept-Language")
	h.Set("Cache-Control", "private, no-cache")
}

func (s *Server) downloadExport(c *gin.Context, call Call, e job.Export, f job.Format) error {
	p := job.ExportParams{Format: f, BOM: c.Query("bom") == "true", From: c.Query("from"), To: c.Query("to"), Open: c.Query("open") == "true"}
	for _, filter := range e.Filters {
		if value := c.Query(filter.Key); value != "" {
			if p.Filter == nil {
				p.Filter = map[string]string{}
			}
			p.Filter[filter.Key] = value
		}
	}
	content, err := e.Download(c.Request.Context(), call.Actor, call.Lang, p)
	if err != nil {
		return err
	}
	sendTable(c, e.Name+"."+string(f), f.MediaType())
	c.Data(http.StatusOK, f.MediaType(), content)
	return nil
}

func (s *Server) downloadResult(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Job](c.Param("id"))
	if err != nil {
		return err
	}
	j, content, err := s.services.Job.OpenResult(c.Request.Context(), call.Actor, id)
	if err != nil {
		return err
	}
	defer content.Close()
	sendTable(c, j.Result.Name, j.Result.MediaType)
	c.Header("ETag", `"`+j.Result.Key+`"`)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, content)
	return nil
}

// faultHeads are the heads of a table of faults.
var faultHeads = []model.Text{
	{ZH: "行", UG: "قۇر", EN: "Row"}, {ZH: "列", UG: "ئىستون", EN: "Column"}, {ZH: "问题", UG: "مەسىلە", EN: "Problem"},
	{ZH: "处理方法", UG: "ھەل قىلىش ئۇسۇلى", EN: "What to do"}, {ZH: "代码", UG: "كود", EN: "Code"},
}

func (s *Server) downloadFaults(c *gin.Context, call Call) error {
	id, err := model.ParseID[model.Job](c.Param("id"))
	if err != nil {
		return err
	}
	var lines [][]string
	for page := (model.Page{Limit: model.MaxPage}); ; {
		j, rows, next, err := s.services.Job.Faults(c.Request.Context(), call.Actor, id, page)
		if err != nil {
			return err
		}
		columns := s.services.Job.Columns(j.Kind)
		for _, row := range rows {
			v := faultView(row, columns, call.Lang)
			lines = append(lines, []string{strconv.Itoa(v.Row), job.Armed(v.ColumnName), job.Armed(v.Message), job.Armed(v.Next), v.Code})
		}
		if next == "" {
			break
		}
		page.After = next
	}
	sendTable(c, "faults.csv", job.CSV.MediaType())
	c.Status(http.StatusOK)
	return writeFaults(c.Writer, lines, call.Lang)
}

// writeFaults writes a table of faults, with a byte order mark: people open it beside their sheet.
func writeFaults(w io.Writer, lines [][]string, lang model.Lang) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	t := csv.NewWriter(w)
	t.UseCRLF = true
	heads := make([]string, 0, len(faultHeads))
	for _, h := range faultHeads {
		heads = append(heads, h.In(lang))
	}
	if err := t.Write(heads); err != nil {
		return err
	}
	return t.WriteAll(lines)
}
