package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/recall"
)

// affair is a case with holders: the maker sent two lots to a dealer and its rival, the dealer sold on to a shop and to a
// stall outside the house, the rival to a shop of its own.
type affair struct {
	*chain
	clock                                  *repotest.Clock
	maker, dealer, rival, shop, rivalsShop link
	inspector                              model.Actor
	row                                    model.Recall
	lots                                   []repository.RecallRoot
	tasks                                  map[string]model.RecallTaskID
	cases                                  int
}

func eachAffair(t *testing.T, test func(a *affair)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		test(newAffair(t, s, clock))
	})
}

func newAffair(t testing.TB, s *repository.Store, clock *repotest.Clock) *affair {
	a := &affair{chain: newChain(t, s), clock: clock, tasks: map[string]model.RecallTaskID{}}
	a.maker, a.dealer, a.rival = a.company("maker", urumqi), a.company("dealer", urumqi), a.company("rival", beijing)
	a.shop, a.rivalsShop = a.company("shop", urumqi), a.company("rivals shop", beijing)
	a.inspector = a.chain.inspector("650000")
	for _, number := range []string{"A", "B"} {
		epc := a.lot(a.maker, melonGTIN, number, "2026-11-01")
		a.capture(a.maker, made(1, epc, 100, a.maker))
		a.write(func(tx *repository.Tx) error {
			found, err := tx.Recall().LotNamed(model.SystemScope("test"), epc, repository.AsOf{})
			a.lots = append(a.lots, found...)
			return err
		})
	}
	a.open(0)
	return a
}

