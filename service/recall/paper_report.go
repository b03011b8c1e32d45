package recall

import (
	"slices"
	"strconv"

	"suyuan/model"
)

// account is the reconciliation of a case for machines: what went out and what became of it, per lot and unit and in sum,
// and how far the notices came.
type account struct {
	Number      string               `json:"number"`
	State       model.RecallState    `json:"state"`
	Grade       model.Grade          `json:"grade,omitempty"`
	AnnouncedAt model.Instant        `json:"announced_at,omitempty"`
	At          model.Instant        `json:"at"`
	Reach       reportReach          `json:"reach"`
	Lots        []lotAccount         `json:"lots"`
	Totals      []lotAccount         `json:"totals"`
	Unproven    int                  `json:"disposals_unproven"`
	Changes     []model.PublicChange `json:"changes"`
}

// reportReach is model.RecallReach on the wire.
type reportReach struct {
	Holders   int64  `json:"holders"`
	Delivered int64  `json:"delivered"`
	Responded int64  `json:"responded"`
	Required  int64  `json:"check_required"`
	Verified  int64  `json:"check_verified"`
	Notified  string `json:"notified_share"`
	Answered  string `json:"responded_share"`
	Effective string `json:"verified_share"`
}

// lotAccount is the reconciliation of one lot, or of all, in one unit.
type lotAccount struct {
	Product     *model.Text    `json:"product,omitempty"`
	GTIN        string         `json:"gtin,omitempty"`
	Lot         string         `json:"lot,omitempty"`
	Unit        model.Unit     `json:"unit"`
	Distributed model.Quantity `json:"distributed"`
	Returned    model.Quantity `json:"returned"`
	Destroyed   model.Quantity `json:"destroyed"`
	Corrected   model.Quantity `json:"corrected"`
	Consumed    model.Quantity `json:"consumed"`
	Explained   model.Quantity `json:"explained"`
	Unaccounted model.Quantity `json:"unaccounted"`
	Unknown     model.Quantity `json:"not_answered"`
	Recovered   string         `json:"recovered_share"`
	Accounted   string         `json:"accounted_share"`
}

func lotAccountOf(t model.RecallTally) lotAccount {
	return lotAccount{
		Unit: t.Unit, Distributed: t.Distributed, Returned: t.Returned, Destroyed: t.Destroyed, Corrected: t.Corrected, Consumed: t.Consumed,
		Explained: t.Explained, Unaccounted: t.Unaccounted(), Unknown: t.Unknown, Recovered: t.RecoveredShare().String(),
		Accounted: t.AccountedShare().String(),
	}
}

// reached sums the holders of a case.
func (d *dossier) reached() (r model.RecallReach) {
	for _, h := range d.holders {
		if h.Tier == 0 {
			continue // who recalls does not notify itself
		}
		r.Holders += int64(h.Holders)
		r.Delivered += int64(h.Delivered)
		r.Responded += int64(h.Responded)
		r.Required += int64(h.Sampled)
		r.Verified += int64(h.Verified)
	}
	return r
}

// accountOf reckons a case.
func accountOf(d *dossier) account {
	r := d.reached()
	a := account{
		Number: d.row.Number, State: d.row.State, Grade: d.row.Grade, AnnouncedAt: d.row.AnnouncedAt, At: d.now, Lots: []lotAccount{}, Totals: []lotAccount{},
		Reach: reportReach{
			r.Holders, r.Delivered, r.Responded, r.Required, r.Verified, r.DeliveredShare().String(), r.RespondedShare().String(), r.VerifiedShare().String(),
		},
		Changes: d.changes(),
	}
	of := map[model.Seq]lotAccount{}
	for _, g := range d.goods {
		for _, t := range g.things {
			of[t.NodeID] = lotAccount{Product: &g.product.Name, GTIN: g.gtin, Lot: printedOn(t).lot}
		}
	}
	sums := map[model.Unit]model.RecallTally{}
	for _, t := range d.tallies {
		line := lotAccountOf(t.RecallTally)
		line.Product, line.GTIN, line.Lot = of[t.NodeID].Product, of[t.NodeID].GTIN, of[t.NodeID].Lot
		a.Lots, a.Unproven = append(a.Lots, line), a.Unproven+t.Unproven
		sum := sums[t.Unit]
		sum.Unit = t.Unit
		if total, ok := sum.Plus(t.RecallTally); ok {
			sums[t.Unit] = total
		}
	}
	for _, t := range sums {
		a.Totals = append(a.Totals, lotAccountOf(t))
	}
	slices.SortFunc(a.Totals, func(x, y lotAccount) int { return slices.Compare([]byte(x.Unit), []byte(y.Unit)) })
	return a
}

// stagePage writes how far a case has come.
func stagePage(d *dossier) (*model.RecallDocument, error) { return reportPage(d, titleStage), nil }

