package console

// routeCode registers the pages of the code room.
func (c *Console) routeCode() {}
