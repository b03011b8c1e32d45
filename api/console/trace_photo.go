package console

import (
	"net/url"

	"suyuan/api/web"
	"suyuan/model"
)

// photoFields ask for a photo of a code.
func photoFields() []web.Field {
	return []web.Field{{Name: "photo", Label: web.Word("deed.photo.file"), Hint: web.Word("deed.photo.hint"), Kind: web.KindFile, Accept: "image/jpeg,image/png", Required: true}}
}

// photoFold is the form for a photo, for browsers that cannot read codes themselves.
func photoFold() web.Part {
	return web.Fold{Title: web.Word("deed.photo"), Parts: []web.Part{web.Form{Action: "/console/record/photo", Submit: "deed.photo.send", Fields: photoFields()}}}
}

// photo reads the code in a photo and leads to what the code is: to recording for those who record, else to the check. The
// photo is not kept.
func (v *Visit) photo() error {
	return v.run(task{
		form: web.Form{Fields: photoFields(), Submit: "deed.photo.send", Cancel: "/console/record"},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("deed.photo"), Lead: web.Word("deed.photo.how"), Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			f, ok := in.file("photo")
			if !ok || len(f.Content) == 0 {
				in.faults.Add("photo", model.ValueRequired)
				return "", "", in.err()
			}
			text, err := v.console.services.Code.ReadCode(v.ctx(), f.Content)
			if err != nil {
				return "", "", err
			}
			to = "/console/till"
			if v.can(model.PermStepRecord) {
				to = "/console/record"
			}
			return to + "?" + url.Values{"code": {text}}.Encode(), "", nil
		},
	})
}
