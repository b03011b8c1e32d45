package catalog

import "context"

// Admit decides on one file, without a database.
func Admit(ctx context.Context, file Upload, photo bool) ([]byte, string, error) {
	return New(nil, nil).admit(ctx, file, photo)
}
