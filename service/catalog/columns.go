package catalog

import (
	"strconv"

	"suyuan/model"
)

// ProductColumns are the columns of a sheet of products.
func ProductColumns() []model.Column {
	return []model.Column{
		{
			Key: "code", Words: model.Text{ZH: "产品编号", UG: "مەھسۇلات نومۇرى", EN: "Product code"}, Example: "PEAR-01",
			Hint: model.Text{ZH: "本企业的产品编号；有 GTIN 时可不填", UG: "كارخانىنىڭ مەھسۇلات نومۇرى؛ GTIN بولسا يازمىسىمۇ بولىدۇ", EN: "Your own article number; may be left out when there is a GTIN"},
		},
		{
			Key: "gtin", Words: model.Text{ZH: "GTIN（商品条码）", UG: "GTIN (تاۋار كودى)", EN: "GTIN"}, Type: model.ColumnDigits, Example: "09520001234568",
			Hint: model.Text{ZH: "8、12、13 或 14 位；没有则留空", UG: "8، 12، 13 ياكى 14 خانە؛ بولمىسا بوش قالدۇرۇڭ", EN: "8, 12, 13 or 14 digits; leave it empty when there is none"},
		},
		{
			Key: "name_zh", Words: model.Text{ZH: "名称（中文）", UG: "نامى (خەنزۇچە)", EN: "Name (Chinese)"}, Example: "库尔勒香梨",
			Hint: model.Text{ZH: "三种语言至少填一种", UG: "ئۈچ تىلدىن ھېچ بولمىسا بىرىنى يېزىڭ", EN: "At least one of the three languages"},
		},
		{Key: "name_ug", Words: model.Text{ZH: "名称（维吾尔文）", UG: "نامى (ئۇيغۇرچە)", EN: "Name (Uyghur)"}, Example: "كورلا نەشپۈتى"},
		{Key: "name_en", Words: model.Text{ZH: "名称（英文）", UG: "نامى (ئىنگلىزچە)", EN: "Name (English)"}, Example: "Korla pear"},
		{Key: "category", Words: model.Text{ZH: "类别", UG: "تۈرى", EN: "Category"}, Required: true, Example: "fruit", Choices: categoryChoices()},
		{
			Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}, Example: "KGM", Choices: UnitChoices(),
			Hint: model.Text{ZH: "留空为“件”", UG: "بوش قالسا «دانە»", EN: "Pieces when left empty"},
		},
		{Key: "net_content", Words: model.Text{ZH: "净含量", UG: "ساپ مىقدارى", EN: "Net content"}, Example: "5 kg"},
		{Key: "shelf_life_days", Words: model.Text{ZH: "保质期（天）", UG: "ساقلاش مۇددىتى (كۈن)", EN: "Shelf life (days)"}, Type: model.ColumnNumber, Example: "90"},
		{Key: "storage_zh", Words: model.Text{ZH: "贮存条件（中文）", UG: "ساقلاش شەرتى (خەنزۇچە)", EN: "Storage (Chinese)"}, Example: "0–4 ℃ 冷藏"},
		{Key: "storage_ug", Words: model.Text{ZH: "贮存条件（维吾尔文）", UG: "ساقلاش شەرتى (ئۇيغۇرچە)", EN: "Storage (Uyghur)"}},
		{Key: "storage_en", Words: model.Text{ZH: "贮存条件（英文）", UG: "ساقلاش شەرتى (ئىنگلىزچە)", EN: "Storage (English)"}},
		{
			Key: "standards", Words: model.Text{ZH: "执行标准", UG: "ئىجرا قىلىنىدىغان ئۆلچەم", EN: "Standards"}, Example: "GB/T 19859-2005",
			Hint: model.Text{ZH: "每行一个", UG: "ھەر قۇرغا بىردىن", EN: "One per line"},
		},
	}
}

