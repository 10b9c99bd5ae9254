"""Notes of a release, and what became of the pages of retired objects."""

import json
import re
import tempfile
from pathlib import Path
from textwrap import dedent
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.attack_notes import attack_notes, cited_sources, redirects
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.source_note import CitedSource, Relation, RelationKind, SourceNote
from kbgen.sources.stix_decode import _STRUCTS
from kbgen.vault.document import Document
from kbgen.vault.read import make_document

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"
LINK = re.compile(r"\[\[([^\]|#\\]+)")


def notes_of(name: str) -> dict[str, SourceNote]:
    return {note.path: note for note in attack_notes(read_release(FIXTURES / name))}


@pytest.fixture(scope="module")
def release() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


@pytest.fixture(scope="module")
def new() -> dict[str, SourceNote]:
    return notes_of("release-2.1.json")


@pytest.fixture(scope="module")
def old() -> dict[str, SourceNote]:
    return notes_of("release-v17-2.0.json")


def document(note: SourceNote) -> Document:
    return make_document(note.path, note.text.encode(), "utf-8")


def section(note: SourceNote, title: str) -> str:
    """Return the text of a section without its heading, as far as the next section."""
    _, _, rest = note.text.partition(f"\n### {title}\n")
    return rest.partition("\n### ")[0].strip()


LADDER = "Use Cases/T9001 - Ladder_Basket Abuse.md"
TALL = "Use Cases/T9001.001 - Ladder_Basket Abuse- Tall- _Quoted_ _1 Ladders.md"
STRATEGY = "Detection Strategies/DET9001 - Watch the Gate- at 'night'.md"


def test_each_live_object_has_a_note_in_its_folder(new: dict[str, SourceNote]) -> None:
    assert list(new) == [
        "Assets/A9001 - Tool Shed.md",
        "Campaigns/C9001 - Autumn Raid.md",
        "Data Components/DC9001 - Gate Opening.md",
        STRATEGY,
        "Groups/G9001 - Apple Thieves.md",
        "Mitigations/M9001 - Fences.md",
        "Software/S9001 - Core_Borer.md",
        "Software/S9002 - Pick- It.md",
        "Tactics/TA9001 - Harvest and Go.md",
        "Tactics/TA9002 - Planting.md",
        LADDER,
        TALL,
    ]
    assert new[LADDER].origin == "release-2.1.json attack-pattern--ladder"


def test_a_note_has_the_format_of_the_seed_vault(new: dict[str, SourceNote]) -> None:
    wanted = """\
        ---
        created: 2024-03-01
        last_modified: 2025-02-03
        version: 2.0
        tactics: Harvest and Go
        url: https://attack.mitre.org/techniques/T9001/001
        platforms: Linux
        tags: [T9001_001, techniques, Harvest_and_Go]
        ---

        ## Ladder/Basket Abuse: Tall: "Quoted" \\#1 Ladders

        ### Description

        Very tall ones.

        ### Detection

        ### Defenses Bypassed

        ### Data Sources

        ### Detection Rule

        ```query
        tag: detection_rule
        tag: T9001_001
        ```

        ### Rule Testing

        ```query
        tag: atomic_test
        tag: T9001_001
        ```
        """
    assert new[TALL].text == dedent(wanted)


