package config

import (
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"
)

// Config is every setting of an installation. The tags are the table: env is the variable after SUYUAN_ and, in lower
// case, the key in the file; doc is the line in CONFIG.md.
type Config struct {
	Listen  string `env:"LISTEN" envDefault:"127.0.0.1:8080" doc:"Address and port to listen on; port 0 picks a free one. Flag: --listen."`
	DataDir string `env:"DATA_DIR" envDefault:"./data" doc:"Directory of the embedded database and of uploaded documents; it is created. Flag: --data."`

	MySQLDSN    Secret `env:"MYSQL_DSN" doc:"Database on a MariaDB (10.11 or later) or MySQL (8.0 or later) server, as user:password@tcp(host:3306)/name. Empty: the embedded database in data_dir."`
	MaxConns    int    `env:"MAX_CONNS" envDefault:"32" doc:"Most connections to a database server, 1 to 1000."`
	AutoMigrate bool   `env:"AUTO_MIGRATE" envDefault:"false" doc:"Whether serve migrates a database server. The embedded database always migrates itself, unless --no-migrate is given."`

	PublicURL      string        `env:"PUBLIC_URL" doc:"Address people reach the server at, as printed in QR codes: https://trace.example. Empty: derived from listen. Cookies are sent over HTTPS only, unless it begins with http://."`
	TrustedProxies []string      `env:"TRUSTED_PROXIES" doc:"Addresses and networks of the reverse proxies whose X-Forwarded-For is believed, separated by commas."`
	TLSCert        string        `env:"TLS_CERT" doc:"File with the certificate chain (PEM), for HTTPS without a reverse proxy; together with tls_key."`
	TLSKey         string        `env:"TLS_KEY" doc:"File with the private key of the certificate (PEM)."`
	RequestTimeout time.Duration `env:"REQUEST_TIMEOUT" envDefault:"30s" doc:"Most time for the work on one request, 1s to 80s."`
	RatePerSecond  float64       `env:"RATE_PER_SECOND" envDefault:"50" doc:"Requests a second that one client may keep up, above 0, at most 1000000."`
	RateBurst      int           `env:"RATE_BURST" envDefault:"200" doc:"Requests that one client may send at once, 1 to 1000000."`

	SMTPServer   string `env:"SMTP_SERVER" doc:"Mail server that sends notices, and answers to claimants who gave an address, as host:port; STARTTLS is required, port 465 speaks TLS from the beginning. Empty: no e-mail is offered."`
	SMTPFrom     string `env:"SMTP_FROM" doc:"Address that mails come from; bounces go there."`
	SMTPUser     string `env:"SMTP_USER" doc:"Name under which the server signs in at the mail server; empty: it does not."`
	SMTPPassword Secret `env:"SMTP_PASSWORD" doc:"Password for smtp_user."`

	LogLevel  slog.Level `env:"LOG_LEVEL" envDefault:"info" doc:"Least level that is logged: debug, info, warn or error. Each request is a line at debug."`
	LogFormat string     `env:"LOG_FORMAT" envDefault:"json" doc:"Form of the log: json or text."`

	// Unknown lists variables SUYUAN_… that are no setting: a mistyped name, or something that another program put there.
	Unknown []string `env:"-"`
}

// BaseURL is the address people reach the server at, without a trailing slash. listening is the address the server
// really listens on; it matters only where no public URL is set.
func (c Config) BaseURL(listening string) string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	u := url.URL{Scheme: "http", Host: listening}
	if c.TLS() {
		u.Scheme = "https"
	}
	if host, port, err := net.SplitHostPort(listening); err == nil {
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			u.Host = net.JoinHostPort("localhost", port) // everywhere is no address; here is one
		}
	}
	return u.String()
}

// TLS reports whether the server itself speaks HTTPS.
func (c Config) TLS() bool { return c.TLSCert != "" }

// Secret is a text that must not be shown: whatever prints or encodes it writes *** instead.
type Secret string

// Reveal returns the text, for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return s.String() }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
