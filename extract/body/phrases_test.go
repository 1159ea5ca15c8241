package body

import "testing"

// Lines that are told by what they say alone. Each way in which a phrase may
// begin needs an entry among the first words that are looked up before it.
func TestTextRules(t *testing.T) {
	for rule, lines := range map[ruleID][]string{
		ruleFormLine: {
			"This question is for testing whether or not you are a human visitor.", "Enter the characters shown in the image.", "What code is in the image?", "Math question *", "Solve this simple math problem and enter the result.", "I'm not a robot", "Please verify you are a human", "CAPTCHA",
			"Esta pregunta es para comprobar si usted es un visitante humano", "Introduzca los caracteres que aparecen en la imagen", "No soy un robot", "Diese Sicherheitsfrage dient der Abwehr von Spam", "Geben Sie die Zeichen ein", "Ich bin kein Roboter", "Cette question sert à vérifier que vous êtes humain", "Saisissez les caractères affichés", "Je ne suis pas un robot", "Questa domanda serve a fermare lo spam", "Non sono un robot", "Não sou um robô", "Этот вопрос проверяет, человек ли вы", "Введите код с картинки", "Я не робот",
			"Add new comment", "Leave a Reply Cancel reply", "Post a comment", "Write a comment", "Your email address will not be published. Required fields are marked *", "Required fields are marked *", "The content of this field is kept private and will not be shown publicly.", "No HTML tags allowed.", "Lines and paragraphs break automatically.", "Web page addresses and email addresses turn into links automatically.", "More information about text formats", "About text formats", "Save my name, email, and website in this browser", "Notify me of new posts by email.",
			"Añadir nuevo comentario", "Deja un comentario", "Tu dirección de correo electrónico no será publicada.", "Neuen Kommentar schreiben", "Kommentar hinzufügen", "Schreibe einen Kommentar", "Deine E-Mail-Adresse wird nicht veröffentlicht.", "Ajouter un commentaire", "Votre adresse e-mail ne sera pas publiée.", "Aggiungi un commento", "Adicionar comentário", "Добавить комментарий", "Оставьте комментарий", "Log in to post comments", "Login to post comments", "Inicie sesión para enviar comentarios", "Anmelden, um Kommentare zu schreiben", "Connectez-vous pour ajouter des commentaires",
		},
		rulePageTools: {"Print | Email", "Printer-friendly version", "Send by email", "Versión para imprimir", "Enviar por correo", "Druckversion", "Seite drucken", "Per E-Mail teilen", "Version imprimable", "Envoyer par e-mail", "Stampa", "Versão para impressão", "Skriv ut", "Версия для печати", "Facebook Twitter WhatsApp", "Share", "Teilen | Drucken", "Copy link",
			"Listen to this article · 5:32 min Learn more", "Give this article", "Share full article", "Jump to recipe Print recipe", "5 min read", "Lesezeit: 4 Min.", "Artikel anhören", "Écouter cet article", "Tiempo de lectura: 3 min", "Escuchar la noticia", "Ascolta l'articolo", "Ouça este conteúdo", "Leestijd 3 minuten", "Czas czytania: 2 minuty", "Время чтения: 3 минуты"},
		ruleCount:  {"2 hours ago", "Published 3 days ago", "Updated: 5 mins ago", "vor 16 Stunden", "hace 2 horas", "il y a 3 jours", "2 ore fa", "há 2 horas", "3 uur geleden", "2 часа назад", "3 godziny temu", "2 saat önce", "för 2 timmar sedan", "3時間前", "2小时前", "3시간 전", "1,204 views", "12 shares", "3 comments · 2 shares", "Aufrufe: 1.204", "просмотров: 12", "today", "Heute, 10:20", "Hoy a las 10:20", "今日"},
		rulePay:    {"この記事は有料記事です。残り1,024文字", "This article is for subscribers only. Already a subscriber? Log in", "Subscribe to continue reading", "Sign in or register to read the rest", "Bereits Abonnent? Anmelden", "Dieser Artikel ist nur für Abonnenten", "Déjà abonné ? Se connecter", "Il vous reste 80 % de cet article à lire.", "¿Ya eres suscriptor? Inicia sesión", "Già abbonato? Accedi", "Já é assinante? Entre", "Dit artikel is alleen voor abonnees", "Logga in för att läsa vidare", "Masz już subskrypcję?", "Уже есть подписка? Войти", "この記事は会員限定です", "残り1200文字"},
		ruleRights: {"Copyright 2025 The Wend Courier. All rights reserved.", "This material may not be published, broadcast or rewritten.", "Todos los derechos reservados.", "Alle Rechte vorbehalten.", "Tous droits réservés", "Все права защищены", "Wszelkie prawa zastrzeżone", "版权所有", "無断転載を禁じます"},
		ruleFarewell: {"Follow us on Twitter and Facebook", "Follow Mara Quill on X", "Do you have a tip? Contact the author at mara@wend.example", "Got a story? Get in touch with our newsroom.", "Contact Mara Quill at mara@wend.example", "Mara Quill can be reached at mara@wend.example.", "Mara Quill covers the harbours for the Wend Courier. Follow her on Twitter @maraquill.",
			"Folgen Sie uns auf Facebook", "Síguenos en Instagram", "Suivez-nous sur Facebook", "Seguici su Telegram", "Siga o Correio no Instagram", "Volg ons op Facebook", "Følg oss på Facebook", "Följ oss på Instagram", "Obserwuj nas na Facebook"},
		ruleEmbedNotice: {"CONTINUA APÓS A PUBLICIDADE", "［PR］", "[PR]", "Externer Inhalt nicht verfügbar", "Empfohlener redaktioneller Inhalt", "Deine Privatsphäre-Einstellungen verhindern das Laden und Anzeigen aller externen Inhalte von sozialen Netzwerken", "An dieser Stelle finden Sie einen externen Inhalt von YouTube", "Ce contenu est bloqué car vous n'avez pas accepté les cookies", "Este contenido está bloqueado", "To view this content, please accept cookies", "Please enable JavaScript", "Your browser does not support the video tag.", "Advertisement", "Story continues below advertisement", "Anzeige", "Publicité", "Реклама", "Back to top", "Comments are closed.", "Continua depois da publicidade", "SCROLL TO CONTINUE WITH CONTENT", "Dalszy ciąg materiału pod wideo", "Lees verder onder de advertentie", "広告"},
		ruleData:        {`{"layoutMobile":2,"layoutDesktop":4,"buttonAlign":"Center","buttonText":"Buy now","hue":213}`, `[{"id":1,"name":"ferry","place":"Brackmere","open":true},{"id":2,"name":"lock","open":false}]`},
		ruleCaption:     {"© Ostrava Press/Jana Malá", "Foto: Jana Malá/dpa", "Photo credit: Jana Malá", "Image: Wend Courier archive", "Bildquelle: Stadtarchiv", "Crédit photo : Jana Malá", "Фото: Анна Ли"},
		ruleInvitation:  {"Receba as notícias do Correio do Wend no WhatsApp. Clique aqui e entre no grupo.", "Recibe las noticias de Wend en WhatsApp", "Sign up for our daily newsletter", "Subscribe to our newsletter and never miss a story", "Join our mailing list", "Get the best stories delivered straight to your inbox", "Jetzt unseren Newsletter abonnieren", "Inscrivez-vous à notre newsletter", "Suscríbete a nuestro boletín", "Iscriviti alla newsletter", "Assine a newsletter", "Schrijf je in voor de nieuwsbrief", "Подпишитесь на нас в Telegram", "E-bültene abone olun", "Receba as notícias por e-mail", "Have it sent to your email every morning", "Enter your e-mail", "Register for email alerts", "Abonnieren Sie hier"},
	} {
		for _, line := range lines {
			b := &Block{stats: measure([]byte(line), nil)}
			if got := textRule(b, []byte(line), 0); got != rule {
				t.Errorf("%q: rule %d, want %d", line, got, rule)
			}
		}
	}
}

