package service_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/complaint"
)

// ways lead from the filing to each state.
var ways = map[model.ComplaintState][]model.ComplaintEvent{
	model.ComplaintFiled:     nil,
	model.ComplaintContested: {model.ComplaintContest},
	model.ComplaintRefused:   {model.ComplaintRefuse},
	model.ComplaintAccepted:  {model.ComplaintAccept},
	model.ComplaintDeclined:  {model.ComplaintAccept, model.ComplaintDecline},
	model.ComplaintMediation: {model.ComplaintAccept, model.ComplaintConsent, model.ComplaintDelegate},
	model.ComplaintTesting:   {model.ComplaintAccept, model.ComplaintConsent, model.ComplaintTest},
	model.ComplaintSettled:   {model.ComplaintAccept, model.ComplaintConsent, model.ComplaintSettle},
	model.ComplaintEnded:     {model.ComplaintAccept, model.ComplaintEnd},
	model.ComplaintClosed:    {model.ComplaintAccept, model.ComplaintWithdraw, model.ComplaintTell},
	model.ComplaintWithdrawn: {model.ComplaintContest, model.ComplaintAssign, model.ComplaintWithdraw},
}

// TestComplaintMoves tries every event in every state: what is declared happens, all else is refused and changes nothing.
func TestComplaintMoves(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		for _, state := range model.ComplaintLifecycle.States() {
			for _, on := range model.ComplaintLifecycle.Events() {
				f := q.files()
				q.made(f, ways[state]...)
				mv, declared := model.ComplaintLifecycle.Next(state, on)
				err := q.makes(f, on)
				got := q.reads(q.city, f).State
				switch {
				case declared == nil && (err != nil || got != mv.To):
					q.t.Errorf("%s in %s: %v, now %s, want %s", on, state, err, got, mv.To)
				case declared != nil && (!errors.Is(err, model.MoveNotAllowed) && !errors.Is(err, model.NotFound) || got != state):
					q.t.Errorf("%s in %s: %v, now %s", on, state, err, got)
				}
			}
		}
	})
}

// TestComplaintProperty: whatever is tried in whatever order, the history is a walk along declared moves.
func TestComplaintProperty(t *testing.T) {
	t.Parallel()
	clock := repotest.NewClock()
	q := newQuarrel(t, repotest.SQLite(t, clock), clock)
	rapid.Check(t, func(r *rapid.T) {
		f := q.files()
		for _, on := range rapid.SliceOfN(rapid.SampledFrom(model.ComplaintLifecycle.Events()), 1, 10).Draw(r, "events") {
			_ = q.makes(f, on)
		}
		c := q.reads(q.city, f)
		at := model.ComplaintLifecycle.Initial
		for _, m := range c.Moves {
			mv, err := model.ComplaintLifecycle.Next(at, model.ComplaintEvent(m.Event))
			if err != nil || m.From != string(at) || m.To != string(mv.To) {
				r.Fatalf("%s on %s to %s: %v", m.From, m.Event, m.To, err)
			}
			at = mv.To
		}
		if at != c.State || c.Turn != at.Turn() {
			r.Fatalf("the history ends at %s, the row says %s with the turn of %s", at, c.State, c.Turn)
		}
		if open := c.Running == 1; open == at.Over() {
			r.Fatalf("in %s a clock runs: %v", at, open)
		}
	})
}

