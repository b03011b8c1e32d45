package claim

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"suyuan/model"
	"suyuan/repository"
)

// claimant is how the records name whoever has the private link.
const claimant = "public"

// linked returns the claim that a private link opens. Refusal: claim-link-unknown.
func linked(tx *repository.Tx, secret string) (model.Claim, error) {
	row, err := tx.Claim().ByLink(linkHash(secret))
	if errors.Is(err, model.NotFound) {
		return row, model.ClaimLinkUnknown.Refuse()
	}
	return row, err
}

// Status is what a private link shows: everything of its claim but what the party keeps to itself.
type Status struct {
	Claim      model.Claim
	Respondent repository.OrgName // who answers for it
	Seller     repository.OrgName // zero when not known
	Product    model.Text
	Lot        string
	// Overdue tells that the party has let its time run out.
	Overdue bool
	Offers  []Offer
	Files   []model.ClaimFile
	Notes   []Note
	Moves   []repository.MoveRecord
	// Refusal is why it was refused, while it is.
	Refusal *model.Listed[model.ClaimReason]
	// Routes are the ways that the law opens, while it is refused, deemed refused, declined or overdue.
	Routes  []model.ClaimRoute
	Allowed []model.ClaimEvent
	// Complain tells that it can be handed to the authority now; Erase that the personal data can be erased.
	Complain, Erase bool
	// Account tells that the party is waiting to be told where the money is to go.
	Account bool
	// Advance tells that a relief fund can be asked now.
	Advance bool
	// Payment is the one that stands for the damage, on its way or arrived; zero when there is none.
	Payment model.ClaimPayment
	Contact model.ClaimContact // masked
	Story   model.ClaimStory
	Due     Due
	Now     model.Instant
}

// Status returns what a private link opens.
//
// Who: whoever has the secret. Refusals: claim-link-unknown.
func (s *Service) Status(ctx context.Context, secret string) (st Status, err error) {
	err = s.store.Read(ctx, func(tx *repository.Tx) error {
		row, err := linked(tx, secret)
		if err != nil {
			return err
		}
		st, err = s.status(tx, row)
		return err
	})
	return st, err
}

func (s *Service) status(tx *repository.Tx, row model.Claim) (st Status, err error) {
	st = Status{Claim: row, Now: tx.Now(), Overdue: Overdue(row, tx.Now()), Erase: row.State.Over()}
	who, err := s.person(tx, row.ID)
	if err != nil {
		return st, err
	}
	st.Contact, st.Story = masked(who.contact), who.story
	if st.Notes, err = notes(tx, row.ID, who.seal, true); err != nil {
		return st, err
	}
	st.Notes = slices.DeleteFunc(st.Notes, func(n Note) bool { return n.Kind == model.NoteFacts || n.Kind == model.NoteLook }) // findings stand beside what is due
	names, err := tx.Claim().ClaimNames([]model.Claim{row})
	if err != nil {
		return st, err
	}
	st.Respondent, st.Seller, st.Product, st.Lot = names.Orgs[row.OrgID], names.Orgs[row.SellerID], names.Products[row.ProductID], names.Lots[row.BatchID]
	if st.Offers, err = offersOn(tx, row); err != nil {
		return st, err
	}
	if st.Files, err = tx.Claim().Files(row.ID); err != nil {
		return st, err
	}
	if st.Moves, err = tx.Moves(model.ClaimLifecycle.Name, row.ID.String()); err != nil {
		return st, err
	}
	st.Refusal, st.Routes = s.ways(row, st.Moves, tx.Now())
	for _, mv := range model.ClaimLifecycle.Moves {
		if mv.From == row.State && mv.Need == model.PermPublic {
			st.Allowed = append(st.Allowed, mv.On)
		}
	}
	st.Complain = s.escalate != nil && escalates(row, tx.Now()) && row.ComplaintID == ""
	st.Account = row.State == model.ClaimAccepted && !agreedInKind(row, st.Offers) && who.contact.Account == ""
	st.Advance = advances(row)
	if st.Payment, err = standing(tx, row); err != nil {
		return st, err
	}
	if st.Due, err = s.due(tx, row); err != nil {
		return st, err
	}
	return st, st.Due.explain(tx, row.ID, who.seal)
}

