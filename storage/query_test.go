package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestSegment(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"The Ferry, at 5.30":     "the ferry at 5 30",
		"don’t stop":             "don t stop",
		"CAFÉ café cafe\u0301":   "cafe cafe cafe",
		"Ångström Łódź Øst":      "angstrom lodz ost",
		"İstanbul ırmak":         "istanbul irmak",
		"Ἀθήνας ΑΘΗΝΑΣ":          "αθηνασ αθηνασ",
		"Ёлка ЕЛКА й":            "елка елка й",
		"ＦＵＬＬ １２ ﬁn":             "full 12 fin",
		"北京大学":                   "北京 京大 大学 学",
		"在U2北京":                  "在 u2 北京 京",
		"タワー":                    "タワ ワー ー",
		"ไทย":                    "ไท ทย ย",
		"हिन्दी में":             "हिन्दी में",
		"كِتاب":                  "كتاب",
		"a\x00b \xff c":          "a b c",
		"snake_case e-mail a@b":  "snake case e mail a b",
		strings.Repeat("x", 300): strings.Repeat("x", maxToken),
		strings.Repeat("X", 300): strings.Repeat("x", maxToken),
		"Naïve aÉ É2b9 U2“x”":    "naive ae e2b9 u2 x",
	} {
		if got := Segment(text); got != want {
			t.Errorf("Segment(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestTokensStand(t *testing.T) {
	text := "Le café, 北京大学 — FERRY"
	for tok := range Tokens(text) {
		if part := Segment(text[tok.Start:tok.End]); !strings.HasPrefix(part, tok.Text) {
			t.Errorf("token %q stands at %q", tok.Text, text[tok.Start:tok.End])
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Ferry café", "北京大学 タワー ไทย", "\xff\x00e\u0301", "ー"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for tok := range Tokens(s) {
			if tok.Text == "" || strings.ContainsAny(tok.Text, " \x00\"*") || tok.Start >= tok.End || tok.End > len(s) {
				t.Errorf("token %+v in %q", tok, s)
			} else if part := Segment(s[tok.Start:tok.End]); !strings.HasPrefix(part, tok.Text) && !strings.HasPrefix(tok.Text, "ー") { // which begins no run by itself
				t.Errorf("token %q of %q stands at %q", tok.Text, s, part)
			}
		}
		q, err := ParseQuery(s, time.Time{})
		if err == nil {
			Snippet(s, q.Terms)
		}
	})
}

func words(tokens ...string) Term { return Term{Tokens: tokens} }

func TestParseQuery(t *testing.T) {
	now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
	for s, want := range map[string]Query{
		"Ferry harbour":         {Terms: []Term{words("ferry"), words("harbour")}},
		`"the ferry" lea*`:      {Terms: []Term{words("the", "ferry"), {Tokens: []string{"lea"}, Prefix: true}}},
		`"the fer"*`:            {Terms: []Term{{Tokens: []string{"the", "fer"}, Prefix: true}}},
		`"left open`:            {Terms: []Term{words("left", "open")}},
		"ferry -storm -\"a b\"": {Terms: []Term{words("ferry")}, Not: []Term{words("storm"), words("a", "b")}},
		"e-mail":                {Terms: []Term{words("e", "mail")}},
		"AND or NOT":            {Terms: []Term{words("and"), words("or"), words("not")}},
		"title:x":               {Terms: []Term{words("title", "x")}},
		"site:a,b site:c x":     {Terms: []Term{words("x")}, Sites: []string{"a", "b", "c"}},
		`author:"Ana Lind"`:     {Authors: []Term{words("ana", "lind")}},
		"since:7d x":            {Terms: []Term{words("x")}, Since: now.AddDate(0, 0, -7)},
		"since:1w until:12h":    {Since: now.AddDate(0, 0, -7), Until: now.Add(-12 * time.Hour)},
		"since:2026-01-02":      {Since: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)},
		"since:2026-03-09":      {Since: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)}, // today, in Auckland
		"lang:es":               {Languages: []string{"es"}},
		"lang:EN_gb,zh-hant-TW": {Languages: []string{"en-GB", "zh-Hant-TW"}},
		"北京大学":                  {Terms: []Term{words("北京", "京大", "大学")}},
		"京":                     {Terms: []Term{{Tokens: []string{"京"}, Prefix: true}}},
		"タワー":                   {Terms: []Term{words("タワ", "ワー")}},
		"x ! ?":                 {Terms: []Term{words("x")}},
	} {
		got, err := ParseQuery(s, now)
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s, diff)
		}
	}
}

