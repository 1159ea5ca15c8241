package crawler

import "strings"

// headlineHyphens are more than the names of files have.
const headlineHyphens = 4

// isFile says whether a URL is that of a file that is no page.
func isFile(u string) bool {
	_, rest, _ := strings.Cut(u, "://")
	rest, _, _ = strings.Cut(rest, "?")
	i := strings.LastIndexByte(rest, '.')
	if i < 0 || len(rest)-i > 6 || !strings.Contains(rest[:i], "/") {
		return false
	}
	switch strings.ToLower(rest[i+1:]) {
	case "js", "ts", "xml", "json", "map", "bin", "css", "csv": // headlines end in such names too: "…-with-node.js"
		return strings.Count(rest[strings.LastIndexByte(rest, '/')+1:], "-") < headlineHyphens
	case "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "ico", "bmp", "tif", "tiff", "mjs", "pdf", "doc", "docx",
		"xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "epub", "mobi", "zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "tar", "exe", "dmg",
		"apk", "iso", "mp3", "m4a", "ogg", "oga", "wav", "flac", "aac", "mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "flv",
		"m3u8", "woff", "woff2", "ttf", "eot", "otf", "ics", "vcf", "kml", "rss", "atom", "swf", "torrent":
		return true
	}
	return false
}
