package model_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"suyuan/model"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "25": 2500, "25.5": 2550, "25.05": 2505, "0.01": 1, "10000000000": 1_000_000_000_000} {
		m, err := model.ParseMoney(text, model.CNY)
		if err != nil || m != (model.Money{Fen: want, Currency: model.CNY}) {
			t.Errorf("%q = %+v, %v", text, m, err)
		}
	}
	for _, text := range []string{"", "-1", "+1", "1.", ".5", "1.005", "01", "1e3", "1,000", "１", "10000000000.01", "99999999999", "1 "} {
		if m, err := model.ParseMoney(text, model.CNY); !errors.Is(err, model.MoneyInvalid) {
			t.Errorf("%q = %+v, %v", text, m, err)
		}
	}
	for m, want := range map[model.Money]string{model.Yuan(1000): "1000.00 CNY", {Fen: -5, Currency: model.CNY}: "-0.05 CNY", {}: "0.00", {Fen: -1 << 63}: "-92233720368547758.08"} {
		if m.String() != want {
			t.Errorf("%+v reads %q, want %q", m, m.String(), want)
		}
	}
	if _, err := model.Yuan(1).Plus(model.Money{Fen: 1, Currency: "EUR"}); !errors.Is(err, model.MoneyCurrency) {
		t.Errorf("yuan and euro: %v", err)
	}
	if sum, err := (model.Money{}).Plus(model.Yuan(1)); err != nil || sum != model.Yuan(1) {
		t.Errorf("nothing and a yuan: %v, %v", sum, err)
	}
}

// TestMoneyIsExactOrRefused: sums and products are those of unbounded arithmetic, or refused.
func TestMoneyIsExactOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		const most = 1_000_000_000_000
		product, err := model.Money{Fen: a, Currency: model.CNY}.Times(b)
		exact := a == 0 || b == 0 || a*b/b == a && a*b <= most && a*b >= -most && a >= -most && a <= most && b >= -most && b <= most
		if (err == nil) != exact || err == nil && product.Fen != a*b {
			t.Fatalf("%d × %d = %+v, %v", a, b, product, err)
		}
		sum, err := model.Money{Fen: a, Currency: model.CNY}.Plus(model.Money{Fen: b, Currency: model.CNY})
		if err == nil && (sum.Fen != a+b || sum.Fen > most || sum.Fen < -most) {
			t.Fatalf("%d + %d = %+v", a, b, sum)
		}
	})
}

// food is a purchase of one unit of unsafe food from its producer.
func food(price int64, losses ...model.Loss) model.ClaimFacts {
	return model.ClaimFacts{Against: model.PartyProducer, Price: model.Yuan(price), Units: 1, UnsafeFood: true, Losses: losses}
}

func medical(yuan int64) model.Loss {
	return model.Loss{Kind: model.LossMedical, Money: model.Yuan(yuan)}
}