// agreedInKind reports whether goods or work are due: by the offer that was accepted, else by what was asked for.
func agreedInKind(row model.Claim, offers []Offer) bool {
	for _, o := range offers {
		if o.ID == row.OfferID {
			return o.Remedy.InKind()
		}
	}
	return row.Remedy.InKind()
}

// standing returns the payment that stands for the damage of a claim, or none.
func standing(tx *repository.Tx, row model.Claim) (p model.ClaimPayment, err error) {
	id, err := tx.Claim().Paid(row.DamageID)
	if err != nil || id == "" {
		return p, err
	}
	return tx.Claim().Payment(model.SystemScope("a claimant is told that the money is on its way"), id)
}

// advances reports whether a relief fund can be asked to pay in advance.
func advances(row model.Claim) bool {
	return row.AdvanceAt == 0 && !row.Remedy.InKind() &&
		slices.Contains([]model.ClaimState{model.ClaimRefused, model.ClaimDeemed, model.ClaimDeclined}, row.State)
}

// ways tells why a claim was refused and what the law leaves open.
func (s *Service) ways(row model.Claim, moves []repository.MoveRecord, now model.Instant) (why *model.Listed[model.ClaimReason], routes []model.ClaimRoute) {
	if row.State == model.ClaimRefused {
		for _, m := range slices.Backward(moves) {
			if m.Event == string(model.ClaimRefuse) {
				if info, known := model.ListedOf(model.ClaimReasons(), model.ClaimReason(m.Reason)); known {
					why = &info
				}
				break
			}
		}
	}
	if escalates(row, now) {
		harm := row.HarmOn
		if harm == "" {
			harm = model.DateOf(row.CreatedAt, model.China)
		}
		routes = model.ClaimRoutes(s.calendar, row.BoughtOn, harm, now)
	}
	return why, routes
}

// escalates reports whether a claim is where the authority can be asked to step in: also while it is said to be paid and
// the claimant has not confirmed it.
func escalates(row model.Claim, now model.Instant) bool {
	return slices.Contains([]model.ClaimState{model.ClaimRefused, model.ClaimDeemed, model.ClaimDeclined, model.ClaimSettled}, row.State) || Overdue(row, now)
}

// Reply is a move of the claimant.
type Reply struct {
	// Event is supply, accept, decline, withdraw or confirm.
	Event model.ClaimEvent
	Note  string
	// Offer is the offer that is accepted or declined: what was read, and not what may have taken its place.
	Offer model.ClaimOfferID
	// Payee says where money is to go, with accept.
	Payee Payee
}

// Payee is where money is to go. An account is sensitive personal data, which needs a consent of its own
// (个人信息保护法 Art. 28, 29).
type Payee struct {
	Account, Holder, Bank string
	Consent               bool
}

// check notes what is wrong with where money is to go, and returns it as it is kept.
func (p Payee) check(f *model.Faults) model.ClaimContact {
	to := checkAccount(f, model.ClaimContact{Account: p.Account, Holder: p.Holder, Bank: p.Bank})
	if to.Account != "" && !p.Consent {
		f.Add("account_consent", model.AccountConsentMissing)
	}
	return to
}

// consented is how the audit trail says that somebody has agreed to the use of an account.
const consented = "consent"

