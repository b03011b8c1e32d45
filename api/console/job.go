package console

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/job"
)

// routeJob registers the pages of imports, exports and other long work.
func (c *Console) routeJob() {
	c.get("jobs", "/console/jobs", model.PermJobRead, "Long work, and what can be imported and exported.", (*Visit).jobs)
	c.upload("import", "/console/jobs/import/{kind}", model.PermJobRead, job.MaxInput, "Import a sheet.", (*Visit).importSheet)
	c.get("template", "/console/jobs/template/{kind}", model.PermJobRead, "An empty sheet to fill in.", (*Visit).template)
	c.form("export", "/console/jobs/export/{kind}", model.PermJobRead, "Export a table.", (*Visit).export)
	c.get("job", "/console/jobs/{id}", model.PermJobRead, "One job: how far it is, what was wrong, its file.", (*Visit).job)
	c.get("job-result", "/console/jobs/{id}/result", model.PermJobRead, "The file that a job has written.", (*Visit).jobResult)
	c.post("job-confirm", "/console/jobs/{id}/confirm", model.PermJobRead, "Let a checked import happen.", (*Visit).confirmJob)
	c.post("job-cancel", "/console/jobs/{id}/cancel", model.PermJobRead, "Stop a job or drop a checked import.", (*Visit).cancelJob)
}

// kindWord cuts a kind of job down to what its addresses call it, and says which way it goes.
func kindWord(k model.JobKind) (word string, in bool) {
	if word, ok := strings.CutPrefix(string(k), "import-"); ok {
		return word, true
	}
	return strings.TrimPrefix(string(k), "export-"), false
}

// jobKind is the kind that an address names, if the visitor may order it.
func (v *Visit) jobKind(prefix string) (job.Kind, error) {
	code := model.JobKind(prefix + v.Param("kind"))
	for _, k := range v.console.services.Job.Kinds(v.Actor) {
		if k.Code == code {
			return k, nil
		}
	}
	return job.Kind{}, model.NotFound.Refuse()
}

func (v *Visit) jobs() error {
	list, next, err := v.console.services.Job.Jobs(v.ctx(), v.Actor, job.JobFilter{}, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("job.list"), ID: "jobs", Live: "jobs",
		Columns: []web.Column{{Label: "job.what"}, {Label: "today.state"}, {Label: "job.rows", Number: true}, {Label: "job.started"}},
		Empty:   web.Empty{Title: web.Word("job.none"), Text: web.Word("job.none.text")},
	}
	for _, j := range list {
		table.Rows = append(table.Rows, web.Row{To: jobPath(j.ID), Cells: []web.Value{
			web.Plain(j.Kind.Word(v.Lang)), web.JobState(j.State), web.Number(int(j.Added + j.Unchanged)), web.Moment(j.CreatedAt),
		}})
	}
	return v.show(web.Page{Title: web.Word("nav.jobs"), Lead: web.Word("job.lead"), Parts: []web.Part{
		v.jobMenus(), web.Panel{Title: web.Word("job.list"), Parts: []web.Part{v.paged(table, next)}},
	}})
}

// jobMenus are what the visitor can import and export.
func (v *Visit) jobMenus() web.Part {
	var in, out web.Menu
	for _, k := range v.console.services.Job.Kinds(v.Actor) {
		switch word, imports := kindWord(k.Code); {
		case imports:
			in = append(in, web.NavItem{To: "/console/jobs/import/" + word, Label: web.Word("job.kind." + word), Icon: "upload"})
		default:
			out = append(out, web.NavItem{To: "/console/jobs/export/" + word, Label: web.Word("job.kind." + word), Icon: "arrive"})
		}
	}
	var columns web.Columns
	if len(in) > 0 {
		columns = append(columns, web.Panel{Title: web.Word("job.import"), Parts: []web.Part{in}})
	}
	if len(out) > 0 {
		columns = append(columns, web.Panel{Title: web.Word("job.export"), Parts: []web.Part{out}})
	}
	return columns
}

func jobPath(id model.JobID) string { return "/console/jobs/" + id.String() }

