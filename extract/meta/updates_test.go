package meta

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// A line may have both days, in either order, or one of them and how long ago
// the other was.
func TestPublishedAndUpdated(t *testing.T) {
	for line, want := range map[string][2]string{
		`<div class="meta">Published: 03.09.2025 10:15</div>`:                                          {"2025-09-03", ""},
		`<div class="meta">Published:03.09.2025</div>`:                                                 {"2025-09-03", ""},
		`<p>Published: 2025-09-03</p>`:                                                                 {"2025-09-03", ""},
		`<p>Datum: 25.01.2025</p>`:                                                                     {"2025-01-25", ""},
		`<p>Fecha: 25/01/2025</p>`:                                                                     {"2025-01-25", ""},
		`<p>Опубликовано: 12.01.2025</p>`:                                                              {"2025-01-12", ""},
		`<p>Published: September 3, 2025 | Updated: October 1, 2025</p>`:                               {"2025-09-03", "2025-10-01"},
		`<p>3 September 2025 | Updated 5 September 2025</p>`:                                           {"2025-09-03", "2025-09-05"},
		`<p>3 September 2025 (updated 5 September 2025)</p>`:                                           {"2025-09-03", "2025-09-05"},
		`<span class="date">Published 2025-09-03 | Updated 2025-09-05</span>`:                          {"2025-09-03", "2025-09-05"},
		`<p>Publié le 3 septembre 2025 à 08h15, modifié le 5 septembre 2025 à 11h02</p>`:               {"2025-09-03", "2025-09-05"},
		`<p>Publikacja: 3 września 2025</p><p>Data aktualizacji: 5 września 2025, 14:50</p>`:           {"2025-09-03", "2025-09-05"},
		`<p>3 Σεπτεμβρίου 2025</p><p>Τελευταία ενημέρωση: 5 Σεπτεμβρίου 2025, 11:40</p>`:               {"2025-09-03", "2025-09-05"},
		`<p>3 сентября 2025, обновлено 5 сентября 2025</p>`:                                            {"2025-09-03", "2025-09-05"},
		`<p>Updated September 5, 2025 | Published September 3, 2025</p>`:                               {"2025-09-03", "2025-09-05"},
		`<span class="date">Last updated on October 1, 2025. First published September 3, 2025</span>`: {"2025-09-03", "2025-10-01"},
		`<p class="data">25/03/2025 09h12 · Atualizado há 2 dias</p>`:                                  {"2025-03-25", ""},
		`<p><time class="updated" datetime="2025-03-16T10:05:00+00:00">16 March 2025</time> <time class="entry-date published" datetime="2025-03-14T08:30:00+00:00">14 March 2025</time></p>`: {"2025-03-14", "2025-03-16"},
		`<p><time class="entry-date published updated" datetime="2025-03-14T08:30:00+00:00">14 March 2025</time></p>`:                                                                         {"2025-03-14", ""},
	} {
		page := `<html lang="en"><body><main><h1>The ferry waits for its chain</h1>` + line + `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday.</p></main></body></html>`
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse("https://news.example/ferry")
		f := Read(root, Options{URL: u, Now: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)})
		day := func(d Date) string { return d.String()[:min(10, len(d.String()))] }
		if got := [2]string{day(f.Published), day(f.Modified)}; got != want {
			t.Errorf("%s\n published %q, modified %q; want %q", line, got[0], got[1], want)
		}
	}
}

// What publishing systems print beside a page's dates, in their languages.
func TestUpdatesByLanguage(t *testing.T) {
	forms := []string{
		`<dl class="article-info"><dd class="published"><time datetime="2023-09-03T10:00:00+00:00">{p}: 3.9.2023</time></dd><dd class="modified"><span class="icon-calendar"></span><time datetime="2023-09-05T10:00:00+00:00">{m}: 5.9.2023</time></dd></dl>`,
		`<div><time datetime="2023-09-03T10:00:00+00:00">{p}: 3.9.2023</time></div><div><time datetime="2023-09-05T10:00:00+00:00">{m}: 5.9.2023</time></div>`,
		`<div class="documentByLine"><span class="documentPublished"><span>{p}</span> 2023-09-03</span>, <span class="documentModified"><span>{m}</span> 2023-09-05</span></div>`,
		`<div>{p}: 2023-09-03 | {m}: 2023-09-05</div>`,
	}
	for lang, labels := range map[string]string{
		"de": "Veröffentlicht|Letzte Änderung", "fr": "Publié le|Dernière mise à jour", "es": "Publicado|Última actualización", "pt": "Publicado|Última atualização",
		"it": "pubblicato|ultima modifica", "nl": "Gepubliceerd|Laatst gewijzigd", "pl": "Opublikowano|Poprawiono", "cs": "Publikováno|Naposledy změněno", "hu": "Megjelent|Módosítás",
		"ro": "Publicat|Ultima actualizare", "bg": "Публикувано|Последна промяна", "ru": "Опубликовано|Изменено", "uk": "Опубліковано|Змінено", "el": "Δημοσιεύθηκε|Τελευταία τροποποίηση",
		"tr": "Yayın tarihi|Son değişiklik", "sl": "Objavljeno|Posodobljeno", "sr": "Објављено|Последња измена", "fa": "تاریخ انتشار|آخرین بروزرسانی", "ur": "شائع|آخری اپ ڈیٹ",
		"uz": "Chop etilgan|Oxirgi yangilanish", "kk": "Жарияланды|Жаңартылды", "az": "Dərc olunub|Yenilənib", "ka": "გამოქვეყნდა|ბოლო განახლება", "te": "ప్రచురించబడింది|చివరి అప్\u200cడేట్",
		"ne": "प्रकाशित|अद्यावधिक", "zh": "发布时间|最后修改", "th": "เผยแพร่|แก้ไขล่าสุด", "eu": "Argitaratua|Azken eguneraketa", "sw": "Imechapishwa|Imesasishwa",
	} {
		p, m, _ := strings.Cut(labels, "|")
		for _, form := range forms {
			f := read(t, `<html lang="`+lang+`"><body><div><h1>The ferry waits for its chain</h1>`+strings.NewReplacer("{p}", p, "{m}", m).Replace(form)+printedText+`</div></body></html>`)
			if got := [2]string{f.Published.String(), f.Modified.String()}; got[0][:min(10, len(got[0]))] != "2023-09-03" || got[1][:min(10, len(got[1]))] != "2023-09-05" {
				t.Errorf("%s: %s\n published and modified %q", lang, form, got)
			}
		}
	}
}
