package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// The limits of a form of claims besides those of its fields.
const (
	claimFormParts = 100
	claimFormField = 16 << 10
)

// claimSent is what a form of claims sent.
type claimSent struct {
	values url.Values
	files  []claimFile
	// fault is what is wrong with the files.
	fault error
	// fingerprint is the same for what is the same.
	fingerprint string
}

// claimFile is a file that came with a form.
type claimFile struct {
	kind    model.ClaimFileKind
	name    string
	content []byte
}

// readClaimForm reads a form with or without files, each part bounded. Refusals: malformed, too-large,
// media-type-unsupported.
func readClaimForm(r *http.Request) (*claimSent, error) {
	s := &claimSent{values: url.Values{}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "multipart/form-data":
		err = s.readParts(r)
	case "application/x-www-form-urlencoded":
		var raw []byte
		if raw, err = readAtMost(r.Body, DefaultMaxBody); err == nil {
			s.values, err = url.ParseQuery(string(raw))
		}
	default:
		return nil, model.MediaTypeUnsupported.Refuse(model.P("type", kind), model.P("accepted", "multipart/form-data"))
	}
	if err != nil {
		return nil, formRefusal(err)
	}
	s.sign()
	return s, nil
}

// sign computes the fingerprint.
func (s *claimSent) sign() {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s.values)) {
		for _, v := range s.values[name] {
			_, _ = io.WriteString(h, name+"="+url.QueryEscape(v)+"&") // a hash takes everything
		}
	}
	for _, f := range s.files {
		sum := sha256.Sum256(f.content)
		_, _ = h.Write(append([]byte(f.kind), sum[:]...))
	}
	s.fingerprint = hex.EncodeToString(h.Sum(nil))
}

func (s *claimSent) readParts(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for range claimFormParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.readPart(part)
		}
		if err != nil {
			return err
		}
	}
	return model.TooLarge.Refuse(model.P("limit", claimFormParts))
}

// readPart reads a field or a file. A file that is too big is skipped and told beside its field, so that what was typed
// is not lost.
func (s *claimSent) readPart(part *multipart.Part) error {
	kind, isFile := strings.CutPrefix(part.FormName(), "file.")
	if !isFile {
		value, err := readAtMost(part, claimFormField)
		s.values.Add(part.FormName(), string(value))
		return err
	}
	content, err := io.ReadAll(io.LimitReader(part, claim.MaxFile+1))
	switch {
	case err != nil:
		return err
	case len(content) == 0:
		return nil // a field left empty
	case len(content) > claim.MaxFile:
		s.fault = model.TooLarge.At("file", model.P("limit", claim.MaxFile))
		_, err = io.Copy(io.Discard, part)
		return err
	case len(s.files) >= claimFormFiles:
		s.fault = model.ClaimFilesFull.At("file", model.P("limit", claimFormFiles))
		return nil
	}
	if !slices.Contains([]string{"image/jpeg", "image/png", "application/pdf"}, http.DetectContentType(content)) {
		s.fault = model.FileTypeRefused.At("file")
	}
	s.files = append(s.files, claimFile{model.ClaimFileKind(kind), strings.ToValidUTF8(part.FileName(), ""), content})
	return nil
}

// text is a field without the space around it.
func (s *claimSent) text(name string) string { return strings.TrimSpace(s.values.Get(name)) }

// digits is text for numbers, which input methods also write in full width.
func (s *claimSent) digits(name string) string {
	return strings.TrimSpace(width.Narrow.String(s.text(name)))
}

// claimKept are the fields that a form shows again as they were typed, with how much of each.
var claimKept = map[string]int{
	"shop": 400, "bought_on": 10, "units": 20, "price": 20, "receipt": 200, "what": 4000, "harm": 4000, "harm_on": 10, "asked": 20, "contact.name": 200,
	"contact.phone": 60, "contact.mail": 300, "note": 4000, "means": 4000, "name": 300, "offer": 36, "operator": 64, "remedy": 20, "gift": 3, "grave": 3, "consent": 3, "recall": 64,
	"holder": 200, "bank": 200, "account": 200,
}

