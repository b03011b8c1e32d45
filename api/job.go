package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/job"
)

// imports are the sheets that can be imported, by their word in paths; the permissions are those of their jobs.
var imports = []struct {
	word string
	kind model.JobKind
	need model.Permission
}{
	{"products", model.JobImportProducts, model.PermProductWrite},
	{"sites", model.JobImportSites, model.PermSiteWrite},
	{"batches", model.JobImportBatches, model.PermBatchWrite},
	{"steps", model.JobImportSteps, model.PermStepRecord},
}

// routeJob registers imports, exports and the jobs that do them.
func (s *Server) routeJob() {
	s.routeImports()
	s.routeExports()
	Op(s, Operation{
		ID: "list-jobs", Method: http.MethodGet, Path: "/v1/jobs", Tag: "job", Need: model.PermJobRead,
		Summary: "The jobs of your organisation that you have started or may order, newest first.",
	}, s.listJobs)
	Op(s, Operation{
		ID: "get-job", Method: http.MethodGet, Path: "/v1/jobs/{id}", Tag: "job", Need: model.PermJobRead,
		Summary: "Read how far a job is and what came of it.",
	}, s.getJob)
	Op(s, Operation{
		ID: "confirm-job", Method: http.MethodPost, Path: "/v1/jobs/{id}/confirm", Tag: "job", Need: model.PermJobRead, Creates: true,
		Summary: "Let an import run for good after its dry run. Needs the permission of the import.",
	}, s.confirmJob)
	Op(s, Operation{
		ID: "cancel-job", Method: http.MethodPost, Path: "/v1/jobs/{id}/cancel", Tag: "job", Need: model.PermJobRead, Creates: true,
		Summary: "Make a job stop. Nothing of a cancelled job remains.",
	}, s.cancelJob)
	Op(s, Operation{
		ID: "list-job-faults", Method: http.MethodGet, Path: "/v1/jobs/{id}/faults", Tag: "job", Need: model.PermJobRead,
		Summary: "What is wrong with the rows of an import, by row and column, in your language; at most the first 1000.",
	}, s.listFaults)
	s.routeTables()
	s.routeJobFiles()
}

// JobKindCode is a kind of job on the wire.
type JobKindCode string

// Schema implements huma.SchemaProvider.
func (JobKindCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What the job does.", model.JobKinds())
}

// JobStateCode is the state of a job on the wire.
type JobStateCode string

// Schema implements huma.SchemaProvider.
func (JobStateCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Where the job stands.", model.JobLifecycle.States())
}

// JobView is a job.
type JobView struct {
	ID         string        `json:"id"`
	Kind       JobKindCode   `json:"kind"`
	KindName   string        `json:"kind_name" doc:"The kind in your language."`
	State      JobStateCode  `json:"state"`
	StateName  string        `json:"state_name" doc:"The state in your language."`
	Confirmed  bool          `json:"confirmed" doc:"Somebody has confirmed it after its dry run."`
	Done       int64         `json:"done" doc:"Rows that are through."`
	Total      int64         `json:"total" doc:"Rows there are; 0 while unknown."`
	Added      int64         `json:"added" doc:"Rows that made something, or would; rows of an exported file."`
	Unchanged  int64         `json:"unchanged" doc:"Rows that say what exists already."`
	Faults     int64         `json:"faults" doc:"Faulty cells."`
	Input      *JobFileView  `json:"input,omitempty"`
	Result     *JobFileView  `json:"result,omitempty" doc:"The file to download."`
	Reason     *ReasonView   `json:"reason,omitempty" doc:"Why it failed."`
	Allowed    []JobMoveCode `json:"allowed" doc:"What can be asked of it now."`
	CreatedAt  string        `json:"created_at" format:"date-time"`
	StartedAt  string        `json:"started_at,omitempty" format:"date-time"`
	FinishedAt string        `json:"finished_at,omitempty" format:"date-time"`
	// Version tells one reading from another.
	Version int64 `json:"version"`
}

// JobMoveCode is something that can be asked of a job.
type JobMoveCode string

// Schema implements huma.SchemaProvider.
func (JobMoveCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("What can be asked of the job.", []string{jobConfirm, jobCancel})
}

// What can be asked of a job.
const (
	jobConfirm = "confirm"
	jobCancel  = "cancel"
)

// JobFileView is a file of a job.
type JobFileView struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type,omitempty"`
	Size      int64  `json:"size" doc:"Bytes."`
	// Href is where a result is downloaded.
	Href string `json:"href,omitempty"`
}

// ReasonView says why a job failed.
type ReasonView struct {
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
	Next   string `json:"next,omitempty"`
}