// Reply makes a move of the claimant: supplies what was asked for, accepts or declines an offer, withdraws, confirms
// receipt. Accepting starts the 15 days for the payment.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, move-not-allowed, invalid (event, note, offer, account,
// account_consent), claim-paid (withdraw), changed-meanwhile, idempotency-*.
func (s *Service) Reply(ctx context.Context, idem model.Idempotency, secret string, in Reply) (Status, error) {
	var f model.Faults
	in.Note = f.Written("note", in.Note, MaxStory, false)
	to := in.Payee.check(&f)
	if _, known := replies[in.Event]; !known {
		f.Add("event", model.ValueInvalid, model.P("value", clipped(string(in.Event))))
	}
	onOffer := in.Event == model.ClaimAccept || in.Event == model.ClaimDecline
	if onOffer && in.Offer == "" {
		f.Add("offer", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return Status{}, err
	}
	_, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := linked(tx, secret)
		switch {
		case err != nil:
			return "", err
		case onOffer && row.State == model.ClaimOffered && in.Offer != row.OfferID:
			return "", model.ChangedMeanwhile.Refuse()
		}
		seal, err := s.sealOf(tx, row.ID)
		if err != nil {
			return "", err
		}
		if in.Event == model.ClaimWithdraw { // a payment that is ordered at this moment waits, or is seen
			if err := unpaid(tx, row); err != nil {
				return "", err
			}
		}
		if err := tx.Claim().Move(&row, in.Event, claimant, ""); err != nil {
			return "", err
		}
		n := model.ClaimNote{ClaimID: row.ID, Kind: model.NoteOf(in.Event), Actor: claimant, By: model.TurnClaimant}
		if err := note(tx, seal, n, in.Note); err != nil {
			return "", err
		}
		if to.Account != "" {
			if err := s.payTo(tx, row.ID, to); err != nil {
				return "", err
			}
			if err := tx.AuditWork(claimant, row.OrgID, actionAccount, row.ID.String(), consented); err != nil {
				return "", err
			}
		}
		if err := replies[in.Event](s, tx, &row); err != nil {
			return "", err
		}
		if err := tx.Claim().Update(&row); err != nil {
			return "", err
		}
		if kind := replyNotices[in.Event]; kind != "" {
			if err := tell(tx, news{kind: kind, claim: row}); err != nil {
				return "", err
			}
		}
		return row.ID, tx.AuditWork(claimant, row.OrgID, actions[in.Event], row.ID.String(), "")
	})
	if err != nil {
		return Status{}, err
	}
	return s.Status(ctx, secret)
}

// replies says what each move of a claimant does besides changing the state.
var replies = map[model.ClaimEvent]func(s *Service, tx *repository.Tx, row *model.Claim) error{
	model.ClaimSupply: func(*Service, *repository.Tx, *model.Claim) error { return nil }, // the 15 days have run on
	model.ClaimAccept: func(s *Service, tx *repository.Tx, row *model.Claim) error { return s.again(row, tx.Now()) },
	model.ClaimDecline: func(s *Service, tx *repository.Tx, row *model.Claim) error {
		row.OfferID = ""
		return s.again(row, tx.Now())
	},
	model.ClaimWithdraw: func(_ *Service, _ *repository.Tx, row *model.Claim) error {
		row.WarnAt = 0
		return nil
	},
	model.ClaimConfirm: func(*Service, *repository.Tx, *model.Claim) error { return nil },
}

// replyNotices says which moves of a claimant the party is told of.
var replyNotices = map[model.ClaimEvent]model.NoticeKind{
	model.ClaimSupply: model.NewsClaimSupplied, model.ClaimAccept: model.NewsClaimAccepted, model.ClaimDecline: model.NewsClaimDeclined,
	model.ClaimWithdraw: model.NewsClaimWithdrawn,
}

// unpaid locks the damage of a claim and refuses one that is paid or on its way to be.
func unpaid(tx *repository.Tx, row model.Claim) error {
	d, err := tx.Claim().Damage(row.DamageID)
	if err == nil && d.PaymentID != "" {
		err = model.ClaimPaid.Refuse()
	}
	return err
}

// sealOf opens the data key of a claim.
func (s *Service) sealOf(tx *repository.Tx, id model.ClaimID) (*Seal, error) {
	row, err := tx.Claim().Secret(id)
	if err != nil {
		return nil, err
	}
	return s.open(row)
}

// payTo seals where money is to go.
func (s *Service) payTo(tx *repository.Tx, id model.ClaimID, to model.ClaimContact) error {
	who, err := s.person(tx, id)
	if err != nil {
		return err
	}
	who.contact.Account, who.contact.Holder, who.contact.Bank = to.Account, to.Holder, to.Bank
	sealed, err := closed(who.seal, "contact", who.contact)
	if err != nil {
		return err
	}
	return tx.Claim().SetContact(id, sealed)
}

