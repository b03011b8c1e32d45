package service_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/claim"
)

// faultsOf lists the faulty fields of a refusal with what is wrong with each.
func faultsOf(err error) []string {
	var r *model.Refusal
	if !errors.As(err, &r) {
		return nil
	}
	var list []string
	for _, f := range r.Fields {
		list = append(list, f.At+" "+f.Problem.Code)
	}
	slices.Sort(list)
	return list
}

// TestClaim_file: what a consumer says is kept, the party is fixed, the days run and the link opens it.
func TestClaim_file(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		st, err := m.claim.Status(t.Context(), f.Secret)
		if err != nil {
			t.Fatal(err)
		}
		c := st.Claim
		if c.OrgID != m.shop.Org || c.Party != model.PartyOperator || c.SellerID != m.shop.Org || c.BatchID != m.lots["L1"] || c.NodeID == 0 ||
			c.Channel != model.ClaimByScan || c.Region != urumqi || c.Number != f.Number || c.Turn != model.TurnParty {
			t.Errorf("the claim is %+v", c)
		}
		if got := model.DateOf(c.DueAt-1, model.China); got != "2026-12-07" || c.WarnAt != c.DueAt.Add(-claim.WarnBefore) {
			t.Errorf("due on %s, watched at %s", got, c.WarnAt)
		}
		if st.Story.What != "里面有玻璃" || st.Contact.Phone != "138****0001" || st.Contact.Name != "阿***" {
			t.Errorf("told %+v %+v", st.Story, st.Contact)
		}
		if !strings.HasPrefix(f.URL, "https://suyuan.test/claim/") || !strings.HasSuffix(f.URL, f.Secret) {
			t.Errorf("the link is %s", f.URL)
		}
		if st.Due.Amount.Compensation != model.Yuan(350) || st.Due.Amount.Punitive.Fen != 0 {
			t.Errorf("due is %+v", st.Due.Amount)
		}
		if _, err := m.claim.Status(t.Context(), f.Secret[1:]+"x"); !errors.Is(err, model.ClaimLinkUnknown) {
			t.Errorf("a wrong link: %v", err)
		}
		m.sound()
	})
}

// TestClaim_fileRefused: each thing that is wrong is named at its field.
func TestClaim_fileRefused(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		stranger := m.companyOf("stranger", model.KindRetailer, beijing)
		for _, c := range []struct {
			name   string
			change func(*claim.Filing)
			want   string
		}{
			{"code unknown", func(f *claim.Filing) { f.Code = "https://id.gs1.org/01/" + melonGTIN + "/10/NONE" }, "code code-unknown"},
			{"no code", func(f *claim.Filing) { f.Code = "" }, "code value-required"},
			{"no code at all", func(f *claim.Filing) { f.Code = "hello" }, "code code-unknown"},
			{"operator unknown", func(f *claim.Filing) { f.Operator = "nobody at all" }, "operator not-found"},
			{"operator not on the chain", func(f *claim.Filing) { f.Operator = stranger.Org.String() }, "operator claim-off-chain"},
			{"an insurer is no operator", func(f *claim.Filing) { f.Operator, f.Seller = m.insurer.Org.String(), m.insurer.Org.String() }, "operator not-found"},
			{"bought tomorrow", func(f *claim.Filing) { f.BoughtOn = "2026-11-23" }, "bought_on catalog-date-future"},
			{"no day", func(f *claim.Filing) { f.BoughtOn = "" }, "bought_on value-required"},
			{"no such day", func(f *claim.Filing) { f.BoughtOn = "2026-02-30" }, "bought_on date-invalid"},
			{"harm tomorrow", func(f *claim.Filing) { f.HarmOn = "2026-11-23" }, "harm_on catalog-date-future"},
			{"harm before purchase", func(f *claim.Filing) { f.HarmOn = "2026-11-21" }, "harm_on catalog-date-order"},
			{"no units", func(f *claim.Filing) { f.Units = 0 }, "units value-invalid"},
			{"too many units of one thing", func(f *claim.Filing) { f.Code, f.Seller = serialOf("S1"), f.Operator }, "units claim-units"},
			{"no price", func(f *claim.Filing) { f.Price = model.Money{} }, "price value-required"},
			{"negative price", func(f *claim.Filing) { f.Price.Fen = -1 }, "price money-invalid"},
			{"another currency", func(f *claim.Filing) { f.Price.Currency = "USD" }, "price money-currency"},
			{"negative cost", func(f *claim.Filing) { f.Costs[0].Money.Fen = -5 }, "costs[0].money money-invalid"},
			{"unknown cost", func(f *claim.Filing) { f.Costs[0].Kind = "hope" }, "costs[0].kind value-invalid"},
			{"cost in another currency", func(f *claim.Filing) { f.Costs[0].Money.Currency = "EUR" }, "costs[0].money money-currency"},
			{"nothing happened", func(f *claim.Filing) { f.What = " " }, "what value-required"},
			{"too much happened", func(f *claim.Filing) { f.What = strings.Repeat("长", claim.MaxStory+1) }, "what value-too-long"},
			{"hidden signs", func(f *claim.Filing) { f.What = "a\u202eb" }, "what value-invalid"},
			{"no remedy", func(f *claim.Filing) { f.Remedy = "" }, "remedy value-required"},
			{"not to be claimed", func(f *claim.Filing) { f.Remedy = model.RemedyLabel }, "remedy value-invalid"},
			{"no such basis", func(f *claim.Filing) { f.Elected = "hope" }, "elected value-invalid"},
			{"nobody to reach", func(f *claim.Filing) { f.Contact = model.ClaimContact{Name: "x"} }, "contact claim-contact-missing"},
			{"no telephone", func(f *claim.Filing) { f.Contact.Phone = "call me" }, "contact.phone value-invalid"},
			{"no mail address", func(f *claim.Filing) { f.Contact.Mail = "x@" }, "contact.mail value-invalid"},
			{"no consent", func(f *claim.Filing) { f.Consent = 0 }, "consent claim-consent-missing"},
			{"another recall", func(f *claim.Filing) { f.Recall = "2026-0001" }, "recall claim-recall-other"},
		} {
			in := m.filing(m.shop, c.change)
			_, err := m.claim.File(t.Context(), model.Actor{}, model.Idempotency{}, in)
			if diff := cmp.Diff([]string{c.want}, faultsOf(err)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
	})
}

