package console

import (
	"net/url"

	"suyuan/api/web"
	"suyuan/service/job"
)

// filterMost bounds what is typed into a filter, in characters.
const filterMost = 64

// filterFields ask how an export is to be narrowed, filled in with what the address says: the page of a list leads here
// with its own filters. What is chosen on such a page only is hidden.
func (v *Visit) filterFields(filters []job.Filter) (fields []web.Field) {
	for _, f := range filters {
		field := web.Field{Name: f.Key, Label: web.Name(f.Words), Value: v.query(f.Key), Kind: web.KindCode, Max: filterMost}
		switch {
		case f.Quiet && field.Value == "":
			continue
		case f.Quiet:
			field.Kind = web.KindHidden
		case f.Ticked():
			field.Kind = web.KindTick
		case len(f.Choices) > 0:
			field.Kind, field.Options = web.KindChoice, []web.Option{{Text: web.Word("filter.any")}}
			for _, c := range f.Choices {
				field.Options = append(field.Options, web.Option{Value: c.Code, Text: web.Name(c.Words)})
			}
		}
		fields = append(fields, field)
	}
	return fields
}

// narrowedBy names the hidden filters, so that nobody takes a part of a list for the whole; nil without.
func (v *Visit) narrowedBy(filters []job.Filter) web.Part {
	var by []web.Value
	for _, f := range filters {
		if f.Quiet && v.query(f.Key) != "" {
			by = append(by, web.Name(f.Words))
		}
	}
	if len(by) == 0 {
		return nil
	}
	return web.Note{Tone: web.ToneInfo, Title: web.Word("job.narrowed"), Text: by}
}

// filters reads what was chosen.
func (in *Input) filters(filters []job.Filter) map[string]string {
	chosen := map[string]string{}
	for _, f := range filters {
		switch value := in.text(f.Key); {
		case value == "":
		case f.Ticked():
			chosen[f.Key] = job.Yes
		default:
			chosen[f.Key] = value
		}
	}
	return chosen
}

// exportShown leads to the export of what a list shows, with its filters: name and value in turn, empty values left out.
// Nothing for who may not order it.
func (v *Visit) exportShown(word string, pairs ...string) []web.Action {
	for _, k := range v.console.services.Job.Kinds(v.Actor) {
		if name, in := kindWord(k.Code); in || name != word {
			continue
		}
		to := url.URL{Path: "/console/jobs/export/" + word}
		q := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i+1] != "" {
				q.Set(pairs[i], pairs[i+1])
			}
		}
		to.RawQuery = q.Encode()
		return []web.Action{{To: to.String(), Text: web.Word("job.export.shown"), Icon: "arrive"}}
	}
	return nil
}

// on is the value of a filter that is on.
func on(ticked bool) string {
	if ticked {
		return job.Yes
	}
	return ""
}
