package body

import (
	"strings"
	"testing"
)

func TestCloses(t *testing.T) {
	for line, want := range map[string]bool{
		"Source: Harbour News Agency.":                             true,
		"minsu@harbour.example":                                    true,
		"Masz ciekawy temat? Napisz do nas: redakcja@port.example": true,
		"Download the free Wend News app for iOS and Android.":     true,
		"Quelle: dpa": true,
		"Источник: «Портовые вести»": true,
		"责任编辑：王芳":                    true,
		"Tags: ferry, harbour":       true,
		"Last updated: 5 May 2024":   true,
		"News ID: 40123":             true,
		"Нашли ошибку? Выделите её и нажмите Ctrl+Enter": true,
		"Spotted an error? Tell us":                                                     true,
		"Download our app from the App Store or Google Play":                            true,
		"Mit unserer App aus dem App Store sind Sie immer informiert":                   true,
		"What do you think? Have your say below":                                        true,
		"版权声明：本文版权归港口日报所有，未经授权不得转载。":                                                    true,
		"ภาพจาก แฟ้มภาพ":                                                                true,
		"Average rating: 4.5 / 5":                                                       true,
		"Reporter: Will you come back, then?":                                           false,
		"Author: I think we have said all there is to say. Thank you.":                  false,
		"记者：谢谢您接受我们的采访。":                                                                false,
		"Redaktion: Vielen Dank für das Gespräch!":                                      false,
		"Temas: la escuela, el agua y la vida en el barrio.":                            false,
		"Updated: The harbour board has since said that it will appeal":                 false,
		"Aktualizacja: policja zatrzymała dwóch mężczyzn":                               false,
		"The game is expected to get a release on the Google Play store next week.":     false,
		"The app is free to download from the App Store and Google Play, the city says": false,
		"To send the message, press Ctrl + Enter.":                                      false,
		"What do you think? That is what he asked all of them.":                         false,
		"Seen a mistake in the count, the clerk asked for another.":                     false,
		"Fehler entdeckt hatten die Prüfer erst im Mai.":                                false,
		"Average rating of the hotels fell to three stars.":                             false,
		"ภาพรวมเศรษฐกิจไทยปีหน้าจะขยายตัวได้ร้อยละสาม": false,
		"该应用未经授权使用了用户数据，法院裁定。":                         false,
		"Réagissez vite, disait le maire.": false,
	} {
		if got := closes(line); got != want {
			t.Errorf("closes(%q) = %v", line, got)
		}
	}
}

func TestCreditTail(t *testing.T) {
	for text, want := range map[string]bool{
		"The ferry in the dock. Photo: Ina Holm/AP":                          true,
		"The ferry in the dock. Photo: Ina Holm.":                            true,
		"Die Fähre im Hafen. Foto: dpa":                                      true,
		"He carried a photo: it showed her in his wallet.":                   false,
		"The mayor says of the photo: the boat was yellow.":                  false,
		"Of that day she has one photo: her father at the helm of his boat.": false,
	} {
		if got := creditTail.MatchString(strings.ToLower(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
