package api_test

import "maps"

func ofProduct(t things) string { return t.product }

func ofBatch(t things) string { return t.batch }

// moving names a batch and a move of it.
func moving(event string) func(things) map[string]string {
	return func(t things) map[string]string { return map[string]string{"id": t.batch, "event": event} }
}

func inBatchQuery(t things) string { return "?batch=" + t.batch }

func init() {
	maps.Copy(samples, map[string]sample{
		"page-product":            {object: id(ofProduct), sight: inRegion},
		"page-edit-product":       {object: id(ofProduct), sight: ownOnly},
		"page-edit-product-send":  {object: id(ofProduct), sight: ownOnly, body: filled("version", "999", "name.zh", "梨")},
		"page-product-photo":      {object: id(ofProduct), sight: ownOnly},
		"page-product-photo-send": {object: id(ofProduct), sight: ownOnly, body: photo},
		"page-remove-photo":       {object: id(ofProduct), sight: ownOnly},
		"page-remove-photo-send":  {object: id(ofProduct), sight: ownOnly, body: filled()},

		"page-batches":           {},
		"page-new-batch":         {},
		"page-new-batch-send":    {object: inBody, sight: ownOnly, named: true, body: filled("product_id", "{product}", "lot", "", "quantity", "1")},
		"page-batch":             {object: id(ofBatch), sight: alongWith},
		"page-batch-made":        {object: id(ofBatch), sight: ownOnly},
		"page-batch-made-send":   {object: id(ofBatch), sight: ownOnly, body: filled("at", "never")},
		"page-move-batch":        {object: moving("hold"), sight: alongWith},
		"page-move-batch-send":   {object: moving("release"), sight: alongWith, inner: true, body: filled("reason", "matrix", "version", "1")},
		"page-new-document":      {object: inQuery, about: inBatchQuery, sight: alongWith},
		"page-new-document-send": {object: inQuery, about: inBatchQuery, sight: alongWith, inner: true, body: upload},

		"page-labels":      {object: id(ofBatch), sight: inRegion},
		"page-labels-send": {object: id(ofBatch), sight: ownOnly, inner: true, body: filled("layout", "a4-24", "copies", "0")},
		"page-label-run":   {absent: true},

		"page-start": {}, "page-help": {},
	})
}