func (v *Visit) importSheet() error {
	kind, err := v.jobKind("import-")
	if err != nil {
		return err
	}
	word, _ := kindWord(kind.Code)
	return v.run(task{
		form: web.Form{Submit: "job.check", Cancel: "/console/jobs", Fields: []web.Field{
			{Name: "file", Label: web.Word("job.file"), Hint: web.Word("job.file.hint"), Kind: web.KindFile, Required: true, Accept: ".csv,.xlsx"},
		}},
		page: func(f web.Form) web.Page {
			template := "/console/jobs/template/" + word
			return web.Page{
				Title: web.Word("job.import." + word), Lead: web.Word("job.import.lead"), Back: []web.Link{{To: "/console/jobs", Text: web.Word("nav.jobs")}},
				Actions: []web.Action{
					{To: template + "?format=xlsx", Text: web.Word("job.template.xlsx"), File: true}, {To: template + "?format=csv", Text: web.Word("job.template.csv"), File: true},
				},
				Parts: []web.Part{
					web.Stages{Names: []web.Value{web.Word("job.stage.fill"), web.Word("job.stage.check"), web.Word("job.stage.confirm")}, At: 0},
					web.Panel{Parts: []web.Part{f}}, v.columnsOf(kind),
				},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			file, ok := in.file("file")
			if !ok {
				return "", "", model.ValueRequired.At("file")
			}
			j, err := v.console.services.Job.Start(v.ctx(), v.Actor, v.once(), job.NewJob{
				Kind: kind.Code, Lang: v.Lang, File: &job.Upload{Name: file.Name, MediaType: file.MediaType, Content: file.Content},
			})
			return jobPath(j.ID), "", err
		},
	})
}

// columnsOf explains the columns of a sheet.
func (v *Visit) columnsOf(kind job.Kind) web.Part {
	table := web.Table{Caption: web.Word("job.columns"), Columns: []web.Column{{Label: "job.column"}, {Label: "job.column.what"}, {Label: "job.column.example"}}}
	for _, c := range kind.Columns {
		if c.Output {
			continue
		}
		var head web.Value = web.Text(c.Words)
		if c.Required {
			head = web.Inline{head, web.Chip{Tone: web.ToneInfo, Text: web.Word("job.column.required")}}
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Stack{head, web.Fine{Text: web.Code(c.Key)}}, web.Text(c.Hint), web.Code(c.Example)}})
	}
	return web.Fold{Title: web.Word("job.columns"), Parts: []web.Part{table}}
}

func (v *Visit) template() error {
	kind, err := v.jobKind("import-")
	if err != nil {
		return err
	}
	format := job.Format(v.query("format"))
	if format != job.XLSX {
		format = job.CSV
	}
	name, content, err := v.console.services.Job.Template(kind.Code, v.Lang, format)
	if err != nil {
		return err
	}
	return v.file(name, format.MediaType(), content)
}

