package web

import (
	"time"

	"suyuan/model"
)

// ClaimPage is the private page of a claim: where it stands, whose turn it is and until when, and what can be done.
type ClaimPage struct {
	ClaimAnswers
	Path, Number string
	// State is where it stands, Overdue whether the party has let its time run out.
	State   model.ClaimState
	Turn    model.ClaimTurn
	Overdue bool
	Due     model.Instant
	Now     model.Instant

	Respondent, Product model.Text
	Lot                 string
	Bought              model.Date
	Units               int64
	Price, Asked        model.Money
	Remedy              model.Remedy
	Story               model.ClaimStory
	Contact             model.ClaimContact // masked

	// Wanted is what evidence is asked for.
	Wanted []model.ClaimFileKind
	Offer  *ClaimOffer
	// Sum is what is due by the law, Proven what the trace proves about it.
	Sum    ClaimSum
	Proven []model.Text
	// Findings are what the party and the authority have established.
	Findings []ClaimFinding
	Refusal  *model.Listed[model.ClaimReason]
	Routes   []model.ClaimRoute
	Steps    []ClaimStep
	Files    []ClaimFile
	// What the claimant can do now.
	Can map[model.ClaimEvent]bool
	// Account asks where the money is to go; AccountKnown tells that it is known and can be changed.
	Account, AccountKnown bool
	Complain, Complained  bool
	// Complaint is where the complaint that came of it is read.
	Complaint string
	// Advance offers to ask a relief fund, Advanced tells that one is asked; Paying that a payment is on its way.
	Advance, Advanced, Paying bool
	Erase, More               bool

	MaxFiles             int
	MaxFile, MaxTogether int64
	Once                 string
	// Done is the word of what has just been done.
	Done    string
	Refused *Refused
	Missing []ProblemField
}

// ClaimFinding is what somebody has established about a claim, as its claimant reads it.
type ClaimFinding struct {
	Authority bool
	Total     model.Money // due by it
	Why       string
	At        model.Instant
}

// ClaimSum is a sum with its lines.
type ClaimSum struct {
	Lines []ClaimLine
	Total model.Money
	// Asks are what somebody has to settle before it stands; until then it is the least that is due.
	Asks []model.Text
}

// ClaimOffer is the offer that lies with the claimant or was accepted.
type ClaimOffer struct {
	ID                            string
	Remedy                        model.Remedy
	Compensation, Punitive, Total model.Money
	Goods                         bool
	Note                          string
	// Law is what was due by the law when it was made.
	Law ClaimSum
	At  model.Instant
}

// InKind reports whether goods or work are offered and no money.
func (o ClaimOffer) InKind() bool { return o.Remedy.InKind() }

// Less reports whether it offers less money than the law gives.
func (o ClaimOffer) Less() bool { return !o.InKind() && o.Total.Fen < o.Law.Total.Fen }

// ClaimStep is one thing that happened to a claim.
type ClaimStep struct {
	At model.Instant
	// Text says what happened, Mine that the claimant did it, Reason why, Note what was written.
	Text   model.Text
	Mine   bool
	Reason model.Text
	Note   string
}

// ClaimFile is a piece of evidence that can be opened.
type ClaimFile struct {
	Kind  model.ClaimFileKind
	Path  string
	Media string
	Size  int64
}

// Head is the key of the sentence that says where it stands.
func (p ClaimPage) Head() string { return "claim.public.head." + p.situation() }

// Means is the key of the sentence that says what that means.
func (p ClaimPage) Means() string { return "claim.public.means." + p.situation() }

func (p ClaimPage) situation() string {
	switch {
	case p.State == model.ClaimAccepted && p.Overdue:
		return "overdue"
	case p.State == model.ClaimAccepted && p.Account:
		return "account"
	}
	return string(p.State)
}

// claimTones say how each state looks, with its icon.
var claimTones = map[model.ClaimState][2]string{
	model.ClaimFiled: {"info", "clock"}, model.ClaimEvidence: {"caution", "upload"}, model.ClaimOffered: {"caution", "tag"},
	model.ClaimDeclined: {"info", "clock"}, model.ClaimAccepted: {"ok", "clock"}, model.ClaimSettled: {"ok", "check"},
	model.ClaimRefused: {"caution", "stop"}, model.ClaimDeemed: {"caution", "late"}, model.ClaimWithdrawn: {"info", "archive"},
	model.ClaimClosed: {"ok", "check"},
}

// Tone is how the state looks.
func (p ClaimPage) Tone() string {
	if p.Overdue || p.Account {
		return "caution"
	}
	return claimTones[p.State][0]
}

// Icon is the state's.
func (p ClaimPage) Icon() string { return claimTones[p.State][1] }

// Waiting reports whether somebody has until Due to act.
func (p ClaimPage) Waiting() bool {
	return p.Due != 0 && (p.Turn == model.TurnParty && p.State != model.ClaimDeemed || p.State == model.ClaimEvidence)
}

// ClaimLeft is the time until a deadline, or since.
type ClaimLeft struct {
	Key  string
	N    int
	Tone string
}

// Left is how long there is until Due.
func (p ClaimPage) Left() ClaimLeft {
	left, l := p.Due.Sub(p.Now), ClaimLeft{Key: "deadline.left.", Tone: "plain"}
	switch {
	case left < 0:
		l.Key, l.Tone, left = "deadline.over.", "danger", -left
	case left < 3*soon:
		l.Tone = "caution"
	}
	if l.N = int(left / (24 * time.Hour)); l.N > 0 {
		l.Key += "days"
		return l
	}
	l.N, l.Key = int(left/time.Hour), l.Key+"hours"
	return l
}

// DoneKey is the key of what has just been done, or empty.
func (p ClaimPage) DoneKey() string {
	if p.Done == "" {
		return ""
	}
	return "claim.public.done." + p.Done
}

// ClaimDone lists the words of what a claimant has just done.
func ClaimDone() []string {
	return []string{"supply", "accept", "decline", "withdraw", "confirm", "account", "complain", "advance", "file"}
}

// TurnKey is the key of what says whose turn it is.
func (p ClaimPage) TurnKey() string {
	if len(p.Routes) > 0 && p.State != model.ClaimDeclined {
		return "claim.public.turn.choice" // the party has had its turn
	}
	return "claim.public.turn." + string(p.Turn)
}

// Evidence lists what files may show.
func (ClaimPage) Evidence() []model.ClaimFileKind { return claimantFiles() }

// May reports whether a move is open to the claimant.
func (p ClaimPage) May(event string) bool { return p.Can[model.ClaimEvent(event)] }

// Claim renders the page.
func (r *Renderer) Claim(lang model.Lang, p ClaimPage) ([]byte, error) {
	return r.claimant("claim", "claim.public.status", lang, p.Path, p)
}