// PayTo says where the money of an accepted claim is to go. It is asked for only now, because it is not needed before.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, invalid (contact.account, account_consent), claim-ended,
// claim-paid.
func (s *Service) PayTo(ctx context.Context, secret string, payee Payee) (Status, error) {
	var f model.Faults
	to := payee.check(&f)
	if to.Account == "" && f.Empty() {
		f.Add("contact.account", model.ValueRequired)
	}
	if err := f.Err(); err != nil {
		return Status{}, err
	}
	err := s.store.Write(ctx, func(tx *repository.Tx) error {
		row, err := linked(tx, secret)
		if err != nil {
			return err
		}
		if !row.State.Payable() {
			return model.ClaimEnded.Refuse(model.PText("state", model.ClaimLifecycle.Words[row.State]))
		}
		if p, err := standing(tx, row); err != nil || p.State == model.PaymentSent || p.State == model.PaymentConfirmed {
			return cmp.Or(err, error(model.ClaimPaid.Refuse()))
		}
		if err := s.payTo(tx, row.ID, to); err != nil {
			return err
		}
		return tx.AuditWork(claimant, row.OrgID, actionAccount, row.ID.String(), consented)
	})
	if err != nil {
		return Status{}, err
	}
	return s.Status(ctx, secret)
}

// Complain hands a claim to the authority as a complaint, with who claims and what happened. A complaint needs a name
// (Order 121 Art. 10), which a claim does not: it is asked for where the claimant has given none.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, invalid (name), claim-no-complaint, claim-complained, those of
// the complaint room, idempotency-*.
func (s *Service) Complain(ctx context.Context, idem model.Idempotency, secret, name string) (Status, error) {
	if s.escalate == nil {
		return Status{}, model.ClaimNoComplaint.Refuse()
	}
	var f model.Faults
	name = f.Written("name", name, MaxName, false)
	if err := f.Err(); err != nil {
		return Status{}, err
	}
	_, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := linked(tx, secret)
		switch {
		case err != nil:
			return "", err
		case row.ComplaintID != "":
			return "", model.ClaimComplained.Refuse()
		case !escalates(row, tx.Now()):
			return "", model.ClaimNoComplaint.Refuse()
		}
		who, err := s.person(tx, row.ID)
		if err != nil {
			return "", err
		}
		if who.contact.Name = cmp.Or(who.contact.Name, name); who.contact.Name == "" {
			return "", model.ValueRequired.At("name")
		}
		if row.ComplaintID, err = s.escalate(tx, row, who.row, who.contact, who.story); err != nil {
			return "", err
		}
		if err := tx.Claim().Update(&row); err != nil {
			return "", err
		}
		if err := tell(tx, news{kind: model.NewsClaimComplained, claim: row}); err != nil {
			return "", err
		}
		return row.ID, tx.AuditWork(claimant, row.OrgID, actionComplain, row.ID.String(), "") // the firm hears of it when the authority accepts it
	})
	if err != nil {
		return Status{}, err
	}
	return s.Status(ctx, secret)
}

// AskFund asks a relief fund to pay in advance, with a word about the claimant's means, which the funds of the region then
// read and decide on. Asking again changes nothing.
//
// Who: whoever has the secret. Refusals: claim-link-unknown, invalid (means), claim-advance-not-open, claim-paid,
// idempotency-*.
func (s *Service) AskFund(ctx context.Context, idem model.Idempotency, secret, means string) (Status, error) {
	var f model.Faults
	means = f.Written("means", means, MaxStory, true)
	if err := f.Err(); err != nil {
		return Status{}, err
	}
	_, err := repository.Once(ctx, s.store, model.Actor{}, idem, func(tx *repository.Tx) (model.ClaimID, error) {
		row, err := linked(tx, secret)
		if err != nil || row.AdvanceAt != 0 {
			return row.ID, err
		}
		if err := unpaid(tx, row); err != nil {
			return "", err
		}
		seal, err := s.sealOf(tx, row.ID)
		if err != nil {
			return "", err
		}
		if err := AskAdvance(tx, &row); err != nil {
			return "", err
		}
		n := model.ClaimNote{ClaimID: row.ID, Kind: model.NoteMeans, Actor: claimant, By: model.TurnClaimant}
		if err := note(tx, seal, n, means); err != nil {
			return "", err
		}
		if err := tell(tx, news{kind: model.NewsAdvanceAsked, claim: row}); err != nil {
			return "", err
		}
		return row.ID, tx.AuditWork(claimant, row.OrgID, actionAdvance, row.ID.String(), "")
	})
	if err != nil {
		return Status{}, err
	}
	return s.Status(ctx, secret)
}
