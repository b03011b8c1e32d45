package model

// StepCleanOut is the business step of an event by which the owner of a line or silo says that it was emptied and cleaned:
// an ObjectEvent with action OBSERVE and the read point that was cleaned, which may name no goods (an empty epcList). No word
// of CBV 2.0 says it, so this is one of our own.
const StepCleanOut = "urn:uuid:5f6b9d2a-0c3e-5a41-9d1f-7b2f6c1e8a40#clean-out"
