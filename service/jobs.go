package service

import (
	"context"
	"errors"
	"io"
	"slices"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/access"
	"suyuan/service/catalog"
	"suyuan/service/job"
	"suyuan/service/trace"
)

// jobKinds says which room does which kind of job. A new kind is one line here and its words in model/job.go.
func (s *Services) jobKinds() []job.Kind {
	kinds := []job.Kind{
		job.ImportKind(model.JobImportProducts, model.PermProductWrite, catalog.ProductColumns(), s.Catalog.ImportProducts, nil),
		job.ImportKind(model.JobImportSites, model.PermSiteWrite, access.SiteColumns(), s.Access.ImportSites, nil),
		job.ImportKind(model.JobImportBatches, model.PermBatchWrite, append(catalog.BatchColumns(), batchState), s.Catalog.ImportBatches, nil),
		job.ImportKind(model.JobImportSteps, model.PermStepRecord, trace.StepColumns(), s.Trace.ImportSteps, func() { s.Code.Forget("") }),
	}
	for _, e := range s.Exports() {
		kinds = append(kinds, e.Kind())
	}
	for _, p := range s.papers() {
		kinds = append(kinds, p.Kind())
	}
	return kinds
}

// papers are the traces that authorities ask for, in their forms.
func (s *Services) papers() []job.Paper {
	walk := func(p job.ExportParams) trace.WalkQuery { return trace.WalkQuery{Root: p.Root, KnownAt: p.Known()} }
	return []job.Paper{
		{
			Code: model.JobExportFSMA, Need: model.PermTraceRead, Name: "trace-fsma", Formats: job.Formats(),
			Write: func(ctx context.Context, actor model.Actor, lang model.Lang, p job.ExportParams, to io.Writer, progress func(done, total int)) error {
				if p.Format == job.XLSX {
					return s.Trace.WriteFSMA(ctx, actor, walk(p), lang, to, progress)
				}
				if p.BOM {
					if _, err := io.WriteString(to, "\ufeff"); err != nil {
						return err
					}
				}
				return s.Trace.WriteFSMACSV(ctx, actor, walk(p), lang, to, progress)
			},
		},
		{
			Code: model.JobExportNYT4712, Need: model.PermTraceRead, Name: "trace-nyt4712", Formats: []job.Format{job.JSON},
			Write: func(ctx context.Context, actor model.Actor, _ model.Lang, p job.ExportParams, to io.Writer, progress func(done, total int)) error {
				return s.Trace.WriteNYT4712(ctx, actor, walk(p), to, progress)
			},
		},
	}
}

// Exports are the lists that people take away as tables.
func (s *Services) Exports() []job.Export {
	lists := []job.Export{
		{Code: model.JobExportProducts, Need: model.PermProductRead, Name: "products", Columns: catalog.ProductColumns(), Open: s.exportProducts},
		{Code: model.JobExportSites, Need: model.PermSiteRead, Name: "sites", Columns: access.SiteColumns(), Open: s.exportSites},
		{Code: model.JobExportBatches, Need: model.PermBatchRead, Name: "batches", Columns: append(catalog.BatchColumns(), batchState), Open: s.exportBatches},
		{Code: model.JobExportStock, Need: model.PermStockRead, Name: "stock", Columns: stockColumns, Open: s.exportStock},
		{Code: model.JobExportEvents, Need: model.PermEventRead, Name: "events", Columns: eventColumns, Spanned: true, Open: s.exportEvents},
		{Code: model.JobExportFindings, Need: model.PermFindingRead, Name: "findings", Columns: findingColumns, Open: s.exportFindings},
		{Code: model.JobExportAudit, Need: model.PermAuditRead, Name: "audit", Columns: auditColumns, Open: s.exportAudit},
		{Code: model.JobExportRecall, Need: model.PermRecallRead, Name: "recall", Columns: recallColumns, Rooted: true, Open: s.exportRecall},
	}
	return slices.Concat(lists, s.claimExports(), s.complaintExports())
}

// pages makes a Pager of a list and of how one of its rows is written.
func pages[R any](list func(context.Context, model.Page) ([]R, model.PageToken, error), row func(context.Context, R) ([]any, error)) job.Pager {
	return func(ctx context.Context, page model.Page) ([][]any, model.PageToken, error) {
		rows, next, err := list(ctx, page)
		cells := make([][]any, 0, len(rows))
		for _, r := range rows {
			if err != nil {
				break
			}
			var line []any
			if line, err = row(ctx, r); err == nil {
				cells = append(cells, line)
			}
		}
		return cells, next, err
	}
}

