package repository

import (
	"cmp"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"suyuan/model"
)

// The table stock lists the balances of stock that are above zero, with the product and the last day of the lot, in the
// orders in which people look at them: balances keep every account that ever held something, and the last day stands
// with the batch, so that neither can give the first page of a long list without reading all of it.

// lastDay sorts what does not expire behind everything that does.
const lastDay = "9999-12-31"

// Parts of statements about stock: the accounts, what joins a row st of stock with its balance bl, and the last day by
// which the batch b sorts.
const (
	stockAccounts = "('on-hand', 'in-transit', 'returned')"
	sameSlot      = "st.node_id = bl.node_id AND st.unit = bl.unit AND st.account = bl.account AND st.org_id = bl.org_id " +
		"AND st.place_id = bl.place_id AND st.container_id = bl.container_id"
	lastDayOf = "CASE WHEN COALESCE(b.expires, '') = '' THEN '" + lastDay + "' ELSE b.expires END"
)

// inStock is a row of stock.
type inStock struct {
	OrgID       model.OrgID
	Account     model.Account
	NodeID      model.Seq
	Unit        model.Unit
	PlaceID     model.Seq
	ContainerID model.Seq
	ProductID   model.ProductID
	Expires     model.Date
}

// TableName implements schema.Tabler.
func (inStock) TableName() string { return "stock" }

// putInStock lists slots that have come to hold something. The lots are locked, so that nobody ties one to a batch
// meanwhile.
func (t Trace) putInStock(slots []model.Slot) error {
	if len(slots) == 0 {
		return nil
	}
	nodes := make([]model.Seq, 0, len(slots))
	for _, s := range slots {
		nodes = append(nodes, s.NodeID)
	}
	type sorted struct {
		product model.ProductID
		expires model.Date
	}
	lots := map[model.Seq]sorted{}
	err := lookup(slices.Compact(nodes), func(chunk []model.Seq) error {
		return t.tx.query(func(r *sql.Rows) error {
			var id model.Seq
			var of sorted
			err := r.Scan(&id, &of.product, &of.expires)
			lots[id] = of
			return err
		}, "SELECT n.id, COALESCE(b.product_id, ''), "+lastDayOf+" FROM nodes n LEFT JOIN batches b ON b.id = n.batch_id WHERE n.id IN ("+intList(chunk)+")")
	})
	if err != nil {
		return err
	}
	rows := make([]inStock, 0, len(slots))
	for _, s := range slots {
		of := lots[s.NodeID]
		rows = append(rows, inStock{s.OrgID, s.Account, s.NodeID, s.Unit, s.PlaceID, s.ContainerID, of.product, of.expires})
	}
	return t.tx.db.Session(&gorm.Session{NewDB: true, Context: t.tx.ctx()}).Clauses(clause.OnConflict{
		Columns: []clause.Column{
			{Name: "org_id"}, {Name: "account"}, {Name: "node_id"}, {Name: "unit"}, {Name: "place_id"}, {Name: "container_id"},
		},
		DoUpdates: clause.AssignmentColumns([]string{"product_id", "expires"}),
	}).Create(&rows).Error
}

// stockChunk is how many slots one statement takes from the list: each is a condition of its own.
const stockChunk = 50

// takeFromStock ends the listing of slots that no longer hold anything.
func (t Trace) takeFromStock(slots []model.Slot) error {
	const slot = "(org_id = ? AND account = ? AND node_id = ? AND unit = ? AND place_id = ? AND container_id = ?)"
	for chunk := range slices.Chunk(slots, stockChunk) {
		args := make([]any, 0, 6*len(chunk))
		for _, s := range chunk {
			args = append(args, s.OrgID, s.Account, int64(s.NodeID), s.Unit, int64(s.PlaceID), int64(s.ContainerID))
		}
		if _, err := t.tx.exec("DELETE FROM stock WHERE "+slot+strings.Repeat(" OR "+slot, len(chunk)-1), args...); err != nil {
			return err
		}
	}
	return nil
}