// TestGoldenAmounts: the sums of the law, one line each.
func TestGoldenAmounts(t *testing.T) {
	t.Parallel()
	set := func(f model.ClaimFacts, change func(*model.ClaimFacts)) model.ClaimFacts {
		change(&f)
		return f
	}
	fraud := func(price int64) model.ClaimFacts {
		return model.ClaimFacts{Against: model.PartyOperator, Price: model.Yuan(price), Units: 1, Fraud: true}
	}
	knowing := model.ClaimFacts{
		Against: model.PartyProducer, Price: model.Yuan(300), Units: 1, DefectKnown: true, GraveHarm: true,
		Losses: []model.Loss{medical(80_000)}, Elected: model.AmountKnowing,
	}
	for _, c := range []struct {
		name         string
		facts        model.ClaimFacts
		elected      model.AmountBasis
		compensation int64
		punitive     int64
		asks         string
	}{
		{"fraud below the minimum", fraud(99), model.AmountFraud, 0, 500, ""},
		{"fraud", fraud(400), model.AmountFraud, 0, 1200, ""},
		{"food below the minimum", food(25), model.AmountFoodPrice, 0, 1000, ""},
		{"food at the minimum", food(100), model.AmountFoodPrice, 0, 1000, ""},
		{"food, the loss gives more", food(300, medical(2000)), model.AmountFoodLoss, 2000, 6000, ""},
		{"food, the price elected", set(food(300, medical(2000)), func(f *model.ClaimFacts) { f.Elected = model.AmountFoodPrice }), model.AmountFoodPrice, 2000, 3000, ""},
		{"food and refund", set(food(25), func(f *model.ClaimFacts) { f.Refund = true }), model.AmountFoodPrice, 25, 1000, ""},
		{"known defect, nothing set yet", knowing, model.AmountKnowing, 80_000, 0, "set-amount"},
		{"known defect, the most", set(knowing, func(f *model.ClaimFacts) { f.Set = model.Yuan(160_000) }), model.AmountKnowing, 80_000, 160_000, ""},
		{"an amount set for no basis", set(knowing, func(f *model.ClaimFacts) { f.Elected, f.Set = "", model.Yuan(500_000) }), model.AmountKnowing, 80_000, 0, "set-amount"},
		{"no formula", set(knowing, func(f *model.ClaimFacts) { f.Elected, f.Set = model.AmountProduct, model.Yuan(500_000) }), model.AmountProduct, 80_000, 500_000, ""},
		{"46 packs by a knowing buyer", set(food(30), func(f *model.ClaimFacts) { f.Units, f.BuyerKnew = 46, true }), model.AmountFoodPrice, 0, 0, "reasonable-units"},
		{"46 packs, 4 are reasonable", set(food(30), func(f *model.ClaimFacts) { f.Units, f.BuyerKnew, f.ReasonableUnits = 46, true, 4 }), model.AmountFoodPrice, 0, 1200, ""},
		{"46 packs for a feast", set(food(30), func(f *model.ClaimFacts) { f.Units = 46 }), model.AmountFoodPrice, 0, 13_800, ""},
		{"a shop that did not know", set(food(300, medical(2000)), func(f *model.ClaimFacts) { f.Against = model.PartyOperator }), "", 2000, 0, ""},
		{"a shop that sold it expired", set(food(300), func(f *model.ClaimFacts) {
			f.Against, f.Knew = model.PartyOperator, []model.KnowingSign{model.KnewExpired}
		}), model.AmountFoodPrice, 0, 3000, ""},
		{"a flaw of the label", set(food(300), func(f *model.ClaimFacts) { f.LabelFlaw = true }), "", 0, 0, ""},
		{"a gift", model.ClaimFacts{Against: model.PartyProducer, Gift: true, Units: 1, UnsafeFood: true}, model.AmountFoodPrice, 0, 1000, ""},
		{"food or fraud, not both", set(food(400), func(f *model.ClaimFacts) { f.Fraud = true }), model.AmountFoodPrice, 0, 4000, ""},
		{"fraud elected over food", set(food(400), func(f *model.ClaimFacts) { f.Fraud, f.Elected = true, model.AmountFraud }), model.AmountFraud, 0, 1200, ""},
		{"a better promise", set(fraud(400), func(f *model.ClaimFacts) { f.Promise = &model.AmountPledge{Times: 4} }), model.AmountPromise, 0, 1600, ""},
		{"a promise below the law", set(fraud(400), func(f *model.ClaimFacts) { f.Promise = &model.AmountPledge{Times: 2} }), model.AmountFraud, 0, 1200, ""},
		{"a promised minimum", set(fraud(1), func(f *model.ClaimFacts) { f.Promise = &model.AmountPledge{Times: 1, Minimum: model.Yuan(800)} }), model.AmountPromise, 0, 800, ""},
		{"nothing but the loss", model.ClaimFacts{Against: model.PartyOperator, Price: model.Yuan(9), Units: 1, Losses: []model.Loss{medical(7), {Kind: model.LossFreight, Money: model.Yuan(3)}}}, "", 10, 0, ""},
	} {
		due, err := model.Amount(c.facts)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var asks []string
		for _, a := range due.Asks {
			asks = append(asks, string(a))
		}
		if due.Elected != c.elected || due.Compensation != model.Yuan(c.compensation) || due.Punitive != model.Yuan(c.punitive) ||
			due.Total != model.Yuan(c.compensation+c.punitive) || strings.Join(asks, ", ") != c.asks {
			t.Errorf("%s: %s gives %s + %s = %s, asks %q", c.name, due.Elected, due.Compensation, due.Punitive, due.Total, asks)
		}
	}
}

