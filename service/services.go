// Package service assembles the rooms in which decisions are made. It is the only package that knows all of them;
// rooms do not know each other.
package service

import (
	"context"
	"log/slog"
	"time"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/service/access"
	"suyuan/service/catalog"
	"suyuan/service/claim"
	"suyuan/service/code"
	"suyuan/service/complaint"
	"suyuan/service/job"
	"suyuan/service/notice"
	"suyuan/service/recall"
	"suyuan/service/trace"
)

// Deps is what the rooms need from outside.
type Deps struct {
	Store *repository.Store
	Clock func() time.Time
	Log   *slog.Logger
	// Dir is the data directory; documents lie below it.
	Dir string
	// BaseURL is the address in QR codes, without a trailing slash.
	BaseURL string
	// Access changes how the access room works; tests make its passwords cheap.
	Access []access.Option
	// Delivery changes how subscriptions are delivered; tests let them reach the machine itself.
	Delivery []trace.DelivererOption
	// Mail is how notices are sent by e-mail; nil where they are not.
	Mail *notice.Mail
}

// Services are the rooms.
type Services struct {
	Access  *access.Service
	Catalog *catalog.Service
	Trace   *trace.Service
	Code    *code.Service
	Job     *job.Service
	Recall  *recall.Service
	// Notices are on their way from the other rooms to organisations and claimants.
	Notices *notice.Outbox
	// Register is what is read of recalls in public, and the documents of a case; Signer signs what leaves the house.
	Register *recall.Register
	Signer   *recall.SigningKey
	// Board is what recalls stop, in memory; RecallLists writes it down for tills without a network.
	Board       *recall.Board
	RecallLists *recall.Lists
	Claim       *claim.Service
	// Payouts sends orders to the payment providers of who pays consumers, and hears what became of them.
	Payouts   *claim.Payouts
	Complaint *complaint.Service

	store     *repository.Store
	deliverer *trace.Deliverer
	log       *slog.Logger
}

// New assembles the rooms.
func New(d Deps) (*Services, error) {
	files, err := catalog.OpenFiles(d.Dir)
	if err != nil {
		return nil, err
	}
	jobFiles, err := catalog.OpenFolder(d.Dir, "jobs")
	if err != nil {
		return nil, err
	}
	signer, err := recall.OpenSigner(d.Dir)
	if err != nil {
		return nil, err
	}
	vault, err := claim.OpenVault(d.Dir)
	if err != nil {
		return nil, err
	}
	claimFiles, err := catalog.OpenFolder(d.Dir, "claims")
	if err != nil {
		return nil, err
	}
	complaintFiles, err := catalog.OpenFolder(d.Dir, "complaints")
	if err != nil {
		return nil, err
	}
	board := recall.NewBoard(d.Store, d.Log)
	var s *Services
	clean := func(ctx context.Context, content []byte) ([]byte, string, error) {
		return s.Catalog.Clean(ctx, content)
	}
	follow := func(tx *repository.Tx, actor model.Actor, t model.Touched) error {
		return s.Recall.Follow(tx, actor, t)
	}
	failed := func(tx *repository.Tx, actor model.Actor, b model.Batch, doc model.Document) error {
		return s.Recall.FailedSample(tx, actor, b, doc)
	}
	revoked := func(tx *repository.Tx, actor model.Actor, b model.Batch, doc model.Document) error {
		return s.Recall.RevokedReport(tx, actor, b, doc)
	}
	s = &Services{
		Access:  access.New(d.Store, d.Log, d.Access...),
		Catalog: catalog.New(d.Store, files, catalog.OnFailed(failed), catalog.OnRevoked(revoked)),
		Trace:   trace.New(d.Store, trace.WithRecalls(board), trace.Follow(follow)),
		Code:    code.New(d.Store, d.BaseURL, code.WithRecalls(board)),

		Register:    recall.NewRegister(d.Store, signer, d.BaseURL),
		Signer:      signer,
		Board:       board,
		RecallLists: recall.NewLists(d.Store, board, signer, d.BaseURL),

		Complaint: complaint.New(d.Store, ComplaintSealer(vault), d.BaseURL, complaint.WithEvidence(claim.NewCabinet(complaintFiles, clean))),

		store: d.Store,
		log:   d.Log,

		deliverer: trace.NewDeliverer(d.Store, d.Clock, d.Log, d.Delivery...),
	}
	s.Recall = recall.New(d.Store, recall.WithRecorder(s.Trace), recall.WithClock(d.Clock))
	s.Claim = claim.New(d.Store, vault, claimFiles, d.BaseURL,
		claim.WithCodes(code.PathOf), claim.WithClean(s.Catalog.Clean), claim.WithSignals(signalClaims), claim.WithRecovery(s.Recall.Recover),
		claim.WithEscalation(s.Complaint.FromClaim), claim.WithMail(d.Mail != nil))
	s.Notices = notice.New(d.Store, d.Log, notice.Options{
		BaseURL: d.BaseURL, Client: s.deliverer.Client(), Mail: d.Mail, Claimant: s.Claim.Mailbox,
		Arrived: map[model.NoticeTopic]notice.Fate{model.TopicRecall: recall.NoticeArrived},
		Bounced: map[model.NoticeTopic]notice.Fate{model.TopicRecall: recall.NoticeBounced},
	})
	s.Payouts = claim.NewPayouts(s.Claim, s.deliverer.Client(), d.Log)
	board.OnChange(func(batches []model.BatchID) { s.Code.Forget(batches...) })
	s.Job = job.New(d.Store, jobFiles, d.Log, s.jobKinds())
	return s, nil
}