func (v *Visit) export() error {
	kind, err := v.jobKind("export-")
	if err != nil {
		return err
	}
	word, _ := kindWord(kind.Code)
	form := web.Form{Submit: "job.export.start", Cancel: "/console/jobs"}
	if kind.Code == model.JobExportRecall {
		form.Fields = append(form.Fields, web.Field{Name: "root", Label: web.Word("job.root.recall"), Value: v.query("root"), Required: true})
	}
	if kind.Code == model.JobExportFSMA || kind.Code == model.JobExportNYT4712 {
		form.Fields = append(form.Fields, web.Field{
			Name: "root", Label: web.Word("job.root"), Hint: web.Word("job.root.hint"), Value: v.query("root"), Required: true,
		})
	}
	if kind.Code != model.JobExportNYT4712 {
		form.Fields = append(form.Fields, web.Field{Name: "format", Label: web.Word("job.format"), Kind: web.KindRadio, Value: string(job.XLSX), Options: []web.Option{
			{Value: string(job.XLSX), Text: web.Word("job.format.xlsx")}, {Value: string(job.CSV), Text: web.Word("job.format.csv"), Hint: web.Word("job.format.csv.hint")},
		}})
	}
	if kind.Spanned {
		form.Fields = append(form.Fields,
			web.Field{Name: "from", Label: web.Word("job.from"), Kind: web.KindDay, Value: v.query("from")}, web.Field{Name: "to", Label: web.Word("job.to"), Kind: web.KindDay, Value: v.query("to")})
	}
	form.Fields = append(v.filterFields(kind.Filters), form.Fields...)
	return v.run(task{
		form: form,
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("job.export." + word), Lead: web.Word("job.export.lead"), Narrow: true,
				Back: []web.Link{{To: "/console/jobs", Text: web.Word("nav.jobs")}}, Parts: claimOptional(v.narrowedBy(kind.Filters), web.Panel{Parts: []web.Part{f}}),
			}
		},
		do: func(in *Input) (to, done string, err error) {
			params := job.ExportParams{Format: job.Format(in.text("format")), BOM: true, Root: in.text("root"), Filter: in.filters(kind.Filters)}
			if kind.Code == model.JobExportNYT4712 {
				params.Format = job.JSON
			}
			if from := in.day("from"); from != "" {
				params.From = from.Start(v.console.opts.Zone).Time().Format(time.RFC3339)
			}
			if until := in.day("to"); until != "" {
				params.To = until.AddDays(1).Start(v.console.opts.Zone).Time().Format(time.RFC3339)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			raw, err := json.Marshal(params)
			if err != nil {
				return "", "", err
			}
			j, err := v.console.services.Job.Start(v.ctx(), v.Actor, v.once(), job.NewJob{Kind: kind.Code, Lang: v.Lang, Params: raw})
			return jobPath(j.ID), "", err
		},
	})
}

func (v *Visit) job() error {
	j, faults, next, err := v.console.services.Job.Faults(v.ctx(), v.Actor, model.JobID(v.Param("id")), v.page())
	if err != nil {
		return err
	}
	page := web.Page{
		Title: web.Plain(j.Kind.Word(v.Lang)), Chips: []web.Value{web.JobState(j.State)}, Back: []web.Link{{To: "/console/jobs", Text: web.Word("nav.jobs")}},
	}
	if _, in := kindWord(j.Kind); in {
		page.Parts = append(page.Parts, web.Stages{Names: []web.Value{web.Word("job.stage.fill"), web.Word("job.stage.check"), web.Word("job.stage.confirm")}, At: stageOf(j)})
	}
	panel := web.Panel{ID: "job", Live: "jobs", Parts: v.jobParts(j)}
	if j.State.Over() || j.State == model.JobChecked {
		panel.Live = ""
	}
	page.Parts = append(page.Parts, panel)
	if len(faults) > 0 {
		page.Parts = append(page.Parts, web.Panel{Title: web.Counted{Key: "job.faults", N: int(j.Faults)}, Lead: web.Word("job.faults.lead"), Parts: []web.Part{v.faultTable(j, faults, next)}})
	}
	return v.show(page)
}

func stageOf(j model.Job) int {
	switch {
	case j.Confirmed || j.State == model.JobChecked || j.State == model.JobDone:
		return 2
	default:
		return 1
	}
}