// Articles' own words that begin like those lines.
func TestTextRulesSpare(t *testing.T) {
	for _, line := range []string{
		"This question is what the council will have to answer in the spring.",
		"Leave a light on for the ferry, the harbour master said.",
		"Print runs of forty thousand were nothing unusual in the valley.",
		"Anzeige erstattete der Fährmann noch am selben Abend bei der Wache.",
		"Photos: nobody took any on the night the bridge fell. The press came on Monday.",
		"He had signed up for the list of those who wanted to row across.",
		`{"ferry": late} was all that the sign said.`,
		"Comments by the mayor were not to be had before the evening.",
		"Two hours ago the ferry was still in the yard.",
		"Views of the harbour: 12 paintings by Mara Quill.",
		"Today the ferry sails.",
		"Subscribers of the Courier were the first to read of it, on a Monday.",
		"To continue reading by candle light was all that was left to them.",
		"All rights to the ferry were sold to a baker, who may not be pleased.",
		"Follow the river for two miles and you will find her at the landing.",
		"Got a story of his own to tell, the ferryman has, and he tells it.",
		"Reading time tables is an art that few in the valley have learnt, he said.",
		"Find me a smith, the harbour master said, and the ferry will sail.",
	} {
		b := &Block{stats: measure([]byte(line), nil)}
		if got := textRule(b, []byte(line), 0); got != ruleNone {
			t.Errorf("%q: rule %d, want none", line, got)
		}
	}
}