func jobView(j model.Job, lang model.Lang) (JobView, error) {
	v := JobView{
		ID: j.ID.String(), Kind: JobKindCode(j.Kind), KindName: j.Kind.Word(lang), State: JobStateCode(j.State),
		StateName: model.JobLifecycle.Word(j.State, lang), Confirmed: j.Confirmed, Done: j.Done, Total: j.Total, Added: j.Added,
		Unchanged: j.Unchanged, Faults: j.Faults, Allowed: []JobMoveCode{},
		CreatedAt: j.CreatedAt.String(), StartedAt: j.StartedAt.String(), FinishedAt: j.FinishedAt.String(), Version: j.Version,
	}
	if j.Input.Size > 0 {
		v.Input = &JobFileView{Name: j.Input.Name, MediaType: j.Input.MediaType, Size: j.Input.Size}
	}
	if j.Result.Key != "" {
		v.Result = &JobFileView{Name: j.Result.Name, MediaType: j.Result.MediaType, Size: j.Result.Size, Href: "/v1/jobs/" + v.ID + "/result"}
	}
	for _, on := range model.JobLifecycle.Allowed(j.State) {
		switch on {
		case model.JobConfirm:
			v.Allowed = append(v.Allowed, jobConfirm)
		case model.JobCancel, model.JobAbandon:
			v.Allowed = append(v.Allowed, jobCancel)
		case model.JobStart, model.JobRequeue, model.JobFinish, model.JobFail, model.JobPass, model.JobStop:
		}
	}
	reason, err := job.Reason(j)
	if reason != nil {
		v.Reason = &ReasonView{
			Code: reason.Problem.Code, Title: reason.Problem.Title.In(lang), Detail: reason.Problem.Detail.Fill(lang, reason.Params),
			Next: reason.Problem.Next.Fill(lang, reason.Params),
		}
	}
	return v, err
}

// JobOutput carries a job.
type JobOutput struct{ Body JobView }

func jobOutput(j model.Job, lang model.Lang, err error) (*JobOutput, error) {
	if err != nil {
		return nil, err
	}
	v, err := jobView(j, lang)
	return &JobOutput{v}, err
}

// ListJobsInput narrows a list of jobs.
type ListJobsInput struct {
	PageInput
	Kind  JobKindCode  `query:"kind"`
	State JobStateCode `query:"state"`
}

func (s *Server) listJobs(ctx context.Context, c Call, in *ListJobsInput) (*ListOutput[JobView], error) {
	rows, next, err := s.services.Job.Jobs(ctx, c.Actor, job.JobFilter{Kind: model.JobKind(in.Kind), State: model.JobState(in.State)}, in.page())
	if err != nil {
		return nil, err
	}
	out := listOf(rows, next, func(j model.Job) JobView {
		v, viewErr := jobView(j, c.Lang)
		if viewErr != nil {
			err = viewErr
		}
		return v
	})
	return out, err
}

// JobPath names a job.
type JobPath struct {
	ID string `path:"id" maxLength:"36" doc:"The job's id."`
}

func (s *Server) getJob(ctx context.Context, c Call, in *JobPath) (*JobOutput, error) {
	id, err := model.ParseID[model.Job](in.ID)
	if err != nil {
		return nil, err
	}
	j, err := s.services.Job.Job(ctx, c.Actor, id)
	return jobOutput(j, c.Lang, err)
}

func (s *Server) confirmJob(ctx context.Context, c Call, in *JobPath) (*JobOutput, error) {
	id, err := model.ParseID[model.Job](in.ID)
	if err != nil {
		return nil, err
	}
	j, err := s.services.Job.Confirm(ctx, c.Actor, c.Idem, id)
	return jobOutput(j, c.Lang, err)
}

func (s *Server) cancelJob(ctx context.Context, c Call, in *JobPath) (*JobOutput, error) {
	id, err := model.ParseID[model.Job](in.ID)
	if err != nil {
		return nil, err
	}
	j, err := s.services.Job.Cancel(ctx, c.Actor, c.Idem, id)
	return jobOutput(j, c.Lang, err)
}

// FaultView is what is wrong with one cell.
type FaultView struct {
	Row        int    `json:"row" doc:"Number of the row as a spreadsheet counts; 0 when the whole file is wrong."`
	Column     string `json:"column,omitempty" doc:"The column's name in the API; absent when the whole row is wrong."`
	ColumnName string `json:"column_name,omitempty" doc:"The column in your language."`
	Code       string `json:"code" doc:"Stable code of the problem."`
	Message    string `json:"message" doc:"What is wrong, in your language."`
	Next       string `json:"next,omitempty" doc:"What to do about it."`
}

