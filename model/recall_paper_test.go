package model_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"suyuan/model"
)

func TestSofteningWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A voluntary recall":                  "voluntary",
		"VOLUNTARILY withdrawn":               "voluntarily",
		"involuntary movements":               "",
		"As a pre\u00adcautionary measure":    "precautionary",
		"ＰＲＥＣＡＵＴＩＯＮＡＲＹ":                       "precautionary",
		"in  rare\nsituations it burns":       "in rare situations",
		"rare earth magnets may be swallowed": "",
		"Out of an abundance-of caution":      "out of an abundance of caution",
		"No injuries have been reported.":     "no injuries have been reported",
		"企业自愿召回":                              "自愿",
		"极少数情况下会起火":                           "极少数情况",
		"会起火，造成烧伤":                            "",
		"ئىختىيارىي قايتۇرۇۋېلىش":             "ئىختىيارىي",
		"ئوت كېتىپ كۆيدۈرۈپ قويىدۇ":           "",
		"": "",
	} {
		if got := model.SofteningWord(text); got != want {
			t.Errorf("%q softens by %q, want %q", text, got, want)
		}
	}
	hazard := model.Text{ZH: "会起火", EN: "In rare cases it burns"}
	var r *model.Refusal
	if err := model.RefuseSoftening(model.PackEUGPSR, hazard); !errors.As(err, &r) || r.Fields[0].At != "hazard" ||
		r.Fields[0].Problem != model.RecallWordSoftens || r.Fields[0].Params[0].Value != "in rare cases" {
		t.Errorf("in the EU: %v", err)
	}
	if err := model.RefuseSoftening(model.PackCNFood, hazard); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}

func TestAnnouncementVenues(t *testing.T) {
	t.Parallel()
	province := []model.PlanVenue{model.VenueProvincialSite, model.VenueProvincialMedia, model.VenueNationalSite}
	nation := []model.PlanVenue{model.VenueNationalSite, model.VenueCentralMedia}
	for name, c := range map[string]struct {
		pack      model.PackID
		provinces []model.Region
		unknown   int
		want      []model.PlanVenue
	}{
		"one":              {model.PackCNFood, []model.Region{"650000"}, 0, province},
		"one, twice":       {model.PackCNFood, []model.Region{"650000", "650000"}, 0, province},
		"two":              {model.PackCNFood, []model.Region{"650000", "440000"}, 0, nation},
		"one, some beyond": {model.PackCNFood, []model.Region{"650000"}, 1, nation},
		"farm produce":     {model.PackCNFarm, []model.Region{"650000"}, 0, province},
		"nowhere yet":      {model.PackCNFood, nil, 0, nil},
		"no such rule":     {model.PackUSFDA, []model.Region{"650000"}, 0, nil},
	} {
		if diff := cmp.Diff(c.want, model.AnnouncementVenues(c.pack, c.provinces, c.unknown)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for r, want := range map[model.Region]model.Region{"652801": "650000", "650000": "650000", "110101": "110000", "440103": "440000"} {
		if got := r.Province(); got != want {
			t.Errorf("the province of %s is %s, want %s", r, got, want)
		}
	}
}

func TestRegisterStates(t *testing.T) {
	t.Parallel()
	for _, s := range model.RecallLifecycle.States() {
		want := map[model.RecallState]model.RegisterState{model.RecallClosed: model.RegisterClosed, model.RecallCancelled: model.RegisterRetracted}[s]
		if want == "" {
			want = model.RegisterActive
		}
		if got := (model.Recall{State: s}).RegisterState(); got != want {
			t.Errorf("%s stands as %s, want %s", s, got, want)
		}
	}
	for want, r := range map[bool][]model.Recall{
		true:  {{AnnouncedAt: 1}, {AnnouncedAt: 1, State: model.RecallCancelled}},
		false: {{}, {AnnouncedAt: 1, Mock: 1}, {State: model.RecallOrdered}},
	} {
		for _, c := range r {
			if c.Registered() != want {
				t.Errorf("%+v registered: %v", c, !want)
			}
		}
	}
	for _, s := range model.RegisterStates() {
		complete(t, string(s), model.RegisterStateWords[s])
	}
	for _, k := range model.PublicChangeKinds() {
		complete(t, string(k), model.PublicChangeWords[k])
	}
	for _, d := range model.RecallDocuments() {
		complete(t, string(d.Kind), d.Name)
	}
}
