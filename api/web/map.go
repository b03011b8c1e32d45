package web

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"suyuan/model"
)

// Map is what a schematic map shows: where goods have been and how they went from place to place. It is drawn from
// coordinates alone, without borders or a background.
type Map struct {
	Places []MapPlace
	Legs   []MapLeg
	// File is the address of the map as a file of its own (MapFile); empty when there is none.
	File string
}

// MapPlace is a place on a map.
type MapPlace struct {
	Name model.Text
	// Role says what the place is in this trace ("harvested here"); may be empty.
	Role model.Text
	// Located says that Lat and Lng, degrees north and east times ten million (WGS 84), are known. A place without them is
	// listed beside the map.
	Located  bool
	Lat, Lng int64
	// Amounts are what the reader may know of what stands there; Link is the address of its page. Both may be empty.
	Amounts []model.PictureAmount
	Link    string
	// Root marks the place that the question was about.
	Root bool
}

// MapLeg is what went from one place to another.
type MapLeg struct {
	From, To     int // positions in Places
	Count        int // of shipments
	Since, Until model.Instant
	Amounts      []model.PictureAmount
}

// MapParts are what a page shows of a map. The page's styles need picture.css.
type MapParts struct {
	// Drawing is the SVG, Beside the places that the map numbers or cannot place, and Text a table of the legs.
	Drawing, Beside, Text template.HTML
}

// Map draws a map for a page.
func (r *Renderer) Map(lang model.Lang, m Map) (MapParts, error) {
	c := r.cartographer(lang, m)
	frame := c.framed(c.drawing(), c.say("map.title"), m.File)
	parts := MapParts{template.HTML(frame), template.HTML(c.beside()), template.HTML(c.table())} //nolint:gosec // every text in it is escaped where it is written
	return parts, c.err
}

// MapFile draws a map as an SVG document of its own.
func (r *Renderer) MapFile(lang model.Lang, m Map) ([]byte, error) {
	c := r.cartographer(lang, m)
	style, err := standaloneStyle("picture.css")
	if err != nil {
		return nil, err
	}
	c.style = style
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + c.drawing()), c.err
}

// The measures of a map in pixels.
const (
	mapWidth   = 960
	mapTallest = 640
	mapLowest  = 320
	mapMargin  = 70
	mapLabels  = 24 // names written on the map; the rest are numbers
	mapDot     = 6
	mapNearest = 20 // places closer than this share a spot
)

// cartographer draws one map.
type cartographer struct {
	*artist
	m      Map
	height int
	spots  []spot   // of the located places
	of     []int    // spot of each place, -1 for none
	routes []MapLeg // between spots
	// perPixel is the number of metres of one pixel along the middle latitude.
	perPixel float64
}

// spot is a point of the map with all places that fall on it.
type spot struct {
	x, y   int
	places []int
	label  rect
	number int // 0 for a spot whose name is on the map
}

// radius is larger for more places.
func (s spot) radius() int { return mapDot + int(math.Sqrt(float64(4*(len(s.places)-1)))) }

// rect is a rectangle in pixels.
type rect struct{ x, y, w, h int }

func (r rect) meets(o rect) bool {
	return r.x < o.x+o.w && o.x < r.x+r.w && r.y < o.y+o.h && o.y < r.y+r.h
}

func (r *Renderer) cartographer(lang model.Lang, m Map) *cartographer {
	c := &cartographer{artist: r.artist(lang, &model.Picture{Width: mapWidth}, PictureLinks{}), m: m}
	c.mirror = false // the east stays where it is
	c.project()
	c.bundle()
	c.place()
	return c
}

// earth is the length of a degree of latitude in metres.
const earth = 111_320.0

// project turns degrees into pixels: equirectangular, with the middle latitude at its true length.
func (c *cartographer) project() {
	c.of = make([]int, len(c.m.Places))
	first := true
	var south, north, west, east int64
	for _, p := range c.m.Places {
		if !p.Located {
			continue
		}
		if first {
			south, north, west, east, first = p.Lat, p.Lat, p.Lng, p.Lng, false
		}
		south, north, west, east = min(south, p.Lat), max(north, p.Lat), min(west, p.Lng), max(east, p.Lng)
	}
	middle := float64(south+north) / 2e7
	shrink := max(0.05, math.Cos(middle*math.Pi/180))
	wide, high := float64(east-west)/1e7*shrink*earth, float64(north-south)/1e7*earth
	// A single place, or several at one, are shown with ten kilometres around them.
	c.perPixel = max(10_000.0/mapWidth, wide/(mapWidth-2*mapMargin), high/(mapTallest-2*mapMargin))
	c.height = min(mapTallest, max(mapLowest, int(high/c.perPixel)+2*mapMargin))
	for i, p := range c.m.Places {
		if !p.Located {
			c.of[i] = -1
			continue
		}
		x := mapWidth/2 + int(math.Round((float64(p.Lng)-float64(west+east)/2)/1e7*shrink*earth/c.perPixel))
		y := c.height/2 - int(math.Round((float64(p.Lat)-float64(south+north)/2)/1e7*earth/c.perPixel))
		c.of[i] = c.spotAt(x, y, i)
	}
}

