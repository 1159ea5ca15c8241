package body

import (
	"strings"
	"testing"
)

// A paragraph has sentences in every script, also where none is ended by a mark;
// a headline has not.
func TestSentencesOfScripts(t *testing.T) {
	const thai = "ชาวบ้านริมคลองช่วยกันซ่อมท่าเรือเก่า ที่ปิดมาสิบปีแล้ว และจะเปิดอีกครั้งในเดือนหน้า"
	for name, tc := range map[string]struct {
		text  string
		least int32
		ends  bool
	}{
		"Thai":            {thai + " " + thai, 1, true},
		"Thai, long":      {strings.Repeat(thai+" ", 5), 3, true},
		"Thai headline":   {"ชาวบ้านริมคลองช่วยกันซ่อมท่าเรือเก่า", 0, false},
		"Thai, announces": {thai + " " + thai + ":", 1, false},
		"Burmese":         {"ရွာသားများ ဆိပ်ကမ်းဟောင်းကို ပြန်ပြင်ကြသည်။", 1, true},
		"Khmer":           {"អ្នកភូមិជួសជុលកំពង់ផែចាស់។", 1, true},
		"Amharic":         {"የመንደሩ ነዋሪዎች አሮጌውን ወደብ ጠግነውታል።", 1, true},
		"Tibetan":         {"གྲོང་གསེབ་ཀྱི་མི་རྣམས་ཀྱིས་གྲུ་ཁ་ཉམས་གསོ་བྱས།", 1, true},
		"Armenian":        {"Գյուղացիները վերանորոգեցին հին նավահանգիստը։", 1, true},
		"Hindi":           {"गाँव वालों ने पुराना घाट ठीक किया।", 1, true},
		"English":         {"The villagers mended the old quay.", 1, true},
	} {
		s := measure([]byte(tc.text), nil)
		if s.sentences < tc.least || tc.least == 0 && s.sentences > 0 || s.sentenceEnd() != tc.ends {
			t.Errorf("%s: %d sentences, want %d at least; ends as one: %v", name, s.sentences, tc.least, s.sentenceEnd())
		}
	}
}
