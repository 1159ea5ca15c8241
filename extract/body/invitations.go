package body

import (
	"unicode"
	"unicode/utf8"

	"copydesk/extract/pattern"
)

// Whole lines in which a page speaks to its readers instead of telling the
// story: share this, log in to comment, join our channel, report a mistake.
// They are the page's own in every language, whatever they stand between.

// ownWords says what a short block is by which the page speaks to its readers.
func ownWords(printed []byte, words int32) ruleID {
	switch {
	case words <= askingWords && len(printed) <= invitationLineBytes && asking(printed).Match(printed):
		return ruleInvitation
	case words <= relatedWords && len(printed) <= relatedBytes && relatedHeading.Match(printed):
		return rulePointer
	}
	return ruleNone
}

// asking is the pattern for a text's script.
func asking(printed []byte) *pattern.Pattern {
	for i := 0; i < len(printed); {
		r, n := utf8.DecodeRune(printed[i:])
		if unicode.IsLetter(r) {
			if r >= firstEastern && (r < 0x1e00 || r > 0x1fff) { // more Latin and Greek
				return invitationEast
			}
			break
		}
		i += n
	}
	return invitationWest
}

// firstEastern is the first letter of Hebrew: the scripts from there on have no
// capitals.
const firstEastern = 0x05D0

const (
	askingWords         = 25
	invitationLineBytes = 400
	relatedWords        = 8
	relatedBytes        = 120
)

// asksFirst are marks that such a line may begin with.
const asksFirst = `(?i)^[\s»>►▶•→👉📲📱📢🔔✉📩🔗*\-–—|\x{fe0f}]*`

