package console

import (
	"suyuan/api/web"
	"suyuan/model"
)

// routeRecall registers the pages of the recall room; each of its files registers its own.
func (c *Console) routeRecall() {
	c.get("recalls", "/console/recalls", model.PermRecallRead, "What waits in the recall room.", (*Visit).recalls)
	c.routeRecallCases()
	c.routeSignals()
	c.routeRecallTasks()
}

// recallSections are what the first page of the recall room shows, from top to bottom; one with nothing to show is nil.
var recallSections = []func(*Visit) (web.Part, error){(*Visit).recallDuties, (*Visit).recallCases, (*Visit).signalsWaiting}

// recalls is the first page of the recall room: what waits for the visitor, from a first hint to the end of a case.
func (v *Visit) recalls() error {
	page := web.Page{Title: web.Word("nav.recalls"), Lead: web.Word("recall.lead")}
	for _, section := range recallSections {
		part, err := section(v)
		if err != nil {
			return err
		}
		if part != nil {
			page.Parts = append(page.Parts, part)
		}
	}
	if len(page.Parts) == 0 {
		page.Parts = []web.Part{web.Empty{Title: web.Word("recall.none"), Text: web.Word("recall.none.text")}}
	}
	page.Parts = append(page.Parts, web.Panel{Title: web.Word("recall.how"), Parts: []web.Part{
		web.Help{Question: web.Word("recall.how.signal"), Answer: []web.Value{web.Word("recall.how.signal.text")}},
		web.Help{Question: web.Word("recall.how.assess"), Answer: []web.Value{web.Word("recall.how.assess.text")}},
		web.Help{Question: web.Word("recall.how.announce"), Answer: []web.Value{web.Word("recall.how.announce.text")}},
	}})
	return v.show(page)
}
