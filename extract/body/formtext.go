package body

import (
	"strings"
	"unicode/utf8"

	"copydesk/extract/pattern"
)

// formLine are lines that forms and layers print: never an article's words.
// Each must be nearly the whole line.
var formLine = pattern.InSmall(`^(?:` +
	// CAPTCHA prompts, Drupal's word for word in the languages it speaks
	`this question is for testing whether.*|enter the characters shown in the image\.?|what code is in the image\??.*|math question.*|solve this simple math problem.*|type the characters you see.*|i'?m not a robot|(?:please )?(?:verify|prove|confirm) (?:that )?you are (?:a )?human.*|captcha.*|` +
	`esta pregunta es para (?:comprobar|verificar|probar).*|introduzca los caracteres.*|escriba los caracteres.*|no soy un robot|diese (?:sicherheits)?frage (?:dient|soll|überprüft).*|geben sie die (?:zeichen|buchstaben).*|ich bin kein roboter|cette question (?:sert|est|permet) .*(?:humain|robot|spam).*|saisissez les (?:caractères|lettres).*|recopiez les caractères.*|je ne suis pas un robot|questa domanda (?:serve|è) .*|inserisci i caratteri.*|non sono un robot|esta pergunta .*(?:humano|spam).*|(?:digite|introduza) os caracteres.*|não sou um robô|этот вопрос .*(?:человек|робот|спам).*|введите (?:символы|код с картинки).*|я не робот|` +
	// comment forms
	`add (?:a )?new comment|leave a (?:reply|comment)(?: cancel reply)?|post a comment|(?:add|write) (?:a|your) comment|your email address will not be published\.?.*|required fields are marked.*|the content of this field is kept private.*|(?:no html tags allowed|lines and paragraphs break automatically|web page addresses and e-?mail addresses turn into links automatically|more information about text formats|about text formats)\.?|save my name, email.*|notify me (?:of|when).*|` +
	`(?:añadir|agregar|dejar?|deja) (?:un |una |nuevo )?(?:nuevo )?(?:comentario|respuesta)|tu dirección de correo electrónico no será publicada\.?.*|(?:neuen )?kommentar (?:schreiben|hinzufügen|verfassen|hinterlassen)|schreiben? (?:sie )?einen kommentar|deine e-mail-adresse wird nicht veröffentlicht\.?.*|(?:ajouter|laisser|poster|écrire) un commentaire|votre adresse e-?mail ne sera pas publiée\.?.*|(?:aggiungi|lascia|scrivi) un commento|(?:adicionar|deixe um|deixar um) comentário|(?:добавить|оставить|оставьте|написать) комментарий|log ?in (?:or register )?to post comments|(?:inicie sesión|inicia sesión|anmelden|connectez-vous|accedi).{0,30}(?:comentarios|comentar|kommentare? (?:zu )?(?:schreiben|verfassen)|commentaires?|commenti|commentare)` +
	`)$`)

// formTextLength is the longest line taken for a form's, in characters.
const formTextLength = 220

// FormLine says whether a whole line is what a comment form, a CAPTCHA or the
// like prints.
func FormLine(line string) bool {
	if len(line) > 4*formTextLength {
		return false
	}
	line = strings.ToLower(strings.TrimSpace(line))
	return formWords[firstWord(line)] && utf8.RuneCountInString(line) <= formTextLength && formLine.MatchString(line)
}

// formWords are the first words of what formLine matches: looking them up is
// much quicker.
var formWords = wordSet(`this enter what math solve type i please verify prove confirm captcha esta introduzca escriba no diese dieser geben ich cette saisissez recopiez je questa inserisci non digite introduza não этот введите я
	add leave a post write your required the lines web more about save notify añadir agregar deja dejar tu neuen kommentar schreibe schreiben schreib deine ajouter laisser poster écrire votre aggiungi lascia scrivi adicionar deixe deixar добавить оставить оставьте написать log login inicie inicia anmelden connectez accedi`)

// endsArticle are the headings of comment forms: what follows them is the
// form, or readers' comments.
var endsArticle = pattern.InSmall(`^(?:add (?:a )?new comment|leave a (?:reply|comment)(?: cancel reply)?|post a comment|(?:añadir|agregar|deja) (?:un )?(?:nuevo )?comentario|deja una respuesta|(?:neuen )?kommentar (?:schreiben|hinzufügen|verfassen)|schreiben? (?:sie )?einen kommentar|(?:ajouter|laisser|poster) un commentaire|(?:aggiungi|lascia) un commento|(?:adicionar|deixe um) comentário|(?:добавить|оставить) комментарий|(?:\d+ )?(?:comments?|comentarios|kommentare|commentaires|commenti|comentários|комментарии|коментарі|reacties|kommentarer|komentarze|komentáře|comentarii|hozzászólások|yorumlar|yorum|bình luận|komentar|σχόλια|コメント|댓글|评论|評論|留言|تعليقات|التعليقات|نظرات|תגובות)(?: ?[(（]\d+[)）])?:?)$`)

// EndsArticle says whether a line is the heading of a comment form or thread.
func EndsArticle(line string) bool {
	if len(line) > 4*60 {
		return false
	}
	line = strings.ToLower(strings.TrimSpace(line))
	first := firstWord(line)
	return (first == "" || endWords[first]) && utf8.RuneCountInString(line) <= 60 && endsArticle.MatchString(line)
}

// endWords are the first words of what endsArticle matches, where it doesn't
// begin with a number.
var endWords = wordSet("add leave post añadir agregar deja neuen kommentar schreibe schreiben schreib ajouter laisser poster aggiungi lascia adicionar deixe добавить оставить comment comments comentarios kommentare commentaires commentaire commenti comentários комментарии коментарі reacties kommentarer komentarze komentáře comentarii hozzászólások yorumlar yorum bình komentar σχόλια コメント 댓글 评论 評論 留言 تعليقات التعليقات نظرات תגובות")

// thoughts is a heading with the number of comments on the article, whose title
// follows in quotation marks.
var thoughts = pattern.InSmall(`^(?:\d+|one|ein|eine|un|una|une|um|uma|en|et|één) (?:thoughts?|responses?|repl(?:y|ies)|comments?|gedanken?|kommentare?|antwort(?:en)?|réflexions?|réponses?|commentaires?|avis|pensier[oi]|rispost[ae]|comment[oi]|comentarios?|respuestas?|ideas?|comentários?|respostas?|reacties?|gedachten?|tank(?:e|ar)|svar|komment(?:ar|arer)|komentarz[ey]?|комментари[йяев]+|мысл[ьией]+|ответ[аов]*) (?:on|to|for|zu|auf|sur|à|su|a|riguardo|en|sobre|em|op|om|på|do|til|till|к|на) ["“”„«»‘'‹]`)

// thoughtNumbers are the words that such a heading begins with.
var thoughtNumbers = wordSet("one ein eine un una une um uma en et één")

// thoughtsOn says whether a line is such a heading.
func thoughtsOn(line string) bool {
	return line != "" && (line[0] <= '9' || thoughtNumbers[firstWord(line)]) && strings.ContainsAny(line, "\"“”„«‘'‹") && thoughts.FindFolded(line) != nil
}
