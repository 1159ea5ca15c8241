package decode

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// sample is text that each encoding below can hold.
var samples = map[string]string{
	"windows-1252": "Über die Brücke – „ganz“ für später: naïve café déjà vu, señor. Größe und Maß.",
	"windows-1251": "Мост через реку открыли после долгого ремонта, сообщили жители посёлка. Дети пошли первыми.",
	"koi8-r":       "Мост через реку открыли после долгого ремонта, сообщили жители посёлка. Дети пошли первыми.",
	"shift_jis":    "橋の修理が終わり、朝から子どもたちが渡った。町長は長い一年だったと話した。",
	"euc-jp":       "橋の修理が終わり、朝から子どもたちが渡った。町長は長い一年だったと話した。",
	"gb18030":      "桥梁修复工程结束，孩子们清晨第一批走过。镇长说这是漫长的一年。",
	"big5":         "橋樑修復工程結束，孩子們清晨第一批走過。鎮長說這是漫長的一年。",
	"euc-kr":       "다리 수리가 끝나고 아이들이 먼저 건넜다. 시장은 긴 한 해였다고 말했다.",
	"iso-8859-2":   "Most přes řeku otevřeli po dlouhé opravě. Žáci přešli první, říká starosta.",
	"windows-1250": "Żółta łódź wróciła do portu – „nareszcie”, powiedział burmistrz. Śluza już działa.",
	"utf-8":        "Über die Brücke – мост – 橋 – جسر",
	"utf-16le":     "Über die Brücke und weiter",
	"utf-16be":     "Über die Brücke und weiter",
	"gbk":          "桥梁修复工程结束，孩子们清晨第一批走过。镇长说这是漫长的一年。",
	"iso-2022-jp":  "橋の修理が終わり、朝から子どもたちが渡った。町長は長い一年だったと話した。",
	"iso-8859-9":   "Köprü uzun bir onarımdan sonra açıldı. İlk geçenler çocuklardı, şimdi sıra büyüklerde.",
	"windows-1255": "הגשר נפתח אחרי תיקון ארוך. הילדים היו הראשונים לעבור, אמר ראש העיר.",
	"windows-1256": "فتح الجسر بعد إصلاح طويل. كان الأطفال أول من عبر، كما قال رئيس البلدية.",
	"windows-874":  "สะพานเปิดแล้วหลังจากซ่อมแซมมานาน เด็ก ๆ ข้ามเป็นกลุ่มแรก นายกเทศมนตรีกล่าว",
}

// bom is what a page in the encoding begins with when it says so itself.
var bom = map[string]string{"utf-8": "\uFEFF", "utf-16le": "\uFEFF", "utf-16be": "\uFEFF"}

// declarations are the ways in which pages name their encoding: what the
// header says, and what the page says, NAME standing for the right one.
var declarations = []struct{ header, meta string }{
	{"NAME", ""}, {"", "NAME"}, {"", ""}, {"utf-8", "NAME"}, {"NAME", "utf-8"}, {"UPPER", ""}, {"'NAME'", ""}, {"x-unknown", "NAME"},
}

// Each encoding under each declaration, with and without a byte order mark.
// Without any, Thai is too like Chinese to be told from a page so short, and the
// Latin of Central Europe like that of the West.
func TestDeclarations(t *testing.T) {
	for name, text := range samples {
		for _, mark := range []string{"", bom[name]} {
			for _, d := range declarations {
				if d.header == "" && d.meta == "" && (name == "windows-874" || name == "iso-8859-2" || name == "windows-1250") {
					continue
				}
				as := strings.NewReplacer("NAME", name, "UPPER", strings.ToUpper(name))
				header, meta := "text/html", ""
				if d.header != "" {
					header += "; charset=" + as.Replace(d.header)
				}
				if d.meta != "" {
					meta = `<meta charset="` + as.Replace(d.meta) + `">`
				}
				page := mark + "<!DOCTYPE html><html><head>" + meta + "<title>x</title></head><body><p>" + text + "</p></body></html>"
				got, err := Bytes(encoded(t, name, page), header)
				if err != nil || !strings.Contains(string(got.UTF8), text) {
					t.Errorf("%s (marked: %v), header %q, page %q: taken for %s, %v: %.200q", name, mark != "", header, meta, got.Charset, err, got.UTF8)
				}
			}
		}
	}
}

