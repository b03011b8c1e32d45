package recall

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"suyuan/model"
	"suyuan/model/gs1"
	"suyuan/repository"
)

// wide is what the walk, the stock and the tasks of a case are computed with; what of it somebody sees is cut when it is
// read.
func wide() model.Scope {
	return model.SystemScope("a recall reaches what its announcer may not see")
}

// reach is the closure of a case, and of it what is the case's.
type reach struct {
	*Closure
	// kept tells, per thing, that it is or descends from what the case's organisation answers for; the others are only
	// reported.
	kept map[model.Seq]bool
	// makers are the makers of the roots that are known here, sorted; keyed are whose the trade item numbers of lots are
	// that are no batches of ours.
	makers []model.OrgID
	keyed  map[model.Seq]model.OrgID
	// stray tells that a root has no maker that is known here.
	stray bool
	orgs  map[model.OrgID]model.Organisation
	heirs map[model.OrgID]repository.Heir // of those of orgs that have ended
	since time.Time                       // when its computation began, by the room's clock
}

// asked is whose case it is, and how its roots are found.
type asked struct {
	sight model.Scope // nobody recalls what it may not see
	query Query
	org   model.OrgID
	// standIn lets an operator recall what has no maker in business any more (食品召回管理办法 Art. 21).
	standIn bool
}

// reached computes what a case reaches: the roots by the sight of who asks, everything after them with nothing hidden.
func (s *Service) reached(tx *repository.Tx, a asked) (*reach, error) {
	if err := a.query.check(); err != nil {
		return nil, err
	}
	begun := s.started()
	a.query.MaxNodes = s.most
	r := &roots{tx: tx, scope: a.sight, asOf: a.query.asOf(), index: map[model.Seq]int{}}
	if err := r.resolve(a.query.Scope); err != nil {
		return nil, err
	}
	r.scope = wide()
	if err := r.open(); err != nil {
		return nil, err
	}
	c, err := follow(r, a.query)
	if err != nil {
		return nil, err
	}
	found := &reach{Closure: c, since: begun}
	return found, found.attribute(tx, r)
}

// attribute finds who made the roots.
func (c *reach) attribute(tx *repository.Tx, r *roots) error {
	if err := c.keys(tx); err != nil {
		return err
	}
	makers := map[model.OrgID]bool{}
	for _, root := range r.list {
		if at, known := c.rowOf[root.Node.ID]; known && root.Of == 0 {
			makers[c.maker(at)] = true
			c.stray = c.stray || c.maker(at) == "" && !c.container(at)
		}
	}
	for _, u := range c.Unnamed {
		makers[u.Batch.OrgID] = true
	}
	delete(makers, "")
	for id := range makers {
		c.makers = append(c.makers, id)
	}
	slices.Sort(c.makers)
	return nil
}

// keys finds whose the trade item numbers are of lots and things that are no batches of ours.
func (c *reach) keys(tx *repository.Tx) error {
	items := map[model.Seq]string{}
	var uris []string
	for _, row := range c.Rows {
		if !row.First || row.Thing.Maker != "" {
			continue
		}
		epc, err := gs1.ParseEPC(row.Thing.Node.Key)
		if err != nil || epc.GTIN() == "" {
			continue
		}
		items[row.Node] = model.Product{GTIN: string(epc.GTIN())}.Item()
		uris = append(uris, items[row.Node])
	}
	slices.Sort(uris)
	owners, err := tx.Trace().Owners(slices.Compact(uris))
	c.keyed = make(map[model.Seq]model.OrgID, len(items))
	for node, uri := range items {
		c.keyed[node] = owners[uri].Org
	}
	return err
}

// maker is who made the thing of a row, empty when nobody here is known to have.
func (c *reach) maker(row int) model.OrgID {
	return cmp.Or(c.Rows[row].Thing.Maker, c.keyed[c.Rows[row].Node])
}

// container reports whether the thing of a row is one that nobody makes: it only holds others.
func (c *reach) container(row int) bool {
	thing := c.Rows[row].Thing
	_, item := c.keyed[thing.Node.ID]
	return thing.Node.Level == model.LevelInstance && thing.Maker == "" && !item
}

// answersFor reports whether an organisation answers for a maker's goods.
func (c *reach) answersFor(a asked, maker model.OrgID) bool {
	if maker == a.org {
		return true
	}
	if heir, ended := c.heirs[maker]; ended {
		return heir.Org != "" && heir.Org == a.org || a.standIn && heir.Org == ""
	}
	return a.standIn && (maker == "" || c.orgs[maker].State != model.OrgActive)
}

// inherited finds what has become of the makers, and of others that are named.
func (c *reach) inherited(tx *repository.Tx, others ...model.OrgID) (err error) {
	c.heirs, err = tx.Access().Heirs(append(slices.Clone(c.makers), others...))
	return err
}

