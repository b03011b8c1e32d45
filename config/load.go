package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/goccy/go-yaml"
)

// prefix begins the name of each variable.
const prefix = "SUYUAN_"

// Flags are the settings that the command line may give; empty ones are not given.
type Flags struct {
	Listen  string
	DataDir string
}

// given is one setting as text and where it was found, for messages: "SUYUAN_LISTEN", "--listen", "data_dir in FILE".
type given struct{ text, from string }

// inputs holds what was given, by the name of the variable without its prefix.
type inputs map[string]given

// Load puts the settings together and checks them. file is the path of a YAML (or JSON) file, "" for none. The error
// joins everything that is wrong; it never holds a value of a secret.
func Load(environ []string, flags Flags, file string) (Config, error) {
	in := inputs{}
	problems := in.readFile(file)
	unknown := in.readEnviron(environ)
	in.set("LISTEN", flags.Listen, "--listen")
	in.set("DATA_DIR", flags.DataDir, "--data")
	cfg, misread, wrong := in.parse()
	problems = append(problems, wrong...)
	problems = append(problems, in.check(cfg, misread)...)
	cfg.Unknown = unknown
	if len(problems) > 0 {
		return Config{}, errors.Join(problems...)
	}
	return cfg, nil
}

// set notes a value; an empty one gives nothing.
func (in inputs) set(name, text, from string) {
	if text != "" {
		in[name] = given{text, from}
	}
}

// readEnviron takes the variables that are settings and returns the names of those that look like settings and are none.
// Those of the tests are left out.
func (in inputs) readEnviron(environ []string) (unknown []string) {
	for _, pair := range environ {
		variable, text, _ := strings.Cut(pair, "=")
		name, ours := strings.CutPrefix(variable, prefix)
		switch {
		case !ours, strings.HasPrefix(name, "TEST_"), strings.HasPrefix(name, "REQUIRE_"):
		case slices.Contains(names(), name):
			in.set(name, text, variable)
		default:
			unknown = append(unknown, variable)
		}
	}
	return unknown
}

// readFile takes the settings of a file. Unknown keys are refused: nobody but the operator writes there.
func (in inputs) readFile(file string) (problems []error) {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return []error{err}
	}
	content, err := parseFile(text)
	if err != nil {
		return []error{fmt.Errorf("%s: %w", file, err)}
	}
	for _, item := range content {
		key := fmt.Sprint(item.Key)
		from := key + " in " + file
		name := strings.ToUpper(key)
		if key != strings.ToLower(key) || !slices.Contains(names(), name) {
			problems = append(problems, fmt.Errorf("%s: there is no such setting", from))
			continue
		}
		value, err := textOf(item.Value)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", from, err))
			continue
		}
		in.set(name, value, from)
	}
	return problems
}

// parseFile reads one YAML document with a mapping at its top. The reader's own messages quote the file and with it the
// password in it, so only the position is told.
func parseFile(text []byte) (content yaml.MapSlice, err error) {
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	if err := dec.Decode(&content); err != nil && !errors.Is(err, io.EOF) {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
			return nil, fmt.Errorf("line %d is not YAML with one setting a line, each once", at.GetToken().Position.Line)
		}
		return nil, errors.New("this is not YAML with one setting a line, each once")
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is a second document in the file")
	}
	return content, nil
}

// textOf writes a value of the file as the variable would have it: a list becomes a text with commas.
func textOf(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool, int64, uint64, int:
		return fmt.Sprint(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case []any:
		parts := make([]string, 0, len(v))
		for _, element := range v {
			s, ok := element.(string)
			if !ok || strings.Contains(s, ",") {
				return "", errors.New("a list may hold texts without commas only")
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, ","), nil
	}
	return "", errors.New("a value or a list of values is wanted here")
}

// parse turns texts and defaults into a Config. misread names the settings whose text has another form.
func (in inputs) parse() (cfg Config, misread []string, problems []error) {
	environment := map[string]string{}
	for name, g := range in {
		environment[name] = g.text
	}
	err := env.ParseWithOptions(&cfg, env.Options{Environment: environment})
	for i, network := range cfg.TrustedProxies {
		cfg.TrustedProxies[i] = strings.TrimSpace(network)
	}
	if err == nil {
		return cfg, nil, nil
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		return cfg, nil, []error{err}
	}
	for _, e := range all.Errors {
		var p env.ParseError
		if !errors.As(e, &p) {
			problems = append(problems, e)
			continue
		}
		field, _ := reflect.TypeFor[Config]().FieldByName(p.Name)
		name := field.Tag.Get("env")
		misread = append(misread, name)
		problems = append(problems, in.problem(name, "is not "+wanted(field.Type)))
	}
	return cfg, misread, problems
}

// wanted describes the form of a setting's text.
func wanted(t reflect.Type) string {
	switch t.String() {
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "time.Duration":
		return "a duration such as 30s or 1m"
	case "slog.Level":
		return "debug, info, warn or error"
	}
	return "a value of the right form"
}

// problem words what is wrong with a setting, with its source and, unless it is secret, its text.
func (in inputs) problem(name, what string) error {
	g, ok := in[name]
	if !ok {
		g = given{"", prefix + name}
	}
	if name == "MYSQL_DSN" {
		return fmt.Errorf("%s %s", g.from, what)
	}
	return fmt.Errorf("%s: %q %s", g.from, g.text, what)
}

// names lists the settings by the names of their variables without prefix, in the order of Config.
func names() (list []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		if name := f.Tag.Get("env"); name != "-" {
			list = append(list, name)
		}
	}
	return list
}
