package claim

import (
	"context"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// absent reports whether something is not there, or not for the reader.
func absent(err error) bool { return errors.Is(err, model.NotFound) }

// DamageLedger is the ledger of one damage: who paid whom, who owes whom, and what each has borne.
type DamageLedger struct {
	Damage  model.DamageID
	Entries []model.MoneyEntry
	// Parties are the organisations in it, by name, each with its positions.
	Parties []PartyPosition
}

// PartyPosition is where an organisation stands in a damage.
type PartyPosition struct {
	Org       repository.OrgName
	Positions []model.Position
}

// Balance returns the ledger of the damage of a claim: to an authority whole, to anybody else the payment and what the
// reader's organisation itself was part of. Who supplied its supplier is not for it to see.
//
// Who: permission recourse:read; who may see the claim, or has recourse for it or is asked for it. Refusals: not-found.
func (s *Service) Balance(ctx context.Context, actor model.Actor, id model.ClaimID) (l DamageLedger, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return l, err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		c, err := tx.Claim().Concerned(actor.Scope(), id)
		if err != nil {
			return err
		}
		l.Damage = c.DamageID
		if l.Entries, err = tx.Claim().Entries(c.DamageID); err != nil {
			return err
		}
		l.Parties, err = positions(tx, c.DamageID)
		if _, _, authority := actor.Scope().Region(); !authority && !actor.Scope().All() {
			l.narrow(actor)
		}
		return err
	})
	return l, err
}

// narrow leaves of a ledger what the actor's organisations were part of, and that somebody has paid.
func (l *DamageLedger) narrow(actor model.Actor) {
	own := map[model.JournalID]bool{}
	for _, e := range l.Entries {
		own[e.JournalID] = own[e.JournalID] || e.Kind == model.JournalPayment || actor.ActsFor(model.OrgID(e.Party))
	}
	l.Entries = slices.DeleteFunc(l.Entries, func(e model.MoneyEntry) bool { return !own[e.JournalID] })
	l.Parties = slices.DeleteFunc(l.Parties, func(p PartyPosition) bool { return !actor.ActsFor(p.Org.ID) })
}

// positions lists where each organisation in a damage stands.
func positions(tx *repository.Tx, id model.DamageID) ([]PartyPosition, error) {
	balances, err := tx.Claim().Balances(id)
	if err != nil {
		return nil, err
	}
	orgs := map[model.OrgID]repository.OrgName{}
	var order []model.OrgID
	for _, b := range balances {
		org := model.OrgID(b.Party)
		if _, seen := orgs[org]; !seen && b.Party != model.ConsumerParty {
			orgs[org] = repository.OrgName{}
			order = append(order, org)
		}
	}
	if err := tx.Recall().Name(orgs, nil); err != nil {
		return nil, err
	}
	list := make([]PartyPosition, 0, len(order))
	for _, org := range order {
		list = append(list, PartyPosition{orgs[org], model.PositionsOf(string(org), balances)})
	}
	return list, nil
}

// StatementQuery asks for the statement of an organisation.
type StatementQuery struct {
	// From is the first instant, To the first one that is left out; 0 does not bound.
	From, To model.Instant
}

// Statement is what the claims have cost an organisation.
type Statement struct {
	// Opening is where it stood before the first entry, Closing where it stands after the last of all pages.
	Opening, Closing []model.Position
	Entries          []model.MoneyEntry
	// Claims and Recourses are the numbers that people know the payments' claims and the recourses of the entries by.
	Claims    map[model.PaymentID]string
	Recourses map[model.RecourseID]string
}

// Statement returns the ledger of the actor's organisation: where it stood before, its entries, oldest first, and where
// it stands after.
//
// Who: permission recourse:read, one's own organisation. Refusals: page-token-invalid.
func (s *Service) Statement(ctx context.Context, actor model.Actor, q StatementQuery, page model.Page) (st Statement, next model.PageToken, err error) {
	if err := actor.Must(model.PermRecourseRead); err != nil {
		return st, "", err
	}
	err = s.store.Read(ctx, func(tx *repository.Tx) (err error) {
		if q.From != 0 {
			before, err := tx.Claim().PartyBalances(actor.Org, q.From)
			if err != nil {
				return err
			}
			st.Opening = model.PositionsOf(string(actor.Org), before)
		} else {
			st.Opening = model.PositionsOf(string(actor.Org), nil)
		}
		after, err := tx.Claim().PartyBalances(actor.Org, q.To)
		if err != nil {
			return err
		}
		st.Closing = model.PositionsOf(string(actor.Org), after)
		if st.Entries, next, err = tx.Claim().PartyEntries(actor.Org, q.From, q.To, page); err != nil {
			return err
		}
		st.Claims, st.Recourses, err = tx.Claim().MoneyNumbers(st.Entries)
		return err
	})
	return st, next, err
}
