package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"suyuan/api/web"
	"suyuan/model"
)

// melonMap is the way of melons from the farms through two plants to many shops; one place has no coordinates.
func melonMap() web.Map {
	place := func(zh, ug, en string, lat, lng float64) web.MapPlace {
		return web.MapPlace{Name: model.Text{ZH: zh, UG: ug, EN: en}, Located: true, Lat: int64(lat * 1e7), Lng: int64(lng * 1e7)}
	}
	m := web.Map{Places: []web.MapPlace{
		place("鄯善县东湖瓜果专业合作社", "پىچان شەرقىي كۆل كوپىراتىپى", "Shanshan East Lake Melon Cooperative", 42.87, 90.21),
		place("伽师县西域农场", "پەيزاۋات غەربىي يۇرت مەيدانى", "Jiashi Western Farm", 39.49, 76.72),
		place("哈密绿洲果品包装有限公司", "قۇمۇل بوستانلىق ئوراش شىركىتى", "Hami Oasis Fruit Packing Co., Ltd.", 42.83, 93.51),
		place("乌鲁木齐鲜达加工厂", "ئۈرۈمچى يېڭى مېۋە زاۋۇتى", "Urumqi Xianda Processing Plant", 43.82, 87.61),
		place("兰州配送中心", "لەنجۇ تارقىتىش مەركىزى", "Lanzhou Distribution Centre", 36.06, 103.83),
		place("西安批发市场", "شىئەن توپ تارقىتىش بازىرى", "Xi'an Wholesale Market", 34.34, 108.94),
		{Name: model.Text{ZH: "流动摊位", UG: "كۆچمە بوتكا", EN: "Market stall"}},
	}}
	m.Places[0].Role = model.Text{ZH: "采收", UG: "يىغىش", EN: "harvested"}
	m.Places[0].Root = true
	m.Places[2].Amounts = []model.PictureAmount{{Account: model.AccountOnHand, Unit: "KGM", Quantity: model.Units(1250)}}
	m.Places[3].Link = "/console/sites/1"
	when := at("2026-09-04T03:00:00Z")
	leg := func(from, to, count int, kg int64) {
		m.Legs = append(m.Legs, web.MapLeg{From: from, To: to, Count: count, Since: when, Until: when.Add(72 * 3600e9), Amounts: []model.PictureAmount{{Unit: "KGM", Quantity: model.Units(kg)}}})
	}
	leg(0, 2, 3, 12000)
	leg(1, 3, 1, 800)
	leg(2, 4, 6, 9000)
	leg(2, 3, 1, 300)
	leg(3, 2, 1, 40)
	leg(4, 5, 2, 3000)
	leg(5, 6, 1, 20)
	for i := range 40 {
		shop := place(fmt.Sprintf("惠民超市第%d店", i+1), fmt.Sprintf("خەلققە نەپ %d-دۇكان", i+1), fmt.Sprintf("Huimin no. %d", i+1), 34.1+float64(i%7)*.17+float64(i)*.02, 104.5+float64(i*37%40)*.2)
		m.Places = append(m.Places, shop)
		leg(4+i%2, len(m.Places)-1, 1, int64(5+i*3))
	}
	return m
}

func TestMapGolden(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, lang := range model.Langs() {
		file, err := r.MapFile(lang, melonMap())
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, file)
		sameAsFile(t, fmt.Sprintf("map-melons.%s.svg", lang), file)
		parts, err := r.Map(lang, melonMap())
		if err != nil {
			t.Fatal(err)
		}
		unplaced := melonMap().Places[6].Name.In(lang)
		if strings.Contains(string(parts.Drawing), ">"+unplaced+"<") || !strings.Contains(string(parts.Beside), unplaced) {
			t.Errorf("%s: the place without coordinates is not beside the map", lang)
		}
		if n := strings.Count(string(parts.Text), "<tr>"); n != len(melonMap().Legs)+1 {
			t.Errorf("%s: the table has %d rows", lang, n)
		}
		if found := regexp.MustCompile(`(?i)<script|<style|\sstyle=|url\(`).FindString(string(parts.Drawing)); found != "" {
			t.Errorf("%s: the map holds %q", lang, found)
		}
		wellFormed(t, []byte(parts.Drawing))
		wellFormed(t, []byte(parts.Beside))
		wellFormed(t, []byte(parts.Text))
	}
}

// TestMapOfLittle draws what has no extent.
func TestMapOfLittle(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	here := web.MapPlace{Name: model.Text{ZH: "库尔勒"}, Located: true, Lat: 417000000, Lng: 861000000}
	for name, m := range map[string]web.Map{
		"nothing":     {},
		"one place":   {Places: []web.MapPlace{here}},
		"the same":    {Places: []web.MapPlace{here, here}, Legs: []web.MapLeg{{From: 0, To: 1, Count: 1}}},
		"the pole":    {Places: []web.MapPlace{here, {Name: model.Text{EN: "pole"}, Located: true, Lat: 900000000}}, Legs: []web.MapLeg{{From: 0, To: 1}}},
		"coordinates": {Places: []web.MapPlace{{Name: model.Text{ZH: "?"}}}},
	} {
		parts, err := r.Map(model.ZH, m)
		if err != nil || strings.Contains(string(parts.Drawing), "NaN") || strings.Contains(string(parts.Drawing), "Inf") {
			t.Errorf("%s: %v\n%s", name, err, parts.Drawing)
		}
	}
}
