package web

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"suyuan/model"
)

// TestMapLabels: names and numbers meet neither each other nor a place, and everything lies inside.
func TestMapLabels(t *testing.T) {
	t.Parallel()
	r, err := New(Options{BaseURL: "https://trace.example", Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var m Map
		extent := rapid.SampledFrom([]int64{0, 1, 1e4, 1e6, 1e7, 1e8, 8e8}).Draw(t, "extent")
		n := rapid.IntRange(0, 120).Draw(t, "places")
		for i := range n {
			m.Places = append(m.Places, MapPlace{
				Name: model.Text{EN: fmt.Sprint(rapid.StringN(0, 40, 80).Draw(t, "name"), i)}, Located: rapid.IntRange(0, 9).Draw(t, "located") > 0,
				Lat: rapid.Int64Range(-extent, extent).Draw(t, "lat"), Lng: rapid.Int64Range(-2*extent, 2*extent).Draw(t, "lng"),
			})
		}
		if n > 0 {
			for range rapid.IntRange(0, 60).Draw(t, "legs") {
				m.Legs = append(m.Legs, MapLeg{From: rapid.IntRange(0, n-1).Draw(t, "from"), To: rapid.IntRange(0, n-1).Draw(t, "to"), Count: 1})
			}
		}
		c := r.cartographer(rapid.SampledFrom(model.Langs()).Draw(t, "language"), m)
		var drawn []rect
		named := 0
		for _, s := range c.spots {
			if s.x < mapMargin-1 || s.y < mapMargin-1 || s.x > mapWidth-mapMargin+1 || s.y > c.height-mapMargin+1 {
				t.Errorf("a place lies at %d,%d", s.x, s.y)
			}
			if s.label.w == 0 {
				continue
			}
			if s.number == 0 {
				named++
			}
			l := s.label
			if l.x < 0 || l.y < 0 || l.x+l.w > mapWidth || l.y+l.h > c.height {
				t.Errorf("a label lies outside: %+v", l)
			}
			for _, o := range drawn {
				if l.meets(o) {
					t.Errorf("labels meet: %+v and %+v", l, o)
				}
			}
			for _, o := range c.spots {
				if l.meets(rect{o.x - o.radius(), o.y - o.radius(), 2 * o.radius(), 2 * o.radius()}) {
					t.Errorf("a label lies on a place: %+v", l)
				}
			}
			drawn = append(drawn, l)
		}
		if named > mapLabels {
			t.Errorf("%d names", named)
		}
	})
}
