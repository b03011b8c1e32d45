// Package model is the vocabulary of Suyuan: what the words of product traceability mean, independent of how they are
// stored, decided upon or shown. It imports nothing but the standard library and its own two dialects, gs1
// (identification keys and Digital Link) and epcis (event documents).
//
// Where to look:
//
//   - values: ID, Instant, Quantity, Unit, USCC, Region, Lang and Text
//   - refusals: Refusal, Problem and the registry of codes, generated into PROBLEMS.md
//   - state machines: Machine and its tables (OrganisationLifecycle, BatchLifecycle, …), generated into STATES.md
//   - access: Actor, Role, Permission and the table of who may do what
//   - rooms: access.go, catalog.go, trace.go, code.go hold the nouns of each room
//
// What does not belong here: SQL, HTTP, the clock, randomness. A rule that needs none of them belongs here and
// nowhere else.
package model
