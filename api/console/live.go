package console

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"suyuan/model"
	"suyuan/service/job"
)

// How lists are kept fresh: a page holds a stream of server-sent events (HTML Living Standard §9.2) open and is told
// which of its topics changed. The server looks every livePause; a stream ends after liveLongest, inside the time a
// request may take, and the browser opens the next one by itself, saying what it knew last.
const (
	livePause   = 2 * time.Second
	liveLongest = 20 * time.Second
)

// liveStreams is how many streams one sign-in may hold open: as many connections as a browser opens to one server over
// HTTP/1.1. Over HTTP/2 it would open a hundred, and each costs the server a look every livePause.
const liveStreams = 6

// streams counts the open streams of each sign-in.
type streams struct {
	mu   sync.Mutex
	open map[string]int
}

// enter counts one more stream; ok is false when there are as many as may be.
func (s *streams) enter(who string) (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= liveStreams {
		return false
	}
	s.open[who]++
	return true
}

func (s *streams) leave(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who]--; s.open[who] == 0 {
		delete(s.open, who)
	}
}

// listener names the sign-in, or the key, that a visit belongs to.
func (v *Visit) listener() string { return v.Actor.Name() + " " + v.Session }

// live tells a page which of its topics have changed since it was loaded or since the stream before. Refusal:
// rate-limited beyond liveStreams streams of one sign-in; the page then looks by itself from time to time.
func (v *Visit) live() error {
	topics := slices.DeleteFunc(strings.Split(v.query("topics"), ","), func(s string) bool { return s == "" })
	if len(topics) > 10 {
		topics = topics[:10]
	}
	if len(topics) == 0 {
		v.Writer.WriteHeader(http.StatusNoContent) // a browser does not ask again
		return nil
	}
	who := v.listener()
	if !v.console.streams.enter(who) {
		r := model.RateLimited.Refuse(model.P("seconds", int(liveLongest.Seconds())))
		r.RetryAfter = int(liveLongest.Seconds())
		return r
	}
	defer v.console.streams.leave(who)
	known, err := v.versions(topics)
	if err != nil {
		return err
	}
	h := v.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy that waits for more would keep it from the reader
	if last := v.Request.Header.Get("Last-Event-ID"); last != "" && len(strings.Split(last, "~")) == len(topics) {
		known = strings.Split(last, "~")
	}
	out := http.NewResponseController(v.Writer)
	fmt.Fprintf(v.Writer, "retry: %d\nid: %s\ndata: \n\n", livePause.Milliseconds(), strings.Join(known, "~"))
	tick := time.NewTicker(livePause)
	defer tick.Stop()
	for rounds := int(liveLongest / livePause); rounds > 0; rounds-- {
		if err := out.Flush(); err != nil {
			return ignoreGone(err)
		}
		select {
		case <-v.ctx().Done():
			return nil
		case <-tick.C:
		}
		now, err := v.versions(topics)
		if err != nil {
			return nil //nolint:nilerr // the answer has begun; the browser asks again by itself
		}
		for i, topic := range topics {
			if now[i] != known[i] {
				fmt.Fprintf(v.Writer, "id: %s\nevent: changed\ndata: %s\n\n", strings.Join(now, "~"), topic)
			}
		}
		known = now
	}
	return nil
}

// versions are marks that differ when something of a topic has changed for the visitor.
func (v *Visit) versions(topics []string) ([]string, error) {
	marks := make([]string, len(topics))
	for i, topic := range topics {
		mark, err := v.version(topic)
		if err != nil {
			return nil, err
		}
		marks[i] = mark
	}
	return marks, nil
}

// version is the mark of one topic. All that goods do begins with an event, so one mark serves every list about goods.
func (v *Visit) version(topic string) (string, error) {
	switch topic {
	case "goods":
		if !v.can(model.PermEventRead) {
			return "", nil
		}
		seq, err := v.console.services.Trace.LastEvent(v.ctx(), v.Actor)
		return fmt.Sprint(seq), err
	case "recall-tasks":
		if !v.can(model.PermRecallRead) {
			return "", nil
		}
		return v.taskMark()
	case "jobs":
		if !v.can(model.PermJobRead) {
			return "", nil
		}
		return v.jobMark()
	}
	return "", nil
}

// jobMark is the mark of the newest jobs: it differs as soon as one of them has come further.
func (v *Visit) jobMark() (string, error) {
	list, _, err := v.console.services.Job.Jobs(v.ctx(), v.Actor, job.JobFilter{}, model.Page{})
	if err != nil {
		return "", err
	}
	var mark strings.Builder
	for _, j := range list {
		fmt.Fprintf(&mark, "%d.%d.", j.Version, j.Done)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(mark.String())))[:16], nil
}
