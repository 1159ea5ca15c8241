package meta

import "unicode/utf8"

// glance says which kinds of bytes a text has: one quick pass tells most texts
// from the few that are worth a closer look.
type glance uint8

const (
	hasDigit glance = 1 << iota // of any script
	hasColon                    // a wide one, too
	hasMark                     // that may part a line, or opens one that names a journalist
)

// glances are the kinds by byte. Letters that aren't ASCII may be digits, marks
// or wide colons: they are told apart by who looks closer.
var glances = func() (t [256]glance) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = hasDigit
		case c == ':':
			t[c] = hasColon
		case c == '|' || c == '\n' || c == '\t' || c == '-' || c == '/' || c == '[':
			t[c] = hasMark
		case c >= 0xd9: // Arabic and Indic digits begin here, wide colons and East Asian names
			t[c] = hasDigit | hasColon | hasMark
		case c >= utf8.RuneSelf:
			t[c] = hasMark // the middle dot, ©
		}
	}
	return t
}()

func lookAt(s string) glance {
	var g glance
	for i := 0; i < len(s); i++ {
		g |= glances[s[i]]
	}
	return g
}