def test_a_technique_has_what_the_release_adds(new: dict[str, SourceNote]) -> None:
    note = new[LADDER]
    titles = re.findall(r"^### (.*)$", note.text, re.MULTILINE)
    assert titles == [
        "Description",
        "Detection",
        "Defenses Bypassed",
        "Data Sources",
        "Detection Rule",
        "Rule Testing",
        "Used by",
        "Mitigations",
        "Analytics",
        "Assets",
        "References",
    ]
    assert section(note, "Description") == dedent("""\
        Thieves borrow ladders.(Citation: Orchard Report 2024)

        #### Windows

        A ladder at a window.""")
    assert section(note, "Detection") == dedent("""\
        **Windows** (AN9001): The gate opens by day.

        **Linux** (AN9002): The gate opens by night.""")
    assert section(note, "Data Sources") == "- [[DC9001 - Gate Opening]]"
    assert section(note, "Used by") == dedent("""\
        #### Groups

        - [[G9001 - Apple Thieves]]: [Apple Thieves](https://attack.mitre.org/groups/G9001) climbed.

          Twice.(Citation: Gazette)

        #### Software

        - [[S9001 - Core_Borer]]: It climbs by itself.

        #### Campaigns

        - [[C9001 - Autumn Raid]]: They climbed in autumn.""")
    assert section(note, "Mitigations") == "- [[M9001 - Fences]]: A fence keeps ladders out."
    assert section(note, "Analytics") == dedent("""\
        | Analytic | Platform | Log source | Channel | Data component |
        | --- | --- | --- | --- | --- |
        | [[DET9001 - Watch the Gate- at 'night'#AN9001\\|AN9001]] | Windows | `gate:log` | `opened \\| forced` | [[DC9001 - Gate Opening]] |
        | [[DET9001 - Watch the Gate- at 'night'#AN9001\\|AN9001]] | Windows | `Gate` |  | [[DC9001 - Gate Opening]] |
        | [[DET9001 - Watch the Gate- at 'night'#AN9002\\|AN9002]] | Linux |  |  |  |""")
    assert section(note, "Assets") == "- [[A9001 - Tool Shed]]"
    assert section(note, "References") == dedent("""\
        - **Orchard Report 2024**: Pearl Picker. (2024, May 1). The \\*state\\* of orchards. <https://orchard.example/report%20one.pdf>
        - **Gazette**: The Gazette. (2022). Fruit is gone. <https://gazette.example/>""")


def test_tactics_and_tags_are_in_the_order_of_the_matrix_and_platforms_sorted(
    new: dict[str, SourceNote],
) -> None:
    fields = document(new[LADDER]).front_matter
    assert fields is not None
    assert fields.text("tactics") == "Planting, Harvest and Go"
    assert fields.text("platforms") == "Linux, Windows"
    assert fields.text("version") == "1.10"
    assert "tags: [T9001, techniques, Planting, Harvest_and_Go]" in new[LADDER].text


def test_an_older_release_fills_the_sections_of_the_seed(old: dict[str, SourceNote]) -> None:
    spade, rake, hoe = (
        old[f"Use Cases/{name}.md"]
        for name in ("T9101 - Spade Abuse", "T9102 - Rake Abuse", "T9103 - Hoe Abuse")
    )
    assert section(spade, "Detection") == "Listen for digging.\n\n#### Windows\n\nListen there."
    assert section(spade, "Defenses Bypassed") == "Fence, Watch\\*Dog"
    assert section(spade, "Data Sources") == "- [[Door Opened|Shed: Door Opened]]"
    assert section(rake, "Detection").splitlines() == [
        "**Shed: Door Opened**: A door opens late.(Citation: Almanac)",
        "",
        "**Hinge Oiled**: A hinge is silent.",
    ]
    assert section(rake, "Data Sources") == "- [[Hinge Oiled]]\n- [[Door Opened|Shed: Door Opened]]"
    assert section(rake, "References") == "- **Almanac**: The Almanac."
    assert section(hoe, "Data Sources") == "- Garden: Steps\n- Door"
    assert [path for path in old if not path.startswith(("Use Cases/", "Tactics/"))] == [
        "Data Components/Door Opened.md",
        "Data Components/Hinge Oiled.md",
    ]