// jobParts say where a job stands and what can be done about it.
func (v *Visit) jobParts(j model.Job) []web.Part {
	var parts []web.Part
	switch j.State {
	case model.JobQueued, model.JobRunning, model.JobCancelling:
		parts = append(parts, web.Progress{Label: web.Text(model.JobLifecycle.Words[j.State]), Done: int(j.Done), Total: int(j.Total)}, web.Prose{web.Word("job.leave")})
	case model.JobChecked:
		parts = append(parts, web.Note{Tone: web.ToneOK, Title: web.Word("job.checked"), Text: []web.Value{web.Word("job.checked.text")}})
	case model.JobDone:
		parts = append(parts, web.Note{Tone: web.ToneOK, Title: web.Word("job.done")})
	case model.JobFailed:
		parts = append(parts, v.failure(j))
	case model.JobCancelled, model.JobAbandoned:
		parts = append(parts, web.Note{Title: web.Word("job.nothing-changed")})
	}
	facts := web.Facts{{Label: "job.started", Value: web.Moment(j.CreatedAt)}}
	if j.Input.Name != "" {
		facts = append(facts, web.Fact{Label: "job.file", Value: web.Inline{web.Plain(j.Input.Name), web.Fine{Text: web.Bytes(j.Input.Size)}}})
	}
	if _, in := kindWord(j.Kind); in && j.Added+j.Unchanged > 0 {
		facts = append(facts, web.Fact{Label: "job.added", Value: web.Number(int(j.Added))}, web.Fact{Label: "job.unchanged", Value: web.Number(int(j.Unchanged))})
	}
	if j.FinishedAt != 0 {
		facts = append(facts, web.Fact{Label: "job.finished", Value: web.Moment(j.FinishedAt)})
	}
	parts = append(parts, facts)
	if j.State == model.JobDone && j.Result.Key != "" {
		parts = append(parts, web.Buttons{{To: jobPath(j.ID) + "/result", Text: web.Say("job.download", "name", j.Result.Name), Icon: "arrive", First: true, File: true}})
	}
	return append(parts, v.jobForms(j)...)
}

// jobForms are the buttons for what can be asked of a job.
func (v *Visit) jobForms(j model.Job) (forms []web.Part) {
	if j.State == model.JobChecked {
		forms = append(forms, web.Form{Action: jobPath(j.ID) + "/confirm", Submit: "job.confirm", Once: rand.Text(), Consequence: web.Counted{Key: "job.confirm.consequence", N: int(j.Added)}})
	}
	if !j.State.Over() && j.State != model.JobCancelling {
		forms = append(forms, web.Form{Action: jobPath(j.ID) + "/cancel", Submit: "job.cancel", Once: rand.Text(), Quiet: true})
	}
	return forms
}

// failure says why a job failed, in the reader's language.
func (v *Visit) failure(j model.Job) web.Part {
	note := web.Note{Tone: web.ToneDanger, Title: web.Word("job.failed")}
	if word, in := kindWord(j.Kind); in {
		note.Actions = []web.Action{{To: "/console/jobs/import/" + word, Text: web.Word("job.again"), Icon: "upload"}}
	}
	refusal, err := job.Reason(j)
	if err != nil || refusal == nil {
		return note
	}
	refused, _ := v.console.opts.Refused(v.ctx(), refusal)
	note.Text = []web.Value{web.Plain(refused.Title), web.Plain(refused.Detail), web.Plain(refused.Next)}
	return note
}

func (v *Visit) faultTable(j model.Job, faults []model.RowFault, next model.PageToken) web.Table {
	table := web.Table{Caption: web.Word("job.fault-list"), Columns: []web.Column{{Label: "job.row", Number: true}, {Label: "job.column"}, {Label: "job.fault"}}}
	columns := v.console.services.Job.Columns(j.Kind)
	for _, f := range faults {
		var column web.Value = web.Text(model.ColumnOf(columns, f.Column).Words)
		if column == nil {
			column = web.Code(f.Column)
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{web.Number(f.Row), column, web.Plain(f.Problem.Detail.Fill(v.Lang, f.Params))}})
	}
	return v.paged(table, next)
}

func (v *Visit) jobResult() error {
	j, content, err := v.console.services.Job.OpenResult(v.ctx(), v.Actor, model.JobID(v.Param("id")))
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", j.Result.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": j.Result.Name}))
	v.Writer.WriteHeader(http.StatusOK)
	_, err = io.Copy(v.Writer, content)
	return ignoreGone(errors.Join(err, content.Close()))
}

func (v *Visit) confirmJob() error {
	return v.press(func() (string, string, error) {
		j, err := v.console.services.Job.Confirm(v.ctx(), v.Actor, v.once(), model.JobID(v.Param("id")))
		return jobPath(j.ID), "job-confirmed", err
	})
}

func (v *Visit) cancelJob() error {
	return v.press(func() (string, string, error) {
		j, err := v.console.services.Job.Cancel(v.ctx(), v.Actor, v.once(), model.JobID(v.Param("id")))
		return jobPath(j.ID), "job-cancelled", err
	})
}