// restock lists anew what there is of a lot that has become a batch: only now its product and last day are known.
func (t Trace) restock(b model.Batch) error {
	var slots []model.Slot
	err := t.tx.query(func(r *sql.Rows) error {
		var s model.Slot
		err := r.Scan(&s.NodeID, &s.Unit, &s.Account, &s.OrgID, &s.PlaceID, &s.ContainerID)
		slots = append(slots, s)
		return err
	}, "SELECT bl.node_id, bl.unit, bl.account, bl.org_id, bl.place_id, bl.container_id FROM nodes n JOIN balances bl ON bl.node_id = n.id "+
		"WHERE n.epc = ? AND bl.account IN "+stockAccounts+" AND bl.amount > 0", b.EPC)
	if err != nil {
		return err
	}
	return t.putInStock(slots)
}

// StockFilter narrows a list of stock; empty fields do not.
type StockFilter struct {
	Site    model.SiteID
	Product model.ProductID
	// Batches and Container keep to some lots, and to what lies directly in one container.
	Batches   []model.BatchID
	Container model.Seq
	// Account is one account instead of what there still is (on hand, in transit, returned).
	Account model.Account
	// ExpiryFirst puts first what expires first, instead of the newest lots.
	ExpiryFirst bool
}

// accounts are those of which the filter asks.
func (f StockFilter) accounts() []model.Account {
	if f.Account == "" {
		return model.StockAccounts()
	}
	return []model.Account{f.Account}
}

// narrow reports whether the filter names few balances, or such as are not in stock.
func (f StockFilter) narrow() bool {
	return len(f.Batches) > 0 || f.Container != 0 || f.Account != "" && !slices.Contains(model.StockAccounts(), f.Account)
}

// StockRow is what one holder has of one lot at one place.
type StockRow struct {
	Balance model.Balance
	Node    model.Node
	Lot     string
	State   model.BatchState
	// Expires is empty where there is no batch or no expiry.
	Expires   model.Date
	ProductID model.ProductID
	Product   model.Text
	Holder    OrgName
	Place     PlaceName
	// Container is the key of what it is packed in, empty when loose.
	Container string
}

// stockKey is the order of a list of stock.
type stockKey struct {
	Expires   string
	Node      model.Seq
	Unit      model.Unit
	Account   model.Account
	Org       model.OrgID
	Place     model.Seq
	Container model.Seq
}

func keyOfStock(r StockRow) stockKey {
	b := r.Balance
	return stockKey{cmp.Or(string(r.Expires), lastDay), b.NodeID, b.Unit, b.Account, b.OrgID, b.PlaceID, b.ContainerID}
}

// Stock lists what the organisations of the scope have: on hand, in transit and returned. A page of one company's list
// costs the same however much there is; a list over many companies sorts what they have.
func (t Trace) Stock(scope model.Scope, f StockFilter, page model.Page) ([]StockRow, model.PageToken, error) {
	list := "stock"
	if f.ExpiryFirst {
		list = "stock-expiry"
	}
	after, err := readCursor[stockKey](list, page)
	if err != nil {
		return nil, "", err
	}
	var places []model.Seq
	if f.Site != "" {
		if places, err = t.placesOf(f.Site); err != nil || len(places) == 0 {
			return nil, "", err
		}
	}
	query, args := stockQuery(scope, t.tx.Engine(), f, places, after, page.Size()+1)
	var rows []StockRow
	err = t.tx.query(func(r *sql.Rows) error {
		var s StockRow
		b := &s.Balance
		err := r.Scan(&b.NodeID, &b.Unit, &b.Account, &b.OrgID, &b.PlaceID, &b.ContainerID, &b.Amount, &s.Node.Key, &s.Node.Level, &s.Node.BatchID,
			&s.Lot, &s.State, &s.Expires, &s.ProductID, &s.Product.ZH, &s.Product.UG, &s.Product.EN,
			&s.Place.URI, &s.Place.Site, &s.Place.Org, &s.Place.Name.ZH, &s.Place.Name.UG, &s.Place.Name.EN, &s.Place.Region, &s.Container)
		s.Node.ID = b.NodeID
		rows = append(rows, s)
		return err
	}, query, args...)
	if err != nil {
		return nil, "", err
	}
	rows, next := cut(list, page, rows, keyOfStock)
	orgs := map[model.OrgID]OrgName{}
	for _, r := range rows {
		orgs[r.Balance.OrgID] = OrgName{}
	}
	if err := t.name(orgs, nil); err != nil {
		return nil, "", err
	}
	for i := range rows {
		rows[i].Holder = orgs[rows[i].Balance.OrgID]
	}
	return rows, next, nil
}

