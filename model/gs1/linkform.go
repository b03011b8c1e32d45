package gs1

import "strings"

// Stem is what stood before the Digital Link part as it was written: scheme,
// host and any custom path, without the slash that starts the Digital Link
// part. After ParseLinkPath it is the custom path alone.
func (l Link) Stem() string { return l.stem }

// Key is the primary key. It is the zero Element for the zero Link.
func (l Link) Key() Element {
	if len(l.elements) == 0 {
		return Element{}
	}
	return l.elements[0]
}

// Qualifiers are the key qualifiers in path order. Callers must not change them.
func (l Link) Qualifiers() []Element {
	if len(l.elements) == 0 {
		return nil
	}
	return l.elements[1 : 1+l.qualifiers : 1+l.qualifiers]
}

// Attributes are the data attributes in query order. Callers must not change them.
func (l Link) Attributes() []Element {
	if len(l.elements) == 0 {
		return nil
	}
	return l.elements[1+l.qualifiers:]
}

// Value finds the value of an AI wherever it stands.
func (l Link) Value(ai string) (string, bool) {
	if i := l.index(ai); i >= 0 {
		return l.elements[i].Value, true
	}
	return "", false
}

// Path is the Digital Link part of the path, for example /01/09520123456788/10/ABC.
func (l Link) Path() string { return string(l.appendPath(make([]byte, 0, 64), len(l.Qualifiers()))) }

func (l Link) appendPath(out []byte, qualifiers int) []byte {
	if len(l.elements) == 0 {
		return out
	}
	for _, e := range l.elements[:1+qualifiers] {
		out = append(append(append(out, '/'), e.AI...), '/')
		out = appendEscaped(out, e.Value, unreserved)
	}
	return out
}

// Query is the attributes as a query string without "?"; empty without attributes.
func (l Link) Query() string {
	var out []byte
	for _, a := range l.Attributes() {
		if len(out) > 0 {
			out = append(out, '&')
		}
		out = append(append(out, a.AI...), '=')
		out = appendEscaped(out, a.Value, unreserved)
	}
	return string(out)
}

// Canonical is the identity form: https, id.gs1.org, key and qualifiers.
// Attributes describe the thing and are no part of its identity.
func (l Link) Canonical() string {
	out := append(make([]byte, 0, 96), CanonicalStem...)
	return string(l.appendPath(out, len(l.Qualifiers())))
}

// URI writes the link under a stem: scheme, host and an optional custom path
// such as "https://example.org/some". A stem without scheme gets https.
func (l Link) URI(stem string) string {
	uri := withScheme(stem) + l.Path()
	if query := l.Query(); query != "" {
		uri += "?" + query
	}
	return uri
}

// UpperURI writes the link so that a QR code can hold it in alphanumeric mode,
// 5.5 bits a character (ISO/IEC 18004): scheme and host, whose case does not
// matter, become upper case and every other escape-free character must be in
// the mode already. It is false when the link has attributes, because "?" is
// not in the mode, or a value or the custom path has lower case letters.
func (l Link) UpperURI(stem string) (string, bool) {
	if len(l.elements) == 0 || len(l.Attributes()) > 0 {
		return "", false
	}
	stem = withScheme(stem)
	hostStart := strings.Index(stem, "://") + len("://")
	hostEnd := len(stem)
	if slash := strings.IndexByte(stem[hostStart:], '/'); slash >= 0 {
		hostEnd = hostStart + slash
	}
	out := append([]byte(strings.ToUpper(stem[:hostEnd])), stem[hostEnd:]...)
	for _, e := range l.elements {
		out = append(append(append(out, '/'), e.AI...), '/')
		for i := range len(e.Value) {
			if c := e.Value[i]; classes[c]&unreserved != 0 && classes[c]&qrAlphanumeric != 0 {
				out = append(out, c)
			} else if c >= 'a' && c <= 'z' {
				return "", false
			} else {
				out = append(out, '%', hexes[c>>4], hexes[c&15])
			}
		}
	}
	return string(out), within(string(out), qrAlphanumeric)
}

func withScheme(stem string) string {
	stem = strings.TrimSuffix(stem, "/")
	if strings.Contains(stem, "://") {
		return stem
	}
	return "https://" + stem
}

// groupSeparator stands for FNC1 between elements (General Specifications §7.8).
const groupSeparator = '\x1d'

// ElementString is the data of a GS1 bar code without symbology identifier:
// AIs and values run together, the group separator (FNC1) after every element
// of no predefined length except the last.
func (l Link) ElementString() string {
	out := make([]byte, 0, 64)
	for i, e := range l.elements {
		out = append(append(out, e.AI...), e.Value...)
		if i < len(l.elements)-1 && dictionary[e.AI].use&fixed == 0 {
			out = append(out, groupSeparator)
		}
	}
	return string(out)
}

// HRI is the human readable interpretation: every AI in brackets before its value.
func (l Link) HRI() string {
	out := make([]byte, 0, 64)
	for _, e := range l.elements {
		out = append(append(append(out, '('), e.AI...), ')')
		out = append(out, e.Value...)
	}
	return string(out)
}

// Parent is the next level up: the link without its last qualifier and without
// attributes. It is false at the key, and where the key cannot stand alone.
func (l Link) Parent() (Link, bool) {
	if len(l.elements) == 0 || l.qualifiers == 0 {
		return Link{}, false
	}
	parent := Link{stem: l.stem, elements: l.elements[:l.qualifiers:l.qualifiers], qualifiers: l.qualifiers - 1}
	if parent.validate() != nil {
		return Link{}, false
	}
	return parent, true
}
