// Package code is the room of what is printed on packages: links, QR codes, and the public answer to a scan. It is the
// only door through which data leaves the house without a sign-in, so every field it lets out is named in Scan.
//
// Where to look: scan.go and journey.go make the public projection; qr.go draws codes; machine.go writes the answers for
// machines (JSON-LD, linkset); resolve.go chooses among the links of a Digital Link, link.go keeps those of companies;
// count.go counts scans; label.go prints labels, drawn by label_arrange.go for browsers (label_svg.go) and label printers
// (label_zpl.go, with letters by shape.go); read.go reads codes from photos.
package code

import (
	"context"
	"hash/maphash"
	"strings"
	"sync"
	"sync/atomic"

	"suyuan/model"
	"suyuan/repository"
)

// Service is the code room.
type Service struct {
	store   *repository.Store
	baseURL string
	fresh   freshness
	fonts   *fontBook
	reading chan struct{} // one place for each photo that is being read
	recalls Recalls       // nil where nobody keeps them in memory

	mu      sync.Mutex
	waiting map[opened]int64 // scans not yet written
	wake    chan struct{}
}

// Option changes how the room works.
type Option func(*Service)

// Recalls knows from memory what live recalls have against goods; see recall.Board.
type Recalls interface {
	Against(ctx context.Context, asked ...model.RecallAsked) ([]model.RecallStrike, error)
	// OnItem returns the cases that have something against some lots of the product with a GTIN-14.
	OnItem(ctx context.Context, gtin string) ([]model.RecallStrike, error)
}

// WithRecalls has pages say what recalls have against what was scanned.
func WithRecalls(r Recalls) Option { return func(s *Service) { s.recalls = r } }

// FontDirs says in which directories fonts for label printers are looked for, instead of the system's.
func FontDirs(dirs ...string) Option { return func(s *Service) { s.fonts = &fontBook{dirs: dirs} } }

// New opens the room. baseURL is the address in QR codes, without a trailing slash.
func New(store *repository.Store, baseURL string, options ...Option) *Service {
	s := &Service{
		store: store, baseURL: strings.TrimRight(baseURL, "/"), fresh: freshness{seed: maphash.MakeSeed()},
		fonts: &fontBook{dirs: fontDirs}, reading: make(chan struct{}, photoReaders),
		waiting: map[opened]int64{}, wake: make(chan struct{}, 1),
	}
	for _, o := range options {
		o(s)
	}
	return s
}

// Link returns the address that is printed on the packages of a batch.
func (s *Service) Link(b model.Batch) string { return s.baseURL + b.LinkPath() }

// freshness tells whether a scan that was kept in memory may still be shown. Batches share a number of counters; Forget
// raises the batch's, and what was read before then is stale.
type freshness struct {
	seed    maphash.Seed
	changes atomic.Uint64
	marks   [256]atomic.Uint64
}

func (f *freshness) mark(id model.BatchID) *atomic.Uint64 {
	return &f.marks[maphash.String(f.seed, string(id))%uint64(len(f.marks))]
}

// Forget makes every kept answer about the batches stale at once in this process. Call it after a commit that changes
// what their pages show. Other processes follow within the time they keep pages.
func (s *Service) Forget(batches ...model.BatchID) {
	s.fresh.changes.Add(1)
	for _, id := range batches {
		s.fresh.mark(id).Add(1)
	}
}

// Fresh reports whether nobody has called Forget for the batch since the scan was read.
func (s *Service) Fresh(scan *Scan) bool {
	return scan.stamp != 0 && scan.stamp == 1+s.fresh.mark(scan.BatchID).Load()
}

// stamped notes on a scan until when it is fresh. before is the number of changes before it was read: after a change
// meanwhile nobody can say what was read, and the scan is never fresh.
func (s *Service) stamped(scan *Scan, before uint64) *Scan {
	scan.stamp = 1 + s.fresh.mark(scan.BatchID).Load()
	if s.fresh.changes.Load() != before {
		scan.stamp = 0
	}
	return scan
}
