package claim

import (
	"cmp"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
)

// check refuses what is wrong whatever it is about, and tidies what was written.
func (in *Filing) check(now model.Instant) error {
	var f model.Faults
	line := func(field, s string, limit int) string { return f.Written(field, s, limit, false) }
	in.Code, in.Operator, in.Seller = strings.TrimSpace(in.Code), line("operator", in.Operator, MaxSeller), line("seller", in.Seller, MaxSeller)
	in.Receipt, in.Recall = line("receipt", in.Receipt, MaxReceipt), line("recall", in.Recall, MaxReceipt)
	in.What, in.Harm = f.Written("what", in.What, MaxStory, true), line("harm", in.Harm, MaxStory)
	for field, s := range map[string]string{"code": in.Code, "operator": in.Operator} {
		if s == "" {
			f.Add(field, model.ValueRequired)
		}
	}
	today := model.DateOf(now, model.China)
	in.dates(&f, today)
	in.money(&f)
	if in.Remedy != "" && !slices.Contains(model.ClaimRemedies(), in.Remedy) {
		f.Add("remedy", model.ValueInvalid, model.P("value", clipped(string(in.Remedy))))
	}
	if in.Elected != "" && !slices.ContainsFunc(model.AmountRules(), func(r model.AmountRule) bool { return r.Basis == in.Elected }) {
		f.Add("elected", model.ValueInvalid, model.P("value", clipped(string(in.Elected))))
	}
	in.Contact = checkContact(&f, in.Contact)
	if in.Consent != model.ClaimConsentNow().Version {
		f.Add("consent", model.ClaimConsentMissing, model.P("version", model.ClaimConsentNow().Version))
	}
	in.Lang = cmp.Or(in.Lang, model.ZH)
	return f.Err()
}

func (in *Filing) dates(f *model.Faults, today model.Date) {
	for _, d := range []struct {
		at   string
		date model.Date
	}{{"bought_on", in.BoughtOn}, {"harm_on", in.HarmOn}} {
		if _, err := model.ParseDate(string(d.date)); !f.Check(d.at, err) {
			continue
		}
		if d.date > today {
			f.Add(d.at, model.DateFuture)
		}
	}
	if in.BoughtOn == "" {
		f.Add("bought_on", model.ValueRequired)
	}
	if in.HarmOn != "" && in.HarmOn < in.BoughtOn {
		f.Add("harm_on", model.DateOrder)
	}
}

func (in *Filing) money(f *model.Faults) {
	if in.Units < 1 || in.Units > MaxUnits {
		f.Add("units", model.ValueInvalid, model.P("value", in.Units))
	}
	if in.Price.Fen == 0 && !in.Gift {
		f.Add("price", model.ValueRequired)
	}
	yuan(f, "price", &in.Price)
	yuan(f, "asked", &in.Asked)
	if len(in.Costs) > MaxCosts {
		f.Add("costs", model.ValueTooLong, model.P("limit", MaxCosts))
	}
	for i := range in.Costs {
		field := "costs[" + strconv.Itoa(i) + "]"
		yuan(f, field+".money", &in.Costs[i].Money)
		if !slices.Contains(model.CodesOf(model.LossKinds()), in.Costs[i].Kind) {
			f.Add(field+".kind", model.ValueInvalid, model.P("value", clipped(string(in.Costs[i].Kind))))
		}
	}
	if in.Gift {
		in.Price.Currency = model.CNY
	}
	in.Asked.Currency = model.CNY
}

// yuan refuses an amount that is negative, out of range or in another currency than the law of claims counts in.
func yuan(f *model.Faults, field string, m *model.Money) {
	if !f.Check(field, m.Valid()) {
		return
	}
	if m.Currency == "" {
		m.Currency = model.CNY
	}
	if m.Currency != model.CNY {
		f.Add(field, model.MoneyCurrency, model.P("from", clipped(string(m.Currency))), model.P("to", model.CNY))
	}
}

// checkContact refuses a contact that nobody can be reached by, and tidies it.
func checkContact(f *model.Faults, c model.ClaimContact) model.ClaimContact {
	c.Name = f.Written("contact.name", c.Name, MaxName, false)
	c.Phone = tidyPhone(f, c.Phone)
	c.Mail = f.Written("contact.mail", c.Mail, MaxMail, false)
	if c.Mail != "" {
		if a, err := mail.ParseAddress(c.Mail); err != nil || a.Name != "" || a.Address != c.Mail {
			f.Add("contact.mail", model.ValueInvalid, model.P("value", ""))
		}
	}
	if c.Phone == "" && c.Mail == "" {
		f.Add("contact", model.ClaimContactMissing)
	}
	return checkAccount(f, c)
}

// checkAccount tidies where money is to go.
func checkAccount(f *model.Faults, c model.ClaimContact) model.ClaimContact {
	c.Account = f.Written("contact.account", c.Account, MaxName, false)
	c.Holder = f.Written("contact.holder", c.Holder, MaxName, false)
	c.Bank = f.Written("contact.bank", c.Bank, MaxName, false)
	return c
}

// tidyPhone keeps the digits and a leading plus. Which numbers exist is not asked: what is refused is what no telephone
// can dial.
func tidyPhone(f *model.Faults, s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	kept := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -().\u00a0", r) {
			return -1
		}
		return r
	}, s)
	digits := strings.TrimPrefix(kept, "+")
	if len(digits) < 5 || len(digits) > 20 || strings.Trim(digits, "0123456789") != "" {
		f.Add("contact.phone", model.ValueInvalid, model.P("value", ""))
	}
	return kept
}

// dialled returns a telephone number in the one form by which it is recognised, however it was written: a Chinese one
// without the country code and without the zero before a long-distance number, another with its country code.
func dialled(tidy string) string {
	number, abroad := strings.CutPrefix(tidy, "+")
	if !abroad {
		number, abroad = strings.CutPrefix(tidy, "00")
	}
	home, chinese := strings.CutPrefix(number, countryCode)
	switch {
	case abroad && chinese, !abroad && chinese && len(home) == mobileDigits && home[0] == '1':
		number = home
	case abroad:
		return "+" + number
	}
	return strings.TrimLeft(number, "0")
}

// A Chinese mobile number is the country code and eleven digits, of which the first is a 1.
const (
	countryCode  = "86"
	mobileDigits = 11
)

func clipped(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