// TestComplaintWants: a move without what the law wants told or known is refused at its field.
func TestComplaintWants(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		for _, c := range []struct {
			way   []model.ComplaintEvent
			event model.ComplaintEvent
			spoil func(*complaint.Move)
			at    string
		}{
			{nil, model.ComplaintRefuse, func(m *complaint.Move) { m.Ground = "" }, "ground"},
			{nil, model.ComplaintRefuse, func(m *complaint.Move) { m.Ground = "tired" }, "ground"},
			{nil, model.ComplaintRefuse, func(m *complaint.Move) { m.Remedies = " " }, "remedies"},
			{nil, model.ComplaintRefuse, func(m *complaint.Move) { m.Text = "" }, "text"},
			{nil, model.ComplaintContest, func(m *complaint.Move) { m.To = q.rival.Org }, "to"},
			{ways[model.ComplaintMediation], model.ComplaintEnd, func(m *complaint.Move) { m.Ending = model.EndingAgreed }, "ending"},
			{ways[model.ComplaintMediation], model.ComplaintEnd, func(m *complaint.Move) { m.Ending = "" }, "ending"},
			{ways[model.ComplaintMediation], model.ComplaintTest, func(m *complaint.Move) { m.Lab = "" }, "lab"},
			{ways[model.ComplaintMediation], model.ComplaintTest, func(m *complaint.Move) { m.LabBy = "friend" }, "lab_by"},
			{ways[model.ComplaintMediation], model.ComplaintTest, func(m *complaint.Move) { m.Payer = "" }, "payer"},
			{ways[model.ComplaintMediation], model.ComplaintSettle, func(m *complaint.Move) { m.Text = "" }, "text"},
			{ways[model.ComplaintMediation], model.ComplaintSettle, func(m *complaint.Move) { m.Form = model.NoteVisit }, "form"},
			{ways[model.ComplaintMediation], model.ComplaintDelegate, func(m *complaint.Move) { m.Delegate = "" }, "delegate"},
		} {
			f := q.files()
			q.made(f, c.way...)
			m := the[c.event]
			m.ID, m.Event = f.Complaint, c.event
			c.spoil(&m)
			_, err := q.complaint.Move(ctx, q.city, once, m)
			q.faulty(string(c.event), err, c.at)
		}
		for _, c := range []struct {
			spoil func(*complaint.Filing)
			at    string
		}{
			{func(in *complaint.Filing) { in.Complaint = false }, "complaint"},
			{func(in *complaint.Filing) { in.Contact.Name = "" }, "contact.name"},
			{func(in *complaint.Filing) { in.Contact.Phone, in.Contact.Mail = "", "" }, "contact.phone"},
			{func(in *complaint.Filing) { in.Contact.Phone = "call me" }, "contact.phone"},
			{func(in *complaint.Filing) { in.Contact.Mail = "nowhere" }, "contact.mail"},
			{func(in *complaint.Filing) { in.Story.What = "" }, "what"},
			{func(in *complaint.Filing) { in.Story.Wish = "" }, "wish"},
			{func(in *complaint.Filing) { in.Consent = 0 }, "consent"},
			{func(in *complaint.Filing) { in.Units = -1 }, "units"},
			{func(in *complaint.Filing) { in.BoughtOn = "2027-01-01" }, "bought_on"},
			{func(in *complaint.Filing) { in.BoughtOn = "yesterday" }, "bought_on"},
			{func(in *complaint.Filing) { in.Firm = q.city.Org }, "firm"},
		} {
			_, err := q.complaint.File(ctx, once, q.paper(c.spoil))
			q.faulty("a paper", err, c.at)
		}
		if _, err := q.complaint.File(ctx, once, q.paper(onlyTip, from("", ""))); err != nil {
			q.t.Errorf("an anonymous tip: %v", err)
		}
	})
}

