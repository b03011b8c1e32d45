package model_test

import (
	"errors"
	"testing"

	"suyuan/model"
)

const someID = "019aa0f1-7c00-7abc-8def-0123456789ab"

func TestParseID(t *testing.T) {
	t.Parallel()
	id, err := model.ParseID[model.Batch](someID)
	if err != nil || id.String() != someID {
		t.Fatalf("ParseID(%q) = %q, %v", someID, id, err)
	}
	for name, text := range map[string]string{
		"empty":           "",
		"upper case":      "019AA0F1-7c00-7abc-8def-0123456789ab",
		"short":           someID[:35],
		"long":            someID + "0",
		"no hyphens":      "019aa0f17c007abc8def0123456789ab0000",
		"hyphen moved":    "019aa0f-17c00-7abc-8def-0123456789ab",
		"hyphen as digit": "019aa0f1-7c00-7abc-8def-0123456789a-",
		"letter g":        "019aa0f1-7c00-7abc-8def-0123456789ag",
		"braces":          "{19aa0f1-7c00-7abc-8def-0123456789a}",
		"urn":             "urn:uuid:" + someID,
		"two-byte letter": "019aa0f1-7c00-7abc-8def-0123456789é",
	} {
		if _, err := model.ParseID[model.Batch](text); !errors.Is(err, model.NotFound) {
			t.Errorf("%s: ParseID(%q) = %v, want not-found", name, text, err)
		}
	}
}

func TestURN(t *testing.T) {
	t.Parallel()
	id := model.SiteID(someID)
	if got := id.URN(); got != "urn:uuid:"+someID {
		t.Errorf("URN() = %q", got)
	}
	if back, ok := model.IDFromURN[model.Site](id.URN()); !ok || back != id {
		t.Errorf("IDFromURN(%q) = %q, %v", id.URN(), back, ok)
	}
	for _, text := range []string{"", someID, "urn:uuid:", "URN:UUID:" + someID, "urn:uuid:" + someID + " ", "urn:epc:id:sgln:1"} {
		if id, ok := model.IDFromURN[model.Site](text); ok || id != "" {
			t.Errorf("IDFromURN(%q) = %q, %v", text, id, ok)
		}
	}
}

func FuzzParseID(f *testing.F) {
	f.Add(someID)
	f.Add("")
	f.Add("00000000-0000-0000-0000-000000000000")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := model.ParseID[model.Batch](text)
		fromURN, ok := model.IDFromURN[model.Batch]("urn:uuid:" + text)
		if (err == nil) != ok || id != fromURN {
			t.Fatalf("ParseID(%q) = %q, %v but IDFromURN = %q, %v", text, id, err, fromURN, ok)
		}
		if err == nil && id.String() != text {
			t.Fatalf("ParseID(%q) = %q", text, id)
		}
	})
}
