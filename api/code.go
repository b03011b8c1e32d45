package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/code"
)

// routeCode registers QR codes, the resolver of the links in them, the public pages behind them and the links of companies.
func (s *Server) routeCode() {
	for _, f := range []code.QRFormat{code.QRSVG, code.QRPNG} {
		s.Handle(Operation{
			ID: "batch-qr-" + string(f), Method: http.MethodGet, Path: "/v1/batches/{id}/qr." + string(f), Tag: "code", Need: model.PermBatchRead,
			Summary: "Draw the QR code of a batch as " + strings.ToUpper(string(f)) + " (?ecc=L|M|Q|H, scale=1…40 pixels a module, quiet=4…40 modules).",
		}, func(c *gin.Context, call Call) error { return s.drawQR(c, call, f) })
	}
	pages := newScanPages(s)
	s.routeResolver(pages)
	for _, m := range []string{http.MethodGet, http.MethodHead} {
		suffix := "-" + strings.ToLower(m)
		s.Handle(Operation{
			ID: "scan-page" + suffix, Method: m, Path: code.PagePrefix + "/{rest...}", Tag: "code", Need: model.PermPublic,
			Summary: "Show the page of a GS1 Digital Link /01/{gtin} or /01/{gtin}/10/{lot} to people, or its facts as JSON-LD.",
		}, pages.page)
		s.Handle(Operation{
			ID: "scan-code" + suffix, Method: m, Path: "/c/{code}", Tag: "code", Need: model.PermPublic,
			Summary: "Answer a short code: page, JSON-LD or linkset.",
		}, pages.code)
	}
	s.routeLinks()
}

// drawQR answers with the code of a batch. The link of a batch never changes, so the picture may be kept for good.
func (s *Server) drawQR(c *gin.Context, call Call, format code.QRFormat) error {
	id, err := model.ParseID[model.Batch](c.Param("id"))
	if err != nil {
		return err
	}
	style, err := qrStyle(c)
	if err != nil {
		return err
	}
	f, err := s.services.Catalog.Batch(c.Request.Context(), call.Actor, id)
	if err != nil {
		return err
	}
	picture, err := s.services.Code.QR(s.services.Code.Link(f.Batch), format, style)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	etag := entityTag(picture, "")
	h.Set("ETag", etag)
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Content-Disposition", `inline; filename="qr-`+f.Batch.Code+"."+string(format)+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return nil
	}
	c.Data(http.StatusOK, format.MediaType(), picture)
	return nil
}

func qrStyle(c *gin.Context) (code.QRStyle, error) {
	var faults model.Faults
	number := func(name string) int {
		text, given := c.GetQuery(name)
		n, err := strconv.Atoi(text)
		if given && (err != nil || n < 1) {
			faults.Add(name, model.ValueInvalid, model.P("value", clip(text, 20)))
		}
		return n
	}
	style := code.QRStyle{Level: code.QRLevel(strings.ToUpper(clip(c.Query("ecc"), 8))), Scale: number("scale"), Quiet: number("quiet")}
	return style, faults.Err()
}

// entityTag makes a strong validator from the bytes of an answer and its coding.
func entityTag(body []byte, coding string) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + coding + `"`
}
