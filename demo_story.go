package main

import (
	"cmp"
	"context"
	"time"

	"suyuan/model"
	"suyuan/service/trace"
)

// stories writes everything that happens into the plan. Days count back from today; what would happen later than
// yesterday is left out, so that each story stops where it stands.
func (p *plan) stories() {
	pears := p.pears()
	melons, dried := p.melons()
	kernels := p.walnuts()
	raisins := p.raisins()
	milk := p.milk()
	p.cotton()
	snacks := p.snacks(kernels, raisins, dried)
	p.baskets(pears, melons, raisins)
	p.recalls(snacks, milk, pears)
	p.register(p.at(-1, 20), "pear.store", p.lot("pear.crate", p.number("XL", -1, "D"), 200))
	p.claims(pears, melons, milk, snacks)
}

// number makes a lot number of a prefix, the day and a suffix.
func (p *plan) number(prefix string, day int, suffix string) string {
	return prefix + p.today.AddDate(0, 0, day).In(model.China).Format("060102") + suffix
}

// Papers that several batches carry.
func commitment(bases ...model.CommitmentBasis) paper {
	return paper{
		kind: model.DocumentCommitment, title: "承诺达标合格证", basis: bases,
		lines: []string{
			"我承诺对生产销售的食用农产品：", "  不使用禁用农药兽药、停用兽药和非法添加物；",
			"  常规农药兽药残留不超标；", "  对承诺的真实性负责。",
		},
	}
}

func report(lines ...string) paper {
	return paper{kind: model.DocumentLabReport, title: "检验检测报告", issuer: "lab", lines: append(lines, "结论 Conclusion: 所检项目符合要求 complies")}
}

// sample sends a little of a lot to the laboratory, whose own system reports that it came and was used up, and files the
// laboratory's report some days later.
func (p *plan) sample(day int, from string, l *lot, amount int64, to string, doc paper) {
	by := owner(to)
	p.send(p.at(day, 15), from, to, l.of(amount))
	came, tested := p.at(day+1, 14), p.at(day+1, 16)
	p.capture(p.at(day+1, 17), by, func() []foreign {
		return []foreign{
			foreignEvent(came, p.place(to), "OBSERVE", "receiving", "in_progress", l.of(amount)),
			foreignEvent(tested, p.place(to), "DELETE", "sampling", "", l.of(amount)),
		}
	})
	p.file(p.at(day+3, 11), by, l, doc)
}

// capture hands in a document that another system has written.
func (p *plan) capture(at time.Time, by string, events func() []foreign) {
	p.do(at, "capture by "+by, func(ctx context.Context, s *stage) error {
		body, err := foreignDocument(at, events()...)
		if err != nil {
			return err
		}
		job, err := s.Trace.Capture(ctx, p.company(by).actor, model.Idempotency{}, trace.Document{Body: body})
		if err == nil && job.State != model.CaptureSuccess {
			err = model.EventInvalid.Refuse(model.P("reason", string(job.Errors)))
		}
		return err
	})
}

// pearLots are the two lots that one harvest is packed into.
type pearLots struct{ boxes, crates *lot }

// Pears go from the orchard to the packhouse, on pallets to the cold store in the capital, and from there to a market
// and to shops near and far.
func (p *plan) pears() []pearLots {
	var all []pearLots
	for i, day := range []int{-57, -50, -43, -36, -29, -22, -15, -8} {
		raw := p.lot("pear.raw", p.number("Y", day, ""), 6000)
		made := pearLots{p.lot("pear.box", p.number("XL", day+1, "A"), 700), p.lot("pear.crate", p.number("XL", day+1, "B"), 230)}
		all = append(all, made)
		p.begin(p.at(day, 9), "pear.orchard", raw, true)
		p.move(p.at(day, 15), 2, "pear.orchard", "pear.store", raw.of(6000))
		cooled := p.at(day, 22.5)
		p.observe(cooled, "pear.store", "storing", "预冷", p.temperatures(cooled, time.Hour, 4, 1.2, 4.8, "PEAR-COLD-1"), raw.itself())
		p.transform(p.at(day+1, 10), "pear.store", []line{raw.of(6000)}, made.boxes, made.crates)
		p.file(p.at(day+1, 12), "pear", made.boxes, commitment(model.BasisOwnTest, model.BasisControl))
		p.file(p.at(day+1, 12.5), "pear", made.crates, commitment(model.BasisControl, model.BasisPromise))
		p.pearTrip(i, day, made)
	}
	p.feature(all[6].boxes, "orchard, cold chain, shops; laboratory report and certificate")
	p.feature(all[0].boxes, "sold out and closed")
	p.feature(all[2].boxes, "a part was lost on the way to Guangzhou")
	p.decide(p.at(-34, 10), "pear", all[0].boxes, model.BatchClose, "全部售出")
	return all
}