// shown keeps what was typed for showing it again.
func (s *claimSent) shown(a *web.ClaimAnswers) {
	for name, limit := range claimKept {
		a.Sent[name] = clip(strings.ToValidUTF8(s.values.Get(name), ""), limit)
	}
	for i := range web.ClaimCostRows {
		for _, field := range []string{"].kind", "].money"} {
			name := "costs[" + strconv.Itoa(i) + field
			a.Sent[name] = clip(strings.ToValidUTF8(s.values.Get(name), ""), 20)
		}
	}
}

// money reads an amount in yuan; an empty field is 0.
func (s *claimSent) money(f *model.Faults, name string) model.Money {
	typed := strings.Trim(s.digits(name), "¥元 \u00a0")
	if typed == "" {
		return model.Money{}
	}
	m, err := model.ParseMoney(typed, model.CNY)
	f.Check(name, err)
	return m
}

// filing reads the form as a claim; rows says which row of the form each cost came from.
func (s *claimSent) filing(lang model.Lang, page web.ClaimFormPage) (in claim.Filing, rows []int, err error) {
	var f model.Faults
	in = claim.Filing{
		Code: claimedCode(s.text("code")), BoughtOn: model.Date(s.digits("bought_on")), Price: s.money(&f, "price"), Gift: s.text("gift") != "", Receipt: s.text("receipt"),
		What: s.text("what"), Harm: s.text("harm"), HarmOn: model.Date(s.digits("harm_on")), Grave: s.text("grave") != "", Remedy: model.Remedy(s.text("remedy")),
		Asked: s.money(&f, "asked"), Recall: s.text("recall"), Lang: lang,
		Contact: model.ClaimContact{Name: s.text("contact.name"), Phone: width.Narrow.String(s.text("contact.phone")), Mail: s.digits("contact.mail")},
	}
	in.Operator, in.Seller = s.operator(&f, page)
	if units := s.digits("units"); units == "" {
		f.Add("units", model.ValueRequired)
	} else if in.Units, err = strconv.ParseInt(units, 10, 64); err != nil {
		f.Add("units", model.ValueInvalid, model.P("value", clip(units, 20)))
	}
	if s.text("consent") != "" {
		in.Consent, _ = strconv.Atoi(s.text("version")) // what is no version is refused as a wrong one
	}
	for i := range web.ClaimCostRows {
		at := "costs[" + strconv.Itoa(i) + "]"
		kind, typed := s.text(at+".kind"), s.text(at+".money")
		if kind == "" && typed == "" {
			continue
		}
		var bad model.Faults
		m := s.money(&bad, at+".money")
		if bad.Err() != nil {
			f.Add("costs["+strconv.Itoa(len(rows))+"].money", model.MoneyInvalid, model.P("value", clip(typed, 20)))
		} else if m.Fen == 0 {
			f.Add("costs["+strconv.Itoa(len(rows))+"].money", model.ValueRequired)
		}
		in.Costs, rows = append(in.Costs, model.Loss{Kind: model.LossKind(kind), Money: m}), append(rows, i)
	}
	if f.Empty() {
		return in, rows, s.fault
	}
	return in, rows, f.Err()
}

// operator reads against whom it is and who sold the goods. A shop that is named in words sold them; one on the list that
// sells to consumers did so itself.
func (s *claimSent) operator(f *model.Faults, page web.ClaimFormPage) (operator, seller string) {
	operator, shop := s.text("operator"), s.text("shop")
	if operator == web.ClaimOther {
		if shop == "" {
			f.Add("shop", model.ValueRequired)
		}
		return shop, shop
	}
	for _, l := range page.Links {
		if l.Ref == operator && l.Sold && !l.Producer {
			return operator, ""
		}
	}
	return operator, shop
}
