package service_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/complaint"
	"suyuan/service/job"
)

// due asserts the last day of the present clock, and what rule it is of.
func (q *quarrel) due(f complaint.Filed, answers model.Duty, last model.Date) {
	q.t.Helper()
	c := q.reads(q.city, f)
	now := c.Clocks[len(c.Clocks)-1]
	if now.Rule.Answers != answers || now.Due.Last != last || c.DueAt != now.Due.At {
		q.t.Errorf("%s is due on %s (row %s), want %s on %s", now.Rule.Answers, now.Due.Last, c.DueAt, answers, last)
	}
}

// TestComplaintClocks: the golden days of the law.
func TestComplaintClocks(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-09-18")
		f := q.files(withTip)
		q.due(f, model.DutyDecide, "2026-09-29") // seven working days: 09-20 is worked, 25-27 are off
		if c := q.readsTip(f.Tip); c.Clocks[0].Due.Last != "2026-10-15" {
			q.t.Errorf("fifteen working days end on %s", c.Clocks[0].Due.Last)
		}

		q.on("2026-08-02")
		f = q.files()
		q.made(f, model.ComplaintAccept)
		q.due(f, model.DutyEndMediation, "2026-10-08") // the sixtieth day lies in a holiday
		q.made(f, model.ComplaintConsent)
		q.on("2026-08-03")
		q.made(f, model.ComplaintTest)
		q.on("2026-08-12")
		q.made(f, model.ComplaintResume)
		q.due(f, model.DutyEndMediation, "2026-10-12") // ten days of the test are excluded: 10-11, a Sunday, moves on
		q.on("2026-09-24")
		q.made(f, model.ComplaintEnd)
		q.due(f, model.DutyTellEnd, "2026-10-12") // seven working days over the holidays
		q.made(f, model.ComplaintTell)
		if c := q.reads(q.city, f); c.Running != 0 || c.DueAt != 0 || c.WarnAt != 0 || c.OverdueAt != 0 {
			q.t.Errorf("after the end: %+v", c.Row)
		}

		f = q.files()
		q.made(f, model.ComplaintContest)
		q.due(f, model.DutyJurisdiction, "2026-10-12")
		q.on("2026-09-28")
		q.made(f, model.ComplaintAssign)
		q.due(f, model.DutyDecide, "2026-10-13") // runs anew

		q.on("2026-09-24")
		tip := q.files(onlyTip).Tip
		for _, c := range []struct {
			on   model.TipEvent
			by   model.Actor
			want *model.Problem
		}{
			{model.TipVerify, q.city, nil}, {model.TipExtend, q.city, model.Forbidden}, {model.TipExtend, q.lead, nil}, {model.TipExtend, q.lead, model.TipExtended},
		} {
			if err := q.tipMove(c.by, tip, c.on); c.want == nil && err != nil {
				q.t.Errorf("%s: %v", c.on, err)
			} else if c.want != nil {
				q.refuses(string(c.on), err, c.want)
			}
		}
		if c := q.readsTip(tip); c.Clocks[0].Due.Last != "2026-11-12" {
			q.t.Errorf("with fifteen more it ends on %s", c.Clocks[0].Due.Last)
		}
		late := q.files(onlyTip).Tip
		if err := q.tipMove(q.city, late, model.TipVerify); err != nil {
			q.t.Fatal(err)
		}
		q.on("2026-11-02")
		q.refuses("more time after the end", q.tipMove(q.lead, late, model.TipExtend), model.ClockOverdue)
	})
}

