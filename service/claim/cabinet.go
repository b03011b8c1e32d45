package claim

import (
	"context"
	"errors"

	"suyuan/model"
)

// Cabinet keeps evidence on the disk: cleaned of all but what it shows, and sealed with the key of what it belongs to. The
// keys are the caller's, so rooms that do not know each other keep theirs in the same way.
type Cabinet struct {
	files Files
	clean Clean
}

// NewCabinet returns a cabinet. Without clean it takes nothing.
func NewCabinet(files Files, clean Clean) *Cabinet { return &Cabinet{files, clean} }

// fieldFile is the field under which a file is sealed.
const fieldFile = "file"

// Keep cleans a file and puts it on the disk once for each key, sealed with it. The content lies there when Keep returns;
// a row that is to name it is written after. Refusals: invalid (file) for an empty one, too-large, catalog-file-type-refused.
func (c *Cabinet) Keep(ctx context.Context, content []byte, seals ...func(field string, plain []byte) []byte) ([]model.SealedFile, error) {
	switch {
	case len(content) == 0:
		return nil, model.ValueRequired.At("file")
	case len(content) > MaxFile:
		return nil, model.TooLarge.Refuse(model.P("limit", "5 MB"))
	case c.clean == nil:
		return nil, model.FileTypeRefused.Refuse()
	}
	content, media, err := c.clean(ctx, content)
	if err != nil {
		return nil, err
	}
	kept := make([]model.SealedFile, 0, len(seals))
	for _, seal := range seals {
		sum, err := c.files.Put(seal(fieldFile, content))
		if err != nil {
			return nil, errors.Join(err, c.Remove(kept...))
		}
		kept = append(kept, model.SealedFile{Media: media, Size: int64(len(content)), Sum: sum})
	}
	return kept, nil
}

// Open returns the content of a file that was kept under the name sum.
func (c *Cabinet) Open(sum string, open func(field string, sealed []byte) ([]byte, error)) ([]byte, error) {
	sealed, err := c.files.Get(sum)
	if err != nil {
		return nil, err
	}
	return open(fieldFile, sealed)
}

// Remove takes files off the disk. Where their key is gone already, one that stays because the server stopped here can be
// read by nobody.
func (c *Cabinet) Remove(files ...model.SealedFile) (err error) {
	for _, f := range files {
		err = errors.Join(err, c.files.Remove(f.Sum))
	}
	return err
}
