package trace

import (
	"log/slog"
	"net/netip"
	"testing"
	"time"
)

// TestPublic_judges_addresses: deliveries reach the open Internet and nothing else, however an inner address is written
// (IANA special-purpose registries; metadata services of clouds).
func TestPublic_judges_addresses(t *testing.T) {
	t.Parallel()
	for kind, addresses := range map[string][]string{
		"this machine":           {"127.0.0.1", "127.255.255.254", "::1", "0.0.0.0", "::", "0.1.2.3"},
		"private":                {"10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "fc00::1", "fd00::1", "fec0::1"},
		"link-local":             {"169.254.0.1", "fe80::1", "fe80::1%eth0"},
		"metadata of clouds":     {"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "168.63.129.16"},
		"carrier NAT":            {"100.64.0.1", "100.127.255.254"},
		"IPv6-mapped":            {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:100.64.0.1", "::ffff:0:0"},
		"IPv6-compatible":        {"::127.0.0.1", "::10.0.0.1"},
		"NAT64":                  {"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1"},
		"6to4":                   {"2002:7f00:1::1", "2002:a00:1::", "2002:a9fe:a9fe::"},
		"Teredo, ORCHID":         {"2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1"},
		"ISATAP, translated":     {"::ffff:0:7f00:1", "fe80::5efe:7f00:1"},
		"documentation":          {"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"},
		"benchmarks and the end": {"198.18.0.1", "198.19.255.254", "240.0.0.1", "255.255.255.255", "192.88.99.1"},
		"many":                   {"224.0.0.1", "239.255.255.255", "ff02::1"},
		"nowhere":                {"100::1", "5f00::1"},
	} {
		for _, text := range addresses {
			if a := netip.MustParseAddr(text); public(a) {
				t.Errorf("%s, %s: counts as public", kind, text)
			}
		}
	}
	for _, text := range []string{"1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.20.0.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111", "::ffff:1.1.1.1"} {
		if a := netip.MustParseAddr(text); !public(a) {
			t.Errorf("%s: counts as inner", text)
		}
	}
}

// TestDeliverer_dials_what_it_judged: the port is one for HTTPS, and what is dialled is judged, not the name.
func TestDeliverer_dials_what_it_judged(t *testing.T) {
	t.Parallel()
	outside := NewDeliverer(nil, time.Now, slog.New(slog.DiscardHandler))
	inside := NewDeliverer(nil, time.Now, slog.New(slog.DiscardHandler), AllowLoopback)
	for _, tt := range []struct {
		address         string
		outside, inside bool
	}{
		{"1.1.1.1:443", true, true}, {"[2606:4700::1111]:443", true, true}, {"1.1.1.1:8443", true, true}, {"1.1.1.1:80", false, false}, {"1.1.1.1:22", false, false},
		{"1.1.1.1:6379", false, false}, {"127.0.0.1:443", false, true}, {"127.0.0.1:3306", false, true}, {"[::1]:9999", false, true}, {"[::ffff:127.0.0.1]:443", false, true},
		{"10.0.0.1:443", false, false}, {"169.254.169.254:443", false, false}, {"[fe80::1%eth0]:443", false, false}, {"localhost:443", false, false}, {"", false, false},
	} {
		if err := outside.control("tcp", tt.address, nil); (err == nil) != tt.outside {
			t.Errorf("%q: %v", tt.address, err)
		}
		if err := inside.control("tcp", tt.address, nil); (err == nil) != tt.inside {
			t.Errorf("%q with loopback: %v", tt.address, err)
		}
	}
}