func TestEndsArticle(t *testing.T) {
	for line, want := range map[string]bool{
		"Comments": true, "12 comments": true, "Kommentare (3)": true, "Leave a Reply": true, "Deja una respuesta": true, "Комментарии": true, "Schreiben Sie einen Kommentar": true,
		"Comments by the mayor": false, "2 thoughts on crossing": false, "12 commuters": false, "": false,
	} {
		if got := EndsArticle(line); got != want {
			t.Errorf("EndsArticle(%q) = %v", line, got)
		}
	}
}

// Each language's way to point to another story: the quick looks before the
// pattern must not lose one.
func TestPoints(t *testing.T) {
	for _, line := range []string{
		"Read more: the ferry that never came", "» Also read", "Don't miss", "Don’t miss", "You may also like", "Most popular", "Keep reading", "Related articles",
		"À lire aussi : le bac qui ne vint pas", "Lire la suite", "Sur le même sujet", "Mehr zum Thema", "Das könnte Sie auch interessieren", "Siehe auch", "Lea también", "Te puede interesar", "Noticias relacionadas", "Más información",
		"Leia mais", "Saiba mais", "Leggi anche", "Potrebbe interessarti", "Lees ook", "Läs också", "Les også", "Læs mere", "Lue myös", "Czytaj także", "Zobacz więcej", "Čtěte také", "Přečtěte si více", "Čítajte aj", "Olvassa el", "Kapcsolódó", "Citește și",
		"Pročitajte još", "Прочитајте и", "Вижте още", "ЧИТАЙТЕ ТАКЖЕ", "По теме", "Материалы по теме", "Дивіться також", "Διαβάστε επίσης", "Δείτε ακόμα", "Devamını oku", "Bunlar da ilginizi çekebilir", "Baca juga", "Simak juga", "Soma pia", "Đọc thêm", "Xem thêm",
		"اقرأ المزيد", "بیشتر بخوانید", "קראו גם", "यह भी पढ़ें", "আরও পড়ুন", "อ่านต่อ", "関連記事", "続きを読む", "相关新闻", "延伸閱讀", "관련기사",
	} {
		b := &Block{stats: measure([]byte(line), nil)}
		if textRule(b, []byte(line), 0); points(b, line) == 0 && b.rule == ruleNone {
			t.Errorf("%q points nowhere", line)
		}
	}
	line := "The related cases were heard in the same week."
	b := &Block{stats: measure([]byte(line), nil)}
	if textRule(b, []byte(line), 0); points(b, line) != 0 {
		t.Errorf("%q points somewhere", line)
	}
}

func TestThoughtsOn(t *testing.T) {
	for line, want := range map[string]bool{
		"2 thoughts on “The ferry waits”": true, "One response to \"The ferry waits\"": true, "3 Gedanken zu „Die Fähre wartet“": true, "2 réflexions sur « Le bac attend »": true, "5 comentarios en “La barca espera”": true, "4 комментария к “Паром ждёт”": true,
		"Two thoughts on crossing": false, "3 responses to the ferry's end": false,
	} {
		if got := thoughtsOn(line); got != want {
			t.Errorf("thoughtsOn(%q) = %v", line, got)
		}
	}
}

// A phrase that points to another story, in front of a link to it.
func TestLabelledPointers(t *testing.T) {
	for _, label := range []string{"READ MORE:", "ALSO:", "Related:", "À lire aussi :", "Lees ook:", "اقرأ أيضاً:", "Διαβάστε επίσης", "यह भी पढ़ें:", "CITEȘTE ȘI", "আরও পড়ুন", "כתבות נוספות", "Olvassa el ezt is:", "Xem thêm:", "بیشتر بخوانید", "延伸阅读：", "Още по темата:", "Pročitajte i:", "Soma pia:", "یہ بھی پڑھیں", "İLGİLİ HABER", "Читайте також:", "Baca juga"} {
		line := label + " The ferry of Brackmere waits for its chain and for a smith who can mend it"
		b := &Block{stats: measure([]byte(line), nil)}
		b.link = b.stats.chars * 7 / 10
		if got := textRule(b, []byte(line), 0); got != rulePointer {
			t.Errorf("%q: rule %d, want %d", line, got, rulePointer)
		}
		b = &Block{stats: measure([]byte(line), nil)}
		if got := textRule(b, []byte(line), 0); got == rulePointer {
			t.Errorf("%q with no link points to another story", line)
		}
	}
}
