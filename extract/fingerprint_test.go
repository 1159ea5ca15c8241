package extract

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// wordsOf are a text's words as wordHashes means them, made one step after the
// other. Signatures lie in stores: they must stay what they are.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	var out []string
	for _, w := range words {
		if !strings.ContainsFunc(w, wideRune) {
			out = append(out, w)
			continue
		}
		for _, r := range w {
			out = append(out, string(r))
		}
	}
	return out
}

func TestWordHashes(t *testing.T) {
	tests := map[string]string{
		"empty": "", "one word": "word", "spaces and marks": "  The Mayor's budget, of 2026: 4.5%.\n\nNext",
		"capitals of other alphabets": "ÅRSMØTE I Ålesund ΣΊΣΥΦΟΣ Москва İstanbul ẞ", "ideographs": "新华社 reports 北京2026年 the 12th",
		"Thai and Latin": "กรุงเทพมหานครABC วันนี้ x", "accents put on": "cafe\u0301 nai\u0308ve", "no UTF-8": "good\xff\xfebad \xe2\x82 end",
		"digits of other scripts": "١٢٣ ४५ ６", "joined by nothing": "e-mail/web_site«quote»",
	}
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("aZ09 .,\n-äÖßİıΣς中国กข字\u0301'`{@[\u00a0\ufffd😀")
	for range 300 {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		tests[b.String()] = b.String()
	}
	for name, text := range tests {
		var want []uint32
		for _, w := range wordsOf(text) {
			h := fnv.New32a()
			_, _ = h.Write([]byte(w)) // never fails
			want = append(want, h.Sum32())
		}
		if got := wordHashes(text); !slices.Equal(got, want) {
			t.Errorf("%s: %d hashes, want %d, or others", name, len(got), len(want))
		}
	}
}

func TestSignatureStays(t *testing.T) {
	text := strings.Repeat("The council voted on the new harbour bridge. Größere Brücken über die Elbe 大桥 sind teuer, said Mayor Ana Lind. ", 4)
	sig := Signature(text)
	if len(sig) != SignatureLength {
		t.Fatalf("%d entries", len(sig))
	}
	h := fnv.New64a()
	for _, v := range sig {
		_, _ = h.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) // never fails
	}
	if got := h.Sum64(); got != 0x4a55bf0cb452d649 {
		t.Errorf("the signature is another one (%#x): stores hold those that were", got)
	}
	if Signature("too short to compare") != nil {
		t.Error("a short text has a signature")
	}
}

func BenchmarkSignature(b *testing.B) {
	text := strings.Repeat("The council voted on the new harbour bridge after three hours of talks. ", 50)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Signature(text)
	}
}
