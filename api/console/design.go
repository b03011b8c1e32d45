package console

// routeDesign registers the page that shows every part.
func (c *Console) routeDesign() {}
