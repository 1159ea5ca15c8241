package meta

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	us := DateContext{Language: "en-US", MonthFirst: true, Now: now}
	for _, tc := range []struct {
		name, text, lang, want string
	}{
		{"ISO day", "2022-01-10", "", "2022-01-10"},
		{"ISO with offset", "2022-01-10T08:05:09+03:30", "", "2022-01-10T08:05:09+03:30"},
		{"ISO UTC with fractions", "2022-01-10T08:05:09.123Z", "", "2022-01-10T08:05:09Z"},
		{"ISO offset without colon", "2022-01-10T08:05:09-0500", "", "2022-01-10T08:05:09-05:00"},
		{"ISO without offset is a day", "2022-01-10T08:05:09", "", "2022-01-10"},
		{"ISO basic", "20220110T080509Z", "", "2022-01-10T08:05:09Z"},
		{"RFC 1123", "Mon, 10 Jan 2022 08:05:09 +0100", "en", "2022-01-10T08:05:09+01:00"},
		{"RFC 1123 GMT", "Mon, 10 Jan 2022 08:05:09 GMT", "en", "2022-01-10T08:05:09Z"},
		{"Unix", "Mon Jan 10 08:05:09 EST 2022", "en", "2022-01-10T08:05:09-05:00"},
		{"Unix without a zone", "Mon Jan 10 08:05:09 2022", "en", "2022-01-10"},
		{"an offset before the year", "Mon Jan 10 08:05:09 +0100 2022", "en", "2022-01-10T08:05:09+01:00"},
		{"an old portal's", "Posted on Monday, January 10 @ 08:05:09 EST 2022 by", "en", "2022-01-10T08:05:09-05:00"},
		{"English", "10 January 2022", "en", "2022-01-10"},
		{"English, American", "January 10, 2022 at 2:05 p.m. EST", "en", "2022-01-10T14:05:00-05:00"},
		{"English, ordinal", "January 10th, 2022", "en", "2022-01-10"},
		{"English, in a sentence", "Published on Monday, 10 January 2022, 12:30 am", "en", "2022-01-10"},
		{"German", "10. Januar 2022, 14:05 Uhr", "de", "2022-01-10"},
		{"Austrian", "10. Jänner 2022", "de", "2022-01-10"},
		{"French", "Publié le 1er août 2021 à 14h30", "fr", "2021-08-01"},
		{"Spanish", "10 de enero de 2022", "es", "2022-01-10"},
		{"Portuguese", "10 de março de 2022", "pt", "2022-03-10"},
		{"Italian", "Lunedì 10 gennaio 2022", "it", "2022-01-10"},
		{"Polish", "10 listopada 2021", "pl", "2021-11-10"},
		{"Croatian, the same word", "10. listopada 2021.", "hr", "2021-10-10"},
		{"Russian", "10 января 2022, 12:30", "ru", "2022-01-10"},
		{"Ukrainian", "10 січня 2022 року", "uk", "2022-01-10"},
		{"Greek", "10 Ιανουαρίου 2022", "el", "2022-01-10"},
		{"Turkish", "10 Ocak 2022", "tr", "2022-01-10"},
		{"Hungarian, year first", "2022. január 10. 12:30", "hu", "2022-01-10"},
		{"Lithuanian, year first", "2022 m. sausio 10 d.", "lt", "2022-01-10"},
		{"Finnish", "10. tammikuuta 2022", "fi", "2022-01-10"},
		{"Indonesian", "Senin, 10 Januari 2022", "id", "2022-01-10"},
		{"Vietnamese", "ngày 10 tháng 1 năm 2022", "vi", "2022-01-10"},
		{"Arabic", "10 يناير 2022", "ar", "2022-01-10"},
		{"Arabic, Levant, Arabic digits", "١٠ كانون الثاني ٢٠٢٢", "ar", "2022-01-10"},
		{"Hebrew", "10 בינואר 2022", "he", "2022-01-10"},
		{"Hindi digits", "१० जनवरी २०२२", "hi", "2022-01-10"},
		{"Bengali", "১০ জানুয়ারি ২০২২", "bn", "2022-01-10"},
		{"Persian calendar by name", "۲۰ دی ۱۴۰۰", "fa", "2022-01-10"},
		{"Persian calendar in numbers", "۱۴۰۰/۱۰/۲۰", "fa", "2022-01-10"},
		{"Thai Buddhist", "10 มกราคม 2565", "th", "2022-01-10"},
		{"Thai short, Thai digits", "๑๐ ม.ค. ๒๕๖๕", "th", "2022-01-10"},
		{"Thai short year", "10 ม.ค. 65", "th", "2022-01-10"},
		{"Thai, a Gregorian short year", "10 ม.ค. 22", "th", "2022-01-10"},
		{"Latvian", "2022. gada 10. janvāris", "lv", "2022-01-10"},
		{"Armenian", "2022 թ. հունվարի 10", "hy", "2022-01-10"},
		{"Vietnamese by name", "10 Tháng Ba, 2022", "vi", "2022-03-10"},
		{"Hijri", "1 محرم 1445", "ar", "2023-07-19"},
		{"Japanese", "2022年1月10日 12時30分", "ja", "2022-01-10"},
		{"Japanese era", "令和4年1月10日", "ja", "2022-01-10"},
		{"Taiwan", "民國111年1月10日", "zh", "2022-01-10"},
		{"Korean", "2022년 1월 10일", "ko", "2022-01-10"},
		{"full-width digits", "２０２２年１月１０日", "ja", "2022-01-10"},
		{"dotted", "10.01.2022 14:05", "de", "2022-01-10"},
		{"dotted, no year but a time", "11. 3. 18:32", "cs", ""},
		{"dotted, no year but a time, spaced less", "Mo, 11.03. 20:15", "de", ""},
		{"dotted, short year and a time", "11.03.22 20:15", "de", "2022-03-11"},
		{"dotted, short year", "10.01.22", "de", "2022-01-10"},
		{"slashed, day first", "10/01/2022", "fr", "2022-01-10"},
		{"slashed, year first", "2022/01/10 08:00", "ja", "2022-01-10"},
		{"day over twelve", "01/25/2022", "fr", "2022-01-25"},
		{"with zone", "10.01.2022 14:05 MEZ", "de", "2022-01-10T14:05:00+01:00"},
		{"day does not exist", "2022-02-30", "", ""},
		{"year too far", "20222-01-01", "", ""},
		{"before the web", "0001-01-01T00:00:00", "", ""},
		{"future", "2031-01-01", "", ""},
		{"future, but for its order", "07/01/2024", "en", "2024-01-07"},
		{"no date", "Read more", "en", ""},
		{"a number", "1234", "en", ""},
		{"fuzzed", "171113 4:1.1332151919", "en", ""},
		{"zeros", "0000-00-00", "", ""},
		{"relative says nothing", "2 hours ago", "en", ""},
		{"leap second", "2016-12-31T23:59:60Z", "", "2016-12-31T23:59:59Z"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := ParseDate(tc.text, DateContext{Language: tc.lang, Now: now}).String(); got != tc.want {
				t.Errorf("ParseDate(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
	taiwan := DateContext{Language: "zh-TW", Republic: true, Now: now}
	for text, want := range map[string]string{"113-05-12": "2024-05-12", "113/5/12 10:30": "2024-05-12", "113年5月12日": "2024-05-12", "2024/05/12": "2024-05-12", "85/05/12": ""} {
		if got := ParseDate(text, taiwan).String(); got != want {
			t.Errorf("ParseDate(%q) in Taiwan = %q, want %q", text, got, want)
		}
	}
	if got := ParseDate("01/10/2022", us).String(); got != "2022-01-10" {
		t.Errorf("American order: %q", got)
	}
}