// invitationWest is such a line, one or several of them, in Latin, Cyrillic
// and Greek letters.
var invitationWest = pattern.MustCompile(asksFirst + `(?:(?:` +
	// English
	`(?:click|tap) here (?:to|and) (?:join|follow|subscribe|get) .*|join (?:us|our) [^.!?。！？।]*(?:whatsapp|telegram|viber|discord)[^.!?。！？।]*|(?:please )?(?:sign|log) ?in(?: or (?:register|sign up|create an account))? to (?:comment|reply|leave a comment|post a comment|join the (?:discussion|conversation))|(?:share|tweet) this (?:article|story|post|page|news)(?: (?:on|with|via|using) [^.!?。！？।]*)?|(?:have you |did you )?(?:spot(?:ted)?|notice[d]?|see|seen|found?) (?:an error|a mistake|a typo)\?? ?(?:(?:please )?(?:let us know|tell us|report it|e-?mail us|contact us)[^.!?。！？।]*)?|(?:do you )?(?:like|enjoy(?:ed|ing)?|liked) (?:this|our) (?:article|story|reporting|journalism|work|content)\?.*|(?:please )?support (?:us|our (?:work|journalism|reporting)) (?:with|by) .*|download (?:our|the) [^.!?。！？।]*app\b.*|scroll (?:down )?to continue(?: reading)?|` +
	// German
	`(?:diesen |den )?(?:artikel|beitrag) (?:jetzt )?(?:teilen|weiterempfehlen|kommentieren)|(?:jetzt )?(?:anmelden|einloggen|registrieren)(?: und|, um (?:zu|mit))? ?[^.!?。！？।]*(?:kommentieren|mitdiskutieren|mitzudiskutieren|mitreden)|(?:bitte )?(?:melden sie sich an|loggen sie sich ein|anmelden|einloggen),? um [^.!?。！？।]*kommentieren(?: zu können)?|(?:bitte )?(?:aktivieren sie|aktiviere) javascript.*|(?:ihnen|dir) (?:hat|gefällt) (?:der|dieser) artikel(?: gefallen)?\?.*|diskutieren sie mit[^.!?。！？।]*|jetzt (?:mitdiskutieren|kommentieren)|` +
	// French
	`partager? (?:cet |l['’])article(?: sur [^.!?。！？।]*)?|partagez(?: cet article)?(?: sur [^.!?。！？।]*)?|(?:connectez-vous|identifiez-vous|inscrivez-vous) pour (?:commenter|réagir|laisser un commentaire|participer)[^.!?。！？।]*|(?:rejoignez|suivez)(?:-nous sur)? ?(?:notre )?(?:chaîne|canal|groupe)? ?(?:sur )?(?:whatsapp|telegram)[^.!?。！？।]*|(?:vous avez (?:repéré|vu|trouvé)|signale[rz]) une (?:erreur|faute|coquille).*|(?:cet article|l['’]article) vous a (?:plu|intéressé)\s?\?.*|soutenez(?:-nous| notre (?:rédaction|journalisme|travail)).*|téléchargez (?:notre|l['’]) ?application.*|réagir à cet article|` +
	// Spanish
	`compart(?:e|a|ir) (?:esta |este |la |el )(?:noticia|artículo|nota|publicación|historia)(?: (?:en|con|por) [^.!?。！？।]*)?|(?:inicia|inicie) sesión (?:o regístr(?:ate|ese) )?para (?:comentar|dejar un comentario|participar)[^.!?。！？।]*|(?:únete|súmate|suscríbete) (?:a|al|en) (?:nuestr[oa] )?(?:canal|grupo|comunidad) [^.!?。！？।]*|(?:has visto|viste|encontraste|detectaste) (?:algún|un) error.*|¿te (?:ha gustado|gustó) (?:este|la|esta|el) (?:artículo|noticia|nota)\?.*|ver (?:más|todas las) noticias(?: [^.!?。！？।]*)?|recib[ae] (?:las|los|nuestras|en) .* (?:en tu|en su|tu|su) (?:correo|e-?mail|bandeja)[^.!?。！？।]*|descarg(?:a|ue|ate) (?:nuestra|la) app.*|` +
	// Portuguese
	`(?:compartilh|partilh)(?:e|ar) (?:esta |este |essa |a |o )(?:notícia|artigo|matéria|reportagem|conteúdo|texto)(?: (?:no|na|com|pelo|via) [^.!?。！？।]*)?|(?:faça|inicie) (?:o )?(?:login|sessão) para (?:comentar|deixar)[^.!?。！？।]*|(?:entre|participe|faça parte) (?:no|do|em) (?:nosso )?(?:canal|grupo|comunidade) .*|(?:gostou (?:desta|do|dessa|deste)|encontrou algum erro|viu algum erro).*|receb[ae] (?:as|os|nossas|no) .* (?:no seu|em seu|seu) (?:e-?mail|whatsapp|celular)[^.!?。！？।]*|baixe (?:o nosso|nosso|o) app.*|` +
	// Italian
	`condividi (?:l['’]|questo |questa |la )(?:articolo|notizia|post)(?: su [^.!?。！？।]*)?|(?:accedi|effettua il login|registrati)(?: o registrati)? per (?:commentare|lasciare un commento)[^.!?。！？।]*|(?:(?:unisciti|iscriviti) (?:al|sul) (?:nostro )?|entra nel nostro )(?:canale|gruppo) [^.!?。！？।]*|(?:hai (?:trovato|notato)) (?:un errore|un refuso).*|(?:clicca qui|scarica) (?:per scaricare )?(?:la nostra|l['’]) ?app.*|ti è piaciuto (?:questo|l['’]) ?articolo\?.*|` +
	// Dutch
	`deel (?:dit |deze |het )(?:artikel|bericht|nieuws|verhaal)(?: (?:op|via|met) [^.!?。！？।]*)?|(?:log in|meld je aan|registreer)(?: of registreer)? (?:om|en) (?:te |mee )?(?:te )?(?:reageren|praten|discussiëren)[^.!?。！？।]*|(?:foutje?|fout|tikfout|spelfout) (?:gezien|gevonden|ontdekt)(?:\?.*)?|word lid van (?:ons|onze) [^.!?。！？।]*|download (?:onze|de) [^.!?。！？।]*app.*|(?:heb je|heeft u) (?:een )?(?:tip|nieuws).*|` +
	// the Scandinavian languages
	`(?:dela|del) (?:artikeln|artiklen|artikkelen|nyheten|nyheden|saken|denne (?:artikkelen|artikel|saken)|den här artikeln)(?: (?:på|med|via) [^.!?。！？।]*)?|(?:logga in|log ind|logg inn)(?: eller [^.!?。！？।]*)? (?:för att|for at|for å) (?:kommentera|kommentere|delta|deltage)[^.!?。！？।]*|(?:hittat|sett|fundet|funnet|har du (?:hittat|fundet|funnet|sett)) (?:et |ett |en )?(?:fel|fejl|feil)(?:\?.*)?|(?:få|læs|les|läs) (?:adgang til )?(?:hele|hela) (?:artiklen|artikeln|artikkelen|saken) (?:med|ved|som) [^.!?。！？।]*|(?:meld deg på|tilmeld dig|anmäl dig till|prenumerera på|skriv upp dig på) [^.!?。！？।]*(?:nyhetsbrev|nyhedsbrev)[^.!?。！？।]*|(?:läs|les|læs) (?:fler|flere) (?:artiklar|artikler|nyheter|nyheder|saker)(?: (?:här|her|om [^.!?。！？।]*))?|` +
	// Finnish, Estonian
	`jaa (?:artikkeli|juttu|uutinen|tämä [^.!?。！？।]*)(?: [^.!?。！？।]*)?|kirjaudu (?:sisään )?(?:kommentoidaksesi|ja kommentoi)[^.!?。！？।]*|(?:huomasitko|löysitkö) virheen.*|jaga (?:artiklit|seda lugu)|kommenteerimiseks logi sisse[^.!?。！？।]*|` +
	// Polish
	`(?:udostępnij|podziel się) (?:ten |tym )?(?:artykuł|artykułem|tekst|post|wpis)(?: [^.!?。！？।]*)?|(?:zaloguj|zarejestruj) się,? (?:aby|żeby|by) (?:skomentować|dodać komentarz|komentować|napisać)[^.!?。！？।]*|(?:zauważyłeś|zauważyłaś|widzisz|znalazłeś) (?:jakiś )?(?:błąd|literówkę)(?:\?.*)?|(?:zapisz się|zasubskrybuj) [^.!?。！？।]*newsletter[^.!?。！？।]*|pobierz (?:naszą )?aplikację.*|` +
	// Czech, Slovak
	`(?:sdílet|sdílejte|zdieľať|zdieľajte|poslať|poslat) (?:tento )?(?:článek|článok)(?: [^.!?。！？।]*)?|(?:pro|na) (?:přidání|vložení|pridanie|vloženie) (?:komentáře|příspěvku|komentára|príspevku)[^.!?。！？।]*|(?:vstoupit|vstoupit|vstúpiť) do diskus[ei]|přidat komentář|pridať komentár|(?:našli|objevili|všimli) (?:ste|jste) [^.!?。！？।]*chyb[uy].*|` +
	// Hungarian
	`(?:a )?(?:cikk|hír) megosztása|oszd meg (?:a cikket|ezt)[^.!?。！？।]*|(?:jelentkezzen|jelentkezz|lépj|lépjen) be a (?:hozzászóláshoz|kommenteléshez)[^.!?。！？।]*|(?:hibát (?:talált|találtál|észlelt)|hibát vett észre).*|iratkozz(?:on)? fel [^.!?。！？।]*(?:hírlevel|newsletter)[^.!?。！？।]*|` +
	// Romanian
	`distribui(?:e|ți)? (?:acest |această )?(?:articol(?:ul)?|știre[a]?)(?: [^.!?。！？।]*)?|(?:autentifică-te|conectează-te|loghează-te|intră în cont) pentru a (?:comenta|lăsa)[^.!?。！？।]*|(?:ai (?:găsit|observat|sesizat)) o (?:greșeală|eroare).*|urmărește(?:-ne)? [^.!?。！？।]*(?:facebook|instagram|google news|whatsapp|telegram)[^.!?。！？।]*|abonează-te [^.!?。！？।]*newsletter[^.!?。！？।]*|` +
	// Bulgarian, Serbian and Croatian
	`(?:сподели|споделете)(?: (?:статията|новината|във? (?:facebook|фейсбук|twitter|туитър)))?|влезте[^.!?。！？।]* за да (?:коментирате|оставите)[^.!?。！？।]*|(?:видяхте|забелязахте|открихте) (?:ли )?(?:грешка|нередност).*|абонирайте се за [^.!?。！？।]*(?:бюлетин|новини)[^.!?。！？।]*|(?:podijeli|podijelite|podeli|podelite)(?: (?:članak|vest|vijest|tekst))?|(?:подели|поделите)(?: (?:чланак|вест|текст))|(?:prijavite|ulogujte|prijavi) se (?:kako biste|da biste|za) (?:komentirali|komentarisali|komentar)[^.!?。！？।]*|(?:uočili|primijetili|primetili) ste (?:pogrešku|grešku).*|prijavite se (?:na|za) [^.!?。！？।]*newsletter[^.!?。！？।]*|` +
	// Russian, Ukrainian
	`(?:поделиться|поделитесь)(?: (?:новостью|статьёй|статьей|в [^.!?。！？।]*|с друзьями))?|(?:войдите|авторизуйтесь|зарегистрируйтесь)(?: или [^.!?。！？।]*)?,? чтобы (?:оставить|оставлять|написать|комментировать|добавить)[^.!?。！？।]*|(?:нашли|заметили) (?:ошибку|опечатку)(?: (?:в тексте|на сайте|на странице|в статье))?(?:\?.*|[.,]? ?(?:выдел|сообщ|напиш|нажм).*)?|(?:подробнее|больше новостей|оперативные новости|самое (?:важное|интересное)|все новости) .*(?:telegram|телеграм|max|вконтакте|дзен)[^.!?。！？।]*|(?:читайте|подписывайтесь|следите|присоединяйтесь) .*(?:telegram|телеграм|вконтакте|дзен|яндекс)[^.!?。！？।]*|` +
	`(?:поділитися|поділитись|поділіться)(?: (?:новиною|статтею|в [^.!?。！？।]*|з друзями))?|(?:увійдіть|авторизуйтесь|зареєструйтесь)(?: або [^.!?。！？।]*)?,? щоб (?:залишити|залишати|коментувати|додати)[^.!?。！？।]*|(?:помітили|знайшли|побачили) (?:помилку|неточність)(?: (?:в тексті|у тексті|на сайті))?(?:\?.*|[.,]? ?(?:виділ|повідом|напиш|натисн).*)?|(?:більше новин|оперативні новини|головні новини|усі новини) .*(?:telegram|телеграм|viber|facebook)[^.!?。！？।]*|` +
	// Indonesian, Vietnamese
	`bagikan (?:artikel|berita) ini(?: [^.!?。！？।]*)?|(?:masuk|login)(?: atau daftar)? untuk (?:berkomentar|memberi komentar|menulis komentar)[^.!?。！？।]*|(?:berlangganan|daftar) (?:buletin|newsletter)[^.!?。！？।]*|(?:scroll|gulir)(?: ke bawah)? untuk (?:melanjutkan|lanjut) (?:membaca|baca)[^.!?。！？।]*|` +
	`chia sẻ (?:bài viết|tin(?: này)?)(?: [^.!?。！？।]*)?|đăng nhập để (?:bình luận|gửi ý kiến|tham gia)[^.!?。！？।]*|đăng ký (?:nhận )?(?:bản tin|email|newsletter)[^.!?。！？।]*|(?:tham gia|quan tâm|theo dõi) (?:kênh|nhóm|oa) (?:zalo|telegram|youtube|facebook|tiktok)[^.!?。！？।]*|` +
	// Greek, Turkish
	`μοιρα(?:στείτε|σου|στείτε το)(?: (?:το άρθρο|την είδηση|αυτό το άρθρο))?(?: [^.!?。！？।]*)?|συνδεθείτε για να (?:σχολιάσετε|αφήσετε)[^.!?。！？।]*|(?:εγγραφείτε|γραφτείτε) [^.!?。！？।]*newsletter[^.!?。！？।]*|ακολουθήστε .*(?:google news|facebook|instagram|viber|telegram).*|` +
	`(?:bu )?(?:haberi|yazıyı|makaleyi)(?: [^.!?。！？।]*)? paylaş(?:ın)?|yorum (?:yapmak|yazmak) için [^.!?。！？।]*(?:giriş yap|üye ol|oturum aç)[^.!?。！？।]*|(?:whatsapp|telegram) (?:kanalımıza|grubumuza|hattımız)[^.!?。！？।]*|(?:bültenimize|e-?bültenimize) [^.!?。！？।]*` +
	`)[.!…]?\s*)+$`)