// inOrder puts the cells of a row into the order of the columns, with the words of choices that mean one code only.
func inOrder(columns []model.Column, cells map[string]string, lang model.Lang) []any {
	line := make([]any, 0, len(columns))
	for _, c := range columns {
		text := cells[c.Key]
		for _, choice := range c.Choices {
			if choice.Code == text && text != "" && c.Choose(choice.Words.In(lang)) == text {
				text = choice.Words.In(lang)
				break
			}
		}
		line = append(line, text)
	}
	return line
}

func (s *Services) exportProducts(actor model.Actor, lang model.Lang, _ job.ExportParams) job.Pager {
	columns := catalog.ProductColumns()
	return pages(func(ctx context.Context, page model.Page) ([]model.Product, model.PageToken, error) {
		return s.Catalog.Products(ctx, actor, catalog.ProductFilter{}, page)
	}, func(_ context.Context, p model.Product) ([]any, error) {
		return inOrder(columns, catalog.ProductCells(p), lang), nil
	})
}

func (s *Services) exportSites(actor model.Actor, lang model.Lang, _ job.ExportParams) job.Pager {
	columns := access.SiteColumns()
	return pages(func(ctx context.Context, page model.Page) ([]model.Site, model.PageToken, error) {
		return s.Access.Sites(ctx, actor, "", page)
	}, func(_ context.Context, site model.Site) ([]any, error) {
		return inOrder(columns, access.SiteCells(site), lang), nil
	})
}

// batchState is the column that exports of batches have beside those of imports.
var batchState = model.Column{Key: "state", Words: model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"}, Output: true}

func (s *Services) exportBatches(actor model.Actor, lang model.Lang, _ job.ExportParams) job.Pager {
	products, sites := map[model.ProductID]string{}, map[model.SiteID]string{}
	return pages(func(ctx context.Context, page model.Page) ([]model.Batch, model.PageToken, error) {
		return s.Catalog.Batches(ctx, actor, catalog.BatchFilter{}, page)
	}, func(ctx context.Context, b model.Batch) ([]any, error) {
		product, err := remembered(products, b.ProductID, func() (string, error) {
			p, err := s.Catalog.Product(ctx, actor, b.ProductID)
			return p.Code, err
		})
		if err != nil {
			return nil, err
		}
		site, err := remembered(sites, b.SiteID, func() (string, error) {
			site, err := s.Access.Site(ctx, actor, b.SiteID)
			if site.GLN != "" {
				return site.GLN, err
			}
			return site.Name.In(lang), err
		})
		if err != nil {
			return nil, err
		}
		return []any{
			product, b.Lot, b.Produced, b.Expires, b.Quantity, string(b.Unit), site, b.Note, model.BatchLifecycle.Word(b.State, lang),
		}, nil
	})
}

// remembered asks for a name once. What the reader may not see has none.
func remembered[K comparable](names map[K]string, key K, ask func() (string, error)) (string, error) {
	name, known := names[key]
	if known {
		return name, nil
	}
	name, err := ask()
	if err != nil && !errors.Is(err, model.NotFound) {
		return "", err
	}
	names[key] = name
	return name, nil
}

var stockColumns = []model.Column{
	{Key: "item", Words: model.Text{ZH: "批次标识", UG: "تۈركۈم بەلگىسى", EN: "Batch identifier"}},
	{Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}},
	{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}},
	{Key: "state", Words: model.Text{ZH: "状态", UG: "ھالىتى", EN: "State"}},
	{Key: "expires", Words: model.Text{ZH: "保质期至", UG: "ۋاقتى ئۆتۈش چېسلاسى", EN: "Expires"}},
	{Key: "account", Words: model.Text{ZH: "账目", UG: "ھېسابات", EN: "Account"}},
	{Key: "quantity", Words: model.Text{ZH: "数量", UG: "مىقدارى", EN: "Quantity"}},
	{Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}},
	{Key: "holder", Words: model.Text{ZH: "持有者", UG: "تۇتقۇچى", EN: "Holder"}},
	{Key: "place", Words: model.Text{ZH: "地点", UG: "جاي", EN: "Place"}},
	{Key: "container", Words: model.Text{ZH: "箱托编码", UG: "قاچا كودى", EN: "Container"}},
}

func (s *Services) exportStock(actor model.Actor, lang model.Lang, _ job.ExportParams) job.Pager {
	return pages(func(ctx context.Context, page model.Page) ([]repository.StockRow, model.PageToken, error) {
		return s.Trace.Stock(ctx, actor, trace.StockFilter{}, page)
	}, func(_ context.Context, r repository.StockRow) ([]any, error) {
		state := ""
		if r.State != "" {
			state = model.BatchLifecycle.Word(r.State, lang)
		}
		place := r.Place.Name.In(lang)
		if place == "" {
			place = r.Place.URI
		}
		return []any{
			r.Node.Key, r.Product, r.Lot, state, r.Expires, model.AccountWords[r.Balance.Account], r.Balance.Amount, string(r.Balance.Unit),
			r.Holder.Name, place, r.Container,
		}, nil
	})
}