// placesOf lists the places of a site, one for each way to write its key.
func (t Trace) placesOf(site model.SiteID) (places []model.Seq, err error) {
	err = t.tx.query(func(r *sql.Rows) error {
		var id model.Seq
		err := r.Scan(&id)
		places = append(places, id)
		return err
	}, "SELECT id FROM places WHERE site_id = ? ORDER BY id", site)
	return places, err
}

// stockStream is a part of a list of stock that an index has in order: rows st with the columns of the key.
type stockStream struct {
	from, where string
	args        []any
}

// stockQuery takes the first rows of each stream behind the last page, merges them and looks up what is to be said about
// those that remain.
func stockQuery(scope model.Scope, engine Engine, f StockFilter, places []model.Seq, after *stockKey, limit int) (query string, args []any) {
	columns := []string{"node_id", "unit", "account", "org_id", "place_id", "container_id"}
	direction := " DESC"
	if f.ExpiryFirst {
		columns, direction = append([]string{"expires"}, columns...), ""
	}
	order := func(table string) string {
		return " ORDER BY " + table + strings.Join(columns, direction+", "+table) + direction
	}
	var parts []string
	for _, stream := range stockStreams(scope, engine, f, places) {
		for _, behind := range stockBehind(f.ExpiryFirst, after) {
			parts = append(parts, "SELECT * FROM (SELECT st.expires, st.node_id, st.unit, st.account, st.org_id, st.place_id, st.container_id FROM "+
				stream.from+" WHERE "+stream.where+behind.where+order("st.")+" LIMIT ?) s"+strconv.Itoa(len(parts)))
			args = append(append(append(args, stream.args...), behind.args...), limit)
		}
	}
	return "SELECT bl.node_id, bl.unit, bl.account, bl.org_id, bl.place_id, bl.container_id, bl.amount, n.epc, n.level, n.batch_id, " +
		"COALESCE(b.lot, ''), COALESCE(b.state, ''), COALESCE(b.expires, ''), COALESCE(b.product_id, ''), " +
		"COALESCE(p.name_zh, ''), COALESCE(p.name_ug, ''), COALESCE(p.name_en, ''), COALESCE(pl.uri, ''), COALESCE(pl.site_id, ''), COALESCE(pl.org_id, ''), " +
		"COALESCE(s.name_zh, ''), COALESCE(s.name_ug, ''), COALESCE(s.name_en, ''), COALESCE(s.region, ''), COALESCE(box.epc, '') " +
		"FROM (" + strings.Join(parts, " UNION ALL ") + order("") + " LIMIT ?) st JOIN balances bl ON " + sameSlot + " AND bl.for_account = '' " +
		"JOIN nodes n ON n.id = bl.node_id LEFT JOIN batches b ON b.id = n.batch_id LEFT JOIN products p ON p.id = b.product_id " +
		"LEFT JOIN places pl ON pl.id = bl.place_id LEFT JOIN sites s ON s.id = pl.site_id LEFT JOIN nodes box ON box.id = bl.container_id" +
		order("st."), append(args, limit)
}