// pearTrip packs one harvest on five pallets and follows them. The pallets come back and serve every third harvest.
func (p *plan) pearTrip(i, day int, l pearLots) {
	pear := p.company("pear")
	var pallets []string
	for k, load := range []line{l.boxes.of(240), l.boxes.of(240), l.boxes.of(200), l.crates.of(115), l.crates.of(115)} {
		pallets = append(pallets, pear.sscc(i%3*5+k+1))
		p.pack(p.at(day+1, 15+0.4*float64(k)), "pear.store", pallets[k], load)
	}
	if i%3 == 0 {
		p.sell(p.at(day+1, 19), "pear.store", l.boxes.of(18))
		p.sample(day+1, "pear.store", l.boxes, 2, "lab.bench", report("可溶性固形物 Soluble solids: 12.8 % (≥ 11.5 %)", "毒死蜱 Chlorpyrifos: 未检出 not detected"))
	} else {
		p.sell(p.at(day+1, 19), "pear.store", l.boxes.of(20))
	}
	if i == 6 {
		p.file(p.at(day+1, 18), "pear", l.boxes, paper{
			kind: model.DocumentCertificate, title: "生态种植认证证书", issuer: "certifier", valid: 365,
			lines: []string{"证书编号 Certificate: QH-DEMO-0007", "认证依据 Basis: 企业标准（虚构）"},
		})
	}
	loads := make([]line, 0, len(pallets))
	for _, s := range pallets {
		loads = append(loads, pallet(s))
	}
	truck := p.send(p.at(day+2, 7), "pear.store", "cold.hub", loads...)
	there := p.at(day+3, 8)
	p.observe(there, "cold.hub", "transporting", "", p.temperatures(there, 4*time.Hour, 6, 0.6, 2.9, "TRUCK-XM52"), l.boxes.itself(), l.crates.itself())
	p.arrive(p.at(day+3, 9), truck)
	for _, later := range []int{3, 4} {
		t := p.at(day+later, 22)
		p.observe(t, "cold.hub", "storing", "", p.temperatures(t, 3*time.Hour, 4, 0.4, 1.9, "HUB-ROOM-3"), l.boxes.itself(), l.crates.itself())
	}
	if i == 5 {
		p.decide(p.at(day+3, 14), "prefecture", l.crates, model.BatchHold, "随机抽检，等待结果")
		p.decide(p.at(day+4, 18), "prefecture", l.crates, model.BatchRelease, "抽检合格")
	}
	p.pearSales(i, day, l, pallets)
}

