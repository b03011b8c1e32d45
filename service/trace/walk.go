package trace

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// Direction says which way a trace goes.
type Direction string

// The directions.
const (
	Back    Direction = "back"    // where it came from
	Forward Direction = "forward" // where it went
	Both    Direction = "both"
)

// Directions lists the directions.
func Directions() []Direction { return []Direction{Back, Forward, Both} }

// along lists the walks that a direction consists of.
func (d Direction) along() []repository.Direction {
	switch d {
	case Back:
		return []repository.Direction{repository.Backward}
	case Forward:
		return []repository.Direction{repository.Forward}
	case Both:
	}
	return []repository.Direction{repository.Backward, repository.Forward}
}

// The limits of a trace.
const (
	WalkMaxNodes  = 100_000
	WalkMaxDepth  = repository.DefaultDepth
	WalkMaxEvents = 100_000
)

// WalkQuery asks for a trace.
type WalkQuery struct {
	// Root is a batch id, an EPC URN, a Digital Link on any host or only its path (01/…/10/…), an SSCC or a GTIN.
	Root string
	// Direction is Both when empty.
	Direction Direction
	// At, when set, keeps to the containers it lay in, or what lay in it, at that instant.
	At model.Instant
	// KnownAt, when set, answers as of what had been recorded by then.
	KnownAt model.Instant
	// MaxDepth bounds the generations, MaxNodes the things of each direction; 0 means the defaults of the repository.
	MaxDepth, MaxNodes int
	// WithEvents adds the events that name anything of the answer.
	WithEvents bool
}

// Walk is the answer to a trace: one branch per direction, each beginning with the root.
type Walk struct {
	Root     model.Node
	Query    WalkQuery
	Branches []Branch
	// Events name anything of the answer, oldest first, when they were asked for; EventsCut says that there are more
	// than WalkMaxEvents.
	Events    []model.Event
	EventsCut bool
	// Orgs and Places name what the things refer to.
	Orgs   map[model.OrgID]repository.OrgName
	Places map[model.Seq]repository.PlaceName
	// Marks say how one recall affects the things, nil when no recall was asked about; see Mark.
	Marks map[model.Seq]model.AffectedMark
}

// Branch is the trace in one direction.
type Branch struct {
	Direction Direction
	Rows      []WalkRow
	// Nodes is the number of things, the root included. Cut names the bound that ended the walk early, empty when it is
	// whole, and Open is the number of things from which it would have gone on.
	Nodes int
	Cut   repository.Bound
	Open  int
}

// WalkRow is one visit of a trace. A thing that lay in a container several times may have several; First marks the one
// with the shortest way.
type WalkRow struct {
	repository.Visit
	Thing *repository.Thing
	// Link is the event that connects it with the row before, and LinkBefore the other event of a transformation that
	// was reported in parts; both are zero for the root.
	Link, LinkBefore model.Event
}

// Amount is a quantity on one account.
type Amount struct {
	Account  model.Account
	Unit     model.Unit
	Quantity model.Quantity
}

// Amounts sums what the actor may know of the quantities of a thing, by account and unit, in the order of the accounts.
// All are positive: what was produced, and what is unaccounted for, as much as what is on hand.
func (r WalkRow) Amounts() []Amount {
	var sums []Amount
	for _, h := range r.Thing.Stock {
		if !h.Told {
			continue
		}
		q := h.Amount
		if h.Account.Contra() {
			q = q.Neg()
		}
		at := slices.IndexFunc(sums, func(a Amount) bool { return a.Account == h.Account && a.Unit == h.Unit })
		if at < 0 {
			sums = append(sums, Amount{h.Account, h.Unit, q})
			continue
		}
		sums[at].Quantity += q
	}
	return sums
}

// Holder is one who has something of a lot, and where.
type Holder struct {
	Org   model.OrgID
	Place model.Seq
}

// Holders lists who has something of a thing now, as far as the actor may know.
func (r WalkRow) Holders() []Holder {
	var list []Holder
	for _, h := range r.Thing.Stock {
		switch h.Account {
		case model.AccountOnHand, model.AccountInTransit, model.AccountReturned:
			list = append(list, Holder{h.Org, h.Place})
		case model.AccountProduced, model.AccountSold, model.AccountConsumed, model.AccountDestroyed, model.AccountLost, model.AccountUnaccounted:
		}
	}
	slices.SortFunc(list, func(a, b Holder) int { return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Place, b.Place)) })
	return slices.Compact(list)
}

// Walk traces a thing. Whoever may trace may ask; the answer holds what follows from events that the actor may see, and
// marks where the chain goes on beyond them. Refusals: forbidden, trace-root-unknown when no such event names the root.
func (s *Service) Walk(ctx context.Context, actor model.Actor, q WalkQuery) (*Walk, error) {
	if err := actor.Must(model.PermTraceRead); err != nil {
		return nil, err
	}
	q.Direction = cmp.Or(q.Direction, Both)
	q.MaxNodes = min(cmp.Or(q.MaxNodes, repository.DefaultNodes), WalkMaxNodes)
	q.MaxDepth = min(cmp.Or(q.MaxDepth, WalkMaxDepth), WalkMaxDepth)
	w := &Walk{Query: q}
	return w, s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if w.Root, err = rootOf(tx, actor.Scope(), q); err != nil {
			return err
		}
		return w.fill(tx, actor.Scope())
	})
}

