package meta

import (
	"strings"
	"unicode"
)

// roles are words of jobs, departments and places of work: a part of a
// byline that has one of them, and is not a name before it, is no name.
var roles = wordSet(`editor editors reporter reporters correspondent writer writers journalist journalists columnist contributor contributors contributing staff senior chief deputy assistant associate managing executive producer photographer director manager author authors analyst fellow professor lecturer researcher intern freelance freelancer special guest digital news newsroom desk team editorial bureau agency agencies press media online web department redaktion redaktor redakteur redakteurin redakteure chefredakteur chefredakteurin reporterin korrespondent korrespondentin volontär volontärin ressortleiter ressortleiterin autor autorin journalistin fotograf rédaction rédacteur rédactrice journaliste correspondant correspondante redacción redactor redactora periodista corresponsal colaborador redazione giornalista inviato redação repórter jornalista redactie verslaggever redacteur redaktionen редакция корреспондент журналист обозреватель редактор автор admin administrator webmaster editor-in-chief gastautor gastautorin gastbeitrag contributer mitarbeiter mitarbeiterin kolumnist kolumnistin head politics business sports sport technology tech science health culture education political economic economics financial environment investigative national international foreign local features entertainment lifestyle travel food politik wirtschaft cto ceo cofounder co-founder founder president vice strategist specialist coordinator consultant engineer phd md mba rd rdn psyd coach expert blogger publisher owner member partner advisor dietitian dietician nutritionist physician psychologist psychotherapist therapist attorney lawyer veterinarian pharmacist nurse scientist developer architect designer marketer horticulturalist horticulturist grader librarian economist historian curator ambassador spokesperson spokesman spokeswoman pressesprecher pressesprecherin rechtsanwalt rechtsanwältin geschäftsführer geschäftsführerin žurnalistas žurnalistė журналистка журналістка журналіст кореспондент кореспондентка dziennikarz dziennikarka novinar novinarka gazeteci muhabir muhabiri újságíró jurnalist redaktorė toimittaja ajakirjanik žurnālists žurnāliste δημοσιογράφος صحفي صحافي كاتب خبرنگار blaðamaður skribent`)

// nobody are parts that name no person whatever the rest says.
var nobody = wordSet(`name nom nombre nome naam imię имя admin administrator administrador webmaster editor staff guest anonymous anonym anónimo anonimo cortesía publisher unknown none null undefined author redaktion redaccion redacción rédaction redazione redação редакция user username wordpress root support info contact webredaktion onlineredaktion newsdesk newsroom gast autor moderator redactie redakcja newsroom agencias التحرير 編集部 편집부 編輯部 编辑部 กองบรรณาธิการ செய்திப்பிரிவு superuser team team-blog default test system anzeige sponsored advertorial lesezeit lesedauer`)

// unnamed are bylines of people whose names the paper keeps, and desks whose first
// word is a byline's: they name nobody.
var unnamed = phraseSet("staff writer|staff writers|staff reporter|staff reporters|our staff reporter|our reporter|our correspondent|our own correspondent|our special correspondent|our bureau|special correspondent|a staff reporter|a staff writer|a correspondent|a special correspondent|post staff|the post staff|haber merkezi|unserer redaktion|unserem korrespondenten|unserer korrespondentin|la rédaction|notre rédaction|notre correspondant|nostro inviato|nostro corrispondente|nuestro corresponsal|নিজস্ব প্রতিবেদক|নিজস্ব সংবাদদাতা|স্টাফ রিপোর্টার|জ্যেষ্ঠ প্রতিবেদক|நமது நிருபர்|எமது நிருபர்|हमारे संवाददाता|विशेष संवाददाता|कार्यालय संवाददाता|निज संवाददाता|نمائندہ خصوصی|اسٹاف رپورٹر|本报记者|本報記者|本刊记者|本网记者|本站记者|온라인뉴스팀|온라인뉴스부|디지털뉴스팀")

// buttons are what pages print in capitals beside a byline, or in its place.
var buttons = phraseSet("select page|text size|author’s profile|author's profile|view profile|show authors|skip to content")

// namesNobody says whether a byline is one that names nobody.
func namesNobody(s string) bool {
	s = strings.ToLower(s)
	return unnamed[s] || buttons[s]
}

// particles are the lower-case words inside names.
var particles = wordSet(`van von de los las der den del della di da dos das do du la le el al bin ibn ben bint abu ter ten te zu zum zur vom af av och y e i het 't d' op auf st saint mac mc o' 'n 't ’t und`)

// paidFor are what stands for an author where nobody of the house wrote.
var paidFor = phraseSet("gesponserte inhalte|gesponserter inhalt|sponsored content|sponsored post|paid content|partner content|contenido patrocinado|contenu sponsorisé|contenuto sponsorizzato|conteúdo patrocinado")

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// agencies name who wrote when no person did.
var agencies = phraseSet("reuters|ap|associated press|afp|agence france-presse|agence france presse|dpa|apa|sda|keystone-sda|keystone sda|efe|ansa|tass|тасс|interfax|интерфакс|риа новости|ria novosti|xinhua|新华社|kyodo|共同通信|jiji|pti|ani|ians|upi|bloomberg|press association|pa media|canadian press|aap|anadolu|aa|dha|iha|belga|anp|ntb|ritzau|tt|stt|pap|čtk|mti|sid|epd|kna|antara|bernama|yonhap|연합뉴스|europa press|lusa|sapa|pa")

// isAgency says whether a name is a news agency's, alone or with another
// behind a slash: "dpa/lno".
func isAgency(name string) bool {
	if len(name) > 30 {
		return false
	}
	name = strings.TrimPrefix(strings.ToLower(name), "the ")
	if first, second, ok := strings.Cut(name, "/"); ok && second != "" && (first == "dpa" || first == "afp") && !strings.ContainsFunc(second, notWord) {
		return true
	}
	return agencies[strings.TrimSpace(name)]
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// phraseSet is a set of phrases, given with bars between them.
func phraseSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Split(s, "|") {
		m[p] = true
	}
	return m
}
