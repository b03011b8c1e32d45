package access

import (
	"sync"
	"time"

	"suyuan/model"
)

// The pace of guessing. An account bears failuresFree wrong passwords; after that it takes no password, right or wrong,
// for a time that doubles with each further failure up to delayMax. Whoever keeps failing on purpose can so keep the
// owner from signing in anew; sessions and API keys that exist go on.
const (
	failuresFree = 5
	delayFirst   = time.Second
	delayMax     = 15 * time.Minute
)

// delayAfter returns how long an account takes no password after so many failures in a row.
func delayAfter(failures int) time.Duration {
	n := failures - failuresFree
	switch {
	case n < 0:
		return 0
	case n > 20:
		return delayMax
	}
	return min(delayFirst<<n, delayMax)
}

// pace bounds attempts per login, whether anybody has the login or not, by the generic cell rate algorithm: paceBurst at
// once, then one per paceInterval. It bounds parallel guesses, which all read the same count of failures.
type pace struct {
	mu  sync.Mutex
	tat map[string]model.Instant // theoretical arrival time of the next attempt
}

const (
	paceInterval = 6 * time.Second
	paceBurst    = 10
	paceLogins   = 50_000 // beyond this the quiet ones are forgotten at once
	paceLongest  = 120    // bytes of a login that are told apart
)

func newPace() *pace { return &pace{tat: map[string]model.Instant{}} }

// allow counts an attempt and returns how many seconds it has to wait, 0 when it may go on.
func (p *pace) allow(login string, now model.Instant) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	login = login[:min(len(login), paceLongest)]
	if len(p.tat) >= paceLogins {
		p.sweep(now)
	}
	tat := max(p.tat[login], now)
	if wait := tat.Sub(now) - (paceBurst-1)*paceInterval; wait > 0 {
		return int(wait/time.Second) + 1
	}
	p.tat[login] = tat.Add(paceInterval)
	return 0
}

// forget lets a login start afresh after a right password.
func (p *pace) forget(login string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tat, login[:min(len(login), paceLongest)])
}

func (p *pace) sweep(now model.Instant) {
	for login, tat := range p.tat {
		if tat <= now {
			delete(p.tat, login)
		}
	}
}
