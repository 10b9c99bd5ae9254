"""Looking into YAML values."""

from kbgen.vault.yaml_node import YamlList, YamlMap, YamlScalar, scalars

ONE = YamlScalar(1, "1", 1, 1)
TWO = YamlScalar("two", "two", 2, 1)
NAME = YamlScalar("name", "name", 3, 1)
MAP = YamlMap(((NAME, ONE), (TWO, YamlList((ONE,), 4, 1))), 3, 1)


def test_a_map_is_asked_by_the_exact_name() -> None:
    assert MAP.get("name") is ONE
    assert MAP.get("Name") is None


def test_scalars_are_those_that_a_node_holds_directly() -> None:
    assert list(scalars(ONE)) == [ONE]
    assert list(scalars(YamlList((ONE, MAP, YamlList((TWO,), 1, 1), TWO), 1, 1))) == [ONE, TWO]
    assert list(scalars(MAP)) == []
    assert list(scalars(None)) == []
