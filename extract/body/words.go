package body

import (
	"unicode"
	"unicode/utf8"
)

// appendWords adds the hashes of a text's words, case folded: the same hashes
// that measure scores. Each ideograph is a word.
func appendWords(dst []uint32, text []byte) []uint32 {
	word, in := uint32(fnvOffset), false
	end := func() {
		if in {
			dst = append(dst, word)
		}
		word, in = fnvOffset, false
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case letter(c):
				word, in = (word^uint32(lower(c)))*fnvPrime, true
			case c >= '0' && c <= '9':
				word, in = (word^uint32(c))*fnvPrime, true
			case c == '\'' && in:
			default:
				end()
			}
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		i += n
		switch {
		case wide(r):
			end()
			dst = append(dst, (uint32(fnvOffset)^uint32(r))*fnvPrime)
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			word, in = (word^uint32(unicode.ToLower(r)))*fnvPrime, true
		case r == '’' && in:
		default:
			end()
		}
	}
	end()
	return dst
}
