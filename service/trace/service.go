// Package trace is the room in which events become genealogy and quantities: it records what happens to goods, whoever
// says so and in whatever form, and answers where goods came from and where they went.
//
// Where to look: record.go is the one pipeline through which every event goes; movement.go says what an event means for
// quantities; capture.go lets EPCIS documents in; steps.go writes events for people; walk.go answers traces;
// interchange.go, fsma.go and nyt4712.go export them in the forms of authorities.
package trace

import (
	"suyuan/repository"
)

// Service is the trace room.
type Service struct {
	store *repository.Store
	// within, when set, is the transaction in which plain operations run instead of one of their own.
	within *repository.Tx
	// followers are told of every recording.
	followers []Follower
	// recalls is nil where nobody keeps them in memory.
	recalls Recalls
}

// New opens the room.
func New(store *repository.Store, options ...Option) *Service {
	s := &Service{store: store}
	for _, o := range options {
		o(s)
	}
	return s
}

// inside returns the room working within a transaction.
func (s *Service) inside(tx *repository.Tx) *Service {
	in := *s
	in.within = tx
	return &in
}
