package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

// claimLink gives a claimant who has lost the private link a new one, and shows it this once.
func (v *Visit) claimLink() error {
	f, err := v.theClaim()
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" && !f.Link {
		return v.claimNotNow(f)
	}
	proofs := make([]web.Option, 0, len(model.LinkProofs()))
	for _, p := range model.LinkProofs() {
		proofs = append(proofs, web.Option{Value: string(p), Text: web.Text(model.LinkProofWords[p])})
	}
	var made claim.Relinked
	return v.run(task{
		form: web.Form{Submit: "claim.link", Cancel: claimPath(f.ID), Danger: true, Consequence: web.Word("claim.link.means"), Fields: []web.Field{
			{Name: "contact", Label: web.Word("claim.link.contact"), Hint: web.Word("claim.link.contact.hint"), Kind: web.KindCode, Max: claim.MaxMail, Required: true},
			{Name: "proof", Label: web.Word("claim.link.proof"), Kind: web.KindRadio, Options: proofs, Required: true},
		}},
		page: func(form web.Form) web.Page { return claimForm(f, web.Word("claim.link"), form) },
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Claim.NewLink(v.ctx(), v.Actor, v.once(), claim.Relink{ID: f.ID, Contact: in.text("contact"), Proof: model.LinkProof(in.text("proof"))})
			return "", "", err
		},
		after: func() web.Page {
			v.Writer.Header().Set("Cache-Control", "no-store")
			return web.Page{Title: web.Word("claim.link.made"), Back: claimTrail(f), Narrow: true, Parts: []web.Part{
				web.Secret{ID: "claim-link", Label: web.Word("claim.link.one"), Text: made.URL}, web.Prose{web.Word("claim.link.text")},
			}}
		},
	})
}
