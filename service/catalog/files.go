package catalog

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Files keeps bytes, each under the SHA-256 of its content: documents/ab/cd/abcd…. No name that a stranger chose touches
// the disk, and os.Root keeps every access inside the folder. A file is complete and on the disk before the row that
// names it is committed; a file without a row, left by a transaction that failed, does no harm.
type Files struct{ root *os.Root }

// OpenFiles opens the documents folder of a data directory, creating it.
func OpenFiles(dataDir string) (*Files, error) { return OpenFolder(dataDir, "documents") }

// OpenFolder opens a folder of a data directory for files of its own, creating it.
func OpenFolder(dataDir, name string) (*Files, error) {
	dir := filepath.Join(dataDir, name)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return &Files{root}, nil
}

// Close gives up the folder.
func (f *Files) Close() error { return f.root.Close() }

// place returns the folder and the name of a content.
func place(sum string) (dir, name string) { return path.Join(sum[:2], sum[2:4]), sum }

// Put writes content durably and returns its SHA-256 in hex. Content that is there already is written again, which
// mends a damaged file.
func (f *Files) Put(content []byte) (sum string, err error) {
	return f.Write(func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// Write is Put for content that is made while it is written, however long it is.
func (f *Files) Write(fill func(io.Writer) error) (sum string, err error) {
	temp := "." + rand.Text()
	sum, err = f.write(temp, fill)
	if err != nil {
		return "", errors.Join(fmt.Errorf("documents: %w", err), f.root.Remove(temp))
	}
	dir, name := place(sum)
	if err := f.root.MkdirAll(dir, 0o750); err != nil {
		return "", errors.Join(fmt.Errorf("documents: %w", err), f.root.Remove(temp))
	}
	if err := f.root.Rename(temp, path.Join(dir, name)); err != nil {
		return "", errors.Join(fmt.Errorf("documents: %w", err), f.root.Remove(temp))
	}
	return sum, f.syncDirs(dir, path.Dir(dir), ".")
}

func (f *Files) write(name string, fill func(io.Writer) error) (sum string, err error) {
	file, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	digest := sha256.New()
	if err := fill(io.MultiWriter(file, digest)); err != nil {
		return "", err
	}
	return hex.EncodeToString(digest.Sum(nil)), file.Sync()
}

// Remove deletes a content; one that is not there is deleted already.
func (f *Files) Remove(sum string) error {
	if len(sum) != 2*sha256.Size {
		return fmt.Errorf("documents: %q is no digest", sum)
	}
	dir, name := place(sum)
	if err := f.root.Remove(path.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("documents: %w", err)
	}
	return nil
}

// Open opens a content of any length once it has proved that it is the one that was put.
func (f *Files) Open(sum string) (_ io.ReadSeekCloser, size int64, err error) {
	if len(sum) != 2*sha256.Size {
		return nil, 0, fmt.Errorf("documents: %q is no digest", sum)
	}
	dir, name := place(sum)
	file, err := f.root.Open(path.Join(dir, name))
	if err != nil {
		return nil, 0, fmt.Errorf("documents: %w", err)
	}
	digest := sha256.New()
	size, err = io.Copy(digest, file)
	if err == nil && hex.EncodeToString(digest.Sum(nil)) != sum {
		err = fmt.Errorf("the stored file %s was changed", sum)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("documents: %w", errors.Join(err, file.Close()))
	}
	return file, size, nil
}

// syncDirs makes the names of a new file and of new folders survive a power cut.
func (f *Files) syncDirs(dirs ...string) error {
	for _, name := range dirs {
		dir, err := f.root.Open(name)
		if err != nil {
			return fmt.Errorf("documents: %w", err)
		}
		if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
			return fmt.Errorf("documents: %w", err)
		}
	}
	return nil
}

// Get reads a content and proves that it is the one that was put. A file that was changed is an error, never content.
func (f *Files) Get(sum string) ([]byte, error) {
	if len(sum) != 2*sha256.Size {
		return nil, fmt.Errorf("documents: %q is no digest", sum)
	}
	dir, name := place(sum)
	file, err := f.root.Open(path.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxStored+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	digest := sha256.Sum256(content)
	if hex.EncodeToString(digest[:]) != sum {
		return nil, fmt.Errorf("documents: the stored file %s was changed", sum)
	}
	return content, nil
}

// maxStored bounds a file on the disk: a picture that was decoded and encoded anew may be larger than it came.
const maxStored = 64 << 20
