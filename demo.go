package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service"
	"suyuan/service/access"
	"suyuan/service/catalog"
	"suyuan/service/claim"
	"suyuan/service/code"
)

// demoConfig says where the demonstration lives.
type demoConfig struct {
	Dir     string // data directory; demo.txt, documents and the embedded database lie here
	DSN     string // of a MySQL server; empty for the embedded database
	BaseURL string // in QR codes, without a trailing slash
	Now     func() time.Time
	Log     *slog.Logger
}

// The files of the demonstration in the data directory.
const (
	demoFile   = "demo.txt"     // its accounts, keys and links
	demoMarker = "demo.seeding" // there while the world is being made
)

// Errors that keep the demonstration from starting.
var (
	errDemoBroken = errors.New("an earlier start was interrupted while it filled the database with the demonstration: " +
		"delete the data directory (and empty the database, when it is on a server) and start again")
	errDemoForeign = errors.New("the database holds data that is not the demonstration's: " +
		"the demonstration only fills an empty database; start without it or choose another data directory")
)

// runDemo fills an empty database with the demonstration and writes its credentials to demo.txt. A database that holds
// the demonstration already is left as it is. It opens the store for itself, with a clock of its own, and closes it.
func runDemo(ctx context.Context, cfg demoConfig, out io.Writer) error {
	if err := os.MkdirAll(cfg.Dir, 0o750); err != nil {
		return err
	}
	clock := newDemoClock(cfg.Now())
	store, err := repository.Open(ctx, repository.Options{Dir: cfg.Dir, DSN: cfg.DSN, Clock: clock.Now, Log: cfg.Log})
	if err != nil {
		return err
	}
	err = seedOnce(ctx, cfg, store, clock, out)
	return errors.Join(err, store.Close())
}

