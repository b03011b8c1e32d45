package catalog

import (
	"strconv"

	"suyuan/model"
	"suyuan/repository"
)

// MaxResults bounds the lines of a laboratory report.
const MaxResults = 100

const (
	itemLength   = 100
	methodLength = 100
	labUnit      = 20
)

// Failed is told of a laboratory report by which a batch does not conform, in the transaction that adds it.
type Failed func(tx *repository.Tx, actor model.Actor, b model.Batch, d model.Document) error

// Option changes how the room works.
type Option func(*Service)

// OnFailed lets a room hear of batches that do not conform.
func OnFailed(f Failed) Option { return func(s *Service) { s.failed = f } }

// findings reads what a report found into its row. Only laboratory reports find anything.
func (in DocumentInput) findings(faults *model.Faults, d *model.Document) {
	if in.Kind != model.DocumentLabReport {
		if in.Verdict != "" {
			faults.Add("verdict", model.ValueInvalid, model.P("value", in.Verdict))
		}
		if len(in.Results) > 0 {
			faults.Add("results", model.ValueInvalid, model.P("value", in.Results[0].Item))
		}
		return
	}
	d.Verdict = verdict(faults, "verdict", in.Verdict)
	if len(in.Results) > MaxResults {
		faults.Add("results", model.TooLarge, model.P("limit", MaxResults))
		return
	}
	for i, r := range in.Results {
		d.Results = append(d.Results, result(faults, "results["+strconv.Itoa(i)+"].", r))
	}
	failing := d.Results.Failing()
	switch {
	case len(failing) == 0:
	case d.Verdict == model.LabConforms:
		faults.Add("verdict", model.LabVerdictContradicts, model.P("item", failing[0].Item))
	case d.Verdict == "": // one item that does not conform decides for all
		d.Verdict = model.LabFails
	}
}

func verdict(faults *model.Faults, at string, v model.LabVerdict) model.LabVerdict {
	if _, known := model.LabVerdictWords[v]; !known && v != "" {
		faults.Add(at, model.ValueInvalid, model.P("value", v))
	}
	return v
}

func result(faults *model.Faults, at string, r model.LabResult) model.LabResult {
	read := model.LabResult{
		Item: line(faults, at+"item", r.Item, itemLength), Unit: line(faults, at+"unit", r.Unit, labUnit),
		Method: line(faults, at+"method", r.Method, methodLength), Verdict: verdict(faults, at+"verdict", r.Verdict),
		Value: labValue(faults, at+"value", r.Value), Limit: labValue(faults, at+"limit", r.Limit),
	}
	if read.Item == "" {
		faults.Add(at+"item", model.ValueRequired)
	}
	if read.Limit == model.LabNotDetected {
		faults.Add(at+"limit", model.QuantityInvalid, model.P("value", read.Limit))
	}
	return read
}

func labValue(faults *model.Faults, at, s string) string {
	if s == "" || s == model.LabNotDetected {
		return s
	}
	value, err := model.ParseLabValue(s)
	faults.Check(at, err)
	return value
}