// TestComplaintAuthorities: the lowest authority handles it, others do not, and jurisdiction is settled by whom it concerns.
func TestComplaintAuthorities(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		f := q.files()
		if got := q.reads(q.province, f).AuthorityID; got != q.city.Org {
			q.t.Errorf("handled by %s, want the city's", got)
		}
		move := func(actor model.Actor, on model.ComplaintEvent, to model.OrgID) error {
			m := the[on]
			m.ID, m.Event, m.To = f.Complaint, on, to
			_, err := q.complaint.Move(ctx, actor, once, m)
			return err
		}
		q.refuses("the province accepts", move(q.province, model.ComplaintAccept, ""), model.ComplaintNotYours)
		q.refuses("Beijing accepts", move(q.elsewhere, model.ComplaintAccept, ""), model.NotFound)
		q.refuses("a company accepts", move(q.rival.Actor, model.ComplaintAccept, ""), model.NotFound)
		q.refuses("the shop before acceptance", move(q.shop.Actor, model.ComplaintConsent, ""), model.NotFound)
		if err := move(q.city, model.ComplaintContest, q.elsewhere.Org); err != nil {
			q.t.Fatal(err)
		}
		q.refuses("the city gives it away", move(q.city, model.ComplaintAssign, q.elsewhere.Org), model.ComplaintNotYours)
		q.refuses("the province has no say over Beijing", move(q.province, model.ComplaintAssign, q.elsewhere.Org), model.ComplaintNotYours)
		if err := move(q.elsewhere, model.ComplaintAssign, ""); err != nil {
			q.t.Fatalf("Beijing takes it: %v", err)
		}
		if c := q.reads(q.elsewhere, f); c.AuthorityID != q.elsewhere.Org || c.ProposedID != "" || c.State != model.ComplaintFiled || len(c.Clocks) != 3 {
			q.t.Errorf("after it was taken: %+v", c.Row)
		}
		q.refuses("the city accepts what is no longer its own", move(q.city, model.ComplaintAccept, ""), model.ComplaintNotYours)
		if err := move(q.elsewhere, model.ComplaintAccept, ""); err != nil {
			q.t.Fatal(err)
		}
		q.refuses("the city consents for the shop", move(q.city, model.ComplaintConsent, ""), model.Forbidden)
		q.refuses("a rival consents", move(q.rival.Actor, model.ComplaintConsent, ""), model.NotFound)

		f = q.files()
		if err := move(q.city, model.ComplaintContest, q.province.Org); err != nil {
			q.t.Fatal(err)
		}
		if err := move(q.province, model.ComplaintAssign, q.province.Org); err != nil {
			q.t.Errorf("the province takes it from the city: %v", err)
		}
	})
}

// TestComplaintHandedOver: whoever contests names an authority, by its region if need be; that authority finds it in its own
// queue within the seven days to settle it, and has seven of its own once it takes it (Art. 15, 33).
func TestComplaintHandedOver(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-09-01")
		f := q.files()
		contest := func(region model.Region, to model.OrgID) error {
			_, err := q.complaint.Move(ctx, q.city, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintContest, Text: "注册地在外地", Region: region, To: to})
			return err
		}
		q.faulty("nobody", contest("", ""), "region")
		q.faulty("a region there is none of", contest("999999", ""), "region")
		q.faulty("oneself", contest("", q.city.Org), "to")
		q.faulty("a company", contest("", q.rival.Org), "to")
		q.refuses("oneself by region", contest("650100", ""), model.ComplaintSameAuthority)
		q.refuses("a region without an authority", contest("440103", ""), model.ComplaintNoAuthority)
		if c := q.reads(q.city, f); c.State != model.ComplaintFiled || c.ProposedID != "" || len(c.Notes) != 0 {
			t.Errorf("after what was refused: %+v", c.Row)
		}
		own := func(actor model.Actor) int {
			rows, _, err := q.complaint.Complaints(ctx, actor, complaint.Filter{Mine: true}, model.Page{})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		if n := own(q.elsewhere); n != 0 {
			t.Errorf("Beijing has %d before it is named", n)
		}
		if err := contest(beijing, ""); err != nil {
			t.Fatal(err)
		}
		if c := q.reads(q.elsewhere, f); c.ProposedID != q.elsewhere.Org || c.AuthorityID != q.city.Org || c.Clocks[1].Rule.Ref.Articles != "33" || c.Clocks[1].Due.Last != "2026-09-10" {
			t.Errorf("contested: %+v, due %s", c.Row, c.Clocks[len(c.Clocks)-1].Due.Last)
		}
		if a, b := own(q.elsewhere), own(q.city); a != 1 || b != 1 {
			t.Errorf("in the queues of who is named and who contests: %d, %d", a, b)
		}
		q.on("2026-09-03")
		if _, err := q.complaint.Move(ctx, q.elsewhere, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintAssign}); err != nil {
			t.Fatal(err)
		}
		c := q.reads(q.elsewhere, f)
		if c.AuthorityID != q.elsewhere.Org || c.State != model.ComplaintFiled || len(c.Clocks) != 3 || c.Clocks[2].Rule.Ref.Articles != "15" || c.Clocks[2].Due.Last != "2026-09-14" {
			t.Errorf("taken: %+v, due %s", c.Row, c.Clocks[len(c.Clocks)-1].Due.Last)
		}
		if a, b := own(q.elsewhere), own(q.city); a != 1 || b != 0 {
			t.Errorf("in the queues afterwards: %d, %d", a, b)
		}
	})
}

