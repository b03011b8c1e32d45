package repository_test

import (
	"context"
	"testing"

	"suyuan/repository"
	"suyuan/repository/repotest"
)

// TestFsckEmpty runs every check's SQL on both engines; what each check finds is tested where the rows are made.
func TestFsckEmpty(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		violations, err := s.Fsck(context.Background())
		if err != nil || len(violations) > 0 {
			t.Fatalf("%v, %v", violations, err)
		}
	})
}
