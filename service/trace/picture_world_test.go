package trace_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/trace"
)

// A tier is one stage of a made-up trade: lots of one product, made by companies of one kind from lots of the tier before.
type tier struct {
	product   model.Text
	unit      model.Unit
	lots      int
	companies []model.Text
	region    model.Region
	sources   int   // lots of the tier before that go into each
	amount    int64 // that goes into each lot made of one
	made      int64 // of each lot
}

// trade makes a trace of tiers: the root is the first lot of tier root; every lot is made, sent to the companies that use
// it, received and used, as the ledger would have noted it.
type trade struct {
	walk  *trace.Walk
	deeds *trace.Deeds
	seq   model.Seq
	start time.Time
}

func newTrade(root int, tiers ...tier) *trade {
	w := &trade{
		walk:  &trace.Walk{Orgs: map[model.OrgID]trace.OrgName{}, Places: map[model.Seq]trace.PlaceName{}},
		deeds: &trace.Deeds{},
		start: time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC),
	}
	w.deeds.Orgs, w.deeds.Places = w.walk.Orgs, w.walk.Places
	branches := map[bool]*trace.Branch{true: {Direction: trace.Back}, false: {Direction: trace.Forward}}
	var before []*trace.Thing
	for k, t := range tiers {
		var lots []*trace.Thing
		for i := range t.lots {
			lots = append(lots, w.lot(t, k, i))
		}
		for i, l := range lots {
			w.make(l, t, k, w.sourcesOf(before, i, t, len(lots)))
		}
		before = lots
		for i, l := range lots {
			r := trace.WalkRow{Visit: repository.Visit{Node: l.Node.ID, First: true, Depth: max(k-root, root-k), Via: 0}, Thing: l}
			if k == root && i == 0 {
				w.walk.Root, r.Via, r.Depth = l.Node, -1, 0
				for _, b := range branches {
					b.Rows = slices.Insert(b.Rows, 0, r)
				}
				continue
			}
			b := branches[k < root]
			b.Rows = append(b.Rows, r)
		}
	}
	for _, back := range []bool{true, false} {
		b := branches[back]
		b.Nodes = len(b.Rows)
		w.vias(b)
		w.walk.Branches = append(w.walk.Branches, *b)
	}
	slices.SortStableFunc(w.deeds.Stirs, func(a, b trace.DeedStir) int {
		return cmp.Compare(a.Event.Time, b.Event.Time)
	})
	return w
}

// vias fills in how each row was reached, along the links.
func (w *trade) vias(b *trace.Branch) {
	row := map[model.Seq]int{}
	for i, r := range b.Rows {
		row[r.Node] = i
	}
	for _, l := range w.deeds.Links {
		near, far := l.Src, l.Dst
		if b.Direction == trace.Back {
			near, far = far, near
		}
		i, okN := row[near]
		j, okF := row[far]
		if okN && okF && b.Rows[j].Via == 0 {
			b.Rows[j].Via, b.Rows[j].Kind, b.Rows[j].Event = i, l.Kind, l.Event.Seq
		}
	}
}

func (w *trade) next() model.Seq { w.seq++; return w.seq }

func (w *trade) lot(t tier, k, i int) *trace.Thing {
	org := w.org(t.companies[i*len(t.companies)/t.lots], t.region)
	node := w.next()
	l := &trace.Thing{
		Node: model.Node{ID: node, Key: fmt.Sprintf("https://id.gs1.org/01/0690123400%03d7/10/%c%04d", k, 'A'+k, i+1), Level: model.LevelLot,
			BatchID: model.BatchID(fmt.Sprintf("01999999-0000-7000-8000-%06d%06d", k, i))},
		Maker: org, Lot: fmt.Sprintf("%c%04d-26", 'A'+k, i+1), State: model.BatchActive, Product: t.product,
		ProductID: model.ProductID(fmt.Sprintf("01999999-0000-7000-9000-%012d", k)), Expires: "2026-12-31",
	}
	return l
}

func (w *trade) org(name model.Text, region model.Region) model.OrgID {
	for id, o := range w.walk.Orgs {
		if o.Name == name {
			return id
		}
	}
	id := model.OrgID(fmt.Sprintf("01999999-0000-7000-a000-%012d", len(w.walk.Orgs)+1))
	w.walk.Orgs[id] = trace.OrgName{ID: id, Name: name, Region: region}
	w.walk.Places[w.place(id)] = trace.PlaceName{URI: "https://id.gs1.org/414/" + string(id), Org: id, Region: region}
	return id
}

