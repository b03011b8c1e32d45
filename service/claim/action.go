package claim

import "suyuan/model"

// What the audit trail calls the acts of this room.
const (
	actionAsk      = "claim.ask"
	actionSupply   = "claim.supply"
	actionGrant    = "claim.grant"
	actionOffer    = "claim.offer"
	actionAccept   = "claim.accept"
	actionDecline  = "claim.decline"
	actionRefuse   = "claim.refuse"
	actionWithdraw = "claim.withdraw"
	actionConfirm  = "claim.confirm"
	actionDeemed   = "claim.deemed"
	actionAccount  = "claim.account"
	actionComplain = "claim.complain"
	actionAdvance  = "claim.advance"
	actionErase    = "claim.erase"
	actionEvidence = "claim.evidence"
	actionLink     = "claim.link"
	actionMail     = "claim.mail"
)

// actions says under which name a move is written down.
var actions = map[model.ClaimEvent]string{
	model.ClaimAsk: actionAsk, model.ClaimSupply: actionSupply, model.ClaimGrant: actionGrant, model.ClaimPropose: actionOffer, model.ClaimAccept: actionAccept,
	model.ClaimDecline: actionDecline, model.ClaimRefuse: actionRefuse, model.ClaimWithdraw: actionWithdraw, model.ClaimConfirm: actionConfirm, model.ClaimDeem: actionDeemed,
}
