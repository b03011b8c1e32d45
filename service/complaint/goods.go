package complaint

import (
	"net/url"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// goods finds what a code on a package names, as a scan by anybody would: a short code, a Digital Link on any host, an EPC,
// a GTIN. What nobody registered is kept as it was written.
func goods(tx *repository.Tx, code string) (b model.Batch, product model.ProductID, key string, err error) {
	if code == "" {
		return b, "", "", nil
	}
	if short, ok := model.ParseShortCode(shortOf(code)); ok {
		b, err = tx.Code().BatchByCode(short)
		key = b.EPC
	} else if epc, ok := thing(code); ok {
		key = epc.Key()
		b, err = tx.Code().BatchByEPC(lotKey(epc))
		if absentHere(err) && epc.GTIN() != "" {
			var p model.Product
			p, err = tx.Code().ProductByItem(model.Product{GTIN: string(epc.GTIN())}.Item())
			product = p.ID
		}
	}
	if absentHere(err) {
		return model.Batch{}, "", key, nil
	}
	if b.State == model.BatchDraft {
		return model.Batch{}, "", key, err
	}
	if b.ID != "" {
		product = b.ProductID
	}
	return b, product, key, err
}

// shortOf takes the short code out of an address of the form …/c/CODE; other texts stay.
func shortOf(s string) string {
	if u, err := url.Parse(s); err == nil {
		if _, code, ok := strings.Cut(u.Path, "/c/"); ok {
			return code
		}
	}
	return s
}

// lotKey is the key of the lot that a thing belongs to where its identifier names one, else its own.
func lotKey(e gs1.EPC) string {
	if e.GTIN() != "" && e.Lot() != "" {
		if l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(e.GTIN())}, gs1.Element{AI: "10", Value: e.Lot()}); err == nil {
			return gs1.LinkEPC(l).Key()
		}
	}
	return e.Key()
}

func thing(code string) (gs1.EPC, bool) {
	if gtin, err := gs1.ParseGTIN(code); err == nil {
		l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)})
		if err != nil {
			return gs1.EPC{}, false
		}
		return gs1.LinkEPC(l), true
	}
	if l, err := gs1.ParseLink(code); err == nil {
		return gs1.LinkEPC(l), true
	}
	epc, err := gs1.ParseEPC(code)
	return epc, err == nil
}
