package api

import (
	"context"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/model"
)

// limiter bounds requests per client by the generic cell rate algorithm: one stored instant per client, the
// theoretical arrival time, no queue and no timer. Clients that have been quiet are forgotten.
type limiter struct {
	clock    func() time.Time
	interval time.Duration // time that one request uses up
	burst    time.Duration // how far ahead of its rate a client may run

	mu    sync.Mutex
	tat   map[string]time.Time
	swept time.Time
}

// limiterClients bounds the memory: beyond it the map is swept at once.
const limiterClients = 100_000

func newLimiter(clock func() time.Time, perSecond float64, burst int) *limiter {
	interval := time.Duration(float64(time.Second) / perSecond)
	return &limiter{clock: clock, interval: interval, burst: interval * time.Duration(burst), tat: map[string]time.Time{}}
}

// allow counts one request of a client and returns how long it must wait, 0 when it may go on.
func (l *limiter) allow(client string) time.Duration {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > time.Minute || len(l.tat) > limiterClients {
		for k, t := range l.tat {
			if t.Before(now) {
				delete(l.tat, k)
			}
		}
		l.swept = now
	}
	tat := l.tat[client]
	if tat.Before(now) {
		tat = now
	}
	if wait := tat.Sub(now) - l.burst; wait > 0 {
		return wait
	}
	l.tat[client] = tat.Add(l.interval)
	return 0
}

// limitRate is the middleware; a client is the network it comes from, so that guessing keys is limited too.
func (s *Server) limitRate(c *gin.Context) {
	client := clientOf(c)
	requestOf(c.Request.Context()).client = client
	if wait := s.limiter.allow(client); wait > 0 {
		seconds := int(wait/time.Second) + 1
		r := model.RateLimited.Refuse(model.P("seconds", strconv.Itoa(seconds)))
		r.RetryAfter = seconds
		s.refuse(c, r)
		return
	}
	c.Next()
}

// clientOf names the network a request comes from: an IPv4 address or an IPv6 /48, the smallest block an attacker
// cannot change at will. No proxy header is trusted unless the operator names the proxies.
func clientOf(c *gin.Context) string {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return "unknown"
	}
	addr = addr.Unmap()
	if addr.Is6() {
		p, err := addr.Prefix(48)
		if err == nil {
			return p.String()
		}
	}
	return addr.String()
}

// limited refuses what comes too often from one network.
func limited(ctx context.Context, l *limiter) error {
	wait := l.allow(requestOf(ctx).client)
	if wait == 0 {
		return nil
	}
	seconds := int(wait/time.Second) + 1
	refusal := model.RateLimited.Refuse(model.P("seconds", strconv.Itoa(seconds)))
	refusal.RetryAfter = seconds
	return refusal
}
