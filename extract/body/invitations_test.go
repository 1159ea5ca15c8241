package body

import (
	"strings"
	"testing"
)

// TestOwnWords has lines in which a page speaks to its readers, and lines of
// stories that begin as such ones do.
func TestOwnWords(t *testing.T) {
	for rule, lines := range map[ruleID][]string{
		ruleInvitation: {
			"Share this article", "👉 Click here to join our Viber community", "Log in or register to comment", "Spotted a mistake? Let us know.",
			"Jetzt anmelden und mitdiskutieren", "PARTAGER L'ARTICLE", "Inicia sesión para comentar", "Faça login para comentar", "Accedi per commentare",
			"Deel dit artikel via WhatsApp", "Logga in för att kommentera", "Kirjaudu sisään kommentoidaksesi", "Zaloguj się, aby skomentować", "Vstoupit do diskuse",
			"Jelentkezzen be a hozzászóláshoz", "Autentifică-te pentru a comenta", "Сподели статията", "Войдите, чтобы оставить комментарий", "Поділитися новиною. Увійдіть, щоб коментувати",
			"Συνδεθείτε για να σχολιάσετε", "Yorum yapmak için giriş yapın", "شارك المقال", "برای ثبت نظر وارد شوید", "שתפו את הכתבה", "इस खबर को शेयर करें",
			"Masuk untuk berkomentar", "Đăng nhập để bình luận", "แชร์ข่าวนี้", "この記事をシェアする", "댓글을 작성하려면 로그인하세요", "登录后发表评论",
		},
		rulePointer: {"Related articles", "Noticias relacionadas:", "Материалы по теме", "مطالب مرتبط", "関連記事", "Tin liên quan"},
		ruleNone: {
			"Share prices rose on Tuesday.", "Join our harbour master on his last round, and the ferry seems a small thing.", "Found guilty, he asked for a new trial.",
			"Die Artikel teilen sich vier Autoren.", "Partager le pouvoir, dit-elle, n'a jamais été facile.", "Comparte piso con dos amigas en el barrio del puerto.",
			"Deel van de brug blijft dicht.", "Jaa ja ei olivat molemmat mahdollisia.", "Поделиться пришлось и доходами от парома.", "Увійдіть у порт, і побачите міст.",
			"Related to the old bridge is the question of the toll.", "More stories are told of the ferry than of the bridge.", "شارك الوزير في الاجتماع الذي عقد أمس في المدينة مع عدد كبير من السكان", "记者登录网站查询后得知",
			"分享会上，他谈到了老桥的历史和渡轮的未来。", "Сподели във Фейсбук, че мостът ще бъде отворен.", "Нашли ошибку в расчётах, и проект вернули.", "انضم إلى قناة المدينة عام 2005 وعمل فيها", "आरोपी व्हाट्सएप ग्रुप से जुड़े थे।", "경찰은 전화로 제보를 받은 뒤 출동했다.",
			"Entra nel gruppo dirigente Mario Grandi.", "Fout in de berekening ontdekt.", "Zauważyłem błąd i poprosiłem o poprawkę.",
		},
	} {
		for _, line := range lines {
			if got := ownWords([]byte(line), int32(len(strings.Fields(line)))); got != rule {
				t.Errorf("%q: rule %d, want %d", line, got, rule)
			}
		}
	}
}
