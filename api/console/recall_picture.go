package console

import (
	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// markedCase is the recall that the address of a picture asks to mark; nil when it asks for none. A case that the visitor
// may not see does not exist for it.
func (v *Visit) markedCase() (*recall.File, error) {
	text := v.query("recall")
	if text == "" {
		return nil, nil
	}
	id, err := model.ParseID[model.Recall](text)
	if err != nil || !v.can(model.PermRecallRead) {
		return nil, model.NotFound.Refuse()
	}
	f, err := v.caseOf(id)
	return &f, err
}

// mark has a picture show how a recall affects its boxes.
func (v *Visit) mark(q trace.PictureQuery, f *recall.File) trace.PictureQuery {
	if f != nil {
		q.Classes = func(nodes []model.Seq) (map[model.Seq]model.AffectedClass, error) {
			return v.console.services.Recall.Classes(v.ctx(), v.Actor, f.Case.ID, nodes)
		}
	}
	return q
}

// markedNote says which recall a picture marks, and leads back to it.
func (v *Visit) markedNote(f *recall.File) web.Note {
	return web.Note{
		Tone: web.ToneInfo, Title: web.Say("case.marked", "case", web.Name(f.Case.Title), "number", web.Code(f.Case.Number)),
		Text: []web.Value{web.Word("case.marked.text")},
		Actions: []web.Action{
			{To: recallPath(f.Case.ID), Text: web.Word("case.back")}, {To: recallPath(f.Case.ID) + "/things", Text: web.Word("case.things")},
			{To: v.address("recall", ""), Text: web.Word("case.marked.off")},
		},
	}
}

// picturePath is the trace of a batch with a case marked in it.
func picturePath(batch model.BatchID, c model.Recall) string {
	return batchPath(batch) + "/trace?" + query("direction", string(trace.Forward)) + "&" + query("recall", c.ID.String())
}
