package body

// replyWords are what a link or button to answer a comment says.
var replyWords = wordSet(`reply antworten répondre responder rispondi beantwoorden svara svar svarer ответить відповісти odpowiedz odpovědět válasz răspunde yanıtla balas trả vastaa απάντηση 返信 回复 回覆 답글 رد پاسخ השב`)

// Comments with nothing that tells them from the text but a link to answer each
// are no larger than this, and stand below most of the text.
const (
	replyBlocks = 40
	replyMost   = 250
	replyShare  = 0.3
)

// dropReplies leaves out what stands beside a link to answer it.
func (b *Body) dropReplies() {
	total, before, seen := b.keptWords(), int32(0), 0
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if b.verdict[i].keep {
			before += blk.stats.words
		}
		if blk.stats.words > 3 || blk.link == 0 && b.page.frames[blk.inner].flags&inButton == 0 || before < wordsBeforeThread || float64(before) < shareBeforeThread*float64(total) {
			continue
		}
		if seen++; seen > 20*maxBoxes {
			return
		}
		if t := b.page.textOf(blk); len(t) <= 60 && replyWords[firstWord(t)] {
			b.dropComment(blk, min(replyMost, int32(replyShare*float64(total))))
		}
	}
}

// dropComment leaves out what is kept in the smallest element around a link that
// holds anything kept, most words at most.
func (b *Body) dropComment(blk *Block, most int32) {
	for f := blk.frame; f >= 0; f = b.page.frames[f].parent {
		fr := &b.page.frames[f]
		if fr.block1-fr.block0 > replyBlocks {
			return
		}
		_, kept := b.wordsIn(fr)
		if kept == 0 {
			continue
		}
		for i := fr.block0; kept <= most && i < fr.block1; i++ {
			if b.verdict[i].keep {
				b.verdict[i] = decision{rule: ruleThread}
			}
		}
		return
	}
}
