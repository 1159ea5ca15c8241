package extract

import (
	"unicode"
	"unicode/utf8"
)

// Shape of the near-duplicate fingerprint: MinHash signatures (Broder 1997)
// over runs of words, cut into bands (Leskovec et al., Mining of Massive
// Datasets, ch. 3).
const (
	SignatureLength = 128
	bandRows        = 4
	runWords        = 4
	minWords        = 40 // shorter texts are not compared
)

// Signature is an article's MinHash signature: the share of equal entries of
// two estimates the share of word runs that two texts have in common. nil for
// a text too short to compare.
func Signature(text string) []uint32 {
	hashes := wordHashes(text)
	if len(hashes) < minWords {
		return nil
	}
	var sig [SignatureLength]uint32
	for i := range sig {
		sig[i] = ^uint32(0)
	}
	for i := 0; i+runWords <= len(hashes); i++ {
		h := uint64(1469598103934665603)
		for _, w := range hashes[i : i+runWords] {
			h = (h ^ uint64(w)) * 1099511628211
		}
		minimise(&sig, h)
	}
	return sig[:]
}

// FNV-1a of 32 bits.
const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// wordHashes are the hashes of a text's words in lower case, in one pass: the
// words themselves are never made.
func wordHashes(text string) []uint32 {
	hashes := make([]uint32, 0, len(text)/6+8)
	for i := 0; i < len(text); {
		start, h, wide := i, uint32(fnvOffset), false
		for i < len(text) {
			c := text[i]
			if c >= utf8.RuneSelf {
				r, size := utf8.DecodeRuneInString(text[i:])
				if r = unicode.ToLower(r); noWord(r) {
					break
				}
				h, wide = hashRune(h, r), wide || wideRune(r)
				i += size
				continue
			}
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			} else if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				break
			}
			h = (h ^ uint32(c)) * fnvPrime
			i++
		}
		switch {
		case wide:
			hashes = appendRunes(hashes, text[start:i])
		case i > start:
			hashes = append(hashes, h)
		}
		if i < len(text) { // what ended the word
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
		}
	}
	return hashes
}

// appendRunes adds each character of a run of ideographs or of another script
// without spaces as a word.
func appendRunes(hashes []uint32, run string) []uint32 {
	for _, r := range run {
		hashes = append(hashes, hashRune(fnvOffset, unicode.ToLower(r)))
	}
	return hashes
}

func hashRune(h uint32, r rune) uint32 {
	var b [utf8.UTFMax]byte
	for _, c := range b[:utf8.EncodeRune(b[:], r)] {
		h = (h ^ uint32(c)) * fnvPrime
	}
	return h
}

// noWord says whether a rune stands between words.
func noWord(r rune) bool {
	if r < utf8.RuneSelf {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && (r < 'A' || r > 'Z')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// minimise keeps the least of each of the permuted hashes of one run.
func minimise(sig *[SignatureLength]uint32, h uint64) {
	x := h
	for i := range sig {
		x += 0x9e3779b97f4a7c15 // splitmix64
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		if v := uint32(z >> 32); v < sig[i] {
			sig[i] = v
		}
	}
}

// wideRune says whether a rune is of such a script: the first begins at U+0E00.
func wideRune(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// Bands are the keys under which a signature is looked up: two texts that
// share more than about four tenths of their word runs share one, nearly
// always.
func Bands(sig []uint32) []uint64 {
	if len(sig) != SignatureLength {
		return nil
	}
	out := make([]uint64, 0, SignatureLength/bandRows)
	for b := 0; b < SignatureLength; b += bandRows {
		h := uint64(1469598103934665603) ^ uint64(b)
		for _, v := range sig[b : b+bandRows] {
			h = (h ^ uint64(v)) * 1099511628211
		}
		out = append(out, h)
	}
	return out
}

// Similarity estimates the share of word runs that two texts have in common.
func Similarity(a, b []uint32) float64 {
	if len(a) != SignatureLength || len(b) != SignatureLength {
		return 0
	}
	n := 0
	for i := range a {
		if a[i] == b[i] {
			n++
		}
	}
	return float64(n) / SignatureLength
}