// TestComplaintSixtyDays: the worker warns and marks and ends nothing; a person may end mediation for its sixty days from
// their last day on.
func TestComplaintSixtyDays(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-08-02")
		f, unseen := q.files(), q.files()
		q.made(f, model.ComplaintAccept, model.ComplaintConsent)
		sixty := func() error {
			_, err := q.complaint.Move(ctx, q.city, once, complaint.Move{ID: f.Complaint, Event: model.ComplaintEnd, Ending: model.EndingSixtyDays, Text: "期满"})
			return err
		}
		q.on("2026-10-03")
		q.refuses("before the end", sixty(), model.ComplaintEarly)
		if n, err := q.complaint.Look(ctx); err != nil || n != 2 {
			q.t.Fatalf("a look deals with %d (%v)", n, err)
		}
		if c := q.reads(q.city, f); c.WarnedAt == 0 || c.OverdueAt != 0 || c.Stage != model.ClockWarns {
			q.t.Errorf("five days before: warned %s, overdue %s, %s", c.WarnedAt, c.OverdueAt, c.Stage)
		}
		if c := q.reads(q.city, unseen); c.OverdueAt == 0 || c.State != model.ComplaintFiled {
			q.t.Errorf("not decided in time: overdue %s, %s", c.OverdueAt, c.State)
		}
		q.on("2026-10-09")
		for range 3 {
			if _, err := q.complaint.Look(ctx); err != nil {
				q.t.Fatal(err)
			}
		}
		c := q.reads(q.city, f)
		if c.OverdueAt == 0 || c.State != model.ComplaintMediation || c.Stage != model.ClockRanOut || c.WarnAt != 0 || len(c.Moves) != 2 {
			q.t.Errorf("after the end: overdue %s, %s, %s, %d moves", c.OverdueAt, c.State, c.Stage, len(c.Moves))
		}
		rows, _, err := q.complaint.Complaints(ctx, q.city, complaint.Filter{Overdue: true}, model.Page{})
		if n, _ := q.complaint.Counts(ctx, q.city); err != nil || len(rows) != 2 || n.Overdue != 2 || n.Complaints[model.ComplaintMediation] != 1 {
			q.t.Errorf("overdue: %d rows, %+v, %v", len(rows), n, err)
		}
		if err := q.makes(f, model.ComplaintTest); err == nil {
			q.t.Error("a test began after the sixty days")
		}
		if err := sixty(); err != nil {
			q.t.Errorf("after the end: %v", err)
		}
		if c := q.reads(q.city, f); c.Ending != model.EndingSixtyDays || c.State != model.ComplaintEnded {
			q.t.Errorf("ended as %s, %s", c.Ending, c.State)
		}
	})
}

// TestComplaintDesk: the queue goes by deadline over its pages, and the numbers of a region are those of its complaints.
func TestComplaintDesk(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		q.on("2026-09-01")
		var filed []complaint.Filed
		for i := range 7 {
			q.on(fmt.Sprintf("2026-09-%02d", 1+i))
			filed = append(filed, q.files(withTip, from(fmt.Sprintf("1360000000%d", i), "甲")))
		}
		q.made(filed[0], model.ComplaintRefuse)
		q.made(filed[1], model.ComplaintAccept, model.ComplaintSettle)
		q.made(filed[2], model.ComplaintAccept, model.ComplaintEnd)
		var due []model.Instant
		page := model.Page{Limit: 2}
		for {
			rows, next, err := q.complaint.Complaints(ctx, q.city, complaint.Filter{Mine: true}, page)
			if err != nil {
				q.t.Fatal(err)
			}
			for _, r := range rows {
				due = append(due, r.DueAt)
			}
			if next == "" {
				break
			}
			page.After = next
		}
		if len(due) != 6 || !slices.IsSorted(due) {
			q.t.Errorf("the queue: %v", due)
		}
		if rows, _, err := q.complaint.Complaints(ctx, q.elsewhere, complaint.Filter{All: true}, model.Page{}); err != nil || len(rows) != 0 {
			q.t.Errorf("Beijing sees %d (%v)", len(rows), err)
		}
		if rows, _, err := q.complaint.Complaints(ctx, q.shop.Actor, complaint.Filter{All: true}, model.Page{}); err != nil || len(rows) != 2 {
			q.t.Errorf("the shop sees %d (%v)", len(rows), err)
		}
		list, err := q.complaint.Statistics(ctx, q.province, "2026-01", "2026-12")
		if err != nil || len(list) != 1 {
			q.t.Fatalf("%d lines of statistics (%v)", len(list), err)
		}
		if s := list[0]; s.Month != "2026-09" || s.Region != urumqi || s.Received != 7 || s.Accepted != 2 || s.Settled != 1 || s.Ended != 1 || s.Tips != 7 ||
			s.Refused[model.RefusedNoConsumer] != 1 || s.Overdue != 0 {
			q.t.Errorf("statistics: %+v", s)
		}
		if _, err := q.complaint.Statistics(ctx, q.province, "2026-13", ""); err == nil {
			q.t.Error("a thirteenth month")
		}
		patterns, err := q.complaint.Patterns(ctx, q.city, 30)
		if err != nil || len(patterns) != 1 || patterns[0].OrgID != q.shop.Org || patterns[0].Complaints != 7 || patterns[0].Tips != 7 {
			q.t.Errorf("patterns: %+v, %v", patterns, err)
		}
	})
}

