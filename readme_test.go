package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateReadme = flag.Bool("update", false, "rewrite generated files")

// readmeBlock is a command of the tour with the output that the README shows for it.
type readmeBlock struct {
	command, output string
	at, end         int // where the output stands in the file
}

// blocks finds every "sh" block that a "text" block follows.
var blocks = regexp.MustCompile("(?s)```sh\n(.*?)```\n\n```text\n(.*?)```")

func tourOf(readme string) []readmeBlock {
	var tour []readmeBlock
	for _, m := range blocks.FindAllStringSubmatchIndex(readme, -1) {
		tour = append(tour, readmeBlock{command: readme[m[2]:m[3]], output: readme[m[4]:m[5]], at: m[4], end: m[5]})
	}
	return tour
}

// changing is what differs from one run to the next: identifiers, instants, and the days by which the demonstration
// names its lots.
var changing = []struct {
	pattern *regexp.Regexp
	word    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z`), "TIME"},
	{regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}`), "DAY"},
	{regexp.MustCompile(`"instance":"[^"]*"`), `"instance":"ID"`},
	{regexp.MustCompile(`/c/[0-9A-Z]{10}`), "/c/CODE"},
	{regexp.MustCompile(`\b([A-Z]{1,2})[0-9]{6}\b`), "${1}DAY"},
	{regexp.MustCompile(`\b20[0-9]{2}-[0-9]{6}\b`), "RECALL"},
}

func steady(s string) string {
	for _, c := range changing {
		s = c.pattern.ReplaceAllString(s, c.word)
	}
	return s
}

const (
	readmeBase = "http://127.0.0.1:8080"
	readmeMark = "=== next ==="
)

// TestGeneratedReadmeTour runs every command of the README's tour against the demonstration and compares what they print
// with what the README shows. With -update it writes down what they print.
func TestGeneratedReadmeTour(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("SUYUAN_REQUIRE_BROWSER") != "" {
			t.Fatal("curl is missing")
		}
		t.Skip("curl is missing: run `make test`, which installs it")
	}
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(text)
	tour := tourOf(readme)
	if len(tour) < 8 {
		t.Fatalf("the tour has only %d commands", len(tour))
	}
	data := demoCopy(t)
	r := start(t, nil, "--demo", "--data", data)
	printed := runTour(t, tour, r.url, data)
	if *updateReadme {
		for i := len(tour) - 1; i >= 0; i-- {
			readme = readme[:tour[i].at] + printed[i] + readme[tour[i].end:]
		}
		if err := os.WriteFile("README.md", []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, b := range tour {
		if diff := cmp.Diff(steady(b.output), steady(printed[i])); diff != "" {
			t.Errorf("the README shows another output of\n%s(-README +now):\n%s", b.command, diff)
		}
	}
}

// runTour runs the commands in one shell and returns what each printed, with the address as the README has it.
func runTour(t *testing.T, tour []readmeBlock, url, data string) []string {
	t.Helper()
	files := t.TempDir() // what the README puts into /tmp
	var script strings.Builder
	script.WriteString("set -eu\n")
	for _, b := range tour {
		command := strings.NewReplacer(readmeBase, url, "data/demo.txt", data+"/demo.txt", "--data data", "--data "+data,
			"/tmp/", files+"/").Replace(b.command)
		script.WriteString(command + "echo\necho '" + readmeMark + "'\n")
	}
	cmd := exec.CommandContext(t.Context(), "bash")
	cmd.Stdin = strings.NewReader(script.String())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, &out, &errs)
	}
	parts := strings.Split(strings.ReplaceAll(out.String(), url, readmeBase), readmeMark+"\n")
	printed := make([]string, 0, len(tour))
	for _, p := range parts[:len(parts)-1] {
		printed = append(printed, strings.TrimSpace(p)+"\n")
	}
	if len(printed) != len(tour) {
		t.Fatalf("%d outputs of %d commands:\n%s", len(printed), len(tour), &out)
	}
	return printed
}
