package web_test

import (
	"testing"
	"time"

	"suyuan/api/web"
	"suyuan/model"
)

const base = "https://trace.example"

func renderer(t *testing.T) *web.Renderer {
	t.Helper()
	r, err := web.New(web.Options{
		BaseURL: base, Zone: time.FixedZone("", 8*60*60), Lookup: "/lookup", Docs: "/docs",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	korla  = model.Text{ZH: "新疆维吾尔自治区 库尔勒市", UG: "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى كورلا شەھىرى", EN: "Korla, Xinjiang"}
	gaolan = model.Text{ZH: "甘肃省 皋兰县"} // no translation: shown in Chinese and marked as such
	xicun  = model.Text{ZH: "广东省 广州市 白云区", EN: "Baiyun, Guangzhou"}
)

func at(s string) model.Instant {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return model.InstantOf(t)
}

// pear is the page of a lot of fragrant pears with a journey, documents and a certificate.
func pear(status web.ScanStatus) web.ScanPage {
	p := web.ScanPage{
		Status:   status,
		Path:     "/01/06901234567892/10/XL-2026%2F09",
		Report:   "/report/01/06901234567892/10/XL-2026%2F09",
		Code:     "(01)06901234567892(10)XL-2026/09",
		Today:    "2026-11-22",
		Claim:    "/claim?code=%2F01%2F06901234567892%2F10%2FXL-2026%252F09",
		Updated:  at("2026-11-20T03:12:00Z"),
		ScanID:   "7Q2M-XK4D",
		Complain: "/complaint?code=https%3A%2F%2Fid.gs1.org%2F01%2F06901234567892%2F10%2FXL-2026%252F09",
		Product: &web.ScanProduct{
			Name:       model.Text{ZH: "库尔勒香梨（特级）", UG: "كورلا نەشپۈتى (ئالاھىدە دەرىجە)", EN: "Korla fragrant pear, extra class"},
			Category:   model.CategoryFruit,
			Lot:        "XL-2026/09",
			NetContent: "10 kg",
			Produced:   "2026-09-12",
			Expires:    "2027-01-10",
			Origin:     korla,
			Storage:    model.Text{ZH: "0～2 ℃ 冷藏", UG: "0～2 ℃ تا توڭلىتىپ ساقلاش"},
			Standards:  []string{"GB/T 19859-2005", "NY/T 585-2002"},
		},
		Producer: &web.ScanProducer{
			Name: model.Text{ZH: "库尔勒绿源香梨专业合作社", UG: "كورلا يېشىل مەنبە نەشپۈت كەسپىي كوپىراتىپى"}, Kind: model.KindProducer, Place: korla,
		},
		Journey: []web.JourneyEntry{
			{Time: at("2026-09-12T01:30:00Z"), Step: web.StepHarvest, Place: korla, Actor: model.KindProducer},
			{Time: at("2026-09-12T06:05:00Z"), Step: web.StepCool, Place: korla, Actor: model.KindProducer},
			{Time: at("2026-09-13T02:40:00Z"), Step: web.StepPack, Place: korla, Actor: model.KindProducer},
			{Time: at("2026-09-13T03:15:00Z"), Step: web.StepSample, Place: korla, Actor: model.KindLab},
			{Time: at("2026-09-15T10:00:00Z"), Step: web.StepShip, Place: korla, Actor: model.KindProducer},
			{Time: at("2026-09-17T22:20:00Z"), Step: web.StepReceive, Place: gaolan, Actor: model.KindDistributor},
			{Time: at("2026-09-17T22:45:00Z"), Step: web.StepMeasure, Place: gaolan, Actor: model.KindDistributor},
			{Time: at("2026-09-19T09:10:00Z"), Step: web.StepShip, Place: gaolan, Actor: model.KindDistributor},
			{Time: at("2026-09-21T23:55:00Z"), Step: web.StepReceive, Place: xicun, Actor: model.KindRetailer},
			{Time: at("2026-09-22T00:30:00Z"), Step: web.StepStock, Place: xicun, Actor: model.KindRetailer},
		},
		Documents: []web.ScanDocument{
			{Kind: model.DocumentLabReport, Title: "农药残留检测报告", IssuedBy: "巴州农产品质量安全检验检测中心", IssuedOn: "2026-09-14", Path: "/files/01J8ZK", MediaType: "application/pdf", Size: 1_240_311,
				Verdict: model.LabUndecided, Results: model.LabResults{
					{Item: "毒死蜱", Value: "nd", Unit: "mg/kg", Limit: "0.01", Method: "GB 23200.113-2018", Verdict: model.LabConforms},
					{Item: "多菌灵", Value: "0.50", Unit: "mg/kg", Limit: "≤0.5", Verdict: model.LabFails},
				}},
			{Kind: model.DocumentCertificate, Title: "地理标志产品专用标志使用证", IssuedOn: "2021-03-02", ValidTo: "2026-03-01", Path: "/files/01J8ZM", MediaType: "image/jpeg", Size: 312_456},
		},
		Commitment: &web.Commitment{
			Number: "HGZ-653-20260912-0031", Product: model.Text{ZH: "库尔勒香梨", UG: "كورلا نەشپۈتى"}, Origin: korla,
			Issuer: model.Text{ZH: "库尔勒绿源香梨专业合作社", UG: "كورلا يېشىل مەنبە نەشپۈت كەسپىي كوپىراتىپى"}, IssuedOn: "2026-09-12",
			Quantity: model.Units(1250) + model.Units(1)/2, Unit: "KGM",
			Basis: []model.CommitmentBasis{model.BasisCommissioned, model.BasisControl},
		},
		Alternates: []web.Alternate{
			{Title: "JSON-LD", MediaType: "application/ld+json", Path: "/01/06901234567892/10/XL-2026%2F09?linkType=gs1:masterData"},
			{Title: "Linkset", MediaType: "application/linkset+json", Path: "/01/06901234567892/10/XL-2026%2F09?linkType=linkset"},
		},
	}
	switch status {
	case web.ScanHeld:
		p.Reason = model.Text{ZH: "抽检样品待复检", UG: "ئەۋرىشكە قايتا تەكشۈرۈشنى كۈتۈۋاتىدۇ"}
		p.Since, p.By = at("2026-11-18T08:00:00Z"), model.KindProducer
	case web.ScanBlocked:
		p.Reason = model.Text{ZH: "农药残留超过 GB 2763 限量", UG: "دېھقانچىلىق دورىسى قالدۇقى GB 2763 چەكلىمىسىدىن ئاشقان", EN: "Pesticide residue above the limit of GB 2763"}
		p.Since, p.By = at("2026-11-19T02:00:00Z"), model.KindRegulator
	case web.ScanExpired:
		p.Product.Expires = "2026-11-19"
	case web.ScanInactive:
		p.Journey, p.Commitment, p.Documents = nil, nil, nil
	case web.ScanUnknown:
		return web.ScanPage{Status: status, Path: "/01/06901234567892/10/NOPE", Code: "(01)06901234567892(10)NOPE", ScanID: "7Q2M-XK4E", Today: "2026-11-22"}
	case web.ScanNormal, web.ScanClosed:
	}
	return p
}

// recalled is a page with a banner before its own status.
func recalled() web.ScanPage {
	p := pear(web.ScanBlocked)
	p.Recalled = true
	p.Alerts = []web.Alert{{
		Severity: web.SeverityDanger,
		Title:    model.Text{ZH: "正在召回", UG: "قايتۇرۇۋېلىنىۋاتىدۇ", EN: "This product is being recalled"},
		Text:     model.Text{ZH: "召回级别：一级。请立即停止食用。", EN: "First class recall. Stop eating it at once."},
		By:       model.KindProducer,
		Since:    at("2026-11-20T02:00:00Z"),
		Next:     []model.Text{{ZH: "带包装到任一销售点退货，无需小票。", EN: "Bring it back to any shop that sells it; no receipt is needed."}},
	}}
	return p
}

// openAPI is a small document of the shape the house writes.
const openAPI = `{"openapi":"3.1.0","info":{"title":"Suyuan","version":"0.1.0","description":"Product traceability."},
"paths":{
 "/v1/batches":{"get":{"operationId":"list-batches","summary":"List batches","tags":["catalog"],"x-permission":"batch:read",
   "parameters":[{"name":"limit","in":"query","description":"How many rows.","schema":{"type":"integer","format":"int64"}}],
   "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/BatchViewList"}}}},"422":{}}},
  "post":{"operationId":"create-batch","summary":"Register a batch","tags":["catalog"],"x-permission":"batch:write",
   "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/BatchInput"}}}},
   "responses":{"201":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/BatchView"}}}}}}},
 "/v1/batches/{id}/qr":{"get":{"operationId":"batch-qr","summary":"QR picture of a batch","tags":["code"],"x-permission":"public",
   "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
   "responses":{"200":{"content":{"image/png":{"schema":{}}}}}}},
 "/v1/sessions/current":{"delete":{"operationId":"sign-out","summary":"Sign out","tags":["access"],"x-permission":"self","responses":{"204":{}}}}},
"components":{"schemas":{
 "BatchInput":{"type":"object","required":["lot"],"properties":{"lot":{"type":"string","description":"As printed."},"state":{"type":"string","enum":["draft","active"]},"weight":{"oneOf":[{"type":"string"},{"type":"number"}]}}},
 "BatchView":{"type":"object","description":"A batch.","properties":{"id":{"type":"string"},"tags":{"type":["array","null"],"items":{"type":"string"}}}},
 "BatchViewList":{"type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/BatchView"}}}}}}}`
