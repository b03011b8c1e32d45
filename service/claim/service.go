package claim

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"suyuan/model"
	"suyuan/repository"
)

// Files keeps bytes, each under the SHA-256 of its content.
type Files interface {
	Put(content []byte) (sum string, err error)
	Get(sum string) ([]byte, error)
	Remove(sum string) error
}

// ReadCode reads what somebody scanned or typed and returns the path of a Digital Link ("/01/…/10/…") or of a short code
// ("/c/…"), or "" for what is no code; see code.PathOf.
type ReadCode func(typed string) (path string)

// Clean returns a file with nothing in it but what it shows, and its media type found from its content; see
// catalog.Service.Clean.
type Clean func(ctx context.Context, content []byte) (clean []byte, mediaType string, err error)

// Escalate makes a complaint to the authority of a claim, in the claimant's name, and returns its identifier.
type Escalate func(tx *repository.Tx, c model.Claim, secret model.ClaimSecret, contact model.ClaimContact, story model.ClaimStory) (complaint string, err error)

// RaiseSignal tells the recall room that claims on a lot pile up.
type RaiseSignal func(tx *repository.Tx, batch model.BatchID, harm string) error

// Recover counts the goods of a settled claim as handed back in the recalls that reach them.
type Recover func(tx *repository.Tx, c model.Claim) error

// Service is the claim room.
type Service struct {
	store    *repository.Store
	vault    *Vault
	files    Files
	baseURL  string
	calendar *model.WorkCalendar
	read     ReadCode
	clean    Clean
	escalate Escalate
	raise    RaiseSignal
	recover  Recover
	mails    bool         // claimants who gave an address are written to
	approval *model.Money // above it a payment needs a second person; nil for the default
}

// Option changes how the room works.
type Option func(*Service)

// WithCalendar replaces the State Council's calendar, by which clocks run.
func WithCalendar(c *model.WorkCalendar) Option { return func(s *Service) { s.calendar = c } }

// WithCodes says how codes are read; without it only EPC URIs are.
func WithCodes(r ReadCode) Option { return func(s *Service) { s.read = r } }

// WithClean says how evidence is cleaned; without it none is taken.
func WithClean(c Clean) Option { return func(s *Service) { s.clean = c } }

// WithEscalation says how a claim becomes a complaint; without it that is not offered.
func WithEscalation(e Escalate) Option { return func(s *Service) { s.escalate = e } }

// WithSignals says who is told when claims on a lot pile up.
func WithSignals(r RaiseSignal) Option { return func(s *Service) { s.raise = r } }

// WithMail has claimants who gave an address written to, at every answer, decision and payment.
func WithMail(on bool) Option { return func(s *Service) { s.mails = on } }

// WithRecovery says who counts the goods that a settled claim has handed back.
func WithRecovery(r Recover) Option { return func(s *Service) { s.recover = r } }

// New returns the room. Personal data is sealed with the vault's keys, evidence lies sealed in files, and private links
// begin with baseURL.
func New(store *repository.Store, vault *Vault, files Files, baseURL string, options ...Option) *Service {
	s := &Service{store: store, vault: vault, files: files, baseURL: baseURL, calendar: model.ChinaWorkdays()}
	for _, o := range options {
		o(s)
	}
	return s
}

// watchEvery is how often clocks and retention are looked at.
const watchEvery = time.Minute

// Watch deems refused what was left lying and erases what was kept long enough, every minute until its context is done.
// A failure is tried again the next time.
func (s *Service) Watch(log *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				_, deemed := s.Deem(ctx)
				_, erased := s.EraseDue(ctx)
				if err := errors.Join(deemed, erased); err != nil && ctx.Err() == nil {
					log.LogAttrs(ctx, slog.LevelWarn, "the clocks of claims could not be looked at", slog.Any("error", err))
				}
			}
		}
	}
}
