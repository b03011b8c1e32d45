package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:embed templates/*.tmpl assets locales/*.json
var files embed.FS

// Asset is one static file of the pages.
type Asset struct {
	// Path is where pages link to it: "/assets/<hash>/app.css". The hash covers all assets, so the bytes at a path
	// never change and may be cached for ever (AssetCacheControl).
	Path string
	// MediaType is the Content-Type.
	MediaType string
	// ETag is a strong validator of Body, quotes included.
	ETag string
	// Body holds the bytes; Gzip the same compressed with gzip, or nil where that would not make it smaller. Whoever
	// serves Gzip gives it an ETag of its own (RFC 9110 §8.8.3.3).
	Body, Gzip []byte
}

// AssetCacheControl is the Cache-Control of every asset.
const AssetCacheControl = "public, max-age=31536000, immutable"

// bundles says which source files make up a served file, in order. Pages for people in the street load app.css only,
// so whatever they do not need goes into another bundle.
var bundles = []struct {
	name, mediaType string
	sources         []string
}{
	{"app.css", "text/css; charset=utf-8", []string{"tokens.css", "base.css", "parts.css", "scan.css"}},
	{"console.css", "text/css; charset=utf-8", []string{"console.css"}},
	{"console.js", "text/javascript; charset=utf-8", []string{"console.js"}},
	{"scan.js", "text/javascript; charset=utf-8", []string{"scan.js"}},
	{"picture.css", "text/css; charset=utf-8", []string{"picture.css"}},
	{"picture.js", "text/javascript; charset=utf-8", []string{"picture.js"}},
	{"labels.css", "text/css; charset=utf-8", []string{"labels.css"}},
	{"recall.css", "text/css; charset=utf-8", []string{"recall.css"}},
	{"docs.css", "text/css; charset=utf-8", []string{"docs.css"}},
	{"labels.css", "text/css; charset=utf-8", []string{"labels.css"}},
	{"claimant.css", "text/css; charset=utf-8", []string{"claimant.css"}},
	{"claimant.js", "text/javascript; charset=utf-8", []string{"claimant.js"}},
	{"icon.svg", "image/svg+xml", []string{"icon.svg"}},
}

// loadAssets assembles the bundles and gives them their addresses, by file name.
func loadAssets() (map[string]Asset, error) {
	assets := map[string]Asset{}
	all := sha256.New()
	for _, b := range bundles {
		var body bytes.Buffer
		for _, source := range b.sources {
			part, err := fs.ReadFile(files, path.Join("assets", source))
			if err != nil {
				return nil, fmt.Errorf("assets: %w", err)
			}
			body.Write(part)
		}
		all.Write(body.Bytes())
		sum := sha256.Sum256(body.Bytes())
		assets[b.name] = Asset{
			MediaType: b.mediaType,
			ETag:      `"` + hex.EncodeToString(sum[:12]) + `"`,
			Body:      body.Bytes(),
			Gzip:      compress(body.Bytes()),
		}
	}
	hash := hex.EncodeToString(all.Sum(nil)[:8])
	for name, a := range assets {
		a.Path = "/assets/" + hash + "/" + name
		assets[name] = a
	}
	return assets, nil
}

// compress returns b in gzip's best compression, or nil when that saves nothing.
func compress(b []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err = w.Write(b); err != nil || w.Close() != nil || out.Len() >= len(b) {
		return nil
	}
	return out.Bytes()
}

// Asset returns the asset at a path of ours; ok is false for any other path, also for an outdated hash.
func (r *Renderer) Asset(at string) (a Asset, ok bool) {
	a, ok = r.assets[path.Base(at)]
	return a, ok && a.Path == at
}

// AssetPath is the address of an asset, for pages that are not made of templates.
func (r *Renderer) AssetPath(name string) string { return r.assets[name].Path }

// Assets lists every asset by path.
func (r *Renderer) Assets() []Asset {
	return slices.SortedFunc(maps.Values(r.assets), func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
}