// finalPage writes the report of recall and disposal; until it is submitted it says so.
func finalPage(d *dossier) (*model.RecallDocument, error) {
	page := reportPage(d, titleFinal)
	if d.when(model.RecallReported) == 0 {
		page.Marks = append(page.Marks, sayNotReported)
	}
	return page, nil
}

func reportPage(d *dossier, headline model.Text) *model.RecallDocument {
	w, a := newWriter(headline), accountOf(d)
	s := w.section(headCase, 2)
	w.must(s, labelCase, coded(d.row.Number))
	w.must(s, labelName, words(d.firm()))
	w.must(s, labelOrigin, words(model.RecallOriginWords[d.row.Origin]))
	w.must(s, labelState, words(model.RecallLifecycle.Words[d.row.State]))
	w.must(s, labelGrade, gradeValues(d.row)...)
	w.must(s, labelReason, words(d.row.Title))
	w.must(s, labelHazard, words(d.row.Hazard))
	w.must(s, labelKnown, moment(d.row.KnownAt))
	w.must(s, labelAnnounced, moment(d.row.AnnouncedAt))
	w.must(s, labelEnds, day(d.filed().Ends))
	d.writeReach(w, a)
	writeReckoning(w, a)
	s = w.section(headDisposedOf, 2)
	w.must(s, labelDisposals, spoken(d.filed().Disposals, model.PlanDisposalWords)...)
	w.must(s, labelHandling, words(d.filed().Handling))
	w.must(s, labelUnproven, counted(a.Unproven))
	writeChanges(w, a.Changes)
	return &w.doc
}

// writeReach says how far the notices came: by tier, in numbers alone, because nobody is to learn of rivals here.
func (d *dossier) writeReach(w *writer, a account) {
	s := w.section(headReach, 2)
	s.Paragraphs = []model.Text{sayGrowing}
	w.must(s, columnDelivered, partOf(a.Reach.Delivered, a.Reach.Holders, a.Reach.Notified))
	w.must(s, columnResponded, partOf(a.Reach.Responded, a.Reach.Holders, a.Reach.Answered))
	w.must(s, labelVerified, partOf(a.Reach.Verified, a.Reach.Required, a.Reach.Effective))
	s.Table = &model.DocumentTable{Heads: []model.Text{columnTier, columnHolders, columnDelivered, columnResponded, columnEnded}}
	byTier := map[int][4]int{}
	var tiers []int
	for _, h := range d.holders {
		sum, known := byTier[h.Tier]
		if !known {
			tiers = append(tiers, h.Tier)
		}
		byTier[h.Tier] = [4]int{sum[0] + h.Holders, sum[1] + h.Delivered, sum[2] + h.Responded, sum[3] + h.Ended}
	}
	slices.Sort(tiers)
	for _, tier := range tiers {
		row := []model.DocumentValue{counted(tier)}
		for _, n := range byTier[tier] {
			row = append(row, counted(n))
		}
		s.Table.Rows = append(s.Table.Rows, row)
	}
}

// partOf writes a share with what it is a share of.
func partOf(n, of int64, share string) model.DocumentValue {
	return coded(strconv.FormatInt(n, 10) + " / " + strconv.FormatInt(of, 10) + " = " + share)
}

func writeReckoning(w *writer, a account) {
	s := w.section(headReckoning, 2)
	s.Paragraphs = []model.Text{sayEaten}
	s.Table = &model.DocumentTable{Heads: []model.Text{
		labelLot, columnDistributed, columnReturned, columnDestroyed, columnCorrected, columnConsumed, columnUnaccounted, columnUnknown, columnRecovered, columnAccounted,
	}}
	lots := a.Lots
	if len(lots) > lotsPrinted {
		s.Table.More, lots = len(lots)-lotsPrinted, lots[:lotsPrinted]
	}
	for _, l := range lots {
		s.Table.Rows = append(s.Table.Rows, reckoned(coded(l.Lot), l))
	}
	for _, l := range a.Totals {
		s.Table.Rows = append(s.Table.Rows, reckoned(words(columnTotal), l))
	}
}

func reckoned(first model.DocumentValue, l lotAccount) []model.DocumentValue {
	row := []model.DocumentValue{first}
	for _, q := range []model.Quantity{l.Distributed, l.Returned, l.Destroyed, l.Corrected, l.Consumed, l.Unaccounted, l.Unknown} {
		row = append(row, amount(q, l.Unit))
	}
	return append(row, coded(l.Recovered), coded(l.Accounted))
}

func writeChanges(w *writer, changes []model.PublicChange) {
	if len(changes) == 0 {
		return
	}
	s := w.section(headChanges, 2)
	s.Table = &model.DocumentTable{Heads: []model.Text{columnDate, columnChange, columnAdded, columnRemoved}}
	for _, c := range changes {
		s.Table.Rows = append(s.Table.Rows, []model.DocumentValue{
			moment(c.At), words(model.PublicChangeWords[c.Kind]), counted(len(c.Added)), counted(len(c.Removed)),
		})
	}
}
