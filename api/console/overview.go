package console

import (
	"suyuan/api/web"
	"suyuan/model"
)

// routeOverview registers the pages that belong to no room: the first page, the menu, search and help.
func (c *Console) routeOverview() {
	c.get("today", "/console", model.PermSelf, "What is to do today.", (*Visit).todayPage)
	c.get("menu", "/console/menu", model.PermSelf, "Every place of the console, for phones.", (*Visit).menu)
}

func (v *Visit) todayPage() error {
	return v.show(web.Page{Title: web.Word("nav.today")})
}

// menu lists every place, for phones, where the bar has room for a few.
func (v *Visit) menu() error {
	var parts []web.Part
	for _, g := range v.groups() {
		var buttons web.Menu
		for _, item := range g.Items {
			buttons = append(buttons, item)
		}
		panel := web.Panel{Parts: []web.Part{buttons}}
		if g.Label != "" {
			panel.Title = g.Label
		}
		parts = append(parts, panel)
	}
	return v.show(web.Page{Title: web.Word("desk.menu"), Parts: parts, Narrow: true})
}