func (w *trade) place(org model.OrgID) model.Seq {
	n := model.Seq(0)
	_, _ = fmt.Sscanf(string(org[len(org)-12:]), "%d", &n)
	return n
}

// sourcesOf spreads the lots of the tier before over those of a tier.
func (w *trade) sourcesOf(before []*trace.Thing, i int, t tier, n int) (list []*trace.Thing) {
	for j := range min(t.sources, len(before)) {
		list = append(list, before[(i*len(before)/n+j)%len(before)])
	}
	return list
}

func (w *trade) event(org model.OrgID, when time.Time) trace.DeedEvent {
	e := w.next()
	return trace.DeedEvent{Seq: e, ID: fmt.Sprintf("urn:uuid:01999999-0000-7000-b000-%012d", e), Time: model.InstantOf(when), Org: org}
}

func (w *trade) stir(e trace.DeedEvent, l *trace.Thing, a model.Account, org model.OrgID, unit model.Unit, q model.Quantity) {
	w.deeds.Stirs = append(w.deeds.Stirs, trace.DeedStir{Event: e, Node: l.Node.ID, Account: a, Org: org, Place: w.place(org), Unit: unit, Amount: q})
	key := repository.Holding{Account: a, Org: org, Place: w.place(org), Unit: unit, Told: true}
	at := slices.IndexFunc(l.Stock, func(h repository.Holding) bool { h.Amount = 0; return h == key })
	if at < 0 {
		at = len(l.Stock)
		l.Stock = append(l.Stock, key)
	}
	if l.Stock[at].Amount += q; l.Stock[at].Amount == 0 {
		l.Stock = slices.Delete(l.Stock, at, at+1)
	}
	when := e.Time
	if l.FirstSeen == 0 || when < l.FirstSeen {
		l.FirstSeen = when
	}
	l.LastSeen = max(l.LastSeen, when)
}

// give sends and receives.
func (w *trade) give(l *trace.Thing, from, to model.OrgID, unit model.Unit, q model.Quantity, when time.Time) {
	e := w.event(from, when)
	w.stir(e, l, model.AccountOnHand, from, unit, -q)
	w.stir(e, l, model.AccountInTransit, to, unit, q)
	e = w.event(to, when.Add(20*time.Hour))
	w.stir(e, l, model.AccountInTransit, to, unit, -q)
	w.stir(e, l, model.AccountOnHand, to, unit, q)
}

func (w *trade) make(l *trace.Thing, t tier, k int, sources []*trace.Thing) {
	when := w.start.AddDate(0, 0, 4*k).Add(time.Duration(l.Node.ID%72) * time.Hour)
	for _, s := range sources {
		if s.Maker != l.Maker {
			w.give(s, s.Maker, l.Maker, "KGM", model.Units(t.amount), when.Add(-30*time.Hour))
		}
	}
	e := w.event(l.Maker, when)
	for _, s := range sources {
		w.stir(e, s, model.AccountOnHand, l.Maker, "KGM", -model.Units(t.amount))
		w.stir(e, s, model.AccountConsumed, l.Maker, "KGM", model.Units(t.amount))
		w.deeds.Links = append(w.deeds.Links, trace.DeedLink{Src: s.Node.ID, Dst: l.Node.ID, Kind: model.EdgeTransform, Event: e, From: model.InstantOf(when), To: model.InstantOf(when)})
		w.deeds.Parts = append(w.deeds.Parts, trace.DeedPart{Event: e.Seq, Node: s.Node.ID, Role: model.RoleInput, Quantity: model.Units(t.amount), Unit: "KGM"})
	}
	made := model.Units(t.made)
	w.stir(e, l, model.AccountProduced, l.Maker, t.unit, -made)
	w.stir(e, l, model.AccountOnHand, l.Maker, t.unit, made)
	w.deeds.Parts = append(w.deeds.Parts, trace.DeedPart{Event: e.Seq, Node: l.Node.ID, Role: model.RoleOutput, Quantity: made, Unit: t.unit})
}

// sell sends the last tier's lots to shops that are not makers of anything.
func (w *trade) sell(shops []model.Text, each int, region model.Region) *trade {
	last := w.walk.Branches[1].Rows
	deepest := last[len(last)-1].Depth
	n := 0
	for _, r := range last {
		if r.Depth != deepest {
			continue
		}
		for range each {
			to := w.org(shops[n%len(shops)], region)
			w.give(r.Thing, r.Thing.Maker, to, r.Thing.Stock[0].Unit, model.Units(int64(3+n%5)), w.start.AddDate(0, 0, 16+n%5))
			n++
		}
	}
	slices.SortStableFunc(w.deeds.Stirs, func(a, b trace.DeedStir) int {
		return cmp.Compare(a.Event.Time, b.Event.Time)
	})
	return w
}