// TestComplaintRegionQueue: county, city, province and country each read what lies in their region and what is theirs from
// elsewhere, each once, in one order over all pages.
func TestComplaintRegionQueue(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-09-01")
		other := q.company("other", "650103") // another county of the city
		far := q.company("far", "654002")     // a county of another prefecture
		county, nation := q.bureau("650103"), q.bureau(model.Nation)
		want := map[string][]model.ComplaintID{}
		note := func(f complaint.Filed, whose ...string) {
			for _, w := range whose {
				want[w] = append(want[w], f.Complaint)
			}
		}
		for i := range 6 {
			q.on(fmt.Sprintf("2026-09-0%d", 1+i/2)) // two have one deadline
			in := func(l link) func(*complaint.Filing) {
				return func(in *complaint.Filing) { in.Firm, in.Tip = l.Org, true }
			}
			note(q.files(in(q.shop)), "city", "province", "nation")
			note(q.files(in(other)), "county", "city", "province", "nation")
			note(q.files(in(far)), "province", "nation")
			g := q.files(in(q.rival))
			note(g, "elsewhere", "nation")
			if i == 3 {
				m := complaint.Move{ID: g.Complaint, Event: model.ComplaintContest, Text: "x", To: q.city.Org}
				if _, err := q.complaint.Move(ctx, q.elsewhere, once, m); err != nil {
					t.Fatal(err)
				}
				note(g, "city")
			}
		}
		for name, actor := range map[string]model.Actor{"county": county, "city": q.city, "province": q.province, "nation": nation, "elsewhere": q.elsewhere} {
			for _, all := range []bool{false, true} {
				got, page := map[model.ComplaintID]bool{}, model.Page{Limit: 2}
				var before complaint.Row
				for {
					rows, next, err := q.complaint.Complaints(ctx, actor, complaint.Filter{All: all}, page)
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range rows {
						late := r.DueAt < before.DueAt || r.DueAt == before.DueAt && r.ID <= before.ID
						if all {
							late = before.ID != "" && r.ID >= before.ID
						}
						if got[r.ID] || late {
							t.Errorf("%s, all %v: %s after %s", name, all, r.Number, before.Number)
						}
						got[r.ID], before = true, r
					}
					if next == "" {
						break
					}
					page.After = next
				}
				for _, id := range want[name] {
					if !got[id] {
						t.Errorf("%s, all %v: lacks %s", name, all, id)
					}
				}
				if len(got) != len(want[name]) {
					t.Errorf("%s, all %v: %d rows, want %d", name, all, len(got), len(want[name]))
				}
			}
		}
		tips, _, err := q.complaint.Tips(ctx, q.city, complaint.TipFilter{}, model.Page{Limit: 100})
		if mine, _, bad := q.complaint.Tips(ctx, county, complaint.TipFilter{Mine: true}, model.Page{}); err != nil || bad != nil || len(tips) != 12 || len(mine) != 6 {
			t.Errorf("the city reads %d tips, the county has %d of its own (%v %v)", len(tips), len(mine), err, bad)
		}
	})
}