// stockStreams splits what a filter asks for so that each part stands in the wanted order in one index: by account, and
// by place where a site is asked for. What few balances answer is sorted, and so is what many companies have.
func stockStreams(scope model.Scope, engine Engine, f StockFilter, places []model.Seq) (streams []stockStream) {
	if f.narrow() {
		return []stockStream{balanceStream(scope, f, places)}
	}
	one := stockStream{from: "stock st"}
	narrow := func(s stockStream, cond string, args ...any) stockStream {
		s.where = strings.TrimPrefix(s.where+" AND "+cond, " AND ")
		s.args = append(slices.Clone(s.args), args...)
		return s
	}
	if f.Product != "" {
		one = narrow(one, "st.product_id = ?", f.Product)
	}
	if _, _, regulator := scope.Region(); regulator || scope.All() || scope.Org() == "" {
		cond, args := ownedOrAt(scope, "st.org_id", "pl.site_id")
		one = narrow(one, cond, args...)
		one.from += " LEFT JOIN places pl ON pl.id = st.place_id"
		one = narrow(one, "st.account IN ("+placeholders(len(f.accounts()))+")", anys(f.accounts())...)
		if len(places) > 0 {
			one = narrow(one, "st.place_id IN ("+intList(places)+")")
		}
		return []stockStream{one}
	}
	if index := stockIndex(f); index != "" && engine == MySQL {
		one.from += " FORCE INDEX (" + index + ")" // it would rather sort half of the stock than read from a clustered index
	}
	for _, org := range scope.Orgs() {
		for _, account := range f.accounts() {
			of := narrow(one, "st.org_id = ? AND st.account = ?", org, account)
			if len(places) == 0 {
				streams = append(streams, of)
			}
			for _, place := range places {
				streams = append(streams, narrow(of, "st.place_id = ?", int64(place)))
			}
		}
	}
	return streams
}

// stockIndex names the index that has the stock of a company and account in the wanted order; none has the newest lots of
// a site or product, which are sorted.
func stockIndex(f StockFilter) string {
	switch narrowed := f.Site != "" || f.Product != ""; {
	case !f.ExpiryFirst && narrowed:
		return ""
	case !f.ExpiryFirst:
		return "PRIMARY"
	case f.Site != "":
		return "stock_place"
	case f.Product != "":
		return "stock_product"
	}
	return "stock_expiry"
}

// balanceStream reads the balances themselves.
func balanceStream(scope model.Scope, f StockFilter, places []model.Seq) stockStream {
	cond, args := ownedOrAt(scope, "bl.org_id", "pl.site_id")
	cond += " AND bl.amount > 0 AND bl.account IN (" + placeholders(len(f.accounts())) + ")"
	args = append(args, anys(f.accounts())...)
	if len(f.Batches) > 0 {
		cond += " AND n.batch_id IN (" + placeholders(len(f.Batches)) + ")"
		args = append(args, anys(f.Batches)...)
	}
	if f.Container != 0 {
		cond += " AND bl.container_id = ?"
		args = append(args, int64(f.Container))
	}
	if len(places) > 0 {
		cond += " AND bl.place_id IN (" + intList(places) + ")"
	}
	if f.Product != "" {
		cond += " AND b.product_id = ?"
		args = append(args, f.Product)
	}
	return stockStream{
		from: "(SELECT " + lastDayOf + " AS expires, bl.node_id, bl.unit, bl.account, bl.org_id, bl.place_id, bl.container_id FROM balances bl " +
			"JOIN nodes n ON n.id = bl.node_id LEFT JOIN batches b ON b.id = n.batch_id LEFT JOIN places pl ON pl.id = bl.place_id WHERE " + cond + ") st",
		where: "1 = 1", args: args,
	}
}

