package service_test

import (
	"testing"

	"suyuan/model"
	"suyuan/service/recall"
)

// TestRecall_PackOfWhatLeftItsMaker: a farm product comes under the food rules once some of it has left the farm, also
// when nobody here has it now.
func TestRecall_PackOfWhatLeftItsMaker(t *testing.T) {
	eachChain(t, func(h *chain) {
		farm, shop := h.company("farm", urumqi), h.company("shop", urumqi)
		outside := link{org: model.Organisation{GLN: "6999999999991"}, site: model.Site{GLN: "6999999999984"}}
		for name, c := range map[string]struct {
			happened func(lot string) deed
			want     model.PackID
		}{
			"kept": {func(lot string) deed {
				return happens("ObjectEvent", "OBSERVE", "inspecting", 2, listed("quantityList", lot, 5), where(farm))
			}, model.PackCNFarm},
			"sent": {func(lot string) deed {
				return happens("ObjectEvent", "OBSERVE", "shipping", 2, listed("quantityList", lot, 5), where(farm), between(farm, shop))
			}, model.PackCNFood},
			"outside": {func(lot string) deed {
				return happens("ObjectEvent", "OBSERVE", "shipping", 2, listed("quantityList", lot, 5), where(farm), between(farm, outside))
			}, model.PackCNFood},
			"sold": {func(lot string) deed {
				return happens("ObjectEvent", "DELETE", "retail_selling", 2, listed("quantityList", lot, 5), where(farm))
			}, model.PackCNFood},
		} {
			lot := h.lot(farm, melonGTIN, name, "2026-11-20")
			h.capture(farm, made(1, lot, 10, farm), c.happened(lot))
			row, err := h.recall.Open(h.t.Context(), farm.Actor, model.Idempotency{}, recall.Draft{
				Title: model.Text{EN: "Melons"}, Scope: scopeOf(model.ScopeLot{Goods: h.goods(farm, melonGTIN), Lot: name}).Scope,
			})
			if err != nil {
				h.t.Fatalf("%s: %v", name, err)
			}
			same(h, name, row.Pack, c.want)
		}
	})
}