// TestComplaintExport: the statistics are a table with a column for each ground.
func TestComplaintExport(t *testing.T) {
	each(t, func(h *house) {
		if _, err := h.Complaint.File(ctx, once, complaint.Filing{
			Firm: h.farm.Org, Complaint: true, Story: model.ComplaintStory{What: "x", Wish: "y"}, Contact: model.ComplaintContact{Name: "n", Phone: "12315"},
			Consent: complaint.ConsentVersion,
		}); err != nil {
			h.t.Fatal(err)
		}
		admin := model.Actor{Person: "p", Org: h.farm.Org, OrgKind: model.KindPlatform, OrgState: model.OrgActive, Roles: []model.Role{model.RoleAdmin}}
		for _, e := range h.Exports() {
			if e.Code != model.JobExportComplaints {
				continue
			}
			csv, err := e.Download(ctx, admin, model.EN, job.ExportParams{Format: job.CSV})
			if lines := bytes.Split(bytes.TrimSpace(csv), []byte("\r\n")); err != nil || len(lines) != 2 || bytes.Count(lines[0], []byte("Refused: ")) != 7 {
				h.t.Errorf("the table is %q, %v", csv, err)
			}
		}
	})
}

// TestComplaintPrivacy: who complains is in no row, note, audit line, answer or log; only what is revealed says it, and each
// look is on record. Once erased nothing brings it back.
func TestComplaintPrivacy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	clock := repotest.NewClock()
	var log bytes.Buffer
	s, err := repository.Open(ctx, repository.Options{Dir: dir, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	q := newQuarrel(t, s, clock)
	idem := model.Idempotency{Key: "k1", Operation: "file-complaint"}
	f, err := q.complaint.File(ctx, idem, q.paper(withTip))
	if err != nil {
		t.Fatal(err)
	}
	again, err := q.complaint.File(ctx, idem, q.paper(withTip))
	if err != nil || again != f || again.Link == "" {
		t.Errorf("a retry is told %+v, first %+v (%v)", again, f, err)
	}
	const mention = "已电话联系 " + seededPhone + " 的 " + seededName
	m := the[model.ComplaintEnd]
	m.ID, m.Event, m.Text = f.Complaint, model.ComplaintEnd, mention
	q.made(f, model.ComplaintAccept, model.ComplaintConsent)
	if _, err := q.complaint.AddNote(ctx, q.shop.Actor, model.Idempotency{Key: "k2"}, f.Complaint, model.NoteAnswer, mention); err != nil {
		t.Fatal(err)
	}
	if err := q.complaint.Act(ctx, model.Idempotency{Key: "k3"}, secretIn(f), complaint.ActAdd, mention); err != nil {
		t.Fatal(err)
	}
	if _, err := q.complaint.Move(ctx, q.city, model.Idempotency{Key: "k4"}, m); err != nil {
		t.Fatal(err)
	}
	_, err = q.complaint.SharedContact(ctx, q.shop.Actor, f.Complaint)
	q.refuses("the operator reads the contact", err, model.Forbidden)
	_, err = q.complaint.Reveal(ctx, q.shop.Actor, f.Complaint)
	q.refuses("the operator reveals", err, model.Forbidden)
	_, err = q.complaint.Reveal(ctx, q.province, f.Complaint)
	q.refuses("another authority reveals", err, model.ComplaintNotYours)
	if r, err := q.complaint.Reveal(ctx, q.city, f.Complaint); err != nil || r.Contact.Name != seededName || r.Contact.Phone != seededPhone {
		t.Errorf("revealed: %+v, %v", r, err)
	}
	if r, err := q.complaint.RevealTip(ctx, q.city, f.Tip); err != nil || r.Contact.Mail != seededMail {
		t.Errorf("revealed of the tip: %+v, %v", r, err)
	}
	if err := q.complaint.Act(ctx, once, secretIn(f), complaint.ActShare, ""); err != nil {
		t.Fatal(err)
	}
	if r, err := q.complaint.SharedContact(ctx, q.shop.Actor, f.Complaint); err != nil || r.Contact.Phone != seededPhone {
		t.Errorf("shared: %+v, %v", r, err)
	}
	looks := 0
	_ = s.Read(ctx, func(tx *repository.Tx) error {
		trail, _, err := tx.AuditTrail(model.SystemScope("test"), repository.AuditFilter{}, model.Page{Limit: 100})
		for _, r := range trail {
			if r.Action == "complaint.reveal" || r.Action == "complaint-tip.reveal" || r.Action == "complaint.contact" {
				looks++
			}
		}
		return err
	})
	if looks != 3 {
		t.Errorf("%d looks are on record", looks)
	}
	notInside(t, dir, &log, seededPhone, "13991887766", seededName, seededMail, seededPlace, secretIn(f), "变质瓜")

	q.refuses("erased while open", q.complaint.Act(ctx, once, secretIn(f), complaint.ActErase, ""), model.ComplaintOpen)
	q.made(f, model.ComplaintTell)
	if err := q.tipMove(q.city, f.Tip, model.TipTransfer); err != nil {
		t.Fatal(err)
	}
	if err := q.complaint.Act(ctx, once, secretIn(f), complaint.ActErase, ""); err != nil {
		t.Fatal(err)
	}
	_, err = q.complaint.Reveal(ctx, q.city, f.Complaint)
	q.refuses("revealed after erasure", err, model.ComplaintErased)
	_, err = q.complaint.Status(ctx, secretIn(f))
	q.refuses("the link after erasure", err, model.ComplaintUnknown)
	if c := q.reads(q.city, f); !c.Erased || c.Story.What != "" || len(c.Notes) == 0 || c.Notes[0].Text != "" || len(c.Moves) != 4 {
		t.Errorf("after erasure: %+v", c)
	}

	g := q.files()
	q.made(g, model.ComplaintWithdraw)
	clock.Advance(3*365*24*time.Hour + 2*24*time.Hour)
	if n, err := q.complaint.Look(ctx); err != nil || n != 1 || !q.reads(q.city, g).Erased {
		t.Errorf("after three years %d are erased (%v)", n, err)
	}
	if v, err := s.Fsck(ctx); err != nil || len(v) > 0 {
		t.Errorf("fsck: %v %v", v, err)
	}
}

// notInside asserts that none of some texts is in the files of a database or in a log.
func notInside(t *testing.T, dir string, log *bytes.Buffer, texts ...string) {
	t.Helper()
	read := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		read += len(content)
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				t.Errorf("%s holds %q", filepath.Base(path), text)
			}
		}
		return err
	})
	for _, text := range texts {
		if bytes.Contains(log.Bytes(), []byte(text)) {
			t.Errorf("the log holds %q", text)
		}
	}
	if err != nil || read < 10_000 {
		t.Errorf("only %d bytes were read (%v)", read, err)
	}
}