// stockBehind is what comes behind a row, as ranges of an index that do not overlap: neither database takes a comparison
// of tuples, or an OR, for such ranges in the order of the index. Without a row it is everything.
func stockBehind(expiryFirst bool, after *stockKey) []stockStream {
	if after == nil {
		return []stockStream{{}}
	}
	const rest = "(st.unit, st.account, st.org_id, st.place_id, st.container_id)"
	same := []any{int64(after.Node), after.Unit, after.Account, after.Org, int64(after.Place), int64(after.Container)}
	if !expiryFirst {
		return []stockStream{
			{where: " AND st.node_id = ? AND " + rest + " < (?, ?, ?, ?, ?)", args: same},
			{where: " AND st.node_id < ?", args: []any{int64(after.Node)}},
		}
	}
	return []stockStream{
		{where: " AND st.expires = ? AND st.node_id = ? AND " + rest + " > (?, ?, ?, ?, ?)", args: append([]any{after.Expires}, same...)},
		{where: " AND st.expires = ? AND st.node_id > ?", args: []any{after.Expires, int64(after.Node)}},
		{where: " AND st.expires > ?", args: []any{after.Expires}},
	}
}

// StockChoice is a product or a place that a list of stock can be narrowed to.
type StockChoice struct {
	Product model.ProductID
	Site    model.SiteID
	Name    model.Text
}

// stockChoices bounds what a list of stock offers to choose from.
const stockChoices = 200

// StockChoices lists the products and the sites of what the organisations of the scope have, by name.
func (t Trace) StockChoices(scope model.Scope) (products, sites []StockChoice, err error) {
	query, args := stockChoicesQuery(scope, t.tx.Engine(), "product_id")
	limit := " ORDER BY name_zh, name_en, id LIMIT " + strconv.Itoa(stockChoices)
	err = t.tx.query(func(r *sql.Rows) error {
		var c StockChoice
		err := r.Scan(&c.Product, &c.Name.ZH, &c.Name.UG, &c.Name.EN)
		products = append(products, c)
		return err
	}, "SELECT id, name_zh, name_ug, name_en FROM products WHERE id IN (SELECT x.v FROM ("+query+") x)"+limit, args...)
	if err != nil {
		return nil, nil, err
	}
	query, args = stockChoicesQuery(scope, t.tx.Engine(), "place_id")
	err = t.tx.query(func(r *sql.Rows) error {
		var c StockChoice
		err := r.Scan(&c.Site, &c.Name.ZH, &c.Name.UG, &c.Name.EN)
		sites = append(sites, c)
		return err
	}, "SELECT id, name_zh, name_ug, name_en FROM sites WHERE id IN (SELECT pl.site_id FROM ("+query+") x JOIN places pl ON pl.id = x.v)"+limit, args...)
	return products, sites, err
}

// stockChoicesQuery lists what stands in a column of the stock of a scope, as v. Of one company's accounts, each value is
// looked up once in an index in which the same values stand together: MariaDB jumps from one to the next by itself when
// they are grouped by all columns down to it, SQLite has to be told.
func stockChoicesQuery(scope model.Scope, engine Engine, column string) (query string, args []any) {
	if _, _, regulator := scope.Region(); regulator || scope.All() || scope.Org() == "" {
		cond, args := ownedOrAt(scope, "st.org_id", "pl.site_id")
		return "SELECT st." + column + " AS v FROM stock st LEFT JOIN places pl ON pl.id = st.place_id WHERE " + cond, args
	}
	const account = " FROM stock WHERE org_id = ? AND account = ?"
	var parts []string
	for _, org := range scope.Orgs() {
		for _, name := range model.StockAccounts() {
			args = append(args, org, name)
			if engine == MySQL {
				parts = append(parts, "SELECT "+column+" AS v"+account+" GROUP BY org_id, account, "+column)
				continue
			}
			args = append(args, org, name)
			of := "a" + strconv.Itoa(len(parts))
			parts = append(parts, "SELECT v FROM (WITH RECURSIVE "+of+"(v) AS (SELECT MIN("+column+")"+account+
				" UNION ALL SELECT (SELECT MIN("+column+")"+account+" AND "+column+" > v) FROM "+of+" WHERE v IS NOT NULL) SELECT v FROM "+of+" WHERE v IS NOT NULL)")
		}
	}
	return strings.Join(parts, " UNION ALL "), args
}
