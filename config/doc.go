// Package config says how one installation differs from another. It stands beside the floors: only main reads it, and
// what a floor needs to know is handed to it.
//
// A setting comes from the first of these that gives it: a flag, an environment variable SUYUAN_…, the file, the default.
// Load reports everything that is wrong at once, so that nobody corrects a server one restart at a time. CONFIG.md lists
// the settings; it is generated from the fields of Config.
package config
