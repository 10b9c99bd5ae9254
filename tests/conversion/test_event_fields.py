"""The fields of events by the names that Sigma gives them."""

from kbgen.conversion.event_fields import event_fields


def test_a_flat_event() -> None:
    event = {"Image": "a.exe", "Id": 4, "Ratio": 0.5, "Signed": True, "User": None}
    assert event_fields(event) == {name: (value,) for name, value in event.items()}


def test_a_field_in_a_field_has_the_names_of_both() -> None:
    event = {"userIdentity": {"type": "Root", "session": {"mfa": False}}, "a.b": 1}
    assert event_fields(event) == {
        "userIdentity.type": ("Root",),
        "userIdentity.session.mfa": (False,),
        "a.b": (1,),
    }


def test_a_list_has_several_values_each_once() -> None:
    assert event_fields({"A": ["x", "y", "x"], "B": [{"C": 1}, {"C": 2}], "D": [], "E": ["z"]}) == {
        "A": ("x", "y"),
        "B.C": (1, 2),
        "E": ("z",),
    }


def test_equal_values_of_different_types_are_different() -> None:
    assert event_fields({"A": [1, True, 1.0, "1"]}) == {"A": (1, True, 1.0, "1")}


def test_an_event_of_windows_has_plain_names() -> None:
    event = {
        "Event": {
            "#attributes": {"xmlns": "x"},
            "System": {
                "Provider": {"#attributes": {"Name": "Sysmon", "Guid": "g"}},
                "EventID": {"#attributes": {"Qualifiers": 16384}, "#text": 7045},
                "Channel": "System",
                "Correlation": None,
            },
            "EventData": {"Image": "a.exe", "Threat Name": "EICAR"},
            "UserData": {"Operation": {"#attributes": {"xmlns": "y"}, "Process": "p"}},
        }
    }
    assert event_fields(event) == {
        "Provider_Name": ("Sysmon",),
        "Provider_Guid": ("g",),
        "EventID_Qualifiers": (16384,),
        "EventID": (7045,),
        "Channel": ("System",),
        "Correlation": (None,),
        "Image": ("a.exe",),
        "Threat Name": ("EICAR",),
        "ThreatName": ("EICAR",),
        "Operation_xmlns": ("y",),
        "Process": ("p",),
    }


def test_a_field_in_two_places_has_both_values() -> None:
    event = {"Event": {"System": {"Level": 4}, "EventData": {"Level": "high"}}}
    assert event_fields(event) == {"Level": (4, "high")}


def test_data_without_names_and_with_names_as_attributes() -> None:
    unnamed = {"Event": {"EventData": {"Data": {"#text": ["a", "b"]}}}}
    assert event_fields(unnamed) == {"Data": ("a", "b")}
    named = [
        {"#attributes": {"Name": "Image"}, "#text": "a.exe"},
        {"#attributes": {"Name": "User"}, "#text": None},
        {"#attributes": {}, "#text": "loose"},
    ]
    assert event_fields({"Event": {"EventData": {"Data": named}}}) == {
        "Image": ("a.exe",),
        "User": (None,),
        "Data": ("loose",),
    }


def test_an_event_that_only_has_such_a_name_is_no_event_of_windows() -> None:
    assert event_fields({"Event": {"name": "login"}}) == {"Event.name": ("login",)}
    assert event_fields({"Event": "login", "EventData": 1}) == {"Event": ("login",), "EventData": (1,)}
    assert event_fields({}) == {}