func TestAmountExplainsItself(t *testing.T) {
	t.Parallel()
	f := food(25, medical(40))
	f.Refund, f.Units = true, 2
	due, err := model.Amount(f)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"the price paid back: 25.00 × 2 = 50.00 CNY (Law on the Protection of Consumer Rights and Interests, Art. 52)",
		"medical costs: 40.00 CNY (Civil Code of China, Art. 1179)",
		"ten times the price of the food: 25.00 × 2 × 10 → 1000.00 CNY, at least 1000.00 (Food Safety Law of China, Art. 148(2))",
	}
	if diff := cmp.Diff(want, due.Explain(model.EN)); diff != "" {
		t.Errorf("in English (-want +got):\n%s", diff)
	}
	if zh := due.Explain(model.ZH)[2]; zh != "食品价款十倍：25.00 × 2 × 10 → 1000.00 CNY，不足 1000.00 的按此计（《中华人民共和国食品安全法》第148(2)条）" {
		t.Errorf("in Chinese: %s", zh)
	}
	known := model.ClaimFacts{
		Against: model.PartyProducer, Price: model.Yuan(1), Units: 1, DefectKnown: true, GraveHarm: true,
		Losses: []model.Loss{medical(80_000)}, Elected: model.AmountKnowing, Set: model.Yuan(100_000),
	}
	due, err = model.Amount(known)
	if got := due.Explain(model.EN); err != nil || !strings.Contains(got[1], "80000.00 × 2 = 160000.00 ≥ 100000.00 CNY") {
		t.Errorf("a ceiling reads %q, %v", got, err)
	}
	known.Set = model.Money{}
	if due, err = model.Amount(known); err != nil || due.Explain(model.EN)[1] != model.AmountAskWords[model.AskSetAmount].EN {
		t.Errorf("an open amount reads %q, %v", due.Explain(model.EN), err)
	}
}

func TestAmountRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*model.ClaimFacts)
		at     string
		want   *model.Problem
	}{
		{"nobody", func(f *model.ClaimFacts) { f.Against = "" }, "against", model.ValueInvalid},
		{"no price", func(f *model.ClaimFacts) { f.Price = model.Money{} }, "price", model.ValueRequired},
		{"a negative price", func(f *model.ClaimFacts) { f.Price = model.Yuan(-1) }, "price", model.MoneyInvalid},
		{"a price beyond all", func(f *model.ClaimFacts) { f.Price = model.Yuan(1 << 50) }, "price", model.MoneyInvalid},
		{"euro", func(f *model.ClaimFacts) { f.Price.Currency = "EUR" }, "price", model.MoneyCurrency},
		{"no units", func(f *model.ClaimFacts) { f.Units = 0 }, "units", model.ValueInvalid},
		{"more reasonable than bought", func(f *model.ClaimFacts) { f.ReasonableUnits = 2 }, "reasonable_units", model.ValueInvalid},
		{"a negative loss", func(f *model.ClaimFacts) { f.Losses = []model.Loss{medical(-1)} }, "losses[0].money", model.MoneyInvalid},
		{"a strange loss", func(f *model.ClaimFacts) { f.Losses = []model.Loss{{Kind: "grief", Money: model.Yuan(1)}} }, "losses[0].kind", model.ValueInvalid},
		{"a strange sign", func(f *model.ClaimFacts) { f.Knew = []model.KnowingSign{"omen"} }, "knew[0]", model.ValueInvalid},
		{"a strange basis", func(f *model.ClaimFacts) { f.Elected = "everything" }, "elected", model.ValueInvalid},
		{"no fraud", func(f *model.ClaimFacts) { f.Elected = model.AmountFraud }, "elected", model.AmountBarred},
		{"a negative promise", func(f *model.ClaimFacts) { f.Promise = &model.AmountPledge{Times: -1} }, "promise.times", model.ValueInvalid},
		{"above the ceiling", func(f *model.ClaimFacts) {
			f.DefectKnown, f.GraveHarm, f.Elected = true, true, model.AmountKnowing
			f.Losses, f.Set = []model.Loss{medical(80_000)}, model.Money{Fen: 16_000_001, Currency: model.CNY}
		}, "set", model.AmountAboveCeiling},
	} {
		f := food(25)
		c.change(&f)
		due, err := model.Amount(f)
		var r *model.Refusal
		if !errors.Is(err, c.want) || !errors.As(err, &r) || len(r.Fields) != 1 || r.Fields[0].At != c.at || due.Total.Fen != 0 {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	overflow := food(1)
	overflow.Price, overflow.Units = model.Money{Fen: 1_000_000_000_000, Currency: model.CNY}, 1_000_000
	if _, err := model.Amount(overflow); !errors.Is(err, model.MoneyInvalid) {
		t.Errorf("ten times a million times the most: %v", err)
	}
	barred := food(1)
	barred.UnsafeFood, barred.LabelFlaw, barred.Elected = false, true, model.AmountFoodPrice
	_, err := model.Amount(barred)
	var r *model.Refusal
	if !errors.As(err, &r) || len(r.Fields) != 1 {
		t.Fatal(err)
	}
	if got := r.Fields[0].Problem.Detail.Fill(model.ZH, r.Fields[0].Params); got != "不能按“食品价款十倍”计算：不是不符合食品安全标准的食品；仅为不影响食品安全且不误导消费者的标签瑕疵。" {
		t.Errorf("the refusal reads %s", got)
	}
}

func TestAmountTables(t *testing.T) {
	t.Parallel()
	used := map[model.AmountBar]bool{}
	for _, r := range model.AmountRules() {
		complete(t, string(r.Basis), r.Name)
		soundReference(t, string(r.Basis), r.Ref)
		for _, b := range r.Bars() {
			used[b] = true
		}
		fitsColumn(t, string(r.Basis), 20)
	}
	for _, i := range model.AmountBars() {
		complete(t, string(i.Bar), i.Name)
		soundReference(t, string(i.Bar), i.Ref)
		if !used[i.Bar] {
			t.Errorf("the bar %q bars nothing", i.Bar)
		}
		delete(used, i.Bar)
	}
	if len(used) > 0 {
		t.Errorf("bars without description: %v", used)
	}
	for _, i := range model.KnowingSigns() {
		complete(t, string(i.Sign), i.Name)
		soundReference(t, string(i.Sign), i.Ref)
	}
	for _, i := range model.LossKinds() {
		complete(t, string(i.Code), i.Words)
		soundReference(t, string(i.Code), i.Ref)
	}
	for a, w := range model.AmountAskWords {
		complete(t, string(a), w)
	}
}

// claims draws facts of every sort whose sums stay in range.
func claims() *rapid.Generator[model.ClaimFacts] {
	return rapid.Custom(func(t *rapid.T) model.ClaimFacts {
		fen := func(name string) model.Money {
			return model.Money{Fen: rapid.Int64Range(1, 10_000_000).Draw(t, name), Currency: model.CNY}
		}
		yes := func(name string) bool { return rapid.Bool().Draw(t, name) }
		f := model.ClaimFacts{
			Against: rapid.SampledFrom([]model.DutyParty{model.PartyProducer, model.PartyOperator}).Draw(t, "against"),
			Price:   fen("price"), Units: rapid.Int64Range(1, 60).Draw(t, "units"), Refund: yes("refund"),
			UnsafeFood: yes("unsafe"), LabelFlaw: yes("flaw"), Fraud: yes("fraud"), DefectKnown: yes("known"), GraveHarm: yes("grave"), BuyerKnew: yes("buyer knew"),
		}
		if yes("reasonable set") {
			f.ReasonableUnits = rapid.Int64Range(1, f.Units).Draw(t, "reasonable")
		}
		if yes("signs") {
			f.Knew = []model.KnowingSign{model.KnewNoCheck}
		}
		for range rapid.IntRange(0, 3).Draw(t, "losses") {
			f.Losses = append(f.Losses, model.Loss{Kind: model.LossMedical, Money: fen("loss")})
		}
		if yes("promise") {
			f.Promise = &model.AmountPledge{Times: rapid.Int64Range(0, 20).Draw(t, "promised"), Minimum: fen("promised minimum")}
		}
		if yes("set") {
			f.Set = fen("set amount")
		}
		return f
	})
}

func TestAmountProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := claims().Draw(t, "facts")
		due, err := model.Amount(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := int64(0)
		for _, l := range due.Lines {
			lines += l.Sum.Fen
		}
		if due.Compensation.Fen < 0 || due.Punitive.Fen < 0 || lines != due.Compensation.Fen || due.Total.Fen != lines+due.Punitive.Fen || due.Extra.Sum.Fen != due.Punitive.Fen {
			t.Fatalf("%+v does not add up", due)
		}
		open := 0
		for _, o := range due.Options {
			if len(o.Bars) > 0 && o.Basis == due.Elected {
				t.Fatalf("%s is barred and elected", o.Basis)
			}
			if o.Open() {
				open++
				if o.Line.Sum.Fen > due.Punitive.Fen {
					t.Fatalf("%s gives more than %s", o.Basis, due.Elected)
				}
				chosen := f
				chosen.Elected = o.Basis
				if again, err := model.Amount(chosen); err == nil && again.Punitive != o.Line.Sum {
					t.Fatalf("%s elected gives %s, offered was %s", o.Basis, again.Punitive, o.Line.Sum)
				}
			}
		}
		if open == 0 && due.Punitive.Fen != 0 {
			t.Fatalf("%s without a basis", due.Punitive)
		}

		more := f
		more.Price.Fen += rapid.Int64Range(0, 1_000_000).Draw(t, "more price")
		more.Losses = append(slices.Clone(f.Losses), model.Loss{Kind: model.LossCare, Money: model.Money{Fen: rapid.Int64Range(0, 1_000_000).Draw(t, "more loss"), Currency: model.CNY}})
		if higher, err := model.Amount(more); err != nil || higher.Total.Fen < due.Total.Fen || higher.Punitive.Fen < due.Punitive.Fen {
			t.Fatalf("more price and loss give %s instead of %s, %v", higher.Total, due.Total, err)
		}
	})
}
