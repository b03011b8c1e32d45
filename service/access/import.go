package access

import (
	"context"
	"maps"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/repository"
)

// SiteColumns are the columns of a sheet of sites.
func SiteColumns() []model.Column {
	return []model.Column{
		{
			Key: "name_zh", Words: model.Text{ZH: "名称（中文）", UG: "نامى (خەنزۇچە)", EN: "Name (Chinese)"}, Example: "一号果园",
			Hint: model.Text{ZH: "三种语言至少填一种", UG: "ئۈچ تىلدىن ھېچ بولمىسا بىرىنى يېزىڭ", EN: "At least one of the three languages"},
		},
		{Key: "name_ug", Words: model.Text{ZH: "名称（维吾尔文）", UG: "نامى (ئۇيغۇرچە)", EN: "Name (Uyghur)"}, Example: "1-باغ"},
		{Key: "name_en", Words: model.Text{ZH: "名称（英文）", UG: "نامى (ئىنگلىزچە)", EN: "Name (English)"}, Example: "Orchard 1"},
		{
			Key: "gln", Words: model.Text{ZH: "GLN（位置码）", UG: "GLN (ئورۇن كودى)", EN: "GLN"}, Type: model.ColumnDigits,
			Hint: model.Text{ZH: "13 位；没有则留空", UG: "13 خانە؛ بولمىسا بوش قالدۇرۇڭ", EN: "13 digits; leave it empty when there is none"},
		},
		{
			Key: "region", Words: model.Text{ZH: "行政区划代码", UG: "مەمۇرىي رايون كودى", EN: "Region code"}, Required: true, Type: model.ColumnDigits, Example: "652801",
			Hint: model.Text{ZH: "GB/T 2260 六位代码", UG: "GB/T 2260 ئالتە خانىلىق كود", EN: "Six digits of GB/T 2260"},
		},
		{Key: "address", Words: model.Text{ZH: "地址", UG: "ئادرېسى", EN: "Address"}},
		{
			Key: "latitude", Words: model.Text{ZH: "纬度", UG: "كەڭلىك", EN: "Latitude"}, Type: model.ColumnNumber, Example: "41.7259",
			Hint: model.Text{ZH: "WGS 84，度；与经度一起填写", UG: "WGS 84، گرادۇس؛ ئۇزۇنلۇق بىلەن بىللە يېزىڭ", EN: "Degrees, WGS 84; together with the longitude"},
		},
		{Key: "longitude", Words: model.Text{ZH: "经度", UG: "ئۇزۇنلۇق", EN: "Longitude"}, Type: model.ColumnNumber, Example: "86.1746"},
	}
}

// SiteCells are the cells of a site's row.
func SiteCells(s model.Site) map[string]string {
	cells := map[string]string{
		"name_zh": s.Name.ZH, "name_ug": s.Name.UG, "name_en": s.Name.EN, "gln": s.GLN, "region": string(s.Region), "address": s.Address,
	}
	if s.LatE7 != 0 || s.LngE7 != 0 {
		cells["latitude"] = model.Degrees(s.LatE7).String()
		cells["longitude"] = model.Degrees(s.LngE7).String()
	}
	return cells
}

// tickEvery is how many rows pass between two reports of progress.
const tickEvery = 100

// ImportSites adds the sites of a sheet (see SiteColumns), all or none. A row that says what is registered of its GLN,
// or without one of its name, already changes nothing; one that says otherwise is faulty. Empty cells say nothing. Needs
// site:write. Faults: those of CreateSite, job-row-contradicts, job-name-ambiguous.
func (s *Service) ImportSites(ctx context.Context, actor model.Actor, rows []model.Row, how repository.Import) (model.ImportReport, error) {
	if err := actor.Must(model.PermSiteWrite); err != nil {
		return model.ImportReport{}, err
	}
	return how.Run(ctx, s.store, func(tx *repository.Tx, r *model.ImportReport) error {
		own, err := tx.Access().OwnSites(actor.Org)
		if err != nil {
			return err
		}
		w := siteImport{tx: tx, actor: actor, report: r, sites: model.IndexSites(own)}
		wanted := make([]*model.Site, len(rows))
		for i, row := range rows {
			site, err := readSite(row)
			if err := r.Check(row.Number, err, siteColumn); err != nil {
				return err
			}
			if err == nil {
				wanted[i] = &site
			}
		}
		if err := w.lookUp(wanted); err != nil {
			return err
		}
		for i, row := range rows {
			if wanted[i] != nil {
				w.take(row, *wanted[i])
			}
			if i%tickEvery == 0 || i+1 == len(rows) {
				if err := how.Tick(i+1, len(rows)); err != nil {
					return err
				}
			}
		}
		return w.write()
	})
}