func categoryChoices() []model.Choice {
	var list []model.Choice
	for _, c := range model.Categories() {
		list = append(list, model.Choice{Code: string(c.Code), Words: c.Name})
	}
	return list
}

// UnitChoices are the units as choices of a column. Pieces are the empty cell, and have words all the same.
func UnitChoices() []model.Choice {
	var list []model.Choice
	for _, code := range model.UnitCodes() {
		u, _ := model.UnitOf(code)
		list = append(list, model.Choice{Code: string(code), Words: u.Symbol})
	}
	return list
}

// ProductCells are the cells of a product's row.
func ProductCells(p model.Product) map[string]string {
	cells := map[string]string{
		"code": p.Code, "gtin": p.GTIN, "name_zh": p.Name.ZH, "name_ug": p.Name.UG, "name_en": p.Name.EN, "category": string(p.Category),
		"unit": string(p.Unit), "net_content": p.NetContent, "storage_zh": p.Storage.ZH, "storage_ug": p.Storage.UG,
		"storage_en": p.Storage.EN, "standards": p.Standards,
	}
	if p.ShelfLifeDays > 0 {
		cells["shelf_life_days"] = strconv.Itoa(p.ShelfLifeDays)
	}
	return cells
}

// BatchColumns are the columns of a sheet of batches.
func BatchColumns() []model.Column {
	return []model.Column{
		{
			Key: "product", Words: model.Text{ZH: "产品", UG: "مەھسۇلات", EN: "Product"}, Required: true, Example: "PEAR-01",
			Hint: model.Text{ZH: "产品编号或 GTIN", UG: "مەھسۇلات نومۇرى ياكى GTIN", EN: "The product's code or GTIN"},
		},
		{
			Key: "lot", Words: model.Text{ZH: "批号", UG: "تۈركۈم نومۇرى", EN: "Lot number"}, Required: true, Example: "L20261120",
			Hint: model.Text{ZH: "与包装上印制的完全一致", UG: "ئوراپتا بېسىلغان بىلەن پۈتۈنلەي ئوخشاش", EN: "Exactly as printed"},
		},
		{Key: "produced", Words: model.Text{ZH: "生产或采收日期", UG: "ئىشلەپچىقىرىش ياكى يىغىش چېسلاسى", EN: "Produced"}, Required: true, Type: model.ColumnDate, Example: "2026-11-20"},
		{
			Key: "expires", Words: model.Text{ZH: "保质期至", UG: "ۋاقتى ئۆتۈش چېسلاسى", EN: "Expires"}, Type: model.ColumnDate, Example: "2027-02-18",
			Hint: model.Text{ZH: "留空则按产品保质期计算", UG: "بوش قالسا مەھسۇلاتنىڭ ساقلاش مۇددىتى بويىچە ھېسابلىنىدۇ", EN: "Left empty it is computed from the product's shelf life"},
		},
		{Key: "quantity", Words: model.Text{ZH: "数量", UG: "مىقدارى", EN: "Quantity"}, Required: true, Type: model.ColumnNumber, Example: "1200.5"},
		{
			Key: "unit", Words: model.Text{ZH: "计量单位", UG: "ئۆلچەم بىرلىكى", EN: "Unit"}, Example: "KGM", Choices: UnitChoices(),
			Hint: model.Text{ZH: "留空为产品的单位", UG: "بوش قالسا مەھسۇلاتنىڭ بىرلىكى", EN: "The product's unit when left empty"},
		},
		{
			Key: "site", Words: model.Text{ZH: "生产场所", UG: "ئىشلەپچىقىرىش ئورنى", EN: "Site"}, Required: true, Example: "一号果园",
			Hint: model.Text{ZH: "场所名称、GLN 或标识", UG: "ئورۇن نامى، GLN ياكى بەلگىسى", EN: "The site's name, GLN or id"},
		},
		{Key: "note", Words: model.Text{ZH: "备注", UG: "ئىزاھات", EN: "Note"}},
	}
}