func (p *plan) pearSales(i, day int, l pearLots, pallets []string) {
	p.move(p.at(day+5, 5), 3, "cold.hub", "market.hall", pallet(pallets[0]), pallet(pallets[3]))
	p.unpack(p.at(day+5, 9), "market.hall", pallets[0])
	p.unpack(p.at(day+5, 9.5), "market.hall", pallets[3])
	if i == 4 {
		p.mistake(day, l)
	} else {
		p.sellDaily(day+5, 3, "market.hall", l.boxes.of(240), l.crates.of(115))
	}

	p.move(p.at(day+5, 6), 4, "cold.hub", "oleaster.first", pallet(pallets[1]))
	p.unpack(p.at(day+5, 11), "oleaster.first", pallets[1])
	kept := int64(0)
	if i == 2 || i == 5 {
		kept = 30 // for the baskets
	}
	p.sellDaily(day+5, 5, "oleaster.first", l.boxes.of(240-kept))
	if i == 3 {
		p.takeBack(p.at(day+9, 12), "oleaster.first", "顾客反映果心褐变", "SH-0412", l.boxes.of(4))
		p.dispose(p.at(day+12, 17), "oleaster.first", trace.DestroyCommand{FromReturned: true, Reason: "退货不得再售", Method: "堆肥", Witness: "门店食品安全员"}, l.boxes.of(4))
	}

	p.move(p.at(day+5, 6.5), 5, "cold.hub", "oleaster.second", pallet(pallets[4]))
	p.unpack(p.at(day+5, 12), "oleaster.second", pallets[4])
	p.sellDaily(day+6, 4, "oleaster.second", l.crates.of(115))

	p.pearsToGuangzhou(i, day, l.boxes, pallets[2])
}

// mistake is a till that was closed with a wrong number, and its correction.
func (p *plan) mistake(day int, l pearLots) {
	p.sell(p.at(day+5, 21), "market.hall", l.boxes.of(70), l.crates.of(30))
	wrong := p.sell(p.at(day+6, 21), "market.hall", l.boxes.of(80))
	right := p.sell(p.at(day+6, 21.5), "market.hall", l.boxes.of(8))
	p.correct(p.at(day+7, 9), "market.hall", wrong, right)
	p.sellDaily(day+7, 3, "market.hall", l.boxes.of(162), l.crates.of(85))
}

// pearsToGuangzhou takes three days by train. Once the boxes travelled loose: some came a day late, six not at all.
func (p *plan) pearsToGuangzhou(i, day int, boxes *lot, sscc string) {
	if i != 2 {
		p.move(p.at(day+5, 8), 72, "cold.hub", "canton.shop", pallet(sscc))
		p.unpack(p.at(day+8, 10), "canton.shop", sscc)
		p.sellDaily(day+8, 5, "canton.shop", boxes.of(200))
		return
	}
	p.unpack(p.at(day+5, 7), "cold.hub", sscc)
	d := p.send(p.at(day+5, 8), "cold.hub", "canton.shop", boxes.of(200))
	p.arrive(p.at(day+8, 9), d, trace.ReceivedLine{Line: 1, Quantity: model.Units(120)})
	p.arrive(p.at(day+9, 9), d, trace.ReceivedLine{Line: 1, Quantity: model.Units(74), Lost: model.Units(6)})
	p.sellDaily(day+9, 5, "canton.shop", boxes.of(194))
}

// Melons are sorted beside the field; the small ones are dried.
func (p *plan) melons() (boxes, dried []*lot) {
	for i, day := range []int{-55, -44, -33, -22, -11, -5} {
		raw := p.lot("melon.raw", p.number("G", day, ""), 4000)
		box := p.lot("melon.box", p.number("LH", day, ""), 1000)
		boxes = append(boxes, box)
		p.begin(p.at(day, 8), "melon.field", raw, true)
		p.transform(p.at(day, 16), "melon.field", []line{raw.of(3400)}, box)
		p.file(p.at(day, 18), "melon", box, commitment(model.BasisPromise))
		slices := p.lot("melon.dried", p.number("GG", day+4, ""), 45)
		p.transform(p.at(day+4, 18), "melon.field", []line{raw.of(520)}, slices)
		p.lose(p.at(day+5, 9), "melon.field", "裂瓜、日灼", raw.of(80))
		if i < 3 { // the later lots are still in Hami
			p.move(p.at(day+5, 10), 9, "melon.field", "snack.factory", slices.of(40))
		}
		dried = append(dried, slices)
		p.melonTrip(i, day, box)
	}
	p.feature(boxes[4], "held by the authority while a sample is examined")
	p.decide(p.at(-6, 23), "region", boxes[4], model.BatchHold, "监督抽检，等待结果")
	return boxes, dried
}