// invitationEast is the same in scripts that have no capitals.
var invitationEast = pattern.MustCompile(asksFirst + `(?:(?:` +
	// Arabic, Persian, Hebrew
	`شارك(?:ها)? (?:هذا )?(?:المقال|الخبر|الموضوع)(?: (?:على|عبر|مع) [^.!?。！？।]*)?|(?:سجل|سجّل|قم بتسجيل) (?:ال)?دخول[^.!?。！？।]*(?:للتعليق|لإضافة تعليق|للمشاركة)[^.!?。！？।]*|(?:اشترك|سجل|انضم) (?:في|الآن في|إلى|الى) [^.!?。！？।]*(?:نشرتنا|النشرة البريدية|قناتنا|مجموعتنا)[^.!?。！？।]*|(?:للمزيد|لمزيد) من (?:الأخبار|الاخبار|المعلومات|التفاصيل).*(?:تابع|قنات|واتس|تلغرام|تليجرام)[^.!?。！？।]*|` +
	`اشتراک[ \x{200c}]?گذاری(?: در [^.!?。！？।]*)?|برای (?:ثبت|ارسال|درج) نظر[^.!?。！？।]*(?:وارد|ثبت نام|لاگین)[^.!?。！？।]*|(?:در|عضو) خبرنامه [^.!?。！？।]*(?:عضو شوید|شوید|ثبت نام کنید)|(?:به|عضو) کانال [^.!?。！？।]*(?:بپیوندید|شوید)[^.!?。！？।]*|` +
	`(?:שתפו|שתף|שתפי)(?: (?:את )?(?:הכתבה|הידיעה|המאמר|בפייסבוק|בוואטסאפ))?|(?:התחברו|התחבר|היכנסו) (?:כדי|על מנת) (?:להגיב|לכתוב תגובה)[^.!?。！？।]*|(?:הירשמו|הרשמו|הצטרפו) (?:ל|אל)[^.!?。！？।]*(?:ניוזלטר|ערוץ ה(?:וואטסאפ|טלגרם)|קבוצת ה(?:וואטסאפ|טלגרם)|רשימת התפוצה)[^.!?。！？।]*|(?:מצאתם|נתקלתם ב|ראיתם) ?טעות[^.!?。！？।]*|` +
	// Hindi, Thai
	`(?:इस |यह )?(?:खबर|समाचार|लेख|पोस्ट) को (?:शेयर|साझा) करें[^.!?。！？।]*|(?:टिप्पणी|कमेंट) करने के लिए [^.!?。！？।]*(?:लॉग ?इन|साइन ?इन|रजिस्टर)[^.!?。！？।]*|[\p{Devanagari}\s]*(?:न्यूज़लेटर|न्यूजलेटर) [^.!?。！？।]*(?:सब्सक्राइब|साइन ?अप) करें|[\p{Devanagari}\s]*(?:व्हाट्सएप|व्हाट्सऐप|वॉट्सऐप|टेलीग्राम) (?:चैनल|ग्रुप) [^.!?。！？।]*(?:जुड़ें|जुड़िए|ज्वाइन करें|फॉलो करें)|` +
	`(?:แชร์|แบ่งปัน)(?:ข่าวนี้|บทความนี้|เรื่องนี้)?|(?:เข้าสู่ระบบ|ล็อกอิน)เพื่อ(?:แสดงความ|คอมเมนต์)[^.!?。！？।]*|(?:สมัคร|ลงทะเบียน)รับ(?:จดหมายข่าว|ข่าวสาร)[^.!?。！？।]*|ติดตาม(?:ข่าว|เรา|พวกเรา).*(?:เฟซบุ๊ก|ไลน์|line|facebook|ยูทูบ|ทวิตเตอร์|youtube|tiktok)[^.!?。！？।]*|` +
	// Japanese, Korean, Chinese
	`(?:この)?(?:記事|ニュース)を(?:シェア|共有|保存|ツイート)(?:する|しよう)?|コメント(?:を書く|する|を投稿する)?には[^.!?。！？।]*(?:ログイン|会員登録)[^.!?。！？।]*|(?:続きを読む|全文を読む|この先を読む)には[^.!?。！？।]*(?:登録|ログイン|購入)[^.!?。！？।]*|(?:メールマガジン|メルマガ|ニュースレター)[^.!?。！？।]*(?:登録|購読)[^.!?。！？।]*|` +
	`(?:이 )?기사(?:를)? ?(?:공유|스크랩|인쇄)(?:하기)?|댓글(?:을)? ?(?:작성|쓰|달|남기)[^.!?。！？।]*로그인[^.!?。！？।]*|(?:네이버|카카오|유튜브|페이스북|구글|다음)[^.!?。！？।]*(?:구독|팔로우|채널 추가)(?:하기|하세요|해 ?주세요)?|뉴스레터 ?(?:구독|신청)(?:하기|하세요)?|[\p{Hangul}\s]*(?:카카오톡|카톡|이메일|메일|전화)[^.!?。！？।]*제보(?:하기|하세요|해 ?주세요|해 ?주시기 바랍니다|바랍니다|받습니다|를 (?:받습니다|기다립니다))|` +
	`(?:分享|转发|轉發)(?:本文|此文|(?:到|至)(?:微信|微博|新浪|朋友圈|qq|facebook|line|twitter|x)[^.!?。！？।]*)|(?:登录|登錄|登入)(?:后|後)?(?:才能|即可|方可|可)?(?:发表|發表|发布|參與|参与|进行)?(?:评论|評論|留言)[^.!?。！？।]*|(?:扫码|掃碼|扫描二维码|長按)(?:关注|關注|下载|下載|加入|加群)[^.!?。！？।]*|(?:点击|點擊|點選)(?:这里|此处|這裡)?(?:下载|下載|加入|訂閱|订阅|关注|追蹤)[^.!?。！？।]*` +
	`)[.!…。！]?\s*)+$`)

