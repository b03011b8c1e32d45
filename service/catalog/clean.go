package catalog

import (
	"bytes"
	"context"

	"suyuan/model"
)

// Clean returns a file that another room keeps, with nothing in it but what it shows, and its media type as its content
// tells it: pictures are decoded and encoded anew, without the place and time of the camera; a PDF has to be whole.
// Refusals: catalog-file-type-refused, too-large.
func (s *Service) Clean(ctx context.Context, content []byte) (clean []byte, mediaType string, err error) {
	for media, begins := range magic {
		if bytes.HasPrefix(content, []byte(begins)) {
			return s.admit(ctx, Upload{MediaType: media, Content: content}, media == mediaJPEG)
		}
	}
	return nil, "", model.FileTypeRefused.Refuse()
}