func encoded(t *testing.T, name, page string) []byte {
	t.Helper()
	enc, _ := charset.Lookup(name)
	if name == "utf-8" {
		return []byte(page)
	}
	b, err := enc.NewEncoder().Bytes([]byte(page))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// Each encoding, declared in the header, in the page, or wrongly as UTF-8 in
// the header and rightly in the page.
func TestCharsets(t *testing.T) {
	for name, text := range samples {
		for _, where := range []string{"header", "meta", "header says utf-8"} {
			t.Run(name+" in "+where, func(t *testing.T) {
				meta, header := "", "text/html"
				switch where {
				case "header":
					header += "; charset=" + name
				case "meta":
					meta = fmt.Sprintf("<meta charset=%q>", name)
				default:
					meta = fmt.Sprintf(`<meta http-equiv="Content-Type" content="text/html; charset=%s">`, name)
					header += "; charset=utf-8"
				}
				page := "<!DOCTYPE html><html><head>" + meta + "<title>x</title></head><body><p>" + strings.Repeat(text+"</p><p>", 3) + "</p></body></html>"
				got, err := Bytes(encoded(t, name, page), header)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(got.UTF8), text) {
					t.Errorf("taken for %s: %.200q", got.Charset, got.UTF8)
				}
			})
		}
	}
}

func TestInvalidBytesAreReplaced(t *testing.T) {
	got, err := Bytes([]byte("<!DOCTYPE html><html><body><p>"+strings.Repeat("naïve café ", 50)+"\xff\xfe broken</p>"), "text/html; charset=utf-8")
	if err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(got.UTF8) || !bytes.Contains(got.UTF8, []byte("café")) || !bytes.Contains(got.UTF8, []byte("broken")) {
		t.Errorf("got %q as %s", got.UTF8, got.Charset)
	}
}

func TestControlsAreDropped(t *testing.T) {
	got, err := Bytes([]byte("<html><body><p>a\x00b\x1b[31mc\x7fd</p>"), "text/html")
	if err != nil {
		t.Fatal(err)
	}
	if want := "<html><body><p>ab[31mcd</p>"; string(got.UTF8) != want {
		t.Errorf("got %q, want %q", got.UTF8, want)
	}
}

func TestRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 40 {
		z.Write(bytes.Repeat([]byte("<p>a</p>"), 1<<17))
	}
	z.Close()
	for _, tc := range []struct {
		name, body, contentType string
		want                    error
	}{
		{"PDF as HTML", "%PDF-1.7\n...", "text/html", ErrNotHTML},
		{"PNG as HTML", "\x89PNG\r\n\x1a\n....", "text/html", ErrNotHTML},
		{"zip without type", "PK\x03\x04....", "", ErrNotHTML},
		{"JSON by its type", `{"a": 1}`, "application/json", ErrNotHTML},
		{"binary", "\x01\x02\x03\x04\x05\x06abc", "text/html", ErrNotHTML},
		{"gzip bomb", bomb.String(), "text/html", ErrTooLarge},
		{"torn gzip", "\x1f\x8b\x08\x00....", "text/html", ErrNotHTML},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := Bytes([]byte(tc.body), tc.contentType); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestGzipAndPlain(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte("<html><body><p>stored</p></body></html>"))
	z.Close()
	got, err := Bytes(b.Bytes(), "")
	if err != nil || got.Plain || !bytes.Contains(got.UTF8, []byte("stored")) {
		t.Errorf("stored gzip: %q, plain %v, %v", got.UTF8, got.Plain, err)
	}
	got, err = Bytes([]byte("A headline\n\nA paragraph of text."), "text/plain")
	if err != nil || !got.Plain {
		t.Errorf("text: plain %v, %v", got.Plain, err)
	}
}