func (p *plan) melonTrip(i, day int, box *lot) {
	var pallets []string
	var loads []line
	for k := range 3 {
		pallets = append(pallets, p.company("melon").sscc(i*3+k+1))
		loads = append(loads, pallet(pallets[k]))
		p.pack(p.at(day, 18.5+0.4*float64(k)), "melon.field", pallets[k], box.of(300))
	}
	p.sell(p.at(day, 20.5), "melon.field", box.of(100))
	truck := p.send(p.at(day+1, 6), "melon.field", "cold.hub", loads...)
	there := p.at(day+1, 17)
	p.observe(there, "cold.hub", "transporting", "", p.temperatures(there, 2*time.Hour, 5, 3.1, 6.2, "TRUCK-XL08"), box.itself())
	p.arrive(p.at(day+1, 18), truck)
	stored := p.at(day+2, 22)
	p.observe(stored, "cold.hub", "storing", "", p.temperatures(stored, 3*time.Hour, 4, 3.0, 4.6, "HUB-ROOM-1"), box.itself())

	p.move(p.at(day+3, 5), 2, "cold.hub", "market.hall", pallet(pallets[0]))
	p.unpack(p.at(day+3, 8), "market.hall", pallets[0])
	p.move(p.at(day+3, 6), 3, "cold.hub", "oleaster.first", pallet(pallets[1]))
	p.unpack(p.at(day+3, 10), "oleaster.first", pallets[1])
	if i == 4 { // it is held on the fifth day
		p.sellDaily(day+3, 2, "market.hall", box.of(180))
		p.sellDaily(day+3, 2, "oleaster.first", box.of(140))
		return
	}
	p.sellDaily(day+3, 3, "market.hall", box.of(300))
	p.sellDaily(day+3, 5, "oleaster.first", box.of(255))

	p.move(p.at(day+3, 8), 70, "cold.hub", "canton.shop", pallet(pallets[2]))
	p.unpack(p.at(day+6, 8), "canton.shop", pallets[2])
	p.cutMelons(day+6, box)
	p.sellDaily(day+6, 6, "canton.shop", box.of(260))
}

// cutMelons makes ready-to-eat portions that must be sold within two days.
func (p *plan) cutMelons(day int, box *lot) {
	for k := range 2 {
		cut := p.lot("canton.cut", p.number("Q", day+k, ""), 100)
		p.transform(p.at(day+k, 9.5), "canton.shop", []line{box.of(15)}, cut)
		p.sell(p.at(day+k, 21), "canton.shop", cut.of(88))
		p.sell(p.at(day+k+1, 12), "canton.shop", cut.of(7))
		p.destroy(p.at(day+k+1, 22), "canton.shop", "当日未售完", "厨余处理", "门店食品安全员", cut.of(5))
	}
}

// Walnuts are dried, cracked, and sold in the shell or as kernels.
func (p *plan) walnuts() (kernels []*lot) {
	for _, day := range []int{-58, -46, -34, -18} {
		shell := p.lot("walnut.shell", p.number("HT", day, ""), 3000)
		kernel := p.lot("walnut.kernel", p.number("HR", day+6, ""), 1200)
		kernels = append(kernels, kernel)
		p.begin(p.at(day, 11), "walnut.works", shell, true)
		p.observe(p.at(day+4, 16), "walnut.works", "inspecting", "含水率 6.5%", nil, shell.itself())
		p.sell(p.at(day+5, 18), "walnut.works", shell.of(360))
		p.transform(p.at(day+6, 14), "walnut.works", []line{shell.of(2600)}, kernel)
		p.file(p.at(day+7, 10), "walnut", kernel, report("酸价 Acid value: 0.6 mg/g", "过氧化值 Peroxide value: 0.02 g/100 g", "黄曲霉毒素 B1 Aflatoxin B1: 未检出 not detected"))
		p.move(p.at(day+7, 12), 26, "walnut.works", "snack.factory", kernel.of(900))
		p.move(p.at(day+8, 8), 27, "walnut.works", "market.hall", kernel.of(280))
		p.sellDaily(day+10, 4, "market.hall", kernel.of(280))
	}
	return kernels
}

// raisinLots are the lots that one drying season gives; black is nil in most.
type raisinLots struct{ green, black, bags *lot }

