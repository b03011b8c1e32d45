// Package api is the door of the house: Gin routes and the typed JSON operations on them, the consumer's and console's
// pages (package web) included. It turns requests into calls of the services, and refusals into RFC 9457 problems. It
// decides nothing.
//
// Where to look:
//
//   - server.go assembles the routes and middleware
//   - op.go holds Op, the one way to register a typed operation, and Handle, the one way to register anything else
//   - problem.go is the only file that knows HTTP statuses of refusals
//   - auth.go finds out who asks; limits.go bounds how much anyone may ask
//   - access.go, catalog.go, trace.go, code.go hold each room's operations and wire types
package api
