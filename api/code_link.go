package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"suyuan/model"
	"suyuan/service/code"
)

// routeLinks registers the links that companies give out for their products.
func (s *Server) routeLinks() {
	const list, one = "/v1/products/{id}/links", "/v1/products/{id}/links/{link}"
	Op(s, Operation{
		ID: "list-link-types", Method: http.MethodGet, Path: "/v1/link-types", Tag: "code", Need: model.PermPublic,
		Summary: "List the types that a link can have, from the GS1 Web Vocabulary.",
	}, s.listLinkTypes)
	Op(s, Operation{
		ID: "list-product-links", Method: http.MethodGet, Path: list, Tag: "code", Need: model.PermProductRead,
		Summary: "List the links given out for a product and its batches, oldest first.",
	}, s.listLinks)
	Op(s, Operation{
		ID: "add-product-link", Method: http.MethodPost, Path: list, Tag: "code", Need: model.PermProductWrite, Creates: true, Status: http.StatusCreated,
		Summary: "Give out a further link for a product or one of its batches.",
	}, s.addLink)
	Op(s, Operation{
		ID: "change-product-link", Method: http.MethodPut, Path: one, Tag: "code", Need: model.PermProductWrite,
		Summary: "Replace what a link says, from the version you have read.",
	}, s.changeLink)
	Op(s, Operation{
		ID: "remove-product-link", Method: http.MethodDelete, Path: one, Tag: "code", Need: model.PermProductWrite,
		Summary: "Take a link back.",
	}, s.removeLink)
}

// LinkTypeCode is the type of a link.
type LinkTypeCode string

// Schema implements huma.SchemaProvider.
func (LinkTypeCode) Schema(huma.Registry) *huma.Schema {
	var types []model.LinkType
	for _, i := range model.LinkTypes() {
		types = append(types, i.Type)
	}
	return enumSchema("A link type of the GS1 Web Vocabulary.", types)
}

// LinkTypeView describes a link type.
type LinkTypeView struct {
	Type LinkTypeCode `json:"type"`
	Name TextView     `json:"name"`
	Own  bool         `json:"own,omitempty" doc:"The system gives such links out itself; a company cannot add one."`
}

func (s *Server) listLinkTypes(context.Context, Call, *Empty) (*ListOutput[LinkTypeView], error) {
	return listOf(model.LinkTypes(), "", func(i model.LinkTypeInfo) LinkTypeView {
		return LinkTypeView{LinkTypeCode(i.Type), textView(i.Name), i.Own}
	}), nil
}

// LinkFields are what a link says.
type LinkFields struct {
	Type      LinkTypeCode `json:"type"`
	Href      string       `json:"href" minLength:"1" maxLength:"1000" doc:"An https address on a public host name."`
	Title     string       `json:"title" minLength:"1" maxLength:"200"`
	Lang      string       `json:"lang,omitempty" maxLength:"35" doc:"BCP 47 tag of what lies there; left out when the language makes no difference."`
	MediaType string       `json:"media_type,omitempty" maxLength:"100" doc:"Media type of what lies there."`
	Context   string       `json:"context,omitempty" maxLength:"40" doc:"A word that callers may name as ?context= to prefer this link."`
	Default   bool         `json:"default,omitempty" doc:"Leads here whoever asks for nothing in particular, instead of to the consumer's page. One per level; it rests while the batch is held or blocked."`
}

func (f LinkFields) input() code.LinkInput {
	return code.LinkInput{
		Type: model.LinkType(f.Type), Href: f.Href, Title: f.Title, Lang: f.Lang, MediaType: f.MediaType, Context: f.Context, Default: f.Default,
	}
}

// LinkView is a link.
type LinkView struct {
	ID      string `json:"id"`
	BatchID string `json:"batch_id,omitempty" doc:"Absent for a link of the product."`
	LinkFields
	Version   int64  `json:"version"`
	CreatedAt string `json:"created_at" format:"date-time"`
}

func linkView(l model.ProductLink) LinkView {
	return LinkView{
		ID: l.ID.String(), BatchID: l.BatchID.String(), Version: l.Version, CreatedAt: l.CreatedAt.String(),
		LinkFields: LinkFields{LinkTypeCode(l.Type), l.Href, l.Title, l.Lang, l.MediaType, l.Context, l.Default()},
	}
}

func (s *Server) listLinks(ctx context.Context, c Call, in *ProductPath) (*ListOutput[LinkView], error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.services.Code.ProductLinks(ctx, c.Actor, id)
	return listOf(rows, "", linkView), err
}

// AddLinkInput is a new link.
type AddLinkInput struct {
	ProductPath
	Body struct {
		BatchID string `json:"batch_id,omitempty" maxLength:"36" doc:"The batch the link is for; left out for all of the product."`
		LinkFields
	}
}

// LinkOutput carries a link.
type LinkOutput struct{ Body LinkView }

func (s *Server) addLink(ctx context.Context, c Call, in *AddLinkInput) (*LinkOutput, error) {
	id, err := model.ParseID[model.Product](in.ID)
	if err != nil {
		return nil, err
	}
	input := in.Body.input()
	if in.Body.BatchID != "" {
		if input.BatchID, err = model.ParseID[model.Batch](in.Body.BatchID); err != nil {
			return nil, model.NotFound.At("batch_id")
		}
	}
	l, err := s.services.Code.AddLink(ctx, c.Actor, c.Idem, id, input)
	return &LinkOutput{linkView(l)}, err
}

// LinkPath names a link of a product.
type LinkPath struct {
	ProductPath
	Link string `path:"link" maxLength:"36" doc:"The link's id."`
}

func (p LinkPath) ids() (product model.ProductID, link model.LinkID, err error) {
	if product, err = model.ParseID[model.Product](p.ID); err == nil {
		link, err = model.ParseID[model.ProductLink](p.Link)
	}
	return product, link, err
}

// ChangeLinkInput replaces a link.
type ChangeLinkInput struct {
	LinkPath
	Body struct {
		Version int64 `json:"version" minimum:"1" doc:"The version you have read."`
		LinkFields
	}
}

func (s *Server) changeLink(ctx context.Context, c Call, in *ChangeLinkInput) (*LinkOutput, error) {
	product, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	l, err := s.services.Code.ChangeLink(ctx, c.Actor, product, id, in.Body.Version, in.Body.input())
	return &LinkOutput{linkView(l)}, err
}

func (s *Server) removeLink(ctx context.Context, c Call, in *LinkPath) (*struct{}, error) {
	product, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	return nil, s.services.Code.RemoveLink(ctx, c.Actor, product, id)
}