func TestParseQueryRefuses(t *testing.T) {
	for s, says := range map[string]string{
		"": "no word", " ! ": "no word", "-ferry": "only words to leave out", "since:soon x": "since:7d", "site: x": "site:name",
		"author:! x": "author:name", "-site:a x": "can't be used", "since:9999999999d": "no time", "until:-5d": "no time",
		"since:2062-03-07 x": "in the future", "since:2026-03-09T13:00:00Z x": "in the future", "since:1d until:3d": "nothing lies between", "since:2026-03-01 until:2026-03-01": "nothing lies between",
	} {
		if _, err := ParseQuery(s, time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)); !errors.Is(err, ErrQuery) || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseQuery(%q) gives %v, want %q", s, err, says)
		}
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Nothing of interest was said here. ", 30)
	ferry := []Term{words("ferry")}
	for name, c := range map[string]struct {
		text  string
		terms []Term
		has   string
	}{
		"match in the middle":  {long + "Then the ferry left.\n\nIt sank. " + long, ferry, "Then the \x02ferry\x03 left. It sank."},
		"most different terms": {"A ferry. " + long + "The ferry left the harbour. " + long, []Term{words("ferry"), words("harbour")}, "\x02ferry\x03 left the \x02harbour\x03"},
		"no match":             {long, ferry, "Nothing of interest"},
		"accents":              {"Un café noir", []Term{words("cafe")}, "Un \x02café\x03 noir"},
		"phrase":               {"wind, the speed of wind speed", []Term{words("wind", "speed")}, "of \x02wind speed\x03"},
		"prefix":               {"Roofers at work", []Term{{Tokens: []string{"roof"}, Prefix: true}}, "\x02Roofers\x03 at"},
		"no spaces":            {strings.Repeat("今天天气很好", 60) + "北京大学" + strings.Repeat("明天也好", 60), []Term{words("北京", "京大", "大学")}, "\x02北京大学\x03"},
		"empty":                {"", ferry, ""},
	} {
		got := Snippet(c.text, c.terms)
		if !strings.Contains(got, c.has) || len(got) > 2*snippetBytes || !strings.Contains(strings.ToValidUTF8(got, "BAD"), c.has) ||
			strings.Contains(strings.ToValidUTF8(got, "BAD"), "BAD") || strings.Contains(got, "\n") {
			t.Errorf("%s: %q, want %q in it", name, got, c.has)
		}
	}
}

func TestQueryHints(t *testing.T) {
	for s, want := range map[string]string{
		"ferry harbour":                    "",
		`"the ferry" -storm lea* site:a`:   "",
		"see https://a.example/x at 10:30": "",
		`"title:x" author:"a b:c"`:         "",
		"title:ferry":                      "title: is looked for as a word",
		"-intitle:ferry harbour":           "intitle: is looked for as a word",
		`harbour "left open`:               "a quote is not closed",
		`site:"left open`:                  "a quote is not closed",
		"ferry OR boat":                    "OR is looked for as a word",
	} {
		got := strings.Join(QueryHints(s), "; ")
		if want == "" && got != "" || !strings.HasPrefix(got, want) || strings.Contains(got, ";") {
			t.Errorf("QueryHints(%q) = %q, want one that begins with %q", s, got, want)
		}
	}
}
