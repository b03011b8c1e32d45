package service_test

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/complaint"
)

// proves adds a piece of evidence by the private link.
func (q *quarrel) proves(f complaint.Filed, share bool) complaint.Files {
	q.t.Helper()
	files, err := q.complaint.AddEvidence(ctx, once, secretIn(f), complaint.Upload{Kind: model.FileGoods, Content: photo(), Share: share})
	if err != nil {
		q.t.Fatalf("evidence: %v", err)
	}
	return files
}

// kept are the names of the files on the disk.
func (q *quarrel) kept() (names []string) {
	q.t.Helper()
	err := fs.WalkDir(os.DirFS(q.dir), ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, d.Name())
		}
		return err
	})
	if err != nil {
		q.t.Fatal(err)
	}
	return names
}

// looks counts the audit lines of an action.
func (q *quarrel) looks(action string) (n int) {
	q.t.Helper()
	err := q.store.Read(ctx, func(tx *repository.Tx) error {
		trail, _, err := tx.AuditTrail(model.SystemScope("test"), repository.AuditFilter{}, model.Page{Limit: 100})
		for _, r := range trail {
			if r.Action == action {
				n++
			}
		}
		return err
	})
	if err != nil {
		q.t.Fatal(err)
	}
	return n
}

// TestComplaintEvidence: what proves a complaint or a tip is drawn anew and sealed for each of the two; the authority that
// handles it opens it, the operator what it was let see of a complaint and nothing of a tip; each look is on record.
func TestComplaintEvidence(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		f := q.files(withTip)
		hidden, shown := q.proves(f, false), q.proves(f, true)
		if len(hidden) != 2 || hidden[0].SubjectID != f.Complaint.String() || hidden[1].SubjectID != f.Tip.String() || hidden[0].Sum == hidden[1].Sum {
			t.Fatalf("kept as %+v", hidden)
		}
		for _, name := range q.kept() {
			if len(name) != 64 {
				t.Errorf("%s lies on the disk", name)
			}
		}
		_, _, err := q.complaint.OpenEvidence(ctx, q.shop.Actor, f.Complaint, shown[0].ID)
		q.refuses("the operator before it knows of the complaint", err, model.NotFound)
		q.made(f, model.ComplaintAccept)
		before := q.looks("complaint.look")
		row, content, err := q.complaint.OpenEvidence(ctx, q.city, f.Complaint, hidden[0].ID)
		if err != nil || row.Media != "image/png" || !bytes.HasPrefix(content, []byte("\x89PNG")) || bytes.Contains(content, []byte(seededPhone)) {
			t.Errorf("the authority opens %+v: %v", row, err)
		}
		if _, _, err := q.complaint.OpenEvidence(ctx, q.shop.Actor, f.Complaint, shown[0].ID); err != nil {
			t.Errorf("the operator opens what it is let see: %v", err)
		}
		if _, _, err := q.complaint.OpenTipEvidence(ctx, q.city, f.Tip, hidden[1].ID); err != nil {
			t.Errorf("the authority opens the evidence of the tip: %v", err)
		}
		if n, tips := q.looks("complaint.look"), q.looks("complaint-tip.look"); n != before+2 || tips != 1 {
			t.Errorf("%d and %d looks are on record", n-before, tips)
		}
		_, _, err = q.complaint.OpenEvidence(ctx, q.shop.Actor, f.Complaint, hidden[0].ID)
		q.refuses("the operator opens what it is not let see", err, model.NotFound)
		_, _, err = q.complaint.OpenTipEvidence(ctx, q.shop.Actor, f.Tip, shown[1].ID)
		q.refuses("the operator opens evidence of a tip", err, model.Forbidden)
		_, _, err = q.complaint.OpenEvidence(ctx, q.shop.Actor, f.Complaint, shown[1].ID)
		q.refuses("the operator names evidence of the tip by the complaint", err, model.NotFound)
		_, _, err = q.complaint.OpenEvidence(ctx, q.rival.Actor, f.Complaint, shown[0].ID)
		q.refuses("another operator", err, model.NotFound)
		_, _, err = q.complaint.OpenEvidence(ctx, q.province, f.Complaint, shown[0].ID)
		q.refuses("an authority above that does not handle it", err, model.ComplaintNotYours)
		_, _, err = q.complaint.OpenTipEvidence(ctx, q.province, f.Tip, shown[1].ID)
		q.refuses("the same of a tip", err, model.ComplaintNotYours)
		_, _, err = q.complaint.OpenEvidence(ctx, q.elsewhere, f.Complaint, shown[0].ID)
		q.refuses("an authority of another region", err, model.NotFound)
		viewer := q.city
		viewer.Roles = []model.Role{model.RoleViewer}
		_, _, err = q.complaint.OpenEvidence(ctx, viewer, f.Complaint, shown[0].ID)
		q.refuses("somebody who may only read", err, model.Forbidden)
		if n := len(q.reads(q.city, f).Files); n != 2 {
			t.Errorf("the authority is told of %d files", n)
		}
		if files := q.reads(q.shop.Actor, f).Files; len(files) != 1 || files[0].ID != shown[0].ID {
			t.Errorf("the operator is told of %+v", files)
		}
		if files := q.readsTip(f.Tip).Files; len(files) != 2 || files[1].Share != 0 {
			t.Errorf("the tip has %+v", files)
		}
	})
}

