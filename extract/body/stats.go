package body

import (
	"unicode"
	"unicode/utf8"
)

// textStats is what one pass over a block's text counts.
type textStats struct {
	chars     int32 // characters
	words     int32 // words; two ideographs count as one
	sentences int32 // ends of sentences
	commas    int32
	digits    int32
	upper     int32 // upper-case letters
	capWords  int32 // words that begin with an upper-case letter
	wide      int32 // characters of scripts without spaces

	first, last rune
	marks       uint8

	wordSum float32 // log-odds of its words and word pairs, from the model
	wordMin float32
	wordMax float32
	short   float32 // log-odds of the whole text, when it is short
	hash    uint64  // of the text, case and digits aside
}

// Marks in a text.
const (
	markPipe      = 1 << iota // | » › •
	markCopyright             // ©
	markAt                    // @
	markURL                   // ://, www.
	markQuestion
	markEllipsis
	markQuote // begins with a quotation mark
	markColonEnd
)

// shortWords is the greatest number of words at which a text is looked up
// whole.
const shortWords = 6

// measure counts over a block's text. Scores stay 0 without a model.
func measure(text []byte, m *Model) textStats {
	var s textStats
	var word, prev uint32 = fnvOffset, 0
	var textHash uint64 = 14695981039346656037
	inWord, wordLetters, digitsOnly := false, 0, true
	var lastRune, before rune
	endWord := func() {
		if inWord {
			s.words++
			if !digitsOnly {
				if m != nil {
					m.scoreWord(&s, word, prev)
				}
				textHash = (textHash ^ uint64(word)) * 1099511628211
				prev = word
			}
		}
		inWord, wordLetters, digitsOnly, word = false, 0, true, fnvOffset
	}
	for i := 0; i < len(text); {
		c := text[i]
		var r rune
		if c < utf8.RuneSelf {
			r = rune(c)
			i++
			switch {
			case c >= 'a' && c <= 'z':
				word = (word ^ uint32(c)) * fnvPrime
				inWord, digitsOnly = true, false
			case c >= 'A' && c <= 'Z':
				s.upper++
				if !inWord {
					s.capWords++
				}
				word = (word ^ uint32(c+'a'-'A')) * fnvPrime
				inWord, digitsOnly = true, false
			case c >= '0' && c <= '9':
				s.digits++
				inWord = true
			case c == '\'':
			default:
				endWord()
				s.punctuation(r)
			}
		} else {
			var size int
			r, size = utf8.DecodeRune(text[i:])
			i += size
			switch {
			case wide(r):
				endWord()
				s.wide++
				word = (uint32(fnvOffset) ^ uint32(r)) * fnvPrime
				if m != nil {
					m.scoreWord(&s, word, prev)
				}
				textHash = (textHash ^ uint64(word)) * 1099511628211
				prev, word = word, fnvOffset
			case unicode.IsLetter(r) || unicode.IsMark(r):
				lower := r
				if unicode.IsUpper(r) {
					s.upper++
					if !inWord {
						s.capWords++
					}
					lower = unicode.ToLower(r)
				}
				word = (word ^ uint32(lower)) * fnvPrime
				inWord, digitsOnly = true, false
			case unicode.IsDigit(r):
				s.digits++
				inWord = true
			case r == '’' && inWord:
			default:
				endWord()
				s.punctuation(r)
			}
		}
		wordLetters++
		s.chars++
		if s.chars == 1 {
			s.first = r
		}
		before, lastRune = lastRune, r
	}
	endWord()
	s.words += (s.wide + 1) / 2
	s.last = lastRune
	s.finish(before)
	s.hash = textHash
	if m != nil && s.words <= shortWords {
		s.short = m.short.get(uint32(textHash) ^ uint32(textHash>>32))
	}
	return s
}

// wide says whether r belongs to a script that is written without spaces.
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff && r != 0x3000 && (r < 0x3001 || r > 0x3020) || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff ||
		r >= 0x0e00 && r <= 0x0eff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff
}

func (s *textStats) punctuation(r rune) {
	switch r {
	case '.', '!', '。', '．', '！', '؟', '।', '۔', '…':
		s.sentences++
	case '?', '？':
		s.sentences++
		s.marks |= markQuestion
	case ',', '،', '、', '，', ';':
		s.commas++
	case '|', '»', '›', '•', '·', '→':
		s.marks |= markPipe
	case '©':
		s.marks |= markCopyright
	case '@':
		s.marks |= markAt
	case '/':
		s.marks |= markURL
	}
}

// finish reads the marks at both ends.
func (s *textStats) finish(before rune) {
	switch s.first {
	case '"', '“', '„', '«', '»', '‘', '「', '–', '—', '\'':
		s.marks |= markQuote
	}
	switch s.last {
	case ':', '：':
		s.marks |= markColonEnd
	case '…':
		s.marks |= markEllipsis
	case '.':
		if before == '.' {
			s.marks |= markEllipsis
		}
	}
}

// sentenceEnd says whether a text ends as a sentence does, closing quotation
// marks and brackets allowed.
func (s *textStats) sentenceEnd() bool {
	switch s.last {
	case '.', '!', '?', '。', '！', '？', '؟', '।', '۔', '"', '”', '“', '»', '«', '\'', '’', ')', '」', '』', '…':
		return true
	}
	return false
}