// Raisins dry for weeks in houses with a hundred windows; a lot begins when it is taken down.
func (p *plan) raisins() []raisinLots {
	var all []raisinLots
	for i, day := range []int{-57, -47, -37, -27, -14} {
		l := raisinLots{green: p.lot("raisin.green", p.number("L", day, ""), 2500), bags: p.lot("raisin.bag", p.number("PD", day+2, ""), 1960)}
		p.begin(p.at(day, 10), "raisin.house", l.green, true)
		carried := []line{l.green.of(2500)}
		if i%2 == 0 {
			l.black = p.lot("raisin.black", p.number("H", day, ""), 800)
			p.begin(p.at(day, 11), "raisin.house", l.black, true)
			carried = append(carried, l.black.of(800))
		}
		all = append(all, l)
		p.move(p.at(day, 16), 2, "raisin.house", "raisin.hall", carried...)
		p.observe(p.at(day+1, 11), "raisin.hall", "inspecting", "色选、去梗", nil, l.green.itself())
		p.transform(p.at(day+2, 12), "raisin.hall", []line{l.green.of(500)}, l.bags)
		p.raisinTrip(i, day, l)
	}
	p.sulphur(all[3])
	return all
}

func (p *plan) raisinTrip(i, day int, l raisinLots) {
	p.move(p.at(day+3, 8), 5, "raisin.hall", "oleaster.first", l.bags.of(900))
	p.move(p.at(day+3, 8.5), 5, "raisin.hall", "oleaster.second", l.bags.of(700))
	if i == 3 {
		return
	}
	load := []line{l.green.of(1500)}
	if l.black != nil {
		load = append(load, l.black.of(600))
	}
	p.move(p.at(day+3, 9), 6, "raisin.hall", "snack.factory", load...)
	p.sellDaily(day+4, 5, "oleaster.first", l.bags.of(800))
	p.sellDaily(day+4, 5, "oleaster.second", l.bags.of(700))
}

// sulphur is a lot that a careful buyer refuses, and that the authority forbids once the laboratory confirms it. Some of
// it has been sold by then.
func (p *plan) sulphur(l raisinLots) {
	p.feature(l.bags, "sale forbidden: too much sulphur dioxide")
	p.sellDaily(-23, 3, "oleaster.first", l.bags.of(310))
	p.sellDaily(-23, 3, "oleaster.second", l.bags.of(190))
	d := p.send(p.at(-24, 9), "raisin.hall", "snack.factory", l.green.of(1500))
	p.refuse(p.at(-24, 16), 20, d, "raisin.hall", "入厂快检二氧化硫超标")
	p.decide(p.at(-21, 22.5), "raisin", l.green, model.BatchHold, "买方退货，内部复检")
	fails := report("二氧化硫残留量 Sulphur dioxide: 0.34 g/kg (≤ 0.1 g/kg)")
	fails.lines[len(fails.lines)-1] = "结论 Conclusion: 不合格 does not comply"
	p.file(p.at(-20, 15), "raisin", l.bags, fails)
	for _, b := range []*lot{l.green, l.bags} {
		p.decide(p.at(-19, 10), "region", b, model.BatchBlock, "二氧化硫残留量不合格，停止销售")
	}
	p.destroy(p.at(-12, 11), "raisin.hall", "不合格产品", "无害化处理", "吐鲁番市监管人员（演示）", l.green.of(2000))
}

// Milk is cooled, hauled, and made into UHT milk and yoghurt. One tanker was too warm.
func (p *plan) milk() (packs []*lot) {
	for i, day := range []int{-56, -50, -43, -37, -31, -25, -19, -13, -6} {
		raw := p.lot("farm.milk", p.number("SN", day, ""), 4000)
		p.begin(p.at(day, 6), "farm.parlour", raw, false)
		cooled := p.at(day, 8)
		p.observe(cooled, "farm.parlour", "storing", "", p.temperatures(cooled, 30*time.Minute, 3, 2.4, 3.8, "FARM-TANK-2"), raw.itself())
		tanker := p.send(p.at(day, 8.5), "farm.parlour", "dairy.plant", raw.of(4000))
		there := p.at(day, 11)
		readings := p.temperatures(there, 30*time.Minute, 5, 2.6, 3.9, "TANKER-C7")
		if i == 5 {
			readings[2].Value, readings[3].Value, readings[4].Value = "6.8", "9.6", "8.9"
		}
		p.observe(there, "dairy.plant", "transporting", "", readings, raw.itself())
		p.arrive(p.at(day, 11.5), tanker)
		if i == 5 {
			p.warmMilk(day, raw)
			continue
		}
		packs = append(packs, p.uht(i, day, raw))
		if i%2 == 0 {
			p.yoghurt(i, day, raw)
		}
	}
	return packs
}

