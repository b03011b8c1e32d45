package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"

	"github.com/gin-gonic/gin"

	"suyuan/model"
)

// request is what the middleware found out about a request. It is the request's context, and its one value.
type request struct {
	context.Context //nolint:containedctx // it is one

	id    string
	lang  model.Lang
	actor model.Actor
	idem  model.Idempotency
	// client is the network the request comes from, see clientOf.
	client string
	// agent is the shortened User-Agent, kept with sessions so that people recognise their devices.
	agent string
	// session is the browser's session token, empty for machines and the public.
	session string
}

type requestKey struct{}

// Value implements context.Context.
func (r *request) Value(key any) any {
	if _, own := key.(requestKey); own {
		return r
	}
	return r.Context.Value(key)
}

func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{Context: ctx, lang: model.ZH}
}

// identify gives the request its id and language; it is the first middleware, so that every answer has both.
func (s *Server) identify(c *gin.Context) {
	r := &request{
		Context: c.Request.Context(), id: requestID(c.GetHeader("X-Request-Id")), lang: language(c), agent: clip(c.GetHeader("User-Agent"), 120),
	}
	c.Request = c.Request.WithContext(r)
	c.Header("X-Request-Id", r.id)
	c.Next()
}

// requestID keeps a caller's id when it is harmless and makes one otherwise.
func requestID(given string) string {
	if len(given) >= 8 && len(given) <= 64 && strings.IndexFunc(given, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != '.'
	}) < 0 {
		return given
	}
	var b [12]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return hex.EncodeToString(b[:])
}

// language picks ?lang= when it names a language of ours, else the best of Accept-Language, else Chinese.
func language(c *gin.Context) model.Lang {
	if c.Request.URL.RawQuery != "" {
		if l, ok := model.ParseLang(c.Query("lang")); ok {
			return l
		}
	}
	return acceptLanguage(c.GetHeader("Accept-Language"))
}

// acceptLanguage picks the language with the highest quality; the first wins a tie (RFC 9110 §12.5.4).
func acceptLanguage(header string) model.Lang {
	best, bestQ := model.ZH, 0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		l, ok := model.ParseLang(tag)
		if q := quality(params); ok && q > bestQ {
			best, bestQ = l, q
		}
	}
	return best
}

// quality reads "q=0.8" as thousandths; absent is 1, broken is 0.
func quality(params string) int {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		whole, frac, _ := strings.Cut(strings.TrimSpace(value), ".")
		if whole == "1" {
			return 1000
		}
		if whole != "0" || len(frac) > 3 {
			return 0
		}
		q := 0
		for i := range 3 {
			q *= 10
			if i < len(frac) {
				if frac[i] < '0' || frac[i] > '9' {
					return 0
				}
				q += int(frac[i] - '0')
			}
		}
		return q
	}
	return 1000
}

func clip(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}
