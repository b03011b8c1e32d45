// Package web renders the house's public pages on the server: the page behind a scanned code, refusals for people, the
// documentation of problems and of the API, and the front page.
//
// A page is plain data in, bytes out: nothing here reads a database, a clock or a request. Pages work without
// JavaScript, load nothing from another host and come in three languages (Chinese, Uyghur from right to left, English).
//
//	embed.go   the files built into the binary; styles served under an address that holds their hash
//	i18n.go    the catalogues in locales/, numbers, dates and sizes as each language writes them
//	render.go  one parsed template set per page and language, and the functions templates may call
//	scan.go    the consumer's page; step.go the words for what happened on the way
//	problem.go, reference.go, home.go  the other pages
//
// To add a page: a struct here, a template that defines "main", one row in pages (render.go), its words in all three
// catalogues, a golden case. To add a word: the same key in the three files of locales/.
package web