// warmMilk came above 8 °C and may not be used.
func (p *plan) warmMilk(day int, raw *lot) {
	p.feature(raw, "the tanker was too warm: held and destroyed")
	p.observe(p.at(day, 12), "dairy.plant", "inspecting", "到厂温度 8.9 ℃，拒绝投料", nil, raw.itself())
	p.decide(p.at(day, 13), "farm", raw, model.BatchHold, "运输途中超温，最高 9.6 ℃")
	p.destroy(p.at(day+1, 10), "dairy.plant", "运输超温", "无害化处理", "乳品厂质量部、牧场代表", raw.of(4000))
}

func (p *plan) uht(i, day int, raw *lot) *lot {
	used, made := int64(4000), int64(15600)
	if i%2 == 0 {
		used, made = 2500, 9800
	}
	l := p.lot("dairy.uht", p.number("CN", day, ""), made)
	p.transform(p.at(day, 14), "dairy.plant", []line{raw.of(used)}, l)
	if i == 7 {
		p.feature(l, "held by its maker while its seals are checked")
		p.decide(p.at(day+3, 9), "dairy", l, model.BatchHold, "封口抽检异常，暂停出厂")
		return l
	}
	if i == 3 {
		p.decide(p.at(day+2, 9), "dairy", l, model.BatchHold, "保温试验未完成")
		p.decide(p.at(day+6, 9), "dairy", l, model.BatchRelease, "保温试验合格")
	}
	p.file(p.at(day+6, 15), "dairy", l, paper{
		kind: model.DocumentLabReport, title: "出厂检验报告", lines: []string{"蛋白质 Protein: 3.2 g/100 g", "脂肪 Fat: 3.8 g/100 g", "商业无菌 Commercial sterility: 符合 complies"},
	})
	first, second, far := made/2, made*3/10, made/5
	p.move(p.at(day+7, 7), 4, "dairy.plant", "oleaster.first", l.of(first))
	p.move(p.at(day+7, 7.5), 5, "dairy.plant", "oleaster.second", l.of(second))
	p.move(p.at(day+7, 9), 120, "dairy.plant", "shanghai.depot", l.of(far))
	p.sellDaily(day+7, 5, "oleaster.first", l.of(first-24))
	p.sellDaily(day+8, 5, "oleaster.second", l.of(second))
	p.sellDaily(day+13, 4, "shanghai.depot", l.of(far*9/10))
	if i == 1 {
		p.takeBack(p.at(day+10, 16), "oleaster.first", "胀包", "SH-0398", l.of(6))
		p.observe(p.at(day+10, 16.5), "oleaster.first", "inspecting", "胀包 6 盒，封存", nil, l.itself())
		p.dispose(p.at(day+14, 10), "oleaster.first", trace.DestroyCommand{FromReturned: true, Reason: "胀包", Method: "留样后无害化处理", Witness: "门店食品安全员"}, l.of(6))
	}
	return l
}

