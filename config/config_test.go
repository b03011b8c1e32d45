package config_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"suyuan/config"
)

var update = flag.Bool("update", false, "rewrite the generated documents")

// defaults is what an installation is that says nothing.
var defaults = config.Config{
	Listen: "127.0.0.1:8080", DataDir: "./data", MaxConns: 32, RequestTimeout: 30 * time.Second, RatePerSecond: 50, RateBurst: 200,
	LogLevel: slog.LevelInfo, LogFormat: "json",
}

// with changes a copy of the defaults.
func with(change func(c *config.Config)) config.Config {
	c := defaults
	change(&c)
	return c
}

// settings writes a file of settings, "" for none.
func settings(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	file := filepath.Join(t.TempDir(), "suyuan.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLoad(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		environ []string
		flags   config.Flags
		file    string
		want    config.Config
	}{
		"nothing": {want: defaults},
		"everything from the environment": {
			environ: []string{
				"SUYUAN_LISTEN=[::1]:0", "SUYUAN_DATA_DIR=/data", "SUYUAN_MYSQL_DSN=u:p@ss:w/@tcp(db:3306)/suyuan?x=y", "SUYUAN_MAX_CONNS=1000",
				"SUYUAN_AUTO_MIGRATE=true", "SUYUAN_PUBLIC_URL=https://trace.example/", "SUYUAN_TRUSTED_PROXIES=10.0.0.0/8, ::1",
				"SUYUAN_TLS_CERT=c.pem", "SUYUAN_TLS_KEY=k.pem", "SUYUAN_REQUEST_TIMEOUT=80s", "SUYUAN_RATE_PER_SECOND=0.5", "SUYUAN_RATE_BURST=1",
				"SUYUAN_SMTP_SERVER=mail.example:587", "SUYUAN_SMTP_FROM=recall@trace.example", "SUYUAN_SMTP_USER=u", "SUYUAN_SMTP_PASSWORD=p",
				"SUYUAN_LOG_LEVEL=DEBUG", "SUYUAN_LOG_FORMAT=text", "HOME=/root", "=odd", "SUYUAN",
			},
			want: config.Config{
				Listen: "[::1]:0", DataDir: "/data", MySQLDSN: "u:p@ss:w/@tcp(db:3306)/suyuan?x=y", MaxConns: 1000, AutoMigrate: true,
				PublicURL: "https://trace.example/", TrustedProxies: []string{"10.0.0.0/8", "::1"}, TLSCert: "c.pem", TLSKey: "k.pem",
				RequestTimeout: 80 * time.Second, RatePerSecond: 0.5, RateBurst: 1, LogLevel: slog.LevelDebug, LogFormat: "text",
				SMTPServer: "mail.example:587", SMTPFrom: "recall@trace.example", SMTPUser: "u", SMTPPassword: "p",
			},
		},
		"everything from a file": {
			file: `
# a comment
listen: ":9090"
data_dir: 数据
mysql_dsn: u@unix(/run/mysqld.sock)/suyuan
max_conns: 4
auto_migrate: true
public_url: http://localhost:9090
trusted_proxies: [192.0.2.1, 10.0.0.0/8]
tls_cert: c.pem
tls_key: k.pem
request_timeout: 1s
rate_per_second: 1e3
rate_burst: 7
log_level: error
log_format: text
`,
			want: config.Config{
				Listen: ":9090", DataDir: "数据", MySQLDSN: "u@unix(/run/mysqld.sock)/suyuan", MaxConns: 4, AutoMigrate: true, PublicURL: "http://localhost:9090",
				TrustedProxies: []string{"192.0.2.1", "10.0.0.0/8"}, TLSCert: "c.pem", TLSKey: "k.pem", RequestTimeout: time.Second,
				RatePerSecond: 1000, RateBurst: 7, LogLevel: slog.LevelError, LogFormat: "text",
			},
		},
		"a file of JSON": {
			file: `{"rate_burst": 9, "trusted_proxies": ["10.0.0.0/8"]}`,
			want: with(func(c *config.Config) { c.RateBurst, c.TrustedProxies = 9, []string{"10.0.0.0/8"} }),
		},
		"an empty file": {file: "\n# nothing yet\n", want: defaults},
		"the environment before the file": {
			environ: []string{"SUYUAN_LISTEN=:1", "SUYUAN_RATE_BURST="}, file: "listen: ':2'\nrate_burst: 5\n",
			want: with(func(c *config.Config) { c.Listen, c.RateBurst = ":1", 5 }),
		},
		"a flag before the environment": {
			environ: []string{"SUYUAN_LISTEN=:1", "SUYUAN_DATA_DIR=a"}, file: "listen: ':2'\n", flags: config.Flags{Listen: ":3", DataDir: "b"},
			want: with(func(c *config.Config) { c.Listen, c.DataDir = ":3", "b" }),
		},
		"the last of two variables": {
			environ: []string{"SUYUAN_LISTEN=:1", "SUYUAN_LISTEN=:2"}, want: with(func(c *config.Config) { c.Listen = ":2" }),
		},
		"a wrong value that a flag replaces": {
			environ: []string{"SUYUAN_LISTEN=nonsense"}, flags: config.Flags{Listen: ":3"}, want: with(func(c *config.Config) { c.Listen = ":3" }),
		},
		"no value in the file": {file: "listen:\npublic_url: ''\n", want: defaults},
		"variables that are no settings": {
			environ: []string{"SUYUAN_LISTN=:1", "SUYUAN_PORT=tcp://10.0.0.1:8080", "SUYUAN_TEST_MYSQL=x", "SUYUAN_REQUIRE_MYSQL=1", "suyuan_listen=:9"},
			want:    with(func(c *config.Config) { c.Unknown = []string{"SUYUAN_LISTN", "SUYUAN_PORT"} }),
		},
		"dollars stay dollars": {
			environ: []string{"SUYUAN_DATA_DIR=$HOME/${x}", "HOME=/root"}, want: with(func(c *config.Config) { c.DataDir = "$HOME/${x}" }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(c.environ, c.flags, settings(t, c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got.MySQLDSN.Reveal() != c.want.MySQLDSN.Reveal() {
				t.Error("the DSN differs")
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("(-want +got):\n%s", cmp.Diff(c.want, got))
			}
		})
	}
}

// TestLoadRefuses gives each setting each kind of wrong value and looks for the one problem, its place and its text.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"LISTEN":          {"8080", "host", ":", ":x", ":65536", ":-1", ":8080:1", "a b:1", "http://x:1", "[::1", "u@h:1", ":+1"},
		"DATA_DIR":        {" ", "a\x00b"},
		"MAX_CONNS":       {"0", "-1", "1001", "many", "1.5", "0x10", "9999999999999999999"},
		"AUTO_MIGRATE":    {"yes", "2", "on"},
		"PUBLIC_URL":      {"trace.example", "//trace.example", "ftp://trace.example", "https://", "https://u:p@trace.example", "https://trace.example/a", "https://trace.example?", "https://trace.example#x", "https://trace example", "https://x:port", "https://:443"},
		"TRUSTED_PROXIES": {"proxy", "10.0.0.0/33", "10.0.0.0/8,", "10.0.0", "10.0.0.0/8;::1"},
		"REQUEST_TIMEOUT": {"30", "0s", "999ms", "81s", "-5s", "1 minute", "soon"},
		"RATE_PER_SECOND": {"0", "-1", "NaN", "Inf", "-Inf", "1000001", "fast"},
		"RATE_BURST":      {"0", "-1", "1000001", "2.5", "x"},
		"LOG_LEVEL":       {"verbose", "INFO+2", "-4", "warning"},
		"LOG_FORMAT":      {"JSON", "logfmt"},
		"TLS_CERT":        {"c.pem"},
		"TLS_KEY":         {"k.pem"},
	} {
		for _, value := range values {
			_, err := config.Load([]string{"SUYUAN_" + name + "=" + value}, config.Flags{}, "")
			quoted := fmt.Sprintf("SUYUAN_%s: %q ", name, value)
			if strings.HasPrefix(name, "TLS_") { // the other of the two is what is missing
				quoted = "is missing beside " + strings.ToLower(name)
			}
			if err == nil || strings.Count(err.Error(), "\n") > 0 || !strings.Contains(err.Error(), quoted) {
				t.Errorf("%s=%q: %v; want one problem that says %q", name, value, err, quoted)
			}
		}
	}
}