func seedOnce(ctx context.Context, cfg demoConfig, store *repository.Store, clock *demoClock, out io.Writer) error {
	if _, err := store.Migrate(ctx); err != nil {
		return err
	}
	if exists(filepath.Join(cfg.Dir, demoMarker)) {
		return errDemoBroken
	}
	empty, err := isEmpty(ctx, store)
	switch {
	case err != nil:
		return err
	case !empty && exists(filepath.Join(cfg.Dir, demoFile)):
		return nil
	case !empty:
		return errDemoForeign
	}
	marker, err := os.OpenFile(filepath.Join(cfg.Dir, demoMarker), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errDemoBroken
	}
	if err != nil {
		return err
	}
	if err := marker.Close(); err != nil {
		return err
	}
	fmt.Fprintln(out, "filling the empty database with the demonstration …")
	if err := seedDemo(ctx, cfg, store, clock); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return os.Remove(filepath.Join(cfg.Dir, demoMarker))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// isEmpty reports whether nobody has registered.
func isEmpty(ctx context.Context, store *repository.Store) (empty bool, err error) {
	err = store.Read(ctx, func(tx *repository.Tx) error {
		some, _, err := tx.Access().Organisations(model.SystemScope("the demonstration only fills an empty database"),
			repository.OrganisationFilter{}, model.Page{Limit: 1})
		empty = len(some) == 0
		return err
	})
	return empty, err
}

// demoClock is the clock of the demonstration's past. Each reading is a microsecond after the last, and it never goes
// back, so that things are recorded in the order in which they happen.
type demoClock struct{ at atomic.Int64 }

func newDemoClock(t time.Time) *demoClock {
	c := &demoClock{}
	c.at.Store(t.UnixMicro())
	return c
}

// Now reads the clock.
func (c *demoClock) Now() time.Time { return time.UnixMicro(c.at.Add(1)).UTC() }

// begin sets the clock once, to before everything.
func (c *demoClock) begin(t time.Time) { c.at.Store(t.UnixMicro()) }

// advance moves the clock to an instant that it has not passed.
func (c *demoClock) advance(t time.Time) { c.at.Store(max(c.at.Load(), t.UnixMicro())) }

// stage is where the plan is carried out.
type stage struct {
	*service.Services
	store    *repository.Store
	clock    *demoClock
	password string
	platform model.Actor            // the administrator
	people   map[string]model.Actor // besides the leads, by login
	lines    []string               // of demo.txt
}

// recordedAfter is how long after an event somebody gets round to recording it.
const recordedAfter = 90 * time.Second

// seedDemo makes the world and lives through its plan, always through the services: whatever they refuse stops it.
func seedDemo(ctx context.Context, cfg demoConfig, store *repository.Store, clock *demoClock) error {
	services, err := service.New(service.Deps{Store: store, Clock: clock.Now, Log: cfg.Log, Dir: cfg.Dir, BaseURL: cfg.BaseURL})
	if err != nil {
		return err
	}
	now := cfg.Now()
	plan := newPlan(now)
	plan.stories()
	s := &stage{Services: services, store: store, clock: clock, password: demoPassword(), people: map[string]model.Actor{}}
	clock.begin(plan.at(-75, 9))
	if err := s.settle(ctx, plan.world); err != nil {
		return err
	}
	for _, d := range plan.ordered() {
		clock.advance(d.at.Add(recordedAfter))
		if err := d.do(ctx, s); err != nil {
			return fmt.Errorf("%s on %s: %w", d.what, date(d.at), err)
		}
	}
	clock.advance(now)
	if _, err := s.Recall.Overdue(ctx); err != nil { // whose time has run out by now
		return err
	}
	if _, err := s.Claim.Deem(ctx); err != nil {
		return err
	}
	if err := s.hand(ctx, plan); err != nil {
		return err
	}
	return writeLines(filepath.Join(cfg.Dir, demoFile), s.lines)
}

// demoPassword is one password for all accounts, new for every demonstration: one that everybody knows would be tried on
// every server that somebody forgot.
func demoPassword() string {
	text := strings.ToLower(rand.Text())
	return text[:4] + "-" + text[4:8] + "-" + text[8:12]
}

// demoLogin is the login for a local part. Nobody can have mail there (RFC 2606 §2).
func demoLogin(local string) string { return local + "@demo.example" }

// settle registers everybody, has them approved, and lets them set up their sites and products.
func (s *stage) settle(ctx context.Context, w *world) error {
	if err := s.openPlatform(ctx); err != nil {
		return err
	}
	for i, c := range w.companies {
		if err := s.register(ctx, c, i+1); err != nil {
			return fmt.Errorf("register %s: %w", c.key, err)
		}
		if c.pending {
			continue
		}
		approver := w.approver(c, s.platform)
		_, err := s.Access.MoveOrganisation(ctx, approver, model.Idempotency{}, access.OrganisationMove{ID: c.id, Event: model.OrgApprove})
		if err != nil {
			return fmt.Errorf("approve %s: %w", c.key, err)
		}
		if c.actor, err = s.lead(ctx, c); err != nil {
			return fmt.Errorf("lead of %s: %w", c.key, err)
		}
	}
	if err := s.staff(ctx, w); err != nil {
		return err
	}
	if err := s.build(ctx, w); err != nil {
		return err
	}
	return s.offer(ctx, w)
}

// approver is the authority that answers for a company: its region's where there is one here, else the nation's.
func (w *world) approver(c *company, platform model.Actor) model.Actor {
	region, nation := w.company("region"), w.company("nation")
	switch {
	case c == nation:
		return platform
	case c != region && region.region.Contains(c.region):
		return region.actor
	}
	return nation.actor
}

func (s *stage) register(ctx context.Context, c *company, number int) error {
	seen, err := s.Access.Register(ctx, model.Actor{}, model.Idempotency{}, access.Registration{
		Kind: c.kind, Name: c.name, USCC: c.creditCode(number), Region: string(c.region), GLN: c.gln(0), Address: c.address,
		Phone:  fmt.Sprintf("000-0000%04d", number),
		Person: &access.NewPerson{Login: demoLogin(c.login), Name: c.lead, Password: s.password, Lang: c.lang},
	})
	c.id = seen.ID
	return err
}

// openPlatform makes the administrator and signs in as such; the session ends at once.
func (s *stage) openPlatform(ctx context.Context) error {
	login := demoLogin("admin")
	if _, err := s.Access.CreateAdmin(ctx, login, s.password, "平台管理员"); err != nil {
		return err
	}
	in, err := s.Access.SignIn(ctx, access.SignIn{Login: login, Password: s.password, Agent: "demo"})
	if err != nil {
		return err
	}
	if s.platform, err = s.Access.ActorBySession(ctx, in.Token); err != nil {
		return err
	}
	return s.Access.SignOut(ctx, s.platform, in.Token)
}

// lead returns the person who answers for a company, as an actor. Signing in as everybody would take a hash each.
func (s *stage) lead(ctx context.Context, c *company) (model.Actor, error) {
	actor := model.Actor{
		Org: c.id, OrgKind: c.kind, OrgState: model.OrgActive, Region: c.region, Roles: []model.Role{model.LeadRole(c.kind)},
	}
	people, _, err := s.Access.People(ctx, actor, model.Page{Limit: 1})
	for _, one := range people {
		actor.Person = one.ID
	}
	return actor, err
}

// staff adds people besides the leads.
func (s *stage) staff(ctx context.Context, w *world) error {
	for _, m := range []struct {
		company, login, name string
		role                 model.Role
		lang                 model.Lang
	}{
		{"region", "inspector", "ئەخمەت ياقۇپ", model.RoleInspector, model.UG},
		{"region", "inspector2", "宋佳怡", model.RoleInspector, model.ZH},
		{"pear", "clerk", "گۈلنار ھېيت", model.RoleClerk, model.UG},
		{"snack", "quality", "丁一帆", model.RoleManager, model.ZH},
	} {
		actor := w.company(m.company).actor
		member, err := s.Access.CreatePerson(ctx, actor, model.Idempotency{}, access.NewMember{
			NewPerson: access.NewPerson{Login: demoLogin(m.login), Name: m.name, Password: s.password, Lang: m.lang}, Role: m.role,
		})
		if err != nil {
			return fmt.Errorf("add %s: %w", m.login, err)
		}
		actor.Person, actor.Roles = member.ID, []model.Role{m.role}
		s.people[m.login] = actor
	}
	return nil
}

// build sets up the sites.
func (s *stage) build(ctx context.Context, w *world) error {
	numbers := map[*company]int{}
	for _, p := range w.places {
		numbers[p.company]++
		in := access.NewSite{
			Name: p.name, Region: string(p.region), Address: p.company.address, Position: &access.Position{LatE7: p.latE7, LngE7: p.lngE7},
		}
		if !p.unnumbered {
			in.GLN = p.company.gln(numbers[p.company])
		}
		site, err := s.Access.CreateSite(ctx, p.company.actor, model.Idempotency{}, in)
		if err != nil {
			return fmt.Errorf("site %s: %w", p.key, err)
		}
		p.id, p.uri = site.ID, site.Location()
	}
	return nil
}

// offer sets up the products.
func (s *stage) offer(ctx context.Context, w *world) error {
	numbers := map[*company]int{}
	for _, a := range w.articles {
		numbers[a.company]++
		in := catalog.ProductInput{
			Code: a.code, Name: a.name, Category: a.category, Unit: a.unit, NetContent: a.net, ShelfLifeDays: a.days, Storage: a.storage, Standards: a.standards,
		}
		if !a.plain {
			in.GTIN = a.company.gtin(numbers[a.company])
		}
		made, err := s.Catalog.CreateProduct(ctx, a.company.actor, model.Idempotency{}, in)
		if err != nil {
			return fmt.Errorf("product %s: %w", a.key, err)
		}
		a.id = made.ID
		if a.picture == nil {
			continue
		}
		content, err := a.picture.png()
		if err != nil {
			return err
		}
		photo := catalog.Upload{Name: a.code + ".png", MediaType: "image/png", Content: content}
		if _, err := s.Catalog.SetPhoto(ctx, a.company.actor, a.id, photo); err != nil {
			return fmt.Errorf("photo of %s: %w", a.key, err)
		}
	}
	return nil
}

// demoRole is an account and a key that are handed out.
type demoRole struct {
	role, company, login string
	key                  []model.Role // nil for all of the lead's
}

// demoRoles has one of each role.
var demoRoles = []demoRole{
	{role: "producer", company: "pear", login: "producer"},
	{role: "processor", company: "snack", login: "processor"},
	{role: "distributor", company: "cold", login: "distributor"},
	{role: "retailer", company: "oleaster", login: "retailer"},
	{role: "lab", company: "lab", login: "lab"},
	{role: "certifier", company: "certifier", login: "certifier"},
	{role: "insurer", company: "insurer", login: "insurer"},
	{role: "fund", company: "fund", login: "fund"},
	{role: "inspector", company: "region", login: "inspector", key: []model.Role{model.RoleInspector}},
	{role: "supervisor", company: "region", login: "supervisor"},
	{role: "admin", login: "admin"},
}

// hand makes a key of each role and writes down what is handed to the visitor.
func (s *stage) hand(ctx context.Context, p *plan) error {
	s.say("password", s.password)
	var keys []string
	for _, r := range demoRoles {
		actor, name := s.platform, model.OrgKindWords[model.KindPlatform].ZH
		if r.company != "" {
			actor, name = p.company(r.company).actor, p.company(r.company).name.ZH
		}
		key, err := s.Access.CreateKey(ctx, actor, model.Idempotency{}, access.NewKey{
			Name: "demo " + r.role, Roles: r.key, ExpiresAt: model.InstantOf(p.today.Add(access.KeyLongest - 24*time.Hour)),
		})
		if err != nil {
			return fmt.Errorf("key of %s: %w", r.role, err)
		}
		s.say("account", r.role, demoLogin(r.login), name)
		keys = append(keys, key.Text)
	}
	s.say("others", strings.Join(p.otherLogins(), " "))
	for i, r := range demoRoles {
		s.say("key", r.role, keys[i])
	}
	for _, f := range p.featured {
		s.say("batch", f.lot.batch.LinkPath(), f.lot.article.name.ZH+": "+f.why)
	}
	s.say("register", "/recalls", "what is and was recalled, for everybody")
	s.say("recalled", p.recalled.lot.batch.LinkPath(), p.recalled.lot.article.name.ZH+": "+p.recalled.why)
	s.say("claim", claim.LinkPath+p.told.filed.Secret, p.told.lot.article.name.ZH+": what a consumer sees of a claim that was refused by silence")
	return nil
}

// otherLogins are the leads who are not handed out as a role; the password opens them too.
func (w *world) otherLogins() (list []string) {
	for _, c := range w.companies {
		if !slices.ContainsFunc(demoRoles, func(r demoRole) bool { return r.login == c.login }) {
			list = append(list, demoLogin(c.login))
		}
	}
	return list
}

func (s *stage) say(words ...string) { s.lines = append(s.lines, strings.Join(words, " ")) }

// writeLines writes a file that only its owner may read, whole or not at all.
func writeLines(path string, lines []string) error {
	temp := path + ".tmp"
	if err := os.WriteFile(temp, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// printDemo tells the visitor of a running demonstration where to look and how to come in. The lines "key <role> <key>"
// are for scripts.
func printDemo(dir, baseURL string, out io.Writer) error {
	content, err := os.ReadFile(filepath.Join(dir, demoFile))
	if err != nil {
		return err
	}
	b := bufio.NewWriter(out)
	fmt.Fprintln(b, "This is a demonstration. Every company, product and paper in it is invented.")
	fmt.Fprintln(b)
	fmt.Fprintf(b, "start     %s/\nAPI       %s/docs\ndata      %s (accounts and keys: %s)\n\n", baseURL, baseURL, dir, demoFile)
	shown := false
	for l := range strings.Lines(string(content)) {
		l = strings.TrimSuffix(l, "\n")
		word, rest, _ := strings.Cut(l, " ")
		if !slices.Contains([]string{"batch", "register", "recalled", "claim"}, word) {
			fmt.Fprintln(b, l)
			continue
		}
		path, about, _ := strings.Cut(rest, " ")
		if !shown {
			shown = true
			fmt.Fprintf(b, "\n%s\n", code.New(nil, baseURL).Terminal(baseURL+path))
		}
		fmt.Fprintf(b, "%s %s%s %s\n", word, baseURL, path, about)
	}
	return b.Flush()
}