def test_a_component_without_an_identifier_has_a_note_at_an_address_of_its_own() -> None:
    pottery = notes_of("release-v17-2.1.json")
    assert pottery["Data Components/Lid Lifted (DS9201).md"].text == dedent("""\
        ---
        created: 2024-03-01
        last_modified: 2025-02-03
        aliases: ["Kiln: Lid Lifted"]
        permalink: datacomponents/lid-lifted-ds9201
        tags: [data_components]
        ---

        ## Lid Lifted (DS9201)

        ### Description

        The lid of a kiln moves.

        ### Data Source

        Kiln (DS9201)

        ### Techniques detected

        - [[T9201 - Kiln Tampering]]: Watch for a lid that moves by night.(Citation: Potter's Log)

        ### References

        - **Potter's Log**: A Potter. (2023). Nights at the kiln. <https://potter.example/log>
        """)
    (relation,) = pottery["Data Components/Footprints.md"].relations
    assert (relation.source_id, relation.target_id) == ("", "T9202")
    assert section(pottery["Use Cases/T9201 - Kiln Tampering.md"], "Data Sources").splitlines() == [
        "- [[Lid Lifted (DS9201)|Kiln: Lid Lifted]]",
        "- [[Smoke- Colour & Smell|Kiln: Smoke: Colour & Smell]]",
    ]


def test_texts_that_are_not_complete_leave_relations_and_sources_to_the_page(
    new: dict[str, SourceNote], release: AttackRelease
) -> None:
    short = {note.path: note for note in attack_notes(release, complete=False)}
    assert [(note.path, note.relations, note.origin) for note in short.values()] == [
        (note.path, note.relations, note.origin) for note in new.values()
    ]
    left_out = {
        path.partition("/")[0]: [
            title
            for title in re.findall(r"^### (.*)$", note.text, re.MULTILINE)
            if f"\n### {title}\n" not in short[path].text
        ]
        for path, note in new.items()
        if path not in {TALL, "Software/S9001 - Core_Borer.md", "Tactics/TA9002 - Planting.md"}
    }
    assert left_out == {
        "Assets": ["Techniques"],
        "Campaigns": ["Groups", "Techniques used", "Software", "References"],
        "Data Components": ["Log Sources", "Detection Strategies"],
        "Detection Strategies": ["Techniques detected"],
        "Groups": ["Techniques used", "Software", "Campaigns", "References"],
        "Mitigations": ["Techniques mitigated"],
        "Software": ["Groups", "Campaigns"],
        "Tactics": ["Techniques"],
        "Use Cases": ["Used by", "Mitigations", "Analytics", "Assets", "References"],
    }
    assert short[TALL].text == new[TALL].text
    assert section(short[STRATEGY], "Analytics") == dedent("""\
        #### AN9001

        Platform: Windows

        The gate opens by day.

        - `Hours`: When the gate may open

        #### AN9002

        Platform: Linux

        The gate opens by night.""")


def test_what_components_show_stands_in_the_text_or_in_the_table() -> None:
    pottery = read_release(FIXTURES / "release-v17-2.1.json")
    path = "Use Cases/T9202 - Glaze Theft.md"
    texts = [
        section({note.path: note for note in attack_notes(pottery, complete=complete)}[path], "Detection")
        for complete in (True, False)
    ]
    assert texts == [
        "**Footprints**: Glaze on the floor shows `steps`.",
        "The table of data components says what each of them shows.",
    ]


def test_properties_state_what_lists_show(new: dict[str, SourceNote]) -> None:
    fields = document(new["Campaigns/C9001 - Autumn Raid.md"]).front_matter
    assert fields is not None
    assert (fields.text("first_seen"), fields.text("last_seen")) == ("2023-09-01", "2023-10-31")
    for path, wanted in (("S9001 - Core_Borer", "malware"), ("S9002 - Pick- It", "tool")):
        fields = document(new[f"Software/{path}.md"]).front_matter
        assert fields is not None
        assert fields.text("type") == wanted


def test_everything_that_a_release_cites_is_known_by_name(release: AttackRelease) -> None:
    found = cited_sources(release)
    assert list(found) == sorted(found)
    assert found["Gazette"] == CitedSource(
        "Gazette", "The Gazette. (2022). Fruit is gone.", "https://gazette.example/"
    )
    pottery = cited_sources(read_release(FIXTURES / "release-v17-2.1.json"))
    assert list(pottery) == ["Potter's Log"]


