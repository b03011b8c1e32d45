package repository_test

import (
	"testing"

	"suyuan/model"
	"suyuan/repository"
)

// TestProofRecall_Stood: a recall stands against goods from when it is public and reaches them until their remedy is
// confirmed; when what was freed is blocked again nobody knows since when.
func TestProofRecall_Stood(t *testing.T) {
	t.Parallel()
	const sold = 100
	for name, c := range map[string]struct {
		recall repository.ProofRecall
		want   model.ProofState
	}{
		"before the sale":           {repository.ProofRecall{Since: 50}, model.Proven},
		"at the sale":               {repository.ProofRecall{Since: sold}, model.NotProven},
		"after the sale":            {repository.ProofRecall{AnnouncedAt: 50, Since: 150}, model.NotProven},
		"freed before the sale":     {repository.ProofRecall{Since: 50, FreedAt: 80}, model.NotProven},
		"freed after the sale":      {repository.ProofRecall{Since: 50, FreedAt: 120}, model.Proven},
		"freed and blocked again":   {repository.ProofRecall{Since: 50, FreedAt: 80, Blocked: true}, model.Unproved},
		"blocked and not yet freed": {repository.ProofRecall{Since: 50, Blocked: true}, model.Proven},
		"freed only after, blocked": {repository.ProofRecall{Since: 50, FreedAt: 120, Blocked: true}, model.Proven},
	} {
		if got := c.recall.Stood(sold); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
