package console

import (
	"encoding/json"
	"strconv"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/trace"
)

// captures lists the documents of other systems and takes in another.
func (v *Visit) captures() error {
	jobs, next, err := v.console.services.Trace.CaptureJobs(v.ctx(), v.Actor, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("capture.jobs"), ID: "captures",
		Columns: []web.Column{{Label: "capture.at"}, {Label: "capture.state"}, {Label: "capture.kept", Number: true}, {Label: "capture.refused", Number: true}, {Label: "capture.known", Number: true}},
		Empty:   web.Empty{Title: web.Word("capture.none"), Text: web.Word("capture.none.text")},
	}
	for _, j := range jobs {
		table.Rows = append(table.Rows, web.Row{To: "/console/capture/" + j.ID.String(), Cells: []web.Value{
			web.Moment(j.CreatedAt), web.CaptureState(j.State), web.Number(j.Accepted), web.Number(j.Rejected), web.Number(j.Duplicates),
		}})
	}
	return v.run(task{
		form: web.Form{Submit: "capture.send", Fields: []web.Field{
			{Name: "document", Label: web.Word("capture.file"), Hint: web.Word("capture.file.hint"), Kind: web.KindFile, Accept: ".json,.jsonld,application/json,application/ld+json", Required: true},
			{Name: "behaviour", Label: web.Word("capture.behaviour"), Kind: web.KindRadio, Value: trace.BehaviourRollback, Options: []web.Option{
				{Value: trace.BehaviourRollback, Text: web.Word("capture.rollback")}, {Value: trace.BehaviourProceed, Text: web.Word("capture.proceed")},
			}},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{Title: web.Word("capture.title"), Lead: web.Word("capture.lead"), Parts: []web.Part{
				web.Panel{Title: web.Word("capture.new"), Parts: []web.Part{f}}, web.Panel{Title: web.Word("capture.jobs"), Parts: []web.Part{v.paged(table, next)}},
			}}
		},
		do: func(in *Input) (to, word string, err error) {
			f, ok := in.file("document")
			if !ok || len(f.Content) == 0 {
				in.faults.Add("document", model.ValueRequired)
				return "", "", in.err()
			}
			job, err := v.console.services.Trace.Capture(v.ctx(), v.Actor, v.once(), trace.Document{Body: f.Content, Behaviour: in.text("behaviour")})
			return "/console/capture/" + job.ID.String(), "captured", err
		},
	})
}

// captureJob says what became of a document, and why the events that were refused were.
func (v *Visit) captureJob() error {
	id, err := model.ParseID[model.Capture](v.Param("id"))
	if err != nil {
		return model.NotFound.Refuse()
	}
	job, err := v.console.services.Trace.CaptureJob(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	var faults []trace.CaptureFault
	if err := json.Unmarshal(job.Errors, &faults); err != nil {
		faults = nil // the job's figures say what there is to say
	}
	parts := []web.Part{web.Panel{Parts: []web.Part{web.Facts{
		{Label: "capture.at", Value: web.Moment(job.CreatedAt)}, {Label: "capture.kept", Value: web.Number(job.Accepted)}, {Label: "capture.refused", Value: web.Number(job.Rejected)},
		{Label: "capture.known", Value: web.Number(job.Duplicates)}, {Label: "capture.digest", Value: web.Code(job.PayloadSHA)},
	}}}}
	if job.State != model.CaptureSuccess {
		tone := web.ToneCaution
		if job.State == model.CaptureFailed {
			tone = web.ToneDanger
		}
		parts = append([]web.Part{web.Note{Tone: tone, Title: web.Word("capture." + string(job.State)), Text: []web.Value{web.Word("capture." + string(job.State) + ".text")}}}, parts...)
	}
	if len(faults) > 0 {
		parts = append(parts, web.Panel{Title: web.Word("capture.faults"), Parts: []web.Part{faultTable(faults)}})
	}
	return v.show(web.Page{
		Title: web.Word("capture.job"), Chips: []web.Value{web.CaptureState(job.State)}, Back: []web.Link{{To: "/console/capture", Text: web.Word("capture.title")}}, Parts: parts,
	})
}

func faultTable(faults []trace.CaptureFault) web.Table {
	table := web.Table{Caption: web.Word("capture.faults"), Columns: []web.Column{{Label: "capture.event"}, {Label: "capture.fault"}, {Label: "capture.detail"}}}
	for _, f := range faults {
		number, field := eventAt(f.Instance)
		where := web.Value(web.Word("capture.document"))
		if number > 0 {
			where = web.Say("capture.event-number", "n", number)
		}
		what := web.Word("capture.fault.invalid")
		if strings.Contains(f.Type, "AlreadyExists") {
			what = "capture.fault.known"
		}
		table.Rows = append(table.Rows, web.Row{Cells: []web.Value{where, what, web.Stack{web.Code(field), web.Plain(f.Detail)}}})
	}
	return table
}

// eventAt reads a JSON pointer into a document: which event, counted from 1, and which of its members.
func eventAt(pointer string) (number int, field string) {
	rest, ok := strings.CutPrefix(pointer, "/epcisBody/eventList/")
	if !ok {
		return 0, pointer
	}
	index, field, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(index)
	if err != nil {
		return 0, pointer
	}
	return n + 1, field
}