var eventColumns = []model.Column{
	{Key: "event_id", Words: model.Text{ZH: "事件标识", UG: "ۋەقە بەلگىسى", EN: "Event ID"}},
	{Key: "type", Words: model.Text{ZH: "类型", UG: "تۈرى", EN: "Type"}},
	{Key: "action", Words: model.Text{ZH: "动作", UG: "ھەرىكەت", EN: "Action"}},
	{Key: "time", Words: model.Text{ZH: "发生时间", UG: "يۈز بەرگەن ۋاقىت", EN: "Event time"}},
	{Key: "recorded", Words: model.Text{ZH: "记录时间", UG: "خاتىرىلەنگەن ۋاقىت", EN: "Recorded"}},
	{Key: "step", Words: model.Text{ZH: "业务步骤", UG: "مەشغۇلات باسقۇچى", EN: "Business step"}},
	{Key: "disposition", Words: model.Text{ZH: "处置状态", UG: "ھالەت", EN: "Disposition"}},
	{Key: "retracted", Words: model.Text{ZH: "撤销时间", UG: "بىكار قىلىنغان ۋاقىت", EN: "Withdrawn"}},
}

func (s *Services) exportEvents(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	f := trace.EventFilter{}
	f.From, f.To = p.Span()
	return pages(func(ctx context.Context, page model.Page) ([]model.Event, model.PageToken, error) {
		return s.Trace.Events(ctx, actor, f, page)
	}, func(_ context.Context, e model.Event) ([]any, error) {
		return []any{e.EventID, e.Type, e.Action, e.Time, e.Recorded, e.BizStep, e.Disposition, e.Retracted}, nil
	})
}

var findingColumns = []model.Column{
	{Key: "kind", Words: model.Text{ZH: "发现", UG: "بايقاش", EN: "Finding"}},
	{Key: "item", Words: model.Text{ZH: "对象标识", UG: "ئوبيېكت بەلگىسى", EN: "Identifier"}},
	{Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}},
	{Key: "quantity", Words: model.Text{ZH: "差额", UG: "پەرق مىقدارى", EN: "Imbalance"}},
	{Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}},
	{Key: "event_id", Words: model.Text{ZH: "事件标识", UG: "ۋەقە بەلگىسى", EN: "Event ID"}},
	{Key: "opened", Words: model.Text{ZH: "发现时间", UG: "بايقالغان ۋاقىت", EN: "Opened"}},
	{Key: "resolved", Words: model.Text{ZH: "解释时间", UG: "ھەل بولغان ۋاقىت", EN: "Resolved"}},
}

func (s *Services) exportFindings(actor model.Actor, _ model.Lang, p job.ExportParams) job.Pager {
	return pages(func(ctx context.Context, page model.Page) ([]repository.FindingRow, model.PageToken, error) {
		return s.Trace.Findings(ctx, actor, trace.FindingFilter{Open: p.Open}, page)
	}, func(_ context.Context, f repository.FindingRow) ([]any, error) {
		return []any{model.FindingWords[f.Kind], f.Key, f.Lot, f.Amount, string(f.Unit), f.EventID, f.OpenedAt, f.ResolvedAt}, nil
	})
}

var auditColumns = []model.Column{
	{Key: "at", Words: model.Text{ZH: "时间", UG: "ۋاقتى", EN: "Time"}},
	{Key: "actor", Words: model.Text{ZH: "操作者", UG: "مەشغۇلاتچى", EN: "Actor"}},
	{Key: "action", Words: model.Text{ZH: "操作", UG: "مەشغۇلات", EN: "Action"}},
	{Key: "subject", Words: model.Text{ZH: "对象", UG: "ئوبيېكت", EN: "Subject"}},
	{Key: "detail", Words: model.Text{ZH: "详情", UG: "تەپسىلات", EN: "Detail"}},
}

func (s *Services) exportAudit(actor model.Actor, _ model.Lang, _ job.ExportParams) job.Pager {
	return pages(func(ctx context.Context, page model.Page) ([]access.AuditRecord, model.PageToken, error) {
		return s.Access.AuditTrail(ctx, actor, access.AuditFilter{}, page)
	}, func(_ context.Context, r access.AuditRecord) ([]any, error) {
		return []any{r.At, r.Actor, r.Action, r.Subject, r.Detail}, nil
	})
}
