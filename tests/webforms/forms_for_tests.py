"""Forms with every kind of field, for tests and for looking at pages. Plainly made-up content."""

from __future__ import annotations

from typing import Any

ALL_KINDS: dict[str, Any] = {
    "id": "alle-felt",
    "type": "default",
    "components": [
        {
            "type": "text",
            "id": "t1",
            "text": "Målet med samtalen er å **høre elevens egen opplevelse**.\n\n- lytt\n- skriv ned",
        },
        {
            "type": "datetime",
            "id": "d1",
            "key": "gjennomfort",
            "subtype": "datetime",
            "dateLabel": "Samtalen ble holdt",
            "timeLabel": "Klokkeslett",
            "validate": {"required": True},
            "timeInterval": 1,
        },
        {
            "type": "textfield",
            "id": "f1",
            "key": "deltakere",
            "label": "Hvem var med?",
            "validate": {"required": True, "minLength": 3},
            "description": "Skriv rollene, for eksempel «elev og kontaktlærer».",
        },
        {
            "type": "textfield",
            "id": "f2",
            "key": "epost",
            "label": "E-post til hjemmet",
            "validate": {"validationType": "email"},
        },
        {"type": "textarea", "id": "f3", "key": "referat", "label": "Hva sa eleven?", "validate": {"required": True}},
        {
            "type": "number",
            "id": "f4",
            "key": "antall",
            "label": "Antall ganger",
            "decimalDigits": 0,
            "appearance": {"suffixAdorner": "ganger"},
            "validate": {"min": 0, "max": 100},
        },
        {
            "type": "radio",
            "id": "f5",
            "key": "trygg",
            "label": "Opplever eleven å ha det trygt og godt?",
            "validate": {"required": True},
            "values": [
                {"label": "Ja", "value": "ja"},
                {"label": "Nei", "value": "nei"},
                {"label": "Vet ikke", "value": "vet-ikke"},
            ],
        },
        {
            "type": "textarea",
            "id": "f6",
            "key": "hvorfor",
            "label": "Hva må til for at eleven skal ha det trygt?",
            "conditional": {"hide": '=trygg != "nei"'},
            "validate": {"required": True},
        },
        {
            "type": "checklist",
            "id": "f7",
            "key": "steder",
            "label": "Hvor skjer det?",
            "values": [
                {"label": name, "value": name.lower()}
                for name in ("Skolegården", "Garderoben", "Skoleveien", "På nett")
            ],
        },
        {
            "type": "select",
            "id": "f8",
            "key": "ansvarlig",
            "label": "Hvem følger opp?",
            "valuesKey": "ansatte",
            "properties": {"register": "ansatt"},
        },
        {
            "type": "taglist",
            "id": "f9",
            "key": "team",
            "label": "Hvem er med i intervensjonsteamet?",
            "valuesKey": "ansatte",
            "properties": {"register": "ansatt", "rolle": "intervensjonsteam"},
        },
        {
            "type": "checkbox",
            "id": "f10",
            "key": "informert",
            "label": "Eleven vet at foreldrene blir kontaktet",
            "validate": {"required": True},
        },
        {"type": "separator", "id": "s1"},
        {
            "type": "dynamiclist",
            "id": "l1",
            "path": "tiltak",
            "label": "Tiltak",
            "defaultRepetitions": 1,
            "allowAddRemove": True,
            "components": [
                {
                    "type": "textarea",
                    "id": "l2",
                    "key": "hva",
                    "label": "Beskrivelse av tiltaket",
                    "validate": {"required": True},
                },
                {
                    "type": "datetime",
                    "id": "l3",
                    "key": "fra",
                    "subtype": "date",
                    "dateLabel": "Dato for igangsetting av tiltaket",
                },
            ],
        },
        {
            "type": "group",
            "id": "g1",
            "label": "Vurdering av barnets beste",
            "showOutline": True,
            "components": [
                {"type": "textarea", "id": "g2", "key": "moment1", "label": "Elevens syn"},
                {
                    "type": "datetime",
                    "id": "g3",
                    "key": "kl",
                    "subtype": "time",
                    "timeLabel": "Klokkeslett for oppfølging",
                },
            ],
        },
        {
            "type": "expression",
            "id": "e1",
            "key": "sum",
            "label": "Antall tiltak",
            "expression": "=count(tiltak)",
            "computeOn": "change",
        },
        {
            "type": "table",
            "id": "ta1",
            "label": "Tidligere tiltak",
            "dataSource": "=tidligere",
            "columns": [{"key": "hva", "label": "Tiltak"}, {"key": "naar", "label": "Når"}],
        },
        {"type": "html", "id": "h1", "content": "<p>Se <b>vedlegg 9</b>.<script>alert(1)</script></p>"},
        {"type": "spacer", "id": "sp1"},
        {"type": "image", "id": "i1", "source": "https://eksempel.invalid/kart.png", "alt": "Kart over skolegården"},
        {"type": "filepicker", "id": "fi1", "key": "vedlegg", "label": "Vedlegg", "multiple": True},
        {"type": "button", "id": "b1", "label": "Send"},
    ],
}

STAFF = [{"label": f"Ansatt Eksempel {n} (kontaktlærer)", "value": str(n)} for n in range(1, 16)]
OPTIONS: dict[str, Any] = {"ansatte": STAFF, "tidligere": [{"hva": "Voksen i friminuttene", "naar": "05.01.2026"}]}