// spotAt returns the spot at a point; places that would lie on each other share one.
func (c *cartographer) spotAt(x, y, place int) int {
	for i := range c.spots {
		if s := &c.spots[i]; max(s.x-x, x-s.x) < mapNearest && max(s.y-y, y-s.y) < mapNearest {
			s.places = append(s.places, place)
			return i
		}
	}
	c.spots = append(c.spots, spot{x: x, y: y, places: []int{place}})
	return len(c.spots) - 1
}

// place finds room for the names: the places with the most legs first, each at that of eight sides where its name
// meets no other and the fewest arrows. Those that find none get a number instead, and those that do not even have room for a number stay a dot
// in the list.
func (c *cartographer) place() {
	weight := make([]int, len(c.spots))
	for _, l := range c.routes {
		weight[l.From] += max(1, l.Count)
		weight[l.To] += max(1, l.Count)
	}
	order := make([]int, len(c.spots))
	taken := []rect{{mapWidth - 60, 10, 50, 60}, {10, c.height - 50, 240, 40}} // the north arrow and the scale
	for i, s := range c.spots {
		order[i] = i
		r := s.radius() + 1
		taken = append(taken, rect{s.x - r, s.y - r, 2 * r, 2 * r})
		if slices.ContainsFunc(s.places, func(p int) bool { return c.m.Places[p].Root }) {
			weight[i] += 1 << 20
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	ink := c.ink()
	named, numbered := 0, 0
	for _, i := range order {
		s := &c.spots[i]
		w := int(math.Ceil(widthOf(c.title(*s), 12*c.grown, false))) + 6
		if named < mapLabels && s.seat(w, 19, c.height, &taken, ink) {
			named++
			continue
		}
		numbered++
		s.number = numbered
		s.seat(9+8*len(strconv.Itoa(numbered)), 17, c.height, &taken, ink)
	}
}

// seat finds room for a label beside a spot.
func (s *spot) seat(w, h, height int, taken *[]rect, ink []rect) bool {
	gap := s.radius() + 3
	best, least := rect{}, -1
	for _, at := range []rect{
		{s.x + gap, s.y - h/2, w, h}, {s.x - gap - w, s.y - h/2, w, h}, {s.x - w/2, s.y - gap - h, w, h}, {s.x - w/2, s.y + gap, w, h},
		{s.x + gap, s.y - gap - h, w, h}, {s.x + gap, s.y + gap, w, h}, {s.x - gap - w, s.y - gap - h, w, h}, {s.x - gap - w, s.y + gap, w, h},
	} {
		inside := at.x >= 4 && at.y >= 4 && at.x+at.w <= mapWidth-4 && at.y+at.h <= height-4
		if !inside || slices.ContainsFunc(*taken, at.meets) {
			continue
		}
		crossed := 0
		for _, p := range ink {
			if at.meets(p) {
				crossed++
			}
		}
		if least < 0 || crossed < least {
			best, least = at, crossed
		}
	}
	if least < 0 {
		return false
	}
	s.label = best
	*taken = append(*taken, best)
	return true
}

// title is the name of a spot on the map.
func (c *cartographer) title(s spot) string {
	name := fitted(c.m.Places[s.places[0]].Name.In(c.t.lang), 190, 12*c.grown, false)
	if more := len(s.places) - 1; more > 0 {
		name += " +" + c.t.integer(more)
	}
	return name
}

// drawing writes the SVG element.
func (c *cartographer) drawing() string {
	c.Reset()
	fmt.Fprintf(c, `<svg class="picture-drawing picture-map" xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" lang="%s" direction="%s" role="%s" aria-labelledby="map-title map-about">`,
		mapWidth, c.height, mapWidth, c.height, c.t.lang, c.t.lang.Dir(), c.role())
	fmt.Fprintf(c, "\n<title id=\"map-title\">%s</title><desc id=\"map-about\">%s</desc>\n", html.EscapeString(c.say("map.title")),
		html.EscapeString(c.count("map.places", len(c.m.Places))+" · "+c.count("map.legs", len(c.m.Legs))))
	if c.style != "" {
		fmt.Fprintf(c, "<style>%s</style>\n", c.style)
	}
	c.box("pic-ground", 0, 0, mapWidth, c.height, 0)
	c.legs()
	for _, s := range c.spots {
		c.spot(s)
	}
	c.frame()
	c.WriteString("</svg>\n")
	return c.String()
}

// role is as that of a picture.
func (c *cartographer) role() string {
	if slices.ContainsFunc(c.m.Places, func(p MapPlace) bool { return p.Link != "" }) {
		return "group"
	}
	return "img"
}

// legs writes the arrows, wide where much went: the width grows with the logarithm of the quantity, since amounts differ
// by powers of ten.
func (c *cartographer) legs() {
	most := 0.0
	for _, l := range c.routes {
		most = max(most, l.size())
	}
	for _, l := range c.routes {
		from, to := c.spots[l.From], c.spots[l.To]
		width := 1.2
		if most > 0 {
			width += 3.6 * l.size() / most
		}
		width = min(width, 1.2+math.Hypot(float64(to.x-from.x), float64(to.y-from.y))/50)
		c.leg(from, to, width, c.title(from)+" "+c.onward()+" "+c.title(to)+"\n"+c.legText(l))
	}
}

// bundle puts the legs between the same spots together.
func (c *cartographer) bundle() {
	at := map[[2]int]int{}
	for _, l := range c.m.Legs {
		l.From, l.To = c.of[l.From], c.of[l.To]
		if l.From < 0 || l.To < 0 || l.From == l.To {
			continue
		}
		i, known := at[[2]int{l.From, l.To}]
		if !known {
			at[[2]int{l.From, l.To}] = len(c.routes)
			l.Amounts = slices.Clone(l.Amounts)
			c.routes = append(c.routes, l)
			continue
		}
		r := &c.routes[i]
		r.Count += l.Count
		if l.Since != 0 && (r.Since == 0 || l.Since < r.Since) {
			r.Since = l.Since
		}
		r.Until = max(r.Until, l.Until)
		for _, m := range l.Amounts {
			r.add(m)
		}
	}
}

// add adds an amount to those of the same unit; a total that no quantity can hold stays as it was.
func (l *MapLeg) add(m model.PictureAmount) {
	at := slices.IndexFunc(l.Amounts, func(o model.PictureAmount) bool { return o.Account == m.Account && o.Unit == m.Unit })
	if at < 0 {
		l.Amounts = append(l.Amounts, m)
	} else if total, ok := l.Amounts[at].Quantity.AddChecked(m.Quantity); ok {
		l.Amounts[at].Quantity = total
	}
}

// size is how much a leg counts.
func (l MapLeg) size() float64 {
	total := float64(max(1, l.Count))
	if len(l.Amounts) > 0 {
		total = max(total, float64(l.Amounts[0].Quantity)/float64(model.Units(1)))
	}
	return math.Log1p(total)
}

// leg writes one arrow, bent so that the way there and the way back are two.
func (c *cartographer) leg(from, to spot, width float64, title string) {
	mx, my := c.bend(from, to)
	// The head ends at the edge of the dot and points along the end of the bend.
	hx, hy := float64(to.x)-mx, float64(to.y)-my
	end := math.Hypot(hx, hy)
	hx, hy = hx/end, hy/end
	clear := float64(to.radius() + 2)
	tipX, tipY := float64(to.x)-hx*clear, float64(to.y)-hy*clear
	head := 6 + width
	baseX, baseY := tipX-hx*head, tipY-hy*head
	half := 2.5 + width*.6
	fmt.Fprintf(c, `<g><title>%s</title><path class="pic-leg" stroke-width="%.1f" d="M%d %dQ%.1f %.1f %.1f %.1f"/><path class="pic-leg-head" d="M%.1f %.1fL%.1f %.1fL%.1f %.1fz"/></g>`+"\n",
		html.EscapeString(title), width, from.x, from.y, mx, my, baseX, baseY,
		tipX, tipY, baseX-hy*half, baseY+hx*half, baseX+hy*half, baseY-hx*half)
}

// bend is the control point of the quadratic curve from one spot to another.
func (c *cartographer) bend(from, to spot) (x, y float64) {
	dx, dy := float64(to.x-from.x), float64(to.y-from.y)
	long := math.Hypot(dx, dy)
	by := min(0.18*long, 70)
	x, y = float64(from.x+to.x)/2+by*dy/long, float64(from.y+to.y)/2-by*dx/long
	return min(max(x, 4), mapWidth-4), min(max(y, 4), float64(c.height)-4)
}

// ink lists points along the legs: names stand beside them where they can.
func (c *cartographer) ink() []rect {
	const points = 24
	var list []rect
	for _, l := range c.routes {
		from, to := c.spots[l.From], c.spots[l.To]
		mx, my := c.bend(from, to)
		for i := range points {
			t := float64(i) / points
			x := (1-t)*(1-t)*float64(from.x) + 2*t*(1-t)*mx + t*t*float64(to.x)
			y := (1-t)*(1-t)*float64(from.y) + 2*t*(1-t)*my + t*t*float64(to.y)
			list = append(list, rect{int(x) - 2, int(y) - 2, 4, 4})
		}
	}
	return list
}

// legText says how much went, how often and when.
func (c *cartographer) legText(l MapLeg) string {
	return joined(c.quantities(l.Amounts), c.count("map.shipments", l.Count), c.days(l.Since, l.Until))
}

// spot writes a place.
func (c *cartographer) spot(s spot) {
	p := c.m.Places[s.places[0]]
	element, class := "g", "pic-place"
	if p.Link != "" && len(s.places) == 1 {
		element = "a"
	}
	for _, i := range s.places {
		if c.m.Places[i].Root {
			class = "pic-place-root"
		}
	}
	c.WriteString("<" + element)
	if element == "a" {
		c.WriteString(attribute("href", p.Link))
	}
	var titles []string
	for _, i := range s.places {
		titles = append(titles, c.placeText(c.m.Places[i]))
	}
	fmt.Fprintf(c, `><title>%s</title><circle class="%s" cx="%d" cy="%d" r="%d"/>`, html.EscapeString(strings.Join(titles, "\n")), class, s.x, s.y, s.radius())
	switch {
	case s.label.w == 0:
	case s.number > 0:
		c.box("pic-number", s.label.x, s.label.y, s.label.w, s.label.h, 8)
		c.write(s.label.x+s.label.w/2, s.label.y+13, line{text: strconv.Itoa(s.number), class: "pic-count", size: 11, code: true, from: "middle"})
	default:
		c.write(s.label.x+s.label.w/2, s.label.y+14, line{text: c.title(s), class: "pic-label pic-spot", size: 12, from: "middle"})
	}
	fmt.Fprintf(c, "</%s>\n", element)
}

// placeText says everything about a place.
func (c *cartographer) placeText(p MapPlace) string {
	return joined(p.Name.In(c.t.lang), p.Role.In(c.t.lang), c.accounts(p.Amounts))
}

func (c *cartographer) accounts(list []model.PictureAmount) string {
	texts := make([]string, 0, len(list))
	for _, m := range list {
		texts = append(texts, c.amount(m))
	}
	return strings.Join(texts, ", ")
}

// frame writes the scale and the north arrow.
func (c *cartographer) frame() {
	metres, pixels := c.scale()
	y := c.height - 22
	fmt.Fprintf(c, `<path class="pic-scale" d="M20 %dv6h%dv-6"/>`, y-6, pixels)
	text, unit := strconv.Itoa(metres), "m"
	if metres >= 1000 {
		text, unit = c.t.integer(metres/1000), "km"
	}
	c.write(20+pixels/2, y-8, line{text: text + " " + unit, class: "pic-soft pic-day", size: 11, code: true, from: "middle"})
	x := mapWidth - 34
	fmt.Fprintf(c, `<path class="pic-scale" d="M%d 56V22M%d 32l7 -12l7 12"/>`, x, x-7)
	c.write(x, 68, line{text: c.say("map.north"), class: "pic-soft pic-day", size: 11, from: "middle"})
	c.WriteString("\n")
}

// scale chooses a round length of 80 to 220 pixels.
func (c *cartographer) scale() (metres, pixels int) {
	for ten := 1; ten < 1e8; ten *= 10 {
		for _, m := range []int{ten, 2 * ten, 5 * ten} {
			if p := float64(m) / c.perPixel; p >= 80 {
				return m, int(p)
			}
		}
	}
	return 0, 0
}
