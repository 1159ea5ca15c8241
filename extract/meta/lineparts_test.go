package meta

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A plain line near the headline says who wrote, when, and more.
func TestLine(t *testing.T) {
	for line, want := range map[string][]string{
		"September 3, 2025 by Ada Lind":                                                                  {"Ada Lind"},
		"September 3, 2025 by <a href='/a/1'>Ada Lind</a>":                                               {"Ada Lind"},
		"3 September 2025 | By Ada Lind | 5 min read":                                                    {"Ada Lind"},
		"Город | Автор: Иван Петров | 3 сентября 2025":                                                   {"Иван Петров"},
		"来源：江河日报 作者：王小明 2025年9月3日 10:20":                                                                 {"王小明"},
		"【記者 田中花子】2025年9月3日":                                                                             {"田中花子"},
		"김철수 기자 kim@example.org 입력 2025.09.03 10:20":                                                     {"김철수"},
		"Posted by ada_lind on September 3, 2025":                                                        {"ada_lind"},
		"Von unserem Redakteur Bo Ek, Hamburg":                                                           {"Bo Ek"},
		"Par Ada Lind, envoyée spéciale à Lyon – Publié le 3 septembre 2025 à 10h20, mis à jour à 12h05": {"Ada Lind"},
		"Story by Ada Lind, CNN":                                                                         {"Ada Lind"},
		"3 September 2025 | Reviewed by: Ada Lind":                                                       nil,
		"Updated 3 September 2025 by Ada Lind":                                                           nil,
		"The ferry, built in 2019 and named by Ada Lind, sails again":                                    nil,
		"<span>September 3, 2025</span>&nbsp;·&nbsp;4 min&nbsp;·&nbsp;Ada Lind":                          {"Ada Lind"},
		"<span>Author, </span><span>Ada Lind</span>":                                                     {"Ada Lind"},
		"<span class='location-stamp'>Cần Vàm</span>Sau mười năm":                                        nil,
		"Ferries | Harbours | By the sea":                                                                nil,
	} {
		f := read(t, `<html lang="en"><body><main><h1>The ferry waits for its chain</h1><p>`+line+`</p><p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday.</p></main></body></html>`)
		if diff := cmp.Diff(want, f.Authors); diff != "" {
			t.Errorf("%s: from %s (-want +got):\n%s", line, f.Byline.Source, diff)
		}
	}
}

// The day stands in a line that is long for a date.
func TestDateInLine(t *testing.T) {
	f := read(t, `<html lang="pt"><body><main><h1>A balsa espera</h1><p>Por João da Silva, repórter do jornal — São Paulo 03/09/2023 10h20 Atualizado há 2 horas</p><p>A balsa espera pela corrente.</p></main></body></html>`)
	if got := f.Published.String(); !strings.HasPrefix(got, "2023-09-03") {
		t.Errorf("published %q", got)
	}
}

// Agencies name their reporters at the beginning of the text.
func TestReporters(t *testing.T) {
	for text, want := range map[string]string{
		"〔記者王小明／青溪報導〕渡船停駛兩個月":                     "王小明",
		"（中央社記者王小明台北12日電）渡船停駛兩個月，今天復航":            "王小明",
		"（中央社記者林舟屏東3日電）渡船停駛兩個月，今天復航":              "林舟",
		"新华社北京5月12日电（记者王小明、李华）渡船停驶两个月":            "王小明、李华",
		"(서울=연합뉴스) 김민수 기자 = 여객선이 두 달 만에 다시 다닌다":   "김민수",
		"(파리=연합뉴스) 이영희·김민수 특파원 = 여객선이 두 달 만에":     "이영희·김민수",
		"渡船停驶两个月后复航，记者在码头看到，旅客排起长队。":              "",
		"(서울=연합뉴스) 여객선이 두 달 만에 다시 다닌다고 기자들에게 밝혔다": "",
	} {
		got := strings.TrimPrefix(reporter(text), "記者 ")
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
