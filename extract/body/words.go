package body

import (
	"unicode"
	"unicode/utf8"
)

// appendWords adds the hashes of a text's words, case folded: the same hashes
// that measure scores. Each ideograph is a word.
func appendWords(dst []uint32, text []byte) []uint32 {
	word, in := uint32(fnvOffset), false
	for i := 0; i < len(text); {
		size := 1
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			dst, word, in = appendRune(dst, word, in, r)
		case letter(c):
			word, in = (word^uint32(lower(c)))*fnvPrime, true
		case c >= '0' && c <= '9':
			word, in = (word^uint32(c))*fnvPrime, true
		case c == '\'' && in:
		case in:
			dst = append(dst, word)
			word, in = fnvOffset, false
		}
		i += size
	}
	if in {
		dst = append(dst, word)
	}
	return dst
}

// appendRune goes on, with a letter that is not ASCII, with the word that has
// begun, or ends it.
func appendRune(dst []uint32, word uint32, in bool, r rune) ([]uint32, uint32, bool) {
	switch {
	case wide(r):
		if in {
			dst = append(dst, word)
		}
		return append(dst, (uint32(fnvOffset)^uint32(r))*fnvPrime), fnvOffset, false
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
		return dst, (word ^ uint32(unicode.ToLower(r))) * fnvPrime, true
	case r == '’' && in:
		return dst, word, in
	}
	if in {
		dst = append(dst, word)
	}
	return dst, fnvOffset, false
}
