package epcis

import (
	"slices"
	"strings"
)

// EventType is the type of an event: one of the five of EPCIS 2.0 §7.4, or the URI or CURIE of a custom type.
type EventType string

// The event types of EPCIS 2.0 §7.4.
const (
	ObjectEvent         EventType = "ObjectEvent"
	AggregationEvent    EventType = "AggregationEvent"
	TransactionEvent    EventType = "TransactionEvent"
	TransformationEvent EventType = "TransformationEvent"
	AssociationEvent    EventType = "AssociationEvent"
)

// Standard reports whether t is one of the five event types of EPCIS 2.0.
func (t EventType) Standard() bool { return typeBit(t) != customType }

// Action says how an event relates to the life of its objects (EPCIS 2.0 §7.3.2).
type Action string

// The actions of EPCIS 2.0 §7.3.2.
const (
	Add     Action = "ADD"
	Observe Action = "OBSERVE"
	Delete  Action = "DELETE"
)

// Valid reports whether a is one of the three actions.
func (a Action) Valid() bool { return a == Add || a == Observe || a == Delete }

// Vocabulary is one closed word list of the Core Business Vocabulary 2.0 or of the GS1 Web Vocabulary. In JSON a
// standard word stands bare ("shipping"); anything else must be a URI of the user's own.
type Vocabulary struct {
	web   string   // the URI of a word is web + word
	other []string // further spellings that CBV 2.0 and JSON-LD give the same word
	words []string // sorted
	set   map[string]struct{}
}

func newVocabulary(web string, other []string, words string) *Vocabulary {
	v := &Vocabulary{web: web, other: other, words: strings.Fields(words), set: map[string]struct{}{}}
	slices.Sort(v.words)
	for _, w := range v.words {
		v.set[w] = struct{}{}
	}
	return v
}

// Has reports whether word is a bare word of the vocabulary.
func (v *Vocabulary) Has(word string) bool { _, ok := v.set[word]; return ok }

// Words returns the bare words in alphabetical order.
func (v *Vocabulary) Words() []string { return slices.Clone(v.words) }

// URI returns the web URI of a bare word ("https://ref.gs1.org/cbv/BizStep-shipping"); anything else is returned
// unchanged.
func (v *Vocabulary) URI(word string) string {
	if v.Has(word) {
		return v.web + word
	}
	return word
}

// Word returns the bare word for any spelling of it: bare, web URI, CURIE, or the URN that EPCIS 1.x and XML use. A
// value outside the vocabulary is returned unchanged, so that two spellings compare equal after Word.
func (v *Vocabulary) Word(value string) string {
	if word, ok := strings.CutPrefix(value, v.web); ok && v.Has(word) {
		return word
	}
	for _, prefix := range v.other {
		if word, ok := strings.CutPrefix(value, prefix); ok && v.Has(word) {
			return word
		}
	}
	return value
}

// The vocabularies, from the GS1 artefacts of EPCIS and CBV 2.0 (gs1/EPCIS, 2023-05-16).
var (
	// BizSteps are the 41 business steps of CBV 2.0 §7.1.
	BizSteps = newVocabulary("https://ref.gs1.org/cbv/BizStep-",
		[]string{"cbv:BizStep-", "urn:epcglobal:cbv:bizstep:", "https://ns.gs1.org/cbv/BizStep-"}, `
		accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
		decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
		installing killing loading other packing picking receiving removing repackaging repairing replacing
		reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing
		transporting unloading unpacking void_shipping`)
	// Dispositions are the 33 dispositions of CBV 2.0 §7.2.
	Dispositions = newVocabulary("https://ref.gs1.org/cbv/Disp-",
		[]string{"cbv:Disp-", "urn:epcglobal:cbv:disp:", "https://ns.gs1.org/cbv/Disp-"}, `
		active available completeness_inferred completeness_verified conformant container_closed container_open
		damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
		mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
		partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible
		stolen unavailable unknown`)
	// BizTransactionTypes are the 13 business transaction types of CBV 2.0 §7.3.
	BizTransactionTypes = newVocabulary("https://ref.gs1.org/cbv/BTT-",
		[]string{"cbv:BTT-", "urn:epcglobal:cbv:btt:", "https://ns.gs1.org/cbv/BTT-"}, `
		bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt`)
	// SourceDestTypes are the three source and destination types of CBV 2.0 §7.4.
	SourceDestTypes = newVocabulary("https://ref.gs1.org/cbv/SDT-",
		[]string{"cbv:SDT-", "urn:epcglobal:cbv:sdt:", "https://ns.gs1.org/cbv/SDT-"}, `
		location owning_party possessing_party`)
	// ErrorReasons are the two reasons of an error declaration of CBV 2.0 §7.5.
	ErrorReasons = newVocabulary("https://ref.gs1.org/cbv/ER-",
		[]string{"cbv:ER-", "urn:epcglobal:cbv:er:", "https://ns.gs1.org/cbv/ER-"}, `
		did_not_occur incorrect_data`)
	// Components are the 14 components of a vector or position that a sensor report may name (CBV 2.0).
	Components = newVocabulary("https://ref.gs1.org/cbv/Comp-",
		[]string{"cbv:Comp-", "https://ns.gs1.org/cbv/Comp-"}, `
		altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle
		spherical_radius x y z`)
	// MeasurementTypes are the 72 sensor measurement types of the GS1 Web Vocabulary.
	MeasurementTypes = newVocabulary("https://gs1.org/voc/MT-",
		[]string{
			"gs1:MT-", "https://www.gs1.org/voc/MT-", "https://ref.gs1.org/voc/MT-", "gs1:",
			"https://gs1.org/voc/", "https://www.gs1.org/voc/", "https://ref.gs1.org/voc/",
		}, `
		AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
		AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
		Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
		ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
		Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
		LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration
		MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
		Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle
		SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate
		VolumeFraction VolumetricFlux Wavenumber`)
	// AlertTypes are the two sensor alert types of the GS1 Web Vocabulary.
	AlertTypes = newVocabulary("https://gs1.org/voc/SensorAlertType-",
		[]string{"gs1:SensorAlertType-", "gs1:", "https://gs1.org/voc/", "https://ref.gs1.org/voc/"}, `
		ALARM_CONDITION ERROR_CONDITION`)
)

// Business steps that plain operations of a traceability system record (CBV 2.0 §7.1).
const (
	StepCommissioning         = "commissioning"
	StepCreatingClassInstance = "creating_class_instance"
	StepDestroying            = "destroying"
	StepHolding               = "holding"
	StepInspecting            = "inspecting"
	StepOther                 = "other"
	StepPacking               = "packing"
	StepReceiving             = "receiving"
	StepRetailSelling         = "retail_selling"
	StepSampling              = "sampling"
	StepShipping              = "shipping"
	StepStocking              = "stocking"
	StepStoring               = "storing"
	StepTransporting          = "transporting"
	StepUnpacking             = "unpacking"
)

// Dispositions that plain operations of a traceability system record (CBV 2.0 §7.2).
const (
	DispActive             = "active"
	DispDestroyed          = "destroyed"
	DispDisposed           = "disposed"
	DispExpired            = "expired"
	DispInProgress         = "in_progress"
	DispInTransit          = "in_transit"
	DispNonConformant      = "non_conformant"
	DispRecalled           = "recalled"
	DispRetailSold         = "retail_sold"
	DispReturned           = "returned"
	DispSellableAccessible = "sellable_accessible"
)