// rootOf finds what a trace begins with.
func rootOf(tx *repository.Tx, scope model.Scope, q WalkQuery) (n model.Node, err error) {
	unknown := model.TraceRootUnknown.Refuse(model.P("value", shortened(q.Root)))
	batch, keys := rootKeys(q.Root)
	if batch == "" && len(keys) == 0 {
		return n, unknown
	}
	n, err = tx.Trace().Named(scope, batch, keys, q.KnownAt)
	if errors.Is(err, model.NotFound) {
		return n, unknown
	}
	return n, err
}

// shortened bounds what a refusal repeats.
func shortened(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// rootKeys reads what people and machines call a thing: the batch it names, or the keys under which it may be known, the
// likeliest first. A serial number that no event names leads to its lot.
func rootKeys(root string) (batch model.BatchID, keys []string) {
	root = strings.TrimSpace(root)
	if id, err := model.ParseID[model.Batch](root); err == nil {
		return id, nil
	}
	if len(root) > 4*maxKey {
		return "", nil
	}
	link, err := rootLink(root)
	if err == nil {
		epc := gs1.LinkEPC(link)
		keys = append(keys, epc.Key())
		if gtin, lot := epc.GTIN(), epc.Lot(); gtin != "" && lot != "" && epc.Serial() != "" {
			if l, err := gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)}, gs1.Element{AI: "10", Value: lot}); err == nil {
				keys = append(keys, gs1.LinkEPC(l).Key())
			}
		}
	} else if epc, err := gs1.ParseEPC(root); err == nil {
		keys = append(keys, epc.Key())
	}
	// An identifier that breaks the rules of its scheme is known as it was written.
	if strings.Contains(root, ":") && !slices.Contains(keys, root) && len(root) <= maxKey {
		keys = append(keys, root)
	}
	return "", keys
}

// rootLink reads the forms of a Digital Link: whole, its path alone, or the bare number of a logistic unit or trade item.
func rootLink(root string) (gs1.Link, error) {
	if sscc, err := gs1.ParseSSCC(root); err == nil {
		return gs1.NewLink(gs1.Element{AI: "00", Value: string(sscc)})
	}
	if gtin, err := gs1.ParseGTIN(root); err == nil {
		return gs1.NewLink(gs1.Element{AI: "01", Value: string(gtin)})
	}
	if strings.Contains(root, ":") {
		return gs1.ParseLink(root, gs1.AllowShortGTIN)
	}
	path, query, _ := strings.Cut("/"+strings.TrimPrefix(root, "/"), "?")
	return gs1.ParseLinkPath(path, query, gs1.AllowShortGTIN)
}

// fill walks and describes what it finds.
func (w *Walk) fill(tx *repository.Tx, scope model.Scope) error {
	found := map[model.Seq]bool{}
	links := map[model.Seq]bool{}
	for _, d := range w.Query.Direction.along() {
		c, err := tx.Trace().Closure(scope, repository.ClosureQuery{
			Roots: []model.Seq{w.Root.ID}, Direction: d, At: w.Query.At, KnownAt: w.Query.KnownAt,
			MaxDepth: w.Query.MaxDepth, MaxNodes: w.Query.MaxNodes,
		})
		if err != nil {
			return err
		}
		b := Branch{Direction: Direction(d), Nodes: c.Nodes, Cut: c.Cut, Open: c.Open, Rows: make([]WalkRow, 0, len(c.Visits))}
		for _, v := range c.Visits {
			found[v.Node], links[v.Event], links[v.Joined] = true, true, true
			b.Rows = append(b.Rows, WalkRow{Visit: v})
		}
		w.Branches = append(w.Branches, b)
	}
	nodes := sortedSeqs(found)
	things, err := tx.Trace().Describe(scope, nodes, w.Query.KnownAt)
	if err != nil {
		return err
	}
	delete(links, 0)
	events, err := tx.Trace().EventsBySeq(sortedSeqs(links))
	if err != nil {
		return err
	}
	w.Orgs, w.Places = things.Orgs, things.Places
	for _, b := range w.Branches {
		for i := range b.Rows {
			r := &b.Rows[i]
			r.Thing, r.Link, r.LinkBefore = things.Things[r.Node], events[r.Event], events[r.Joined]
		}
	}
	if w.Query.WithEvents {
		w.Events, w.EventsCut, err = tx.Trace().EventsNaming(scope, nodes, w.Query.KnownAt, WalkMaxEvents)
	}
	return err
}

func sortedSeqs(set map[model.Seq]bool) []model.Seq {
	list := make([]model.Seq, 0, len(set))
	for s := range set {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

// Way returns the positions of the rows from the root to a row, the root first.
func (b Branch) Way(row int) []int {
	way := make([]int, 0, b.Rows[row].Depth+1)
	for i := row; i >= 0; i = b.Rows[i].Via {
		way = append(way, i)
	}
	slices.Reverse(way)
	return way
}
