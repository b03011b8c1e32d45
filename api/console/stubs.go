package console

func (c *Console) routeCode()   {}
func (c *Console) routeTrace()  {}
func (c *Console) routeDesign() {}
