package api_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"suyuan/api/apitest"
	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
)

// recalls are the cases that the tests of the register and of documents read.
type recalls struct {
	*apitest.World
	// open is announced and has grown, closed is over, retracted was cancelled after its announcement, mock is an exercise,
	// draft is not announced.
	open, closed, retracted, mock, draft model.Recall
	pears, juice, label                  model.Product
	nodes                                model.Seq
	secret                               string // of a person: never to be shown in public
}

const (
	openNumber, closedNumber, retractedNumber = "2026-000017", "2026-000009", "2026-000011"
	mockNumber, draftNumber                   = "2026-000012", "2026-000013"
	pearGTIN, juiceGTIN, labelGTIN            = "09520000100001", "09520000200008", "09520000300005"
)

func eachRecalls(t *testing.T, test func(w *recalls)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		test(newRecalls(t, s, clock))
	})
}

func newRecalls(t testing.TB, s *repository.Store, clock *repotest.Clock) *recalls {
	w := &recalls{World: apitest.New(t, s, clock, nil), secret: "王秘密"}
	w.write(func(tx *repository.Tx) error {
		w.pears = w.product(tx, "maker", pearGTIN, model.Text{ZH: "库尔勒香梨", UG: "كورلا نەشپۈتى", EN: "Korla pears"}, "5 kg")
		w.juice = w.product(tx, "maker", juiceGTIN, model.Text{ZH: "梨汁", UG: "نەشپۈت شەربىتى", EN: "Pear juice"}, "1 L")
		w.label = w.product(tx, "partner", labelGTIN, model.Text{ZH: "鲜果汁", UG: "يېڭى مېۋە شەربىتى", EN: "Fresh juice"}, "1 L")
		return nil
	})
	w.open = w.announced(openNumber, model.Text{ZH: "检出铅超标", UG: "قوغۇشۇن ئۆلچەمدىن ئېشىپ كەتكەن", EN: "Lead above the limit"})
	w.grow()
	w.closed = w.announced(closedNumber, model.Text{ZH: "标签漏标花生", UG: "خەتكۈچتە يەر ياڭىقى يېزىلمىغان", EN: "Peanut not on the label"})
	w.move(w.closed, model.RecallExecute, model.RecallDispose, model.RecallReport, model.RecallEvaluate, model.RecallClose)
	w.retracted = w.announced(retractedNumber, model.Text{ZH: "误报", UG: "خاتا مەلۇمات", EN: "A false report"})
	w.move(w.retracted, model.RecallRevoke)
	w.mock = w.filed(mockNumber, model.Text{ZH: "演练", UG: "مەشىق", EN: "Exercise"}, 1)
	w.move(w.mock, model.RecallAnnounce)
	w.draft = w.filed(draftNumber, model.Text{ZH: "草案", UG: "لايىھە", EN: "Not yet public"}, 0)
	return w
}

func (w *recalls) write(fn func(tx *repository.Tx) error) {
	w.T.Helper()
	if err := w.Store.Write(w.T.Context(), fn); err != nil {
		w.T.Fatal(err)
	}
}

func (w *recalls) product(tx *repository.Tx, label, gtin string, name model.Text, content string) model.Product {
	w.T.Helper()
	p := model.Product{
		ID: repository.NewID[model.Product](tx), OrgID: w.Orgs[label], GTIN: gtin, Code: gtin, Name: name, Category: model.CategoryFruit, Unit: "KGM",
		NetContent: content, Version: 1, CreatedAt: tx.Now(),
	}
	if err := tx.Catalog().InsertProduct(p); err != nil {
		w.T.Fatal(err)
	}
	return p
}

// lot adds a batch that a case affects.
func (w *recalls) lot(tx *repository.Tx, c model.Recall, p model.Product, lot string, version int, change func(*model.RecallLot)) {
	w.T.Helper()
	b := model.Batch{
		ID: repository.NewID[model.Batch](tx), OrgID: p.OrgID, ProductID: p.ID, Lot: lot, Produced: "2026-10-01", Expires: "2027-03-31", Quantity: model.Units(500),
		Unit: "KGM", SiteID: w.Sites["maker"], Code: fmt.Sprintf("RCA%07d", w.nodes+1), EPC: "https://id.gs1.org/01/" + p.GTIN + "/10/" + lot, State: model.BatchActive,
		Version: 1, CreatedAt: tx.Now(),
	}
	if p.OrgID == w.Orgs["partner"] {
		b.SiteID = w.Sites["partner"]
	}
	if err := tx.Catalog().InsertBatch(b); err != nil {
		w.T.Fatal(err)
	}
	w.nodes++
	row := model.RecallLot{
		RecallID: c.ID, NodeID: w.nodes, EPC: b.EPC, Level: model.LevelLot, BatchID: b.ID, MakerID: p.OrgID, Class: model.AffectedConfirmed,
		Reason: "named", Blocked: 1, ScopeVersion: version, CreatedAt: tx.Now(),
	}
	if change != nil {
		change(&row)
	}
	if err := tx.Recall().InsertAffected([]model.RecallLot{row}); err != nil {
		w.T.Fatal(err)
	}
}

