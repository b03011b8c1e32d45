package notice

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"suyuan/model"
)

// Mail sends letters through a mail server (RFC 5321). The connection is encrypted before anything is told: by STARTTLS
// (RFC 3207), or from the beginning on port 465 (RFC 8314).
type Mail struct {
	// Server is host:port of the mail server.
	Server string
	// From is the address in letters; bounces go there.
	From string
	// User and Password, when given, are how the house signs in.
	User, Password string
	// TLS changes how certificates are judged, for tests; nil judges as the machine does.
	TLS *tls.Config
}

// Letter is one mail of plain text.
type Letter struct {
	ID            string // the same each time the letter is sent
	To            string
	Subject, Text string
	Lang          model.Lang
	At            model.Instant
}

// mailbox reports whether a text is one mail address and nothing else: no name, no list, no line break (RFC 5322 §3.4.1).
func mailbox(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Name == "" && a.Address == text && !strings.ContainsAny(text, "\r\n\t <>,;\"()") && strings.Contains(text, "@")
}

// errPlain says that the mail server would have the letter go unencrypted.
var errPlain = errors.New("the mail server offers no encryption")

// implicitTLS is the port at which a mail server speaks TLS from the beginning.
const implicitTLS = "465"

// Send delivers a letter to the mail server. A server that refuses the receiver for good is errFinal.
func (m *Mail) Send(ctx context.Context, l Letter) error {
	host, port, err := net.SplitHostPort(m.Server)
	if err != nil {
		return err
	}
	conn, err := (&net.Dialer{Timeout: sendTimeout}).DialContext(ctx, "tcp", m.Server)
	if err != nil {
		return err
	}
	defer conn.Close()
	if end, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(end); err != nil {
			return err
		}
	}
	secure := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		secure = m.TLS.Clone()
		secure.ServerName = host
	}
	if port == implicitTLS {
		conn = tls.Client(conn, secure)
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer client.Close()
	if port != implicitTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return errPlain
		}
		if err := client.StartTLS(secure); err != nil {
			return err
		}
	}
	if m.User != "" {
		if err := client.Auth(smtp.PlainAuth("", m.User, m.Password, host)); err != nil {
			return err
		}
	}
	if err := m.hand(client, l); err != nil {
		return err
	}
	_ = client.Quit() // the letter is accepted; what the server says to goodbye changes nothing
	return nil
}

// hand gives a letter to a server that has let the house in.
func (m *Mail) hand(client *smtp.Client, l Letter) error {
	if err := client.Mail(m.From); err != nil {
		return err
	}
	if err := client.Rcpt(l.To); err != nil {
		if refused := (*textproto.Error)(nil); errors.As(err, &refused) && refused.Code >= 550 && refused.Code < 560 {
			return fmt.Errorf("the mail server refuses the address: %w", errFinal)
		}
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(m.encode(l)); err != nil {
		return err
	}
	return w.Close()
}

// lineLength is the length of a line of Base64 (RFC 2045 §6.8).
const lineLength = 76

// encode writes a letter as it travels (RFC 5322, RFC 2045). It says that nobody wrote it by hand (RFC 3834), so that no
// machine answers.
func (m *Mail) encode(l Letter) []byte {
	var b bytes.Buffer
	domain := m.From[strings.LastIndexByte(m.From, '@')+1:]
	for _, h := range [][2]string{
		{"From", m.From}, {"To", l.To}, {"Subject", mime.BEncoding.Encode("utf-8", l.Subject)}, {"Date", l.At.Time().UTC().Format(time.RFC1123Z)},
		{"Message-ID", "<" + l.ID + "@" + domain + ">"}, {"Auto-Submitted", "auto-generated"}, {"Content-Language", string(l.Lang)},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "base64"},
	} {
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(l.Text, "\n", "\r\n")))
	for len(text) > 0 {
		n := min(len(text), lineLength)
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	return b.Bytes()
}