// Pages of a few kilobytes that would take the parser seconds and gigabytes
// are refused at once; long ordinary pages are not.
func TestCheck(t *testing.T) {
	var fonts strings.Builder
	for i := range 400 {
		fmt.Fprintf(&fonts, "<font c%d>", i)
	}
	rootAttrs := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<html a%d=1>", i)
		}
		return b.String()
	}
	attrs := func(n int) string {
		var b strings.Builder
		b.WriteString("<p")
		for i := range n {
			fmt.Fprintf(&b, " a%d=1", i)
		}
		return b.String() + ">"
	}
	for _, tc := range []struct {
		name, page string
		ok         bool
	}{
		{"formatting elements opened again in each block", "<p>" + fonts.String() + "</p>" + strings.Repeat("<p>x</p>", 20000), false},
		{"attributes on many <html> tags", rootAttrs(12000), false},
		{"a million attributes", attrs(1_000_000), false},
		{"a million tags", strings.Repeat("<br>", 1_000_000), false},
		{"a long article", strings.Repeat("<p>Some <b>bold</b> and <a href=x>linked</a> words.</p>", 5000), true},
		{"quotes in attributes", strings.Repeat(`<p title="a > b">x</p>`, 1000), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Now()
			err := Check([]byte(tc.page))
			if tc.ok != (err == nil) {
				t.Errorf("Check: %v", err)
			}
			if !tc.ok && !errors.Is(err, ErrTooComplex) {
				t.Errorf("not ErrTooComplex: %v", err)
			}
			t.Log(time.Since(start))
		})
	}
}

func TestSalvageDeepPage(t *testing.T) {
	page := strings.Repeat("<div>", 5000) + "<p>deep words</p>" + strings.Repeat("</div>", 5000) + "<p>last words</p>"
	if _, err := html.Parse(strings.NewReader(page)); err == nil {
		t.Fatal("the parser takes the page: nothing to salvage")
	}
	root, err := Salvage([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
	}
	if got := text.String(); got != "deep words last words " {
		t.Errorf("got %q", got)
	}
}

func FuzzBytes(f *testing.F) {
	f.Add([]byte("<html><meta charset=shift_jis><p>\x83\x65"), "text/html")
	f.Add([]byte("\xff\xfea\x00b\x00"), "")
	f.Fuzz(func(t *testing.T, b []byte, contentType string) {
		got, err := Bytes(b, contentType)
		if err == nil && !utf8.Valid(got.UTF8) {
			t.Errorf("not UTF-8: %q", got.UTF8)
		}
		if err == nil && bytes.IndexByte(got.UTF8, 0) >= 0 {
			t.Errorf("NUL left: %q", got.UTF8)
		}
		if err != nil || bytes.HasPrefix(got.UTF8, []byte("\ufeff")) { // of two marks, the second is text
			return
		}
		if again, err := Bytes(got.UTF8, "text/html; charset=utf-8"); err != nil || !bytes.Equal(again.UTF8, got.UTF8) {
			t.Errorf("decoded once %q, twice %q, %v", got.UTF8, again.UTF8, err)
		}
	})
}

// Charsets that are as likely are always told alike.
func TestSameGuess(t *testing.T) {
	for _, page := range []string{
		"\xef0\xc80\xde0\xc009X\x85}",                           // as much windows-1251 as windows-1252
		"<tABle><td>#\xac\xba\x8c\x9fa?B<p>c<font><B><A 0=00>b", // of several languages
	} {
		want, err := Bytes([]byte(page), "text/html")
		if err != nil {
			t.Fatal(err)
		}
		for range 500 {
			if got, _ := Bytes([]byte(page), "text/html"); got.Charset != want.Charset {
				t.Fatalf("%q: %s, then %s", page, want.Charset, got.Charset)
			}
		}
	}
}