// filed makes a case of the maker with a plan and two lots.
func (w *recalls) filed(number string, title model.Text, mock int) model.Recall {
	w.T.Helper()
	var c model.Recall
	w.write(func(tx *repository.Tx) error {
		c = model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: number, OrgID: w.Orgs["maker"], Region: "652801", OpenedBy: w.Orgs["maker"], Opener: "test",
			Origin: model.OriginVoluntary, Pack: model.PackCNFood, PackVersion: 1, Grade: model.GradeI, Mock: mock, Title: title,
			Hazard: model.Text{ZH: "长期食用会损害神经系统。", UG: "ئۇزۇن مۇددەت يېيىش نېرۋا سىستېمىسىغا زىيان قىلىدۇ.", EN: "Eating it over time harms the nervous system."},
			Policy: model.ClosureContainment, ScopeVersion: 1, PlanVersion: 1, State: model.RecallDraft, Version: 1, KnownAt: tx.Now(), CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(c); err != nil {
			return err
		}
		w.lot(tx, c, w.pears, number+"-A", 1, nil)
		w.lot(tx, c, w.label, number+"-P", 1, nil)
		if err := tx.Recall().InsertScope(model.RecallScopeRow{RecallID: c.ID, Version: 1, Conditions: []byte(model.ScopeInput{EPC: "urn:example:poison"}.String()), Policy: c.Policy, KnownAt: tx.Now(), Actor: "test", Summary: []byte("{}"), CreatedAt: tx.Now()}); err != nil {
			return err
		}
		body, err := json.Marshal(w.plan())
		if err != nil {
			return err
		}
		return tx.Recall().InsertPaper(model.RecallPaper{ID: repository.NewID[model.RecallPaper](tx), RecallID: c.ID, Kind: model.PaperPlan, Number: 1, Body: body, Actor: "test", OrgID: c.OrgID, CreatedAt: tx.Now()})
	})
	return w.move(c, model.RecallAssess, model.RecallFilePlan)
}

// announced is a case that is announced, with a task in each of two provinces.
func (w *recalls) announced(number string, title model.Text) model.Recall {
	w.T.Helper()
	c := w.move(w.filed(number, title, 0), model.RecallAnnounce)
	w.Clock.Advance(5 * time.Minute)
	w.write(func(tx *repository.Tx) error {
		c.AnnouncedAt, c.BlockedFrom = tx.Now(), tx.Now()
		if err := tx.Recall().UpdateCase(&c); err != nil {
			return err
		}
		return tx.Recall().InsertTasks([]model.RecallTask{w.task(tx, c, "partner", 1, "650102", "delivered")}, nil)
	})
	return c
}

func (w *recalls) task(tx *repository.Tx, c model.Recall, label string, tier int, region model.Region, state model.TaskState) model.RecallTask {
	return model.RecallTask{
		ID: repository.NewID[model.RecallTask](tx), RecallID: c.ID, OrgID: w.Orgs[label], Region: region, Tier: tier, ToldBy: w.Orgs["maker"], State: state,
		Version: 1, LinkHash: []byte{}, NotifiedAt: tx.Now(), DeliveredAt: tx.Now(), CreatedAt: tx.Now(),
	}
}

