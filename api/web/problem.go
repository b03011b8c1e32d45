package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"suyuan/model"
)

// ProblemPage is a refusal as a person reads it. Its texts are already in the reader's language.
type ProblemPage struct {
	// Status is the HTTP status, Code the stable code of the problem.
	Status              int
	Code                string
	Title, Detail, Next string
	Fields              []ProblemField
	// RequestID is what to quote when asking for help.
	RequestID string
	// Path is the address that was asked for, for the language switch.
	Path string
}

// ProblemField says what is wrong with one field.
type ProblemField struct{ At, Message string }

// Problem renders a refusal.
func (r *Renderer) Problem(lang model.Lang, p ProblemPage) ([]byte, error) {
	t := r.tongue(lang)
	return r.render("problem", frame{Lang: t.lang, Title: p.Title, Path: p.Path, Page: p})
}

// ProblemRow is one declared problem and the HTTP status it is answered with.
type ProblemRow struct {
	Problem *model.Problem
	Status  int
}

// ProblemDoc renders the documentation of one problem, the page its "type" leads to.
func (r *Renderer) ProblemDoc(lang model.Lang, p *model.Problem, status int) ([]byte, error) {
	t := r.tongue(lang)
	example, err := problemExample(t.lang, p, status)
	if err != nil {
		return nil, err
	}
	return r.render("problemdoc", frame{
		Lang:  t.lang,
		Title: p.Title.In(t.lang),
		Path:  "/problems/" + p.Code,
		Page: problemDoc{
			ProblemRow: ProblemRow{p, status},
			Detail:     pieces(p.Detail.In(t.lang)),
			Next:       pieces(p.Next.In(t.lang)),
			Example:    example,
		},
	})
}

type problemDoc struct {
	ProblemRow
	Detail, Next []piece
	Example      string
}

// piece is a part of a sentence; Param tells that it stands for a value.
type piece struct {
	Text  string
	Param bool
}

// pieces splits a sentence at its {parameters}.
func pieces(s string) []piece {
	var all []piece
	for s != "" {
		before, rest, opened := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			return append(all, piece{Text: s})
		}
		if before != "" {
			all = append(all, piece{Text: before})
		}
		all = append(all, piece{Text: name, Param: true})
		s = after
	}
	return all
}

// problemExample is the body that a program receives (RFC 9457), with the parameters left in braces.
func problemExample(lang model.Lang, p *model.Problem, status int) (string, error) {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail,omitempty"`
		Next   string `json:"next,omitempty"`
		Code   string `json:"code"`
	}{"/problems/" + p.Code, p.Title.In(lang), status, p.Detail.In(lang), p.Next.In(lang), p.Code})
	if err != nil {
		return "", fmt.Errorf("example of %s: %w", p.Code, err)
	}
	return strings.TrimSpace(out.String()), nil
}

// ProblemIndex renders the list of all problems, by status and code.
func (r *Renderer) ProblemIndex(lang model.Lang, rows []ProblemRow) ([]byte, error) {
	t := r.tongue(lang)
	title, err := t.say("problems.title")
	if err != nil {
		return nil, err
	}
	return r.render("problems", frame{Lang: t.lang, Title: title, Path: "/problems", Page: byStatus(rows)})
}

// statusGroup is the problems that share a status.
type statusGroup struct {
	Status   int
	Problems []*model.Problem
}

func byStatus(rows []ProblemRow) []statusGroup {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b ProblemRow) int {
		if a.Status != b.Status {
			return a.Status - b.Status
		}
		return strings.Compare(a.Problem.Code, b.Problem.Code)
	})
	var groups []statusGroup
	for _, row := range sorted {
		if len(groups) == 0 || groups[len(groups)-1].Status != row.Status {
			groups = append(groups, statusGroup{Status: row.Status})
		}
		last := &groups[len(groups)-1]
		last.Problems = append(last.Problems, row.Problem)
	}
	return groups
}
