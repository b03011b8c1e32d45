package console

// routeTrace registers the pages of the trace room.
func (c *Console) routeTrace() {}