def test_other_notes_have_their_relations_as_sections(new: dict[str, SourceNote]) -> None:
    group = new["Groups/G9001 - Apple Thieves.md"]
    assert 'aliases: [Apple Thieves, "yes", "[Odd]", "Comma, Inc"]\ntags: [G9001, groups]\n' in group.text
    assert section(group, "Software") == "- [[S9001 - Core_Borer]]\n- [[S9002 - Pick- It]]: They pick."
    assert section(group, "Campaigns") == "- [[C9001 - Autumn Raid]]"
    campaign = new["Campaigns/C9001 - Autumn Raid.md"]
    assert section(campaign, "Groups") == "- [[G9001 - Apple Thieves]]"
    assert section(campaign, "Period").splitlines() == [
        "- First seen: 2023-09-01 (Citation: Orchard Report 2024)",
        "- Last seen: 2023-10-31 (Citation: Orchard Report 2024)",
    ]
    tool = new["Software/S9002 - Pick- It.md"]
    assert (section(tool, "Type"), section(tool, "Campaigns")) == (
        "Tool",
        "- [[C9001 - Autumn Raid]]: They picked.",
    )
    assert section(new["Mitigations/M9001 - Fences.md"], "Techniques mitigated") == (
        "- [[T9001 - Ladder_Basket Abuse]]: A fence keeps ladders out."
    )
    assert section(new["Tactics/TA9002 - Planting.md"], "Techniques") == "- [[T9001 - Ladder_Basket Abuse]]"
    component = new["Data Components/DC9001 - Gate Opening.md"]
    assert section(component, "Log Sources").splitlines()[2:] == [
        "| `gate:log` | `opened \\| forced` |",
        "| `Gate` |  |",
    ]
    assert section(component, "Detection Strategies") == "- [[DET9001 - Watch the Gate- at 'night']]"
    shed = new["Assets/A9001 - Tool Shed.md"]
    assert (section(shed, "Sectors"), section(shed, "Related Assets")) == (
        "General",
        "- Barn: A larger shed.",
    )
    assert section(shed, "Techniques") == "- [[T9001 - Ladder_Basket Abuse]]"


def test_a_strategy_has_its_analytics_under_headings(new: dict[str, SourceNote]) -> None:
    assert section(new[STRATEGY], "Analytics") == dedent("""\
        #### AN9001

        Platform: Windows

        The gate opens by day.

        | Log source | Channel | Data component |
        | --- | --- | --- |
        | `gate:log` | `opened \\| forced` | [[DC9001 - Gate Opening]] |
        | `Gate` |  | [[DC9001 - Gate Opening]] |

        - `Hours`: When the gate may open

        #### AN9002

        Platform: Linux

        The gate opens by night.""")
    assert "\n## Watch the Gate: at \\`night\\`\n" in new[STRATEGY].text
    assert "### Description" not in new[STRATEGY].text


def test_a_relation_stands_on_the_note_at_which_it_begins(
    new: dict[str, SourceNote], release: AttackRelease
) -> None:
    assert new["Mitigations/M9001 - Fences.md"].relations == (
        Relation(RelationKind.MITIGATES, "M9001", "T9001", "A fence keeps ladders out."),
    )
    assert [(each.kind.value, each.target_id) for each in new[LADDER].relations] == [("targets", "A9001")]
    assert [(each.kind.value, each.target_id) for each in new[TALL].relations] == [
        ("subtechnique-of", "T9001")
    ]
    assert sum(len(note.relations) for note in new.values()) == len(release.relations.live) == 11


def test_a_relation_has_the_place_of_its_relationship(new: dict[str, SourceNote]) -> None:
    lines = (FIXTURES / "release-2.1.json").read_text(encoding="utf-8").splitlines()
    origins = {
        (relation.source_id, relation.target_id): relation.origin
        for note in new.values()
        for relation in note.relations
    }
    fence = origins["M9001", "T9001"]
    assert fence.path == "release-2.1.json"
    assert '"relationship--m1"' in "".join(lines[fence.line - 1 : fence.line + 4])
    assert len({origin.line for origin in origins.values()}) == len(origins)


