"""What the two letters of Bærum's routine say, word for word as vedlegg 10 and 12 have it, and in nynorsk."""

from __future__ import annotations

NOTICE_WORDING = (
    "Melding om mottatt bekymring om skolemiljøet",
    "Eksempel skole mottok bekymring for skolemiljøet på skolen fra foresatte via e-post datert 5. januar 2026.",
    "Etter opplæringslovens § 12-2 har elever rett til et trygt og godt skolemiljø som fremmer helse, inkludering, "
    "trivsel og læring. Skolen skal arbeide kontinuerlig og systematisk for å fremme elevenes læringsmiljø, og alle "
    "som jobber på skolen har en aktivitetsplikt for at eleven skal få det bedre. Skolen skal så langt det fins egnede "
    "tiltak sørge for at eleven får et trygt og godt skolemiljø.",
    "Vi viser til henvendelsen til kontaktlærer som angår skolemiljøet for Testelev A, født 14. mars 2014.",
    "Skolens ledelse vil innhente informasjon om saken. I undersøkelsen vil det blant annet bli benyttet samtaler, "
    "observasjon og loggbøker. Vi inviterer til et oppstartsmøte onsdag 7. januar 2026 klokken 14:30 med foresatte, "
    "rektor og kontaktlærer.",
    "OPPSTARTSMØTET VIL HA FØLGENDE AGENDA:",
    "Presentasjon av skolens rutiner for håndtering av § 12-saker",
    "Informasjon om saken fra hjem og skole",
    "Definere plan for videre undersøkelse og oppfølging av eleven og foresatte",
    "Dato for oppfølgingsmøte",
    "Gi tilbakemelding til Rektor Eksempel på e-post eller telefon dersom tidspunktet ikke passer.",
    "Hilsen Rektor Eksempel Rektor Eksempel skole",
    "Dersom foreldre ikke er tilfredse med skolens håndtering av saken, kan den meldes til Statsforvalter",
)
NOTICE_NYNORSK = (
    "Melding om motteken uro for skolemiljøet",
    "Til føresette til Testelev A",
    "frå føresette via e-post, datert 5. januar 2026.",
    "Etter opplæringslova § 12-2 har elevar rett til eit trygt og godt skolemiljø som fremjar helse, inkludering, "
    "trivsel og læring.",
    "til kontaktlærar, som gjeld skolemiljøet for Testelev A, fødd 14. mars 2014.",
    "Vi inviterer til eit oppstartsmøte onsdag 7. januar 2026 klokka 14:30 med føresette, rektor og kontaktlærar.",
    "Presentasjon av rutinane skolen har for handtering av § 12-saker",
    "Informasjon om saka frå heim og skole",
    "dersom tidspunktet ikkje passar.",
)
PLAN_LABELS = (
    "Unntatt offentlighet",
    "Aktivitetsplan Kapittel 12 i opplæringsloven fastslår at alle elever har rett til et trygt og godt skolemiljø.",
    "PLANEN GJELDER FOR:",
    "Navn:",
    "Klasse:",
    "MELDINGEN BLE MOTTATT:",
    "Dato og type:",
    "Mottaker:",
    "BAKGRUNN FOR VARSLINGEN/BESKRIVELSE AV PROBLEMET:",
    "INFORMASJON OM UNDERSØKELSENE SKOLEN HAR GJORT:",
    "Barnet og foreldrenes perspektiv har blitt ivaretatt på følgende måte:",
    "SAMLEDE UNDERSØKELSER OG BARNETS BESTE VURDERING VISER:",
    "TILTAK 1 Konkrete individuelle tiltak",
    "Beskrivelse av tiltaket:",
    "Begrunnelse for tiltaket:",
    "Medvirkning fra elev (når og hvordan) og foresatte:",
    "Dato for igangsetting av tiltaket:",
    "Ansvarlig for tiltaket:",
    "Dato og deltakere på evalueringsmøtet:",
    "Konklusjon fra evalueringsmøte:",
    "TILTAK 2 Konkrete klasse/systemtiltak",
    "KOORDINATOR FOR AKTIVITETSPLANEN:",
    "Navn på ansatt:",
    "VURDERE DET BESTE FOR ELEVEN",
)
PLAN_NYNORSK = (
    "Unnateke offentlegheit",
    "Kapittel 12 i opplæringslova slår fast at alle elevar har rett til eit trygt og godt skolemiljø.",
    "PLANEN GJELD FOR:",
    "Namn:",
    "Klasse:",
    "MELDINGA BLEI MOTTEKEN:",
    "Dato og type:",
    "Mottakar:",
    "BAKGRUNN FOR VARSLINGA/SKILDRING AV PROBLEMET:",
    "INFORMASJON OM UNDERSØKINGANE SKOLEN HAR GJORT:",
    "Slik er perspektivet til barnet og foreldra teke vare på:",
    "UNDERSØKINGANE SAMLA OG VURDERINGA AV KVA SOM ER BEST FOR BARNET, VISER:",
    "Kva problem saka skal løyse:",
    "Når tiltaka skal evaluerast:",
    "TILTAK 1 Konkrete individuelle tiltak",
    *("Skildring av tiltaket:", "Grunngiving for tiltaket:"),
    "Medverknad frå elev (når og korleis) og føresette:",
    *("Dato for igangsetjing av tiltaket:", "Ansvarleg for tiltaket:"),
    "Dato og deltakarar på evalueringsmøtet:",
    "Konklusjon frå evalueringsmøte:",
    *("TILTAK 2 Konkrete klasse/systemtiltak", "Namn på tilsett:", "VURDERE DET BESTE FOR ELEVEN"),
)
