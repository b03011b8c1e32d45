package job

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"suyuan/model"
)

// JSON is the format of papers that programs read.
const JSON Format = "json"

// maxRoot bounds the name of what a paper is about, in bytes.
const maxRoot = 1000

// Paper is an export about one thing, in the form that an authority asks for.
type Paper struct {
	Code model.JobKind
	Need model.Permission
	// Name is the beginning of the file's name.
	Name string
	// Formats are those that it can be written in, the usual one first.
	Formats []Format
	// Write writes all of it and says now and then how many events of how many are through.
	Write func(ctx context.Context, actor model.Actor, lang model.Lang, p ExportParams, to io.Writer, progress func(done, total int)) error
}

// Kind makes the kind of job that writes the paper.
func (p Paper) Kind() Kind {
	return Kind{
		Code: p.Code, Need: p.Need,
		Check: func(raw json.RawMessage) error {
			var params ExportParams
			if err := json.Unmarshal(raw, &params); err != nil {
				return model.Malformed.Refuse(model.P("reason", "params"))
			}
			return p.check(params)
		},
		Work: p.work,
	}
}

// check refuses parameters that this paper cannot be written with.
func (p Paper) check(params ExportParams) error {
	var faults model.Faults
	if !slices.Contains(p.Formats, params.Format) {
		faults.Add("format", model.ValueInvalid, model.P("value", clip(string(params.Format))))
	}
	switch {
	case params.Root == "":
		faults.Add("root", model.ValueRequired)
	case len(params.Root) > maxRoot:
		faults.Add("root", model.ValueTooLong, model.P("limit", maxRoot))
	}
	if _, err := time.Parse(time.RFC3339, params.KnownAt); params.KnownAt != "" && err != nil {
		faults.Add("known_at", model.TimeInvalid, model.P("value", clip(params.KnownAt)))
	}
	return faults.Err()
}

func (p Paper) work(ctx context.Context, run *Run) error {
	var params ExportParams
	if err := run.Params(&params); err != nil {
		return err
	}
	return run.Result(p.Name+"."+string(params.Format), params.Format.MediaType(), func(w io.Writer) error {
		through := 0
		err := p.Write(ctx, run.Actor, run.Lang, params, w, func(done, total int) {
			through = done
			_ = run.Progress(done, total) // a cancelled job ends with ctx
		})
		run.Added(through)
		return err
	})
}

// Known returns KnownAt; parameters that were checked have no other.
func (p ExportParams) Known() model.Instant {
	at, err := time.Parse(time.RFC3339, p.KnownAt)
	if err != nil {
		return 0
	}
	return model.InstantOf(at)
}
