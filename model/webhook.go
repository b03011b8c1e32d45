package model

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"
)

// SignWebhook is the value of webhook-signature: "v1," and the HMAC-SHA256, in Base64, of id, seconds and body joined by
// points (Standard Webhooks 1.0.0, symmetric).
func SignWebhook(key []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// WebhookSecret writes a key as receivers enter it.
func WebhookSecret(key []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(key) }