// TestComplaintAnswerEvidence: the operator proves its own side while mediation is open; whoever complains sees it.
func TestComplaintAnswerEvidence(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		f := q.files()
		_, err := q.complaint.AddAnswer(ctx, q.shop.Actor, once, f.Complaint, photo())
		q.refuses("before it is accepted", err, model.NotFound)
		q.made(f, model.ComplaintAccept)
		_, err = q.complaint.AddAnswer(ctx, q.rival.Actor, once, f.Complaint, photo())
		q.refuses("another operator", err, model.NotFound)
		_, err = q.complaint.AddAnswer(ctx, q.city, once, f.Complaint, photo())
		q.refuses("the authority", err, model.Forbidden)
		row, err := q.complaint.AddAnswer(ctx, q.shop.Actor, once, f.Complaint, photo())
		if err != nil || row.Kind != model.FileAnswer {
			t.Fatalf("answered with %+v: %v", row, err)
		}
		for name, look := range map[string]func() error{
			"the operator": func() error {
				_, _, err := q.complaint.OpenEvidence(ctx, q.shop.Actor, f.Complaint, row.ID)
				return err
			},
			"the authority": func() error { _, _, err := q.complaint.OpenEvidence(ctx, q.city, f.Complaint, row.ID); return err },
			"who complains": func() error { _, _, err := q.complaint.OwnEvidence(ctx, secretIn(f), row.ID); return err },
		} {
			if err := look(); err != nil {
				t.Errorf("%s opens it: %v", name, err)
			}
		}
		st, err := q.complaint.Status(ctx, secretIn(f))
		if err != nil || len(st.Complaint.Files) != 1 || !st.MayProve {
			t.Errorf("the private page has %+v (%v)", st.Complaint.Files, err)
		}
		q.made(f, model.ComplaintEnd)
		_, err = q.complaint.AddAnswer(ctx, q.shop.Actor, once, f.Complaint, photo())
		q.refuses("once mediation has ended", err, model.ComplaintNoNote)
	})
}

// TestComplaintEvidenceLimits: ten files, 5 MB, pictures and papers that are whole, of a known kind, while something is
// open; what is refused leaves nothing on the disk, and a second press keeps one.
func TestComplaintEvidenceLimits(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		f := q.files()
		add := func(key string, kind model.ClaimFileKind, content []byte) error {
			_, err := q.complaint.AddEvidence(ctx, model.Idempotency{Key: key, Operation: "evidence"}, secretIn(f), complaint.Upload{Kind: kind, Content: content})
			return err
		}
		q.faulty("no kind", add("a", "", photo()), "kind")
		q.faulty("the operator's kind", add("b", model.FileAnswer, photo()), "kind")
		q.faulty("nothing", add("c", model.FileCost, nil), "file")
		q.refuses("a page", add("d", model.FileCost, []byte("<html><script>alert(1)</script>")), model.FileTypeRefused)
		q.refuses("half a PDF", add("e", model.FileCost, []byte("%PDF-1.7\n")), model.FileTypeRefused)
		q.refuses("six MB", add("f", model.FileCost, make([]byte, complaint.MaxFile+1)), model.TooLarge)
		if _, err := q.complaint.AddEvidence(ctx, once, "nobody", complaint.Upload{Kind: model.FileCost, Content: photo()}); err == nil {
			t.Error("a link that opens nothing takes evidence")
		}
		if names := q.kept(); len(names) != 0 {
			t.Errorf("refused files lie on the disk: %v", names)
		}
		for range 2 {
			if err := add("g", model.FileCost, photo()); err != nil {
				t.Fatal(err)
			}
		}
		if names := q.kept(); len(names) != 1 {
			t.Errorf("a second press leaves %d files", len(names))
		}
		for range complaint.MaxFiles - 1 {
			q.proves(f, false)
		}
		q.refuses("an eleventh", add("h", model.FileCost, photo()), model.ComplaintFilesFull)
		g := q.files()
		q.made(g, model.ComplaintWithdraw)
		_, err := q.complaint.AddEvidence(ctx, once, secretIn(g), complaint.Upload{Kind: model.FileCost, Content: photo()})
		q.refuses("once it is over", err, model.ComplaintNoNote)
	})
}

// TestComplaintEvidenceErased: at the end, on request or when it has been kept long enough, evidence goes with the key and
// the disk has nothing left.
func TestComplaintEvidenceErased(t *testing.T) {
	eachQuarrel(t, func(q *quarrel) {
		asked, kept := q.files(withTip), q.files()
		file, other := q.proves(asked, true), q.proves(kept, false)
		q.made(asked, model.ComplaintWithdraw)
		q.made(kept, model.ComplaintWithdraw)
		if err := q.tipMove(q.city, asked.Tip, model.TipTransfer); err != nil {
			t.Fatal(err)
		}
		if err := q.complaint.Act(ctx, once, secretIn(asked), complaint.ActErase, ""); err != nil {
			t.Fatal(err)
		}
		_, _, err := q.complaint.OpenEvidence(ctx, q.city, asked.Complaint, file[0].ID)
		q.refuses("after it was erased on request", err, model.ComplaintErased)
		if names := q.kept(); !slices.Equal(names, []string{other[0].Sum}) {
			t.Errorf("on the disk is %v", names)
		}
		q.clock.Advance(3*366*24*time.Hour + time.Hour)
		if _, err := q.complaint.Look(ctx); err != nil {
			t.Fatal(err)
		}
		_, _, err = q.complaint.OpenEvidence(ctx, q.city, kept.Complaint, other[0].ID)
		q.refuses("after it was kept long enough", err, model.ComplaintErased)
		if names := q.kept(); len(names) != 0 {
			t.Errorf("on the disk is %v", names)
		}
	})
}