// relatedHeading is what a list of other stories has above it.
var relatedHeading = pattern.MustCompile(`(?i)^[\s»>►▶•→*\-–—|]*(?:related (?:articles?|stories|posts?|news|content|topics?|coverage|reading)|more (?:stories|news|articles)|most (?:read|popular)|you (?:may|might) also like|recommended (?:for you|reading|stories)|das könnte (?:sie|dich) auch interessieren|(?:auch|weitere|ähnliche) (?:interessante )?(?:artikel|beiträge|themen|nachrichten)|mehr zum thema|meistgelesen|articles? (?:liés|similaires|associés|connexes)|(?:sur|dans) le même (?:sujet|thème)|à lire (?:aussi|également)|(?:noticias|artículos|notas|contenidos?|temas) relacionad[oa]s?|(?:más|otras) noticias|te puede interesar|lo más leído|(?:notícias|artigos|matérias|conteúdos?) relacionad[oa]s|mais (?:notícias|lidas)|(?:articoli|notizie) correlat[ie]|altri articoli|potrebbe interessarti(?: anche)?|gerelateerde (?:artikelen|berichten)|meer (?:nieuws|over dit onderwerp)|lees ook|mer om (?:ämnet|saken|temaet)|mere om emnet|relaterade artiklar|relaterte (?:artikler|saker)|relaterede artikler|läs (?:också|mer)|les også|læs også|lue myös|aiheesta lisää|(?:powiązane|podobne) (?:artykuły|tematy|wpisy)|zobacz (?:też|także|również)|czytaj (?:też|także)|(?:související|podobné) články|(?:súvisiace|podobné) články|mohlo by vás (?:zajímat|zaujímať)|kapcsolódó (?:cikkek|cikk|hírek|tartalmak)|articole (?:similare|asemănătoare|înrudite)|citește și|știri (?:similare|pe aceeași temă)|(?:свързани|подобни) (?:статии|новини)|още по темата|(?:povezane?|slični?) (?:vijesti|vesti|članci|teme)|(?:материалы|новости|статьи|публикации|ещё|еще) по теме|(?:похожие|связанные) (?:новости|статьи|материалы)|читайте также|(?:матеріали|новини|статті) (?:за|по) тем(?:ою|і)|(?:схожі|пов['’]язані) (?:новини|статті)|читайте також|(?:σχετικά|συναφή) (?:άρθρα|νέα|θέματα)|διαβάστε (?:επίσης|ακόμη|ακόμα)|ilgili (?:haberler|haber|yazılar|konular)|benzer haberler|(?:مواضيع|أخبار|مقالات|موضوعات) (?:ذات صلة|متعلقة|مرتبطة)|اقرأ أيض[اًا]+|(?:مطالب|اخبار|خبرهای|موضوعات) (?:مرتبط|مشابه)|(?:כתבות|ידיעות) (?:נוספות|קשורות)|(?:עוד בנושא|קראו עוד|קראו גם)|(?:संबंधित|सम्बंधित) (?:खबरें|समाचार|लेख)|(?:berita|artikel) (?:terkait|lainnya|terkini)|baca juga|(?:tin|bài viết|tin tức) (?:liên quan|cùng chuyên mục|khác)|(?:ข่าว|เรื่อง|บทความ)ที่เกี่ยวข้อง|関連(?:記事|ニュース|リンク|キーワード)|あわせて読みたい|おすすめ記事|관련 ?(?:기사|뉴스)|(?:많이 본|인기) ?(?:기사|뉴스)|(?:相关|相關)(?:阅读|新闻|文章|報導|报道|新聞|閱讀|链接)|(?:延伸|推荐|推薦)(?:阅读|閱讀)|热门(?:推荐|文章|新闻))\s*[:：>»…]*$`)
