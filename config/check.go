package config

import (
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// check lists what is wrong with settings whose form is right; misread names those whose form is not.
func (in inputs) check(c Config, misread []string) (problems []error) {
	for _, rule := range []struct {
		name string
		ok   bool
		what string
	}{
		{"LISTEN", hostPort(c.Listen), "is not host:port with a port of 0 to 65535"},
		{"DATA_DIR", strings.TrimSpace(c.DataDir) != "" && !strings.Contains(c.DataDir, "\x00"), "is not a directory's name"},
		{"MYSQL_DSN", c.MySQLDSN == "" || dsn(c.MySQLDSN.Reveal()), "is not of the form user:password@tcp(host:3306)/name"},
		{"MAX_CONNS", c.MaxConns >= 1 && c.MaxConns <= 1000, "is not 1 to 1000"},
		{"PUBLIC_URL", c.PublicURL == "" || publicURL(c.PublicURL), "is not http:// or https:// with a host and nothing after it"},
		{"TRUSTED_PROXIES", !slices.ContainsFunc(c.TrustedProxies, notNetwork), "is not a list of addresses or networks such as 10.0.0.0/8"},
		{"TLS_CERT", c.TLSCert != "" || c.TLSKey == "", "is missing beside tls_key"},
		{"TLS_KEY", c.TLSKey != "" || c.TLSCert == "", "is missing beside tls_cert"},
		{"REQUEST_TIMEOUT", c.RequestTimeout >= time.Second && c.RequestTimeout <= 80*time.Second, "is not 1s to 80s"},
		{"RATE_PER_SECOND", c.RatePerSecond > 0 && c.RatePerSecond <= 1e6, "is not above 0 and at most 1000000"},
		{"RATE_BURST", c.RateBurst >= 1 && c.RateBurst <= 1_000_000, "is not 1 to 1000000"},
		{"SMTP_SERVER", c.SMTPServer == "" || hostPort(c.SMTPServer), "is not host:port with a port of 0 to 65535"},
		{"SMTP_FROM", c.SMTPServer == "" && c.SMTPFrom == "" || mailAddress(c.SMTPFrom), "is not one mail address, which goes with smtp_server"},
		{"SMTP_USER", (c.SMTPUser == "") == (c.SMTPPassword == ""), "goes with smtp_password"},
		{"LOG_LEVEL", slices.Contains([]slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError}, c.LogLevel), "is not debug, info, warn or error"},
		{"LOG_FORMAT", c.LogFormat == "json" || c.LogFormat == "text", "is not json or text"},
	} {
		if !rule.ok && !slices.Contains(misread, rule.name) {
			problems = append(problems, in.problem(rule.name, rule.what))
		}
	}
	return problems
}

func hostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || strings.ContainsAny(host, " /@") {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

var dsnServer = regexp.MustCompile(`^[^:]+(:.*)?@(tcp|unix)\([^()]+\)/[^/?]+(\?.*)?$`)

// dsn looks at the form only: the driver, which knows more, is the repository's.
func dsn(s string) bool {
	return dsnServer.MatchString(s)
}

func mailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

func publicURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		(u.Path == "" || u.Path == "/") && !strings.ContainsAny(s, "?#")
}

func notNetwork(s string) bool {
	if _, err := netip.ParsePrefix(s); err == nil {
		return false
	}
	_, err := netip.ParseAddr(s)
	return err != nil
}