// TestComplaintUnassigned: where no authority is in the house the platform sees it, and the first one of the region takes it.
func TestComplaintUnassigned(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		far := q.company("far", "440103")
		f := q.files(func(in *complaint.Filing) { in.Firm = far.Org })
		admin := model.Actor{Person: "p", Org: "o", OrgKind: model.KindPlatform, OrgState: model.OrgActive, Roles: []model.Role{model.RoleAdmin}}
		rows, _, err := q.complaint.Complaints(ctx, admin, complaint.Filter{Unassigned: true}, model.Page{})
		if err != nil || len(rows) != 1 || rows[0].ID != f.Complaint || rows[0].AuthorityID != "" {
			q.t.Errorf("the platform sees %+v, %v", rows, err)
		}
		_, err = q.complaint.Move(ctx, admin, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintAccept})
		q.refuses("the platform accepts", err, model.Forbidden)
		south := q.bureau("440000")
		if r, err := q.complaint.Move(ctx, south, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintAccept}); err != nil || r.AuthorityID != south.Org {
			q.t.Errorf("the authority that came later: %+v, %v", r.AuthorityID, err)
		}
	})
}

// TestComplaintAndTip: one paper becomes two records with numbers and clocks of their own, and the operator learns of one.
func TestComplaintAndTip(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		f := q.files(withTip)
		if f.ComplaintNumber == "" || f.TipNumber == "" || f.ComplaintNumber[:2] == f.TipNumber[:2] {
			q.t.Errorf("numbers %q and %q", f.ComplaintNumber, f.TipNumber)
		}
		q.made(f, model.ComplaintAccept)
		c, tip := q.reads(q.city, f), q.readsTip(f.Tip)
		if c.Tip != f.TipNumber || tip.Complaint != f.ComplaintNumber || tip.State != model.TipReceived {
			q.t.Errorf("the two know each other as %q and %q; the tip is %s", c.Tip, tip.Complaint, tip.State)
		}
		if c.Clocks[0].Rule.Answers != model.DutyDecide || tip.Clocks[0].Rule.Answers != model.DutyVerifyClue {
			q.t.Errorf("clocks %s and %s", c.Clocks[0].Clock.Rule, tip.Clocks[0].Clock.Rule)
		}
		seen := q.reads(q.shop.Actor, f)
		if seen.TipID != "" || seen.Tip != "" || len(seen.Factors) != 0 {
			q.t.Errorf("the operator learns of the tip or the factors: %+v", seen)
		}
		if rows, _, err := q.complaint.Tips(ctx, q.shop.Actor, complaint.TipFilter{All: true}, model.Page{}); err != nil || len(rows) != 0 {
			q.t.Errorf("the operator lists %d tips (%v)", len(rows), err)
		}
		_, err := q.complaint.Tip(ctx, q.shop.Actor, f.Tip)
		q.refuses("the operator reads the tip", err, model.NotFound)
		st, err := q.complaint.Status(ctx, secretIn(f))
		if err != nil || st.Complaint == nil || st.Tip == nil || st.Complaint.Number != f.ComplaintNumber || st.Tip.Number != f.TipNumber {
			q.t.Errorf("the private link shows %+v, %v", st, err)
		}
	})
}

