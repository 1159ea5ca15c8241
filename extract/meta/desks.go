package meta

import (
	"strings"

	"copydesk/extract/pattern"
)

// DeskLine says whether a line names the desk that made an article, or one of its
// people without a name, and no more: "Por Redacción", "By Our Staff Reporter".
func DeskLine(s string) bool {
	s = strings.TrimSpace(s)
	return desk.MatchString(s) || unnamed[strings.ToLower(withoutPrefix(s))]
}

// desk is such a line.
var desk = pattern.MustCompile(`(?i)^(?:(?:by|von|par|por|di|da|de|od|av|af|от|від|oleh)\s+)?(?:(?:our|the|a|la|unserer?|notre|nuestra|nostra|nossa)\s+)?(?:` +
	`(?:[a-z]+ )?staff(?: reporters?| writers?| correspondent)?|(?:special |own )?correspondent|(?:news|web|online|digital|sports|national|city) ?desk|newsroom|editorial (?:team|staff|board|desk)|post staff|` +
	`redaktion(?:en)?|onlineredaktion|newsdesk|redacción(?: [a-záéíóúñ]+)?|redacció|redação(?: [a-zãç]+)?|redazione(?: [a-z]+)?|rédaction|redactie|redakcja|redakce|redakcia|redakcija|uredništvo|redaksi|tim redaksi|redacția|szerkesztőség|toimitus|toimetus|редакция|редакція|редакцията|haber merkezi|` +
	`فريق التحرير|هيئة التحرير|گروه [\p{Arabic}]+|تحریریه|מערכת(?: [\p{Hebrew}]+)?|न्यूज़ डेस्क|डिजिटल डेस्क|वेब डेस्क|নিজস্ব প্রতিবেদক|স্টাফ রিপোর্টার|ডেস্ক রিপোর্ট|ویب ڈیسک|நமது நிருபர்|ban biên tập|กองบรรณาธิการ|編集部|编辑部|編輯部|本报记者|本報記者|편집국|온라인뉴스팀|디지털뉴스팀)$`)
