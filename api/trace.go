package api

// routeTrace registers the trace room: EPCIS capture, the plain steps for people, and what can be read.
func (s *Server) routeTrace() {
	s.routeCapture()
	s.routeEPCIS()
	s.routeSteps()
	s.routeTraceRead()
}
