package recall

import (
	"context"

	"suyuan/model"
	"suyuan/repository"
)

// Forecast is what a case would reach if it began now.
type Forecast struct {
	// Org is who would have to recall, Pack the rules.
	Org                             model.Organisation
	Pack                            model.RulePack
	Things, Confirmed, Possible     int
	Holders, Outside                int
	Totals                          []Amount
	Frontier, Before, Unnamed, Open int
	Gaps                            []Gap
	Cut                             repository.Bound
	Nothing                         []int // positions of conditions that select nothing
	Words                           ScopeWords
}

// Foretell computes what a case would reach and who would have to recall, as opening it would, and changes nothing. The
// texts of the draft are not looked at.
//
// Who: permission recall:write. Refusals: those of Open about the scope and the rules.
func (s *Service) Foretell(ctx context.Context, actor model.Actor, d Draft) (f Forecast, err error) {
	if err := actor.Must(model.PermRecallWrite); err != nil {
		return f, err
	}
	d.Title = model.Text{EN: "forecast"}
	if err := d.check(actor); err != nil {
		return f, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		f, err = s.foretold(tx, actor, d)
		return err
	})
	return f, err
}

func (s *Service) foretold(tx *repository.Tx, actor model.Actor, d Draft) (f Forecast, err error) {
	r, org, err := s.drafted(tx, actor, d)
	if err != nil {
		return f, err
	}
	if f.Pack, err = s.pack(tx, r, d.Pack, org); err != nil {
		return f, err
	}
	holders, err := issue(tx, r, org, nil)
	if err != nil {
		return f, err
	}
	lots, sum := r.lots(""), r.summary(sightOf(actor))
	f.Org, f.Things, f.Holders, f.Totals, f.Gaps, f.Cut, f.Open = r.orgs[org], len(lots), len(holders.lines), r.Totals, r.Gaps, r.Cut, r.Open
	f.Before, f.Unnamed, f.Nothing = sum.Before, sum.Unnamed, r.Nothing
	f.Confirmed, f.Possible = count(lots)
	for key := range holders.lines {
		if key.org == "" {
			f.Outside++
		}
	}
	for _, note := range sum.Frontier {
		if note.Kind != FrontierSold {
			f.Frontier++
		}
	}
	f.Words, err = wordsOf(tx, d.Scope)
	return f, err
}

// drafted computes what a draft reaches and decides whose case it is.
func (s *Service) drafted(tx *repository.Tx, actor model.Actor, d Draft) (*reach, model.OrgID, error) {
	a := asked{
		sight: actor.Scope(), query: Query{Scope: d.Scope, Policy: d.Policy}, org: actor.Org, standIn: d.Origin != model.OriginVoluntary,
	}
	r, err := s.reached(tx, a)
	if err != nil {
		return nil, "", err
	}
	if actor.OrgKind == model.KindRegulator {
		if a.org, err = r.responsible(tx, d.Responsible); err != nil {
			return nil, "", err
		}
	}
	return r, a.org, r.claim(tx, a)
}
