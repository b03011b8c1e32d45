package job

// Holder is the name under which this process holds leases.
func (s *Service) Holder() string { return s.holder }
