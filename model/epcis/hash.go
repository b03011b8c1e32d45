package epcis

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
)

// HashRules names the rule set behind HashID. Three incompatible readings of "CBV2.0" are in use and the ID itself
// says only "ver=CBV2.0", so store this name beside every ID: two IDs may be compared only when their rules agree.
//
// It is the reading of the reference generator (RalphTro/epcis-event-hash-generator) as published between July and
// September 2026, version 1.10.0. Rules and vectors of other vintages are not accepted.
const HashRules = "epcis-event-hash-generator/1.10.0"

// HashVersion selects the edition of the Core Business Vocabulary whose rules shape the pre-hash string.
type HashVersion uint8

const (
	// HashCBV20 follows CBV 2.0 §8.9: extensions found inside standard fields are gathered behind the standard
	// fields, and the name sensorElementList is left out.
	HashCBV20 HashVersion = iota
	// HashCBV21 follows the draft of CBV 2.1: extensions stay where they are, sensorElementList is named once.
	HashCBV21
)

// String returns the version as it stands in an ID: "CBV2.0" or "CBV2.1".
func (v HashVersion) String() string {
	switch v {
	case HashCBV20:
		return "CBV2.0"
	case HashCBV21:
		return "CBV2.1"
	default:
		return fmt.Sprintf("HashVersion(%d)", uint8(v))
	}
}

// ErrHashInput is what every *HashError wraps: the value cannot be hashed as an EPCIS event.
var ErrHashInput = errors.New("event cannot be hashed")

// HashError says which member of an event stands in the way of its hash ID.
type HashError struct {
	Member string // name of the member, "" for the event as a whole
	Reason string // in English
}

func (e *HashError) Error() string {
	if e.Member == "" {
		return ErrHashInput.Error() + ": " + e.Reason
	}
	return ErrHashInput.Error() + ": " + e.Member + ": " + e.Reason
}

// Unwrap makes errors.Is(err, ErrHashInput) true.
func (e *HashError) Unwrap() error { return ErrHashInput }

// HashID returns the event hash ID of CBV §8.9: "ni:///sha-256;<64 hex digits>?ver=CBV2.0". Equal events have equal IDs
// however they are spelt: order of members and list entries, white space, time zone, EPC URN or GS1 Digital Link, CURIE
// or full web URI do not matter. recordTime, eventID, errorDeclaration, certificationInfo and comments take no part, so
// a correction of an event keeps its ID.
//
// ctx holds the namespaces of the document; the event's own @context is added to it. The errors are *HashError: the
// node is not an event, or a standard time is no date-time with an offset.
//
// The pre-hash string has no separators, so texts chosen with intent can make two different events meet in one ID. Use
// the ID to recognise an event, never as the only proof of its bytes.
func HashID(event *Node, ctx Contexts, v HashVersion) (id string, err error) {
	w := newHashWriter(ctx, v)
	defer w.release()
	if err := w.event(event); err != nil {
		return "", err
	}
	const scheme = "ni:///sha-256;"
	digest := sha256.Sum256(w.buf)
	out := make([]byte, 0, len(scheme)+2*len(digest)+len("?ver=CBV2.0"))
	out = append(out, scheme...)
	out = hex.AppendEncode(out, digest[:])
	out = append(out, "?ver="...)
	return string(append(out, v.String()...)), nil
}

// PreHash returns the canonical string that HashID digests. Show it to people who ask why two events differ.
func PreHash(event *Node, ctx Contexts, v HashVersion) (string, error) {
	w := newHashWriter(ctx, v)
	defer w.release()
	if err := w.event(event); err != nil {
		return "", err
	}
	return string(w.buf), nil
}

// Contexts maps CURIE prefixes to namespaces. The zero value knows the prefixes that the EPCIS context defines; remote
// contexts are never fetched.
type Contexts struct {
	namespaces map[string]string
}

// NewContexts collects the prefixes of JSON-LD @context values: pass the document's node, then the event's, for later
// ones win. A node may be nil, a string (a remote context, taken to be the EPCIS one), an object, or an array of these.
func NewContexts(nodes ...*Node) Contexts {
	var c Contexts
	for _, n := range nodes {
		c.collect(n)
	}
	return c
}

// Namespace returns the namespace of a prefix and whether the prefix is known.
func (c Contexts) Namespace(prefix string) (string, bool) {
	if prefix == "gs1" {
		return hashGS1Voc, true // never redefined: old documents point it at gs1.org/voc, the same vocabulary
	}
	if ns, ok := c.namespaces[prefix]; ok {
		return ns, true
	}
	switch prefix {
	case "cbv":
		return hashCBV, true
	case "epcis":
		return "https://ref.gs1.org/epcis/", true
	case "cbvmda":
		return "urn:epcglobal:cbv:mda", true // without the final colon: the XML namespace, which the rules follow
	default:
		return "", false
	}
}