func siteColumn(field string) string {
	if field == "name" {
		return "name_zh"
	}
	return strings.ReplaceAll(field, ".", "_")
}

// readSite reads a row as the site that it describes.
func readSite(row model.Row) (model.Site, error) {
	c := row.Cells
	f := &model.Faults{}
	site := model.Site{
		Name: names(f, "name", model.Text{ZH: c["name_zh"], UG: c["name_ug"], EN: c["name_en"]}), GLN: gln(f, "gln", c["gln"]),
		Address: line(f, "address", c["address"], addressLimit),
	}
	if c["region"] == "" {
		f.Add("region", model.ValueRequired)
	} else {
		site.Region = region(f, "region", c["region"])
	}
	site.LatE7 = degrees(f, "latitude", c["latitude"], c["longitude"], maxLatE7)
	site.LngE7 = degrees(f, "longitude", c["longitude"], c["latitude"], maxLngE7)
	return site, f.Err()
}

// degrees reads one of two coordinates, of which both are given or none; most is the largest in ten-millionths.
func degrees(f *model.Faults, at, text, other string, most int64) int64 {
	if text == "" {
		if other != "" {
			f.Add(at, model.ValueRequired)
		}
		return 0
	}
	d, err := model.ParseDegrees(text)
	if limit := model.Degrees(most); err != nil || d < -limit || d > limit {
		f.Add(at, model.ValueInvalid, model.P("value", text))
		return 0
	}
	return int64(d)
}

// siteImport is the import of one sheet inside its transaction.
type siteImport struct {
	tx     *repository.Tx
	actor  model.Actor
	report *model.ImportReport
	sites  model.SiteIndex
	owners map[string]repository.Owner
	added  []model.Site
}

// lookUp finds out whose the location numbers are. Whoever owns a number as a party owns it as a place too.
func (w *siteImport) lookUp(wanted []*model.Site) (err error) {
	var uris []string
	for _, s := range wanted {
		if s != nil && s.GLN != "" {
			uris = append(uris, s.Location(), model.Organisation{GLN: s.GLN}.Party())
		}
	}
	w.owners, err = w.tx.Trace().Owners(uris)
	return err
}

// take decides what a row that is right in itself means beside what is registered.
func (w *siteImport) take(row model.Row, s model.Site) {
	switch same := w.same(s); {
	case len(same) > 1:
		w.report.Refuse(row.Number, "gln", model.JobAmbiguous, model.P("value", s.Name.In(model.ZH)))
		return
	case len(same) == 1:
		w.compare(row, s, same[0])
		return
	}
	_, placed := w.owners[s.Location()]
	party, known := w.owners[model.Organisation{GLN: s.GLN}.Party()]
	if s.GLN != "" && (placed || known && !w.actor.ActsFor(party.Org)) {
		w.report.Refuse(row.Number, "gln", model.GLNTaken)
		return
	}
	s.ID, s.OrgID, s.CreatedAt = repository.NewID[model.Site](w.tx), w.actor.Org, w.tx.Now()
	w.sites.Add(s)
	w.added = append(w.added, s)
	w.report.Added++
}

// same lists the registered sites that a row is about: the one with its GLN, else those of its name, unless both have a
// GLN and the numbers differ.
func (w *siteImport) same(s model.Site) []model.Site {
	if s.GLN != "" {
		if found := w.sites.Called(s.GLN); len(found) > 0 {
			return found
		}
	}
	found := map[model.SiteID]model.Site{}
	for _, name := range []string{s.Name.ZH, s.Name.UG, s.Name.EN} {
		for _, other := range w.sites.Called(name) {
			if s.GLN == "" || other.GLN == "" {
				found[other.ID] = other
			}
		}
	}
	return slices.Collect(maps.Values(found))
}

func (w *siteImport) compare(row model.Row, s, old model.Site) {
	says, registered := SiteCells(s), SiteCells(old)
	right := true
	for _, key := range slices.Sorted(maps.Keys(row.Cells)) {
		if says[key] != registered[key] {
			w.report.Refuse(row.Number, key, model.JobRowContradicts, model.P("value", registered[key]))
			right = false
		}
	}
	if right {
		w.report.Unchanged++
	}
}

func (w *siteImport) write() error {
	if w.report.Faulty > 0 {
		return nil
	}
	if err := w.tx.Access().AddSites(w.added); err != nil {
		return err
	}
	ids := make([]string, 0, len(w.added))
	for _, s := range w.added {
		ids = append(ids, s.ID.String())
	}
	return w.tx.AuditEach(w.actor, "site:create", ids, make([]string, len(ids)))
}
