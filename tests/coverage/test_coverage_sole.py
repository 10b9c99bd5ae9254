"""Rules that alone cover a technique."""

from coverage_worlds import TODAY, Assess, rule, technique

from kbgen.coverage.sole import sole_coverage

T1046 = technique("T1046", "Windows", "Linux")


def test_the_only_rule_of_a_technique_is_named_with_it(assess: Assess) -> None:
    coverage = assess(T1046=T1046, T1018=technique("T1018", "Windows"), r=rule("T1046"))
    assert sole_coverage(coverage) == (("r.md", ("T1046",)),)


def test_one_of_two_rules_is_not_the_only_one(assess: Assess) -> None:
    coverage = assess(T1046=T1046, r=rule("T1046"), s=rule("T1046", product="linux"))
    assert sole_coverage(coverage) == ()


def test_rules_that_do_not_count_leave_the_other_alone(assess: Assess) -> None:
    coverage = assess(
        T1046=T1046,
        r=rule("T1046"),
        old=rule("T1046", status="deprecated"),
        mac=rule("T1046", product="macos"),
    )
    assert sole_coverage(coverage) == (("r.md", ("T1046",)),)


def test_a_rule_of_a_sub_technique_alone_covers_its_technique_as_well(assess: Assess) -> None:
    coverage = assess(
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
        T1059_003=technique("T1059.003", "Windows"),
        r=rule("T1059.001"),
    )
    assert sole_coverage(coverage) == (("r.md", ("T1059", "T1059.001")),)


def test_those_with_most_techniques_come_first_then_by_path(assess: Assess) -> None:
    names = ("T1001", "T1002", "T1003", "T1004")
    notes = {name: technique(name, "Windows") for name in names}
    rules = {"a": rule("T1001"), "c": rule("T1002", "T1003"), "b": rule("T1004")}
    coverage = assess(None, TODAY, **notes, **rules)
    assert sole_coverage(coverage) == (
        ("c.md", ("T1002", "T1003")),
        ("a.md", ("T1001",)),
        ("b.md", ("T1004",)),
    )


def test_a_technique_that_states_no_platform_has_an_only_rule(assess: Assess) -> None:
    assert sole_coverage(assess(T1046=technique("T1046"), r=rule("T1046"))) == (("r.md", ("T1046",)),)
