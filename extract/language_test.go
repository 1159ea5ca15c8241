package extract

import "testing"

// Languages that the statistics of letters take for others are told by their
// commonest words.
func TestHear(t *testing.T) {
	for want, text := range map[string]string{
		"sw": "Baraza la mji limeamua kuendelea kutumia kivuko cha zamani kwa miaka miwili zaidi wakati daraja jipya linajengwa, mwenyekiti aliwaambia waandishi wa habari baada ya mkutano mrefu. Wakazi wa upande wa mashariki waliomba kivuko kibaki kwa sababu njia ya barabara inachukua zaidi ya dakika arobaini.",
		"ha": "Majalisar garin ta yanke shawarar ci gaba da amfani da tsohon jirgin ruwa na tsawon shekaru biyu yayin da ake gina sabuwar gada, in ji shugabar majalisar bayan wani dogon taro. Mazauna gabashin kogin sun nemi a bar jirgin domin hanyar mota na daukar fiye da minti arba'in, kuma motar makaranta ba ta aiki da yamma.",
		"en": "The harbour board has decided to keep the old chain ferry running for another two years while the new bridge is built, the chairwoman told reporters after a long meeting on Tuesday evening.",
		"id": "Dewan kota memutuskan untuk mempertahankan feri tua selama dua tahun lagi sementara jembatan baru dibangun, kata ketua dewan kepada wartawan setelah rapat panjang pada Selasa malam.",
		"es": "El ayuntamiento ha decidido mantener la vieja barcaza durante dos años más mientras se construye el nuevo puente, dijo la presidenta tras una larga reunión el martes por la noche.",
	} {
		if got, sure := hear(text); got != want || sure <= 0.3 {
			t.Errorf("%s is taken for %s, %.2f sure", want, got, sure)
		}
	}
}
