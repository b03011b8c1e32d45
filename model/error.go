package model

import (
	"errors"
	"fmt"
	"sort"
)

// Kind says what sort of refusal a Problem is. api/problem.go maps each kind to one HTTP status.
type Kind string

// The kinds of refusal.
const (
	KindMalformed       Kind = "malformed"       // the request cannot be read
	KindUnauthenticated Kind = "unauthenticated" // nobody has said who asks
	KindForbidden       Kind = "forbidden"       // the asker may never do this
	KindNotFound        Kind = "not-found"       // absent, or another company's
	KindConflict        Kind = "conflict"        // the state of things does not allow it now
	KindGone            Kind = "gone"            // was here, is no more
	KindInvalid         Kind = "invalid"         // readable but wrong
	KindTooLarge        Kind = "too-large"       // beyond a stated limit
	KindMediaType       Kind = "media-type"      // a format we do not read
	KindNotAcceptable   Kind = "not-acceptable"  // a format we do not write
	KindMethod          Kind = "method"          // the address exists, not with this method
	KindLimited         Kind = "limited"         // too many requests
	KindUnavailable     Kind = "unavailable"     // try again later
	KindNotImplemented  Kind = "not-implemented" // the standard has it, we do not
	KindInternal        Kind = "internal"        // our fault; no detail leaves the house
)

// Problem is one declared way of saying no. Code is stable and documented at /problems/{code}; Title is one short
// sentence; Detail says what is wrong with {parameters}; Next tells the reader what to do.
type Problem struct {
	Code   string
	Kind   Kind
	Title  Text
	Detail Text
	Next   Text
}

var registry = map[string]*Problem{}

// declare registers a problem at package initialisation. A code used twice is a programming error that the test of the
// registry finds: the first one stays and the duplicate is remembered.
func declare(code string, kind Kind, title, detail, next Text) *Problem {
	p := &Problem{Code: code, Kind: kind, Title: title, Detail: detail, Next: next}
	if _, dup := registry[code]; dup {
		registryDuplicates = append(registryDuplicates, code)
		return p
	}
	registry[code] = p
	return p
}

var registryDuplicates []string

// Problems lists every declared problem by code.
func Problems() []*Problem {
	all := make([]*Problem, 0, len(registry))
	for _, p := range registry {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Code < all[j].Code })
	return all
}

// DuplicateProblems lists codes that were declared twice; a test keeps it empty.
func DuplicateProblems() []string { return registryDuplicates }

// ProblemOf returns the declared problem with a code, or nil.
func ProblemOf(code string) *Problem { return registry[code] }

// Param fills one {Name} in a problem's texts: with Text in the reader's language when it has one, else with Value.
type Param struct {
	Name, Value string
	Text        Text
}

// String returns the name and the value, for the log.
func (p Param) String() string { return p.Name + "=" + p.Value }

// P makes a Param from any printable value.
func P(name string, value any) Param { return Param{Name: name, Value: fmt.Sprint(value)} }

// PText makes a Param that reads differently in each language. Value is the English text, for the log.
func PText(name string, text Text) Param { return Param{Name: name, Value: text.In(EN), Text: text} }

// FieldFault names one faulty field of the caller's input.
type FieldFault struct {
	// At is where the fault is: a dotted path as the caller wrote it ("lines[0].quantity") or a JSON pointer in
	// documents ("/epcisBody/eventList/3/eventTime").
	At string
	// Problem says what is wrong with it.
	Problem *Problem
	// Params fill the problem's texts.
	Params []Param
	// Detail, when set, is used instead of the problem's own text: it quotes a standard's wording in English.
	Detail string
}

// Refusal is the only error that may cross from the house to its callers with its content; every other error becomes
// an opaque internal problem. It carries a declared Problem, so its code is documented and its text exists in three
// languages. Compare with errors.Is(err, model.SomeProblem).
type Refusal struct {
	Problem *Problem
	Params  []Param
	Fields  []FieldFault
	// Allowed lists the moves that would have been possible, for conflicts of state.
	Allowed []string
	// RetryAfter, in seconds, is given with limited and unavailable.
	RetryAfter int
	// Err is the cause, for the log only.
	Err error
}

// Refuse makes a refusal of this problem.
func (p *Problem) Refuse(params ...Param) *Refusal { return &Refusal{Problem: p, Params: params} }

// At makes a refusal that names one faulty field.
func (p *Problem) At(field string, params ...Param) *Refusal {
	return &Refusal{Problem: Invalid, Fields: []FieldFault{{At: field, Problem: p, Params: params}}}
}

// Error implements error, so that a Problem itself can be the target of errors.Is.
func (p *Problem) Error() string { return p.Code }

// Error returns the code, the faulty fields and the cause: for logs, never for callers.
func (r *Refusal) Error() string {
	s := r.Problem.Code
	for _, p := range r.Params {
		s += " " + p.String()
	}
	for _, f := range r.Fields {
		s += "; " + f.At + ": " + f.Problem.Code
	}
	if r.Err != nil {
		s += ": " + r.Err.Error()
	}
	return s
}

// Unwrap lets errors.Is find the Problem, the problems of the fields, and the cause.
func (r *Refusal) Unwrap() []error {
	errs := []error{r.Problem}
	for _, f := range r.Fields {
		errs = append(errs, f.Problem)
	}
	if r.Err != nil {
		errs = append(errs, r.Err)
	}
	return errs
}

// Because attaches a cause for the log and returns the refusal.
func (r *Refusal) Because(err error) *Refusal {
	r.Err = err
	return r
}

// Faults collects field faults so that a caller hears of all of them at once.
type Faults struct{ fields []FieldFault }

// Add notes that a field is wrong.
func (f *Faults) Add(at string, p *Problem, params ...Param) {
	f.fields = append(f.fields, FieldFault{At: at, Problem: p, Params: params})
}

// Check notes err at a field when it is a refusal, and returns whether there was none. Any error that is not a refusal
// is noted as an invalid value.
func (f *Faults) Check(at string, err error) bool {
	if err == nil {
		return true
	}
	var r *Refusal
	if !errors.As(err, &r) {
		f.Add(at, ValueInvalid, P("value", ""))
		return false
	}
	if len(r.Fields) == 0 {
		f.fields = append(f.fields, FieldFault{At: at, Problem: r.Problem, Params: r.Params})
	}
	for _, inner := range r.Fields {
		if inner.At != "" && at != "" {
			inner.At = at + "." + inner.At
		} else {
			inner.At += at
		}
		f.fields = append(f.fields, inner)
	}
	return false
}

// Empty reports whether nothing is wrong so far.
func (f *Faults) Empty() bool { return len(f.fields) == 0 }

// Err returns nil, or the refusal invalid with every noted field.
func (f *Faults) Err() error {
	if f.Empty() {
		return nil
	}
	return &Refusal{Problem: Invalid, Fields: f.fields}
}
