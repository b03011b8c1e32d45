package web

import "suyuan/model"

// The tones of states: what a state asks of whoever reads it. A state that is not here asks for nothing.
var (
	batchTones = map[model.BatchState]Tone{
		model.BatchActive: ToneOK, model.BatchHeld: ToneCaution, model.BatchBlocked: ToneDanger, model.BatchDraft: ToneInfo,
	}
	orgTones = map[model.OrgState]Tone{
		model.OrgPending: ToneInfo, model.OrgActive: ToneOK, model.OrgRefused: ToneDanger, model.OrgSuspended: ToneDanger,
	}
	cessationTones = map[model.CessationState]Tone{
		model.CessationProposed: ToneInfo, model.CessationAgreed: ToneInfo, model.CessationConfirmed: ToneCaution, model.CessationInForce: ToneOK,
		model.CessationDeclined: ToneDanger, model.CessationRefused: ToneDanger,
	}
	siteTones     = map[model.SiteState]Tone{model.SiteOpen: ToneOK}
	shipmentTones = map[model.ShipmentState]Tone{
		model.ShipmentSent: ToneInfo, model.ShipmentPartly: ToneCaution, model.ShipmentReceived: ToneOK, model.ShipmentRefused: ToneDanger,
	}
	jobTones = map[model.JobState]Tone{
		model.JobRunning: ToneInfo, model.JobChecked: ToneCaution, model.JobDone: ToneOK, model.JobFailed: ToneDanger,
	}
	verdictTones = map[model.LabVerdict]Tone{model.LabConforms: ToneOK, model.LabFails: ToneDanger, model.LabUndecided: ToneCaution}
	// verdictGrounds are those of the consumer's page, where nothing a laboratory says is shown as all being well.
	verdictGrounds = map[model.LabVerdict]string{model.LabConforms: "plain", model.LabFails: "danger", model.LabUndecided: "caution"}
	captureTones   = map[model.CaptureState]Tone{
		model.CaptureRunning: ToneInfo, model.CaptureSuccess: ToneOK, model.CaptureFailed: ToneDanger, model.CapturePartial: ToneCaution,
	}
)

// BatchState is the chip of a batch's state.
func BatchState(s model.BatchState) Value {
	return Chip{batchTones[s], Name(model.BatchLifecycle.Words[s])}
}

// OrgState is the chip of an organisation's state.
func OrgState(s model.OrgState) Value {
	return Chip{orgTones[s], Name(model.OrganisationLifecycle.Words[s])}
}

// CessationState is the chip of the state of an organisation's end.
func CessationState(s model.CessationState) Value {
	return Chip{cessationTones[s], Name(model.CessationLifecycle.Words[s])}
}

// SiteState is the chip of a site's state.
func SiteState(s model.SiteState) Value {
	return Chip{siteTones[s], Name(model.SiteLifecycle.Words[s])}
}

// ShipmentState is the chip of a shipment's state.
func ShipmentState(s model.ShipmentState) Value {
	return Chip{shipmentTones[s], Name(model.ShipmentLifecycle.Words[s])}
}

// CaptureState is the chip of a capture job's state.
func CaptureState(s model.CaptureState) Value {
	return Chip{captureTones[s], Name(model.CaptureLifecycle.Words[s])}
}

// LabVerdict is the chip of what a laboratory concludes; nil when it says nothing.
func LabVerdict(v model.LabVerdict) Value {
	if v == "" {
		return nil
	}
	return Chip{verdictTones[v], Name(model.LabVerdictWords[v])}
}

// JobState is the chip of a job's state.
func JobState(s model.JobState) Value {
	return Chip{jobTones[s], Name(model.JobLifecycle.Words[s])}
}
