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
	unmarked    bool // long, and of a script that ends no sentence by a mark

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
	c := counter{model: m, word: fnvOffset, hash: 14695981039346656037}
	s := &c.s
	var last, before rune
	for i := 0; i < len(text); {
		r := rune(text[i])
		switch {
		case r >= 'a' && r <= 'z': // most are: worth a short way
			i++
			c.letter(r)
		case r < utf8.RuneSelf:
			i++
			c.ascii(byte(r))
		default:
			var size int
			r, size = utf8.DecodeRune(text[i:])
			i += size
			c.other(r)
		}
		if s.chars++; s.chars == 1 {
			s.first = r
		}
		before, last = last, r
	}
	c.endWord()
	s.words += (s.wide + 1) / 2
	s.last = last
	c.unmark()
	s.finish(before)
	s.hash = c.hash
	if m != nil && s.words <= shortWords {
		s.short = m.short.get(uint32(s.hash) ^ uint32(s.hash>>32))
	}
	return *s
}

// counter is the state of measure: the word that is open, and the one before.
type counter struct {
	s          textStats
	model      *Model
	word, prev uint32
	hash       uint64
	inWord     bool
	lettered   bool // the open word has more than digits

	thai, spaces int32 // letters of Thai and Lao, and spaces behind the first
}

// Thai and Lao end no sentence by a mark and have hardly a comma: a space is
// both. A text of so many of their letters is more than a headline, and one
// sentence in so many is what other languages have.
const (
	unmarkedLetters  = 100
	unmarkedSentence = 150
)

// unmark gives such a text the marks that it would have in another language.
func (c *counter) unmark() {
	s := &c.s
	if c.thai < unmarkedLetters || s.sentences > 0 {
		return
	}
	s.sentences = 1 + c.thai/unmarkedSentence
	s.commas = max(s.commas, c.spaces-s.sentences)
	s.unmarked = s.marks&markColonEnd == 0 && s.last != ':'
}

func (c *counter) endWord() {
	if c.inWord {
		c.s.words++
		if c.lettered {
			c.seen()
		}
	}
	c.inWord, c.lettered, c.word = false, false, fnvOffset
}

// seen scores a word and takes it into the text's hash.
func (c *counter) seen() {
	if c.model != nil {
		c.model.scoreWord(&c.s, c.word, c.prev)
	}
	c.hash = (c.hash ^ uint64(c.word)) * 1099511628211
	c.prev = c.word
}

func (c *counter) letter(lower rune) {
	c.word = (c.word ^ uint32(lower)) * fnvPrime
	c.inWord, c.lettered = true, true
}

func (c *counter) capital() {
	c.s.upper++
	if !c.inWord {
		c.s.capWords++
	}
}

func (c *counter) ascii(b byte) {
	switch {
	case b >= 'A' && b <= 'Z':
		c.capital()
		c.letter(rune(b + 'a' - 'A'))
	case b >= '0' && b <= '9':
		c.s.digits++
		c.inWord = true
	case b == '\'':
	default:
		if b == ' ' && c.thai > 0 {
			c.spaces++
		}
		c.endWord()
		c.s.punctuation(rune(b))
	}
}

func (c *counter) other(r rune) {
	switch {
	case r == '။' || r == '។': // Burmese and Khmer
		c.endWord()
		c.s.sentences++
	case wide(r): // each is a word
		c.endWord()
		c.s.wide++
		if r >= 0x0e00 && r <= 0x0eff {
			c.thai++
		}
		c.word = (fnvOffset ^ uint32(r)) * fnvPrime
		c.seen()
		c.word = fnvOffset
	case unicode.IsLetter(r) || unicode.IsMark(r):
		if unicode.IsUpper(r) {
			c.capital()
			r = unicode.ToLower(r)
		}
		c.letter(r)
	case unicode.IsDigit(r):
		c.s.digits++
		c.inWord = true
	case r == '’' && c.inWord:
	default:
		c.endWord()
		c.s.punctuation(r)
	}
}

// wide says whether r belongs to a script that is written without spaces.
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff && r != 0x3000 && (r < 0x3001 || r > 0x3020) || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff ||
		unspaced(r)
}

// unspaced says whether a letter is Thai, Lao, Burmese or Khmer, whose words have
// several letters and no spaces between them.
func unspaced(r rune) bool {
	return r >= 0x0e00 && r <= 0x0eff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff
}

func (s *textStats) punctuation(r rune) {
	switch r {
	case '.', '!', '。', '．', '！', '؟', '।', '۔', '…', '։', '።', '།': // the last three: Armenian, Ethiopic, Tibetan
		s.sentences++
	case '?', '？':
		s.sentences++
		s.marks |= markQuestion
	case ',', '،', '、', '，', ';', '՝', '፣', '፤':
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
	if s.unmarked {
		return true
	}
	switch s.last {
	case '.', '!', '?', '。', '！', '？', '؟', '।', '۔', '။', '។', '։', '።', '།', '"', '”', '“', '»', '«', '\'', '’', ')', '」', '』', '…':
		return true
	}
	return false
}
