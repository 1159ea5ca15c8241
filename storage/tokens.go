package storage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is a word as search sees it, and where it stands in the text.
type Token struct {
	Text       string // lower case, without accents
	Start, End int    // bytes of the original
}

// maxToken caps a token in bytes: longer runs are base64 or mistakes.
const maxToken = 64

// Segment is text as it goes into a search index and into queries to it: its
// tokens with spaces between. Every store indexes this instead of the text,
// so that a word is found alike in all of them.
func Segment(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for t := range Tokens(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// Tokens yields the words of a text. Scripts written without spaces (Chinese,
// Japanese, Thai and their like, and Korean, whose particles stick to words)
// come as overlapping pairs of characters; the last character of a run comes
// alone as well, so that each is the beginning of some token.
func Tokens(text string) func(yield func(Token) bool) {
	return func(yield func(Token) bool) {
		for pos := 0; pos < len(text); {
			r, size := utf8.DecodeRuneInString(text[pos:])
			switch {
			case unspaced(r):
				end := runEnd(text, pos)
				if !pairs(text, pos, end, yield) {
					return
				}
				pos = end
			case wordRune(r):
				t := word(text, pos)
				if t.Text != "" && !yield(t) {
					return
				}
				pos = t.End
			default:
				pos += size
			}
		}
	}
}

// word reads the word that begins at pos.
func word(text string, pos int) Token {
	if t, ok := asciiWord(text, pos); ok {
		return t
	}
	var b strings.Builder
	t := Token{Start: pos}
	for pos < len(text) {
		r, size := utf8.DecodeRuneInString(text[pos:])
		if !wordRune(r) || unspaced(r) {
			break
		}
		if b.Len() < maxToken {
			fold(&b, r)
		}
		pos += size
	}
	t.Text, t.End = b.String(), pos
	return t
}

// asciiWord is word for one of ASCII alone, as nearly all are in many
// languages: it is a piece of the text itself unless it has capitals.
func asciiWord(text string, pos int) (t Token, ok bool) {
	end, capitals := pos, false
	for end < len(text) && text[end] < utf8.RuneSelf && wordRune(rune(text[end])) {
		capitals = capitals || 'A' <= text[end] && text[end] <= 'Z'
		end++
	}
	if end < len(text) && text[end] >= utf8.RuneSelf {
		return Token{}, false
	}
	t = Token{Text: text[pos:min(end, pos+maxToken)], Start: pos, End: end}
	if capitals {
		t.Text = strings.ToLower(t.Text)
	}
	return t, true
}

// runEnd is where the run of unspaced script that begins at pos ends.
func runEnd(text string, pos int) int {
	for pos < len(text) {
		r, size := utf8.DecodeRuneInString(text[pos:])
		if !inRun(r) {
			break
		}
		pos += size
	}
	return pos
}

// inRun says whether a character goes on with a run: the mark of a long vowel
// belongs to no script of its own.
func inRun(r rune) bool { return unspaced(r) || r == 'ー' }

// pairs yields the overlapping pairs of a run, and its last character.
func pairs(text string, pos, end int, yield func(Token) bool) bool {
	for pos < end {
		_, first := utf8.DecodeRuneInString(text[pos:end])
		_, second := utf8.DecodeRuneInString(text[pos+first : end]) // 0 at the run's end
		t := Token{Text: text[pos : pos+first+second], Start: pos, End: pos + first + second}
		if !yield(t) {
			return false
		}
		pos += first
	}
	return true
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// unspaced says whether a character is of a script whose words aren't parted
// by spaces. The first such script begins at U+0E00.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold writes a character as search compares it: lower case, Latin and Greek
// without accents, full-width forms as plain ones. Marks of scripts where they
// are vowels of the word, such as Devanagari, stay.
func fold(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b.WriteByte(byte(r))
	case droppedMark(r):
	case unicode.In(r, unicode.Latin, unicode.Greek) || 0xFF10 <= r && r <= 0xFF19:
		for _, d := range norm.NFKD.String(string(r)) {
			if wordRune(d) && !unicode.Is(unicode.Mn, d) { // some come apart into a space and a mark
				b.WriteRune(plain(unicode.ToLower(d)))
			}
		}
	default:
		b.WriteRune(plain(unicode.ToLower(r)))
	}
}

// droppedMark says whether a mark is one that readers leave out when they
// type: combining accents, Hebrew points, Arabic vowel signs.
func droppedMark(r rune) bool {
	return 0x0300 <= r && r <= 0x036F || 0x0591 <= r && r <= 0x05C7 && unicode.IsMark(r) ||
		0x064B <= r && r <= 0x065F || r == 0x0670
}

// plain maps letters whose stroke or shape no decomposition takes away.
func plain(r rune) rune {
	switch r {
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ':
		return 'd'
	case 'ı':
		return 'i'
	case 'ς':
		return 'σ'
	case 'ё':
		return 'е'
	}
	return r
}