// grow adds a lot of the juice to the open case, takes one out, and reaches a second province.
func (w *recalls) grow() {
	w.Clock.Advance(15 * time.Minute)
	w.write(func(tx *repository.Tx) error {
		w.lot(tx, w.open, w.pears, openNumber+"-OUT", 1, func(l *model.RecallLot) { l.CreatedAt, l.GoneAt, l.Blocked = w.open.CreatedAt, tx.Now(), 0 })
		w.lot(tx, w.open, w.juice, "J-0O1", 2, func(l *model.RecallLot) { l.Class = model.AffectedPossible })
		if err := tx.Recall().InsertScope(model.RecallScopeRow{RecallID: w.open.ID, Version: 2, Conditions: []byte(model.ScopeInput{EPC: "urn:example:poison"}.String()), Policy: w.open.Policy, KnownAt: tx.Now(), Actor: "test", Reason: w.secret, Summary: []byte("{}"), CreatedAt: tx.Now()}); err != nil {
			return err
		}
		far := w.task(tx, w.open, "stranger", 2, "440103", model.TaskAcknowledged)
		far.Sampled, far.VerifiedAt = 1, tx.Now()
		lines := []model.RecallLine{{
			TaskID: far.ID, NodeID: 1, Unit: "KGM", RecallID: w.open.ID, Distributed: model.Units(100), Returned: model.Units(60), Destroyed: model.Units(10),
			Consumed: model.Units(5), Unproven: 1, Answered: 1,
		}}
		if err := tx.Recall().InsertTasks([]model.RecallTask{far}, lines); err != nil {
			return err
		}
		w.open.ScopeVersion = 2
		return tx.Recall().UpdateCase(&w.open)
	})
}

// move makes moves of a case one after another.
func (w *recalls) move(c model.Recall, events ...model.RecallEvent) model.Recall {
	w.T.Helper()
	for _, e := range events {
		w.Clock.Advance(time.Minute)
		w.write(func(tx *repository.Tx) (err error) {
			c.State, err = repository.Move(tx, &model.RecallLifecycle, c.ID.String(), c.Version, c.State, e, "test", "")
			c.Version++
			return err
		})
	}
	return c
}

func (w *recalls) plan() model.RecallPlan {
	say := func(zh, ug, en string) model.Text { return model.Text{ZH: zh, UG: ug, EN: en} }
	return model.RecallPlan{
		ScopeVersion: 1,
		Contact: model.PlanContact{
			Representative: w.secret, Person: w.secret, Phone: "0996-2000000", AfterHours: "0996-2000001", Email: "recall@maker.example", Address: "新疆库尔勒市测试路1号",
		},
		Brands: []model.PlanBrand{
			{ProductID: w.pears.ID, Brand: say("孔雀河", "كۆنچى دەريا", "Peacock River"), Spec: "5 kg"},
			{ProductID: w.juice.ID, Brand: say("孔雀河", "كۆنچى دەريا", "Peacock River"), Spec: "1 L"},
			{ProductID: w.label.ID, Brand: say("好邻居", "ياخشى قوشنا", "Good Neighbour"), Spec: "1 L"},
		},
		Area: say("新疆全区", "پۈتۈن شىنجاڭ", "all of Xinjiang"), Reason: say("抽检发现铅含量超标。", "ئەۋرىشكە تەكشۈرۈشتە قوغۇشۇن ئۆلچەمدىن ئاشقانلىقى بايقالدى.", "A sample had more lead than is allowed."),
		Harm: say("铅会在体内蓄积。", "قوغۇشۇن بەدەندە يىغىلىدۇ.", "Lead builds up in the body."), Grade: model.GradeI,
		Steps:  say("停售、通知、收回、处置、报告。", "سېتىشنى توختىتىش، ئۇقتۇرۇش، يىغىۋېلىش، بىر تەرەپ قىلىش، مەلۇم قىلىش.", "Stop, tell, take back, dispose, report."),
		Starts: "2026-11-22", Ends: "2026-12-04", Notice: say("请停止销售。", "سېتىشنى توختىتىڭ.", "Stop selling it."),
		Venues:    []model.PlanVenue{model.VenueProvincialSite, model.VenueShops},
		Consumers: say("凭实物或小票到购买处全额退款，无需说明理由。", "مال ياكى تالون بىلەن سېتىۋالغان جايدا پۇلنى تولۇق قايتۇرۇۋېلىڭ.", "Bring it or the receipt to where you bought it for a full refund; no reasons asked."),
		Remedies:  []model.Remedy{model.RemedyRefund, model.RemedyReplace}, Operators: say("立即停售、封存并报告数量。", "دەرھال سېتىشنى توختىتىپ، پېچەتلەپ، سانىنى مەلۇم قىلىڭ.", "Stop selling at once, seal it and report how much."),
		Disposals: []model.PlanDisposal{model.DisposalCentral}, Handling: say("集中销毁。", "مەركەزلەشتۈرۈپ يوقىتىش.", "Destroyed in one place."),
		Payer: model.PayerProducer, Expected: 980, Effect: say("收回九成八以上。", "توقسان سەككىز پىرسەنتتىن كۆپىنى يىغىۋېلىش.", "More than 98 per cent comes back."),
	}
}