func names(n int, zh, ug, en string) (list []model.Text) {
	for i := range n {
		list = append(list, model.Text{ZH: fmt.Sprintf(zh, i+1), UG: fmt.Sprintf(ug, i+1), EN: fmt.Sprintf(en, i+1)})
	}
	return list
}

var (
	seedHouse = []model.Text{{ZH: "吐鲁番丰收种苗有限公司", UG: "تۇرپان مول ھوسۇل كۆچەت چەكلىك شىركىتى", EN: "Turpan Harvest Seedlings Co."}}
	farms     = []model.Text{
		{ZH: "鄯善县东湖瓜果专业合作社", UG: "پىچان ناھىيەسى شەرقىي كۆل قوغۇن-تاۋۇز كوپىراتىپى", EN: "Shanshan East Lake Melon Cooperative"},
		{ZH: "伽师县西域农场", UG: "پەيزاۋات ناھىيەسى غەربىي يۇرت دېھقانچىلىق مەيدانى", EN: "Jiashi Western Farm"},
	}
	packers = []model.Text{
		{ZH: "哈密绿洲果品包装有限公司", UG: "قۇمۇل بوستانلىق مېۋە ئوراش چەكلىك شىركىتى", EN: "Hami Oasis Fruit Packing Co., Ltd."},
		{ZH: "乌鲁木齐鲜达加工厂", UG: "ئۈرۈمچى يېڭى مېۋە پىششىقلاش زاۋۇتى", EN: "Urumqi Xianda Processing Plant"},
	}
	seedling    = model.Text{ZH: "哈密瓜种苗", UG: "قوغۇن كۆچىتى", EN: "Melon seedlings"}
	fruit       = model.Text{ZH: "哈密瓜", UG: "قوغۇن", EN: "Hami melon"}
	cartoned    = model.Text{ZH: "哈密瓜（箱装，特级）", UG: "قوغۇن (ساندۇقلۇق، ئالاھىدە دەرىجە)", EN: "Hami melon, cartons, extra class"}
	slicedMelon = model.Text{ZH: "鲜切哈密瓜盒", UG: "كېسىلگەن قوغۇن قۇتىسى", EN: "Fresh-cut melon box"}
)

// worlds are the traces of the golden pictures, by the number of things.
func worlds() map[int]*trade {
	shops := names(320, "惠民超市第%d店", "خەلققە نەپ تاللا بازىرى %d-دۇكان", "Huimin Supermarket no. %d")
	ten := newTrade(1,
		tier{fruit, "KGM", 2, farms, "650421", 0, 400, 1600},
		tier{cartoned, "KGM", 2, packers[:1], "650502", 2, 300, 580},
		tier{slicedMelon, "KGM", 6, packers[1:], "650102", 1, 20, 18})
	some := newTrade(0,
		tier{fruit, "KGM", 1, farms[:1], "650421", 0, 9000, 9000},
		tier{cartoned, "KGM", 9, packers[:1], "650502", 1, 900, 880},
		tier{slicedMelon, "KGM", 190, append(packers[1:], names(3, "兰州鲜切%d厂", "لەنجۇ كېسىش %d-زاۋۇتى", "Lanzhou Fresh Cut %d")...), "620102", 1, 12, 11}).sell(shops[:120], 2, "620102")
	many := newTrade(0,
		tier{seedling, "KGM", 1, seedHouse, "650402", 0, 10, 5000},
		tier{fruit, "KGM", 119, append(slices.Clone(farms), names(10, "第%d农场", "%d-دېھقانچىلىق مەيدانى", "Farm no. %d")...), "650421", 1, 40, 800},
		tier{cartoned, "KGM", 480, packers, "650502", 2, 90, 175},
		tier{slicedMelon, "KGM", 4400, names(12, "鲜切%d厂", "كېسىش %d-زاۋۇتى", "Fresh Cut Plant %d"), "620102", 1, 12, 11}).sell(shops, 1, "620102")
	for _, w := range []*trade{ten, some, many} {
		rows := w.walk.Branches[1].Rows
		for i, state := range map[int]model.BatchState{2: model.BatchHeld, 4: model.BatchBlocked, 5: model.BatchClosed} {
			rows[i].Thing.State = state
		}
		rows[len(rows)-1].Thing.Expires = "2026-09-30"
		rows[3].Beyond = true
	}
	return map[int]*trade{10: ten, 200: some, 5000: many}
}