// open opens a case with a task for everybody.
func (a *affair) open(mock int) {
	a.t.Helper()
	a.write(func(tx *repository.Tx) error {
		a.cases++
		a.row = model.Recall{
			ID: repository.NewID[model.Recall](tx), Number: fmt.Sprintf("2026-%06d", a.cases), OrgID: a.maker.Org, Region: urumqi, OpenedBy: a.maker.Org,
			Opener: a.maker.Name(), Origin: model.OriginVoluntary, Pack: "cn-food", PackVersion: 1, Grade: model.GradeI, Mock: mock, Policy: model.ClosureContainment,
			Title: model.Text{ZH: "哈密瓜", UG: "قوغۇن", EN: "Melons"}, Hazard: model.Text{ZH: "李斯特菌", UG: "لىستېرىيە", EN: "Listeria"},
			State: model.RecallDraft, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Recall().InsertRecall(a.row); err != nil {
			return err
		}
		rows := make([]model.RecallLot, 0, len(a.lots))
		for _, l := range a.lots {
			rows = append(rows, model.RecallLot{
				RecallID: a.row.ID, NodeID: l.Node.ID, EPC: l.Node.Key, Level: model.LevelLot, BatchID: l.Batch.ID, MakerID: a.maker.Org,
				Class: model.AffectedConfirmed, Reason: "lot", CreatedAt: tx.Now(),
			})
		}
		return tx.Recall().InsertAffected(rows)
	})
	a.task("dealer", a.dealer.Org, 0, urumqi, 1, a.maker.Org, 10)
	a.task("rival", a.rival.Org, 0, beijing, 1, a.maker.Org, 20)
	a.task("shop", a.shop.Org, 0, urumqi, 2, a.dealer.Org, 30)
	a.task("stall", "", 77, urumqi, 2, a.dealer.Org, 5)
	a.task("rivals shop", a.rivalsShop.Org, 0, beijing, 2, a.rival.Org, 40)
}

// task adds a holder's task about so many kilograms of the first lot, and, of the dealer, a case of the second.
func (a *affair) task(name string, org model.OrgID, place model.Seq, region model.Region, tier int, toldBy model.OrgID, kg int64) {
	a.t.Helper()
	a.write(func(tx *repository.Tx) error {
		t := model.RecallTask{
			ID: repository.NewID[model.RecallTask](tx), RecallID: a.row.ID, OrgID: org, PlaceID: place, Region: region, Tier: tier, ToldBy: toldBy,
			State: model.TaskIssued, Version: 1, LinkHash: []byte{}, DueAt: tx.Now().Add(day), CreatedAt: tx.Now(),
		}
		a.tasks[name] = t.ID
		lines := []model.RecallLine{{
			TaskID: t.ID, NodeID: a.lots[0].Node.ID, Unit: "KGM", RecallID: a.row.ID, ToldBy: toldBy, BatchID: a.lots[0].Batch.ID, Distributed: model.Units(kg),
		}}
		if name == "dealer" {
			lines = append(lines, model.RecallLine{
				TaskID: t.ID, NodeID: a.lots[1].Node.ID, Unit: "KGM", RecallID: a.row.ID, ToldBy: toldBy, BatchID: a.lots[1].Batch.ID, Distributed: model.Units(48),
			})
		}
		if err := tx.Recall().InsertTasks([]model.RecallTask{t}, lines); err != nil {
			return err
		}
		if org == "" {
			return nil
		}
		body, err := json.Marshal(model.NoticeFacts{
			RecallNumber: a.row.Number, RecallID: a.row.ID.String(), TaskID: t.ID.String(), Title: model.NoticeTextOf(a.row.Title), URL: "/console/recall-tasks/" + t.ID.String(),
		})
		if err != nil || a.row.Mock == 1 { // an exercise tells nobody
			return err
		}
		return tx.Notice().Insert([]model.Notice{tx.Notice().NewNotice(model.NewsRecallTask, org, a.row.ID.String(), t.ID.String(), body)})
	})
}

const day = 24 * 3600 * 1e9

// answers has a holder answer.
func (a *affair) answers(l link, task string, on model.TaskEvent, lines ...recall.AnswerLine) (recall.Task, error) {
	return a.recall.Answer(a.t.Context(), l.Actor, model.Idempotency{}, recall.Answer{Task: a.tasks[task], Event: on, Lines: lines})
}

func (a *affair) answered(l link, task string, on model.TaskEvent, lines ...recall.AnswerLine) recall.Task {
	a.t.Helper()
	t, err := a.answers(l, task, on, lines...)
	if err != nil {
		a.t.Fatalf("%s of %s: %v", on, task, err)
	}
	return t
}

func (a *affair) follows(actor model.Actor, task string, on model.TaskEvent) (recall.Task, error) {
	return a.recall.MoveTask(a.t.Context(), actor, model.Idempotency{}, recall.TaskMove{Task: a.tasks[task], Event: on, Reason: "test"})
}

// of is a quantity of a lot, in kilograms unless the unit says otherwise.
func (a *affair) of(lot int, n int64, unit ...model.Unit) recall.AnswerLine {
	l := recall.AnswerLine{Item: a.lots[lot].Node.Key, Quantity: model.Units(n), Unit: "KGM"}
	if len(unit) > 0 {
		l.Unit = unit[0]
	}
	return l
}

func (a *affair) ofKind(kind model.AnswerKind, lot int, n int64) recall.AnswerLine {
	l := a.of(lot, n)
	l.Kind = kind
	return l
}

// line returns one line of a task.
func (a *affair) line(task string, lot int) (found model.RecallLine) {
	a.t.Helper()
	a.write(func(tx *repository.Tx) error {
		lines, err := tx.Recall().AllLines(model.SystemScope("test"), a.tasks[task])
		for _, l := range lines {
			if l.NodeID == a.lots[lot].Node.ID {
				found = l.RecallLine
			}
		}
		return err
	})
	return found
}

func (a *affair) reconcile(actor model.Actor) *recall.Reconciliation {
	a.t.Helper()
	r, err := a.recall.Reconcile(a.t.Context(), actor, a.row.ID)
	if err != nil {
		a.t.Fatalf("reconcile: %v", err)
	}
	return r
}

// seen lists the names of the tasks of the case that an actor sees.
func (a *affair) seen(actor model.Actor) (names []string) {
	a.t.Helper()
	list, _, err := a.recall.Tasks(a.t.Context(), actor, repository.TaskFilter{Recall: a.row.ID}, model.Page{})
	if err != nil {
		a.t.Fatal(err)
	}
	for _, task := range list {
		for name, id := range a.tasks {
			if id == task.Row.ID {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// faulty checks that an error is a problem at a field, "" for the whole.
func (a *affair) faulty(what string, err error, p *model.Problem, at string) {
	a.t.Helper()
	var r *model.Refusal
	if !errors.As(err, &r) || !errors.Is(err, p) {
		a.t.Errorf("%s: %v, want %s", what, err, p.Code)
		return
	}
	if at != "" && !slices.ContainsFunc(r.Fields, func(f model.FieldFault) bool { return f.At == at && f.Problem == p }) {
		a.t.Errorf("%s: %v, want %s at %s", what, err, p.Code, at)
	}
}

// sound checks the invariants of the store.
func (a *affair) sound() {
	a.t.Helper()
	if v, err := a.store.Fsck(a.t.Context()); err != nil || len(v) > 0 {
		a.t.Errorf("fsck: %v %v", v, err)
	}
}