// TestClaim_unknownChain: whoever says that a registered company sold it may claim against that company, whatever the
// trace knows; by its name, its GLN or its number.
func TestClaim_unknownChain(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		stall := m.companyOf("market stall", model.KindRetailer, urumqi)
		for _, name := range []string{stall.Org.String(), stall.org.GLN, "market stall"} {
			f := m.file(m.shop, func(in *claim.Filing) { in.Operator, in.Seller = name, name })
			c := m.must(m.claim.Claim(t.Context(), stall.Actor, f.ID))
			if c.OrgID != stall.Org || c.SellerID != stall.Org {
				t.Errorf("%s: against %s, sold by %s", name, c.OrgID, c.SellerID)
			}
		}
		f := m.file(m.maker, func(in *claim.Filing) { in.Seller = "a shop that nobody registered" })
		if c := m.must(m.claim.Claim(t.Context(), m.maker.Actor, f.ID)); c.Party != model.PartyProducer || c.SellerID != "" {
			t.Errorf("against the producer: %+v", c.Claim)
		}
		if f := m.file(m.maker, func(in *claim.Filing) { in.Code = melonGTIN }); f.Number == "" {
			t.Error("a product without a lot cannot be claimed about")
		}
	})
}

// TestClaim_chain: who sold it comes first, the producer last, and only the producer is named.
func TestClaim_chain(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		p, err := m.claim.Chain(t.Context(), "(01)"+melonGTIN+"(10)L1")
		if err != nil {
			t.Fatal(err)
		}
		want := []claim.Link{
			{Ref: m.shop.Org, Kind: model.KindRetailer, Region: urumqi, Sold: true},
			{Ref: m.trader.Org, Kind: model.KindDistributor, Region: urumqi},
			{Ref: m.maker.Org, Kind: model.KindProducer, Region: "652801", Name: model.Text{EN: "maker"}, Producer: true},
		}
		if diff := cmp.Diff(want, p.Links); diff != "" {
			t.Errorf("chain (-want +got):\n%s", diff)
		}
		if _, err := m.claim.Chain(t.Context(), "https://id.gs1.org/01/"+juiceGTIN); !errors.Is(err, model.CodeUnknown) {
			t.Errorf("what nobody makes: %v", err)
		}
	})
}

// TestClaim_onceByKey: a retry is told the same number and the same link, and nothing more is filed.
func TestClaim_onceByKey(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		key := m.shop.staff(model.RoleOwner)
		key.Person, key.Key = "", "0198c0de-0000-7000-8000-000000000001"
		idem := model.Idempotency{Key: "till-42-7", Operation: "file-claim", Fingerprint: [32]byte{1}}
		first, err := m.claim.File(t.Context(), key, idem, m.filing(m.shop))
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.claim.File(t.Context(), key, idem, m.filing(m.shop))
		if err != nil || first != again {
			t.Errorf("again %+v, %v; first %+v", again, err, first)
		}
		rows, _, err := m.claim.Claims(t.Context(), m.shop.Actor, claim.Filter{}, model.Page{})
		if err != nil || len(rows) != 1 || rows[0].Channel != model.ClaimByAPI {
			t.Errorf("%d claims, %v", len(rows), err)
		}
	})
}