// answering is who answers for an organisation now; itself where nobody does.
func (c *reach) answering(org model.OrgID) model.OrgID { return cmp.Or(c.heirs[org].Org, org) }

// claim keeps what the case's organisation answers for and what descends from it. When nothing remains it refuses with
// recall-foreign, or recall-maker-stands for an operator that stands in for a maker.
func (c *reach) claim(tx *repository.Tx, a asked) (err error) {
	ids := slices.Clone(c.makers)
	for at := range c.Rows {
		ids = append(ids, c.maker(at))
	}
	slices.Sort(ids)
	ids = append(slices.Compact(ids), a.org)
	if c.orgs, err = tx.Recall().OrganisationsOf(ids); err != nil {
		return err
	}
	if err := c.inherited(tx, ids...); err != nil {
		return err
	}
	foreign := slices.ContainsFunc(c.makers, func(m model.OrgID) bool { return !c.answersFor(a, m) })
	if !foreign && (a.standIn || !c.stray && len(c.makers) > 0) {
		c.kept = nil
		return nil
	}
	if err := c.keep(tx, a); err != nil {
		return err
	}
	own := slices.ContainsFunc(c.Unnamed, func(u Unnamed) bool { return c.answersFor(a, u.Batch.OrgID) })
	switch {
	case len(c.kept) > 0 || own:
		return nil
	case a.standIn:
		return model.RecallMakerStands.Refuse(c.named(c.makers))
	}
	return model.RecallForeign.Refuse(c.named(c.makers))
}

// named writes the names of organisations into a refusal.
func (c *reach) named(ids []model.OrgID) model.Param {
	var text model.Text
	for _, l := range model.Langs() {
		var names []string
		for _, id := range ids {
			names = append(names, c.orgs[id].Name.In(l))
		}
		if len(names) == 0 {
			names = []string{"—"}
		}
		switch joined := strings.Join(names, ", "); l {
		case model.ZH:
			text.ZH = joined
		case model.UG:
			text.UG = joined
		case model.EN:
			text.EN = joined
		}
	}
	return model.PText("makers", text)
}

// keep walks on from the organisation's own things. What only shared a line or a container with a kept thing is kept
// too.
func (c *reach) keep(tx *repository.Tx, a asked) error {
	var own []model.Seq
	for at, row := range c.Rows {
		if row.First && !c.container(at) && c.answersFor(a, c.maker(at)) {
			own = append(own, row.Node)
		}
	}
	for c.kept = map[model.Seq]bool{}; len(own) > 0; own = c.touched() {
		for _, id := range own {
			c.kept[id] = true
		}
		walk, err := tx.Trace().Closure(wide(), repository.ClosureQuery{
			Roots: own, Direction: repository.Forward, KnownAt: c.Query.KnownAt, Until: c.Query.Until, InOrder: true, MaxNodes: c.Query.MaxNodes,
		})
		if err != nil {
			return err
		}
		if walk.Cut != repository.BoundNone {
			c.Cut, c.Open = walk.Cut, walk.Open
		}
		for _, v := range walk.Visits {
			if _, affected := c.rowOf[v.Node]; affected {
				c.kept[v.Node] = true
			}
		}
	}
	return nil
}

// touched lists what is affected only because it shared a line or a container with a kept thing.
func (c *reach) touched() (more []model.Seq) {
	for _, root := range c.Roots {
		contact := root.Reason == SameLine || root.Reason == SameContainer
		if _, affected := c.rowOf[root.Node.ID]; affected && contact && c.kept[root.Of] && !c.kept[root.Node.ID] {
			more = append(more, root.Node.ID)
		}
	}
	return more
}

// holds reports whether a thing is the case's.
func (c *reach) holds(node model.Seq) bool { return c.kept == nil || c.kept[node] }

// lots writes what the case affects as rows, by node.
func (c *reach) lots(id model.RecallID) []model.RecallLot {
	list := make([]model.RecallLot, 0, c.Things)
	for _, row := range c.Rows {
		if !row.First || !c.holds(row.Node) {
			continue
		}
		l := model.RecallLot{
			RecallID: id, NodeID: row.Node, EPC: row.Thing.Node.Key, Level: row.Thing.Node.Level, BatchID: row.Thing.Node.BatchID,
			MakerID: row.Thing.Maker, Class: row.Class, Reason: string(row.Reason), EventSeq: row.Event, JoinedSeq: row.Joined,
		}
		if row.Root >= 0 {
			root := c.Roots[row.Root]
			l.Conditions, l.ViaID, l.EventSeq = positions(root.Conditions), root.Of, root.Event
		} else {
			l.ViaID = c.Rows[row.Via].Node
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b model.RecallLot) int { return cmp.Compare(a.NodeID, b.NodeID) })
	return list
}

func positions(list []int) string {
	texts := make([]string, 0, len(list))
	for _, n := range list {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ",")
}