// Workers are the long-lived jobs of the rooms. Each runs until its context is done, finishes what it has accepted and
// returns; an error stops the server.
func (s *Services) Workers() []func(context.Context) error {
	return []func(context.Context) error{
		s.Code.Run, s.Job.Run, s.deliverer.Run, s.Board.Run, s.Recall.Watch(s.log), s.Notices.Run, s.Payouts.Run, s.Claim.Watch(s.log), s.Complaint.Watch(s.log), s.Access.Watch, s.indexEvents,
		s.forgetAnswers,
	}
}

// indexEvents adds what was recorded before queries had their index, once; a failure is tried again at the next start.
func (s *Services) indexEvents(ctx context.Context) error {
	if err := s.Trace.IndexEvents(ctx); err != nil && ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "events could not be indexed for queries", slog.Any("error", err))
	}
	return nil
}

// forgetEvery is how often old answers to idempotency keys are forgotten.
const forgetEvery = time.Hour

// forgetAnswers deletes what is remembered of idempotency keys once nobody can be retrying any more. A failure is tried
// again the next time.
func (s *Services) forgetAnswers(ctx context.Context) error {
	tick := time.NewTicker(forgetEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.store.ForgetAnswers(ctx); err != nil {
				s.log.LogAttrs(ctx, slog.LevelWarn, "old answers could not be forgotten", slog.Any("error", err))
			}
		}
	}
}

// signalClaims tells the maker of a lot and its authorities that consumers' claims on it pile up. Nobody reported it: it
// follows from the claims, and who made them is told to nobody here.
func signalClaims(tx *repository.Tx, batch model.BatchID, harm string) error {
	g, err := tx.Claim().GoodsOfBatch(batch)
	if err != nil {
		return err
	}
	region, err := tx.Recall().SignalRegion(g.Maker, g.Batch.SiteID)
	if err != nil {
		return err
	}
	row := model.Signal{
		ID: repository.NewID[model.Signal](tx), OrgID: g.Maker.ID, Region: region, Source: model.SignalClaims, Actor: "system:claims", BatchID: batch,
		ProductID: g.Product.ID, Harm: harm, HappenedAt: tx.Now(), State: model.SignalLifecycle.Initial, Version: 1, CreatedAt: tx.Now(),
	}
	if err := tx.Recall().InsertSignal(row); err != nil {
		return err
	}
	return tx.AuditWork(row.Actor, row.OrgID, "recall-signal.report", row.ID.String(), string(row.Source))
}
