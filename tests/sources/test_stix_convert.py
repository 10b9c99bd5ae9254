"""Frozen values of ATT&CK from the objects of a bundle."""

import pytest

from kbgen.sources import stix_objects as attack
from kbgen.sources import stix_structs as stix
from kbgen.sources.attack_domain import Domain, domain_of_kill_chain, domain_of_name
from kbgen.sources.stix_convert import Converter, day, web_address


def convert(item: stix.AnyStixObject) -> attack.AttackObject:
    made = Converter().convert(item)
    assert made is not None
    return made


def reference(source: str, identifier: str | None = None, url: str | None = None) -> stix.ExternalReference:
    return stix.ExternalReference(source_name=source, external_id=identifier, url=url)


@pytest.mark.parametrize("source", ["mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"])
def test_the_identifier_is_that_of_attack_wherever_it_stands(source: str) -> None:
    references = [
        reference("capec", "CAPEC-163"),
        reference(source, "T1059.001", "https://attack.mitre.org/techniques/T1059/001"),
        reference("A Report", url="https://report.example/"),
    ]
    made = convert(stix.StixTechnique(id="a", external_references=references))
    assert (made.attack_id, made.url) == ("T1059.001", "https://attack.mitre.org/techniques/T1059/001")
    assert made.references == (attack.Reference("A Report", "", "https://report.example/"),)
    assert isinstance(made, attack.Technique)
    assert made.is_subtechnique


@pytest.mark.parametrize("identifier", ["../../etc", "T1 059", "t1059", "", "T1059/001", "T1059\n"])
def test_what_is_no_identifier_is_none(identifier: str) -> None:
    made = convert(stix.StixTool(id="a", external_references=[reference("mitre-attack", identifier)]))
    assert made.attack_id == identifier.strip() * (identifier == "T1059\n")


def test_absent_fields_are_empty() -> None:
    made = convert(stix.StixTechnique(id="a"))
    assert made == attack.Technique(
        stix_id="a",
        attack_id="",
        name="",
        description="",
        created="",
        modified="",
        version="",
        url="",
        domains=(),
        revoked=False,
        deprecated=False,
        references=(),
        phases=(),
        platforms=(),
        is_subtechnique=False,
        detection="",
        data_sources=(),
        defenses_bypassed=(),
    )


def test_the_literal_text_none_is_no_platform() -> None:
    made = convert(
        stix.StixTechnique(id="a", x_mitre_platforms=["None", "Windows", " Linux ", "Windows", ""])
    )
    assert isinstance(made, attack.Technique)
    assert made.platforms == ("Windows", "Linux")


@pytest.mark.parametrize(
    ("revoked", "deprecated", "live"),
    [(None, None, True), (False, False, True), (True, None, False), (None, True, False), (True, True, False)],
)
def test_live_is_tested_for_truth(revoked: bool | None, deprecated: bool | None, live: bool) -> None:
    assert convert(stix.StixTool(id="a", revoked=revoked, x_mitre_deprecated=deprecated)).live is live


def test_both_kinds_of_software_are_software() -> None:
    malware, tool = convert(stix.StixMalware(id="a")), convert(stix.StixTool(id="b"))
    assert isinstance(malware, attack.Software)
    assert isinstance(tool, attack.Software)
    assert (malware.type, tool.type) == ("malware", "tool")


def test_phases_are_those_of_attack_only() -> None:
    phases = [
        stix.KillChainPhase("mitre-ics-attack", "execution-ics"),
        stix.KillChainPhase("lockheed-martin-cyber-kill-chain", "delivery"),
        stix.KillChainPhase("mitre-attack", "execution"),
        stix.KillChainPhase("mitre-attack", None),
        stix.KillChainPhase("mitre-attack", "execution"),
    ]
    made = convert(stix.StixTechnique(id="a", kill_chain_phases=phases))
    assert isinstance(made, attack.Technique)
    assert made.phases == (
        attack.Phase(Domain.ICS, "execution-ics"),
        attack.Phase(Domain.ENTERPRISE, "execution"),
    )
    assert [phase.key for phase in made.phases] == [
        (Domain.ICS, "execution"),
        (Domain.ENTERPRISE, "execution"),
    ]


def test_only_ics_has_the_ending_of_ics() -> None:
    assert attack.Phase(Domain.ENTERPRISE, "forens-ics").key == (Domain.ENTERPRISE, "forens-ics")


def test_domains_are_known_by_their_names() -> None:
    for domain in Domain:
        assert domain_of_name(domain.value) is domain
        assert domain_of_kill_chain(domain.kill_chain) is domain
    assert domain_of_name("pre-attack") is domain_of_kill_chain("") is None


def test_an_analytic_names_its_log_sources() -> None:
    made = convert(
        stix.StixAnalytic(
            id="a",
            x_mitre_log_source_references=[
                stix.StixLogSource("Gate:Log ", "None", "c1"),
                stix.StixLogSource(None, " EventCode=1"),
            ],
            x_mitre_mutable_elements=[
                stix.StixMutableElement("Window", "How long"),
                stix.StixMutableElement(),
            ],
        )
    )
    assert isinstance(made, attack.Analytic)
    first, second = made.log_source_references
    assert (first.log_source.name, first.log_source.key, first.component_ref) == (
        "Gate:Log ",
        "gate:log",
        "c1",
    )
    assert (first.log_source.shown_channel, second.log_source.shown_channel) == ("", "EventCode=1")
    assert (second.log_source.name, second.component_ref) == ("", "")
    assert made.mutable_elements == (
        attack.MutableElement("Window", "How long"),
        attack.MutableElement("", ""),
    )


def test_an_asset_names_its_relatives() -> None:
    made = convert(
        stix.StixAsset(
            id="a", x_mitre_sectors=["General"], x_mitre_related_assets=[stix.StixRelatedAsset("Barn")]
        )
    )
    assert isinstance(made, attack.Asset)
    assert (made.sectors, made.related_assets) == (("General",), (attack.RelatedAsset("Barn", ""),))


def test_equal_references_become_one_value() -> None:
    converter = Converter()
    one, two = (
        converter.convert(stix.StixTool(id=name, external_references=[reference("A")])) for name in "ab"
    )
    assert one is not None
    assert two is not None
    assert one.references[0] is two.references[0]


def test_relationships_collections_and_markings_are_no_objects() -> None:
    converter = Converter()
    assert converter.convert(stix.StixRelationship(id="a")) is None
    assert converter.convert(stix.StixCollection(id="a")) is None
    assert converter.convert(stix.StixMarking(id="a")) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2020-01-30T14:24:34.977Z", "2020-01-30"),
        ("2020-01-30", "2020-01-30"),
        ("2020-01-30x", ""),
        ("30.1.2020", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_day_is_the_day_of_a_time_stamp(text: str | None, wanted: str) -> None:
    assert day(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://a.example/", "https://a.example/"),
        (" http://a.example/b c ", "http://a.example/b%20c"),
        ("javascript:alert(1)", ""),
        ("ftp://a.example", ""),
        (None, ""),
    ],
)
def test_addresses_are_those_of_the_web(text: str | None, wanted: str) -> None:
    assert web_address(text) == wanted
