package web

import "fmt"

// icons are drawn for this project on a 24 × 24 grid, as strokes of the text's colour.
var icons = map[string]string{
	// What a page says first.
	"check":    "M5 12.5l4.5 4.5L19 7.5",
	"pause":    "M9 6v12M15 6v12",
	"stop":     "M6 6l12 12M18 6L6 18",
	"late":     "M12 6.5V12l3.5 2.5M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z",
	"question": "M8.8 9.2a3.3 3.3 0 1 1 4.9 2.9c-1.1.6-1.7 1.3-1.7 2.4M12 18h.01",
	"bell":     "M12 4v10M12 19h.01",
	"info":     "M12 11v7M12 6.5h.01",
	"archive":  "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",

	// What happened on the way.
	"sprout":  "M12 20v-8M12 12c0-4 3-6 7-6 0 4-3 6-7 6zM12 14c0-3-2.5-5-6-5 0 3.5 2.5 5 6 5z",
	"snow":    "M12 3v18M4.2 7.500l15.6 9M19.8 7.500l-15.6 9",
	"gear":    "M12 8.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.1 2.100M16.3 16.300l2.1 2.100M18.4 5.600l-2.1 2.100M7.7 16.300l-2.1 2.1",
	"box":     "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
	"truck":   "M3 6h11v10H3zM14 10h4l3 3v3h-7M7 19a1.8 1.8 0 1 0 0-3.600A1.8 1.8 0 0 0 7 19zM17 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600z",
	"arrive":  "M12 4v10M8 10l4 4 4-4M4 15v4h16v-4",
	"store":   "M4 10l8-5 8 5v10H4zM8.5 20v-6h7v6",
	"cart":    "M3 4h2.500l2.3 10h9.700L20 7.500H6.500M9 19h.01M16.5 19h.01",
	"search":  "M10.5 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
	"gauge":   "M10 14.500V5.500a2 2 0 1 1 4 0v9a4 4 0 1 1-4 0zM12 10v7",
	"return":  "M9 14l-5-5 5-5M4 9h10a5.5 5.5 0 0 1 0 11h-3",
	"bin":     "M5 7h14M10 7V4.500h4V7M6.5 7l1 13h9l1-13",
	"mark":    "M12 10.500a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
	"scan":    "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
	"phone":   "M6 4h3.500l1.5 4.5-2 1.500a11 11 0 0 0 5 5l1.5-2 4.5 1.500V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z",
	"file":    "M6 3.500h8l4 4v13H6zM14 3.500v4h4M9 12h6M9 16h6",
	"menu":    "M4 7h16M4 12h16M4 17h16",
	"person":  "M12 4.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 20c.5-4 3.300-6 7-6s6.500 2 7 6",
	"people":  "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c.4-3.400 2.700-5 6-5s5.600 1.600 6 5M15.500 5.200a3 3 0 0 1 0 5.600M17.500 14.400c2 .7 3.200 2.200 3.500 4.600",
	"globe":   "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17",
	"home":    "M4 11l8-7 8 7M6 9.500V20h12V9.500M10 20v-5h4v5",
	"tag":     "M4 4h8l8 8-8 8-8-8zM8 8h.01",
	"key":     "M8 11a4 4 0 1 0 0 .010zM11.500 12.500L20 12.500v3M16.500 12.500v3",
	"list":    "M4 6h.01M8 6h12M4 12h.01M8 12h12M4 18h.01M8 18h12",
	"plus":    "M12 5v14M5 12h14",
	"pin":     "M12 20.500c4-4.500 6-7.700 6-10.500a6 6 0 1 0-12 0c0 2.800 2 6 6 10.500zM12 8.500a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z",
	"route":   "M6 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM18 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 7h7a3 3 0 0 1 0 6H9a3 3 0 0 0 0 4h7",
	"print":   "M7 9V4h10v5M5 9h14v7h-3M8 16H5M8 13.500h8V20H8z",
	"upload":  "M12 16V5M8 9l4-4 4 4M4 16v4h16v-4",
	"shield":  "M12 3.500l7 2.500v6c0 4-3 7-7 8.500-4-1.500-7-4.500-7-8.500V6z",
	"clock":   "M12 7v5l3.500 2M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17z",
	"chevron": "M9 5l7 7-7 7",
}

// draw returns the path of an icon.
func draw(name string) (string, error) {
	if d, ok := icons[name]; ok {
		return d, nil
	}
	return "", fmt.Errorf("no icon %q", name)
}

// turns tells which icons point somewhere and are mirrored on pages written from right to left.
func turns(name string) bool { return name == "truck" || name == "return" || name == "chevron" }