// count is how many things are the case's, by class.
func count(lots []model.RecallLot) (confirmed, possible int) {
	for _, l := range lots {
		if l.Class == model.AffectedConfirmed {
			confirmed++
		} else {
			possible++
		}
	}
	return confirmed, possible
}

// ScopeSummary is what a version of a scope reached when it was fixed, beside the numbers of its row.
type ScopeSummary struct {
	// Sight is the organisation with whose eyes the roots are found, now and whenever the scope is evaluated again.
	Sight model.OrgID `json:"sight"`
	// Kind and Region say what that organisation may see.
	Kind   model.OrgKind `json:"kind"`
	Region model.Region  `json:"region"`
	// Succeeded are those whom it had succeeded when it wrote the scope.
	Succeeded []model.OrgID `json:"succeeded,omitempty"`
	// Before counts what the scope selects and the case's organisation does not answer for; Keys names some of it.
	Before int      `json:"before,omitempty"`
	Keys   []string `json:"keys,omitempty"`
	// Unnamed counts selected lots of which nothing has been recorded.
	Unnamed  int            `json:"unnamed,omitempty"`
	Totals   []Amount       `json:"totals,omitempty"`
	Gaps     []Gap          `json:"gaps,omitempty"`
	Cut      string         `json:"cut,omitempty"`
	Open     int            `json:"open,omitempty"`
	Frontier []FrontierNote `json:"frontier,omitempty"`
	// Exercise is what an exercise found out; nil in a real recall.
	Exercise *Exercise `json:"exercise,omitempty"`
}

// FrontierNote reports where the trace leaves the house.
type FrontierNote struct {
	Key     string       `json:"key"`
	Kind    FrontierKind `json:"kind"`
	Org     model.OrgID  `json:"org,omitempty"`
	Place   model.Seq    `json:"place,omitempty"`
	Amounts []Amount     `json:"amounts,omitempty"`
}

// maxNotes bounds what a summary lists.
const maxNotes = 500

// summary writes down what a closure reached.
func (c *reach) summary(sight ScopeSummary) ScopeSummary {
	sight.Totals, sight.Gaps, sight.Cut, sight.Open, sight.Unnamed = c.Totals, c.Gaps, string(c.Cut), c.Open, len(c.Unnamed)
	for _, row := range c.Rows {
		if !row.First || c.holds(row.Node) {
			continue
		}
		if sight.Before++; len(sight.Keys) < maxNotes {
			sight.Keys = append(sight.Keys, row.Thing.Node.Key)
		}
	}
	for _, f := range c.Frontier {
		if len(sight.Frontier) < maxNotes && c.holds(c.Rows[f.Row].Node) {
			sight.Frontier = append(sight.Frontier, FrontierNote{c.Rows[f.Row].Thing.Node.Key, f.Kind, f.Org, f.Place, f.Amounts})
		}
	}
	return sight
}

// eyes is the scope of the summary's organisation.
func (s ScopeSummary) eyes() model.Scope {
	a := model.Actor{Org: s.Sight, OrgKind: s.Kind, OrgState: model.OrgActive, Region: s.Region, Succeeded: s.Succeeded}
	if s.Kind == model.KindPlatform {
		a.Roles = []model.Role{model.RoleAdmin}
	}
	return a.Scope()
}

// sightOf is the summary of a scope that an actor has written.
func sightOf(actor model.Actor) ScopeSummary {
	return ScopeSummary{Sight: actor.Org, Kind: actor.OrgKind, Region: actor.Region, Succeeded: actor.Succeeded}
}

// row writes a version of a scope.
func (c *reach) row(head model.RecallScopeRow, lots []model.RecallLot, holders int, sum ScopeSummary) (model.RecallScopeRow, error) {
	text, err := json.Marshal(sum)
	head.Conditions, head.Policy, head.Summary = []byte(c.Query.Scope.String()), c.Query.Policy, text
	head.Things, head.Holders = len(lots), holders
	head.Confirmed, head.Possible = count(lots)
	return head, err
}

// scopeOf reads a version of the scope of a case: what is asked, with whose eyes.
func scopeOf(tx *repository.Tx, c model.Recall, version int) (a asked, row model.RecallScopeRow, sum ScopeSummary, err error) {
	if row, err = tx.Recall().ScopeOf(c.ID, version); err != nil {
		return a, row, sum, err
	}
	if err = json.Unmarshal(row.Summary, &sum); err != nil {
		return a, row, sum, err
	}
	scope, err := model.ParseRecallScope(string(row.Conditions), version)
	a = asked{
		sight: sum.eyes(), query: Query{Scope: scope, Policy: row.Policy}, org: c.OrgID, standIn: standsIn(c),
	}
	return a, row, sum, err
}

// standsIn reports whether the case's organisation answers for goods that have no maker in business.
func standsIn(c model.Recall) bool { return c.Origin != model.OriginVoluntary }
