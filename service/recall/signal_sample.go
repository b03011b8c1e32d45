package recall

import (
	"strings"
	"unicode/utf8"

	"suyuan/model"
	"suyuan/repository"
)

// FailedSample reports, in the caller's transaction, that a laboratory report finds a batch not to conform: to the maker
// and to the authorities that ReportSignal would tell, whoever added the report. Whoever may add it may tell of it.
func (s *Service) FailedSample(tx *repository.Tx, actor model.Actor, b model.Batch, d model.Document) error {
	return report(tx, actor, b, d, model.SignalSample, failedText(d))
}

// RevokedReport reports, in the caller's transaction, that a laboratory report is taken back: whoever assesses the signal
// opens a case of everything that was released on it, which is possibly affected.
func (s *Service) RevokedReport(tx *repository.Tx, actor model.Actor, b model.Batch, d model.Document) error {
	text := d.RevokedWhy
	if d.Title != "" {
		text = d.Title + ": " + text
	}
	return report(tx, actor, b, d, model.SignalLab, text)
}

// report writes a signal about a batch that a document gives rise to.
func report(tx *repository.Tx, actor model.Actor, b model.Batch, d model.Document, source model.SignalSource, harm string) error {
	row := model.Signal{
		ID: repository.NewID[model.Signal](tx), Source: source, ReporterID: actor.Org, Actor: actor.Name(), Harm: harm,
		EvidenceID: d.ID, HappenedAt: tx.Now(), State: model.SignalLifecycle.Initial, Version: 1, CreatedAt: tx.Now(),
	}
	g := signalled{batch: b}
	if err := g.complete(tx); err != nil {
		return err
	}
	g.mark(&row)
	if err := tx.Recall().InsertSignal(row); err != nil {
		return err
	}
	return tx.Audit(actor, "recall-signal.report", row.ID.String(), string(row.Source))
}

// failedText says what a report found, in figures rather than in a language: who assesses the signal reads any of three.
func failedText(d model.Document) string {
	words := model.LabVerdictWords[model.LabFails]
	head := []string{words.ZH, words.UG, words.EN}
	text := strings.Join(head, " / ")
	if d.Title != "" {
		text = d.Title + ": " + text
	}
	for _, l := range d.Results.Failing() {
		line := "\n" + l.Item
		for _, part := range []string{l.Found(), bracketed(l.Allowed()), l.Method} {
			if part != "" {
				line += " " + part
			}
		}
		if utf8.RuneCountInString(text+line) > MaxHarm {
			return text + "\n…"
		}
		text += line
	}
	return text
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}
