package meta

import (
	"strings"
	"testing"
	"time"
)

// The forms of the twelfth of May 2024 that sites in these languages print, but for
// those with another day beside them.
func TestMonthsByLanguage(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for lang, forms := range map[string]string{
		"hr":    "12. svi 2024. ; 12. svibnja 2024. ; 17. lis 2023.=2023-10-17 ; 17. lip 2023.=2023-06-17 ; 17. srp 2023.=2023-07-17 ; 17 pro 2023=2023-12-17",
		"pl":    "17 lis 2023=2023-11-17 ; 17 lip 2023=2023-07-17",
		"cs":    "17. lis 2023=2023-11-17 ; 17. čvn 2023=2023-06-17 ; 17. čvc 2023=2023-07-17 ; 12. kvě 2024",
		"zh-CN": "5 月 12, 2024 ; 12 5 月, 2024 ; 五月 12, 2024 ; 2024 年 5 月 12 日 ; 113-05-12=",
		"ko":    "5월 12, 2024 ; 12 5월 2024 ; 24.05.12 ; 24.05.12 10:30",
		"ja":    "R6.5.12 ; R6年5月12日 ; 令和6.5.12 ; 令和元年5月12日=2019-05-12 ; H30.5.12=2018-05-12",
		"en":    "R6.5.12= ; v1.2.24= ; 17Jul2023=2023-07-17",
		"ar":    "12 مايو (أيار) 2024 ; 12 أيار/مايو 2024 ; ١٢ ايار ٢٠٢٤ ; 12 ماي 2024 ; 17 جانفي 2023=2023-01-17 ; 17 جوان 2023=2023-06-17 ; 17 جويلية 2023=2023-07-17 ; 17 أوت 2023=2023-08-17 ; 17 كانون ثاني 2023=2023-01-17 ; 17 تشرين الثانى 2023=2023-11-17 ; 4 ذو القعدة 1445 هـ - 12 مايو 2024 ; 17 غشت 2023=2023-08-17",
		"fa":    "23 ثور 1403 ; 1403-02-23 ; 12 می 2024",
		"ps":    "۱۴۰۳ د غويي ۲۳ ; ۲۳ ثور ۱۴۰۳ ; ۱۲ مې ۲۰۲۴",
		"ne":    "२०८१ वैशाख ३० ; 2081 Baisakh 30 ; ३० बैशाख २०८१ ; २०८१/०१/३० ; 2079 Chaitra 32= ; २०८० चैत ३०=2024-04-12",
		"eu":    "2024ko maiatzaren 12a ; 2024.eko maiatzaren 12a ; 2024(e)ko maiatzaren 12(a) ; 2024 mai. 12",
		"km":    "១២ ឧសភា ២០២៤ ; ថ្ងៃទី១២ ខែឧសភា ឆ្នាំ២០២៤",
		"my":    "၁၂ မေ ၂၀၂၄ ; ၂၀၂၄ ခုနှစ် မေလ ၁၂ ရက်",
		"lo":    "12 ພຶດສະພາ 2024 ; 12 ພ.ພ. 2024",
		"am":    "12 ሜይ 2024 ; ሜይ 12 ፣ 2024 ; ግንቦት 4, 2016 ; ግንቦት 4 ቀን 2016",
		"kk":    "2024 ж. 12 мамыр ; 12-ші мамыр 2024 ж. ; 2024 жылғы 12 мамыр",
		"ky":    "2024-ж., 12-май ; 2024-жылдын 12-майы ; 17-июну, 2023=2023-06-17 ; 12-май, 2024",
		"mn":    "2024 оны 5-р сарын 12 ; 2024 оны 5 дугаар сарын 12 ; 2024.05.12 ; 2024 оны тавдугаар сарын 12 ; 5-р сар 12, 2024 ; 2023 оны арван нэгдүгээр сарын 17=2023-11-17",
		"hi":    "12 मई 2024 ; 17 सित॰ 2023=2023-09-17 ; 17 फ़र॰ 2023=2023-02-17",
		"or":    "ମଇ 12, 2024",
		"as":    "12 মে’, 2024",
		"ku":    "12ê gulana 2024an ; ١٢ی ئایاری ٢٠٢٤",
		"ckb":   "12ی ئایاری 2024",
		"so":    "12 Maayo 2024 ; 17-Seb-2023=2023-09-17 ; 17 Ogosto 2023=2023-08-17",
		"fil":   "Mayo 12, 2024 ; Hul 17, 2023=2023-07-17",
		"ga":    "12 Bealtaine 2024 ; 17 MFómh 2023=2023-09-17 ; 17 Mei 2023=2023-06-17",
		"ka":    "12-ე, მაისი, 2024 ; 17 ივლ. 2023=2023-07-17",
		"hy":    "12 մայ 2024 ; 12 մյս, 2024 թ. ; 12 մայիսի, 2024",
		"uz":    "12-may, 2024 ; 2024-yil 12-may ; 17-avg, 2023=2023-08-17",
		"az":    "12 May 2024 ; 17 İyul 2023=2023-07-17 ; 17-nci İyul 2023 il=2023-07-17",
		"lv":    "2024. gada 12. maijs, 10:30 ; 17. jūn. 2023=2023-06-17",
		"lt":    "17 liep. 2023=2023-07-17 ; 2024 m. gegužės 12 d.",
		"vi":    "12 thg 5, 2024 ; 12 Th5 2024 ; 12/5/2024 ; 12 tháng 5 năm 2024",
		"sl":    "17. junij 2023=2023-06-17 ; 17. avg. 2023=2023-08-17",
		"he":    "17 בספט׳ 2023=2023-09-17 ; 17 אוג 2023=2023-08-17",
		"uk":    "17-е липня 2023 р.=2023-07-17 ; 17 лист. 2023=2023-11-17",
		"si":    "2024 මැයි 12",
		"fr":    "17 juin 12h30=",
	} {
		for form := range strings.SplitSeq(forms, " ; ") {
			text, want, ok := strings.Cut(form, "=")
			if !ok {
				want = "2024-05-12"
			}
			if got := ParseDate(text, DateContext{Language: lang, Now: now}).String(); got != want {
				t.Errorf("%s: ParseDate(%q) = %q, want %q", lang, text, got, want)
			}
		}
	}
}

