package repository_test

import (
	"context"
	"testing"

	"suyuan/repository"
	"suyuan/repository/repotest"
)

func TestOpenMigrated(t *testing.T) {
	t.Parallel()
	repotest.Each(t, func(t *testing.T, s *repository.Store, _ *repotest.Clock) {
		if err := s.CheckSchema(context.Background()); err != nil {
			t.Fatal(err)
		}
		if why, err := s.Durability(context.Background()); err != nil || why != "" {
			t.Fatalf("durability: %q, %v", why, err)
		}
	})
}