// TestClaim_oneDamage: claims for one thing, one receipt, or of one consumer for one lot and day are for one damage; the
// authority can part them.
func TestClaim_oneDamage(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		receipt := func(no string) func(*claim.Filing) {
			return func(in *claim.Filing) { in.Receipt = no; in.Seller = m.shop.Org.String() }
		}
		a, b := m.file(m.shop, receipt("R 1")), m.file(m.maker, receipt("r1"))
		c, d := m.file(m.shop, receipt("R2"), func(in *claim.Filing) { in.Contact.Phone = "13700000009" }), m.file(m.shop)
		e := m.file(m.maker, func(in *claim.Filing) { in.Contact.Phone = "138-9999-0001" })
		one := func(in *claim.Filing) { in.Code, in.Units = serialOf("S1"), 1 }
		f, g := m.file(m.maker, one), m.file(m.maker, one, func(in *claim.Filing) { in.Contact.Phone = "13700000000" })
		of := map[model.DamageID][]model.ClaimID{}
		damage := func(x claim.Filed) model.DamageID {
			var row model.Claim
			m.write(func(tx *repository.Tx) (err error) {
				row, err = tx.Claim().Claim(model.SystemScope("test"), x.ID)
				return err
			})
			of[row.DamageID] = append(of[row.DamageID], x.ID)
			return row.DamageID
		}
		for _, x := range []claim.Filed{a, b, c, d, e, f, g} {
			damage(x)
		}
		if len(of) != 4 || damage(a) != damage(b) || damage(d) != damage(e) || damage(f) != damage(g) {
			t.Fatalf("damages: %v", of)
		}
		file := m.must(m.claim.Claim(t.Context(), m.inspector, a.ID))
		if len(file.Others) != 0 || !file.Part { // the maker's claim lies in another region
			t.Errorf("the inspector sees %d others and may part: %v", len(file.Others), file.Part)
		}
		if _, err := m.claim.Part(t.Context(), m.shop.Actor, model.Idempotency{}, a.ID, "x"); !errors.Is(err, model.Forbidden) {
			t.Errorf("a company parts: %v", err)
		}
		if _, err := m.claim.Part(t.Context(), m.inspector, model.Idempotency{}, c.ID, "x"); !errors.Is(err, model.ClaimAlone) {
			t.Errorf("parted from nothing: %v", err)
		}
		m.must(m.claim.Part(t.Context(), m.inspector, model.Idempotency{}, a.ID, "two buyers"))
		if damage(a) == damage(b) {
			t.Error("still one damage")
		}
		m.sound()
	})
}

// TestClaim_signal: three damages on one lot raise one signal in the window, and another after it.
func TestClaim_signal(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		m.sell("L2")
		by := func(phone string) func(*claim.Filing) { return func(in *claim.Filing) { in.Contact.Phone = phone } }
		m.file(m.shop, by("13700000001"))
		m.file(m.maker, by("13700000001")) // the same damage
		m.file(m.shop, by("13700000002"))
		m.file(m.shop, by("13700000009"), func(in *claim.Filing) { in.Code = "https://id.gs1.org/01/" + melonGTIN + "/10/L2" })
		if len(m.raised) != 0 {
			t.Fatalf("two damages raised %v", m.raised)
		}
		for _, phone := range []string{"13700000003", "13700000004", "13700000005"} {
			m.file(m.shop, by(phone))
		}
		if diff := cmp.Diff([]model.BatchID{m.lots["L1"]}, m.raised); diff != "" {
			t.Errorf("raised (-want +got):\n%s", diff)
		}
		m.days(31)
		for _, phone := range []string{"13700000006", "13700000007", "13700000008"} {
			m.file(m.shop, by(phone))
		}
		if len(m.raised) != 2 {
			t.Errorf("after the window: %v", m.raised)
		}
	})
}

// TestClaim_nobodyHandsOn: whoever the claim was made against answers for it, whatever is written to the row.
func TestClaim_nobodyHandsOn(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		m.write(func(tx *repository.Tx) error {
			row, err := tx.Claim().Claim(model.SystemScope("test"), f.ID)
			if err != nil {
				return err
			}
			row.OrgID, row.Region, row.Party, row.SellerID = m.maker.Org, beijing, model.PartyProducer, m.maker.Org
			return tx.Claim().Update(&row)
		})
		if c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)); c.OrgID != m.shop.Org || c.Region != urumqi || c.Claim.Party != model.PartyOperator {
			t.Errorf("handed on: %+v", c.Row.Claim)
		}
		if _, err := m.claim.Claim(t.Context(), m.maker.Actor, f.ID); !errors.Is(err, model.NotFound) {
			t.Errorf("the maker has it: %v", err)
		}
	})
}
