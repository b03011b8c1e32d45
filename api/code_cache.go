package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"strconv"
	"sync"
	"time"

	"suyuan/model"
	"suyuan/service/code"
)

const (
	// scanKept is how long a rendered answer is shown again without looking. A change in this process shows at once
	// (code.Service.Forget), one made by another process after this time.
	scanKept = 2 * time.Second
	// scanAnswers bounds the answers in memory.
	scanAnswers = 2048
	// scanWork bounds the work on one answer, which several requests may be waiting for.
	scanWork = 10 * time.Second
)

// answerKey names a rendered answer. The path is percent-encoded, so that two lots never share a key.
type answerKey struct {
	path string
	form answerForm
	lang model.Lang
}

// answer is a rendered answer, ready to be written.
type answer struct {
	scan      *code.Scan
	mediaType string
	link      string // Link header
	plain     body
	zipped    body
	until     time.Time
}

// body is one coding of an answer with the headers that depend on its bytes.
type body struct {
	bytes        []byte
	length, etag string
}

func newBody(b []byte, coding string) body {
	return body{b, strconv.Itoa(len(b)), entityTag(b, coding)}
}

// newAnswer prepares both codings of an answer.
func newAnswer(scan *code.Scan, mediaType, link string, content []byte) (*answer, error) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return &answer{scan: scan, mediaType: mediaType, link: link, plain: newBody(content, ""), zipped: newBody(zipped.Bytes(), "-gzip")}, nil
}

// answers keeps rendered answers for a moment. A hot page costs a map lookup, and when its time is over one request
// renders it while the others wait for that.
type answers struct {
	fresh func(*code.Scan) bool
	clock func() time.Time

	mu   sync.RWMutex
	kept map[answerKey]*answer
	work map[answerKey]*rendering
}

// rendering is an answer that is being made.
type rendering struct {
	done   chan struct{}
	answer *answer
	err    error
}

func newAnswers(fresh func(*code.Scan) bool, clock func() time.Time) *answers {
	return &answers{fresh: fresh, clock: clock, kept: map[answerKey]*answer{}, work: map[answerKey]*rendering{}}
}

// get returns a kept answer or makes one. Failures are not kept.
func (a *answers) get(ctx context.Context, key answerKey, build func(context.Context) (*answer, error)) (*answer, error) {
	a.mu.RLock()
	found := a.kept[key]
	a.mu.RUnlock()
	if found != nil && a.clock().Before(found.until) && a.fresh(found.scan) {
		return found, nil
	}
	r, mine := a.join(key)
	if mine {
		a.render(ctx, key, r, build)
	}
	select {
	case <-r.done:
		return r.answer, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// join finds the rendering of a key that is under way, or starts one that is the caller's to do.
func (a *answers) join(key answerKey) (r *rendering, mine bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r, ok := a.work[key]; ok {
		return r, false
	}
	r = &rendering{done: make(chan struct{}), err: model.Unavailable.Refuse()} // the error stands if build panics
	a.work[key] = r
	return r, true
}

// render makes an answer. It goes on when the request that started it is given up, since others may wait for it.
func (a *answers) render(ctx context.Context, key answerKey, r *rendering, build func(context.Context) (*answer, error)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), scanWork)
	defer cancel()
	started := a.clock()
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.work, key)
		if r.err == nil {
			a.keep(key, r.answer)
		}
		close(r.done)
	}()
	r.answer, r.err = build(ctx)
	if r.err == nil {
		r.answer.until = started.Add(scanKept)
	}
}

// keep stores an answer and makes room first: what is over goes, then anything.
func (a *answers) keep(key answerKey, made *answer) {
	if _, known := a.kept[key]; !known && len(a.kept) >= scanAnswers {
		now := a.clock()
		for k, old := range a.kept {
			if now.After(old.until) || len(a.kept) >= scanAnswers {
				delete(a.kept, k)
			}
		}
	}
	a.kept[key] = made
}
