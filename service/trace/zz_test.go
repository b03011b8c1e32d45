package trace_test

import (
	"fmt"
	"testing"
	"time"

	"suyuan/repository/repotest"
)

func TestZZ(t *testing.T) {
	clock := repotest.NewClock()
	h := open(t, repotest.SQLite(t, clock), clock)
	farm, shop := h.company("farm", xin), h.company("shop", shang)
	for _, n := range []int{1000, 4000} {
		var evs []event
		for i := range n {
			evs = append(evs, object("ADD", "commissioning", 1, of(lot(fmt.Sprint("L", n, "x", i)), 5), at(farm.gln())))
		}
		h.capture(farm, evs...)
		evs = nil
		for i := range n {
			evs = append(evs, aggregation("ADD", "packing", 2, sscc(n*10+i), child(lot(fmt.Sprint("L", n, "x", i)), 5), at(farm.gln())))
		}
		start := time.Now()
		h.capture(farm, evs...)
		fmt.Println("pack", n, time.Since(start))
		evs = nil
		for i := range n {
			evs = append(evs, object("OBSERVE", "shipping", 3, epcs(sscc(n*10+i)), at(farm.gln()), between(farm, shop)))
		}
		start = time.Now()
		h.capture(farm, evs...)
		fmt.Println("ship pallets", n, time.Since(start))
		evs = nil
		for i := range n {
			evs = append(evs,
				aggregation("ADD", "packing", 4, sscc(n*100+i), child(lot(fmt.Sprint("M", n, "x", i)), 5), at(farm.gln())),
				object("OBSERVE", "shipping", 5, epcs(sscc(n*100+i)), at(farm.gln()), between(farm, shop)))
		}
		start = time.Now()
		h.capture(farm, evs[:len(evs)/4]...)
		fmt.Println("pack and ship alternately", len(evs)/4, time.Since(start))
	}
}