// TestSecretStaysSecret: no message and no form of printing shows a password.
func TestSecretStaysSecret(t *testing.T) {
	t.Parallel()
	const password = "s3cr3t-w0rd"
	for _, dsn := range []string{password, "u:" + password, "u:" + password + "@db/x", "u:" + password + "@tcp(db:3306)", "u:" + password + "@tcp(db:3306)/", "@tcp(" + password + ")/x", "u:" + password + "@tcp(db:3306)/a/b"} {
		_, err := config.Load([]string{"SUYUAN_MYSQL_DSN=" + dsn}, config.Flags{}, "")
		if err == nil || strings.Contains(err.Error(), password) || !strings.HasPrefix(err.Error(), "SUYUAN_MYSQL_DSN is not") {
			t.Errorf("%q: %v", dsn, err)
		}
	}
	for _, text := range []string{"mysql_dsn: {" + password + ": 1}", "mysql_dsn: [" + password + ", 1]", "mysql_dsn: '" + password, "listen: :1\nmysql_dsn: " + password + ": x: y"} {
		_, err := config.Load(nil, config.Flags{}, settings(t, text))
		if err == nil || strings.Contains(err.Error(), password) {
			t.Errorf("%q: %v", text, err)
		}
	}
	cfg, err := config.Load([]string{"SUYUAN_MYSQL_DSN=u:" + password + "@tcp(db:3306)/suyuan"}, config.Flags{}, "")
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", slog.Any("dsn", cfg.MySQLDSN), slog.Any("config", cfg))
	for _, shown := range []string{fmt.Sprint(cfg), fmt.Sprintf("%+v %#v %s %q", cfg, cfg, cfg.MySQLDSN, cfg.MySQLDSN), string(asJSON), log.String()} {
		if strings.Contains(shown, password) || !strings.Contains(shown, "***") {
			t.Errorf("printed as %s", shown)
		}
	}
	if config.Secret("").String() != "" {
		t.Error("no secret looks like one")
	}
}

func TestLoadRefusesFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"an unknown key":          {"lisen: ':1'\n", "lisen in FILE: there is no such setting"},
		"a key in capitals":       {"LISTEN: ':1'\n", "LISTEN in FILE: there is no such setting"},
		"a key twice":             {"rate_burst: 1\nrate_burst: 2\n", "FILE: line 2 is not YAML with one setting a line, each once"},
		"the list of strangers":   {"unknown: x\n", "unknown in FILE: there is no such setting"},
		"a mapping":               {"listen: {port: 1}\n", "listen in FILE: a value or a list of values is wanted here"},
		"numbers in a list":       {"trusted_proxies: [1]\n", "trusted_proxies in FILE: a list may hold texts without commas only"},
		"a list at the top":       {"- listen\n", "FILE: line 1 is not YAML with one setting a line, each once"},
		"a text at the top":       {"listen\n", "FILE: line 1 is not YAML with one setting a line, each once"},
		"two documents":           {"listen: ':1'\n---\nlisten: ':2'\n", "FILE: there is a second document in the file"},
		"no YAML":                 {"listen: [\n", "FILE: "},
		"a wrong value":           {"rate_burst: many\n", `rate_burst in FILE: "many" is not a whole number`},
		"a value of another type": {"rate_burst: true\n", `rate_burst in FILE: "true" is not a whole number`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := settings(t, c.text)
			_, err := config.Load(nil, config.Flags{}, file)
			if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), file, "FILE"), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	if _, err := config.Load(nil, config.Flags{}, filepath.Join(t.TempDir(), "nowhere.yaml")); err == nil {
		t.Error("a file that is not there was read")
	}
}

// TestLoadReportsEverything: one start shows all that is wrong, wherever it was given.
func TestLoadReportsEverything(t *testing.T) {
	t.Parallel()
	file := settings(t, "lisen: x\nrate_burst: 0\nlog_level: loud\n")
	_, err := config.Load([]string{"SUYUAN_MAX_CONNS=x", "SUYUAN_TLS_KEY=k.pem"}, config.Flags{Listen: "here"}, file)
	if err == nil {
		t.Fatal("nothing was wrong")
	}
	want := []string{
		`--listen: "here" is not host:port with a port of 0 to 65535`,
		`SUYUAN_MAX_CONNS: "x" is not a whole number`,
		`SUYUAN_TLS_CERT: "" is missing beside tls_key`,
		`lisen in FILE: there is no such setting`,
		`log_level in FILE: "loud" is not debug, info, warn or error`,
		`rate_burst in FILE: "0" is not 1 to 1000000`,
	}
	got := strings.Split(strings.ReplaceAll(err.Error(), file, "FILE"), "\n")
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg       config.Config
		listening string
		want      string
	}{
		"derived":          {config.Config{}, "127.0.0.1:8080", "http://127.0.0.1:8080"},
		"derived with TLS": {config.Config{TLSCert: "c", TLSKey: "k"}, "192.0.2.1:443", "https://192.0.2.1:443"},
		"IPv6":             {config.Config{}, "[::1]:8080", "http://[::1]:8080"},
		"everywhere":       {config.Config{}, "[::]:8080", "http://localhost:8080"},
		"everywhere, IPv4": {config.Config{}, "0.0.0.0:80", "http://localhost:80"},
		"public":           {config.Config{PublicURL: "https://trace.example"}, "127.0.0.1:8080", "https://trace.example"},
		"public, slash":    {config.Config{PublicURL: "https://trace.example/"}, "127.0.0.1:8080", "https://trace.example"},
	} {
		if got := c.cfg.BaseURL(c.listening); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestGeneratedConfig keeps CONFIG.md equal to the fields of Config.
func TestGeneratedConfig(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Settings\n\nA setting comes from the first of these that gives it: a flag, an environment variable, the file named by `--config`, the\n" +
		"default. The file is YAML or JSON with the keys below; unknown keys are refused, unknown variables are logged. Empty values\n" +
		"count as not given. Generated by `make generate` from the fields of `Config`; do not edit.\n\n" +
		"| variable | key in the file | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range reflect.VisibleFields(reflect.TypeFor[config.Config]()) {
		name := f.Tag.Get("env")
		if name == "-" {
			continue
		}
		if f.Tag.Get("doc") == "" {
			t.Errorf("setting %s is not documented", name)
		}
		value := f.Tag.Get("envDefault")
		if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(&b, "| `SUYUAN_%s` | `%s` | %s | %s |\n", name, strings.ToLower(name), value, f.Tag.Get("doc"))
	}
	if *update {
		if err := os.WriteFile("CONFIG.md", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("CONFIG.md")
	if err != nil {
		t.Fatalf("%v; run `make generate`", err)
	}
	if diff := cmp.Diff(string(have), b.String()); diff != "" {
		t.Errorf("CONFIG.md is out of date; run `make generate` (-file +code):\n%s", diff)
	}
}
