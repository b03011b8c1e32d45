package epcis

// Namespaces of the GS1 vocabularies in their canonical form.
const (
	hashCBV    = "https://ref.gs1.org/cbv/"
	hashGS1Voc = "https://ref.gs1.org/voc/"
)

// hashField is one standard member of an event and its place in the canonical order (CBV 2.0 §8.9.2).
type hashField struct {
	name string
	// element names each entry of a list whose own name is written once; "" with list set writes entries bare.
	element string
	list    bool
	// fields are the standard members of an object value, in order.
	fields []hashField
	// words is what a bare word stands for: "shipping" with words "…/BizStep-" is "…/BizStep-shipping".
	words string
	time  bool
}

// hashEvent is the canonical order of an event's members. type is written before them as eventType.
var hashEvent = []hashField{
	{name: "eventTime", time: true},
	{name: "eventTimeZoneOffset"},
	{name: "epcList", list: true, element: "epc"},
	{name: "parentID"},
	{name: "inputEPCList", list: true, element: "epc"},
	{name: "childEPCs", list: true, element: "epc"},
	{name: "quantityList", list: true, element: "quantityElement", fields: hashQuantity},
	{name: "childQuantityList", list: true, element: "quantityElement", fields: hashQuantity},
	{name: "inputQuantityList", list: true, element: "quantityElement", fields: hashQuantity},
	{name: "outputEPCList", list: true, element: "epc"},
	{name: "outputQuantityList", list: true, element: "quantityElement", fields: hashQuantity},
	{name: "action"},
	{name: "transformationID"},
	{name: "bizStep", words: hashCBV + "BizStep-"},
	{name: "disposition", words: hashCBV + "Disp-"},
	{name: "persistentDisposition", fields: []hashField{
		{name: "set", words: hashCBV + "Disp-"},
		{name: "unset", words: hashCBV + "Disp-"},
	}},
	{name: "readPoint", fields: hashPlace},
	{name: "bizLocation", fields: hashPlace},
	{name: "bizTransactionList", list: true, fields: []hashField{
		{name: "type", words: hashCBV + "BTT-"},
		{name: "bizTransaction"},
	}},
	{name: "sourceList", list: true, fields: []hashField{
		{name: "type", words: hashCBV + "SDT-"},
		{name: "source"},
	}},
	{name: "destinationList", list: true, fields: []hashField{
		{name: "type", words: hashCBV + "SDT-"},
		{name: "destination"},
	}},
	{name: hashSensorElementList, list: true, element: "sensorElement", fields: []hashField{
		{name: "sensorMetadata", fields: hashSensorMetadata},
		{name: "sensorReport", fields: hashSensorReport},
	}},
}

// hashSensorElementList is the one list whose own name CBV 2.0 leaves out and CBV 2.1 writes.
const hashSensorElementList = "sensorElementList"

var hashQuantity = []hashField{{name: "epcClass"}, {name: "quantity"}, {name: "uom"}}

var hashPlace = []hashField{{name: "id"}}

var hashSensorMetadata = []hashField{
	{name: "time", time: true},
	{name: "startTime", time: true},
	{name: "endTime", time: true},
	{name: "deviceID"},
	{name: "deviceMetadata"},
	{name: "rawData"},
	{name: "dataProcessingMethod"},
	{name: "bizRules"},
}

var hashSensorReport = []hashField{
	{name: "type", words: hashGS1Voc},
	{name: "exception", words: hashGS1Voc},
	{name: "deviceID"},
	{name: "deviceMetadata"},
	{name: "rawData"},
	{name: "dataProcessingMethod"},
	{name: "time", time: true},
	{name: "microorganism"},
	{name: "chemicalSubstance"},
	{name: "value"},
	{name: "component", words: hashCBV + "Comp-"},
	{name: "stringValue"},
	{name: "booleanValue"},
	{name: "hexBinaryValue"},
	{name: "uriValue"},
	{name: "minValue"},
	{name: "maxValue"},
	{name: "meanValue"},
	{name: "sDev"},
	{name: "percRank"},
	{name: "percValue"},
	{name: "uom"},
	{name: "coordinateReferenceSystem"},
}

// hashIgnoredAnywhere reports members that describe, not state: they take no part at any depth.
func hashIgnoredAnywhere(name string) bool {
	switch name {
	case "@context", "comment", "rdfs:comment":
		return true
	default:
		return false
	}
}

// hashIgnoredInEvent reports members of the event itself that take no part. The first three change when the event
// travels or is corrected; certificationInfo is not in the canonical order; type is written as eventType.
func hashIgnoredInEvent(name string) bool {
	switch name {
	case "recordTime", "eventID", "errorDeclaration", "certificationInfo", "type":
		return true
	default:
		return false
	}
}