func (c *Contexts) collect(n *Node) {
	if n == nil {
		return
	}
	switch n.Kind {
	case Array:
		for i := range n.Items {
			c.collect(&n.Items[i])
		}
	case Object:
		for i := range n.Members {
			c.define(n.Members[i].Name, &n.Members[i].Value)
		}
	case Null, Bool, Number, String:
	}
}

func (c *Contexts) define(prefix string, value *Node) {
	ns := value.Text
	if value.Kind == Object {
		ns = value.Str("@id") // an expanded term definition
	} else if value.Kind != String {
		return
	}
	if ns == "" || prefix == "" || prefix[0] == '@' {
		return
	}
	if c.namespaces == nil {
		c.namespaces = make(map[string]string)
	}
	c.namespaces[prefix] = ns
}

// with returns a copy that also knows the prefixes of n; the receiver may be shared between goroutines.
func (c Contexts) with(n *Node) Contexts {
	if n == nil {
		return c
	}
	merged := Contexts{namespaces: maps.Clone(c.namespaces)}
	merged.collect(n)
	return merged
}

// hashWriter builds one pre-hash string. Lists are written first and put in order afterwards, within buf, so that an
// event costs no allocation per value.
type hashWriter struct {
	ctx     Contexts
	version HashVersion
	buf     []byte
	spans   []hashSpan // stack of finished list entries
	scratch []byte
	failure error // first error; walking on is harmless and keeps the walk free of error plumbing
}

// hashSpan is the range of one list entry in buf.
type hashSpan struct{ start, end int }

var hashWriters = sync.Pool{New: func() any { return &hashWriter{buf: make([]byte, 0, 4096)} }}

func newHashWriter(ctx Contexts, v HashVersion) *hashWriter {
	w := hashWriters.Get().(*hashWriter)
	w.ctx, w.version, w.failure = ctx, v, nil
	w.buf, w.spans = w.buf[:0], w.spans[:0]
	return w
}

// release hands the buffers back, unless one huge event has blown them up.
func (w *hashWriter) release() {
	const keep = 1 << 20
	w.ctx = Contexts{}
	if cap(w.buf) <= keep {
		hashWriters.Put(w)
	}
}

func (w *hashWriter) fail(member, reason string) {
	if w.failure == nil {
		w.failure = &HashError{Member: member, Reason: reason}
	}
}

func (w *hashWriter) event(event *Node) error {
	if event == nil || event.Kind != Object {
		return &HashError{Reason: "not an object"}
	}
	if w.version > HashCBV21 {
		return &HashError{Reason: "unknown version " + w.version.String()}
	}
	kind := strings.TrimSpace(event.Str("type"))
	if kind == "" {
		return &HashError{Member: "type", Reason: "missing or not a string"}
	}
	if strings.TrimSpace(event.Str("eventTime")) == "" {
		return &HashError{Member: "eventTime", Reason: "missing or not a string"}
	}
	w.ctx = w.ctx.with(event.Get("@context"))
	w.buf = append(append(w.buf, "eventType="...), kind...)
	w.fields(event, hashEvent)
	if w.version == HashCBV20 {
		w.ilmd(event)
		w.fieldExtensions(event, hashEvent)
	}
	w.members(event, hashEvent)
	return w.failure
}

// sortSince orders the entries pushed since mark, which lie side by side at the end of buf, and pops them.
func (w *hashWriter) sortSince(mark int) {
	spans := w.spans[mark:]
	w.spans = w.spans[:mark]
	if len(spans) < 2 {
		return
	}
	base, end := spans[0].start, spans[len(spans)-1].end
	if !hashSort(w.buf, spans) {
		return
	}
	w.scratch = append(w.scratch[:0], w.buf[base:end]...)
	out := w.buf[:base]
	for _, s := range spans {
		out = append(out, w.scratch[s.start-base:s.end-base]...)
	}
}

// push records that an entry reaches from start to the end of buf; an empty entry is dropped.
func (w *hashWriter) push(start int) {
	if len(w.buf) > start {
		w.spans = append(w.spans, hashSpan{start, len(w.buf)})
	}
}

func hashCompare(buf []byte) func(a, b hashSpan) int {
	return func(a, b hashSpan) int { return bytes.Compare(buf[a.start:a.end], buf[b.start:b.end]) }
}
