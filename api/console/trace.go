package console

import (
	"net/url"
	"strings"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/code"
	"suyuan/service/trace"
)

// routeTrace registers the pages of the trace room.
func (c *Console) routeTrace() {
	c.get("record", "/console/record", model.PermStepRecord, "What happened: what a code is and what can be done with it.", (*Visit).record)
	c.upload("record-photo", "/console/record/photo", model.PermBatchRead, code.MaxPhoto, "Read the code in a photo.", (*Visit).photo)
	for _, d := range deeds {
		c.form("record-"+d.name, "/console/record/"+d.name, model.PermStepRecord, "Record a step: "+d.name+".", d.visit)
	}
	c.get("shipments", "/console/shipments", model.PermShipmentRead, "What is to receive, what was received, what was sent.", (*Visit).shipments)
	c.get("shipment", "/console/shipments/{id}", model.PermShipmentRead, "One shipment and what became of it.", (*Visit).shipment)
	c.form("receive-shipment", "/console/shipments/{id}/receive", model.PermStepRecord, "Receive a shipment, whole or line by line.", (*Visit).receiveShipment)
	c.form("refuse-shipment", "/console/shipments/{id}/refuse", model.PermStepRecord, "Send back what is open of a shipment.", (*Visit).refuseShipment)
	c.get("stock", "/console/stock", model.PermStockRead, "What there is, by place.", (*Visit).stock)
	c.get("till", "/console/till", model.PermBatchRead, "May this be sold?", (*Visit).till)
	c.get("events", "/console/events", model.PermEventRead, "What was recorded.", (*Visit).events)
	c.get("event", "/console/events/{id...}", model.PermEventRead, "One event in words.", (*Visit).event)
	c.form("correct-event", "/console/correct/{id...}", model.PermStepRecord, "Withdraw an own event.", (*Visit).correctEvent)
	c.get("findings", "/console/findings", model.PermFindingRead, "What the automatic checks found.", (*Visit).findings)
	c.upload("capture", "/console/capture", model.PermEventCapture, trace.CaptureMaxBytes, "Documents of other systems: jobs, and sending one.", (*Visit).captures)
	c.get("capture-job", "/console/capture/{id}", model.PermEventCapture, "What became of a document.", (*Visit).captureJob)
}

// lotName names a lot in a line: product and lot number, or its key where it is nobody's batch here.
func lotName(product model.Text, lot, key string) web.Value {
	if lot == "" {
		return web.Code(shortKey(key))
	}
	return web.Inline{web.Text(product), web.Code(lot)}
}

// shortKey cuts a key of GS1 or a URN to what people compare.
func shortKey(key string) string {
	key = strings.TrimPrefix(key, "https://id.gs1.org")
	if rest, ok := strings.CutPrefix(key, "urn:uuid:"); ok && len(rest) == 36 {
		return "#" + rest[len(rest)-8:]
	}
	if sscc, ok := strings.CutPrefix(key, "/00/"); ok {
		return sscc
	}
	return key
}

// eventPath is the page of an event.
func eventPath(id string) string { return "/console/events/" + url.PathEscape(id) }

// lotLink is lotName leading to the batch where it is one.
func lotLink(product model.Text, lot, key string, batch model.BatchID) web.Value {
	name := lotName(product, lot, key)
	if batch == "" {
		return name
	}
	return web.Link{To: batchPath(batch), Text: name}
}

// placeName names a place, by its identifier where nobody registered it.
func placeName(p trace.PlaceName) web.Value {
	if p.Name.Empty() {
		return web.Code(shortKey(p.URI))
	}
	return web.Name(p.Name)
}

// batchChip is the state of a batch, nil for an active one, which needs no attention.
func batchChip(state model.BatchState) web.Value {
	if state == "" || state == model.BatchActive {
		return nil
	}
	return web.BatchState(state)
}

// scanning makes a page ready for fields that take codes.
func scanning(p web.Page) web.Page {
	p.Scripts = append(p.Scripts, "scan.js")
	p.Parts = append(p.Parts, web.Scanner{Photo: "/console/record/photo"})
	return p
}