// TestTipMoves tries every event in every state of a tip.
func TestTipMoves(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		other := q.files(onlyTip)
		into := func(m *complaint.TipMove) {
			if m.Event == model.TipMerge {
				m.Into = other.Tip
			}
		}
		verifying := []model.TipEvent{model.TipVerify}
		for state, way := range map[model.TipState][]model.TipEvent{
			model.TipReceived: nil, model.TipVerifying: verifying, model.TipOpened: append(slices.Clone(verifying), model.TipOpen),
			model.TipDropped: append(slices.Clone(verifying), model.TipDrop), model.TipTransferred: {model.TipTransfer},
			model.TipMerged: {model.TipMerge}, model.TipClosed: {model.TipTransfer, model.TipTell},
		} {
			for _, on := range model.TipLifecycle.Events() {
				f := q.files(onlyTip)
				for _, step := range way {
					if err := q.tipMove(q.lead, f.Tip, step, into); err != nil {
						q.t.Fatalf("%s on the way to %s: %v", step, state, err)
					}
				}
				mv, declared := model.TipLifecycle.Next(state, on)
				err := q.tipMove(q.lead, f.Tip, on, into)
				got := q.readsTip(f.Tip).State
				switch {
				case declared == nil && (err != nil || got != mv.To):
					q.t.Errorf("%s in %s: %v, now %s", on, state, err, got)
				case declared != nil && (!errors.Is(err, model.MoveNotAllowed) || got != state):
					q.t.Errorf("%s in %s: %v, now %s", on, state, err, got)
				}
			}
		}
	})
}

// TestTipRepeats: a plain repeat is not handled again; new facts start the time of the first one anew.
func TestTipRepeats(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-09-24")
		first := q.files(onlyTip)
		if err := q.tipMove(q.city, first.Tip, model.TipVerify); err != nil {
			q.t.Fatal(err)
		}
		q.on("2026-10-08")
		repeat, facts, strange := q.files(onlyTip), q.files(onlyTip), q.files(onlyTip, from("13000000000", "别人"))
		if got := q.readsTip(repeat.Tip).Earlier; len(got) != 1 || got[0].ID != first.Tip {
			q.t.Errorf("earlier ones: %d", len(got))
		}
		if got := q.readsTip(strange.Tip).Earlier; len(got) != 0 {
			q.t.Errorf("earlier ones of somebody else: %d", len(got))
		}
		merge := func(newFacts bool) func(*complaint.TipMove) {
			return func(m *complaint.TipMove) { m.Into, m.NewFacts = first.Tip, newFacts }
		}
		if err := q.tipMove(q.city, repeat.Tip, model.TipMerge, merge(false)); err != nil {
			q.t.Fatal(err)
		}
		if c := q.readsTip(first.Tip); len(c.Clocks) != 1 || c.Clocks[0].Due.Last != "2026-10-22" {
			q.t.Errorf("after a plain repeat: %+v", c.Clocks)
		}
		if c := q.readsTip(repeat.Tip); c.State != model.TipMerged || c.Into != first.TipNumber || c.Running != 0 {
			q.t.Errorf("the repeat is %s of %q", c.State, c.Into)
		}
		if err := q.tipMove(q.city, facts.Tip, model.TipMerge, merge(true)); err != nil {
			q.t.Fatal(err)
		}
		c := q.readsTip(first.Tip)
		if len(c.Clocks) != 2 || c.Clocks[1].StartedAt <= c.Clocks[0].StartedAt || c.DueAt != c.Clocks[1].Due.At || !slices.ContainsFunc(c.Notes, func(n complaint.Note) bool { return n.Kind == model.NoteFact }) {
			q.t.Errorf("after new facts: %+v", c.Clocks)
		}
		about := q.files(onlyTip, func(in *complaint.Filing) { in.Firm = q.maker.Org })
		q.refuses("another operator's", q.tipMove(q.city, about.Tip, model.TipMerge, merge(false)), model.TipMergeOther)
		q.refuses("into itself", q.tipMove(q.city, first.Tip, model.TipMerge, merge(false)), model.TipMergeOther)
		if err := q.tipMove(q.city, first.Tip, model.TipDrop); err != nil {
			q.t.Fatal(err)
		}
		q.refuses("new facts for a decided one", q.tipMove(q.city, strange.Tip, model.TipMerge, merge(true)), model.TipMergeOver)
	})
}

