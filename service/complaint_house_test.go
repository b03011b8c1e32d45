package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service"
	"suyuan/service/catalog"
	"suyuan/service/claim"
	"suyuan/service/complaint"
)

// quarrel is a house in which consumers complain of a shop in Ürümqi, with the authorities of the city and of the region
// above it, and one of Beijing.
type quarrel struct {
	*chain
	clock                           *repotest.Clock
	complaint                       *complaint.Service
	maker, shop, rival              link
	city, lead, province, elsewhere model.Actor
	dir                             string // where evidence lies
}

const (
	seededPhone = "139 9188 7766"
	seededName  = "阿依古丽·买买提"
	seededMail  = "aygul.seed@example.com"
	seededPlace = "解放北路 1 号 2 单元 303"
)

func eachQuarrel(t *testing.T, test func(q *quarrel)) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, clock *repotest.Clock) {
		test(newQuarrel(t, s, clock))
		violations, err := s.Fsck(ctx)
		if err != nil || len(violations) > 0 {
			t.Errorf("fsck: %v %v", violations, err)
		}
	})
}

func newQuarrel(t testing.TB, s *repository.Store, clock *repotest.Clock) *quarrel {
	t.Helper()
	vault, err := claim.NewVault([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	q := &quarrel{chain: newChain(t, s), clock: clock, dir: t.TempDir()}
	files, err := catalog.OpenFolder(q.dir, "complaints")
	if err != nil {
		t.Fatal(err)
	}
	cabinet := claim.NewCabinet(files, catalog.New(s, files).Clean)
	q.complaint = complaint.New(s, service.ComplaintSealer(vault), "http://suyuan.test", complaint.WithEvidence(cabinet))
	q.maker, q.shop, q.rival = q.company("farm", urumqi), q.company("shop", urumqi), q.company("rival", beijing)
	q.city, q.province, q.elsewhere = q.bureau("650100"), q.bureau("650000"), q.bureau(beijing)
	q.lead = q.city
	q.lead.Roles = []model.Role{model.RoleSupervisor}
	return q
}

// bureau is an inspector of an authority that stands in the register.
func (q *quarrel) bureau(region model.Region) (a model.Actor) {
	q.t.Helper()
	q.write(func(tx *repository.Tx) error {
		o := model.Organisation{
			ID: repository.NewID[model.Organisation](tx), Kind: model.KindRegulator, Name: model.Text{EN: "bureau " + string(region)}, Country: "XX",
			ForeignID: "bureau" + string(region), Region: region, State: model.OrgPending, Version: 1, CreatedAt: tx.Now(),
		}
		if err := tx.Access().AddOrganisation(o); err != nil {
			return err
		}
		to, err := repository.Move(tx, &model.OrganisationLifecycle, o.ID.String(), 1, o.State, model.OrgApprove, "test", "")
		a = model.Actor{Person: model.PersonID(o.ID), Org: o.ID, OrgKind: o.Kind, OrgState: to, Region: region, Roles: []model.Role{model.RoleInspector}}
		return err
	})
	return a
}

// on sets the clock to noon of a day in China.
func (q *quarrel) on(day string) {
	q.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15", day+" 12", model.China)
	if err != nil {
		q.t.Fatal(err)
	}
	q.clock.Advance(at.Sub(q.clock.Now()))
}

// paper is a complaint about the shop as somebody writes it.
func (q *quarrel) paper(changes ...func(*complaint.Filing)) complaint.Filing {
	in := complaint.Filing{
		Firm: q.shop.Org, Complaint: true, Story: model.ComplaintStory{What: "买到变质瓜，联系 " + seededPhone, Wish: "退一赔十", Receipt: "R-1"},
		Contact: model.ComplaintContact{Name: seededName, Phone: seededPhone, Mail: seededMail, Address: seededPlace}, Consent: complaint.ConsentVersion, Lang: model.UG,
	}
	for _, change := range changes {
		change(&in)
	}
	return in
}

func withTip(in *complaint.Filing) { in.Tip = true }

func onlyTip(in *complaint.Filing) { in.Complaint, in.Tip = false, true }

func from(phone, name string) func(*complaint.Filing) {
	return func(in *complaint.Filing) {
		in.Contact = model.ComplaintContact{Name: name, Phone: phone}
	}
}

func (q *quarrel) files(changes ...func(*complaint.Filing)) complaint.Filed {
	q.t.Helper()
	f, err := q.complaint.File(ctx, once, q.paper(changes...))
	if err != nil {
		q.t.Fatalf("file: %v", err)
	}
	return f
}

// secretIn is the last part of a private link.
func secretIn(f complaint.Filed) string { return f.Link[strings.LastIndex(f.Link, "/")+1:] }

// the are moves with all that they need.
var the = map[model.ComplaintEvent]complaint.Move{
	model.ComplaintRefuse:   {Text: "不属于消费争议", Ground: model.RefusedNoConsumer, Remedies: "可向人民法院起诉"},
	model.ComplaintContest:  {Text: "住所地在别处", Region: beijing},
	model.ComplaintDecline:  {Text: "已自行处理"},
	model.ComplaintDelegate: {Delegate: "消费者协会"},
	model.ComplaintTest:     {Lab: "自治区检验所", LabBy: model.LabAgreed, Payer: model.PayerFirm},
	model.ComplaintResume:   {Text: "不合格"},
	model.ComplaintSettle:   {Text: "退款 20 元并赔偿 1000 元", Form: model.NoteLetter},
	model.ComplaintEnd:      {Text: "双方分歧过大", Ending: model.EndingNoAgreement},
}

// makes makes a move as whoever it is for.
func (q *quarrel) makes(f complaint.Filed, on model.ComplaintEvent) (err error) {
	m := the[on]
	m.ID, m.Event = f.Complaint, on
	switch on {
	case model.ComplaintWithdraw:
		return q.complaint.Act(ctx, once, secretIn(f), complaint.ActWithdraw, "")
	case model.ComplaintConsent, model.ComplaintDecline:
		_, err = q.complaint.Move(ctx, q.shop.Actor, once, m)
	default:
		_, err = q.complaint.Move(ctx, q.city, once, m)
	}
	return err
}

func (q *quarrel) made(f complaint.Filed, events ...model.ComplaintEvent) {
	q.t.Helper()
	for _, on := range events {
		if err := q.makes(f, on); err != nil {
			q.t.Fatalf("%s: %v", on, err)
		}
	}
}

func (q *quarrel) reads(actor model.Actor, f complaint.Filed) complaint.Case {
	q.t.Helper()
	c, err := q.complaint.Complaint(ctx, actor, f.Complaint)
	if err != nil {
		q.t.Fatalf("read: %v", err)
	}
	return c
}

func (q *quarrel) tipMove(actor model.Actor, id model.TipID, on model.TipEvent, changes ...func(*complaint.TipMove)) error {
	m := complaint.TipMove{ID: id, Event: on, Text: "核查记录"}
	for _, change := range changes {
		change(&m)
	}
	_, err := q.complaint.MoveTip(ctx, actor, once, m)
	return err
}

func (q *quarrel) readsTip(id model.TipID) complaint.TipCase {
	q.t.Helper()
	c, err := q.complaint.Tip(ctx, q.city, id)
	if err != nil {
		q.t.Fatalf("read the tip: %v", err)
	}
	return c
}

func (q *quarrel) refuses(what string, err error, want *model.Problem) {
	q.t.Helper()
	if !errors.Is(err, want) {
		q.t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

// faulty asserts that a field of what was sent is blamed.
func (q *quarrel) faulty(what string, err error, at string) {
	q.t.Helper()
	var r *model.Refusal
	if !errors.As(err, &r) {
		q.t.Errorf("%s: %v, want a fault at %s", what, err, at)
		return
	}
	for _, f := range r.Fields {
		if f.At == at {
			return
		}
	}
	q.t.Errorf("%s blames %+v, want %s", what, r.Fields, at)
}