func (p *plan) yoghurt(i, day int, raw *lot) {
	l := p.lot("dairy.yoghurt", p.number("NS", day, ""), 8000)
	p.transform(p.at(day, 15), "dairy.plant", []line{raw.of(1500)}, l)
	d := p.send(p.at(day+1, 5), "dairy.plant", "oleaster.first", l.of(4500))
	there := p.at(day+1, 7.5)
	p.observe(there, "oleaster.first", "transporting", "", p.temperatures(there, 30*time.Minute, 4, 2.2, 3.9, "VAN-XC31"), l.itself())
	p.arrive(p.at(day+1, 8), d)
	p.move(p.at(day+1, 5.5), 4, "dairy.plant", "oleaster.second", l.of(3500))
	left := int64(0)
	if i == 4 {
		left = 160
		p.feature(l, "past its date; what was left was destroyed")
		p.destroy(p.at(day+22, 8), "oleaster.first", "超过保质期", "厨余处理", "门店食品安全员", l.of(left))
	}
	p.sellDaily(day+1, 6, "oleaster.first", l.of(4500-left))
	p.sellDaily(day+1, 5, "oleaster.second", l.of(3500))
}

// Cotton is spun in Aksu and sewn in Kashgar.
func (p *plan) cotton() {
	var before *lot
	for i, day := range []int{-58, -46, -34} {
		lint := p.lot("cotton.lint", p.number("PM", day, ""), 4540)
		yarn := p.lot("spinner.yarn", p.number("JC", day+4, ""), 3900)
		p.begin(p.at(day, 10), "cotton.gin", lint, false)
		p.observe(p.at(day+1, 10), "cotton.gin", "inspecting", "3128B，马克隆值 4.3", nil, lint.itself())
		p.move(p.at(day+2, 8), 4, "cotton.gin", "spinner.mill", lint.of(4540))
		p.transform(p.at(day+4, 17), "spinner.mill", []line{lint.of(4540)}, yarn)
		p.move(p.at(day+5, 8), 9, "spinner.mill", "garment.factory", yarn.of(1200))
		inputs := []line{yarn.of(900)}
		if before != nil {
			inputs = append(inputs, before.of(300))
		}
		before = yarn
		p.sew(i, day+10, inputs)
	}
}

func (p *plan) sew(i, day int, inputs []line) {
	shirts := p.lot("garment.shirt", p.number("TX", day, ""), 3600)
	scarves := p.lot("garment.scarf", p.number("WJ", day, ""), 1200)
	p.transform(p.at(day, 18), "garment.factory", inputs, shirts, scarves)
	p.file(p.at(day+1, 15), "garment", shirts, report("甲醛含量 Formaldehyde: 未检出 not detected", "pH: 6.8 (4.0–8.5)", "色牢度 Colour fastness: 4 级"))
	p.move(p.at(day+2, 8), 106, "garment.factory", "shanghai.depot", shirts.of(1500), scarves.of(500))
	p.move(p.at(day+2, 9), 54, "garment.factory", "oleaster.first", shirts.of(600), scarves.of(300))
	p.sellDaily(day+8, 5, "shanghai.depot", shirts.of(1380), scarves.of(410))
	p.sellDaily(day+5, 5, "oleaster.first", shirts.of(360), scarves.of(190))
	if i == 2 {
		p.feature(shirts, "another system reported more sold than had arrived")
		sold := p.at(-2, 20)
		p.capture(p.at(-2, 21), "shanghai", func() []foreign {
			return []foreign{foreignEvent(sold, p.place("shanghai.depot"), "DELETE", "retail_selling", "retail_sold", shirts.of(180))}
		})
	}
}

// snackLots are the two lots that one mix is packed into.
type snackLots struct{ daily, mix *lot }

