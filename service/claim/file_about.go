package claim

import (
	"errors"

	"suyuan/model"
	"suyuan/repository"
)

// at names the field of a refusal that names none.
func at(field string, err error) error {
	var f model.Faults
	var r *model.Refusal
	if !errors.As(err, &r) {
		return err
	}
	f.Check(field, err)
	return f.Err()
}

// mostUnits is how many units there can be: one single thing, or as many pieces as the lot has.
func mostUnits(g goods) int64 {
	switch {
	case g.serial:
		return 1
	case g.Batch.ID != "" && g.Batch.Unit == model.Piece:
		return min(max(int64(g.Batch.Quantity/model.Units(1)), 1), MaxUnits)
	}
	return MaxUnits
}

// against finds who answers for a claim and who sold the goods. Whoever bought from somebody may claim against them even
// when nothing recorded says that they had the goods: an unknown chain is no defence (产品质量法 Art. 42).
func against(tx *repository.Tx, row *model.Claim, in Filing, g goods, f *model.Faults) error {
	find := func(typed string) (repository.Operator, error) {
		if typed == g.Maker.ID.String() {
			o := repository.Operator{Organisation: g.Maker, OnChain: true}
			return o, tx.Claim().Answering(&o)
		}
		return tx.Claim().Operator(typed, g.NodeID, g.lot)
	}
	operator, err := find(in.Operator)
	if err != nil {
		return err
	}
	seller := operator
	if in.Seller != "" && in.Seller != in.Operator {
		if seller, err = find(in.Seller); err != nil {
			return err
		}
	}
	made, err := tx.Access().Heir(g.Maker.ID)
	if err != nil {
		return err
	}
	producer := operator.ID != "" && operator.ID == made
	switch {
	case operator.ID == "":
		f.Add("operator", model.NotFound)
	case operator.Ceased: // nobody would answer: the sellers and the producer before it do (食品安全法 Art. 148)
		f.Add("operator", model.OrgCeased, model.PText("name", operator.Name))
	case !producer && !operator.OnChain && (in.Seller == "" || seller.ID != operator.ID):
		f.Add("operator", model.ClaimOffChain)
	}
	row.OrgID, row.Region, row.Party = operator.ID, operator.Region, model.PartyOperator
	if producer {
		row.Party = model.PartyProducer
	}
	if in.Seller != "" {
		row.SellerID = seller.ID // empty when nobody is registered by that name: it stands in the story
	} else if !producer {
		row.SellerID = operator.ID
	}
	return nil
}

// recalled checks the recall whose remedy is claimed, and takes the remedy that it offers when none is named.
func recalled(tx *repository.Tx, row *model.Claim, in Filing, g goods, f *model.Faults) error {
	if in.Recall == "" {
		if row.Remedy == "" {
			f.Add("remedy", model.ValueRequired)
		}
		return nil
	}
	nodes, err := nodesOf(tx, g.NodeID, g.Batch.ID)
	if err != nil {
		return err
	}
	r, err := tx.Claim().RecallNamed(in.Recall, nodes[0], nodes[1])
	if err != nil {
		return err
	}
	if r.ID == "" {
		f.Add("recall", model.ClaimRecallOther, model.P("value", clipped(in.Recall)))
		return nil
	}
	row.RecallID, row.Channel = r.ID, model.ClaimByRecall
	if row.Remedy == "" {
		remedies, err := remediesOf(tx, r.ID)
		if err != nil {
			return err
		}
		row.Remedy = remedies[0]
	}
	return nil
}