@pytest.mark.parametrize(
    "name",
    ["release-2.1.json", "release-v17-2.0.json", "release-v17-2.1.json", "release-ics-v12.json"],
)
def test_links_lead_to_notes_and_front_matter_is_valid(name: str) -> None:
    notes = notes_of(name)
    names = {path.rsplit("/", 1)[-1].removesuffix(".md") for path in notes}
    for note in notes.values():
        assert set(LINK.findall(note.text)) <= names
        read = document(note)
        assert (read.diagnostics, read.front_matter is not None) == ((), True)


def test_pages_of_retired_objects_lead_to_what_replaces_them(release: AttackRelease) -> None:
    assert redirects(release) == {
        "mitigations/T9001/": None,
        "techniques/T9002/": "T9001",
        "techniques/T9003/": "T9001",
        "techniques/T9004/": None,
        "techniques/T9005/": None,
        "techniques/T9006/": None,
        "techniques/T9007/": None,
        "techniques/T9008/": None,
        "techniques/T9009/": None,
    }


WORDS = st.text(alphabet="ab :/#\"'[]|`\n-%\\*.,é😀", max_size=12)
REFERENCES = st.lists(
    st.fixed_dictionaries(
        {"source_name": st.sampled_from(["mitre-attack", "A", "B c"])},
        optional={
            "external_id": st.sampled_from(
                ["T1001", "T1001.001", "G0001", "S0001", "DET0001", "AN0001", "x/../y"]
            ),
            "description": WORDS,
            "url": WORDS.map(lambda text: f"https://{text}"),
        },
    ),
    max_size=3,
)
IDS = st.sampled_from([f"o{number}" for number in range(6)])
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "external_references": REFERENCES,
    "revoked": st.booleans(),
    "x_mitre_deprecated": st.booleans(),
    "created": st.sampled_from(["2020-01-30T00:00:00Z", "never"]),
    "x_mitre_analytic_refs": st.lists(IDS, max_size=3),
    "tactic_refs": st.lists(IDS, max_size=3),
    "x_mitre_data_source_ref": IDS,
    "source_ref": IDS,
    "target_ref": IDS,
    "relationship_type": st.sampled_from([kind.value for kind in RelationKind]),
    "kill_chain_phases": st.just([{"kill_chain_name": "mitre-attack", "phase_name": "a"}]),
    "x_mitre_log_source_references": st.lists(
        st.fixed_dictionaries({"name": WORDS, "channel": WORDS, "x_mitre_data_component_ref": IDS}),
        max_size=2,
    ),
    "x_mitre_log_sources": st.lists(st.fixed_dictionaries({"name": WORDS, "channel": WORDS}), max_size=2),
}
LISTS = {
    "aliases",
    "x_mitre_aliases",
    "x_mitre_platforms",
    "x_mitre_data_sources",
    "x_mitre_defense_bypassed",
    "x_mitre_sectors",
}


def some_object(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    names = [field.encode_name for field in msgspec.structs.fields(_STRUCTS[kind])]
    values = {
        name: BY_NAME[name] if name in BY_NAME else st.lists(WORDS, max_size=2) if name in LISTS else WORDS
        for name in names
        if name != "id"
    }
    return st.fixed_dictionaries({"type": st.just(kind), "id": IDS}, optional=values)


@given(st.lists(st.sampled_from(sorted(map(str, _STRUCTS))).flatmap(some_object), max_size=6))
def test_any_release_makes_valid_notes(objects: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_text(json.dumps({"type": "bundle", "objects": objects}), encoding="utf-8")
        release = read_release(path)
    notes = attack_notes(release)
    paths = [note.path for note in notes]
    assert len({each.casefold() for each in paths}) == len(paths)
    for note in notes:
        assert re.fullmatch(
            r"Data Components/[^./\\][^/\\]*\.md|[A-Za-z ]+/[A-Z][A-Z0-9.]+[^/\\]*\.md", note.path
        )
        read = document(note)
        assert read.front_matter is not None, note.text
        assert read.front_matter.get("tags") is not None
    assert all(
        replaced is None or replaced in release.by_attack_id for replaced in redirects(release).values()
    )