// Snacks are mixed from many lots into many; what falls out of the sieve goes into the next mix, and so into its recall.
func (p *plan) snacks(kernels []*lot, raisins []raisinLots, dried []*lot) (all []snackLots) {
	mixes := []struct {
		day    int
		inputs []line
	}{
		{-40, []line{kernels[0].of(200), raisins[0].green.of(260), raisins[0].black.of(100), dried[0].of(15)}},
		{-31, []line{kernels[0].of(100), kernels[1].of(100), raisins[0].green.of(160), raisins[1].green.of(100), raisins[0].black.of(100), dried[0].of(15)}},
		{-22, []line{kernels[1].of(200), raisins[1].green.of(260), raisins[2].black.of(100), dried[1].of(15)}},
		{-13, []line{kernels[1].of(150), kernels[2].of(50), raisins[2].green.of(260), raisins[2].black.of(100), dried[2].of(15)}},
		{-5, []line{kernels[2].of(120), kernels[3].of(80), raisins[2].green.of(110), raisins[4].green.of(150), raisins[4].black.of(100), dried[2].of(15)}},
	}
	var rework *lot
	for i, m := range mixes {
		inputs := m.inputs
		if rework != nil {
			inputs = append(inputs, rework.of(rework.amount))
		}
		daily := p.lot("snack.daily", p.number("MR", m.day, ""), 500)
		mix := p.lot("snack.mix", p.number("HG", m.day, ""), 340)
		rework = p.lot("snack.rework", p.number("HZ", m.day, ""), 25)
		p.transform(p.at(m.day, 15), "snack.factory", inputs, daily, mix, rework)
		if i >= recalledMix {
			daily.stopped, mix.stopped = p.ordersRecall(), p.ordersRecall()
		}
		all = append(all, snackLots{daily, mix})
		p.snackTrip(i, m.day, daily, mix)
	}
	return all
}

func (p *plan) snackTrip(i, day int, daily, mix *lot) {
	snack := p.company("snack")
	near, far := snack.sscc(2*i+1), snack.sscc(2*i+2)
	if i == 1 {
		p.feature(daily, "many lots in, many lots out, with rework")
		p.sample(day+1, "snack.factory", daily, 2, "lab.bench", report("过氧化值 Peroxide value: 0.04 g/100 g", "菌落总数 Plate count: 合格 complies"))
		p.sample(day+1, "snack.factory", mix, 2, "certifier.office", paper{
			kind: model.DocumentCertificate, title: "食品安全管理体系证书", valid: 1095, lines: []string{"证书编号 Certificate: QH-DEMO-0012", "认证依据 Basis: ISO 22000:2018（虚构证书）"},
		})
	}
	p.file(p.at(day+1, 10), "snack", daily, paper{
		kind: model.DocumentLabReport, title: "出厂检验报告", lines: []string{"净含量 Net content: 合格 complies", "水分 Moisture: 3.1 g/100 g"},
	})
	p.pack(p.at(day+1, 14), "snack.factory", near, daily.of(240), mix.of(160))
	p.pack(p.at(day+1, 14.5), "snack.factory", far, daily.of(200))
	p.move(p.at(day+2, 8), 3, "snack.factory", "oleaster.first", pallet(near))
	p.unpack(p.at(day+2, 12), "oleaster.first", near)
	p.sellDaily(day+2, 5, "oleaster.first", daily.of(220), mix.of(150))
	p.move(p.at(day+2, 10), 100, "snack.factory", "shanghai.depot", pallet(far))
	p.unpack(p.at(day+7, 10), "shanghai.depot", far)
	p.sellDaily(day+7, 5, "shanghai.depot", daily.of(cmp.Or(int64(20*(9-i)), 100)))
	if i <= recalledMix { // the last mix has not gone to the market
		p.move(p.at(day+3, 9), 2, "snack.factory", "market.hall", mix.of(120))
		p.sellDaily(day+3, 3, "market.hall", mix.of(120))
	}
}

// Baskets are put together in the shop from three growers' fruit.
func (p *plan) baskets(pears []pearLots, melons []*lot, raisins []raisinLots) {
	for _, b := range []struct{ day, pear, melon, raisin int }{{-27, 2, 2, 2}, {-12, 5, 3, 2}} {
		basket := p.lot("oleaster.basket", p.number("LL", b.day, ""), 45)
		p.transform(p.at(b.day, 11), "oleaster.first", []line{pears[b.pear].boxes.of(30), melons[b.melon].of(22), raisins[b.raisin].bags.of(45)}, basket)
		p.file(p.at(b.day, 12), "oleaster", basket, commitment(model.BasisControl))
		p.sellDaily(b.day, 4, "oleaster.first", basket.of(42))
	}
	stock := p.at(-9, 19)
	p.capture(p.at(-5, 9), "market", func() []foreign {
		return []foreign{foreignEvent(stock, p.place("market.hall"), "OBSERVE", "stock_taking", "in_progress", pears[6].crates.itself())}
	})
}