// The days on which years of Nepal's and Ethiopia's calendars begin.
func TestCalendars(t *testing.T) {
	for y, want := range map[int]Date{2060: {Year: 2003, Month: 4, Day: 14}, 2073: {Year: 2016, Month: 4, Day: 13}, 2081: {Year: 2024, Month: 4, Day: 13}, 2083: {Year: 2026, Month: 4, Day: 14}} {
		gy, gm, gd, ok := fromBikram(y, 1, 1)
		if got := (Date{Year: gy, Month: gm, Day: gd}); got != want || !ok {
			t.Errorf("1 Baisakh %d: %v, want %v", y, got, want)
		}
	}
	if _, _, _, ok := fromBikram(2084, 1, 1); ok {
		t.Error("a year without a table is read")
	}
	if y, m, d := fromEthiopian(2000, 1, 1); y != 2007 || m != 9 || d != 12 {
		t.Errorf("1 Meskerem 2000: %d-%d-%d", y, m, d)
	}
}

// Years of three digits are read on pages of Taiwan alone.
func TestRepublic(t *testing.T) {
	for page, want := range map[string]string{
		`<html lang="zh-TW"><body><h1>渡船停駛</h1><div>113-05-12</div>`:                                  "2024-05-12",
		`<html lang="zh-Hant"><body><h1>渡船停駛</h1><div class="date">113/05/12</div>`:                   "2024-05-12",
		`<html lang="zh"><head><title>渡船停駛後的東橋</title></head><body><h1>渡船停駛</h1><div>113年5月12日</div>`: "2024-05-12",
		`<html lang="zh-CN"><body><h1>渡船停驶</h1><div>113-05-12</div>`:                                  "",
		`<html lang="en"><body><h1>No ferry</h1><div>113-05-12</div>`:                                 "",
	} {
		if got := read(t, page+printedText+`</body></html>`).Published.String(); got != want {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}