func faultView(f model.RowFault, columns []model.Column, lang model.Lang) FaultView {
	v := FaultView{
		Row: f.Row, Column: f.Column, ColumnName: f.Column, Code: f.Problem.Code, Message: f.Problem.Detail.Fill(lang, f.Params),
		Next: f.Problem.Next.Fill(lang, f.Params),
	}
	for _, c := range columns {
		if c.Key == f.Column {
			v.ColumnName = c.Words.In(lang)
		}
	}
	return v
}

// ListFaultsInput asks for a page of the faults of a job.
type ListFaultsInput struct {
	JobPath
	PageInput
}

func (s *Server) listFaults(ctx context.Context, c Call, in *ListFaultsInput) (*ListOutput[FaultView], error) {
	id, err := model.ParseID[model.Job](in.ID)
	if err != nil {
		return nil, err
	}
	j, rows, next, err := s.services.Job.Faults(ctx, c.Actor, id, in.page())
	columns := s.services.Job.Columns(j.Kind)
	return listOf(rows, next, func(f model.RowFault) FaultView { return faultView(f, columns, c.Lang) }), err
}

func (s *Server) routeExports() {
	Op(s, Operation{
		ID: "start-export", Method: http.MethodPost, Path: "/v1/exports", Tag: "job", Need: model.PermJobRead, Creates: true,
		Status: http.StatusAccepted, Summary: "Start a job that writes a whole list, or a trace in the form of an authority (fsma, nyt4712), to a file. Needs the permission to read it.",
	}, s.startExport)
}

// ExportCode is a list that can be exported.
type ExportCode string

// exportPrefix begins the kinds of job that export.
const exportPrefix = "export-"

// Schema implements huma.SchemaProvider.
func (ExportCode) Schema(huma.Registry) *huma.Schema {
	var words []string
	for _, k := range model.JobKinds() {
		if word, ok := strings.CutPrefix(string(k), exportPrefix); ok {
			words = append(words, word)
		}
	}
	return enumSchema("The list, or the form of a trace.", words)
}

// FormatCode is the format of a table on the wire.
type FormatCode string

// Schema implements huma.SchemaProvider.
func (FormatCode) Schema(huma.Registry) *huma.Schema {
	return enumSchema("Format of the file: fsma is written as csv or xlsx, nyt4712 as json, lists as csv or xlsx.", append(job.Formats(), job.JSON))
}

// StartExportInput orders an export.
type StartExportInput struct{ Body ExportInput }

// ExportInput says what to export and how.
type ExportInput struct {
	List   ExportCode `json:"list"`
	Format FormatCode `json:"format"`
	BOM    bool       `json:"bom,omitempty" doc:"Put a byte order mark before a CSV file, for spreadsheets that need it to read UTF-8."`
	From   string     `json:"from,omitempty" maxLength:"40" doc:"First time of occurrence, RFC 3339; events, claim-statement and complaints only."`
	To     string     `json:"to,omitempty" maxLength:"40" doc:"First time of occurrence that is no longer wanted, RFC 3339; events, claim-statement and complaints only."`
	Open   bool       `json:"open,omitempty" doc:"Leave out what has been explained; findings only."`
	Root   string     `json:"root,omitempty" maxLength:"1000" doc:"The batch, or the identifier of the thing, whose trace is wanted; needed by fsma and nyt4712. Of recall: the recall's id."`
	Known  string     `json:"known_at,omitempty" maxLength:"40" doc:"The trace as it was known at this time, RFC 3339; fsma and nyt4712 only."`
	// Filter has the names of the list's own operation.
	Filter map[string]string `json:"filter,omitempty" doc:"Narrows claims, claim-payments, recourses, complaint-cases and tips by what the operations that list them take as parameters: {\"state\": \"filed\", \"overdue\": \"true\"}."`
}

func (s *Server) startExport(ctx context.Context, c Call, in *StartExportInput) (*JobOutput, error) {
	params, err := json.Marshal(job.ExportParams{
		Format: job.Format(in.Body.Format), BOM: in.Body.BOM, From: in.Body.From, To: in.Body.To, Open: in.Body.Open,
		Root: in.Body.Root, KnownAt: in.Body.Known, Filter: in.Body.Filter,
	})
	if err != nil {
		return nil, err
	}
	j, err := s.services.Job.Start(ctx, c.Actor, c.Idem, job.NewJob{Kind: model.JobKind(exportPrefix + string(in.Body.List)), Lang: c.Lang, Params: params})
	return jobOutput(j, c.Lang, err)
}
