package trace

import (
	"fmt"
	"strings"

	"suyuan/model"
	"suyuan/model/epcis"
	"suyuan/repository"
)

// RecordIn writes events that another room of the house has decided on, in that room's transaction: in the name of the
// actor's organisation and through the same pipeline as all others. Each event is encoded and read back first, so that
// what is recorded is what any reader of the stored bytes will see. Followers are not told. An event without an identifier gets one. Refusal:
// trace-event-duplicate.
func (s *Service) RecordIn(tx *repository.Tx, actor model.Actor, events []*epcis.Event) error {
	if len(events) == 0 {
		return nil
	}
	org, err := tx.Trace().OrganisationOf(actor.Org)
	if err != nil {
		return err
	}
	rec := recording{actor: actor, org: org, strict: true, quiet: true}
	for _, e := range events {
		parsed, err := readBack(tx, *e)
		if err != nil {
			return err
		}
		rec.events = append(rec.events, parsed)
	}
	p, err := s.prepare(tx, rec)
	if err != nil {
		return err
	}
	if len(p.duplicates) > 0 {
		return model.EventDuplicate.Refuse(model.P("value", p.items[p.duplicates[0]].id))
	}
	return s.record(tx, rec, p)
}

// readBack encodes an event and parses the bytes. A fault in it is ours.
func readBack(tx *repository.Tx, e epcis.Event) (*epcis.Event, error) {
	if e.EventID == "" {
		e.EventID = repository.NewID[model.Event](tx).URN()
	}
	body := epcis.Encode(&e)
	if strings.Contains(string(body), `"`+ownPrefix+`:`) {
		body = epcis.WithContext(body, []epcis.Prefix{{Name: ownPrefix, Namespace: ownNamespace}})
	}
	parsed, err := epcis.ParseEvent(body, epcis.BaseContext(), epcis.Limits{})
	if err != nil {
		return nil, fmt.Errorf("event of the house: %w", err)
	}
	if !parsed.Valid() {
		return nil, fmt.Errorf("event of the house: %s: %s", parsed.Issues[0].Path, parsed.Issues[0].Detail)
	}
	return parsed, nil
}
