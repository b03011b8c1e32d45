package console

import (
	"net/http"

	"suyuan/api/web"
	"suyuan/model"
)

// regionName is a region with the divisions above it.
func (v *Visit) regionName(r model.Region) web.Value {
	if r == "" {
		return nil
	}
	return web.Plain(r.FullName(string(v.Lang)))
}

// regionShort is a region for lists: its name after that of its prefecture, without the province.
func (v *Visit) regionShort(r model.Region) web.Value {
	above, ok := r.Parent()
	if !ok || above.Level() != model.RegionPrefecture {
		return v.regionLabel(r)
	}
	return web.Inline{v.regionLabel(above), v.regionLabel(r)}
}

// regionLabel is the name of a region alone.
func (v *Visit) regionLabel(r model.Region) web.Value { return web.Plain(r.Name(string(v.Lang))) }

// sent is what the form sent for a field, empty when the page is only looked at.
func (v *Visit) sent(name string) string {
	if v.Request.Method != http.MethodPost {
		return ""
	}
	in, err := v.read()
	if err != nil {
		return ""
	}
	return in.text(name)
}

// regionField asks for a region in two choices: the province, and what lies in it. Usual is the answer that most will
// give; whole allows the country and whole provinces, for authorities.
func (v *Visit) regionField(label, hint web.Value, usual model.Region, whole bool) web.Field {
	province := model.Region(v.sent("province"))
	if province == "" && usual != "" {
		province = provinceOf(usual)
	}
	provinces := []web.Option{{Text: web.Word("form.choose")}}
	if whole {
		provinces = append(provinces, web.Option{Value: string(model.Nation), Text: web.Word("region.nation")})
	}
	for _, p := range model.Nation.Divisions() {
		provinces = append(provinces, web.Option{Value: string(p), Text: v.regionLabel(p)})
	}
	place := web.Field{Name: "region", Label: web.Word("region.place"), Kind: web.KindChoice, Required: true, Value: string(usual)}
	place.Options, place.Groups = v.places(province, whole)
	return web.Field{Kind: web.KindGroup, Name: "seat", Label: label, Hint: hint, Required: true, Fields: []web.Field{
		{Name: "province", Label: web.Word("region.province"), Kind: web.KindChoice, Options: provinces, Value: string(province), Renew: "region"},
		place,
	}}
}

func provinceOf(r model.Region) model.Region {
	if r == model.Nation || len(r) != 6 {
		return r
	}
	return r[:2] + "0000"
}

// places are the answers within a province: the counties under their prefectures.
func (v *Visit) places(province model.Region, whole bool) (options []web.Option, groups []web.OptionGroup) {
	switch {
	case province == model.Nation && whole:
		return []web.Option{{Value: string(province), Text: v.regionLabel(province)}}, nil
	case province.Level() != model.RegionProvince:
		return []web.Option{{Text: web.Word("region.province-first")}}, nil
	}
	options = []web.Option{{Text: web.Word("form.choose")}}
	if whole || len(province.Divisions()) == 0 {
		options = append(options, v.wholeOf(province))
	}
	var direct []web.Option
	for _, r := range province.Divisions() {
		if r.Level() == model.RegionCounty {
			direct = append(direct, web.Option{Value: string(r), Text: v.regionLabel(r)})
			continue
		}
		group := web.OptionGroup{Label: v.regionLabel(r), Options: []web.Option{v.wholeOf(r)}}
		for _, county := range r.Divisions() {
			group.Options = append(group.Options, web.Option{Value: string(county), Text: v.regionLabel(county)})
		}
		groups = append(groups, group)
	}
	if len(direct) > 0 {
		groups = append(groups, web.OptionGroup{Label: web.Word("region.direct"), Options: direct})
	}
	return options, groups
}

func (v *Visit) wholeOf(r model.Region) web.Option {
	return web.Option{Value: string(r), Text: web.Say("region.whole", "name", r.Name(string(v.Lang)))}
}

// region reads what regionField asked for. A place of another province was chosen before the province was changed.
func (in *Input) region() string {
	place, province := in.text("region"), model.Region(in.text("province"))
	if place == "" || !province.Contains(model.Region(place)) {
		in.faults.Add("region", model.ValueRequired)
	}
	return place
}
