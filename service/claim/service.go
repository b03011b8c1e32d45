package claim

import (
	"suyuan/model"
	"suyuan/repository"
)

// Files keeps bytes, each under the SHA-256 of its content.
type Files interface {
	Put(content []byte) (sum string, err error)
}

// Service is the claim room.
type Service struct {
	store    *repository.Store
	vault    *Vault
	files    Files
	baseURL  string
	calendar *model.WorkCalendar
}

// Option changes how the room works.
type Option func(*Service)

// WithCalendar replaces the State Council's calendar, by which clocks run.
func WithCalendar(c *model.WorkCalendar) Option { return func(s *Service) { s.calendar = c } }

// New returns the room. Personal data is sealed with the vault's keys, evidence lies sealed in files, and private links
// begin with baseURL.
func New(store *repository.Store, vault *Vault, files Files, baseURL string, options ...Option) *Service {
	s := &Service{store: store, vault: vault, files: files, baseURL: baseURL, calendar: model.ChinaWorkdays()}
	for _, o := range options {
		o(s)
	}
	return s
}
