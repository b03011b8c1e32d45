package code

import "context"

// Flush writes waiting counts now.
func (s *Service) Flush(ctx context.Context) error { return s.flush(ctx) }