// TestComplaintFactors: the factors of Art. 17 are counted and shown, and change nothing: not the state, not what may be
// done, not the time.
func TestComplaintFactors(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		epc := q.lot(q.maker, melonGTIN, "M1", "2026-11-20")
		q.capture(q.maker, made(1, epc, 100, q.maker))
		bulk := func(in *complaint.Filing) { in.Code, in.BoughtOn, in.Units = epc, "2026-11-21", 40 }
		var last complaint.Filed
		for i := range 12 {
			name := "甲"
			if i%3 == 1 {
				name = "乙"
			} else if i%3 == 2 {
				name = "丙"
			}
			last = q.files(bulk, func(in *complaint.Filing) { in.Contact.Name = name })
		}
		plain := q.files(from("13500000001", "丁"))
		flagged, unflagged := q.reads(q.city, last), q.reads(q.city, plain)
		got := map[model.ComplaintFactor]model.FactorCount{}
		for _, f := range flagged.Factors {
			got[f.Factor] = f
		}
		want := map[model.ComplaintFactor]model.FactorCount{
			model.FactorQuantity: {Factor: model.FactorQuantity, Known: false, Count: 12 * 40},
			model.FactorMass:     {Factor: model.FactorMass, Known: true, Count: 12, Of: 1, Marked: true},
			model.FactorUnsold:   {Factor: model.FactorUnsold, Known: true, Marked: true},
			model.FactorShared:   {Factor: model.FactorShared, Known: true, Count: 2, Marked: true},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			q.t.Errorf("factors (-want +got):\n%s", diff)
		}
		for _, f := range unflagged.Factors {
			if f.Marked {
				q.t.Errorf("marked without cause: %+v", f)
			}
		}
		if flagged.State != model.ComplaintFiled || len(flagged.Moves) != 0 || !slices.Equal(flagged.Allowed, unflagged.Allowed) || flagged.Clocks[0].Due.Last != unflagged.Clocks[0].Due.Last {
			q.t.Errorf("the factors changed something: %s, %v, %v", flagged.State, flagged.Moves, flagged.Allowed)
		}
		if n, err := q.complaint.Look(ctx); err != nil || n != 0 || q.reads(q.city, last).State != model.ComplaintFiled {
			q.t.Errorf("the worker did %d things (%v)", n, err)
		}
		q.made(last, model.ComplaintAccept)
	})
}

// TestComplaintFromClaim: a claim becomes one complaint, however often it is asked for.
func TestComplaintFromClaim(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		var ids [2]string
		q.write(func(tx *repository.Tx) (err error) {
			c := model.Claim{ID: repository.NewID[model.Claim](tx), OrgID: q.shop.Org, Units: 2, Price: model.Yuan(10), Asked: model.Yuan(1000), BoughtOn: "2026-11-01"}
			for i := range ids {
				if ids[i], err = q.complaint.FromClaim(tx, c, model.ClaimSecret{Consent: 1, Lang: model.UG},
					model.ClaimContact{Name: seededName, Phone: seededPhone}, model.ClaimStory{What: "变质", Harm: "腹泻", Receipt: "R-7"}); err != nil {
					return err
				}
			}
			return nil
		})
		if ids[0] == "" || ids[0] != ids[1] {
			q.t.Fatalf("two complaints of one claim: %v", ids)
		}
		c := q.reads(q.city, complaint.Filed{Complaint: model.ComplaintID(ids[0])})
		if c.Channel != model.ComplaintByClaim || c.Units != 2 || c.Asked != model.Yuan(1000) || c.Story.What != "变质\n腹泻" || c.Story.Receipt != "R-7" {
			q.t.Errorf("the complaint says %+v %+v", c.Row, c.Story)
		}
		who, err := q.complaint.Reveal(ctx, q.city, c.ID)
		if err != nil || who.Contact.Phone != seededPhone || who.Lang != model.UG {
			q.t.Errorf("who claims: %+v, %v", who, err)
		}
		link := q.complaint.Link(ids[0])
		if st, err := q.complaint.Status(ctx, secretIn(complaint.Filed{Link: link})); err != nil || st.Complaint.Number != c.Number {
			q.t.Errorf("the link of the claimant: %v", err)
		}
	})
}
