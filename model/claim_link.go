package model

// LinkProof says how an authority has made sure that who asks for a new private link is the claimant.
type LinkProof string

// The proofs.
const (
	ProofInPerson LinkProof = "in-person" // came with an identity paper and what shows the purchase
	ProofCallBack LinkProof = "call-back" // was called back on the telephone number of the claim, which the claimant did not dial
)

// LinkProofs lists the proofs.
func LinkProofs() []LinkProof { return []LinkProof{ProofInPerson, ProofCallBack} }

// LinkProofWords name the proofs.
var LinkProofWords = map[LinkProof]Text{
	ProofInPerson: {"本人到场，已核对身份证件和购买凭证", "ئۆزى كەلدى، كىملىكى ۋە سېتىۋېلىش ئىسپاتى تەكشۈرۈلدى", "came in person; identity paper and proof of purchase were seen"},
	ProofCallBack: {"已按索赔所留电话回拨核实", "تەلەپتىكى تېلېفونغا قايتۇرۇپ ئۇرۇپ تەكشۈرۈلدى", "was called back on the number that the claim holds"},
}
